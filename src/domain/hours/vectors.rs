//! Cases that people have worked out by hand.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::{
    domain::{
        calendar::day,
        hours::conversion::{Conversion, Unit},
        rulebook,
    },
    text::Lang,
};

mod further;
mod windows;

fn d(text: &str) -> NaiveDate {
    day(text).unwrap()
}

fn rules() -> Vec<Rule> {
    rulebook::hour_rules().iter().filter(|row| row.adopt).map(|row| row.rule.clone()).collect()
}

fn entry(id: i64, year: i32, form: &'static str, hours: f64, days: Option<f64>) -> Entry<'static> {
    Entry { id, year, form, group: rulebook::form_group(form), title: "", hours, days, starts: None, ends: None, topics: 0 }
}

fn dated(id: i64, form: &'static str, hours: f64, from: &str, to: &str) -> Entry<'static> {
    let (from, to) = (d(from), d(to));
    Entry { starts: Some(from), ends: Some(to), ..entry(id, to.year(), form, hours, None) }
}

fn section() -> Person<'static> {
    Person { level: Some("乡科级副职"), rank: Some("三级主任科员"), ..Person::default() }
}

fn county(since: &'static str) -> Person<'static> {
    Person { level: Some("县处级副职"), level_since: Some(since), ..Person::default() }
}

fn find<'v, 'a>(verdicts: &'v [Verdict<'a>], code: &str) -> Option<&'v Verdict<'a>> {
    verdicts.iter().find(|v| v.rule.code == code)
}

/// 5 days off the job, 42 hours online, four meetings of a study group: 90, and 8 missing online.
#[test]
fn a_section_level_year() {
    let mut entries = vec![entry(1, 2022, "脱产培训", 40.0, Some(5.0)), entry(2, 2022, "网络培训", 42.0, None)];
    entries.extend((3..7).map(|id| entry(id, 2022, "中心组学习", 2.0, Some(0.5))));
    let rules = rules();
    let found = verdicts(&section(), &entries, &rules, d("2022-12-20"), &Settings::default());
    assert_eq!(found.iter().map(|v| v.rule.code.as_str()).collect::<Vec<_>>(), ["N-1Y", "N-NET"]);
    let total = find(&found, "N-1Y").unwrap();
    assert_eq!((total.got, total.missing, total.met, total.reason), (90.0, 0.0, true, Reason::Met));
    assert_eq!((total.tally.offline, total.tally.online, total.tally.full_time), (48.0, 42.0, 40.0));
    assert_eq!(total.tally.by_form, [("脱产培训", 40.0), ("网络培训", 42.0), ("中心组学习", 8.0)]);
    assert_eq!(total.tally.entries, [1, 2, 3, 4, 5, 6]);
    let online = find(&found, "N-NET").unwrap();
    assert_eq!((online.got, online.missing, online.met), (42.0, 8.0, false));
    assert_eq!((online.level, online.reason), (Level::Alarm, Reason::Closing));
}

/// Who is bound by which rule: the level or the rank decides, and everybody else owes the yearly hours.
#[test]
fn the_rule_follows_level_or_rank() {
    let rules = rules();
    let rule_of = |level: Option<&str>, rank: Option<&str>, today: &str| {
        let level = level.map(str::to_owned);
        let rank = rank.map(str::to_owned);
        let person = Person { level: level.as_deref(), rank: rank.as_deref(), ..Person::default() };
        let found = verdicts(&person, &[], &rules, d(today), &Settings::default());
        assert!(find(&found, "N-NET").is_some());
        assert_eq!(found.len(), 2);
        found[0].rule.code.clone()
    };
    for today in ["2022-06-30", "2024-06-30"] {
        assert_eq!(rule_of(Some("县处级正职"), Some("二级调研员"), today), "N-5Y");
        assert_eq!(rule_of(Some("县处级副职"), None, today), "N-5Y");
        assert_eq!(rule_of(Some("乡科级正职"), Some("四级调研员"), today), "N-5Y");
        assert_eq!(rule_of(None, Some("二级巡视员"), today), "N-5Y");
        assert_eq!(rule_of(Some("乡科级正职"), Some("一级主任科员"), today), "N-1Y");
        assert_eq!(rule_of(Some("科员"), None, today), "N-1Y");
        assert_eq!(rule_of(None, None, today), "N-1Y");
    }
}

#[test]
fn five_years_are_the_plan_s_years() {
    let entries: Vec<_> = (2016..=2023).zip(1..).map(|(year, id)| entry(id, year, "脱产培训", 100.0, None)).collect();
    let rules = rules();
    let found = verdicts(&county("2015-06"), &entries, &rules, d("2022-06-30"), &Settings::default());
    let five = find(&found, "N-5Y").unwrap();
    assert_eq!((five.from, five.to), (d("2018-01-01"), d("2022-12-31")));
    assert_eq!((five.got, five.missing, five.promoted_by), (500.0, 50.0, None));
    let next = verdicts(&county("2015-06"), &entries, &rules, d("2023-06-30"), &Settings::default());
    let next = find(&next, "N-5Y").unwrap();
    assert_eq!((next.from, next.to, next.got), (d("2023-01-01"), d("2027-12-31"), 100.0));
    assert_eq!(next.citation(), "《干部教育培训工作条例》（2015年）");
    let later = verdicts(&county("2015-06"), &entries, &rules, d("2023-09-19"), &Settings::default());
    assert_eq!(find(&later, "N-5Y").unwrap().citation(), "《干部教育培训工作条例》（2023年修订）第十四条第一款");
}

/// Half an hour short of 550 is short.
#[test]
fn a_shortfall_of_half_an_hour() {
    let entries = [entry(1, 2021, "脱产培训", 336.0, None), entry(2, 2022, "网络培训", 213.5, None)];
    let rules = rules();
    let found = verdicts_of(&county("2015-06"), &entries, &rules, 2022, d("2023-01-05"), &Settings::default());
    let five = find(&found, "N-5Y").unwrap();
    assert_eq!((five.got, five.missing, five.level, five.reason), (549.5, 0.5, Level::Overdue, Reason::Ended));
}

/// Promoted on 18 May 2022 and short of 550: due on 18 May 2023.
#[test]
fn a_promotion_sets_a_deadline() {
    let rules = rules();
    let entries = [entry(1, 2022, "脱产培训", 400.0, None)];
    let found = verdicts(&county("2022-05-18"), &entries, &rules, d("2022-06-30"), &Settings::default());
    assert_eq!(find(&found, "N-5Y").unwrap().promoted_by, Some(d("2023-05-18")));
    let enough = [entry(1, 2022, "脱产培训", 550.0, None)];
    let found = verdicts(&county("2022-05-18"), &enough, &rules, d("2022-06-30"), &Settings::default());
    assert_eq!(find(&found, "N-5Y").unwrap().promoted_by, None);
    // Bound by rank, not by the post: no promotion to a post.
    let by_rank =
        Person {
            level: Some("乡科级正职"), level_since: Some("2022-05"), rank: Some("四级调研员"), ..Person::default()
        };
    let found = verdicts(&by_rank, &entries, &rules, d("2022-06-30"), &Settings::default());
    assert_eq!(find(&found, "N-5Y").unwrap().promoted_by, None);
}

#[test]
fn a_promotion_deadline_becomes_urgent() {
    let rules = rules();
    let entries = [entry(1, 2019, "脱产培训", 300.0, None)];
    let level = |today: &str| {
        let found = verdicts(&county("2020-05-18"), &entries, &rules, d(today), &Settings::default());
        let five = find(&found, "N-5Y").unwrap();
        (five.level, five.reason)
    };
    assert_eq!(level("2020-06-30"), (Level::Normal, Reason::OnPace));
    assert_eq!(level("2021-03-01"), (Level::Warn, Reason::PromotionNear));
    assert_eq!(level("2021-05-18"), (Level::Warn, Reason::PromotionNear));
    assert_eq!(level("2021-05-19"), (Level::Alarm, Reason::PromotionPassed));
}

#[test]
fn the_part_of_a_window_after_a_promotion() {
    let rules = rules();
    let settings = Settings { prorate_promoted: true, ..Settings::default() };
    let found = verdicts(&county("2022-01-01"), &[], &rules, d("2022-06-30"), &settings);
    assert_eq!(find(&found, "N-5Y").unwrap().target, 110.0);
}

/// Three months in residence are enough, whatever their hours; weekends count, overlaps count once.
#[test]
fn three_months_instead_of_hours() {
    let rules = rules();
    let judge = |entries: &[Entry<'static>]| {
        let found = verdicts(&county("2015-06"), entries, &rules, d("2022-12-20"), &Settings::default());
        let five = find(&found, "N-5Y").unwrap();
        (five.alternative, five.met, five.missing)
    };
    assert_eq!(judge(&[dated(1, "脱产培训", 480.0, "2022-03-01", "2022-05-31")]), (Some(92.0), true, 0.0));
    let twice =
        [dated(1, "脱产培训", 240.0, "2022-03-01", "2022-04-10"), dated(2, "脱产培训", 240.0, "2022-04-01", "2022-04-30")];
    assert_eq!(judge(&twice), (Some(61.0), false, 70.0));
    assert_eq!(judge(&[dated(1, "网络培训", 480.0, "2022-03-01", "2022-06-30")]), (Some(0.0), false, 70.0));
}

#[test]
fn twelve_days_instead_of_hours() {
    let rules = rules();
    let entries = [entry(1, 2022, "脱产培训", 72.0, Some(12.0))];
    let found = verdicts(&section(), &entries, &rules, d("2022-12-20"), &Settings::default());
    let total = find(&found, "N-1Y").unwrap();
    assert_eq!((total.got, total.alternative, total.met, total.missing), (72.0, Some(12.0), true, 0.0));
}

/// Courses of 46, 20 and 12 minutes and two tests: 1 + 0.5 + 0.25 + 0.5 + 0.5.
#[test]
fn online_courses_by_their_length() {
    let rows: Vec<Conversion> = rulebook::conversions().iter().map(|row| row.conversion.clone()).collect();
    let today = d("2022-06-30");
    let courses: f64 = [46, 20, 12].into_iter().map(|minutes| conversion::course_hours(&rows, minutes, today)).sum();
    let tests = conversion::hours(&rows, Unit::Test, 2.0, today).unwrap();
    assert_eq!(courses + tests, 2.75);
    assert_eq!(conversion::course_hours(&rows, 30, today), 1.0);
    assert_eq!(conversion::course_hours(&rows, 15, today), 0.25);
    assert_eq!(conversion::course_hours(&rows, 0, today), 0.0);
    let worth = conversion::day_worth(&rows, today);
    assert_eq!((worth.day, worth.half_day), (8.0, 4.0));
}

#[test]
fn an_entry_over_new_year_counts_in_its_years() {
    let parts = [
        Entry { starts: Some(d("2021-12-27")), ends: Some(d("2022-01-07")), ..entry(7, 2021, "脱产培训", 40.0, Some(5.0)) },
        Entry { starts: Some(d("2021-12-27")), ends: Some(d("2022-01-07")), ..entry(7, 2022, "脱产培训", 40.0, Some(5.0)) },
    ];
    let rules = rules();
    for year in [2021, 2022] {
        let found = verdicts_of(&section(), &parts, &rules, year, d("2022-12-20"), &Settings::default());
        assert_eq!(find(&found, "N-1Y").unwrap().got, 40.0);
    }
    let tally = Tally::of(&parts, d("2021-01-01"), d("2022-12-31"), None);
    assert_eq!((tally.full_time, tally.entries.as_slice()), (80.0, [7].as_slice()));
    assert_eq!(parts[0].counted_on(), d("2021-12-31"));
    assert_eq!(parts[1].counted_on(), d("2022-01-07"));
}

#[test]
fn levels_of_a_year() {
    let rules = rules();
    let level = |hours: f64, form: &'static str, today: &str| {
        let entries = [entry(1, 2022, form, hours, None)];
        let found = verdicts_of(&section(), &entries, &rules, 2022, d(today), &Settings::default());
        let total = find(&found, "N-1Y").unwrap();
        (total.level, total.reason)
    };
    assert_eq!(level(0.0, "脱产培训", "2022-03-31"), (Level::Normal, Reason::Early));
    assert_eq!(level(45.0, "脱产培训", "2022-07-02"), (Level::Normal, Reason::OnPace));
    assert_eq!(level(38.0, "脱产培训", "2022-07-02"), (Level::Remind, Reason::Behind));
    assert_eq!(level(25.0, "脱产培训", "2022-07-02"), (Level::Warn, Reason::FarBehind));
    assert_eq!(level(80.0, "网络培训", "2022-09-30"), (Level::Normal, Reason::OnPace));
    assert_eq!(level(80.0, "网络培训", "2022-10-01"), (Level::Warn, Reason::NothingOffJob));
    assert_eq!(level(89.5, "脱产培训", "2022-12-01"), (Level::Alarm, Reason::Closing));
    assert_eq!(level(89.5, "脱产培训", "2023-01-01"), (Level::Overdue, Reason::Ended));
    assert_eq!(level(90.0, "脱产培训", "2023-01-01"), (Level::Normal, Reason::Met));
}

#[test]
fn an_exception_frees() {
    let rules = rules();
    let person = Person { exceptions: &[("N-1Y", 2022)], ..section() };
    let found = verdicts_of(&person, &[], &rules, 2022, d("2023-01-01"), &Settings::default());
    let total = find(&found, "N-1Y").unwrap();
    assert!(total.exempt && !total.met);
    assert_eq!((total.level, total.reason), (Level::Normal, Reason::Exempt));
    let other = verdicts_of(&person, &[], &rules, 2021, d("2023-01-01"), &Settings::default());
    assert_eq!(find(&other, "N-1Y").unwrap().level, Level::Overdue);
}

#[test]
fn a_cap_on_online_hours() {
    let rules = rules();
    let entries = [entry(1, 2022, "网络培训", 70.0, None), entry(2, 2022, "脱产培训", 40.0, None)];
    let settings = Settings { online_cap: Some(45.0), ..Settings::default() };
    let found = verdicts(&section(), &entries, &rules, d("2022-12-20"), &settings);
    assert_eq!(find(&found, "N-1Y").unwrap().got, 85.0);
    assert_eq!(find(&found, "N-NET").unwrap().got, 70.0);
}

#[test]
fn a_rolling_window() {
    let rule = Rule { period: Period::FiveYearRolling, ..rules().into_iter().find(|r| r.code == "N-5Y").unwrap() };
    let rules = [rule];
    let entries = [
        dated(1, "脱产培训", 40.0, "2017-06-26", "2017-06-30"),
        dated(2, "脱产培训", 40.0, "2017-07-03", "2017-07-07"),
        dated(3, "脱产培训", 40.0, "2022-06-27", "2022-07-01"),
    ];
    let found = verdicts(&county("2015-06"), &entries, &rules, d("2022-06-30"), &Settings::default());
    assert_eq!((found[0].from, found[0].to), (d("2017-07-01"), d("2022-06-30")));
    assert_eq!(found[0].tally.entries, [2]);
    assert_eq!((found[0].level, found[0].reason), (Level::Warn, Reason::FarBehind));
}

#[test]
fn training_after_an_appointment() {
    let rules: Vec<Rule> =
        rulebook::hour_rules().iter().filter(|row| row.rule.code == "CIV-SECTION").map(|row| row.rule.clone()).collect();
    let entries = [
        Entry { days: Some(10.0), ..dated(1, "脱产培训", 80.0, "2021-12-01", "2021-12-14") },
        Entry { days: Some(5.0), ..dated(2, "脱产培训", 40.0, "2022-03-14", "2022-03-18") },
        Entry { days: Some(5.0), ..dated(3, "脱产培训", 40.0, "2021-10-11", "2021-10-15") },
    ];
    let person = Person { level_since: Some("2021-11"), ..section() };
    let found = verdicts(&person, &entries, &rules, d("2022-06-30"), &Settings::default());
    assert_eq!((found[0].from, found[0].to), (d("2021-11-01"), d("2022-10-31")));
    assert_eq!((found[0].got, found[0].met), (15.0, true));
    let long_ago = Person { level_since: Some("2015-11"), ..section() };
    assert!(verdicts(&long_ago, &entries, &rules, d("2022-06-30"), &Settings::default()).is_empty());
}

#[test]
fn words_name_the_numbers() {
    let rules = rules();
    let found = verdicts(&section(), &[], &rules, d("2022-12-20"), &Settings::default());
    let total = find(&found, "N-1Y").unwrap();
    assert_eq!(total.describe(Lang::Zh), "期限将到（2022.12.31）：完成 0 学时，标准 90 学时，还差 90 学时");
    assert_eq!(total.describe(Lang::En), "Closes on 2022.12.31: 0 hours of 90 hours, 90 hours to go");
    assert_eq!(total.level.label().get(Lang::Zh), "告警");
}

fn any_entry() -> impl Strategy<Value = Entry<'static>> {
    let forms = ["脱产培训", "中心组学习", "网络培训", "考试", "没有登记的形式"];
    (0i64..50, 2016i32..2024, 0usize..5, -8i32..400, 0u32..20).prop_map(move |(id, year, form, quarters, days)| {
        entry(id, year, forms[form], f64::from(quarters) / 4.0, Some(f64::from(days)))
    })
}

proptest! {
    #[test]
    fn a_verdict_is_consistent(entries in proptest::collection::vec(any_entry(), 0..30), at in 0i64..3000, five in any::<bool>()) {
        let rules = rules();
        let today = add_days(d("2016-01-01"), at);
        let person = if five { county("2019-03") } else { section() };
        for v in verdicts(&person, &entries, &rules, today, &Settings::default()) {
            prop_assert!(v.from <= today && today <= v.to);
            prop_assert!(v.missing >= 0.0);
            prop_assert_eq!(v.met, v.missing == 0.0);
            prop_assert_eq!(v.met, v.reason == Reason::Met);
            prop_assert!((v.tally.by_form.iter().map(|f| f.1).sum::<f64>() - v.tally.offline - v.tally.online).abs() < 0.005);
            prop_assert!(v.tally.entries.len() <= entries.len());
            prop_assert!(!v.describe(Lang::Zh).is_empty());
        }
    }

    /// More hours never make it worse.
    #[test]
    fn more_is_never_worse(entries in proptest::collection::vec(any_entry(), 0..15), more in 0u32..100, at in 0i64..3000) {
        let rules = rules();
        let today = add_days(d("2016-01-01"), at);
        let before = verdicts(&section(), &entries, &rules, today, &Settings::default());
        let mut entries = entries;
        entries.push(entry(99, today.year(), "脱产培训", f64::from(more), None));
        let after = verdicts(&section(), &entries, &rules, today, &Settings::default());
        for (b, a) in before.iter().zip(&after) {
            prop_assert!(a.level <= b.level && a.missing <= b.missing);
        }
    }

    #[test]
    fn scopes_are_read_as_written(words in proptest::collection::vec("[a-z一-龥]{1,4}", 1..4), kind in 0usize..9) {
        let words_text = words.join("、");
        let scope = match kind {
            0 => Clause::Level(words),
            1 => Clause::Rank(words),
            2 => Clause::Category(words),
            3 => Clause::Party(words),
            4 => Clause::Tag(words),
            5 => Clause::Band(words),
            6 => Clause::Programme(words),
            7 => Clause::Topic(words),
            _ => Clause::Except(words_text),
        };
        let scope = Scope(vec![Clause::All, scope]);
        prop_assert_eq!(Scope::parse(&scope.to_string()), Some(scope));
    }
}

#[test]
fn rules_that_are_not_about_a_ledger() {
    use crate::domain::rates::Band;
    let rules = rules();
    let target = |metric, band| rule::indicator(&rules, metric, band, d("2022-06-30")).map(|rule| rule.target);
    assert_eq!(rule::leave_part(&rules, d("2022-06-30")), Some(7.0));
    assert_eq!(rule::leave_part(&rules, d("2001-06-30")), None);
    assert_eq!(target(Metric::UnitFullTimeMean, Band::CountyDeputy), Some(110.0));
    assert_eq!(target(Metric::UnitFullTimeMean, Band::Section), Some(90.0));
    assert_eq!(target(Metric::UnitCalledRate, Band::Section), Some(25.0));
    assert_eq!(target(Metric::Total, Band::Section), None);
}

#[test]
fn scopes_that_say_nothing_are_refused() {
    for text in ["", "level:", "level:甲、", "rank", "nobody:甲", "*;;"] {
        assert_eq!(Scope::parse(text), None, "{text}");
    }
    assert_eq!(Alternative::parse("days=0"), None);
    assert_eq!(Alternative::parse("weeks=3"), None);
}
