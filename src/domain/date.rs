//! Dates as people write them; one parser for import, forms and search.
//!
//! A date keeps its precision: `2022.5` is a month and never becomes the first of it. What cannot be read is an
//! error, and a day that does not exist is another, because the remedy differs. Proven by: printing and reading give
//! the same date, for every form below.

mod span;

use super::{clean::half_width_char, number::chinese_whole};
use chrono::{Datelike, Duration, NaiveDate, Weekday};
pub use span::span;
use std::fmt;

/// A year, a month or a day. `month` and `day` are 0 where not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year of the common era.
    pub year: i32,
    /// 1 to 12, or 0.
    pub month: u32,
    /// 1 to 31, or 0.
    pub day: u32,
}

/// What a text is read against.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// Today, passed in: for `明天`, and for the century of two-digit years.
    pub today: NaiveDate,
    /// Where dates without a year begin: they take its year, or the next where they would lie more than a week before.
    pub start: Option<NaiveDate>,
    /// The year of dates without one, where no `start` is known.
    pub year: Option<i32>,
    /// True where `5.12` is the twelfth of May; false where `76.06` is June 1976.
    pub days: bool,
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is something else.
    Form,
    /// It looks like a date, but that day does not exist.
    NoSuchDay,
    /// A day without a year, and nothing to take the year from.
    NoYear,
}

impl Context {
    /// Days, with nothing known but today.
    #[must_use]
    pub const fn new(today: NaiveDate) -> Self {
        Self { today, start: None, year: None, days: true }
    }

    /// Months of a life: two numbers are year and month.
    #[must_use]
    pub const fn monthly(today: NaiveDate) -> Self {
        Self { today, start: None, year: None, days: false }
    }

    /// Days of this year unless they say otherwise.
    #[must_use]
    pub const fn of_year(today: NaiveDate, year: Option<i32>) -> Self {
        Self { today, start: None, year, days: true }
    }

    fn year_of(&self, month: u32, day: u32) -> Option<i32> {
        let Some(start) = self.start else { return self.year };
        let there = NaiveDate::from_ymd_opt(start.year(), month, day.max(1));
        let before = there.is_some_and(|d| d < start - Duration::days(7));
        Some(start.year() + i32::from(before && (day > 0 || month < start.month())))
    }

    /// 76 is 1976 and 22 is 2022: the last year with these digits that is not after today, or near the known year.
    fn century(&self, two: i32) -> i32 {
        let last = self.year.or(self.start.map(|d| d.year())).map_or(self.today.year(), |y| y + 20);
        let year = last / 100 * 100 + two;
        if year > last { year - 100 } else { year }
    }
}

impl Date {
    /// This day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month(), day: day.day() }
    }

    /// The day, where it is known.
    #[must_use]
    pub fn exact(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month, self.day)
    }

    /// The first day it can be.
    #[must_use]
    pub fn first(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month.max(1), self.day.max(1))
    }

    /// The last day it can be.
    #[must_use]
    pub fn last(&self) -> Option<NaiveDate> {
        if self.day > 0 {
            return self.exact();
        }
        let (year, month) = if self.month == 0 || self.month == 12 { (self.year + 1, 1) } else { (self.year, self.month + 1) };
        NaiveDate::from_ymd_opt(year, month, 1)?.pred_opt()
    }

    fn checked(year: i32, month: u32, day: u32) -> Result<Self, Trouble> {
        let date = Self { year, month, day };
        let there = (month > 0 || day == 0) && date.first().is_some();
        if there && (1900..=2199).contains(&year) { Ok(date) } else { Err(Trouble::NoSuchDay) }
    }
}

/// ISO text: `2022-05-12`, `2022-05`, `2022`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

/// Reads a whole text as a date. A weekday or a time of day behind it is passed over.
pub fn parse(text: &str, context: &Context) -> Result<Date, Trouble> {
    let text = prepared(text);
    if let Some(day) = relative(&text, context.today) {
        return Ok(Date::of(day));
    }
    let (date, rest) = take(&text, context)?;
    let (_, rest) = take_weekday(rest);
    let rest = if matches!(rest, "." | "。" | "、") { "" } else { rest };
    let clock = rest.trim_start_matches(['T', ' ', '起', ',']);
    let time = clock.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z' | '+'));
    if rest.is_empty() || (time && (clock.is_empty() || clock.contains(':'))) { Ok(date) } else { Err(Trouble::Form) }
}

/// Reads the date a prepared text starts with, and says what is left.
pub fn take<'t>(text: &'t str, context: &Context) -> Result<(Date, &'t str), Trouble> {
    let (first, rest) = digits(text);
    if first.is_empty() {
        return Err(Trouble::Form);
    }
    if let Some(rest) = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')) {
        return after_year(first, rest, context);
    }
    if let Some(rest) = rest.strip_prefix('月') {
        return after_month(first, rest, context);
    }
    if let Some(rest) = rest.strip_prefix(['.', '-', '/', '、', '．', '。']) {
        let (second, tail) = digits(rest);
        return parts(first, second, tail, context);
    }
    if let Some(rest) = rest.strip_prefix(['日', '号']) {
        return Ok((day_alone(small(first)?, context)?, rest));
    }
    packed(first, rest, context)
}

/// `21日`: the next such day from two days before a known beginning on.
fn day_alone(day: u32, context: &Context) -> Result<Date, Trouble> {
    let start = context.start.ok_or(Trouble::NoYear)?;
    if day == 0 || day > 31 {
        return Err(Trouble::NoSuchDay);
    }
    let near = (-2..60).filter_map(|ahead| start.checked_add_signed(Duration::days(ahead)));
    near.filter(|d| d.day() == day).map(Date::of).next().ok_or(Trouble::NoSuchDay)
}

/// A weekday such as `(星期四)`, `周五` at the start of a prepared text.
#[must_use]
pub fn take_weekday(text: &str) -> (Option<Weekday>, &str) {
    let inner = text.trim_start_matches(['(', '[', ' ', ',']);
    let Some(rest) = inner.strip_prefix("星期").or_else(|| inner.strip_prefix('周')).or_else(|| inner.strip_prefix("礼拜"))
    else {
        return (None, text);
    };
    let mut chars = rest.chars();
    let day = match chars.next() {
        Some('一' | '1') => Weekday::Mon,
        Some('二' | '2') => Weekday::Tue,
        Some('三' | '3') => Weekday::Wed,
        Some('四' | '4') => Weekday::Thu,
        Some('五' | '5') => Weekday::Fri,
        Some('六' | '6') => Weekday::Sat,
        Some('日' | '天' | '7') => Weekday::Sun,
        _ => return (None, text),
    };
    (Some(day), chars.as_str().trim_start_matches([')', ']', ' ', ',']))
}

/// A weekday by its last character alone, as a column of weekdays has it: `一`, `周二`, `日`.
#[must_use]
pub fn weekday(text: &str) -> Option<Weekday> {
    let text = prepared(text);
    let bare = text.trim_matches(['(', ')', '[', ']']);
    take_weekday(bare).0.or_else(|| if bare.chars().count() == 1 { take_weekday(&format!("周{bare}")).0 } else { None })
}

/// Two dates: `2021.03—2024.02`, `5月12日至14日`, `2022-03-14至2022-03-18`. The second may leave out what the first says.
#[must_use]
pub fn range(text: &str, context: &Context) -> Option<(Date, Date)> {
    let text = prepared(text);
    let long = |c: char| "—–―－~～〜至到".contains(c);
    let dashes = text.char_indices().filter(|&(_, c)| long(c) || c == '-');
    for (at, c) in dashes.chain(text.char_indices().filter(|&(_, c)| c == '/')) {
        let (left, right) = (&text[..at], text[at + c.len_utf8()..].trim_start_matches(|c| long(c) || c == '-'));
        let Ok(from) = parse(left, context) else { continue };
        let inherit = Context { start: from.first(), year: Some(from.year), ..*context };
        let day_only = right.trim_end_matches(['日', '号']);
        let until = match day_only.parse::<u32>() {
            Ok(day) if from.day > 0 && day_only.len() <= 2 => Date::checked(from.year, from.month, day),
            Ok(month @ 1..=12) if from.day == 0 && from.month > 0 => Date::checked(from.year, month, 0),
            _ => parse(right, &inherit),
        };
        if let Ok(until) = until
            && until.last() >= from.first()
            && (from.day > 0) == (until.day > 0)
            && (c != '/' || (from.day > 0 && left.len() > 5))
        {
            return Some((from, until));
        }
    }
    None
}

/// The last day of a deadline in words: `12月底前`, `2022年下半年`, `一季度`, `6月8日前`, `2022.6`. Nothing is made up: a
/// text that names no end gives `None`.
#[must_use]
pub fn deadline(text: &str, context: &Context) -> Option<NaiveDate> {
    let text = prepared(text);
    let text =
        text.trim_end_matches(['前', '完', '成']).trim_end_matches(['之', '以']).trim_start_matches(['于', '在', '至', '到']);
    let (year, rest) = match digits(text) {
        (y, rest) if y.len() == 4 && rest.starts_with('年') => (y.parse().ok(), rest.trim_start_matches(['年', '度'])),
        _ => (context.year.or(context.start.map(|d| d.year())), text),
    };
    let end = |month: u32| Date { year: year.unwrap_or(0), month, day: 0 }.last();
    let ends = [
        ("上半年", 6),
        ("下半年", 12),
        ("一季度", 3),
        ("二季度", 6),
        ("三季度", 9),
        ("四季度", 12),
        ("年底", 12),
        ("年末", 12),
        ("年内", 12),
        ("全年", 12),
    ];
    let named = ends.iter().find(|(word, _)| rest.trim_start_matches('第').trim_end_matches('底') == *word || rest == *word);
    if let Some((_, month)) = named {
        return year.and(end(*month));
    }
    if rest.is_empty() || rest == "底" {
        return year.and(end(12));
    }
    let (date, tail) = take(text, context).ok()?;
    match tail {
        "" | "底" | "末" | "份" | "份底" | "下旬" => date.last(),
        "上旬" => NaiveDate::from_ymd_opt(date.year, date.month, 10),
        "中旬" => NaiveDate::from_ymd_opt(date.year, date.month, 20),
        _ => None,
    }
}

/// Half-width, Chinese numerals of dates as digits, no white space but between two digits.
#[must_use]
pub fn prepared(text: &str) -> String {
    let half: Vec<char> = arabic(text.trim()).chars().map(half_width_char).collect();
    let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    let mut out = String::with_capacity(text.len());
    for (i, &c) in half.iter().enumerate() {
        if !c.is_whitespace() {
            out.push(c);
        } else if digit(half.get(i + 1)) && out.ends_with(|c: char| c.is_ascii_digit()) {
            out.push(' ');
        }
    }
    out
}

/// `二〇二二年五月十二日` with digits. Only numerals right before 年, 月, 日 and 号 are touched.
fn arabic(text: &str) -> String {
    const NUMERALS: &str = "〇零○一二三四五六七八九十";
    if !text.contains(|c| NUMERALS.contains(c)) {
        return text.to_owned();
    }
    let (mut out, mut held) = (String::new(), String::new());
    for c in text.chars() {
        if NUMERALS.contains(c) {
            held.push(c);
            continue;
        }
        let unit = matches!(c, '年' | '月' | '日' | '号');
        out.push_str(&if unit { numerals(&held) } else { std::mem::take(&mut held) });
        held.clear();
        out.push(c);
    }
    out + &held
}

fn numerals(held: &str) -> String {
    if held.chars().count() == 4 && !held.contains('十') {
        let each = held.chars().filter_map(|c| chinese_whole(c.encode_utf8(&mut [0; 4])));
        return each.map(|n| n.to_string()).collect();
    }
    chinese_whole(held).map_or_else(|| held.to_owned(), |n| n.to_string())
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

fn year(text: &str, context: &Context) -> Result<i32, Trouble> {
    let n: i32 = text.parse().map_err(|_| Trouble::Form)?;
    match text.len() {
        4 => Ok(n),
        2 => Ok(context.century(n)),
        _ => Err(Trouble::Form),
    }
}

fn small(text: &str) -> Result<u32, Trouble> {
    if text.len() > 2 { Err(Trouble::Form) } else { text.parse().map_err(|_| Trouble::Form) }
}

fn after_year<'t>(first: &str, rest: &'t str, context: &Context) -> Result<(Date, &'t str), Trouble> {
    let year = year(first, context)?;
    let (month, tail) = digits(rest);
    if month.is_empty() {
        return Ok((Date::checked(year, 0, 0)?, rest));
    }
    let tail = tail.strip_prefix(['月', '.', '-', '/']).ok_or(Trouble::Form)?;
    let (date, rest) = day_of(year, small(month)?, tail)?;
    Ok((date, rest))
}

fn after_month<'t>(first: &str, rest: &'t str, context: &Context) -> Result<(Date, &'t str), Trouble> {
    let month = small(first)?;
    let (day, _) = digits(rest);
    let day = if day.is_empty() { 0 } else { small(day)? };
    let year = context.year_of(month, day).ok_or(Trouble::NoYear)?;
    day_of(year, month, rest)
}

/// The day behind a month, if one is there.
fn day_of(year: i32, month: u32, rest: &str) -> Result<(Date, &str), Trouble> {
    let (day, tail) = digits(rest);
    if month == 0 {
        return Err(Trouble::NoSuchDay);
    }
    if day.is_empty() {
        return Ok((Date::checked(year, month, 0)?, rest));
    }
    let day = small(day)?;
    if day == 0 {
        return Err(Trouble::NoSuchDay);
    }
    Ok((Date::checked(year, month, day)?, tail.strip_prefix(['日', '号']).unwrap_or(tail)))
}

/// Two or three numbers with separators.
fn parts<'t>(first: &str, second: &str, tail: &'t str, context: &Context) -> Result<(Date, &'t str), Trouble> {
    if second.is_empty() {
        return Err(Trouble::Form);
    }
    let third = tail.strip_prefix(['.', '-', '/', '、', '．', '。']).map(digits).filter(|(d, _)| !d.is_empty());
    if let Some((third, rest)) = third {
        let (day, month) = (small(third)?, small(second)?);
        if day == 0 || month == 0 {
            return Err(Trouble::NoSuchDay);
        }
        return Ok((Date::checked(year(first, context)?, month, day)?, rest.strip_prefix('日').unwrap_or(rest)));
    }
    let (a, b) = (first.parse::<u32>().map_err(|_| Trouble::Form)?, small(second)?);
    if first.len() == 4 {
        let date = if b == 0 { Err(Trouble::NoSuchDay) } else { Date::checked(year(first, context)?, b, 0) };
        return Ok((date?, tail.strip_prefix('月').unwrap_or(tail)));
    }
    if context.days && (1..=12).contains(&a) && b > 0 {
        let year = context.year_of(a, b).ok_or(Trouble::NoYear)?;
        return Ok((Date::checked(year, a, b)?, tail.strip_prefix('日').unwrap_or(tail)));
    }
    if b == 0 {
        return Err(Trouble::NoSuchDay);
    }
    Ok((Date::checked(year(first, context)?, b, 0)?, tail))
}

/// Digits without separators: `20220512`, `202205`, `220512`, `2022`, or a serial number of a spreadsheet.
fn packed<'t>(first: &str, rest: &'t str, context: &Context) -> Result<(Date, &'t str), Trouble> {
    let part = |r: std::ops::Range<usize>| first[r].parse::<u32>().map_err(|_| Trouble::Form);
    match first.len() {
        8 | 14 => {
            let (month, day) = (part(4..6)?, part(6..8)?);
            let date = if month == 0 || day == 0 {
                Err(Trouble::NoSuchDay)
            } else {
                Date::checked(year(&first[..4], context)?, month, day)
            };
            Ok((date?, rest))
        }
        6 if matches!(&first[..2], "19" | "20" | "21") && (1..=12).contains(&part(4..6)?) => {
            Ok((Date::checked(year(&first[..4], context)?, part(4..6)?, 0)?, rest))
        }
        6 => {
            let (month, day) = (part(2..4)?, part(4..6)?);
            let date = if month == 0 || day == 0 {
                Err(Trouble::NoSuchDay)
            } else {
                Date::checked(year(&first[..2], context)?, month, day)
            };
            Ok((date?, rest))
        }
        5 if rest.is_empty() => Ok((Date::of(serial(first.parse().map_err(|_| Trouble::Form)?).ok_or(Trouble::Form)?), rest)),
        4 => Ok((Date::checked(year(first, context)?, 0, 0)?, rest)),
        _ => Err(Trouble::Form),
    }
}

/// The day of a serial number of the 1900 system, from 1910 on.
#[must_use]
pub fn serial(days: i64) -> Option<NaiveDate> {
    (3654..=80_000).contains(&days).then(|| NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(Duration::days(days)))?
}

fn relative(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let ahead = match text {
        "前天" => -2,
        "昨天" | "昨日" => -1,
        "今天" | "今日" => 0,
        "明天" | "明日" => 1,
        "后天" => 2,
        _ => {
            let (weeks, rest) = text.strip_prefix('下').map_or((0, text.trim_start_matches(['本', '这'])), |rest| (7, rest));
            let (Some(day), "") = take_weekday(rest) else { return None };
            weeks + i64::from(day.num_days_from_monday()) - i64::from(today.weekday().num_days_from_monday())
        }
    };
    today.checked_add_signed(Duration::days(ahead))
}
#[cfg(test)]
mod tests;
