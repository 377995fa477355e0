//! Random sequences of edits, bulk edits, imports, undo and redo by two people, against a model that knows nothing of
//! the journal: it keeps what the rows were before and after each step.

use crate::{
    exports::{self, Exports, exports},
    office::{self, Dice, act, seeds, sound, take_in},
};
use ganjiao::{
    catalog::{self, Register},
    domain::value::Value,
    store::{Error, Reader, Store, schema},
};
use rusqlite::Connection;
use std::{collections::BTreeMap, path::PathBuf};

/// Table and id.
type Key = (String, i64);
/// Rows as JSON.
type Rows = BTreeMap<Key, String>;

const PEOPLE: [&str; 2] = ["li", "zhao"];
const KINDS: [&str; 6] = ["unit", "cadre", "course", "teacher", "site", "cadre_post"];
/// Kept by the program itself, or not of the office.
const OUTSIDE: [&str; 19] = [
    "journal",
    "change",
    "current_journal",
    "audit",
    "search_key",
    "record_tag",
    "row_count",
    "setting",
    "draft",
    "column_map",
    "report_snapshot",
    "saved_view",
    "code",
    "person_of_office",
    "warning",
    "warning_change",
    "verdict_day",
    "verdict_year",
    "date_cause",
];

struct Step {
    before: Rows,
    after: Rows,
    /// Rows it touched.
    touched: Vec<Key>,
}

#[derive(Default)]
struct Person {
    done: Vec<usize>,
    undone: Vec<usize>,
}

struct Game {
    _folder: tempfile::TempDir,
    path: PathBuf,
    store: Store,
    dice: Dice,
    seed: u64,
    steps: Vec<Step>,
    people: [Person; 2],
    /// Who changed a row last.
    last: BTreeMap<Key, usize>,
    /// Parents: (table, column, parent table).
    references: Vec<(String, String, String)>,
    seen: BTreeMap<String, Exports>,
    refused: usize,
    taken_back: usize,
}

fn rows(conn: &Connection) -> Rows {
    let mut all = Rows::new();
    for table in schema::tables(conn).unwrap().iter().filter(|t| !OUTSIDE.contains(&t.as_str())) {
        let columns = schema::stored_columns(conn, table).unwrap();
        let pairs: Vec<String> =
            columns.iter().filter(|c| !["version", "unit_order"].contains(&c.as_str())).map(|c| format!("'{c}', {c}")).collect();
        let mut stmt = conn.prepare_cached(&format!("SELECT id, json_object({}) FROM {table}", pairs.join(", "))).unwrap();
        let found = stmt.query_map([], |row| Ok(((table.clone(), row.get(0)?), row.get(1)?))).unwrap();
        all.extend(found.map(Result::unwrap));
    }
    all
}

fn references(conn: &Connection) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for table in schema::tables(conn).unwrap().iter().filter(|t| !OUTSIDE.contains(&t.as_str())) {
        let mut stmt = conn.prepare("SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?1)").unwrap();
        let found = stmt.query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
        all.extend(found.map(|pair| pair.map(|(column, parent)| (table.clone(), column, parent)).unwrap()));
    }
    all
}

impl Game {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("office.db");
        office::office(&path, 2);
        let store = Store::open(&path).unwrap();
        let references = references(store.conn());
        Self {
            _folder: folder,
            path,
            store,
            dice: Dice::new(seed),
            seed,
            steps: Vec::new(),
            people: Default::default(),
            last: BTreeMap::new(),
            references,
            seen: BTreeMap::new(),
            refused: 0,
            taken_back: 0,
        }
    }

    fn turn(&mut self) {
        let who = usize::from(self.dice.below(2) == 1);
        match self.dice.below(10) {
            0..=1 => self.act(who, Self::add),
            2..=3 => self.act(who, Self::edit),
            4 => self.act(who, Self::bulk),
            5 => self.act(who, Self::remove),
            6 if self.dice.below(2) == 0 => self.act(0, Self::import),
            8..=9 => self.back(who, true),
            _ => self.back(who, false),
        }
        self.exports_agree();
        if self.dice.below(8) == 0 {
            self.store = Store::open(&self.path).unwrap();
        }
    }

    /// A state that was there before exports as it did then.
    fn exports_agree(&mut self) {
        if self.dice.below(12) > 0 {
            return;
        }
        let state = format!("{:?}", rows(self.store.conn()));
        let now = exports(&self.path);
        match self.seen.get(&state) {
            Some(before) => exports::same(&now, before, &format!("(seed {})", self.seed)),
            None => {
                self.seen.insert(state, now);
            }
        }
    }

    fn act(&mut self, who: usize, what: fn(&mut Self, usize) -> Result<(), Error>) {
        let before = rows(self.store.conn());
        let result = what(self, who);
        let after = rows(self.store.conn());
        if result.is_err() {
            assert!(before == after, "seed {}: refused, and something changed", self.seed);
            return;
        }
        let touched = differ(&before, &after);
        if touched.is_empty() {
            return;
        }
        for key in &touched {
            self.last.insert(key.clone(), who);
        }
        let only = |rows: &Rows| touched.iter().filter_map(|k| Some((k.clone(), rows.get(k)?.clone()))).collect();
        self.steps.push(Step { before: only(&before), after: only(&after), touched });
        self.people[who].done.push(self.steps.len() - 1);
        self.people[who].undone.clear();
    }

    fn word(&mut self) -> Value {
        const WORDS: [&str; 8] = ["王明", "李红", "县水务局", "青石镇", "公文写作", "石门", "赵强", "0.1"];
        let n = self.dice.below(1000);
        Value::text(format!("{}{n}", WORDS[usize::try_from(n % 8).unwrap()]))
    }

    fn some(&mut self, kind: &str) -> Option<(i64, i64)> {
        let table = catalog::register(kind).unwrap().table;
        let mut stmt = self.store.conn().prepare(&format!("SELECT id, version FROM {table} ORDER BY id")).unwrap();
        let all: Vec<(i64, i64)> =
            stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
        drop(stmt);
        let at = usize::try_from(self.dice.below(all.len().max(1) as u64)).unwrap();
        all.get(at).copied()
    }

    fn kind(&mut self) -> &'static str {
        KINDS[usize::try_from(self.dice.below(KINDS.len() as u64)).unwrap()]
    }

    fn add(&mut self, who: usize) -> Result<(), Error> {
        let (kind, word) = (self.kind(), self.word());
        let register = catalog::register(kind).unwrap();
        let mut values = vec![(register.title_field(), word)];
        for (field, to) in [("unit_id", "unit"), ("parent_id", "unit"), ("cadre_id", "cadre")] {
            if let Some(field) = register.field(field).filter(|f| f.entered()) {
                let link = self.some(to).map_or(Value::Null, |(id, _)| Value::Int(id));
                values.retain(|(f, _)| f.name != field.name);
                values.push((field, link));
            }
        }
        let text = register.fields.iter().find(|f| f.entered() && f.name == "title" && f.name != register.title);
        values.extend(text.map(|f| (f, Value::text("科员"))));
        self.store.write(&act(PEOPLE[who]), "new", |tx| tx.insert(register, &values)).map(|_| ())
    }

    fn note(&mut self, register: &'static Register) -> ganjiao::store::edit::Values {
        let field = register.field("note").or_else(|| register.field("intro")).unwrap_or(register.title_field());
        vec![(field, self.word())]
    }

    fn edit(&mut self, who: usize) -> Result<(), Error> {
        let kind = self.kind();
        let register = catalog::register(kind).unwrap();
        let Some((id, version)) = self.some(kind) else { return Ok(()) };
        let mut values = self.note(register);
        if kind == "unit" && self.dice.below(2) == 0 {
            values = vec![(register.field("sort_no").unwrap(), Value::Int(i64::try_from(self.dice.below(9)).unwrap()))];
        }
        if kind == "cadre" && self.dice.below(2) == 0 {
            values.extend(self.some("unit").map(|(unit, _)| (register.field("unit_id").unwrap(), Value::Int(unit))));
            values.push((register.title_field(), self.word()));
        }
        self.store.write(&act(PEOPLE[who]), "edit", |tx| tx.update(register, id, version, &values))
    }

    fn bulk(&mut self, who: usize) -> Result<(), Error> {
        let kind = self.kind();
        let register = catalog::register(kind).unwrap();
        let values = self.note(register);
        let ids: Vec<i64> = (0..4).filter_map(|_| self.some(kind)).map(|(id, _)| id).collect();
        self.store.write(&act(PEOPLE[who]), "bulk", |tx| {
            for id in &ids {
                let version = tx.version(register, *id)?.unwrap();
                tx.update(register, *id, version, &values)?;
            }
            Ok(())
        })
    }

    fn remove(&mut self, who: usize) -> Result<(), Error> {
        let kind = self.kind();
        let register = catalog::register(kind).unwrap();
        let Some((id, version)) = self.some(kind) else { return Ok(()) };
        self.store.write(&act(PEOPLE[who]), "delete", |tx| tx.delete(register, id, version))
    }

    fn import(&mut self, _: usize) -> Result<(), Error> {
        // Imports are always the first person's; a batch that came before brings nothing or changes nothing.
        let batch = self.dice.below(3);
        take_in(&mut self.store, batch, 3).map(|_| ())
    }

    fn back(&mut self, who: usize, undo: bool) {
        let reader = Reader::open(&self.path).unwrap();
        let found = if undo { reader.undoable(PEOPLE[who]) } else { reader.redoable(PEOPLE[who]) }.unwrap();
        let person = &self.people[who];
        let step = if undo { person.done.last() } else { person.undone.last() }.copied();
        assert_eq!(found.is_some(), step.is_some(), "seed {}: {} {undo}", self.seed, PEOPLE[who]);
        let (Some(found), Some(step)) = (found, step) else { return };
        let before = rows(self.store.conn());
        let (old, new) = (&self.steps[step].before, &self.steps[step].after);
        let (from, to) = if undo { (new, old) } else { (old, new) };
        let touched = &self.steps[step].touched;
        let stands: Option<&Key> = touched.iter().find(|k| before.get(*k) != from.get(*k));
        let mut wanted = before.clone();
        for key in touched {
            match to.get(key) {
                Some(row) => wanted.insert(key.clone(), row.clone()),
                None => wanted.remove(key),
            };
        }
        let loose = self.loose(&wanted);
        let result = self.store.undo(&act(PEOPLE[who]), found.id, &found.label);
        let after = rows(self.store.conn());
        let seed = self.seed;
        match result {
            Ok(_) => {
                assert_eq!(stands, None, "seed {seed}: undone over another's change");
                assert_eq!(loose, None, "seed {seed}: undone under another's record");
                assert!(after == wanted, "seed {seed}: {:?}", differ(&after, &wanted));
                for key in touched.clone() {
                    self.last.insert(key, who);
                }
                let person = &mut self.people[who];
                let (take, give) =
                    if undo { (&mut person.done, &mut person.undone) } else { (&mut person.undone, &mut person.done) };
                give.extend(take.pop());
                self.taken_back += 1;
            }
            Err(error) => {
                assert!(after == before, "seed {seed}: refused, and something changed");
                assert!(stands.is_some() || loose.is_some(), "seed {seed}: refused without need: {error}");
                let Error::ChangedSince { by, .. } = &error else { panic!("seed {seed}: {error}") };
                let blamed: Vec<&str> = touched
                    .iter()
                    .filter(|k| before.get(*k) != from.get(*k))
                    .chain(loose.iter())
                    .filter_map(|k| self.last.get(k).map(|w| PEOPLE[*w]))
                    .collect();
                assert!(blamed.contains(&by.as_str()) || loose.is_some(), "seed {seed}: {by} is blamed, not {blamed:?}");
                assert!(PEOPLE.contains(&by.as_str()), "seed {seed}: nobody is blamed: {error}");
                self.refused += 1;
            }
        }
    }

    /// A row that would point at nothing.
    fn loose(&self, rows: &Rows) -> Option<Key> {
        rows.iter().find_map(|((table, id), row)| {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            let missing = |(_, column, parent): &&(String, String, String)| {
                row[column.as_str()]
                    .as_i64()
                    .is_some_and(|to| !OUTSIDE.contains(&parent.as_str()) && !rows.contains_key(&(parent.clone(), to)))
            };
            self.references.iter().filter(|(t, ..)| t == table).find(missing).map(|_| (table.clone(), *id))
        })
    }
}

fn differ(a: &Rows, b: &Rows) -> Vec<Key> {
    a.keys().chain(b.keys().filter(|k| !a.contains_key(*k))).filter(|k| a.get(*k) != b.get(*k)).cloned().collect()
}

#[test]
fn two_people_at_random_against_a_model() {
    let (mut refused, mut taken_back) = (0, 0);
    for seed in seeds() {
        let mut game = Game::new(seed);
        for _ in 0..60 {
            game.turn();
        }
        sound(&game.path);
        refused += game.refused;
        taken_back += game.taken_back;
    }
    let few = seeds().count() < 4;
    assert!(few || refused > 0 && taken_back > 20, "the dice were dull: {refused} refused, {taken_back} taken back");
}
