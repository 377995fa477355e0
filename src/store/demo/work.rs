//! The work lists: the year's projects after the plan, rectification, targets, assessment, needs, teaching carried out
//! to the townships.

use super::{
    Cx, Result, calendar,
    chance::Chance,
    city::{City, Unit},
    follow::{due, plan_years},
    library::Library,
    people::Crowd,
    places::Places,
    sheet::Sheet,
    teachers::Staff,
    words,
};
use chrono::{Datelike, Duration, NaiveDate};
use rusqlite::params;

/// Writes all of it.
pub(super) fn write(cx: &Cx, city: &City, crowd: &Crowd, places: &Places, library: &Library, staff: &Staff) -> Result<()> {
    let mut list = List {
        cx,
        item: Sheet::open(
            cx.conn,
            "work_item",
            "sort_no kind code year name content standard unit_id unit_text person partners leader starts_on due_on due_text progress \
             state institution_id programme_id plan_ref evidence note",
        )?,
        log: Sheet::open(cx.conn, "work_log", "work_item_id at actor kind progress opinion")?,
    };
    list.projects(city, crowd)?;
    list.rectification(city, crowd, places)?;
    targets(cx)?;
    assessments(cx, places)?;
    needs(cx, city)?;
    outreach(cx, city, staff, library)
}

struct List<'a, 'c> {
    cx: &'a Cx<'c>,
    item: Sheet<'c>,
    log: Sheet<'c>,
}

impl List<'_, '_> {
    /// The 22 items of the plan, this year's and last year's closed list.
    fn projects(&mut self, city: &City, crowd: &Crowd) -> Result<()> {
        let today = self.cx.plan.today;
        for back in [1, 0] {
            let year = self.cx.year() - back;
            for (n, &[code, name, content, standard, organ, partners, from, until, progress, state]) in
                self.cx.words.work.iter().enumerate()
            {
                let mut chance = self.cx.chance("work", n + 100 * back as usize);
                let unit = city.organ(organ);
                let (starts, ends) = (calendar::day(year, words::number(from) as u32, 5), due(year, until));
                // The list is written as it stands in late November; earlier in a year less is done.
                let part = (f64::from(today.ordinal()) / 328.0).min(1.0);
                let (state, progress) = match (back, state) {
                    (1, _) => ("closed", 100.0),
                    _ if starts > today => ("waiting", 0.0),
                    (_, "done") if part >= 1.0 => ("done", 100.0),
                    (_, "late") if ends < today => ("late", words::number(progress)),
                    _ => (if ends < today { "late" } else { "running" }, (words::number(progress) * part).round()),
                };
                let head = person(self.cx, crowd, unit, &mut chance);
                let leader = crowd.name(self.cx, city.organ("市委组织部").people.start.min(crowd.0.len() - 1));
                let plan = format!("（{}）", self.cx.words.fill("numeral", &[("n", NUMERALS[n % NUMERALS.len()])]));
                let programme = self.cx.words.programmes.iter().position(|p| p[3] == plan).map(|p| p as i64 + 1);
                let id = self.item.put(params![
                    n as i64 + 1,
                    "project",
                    format!("{year}-{code}"),
                    year,
                    name,
                    content,
                    standard,
                    unit.id,
                    unit.short,
                    head,
                    partners,
                    leader,
                    starts.to_string(),
                    ends.to_string(),
                    format!("{until}月底前"),
                    progress,
                    state,
                    None::<i64>,
                    programme,
                    plan,
                    (progress >= 100.0).then(|| format!("佐证/{year}-{code}.pdf")),
                    None::<&str>
                ])?;
                self.history(id, (starts, ends), state, progress, &mut chance)?;
            }
        }
        Ok(())
    }

    /// Items to be put right at bases and schools; most done, some late.
    fn rectification(&mut self, city: &City, crowd: &Crowd, places: &Places) -> Result<()> {
        let today = self.cx.plan.today;
        let mut sort = 0;
        for (i, place) in places.institutions.iter().enumerate() {
            let mut chance = self.cx.chance("rectify", i);
            let unit = city.units.iter().find(|u| u.area == place.area && u.short.ends_with("党校")).unwrap_or(&city.units[0]);
            for k in 0..chance.between(2, 5) as usize {
                let [name, standard, evidence] = self.cx.words.rectify[(i * 3 + k) % self.cx.words.rectify.len()];
                let starts = calendar::worked_before(today - Duration::days(chance.between(120, 260)));
                let ends = starts + Duration::days(chance.between(80, 300));
                let (state, progress) = match chance.below(10) {
                    0..5 => ("closed", 100.0),
                    5 | 6 => ("done", 100.0),
                    _ if ends < today => ("late", chance.between(30, 80) as f64),
                    _ => ("running", chance.between(20, 90) as f64),
                };
                sort += 1;
                let head = person(self.cx, crowd, unit, &mut chance);
                let partners: Option<&str> = None;
                let done = (progress >= 100.0).then_some(evidence);
                let id = self.item.put(params![
                    sort,
                    "rectification",
                    format!("ZG{sort:03}"),
                    self.cx.year(),
                    name,
                    place.name,
                    standard,
                    unit.id,
                    unit.short,
                    head,
                    partners,
                    None::<&str>,
                    starts.to_string(),
                    ends.to_string(),
                    None::<&str>,
                    progress,
                    state,
                    i as i64 + 1,
                    None::<i64>,
                    "（十七）",
                    done,
                    None::<&str>
                ])?;
                self.history(id, (starts, ends), state, progress, &mut chance)?;
            }
        }
        Ok(())
    }

    /// Reports of progress, and a reminder where it is late.
    fn history(
        &mut self,
        id: i64,
        (starts, ends): (NaiveDate, NaiveDate),
        state: &str,
        progress: f64,
        chance: &mut Chance,
    ) -> Result<()> {
        if state == "waiting" {
            return Ok(());
        }
        let today = self.cx.plan.today;
        let until = ends.min(today);
        let span = (until - starts).num_days().max(3);
        let office = self.cx.words.phrase("office");
        for part in 1..=3 {
            let on = starts + Duration::days(span * part / 3);
            let reached = (progress * part as f64 / 3.0).round();
            let opinion = chance.pick(self.cx.words.reasons("进展"));
            self.log.put(params![id, calendar::moment(on.min(today), 10, 15), office, "progress", reached, opinion])?;
        }
        if state == "late" {
            let on = (ends + Duration::days(7)).min(today);
            let opinion = chance.pick(self.cx.words.reasons("督办"));
            self.log.put(params![id, calendar::moment(on, 15, 30), office, "supervise", progress, opinion])?;
        }
        Ok(())
    }
}

const NUMERALS: [&str; 22] = [
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
    "十七",
    "十八",
    "十九",
    "二十",
    "二十一",
    "二十二",
];

/// Someone of the unit who answers for it.
fn person(cx: &Cx, crowd: &Crowd, unit: &Unit, chance: &mut Chance) -> String {
    let range = &unit.people;
    if range.is_empty() {
        let woman = chance.hit(300);
        return super::names::han(&cx.words, chance, woman, None);
    }
    crowd.name(cx, range.start + chance.below(range.len().min(3)))
}

/// The five-year plan: what each year was to reach and did.
fn targets(cx: &Cx) -> Result<()> {
    let mut sheet = Sheet::open(cx.conn, "plan_target", "sort_no plan name theme year measure base target actual source")?;
    let (first, last) = plan_years(cx.year());
    let plan = cx.words.fill("plan_5y", &[("from", &first.to_string()), ("until", &last.to_string())]);
    for (n, &[name, theme, measure, target, base]) in cx.words.targets.iter().enumerate() {
        let target = words::number(target);
        for year in first..=last {
            let mut chance = cx.chance("target", n * 10 + (year - first) as usize);
            let share = if year == cx.year() { f64::from(cx.plan.today.ordinal()) / 365.0 } else { 1.0 };
            let level = matches!(measure, "%" | "学时");
            let reach = chance.between(84, 108) as f64 / 100.0 * if level { 1.0 } else { share };
            let most = if measure == "%" { 100.0 } else { f64::MAX };
            let actual = (year <= cx.year()).then(|| (target * reach).round().min(most));
            sheet.put(params![
                n as i64 + 1,
                plan,
                name,
                theme,
                year,
                measure,
                words::number(base),
                target,
                actual,
                cx.words.phrase("office")
            ])?;
        }
    }
    Ok(())
}

/// The quality of the party schools, last year's round and this year's self-assessment.
fn assessments(cx: &Cx, places: &Places) -> Result<()> {
    let mut sheet =
        Sheet::open(cx.conn, "assessment", "sort_no institution_id year area indicator full_score score evidence problem")?;
    let mut sort = 0;
    for (i, place) in places.institutions.iter().enumerate().filter(|(_, p)| p.school) {
        for back in [1, 0] {
            let year = cx.year() - back;
            for (n, &[area, indicator, full]) in cx.words.assess.iter().enumerate() {
                let mut chance = cx.chance("assess", i * 1000 + n * 10 + back as usize);
                let full = words::number(full);
                let open = back == 0 && (n + i) % 4 == 3;
                let got = (full * chance.between(70, 100) as f64 / 100.0 * 2.0).round() / 2.0;
                let weak = got < full * 0.8;
                sort += 1;
                sheet.put(params![
                    sort,
                    i as i64 + 1,
                    year,
                    area,
                    indicator,
                    full,
                    (!open).then_some(got),
                    (!open).then(|| format!("{}自评材料", place.name)),
                    (weak && !open).then(|| cx.words.fill("assess_problem", &[("indicator", indicator)]))
                ])?;
            }
        }
    }
    Ok(())
}

fn needs(cx: &Cx, city: &City) -> Result<()> {
    let mut sheet = Sheet::open(cx.conn, "need_survey", "sort_no year topic audience method month unit_id votes")?;
    let mut sort = 0;
    for year in [cx.year(), cx.year() + 1] {
        // Next year's needs are asked for from October on.
        if year > cx.year() && cx.plan.today.month() < 10 {
            continue;
        }
        for (n, &[topic, audience, method, month]) in cx.words.needs.iter().enumerate() {
            let mut chance = cx.chance("need", n + 100 * (year - cx.year()) as usize);
            sort += 1;
            let unit = city.units[chance.below(city.units.len())].id;
            sheet.put(params![sort, year, topic, audience, method, month, unit, chance.between(12, 240)])?;
        }
    }
    Ok(())
}

/// Teaching carried out to the townships, in the months without rain or harvest.
fn outreach(cx: &Cx, city: &City, staff: &Staff, library: &Library) -> Result<()> {
    let mut sheet = Sheet::open(cx.conn, "outreach", "date topic unit_id place teacher_id course_id people hours")?;
    let towns: Vec<&Unit> = city.units.iter().filter(|u| matches!(u.kind, "乡镇" | "街道")).collect();
    let teachers: Vec<usize> = (0..staff.0.len()).filter(|t| staff.0[*t].full_time() && staff.0[*t].state == "active").collect();
    for n in 0..40 {
        let mut chance = cx.chance("outreach", n);
        let date = calendar::worked_before(cx.plan.today - Duration::days(i64::from(n) * 9 - 12));
        let town = towns[chance.below(towns.len())];
        let teacher = teachers[chance.below(teachers.len())];
        let course = (0..library.courses.len()).find(|c| library.courses[*c].teachers.contains(&teacher)).map(|c| c as i64 + 1);
        let held = date < cx.plan.today;
        sheet.put(params![
            date.to_string(),
            cx.words.outreach[n as usize % cx.words.outreach.len()],
            town.id,
            format!("{}{}", town.short, cx.words.phrase("village")),
            teacher as i64 + 1,
            course,
            held.then(|| chance.between(25, 140)),
            2.0
        ])?;
    }
    Ok(())
}
