//! Finding the table in a sheet: its headings, its blocks, its rows, and what is no data.
//!
//! Real sheets have titles above, notes below, sums between, headings in two rows or repeated, and two lists side by
//! side. Every decision here is by what the cells say and how they are merged; nothing depends on a fixed place.

use super::grid::{At, Cell, Grid};
use super::heading::{Heading, assign, known, squeezed};
use super::kind::Kind;
use super::layout::{LAYOUTS, Layout};
use super::rows::{self, Line, Skip};
use crate::domain::date;
use std::collections::{HashMap, HashSet};

/// Rows looked at for headings.
const LOOKED_AT: usize = 40;
/// The least a sheet must score to be of a kind.
const LEAST: i32 = 5;

/// One list of a table: one column a slot.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// What the headings above these columns say, where columns come in groups: a year, a class.
    pub group: Option<String>,
    /// The column of each slot.
    pub columns: HashMap<&'static str, usize>,
    /// Slots whose heading fits exactly.
    pub sure: HashSet<&'static str>,
    /// The heading of each slot, squeezed.
    pub headings: HashMap<&'static str, String>,
    /// Half-days of an attendance sheet: (column, date as written, half as written).
    pub marks: Vec<(usize, String, String)>,
    /// Columns only this block has: where all are empty, there is no record.
    pub own: Vec<usize>,
}

/// A table of a sheet.
#[derive(Debug)]
pub struct Table {
    /// What it is about.
    pub kind: Kind,
    /// First and last row of its headings.
    pub header: (usize, usize),
    /// Its lists. More than one where lists stand side by side (read one after the other) or in groups (row by row).
    pub blocks: Vec<Block>,
    /// Blocks are groups of one row.
    pub grouped: bool,
    /// Rows with data.
    pub lines: Vec<Line>,
    /// Rows without, and why.
    pub skipped: Vec<Skip>,
    /// Lines of text above the headings.
    pub above: Vec<String>,
    /// Notes between and below.
    pub notes: Vec<String>,
}

/// How a row of headings can be read.
struct Reading {
    layout: &'static Layout,
    score: i32,
    header: (usize, usize),
    blocks: Vec<Block>,
    grouped: bool,
}

/// All tables of a sheet, in order. `names` are the sheet's and the file's name; `only` admits one kind.
#[must_use]
pub fn find(grid: &Grid, names: &str, only: Option<Kind>) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut from = 0;
    let end = grid.height();
    while let Some(reading) = best(grid, from, end.min(from + LOOKED_AT), names, only) {
        let (lines, skipped, notes, stop) = rows::split(grid, &reading.blocks, reading.layout.kind, (from, reading.header), end);
        let mut blocks = reading.blocks;
        blocks.iter_mut().for_each(|block| drop_running(grid, block, &lines));
        let above = (from..reading.header.0).filter_map(|row| rows::line_text(grid, row)).collect();
        tables.push(Table {
            kind: reading.layout.kind,
            header: reading.header,
            blocks,
            grouped: reading.grouped,
            lines,
            skipped,
            above,
            notes,
        });
        if stop >= end {
            break;
        }
        from = stop;
    }
    tables
}

/// A column headed 编号 that only counts the rows is no number of anything.
fn drop_running(grid: &Grid, block: &mut Block, lines: &[Line]) {
    let Some(&column) = block.columns.get("code").filter(|_| block.headings.get("code").is_some_and(|h| h == "编号")) else {
        return;
    };
    let mut last = 0;
    let mut counts = |line: &Line| {
        let text = grid.filled(At { row: line.row, column }).to_string();
        let n: u32 = if text.is_empty() { last } else { text.parse().unwrap_or(0) };
        let follows = n == last || n == last + 1 || n == 1;
        last = n;
        follows && n > 0
    };
    if lines.iter().all(&mut counts) {
        block.columns.remove("code");
    }
}

/// True where a row looks like headings of another table.
#[must_use]
pub fn heads(grid: &Grid, row: usize) -> bool {
    let used = grid.used(row).count();
    let mut others = 0;
    for at in grid.used(row) {
        let heading = matches!(grid.cell(at), Cell::Text(text) if known(&squeezed(text)));
        others += usize::from(!heading);
        // Most rows are data: they are let go after a few cells.
        if others * 3 > used {
            return false;
        }
    }
    used - others >= 3
}

fn best(grid: &Grid, from: usize, until: usize, names: &str, only: Option<Kind>) -> Option<Reading> {
    let mut best: Option<Reading> = None;
    let mut titles = None;
    for row in from..until {
        let span = span(grid, row);
        let used: Vec<At> = (row..row + span).flat_map(|r| grid.used(r)).collect();
        let hits = used.iter().filter(|at| known(&squeezed(&grid.cell(**at).to_string()))).count();
        let days = used.iter().filter(|at| is_day(&grid.cell(**at).to_string())).count();
        if hits < 2 || (hits + days) * 4 < used.len() {
            continue;
        }
        let headings = headings(grid, row, span);
        // What stands below the first headings is data, and says nothing about the kind.
        let titles = *titles.get_or_insert(row);
        let above: Vec<String> = (from..titles).filter_map(|r| rows::line_text(grid, r)).collect();
        let said = format!("{names} {}", above.join(" "));
        for layout in LAYOUTS.iter().filter(|l| only.is_none_or(|k| k == l.kind)) {
            let Some(reading) = read(grid, layout, &headings, (row, row + span - 1), &said) else { continue };
            if best.as_ref().is_none_or(|b| reading.score > b.score) {
                best = Some(reading);
            }
        }
    }
    best.filter(|b| b.score >= LEAST || only.is_some())
}

/// How many rows the headings take.
fn span(grid: &Grid, row: usize) -> usize {
    let merged = grid.used(row).filter_map(|at| grid.area(at)).filter(|a| a.from.row == row && a.rows() <= 4);
    let merged = merged.filter(|a| known(&squeezed(&grid.cell(a.from).to_string()))).map(super::grid::Merge::rows).max();
    if let Some(rows) = merged.filter(|rows| *rows > 1) {
        return rows;
    }
    let below: Vec<At> = grid.used(row + 1).collect();
    let above: Vec<At> = grid.used(row).collect();
    let Some(first) = above.first() else { return 1 };
    let sub = |at: &At| {
        let text = grid.cell(*at).to_string();
        known(&squeezed(&text)) || crate::domain::half_day::take_half(text.trim()).is_some() || is_day(&text)
    };
    let two = below.len() >= 2
        && below.iter().all(|at| at.column > first.column && sub(at))
        && grid.cell(At { row: row + 1, ..*first }).is_empty();
    if two { 2 } else { 1 }
}

fn is_day(text: &str) -> bool {
    let days = date::Context { year: Some(2000), ..date::Context::new(chrono::NaiveDate::default()) };
    text.chars().any(|c| c.is_ascii_digit())
        && crate::domain::half_day::moment(text, &days).is_ok_and(|m| m.date.is_some_and(|d| d.day > 0))
}

fn headings(grid: &Grid, row: usize, span: usize) -> Vec<Heading> {
    let width = (row..row + span).flat_map(|r| grid.used(r)).map(|at| at.column + 1).max().unwrap_or(0);
    let mut last_parent = String::new();
    let mut all = Vec::new();
    for column in 0..width {
        let mut parts: Vec<String> = (row..row + span).map(|r| grid.spread(At { row: r, column }).to_string()).collect();
        parts.dedup();
        let own = parts.last().cloned().unwrap_or_default();
        if span > 1 && parts.first().is_some_and(String::is_empty) && !own.is_empty() {
            parts[0].clone_from(&last_parent);
        }
        last_parent = parts.first().cloned().unwrap_or_default();
        parts.retain(|p| !p.trim().is_empty());
        let Some(leaf) = parts.pop() else { continue };
        let parent_text = parts.join(" ");
        all.push(apart(Heading { column, parent: squeezed(&parent_text), parent_text, leaf: squeezed(&leaf), text: leaf }));
    }
    all
}

/// `2021年学时` and `专题班3完成学时数` are headings in groups, too.
fn apart(heading: Heading) -> Heading {
    if !heading.parent.is_empty() {
        return heading;
    }
    let leaf = heading.leaf.clone();
    let digits = |t: &str| t.bytes().take_while(u8::is_ascii_digit).count();
    let at = if let Some(rest) = leaf.strip_prefix("专题班").filter(|rest| digits(rest) > 0) {
        "专题班".len() + digits(rest)
    } else if digits(&leaf) == 4 && leaf[4..].starts_with('年') {
        let rest = &leaf[4 + '年'.len_utf8()..];
        leaf.len() - rest.strip_prefix('度').unwrap_or(rest).len()
    } else {
        return heading;
    };
    if at == leaf.len() {
        return Heading { parent: leaf.clone(), parent_text: leaf.clone(), leaf, ..heading };
    }
    Heading { parent: leaf[..at].to_owned(), parent_text: leaf[..at].to_owned(), leaf: leaf[at..].to_owned(), ..heading }
}

fn read(grid: &Grid, layout: &'static Layout, headings: &[Heading], header: (usize, usize), said: &str) -> Option<Reading> {
    let (blocks, grouped) = blocks(grid, layout, headings, header, said)?;
    let weight = |key: &str| layout.slots.iter().find(|s| s.key == key).map_or(0, |s| s.weight);
    let sure = |key: &str| blocks[0].sure.contains(key);
    let mut score: i32 = blocks[0].columns.keys().map(|key| if sure(key) { weight(key) } else { 1 }).sum();
    score += i32::try_from(blocks[0].marks.len().min(4) * 3).unwrap_or_default();
    // What the cells themselves say weighs more than headings that many kinds have.
    score += if layout.need.iter().any(|group| *group == ["categories"]) { 8 } else { 0 };
    score += layout.words.iter().filter(|w| said.contains(**w)).count().min(2).try_into().unwrap_or(2) * 4;
    score -= layout.not_words.iter().filter(|w| said.contains(**w)).count().min(2).try_into().unwrap_or(2) * 4;
    Some(Reading { layout, score, header, blocks, grouped })
}

/// The lists of a table of this kind; `None` where the headings do not make one.
fn blocks(grid: &Grid, layout: &Layout, headings: &[Heading], header: (usize, usize), said: &str) -> Option<(Vec<Block>, bool)> {
    let block = |part: &[Heading], group: Option<&str>| block(grid, layout, part, header, said, group);
    if let Some(blocks) = side_by_side(headings).and_then(|parts| {
        let blocks: Vec<Block> = parts.iter().filter_map(|part| block(part, None)).collect();
        (blocks.len() == parts.len()).then_some(blocks)
    }) {
        return Some((blocks, false));
    }
    if matches!(layout.kind, Kind::Session | Kind::Headcount | Kind::HoursOffline | Kind::HoursOnline)
        && let Some(groups) = groups(headings).or_else(|| if layout.kind == Kind::Session { by_class(headings) } else { None })
    {
        let blocks: Vec<Block> = groups
            .iter()
            .filter_map(|(name, part, own)| {
                let made = block(part, Some(name))?;
                Some(Block { group: Some(name.clone()), own: own.clone(), ..made })
            })
            .collect();
        if blocks.len() == groups.len() {
            return Some((blocks, true));
        }
    }
    Some((vec![block(headings, None)?], false))
}

fn block(
    grid: &Grid,
    layout: &Layout,
    headings: &[Heading],
    header: (usize, usize),
    said: &str,
    group: Option<&str>,
) -> Option<Block> {
    let (columns, sure) = assign(layout, headings);
    let marks = if layout.kind == Kind::Attendance { marks(headings) } else { Vec::new() };
    let heading = |column: usize| headings.iter().find(|h| h.column == column).map(|h| h.leaf.clone()).unwrap_or_default();
    let headed = columns.iter().map(|(key, column)| (*key, heading(*column))).collect();
    let block = Block { columns, sure, headings: headed, marks, ..Block::default() };
    let has = |key: &&str| match *key {
        "group" => group.is_some() || headings.iter().any(|h| !h.parent.is_empty()),
        "classes" => group.is_some_and(|name| name.contains('班')),
        "named" => block.columns.contains_key("hours") && ["班", "培训", "课程", "讲座", "专题"].iter().any(|w| said.contains(w)),
        key => block.columns.contains_key(key) || feature(key, grid, headings, &block, header),
    };
    let fits = layout.need.iter().all(|group| group.iter().any(&has));
    let barred = layout.never.iter().any(|key| barred(key, headings));
    (fits && !barred && block.columns.len() + block.marks.len() >= 2).then_some(block)
}

/// Columns of half-days: a date above or in the heading.
fn marks(headings: &[Heading]) -> Vec<(usize, String, String)> {
    let day = |h: &Heading| {
        if is_day(&h.parent_text) {
            Some((h.column, h.parent_text.clone(), h.leaf.clone()))
        } else {
            is_day(&h.leaf).then(|| (h.column, h.leaf.clone(), String::new()))
        }
    };
    headings.iter().filter_map(day).collect()
}

/// What the cells below say about the kind, beyond the headings.
fn feature(key: &str, grid: &Grid, headings: &[Heading], block: &Block, header: (usize, usize)) -> bool {
    let above = || (0..header.0).filter_map(|row| rows::line_text(grid, row)).collect::<String>() + &grid.name;
    match key {
        "marks" => !block.marks.is_empty(),
        "case_words" => headings.iter().any(|h| h.leaf.contains("案例")) || above().contains("案例"),
        "story_words" => headings.iter().any(|h| h.leaf.contains("故事")) || above().contains("故事"),
        "categories" => {
            let Some(&column) = block.columns.get("category") else { return false };
            let values = (header.1 + 1..grid.height()).map(|row| squeezed(&grid.filled(At { row, column }).to_string()));
            let values: Vec<String> = values.filter(|v| !v.is_empty()).take(30).collect();
            let named = values.iter().filter(|v| ["案例", "故事", "课程", "教学点", "现场教学点"].contains(&v.as_str())).count();
            named > 0 && named * 3 >= values.len() * 2
        }
        _ => false,
    }
}

/// Headings that rule a kind out.
fn barred(key: &str, headings: &[Heading]) -> bool {
    const SIGNS: &[(&str, &[&str])] = &[
        ("person", &["姓名", "人员姓名", "学员姓名", "参训人员姓名", "用户名", "干部姓名", "教师姓名"]),
        ("class", &["班次", "班次名称", "培训班名称", "培训班次", "培训班次名称"]),
        ("hours", &["学时", "培训学时", "获得学时", "学时数", "完成学时"]),
        ("id_card", &["身份证号", "身份证号码", "公民身份号码", "身份证"]),
        ("topics", &["可讲专题", "授课专题", "聘期"]),
        ("date", &["日期", "午别", "星期", "上课日期"]),
        ("time", &["上课时间", "下课时间", "上下课时间"]),
        ("capacity", &["接待容量", "接待能力", "车程"]),
        ("places", &["名额", "名额数", "分配名额"]),
        ("bands", &["处级正职", "处级副职", "科级及以下", "县处级正职", "县处级副职"]),
        ("teacher", &["授课人", "授课教师"]),
        ("title", &["课程名称", "培训班次名称"]),
        ("detail", &["学历名称", "学位名称", "入学时间", "批准日期", "终止日期", "奖惩名称", "考核年度", "称谓", "家庭成员姓名"]),
    ];
    let Some((_, names)) = SIGNS.iter().find(|(sign, _)| *sign == key) else { return false };
    headings.iter().any(|h| names.contains(&h.leaf.as_str()))
}

/// Lists side by side: the same headings again, from some column on.
fn side_by_side(headings: &[Heading]) -> Option<Vec<Vec<Heading>>> {
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
            headings[if n == 0 { 0 } else { s }..starts.get(n + 1).copied().unwrap_or(headings.len())].to_vec()
        };
        return Some(starts.iter().enumerate().map(|(n, s)| part(n, *s)).collect());
    }
    None
}

/// A group of columns: the heading above, shared and own columns, own.
type Group = (String, Vec<Heading>, Vec<usize>);

/// A timetable of many classes with one column each: the class heads what it does.
fn by_class(headings: &[Heading]) -> Option<Vec<Group>> {
    let class = |h: &&Heading| h.parent.is_empty() && h.leaf.contains('班') && !known(&h.leaf);
    let classes: Vec<&Heading> = headings.iter().filter(class).collect();
    if classes.len() < 2 {
        return None;
    }
    let shared: Vec<Heading> = headings.iter().filter(|h| !class(h)).cloned().collect();
    let group = |h: &Heading| {
        let own = Heading { leaf: "内容".to_owned(), ..h.clone() };
        (h.text.clone(), shared.iter().cloned().chain([own]).collect(), vec![h.column])
    };
    Some(classes.into_iter().map(group).collect())
}

/// Groups of columns under different headings with the same columns.
fn groups(headings: &[Heading]) -> Option<Vec<Group>> {
    let mut parents: Vec<(&str, &str)> = Vec::new();
    for h in headings.iter().filter(|h| !h.parent.is_empty()) {
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
    let shared: Vec<Heading> = shared.cloned().collect();
    let part = |p: &str, text: &str| {
        let own: Vec<Heading> = headings.iter().filter(|h| h.parent == p).cloned().collect();
        let columns = own.iter().map(|h| h.column).collect();
        // Under its group a column is what its own heading says, before any sum beside the groups.
        let own = own.into_iter().map(|h| Heading {
            leaf: if h.leaf == h.parent { "学时".to_owned() } else { h.leaf },
            parent: String::new(),
            ..h
        });
        (text.to_owned(), shared.iter().cloned().chain(own).collect(), columns)
    };
    Some(same.into_iter().map(|(p, text)| part(p, text)).collect())
}
