//! The sample city: every register filled, everything agreeing, the same for the same seed.

use chrono::NaiveDate;
use ganjiao::{
    catalog::REGISTERS,
    domain::states,
    store::{
        Reader,
        demo::{Continue, Error, Plan, Summary, build},
    },
};
use rusqlite::{Connection, types::ValueRef};
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::OnceLock,
};

const CADRES: u32 = 300;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn make(path: &Path, seed: u64, cadres: u32, today: NaiveDate) -> Summary {
    build(path, &Plan { cadres, seed, today }, &mut |_| Continue::Yes).unwrap()
}

/// A city made once for all tests that only read it.
fn city() -> Connection {
    static MADE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        make(&path, 7, CADRES, today());
        (folder, path)
    });
    Connection::open(path).unwrap()
}

/// The first column of every row.
fn column(conn: &Connection, sql: &str) -> Vec<String> {
    let mut stmt = conn.prepare(sql).unwrap();
    stmt.query_map([], |row| {
        Ok(match row.get_ref(0)? {
            ValueRef::Null => String::new(),
            ValueRef::Integer(n) => n.to_string(),
            ValueRef::Real(n) => n.to_string(),
            other => String::from_utf8_lossy(other.as_bytes()?).into_owned(),
        })
    })
    .unwrap()
    .map(Result::unwrap)
    .collect()
}

fn number(conn: &Connection, sql: &str) -> i64 {
    conn.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"))
}

/// Fails with the first rows of what should not exist.
fn none(conn: &Connection, what: &str, sql: &str) {
    let rows = column(conn, sql);
    assert!(rows.is_empty(), "{what}: {} rows, such as {:?}", rows.len(), &rows[..rows.len().min(5)]);
}

fn tables(schema: &str) -> Vec<String> {
    schema.lines().filter_map(|l| l.strip_prefix("CREATE TABLE ")).map(|l| l.trim_end_matches(" (").to_owned()).collect()
}

#[test]
fn every_register_has_rows() {
    let conn = city();
    for table in tables(include_str!("../assets/schema/001_registers.sql")) {
        let rows = number(&conn, &format!("SELECT count(*) FROM {table}"));
        assert!(rows > 0, "{table} is empty");
    }
}

#[test]
fn every_reference_points_at_something() {
    let conn = city();
    none(&conn, "broken references", "SELECT \"table\" || ' ' || rowid || ' -> ' || parent FROM pragma_foreign_key_check");
    none(&conn, "integrity", "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'");
}

#[test]
fn words_are_those_of_the_code_lists() {
    let conn = city();
    for register in REGISTERS {
        for field in register.fields {
            let ganjiao::catalog::FieldKind::Code(list) = field.kind else { continue };
            // A list without words is a matter of the catalog, not of the city.
            if number(&conn, &format!("SELECT count(*) FROM code WHERE list = '{list}'")) == 0 {
                continue;
            }
            let (table, column) = (register.table, field.name);
            none(
                &conn,
                &format!("{table}.{column} has words that are not in the list {list}"),
                &format!(
                    "SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL
                     AND {column} NOT IN (SELECT name FROM code WHERE list = '{list}')"
                ),
            );
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_city() {
    let folder = tempfile::tempdir().unwrap();
    let dump = |name: &str, seed: u64| {
        let path = folder.path().join(name);
        make(&path, seed, 120, today());
        let conn = Connection::open(&path).unwrap();
        let mut text = String::new();
        for table in column(&conn, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
            let mut stmt = conn.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let n = stmt.column_count();
            let mut rows = stmt.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                for i in 0..n {
                    let _ = write!(text, "{:?}|", row.get_ref(i).unwrap());
                }
                text.push('\n');
            }
        }
        text
    };
    let (one, two, other) = (dump("one", 11), dump("two", 11), dump("other", 12));
    assert!(one == two, "two builds of one seed differ");
    assert!(one != other, "two seeds give the same city");
}

#[test]
fn a_file_is_never_overwritten_and_stopping_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.db");
    let plan = Plan { cadres: 100, seed: 1, today: today() };
    let stopped = build(&path, &plan, &mut |p| if p.per_mille > 150 { Continue::No } else { Continue::Yes });
    assert!(matches!(stopped, Err(Error::Stopped)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something was left");
    std::fs::write(&path, "mine").unwrap();
    let refused = build(&path, &plan, &mut |_| Continue::Yes);
    assert!(matches!(refused, Err(Error::Store(ganjiao::store::Error::Exists(_)))));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn progress_only_rises() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = Vec::new();
    build(&folder.path().join("city.db"), &Plan { cadres: 100, seed: 3, today: today() }, &mut |p| {
        seen.push(p.per_mille);
        Continue::Yes
    })
    .unwrap();
    assert!(seen.is_sorted() && seen.last() == Some(&1000), "{seen:?}");
}

#[test]
fn counts_are_near_what_was_asked_for() {
    let conn = city();
    assert_eq!(number(&conn, "SELECT count(*) FROM cadre"), i64::from(CADRES));
    let per_mille = |sql: &str| number(&conn, sql) * 1000 / i64::from(CADRES);
    let women = per_mille("SELECT count(*) FROM cadre WHERE sex = '女'");
    assert!((220..380).contains(&women), "women {women}");
    let minority = per_mille("SELECT count(*) FROM cadre WHERE ethnicity <> '汉族'");
    assert!((110..260).contains(&minority), "minorities {minority}");
    let outside = per_mille(
        "SELECT count(*) FROM cadre WHERE party IN (SELECT name FROM code WHERE list = 'party' AND parent = 'non_party')",
    );
    assert!((20..110).contains(&outside), "outside the party {outside}");
    assert!(number(&conn, "SELECT count(*) FROM course") >= 120);
    assert!(number(&conn, "SELECT count(*) FROM site") >= 25);
    assert_eq!(number(&conn, "SELECT count(*) FROM teacher"), 60);
    assert_eq!(number(&conn, "SELECT count(*) FROM teacher WHERE kind = '专职'"), 22);
    assert_eq!(number(&conn, "SELECT count(*) FROM work_item WHERE kind = 'project' AND year = 2026"), 22);
    assert_eq!(number(&conn, "SELECT count(DISTINCT area) FROM site WHERE base = 1"), 5);
    assert_eq!(number(&conn, "SELECT count(DISTINCT year) FROM headcount"), 3);
    let entries = number(&conn, "SELECT count(*) FROM hour_entry") / i64::from(CADRES);
    assert!((7..20).contains(&entries), "{entries} entries a person");
    let states = column(&conn, "SELECT DISTINCT state FROM training_class");
    assert_eq!(states.len(), 10, "{states:?}");
    let states = column(&conn, "SELECT DISTINCT state FROM nominee");
    assert!(states.len() >= 14, "{states:?}");
}

#[test]
fn identity_numbers_are_valid_and_of_no_place() {
    let conn = city();
    for id in column(&conn, "SELECT id_card FROM cadre") {
        let digits: Vec<u32> = id.chars().map(|c| if c == 'X' { 10 } else { c.to_digit(10).unwrap() }).collect();
        assert_eq!(digits.len(), 18);
        let sum: u32 = digits.iter().enumerate().map(|(i, d)| d * (2_u32.pow(17 - i as u32) % 11)).sum();
        assert_eq!(sum % 11, 1, "{id}");
        assert!(id.starts_with("5399"), "{id}");
    }
    none(
        &conn,
        "identity and birth",
        "SELECT id_card FROM cadre WHERE substr(id_card, 7, 6) <> replace(substr(birth, 1, 7), '-', '')",
    );
    none(
        &conn,
        "identity and sex",
        "SELECT id_card FROM cadre WHERE (CAST(substr(id_card, 17, 1) AS INTEGER) % 2 = 1) <> (sex = '男')",
    );
    none(&conn, "phones", "SELECT phone FROM cadre WHERE phone NOT GLOB '1990000[0-9][0-9][0-9][0-9]'");
    none(&conn, "the same phone", "SELECT phone FROM cadre GROUP BY phone HAVING count(*) > 1");
}

#[test]
fn official_order_is_complete() {
    let conn = city();
    none(&conn, "order of the unit", "SELECT c.id FROM cadre c JOIN unit u ON u.id = c.unit_id WHERE c.unit_order <> u.sort_no");
    none(&conn, "order in the unit", "SELECT id FROM cadre GROUP BY unit_id, sort_no HAVING count(*) > 1");
    assert_eq!(number(&conn, "SELECT count(*) FROM unit WHERE parent_id IS NULL"), 1, "one root");
    let reached = number(
        &conn,
        "WITH RECURSIVE t (id) AS (SELECT id FROM unit WHERE parent_id IS NULL UNION ALL SELECT u.id FROM unit u JOIN t ON u.parent_id = t.id)
         SELECT count(*) FROM t",
    );
    assert_eq!(reached, number(&conn, "SELECT count(*) FROM unit"));
}

#[test]
fn nominees_keep_to_the_quotas() {
    let conn = city();
    none(
        &conn,
        "more names than places, and no flag",
        "SELECT q.id FROM quota q JOIN nominee n ON n.call_up_id = q.call_up_id AND n.unit_id = q.unit_id
         WHERE n.state NOT IN ('rejected', 'declined', 'replaced') AND n.flags IS NULL GROUP BY q.id HAVING count(*) > q.places",
    );
    none(
        &conn,
        "nominees without quota",
        "SELECT n.id FROM nominee n LEFT JOIN quota q ON q.call_up_id = n.call_up_id AND q.unit_id = n.unit_id WHERE q.id IS NULL",
    );
    none(
        &conn,
        "quota sums",
        "SELECT c.id FROM call_up c LEFT JOIN quota q ON q.call_up_id = c.id GROUP BY c.id HAVING c.quota_total <> coalesce(sum(q.places), 0)",
    );
    assert!(number(&conn, "SELECT count(*) FROM nominee WHERE flags IS NOT NULL") > 0, "someone is over quota");
    none(&conn, "two classes at once",
        "SELECT a.id FROM nominee a JOIN call_up ca ON ca.id = a.call_up_id JOIN training_class ka ON ka.id = ca.class_id
         JOIN nominee b ON b.cadre_id = a.cadre_id AND b.id > a.id JOIN call_up cb ON cb.id = b.call_up_id JOIN training_class kb ON kb.id = cb.class_id
         WHERE ka.starts_on <= kb.ends_on AND kb.starts_on <= ka.ends_on");
    none(
        &conn,
        "replacements",
        "SELECT n.id FROM nominee n JOIN nominee o ON o.id = n.replaces_id WHERE o.state <> 'replaced' OR o.unit_id <> n.unit_id",
    );
}

#[test]
fn histories_are_steps_of_the_state_machines() {
    let conn = city();
    let machine = states::machine("nominee").unwrap();
    let logs = column(&conn, "SELECT DISTINCT coalesce(from_state, '') || '>' || to_state FROM nominee_log");
    let allowed = |from: &str, to: &str| {
        if from.is_empty() {
            machine.starts.contains(&to)
        } else {
            machine.steps.iter().any(|s| s.from.contains(&from) && s.to == to)
        }
    };
    for step in logs {
        let (from, to) = step.split_once('>').unwrap();
        assert!(allowed(from, to), "{step}");
    }
    none(
        &conn,
        "the last step is not the state",
        "SELECT n.id FROM nominee n WHERE state <> (SELECT to_state FROM nominee_log WHERE nominee_id = n.id ORDER BY id DESC LIMIT 1)",
    );
    none(
        &conn,
        "steps out of time",
        "SELECT a.id FROM nominee_log a JOIN nominee_log b ON b.nominee_id = a.nominee_id AND b.id = a.id + 1 WHERE b.at < a.at",
    );
    let machine = states::machine("make_up").unwrap();
    for step in column(&conn, "SELECT DISTINCT from_state || '>' || to_state FROM make_up_log WHERE from_state IS NOT NULL") {
        let (from, to) = step.split_once('>').unwrap();
        assert!(machine.steps.iter().any(|s| s.from.contains(&from) && s.to == to), "{step}");
    }
    none(
        &conn,
        "make-up log",
        "SELECT m.id FROM make_up m WHERE state <> (SELECT to_state FROM make_up_log WHERE make_up_id = m.id ORDER BY id DESC LIMIT 1)",
    );
}

#[test]
fn hours_follow_from_attendance() {
    let conn = city();
    none(
        &conn,
        "hours are not the half-days attended",
        "WITH day AS (SELECT nominee_id, date, min(8.0, 4.0 * sum(mark IN ('present', 'late', 'early'))) AS h FROM attendance GROUP BY nominee_id, date),
              person AS (SELECT nominee_id, sum(h) AS h FROM day GROUP BY nominee_id)
         SELECT e.id FROM hour_entry e LEFT JOIN person p ON p.nominee_id = e.nominee_id WHERE e.source = 'attendance' AND e.hours IS NOT p.h",
    );
    none(
        &conn,
        "an attended class without entry",
        "SELECT n.id FROM nominee n JOIN call_up c ON c.id = n.call_up_id JOIN training_class k ON k.id = c.class_id
         WHERE k.state IN ('ended', 'closed') AND n.state IN ('completed', 'partial', 'withdrawn') AND n.hours > 0
         AND NOT EXISTS (SELECT 1 FROM hour_entry e WHERE e.nominee_id = n.id AND e.hours = n.hours)",
    );
    none(
        &conn,
        "ended classes without attendance",
        "SELECT k.id FROM training_class k WHERE k.state IN ('ended', 'closed') AND EXISTS (SELECT 1 FROM session WHERE class_id = k.id)
         AND EXISTS (SELECT 1 FROM call_up c JOIN nominee n ON n.call_up_id = c.id WHERE c.class_id = k.id)
         AND NOT EXISTS (SELECT 1 FROM attendance a JOIN nominee n ON n.id = a.nominee_id JOIN call_up c ON c.id = n.call_up_id WHERE c.class_id = k.id)",
    );
    none(
        &conn,
        "ended classes without anyone",
        "SELECT title FROM training_class k WHERE state IN ('ended', 'closed') AND kind NOT IN ('党外干部班', '驻村干部班', '初任培训班', '村（社区）干部班') AND NOT EXISTS (SELECT 1 FROM call_up c JOIN nominee n ON n.call_up_id = c.id WHERE c.class_id = k.id)",
    );
    none(
        &conn,
        "attendance outside the class",
        "SELECT a.id FROM attendance a JOIN nominee n ON n.id = a.nominee_id JOIN call_up c ON c.id = n.call_up_id JOIN training_class k ON k.id = c.class_id WHERE a.date NOT BETWEEN k.starts_on AND k.ends_on OR a.date > '2026-11-24'",
    );
    none(
        &conn,
        "shares",
        "SELECT e.id FROM hour_entry e LEFT JOIN hour_share s ON s.entry_id = e.id GROUP BY e.id HAVING (e.year IS NULL) <> (count(s.id) > 0) OR (e.year IS NULL AND abs(sum(s.hours) - e.hours) > 0.001)",
    );
    none(
        &conn,
        "leaves",
        "SELECT l.id FROM leave l WHERE half_days <> (SELECT count(*) FROM attendance a WHERE a.nominee_id = l.nominee_id AND a.mark = 'leave')",
    );
    assert!(
        number(&conn, "SELECT count(*) FROM attendance WHERE half = 'eve'") > 0,
        "evenings that do not count past eight hours"
    );
}

#[test]
fn misses_are_owed() {
    let conn = city();
    none(
        &conn,
        "no make-up",
        "SELECT n.id FROM nominee n WHERE state IN ('no_show', 'excused', 'partial', 'withdrawn', 'expelled') AND NOT EXISTS (SELECT 1 FROM make_up m WHERE m.nominee_id = n.id)",
    );
    none(&conn, "done without entry", "SELECT id FROM make_up WHERE (state = 'done') <> (done_entry_id IS NOT NULL)");
    none(
        &conn,
        "someone else's entry",
        "SELECT m.id FROM make_up m JOIN hour_entry e ON e.id = m.done_entry_id WHERE e.cadre_id <> m.cadre_id OR e.ends_on < m.arose_on",
    );
    none(
        &conn,
        "overdue too early",
        "SELECT id FROM make_up WHERE (state = 'overdue' AND due_on >= '2026-11-24') OR (state = 'owed' AND due_on < '2026-11-24')",
    );
    let states = column(&conn, "SELECT DISTINCT state FROM make_up");
    assert_eq!(states.len(), 5, "{states:?}");
    let causes = column(&conn, "SELECT DISTINCT cause FROM make_up");
    assert!(causes.len() >= 5, "{causes:?}");
}

#[test]
fn some_were_never_trained() {
    let conn = city();
    let never = number(
        &conn,
        "SELECT count(*) FROM cadre c WHERE active = 1 AND NOT EXISTS (SELECT 1 FROM hour_entry e WHERE e.cadre_id = c.id)",
    );
    assert!(never > 0 && never < i64::from(CADRES) / 10, "{never}");
    none(&conn, "study groups", "SELECT s.id FROM study_session s WHERE present > due_people");
    none(
        &conn,
        "people at study sessions",
        "SELECT s.id FROM study_session s JOIN study_group g ON g.id = s.study_group_id WHERE s.present <>
         (SELECT count(*) FROM hour_entry e WHERE e.form = '中心组学习' AND e.unit_id = g.unit_id AND e.starts_on = s.date)",
    );
}

#[test]
fn a_notice_has_one_number() {
    let conn = city();
    none(
        &conn,
        "two numbers on one notice",
        "SELECT k.title FROM training_class k JOIN call_up p ON p.class_id = k.id WHERE k.notice_no <> p.doc_no",
    );
}

#[test]
fn dates_agree() {
    let conn = city();
    none(
        &conn,
        "before they were born",
        "SELECT id FROM cadre WHERE work_since < substr(date(birth || CASE WHEN length(birth) = 7 THEN '-01' ELSE '' END, '+16 years'), 1, 7)",
    );
    none(&conn, "level before work", "SELECT id FROM cadre WHERE level_since < work_since");
    none(&conn, "years of classes", "SELECT id FROM training_class WHERE CAST(substr(starts_on, 1, 4) AS INTEGER) <> year");
    none(&conn, "states of classes", "SELECT id FROM training_class WHERE (state IN ('ended', 'closed') AND ends_on >= '2026-11-24')
        OR (state = 'running' AND NOT '2026-11-24' BETWEEN starts_on AND ends_on) OR (state = 'enrolling' AND starts_on <= '2026-11-24')");
    none(
        &conn,
        "call-ups",
        "SELECT c.id FROM call_up c JOIN training_class k ON k.id = c.class_id WHERE NOT (coalesce(c.issued_on, c.deadline) <= c.deadline AND c.deadline < k.starts_on)",
    );
    none(&conn, "entries of the future", "SELECT id FROM hour_entry WHERE ends_on > '2026-11-24' OR verified_on > '2026-11-24'");
    none(
        &conn,
        "sessions outside their class",
        "SELECT s.id FROM session s JOIN training_class k ON k.id = s.class_id WHERE s.date NOT BETWEEN k.starts_on AND k.ends_on",
    );
    none(
        &conn,
        "teachers out of term",
        "SELECT s.id FROM session s JOIN session_teacher x ON x.session_id = s.id JOIN teacher t ON t.id = x.teacher_id WHERE s.date NOT BETWEEN t.term_from AND t.term_until",
    );
    none(
        &conn,
        "hours of timetables",
        "SELECT k.id FROM training_class k JOIN session s ON s.class_id = k.id GROUP BY k.id HAVING sum(s.hours) <> k.hours",
    );
}

#[test]
fn warnings_are_what_the_rules_say() {
    let conn = city();
    none(
        &conn,
        "yearly hours",
        "SELECT w.id FROM warning w WHERE rule_code = 'N-1Y' AND abs(got - (SELECT coalesce(sum(hours), 0) FROM
           (SELECT hours FROM hour_entry e WHERE e.cadre_id = w.cadre_id AND e.year = w.year UNION ALL
            SELECT s.hours FROM hour_share s JOIN hour_entry e ON e.id = s.entry_id WHERE e.cadre_id = w.cadre_id AND s.year = w.year))) > 0.01",
    );
    none(&conn, "missing", "SELECT id FROM warning WHERE rule_code = 'N-1Y' AND abs(missing - (target - got)) > 0.01");
    let levels = column(&conn, "SELECT DISTINCT level FROM warning");
    assert!(levels.len() >= 3, "{levels:?}");
    let share = number(&conn, "SELECT count(DISTINCT cadre_id) FROM warning WHERE year = 2026") * 100 / i64::from(CADRES);
    assert!((10..75).contains(&share), "{share} % are warned");
}

#[test]
fn conflicts_are_few_but_there() {
    let conn = city();
    let pairs = "FROM session a JOIN session b ON b.date = a.date AND b.id <> a.id AND a.starts < b.ends AND b.starts < a.ends";
    let teacher = format!(
        "SELECT DISTINCT a.id {pairs} JOIN session_teacher x ON x.session_id = a.id JOIN session_teacher y ON y.session_id = b.id
         WHERE x.teacher_id = y.teacher_id AND a.place <> b.place"
    );
    let place = format!(
        "SELECT DISTINCT a.id {pairs} WHERE a.place = b.place AND a.class_id <> b.class_id AND NOT (a.shared = 1 AND b.shared = 1)"
    );
    let (teacher, place) = (column(&conn, &teacher), column(&conn, &place));
    assert!(!teacher.is_empty() && !place.is_empty(), "{} {}", teacher.len(), place.len());
    let all: BTreeSet<_> = teacher.into_iter().chain(place).collect();
    let sessions = number(&conn, "SELECT count(*) FROM session");
    assert!(all.len() as i64 * 100 < sessions * 5, "{} of {sessions}", all.len());
    assert!(number(&conn, "SELECT count(*) FROM session WHERE shared = 1") >= 2, "one lesson for two classes");
    none(
        &conn,
        "absent teachers",
        "SELECT s.id FROM session s JOIN session_teacher x ON x.session_id = s.id JOIN teacher_absence a ON a.teacher_id = x.teacher_id WHERE s.date BETWEEN a.since AND a.until",
    );
    none(
        &conn,
        "sites too small",
        "SELECT s.id FROM session s JOIN site i ON i.id = s.site_id JOIN training_class k ON k.id = s.class_id WHERE k.planned > i.capacity",
    );
}

#[test]
fn it_opens_as_a_database_of_the_program_on_any_day() {
    let folder = tempfile::tempdir().unwrap();
    for (n, day) in [(2026, 1, 6), (2027, 2, 14), (2028, 2, 29), (2026, 6, 30), (2026, 12, 31)].into_iter().enumerate() {
        let today = NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap();
        let path = folder.path().join(format!("{n}.db"));
        let made = make(&path, 5, 150, today);
        Reader::open(&path).unwrap();
        let conn = Connection::open(&path).unwrap();
        none(&conn, "broken references", "SELECT \"table\" || ' ' || parent FROM pragma_foreign_key_check");
        assert_eq!(number(&conn, "SELECT n FROM row_count WHERE table_name = 'cadre'"), made.cadres as i64);
        assert!(number(&conn, "SELECT count(*) FROM search_key WHERE kind = 1") > made.cadres as i64 * 5);
        assert!(number(&conn, "SELECT count(*) FROM training_class WHERE state = 'running'") > 0, "{today}");
        none(&conn, "the future", &format!("SELECT id FROM hour_entry WHERE ends_on > '{today}'"));
    }
}
