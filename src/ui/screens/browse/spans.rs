//! Filtering by days: a typed span, or a year or month that records have; single days are too many to choose from.

use super::{Browse, choose::Counted};
use crate::{
    catalog::Field,
    domain::{
        date::{self, Context},
        value::Value,
    },
    store::{
        self,
        query::{Filter, Test},
    },
    text::list as w,
    ui::{
        Cx, Effect, Window,
        screens::{
            pick::{Choice, Pick},
            prompt::Prompt,
        },
        show,
    },
};
use std::collections::BTreeMap;

/// The question for a typed span.
pub(super) const SPAN: &str = "span";

/// Months offered at most; the typed span reaches the rest.
const MONTHS: usize = 36;

impl Browse {
    /// A line for typing, then the years, the months and what is not known, latest first, with counts.
    pub(super) fn offer_spans(&mut self, counted: &Counted, cx: &Cx) -> Effect {
        let field = counted.field;
        let of = |length: usize| {
            let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
            for facet in &counted.facets {
                let part = facet.cell.value.as_str().and_then(|day| day.get(..length));
                *counts.entry(part.unwrap_or_default()).or_default() += facet.count;
            }
            counts.into_iter().rev().filter(|(part, _)| !part.is_empty())
        };
        let parts: Vec<(&str, i64)> = of(4).chain(of(7).take(MONTHS)).collect();
        let unknown = counted.facets.iter().filter(|facet| facet.cell.value.is_null()).map(|facet| facet.count).sum::<i64>();
        let line = |word: String, count: i64| Choice { word, note: show::count(count) };
        let mut choices = vec![Choice { word: cx.t(w::TYPE_SPAN).to_owned(), note: String::new() }];
        choices.extend(parts.iter().map(|(part, count)| line(part.replace('-', "."), *count)));
        let mut tests: Vec<Test> = parts.iter().map(|(part, _)| within(part)).collect();
        if unknown > 0 {
            choices.push(line(cx.t(w::UNKNOWN).to_owned(), unknown));
            tests.push(Test::Any(vec![Value::Null]));
        }
        self.spans = Some((field, tests));
        Effect::open(Window(Pick::new("filter_span", w::which_span(cx.lang, cx.t(field.label)), choices)))
    }

    pub(super) fn filter_by_span(&mut self, chosen: usize, cx: &Cx) -> store::Result<Effect> {
        let Some((field, tests)) = &self.spans else { return Ok(Effect::None) };
        let field = *field;
        let Some(test) = chosen.checked_sub(1).and_then(|n| tests.get(n)).cloned() else {
            let question = w::which_span(cx.lang, cx.t(field.label));
            return Ok(Effect::open(Window(Prompt::new(SPAN, question, ""))));
        };
        self.filter_with(field, test, cx)
    }

    /// What is no span asks again with what was typed.
    pub(super) fn filter_by_typed_span(&mut self, typed: &str, cx: &Cx) -> store::Result<Effect> {
        let Some((field, _)) = self.spans else { return Ok(Effect::None) };
        let Some((from, until)) = date::span(typed, &Context::of_year(cx.today, None)) else {
            let again = Prompt::new(SPAN, w::which_span(cx.lang, cx.t(field.label)), typed);
            return Ok(Effect::open(Window(again)).and(Effect::Toast(cx.t(w::NO_SPAN).to_owned())));
        };
        let value = |side: Option<String>| side.map_or(Value::Null, Value::Text);
        self.filter_with(field, Test::Between(value(from), value(until)), cx)
    }

    fn filter_with(&mut self, field: &'static Field, test: Test, cx: &Cx) -> store::Result<Effect> {
        self.spans = None;
        self.query.filters.retain(|f| f.field != field.name);
        self.query.filters.push(Filter { field: field.name, test });
        self.again(cx)
    }
}

/// Days that begin with this year or month; as text, no day of a month comes after its 31st.
fn within(part: &str) -> Test {
    let last = if part.len() == 4 { format!("{part}-12-31") } else { format!("{part}-31") };
    Test::Between(Value::text(part), Value::Text(last))
}
