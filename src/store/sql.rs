//! SQL text built from the catalog: joins for links, expressions for rollups, conditions for filters.
//!
//! Names of tables and columns come from constants of the catalog only; values are always parameters.

use crate::{
    catalog::{self, Coverage, Field, FieldKind, Fold, Register, Rollup},
    domain::value::Value,
};
use chrono::NaiveDate;
use std::fmt::Write as _;

/// A statement being put together: joins met on the way, parameters in order.
pub(super) struct Builder {
    pub joins: String,
    pub params: Vec<Value>,
    aliases: usize,
    today: Option<NaiveDate>,
}

impl Builder {
    /// Rollups of what has happened end at `today`; without one they take everything.
    pub fn on(today: Option<NaiveDate>) -> Self {
        Self { joins: String::new(), params: Vec::new(), aliases: 0, today }
    }

    /// Adds a parameter; returns its placeholder.
    pub fn param(&mut self, value: Value) -> String {
        self.params.push(value);
        format!("?{}", self.params.len())
    }

    /// Joins the linked record of `alias.column`; returns its alias.
    pub fn join(&mut self, alias: &str, column: &str, to: &Register) -> String {
        self.aliases += 1;
        let name = format!("j{}", self.aliases);
        let _ = write!(self.joins, " LEFT JOIN {} {name} ON {name}.id = {alias}.{column}", to.table);
        name
    }

    /// The expression of what names a record of `register` at `alias`; follows links.
    pub fn title(&mut self, register: &Register, alias: &str) -> String {
        let field = register.title_field();
        match field.kind {
            FieldKind::Link(kind) => match catalog::register(kind) {
                Some(to) => {
                    let joined = self.join(alias, field.name, to);
                    self.title(to, &joined)
                }
                None => format!("{alias}.{}", field.name),
            },
            _ => format!("{alias}.{}", field.name),
        }
    }

    /// The value and the label (`NULL` but for links) of a field at `alias`.
    pub fn field(&mut self, field: &Field, alias: &str) -> (String, String) {
        match field.kind {
            FieldKind::Rollup(rollup) => (self.rollup(&rollup, alias), "NULL".to_owned()),
            FieldKind::Link(kind) => {
                let label = match catalog::register(kind) {
                    Some(to) => {
                        let joined = self.join(alias, field.name, to);
                        self.title(to, &joined)
                    }
                    None => "NULL".to_owned(),
                };
                (format!("{alias}.{}", field.name), label)
            }
            _ => (format!("{alias}.{}", field.name), "NULL".to_owned()),
        }
    }

    fn among(&mut self, alias: &str, only: Option<(&str, &[&str])>) -> String {
        let Some((column, values)) = only else { return String::new() };
        let list: Vec<String> = values.iter().map(|v| self.param(Value::text(*v))).collect();
        format!(" AND {alias}.{column} IN ({})", list.join(", "))
    }

    fn so_far(&mut self, date: Option<&str>) -> String {
        let (Some(date), Some(today)) = (date, self.today) else { return String::new() };
        let today = self.param(Value::text(today.to_string()));
        format!(" AND x.{date} <= {today}")
    }

    fn rollup(&mut self, rollup: &Rollup, alias: &str) -> String {
        let fold = match rollup.how {
            Fold::Count => format!("count(x.{})", rollup.of),
            Fold::Sum => format!("sum(x.{})", rollup.of),
            Fold::Max => format!("max(x.{})", rollup.of),
            Fold::Mean => format!("round(avg(x.{}), 1)", rollup.of),
            Fold::Names => format!("replace(group_concat(DISTINCT x.{}), ',', '、')", rollup.of),
        };
        let only = self.among("x", rollup.only)
            + &self.among("m", rollup.only_between)
            + &self.so_far(rollup.so_far)
            + &covering(rollup.coverage);
        let table = rollup.table;
        if !rollup.same.is_empty() {
            let pairs: Vec<String> = rollup.same.iter().map(|(theirs, mine)| format!("x.{theirs} = {alias}.{mine}")).collect();
            return format!("(SELECT {fold} FROM {table} x WHERE {}{only})", pairs.join(" AND "));
        }
        match rollup.through {
            None => format!("(SELECT {fold} FROM {table} x WHERE x.{} = {alias}.id{only})", rollup.via),
            Some((between, its, theirs)) => format!(
                "(SELECT {fold} FROM {between} m JOIN {table} x ON x.{theirs} = m.{its} WHERE m.{} = {alias}.id{only})",
                rollup.via
            ),
        }
    }
}

fn covering(coverage: Option<Coverage>) -> String {
    match coverage {
        None => String::new(),
        Some(Coverage::Listed) => format!(" AND {}", super::coverage::listed("x")),
        Some(Coverage::Through) => format!(" AND {} AND {}", super::coverage::listed("x"), super::coverage::through("x")),
    }
}
