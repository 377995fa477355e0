//! Call-ups: quotas by unit, nominees in all states with their history, attendance, leaves, and what is owed after.

use super::{
    Cx, Report, Result, Stage,
    attendance::{Fate, Register},
    calendar,
    chance::Chance,
    city::City,
    classes::{Class, Place},
    names,
    people::Crowd,
    picks::{Picker, belongs},
    sheet::Sheet,
};
use chrono::{Duration, NaiveDate};
use rusqlite::params;
use std::collections::VecDeque;

/// One person in one class that is over, for the ledger.
pub(super) struct Taken {
    pub cadre: usize,
    pub class: usize,
    pub nominee: i64,
    pub hours: f64,
    /// The part of `hours` before the New Year, where the class crosses it.
    pub before: Option<f64>,
    pub finished: bool,
}

/// What someone owes since a class.
pub(super) struct Owed {
    pub cadre: usize,
    pub class: usize,
    pub nominee: i64,
    pub cause: &'static str,
    pub hours: f64,
    /// The class that makes it up, once the person was called to one.
    pub to_class: Option<usize>,
}

/// What came of all call-ups, in the order of classes.
#[derive(Default)]
pub(super) struct Outcome {
    pub taken: Vec<Taken>,
    pub owed: Vec<Owed>,
    pub nominees: u64,
}

struct Desk<'a, 'c> {
    cx: &'a Cx<'c>,
    city: &'a City,
    crowd: &'a Crowd,
    picker: Picker,
    call: Sheet<'c>,
    quota: Sheet<'c>,
    nominee: Sheet<'c>,
    log: Sheet<'c>,
    attendance: Sheet<'c>,
    leave: Sheet<'c>,
    outcome: Outcome,
    /// Positions in `outcome.owed` that wait for a class.
    waiting: VecDeque<usize>,
}

/// Writes the call-up of every class that has one.
pub(super) fn write(cx: &Cx, city: &City, crowd: &Crowd, classes: &[Class], report: &mut Report) -> Result<Outcome> {
    let mut desk = Desk {
        cx,
        city,
        crowd,
        picker: Picker::new(cx, city, crowd),
        call: Sheet::open(cx.conn, "call_up", "class_id level sender doc_no issued_on deadline requirement quota_total state")?,
        quota: Sheet::open(cx.conn, "quota", "sort_no call_up_id unit_id places condition must_names note")?,
        nominee: Sheet::open(
            cx.conn,
            "nominee",
            "sort_no call_up_id cadre_id unit_id position level phone route named_reason state state_since flags lodging group_no room \
             class_post result certificate_no hours replaces_id note",
        )?,
        log: Sheet::open(cx.conn, "nominee_log", "nominee_id from_state to_state at actor reason")?,
        attendance: Sheet::open(cx.conn, "attendance", "nominee_id date half mark note")?,
        leave: Sheet::open(cx.conn, "leave", "nominee_id kind since until half_days reason approver state")?,
        outcome: Outcome::default(),
        waiting: VecDeque::new(),
    };
    let mut of_year = (0, 0);
    for (number, class) in classes.iter().enumerate() {
        of_year = if of_year.0 == class.year { (class.year, of_year.1 + 1) } else { (class.year, 1) };
        report.at(Stage::Classes, number, classes.len())?;
        if !matches!(class.state, "draft" | "applied" | "returned") {
            desk.class(number, of_year.1, class)?;
        }
    }
    Ok(desk.outcome)
}

/// One place on a list: who, and why by name.
#[derive(Clone, Copy)]
struct Pick {
    cadre: usize,
    named: Option<&'static str>,
    over: bool,
}

/// Where a nominee ends for now.
struct End {
    state: &'static str,
    register: Option<Register>,
    reason: Option<&'static str>,
}

impl Desk<'_, '_> {
    fn class(&mut self, number: usize, of_year: usize, class: &Class) -> Result<()> {
        let mut chance = self.cx.chance("call", number);
        let issued = calendar::worked_before(class.starts() - Duration::days(24));
        let deadline = calendar::worked_before(class.starts() - Duration::days(9));
        let drafted = issued > self.cx.plan.today || class.state == "approved";
        let mut picks: Vec<Pick> = Vec::new();
        if class.state != "cancelled" && !drafted {
            picks =
                self.owing(number, class).into_iter().map(|cadre| Pick { cadre, named: Some("轮训漏训"), over: false }).collect();
            let more = class.planned.saturating_sub(picks.len());
            let picked = self.picker.pick(self.cx, class, number, more);
            let reasons = self.cx.words.reasons("点名");
            picks.extend(picked.into_iter().map(|cadre| {
                let named = chance.hit(90).then(|| chance.pick(reasons));
                Pick { cadre, named, over: false }
            }));
        }
        picks.sort_by_key(|p| p.cadre);
        let state = match class.state {
            "cancelled" | "postponed" => "cancelled",
            _ if drafted => "draft",
            "enrolling" => "open",
            "running" => "filled",
            _ => "closed",
        };
        let call = self.call.next();
        let sender = if class.place == Place::Upper { self.cx.words.phrase("upper_sender") } else { class.organiser.as_str() };
        let notice = if class.place == Place::Upper { "notice_upper" } else { "notice_city" };
        let doc = self.cx.words.fill(notice, &[("year", &class.year.to_string()), ("n", &(of_year + 8).to_string())]);
        let total = self.quotas(call, class, &mut picks, &mut chance)?;
        let level = if class.place == Place::Upper { "upper" } else { "own" };
        self.call.put(params![
            number as i64 + 1,
            level,
            sender,
            doc,
            (!drafted).then(|| issued.to_string()),
            deadline.to_string(),
            self.cx.words.phrase("requirement"),
            total,
            if state == "filled" && total > picks.len() as i64 { "short" } else { state }
        ])?;
        for (place, pick) in picks.into_iter().enumerate() {
            self.person(call, number, class, place, pick, (issued, deadline), &mut chance)?;
        }
        Ok(())
    }

    /// Those who owe something and fit this class: up to two of the longest waiting.
    fn owing(&mut self, number: usize, class: &Class) -> Vec<usize> {
        if !class.kept() || class.state == "postponed" {
            return Vec::new();
        }
        let mut found = Vec::new();
        for _ in 0..self.waiting.len().min(40) {
            let Some(at) = self.waiting.pop_front() else { break };
            let cadre = self.outcome.owed[at].cadre;
            let fits = belongs(self.city, &self.crowd.0[cadre], class.audience) && self.picker.free(class, cadre);
            if found.len() < 2 && fits && !found.contains(&cadre) {
                self.picker.take(class, cadre);
                found.push(cadre);
                self.outcome.owed[at].to_class = Some(number);
                continue;
            }
            self.waiting.push_back(at);
        }
        found
    }

    /// Writes the quotas of a call: as many places as names, now and then one more or one less.
    fn quotas(&mut self, call: i64, class: &Class, picks: &mut [Pick], chance: &mut Chance) -> Result<i64> {
        let (mut start, mut total, mut sort, mut over_given) = (0, 0, 0, false);
        while start < picks.len() {
            let unit = self.crowd.0[picks[start].cadre].unit;
            let many = picks[start..].iter().take_while(|p| self.crowd.0[p.cadre].unit == unit).count();
            let mut places = many as i64;
            let late = class.state == "enrolling" || class.over();
            if many >= 2 && late && !over_given && chance.hit(120) {
                over_given = true;
                places -= 1;
                picks[start + many - 1].over = true;
            } else if chance.hit(50) {
                places += 1;
            }
            sort += 1;
            total += places;
            let named = picks[start..start + many].iter().find(|p| p.named.is_some()).map(|p| self.crowd.name(self.cx, p.cadre));
            let condition =
                chance.pick(&["condition_any", "condition_any", "condition_head", "condition_woman", "condition_young"]);
            let note = named.as_ref().map(|name| self.cx.words.fill("must_names", &[("name", name)]));
            self.quota.put(params![sort, call, i64::from(unit) + 1, places, self.cx.words.phrase(condition), named, note])?;
            start += many;
        }
        Ok(total)
    }

    #[allow(clippy::too_many_arguments)]
    fn person(
        &mut self,
        call: i64,
        number: usize,
        class: &Class,
        place: usize,
        pick: Pick,
        dates: (NaiveDate, NaiveDate),
        chance: &mut Chance,
    ) -> Result<()> {
        let end = self.end(class, pick, chance);
        let replaced = end.state == "replaced";
        let id = self.put(call, number, class, place, pick, &end, dates, None, chance)?;
        if !replaced {
            return Ok(());
        }
        let Some(other) = self.picker.instead(self.city, self.crowd, class, pick.cadre) else { return Ok(()) };
        let pick = Pick { cadre: other, named: None, over: false };
        let end = if class.over() || class.state == "running" {
            self.attended(class, Fate::Comes, chance)
        } else {
            End { state: "approved", register: None, reason: None }
        };
        self.put(call, number, class, place, pick, &end, dates, Some(id), chance)?;
        Ok(())
    }

    /// Draws how it ends for a person, as far as the class has come.
    fn end(&self, class: &Class, pick: Pick, chance: &mut Chance) -> End {
        let words = &self.cx.words;
        let early = |state, list: &str, chance: &mut Chance| End {
            state,
            register: None,
            reason: (!list.is_empty()).then(|| chance.pick(words.reasons(list))),
        };
        if class.state == "postponed" {
            return early("nominated", "", chance);
        }
        if class.state == "enrolling" {
            let state = chance.weighted(&[16, 40, if pick.over { 60 } else { 4 }, 5, 4, 22, 9], |w| *w);
            return match state {
                0 => early("planned", "", chance),
                2 => early("waitlisted", "", chance),
                3 => early("rejected", "退回", chance),
                4 => early("declined", "放弃", chance),
                5 => early("approved", "", chance),
                6 => early("notified", "", chance),
                _ => early("nominated", "", chance),
            };
        }
        if class.place == Place::Upper || class.place == Place::Online {
            return match class.state {
                "closed" | "ended" => early("completed", "", chance),
                _ => early("notified", "", chance),
            };
        }
        match chance.below(1000) {
            0..28 => self.attended(class, Fate::Missing, chance),
            28..66 => self.attended(class, Fate::Excused, chance),
            66..94 => early("replaced", "调换", chance),
            94..102 => early("rejected", "退回", chance),
            102..110 => early("declined", "放弃", chance),
            110..140 if class.over() => self.attended(class, Fate::Short, chance),
            140..148 if class.over() => self.attended(class, Fate::Leaves, chance),
            148..153 if class.over() && class.days.len() > 2 => self.attended(class, Fate::Truant, chance),
            _ => self.attended(class, Fate::Comes, chance),
        }
    }

    fn attended(&self, class: &Class, fate: Fate, chance: &mut Chance) -> End {
        let register = Register::draw(self.cx, chance, class, fate);
        let list = match fate {
            Fate::Missing => "缺训",
            Fate::Excused => "请假",
            Fate::Leaves => "退学",
            _ => "",
        };
        let state = match fate {
            Fate::Missing => "no_show",
            Fate::Excused => "excused",
            _ if !class.over() => "reported",
            Fate::Short => "partial",
            Fate::Leaves => "withdrawn",
            Fate::Truant => "expelled",
            Fate::Comes => "completed",
        };
        End { state, register: Some(register), reason: (!list.is_empty()).then(|| chance.pick(self.cx.words.reasons(list))) }
    }

    #[allow(clippy::too_many_arguments)]
    fn put(
        &mut self,
        call: i64,
        number: usize,
        class: &Class,
        place: usize,
        pick: Pick,
        end: &End,
        dates: (NaiveDate, NaiveDate),
        replaces: Option<i64>,
        chance: &mut Chance,
    ) -> Result<i64> {
        let person = &self.crowd.0[pick.cadre];
        let there = matches!(end.state, "reported" | "completed" | "partial" | "withdrawn" | "expelled");
        let hours = self.hours(class, end);
        let group = (place / 9 + 1).to_string();
        let n = (self.nominee.next() % 9000 + 1000).to_string();
        let year = class.year.to_string();
        let done = end.state == "completed";
        let route = match (pick.named, class.kind) {
            (Some(_), _) => "named",
            (None, "轮训班") => "rotation",
            _ if chance.hit(80) => "mixed",
            _ => "unit",
        };
        let post = match place {
            0 if there => Some(self.cx.words.phrase("monitor")),
            p if p % 9 == 1 && there => Some(self.cx.words.phrase("group_post")),
            _ => None,
        };
        let result = match end.state {
            "completed" if chance.hit(90) => Some(self.cx.words.phrase("good")),
            "completed" => Some(self.cx.words.phrase("pass")),
            "partial" => Some(self.cx.words.phrase("fail_partial")),
            "withdrawn" | "expelled" => Some(self.cx.words.phrase("fail_out")),
            _ => None,
        };
        let steps = self.steps(class, end, dates);
        let since = steps.last().map_or(dates.0, |s| s.1).min(self.cx.plan.today);
        let id = self.nominee.put(params![
            place as i64 + 1,
            call,
            pick.cadre as i64 + 1,
            i64::from(person.unit) + 1,
            self.crowd.position(self.cx, pick.cadre),
            person.level_word(),
            names::mobile(pick.cadre, self.cx.plan.cadres as usize),
            route,
            pick.named,
            end.state,
            since.to_string(),
            pick.over.then(|| self.cx.words.phrase("over_quota")),
            if chance.hit(550) { "是" } else { "否" },
            there.then(|| self.cx.words.fill("group", &[("n", &group)])),
            (there && chance.hit(600)).then(|| format!("{}{:02}", 1 + place / 20, 1 + place % 20)),
            post,
            result,
            done.then(|| self.cx.words.fill("certificate", &[("year", &year), ("n", &n)])),
            hours,
            replaces,
            end.reason
        ])?;
        self.outcome.nominees += 1;
        self.history(id, class, end, &steps)?;
        self.register(id, end, chance)?;
        self.remember(id, number, class, pick, end, hours);
        Ok(id)
    }

    fn hours(&self, class: &Class, end: &End) -> Option<f64> {
        match (end.state, &end.register) {
            ("expelled" | "no_show" | "excused", _) if class.over() => Some(0.0),
            ("completed" | "partial" | "withdrawn", Some(register)) => Some(register.hours(|_| true)),
            ("completed", None) => Some(class.days.len() as f64 * 8.0),
            _ => None,
        }
    }

    /// The states passed, each with its day.
    fn steps(&self, class: &Class, end: &End, (issued, deadline): (NaiveDate, NaiveDate)) -> Vec<(&'static str, NaiveDate)> {
        let first = issued + Duration::days(3);
        let (reviewed, told) = (deadline + Duration::days(1), deadline + Duration::days(3));
        let path: &[&str] = match end.state {
            "planned" => &["planned"],
            "nominated" => &["nominated"],
            "waitlisted" => &["nominated", "waitlisted"],
            "rejected" => &["nominated", "rejected"],
            "declined" => &["planned", "declined"],
            "approved" => &["nominated", "approved"],
            "notified" => &["nominated", "approved", "notified"],
            "replaced" => &["nominated", "approved", "notified", "replaced"],
            "excused" => &["nominated", "approved", "notified", "excused"],
            "no_show" => &["nominated", "approved", "notified", "no_show"],
            "reported" => &["nominated", "approved", "notified", "reported"],
            "partial" => &["nominated", "approved", "notified", "reported", "partial"],
            "withdrawn" => &["nominated", "approved", "notified", "reported", "withdrawn"],
            "expelled" => &["nominated", "approved", "notified", "reported", "expelled"],
            _ => &["nominated", "approved", "notified", "reported", "completed"],
        };
        let day = |state: &str| match state {
            "planned" => issued,
            "nominated" => first,
            "approved" | "waitlisted" | "rejected" | "declined" => reviewed,
            "notified" => told,
            "replaced" | "excused" => told + Duration::days(2),
            "reported" | "no_show" => class.starts(),
            _ => class.ends(),
        };
        path.iter().map(|s| (*s, day(s).min(self.cx.plan.today))).collect()
    }

    fn history(&mut self, id: i64, class: &Class, end: &End, steps: &[(&'static str, NaiveDate)]) -> Result<()> {
        let office = self.cx.words.phrase("office");
        let mut from = None;
        for (n, &(state, date)) in steps.iter().enumerate() {
            let actor = match state {
                "reported" | "completed" | "partial" | "no_show" => self.cx.words.phrase("head_teacher"),
                _ => office,
            };
            let usual = self.cx.words.phrase(match state {
                "planned" => "log_planned",
                "nominated" => "log_nominated",
                "approved" => "log_approved",
                "notified" => "log_notified",
                "reported" => "log_reported",
                "completed" => "log_completed",
                "partial" => "log_partial",
                "waitlisted" => "log_waitlisted",
                _ => "",
            });
            let reason = if state == end.state { end.reason.unwrap_or(usual) } else { usual };
            let at = calendar::moment(date, 8 + n as i64, (id * 7 + class.kind_no as i64) % 60);
            self.log.put(params![id, from, state, at, actor, (!reason.is_empty()).then_some(reason)])?;
            from = Some(state);
        }
        Ok(())
    }

    fn register(&mut self, id: i64, end: &End, chance: &mut Chance) -> Result<()> {
        let Some(register) = &end.register else { return Ok(()) };
        for mark in &register.marks {
            self.attendance.put(params![id, mark.date.to_string(), mark.half, mark.word, None::<&str>])?;
        }
        let Some(leave) = &register.leave else { return Ok(()) };
        let kind = chance.pick(&["事假", "病假", "公假"]);
        let reason = end.reason.unwrap_or_else(|| chance.pick(self.cx.words.reasons(kind)));
        let approver = self.cx.words.phrase(match leave.half_days {
            1 => "approver_short",
            2 => "approver_day",
            _ => "approver_long",
        });
        let state = if leave.until < self.cx.plan.today { "returned" } else { "approved" };
        let (since, until) = (leave.since.to_string(), leave.until.to_string());
        self.leave.put(params![id, kind, since, until, leave.half_days, reason, approver, state])?;
        Ok(())
    }

    /// Keeps what the ledger and the make-ups need.
    fn remember(&mut self, id: i64, number: usize, class: &Class, pick: Pick, end: &End, hours: Option<f64>) {
        let whole = class.days.len() as f64 * 8.0;
        let cause = match end.state {
            "no_show" => "no_show",
            "excused" => "leave",
            "partial" | "withdrawn" | "expelled" => "short_hours",
            _ => "",
        };
        let got = hours.unwrap_or(0.0);
        if !cause.is_empty() {
            self.waiting.push_back(self.outcome.owed.len());
            self.outcome.owed.push(Owed {
                cadre: pick.cadre,
                class: number,
                nominee: id,
                cause,
                hours: whole - got,
                to_class: None,
            });
        }
        if class.over() && got > 0.0 {
            let crossing = class.starts().format("%Y").to_string() != class.ends().format("%Y").to_string();
            let year = class.year;
            let before = end.register.as_ref().filter(|_| crossing).map(|r| r.hours(|y| y == year));
            self.outcome.taken.push(Taken {
                cadre: pick.cadre,
                class: number,
                nominee: id,
                hours: got,
                before,
                finished: end.state == "completed",
            });
        }
    }
}
