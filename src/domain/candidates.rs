//! Who should go: judges one person for one class, with what speaks for and against it.
//!
//! Conditions decide who is asked at all; what speaks against somebody who meets them (the same subject this year, a
//! class at the same time) puts them behind the others and is said, because the office may have its reasons. Nothing is
//! hidden in a number: the score is the sum of the points of the reasons shown. Sources: the review rules of city
//! notices (no second class of a subject in a year; nobody near retirement; nobody posted elsewhere for the time being)
//! and the plan's items on new posts, missing hours and those long without training.

use super::calendar::first_day;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Whom a class wants; an empty list or `None` asks nothing. Words are those of the code lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Levels of the post.
    pub levels: Vec<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// At least one of these tags.
    pub tags: Vec<String>,
    /// A sex.
    pub sex: Option<String>,
    /// Only people who are not in the party.
    pub non_party: bool,
    /// A unit and all below it.
    pub under: Option<i64>,
    /// Youngest age, in full years on the class's first day.
    pub age_from: Option<u32>,
    /// Oldest age.
    pub age_to: Option<u32>,
    /// Full years in the level, at least.
    pub level_years: Option<u32>,
    /// Full years without training off the job, at least.
    pub without_years: Option<u32>,
    /// Only who is on the programme's list and not through.
    pub programme_only: bool,
    /// Classes a year after which one more speaks against; 0 asks nothing.
    pub cap: u32,
}

/// Full years up to which somebody counts as young, as notices for young cadres have it.
const YOUNG: u32 = 40;

impl Wanted {
    /// What the name and the papers of a class say about whom it wants: levels, women, people outside the party, young
    /// ones.
    #[must_use]
    pub fn of_text(text: &str, levels: &[String]) -> Self {
        Self {
            levels: levels.iter().filter(|level| text.contains(level.as_str())).cloned().collect(),
            sex: text.contains("女干部").then(|| "女".to_owned()),
            non_party: text.contains("党外"),
            age_to: text.contains("年轻干部").then_some(YOUNG),
            ..Self::default()
        }
    }
}

/// What is known about a person, on the first day of the class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts<'a> {
    /// Level of the post.
    pub level: Option<&'a str>,
    /// Since when, `YYYY-MM` or a day.
    pub level_since: Option<&'a str>,
    /// Category.
    pub category: Option<&'a str>,
    /// Sex.
    pub sex: Option<&'a str>,
    /// Political affiliation.
    pub party: Option<&'a str>,
    /// Birth, `YYYY-MM` or a day.
    pub birth: Option<&'a str>,
    /// Tags, joined by `、`.
    pub tags: Option<&'a str>,
    /// Hours missing this year by the rule that asks for most.
    pub missing: f64,
    /// Last day of the last training off the job.
    pub last: Option<NaiveDate>,
    /// Classes they came to this year.
    pub classes: u32,
    /// A class of the same subject they came to.
    pub same: Option<String>,
    /// A class at the same time they are on.
    pub meets: Option<String>,
    /// On the list of the class's programme and not through.
    pub owed: bool,
    /// On this call-up already.
    pub named: bool,
}

/// Why somebody is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Out {
    /// On the call-up already.
    Named,
    /// Another level.
    Level,
    /// Another category.
    Category,
    /// None of the tags.
    Tag,
    /// The other sex.
    Sex,
    /// In the party.
    Party,
    /// Too young, too old, or of unknown age where one is asked for.
    Age,
    /// Not long enough in the level, or since nobody knows when.
    LevelTime,
    /// Trained off the job not long ago.
    Recent,
    /// Not on the programme's list, or through.
    Programme,
}

/// What speaks for somebody.
#[derive(Clone, Debug, PartialEq)]
pub enum Pro {
    /// On the programme's list and not through.
    Owed,
    /// So many hours missing.
    Missing(f64),
    /// So many full years without training off the job.
    Years(u32),
    /// Never trained off the job.
    Never,
    /// So many months in the level.
    NewPost(u32),
    /// One of the tags asked for.
    Tag(String),
}

impl Pro {
    /// Its points.
    #[must_use]
    pub fn points(&self) -> u32 {
        match self {
            Self::Owed => 40,
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Self::Missing(hours) => (hours / 3.0).clamp(0.0, 30.0).ceil() as u32,
            Self::Years(years) => (years * 6).min(30),
            Self::Never => 30,
            Self::NewPost(_) => 20,
            Self::Tag(_) => 10,
        }
    }
}

/// What speaks against somebody who could be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Con {
    /// Came to a class of the subject: which.
    Same(String),
    /// Is on a class at that time: which.
    Meets(String),
    /// Came to so many classes this year.
    Often(u32),
    /// Retires within so many months of the class.
    Retiring(u32),
    /// A tag that keeps from training: which.
    Barred(String),
}

/// What comes of judging.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Not asked.
    Out(Out),
    /// Can be asked.
    Fits {
        /// What speaks for it.
        pros: Vec<Pro>,
        /// What speaks against it.
        cons: Vec<Con>,
    },
}

impl Verdict {
    /// The sum of what speaks for somebody.
    #[must_use]
    pub fn score(&self) -> u32 {
        match self {
            Self::Out(_) => 0,
            Self::Fits { pros, .. } => pros.iter().map(Pro::points).sum(),
        }
    }

    /// How much speaks against.
    #[must_use]
    pub const fn against(&self) -> usize {
        match self {
            Self::Out(_) => usize::MAX,
            Self::Fits { cons, .. } => cons.len(),
        }
    }
}

/// Tags of people who are not to be called for the time being: posted elsewhere, in a campaign, under discipline.
const BARRED: [&str; 5] = ["挂职", "专项整治", "处分", "立案", "长期病假"];
/// Months before retirement in which a class is no longer worth it.
const RETIRING: u32 = 12;
/// Months in which a post is new.
const NEW: u32 = 12;

/// Judges a person for a class that begins on `day`.
#[must_use]
pub fn judge(facts: &Facts, wanted: &Wanted, day: NaiveDate) -> Verdict {
    match out(facts, wanted, day) {
        Some(out) => Verdict::Out(out),
        None => Verdict::Fits { pros: pros(facts, wanted, day), cons: cons(facts, wanted, day) },
    }
}

fn out(facts: &Facts, wanted: &Wanted, day: NaiveDate) -> Option<Out> {
    let among = |list: &[String], word: Option<&str>| list.is_empty() || word.is_some_and(|w| list.iter().any(|l| l == w));
    let years = |text: Option<&str>| text.and_then(first_day).map(|since| months(since, day) / 12);
    let age = years(facts.birth);
    let in_party = facts.party.is_none_or(|party| party.contains("中共") || party.contains("党员"));
    let too_young = wanted.age_from.is_some_and(|from| age.is_none_or(|age| age < from));
    let too_old = wanted.age_to.is_some_and(|to| age.is_none_or(|age| age > to));
    let recent = |years: u32| facts.last.is_some_and(|last| months(last, day) / 12 < years);
    let checks = [
        (facts.named, Out::Named),
        (!among(&wanted.levels, facts.level), Out::Level),
        (!among(&wanted.categories, facts.category), Out::Category),
        (!wanted.tags.is_empty() && wanted.tags.iter().all(|tag| !has(facts.tags, tag)), Out::Tag),
        (wanted.sex.is_some() && wanted.sex.as_deref() != facts.sex, Out::Sex),
        (wanted.non_party && in_party, Out::Party),
        (too_young || too_old, Out::Age),
        (wanted.level_years.is_some_and(|least| years(facts.level_since).is_none_or(|years| years < least)), Out::LevelTime),
        (wanted.without_years.is_some_and(recent), Out::Recent),
        (wanted.programme_only && !facts.owed, Out::Programme),
    ];
    checks.into_iter().find(|(fails, _)| *fails).map(|(_, out)| out)
}

fn pros(facts: &Facts, wanted: &Wanted, day: NaiveDate) -> Vec<Pro> {
    let mut pros = Vec::new();
    if facts.owed {
        pros.push(Pro::Owed);
    }
    if facts.missing > 0.0 {
        pros.push(Pro::Missing(facts.missing));
    }
    match facts.last.map(|last| months(last, day) / 12) {
        None => pros.push(Pro::Never),
        Some(0) => {}
        Some(years) => pros.push(Pro::Years(years)),
    }
    let in_level = facts.level_since.and_then(first_day).map(|since| months(since, day));
    if let Some(months) = in_level.filter(|months| *months < NEW) {
        pros.push(Pro::NewPost(months));
    }
    pros.extend(wanted.tags.iter().find(|tag| has(facts.tags, tag)).map(|tag| Pro::Tag(tag.clone())));
    pros
}

fn cons(facts: &Facts, wanted: &Wanted, day: NaiveDate) -> Vec<Con> {
    let mut cons: Vec<Con> = Vec::new();
    cons.extend(facts.same.clone().map(Con::Same));
    cons.extend(facts.meets.clone().map(Con::Meets));
    if wanted.cap > 0 && facts.classes >= wanted.cap {
        cons.push(Con::Often(facts.classes));
    }
    cons.extend(to_retirement(facts, day).filter(|months| *months <= RETIRING).map(Con::Retiring));
    cons.extend(BARRED.iter().find(|tag| has(facts.tags, tag)).map(|tag| Con::Barred((*tag).to_owned())));
    cons
}

/// Months from a day to retirement: 60 for men, 55 for women who are cadres, as the rules stood before the gradual
/// rise of 2025; `None` where birth or sex is not known.
fn to_retirement(facts: &Facts, day: NaiveDate) -> Option<u32> {
    let birth = facts.birth.and_then(first_day)?;
    let years = match facts.sex? {
        "女" => 55,
        _ => 60,
    };
    Some((years * 12_u32).saturating_sub(months(birth, day)))
}

/// Full months from one day to another; 0 where it lies after.
fn months(from: NaiveDate, to: NaiveDate) -> u32 {
    let months = (to.year() - from.year()) * 12 + to.month().cast_signed() - from.month().cast_signed();
    u32::try_from(months - i32::from(to.day() < from.day())).unwrap_or(0)
}

fn has(tags: Option<&str>, tag: &str) -> bool {
    tags.is_some_and(|tags| tags.split('、').any(|t| t == tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::day;
    use proptest::prelude::*;

    fn first() -> NaiveDate {
        day("2026-11-30").unwrap()
    }

    fn somebody() -> Facts<'static> {
        Facts {
            level: Some("乡科级正职"),
            level_since: Some("2022-03"),
            category: Some("公务员"),
            sex: Some("女"),
            party: Some("中共党员"),
            birth: Some("1980-05"),
            last: day("2024-06-07"),
            ..Facts::default()
        }
    }

    fn fits(facts: &Facts, wanted: &Wanted) -> (Vec<Pro>, Vec<Con>) {
        match judge(facts, wanted, first()) {
            Verdict::Fits { pros, cons } => (pros, cons),
            Verdict::Out(out) => panic!("{out:?}"),
        }
    }

    #[test]
    fn conditions_ask_one_thing_each() {
        let list = |word: &str| vec![word.to_owned()];
        for (wanted, want) in [
            (Wanted { levels: list("县处级正职"), ..Wanted::default() }, Out::Level),
            (Wanted { categories: list("企业人员"), ..Wanted::default() }, Out::Category),
            (Wanted { tags: list("后备干部"), ..Wanted::default() }, Out::Tag),
            (Wanted { sex: Some("男".to_owned()), ..Wanted::default() }, Out::Sex),
            (Wanted { non_party: true, ..Wanted::default() }, Out::Party),
            (Wanted { age_to: Some(45), ..Wanted::default() }, Out::Age),
            (Wanted { age_from: Some(47), ..Wanted::default() }, Out::Age),
            (Wanted { level_years: Some(5), ..Wanted::default() }, Out::LevelTime),
            (Wanted { without_years: Some(3), ..Wanted::default() }, Out::Recent),
            (Wanted { programme_only: true, ..Wanted::default() }, Out::Programme),
        ] {
            assert_eq!(judge(&somebody(), &wanted, first()), Verdict::Out(want), "{wanted:?}");
        }
        let met = Wanted {
            levels: list("乡科级正职"),
            age_from: Some(46),
            age_to: Some(46),
            level_years: Some(4),
            without_years: Some(2),
            ..Wanted::default()
        };
        fits(&somebody(), &met);
        assert_eq!(judge(&Facts { named: true, ..somebody() }, &met, first()), Verdict::Out(Out::Named));
    }

    #[test]
    fn a_class_says_whom_it_wants() {
        let levels = ["县处级正职".to_owned(), "乡科级正职".to_owned()];
        let wanted = Wanted::of_text("女干部综合素质提升班 对象：乡科级正职", &levels);
        assert_eq!((wanted.levels, wanted.sex.as_deref()), (vec!["乡科级正职".to_owned()], Some("女")));
        assert_eq!(Wanted::of_text("年轻干部班", &levels).age_to, Some(40));
        assert_eq!(Wanted::of_text("统计业务班", &levels), Wanted::default());
    }

    #[test]
    fn reasons_for_and_their_points() {
        let facts =
            Facts {
                owed: true, missing: 30.0, level_since: Some("2026-05-10"), tags: Some("女干部、后备干部"), ..somebody()
            };
        let wanted = Wanted { tags: vec!["后备干部".to_owned()], ..Wanted::default() };
        let (pros, cons) = fits(&facts, &wanted);
        assert_eq!(pros, [Pro::Owed, Pro::Missing(30.0), Pro::Years(2), Pro::NewPost(6), Pro::Tag("后备干部".to_owned())]);
        assert_eq!(judge(&facts, &wanted, first()).score(), 40 + 10 + 12 + 20 + 10);
        assert!(cons.is_empty());
        assert_eq!(fits(&Facts { last: None, ..somebody() }, &Wanted::default()).0, [Pro::Never]);
    }

    #[test]
    fn reasons_against() {
        let facts = Facts {
            same: Some("乡村振兴班".to_owned()),
            meets: Some("中青班".to_owned()),
            classes: 2,
            birth: Some("1972-02"),
            tags: Some("挂职"),
            ..somebody()
        };
        let wanted = Wanted { cap: 2, ..Wanted::default() };
        let (_, cons) = fits(&facts, &wanted);
        let want = [
            Con::Same("乡村振兴班".to_owned()),
            Con::Meets("中青班".to_owned()),
            Con::Often(2),
            Con::Retiring(3),
            Con::Barred("挂职".to_owned()),
        ];
        assert_eq!(cons, want);
    }

    proptest! {
        /// Missing more hours or longer without training never puts anybody back.
        #[test]
        fn more_need_is_more_points(a in 0.0f64..200.0, more in 0.0f64..50.0, years in 0i64..12) {
            let facts = |missing: f64, years: i64| Facts { missing, last: Some(first() - chrono::Duration::days(366 * years)), ..somebody() };
            let score = |facts: &Facts| judge(facts, &Wanted::default(), first()).score();
            prop_assert!(score(&facts(a, years)) <= score(&facts(a + more, years)));
            prop_assert!(score(&facts(a, years)) <= score(&facts(a, years + 1)));
        }
    }
}
