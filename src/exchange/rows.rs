//! The rows of a table: which are data, and what the others are.

use super::grid::{At, Grid, Merge};
use super::heading::squeezed;
use super::kind::Kind;
use super::table::{Block, heads};
use crate::domain::{clean::fold, name};
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

const TOTALS: [&str; 14] = [
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
    "出席率",
    "平均",
    "总人数",
    "本页合计",
];
const NOTES: [&str; 22] = [
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
    (from, header): (usize, (usize, usize)),
    end: usize,
) -> (Vec<Line>, Vec<Skip>, Vec<String>, usize) {
    let (mut lines, mut skipped, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let mut section = lead(grid, from, header.0);
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
    (lines, skipped, notes, end)
}

/// The heading of the first group, where it stands above the headings: a short line of its own, right over them.
fn lead(grid: &Grid, from: usize, header: usize) -> Option<Rc<str>> {
    let row = (from..header).rev().find(|row| grid.used(*row).next().is_some())?;
    let mut used = grid.used(row);
    let (first, None) = (used.next()?, used.next()) else { return None };
    let text = grid.cell(first).to_string();
    let group = text.split(['（', '(']).next().is_some_and(|name| name.trim().ends_with('组'));
    let short =
        text.chars().count() <= 20 && !["表", "名单", "名册", "：", ":", "年", "班"].iter().any(|word| text.contains(word));
    (group || short).then(|| text.into())
}

fn first_text(grid: &Grid, row: usize) -> String {
    grid.used(row).next().map(|at| squeezed(&grid.cell(at).to_string())).unwrap_or_default()
}

/// One of the rows of the headings again, for the second row of headings in two rows.
fn repeats(grid: &Grid, header: (usize, usize), row: usize) -> bool {
    header.1 > header.0 && {
        let text = |r: usize| grid.used(r).map(|at| (at.column, squeezed(&grid.cell(at).to_string()))).collect::<Vec<_>>();
        let here = text(row);
        here.len() >= 2 && (header.0..=header.1).any(|r| text(r) == here)
    }
}

/// Why the row is no data, or `None`.
fn judge(grid: &Grid, blocks: &[Block], kind: Kind, at: At, squeezed: &str) -> Option<Why> {
    let text = fold(&grid.cell(at).to_string());
    let named = blocks.iter().filter_map(|b| ["name", "unit", "title"].iter().find_map(|k| b.columns.get(k))).min();
    let name = named.map(|c| fold(&grid.cell(At { column: *c, ..at }).to_string())).unwrap_or_default();
    if TOTALS.iter().any(|w| squeezed.starts_with(w)) || is_total(&name) {
        return Some(Why::Total);
    }
    if NOTES.iter().any(|w| text.starts_with(w)) {
        return Some(Why::Note);
    }
    let area = grid.area(at);
    if area.is_some_and(|a| a.rows() >= 2 && a.columns() >= 3) {
        return Some(Why::Note);
    }
    let columns = || blocks.iter().flat_map(|b| b.columns.values().copied().chain(b.marks.iter().map(|m| m.0)));
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
    if wide && kind != Kind::Session {
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
