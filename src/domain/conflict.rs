//! Finds what cannot take place as a timetable says, and what somebody should know.
//!
//! Rows are grouped by day and by what they share (a person, a place, a site, a class) and each group is swept in the
//! order of its times, so the cost follows the number of rows and of conflicts, not the square of the rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::calendar::{Half, Slot, is_weekday};
use crate::text::{Lang, rule as words};

#[cfg(test)]
mod cases;

/// One row of a timetable, with what is needed to judge it.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionView {
    /// Id of the row.
    pub id: i64,
    /// Id of its class.
    pub class_id: i64,
    /// Name of its class.
    pub class_title: String,
    /// When it takes place.
    pub slot: Slot,
    /// What is taught.
    pub title: String,
    /// The room or place.
    pub place: Option<String>,
    /// Id of the site (教学点), where it takes place at one.
    pub site_id: Option<i64>,
    /// Name of the site.
    pub site: Option<String>,
    /// How many people the site takes.
    pub site_capacity: Option<i64>,
    /// How many people the class has.
    pub class_size: Option<i64>,
    /// Who takes part in giving it.
    pub people: Vec<PersonView>,
    /// Hours (学时) of the row.
    pub hours: Option<f64>,
    /// Given to several classes at once, said by the office (公共课).
    pub shared: bool,
    /// One of several that members of the class choose from.
    pub elective: bool,
    /// Why the row is kept although it conflicts.
    pub keep_reason: Option<String>,
}

/// Somebody named in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonView {
    /// Id in the roster; `None` for a name that is not in it, such as an office: it takes no part in conflicts.
    pub teacher_id: Option<i64>,
    /// The name.
    pub name: String,
    /// What for.
    pub role: Role,
}

/// What somebody does in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Teaches (授课).
    Main,
    /// Assists (辅教).
    Assistant,
    /// Presides (主持); takes no part in conflicts.
    Host,
}

impl Role {
    /// Reads the code word of the schema.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "main" => Some(Self::Main),
            "assistant" => Some(Self::Assistant),
            "host" => Some(Self::Host),
            _ => None,
        }
    }
}

/// A time in which a teacher cannot come, both days included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub teacher_id: i64,
    /// First day.
    pub since: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
}

/// What an office says beside its timetables.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Places that take any number of classes at once, such as a large hall or an outdoor ground.
    pub open_places: Vec<String>,
    /// Who is away.
    pub absences: Vec<Absence>,
    /// Days off beside the weekends, with their names.
    pub holidays: BTreeMap<NaiveDate, String>,
    /// Saturdays and Sundays on which people work (调休).
    pub workdays: BTreeSet<NaiveDate>,
    /// Hours a teacher is paid for in a half-day; more is worth knowing. The fee rules say 4. `None` asks nothing.
    pub half_day_hours: Option<f64>,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A teacher in two places.
    Teacher,
    /// Two classes in one place.
    Place,
    /// An assistant in two places.
    Assistant,
    /// A class with two rows at one time.
    Class,
    /// More people than the site takes.
    SiteCapacity,
    /// Two classes at one site, each on its own.
    SiteBusy,
    /// A teacher who is away.
    TeacherAway,
    /// A day off.
    Holiday,
    /// A teacher with more hours in a half-day than are paid.
    TeacherOverHours,
}

impl Kind {
    /// How bad it is.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Teacher | Self::Place | Self::Class => Severity::Clash,
            Self::Assistant | Self::SiteCapacity | Self::SiteBusy | Self::TeacherAway => Severity::Caution,
            Self::Holiday | Self::TeacherOverHours => Severity::Info,
        }
    }
}

/// How bad a conflict is, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Cannot take place as written.
    Clash,
    /// Needs a decision.
    Caution,
    /// Worth knowing.
    Info,
}

/// One finding about one or two rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// What is wrong.
    pub kind: Kind,
    /// Id of the row it is about; of two, the one with the smaller id.
    pub a: i64,
    /// Id of the other row.
    pub b: Option<i64>,
    /// The teacher, place, site, class or holiday it is about. Empty for a weekend.
    pub what: String,
    /// The day.
    pub date: NaiveDate,
    /// The half-day of row `a`.
    pub half: Half,
    /// Why it stays so, where either row says.
    pub kept: Option<String>,
}

impl Conflict {
    /// How bad it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.kind.severity()
    }

    /// Says in one sentence what is wrong.
    #[must_use]
    pub fn describe(&self, lang: Lang) -> String {
        let what = self.what.as_str();
        match self.kind {
            Kind::Teacher => words::clash_teacher(lang, what),
            Kind::Place => words::clash_place(lang, what),
            Kind::Assistant => words::clash_assistant(lang, what),
            Kind::Class => words::clash_class(lang, what),
            Kind::SiteCapacity => words::clash_capacity(lang, what),
            Kind::SiteBusy => words::clash_site(lang, what),
            Kind::TeacherAway => words::clash_away(lang, what),
            Kind::Holiday if what.is_empty() => words::CLASH_WEEKEND.get(lang).to_owned(),
            Kind::Holiday => words::clash_holiday(lang, what),
            Kind::TeacherOverHours => words::clash_over_hours(lang, what),
        }
    }
}

/// Finds all conflicts in these rows, in the order of day, half-day, kind and row.
///
/// A joint lesson (the same title, place and a teacher in common) is none. Rows with a reason to be kept are reported
/// and marked. Source of the kinds: the timetable practice of party schools; of the 4 hours, the fee rules.
#[must_use]
pub fn conflicts(rows: &[SessionView], around: &Surroundings) -> Vec<Conflict> {
    let mut found = Vec::new();
    people(rows, &mut found);
    places(rows, around, &mut found);
    sites(rows, &mut found);
    classes(rows, &mut found);
    away(rows, around, &mut found);
    days_off(rows, around, &mut found);
    over_hours(rows, around, &mut found);
    found.sort_by(|x, y| (x.date, x.half, x.kind, x.a, x.b, &x.what).cmp(&(y.date, y.half, y.kind, y.a, y.b, &y.what)));
    found.dedup();
    found
}

/// True where two rows are one lesson for two classes.
#[must_use]
pub fn joint(a: &SessionView, b: &SessionView) -> bool {
    if squeeze(&a.title) != squeeze(&b.title) {
        return false;
    }
    if a.place.is_some() && b.place.is_some() && !same_place(a, b) {
        return false;
    }
    let teaches = |row: &SessionView, name: &str| row.people.iter().any(|p| p.role == Role::Main && p.name == name);
    (a.shared && b.shared) || a.people.iter().any(|p| p.role == Role::Main && teaches(b, &p.name))
}

fn people(rows: &[SessionView], found: &mut Vec<Conflict>) {
    let mut groups: HashMap<(NaiveDate, i64), Vec<&SessionView>> = HashMap::new();
    for row in rows {
        let ids: BTreeSet<i64> = row.people.iter().filter(|p| p.role != Role::Host).filter_map(|p| p.teacher_id).collect();
        for id in ids {
            groups.entry((row.slot.date, id)).or_default().push(row);
        }
    }
    for ((_, id), group) in groups {
        for (a, b) in overlapping(group) {
            if same_place(a, b) || joint(a, b) {
                continue;
            }
            let main = is_main(a, id) && is_main(b, id);
            found.push(pair(if main { Kind::Teacher } else { Kind::Assistant }, a, b, name_of(a, id)));
        }
    }
}

fn places(rows: &[SessionView], around: &Surroundings, found: &mut Vec<Conflict>) {
    let open: BTreeSet<String> = around.open_places.iter().map(|p| squeeze(p)).collect();
    let mut groups: HashMap<(NaiveDate, String), Vec<&SessionView>> = HashMap::new();
    for row in rows {
        let Some(place) = row.place.as_deref().map(squeeze).filter(|p| !p.is_empty() && !open.contains(p)) else { continue };
        groups.entry((row.slot.date, place)).or_default().push(row);
    }
    for group in groups.into_values() {
        for (a, b) in overlapping(group) {
            let at_one_site = a.site_id.is_some() && a.site_id == b.site_id;
            if a.class_id == b.class_id || at_one_site || joint(a, b) {
                continue;
            }
            found.push(pair(Kind::Place, a, b, a.place.clone().unwrap_or_default()));
        }
    }
}

fn sites(rows: &[SessionView], found: &mut Vec<Conflict>) {
    let mut groups: HashMap<(NaiveDate, i64), Vec<&SessionView>> = HashMap::new();
    for row in rows {
        let Some(site) = row.site_id else { continue };
        groups.entry((row.slot.date, site)).or_default().push(row);
        if exceeds(row.class_size, row.site_capacity) {
            found.push(single(Kind::SiteCapacity, row, site_name(row)));
        }
    }
    for group in groups.into_values() {
        for (a, b) in overlapping(group) {
            if a.class_id == b.class_id {
                continue;
            }
            if !joint(a, b) {
                found.push(pair(Kind::SiteBusy, a, b, site_name(a)));
            } else if exceeds(a.class_size.zip(b.class_size).map(|(x, y)| x.saturating_add(y)), a.site_capacity) {
                found.push(pair(Kind::SiteCapacity, a, b, site_name(a)));
            }
        }
    }
}

fn classes(rows: &[SessionView], found: &mut Vec<Conflict>) {
    let mut groups: HashMap<(NaiveDate, i64), Vec<&SessionView>> = HashMap::new();
    for row in rows {
        groups.entry((row.slot.date, row.class_id)).or_default().push(row);
    }
    for group in groups.into_values() {
        for (a, b) in overlapping(group) {
            if !(a.elective && b.elective) {
                found.push(pair(Kind::Class, a, b, a.class_title.clone()));
            }
        }
    }
}

fn away(rows: &[SessionView], around: &Surroundings, found: &mut Vec<Conflict>) {
    let mut absences: HashMap<i64, Vec<&Absence>> = HashMap::new();
    for absence in &around.absences {
        absences.entry(absence.teacher_id).or_default().push(absence);
    }
    for row in rows {
        for person in row.people.iter().filter(|p| p.role != Role::Host) {
            let Some(list) = person.teacher_id.and_then(|id| absences.get(&id)) else { continue };
            if list.iter().any(|x| (x.since..=x.until).contains(&row.slot.date)) {
                found.push(single(Kind::TeacherAway, row, person.name.clone()));
            }
        }
    }
}

fn days_off(rows: &[SessionView], around: &Surroundings, found: &mut Vec<Conflict>) {
    let mut firsts: BTreeMap<(NaiveDate, i64), &SessionView> = BTreeMap::new();
    for row in rows {
        let date = row.slot.date;
        let off = around.holidays.contains_key(&date) || (!is_weekday(date) && !around.workdays.contains(&date));
        if !off {
            continue;
        }
        let first = firsts.entry((date, row.class_id)).or_insert(row);
        if (row.slot.reach(), row.id) < (first.slot.reach(), first.id) {
            *first = row;
        }
    }
    for ((date, _), row) in firsts {
        found.push(single(Kind::Holiday, row, around.holidays.get(&date).cloned().unwrap_or_default()));
    }
}

fn over_hours(rows: &[SessionView], around: &Surroundings, found: &mut Vec<Conflict>) {
    let Some(limit) = around.half_day_hours else { return };
    let mut groups: HashMap<(NaiveDate, Half, i64), Vec<&SessionView>> = HashMap::new();
    for row in rows {
        let ids: BTreeSet<i64> = row.people.iter().filter(|p| p.role == Role::Main).filter_map(|p| p.teacher_id).collect();
        for id in ids {
            for part in row.slot.half.parts() {
                groups.entry((row.slot.date, *part, id)).or_default().push(row);
            }
        }
    }
    for ((_, half, id), mut group) in groups {
        group.sort_by_key(|row| (row.slot.reach(), row.id));
        let mut lessons: Vec<&SessionView> = Vec::new();
        for row in group {
            // A joint lesson is given once.
            if !lessons.iter().any(|other| other.slot.overlaps(&row.slot) && joint(other, row)) {
                lessons.push(row);
            }
        }
        let hours: f64 = lessons.iter().map(|row| row.hours.unwrap_or(0.0) / parts(row)).sum();
        let Some(last) = lessons.last().filter(|_| hours > limit + 1e-9) else { continue };
        found.push(Conflict { half, ..single(Kind::TeacherOverHours, last, name_of(last, id)) });
    }
}

fn parts(row: &SessionView) -> f64 {
    if row.slot.half == Half::Day { 2.0 } else { 1.0 }
}

/// Pairs of rows of one day that overlap: sweeps them by the start of their reach.
fn overlapping<'a>(mut group: Vec<&'a SessionView>) -> Vec<(&'a SessionView, &'a SessionView)> {
    group.sort_by_key(|row| (row.slot.reach(), row.id));
    let mut pairs = Vec::new();
    let mut open: Vec<&'a SessionView> = Vec::new();
    for row in group {
        let from = row.slot.reach().0;
        open.retain(|other| other.slot.reach().1 > from);
        pairs.extend(open.iter().filter(|other| other.slot.overlaps(&row.slot)).map(|other| (*other, row)));
        open.push(row);
    }
    pairs
}

fn pair(kind: Kind, a: &SessionView, b: &SessionView, what: String) -> Conflict {
    let (a, b) = if a.id <= b.id { (a, b) } else { (b, a) };
    let kept = a.keep_reason.clone().or_else(|| b.keep_reason.clone());
    Conflict { kind, a: a.id, b: Some(b.id), what, date: a.slot.date, half: a.slot.half, kept }
}

fn single(kind: Kind, a: &SessionView, what: String) -> Conflict {
    Conflict { kind, a: a.id, b: None, what, date: a.slot.date, half: a.slot.half, kept: a.keep_reason.clone() }
}

fn is_main(row: &SessionView, id: i64) -> bool {
    row.people.iter().any(|p| p.teacher_id == Some(id) && p.role == Role::Main)
}

fn name_of(row: &SessionView, id: i64) -> String {
    row.people.iter().find(|p| p.teacher_id == Some(id)).map(|p| p.name.clone()).unwrap_or_default()
}

fn site_name(row: &SessionView) -> String {
    row.site.clone().or_else(|| row.place.clone()).unwrap_or_default()
}

fn same_place(a: &SessionView, b: &SessionView) -> bool {
    match (&a.place, &b.place) {
        (Some(x), Some(y)) => squeeze(x) == squeeze(y),
        _ => false,
    }
}

fn exceeds(people: Option<i64>, capacity: Option<i64>) -> bool {
    people.zip(capacity).is_some_and(|(n, most)| most > 0 && n > most)
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
