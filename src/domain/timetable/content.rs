//! What a class must contain: required themes of its kind, and shares of its hours by kind of course.
//!
//! Source: 《干部教育培训工作条例》 and the five-year plans: in the core classes of party schools theory and party spirit
//! make up at least 70 % of the hours and party spirit at least 20 %; item 5 of the yearly plan: required courses by
//! class kind. Both are rows of code lists that an office changes.

/// A share of hours that a class must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Kinds of course (课程类别) that count, a code word each.
    pub kinds: Vec<String>,
    /// Per cent of the hours, at least.
    pub percent: u32,
}

impl Share {
    /// Reads a row such as `理论教育+党性教育` with 70.
    #[must_use]
    pub fn parse(name: &str, percent: &str) -> Option<Self> {
        let percent = percent.trim().trim_end_matches('%').parse().ok()?;
        Some(Self { kinds: name.split(['+', '＋']).map(|word| word.trim().to_owned()).collect(), percent })
    }
}

/// A lesson, as far as its content goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lesson {
    /// What it is called.
    pub title: String,
    /// Kind of its course, where one is known.
    pub kind: Option<String>,
    /// Topics of its course, joined by `、`.
    pub topics: Option<String>,
    /// Hours.
    pub hours: f64,
}

/// What is lacking.
#[derive(Clone, Debug, PartialEq)]
pub enum Lack {
    /// No lesson on a required theme.
    Theme(String),
    /// Too small a share of kinds of course: which, per cent there are, per cent asked for.
    Share(Vec<String>, f64, u32),
    /// Lessons whose course is not known, so that shares say less: how many.
    Unknown(usize),
}

/// Checks the lessons of a class.
#[must_use]
pub fn check(lessons: &[Lesson], themes: &[String], shares: &[Share]) -> Vec<Lack> {
    if lessons.is_empty() {
        return Vec::new();
    }
    let about = |lesson: &Lesson, theme: &str| {
        lesson.title.contains(theme) || lesson.topics.as_deref().is_some_and(|topics| topics.split('、').any(|t| t == theme))
    };
    let missing = themes.iter().filter(|theme| !lessons.iter().any(|lesson| about(lesson, theme)));
    let mut lacks: Vec<Lack> = missing.cloned().map(Lack::Theme).collect();
    let all: f64 = lessons.iter().map(|lesson| lesson.hours).sum();
    for share in shares {
        let of = |lesson: &&Lesson| lesson.kind.as_ref().is_some_and(|kind| share.kinds.contains(kind));
        let hours: f64 = lessons.iter().filter(of).map(|lesson| lesson.hours).sum();
        let percent = if all > 0.0 { hours * 100.0 / all } else { 0.0 };
        if all > 0.0 && percent + 1e-9 < f64::from(share.percent) {
            lacks.push(Lack::Share(share.kinds.clone(), percent, share.percent));
        }
    }
    let unknown = lessons.iter().filter(|lesson| lesson.kind.is_none()).count();
    if unknown > 0 && !shares.is_empty() {
        lacks.push(Lack::Unknown(unknown));
    }
    lacks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson(title: &str, kind: &str, topics: &str, hours: f64) -> Lesson {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Lesson { title: title.to_owned(), kind: some(kind), topics: some(topics), hours }
    }

    #[test]
    fn themes_and_shares() {
        let lessons = [
            lesson("党的二十大精神解读", "理论教育", "", 12.0),
            lesson("革命传统", "党性教育", "党史", 4.0),
            lesson("公文写作", "专业化能力", "公文写作", 8.0),
        ];
        let shares = [Share::parse("理论教育+党性教育", "70").unwrap(), Share::parse("党性教育", "20%").unwrap()];
        let lacks = check(&lessons, &["二十大".to_owned(), "党史".to_owned(), "总体国家安全观".to_owned()], &shares);
        assert_eq!(lacks[0], Lack::Theme("总体国家安全观".to_owned()));
        assert!(matches!(&lacks[1], Lack::Share(kinds, percent, 70) if kinds.len() == 2 && (*percent - 66.666).abs() < 0.01));
        assert!(matches!(&lacks[2], Lack::Share(kinds, percent, 20) if kinds.len() == 1 && (*percent - 16.666).abs() < 0.01));
        assert_eq!(lacks.len(), 3);
    }

    #[test]
    fn exactly_enough_is_enough_and_nothing_asks_nothing() {
        let lessons = [lesson("甲", "党性教育", "", 4.0), lesson("乙", "专业化能力", "", 16.0)];
        assert!(check(&lessons, &[], &[Share::parse("党性教育", "20").unwrap()]).is_empty());
        assert!(check(&[], &["二十大".to_owned()], &[]).is_empty());
        assert_eq!(check(&[lesson("丙", "", "", 4.0)], &[], &[Share::parse("党性教育", "0").unwrap()]), [Lack::Unknown(1)]);
        assert_eq!(Share::parse("党性教育", "多"), None);
    }
}
