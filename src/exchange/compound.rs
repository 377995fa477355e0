//! The guard before an old workbook: its sectors lead to an end, and its cells span no more than is sane.
//!
//! The reader follows chains of sectors without counting and makes room for every cell between the outermost ones; a
//! chain that bites its own tail, or two cells at opposite corners, would take all memory there is.

use super::open::{MAX_SHEETS, Refusal};

/// Most cells between the outermost ones, all sheets together.
const MAX_SPAN: usize = 8_000_000;
/// Most records looked at.
const MAX_RECORDS: usize = 20_000_000;
/// Streams shorter than this are kept in small sectors.
const SMALL: usize = 4096;
/// Records that put a cell, of every version.
const CELLS: [usize; 13] = [2, 3, 4, 5, 6, 0xbd, 0xfd, 0x203, 0x204, 0x205, 0x206, 0x27e, 0x406];
const SHEET: usize = 0x85;
const SEVERAL: usize = 0xbd;
const END: usize = 0x0a;

/// Refuses a compound file that would take the reader astray.
pub fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let file = Compound::new(bytes).ok_or(Refusal::Corrupt)?;
    let mut steps = 4 * file.table.len() + 1_000;
    let directory = file.chain(word(bytes, 48), usize::MAX, &mut steps)?;
    let small_table = file.chain(word(bytes, 60), word(bytes, 64).saturating_mul(file.size), &mut steps)?;
    let root = directory.get(..128).ok_or(Refusal::Corrupt)?;
    let small = file.chain(word(root, 116), word(root, 120), &mut steps)?;
    for entry in directory.chunks_exact(128) {
        let (start, len) = (word(entry, 116), word(entry, 120));
        let book = ["Workbook", "Book"].iter().any(|name| named(entry, name));
        if len >= SMALL {
            let stream = file.chain(start, len, &mut steps)?;
            if book {
                cells(&stream)?;
            }
        } else if book {
            cells(&small_stream(&small, &small_table, start, len))?;
        }
    }
    Ok(())
}

struct Compound<'b> {
    bytes: &'b [u8],
    size: usize,
    table: Vec<usize>,
}

impl<'b> Compound<'b> {
    fn new(bytes: &'b [u8]) -> Option<Self> {
        let size = match half(bytes.get(..512)?, 30) {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self { bytes, size, table: Vec::new() };
        let mut tables: Vec<usize> = words(&bytes[76..512]).collect();
        let mut next = word(bytes, 68);
        for _ in 0..=bytes.len() / size {
            let Some(more) = file.sector(next) else { break };
            tables.extend(words(more));
            next = tables.pop()?;
        }
        tables.truncate(bytes.len() / size + 1);
        file.table = tables.into_iter().filter_map(|id| file.sector(id)).flat_map(words).collect();
        Some(file)
    }

    fn sector(&self, id: usize) -> Option<&'b [u8]> {
        let start = id.checked_add(1)?.checked_mul(self.size)?;
        self.bytes.get(start..(start + self.size).min(self.bytes.len())).filter(|sector| !sector.is_empty())
    }

    /// The sectors that follow each other from this one, until so many bytes are there.
    fn chain(&self, mut id: usize, len: usize, steps: &mut usize) -> Result<Vec<u8>, Refusal> {
        let mut found = Vec::new();
        while found.len() < len {
            let Some(sector) = self.sector(id) else { break };
            *steps = steps.checked_sub(1).ok_or(Refusal::Corrupt)?;
            found.extend_from_slice(sector);
            let Some(next) = self.table.get(id) else { break };
            id = *next;
        }
        found.truncate(len);
        Ok(found)
    }
}

fn small_stream(small: &[u8], table: &[u8], mut id: usize, len: usize) -> Vec<u8> {
    let table: Vec<usize> = words(table).collect();
    let mut found = Vec::new();
    while found.len() < len {
        let Some(sector) = id.checked_mul(64).and_then(|start| small.get(start..(start + 64).min(small.len()))) else { break };
        found.extend_from_slice(sector);
        let Some(next) = table.get(id) else { break };
        id = *next;
    }
    found
}

/// Refuses a stream whose sheets span too many cells.
fn cells(stream: &[u8]) -> Result<(), Refusal> {
    let sheets: Vec<usize> = records(stream, 0).filter(|(kind, _)| *kind == SHEET).map(|(_, data)| word(data, 0)).collect();
    if sheets.len() > MAX_SHEETS {
        return Err(Refusal::TooLarge);
    }
    let (mut span, mut seen) = (0_usize, 0);
    for start in sheets.into_iter().chain([0]) {
        let (mut rows, mut columns) = ((usize::MAX, 0), (usize::MAX, 0));
        for (kind, data) in records(stream, start).take_while(|(kind, _)| *kind != END) {
            seen += 1;
            if CELLS.contains(&kind) && data.len() >= 4 {
                let (row, column) = (half(data, 0), half(data, 2));
                let last = if kind == SEVERAL { column + data.len() / 6 } else { column };
                rows = (rows.0.min(row), rows.1.max(row));
                columns = (columns.0.min(column), columns.1.max(last));
            }
        }
        if rows.0 <= rows.1 {
            span += (rows.1 - rows.0 + 1) * (columns.1 - columns.0 + 1);
        }
        if span > MAX_SPAN || seen > MAX_RECORDS {
            return Err(Refusal::TooLarge);
        }
    }
    Ok(())
}

/// The records of a stream from a place on: what each is, and what it holds.
fn records(stream: &[u8], mut at: usize) -> impl Iterator<Item = (usize, &[u8])> {
    std::iter::from_fn(move || {
        let head = stream.get(at..at.checked_add(4)?)?;
        let data = stream.get(at + 4..at + 4 + half(head, 2))?;
        at += 4 + data.len();
        Some((half(head, 0), data))
    })
}

fn named(entry: &[u8], name: &str) -> bool {
    let units = entry[..64].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).take_while(|unit| *unit != 0);
    String::from_utf16_lossy(&units.collect::<Vec<u16>>()).eq_ignore_ascii_case(name)
}

fn half(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..at + 2).map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])))
}

fn word(bytes: &[u8], at: usize) -> usize {
    half(bytes, at) | half(bytes, at + 2) << 16
}

fn words(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    bytes.chunks_exact(4).map(|four| word(four, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
    }

    #[test]
    fn two_cells_in_opposite_corners() {
        let sheet =
            |last: &[u8]| [record(0x85, &[0; 8]), record(0x203, &[0; 14]), record(0x203, last), record(0x0a, &[])].concat();
        assert_eq!(cells(&sheet(&[9, 0, 5, 0, 0, 0])), Ok(()));
        assert_eq!(cells(&sheet(&[0xff, 0xff, 0xff, 0xff, 0, 0])), Err(Refusal::TooLarge));
    }

    #[test]
    fn a_chain_that_bites_its_tail() {
        let mut bytes = vec![0_u8; 512 * 3];
        bytes[30] = 9;
        bytes[68..72].fill(0xff);
        bytes[76..512].fill(0xff);
        bytes[76..80].fill(0);
        bytes[48] = 1;
        bytes[516] = 1;
        assert_eq!(check(&bytes), Err(Refusal::Corrupt));
    }
}
