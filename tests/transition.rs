//! States change only by steps: on a real file, at random, by two people at once, and back again by undo.

use ganjiao::{
    catalog::{self, Register},
    domain::{
        states::{self, Grounds, Refusal, parts::Parts},
        value::Value,
    },
    store::{Act, Error, Reader, Store, edit::Values, transition::Naming},
};
use proptest::prelude::*;
use std::{collections::BTreeSet, path::PathBuf};

const GROUNDS: Grounds<'static> = Grounds { reason: Some("因公出差"), approver: Some("部务会") };

fn act(actor: &str) -> Act {
    Act { actor: actor.to_owned(), origin: "test".to_owned(), at: "2026-11-24 09:00:00".to_owned() }
}

fn register(kind: &str) -> &'static Register {
    catalog::register(kind).unwrap()
}

fn values(kind: &str, pairs: &[(&str, Value)]) -> Values {
    pairs.iter().map(|(name, value)| (register(kind).field(name).unwrap(), value.clone())).collect()
}

struct Office {
    _folder: tempfile::TempDir,
    path: PathBuf,
    store: Store,
}

/// A unit, thirty people, a class with its call-up, a teacher, a task; ids from 1.
fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    let mut store = Store::create(&path).unwrap();
    let text = |s: &str| Value::text(s);
    store
        .write(&act("li"), "begin", |tx| {
            tx.insert(register("unit"), &values("unit", &[("name", text("县水务局"))]))?;
            for n in 0..30 {
                let name = format!("干部{n}");
                let fields = [("name", text(&name)), ("unit_id", Value::Int(1)), ("position", text("副局长"))];
                tx.insert(register("cadre"), &values("cadre", &fields))?;
            }
            tx.insert(
                register("class"),
                &values("class", &[("year", Value::Int(2026)), ("name", text("水利班")), ("state", text("draft"))]),
            )?;
            tx.insert(register("call_up"), &values("call_up", &[("class_id", Value::Int(1))]))?;
            tx.insert(register("teacher"), &values("teacher", &[("name", text("王教授"))]))?;
            tx.insert(register("work_item"), &values("work_item", &[("name", text("建好教学点"))]))?;
            Ok(())
        })
        .unwrap();
    Office { _folder: folder, path, store }
}

impl Office {
    fn reader(&self) -> Reader {
        Reader::open(&self.path).unwrap()
    }

    fn state(&self, table: &str, id: i64) -> String {
        self.reader().conn().query_row(&format!("SELECT state FROM {table} WHERE id = ?1"), [id], |row| row.get(0)).unwrap()
    }

    fn nominate(&mut self, cadre: i64, route: &str) -> i64 {
        let naming = Naming { route, reason: Some("单位推荐"), ..Naming::default() };
        let steps = self.store.nominate(&act("li"), 1, &[cadre], naming).unwrap();
        steps.taken[0].id
    }

    fn step(&mut self, kind: &str, id: i64, name: &str) -> Result<&'static str, Refusal> {
        let steps = self.store.step(&act("li"), kind, &[id], name, GROUNDS).unwrap();
        steps.taken.first().map(|t| t.to).ok_or_else(|| steps.refused[0].why)
    }

    fn leave(&mut self, nominee: i64) -> i64 {
        let fields = [
            ("nominee_id", Value::Int(nominee)),
            ("kind", Value::text("病假")),
            ("since", Value::text("2026-11-24")),
            ("until", Value::text("2026-11-24")),
            ("half_days", Value::Int(2)),
        ];
        self.store.write(&act("li"), "leave", |tx| tx.insert(register("leave"), &values("leave", &fields))).unwrap()
    }

    /// The log of a record leads from its entry to its state, step by step of its machine.
    fn explained(&self, kind: &str, id: i64) {
        let machine = states::machine(kind).unwrap();
        let log = self.reader().state_log(kind, id).unwrap();
        assert_eq!(log[0].from, None, "{kind} {id}: {log:?}");
        for pair in log.windows(2) {
            assert_eq!(pair[1].from.as_deref(), Some(pair[0].to.as_str()), "{kind} {id}: {log:?}");
            let step = pair[1].step.as_deref().unwrap();
            let taken = machine.transition(&pair[0].to, step).unwrap_or_else(|| panic!("{kind}: no {step} in {}", pair[0].to));
            assert_eq!(taken.to, pair[1].to);
            assert!(!taken.needs_reason || pair[1].reason.is_some(), "{kind} {step} without a reason");
            assert!(!taken.needs_approver || pair[1].approver.is_some(), "{kind} {step} without approver");
        }
        assert_eq!(log.last().unwrap().to, self.state(machine.table, id));
    }
}

#[test]
fn a_step_says_who_when_and_why_and_undo_takes_the_log_along() {
    let mut o = office();
    let id = o.nominate(1, "unit");
    assert_eq!(o.step("nominee", id, "approve"), Ok("approved"));
    assert_eq!(o.step("nominee", id, "excuse"), Ok("excused"));
    let log = o.reader().state_log("nominee", id).unwrap();
    assert_eq!(log.len(), 3);
    assert_eq!(
        (log[2].actor.as_str(), log[2].reason.as_deref(), log[2].approver.as_deref()),
        ("li", Some("因公出差"), Some("部务会"))
    );
    let step = o.reader().undoable("li").unwrap().unwrap();
    o.store.undo(&act("li"), step.id, "undo").unwrap();
    assert_eq!(o.state("nominee", id), "approved");
    assert_eq!(o.reader().state_log("nominee", id).unwrap().len(), 2);
    let redo = o.reader().redoable("li").unwrap().unwrap();
    o.store.undo(&act("li"), redo.id, "redo").unwrap();
    assert_eq!(o.state("nominee", id), "excused");
    o.explained("nominee", id);
}

#[test]
fn a_form_cannot_change_a_state() {
    let mut o = office();
    let id = o.nominate(1, "unit");
    let version = o.reader().version(register("nominee"), id).unwrap().unwrap();
    let change = |o: &mut Office, state: &str| {
        let to = values("nominee", &[("state", Value::text(state)), ("room", Value::text("301"))]);
        o.store.write(&act("li"), "edit", |tx| tx.update(register("nominee"), id, version, &to))
    };
    assert!(matches!(change(&mut o, "completed"), Err(Error::NotAllowed(_))));
    assert_eq!(o.state("nominee", id), "nominated");
    change(&mut o, "nominated").unwrap();
}

#[test]
fn a_log_is_only_added_to() {
    let mut o = office();
    let id = o.nominate(1, "unit");
    let changed = o.store.write(&act("li"), "forge", |tx| {
        tx.execute("UPDATE nominee_log SET actor = 'somebody' WHERE nominee_id = ?1", [id]).map_err(Error::from)
    });
    assert!(matches!(changed, Err(Error::Refused(_))));
}

#[test]
fn of_many_each_that_can_does_and_the_others_say_why() {
    let mut o = office();
    let ids: Vec<i64> = (1..=4).map(|n| o.nominate(n, "unit")).collect();
    o.step("nominee", ids[3], "waitlist").unwrap();
    o.step("nominee", ids[0], "decline").unwrap();
    let steps = o.store.step(&act("wu"), "nominee", &[ids[0], ids[1], ids[3], 999], "approve", Grounds::default()).unwrap();
    assert_eq!(steps.taken.iter().map(|t| t.id).collect::<Vec<_>>(), [ids[1], ids[3]]);
    assert_eq!(
        steps.refused.iter().map(|r| (r.id, r.why)).collect::<Vec<_>>(),
        [(ids[0], Refusal::NotHere), (999, Refusal::Gone)]
    );
    assert_eq!(steps.refused[0].state, "declined");
    assert_eq!(steps.refused[0].last.as_ref().unwrap().0, "li");
    // One undo takes all of them back.
    let step = o.reader().undoable("wu").unwrap().unwrap();
    o.store.undo(&act("wu"), step.id, "undo").unwrap();
    assert_eq!(o.state("nominee", ids[3]), "waitlisted");
}

/// Two clerks approve the same people from two processes: one does it, the other is told who did.
#[test]
fn two_clerks_on_one_call_up() {
    let mut o = office();
    let ids: Vec<i64> = (1..=20).map(|n| o.nominate(n, "unit")).collect();
    let work = |actor: &'static str, path: PathBuf, ids: Vec<i64>| {
        std::thread::spawn(move || {
            let mut store = Store::open(&path).unwrap();
            let mut taken = 0;
            for id in ids {
                let steps = store.step(&act(actor), "nominee", &[id], "approve", Grounds::default()).unwrap();
                taken += steps.taken.len();
                if let Some(refused) = steps.refused.first() {
                    assert_eq!(refused.state, "approved");
                    assert_ne!(refused.last.as_ref().unwrap().0, actor);
                }
            }
            taken
        })
    };
    let reversed: Vec<i64> = ids.iter().rev().copied().collect();
    let (a, b) = (work("li", o.path.clone(), ids.clone()), work("wu", o.path.clone(), reversed));
    assert_eq!(a.join().unwrap() + b.join().unwrap(), 20);
    ids.iter().for_each(|id| o.explained("nominee", *id));
}

#[test]
fn a_replacement_after_the_list_went_out_makes_its_next_number() {
    let mut o = office();
    let (a, b) = (o.nominate(1, "unit"), o.nominate(2, "unit"));
    for name in ["approve", "notify"] {
        o.store.step(&act("li"), "nominee", &[a, b], name, Grounds::default()).unwrap();
    }
    assert_eq!(o.reader().rosters(1).unwrap().iter().map(|r| r.number).collect::<Vec<_>>(), [1]);
    let none = Grounds { reason: Some("病假"), approver: None };
    assert_eq!(o.store.replace(&act("li"), a, 3, none).unwrap().unwrap_err().why, Refusal::NeedsApprover);
    let new = o.store.replace(&act("li"), a, 3, GROUNDS).unwrap().unwrap();
    let page = o.reader().call_up(1).unwrap().unwrap();
    let person = page.people.iter().find(|p| p.id == new.id).unwrap();
    assert_eq!((person.state.as_str(), person.replaces.as_deref()), ("approved", Some("干部0")));
    assert_eq!(o.state("nominee", a), "replaced");
    let rosters = o.reader().rosters(1).unwrap();
    assert_eq!(rosters[0].number, 2);
    let names = |n: usize| rosters[n].people.iter().map(|p| p[1].clone()).collect::<BTreeSet<_>>();
    assert_eq!(names(0), BTreeSet::from(["干部1".to_owned(), "干部2".to_owned()]));
    assert_eq!(names(1), BTreeSet::from(["干部0".to_owned(), "干部1".to_owned()]));
    // Not again, and not by somebody who is on the list.
    assert_eq!(o.store.replace(&act("li"), a, 4, GROUNDS).unwrap().unwrap_err().why, Refusal::NotHere);
    assert_eq!(o.store.replace(&act("li"), b, 3, GROUNDS).unwrap().unwrap_err().why, Refusal::OnCallUp);
    // The waiting list moves up.
    let waiting = o.nominate(5, "unit");
    o.step("nominee", waiting, "waitlist").unwrap();
    assert_eq!(o.store.replace(&act("li"), b, 5, GROUNDS).unwrap().unwrap().id, waiting);
    assert_eq!(o.state("nominee", waiting), "approved");
    for id in [a, b, new.id, waiting] {
        o.explained("nominee", id);
    }
    assert_eq!(o.reader().rosters(1).unwrap()[0].number, 3);
}

#[test]
fn who_is_called_by_name_needs_a_word_to_decline() {
    let mut o = office();
    let id = o.nominate(1, "named");
    let alone = Grounds { reason: Some("工作忙"), approver: None };
    let steps = o.store.step(&act("li"), "nominee", &[id], "decline", alone).unwrap();
    assert_eq!(steps.refused[0].why, Refusal::NamedNeedsApprover);
    assert_eq!(o.step("nominee", id, "decline"), Ok("declined"));
}

#[test]
fn a_closed_call_up_takes_no_names() {
    let mut o = office();
    o.step("call_up", 1, "close").unwrap();
    let steps = o.store.nominate(&act("li"), 1, &[1], Naming::default()).unwrap();
    assert_eq!(steps.refused[0].why, Refusal::CallUpClosed);
    o.step("call_up", 1, "reopen").unwrap();
    o.nominate(1, "unit");
    o.explained("call_up", 1);
}

#[test]
fn a_class_closes_with_papers_and_people_or_a_reason() {
    let mut o = office();
    o.store
        .write(&act("li"), "list", |tx| {
            tx.execute("INSERT INTO code (id, list, name, parent) VALUES (1, 'class_doc_kind', '签到表', 'closing')", [])?;
            Ok(())
        })
        .unwrap();
    for name in ["apply", "approve", "enrol", "start", "end"] {
        o.step("class", 1, name).unwrap();
    }
    let close = |o: &mut Office, grounds: Grounds| {
        let steps = o.store.step(&act("li"), "class", &[1], "close", grounds).unwrap();
        steps.refused.first().map(|r| r.why)
    };
    assert_eq!(close(&mut o, Grounds::default()), Some(Refusal::PapersMissing));
    let (_, offers) = o.reader().offers("li", "class", 1).unwrap().unwrap();
    assert_eq!(offers[0].why_not, Some(Refusal::PapersMissing));
    let paper = values("class_doc", &[("class_id", Value::Int(1)), ("kind", Value::text("签到表"))]);
    o.store.write(&act("li"), "paper", |tx| tx.insert(register("class_doc"), &paper)).unwrap();
    let id = o.nominate(1, "unit");
    assert_eq!(close(&mut o, Grounds::default()), Some(Refusal::PeopleOpen));
    o.step("nominee", id, "decline").unwrap();
    assert_eq!(close(&mut o, Grounds::default()), None);
    o.step("class", 1, "reopen").unwrap();
    o.explained("class", 1);
}

#[test]
fn a_cancelled_class_calls_nobody() {
    let mut o = office();
    assert_eq!(o.step("class", 1, "cancel"), Ok("cancelled"));
    assert_eq!(o.state("call_up", 1), "cancelled");
    o.explained("call_up", 1);
    let step = o.reader().undoable("li").unwrap().unwrap();
    o.store.undo(&act("li"), step.id, "undo").unwrap();
    assert_eq!((o.state("training_class", 1), o.state("call_up", 1)), ("draft".to_owned(), "open".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Each machine walked at random through the store: never an undeclared state, the log explains where it stands, and
    /// from each state reached a way leads to a final one.
    #[test]
    fn every_machine_at_random(picks in proptest::collection::vec(0usize..1000, 12..40)) {
        let mut o = office();
        let nominee = o.nominate(1, "unit");
        let leave = o.leave(nominee);
        let records = [("nominee", nominee), ("class", 1), ("call_up", 1), ("leave", leave), ("teacher", 1), ("work_item", 1)];
        for pick in picks {
            let (kind, id) = records[pick % records.len()];
            let machine = states::machine(kind).unwrap();
            let before = o.state(machine.table, id);
            let step = &machine.steps[(pick / records.len()) % machine.steps.len()];
            match o.step(kind, id, step.name) {
                Ok(to) => prop_assert_eq!(machine.step(&before, step.name, GROUNDS), Ok(to)),
                Err(_) => prop_assert_eq!(o.state(machine.table, id), before),
            }
            let mut reach = BTreeSet::from([o.state(machine.table, id)]);
            while let Some(next) = machine.steps.iter().find(|s| !reach.contains(s.to) && s.from.iter().any(|f| reach.contains(*f))) {
                reach.insert(next.to.to_owned());
            }
            prop_assert!(reach.iter().any(|state| machine.is_final(state)));
        }
        for (kind, id) in records {
            o.explained(kind, id);
        }
    }

    /// Whatever happens to the people of a call-up, its parts add up.
    #[test]
    fn due_is_the_sum_of_its_parts(picks in proptest::collection::vec((0i64..8, 0usize..1000, 9i64..30), 10..60)) {
        let mut o = office();
        let ids: Vec<i64> = (1..=8).map(|n| o.nominate(n, if n % 3 == 0 { "named" } else { "unit" })).collect();
        for (who, pick, other) in picks {
            let id = ids[usize::try_from(who).unwrap()];
            let steps = states::machine("nominee").unwrap().steps;
            let step = &steps[pick % steps.len()];
            if step.name == "replace" {
                let _ = o.store.replace(&act("li"), id, other, GROUNDS).unwrap();
            } else {
                let _ = o.step("nominee", id, step.name);
            }
        }
        let page = o.reader().call_up(1).unwrap().unwrap();
        let parts = Parts::of(page.people.iter().map(|p| p.state.as_str()));
        prop_assert_eq!(parts.due, parts.came + parts.leave + parts.absent + parts.replaced + parts.open);
        let out = page.people.iter().filter(|p| matches!(p.state.as_str(), "rejected" | "declined")).count();
        prop_assert_eq!(parts.due as usize + out, page.people.len());
        let replacing = page.people.iter().filter(|p| p.replaces.is_some()).count();
        let reopened = page.people.iter().filter(|p| p.state == "replaced").count();
        prop_assert!(replacing >= reopened);
        for person in &page.people {
            o.explained("nominee", person.id);
        }
    }
}
