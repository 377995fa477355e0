//! Numbers as offices write them: `40学时`, `３０`, `90（含网络50）`, `半天`, `两天`, `85%`.

use super::clean::fold;

/// A number and what stood behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Leading {
    /// The number.
    pub value: f64,
    /// What followed, without white space; empty for a plain number.
    pub rest: String,
}

/// The number a text starts with. Full-width digits count, thousands separators are skipped; Chinese numerals up to
/// ten and `半` are read too (`半天` is 0.5, `一天半` is 1.5). `None` where the text does not start with a number.
#[must_use]
pub fn leading(text: &str) -> Option<Leading> {
    let text = fold(text);
    let digits = text
        .char_indices()
        .take_while(|&(i, c)| c.is_ascii_digit() || c == '.' || c == ',' || (i == 0 && matches!(c, '-' | '+')))
        .last()
        .map_or(0, |(i, c)| i + c.len_utf8());
    if digits == 0 {
        return chinese(&text);
    }
    let (mut head, mut rest) = text.split_at(digits);
    if let Some(tail) = exponent(rest) {
        (head, rest) = text.split_at(digits + tail);
    }
    let value: f64 = head.trim_end_matches(['.', ',']).replace(',', "").parse().ok()?;
    let (value, rest) = half_unit(value, rest);
    value.is_finite().then(|| Leading { value, rest: rest.to_owned() })
}

/// A plain number with nothing behind it but one of `units`.
#[must_use]
pub fn plain(text: &str, units: &[&str]) -> Option<f64> {
    let Leading { value, rest } = leading(text)?;
    (rest.is_empty() || units.contains(&rest.as_str())).then_some(value)
}

/// A length of time as a number of days, or what else a number counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// A plain number, or one with a unit the caller knows.
    Plain(f64),
    /// Days; a week has five.
    Days(f64),
    /// Minutes.
    Minutes(f64),
    /// Two numbers: `2—3`.
    Range,
    /// Another unit.
    Other,
}

/// What a number and the text behind it measure. `units` are the words that mean the number itself; text behind a
/// bracket, a comma or another mark is a remark.
#[must_use]
pub fn measure(found: &Leading, units: &[&str]) -> Measure {
    let rest = found.rest.as_str();
    let unit: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    let tail = &rest[unit.len()..];
    let known = |words: &[&str]| words.iter().any(|w| unit.starts_with(w));
    if unit.is_empty() {
        let dashed = tail.trim_start_matches(|c: char| "-—–―－~～〜至到".contains(c));
        let range = dashed.len() < tail.len() && dashed.starts_with(|c: char| c.is_ascii_digit());
        return if range { Measure::Range } else { Measure::Plain(found.value) };
    }
    if known(&["至", "到"]) {
        return Measure::Range;
    }
    if known(&["分钟"]) {
        return Measure::Minutes(found.value);
    }
    if known(units) {
        return Measure::Plain(found.value);
    }
    if known(&["天", "日", "个工作日", "工作日"]) {
        return Measure::Days(found.value);
    }
    if known(&["周", "星期", "个星期", "个周"]) {
        return Measure::Days(found.value * 5.0);
    }
    if known(&["人", "名", "元", "含", "左右", "余", "多", "以上", "以内", "以下"]) {
        Measure::Plain(found.value)
    } else {
        Measure::Other
    }
}

/// Per cent from `85%`, `85`, or a cell that holds the fraction `0.85` (`fraction` says so).
#[must_use]
pub fn percent(text: &str, fraction: bool) -> Option<f64> {
    let Leading { value, rest } = leading(text)?;
    let value = if fraction && rest.is_empty() { value * 100.0 } else { value };
    (0.0..=100.0).contains(&value).then_some((value * 100.0).round() / 100.0)
}

/// Minutes from `15分钟`, `1.5小时`, `15`, `1小时20分`, `约40分钟`.
#[must_use]
pub fn minutes(text: &str) -> Option<i64> {
    let Leading { value, rest } = leading(about(text))?;
    let minutes = if rest.starts_with("小时") || rest.starts_with("个小时") {
        let tail = rest.trim_start_matches('个').trim_start_matches("小时");
        value * 60.0 + leading(tail).map_or(0.0, |l| l.value)
    } else {
        value
    };
    whole(minutes)
}

/// A text without `约` before its number: for what need not be exact.
#[must_use]
pub fn about(text: &str) -> &str {
    text.trim_start().trim_start_matches("大约").trim_start_matches(['约', '近', '可', '共'])
}

/// A whole number, if `value` is one (within a millionth) and not absurd.
#[must_use]
#[allow(clippy::cast_possible_truncation)]
pub fn whole(value: f64) -> Option<i64> {
    ((value - value.round()).abs() < 1e-6 && value.abs() < 1e15).then(|| value.round() as i64)
}

/// True for text in which a spreadsheet has turned a long number into `5.3E+17`.
#[must_use]
pub fn scientific(text: &str) -> bool {
    let text = fold(text);
    let Some(at) = text.find(['e', 'E']) else { return false };
    let (mantissa, power) = (&text[..at], text[at + 1..].trim_start_matches('+'));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits(power) && digits(&mantissa.replacen('.', "", 1))
}

/// Chinese numerals of a number below one hundred.
#[must_use]
pub fn chinese_whole(text: &str) -> Option<u32> {
    let digit = |c: char| match c {
        '〇' | '零' | '○' => Some(0),
        '一' => Some(1),
        '二' | '两' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    };
    let chars: Vec<char> = text.chars().collect();
    match chars[..] {
        ['十'] => Some(10),
        [c] => digit(c),
        ['十', c] => Some(10 + digit(c)?),
        [c, '十'] => Some(digit(c)? * 10),
        [a, '十', b] => Some(digit(a)? * 10 + digit(b)?),
        _ => None,
    }
}

fn chinese(text: &str) -> Option<Leading> {
    if let Some(rest) = text.strip_prefix('半') {
        return Some(Leading { value: 0.5, rest: rest.trim_start_matches('个').to_owned() });
    }
    let end = text.find(|c| !"〇零○一二两三四五六七八九十".contains(c)).unwrap_or(text.len());
    let value = f64::from(chinese_whole(&text[..end])?);
    let (value, rest) = half_unit(value, &text[end..]);
    Some(Leading { value, rest: rest.to_owned() })
}

/// `一天半` and `1个半天` in words: a half that follows.
fn half_unit(value: f64, rest: &str) -> (f64, &str) {
    if let Some(tail) = rest.strip_prefix("天半") {
        return (value + 0.5, if tail.is_empty() { "天" } else { tail });
    }
    match rest.strip_prefix("个半天") {
        Some("") => (value * 0.5, "天"),
        _ => (value, rest),
    }
}

/// Length of an exponent such as `E+17` at the start of `rest`.
fn exponent(rest: &str) -> Option<usize> {
    let tail = rest.strip_prefix(['e', 'E'])?;
    let digits = tail.trim_start_matches(['+', '-']);
    let n = digits.bytes().take_while(u8::is_ascii_digit).count();
    (n > 0).then(|| 1 + (tail.len() - digits.len()) + n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_offices_write() {
        for (text, value, rest) in [
            ("40", 40.0, ""),
            (" 40 ", 40.0, ""),
            ("２４", 24.0, ""),
            ("24.0", 24.0, ""),
            ("12学时", 12.0, "学时"),
            ("90（含网络50）", 90.0, "(含网络50)"),
            ("半天", 0.5, "天"),
            ("一天", 1.0, "天"),
            ("一天半", 1.5, "天"),
            ("十二个", 12.0, "个"),
            ("1,275", 1275.0, ""),
            ("98分，已通过", 98.0, "分,已通过"),
        ] {
            assert_eq!(leading(text), Some(Leading { value, rest: rest.into() }), "{text}");
        }
        assert_eq!(leading("约40"), None);
        assert_eq!(leading(""), None);
        assert_eq!(percent("0.9", true), Some(90.0));
        assert_eq!(percent("82%", false), Some(82.0));
        assert_eq!(minutes("1.5小时"), Some(90));
        assert_eq!(minutes("15分钟"), Some(15));
        assert!(scientific("5.39999E+17") && scientific("1.99e10") && !scientific("53999919830309717X"));
    }

    #[test]
    fn a_unit_is_never_passed_over() {
        let read = |text: &str| measure(&leading(text).unwrap(), &["学时"]);
        assert_eq!(read("40"), Measure::Plain(40.0));
        assert_eq!(read("40学时（已扣请假）"), Measure::Plain(40.0));
        assert_eq!(read("90（含网络50）"), Measure::Plain(90.0));
        assert_eq!(read("5天"), Measure::Days(5.0));
        assert_eq!(read("半天"), Measure::Days(0.5));
        assert_eq!(read("一天半"), Measure::Days(1.5));
        assert_eq!(read("1天半"), Measure::Days(1.5));
        assert_eq!(read("两周"), Measure::Days(10.0));
        assert_eq!(read("90分钟"), Measure::Minutes(90.0));
        assert_eq!(measure(&leading("90分钟").unwrap(), &["分"]), Measure::Minutes(90.0));
        assert_eq!(read("2—3"), Measure::Range);
        assert_eq!(read("3门"), Measure::Other);
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(n in -1_000_000_i32..1_000_000) {
            let value = f64::from(n) / 4.0;
            let text = crate::domain::value::number(value);
            prop_assert_eq!(plain(&text, &[]), Some(value));
        }
    }
}
