//! Taking back: an import in one step to the very bytes of the exports before it, refusals that say who, and random
//! sequences by two people against a model.

#[path = "undo/exports.rs"]
mod exports;
#[path = "undo/files.rs"]
mod files;
#[allow(dead_code)]
#[path = "bad_days/office.rs"]
mod office;
#[path = "undo/random.rs"]
mod random;

use exports::exports;
use ganjiao::{
    catalog::{self, Register},
    domain::value::Value,
    store::{Act, Error, Reader, Store, edit::Values},
};
use office::{act, sound};
use std::{path::PathBuf, process::Command};

fn register(kind: &str) -> &'static Register {
    catalog::register(kind).unwrap()
}

fn values(kind: &str, pairs: &[(&str, Value)]) -> Values {
    pairs.iter().map(|(name, value)| (register(kind).field(name).unwrap(), value.clone())).collect()
}

struct Office {
    _folder: tempfile::TempDir,
    path: PathBuf,
    store: Store,
}

fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    office::office(&path, 3);
    let store = Store::open(&path).unwrap();
    Office { _folder: folder, path, store }
}

impl Office {
    fn add(&mut self, who: &str, kind: &'static str, pairs: &[(&str, Value)]) -> i64 {
        self.store.write(&act(who), "new", |tx| tx.insert(register(kind), &values(kind, pairs))).unwrap()
    }

    fn change(&mut self, who: &Act, kind: &'static str, id: i64, pairs: &[(&str, Value)]) {
        self.store
            .write(who, "edit", |tx| {
                let version = tx.version(register(kind), id)?.unwrap();
                tx.update(register(kind), id, version, &values(kind, pairs))
            })
            .unwrap();
    }

    fn undo(&mut self, who: &str) -> Result<i64, Error> {
        let step = Reader::open(&self.path).unwrap().undoable(who).unwrap().expect("nothing to undo");
        self.store.undo(&act(who), step.id, &step.label)
    }

    fn redo(&mut self, who: &str) -> Result<i64, Error> {
        let step = Reader::open(&self.path).unwrap().redoable(who).unwrap().expect("nothing to redo");
        self.store.undo(&act(who), step.id, &step.label)
    }

    fn restart(&mut self) {
        self.store = Store::open(&self.path).unwrap();
    }
}

#[test]
fn an_import_is_one_step_back_to_the_very_bytes() {
    let mut o = office();
    let before = exports(&o.path);
    let report = files::take(&mut o.store, &files::first());
    assert!(report.sum(|o| o.new) >= 15, "{report:#?}");
    let after = exports(&o.path);
    assert_ne!(before, after);
    for _ in 0..2 {
        o.restart();
        o.undo("li").unwrap();
        exports::same(&exports(&o.path), &before, "after the undo");
        sound(&o.path);
        o.restart();
        o.redo("li").unwrap();
        exports::same(&exports(&o.path), &after, "after the redo");
        sound(&o.path);
    }
}

/// The second import changes what the first brought, and people worked on it in between.
#[test]
fn an_import_over_existing_records_is_one_step_back() {
    let mut o = office();
    files::take(&mut o.store, &files::first());
    let person = ganjiao::store::Reader::open(&o.path)
        .unwrap()
        .named(register("cadre"), register("cadre").field("name").unwrap(), "林远")
        .unwrap()[0];
    o.change(&act("zhao"), "cadre", person, &[("note", Value::text("借调")), ("phone", Value::text("19900000001"))]);
    let before = exports(&o.path);
    let report = files::take(&mut o.store, &files::second());
    assert!(report.sum(|o| o.updated) >= 2, "{report:#?}");
    let after = exports(&o.path);
    o.restart();
    o.undo("li").unwrap();
    exports::same(&exports(&o.path), &before, "after the undo");
    sound(&o.path);
    o.redo("li").unwrap();
    exports::same(&exports(&o.path), &after, "after the redo");
    sound(&o.path);
}

/// The program itself: files as the export command writes them.
#[test]
fn the_command_line_undoes_an_import_to_the_bytes() {
    let o = office();
    let folder = o.path.parent().unwrap().to_owned();
    drop(o.store);
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ganjiao"));
        command
            .current_dir(&folder)
            .args(["--lang", "zh", "--as", "li", "--today", "2026-11-24", "--db", "office.db"])
            .args(args);
        let out = command.output().unwrap();
        // An import that refuses rows writes the others and says so with 1.
        let fine = out.status.success() || (args[0] == "import" && out.status.code() == Some(1));
        assert!(fine, "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned()
    };
    let kinds = ["unit", "cadre", "class", "session", "teacher", "hour_entry", "import_batch", "import_issue"];
    let export = |run: &str| -> Vec<Vec<u8>> {
        let files = kinds.iter().flat_map(|k| ["csv", "json"].map(|e| (k, format!("{run}-{k}.{e}"))));
        files.map(|(kind, file)| (self::run(&folder, kind, &file), std::fs::read(folder.join(&file)).unwrap()).1).collect()
    };
    let before = export("before");
    for (name, bytes) in files::first() {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let names: Vec<&str> = files::first().iter().map(|(name, _)| *name).collect();
    let words = run(&[&["import", "--yes"], &names[..]].concat());
    assert!(words.contains("已写入"), "{words}");
    let after = export("after");
    assert!(before.iter().zip(&after).all(|(b, a)| b != a), "a kind without a new row");
    let words = run(&["undo"]);
    assert!(words.contains("已撤销"), "{words}");
    assert!(export("undone") == before, "the exports differ after the undo");
    run(&["redo"]);
    assert!(export("redone") == after, "the exports differ after the redo");
}

fn run(folder: &std::path::Path, kind: &str, file: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ganjiao"));
    command.current_dir(folder).args(["--lang", "zh", "--as", "li", "--db", "office.db", "export", kind, "-o", file]);
    let out = command.output().unwrap();
    assert!(out.status.success(), "{kind}: {}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn a_refused_undo_names_who_changed_the_row_since() {
    let mut o = office();
    files::take(&mut o.store, &files::first());
    let zhao = Act { at: "2026-11-24 10:30:00".into(), ..act("zhao") };
    o.change(&zhao, "cadre", 2, &[("note", Value::text("借调"))]);
    let before = exports(&o.path);
    let refused = o.undo("li").unwrap_err();
    let words = refused.tell(ganjiao::text::Lang::Zh);
    assert!(matches!(&refused, Error::ChangedSince { by, .. } if by == "zhao"), "{refused}");
    for part in ["没有撤销", "zhao", "2026-11-24 10:30:00", "干部"] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    exports::same(&exports(&o.path), &before, "after the refusal");
    sound(&o.path);
    // Once zhao takes the change back, the import can be taken back.
    o.undo("zhao").unwrap();
    o.undo("li").unwrap();
    sound(&o.path);
}

/// A number that only one record can have is in use again: the refusal names field, record, person and time.
#[test]
fn a_refused_undo_names_who_uses_the_value_by_now() {
    for deleted in [false, true] {
        let mut o = office();
        let id = o.add("li", "unit", &[("name", Value::text("县水务局"))]);
        if deleted {
            o.store.write(&act("li"), "delete unit", |tx| tx.delete(register("unit"), id, 1)).unwrap();
        } else {
            o.change(&act("li"), "unit", id, &[("name", Value::text("县水利局"))]);
        }
        let zhao = Act { at: "2026-11-24 10:30:00".into(), ..act("zhao") };
        let other = o
            .store
            .write(&zhao, "new unit", |tx| tx.insert(register("unit"), &values("unit", &[("name", Value::text("县水务局"))])));
        // Another change of the same record says nothing of who took the name.
        let late = Act { at: "2026-11-24 11:45:00".into(), ..act("qian") };
        o.change(&late, "unit", other.unwrap(), &[("note", Value::text("新设"))]);
        let before = exports(&o.path);
        let refused = o.undo("li").unwrap_err();
        assert!(matches!(&refused, Error::TakenSince { by, .. } if by == "zhao"), "{refused}");
        for (lang, parts) in [
            (ganjiao::text::Lang::Zh, ["没有撤销", "zhao", "2026-11-24 10:30:00", "单位 县水务局", "名称"]),
            (ganjiao::text::Lang::En, ["Not undone", "zhao", "2026-11-24 10:30:00", "县水务局", "undo that one first"]),
        ] {
            let words = refused.tell(lang);
            for part in parts {
                assert!(words.contains(part), "{part} is not in {words}");
            }
        }
        exports::same(&exports(&o.path), &before, "after the refusal");
        sound(&o.path);
        // As the refusal says: once the other is out of the way, the step goes back.
        o.undo("qian").unwrap();
        o.undo("zhao").unwrap();
        o.undo("li").unwrap();
        sound(&o.path);
    }
}

/// Rows that only point at what an undo would remove: kept by the database, or gone with it.
#[test]
fn an_undo_never_takes_along_what_someone_added_since() {
    for (kind, pairs) in [
        // Refers to the person.
        (
            "hour_entry",
            vec![
                ("cadre_id", Value::Int(1)),
                ("title", Value::text("讲座")),
                ("form", Value::text("concentrated")),
                ("hours", Value::Real(3.5)),
                ("source", Value::text("manual")),
            ],
        ),
        // Belongs to the person and would go with them.
        ("cadre_post", vec![("cadre_id", Value::Int(1)), ("title", Value::text("科员"))]),
    ] {
        let mut o = office();
        o.add("li", "unit", &[("name", Value::text("县水务局"))]);
        o.add("li", "cadre", &[("name", Value::text("王明")), ("unit_id", Value::Int(1))]);
        let fields: Vec<(&str, Value)> = pairs.into_iter().filter(|(name, _)| register(kind).field(name).is_some()).collect();
        let made = o.store.write(&act("zhao"), "new", |tx| tx.insert(register(kind), &values(kind, &fields)));
        let id = made.unwrap_or_else(|e| panic!("{kind}: {e}"));
        let refused = o.undo("li").unwrap_err();
        assert!(matches!(&refused, Error::ChangedSince { by, .. } if by == "zhao"), "{kind}: {refused}");
        assert_eq!(
            o.store.conn().query_row(&format!("SELECT count(*) FROM {} WHERE id = {id}", register(kind).table), [], |r| r.get(0)),
            Ok(1)
        );
        sound(&o.path);
        o.undo("zhao").unwrap();
        o.undo("li").unwrap();
        sound(&o.path);
    }
}

/// The official order follows the unit, also for a person whose change is taken back after the unit moved.
#[test]
fn an_undo_leaves_people_in_the_order_of_their_unit() {
    let mut o = office();
    o.add("li", "unit", &[("name", Value::text("县水务局")), ("sort_no", Value::Int(1))]);
    o.add("li", "cadre", &[("name", Value::text("王明")), ("unit_id", Value::Int(1))]);
    o.change(&act("li"), "cadre", 1, &[("name", Value::text("王小明"))]);
    o.change(&act("zhao"), "unit", 1, &[("sort_no", Value::Int(7))]);
    o.undo("li").unwrap();
    sound(&o.path);
}

#[test]
fn a_step_is_undone_once() {
    let mut o = office();
    let id = o.add("li", "unit", &[("name", Value::text("县水务局"))]);
    o.change(&act("li"), "unit", id, &[("name", Value::text("县财政局"))]);
    let step = Reader::open(&o.path).unwrap().undoable("li").unwrap().unwrap();
    o.store.undo(&act("li"), step.id, "edit").unwrap();
    // Somebody else happens to do the same; taking the old step back again would undo theirs.
    o.change(&act("zhao"), "unit", id, &[("name", Value::text("县财政局"))]);
    assert!(matches!(o.store.undo(&act("li"), step.id, "edit"), Err(Error::Undone)));
}

#[test]
fn an_id_is_never_given_to_another_record() {
    let mut o = office();
    let first = o.add("li", "teacher", &[("name", Value::text("何静"))]);
    o.undo("li").unwrap();
    let second = o.add("zhao", "teacher", &[("name", Value::text("赵强"))]);
    assert_ne!(first, second, "the history of one would be that of the other");
    o.redo("li").unwrap();
    let reader = Reader::open(&o.path).unwrap();
    assert_eq!(reader.title(register("teacher"), first).unwrap().as_deref(), Some("何静"));
    assert_eq!(reader.title(register("teacher"), second).unwrap().as_deref(), Some("赵强"));
    assert_eq!(reader.history(register("teacher"), second).unwrap().len(), 1);
}

#[test]
fn what_changes_nothing_is_no_step() {
    let mut o = office();
    let id = o.add("li", "unit", &[("name", Value::text("县水务局"))]);
    let before = Reader::open(&o.path).unwrap().version(register("unit"), id).unwrap();
    o.change(&act("li"), "unit", id, &[("name", Value::text("县水务局"))]);
    assert_eq!(Reader::open(&o.path).unwrap().version(register("unit"), id).unwrap(), before);
    assert_eq!(Reader::open(&o.path).unwrap().undoable("li").unwrap().unwrap().label, "new");
}

#[test]
fn what_an_office_begins_with_is_nobodys_step() {
    let o = office();
    assert_eq!(Reader::open(&o.path).unwrap().undoable("init").unwrap().map(|s| s.label), Some("begin".into()));
}

/// Numbers come back to the last bit, texts to the last sign.
#[test]
fn odd_values_come_back_as_they_were() {
    let mut o = office();
    let odd = [
        ("fee", Value::Real(0.1 + 0.2)),
        ("fee", Value::Real(1.0 / 3.0)),
        ("fee", Value::Real(1e15 + 0.3)),
        ("fee", Value::Int(i64::from(u32::MAX) * 1000)),
        ("note", Value::text("\u{feff}引\"号\\ 𠮷 \u{0}尾\t\n")),
        ("note", Value::text("'; DROP TABLE cadre; --")),
    ];
    for (name, value) in odd {
        let kind = "teacher";
        let name = if register(kind).field(name).is_some() { name } else { "note" };
        let id = o.add("li", kind, &[("name", Value::text("何静")), (name, value.clone())]);
        let sql = format!("SELECT {name}, typeof({name}) FROM teacher WHERE id = {id}");
        let read =
            |o: &Office| -> (Value, String) { o.store.conn().query_row(&sql, [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap() };
        let before = read(&o);
        o.store.write(&act("li"), "x", |tx| tx.delete(register(kind), id, 1)).unwrap();
        o.undo("li").unwrap();
        assert_eq!(read(&o), before, "{value:?}");
        sound(&o.path);
    }
}
