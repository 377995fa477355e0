//! Identity numbers: GB 11643, 18 places with a check character, or the old 15.
//!
//! A spreadsheet that took a number for a number keeps 15 digits of it; the rest is gone and must not be guessed.

use super::{clean::half_width_char, number::scientific};

/// An identity number in its stored form: 18 (or 15) places, `X` in capitals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdCard {
    /// The number.
    pub number: String,
    /// True where the check character is right; an old number of 15 places has none and is taken as right.
    pub sound: bool,
}

/// Why a text is no identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing there.
    Empty,
    /// Turned into `5.3E+17`, or a number of more than 15 digits in a number cell: digits are lost.
    Damaged,
    /// Neither 15 nor 18 places, or other characters.
    Form,
}

/// Reads a number: white space, quotation marks and hyphens are dropped, `x` becomes `X`.
pub fn parse(text: &str) -> Result<IdCard, Trouble> {
    if scientific(text) {
        return Err(Trouble::Damaged);
    }
    let number: String = text
        .chars()
        .map(half_width_char)
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '"' | '`' | '‘' | '’' | '“' | '”' | '-'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    match number.len() {
        0 => Err(Trouble::Empty),
        15 if digits(&number) => Ok(IdCard { number, sound: true }),
        18 if digits(&number[..17]) && (digits(&number[17..]) || number.ends_with('X')) => {
            let sound = check(&number[..17]) == number.chars().last();
            Ok(IdCard { number, sound })
        }
        _ => Err(Trouble::Form),
    }
}

/// The check character of 17 digits (ISO 7064 MOD 11-2). `None` where they are not 17 digits.
#[must_use]
pub fn check(digits: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    if digits.len() != 17 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(b, w)| u32::from(b - b'0') * w).sum();
    "10X98765432".chars().nth((sum % 11) as usize)
}

/// The 18 places of an old number of 15: the century is 19.
#[must_use]
pub fn widened(old: &str) -> Option<String> {
    if old.len() != 15 || !old.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let body = format!("{}19{}", &old[..6], &old[6..]);
    let check = check(&body)?;
    Some(format!("{body}{check}"))
}

impl IdCard {
    /// Birth as `YYYY-MM-DD`, where the number holds a possible one.
    #[must_use]
    pub fn birth(&self) -> Option<String> {
        let (year, rest) = match self.number.len() {
            18 => (self.number[6..10].to_owned(), &self.number[10..14]),
            _ => (format!("19{}", &self.number[6..8]), &self.number[8..12]),
        };
        let date = chrono::NaiveDate::from_ymd_opt(year.parse().ok()?, rest[..2].parse().ok()?, rest[2..].parse().ok()?)?;
        Some(date.to_string())
    }

    /// `男` or `女`.
    #[must_use]
    pub fn sex(&self) -> &'static str {
        let place = if self.number.len() == 18 { 16 } else { 14 };
        if self.number.as_bytes()[place] % 2 == 1 { "男" } else { "女" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_judges() {
        let ok = parse("11010519491231002x").unwrap();
        assert_eq!((ok.number.as_str(), ok.sound), ("11010519491231002X", true));
        assert_eq!(ok.birth().as_deref(), Some("1949-12-31"));
        assert_eq!(ok.sex(), "女");
        assert!(!parse("530325197001011234").unwrap().sound);
        assert_eq!(parse("'539999 19670718 9047\t").unwrap().number, "539999196707189047");
        assert_eq!(parse("5.39999E+17"), Err(Trouble::Damaged));
        assert_eq!(parse("53999919"), Err(Trouble::Form));
        assert_eq!(parse(" \u{3000}"), Err(Trouble::Empty));
        assert_eq!(widened("110105491231002").as_deref(), Some("11010519491231002X"));
    }

    proptest! {
        #[test]
        fn a_checked_number_is_sound(body in "[1-9][0-9]{16}", lower: bool) {
            let number = format!("{body}{}", check(&body).unwrap());
            let typed = if lower { number.to_lowercase() } else { number.clone() };
            prop_assert_eq!(parse(&format!(" {typed}\t")), Ok(IdCard { number, sound: true }));
        }
    }
}
