//! The rules and code lists that a new database starts with, read from `assets/rules`.
//!
//! They are data with their sources, so that an office can see, date and change each of them; the store copies them
//! into its tables and reads them from there. The files are part of the program, so reading them is pure.

use std::{
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

use serde::Deserialize;

use super::{
    calendar::day,
    hours::{
        Alternative, Group, Metric, Period, Rule, Scope,
        conversion::{Conversion, Unit},
    },
    rates::Band,
};

/// A word of a code list, for table `code`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// The list.
    pub list: String,
    /// The word stored.
    pub name: String,
    /// The word of the English screen.
    pub name_en: Option<String>,
    /// Code of the standard the list follows.
    pub standard_code: Option<String>,
    /// What rules make of it, for column `parent`: a form's group, a level's band.
    pub group: Option<String>,
    /// What files call it.
    pub also: Vec<String>,
    /// Where the list comes from.
    pub source: String,
    /// Place in the list, from 1.
    pub sort_no: i64,
}

/// A version of a rule, for table `hour_rule`.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleRow {
    /// The rule.
    pub rule: Rule,
    /// The scope as written.
    pub scope: String,
    /// The alternative as written.
    pub alternative: Option<String>,
    /// What the English screen calls it.
    pub name_en: Option<String>,
    /// What the office should know about it.
    pub note: Option<String>,
    /// In force from the start; the others are offered.
    pub adopt: bool,
    /// Place in the list, from 1.
    pub sort_no: i64,
}

/// A conversion, for table `hour_conversion`.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversionRow {
    /// The conversion.
    pub conversion: Conversion,
    /// The unit as written.
    pub unit: String,
    /// What the English screen calls it.
    pub name_en: Option<String>,
    /// What the office should know about it.
    pub note: Option<String>,
    /// Place in the list, from 1.
    pub sort_no: i64,
}

/// All code lists, in the order of their names; words in the order shown.
///
/// # Panics
/// Never: a test reads the file.
#[must_use]
pub fn codes() -> &'static [CodeRow] {
    static ROWS: OnceLock<Vec<CodeRow>> = OnceLock::new();
    ROWS.get_or_init(|| read_codes(include_str!("../../assets/rules/codes.toml")).expect("part of the program, read by a test"))
}

/// All rules, those that are only offered included.
///
/// # Panics
/// Never: a test reads the file.
#[must_use]
pub fn hour_rules() -> &'static [RuleRow] {
    static ROWS: OnceLock<Vec<RuleRow>> = OnceLock::new();
    ROWS.get_or_init(|| {
        read_rules(include_str!("../../assets/rules/hour_rules.toml")).expect("part of the program, read by a test")
    })
}

/// All conversions.
///
/// # Panics
/// Never: a test reads the file.
#[must_use]
pub fn conversions() -> &'static [ConversionRow] {
    static ROWS: OnceLock<Vec<ConversionRow>> = OnceLock::new();
    ROWS.get_or_init(|| {
        read_conversions(include_str!("../../assets/rules/conversions.toml")).expect("part of the program, read by a test")
    })
}

/// The words of one list.
pub fn list(name: &str) -> impl Iterator<Item = &'static CodeRow> {
    codes().iter().filter(move |row| row.list == name)
}

/// The word of a list that is meant, however a file writes it: `脱产` is `脱产培训`, and so is the code of a standard.
/// `None` where the list has none.
#[must_use]
pub fn word(list_name: &str, text: &str) -> Option<&'static str> {
    static WORDS: OnceLock<HashMap<&'static str, HashMap<String, &'static str>>> = OnceLock::new();
    WORDS.get_or_init(all_words).get(list_name)?.get(&plain(text)).copied()
}

/// What files write, by list: names and what else they are called first, codes last.
fn all_words() -> HashMap<&'static str, HashMap<String, &'static str>> {
    let mut words: HashMap<&'static str, HashMap<String, &'static str>> = HashMap::new();
    for row in codes() {
        let list = words.entry(&row.list).or_default();
        for text in std::iter::once(&row.name).chain(&row.also) {
            list.entry(plain(text)).or_insert(&row.name);
        }
    }
    for row in codes() {
        let list = words.entry(&row.list).or_default();
        if let Some(code) = &row.standard_code {
            list.entry(plain(code)).or_insert(&row.name);
        }
    }
    words
}

/// What a form of the shipped list counts as. Forms that offices add keep their group in their own row.
#[must_use]
pub fn form_group(form: &str) -> Group {
    Group::parse(list("hour_form").find(|row| row.name == form).and_then(|row| row.group.as_deref()))
}

/// The band of the headcount somebody counts in: by the level of the post from county level up, else by rank, else the
/// lowest. By the shipped lists.
#[must_use]
pub fn band(level: Option<&str>, rank: Option<&str>) -> Band {
    let of = |list_name: &str, name: Option<&str>| {
        let row = list(list_name).find(|row| Some(row.name.as_str()) == name)?;
        Band::parse(row.group.as_deref()?)
    };
    let by_level = of("level", level).filter(|band| *band != Band::Section);
    by_level.or_else(|| of("rank", rank)).unwrap_or(Band::Section)
}

/// A word as compared: without spaces, brackets in one width.
fn plain(text: &str) -> String {
    let narrow = |c| match c {
        '（' => '(',
        '）' => ')',
        other => other,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeList {
    source: String,
    words: Vec<CodeWord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeWord {
    zh: String,
    en: Option<String>,
    code: Option<String>,
    group: Option<String>,
    #[serde(default)]
    also: Vec<String>,
}

fn read_codes(text: &str) -> Result<Vec<CodeRow>, String> {
    let lists: BTreeMap<String, CodeList> = toml::from_str(text).map_err(|e| e.to_string())?;
    let mut rows = Vec::new();
    for (list, content) in lists {
        for (word, sort_no) in content.words.into_iter().zip(1..) {
            rows.push(CodeRow {
                list: list.clone(),
                name: word.zh,
                name_en: word.en,
                standard_code: word.code,
                group: word.group,
                also: word.also,
                source: content.source.clone(),
                sort_no,
            });
        }
    }
    Ok(rows)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    rule: Vec<RuleText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    code: String,
    name: String,
    en: Option<String>,
    scope: String,
    period: String,
    metric: String,
    target: f64,
    alternative: Option<String>,
    valid_from: String,
    valid_until: Option<String>,
    doc_title: String,
    doc_no: Option<String>,
    clause: Option<String>,
    note: Option<String>,
    #[serde(default = "yes")]
    adopt: bool,
}

const fn yes() -> bool {
    true
}

fn read_rules(text: &str) -> Result<Vec<RuleRow>, String> {
    let file: RuleFile = toml::from_str(text).map_err(|e| e.to_string())?;
    file.rule.into_iter().zip(1..).map(|(text, sort_no)| rule_row(text, sort_no)).collect()
}

fn rule_row(text: RuleText, sort_no: i64) -> Result<RuleRow, String> {
    let at = |what: &str| format!("{}: {what}", text.code);
    let rule = Rule {
        scope: Scope::parse(&text.scope).ok_or_else(|| at("scope"))?,
        period: Period::parse(&text.period).ok_or_else(|| at("period"))?,
        metric: Metric::parse(&text.metric).ok_or_else(|| at("metric"))?,
        alternative: optional(text.alternative.as_deref(), Alternative::parse).ok_or_else(|| at("alternative"))?,
        valid_from: day(&text.valid_from).ok_or_else(|| at("valid_from"))?,
        valid_until: optional(text.valid_until.as_deref(), day).ok_or_else(|| at("valid_until"))?,
        code: text.code,
        name: text.name,
        target: text.target,
        doc_title: text.doc_title,
        doc_no: text.doc_no,
        clause: text.clause,
    };
    let (scope, alternative) = (text.scope, text.alternative);
    Ok(RuleRow { rule, scope, alternative, name_en: text.en, note: text.note, adopt: text.adopt, sort_no })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConversionFile {
    conversion: Vec<ConversionText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConversionText {
    code: String,
    name: String,
    en: Option<String>,
    unit: String,
    hours: f64,
    cap: Option<f64>,
    valid_from: String,
    valid_until: Option<String>,
    doc_title: String,
    clause: Option<String>,
    note: Option<String>,
}

fn read_conversions(text: &str) -> Result<Vec<ConversionRow>, String> {
    let file: ConversionFile = toml::from_str(text).map_err(|e| e.to_string())?;
    file.conversion.into_iter().zip(1..).map(|(text, sort_no)| conversion_row(text, sort_no)).collect()
}

fn conversion_row(text: ConversionText, sort_no: i64) -> Result<ConversionRow, String> {
    let at = |what: &str| format!("{}: {what}", text.code);
    let conversion = Conversion {
        unit: Unit::parse(&text.unit).ok_or_else(|| at("unit"))?,
        valid_from: day(&text.valid_from).ok_or_else(|| at("valid_from"))?,
        valid_until: optional(text.valid_until.as_deref(), day).ok_or_else(|| at("valid_until"))?,
        code: text.code,
        name: text.name,
        hours: text.hours,
        cap: text.cap,
        doc_title: text.doc_title,
        clause: text.clause,
    };
    Ok(ConversionRow { conversion, unit: text.unit, name_en: text.en, note: text.note, sort_no })
}

/// `Some(None)` where nothing is written, `None` where what is written cannot be read.
#[allow(clippy::option_option)]
fn optional<T>(text: Option<&str>, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match text {
        None => Some(None),
        Some(text) => read(text).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use std::collections::HashSet;

    fn versions_overlap(a: (NaiveDate, Option<NaiveDate>), b: (NaiveDate, Option<NaiveDate>)) -> bool {
        let last = |until: Option<NaiveDate>| until.unwrap_or(NaiveDate::MAX);
        a.0 <= last(b.1) && b.0 <= last(a.1)
    }

    #[test]
    fn words_are_unique_and_so_are_their_other_names() {
        let mut seen = HashSet::new();
        for row in codes() {
            assert!(!row.name.is_empty() && !row.source.is_empty());
            assert!(row.name_en.as_ref().is_some_and(|en| en.is_ascii() || en.contains('–')), "{}: {}", row.list, row.name);
            for name in std::iter::once(&row.name).chain(&row.also) {
                assert!(seen.insert((row.list.clone(), plain(name))), "{}: {name} twice", row.list);
            }
        }
        assert_eq!(list("ethnicity").count(), 56);
        assert_eq!(list("ethnicity").last().and_then(|row| row.standard_code.as_deref()), Some("56"));
    }

    #[test]
    fn words_are_found_by_what_files_call_them() {
        assert_eq!(word("hour_form", "脱产"), Some("脱产培训"));
        assert_eq!(word("hour_form", " 中心组 学习"), Some("中心组学习"));
        assert_eq!(word("cadre_status", "现职人员"), Some("现职"));
        assert_eq!(word("class_kind", "村(社区)干部班"), Some("村（社区）干部班"));
        assert_eq!(word("hour_form", "足球"), None);
        assert_eq!(form_group("网上专题班"), Group::Online);
        assert_eq!(form_group("脱产培训"), Group::FullTime);
        assert_eq!(form_group("专题讲座"), Group::Offline);
    }

    #[test]
    fn groups_are_known() {
        for row in list("hour_form") {
            assert_eq!(row.group.as_deref(), Some(Group::parse(row.group.as_deref()).code()), "{}", row.name);
        }
        for row in list("level").chain(list("rank")) {
            assert!(row.group.as_deref().and_then(Band::parse).is_some(), "{}", row.name);
        }
        assert_eq!(band(Some("县处级副职"), Some("二级调研员")), Band::CountyDeputy);
        assert_eq!(band(Some("乡科级正职"), Some("四级调研员")), Band::CountyDeputy);
        assert_eq!(band(None, Some("一级调研员")), Band::CountyChief);
        assert_eq!(band(Some("科员"), None), Band::Section);
        assert_eq!(band(None, None), Band::Section);
    }

    #[test]
    fn each_rule_cites_its_source_and_versions_follow_each_other() {
        let rows = hour_rules();
        for row in rows {
            assert!(row.rule.doc_title.contains('《'), "{}", row.rule.code);
            assert_eq!(row.rule.scope.to_string(), row.scope);
            assert_eq!(row.rule.alternative.map(|a| a.to_string()), row.alternative);
        }
        for (i, a) in rows.iter().enumerate() {
            for b in &rows[i + 1..] {
                let apart = !versions_overlap((a.rule.valid_from, a.rule.valid_until), (b.rule.valid_from, b.rule.valid_until));
                assert!(a.rule.code != b.rule.code || apart, "{} has two versions at a time", a.rule.code);
            }
        }
    }

    /// A scope must use the words that the registers store.
    #[test]
    fn scopes_use_words_of_the_lists() {
        use crate::domain::hours::Clause;
        for row in hour_rules() {
            for clause in &row.rule.scope.0 {
                let (list_name, words) = match clause {
                    Clause::Level(words) => ("level", words),
                    Clause::Rank(words) => ("rank", words),
                    Clause::Category(words) => ("category", words),
                    Clause::Party(words) => ("party", words),
                    Clause::Tag(words) => ("tag", words),
                    Clause::Topic(words) => ("topic", words),
                    Clause::Band(words) => {
                        assert!(words.iter().all(|w| Band::parse(w).is_some()));
                        continue;
                    }
                    Clause::Except(code) => {
                        assert!(hour_rules().iter().any(|r| r.rule.code == *code));
                        continue;
                    }
                    Clause::All | Clause::Programme(_) => continue,
                };
                for w in words {
                    assert!(list(list_name).any(|code| code.name == *w), "{}: {w} is not in {list_name}", row.rule.code);
                }
            }
        }
    }

    #[test]
    fn each_conversion_cites_its_source() {
        let rows = conversions();
        let codes: HashSet<_> = rows.iter().map(|row| &row.conversion.code).collect();
        assert_eq!(codes.len(), rows.len());
        for row in rows {
            assert!(!row.conversion.doc_title.is_empty());
            assert_eq!(row.conversion.unit.to_string(), row.unit);
        }
    }
}
