//! The curriculum: courses with who teaches them, cases, stories, publications.

use super::{Cx, Result, calendar, city::City, places::Places, sheet::Sheet, teachers::Staff, words};
use chrono::{Datelike, Duration};
use rusqlite::params;

/// A course, as timetables need it.
pub(super) struct Course {
    pub name: &'static str,
    pub kind: &'static str,
    pub topics: &'static str,
    pub on_site: bool,
    /// Positions of the teachers who give it.
    pub teachers: Vec<usize>,
    pub usable: bool,
}

/// All courses; ids are positions plus 1. So are those of cases and stories, of which only the names matter later.
pub(super) struct Library {
    pub courses: Vec<Course>,
    pub cases: Vec<String>,
    pub stories: Vec<&'static str>,
}

/// Writes the library.
pub(super) fn write(cx: &Cx, city: &City, places: &Places, staff: &Staff) -> Result<Library> {
    let mut library = Library { courses: Vec::new(), cases: Vec::new(), stories: Vec::new() };
    put_courses(cx, staff, &mut library)?;
    put_cases(cx, city, &mut library)?;
    put_stories(cx, city, places, &mut library)?;
    put_publications(cx)?;
    put_activities(cx, staff, &library)?;
    Ok(library)
}

/// Most are in use; some are being made, reviewed, renewed or given up.
fn stage(i: usize) -> &'static str {
    match i % 24 {
        5 | 17 => "promoted",
        11 => "develop",
        14 => "review",
        20 => "updating",
        23 => "retired",
        _ => "listed",
    }
}

fn put_courses(cx: &Cx, staff: &Staff, library: &mut Library) -> Result<()> {
    let mut sheet = Sheet::open(
        cx.conn,
        "course",
        "sort_no code name kind topics lecturers method hours audience developer founded edition grade file_ref awards stage reviewer reviewed_on note",
    )?;
    let mut link = Sheet::open(cx.conn, "course_teacher", "course_id teacher_id")?;
    for (i, &[kind, topics, method, hours, name]) in cx.words.courses.iter().enumerate() {
        let mut chance = cx.chance("course", i);
        let able: Vec<usize> = (0..staff.0.len())
            .filter(|t| staff.0[*t].topics.iter().any(|topic| topics.split('、').any(|x| x == *topic)))
            .collect();
        let start = chance.below(able.len());
        let many = (staff.0.len() / 20).max(3);
        let teachers: Vec<usize> = (0..able.len().min(many)).map(|k| able[(start + k) % able.len()]).collect();
        let names: Vec<&str> = teachers.iter().take(3).map(|t| staff.0[*t].name.as_str()).collect();
        let stage = stage(i);
        let founded = cx.plan.today - Duration::days(chance.between(100, 1500));
        let developing = matches!(stage, "develop" | "review");
        let grade = match i % 9 {
            0 => Some("市级"),
            4 => Some("县级"),
            8 if i % 27 == 8 => Some("省级"),
            _ => None,
        };
        let audience = chance.pick(&["各级各类干部", "县处级干部", "乡科级干部", "年轻干部", "基层干部"]);
        let reviewed = (!developing).then(|| (founded + Duration::days(40)).to_string());
        let id = sheet.put(params![
            i as i64 + 1,
            format!("KC{:03}", i + 1),
            name,
            kind,
            topics,
            (!names.is_empty()).then(|| names.join("、")),
            method,
            words::number(hours),
            audience,
            cx.words.phrase("dev_unit"),
            calendar::month(founded),
            format!("{}版", founded.year().max(cx.year() - 1)),
            grade,
            format!("课件/KC{:03}.pptx", i + 1),
            grade.filter(|g| *g == "省级").map(|_| format!("{}年全省好课程", cx.year() - 1)),
            stage,
            reviewed.is_some().then(|| staff.0[i % staff.0.len()].name.clone()),
            reviewed,
            None::<&str>
        ])?;
        for t in &teachers {
            link.put(params![id, *t as i64 + 1])?;
        }
        let usable = !developing && stage != "retired";
        library.courses.push(Course { name, kind, topics, on_site: method == "现场式", teachers, usable });
    }
    Ok(())
}

fn put_cases(cx: &Cx, city: &City, library: &mut Library) -> Result<()> {
    let mut sheet = Sheet::open(
        cx.conn,
        "case_study",
        "sort_no name kind field unit_id source author background problem practice lesson secrecy recommended course_id stage",
    )?;
    let towns: Vec<_> = city.units.iter().filter(|u| u.kind == "乡镇").collect();
    let organs: Vec<_> = city.units.iter().filter(|u| u.area == 0).collect();
    for (i, &[kind, field, title]) in cx.words.cases.iter().enumerate() {
        let mut chance = cx.chance("case", i);
        let at_town = title.contains("{t}");
        let unit = if at_town { towns[i * 5 % towns.len()] } else { organs[i % organs.len()] };
        let name = words::filled(title, &[("t", &unit.short)]);
        let course = library.courses.iter().position(|c| c.topics.split('、').any(|t| t == field)).map(|c| c as i64 + 1);
        let woman = chance.hit(500);
        let fill = |key: &str| cx.words.fill(key, &[("unit", &unit.short), ("field", field)]);
        sheet.put(params![
            i as i64 + 1,
            name,
            kind,
            field,
            unit.id,
            unit.name,
            super::names::han(&cx.words, &mut chance, woman, None),
            fill("case_background"),
            fill("case_problem"),
            fill("case_practice"),
            fill("case_lesson"),
            if kind == "反面" { "内部" } else { "公开" },
            (i % 5 == 0).then_some("市级"),
            course,
            stage(i + 3)
        ])?;
        library.cases.push(name);
    }
    Ok(())
}

fn put_stories(cx: &Cx, city: &City, places: &Places, library: &mut Library) -> Result<()> {
    let mut sheet =
        Sheet::open(cx.conn, "story", "sort_no name theme people unit_id source narrator minutes media site_id body stage")?;
    for (i, &[theme, name]) in cx.words.stories.iter().enumerate() {
        let mut chance = cx.chance("story", i);
        let site = places.sites.iter().position(|s| s.theme.contains(theme)).unwrap_or(i % places.sites.len());
        let unit = &city.units[(i * 7 + 20) % city.units.len()];
        let hero = super::names::han(&cx.words, &mut chance, i % 3 == 0, None);
        let teller = super::names::han(&cx.words, &mut chance, i % 2 == 0, None);
        sheet.put(params![
            i as i64 + 1,
            name,
            theme,
            hero,
            unit.id,
            unit.name,
            teller,
            chance.between(8, 25),
            if chance.hit(400) { "视频" } else { "文字" },
            site as i64 + 1,
            cx.words.fill("story_body", &[("people", &hero), ("unit", &unit.short), ("theme", theme)]),
            stage(i + 7)
        ])?;
        library.stories.push(name);
    }
    Ok(())
}

fn put_publications(cx: &Cx) -> Result<()> {
    let mut sheet = Sheet::open(cx.conn, "publication", "sort_no name kind theme publisher published issued used")?;
    for (i, &[kind, theme, name, publisher]) in cx.words.publications.iter().enumerate() {
        let mut chance = cx.chance("publication", i);
        let issued = chance.between(3, 40) * 100;
        let published = calendar::month(cx.plan.today - Duration::days(chance.between(60, 1200)));
        sheet.put(params![
            i as i64 + 1,
            name,
            kind,
            theme,
            publisher,
            published,
            issued,
            issued * chance.between(55, 98) / 100
        ])?;
    }
    Ok(())
}

/// The drill of the full-time teachers: joint preparation, trial lectures, supervision.
fn put_activities(cx: &Cx, staff: &Staff, library: &Library) -> Result<()> {
    let mut sheet = Sheet::open(cx.conn, "teacher_activity", "teacher_id date kind title course_id score opinion")?;
    for (i, _) in staff.0.iter().enumerate().filter(|(_, t)| t.full_time()) {
        let mut chance = cx.chance("activity", i);
        for _ in 0..chance.between(2, 6) {
            let [kind, title, scored] = chance.pick(&cx.words.activities);
            let taught: Vec<usize> = (0..library.courses.len()).filter(|c| library.courses[*c].teachers.contains(&i)).collect();
            let course = taught.get(chance.below(taught.len())).copied();
            let date = calendar::worked_before(cx.plan.today - Duration::days(chance.between(3, 420)));
            let title = words::filled(title, &[("course", course.map_or("", |c| library.courses[c].name))]);
            let score = (scored == "1").then(|| chance.between(78, 97) as f64);
            sheet.put(params![
                i as i64 + 1,
                date.to_string(),
                kind,
                title,
                course.map(|c| c as i64 + 1),
                score,
                score.map(|_| chance.pick(&cx.words.opinions))
            ])?;
        }
    }
    Ok(())
}
