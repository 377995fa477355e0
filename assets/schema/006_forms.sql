-- Forms of the upper level (上级表样): which cell gets which figure, and the empty file itself.
CREATE TABLE form (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  about TEXT CHECK (about IN ('class', 'call_up', 'unit', 'cadre', 'nominee')), file TEXT, note TEXT
) STRICT;

-- what: a name of exchange::facts, #list.column for a column going down, or a text with {{names}} in it.
CREATE TABLE form_place (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, form_id INTEGER NOT NULL REFERENCES form(id) ON DELETE CASCADE,
  sheet TEXT, cell TEXT NOT NULL CHECK (cell <> ''), what TEXT NOT NULL CHECK (what <> ''), UNIQUE (form_id, sheet, cell)
) STRICT;

-- The file as it came. Not journalled, and kept when its form goes, so that taking the step back has it again.
CREATE TABLE form_file (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
