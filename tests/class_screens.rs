//! The page of a class, of a teacher, and all timetables side by side: on a small office, as people use them in a
//! meeting.

#[path = "class_screens/city.rs"]
mod city;
#[path = "harness.rs"]
mod harness;
#[path = "class_screens/office.rs"]
mod office;
#[path = "class_screens/teachers.rs"]
mod teachers;

use chrono::NaiveDate;
use ganjiao::{
    domain::conflict::{Kind, Severity},
    text::Lang,
    ui::glyph,
};
use harness::{Ui, parse};
use office::{Office, office, today};
use unicode_width::UnicodeWidthStr;

/// Keys to every pane of these screens.
fn everywhere() -> Vec<String> {
    let tabs = |start: &str, n: usize| (0..n).map(|t| format!("{start}{}", "<tab>".repeat(t))).collect::<Vec<_>>();
    let empty = tabs("5<down><down><enter>", 7);
    [tabs("5<enter>", 7), empty, tabs("4<enter>", 5), tabs("4<down><enter>", 5), vec!["5]".to_owned(), "5]<pgdn>".to_owned()]]
        .concat()
}

/// Where a text starts on the frame: column and line of the screen.
#[track_caller]
fn find(ui: &Ui, words: &str) -> (usize, usize) {
    let screen = ui.screen();
    let found = screen.lines().enumerate().find_map(|(y, line)| Some((line[..line.find(words)?].width(), y)));
    found.unwrap_or_else(|| panic!("no {words:?} on\n{screen}"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// From the start screen, in no more than ten keys.
fn ask(office: &Office, keys: &str) -> Ui {
    assert!(parse(keys).len() <= 10, "{keys}");
    let mut ui = office.ui();
    ui.keys(keys);
    ui
}

#[test]
fn nothing_panics_at_any_size() {
    let office = office();
    for keys in everywhere() {
        let mut ui = office.ui();
        ui.keys(&keys);
        for (columns, rows) in (1..=200_u16).step_by(13).flat_map(|w| (1..=60_u16).step_by(4).map(move |h| (w, h))) {
            ui.resize(columns, rows);
            ui.buffer();
        }
        for (columns, rows) in [(40, 8), (41, 9), (60, 12)] {
            ui.resize(columns, rows).keys("<down><pgdn><end><up><right><pgup><home><left><down><enter><esc>");
            ui.buffer();
        }
    }
}

#[test]
fn the_ascii_set_is_as_wide_as_every_terminal_thinks() {
    let office = office();
    for (lang, keys) in [Lang::Zh, Lang::En].into_iter().flat_map(|l| everywhere().into_iter().map(move |k| (l, k))) {
        for (columns, rows) in [(80, 24), (120, 36)] {
            let mut ui = office.window(lang, &glyph::ASCII, columns, rows);
            let screen = ui.keys(&keys).screen();
            let odd: Vec<char> = screen.chars().filter(|c| c.to_string().width() != c.to_string().width_cjk()).collect();
            assert!(odd.is_empty(), "{odd:?} on\n{screen}");
        }
    }
}

#[test]
fn english_has_no_chinese_words_of_its_own() {
    let office = office();
    for keys in everywhere() {
        let mut ui = office.window(Lang::En, &glyph::ASCII, 120, 36);
        let screen = ui.keys(&keys).screen();
        for words in ["概览", "按日", "上午", "周一", "冲突", "结班", "空闲", "计划", "报到", "专题：", "聘期"]
        {
            assert!(!screen.contains(words), "{keys}: {words} on\n{screen}");
        }
    }
}

#[test]
fn a_lesson_stands_under_its_day_and_beside_its_half_day() {
    let office = office();
    for mut ui in [office.ui(), office.wide()] {
        ui.keys("5<enter><tab>");
        let (x, y) = find(&ui, "舆情引导");
        let (monday, tuesday) = (find(&ui, "05.09 周").0, find(&ui, "05.10 周").0);
        let (noon, evening) = (find(&ui, "下午").1, find(&ui, "晚上").1);
        assert!((monday..tuesday).contains(&x) && (noon..evening).contains(&y), "{x},{y} on\n{}", ui.screen());
        assert_eq!(find(&ui, "! 14:30"), (x, y - 1), "time and sign stand above the title");
    }
}

#[test]
fn the_cursor_walks_lessons_and_turns_weeks() {
    let office = office();
    let mut ui = office.ui();
    ui.keys("5<enter><tab>").sees("第19周").sees("1/2").sees("合班上课");
    ui.keys("<left><left><down>").sees("孙教授同一时间在两处授课").sees("乡村振兴培训班");
    ui.keys("<down>").sees("这半天没有课");
    ui.keys("<up><up><enter>").sees("突发事件应对").keys("<esc>").sees("第19周");
    ui.keys("<pgdn>").sees("第20周").sees("自学").sees_no("舆情引导");
    ui.keys("<pgdn>").sees("第20周");
    ui.keys("<home>").sees("第19周").keys("<left>").sees("第19周");
}

#[test]
fn conflicts_have_reasons_and_lead_to_the_lesson() {
    let office = office();
    let mut ui = office.ui();
    ui.keys("5<enter><tab><tab><tab><tab><tab>").sees("冲突（2）").sees("孙教授同一时间在两处授课").sees("产业振兴路径");
    ui.sees("第二教室同一时间排了两个班").sees("保留：场地紧张，已协调").sees("红军长征纪念馆容纳不下这么多人");
    ui.sees_no("不再上的课").sees_no("党的创新理论");
    ui.keys("<down><enter>").sees("[课表]").sees("案例研讨").sees("场地紧张");
}

#[test]
fn what_is_checked_is_what_meets() {
    let office = office();
    let reader = office.reader();
    let (from, to) = (day("2022-05-09"), day("2022-05-15"));
    let checked = reader.check_class(1, from, to).unwrap();
    let kinds: Vec<(Kind, i64, Option<i64>)> = checked.conflicts.iter().map(|c| (c.kind, c.a, c.b)).collect();
    assert_eq!(kinds, [(Kind::Teacher, 2, Some(3)), (Kind::SiteCapacity, 4, None), (Kind::Place, 7, Some(8))]);
    assert_eq!(checked.around.iter().map(|r| r.id).collect::<Vec<_>>(), [3, 6, 8]);
    assert_eq!(checked.worst(2), Some(Severity::Clash));
    assert!(checked.kept(7) && checked.worst(7).is_none() && checked.joint(5) && !checked.joint(2));
    assert_eq!(checked.counts(), [1, 1, 0]);
    let all = reader.check_between(from, to).unwrap();
    assert!(all.rows.iter().all(|r| r.id != 10), "a cancelled class takes no room");
    assert_eq!(all.conflicts.iter().filter(|c| c.kind == Kind::Teacher).count(), 1);
    assert_eq!(reader.nearest_session(day("2022-05-13")).unwrap(), Some(day("2022-05-16")));
    assert_eq!(reader.nearest_session(day("2023-01-01")).unwrap(), Some(day("2022-05-16")));
}

#[test]
fn what_the_office_says_counts() {
    let office = office();
    office.add(
        "INSERT INTO code (id, list, name, parent) VALUES (9001, 'open_place', '第二教室', NULL), (9002, 'holiday', '2022-05-10', '县庆日');
         INSERT INTO teacher_absence (id, teacher_id, since, until) VALUES (9, 2, '2022-05-11', '2022-05-11');",
    );
    let checked = office.reader().check_class(1, day("2022-05-09"), day("2022-05-15")).unwrap();
    let found: Vec<(Kind, &str)> = checked.conflicts.iter().map(|c| (c.kind, c.what.as_str())).collect();
    assert!(found.contains(&(Kind::Holiday, "县庆日")) && found.contains(&(Kind::TeacherAway, "周讲师")), "{found:?}");
    assert!(!found.iter().any(|(kind, _)| *kind == Kind::Place), "{found:?}");
}

#[test]
fn the_overview_counts_people_conflicts_and_documents() {
    let office = office();
    let mut ui = office.wide();
    ui.keys("5<enter>").sees("正在培训").sees("无故缺训 1").sees("冲突 1，待定 1，提示 0").sees("结班材料（已收 1/9）");
    ui.sees("[x] 培训通知").sees("2022.04.28").sees("[ ] 签到表");
    let fill = office.reader().class_fill(1).unwrap();
    assert_eq!((fill.planned, fill.places), (Some(4), Some(4)));
    assert_eq!((fill.nominated(), fill.approved(), fill.reported(), fill.completed(), fill.missed()), (4, 4, 3, 0, 1));
    ui.keys("<enter>").sees("[学员]");
}

#[test]
fn who_was_sent_and_who_did_not_come() {
    let office = office();
    let ui = &mut ask(&office, "5<enter><tab><tab>");
    ui.sees("共 4 人  无故缺训 1  已报到 3").sees("没有说明");
    assert!(find(ui, "赵一凡").1 < find(ui, "王小明").1, "who did not come stands first");
    ui.keys("<f6>县应急<enter>").sees("县应急局：2 人").sees("李建国").sees_no("钱多多");
    ui.keys("<enter>").sees("王小明").sees("副局长");
    ask(&office, "/yjglz<enter><tab><tab>").sees("赵一凡");
}

#[test]
fn attendance_is_signs() {
    let office = office();
    let mut ui = office.ui();
    ui.keys("5<enter><tab><tab><tab>").sees("6 个半天，出勤 3/5").sees("2022.05");
    let screen = ui.screen();
    let line = |name: &str| screen.lines().find(|l| l.contains(name)).unwrap().to_owned();
    assert!(line("王小明").contains("2/2 +  迟"), "{screen}");
    assert!(line("李建国").contains("0/2 缺 假"), "{screen}");
    assert!(line("钱多多").contains("1/1 退"), "{screen}");
    assert!(!screen.contains("赵一凡"), "who did not come has no marks");
}

#[test]
fn evaluations_have_means_weighed_by_forms() {
    let office = office();
    let mut ui = office.ui();
    ui.keys("5<enter><tab><tab><tab><tab>").sees("总评 87.5 分（4 份问卷）").sees("讲得实").sees("孙教授");
}

#[test]
fn the_day_list_has_the_same_lessons() {
    let office = office();
    let mut ui = office.ui();
    ui.keys("5<enter><btab>").sees("[按日]").sees("05.16 周一").sees("自学").sees("! 下午");
    ui.keys("<enter>").sees("突发事件应对").sees("08:30");
}

#[test]
fn lessons_are_added_and_changed_where_they_stand() {
    let office = office();
    let mut ui = office.ui();
    ui.keys("5<enter><tab><down><f4>").sees("2022.05.11").sees("下午").sees("应急管理专题班").keys("<esc>");
    ui.keys("<up><f2>").sees("党的创新理论").keys("<esc>").sees("[课表]");
    ui.keys("<btab><f4>").sees("不能新建").keys("<f2>").sees("应急管理专题班");
}

#[test]
fn all_timetables_stand_side_by_side() {
    let office = office();
    let mut ui = office.ui();
    ui.keys("5]").sees("[总课表]").sees("2 个班").sees("冲突 1，待定 1");
    let (left, right) = (find(&ui, "应急管理专题班").0, find(&ui, "乡村振兴培训班").0);
    let (x, y) = find(&ui, "产业振兴路径");
    assert!(left < right && x >= right && find(&ui, "舆情引导").1 == y, "{}", ui.screen());
    ui.sees_no("不再上的课").keys("<right><enter>").sees("党的创新理论").keys("<esc><c-o>").sees("乡村振兴培训班").sees("[概览]");
    ui.keys("<esc><pgdn>").sees("第20周").sees("1 个班").keys("<pgdn>").sees("这一周没有课").keys("<home>").sees("第19周");
    assert_eq!(today(), day("2022-05-11"));
}
