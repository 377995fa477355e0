//! Identity and telephone numbers: masked wherever they leave the file, shown by a key that leaves a line.

#[path = "harness.rs"]
mod harness;

use chrono::NaiveDate;
use ganjiao::{
    catalog::{self, FieldKind, REGISTERS},
    domain::value::Value,
    store::{
        Act, Error, Reader, Store,
        demo::{Continue, Plan, build},
        edit::Values,
        reports::REPORTS,
    },
    text::Lang,
    ui::{glyph, places::PLACES},
};
use harness::Ui;
use std::{path::PathBuf, process::Command};

const PHONE: &str = "13987650001";
const IDENTITY: &str = "532101197505120019";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn act(actor: &str) -> Act {
    Act { actor: actor.to_owned(), origin: "test".to_owned(), at: "2026-11-24 09:00:00".to_owned() }
}

struct City {
    folder: tempfile::TempDir,
    path: PathBuf,
}

/// A small city in which the numbers stand in every text of the first records of every register.
fn city() -> City {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.db");
    build(&path, &Plan { cadres: 150, seed: 4, today: today() }, &mut |_| Continue::Yes).unwrap();
    let mut store = Store::open(&path).unwrap();
    let mut planted = 0;
    for register in REGISTERS {
        for field in register.fields.iter().filter(|f| f.entered()) {
            let text = match field.kind {
                FieldKind::Text | FieldKind::Long if field.name == register.title => format!("甲{PHONE}乙{IDENTITY}"),
                FieldKind::Text | FieldKind::Long => format!("见{PHONE}，{IDENTITY}。"),
                FieldKind::Phone => PHONE.to_owned(),
                FieldKind::IdCard => IDENTITY.to_owned(),
                _ => continue,
            };
            // Where the data does not take it (a pattern, a word of a list), it cannot stand there either.
            let sql = format!("UPDATE {0} SET {1} = ?1 WHERE id = (SELECT min(id) FROM {0})", register.table, field.name);
            planted += usize::from(store.write(&act("tester"), "plant", |tx| Ok(tx.execute(&sql, [&text])?)).is_ok());
        }
    }
    assert!(planted > 150, "only {planted} texts hold the numbers");
    City { folder, path }
}

fn user(store: &mut Store, login: &str, role: &str, unit: Option<i64>) {
    let register = catalog::register("user").unwrap();
    let field = |name: &str| register.field(name).unwrap();
    let values: Values = vec![
        (field("login"), Value::text(login)),
        (field("name"), Value::text(login)),
        (field("role"), Value::text(role)),
        (field("unit_id"), unit.map_or(Value::Null, Value::Int)),
    ];
    store.write(&act("tester"), "new user", |tx| tx.insert(register, &values)).unwrap();
}

#[track_caller]
fn clean(text: &str, what: &str) {
    // Also where a line breaks within a number.
    let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    for number in [PHONE, IDENTITY] {
        assert!(!text.contains(number) && !joined.contains(number), "{what}: {number} in\n{text}");
    }
}

#[test]
fn no_screen_shows_a_number() {
    let c = city();
    for (columns, rows) in [(80, 24), (170, 60)] {
        for (place, tab) in PLACES.iter().flat_map(|p| (0..p.tabs.len()).map(move |n| (p, n))) {
            let go = format!("{}{}", place.digit, "]".repeat(tab));
            for then in [
                "",
                "<end>",
                "<enter>",
                "<enter><pgdn>",
                "<enter><tab>",
                "<enter><tab><tab>",
                "<enter><tab><tab><tab><tab>",
                "!",
                "!<pgdn>",
                "<f6>",
            ] {
                let mut ui = Ui::with(&c.path, today(), Lang::Zh, &glyph::ASCII, columns, rows);
                ui.keys(&go).keys(then);
                clean(&ui.screen(), &format!("{go} {then} at {columns}x{rows}"));
            }
        }
        let mut ui = Ui::with(&c.path, today(), Lang::Zh, &glyph::ASCII, columns, rows);
        ui.keys("<f3>").keys(&PHONE[7..]);
        clean(&ui.screen(), "find");
        assert!(ui.screen().contains("139****0001"), "the find shows what it found:\n{}", ui.screen());
    }
}

#[test]
fn no_record_shows_a_number_in_either_language() {
    let c = city();
    for register in REGISTERS {
        let first: Option<i64> = Store::open(&c.path)
            .unwrap()
            .conn()
            .query_row(&format!("SELECT min(id) FROM {}", register.table), [], |r| r.get(0))
            .unwrap();
        let Some(id) = first else { continue };
        for lang in [Lang::Zh, Lang::En] {
            let reading = ganjiao::catalog::show::Reading { lang, reveal: false };
            let row = Reader::open(&c.path).unwrap().record(register, id).unwrap().unwrap();
            for (field, cell) in register.fields.iter().zip(&row.cells) {
                clean(&catalog::show::show(field, &cell.value, cell.label.as_deref(), reading), field.name);
            }
        }
    }
}

fn run(c: &City, arguments: &[&str]) -> (String, bool) {
    let out = Command::new(env!("CARGO_BIN_EXE_ganjiao"))
        .current_dir(c.folder.path())
        .args(["--db", c.path.to_str().unwrap(), "--lang", "zh", "--today", "2026-11-24"])
        .args(arguments)
        .output()
        .unwrap();
    (format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr)), out.status.success())
}

#[test]
fn no_command_prints_a_number() {
    let c = city();
    for register in REGISTERS {
        let kind = register.kind;
        for arguments in [
            vec!["show", kind, "1"],
            vec!["show", kind, "1", "--json"],
            vec!["list", kind, "--format", "csv"],
            vec!["list", kind, "--format", "json"],
            vec!["history", kind, "1", "--json"],
        ] {
            clean(&run(&c, &arguments).0, &arguments.join(" "));
        }
    }
    for report in REPORTS.iter().filter(|r| r.listed) {
        for format in ["csv", "json"] {
            clean(&run(&c, &["report", report.name, "--format", format]).0, report.name);
        }
        clean(&run(&c, &["report", report.name]).0, report.name);
    }
    for query in ["0001", "0019", "甲"] {
        clean(&run(&c, &["find", query]).0, query);
        clean(&run(&c, &["find", query, "--json"]).0, query);
    }
    clean(&run(&c, &["history"]).0, "history");
}

#[test]
fn an_import_report_shows_no_number() {
    let c = city();
    let file = c.folder.path().join("people.csv");
    let wrong = "532101197505120018";
    std::fs::write(
        &file,
        format!("姓名,身份证号,单位,联系电话,备注\n赵六,{wrong},没有的单位,{PHONE},电话{PHONE}\n,{IDENTITY},,,\n"),
    )
    .unwrap();
    for arguments in [vec!["import", "people.csv", "--dry-run"], vec!["import", "people.csv", "--dry-run", "--json"]] {
        let (out, _) = run(&c, &arguments);
        clean(&out, "import");
        assert!(!out.contains(wrong), "{out}");
    }
    run(&c, &["import", "people.csv", "--yes", "--report", "found.csv"]);
    let found = std::fs::read_to_string(c.folder.path().join("found.csv")).unwrap();
    clean(&found, "found.csv");
    assert!(!found.contains(wrong), "{found}");
    clean(&run(&c, &["list", "import_issue"]).0, "issues");
}

#[test]
fn numbers_are_exported_in_full_only_on_demand_and_noted() {
    let c = city();
    let mut store = Store::open(&c.path).unwrap();
    let unit: i64 = store.conn().query_row("SELECT unit_id FROM cadre WHERE id = 1", [], |r| r.get(0)).unwrap();
    user(&mut store, "guest", "viewer", None);
    user(&mut store, "clerk", "clerk", Some(unit));
    let ask = ["list", "cadre", "--columns", "name,id_card,phone", "--format", "csv", "--with-numbers"];
    let as_user = |who: &str, more: &[&str]| run(&c, &[&["--as", who], &ask[..], more].concat());
    let (out, done) = as_user("tester", &[]);
    assert!(done && out.contains(IDENTITY) && out.contains(PHONE), "{out}");
    let (out, done) = as_user("guest", &[]);
    assert!(!done, "a viewer");
    clean(&out, "a viewer's export");
    let (out, done) = as_user("clerk", &[]);
    assert!(!done, "a clerk beyond the own unit");
    clean(&out, "a clerk's export");
    let own = format!("unit_id={unit}");
    let (out, done) = as_user("clerk", &["--where", &own]);
    assert!(done && out.contains(IDENTITY), "{out}");
    let lines: Vec<(String, String, String)> = store
        .conn()
        .prepare("SELECT actor, kind, detail FROM audit WHERE action = 'export' ORDER BY id")
        .unwrap()
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!((lines[0].0.as_str(), lines[0].1.as_str()), ("tester", "cadre"));
    assert!(lines[0].2.ends_with("id_card,phone"), "{}", lines[0].2);
}

#[test]
fn a_key_shows_the_numbers_until_the_next_and_leaves_a_line() {
    let c = city();
    let mut ui = Ui::open(&c.path, today());
    ui.keys("<f3>甲<enter>").sees_no(PHONE).keys("#").sees(PHONE).sees(IDENTITY).keys("<down>").sees_no(PHONE);
    ui.keys("#").sees(PHONE).keys("#").sees_no(PHONE);
    ui.keys("#").sees(PHONE).keys("<esc>").sees_no(PHONE).keys("!").sees("查看完整号码").sees("tester").sees("身份证");
    let (cadre, mut store) = (catalog::register("cadre").unwrap(), Store::open(&c.path).unwrap());
    let looks = Reader::open(&c.path).unwrap().looks(cadre, 1).unwrap();
    assert_eq!(looks.len(), 3);
    assert!(
        looks[0].detail.contains("id_card") && looks[0].detail.contains("phone") && looks[0].detail.contains("note"),
        "{}",
        looks[0].detail
    );
    assert!(!looks.iter().any(|l| l.detail.contains("1398")), "the line holds no number");
    let out = run(&c, &["history", "cadre", "1"]).0;
    assert!(out.contains("查看完整号码") && out.contains("tester@test"), "{out}");

    let other: i64 = store
        .conn()
        .query_row(
            "SELECT unit_id FROM cadre WHERE unit_id <> (SELECT unit_id FROM cadre WHERE id = 1) ORDER BY unit_id DESC",
            [],
            |r| r.get(0),
        )
        .unwrap();
    user(&mut store, "guest", "viewer", None);
    user(&mut store, "clerk", "clerk", Some(other));
    for who in ["guest", "clerk"] {
        assert!(matches!(store.reveal(&act(who), cadre, 1), Err(Error::NotAllowed(_))), "{who}");
    }
    assert_eq!(Reader::open(&c.path).unwrap().looks(cadre, 1).unwrap().len(), 3, "a refused look is none");
}

#[test]
fn a_nominee_shows_the_persons_numbers_too() {
    let c = city();
    let mut store = Store::open(&c.path).unwrap();
    let nominee = catalog::register("nominee").unwrap();
    let id: i64 = store
        .conn()
        .query_row("SELECT min(n.id) FROM nominee n JOIN cadre c ON c.id = n.cadre_id WHERE c.id_card IS NOT NULL", [], |r| {
            r.get(0)
        })
        .unwrap();
    let seen = store.reveal(&act("tester"), nominee, id).unwrap();
    assert!(seen.iter().any(|r| r.register.kind == "cadre" && r.fields.iter().any(|(f, _)| f.name == "id_card")), "{seen:?}");
    let cadre: i64 = store.conn().query_row("SELECT cadre_id FROM nominee WHERE id = ?1", [id], |r| r.get(0)).unwrap();
    assert_eq!(Reader::open(&c.path).unwrap().looks(catalog::register("cadre").unwrap(), cadre).unwrap().len(), 1);
}

#[test]
fn a_viewers_screen_says_why_numbers_stay_masked() {
    let c = city();
    let mut store = Store::open(&c.path).unwrap();
    user(&mut store, "boss", "manager", None);
    store
        .write(&act("boss"), "x", |tx| Ok(tx.execute("UPDATE person_of_office SET role = 'viewer' WHERE login = 'tester'", [])?))
        .unwrap();
    let mut ui = Ui::open(&c.path, today());
    ui.keys("6#").sees("查看员不能看完整号码").keys("<f2>").sees("查看员只能查看").sees_no("修改 干部");
    ui.keys("?").sees("查看员");
    ui.keys("<esc><c-z>").sees("查看员只能查看");
}
