//! What follows a class: marks by trainees, inquiries months later, members of programmes with what they have done,
//! recommendations to the province.

use super::{
    Cx, Result, calendar, hours::Town, library::Library, people, picks::belongs, places::Places, sheet::Sheet, teachers::Staff,
    words,
};
use crate::domain::programme::{Group, Target};
use chrono::{Datelike, Duration, NaiveDate};
use rusqlite::params;
use std::collections::BTreeMap;

/// Writes all of it.
pub(super) fn write(cx: &Cx, town: &Town, library: &Library, places: &Places, staff: &Staff) -> Result<()> {
    evaluations(cx, town, staff)?;
    inquiries(cx, town)?;
    members(cx, town)?;
    recommendations(cx, library, places)
}

/// Four marks for each lecture, four for each class.
fn evaluations(cx: &Cx, town: &Town, staff: &Staff) -> Result<()> {
    let mut sheet =
        Sheet::open(cx.conn, "evaluation", "class_id session_id teacher_id course_id date item score forms satisfied opinion")?;
    for lecture in town.lectures {
        let mut chance = cx.chance("marks", lecture.session);
        // A teacher is about as good each time.
        let own = cx.chance("talent", lecture.teacher).between(84, 95) + i64::from(staff.0[lecture.teacher].full_time());
        let forms = town.classes[lecture.class].planned as i64 * chance.between(80, 98) / 100;
        for item in ["教学态度", "教学内容", "教学方法", "教学效果"] {
            let score = (own + chance.between(-5, 4)) as f64 + chance.below(10) as f64 / 10.0;
            let opinion = chance.hit(120).then(|| chance.pick(&cx.words.opinions));
            sheet.put(params![
                lecture.class as i64 + 1,
                lecture.session,
                lecture.teacher as i64 + 1,
                lecture.course as i64 + 1,
                lecture.date.to_string(),
                item,
                score.min(100.0),
                forms.max(1),
                satisfied(score, forms.max(1)),
                opinion
            ])?;
        }
    }
    for (i, class) in town.classes.iter().enumerate().filter(|(_, c)| c.over() && c.kept()) {
        let mut chance = cx.chance("class marks", i);
        for item in ["培训方案", "培训实施", "培训保障", "培训效果"] {
            let score = chance.between(860, 990) as f64 / 10.0;
            let forms = (class.planned as i64 - chance.between(0, 4)).max(1);
            let opinion = chance.hit(200).then(|| chance.pick(&cx.words.opinions));
            sheet.put(params![
                i as i64 + 1,
                None::<i64>,
                None::<i64>,
                None::<i64>,
                class.ends().to_string(),
                item,
                score,
                forms,
                satisfied(score, forms),
                opinion
            ])?;
        }
    }
    Ok(())
}

/// Three months after a class of some days.
fn inquiries(cx: &Cx, town: &Town) -> Result<()> {
    let mut sheet = Sheet::open(cx.conn, "follow_up", "class_id due_on method forms result done_on")?;
    for (i, class) in town.classes.iter().enumerate().filter(|(_, c)| c.over() && c.kept() && c.days.len() >= 3) {
        let mut chance = cx.chance("inquiry", i);
        let due = class.ends() + Duration::days(90);
        let done = (due + Duration::days(chance.between(-10, 15))).min(cx.plan.today - Duration::days(1));
        let asked = due + Duration::days(10) < cx.plan.today && chance.hit(850);
        let result = cx.words.fill("follow_result", &[("n", &chance.between(82, 98).to_string())]);
        let forms = asked.then(|| class.planned as i64 * 8 / 10);
        sheet.put(params![
            i as i64 + 1,
            due.to_string(),
            cx.words.phrase("follow_method"),
            forms,
            asked.then_some(result),
            asked.then(|| done.to_string())
        ])?;
    }
    Ok(())
}

/// Of so many forms with this mean, those that are satisfied: the mean is of 100, 85, 60 and 40.
fn satisfied(score: f64, forms: i64) -> i64 {
    let share = ((score - 60.0) / 32.0).clamp(0.0, 1.0);
    (forms as f64 * share).round() as i64
}

/// Who belongs to a programme, and by which day each was through.
fn members(cx: &Cx, town: &Town) -> Result<()> {
    let mut done: BTreeMap<(usize, usize), NaiveDate> = BTreeMap::new();
    for taken in town.outcome.taken.iter().filter(|t| t.finished) {
        let class = &town.classes[taken.class];
        if class.programme > 0 {
            done.entry((class.programme, taken.cadre)).or_insert(class.ends());
        }
    }
    let mut sheet = Sheet::open(
        cx.conn,
        "programme_member",
        "programme_id cadre_id added_on added_why source unit_id removed_on reason removed_by done_on",
    )?;
    let mut takings =
        Sheet::open(cx.conn, "programme_target", "programme_id on_day at actor conditions people added removed reason")?;
    for (number, row) in cx.words.programmes.iter().enumerate() {
        let added = calendar::day(cx.year() - i32::from(number != 0), 1 + number as u32 % 3, 20);
        let mut on = 0;
        for (i, person) in town.crowd.0.iter().enumerate() {
            let done_on = done.get(&(number + 1, i)).copied();
            let target = belongs(town.city, person, row[6]);
            // People who moved away after they had been put on the list.
            let left = person.has(people::GONE) && person.level <= people::SECTION_DEPUTY && number == 0;
            if !target && done_on.is_none() && !left {
                continue;
            }
            let early = done_on.is_some_and(|day| day < added);
            let late = person.has(people::NEW_POST) && !early && done_on.is_none_or(|day| day > added + Duration::days(90));
            let added =
                if late { added + Duration::days(60) } else { done_on.map_or(added, |d| added.min(d - Duration::days(30))) };
            let removed = left.then(|| added + Duration::days(100)).filter(|d| *d < cx.plan.today);
            if left && removed.is_none() {
                continue;
            }
            sheet.put(params![
                number as i64 + 1,
                i as i64 + 1,
                added.to_string(),
                if late { cx.words.phrase("list_new_post") } else { row[2] },
                "set",
                i64::from(person.unit) + 1,
                removed.map(|d| d.to_string()),
                removed.map(|_| cx.words.phrase("moved_away")),
                removed.map(|_| "hand"),
                done_on.map(|d| d.to_string())
            ])?;
            on += i64::from(removed.is_none());
        }
        let target = targets(row[6]);
        if !target.groups.is_empty() {
            let conditions = serde_json::to_string(&target).unwrap_or_default();
            let reason = cx.words.phrase("list_reason");
            let (day, at) = (added.to_string(), format!("{added} 09:30:00"));
            takings.put(params![number as i64 + 1, day, at, "demo", conditions, on, on, 0, reason])?;
        }
    }
    Ok(())
}

/// The conditions of a programme's list, near those by which its people are drawn.
fn targets(audience: &str) -> Target {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let groups = match audience {
        "轮训" => vec![
            Group { levels: words(&["县处级正职", "县处级副职"]), ..Group::default() },
            Group { tags: words(&["乡镇党政正职", "县直单位党政正职"]), ..Group::default() },
        ],
        "新任" => vec![Group {
            levels: words(&["乡科级正职", "乡科级副职"]), tags: words(&["新任职"]), ..Group::default()
        }],
        "年轻" => vec![Group { tags: words(&["年轻干部"]), ..Group::default() }],
        "基层" => vec![
            Group {
                unit_kinds: words(&["乡镇", "街道", "村（社区）", "国有企业", "事业单位"]), ..Group::default()
            },
            Group { tags: words(&["驻村工作队员"]), ..Group::default() },
        ],
        _ => Vec::new(),
    };
    Target { groups }
}

/// Good courses, cases, stories and sites sent to the province, last year's with the answer.
fn recommendations(cx: &Cx, library: &Library, places: &Places) -> Result<()> {
    let mut sheet = Sheet::open(cx.conn, "recommendation", "year course_id case_id story_id site_id name level sent_on result")?;
    for back in [1, 0] {
        let year = cx.year() - back;
        let mut chance = cx.chance("recommend", back);
        let sent = calendar::next_worked(calendar::day(year, 7, 10));
        let result = |n: usize| match (back, n % 3) {
            (0, _) => "result_wait",
            (_, 0) => "result_in",
            _ => "result_out",
        };
        for n in 0..16 {
            let (mut course, mut case, mut story, mut site) = (None, None, None, None);
            let (slot, name) = match n % 4 {
                0 => pick(&mut course, chance.below(library.courses.len()), |i| library.courses[i].name.to_owned()),
                1 => pick(&mut case, chance.below(library.cases.len()), |i| library.cases[i].clone()),
                2 => pick(&mut story, chance.below(library.stories.len()), |i| library.stories[i].to_owned()),
                _ => pick(&mut site, chance.below(places.sites.len()), |i| places.sites[i].name.clone()),
            };
            let open = sent > cx.plan.today || slot % 9 == 8;
            let sent = (!open).then(|| sent.to_string());
            let answer = sent.is_some().then(|| cx.words.phrase(result(n)));
            sheet.put(params![year, course, case, story, site, name, cx.words.phrase("level_province"), sent, answer])?;
        }
    }
    Ok(())
}

fn pick(into: &mut Option<i64>, i: usize, name: impl Fn(usize) -> String) -> (usize, String) {
    *into = Some(i as i64 + 1);
    (i, name(i))
}

/// Years a plan covers, the one that `year` is in.
pub(super) fn plan_years(year: i32) -> (i32, i32) {
    let first = year - (year - 2018).rem_euclid(5);
    (first, first + 4)
}

/// The day in that month, or its last.
pub(super) fn due(year: i32, month: &str) -> NaiveDate {
    let month = words::number(month) as u32;
    let next = calendar::day(year + i32::from(month == 12), month % 12 + 1, 1);
    debug_assert!(next.day() == 1);
    next - Duration::days(1)
}
