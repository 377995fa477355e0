//! The four indicators (四项指标) by unit and band: hours off the job a head, share called up, share trained, hours online
//! a head; and the people behind a line.
//!
//! Denominators are the headcounts as entered, never a count of people; numerators are distinct people. Hours are those
//! of the year, entries over a New Year with their share.

use super::{
    Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target,
    ledger::{self, People, Units},
};
use crate::{
    domain::{
        calendar::year_end,
        hours::{Metric, Rule, rule},
        rates::{Band, UnitYear},
        value::Value,
    },
    store::{Reader, Result},
    text::{T, field as f, report as w},
};

/// The four indicators.
pub const INDICATORS: Report = Report {
    name: "indicators",
    title: w::INDICATORS,
    about: w::INDICATORS_ABOUT,
    parts: &[("groups", w::GROUPS), ("county", w::COUNTY_UP), ("section", w::SECTION_DOWN), ("bands", w::BANDS)],
    columns: &[
        Column::new("unit", f::UNIT, Kind::Text, 16),
        Column::new("band", w::BAND, Kind::Text, 8),
        Column::new("heads", w::HEADS, Kind::Count, 5),
        Column::new("full_time_mean", w::FULL_TIME_MEAN, Kind::Tenths, 9),
        Column::new("called_rate", w::CALLED_RATE, Kind::Tenths, 9),
        Column::new("trained_rate", w::TRAINED_RATE, Kind::Tenths, 9),
        Column::new("online_mean", w::ONLINE_MEAN, Kind::Tenths, 9),
        Column::new("rank", w::RANK, Kind::Count, 4),
        Column::new("bar", w::TRAINED_RATE, Kind::Bar, 12),
        Column::new("verdict", w::VERDICT, Kind::Text, 22),
        Column::new("called", w::CALLED, Kind::Count, 6),
        Column::new("trained", w::TRAINED, Kind::Count, 6),
        Column::new("full_time", w::FULL_TIME_HOURS, Kind::Number, 9),
        Column::new("online", w::ONLINE_HOURS, Kind::Number, 9),
    ],
    listed: true,
    computed: false,
    load,
};

/// A set of bands judged together.
pub(super) struct Cut {
    pub bands: &'static [Band],
    label: T,
    /// Its place in [`CUTS`], and the part of the report on people that lists them.
    part: usize,
}

const fn cut(bands: &'static [Band], label: T, part: usize) -> Cut {
    Cut { bands, label, part }
}

/// Every set, in the order of the parts of the report on people.
pub(super) const CUTS: &[Cut] = &[
    cut(&[Band::CityChief, Band::CityDeputy, Band::CountyChief, Band::CountyDeputy], w::COUNTY_UP, 0),
    cut(&[Band::Section], w::SECTION_DOWN, 1),
    cut(&[Band::CityChief], w::CITY_CHIEF, 2),
    cut(&[Band::CityDeputy], w::CITY_DEPUTY, 3),
    cut(&[Band::CountyChief], w::COUNTY_CHIEF, 4),
    cut(&[Band::CountyDeputy], w::COUNTY_DEPUTY, 5),
];

/// The sets of a part of the report.
fn cuts(part: usize) -> impl Iterator<Item = &'static Cut> {
    let at: &[usize] = match part {
        0 => &[0, 1],
        1 => &[0],
        2 => &[1],
        _ => &[2, 3, 4, 5, 1],
    };
    at.iter().map(|n| &CUTS[*n])
}

const METRICS: [(Metric, T); 4] = [
    (Metric::UnitFullTimeMean, w::FULL_TIME_MEAN),
    (Metric::UnitCalledRate, w::CALLED_RATE),
    (Metric::UnitTrainedRate, w::TRAINED_RATE),
    (Metric::UnitOnlineMean, w::ONLINE_MEAN),
];

type Years = Vec<[UnitYear; 5]>;

fn load(reader: &Reader, asked: &Asked, step: Step) -> Result<Table> {
    let units = Units::read(reader, asked.year)?;
    let book = reader.rulebook()?;
    let mut people = People::read(reader, &units, &book)?;
    let whole = ledger::year(reader, asked.year, step, |id, form, hours| people.add(id, book.group(form), hours))?;
    let years = years(&units, &people);
    let mut table = Table { stopped: !whole, ..Table::default() };
    for (unit, bands) in units.list.iter().zip(&years) {
        for cut in cuts(asked.part) {
            table.lines.extend(line(unit, bands, cut, &book.rules, asked));
        }
    }
    if cuts(asked.part).count() == 1 {
        table.rank(5, 7);
    }
    let over = table.lines.iter().filter(|l| [4, 5].iter().any(|n| l.cells[*n].value.as_number() > Some(100.0))).count();
    if over > 0 {
        table.notes.push(w::rates_over(asked.lang, over));
    }
    table.total = total(&units, &years, &book.rules, asked);
    let uncounted: Vec<u64> = units.list.iter().zip(&years).filter(|(u, _)| u.heads.is_none()).map(|(_, y)| trained(y)).collect();
    let missing = uncounted.iter().filter(|n| **n > 0).count();
    if missing > 0 {
        table.notes.push(w::no_heads(asked.lang, uncounted.iter().sum::<u64>(), missing));
    }
    Ok(table)
}

fn trained(bands: &[UnitYear; 5]) -> u64 {
    bands.iter().map(|b| b.trained).sum()
}

/// Adds people up by unit and band, each once.
fn years(units: &Units, people: &People) -> Years {
    let mut years: Years = units.list.iter().map(|u| heads(u.heads)).collect();
    for (unit, band, hours) in people.iter() {
        let year = &mut years[unit][band as usize];
        year.called += u64::from(hours.called);
        year.trained += u64::from(hours.trained);
        year.full_time_hours += hours.full_time;
        year.online_hours += hours.online;
    }
    years
}

fn heads(heads: Option<[u64; 5]>) -> [UnitYear; 5] {
    heads.unwrap_or_default().map(|headcount| UnitYear { headcount, ..UnitYear::default() })
}

fn sum(bands: &[UnitYear; 5], cut: &Cut) -> UnitYear {
    cut.bands.iter().map(|b| bands[*b as usize]).fold(UnitYear::default(), add)
}

fn add(a: UnitYear, b: UnitYear) -> UnitYear {
    UnitYear {
        headcount: a.headcount + b.headcount,
        called: a.called + b.called,
        trained: a.trained + b.trained,
        full_time_hours: a.full_time_hours + b.full_time_hours,
        online_hours: a.online_hours + b.online_hours,
    }
}

/// A line; none where a unit has neither heads nor people trained in these bands.
fn line(unit: &ledger::Unit, bands: &[UnitYear; 5], cut: &Cut, rules: &[Rule], asked: &Asked) -> Option<Line> {
    let year = sum(bands, cut);
    if year.headcount == 0 && year.trained == 0 {
        return None;
    }
    let mut cells = cells(&unit.name, &year, cut, rules, asked);
    if unit.heads.is_none() {
        cells[2] = Cell::default();
    }
    let over = year.called.max(year.trained) > year.headcount;
    let missed = cells.iter().filter(|c| c.met == Some(false)).count();
    let of = Asked { part: cut.part, of: Some(unit.id), ..asked.clone() };
    let look = match missed {
        0 if !over => Look::Plain,
        0..=2 => Look::Warn,
        _ => Look::Bad,
    };
    Some(Line { cells, to: Target::Report("people", of), look })
}

fn cells(name: &str, year: &UnitYear, cut: &Cut, rules: &[Rule], asked: &Asked) -> Vec<Cell> {
    let judged = METRICS.map(|(metric, label)| {
        let target = rule::indicator(rules, metric, cut.bands[0], year_end(asked.year)).map(|rule| rule.target);
        (year.figure(metric), target.and_then(|target| year.reaches(metric, target)), label)
    });
    let figure = |n: usize| Cell { value: judged[n].0.map_or(Value::Null, Value::Real), met: judged[n].1 };
    let missed: Vec<&str> = judged.iter().filter(|j| j.1 == Some(false)).map(|j| j.2.get(asked.lang)).collect();
    let more = year.called.max(year.trained);
    let verdict = match (judged.iter().any(|j| j.1.is_some()), missed.is_empty()) {
        (false, _) => String::new(),
        (true, true) => w::ALL_MET.get(asked.lang).to_owned(),
        (true, false) => w::missed(asked.lang, missed.join(w::LIST_SEPARATOR.get(asked.lang))),
    };
    let verdict = match (year.headcount > 0 && more > year.headcount, verdict.is_empty()) {
        (false, _) => verdict,
        (true, true) => w::over_heads(asked.lang, year.headcount, more),
        (true, false) => format!("{} {verdict}", w::over_heads(asked.lang, year.headcount, more)),
    };
    vec![
        name.into(),
        cut.label.get(asked.lang).into(),
        year.headcount.into(),
        figure(0),
        figure(1),
        figure(2),
        figure(3),
        Cell::default(),
        judged[2].0.into(),
        Some(verdict).into(),
        year.called.into(),
        year.trained.into(),
        Some(year.full_time_hours).into(),
        Some(year.online_hours).into(),
    ]
}

/// All units with a headcount together; bands that are judged alike in one line only.
fn total(units: &Units, years: &Years, rules: &[Rule], asked: &Asked) -> Option<Vec<Cell>> {
    let counted = units.list.iter().zip(years).filter(|(u, _)| u.heads.is_some());
    let all = counted.map(|(_, y)| y).fold(None, |all: Option<[UnitYear; 5]>, year| {
        let before = all.unwrap_or_default();
        Some(std::array::from_fn(|n| add(before[n], year[n])))
    })?;
    let together = Cut { bands: &Band::ALL, label: w::ALL_BANDS, part: 0 };
    let mut sets = cuts(asked.part);
    let (first, alone) = (sets.next()?, sets.next().is_none());
    let cut = if alone { first } else { &together };
    let mut cells = cells(w::TOTAL.get(asked.lang), &sum(&all, cut), cut, rules, asked);
    if !alone {
        // Bands have different targets; together they have none.
        cells.iter_mut().for_each(|c| c.met = None);
        cells[9] = Cell::default();
    }
    Some(cells)
}
