//! Further cases of the same kind, and what holds of every ledger.

use super::{super::*, any_entry, county, d, entry, find, rules, section};
use crate::domain::calendar::{new_year, year_end};
use proptest::prelude::*;

/// 73 of 365 days passed with 12 hours: 60 at the end. A pace is none before its first day, and at the end it is what there is.
#[test]
fn what_a_pace_comes_to() {
    let of = |got, today: &str| pace::projected(got, d("2026-01-01"), d("2026-12-31"), d(today));
    assert_eq!(of(12.0, "2026-03-14"), Some(60.0));
    assert_eq!(of(12.0, "2025-12-31"), None);
    assert_eq!(of(45.0, "2026-12-31"), Some(45.0));
    assert_eq!(of(45.0, "2027-06-30"), Some(45.0));
}

/// The day on which a level becomes another is found without looking at each day.
#[test]
fn how_long_a_level_stands() {
    let rules = rules();
    let settings = Settings::default();
    for (hours, today) in
        [(0.0, "2022-02-01"), (30.0, "2022-04-15"), (60.0, "2022-07-01"), (80.0, "2022-11-20"), (10.0, "2022-12-05")]
    {
        for person in [section(), county("2021-09-15"), county("2015-06")] {
            let entries = [entry(1, 2022, "脱产培训", hours, None)];
            let judge = Judge::new(&rules, 2022, d(today), &settings);
            for verdict in judge.verdicts(&person, &entries).iter().filter(|v| !v.met) {
                let until = judge.until(verdict);
                let mut last = d(today);
                while last < d("2022-12-31") {
                    let next = add_days(last, 1);
                    let later = verdicts_of(&person, &entries, &rules, 2022, next, &settings);
                    let later = find(&later, &verdict.rule.code).unwrap();
                    if (later.level, later.reason) != (verdict.level, verdict.reason) {
                        break;
                    }
                    last = next;
                }
                assert_eq!(until, last, "{} {today} {hours}", verdict.rule.code);
            }
        }
    }
}

proptest! {
    /// A verdict does not depend on the order in which entries were made.
    #[test]
    fn the_order_of_entries_does_not_matter(entries in proptest::collection::vec(any_entry(), 0..20), by in 1usize..20, at in 0i64..3000, five in any::<bool>()) {
        let rules = rules();
        let today = add_days(d("2016-01-01"), at);
        let person = if five { county("2019-03") } else { section() };
        let said = |entries: &[Entry<'static>]| -> Vec<_> {
            let found = verdicts(&person, entries, &rules, today, &Settings { online_cap: Some(30.0), ..Settings::default() });
            found.iter().map(|v| (v.rule.code.clone(), v.got, v.missing, v.met, v.level, v.reason, v.alternative)).collect()
        };
        let mut turned = entries.clone();
        turned.reverse();
        let n = turned.len().max(1);
        turned.rotate_left(by % n);
        prop_assert_eq!(said(&entries), said(&turned));
    }

    /// An entry that gives hours never lowers a total, of whatever form and in whatever year.
    #[test]
    fn an_entry_never_lowers_a_total(entries in proptest::collection::vec(any_entry(), 0..15), more in any_entry(), at in 0i64..3000, cap in any::<bool>()) {
        let rules = rules();
        let today = add_days(d("2016-01-01"), at);
        let settings = Settings { online_cap: cap.then_some(20.0), ..Settings::default() };
        let before = verdicts(&section(), &entries, &rules, today, &settings);
        let mut after = entries.clone();
        after.push(Entry { id: 99, hours: more.hours.max(0.0), ..more });
        let after = verdicts(&section(), &after, &rules, today, &settings);
        for (b, a) in before.iter().zip(&after) {
            prop_assert!(a.got >= b.got && a.missing <= b.missing && (a.met || !b.met));
        }
    }

    /// Years add up to the window that holds them.
    #[test]
    fn years_add_up_to_their_window(entries in proptest::collection::vec(any_entry(), 0..30)) {
        let whole = Tally::of(&entries, d("2018-01-01"), d("2022-12-31"), Some(25.0));
        let years: Vec<Tally> = (2018..=2022).map(|y| Tally::of(&entries, new_year(y), year_end(y), Some(25.0))).collect();
        let sum = |of: fn(&Tally) -> f64| years.iter().map(of).sum::<f64>();
        prop_assert!((sum(|t| t.offline) - whole.offline).abs() < 0.01);
        prop_assert!((sum(|t| t.online) - whole.online).abs() < 0.01);
        prop_assert!((sum(|t| t.online_counted) - whole.online_counted).abs() < 0.01);
        prop_assert!((sum(|t| t.days) - whole.days).abs() < 0.01);
    }
}

/// A correction is an entry of its own with hours below nothing.
#[test]
fn a_correction_lowers_what_it_corrects() {
    let rules = rules();
    let entries = [entry(1, 2022, "脱产培训", 40.0, Some(5.0)), entry(2, 2022, "脱产培训", -8.0, None)];
    let found = verdicts(&section(), &entries, &rules, d("2022-12-20"), &Settings::default());
    let total = find(&found, "N-1Y").unwrap();
    assert_eq!((total.got, total.missing, total.tally.entries.as_slice()), (32.0, 58.0, [1, 2].as_slice()));
}

/// Somebody who is promoted from section to county level in mid-window is judged by the five years, with the deadline a
/// year after; before, by the year.
#[test]
fn a_promotion_changes_the_rule() {
    let rules = rules();
    let entries = [entry(1, 2022, "脱产培训", 90.0, None)];
    let codes = |person: &Person| -> Vec<String> {
        verdicts(person, &entries, &rules, d("2022-12-20"), &Settings::default()).iter().map(|v| v.rule.code.clone()).collect()
    };
    assert_eq!(codes(&section()), ["N-1Y", "N-NET"]);
    assert_eq!(codes(&county("2022-10")), ["N-5Y", "N-NET"]);
    let found = verdicts(&county("2022-10"), &entries, &rules, d("2022-12-20"), &Settings::default());
    let five = find(&found, "N-5Y").unwrap();
    assert_eq!((five.got, five.missing, five.promoted_by), (90.0, 460.0, Some(d("2023-10-01"))));
    // The year after the promotion is not over with the plan, so the plan's end is no end for this person.
    assert_eq!((five.to, five.level, five.reason), (d("2023-10-01"), Level::Warn, Reason::FarBehind));
}

fn rule(code: &str, scope: &str, metric: Metric, target: f64) -> Rule {
    let any = rules().into_iter().find(|r| r.code == "N-1Y").unwrap();
    Rule {
        code: code.into(),
        scope: Scope::parse(scope).unwrap(),
        metric,
        target,
        alternative: None,
        valid_from: d("2018-01-01"),
        valid_until: None,
        ..any
    }
}

/// The customs' own rule: 30 hours of one topic, 20 of another, whatever the form; a topic of two counts for both.
#[test]
fn hours_by_topic() {
    let rules = [
        rule("T-1", "*;topic:习近平新时代中国特色社会主义思想", Metric::Total, 30.0),
        rule("T-2", "*;topic:业务能力、执法能力", Metric::FullTime, 20.0),
        rule("ALL", "*", Metric::Total, 100.0),
    ];
    let topics = rule::topics(&rules);
    let on =
        |id, form, hours, words: &str| Entry { topics: rule::topic_bits(&topics, words), ..entry(id, 2022, form, hours, None) };
    let entries = [
        on(1, "网络培训", 18.0, "习近平新时代中国特色社会主义思想"),
        on(2, "脱产培训", 16.0, "执法能力、习近平新时代中国特色社会主义思想"),
        on(3, "网络培训", 40.0, "业务能力"),
        on(4, "脱产培训", 8.0, "党史"),
    ];
    let found = verdicts(&section(), &entries, &rules, d("2022-12-20"), &Settings::default());
    let got: Vec<_> = found.iter().map(|v| (v.rule.code.as_str(), v.got, v.met)).collect();
    assert_eq!(got, [("T-1", 34.0, true), ("T-2", 16.0, false), ("ALL", 82.0, false)]);
    assert_eq!(found[0].tally.entries, [1, 2]);
}

/// A third of the hours off the job: a ratio is asked for at any time of the year.
#[test]
fn a_share_off_the_job() {
    let rules = [rule("R", "*", Metric::FullTimePart, 30.0)];
    let judge = |off: f64, online: f64, today: &str| {
        let entries = [entry(1, 2022, "脱产培训", off, None), entry(2, 2022, "网络培训", online, None)];
        let found = verdicts(&section(), &entries, &rules, d(today), &Settings::default());
        (found[0].got, found[0].met, found[0].level)
    };
    assert_eq!(judge(40.0, 60.0, "2022-06-30"), (40.0, true, Level::Normal));
    assert_eq!(judge(16.0, 64.0, "2022-06-30"), (20.0, false, Level::Remind));
    assert_eq!(judge(0.0, 0.0, "2022-06-30"), (0.0, false, Level::Warn));
}

#[test]
fn who_is_on_a_programme() {
    let rules = [rule("P", "programme:全员轮训", Metric::FullTimeDays, 5.0)];
    let on = ["全员轮训".to_owned()];
    let found = |person: Person| verdicts(&person, &[], &rules, d("2022-06-30"), &Settings::default()).len();
    assert_eq!((found(Person { programmes: &on, ..section() }), found(section())), (1, 0));
}
