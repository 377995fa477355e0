//! Telephone numbers: one or several, mobile or with area code.

use super::{clean::fold, number::scientific};

/// Numbers of a cell, joined by `/`; nothing for an empty cell. `Err` where a spreadsheet has damaged the number.
pub fn parse(text: &str) -> Result<Option<String>, Damaged> {
    if scientific(text) {
        return Err(Damaged);
    }
    let marked: String = text.chars().map(|c| if "/;；、,，／\n".contains(c) { '/' } else { c }).collect();
    let numbers: Vec<String> = marked.split('/').flat_map(one).collect();
    Ok((!numbers.is_empty()).then(|| numbers.join("/")))
}

/// A number of which digits are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

/// One number, or two that only a space parts.
fn one(text: &str) -> Vec<String> {
    let text = text.trim().trim_start_matches(['\'', '‘', '’']);
    let whole: String = fold(text).chars().map(|c| if "—–－‐‑".contains(c) { '-' } else { c }).collect();
    if whole.is_empty() {
        return Vec::new();
    }
    let digits = whole.bytes().filter(u8::is_ascii_digit).count();
    let parts: Vec<&str> = text.split_whitespace().collect();
    let each_whole = parts.len() > 1 && parts.iter().all(|p| p.bytes().filter(u8::is_ascii_digit).count() >= 7);
    if digits > 12 && each_whole {
        return parts.into_iter().map(fold).collect();
    }
    let mobile = whole.replace('-', "");
    if mobile.len() == 11 && mobile.starts_with('1') && mobile.bytes().all(|b| b.is_ascii_digit()) {
        return vec![mobile];
    }
    vec![whole]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_lists_and_spaces() {
        let ok = |t: &str| parse(t).unwrap().unwrap_or_default();
        assert_eq!(ok("199 0000 5000"), "19900005000");
        assert_eq!(ok("19900005006;0899-2200006"), "19900005006/0899-2200006");
        assert_eq!(ok("13887654321/13912345678"), "13887654321/13912345678");
        assert_eq!(ok("13887654321 13912345678"), "13887654321/13912345678");
        assert_eq!(ok("１３８８７６５４３２１"), "13887654321");
        assert_eq!(ok("0899—2200006"), "0899-2200006");
        assert_eq!(ok("138-8765-4321"), "13887654321");
        assert_eq!(ok(" "), "");
        assert_eq!(parse("1.99E+10"), Err(Damaged));
    }

    proptest! {
        #[test]
        fn a_stored_number_is_read_as_itself(a in "1[0-9]{10}", b in "0[0-9]{2,3}-[0-9]{7,8}") {
            let both = format!("{a}/{b}");
            prop_assert_eq!(parse(&both), Ok(Some(both.clone())));
        }
    }
}
