//! Teachers, courses and sites: what is asked of them in a meeting.

use super::{ask, find, office};

#[test]
fn is_this_teacher_free_on_that_day() {
    let office = office();
    let mut ui = ask(&office, "/sjs<enter>");
    ui.sees("[空闲]").sees("外出：开会").sees("舆情引").sees("05.19 周四");
    let (x, y) = find(&ui, "! 14:30");
    assert_eq!(find(&ui, "05.09 周").1, y);
    assert!(x > find(&ui, "下午").0 && x < find(&ui, "晚上").0, "{}", ui.screen());
    assert_eq!(find(&ui, "*05.11").1 + 1, find(&ui, "05.12 周").1, "a line a day");
    ui.keys("<pgdn>").sees("05.29").sees("外出：开会").keys("<home>").sees("*05.11");
    ui.keys("<up><up><right><enter>").sees("舆情引导");
}

#[test]
fn a_whole_day_and_an_assistant_take_their_half_days() {
    let office = office();
    office.add(
        "INSERT INTO session (id, class_id, date, half, title) VALUES (50, 2, '2022-05-13', 'day', '全天实训');
         INSERT INTO session_teacher (id, session_id, teacher_id, role) VALUES (50, 50, 1, 'assistant');",
    );
    let screen = ask(&office, "/sjs<enter>").screen();
    let line = screen.lines().find(|l| l.contains("05.13 周")).unwrap();
    assert_eq!(line.matches("全天实训").count(), 2, "{screen}");
    assert_eq!(line.matches('空').count(), 1, "{screen}");
}

#[test]
fn the_head_says_topics_term_fee_rating_and_when_last() {
    let office = office();
    for mut ui in [office.ui(), office.wide()] {
        ui.keys("4<enter>")
            .sees("教授  县委党校")
            .sees("专题：应急管理、党性教育")
            .sees("课酬 1,000")
            .sees("聘期 2022.01-2024.12");
        ui.sees("评分 85").sees("最近 2022.05.09");
    }
}

#[test]
fn sessions_courses_drill_and_evaluations_stand_beside_each_other() {
    let office = office();
    let mut ui = office.ui();
    ui.keys("4<enter><tab>").sees("[授课记录 4]").sees("产业振兴路径").keys("<tab>").sees("突发事件应对");
    ui.keys("<tab>").sees("集体备课").sees("95").keys("<tab>").sees("总评 87.5 分").sees("应急管理专题班");
    ui.keys("<tab>").sees("[空闲]").keys("<btab><btab><btab><enter>").sees("应急管理");
}

#[test]
fn who_can_teach_a_topic_when_last_how_rated_at_what_fee() {
    let office = office();
    let mut ui = ask(&office, "4<f6><enter>yjgl<enter>");
    ui.sees("孙教授").sees("2022.05.09").sees("1,000").sees("85").sees_no("周讲师");
}

#[test]
fn which_courses_are_on_a_topic_and_who_taught_them() {
    let office = office();
    ask(&office, "2<f6><enter>yjgl<enter>")
        .sees("突发事件应对")
        .sees_no("产业振兴路径")
        .keys("<enter>")
        .sees("孙教授")
        .sees("应急管理专");
}

#[test]
fn which_site_fits_a_half_day_for_how_many() {
    let office = office();
    let mut ui = ask(&office, "3<c-s>cc<enter>");
    ui.sees("半天").sees("60");
    assert!(find(&ui, "红军长征纪念馆").1 < find(&ui, "生态茶园").1, "the nearer first\n{}", ui.screen());
}
