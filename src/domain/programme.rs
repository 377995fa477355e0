//! Whom a programme is meant for (轮训对象): groups of conditions, any one of which is enough.
//!
//! Plans name their people as a sum (县处级干部、乡镇党政正职、女干部), so a target is a list of groups. A judgement says
//! which group somebody is in, because the list must be able to say why.

use super::calendar::first_day;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// One group of people; an empty list or `None` asks nothing. Words are those of the code lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Group {
    /// Levels of the post.
    pub levels: Vec<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// At least one of these tags.
    pub tags: Vec<String>,
    /// Kinds of their unit.
    pub unit_kinds: Vec<String>,
    /// One of these words stands in the post.
    pub posts: Vec<String>,
    /// A sex.
    pub sex: Option<String>,
    /// Only ethnic minorities.
    pub minority: bool,
    /// Only people who are not in the party.
    pub non_party: bool,
    /// A unit and all below it.
    pub under: Option<i64>,
    /// Oldest age in full years.
    pub age_to: Option<u32>,
    /// In their level for at most so many months (新任职).
    pub new_months: Option<u32>,
}

/// The groups of a programme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Any of them is enough.
    pub groups: Vec<Group>,
}

/// What is known about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person<'a> {
    /// Level of the post.
    pub level: Option<&'a str>,
    /// Since when, `YYYY-MM` or a day.
    pub level_since: Option<&'a str>,
    /// Category.
    pub category: Option<&'a str>,
    /// Post.
    pub position: Option<&'a str>,
    /// Sex.
    pub sex: Option<&'a str>,
    /// Ethnicity.
    pub ethnicity: Option<&'a str>,
    /// Political affiliation.
    pub party: Option<&'a str>,
    /// Birth, `YYYY-MM` or a day.
    pub birth: Option<&'a str>,
    /// Tags, joined by `、`.
    pub tags: Option<&'a str>,
    /// Kind of the unit.
    pub unit_kind: Option<&'a str>,
}

/// Whose ethnicity is the majority's.
const MAJORITY: [&str; 2] = ["汉族", "汉"];

impl Group {
    /// True where nothing is asked: such a group would hold everybody and is passed over.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// True where a person is in the group on a day; `in_unit` says whether they are in [`Group::under`]. Who lacks what
    /// is asked for is not in it.
    #[must_use]
    pub fn holds(&self, person: &Person, in_unit: bool, day: NaiveDate) -> bool {
        let among = |list: &[String], word: Option<&str>| list.is_empty() || word.is_some_and(|w| list.iter().any(|l| l == w));
        let tags = |tag: &String| person.tags.is_some_and(|tags| tags.split(['、', ',', ' ']).any(|word| word == tag));
        let post = |word: &String| person.position.is_some_and(|position| position.contains(word.as_str()));
        let age = person.birth.and_then(first_day).map(|birth| months(birth, day) / 12);
        let since = person.level_since.and_then(first_day).map(|since| months(since, day));
        among(&self.levels, person.level)
            && among(&self.categories, person.category)
            && among(&self.unit_kinds, person.unit_kind)
            && (self.tags.is_empty() || self.tags.iter().any(tags))
            && (self.posts.is_empty() || self.posts.iter().any(post))
            && (self.sex.is_none() || self.sex.as_deref() == person.sex)
            && (!self.minority || person.ethnicity.is_some_and(|e| !MAJORITY.contains(&e)))
            && (!self.non_party || person.party.is_some_and(|p| !p.contains("中共") && !p.contains("党员")))
            && (self.under.is_none() || in_unit)
            && self.age_to.is_none_or(|to| age.is_some_and(|age| age <= to))
            && self.new_months.is_none_or(|most| since.is_some_and(|since| since <= most))
    }
}

impl Target {
    /// The first group a person is in; `in_unit` says it of the unit of a group.
    pub fn group_of(&self, person: &Person, day: NaiveDate, in_unit: impl Fn(i64) -> bool) -> Option<usize> {
        let holds = |group: &Group| !group.is_empty() && group.holds(person, group.under.is_none_or(&in_unit), day);
        self.groups.iter().position(holds)
    }
}

/// Full months from a day to a later one.
fn months(from: NaiveDate, to: NaiveDate) -> u32 {
    let count = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    let whole = count(to) - count(from) - i64::from(to.day() < from.day());
    u32::try_from(whole).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::day;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    fn chief() -> Person<'static> {
        Person {
            level: Some("乡科级正职"),
            level_since: Some("2025-03"),
            category: Some("公务员"),
            position: Some("党委副书记、镇长"),
            sex: Some("女"),
            ethnicity: Some("彝族"),
            party: Some("中共党员"),
            birth: Some("1986-11-25"),
            tags: Some("后备、选调生"),
            unit_kind: Some("乡镇"),
        }
    }

    #[test]
    fn each_condition_keeps_somebody_out() {
        let today = day("2026-11-24").unwrap();
        let fits = |group: Group| group.holds(&chief(), true, today);
        assert!(fits(Group::default()));
        assert!(fits(Group {
            levels: words(&["乡科级正职"]), unit_kinds: words(&["乡镇", "街道"]), ..Group::default()
        }));
        assert!(!fits(Group { levels: words(&["县处级副职"]), ..Group::default() }));
        assert!(
            fits(Group { posts: words(&["书记", "镇长"]), ..Group::default() })
                && !fits(Group { posts: words(&["局长"]), ..Group::default() })
        );
        assert!(
            fits(Group { tags: words(&["选调生"]), ..Group::default() })
                && !fits(Group { tags: words(&["选调"]), ..Group::default() })
        );
        assert!(fits(Group { minority: true, sex: Some("女".into()), ..Group::default() }));
        assert!(!fits(Group { non_party: true, ..Group::default() }));
        // 39 until the day after; 20 full months in the level.
        assert!(fits(Group { age_to: Some(39), ..Group::default() }) && !fits(Group { age_to: Some(38), ..Group::default() }));
        assert!(
            fits(Group { new_months: Some(20), ..Group::default() }) && !fits(Group { new_months: Some(19), ..Group::default() })
        );
        assert!(!Group { under: Some(3), ..Group::default() }.holds(&chief(), false, today));
        // Who lacks what is asked for is out.
        let nobody = Person::default();
        assert!(!Group { age_to: Some(60), ..Group::default() }.holds(&nobody, true, today));
        assert!(!Group { minority: true, ..Group::default() }.holds(&nobody, true, today));
    }

    #[test]
    fn the_first_group_that_holds_is_the_reason() {
        let today = day("2026-11-24").unwrap();
        let target = Target {
            groups: vec![
                Group::default(),
                Group { levels: words(&["县处级正职"]), ..Group::default() },
                Group { under: Some(7), ..Group::default() },
                Group { sex: Some("女".into()), ..Group::default() },
            ],
        };
        assert_eq!(target.group_of(&chief(), today, |unit| unit == 7), Some(2));
        assert_eq!(target.group_of(&chief(), today, |_| false), Some(3), "an empty group holds nobody");
        assert_eq!(target.group_of(&Person::default(), today, |_| false), None);
    }
}
