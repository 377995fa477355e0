//! Another county: other names, column orders, title rows, headings and encodings than any sample.

use crate::office::{Office, told};
use ganjiao::exchange::import::Source;
use rust_xlsxwriter::{Format, Workbook};

/// Cells as an xlsx of one sheet; merges as (first row, first column, last row, last column).
fn xlsx(name: &str, rows: &[&[&str]], merges: &[(u32, u16, u32, u16)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(name).unwrap();
    for (y, x, bottom, right) in merges {
        sheet.merge_range(*y, *x, *bottom, *right, "", &Format::new()).unwrap();
    }
    for (y, row) in (0..).zip(rows) {
        for (x, cell) in (0..).zip(*row) {
            if !cell.is_empty() {
                sheet.write_string(y, x, *cell).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff_u16).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn gb(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// Units, people and a class of 松坪县, so that the other files have something to mean.
pub fn county() -> Office {
    let mut office = Office::new("2023-10-01");
    let units = "同级排序号\t机构编码\t机构名称\t机构简称\n1\t077.001\t中共松坪县委办公室\t县委办\n2\t077.002\t松坪县财政局\t县财政局\n3\t077.003\t松坪县青石镇\t青石镇\n";
    let people = "制表：松坪县委组织部,,,,,\n职务,姓  名,性别,单位名称,出生年月,现职级,身份证号码\n主任,林　远,男,县委办,1975.3,四级调研员,\n科员,阿依·玛,女,松坪县财政局,198811,,\n镇长,岩  坎,男,青石镇,1980年6月,,\n副镇长,王小满,女,县青石镇,85.07,,\n";
    let plan = xlsx(
        "计划",
        &[
            &["松坪县2023年培训班计划"],
            &["班次名称", "期数", "编号", "培训开始时间", "培训结束时间", "天数", "人数"],
            &["基层治理能力提升班", "第2期", "SP-07", "2023.9.11", "2023.9.13", "3天", "３０人"],
        ],
        &[(0, 0, 0, 6)],
    );
    let report = office.take(&[
        Source::new("单位.txt", &utf16(units)),
        Source::new("干部.csv", &gb(people)),
        Source::new("计划.xlsx", &plan),
    ]);
    let lines: Vec<String> = report.outcomes.iter().map(told).collect();
    assert_eq!(report.sum(|o| o.new), 8, "{lines:#?}");
    assert_eq!(report.sum(|o| o.rejected), 0, "{lines:#?}");
    office
}

#[test]
fn units_people_and_plan_in_three_encodings() {
    let office = county();
    assert_eq!(
        office.lines(
            "SELECT c.name, u.short_name, c.birth, c.sex FROM cadre c JOIN unit u ON u.id = c.unit_id ORDER BY u.sort_no, c.id"
        ),
        ["林远|县委办|1975-03|男", "阿依·玛|县财政局|1988-11|女", "岩坎|青石镇|1980-06|男", "王小满|青石镇|1985-07|女"]
    );
    assert_eq!(
        office.lines("SELECT code, title, starts_on, ends_on, days, planned FROM training_class"),
        ["SP-07|基层治理能力提升班（第2期）|2023-09-11|2023-09-13|3|30"]
    );
}

#[test]
fn a_notice_style_timetable_fills_dates_down_and_checks_weekdays() {
    let mut office = county();
    let rows: &[&[&str]] = &[
        &["第2期基层治理能力提升班课程表"],
        &["时间", "内容", "授课人", "地点"],
        &["9月11日（星期一）上午8:30-11:30", "基层治理概论", "何老师", "三楼会议室"],
        &["下午2：30—5：30", "分组讨论", "", "各讨论室"],
        &["9月12日（星期五）上午9:00～11:00", "现场教学：青石镇", "", "青石镇"],
        &["备注：请提前入场。"],
    ];
    let report = office.take_file("课表.xlsx", &xlsx("Sheet1", rows, &[(0, 0, 0, 3), (5, 0, 5, 3)]));
    let text = told(&report.outcomes[0]);
    assert!(text.starts_with("session 3/3/0/0/0/0"), "{text}");
    assert!(text.contains("warn A5 weekday_mismatch"), "{text}");
    assert_eq!(
        office.lines("SELECT date, half, starts, ends, kind FROM session ORDER BY id"),
        ["2023-09-11|am|08:30|11:30|lecture", "2023-09-11|pm|14:30|17:30|discussion", "2023-09-12|am|09:00|11:00|site"]
    );
}

/// Hours with every way to name a person and to be wrong.
pub fn ledger() -> &'static str {
    "序号,工作单位,人员姓名,证件号码,班次名称,获得学时数,培训起始日期,结业日期,备注\n\
        1,县委办,林远,,领导力研修班,24,2023-03-01,2023/3/3,\n\
        2,财政局,阿依•玛,,公文写作,8学时,2023.4.5,2023.4.5,\n\
        3,青石镇,林远,,公文写作,8,2023.4.5,2023.4.5,\n\
        4,青石镇,岩坎,5.3E+17,公文写作,8,2023.4.5,2023.4.5,\n\
        5,青石镇,王小满,,公文写作,8,2023.4.31,2023.5.1,\n\
        6,县委办,林远,,领导力研修班,24,2023-03-01,2023/3/3,\n\
        合计,,,,,72,,,\n"
}

#[test]
fn a_ledger_matches_people_and_refuses_what_it_cannot() {
    let mut office = county();
    let ledger = ledger();
    let report = office.take_file("台账.csv", ledger.as_bytes());
    let text = told(&report.outcomes[0]);
    assert!(text.starts_with("hours_offline 6/2/0/0/1/3"), "{text}");
    for found in ["reject C4 person_not_found", "reject D5 id_damaged", "reject G6 bad_date", "duplicate E7 duplicate"] {
        assert!(text.contains(found), "{found} in {text}");
    }
    let again = office.take_file("台账.csv", ledger.as_bytes());
    assert_eq!(again.sum(|o| o.new + o.updated), 0, "{}", told(&again.outcomes[0]));
}

#[test]
fn a_rehearsal_writes_nothing() {
    let mut office = county();
    let before: i64 = office.one("SELECT count(*) FROM change");
    let file = Source::new("单位.csv", "机构名称,机构编码\n松坪县文化馆,077.009\n".as_bytes());
    let report = office.rehearse(&[file]);
    assert_eq!(report.sum(|o| o.new), 1);
    assert_eq!(office.one::<i64>("SELECT count(*) FROM change"), before);
}

#[test]
fn hostile_files_are_refused_or_cleaned() {
    let mut office = county();
    let good = xlsx("a", &[&["教师姓名", "职称"], &["何静", "教授"]], &[]);
    let wide: String = vec!["列"; 200_000].join(",");
    let refused: [(&str, Vec<u8>); 5] = [
        ("空.xlsx", Vec::new()),
        ("断.xlsx", good[..good.len() / 2].to_vec()),
        ("密.xlsx", [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat()),
        ("宽.csv", wide.into_bytes()),
        ("图.csv", vec![0x89, b'P', b'N', b'G', 0, 1, 2, 3, 0xff, 0xfe, 0xfd, 0]),
    ];
    for (name, bytes) in refused {
        let source = Source::new(name, &bytes);
        let taken = source.grids.is_ok();
        let report = office.take(&[source]);
        assert!(!taken || report.sum(|o| o.new) == 0, "{name} was taken");
    }
    let cell = "教师姓名,单位,职称,备注\n=cmd|'/c calc'!A1,县委党校,讲师,\u{1b}[2J清屏\u{202e}\n";
    let report = office.take_file("师资.csv", cell.as_bytes());
    assert_eq!(report.sum(|o| o.new), 1, "{}", told(&report.outcomes[0]));
    let kept: Vec<String> = office.lines("SELECT name, coalesce(note, '') FROM teacher");
    assert!(kept[0].starts_with("=cmd|"), "{kept:?}");
    assert!(!kept[0].chars().any(|c| c.is_control() || c == '\u{202e}'), "{kept:?}");
}

#[test]
fn a_missing_file_and_a_folder_are_told_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().join("单位.csv");
    std::fs::write(&there, "机构名称,机构编码\n松坪县文化馆,077.009\n").unwrap();
    let open = |path: &std::path::Path| Source::open("文件", path);
    let sources = [open(&folder.path().join("没有.xlsx")), open(folder.path()), open(&there)];
    assert!(matches!(sources[0].grids, Err(ganjiao::exchange::open::Refusal::Missing)));
    assert!(matches!(sources[1].grids, Err(ganjiao::exchange::open::Refusal::Folder)));
    let report = county().take(&sources);
    assert_eq!(report.sum(|o| o.new), 1);
}
