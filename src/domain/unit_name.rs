//! Names of units: the many ways to write the same office, and the area they belong to.
//!
//! `县委办`, `中共某某县委办公室` and `县委办公室（县档案局）` are one unit. What is stripped is derived from the register
//! itself: the area is the beginning that many names share. So nothing here knows a county by name, and a unit of
//! another county never matches.

use super::clean::fold;
use std::collections::{BTreeMap, HashMap};

/// The ends of an area's name, longest first.
const ENDS: [&str; 11] = ["自治县", "街道", "县", "市", "区", "州", "盟", "旗", "镇", "乡", "省"];

/// What a name says about its area.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Area {
    /// Nothing.
    None,
    /// `县…`: our own area, by its kind only.
    Own(char),
    /// The area by name.
    Named(String),
}

/// Which unit a text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// None that we know.
    None,
    /// This one.
    One(i64),
    /// More than one.
    Many,
}

/// The names of the register, ready to be asked.
#[derive(Debug, Default)]
pub struct Names {
    areas: Vec<String>,
    whole: HashMap<String, Vec<i64>>,
    parts: HashMap<String, Vec<(Area, i64)>>,
}

impl Names {
    /// From all names, short names and aliases of the register: (unit, text).
    #[must_use]
    pub fn new<'a>(names: impl Iterator<Item = (i64, &'a str)> + Clone) -> Self {
        let mut all = Self { areas: areas(names.clone().map(|(_, name)| name)), ..Self::default() };
        for (id, name) in names {
            let whole = plain(name);
            push(all.whole.entry(whole.clone()).or_default(), id);
            let (area, rest) = all.split(&whole);
            for form in forms(rest) {
                let known = all.parts.entry(form.to_owned()).or_default();
                if !known.contains(&(area.clone(), id)) {
                    known.push((area.clone(), id));
                }
            }
        }
        all
    }

    /// The unit a text means. The whole name counts first, then the name without its area, then a town by its committee
    /// or its government.
    #[must_use]
    pub fn find(&self, text: &str) -> Match {
        let found = self.named(text);
        if found != Match::None {
            return found;
        }
        let whole = plain(text);
        let (area, rest) = self.split(&whole);
        town(rest).map_or(Match::None, |stem| self.of(&area, stem))
    }

    fn named(&self, text: &str) -> Match {
        let whole = plain(text);
        if whole.is_empty() {
            return Match::None;
        }
        if let Some(ids) = self.whole.get(&whole) {
            return if let [id] = ids[..] { Match::One(id) } else { Match::Many };
        }
        let (area, rest) = self.split(&whole);
        self.of(&area, rest)
    }

    /// The units with this name in that area.
    fn of(&self, area: &Area, rest: &str) -> Match {
        let mut ids = Vec::new();
        for (_, id) in self.parts.get(rest).into_iter().flatten().filter(|(of, _)| self.same(area, of)) {
            push(&mut ids, *id);
        }
        match ids[..] {
            [] => Match::None,
            [id] => Match::One(id),
            _ => Match::Many,
        }
    }

    /// The unit a text starts with, and the rest: `某县财政局副局长` is the unit and `副局长`. Tries the longest first.
    #[must_use]
    pub fn prefix<'t>(&self, text: &'t str) -> Option<(i64, &'t str)> {
        let text = text.trim();
        let mut ends: Vec<usize> = text.char_indices().map(|(i, _)| i).skip(2).collect();
        ends.push(text.len());
        ends.into_iter().rev().find_map(|end| match self.named(&text[..end]) {
            Match::One(id) => Some((id, text[end..].trim_start_matches([' ', '　', '、', ',', '，']))),
            _ => None,
        })
    }

    /// The area most names of the register begin with.
    #[must_use]
    pub fn home(&self) -> Option<&str> {
        self.areas.first().map(String::as_str)
    }

    /// Parts a whole name into its area and the rest.
    fn split<'t>(&self, whole: &'t str) -> (Area, &'t str) {
        for area in &self.areas {
            if let Some(at) = whole.find(area.as_str())
                && (at == 0 || ENDS.iter().any(|end| whole[..at].ends_with(end)))
                && at + area.len() < whole.len()
            {
                return (Area::Named(area.clone()), &whole[at + area.len()..]);
            }
        }
        let mut chars = whole.chars();
        match chars.next() {
            Some(c @ ('县' | '市' | '区' | '州' | '旗' | '镇' | '乡')) if chars.clone().next().is_some() => {
                (Area::Own(c), chars.as_str())
            }
            _ => (Area::None, whole),
        }
    }

    /// Whether two areas can be the same one.
    fn same(&self, asked: &Area, stored: &Area) -> bool {
        match (asked, stored) {
            (Area::Named(a), Area::Named(b)) => a == b,
            (Area::None, _) | (_, Area::None) => true,
            (Area::Own(a), Area::Own(b)) => a == b,
            (Area::Own(c), Area::Named(name)) | (Area::Named(name), Area::Own(c)) => {
                name.ends_with(*c) && self.home().is_none_or(|home| home == name || !home.ends_with(*c))
            }
        }
    }
}

/// The forms of a name without its area that are known: itself, `委宣传部` as `宣传部`, and a town by its name alone.
fn forms(rest: &str) -> impl Iterator<Item = &str> {
    let short = rest.strip_prefix('委').filter(|r| r.chars().count() > 2);
    std::iter::once(rest).chain(short).chain(town(rest))
}

/// A town or a street without what names its committee or its government: `临江镇人民政府` and `临江镇党委` are 临江镇.
fn town(rest: &str) -> Option<&str> {
    const ORGANS: [&str; 9] = ["人民政府", "政府", "党工委", "党委", "街道办事处", "办事处", "街道办", "机关", "委员会"];
    let stem = |organ: &&str| rest.strip_suffix(organ).filter(|s| s.ends_with(['镇', '乡']) || s.ends_with("街道"));
    let street = rest.strip_suffix("办事处").filter(|s| s.ends_with("街道"));
    street.or_else(|| ORGANS.iter().find_map(|organ| stem(&organ)))
}

/// Half-width, without white space, a leading 中共, and brackets at the end.
fn plain(text: &str) -> String {
    let mut text = fold(text);
    while let (true, Some(at)) = (text.ends_with([')', ']', '】']), text.rfind(['(', '[', '【'])) {
        if at == 0 {
            break;
        }
        text.truncate(at);
    }
    text.strip_prefix("中共").map_or(text.clone(), str::to_owned)
}

/// The areas that begin several names, the most frequent first. An area is named by at least two units.
fn areas<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for name in names {
        let name = plain(name);
        if let Some(area) = leading_area(&name) {
            *seen.entry(area.to_owned()).or_default() += 1;
        }
    }
    let mut areas: Vec<(String, usize)> = seen.into_iter().filter(|(_, n)| *n > 1).collect();
    areas.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| b.0.len().cmp(&a.0.len())));
    areas.into_iter().map(|(area, _)| area).collect()
}

/// The shortest beginning that ends like an area's name and has something behind it.
fn leading_area(name: &str) -> Option<&str> {
    let at = name.char_indices().skip(1).find_map(|(i, _)| {
        let rest = &name[i..];
        ENDS.iter().find(|end| rest.starts_with(**end)).map(|end| i + end.len())
    })?;
    (at < name.len()).then(|| &name[..at])
}

fn push(ids: &mut Vec<i64>, id: i64) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let units = [
            (1, "中共青溪县委员会"),
            (1, "县委"),
            (2, "中共青溪县委办公室"),
            (2, "县委办"),
            (3, "青溪县水务局"),
            (3, "县水务局"),
            (4, "青溪县石桥镇"),
            (4, "石桥镇"),
            (5, "青溪县城市建设投资有限公司"),
            (5, "县城投公司"),
            (6, "中国人民政治协商会议青溪县委员会"),
            (6, "县政协"),
            (7, "中共青溪县委机构编制委员会办公室"),
        ];
        Names::new(units.into_iter())
    }

    #[test]
    fn the_area_comes_from_the_register() {
        assert_eq!(names().home(), Some("青溪县"));
    }

    #[test]
    fn every_way_to_write_it() {
        let names = names();
        for (text, id) in [
            ("县委", 1),
            ("中共青溪县委员会", 1),
            ("青溪县委办公室", 2),
            ("县委办公室（县档案局）", 2),
            ("县委办", 2),
            (" 县 水务局　", 3),
            ("青溪县水务局", 3),
            ("水务局", 3),
            ("石桥镇", 4),
            ("县城市建设投资有限公司", 5),
            ("县政协", 6),
            ("南岭市青溪县水务局", 3),
            ("青溪县委机构编制委员会办公室", 7),
            ("石桥镇党委", 4),
            ("石桥镇人民政府", 4),
            ("青溪县石桥镇政府", 4),
            ("机构编制委员会办公室", 7),
        ] {
            assert_eq!(names.find(text), Match::One(id), "{text}");
        }
    }

    #[test]
    fn other_counties_do_not_match() {
        let names = names();
        for text in ["南岭市水务局", "白河县水务局", "市水务局", "青溪县粮食局", "", "南岭市委党校"] {
            assert_eq!(names.find(text), Match::None, "{text}");
        }
    }

    #[test]
    fn two_counties_in_one_register() {
        let names = Names::new([(1, "青溪县水务局"), (2, "白河县水务局"), (3, "青溪县财政局"), (4, "白河县教育局")].into_iter());
        assert_eq!(names.find("白河县水务局"), Match::One(2));
        assert_eq!(names.find("水务局"), Match::Many);
    }

    #[test]
    fn a_post_behind_the_unit() {
        assert_eq!(names().prefix("青溪县水务局党组书记、局长"), Some((3, "党组书记、局长")));
        assert_eq!(names().prefix("县委办副主任"), Some((2, "副主任")));
        assert_eq!(names().prefix("石桥镇党委委员"), Some((4, "党委委员")));
        assert_eq!(names().prefix("某公司经理"), None);
    }
}
