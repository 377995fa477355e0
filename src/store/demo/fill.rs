//! The order in which the city is made: whatever points at something comes after it.

use super::{
    Cx, Report, Result, Stage, Summary, bulk, calls, city, classes, follow, hours, keys, library, people, places, study,
    teachers, timetable, work,
};
use crate::store::{schema::triggers, verdicts};
use rusqlite::params;

/// Fills every table of the new file.
pub(super) fn everything(cx: &Cx, report: &mut Report) -> Result<Summary> {
    let removed = bulk::remove(cx.conn)?;
    codes(cx)?;
    let city = city::plan(cx);
    city::write(cx, &city)?;
    let crowd = people::write(cx, &city, report)?;
    people::headcounts(cx, &city, &crowd)?;
    report.at(Stage::Library, 0, 1)?;
    let places = places::write(cx, &city)?;
    let staff = teachers::write(cx, &city, &crowd, &places, classes::wanted(cx))?;
    let library = library::write(cx, &city, &places, &staff)?;
    let classes = classes::write(cx, &city, &places)?;
    let lectures = timetable::write(cx, &library, &staff, &places, &classes)?;
    let outcome = calls::write(cx, &city, &crowd, &classes, report)?;
    let circles = study::plan(cx, &city);
    let town =
        hours::Town { city: &city, crowd: &crowd, classes: &classes, outcome: &outcome, lectures: &lectures, staff: &staff };
    let (entries, present) = hours::write(cx, &town, &circles, report)?;
    study::write(cx, &city, &crowd, &circles, &present)?;
    follow::write(cx, &town, &library, &places, &staff)?;
    work::write(cx, &city, &crowd, &places, &library, &staff)?;
    removed.restore(cx.conn, report)?;
    verdicts::advance(cx.conn, cx.plan.today, &mut |_| true)?;
    looked_at(cx)?;
    keys::write(cx, report)?;
    triggers::install_guards(cx.conn)?;
    report.at(Stage::Indexes, 1, 1)?;
    Ok(Summary {
        units: city.units.len() as u64,
        cadres: crowd.0.len() as u64,
        classes: classes.len() as u64,
        nominees: outcome.nominees,
        entries,
    })
}

/// Obligations of last year and of programmes that ended are there as the office opened them; no start adds to them.
fn looked_at(cx: &Cx) -> Result<()> {
    let mut add = cx.conn.prepare("INSERT INTO date_cause (cause, what) VALUES (?1, ?2)")?;
    add.execute(["year_gap", &(cx.year() - 1).to_string()])?;
    let mut programmes = cx.conn.prepare("SELECT id FROM programme WHERE deadline < ?1")?;
    for id in programmes.query_map([cx.plan.today.to_string()], |row| row.get::<_, i64>(0))? {
        add.execute(["programme", &id?.to_string()])?;
    }
    Ok(())
}

/// Words this city added to the code lists.
fn codes(cx: &Cx) -> Result<()> {
    let mut add = cx.conn.prepare(
        "INSERT INTO code (id, list, name, parent, sort_no)
         SELECT max(id) + 1, ?1, ?2, ?3, (SELECT max(sort_no) + 1 FROM code WHERE list = ?1) FROM code",
    )?;
    for [list, word, group] in &cx.words.codes {
        add.execute(params![list, word, (!group.is_empty()).then_some(*group)])?;
    }
    Ok(())
}
