//! People: one pass in the order of names, so that records of one name stand together.

use super::Sink;
use crate::{
    domain::finding::{
        Detail, Finding,
        person::{self, Person},
        rules as r,
    },
    store::Result,
};
use rusqlite::{OptionalExtension, Row};

/// People between two looks at whether to stop.
const LOOK: u64 = 512;

const READ: &str =
    "SELECT id, name, id_card, sex, birth, work_since, party_since, level_since, unit_id, level, position, phone, active, category
    FROM cadre ORDER BY name, id";

fn read(row: &Row) -> rusqlite::Result<Person> {
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        id_card: row.get(2)?,
        sex: row.get(3)?,
        birth: row.get(4)?,
        work_since: row.get(5)?,
        party_since: row.get(6)?,
        level_since: row.get(7)?,
        unit: row.get(8)?,
        level: row.get(9)?,
        position: row.get(10)?,
        phone: row.get(11)?,
        active: row.get(12)?,
        category: row.get(13)?,
    })
}

pub(super) fn run(sink: &mut Sink) -> Result<bool> {
    if sink.kind.is_some_and(|kind| kind != "cadre") {
        return Ok(sink.go_on(0));
    }
    let conn = sink.conn;
    let mut stmt = conn.prepare(READ)?;
    let mut rows = stmt.query([])?;
    let (mut namesakes, mut seen): (Vec<Person>, u64) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let p = read(row)?;
        for (rule, detail) in person::person(&p, sink.today) {
            sink.add(Finding::new(rule, p.id, p.name.clone(), detail));
        }
        twice(sink, &p)?;
        if namesakes.first().is_some_and(|first| first.name != p.name) {
            similar(sink, &namesakes);
            namesakes.clear();
        }
        namesakes.push(p);
        seen += 1;
        if seen % LOOK == 0 && !sink.go_on(LOOK) {
            return Ok(false);
        }
    }
    similar(sink, &namesakes);
    Ok(sink.go_on(seen % LOOK))
}

/// The same number in another form: 15 places, a small x. In one form the file itself refuses it.
fn twice(sink: &mut Sink, p: &Person) -> Result<()> {
    let Some(stored) = p.id_card.as_deref() else { return Ok(()) };
    let Some(whole) = person::whole_number(stored).filter(|whole| whole != stored) else { return Ok(()) };
    let mut stmt = sink.conn.prepare_cached("SELECT id, name FROM cadre WHERE id_card = ?1 AND id <> ?2")?;
    let other: Option<(i64, String)> = stmt.query_row((&whole, p.id), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    if let Some((id, name)) = other {
        sink.add(Finding::new(&r::ID_TWICE, p.id, p.name.clone(), Detail::With(name)).beside(id));
    }
    Ok(())
}

/// Of people with one name, each later one with the first it may be.
fn similar(sink: &mut Sink, namesakes: &[Person]) {
    // Comparing all with all is dear where hundreds share a name: those of one birth or unit stand near each other.
    for (n, p) in namesakes.iter().enumerate().skip(1) {
        let numbered = |a: &Person, b: &Person| a.id_card.is_some() && b.id_card.is_some() && a.id_card != b.id_card;
        let other = namesakes[..n].iter().find(|other| !numbered(p, other) && person::may_be_one(other, p));
        if let Some(other) = other {
            let mut detail = other.name.clone();
            if let Some(position) = &other.position {
                detail = format!("{detail} {position}");
            }
            sink.add(Finding::new(&r::SIMILAR, p.id, p.name.clone(), Detail::With(detail)).beside(other.id));
        }
    }
}
