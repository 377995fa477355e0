//! Places in a sheet as people write them, `B5`, and how they move where rows are put in.

/// A cell: row and column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u32,
}

/// Columns and rows of the largest sheet there is.
const MOST: At = At { row: 1_048_576, column: 16_384 };

impl At {
    /// Reads `B5`, also `$B$5` and in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace('$', "");
        let letters = text.chars().take_while(char::is_ascii_alphabetic).count();
        let column = text[..letters]
            .bytes()
            .try_fold(0_u32, |n, b| n.checked_mul(26)?.checked_add(u32::from(b.to_ascii_uppercase() - b'A' + 1)))?;
        let row: u32 = text[letters..].parse().ok()?;
        (letters > 0 && row > 0 && row <= MOST.row && column <= MOST.column).then_some(Self { row, column })
    }
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", column_name(self.column), self.row)
    }
}

/// The letters of a column, from 1.
#[must_use]
pub fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut n = column;
    while n > 0 {
        n -= 1;
        letters.push(char::from(b'A' + u8::try_from(n % 26).unwrap_or(0)));
        n /= 26;
    }
    letters.iter().rev().collect()
}

/// How the row of a reference changes: the row, whether it is fixed by `$`, whether it ends an area.
type Change<'f> = &'f dyn Fn(u32, bool, bool) -> u32;

/// A formula or an area after `count` rows were put in below row `after`; an area that ends there grows.
#[must_use]
pub fn shifted(formula: &str, after: u32, count: u32) -> String {
    shifted_of(formula, None, after, count)
}

/// The same for references to another sheet of this name only.
#[must_use]
pub fn shifted_of(formula: &str, sheet: Option<&str>, after: u32, count: u32) -> String {
    rewritten(formula, sheet, &|row, _, end| if row > after || (end && row == after) { row + count } else { row })
}

/// A formula as it reads so many rows further down.
#[must_use]
pub fn copied(formula: &str, down: u32) -> String {
    rewritten(formula, None, &|row, fixed, _| if fixed { row } else { row + down })
}

fn rewritten(formula: &str, sheet: Option<&str>, change: Change) -> String {
    let chars: Vec<char> = formula.chars().collect();
    let mut out = String::with_capacity(formula.len() + 8);
    let (mut n, mut named) = (0, None::<String>);
    while n < chars.len() {
        match chars[n] {
            // Words of a text, or the name of a sheet.
            quote @ ('"' | '\'') => {
                let end = chars[n + 1..].iter().position(|c| *c == quote).map_or(chars.len(), |at| n + 2 + at);
                let inside: String = chars[n..end].iter().collect();
                if chars.get(end) == Some(&'!') {
                    named = Some(inside.trim_matches('\'').to_owned());
                }
                out.push_str(&inside);
                n = end;
            }
            '!' => {
                out.push('!');
                n += 1;
            }
            c if c.is_alphanumeric() || c == '$' || c == '_' || c == '.' => {
                let end = chars[n..]
                    .iter()
                    .position(|c| !(c.is_alphanumeric() || matches!(c, '$' | '_' | '.')))
                    .map_or(chars.len(), |at| n + at);
                let word: String = chars[n..end].iter().collect();
                match chars.get(end) {
                    Some('!') => {
                        named = Some(word.clone());
                        out.push_str(&word);
                    }
                    Some('(') => out.push_str(&word),
                    _ => {
                        let ends = out.ends_with(':');
                        let ours = named.as_deref() == sheet;
                        out.push_str(&if ours { moved(&word, ends, change) } else { word });
                        // The sheet named before an area is that of both its ends.
                        if chars.get(end) != Some(&':') {
                            named = None;
                        }
                    }
                }
                n = end;
            }
            c => {
                out.push(c);
                n += 1;
            }
        }
    }
    out
}

/// One reference, if the word is one.
fn moved(word: &str, ends: bool, change: Change) -> String {
    let Some(at) = word.rfind(|c: char| !c.is_ascii_digit()).map(|at| at + 1) else { return word.to_owned() };
    let (column, row) = word.split_at(at);
    let letters = column.trim_matches('$');
    let Ok(row) = row.parse::<u32>() else { return word.to_owned() };
    if letters.is_empty() || letters.len() > 3 || !letters.chars().all(|c| c.is_ascii_alphabetic()) {
        return word.to_owned();
    }
    format!("{column}{}", change(row, column.len() > 1 && column.ends_with('$'), ends))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_written() {
        for (text, row, column) in [("A1", 1, 1), ("b5", 5, 2), ("$AA$10", 10, 27), ("XFD1048576", 1_048_576, 16_384)] {
            let at = At::parse(text).unwrap();
            assert_eq!((at.row, at.column), (row, column));
            assert_eq!(at.to_string(), text.replace('$', "").to_uppercase());
        }
        for wrong in ["", "A", "5", "A0", "XFE1", "A1048577", "第1行"] {
            assert_eq!(At::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn formulas_follow_rows_that_are_put_in() {
        assert_eq!(shifted("SUM(B8:B8)+B7*$B$12", 8, 3), "SUM(B8:B11)+B7*$B$15");
        assert_eq!(shifted("A9&\"A9\"&表!A9&'表 2'!A9:A10&LOG10(A9)", 8, 1), "A10&\"A9\"&表!A9&'表 2'!A9:A10&LOG10(A10)");
        assert_eq!(shifted("A1:K20", 8, 2), "A1:K22");
        assert_eq!(shifted_of("'表 2'!$A$1:$K$20,表!$A$9", Some("表 2"), 8, 2), "'表 2'!$A$1:$K$22,表!$A$9");
        assert_eq!(copied("E8*F$3+$G8", 2), "E10*F$3+$G10");
    }
}
