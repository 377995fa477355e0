//! The rows of a table: which are data, and what the others are.

use super::grid::{At, Grid, Merge};
use super::groups::class_word;
use super::heading::squeezed;
use super::kind::Kind;
use super::layout::Layout;
use super::table::{Block, heads, some_year};
use crate::domain::{clean::fold, half_day, name};
use std::rc::Rc;

/// A row with data.
#[derive(Clone, Debug)]
pub struct Line {
    /// The row.
    pub row: usize,
    /// The group heading it stands under.
    pub section: Option<Rc<str>>,
}

/// A row without data.
#[derive(Clone, Debug)]
pub struct Skip {
    /// The row.
    pub row: usize,
    /// Why.
    pub why: Why,
}

/// Why a row is no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A sum.
    Total,
    /// A note, an instruction, a signature.
    Note,
    /// The headings again.
    Header,
    /// A heading of a group of rows.
    Section,
    /// Hours of nothing.
    Zero,
}

impl Why {
    /// Its code word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Note => "note",
            Self::Header => "header",
            Self::Section => "section",
            Self::Zero => "zero",
        }
    }
}

const TOTALS: [&str; 21] = [
    "合计",
    "小计",
    "总计",
    "共计",
    "累计",
    "应到",
    "实到",
    "未到",
    "缺席人数",
    "出勤率",
    "出勤人数",
    "缺勤人数",
    "请假人数",
    "迟到人数",
    "旷课人数",
    "应出勤",
    "实出勤",
    "出席率",
    "平均",
    "总人数",
    "本页合计",
];
const NOTES: [&str; 24] = [
    "图例",
    "图注",
    "备注",
    "注:",
    "注1",
    "注：",
    "说明",
    "填写说明",
    "填表说明",
    "填报说明",
    "注意事项",
    "制表",
    "审核人",
    "填表人",
    "填报人",
    "填报时间",
    "填表日期",
    "负责人:",
    "单位负责人",
    "联系人:",
    "经办人",
    "分管领导签",
    "※",
    "*注",
];

/// Parts the rows below the headings: data, skipped rows, notes, and the row at which the next table begins.
#[must_use]
pub fn split(
    grid: &Grid,
    blocks: &[Block],
    kind: Kind,
    header: (usize, usize),
    end: usize,
) -> (Vec<Line>, Vec<Skip>, Vec<String>, usize) {
    let (mut lines, mut skipped, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let mut section: Option<Rc<str>> = None;
    let first = first_text(grid, header.0);
    for row in header.1 + 1..end {
        let Some(at) = grid.used(row).next() else { continue };
        let text = first_text(grid, row);
        if text == first && heads(grid, row) || repeats(grid, header, row) {
            skipped.push(Skip { row, why: Why::Header });
            continue;
        }
        if heads(grid, row) {
            return (lines, skipped, notes, row);
        }
        match judge(grid, blocks, kind, at, &text) {
            None => lines.push(Line { row, section: section.clone() }),
            Some(why) => {
                match why {
                    Why::Section => section = Some(grid.cell(at).to_string().into()),
                    Why::Note => notes.extend(line_text(grid, row)),
                    _ => {}
                }
                skipped.push(Skip { row, why });
            }
        }
    }
    begin(grid, header.0, &mut lines);
    (lines, skipped, notes, end)
}

/// Where groups have headings, the first may stand above the headings of the columns.
fn begin(grid: &Grid, header: usize, lines: &mut [Line]) {
    let Some(above) = header.checked_sub(1).filter(|_| lines.iter().any(|l| l.section.is_some())) else { return };
    let Some(text) = grid.used(above).next().filter(|_| grid.used(above).count() == 1).map(|at| grid.cell(at).to_string()) else {
        return;
    };
    let text: Rc<str> = text.into();
    lines.iter_mut().take_while(|l| l.section.is_none()).for_each(|l| l.section = Some(text.clone()));
}

fn first_text(grid: &Grid, row: usize) -> String {
    grid.used(row).next().map(|at| squeezed(&grid.cell(at).to_string())).unwrap_or_default()
}

/// One of the rows of the headings again, for the second row of headings in two rows, and for headings nobody knows.
fn repeats(grid: &Grid, header: (usize, usize), row: usize) -> bool {
    let text = |r: usize| grid.used(r).map(|at| (at.column, squeezed(&grid.cell(at).to_string())));
    let same = |r: usize| text(row).eq(text(r));
    grid.used(row).nth(1).is_some() && (header.0..=header.1).any(same)
}

/// True where a list names someone or something in this row.
fn names_one(grid: &Grid, block: &Block, row: usize) -> bool {
    let named = ["name", "unit", "title"].iter().filter_map(|key| block.columns.get(key));
    named.into_iter().any(|column| !grid.cell(At { row, column: *column }).is_empty())
}

/// Why the row is no data, or `None`.
fn judge(grid: &Grid, blocks: &[Block], kind: Kind, at: At, squeezed: &str) -> Option<Why> {
    let text = fold(&grid.cell(at).to_string());
    let named = blocks.iter().filter_map(|b| ["name", "unit", "title"].iter().find_map(|k| b.columns.get(k))).min();
    let name = named.map(|c| fold(&grid.cell(At { column: *c, ..at }).to_string())).unwrap_or_default();
    let others = blocks.len() > 1 && blocks[1..].iter().any(|b| b.own.is_empty() && names_one(grid, b, at.row));
    if !others && (TOTALS.iter().any(|w| squeezed.starts_with(w)) || is_total(&name)) {
        return Some(Why::Total);
    }
    if NOTES.iter().any(|w| text.starts_with(w)) {
        return Some(Why::Note);
    }
    let area = grid.area(at);
    if area.is_some_and(|a| a.rows() >= 2 && a.columns() >= 3) {
        return Some(Why::Note);
    }
    let columns = || blocks.iter().flat_map(|b| b.columns.values().copied().chain(b.marks.iter().map(|m| m.column)));
    if columns().all(|column| grid.filled(At { row: at.row, column }).is_empty()) && !wide(area) {
        // Code lists beside the table go on below it.
        return Some(Why::Note);
    }
    let alone = grid.used(at.row).nth(1).is_none();
    if !alone {
        return None;
    }
    let wide = wide(area);
    let numbered = text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(['、', '.', '．']) && text.chars().count() > 8;
    if numbered && wide {
        return Some(Why::Note);
    }
    if wide && (kind != Kind::Session || half_day::heading_day(&grid.cell(at).to_string(), &some_year()).is_some()) {
        return Some(Why::Section);
    }
    if wide && class_word(&text) && !text.contains(['。', '；', ';']) {
        return Some(Why::Section);
    }
    if wide {
        return Some(Why::Note);
    }
    let mapped: usize = blocks.iter().map(|b| b.columns.len()).sum();
    let leftmost = blocks.iter().flat_map(|b| b.columns.values().copied()).min().unwrap_or(0);
    let number = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    if number {
        return Some(Why::Note);
    }
    (mapped >= 3 && at.column <= leftmost && !name::plausible(&text)).then_some(Why::Section)
}

/// True for a squeezed heading of a column that only sums others.
#[must_use]
pub fn total_word(heading: &str) -> bool {
    const STARTS: [&str; 8] = ["合计", "小计", "总计", "共计", "累计", "总学时", "总学分", "完成总学时"];
    STARTS.iter().any(|w| heading.starts_with(w)) || ["合计", "总计", "小计"].iter().any(|w| heading.ends_with(w))
}

fn wide(area: Option<&Merge>) -> bool {
    area.is_some_and(|a| a.columns() >= 3)
}

/// True for a cell that says no more than that it is a sum.
#[must_use]
pub fn is_total(text: &str) -> bool {
    let text = fold(text);
    TOTALS[..5].iter().any(|w| text.starts_with(w) && text.chars().count() < 6)
}

/// The text of a row outside the table; `None` where it is empty.
#[must_use]
pub fn line_text(grid: &Grid, row: usize) -> Option<String> {
    let cells: Vec<String> = grid.used(row).map(|at| grid.cell(at).to_string()).collect();
    (!cells.is_empty()).then(|| cells.join("    "))
}

/// What lines above the table say for every row: its unit, or the one person it is about.
pub fn said_above(layout: &Layout, above: &[String], has: impl Fn(&str) -> bool) -> Vec<(&'static str, String)> {
    const OF_KIND: &[(Kind, &[&str])] =
        &[(Kind::Cadre, &["unit"]), (Kind::HoursOffline, &["name", "id_card", "unit"]), (Kind::Nominee, &["unit"])];
    const UNITS: [&str; 3] = ["填报单位", "报送单位", "登记单位"];
    let Some((_, keys)) = OF_KIND.iter().find(|(kind, _)| *kind == layout.kind) else { return Vec::new() };
    let pairs = pairs(above);
    let named = |key: &str, said: &str| {
        layout.slots.iter().any(|s| s.key == key && layout.headings(s).any(|name| squeezed(name) == said))
    };
    let open = keys.iter().filter(|key| !(has(key) || **key == "unit" && has("unit_position")));
    let found = |key: &&'static str| {
        let fits = |said: &str| named(key, said) || (*key == "unit" && UNITS.contains(&said));
        let (said, value) = pairs.iter().find(|(said, _)| fits(said))?;
        let key = if UNITS.contains(&said.as_str()) { "unit_hint" } else { *key };
        Some((key, value.clone()))
    };
    open.filter_map(found).collect()
}

/// The name of a file without ending, number in front and the stamp of an export behind.
#[must_use]
pub fn stem(file: &str) -> &str {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = stem.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-' | '.' | ' ' | '、'));
    match stem.rsplit_once(['_', '-']) {
        Some((name, stamp)) if stamp.len() >= 6 && stamp.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => stem,
    }
}

/// `班次编号：X    培训时间：Y` as pairs, from the lines above a table.
#[must_use]
pub fn pairs(lines: &[String]) -> Vec<(String, String)> {
    let parts =
        lines.iter().flat_map(|line| line.split('\n')).flat_map(|line| line.split("  ")).map(|p| p.trim_matches([' ', '　']));
    let pair = |part: &str| {
        let (key, value) = part.split_once(['：', ':'])?;
        let value = value.trim_matches([' ', '　']);
        (!value.is_empty()).then(|| (squeezed(key), value.to_owned()))
    };
    parts.filter_map(pair).collect()
}
