//! A call-up: the places of units, and people called by name.

use super::{Fact, Record, Scope, line, office};
use crate::store::{
    Result,
    call_ups::{CallUp, Person, UnitFill},
};

pub fn fact<'r>(call_up: &Record<'r>, name: &str) -> Result<Option<Fact<'r>>> {
    let known = ["发文单位", "名额分配", "名额合计", "点名人员", "点名单位"];
    if !known.contains(&name) {
        return Ok(None);
    }
    if name == "发文单位" {
        let sender = call_up.value("sender")?;
        return match sender.as_str() {
            Some(sender) => Ok(Some(Fact::from(sender))),
            None => Ok(Some(Fact::from(office::ourselves(call_up.asking)?))),
        };
    }
    let Some(read) = call_up.asking.reader.call_up(call_up.id)? else { return Ok(Some(Fact::from(""))) };
    Ok(Some(match name {
        "名额分配" => Fact::List(read.units.iter().map(quota).collect()),
        "名额合计" => Fact::List(vec![quota(&read.total)]),
        "点名人员" => nominees(call_up, named(&read)),
        _ => by_unit(call_up, &read),
    }))
}

fn count<'r>(n: u64) -> Fact<'r> {
    Fact::count(usize::try_from(n).unwrap_or(usize::MAX))
}

fn quota<'r>(unit: &UnitFill) -> Scope<'r> {
    line(vec![
        ("单位", unit.unit.clone().into()),
        ("名额", count(unit.places)),
        ("已报", count(unit.nominated)),
        ("缺额", count(unit.places.saturating_sub(unit.nominated))),
        ("报到", count(unit.reported)),
        ("条件", unit.condition.clone().into()),
    ])
}

/// Those called by name who have not left the list.
fn named(read: &CallUp) -> impl Iterator<Item = &Person> {
    read.people.iter().filter(|p| matches!(p.route.as_str(), "named" | "mixed") && (p.counted() || p.state == "planned"))
}

fn nominees<'r, 'p>(call_up: &Record<'r>, people: impl Iterator<Item = &'p Person>) -> Fact<'r> {
    Record::all(call_up.asking, "nominee", people.map(|p| p.id))
}

/// A page a unit: its people who are called by name.
fn by_unit<'r>(call_up: &Record<'r>, read: &CallUp) -> Fact<'r> {
    let units = read.units.iter().filter_map(|unit| {
        let people: Vec<&Person> = named(read).filter(|p| p.unit_id == unit.unit_id).collect();
        let known = ("单位", unit.unit.clone().into());
        (!people.is_empty()).then(|| line(vec![known, ("点名人员", nominees(call_up, people.into_iter()))]))
    });
    Fact::List(units.collect())
}
