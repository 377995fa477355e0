-- Hours, warnings and make-up: what an office chooses, verdicts kept, reminders, causes.

-- What an office chooses; a name without a row has its default (domain::hours::office).
CREATE TABLE office_setting (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, name TEXT NOT NULL UNIQUE, value TEXT NOT NULL
) STRICT;

-- Who was reminded of a warning, when and how.
CREATE TABLE reminder (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  cadre_id INTEGER NOT NULL REFERENCES cadre(id), rule_code TEXT NOT NULL, year INTEGER NOT NULL,
  reminded_on TEXT NOT NULL, channel TEXT NOT NULL,
  level TEXT CHECK (level IN ('normal', 'remind', 'warn', 'alarm', 'overdue')), missing REAL, by_whom TEXT NOT NULL, note TEXT
) STRICT;
CREATE INDEX reminder_cadre ON reminder (cadre_id, year, rule_code, reminded_on);
CREATE INDEX reminder_day ON reminder (reminded_on);
INSERT INTO reminder (id, cadre_id, rule_code, year, reminded_on, channel, level, missing, by_whom)
  SELECT id, cadre_id, rule_code, year, reminded_on, coalesce(channel, '电话'), level, missing, '' FROM warning WHERE reminded_on IS NOT NULL;

-- Verdicts that are not met, derived: the store changes them with their cause and can make all of them anew.
-- id is made of person, year and rule (store::verdicts). computed_on is the day since when the level stands, until_on the
-- last day on which it does.
DROP TABLE warning;
CREATE TABLE warning (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  cadre_id INTEGER NOT NULL REFERENCES cadre(id) DEFERRABLE INITIALLY DEFERRED, rule_code TEXT NOT NULL, year INTEGER NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('normal', 'remind', 'warn', 'alarm', 'overdue')), target REAL NOT NULL, got REAL NOT NULL,
  missing REAL NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('met', 'exempt', 'early', 'on_pace', 'behind', 'far_behind', 'nothing_off_job', 'promotion_near',
    'promotion_passed', 'closing', 'ended')),
  computed_on TEXT NOT NULL, until_on TEXT NOT NULL
) STRICT;
CREATE INDEX warning_level ON warning (year, level);
CREATE INDEX warning_cadre ON warning (cadre_id);

-- How levels went: one row where a level became another.
CREATE TABLE warning_change (
  id INTEGER PRIMARY KEY, cadre_id INTEGER NOT NULL, rule_code TEXT NOT NULL, year INTEGER NOT NULL,
  day TEXT NOT NULL, from_level TEXT NOT NULL, to_level TEXT NOT NULL
) STRICT;
CREATE INDEX warning_change_day ON warning_change (year, day);

-- The day the verdicts are of, and years kept beside that day's and the one before.
CREATE TABLE verdict_day (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), day TEXT NOT NULL) STRICT;
CREATE TABLE verdict_year (year INTEGER PRIMARY KEY) STRICT;

-- What was looked for once by its date, so that nothing arises twice, not even after it was taken back.
CREATE TABLE date_cause (cause TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (cause, what)) STRICT, WITHOUT ROWID;

-- The cause of an obligation as one word, so that a cause gives one.
ALTER TABLE make_up ADD COLUMN cause_key TEXT;
ALTER TABLE make_up ADD COLUMN citation TEXT;
CREATE UNIQUE INDEX make_up_cause ON make_up (cause_key);
CREATE INDEX make_up_to ON make_up (to_class_id);

-- Where one class has too few hours: the classes before the last, which is make_up.to_class_id.
CREATE TABLE make_up_class (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  make_up_id INTEGER NOT NULL REFERENCES make_up(id) ON DELETE CASCADE, class_id INTEGER NOT NULL REFERENCES training_class(id),
  UNIQUE (make_up_id, class_id)
) STRICT;
CREATE INDEX make_up_class_class ON make_up_class (class_id);

-- A ledger is read whole and in order; this index has all of it.
DROP INDEX hour_entry_cadre;
CREATE INDEX hour_entry_cadre ON hour_entry (cadre_id, year, form, hours, days, starts_on, ends_on, topics);
CREATE INDEX hour_exception_cadre ON hour_exception (cadre_id);
