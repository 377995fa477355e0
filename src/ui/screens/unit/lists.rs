//! The other panes of a unit: people, quotas, open make-ups, the ranking of all units, the record.

use super::{Numbers, Read, TO};
use crate::{
    catalog,
    domain::{
        hours::{Metric, round},
        rates::{self, UnitYear},
        value::{Value, number},
    },
    store::{
        self,
        query::{Filter, Query, Test},
        standing::Mate,
    },
    text::{T, call_up, field as f, quota, unit_page as w, warning},
    ui::{
        Cx,
        screens::person::tone,
        sheet::{Line, Part, To, Tone},
        show, text,
    },
};

/// Which people are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Only {
    /// All in service.
    All,
    /// With any record in the year.
    Trained,
    /// With a class off the job in the year.
    Called,
}

/// Make-ups listed at most.
const SOME: usize = 200;
/// States of a make-up that is still open.
const OPEN: [&str; 3] = ["owed", "scheduled", "overdue"];

/// From so many columns on, the rule by which hours are missing stands beside them; below that, in the first line.
const WIDE: u16 = 76;

pub(super) fn people(read: &Read, only: Only, by_missing: bool, columns: u16, cx: &Cx) -> Vec<Line> {
    let Some(Numbers { mates, .. }) = read.numbers else { return vec![Line::words(cx.t(read.instead), Tone::Quiet)] };
    let mut mates: Vec<&Mate> = mates
        .iter()
        .filter(|m| match only {
            Only::All => true,
            Only::Trained => m.trained,
            Only::Called => m.called,
        })
        .collect();
    if by_missing {
        mates.sort_by(|a, b| b.missing.unwrap_or(-1.0).total_cmp(&a.missing.unwrap_or(-1.0)));
    }
    if mates.is_empty() {
        return vec![Line::words(cx.t(w::NO_PEOPLE), Tone::Quiet)];
    }
    let which = match only {
        Only::All => String::new(),
        Only::Trained => format!("{}, ", cx.t(w::ONLY_TRAINED)),
        Only::Called => format!("{}, ", cx.t(w::ONLY_CALLED)),
    };
    let order = cx.t(if by_missing { w::BY_MISSING } else { w::OFFICIAL });
    let wide = columns >= WIDE;
    let measured = if wide { String::new() } else { w::measured(cx.lang, rules(&mates, cx)) };
    let mut lines = vec![Line::words(format!("{which}{order}{measured}"), Tone::Quiet), heads(wide, cx)];
    lines.extend(mates.iter().map(|m| mate(m, wide, cx)));
    let sum = |of: fn(&Mate) -> f64| number(round(mates.iter().map(|m| of(m)).sum()));
    lines.push(Line::new(vec![
        Part::text(cx.t(crate::text::person_page::SUM), 10),
        Part::text(w::people_line(cx.lang, mates.len()), 0),
        Part::number(sum(|m| m.hours), 8),
        Part::number(sum(|m| m.full_time), 8),
        // Hours missing by different rules are no sum.
        Part::number(if one_rule(&mates) { sum(|m| m.missing.unwrap_or(0.0)) } else { String::new() }, 8),
        Part::text("", if wide { 21 } else { 8 }),
    ]));
    lines
}

fn one_rule(mates: &[&Mate]) -> bool {
    mates.windows(2).all(|two| two[0].rule == two[1].rule)
}

/// The rules by which hours are missing here.
fn rules(mates: &[&Mate], cx: &Cx) -> String {
    let codes: std::collections::BTreeSet<&str> = mates.iter().filter_map(|m| m.rule.as_deref()).collect();
    let names: Vec<String> = codes.into_iter().map(|code| cx.db.rule_name(code, cx.lang)).collect();
    names.join(cx.t(crate::text::report::LIST_SEPARATOR))
}

fn heads(wide: bool, cx: &Cx) -> Line {
    let quiet = |part: Part| part.tone(Tone::Quiet);
    let mut parts = vec![
        quiet(Part::text(cx.t(f::PERSON_NAME), 10)),
        quiet(Part::text(cx.t(f::POSITION), 0)),
        quiet(Part::number(cx.t(w::YEAR_ALL), 8)),
        quiet(Part::number(cx.t(w::YEAR_OFF), 8)),
        quiet(Part::number(cx.t(w::MISSING), 8)),
    ];
    parts.extend(wide.then(|| quiet(Part::text(cx.t(warning::RULE), 12))));
    parts.push(quiet(Part::text(cx.t(warning::LEVEL), 8)));
    Line::new(parts)
}

fn mate(mate: &Mate, wide: bool, cx: &Cx) -> Line {
    let tone = tone(mate.level);
    let mut parts = vec![
        Part::text(&mate.name, 10),
        Part::text(mate.position.as_deref().unwrap_or_default(), 0),
        Part::number(number(mate.hours), 8),
        Part::number(number(mate.full_time), 8),
        Part::number(mate.missing.map_or("-".to_owned(), number), 8).tone(tone),
    ];
    let rule = || mate.rule.as_deref().map(|code| cx.db.rule_name(code, cx.lang)).unwrap_or_default();
    parts.extend(wide.then(|| Part::text(rule(), 12)));
    parts.push(Part::text(cx.t(mate.level.label()), 8).tone(tone));
    Line::new(parts).to(To::Record("cadre", mate.id))
}

pub(super) fn classes(read: &Read, cx: &Cx) -> Vec<Line> {
    if read.places.is_empty() {
        return vec![Line::words(cx.t(w::NO_QUOTAS), Tone::Quiet)];
    }
    let quiet = |part: Part| part.tone(Tone::Quiet);
    let mut lines = vec![Line::new(vec![
        quiet(Part::text(cx.t(f::STARTS_ON), 10)),
        quiet(Part::text(cx.t(call_up::REGISTER), 0)),
        quiet(Part::text(cx.t(call_up::DEADLINE), 10)),
        quiet(Part::number(cx.t(quota::PLACES), 6)),
        quiet(Part::number(cx.t(f::NOMINATED), 6)),
        quiet(Part::number(cx.t(f::REPORTED), 6)),
    ])];
    let date = |text: &Option<String>| text.as_deref().unwrap_or_default().replace('-', ".");
    for place in &read.places {
        let tone = if place.named < place.places { Tone::Warn } else { Tone::Plain };
        let line = Line::new(vec![
            Part::text(date(&place.starts_on), 10).tone(Tone::Quiet),
            Part::text(&place.title, 0),
            Part::text(date(&place.deadline), 10).tone(Tone::Quiet),
            Part::number(place.places.to_string(), 6),
            Part::number(place.named.to_string(), 6).tone(tone),
            Part::number(place.came.to_string(), 6),
        ]);
        lines.push(line.to(To::Record("quota", place.quota)));
    }
    lines
}

/// Open make-ups of the unit, the most urgent first.
pub(super) fn owed_ids(unit: i64, cx: &Cx) -> store::Result<Vec<i64>> {
    let Some(register) = catalog::register("make_up") else { return Ok(Vec::new()) };
    let states = OPEN.map(Value::text).to_vec();
    let filters = vec![
        Filter { field: "unit_id", test: Test::Any(vec![Value::Int(unit)]) },
        Filter { field: "state", test: Test::Any(states) },
    ];
    cx.db.ids(&Query { filters, ..Query::all(register) })
}

pub(super) fn owed(read: &Read, cx: &Cx) -> store::Result<Vec<Line>> {
    let Some(register) = catalog::register("make_up") else { return Ok(Vec::new()) };
    if read.owed.is_empty() {
        return Ok(vec![Line::words(cx.t(w::NONE_OWED), Tone::Quiet)]);
    }
    let fields: Vec<_> = ["cadre_id", "cause", "class_id", "due_on", "state"].iter().filter_map(|n| register.field(n)).collect();
    let some = &read.owed[..read.owed.len().min(SOME)];
    let rows = cx.db.rows(register, &fields, some)?;
    let line = |row: &store::query::Row| {
        let texts: Vec<String> = fields.iter().zip(&row.cells).map(|(field, cell)| show::cell(field, cell, cx)).collect();
        let widths = [10, 10, 0, 10, 9];
        let parts = texts.into_iter().zip(widths).map(|(text, width)| Part::text(text, width)).collect();
        Line::new(parts).to(To::Record("make_up", row.id))
    };
    Ok(rows.iter().map(line).collect())
}

/// What the ranking can be by, in the order in which the sort key walks them.
pub(super) const BY: [(T, Metric); 4] = [
    (w::TRAINED, Metric::UnitTrainedRate),
    (w::CALLED, Metric::UnitCalledRate),
    (w::FULL_TIME, Metric::UnitFullTimeMean),
    (w::ONLINE, Metric::UnitOnlineMean),
];

pub(super) fn ranking(read: &Read, by: usize, cx: &Cx) -> Vec<Line> {
    let Some(Numbers { units, .. }) = read.numbers else { return vec![Line::words(cx.t(read.instead), Tone::Quiet)] };
    let (name, metric) = BY[by % BY.len()];
    let figures: Vec<Option<f64>> = units.iter().map(|u| u.year.figure(metric)).collect();
    let mut lines = vec![Line::words(w::ranking_head(cx.lang, cx.t(name), read.year), Tone::Quiet)];
    if by % BY.len() < 2 && figures.iter().any(|figure| *figure > Some(100.0)) {
        lines.push(Line::words(cx.t(w::SOME_OVER), Tone::Warn));
    }
    let (rate, number) = (|p: f64| format!("{p:.1}%"), |p: f64| format!("{p:.1}"));
    for ranked in rates::rank(&figures) {
        let unit = &units[ranked.row];
        let to = usize::try_from(unit.id).map_or(To::Nothing, |id| To::Here(TO.len() + id));
        let over = by % BY.len() < 2 && figures[ranked.row] > Some(100.0);
        let tone = match (unit.id == read.id, over) {
            (true, _) => Tone::Heading,
            (_, true) => Tone::Warn,
            _ => Tone::Plain,
        };
        let figure = figures[ranked.row].map(if by % BY.len() < 2 { rate } else { number });
        let line = Line::new(vec![
            Part::number(ranked.place.map_or("-".to_owned(), |p| p.to_string()), 5).tone(tone),
            Part::text(&unit.name, 0).tone(tone),
            Part::number(figure.unwrap_or("-".to_owned()), 8).tone(tone),
            Part::number(made_of(&unit.year, metric), 13),
        ]);
        lines.push(line.to(to));
    }
    lines
}

/// The two numbers a figure is made of.
fn made_of(year: &UnitYear, metric: Metric) -> String {
    let part = match metric {
        Metric::UnitTrainedRate => year.trained.to_string(),
        Metric::UnitCalledRate => year.called.to_string(),
        Metric::UnitFullTimeMean => number(year.full_time_hours),
        _ => number(year.online_hours),
    };
    format!("{part}/{}", year.headcount)
}

/// All fields of the unit, and the units below it.
pub(super) fn record(id: i64, columns: u16, cx: &Cx) -> store::Result<Vec<Line>> {
    let Some(register) = catalog::register("unit") else { return Ok(Vec::new()) };
    let Some(row) = cx.db.record(register, id)? else { return Ok(Vec::new()) };
    let mut lines = Vec::new();
    for (field, cell) in register.fields.iter().zip(&row.cells) {
        let shown = show::cell(field, cell, cx);
        let to = match (field.kind, &cell.value) {
            (catalog::FieldKind::Link(kind), Value::Int(id)) => To::Record(kind, *id),
            _ => To::Nothing,
        };
        let room = usize::from(columns.saturating_sub(18)).max(8);
        for (n, part) in text::wrap(&shown, room).into_iter().enumerate().filter(|_| !shown.is_empty()) {
            let label = if n == 0 { cx.t(field.label) } else { "" };
            let line = Line::new(vec![Part::text(label, 14).tone(Tone::Quiet), Part::text(part, 0)]);
            lines.push(if n == 0 { line.to(to.clone()) } else { line });
        }
    }
    for belongs in register.belongs {
        let count = cx.db.belonging_count(belongs, id)?;
        if count == 0 || belongs.through.is_some() {
            continue;
        }
        let filter = Filter { field: belongs.via, test: Test::Any(vec![Value::Int(id)]) };
        let name = cx.t(belongs.label);
        let heading = crate::text::record::section(cx.lang, show::count(count), name);
        lines.push(Line::heading(heading).to(To::List(belongs.kind, vec![filter], name.to_owned())));
    }
    Ok(lines)
}
