//! Each number of a report is found again by other SQL.

use crate::{
    city::{City, TODAY, today},
    harness::Ui,
};
use ganjiao::{
    domain::value::Value,
    store::reports::{Asked, REPORTS, Table, Target, report},
    text::Lang,
};
use std::process::Command;

const YEAR: i32 = 2026;

fn read(city: &City, name: &str, part: usize) -> Table {
    let asked = Asked { part, ..Asked::year(YEAR, today(), Lang::Zh) };
    (report(name).unwrap().load)(&city.reader(), &asked, &|_, _| true).unwrap()
}

/// The column of a report by its code word.
fn at(name: &str, column: &str) -> usize {
    report(name).unwrap().columns.iter().position(|c| c.name == column).unwrap()
}

fn cell(table: &Table, name: &str, line: usize, column: &str) -> Value {
    table.lines[line].cells[at(name, column)].value.clone()
}

fn number(value: &Value) -> f64 {
    value.as_number().unwrap_or(f64::NAN)
}

fn total(table: &Table, name: &str, column: &str) -> f64 {
    number(&table.total.as_ref().unwrap()[at(name, column)].value)
}

fn sum(table: &Table, name: &str, column: &str) -> f64 {
    (0..table.lines.len()).map(|n| number(&cell(table, name, n, column))).sum()
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 0.051, "{a} is not {b}");
}

/// Hours of the year with year shares, one row an entry: (cadre, form, group, hours).
const ENTRIES: &str = "(SELECT e.cadre_id AS cadre, e.form AS form, k.parent AS grp, e.hours AS hours FROM hour_entry e
      JOIN code k ON k.list = 'hour_form' AND k.name = e.form WHERE e.year = 2026
    UNION ALL SELECT e.cadre_id, e.form, k.parent, s.hours FROM hour_share s JOIN hour_entry e ON e.id = s.entry_id
      JOIN code k ON k.list = 'hour_form' AND k.name = e.form WHERE s.year = 2026 AND e.year IS NULL)";

/// Bands of the section level and below, as the code lists say.
const SECTION: &str = "NOT EXISTS (SELECT 1 FROM code k WHERE k.list IN ('level', 'rank') AND k.name IN (c.level, c.rank) AND k.parent <> 'section')";

#[test]
fn indicators_of_each_unit() {
    let city = City::shared();
    let table = read(&city, "indicators", 2);
    assert!(table.lines.len() > 20);
    for line in 0..table.lines.len() {
        let Target::Report("people", of) = &table.lines[line].to else { panic!() };
        let unit = of.of.unwrap();
        let heads = city.number(&format!("SELECT section FROM headcount WHERE unit_id = {unit} AND year = 2026"));
        let of = |what: &str, only: &str| {
            city.number(&format!(
                "SELECT {what} FROM {ENTRIES} e JOIN cadre c ON c.id = e.cadre WHERE c.unit_id = {unit} AND c.active = 1 AND {SECTION} {only}"
            ))
        };
        let people = of("count(DISTINCT e.cadre)", "");
        let called = of("count(DISTINCT e.cadre)", "AND e.grp = 'full_time'");
        let cell = |column: &str| number(&cell(&table, "indicators", line, column));
        near(cell("heads"), heads);
        near(cell("trained_rate"), people * 100.0 / heads);
        near(cell("called_rate"), called * 100.0 / heads);
        near(cell("full_time_mean"), of("coalesce(sum(e.hours), 0)", "AND e.grp = 'full_time'") / heads);
        near(cell("online_mean"), of("coalesce(sum(e.hours), 0)", "AND e.grp = 'online'") / heads);
        let met = table.lines[line].cells[at("indicators", "called_rate")].met;
        assert_eq!(met, Some(cell("called_rate") >= 25.0));
    }
    near(total(&table, "indicators", "heads"), city.number("SELECT sum(section) FROM headcount WHERE year = 2026"));
}

#[test]
fn the_two_bands_add_up_to_everyone() {
    let city = City::shared();
    let table = read(&city, "indicators", 0);
    let people = format!("SELECT count(DISTINCT e.cadre) FROM {ENTRIES} e JOIN cadre c ON c.id = e.cadre WHERE c.active = 1");
    near(sum(&table, "indicators", "trained"), city.number(&people));
    near(sum(&table, "indicators", "heads"), city.number("SELECT sum(total) FROM headcount WHERE year = 2026"));
    near(total(&table, "indicators", "trained"), city.number(&people));
    assert_eq!(sum(&read(&city, "indicators", 3), "indicators", "trained"), sum(&table, "indicators", "trained"));
}

/// A unit without a headcount of its own counts in the one above; without one above it stands alone and is told.
#[test]
fn people_count_in_the_nearest_unit_with_a_headcount() {
    let city = City::own();
    let row = city.row(
        "SELECT u.id, u.parent_id FROM unit u JOIN headcount h ON h.unit_id = u.id AND h.year = 2026
         JOIN headcount p ON p.unit_id = u.parent_id AND p.year = 2026 JOIN cadre c ON c.unit_id = u.id GROUP BY u.id LIMIT 1",
    );
    let (unit, parent) = (&row[0], &row[1]);
    let trained = |table: &Table, unit: &str| -> f64 {
        let of = |line: &usize| matches!(&table.lines[*line].to, Target::Report(_, of) if of.of == unit.parse().ok());
        (0..table.lines.len()).filter(of).map(|n| number(&cell(table, "indicators", n, "trained"))).sum()
    };
    let before = read(&city, "indicators", 0);
    assert!(trained(&before, unit) > 0.0);
    city.write(&[&format!("DELETE FROM headcount WHERE unit_id = {unit}")]);
    let after = read(&city, "indicators", 0);
    assert_eq!(trained(&after, unit), 0.0);
    assert_eq!(trained(&after, parent), trained(&before, unit) + trained(&before, parent));
    assert!(!after.notes.iter().any(|note| note.contains("没有填报人数")), "{:?}", after.notes);
    page_agrees(&city, &after, parent.parse().unwrap());
    city.write(&["DELETE FROM headcount WHERE year = 2026"]);
    let none = read(&city, "indicators", 0);
    assert!(none.total.is_none() && !none.notes.is_empty(), "{:?}", none.notes);
}

/// An entry over a New Year counts in each year with its share.
#[test]
fn entries_over_a_new_year_count_by_their_shares() {
    let city = City::own();
    let before = read(&city, "forms", 0);
    let row = |table: &Table| {
        let line = (0..table.lines.len()).find(|n| cell(table, "forms", *n, "form") == Value::text("脱产培训")).unwrap();
        ["y1", "y0"].map(|c| number(&cell(table, "forms", line, c)))
    };
    city.write(&[
        "INSERT INTO hour_entry (id, cadre_id, year, form, title, starts_on, ends_on, hours, source)
         VALUES (9000001, 1, NULL, '脱产培训', '跨年班', '2025-12-29', '2026-01-09', 80, 'manual')",
        "INSERT INTO hour_share (id, entry_id, year, hours) VALUES (9000001, 9000001, 2025, 24)",
        "INSERT INTO hour_share (id, entry_id, year, hours) VALUES (9000002, 9000001, 2026, 56)",
    ]);
    let after = read(&city, "forms", 0);
    near(row(&after)[0], row(&before)[0] + 24.0);
    near(row(&after)[1], row(&before)[1] + 56.0);
    near(total(&after, "forms", "y0"), city.number(&format!("SELECT sum(hours) FROM {ENTRIES}")));
    let people = read(&city, "forms", 1);
    near(total(&people, "forms", "y0"), city.number(&format!("SELECT count(DISTINCT cadre) FROM {ENTRIES}")));
}

#[test]
fn the_people_behind_a_line_add_up_to_it() {
    let city = City::shared();
    let table = read(&city, "indicators", 0);
    for line in table.lines.iter().take(12) {
        let Target::Report(name, of) = &line.to else { panic!() };
        let people = (report(name).unwrap().load)(&city.reader(), of, &|_, _| true).unwrap();
        let hours = number(&line.cells[at("indicators", "full_time")].value);
        near(total(&people, "people", "full_time"), hours);
        assert!(people.lines.iter().all(|l| matches!(l.to, Target::Record("cadre", _))));
    }
}

#[test]
fn call_ups_by_unit() {
    let city = City::shared();
    let table = read(&city, "call_ups", 0);
    let held = "JOIN call_up c ON c.id = n.call_up_id JOIN training_class t ON t.id = c.class_id
        WHERE substr(t.starts_on, 1, 4) = '2026' AND t.starts_on <= '2026-11-24' AND c.state NOT IN ('draft', 'cancelled')
        AND t.state NOT IN ('cancelled', 'postponed')";
    let people = |states: &str| city.number(&format!("SELECT count(*) FROM nominee n {held} AND n.state IN ({states})"));
    near(total(&table, "call_ups", "came"), people("'reported', 'completed', 'partial', 'withdrawn', 'expelled'"));
    near(total(&table, "call_ups", "excused"), people("'excused'"));
    near(total(&table, "call_ups", "missing"), people("'no_show'"));
    near(total(&table, "call_ups", "replaced"), people("'replaced'"));
    let due = people("SELECT DISTINCT state FROM nominee WHERE state NOT IN ('rejected', 'declined')");
    near(total(&table, "call_ups", "due"), due);
    near(total(&table, "call_ups", "places"), city.number(&format!("SELECT sum(n.places) FROM quota n {held}")));
    for column in ["due", "came", "missing", "open", "places", "short"] {
        near(sum(&table, "call_ups", column), total(&table, "call_ups", column));
    }
    let swapped = people("'replaced'");
    near(total(&table, "call_ups", "rate"), total(&table, "call_ups", "came") * 100.0 / (due - swapped));
    let halves: f64 = [1, 2].map(|part| total(&read(&city, "call_ups", part), "call_ups", "came")).iter().sum();
    near(halves, total(&table, "call_ups", "came"));
    let quarters: f64 = [3, 4, 5, 6].map(|part| total(&read(&city, "call_ups", part), "call_ups", "came")).iter().sum();
    near(quarters, total(&table, "call_ups", "came"));
}

/// Question 12.
#[test]
fn the_plan_of_the_year() {
    let city = City::shared();
    let table = read(&city, "plan", 0);
    let classes = |only: &str| city.number(&format!("SELECT count(*) FROM training_class WHERE year = 2026 {only}"));
    let planned = classes("AND state NOT IN ('draft', 'applied')");
    let held = classes(&format!(
        "AND (state IN ('ended', 'closed') OR (ends_on < '{TODAY}' AND state IN ('approved', 'enrolling', 'running')))"
    ));
    assert!(held > 0.0);
    near(total(&table, "plan", "planned"), planned);
    near(total(&table, "plan", "held"), held);
    let levels: f64 = [1, 2, 3].map(|part| total(&read(&city, "plan", part), "plan", "planned")).iter().sum();
    near(levels, planned);
    let screen = city.ui().keys("0<down><down><down><enter>").screen();
    let line = screen.lines().find(|l| l.contains("合计")).unwrap();
    let numbers: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(numbers[1..3], [planned.to_string(), held.to_string()]);
}

#[test]
fn coverage_teachers_sites_and_make_ups() {
    let city = City::shared();
    let coverage = read(&city, "coverage", 0);
    let members = "FROM programme_member m JOIN programme p ON p.id = m.programme_id
        WHERE m.removed_on IS NULL AND coalesce(p.starts_on, '') <= '2026-12-31' AND coalesce(p.deadline, '9') >= '2026-01-01'";
    near(total(&coverage, "coverage", "members"), city.number(&format!("SELECT count(*) {members}")));
    let done = city.number(&format!(
        "SELECT count(*) {members} AND (m.done_on IS NOT NULL OR m.cadre_id IN (SELECT n.cadre_id FROM nominee n, call_up c, training_class t
         WHERE n.state = 'completed' AND c.id = n.call_up_id AND t.id = c.class_id AND t.programme_id = m.programme_id))"
    ));
    near(total(&coverage, "coverage", "done"), done);
    let Target::Report("coverage_units", of) = &coverage.lines[0].to else { panic!() };
    let units = (report("coverage_units").unwrap().load)(&city.reader(), of, &|_, _| true).unwrap();
    near(sum(&units, "coverage_units", "members"), number(&cell(&coverage, "coverage", 0, "members")));

    let of_year = "substr(s.date, 1, 4) = '2026'";
    let teachers = read(&city, "teachers", 0);
    let taught = format!("FROM session s JOIN session_teacher l ON l.session_id = s.id AND l.role = 'main' WHERE {of_year}");
    near(total(&teachers, "teachers", "sessions"), city.number(&format!("SELECT count(*) {taught}")));
    near(total(&teachers, "teachers", "hours"), city.number(&format!("SELECT sum(s.hours) {taught}")));
    let both: f64 = [1, 2].map(|part| total(&read(&city, "teachers", part), "teachers", "sessions")).iter().sum();
    near(both, total(&teachers, "teachers", "sessions"));

    let sites = read(&city, "sites", 0);
    near(
        total(&sites, "sites", "visits"),
        city.number(&format!("SELECT count(*) FROM session s WHERE {of_year} AND s.site_id > 0")),
    );

    let owed = read(&city, "make_ups", 0);
    let arose = "FROM make_up WHERE substr(coalesce(arose_on, due_on), 1, 4) = '2026'";
    near(total(&owed, "make_ups", "all"), city.number(&format!("SELECT count(*) {arose}")));
    near(total(&owed, "make_ups", "done"), city.number(&format!("SELECT count(*) {arose} AND state = 'done'")));
    let parts: f64 = ["owed", "scheduled", "done", "waived", "overdue"].map(|c| total(&owed, "make_ups", c)).iter().sum();
    near(parts, total(&owed, "make_ups", "all"));
}

#[test]
fn every_line_has_a_cell_a_column_and_leads_somewhere() {
    let city = City::shared();
    for report in REPORTS.iter().filter(|r| r.listed) {
        for part in 0..report.parts.len().max(1) {
            let table = read(&city, report.name, part);
            for cells in table.lines.iter().map(|l| &l.cells).chain(&table.total) {
                assert_eq!(cells.len(), report.columns.len(), "{}", report.name);
            }
            assert!(table.lines.iter().all(|l| l.to != Target::Nothing), "{}", report.name);
        }
        // A year without anything is no error.
        let asked = Asked::year(1950, today(), Lang::En);
        (report.load)(&city.reader(), &asked, &|_, _| true).unwrap();
    }
}

#[test]
fn the_year_turns_and_a_line_opens_what_made_it() {
    let city = City::shared();
    let mut ui = city.ui();
    ui.keys("0<enter>").sees("2026 年度").sees("合计").keys("-").sees("2025 年度").keys("+").sees("2026 年度");
    ui.keys("<enter>").sees("人员学时").keys("<enter>").sees("学时");
    ui.keys("<esc><esc><esc><down><down><enter><enter>").sees("调训人员：");
    ui.keys("<esc><c-s><down><down><enter>").sees("应调v");
}

#[test]
fn the_command_line_prints_the_same_numbers() {
    let city = City::shared();
    let run = |arguments: &[&str]| {
        let db = city.path().to_str().unwrap();
        let all = [&["--db", db, "--today", TODAY, "--lang", "zh"], arguments].concat();
        Command::new(env!("CARGO_BIN_EXE_ganjiao")).args(all).output().unwrap()
    };
    let out = run(&["report", "plan", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let rows = json["rows"].as_array().unwrap();
    assert_eq!(rows.last().unwrap()["planned"].as_f64().unwrap(), total(&read(&city, "plan", 0), "plan", "planned"));
    assert!(json["notes"][0].as_str().unwrap().contains("2026"));
    let table = String::from_utf8(run(&["report", "indicators", "--part", "section"]).stdout).unwrap();
    assert!(table.contains("合计") && table.contains("调训率"), "{table}");
    assert_eq!(run(&["report", "nothing"]).status.code(), Some(2));
    assert_eq!(run(&["report", "plan", "--part", "nothing"]).status.code(), Some(2));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.xlsx");
    assert!(run(&["report", "plan", "-o", file.to_str().unwrap()]).status.success());
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
    let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
    assert!(sheet.rows().any(|row| row[0] == "合计"));
}

/// The report and the circular answer the same question by the same words, so by the same numbers.
#[test]
fn the_report_on_call_ups_says_what_the_circular_says() {
    let city = City::shared();
    let table = read(&city, "call_ups", 0);
    let circular = city.reader().circular("2026-01-01".parse().unwrap(), today()).unwrap();
    let whole = circular.total();
    let parts = whole.counted();
    let numbers = [("due", parts.due), ("came", parts.came), ("excused", parts.leave), ("missing", parts.absent)];
    for (column, n) in numbers.into_iter().chain([("replaced", parts.replaced), ("open", parts.open)]) {
        near(total(&table, "call_ups", column), n as f64);
    }
    near(total(&table, "call_ups", "rate"), whole.rate().percent().unwrap());
    assert_eq!(table.lines.iter().filter(|l| l.cells[1].value != Value::Int(0)).count(), circular.units.len());
}

/// The page of a unit and the ranking say what the report says, also where units below count in it.
fn page_agrees(city: &City, table: &Table, unit: i64) {
    let (reader, book) = (city.reader(), city.reader().rulebook().unwrap());
    let of = |column: &str| -> f64 {
        let mine = |n: &usize| matches!(&table.lines[*n].to, Target::Report(_, of) if of.of == Some(unit));
        (0..table.lines.len()).filter(mine).map(|n| number(&cell(table, "indicators", n, column))).sum()
    };
    let ranked = reader.standings(&book, YEAR, &mut |_| true).unwrap().unwrap();
    let page = &ranked.iter().find(|u| u.id == unit).unwrap().year;
    let trend = reader.unit_years(&book, unit, YEAR..=YEAR).unwrap()[0].1;
    let mates = reader.mates(&book, unit, YEAR, today()).unwrap();
    for year in [page, &trend] {
        assert_eq!((year.trained as f64, year.called as f64, year.headcount as f64), (of("trained"), of("called"), of("heads")));
        near(year.full_time_hours, of("full_time"));
    }
    assert_eq!(mates.iter().filter(|m| m.trained).count() as f64, of("trained"));
}

#[test]
fn the_page_of_a_unit_agrees_with_the_indicators() {
    let city = City::shared();
    let table = read(&city, "indicators", 0);
    for unit in city.numbers("SELECT unit_id FROM headcount WHERE year = 2026 ORDER BY id LIMIT 25") {
        page_agrees(&city, &table, unit as i64);
    }
}

/// A list of programmes, the page and the report count who is on the list and who is through alike.
#[test]
fn programmes_count_alike_everywhere() {
    let city = City::own();
    // One is off the list, one is through by a completed class without a day.
    city.write(&[
        "UPDATE programme_member SET removed_on = '2026-03-01' WHERE id = (SELECT min(id) FROM programme_member)",
        "UPDATE programme_member SET done_on = NULL WHERE id = (SELECT max(m.id) FROM programme_member m JOIN nominee n ON n.cadre_id = m.cadre_id
           AND n.state = 'completed' JOIN call_up c ON c.id = n.call_up_id JOIN training_class t ON t.id = c.class_id
           AND t.programme_id = m.programme_id WHERE m.removed_on IS NULL)",
    ]);
    let reader = city.reader();
    let register = ganjiao::catalog::register("programme").unwrap();
    let fields = ["members", "done"].map(|name| register.field(name).unwrap());
    let table = read(&city, "coverage", 0);
    assert!(table.lines.len() > 2);
    for (n, line) in table.lines.iter().enumerate() {
        let Target::Report("coverage_units", of) = &line.to else { panic!() };
        let id = of.of.unwrap();
        let row = reader.rows(register, &fields, &[id]).unwrap().remove(0);
        let page = reader.members(id).unwrap();
        let listed = [row.cells[0].value.clone(), row.cells[1].value.clone()].map(|v| number(&v));
        assert_eq!(listed, [page.len() as f64, page.iter().filter(|m| m.done).count() as f64]);
        assert_eq!(listed, ["members", "done"].map(|c| number(&cell(&table, "coverage", n, c))));
    }
}

/// What a year left open and was made up or waived since is not overdue any more.
#[test]
fn a_shortfall_made_up_is_not_overdue() {
    let city = City::shared();
    let asked = |part| Asked { part, ..Asked::year(2025, today(), Lang::Zh) };
    let load = |name: &str, part| (report(name).unwrap().load)(&city.reader(), &asked(part), &|_, _| true).unwrap();
    let table = load("warnings", 0);
    let settled = "SELECT DISTINCT cadre_id FROM make_up WHERE cause = 'year_gap' AND state IN ('done', 'waived') AND substr(arose_on, 1, 4) = '2026'";
    let open = format!(
        "SELECT count(DISTINCT cadre_id) FROM warning WHERE year = 2025 AND level = 'overdue' AND cadre_id NOT IN ({settled})"
    );
    let made_up = format!(
        "SELECT count(DISTINCT cadre_id) FROM warning WHERE year = 2025 AND level = 'overdue' AND cadre_id IN ({settled})"
    );
    near(total(&table, "warnings", "overdue"), city.number(&open));
    near(total(&table, "warnings", "settled"), city.number(&made_up));
    assert!(total(&table, "warnings", "settled") > 0.0);
    near(total(&table, "warnings", "all"), city.number(&open));
    let list = load("warned", 0);
    let levels: Vec<String> = (0..list.lines.len()).map(|n| cell(&list, "warned", n, "level").to_string()).collect();
    assert!(levels.iter().any(|l| l == "逾期（已补）") && levels.iter().any(|l| l == "逾期"), "{levels:?}");
    // Rules by the names people know.
    assert!((0..list.lines.len()).all(|n| !cell(&list, "warned", n, "rule").to_string().starts_with("N-")));
}

/// A rate of more than all is shown with why.
#[test]
fn a_rate_over_a_hundred_says_why() {
    let city = City::own();
    let unit = city.text("SELECT unit_id FROM cadre c WHERE active = 1 AND EXISTS (SELECT 1 FROM hour_entry e WHERE e.cadre_id = c.id AND e.year = 2026)
        AND unit_id IN (SELECT unit_id FROM headcount WHERE year = 2026) GROUP BY unit_id HAVING count(*) > 3 LIMIT 1");
    city.write(&[&format!(
        "UPDATE headcount SET city_chief = 0, city_deputy = 0, county_chief = 0, county_deputy = 1, section = 1 WHERE year = 2026 AND unit_id = {unit}"
    )]);
    let table = read(&city, "indicators", 0);
    let mine = |n: &usize| matches!(&table.lines[*n].to, Target::Report(_, of) if of.of.map(|id| id.to_string()).as_deref() == Some(&unit));
    let verdicts: Vec<String> =
        (0..table.lines.len()).filter(mine).map(|n| cell(&table, "indicators", n, "verdict").to_string()).collect();
    assert!(verdicts.iter().any(|v| v.contains("超100%（")), "{verdicts:?}");
    assert!(table.notes.iter().any(|note| note.contains("超过100%")), "{:?}", table.notes);
    let name = city.text(&format!("SELECT name FROM unit WHERE id = {unit}"));
    city.ui().keys(&format!("{name}<enter>")).sees("超过100%").sees("请核对填报人数");
}

/// Lists of make-ups opened from the report have as many rows as the line says.
#[test]
fn a_line_on_make_ups_opens_as_many() {
    let city = City::shared();
    let table = read(&city, "make_ups", 0);
    for (n, line) in table.lines.iter().enumerate() {
        let Target::List("make_up", filters) = &line.to else { panic!() };
        let register = ganjiao::catalog::register("make_up").unwrap();
        let query = ganjiao::store::query::Query { filters: filters.clone(), ..ganjiao::store::query::Query::all(register) };
        near(city.reader().ids(&query).unwrap().len() as f64, number(&cell(&table, "make_ups", n, "all")));
    }
}

/// Words of code lists are English on an English screen; what people typed stays as it is.
#[test]
fn code_words_are_english_in_english() {
    let city = City::shared();
    let lists = "'level', 'rank', 'hour_form', 'class_kind', 'teacher_kind', 'teacher_title', 'managed_by', 'evidence'";
    let words = city.texts(&format!("SELECT name FROM code WHERE name_en IS NOT NULL AND list IN ({lists})"));
    let mut asked: Vec<(&str, Asked)> = REPORTS.iter().map(|r| (r.name, Asked::year(YEAR, today(), Lang::En))).collect();
    let unit = city.number("SELECT unit_id FROM headcount ORDER BY id LIMIT 1") as i64;
    for (name, asked) in &mut asked {
        asked.of = Some(if *name == "archive" { city.number("SELECT min(cadre_id) FROM hour_entry") as i64 } else { unit });
    }
    asked.retain(|(name, _)| !name.starts_with("coverage_"));
    let mut seen = 0;
    for (name, asked) in asked {
        for part in 0..report(name).unwrap().parts.len().max(1) {
            let asked = Asked { part, ..asked.clone() };
            let table = (report(name).unwrap().load)(&city.reader(), &asked, &|_, _| true).unwrap();
            for (n, column) in report(name).unwrap().columns.iter().enumerate().filter(|(_, c)| c.name != "position") {
                let wrong =
                    table.lines.iter().filter_map(|l| l.cells[n].value.as_str()).find(|text| words.iter().any(|w| w == text));
                assert_eq!(wrong, None, "{name} {}", column.name);
                seen += table.lines.len();
            }
        }
    }
    assert!(seen > 1000);
    let mut ui = Ui::with(city.path(), today(), Lang::En, &ganjiao::ui::glyph::ASCII, 120, 36);
    ui.keys("6<f2>").sees("Bureau, chief").sees("In post").keys("<esc>]]").sees("Bureau, chief").sees_no("厅局级正职");
    let db = city.path().to_str().unwrap();
    let run = |arguments: &[&str]| {
        let all = [&["--db", db, "--today", TODAY, "--lang", "en"], arguments].concat();
        String::from_utf8(Command::new(env!("CARGO_BIN_EXE_ganjiao")).args(all).output().unwrap().stdout).unwrap()
    };
    let shown = run(&["show", "cadre", "1"]);
    assert!(shown.contains("Level: Bureau, chief") && shown.contains("Status: In post"), "{shown}");
    assert!(shown.contains("Off-job training") && !shown.contains("网络培训 "), "{shown}");
    let name = city.text("SELECT name FROM cadre WHERE id = 1");
    assert!(run(&["find", &name, "--kind", "cadre"]).contains("Bureau, chief"));
}

/// The latest session of a report has been held; one that is planned has not.
#[test]
fn the_latest_is_not_ahead() {
    let city = City::shared();
    for name in ["teachers", "sites"] {
        let table = read(&city, name, 0);
        let last: Vec<String> = (0..table.lines.len()).map(|n| cell(&table, name, n, "last").to_string()).collect();
        assert!(last.iter().any(|day| !day.is_empty()) && last.iter().all(|day| day.as_str() <= TODAY), "{name}: {last:?}");
    }
}

/// What a person misses, by which rule and how urgent, are of one verdict; hours missing by different rules are no sum.
#[test]
fn what_is_missing_says_by_which_rule() {
    let city = City::shared();
    let row = city.row(
        "SELECT c.unit_id, c.id, k.name, w.missing, w.level FROM warning w JOIN cadre c ON c.id = w.cadre_id JOIN hour_rule k ON k.code = w.rule_code
         WHERE w.year = 2026 AND w.rule_code = 'N-NET' AND w.level = 'remind'
         AND NOT EXISTS (SELECT 1 FROM warning o WHERE o.cadre_id = c.id AND o.year = 2026 AND o.id <> w.id AND o.level <> 'normal') ORDER BY c.id LIMIT 1",
    );
    let reader = city.reader();
    let mates = reader.mates(&reader.rulebook().unwrap(), row[0].parse().unwrap(), YEAR, today()).unwrap();
    let mate = mates.iter().find(|m| m.id.to_string() == row[1]).unwrap();
    assert_eq!((mate.rule.as_deref(), mate.missing.map(|m| m.to_string())), (Some("N-NET"), Some(row[3].clone())));
    assert_eq!(mate.level.code(), row[4]);
    let unit = city.text(&format!("SELECT name FROM unit WHERE id = {}", row[0]));
    city.ui().keys(&format!("/{unit}<enter><tab>")).sees("还缺").sees("标准").sees("网络学时");
}
