//! A rehearsal and what is written after it.

use crate::county::{county, ledger};
use crate::office::Office;
use ganjiao::exchange::import::Source;

/// Every row of every table; but a workbook made by a test differs from the next in its time.
fn everything(office: &Office) -> Vec<String> {
    let tables = office.lines("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
    let rows = |table: &String| office.lines(&format!("SELECT '{table}', * FROM {table} ORDER BY 2"));
    tables.iter().flat_map(rows).filter(|row| !row.contains(".xlsx")).collect()
}

/// The first lines that only one of two has.
fn differences<'l>(a: &'l [String], b: &'l [String]) -> Vec<&'l str> {
    let only = |a: &'l [String], b: &[String]| a.iter().filter(|l| !b.contains(l)).map(String::as_str).collect::<Vec<_>>();
    only(a, b).into_iter().take(5).chain(only(b, a).into_iter().take(5)).collect()
}

fn files() -> [Source; 3] {
    let people =
        "姓名,单位名称,身份证号码,政治面貌,现职级\n林　远,县委办,539999197503120016,中共党员,三级调研员\n高　原,财政局,,群众,\n";
    let hours = "年度,用户名,所在单位,课程名称,获得学时\n2023,高原,县财政局,乡村振兴,3.5\n2023,王小满,青石镇,乡村振兴,3.5\n";
    [
        Source::new("台账.csv", ledger().as_bytes()),
        Source::new("干部.csv", people.as_bytes()),
        Source::new("网络学院.csv", hours.as_bytes()),
    ]
}

#[test]
fn carrying_out_a_plan_is_the_import_itself() {
    let (mut one, mut two) = (county(), county());
    let files = files();
    let taken = one.take(&files);
    assert!(taken.sum(|o| o.new) >= 5 && taken.sum(|o| o.updated) == 1, "{taken:#?}");
    let (seen, plan) = two.plan(&files);
    assert!(two.carry_out(&plan, &files).is_none(), "nobody wrote in between");
    assert_eq!(format!("{:?}", seen.outcomes), format!("{:?}", taken.outcomes));
    assert_eq!(differences(&everything(&one), &everything(&two)), [""; 0]);
}

#[test]
fn a_plan_that_no_longer_fits_is_worked_out_anew() {
    let mut office = county();
    let files = files();
    let (seen, plan) = office.plan(&files);
    office.take(&files[..1]);
    let anew = office.carry_out(&plan, &files).expect("somebody wrote in between");
    assert!(anew.sum(|o| o.new) < seen.sum(|o| o.new));
    assert_eq!(office.one::<i64>("SELECT count(*) FROM hour_entry"), seen.sum(|o| o.new) as i64 - 1);
}

#[test]
fn an_import_is_one_step_back_and_forth() {
    let mut office = county();
    let records = ["cadre", "hour_entry", "unit", "import_batch"];
    let state = |office: &Office| {
        let of = |table: &&str| office.lines(&format!("SELECT '{table}', * FROM {table} ORDER BY 2"));
        let counts = office.lines("SELECT * FROM row_count WHERE n > 0 AND table_name <> 'import_issue' ORDER BY 1");
        let keys = office.lines("SELECT * FROM search_key ORDER BY 1, 2, 3, 4");
        let version = |row: String| row.splitn(4, '|').enumerate().filter(|(n, _)| *n != 2).map(|(_, c)| c.to_owned()).collect();
        let rows: Vec<Vec<String>> = records.iter().flat_map(of).chain(counts).chain(keys).map(version).collect();
        rows
    };
    let before = state(&office);
    let (_, plan) = office.plan(&files());
    office.carry_out(&plan, &files());
    let after = state(&office);
    assert_ne!(before, after);
    let step: i64 = office.one("SELECT max(id) FROM journal");
    office.undo(step);
    assert_eq!(state(&office), before);
    let undone: i64 = office.one("SELECT max(id) FROM journal");
    office.undo(undone);
    assert_eq!(state(&office), after);
}
