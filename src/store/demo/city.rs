//! Units: city organs, counties with their organs, townships, villages in large files, enterprises, schools,
//! hospitals; in official order, as a tree.

use super::{Cx, Result, chance::Chance, names, sheet::Sheet, words};
use rusqlite::params;
use std::{collections::BTreeSet, ops::Range};

/// A unit, as the rest of the city needs it.
pub(super) struct Unit {
    pub id: i64,
    pub name: String,
    /// What lists call it: with the county in front, because every county has a 县委.
    pub short: String,
    /// What its own county calls it.
    key: String,
    pub kind: &'static str,
    pub area: usize,
    pub ladder: &'static str,
    pub level: &'static str,
    pub people: Range<usize>,
    system: &'static str,
    parent: Option<i64>,
    weight: usize,
}

/// A county, or the city itself at number 0.
pub(super) struct Area {
    pub name: String,
    /// 市, 区 or 县.
    pub word: &'static str,
    /// Four digits of the identity numbers: 53 99 and these.
    pub code: u32,
    pub home: String,
}

/// All units, sorted as the office lists them; `units[i].id` is `i + 1`.
pub(super) struct City {
    pub areas: Vec<Area>,
    pub units: Vec<Unit>,
}

impl City {
    /// The first unit of an area with that short name; the first of all where there is none.
    pub(super) fn find(&self, area: usize, short: &str) -> &Unit {
        self.units.iter().find(|u| u.area == area && u.key == short).unwrap_or(&self.units[0])
    }

    /// Units of the city's own organs.
    pub(super) fn organ(&self, short: &str) -> &Unit {
        self.find(0, short)
    }
}

/// Plans the city and shares the cadres out among its units.
pub(super) fn plan(cx: &Cx) -> City {
    let mut city = City { areas: areas(cx), units: Vec::new() };
    let n = cx.plan.cadres as usize;
    for row in cx.words.organs_city.iter().take((n / 25).clamp(13, 99)) {
        organ(&mut city, 0, row);
    }
    for row in cx.words.organs_other.iter().take((n / 400).clamp(1, 12)) {
        other(&mut city, 0, row);
    }
    let counties = city.areas.len() - 1;
    for area in 1..=counties {
        county(cx, &mut city, area, n / counties);
    }
    share(&mut city.units, n);
    city
}

fn areas(cx: &Cx) -> Vec<Area> {
    let mut areas: Vec<Area> = cx
        .words
        .city
        .iter()
        .map(|&[name, word, code, home]| Area {
            name: name.into(),
            word,
            code: 5399 * 100 + words::number(code) as u32,
            home: home.into(),
        })
        .collect();
    let [first, second] = &cx.words.more_counties;
    let more = (cx.plan.cadres as usize / 25_000).clamp(5, 40) - 5;
    for i in 0..more {
        let home = format!("{}{}", first[i % first.len()], second[(i * 7 + i / first.len()) % second.len()]);
        areas.push(Area { name: format!("{home}县"), word: "县", code: 539_930 + i as u32, home });
    }
    areas
}

fn county(cx: &Cx, city: &mut City, area: usize, people: usize) {
    for row in cx.words.organs_county.iter().take((people / 12).clamp(9, 99)) {
        organ(city, area, row);
    }
    let villages = (people / 400).min(8);
    let mut left = (people / 30).clamp(3, 14);
    for (kind, name) in towns(cx, area) {
        if left == 0 {
            break;
        }
        left -= 1;
        let parent = city.find(area, &format!("{}委", city.areas[area].word)).id;
        let full = format!("{}{name}", city.areas[area].name);
        let town = push(city, area, (kind, kind, "乡科级正职"), Names::plain(full, name), parent, 6);
        villages_of(cx, city, town, villages);
    }
    for row in cx.words.organs_other.iter().take((people / 60).clamp(2, 12)) {
        other(city, area, row);
    }
}

/// Villages below a township; a name that is taken is passed over.
fn villages_of(cx: &Cx, city: &mut City, town: i64, wanted: usize) {
    let (area, full) = (city.units[town as usize - 1].area, city.units[town as usize - 1].name.clone());
    let mut taken = BTreeSet::new();
    for n in 0..wanted * 4 {
        if taken.len() == wanted {
            return;
        }
        let village = format!("{}村", syllables(&cx.words.more_townships, town as usize * 131 + n * 7));
        if taken.insert(village.clone()) {
            push(city, area, ("村（社区）", "村（社区）", ""), Names::plain(format!("{full}{village}"), village), town, 2);
        }
    }
}

/// The townships of a county: named ones for the first five, made ones for the rest; streets come first.
fn towns(cx: &Cx, area: usize) -> Vec<(&'static str, String)> {
    let rows = cx.words.townships.iter().filter(|r| words::number(r[0]) as usize == area);
    let mut towns: Vec<(&'static str, String)> = rows.flat_map(|r| r[2].split(' ').map(|t| (r[1], t.to_owned()))).collect();
    for i in towns.len()..14 {
        let made = syllables(&cx.words.more_townships, area * 53 + i * 5);
        let town = if i == 0 { ("街道", format!("{made}街道")) } else { ("乡镇", format!("{made}镇")) };
        if !towns.contains(&town) {
            towns.push(town);
        }
    }
    towns
}

fn syllables(of: &[Vec<&'static str>; 2], n: usize) -> String {
    let (first, second) = (&of[0], &of[1]);
    format!("{}{}", first[n % first.len()], second[(n / first.len() + n * 3) % second.len()])
}

fn organ(city: &mut City, area: usize, row: &[&'static str; 6]) {
    let [name, short, level, system, weight, ladder] = *row;
    let kind = match (system, area) {
        ("垂管", _) => "垂管单位",
        (_, 0) => "市直部门",
        _ => "县直部门",
    };
    let names = named(&city.areas[area], area, name, short);
    let government = name.starts_with("{c}").then(|| government(city, area)).flatten();
    let party = city.units.iter().find(|u| u.area == area).or(city.units.first()).map_or(0, |u| u.id);
    let parent = government.unwrap_or(party);
    let id = push(city, area, (kind, ladder, level), names, parent, words::number(weight) as usize);
    city.units[id as usize - 1].system = system;
}

fn other(city: &mut City, area: usize, row: &[&'static str; 6]) {
    let [kind, name, short, level, weight, ladder] = *row;
    let names = named(&city.areas[area], area, name, short);
    let parent = government(city, area).unwrap_or(1);
    push(city, area, (kind, ladder, level), names, parent, words::number(weight) as usize);
}

fn government(city: &City, area: usize) -> Option<i64> {
    city.units.iter().find(|u| u.area == area && u.name.ends_with("人民政府")).map(|u| u.id)
}

/// The names of a unit of that area: full, for lists, within its county.
fn named(area: &Area, number: usize, name: &str, short: &str) -> Names {
    let fill = |text: &str, place: &str| words::filled(text, &[("c", &area.name), ("k", place), ("s", place)]);
    let place = if number == 0 { area.word } else { area.name.as_str() };
    Names { full: fill(name, area.word), short: fill(short, place), key: fill(short, area.word) }
}

struct Names {
    full: String,
    short: String,
    key: String,
}

impl Names {
    fn plain(full: String, short: String) -> Self {
        Self { full, key: short.clone(), short }
    }
}

fn push(
    city: &mut City,
    area: usize,
    what: (&'static str, &'static str, &'static str),
    names: Names,
    parent: i64,
    weight: usize,
) -> i64 {
    let id = city.units.len() as i64 + 1;
    let (kind, ladder, level) = what;
    let parent = (parent > 0).then_some(parent);
    city.units.push(Unit {
        id,
        name: names.full,
        short: names.short,
        key: names.key,
        kind,
        area,
        ladder,
        level,
        people: 0..0,
        system: "",
        parent,
        weight,
    });
    id
}

/// Shares `n` people out by weight, so that the sum is exact.
fn share(units: &mut [Unit], n: usize) {
    let total: usize = units.iter().map(|u| u.weight).sum();
    let (mut before, mut start) = (0, 0);
    for unit in units {
        before += unit.weight;
        let end = n * before / total;
        unit.people = start..end;
        start = end;
    }
}

/// Writes units and the other names people use for them.
pub(super) fn write(cx: &Cx, city: &City) -> Result<()> {
    let mut sheet = Sheet::open(
        cx.conn,
        "unit",
        "sort_no code name short_name parent_id area affiliation level kind system staff_quota contact phone note",
    )?;
    let mut alias = Sheet::open(cx.conn, "unit_alias", "unit_id alias")?;
    let mut seen = BTreeSet::new();
    for (i, unit) in city.units.iter().enumerate() {
        let mut chance = cx.chance("unit", i);
        let area = &city.areas[unit.area];
        let place = if unit.area == 0 { area.name.clone() } else { format!("{}{}", city.areas[0].name, area.name) };
        let quota = unit.people.len() as i64 + chance.between(0, 4);
        let code = format!("099.{:03}.{:03}", unit.area, i);
        let affiliation =
            cx.words.kinds.iter().find(|k| k[0] == unit.kind).map_or("", |k| if unit.area == 0 { "市" } else { k[1] });
        sheet.put(params![
            i as i64 + 1,
            code,
            unit.name,
            unit.short,
            unit.parent,
            place,
            affiliation,
            if unit.level.is_empty() { "无级别" } else { unit.level },
            kind_word(unit),
            (!unit.system.is_empty()).then_some(unit.system),
            quota,
            contact(cx, &mut chance),
            names::desk_phone(i),
            None::<&str>
        ])?;
        for other in aliases(unit, area) {
            if seen.insert(other.clone()) {
                alias.put(params![unit.id, other])?;
            }
        }
    }
    Ok(())
}

/// The kind of a unit as the code list has it.
fn kind_word(unit: &Unit) -> &'static str {
    match unit.kind {
        "国有企业" => "企业",
        "事业单位" => "事业",
        "垂管单位" => "垂管",
        "市直部门" | "县直部门" if unit.system == "群团" => "群团",
        "市直部门" | "县直部门" if unit.name.ends_with("人民代表大会常务委员会") => "人大",
        "市直部门" | "县直部门" if unit.name.starts_with("中国人民政治协商会议") => "政协",
        "市直部门" | "县直部门" if unit.name.starts_with("中共") => "党委",
        "市直部门" | "县直部门" => "行政",
        other => other,
    }
}

fn contact(cx: &Cx, chance: &mut Chance) -> String {
    let woman = chance.hit(500);
    names::han(&cx.words, chance, woman, None)
}

/// How a unit is called in lists: without 中共, with the short word in front of the place.
fn aliases(unit: &Unit, area: &Area) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(plain) = unit.name.strip_prefix("中共") {
        all.push(plain.to_owned());
    }
    if unit.area > 0 && (unit.kind == "乡镇" || unit.kind == "街道") {
        all.push(format!("{}{}", area.home, unit.short));
    }
    all.retain(|a| *a != unit.name && *a != unit.short);
    all
}
