//! What an office chooses about hours, by name: how each is written, what it may be, and where it stands in [`Settings`].
//!
//! The store keeps only what differs from the defaults; screen, command line and check read this table, so that a new
//! choice is one line here.

use super::Settings;
use crate::{
    domain::value::number,
    text::{T, setting as w},
};

/// One thing an office chooses.
pub struct Choice {
    /// Code word; `office_setting.name`.
    pub name: &'static str,
    /// What the screen calls it.
    pub label: T,
    /// How it is written.
    pub kind: Kind,
    /// Verdicts follow from it.
    pub judges: bool,
    place: Place,
}

/// How a choice is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A number between two.
    Number(f64, f64),
    /// A whole number between two.
    Whole(i64, i64),
    /// A number, or empty for none.
    Maybe(f64),
    /// A day of the year, `09-30`.
    Day,
    /// `1` or `0`.
    Flag,
}

/// Where a choice stands.
enum Place {
    Number(fn(&mut Settings) -> &mut f64),
    Whole(fn(&mut Settings) -> &mut i64),
    Maybe(fn(&mut Settings) -> &mut Option<f64>),
    Day(fn(&mut Settings) -> &mut (u32, u32)),
    Flag(fn(&mut Settings) -> &mut bool),
}

const fn choice(name: &'static str, label: T, kind: Kind, judges: bool, place: Place) -> Choice {
    Choice { name, label, kind, judges, place }
}

/// Every choice, in the order of the screen.
pub const CHOICES: &[Choice] = &[
    choice("plan_year", w::PLAN_YEAR, Kind::Whole(1990, 2200), true, Place::Whole(|s| &mut s.plan_year)),
    choice("online_cap", w::ONLINE_CAP, Kind::Maybe(10_000.0), true, Place::Maybe(|s| &mut s.online_cap)),
    choice("prorate_promoted", w::PRORATE_PROMOTED, Kind::Flag, true, Place::Flag(|s| &mut s.prorate_promoted)),
    choice("promotion_months", w::PROMOTION_MONTHS, Kind::Whole(1, 60), true, Place::Whole(|s| &mut s.promotion_months)),
    choice("remind_below", w::REMIND_BELOW, Kind::Number(0.0, 1.0), true, Place::Number(|s| &mut s.pace.remind_below)),
    choice("warn_below", w::WARN_BELOW, Kind::Number(0.0, 1.0), true, Place::Number(|s| &mut s.pace.warn_below)),
    choice("quiet_until", w::QUIET_UNTIL, Kind::Day, true, Place::Day(|s| &mut s.pace.quiet_until)),
    choice("off_job_by", w::OFF_JOB_BY, Kind::Day, true, Place::Day(|s| &mut s.pace.off_job_by)),
    choice("alarm_from", w::ALARM_FROM, Kind::Day, true, Place::Day(|s| &mut s.pace.alarm_from)),
    choice(
        "promotion_near_days",
        w::PROMOTION_NEAR_DAYS,
        Kind::Whole(0, 366),
        true,
        Place::Whole(|s| &mut s.pace.promotion_near_days),
    ),
    choice("grant_whole_class", w::GRANT_WHOLE_CLASS, Kind::Flag, false, Place::Flag(|s| &mut s.grant_whole_class)),
    choice("make_up_days", w::MAKE_UP_DAYS, Kind::Whole(1, 730), false, Place::Whole(|s| &mut s.make_up.days)),
    choice("excused_owes", w::EXCUSED_OWES, Kind::Flag, false, Place::Flag(|s| &mut s.make_up.excused_owes)),
    choice("leave_owes_all", w::LEAVE_OWES_ALL, Kind::Flag, false, Place::Flag(|s| &mut s.make_up.leave_owes_all)),
    choice("year_gap_due", w::YEAR_GAP_DUE, Kind::Day, false, Place::Day(|s| &mut s.make_up.year_due)),
    choice("programme_days", w::PROGRAMME_DAYS, Kind::Whole(1, 730), false, Place::Whole(|s| &mut s.make_up.programme_days)),
    choice("unit_away_most", w::UNIT_AWAY_MOST, Kind::Whole(1, 1000), false, Place::Whole(|s| &mut s.make_up.unit_away_most)),
    choice("spot_check_share", w::SPOT_CHECK_SHARE, Kind::Number(0.0, 100.0), false, Place::Number(|s| &mut s.spot_check_share)),
];

/// The choice of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Choice> {
    CHOICES.iter().find(|choice| choice.name == name)
}

impl Choice {
    /// How it stands, as written.
    #[must_use]
    pub fn get(&self, settings: &Settings) -> String {
        let mut copy = settings.clone();
        match &self.place {
            Place::Number(at) => number(*at(&mut copy)),
            Place::Whole(at) => at(&mut copy).to_string(),
            Place::Maybe(at) => at(&mut copy).map(number).unwrap_or_default(),
            Place::Day(at) => {
                let (month, day) = *at(&mut copy);
                format!("{month:02}-{day:02}")
            }
            Place::Flag(at) => i32::from(*at(&mut copy)).to_string(),
        }
    }

    /// Takes what was written; false where it is none of what it may be, and nothing changes then.
    pub fn set(&self, settings: &mut Settings, text: &str) -> bool {
        let text = text.trim();
        match (&self.place, self.kind) {
            (Place::Number(at), Kind::Number(least, most)) => put(at(settings), between(text, least, most)),
            (Place::Whole(at), Kind::Whole(least, most)) => {
                put(at(settings), text.parse().ok().filter(|n| (least..=most).contains(n)))
            }
            (Place::Maybe(at), Kind::Maybe(most)) => {
                let none = text.is_empty() || text == "-";
                put(at(settings), if none { Some(None) } else { between(text, 0.0, most).map(Some) })
            }
            (Place::Day(at), Kind::Day) => put(at(settings), day(text)),
            (Place::Flag(at), Kind::Flag) => put(at(settings), flag(text)),
            _ => false,
        }
    }
}

fn put<T>(place: &mut T, value: Option<T>) -> bool {
    let Some(value) = value else { return false };
    *place = value;
    true
}

fn between(text: &str, least: f64, most: f64) -> Option<f64> {
    text.parse().ok().filter(|n: &f64| n.is_finite() && (least..=most).contains(n))
}

/// `9-30`, `09-30`, `9.30`, `9月30日`; a day that every year has.
fn day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.trim_end_matches('日').split_once(['-', '.', '/', '月'])?;
    let (month, day): (u32, u32) = (month.trim().parse().ok()?, day.trim().parse().ok()?);
    chrono::NaiveDate::from_ymd_opt(2023, month, day).map(|_| (month, day))
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "1" | "是" | "yes" | "y" | "true" => Some(true),
        "0" | "否" | "no" | "n" | "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_choice_is_read_as_it_is_written() {
        let names: BTreeSet<_> = CHOICES.iter().map(|c| c.name).collect();
        assert_eq!(names.len(), CHOICES.len());
        for choice in CHOICES {
            let mut settings = Settings::default();
            let before = choice.get(&settings);
            assert!(choice.set(&mut settings, &before), "{}", choice.name);
            assert_eq!(settings, Settings::default(), "{}", choice.name);
        }
    }

    #[test]
    fn nonsense_changes_nothing() {
        for (name, text) in [
            ("warn_below", "1.5"),
            ("warn_below", "NaN"),
            ("alarm_from", "02-29"),
            ("alarm_from", "13-01"),
            ("plan_year", "20"),
            ("prorate_promoted", "maybe"),
            ("online_cap", "-3"),
        ] {
            let mut settings = Settings::default();
            assert!(!find(name).unwrap().set(&mut settings, text), "{name} {text}");
            assert_eq!(settings, Settings::default());
        }
    }

    #[test]
    fn days_and_caps_as_people_write_them() {
        let mut settings = Settings::default();
        assert!(find("off_job_by").unwrap().set(&mut settings, "10月31日"));
        assert!(find("online_cap").unwrap().set(&mut settings, "40"));
        assert_eq!((settings.pace.off_job_by, settings.online_cap), ((10, 31), Some(40.0)));
        assert!(find("online_cap").unwrap().set(&mut settings, ""));
        assert_eq!(settings.online_cap, None);
    }
}
