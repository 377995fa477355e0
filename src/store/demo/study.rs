//! Theory study groups (中心组) of units with leaders, and their sessions each quarter.

use super::{Cx, Result, calendar, city::City, people, people::Crowd, sheet::Sheet};
use chrono::NaiveDate;
use rusqlite::params;

/// A session that took place.
pub(super) struct Session {
    pub date: NaiveDate,
    pub topic: &'static str,
    materials: &'static str,
    quarter: i64,
    group: i64,
}

/// Sessions by unit; empty for a unit without a group.
pub(super) struct Circles(pub Vec<Vec<Session>>);

/// Plans groups and sessions of last year and this one.
pub(super) fn plan(cx: &Cx, city: &City) -> Circles {
    let mut next = 1;
    let mut all = Vec::with_capacity(city.units.len());
    for (i, unit) in city.units.iter().enumerate() {
        let led =
            unit.ladder.starts_with("市") || unit.ladder.starts_with("县") || matches!(unit.ladder, "乡镇" | "街道" | "国企");
        let mut sessions = Vec::new();
        if led && !unit.people.is_empty() {
            for back in [1, 0] {
                quarters(cx, i, cx.year() - back, next, &mut sessions);
                next += 1;
            }
        }
        all.push(sessions);
    }
    Circles(all)
}

fn quarters(cx: &Cx, unit: usize, year: i32, group: i64, into: &mut Vec<Session>) {
    let mut chance = cx.chance("study", group);
    for quarter in 1..=4_i64 {
        let topics: Vec<_> = cx.words.group_topics.iter().filter(|t| t[0] == quarter.to_string()).collect();
        let [_, topic, materials] = *topics[(unit + quarter as usize) % topics.len()];
        let date = calendar::next_worked(calendar::day(year, quarter as u32 * 3 - 1, chance.between(3, 26) as u32));
        // Now and then a quarter is missed: that is what the check is for.
        if date < cx.plan.today && !chance.hit(50) {
            into.push(Session { date, topic, materials, quarter, group });
        }
    }
}

/// Writes groups and sessions; `present` has the people at each session of each unit.
pub(super) fn write(cx: &Cx, city: &City, crowd: &Crowd, circles: &Circles, present: &[Vec<i64>]) -> Result<()> {
    let mut groups = Sheet::open(cx.conn, "study_group", "unit_id year name leader secretary plan")?;
    let mut sheet = Sheet::open(
        cx.conn,
        "study_session",
        "study_group_id date quarter topic host recorder place due_people present hours materials",
    )?;
    for (i, unit) in city.units.iter().enumerate() {
        let led =
            unit.ladder.starts_with("市") || unit.ladder.starts_with("县") || matches!(unit.ladder, "乡镇" | "街道" | "国企");
        if !led || unit.people.is_empty() {
            continue;
        }
        let leader = crowd.name(cx, unit.people.start);
        let secretary = crowd.name(cx, unit.people.end - 1);
        let due = crowd.0[unit.people.clone()].iter().filter(|p| p.has(people::LEADER) && !p.has(people::GONE)).count();
        let name = cx.words.fill("study_name", &[("unit", &unit.short)]);
        for back in [1, 0] {
            groups.put(params![unit.id, cx.year() - back, name, leader, secretary, cx.words.phrase("study_plan")])?;
        }
        for (session, present) in circles.0[i].iter().zip(&present[i]) {
            sheet.put(params![
                session.group,
                session.date.to_string(),
                session.quarter,
                session.topic,
                leader,
                secretary,
                cx.words.phrase("study_place"),
                due as i64,
                present,
                2.0,
                session.materials
            ])?;
        }
    }
    Ok(())
}
