-- What the program keeps for itself: code lists, settings, imports, journal, derived keys. See the crate doc, "Data".

CREATE TABLE code (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, list TEXT NOT NULL, name TEXT NOT NULL, name_en TEXT, standard_code TEXT,
  parent TEXT, sort_no INTEGER NOT NULL DEFAULT 0, active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)), UNIQUE (list, name)
) STRICT;

CREATE TABLE setting (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, actor TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (actor, name)
) STRICT;

CREATE TABLE saved_view (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  actor TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, UNIQUE (actor, kind, name)
) STRICT;

CREATE TABLE person_of_office (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('viewer', 'clerk', 'manager')), unit_id INTEGER REFERENCES unit(id), active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE draft (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, actor TEXT NOT NULL, kind TEXT NOT NULL, record_id INTEGER, body TEXT NOT NULL, at TEXT NOT NULL,
  owner TEXT NOT NULL DEFAULT '', offered INTEGER NOT NULL DEFAULT 0 CHECK (offered IN (0, 1))
) STRICT;

CREATE TABLE import_batch (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, at TEXT NOT NULL, actor TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL,
  added INTEGER NOT NULL DEFAULT 0, updated INTEGER NOT NULL DEFAULT 0, same INTEGER NOT NULL DEFAULT 0,
  duplicate INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0, warned INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE import_issue (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, batch_id INTEGER NOT NULL REFERENCES import_batch(id) ON DELETE CASCADE,
  severity TEXT NOT NULL CHECK (severity IN ('reject', 'duplicate', 'warn', 'info')), sheet TEXT NOT NULL, cell TEXT NOT NULL, reason TEXT NOT NULL, value TEXT, text TEXT NOT NULL
) STRICT;
CREATE INDEX import_issue_batch ON import_issue (batch_id);

CREATE TABLE column_map (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, kind TEXT NOT NULL, fingerprint TEXT NOT NULL, mapping TEXT NOT NULL, UNIQUE (kind, fingerprint)
) STRICT;

CREATE TABLE report_snapshot (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, at TEXT NOT NULL, actor TEXT NOT NULL, name TEXT NOT NULL, period TEXT NOT NULL, body TEXT NOT NULL
) STRICT;

-- ── journal ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- One row a write; its changes are written by triggers (made by the migrator from each table's columns).
CREATE TABLE journal (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, origin TEXT NOT NULL, label TEXT NOT NULL, undoes INTEGER REFERENCES journal(id), undone_by INTEGER
) STRICT;

CREATE TABLE change (
  id INTEGER PRIMARY KEY, journal_id INTEGER NOT NULL REFERENCES journal(id), table_name TEXT NOT NULL, row_id INTEGER NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('insert', 'update', 'delete')), before TEXT, after TEXT
) STRICT;
CREATE INDEX change_row ON change (table_name, row_id);
CREATE INDEX change_journal ON change (journal_id);

-- The write now under way; a change outside one breaks change.journal_id's NOT NULL.
CREATE TABLE current_journal (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), journal_id INTEGER NOT NULL) STRICT;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, origin TEXT NOT NULL, action TEXT NOT NULL, kind TEXT, record_id INTEGER, detail TEXT
) STRICT;
CREATE INDEX audit_record ON audit (kind, record_id);

-- ── derived, rebuilt by the store with each write ───────────────────────────────────────────────────────────────────
-- rank: see store::search. k is folded text, pinyin, initials or reversed digits.
CREATE TABLE search_key (
  kind INTEGER NOT NULL, rank INTEGER NOT NULL, k TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (kind, rank, k, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_tag (
  kind INTEGER NOT NULL, field TEXT NOT NULL, tag TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (kind, field, tag, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE row_count (table_name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
