-- Programmes as they were on any day, the lines of a year's plan, and how many were satisfied.
-- A row of programme_member is one stay on a list: from which day, why, in which unit then; until which day, and why not
-- after it. Who comes back has a second row. source, removed_by: 'set' by the conditions of the programme, 'hand' by name.
CREATE TABLE programme_stay (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  programme_id INTEGER NOT NULL REFERENCES programme(id) ON DELETE CASCADE, cadre_id INTEGER NOT NULL REFERENCES cadre(id),
  added_on TEXT NOT NULL, added_why TEXT, source TEXT NOT NULL DEFAULT 'hand' CHECK (source IN ('set', 'hand')),
  unit_id INTEGER REFERENCES unit(id), removed_on TEXT, reason TEXT, removed_by TEXT CHECK (removed_by IN ('set', 'hand')), done_on TEXT
) STRICT;
INSERT INTO programme_stay (id, version, programme_id, cadre_id, added_on, unit_id, removed_on, reason, done_on)
  SELECT m.id, m.version, m.programme_id, m.cadre_id, m.added_on, c.unit_id, m.removed_on, m.reason, m.done_on
  FROM programme_member m JOIN cadre c ON c.id = m.cadre_id;
DROP TABLE programme_member;
ALTER TABLE programme_stay RENAME TO programme_member;
CREATE INDEX programme_member_cadre ON programme_member (cadre_id);
CREATE INDEX programme_member_list ON programme_member (programme_id, cadre_id);
CREATE INDEX programme_member_unit ON programme_member (unit_id) WHERE unit_id IS NOT NULL;
CREATE UNIQUE INDEX programme_member_now ON programme_member (programme_id, cadre_id) WHERE removed_on IS NULL;

-- Each time a list was taken from conditions: which ones, on which day, by whom, and what came of it.
CREATE TABLE programme_target (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  programme_id INTEGER NOT NULL REFERENCES programme(id) ON DELETE CASCADE, on_day TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
  conditions TEXT NOT NULL, people INTEGER NOT NULL CHECK (people >= 0), added INTEGER NOT NULL CHECK (added >= 0),
  removed INTEGER NOT NULL CHECK (removed >= 0), reason TEXT
) STRICT;
CREATE INDEX programme_target_programme ON programme_target (programme_id, id);

-- A line of a year's plan: so many classes (期) of a theme, for so many people, by a month; classes name the line they fulfil.
CREATE TABLE plan_line (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  year INTEGER NOT NULL CHECK (year BETWEEN 1949 AND 2200), name TEXT NOT NULL CHECK (name <> ''), kind TEXT,
  programme_id INTEGER REFERENCES programme(id) ON DELETE SET NULL, terms INTEGER NOT NULL DEFAULT 1 CHECK (terms > 0),
  people INTEGER CHECK (people >= 0), hours REAL CHECK (hours >= 0), month INTEGER CHECK (month BETWEEN 1 AND 12),
  organiser TEXT, audience TEXT, plan_ref TEXT, note TEXT, UNIQUE (year, name)
) STRICT;
CREATE INDEX plan_line_programme ON plan_line (programme_id) WHERE programme_id IS NOT NULL;
ALTER TABLE training_class ADD COLUMN plan_line_id INTEGER REFERENCES plan_line(id) ON DELETE SET NULL;
CREATE INDEX training_class_plan ON training_class (plan_line_id) WHERE plan_line_id IS NOT NULL;
CREATE INDEX training_class_programme ON training_class (programme_id) WHERE programme_id IS NOT NULL;

-- Of the forms, those that say satisfied or rather satisfied (满意、较满意).
ALTER TABLE evaluation ADD COLUMN satisfied INTEGER CHECK (satisfied BETWEEN 0 AND forms);
