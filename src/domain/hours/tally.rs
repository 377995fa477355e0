//! Adds up a ledger within a window.

use chrono::{Datelike, NaiveDate};

use super::{Currency, Entry, Metric, round};
use crate::domain::calendar::{days_inclusive, new_year, year_end};

/// What a form of study counts as; `code.parent` of list `hour_form` keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Off the job (脱产).
    FullTime,
    /// Organised, not online, beside the job: study groups, lectures, briefings.
    Offline,
    /// Online, and examinations.
    Online,
}

impl Group {
    /// Reads the code word; a form without one counts as offline, because everything not online does.
    #[must_use]
    pub fn parse(code: Option<&str>) -> Self {
        match code {
            Some("full_time") => Self::FullTime,
            Some("online") => Self::Online,
            _ => Self::Offline,
        }
    }

    /// The code word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FullTime => "full_time",
            Self::Offline => "offline",
            Self::Online => "online",
        }
    }
}

/// What a ledger gives in a window. Hours are rounded to 0.01.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally<'a> {
    /// Off the job.
    pub full_time: f64,
    /// Not online, off the job included.
    pub offline: f64,
    /// Online, as entered.
    pub online: f64,
    /// Online, as far as it counts towards a total.
    pub online_counted: f64,
    /// Days that are not online, as entered.
    pub days: f64,
    /// Days off the job, as entered.
    pub full_time_days: f64,
    /// Hours by form, in the order in which forms first appear.
    pub by_form: Vec<(&'a str, f64)>,
    /// Ids of the entries counted, each once, in the order given.
    pub entries: Vec<i64>,
    spans: Vec<(NaiveDate, NaiveDate)>,
}

impl<'a> Tally<'a> {
    /// Adds up the entries that count in the window, with at most `online_cap` online hours a year in the total.
    #[must_use]
    pub fn of(entries: &[Entry<'a>], from: NaiveDate, to: NaiveDate, online_cap: Option<f64>) -> Self {
        Self::sum(entries.iter(), (from, to), online_cap, Kept::ALL)
    }

    /// The same for some of the entries, with only as much kept beside the sums as is wanted.
    pub(super) fn sum<'e>(
        entries: impl Iterator<Item = &'e Entry<'a>>,
        window: (NaiveDate, NaiveDate),
        online_cap: Option<f64>,
        kept: Kept,
    ) -> Self
    where
        'a: 'e,
    {
        let mut tally = Self::default();
        let mut online: Vec<(i32, f64)> = Vec::new();
        let counts = within(window);
        for entry in entries.filter(|entry| counts(entry)) {
            tally.add(entry, kept);
            if entry.group != Group::Online || online_cap.is_none() {
                continue;
            }
            match online.iter_mut().find(|(year, _)| *year == entry.year) {
                Some((_, hours)) => *hours += entry.hours,
                None => online.push((entry.year, entry.hours)),
            }
        }
        tally.online_counted = match online_cap {
            Some(cap) => online.iter().map(|(_, hours)| hours.min(cap)).sum(),
            None => tally.online,
        };
        tally.rounded()
    }

    fn add(&mut self, entry: &Entry<'a>, kept: Kept) {
        match entry.group {
            Group::Online => self.online += entry.hours,
            Group::Offline => self.offline += entry.hours,
            Group::FullTime => {
                self.offline += entry.hours;
                self.full_time += entry.hours;
                self.full_time_days += entry.days.unwrap_or(0.0);
                if kept.spans {
                    self.spans.extend(entry.dates());
                }
            }
        }
        if entry.group != Group::Online {
            self.days += entry.days.unwrap_or(0.0);
        }
        if !kept.entries {
            return;
        }
        match self.by_form.iter_mut().find(|(form, _)| *form == entry.form) {
            Some((_, hours)) => *hours += entry.hours,
            None => self.by_form.push((entry.form, entry.hours)),
        }
        // Only an entry over a New Year comes twice; a ledger of many courses must not be searched for each.
        if !(entry.crosses_years() && self.entries.contains(&entry.id)) {
            self.entries.push(entry.id);
        }
    }

    fn rounded(mut self) -> Self {
        for sum in [&mut self.full_time, &mut self.offline, &mut self.online, &mut self.online_counted] {
            *sum = round(*sum);
        }
        self.days = round(self.days);
        self.full_time_days = round(self.full_time_days);
        for (_, hours) in &mut self.by_form {
            *hours = round(*hours);
        }
        self
    }

    /// What a rule with this metric counts; 0 for metrics that are not about a person.
    #[must_use]
    pub fn by_metric(&self, metric: Metric) -> f64 {
        match metric {
            Metric::Total => round(self.offline + self.online_counted),
            Metric::Offline => self.offline,
            Metric::FullTime => self.full_time,
            Metric::Online => self.online,
            Metric::FullTimeDays => self.full_time_days,
            Metric::FullTimePart => {
                let all = round(self.offline + self.online_counted);
                if all > 0.0 { round(self.full_time * 100.0 / all) } else { 0.0 }
            }
            _ => 0.0,
        }
    }

    /// What the entries give in another currency, within the window.
    #[must_use]
    pub fn in_currency(&self, currency: Currency, from: NaiveDate, to: NaiveDate) -> f64 {
        match currency {
            Currency::Days => self.days,
            Currency::CalendarDays => covered(&self.spans, from, to),
        }
    }
}

/// What a tally keeps beside its sums: judging everyone needs neither forms nor entries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    /// Hours by form, and which entries counted.
    pub entries: bool,
    /// The days of classes off the job.
    pub spans: bool,
}

impl Kept {
    const ALL: Self = Self { entries: true, spans: true };
}

/// Says whether an entry counts in a window. In one of whole years its year decides, and no date is looked at.
fn within((from, to): (NaiveDate, NaiveDate)) -> impl Fn(&Entry<'_>) -> bool {
    let whole = from == new_year(from.year()) && to == year_end(to.year());
    let years = from.year()..=to.year();
    move |entry| years.contains(&entry.year) && (whole || (from..=to).contains(&entry.counted_on()))
}

/// Days of the calendar that at least one span covers.
fn covered(spans: &[(NaiveDate, NaiveDate)], from: NaiveDate, to: NaiveDate) -> f64 {
    let mut spans: Vec<_> = spans.iter().map(|span| (span.0.max(from), span.1.min(to))).collect();
    spans.sort_unstable();
    let (mut total, mut reached) = (0, None);
    for (start, end) in spans {
        let start = reached.map_or(start, |last: NaiveDate| start.max(last.succ_opt().unwrap_or(last)));
        total += days_inclusive(start, end);
        reached = Some(reached.map_or(end, |last: NaiveDate| last.max(end)));
    }
    u32::try_from(total).map_or(0.0, f64::from)
}
