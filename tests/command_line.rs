//! The command line as a person or a script uses it: names that are shown are understood, files are not overwritten, a
//! pipe may end early, and everything said is in the person's language.

use ganjiao::store::demo::{self, Continue, Plan};
use std::{
    path::PathBuf,
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

/// One city for all tests, and a folder.
fn city() -> &'static (tempfile::TempDir, PathBuf) {
    static CITY: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    CITY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        let plan = Plan { cadres: 600, seed: 1, today: "2026-11-24".parse().unwrap() };
        demo::build(&path, &plan, &mut |_| Continue::Yes).unwrap();
        (folder, path)
    })
}

fn command(lang: &str, arguments: &[&str]) -> Command {
    let (folder, path) = city();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ganjiao"));
    command.current_dir(folder.path()).args(["--today", "2026-11-24", "--lang", lang, "--db"]).arg(path).args(arguments);
    command
}

/// What it prints as data, what it says, and its exit code.
fn run(lang: &str, arguments: &[&str]) -> (String, String, i32) {
    let Output { status, stdout, stderr } = command(lang, arguments).output().unwrap();
    (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap(), status.code().unwrap_or(-1))
}

fn zh(arguments: &[&str]) -> (String, String, i32) {
    run("zh", arguments)
}

#[test]
fn the_names_that_are_shown_are_understood() {
    let lines = |arguments: &[&str]| {
        let (data, words, code) = zh(arguments);
        assert_eq!(code, 0, "{arguments:?}: {words}");
        data
    };
    let chiefs = lines(&["list", "干部", "--where", "职务层次=乡科级正职", "--columns", "姓名,单位"]);
    assert!(chiefs.lines().count() > 5, "{chiefs}");
    assert_eq!(chiefs, lines(&["list", "cadre", "--where", "level=乡科级正职", "--columns", "name,unit_id"]));
    let (_, words, code) = zh(&["list", "干部", "--where", "单位=没有的单位"]);
    assert!(code != 0 && words.contains("没有的单位"), "{words}");
    let unit = lines(&["list", "单位", "--columns", "name,short_name"]);
    let named = unit.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    let mut named = named.filter(|names| names.len() == 2 && names[0] != names[1]);
    let (whole, short) = named.next().map(|names| (names[0].to_owned(), names[1].to_owned())).unwrap();
    let of_unit = |name: &str| lines(&["list", "cadre", "--where", &format!("unit={name}"), "--columns", "name"]);
    assert!(of_unit(&whole).lines().count() > 1, "{whole}");
    assert_eq!(of_unit(&whole), of_unit(&short));
    let running = lines(&["list", "班次", "--where", "状态=正在培训"]);
    assert_eq!(running, lines(&["list", "class", "--where", "state=running"]));
    let (_, words, code) = zh(&["list", "班次", "--where", "状态=没有"]);
    assert!(code == 2 && words.contains("正在培训"), "{words}");
    assert!(lines(&["report", "调训通报"]).contains("应调"));
    assert!(lines(&["show", "干部", "1"]).starts_with("干部 1"));
    assert!(lines(&["find", "王", "--kind", "干部"]).starts_with("干部"));
    let english = run("en", &["list", "Class", "--where", "state=Running"]);
    assert!(english.2 == 0 && english.0.lines().count() == running.lines().count(), "{english:?}");
}

#[test]
fn a_leading_hyphen_sorts_downwards() {
    let (up, ..) = zh(&["list", "teacher", "--columns", "name,fee", "--sort", "fee"]);
    let (down, words, code) = zh(&["list", "teacher", "--columns", "name,fee", "--sort", "-fee"]);
    assert_eq!(code, 0, "{words}");
    let fee = |line: &str| line.split_whitespace().last().and_then(|fee| fee.replace(',', "").parse::<f64>().ok());
    let fees: Vec<f64> = down.lines().skip(1).filter_map(fee).collect();
    assert!(fees.len() > 5 && fees.is_sorted_by(|a, b| a >= b), "{down}");
    assert_ne!(up, down);
}

#[test]
fn a_file_that_exists_is_not_overwritten() {
    let (folder, _) = city();
    let path = folder.path().join("列表.csv");
    for verb in [&["export", "unit"][..], &["list", "unit", "--format", "csv"], &["report", "call_ups"]] {
        std::fs::write(&path, "mine").unwrap();
        let arguments = [verb, &["-o", "列表.csv"]].concat();
        let (_, words, code) = zh(&arguments);
        assert!(code == 1 && words.contains("--force"), "{verb:?}: {words}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
        let (_, words, code) = zh(&[&arguments[..], &["--force"]].concat());
        assert_eq!(code, 0, "{verb:?}: {words}");
        assert_ne!(std::fs::read_to_string(&path).unwrap(), "mine");
    }
}

#[test]
fn a_pipe_that_ends_early_is_no_fault() {
    let long: [&[&str]; 9] = [
        &["find", "w", "--limit", "5000"],
        &["list", "hour_entry"],
        &["list", "hour_entry", "--format", "csv"],
        &["list", "hour_entry", "--format", "json"],
        &["show", "unit", "1"],
        &["report", "call_ups"],
        &["keys"],
        &["completions", "bash"],
        &["--help"],
    ];
    for arguments in long {
        let mut child = command("zh", arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The reader goes at once.
        drop(child.stdout.take());
        let Output { status, stderr, .. } = child.wait_with_output().unwrap();
        let words = String::from_utf8_lossy(&stderr);
        assert!(status.success(), "{arguments:?}: {status} {words}");
        assert!(!words.contains("panicked") && !words.contains("ganjiao:"), "{arguments:?}: {words}");
    }
}

#[test]
fn help_and_complaints_are_in_one_language() {
    let verbs = ["list", "find", "show", "export", "import", "report", "history", "undo", "backup", "completions", "demo"];
    for verb in std::iter::once(None).chain(verbs.into_iter().map(Some)) {
        let arguments: Vec<&str> = verb.into_iter().chain(["--help"]).collect();
        let (help, words, code) = zh(&arguments);
        assert!(code == 0 && words.is_empty(), "{arguments:?}");
        for english in ["Usage", "Options", "Commands:", "Arguments", "possible", "default", "Print", "OPTIONS"] {
            assert!(!help.contains(english), "{english} in\n{help}");
        }
        assert!(help.contains("用法：ganjiao") && help.contains("--help"), "{help}");
        let (help, ..) = run("en", &arguments);
        assert!(help.contains("Usage: ganjiao") && !help.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)), "{help}");
    }
    for (arguments, said) in [
        (&["lst"][..], "list"),
        (&["list"], "缺少"),
        (&["list", "cadre", "--format", "pdf"], "xlsx"),
        (&["find", "x", "--limit", "q"], "不对"),
        (&["list", "cadre", "--nothing"], "--nothing"),
        (&["list", "nothing"], "干部 cadre"),
        (&["list", "cadre", "--columns", "nothing"], "姓名 name"),
        (&["report", "nothing"], "调训通报 call_ups"),
    ] {
        let (_, words, code) = zh(arguments);
        assert!(code == 2 && words.contains(said), "{arguments:?}: {code} {words}");
        assert!(!words.contains("error:") && !words.contains("For more"), "{words}");
    }
}

#[test]
fn a_find_says_on_the_side_that_there_is_more() {
    let (data, words, code) = zh(&["find", "王", "--limit", "3"]);
    assert!(code == 0 && data.lines().count() == 3 && data.starts_with("干部"), "{data}");
    assert!(words.contains("--kind cadre"), "{words}");
    let (_, words, _) = zh(&["find", "王", "--limit", "3", "--kind", "programme"]);
    assert!(!words.contains("--kind"), "{words}");
}

#[test]
fn keys_of_the_screens_are_not_named_here() {
    let (_, words, code) = zh(&["report", "warnings", "--year", "2030"]);
    assert!(code == 0 && !words.contains("Ctrl") && words.contains("--compute"), "{words}");
}

/// The limit of a find is over all registers, shared among them.
#[test]
fn a_find_lists_no_more_than_its_limit() {
    let (data, words, code) = zh(&["find", "王", "--limit", "12"]);
    assert_eq!(code, 0, "{words}");
    assert_eq!(data.lines().count(), 12, "{data}");
    let kinds: std::collections::BTreeSet<&str> = data.lines().filter_map(|line| line.split('\t').next()).collect();
    assert!(kinds.len() > 1, "{kinds:?}");
    assert!(words.contains("只列出"), "{words}");
    let (json, ..) = zh(&["find", "王", "--limit", "5", "--json"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap().as_array().unwrap().len(), 5);
}

/// A condition that no record could meet is refused with the field and what it takes.
#[test]
fn a_condition_that_cannot_be_is_refused() {
    for (kind, condition, says) in [
        ("hour_entry", "hours=abc", ["学时", "数字"]),
        ("hour_entry", "year=二零二六", ["年度", "数字"]),
        ("class", "nominated=many", ["已报", "数字"]),
        ("unit", "active=maybe", ["是", "否"]),
        ("cadre", "level=大领导", ["职务层次", "乡科级正职"]),
        ("session", "starts=早上", ["时间", "08:30"]),
        ("session", "date=某天", ["日期", "2026.3"]),
        ("class", "没有这栏=1", ["没有字段", "starts_on"]),
    ] {
        let (data, words, code) = zh(&["list", kind, "--where", condition]);
        assert_eq!((code, data.as_str()), (2, ""), "{condition}: {words}");
        assert!(says.iter().all(|word| words.contains(word)), "{condition}: {words}");
    }
    let (_, words, code) = zh(&["list", "class", "--columns", "name,nothing"]);
    assert!(code == 2 && words.contains("nothing") && words.contains("starts_on"), "{words}");
    let (_, words, code) = zh(&["list", "class", "--sort", "nothing"]);
    assert!(code == 2 && words.contains("nothing"), "{words}");
    let warned =
        |rule: &str| zh(&["list", "warning", "--where", &format!("rule_code={rule}"), "--columns", "cadre_id,rule_code"]).0;
    assert!(warned("年度学时").lines().count() > 2 && warned("年度学时").contains("年度学时"));
    assert_eq!(warned("N-1Y"), warned("年度学时"));
    let hours = |value: &str| zh(&["list", "hour_entry", "--where", &format!("hours={value}")]);
    assert_eq!((hours("40").2, hours("1,000").2), (0, 0));
    assert!(hours("40").0.lines().count() > 2);
}

/// Every listed report goes into every kind of file, by code word or by name.
#[test]
fn every_report_can_be_exported() {
    let folder = tempfile::tempdir().unwrap();
    for report in ganjiao::store::reports::REPORTS.iter().filter(|r| r.listed) {
        for ending in ["xlsx", "csv", "json"] {
            let file = folder.path().join(format!("{}.{ending}", report.name));
            let (_, words, code) = zh(&["export", report.name, "-o", file.to_str().unwrap()]);
            assert!(code == 0 && file.metadata().unwrap().len() > 20, "{} {ending}: {words}", report.name);
        }
        let csv = std::fs::read_to_string(folder.path().join(format!("{}.csv", report.name))).unwrap();
        assert!(
            csv.contains(
                report.columns[0]
                    .heading(&ganjiao::store::reports::Asked::year(2026, "2026-11-24".parse().unwrap(), ganjiao::text::Lang::Zh))
                    .as_str()
            ),
            "{}: {csv}",
            report.name
        );
    }
    let file = folder.path().join("计划.csv");
    let (_, words, code) = zh(&["export", "年度计划执行", "--year", "2025", "--part", "own", "-o", file.to_str().unwrap()]);
    assert_eq!(code, 0, "{words}");
    let (plan, ..) = zh(&["report", "plan", "--year", "2025", "--part", "own", "--format", "csv"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), plan);
    let (_, words, code) = zh(&["export", "nothing", "-o", "x.csv"]);
    assert!(code == 2 && words.contains("plan") && words.contains("cadre"), "{words}");
}

/// A file is written where it was named, or not at all: no folder, no device, nothing over what a link points at unasked.
#[cfg(unix)]
#[test]
fn what_cannot_be_written_to_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let export = |path: &str, force: bool| {
        let force = if force { &["--force"][..] } else { &[] };
        zh(&[&["list", "course", "--format", "csv", "-o", path], force].concat())
    };
    std::fs::create_dir(at("夹.csv")).unwrap();
    for force in [false, true] {
        let (_, words, code) = export(&at("夹.csv"), force);
        assert!(code == 1 && words.contains("文件夹"), "{words}");
        let (_, words, code) = export("/dev/null", force);
        assert!(code == 1 && words.contains("不是普通文件"), "{words}");
        std::os::unix::fs::symlink(at("没有.csv"), at(&format!("断{force}.csv"))).unwrap();
        let (_, words, code) = export(&at(&format!("断{force}.csv")), force);
        assert!(code == 1 && words.contains("链接"), "{words}");
        let (_, words, code) = export(&at("没有/名单.csv"), force);
        assert!(code == 1 && words.contains("没有文件夹"), "{words}");
    }
    std::fs::write(at("别处.csv"), "旧").unwrap();
    std::os::unix::fs::symlink(at("别处.csv"), at("链.csv")).unwrap();
    assert_eq!(export(&at("链.csv"), false).2, 1);
    assert_eq!(std::fs::read_to_string(at("别处.csv")).unwrap(), "旧");
    assert_eq!(export(&at("链.csv"), true).2, 0);
    // The link stays one, and the file it names is the new one.
    assert!(std::fs::symlink_metadata(at("链.csv")).unwrap().is_symlink());
    assert!(std::fs::read_to_string(at("别处.csv")).unwrap().contains("课程"));
    assert!(!std::fs::read_dir(folder.path()).unwrap().flatten().any(|f| f.file_name().to_string_lossy().contains("partial")));
}

/// A device never ends and a pipe may never begin: both are refused at once.
#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_not_imported() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("管道.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in ["/dev/zero", pipe.to_str().unwrap()] {
        let (data, words, code) = zh(&["import", "--dry-run", path]);
        assert_eq!(code, 1, "{words}");
        assert!(format!("{data}{words}").contains("不是普通文件"), "{data}{words}");
    }
}

#[test]
fn any_register_is_imported_by_the_names_of_its_fields() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("office.db");
    let file = folder.path().join("fees.csv");
    let rows = "讲课费标准\n职称层次,元/学时,生效,文件\n中级,300,2022.1.1,本市办法\n初级,二百,2022.1.1,本市办法\n其他,200,2022.1.1,本市办法\n中级,300,2022.1.1,本市办法\n合计,,,\n";
    std::fs::write(&file, rows).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ganjiao"));
        command.current_dir(folder.path()).args(["--today", "2026-11-24", "--lang", "zh", "--db"]).arg(&db).args(arguments);
        let Output { status, stdout, stderr } = command.output().unwrap();
        (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap(), status.code().unwrap_or(-1))
    };
    assert_eq!(run(&["init"]).2, 0);
    let listed = || run(&["list", "fee_standard", "--format", "csv"]).0.lines().count();
    let before = listed();
    let headings = run(&["export", "fee_standard", "-o", "sample.csv"]);
    assert_eq!(headings.2, 0, "{headings:?}");
    let (_, told, code) = run(&["import", "fees.csv", "--kind", "fee_standard", "--dry-run"]);
    assert_eq!((listed(), code), (before, 1), "{told}");
    let (_, told, code) = run(&["import", "fees.csv", "--kind", "fee_standard", "--yes"]);
    assert!(told.contains("第 4 行"), "{told}");
    assert_eq!((listed(), code), (before + 2, 1), "{told}");
    // Once more: nothing new.
    let (_, told, _) = run(&["import", "fees.csv", "--kind", "fee_standard", "--yes"]);
    assert_eq!(listed(), before + 2, "{told}");
    assert_eq!(run(&["undo"]).2, 0);
    assert_eq!(listed(), before);
    let (_, told, code) = run(&["import", "fees.csv", "--kind", "publication", "--yes"]);
    assert!(told.contains("没有找到") && code == 1, "{told}");
}
