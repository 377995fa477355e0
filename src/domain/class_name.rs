//! Titles of classes: `第3期X班`, `X班（第3期）`, `某县2022年第3期X班课程表` are the same run of the same class.

use super::clean::{fold, squeeze};
use super::number::chinese_whole;

/// A class title, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// The name without term, year and area.
    pub name: String,
    /// The term as `第3期`.
    pub term: Option<String>,
    /// The year, where the title says one.
    pub year: Option<i32>,
}

/// What follows a class title in the heading of a sheet.
const TAILS: [&str; 30] = [
    "课程表",
    "课程安排表",
    "课程安排",
    "日程安排表",
    "日程安排",
    "日程表",
    "教学安排表",
    "教学安排",
    "教学计划",
    "名额分配表",
    "名额分配",
    "推荐名单",
    "推荐表",
    "报名表",
    "报名回执",
    "回执",
    "学员签到情况表",
    "签到情况表",
    "学员签到表",
    "签到表",
    "签到册",
    "考勤表",
    "学员考勤表",
    "学员名册",
    "学员名单",
    "名册",
    "名单",
    "参训人员名单",
    "参训人员",
    "学员",
];

/// Takes a title apart. `home` is the name of our own area, which titles often start with.
#[must_use]
pub fn parse(text: &str, home: Option<&str>) -> Title {
    let mut name = squeeze(text);
    let mut title = Title::default();
    loop {
        let before = name.len();
        take_term(&mut name, &mut title);
        take_tail(&mut name);
        if name.len() == before {
            break;
        }
    }
    if let Some(rest) = home.and_then(|home| name.strip_prefix(home)).filter(|rest| !rest.is_empty()) {
        name = rest.to_owned();
    }
    take_year(&mut name, &mut title);
    take_term(&mut name, &mut title);
    title.name = name.trim_matches(['“', '”', '"', '《', '》']).to_owned();
    title
}

/// The form in which names of classes are compared.
#[must_use]
pub fn key(name: &str) -> String {
    fold(name).chars().filter(|c| !"“”\"《》()、，,·".contains(*c)).collect()
}

/// Where the name of a class stands in a longer text: what is in front of it. Both are compared as [`key`]s.
#[must_use]
pub fn front<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    if name.chars().count() < 4 { None } else { text.find(name).map(|at| &text[..at]) }
}

/// True for text in front of a class's name that names another organiser or area: 市委党校, 省, 某大学. `ours` takes our own
/// area and units from the beginning of a text.
#[must_use]
pub fn foreign(front: &str, ours: impl Fn(&str) -> Option<usize>) -> bool {
    const SIGNS: [&str; 14] =
        ["省", "市", "县", "区", "州", "中央", "全国", "国家", "党校", "学院", "大学", "集团", "公司", "镇"];
    let mut rest = front;
    let mut left = String::new();
    while let Some(c) = rest.chars().next() {
        let skip = ours(rest).unwrap_or(0);
        if skip == 0 {
            left.push(c);
        }
        rest = &rest[skip.max(c.len_utf8())..];
    }
    SIGNS.iter().any(|sign| left.contains(sign))
}

/// The number of a term such as `第3期`, `三期`, `第二批`.
#[must_use]
pub fn term_number(term: &str) -> Option<u32> {
    let inner = fold(term);
    let inner = inner.trim_start_matches('第').trim_end_matches(['期', '批', '届', '次']);
    inner.parse().ok().or_else(|| chinese_whole(inner))
}

/// Removes a term at the start or the end, bracketed or not.
fn take_term(name: &mut String, title: &mut Title) {
    for (start, _) in name.clone().match_indices('第') {
        let tail = &name[start + '第'.len_utf8()..];
        let Some(end) = tail.find(['期', '批']) else { continue };
        let Some(number) = term_number(&tail[..end]) else { continue };
        let end = start + '第'.len_utf8() + end + '期'.len_utf8();
        let (mut from, mut until) = (start, end);
        let opens = name[..from].ends_with(['（', '(']);
        let closes = name[until..].starts_with(['）', ')']);
        if opens && closes {
            from -= name[..from].chars().next_back().map_or(0, char::len_utf8);
            until += name[until..].chars().next().map_or(0, char::len_utf8);
        }
        name.replace_range(from..until, "");
        title.term.get_or_insert_with(|| format!("第{number}期"));
        return;
    }
}

fn take_tail(name: &mut String) {
    if let (true, Some(at)) = (name.ends_with(['）', ')']), name.rfind(['（', '('])) {
        let inner = &name[at..];
        if ["回执", "汇总", "样表", "附件", "月", "周"].iter().any(|w| inner.contains(w)) {
            name.truncate(at);
        }
    }
    if let Some(tail) = TAILS.iter().find(|tail| name.ends_with(**tail) && name.len() > tail.len()) {
        name.truncate(name.len() - tail.len());
    }
}

/// Removes a leading `2022年` or `2022年度`.
fn take_year(name: &mut String, title: &mut Title) {
    let Some((year, rest)) = name.split_at_checked(4) else { return };
    let Ok(year) = year.parse::<i32>() else { return };
    let Some(rest) = rest.strip_prefix('年').filter(|_| (1950..2200).contains(&year)) else { return };
    title.year = Some(year);
    *name = rest.strip_prefix('度').unwrap_or(rest).to_owned();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_class_many_titles() {
        for text in [
            "第3期青年干部培训班",
            "青年干部培训班（第3期）",
            "青年干部培训班第三期",
            "青年干部培训班(第3期)名额分配表",
            "青年干部培训班（第3期）推荐名单（回执汇总）",
            "第3期青年干部培训班学员签到情况表",
            "第3期青年干部培训班\n课程表",
            "青溪县2022年第3期青年干部培训班课程表",
        ] {
            let title = parse(text, Some("青溪县"));
            assert_eq!((title.name.as_str(), title.term.as_deref()), ("青年干部培训班", Some("第3期")), "{text}");
        }
        assert_eq!(parse("2018年领导干部能力提升班", None).year, Some(2018));
        assert_eq!(parse("学习贯彻“两个维护”第一期专题班", None).term.as_deref(), Some("第1期"));
    }

    proptest! {
        #[test]
        fn term_before_or_behind(name in "[\u{4e00}-\u{4eff}]{2,8}班", n in 1_u32..30) {
            let want = Title { name: name.clone(), term: Some(format!("第{n}期")), year: None };
            prop_assert_eq!(parse(&format!("第{n}期{name}"), None), want.clone());
            prop_assert_eq!(parse(&format!("{name}（第{n}期）"), None), want);
        }
    }
}
