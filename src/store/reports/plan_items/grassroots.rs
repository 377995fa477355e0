//! Grassroots cadres: seven groups by four levels, days a head, and how many reached the least (基层干部主题培训, item 9).

use super::super::{Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target};
use crate::{
    domain::{
        grassroots::{Group, Person, Tier, group, tier},
        rates::{Rate, mean},
    },
    store::{
        Reader, Result,
        query::{Filter, Test},
    },
    text::{T, plan_report as w, report as r},
};
use rusqlite::Row;

/// Groups by levels.
pub const GRASSROOTS: Report = Report {
    name: "grassroots",
    title: w::GRASSROOTS,
    about: w::GRASSROOTS_ABOUT,
    parts: &[],
    columns: &[
        Column::new("group", w::GROUP, Kind::Text, 18),
        Column::new("people", r::HEADS, Kind::Count, 7),
        Column::new("province", w::TIER_PROVINCE, Kind::Count, 8),
        Column::new("city", w::TIER_CITY, Kind::Count, 8),
        Column::new("county", w::TIER_COUNTY, Kind::Count, 8),
        Column::new("department", w::TIER_DEPARTMENT, Kind::Count, 8),
        Column::new("trained", r::TRAINED, Kind::Count, 7),
        Column::new("rate", r::TRAINED_RATE, Kind::Tenths, 8),
        Column::new("days", w::DAYS_A_HEAD, Kind::Tenths, 7),
        Column::new("reached", w::REACHED, Kind::Count, 7),
        Column::new("reached_rate", w::REACHED_RATE, Kind::Tenths, 8),
        Column::new("bar", w::REACHED_RATE, Kind::Bar, 8),
    ],
    listed: true,
    computed: false,
    load,
};

/// The groups with their words.
const GROUPS: [(Group, T); 7] = [
    (Group::CountyOrgans, w::GROUP_ORGANS),
    (Group::Townships, w::GROUP_TOWNSHIPS),
    (Group::Enterprises, w::GROUP_ENTERPRISES),
    (Group::Institutions, w::GROUP_INSTITUTIONS),
    (Group::Villages, w::GROUP_VILLAGES),
    (Group::Collectives, w::GROUP_COLLECTIVES),
    (Group::NewOrganisations, w::GROUP_NEW),
];

/// Days a person must reach where no programme says so; the item leaves the number to the place.
const LEAST: f64 = 3.0;
/// Hours of a day of training, where an entry has hours only.
const DAY: f64 = 8.0;
/// Rows between two looks at whether to stop.
const LOOK: u64 = 8192;

#[derive(Clone, Default)]
struct Sum {
    people: Vec<i64>,
    tiers: [u64; 4],
    trained: u64,
    days: f64,
    reached: u64,
}

/// One person as the rows of the ledger go by.
#[derive(Default)]
struct Seen {
    id: i64,
    group: Option<Group>,
    tiers: [bool; 4],
    days: f64,
}

impl Sum {
    fn add(&mut self, seen: &Seen, least: f64) {
        self.people.push(seen.id);
        for (sum, here) in self.tiers.iter_mut().zip(seen.tiers) {
            *sum += u64::from(here);
        }
        self.trained += u64::from(seen.tiers.contains(&true));
        self.days += seen.days;
        self.reached += u64::from(seen.days >= least);
    }

    fn cells(&self, name: &str) -> Vec<Cell> {
        let people = self.people.len() as u64;
        let [province, city, county, department] = self.tiers.map(Cell::from);
        let reached = Rate::new(self.reached, people).percent();
        vec![
            name.into(),
            people.into(),
            province,
            city,
            county,
            department,
            self.trained.into(),
            Rate::new(self.trained, people).percent().into(),
            mean(self.days, people).into(),
            self.reached.into(),
            reached.into(),
            reached.into(),
        ]
    }
}

/// Entries of the year but those online; a person without any stands once with nothing.
const SQL: &str =
    "SELECT c.id, c.category, c.tags, u.kind, u.affiliation, c.level, e.id IS NOT NULL, coalesce(t.organiser, e.organiser),
    coalesce(t.call_level = 'upper', 0), e.days, e.hours FROM cadre c LEFT JOIN unit u ON u.id = c.unit_id
    LEFT JOIN hour_entry e ON e.cadre_id = c.id AND e.year = ?1 AND e.hours > 0
      AND e.form NOT IN (SELECT name FROM code WHERE list = 'hour_form' AND parent = 'online')
    LEFT JOIN training_class t ON t.id = e.class_id WHERE c.active = 1 ORDER BY c.id";

fn load(reader: &Reader, asked: &Asked, step: Step) -> Result<Table> {
    let least = least(reader)?;
    let mut sums: [Sum; 7] = Default::default();
    let mut keep = |seen: &Seen| {
        if let Some(at) = seen.group.and_then(|group| GROUPS.iter().position(|(g, _)| *g == group)) {
            sums[at].add(seen, least);
        }
    };
    let mut stmt = reader.conn.prepare_cached(SQL)?;
    let mut rows = stmt.query([asked.year])?;
    let (mut seen, mut rows_seen, mut stopped) = (Seen::default(), 0_u64, false);
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if id != seen.id {
            keep(&seen);
            seen = Seen { id, group: group_of(row), ..Seen::default() };
        }
        add(&mut seen, row)?;
        rows_seen += 1;
        if rows_seen % LOOK == 0 && !step(rows_seen, 0) {
            stopped = true;
            break;
        }
    }
    keep(&seen);
    let mut all = Sum::default();
    for sum in &sums {
        all.people.extend(&sum.people);
        all.tiers.iter_mut().zip(sum.tiers).for_each(|(all, here)| *all += here);
        (all.trained, all.days, all.reached) = (all.trained + sum.trained, all.days + sum.days, all.reached + sum.reached);
    }
    let total = Some(all.cells(r::TOTAL.get(asked.lang)));
    let lines = GROUPS.iter().zip(sums).map(|((_, name), sum)| line(*name, sum, asked)).collect();
    let notes = vec![w::least_days(asked.lang, crate::domain::value::number(least))];
    Ok(Table { lines, total, notes, stopped, ..Table::default() })
}

fn line(name: T, sum: Sum, asked: &Asked) -> Line {
    let people = sum.people.len() as u64;
    let look = match sum.reached {
        _ if people == 0 || sum.reached == people => Look::Plain,
        reached if reached * 2 < people => Look::Bad,
        _ => Look::Warn,
    };
    let cells = sum.cells(name.get(asked.lang));
    Line { cells, to: Target::List("cadre", vec![Filter { field: "id", test: Test::Among(sum.people) }]), look }
}

/// The least the programme of this kind asks for.
fn least(reader: &Reader) -> Result<f64> {
    let sql = "SELECT max(min_days) FROM programme WHERE kind = '基层干部主题培训'";
    let days: Option<f64> = reader.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(days.unwrap_or(LEAST))
}

fn group_of(row: &Row) -> Option<Group> {
    let word = |n: usize| row.get_ref(n).ok().and_then(|r| r.as_str().ok());
    group(Person { category: word(1), tags: word(2), unit_kind: word(3), affiliation: word(4), level: word(5) })
}

fn add(seen: &mut Seen, row: &Row) -> Result<()> {
    if seen.group.is_none() || !row.get::<_, bool>(6)? {
        return Ok(());
    }
    let organiser: Option<String> = row.get(7)?;
    let at = match tier(organiser.as_deref(), row.get(8)?) {
        Tier::Province => 0,
        Tier::City => 1,
        Tier::County => 2,
        Tier::Department => 3,
    };
    seen.tiers[at] = true;
    let days: Option<f64> = row.get(9)?;
    seen.days += days.unwrap_or(row.get::<_, f64>(10)? / DAY);
    Ok(())
}
