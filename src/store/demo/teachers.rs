//! The teaching staff: full-time at the party schools, part-time from offices, universities, firms and villages.

use super::{
    Cx, Result, calendar,
    chance::Chance,
    city::City,
    names,
    people::{self, Crowd},
    places::Places,
    sheet::Sheet,
    words,
};
use chrono::{Datelike, Duration, NaiveDate};
use rusqlite::params;

/// A teacher, as timetables need one.
pub(super) struct Teacher {
    pub name: String,
    pub kind: &'static str,
    pub topics: Vec<&'static str>,
    pub title: &'static str,
    /// The cadre this teacher is, where it is one.
    pub cadre: Option<usize>,
    pub unit_text: String,
    pub unit: Option<i64>,
    pub position: String,
    pub term: (NaiveDate, NaiveDate),
    pub state: &'static str,
    pub away: Vec<(NaiveDate, NaiveDate)>,
    row: usize,
    woman: bool,
    mentor: Option<i64>,
}

impl Teacher {
    /// Whether a class may have this teacher on that day.
    pub(super) fn serves(&self, date: NaiveDate) -> bool {
        let in_term = date >= self.term.0 && date <= self.term.1;
        in_term && matches!(self.state, "active" | "trial") && !self.away.iter().any(|(a, b)| date >= *a && date <= *b)
    }

    pub(super) fn full_time(&self) -> bool {
        self.kind == "专职"
    }
}

/// All teachers; the id is the position plus 1.
pub(super) struct Staff(pub Vec<Teacher>);

/// Draws and writes the staff: sixty for every two hundred classes.
pub(super) fn write(cx: &Cx, city: &City, crowd: &Crowd, places: &Places, classes: usize) -> Result<Staff> {
    let mut staff = Staff(Vec::new());
    let mut used = std::collections::BTreeSet::new();
    for _ in 0..=classes / 200 {
        for row in 0..cx.words.teachers.len() {
            for n in 0..words::number(cx.words.teachers[row][7]) as usize {
                let teacher = draw(cx, (city, crowd, places), row, n, &mut used, staff.0.len());
                staff.0.push(teacher);
            }
        }
    }
    pair_mentors(cx, &mut staff);
    put(cx, &staff)?;
    put_logs(cx, &staff)?;
    Ok(staff)
}

type Around<'a> = (&'a City, &'a Crowd, &'a Places);
type Used = std::collections::BTreeSet<usize>;

fn draw(cx: &Cx, (city, crowd, places): Around, row: usize, n: usize, used: &mut Used, i: usize) -> Teacher {
    let [kind, place, title, position, _, topics, ..] = cx.words.teachers[row];
    let (place, organ) = place.split_once(':').unwrap_or((place, ""));
    let mut chance = cx.chance("teacher", i);
    let area = 1 + (i + n) % (city.areas.len() - 1);
    let from_office = match place {
        "市校" => free(crowd, used, city.organ("市委党校").people.clone(), position.contains("校长")),
        "县校" => free(
            crowd,
            used,
            city.find(area, &format!("{}委党校", city.areas[area].word)).people.clone(),
            position.contains("校长"),
        ),
        "机关" => free(crowd, used, city.organ(organ).people.clone(), true).or_else(|| leader(crowd, used, city, &mut chance)),
        _ => None,
    };
    let woman = from_office.map_or_else(|| chance.hit(400), |c| crowd.0[c].has(people::WOMAN));
    let (unit_text, unit) = workplace(cx, (city, places), place, area, from_office.map(|c| crowd.unit(city, c).id), &mut chance);
    let (term, state) = term(cx, &mut chance, i);
    let post = from_office.map_or("", |c| crowd.position(cx, c));
    Teacher {
        name: from_office.map_or_else(|| names::han(&cx.words, &mut chance, woman, None), |c| crowd.name(cx, c)),
        kind,
        topics: topics.split('、').collect(),
        title,
        cadre: from_office,
        unit_text,
        unit,
        position: if position.is_empty() { post.to_owned() } else { position.to_owned() },
        term,
        state,
        away: away(cx, &mut chance, i),
        row,
        woman,
        mentor: None,
    }
}

/// Someone of those people who is no teacher yet, among the leaders or among the others.
fn free(crowd: &Crowd, used: &mut Used, mut range: std::ops::Range<usize>, leads: bool) -> Option<usize> {
    let found = range.find(|c| fits(crowd, used, *c) && crowd.0[*c].has(people::LEADER) == leads)?;
    used.insert(found);
    Some(found)
}

fn fits(crowd: &Crowd, used: &Used, c: usize) -> bool {
    !used.contains(&c) && !crowd.0[c].has(people::GONE | people::NEVER)
}

/// A head or deputy of a city organ.
fn leader(crowd: &Crowd, used: &mut Used, city: &City, chance: &mut Chance) -> Option<usize> {
    let end = city.units.iter().filter(|u| u.area == 0).map(|u| u.people.end).max().unwrap_or(0);
    let found = (0..300).map(|_| chance.below(end)).find(|c| crowd.0[*c].has(people::LEADER) && fits(crowd, used, *c))?;
    used.insert(found);
    Some(found)
}

fn workplace(
    cx: &Cx,
    (city, places): (&City, &Places),
    place: &str,
    area: usize,
    office: Option<i64>,
    chance: &mut Chance,
) -> (String, Option<i64>) {
    let by = |unit: &super::city::Unit| (unit.name.clone(), Some(unit.id));
    if let Some(unit) = office {
        return by(&city.units[unit as usize - 1]);
    }
    match place {
        "市校" => by(city.organ("市委党校")),
        "县校" => by(city.find(area, &format!("{}委党校", city.areas[area].word))),
        "机关" => by(&city.units[chance.below(city.units.len().min(12))]),
        "高校" => (chance.pick(&cx.words.schools).split(' ').next().unwrap_or_default().to_owned(), None),
        "企业" => by(city.units.iter().find(|u| u.kind == "国有企业" && u.area == area).unwrap_or(&city.units[0])),
        "村" => {
            let towns: Vec<_> = city.units.iter().filter(|u| u.area == area && u.kind == "乡镇").collect();
            by(towns.get(chance.below(towns.len())).copied().unwrap_or(&city.units[0]))
        }
        "场馆" => (bases(places)[chance.below(bases(places).len())].name.clone(), None),
        _ => (cx.words.phrase("old_cadres").to_owned(), None),
    }
}

/// Sites that are bases: they have guides who teach.
fn bases(places: &Places) -> Vec<&super::places::Site> {
    places.sites.iter().filter(|s| s.base).collect()
}

/// The term of three years, and whether the teacher still serves.
fn term(cx: &Cx, chance: &mut Chance, i: usize) -> ((NaiveDate, NaiveDate), &'static str) {
    let today = cx.plan.today;
    let years = |from: NaiveDate| calendar::day(from.year() + 3, from.month(), from.day()) - Duration::days(1);
    let at = |days: i64| calendar::day((today - Duration::days(days)).year(), (today - Duration::days(days)).month(), 1);
    match i % 30 {
        11 => {
            let from = at(1095 + 200);
            ((from, years(from)), "left")
        }
        17 => ((at(60), years(at(60))), "trial"),
        23 => ((at(500), years(at(500))), "paused"),
        // Runs out within the next two months.
        5 => ((at(1095 - 40), years(at(1095 - 40))), "active"),
        _ => {
            let from = at(chance.between(640, 980));
            ((from, years(from)), "active")
        }
    }
}

fn away(cx: &Cx, chance: &mut Chance, i: usize) -> Vec<(NaiveDate, NaiveDate)> {
    if !i.is_multiple_of(5) && !chance.hit(150) {
        return Vec::new();
    }
    let since = cx.plan.today + Duration::days(chance.between(-200, 30));
    vec![(since, since + Duration::days(chance.between(0, 6)))]
}

/// Juniors of the party schools get a senior one as mentor.
fn pair_mentors(cx: &Cx, staff: &mut Staff) {
    let level = |t: &Teacher| cx.words.teachers[t.row][4];
    let seniors: Vec<i64> = staff
        .0
        .iter()
        .enumerate()
        .filter(|(_, t)| t.full_time() && matches!(level(t), "正高" | "副高"))
        .map(|(i, _)| i as i64 + 1)
        .collect();
    let mut next = 0;
    for i in 0..staff.0.len() {
        if staff.0[i].full_time() && matches!(level(&staff.0[i]), "中级" | "初级") {
            staff.0[i].mentor = Some(seniors[next % seniors.len()]);
            next += 1;
        }
    }
}

fn put(cx: &Cx, staff: &Staff) -> Result<()> {
    let mut sheet = Sheet::open(
        cx.conn,
        "teacher",
        "sort_no name sex birth unit_text unit_id cadre_id title position education major kind level topics research term_from \
         term_until state fee mentor_id phone note",
    )?;
    let mut seen = std::collections::BTreeSet::new();
    for (i, t) in staff.0.iter().enumerate() {
        let row = cx.words.teachers[t.row];
        let mut chance = cx.chance("teacher row", i);
        let unit_text = if seen.insert((t.name.clone(), t.unit_text.clone())) {
            t.unit_text.clone()
        } else {
            format!("{}{}", t.unit_text, i)
        };
        let school = chance.pick(&cx.words.schools);
        let (_, major) = school.split_once(' ').unwrap_or_default();
        let born = cx.year() - chance.between(30, 58) as i32;
        sheet.put(params![
            i as i64 + 1,
            t.name,
            if t.woman { "女" } else { "男" },
            format!("{born:04}-{:02}", chance.between(1, 12)),
            unit_text,
            t.unit,
            t.cadre.map(|c| c as i64 + 1),
            (!t.title.is_empty()).then_some(t.title),
            (!t.position.is_empty()).then_some(t.position.as_str()),
            if chance.hit(450) { "研究生" } else { "大学" },
            major,
            t.kind,
            row[4],
            row[5],
            t.topics.first().copied(),
            t.term.0.to_string(),
            t.term.1.to_string(),
            t.state,
            words::number(row[6]),
            t.mentor,
            names::mobile(cx.plan.cadres as usize + i, cx.plan.cadres as usize),
            None::<&str>
        ])?;
    }
    Ok(())
}

fn put_logs(cx: &Cx, staff: &Staff) -> Result<()> {
    let mut log = Sheet::open(cx.conn, "teacher_log", "teacher_id from_state to_state at actor reason")?;
    let mut absence = Sheet::open(cx.conn, "teacher_absence", "teacher_id since until reason")?;
    let office = cx.words.phrase("office");
    for (i, t) in staff.0.iter().enumerate() {
        let id = i as i64 + 1;
        log.put(params![
            id,
            None::<&str>,
            "trial",
            calendar::moment(t.term.0, 9, 0),
            office,
            cx.words.phrase("log_teacher_trial")
        ])?;
        let end = t.term.1.min(cx.plan.today);
        let taken_on = (t.term.0 + Duration::days(30)).min(end);
        if t.state != "trial" {
            log.put(params![
                id,
                "trial",
                "active",
                calendar::moment(taken_on, 10, 0),
                office,
                cx.words.phrase("log_teacher_on")
            ])?;
        }
        let gone = match t.state {
            "left" => "log_teacher_left",
            "paused" => "log_teacher_pause",
            _ => "",
        };
        if !gone.is_empty() {
            log.put(params![id, "active", t.state, calendar::moment(end, 16, 0), office, cx.words.phrase(gone)])?;
        }
        for (n, (since, until)) in t.away.iter().enumerate() {
            let reason = cx.words.absences[(i + n) % cx.words.absences.len()];
            absence.put(params![id, since.to_string(), until.to_string(), reason])?;
        }
    }
    Ok(())
}
