//! What a person types into a field, read as a value: one reading for forms, cells and the command line.
//!
//! A value that cannot be read is refused with what is wrong and what would be right; one that can but looks odd
//! (a check digit, a dot that only looks right) is taken with a remark. Links are ids, so they are chosen, not typed.

use super::{Field, FieldKind};
use crate::{
    domain::{calendar::Time, clean, date, half_day, id_card, name, number, phone, rulebook, value::Value},
    text::{Lang, entry as w},
};
use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// A value read, and what there is to remark.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The value; `Null` for an empty field.
    pub value: Value,
    /// Odd, but taken.
    pub remark: Option<Remark>,
}

/// Why a text is no value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A record cannot be without it.
    Missing,
    /// No number.
    Number,
    /// Below zero.
    Negative,
    /// Hours that are no multiple of a half.
    HalfHours,
    /// Hours that are no multiple of a quarter.
    QuarterHours,
    /// Days that are no multiple of a half.
    HalfDays,
    /// No date.
    Date,
    /// A day that does not exist.
    NoSuchDay,
    /// No time of day.
    Time,
    /// No word of the list.
    Word,
    /// Neither 18 nor 15 places, or other characters.
    IdCard,
    /// A number a spreadsheet has damaged.
    Damaged,
    /// Neither yes nor no.
    Flag,
    /// Chosen from a list, not typed.
    Choose,
}

/// What is odd about a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The check digit is wrong.
    CheckDigit,
    /// The old number of 15 places.
    OldNumber,
    /// A dot in a name that only looks like `·`; the form offers to set it right.
    Dot,
    /// A word the code list does not have yet.
    NewWord,
    /// A private character that other systems show differently.
    PrivateCharacter,
}

impl Fault {
    /// What is wrong and what would be right.
    #[must_use]
    pub fn tell(self, lang: Lang) -> &'static str {
        match self {
            Self::Missing => w::MISSING,
            Self::Number => w::NUMBER,
            Self::Negative => w::NEGATIVE,
            Self::HalfHours => w::HALF_HOURS,
            Self::QuarterHours => w::QUARTER_HOURS,
            Self::HalfDays => w::HALF_DAYS,
            Self::Date => w::DATE,
            Self::NoSuchDay => w::NO_SUCH_DAY,
            Self::Time => w::TIME,
            Self::Word => w::WORD,
            Self::IdCard => w::ID_CARD,
            Self::Damaged => w::DAMAGED,
            Self::Flag => w::FLAG,
            Self::Choose => w::CHOOSE,
        }
        .get(lang)
    }
}

impl Remark {
    /// What is odd.
    #[must_use]
    pub fn tell(self, lang: Lang) -> &'static str {
        match self {
            Self::CheckDigit => w::CHECK_DIGIT,
            Self::OldNumber => w::OLD_NUMBER,
            Self::Dot => w::DOT,
            Self::NewWord => w::NEW_WORD,
            Self::PrivateCharacter => w::PRIVATE_CHARACTER,
        }
        .get(lang)
    }
}

/// What a reading depends on beside the text.
#[derive(Clone, Copy, Debug)]
pub struct Ground {
    /// Today.
    pub today: NaiveDate,
    /// The step of hours in this office: [`QUARTER`] where one of its conversions in force counts quarters of an hour,
    /// else [`HALF`].
    pub hours: f64,
}

/// Half an hour or day.
pub const HALF: f64 = 0.5;
/// A quarter of an hour.
pub const QUARTER: f64 = 0.25;

/// Reads what was typed into a field.
///
/// # Errors
/// The [`Fault`]; an empty text is `Null`, or [`Fault::Missing`] where the field is required and has no default.
pub fn read(field: &Field, typed: &str, on: Ground) -> Result<Read, Fault> {
    let (text, _) = clean::clean(&typed.nfc().collect::<String>());
    let text = text.trim();
    if text.is_empty() {
        return if field.required && field.default.is_none() { Err(Fault::Missing) } else { Ok(plain(field.initial())) };
    }
    match field.kind {
        FieldKind::Text | FieldKind::Long => Ok(words(field, text)),
        FieldKind::Tags => Ok(plain(Value::text(tags(text)))),
        FieldKind::Int => whole(text).map(plain),
        FieldKind::Number => amount(text).map(|n| plain(Value::Real(n))),
        FieldKind::Hours => {
            stepped(text, on.hours, if on.hours < HALF { Fault::QuarterHours } else { Fault::HalfHours }).map(plain)
        }
        FieldKind::Days => stepped(text, HALF, Fault::HalfDays).map(plain),
        FieldKind::Date => day(field, text, on.today).map(plain),
        FieldKind::Time => time(text).map(plain),
        FieldKind::Code(list) => Ok(word(list, text)),
        FieldKind::State(states) => state(states, text).map(plain),
        FieldKind::Phone => phone::parse(text).map(|n| plain(n.map_or(Value::Null, Value::Text))).map_err(|_| Fault::Damaged),
        FieldKind::IdCard => identity(text),
        FieldKind::Flag => flag(text).map(plain),
        FieldKind::Link(_) | FieldKind::Rollup(_) => Err(Fault::Choose),
    }
}

const fn plain(value: Value) -> Read {
    Read { value, remark: None }
}

/// A text is taken as it stands. A dot that only looks like the standard one of names is neither in GBK nor equal to it;
/// whether to set it right is for the person to say.
fn words(field: &Field, text: &str) -> Read {
    if text.chars().any(|c| ('\u{e000}'..='\u{f8ff}').contains(&c)) {
        return Read { value: Value::text(text), remark: Some(Remark::PrivateCharacter) };
    }
    let remark = dotted(field, text).map(|_| Remark::Dot);
    Read { value: Value::text(text), remark }
}

/// A person's name with the standard dot, where it has one that only looks like it.
#[must_use]
pub fn dotted(field: &Field, text: &str) -> Option<String> {
    let person = matches!(field.search, super::Search::Person);
    person.then(|| name::dotted(text)).filter(|right| right != text)
}

fn tags(text: &str) -> String {
    let mut all: Vec<&str> = Vec::new();
    for tag in text.split(['、', ',', '，', ';', '；', '\n']).map(str::trim).filter(|t| !t.is_empty()) {
        if !all.contains(&tag) {
            all.push(tag);
        }
    }
    all.join("、")
}

fn whole(text: &str) -> Result<Value, Fault> {
    let n =
        number::plain(text, &["人", "分钟", "期", "个", "名", "册", "本", "套"]).and_then(number::whole).ok_or(Fault::Number)?;
    Ok(Value::Int(n))
}

fn amount(text: &str) -> Result<f64, Fault> {
    number::plain(text, &["学时", "天", "元", "分", "%"]).ok_or(Fault::Number)
}

fn stepped(text: &str, step: f64, fault: Fault) -> Result<Value, Fault> {
    let n = amount(text)?;
    if n < 0.0 {
        return Err(Fault::Negative);
    }
    if (n / step).fract().abs() > 1e-9 { Err(fault) } else { Ok(Value::Real(n)) }
}

/// Dates of a life or a term, known by month: `76.06` is June 1976. In any other field two numbers are a day of this
/// year.
const MONTHLY: &[&str] =
    &["birth", "party_since", "work_since", "level_since", "rank_since", "term_from", "term_until", "founded", "published"];

fn day(field: &Field, text: &str, today: NaiveDate) -> Result<Value, Fault> {
    let context = match MONTHLY.contains(&field.name) {
        true => date::Context::monthly(today),
        false => date::Context::of_year(today, Some(today.year())),
    };
    match date::parse(text, &context) {
        Ok(date) => Ok(Value::Text(date.to_string())),
        Err(date::Trouble::NoSuchDay) => Err(Fault::NoSuchDay),
        Err(_) => Err(Fault::Date),
    }
}

/// `8:30`, and what timetables write: `8：30`, `下午3点半`.
fn time(text: &str) -> Result<Value, Fault> {
    let said = half_day::span(text).filter(|s| s.ends.is_none()).and_then(|s| s.starts);
    let time = Time::parse(text).or(said).ok_or(Fault::Time)?;
    Ok(Value::Text(time.to_string()))
}

/// Offices add words; a new one is taken with a remark.
fn word(list: &str, text: &str) -> Read {
    match rulebook::word(list, text) {
        Some(known) => plain(Value::text(known)),
        None => Read { value: Value::text(text), remark: Some(Remark::NewWord) },
    }
}

fn state(states: &[(&str, crate::text::T)], text: &str) -> Result<Value, Fault> {
    let found = states.iter().find(|(code, word)| *code == text || word.zh == text || word.en.eq_ignore_ascii_case(text));
    found.map(|(code, _)| Value::text(*code)).ok_or(Fault::Word)
}

fn identity(text: &str) -> Result<Read, Fault> {
    match id_card::parse(text) {
        Ok(card) => {
            let remark = match (card.number.len(), card.sound) {
                (15, _) => Some(Remark::OldNumber),
                (_, false) => Some(Remark::CheckDigit),
                _ => None,
            };
            Ok(Read { value: Value::Text(card.number), remark })
        }
        Err(id_card::Trouble::Damaged) => Err(Fault::Damaged),
        Err(_) => Err(Fault::IdCard),
    }
}

fn flag(text: &str) -> Result<Value, Fault> {
    match text {
        "是" | "有" | "√" | "✓" | "1" | "y" | "Y" | "yes" => Ok(Value::Int(1)),
        "否" | "无" | "×" | "0" | "n" | "N" | "no" => Ok(Value::Int(0)),
        _ => Err(Fault::Flag),
    }
}

/// Dates of which the first must not come after the second.
pub const PAIRS: [(&str, &str); 4] =
    [("starts_on", "ends_on"), ("since", "until"), ("term_from", "term_until"), ("valid_from", "valid_until")];

/// Faults between fields of one record: (field, what is wrong). Dates in order, birth and sex as the identity number says.
#[must_use]
pub fn across(values: &[(&Field, Value)]) -> Vec<(&'static str, Across)> {
    let get = |name: &str| values.iter().find(|(f, _)| f.name == name).and_then(|(_, v)| v.as_str());
    let mut found = Vec::new();
    for (from, to) in PAIRS {
        if let (Some(a), Some(b)) = (get(from), get(to))
            && b < a
        {
            found.push((to, Across::Order));
        }
    }
    if let Some(card) = get("id_card").and_then(|text| id_card::parse(text).ok()) {
        if let (Some(birth), Some(said)) = (get("birth"), card.birth())
            && !said.starts_with(birth)
            && !birth.starts_with(&said)
        {
            found.push(("birth", Across::Birth));
        }
        if get("sex").is_some_and(|sex| sex != card.sex()) {
            found.push(("sex", Across::Sex));
        }
    }
    found
}

/// What does not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// The end lies before the start: refused.
    Order,
    /// Birth differs from the identity number: remarked.
    Birth,
    /// Sex differs from the identity number: remarked.
    Sex,
}

impl Across {
    /// True where the record cannot be saved so.
    #[must_use]
    pub const fn refuses(self) -> bool {
        matches!(self, Self::Order)
    }

    /// What is wrong.
    #[must_use]
    pub fn tell(self, lang: Lang) -> &'static str {
        match self {
            Self::Order => w::ORDER,
            Self::Birth => w::BIRTH_DIFFERS,
            Self::Sex => w::SEX_DIFFERS,
        }
        .get(lang)
    }
}
