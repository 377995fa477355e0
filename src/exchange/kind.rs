//! What a sheet is about.

use crate::text::{T, import as w};

/// The kinds of sheets the first import knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Units.
    Unit,
    /// People.
    Cadre,
    /// Posts of people who are in the register already.
    Post,
    /// Headcounts by unit and year.
    Headcount,
    /// Courses.
    Course,
    /// Case studies.
    Case,
    /// Stories.
    Story,
    /// Courses, cases, stories and sites in one list, told apart by a column.
    Resource,
    /// Sites.
    Site,
    /// Teachers.
    Teacher,
    /// Classes of a year's plan.
    Class,
    /// Rows of a timetable.
    Session,
    /// Hours of classes, lectures, study groups.
    HoursOffline,
    /// Hours of an online academy.
    HoursOnline,
    /// Places by unit.
    Quota,
    /// People put forward for a class.
    Nominee,
    /// People by half-days.
    Attendance,
    /// People who owe a class.
    MakeUp,
    /// Lines of a work list.
    WorkItem,
    /// Not a table this program knows.
    None,
}

impl Kind {
    /// Every kind a sheet can be of.
    pub const ALL: [Self; 19] = [
        Self::Unit,
        Self::Cadre,
        Self::Post,
        Self::Headcount,
        Self::Course,
        Self::Case,
        Self::Story,
        Self::Resource,
        Self::Site,
        Self::Teacher,
        Self::Class,
        Self::Session,
        Self::HoursOffline,
        Self::HoursOnline,
        Self::Quota,
        Self::Nominee,
        Self::Attendance,
        Self::MakeUp,
        Self::WorkItem,
    ];

    /// The code words of all kinds, for a message.
    #[must_use]
    pub fn codes() -> String {
        Self::ALL.map(Self::code).join(", ")
    }

    /// Its code word, as in reports and on the command line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Cadre => "cadre",
            Self::Post => "post",
            Self::Headcount => "headcount",
            Self::Course => "course",
            Self::Case => "case",
            Self::Story => "story",
            Self::Resource => "resource",
            Self::Site => "site",
            Self::Teacher => "teacher",
            Self::Class => "class",
            Self::Session => "session",
            Self::HoursOffline => "hours_offline",
            Self::HoursOnline => "hours_online",
            Self::Quota => "quota",
            Self::Nominee => "nominee",
            Self::Attendance => "attendance",
            Self::MakeUp => "make_up",
            Self::WorkItem => "work_item",
            Self::None => "none",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::Unit => w::KIND_UNIT,
            Self::Cadre => w::KIND_CADRE,
            Self::Post => w::KIND_POST,
            Self::Headcount => w::KIND_HEADCOUNT,
            Self::Course => w::KIND_COURSE,
            Self::Case => w::KIND_CASE,
            Self::Story => w::KIND_STORY,
            Self::Resource => w::KIND_RESOURCE,
            Self::Site => w::KIND_SITE,
            Self::Teacher => w::KIND_TEACHER,
            Self::Class => w::KIND_CLASS,
            Self::Session => w::KIND_SESSION,
            Self::HoursOffline => w::KIND_HOURS_OFFLINE,
            Self::HoursOnline => w::KIND_HOURS_ONLINE,
            Self::Quota => w::KIND_QUOTA,
            Self::Nominee => w::KIND_NOMINEE,
            Self::Attendance => w::KIND_ATTENDANCE,
            Self::MakeUp => w::KIND_MAKE_UP,
            Self::WorkItem => w::KIND_WORK_ITEM,
            Self::None => w::KIND_NONE,
        }
    }

    /// The kind of a code word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// True where a title speaks of online study and not of both.
#[must_use]
pub fn online(said: &str) -> bool {
    ["网络", "网上", "在线", "线上"].iter().any(|w| said.contains(w))
        && !["线下", "脱产", "集中培训"].iter().any(|w| said.contains(w))
}
