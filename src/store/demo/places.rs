//! Sites of teaching, one base a county, and the institutions that run classes.

use super::{Cx, Result, city::City, names, sheet::Sheet, words};
use rusqlite::params;

/// A site, as timetables and recommendations need it.
pub(super) struct Site {
    pub name: String,
    pub area: usize,
    pub theme: &'static str,
    pub capacity: i64,
    pub minutes: i64,
    /// Months in which it is open.
    pub months: std::ops::RangeInclusive<u32>,
    pub whole_day: bool,
    /// The county's base.
    pub base: bool,
}

/// A party school or base.
pub(super) struct Institution {
    pub name: String,
    pub area: usize,
    pub school: bool,
}

/// Sites and institutions; ids are positions plus 1.
pub(super) struct Places {
    pub sites: Vec<Site>,
    pub institutions: Vec<Institution>,
}

/// Writes both.
pub(super) fn write(cx: &Cx, city: &City) -> Result<Places> {
    let mut places = Places { sites: Vec::new(), institutions: Vec::new() };
    put_sites(cx, city, &mut places)?;
    put_institutions(cx, city, &mut places)?;
    Ok(places)
}

fn put_sites(cx: &Cx, city: &City, places: &mut Places) -> Result<()> {
    let mut sheet = Sheet::open(
        cx.conn,
        "site",
        "sort_no code name kind area town address contact phone guide theme route capacity fee travel_minutes duration opening season \
         facilities grade base unit_id audit",
    )?;
    let mut rows: Vec<(String, usize, [&'static str; 14])> =
        cx.words.sites.iter().map(|r| (r[0].to_owned(), words::number(r[2]) as usize, *r)).collect();
    for area in 6..city.areas.len() {
        let row = cx.words.sites[area % cx.words.sites.len()];
        rows.push((format!("{}党性教育基地", city.areas[area].name), area, row));
    }
    for (name, area, row) in rows {
        let [_, kind, _, town, theme, minutes, capacity, duration, season, fee, facilities, base, grade, route] = row;
        let mut chance = cx.chance("site", places.sites.len());
        let towns: Vec<_> = city.units.iter().filter(|u| u.area == area && (u.kind == "街道" || u.kind == "乡镇")).collect();
        let town = towns.get(words::number(town).max(1.0) as usize - 1).or(towns.first());
        let town_name = town.map_or("", |u| u.short.as_str());
        let named = places.sites.len() >= cx.words.sites.len();
        let (base, grade) = if named { ("1", "基地") } else { (base, grade) };
        let number = places.sites.len() as i64 + 1;
        let woman = chance.hit(500);
        let contact = names::han(&cx.words, &mut chance, woman, None);
        let guide = names::han(&cx.words, &mut chance, true, None);
        sheet.put(params![
            number,
            format!("JD{number:03}"),
            name,
            kind,
            city.areas[area].name,
            town_name,
            format!("{}{town_name}", city.areas[area].name),
            contact,
            names::desk_phone(50_000 + number as usize),
            guide,
            theme,
            route,
            words::number(capacity) as i64,
            words::number(fee),
            words::number(minutes) as i64,
            duration,
            "9:00—17:00",
            season,
            facilities,
            grade,
            words::number(base) as i64,
            town.map(|u| u.id),
            if chance.hit(900) { "已通过" } else { "待审核" }
        ])?;
        places.sites.push(Site {
            name,
            area,
            theme,
            capacity: words::number(capacity) as i64,
            minutes: words::number(minutes) as i64,
            months: months(season),
            whole_day: duration == "一天",
            base: base == "1",
        });
    }
    Ok(())
}

/// Months between which a season such as 3月至11月 runs; one that crosses the New Year counts from its first month on.
fn months(season: &str) -> std::ops::RangeInclusive<u32> {
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>().parse::<u32>().ok();
    let Some((from, until)) = season.split_once('至') else { return 1..=12 };
    match (digits(from), digits(until)) {
        (Some(from), Some(until)) if from <= until => from..=until,
        (Some(from), Some(_)) => from..=12,
        _ => 1..=12,
    }
}

fn put_institutions(cx: &Cx, city: &City, places: &mut Places) -> Result<()> {
    let mut sheet = Sheet::open(
        cx.conn,
        "institution",
        "sort_no name kind level area unit_id head phone capacity beds full_time part_time approved_on approval_no",
    )?;
    let mut rows: Vec<(String, [&'static str; 7], usize)> =
        cx.words.institutions.iter().map(|r| (r[0].to_owned(), *r, words::number(r[3]) as usize)).collect();
    for area in 6..city.areas.len() {
        rows.push((format!("中共{}委党校", city.areas[area].name), cx.words.institutions[1], area));
    }
    for (i, (name, row, area)) in rows.into_iter().enumerate() {
        let [_, kind, level, _, short, capacity, beds] = row;
        let mut chance = cx.chance("institution", i);
        let short = if area == 0 { short.to_owned() } else { format!("{}{short}", city.areas[area].word) };
        let head = names::han(&cx.words, &mut chance, false, None);
        let (full, part) = if area == 0 { (10, 18) } else { (chance.between(2, 4), chance.between(3, 7)) };
        let approved = (cx.year() - chance.between(2, 9) as i32).to_string();
        let number = chance.between(3, 60).to_string();
        sheet.put(params![
            i as i64 + 1,
            name,
            kind,
            level,
            city.areas[area].name,
            city.find(area, &short).id,
            head,
            names::desk_phone(60_000 + i),
            words::number(capacity) as i64,
            words::number(beds) as i64,
            full,
            part,
            format!("{approved}-{:02}", chance.between(1, 12)),
            cx.words.fill("approval", &[("year", &approved), ("n", &number)])
        ])?;
        places.institutions.push(Institution { name, area, school: kind.starts_with("党校") });
    }
    Ok(())
}
