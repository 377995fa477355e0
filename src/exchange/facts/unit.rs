//! A unit: its people who are short of hours, and what they owe.

use super::{Asking, Fact, Record, Scope, line};
use crate::{
    store::{Result, ledger::Rulebook, notice::Notice},
    text::Lang,
};

pub fn fact<'r>(unit: &Record<'r>, name: &str) -> Result<Option<Fact<'r>>> {
    Ok(Some(match name {
        "预警单位" => Fact::List(warned(unit.asking, &[unit.id])?),
        "补训单位" => Fact::List(owing(unit.asking, Some(unit.id))?),
        _ => return Ok(None),
    }))
}

/// These units as far as somebody in them is short, each with its people and the papers of the rules.
pub fn warned<'r>(asking: Asking<'r>, units: &[i64]) -> Result<Vec<Scope<'r>>> {
    let book: Rulebook = asking.reader.rulebook()?;
    let mut lines = Vec::new();
    for unit in units {
        lines.extend(asking.reader.notice(&book, *unit, asking.year, asking.today)?.map(notice));
    }
    Ok(lines)
}

fn notice<'r>(notice: Notice) -> Scope<'r> {
    let people = notice.people.into_iter().map(|p| {
        line(vec![
            ("姓名", p.name.into()),
            ("职务", p.position.into()),
            ("标准", p.rule.into()),
            ("脱产", Fact::number(p.full_time)),
            ("网络", Fact::number(p.online)),
            ("合计", Fact::number(p.total)),
            ("应学", Fact::number(p.target)),
            ("还缺", Fact::number(p.missing)),
            ("等级", p.level.label().get(Lang::Zh).into()),
        ])
    });
    let basis = notice.citations.into_iter().map(|c| line(vec![("依据", c.into())]));
    line(vec![
        ("单位", notice.unit.into()),
        ("预警人员", Fact::List(people.collect())),
        ("依据条目", Fact::List(basis.collect())),
    ])
}

/// Units that owe make-ups, in official order, each with what is still owed.
pub fn owing(asking: Asking<'_>, only: Option<i64>) -> Result<Vec<Scope<'_>>> {
    let owed = asking.reader.obligations()?;
    let mut lines = Vec::new();
    for (id, name) in asking.reader.unit_names()?.into_iter().filter(|(id, _)| only.is_none_or(|only| only == *id)) {
        let ids: Vec<i64> = owed.iter().filter(|o| o.unit_id == Some(id) && o.open()).map(|o| o.id).collect();
        if !ids.is_empty() {
            lines.push(line(vec![("单位", name.into()), ("补训人员", Record::all(asking, "make_up", ids))]));
        }
    }
    Ok(lines)
}
