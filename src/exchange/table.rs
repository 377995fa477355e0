//! Finding the table in a sheet: its headings, its blocks, its rows, and what is no data.
//!
//! Real sheets have titles above, notes below, sums between, headings in two rows or repeated, and two lists side by
//! side. Every decision here is by what the cells say and how they are merged; nothing depends on a fixed place.

use super::choice::{self, Ask, Mapping, TableChoice};
use super::grid::{At, Cell, Grid};
use super::groups::{self, Part};
use super::heading::{Heading, assign, known, squeezed};
use super::kind::Kind;
use super::layout::{LAYOUTS, Layout};
use super::marks;
use super::rows::{self, Line, Skip};
use crate::domain::{date, half_day};
use std::collections::{HashMap, HashSet};

/// Rows looked at for headings.
const LOOKED_AT: usize = 40;
/// The least a sheet must score to be of a kind.
const LEAST: i32 = 5;
/// What a title that names a list of people of a class is worth.
const CLASS_LIST: i32 = 10;

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
    /// Half-days of an attendance sheet.
    pub marks: Vec<marks::Column>,
    /// What headings or lines above say for slots without a column.
    pub said: HashMap<&'static str, Cell>,
    /// More columns under the heading of a slot, merged over them.
    pub more: Vec<(&'static str, usize)>,
    /// The cells of the title hold a whole lesson: title, teacher and place.
    pub lessons: bool,
    /// Columns only this block has: where all are empty, there is no record.
    pub own: Vec<usize>,
}

/// A table of a sheet.
#[derive(Clone, Debug)]
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
    /// Columns with a heading and something below that nothing is read from: (column, heading).
    pub unread: Vec<(usize, String)>,
    /// What the signs on the sheet mean, where it says so.
    pub legend: Vec<(String, String)>,
    /// Every heading with something to say, as written: what a person maps.
    pub headings: Vec<Heading>,
    /// What was mapped by a person, now or before.
    pub mapping: Mapping,
}

/// How a row of headings can be read.
struct Reading {
    layout: &'static Layout,
    score: i32,
    header: (usize, usize),
    blocks: Vec<Block>,
    grouped: bool,
    headings: Vec<Heading>,
    written: Vec<Heading>,
    mapping: Mapping,
}

/// All tables of a sheet, in order, as far as nothing else was decided about it.
#[must_use]
pub fn find(grid: &Grid, ask: &Ask) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut from = 0;
    let end = grid.height();
    while let Some(reading) = best(grid, from, end.min(from + LOOKED_AT), tables.len(), ask) {
        let (lines, skipped, notes, stop) = rows::split(grid, &reading.blocks, reading.layout.kind, reading.header, end);
        let above: Vec<String> = (from..reading.header.0).filter_map(|row| rows::line_text(grid, row)).collect();
        let unread = unread(grid, &reading, &lines);
        let legend = marks::legend(above.iter().chain(&notes).map(String::as_str));
        let mut blocks = reading.blocks;
        blocks.iter_mut().for_each(|block| drop_running(grid, block, &lines));
        tables.push(Table {
            unread,
            legend,
            kind: reading.layout.kind,
            header: reading.header,
            blocks,
            grouped: reading.grouped,
            lines,
            skipped,
            above,
            notes,
            headings: reading.written,
            mapping: reading.mapping,
        });
        if stop >= end {
            break;
        }
        from = stop;
    }
    tables
}

/// The row that looks most like headings of a sheet of which no kind is known: its place, and what it says.
#[must_use]
pub fn nearly(grid: &Grid) -> Option<(At, String)> {
    let used = |row: usize| grid.used(row).map(|at| grid.cell(at).to_string()).collect::<Vec<_>>();
    let hits = |row: usize| used(row).iter().filter(|text| known(&squeezed(text))).count();
    let best = (0..grid.height().min(LOOKED_AT)).max_by_key(|row| (hits(*row), std::cmp::Reverse(*row)))?;
    let enough = hits(best) >= 2 && grid.height() > best + 1;
    let headings: Vec<String> = used(best).iter().map(|t| t.replace('\n', "")).collect();
    enough.then(|| (At { row: best, column: 0 }, headings.join("、")))
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

/// What a person decided about the table of this number: where its headings are, and the rest.
fn decided(ask: &Ask, number: usize) -> (Option<(usize, usize)>, TableChoice) {
    let Some(sheet) = ask.choice else { return (None, TableChoice::default()) };
    (sheet.header.filter(|_| number == 0), sheet.tables.get(&number).cloned().unwrap_or_default())
}

fn best(grid: &Grid, from: usize, until: usize, number: usize, ask: &Ask) -> Option<Reading> {
    let (header, decided) = decided(ask, number);
    let only = decided.kind.or(ask.only).map(choice::reads_as);
    if let Some(header) = header {
        return forced(grid, header, only, &decided.columns, ask);
    }
    let mut best: Option<Reading> = None;
    let mut titles = None;
    for row in (from..until).filter(|row| !second(grid, *row)) {
        let span = span(grid, row);
        if let Some(known) = recalled(grid, (from, row, span), only, &decided.columns, ask) {
            return Some(known);
        }
        let used: Vec<String> = (row..row + span).flat_map(|r| grid.used(r)).map(|at| grid.cell(at).to_string()).collect();
        let hits = used.iter().filter(|text| known(&squeezed(text)) || groups::form_of(text).is_some()).count();
        let days = used.iter().filter(|text| is_day(text)).count();
        if hits + usize::from(days > 1) < 2 || (hits + days) * 4 < used.len() {
            continue;
        }
        let headings = headings(grid, row, span);
        // What stands below the first headings is data, and says nothing about the kind.
        let titles = *titles.get_or_insert(row);
        let above: Vec<String> = (from..titles).filter_map(|r| rows::line_text(grid, r)).collect();
        let said = format!("{} {}", ask.names, above.join(" "));
        for layout in LAYOUTS.iter().filter(|l| only.is_none_or(|k| k == l.kind)) {
            let mapping = &decided.columns;
            let Some(reading) = read(grid, layout, &headings, mapping, (row, row + span - 1), &said) else { continue };
            if best.as_ref().is_none_or(|b| reading.score > b.score) {
                best = Some(reading);
            }
        }
    }
    best.filter(|b| b.score >= LEAST || only.is_some())
}

/// Headings in the rows a person says, of the kind that fits best.
fn forced(grid: &Grid, header: (usize, usize), only: Option<Kind>, mapping: &Mapping, ask: &Ask) -> Option<Reading> {
    let headings = headings(grid, header.0, header.1 - header.0 + 1);
    let above: Vec<String> = (0..header.0).filter_map(|r| rows::line_text(grid, r)).collect();
    let said = format!("{} {}", ask.names, above.join(" "));
    let known = choice::recall(ask.memory, &headings);
    let only = only.or(known.as_ref().map(|(kind, _)| choice::reads_as(*kind)));
    let mapping = over(known, only, mapping);
    let fitting = LAYOUTS.iter().filter(|l| only.is_none_or(|k| k == l.kind));
    let readings = fitting.filter_map(|layout| read(grid, layout, &headings, &mapping, header, &said));
    readings.reduce(|best, next| if next.score > best.score { next } else { best })
}

/// Headings that a person mapped before, read as they were mapped then.
fn recalled(
    grid: &Grid,
    (from, row, span): (usize, usize, usize),
    only: Option<Kind>,
    mapping: &Mapping,
    ask: &Ask,
) -> Option<Reading> {
    if ask.memory.is_empty() {
        return None;
    }
    let headings = headings(grid, row, span);
    let known = choice::recall(ask.memory, &headings)?;
    let kind = only.unwrap_or_else(|| choice::reads_as(known.0));
    let layout = LAYOUTS.iter().find(|l| l.kind == kind)?;
    let above: Vec<String> = (from..row).filter_map(|r| rows::line_text(grid, r)).collect();
    let said = format!("{} {}", ask.names, above.join(" "));
    read(grid, layout, &headings, &over(Some(known), only, mapping), (row, row + span - 1), &said)
}

/// What a person says now, over what was said before about the same kind.
fn over(before: Option<(Kind, Mapping)>, only: Option<Kind>, now: &Mapping) -> Mapping {
    let before = before.filter(|(kind, _)| only.is_none_or(|only| only == choice::reads_as(*kind)));
    let kept = before.into_iter().flat_map(|(_, mapping)| mapping).filter(|(label, _)| !now.iter().any(|(n, _)| n == label));
    now.iter().cloned().chain(kept).collect()
}

/// True for a second row of headings: a heading above is merged down into it.
fn second(grid: &Grid, row: usize) -> bool {
    let first = grid.used(row).next().map_or(0, |at| at.column);
    let above = |column: usize| grid.area(At { row, column }).filter(|a| a.from.row < row && a.rows() <= 4);
    (0..=first).filter_map(above).any(|a| known(&squeezed(&grid.cell(a.from).to_string())))
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
        known(&squeezed(&text)) || half(&text) || groups::form_of(&text).is_some() || is_day(&text)
    };
    let halves = below.iter().filter(|at| half(&grid.cell(**at).to_string())).count();
    let dated = above.iter().filter(|at| is_day(&grid.cell(**at).to_string())).count();
    if halves > 1 && dated > 1 {
        return 2;
    }
    let two = below.len() >= 2
        && below.iter().all(|at| at.column > first.column && sub(at))
        && grid.cell(At { row: row + 1, ..*first }).is_empty();
    if two { 2 } else { 1 }
}

fn half(text: &str) -> bool {
    half_day::word(text).is_some() || half_day::take_half(text.trim()).is_some()
}

/// True for a text that is a day, with or without a year, a weekday and a time.
pub(super) fn is_day(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
        && half_day::moment(text, &some_year()).is_ok_and(|m| m.date.is_some_and(|d| d.day > 0))
}

/// A leap year that begins with January, so that every day exists, also one without a month.
pub(super) fn some_year() -> date::Context {
    date::Context { start: chrono::NaiveDate::from_ymd_opt(2000, 1, 1), ..date::Context::new(chrono::NaiveDate::default()) }
}

/// The headings in these rows.
pub(super) fn headings(grid: &Grid, row: usize, span: usize) -> Vec<Heading> {
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
        let text = leaf.trim().to_owned();
        all.push(apart(Heading { column, parent: squeezed(&parent_text), parent_text, leaf: squeezed(&leaf), text, own: false }));
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

fn read(
    grid: &Grid,
    layout: &'static Layout,
    written: &[Heading],
    mapping: &Mapping,
    header: (usize, usize),
    said: &str,
) -> Option<Reading> {
    let applied = choice::applied(layout, written, mapping);
    let (blocks, grouped) = blocks(grid, layout, &applied, header, said)?;
    let weight = |key: &str| layout.slots.iter().find(|s| s.key == key).map_or(0, |s| s.weight);
    let sure = |key: &str| blocks[0].sure.contains(key);
    let mut score: i32 = blocks[0].columns.keys().map(|key| if sure(key) { weight(key) } else { 1 }).sum();
    score += i32::try_from(blocks[0].marks.len().min(4) * 3).unwrap_or_default();
    score += layout.words.iter().filter(|w| said.contains(**w)).count().min(2).try_into().unwrap_or(2) * 4;
    score -= layout.not_words.iter().filter(|w| said.contains(**w)).count().min(2).try_into().unwrap_or(2) * 4;
    if layout.kind == Kind::Nominee && groups::class_list(said) {
        score += CLASS_LIST;
    }
    let (written, mapping) = (written.to_vec(), mapping.clone());
    Some(Reading { layout, score, header, blocks, grouped, headings: applied, written, mapping })
}

/// The lists of a table of this kind; `None` where the headings do not make one.
fn blocks(grid: &Grid, layout: &Layout, headings: &[Heading], header: (usize, usize), said: &str) -> Option<(Vec<Block>, bool)> {
    for (parts, grouped) in groups::ways(layout, headings) {
        let blocks: Vec<Block> = parts.iter().filter_map(|part| block(grid, layout, part, header, said)).collect();
        if blocks.len() == parts.len() {
            return Some((blocks, grouped));
        }
    }
    let whole = Part { headings: headings.to_vec(), ..Part::default() };
    Some((vec![block(grid, layout, &whole, header, said)?], false))
}

fn block(grid: &Grid, layout: &Layout, part: &Part, header: (usize, usize), title: &str) -> Option<Block> {
    let headings = &part.headings;
    let (columns, sure) = assign(layout, headings, &part.said.iter().map(|(key, _)| *key).collect::<Vec<_>>());
    let above: Vec<String> = (0..header.0).filter_map(|row| rows::line_text(grid, row)).collect();
    let marks = if layout.kind == Kind::Attendance { marks::columns(headings, &above) } else { Vec::new() };
    let heading = |column: usize| headings.iter().find(|h| h.column == column).map(|h| h.leaf.clone()).unwrap_or_default();
    let leaves = columns.iter().map(|(key, column)| (*key, heading(*column))).collect();
    let mut said: HashMap<&'static str, Cell> = part.said.iter().map(|(key, text)| (*key, Cell::text(text).0)).collect();
    for (key, text) in rows::said_above(layout, &above, |key| columns.contains_key(key)) {
        said.entry(key).or_insert(Cell::text(&text).0);
    }
    let more = more(grid, headings, &columns, header);
    let group = part.title.clone();
    let block = Block { group, columns, sure, headings: leaves, marks, said, more, own: part.own.clone(), lessons: part.lessons };
    let has = |key: &&str| {
        block.columns.contains_key(*key) || block.said.contains_key(*key) || feature(key, grid, headings, &block, header, title)
    };
    let fits = layout.need.iter().all(|group| group.iter().any(&has));
    let barred = layout.never.iter().any(|key| barred(key, headings));
    (fits && !barred && block.columns.len() + block.marks.len() >= 2).then_some(block)
}

/// Columns under a heading that is merged over them, beside the one its slot has.
fn more(
    grid: &Grid,
    headings: &[Heading],
    columns: &HashMap<&'static str, usize>,
    header: (usize, usize),
) -> Vec<(&'static str, usize)> {
    let area = |column: usize| grid.area(At { row: header.1, column }).filter(|a| a.columns() > 1).map(|a| a.from);
    let taken = |column: usize| columns.values().any(|c| *c == column);
    let slot_of = |column: usize| {
        let from = area(column)?;
        columns.iter().find(|(_, c)| area(**c) == Some(from)).map(|(key, _)| *key)
    };
    headings.iter().map(|h| h.column).filter(|c| !taken(*c)).filter_map(|c| slot_of(c).map(|key| (key, c))).collect()
}

/// Columns that are known, so that they are not taken for others, and of which nothing is kept.
fn idle(kind: Kind, key: &str) -> bool {
    match kind {
        Kind::Cadre => matches!(key, "post_since" | "unit_position_short"),
        Kind::Teacher | Kind::Class => key == "state",
        Kind::Course => key == "stage",
        Kind::Attendance => key == "note",
        _ => false,
    }
}

/// Columns with a heading and something in a row of data that no list reads. Running numbers are no loss.
fn unread(grid: &Grid, reading: &Reading, lines: &[Line]) -> Vec<(usize, String)> {
    const NUMBERS: [&str; 7] = ["序号", "序", "no", "编号", "排名", "排序", "总序号"];
    let read = |column: usize| {
        reading.blocks.iter().any(|b| {
            b.columns.iter().any(|(key, c)| *c == column && !idle(reading.layout.kind, key))
                || b.marks.iter().any(|m| m.column == column)
                || b.more.iter().any(|(_, c)| *c == column)
        })
    };
    let filled = |column: usize| lines.iter().any(|l| !grid.cell(At { row: l.row, column }).is_empty());
    let sums = ["出勤", "缺勤", "实到", "应到", "请假", "旷课", "迟到", "早退", "出席", "到课"];
    let sum = |h: &Heading| reading.layout.kind == Kind::Attendance && sums.iter().any(|w| h.leaf.starts_with(w));
    let open = reading.headings.iter().filter(|h| {
        !read(h.column) && !NUMBERS.contains(&h.leaf.as_str()) && !rows::total_word(&h.leaf) && !sum(h) && filled(h.column)
    });
    let text = |h: &Heading| {
        if h.parent_text.is_empty() || h.parent_text == h.text { h.text.clone() } else { format!("{}/{}", h.parent_text, h.text) }
    };
    open.map(|h| (h.column, text(h).replace('\n', ""))).collect()
}

/// What the cells below say about the kind, beyond the headings.
fn feature(key: &str, grid: &Grid, headings: &[Heading], block: &Block, header: (usize, usize), title: &str) -> bool {
    let above = || (0..header.0).filter_map(|row| rows::line_text(grid, row)).collect::<String>() + &grid.name;
    match key {
        "marks" => !block.marks.is_empty(),
        "group" => block.group.is_some() || headings.iter().any(|h| !h.parent.is_empty()),
        "lessons" => block.lessons,
        "online" => super::kind::online(title),
        "classes" => block.group.as_deref().is_some_and(|name| name.contains('班')),
        "named" => {
            block.columns.contains_key("hours") && ["班", "培训", "课程", "讲座", "专题"].iter().any(|w| title.contains(w))
        }
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
