//! Lists that share a sheet: side by side, or in groups of columns under a year, a class, a part of the day, a day.
//!
//! What stands above a group of columns is data of every row: it becomes what the list *says* for a slot that has no
//! column of its own. A column of the group wins every slot against a column all groups share, and a total beside the
//! groups is never the figure of one of them.

use super::heading::Heading;
use super::kind::Kind;
use super::layout::Layout;
use super::rows::total_word;
use crate::domain::half_day;
use crate::domain::rulebook;

/// The columns of one list, and what the headings say for all of its rows.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// What stands above its columns, where it is a title: of a class, of a topic.
    pub title: Option<String>,
    /// What the headings say for a slot.
    pub said: Vec<(&'static str, String)>,
    /// Its columns, with those it shares.
    pub headings: Vec<Heading>,
    /// Columns only it has.
    pub own: Vec<usize>,
    /// The cells of its only own column hold a whole lesson: title, teacher and place.
    pub lessons: bool,
}

/// Lists of a table, and whether they are groups of one row.
pub type Parts = (Vec<Part>, bool);

/// Every way in which a table of this kind can hold several lists, the likeliest first.
pub fn ways(layout: &Layout, headings: &[Heading]) -> Vec<Parts> {
    let mut ways = Vec::new();
    if let Some(parts) = side_by_side(headings) {
        ways.push((parts, false));
    }
    let groups = match layout.kind {
        Kind::Session => days(headings).or_else(|| under_parents(layout, headings)).or_else(|| by_class(headings)),
        Kind::Headcount => under_parents(layout, headings),
        Kind::HoursOffline | Kind::HoursOnline => hours(layout, headings),
        Kind::Quota => classes(headings),
        _ => None,
    };
    ways.extend(groups.map(|parts| (parts, true)));
    ways
}

/// Lists side by side: the same headings again, from some column on.
fn side_by_side(headings: &[Heading]) -> Option<Vec<Part>> {
    let same = |a: &Heading, b: &Heading| a.leaf == b.leaf && a.parent == b.parent;
    for (i, first) in headings.iter().enumerate() {
        let starts: Vec<usize> = (i..headings.len()).filter(|j| same(&headings[*j], first)).collect();
        if starts.len() < 2 {
            continue;
        }
        let long = starts[1] - starts[0];
        let even = starts.iter().all(|s| (0..long).all(|k| headings.get(s + k).is_none_or(|h| same(h, &headings[i + k]))));
        if long < 2 || !even {
            continue;
        }
        let part = |n: usize, s: usize| {
            let until = starts.get(n + 1).copied().unwrap_or(headings.len());
            Part { headings: headings[if n == 0 { 0 } else { s }..until].to_vec(), ..Part::default() }
        };
        return Some(starts.iter().enumerate().map(|(n, s)| part(n, *s)).collect());
    }
    None
}

/// Groups of columns under different headings with the same columns below.
fn under_parents(layout: &Layout, headings: &[Heading]) -> Option<Vec<Part>> {
    let mut parents: Vec<(&str, &str)> = Vec::new();
    for h in headings.iter().filter(|h| !h.parent.is_empty() && may_group(layout, &h.parent_text)) {
        if !parents.iter().any(|(p, _)| *p == h.parent) {
            parents.push((&h.parent, &h.parent_text));
        }
    }
    let leaves =
        |p: &str| headings.iter().filter(|h| h.parent == p).map(|h| if h.leaf == p { "" } else { &h.leaf }).collect::<Vec<_>>();
    let pattern = leaves(parents.first()?.0);
    let same: Vec<_> =
        parents.iter().filter(|(p, _)| leaves(p) == pattern || leaves(p).iter().any(|l| pattern.contains(l))).collect();
    if same.len() < 2 {
        return None;
    }
    let shared = headings.iter().filter(|h| h.parent.is_empty() || !same.iter().any(|(p, _)| *p == h.parent));
    let sum = |h: &Heading| total_word(&h.leaf) || (hourly(layout) && form_of(&h.leaf).is_some() && h.leaf.ends_with("学时"));
    let shared: Vec<Heading> = shared.filter(|h| !sum(h)).cloned().collect();
    Some(same.into_iter().map(|(p, text)| under(layout, headings, &shared, p, text)).collect())
}

fn under(layout: &Layout, headings: &[Heading], shared: &[Heading], parent: &str, text: &str) -> Part {
    let mut own: Vec<Heading> = headings.iter().filter(|h| h.parent == parent).cloned().collect();
    if own.len() > 1 && own.iter().any(|h| !total_word(&h.leaf)) {
        own.retain(|h| !total_word(&h.leaf));
    }
    for h in &mut own {
        h.own = true;
        if h.leaf == h.parent {
            h.leaf = "学时".to_owned();
        }
    }
    let columns = own.iter().map(|h| h.column).collect();
    let headings = shared.iter().cloned().chain(own).collect();
    let part = Part { headings, own: columns, ..Part::default() };
    match (layout.kind, year_of(text)) {
        (Kind::Session, _) if half_span(text).is_some() => {
            Part { said: vec![("time", half_span(text).unwrap_or_default())], ..part }
        }
        (Kind::Headcount | Kind::HoursOffline, Some(year)) => Part { said: vec![("year", year)], ..part },
        (Kind::HoursOffline, None) if form_of(text).is_some() => {
            Part { said: form_of(text).map(|form| ("form", form)).into_iter().collect(), ..part }
        }
        _ => Part { title: Some(text.to_owned()), ..part },
    }
}

fn hourly(layout: &Layout) -> bool {
    matches!(layout.kind, Kind::HoursOffline | Kind::HoursOnline)
}

/// Counts of people go by year; bands such as 处级 are no groups.
fn may_group(layout: &Layout, text: &str) -> bool {
    layout.kind != Kind::Headcount || year_of(text).is_some()
}

/// The year a heading is about: `2021年`, `2021年度`, `2021`.
fn year_of(text: &str) -> Option<String> {
    let text = crate::domain::clean::fold(text);
    let year = text.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit()) && (y.starts_with("19") || y.starts_with("20")))?;
    matches!(&text[4..], "" | "年" | "年度" | "年学时" | "年度学时").then(|| year.to_owned())
}

/// `上午（8:30-11:30）` as a time of day that the reader of times knows.
fn half_span(text: &str) -> Option<String> {
    let plain: String = text.chars().map(|c| if "（）()【】[]".contains(c) { ' ' } else { c }).collect();
    half_day::span(plain.trim()).map(|_| plain.trim().to_owned()).or_else(|| half_day::word(text).map(|_| text.to_owned()))
}

/// The form of training a heading of hours names: `脱产培训学时`, `网络学时`, `中心组`.
#[must_use]
pub fn form_of(heading: &str) -> Option<String> {
    let bare = super::heading::squeezed(heading);
    let bare = ["学时数", "学时", "课时", "时数"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(&bare);
    let bare = bare.trim_start_matches("其中").trim_end_matches("完成");
    let found = |t: &str| rulebook::list("hour_form").find(|row| row.name == t || row.also.iter().any(|a| a == t));
    let known = found(bare).or_else(|| found(bare.trim_end_matches("培训"))).map(|row| row.name.clone());
    known.filter(|_| !matches!(bare, "必修" | "选修" | "年度合计" | "授课")).or_else(|| {
        let words = [("线下", "其他集中培训"), ("线上", "网络培训"), ("在线", "网络培训"), ("网上", "网络培训")];
        words
            .iter()
            .find(|(word, _)| bare == *word || bare.strip_suffix("培训") == Some(word))
            .map(|(_, form)| (*form).to_owned())
    })
}

/// Hours in groups: by year, topic or class, by form of training, or by both. Forms beside topics are sums of the same
/// hours, as the total is: each filled group is an entry, and nothing counts twice.
fn hours(layout: &Layout, headings: &[Heading]) -> Option<Vec<Part>> {
    let forms: Vec<&Heading> = headings.iter().filter(|h| h.parent.is_empty() && form_of(&h.leaf).is_some()).collect();
    let titled =
        headings.iter().any(|h| layout.slots.iter().any(|s| s.key == "title" && layout.headings(s).any(|n| n == h.leaf)));
    if let Some(groups) = under_parents(layout, headings) {
        return Some(groups.iter().flat_map(forms_within).collect());
    }
    let enough = forms.len() > 1 || (forms.len() == 1 && !titled && !headings.iter().any(|h| h.leaf == "学时"));
    enough.then(|| by_form(headings, &forms))
}

/// A group by year whose own columns are forms of training becomes one group for each form.
fn forms_within(group: &Part) -> Vec<Part> {
    let (own, shared): (Vec<&Heading>, Vec<&Heading>) = group.headings.iter().partition(|h| h.own);
    if own.is_empty() || !own.iter().all(|h| form_of(&h.leaf).is_some()) {
        return vec![group.clone()];
    }
    let one = |h: &&Heading| {
        let form = form_of(&h.leaf).unwrap_or_default();
        let column = Heading { leaf: "学时".to_owned(), parent: String::new(), ..(*h).clone() };
        let headings = shared.iter().map(|h| (*h).clone()).chain([column]).collect();
        Part {
            said: group.said.iter().cloned().chain([("form", form)]).collect(),
            headings,
            own: vec![h.column],
            ..group.clone()
        }
    };
    own.iter().map(one).collect()
}

fn by_form(headings: &[Heading], forms: &[&Heading]) -> Vec<Part> {
    let form = |h: &Heading| forms.iter().any(|f| f.column == h.column);
    let shared: Vec<Heading> = headings
        .iter()
        .filter(|h| !form(h) && !total_word(&h.leaf) && (h.parent.is_empty() || !h.leaf.ends_with("学时")))
        .cloned()
        .collect();
    let one = |h: &&Heading| {
        let column = Heading { leaf: "学时".to_owned(), own: true, ..(*h).clone() };
        let said = vec![("form", form_of(&h.leaf).unwrap_or_default())];
        Part { said, headings: shared.iter().cloned().chain([column]).collect(), own: vec![h.column], ..Part::default() }
    };
    forms.iter().map(one).collect()
}

/// A week at a glance: a day above each column, a lesson in each cell.
fn days(headings: &[Heading]) -> Option<Vec<Part>> {
    let of_day = |h: &&Heading| {
        let said = ['月', '日', '号'].iter().any(|c| h.text.contains(*c)) || h.text.contains('-') || h.text.contains("星期");
        h.parent.is_empty() && said && super::table::is_day(&h.text)
    };
    let days: Vec<&Heading> = headings.iter().filter(of_day).collect();
    let others: Vec<&Heading> = headings.iter().filter(|h| !days.iter().any(|d| d.column == h.column)).collect();
    if days.len() < 2 || others.len() > 3 {
        return None;
    }
    let part = |day: &&Heading| {
        let lesson = Heading { leaf: "内容".to_owned(), own: true, ..(*day).clone() };
        let headings = others.iter().map(|h| (*h).clone()).chain([lesson]).collect();
        Part { said: vec![("date", day.text.clone())], headings, own: vec![day.column], lessons: true, ..Part::default() }
    };
    Some(days.iter().map(part).collect())
}

/// A timetable of many classes with one column each: the class heads what it does.
fn by_class(headings: &[Heading]) -> Option<Vec<Part>> {
    let class = |h: &&Heading| h.parent.is_empty() && h.leaf.contains('班') && !super::heading::known(&h.leaf);
    let classes: Vec<&Heading> = headings.iter().filter(class).collect();
    if classes.len() < 2 {
        return None;
    }
    let shared: Vec<Heading> = headings.iter().filter(|h| !class(h)).cloned().collect();
    let part = |h: &&Heading| {
        let own = Heading { leaf: "内容".to_owned(), own: true, ..(*h).clone() };
        let headings = shared.iter().cloned().chain([own]).collect();
        Part { title: Some(h.text.clone()), headings, own: vec![h.column], ..Part::default() }
    };
    Some(classes.iter().map(part).collect())
}

/// Places by unit with one column for each class.
fn classes(headings: &[Heading]) -> Option<Vec<Part>> {
    let class = |h: &&Heading| h.parent.is_empty() && class_word(&h.text) && h.leaf.chars().count() > 4;
    let classes: Vec<&Heading> = headings.iter().filter(class).collect();
    let known = |h: &Heading| super::heading::known(&h.leaf);
    if classes.is_empty() || classes.iter().all(|h| known(h)) {
        return None;
    }
    let shared: Vec<Heading> =
        headings.iter().filter(|h| !classes.iter().any(|c| c.column == h.column) && !total_word(&h.leaf)).cloned().collect();
    let part = |class: &&Heading| {
        let places = Heading { leaf: "名额".to_owned(), own: true, ..(*class).clone() };
        let headings = shared.iter().cloned().chain([places]).collect();
        Part { title: Some(class.text.clone()), headings, own: vec![class.column], ..Part::default() }
    };
    Some(classes.iter().filter(|h| !known(h)).map(part).collect())
}

/// True for a text that speaks of a class: 培训班, 班（第2期）, and not of 班子, 班组, 班长.
#[must_use]
pub fn class_word(text: &str) -> bool {
    let behind = |at: usize| text[at + '班'.len_utf8()..].chars().next();
    text.match_indices('班').any(|(at, _)| at > 0 && !matches!(behind(at), Some('子' | '组' | '长' | '主' | '次' | '级' | '干')))
}

/// True for a title that names a list of the people of a class: `培训班（第2期）学员花名册`, `调训人员名单`.
#[must_use]
pub fn class_list(title: &str) -> bool {
    const LISTS: [&str; 10] = ["名单", "名册", "花名册", "信息表", "点名册", "汇总表", "通讯录", "报名表", "回执", "登记表"];
    class_word(title)
        && LISTS.iter().any(|w| title.contains(w))
        && !["补训", "签到", "考勤", "学时", "师资"].iter().any(|w| title.contains(w))
}
