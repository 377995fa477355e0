//! A class: its people, groups, timetable, half-days to sign for, fees, evaluations and figures.

use super::{Fact, Record, Scope, line, short_day, span, weekday};
use crate::{
    domain::calendar::{Half, Time},
    store::{Result, class_page::Person, evaluation},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// States of a nominee who belongs to the class.
const MEMBERS: &[&str] = &["approved", "notified", "reported", "completed", "partial", "withdrawn", "expelled"];
/// States of those who are only named yet.
const NAMED: &[&str] = &["nominated", "waitlisted"];

pub fn fact<'r>(class: &Record<'r>, name: &str) -> Result<Option<Fact<'r>>> {
    let reader = class.asking.reader;
    let fill = || reader.class_fill(class.id);
    let count = |n: i64| Fact::count(usize::try_from(n).unwrap_or(0));
    Ok(Some(match name {
        "班次名称" | "班次" => class.field("班次").map_or(Ok(Fact::from("")), |f| class.shown(f))?,
        "培训时间" => Fact::Text(span(class.day("starts_on")?, class.day("ends_on")?)),
        "名单" => people(class, |p| MEMBERS.contains(&p.state.as_str()), true)?,
        "报名名单" => people(class, |p| NAMED.contains(&p.state.as_str()) || MEMBERS.contains(&p.state.as_str()), false)?,
        "缺训名单" => people(class, |p| matches!(p.state.as_str(), "excused" | "no_show"), false)?,
        "结业名单" => people(class, |p| p.state == "completed", false)?,
        "分组" => groups(class)?,
        "课程表" => sessions(class)?,
        "半天" => halves(class)?,
        "讲课费" => fees(class)?,
        "讲课费合计" => Fact::number(reader.class_fees(class.id)?.iter().map(|f| f.due.sum).sum()),
        "评估" => evaluations(class)?,
        "总评" => {
            evaluation::overall(&reader.evaluations_of_class(class.id)?).map_or(Fact::from(""), |m| Fact::number(m.score))
        }
        "评估意见" => opinions(class)?,
        "已报人数" => count(fill()?.nominated()),
        "报到人数" => count(fill()?.reported()),
        "结业人数" => count(fill()?.completed()),
        "缺训人数" => count(fill()?.missed()),
        "结班资料" => papers(class)?,
        _ => return call_up(class, name),
    }))
}

/// What its call-up knows: number of the notice, the day by which to answer, the places of units.
fn call_up<'r>(class: &Record<'r>, name: &str) -> Result<Option<Fact<'r>>> {
    let known =
        ["文号", "报名截止", "发文单位", "发文日期", "结构要求", "总名额", "名额分配", "名额合计", "点名人员", "点名单位"];
    if !known.contains(&name) {
        return Ok(None);
    }
    let Some(id) = class.asking.reader.class_fill(class.id)?.call_up else { return Ok(Some(Fact::from(""))) };
    Record::new(class.asking, "call_up", id).map_or(Ok(None), |call_up| call_up.fact(name))
}

fn roster(class: &Record) -> Result<Vec<Person>> {
    class.asking.reader.class_roster(class.id)
}

/// The people in these states; before anyone is accepted, those who are named where `early`.
fn people<'r>(class: &Record<'r>, of: impl Fn(&Person) -> bool, early: bool) -> Result<Fact<'r>> {
    let roster = roster(class)?;
    let mut ids: Vec<i64> = roster.iter().filter(|p| of(p)).map(|p| p.id).collect();
    if ids.is_empty() && early {
        ids = roster.iter().filter(|p| NAMED.contains(&p.state.as_str())).map(|p| p.id).collect();
    }
    Ok(Record::all(class.asking, "nominee", ids))
}

/// Groups in the order in which the roster first names them; people without one come last.
fn groups<'r>(class: &Record<'r>) -> Result<Fact<'r>> {
    let Fact::List(people) = people(class, |p| MEMBERS.contains(&p.state.as_str()), true)? else { return Ok(Fact::from("")) };
    let mut groups: Vec<(String, Vec<Scope<'r>>)> = Vec::new();
    for person in people {
        let group = person.fact("组别")?.map(|f| f.text()).unwrap_or_default();
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, members)) => members.push(person),
            None => groups.push((group, vec![person])),
        }
    }
    groups.sort_by_key(|(group, _)| group.is_empty());
    let mut lines = Vec::new();
    for (group, members) in groups {
        let mut leader = String::new();
        for member in &members {
            let post = member.fact("班内职务")?.map(|f| f.text()).unwrap_or_default();
            if post.contains("组长") && !post.contains('副') {
                leader = member.fact("姓名")?.map(|f| f.text()).unwrap_or_default();
            }
        }
        let named = if group.is_empty() || group.contains('组') { group } else { format!("第{group}组") };
        let named = if named.is_empty() { "未分组".to_owned() } else { named };
        let count = Fact::count(members.len());
        lines.push(line(vec![("组别", named.into()), ("组长", leader.into()), ("人数", count), ("组员", Fact::List(members))]));
    }
    Ok(Fact::List(lines))
}

fn views(class: &Record) -> Result<Vec<crate::domain::conflict::SessionView>> {
    let reader = class.asking.reader;
    match reader.class_span(class.id)? {
        Some((from, to)) => reader.class_sessions(class.id, from, to),
        None => Ok(Vec::new()),
    }
}

fn sessions<'r>(class: &Record<'r>) -> Result<Fact<'r>> {
    Ok(Record::all(class.asking, "session", views(class)?.iter().map(|s| s.id)))
}

fn half_word(half: Half) -> &'static str {
    match half {
        Half::Am => "上午",
        Half::Pm => "下午",
        Half::Eve => "晚上",
        Half::Day => "全天",
    }
}

/// Half-days of the timetable, one a list to sign.
fn halves<'r>(class: &Record<'r>) -> Result<Fact<'r>> {
    let mut halves: BTreeMap<(NaiveDate, Half), Vec<String>> = BTreeMap::new();
    for session in views(class)? {
        for half in session.slot.half.parts() {
            halves.entry((session.slot.date, *half)).or_default().push(session.title.clone());
        }
    }
    let lines = halves.into_iter().map(|((date, half), titles)| {
        line(vec![
            ("日期", super::long_day(date).into()),
            ("月日", short_day(date).into()),
            ("星期", weekday(date).into()),
            ("午别", half_word(half).into()),
            ("教学内容", titles.join("；").into()),
        ])
    });
    Ok(Fact::List(lines.collect()))
}

fn fees<'r>(class: &Record<'r>) -> Result<Fact<'r>> {
    let lines = class.asking.reader.class_fees(class.id)?.into_iter().map(|fee| {
        let scope = Record::new(class.asking, "teacher", fee.teacher);
        let phone = scope.map_or(Ok(None), |teacher| teacher.fact("电话"));
        Ok(line(vec![
            ("姓名", fee.name.into()),
            ("单位", fee.unit.into()),
            ("职称", fee.title.into()),
            ("授课学时", Fact::number(fee.due.taught)),
            ("计酬学时", Fact::number(fee.due.paid)),
            ("标准", Fact::number(fee.due.rate)),
            ("金额", Fact::number(fee.due.sum)),
            ("电话", phone?.unwrap_or_else(|| Fact::from(""))),
        ]))
    });
    Ok(Fact::List(lines.collect::<Result<_>>()?))
}

fn evaluations<'r>(class: &Record<'r>) -> Result<Fact<'r>> {
    let all = class.asking.reader.evaluations_of_class(class.id)?;
    let lines = all.into_iter().map(|e| {
        line(vec![
            ("评估项", e.item.into()),
            ("授课人", e.teacher.into()),
            ("课程", e.course.into()),
            ("得分", Fact::number(e.score)),
            ("问卷", Fact::count(usize::try_from(e.forms).unwrap_or(0))),
        ])
    });
    Ok(Fact::List(lines.collect()))
}

fn opinions<'r>(class: &Record<'r>) -> Result<Fact<'r>> {
    let all = class.asking.reader.evaluations_of_class(class.id)?;
    Ok(Fact::List(all.into_iter().filter_map(|e| e.opinion).map(|o| line(vec![("意见", o.into())])).collect()))
}

fn papers<'r>(class: &Record<'r>) -> Result<Fact<'r>> {
    let papers = class.asking.reader.class_papers(class.id)?.into_iter().map(|paper| {
        let got = if paper.id.is_some() { "有" } else { "缺" };
        line(vec![("资料", paper.kind.into()), ("有无", got.into())])
    });
    Ok(Fact::List(papers.collect()))
}

/// A row of a timetable: its day and time as timetables write them, and who teaches.
pub fn session<'r>(session: &Record<'r>, name: &str) -> Result<Option<Fact<'r>>> {
    Ok(Some(match name {
        "星期" => Fact::from(session.day("date")?.map_or("", weekday)),
        "月日" => Fact::from(session.day("date")?.map(short_day)),
        "时间" => {
            let time = |field: &str| {
                Ok::<_, crate::store::Error>(session.value(field)?.as_str().and_then(Time::parse).map(|t| t.to_string()))
            };
            Fact::from([time("starts")?, time("ends")?].into_iter().flatten().collect::<Vec<_>>().join("-"))
        }
        "授课人" => {
            let written = session.value("teacher_text")?;
            match written.as_str() {
                Some(text) => Fact::from(text),
                None => session.belonging("师资")?.map_or(Ok(Fact::from("")), names)?,
            }
        }
        _ => return Ok(None),
    }))
}

fn names(people: Fact<'_>) -> Result<Fact<'_>> {
    let Fact::List(people) = people else { return Ok(people) };
    let mut names = Vec::new();
    for person in people {
        names.extend(person.fact("姓名")?.map(|f| f.text()));
    }
    Ok(Fact::from(names.join("、")))
}
