//! Shares, means and ranks of reports: who came of those who should, and where a unit stands.
//!
//! A rate keeps both of its numbers, so that a report can print them, and rounds only when it is shown.

use super::hours::Metric;

/// A part of a whole; both are counts of people or half-days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// Those who did.
    pub part: u64,
    /// All who count.
    pub whole: u64,
}

impl Rate {
    /// A rate.
    #[must_use]
    pub const fn new(part: u64, whole: u64) -> Self {
        Self { part, whole }
    }

    /// 报到率: reported, of the places.
    #[must_use]
    pub const fn report(reported: u64, places: u64) -> Self {
        Self::new(reported, places)
    }

    /// 结业率: completed, of those who reported.
    #[must_use]
    pub const fn completion(completed: u64, reported: u64) -> Self {
        Self::new(completed, reported)
    }

    /// 到课率: half-days attended, of half-days scheduled times people.
    #[must_use]
    pub const fn attendance(attended: u64, scheduled: u64) -> Self {
        Self::new(attended, scheduled)
    }

    /// 调训率 and 参训率: distinct people with a class off the job, or with any record, of the year's headcount.
    #[must_use]
    pub const fn of_headcount(people: u64, headcount: u64) -> Self {
        Self::new(people, headcount)
    }

    /// 覆盖率: distinct members of a programme who completed one of its classes, of its members.
    #[must_use]
    pub const fn coverage(done: u64, members: u64) -> Self {
        Self::new(done, members)
    }

    /// 达标率: people who met their rule, of those it binds without approved exceptions.
    #[must_use]
    pub const fn met(met: u64, bound: u64, exceptions: u64) -> Self {
        Self::new(met, bound.saturating_sub(exceptions))
    }

    /// Tenths of a per cent, rounded half up; `None` of nothing.
    #[must_use]
    pub fn per_mille(self) -> Option<u64> {
        let (part, whole) = (u128::from(self.part), u128::from(self.whole));
        let rounded = (part * 2000 + whole).checked_div(whole * 2)?;
        u64::try_from(rounded).ok()
    }

    /// Per cent, rounded half up to 0.1; `None` of nothing. More than 100 where more came than count.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn percent(self) -> Option<f64> {
        self.per_mille().map(|n| n as f64 / 10.0)
    }
}

/// A sum per head, rounded half up to 0.1; `None` without heads.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn mean(sum: f64, heads: u64) -> Option<f64> {
    (heads > 0).then(|| half_up(sum / heads as f64))
}

/// Rounds half up to 0.1; a half that binary fractions miss by a hair counts as one.
#[must_use]
pub fn half_up(n: f64) -> f64 {
    (n * 10.0 + 0.5 + 1e-9).floor() / 10.0
}

/// What a unit has in one year and band, of the indicators.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UnitYear {
    /// Heads, as entered for the year.
    pub headcount: u64,
    /// Distinct people with a class off the job.
    pub called: u64,
    /// Distinct people with any record.
    pub trained: u64,
    /// Hours off the job.
    pub full_time_hours: f64,
    /// Hours online, examinations included.
    pub online_hours: f64,
}

impl UnitYear {
    /// The figure of an indicator, rounded to 0.1; `None` without heads, or for a metric that is no indicator.
    #[must_use]
    pub fn figure(&self, metric: Metric) -> Option<f64> {
        match metric {
            Metric::UnitCalledRate => Rate::of_headcount(self.called, self.headcount).percent(),
            Metric::UnitTrainedRate => Rate::of_headcount(self.trained, self.headcount).percent(),
            Metric::UnitFullTimeMean => mean(self.full_time_hours, self.headcount),
            Metric::UnitOnlineMean => mean(self.online_hours, self.headcount),
            _ => None,
        }
    }

    /// True where the figure reaches the target; by the figure shown, so that nobody argues with a rounded number.
    #[must_use]
    pub fn reaches(&self, metric: Metric, target: f64) -> Option<bool> {
        self.figure(metric).map(|figure| figure >= target)
    }
}

/// How the places of a unit stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Nobody is named.
    Open,
    /// Some are named, and there is time.
    Partly,
    /// All places are taken.
    Filled,
    /// More are named than there are places.
    Over,
    /// The deadline is over and places are free.
    Short,
}

/// A unit's places (名额) and those named for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Places.
    pub places: u64,
    /// Named, without rejected and replaced.
    pub named: u64,
}

impl Places {
    /// Places still free.
    #[must_use]
    pub const fn short(self) -> u64 {
        self.places.saturating_sub(self.named)
    }

    /// Named beyond the places.
    #[must_use]
    pub const fn over(self) -> u64 {
        self.named.saturating_sub(self.places)
    }

    /// 缺额率: places still free, of the places.
    #[must_use]
    pub const fn short_rate(self) -> Rate {
        Rate::new(self.short(), self.places)
    }

    /// How they stand; after the deadline free places are short.
    #[must_use]
    pub const fn fill(self, after_deadline: bool) -> Fill {
        match (self.named, self.places) {
            (named, places) if named > places => Fill::Over,
            (named, places) if named == places => Fill::Filled,
            _ if after_deadline => Fill::Short,
            (0, _) => Fill::Open,
            _ => Fill::Partly,
        }
    }
}

/// A place in a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Index of the row in the order given, which is the official order.
    pub row: usize,
    /// Place from 1; equal figures share it and the next is left out. `None` without a figure.
    pub place: Option<usize>,
}

/// Ranks rows given in official order by a figure, largest first; equal figures stay in official order, rows without a
/// figure come last.
#[must_use]
pub fn rank(figures: &[Option<f64>]) -> Vec<Ranked> {
    let mut order: Vec<usize> = (0..figures.len()).collect();
    order.sort_by(|a, b| match (figures[*a], figures[*b]) {
        (Some(x), Some(y)) => y.total_cmp(&x),
        (x, y) => x.is_none().cmp(&y.is_none()),
    });
    let mut ranked: Vec<Ranked> = Vec::with_capacity(order.len());
    for (i, row) in order.into_iter().enumerate() {
        let tied = ranked.last().filter(|last| figures[last.row].is_some() && figures[last.row] == figures[row]);
        let place = tied.map_or(Some(i + 1), |last| last.place);
        ranked.push(Ranked { row, place: figures[row].and(place) });
    }
    ranked
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn per_cent_are_rounded_half_up() {
        assert_eq!(Rate::attendance(305, 330).percent(), Some(92.4));
        assert_eq!(Rate::new(6, 7).percent(), Some(85.7));
        assert_eq!(Rate::new(1, 16).percent(), Some(6.3));
        assert_eq!(Rate::new(1, 400).percent(), Some(0.3));
        assert_eq!(Rate::new(3, 2).percent(), Some(150.0));
        assert_eq!(Rate::new(1, 0).percent(), None);
        assert_eq!(half_up(0.15), 0.2);
        assert_eq!(mean(3200.0, 40), Some(80.0));
        assert_eq!(mean(1.0, 0), None);
    }

    /// 40 heads, 18 off the job, 23 in any form, 3200 hours: 45.0 %, 57.5 %, 80.0 hours against 25, 40, 90.
    #[test]
    fn indicators_of_a_unit() {
        let unit = UnitYear { headcount: 40, called: 18, trained: 23, full_time_hours: 3200.0, online_hours: 2000.0 };
        assert_eq!(unit.figure(Metric::UnitCalledRate), Some(45.0));
        assert_eq!(unit.figure(Metric::UnitTrainedRate), Some(57.5));
        assert_eq!(unit.figure(Metric::UnitFullTimeMean), Some(80.0));
        assert_eq!(unit.reaches(Metric::UnitCalledRate, 25.0), Some(true));
        assert_eq!(unit.reaches(Metric::UnitTrainedRate, 40.0), Some(true));
        assert_eq!(unit.reaches(Metric::UnitFullTimeMean, 90.0), Some(false));
        assert_eq!(unit.reaches(Metric::UnitOnlineMean, 50.0), Some(true));
        assert_eq!(unit.figure(Metric::Total), None);
        assert_eq!(UnitYear::default().reaches(Metric::UnitCalledRate, 25.0), None);
    }

    /// Two approved exceptions leave 38 in the share of those who met their rule, and 40 in the figures per head.
    #[test]
    fn exceptions_count_only_in_the_share_that_met() {
        assert_eq!(Rate::met(19, 40, 2), Rate::new(19, 38));
        assert_eq!(Rate::met(19, 40, 2).percent(), Some(50.0));
        assert_eq!(Rate::met(0, 1, 2).percent(), None);
    }

    #[test]
    fn places_are_filled_or_short() {
        let places = |places, named| Places { places, named };
        assert_eq!(places(2, 1).fill(false), Fill::Partly);
        assert_eq!(places(2, 1).fill(true), Fill::Short);
        assert_eq!((places(2, 1).short(), places(2, 1).over()), (1, 0));
        assert_eq!(places(1, 0).fill(false), Fill::Open);
        assert_eq!(places(2, 2).fill(true), Fill::Filled);
        assert_eq!(places(2, 3).fill(true), Fill::Over);
        assert_eq!(places(2, 3).over(), 1);
        assert_eq!(places(0, 0).fill(false), Fill::Filled);
        assert_eq!(places(4, 3).short_rate().percent(), Some(25.0));
    }

    #[test]
    fn ranks_share_a_place_in_official_order() {
        let ranked = rank(&[Some(50.0), None, Some(90.0), Some(50.0), Some(10.0)]);
        let seen: Vec<_> = ranked.iter().map(|r| (r.row, r.place)).collect();
        assert_eq!(seen, [(2, Some(1)), (0, Some(2)), (3, Some(2)), (4, Some(4)), (1, None)]);
        assert!(rank(&[]).is_empty());
        assert_eq!(rank(&[None])[0].place, None);
    }

    proptest! {
        #[test]
        fn a_rank_counts_those_before(figures in proptest::collection::vec(proptest::option::of(0u8..6), 0..30)) {
            let figures: Vec<Option<f64>> = figures.into_iter().map(|f| f.map(f64::from)).collect();
            let ranked = rank(&figures);
            prop_assert_eq!(ranked.len(), figures.len());
            for r in &ranked {
                let before = figures.iter().flatten().filter(|f| figures[r.row].is_some_and(|own| **f > own)).count();
                prop_assert_eq!(r.place, figures[r.row].map(|_| before + 1));
            }
            for pair in ranked.windows(2) {
                prop_assert!(figures[pair[0].row] != figures[pair[1].row] || pair[0].row < pair[1].row);
            }
        }

        #[test]
        fn per_cent_are_near(part in 0u64..10_000, whole in 1u64..10_000) {
            let exact = f64::from(u32::try_from(part).unwrap()) * 100.0 / f64::from(u32::try_from(whole).unwrap());
            prop_assert!((Rate::new(part, whole).percent().unwrap() - exact).abs() <= 0.05 + 1e-9);
        }
    }
}
