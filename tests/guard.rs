//! Roles: who becomes the first manager, what a clerk reaches by any way of writing, and that a file keeps a manager.

#[path = "harness.rs"]
mod harness;

use ganjiao::{
    catalog::{self, FieldKind, REGISTERS, Register},
    domain::value::Value,
    store::{
        Act, Error, Reader, Store, Tx,
        demo::{Continue, Plan, build},
        edit::Values,
        guard::Role,
        query::Query,
    },
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::Config};
use rusqlite::{Connection, params};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

fn act(actor: &str) -> Act {
    Act { actor: actor.to_owned(), origin: "test".to_owned(), at: "2026-11-24 09:00:00".to_owned() }
}

fn register(kind: &str) -> &'static Register {
    catalog::register(kind).unwrap()
}

fn values(register: &'static Register, pairs: &[(&str, Value)]) -> Values {
    pairs.iter().map(|(name, value)| (register.field(name).unwrap(), value.clone())).collect()
}

fn user(login: &str, role: &str, unit: Option<i64>) -> Values {
    let unit = unit.map_or(Value::Null, Value::Int);
    values(
        register("user"),
        &[("login", Value::text(login)), ("name", Value::text(login)), ("role", Value::text(role)), ("unit_id", unit)],
    )
}

fn enter(store: &mut Store, by: &str, login: &str, role: &str, unit: Option<i64>) -> ganjiao::store::Result<i64> {
    let given = user(login, role, unit);
    store.write(&act(by), "new user", |tx| tx.insert(register("user"), &given))
}

/// A small city with a manager `boss` and a clerk `clerk` of the unit with the most people, as a fresh file.
struct City {
    _folder: tempfile::TempDir,
    path: PathBuf,
    store: Store,
    own: BTreeSet<i64>,
    unit: i64,
}

fn city() -> City {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.db");
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    build(&path, &Plan { cadres: 240, seed: 5, today }, &mut |_| Continue::Yes).unwrap();
    let mut store = Store::open(&path).unwrap();
    let unit: i64 = store
        .conn()
        .query_row(
            "SELECT u.id FROM unit u WHERE EXISTS (SELECT 1 FROM unit b WHERE b.parent_id = u.id) AND u.parent_id IS NOT NULL
             ORDER BY (SELECT count(*) FROM cadre c JOIN unit b ON b.id = c.unit_id WHERE b.parent_id = u.id OR b.id = u.id) DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    enter(&mut store, "boss", "clerk", "clerk", Some(unit)).unwrap();
    let own = below(store.conn(), unit);
    assert!(own.len() > 1, "a unit with others below it");
    City { _folder: folder, path, store, own, unit }
}

fn below(conn: &Connection, unit: i64) -> BTreeSet<i64> {
    let pairs: Vec<(i64, Option<i64>)> = conn
        .prepare("SELECT id, parent_id FROM unit")
        .unwrap()
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut own = BTreeSet::from([unit]);
    loop {
        let more: Vec<i64> = pairs
            .iter()
            .filter(|(id, parent)| parent.is_some_and(|p| own.contains(&p)) && !own.contains(id))
            .map(|p| p.0)
            .collect();
        if more.is_empty() {
            return own;
        }
        own.extend(more);
    }
}

/// The rows of a table as JSON by id, without what the program counts by itself.
fn rows(conn: &Connection, table: &str) -> BTreeMap<i64, String> {
    let columns: Vec<String> = conn
        .prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0 AND name <> 'version'")
        .unwrap()
        .query_map([table], |r| r.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let pairs: Vec<String> = columns.iter().map(|c| format!("'{c}', {c}")).collect();
    let sql = format!("SELECT id, json_object({}) FROM {table}", pairs.join(", "));
    conn.prepare(&sql).unwrap().query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
}

/// Tables of the office with an id: everything but the program's own.
fn tables(conn: &Connection) -> Vec<String> {
    let own = [
        "search_key",
        "record_tag",
        "row_count",
        "journal",
        "change",
        "current_journal",
        "audit",
        "setting",
        "draft",
        "saved_view",
        // What the rules say, kept by the program with each change of hours.
        "warning",
        "warning_change",
        "verdict_day",
        "verdict_year",
        "date_cause",
    ];
    let mut stmt = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").unwrap();
    let names = stmt.query_map([], |r| r.get::<_, String>(0)).unwrap().map(Result::unwrap);
    names.filter(|n| !own.contains(&n.as_str())).collect()
}

/// Units a row belongs to, read in another way than the program does: every column that leads to a unit or to a person.
fn units(conn: &Connection, table: &str, row: &serde_json::Value) -> Vec<Option<i64>> {
    let int = |column: &str| row[column].as_i64();
    let one = |sql: &str, id: i64| conn.query_row(sql, [id], |r| r.get::<_, Option<i64>>(0)).unwrap_or(None);
    let of_cadre = |id| one("SELECT unit_id FROM cadre WHERE id = ?1", id);
    let mut units = Vec::new();
    if table != "hour_entry" && table != "cadre_post" && !row["unit_id"].is_null() {
        units.push(int("unit_id"));
    }
    if let Some(id) = int("cadre_id") {
        units.push(of_cadre(id));
    }
    if let Some(id) = int("nominee_id") {
        units.push(one("SELECT unit_id FROM nominee WHERE id = ?1", id));
    }
    if let Some(id) = int("make_up_id") {
        units.push(one("SELECT unit_id FROM make_up WHERE id = ?1", id));
    }
    if let Some(id) = int("study_group_id") {
        units.push(one("SELECT unit_id FROM study_group WHERE id = ?1", id));
    }
    if let Some(id) = int("work_item_id") {
        units.push(one("SELECT unit_id FROM work_item WHERE id = ?1", id));
    }
    if let Some(id) = int("entry_id") {
        units.push(one("SELECT c.unit_id FROM hour_entry e JOIN cadre c ON c.id = e.cadre_id WHERE e.id = ?1", id));
    }
    units
}

/// Fails unless every row that differs between the two states belongs to the own units, before and after.
fn only_own(before: &Connection, after: &Connection, own: &BTreeSet<i64>, what: &str) {
    for table in tables(after) {
        let (was, is) = (rows(before, &table), rows(after, &table));
        let ids: BTreeSet<i64> = was.keys().chain(is.keys()).copied().collect();
        for id in ids.into_iter().filter(|id| was.get(id) != is.get(id)) {
            if table == "import_batch" || table == "import_issue" {
                continue;
            }
            for (conn, side) in [(before, was.get(&id)), (after, is.get(&id))] {
                let Some(side) = side else { continue };
                let found = units(conn, &table, &serde_json::from_str(side).unwrap());
                let inside = !found.is_empty() && found.iter().all(|u| u.is_some_and(|u| own.contains(&u)));
                assert!(inside, "{what}: {table} {id} {side} of units {found:?}");
            }
        }
    }
}

fn snapshot(path: &Path) -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    Connection::open(path).unwrap().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    let conn = Connection::open(copy).unwrap();
    (folder, conn)
}

#[test]
fn who_enters_the_first_user_becomes_a_manager() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("o.db");
    let mut store = Store::create(&path).unwrap();
    let reader = Reader::open(&path).unwrap();
    assert_eq!(reader.role("anyone").unwrap(), Role::Manager, "single-person use");
    enter(&mut store, "li", "zhao", "viewer", None).unwrap();
    assert_eq!(reader.role("li").unwrap(), Role::Manager);
    assert_eq!(reader.role("zhao").unwrap(), Role::Viewer);
    assert_eq!(reader.role("anyone").unwrap(), Role::Viewer);
    assert!(matches!(enter(&mut store, "zhao", "zhao2", "manager", None), Err(Error::NotAllowed(_))));
    // One step: undone, the file is a single person's again.
    let step = reader.undoable("li").unwrap().unwrap();
    assert_eq!(step.rows, 2);
    store.undo(&act("li"), step.id, "undo").unwrap();
    assert_eq!(reader.role("anyone").unwrap(), Role::Manager);
}

#[test]
fn a_file_with_users_keeps_a_manager_and_a_clerk_has_a_unit() {
    let mut c = city();
    let boss = c.store.conn().query_row("SELECT id FROM person_of_office WHERE login = 'boss'", [], |r| r.get(0)).unwrap();
    let users = register("user");
    for change in [("role", Value::text("viewer")), ("active", Value::Int(0))] {
        let change = values(users, &[change]);
        assert!(matches!(c.store.write(&act("boss"), "x", |tx| tx.update(users, boss, 1, &change)), Err(Error::Unmet(_))));
    }
    assert!(matches!(c.store.write(&act("boss"), "x", |tx| tx.delete(users, boss, 1)), Err(Error::Unmet(_))));
    assert!(matches!(enter(&mut c.store, "boss", "other", "clerk", None), Err(Error::Unmet(_))));
    assert!(matches!(enter(&mut c.store, "clerk", "friend", "manager", None), Err(Error::NotAllowed(_))));
    enter(&mut c.store, "boss", "second", "manager", None).unwrap();
    c.store.write(&act("second"), "x", |tx| tx.update(users, boss, 1, &values(users, &[("active", Value::Int(0))]))).unwrap();
    let reader = Reader::open(&c.path).unwrap();
    assert_eq!((reader.role("boss").unwrap(), reader.role("second").unwrap()), (Role::Viewer, Role::Manager));
}

#[test]
fn a_viewer_changes_nothing_by_any_way() {
    let mut c = city();
    enter(&mut c.store, "boss", "guest", "viewer", None).unwrap();
    for register in REGISTERS {
        let ids = Reader::open(&c.path).unwrap().ids(&Query::all(register)).unwrap();
        let Some(id) = ids.first().copied() else { continue };
        let refused = c.store.write(&act("guest"), "x", |tx| touch(tx, register.table, id));
        assert!(matches!(refused, Err(Error::NotAllowed(_))), "{}: {refused:?}", register.kind);
    }
    let last: i64 = c.store.conn().query_row("SELECT max(id) FROM journal", [], |r| r.get(0)).unwrap();
    assert!(matches!(c.store.undo(&act("guest"), last, "undo"), Err(Error::NotAllowed(_))));
}

fn touch(tx: &Tx, table: &str, id: i64) -> ganjiao::store::Result<()> {
    tx.execute(&format!("UPDATE {table} SET version = version + 1 WHERE id = ?1"), [id])?;
    Ok(())
}

/// Every row of every table, touched by the clerk one at a time: allowed only where it belongs to the own units; and
/// what screens say beforehand is what the store then does.
#[test]
fn every_row_of_every_table_is_judged_alike() {
    let mut c = city();
    let reader = Reader::open(&c.path).unwrap();
    let (mut allowed, mut refused) = (BTreeMap::<String, u32>::new(), BTreeMap::<String, u32>::new());
    for table in tables(c.store.conn()) {
        if table == "import_issue" || table == "column_map" || table == "report_snapshot" || table == "hour_share" {
            continue;
        }
        let all = rows(c.store.conn(), &table);
        for (id, row) in all.iter().step_by(1 + all.len() / 60) {
            let found = units(c.store.conn(), &table, &serde_json::from_str(row).unwrap());
            let inside = !found.is_empty() && found.iter().all(|u| u.is_some_and(|u| c.own.contains(&u)));
            let done = c.store.write(&act("clerk"), "x", |tx| touch(tx, &table, *id));
            match &done {
                Ok(()) => assert!(inside, "{table} {id} {row}"),
                Err(Error::NotAllowed(_) | Error::Outside(_)) => {}
                // A log is only added to, whoever asks.
                Err(Error::Refused(_)) if table.ends_with("_log") => continue,
                Err(other) => panic!("{table} {id}: {other:?}"),
            }
            *(if done.is_ok() { &mut allowed } else { &mut refused }).entry(table.clone()).or_default() += 1;
            if let Some(register) = REGISTERS.iter().find(|r| r.table == table) {
                let said = reader.refusal("clerk", register, Some(*id)).unwrap();
                assert_eq!(said.is_some(), done.is_err(), "{table} {id}: {said:?} before, {done:?} then");
            }
        }
    }
    for table in ["cadre", "nominee", "hour_entry", "make_up", "attendance"] {
        assert!(allowed.contains_key(table) && refused.contains_key(table), "{table}: {allowed:?} {refused:?}");
    }
    for table in ["unit", "course", "training_class", "call_up", "quota", "hour_rule", "code", "person_of_office", "setting"] {
        assert!(!allowed.contains_key(table), "{table}");
    }
}

#[test]
fn nothing_is_taken_from_another_unit_or_given_to_one() {
    let mut c = city();
    let of = |conn: &Connection, own: bool| {
        let mut stmt = conn.prepare("SELECT id, unit_id FROM cadre WHERE unit_id IS NOT NULL ORDER BY id").unwrap();
        let all: Vec<(i64, i64)> = stmt.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect();
        *all.iter().find(|(_, u)| c.own.contains(u) == own).unwrap()
    };
    let ((mine, my_unit), (theirs, their_unit)) = (of(c.store.conn(), true), of(c.store.conn(), false));
    let unit = c.unit;
    let mut refused = |what: &str, work: &dyn Fn(&Tx) -> ganjiao::store::Result<()>| {
        let done = c.store.write(&act("clerk"), what, |tx| work(tx));
        assert!(matches!(done, Err(Error::Outside(_) | Error::NotAllowed(_))), "{what}: {done:?}");
    };
    let run = |tx: &Tx, sql: &str, p: &[i64]| -> ganjiao::store::Result<()> {
        tx.execute(sql, rusqlite::params_from_iter(p))?;
        Ok(())
    };
    refused("give away", &|tx| run(tx, "UPDATE cadre SET unit_id = ?2 WHERE id = ?1", &[mine, their_unit]));
    refused("take", &|tx| run(tx, "UPDATE cadre SET unit_id = ?2 WHERE id = ?1", &[theirs, my_unit]));
    refused("lose", &|tx| run(tx, "UPDATE cadre SET unit_id = NULL WHERE id = ?1", &[mine]));
    refused("take the unit", &|tx| run(tx, "UPDATE unit SET parent_id = ?2 WHERE id = ?1", &[their_unit, unit]));
    refused("book for another", &|tx| {
        let id = tx.next_id("hour_entry")?;
        let sql = "INSERT INTO hour_entry (id, cadre_id, unit_id, form, title, hours, source) VALUES (?1, ?2, ?3, '脱产', 'x', 8, 'manual')";
        tx.execute(sql, params![id, theirs, my_unit])?;
        Ok(())
    });
    refused("book one's own over to another", &|tx| {
        let entry: i64 = tx.query_row("SELECT min(id) FROM hour_entry WHERE cadre_id = ?1", [mine], |r| r.get(0))?;
        run(tx, "UPDATE hour_entry SET cadre_id = ?2 WHERE id = ?1", &[entry, theirs])
    });
    refused("take, use, give back", &|tx| {
        run(tx, "UPDATE cadre SET unit_id = ?2 WHERE id = ?1", &[theirs, my_unit])?;
        run(tx, "UPDATE cadre SET note = 'x' WHERE id = ?1", &[theirs])?;
        run(tx, "UPDATE cadre SET unit_id = ?2 WHERE id = ?1", &[theirs, their_unit])
    });
    refused("nominate another's person under one's own unit", &|tx| {
        let id = tx.next_id("nominee")?;
        let call: i64 = tx.query_row(
            "SELECT min(id) FROM call_up WHERE NOT EXISTS (SELECT 1 FROM nominee n WHERE n.call_up_id = call_up.id AND n.cadre_id = ?1)",
            [theirs],
            |r| r.get(0),
        )?;
        run(tx, "INSERT INTO nominee (id, call_up_id, cadre_id, unit_id) VALUES (?1, ?2, ?3, ?4)", &[id, call, theirs, my_unit])
    });
    c.store.write(&act("clerk"), "mine", |tx| run(tx, "UPDATE cadre SET note = '好' WHERE id = ?1", &[mine])).unwrap();
    c.store
        .write(&act("clerk"), "new", |tx| {
            let cadre = register("cadre");
            tx.insert(cadre, &values(cadre, &[("name", Value::text("新人")), ("unit_id", Value::Int(my_unit))])).map(|_| ())
        })
        .unwrap();
}

/// What someone else did is not undone by a clerk where it reached beyond the own units, and is where it did not.
#[test]
fn undo_is_judged_as_any_write() {
    let mut c = city();
    let people: Vec<(i64, i64)> = {
        let mut stmt = c.store.conn().prepare("SELECT id, unit_id FROM cadre ORDER BY id").unwrap();
        stmt.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    let mine: Vec<i64> = people.iter().filter(|(_, u)| c.own.contains(u)).map(|p| p.0).take(3).collect();
    let theirs = people.iter().find(|(_, u)| !c.own.contains(u)).unwrap().0;
    let note = |store: &mut Store, ids: &[i64]| {
        store
            .write(&act("boss"), "bulk", |tx| {
                ids.iter().try_for_each(|id| tx.execute("UPDATE cadre SET note = 'x' WHERE id = ?1", [id]).map(|_| ()))?;
                Ok(())
            })
            .unwrap();
        store.conn().query_row("SELECT max(id) FROM journal", [], |r| r.get::<_, i64>(0)).unwrap()
    };
    let mixed = note(&mut c.store, &[mine[0], theirs]);
    assert!(matches!(c.store.undo(&act("clerk"), mixed, "undo"), Err(Error::Outside(_))));
    let own = note(&mut c.store, &mine[1..]);
    c.store.undo(&act("clerk"), own, "undo").unwrap();
}

/// A change that may go anywhere: some table, some row, some column, some value of another row.
#[derive(Clone, Debug)]
struct Step {
    register: usize,
    row: usize,
    field: usize,
    from: usize,
    op: u8,
}

/// Half of the time a register in which a clerk has rows.
fn reachable() -> impl Strategy<Value = usize> {
    let mine = ["cadre", "nominee", "hour_entry", "make_up", "attendance", "leave", "cadre_post"];
    let of = |kind: &str| REGISTERS.iter().position(|r| r.kind == kind).unwrap();
    prop_oneof![0..REGISTERS.len(), prop::sample::select(mine.map(of).to_vec())]
}

fn step() -> impl Strategy<Value = Step> {
    (reachable(), any::<usize>(), any::<usize>(), any::<usize>(), 0..3_u8).prop_map(|(register, row, field, from, op)| Step {
        register,
        row,
        field,
        from,
        op,
    })
}

/// Rows of the own units by table, so that some of what is tried can be allowed.
type Own = BTreeMap<&'static str, Vec<i64>>;

fn own_rows(conn: &Connection, own: &BTreeSet<i64>) -> Own {
    let mut found = Own::new();
    for register in REGISTERS {
        let mine = rows(conn, register.table).into_iter().filter(|(_, row)| {
            let of = units(conn, register.table, &serde_json::from_str(row).unwrap());
            !of.is_empty() && of.iter().all(|u| u.is_some_and(|u| own.contains(&u)))
        });
        found.insert(register.table, mine.map(|(id, _)| id).collect());
    }
    found
}

fn carry_out(tx: &Tx, step: &Step, own: &Own) -> ganjiao::store::Result<()> {
    let register = REGISTERS[step.register];
    let ids: Vec<i64> = tx
        .prepare(&format!("SELECT id FROM {} ORDER BY id", register.table))?
        .query_map([], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mine = &own[register.table];
    let pick = |n: usize, ids: &[i64]| (!ids.is_empty()).then(|| ids[n / 4 % ids.len()]);
    let from = |n: usize| pick(n, if !n.is_multiple_of(4) && !mine.is_empty() { mine } else { &ids });
    let (Some(id), Some(other)) = (from(step.row), from(step.from)) else { return Ok(()) };
    let entered: Vec<_> = register.fields.iter().filter(|f| f.entered()).collect();
    let links: Vec<_> = entered.iter().filter(|f| matches!(f.kind, FieldKind::Link(_))).collect();
    let field =
        if !links.is_empty() && step.op == 0 { links[step.field % links.len()] } else { &entered[step.field % entered.len()] };
    match step.op {
        2 => tx.execute(&format!("DELETE FROM {} WHERE id = ?1", register.table), [id])?,
        _ => tx.execute(
            &format!(
                "UPDATE {0} SET {1} = (SELECT {1} FROM {0} WHERE id = ?2), version = version + 1 WHERE id = ?1",
                register.table, field.name
            ),
            [id, other],
        )?,
    };
    Ok(())
}

#[test]
fn a_clerk_writes_no_row_outside_by_any_steps() {
    let mut c = city();
    let strategy = prop::collection::vec(step(), 1..4);
    let mut runner = proptest::test_runner::TestRunner::new(Config { cases: 300, ..Config::default() });
    let mut kept = 0;
    let (path, own) = (c.path.clone(), c.own.clone());
    let (mut before, mine) = (snapshot(&path), own_rows(c.store.conn(), &c.own));
    for _ in 0..300 {
        let steps = strategy.new_tree(&mut runner).unwrap().current();
        let done = c.store.write(&act("clerk"), "x", |tx| steps.iter().try_for_each(|s| carry_out(tx, s, &mine)));
        if done.is_err() {
            continue;
        }
        kept += 1;
        let after = snapshot(&path);
        only_own(&before.1, &after.1, &own, &format!("{steps:?}"));
        before = after;
    }
    assert!(kept > 5, "only {kept} writes were let through");
}

/// Every command that changes, copies or reveals: refused with its reason before anything happens, for who only looks
/// and for a clerk of one unit; and what a clerk may import goes in.
#[test]
fn every_command_refuses_with_its_reason() {
    let mut c = city();
    let unit = c.unit;
    let name =
        |id: i64| c.store.conn().query_row("SELECT name FROM unit WHERE id = ?1", [id], |r| r.get::<_, String>(0)).unwrap();
    let own = name(unit);
    let other = name((1..).find(|id| !c.own.contains(id)).unwrap());
    enter(&mut c.store, "boss", "visitor", "viewer", None).unwrap();
    enter(&mut c.store, "boss", "helper", "clerk", Some(unit)).unwrap();
    let folder = c.path.parent().unwrap().to_owned();
    let person = |name: &str, card: &str, unit: &str| format!("姓名,身份证号,单位,职务\n{name},{card},{unit},科员\n");
    std::fs::write(folder.join("own.csv"), person("新人甲", "539999197001019996", &own)).unwrap();
    std::fs::write(folder.join("other.csv"), person("新人乙", "539999197101019993", &other)).unwrap();
    let run = |who: &str, command: &str| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_ganjiao"))
            .current_dir(&folder)
            .args(["--lang", "zh", "--today", "2026-11-24", "--as", who, "--db", c.path.to_str().unwrap()])
            .args(command.split(' '))
            .output()
            .unwrap();
        (out.status.code(), format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr)))
    };
    assert_eq!(run("boss", "backup copies").0, Some(0));
    let copy = std::fs::read_dir(folder.join("copies")).unwrap().next().unwrap().unwrap().path();
    let restore = format!("restore copies/{} --yes", copy.file_name().unwrap().to_str().unwrap());
    let last = || c.store.conn().query_row("SELECT max(id) FROM journal", [], |r| r.get::<_, i64>(0)).unwrap();
    // The copy of the day and the side files are the program's own.
    let of_people = |name: &std::ffi::OsStr| !name.to_string_lossy().starts_with("city.db") && name != "backups";
    let files = || std::fs::read_dir(&folder).unwrap().filter(|f| of_people(&f.as_ref().unwrap().file_name())).count();
    let before = last();
    for who in ["visitor", "nobody", "helper"] {
        for command in [
            "import other.csv --yes",
            "user add x --role manager",
            "user role visitor --role manager",
            "user role nobody --role manager",
            "user disable boss",
            "user enable nobody",
            &restore,
            "backup taken",
            "list cadre --with-numbers --format csv",
            "export cadre --with-numbers -o out.csv",
        ] {
            let known = files();
            let (code, words) = run(who, command);
            assert_eq!(code, Some(1), "{who} {command}: {words}");
            assert!(words.contains("没有权限"), "{who} {command}: {words}");
            assert!(last() == before, "{who} {command} wrote");
            assert_eq!(files(), known, "{who} {command} left a file");
        }
        for command in ["demo --no-open", "init"] {
            let (code, words) = run(who, command);
            assert!(code == Some(1) && words.contains("没有覆盖"), "{who} {command}: {words}");
        }
    }
    let (code, words) = run("helper", "import own.csv --yes");
    assert!(code == Some(0) && words.contains("已写入"), "{words}");
    assert_eq!(last(), before + 1);
    let (code, words) = run("helper", "undo");
    assert!(code == Some(0) && words.contains("已撤销"), "{words}");
    // Who was a clerk once takes nothing back.
    assert_eq!(run("boss", "user role helper --role viewer").0, Some(0));
    let (code, words) = run("helper", "redo");
    assert!(code == Some(1) && words.contains("没有权限"), "{words}");
    assert_eq!(run("visitor", "user list").0, Some(0));
}

/// What changes data says why not to who only looks, on every screen; and whatever is pressed, nothing is written.
#[test]
fn who_only_looks_is_told_on_every_screen() {
    let mut c = city();
    enter(&mut c.store, "boss", "tester", "viewer", None).unwrap();
    let last = |conn: &Connection| conn.query_row("SELECT max(id) FROM journal", [], |r| r.get::<_, i64>(0)).unwrap();
    let before = last(c.store.conn());
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let writes = [
        "edit", "new", "delete", "steps", "nominate", "leave", "many", "put_up", "put_down", "cell", "undo", "redo", "compute",
        "mend",
    ];
    let mut told = BTreeSet::new();
    for (place, tab) in ganjiao::ui::places::PLACES.iter().flat_map(|p| (0..p.tabs.len()).map(move |n| (p, n))) {
        for then in ["", "<enter>", "<enter><tab>", "<enter><tab><down><enter>"] {
            let mut ui = harness::Ui::open(&c.path, today);
            ui.keys(&format!("{}{}{then}", place.digit, "]".repeat(tab)));
            for row in ui.app.commands().iter().filter(|row| writes.contains(&row.name)) {
                assert!(row.reason.is_some(), "{} {tab} {then}: {}", place.digit, row.name);
                told.insert(row.name);
                ui.app.command(row.name);
                ui.keys("<enter>");
            }
        }
    }
    assert!(told.len() > 8, "{told:?}");
    assert_eq!(last(c.store.conn()), before, "nothing was written");
}
