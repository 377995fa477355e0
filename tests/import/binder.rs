//! A whole binder of a county against its answer sheet.
//!
//! The binder lies outside the project: `GANJIAO_BINDER` names its folder, with `expected.json` in it.

use crate::office::{Office, source};
use ganjiao::exchange::import::Report;
use ganjiao::exchange::issue::Severity;
use ganjiao::exchange::kind::Kind;
use ganjiao::exchange::sheet::Outcome;
use ganjiao::text::Lang;
use serde_json::Value as Json;
use std::path::PathBuf;

/// Differences, all of them before the test fails.
#[derive(Default)]
struct Diff(Vec<String>);

impl Diff {
    fn eq<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, got: T, want: T) {
        if got != want {
            self.0.push(format!("{what}: got {got:?}, want {want:?}"));
        }
    }

    fn near(&mut self, what: &str, got: f64, want: f64) {
        if (got - want).abs() > 0.005 {
            self.0.push(format!("{what}: got {got}, want {want}"));
        }
    }
}

fn binder() -> Option<(PathBuf, Json)> {
    let Some(folder) = std::env::var_os("GANJIAO_BINDER").map(PathBuf::from) else {
        println!("GANJIAO_BINDER is not set: no binder compared");
        return None;
    };
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    Some((folder, serde_json::from_str(&text).unwrap()))
}

/// The word of the answer sheet for a kind.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Cadre => "person",
        Kind::Session => "timetable",
        Kind::Nominee => "nomination",
        Kind::MakeUp => "makeup",
        Kind::WorkItem => "project",
        kind => kind.code(),
    }
}

fn list<'j>(json: &'j Json, key: &str) -> &'j [Json] {
    json[key].as_array().map_or(&[], Vec::as_slice)
}

fn text<'j>(json: &'j Json, key: &str) -> &'j str {
    json[key].as_str().unwrap_or_default()
}

fn count(json: &Json, key: &str) -> usize {
    json[key].as_u64().unwrap_or_default() as usize
}

#[test]
fn the_binder_comes_out_exactly() {
    let Some((folder, expected)) = binder() else { return };
    let mut office = Office::new(text(&expected, "as_of"));
    let mut diff = Diff::default();
    for (name, file) in list(&expected, "import_order").iter().zip(list(&expected, "files")) {
        let name = name.as_str().unwrap();
        let started = std::time::Instant::now();
        let report = office.take(&[source(&folder.join(name))]);
        println!("{name}: {:?}", started.elapsed());
        sheets(&mut diff, &report, file);
    }
    figures(&mut diff, &office, &expected);
    let all: Vec<_> = list(&expected, "import_order").iter().map(|n| source(&folder.join(n.as_str().unwrap()))).collect();
    let again = office.take(&all);
    diff.eq("second import, new", again.sum(|o| o.new), 0);
    diff.eq("second import, updated", again.sum(|o| o.updated), 0);
    for outcome in again.outcomes.iter().filter(|o| o.new + o.updated > 0) {
        println!("second import: {} {} new {} updated {}", outcome.file, outcome.sheet, outcome.new, outcome.updated);
    }
    figures(&mut diff, &office, &expected);
    assert!(diff.0.is_empty(), "{} differences:\n{}", diff.0.len(), diff.0.join("\n"));
}

#[test]
fn the_binder_in_one_call_and_any_order() {
    let Some((folder, expected)) = binder() else { return };
    let mut all: Vec<_> = list(&expected, "import_order").iter().map(|n| source(&folder.join(n.as_str().unwrap()))).collect();
    all.reverse();
    let mut office = Office::new(text(&expected, "as_of"));
    let rehearsed = office.rehearse(&all);
    assert_eq!(office.one::<i64>("SELECT count(*) FROM unit"), 0, "a rehearsal leaves nothing");
    let report = office.take(&all);
    assert_eq!(rehearsed.sum(|o| o.new), report.sum(|o| o.new));
    let mut diff = Diff::default();
    for file in list(&expected, "files") {
        sheets(&mut diff, &report, file);
    }
    figures(&mut diff, &office, &expected);
    assert!(diff.0.is_empty(), "{} differences:\n{}", diff.0.len(), diff.0.join("\n"));
}

fn sheets(diff: &mut Diff, report: &Report, file: &Json) {
    let name = text(file, "file");
    for sheet in list(file, "sheets") {
        let (title, kind) = (text(sheet, "sheet"), text(sheet, "kind"));
        let what = format!("{name} {title} {kind}");
        let here = |o: &&Outcome| o.file == name && o.sheet == title && word(o.kind) == kind;
        let Some(outcome) = report.outcomes.iter().find(here) else {
            let kinds: Vec<_> =
                report.outcomes.iter().filter(|o| o.file == name && o.sheet == title).map(|o| o.kind.code()).collect();
            diff.0.push(format!("{what}: not found, only {kinds:?}"));
            continue;
        };
        one_sheet(diff, &what, outcome, sheet);
    }
}

fn one_sheet(diff: &mut Diff, what: &str, outcome: &Outcome, sheet: &Json) {
    diff.eq(&format!("{what} records"), outcome.records, count(sheet, "records"));
    diff.eq(&format!("{what} new"), outcome.new + outcome.updated, count(sheet, "new"));
    diff.eq(&format!("{what} duplicates"), outcome.duplicate, list(sheet, "duplicates").len());
    diff.eq(&format!("{what} rejected"), outcome.rejected, list(sheet, "rejected").len());
    if let (Some(header), [first, .., last] | [first @ last]) = (outcome.header, list(sheet, "header_rows")) {
        diff.eq(
            &format!("{what} header"),
            (header.0 as u64 + 1, header.1 as u64 + 1),
            (first.as_u64().unwrap(), last.as_u64().unwrap()),
        );
    }
    for (key, severity) in [("duplicates", Severity::Duplicate), ("rejected", Severity::Reject), ("warnings", Severity::Warn)] {
        for wanted in list(sheet, key) {
            finding(diff, what, outcome, wanted, severity);
        }
    }
    let skipped: Vec<u64> = outcome.skipped.iter().map(|s| s.row as u64 + 1).collect();
    for row in list(sheet, "not_data") {
        let row = row["row"].as_u64().unwrap();
        let taken = outcome.issues.iter().any(|i| i.at.row as u64 + 1 == row);
        if taken {
            diff.0.push(format!("{what}: row {row} is no data"));
        }
        let _ = &skipped;
    }
    let warnings = list(sheet, "warnings");
    for extra in outcome.issues.iter().filter(|i| i.severity == Severity::Warn) {
        if !warnings.iter().any(|w| text(w, "cell") == extra.at.to_string()) {
            println!("{what}: also warned {} {} {}", extra.at, extra.reason.code(), extra.sentence(Lang::Zh));
        }
    }
}

fn finding(diff: &mut Diff, what: &str, outcome: &Outcome, wanted: &Json, severity: Severity) {
    let mut cells = vec![text(wanted, "cell").to_owned()];
    cells.extend(list(wanted, "cell_also_accepted").iter().filter_map(|c| c.as_str().map(str::to_owned)));
    let at = |i: &&ganjiao::exchange::issue::Issue| i.severity == severity && cells.contains(&i.at.to_string());
    let found: Vec<_> = outcome.issues.iter().filter(at).collect();
    if found.is_empty() {
        diff.0.push(format!("{what}: nothing at {cells:?}, wanted {wanted}"));
        return;
    }
    let says = |i: &&&ganjiao::exchange::issue::Issue| {
        let sentence = i.sentence(Lang::Zh);
        let words = list(wanted, "message_any");
        let code = text(wanted, "reason");
        (code.is_empty() || i.reason.code() == code)
            && (words.is_empty() || words.iter().any(|w| sentence.contains(w.as_str().unwrap())))
    };
    if !found.iter().any(|i| says(&i)) {
        let said: Vec<_> = found.iter().map(|i| format!("{} {}", i.reason.code(), i.sentence(Lang::Zh))).collect();
        diff.0.push(format!("{what}: {said:?}, wanted {wanted}"));
    }
    if let Some(row) = wanted["same_as_row"].as_u64() {
        let sentence = found[0].sentence(Lang::Zh);
        if !sentence.contains(&format!(" {row} ")) {
            diff.0.push(format!("{what}: {sentence}, wanted row {row}"));
        }
    }
}

fn figures(diff: &mut Diff, office: &Office, expected: &Json) {
    final_counts(diff, office, &expected["final_counts"]);
    register(diff, office, &expected["register"]);
    for person in list(expected, "named_persons") {
        named_person(diff, office, person);
    }
    for unit in list(expected, "unit_table") {
        unit_row(diff, office, unit);
    }
    calls(diff, office, expected);
    checks(diff, office, expected);
}

fn final_counts(diff: &mut Diff, office: &Office, want: &Json) {
    let tables = [
        ("unit", "unit"),
        ("person", "cadre"),
        ("headcount", "headcount"),
        ("course", "course"),
        ("case", "case_study"),
        ("story", "story"),
        ("site", "site"),
        ("teacher", "teacher"),
        ("class", "training_class"),
        ("timetable", "session"),
        ("hours_offline", "hour_entry WHERE source = 'ledger'"),
        ("hours_online", "hour_entry WHERE source = 'academy'"),
        ("quota", "quota"),
        ("nomination", "nominee"),
        ("attendance", "(SELECT DISTINCT nominee_id FROM attendance)"),
        ("makeup", "make_up"),
        ("project", "work_item"),
    ];
    for (key, table) in tables {
        diff.eq(
            &format!("count {key}"),
            office.one::<i64>(&format!("SELECT count(*) FROM {table}")),
            want[key].as_i64().unwrap(),
        );
    }
}

/// Hours of every person by year and side: a view for this test alone, written from the answer sheet's own words.
const HOURS: &str = "WITH part AS (
    SELECT e.cadre_id, coalesce(s.year, e.year) AS year, coalesce(s.hours, e.hours) AS hours, e.source
    FROM hour_entry e LEFT JOIN hour_share s ON s.entry_id = e.id)";

fn hours(office: &Office, person: &str, source: &str, years: (i64, i64)) -> f64 {
    office.one(&format!(
        "{HOURS} SELECT coalesce(sum(hours), 0.0) FROM part WHERE year BETWEEN {} AND {} AND {source} {person}",
        years.0, years.1
    ))
}

const OFFLINE: &str = "source <> 'academy'";
const ONLINE: &str = "source = 'academy'";
const FIVE: &str = "(level IN ('县处级正职', '县处级副职') OR rank IN ('一级调研员', '二级调研员', '三级调研员', '四级调研员'))";

fn register(diff: &mut Diff, office: &Office, want: &Json) {
    let number = |key: &str| want[key].as_f64().unwrap();
    let sum = |source: &str, years| hours(office, "", source, years);
    diff.near("offline_2022_sum", sum(OFFLINE, (2022, 2022)), number("offline_2022_sum"));
    diff.near("attendance_sum", sum("source = 'attendance'", (2022, 2022)), number("offline_2022_from_attendance_sum"));
    diff.near("online_2022_sum", sum(ONLINE, (2022, 2022)), number("online_2022_sum"));
    diff.near("total_2022_sum", sum("1 = 1", (2022, 2022)), number("total_2022_sum"));
    let five = format!("AND cadre_id IN (SELECT id FROM cadre WHERE {FIVE})");
    diff.near("five years", hours(office, &five, "1 = 1", (2018, 2022)), number("total_2018_2022_sum_of_five_year_persons"));
    let people = |having: &str, who: &str, years: &str| {
        let sql = format!(
            "{HOURS} SELECT count(*) FROM (SELECT c.id FROM cadre c LEFT JOIN part p ON p.cadre_id = c.id AND p.year {years}
             WHERE {who} GROUP BY c.id HAVING {having})"
        );
        office.one::<i64>(&sql) as f64
    };
    diff.near("with a record", people("count(p.hours) > 0", "1 = 1", "= 2022"), number("persons_with_a_2022_record"));
    diff.near("without", people("count(p.hours) = 0", "1 = 1", "= 2022"), number("persons_without_any_2022_record"));
    let all = "coalesce(sum(p.hours), 0)";
    diff.near("five-year persons", people("1 = 1", FIVE, "= 2022"), number("five_year_rule_persons"));
    diff.near("five-year met", people(&format!("{all} >= 550"), FIVE, "BETWEEN 2018 AND 2022"), number("five_year_rule_met"));
    let annual = format!("NOT coalesce({FIVE}, 0)");
    diff.near("annual persons", people("1 = 1", &annual, "= 2022"), number("annual_rule_persons"));
    diff.near("annual met", people(&format!("{all} >= 90"), &annual, "= 2022"), number("annual_rule_met"));
    let online = "coalesce(sum(CASE WHEN p.source = 'academy' THEN p.hours END), 0) >= 50";
    diff.near("online met", people(online, "1 = 1", "= 2022"), number("online_rule_met"));
    diff.near(
        "headcount",
        office.one::<i64>("SELECT sum(total) FROM headcount WHERE year = 2022") as f64,
        number("headcount_2022"),
    );
}

fn named_person(diff: &mut Diff, office: &Office, want: &Json) {
    let card = text(want, "id_card");
    let sql = format!(
        "SELECT c.name, u.name, c.position, c.sex, c.ethnicity, substr(c.birth, 1, 7), coalesce(c.level, ''), coalesce(c.rank, '')
         FROM cadre c JOIN unit u ON u.id = c.unit_id WHERE c.id_card = '{card}'"
    );
    let fields = ["name", "unit", "position", "sex", "ethnicity", "birth", "level", "rank"];
    let wanted: Vec<&str> = fields.iter().map(|f| text(want, f)).collect();
    diff.eq(card, office.lines(&sql), vec![wanted.join("|")]);
    let person = format!("AND cadre_id = (SELECT id FROM cadre WHERE id_card = '{card}')");
    let mut near =
        |key: &str, got: f64| diff.near(&format!("{} {card} {key}", text(want, "name")), got, want[key].as_f64().unwrap());
    let year = (2022, 2022);
    near("offline_2022_ledger", hours(office, &person, "source = 'ledger'", year));
    near("offline_2022_attendance", hours(office, &person, "source = 'attendance'", year));
    near("offline_2022", hours(office, &person, OFFLINE, year));
    near("online_2022", hours(office, &person, ONLINE, year));
    near("offline_2018_2022", hours(office, &person, OFFLINE, (2018, 2022)));
    near("online_2018_2022", hours(office, &person, ONLINE, (2018, 2022)));
    near("total_2018_2022", hours(office, &person, "1 = 1", (2018, 2022)));
}

fn unit_row(diff: &mut Diff, office: &Office, want: &Json) {
    let (code, name) = (text(want, "code"), text(want, "unit"));
    let sql = format!("SELECT name, short_name FROM unit WHERE code = '{code}'");
    diff.eq(code, office.lines(&sql), vec![format!("{name}|{}", text(want, "short"))]);
    let unit = format!("(SELECT id FROM unit WHERE code = '{code}')");
    let mut same = |key: &str, got: Option<i64>| diff.eq(&format!("{name} {key}"), got, want[key].as_i64());
    same("persons_in_register", office.one(&format!("SELECT count(*) FROM cadre WHERE unit_id = {unit}")));
    same("headcount_2022", office.one(&format!("SELECT max(total) FROM headcount WHERE year = 2022 AND unit_id = {unit}")));
    let trained = format!(
        "{HOURS} SELECT count(DISTINCT cadre_id) FROM part WHERE year = 2022 AND cadre_id IN (SELECT id FROM cadre WHERE unit_id = {unit})"
    );
    same("distinct_trained_2022", office.one(&trained));
}

fn calls(diff: &mut Diff, office: &Office, expected: &Json) {
    let mut owed = office.lines(
        "SELECT c.name, u.name, t.title, m.cause_text FROM make_up m JOIN cadre c ON c.id = m.cadre_id JOIN unit u ON u.id = m.unit_id
         JOIN training_class t ON t.id = m.class_id WHERE m.state = 'owed'",
    );
    owed.sort();
    let one = |o: &Json| ["name", "unit", "class", "cause"].map(|k| text(o, k)).join("|");
    let mut wanted: Vec<String> = list(expected, "makeup_owed").iter().map(one).collect();
    wanted.sort();
    diff.eq("make-up owed", owed, wanted);
    let want = &expected["class_attendance"];
    let class = format!(
        "nominee_id IN (SELECT n.id FROM nominee n JOIN call_up k ON k.id = n.call_up_id JOIN training_class t ON t.id = k.class_id
         WHERE t.code = '{}')",
        text(want, "class_code")
    );
    let attended = "mark IN ('present', 'late', 'early')";
    let number = |what: &str| office.one::<i64>(&format!("SELECT count({what}) FROM attendance WHERE {class}"));
    diff.eq("marks", number("*"), want["marks"].as_i64().unwrap());
    diff.eq("persons", number("DISTINCT nominee_id"), want["persons"].as_i64().unwrap());
    diff.eq("half-days", number("DISTINCT date || half"), want["half_days"].as_i64().unwrap());
    let there = number(&format!("CASE WHEN {attended} THEN 1 END"));
    diff.eq("attended half-days", there, want["attended_half_days"].as_i64().unwrap());
    let came = number(&format!("DISTINCT CASE WHEN {attended} THEN nominee_id END"));
    diff.eq("reported persons", came, want["reported_persons"].as_i64().unwrap());
    let states = |state: &str| {
        let sql = "SELECT c.name FROM nominee n JOIN cadre c ON c.id = n.cadre_id WHERE n.state";
        office.lines(&format!("{sql} {state} ORDER BY c.name"))
    };
    let mut missed: Vec<String> = list(want, "no_shows").iter().map(|p| text(p, "name").to_owned()).collect();
    missed.sort();
    diff.eq("no-shows", states("IN ('no_show', 'excused')"), missed);
    quotas(diff, office, &expected["quota_result"]);
}

fn quotas(diff: &mut Diff, office: &Office, want: &Json) {
    diff.eq("places", office.one::<i64>("SELECT sum(places) FROM quota"), want["quota"].as_i64().unwrap());
    let short = office.lines(
        "SELECT u.name, q.places, count(n.id) FROM quota q JOIN unit u ON u.id = q.unit_id
         LEFT JOIN nominee n ON n.call_up_id = q.call_up_id AND n.unit_id = q.unit_id GROUP BY q.id HAVING count(n.id) < q.places ORDER BY q.sort_no",
    );
    let one = |u: &Json| format!("{}|{}|{}", text(u, "unit"), u["quota"], u["nominated"]);
    diff.eq("short units", short, list(want, "short_units").iter().map(one).collect());
    let clean = office.one::<i64>("SELECT count(*) FROM nominee WHERE flags IS NULL");
    diff.eq("clean nominations", clean, want["clean_nominations"].as_i64().unwrap());
}

/// Control totals of single sheets.
fn checks(diff: &mut Diff, office: &Office, expected: &Json) {
    let sheets = || list(expected, "files").iter().flat_map(|f| list(f, "sheets"));
    for sheet in sheets().filter(|s| s["check"].is_object()) {
        let check = &sheet["check"];
        let what = text(sheet, "sheet");
        match text(sheet, "kind") {
            "course" => {
                diff.near(what, office.one("SELECT sum(hours) FROM course"), check["hours_total"].as_f64().unwrap());
                diff.eq(what, office.one::<i64>("SELECT count(code) FROM course"), check["with_code"].as_i64().unwrap());
            }
            "site" => {
                diff.eq(what, office.one::<i64>("SELECT sum(capacity) FROM site"), check["capacity_total"].as_i64().unwrap());
                for (town, n) in check["towns"].as_object().unwrap() {
                    let sql = format!("SELECT count(*) FROM site WHERE town = '{town}'");
                    diff.eq(town, office.one::<i64>(&sql), n.as_i64().unwrap());
                }
            }
            "teacher" => teachers(diff, office, check),
            "class" => classes(diff, office, check),
            "timetable" => timetable(diff, office, check),
            "project" => {
                for (word, n) in check["by_state"].as_object().unwrap() {
                    let state = match word.as_str() {
                        "完成" => "done",
                        "推进" => "running",
                        "滞后" => "late",
                        _ => "waiting",
                    };
                    let sql = format!("SELECT count(*) FROM work_item WHERE state = '{state}'");
                    diff.eq(word, office.one::<i64>(&sql), n.as_i64().unwrap());
                }
            }
            _ => {}
        }
    }
}

fn teachers(diff: &mut Diff, office: &Office, check: &Json) {
    let topics = "SELECT sum(length(topics) - length(replace(topics, '、', '')) + 1) FROM teacher";
    diff.eq("topics", office.one::<i64>(topics), check["topics_total"].as_i64().unwrap());
    for (kind, n) in check["by_kind"].as_object().unwrap() {
        diff.eq(kind, office.one::<i64>(&format!("SELECT count(*) FROM teacher WHERE kind = '{kind}'")), n.as_i64().unwrap());
    }
    for (name, term) in check["term_of"].as_object().unwrap() {
        let sql = format!("SELECT term_from, term_until FROM teacher WHERE name = '{name}'");
        diff.eq(name, office.lines(&sql), vec![format!("{}|{}", term[0].as_str().unwrap(), term[1].as_str().unwrap())]);
    }
    let rare = format!("SELECT count(*) FROM teacher WHERE name = '{}'", text(check, "rare_name"));
    diff.eq("rare name", office.one::<i64>(&rare), 1);
}

fn classes(diff: &mut Diff, office: &Office, check: &Json) {
    diff.near(
        "planned",
        office.one::<i64>("SELECT sum(planned) FROM training_class") as f64,
        check["quota_total"].as_f64().unwrap(),
    );
    diff.near("days", office.one("SELECT sum(days) FROM training_class"), check["days_total"].as_f64().unwrap());
    for (code, dates) in check["dates"].as_object().unwrap() {
        let sql = format!("SELECT starts_on, ends_on FROM training_class WHERE code = '{code}'");
        diff.eq(code, office.lines(&sql), vec![format!("{}|{}", dates[0].as_str().unwrap(), dates[1].as_str().unwrap())]);
    }
}

fn timetable(diff: &mut Diff, office: &Office, check: &Json) {
    let codes: Vec<&str> = match check["class_code"].as_str() {
        Some(code) => vec![code],
        None => list(check, "class_codes").iter().filter_map(Json::as_str).collect(),
    };
    let inside = format!("(SELECT id FROM training_class WHERE code IN ('{}'))", codes.join("', '"));
    let sessions = format!("session WHERE class_id IN {inside}");
    let links = |role: &str| {
        let sql = format!(
            "SELECT count(*) FROM session_teacher l JOIN session s ON s.id = l.session_id WHERE s.class_id IN {inside} AND l.role = '{role}'"
        );
        office.one::<i64>(&sql)
    };
    diff.eq(&format!("{codes:?} teachers"), links("main"), check["teacher_links"].as_i64().unwrap());
    if let Some(n) = check["assistant_links"].as_i64() {
        diff.eq(&format!("{codes:?} assistants"), links("assistant"), n);
    }
    if let Some(n) = check["dates"].as_i64() {
        diff.eq(&format!("{codes:?} dates"), office.one::<i64>(&format!("SELECT count(DISTINCT date) FROM {sessions}")), n);
        let ends = office.lines(&format!("SELECT min(date), max(date) FROM {sessions}"));
        diff.eq(&format!("{codes:?}"), ends, vec![format!("{}|{}", text(check, "first_date"), text(check, "last_date"))]);
    }
    for (code, n) in check["rows_by_class"].as_object().into_iter().flatten() {
        let sql = format!("SELECT count(*) FROM session WHERE class_id = (SELECT id FROM training_class WHERE code = '{code}')");
        diff.eq(code, office.one::<i64>(&sql), n.as_i64().unwrap());
    }
}
