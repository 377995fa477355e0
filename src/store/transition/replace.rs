//! Names for a call-up: nominating, and replacing one person by another.

use super::{
    super::{Act, Result, Store, Tx, log::Entry},
    Outcome, Refused, Steps, Taken, around, is_clerk, refused,
};
use crate::domain::states::{Grounds, Refusal, given, machine};
use rusqlite::{OptionalExtension, params};

/// How somebody comes onto a call-up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Naming<'a> {
    /// `unit`, `named`, `mixed` or `rotation`.
    pub route: &'a str,
    /// Why they are called by name.
    pub named_reason: Option<&'a str>,
    /// What the log says.
    pub reason: Option<&'a str>,
}

impl Tx<'_> {
    /// Puts people on a call-up as nominated; unit, post and telephone as they are now. Those planned or sent back take
    /// the step; those on it already are refused.
    pub fn nominate(&self, call_up: i64, cadres: &[i64], naming: Naming) -> Result<Steps> {
        let mut steps = Steps::default();
        for cadre in cadres {
            match self.nominate_one(call_up, *cadre, naming)? {
                Ok(taken) => steps.taken.push(taken),
                Err(refused) => steps.refused.push(refused),
            }
        }
        Ok(steps)
    }

    fn nominate_one(&self, call_up: i64, cadre: i64, naming: Naming) -> Result<Outcome> {
        let open = "SELECT state FROM call_up WHERE id = ?1";
        let open: Option<String> = self.prepare_cached(open)?.query_row([call_up], |row| row.get(0)).optional()?;
        match open.as_deref() {
            None => return Ok(Err(refused(cadre, String::new(), Refusal::Gone))),
            Some("closed" | "cancelled") => return Ok(Err(refused(cadre, String::new(), Refusal::CallUpClosed))),
            Some(_) => {}
        }
        let there = "SELECT id, state FROM nominee WHERE call_up_id = ?1 AND cadre_id = ?2";
        let read = |row: &rusqlite::Row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
        let there = self.prepare_cached(there)?.query_row([call_up, cadre], read).optional()?;
        let grounds = Grounds { reason: naming.reason, approver: None };
        match there {
            Some((id, state)) if matches!(state.as_str(), "planned" | "rejected") => {
                self.step("nominee", id, "nominate", grounds)
            }
            Some((id, state)) => {
                Ok(Err(Refused { last: self.last_step("nominee", id)?, ..refused(id, state, Refusal::OnCallUp) }))
            }
            None => {
                let bound = !given(naming.reason) || is_clerk(self, &self.act.actor)?;
                if bound && self.over_places(call_up, cadre)? {
                    return Ok(Err(Refused {
                        last: self.last_named(call_up, cadre)?,
                        ..refused(cadre, String::new(), Refusal::PlacesFull)
                    }));
                }
                let id = self.add_nominee(call_up, cadre, naming, None)?;
                Ok(Ok(Taken { id, from: String::new(), to: "nominated" }))
            }
        }
    }

    fn over_places(&self, call_up: i64, cadre: i64) -> Result<bool> {
        let sql = "SELECT unit_id FROM cadre WHERE id = ?1";
        let unit: Option<i64> = self.prepare_cached(sql)?.query_row([cadre], |row| row.get(0)).optional()?.flatten();
        around::full(self, call_up, unit)
    }

    /// Who named the last of a person's unit on a call-up, and when.
    fn last_named(&self, call_up: i64, cadre: i64) -> Result<Option<(String, String)>> {
        let sql = "SELECT l.actor, l.at FROM nominee n JOIN nominee_log l ON l.nominee_id = n.id
                   WHERE n.call_up_id = ?1 AND n.unit_id = (SELECT unit_id FROM cadre WHERE id = ?2) ORDER BY l.id DESC LIMIT 1";
        Ok(self.prepare_cached(sql)?.query_row([call_up, cadre], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    fn add_nominee(&self, call_up: i64, cadre: i64, naming: Naming, replaces: Option<i64>) -> Result<i64> {
        let id = self.next_id("nominee")?;
        let day = self.act.at.get(..10).unwrap_or(&self.act.at);
        let sql = "INSERT INTO nominee (id, sort_no, call_up_id, cadre_id, unit_id, position, level, phone, route, named_reason, state,
                     state_since, replaces_id)
                   SELECT ?1, (SELECT coalesce(max(n.sort_no), 0) + 1 FROM nominee n WHERE n.call_up_id = ?2), ?2, c.id, c.unit_id,
                     c.position, c.level, c.phone, ?4, ?5, 'nominated', ?6, ?7 FROM cadre c WHERE c.id = ?3";
        let route = if naming.route.is_empty() { "unit" } else { naming.route };
        self.prepare_cached(sql)?.execute(params![id, call_up, cadre, route, naming.named_reason, day, replaces])?;
        let entry = Entry { to: "nominated", reason: naming.reason, ..Entry::default() };
        self.log_state("nominee", id, entry)?;
        Ok(id)
    }

    /// Puts another person in the place of a nominee, as far as that one had come: a replacement of somebody approved
    /// is approved by whoever agreed to it. After the list went out, its next number is made.
    pub fn replace(&self, nominee: i64, cadre: i64, grounds: Grounds) -> Result<Outcome> {
        let sql = "SELECT n.call_up_id, n.state, n.route, c.state, n.cadre_id FROM nominee n JOIN call_up c ON c.id = n.call_up_id WHERE n.id = ?1";
        let read = |row: &rusqlite::Row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
                row.get::<_, i64>(4)?,
            ))
        };
        let Some((call_up, state, route, stands, before)) = self.prepare_cached(sql)?.query_row([nominee], read).optional()?
        else {
            return Ok(Err(refused(nominee, String::new(), Refusal::Gone)));
        };
        // A unit proposes where the office has approved somebody, or called them by name.
        let proposed = (state != "nominated" || route == "named") && is_clerk(self, &self.act.actor)?;
        let asked = if proposed { Grounds { approver: Some(&self.act.actor), ..grounds } } else { grounds };
        if let Some(why) = self.cannot_replace(&state, &stands, asked)? {
            return Ok(Err(Refused { last: self.last_step("nominee", nominee)?, ..refused(nominee, state, why) }));
        }
        if before == cadre {
            return Ok(Err(refused(nominee, state, Refusal::OnCallUp)));
        }
        let new = match self.successor(call_up, cadre, nominee, &route, grounds)? {
            Ok(new) => new,
            Err(refused) => return Ok(Err(refused)),
        };
        // The unit proposes; the one who is there stays until the office agrees.
        if proposed {
            return Ok(Ok(Taken { id: new, from: state, to: "nominated" }));
        }
        self.leave_place(nominee, &state, grounds)?;
        if state != "nominated" {
            let approved = self.step("nominee", new, "approve", grounds)?;
            debug_assert!(approved.is_ok(), "a nominated person can be approved");
        }
        self.freeze_rosters(&[nominee], false, grounds.reason)?;
        Ok(Ok(Taken { id: new, from: state, to: "replaced" }))
    }

    /// The nominee who comes instead: new, or somebody on the waiting list, planned or sent back who moves up.
    fn successor(
        &self,
        call_up: i64,
        cadre: i64,
        nominee: i64,
        route: &str,
        grounds: Grounds,
    ) -> Result<std::result::Result<i64, Refused>> {
        let there = "SELECT n.id, n.state, b.id IS NOT NULL FROM nominee n
             LEFT JOIN nominee b ON b.id = n.replaces_id AND b.state = 'replaced' AND b.id <> ?3
             WHERE n.call_up_id = ?1 AND n.cadre_id = ?2";
        let read = |row: &rusqlite::Row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?));
        match self.prepare_cached(there)?.query_row([call_up, cadre, nominee], read).optional()? {
            Some((id, state, another)) if matches!(state.as_str(), "waitlisted" | "planned" | "rejected") => {
                // Else nobody would know any more who came for the first.
                if another {
                    return Ok(Err(refused(id, state, Refusal::ReplacesAnother)));
                }
                self.move_up(id, &state, nominee, grounds)?;
                Ok(Ok(id))
            }
            Some((id, state, _)) => Ok(Err(refused(id, state, Refusal::OnCallUp))),
            None => {
                let naming = Naming { route, named_reason: None, reason: grounds.reason };
                Ok(Ok(self.add_nominee(call_up, cadre, naming, Some(nominee))?))
            }
        }
    }

    fn cannot_replace(&self, state: &str, call_up: &str, grounds: Grounds) -> Result<Option<Refusal>> {
        if matches!(call_up, "closed" | "cancelled") {
            return Ok(Some(Refusal::CallUpClosed));
        }
        let Some(nominees) = machine("nominee") else { return Ok(Some(Refusal::NotHere)) };
        Ok(nominees.step(state, "replace", grounds).err().or((!given(grounds.approver)).then_some(Refusal::NeedsApprover)))
    }

    fn move_up(&self, id: i64, state: &str, replaces: i64, grounds: Grounds) -> Result<()> {
        if state != "waitlisted" {
            let _ = self.step("nominee", id, "nominate", grounds)?;
        }
        self.prepare_cached("UPDATE nominee SET replaces_id = ?2, version = version + 1 WHERE id = ?1")?
            .execute([id, replaces])?;
        Ok(())
    }

    /// Who was proposed in somebody's place was approved: that one leaves it, where still on the list.
    pub(super) fn settle_proposal(&self, new: i64, grounds: Grounds) -> Result<()> {
        let sql = "SELECT o.id, o.state FROM nominee n JOIN nominee o ON o.id = n.replaces_id WHERE n.id = ?1";
        let read = |row: &rusqlite::Row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
        let Some((old, state)) = self.prepare_cached(sql)?.query_row([new], read).optional()? else { return Ok(()) };
        if machine("nominee").is_none_or(|nominees| nominees.transition(&state, "replace").is_none()) {
            return Ok(());
        }
        let asked = "SELECT reason FROM nominee_log WHERE nominee_id = ?1 AND reason IS NOT NULL ORDER BY id LIMIT 1";
        let asked: Option<String> = self.prepare_cached(asked)?.query_row([new], |row| row.get(0)).optional()?;
        let reason = grounds.reason.or(asked.as_deref());
        let approver = grounds.approver.unwrap_or(&self.act.actor);
        self.leave_place(old, &state, Grounds { reason, approver: Some(approver) })?;
        self.freeze_rosters(&[old], false, reason)
    }

    fn leave_place(&self, nominee: i64, state: &str, grounds: Grounds) -> Result<()> {
        let Some(nominees) = machine("nominee") else { return Ok(()) };
        self.put_state(nominees, nominee, "replaced")?;
        let entry = Entry {
            from: Some(state),
            to: "replaced",
            step: Some("replace"),
            reason: grounds.reason,
            approver: grounds.approver,
        };
        self.log_state("nominee", nominee, entry)
    }
}

impl Store {
    /// Puts people on a call-up as one write; see [`Tx::nominate`].
    pub fn nominate(&mut self, act: &Act, call_up: i64, cadres: &[i64], naming: Naming) -> Result<Steps> {
        self.write(act, "nominate nominee", |tx| tx.nominate(call_up, cadres, naming))
    }

    /// Replaces a nominee as one write; see [`Tx::replace`]. `Taken.id` is the nominee who comes instead.
    pub fn replace(&mut self, act: &Act, nominee: i64, cadre: i64, grounds: Grounds) -> Result<Outcome> {
        self.write(act, "replace nominee", |tx| tx.replace(nominee, cadre, grounds))
    }
}
