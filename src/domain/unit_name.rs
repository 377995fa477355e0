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

    /// The unit a text means. The whole name counts first, then the name without its area; then a town by the name of its
    /// government or party committee, and a government without `人民`.
    #[must_use]
    pub fn find(&self, text: &str) -> Match {
        let whole = plain(text);
        if whole.is_empty() {
            return Match::None;
        }
        match self.named(&whole) {
            Match::None => other_name(&whole).map_or(Match::None, |name| self.named(&name)),
            found => found,
        }
    }

    fn named(&self, whole: &str) -> Match {
        if whole.is_empty() {
            return Match::None;
        }
        if let Some(ids) = self.whole.get(whole) {
            return if let [id] = ids[..] { Match::One(id) } else { Match::Many };
        }
        let (area, rest) = self.split(whole);
        let mut ids = Vec::new();
        for (of, id) in self.parts.get(rest).into_iter().flatten().filter(|(of, _)| self.same(&area, of)) {
            let _ = of;
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
        let named = |name: &str| match self.named(&plain(name)) {
            // `政府` behind a town is its name; `党委` may begin a post.
            Match::None if name.ends_with("政府") || name.ends_with("办事处") => self.find(name),
            found => found,
        };
        ends.into_iter().rev().find_map(|end| match named(&text[..end]) {
            Match::One(id) if !goes_on(&text[..end], &text[end..]) => {
                Some((id, text[end..].trim_start_matches([' ', '　', '、', ',', '，'])))
            }
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

/// The forms of a name without its area that are known: itself, `委宣传部` as `宣传部`, and a town by its name alone.
fn forms(rest: &str) -> impl Iterator<Item = &str> {
    const ORGANS: [&str; 5] = ["人民政府", "政府", "党工委", "党委", "办事处"];
    let short = rest.strip_prefix('委').filter(|r| r.chars().count() > 2);
    let place = |s: &&str| s.ends_with(['镇', '乡']) || s.ends_with("街道");
    let town = ORGANS.iter().find_map(|organ| rest.strip_suffix(organ).filter(place));
    std::iter::once(rest).chain(short).chain(town)
}

/// Words that begin a post.
const POSTS: [&str; 54] = [
    "党委",
    "党组",
    "党工委",
    "党总支",
    "党支部",
    "纪委书记",
    "书记",
    "副书记",
    "常委",
    "委员",
    "常务",
    "主任",
    "副主任",
    "局长",
    "副局长",
    "部长",
    "副部长",
    "校长",
    "副校长",
    "院长",
    "副院长",
    "县长",
    "副县长",
    "市长",
    "副市长",
    "区长",
    "副区长",
    "镇长",
    "副镇长",
    "乡长",
    "副乡长",
    "主席",
    "副主席",
    "科长",
    "副科长",
    "所长",
    "副所长",
    "站长",
    "副站长",
    "馆长",
    "副馆长",
    "会长",
    "副会长",
    "秘书",
    "经理",
    "副经理",
    "董事长",
    "总经理",
    "教授",
    "副教授",
    "讲师",
    "高级",
    "正高级",
    "干部",
];
const MORE_POSTS: [&str; 22] = [
    "一级",
    "二级",
    "三级",
    "四级",
    "调研员",
    "科员",
    "职员",
    "工作人员",
    "干事",
    "研究员",
    "副研究员",
    "教师",
    "队长",
    "副队长",
    "组长",
    "副组长",
    "工会主席",
    "团委书记",
    "原",
    "执行",
    "人武部长",
    "武装部长",
];
/// What an office's name ends with.
const OFFICES: [char; 22] = [
    '局', '委', '办', '部', '校', '院', '馆', '室', '所', '站', '心', '镇', '乡', '道', '司', '会', '团', '学', '社', '厂', '队',
    '府',
];

fn is_post(text: &str) -> bool {
    let text = text.trim_start();
    POSTS.iter().chain(&MORE_POSTS).any(|word| text.starts_with(word))
}

/// Parts what stands for unit and post together, by the words alone: `县委党校副校长` is `县委党校` and `副校长`.
#[must_use]
pub fn unit_and_post(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let cut = |(at, _): (usize, char)| {
        let (unit, post) = text.split_at(at);
        (unit.trim_end().ends_with(OFFICES) && is_post(post)).then(|| (unit.trim_end(), post.trim_start()))
    };
    text.char_indices().skip(2).find_map(cut)
}

/// True where the name of a leading body goes on to another office: `县委` in `县委党校副校长`.
fn goes_on(unit: &str, rest: &str) -> bool {
    let leading = ["委", "政府", "委员会", "人大", "政协"].iter().any(|end| unit.ends_with(end));
    if !leading || rest.is_empty() || is_post(rest) {
        return false;
    }
    unit_and_post(rest).is_some() || rest.ends_with(OFFICES)
}

/// What else a unit is called: `石桥镇人民政府`, `石桥镇党委` are 石桥镇; `县政府` is 县人民政府; `组织部` is 县委组织部.
fn other_name(name: &str) -> Option<String> {
    let of_committee =
        ["组织部", "宣传部", "统战部", "统一战线工作部", "政法委", "政法委员会", "编办", "党校", "老干部局", "巡察办"];
    if of_committee.contains(&name) {
        return Some(format!("委{name}"));
    }
    let ends = ["人民政府", "政府", "党工委", "党委", "办事处", "委员会"];
    let town =
        ends.iter().find_map(|end| name.strip_suffix(end)).filter(|rest| rest.ends_with(['镇', '乡']) || rest.ends_with("街道"));
    match town {
        Some(town) if town.chars().count() > 1 => Some(town.to_owned()),
        _ => name.strip_suffix("政府").filter(|rest| !rest.ends_with("人民")).map(|rest| format!("{rest}人民政府")),
    }
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
            ("石桥镇人民政府", 4),
            ("青溪县石桥镇党委", 4),
        ] {
            assert_eq!(names.find(text), Match::One(id), "{text}");
        }
    }

    #[test]
    fn other_counties_do_not_match() {
        let names = names();
        for text in ["南岭市水务局", "白河县石桥镇政府", "白河县水务局", "市水务局", "青溪县粮食局", "", "南岭市委党校"]
        {
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
        assert_eq!(names().prefix("某公司经理"), None);
        assert_eq!(names().prefix("县委常委、组织部部长"), Some((1, "常委、组织部部长")));
        assert_eq!(names().prefix("县委党校副校长"), None);
        assert_eq!(unit_and_post("县委党校副校长"), Some(("县委党校", "副校长")));
        assert_eq!(unit_and_post("云南大学教授"), Some(("云南大学", "教授")));
        assert_eq!(unit_and_post("石桥镇党委书记"), Some(("石桥镇", "党委书记")));
    }
}
