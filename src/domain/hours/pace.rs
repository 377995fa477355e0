//! Says how urgent a shortfall is, and why: by the pace that would reach the target, and by the days left.
//!
//! The levels and their thresholds are an office's choice, not law; all of them are settings.

use chrono::{Datelike, NaiveDate};

use super::{Metric, Period, Verdict};
use crate::{
    domain::{
        calendar::{add_days, dotted},
        value::number,
    },
    text::{Lang, T, rule as words},
};

/// How urgent a shortfall is, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing to do.
    Normal,
    /// 提醒: a little behind.
    Remind,
    /// 预警: far behind.
    Warn,
    /// 告警: hardly any time left.
    Alarm,
    /// 逾期: the time is over.
    Overdue,
}

impl Level {
    /// All of them, mildest first.
    pub const ALL: [Self; 5] = [Self::Normal, Self::Remind, Self::Warn, Self::Alarm, Self::Overdue];

    /// Reads the code word of the schema.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }

    /// The code word of the schema.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Remind => "remind",
            Self::Warn => "warn",
            Self::Alarm => "alarm",
            Self::Overdue => "overdue",
        }
    }

    /// What the screen calls it.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::Normal => words::NORMAL,
            Self::Remind => words::REMIND,
            Self::Warn => words::WARN,
            Self::Alarm => words::ALARM,
            Self::Overdue => words::OVERDUE,
        }
    }
}

/// Why a verdict has its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Reached.
    Met,
    /// Freed by an approved exception.
    Exempt,
    /// Too early in the window to say.
    Early,
    /// As far as an even pace asks, or nearly.
    OnPace,
    /// Behind an even pace.
    Behind,
    /// Far behind an even pace.
    FarBehind,
    /// Nothing off the job, late in the year.
    NothingOffJob,
    /// The time after a promotion is nearly over.
    PromotionNear,
    /// The time after a promotion is over.
    PromotionPassed,
    /// The window is nearly over.
    Closing,
    /// The window is over.
    Ended,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Met,
        Self::Exempt,
        Self::Early,
        Self::OnPace,
        Self::Behind,
        Self::FarBehind,
        Self::NothingOffJob,
        Self::PromotionNear,
        Self::PromotionPassed,
        Self::Closing,
        Self::Ended,
    ];

    /// The code word of the schema.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Exempt => "exempt",
            Self::Early => "early",
            Self::OnPace => "on_pace",
            Self::Behind => "behind",
            Self::FarBehind => "far_behind",
            Self::NothingOffJob => "nothing_off_job",
            Self::PromotionNear => "promotion_near",
            Self::PromotionPassed => "promotion_passed",
            Self::Closing => "closing",
            Self::Ended => "ended",
        }
    }
}

/// When to say what. Days of the year are (month, day).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Below this part of the pace: remind.
    pub remind_below: f64,
    /// Below this part of the pace: warn.
    pub warn_below: f64,
    /// Before the end of this day of a window's first year nothing is said about pace.
    pub quiet_until: (u32, u32),
    /// After this day, nothing off the job in the year: warn.
    pub off_job_by: (u32, u32),
    /// From this day of a window's last year: alarm.
    pub alarm_from: (u32, u32),
    /// So many days before the end of a time after promotion: warn.
    pub promotion_near_days: i64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            remind_below: 0.9,
            warn_below: 0.6,
            quiet_until: (3, 31),
            off_job_by: (9, 30),
            alarm_from: (12, 1),
            promotion_near_days: 90,
        }
    }
}

impl Pace {
    /// The most urgent of what can be said about a verdict.
    #[must_use]
    pub fn level(&self, verdict: &Verdict<'_>, today: NaiveDate) -> (Level, Reason) {
        if verdict.met {
            return (Level::Normal, Reason::Met);
        }
        if verdict.exempt {
            return (Level::Normal, Reason::Exempt);
        }
        let rolling = verdict.rule.period == Period::FiveYearRolling;
        if !rolling && today > verdict.to {
            let promoted = verdict.promoted_by == Some(verdict.to);
            return (Level::Overdue, if promoted { Reason::PromotionPassed } else { Reason::Ended });
        }
        if !rolling && today >= self.closing(verdict) {
            return (Level::Alarm, Reason::Closing);
        }
        let by_pace = self.by_pace(verdict, today);
        self.by_promotion(verdict, today).filter(|said| said.0 >= by_pace.0).unwrap_or(by_pace)
    }

    fn closing(&self, verdict: &Verdict<'_>) -> NaiveDate {
        if verdict.rule.period == Period::SinceAppointment {
            return add_days(verdict.to, -self.promotion_near_days);
        }
        on(verdict.to.year(), self.alarm_from)
    }

    fn by_promotion(&self, verdict: &Verdict<'_>, today: NaiveDate) -> Option<(Level, Reason)> {
        let by = verdict.promoted_by?;
        if today > by {
            return Some((Level::Alarm, Reason::PromotionPassed));
        }
        (today >= add_days(by, -self.promotion_near_days)).then_some((Level::Warn, Reason::PromotionNear))
    }

    fn by_pace(&self, verdict: &Verdict<'_>, today: NaiveDate) -> (Level, Reason) {
        let rule = verdict.rule;
        let asks_off_job =
            rule.period == Period::Year && matches!(rule.metric, Metric::Total | Metric::Offline | Metric::FullTime);
        if asks_off_job && today > on(verdict.to.year(), self.off_job_by) && verdict.tally.full_time <= 0.0 {
            return (Level::Warn, Reason::NothingOffJob);
        }
        let yearly = matches!(rule.period, Period::Year | Period::FiveYearFixed);
        if yearly && today <= on(verdict.from.year(), self.quiet_until) {
            return (Level::Normal, Reason::Early);
        }
        match done(verdict) / due(verdict, today) {
            part if part < self.warn_below => (Level::Warn, Reason::FarBehind),
            part if part < self.remind_below => (Level::Remind, Reason::Behind),
            // A rolling window has no later part in which to catch up.
            _ if rule.period == Period::FiveYearRolling => (Level::Remind, Reason::Behind),
            _ => (Level::Normal, Reason::OnPace),
        }
    }
}

/// What a pace comes to at the end of a window, if it goes on: what there is on a day, over the part of the window that
/// has passed. `None` before the first day.
#[must_use]
pub fn projected(got: f64, from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Option<f64> {
    if today < from {
        return None;
    }
    let (passed, whole) = (super::days_inclusive(from, today.min(to)), super::days_inclusive(from, to));
    Some(super::round(got / super::ratio(passed, whole).max(1e-9)))
}

/// The part of the target that is done, in the better of the two currencies.
fn done(verdict: &Verdict<'_>) -> f64 {
    let other = verdict.rule.alternative.zip(verdict.alternative).map_or(0.0, |(other, got)| got / other.target);
    let own = if verdict.target > 0.0 { verdict.got / verdict.target } else { 1.0 };
    own.max(other)
}

/// The part of the target that an even pace asks for; never 0.
fn due(verdict: &Verdict<'_>, today: NaiveDate) -> f64 {
    let expected = super::expected(verdict.rule, verdict.target, verdict.from, verdict.to, today);
    if verdict.target > 0.0 { (expected / verdict.target).max(1e-6) } else { 1.0 }
}

fn on(year: i32, (month, day): (u32, u32)) -> NaiveDate {
    // A 29 February of the settings is the 28th in most years.
    NaiveDate::from_ymd_opt(year, month, day).or_else(|| NaiveDate::from_ymd_opt(year, month, 28)).unwrap_or(NaiveDate::MAX)
}

impl Verdict<'_> {
    /// Says in one sentence why the verdict has its level, with the numbers that made it.
    #[must_use]
    pub fn describe(&self, lang: Lang) -> String {
        let unit = match self.rule.metric {
            Metric::FullTimeDays => words::UNIT_DAYS,
            Metric::FullTimePart => words::UNIT_PART,
            _ => words::UNIT_HOURS,
        };
        let unit = unit.get(lang);
        let (got, target, missing, expected) =
            (number(self.got), number(self.target), number(self.missing), number(self.expected));
        let (from, to) = (dotted(self.from), dotted(self.to));
        let by = self.promoted_by.map(dotted).unwrap_or_default();
        match self.reason {
            Reason::Met => words::met(lang, from, got, target, to, unit),
            Reason::Exempt => words::exempt(lang, got, missing, target, unit),
            Reason::Early => words::early(lang, got, missing, target, unit),
            Reason::OnPace => words::on_pace(lang, expected, got, missing, target, unit),
            Reason::Behind => words::behind(lang, expected, got, missing, target, unit),
            Reason::FarBehind => words::far_behind(lang, expected, got, missing, target, unit),
            Reason::NothingOffJob => words::nothing_off_job(lang, got, missing, target, unit),
            Reason::PromotionNear => words::promotion_near(lang, by, got, missing, target, unit),
            Reason::PromotionPassed => words::promotion_passed(lang, by, got, missing, target, unit),
            Reason::Closing => words::closing(lang, got, missing, target, to, unit),
            Reason::Ended => words::ended(lang, got, missing, target, to, unit),
        }
    }

    /// Names the paper a verdict follows: title, number and clause.
    #[must_use]
    pub fn citation(&self) -> String {
        self.rule.citation()
    }
}
