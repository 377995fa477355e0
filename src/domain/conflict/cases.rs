//! Two real-looking timetables, and rows that must or must not conflict.

use proptest::prelude::*;

use super::*;
use crate::domain::calendar::{Time, add_days, day};

fn d(text: &str) -> NaiveDate {
    day(text).unwrap()
}

/// A row: `class|date|half|times|title|people|place`; people by ` `, `-` before an assistant, `?` before an unknown.
fn row(id: i64, text: &str) -> SessionView {
    let part: Vec<&str> = text.split('|').collect();
    let time = |n: usize| part[3].split('-').nth(n).and_then(Time::parse);
    let people = part[5].split_whitespace().map(|name| {
        let role = if name.starts_with('-') { Role::Assistant } else { Role::Main };
        let teacher_id =
            (!name.starts_with('?')).then(|| i64::from(name.trim_start_matches('-').bytes().map(u32::from).sum::<u32>()));
        PersonView { teacher_id, name: name.trim_start_matches(['-', '?']).to_owned(), role }
    });
    SessionView {
        id,
        class_id: part[0].parse().unwrap(),
        class_title: format!("班{}", part[0]),
        slot: Slot::new(d(&format!("2022-{}", part[1])), Half::parse(part[2]).unwrap(), time(0), time(1)),
        title: part[4].to_owned(),
        place: Some(part[6].to_owned()).filter(|p| !p.is_empty()),
        site_id: None,
        site: None,
        site_capacity: None,
        class_size: None,
        people: people.collect(),
        hours: None,
        shared: false,
        elective: false,
        keep_reason: None,
    }
}

fn rows(text: &str) -> Vec<SessionView> {
    text.trim().lines().zip(1..).map(|(line, id)| row(id, line.trim())).collect()
}

fn kinds(found: &[Conflict]) -> Vec<Kind> {
    found.iter().map(|c| c.kind).collect()
}

const SPRING: &str = "
    1|05-12|am|08:30-09:00|开班式||县委党校报告厅
    1|05-12|am|09:10-11:40|专题辅导：深刻领会“两个确立”|周文彬|县委党校报告厅
    1|05-12|pm|14:30-17:30|分组讨论|?各组组长|二教各讨论室
    1|05-12|eve|19:30-21:00|观看党史专题片||县委党校报告厅
    1|05-13|am|08:30-11:30|党的百年奋斗重大成就和历史经验|单卫民 曾令仪|县委党校报告厅
    1|05-13|pm|14:30-17:00|现场教学：澜江渡口红色交通站旧址|查其昌|澜江渡口红色交通站旧址
    2|05-09|am|08:30-11:30|开班式、《党章》学习辅导|曾令仪 -郑子墨|一教201
    2|05-09|pm|14:30-17:30|新时代十年的伟大变革|周文彬|一教201
    2|05-11|am|08:30-11:30|依法行政与法治政府建设|单卫民|一教201
    3|05-11|am|08:30-11:30|开班式||县委党校报告厅
    2|05-11|pm|14:30-17:30|村级集体经济怎么办|孟怀谷|县委党校报告厅
    3|05-11|pm|14:30-17:30|村级集体经济怎么办|孟怀谷|县委党校报告厅
    2|05-12|am|08:30-11:30|习近平经济思想概论|周文彬|一教201
    3|05-12|am|08:30-11:30|民法典与基层工作|唐守拙|二教105
    2|05-12|pm|14:30-17:30|舆情应对与新闻发布|高秋月|一教201
    3|05-12|pm|14:30-17:30|社会治安防控体系|盖世安|二教105
    2|05-13|am|08:30-11:30|生态文明与绿色发展|王䶮|一教201
    3|05-13|am|08:30-11:30|疫情防控常态化与健康管理|姚芷若|县委党校报告厅
    3|05-13|pm|14:30-17:30|结业式||县委党校报告厅
    2|05-13|pm|14:30-17:30|自学||
    2|05-17|am|08:00-18:00|现场教学：平坝头镇大坝村|孟怀谷|平坝头镇大坝村";

#[test]
fn two_conflicts_in_a_spring_term() {
    let found = conflicts(&rows(SPRING), &Surroundings { half_day_hours: Some(4.0), ..Surroundings::default() });
    let seen: Vec<_> = found.iter().map(|c| (c.kind, c.what.as_str(), c.date, c.half, c.a, c.b)).collect();
    assert_eq!(
        seen,
        [
            (Kind::Teacher, "周文彬", d("2022-05-12"), Half::Am, 2, Some(13)),
            (Kind::Place, "县委党校报告厅", d("2022-05-13"), Half::Am, 5, Some(18)),
        ]
    );
}

#[test]
fn joint_lessons_and_neighbours_are_none() {
    let text = "
        1|05-12|am|08:30-11:30|村级集体经济怎么办|孟怀谷|报告厅
        2|05-12|am|08:30-11:30|村级集体经济怎么办|孟怀谷|报 告厅
        3|05-12|pm||另一课|孟怀谷|一教
        4|05-12|am|11:30-12:00|第三课|孟怀谷|二教";
    assert_eq!(conflicts(&rows(text), &Surroundings::default()), []);
}

#[test]
fn a_row_without_times_takes_its_half_day() {
    let text = "
        1|05-12|day||现场教学|孟怀谷|大坝村
        2|05-12|pm|14:30-15:30|第三课|孟怀谷|二教
        3|05-12|eve|19:30-21:00|第四课|孟怀谷|三教";
    let found = conflicts(&rows(text), &Surroundings::default());
    assert_eq!(found.iter().map(|c| (c.kind, c.a, c.b)).collect::<Vec<_>>(), [(Kind::Teacher, 1, Some(2))]);
}

#[test]
fn the_same_place_with_another_title_is_a_conflict_of_the_place() {
    let text = "
        1|05-12|am||一课|孟怀谷|报告厅
        2|05-12|am||二课|孟怀谷|报告厅";
    assert_eq!(kinds(&conflicts(&rows(text), &Surroundings::default())), [Kind::Place]);
    let open = Surroundings { open_places: vec!["报告厅".to_owned()], ..Surroundings::default() };
    assert_eq!(conflicts(&rows(text), &open), []);
}

#[test]
fn assistants_classes_and_unknown_names() {
    let text = "
        1|05-12|am||一课|孟怀谷 ?教务处|一教
        2|05-12|am||二课|-孟怀谷 ?教务处|二教
        2|05-12|am||三课||三教";
    assert_eq!(kinds(&conflicts(&rows(text), &Surroundings::default())), [Kind::Assistant, Kind::Class]);
    let mut elective = rows(text);
    for r in &mut elective {
        r.elective = true;
    }
    assert_eq!(kinds(&conflicts(&elective, &Surroundings::default())), [Kind::Assistant]);
}

#[test]
fn sites_are_busy_or_full() {
    let mut rows = rows(
        "
        1|05-12|am||现场教学|李永|大坝村
        2|05-12|am||走访|田云|大坝村
        3|05-12|pm||现场教学|李永|大坝村",
    );
    for (row, size) in rows.iter_mut().zip([40, 50, 70]) {
        (row.site_id, row.site, row.site_capacity, row.class_size) = (Some(5), Some("大坝村".to_owned()), Some(60), Some(size));
    }
    let found = conflicts(&rows, &Surroundings::default());
    let seen: Vec<_> = found.iter().map(|c| (c.kind, c.what.as_str(), c.a, c.b)).collect();
    assert_eq!(seen, [(Kind::SiteBusy, "大坝村", 1, Some(2)), (Kind::SiteCapacity, "大坝村", 3, None)]);
    // Together as one lesson: fine for the site, but too many.
    (rows[1].title, rows[1].people) = (rows[0].title.clone(), rows[0].people.clone());
    assert_eq!(kinds(&conflicts(&rows, &Surroundings::default())), [Kind::SiteCapacity, Kind::SiteCapacity]);
}

#[test]
fn away_days_off_and_over_hours() {
    let mut rows = rows(
        "
        1|05-14|am|08:30-10:30|一课|孟怀谷|一教
        1|05-14|am|10:30-12:00|二课|孟怀谷|一教
        1|05-16|am||三课|李永|一教",
    );
    rows[0].hours = Some(3.0);
    rows[1].hours = Some(2.0);
    let mut around = Surroundings {
        absences: vec![Absence {
            teacher_id: rows[2].people[0].teacher_id.unwrap(),
            since: d("2022-05-16"),
            until: d("2022-05-16"),
        }],
        half_day_hours: Some(4.0),
        ..Surroundings::default()
    };
    let found = conflicts(&rows, &around);
    assert_eq!(kinds(&found), [Kind::Holiday, Kind::TeacherOverHours, Kind::TeacherAway]);
    assert_eq!((found[0].a, found[0].what.as_str(), found[0].severity()), (1, "", Severity::Info));
    assert_eq!(found[0].describe(Lang::Zh), "安排在周末");
    assert_eq!(found[2].describe(Lang::Zh), "李永 这天请假或不在");
    around.workdays.insert(d("2022-05-14"));
    around.holidays.insert(d("2022-05-16"), "节日".to_owned());
    around.absences.clear();
    let found = conflicts(&rows, &around);
    assert_eq!(kinds(&found), [Kind::TeacherOverHours, Kind::Holiday]);
    assert_eq!(found[1].describe(Lang::En), "On a day off: 节日");
}

#[test]
fn a_row_kept_with_a_reason_is_marked() {
    let mut rows = rows(
        "
        1|05-12|am||一课|孟怀谷|一教
        2|05-12|am||二课|孟怀谷|二教",
    );
    rows[1].keep_reason = Some("前半段讲完即到".to_owned());
    let found = conflicts(&rows, &Surroundings::default());
    assert_eq!(found[0].kept.as_deref(), Some("前半段讲完即到"));
}

fn any_row() -> impl Strategy<Value = SessionView> {
    (0i64..4, 0i64..3, 0usize..4, 0i64..3, 0i64..3, 0usize..2, 8u16..20, 1u16..4).prop_map(
        |(class, date, half, teacher, place, title, from, len)| {
            let half = Half::ALL[half];
            let times = if title == 0 { Time::new(from, 0).zip(Time::new(from + len, 0)) } else { None };
            let mut row = row(0, "1|05-12|am||一课||");
            row.class_id = class;
            row.slot = Slot::new(add_days(d("2022-05-09"), date), half, times.map(|t| t.0), times.map(|t| t.1));
            row.title = ["一课", "二课"][title].to_owned();
            row.place = Some(format!("教室{place}"));
            row.people = vec![PersonView { teacher_id: Some(teacher), name: format!("教师{teacher}"), role: Role::Main }];
            row
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// The sweep finds what comparing every two rows of a timetable finds, in a thousand of them.
    #[test]
    fn nothing_is_missed(mut rows in proptest::collection::vec(any_row(), 0..40)) {
        for (row, id) in rows.iter_mut().zip(1..) {
            row.id = id;
        }
        let mut expected = BTreeSet::new();
        for (i, a) in rows.iter().enumerate() {
            for b in rows[i + 1..].iter().filter(|b| b.slot.overlaps(&a.slot)) {
                let same_teacher = a.people[0].teacher_id == b.people[0].teacher_id;
                let same_title_and_teacher = same_teacher && a.title == b.title;
                if same_teacher && a.place != b.place {
                    expected.insert((Kind::Teacher, a.id, b.id));
                }
                if a.place == b.place && a.class_id != b.class_id && !same_title_and_teacher {
                    expected.insert((Kind::Place, a.id, b.id));
                }
                if a.class_id == b.class_id {
                    expected.insert((Kind::Class, a.id, b.id));
                }
            }
        }
        let found = conflicts(&rows, &Surroundings::default());
        let found: BTreeSet<_> = found.iter().filter_map(|c| c.b.map(|b| (c.kind, c.a, b))).collect();
        prop_assert_eq!(found, expected);
    }
}
