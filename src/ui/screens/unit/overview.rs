//! The first pane of a unit: its indicators with rank, its heads and people, and where each of them leads.

use super::{Numbers, Only, PEOPLE, Read, TO};
use crate::{
    domain::{
        calendar::dotted,
        hours::{Clause, Metric, Rule, rule::in_force},
        rates::{self, Rate, UnitYear},
        value::{Value, number},
    },
    store::{
        query::{Filter, Test},
        standing::{self, BANDS, Mate},
        years::Of,
    },
    text::{T, headcount, unit_page as w},
    ui::{
        Cx,
        screens::person::rule_name,
        sheet::{Line, Part, To, Tone},
    },
};
use chrono::Datelike;

const LABEL: u16 = 14;

pub(super) fn lines(read: &Read, columns: u16, cx: &Cx) -> Vec<Line> {
    let mut lines = Vec::new();
    let this = cx.today.year();
    if read.year < this && cx.db.year_with(Of::Hours, cx.today).unwrap_or(this) == read.year {
        lines.extend(Line::wrapped(&crate::text::report::instead(cx.lang, this, read.year), columns, Tone::Warn));
    }
    lines.extend(Line::wrapped(&w::as_of(cx.lang, dotted(cx.today), read.year), columns, Tone::Quiet));
    match read.numbers {
        Some(numbers) => lines.extend(indicators(read, numbers, cx)),
        None => lines.push(Line::words(cx.t(read.instead), Tone::Quiet)),
    }
    lines.push(heads(read, cx));
    if let Some(numbers) = read.numbers {
        lines.extend(people(read, numbers, cx));
    }
    lines.push(quotas(read, cx));
    lines.push(label(w::OWED, cx, w::owed_line(cx.lang, read.owed.len())).to(here(super::OWED, Only::All)));
    if let Some(numbers) = read.numbers {
        lines.extend(by_rule(read, &numbers.mates, cx));
        lines.extend(trend(&numbers.trend, cx));
    }
    lines
}

/// Five years side by side: the two rates, the two means, and a bar of the hours off the job a head.
fn trend(years: &[(i32, UnitYear)], cx: &Cx) -> Vec<Line> {
    let figure = |year: &UnitYear, metric| year.figure(metric);
    let most = years.iter().filter_map(|(_, y)| figure(y, Metric::UnitFullTimeMean)).fold(0.0, f64::max);
    let head = [w::TRAINED, w::CALLED, w::FULL_TIME, w::ONLINE].map(|word| Part::number(cx.t(word), 12).tone(Tone::Quiet));
    let mut lines = vec![Line::heading(cx.t(w::TREND))];
    lines.push(Line::new(std::iter::once(Part::text("", 5)).chain(head).collect()));
    for (year, sum) in years.iter().rev() {
        let tenth = |metric, unit: &str| figure(sum, metric).map_or("-".to_owned(), |n| format!("{n:.1}{unit}"));
        let mean = figure(sum, Metric::UnitFullTimeMean).unwrap_or(0.0);
        lines.push(Line::new(vec![
            Part::text(year.to_string(), 5),
            Part::number(tenth(Metric::UnitTrainedRate, "%"), 12),
            Part::number(tenth(Metric::UnitCalledRate, "%"), 12),
            Part::number(tenth(Metric::UnitFullTimeMean, ""), 12),
            Part::number(tenth(Metric::UnitOnlineMean, ""), 12),
            Part::Bar { part: mean, whole: most, width: 0, tone: Tone::Good },
        ]));
    }
    lines
}

/// The line of the overview that leads to a pane.
fn here(pane: usize, only: Only) -> To {
    TO.iter().position(|to| *to == (pane, only)).map_or(To::Nothing, To::Here)
}

fn label(name: T, cx: &Cx, words: String) -> Line {
    Line::new(vec![Part::text(cx.t(name), LABEL).tone(Tone::Quiet), Part::text(words, 0)])
}

/// What the unit has, from its people, and heads as entered.
fn unit_year(mates: &[&Mate], headcount: u64) -> UnitYear {
    let count = |wanted: fn(&Mate) -> bool| mates.iter().filter(|m| wanted(m)).count() as u64;
    UnitYear {
        headcount,
        called: count(|m| m.called),
        trained: count(|m| m.trained),
        full_time_hours: crate::domain::hours::round(mates.iter().map(|m| m.full_time).sum()),
        online_hours: crate::domain::hours::round(mates.iter().map(|m| m.online).sum()),
    }
}

fn indicators(read: &Read, numbers: &Numbers, cx: &Cx) -> Vec<Line> {
    let mates: Vec<&Mate> = numbers.mates.iter().collect();
    let year = unit_year(&mates, read.heads.map_or(0, |h| h.iter().sum()));
    let rate = |name, metric, people: u64, only| {
        let figure = year.figure(metric).map_or("-".to_owned(), |p| format!("{p:.1}%"));
        Line::new(vec![
            Part::text(cx.t(name), LABEL).tone(Tone::Quiet),
            Part::number(figure, 7),
            Part::number(format!("{people}/{}", year.headcount), 11),
            bar(people, year.headcount),
            Part::text(place(read.id, numbers, metric, cx), 26),
        ])
        .to(here(PEOPLE, only))
    };
    let mean = |name, metric, hours: f64, only| {
        Line::new(vec![
            Part::text(cx.t(name), LABEL).tone(Tone::Quiet),
            Part::number(year.figure(metric).map_or("-".to_owned(), |f| format!("{f:.1}")), 7),
            Part::number(format!("{}/{}", number(hours), year.headcount), 11),
            Part::text("", 0),
            Part::text(place(read.id, numbers, metric, cx), 26),
        ])
        .to(here(PEOPLE, only))
    };
    let mut lines = vec![
        rate(w::TRAINED, Metric::UnitTrainedRate, year.trained, Only::Trained),
        rate(w::CALLED, Metric::UnitCalledRate, year.called, Only::Called),
        mean(w::FULL_TIME, Metric::UnitFullTimeMean, year.full_time_hours, Only::Called),
        mean(w::ONLINE, Metric::UnitOnlineMean, year.online_hours, Only::Trained),
    ];
    let most = year.trained.max(year.called);
    if year.headcount > 0 && most > year.headcount {
        lines.insert(0, Line::words(w::over(cx.lang, year.headcount, most), Tone::Warn));
    }
    lines.extend(with_below(read, numbers, cx));
    lines.push(label(w::RANKING, cx, w::see_all(cx.lang, numbers.units.len())).to(here(super::RANKING, Only::All)));
    lines
}

/// The share trained of the unit and all below it, where there are any.
fn with_below(read: &Read, numbers: &Numbers, cx: &Cx) -> Option<Line> {
    numbers.units.iter().any(|u| u.parent == Some(read.id)).then(|| {
        let all = standing::with_below(&numbers.units, read.id);
        let figure = all.figure(Metric::UnitTrainedRate).map_or("-".to_owned(), |p| format!("{p:.1}%"));
        label(w::WITH_BELOW, cx, format!("{figure}  ({} / {})", all.trained, all.headcount))
    })
}

#[allow(clippy::cast_precision_loss)]
fn bar(part: u64, whole: u64) -> Part {
    Part::Bar { part: part as f64, whole: whole as f64, width: 0, tone: Tone::Good }
}

/// The place among all units with heads by an indicator; ties share it.
fn place(id: i64, numbers: &Numbers, metric: Metric, cx: &Cx) -> String {
    let figures: Vec<Option<f64>> = numbers.units.iter().map(|u| u.year.figure(metric)).collect();
    let of = figures.iter().flatten().count();
    let ranked = rates::rank(&figures);
    let own = ranked.iter().find(|r| numbers.units[r.row].id == id).and_then(|r| r.place);
    let Some(place) = own else { return cx.t(w::NO_PLACE).to_owned() };
    let tied = ranked.iter().filter(|r| r.place == Some(place)).count();
    if tied > 1 { w::tied(cx.lang, tied, of, place) } else { w::place(cx.lang, of, place) }
}

fn heads(read: &Read, cx: &Cx) -> Line {
    const NAMES: [T; 5] =
        [headcount::CITY_CHIEF, headcount::CITY_DEPUTY, headcount::COUNTY_CHIEF, headcount::COUNTY_DEPUTY, headcount::SECTION];
    let words = match read.heads {
        None => cx.t(w::NO_HEADS).to_owned(),
        Some(heads) => {
            let some = NAMES.iter().zip(heads).filter(|(_, n)| *n > 0);
            let bands: Vec<String> = some.map(|(name, n)| format!("{} {n}", cx.t(*name))).collect();
            format!("{}  ({})", heads.iter().sum::<u64>(), bands.join(", "))
        }
    };
    let filters = vec![
        Filter { field: "unit_id", test: Test::Any(vec![Value::Int(read.id)]) },
        Filter { field: "year", test: Test::Any(vec![Value::Int(read.year.into())]) },
    ];
    label(w::HEADS, cx, words).to(To::List("headcount", filters, cx.t(w::HEADS).to_owned()))
}

fn people(read: &Read, numbers: &Numbers, cx: &Cx) -> [Line; 2] {
    let mates = &numbers.mates;
    let below = mates.iter().filter(|m| m.unit != Some(read.id)).count();
    let own = match below {
        0 => w::people_line(cx.lang, mates.len()),
        n => w::people_and_below(cx.lang, n, mates.len() - n),
    };
    let met = mates.iter().filter(|m| m.met).count() as u64;
    let rate = Rate::new(met, mates.len() as u64);
    let percent = rate.percent().map_or("-".to_owned(), |p| format!("{p:.1}%"));
    let filters = vec![
        Filter { field: "unit_id", test: Test::Any(vec![Value::Int(read.id)]) },
        Filter { field: "status", test: Test::Any(crate::catalog::PRESENT.map(Value::text).to_vec()) },
    ];
    [
        label(w::STAFF, cx, own).to(To::List("cadre", filters, cx.t(w::STAFF).to_owned())),
        label(w::MET, cx, format!("{percent}  ({met} / {})", mates.len())).to(here(PEOPLE, Only::All)),
    ]
}

fn quotas(read: &Read, cx: &Cx) -> Line {
    let sum = |of: fn(&standing::Place) -> u64| read.places.iter().map(of).sum::<u64>();
    let short = sum(|p| p.places.saturating_sub(p.named));
    let words = w::quota_line(cx.lang, sum(|p| p.came), read.places.len(), sum(|p| p.named), sum(|p| p.places), short);
    label(w::QUOTAS, cx, words).to(here(super::CLASSES, Only::All))
}

/// The indicators that a paper sets, each for its bands.
fn by_rule(read: &Read, mates: &[Mate], cx: &Cx) -> Vec<Line> {
    let Some(heads) = read.heads else { return Vec::new() };
    let on = cx.today.clamp(crate::domain::calendar::new_year(read.year), crate::domain::calendar::year_end(read.year));
    let mut lines = vec![Line::heading(cx.t(w::BY_RULE))];
    for rule in in_force(&read.book.rules, on) {
        let bands = bands(rule);
        let of: Vec<&Mate> = mates.iter().filter(|m| m.band.is_some_and(|b| bands.contains(&b))).collect();
        let year = unit_year(&of, bands.iter().map(|b| heads[*b]).sum());
        let Some(figure) = year.figure(rule.metric) else { continue };
        let reached = year.reaches(rule.metric, rule.target) == Some(true);
        let rate = matches!(rule.metric, Metric::UnitTrainedRate | Metric::UnitCalledRate);
        let (word, tone) = match reached {
            _ if rate && figure > 100.0 => (w::OVER_WORD, Tone::Warn),
            true => (w::REACHED, Tone::Good),
            false => (w::NOT_REACHED, Tone::Warn),
        };
        lines.push(Line::new(vec![
            Part::text(rule_name(&rule.code, &rule.name, cx), 0),
            Part::number(format!("{figure:.1}/{}", number(rule.target)), 11),
            Part::text(cx.t(word), 11).tone(tone),
        ]));
    }
    if lines.len() > 1 { lines } else { Vec::new() }
}

/// The bands of the headcount a rule is about.
fn bands(rule: &Rule) -> Vec<usize> {
    let words = rule.scope.0.iter().filter_map(|clause| match clause {
        Clause::Band(words) => Some(words),
        _ => None,
    });
    words.flatten().filter_map(|word| BANDS.iter().position(|b| b == word)).collect()
}
