//! What the office as a whole has: the day and the year, its own name, all units with warnings or make-ups, the
//! circular of the year, every register as a list, every report.

use super::{Asking, Fact, Record, Scope, line, long_day, report, unit};
use crate::{
    catalog::{self, FieldKind, REGISTERS, Register},
    domain::{
        calendar::{new_year, year_end},
        value::Value,
    },
    store::{
        Result,
        circular::{self, Circular},
        query::{Filter, Query, Test},
    },
};

pub fn fact<'r>(asking: Asking<'r>, name: &str) -> Result<Option<Fact<'r>>> {
    let reader = asking.reader;
    Ok(Some(match name {
        "今天" | "成文日期" | "制表日期" => Fact::Text(long_day(asking.today)),
        "年度" => Fact::Text(asking.year.to_string()),
        "落款单位" | "本单位" => Fact::from(ourselves(asking)?),
        "预警单位" => {
            let units: Vec<i64> = reader.unit_names()?.into_iter().map(|(id, _)| id).collect();
            Fact::List(unit::warned(asking, &units)?)
        }
        "补训单位" => Fact::List(unit::owing(asking, None)?),
        "通报单位" => Fact::List(circular(asking)?.units.iter().map(called).collect()),
        "通报班次" => Fact::List(circular(asking)?.classes.iter().map(called).collect()),
        "通报合计" => Fact::List(vec![called(&circular(asking)?.total())]),
        "未到人员" => missed(&circular(asking)?),
        // Each line is the office in that year: whatever it can be asked for, it can be asked for there.
        "近五年" => Fact::List((asking.year - 4..=asking.year).map(|year| Scope::Office(Asking { year, ..asking })).collect()),
        "通报起" => Fact::Text(long_day(new_year(asking.year))),
        "通报止" => Fact::Text(long_day(year_end(asking.year).min(asking.today).max(new_year(asking.year)))),
        _ => match report::fact(asking, name, None)? {
            Some(fact) => fact,
            None => return list(asking, name),
        },
    }))
}

/// The organisation department among the units: whose papers these are.
pub fn ourselves(asking: Asking) -> Result<String> {
    let units = asking.reader.unit_tree()?;
    Ok(units.into_iter().find(|unit| unit.name.ends_with("组织部")).map(|unit| unit.name).unwrap_or_default())
}

fn circular(asking: Asking) -> Result<Circular> {
    let from = new_year(asking.year);
    asking.reader.circular(from, year_end(asking.year).min(asking.today).max(from))
}

fn called<'r>(of: &circular::Line) -> Scope<'r> {
    let parts = of.counted();
    let count = |n: u64| Fact::count(usize::try_from(n).unwrap_or(usize::MAX));
    let rate = of.rate().percent();
    let rate = rate.map_or(Fact::from(""), |n| Fact::Figure(n, format!("{n:.1}")));
    line(vec![
        ("名称", of.name.clone().into()),
        ("起止日期", of.dates.replace('-', ".").into()),
        ("应调", count(parts.due)),
        ("参训", count(parts.came)),
        ("请假", count(parts.leave)),
        ("缺训", count(parts.absent)),
        ("调换", count(parts.replaced)),
        ("未定", count(parts.open)),
        ("参训率", rate),
    ])
}

fn missed<'r>(circular: &Circular) -> Fact<'r> {
    let lines = circular.missed.iter().map(|m| {
        let why = if m.state == "excused" { "请假" } else { "无故缺训" };
        line(vec![
            ("姓名", m.name.clone().into()),
            ("单位", m.unit.clone().into()),
            ("班次", m.class.clone().into()),
            ("情况", why.into()),
            ("原因", m.reason.clone().into()),
        ])
    });
    Fact::List(lines.collect())
}

/// In brackets behind a register: of every year.
const ALL: &str = "全部";

/// A register as a list in its official order: of the year where its records have one; `班次（主体班）` are those that
/// have this word in one of their code lists.
fn list<'r>(asking: Asking<'r>, name: &str) -> Result<Option<Fact<'r>>> {
    let (name, word) = match name.strip_suffix(['）', ')']).and_then(|name| name.split_once(['（', '('])) {
        Some((name, word)) => (name, Some(word)),
        None => (name, None),
    };
    let Some(register) = REGISTERS.iter().copied().find(|r| r.name.zh == name) else { return Ok(None) };
    let mut query = Query::all(register);
    if word != Some(ALL) && register.field("year").is_some_and(catalog::Field::stored) {
        query.filters.push(Filter { field: "year", test: Test::Any(vec![Value::Int(i64::from(asking.year))]) });
    }
    if let Some(word) = word.filter(|word| *word != ALL) {
        let Some(filter) = worded(register, word) else { return Ok(None) };
        query.filters.push(filter);
    }
    Ok(Some(Record::all(asking, register.kind, asking.reader.ids(&query)?)))
}

/// The field that takes this word: a closed list that has it, or the register's kind.
fn worded(register: &'static Register, word: &str) -> Option<Filter> {
    for field in register.fields {
        if let FieldKind::State(words) = field.kind
            && let Some((code, _)) = words.iter().find(|(_, text)| text.zh == word)
        {
            return Some(Filter { field: field.name, test: Test::Any(vec![Value::text(*code)]) });
        }
    }
    let kind = register.fields.iter().find(|f| matches!(f.kind, FieldKind::Code(_)))?;
    Some(Filter { field: kind.name, test: Test::Any(vec![Value::text(word)]) })
}
