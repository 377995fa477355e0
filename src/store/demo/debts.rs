//! What follows from a ledger: who was reminded of what the rules say, and make-ups with their history.

use super::{
    Cx, Result, calendar,
    calls::Owed,
    hours::Town,
    ledger::Account,
    people::{self, Person},
    picks::belongs,
    sheet::Sheet,
};
use crate::domain::{
    hours::{self as rules, Level, Rule, Settings, Verdict},
    rulebook,
};
use chrono::{Datelike, Duration, NaiveDate};
use rusqlite::params;

/// Entries made from classes of one person: class, finished, entry.
pub(super) type Made = [(usize, bool, i64)];

/// Reminders and make-ups being written.
pub(super) struct Debts<'a, 'c> {
    cx: &'a Cx<'c>,
    town: Town<'a>,
    owed: Vec<&'a Owed>,
    next: usize,
    rules: Vec<Rule>,
    settings: Settings,
    reminder: Sheet<'c>,
    exception: Sheet<'c>,
    make_up: Sheet<'c>,
    log: Sheet<'c>,
    future: Vec<usize>,
    /// Make-ups that no class answered, so that even a small file has one waived.
    open: usize,
}

/// One make-up to be.
struct Debt<'t> {
    cause: &'static str,
    text: Option<&'static str>,
    class: Option<usize>,
    nominee: Option<i64>,
    hours: f64,
    arose: NaiveDate,
    due: NaiveDate,
    suggested: &'t str,
}

/// How it stands.
struct Standing {
    state: &'static str,
    to_class: Option<usize>,
    entry: Option<i64>,
}

impl<'a, 'c> Debts<'a, 'c> {
    pub(super) fn open(cx: &'a Cx<'c>, town: &Town<'a>) -> Result<Self> {
        let mut owed: Vec<&Owed> = town.outcome.owed.iter().collect();
        owed.sort_by_key(|o| (o.cadre, o.class));
        let future = (0..town.classes.len()).filter(|c| matches!(town.classes[*c].state, "enrolling" | "approved")).collect();
        Ok(Self {
            cx,
            town: *town,
            owed,
            next: 0,
            rules: rulebook::hour_rules().iter().filter(|r| r.adopt).map(|r| r.rule.clone()).collect(),
            settings: Settings::default(),
            reminder: Sheet::open(cx.conn, "reminder", "cadre_id rule_code year reminded_on channel level missing by_whom")?,
            exception: Sheet::open(cx.conn, "hour_exception", "cadre_id rule_code year reason approver approved_on doc_no")?,
            make_up: Sheet::open(
                cx.conn,
                "make_up",
                "cadre_id unit_id cause cause_text class_id nominee_id hours arose_on due_on suggested state to_class_id done_entry_id waived_by note",
            )?,
            log: Sheet::open(cx.conn, "make_up_log", "make_up_id from_state to_state at actor reason")?,
            future,
            open: 0,
        })
    }

    /// Judges a person by the ledger just written.
    pub(super) fn person(&mut self, i: usize, account: &Account, made: &Made) -> Result<()> {
        let person = &self.town.crowd.0[i];
        while self.owed.get(self.next).is_some_and(|o| o.cadre == i) {
            let owed = self.owed[self.next];
            self.next += 1;
            self.of_class(owed, account, made)?;
        }
        if person.has(people::GONE) {
            return Ok(());
        }
        let exempt = self.exceptions(i)?;
        self.warnings(i, account, exempt)?;
        self.rotation(i, person, made)
    }

    /// Long illness, maternity: approved, and the rule does not ask this year.
    fn exceptions(&mut self, i: usize) -> Result<bool> {
        let mut chance = self.cx.chance("exception", i);
        // The first of every few hundred, so that a small file has some.
        if i % 331 != 7 && !chance.hit(2) {
            return Ok(false);
        }
        let rule = if self.town.crowd.0[i].has(people::FIVE_YEARS) { "N-5Y" } else { "N-1Y" };
        let on = calendar::worked_before(calendar::day(self.cx.year(), 3, 10 + (i % 15) as u32).min(self.cx.plan.today));
        let reason = chance.pick(self.cx.words.reasons("例外"));
        let doc = self.cx.words.fill("approval", &[("year", &self.cx.year().to_string()), ("n", &(i % 50 + 1).to_string())]);
        let approver = self.cx.words.phrase("hour_exception_approver");
        self.exception.put(params![i as i64 + 1, rule, self.cx.year(), reason, approver, on.to_string(), doc])?;
        Ok(true)
    }

    /// Some were told of what the rules say of this year and of last year where it was not met.
    fn warnings(&mut self, i: usize, account: &Account, exempt: bool) -> Result<()> {
        let row = self.town.crowd.facts(self.cx, self.town.city, i);
        let year = self.cx.year();
        let freed = [("N-5Y", year), ("N-1Y", year)];
        let person = rules::Person { exceptions: if exempt { &freed } else { &[] }, ..row.person() };
        let last = rules::verdicts_of(&person, &account.entries, &self.rules, year - 1, self.cx.plan.today, &self.settings);
        let now = rules::verdicts(&person, &account.entries, &self.rules, self.cx.plan.today, &self.settings);
        let missed = last.iter().find(|v| v.rule.code == "N-1Y" && v.level == Level::Overdue).map(|v| v.missing);
        for (verdict, of) in
            last.iter().filter(|v| v.level == Level::Overdue).map(|v| (v, year - 1)).chain(now.iter().map(|v| (v, year)))
        {
            if verdict.level != Level::Normal {
                Self::remind(&mut self.reminder, self.cx, i, verdict, of)?;
            }
        }
        match missed {
            Some(hours) => self.last_year(i, hours, account),
            None => Ok(()),
        }
    }

    fn remind(sheet: &mut Sheet, cx: &Cx, i: usize, verdict: &Verdict, year: i32) -> Result<()> {
        let mut chance = cx.chance("remind", i);
        if !chance.hit(550) {
            return Ok(());
        }
        let told = (cx.plan.today - Duration::days(chance.between(2, 60))).to_string();
        let channel = chance.pick(&["书面通知", "电话", "短信", "当面"]);
        let office = cx.words.phrase("office");
        sheet.put(params![
            i as i64 + 1,
            verdict.rule.code,
            year,
            told,
            channel,
            verdict.level.code(),
            verdict.missing,
            office
        ])?;
        Ok(())
    }

    /// A class missed or broken off: made up in a later one, or still owed.
    fn of_class(&mut self, owed: &Owed, account: &Account, made: &Made) -> Result<()> {
        let class = &self.town.classes[owed.class];
        let mut chance = self.cx.chance("owed", owed.nominee);
        let arose = class.ends().min(self.cx.plan.today);
        let list = match owed.cause {
            "no_show" => "缺训",
            _ => "请假",
        };
        let text = (owed.cause != "short_hours").then(|| chance.pick(self.cx.words.reasons(list)));
        let debt = Debt {
            cause: owed.cause,
            text: text.filter(|t| crate::domain::rulebook::word("no_show_reason", t).is_some()),
            class: Some(owed.class),
            nominee: Some(owed.nominee),
            hours: owed.hours,
            arose,
            due: arose + Duration::days(90),
            suggested: self.cx.words.phrase(if owed.hours > 16.0 { "make_up_class" } else { "make_up_online" }),
        };
        let entry = owed.to_class.and_then(|c| made.iter().find(|m| m.0 == c && m.1)).map(|m| m.2);
        let ahead = owed.to_class.filter(|c| !self.town.classes[*c].over());
        let standing = match (entry, ahead) {
            (Some(entry), _) => Standing { state: "done", to_class: owed.to_class, entry: Some(entry) },
            (None, Some(to)) => Standing { state: "scheduled", to_class: Some(to), entry: None },
            _ => self.open_or_over(&debt, account, &mut chance),
        };
        self.put(owed.cadre, &debt, &standing)
    }

    /// Nobody was called to a class for it: self-study, waived, overdue, or open.
    fn open_or_over(&mut self, debt: &Debt, account: &Account, chance: &mut super::chance::Chance) -> Standing {
        self.open += 1;
        let plain = |state| Standing { state, to_class: None, entry: None };
        let after = account.entries.iter().find(|e| Some(e.id) == account.online && e.starts.is_some_and(|d| d > debt.arose));
        match after {
            Some(entry) if self.open % 13 != 3 && chance.hit(450) => {
                Standing { state: "done", to_class: None, entry: Some(entry.id) }
            }
            _ if self.open % 13 == 3 => plain("waived"),
            _ if debt.due < self.cx.plan.today => plain("overdue"),
            _ if !self.future.is_empty() && chance.hit(150) => {
                Standing { state: "scheduled", to_class: Some(self.future[chance.below(self.future.len())]), entry: None }
            }
            _ => plain("owed"),
        }
    }

    /// Last year's hours were not reached: for some of them a make-up was opened.
    fn last_year(&mut self, i: usize, missing: f64, account: &Account) -> Result<()> {
        let mut chance = self.cx.chance("last year", i);
        if !chance.hit(300) {
            return Ok(());
        }
        let arose = calendar::next_worked(calendar::day(self.cx.year(), 1, 8)).min(self.cx.plan.today);
        let due = calendar::day(self.cx.year(), if chance.hit(500) { 6 } else { 12 }, 30);
        let suggested = self.cx.words.phrase("make_up_self");
        let debt = Debt { cause: "year_gap", text: None, class: None, nominee: None, hours: missing, arose, due, suggested };
        let standing = self.open_or_over(&debt, account, &mut chance);
        self.put(i, &debt, &standing)
    }

    /// Not yet through the rotation of the year when its end is near: called by name, for some.
    fn rotation(&mut self, i: usize, person: &Person, made: &Made) -> Result<()> {
        let programme = self.cx.words.programmes.first().map_or("", |p| p[6]);
        let through = made.iter().any(|m| m.1 && self.town.classes[m.0].programme == 1);
        let mut chance = self.cx.chance("rotation", i);
        if through || self.cx.plan.today.month() < 10 || !belongs(self.town.city, person, programme) || !chance.hit(120) {
            return Ok(());
        }
        let arose = calendar::worked_before(self.cx.plan.today - Duration::days(chance.between(2, 30)));
        let due = calendar::day(self.cx.year(), 12, 25);
        let debt = Debt {
            cause: if chance.hit(800) { "programme_gap" } else { "named" },
            text: None,
            class: None,
            nominee: None,
            hours: 24.0,
            arose,
            due,
            suggested: self.cx.words.phrase("make_up_class"),
        };
        self.put(i, &debt, &Standing { state: "owed", to_class: None, entry: None })
    }

    fn put(&mut self, i: usize, debt: &Debt, standing: &Standing) -> Result<()> {
        let unit = self.town.crowd.unit(self.town.city, i);
        let waived = standing.state == "waived";
        let reason = self.cx.words.reasons("免补")[i % self.cx.words.reasons("免补").len()];
        let office = self.cx.words.phrase("office");
        let id = self.make_up.put(params![
            i as i64 + 1,
            unit.id,
            debt.cause,
            debt.text,
            debt.class.map(|c| c as i64 + 1),
            debt.nominee,
            debt.hours,
            debt.arose.to_string(),
            debt.due.to_string(),
            debt.suggested,
            standing.state,
            standing.to_class.map(|c| c as i64 + 1),
            standing.entry,
            waived.then_some(office),
            waived.then_some(reason)
        ])?;
        let mut steps = vec![("owed", debt.arose, "log_owed")];
        if standing.to_class.is_some() {
            steps.push(("scheduled", debt.arose + Duration::days(10), "log_scheduled"));
        }
        match standing.state {
            "done" => steps.push(("done", debt.arose + Duration::days(40), "log_done")),
            "overdue" => steps.push(("overdue", debt.due + Duration::days(1), "log_overdue")),
            "waived" => steps.push(("waived", debt.arose + Duration::days(20), "")),
            _ => {}
        }
        let mut from = None;
        for (state, on, key) in steps {
            let at = calendar::moment(on.min(self.cx.plan.today), 10, (id % 60).abs());
            let why = if key.is_empty() { reason } else { self.cx.words.phrase(key) };
            self.log.put(params![id, from, state, at, office, why])?;
            from = Some(state);
        }
        Ok(())
    }
}
