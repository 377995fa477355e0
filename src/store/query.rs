//! Lists over a register: which records, in which order, how many, and the rows of a window of them.
//!
//! A list holds ids, never rows: the screen asks for the rows it shows. Small registers and filtered lists hold all
//! their ids; a register that can be huge pages by key along its official order instead, so that a list of a million
//! costs what is on the screen.

use super::{Reader, Result, sql::Builder};
use crate::{
    catalog::{self, Field, FieldKind, Register, Search},
    domain::{search, value::Value},
};
use rusqlite::params_from_iter;

/// A condition on one field.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Has one of these values; for [`FieldKind::Tags`], one of these words. `Null` means "is not known".
    Any(Vec<Value>),
    /// A link to a unit or to any unit below it.
    Under(i64),
    /// From this value to that, both included; either may be `Null`.
    Between(Value, Value),
    /// Text somewhere inside.
    Contains(String),
    /// One of these records, whatever the field.
    Among(Vec<i64>),
}

/// One filter of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// The field's name.
    pub field: &'static str,
    /// The condition.
    pub test: Test,
}

/// One sort key of a list, by a field people see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field's name.
    pub field: &'static str,
    /// Largest first.
    pub descending: bool,
}

/// What a list shows.
#[derive(Clone, Debug)]
pub struct Query {
    /// Of which register.
    pub register: &'static Register,
    /// All must hold.
    pub filters: Vec<Filter>,
    /// In turn; then, and without any, the official order.
    pub sort: Vec<Sort>,
}

impl Query {
    /// Everything of a register in official order.
    #[must_use]
    pub const fn all(register: &'static Register) -> Self {
        Self { register, filters: Vec::new(), sort: Vec::new() }
    }

    /// True where the records are named one by one, so that reading them is quick.
    #[must_use]
    pub fn named(&self) -> bool {
        self.filters.iter().any(|filter| matches!(filter.test, Test::Among(_)))
    }

    /// True where neither filter nor sort was chosen.
    #[must_use]
    pub fn plain(&self) -> bool {
        self.filters.is_empty() && self.sort.is_empty()
    }
}

/// A cell of a row: the value, and for a link the title of what it points at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// As stored.
    pub value: Value,
    /// The linked record's title.
    pub label: Option<String>,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The record.
    pub id: i64,
    /// One a column asked for.
    pub cells: Vec<Cell>,
}

/// A value of a field with how many records have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// The value, with its label where it is a link.
    pub cell: Cell,
    /// How many.
    pub count: i64,
}

/// Where a page of a huge register starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// After so many records from the start.
    At(i64),
    /// After this record.
    After(i64),
    /// Before this record; the page still comes in forward order.
    Before(i64),
    /// The last page.
    End,
}

impl Reader {
    /// How many records a register has; kept by triggers, so it costs nothing.
    pub fn total(&self, register: &Register) -> Result<i64> {
        let mut stmt = self.conn.prepare_cached("SELECT coalesce(max(n), 0) FROM row_count WHERE table_name = ?1")?;
        Ok(stmt.query_row([register.table], |row| row.get(0))?)
    }

    /// All ids of a list, in order. Cost grows with the register: for a huge one, call it off the screen's thread.
    pub fn ids(&self, query: &Query) -> Result<Vec<i64>> {
        if let Some(sort) = query.sort.first().filter(|s| by_pinyin(query.register, s)) {
            return self.ids_by_pinyin(query, *sort);
        }
        let mut b = Builder::on(self.today);
        let condition = conditions(&mut b, query.register, &query.filters);
        let order = order(&mut b, query);
        let sql = format!("SELECT t.id FROM {} t{}{condition} ORDER BY {order}", query.register.table, b.joins);
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let ids = stmt.query_map(params_from_iter(&b.params), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// SQLite compares code points; Chinese text sorts by its reading instead.
    fn ids_by_pinyin(&self, query: &Query, sort: Sort) -> Result<Vec<i64>> {
        let mut b = Builder::on(self.today);
        let condition = conditions(&mut b, query.register, &query.filters);
        let rest = Query { sort: query.sort[1..].to_vec(), ..query.clone() };
        let order = order(&mut b, &rest);
        let sql = format!("SELECT t.id, t.{} FROM {} t{}{condition} ORDER BY {order}", sort.field, query.register.table, b.joins);
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut keyed: Vec<(String, i64)> = stmt
            .query_map(params_from_iter(&b.params), |row| {
                let text: Option<String> = row.get(1)?;
                Ok((text.map(|t| search::sort_pinyin(&t)).unwrap_or_default(), row.get(0)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        keyed.sort_by(|a, b| {
            let known = a.0.is_empty().cmp(&b.0.is_empty());
            let text = if sort.descending { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) };
            known.then(text)
        });
        Ok(keyed.into_iter().map(|(_, id)| id).collect())
    }

    /// How many records a list has.
    pub fn count(&self, query: &Query) -> Result<i64> {
        if query.filters.is_empty() {
            return self.total(query.register);
        }
        let mut b = Builder::on(self.today);
        let condition = conditions(&mut b, query.register, &query.filters);
        let sql = format!("SELECT count(*) FROM {} t{}{condition}", query.register.table, b.joins);
        Ok(self.conn.prepare_cached(&sql)?.query_row(params_from_iter(&b.params), |row| row.get(0))?)
    }

    /// Up to `n` ids of a huge register in its official order, from `edge`; bounded by the index.
    pub fn page(&self, register: &Register, edge: Edge, n: usize) -> Result<Vec<i64>> {
        let columns: Vec<&str> = register.order.iter().map(|o| o.by).filter(|by| *by != "id").chain(["id"]).collect();
        let descending = register.order.first().is_some_and(|o| o.descending);
        let backward = matches!(edge, Edge::Before(_) | Edge::End);
        let way = if descending == backward { "ASC" } else { "DESC" };
        let order: Vec<String> = columns.iter().map(|c| format!("t.{c} {way}")).collect();
        let list = |alias: &str| columns.iter().map(|c| format!("{alias}.{c}")).collect::<Vec<_>>().join(", ");
        let (condition, anchor, skip) = match edge {
            Edge::At(skip) => (String::new(), 0, skip),
            Edge::End => (String::new(), 0, 0),
            Edge::After(id) | Edge::Before(id) => {
                let sign = if way == "ASC" { ">" } else { "<" };
                (format!(" WHERE ({}) {sign} (SELECT {} FROM {} a WHERE a.id = ?1)", list("t"), list("a"), register.table), id, 0)
            }
        };
        let sql = format!(
            "SELECT t.id FROM {} t{condition} ORDER BY {} LIMIT ?2 OFFSET ?3 + (?1 - ?1)",
            register.table,
            order.join(", ")
        );
        let limit = i64::try_from(n).unwrap_or(i64::MAX);
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut ids: Vec<i64> = stmt.query_map([anchor, limit, skip], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        if backward {
            ids.reverse();
        }
        Ok(ids)
    }

    /// How many records of a huge register come before this one in official order.
    pub fn place(&self, register: &Register, id: i64) -> Result<i64> {
        let columns: Vec<&str> = register.order.iter().map(|o| o.by).filter(|by| *by != "id").chain(["id"]).collect();
        let descending = register.order.first().is_some_and(|o| o.descending);
        let list = |alias: &str| columns.iter().map(|c| format!("{alias}.{c}")).collect::<Vec<_>>().join(", ");
        let sign = if descending { ">" } else { "<" };
        let sql = format!(
            "SELECT count(*) FROM {0} t WHERE ({1}) {sign} (SELECT {2} FROM {0} a WHERE a.id = ?1)",
            register.table,
            list("t"),
            list("a")
        );
        Ok(self.conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0))?)
    }

    /// The rows of these ids, in the order of the ids; an id that is gone is left out.
    pub fn rows(&self, register: &'static Register, columns: &[&'static Field], ids: &[i64]) -> Result<Vec<Row>> {
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(64) {
            self.rows_of(register, columns, chunk, &mut found)?;
        }
        Ok(found)
    }

    fn rows_of(&self, register: &'static Register, columns: &[&'static Field], ids: &[i64], out: &mut Vec<Row>) -> Result<()> {
        let mut b = Builder::on(self.today);
        let mut wanted = String::from("t.id");
        for field in columns {
            let (value, label) = b.field(field, "t");
            wanted.push_str(&format!(", {value}, {label}"));
        }
        // Always 64 places, so that one prepared statement serves every window.
        let places: Vec<String> = (0..64).map(|n| b.param(ids.get(n).map_or(Value::Null, |id| Value::Int(*id)))).collect();
        let sql = format!("SELECT {wanted} FROM {} t{} WHERE t.id IN ({})", register.table, b.joins, places.join(", "));
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows: Vec<Row> = stmt
            .query_map(params_from_iter(&b.params), |row| {
                let cells = (0..columns.len())
                    .map(|n| Ok(Cell { value: row.get(1 + 2 * n)?, label: row.get(2 + 2 * n)? }))
                    .collect::<rusqlite::Result<_>>()?;
                Ok(Row { id: row.get(0)?, cells })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let at = |id: i64| ids.iter().position(|i| *i == id);
        rows.sort_by_key(|row| at(row.id));
        out.append(&mut rows);
        Ok(())
    }

    /// The values a field takes among the records of a list, with counts; most frequent first, links in official order.
    pub fn facets(&self, query: &Query, field: &'static Field, limit: usize) -> Result<Vec<Facet>> {
        let mut b = Builder::on(self.today);
        let value = if matches!(field.kind, FieldKind::Tags) {
            let (kind, name) = (query.register.number, field.name);
            b.joins = format!(" JOIN record_tag g ON g.id = t.id AND g.kind = {kind} AND g.field = '{name}'");
            "g.tag".to_owned()
        } else if field.stored() {
            format!("t.{}", field.name)
        } else {
            b.field(field, "t").0
        };
        let condition = conditions(&mut b, query.register, &query.filters);
        // Counted on the bare column, so that an index of it does the grouping; titles are looked up for what is left.
        let inner =
            format!("SELECT {value} AS v, count(*) AS n FROM {} t{}{condition} GROUP BY 1", query.register.table, b.joins);
        b.joins.clear();
        let (label, order) = facet_label(&mut b, field);
        let sql = format!("SELECT f.v, {label}, f.n FROM ({inner}) f{} ORDER BY {order} LIMIT {limit}", b.joins);
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let facets = stmt
            .query_map(params_from_iter(&b.params), |row| {
                Ok(Facet { cell: Cell { value: row.get(0)?, label: row.get(1)? }, count: row.get(2)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(facets)
    }
}

/// The title of a linked value, and its register's official order; the most frequent first for other values.
fn facet_label(b: &mut Builder, field: &Field) -> (String, String) {
    let FieldKind::Link(kind) = field.kind else { return ("NULL".to_owned(), "3 DESC, 1".to_owned()) };
    let Some(to) = catalog::register(kind) else { return ("NULL".to_owned(), "3 DESC, 1".to_owned()) };
    let joined = b.join("f", "v", to);
    let label = b.title(to, &joined);
    let order = match to.order.first() {
        Some(o) if o.by != "id" => format!("{joined}.{}{}, 1", o.by, if o.descending { " DESC" } else { "" }),
        _ => "2, 1".to_owned(),
    };
    (label, order)
}

fn by_pinyin(register: &Register, sort: &Sort) -> bool {
    register.field(sort.field).is_some_and(|f| {
        matches!(f.search, Search::Person | Search::Title) && f.stored() && !matches!(f.kind, FieldKind::Link(_))
    })
}

fn order(b: &mut Builder, query: &Query) -> String {
    let mut keys = Vec::new();
    for sort in &query.sort {
        let Some(field) = query.register.field(sort.field) else { continue };
        let way = if sort.descending { "DESC" } else { "ASC" };
        let by = match field.kind {
            FieldKind::Link(kind) => linked_order(b, field, kind),
            _ => b.field(field, "t").0,
        };
        // What is not known comes last either way.
        keys.push(format!("({by}) IS NULL, {by} {way}"));
    }
    for order in query.register.order {
        keys.push(format!("t.{}{}", order.by, if order.descending { " DESC" } else { "" }));
    }
    keys.push("t.id".to_owned());
    keys.join(", ")
}

fn linked_order(b: &mut Builder, field: &Field, kind: &str) -> String {
    let Some(to) = catalog::register(kind) else { return format!("t.{}", field.name) };
    let joined = b.join("t", field.name, to);
    match to.order.first() {
        Some(order) if order.by != "id" => format!("{joined}.{}", order.by),
        _ => b.title(to, &joined),
    }
}

fn conditions(b: &mut Builder, register: &Register, filters: &[Filter]) -> String {
    let mut all = Vec::new();
    for filter in filters {
        if let Test::Among(ids) = &filter.test {
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            all.push(format!("t.id IN ({})", ids.join(", ")));
        } else if let Some(field) = register.field(filter.field) {
            all.push(condition(b, register, field, &filter.test));
        }
    }
    if all.is_empty() { String::new() } else { format!(" WHERE {}", all.join(" AND ")) }
}

fn condition(b: &mut Builder, register: &Register, field: &Field, test: &Test) -> String {
    let by = b.field(field, "t").0;
    match test {
        Test::Any(values) if matches!(field.kind, FieldKind::Tags) => {
            let list: Vec<String> = values.iter().map(|v| b.param(v.clone())).collect();
            format!(
                "t.id IN (SELECT g.id FROM record_tag g WHERE g.kind = {} AND g.field = '{}' AND g.tag IN ({}))",
                register.number,
                field.name,
                list.join(", ")
            )
        }
        Test::Any(values) => {
            let known: Vec<String> = values.iter().filter(|v| !v.is_null()).map(|v| b.param(v.clone())).collect();
            let mut any = Vec::new();
            if values.iter().any(Value::is_null) {
                any.push(format!("{by} IS NULL"));
            }
            if !known.is_empty() {
                any.push(format!("{by} IN ({})", known.join(", ")));
            }
            if any.is_empty() { "1 = 0".to_owned() } else { format!("({})", any.join(" OR ")) }
        }
        Test::Under(unit) => {
            let root = b.param(Value::Int(*unit));
            format!(
                "{by} IN (WITH RECURSIVE below(id) AS (SELECT {root} UNION SELECT u.id FROM unit u JOIN below ON u.parent_id = below.id) SELECT id FROM below)"
            )
        }
        Test::Between(from, to) => {
            let mut both = Vec::new();
            if !from.is_null() {
                both.push(format!("{by} >= {}", b.param(from.clone())));
            }
            if !to.is_null() {
                both.push(format!("{by} <= {}", b.param(to.clone())));
            }
            if both.is_empty() { format!("{by} IS NOT NULL") } else { both.join(" AND ") }
        }
        Test::Among(_) => "1 = 1".to_owned(),
        Test::Contains(text) => {
            let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            format!("{by} LIKE {} ESCAPE '\\'", b.param(Value::text(format!("%{escaped}%"))))
        }
    }
}
