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

    /// A second class with its call-up.
    fn second_call_up(&mut self) {
        self.store
            .write(&act("li"), "second", |tx| {
                let class =
                    [("year", Value::Int(2026)), ("name", Value::text("财税班")), ("starts_on", Value::text("2026-11-30"))];
                let class = tx.insert(register("class"), &values("class", &class))?;
                tx.insert(register("call_up"), &values("call_up", &[("class_id", Value::Int(class))]))?;
                tx.execute("UPDATE training_class SET starts_on = '2026-11-02' WHERE id = 1", [])?;
                Ok(())
            })
            .unwrap();
    }

    fn nominate_on(&mut self, call_up: i64, cadre: i64, route: &str) {
        let naming = Naming { route, reason: Some("单位推荐"), ..Naming::default() };
        assert_eq!(self.store.nominate(&act("li"), call_up, &[cadre], naming).unwrap().taken.len(), 1);
    }

    fn step(&mut self, kind: &str, id: i64, name: &str) -> Result<&'static str, Refusal> {
        let steps = self.store.step(&act("li"), kind, &[id], name, GROUNDS).unwrap();
        steps.taken.first().map(|t| t.to).ok_or_else(|| steps.refused[0].why)
    }

    fn leave(&mut self, nominee: i64) -> i64 {
        self.leave_asked_by("li", nominee)
    }

    fn leave_asked_by(&mut self, actor: &str, nominee: i64) -> i64 {
        let fields = [
            ("nominee_id", Value::Int(nominee)),
            ("kind", Value::text("病假")),
            ("since", Value::text("2026-11-24")),
            ("until", Value::text("2026-11-24")),
            ("half_days", Value::Int(2)),
        ];
        self.store.write(&act(actor), "leave", |tx| tx.insert(register("leave"), &values("leave", &fields))).unwrap()
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
    #![proptest_config(ProptestConfig::with_cases(12))]

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

    /// Whatever happens to the people of two call-ups, naming and replacing across them included, the parts of each add up,
    /// and every state is told by its log.
    #[test]
    fn due_is_the_sum_of_its_parts(picks in proptest::collection::vec((0usize..2, 0usize..12, 0usize..1000, 1i64..30), 10..60)) {
        let mut o = office();
        o.second_call_up();
        for n in 1..=8 {
            o.nominate_on(1, n, if n % 3 == 0 { "named" } else { "unit" });
            o.nominate_on(2, n + 4, "unit");
        }
        for (which, who, pick, other) in picks {
            let call_up = i64::try_from(which + 1).unwrap();
            let people: Vec<i64> = o.reader().call_up(call_up).unwrap().unwrap().people.iter().map(|p| p.id).collect();
            let id = people[who % people.len()];
            let steps = states::machine("nominee").unwrap().steps;
            match (pick % 10, &steps[pick % steps.len()]) {
                (0, _) => { o.store.nominate(&act("li"), call_up, &[other], Naming { reason: Some("补报"), ..Naming::default() }).unwrap(); }
                (1..=3, _) => { let _ = o.store.replace(&act("li"), id, other, GROUNDS).unwrap(); }
                (_, step) => { let _ = o.step("nominee", id, step.name); }
            }
        }
        for call_up in [1, 2] {
            let page = o.reader().call_up(call_up).unwrap().unwrap();
            let parts = Parts::of(page.people.iter().map(|p| p.state.as_str()));
            prop_assert_eq!(parts.due, parts.came + parts.leave + parts.absent + parts.replaced + parts.open);
            let out = page.people.iter().filter(|p| matches!(p.state.as_str(), "rejected" | "declined")).count();
            prop_assert_eq!(parts.due as usize + out, page.people.len());
            let replacing = page.people.iter().filter(|p| p.replaces.is_some()).count();
            prop_assert!(replacing >= page.people.iter().filter(|p| p.state == "replaced").count());
            for person in &page.people {
                o.explained("nominee", person.id);
            }
        }
        // The circular of the period says the same of both.
        let circular = o.reader().circular("2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap()).unwrap();
        for line in circular.units.iter().chain(&circular.classes) {
            let [due, came, leave, absent, replaced, open] = line.parts;
            prop_assert_eq!(due, came + leave + absent + replaced + open);
        }
        let sum = |lines: &[ganjiao::store::circular::Line]| lines.iter().map(|line| line.parts[0]).sum::<u64>();
        prop_assert_eq!(sum(&circular.units), sum(&circular.classes));
    }
}

/// Random steps through the store reach every state of each machine they start from.
#[test]
fn every_state_is_reached_through_the_store() {
    let mut o = office();
    let mut seen: std::collections::BTreeMap<&str, BTreeSet<String>> = std::collections::BTreeMap::new();
    let mut random = 7_u64;
    let mut draw = |n: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % n
    };
    for round in 0..12 {
        let nominee = o.nominate(round + 1, "unit");
        let leave = o.leave(nominee);
        let planned = values(
            "nominee",
            &[("call_up_id", Value::Int(1)), ("cadre_id", Value::Int(29 - round)), ("state", Value::text("planned"))],
        );
        let planned = o.store.write(&act("li"), "new", |tx| tx.insert(register("nominee"), &planned)).unwrap();
        let name = format!("水利班{round}");
        let fresh = [
            ("class", vec![("year", Value::Int(2026)), ("name", Value::text(&name)), ("state", Value::text("draft"))]),
            ("teacher", vec![("name", Value::text(&name))]),
            ("work_item", vec![("name", Value::text(&name)), ("state", Value::text("waiting"))]),
        ];
        let mut records = vec![("nominee", nominee), ("nominee", planned), ("leave", leave), ("class", 1), ("call_up", 1)];
        for (kind, fields) in fresh {
            let id = o.store.write(&act("li"), "new", |tx| tx.insert(register(kind), &values(kind, &fields))).unwrap();
            records.push((kind, id));
            if kind == "class" {
                let fields = values("call_up", &[("class_id", Value::Int(id)), ("state", Value::text("draft"))]);
                let id = o.store.write(&act("li"), "new", |tx| tx.insert(register("call_up"), &fields)).unwrap();
                records.push(("call_up", id));
            }
        }
        let fields = [("cadre_id", Value::Int(round + 1)), ("cause", Value::text("named"))];
        let make_up = o.store.write(&act("li"), "new", |tx| tx.insert(register("make_up"), &values("make_up", &fields))).ok();
        records.extend(make_up.map(|id| ("make_up", id)));
        for _ in 0..160 {
            let (kind, id) = records[draw(records.len())];
            let machine = states::machine(kind).unwrap();
            seen.entry(kind).or_default().insert(o.state(machine.table, id));
            let steps: Vec<_> = machine.transitions(&o.state(machine.table, id)).map(|step| step.name).collect();
            if steps.is_empty() {
                continue;
            }
            match steps[draw(steps.len())] {
                "replace" => {
                    let _ = o.store.replace(&act("li"), id, 13 + draw(5) as i64, GROUNDS).unwrap();
                }
                name => {
                    let _ = o.step(kind, id, name);
                }
            }
            seen.entry(kind).or_default().insert(o.state(machine.table, id));
        }
        // A call-up that is closed for good takes no names: the next round begins with it open.
        for (kind, name) in [("call_up", "reopen"), ("class", "reopen")] {
            let _ = o.step(kind, 1, name);
        }
        records.iter().for_each(|(kind, id)| o.explained(kind, *id));
    }
    let mut missing = Vec::new();
    for machine in states::MACHINES {
        let reached = seen.remove(machine.kind).unwrap_or_default();
        let never = machine.states.iter().filter(|state| !reached.contains(**state));
        missing.extend(never.map(|state| format!("{}: {state}", machine.kind)));
    }
    assert!(missing.is_empty(), "never reached: {missing:?}");
}

/// The office's users: a manager, and a clerk of unit 1.
fn with_users(o: &mut Office) {
    o.store
        .write(&act("boss"), "users", |tx| {
            tx.execute("INSERT INTO person_of_office (id, login, name, role, unit_id) VALUES (1, 'boss', '科长', 'manager', NULL), (2, 'clerk', '组织委员', 'clerk', 1)", [])?;
            Ok(())
        })
        .unwrap();
}

/// The clerk of a unit names, declines and proposes; what the office decides is refused with the reason, also when read
/// before a step is taken.
#[test]
fn a_unit_names_and_the_office_decides() {
    let mut o = office();
    with_users(&mut o);
    let none = Grounds { reason: Some("工作冲突"), approver: Some("分管领导") };
    let id = o.store.nominate(&act("clerk"), 1, &[1], Naming::default()).unwrap().taken[0].id;
    for name in ["approve", "waitlist", "reject"] {
        let steps = o.store.step(&act("clerk"), "nominee", &[id], name, none).unwrap();
        assert_eq!(steps.refused[0].why, Refusal::OfficeOnly, "{name}");
    }
    let (_, offers) = o.reader().offers("clerk", "nominee", id).unwrap().unwrap();
    let why = |name: &str| offers.iter().find(|offer| offer.step.name == name).unwrap().why_not;
    assert_eq!((why("approve"), why("decline")), (Some(Refusal::OfficeOnly), Some(Refusal::NeedsReason)));
    assert!(Refusal::OfficeOnly.describe(ganjiao::text::Lang::Zh, "").contains("组织部"));
    for (kind, id, name) in [("class", 1, "apply"), ("call_up", 1, "close")] {
        let steps = o.store.step(&act("clerk"), kind, &[id], name, none).unwrap();
        assert_eq!(steps.refused[0].why, Refusal::OfficeOnly, "{kind} {name}");
    }
    // Not by a form either: a record begins where its way begins.
    let through = values(
        "nominee",
        &[
            ("call_up_id", Value::Int(1)),
            ("cadre_id", Value::Int(9)),
            ("unit_id", Value::Int(1)),
            ("state", Value::text("completed")),
        ],
    );
    assert!(matches!(
        o.store.write(&act("clerk"), "new", |tx| tx.insert(register("nominee"), &through)),
        Err(Error::NotAllowed(_))
    ));
    // The leave is asked for by the unit and granted by whom its length asks for: in the office.
    let leave = o.leave_asked_by("clerk", id);
    let steps = o.store.step(&act("clerk"), "leave", &[leave], "approve", none).unwrap();
    assert_eq!(steps.refused[0].why, Refusal::OfficeOnly);
    assert_eq!(o.store.step(&act("boss"), "leave", &[leave], "approve", none).unwrap().taken.len(), 1);
    assert_eq!(o.store.step(&act("clerk"), "nominee", &[id], "decline", none).unwrap().taken.len(), 1);
    o.explained("nominee", id);
}

/// A unit proposes who comes instead of somebody approved: both stand until the office approves, then one.
#[test]
fn a_replacement_is_proposed_and_then_approved() {
    let mut o = office();
    with_users(&mut o);
    let id = o.store.nominate(&act("clerk"), 1, &[1], Naming::default()).unwrap().taken[0].id;
    for name in ["approve", "notify"] {
        assert_eq!(o.store.step(&act("boss"), "nominee", &[id], name, Grounds::default()).unwrap().taken.len(), 1);
    }
    let why = Grounds { reason: Some("病假"), approver: None };
    let new = o.store.replace(&act("clerk"), id, 2, why).unwrap().unwrap();
    assert_eq!((o.state("nominee", id), o.state("nominee", new.id)), ("notified".to_owned(), "nominated".to_owned()));
    assert_eq!(o.reader().rosters(1).unwrap().len(), 1);
    // The office's own replacement needs a word; approving the proposal is one.
    assert_eq!(o.store.replace(&act("boss"), id, 3, why).unwrap().unwrap_err().why, Refusal::NeedsApprover);
    o.store.step(&act("boss"), "nominee", &[new.id], "approve", Grounds::default()).unwrap();
    assert_eq!((o.state("nominee", id), o.state("nominee", new.id)), ("replaced".to_owned(), "approved".to_owned()));
    let log = o.reader().state_log("nominee", id).unwrap();
    let last = log.last().unwrap();
    assert_eq!(
        (last.step.as_deref(), last.reason.as_deref(), last.approver.as_deref()),
        (Some("replace"), Some("病假"), Some("boss"))
    );
    assert_eq!(o.reader().rosters(1).unwrap()[0].number, 2);
    o.explained("nominee", id);
    o.explained("nominee", new.id);
    // Somebody called by name is never replaced by the unit alone.
    let named = o
        .store
        .nominate(&act("boss"), 1, &[5], Naming { route: "named", named_reason: Some("学时不足"), reason: Some("学时不足") })
        .unwrap()
        .taken[0]
        .id;
    o.store.replace(&act("clerk"), named, 6, why).unwrap().unwrap();
    assert_eq!(o.state("nominee", named), "nominated");
}

/// Two clerks at once, from two stores on one file: the same person, and the last place of a unit.
#[test]
fn two_clerks_name_at_once() {
    let mut o = office();
    o.store
        .write(&act("boss"), "places", |tx| {
            tx.execute("INSERT INTO quota (id, call_up_id, unit_id, places) VALUES (1, 1, 1, 10)", [])?;
            Ok(())
        })
        .unwrap();
    let work = |actor: &'static str, path: PathBuf, cadres: Vec<i64>| {
        std::thread::spawn(move || {
            let mut store = Store::open(&path).unwrap();
            let mut said = Vec::new();
            for cadre in cadres {
                let steps = store.nominate(&act(actor), 1, &[cadre], Naming::default()).unwrap();
                said.push(steps.refused.first().map(|refused| (refused.why, refused.last.clone())));
            }
            said
        })
    };
    // Both name the same twelve, in opposite order, where ten have places.
    let (a, b) = (work("li", o.path.clone(), (1..=12).collect()), work("wu", o.path.clone(), (1..=12).rev().collect()));
    let (a, b) = (a.join().unwrap(), b.join().unwrap());
    let taken = |said: &[Option<_>]| said.iter().filter(|s| s.is_none()).count();
    assert_eq!(taken(&a) + taken(&b), 10);
    for (why, last) in a.iter().chain(&b).flatten() {
        assert!(matches!(why, Refusal::OnCallUp | Refusal::PlacesFull), "{why:?}");
        assert!(last.is_some(), "who was first is told");
    }
    let page = o.reader().call_up(1).unwrap().unwrap();
    assert_eq!(page.people.len(), 10);
    let by = |who: &str| page.people.iter().filter(|p| o.reader().state_log("nominee", p.id).unwrap()[0].actor == who).count();
    assert_eq!((by("li"), by("wu")), (taken(&a), taken(&b)), "no step is lost");
    page.people.iter().for_each(|p| o.explained("nominee", p.id));
    // The last place: who comes second is told who took it; a reason goes over the places.
    let refused = &o.store.nominate(&act("wu"), 1, &[20], Naming::default()).unwrap().refused[0];
    assert_eq!(refused.why, Refusal::PlacesFull);
    assert!(["li", "wu"].contains(&refused.last.as_ref().unwrap().0.as_str()));
    let over = Naming { reason: Some("部务会同意增加"), ..Naming::default() };
    assert_eq!(o.store.nominate(&act("wu"), 1, &[20], over).unwrap().taken.len(), 1);
}
