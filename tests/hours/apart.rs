//! Totals and levels worked out once more, from the rows of the file, in another way and without the program's rules: of
//! people of the sample city, and of an office that came in from files.

use crate::town::{Town, act, d, rows, today};
use chrono::NaiveDate;
use ganjiao::{
    exchange::import::{Request, Source, import},
    text::Lang,
};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// An entry of one year, hours and days in hundredths.
struct Part {
    year: i32,
    group: String,
    hours: i64,
    days: i64,
    span: Option<(NaiveDate, NaiveDate)>,
}

/// What a rule comes to: hundredths reached and missing, and the level.
type Said = (i64, i64, &'static str);

const WINDOW: (i32, i32) = (2023, 2027);

fn hundredths(text: &str) -> i64 {
    (text.parse::<f64>().unwrap_or(0.0) * 100.0).round() as i64
}

fn parts(conn: &Connection, who: i64) -> Vec<Part> {
    let sql = format!(
        "SELECT coalesce(s.year, e.year), f.parent, coalesce(s.hours, e.hours), coalesce(s.days, CASE WHEN s.id IS NULL THEN e.days END, 0),
           coalesce(e.starts_on, e.ends_on, ''), coalesce(e.ends_on, e.starts_on, '')
         FROM hour_entry e LEFT JOIN hour_share s ON s.entry_id = e.id AND e.year IS NULL
         LEFT JOIN code f ON f.list = 'hour_form' AND f.name = e.form WHERE e.cadre_id = {who}"
    );
    let part = |row: String| {
        let cells: Vec<&str> = row.split('|').collect();
        let year: i32 = cells[0].parse().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let (first, last) = (d(&format!("{year}-01-01")), d(&format!("{year}-12-31")));
        let span = day(cells[4]).zip(day(cells[5])).map(|(from, to)| (from.max(first), to.min(last)));
        Part { year, group: cells[1].to_owned(), hours: hundredths(cells[2]), days: hundredths(cells[3]), span }
    };
    rows(conn, &sql).into_iter().map(part).collect()
}

/// What part of a span of days has passed, in a million.
fn passed(from: &str, to: &str, on: NaiveDate) -> i64 {
    let days = |to: NaiveDate| (to - d(from)).num_days() + 1;
    days(on) * 1_000_000 / days(d(to))
}

/// Behind the pace: what is done over what is due, both in a million.
fn pace(done: i64, due: i64) -> &'static str {
    match done * 100 / due.max(1) {
        ..60 => "warn",
        60..90 => "remind",
        _ => "normal",
    }
}

fn worse(a: &'static str, b: &'static str) -> &'static str {
    let rank = |level: &str| ["normal", "remind", "warn", "alarm", "overdue"].iter().position(|l| *l == level);
    if rank(a) >= rank(b) { a } else { b }
}

/// The two or three rules a new file begins with, on 24 November 2026.
fn worked_out(conn: &Connection, who: i64) -> BTreeMap<String, Said> {
    let person = rows(
        conn,
        &format!("SELECT coalesce(level, ''), coalesce(level_since, ''), coalesce(rank, '') FROM cadre WHERE id = {who}"),
    );
    let person: Vec<&str> = person[0].split('|').collect();
    let free: BTreeSet<String> = rows(
        conn,
        &format!("SELECT rule_code FROM hour_exception WHERE cadre_id = {who} AND year = 2026 AND (approver IS NOT NULL OR doc_no IS NOT NULL)"),
    )
    .into_iter()
    .collect();
    let high = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    let by_level = high(&["县处级", "厅局级", "省部级"], person[0]);
    let by_rank = high(&["巡视员", "调研员", "督办", "高级主办", "总监", "高级主管"], person[2]);
    let parts = parts(conn, who);
    let sum = |which: &dyn Fn(&Part) -> bool| parts.iter().filter(|p| which(p)).map(|p| p.hours).sum::<i64>();
    let this = |p: &Part| p.year == 2026;
    let mut said = BTreeMap::new();
    let year = passed("2026-01-01", "2026-12-31", today());
    let mut say = |code: &str, got: i64, target: i64, met: bool, level: &'static str| {
        let level = if met || free.contains(code) { "normal" } else { level };
        said.insert(code.to_owned(), (got, if met { 0 } else { target - got }, level));
    };
    let online = sum(&|p| this(p) && p.group == "online");
    say("N-NET", online, 5_000, online >= 5_000, pace(online * 200, year));
    if by_level || by_rank {
        let inside = |p: &Part| (WINDOW.0..=WINDOW.1).contains(&p.year);
        let got = sum(&inside);
        let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
        for (from, to) in parts.iter().filter(|p| inside(p) && p.group == "full_time").filter_map(|p| p.span) {
            days.extend(from.iter_days().take_while(|day| *day <= to));
        }
        let done = (got * 1_000_000 / 55_000).max(i64::try_from(days.len()).unwrap() * 1_000_000 / 90);
        let mut level = pace(done, passed("2023-01-01", "2027-12-31", today()));
        let since = if person[1].len() == 7 { format!("{}-01", person[1]) } else { person[1].to_owned() };
        if let Some(since) = since.parse::<NaiveDate>().ok().filter(|day| by_level && *day >= d("2023-01-01")) {
            let by = since.checked_add_months(chrono::Months::new(12)).unwrap();
            let left = (by - today()).num_days();
            level = worse(
                level,
                if left < 0 {
                    "alarm"
                } else if left <= 90 {
                    "warn"
                } else {
                    "normal"
                },
            );
        }
        say("N-5Y", got, 55_000, got >= 55_000 || days.len() >= 90, level);
    } else {
        let got = sum(&this);
        let days: i64 = parts.iter().filter(|p| this(p) && p.group != "online").map(|p| p.days).sum();
        let mut level = pace((got * 1_000_000 / 9_000).max(days * 1_000_000 / 1_200), year);
        if sum(&|p| this(p) && p.group == "full_time") <= 0 {
            level = worse(level, "warn");
        }
        say("N-1Y", got, 9_000, got >= 9_000 || days >= 1_200, level);
    }
    said
}

/// What the program says of a person, and what it keeps in the file.
fn program(town: &Town, who: i64) -> (BTreeMap<String, Said>, BTreeMap<String, Said>) {
    let reader = town.reader();
    let book = reader.rulebook().unwrap();
    let ledger = reader.ledger(&book, who).unwrap().unwrap();
    let cents = |hours: f64| (hours * 100.0).round() as i64;
    let verdicts = ledger.verdicts(&book, 2026, today());
    let judged = verdicts.iter().map(|v| (v.rule.code.clone(), (cents(v.got), cents(v.missing), v.level.code()))).collect();
    let sql = format!("SELECT rule_code, got, missing, level FROM warning WHERE cadre_id = {who} AND year = 2026");
    let kept = town.rows(&sql).into_iter().map(|row| {
        let cells: Vec<&str> = row.split('|').collect();
        let level = ["normal", "remind", "warn", "alarm", "overdue"].into_iter().find(|l| *l == cells[3]).unwrap();
        (cells[0].to_owned(), (hundredths(cells[1]), hundredths(cells[2]), level))
    });
    (judged, kept.collect())
}

#[track_caller]
fn agree(town: &Town, people: &[i64]) {
    let conn = Connection::open(&town.path).unwrap();
    for who in people {
        let (wanted, (judged, kept)) = (worked_out(&conn, *who), program(town, *who));
        assert_eq!(judged, wanted, "person {who}");
        let open: BTreeMap<_, _> = wanted.into_iter().filter(|(_, said)| said.1 > 0).collect();
        assert_eq!(kept, open, "person {who}");
    }
}

#[test]
fn people_of_the_sample_city() {
    let town = Town::city(900);
    let ids = |more: &str| -> Vec<i64> {
        town.rows(&format!("SELECT id FROM cadre WHERE active = 1 {more} ORDER BY id"))
            .iter()
            .map(|id| id.parse().unwrap())
            .collect()
    };
    let (all, high) = (ids(""), ids("AND level LIKE '县处级%'"));
    let over = ids("AND id IN (SELECT e.cadre_id FROM hour_entry e JOIN hour_share s ON s.entry_id = e.id)");
    let excused = ids("AND id IN (SELECT cadre_id FROM hour_exception WHERE year = 2026)");
    assert!(high.len() >= 8 && !over.is_empty() && !excused.is_empty());
    let some = |list: &[i64], n: usize| list.iter().step_by((list.len() / n).max(1)).take(n).copied().collect::<Vec<_>>();
    let people: BTreeSet<i64> =
        [some(&all, 25), some(&high, 8), some(&over, 4), some(&excused, 3)].concat().into_iter().collect();
    agree(&town, &people.into_iter().collect::<Vec<_>>());
}

const UNITS: &str = "序号,单位代码,单位全称,单位简称,单位性质
1,053.01,松岭县人民政府办公室,县政府办,县直部门
2,053.02,松岭县水务局,水务局,县直部门
";

const ROSTER: &str = "序号,姓名,性别,出生年月,工作单位,职务,职务层次,任现职层次时间,职级,人员类别
1,段正淳,男,1972.03,水务局,局长,乡科级正职,2019.05,一级主任科员,公务员
2,高升泰,男,1968.11,水务局,四级调研员,乡科级正职,2016.02,四级调研员,公务员
3,木婉清,女,1985.06,水务局,副局长,乡科级副职,2022.07,三级主任科员,公务员
4,钟灵秀,女,1990.01,水务局,科员,,,四级主任科员,公务员
5,巴天石,男,1970.09,县政府办,副县长,县处级副职,2021.06,,公务员
6,华赫艮,男,1975.12,县政府办,副县长,县处级副职,2026.01,,公务员
7,范骅山,男,1971.04,县政府办,县长,县处级正职,2025.10,,公务员
8,朱丹臣,男,1980.08,县政府办,主任,乡科级正职,2018.03,,公务员
";

const LEDGER: &str = "姓名,单位,培训班次,培训形式,开始时间,结束时间,天数,学时
段正淳,水务局,春季主体班,脱产培训,2026-03-02,2026-03-13,10,80
段正淳,水务局,中心组学习,中心组学习,2026-05-08,2026-05-08,0.5,4
高升泰,水务局,进修班,脱产培训,2024-03-01,2024-05-31,65,520
木婉清,水务局,跨年班,脱产培训,2025-12-29,2026-01-09,10,80
木婉清,水务局,业务班,脱产培训,2026-06-08,2026-06-12,5,40
钟灵秀,水务局,公文写作讲座,专题讲座,2026-04-10,2026-04-10,0.5,4
巴天石,县政府办,省委党校班,脱产培训,2023-09-04,2023-10-13,30,240
巴天石,县政府办,专题班,脱产培训,2025-05-12,2025-05-16,5,
华赫艮,县政府办,任职班,脱产培训,2026-03-09,2026-03-20,10,80
朱丹臣,县政府办,主体班,脱产培训,2026-03-02,2026-03-17,12,
";

const ONLINE: &str = "姓名,单位,课程名称,学习时间,学时
段正淳,水务局,党史专题,2026-05-06,6
段正淳,水务局,乡村振兴,2026-05-07,46.5
高升泰,水务局,法治课,2025-08-01,30
木婉清,水务局,法治课,2026-08-01,30
钟灵秀,水务局,公文课,2026-08-01,52
巴天石,县政府办,应急课,2026-08-02,20.25
范骅山,县政府办,应急课,2026-08-02,50
";

/// The files of the office, taken in; what was found in them.
fn take_in(town: &Town) -> Vec<String> {
    let sources = [
        ("单位基本信息.csv", UNITS),
        ("干部花名册.csv", ROSTER),
        ("2026年学时台账.csv", LEDGER),
        ("网络学院学时导出.csv", ONLINE),
    ]
    .map(|(name, text)| Source::new(name, text.as_bytes()));
    let request =
        Request { kind: None, sheet: None, today: today(), now: "2026-11-24T09:00:00", actor: "tester", lang: Lang::Zh };
    let report = town.store().take_in(&act(), "import", |office| import(office, &sources, &request)).unwrap();
    let told = |issue: &ganjiao::exchange::issue::Issue| issue.sentence(Lang::Zh);
    report.outcomes.iter().flat_map(|o| o.issues.iter().map(|i| format!("{}: {}", o.file, told(i)))).collect()
}

/// A day is worth what the office says it is worth.
#[test]
fn days_of_a_file_count_as_the_office_counts_them() {
    let town = Town::empty();
    town.write(&[
        "UPDATE hour_conversion SET hours = 6 WHERE code = 'DAY'",
        "UPDATE hour_conversion SET hours = 3 WHERE code = 'HALF-DAY'",
    ]);
    take_in(&town);
    let days = "SELECT c.name, e.days, e.hours FROM hour_entry e JOIN cadre c ON c.id = e.cadre_id WHERE e.title IN ('专题班', '主体班') ORDER BY 1";
    assert_eq!(town.rows(days), ["巴天石|5|30", "朱丹臣|12|72"]);
}

#[test]
fn people_of_an_office_from_files() {
    let town = Town::empty();
    let issues = take_in(&town);
    assert_eq!(town.one("SELECT count(*) FROM cadre"), "8");
    assert_eq!(town.one("SELECT count(*) FROM hour_entry"), "17", "{issues:#?}");
    let people: Vec<i64> = town.rows("SELECT id FROM cadre ORDER BY id").iter().map(|id| id.parse().unwrap()).collect();
    agree(&town, &people);
    let of = |name: &str, rule: &str| {
        town.one(&format!(
            "SELECT w.got, w.missing, w.level FROM warning w JOIN cadre c ON c.id = w.cadre_id
            WHERE c.name = '{name}' AND w.rule_code = '{rule}' AND w.year = 2026"
        ))
    };
    // Three months in residence are enough for 高升泰, twelve days for 朱丹臣; 52.5 online for 段正淳; a week of the year before
    // is not this year's for 木婉清; 华赫艮 has until January, 范骅山 had until October.
    assert_eq!((of("高升泰", "N-5Y"), of("朱丹臣", "N-1Y"), of("段正淳", "N-1Y")), Default::default());
    assert_eq!(of("木婉清", "N-1Y"), "");
    assert_eq!(of("华赫艮", "N-5Y"), "80|470|warn");
    assert_eq!(of("范骅山", "N-5Y"), "50|500|alarm");
    assert_eq!(of("钟灵秀", "N-1Y"), "56|34|warn");
}
