//! People by category and other marks with their hours (item 10), classes of young cadres over years (item 8), people newly
//! appointed and their training within twelve months (item 7).

use super::super::{
    Asked, Column, Kind, Look, Report, Step, Table,
    statement::{Opens, only, read, word},
};
use crate::{
    domain::rates::mean,
    store::{Reader, Result},
    text::{cadre, class, field as f, plan_report as w, report as r},
};

/// People by what they are.
pub const CATEGORIES: Report = Report {
    name: "categories",
    title: w::CATEGORIES,
    about: w::CATEGORIES_ABOUT,
    parts: &[
        ("category", cadre::CATEGORY),
        ("sex", cadre::SEX),
        ("ethnicity", cadre::ETHNICITY),
        ("party", cadre::PARTY),
        ("education", cadre::EDUCATION),
        ("level", r::LEVEL),
        ("tag", f::TAGS),
    ],
    columns: &[
        Column::new("group", w::GROUP, Kind::Text, 18),
        Column::new("people", r::HEADS, Kind::Count, 8),
        Column::new("trained", r::TRAINED, Kind::Count, 8),
        Column::new("rate", r::TRAINED_RATE, Kind::Tenths, 9),
        Column::new("bar", r::TRAINED_RATE, Kind::Bar, 10),
        Column::new("hours", f::HOURS, Kind::Number, 10),
        Column::new("mean", w::A_HEAD, Kind::Tenths, 8),
    ],
    listed: true,
    computed: false,
    load: load_categories,
};

/// Hours of the year a person, entries over a New Year with their share.
const YEAR: &str = "WITH y AS (SELECT cadre_id, sum(hours) AS h FROM (SELECT cadre_id, hours FROM hour_entry WHERE year = ?3
    UNION ALL SELECT e.cadre_id, s.hours FROM hour_share s JOIN hour_entry e ON e.id = s.entry_id WHERE s.year = ?3 AND e.year IS NULL)
    GROUP BY cadre_id)";

/// Fields of the register, in the order of the parts; tags come after them.
const FIELDS: [&str; 6] = ["category", "sex", "ethnicity", "party", "education", "level"];

fn load_categories(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let figures = "count(*), count(y.cadre_id), NULL, NULL, coalesce(sum(y.h), 0.0), NULL, 0";
    let (sql, field) = match FIELDS.get(asked.part) {
        Some(field) => (
            format!(
                "{YEAR} SELECT NULL, c.{field}, {figures} FROM cadre c LEFT JOIN y ON y.cadre_id = c.id WHERE c.active = 1
                 GROUP BY c.{field} ORDER BY c.{field} IS NULL, (SELECT k.sort_no FROM code k WHERE k.list = '{field}' AND k.name = c.{field})"
            ),
            *field,
        ),
        None => (
            format!(
                "{YEAR} SELECT NULL, t.tag, {figures} FROM record_tag t JOIN cadre c ON c.id = t.id AND c.active = 1
                 LEFT JOIN y ON y.cadre_id = c.id WHERE t.kind = 1 AND t.field = 'tags'
                 GROUP BY t.tag ORDER BY (SELECT k.sort_no FROM code k WHERE k.list = 'tag' AND k.name = t.tag)"
            ),
            "tags",
        ),
    };
    let opens = Opens::List("cadre", |_, cells, asked| {
        let field = FIELDS.get(asked.part).copied().unwrap_or("tags");
        vec![only(field, word(cells, 0)), only("active", 1)]
    });
    let mut table = read(reader, &CATEGORIES, asked, &sql, &opens)?;
    // People have several tags, so that these have no sum.
    if field != "tags" {
        table = table.add_up(&CATEGORIES, asked);
    }
    let mut table = table.shares(2, 1, &[3, 4]);
    for cells in table.lines.iter_mut().map(|line| &mut line.cells).chain(&mut table.total) {
        let number = |n: usize| cells[n].value.as_number().unwrap_or(0.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let a_head = mean(number(5), number(1) as u64);
        cells[6] = a_head.into();
        if cells[0].value.is_null() {
            cells[0] = r::NOT_KNOWN.get(asked.lang).into();
        }
    }
    Ok(table)
}

/// Classes of young cadres, year by year.
pub const YOUNG: Report = Report {
    name: "young",
    title: w::YOUNG,
    about: w::YOUNG_ABOUT,
    parts: &[],
    columns: &[
        Column::new("class", class::REGISTER, Kind::Text, 22),
        Column::new("year", f::YEAR, Kind::Text, 5),
        Column::new("people", r::CAME, Kind::Count, 6),
        Column::new("women", w::WOMEN, Kind::Count, 6),
        Column::new("minority", w::MINORITY, Kind::Count, 6),
        Column::new("outside", w::OUTSIDE_PARTY, Kind::Count, 6),
        Column::new("age", w::MEAN_AGE, Kind::Tenths, 8),
        Column::new("officers", w::OFFICERS, Kind::Count, 6),
        Column::new("best", w::BEST, Kind::Count, 6),
        Column::new("risen", w::RISEN, Kind::Count, 6),
        Column::new("bar", r::CAME, Kind::Bar, 8),
    ],
    listed: true,
    computed: false,
    load: load_young,
};

/// Age counts full years on the first day; a level entered since the class ended counts as risen.
const YOUNG_SQL: &str = "SELECT t.id, t.title, CAST(t.year AS TEXT), count(c.id), count(*) FILTER (WHERE c.sex = '女'),
    count(*) FILTER (WHERE c.ethnicity <> '汉族'), count(*) FILTER (WHERE c.party NOT LIKE '中共%' AND c.party NOT LIKE '中国共产党%'),
    avg(CAST(substr(t.starts_on, 1, 4) AS INTEGER) - CAST(substr(c.birth, 1, 4) AS INTEGER)
      - (substr(t.starts_on, 6) < substr(c.birth, 6))),
    count(n.class_post), count(*) FILTER (WHERE n.result = '优秀学员'), count(*) FILTER (WHERE c.level_since > t.ends_on), NULL, 0
    FROM training_class t LEFT JOIN call_up k ON k.class_id = t.id
    LEFT JOIN nominee n ON n.call_up_id = k.id AND n.state IN ('reported', 'completed', 'partial', 'withdrawn', 'expelled')
    LEFT JOIN cadre c ON c.id = n.cadre_id
    WHERE t.kind IN ('中青班', '年轻干部班') AND t.year BETWEEN ?3 - 4 AND ?3 AND t.state NOT IN ('postponed', 'cancelled')
    AND ?1 <= ?2 GROUP BY t.id ORDER BY t.year DESC, t.starts_on, t.id";

fn load_young(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let mut table = read(reader, &YOUNG, asked, YOUNG_SQL, &Opens::Record("class"))?.add_up(&YOUNG, asked);
    table.share(2, 10);
    Ok(table)
}

/// People appointed in the year or the one before.
pub const APPOINTED: Report = Report {
    name: "appointed",
    title: w::APPOINTED,
    about: w::APPOINTED_ABOUT,
    parts: &[("left", r::NOT_DONE), ("done", r::DONE), ("all", r::EVERYONE)],
    columns: &[
        Column::new("name", f::PERSON_NAME, Kind::Text, 8),
        Column::new("unit", f::UNIT, Kind::Text, 16),
        Column::new("position", f::POSITION, Kind::Text, 16),
        Column::new("level", r::LEVEL, Kind::Text, 10),
        Column::new("since", w::IN_POST_SINCE, Kind::Date, 10),
        Column::new("due", f::DEADLINE, Kind::Date, 10),
        Column::new("done_on", r::DONE_ON, Kind::Date, 10),
    ],
    listed: true,
    computed: false,
    load: load_appointed,
};

/// Within a year of the appointment: 《干部教育培训工作条例》 on training for a post.
const APPOINTED_SQL: &str = "SELECT p.id, p.name, p.unit, p.position, p.level, p.since, p.due, p.done,
    CASE WHEN p.done IS NOT NULL THEN 0 WHEN p.due < ?4 THEN 2 ELSE 1 END
    FROM (SELECT c.id, c.name, coalesce(u.short_name, u.name) AS unit, c.position, c.level, c.level_since AS since,
      date(substr(c.level_since || '-01-01', 1, 10), '+1 year') AS due,
      (SELECT min(t.ends_on) FROM nominee n JOIN call_up k ON k.id = n.call_up_id JOIN training_class t ON t.id = k.class_id
        WHERE n.cadre_id = c.id AND n.state = 'completed' AND t.kind IN ('任职培训班', '领导班子能力提升班', '初任培训班')
        AND t.ends_on >= c.level_since) AS done, c.unit_order, c.sort_no
      FROM cadre c LEFT JOIN unit u ON u.id = c.unit_id
      WHERE c.active = 1 AND c.level_since >= CAST(?3 - 1 AS TEXT) AND c.level_since < CAST(?3 + 1 AS TEXT)) p
    WHERE ?1 <= ?2 ORDER BY p.unit_order, p.sort_no, p.id";

fn load_appointed(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let mut table = read(reader, &APPOINTED, asked, APPOINTED_SQL, &Opens::Record("cadre"))?;
    let (all, left) = (table.lines.len(), table.lines.iter().filter(|l| l.cells[6].value.is_null()).count());
    let late = table.lines.iter().filter(|l| l.look == Look::Bad).count();
    table.notes.push(w::appointed_sum(asked.lang, all, late, left));
    if asked.part < 2 {
        table.lines.retain(|l| l.cells[6].value.is_null() == (asked.part == 0));
    }
    if let Some(most) = asked.most.filter(|most| table.lines.len() > *most) {
        table.lines.truncate(most);
        table.cut = true;
        table.notes.push(r::cut(asked.lang, most));
    }
    Ok(table)
}
