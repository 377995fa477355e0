//! Sheets of a second office, 石坪区 (invented): layouts that were read wrongly once, each with what must come out.
//!
//! A file of `district` holds cases. `## name` begins one, `:file` names it, `:merges` its merged areas; then the rows,
//! `|` between cells, `⏎` for a line end, `#` before a number and `@` before a day or a time. `:told` is the report, and
//! below each `:ask` stands what the database answers. Every case starts from the office of `base.txt`.
//! `GANJIAO_UPDATE=1` writes down what comes out; it must be read before it is kept.

use crate::office::{Office, told};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use std::path::{Path, PathBuf};

#[derive(Default)]
struct Case {
    name: String,
    file: String,
    merges: String,
    rows: Vec<String>,
    asks: Vec<(String, Vec<String>)>,
    told: Vec<String>,
}

#[test]
fn figures_of_groups_and_forms() {
    check("figures");
}

#[test]
fn counts_and_places() {
    check("counts");
}

#[test]
fn attendance() {
    check("attendance");
}

#[test]
fn timetables() {
    check("timetable");
}

#[test]
fn lists_of_people_and_units() {
    check("lists");
}

#[test]
fn works_plans_teachers_courses_sites() {
    check("things");
}

#[test]
fn sheets_of_other_systems() {
    check("systems");
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/district")
}

fn check(group: &str) {
    let path = folder().join(format!("{group}.txt"));
    let text = std::fs::read_to_string(&path).unwrap();
    let base = Base::new();
    let (mut differences, mut written) = (Vec::new(), String::new());
    for mut case in cases(&text) {
        let (told, answers) = base.run(&case);
        if told != case.told || answers != case.asks {
            differences.push(format!("{}\n{}\n{}", case.name, told.join("\n"), shown(&answers)));
        }
        (case.told, case.asks) = (told, answers);
        written.push_str(&case.text());
    }
    if std::env::var_os("GANJIAO_UPDATE").is_some() {
        std::fs::write(&path, written).unwrap();
        return;
    }
    assert!(differences.is_empty(), "{} of {group} differ; they came out as:\n{}", differences.len(), differences.join("\n\n"));
}

fn shown(asks: &[(String, Vec<String>)]) -> String {
    asks.iter().map(|(sql, lines)| format!(":ask {sql}\n{}", lines.join("\n"))).collect::<Vec<_>>().join("\n")
}

fn cases(text: &str) -> Vec<Case> {
    let mut all: Vec<Case> = Vec::new();
    let mut place = "";
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            all.push(Case { name: name.to_owned(), ..Case::default() });
            place = "rows";
            continue;
        }
        let Some(case) = all.last_mut() else { continue };
        if let Some(file) = line.strip_prefix(":file ") {
            case.file = file.to_owned();
        } else if let Some(merges) = line.strip_prefix(":merges") {
            case.merges = merges.trim().to_owned();
        } else if line == ":told" {
            place = "told";
        } else if let Some(sql) = line.strip_prefix(":ask ") {
            case.asks.push((sql.to_owned(), Vec::new()));
            place = "ask";
        } else {
            match (place, case.asks.last_mut()) {
                ("rows", _) => case.rows.push(line.to_owned()),
                ("told", _) => case.told.push(line.to_owned()),
                (_, Some((_, lines))) if !line.is_empty() => lines.push(line.to_owned()),
                _ => {}
            }
        }
    }
    all
}

impl Case {
    fn text(&self) -> String {
        let told = self.told.iter().map(|line| format!("{line}\n")).collect::<String>();
        let rows = self.rows.iter().map(|line| format!("{line}\n")).collect::<String>();
        let asks = if self.asks.is_empty() { String::new() } else { shown(&self.asks) + "\n" };
        format!("## {}\n:file {}\n:merges {}\n{rows}:told\n{told}{asks}", self.name, self.file, self.merges)
    }

    fn bytes(&self) -> Vec<u8> {
        if self.file.ends_with(".csv") {
            return self.rows.join("\n").replace('|', ",").into_bytes();
        }
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for area in self.merges.split_whitespace() {
            let (from, to) = area.split_once(':').unwrap();
            let ((top, left), (bottom, right)) = (place(from), place(to));
            sheet.merge_range(top, left, bottom, right, "", &Format::new()).unwrap();
        }
        for (row, line) in (0..).zip(&self.rows) {
            for (column, cell) in (0..).zip(line.split('|')) {
                put(sheet, row, column, cell);
            }
        }
        book.save_to_buffer().unwrap()
    }
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &str) {
    let text = cell.replace('⏎', "\n");
    if let Some(number) = cell.strip_prefix('#').and_then(|n| n.parse::<f64>().ok()) {
        sheet.write_number(row, column, number).unwrap();
    } else if let Some(moment) = cell.strip_prefix('@') {
        let shape = if moment.contains('-') { "yyyy-mm-dd" } else { "hh:mm" };
        let value = ExcelDateTime::parse_from_str(moment).unwrap();
        sheet.write_datetime_with_format(row, column, &value, &Format::new().set_num_format(shape)).unwrap();
    } else if !text.is_empty() {
        sheet.write_string(row, column, text).unwrap();
    }
}

/// `C4` as row and column from 0.
fn place(text: &str) -> (u32, u16) {
    let split = text.find(|c: char| c.is_ascii_digit()).unwrap();
    let column = text[..split].bytes().fold(0_u16, |n, b| n * 26 + u16::from(b - b'A' + 1)) - 1;
    (text[split..].parse::<u32>().unwrap() - 1, column)
}

/// The office every case starts from, made once a test.
struct Base {
    folder: tempfile::TempDir,
}

impl Base {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut office = Office::new("2022-12-31");
        for file in cases(&std::fs::read_to_string(self::folder().join("base.txt")).unwrap()) {
            let report = office.take_file(&file.file, &file.bytes());
            assert_eq!(report.sum(|o| o.rejected), 0, "{}", told(&report.outcomes[0]));
        }
        office.keep(&folder.path().join("base.db"));
        Self { folder }
    }

    fn run(&self, case: &Case) -> (Vec<String>, Vec<(String, Vec<String>)>) {
        let mut office = Office::from(&self.folder.path().join("base.db"), "2022-12-31");
        let report = office.take_file(&case.file, &case.bytes());
        let lines = report.outcomes.iter().map(told).collect::<Vec<_>>().join("\n");
        let answers = case.asks.iter().map(|(sql, _)| (sql.clone(), office.lines(sql))).collect();
        (lines.lines().map(str::to_owned).collect(), answers)
    }
}
