//! Every register against the schema: what the catalog says about a table is what the table is.

use ganjiao::{
    catalog::{Field, FieldKind, Order, REGISTERS, Register, Rollup, Search, register},
    domain::hours::rule::Metric,
    text::{Lang, T},
};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use unicode_width::UnicodeWidthStr;

/// Tables of the office that are no register: pure links, logs, and the share of an hour entry in each year.
const NO_REGISTER: &[&str] = &[
    "course_teacher",
    "session_teacher",
    "teacher_log",
    "nominee_log",
    "hour_share",
    "make_up_log",
    "make_up_class",
    "work_log",
];

/// Columns people never see: keys, the change counter, and what triggers repeat.
const NO_FIELD: &[(&str, &str)] = &[
    ("cadre", "unit_order"),
    ("cadre", "active"),
    ("make_up", "cause_key"),
    ("programme_member", "source"),
    ("programme_member", "removed_by"),
];

#[derive(Debug)]
struct Column {
    holds: String,
    needed: bool,
    default: Option<String>,
    generated: bool,
    references: Option<String>,
}

struct Schema {
    tables: BTreeMap<String, BTreeMap<String, Column>>,
    text: BTreeMap<String, String>,
    indexes: BTreeMap<String, Vec<Vec<String>>>,
}

fn schema() -> Schema {
    let db = Connection::open_in_memory().unwrap();
    for sql in ganjiao::store::schema::MIGRATIONS {
        db.execute_batch(sql).unwrap();
    }
    let mut stmt = db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").unwrap();
    let text: BTreeMap<String, String> =
        stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let tables = text.keys().map(|table| (table.clone(), columns(&db, table))).collect();
    let indexes = text.keys().map(|table| (table.clone(), indexes(&db, table))).collect();
    Schema { tables, text, indexes }
}

fn columns(db: &Connection, table: &str) -> BTreeMap<String, Column> {
    let mut keys = db.prepare(&format!("PRAGMA foreign_key_list({table})")).unwrap();
    let references: BTreeMap<String, String> =
        keys.query_map([], |row| Ok((row.get(3)?, row.get(2)?))).unwrap().map(Result::unwrap).collect();
    let mut info = db.prepare(&format!("PRAGMA table_xinfo({table})")).unwrap();
    info.query_map([], |row| {
        let name: String = row.get(1)?;
        let column = Column {
            holds: row.get(2)?,
            needed: row.get(3)?,
            default: row.get::<_, Option<String>>(4)?.map(|text| text.trim_matches('\'').to_owned()),
            generated: row.get::<_, i64>(6)? > 1,
            references: references.get(&name).cloned(),
        };
        Ok((name, column))
    })
    .unwrap()
    .map(Result::unwrap)
    .collect()
}

fn indexes(db: &Connection, table: &str) -> Vec<Vec<String>> {
    let mut list = db.prepare(&format!("PRAGMA index_list({table})")).unwrap();
    let names: Vec<String> = list.query_map([], |row| row.get(1)).unwrap().map(Result::unwrap).collect();
    names
        .iter()
        .map(|name| {
            let mut info = db.prepare(&format!("PRAGMA index_info({name})")).unwrap();
            info.query_map([], |row| row.get(2)).unwrap().map(Result::unwrap).collect()
        })
        .collect()
}

/// The words of `CHECK (column IN ('a', 'b'))`, in order; none where the list is of numbers or there is no such check.
fn checked(create: &str, column: &str) -> Option<Vec<String>> {
    let at = create.find(&format!("CHECK ({column} IN ("))?;
    let list = &create[at..];
    let list = &list[list.find("IN (")? + 4..];
    let list = &list[..list.find(')')?];
    let words: Vec<String> =
        list.split(',').filter_map(|word| word.trim().strip_prefix('\'')?.strip_suffix('\'').map(str::to_owned)).collect();
    (!words.is_empty()).then_some(words)
}

/// Runs a check over all fields of all registers and reports every failure at once.
fn each_field(check: impl Fn(&Register, &Field) -> Vec<String>) {
    let wrong: Vec<String> = REGISTERS
        .iter()
        .flat_map(|r| r.fields.iter().map(move |f| (r, f)))
        .flat_map(|(r, f)| check(r, f).into_iter().map(move |what| format!("{}.{}: {what}", r.kind, f.name)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn each_register(check: impl Fn(&Register) -> Vec<String>) {
    let wrong: Vec<String> =
        REGISTERS.iter().flat_map(|r| check(r).into_iter().map(move |what| format!("{}: {what}", r.kind))).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn fail(wrong: bool, what: impl Into<String>) -> Option<String> {
    wrong.then(|| what.into())
}

fn wide(text: T) -> [usize; 2] {
    [text.get(Lang::Zh).width(), text.get(Lang::En).width()]
}

#[test]
fn kinds_tables_and_numbers_are_unique() {
    let kinds: BTreeSet<_> = REGISTERS.iter().map(|r| r.kind).collect();
    let tables: BTreeSet<_> = REGISTERS.iter().map(|r| r.table).collect();
    let numbers: BTreeSet<_> = REGISTERS.iter().map(|r| r.number).collect();
    let names: BTreeSet<_> = REGISTERS.iter().map(|r| r.name.zh).collect();
    let names_en: BTreeSet<_> = REGISTERS.iter().map(|r| r.name.en).collect();
    for set in [kinds.len(), tables.len(), numbers.len(), names.len(), names_en.len()] {
        assert_eq!(set, REGISTERS.len());
    }
    assert!(!numbers.contains(&0));
}

/// Numbers stand in the derived tables of files already written; a change here makes those files wrong.
#[test]
fn numbers_never_change() {
    let now: BTreeSet<String> = REGISTERS.iter().map(|r| format!("{} {}", r.number, r.kind)).collect();
    let written: BTreeSet<String> = NUMBERS.split(", ").map(str::to_owned).collect();
    let gone: Vec<&String> = written.difference(&now).collect();
    assert!(gone.is_empty(), "a number of files already written was changed: {gone:?}");
    let new: Vec<&String> = now.difference(&written).collect();
    assert!(new.is_empty(), "a new register: add it to NUMBERS in this file, so that its number stays: {new:?}");
}

const NUMBERS: &str = "1 cadre, 2 unit, 3 course, 4 case, 5 story, 6 site, 7 institution, 8 teacher, 9 class, 10 session, \
    11 programme, 12 call_up, 13 quota, 14 nominee, 15 attendance, 16 leave, 17 hour_entry, 18 headcount, 19 make_up, \
    20 warning, 21 work_item, 22 evaluation, 23 hour_rule, 24 hour_conversion, 25 cadre_post, 26 teacher_activity, \
    27 plan_target, 28 need_survey, 29 outreach, 30 follow_up, 31 recommendation, 32 study_group, 33 study_session, \
    34 publication, 35 assessment, 36 programme_member, 37 import_batch, 38 import_issue, 39 code, 40 unit_alias, \
    41 teacher_absence, 42 class_doc, 43 hour_exception, 44 user, 45 fee_standard, 46 plan_line, 60 reminder, 71 form, \
     72 form_place";

#[test]
fn every_table_of_the_office_has_a_register() {
    let office = include_str!("../assets/schema/001_registers.sql");
    let schema = schema();
    for table in schema.tables.keys().filter(|table| office.contains(&format!("CREATE TABLE {table} ("))) {
        let known = REGISTERS.iter().any(|r| r.table == table);
        assert_ne!(known, NO_REGISTER.contains(&table.as_str()), "{table}");
    }
    for table in NO_REGISTER {
        assert!(schema.tables.contains_key(*table), "{table} is no table");
    }
}

#[test]
fn field_names_are_unique_and_stored_ones_are_columns() {
    let schema = schema();
    each_field(|r, f| {
        let twice = r.fields.iter().filter(|other| other.name == f.name).count() > 1;
        let column = schema.tables.get(r.table).and_then(|table| table.get(f.name));
        let misplaced = f.stored() != column.is_some();
        let generated = column.is_some_and(|c| c.generated) != f.generated;
        [
            fail(twice, "stands twice"),
            fail(misplaced, "stored fields are columns, rollups are not"),
            fail(generated, "generated in one, not in the other"),
        ]
        .into_iter()
        .flatten()
        .collect()
    });
}

#[test]
fn every_column_is_a_field() {
    let schema = schema();
    each_register(|r| {
        schema.tables[r.table]
            .keys()
            .filter(|column| !["id", "version"].contains(&column.as_str()))
            .filter(|column| !NO_FIELD.contains(&(r.table, column.as_str())))
            .filter(|column| r.field(column).is_none())
            .map(|column| format!("no field for column {column}"))
            .collect()
    });
}

#[test]
fn kinds_fit_the_columns() {
    let schema = schema();
    each_field(|r, f| {
        let Some(column) = schema.tables[r.table].get(f.name) else { return Vec::new() };
        let holds = match f.kind {
            FieldKind::Int | FieldKind::Flag | FieldKind::Link(_) => "INTEGER",
            FieldKind::Number | FieldKind::Hours | FieldKind::Days => "REAL",
            _ => "TEXT",
        };
        let link = match f.kind {
            FieldKind::Link(kind) => register(kind).map(|to| to.table.to_owned()),
            _ => None,
        };
        let flag = schema.text[r.table].contains(&format!("CHECK ({} IN (0, 1))", f.name));
        [
            fail(column.holds != holds, format!("holds {}, the kind wants {holds}", column.holds)),
            fail(column.references != link, format!("references {:?}, links to {link:?}", column.references)),
            fail(flag != matches!(f.kind, FieldKind::Flag), "a flag in one, not in the other"),
            fail(column.needed && !column.generated && !f.required, "the table needs it, the form does not"),
            fail(f.required && !column.needed, "the form needs it, the table does not"),
            fail(f.required && f.generated, "nobody can enter it"),
            // Search keys come from the journal, which holds what was written.
            fail(f.search != Search::No && (f.generated || !f.stored()), "no search key can come of it"),
            fail(column.default.as_deref() != f.default, format!("starts as {:?} in the table", column.default)),
            fail(f.default.is_some() && f.initial().to_string() != f.default.unwrap_or_default(), "starts as something else"),
        ]
        .into_iter()
        .flatten()
        .collect()
    });
}

#[test]
fn closed_lists_are_those_of_the_schema() {
    let schema = schema();
    each_field(|r, f| {
        let in_schema = match (r.kind, f.name) {
            ("hour_rule", "metric") => Some(Metric::ALL.iter().map(|m| m.code().to_owned()).collect()),
            _ => checked(&schema.text[r.table], f.name),
        };
        let in_catalog = match f.kind {
            FieldKind::State(words) => Some(words.iter().map(|(code, _)| (*code).to_owned()).collect::<Vec<_>>()),
            FieldKind::Code("sex") => Some(vec!["男".to_owned(), "女".to_owned()]),
            _ => None,
        };
        fail(in_schema != in_catalog, format!("{in_schema:?} in the schema, {in_catalog:?} here")).into_iter().collect()
    });
}

#[test]
fn open_lists_have_their_words() {
    let lists: toml::Table = toml::from_str(include_str!("../assets/rules/codes.toml")).unwrap();
    each_field(|_, f| {
        f.list().filter(|list| !lists.contains_key(*list)).map(|list| format!("no code list {list}")).into_iter().collect()
    });
}

#[test]
fn what_a_register_names_exists() {
    let schema = schema();
    each_register(|r| {
        let mut wrong = Vec::new();
        let fields = [&[r.title][..], r.columns, r.filters, r.side.as_slice()].concat();
        wrong.extend(fields.iter().filter(|name| r.field(name).is_none()).map(|name| format!("no field {name}")));
        wrong.extend(fail(r.columns.contains(&r.title), "the title is a column by itself"));
        let columns = &schema.tables[r.table];
        wrong.extend(r.order.iter().filter(|o| !columns.contains_key(o.by)).map(|o| format!("no column {}", o.by)));
        wrong.extend(fail(r.order.is_empty(), "no official order"));
        wrong.extend(fail(!r.title_field().stored(), "a title is stored"));
        wrong
    });
}

/// Filters and the side list count values: a long text or a number of its own for each record is none.
#[test]
fn filters_are_worth_counting() {
    each_register(|r| {
        [r.filters, r.side.as_slice()]
            .concat()
            .iter()
            .filter_map(|name| r.field(name))
            .filter(|f| matches!(f.kind, FieldKind::Long | FieldKind::IdCard | FieldKind::Phone | FieldKind::Rollup(_)))
            .map(|f| format!("{} has no values to choose from", f.name))
            .collect()
    });
}

/// A huge register is read page by page with a row comparison: an index over all keys, one direction, nothing unknown.
#[test]
fn huge_registers_page_by_an_index() {
    let schema = schema();
    each_register(|r| {
        if !r.huge {
            return Vec::new();
        }
        let keys: Vec<String> = r.order.iter().map(|o| o.by.to_owned()).collect();
        let one_way = |orders: &[Order]| orders.iter().all(|o| o.descending == orders[0].descending);
        let indexed = keys == ["id"] || schema.indexes[r.table].iter().any(|index| index.starts_with(&keys));
        let unknown = keys.iter().any(|key| key != "id" && !schema.tables[r.table][key].needed);
        [fail(!one_way(r.order), "two directions"), fail(!indexed, "no index"), fail(unknown, "a key can be unknown")]
            .into_iter()
            .flatten()
            .collect()
    });
}

#[test]
fn rollups_read_real_columns() {
    let schema = schema();
    each_field(|_, f| {
        let FieldKind::Rollup(rollup) = f.kind else { return Vec::new() };
        let Rollup { of, table, via, through, same, only, .. } = rollup;
        let has = |table: &str, column: &str| schema.tables.get(table).is_some_and(|t| t.contains_key(column));
        let mut wrong = Vec::new();
        wrong.extend(fail(!has(table, of), format!("{table}.{of}")));
        match through {
            Some((between, its, theirs)) => {
                wrong.extend(fail(!has(between, via), format!("{between}.{via}")));
                wrong.extend(fail(!has(between, its), format!("{between}.{its}")));
                wrong.extend(fail(!has(table, theirs), format!("{table}.{theirs}")));
            }
            None if same.is_empty() => wrong.extend(fail(!has(table, via), format!("{table}.{via}"))),
            None => {}
        }
        wrong.extend(same.iter().filter(|(column, _)| !has(table, column)).map(|(column, _)| format!("{table}.{column}")));
        if let Some((column, values)) = only {
            let known = checked(&schema.text[table], column);
            let unknown = values.iter().filter(|v| known.as_ref().is_some_and(|known| !known.iter().any(|k| k == *v)));
            wrong.extend(unknown.map(|v| format!("{table}.{column} is never {v}")));
            wrong.extend(fail(!has(table, column), format!("{table}.{column}")));
        }
        wrong
    });
    each_register(|r| {
        let rollups = r.fields.iter().filter_map(|f| match f.kind {
            FieldKind::Rollup(rollup) => Some(rollup),
            _ => None,
        });
        rollups
            .flat_map(|rollup| rollup.same.iter())
            .filter(|(_, mine)| !schema.tables[r.table].contains_key(*mine))
            .map(|(_, mine)| format!("no column {mine}"))
            .collect()
    });
}

#[test]
fn links_and_sections_lead_to_registers() {
    let schema = schema();
    each_field(|_, f| match f.kind {
        FieldKind::Link(kind) => fail(register(kind).is_none(), format!("no register {kind}")).into_iter().collect(),
        _ => Vec::new(),
    });
    each_register(|r| {
        let mut wrong = Vec::new();
        for section in r.belongs {
            let Some(to) = register(section.kind) else {
                wrong.push(format!("no register {}", section.kind));
                continue;
            };
            let (table, column, target) = match section.through {
                Some((between, mine, theirs)) => {
                    let across = schema.tables.get(between).and_then(|t| t.get(theirs)).and_then(|c| c.references.clone());
                    wrong.extend(fail(across.as_deref() != Some(to.table), format!("{between}.{theirs} is no {}", to.kind)));
                    (between, mine, r.table)
                }
                None => (to.table, section.via, r.table),
            };
            let references = schema.tables.get(table).and_then(|t| t.get(column)).and_then(|c| c.references.clone());
            wrong.extend(fail(references.as_deref() != Some(target), format!("{table}.{column} is no {}", r.kind)));
            wrong.extend(section.columns.iter().filter(|c| to.field(c).is_none()).map(|c| format!("{} has no {c}", to.kind)));
        }
        wrong
    });
}

#[test]
fn labels_fit_their_columns() {
    each_field(|_, f| {
        let room = if f.width >= 6 { usize::from(f.width) } else { usize::from(f.width) + 2 };
        let label = wide(f.label).iter().any(|w| *w > room);
        let words = match f.kind {
            FieldKind::State(words) => words.iter().any(|(_, word)| wide(*word).iter().any(|w| *w > usize::from(f.width))),
            _ => false,
        };
        [fail(label, format!("label wider than {room}")), fail(words, "a word wider than the column")]
            .into_iter()
            .flatten()
            .collect()
    });
}

/// A list with what it starts with fits a terminal of 80 columns: one space between columns, two for the marks.
#[test]
fn lists_fit_eighty_columns() {
    each_register(|r| {
        let fields = std::iter::once(r.title).chain(r.columns.iter().copied()).filter_map(|name| r.field(name));
        let taken: usize = fields.map(|f| usize::from(f.width) + 1).sum::<usize>() + 1;
        fail(taken > 80, format!("takes {taken} columns")).into_iter().collect()
    });
}
