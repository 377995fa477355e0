//! Cadres and their posts, unit by unit in official order; what later parts need of a person stays in a few bytes.

use super::{Cx, Report, Result, Stage, calendar, chance::Chance, city::City, city::Unit, names, sheet::Sheet};
use chrono::{Datelike, Duration, NaiveDate};
use rusqlite::params;

/// What is remembered of a cadre; the id is the position plus 1.
#[derive(Clone, Copy)]
pub(super) struct Person {
    pub unit: u32,
    /// Row of the list of posts.
    pub post: u16,
    /// Bits named below.
    pub is: u16,
    /// Day of birth, counted from 1940.
    born: u16,
    pub level: u8,
    ethnic: u8,
}

pub(super) const WOMAN: u16 = 1;
pub(super) const OUTSIDE_PARTY: u16 = 1 << 1;
pub(super) const YOUNG: u16 = 1 << 2;
pub(super) const RESERVE: u16 = 1 << 3;
pub(super) const STATIONED: u16 = 1 << 4;
/// Promoted within two years.
pub(super) const NEW_POST: u16 = 1 << 5;
/// Taken on within a year.
pub(super) const NEW_HIRE: u16 = 1 << 6;
/// Retired, moved away: no training any more.
pub(super) const GONE: u16 = 1 << 7;
/// Never trained at all.
pub(super) const NEVER: u16 = 1 << 8;
/// Head of party or government of a unit.
pub(super) const HEAD: u16 = 1 << 9;
/// Head or deputy: a member of the unit's study group.
pub(super) const LEADER: u16 = 1 << 10;
/// Bound by the five-year rule: county level, or rank of 四级调研员 and above.
pub(super) const FIVE_YEARS: u16 = 1 << 11;

const LEVELS: [&str; 7] = ["厅局级正职", "厅局级副职", "县处级正职", "县处级副职", "乡科级正职", "乡科级副职", "科员"];
/// Levels from 厅局级正职 (0) on; those without one have this.
pub(super) const NO_LEVEL: u8 = 7;
/// The lowest level of 县处级.
pub(super) const COUNTY_DEPUTY: u8 = 3;
/// The lowest level of 乡科级.
pub(super) const SECTION_DEPUTY: u8 = 5;

impl Person {
    pub(super) const fn has(&self, bits: u16) -> bool {
        self.is & bits != 0
    }

    pub(super) fn level_word(&self) -> Option<&'static str> {
        LEVELS.get(self.level as usize).copied()
    }

    fn birth(&self) -> NaiveDate {
        epoch() + Duration::days(i64::from(self.born))
    }

    pub(super) fn minority(&self) -> bool {
        self.ethnic > 0
    }
}

fn epoch() -> NaiveDate {
    calendar::day(1940, 1, 1)
}

/// All cadres, in the order of their ids.
pub(super) struct Crowd(pub Vec<Person>);

impl Crowd {
    /// The name of a person, made again from the seed.
    pub(super) fn name(&self, cx: &Cx, i: usize) -> String {
        let person = &self.0[i];
        names::of_people(&cx.words, &mut cx.chance("name", i), person.ethnic as usize, person.has(WOMAN))
    }

    pub(super) fn position(&self, cx: &Cx, i: usize) -> &'static str {
        cx.words.posts[self.0[i].post as usize][1]
    }

    pub(super) fn facts(&self, cx: &Cx, city: &City, i: usize) -> Facts {
        let person = &self.0[i];
        let life = Life::of(cx, self.unit(city, i), person, i);
        let level = person.level_word();
        let level_since = level.map(|_| calendar::month(life.level_since));
        Facts { life, level, level_since }
    }

    pub(super) fn unit<'a>(&self, city: &'a City, i: usize) -> &'a Unit {
        &city.units[self.0[i].unit as usize]
    }
}

/// What rules ask about a person, as the register has it.
pub(super) struct Facts {
    life: Life,
    level: Option<&'static str>,
    level_since: Option<String>,
}

impl Facts {
    pub(super) fn person(&self) -> crate::domain::hours::Person<'_> {
        crate::domain::hours::Person {
            level: self.level,
            level_since: self.level_since.as_deref(),
            rank: self.life.rank,
            category: Some(self.life.category),
            party: Some(self.life.party),
            tags: self.life.tags.as_deref(),
            programmes: &[],
            exceptions: &[],
        }
    }
}

/// The posts of a unit of `n` people: positions in the list of posts, heads first.
fn ladder(cx: &Cx, unit: &Unit) -> Vec<u16> {
    let rows: Vec<(usize, usize, &str)> = cx
        .words
        .posts
        .iter()
        .enumerate()
        .filter(|(_, r)| r[0] == unit.ladder)
        .map(|(i, r)| (i, super::words::number(r[3]) as usize, r[4]))
        .collect();
    let n = unit.people.len();
    let mut posts = Vec::with_capacity(n);
    for (mark, share) in [("正", n), ("副", (n * 2).div_ceil(5)), ("中", n / 4), ("员", n)] {
        let mut left = share.min(n - posts.len());
        for &(row, most, _) in rows.iter().filter(|r| r.2 == mark) {
            let take = if mark == "员" { left } else { most.min(left) };
            posts.extend(std::iter::repeat_n(row as u16, take));
            left -= take;
        }
    }
    posts
}

/// Serial numbers of one birthday in one area, so that no identity number comes twice.
struct Serials(Vec<u16>);

impl Serials {
    fn take(&mut self, area: usize, born: u16, woman: bool) -> u32 {
        let slot = (area * 25_000 + born as usize) * 2 + usize::from(woman);
        if self.0.len() <= slot {
            self.0.resize(slot + 1, 0);
        }
        let n = u32::from(self.0[slot]);
        self.0[slot] += 1;
        // Odd for men, even for women; spread, because neighbours look made up.
        let half = (n + (slot as u32).wrapping_mul(2_654_435_761) % 499) % 500;
        half * 2 + u32::from(!woman)
    }
}

/// Makes and writes every cadre.
pub(super) fn write(cx: &Cx, city: &City, report: &mut Report) -> Result<Crowd> {
    let mut sheets = Sheets::open(cx)?;
    let mut crowd = Crowd(Vec::with_capacity(cx.plan.cadres as usize));
    let mut serials = Serials(Vec::new());
    for unit in &city.units {
        report.at(Stage::People, unit.people.start, cx.plan.cadres as usize)?;
        for (place, post) in ladder(cx, unit).into_iter().enumerate() {
            let person = draw(cx, unit, crowd.0.len(), post);
            crowd.0.push(person);
            let serial = serials.take(unit.area, person.born, person.has(WOMAN));
            sheets.put(cx, city, &crowd, place, serial)?;
        }
    }
    Ok(crowd)
}

/// What a person is.
fn draw(cx: &Cx, unit: &Unit, i: usize, post: u16) -> Person {
    let mut chance = cx.chance("person", i);
    let [_, _, level, _, mark] = cx.words.posts[post as usize];
    let level = LEVELS.iter().position(|l| *l == level).unwrap_or(NO_LEVEL as usize) as u8;
    let ages = match level {
        0 | 1 => (50, 59),
        2 | 3 => (40, 59),
        4 => (34, 58),
        5 => (29, 56),
        _ if unit.kind == "村（社区）" => (28, 60),
        _ => (23, 57),
    };
    let age = chance.between(ages.0, ages.1).min(chance.between(ages.0, ages.1 + 4));
    let birth = cx.plan.today - Duration::days(age * 365 + chance.between(30, 360));
    let mut is = 0;
    let mut set = |bit: u16, on: bool| is |= if on { bit } else { 0 };
    let (section, village) = (level <= SECTION_DEPUTY, unit.kind == "村（社区）");
    set(WOMAN, chance.hit(if level < 4 { 230 } else { 315 }));
    set(OUTSIDE_PARTY, mark != "正" && chance.hit(72));
    set(YOUNG, age < 40 && !village);
    set(RESERVE, age < 45 && section && chance.hit(120));
    set(STATIONED, !section && !village && chance.hit(60));
    set(NEW_POST, section && chance.hit(if level <= COUNTY_DEPUTY { 100 } else { 170 }));
    set(NEW_HIRE, !section && age <= 28 && chance.hit(350));
    set(GONE, mark != "正" && chance.hit(if age >= 55 { 160 } else { 12 }));
    set(NEVER, mark != "正" && !section && chance.hit(45));
    set(HEAD, mark == "正");
    set(LEADER, mark == "正" || mark == "副");
    set(FIVE_YEARS, level <= COUNTY_DEPUTY);
    let ethnic = chance.weighted(&cx.words.ethnic, |e| super::words::number(e[1]) as u32) as u8;
    let born = (birth - epoch()).num_days().max(0) as u16;
    let mut person = Person { unit: unit.id as u32 - 1, post, is, born, level, ethnic };
    if rank(cx, i, &person, unit).is_some_and(|r| r.ends_with("调研员")) {
        person.is |= FIVE_YEARS;
    }
    person
}

/// The rank of a civil servant; others have none.
fn rank(cx: &Cx, i: usize, person: &Person, unit: &Unit) -> Option<&'static str> {
    let civil = cx.words.kinds.iter().any(|k| k[0] == unit.kind && k[2] == "公务员");
    let level = person.level_word().filter(|_| civil)?;
    let mut chance = cx.chance("rank", i);
    let rows: Vec<_> = cx.words.ranks.iter().filter(|r| r[0] == level).collect();
    let row = rows.get(chance.weighted(&rows, |r| super::words::number(r[2]) as u32))?;
    (!row[1].is_empty()).then_some(row[1])
}

struct Sheets<'c> {
    cadre: Sheet<'c>,
    post: Sheet<'c>,
}

impl<'c> Sheets<'c> {
    fn open(cx: &Cx<'c>) -> Result<Self> {
        let cadre = Sheet::open(
            cx.conn,
            "cadre",
            "unit_order sort_no id_card name staff_no sex birth ethnicity native_place party party_since work_since education school \
             unit_id position level level_since rank rank_since managed_by category status tech_title phone tags note",
        )?;
        let post = Sheet::open(
            cx.conn,
            "cadre_post",
            "cadre_id unit_id unit_text position level main leader sort_no since until state doc_no",
        )?;
        Ok(Self { cadre, post })
    }

    fn put(&mut self, cx: &Cx, city: &City, crowd: &Crowd, place: usize, serial: u32) -> Result<()> {
        let i = crowd.0.len() - 1;
        let (person, unit) = (&crowd.0[i], crowd.unit(city, i));
        let life = Life::of(cx, unit, person, i);
        let area = &city.areas[unit.area];
        let mut chance = cx.chance("cadre", i);
        let position = crowd.position(cx, i);
        let company = matches!(unit.kind, "国有企业" | "医院" | "学校");
        let phone = names::mobile(i, cx.plan.cadres as usize);
        self.cadre.put(params![
            unit.id,
            place as i64 + 1,
            names::id_card(area.code, person.birth(), serial),
            crowd.name(cx, i),
            company.then(|| format!("{}", 100_001 + i)),
            if person.has(WOMAN) { "女" } else { "男" },
            if chance.hit(150) { calendar::month(person.birth()) } else { person.birth().to_string() },
            cx.words.ethnic[person.ethnic as usize][0],
            native_place(city, &mut chance, unit),
            life.party,
            life.party_since.map(calendar::month),
            calendar::month(life.work_since),
            life.education,
            (life.education != "高中").then(|| chance.pick(&cx.words.schools)),
            unit.id,
            position,
            person.level_word(),
            person.level_word().map(|_| calendar::month(life.level_since)),
            life.rank,
            life.rank.map(|_| calendar::month(life.level_since)),
            life.managed_by,
            life.category,
            life.status,
            life.title,
            phone,
            life.tags,
            None::<&str>
        ])?;
        let n = (i % 200 + 1).to_string();
        let doc = cx.words.fill("appointment", &[("year", &life.level_since.year().to_string()), ("n", &n)]);
        let leader = i64::from(person.has(LEADER));
        let id = i as i64 + 1;
        self.post.put(params![
            id,
            unit.id,
            None::<&str>,
            position,
            person.level_word(),
            1,
            leader,
            1,
            life.level_since.to_string(),
            None::<String>,
            "在任",
            doc
        ])?;
        if person.has(LEADER) && chance.hit(300) {
            let since = life.level_since - Duration::days(chance.between(700, 2200));
            let before = &city.units[chance.below(city.units.len())];
            self.post.put(params![
                id,
                before.id,
                None::<&str>,
                cx.words.phrase("former_post"),
                None::<&str>,
                0,
                0,
                2,
                since.to_string(),
                life.level_since.to_string(),
                "免职",
                None::<&str>
            ])?;
        }
        Ok(())
    }
}

fn native_place(city: &City, chance: &mut Chance, unit: &Unit) -> String {
    let area = if chance.hit(600) { unit.area } else { chance.below(city.areas.len()) };
    format!("{}{}", city.areas[0].name.trim_end_matches('市'), city.areas[area].home)
}

/// The course of a life, as far as the register keeps it.
struct Life {
    party: &'static str,
    party_since: Option<NaiveDate>,
    work_since: NaiveDate,
    education: &'static str,
    level_since: NaiveDate,
    rank: Option<&'static str>,
    managed_by: &'static str,
    category: &'static str,
    status: &'static str,
    title: Option<&'static str>,
    tags: Option<String>,
}

impl Life {
    fn of(cx: &Cx, unit: &Unit, person: &Person, i: usize) -> Self {
        let mut chance = cx.chance("life", i);
        let birth = person.birth();
        let today = cx.plan.today;
        let latest = today - Duration::days(40);
        let begun = birth + Duration::days(chance.between(21 * 365, 23 * 365));
        let work_since = if person.has(NEW_HIRE) { today - Duration::days(chance.between(60, 330)) } else { begun.min(latest) };
        let party_since = (work_since + Duration::days(chance.between(-300, 2500))).min(latest);
        let age = today.year() - birth.year();
        let worked = (today - work_since).num_days();
        let long = if person.level <= COUNTY_DEPUTY && chance.hit(800) { 1500 } else { 760 };
        let held = if person.has(NEW_POST) { chance.between(40, 700) } else { chance.between(long, 3200) };
        let level_since = today - Duration::days(held.min(worked));
        let village = unit.kind == "村（社区）";
        let party = match () {
            () if person.has(OUTSIDE_PARTY) => chance.pick(&["无党派人士", "群众", "民盟盟员", "民建会员", "九三学社社员"]),
            () if age < 27 && chance.hit(150) => "预备党员",
            () => "中共党员",
        };
        let education = match () {
            () if village => chance.pick(&["高中", "大专", "大专", "大学"]),
            () if person.level <= COUNTY_DEPUTY => chance.pick(&["研究生", "研究生", "大学"]),
            () if age > 48 => chance.pick(&["大学", "大专", "大专"]),
            () => chance.pick(&["大学", "大学", "大学", "研究生", "大专"]),
        };
        let kind = cx.words.kinds.iter().find(|k| k[0] == unit.kind).copied().unwrap_or_default();
        let rank = rank(cx, i, person, unit);
        let title = (!kind[3].is_empty() && !person.has(LEADER)).then(|| {
            let all: Vec<&'static str> = kind[3].split(' ').collect();
            chance.pick(&all)
        });
        Self {
            party,
            party_since: party.contains("党员").then_some(party_since),
            work_since,
            education,
            level_since,
            rank,
            managed_by: managed_by(person, unit),
            category: if person.has(STATIONED) { "驻村干部" } else { kind[2] },
            status: status(&mut chance, person, age),
            title,
            tags: tags(&mut chance, person, unit),
        }
    }
}

fn managed_by(person: &Person, unit: &Unit) -> &'static str {
    match person.level {
        0 | 1 => "省级党委管理干部",
        2 | 3 => "市级党委管理干部",
        4 | 5 if unit.area > 0 => "县级党委管理干部",
        _ => "单位管理干部",
    }
}

fn status(chance: &mut Chance, person: &Person, age: i32) -> &'static str {
    match () {
        () if person.has(GONE) && age >= 55 => "离退",
        () if person.has(GONE) => "调出",
        () if chance.hit(12) => "非现职",
        () => "现职",
    }
}

fn tags(chance: &mut Chance, person: &Person, unit: &Unit) -> Option<String> {
    let (section, town) = (person.level <= SECTION_DEPUTY, matches!(unit.kind, "乡镇" | "街道"));
    let village_head = unit.kind == "村（社区）" && person.has(HEAD);
    let tags: Vec<&str> = [
        (person.has(YOUNG) && person.level <= SECTION_DEPUTY, "年轻干部"),
        (person.has(WOMAN) && person.level <= SECTION_DEPUTY, "女干部"),
        (person.minority(), "少数民族"),
        (person.has(RESERVE), "后备"),
        (person.has(YOUNG) && !person.has(LEADER) && chance.hit(100), "选调生"),
        (person.has(STATIONED), "驻村工作队员"),
        (town && person.has(HEAD), "乡镇党政正职"),
        (unit.kind == "县直部门" && person.level > COUNTY_DEPUTY && person.has(HEAD), "县直单位党政正职"),
        (section && person.has(LEADER), "班子成员"),
        (village_head, "村（社区）书记"),
        (village_head && chance.hit(500), "集体经济组织书记"),
        (person.has(NEW_POST), "新任职"),
        (person.has(LEADER) && chance.hit(40), "交流干部"),
        (chance.hit(12), "挂职"),
        (person.has(OUTSIDE_PARTY), "党外"),
    ]
    .into_iter()
    .filter_map(|(on, tag)| on.then_some(tag))
    .collect();
    (!tags.is_empty()).then(|| tags.join("、"))
}

/// Writes the headcounts of three years: the people there are, with the changes of earlier years.
pub(super) fn headcounts(cx: &Cx, city: &City, crowd: &Crowd) -> Result<()> {
    let mut sheet = Sheet::open(cx.conn, "headcount", "unit_id year city_chief city_deputy county_chief county_deputy section")?;
    for unit in &city.units {
        let mut bands = [0_i64; 5];
        for person in crowd.0[unit.people.clone()].iter().filter(|p| !p.has(GONE)) {
            bands[(person.level as usize).min(4)] += 1;
        }
        let mut chance = cx.chance("headcount", unit.id);
        for back in (0..3).rev() {
            let section = (bands[4] + if back == 0 { 0 } else { chance.between(-1, 1) }).max(0);
            sheet.put(params![unit.id, cx.year() - back, bands[0], bands[1], bands[2], bands[3], section])?;
        }
    }
    Ok(())
}
