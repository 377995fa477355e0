//! An office to mishandle, the dice, and what must hold of a file afterwards.

use ganjiao::{
    catalog::{self, REGISTERS, Register},
    domain::value::Value,
    exchange::import::{Report, Request, Source, import},
    store::{self, Act, Reader, Store, edit::Values, schema, search, seed},
    text::Lang,
};
use rusqlite::{Connection, OptionalExtension};
use std::{env, path::Path};

pub fn act(actor: &str) -> Act {
    Act { actor: actor.to_owned(), origin: "test".to_owned(), at: "2026-11-24 09:00:00".to_owned() }
}

pub fn course() -> &'static Register {
    catalog::register("course").unwrap()
}

pub fn values(pairs: &[(&str, Value)]) -> Values {
    pairs.iter().map(|(name, value)| (course().field(name).unwrap(), value.clone())).collect()
}

/// An office with code lists and a few courses; course `n` is called `课程n`.
pub fn office(path: &Path, courses: i64) {
    Store::create_with(path, |store| {
        store.write(&act("init"), "init", seed::seed)?;
        store.write(&act("init"), "begin", |tx| {
            for n in 1..=courses {
                tx.insert(course(), &values(&[("name", Value::text(format!("课程{n}")))]))?;
            }
            Ok(())
        })
    })
    .unwrap();
}

/// Dice that fall the same way for the same seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

fn number(name: &str, default: u64) -> u64 {
    env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// The seeds of one kind of round: `share` of five kinds.
pub fn seeds() -> impl Iterator<Item = u64> {
    let first = number("GANJIAO_SEED", 1);
    (0..number("GANJIAO_ROUNDS", 15).div_ceil(5)).map(move |n| first + n)
}

/// Units and people in two files: one import of `2 * rows` records, marked by a batch number.
pub fn take_in(store: &mut Store, batch: u64, rows: u64) -> store::Result<Report> {
    let mut units = "机构名称,机构编码\n".to_owned();
    let mut people = "姓名,性别,单位名称,现职级\n".to_owned();
    for n in 1..=rows {
        units.push_str(&format!("第{batch}批{n}号单位,{batch:04}.{n:04}\n"));
        people.push_str(&format!("王{},男,第{batch}批{n}号单位,四级调研员\n", hanzi(n)));
    }
    let sources = [Source::new("单位.csv", units.as_bytes()), Source::new("干部.csv", people.as_bytes())];
    let request = Request {
        kind: None,
        sheet: None,
        today: "2026-11-24".parse().unwrap(),
        now: "2026-11-24T09:00:00",
        actor: "li",
        lang: Lang::Zh,
    };
    store.take_in(&act("li"), "import", |office| import(office, &sources, &request))
}

fn hanzi(n: u64) -> String {
    const SIGNS: [char; 10] = ['明', '红', '强', '芳', '伟', '静', '磊', '娜', '勇', '艳'];
    n.to_string().chars().map(|c| SIGNS[c.to_digit(10).unwrap() as usize]).collect()
}

/// One number.
pub fn one(path: &Path, sql: &str) -> i64 {
    Reader::open(path).unwrap().conn().query_row(sql, [], |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"))
}

/// What must hold of every file at every time: it opens for writing, is whole, its references point at something, the
/// journal tells what the rows are, and counts and keys are those of the rows.
#[track_caller]
pub fn sound(path: &Path) {
    let store = Store::open(path).unwrap_or_else(|e| panic!("does not open: {e}"));
    let conn = store.conn();
    let verdict: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let broken = conn.query_row("PRAGMA foreign_key_check", [], |row| row.get::<_, String>(0)).optional().unwrap();
    assert_eq!(broken, None, "a reference points at nothing");
    assert_eq!(count(conn, "current_journal"), 0, "a write is half done");
    journal_agrees(conn);
    counts_agree(conn);
    let strays = "SELECT count(*) FROM cadre c JOIN unit u ON u.id = c.unit_id WHERE c.unit_order <> u.sort_no";
    assert_eq!(conn.query_row(strays, [], |row| row.get::<_, i64>(0)), Ok(0), "people out of the order of their units");
    drop(store);
    keys_agree(path);
}

fn count(conn: &Connection, table: &str) -> i64 {
    conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// The last change of every row that has any tells the row as it is.
fn journal_agrees(conn: &Connection) {
    let empty: i64 = conn
        .query_row(
            "SELECT count(*) FROM journal j WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.journal_id = j.id)",
            [],
            |r| r.get(0),
        )
        .unwrap();
    assert_eq!(empty, 0, "an entry of the journal without a change");
    for table in schema::tables(conn).unwrap() {
        let columns = schema::stored_columns(conn, &table).unwrap();
        if !columns.iter().any(|c| c == "id") {
            continue;
        }
        let object: Vec<String> = columns.iter().map(|c| format!("'{c}', t.{c}")).collect();
        let wrong: i64 = conn
            .query_row(
                &format!(
                    "SELECT count(*) FROM (SELECT row_id, after, max(id) FROM change WHERE table_name = '{table}' GROUP BY row_id) c
                     LEFT JOIN {table} t ON t.id = c.row_id
                     WHERE (t.id IS NULL) <> (c.after IS NULL) OR t.id IS NOT NULL AND json_object({}) <> c.after",
                    object.join(", ")
                ),
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(wrong, 0, "rows of {table} are not as the journal left them");
    }
}

fn counts_agree(conn: &Connection) {
    let mut stmt = conn.prepare("SELECT table_name, n FROM row_count").unwrap();
    let counted = stmt.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).unwrap();
    for (table, n) in counted.map(Result::unwrap) {
        assert_eq!(n, count(conn, &table), "the count of {table}");
    }
}

const KEYS: &str = "SELECT kind || '/' || rank || '/' || k || '/' || id FROM search_key
                    UNION ALL SELECT kind || '#' || field || '/' || tag || '/' || id FROM record_tag";

fn keys_agree(path: &Path) {
    let mut conn = Connection::open(path).unwrap();
    let read = |conn: &Connection| -> Vec<String> {
        let mut stmt = conn.prepare(KEYS).unwrap();
        let mut keys: Vec<String> = stmt.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        keys.sort_unstable();
        keys
    };
    let kept = read(&conn);
    let tx = conn.transaction().unwrap();
    for register in REGISTERS {
        search::rebuild(&tx, register).unwrap();
    }
    let made = read(&tx);
    assert!(kept == made, "keys differ from those of the rows: {:?}", kept.iter().zip(&made).find(|(a, b)| a != b));
}
