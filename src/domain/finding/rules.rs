//! Every kind of finding, in the order in which they are shown within their severity.

use super::{Auto, Mend, Rule, Severity};
use crate::text::{T, check as w};

use Mend::{Edit, Look};
use Severity::{Doubt, Fault, Gap};

const fn rule(code: &'static str, kind: &'static str, severity: Severity, title: T, mend: Mend) -> Rule {
    Rule { code, kind, severity, title, mend }
}

/// Declares the rules and the list of all.
macro_rules! rules {
    ($($name:ident: $code:literal, $kind:literal, $severity:expr, $title:expr, $mend:expr;)*) => {
        $(#[doc = concat!("`", $code, "`")] pub static $name: Rule = rule($code, $kind, $severity, $title, $mend);)*
        /// All rules.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    ID_TWICE: "cadre.id_twice", "cadre", Fault, w::ID_TWICE, Mend::Auto(Auto::Merge);
    ID_FORM: "cadre.id_form", "cadre", Fault, w::ID_FORM, Edit("id_card");
    BIRTH_DIFFERS: "cadre.birth_differs", "cadre", Fault, w::BIRTH_DIFFERS, Edit("birth");
    SEX_DIFFERS: "cadre.sex_differs", "cadre", Fault, w::SEX_DIFFERS, Edit("sex");
    NO_UNIT: "cadre.no_unit", "cadre", Fault, w::NO_UNIT, Edit("unit_id");
    BAD_DATE: "cadre.dates", "cadre", Fault, w::BAD_DATE, Edit("birth");
    LEFT_BUT_OPEN: "cadre.left_but_open", "cadre", Fault, w::LEFT_BUT_OPEN, Look;
    UNIT_CYCLE: "unit.cycle", "unit", Fault, w::UNIT_CYCLE, Edit("parent_id");
    CLASS_NO_SESSION: "class.no_session", "class", Doubt, w::CLASS_NO_SESSION, Look;
    CLASS_NO_ROSTER: "class.no_roster", "class", Fault, w::CLASS_NO_ROSTER, Look;
    SESSION_OUTSIDE: "session.outside", "session", Fault, w::SESSION_OUTSIDE, Edit("date");
    NOMINEE_LOG: "nominee.log", "nominee", Fault, w::STATE_LOG, Look;
    MAKE_UP_LOG: "make_up.log", "make_up", Fault, w::STATE_LOG_MAKE_UP, Look;
    TEACHER_LOG: "teacher.log", "teacher", Fault, w::STATE_LOG_TEACHER, Look;
    MAKE_UP_ENTRY: "make_up.entry", "make_up", Fault, w::MAKE_UP_ENTRY, Look;
    HOURS_IMPOSSIBLE: "hour_entry.impossible", "hour_entry", Fault, w::HOURS_IMPOSSIBLE, Edit("hours");
    HOURS_FUTURE: "hour_entry.future", "hour_entry", Fault, w::HOURS_FUTURE, Edit("starts_on");
    HOURS_SHARE: "hour_entry.share", "hour_entry", Fault, w::HOURS_SHARE, Mend::Auto(Auto::Shares);
    HOURS_YEAR: "hour_entry.year", "hour_entry", Fault, w::HOURS_YEAR, Edit("year");
    ORPHAN: "file.orphan", "cadre", Fault, w::ORPHAN, Look;
    KEYS: "file.keys", "cadre", Fault, w::KEYS, Mend::Auto(Auto::Keys);
    COUNTS: "file.counts", "cadre", Fault, w::COUNTS, Mend::Auto(Auto::Counts);
    ORDER: "file.order", "cadre", Fault, w::ORDER, Mend::Auto(Auto::Order);
    WARNINGS: "warning.differs", "warning", Fault, w::WARNINGS, Mend::Auto(Auto::Warnings);
    SIMILAR: "cadre.similar", "cadre", Doubt, w::SIMILAR, Mend::Auto(Auto::Merge);
    RETIRED: "cadre.retired", "cadre", Doubt, w::RETIRED, Edit("status");
    UNTIDY: "text.untidy", "cadre", Doubt, w::UNTIDY, Mend::Auto(Auto::Tidy);
    PRIVATE: "text.private", "cadre", Doubt, w::PRIVATE, Look;
    UNIT_SIMILAR: "unit.similar", "unit", Doubt, w::UNIT_SIMILAR, Look;
    UNIT_CLOSED: "unit.closed", "unit", Doubt, w::UNIT_CLOSED, Edit("active");
    CLASS_NOT_CLOSED: "class.not_closed", "class", Doubt, w::CLASS_NOT_CLOSED, Edit("state");
    CLASS_STATE: "class.state", "class", Doubt, w::CLASS_STATE, Edit("state");
    NOMINEE_OPEN: "nominee.open", "nominee", Doubt, w::NOMINEE_OPEN, Look;
    QUOTA_SHORT: "quota.short", "quota", Doubt, w::QUOTA_SHORT, Look;
    HOURS_OVERLAP: "hour_entry.overlap", "hour_entry", Doubt, w::HOURS_OVERLAP, Look;
    HOURS_TWICE: "hour_entry.twice", "hour_entry", Doubt, w::HOURS_TWICE, Look;
    TEACHER_TERM: "teacher.term", "teacher", Doubt, w::TEACHER_TERM, Edit("term_until");
    TEACHER_UNMATCHED: "session.teacher", "session", Doubt, w::TEACHER_UNMATCHED, Edit("teacher_text");
    WARNINGS_STALE: "warning.stale", "warning", Doubt, w::WARNINGS_STALE, Mend::Auto(Auto::Warnings);
    FROM_NUMBER: "cadre.from_number", "cadre", Gap, w::FROM_NUMBER, Mend::Auto(Auto::FromNumber);
    NO_ID: "cadre.no_id", "cadre", Gap, w::NO_ID, Edit("id_card");
    NO_LEVEL: "cadre.no_level", "cadre", Gap, w::NO_LEVEL, Edit("level");
    NO_BIRTH: "cadre.no_birth", "cadre", Gap, w::NO_BIRTH, Edit("birth");
    NO_SEX: "cadre.no_sex", "cadre", Gap, w::NO_SEX, Edit("sex");
    NO_POSITION: "cadre.no_position", "cadre", Gap, w::NO_POSITION, Edit("position");
    NO_PHONE: "cadre.no_phone", "cadre", Gap, w::NO_PHONE, Edit("phone");
    NO_HEADCOUNT: "unit.no_headcount", "unit", Gap, w::NO_HEADCOUNT, Look;
    CLASS_NO_DATES: "class.no_dates", "class", Gap, w::CLASS_NO_DATES, Edit("starts_on");
    NO_EVIDENCE: "hour_entry.no_evidence", "hour_entry", Gap, w::NO_EVIDENCE, Edit("evidence");
    TEACHER_STALE: "teacher.stale", "teacher", Gap, w::TEACHER_STALE, Edit("state");
    SITE_STALE: "site.stale", "site", Gap, w::SITE_STALE, Look;
    COURSE_OLD: "course.old", "course", Gap, w::COURSE_OLD, Edit("edition");
}

/// The rule of this code word.
#[must_use]
pub fn rule_of(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.code == code)
}
