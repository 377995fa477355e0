//! Call-ups, make-up and reports as a person uses them; every number is found again by SQL of the test's own.

#[path = "harness.rs"]
mod harness;

#[path = "call_up_screens/city.rs"]
mod city;
#[path = "call_up_screens/reports.rs"]
mod reports;
#[path = "call_up_screens/warnings.rs"]
mod warnings;

use city::{City, TODAY, today};
use ganjiao::{
    text::Lang,
    ui::glyph::{ASCII, UNICODE},
};
use harness::Ui;

/// A call-up with people who did not come, and their names.
fn with_absentees(city: &City) -> (i64, String, Vec<String>) {
    let sql =
        "SELECT n.call_up_id FROM nominee n WHERE n.state IN ('no_show', 'excused') GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1";
    let id = city.number(sql) as i64;
    let title = city.text(&format!("SELECT t.title FROM call_up c JOIN training_class t ON t.id = c.class_id WHERE c.id = {id}"));
    let names = city.texts(&format!(
        "SELECT c.name FROM nominee n JOIN cadre c ON c.id = n.cadre_id WHERE n.call_up_id = {id} AND n.state IN ('no_show', 'excused')"
    ));
    (id, title, names)
}

/// Question 2, in at most ten keys beside the name of the class.
#[test]
fn who_was_sent_and_who_did_not_come() {
    let city = City::shared();
    let (id, title, names) = with_absentees(&city);
    // The list is in order of deadline; the cursor walks to the class.
    let ids = city.numbers("SELECT id FROM call_up ORDER BY deadline DESC, id");
    let at = ids.iter().position(|n| *n as i64 == id).unwrap();
    let mut ui = city.ui();
    ui.keys("7").keys(&"<down>".repeat(at)).keys("<enter>").sees(&title);
    ui.sees(&format!("未到 {} 人", names.len()));
    let shown = ui.keys("<tab><tab>").screen();
    for name in names {
        assert!(shown.contains(&name), "{name} is not on\n{shown}");
    }
    ui.keys("<btab>").sees("无故缺训");
}

#[test]
fn places_and_people_of_each_unit_are_those_of_the_tables() {
    let city = City::shared();
    let (id, ..) = with_absentees(&city);
    let page = city.reader().call_up(id).unwrap().unwrap();
    assert!(page.units.len() > 5);
    for unit in &page.units {
        let of = unit.unit_id.unwrap();
        let people = |states: &str| {
            city.number(&format!("SELECT count(*) FROM nominee WHERE call_up_id = {id} AND unit_id = {of} AND state {states}"))
        };
        let places =
            city.number(&format!("SELECT coalesce(sum(places), 0) FROM quota WHERE call_up_id = {id} AND unit_id = {of}"));
        assert_eq!(unit.places as f64, places);
        assert_eq!(unit.nominated as f64, people("NOT IN ('planned', 'rejected', 'declined', 'replaced')"));
        assert_eq!(unit.reported as f64, people("IN ('reported', 'completed', 'partial', 'withdrawn', 'expelled')"));
    }
    let sorted = city.texts(&format!(
        "SELECT DISTINCT coalesce(u.short_name, u.name), u.sort_no FROM unit u JOIN quota q ON q.unit_id = u.id
         WHERE q.call_up_id = {id} ORDER BY u.sort_no"
    ));
    let shown: Vec<&String> = page.units.iter().filter(|u| u.places > 0).map(|u| &u.unit).collect();
    assert_eq!(shown, sorted.iter().collect::<Vec<_>>());
}

/// One more than the places of a unit, who has been to a class of the same name.
#[test]
fn flags_stand_in_words() {
    let city = City::own();
    let unit = 10;
    city.write(&[
        "INSERT INTO training_class (id, year, name, term, kind, starts_on, ends_on) VALUES (9001, 2024, '旗帜班', '第1期', '轮训班', '2024-03-01', '2024-03-05')",
        "INSERT INTO training_class (id, year, name, term, kind, starts_on, ends_on) VALUES (9002, 2026, '旗帜班', '第2期', '轮训班', '2026-12-01', '2026-12-05')",
        "INSERT INTO call_up (id, class_id, deadline, state) VALUES (9001, 9001, '2024-02-20', 'closed')",
        "INSERT INTO call_up (id, class_id, deadline, state) VALUES (9002, 9002, '2099-11-30', 'open')",
        "INSERT INTO quota (id, call_up_id, unit_id, places) VALUES (9001, 9002, 10, 1)",
    ]);
    let people = city.numbers(&format!("SELECT id FROM cadre WHERE unit_id = {unit} ORDER BY sort_no LIMIT 2"));
    city.write(&[
        &format!("INSERT INTO nominee (id, call_up_id, cadre_id, unit_id, state) VALUES (90001, 9001, {}, {unit}, 'completed')", people[0]),
        &format!("INSERT INTO nominee (id, sort_no, call_up_id, cadre_id, unit_id, state) VALUES (90002, 1, 9002, {}, {unit}, 'nominated')", people[0]),
        &format!("INSERT INTO nominee (id, sort_no, call_up_id, cadre_id, unit_id, state) VALUES (90003, 2, 9002, {}, {unit}, 'nominated')", people[1]),
        "INSERT INTO nominee_log (id, nominee_id, to_state, at, actor, reason) VALUES (900001, 90003, 'nominated', '2026-11-20T09:30:00', '李干事', '电话确认')",
    ]);
    let mut ui = city.ui();
    ui.keys("7<enter>").sees("旗帜班").sees("超 1 名");
    ui.keys("<enter>").sees("只看：").sees("已训同名班").sees("超名额");
    ui.keys("<end><enter>").sees("经过（1）").sees("电话确认").sees("李干事");
    ui.keys("<esc><c-o>").sees(&city.text(&format!("SELECT name FROM cadre WHERE id = {}", people[1])));
    ui.keys("<esc><bs>").sees_no("只看：");
}

#[test]
fn a_late_reply_says_so_in_list_and_head() {
    let city = City::shared();
    let sql = "SELECT deadline FROM call_up WHERE state IN ('open', 'short') AND deadline < '2026-11-24' ORDER BY deadline DESC LIMIT 1";
    let deadline: chrono::NaiveDate = city.text(sql).parse().unwrap();
    let days = (today() - deadline).num_days();
    let mut ui = city.ui();
    ui.keys("7").sees(&format!("逾期{days}天"));
}

#[test]
fn obligations_are_counted_by_cause_month_and_unit() {
    let city = City::shared();
    let open = "state IN ('owed', 'scheduled', 'overdue')";
    let all = city.number(&format!("SELECT count(*) FROM make_up WHERE {open}"));
    let late = city.number(&format!("SELECT count(*) FROM make_up WHERE {open} AND (state = 'overdue' OR due_on < '{TODAY}')"));
    let no_show = city.number(&format!("SELECT count(*) FROM make_up WHERE {open} AND cause = 'no_show'"));
    let mut ui = city.ui();
    ui.keys("8").sees(&format!("应补 {all} 条，逾期 {late} 条"));
    let side = ui.keys("<tab>").screen();
    let line = side.lines().find(|l| l.contains("无故缺训") && l.contains('|')).unwrap();
    assert!(line.contains(&format!(" {no_show} ")), "{line}");
    ui.keys("<f7>").sees("已逾期").keys("<down>").sees(&format!("应补 {late} 条，逾期 {late} 条"));
    ui.keys("<f7>").sees("按单位").keys("<enter><enter>").sees("补训时限");
}

/// Question 8: courses on a topic and who has taught them.
#[test]
fn who_taught_the_courses_on_a_topic() {
    let city = City::shared();
    let row = city.row(
        "SELECT g.tag, s.teacher_text, c.name FROM record_tag g JOIN course c ON c.id = g.id JOIN session s ON s.course_id = c.id
         WHERE g.kind = 3 AND g.field = 'topics' AND s.teacher_text IS NOT NULL
         GROUP BY c.id HAVING count(DISTINCT s.teacher_text) = 1 ORDER BY c.sort_no LIMIT 1",
    );
    let at = city.texts("SELECT tag FROM record_tag WHERE kind = 3 AND field = 'topics' GROUP BY 1 ORDER BY count(*) DESC, 1");
    let at = at.iter().position(|tag| *tag == row[0]).unwrap();
    let mut ui = city.ui();
    ui.keys("2<tab>").keys(&"<down>".repeat(at + 1)).sees(&row[0]).keys("<enter>");
    ui.sees("授课人").sees(&row[1]);
}

#[test]
fn the_work_list_has_its_parts() {
    let city = City::shared();
    let count = |kind: &str| city.number(&format!("SELECT count(*) FROM work_item WHERE kind {kind}"));
    let mut ui = city.ui();
    ui.keys("9").sees(&format!("/{} 条", count("<> 'rectification'")));
    ui.keys("]").sees(&format!("/{} 条", count("= 'rectification'")));
    // What a list is cannot be cleared away.
    ui.keys("<tab><down><enter><bs>").sees(&format!("/{} 条", count("= 'rectification'")));
}

#[test]
fn every_screen_in_both_languages_and_glyphs() {
    let city = City::shared();
    let scripts = [
        "7<enter>",
        "7<enter><tab>",
        "7<enter><tab><tab>",
        "8",
        "8<tab>",
        "8]",
        "8]]",
        "9]",
        "0",
        "0<enter>",
        "0<down><enter><enter><enter>",
    ];
    for (lang, glyphs) in [(Lang::Zh, &ASCII), (Lang::Zh, &UNICODE), (Lang::En, &ASCII), (Lang::En, &UNICODE)] {
        for (columns, rows) in [(80, 24), (120, 36), (41, 9)] {
            for script in scripts {
                let mut ui = Ui::with(city.path(), today(), lang, glyphs, columns, rows);
                ui.keys(script).screen();
                for key in ["<down>", "<end>", "<right>", "<tab>", "<f9>"] {
                    ui.keys(key).screen();
                }
            }
        }
    }
}
