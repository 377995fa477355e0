//! The import on the screens, as a person does it: files, sheets, columns, choices, check, write, undo.

#[path = "import/office.rs"]
#[allow(dead_code)]
mod desk;
#[path = "harness.rs"]
mod harness;

use ganjiao::{domain::value::Value, exchange::import::Source, store::Reader};
use harness::Ui;
use rusqlite::types::FromSql;
use rust_xlsxwriter::{Format, Workbook};
use std::path::PathBuf;

/// An office with a few units and people, and a folder with files to import.
struct Office {
    folder: tempfile::TempDir,
}

const UNITS: &str = "单位名称,机构编码\n红石县人民政府,H01\n红石县财政局,H02\n红石县水务局,H03\n红石县青龙镇,H04\n";
const PEOPLE: &str = "姓名,单位,性别,出生年月,职务\n张伟,红石县财政局,男,1976.05,副局长\n张伟,红石县水务局,男,1981.11,科员\n\
李明,红石县青龙镇,男,1970.01,镇长\n";

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut office = desk::Office::new("2022-12-31");
        let report = office.take(&[Source::new("单位.csv", UNITS.as_bytes()), Source::new("干部名册.csv", PEOPLE.as_bytes())]);
        assert_eq!(report.sum(|o| o.new), 7, "{report:#?}");
        office.keep(&folder.path().join("office.db"));
        Self { folder }
    }

    fn db(&self) -> PathBuf {
        self.folder.path().join("office.db")
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn ui(&self) -> Ui {
        Ui::open(&self.db(), "2022-12-31".parse().unwrap())
    }

    fn one<T: FromSql>(&self, sql: &str) -> T {
        Reader::open(&self.db()).unwrap().conn().query_row(sql, [], |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    fn lines(&self, sql: &str) -> Vec<String> {
        let reader = Reader::open(&self.db()).unwrap();
        let mut statement = reader.conn().prepare(sql).unwrap();
        let width = statement.column_count();
        let rows = statement.query_map([], |row| {
            let cells: Result<Vec<String>, _> = (0..width).map(|i| row.get::<_, Value>(i).map(|v| v.to_string())).collect();
            Ok(cells?.join("|"))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }
}

/// Rows of text as a workbook of one sheet.
fn book(sheet: &str, rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name(sheet).unwrap();
    for (y, row) in (0..).zip(rows) {
        for (x, cell) in (0..).zip(*row) {
            page.write_string_with_format(y, x, *cell, &Format::new()).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// Goes to the import and opens the file of this path.
fn open<'u>(ui: &'u mut Ui, path: &std::path::Path) -> &'u mut Ui {
    ui.keys("|<f4>").keys(&path.display().to_string()).keys("<enter>")
}

#[test]
fn a_roster_comes_in_step_by_step_and_goes_back_in_one() {
    let office = Office::new();
    let rows: &[&[&str]] = &[
        &["红石县干部花名册"],
        &["姓名", "单位", "性别", "出生年月", "职务", "备注"],
        &["张伟", "红石县财政局", "男", "76.05", "局长", ""],
        &["王 芳", "红石县水务局", "女", "1988年3月", "科员", "新进"],
        &["李明", "红石县青龙镇", "男", "1970.01", "镇长", ""],
        &["王芳", "红石县水务局", "女", "1988.03", "科员", ""],
        &["", "红石县水务局", "女", "1988.03", "", ""],
        &["合计", "", "5人"],
    ];
    let path = office.file("花名册.xlsx", book("名册", rows));
    let mut ui = office.ui();
    open(&mut ui, &path)
        .sees("导入 2/4")
        .sees("花名册.xlsx / 名册")
        .sees("干部")
        .sees("5 行")
        .sees("表头 第 2 行")
        .sees("跳过 1");
    ui.keys("<enter>").sees("导入 3/4").sees("出生年月").sees("确定").sees("合计").sees("红石县干部花名册");
    ui.keys("<esc>").sees("导入 2/4").keys("<f2>").sees("导入 4/4");
    ui.sees("新增 1　更新 1　相同 1　重复 1　拒绝 1").sees("职务 副局长 -> 局长").sees("还没有写入");
    assert_eq!(office.one::<i64>("SELECT count(*) FROM cadre"), 3, "nothing is written before it is said");
    ui.keys("<f6>3").sees("张伟").sees_no("李明").keys("<f6><enter>");
    ui.keys("<tab><tab>").sees("76.05 -> 1976.05").sees("王 芳 -> 王芳");
    ui.keys("<btab><btab><home><enter>").sees("原表").sees("副局长 -> 局长").keys("<esc>");
    ui.keys("<f2>").sees("写入 2 条记录").keys("<enter>").sees("已写入 2 条").sees("备份：office-");
    assert_eq!(
        office.lines("SELECT name, position, birth FROM cadre WHERE id IN (1, 4) ORDER BY id"),
        ["张伟|局长|1976-05", "王芳|科员|1988-03"]
    );
    assert!(office.folder.path().join("backups").read_dir().unwrap().count() > 0, "a copy was made before");
    ui.keys("<esc>").sees("[导入]").sees("已写入 2 条");
    // Where the record came from stands in its history and among its fields.
    ui.keys("/张伟<enter>!").sees("导入：花名册.xlsx 名册 第 3 行").keys("<esc><btab><end>").sees("花名册.xlsx 名册 第 3 行");
    ui.keys("0");
    ui.keys("<c-z>");
    assert_eq!(office.one::<i64>("SELECT count(*) FROM cadre"), 3);
    assert_eq!(office.one::<String>("SELECT position FROM cadre WHERE id = 1"), "副局长");
}

#[test]
fn choices_are_asked_for_and_units_are_learnt() {
    let office = Office::new();
    let rows: &[&[&str]] = &[
        &["2022年干部培训学时台账"],
        &["姓名", "所在单位", "培训班次", "开始日期", "结束日期", "学时"],
        &["李明", "青龙乡政府大院", "乡村振兴专题班", "2022.3.1", "2022.3.3", "24"],
        &["张伟", "", "乡村振兴专题班", "2022.3.1", "2022.3.3", "24"],
    ];
    let path = office.file("台账.xlsx", book("学时", rows));
    let mut ui = office.ui();
    open(&mut ui, &path).sees("线下学时").keys("<f2>").sees("拒绝 2");
    ui.keys("<tab>").sees("待选 2");
    // The unit by another name would help nobody here; the two people are chosen.
    ui.keys("<enter>").sees("李明").sees("青龙镇").keys("<enter>").sees("选定：李明").sees("F7 重新核对");
    ui.keys("<down><enter>").sees("1976.05").sees("1981.11").keys("<down><enter>").sees("选定：张伟");
    ui.keys("<f7>").sees("新增 2").sees("拒绝 0").keys("<f2><enter>").sees("已写入 2 条");
    assert_eq!(office.lines("SELECT cadre_id, hours FROM hour_entry ORDER BY cadre_id"), ["2|24", "3|24"]);
    assert_eq!(
        office
            .lines("SELECT table_name, sheet, first_row, last_id - first_id + 1 FROM import_row WHERE table_name = 'hour_entry'"),
        ["hour_entry|学时|3|2"]
    );
}

#[test]
fn a_unit_by_another_name_is_learnt_for_ever_and_can_be_forgotten() {
    let office = Office::new();
    let rows = |name: &'static str| -> Vec<u8> {
        book("名册", &[&["干部花名册"], &["姓名", "单位", "性别", "职务"], &[name, "财政所老楼", "男", "科员"]])
    };
    let path = office.file("一.xlsx", rows("赵一"));
    let mut ui = office.ui();
    open(&mut ui, &path).keys("<f2><tab>").sees("财政所老楼").keys("<enter>").sees("红石县财政局");
    ui.keys("财政局<enter>").sees("选定：红石县财政局").keys("<f2>").sees("写入 1 条记录").keys("<enter>").sees("已写入 1 条");
    assert_eq!(office.lines("SELECT alias, unit_id FROM unit_alias"), ["财政所老楼|2"]);
    assert_eq!(office.one::<i64>("SELECT unit_id FROM cadre WHERE name = '赵一'"), 2);
    let path = office.file("二.xlsx", rows("钱二"));
    open(ui.keys("<esc>"), &path).keys("<f2>").sees("提示 0").keys("<f2><enter><esc>");
    assert_eq!(office.one::<i64>("SELECT unit_id FROM cadre WHERE name = '钱二'"), 2);
    ui.keys("<f7>").sees("财政所老楼").keys("<f8>").sees("已忘记");
    assert_eq!(office.one::<i64>("SELECT count(*) FROM unit_alias"), 0);
}

#[test]
fn columns_are_set_right_once_and_known_again() {
    let office = Office::new();
    let rows = |name: &'static str| -> Vec<u8> {
        let body: &[&[&str]] =
            &[&["甲", "乙", "丙", "丁"], &[name, "红石县财政局", "科长", "13911112222"], &["合计", "1", "", ""]];
        book("Sheet1", body)
    };
    let path = office.file("奇怪.xlsx", rows("孙三"));
    let mut ui = office.ui();
    open(&mut ui, &path).sees("未识别").keys("<enter>").sees("这是什么表").keys("干部<enter>").sees("缺列");
    ui.keys("<enter>").sees("导入 3/4").sees("缺列：").sees("表头：第 1 行");
    ui.keys("<enter>").sees("对应哪一栏").keys("姓名<enter>").sees("人工");
    ui.keys("<down><enter>").keys("单位<enter><down><enter>").keys("职务<enter>");
    ui.sees_no("缺列").sees("合计").keys("<esc><f2>").sees("新增 1").keys("<f2><enter>").sees("已写入 1 条");
    assert_eq!(office.lines("SELECT name, unit_id, position, phone FROM cadre WHERE id = 4"), ["孙三|2|科长|"]);
    let next = office.file("明年.xlsx", rows("周四"));
    open(ui.keys("<esc>"), &next).sees("干部").sees("按上次").keys("<f2>").sees("新增 1").keys("<f2><enter>").sees("已写入 1 条");
    // The command reads it in the same way.
    let again = office.file("后年.xlsx", rows("吴五"));
    let mut store = ganjiao::store::Store::open(&office.db()).unwrap();
    let act = ganjiao::store::Act { actor: "tester".into(), origin: "test".into(), at: "2022-12-31 10:00:00".into() };
    let request = ganjiao::exchange::import::Request {
        kind: None,
        sheet: None,
        today: "2022-12-31".parse().unwrap(),
        now: "2022-12-31 10:00:00",
        actor: "tester",
        lang: ganjiao::text::Lang::Zh,
    };
    let sources = [desk::source(&again)];
    let report = store.take_in(&act, "import", |o| ganjiao::exchange::import::import(o, &sources, &request)).unwrap();
    assert_eq!((report.sum(|o| o.new), report.outcomes[0].kind.code()), (1, "cadre"));
}

#[test]
fn headings_are_moved_and_a_step_back_loses_nothing() {
    let office = Office::new();
    let rows: &[&[&str]] = &[
        &["姓名", "单位", "性别", "职务"],
        &["填写示例", "某单位", "男", "某职务"],
        &["姓名", "单位", "性别", "职务"],
        &["郑六", "红石县财政局", "男", "科员"],
    ];
    let path = office.file("示例.xlsx", book("干部名册", rows));
    let mut ui = office.ui();
    open(&mut ui, &path).sees("表头 第 1 行").sees("2 行").keys("<enter><right><right>").sees("表头：第 3 行").sees("数据：1 行");
    ui.keys("<esc><esc>").sees("[导入]").sees("[继续] 示例.xlsx").keys("<home><enter>").sees("表头 第 3 行");
    ui.keys("<f2>").sees("新增 1").sees("郑六").keys("<esc><del>").sees("不导入").keys("<f2>").sees("没有要导入的表");
}

#[test]
fn who_only_looks_gets_no_files() {
    let office = Office::new();
    let mut store = ganjiao::store::Store::open(&office.db()).unwrap();
    let act = ganjiao::store::Act { actor: "boss".into(), origin: "test".into(), at: "2022-12-31 10:00:00".into() };
    store
        .write(&act, "test", |tx| {
            tx.execute("INSERT INTO person_of_office (id, login, name, role) VALUES (1, 'boss', '主任', 'manager'), (2, 'tester', '看', 'viewer')", [])?;
            Ok(())
        })
        .unwrap();
    drop(store);
    let mut ui = office.ui();
    ui.keys("0]]]").sees("只能查看").sees_no(".toml").keys("<f4>").sees("只能查看");
}
