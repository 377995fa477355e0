//! Programmes and classes: last year's, this year's, those that run today and those of the next weeks, in every state.

use super::{Cx, Result, calendar, city::City, places::Places, sheet::Sheet, words};
use chrono::{Datelike, Duration, NaiveDate};
use rusqlite::params;
use std::collections::BTreeMap;

/// A class; its id is its position plus 1, and positions follow the first day.
pub(super) struct Class {
    pub kind: &'static str,
    /// Number of the kind, for remembering who was in one this year.
    pub kind_no: usize,
    pub title: String,
    pub year: i32,
    /// The county that runs it; 0 is the city.
    pub area: usize,
    pub audience: &'static str,
    pub days: Vec<NaiveDate>,
    pub planned: usize,
    pub state: &'static str,
    pub programme: usize,
    pub place: Place,
    pub organiser: String,
    pub school: String,
    pub topics: &'static str,
    name: String,
    term: String,
}

/// Where a class is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// In a party school of the city: rooms, timetable, attendance.
    School,
    /// In a partner city, with timetable and attendance too.
    Away,
    /// At the level above: only who was sent is known.
    Upper,
    /// In the network academy.
    Online,
}

impl Class {
    pub(super) fn starts(&self) -> NaiveDate {
        self.days[0]
    }

    pub(super) fn ends(&self) -> NaiveDate {
        self.days[self.days.len() - 1]
    }

    /// Whether there is a timetable and a register of attendance.
    pub(super) fn kept(&self) -> bool {
        matches!(self.place, Place::School | Place::Away)
    }

    pub(super) fn over(&self) -> bool {
        matches!(self.state, "ended" | "closed")
    }

    /// Evening study counts as a half-day here.
    pub(super) fn evenings(&self) -> bool {
        self.kind == "中青班"
    }
}

/// How many classes a file of that size has.
pub(super) fn wanted(cx: &Cx) -> usize {
    48 + (cx.plan.cadres as usize).saturating_sub(900) / 250
}

/// A class to be: row of the list, first day, state where it is not what the date says.
type Slot = (usize, NaiveDate, Option<&'static str>);

/// Draws and writes programmes, classes and the documents of their files.
pub(super) fn write(cx: &Cx, city: &City, places: &Places) -> Result<Vec<Class>> {
    put_programmes(cx)?;
    let mut slots = slots(cx);
    slots.sort_by_key(|s| s.1);
    let mut classes = Vec::with_capacity(slots.len());
    let mut terms = BTreeMap::new();
    let mut kinds: Vec<&str> = Vec::new();
    for (i, slot) in slots.into_iter().enumerate() {
        let mut class = draw(cx, city, places, slot, i);
        let term = terms.entry((class.year, class.name.clone())).or_insert(0);
        *term += 1;
        class.term = format!("第{term}期");
        class.title = format!("{}（{}）", class.name, class.term);
        class.kind_no = kinds.iter().position(|k| *k == class.kind).unwrap_or_else(|| {
            kinds.push(class.kind);
            kinds.len() - 1
        });
        classes.push(class);
    }
    let lines = put_plan(cx, &classes)?;
    put(cx, &classes, &lines)?;
    put_docs(cx, &classes)?;
    Ok(classes)
}

fn slots(cx: &Cx) -> Vec<Slot> {
    let (today, year) = (cx.plan.today, cx.year());
    let from = calendar::day(year - 1, 3, 1);
    let span = (today - from).num_days() + 24;
    let regular = wanted(cx) - 13;
    let list = cx.words.classes.len();
    let mut chance = cx.chance("slots", 0);
    let offset = chance.below(list);
    let mut slots: Vec<Slot> = (0..regular)
        .map(|i| {
            let date = from + Duration::days(span * i as i64 / regular as i64);
            ((i * 7 + offset) % list, calendar::next_worked(monday(date)), None)
        })
        .collect();
    let row = |name: &str| cx.words.classes.iter().position(|c| c[1].contains(name)).unwrap_or(0);
    let soon = |days: i64| calendar::next_worked(monday(today + Duration::days(days)));
    let this_week = calendar::next_worked(monday(today));
    let crossing = calendar::next_worked(calendar::day(year - 1, 12, 27));
    let early = this_week.min(calendar::worked_before(today + Duration::days(1)));
    slots.extend([
        (row("科级领导干部任职"), crossing, None),
        (row("中青年干部培训班"), calendar::worked_before(early - Duration::days(5)), None),
        (row("产业发展与项目谋划"), early, None),
        (row("领导班子能力"), early, None),
        (row("生态文明"), calendar::worked_before(today - Duration::days(8)), None),
        (row("四中全会精神专题研讨班"), soon(9), Some("enrolling")),
        (row("少数民族干部培训班"), soon(9), Some("enrolling")),
        (row("应急管理"), soon(16), Some("enrolling")),
        (row("女干部"), soon(30), Some("approved")),
        (row("村（社区）"), soon(37), Some("applied")),
        (row("统计业务"), soon(44), Some("returned")),
        (row("文旅融合"), soon(51), Some("draft")),
        (row("强边固防"), calendar::next_worked(today - Duration::days(40)), Some("postponed")),
        (row("保密与档案"), calendar::next_worked(today - Duration::days(70)), Some("cancelled")),
    ]);
    slots
}

fn monday(date: NaiveDate) -> NaiveDate {
    date - Duration::days(i64::from(date.weekday().num_days_from_monday()))
}

fn draw(cx: &Cx, city: &City, places: &Places, (row, start, state): Slot, i: usize) -> Class {
    let [kind, name, audience, days, planned, organiser, programme, place, topics] = cx.words.classes[row];
    let area = if place == "县" { 1 + i % (city.areas.len() - 1) } else { 0 };
    let days = calendar::run(start, words::number(days) as usize);
    let home = &city.areas[area];
    let place = match place {
        "外" => Place::Away,
        "上" => Place::Upper,
        "网" => Place::Online,
        _ => Place::School,
    };
    let school = match place {
        Place::Away => cx.words.phrase("away_school").to_owned(),
        Place::Upper => cx.words.phrase("upper_place").to_owned(),
        Place::Online => cx.words.phrase("online_place").to_owned(),
        Place::School => {
            places.institutions.iter().find(|p| p.school && p.area == area).map_or_else(String::new, |p| p.name.clone())
        }
    };
    let state = state.unwrap_or_else(|| by_date(cx.plan.today, days[0], days[days.len() - 1]));
    let share = if place == Place::Upper { 6 } else { 3 };
    let planned = (words::number(planned) as usize).min((cx.plan.cadres as usize / 30).max(10) * 3 / share);
    Class {
        kind,
        kind_no: 0,
        title: String::new(),
        year: days[0].year(),
        area,
        audience,
        days,
        planned,
        state,
        programme: words::number(programme) as usize,
        place,
        organiser: words::filled(organiser, &[("k", &home.name)]),
        school,
        topics,
        name: if area == 0 { name.to_owned() } else { format!("{}{name}", home.name) },
        term: String::new(),
    }
}

/// The state a class has by itself: closed three weeks after its end, called up a month before.
fn by_date(today: NaiveDate, starts: NaiveDate, ends: NaiveDate) -> &'static str {
    match () {
        () if ends < today - Duration::days(21) => "closed",
        () if ends < today => "ended",
        () if starts <= today => "running",
        () if starts <= today + Duration::days(30) => "enrolling",
        () => "approved",
    }
}

fn put_programmes(cx: &Cx) -> Result<()> {
    let mut sheet =
        Sheet::open(cx.conn, "programme", "sort_no name kind target starts_on deadline plan_ref doc_no min_days owner")?;
    let year = cx.year();
    for (i, &[name, kind, target, plan, days, owner, _]) in cx.words.programmes.iter().enumerate() {
        let from = calendar::day(year - i32::from(i != 0), 1 + i as u32 % 3, 15);
        let until = calendar::day(year, 12, 25 - i as u32);
        let doc = cx.words.fill("notice_city", &[("year", &from.year().to_string()), ("n", &(i + 3).to_string())]);
        sheet.put(params![
            i as i64 + 1,
            name,
            kind,
            target,
            from.to_string(),
            until.to_string(),
            plan,
            doc,
            words::number(days),
            owner
        ])?;
    }
    Ok(())
}

/// The plan of each year, as the classes of it were to be: a theme with its terms and the month of the last of them. The
/// plan asked for one term more here and there, and knew nothing of some classes.
fn put_plan(cx: &Cx, classes: &[Class]) -> Result<BTreeMap<(i32, String), i64>> {
    let mut sheet = Sheet::open(
        cx.conn,
        "plan_line",
        "sort_no year name kind programme_id terms people hours month organiser audience plan_ref",
    )?;
    let mut lines: BTreeMap<(i32, String), Vec<&Class>> = BTreeMap::new();
    for class in classes.iter().filter(|c| c.place != Place::Upper && c.place != Place::Online) {
        lines.entry((class.year, class.name.clone())).or_default().push(class);
    }
    let mut ids = BTreeMap::new();
    for ((year, name), held) in lines {
        let mut chance = cx.chance("plan", ids.len());
        if chance.hit(80) {
            continue;
        }
        let terms = held.len() as i64 + i64::from(chance.hit(150));
        let month = held.iter().map(|c| c.ends().month()).max().unwrap_or(12);
        let people: usize = held.iter().map(|c| c.planned).sum();
        let days: usize = held.iter().map(|c| c.days.len()).sum();
        let first = held[0];
        let number = ids.len() as i64 + 1;
        sheet.put(params![
            number,
            year,
            name,
            first.kind,
            (first.programme > 0).then_some(first.programme as i64),
            terms,
            people as i64 * terms / held.len() as i64,
            days as f64 * 8.0,
            month,
            first.organiser,
            audience(cx, first),
            None::<String>
        ])?;
        ids.insert((year, name), number);
    }
    Ok(ids)
}

fn put(cx: &Cx, classes: &[Class], lines: &BTreeMap<(i32, String), i64>) -> Result<()> {
    let mut sheet = Sheet::open(
        cx.conn,
        "training_class",
        "sort_no code year name term school_term kind call_level programme_id plan_line_id organiser undertaker place offsite_place offsite_days \
         report_on starts_on ends_on days hours planned our_planned audience head_teacher approval_no notice_no budget spent state",
    )?;
    let mut number = (0, 0);
    for (i, class) in classes.iter().enumerate() {
        number = if number.0 == class.year { (class.year, number.1 + 1) } else { (class.year, 1) };
        let mut chance = cx.chance("class", i);
        let days = class.days.len() as f64;
        let budget = days * class.planned as f64 * 450.0;
        let head = super::names::han(&cx.words, &mut chance, i % 2 == 0, None);
        let term = if class.starts().month() < 8 { "春季" } else { "秋季" };
        let report = if days >= 5.0 { class.starts() - Duration::days(1) } else { class.starts() };
        let with = [("year", class.year.to_string()), ("n", (number.1 + 8).to_string())];
        let with: Vec<(&str, &str)> = with.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let notice = if class.place == Place::Upper { "notice_upper" } else { "notice_city" };
        let granted = !matches!(class.state, "draft" | "applied" | "returned");
        let away = class.place == Place::Away;
        sheet.put(params![
            number.1,
            format!("XL{}-{:03}", class.year, number.1),
            class.year,
            class.name,
            class.term,
            format!("{}年{term}学期", class.year),
            class.kind,
            if class.place == Place::Upper { "upper" } else { "own" },
            (class.programme > 0).then_some(class.programme as i64),
            lines.get(&(class.year, class.name.clone())),
            class.organiser,
            class.school,
            class.school,
            away.then(|| cx.words.phrase("away_place")),
            away.then_some(days),
            report.to_string(),
            class.starts().to_string(),
            class.ends().to_string(),
            days,
            days * 8.0,
            class.planned as i64,
            class.planned as i64,
            audience(cx, class),
            head,
            granted.then(|| cx.words.fill("approval", &with)),
            granted.then(|| cx.words.fill(notice, &with)),
            budget,
            class.over().then(|| (budget * chance.between(82, 99) as f64 / 100.0).round()),
            class.state
        ])?;
    }
    Ok(())
}

fn audience(cx: &Cx, class: &Class) -> String {
    cx.words.fill("audience", &[("who", cx.words.phrase(class.audience))])
}

/// A closed class has its whole file; one that just ended lacks some of it.
fn put_docs(cx: &Cx, classes: &[Class]) -> Result<()> {
    let mut sheet = Sheet::open(cx.conn, "class_doc", "class_id kind title file_ref received_on")?;
    let before = ["批复", "培训通知", "培训方案", "教学计划", "开班议程", "最终课表", "学员名册"];
    let after = ["签到表", "评估汇总", "培训总结", "经费决算"];
    for (i, class) in classes.iter().enumerate() {
        let open = matches!(class.state, "draft" | "applied" | "returned" | "cancelled");
        if open || !class.kept() {
            continue;
        }
        let late = match class.state {
            "closed" => 4,
            "ended" => i % 4,
            _ => 0,
        };
        for (n, kind) in before.iter().chain(&after[..late]).enumerate() {
            let on = if n < before.len() {
                class.starts() - Duration::days(22 - n as i64 * 3)
            } else {
                class.ends() + Duration::days(n as i64 - 5)
            };
            if on > cx.plan.today {
                continue;
            }
            let title = format!("{}{kind}", class.title);
            sheet.put(params![i as i64 + 1, kind, title, format!("班次/{}/{kind}.pdf", i + 1), on.to_string()])?;
        }
    }
    Ok(())
}
