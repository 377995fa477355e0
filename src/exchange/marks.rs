//! Attendance sheets: which column is which half-day, and what the signs on this sheet mean.
//!
//! A sheet may say what its signs mean (`图例：√出勤 ○旷课`); then that counts and not what other offices use them for.

use super::heading::Heading;
use super::rows;
use super::table::is_day;
use crate::domain::calendar::Half;
use crate::domain::half_day;
use std::collections::BTreeMap;

/// A column of marks.
#[derive(Clone, Debug)]
pub struct Column {
    /// The column.
    pub column: usize,
    /// The day, as written.
    pub day: String,
    /// The part of the day; what is written where it cannot be told.
    pub half: Result<Half, String>,
    /// A column to sign in: a name is presence, an empty cell is absence.
    pub signed: bool,
}

/// What a column for signatures is called.
const SIGN: [&str; 9] = ["签名", "签到", "签字", "本人签名", "本人签字", "学员签名", "学员签到", "签名处", "签到签名"];

/// Columns of half-days: a date above or in the heading, or a column for signatures below a line with the date.
#[must_use]
pub fn columns(headings: &[Heading], above: &[String]) -> Vec<Column> {
    let mut found = dated(headings);
    if found.is_empty() {
        found = signed(headings, above);
    }
    told_apart(&mut found);
    found
}

/// (column, day as written, half as written), before halves are told apart.
fn dated(headings: &[Heading]) -> Vec<Column> {
    let mut found: Vec<Column> = Vec::new();
    for h in headings {
        let previous = found.last().filter(|c| c.column + 1 == h.column).map(|c| c.day.clone());
        let (day, half) = if is_day(&h.parent_text) {
            (h.parent_text.clone(), h.text.clone())
        } else if is_day(&h.text) {
            (h.text.clone(), String::new())
        } else if let (Some(day), Some(_)) = (previous, half_day::word(&h.text)) {
            (day, h.text.clone())
        } else {
            continue;
        };
        let half = half_day::word(&half).or_else(|| half_day::take_half(half.trim()).map(|(half, _)| half)).ok_or(half);
        found.push(Column { column: h.column, day, half, signed: false });
    }
    found
}

fn signed(headings: &[Heading], above: &[String]) -> Vec<Column> {
    let sign = |h: &Heading| {
        let (half, rest) = half_day::take_half(&h.leaf).map_or((None, h.leaf.as_str()), |(half, rest)| (Some(half), rest));
        SIGN.contains(&rest).then_some(half)
    };
    let columns: Vec<(usize, Option<Half>)> = headings.iter().filter_map(|h| sign(h).map(|half| (h.column, half))).collect();
    if columns.is_empty() {
        return Vec::new();
    }
    let pairs = rows::pairs(above).into_iter().map(|(_, value)| value);
    let parts = above.iter().flat_map(|line| line.split(['\n', ' ', '　'])).map(str::to_owned);
    let Some(day) = above.iter().cloned().chain(pairs).chain(parts).find(|text| is_day(text)) else { return Vec::new() };
    let of = |(column, half): (usize, Option<Half>)| {
        let half = half.or_else(|| half_of_day(&day)).unwrap_or(Half::Day);
        Column { column, day: day.clone(), half: Ok(half), signed: true }
    };
    columns.into_iter().map(of).collect()
}

fn half_of_day(day: &str) -> Option<Half> {
    let context = super::table::some_year();
    half_day::moment(day, &context).ok().and_then(|m| m.span.half)
}

/// Columns of one day without a half: one is what its date says or the whole day, two are morning and afternoon, more
/// cannot be told.
fn told_apart(columns: &mut [Column]) {
    let mut by_day: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, column) in columns.iter().enumerate() {
        by_day.entry(column.day.clone()).or_default().push(n);
    }
    for (day, places) in by_day {
        let unclear = |n: &usize| columns[*n].half.is_err();
        match (places.len(), places.iter().filter(|n| unclear(n)).count()) {
            (_, 0) => {}
            (1, _) => columns[places[0]].half = Ok(half_of_day(&day).unwrap_or(Half::Day)),
            (2, 2) if half_of_day(&day).is_none() => {
                columns[places[0]].half = Ok(Half::Am);
                columns[places[1]].half = Ok(Half::Pm);
            }
            _ => {}
        }
    }
}

/// Signs and the words they stand for, from lines such as `图例：√出勤  ○旷课` or `出勤√、迟到△`; `空白` stands for a
/// cell without anything.
#[must_use]
pub fn legend<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in lines {
        let pairs = legend_of(line);
        if pairs.len() > 1 || pairs.iter().any(|(sign, _)| sign == "空白") {
            found.extend(pairs);
        }
    }
    found
}

fn legend_of(line: &str) -> Vec<(String, String)> {
    const SIGNS: &str = "√✓✔○●◯Ｏ△▲▽▼×✗✘╳☆★◇◆□■◎⊙※＊*＋+－";
    const WORDS: [&str; 24] = [
        "出勤",
        "到课",
        "出席",
        "到",
        "实到",
        "签到",
        "迟到",
        "早退",
        "请假",
        "事假",
        "病假",
        "公假",
        "公差",
        "产假",
        "婚假",
        "丧假",
        "年休假",
        "因公请假",
        "旷课",
        "缺勤",
        "缺席",
        "缺课",
        "未到",
        "缺训",
    ];
    let body = line.split_once(['：', ':']).map_or(line, |(_, rest)| rest);
    let mut tokens: Vec<(bool, String)> = Vec::new();
    let mut word = String::new();
    let flush = |word: &mut String, tokens: &mut Vec<(bool, String)>| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).trim_start_matches(['为', '表', '示', '即', '代']);
        if bare == "空白" || bare == "空格" || bare == "未填" {
            tokens.push((true, "空白".to_owned()));
        } else if let Some((sign, rest)) =
            ["空白", "空格", "未填"].iter().find_map(|w| bare.strip_prefix(w).map(|rest| (w, rest)))
        {
            let _ = sign;
            tokens.push((true, "空白".to_owned()));
            tokens.push((false, rest.trim_start_matches(['为', '表', '示', '即', '代']).to_owned()));
        } else if !bare.is_empty() {
            tokens.push((false, bare.to_owned()));
        }
        word.clear();
    };
    for c in body.chars() {
        if SIGNS.contains(c) {
            flush(&mut word, &mut tokens);
            tokens.push((true, c.to_string()));
        } else if c.is_whitespace() || "，,、；;。（）()“”\"".contains(c) {
            flush(&mut word, &mut tokens);
        } else {
            word.push(c);
        }
    }
    flush(&mut word, &mut tokens);
    let first_sign = tokens.first().is_some_and(|(sign, _)| *sign);
    let pairs = tokens.windows(2).filter_map(|pair| match (&pair[0], &pair[1]) {
        ((true, sign), (false, word)) if first_sign => Some((sign.clone(), word.clone())),
        ((false, word), (true, sign)) if !first_sign => Some((sign.clone(), word.clone())),
        _ => None,
    });
    pairs.filter(|(_, word)| WORDS.iter().any(|w| word.starts_with(w))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legends() {
        let read = |line: &str| legend(std::iter::once(line)).into_iter().map(|(s, w)| s + &w).collect::<Vec<_>>().join(" ");
        assert_eq!(read("图例：√出勤  ○旷课  △请假  ×迟到"), "√出勤 ○旷课 △请假 ×迟到");
        assert_eq!(read("说明：√出勤，○事假，△公假，×旷课"), "√出勤 ○事假 △公假 ×旷课");
        assert_eq!(read("注：出勤√、迟到△、旷课×"), "√出勤 △迟到 ×旷课");
        assert_eq!(read("“√”表示出勤，“×”表示旷课"), "√出勤 ×旷课");
        assert_eq!(read("注：空白为缺席"), "空白缺席");
        assert_eq!(read("备注：请提前10分钟入场"), "");
    }
}
