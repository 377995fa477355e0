//! Change, history, undo, redo, roles: on a real file, across connections.

use ganjiao::{
    catalog::{self, Register},
    domain::value::Value,
    store::{Act, Error, Reader, Store, edit::Values, guard::Role, query::Query, search},
};
use std::path::{Path, PathBuf};

fn act(actor: &str) -> Act {
    Act { actor: actor.to_owned(), origin: "test".to_owned(), at: "2026-11-24 09:00:00".to_owned() }
}

fn values(register: &'static Register, pairs: &[(&str, Value)]) -> Values {
    pairs.iter().map(|(name, value)| (register.field(name).unwrap(), value.clone())).collect()
}

struct Office {
    _folder: tempfile::TempDir,
    path: PathBuf,
    store: Store,
}

fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    let mut store = Store::create(&path).unwrap();
    let unit = catalog::register("unit").unwrap();
    let cadre = catalog::register("cadre").unwrap();
    store
        .write(&act("li"), "begin", |tx| {
            let a = tx.insert(unit, &values(unit, &[("name", Value::text("县水务局")), ("sort_no", Value::Int(5))]))?;
            let b = tx.insert(unit, &values(unit, &[("name", Value::text("县财政局")), ("sort_no", Value::Int(2))]))?;
            for (name, unit) in [("王明", a), ("李红", b), ("买买提·艾力", a)] {
                tx.insert(cadre, &values(cadre, &[("name", Value::text(name)), ("unit_id", Value::Int(unit))]))?;
            }
            Ok(())
        })
        .unwrap();
    Office { _folder: folder, path, store }
}

fn names(path: &Path) -> Vec<(i64, String, i64)> {
    let reader = Reader::open(path).unwrap();
    let cadre = catalog::register("cadre").unwrap();
    let fields = [cadre.field("name").unwrap(), cadre.field("unit_id").unwrap()];
    let ids = reader.ids(&Query::all(cadre)).unwrap();
    let rows = reader.rows(cadre, &fields, &ids).unwrap();
    rows.into_iter().map(|r| (r.id, r.cells[0].value.to_string(), r.cells[1].value.as_int().unwrap())).collect()
}

fn found(path: &Path, query: &str) -> Vec<i64> {
    let reader = Reader::open(path).unwrap();
    let limits = search::Limits { kind: Some("cadre"), ..search::Limits::default() };
    search::find(reader.conn(), query, limits).unwrap().into_iter().map(|h| h.id).collect()
}

#[test]
fn official_order_follows_the_unit() {
    let o = office();
    assert_eq!(names(&o.path).iter().map(|(id, ..)| *id).collect::<Vec<_>>(), [2, 1, 3]);
}

#[test]
fn an_update_names_its_version_and_refuses_an_older_one() {
    let mut o = office();
    let cadre = catalog::register("cadre").unwrap();
    let name = |text: &str| values(cadre, &[("name", Value::text(text))]);
    o.store.write(&act("zhao"), "rename", |tx| tx.update(cadre, 1, 1, &name("王小明"))).unwrap();
    let late = o.store.write(&act("li"), "rename", |tx| tx.update(cadre, 1, 1, &name("王大明")));
    let Err(Error::Changed { by, at }) = late else { panic!("{late:?}") };
    assert_eq!((by.as_str(), at.as_str()), ("zhao", "2026-11-24 09:00:00"));
    assert_eq!(names(&o.path)[1].1, "王小明");
    assert!(matches!(o.store.write(&act("li"), "x", |tx| tx.update(cadre, 99, 1, &name("无"))), Err(Error::Gone)));
}

#[test]
fn undo_and_redo_put_rows_and_search_keys_back() {
    let mut o = office();
    let cadre = catalog::register("cadre").unwrap();
    let before = names(&o.path);
    o.store.write(&act("li"), "edit", |tx| tx.update(cadre, 1, 1, &values(cadre, &[("name", Value::text("赵强"))]))).unwrap();
    o.store.write(&act("li"), "delete", |tx| tx.delete(cadre, 3, 1)).unwrap();
    assert_eq!((found(&o.path, "zq"), found(&o.path, "wm"), found(&o.path, "mmtal")), (vec![1], vec![], vec![]));
    let after = names(&o.path);

    // Across a restart, step by step.
    drop(o.store);
    let mut store = Store::open(&o.path).unwrap();
    let reader = Reader::open(&o.path).unwrap();
    for expected in ["delete", "edit"] {
        let step = reader.undoable("li").unwrap().unwrap();
        assert_eq!(step.label, expected);
        store.undo(&act("li"), step.id, "undo").unwrap();
    }
    assert_eq!(names(&o.path), before);
    assert_eq!((found(&o.path, "zq"), found(&o.path, "wm"), found(&o.path, "mmtal")), (vec![], vec![1], vec![3]));

    let step = reader.redoable("li").unwrap().unwrap();
    store.undo(&act("li"), step.id, "redo").unwrap();
    let again = reader.undoable("li").unwrap().unwrap();
    assert_eq!(again.label, "edit", "a redone step can be undone again");
    let step = reader.redoable("li").unwrap().unwrap();
    store.undo(&act("li"), step.id, "redo").unwrap();
    assert_eq!(names(&o.path), after);
    assert_eq!(reader.redoable("li").unwrap(), None);
}

#[test]
fn undo_refuses_what_someone_changed_since_and_changes_nothing() {
    let mut o = office();
    let cadre = catalog::register("cadre").unwrap();
    let rename = |store: &mut Store, who: &str, version: i64, name: &str| {
        store
            .write(&act(who), "rename", |tx| tx.update(cadre, 1, version, &values(cadre, &[("name", Value::text(name))])))
            .unwrap();
    };
    rename(&mut o.store, "li", 1, "王一");
    rename(&mut o.store, "zhao", 2, "王二");
    let reader = Reader::open(&o.path).unwrap();
    let step = reader.undoable("li").unwrap().unwrap();
    let refused = o.store.undo(&act("li"), step.id, "undo");
    assert!(matches!(&refused, Err(Error::ChangedSince { by, .. }) if by == "zhao"), "{refused:?}");
    assert_eq!(names(&o.path)[1].1, "王二");
}

#[test]
fn history_tells_who_changed_what() {
    let mut o = office();
    let cadre = catalog::register("cadre").unwrap();
    o.store.write(&act("zhao"), "move", |tx| tx.update(cadre, 1, 1, &values(cadre, &[("unit_id", Value::Int(2))]))).unwrap();
    let history = Reader::open(&o.path).unwrap().history(cadre, 1).unwrap();
    let told: Vec<(String, String, Vec<String>)> =
        history.iter().map(|c| (c.step.actor.clone(), c.op.clone(), c.fields.iter().map(|f| f.0.clone()).collect())).collect();
    assert_eq!(told[0], ("zhao".into(), "update".into(), vec!["unit_id".into()]));
    assert_eq!(told.last().unwrap().1, "insert");
}

/// Every label a write has in the sources is told in words, in both languages.
#[test]
fn every_step_has_words() {
    use ganjiao::{text::Lang, ui::show};
    let mut labels = Vec::new();
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut |text| {
        for (at, _) in text.match_indices(".write(") {
            let call: String = text[at..].chars().take(60).collect();
            let Some((_, rest)) = call.split_once("act") else { continue };
            let rest = rest.trim_start_matches("()").trim_start_matches(", ");
            if let Some(label) = rest.strip_prefix('"').and_then(|r| r.split('"').next()) {
                labels.push(label.to_owned());
            }
        }
    });
    assert!(labels.len() >= 20, "{labels:?}");
    labels.extend(["make-ups of the day", "set cadre", "tag cadre", "order unit", "paste cadre"].map(String::from));
    for label in labels {
        let words = show::step(&label, Lang::Zh);
        assert!(!words.is_empty() && !words.chars().any(|c| c.is_ascii_alphabetic()), "{label}: {words}");
        assert_ne!(show::step(&label, Lang::En), label, "{label} has no English words");
    }
}

fn visit(folder: &Path, each: &mut impl FnMut(&str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, each);
        } else {
            each(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// What the program looks up by itself is nobody's last step.
#[test]
fn the_steps_of_the_day_are_in_nobodys_way() {
    let mut o = office();
    let cadre = catalog::register("cadre").unwrap();
    let name = |text: &str| values(cadre, &[("name", Value::text(text))]);
    o.store.write(&act("li"), "edit cadre", |tx| tx.update(cadre, 1, 1, &name("王小明"))).unwrap();
    let raise = |o: &mut Office, n: i64| {
        o.store
            .write(&act("li"), ganjiao::store::history::OF_THE_DAY, |tx| tx.update(cadre, 2, n, &name(&format!("李{n}"))))
            .unwrap();
    };
    raise(&mut o, 1);
    let reader = Reader::open(&o.path).unwrap();
    let step = reader.undoable("li").unwrap().unwrap();
    assert_eq!(step.label, "edit cadre");
    o.store.undo(&act("li"), step.id, &step.label).unwrap();
    raise(&mut o, 2);
    assert_eq!(reader.redoable("li").unwrap().unwrap().label, "edit cadre");
}

/// What one step does to a record in turn is one change of it.
#[test]
fn a_step_is_one_change_of_a_record() {
    let mut o = office();
    let cadre = catalog::register("cadre").unwrap();
    let id = o
        .store
        .write(&act("li"), "import", |tx| {
            let id = tx.insert(cadre, &values(cadre, &[("name", Value::text("何静")), ("unit_id", Value::Int(1))]))?;
            tx.update(cadre, id, 1, &values(cadre, &[("name", Value::text("何小静"))])).map(|()| id)
        })
        .unwrap();
    let reader = Reader::open(&o.path).unwrap();
    let history = reader.history(cadre, id).unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].op, "insert");
    assert!(history[0].fields.contains(&("name".into(), Value::Null, Value::text("何小静"))), "{:?}", history[0].fields);
    let step = reader.undoable("li").unwrap().unwrap();
    o.store.undo(&act("li"), step.id, "import").unwrap();
    let history = reader.history(cadre, id).unwrap();
    assert_eq!((history.len(), history[0].op.as_str()), (2, "delete"));
}

#[test]
fn nothing_writes_past_the_journal() {
    let o = office();
    let outside = rusqlite::Connection::open(&o.path).unwrap();
    for conn in [o.store.conn(), &outside] {
        for change in ["UPDATE cadre SET name = 'x' WHERE id = 1", "DELETE FROM cadre", "INSERT INTO unit SELECT * FROM unit"] {
            let error = conn.execute(change, []).unwrap_err();
            assert!(error.to_string().contains("not journalled"), "{change}: {error}");
        }
    }
}

#[test]
fn roles_are_enforced_where_writes_happen() {
    let mut o = office();
    o.store
        .note(|conn| {
            conn.execute_batch("INSERT INTO current_journal VALUES (1, 1)")?;
            conn.execute_batch(
                "INSERT INTO person_of_office (id, login, name, role, unit_id) VALUES
                   (1, 'boss', 'Boss', 'manager', NULL), (2, 'clerk', 'Clerk', 'clerk', 1), (3, 'guest', 'Guest', 'viewer', NULL);
                 DELETE FROM current_journal",
            )?;
            Ok(())
        })
        .unwrap();
    let reader = Reader::open(&o.path).unwrap();
    assert_eq!(reader.role("boss").unwrap(), Role::Manager);
    assert_eq!(reader.role("clerk").unwrap(), Role::Clerk(1));
    assert_eq!(reader.role("stranger").unwrap(), Role::Viewer);
    let cadre = catalog::register("cadre").unwrap();
    let mut rename = |who: &str, id: i64, version: i64| {
        o.store.write(&act(who), "x", |tx| tx.update(cadre, id, version, &values(cadre, &[("note", Value::text("好"))])))
    };
    assert!(matches!(rename("guest", 1, 1), Err(Error::NotAllowed(_))));
    assert!(matches!(rename("clerk", 2, 1), Err(Error::Outside(_))), "another unit's person");
    rename("clerk", 1, 1).unwrap();
    rename("boss", 2, 1).unwrap();
    let course = catalog::register("course").unwrap();
    let added = o.store.write(&act("clerk"), "x", |tx| tx.insert(course, &values(course, &[("name", Value::text("课"))])));
    assert!(matches!(added, Err(Error::NotAllowed(_))), "courses are not a clerk's");
}
