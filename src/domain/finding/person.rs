//! What is wrong, doubtful or missing about one person, and whether two records may be one.

use super::{Detail, Rule, rules as r};
use crate::domain::{calendar, id_card};
use chrono::{Datelike, NaiveDate};

/// What the checks read of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The record.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Identity number as stored.
    pub id_card: Option<String>,
    /// `男` or `女`.
    pub sex: Option<String>,
    /// ISO day or month.
    pub birth: Option<String>,
    /// Start of work, ISO.
    pub work_since: Option<String>,
    /// Joined the party, ISO.
    pub party_since: Option<String>,
    /// Level held since, ISO.
    pub level_since: Option<String>,
    /// Unit.
    pub unit: Option<i64>,
    /// Category (公务员, 村（社区）干部 …).
    pub category: Option<String>,
    /// Level.
    pub level: Option<String>,
    /// Post.
    pub position: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// In service: 现职 or 非现职.
    pub active: bool,
}

/// From this age on someone in service is a doubt: the latest statutory age is 63, and few stay longer.
const RETIRED: i32 = 64;
/// Nobody is a cadre before.
const YOUNGEST: i32 = 18;
/// Nobody starts work before.
const FIRST_WORK: i32 = 14;
/// The party takes members from this age on.
const FIRST_PARTY: i32 = 18;

/// What there is to say about a person on a day.
#[must_use]
pub fn person(p: &Person, today: NaiveDate) -> Vec<(&'static Rule, Detail)> {
    let mut found = Vec::new();
    number(p, &mut found);
    dates(p, today, &mut found);
    if p.active {
        gaps(p, &mut found);
    }
    found
}

fn number(p: &Person, found: &mut Vec<(&'static Rule, Detail)>) {
    let Some(text) = p.id_card.as_deref() else { return };
    let card = match id_card::parse(text) {
        Ok(card) if card.sound => card,
        _ => return found.push((&r::ID_FORM, Detail::None)),
    };
    let Some(said) = card.birth() else { return found.push((&r::ID_FORM, Detail::None)) };
    match p.birth.as_deref() {
        Some(birth) if !said.starts_with(birth) && !birth.starts_with(&said) => {
            found.push((&r::BIRTH_DIFFERS, Detail::Versus(birth.to_owned(), said.clone())));
        }
        _ => {}
    }
    match p.sex.as_deref() {
        Some(sex) if sex != card.sex() => {
            found.push((&r::SEX_DIFFERS, Detail::Versus(sex.to_owned(), card.sex().to_owned())));
        }
        _ => {}
    }
    if p.birth.is_none() || p.sex.is_none() {
        found.push((&r::FROM_NUMBER, Detail::None));
    }
}

fn dates(p: &Person, today: NaiveDate, found: &mut Vec<(&'static Rule, Detail)>) {
    let Some(birth) = p.birth.as_deref().and_then(calendar::first_day) else { return };
    let age = |on: NaiveDate| on.year() - birth.year() - i32::from((on.month(), on.day()) < (birth.month(), birth.day()));
    let now = age(today);
    if !(YOUNGEST..=110).contains(&now) {
        found.push((&r::BAD_DATE, Detail::Text(birth.to_string())));
    } else if p.active && now >= RETIRED {
        found.push((&r::RETIRED, Detail::Count(now.into())));
    }
    let since = [(&p.work_since, FIRST_WORK), (&p.party_since, FIRST_PARTY), (&p.level_since, YOUNGEST)];
    for (text, youngest) in since {
        let Some(day) = text.as_deref().and_then(calendar::first_day) else { continue };
        // A month is enough to know: whoever joined at 18 may be recorded by months on both sides.
        if day > today || day.year() - birth.year() < youngest - 1 {
            found.push((&r::BAD_DATE, Detail::Span(birth.to_string(), day.to_string())));
        }
    }
}

fn gaps(p: &Person, found: &mut Vec<(&'static Rule, Detail)>) {
    // Levels are of civil servants; staff of villages, schools and firms may have none.
    let levelled = p.category.as_deref().is_none_or(|category| category == "公务员");
    let known = p.id_card.is_some();
    let all: [(&'static Rule, bool); 7] = [
        (&r::NO_UNIT, p.unit.is_none()),
        (&r::NO_ID, !known),
        (&r::NO_LEVEL, levelled && p.level.is_none()),
        (&r::NO_BIRTH, p.birth.is_none() && !known),
        (&r::NO_SEX, p.sex.is_none() && !known),
        (&r::NO_POSITION, p.position.is_none()),
        (&r::NO_PHONE, p.phone.is_none()),
    ];
    found.extend(all.into_iter().filter(|(_, missing)| *missing).map(|(rule, _)| (rule, Detail::None)));
}

/// True where two people of one name may be one person: nothing known contradicts, and something known agrees.
#[must_use]
pub fn may_be_one(a: &Person, b: &Person) -> bool {
    let number = |p: &Person| p.id_card.as_deref().and_then(whole_number);
    let (na, nb) = (number(a), number(b));
    if na.is_some() && nb.is_some() {
        return na == nb;
    }
    let birth = agree(a.birth.as_deref(), b.birth.as_deref());
    let unit = a.unit.zip(b.unit).map(|(a, b)| a == b);
    let sex = a.sex.as_deref().zip(b.sex.as_deref()).map(|(a, b)| a == b);
    if birth == Some(false) || sex == Some(false) {
        return false;
    }
    birth == Some(true) || unit == Some(true)
}

/// Two dates of which one may be a month: the same as far as both are known.
fn agree(a: Option<&str>, b: Option<&str>) -> Option<bool> {
    let (a, b) = a.zip(b)?;
    Some(a.starts_with(b) || b.starts_with(a))
}

/// The number of 18 places, whichever way it is stored; `None` where it is none.
#[must_use]
pub fn whole_number(text: &str) -> Option<String> {
    let card = id_card::parse(text).ok()?;
    id_card::widened(&card.number).or(Some(card.number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    fn whole() -> Person {
        let text = |t: &str| Some(t.to_owned());
        Person {
            id: 1,
            name: "王明".to_owned(),
            id_card: text("11010519791231003X")
                .filter(|n| id_card::parse(n).is_ok_and(|c| c.sound))
                .or_else(|| id_card::check("11010519791231003").map(|c| format!("11010519791231003{c}"))),
            sex: text("男"),
            birth: text("1979-12"),
            work_since: text("2001-07"),
            party_since: text("2000-06-01"),
            level_since: text("2020-01"),
            unit: Some(3),
            category: text("公务员"),
            level: text("乡科级正职"),
            position: text("镇长"),
            phone: text("13800000001"),
            active: true,
        }
    }

    fn codes(p: &Person) -> Vec<&'static str> {
        person(p, today()).into_iter().map(|(rule, _)| rule.code).collect()
    }

    #[test]
    fn a_whole_record_has_nothing_to_say() {
        assert_eq!(codes(&whole()), Vec::<&str>::new());
    }

    #[test]
    fn each_fault_is_found_and_only_it() {
        let text = |t: &str| Some(t.to_owned());
        let with = |change: &dyn Fn(&mut Person)| {
            let mut p = whole();
            change(&mut p);
            codes(&p)
        };
        assert_eq!(with(&|p| p.id_card = text("110105197912310032")), ["cadre.id_form"]);
        assert_eq!(with(&|p| p.birth = text("1979-11")), ["cadre.birth_differs"]);
        assert_eq!(with(&|p| p.sex = text("女")), ["cadre.sex_differs"]);
        assert_eq!(with(&|p| p.sex = None), ["cadre.from_number"]);
        assert_eq!(with(&|p| p.unit = None), ["cadre.no_unit"]);
        assert_eq!(with(&|p| p.level = None), ["cadre.no_level"]);
        assert_eq!(with(&|p| p.work_since = text("1985-07")), ["cadre.dates"]);
        assert_eq!(with(&|p| p.level_since = text("2027-01")), ["cadre.dates"]);
        assert_eq!(
            with(&|p| {
                p.id_card = None;
                p.birth = text("1960-01");
            }),
            ["cadre.retired", "cadre.no_id"]
        );
        assert_eq!(
            with(&|p| {
                p.active = false;
                p.level = None;
            }),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn two_records_are_one_person_only_where_nothing_contradicts() {
        let (a, mut b) = (whole(), whole());
        assert!(may_be_one(&a, &b));
        b.id_card = None;
        b.unit = Some(4);
        assert!(may_be_one(&a, &b), "the same birth");
        b.birth = None;
        assert!(!may_be_one(&a, &b), "only the name");
        b.unit = a.unit;
        assert!(may_be_one(&a, &b), "the same unit");
        b.birth = Some("1980-01".to_owned());
        assert!(!may_be_one(&a, &b), "another birth");
        let mut c = whole();
        c.id_card = id_card::check("11010519791231005").map(|x| format!("11010519791231005{x}"));
        assert!(!may_be_one(&a, &c), "two sound numbers");
    }
}
