-- Steps between states: every machine has its log, which is only added to; a step keeps its name and who approved it.
ALTER TABLE nominee_log ADD COLUMN step TEXT;
ALTER TABLE nominee_log ADD COLUMN approver TEXT;
ALTER TABLE make_up_log ADD COLUMN step TEXT;
ALTER TABLE make_up_log ADD COLUMN approver TEXT;
ALTER TABLE teacher_log ADD COLUMN step TEXT;
ALTER TABLE teacher_log ADD COLUMN approver TEXT;

CREATE TABLE class_log (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  class_id INTEGER NOT NULL REFERENCES training_class(id) ON DELETE CASCADE,
  from_state TEXT, to_state TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT, step TEXT, approver TEXT
) STRICT;
CREATE INDEX class_log_class ON class_log (class_id, id);

CREATE TABLE call_up_log (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  call_up_id INTEGER NOT NULL REFERENCES call_up(id) ON DELETE CASCADE,
  from_state TEXT, to_state TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT, step TEXT, approver TEXT
) STRICT;
CREATE INDEX call_up_log_call_up ON call_up_log (call_up_id, id);

CREATE TABLE leave_log (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  leave_id INTEGER NOT NULL REFERENCES leave(id) ON DELETE CASCADE,
  from_state TEXT, to_state TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT, step TEXT, approver TEXT
) STRICT;
CREATE INDEX leave_log_leave ON leave_log (leave_id, id);

CREATE TABLE work_item_log (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  work_item_id INTEGER NOT NULL REFERENCES work_item(id) ON DELETE CASCADE,
  from_state TEXT, to_state TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT, step TEXT, approver TEXT
) STRICT;
CREATE INDEX work_item_log_item ON work_item_log (work_item_id, id);
CREATE INDEX make_up_log_make_up ON make_up_log (make_up_id, id);
CREATE INDEX teacher_log_teacher ON teacher_log (teacher_id, id);

CREATE TRIGGER nominee_log_kept BEFORE UPDATE ON nominee_log BEGIN SELECT RAISE(ABORT, 'a log is only added to'); END;
CREATE TRIGGER make_up_log_kept BEFORE UPDATE ON make_up_log BEGIN SELECT RAISE(ABORT, 'a log is only added to'); END;
CREATE TRIGGER teacher_log_kept BEFORE UPDATE ON teacher_log BEGIN SELECT RAISE(ABORT, 'a log is only added to'); END;
CREATE TRIGGER class_log_kept BEFORE UPDATE ON class_log BEGIN SELECT RAISE(ABORT, 'a log is only added to'); END;
CREATE TRIGGER call_up_log_kept BEFORE UPDATE ON call_up_log BEGIN SELECT RAISE(ABORT, 'a log is only added to'); END;
CREATE TRIGGER leave_log_kept BEFORE UPDATE ON leave_log BEGIN SELECT RAISE(ABORT, 'a log is only added to'); END;
CREATE TRIGGER work_item_log_kept BEFORE UPDATE ON work_item_log BEGIN SELECT RAISE(ABORT, 'a log is only added to'); END;

-- The list of a class as it went out; a replacement after that makes the next number. body: one line a person,
-- unit, name and post parted by tabs.
CREATE TABLE roster (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  call_up_id INTEGER NOT NULL REFERENCES call_up(id) ON DELETE CASCADE, number INTEGER NOT NULL CHECK (number > 0),
  at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT, body TEXT NOT NULL, UNIQUE (call_up_id, number)
) STRICT;

-- What waits for somebody is read before the first frame: short ranges by state.
CREATE INDEX training_class_state ON training_class (state, starts_on);
CREATE INDEX call_up_state ON call_up (state, deadline);

-- A session that stays where it is when the program looks for places.
ALTER TABLE session ADD COLUMN locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1));

-- What a lecture is paid at most, an hour, by the lecturer's level; dated, so that an old class is settled by the old one.
CREATE TABLE fee_standard (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  level TEXT NOT NULL CHECK (level <> ''), fee REAL NOT NULL CHECK (fee >= 0), valid_from TEXT NOT NULL, valid_until TEXT,
  doc_title TEXT NOT NULL, clause TEXT, note TEXT, UNIQUE (level, valid_from)
) STRICT;
