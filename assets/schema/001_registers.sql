-- The registers: what the office keeps. One table a register, singular names, the words of the crate doc.
-- Every table: id given by the program, version counted up by each change (optimistic check), STRICT types.
-- Dates are ISO text: a day is YYYY-MM-DD, a month-precise date YYYY-MM. Hours are REAL, rounded to 0.01 when written.
-- NULL means "not known"; an empty string is never stored.

-- ── units and people ────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE unit (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  code TEXT UNIQUE, name TEXT NOT NULL UNIQUE CHECK (name <> ''), short_name TEXT,
  parent_id INTEGER REFERENCES unit(id), area TEXT, affiliation TEXT, level TEXT, kind TEXT, system TEXT,
  staff_quota INTEGER, contact TEXT, phone TEXT, active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)), note TEXT,
  CHECK (parent_id IS NULL OR parent_id <> id)
) STRICT;
CREATE INDEX unit_order ON unit (sort_no, id);
CREATE INDEX unit_parent ON unit (parent_id, sort_no);

CREATE TABLE unit_alias (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  unit_id INTEGER NOT NULL REFERENCES unit(id) ON DELETE CASCADE, alias TEXT NOT NULL UNIQUE CHECK (alias <> '')
) STRICT;
CREATE INDEX unit_alias_unit ON unit_alias (unit_id);

-- People bound by the yearly headcount, entered per unit, year and band: the denominator of the four indicators.
CREATE TABLE headcount (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  unit_id INTEGER NOT NULL REFERENCES unit(id), year INTEGER NOT NULL CHECK (year BETWEEN 1949 AND 2200),
  city_chief INTEGER NOT NULL DEFAULT 0 CHECK (city_chief >= 0), city_deputy INTEGER NOT NULL DEFAULT 0 CHECK (city_deputy >= 0),
  county_chief INTEGER NOT NULL DEFAULT 0 CHECK (county_chief >= 0), county_deputy INTEGER NOT NULL DEFAULT 0 CHECK (county_deputy >= 0),
  section INTEGER NOT NULL DEFAULT 0 CHECK (section >= 0),
  total INTEGER NOT NULL GENERATED ALWAYS AS (city_chief + city_deputy + county_chief + county_deputy + section) STORED,
  UNIQUE (unit_id, year)
) STRICT;

-- unit_order repeats unit.sort_no, so that the official order of a million people is one index (kept by triggers below).
CREATE TABLE cadre (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  unit_order INTEGER NOT NULL DEFAULT 0, sort_no INTEGER NOT NULL DEFAULT 0,
  id_card TEXT UNIQUE, name TEXT NOT NULL CHECK (name <> ''), pinyin TEXT, staff_no TEXT,
  sex TEXT CHECK (sex IN ('男', '女')), birth TEXT CHECK (birth GLOB '[12][0-9][0-9][0-9]-[01][0-9]*'), ethnicity TEXT, native_place TEXT,
  party TEXT, party_since TEXT, work_since TEXT, education TEXT, school TEXT,
  unit_id INTEGER REFERENCES unit(id), position TEXT, level TEXT, level_since TEXT, rank TEXT, rank_since TEXT,
  managed_by TEXT, category TEXT, status TEXT NOT NULL DEFAULT '现职', tech_title TEXT,
  phone TEXT, tags TEXT, note TEXT,
  active INTEGER NOT NULL GENERATED ALWAYS AS (CASE WHEN status IN ('现职', '非现职') THEN 1 ELSE 0 END) STORED
) STRICT;
CREATE INDEX cadre_order ON cadre (unit_order, sort_no, id);
CREATE INDEX cadre_unit ON cadre (unit_id, sort_no, id);
CREATE INDEX cadre_name ON cadre (name);
CREATE INDEX cadre_level ON cadre (level, unit_order, sort_no);
CREATE TRIGGER cadre_order_new AFTER INSERT ON cadre
  WHEN NEW.unit_id IS NOT NULL AND NEW.unit_order <> (SELECT sort_no FROM unit WHERE id = NEW.unit_id)
BEGIN UPDATE cadre SET unit_order = (SELECT sort_no FROM unit WHERE id = NEW.unit_id) WHERE id = NEW.id; END;
CREATE TRIGGER cadre_order_moved AFTER UPDATE OF unit_id ON cadre WHEN NEW.unit_id IS NOT OLD.unit_id
BEGIN UPDATE cadre SET unit_order = coalesce((SELECT sort_no FROM unit WHERE id = NEW.unit_id), 0) WHERE id = NEW.id; END;
CREATE TRIGGER unit_order_moved AFTER UPDATE OF sort_no ON unit WHEN NEW.sort_no <> OLD.sort_no
BEGIN UPDATE cadre SET unit_order = NEW.sort_no WHERE unit_id = NEW.id; END;

CREATE TABLE cadre_post (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  cadre_id INTEGER NOT NULL REFERENCES cadre(id) ON DELETE CASCADE, unit_id INTEGER REFERENCES unit(id), unit_text TEXT,
  position TEXT, level TEXT, main INTEGER CHECK (main IN (0, 1)), leader INTEGER CHECK (leader IN (0, 1)),
  sort_no INTEGER NOT NULL DEFAULT 0, since TEXT, until TEXT, state TEXT, doc_no TEXT
) STRICT;
CREATE INDEX cadre_post_cadre ON cadre_post (cadre_id, sort_no);
CREATE INDEX cadre_post_unit ON cadre_post (unit_id);

-- ── curriculum ──────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE course (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  code TEXT, name TEXT NOT NULL CHECK (name <> ''), kind TEXT, topics TEXT, lecturers TEXT, method TEXT,
  hours REAL CHECK (hours >= 0), audience TEXT, developer TEXT, founded TEXT, edition TEXT, grade TEXT, file_ref TEXT, awards TEXT,
  stage TEXT NOT NULL DEFAULT 'listed' CHECK (stage IN ('develop', 'review', 'listed', 'promoted', 'updating', 'retired')),
  reviewer TEXT, reviewed_on TEXT, note TEXT,
  UNIQUE (name, developer)
) STRICT;
CREATE INDEX course_order ON course (sort_no, id);
CREATE UNIQUE INDEX course_code ON course (code) WHERE code IS NOT NULL;

CREATE TABLE course_teacher (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  course_id INTEGER NOT NULL REFERENCES course(id) ON DELETE CASCADE, teacher_id INTEGER NOT NULL REFERENCES teacher(id) ON DELETE CASCADE,
  UNIQUE (course_id, teacher_id)
) STRICT;
CREATE INDEX course_teacher_teacher ON course_teacher (teacher_id);

CREATE TABLE case_study (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL CHECK (name <> ''), kind TEXT, field TEXT, unit_id INTEGER REFERENCES unit(id), source TEXT, author TEXT,
  background TEXT, problem TEXT, practice TEXT, lesson TEXT, secrecy TEXT, recommended TEXT,
  course_id INTEGER REFERENCES course(id),
  stage TEXT NOT NULL DEFAULT 'listed' CHECK (stage IN ('develop', 'review', 'listed', 'promoted', 'updating', 'retired')),
  note TEXT, UNIQUE (name, source)
) STRICT;
CREATE INDEX case_study_order ON case_study (sort_no, id);

CREATE TABLE story (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL CHECK (name <> ''), theme TEXT, people TEXT, unit_id INTEGER REFERENCES unit(id), source TEXT, narrator TEXT,
  minutes INTEGER CHECK (minutes >= 0), media TEXT, site_id INTEGER REFERENCES site(id), body TEXT,
  stage TEXT NOT NULL DEFAULT 'listed' CHECK (stage IN ('develop', 'review', 'listed', 'promoted', 'updating', 'retired')),
  note TEXT, UNIQUE (name, source)
) STRICT;
CREATE INDEX story_order ON story (sort_no, id);

CREATE TABLE publication (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL CHECK (name <> ''), kind TEXT, theme TEXT, publisher TEXT, published TEXT,
  issued INTEGER CHECK (issued >= 0), used INTEGER CHECK (used >= 0), note TEXT
) STRICT;

-- ── sites and institutions ──────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE site (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  code TEXT, name TEXT NOT NULL UNIQUE CHECK (name <> ''), kind TEXT, area TEXT, town TEXT, address TEXT,
  contact TEXT, phone TEXT, guide TEXT, theme TEXT, route TEXT, capacity INTEGER CHECK (capacity >= 0), fee REAL,
  travel_minutes INTEGER CHECK (travel_minutes >= 0), duration TEXT, opening TEXT, season TEXT, facilities TEXT, grade TEXT,
  base INTEGER NOT NULL DEFAULT 0 CHECK (base IN (0, 1)), unit_id INTEGER REFERENCES unit(id),
  audit TEXT, note TEXT
) STRICT;
CREATE INDEX site_order ON site (sort_no, id);

CREATE TABLE institution (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''), kind TEXT, level TEXT, area TEXT, unit_id INTEGER REFERENCES unit(id), head TEXT, phone TEXT,
  capacity INTEGER, beds INTEGER, full_time INTEGER, part_time INTEGER, approved_on TEXT, approval_no TEXT, note TEXT
) STRICT;

-- ── teachers ────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE teacher (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL CHECK (name <> ''), pinyin TEXT, sex TEXT CHECK (sex IN ('男', '女')), birth TEXT,
  unit_text TEXT, unit_id INTEGER REFERENCES unit(id), cadre_id INTEGER REFERENCES cadre(id),
  title TEXT, position TEXT, education TEXT, major TEXT, kind TEXT, level TEXT, topics TEXT, research TEXT,
  term_from TEXT, term_until TEXT,
  state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('trial', 'active', 'paused', 'left')),
  fee REAL CHECK (fee >= 0), mentor_id INTEGER REFERENCES teacher(id), phone TEXT, note TEXT,
  UNIQUE (name, unit_text)
) STRICT;
CREATE INDEX teacher_order ON teacher (sort_no, id);
CREATE INDEX teacher_name ON teacher (name);

CREATE TABLE teacher_log (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  teacher_id INTEGER NOT NULL REFERENCES teacher(id) ON DELETE CASCADE,
  from_state TEXT, to_state TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT
) STRICT;

-- Drill of the teaching staff: joint preparation, trial lecture, supervision, feedback, exchange.
CREATE TABLE teacher_activity (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  teacher_id INTEGER NOT NULL REFERENCES teacher(id) ON DELETE CASCADE, date TEXT NOT NULL, kind TEXT NOT NULL, title TEXT,
  course_id INTEGER REFERENCES course(id), score REAL, opinion TEXT, note TEXT
) STRICT;
CREATE INDEX teacher_activity_teacher ON teacher_activity (teacher_id, date);

CREATE TABLE teacher_absence (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  teacher_id INTEGER NOT NULL REFERENCES teacher(id) ON DELETE CASCADE, since TEXT NOT NULL, until TEXT NOT NULL, reason TEXT,
  CHECK (until >= since)
) STRICT;
CREATE INDEX teacher_absence_teacher ON teacher_absence (teacher_id, since);

-- ── programmes, classes, timetable ──────────────────────────────────────────────────────────────────────────────────
CREATE TABLE programme (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''), kind TEXT, target TEXT, starts_on TEXT, deadline TEXT, plan_ref TEXT, doc_no TEXT,
  min_days REAL, owner TEXT, note TEXT
) STRICT;

CREATE TABLE programme_member (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  programme_id INTEGER NOT NULL REFERENCES programme(id) ON DELETE CASCADE, cadre_id INTEGER NOT NULL REFERENCES cadre(id),
  added_on TEXT NOT NULL, removed_on TEXT, reason TEXT, done_on TEXT, UNIQUE (programme_id, cadre_id)
) STRICT;
CREATE INDEX programme_member_cadre ON programme_member (cadre_id);

CREATE TABLE training_class (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  code TEXT UNIQUE, year INTEGER NOT NULL, name TEXT NOT NULL CHECK (name <> ''), term TEXT, school_term TEXT,
  title TEXT NOT NULL GENERATED ALWAYS AS (name || CASE WHEN term IS NULL THEN '' ELSE '（' || term || '）' END) STORED,
  kind TEXT, call_level TEXT NOT NULL DEFAULT 'own' CHECK (call_level IN ('upper', 'own', 'other')),
  programme_id INTEGER REFERENCES programme(id), organiser TEXT, undertaker TEXT, place TEXT,
  offsite_place TEXT, offsite_days REAL, abroad INTEGER NOT NULL DEFAULT 0 CHECK (abroad IN (0, 1)),
  report_on TEXT, starts_on TEXT CHECK (starts_on GLOB '????-??-??'), ends_on TEXT CHECK (ends_on GLOB '????-??-??'),
  days REAL CHECK (days >= 0), hours REAL CHECK (hours >= 0), planned INTEGER CHECK (planned >= 0), our_planned INTEGER,
  audience TEXT, head_teacher TEXT, approval_no TEXT, notice_no TEXT, budget REAL, spent REAL,
  state TEXT NOT NULL DEFAULT 'approved'
    CHECK (state IN ('draft', 'applied', 'returned', 'approved', 'enrolling', 'running', 'ended', 'closed', 'postponed', 'cancelled')),
  note TEXT,
  CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on), UNIQUE (year, name, term)
) STRICT;
CREATE INDEX training_class_order ON training_class (year DESC, sort_no, id);
CREATE INDEX training_class_dates ON training_class (starts_on, ends_on);

CREATE TABLE class_doc (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  class_id INTEGER NOT NULL REFERENCES training_class(id) ON DELETE CASCADE, kind TEXT NOT NULL, title TEXT, file_ref TEXT, received_on TEXT, note TEXT,
  UNIQUE (class_id, kind)
) STRICT;

CREATE TABLE session (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  class_id INTEGER NOT NULL REFERENCES training_class(id) ON DELETE CASCADE,
  date TEXT NOT NULL CHECK (date GLOB '????-??-??'), half TEXT NOT NULL CHECK (half IN ('am', 'pm', 'eve', 'day')),
  starts TEXT CHECK (starts GLOB '[0-2][0-9]:[0-5][0-9]'), ends TEXT CHECK (ends GLOB '[0-2][0-9]:[0-5][0-9]'),
  kind TEXT NOT NULL DEFAULT 'lecture'
    CHECK (kind IN ('lecture', 'site', 'discussion', 'study', 'exam', 'ceremony', 'report', 'travel', 'break', 'forum', 'film', 'other')),
  title TEXT NOT NULL CHECK (title <> ''), course_id INTEGER REFERENCES course(id), site_id INTEGER REFERENCES site(id),
  teacher_text TEXT, assistant_text TEXT, assistant_work TEXT, host TEXT, place TEXT, hours REAL CHECK (hours >= 0),
  shared INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1)), elective INTEGER NOT NULL DEFAULT 0 CHECK (elective IN (0, 1)),
  keep_reason TEXT, note TEXT
) STRICT;
CREATE INDEX session_class ON session (class_id, date, starts);
CREATE INDEX session_date ON session (date, half);
CREATE INDEX session_course ON session (course_id, date);
CREATE INDEX session_site ON session (site_id, date);

CREATE TABLE session_teacher (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  session_id INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE, teacher_id INTEGER NOT NULL REFERENCES teacher(id),
  role TEXT NOT NULL DEFAULT 'main' CHECK (role IN ('main', 'assistant', 'host')), UNIQUE (session_id, teacher_id, role)
) STRICT;
CREATE INDEX session_teacher_teacher ON session_teacher (teacher_id, session_id);

CREATE TABLE evaluation (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  class_id INTEGER REFERENCES training_class(id) ON DELETE CASCADE, session_id INTEGER REFERENCES session(id) ON DELETE SET NULL,
  teacher_id INTEGER REFERENCES teacher(id), course_id INTEGER REFERENCES course(id),
  date TEXT, item TEXT NOT NULL, score REAL NOT NULL CHECK (score BETWEEN 0 AND 100), forms INTEGER NOT NULL DEFAULT 1 CHECK (forms > 0), opinion TEXT
) STRICT;
CREATE INDEX evaluation_teacher ON evaluation (teacher_id);
CREATE INDEX evaluation_course ON evaluation (course_id);
CREATE INDEX evaluation_class ON evaluation (class_id);
CREATE INDEX evaluation_session ON evaluation (session_id) WHERE session_id IS NOT NULL;

-- ── call-ups ────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE call_up (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  class_id INTEGER NOT NULL UNIQUE REFERENCES training_class(id), level TEXT NOT NULL DEFAULT 'own' CHECK (level IN ('upper', 'own', 'other')),
  sender TEXT, doc_no TEXT, issued_on TEXT, deadline TEXT, requirement TEXT, quota_total INTEGER CHECK (quota_total >= 0),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('draft', 'open', 'filled', 'short', 'closed', 'cancelled')), note TEXT
) STRICT;
CREATE INDEX call_up_deadline ON call_up (deadline);

CREATE TABLE quota (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  call_up_id INTEGER NOT NULL REFERENCES call_up(id) ON DELETE CASCADE, unit_id INTEGER NOT NULL REFERENCES unit(id),
  places INTEGER NOT NULL CHECK (places >= 0), condition TEXT, must_names TEXT, note TEXT, UNIQUE (call_up_id, unit_id)
) STRICT;
CREATE INDEX quota_unit ON quota (unit_id);

-- One person on one call-up; unit, position and phone as they were then.
CREATE TABLE nominee (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  call_up_id INTEGER NOT NULL REFERENCES call_up(id) ON DELETE CASCADE, cadre_id INTEGER NOT NULL REFERENCES cadre(id),
  unit_id INTEGER REFERENCES unit(id), position TEXT, level TEXT, phone TEXT,
  route TEXT NOT NULL DEFAULT 'unit' CHECK (route IN ('unit', 'named', 'mixed', 'rotation')), named_reason TEXT,
  state TEXT NOT NULL DEFAULT 'nominated'
    CHECK (state IN ('planned', 'nominated', 'waitlisted', 'rejected', 'declined', 'approved', 'notified', 'reported',
                     'completed', 'partial', 'withdrawn', 'expelled', 'excused', 'no_show', 'replaced')),
  state_since TEXT, flags TEXT, lodging TEXT, group_no TEXT, room TEXT, class_post TEXT, result TEXT, certificate_no TEXT,
  hours REAL CHECK (hours >= 0), replaces_id INTEGER REFERENCES nominee(id), note TEXT,
  UNIQUE (call_up_id, cadre_id)
) STRICT;
CREATE INDEX nominee_cadre ON nominee (cadre_id);
CREATE INDEX nominee_unit ON nominee (call_up_id, unit_id);
CREATE INDEX nominee_state ON nominee (state, state_since);
CREATE INDEX nominee_replaces ON nominee (replaces_id) WHERE replaces_id IS NOT NULL;

CREATE TABLE nominee_log (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  nominee_id INTEGER NOT NULL REFERENCES nominee(id) ON DELETE CASCADE,
  from_state TEXT, to_state TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT
) STRICT;
CREATE INDEX nominee_log_nominee ON nominee_log (nominee_id, id);

CREATE TABLE attendance (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  nominee_id INTEGER NOT NULL REFERENCES nominee(id) ON DELETE CASCADE, date TEXT NOT NULL CHECK (date GLOB '????-??-??'),
  half TEXT NOT NULL CHECK (half IN ('am', 'pm', 'eve')),
  mark TEXT NOT NULL CHECK (mark IN ('present', 'late', 'early', 'leave', 'absent')), note TEXT, UNIQUE (nominee_id, date, half)
) STRICT;
CREATE INDEX attendance_date ON attendance (date);

CREATE TABLE leave (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  nominee_id INTEGER NOT NULL REFERENCES nominee(id) ON DELETE CASCADE, kind TEXT NOT NULL,
  since TEXT NOT NULL, until TEXT NOT NULL, half_days INTEGER NOT NULL CHECK (half_days > 0), reason TEXT, approver TEXT,
  state TEXT NOT NULL DEFAULT 'applied' CHECK (state IN ('applied', 'approved', 'rejected', 'returned', 'overdue')),
  CHECK (until >= since)
) STRICT;
CREATE INDEX leave_nominee ON leave (nominee_id);
CREATE INDEX leave_dates ON leave (since, until);

-- ── hours, rules, warnings, make-up ─────────────────────────────────────────────────────────────────────────────────
-- year is the year the hours count in; NULL when the entry crosses a New Year: then hour_share has one row a year.
CREATE TABLE hour_entry (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  cadre_id INTEGER NOT NULL REFERENCES cadre(id), year INTEGER, form TEXT NOT NULL, title TEXT NOT NULL CHECK (title <> ''),
  class_id INTEGER REFERENCES training_class(id), nominee_id INTEGER REFERENCES nominee(id),
  unit_id INTEGER REFERENCES unit(id), organiser TEXT, starts_on TEXT, ends_on TEXT,
  days REAL CHECK (days >= 0 OR corrects_id IS NOT NULL), hours REAL NOT NULL, credit REAL,
  source TEXT NOT NULL CHECK (source IN ('ledger', 'academy', 'attendance', 'lecture', 'report', 'manual', 'demo')),
  evidence TEXT, verifier TEXT, verified_on TEXT, batch_id INTEGER REFERENCES import_batch(id),
  corrects_id INTEGER REFERENCES hour_entry(id), topics TEXT, note TEXT,
  CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on)
) STRICT;
CREATE INDEX hour_entry_cadre ON hour_entry (cadre_id, year);
CREATE INDEX hour_entry_class ON hour_entry (class_id);
-- These, like others WHERE … IS NOT NULL, let the row pointed at be deleted without reading the whole table: undo of an import.
CREATE INDEX hour_entry_corrects ON hour_entry (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX hour_entry_nominee ON hour_entry (nominee_id) WHERE nominee_id IS NOT NULL;

CREATE TABLE hour_share (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  entry_id INTEGER NOT NULL REFERENCES hour_entry(id) ON DELETE CASCADE, year INTEGER NOT NULL, hours REAL NOT NULL, days REAL,
  UNIQUE (entry_id, year)
) STRICT;

CREATE TABLE hour_rule (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  code TEXT NOT NULL, name TEXT NOT NULL, scope TEXT NOT NULL, period TEXT NOT NULL CHECK (period IN ('year', 'five_year_fixed', 'five_year_rolling', 'since_appointment')),
  metric TEXT NOT NULL, target REAL NOT NULL CHECK (target >= 0), alternative TEXT, valid_from TEXT NOT NULL, valid_until TEXT,
  doc_title TEXT NOT NULL, doc_no TEXT, clause TEXT, note TEXT, UNIQUE (code, valid_from)
) STRICT;

CREATE TABLE hour_conversion (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  code TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, hours REAL NOT NULL CHECK (hours >= 0), cap REAL, valid_from TEXT NOT NULL, valid_until TEXT,
  doc_title TEXT NOT NULL, clause TEXT, note TEXT, UNIQUE (code, valid_from)
) STRICT;

CREATE TABLE hour_exception (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  cadre_id INTEGER NOT NULL REFERENCES cadre(id), rule_code TEXT NOT NULL, year INTEGER NOT NULL, reason TEXT NOT NULL, approver TEXT, approved_on TEXT, doc_no TEXT
) STRICT;

CREATE TABLE warning (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  cadre_id INTEGER NOT NULL REFERENCES cadre(id), rule_code TEXT NOT NULL, year INTEGER NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('normal', 'remind', 'warn', 'alarm', 'overdue')), target REAL NOT NULL, got REAL NOT NULL,
  missing REAL NOT NULL, reason TEXT, computed_on TEXT NOT NULL, reminded_on TEXT, channel TEXT, UNIQUE (cadre_id, rule_code, year)
) STRICT;
CREATE INDEX warning_level ON warning (year, level);

CREATE TABLE make_up (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  cadre_id INTEGER NOT NULL REFERENCES cadre(id), unit_id INTEGER REFERENCES unit(id),
  cause TEXT NOT NULL CHECK (cause IN ('no_show', 'leave', 'short_hours', 'year_gap', 'programme_gap', 'named', 'other')),
  cause_text TEXT, class_id INTEGER REFERENCES training_class(id), nominee_id INTEGER REFERENCES nominee(id), hours REAL,
  arose_on TEXT, due_on TEXT, suggested TEXT,
  state TEXT NOT NULL DEFAULT 'owed' CHECK (state IN ('owed', 'scheduled', 'done', 'waived', 'overdue')),
  to_class_id INTEGER REFERENCES training_class(id), done_entry_id INTEGER REFERENCES hour_entry(id), waived_by TEXT, note TEXT,
  UNIQUE (cadre_id, class_id, cause)
) STRICT;
CREATE INDEX make_up_state ON make_up (state, due_on);
CREATE INDEX make_up_cadre ON make_up (cadre_id);
CREATE INDEX make_up_unit ON make_up (unit_id);
CREATE INDEX make_up_done ON make_up (done_entry_id) WHERE done_entry_id IS NOT NULL;
CREATE INDEX make_up_nominee ON make_up (nominee_id) WHERE nominee_id IS NOT NULL;

CREATE TABLE make_up_log (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  make_up_id INTEGER NOT NULL REFERENCES make_up(id) ON DELETE CASCADE,
  from_state TEXT, to_state TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT
) STRICT;

-- ── work: lists, targets, needs, outreach, study groups ─────────────────────────────────────────────────────────────
CREATE TABLE work_item (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT 'project' CHECK (kind IN ('project', 'rectification', 'supervision', 'plan_step')),
  code TEXT, year INTEGER, name TEXT NOT NULL CHECK (name <> ''), content TEXT, standard TEXT,
  unit_id INTEGER REFERENCES unit(id), unit_text TEXT, person TEXT, partners TEXT, leader TEXT,
  starts_on TEXT, due_on TEXT, due_text TEXT, progress REAL CHECK (progress BETWEEN 0 AND 100),
  state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('waiting', 'running', 'late', 'done', 'closed')),
  institution_id INTEGER REFERENCES institution(id), programme_id INTEGER REFERENCES programme(id), plan_ref TEXT, evidence TEXT, note TEXT,
  UNIQUE (kind, year, name, content)
) STRICT;
CREATE INDEX work_item_due ON work_item (state, due_on);

CREATE TABLE work_log (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
  work_item_id INTEGER NOT NULL REFERENCES work_item(id) ON DELETE CASCADE, at TEXT NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL, progress REAL, opinion TEXT
) STRICT;

CREATE TABLE plan_target (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  plan TEXT NOT NULL, name TEXT NOT NULL, theme TEXT, year INTEGER, measure TEXT NOT NULL, base REAL, target REAL NOT NULL, actual REAL, source TEXT, note TEXT,
  UNIQUE (plan, name, year)
) STRICT;

CREATE TABLE assessment (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  institution_id INTEGER NOT NULL REFERENCES institution(id), year INTEGER NOT NULL, area TEXT NOT NULL, indicator TEXT NOT NULL,
  full_score REAL NOT NULL, score REAL, evidence TEXT, problem TEXT, UNIQUE (institution_id, year, area, indicator)
) STRICT;

CREATE TABLE need_survey (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, sort_no INTEGER NOT NULL DEFAULT 0,
  year INTEGER NOT NULL, topic TEXT NOT NULL, audience TEXT, method TEXT, month TEXT, unit_id INTEGER REFERENCES unit(id), votes INTEGER NOT NULL DEFAULT 0, note TEXT
) STRICT;

CREATE TABLE outreach (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, date TEXT NOT NULL, topic TEXT NOT NULL,
  unit_id INTEGER REFERENCES unit(id), place TEXT, teacher_id INTEGER REFERENCES teacher(id), course_id INTEGER REFERENCES course(id),
  people INTEGER CHECK (people >= 0), hours REAL, note TEXT
) STRICT;
CREATE INDEX outreach_date ON outreach (date);

CREATE TABLE follow_up (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, class_id INTEGER NOT NULL REFERENCES training_class(id), due_on TEXT NOT NULL, method TEXT,
  forms INTEGER, result TEXT, done_on TEXT, note TEXT
) STRICT;

CREATE TABLE recommendation (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, year INTEGER NOT NULL,
  course_id INTEGER REFERENCES course(id), case_id INTEGER REFERENCES case_study(id), story_id INTEGER REFERENCES story(id), site_id INTEGER REFERENCES site(id),
  name TEXT NOT NULL, level TEXT NOT NULL, sent_on TEXT, result TEXT, note TEXT
) STRICT;

CREATE TABLE study_group (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, unit_id INTEGER NOT NULL REFERENCES unit(id), year INTEGER NOT NULL,
  name TEXT NOT NULL, leader TEXT, secretary TEXT, plan TEXT, UNIQUE (unit_id, year)
) STRICT;

CREATE TABLE study_session (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, study_group_id INTEGER NOT NULL REFERENCES study_group(id) ON DELETE CASCADE,
  date TEXT NOT NULL, quarter INTEGER CHECK (quarter BETWEEN 1 AND 4), topic TEXT NOT NULL, host TEXT, recorder TEXT, place TEXT,
  due_people INTEGER, present INTEGER, hours REAL, materials TEXT, note TEXT
) STRICT;
