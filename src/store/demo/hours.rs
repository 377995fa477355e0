//! The hour ledger, person by person: years past in few entries, this year's network courses, study groups, lectures
//! given, and for each class exactly what its register of attendance gives. Warnings and make-ups follow at once,
//! while everything of a person is at hand.

use super::{
    Cx, Report, Result, Stage, calendar,
    calls::{Outcome, Taken},
    chance::Chance,
    city::{City, Unit},
    classes::{Class, Place},
    debts::Debts,
    ledger::{Account, Draft, Ledger},
    people::{self, Crowd, Person},
    study::Circles,
    teachers::Staff,
    timetable::Lecture,
};
use crate::domain::{hours::Group, rulebook};
use chrono::{Datelike, Duration, NaiveDate};

/// What was made before.
#[derive(Clone, Copy)]
pub(super) struct Town<'a> {
    pub city: &'a City,
    pub crowd: &'a Crowd,
    pub classes: &'a [Class],
    pub outcome: &'a Outcome,
    pub lectures: &'a [Lecture],
    pub staff: &'a Staff,
}

/// One person's turn.
struct Turn<'a> {
    i: usize,
    person: &'a Person,
    unit: &'a Unit,
    account: Account,
    chance: Chance,
}

struct Book<'a, 'c> {
    cx: &'a Cx<'c>,
    town: Town<'a>,
    ledger: Ledger<'c>,
    titles: Vec<String>,
    first_year: i32,
    groups: Groups,
}

/// What the forms count as.
struct Groups {
    full_time: Group,
    online: Group,
    offline: Group,
}

const OFF_JOB: &str = "脱产培训";
const ONLINE: &str = "网络培训";
const STUDY: &str = "中心组学习";
const TALK: &str = "专题讲座";
const LECTURE: &str = "领导干部上讲台";

/// Writes the ledger of everyone; returns the number of entries and who was present at each study session.
pub(super) fn write(cx: &Cx, town: &Town, circles: &Circles, report: &mut Report) -> Result<(u64, Vec<Vec<i64>>)> {
    let year = cx.year();
    let first_year = (year - (year - 2018).rem_euclid(5)).min(year - 3);
    let titles = (first_year..year).map(|y| cx.words.fill("year_online", &[("year", &y.to_string())])).collect();
    let groups = Groups {
        full_time: rulebook::form_group(OFF_JOB),
        online: rulebook::form_group(ONLINE),
        offline: rulebook::form_group(STUDY),
    };
    let mut book = Book { cx, town: *town, ledger: Ledger::open(cx)?, titles, first_year, groups };
    let mut debts = Debts::open(cx, town)?;
    let mut taken: Vec<&Taken> = town.outcome.taken.iter().collect();
    taken.sort_by_key(|t| (t.cadre, t.class));
    let mut given: Vec<(usize, &Lecture)> =
        town.lectures.iter().filter_map(|l| Some((town.staff.0[l.teacher].cadre?, l))).collect();
    given.sort_by_key(|(cadre, l)| (*cadre, l.session));
    let (mut taken, mut given) = (taken.as_slice(), given.as_slice());
    let mut present = Vec::with_capacity(town.city.units.len());
    for (unit, sessions) in town.city.units.iter().zip(&circles.0) {
        let mut here = vec![0; sessions.len()];
        for i in unit.people.clone() {
            if i % 512 == 0 {
                report.at(Stage::Hours, i, town.crowd.0.len())?;
            }
            let mine = taken.iter().take_while(|t| t.cadre == i).count();
            let lectures = given.iter().take_while(|g| g.0 == i).count();
            let mut turn = Turn { i, person: &town.crowd.0[i], unit, account: Account::default(), chance: cx.chance("hours", i) };
            let mut made = Vec::new();
            if !turn.person.has(people::NEVER) {
                book.past(&mut turn)?;
                book.this_year(&mut turn)?;
                book.study(&mut turn, sessions, &mut here)?;
                book.lectures(&mut turn, &given[..lectures])?;
                for t in &taken[..mine] {
                    made.push((t.class, t.finished, book.class(&mut turn, t)?));
                }
            }
            debts.person(i, &turn.account, &made)?;
            (taken, given) = (&taken[mine..], &given[lectures..]);
        }
        present.push(here);
    }
    Ok((book.ledger.written, present))
}

impl Book<'_, '_> {
    /// Who the person is among the off-job classes of the list.
    fn rung(person: &Person) -> &'static str {
        match person.level {
            0..=people::COUNTY_DEPUTY => "县",
            4..=people::SECTION_DEPUTY => "科",
            _ => "员",
        }
    }

    /// Years before this one: a yearly sum of the academy, mostly one class, now and then a talk.
    fn past(&mut self, turn: &mut Turn) -> Result<()> {
        let year = self.cx.year();
        if turn.person.has(people::NEW_HIRE) {
            return Ok(());
        }
        let county = turn.person.level <= people::COUNTY_DEPUTY;
        let diligent = turn.chance.hit(860);
        for y in self.first_year..year {
            let hours =
                if diligent || turn.chance.hit(400) { turn.chance.quarters(50.0, 84.0) } else { turn.chance.quarters(8.0, 49.0) };
            let title = std::mem::take(&mut self.titles[(y - self.first_year) as usize]);
            let put = self.online(turn, &title, calendar::day(y, 12, 20), hours);
            self.titles[(y - self.first_year) as usize] = title;
            put?;
            let often = match (county, diligent) {
                (true, _) => 930,
                (_, true) => 860,
                _ => 350,
            };
            if turn.chance.hit(often) {
                self.off_job(turn, y, 12)?;
            }
            if turn.chance.hit(260) {
                self.talk(turn, y, 11)?;
            }
        }
        Ok(())
    }

    /// This year as far as it has come: courses one by one, perhaps a class elsewhere, a talk.
    fn this_year(&mut self, turn: &mut Turn) -> Result<()> {
        let today = self.cx.plan.today;
        if turn.person.has(people::GONE) || today.ordinal() < 20 {
            return Ok(());
        }
        let part = f64::from(today.ordinal()) / 365.0;
        let mut wanted = turn.chance.quarters(32.0, 78.0) * part;
        let mut course = turn.chance.below(self.cx.words.online.len());
        let mut day = turn.chance.between(5, 40);
        while wanted > 0.5 && day < i64::from(today.ordinal()) {
            let (_, hours, title) = self.cx.words.online[course % self.cx.words.online.len()];
            // An academy counts a course series as a whole; the long ones make most of a year.
            let hours = (hours * 4.0).min((wanted * 4.0).ceil() / 4.0);
            self.online(turn, title, calendar::day(today.year(), 1, 1) + Duration::days(day), hours)?;
            wanted -= hours;
            course += 1;
            day += turn.chance.between(15, 70);
        }
        let last = today.month() - 1;
        if last > 2 && turn.chance.hit(if turn.person.level <= people::SECTION_DEPUTY { 720 } else { 660 }) {
            self.off_job(turn, today.year(), last)?;
        }
        if last > 2 && turn.chance.hit(320) {
            self.talk(turn, today.year(), last)?;
        }
        Ok(())
    }

    fn online(&mut self, turn: &mut Turn, title: &str, date: NaiveDate, hours: f64) -> Result<()> {
        let draft = Draft {
            form: ONLINE,
            group: self.groups.online,
            title,
            dates: (date, date),
            days: None,
            hours,
            source: "academy",
            evidence: self.cx.words.phrase("evidence_online"),
            organiser: self.cx.words.phrase("academy"),
            class: None,
            before: None,
            topics: None,
        };
        self.ledger.put(&mut turn.account, turn.i, turn.unit.id, &draft)?;
        Ok(())
    }

    /// A class of the list for people of that level, in the year up to that month.
    fn off_job(&mut self, turn: &mut Turn, year: i32, last_month: u32) -> Result<()> {
        let rung = Self::rung(turn.person);
        let all = &self.cx.words.ledger;
        let mine = all.iter().filter(|r| r[1] == rung).count();
        let Some(&[form, _, days, title, organiser]) = all.iter().filter(|r| r[1] == rung).nth(turn.chance.below(mine)) else {
            return Ok(());
        };
        let days = super::words::number(days);
        let start = calendar::next_worked(calendar::day(
            year,
            turn.chance.between(2, i64::from(last_month) - 1) as u32,
            turn.chance.between(1, 25) as u32,
        ));
        let end = calendar::run(start, days as usize).last().copied().unwrap_or(start);
        if end > self.cx.plan.today || end.year() > year {
            return Ok(());
        }
        let draft = Draft {
            form,
            group: if form == OFF_JOB { self.groups.full_time } else { self.groups.offline },
            title,
            dates: (start, end),
            days: Some(days),
            hours: days * 8.0,
            source: "ledger",
            evidence: self.cx.words.phrase("evidence_ledger"),
            organiser,
            class: None,
            before: None,
            topics: None,
        };
        self.ledger.put(&mut turn.account, turn.i, turn.unit.id, &draft)?;
        Ok(())
    }

    fn talk(&mut self, turn: &mut Turn, year: i32, last_month: u32) -> Result<()> {
        let date = calendar::next_worked(calendar::day(
            year,
            turn.chance.between(2, i64::from(last_month)) as u32,
            turn.chance.between(1, 20) as u32,
        ));
        if date > self.cx.plan.today {
            return Ok(());
        }
        let draft = Draft {
            form: TALK,
            group: self.groups.offline,
            title: turn.chance.pick(&self.cx.words.talks),
            dates: (date, date),
            days: Some(0.5),
            hours: 4.0,
            source: "ledger",
            evidence: self.cx.words.phrase("evidence_talk"),
            organiser: self.cx.words.phrase("office"),
            class: None,
            before: None,
            topics: None,
        };
        self.ledger.put(&mut turn.account, turn.i, turn.unit.id, &draft)?;
        Ok(())
    }

    /// Sessions of the unit's study group, for its leaders; counts who was there.
    fn study(&mut self, turn: &mut Turn, sessions: &[super::study::Session], here: &mut [i64]) -> Result<()> {
        if !turn.person.has(people::LEADER) || turn.person.has(people::GONE) {
            return Ok(());
        }
        for (session, count) in sessions.iter().zip(here) {
            if turn.chance.hit(110) {
                continue;
            }
            *count += 1;
            let draft = Draft {
                form: STUDY,
                group: self.groups.offline,
                title: session.topic,
                dates: (session.date, session.date),
                days: None,
                hours: 2.0,
                source: "ledger",
                evidence: self.cx.words.phrase("evidence_talk"),
                organiser: &turn.unit.name,
                class: None,
                before: None,
                topics: None,
            };
            self.ledger.put(&mut turn.account, turn.i, turn.unit.id, &draft)?;
        }
        Ok(())
    }

    /// Lectures given by a cadre who teaches.
    fn lectures(&mut self, turn: &mut Turn, given: &[(usize, &Lecture)]) -> Result<()> {
        for (_, lecture) in given {
            let class = &self.town.classes[lecture.class];
            let course = self.cx.words.courses[lecture.course][4];
            let title = self.cx.words.fill("lecture", &[("title", course)]);
            let draft = Draft {
                form: LECTURE,
                group: self.groups.offline,
                title: &title,
                dates: (lecture.date, lecture.date),
                days: None,
                hours: lecture.hours,
                source: "lecture",
                evidence: self.cx.words.phrase("evidence_lecture"),
                organiser: &class.organiser,
                class: Some((lecture.class, None)),
                before: None,
                topics: None,
            };
            self.ledger.put(&mut turn.account, turn.i, turn.unit.id, &draft)?;
        }
        Ok(())
    }

    /// The entry of a class that is over.
    fn class(&mut self, turn: &mut Turn, taken: &Taken) -> Result<i64> {
        let class = &self.town.classes[taken.class];
        let (form, group, source, evidence) = match class.place {
            Place::Online => (ONLINE, self.groups.online, "academy", "evidence_online"),
            Place::Upper => (OFF_JOB, self.groups.full_time, "report", "evidence_ledger"),
            Place::School | Place::Away => (OFF_JOB, self.groups.full_time, "attendance", "evidence_attendance"),
        };
        let draft = Draft {
            form,
            group,
            title: &class.title,
            dates: (class.starts(), class.ends()),
            days: Some(taken.hours / 8.0),
            hours: taken.hours,
            source,
            evidence: self.cx.words.phrase(evidence),
            organiser: &class.organiser,
            class: Some((taken.class, Some(taken.nominee))),
            before: taken.before,
            topics: Some(class.topics),
        };
        self.ledger.put(&mut turn.account, turn.i, turn.unit.id, &draft)
    }
}
