//! What a person decided about an import: which rows are headings, what a sheet is about, what a column means, who is
//! meant; and how decisions about columns are known again by the headings of the next file.
//!
//! A choice about a column is kept under its heading, not under its letter: the same office sends the same headings next
//! year, with a column more. Everything that reads tables sees the chosen heading in place of the written one, so that
//! lists side by side, repeated headings and groups of columns need no rules of their own.

use super::{grid::At, heading::Heading, heading::squeezed, kind::Kind, layout::LAYOUTS, layout::Layout};
use crate::catalog::lookup::Remembered;
use std::collections::{BTreeMap, HashMap};

/// Everything a person decided about the files of one import. Files and sheets count from 0 in the order given.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// By file and sheet.
    pub sheets: HashMap<(usize, usize), SheetChoice>,
    /// Who is meant by a row: file, sheet and the cell of the name.
    pub people: HashMap<(usize, usize, At), i64>,
    /// Units by the text that names them; each becomes an alias of its unit.
    pub units: BTreeMap<String, i64>,
    /// Classes by the text that names them.
    pub classes: BTreeMap<String, i64>,
}

/// About one sheet.
#[derive(Clone, Debug, Default)]
pub struct SheetChoice {
    /// First and last row of the headings of its first table, from 0.
    pub header: Option<(usize, usize)>,
    /// By the number of the table on the sheet.
    pub tables: HashMap<usize, TableChoice>,
}

/// About one table.
#[derive(Clone, Debug, Default)]
pub struct TableChoice {
    /// Nothing of it is imported.
    pub skip: bool,
    /// What it is about.
    pub kind: Option<Kind>,
    /// What columns mean.
    pub columns: Mapping,
}

/// By the label of a heading: the slot it stands for, or `None` where it is not imported.
pub type Mapping = Vec<(String, Option<&'static str>)>;

impl Choices {
    /// About a table; where nothing was decided, nothing is forced.
    #[must_use]
    pub fn table(&self, file: usize, sheet: usize, table: usize) -> TableChoice {
        self.sheets.get(&(file, sheet)).and_then(|s| s.tables.get(&table)).cloned().unwrap_or_default()
    }

    /// About a table, to decide on it.
    pub fn table_mut(&mut self, file: usize, sheet: usize, table: usize) -> &mut TableChoice {
        self.sheets.entry((file, sheet)).or_default().tables.entry(table).or_default()
    }
}

/// What reading a sheet may rely on beside the sheet itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask<'a> {
    /// The sheet's and the file's name.
    pub names: &'a str,
    /// Only this kind.
    pub only: Option<Kind>,
    /// What was decided about the sheet.
    pub choice: Option<&'a SheetChoice>,
    /// Headings that were mapped by a person before.
    pub memory: &'a [Remembered],
}

/// The label of a heading, under which a choice about it is kept: with the heading above it.
#[must_use]
pub fn label(heading: &Heading) -> String {
    let (above, own) = (squeezed(&heading.parent_text), squeezed(&heading.text));
    if above.is_empty() || above == own { own } else { format!("{above}/{own}") }
}

/// A number of the headings of a table, in their order, by which they are known again.
#[must_use]
pub fn fingerprint(headings: &[Heading]) -> String {
    let labels: Vec<String> = headings.iter().map(label).collect();
    let step = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", labels.join("|").bytes().fold(0xcbf2_9ce4_8422_2325_u64, step))
}

/// The kind and the mapping remembered for these headings.
#[must_use]
pub fn recall(memory: &[Remembered], headings: &[Heading]) -> Option<(Kind, Mapping)> {
    if memory.is_empty() {
        return None;
    }
    let print = fingerprint(headings);
    let found = memory.iter().rev().find(|m| m.fingerprint == print)?;
    let kind = Kind::parse(&found.kind)?;
    Some((kind, unpacked(kind, &found.mapping)))
}

/// A mapping as it is kept: a line a heading, its slot behind a tab.
#[must_use]
pub fn packed(mapping: &Mapping) -> String {
    let lines: Vec<String> = mapping.iter().map(|(label, key)| format!("{label}\t{}", key.unwrap_or(""))).collect();
    if lines.is_empty() { NOTHING.to_owned() } else { lines.join("\n") }
}

/// Kept where only the kind was decided.
const NOTHING: &str = "-";

/// Slots this program no longer has are left to the headings.
fn unpacked(kind: Kind, text: &str) -> Mapping {
    let layout = LAYOUTS.iter().find(|l| l.kind == reads_as(kind));
    let slot = |key: &str| layout.and_then(|l| l.slots.iter().find(|s| s.key == key)).map(|s| s.key);
    let line = |line: &str| {
        let (label, key) = line.split_once('\t')?;
        if key.is_empty() { Some((label.to_owned(), None)) } else { Some((label.to_owned(), Some(slot(key)?))) }
    };
    text.lines().filter_map(line).collect()
}

/// The kind whose layout a kind is read with.
#[must_use]
pub fn reads_as(kind: Kind) -> Kind {
    if kind == Kind::HoursOnline { Kind::HoursOffline } else { kind }
}

/// The headings as a person wants them read: what is not imported is gone, what stands for a slot is called as the slot is.
#[must_use]
pub fn applied(layout: &Layout, headings: &[Heading], mapping: &Mapping) -> Vec<Heading> {
    let said = |h: &Heading| mapping.iter().find(|(l, _)| *l == label(h)).map(|(_, key)| *key);
    let one = |h: &Heading| match said(h) {
        None => Some(h.clone()),
        Some(None) => None,
        Some(Some(key)) => {
            let name = layout.slots.iter().find(|s| s.key == key).and_then(|s| layout.headings(s).next())?;
            Some(Heading { leaf: squeezed(name), parent: String::new(), ..h.clone() })
        }
    };
    headings.iter().filter_map(one).collect()
}
