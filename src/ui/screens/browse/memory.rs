//! What is remembered of a list: its filters, sort and columns as JSON, for saved views, columns and the next start.

use super::{Browse, columns};
use crate::{
    domain::value::Value,
    store::{
        self,
        query::{Filter, Sort, Test},
    },
    ui::{Cx, Effect, Job, table::Column},
};
use serde::{Deserialize, Serialize};

/// Words a job brings for the toast line; empty for none.
pub(super) struct News(pub String);

/// Records a job found, to be marked.
pub(super) struct Marks(pub Vec<i64>);

#[derive(Default, Deserialize, Serialize)]
struct Definition {
    #[serde(default)]
    filters: Vec<(String, Kept)>,
    #[serde(default)]
    sort: Vec<(String, bool)>,
    #[serde(default)]
    columns: Vec<(String, u16)>,
}

#[derive(Deserialize, Serialize)]
enum Kept {
    Any(Vec<serde_json::Value>),
    Under(i64),
    Between(serde_json::Value, serde_json::Value),
    Contains(String),
}

impl Browse {
    /// The present view as JSON.
    pub(super) fn describe(&self) -> String {
        let kept = |test: &Test| match test {
            Test::Any(values) => Kept::Any(values.iter().map(json).collect()),
            Test::Under(id) => Kept::Under(*id),
            Test::Between(from, to) => Kept::Between(json(from), json(to)),
            Test::Contains(text) => Kept::Contains(text.clone()),
            Test::Among(ids) => Kept::Any(ids.iter().map(|id| (*id).into()).collect()),
        };
        let definition = Definition {
            filters: self.query.filters.iter().map(|f| (f.field.to_owned(), kept(&f.test))).collect(),
            sort: self.query.sort.iter().map(|s| (s.field.to_owned(), s.descending)).collect(),
            columns: self.columns.iter().map(|c| (c.field.name.to_owned(), c.width)).collect(),
        };
        serde_json::to_string(&definition).unwrap_or_default()
    }

    /// Takes a view back; what the register no longer has is left out.
    pub(super) fn restore(&mut self, text: &str) {
        let Ok(definition) = serde_json::from_str::<Definition>(text) else { return };
        let register = self.register();
        let name = |name: &str| register.field(name).map(|f| f.name);
        let test = |kept: Kept| match kept {
            Kept::Any(values) => Test::Any(values.iter().map(value).collect()),
            Kept::Under(id) => Test::Under(id),
            Kept::Between(from, to) => Test::Between(value(&from), value(&to)),
            Kept::Contains(text) => Test::Contains(text),
        };
        self.query.filters.truncate(self.kept);
        let chosen =
            definition.filters.into_iter().filter_map(|(field, kept)| Some(Filter { field: name(&field)?, test: test(kept) }));
        let chosen: Vec<Filter> = chosen.filter(|f| self.query.filters.iter().all(|kept| kept.field != f.field)).collect();
        self.query.filters.extend(chosen);
        self.query.sort = definition
            .sort
            .iter()
            .filter_map(|(field, descending)| Some(Sort { field: name(field)?, descending: *descending }))
            .collect();
        self.take_columns(&definition.columns);
    }

    fn take_columns(&mut self, wanted: &[(String, u16)]) {
        let register = self.register();
        let found: Vec<Column> = wanted
            .iter()
            .filter_map(|(name, width)| Some(Column { field: register.field(name)?, width: (*width).clamp(4, 60) }))
            .collect();
        // The name stays frozen in front.
        self.columns = if found.first().is_some_and(|c| c.field.name == register.title) { found } else { columns(register) };
    }

    /// Columns and widths this person chose last.
    pub(super) fn recall_columns(&mut self, cx: &Cx) -> store::Result<()> {
        if self.recalled {
            return Ok(());
        }
        self.recalled = true;
        if let Some(text) = cx.db.setting(&cx.actor, &self.columns_setting())?
            && let Ok(wanted) = serde_json::from_str::<Vec<(String, u16)>>(&text)
        {
            self.take_columns(&wanted);
        }
        Ok(())
    }

    pub(super) fn remember_columns(&self, cx: &Cx) -> Effect {
        let wanted: Vec<(&str, u16)> = self.columns.iter().map(|c| (c.field.name, c.width)).collect();
        let text = serde_json::to_string(&wanted).unwrap_or_default();
        let (actor, name) = (cx.actor.clone(), self.columns_setting());
        Effect::Start(Job::new("", move |desk, _| desk.store()?.set(&actor, &name, &text)))
    }

    fn columns_setting(&self) -> String {
        format!("columns.{}", self.register().kind)
    }
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(n) => (*n).into(),
        Value::Real(n) => (*n).into(),
        Value::Text(text) => text.clone().into(),
    }
}

fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Number(n) => n.as_i64().map_or_else(|| n.as_f64().map_or(Value::Null, Value::Real), Value::Int),
        _ => Value::Null,
    }
}
