//! What else bears on a step than the record's own state, and what else a step brings about.

use super::super::{Result, Tx};
use crate::domain::states::{Grounds, Machine, Refusal, given};
use rusqlite::{Connection, OptionalExtension};

/// States of nominees that leave something to decide when a class ends.
pub const UNSETTLED: &str = "('planned', 'nominated', 'waitlisted', 'approved', 'notified', 'reported')";

/// What is in the way of a step that the record's state allows.
pub(super) fn hindrance(conn: &Connection, machine: &Machine, id: i64, name: &str, grounds: Grounds) -> Result<Option<Refusal>> {
    match machine.kind {
        "nominee" => nominee(conn, id, name, grounds),
        "class" if name == "close" && !given(grounds.reason) => closing(conn, id),
        "make_up" if !given(grounds.reason) => settling(conn, id, name),
        _ => Ok(None),
    }
}

/// What is made up is settled by an entry, and arranged for a class or courses; without them a reason says how.
fn settling(conn: &Connection, id: i64, name: &str) -> Result<Option<Refusal>> {
    let missing = match name {
        "finish" => "done_entry_id IS NULL",
        "schedule" => "to_class_id IS NULL",
        _ => return Ok(None),
    };
    let sql = format!("SELECT {missing} FROM make_up WHERE id = ?1");
    let missing: Option<bool> = conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
    Ok(missing.unwrap_or(false).then_some(Refusal::NeedsReason))
}

fn nominee(conn: &Connection, id: i64, name: &str, grounds: Grounds) -> Result<Option<Refusal>> {
    let sql = "SELECT n.route, c.state, c.id, n.unit_id FROM nominee n JOIN call_up c ON c.id = n.call_up_id WHERE n.id = ?1";
    let read = |row: &rusqlite::Row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?));
    let Some((route, call_up, of, unit)) = conn.prepare_cached(sql)?.query_row([id], read).optional()? else {
        return Ok(Some(Refusal::Gone));
    };
    Ok(match name {
        "nominate" | "approve" | "waitlist" if matches!(call_up.as_str(), "closed" | "cancelled") => Some(Refusal::CallUpClosed),
        "nominate" if !given(grounds.reason) && full(conn, of, unit)? => Some(Refusal::PlacesFull),
        // 点名调训: who is called by name neither declines nor is sent back without somebody's word.
        "decline" | "reject" if route == "named" && !given(grounds.approver) => Some(Refusal::NamedNeedsApprover),
        "replace" => Some(Refusal::NeedsSuccessor),
        _ => None,
    })
}

/// True where a unit has places on a call-up and all of them are taken; who waits or is excused takes none.
pub(super) fn full(conn: &Connection, call_up: i64, unit: Option<i64>) -> Result<bool> {
    let sql = "SELECT q.places <= (SELECT count(*) FROM nominee n WHERE n.call_up_id = q.call_up_id AND n.unit_id = q.unit_id
                 AND n.state NOT IN ('planned', 'rejected', 'declined', 'replaced', 'waitlisted', 'excused'))
               FROM quota q WHERE q.call_up_id = ?1 AND q.unit_id = ?2";
    let full: Option<bool> =
        conn.prepare_cached(sql)?.query_row(rusqlite::params![call_up, unit], |row| row.get(0)).optional()?;
    Ok(full.unwrap_or(false))
}

/// A class closes with its documents in hand and its people settled. Source: the practice of networks that close a
/// class only with plan, sign-in sheets and final timetable.
fn closing(conn: &Connection, class: i64) -> Result<Option<Refusal>> {
    let missing = "SELECT EXISTS (SELECT 1 FROM code c WHERE c.list = 'class_doc_kind' AND c.parent = 'closing' AND c.active = 1
                   AND NOT EXISTS (SELECT 1 FROM class_doc d WHERE d.class_id = ?1 AND d.kind = c.name))";
    if conn.prepare_cached(missing)?.query_row([class], |row| row.get(0))? {
        return Ok(Some(Refusal::PapersMissing));
    }
    let open = format!(
        "SELECT EXISTS (SELECT 1 FROM nominee n JOIN call_up c ON c.id = n.call_up_id WHERE c.class_id = ?1 AND n.state IN {UNSETTLED})"
    );
    let open: bool = conn.prepare_cached(&open)?.query_row([class], |row| row.get(0))?;
    Ok(open.then_some(Refusal::PeopleOpen))
}

/// What a step brings about in other records, in the same write.
pub(super) fn follow(tx: &Tx, machine: &Machine, id: i64, name: &str, grounds: Grounds) -> Result<()> {
    if machine.kind == "leave"
        && let Some(approver) = grounds.approver
    {
        let sql = "UPDATE leave SET approver = ?2, version = version + 1 WHERE id = ?1";
        tx.prepare_cached(sql)?.execute(rusqlite::params![id, approver])?;
    }
    if machine.kind == "nominee" && name == "approve" {
        tx.settle_proposal(id, grounds)?;
    }
    if machine.kind == "class" && name == "close" {
        certificates(tx, id)?;
    }
    // A class that does not take place calls nobody.
    if machine.kind == "class" && name == "cancel" {
        let sql = "SELECT id FROM call_up WHERE class_id = ?1";
        let call_up: Option<i64> = tx.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
        if let Some(call_up) = call_up {
            // Refused where it is closed or cancelled already: then there is nothing to do.
            let _ = tx.step("call_up", call_up, "cancel", grounds)?;
        }
    }
    Ok(())
}

/// Numbers the certificates of those who completed a class and have none, in the order of its list: the class's code, or
/// its year and number, then a running number. A class closed again goes on after the last.
fn certificates(tx: &Tx, class: i64) -> Result<()> {
    let sql = "SELECT coalesce(code, year || '-' || id) FROM training_class WHERE id = ?1";
    let code: String = tx.prepare_cached(sql)?.query_row([class], |row| row.get(0))?;
    let mut stmt = tx.prepare_cached(
        "SELECT n.id, n.certificate_no FROM nominee n JOIN call_up c ON c.id = n.call_up_id LEFT JOIN unit u ON u.id = n.unit_id
         WHERE c.class_id = ?1 AND (n.state = 'completed' OR n.certificate_no IS NOT NULL)
         ORDER BY u.id IS NULL, u.sort_no, u.id, n.sort_no, n.id",
    )?;
    let rows: Vec<(i64, Option<String>)> =
        stmt.query_map([class], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let given = rows.iter().filter_map(|(_, no)| no.as_deref()?.strip_prefix(&code)?.strip_prefix('-')?.parse::<u32>().ok());
    let mut last = given.max().unwrap_or(0);
    for (nominee, _) in rows.iter().filter(|(_, no)| no.is_none()) {
        last += 1;
        let sql = "UPDATE nominee SET certificate_no = ?2, version = version + 1 WHERE id = ?1";
        tx.prepare_cached(sql)?.execute(rusqlite::params![nominee, format!("{code}-{last:03}")])?;
    }
    Ok(())
}
