//! Timetables: each half-day of each class with course, teacher, room or site, free of conflicts except for a few made
//! on purpose around today, so that the check has something to show.

use super::{
    Cx, Result,
    chance::Chance,
    classes::{Class, Place},
    library::Library,
    places::Places,
    sheet::Sheet,
    teachers::Staff,
};
use chrono::{Datelike, Duration, NaiveDate};
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};

/// A lecture that was given: hours for those teachers who are cadres, marks for all.
pub(super) struct Lecture {
    pub class: usize,
    pub session: i64,
    pub teacher: usize,
    pub course: usize,
    pub date: NaiveDate,
    pub hours: f64,
}

type Half = (NaiveDate, &'static str);

/// Who teaches where: class, teacher, place, session.
type Lesson = (usize, usize, String, i64);

/// What is taken when.
#[derive(Default)]
struct Bookings {
    teachers: BTreeSet<(usize, Half)>,
    sites: BTreeSet<(usize, Half)>,
    rooms: BTreeMap<(usize, NaiveDate), u64>,
    /// Who teaches where in a half-day, for the conflicts.
    lessons: BTreeMap<Half, Vec<Lesson>>,
    conflicts_left: usize,
    joint_left: usize,
}

struct Desk<'a, 'c> {
    cx: &'a Cx<'c>,
    library: &'a Library,
    staff: &'a Staff,
    places: &'a Places,
    sessions: Sheet<'c>,
    links: Sheet<'c>,
    booked: Bookings,
    lectures: Vec<Lecture>,
}

/// One row to be.
#[derive(Clone, Copy)]
struct Row<'t> {
    half: &'static str,
    times: (&'static str, &'static str),
    kind: &'static str,
    title: &'t str,
    hours: Option<f64>,
}

/// Writes the timetable of every class that has one; returns the lectures given so far.
pub(super) fn write(cx: &Cx, library: &Library, staff: &Staff, places: &Places, classes: &[Class]) -> Result<Vec<Lecture>> {
    let sessions = Sheet::open(
        cx.conn,
        "session",
        "class_id date half starts ends kind title course_id site_id teacher_text host place hours shared elective keep_reason note",
    )?;
    let links = Sheet::open(cx.conn, "session_teacher", "session_id teacher_id role")?;
    let booked =
        Bookings { conflicts_left: (classes.len() / 16).max(3), joint_left: (classes.len() / 40).max(1), ..Bookings::default() };
    let mut desk = Desk { cx, library, staff, places, sessions, links, booked, lectures: Vec::new() };
    for (number, class) in classes.iter().enumerate() {
        let planned = matches!(class.state, "running" | "ended" | "closed") || (class.state == "enrolling" && number % 4 != 3);
        if class.kept() && planned {
            desk.class(number, class)?;
        }
    }
    Ok(desk.lectures)
}

impl Desk<'_, '_> {
    fn class(&mut self, number: usize, class: &Class) -> Result<()> {
        let mut chance = self.cx.chance("timetable", number);
        let room = self.room(class);
        let mut used = BTreeSet::new();
        let last = class.days.len() - 1;
        let visit = (last >= 2).then_some(if last >= 4 { last / 2 } else { 1 });
        for (d, &date) in class.days.iter().enumerate() {
            let mut at = At { number, class, date, room: &room, used: &mut used, chance: &mut chance };
            self.morning(&mut at, d)?;
            match () {
                () if d == last => self.closing(&mut at)?,
                () if visit == Some(d) => self.visit(&mut at)?,
                () if at.chance.hit(130) => self.plain(&at, "pm", "discussion", ("14:30", "17:30"), Some(4.0))?,
                () => self.lesson(
                    &mut at,
                    &Row { half: "pm", times: ("14:30", "17:30"), kind: "lecture", title: "", hours: Some(4.0) },
                )?,
            }
            if class.evenings() && matches!(date.weekday(), chrono::Weekday::Tue | chrono::Weekday::Thu) {
                self.plain(&at, "eve", "study", ("19:30", "21:00"), None)?;
            } else if last >= 4 && d == 0 {
                self.plain(&at, "eve", "film", ("19:30", "21:00"), None)?;
            }
        }
        Ok(())
    }

    /// A room of the class's school that is free on all its days.
    fn room(&mut self, class: &Class) -> String {
        let school = if class.place == Place::Away { usize::MAX } else { class.area };
        let taken = class.days.iter().fold(0, |all, day| all | self.booked.rooms.get(&(school, *day)).copied().unwrap_or(0));
        let room = (!taken).trailing_zeros().min(63);
        for day in &class.days {
            *self.booked.rooms.entry((school, *day)).or_default() |= 1 << room;
        }
        let number = (room / 6 + 1) * 100 + room % 6 + 1;
        let short = class.school.trim_start_matches("中共").split('（').next().unwrap_or_default();
        format!("{short}{}", self.cx.words.fill("room", &[("n", &number.to_string())]))
    }

    fn morning(&mut self, at: &mut At, d: usize) -> Result<()> {
        if d > 0 {
            return self.lesson(at, &Row { half: "am", times: ("08:30", "11:30"), kind: "lecture", title: "", hours: Some(4.0) });
        }
        self.plain(at, "am", "ceremony", ("08:30", "09:00"), Some(0.5))?;
        self.lesson(at, &Row { half: "am", times: ("09:10", "11:30"), kind: "lecture", title: "", hours: Some(3.5) })
    }

    fn closing(&mut self, at: &mut At) -> Result<()> {
        let kind = if at.class.days.len() >= 5 { "exam" } else { "discussion" };
        self.plain(at, "pm", kind, ("14:30", "16:30"), Some(3.0))?;
        let title = self.cx.words.phrase("ceremony_close");
        self.put(
            at,
            &Row { half: "pm", times: ("16:40", "17:20"), kind: "ceremony", title, hours: Some(1.0) },
            None,
            None,
            at.room,
            (false, None),
        )?;
        Ok(())
    }

    /// A row without teacher, in the class's own room.
    fn plain(
        &mut self,
        at: &At,
        half: &'static str,
        kind: &'static str,
        times: (&'static str, &'static str),
        hours: Option<f64>,
    ) -> Result<()> {
        let key = match kind {
            "ceremony" => "ceremony_open",
            other => other,
        };
        let title = self.cx.words.phrase(key);
        self.put(at, &Row { half, times, kind, title, hours }, None, None, at.room, (false, None))?;
        Ok(())
    }

    /// A half-day at a site with room for the class, open in that month and not taken.
    fn visit(&mut self, at: &mut At) -> Result<()> {
        let half = (at.date, "pm");
        let sites = &self.places.sites;
        let start = at.chance.below(sites.len());
        let found = (0..sites.len()).map(|k| (start + k) % sites.len()).find(|&s| {
            let site = &sites[s];
            let near = site.minutes <= if site.area == at.class.area { 240 } else { 130 };
            let open = site.months.contains(&at.date.month()) && site.capacity >= at.class.planned as i64 && !site.whole_day;
            near && open && at.class.place == Place::School && !self.booked.sites.contains(&(s, half))
        });
        let row = Row { half: "pm", times: ("14:30", "17:30"), kind: "lecture", title: "", hours: Some(4.0) };
        let Some(site) = found else { return self.lesson(at, &row) };
        self.booked.sites.insert((site, half));
        let name = &sites[site].name;
        let title = self.cx.words.fill("site_lesson", &[("site", name)]);
        let course = (0..self.library.courses.len()).find(|c| {
            let course = &self.library.courses[*c];
            course.on_site && course.usable && sites[site].theme.split('、').any(|t| course.topics.contains(t))
        });
        let guide = course.and_then(|c| self.teacher(at, c, half));
        let row = Row { kind: "site", title: &title, ..row };
        self.put(at, &row, course.zip(guide).map(|(c, t)| (c, Some(t))), Some(site), name, (false, None))?;
        Ok(())
    }

    /// A lesson: a course of the class's topics that was not given yet, with a teacher who is free.
    fn lesson(&mut self, at: &mut At, row: &Row) -> Result<()> {
        let half = (at.date, row.half);
        if self.joint(at, row)? {
            return Ok(());
        }
        let Some((course, teacher)) = self.course(at, half) else {
            let title = self.cx.words.phrase("host_self");
            self.put(
                at,
                &Row { kind: "study", title, half: row.half, times: row.times, hours: row.hours },
                None,
                None,
                at.room,
                (false, None),
            )?;
            return Ok(());
        };
        at.used.insert(course);
        let (teacher, place, keep) = self.conflict(at, half, teacher);
        self.booked.teachers.insert((teacher, half));
        let name = self.library.courses[course].name;
        let id = self.put(
            at,
            &Row { title: name, half: row.half, times: row.times, kind: row.kind, hours: row.hours },
            Some((course, Some(teacher))),
            None,
            &place,
            (false, keep),
        )?;
        self.booked.lessons.entry(half).or_default().push((at.number, teacher, place, id));
        Ok(())
    }

    /// Two classes in one hall with the same teacher: no conflict, and marked as shared.
    fn joint(&mut self, at: &mut At, row: &Row) -> Result<bool> {
        let half = (at.date, row.half);
        if self.booked.joint_left == 0 || !self.near(at) || row.times.0 == "09:10" {
            return Ok(false);
        }
        let Some((_, teacher, place, id)) = self.booked.lessons.get(&half).and_then(|all| all.first()).cloned() else {
            return Ok(false);
        };
        self.booked.joint_left -= 1;
        self.cx.conn.execute("UPDATE session SET shared = 1 WHERE id = ?1", [id])?;
        let (title, course): (String, i64) =
            self.cx.conn.query_row("SELECT title, course_id FROM session WHERE id = ?1", [id], |r| Ok((r.get(0)?, r.get(1)?)))?;
        at.used.insert(course as usize - 1);
        let row = Row { title: &title, half: row.half, times: row.times, kind: row.kind, hours: row.hours };
        self.put(at, &row, Some((course as usize - 1, Some(teacher))), None, &place, (true, None))?;
        Ok(true)
    }

    /// Puts the teacher or the room of another class here as well, while conflicts are wanted.
    fn conflict(&mut self, at: &mut At, half: Half, teacher: usize) -> (usize, String, Option<&'static str>) {
        let free = (teacher, at.room.to_owned(), None);
        let other = self.booked.lessons.get(&half).and_then(|all| all.iter().find(|l| l.0 != at.number)).cloned();
        let Some((_, their, place, _)) = other else { return free };
        if self.booked.conflicts_left == 0 || !self.near(at) || place == at.room || !at.chance.hit(300) {
            return free;
        }
        self.booked.conflicts_left -= 1;
        match self.booked.conflicts_left % 3 {
            0 => (teacher, place, None),
            1 => (their, at.room.to_owned(), Some(self.cx.words.phrase("keep_reason"))),
            _ => (their, at.room.to_owned(), None),
        }
    }

    fn near(&self, at: &At) -> bool {
        at.date >= self.cx.plan.today - Duration::days(20)
    }

    fn course(&self, at: &mut At, half: Half) -> Option<(usize, usize)> {
        let courses = &self.library.courses;
        let start = at.chance.below(courses.len());
        let own = at.chance.hit(650);
        let fits = |c: usize, own: bool| {
            let course = &courses[c];
            let topic = course.topics.split('、').any(|t| at.class.topics.split('、').any(|x| x == t));
            let theory = matches!(course.kind, "理论教育" | "党性教育");
            course.usable && !course.on_site && !at.used.contains(&c) && if own { topic } else { theory || topic }
        };
        for own in [own, !own] {
            for c in (0..courses.len()).map(|k| (start + k) % courses.len()).filter(|c| fits(*c, own)) {
                if let Some(teacher) = self.teacher(at, c, half) {
                    return Some((c, teacher));
                }
            }
        }
        None
    }

    fn teacher(&self, at: &At, course: usize, half: Half) -> Option<usize> {
        let able = &self.library.courses[course].teachers;
        let start = at.number + at.date.ordinal() as usize;
        (0..able.len())
            .map(|k| able[(start + k) % able.len()])
            .find(|t| self.staff.0[*t].serves(at.date) && !self.booked.teachers.contains(&(*t, half)))
    }

    fn put(
        &mut self,
        at: &At,
        row: &Row,
        taught: Option<(usize, Option<usize>)>,
        site: Option<usize>,
        place: &str,
        (shared, keep): (bool, Option<&'static str>),
    ) -> Result<i64> {
        let teacher = taught.and_then(|t| t.1);
        let text = match row.kind {
            "discussion" => Some(self.cx.words.phrase("group_leaders")),
            _ => teacher.map(|t| self.staff.0[t].name.as_str()),
        };
        let note = shared.then(|| self.cx.words.phrase("joint_note"));
        let id = self.sessions.put(params![
            at.number as i64 + 1,
            at.date.to_string(),
            row.half,
            row.times.0,
            row.times.1,
            row.kind,
            row.title,
            taught.map(|t| t.0 as i64 + 1),
            site.map(|s| s as i64 + 1),
            text,
            None::<&str>,
            place,
            row.hours,
            i64::from(shared),
            0,
            keep,
            note
        ])?;
        if let Some(teacher) = teacher {
            self.booked.teachers.insert((teacher, (at.date, row.half)));
            self.links.put(params![id, teacher as i64 + 1, "main"])?;
        }
        if let (Some((course, Some(teacher))), true) = (taught, at.class.over()) {
            let hours = row.hours.unwrap_or(0.0);
            self.lectures.push(Lecture { class: at.number, session: id, teacher, course, date: at.date, hours });
        }
        Ok(id)
    }
}

/// Where in a timetable we are.
struct At<'a> {
    number: usize,
    class: &'a Class,
    date: NaiveDate,
    room: &'a str,
    used: &'a mut BTreeSet<usize>,
    chance: &'a mut Chance,
}
