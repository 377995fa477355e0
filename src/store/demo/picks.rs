//! Who can be called to a class: people of its audience, not busy, not in a class of that kind this year already.

use super::{
    Cx,
    city::City,
    classes::Class,
    people::{self, Crowd, Person},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Whether a person is of an audience of the list of classes.
pub(super) fn belongs(city: &City, person: &Person, audience: &str) -> bool {
    use people as p;
    if person.has(p::GONE | p::NEVER) {
        return false;
    }
    let unit = &city.units[person.unit as usize];
    let (county, section) = (person.level <= p::COUNTY_DEPUTY, person.level <= p::SECTION_DEPUTY);
    let staff = !section && matches!(unit.kind, "市直部门" | "县直部门" | "乡镇" | "街道" | "垂管单位");
    let town = matches!(unit.kind, "乡镇" | "街道");
    match audience {
        "县处" => county,
        "乡镇正职" => town && person.has(p::HEAD),
        "部门正职" => unit.kind == "县直部门" && !county && person.has(p::HEAD),
        "轮训" => county || (person.has(p::HEAD) && (town || unit.kind == "县直部门")),
        "科级" => section && !county,
        "新任" => section && !county && person.has(p::NEW_POST),
        "年轻" => person.has(p::YOUNG) && !county && person.level < p::NO_LEVEL,
        "村社" => unit.kind == "村（社区）" || (town && person.has(p::LEADER) && !person.has(p::HEAD)),
        "驻村" => person.has(p::STATIONED),
        "基层" => town || person.has(p::STATIONED) || matches!(unit.kind, "村（社区）" | "国有企业" | "事业单位"),
        "科员" => staff,
        "新录" => person.has(p::NEW_HIRE),
        "女" => person.has(p::WOMAN) && person.level < p::NO_LEVEL,
        "民族" => person.minority() && person.level < p::NO_LEVEL,
        "党外" => person.has(p::OUTSIDE_PARTY),
        "国企" => unit.kind == "国有企业",
        "事业" => matches!(unit.kind, "事业单位" | "学校" | "医院") && person.has(p::LEADER),
        "教师" => unit.short.ends_with("党校"),
        _ => false,
    }
}

/// Lists of people by audience and area (0 is everyone), and what they are busy with.
pub(super) struct Picker {
    lists: BTreeMap<(&'static str, usize), Vec<u32>>,
    busy_until: Vec<NaiveDate>,
    kinds: Vec<u32>,
    year: i32,
}

impl Picker {
    pub(super) fn new(cx: &Cx, city: &City, crowd: &Crowd) -> Self {
        let mut lists: BTreeMap<_, Vec<u32>> = BTreeMap::new();
        let mut audiences: Vec<&'static str> = cx.words.classes.iter().map(|c| c[2]).collect();
        audiences.sort_unstable();
        audiences.dedup();
        for (i, person) in crowd.0.iter().enumerate() {
            let area = city.units[person.unit as usize].area;
            for audience in audiences.iter().filter(|a| belongs(city, person, a)) {
                lists.entry((*audience, 0)).or_default().push(i as u32);
                if area > 0 {
                    lists.entry((*audience, area)).or_default().push(i as u32);
                }
            }
        }
        Self { lists, busy_until: vec![NaiveDate::MIN; crowd.0.len()], kinds: vec![0; crowd.0.len()], year: 0 }
    }

    /// Whether the person could come.
    pub(super) fn free(&self, class: &Class, i: usize) -> bool {
        self.busy_until[i] < class.starts() && self.kinds[i] & (1 << class.kind_no) == 0
    }

    /// Remembers that the person is called.
    pub(super) fn take(&mut self, class: &Class, i: usize) {
        self.busy_until[i] = class.ends();
        self.kinds[i] |= 1 << class.kind_no;
    }

    /// Up to `n` people for a class, in official order, one to three a unit. Classes must come by first day.
    pub(super) fn pick(&mut self, cx: &Cx, class: &Class, number: usize, n: usize) -> Vec<usize> {
        if self.year != class.year {
            self.year = class.year;
            self.kinds.fill(0);
        }
        let Some(list) = self.lists.get(&(class.audience, class.area)) else { return Vec::new() };
        let mut chance = cx.chance("pick", number);
        let mut picked = Vec::with_capacity(n);
        let wanted = n.min(list.len() * 2 / 3 + 1);
        for _ in 0..wanted * 4 {
            let at = chance.below(list.len());
            let many = if chance.hit(350) { 2 } else { 1 };
            for &i in list[at..].iter().take(many) {
                let i = i as usize;
                if picked.len() < wanted && self.free(class, i) && !picked.contains(&i) {
                    picked.push(i);
                }
            }
        }
        picked.sort_unstable();
        for &i in &picked {
            self.take(class, i);
        }
        picked
    }

    /// Someone else of the same unit and audience, for a replacement.
    pub(super) fn instead(&mut self, city: &City, crowd: &Crowd, class: &Class, of: usize) -> Option<usize> {
        let range = crowd.unit(city, of).people.clone();
        let found = range.clone().find(|i| *i != of && self.free(class, *i) && belongs(city, &crowd.0[*i], class.audience))?;
        self.take(class, found);
        Some(found)
    }
}
