//! Taking what was arranged: obligations are scheduled and people put on the lists of their classes, in one write.

use crate::{
    domain::states::Grounds,
    store::{Act, Result, Store, Tx, log::Entry},
    text::arrange as w,
};
use rusqlite::{OptionalExtension, params};

/// One obligation with where it is made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The obligation.
    pub make_up: i64,
    /// The class, or the several in the order of their days.
    pub classes: Vec<i64>,
}

/// What taking a plan came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Obligations now arranged.
    pub placed: usize,
    /// People put on the list of a class.
    pub named: usize,
    /// Left as they were, because something changed meanwhile.
    pub left: usize,
}

impl Store {
    /// Arranges these obligations: each is scheduled for its class, and the person is put on the list of the class where
    /// there is one. One write, one undo; what changed meanwhile is left and counted.
    pub fn place(&mut self, act: &Act, placed: &[Placed]) -> Result<Accepted> {
        self.write(act, "arrange make-ups", |tx| {
            let mut done = Accepted::default();
            for place in placed {
                if schedule(tx, place)? {
                    done.placed += 1;
                    for class in &place.classes {
                        done.named += usize::from(name(tx, place.make_up, *class)?);
                    }
                } else {
                    done.left += 1;
                }
            }
            Ok(done)
        })
    }

    /// Arranges an obligation without a class, such as courses to take online; the state says it is arranged.
    pub fn place_otherwise(&mut self, act: &Act, make_up: i64, how: &str) -> Result<bool> {
        self.write(act, "arrange make-ups", |tx| {
            let sql = "UPDATE make_up SET version = version + 1, suggested = ?2, to_class_id = NULL WHERE id = ?1";
            tx.prepare_cached(sql)?.execute(params![make_up, how])?;
            Ok(tx.step("make_up", make_up, "schedule", Grounds { reason: Some(how), approver: None })?.is_ok())
        })
    }

    /// Closes an obligation by the entry that settles it; false where its state does not allow it.
    pub fn settle_make_up(&mut self, act: &Act, make_up: i64, entry: i64) -> Result<bool> {
        self.write(act, "settle make-up", |tx| {
            let sql = "UPDATE make_up SET version = version + 1, done_entry_id = ?2 WHERE id = ?1";
            tx.prepare_cached(sql)?.execute([make_up, entry])?;
            let reason = Some(crate::text::make_up::BY_ENTRY.zh);
            let taken = tx.step("make_up", make_up, "finish", Grounds { reason, approver: None })?;
            if taken.is_err() {
                tx.prepare_cached("UPDATE make_up SET done_entry_id = NULL WHERE id = ?1")?.execute([make_up])?;
            }
            Ok(taken.is_ok())
        })
    }
}

fn schedule(tx: &Tx, place: &Placed) -> Result<bool> {
    let mut titles = Vec::new();
    for class in &place.classes {
        let sql = "SELECT title FROM training_class WHERE id = ?1 AND state IN ('approved', 'enrolling')";
        titles.extend(tx.prepare_cached(sql)?.query_row([class], |row| row.get::<_, String>(0)).optional()?);
    }
    let Some((last, before)) = place.classes.split_last().filter(|_| titles.len() == place.classes.len()) else {
        return Ok(false);
    };
    let grounds = Grounds { reason: Some(&titles.join("、")), approver: None };
    if tx.step("make_up", place.make_up, "schedule", grounds)?.is_err() {
        return Ok(false);
    }
    let sql = "UPDATE make_up SET version = version + 1, to_class_id = ?2 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute([place.make_up, *last])?;
    tx.prepare_cached("DELETE FROM make_up_class WHERE make_up_id = ?1")?.execute([place.make_up])?;
    for class in before {
        let sql = "INSERT INTO make_up_class (id, make_up_id, class_id) VALUES (?1, ?2, ?3)";
        tx.prepare_cached(sql)?.execute([tx.next_id("make_up_class")?, place.make_up, *class])?;
    }
    Ok(true)
}

/// Puts the person on the list of the class; false where they are on it, or it has none.
fn name(tx: &Tx, make_up: i64, class: i64) -> Result<bool> {
    let sql = "SELECT u.id, m.cadre_id, coalesce(m.unit_id, c.unit_id), c.position, c.level, c.phone FROM make_up m JOIN cadre c ON c.id = m.cadre_id
               JOIN call_up u ON u.class_id = ?2 WHERE m.id = ?1 AND u.state IN ('draft', 'open', 'short', 'filled')
                 AND NOT EXISTS (SELECT 1 FROM nominee n WHERE n.call_up_id = u.id AND n.cadre_id = m.cadre_id)";
    let id = tx.next_id("nominee")?;
    let day = tx.act.at.get(..10).unwrap_or_default();
    let insert = format!(
        "INSERT INTO nominee (id, sort_no, call_up_id, cadre_id, unit_id, position, level, phone, route, state, state_since, flags)
         SELECT ?3, ?3, x.* , 'rotation', 'nominated', ?4, ?5 FROM ({sql}) x"
    );
    let flag = w::FLAG.zh;
    let added = tx.prepare_cached(&insert)?.execute(params![make_up, class, id, day, flag])?;
    if added > 0 {
        tx.log_state("nominee", id, Entry { to: "nominated", reason: Some(w::NAMED_FOR.zh), ..Entry::default() })?;
    }
    Ok(added > 0)
}
