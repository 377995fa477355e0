//! Text tables: comma, tab, semicolon, bar or Chinese comma between cells, quoted or not.

use super::grid::{At, Grid};
use super::open::{MAX_COLUMNS, MAX_ROWS, Refusal};

/// The name of the only sheet of a text file.
pub const SHEET: &str = "(text)";

/// The table of a text file. Rows count records: a line end inside quotation marks is part of a cell.
pub fn read(text: &str) -> Result<Vec<Grid>, Refusal> {
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Refusal::Empty);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let grid = match delimiter(text) {
        '，' => table(&text.replace('，', ","), b','),
        c => table(text, u8::try_from(c).unwrap_or(b',')),
    }?;
    Ok(vec![grid])
}

/// The table of a text whose cells are parted by this character.
pub fn table(text: &str, delimiter: u8) -> Result<Grid, Refusal> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quoted(text, delimiter))
        .from_reader(text.as_bytes());
    let mut grid = Grid::new(SHEET);
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader.read_record(&mut record).map_err(|_| Refusal::Corrupt)? {
        if record.len() > MAX_COLUMNS && record.iter().skip(MAX_COLUMNS).any(|cell| !cell.trim().is_empty()) {
            return Err(Refusal::TooManyColumns);
        }
        if row >= MAX_ROWS {
            return Err(Refusal::TooManyRows);
        }
        for (column, cell) in record.iter().enumerate() {
            grid.put_text(At { row, column }, unescaped(cell));
        }
        row += 1;
    }
    Ok(grid)
}

/// The export writes `'` before text that a spreadsheet would take for a formula; exactly that one is removed.
fn unescaped(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) => rest,
        _ => cell,
    }
}

/// The character that parts the first lines most evenly.
fn delimiter(text: &str) -> char {
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(20).collect();
    let score = |c: char| {
        let counts: Vec<usize> = lines.iter().map(|l| l.matches(c).count()).collect();
        let with = counts.iter().filter(|n| **n > 0).count();
        let most = counts.iter().copied().max().unwrap_or(0);
        let even = counts.iter().filter(|n| **n == most).count();
        (with, even.min(lines.len()), most)
    };
    let best = ['\t', ',', ';', '|', '，'].into_iter().rev().max_by_key(|c| score(*c));
    best.filter(|c| score(*c).0 > 0).unwrap_or(',')
}

/// Quotation marks mean quoting where cells begin with them and they come in pairs.
fn quoted(text: &str, delimiter: u8) -> bool {
    let d = char::from(delimiter);
    let opens = text.starts_with('"') || text.contains(&format!("{d}\"")) || text.contains("\n\"");
    opens && text.matches('"').count().is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, row: usize, column: usize) -> String {
        read(text).unwrap()[0].cell(At { row, column }).to_string()
    }

    #[test]
    fn every_delimiter() {
        for d in ["\t", ",", ";", "|", "，"] {
            let text = format!("姓名{d}单位\n张三{d}水务局、财政局\n");
            assert_eq!(cell(&text, 1, 1), "水务局、财政局", "{d:?}");
        }
        assert_eq!(cell("姓名\n张三\n", 1, 0), "张三");
    }

    #[test]
    fn quotation_marks() {
        assert_eq!(cell("a,b\n\"x\ny\",\"=H(\"\"z\"\")\"\n", 1, 1), "=H(\"z\")");
        assert_eq!(cell("姓名,备注\n张三,5\" 屏\n李四,好\n", 2, 0), "李四");
        assert_eq!(cell("姓名,备注\n张三,'=1+1\n", 1, 1), "=1+1");
    }
}
