//! Days, half-days and times of a timetable.
//!
//! Offices plan by half-day and only sometimes by the clock, so a slot has both, and two slots are compared by what
//! both of them know.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// Reads a day, `YYYY-MM-DD`, and nothing else.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    let text = text.as_bytes();
    if text.len() != 10 || text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let number = |digits: &[u8]| digits.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')));
    NaiveDate::from_ymd_opt(i32::try_from(number(&text[..4])?).ok()?, number(&text[5..7])?, number(&text[8..])?)
}

/// Reads a day or a month, `YYYY-MM-DD` or `YYYY-MM`; a month stands for its first day.
#[must_use]
pub fn first_day(text: &str) -> Option<NaiveDate> {
    if text.len() == 7 { day(&format!("{text}-01")) } else { day(text) }
}

/// Writes a day as `YYYY-MM-DD`.
#[must_use]
pub fn iso(date: NaiveDate) -> String {
    // By hand: a hundred thousand verdicts each have one, and a pattern is read anew for each.
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// Writes a day as people read it: `2026.11.24`.
#[must_use]
pub fn dotted(date: NaiveDate) -> String {
    date.format("%Y.%m.%d").to_string()
}

/// A moment as the journal keeps it (`2026-11-24 08:28:03`, or with a `T`) as people read it, to the minute.
#[must_use]
pub fn moment(at: &str) -> String {
    let (day, time) = at.split_at_checked(10).unwrap_or((at, ""));
    let time = time.trim_start_matches([' ', 'T']);
    format!("{} {}", day.replace('-', "."), time.get(..5).unwrap_or(time)).trim_end().to_owned()
}

/// The day this many days later, or earlier where `n` is negative. Stops at the ends of the calendar.
#[must_use]
pub fn add_days(date: NaiveDate, n: i64) -> NaiveDate {
    let by = Days::new(n.unsigned_abs());
    if n < 0 {
        return date.checked_sub_days(by).unwrap_or(NaiveDate::MIN);
    }
    date.checked_add_days(by).unwrap_or(NaiveDate::MAX)
}

/// The same day this many months later, or the last of that month where it is shorter. Negative goes back.
#[must_use]
pub fn add_months(date: NaiveDate, n: i32) -> NaiveDate {
    let by = Months::new(n.unsigned_abs());
    if n < 0 {
        return date.checked_sub_months(by).unwrap_or(NaiveDate::MIN);
    }
    date.checked_add_months(by).unwrap_or(NaiveDate::MAX)
}

/// Days from `from` to `to`, both counted; 0 where `to` is earlier.
#[must_use]
pub fn days_inclusive(from: NaiveDate, to: NaiveDate) -> i64 {
    ((to - from).num_days() + 1).max(0)
}

/// Every day from `from` to `to`, both included.
pub fn days(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |d| *d <= to)
}

/// True from Monday to Friday.
#[must_use]
pub fn is_weekday(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Mondays to Fridays from `from` to `to`, both included; no calendar of holidays is applied.
#[must_use]
pub fn weekdays(from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    days(from, to).filter(|d| is_weekday(*d)).collect()
}

/// The year and number of the ISO week a day is in. The year may differ from the day's.
#[must_use]
pub fn iso_week(date: NaiveDate) -> (i32, u32) {
    let week = date.iso_week();
    (week.year(), week.week())
}

/// The Monday of the week a day is in.
#[must_use]
pub fn monday(date: NaiveDate) -> NaiveDate {
    add_days(date, -i64::from(date.weekday().num_days_from_monday()))
}

/// The first day of a year.
#[must_use]
pub fn new_year(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MAX)
}

/// The last day of a year.
#[must_use]
pub fn year_end(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// The day meant by a month and day without a year in a timetable: in the year of the class's first day, or in the next
/// where that would be more than a week before it. `None` for a day that year does not have.
#[must_use]
pub fn day_in_class(month: u32, day: u32, class_starts: NaiveDate) -> Option<NaiveDate> {
    let this_year = NaiveDate::from_ymd_opt(class_starts.year(), month, day);
    match this_year {
        Some(date) if date >= add_days(class_starts, -7) => Some(date),
        _ => NaiveDate::from_ymd_opt(class_starts.year() + 1, month, day),
    }
}

/// A time of day, in minutes after midnight, below 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u16);

impl Time {
    /// A time of day; `None` beyond 23:59.
    #[must_use]
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour > 23 || minute > 59 {
            return None;
        }
        Some(Self(hour * 60 + minute))
    }

    /// Reads `HH:MM` or `H:MM`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let well_formed = digits(hour) && digits(minute) && matches!(hour.len(), 1 | 2) && minute.len() == 2;
        if !well_formed {
            return None;
        }
        Self::new(hour.parse().ok()?, minute.parse().ok()?)
    }

    /// Minutes after midnight.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

/// `HH:MM`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

const NOON: Time = Time(12 * 60);
const SIX: Time = Time(18 * 60);
const MIDNIGHT: u16 = 24 * 60;

/// A part of a day, in the order of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Half {
    /// The morning.
    Am,
    /// The whole day: morning and afternoon.
    Day,
    /// The afternoon.
    Pm,
    /// The evening.
    Eve,
}

impl Half {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Am, Self::Day, Self::Pm, Self::Eve];

    /// Reads the code word of the schema.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|h| h.code() == code)
    }

    /// The code word of the schema.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Am => "am",
            Self::Day => "day",
            Self::Pm => "pm",
            Self::Eve => "eve",
        }
    }

    /// The half-day in which something starts: morning before 12:00, afternoon before 18:00, else evening.
    #[must_use]
    pub fn at(time: Time) -> Self {
        match time {
            t if t < NOON => Self::Am,
            t if t < SIX => Self::Pm,
            _ => Self::Eve,
        }
    }

    /// The half-days it covers: two for a whole day.
    #[must_use]
    pub const fn parts(self) -> &'static [Self] {
        match self {
            Self::Am => &[Self::Am],
            Self::Day => &[Self::Am, Self::Pm],
            Self::Pm => &[Self::Pm],
            Self::Eve => &[Self::Eve],
        }
    }

    /// True where both cover a half-day.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.parts().iter().any(|part| other.parts().contains(part))
    }

    const fn bounds(self) -> (u16, u16) {
        match self {
            Self::Am => (0, NOON.0),
            Self::Day => (0, SIX.0),
            Self::Pm => (NOON.0, SIX.0),
            Self::Eve => (SIX.0, MIDNIGHT),
        }
    }
}

/// When half-days start and end in a place; a setting, because it depends on the climate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayPlan {
    /// Start and end of the morning.
    pub am: (Time, Time),
    /// Start and end of the afternoon.
    pub pm: (Time, Time),
    /// Start and end of the evening.
    pub eve: (Time, Time),
}

/// 08:30–11:30, 14:30–17:30, 19:30–21:30.
impl Default for DayPlan {
    fn default() -> Self {
        let at = |hour: u16, minute: u16| Time(hour * 60 + minute);
        Self { am: (at(8, 30), at(11, 30)), pm: (at(14, 30), at(17, 30)), eve: (at(19, 30), at(21, 30)) }
    }
}

impl DayPlan {
    /// Start and end of a half-day; of a whole day, from morning to afternoon.
    #[must_use]
    pub const fn times(&self, half: Half) -> (Time, Time) {
        match half {
            Half::Am => self.am,
            Half::Day => (self.am.0, self.pm.1),
            Half::Pm => self.pm,
            Half::Eve => self.eve,
        }
    }
}

/// A stretch of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The day.
    pub date: NaiveDate,
    /// The half-day.
    pub half: Half,
    /// Start and end, where both are known and in order.
    pub times: Option<(Time, Time)>,
}

impl Slot {
    /// A slot; times that are not both known, or not in order, are left out.
    #[must_use]
    pub fn new(date: NaiveDate, half: Half, starts: Option<Time>, ends: Option<Time>) -> Self {
        let times = starts.zip(ends).filter(|(from, to)| from < to);
        Self { date, half, times }
    }

    /// True where both take place at the same time.
    ///
    /// Two slots with times are compared by the clock, and one ending when the other starts does not overlap. A slot
    /// without times takes all of its half-day. Neighbouring half-days do not overlap; a whole day is morning and
    /// afternoon.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        if self.date != other.date {
            return false;
        }
        match (self.times, other.times) {
            (Some(a), Some(b)) => a.0 < b.1 && b.0 < a.1,
            _ => self.half.meets(other.half),
        }
    }

    /// Minutes of the day within which it can meet another slot: its half-day and its times together.
    #[must_use]
    pub fn reach(&self) -> (u16, u16) {
        let (from, to) = self.half.bounds();
        let Some((starts, ends)) = self.times else { return (from, to) };
        (from.min(starts.0), to.max(ends.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(text: &str) -> NaiveDate {
        day(text).unwrap()
    }

    fn slot(half: Half, times: Option<(&str, &str)>) -> Slot {
        let time = |t: &str| Time::parse(t).unwrap();
        Slot::new(d("2022-05-12"), half, times.map(|t| time(t.0)), times.map(|t| time(t.1)))
    }

    #[test]
    fn reads_days_and_months() {
        assert_eq!(day("2022-02-29"), None);
        assert_eq!(day("2022-2-3"), None);
        assert_eq!(first_day("2022-05"), day("2022-05-01"));
        assert_eq!(first_day("2022"), None);
        assert_eq!(iso(d("2022-05-01")), "2022-05-01");
    }

    #[test]
    fn adds_months_to_short_months() {
        assert_eq!(add_months(d("2022-01-31"), 1), d("2022-02-28"));
        assert_eq!(add_months(d("2022-05-18"), 12), d("2023-05-18"));
        assert_eq!(add_months(d("2022-03-31"), -1), d("2022-02-28"));
    }

    #[test]
    fn days_of_a_timetable_without_a_year() {
        let starts = d("2021-12-27");
        assert_eq!(day_in_class(12, 31, starts), day("2021-12-31"));
        assert_eq!(day_in_class(1, 4, starts), day("2022-01-04"));
        assert_eq!(day_in_class(12, 20, starts), day("2021-12-20"));
        assert_eq!(day_in_class(12, 19, starts), day("2022-12-19"));
        assert_eq!(day_in_class(2, 30, starts), None);
    }

    #[test]
    fn weekdays_over_new_year() {
        let found = weekdays(d("2021-12-27"), d("2022-01-08"));
        assert_eq!(found.len(), 10);
        assert_eq!(found.iter().filter(|d| d.year() == 2021).count(), 5);
        assert!(weekdays(d("2022-01-08"), d("2022-01-01")).is_empty());
    }

    #[test]
    fn weeks_of_the_year() {
        assert_eq!(iso_week(d("2022-01-01")), (2021, 52));
        assert_eq!(iso_week(d("2022-01-03")), (2022, 1));
        assert_eq!(monday(d("2022-01-02")), d("2021-12-27"));
    }

    #[test]
    fn times_and_halves() {
        assert_eq!(Time::parse("8:30").unwrap().to_string(), "08:30");
        assert_eq!(Time::parse("24:00"), None);
        assert_eq!(Time::parse("8:3"), None);
        assert_eq!(Half::at(Time::parse("11:59").unwrap()), Half::Am);
        assert_eq!(Half::at(Time::parse("12:00").unwrap()), Half::Pm);
        assert_eq!(Half::at(Time::parse("18:00").unwrap()), Half::Eve);
        assert_eq!(DayPlan::default().times(Half::Day).1.to_string(), "17:30");
    }

    #[test]
    fn slots_overlap_by_what_both_know() {
        let early = slot(Half::Am, Some(("08:30", "10:00")));
        let late = slot(Half::Am, Some(("10:00", "11:30")));
        let untimed = slot(Half::Am, None);
        assert!(!early.overlaps(&late));
        assert!(early.overlaps(&untimed) && late.overlaps(&untimed));
        assert!(slot(Half::Day, None).overlaps(&early));
        assert!(slot(Half::Day, None).overlaps(&slot(Half::Pm, None)));
        assert!(!slot(Half::Day, None).overlaps(&slot(Half::Eve, None)));
        assert!(!untimed.overlaps(&slot(Half::Pm, None)));
        let long = slot(Half::Pm, Some(("14:30", "20:00")));
        assert!(long.overlaps(&slot(Half::Eve, Some(("19:30", "21:30")))));
    }

    fn any_slot() -> impl Strategy<Value = Slot> {
        (0..4usize, proptest::option::of((0u16..1440, 0u16..1440))).prop_map(|(half, times)| {
            Slot::new(d("2022-05-12"), Half::ALL[half], times.map(|t| Time(t.0)), times.map(|t| Time(t.1)))
        })
    }

    proptest! {
        #[test]
        fn overlap_is_mutual_and_within_reach(a in any_slot(), b in any_slot()) {
            prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
            prop_assert!(a.overlaps(&a));
            let (ra, rb) = (a.reach(), b.reach());
            if a.overlaps(&b) {
                prop_assert!(ra.0 < rb.1 && rb.0 < ra.1);
            }
        }

        #[test]
        fn weekdays_are_five_a_week(start in 0i64..20000, weeks in 0i64..60) {
            let from = add_days(d("1990-01-01"), start);
            let found = weekdays(from, add_days(from, weeks * 7 - 1));
            prop_assert_eq!(i64::try_from(found.len()).unwrap(), weeks * 5);
        }
    }
}
