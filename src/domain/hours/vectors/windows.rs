//! Windows and their edges: five years, the time after a promotion, days instead of hours, conversions by date.

use super::{super::*, county, d, dated, entry, find, rules, section};
use crate::domain::{
    hours::conversion::{Conversion, Unit},
    rulebook,
};

fn five<'a>(person: &Person<'_>, entries: &[Entry<'a>], rules: &'a [Rule], today: &str) -> Verdict<'a> {
    let found = verdicts(person, entries, rules, d(today), &Settings::default());
    find(&found, "N-5Y").unwrap().clone()
}

/// Days and hours are two ways, not parts of one: neither 89.5 hours nor 11.5 days, nor both.
#[test]
fn two_currencies_do_not_add_up() {
    let rules = rules();
    let judge = |hours: f64, days: f64| {
        let entries = [entry(1, 2022, "脱产培训", hours, Some(days))];
        let found = verdicts(&section(), &entries, &rules, d("2022-12-20"), &Settings::default());
        let total = find(&found, "N-1Y").unwrap();
        (total.met, total.missing)
    };
    assert_eq!(judge(89.5, 11.5), (false, 0.5));
    assert_eq!(judge(90.0, 0.0), (true, 0.0));
    assert_eq!(judge(60.0, 12.0), (true, 0.0));
}

/// The last day of a plan and the first of the next; 550 is enough, 90 days are, 89 are not.
#[test]
fn edges_of_a_plan() {
    let rules = rules();
    let entries = [
        dated(1, "脱产培训", 300.0, "2022-12-31", "2022-12-31"),
        dated(2, "脱产培训", 250.0, "2018-01-01", "2018-01-01"),
        dated(3, "脱产培训", 40.0, "2023-01-01", "2023-01-01"),
        dated(4, "脱产培训", 40.0, "2017-12-31", "2017-12-31"),
    ];
    let plan = five(&county("2015-06"), &entries, &rules, "2022-12-31");
    assert_eq!((plan.got, plan.met, plan.tally.entries.as_slice()), (550.0, true, [1, 2].as_slice()));
    let next = five(&county("2015-06"), &entries, &rules, "2023-01-01");
    assert_eq!((next.from, next.got), (d("2023-01-01"), 40.0));
    let months = |to: &str| five(&county("2015-06"), &[dated(1, "脱产培训", 400.0, "2022-01-01", to)], &rules, "2022-12-20").met;
    assert!(months("2022-03-31"));
    assert!(!months("2022-03-30"));
}

/// A fifth of 550 a year.
#[test]
fn an_even_pace_over_five_years() {
    let rules = rules();
    for (today, wanted) in [("2018-12-31", 110.0), ("2020-12-31", 330.0), ("2022-12-31", 550.0)] {
        let expected = five(&county("2015-06"), &[], &rules, today).expected;
        assert!((expected - wanted).abs() < 0.5, "{today}: {expected}");
    }
}

/// Promoted in the last year of a plan: the year after the promotion goes on into the next plan, and what is studied in it
/// still counts for the plan that was short; then the next plan's own five years are judged, and the old one is overdue.
#[test]
fn a_promotion_late_in_a_plan() {
    let rules = rules();
    let had = entry(1, 2021, "脱产培训", 300.0, None);
    let person = county("2022-05-18");
    let june = five(&person, &[had], &rules, "2022-06-30");
    assert_eq!((june.to, june.promoted_by, june.got), (d("2023-05-18"), Some(d("2023-05-18")), 300.0));
    let march = five(&person, &[had], &rules, "2023-03-01");
    assert_eq!((march.from, march.to, march.missing), (d("2018-01-01"), d("2023-05-18"), 250.0));
    assert_eq!((march.level, march.reason), (Level::Warn, Reason::PromotionNear));
    let more = dated(2, "脱产培训", 250.0, "2023-03-06", "2023-04-14");
    let done = five(&person, &[had, more], &rules, "2023-05-01");
    assert_eq!((done.from, done.got), (d("2023-01-01"), 250.0), "the old plan is met, so the new one is judged");
    let after = five(&person, &[had], &rules, "2023-05-19");
    assert_eq!((after.from, after.promoted_by), (d("2023-01-01"), None));
    let old = verdicts_of(&person, &[had], &rules, 2022, d("2023-05-19"), &Settings::default());
    let old = find(&old, "N-5Y").unwrap();
    assert_eq!((old.level, old.reason, old.missing), (Level::Overdue, Reason::PromotionPassed, 250.0));
    let new_year = verdicts_of(&person, &[had], &rules, 2022, d("2023-01-05"), &Settings::default());
    assert_ne!(find(&new_year, "N-5Y").unwrap().level, Level::Overdue, "the year after the promotion is not over");
    let met = verdicts_of(&person, &[had, more], &rules, 2022, d("2023-05-19"), &Settings::default());
    assert!(find(&met, "N-5Y").unwrap().met);
}

/// A month stands for its first day; a 29 February has its year on the 28th.
#[test]
fn when_a_year_after_a_promotion_ends() {
    let rules = rules();
    let by = |since: &'static str, today: &str| five(&county(since), &[], &rules, today).promoted_by;
    assert_eq!(by("2020-02-29", "2020-06-30"), Some(d("2021-02-28")));
    assert_eq!(by("2021-05", "2021-06-30"), Some(d("2022-05-01")));
    assert_eq!(by("2017-12", "2018-12-02"), None, "before the window, and over");
}

/// The days after an appointment: the last one of the twelve months counts, the next does not.
#[test]
fn edges_of_the_time_after_an_appointment() {
    let rules: Vec<Rule> =
        rulebook::hour_rules().iter().filter(|row| row.rule.code == "CIV-COUNTY").map(|row| row.rule.clone()).collect();
    let judge = |from: &str, to: &str| {
        let entries = [Entry { days: Some(30.0), ..dated(1, "脱产培训", 240.0, from, to) }];
        verdicts(&county("2022-03-10"), &entries, &rules, d("2022-06-30"), &Settings::default())[0].met
    };
    assert!(judge("2023-02-01", "2023-03-09"));
    assert!(!judge("2023-02-01", "2023-03-10"));
    assert!(!judge("2022-02-01", "2022-03-09"));
}

/// Rules that count days off the job, or everything but online hours.
#[test]
fn other_things_to_count() {
    let of = |metric, target| {
        let any = rules().into_iter().find(|r| r.code == "N-1Y").unwrap();
        Rule { metric, target, scope: Scope::parse("*").unwrap(), alternative: None, ..any }
    };
    let entries = [
        entry(1, 2022, "脱产培训", 40.0, Some(5.0)),
        entry(2, 2022, "中心组学习", 8.0, Some(2.0)),
        entry(3, 2022, "网络培训", 50.0, None),
        entry(4, 2022, "领导干部上讲台", 4.0, None),
    ];
    for (metric, got) in [
        (Metric::FullTimeDays, 5.0),
        (Metric::FullTime, 40.0),
        (Metric::Offline, 52.0),
        (Metric::Online, 50.0),
        (Metric::Total, 102.0),
        (Metric::FullTimePart, 39.22),
    ] {
        let rules = [of(metric, 6.0)];
        let found = verdicts(&section(), &entries, &rules, d("2022-12-20"), &Settings::default());
        assert_eq!(found[0].got, got, "{metric:?}");
    }
}

/// What a thing is worth is a dated row with its own cap: 8 a day here and 6 in another place from a day on, 2 a meeting of
/// a study group, a lecture once or five times its hours, at most 48 for one training elsewhere.
#[test]
fn conversions_are_dated_rows() {
    let mut rows: Vec<Conversion> = rulebook::conversions().iter().map(|row| row.conversion.clone()).collect();
    let of = |rows: &[Conversion], unit, amount, on: &str| conversion::hours(rows, unit, amount, d(on)).unwrap();
    assert_eq!(of(&rows, Unit::Session, 4.0, "2022-06-30"), 8.0);
    assert_eq!(of(&rows, Unit::Lecture, 3.0, "2022-06-30"), 3.0);
    assert_eq!(of(&rows, Unit::HalfDay, 3.0, "2022-06-30"), 12.0);
    assert_eq!(conversion::hours(&rows, Unit::Session, 1.0, d("2017-12-31")), None);
    let day = rows.iter().find(|row| row.unit == Unit::Day).unwrap().clone();
    let lecture = rows.iter().find(|row| row.unit == Unit::Lecture).unwrap().clone();
    rows.push(Conversion { hours: 6.0, cap: Some(48.0), valid_from: d("2024-01-01"), ..day });
    rows.push(Conversion { hours: 5.0, valid_from: d("2024-01-01"), ..lecture });
    assert_eq!((of(&rows, Unit::Day, 5.0, "2023-12-31"), of(&rows, Unit::Day, 5.0, "2024-01-01")), (40.0, 30.0));
    assert_eq!((of(&rows, Unit::Day, 12.0, "2023-12-31"), of(&rows, Unit::Day, 12.0, "2024-01-01")), (96.0, 48.0));
    assert_eq!((of(&rows, Unit::Lecture, 2.0, "2023-12-31"), of(&rows, Unit::Lecture, 2.0, "2024-01-01")), (2.0, 10.0));
    assert_eq!(conversion::day_worth(&rows, d("2024-06-30")).hours(2.5), 12.0 + 4.0);
}
