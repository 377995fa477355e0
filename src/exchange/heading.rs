//! Column headings: what a heading of an office file means.
//!
//! Headings carry line breaks, padding, brackets with instructions and two or three levels. Compared is what is left
//! without all that; first exactly, then by ending and beginning, then with one wrong character.

use super::kind::Kind;
use super::layout::{LAYOUTS, Layout};
use super::rows::total_word;
use crate::{
    catalog::{Field, Register},
    domain::clean::{half_width, without_brackets},
};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The heading of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The column of the sheet.
    pub column: usize,
    /// The heading above it, squeezed; empty where there is one level only.
    pub parent: String,
    /// As written above it.
    pub parent_text: String,
    /// Its own heading, squeezed.
    pub leaf: String,
    /// Its own heading, as written.
    pub text: String,
    /// It belongs to one group of columns, and wins against what all groups share.
    pub own: bool,
}

/// A heading without white space, brackets, punctuation and width; letters in lower case.
#[must_use]
pub fn squeezed(text: &str) -> String {
    let bare = without_brackets(text);
    let bare = if bare.trim().is_empty() { text.to_owned() } else { bare };
    half_width(&bare).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

static KNOWN: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let names = LAYOUTS.iter().flat_map(|l| l.slots.iter().flat_map(|s| l.headings(s)));
    names.map(squeezed).chain(["序号", "序", "no", "学分", "出生地", "考核"].map(str::to_owned)).collect()
});

/// True for a squeezed text that is a heading of some kind of sheet.
#[must_use]
pub fn known(text: &str) -> bool {
    KNOWN.contains(text)
}

impl Heading {
    /// The forms under which it is looked up, the best first.
    fn forms(&self) -> impl Iterator<Item = String> + '_ {
        let joined = (!self.parent.is_empty()).then(|| format!("{}{}", self.parent, self.leaf));
        joined.into_iter().chain([self.leaf.clone()]).chain((!self.parent.is_empty()).then(|| self.parent.clone()))
    }
}

/// Least number of headings that fit exactly before others may fit nearly.
const SURE: usize = 2;

/// What a column may be called: a key, and its names, squeezed.
type Names = Vec<(&'static str, Vec<String>)>;

/// Which column each slot of a layout has, and which of them by an exact heading. Slots that are `said` above the columns
/// need none.
#[must_use]
pub fn assign(layout: &Layout, headings: &[Heading], said: &[&str]) -> (HashMap<&'static str, usize>, HashSet<&'static str>) {
    let named = layout.slots.iter().filter(|s| !s.names.is_empty() && !said.contains(&s.key));
    let names: Names = named.map(|s| (s.key, layout.headings(s).map(squeezed).collect())).collect();
    settle(&names, headings, total_of_parts(layout, &names, headings))
}

/// Which field of a register each heading means, by the words of the catalog and those of office files.
#[must_use]
pub fn fields(register: &'static Register, headings: &[Heading]) -> HashMap<usize, &'static Field> {
    let layouts = || LAYOUTS.iter().filter(|l| l.register == register.kind);
    let names = |field: &'static Field| {
        let words = [field.label.zh, field.label.en].into_iter().chain(field.aliases.iter().copied());
        let office = layouts().flat_map(|l| l.slots).filter(|s| s.key == field.name).flat_map(|s| s.names.iter().copied());
        (field.name, words.chain(office).map(squeezed).collect())
    };
    let (found, _) = settle(&register.fields.iter().map(names).collect(), headings, None);
    found.into_iter().filter_map(|(name, column)| Some((column, register.field(name)?))).collect()
}

/// `total` is the column of hours where it is the sum of others.
fn settle(names: &Names, headings: &[Heading], total: Option<usize>) -> (HashMap<&'static str, usize>, HashSet<&'static str>) {
    let mut taken: HashSet<usize> = HashSet::new();
    let mut found = HashMap::new();
    let mut sure = HashSet::new();
    if let Some(column) = total {
        taken.insert(column);
        found.insert("hours", column);
        sure.insert("hours");
    }
    for (pass, fit) in [exact, ending, nearly].into_iter().enumerate() {
        if pass > 0 && found.len() < SURE {
            break;
        }
        for (key, names) in names {
            if found.contains_key(key) {
                continue;
            }
            let free = headings.iter().filter(|h| !taken.contains(&h.column));
            let best = free.filter_map(|h| fit(names, h).map(|rank| (!h.own, rank, h.column))).min();
            if let Some((_, _, column)) = best {
                taken.insert(column);
                found.insert(*key, column);
                if pass == 0 {
                    sure.insert(*key);
                }
            }
        }
    }
    (found, sure)
}

/// The total of hours that stand in several columns (必修学时, 选修学时, 总学时), where no column is simply 学时.
fn total_of_parts(layout: &Layout, names: &Names, headings: &[Heading]) -> Option<usize> {
    let (_, names) = names.iter().find(|(key, _)| *key == "hours" && layout.kind == Kind::HoursOffline)?;
    let hours = |h: &&Heading| h.leaf.ends_with("学时") || h.leaf.ends_with("学时数");
    let total = headings.iter().filter(hours).find(|h| total_word(&h.leaf))?;
    let parts = headings.iter().filter(hours).filter(|h| h.column != total.column).count();
    let plain = headings.iter().any(|h| h.column != total.column && exact(names, h).is_some());
    (!plain && parts != 1).then_some(total.column)
}

fn exact(names: &[String], heading: &Heading) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (worse, form) in heading.forms().enumerate() {
        let rank = names.iter().position(|n| *n == form).map(|at| at + worse * 100);
        best = [best, rank].into_iter().flatten().min();
    }
    best
}

/// Names of two characters that say enough at the end of a longer heading.
const SPEAKING: [&str; 18] = [
    "姓名", "学时", "单位", "名称", "职务", "电话", "备注", "性别", "民族", "天数", "日期", "地点", "名额", "职级", "职称",
    "简称", "事项", "问题",
];

/// What behind a name makes another thing of it: the kind of a unit is no unit.
const OTHERS: [&str; 30] = [
    "类型",
    "类别",
    "性质",
    "级别",
    "编码",
    "代码",
    "编号",
    "人数",
    "时间",
    "日期",
    "数",
    "率",
    "情况",
    "说明",
    "电话",
    "身份",
    "排序",
    "id",
    "材料",
    "单位",
    "职务",
    "职称",
    "层次",
    "地址",
    "联系人",
    "意见",
    "签名",
    "签字",
    "要求",
    "原因",
];

/// Ends or begins with a name: `参训学员姓名`, `课程名称必填`. The longest name wins.
fn ending(names: &[String], heading: &Heading) -> Option<usize> {
    let leaf = &heading.leaf;
    if known(leaf) || total_word(leaf) || leaf.chars().count() > 16 {
        return None;
    }
    let coded = |t: &str| ["代码", "编码", "编号", "id"].iter().any(|w| t.ends_with(w));
    let fits = |n: &&String| {
        let long = n.chars().count();
        if coded(leaf) && !coded(n) {
            return false;
        }
        let tail = leaf.strip_prefix(n.as_str()).filter(|tail| !OTHERS.iter().any(|word| tail.ends_with(word)));
        (long >= 3 || (long == 2 && SPEAKING.contains(&n.as_str()))) && leaf.ends_with(n.as_str())
            || (long >= 3 && tail.is_some())
    };
    let longest = names.iter().filter(fits).map(|n| n.chars().count()).max()?;
    Some(100_usize.saturating_sub(longest))
}

/// One character more, less or different, in names of four and more.
fn nearly(names: &[String], heading: &Heading) -> Option<usize> {
    let leaf: Vec<char> = heading.leaf.chars().collect();
    if leaf.len() < 4 || known(&heading.leaf) {
        return None;
    }
    let close = |n: &String| n.chars().count() >= 4 && within_one(&leaf, &n.chars().collect::<Vec<_>>());
    names.iter().any(close).then_some(0)
}

fn within_one(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (s, l) = (&short[same..], &long[same..]);
    if short.len() == long.len() { s.is_empty() || (short.len() > 4 && s[1..] == l[1..]) } else { *s == l[1..] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squeezes() {
        assert_eq!(squeezed("姓␠名".replace('␠', "　").as_str()), "姓名");
        assert_eq!(squeezed("出生\n年月"), "出生年月");
        assert_eq!(squeezed("课程编号（如果是新增课程请留空）"), "课程编号");
        assert_eq!(squeezed("*班次ＩＤ"), "班次id");
        assert_eq!(squeezed("（年度）"), "年度");
    }

    #[test]
    fn one_wrong_character() {
        let chars = |t: &str| t.chars().collect::<Vec<_>>();
        assert!(within_one(&chars("培训班名称"), &chars("培训班名你")));
        assert!(!within_one(&chars("单位名称"), &chars("学位名称")));
        assert!(within_one(&chars("培训班名称"), &chars("培训名称")));
        assert!(!within_one(&chars("班次名称"), &chars("名称班次")));
    }
}
