//! `.lrmx`: one person's form of appointment (干部任免审批表) as XML, read as a roster of one.
//!
//! The tags are the form's own words in pinyin. What a roster has no column for (the résumé, the family, the photograph)
//! is not read.

use super::grid::{At, Grid};
use super::markup::name_of;
use html5gum::{Token, Tokenizer};
use std::collections::HashMap;

/// The heading a roster has for each tag, as the tag is in lower case.
const COLUMNS: [(&str, &[&str]); 14] = [
    ("姓名", &["xingming"]),
    ("身份证号码", &["shenfenzheng"]),
    ("性别", &["xingbie"]),
    ("出生年月", &["chushengnianyue"]),
    ("民族", &["minzu"]),
    ("籍贯", &["jiguan"]),
    ("政治面貌", &["zhengzhimianmao"]),
    ("入党时间", &["rudangshijian"]),
    ("参加工作时间", &["canjiagongzuoshijian"]),
    ("学历", &["quanrizhijiaoyu_xueli", "zaizhijiaoyu_xueli"]),
    ("毕业院校", &["quanrizhijiaoyu_xueli_biyeyuanxiaoxi", "zaizhijiaoyu_xueli_biyeyuanxiaoxi"]),
    ("专业技术职务", &["zhuanyejishuzhiwu"]),
    ("现工作单位及职务", &["xianrenzhiwu"]),
    ("备注", &["beizhu"]),
];
/// Relatives, who have names and parties of their own.
const FAMILY: &str = "jiatingchengyuan";
const PARTY: &str = "政治面貌";
const SINCE: &str = "入党时间";

/// True for the form of a person.
#[must_use]
pub fn is_person(text: &str) -> bool {
    let head: String = text.chars().take(4096).collect::<String>().trim_start().to_lowercase();
    head.starts_with('<') && head.contains("<xingming") && (head.contains("<person") || head.contains("<?xml"))
}

/// The person as a sheet with headings and one row.
#[must_use]
pub fn read(text: &str) -> Grid {
    let said = said(text);
    let mut grid = Grid::new("(lrmx)");
    grid.put_text(At { row: 0, column: 0 }, "干部任免审批表");
    for (column, (heading, tags)) in COLUMNS.iter().enumerate() {
        grid.put_text(At { row: 1, column }, heading);
        let found = tags.iter().find_map(|tag| said.get(*tag)).map(String::as_str).unwrap_or_default();
        let text = match *heading {
            PARTY => party(found, said.get("rudangshijian").map_or("", String::as_str)),
            SINCE if !found.bytes().any(|b| b.is_ascii_digit()) => "",
            SINCE => found.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_end_matches(|c: char| !c.is_ascii_digit()),
            _ => found,
        };
        grid.put_text(At { row: 2, column }, text);
    }
    grid
}

/// The party, where its own tag is missing: what stands in place of the day of joining, or the party that has such days.
fn party<'t>(own: &'t str, since: &'t str) -> &'t str {
    if !own.is_empty() || since.is_empty() {
        return own;
    }
    let word = since.trim_matches(|c: char| c.is_ascii_digit() || "().（）年月-/; ；".contains(c));
    if word.is_empty() { "中共党员" } else { word }
}

/// The text of each tag of the person, the first of its name.
fn said(text: &str) -> HashMap<String, String> {
    let mut said = HashMap::new();
    let (mut tag, mut words) = (String::new(), String::new());
    let mut family = false;
    for token in Tokenizer::new(text) {
        let Ok(token) = token;
        match token {
            Token::StartTag(start) => {
                tag = if start.self_closing { String::new() } else { name_of(&start.name) };
                family |= tag == FAMILY;
                words.clear();
            }
            Token::String(text) if COLUMNS.iter().any(|(_, tags)| tags.contains(&tag.as_str())) => {
                words.push_str(&String::from_utf8_lossy(&text));
            }
            Token::EndTag(end) => {
                let name = name_of(&end.name);
                let words = words.trim().to_owned();
                if name == tag && !family && !words.is_empty() {
                    said.entry(std::mem::take(&mut tag)).or_insert(words);
                }
                family &= name != FAMILY;
            }
            _ => {}
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(grid: &Grid, heading: &str) -> String {
        let column = COLUMNS.iter().position(|(name, _)| *name == heading).unwrap();
        grid.cell(At { row: 2, column }).to_string()
    }

    #[test]
    fn relatives_are_not_the_person() {
        let text = "<Person><JiaTingChengYuan><Item><XingMing>某某</XingMing></Item></JiaTingChengYuan><XingMing>段石</XingMing>
            <RuDangShiJian>200807</RuDangShiJian></Person>";
        assert!(is_person(text));
        let grid = read(text);
        assert_eq!([cell(&grid, "姓名"), cell(&grid, PARTY), cell(&grid, SINCE)], ["段石", "中共党员", "200807"]);
        assert!(!is_person("<html><table><tr><td>姓名</td></tr></table></html>"));
    }

    #[test]
    fn another_party_stands_in_place_of_the_day() {
        let grid = read("<Person><XingMing>岩温</XingMing><RuDangShiJian>民盟(2010.05)</RuDangShiJian></Person>");
        assert_eq!([cell(&grid, PARTY), cell(&grid, SINCE)], ["民盟", "2010.05"]);
        assert_eq!(cell(&read("<Person><XingMing>甲</XingMing><RuDangShiJian/></Person>"), PARTY), "");
    }
}
