//! Every register read from a small office: rows, links, figures, sections, lists and values with counts.

use ganjiao::{
    catalog::{Field, FieldKind, REGISTERS, register},
    domain::value::Value,
    store::{
        Act, Reader, Store, Tx,
        query::{Filter, Query, Test},
    },
};
use std::path::Path;

/// Two units, three people, one class of two sessions with two call-up places, and what hangs on them. The second
/// township has a place for the class but its only nominee was turned down.
const OFFICE: &str = "
    INSERT INTO unit (id, sort_no, name, short_name, code, kind) VALUES (1, 1, '县农业农村局', '农业农村局', '039.1', '县直部门');
    INSERT INTO unit (id, sort_no, name, parent_id) VALUES (2, 2, '望云镇', 1);
    INSERT INTO unit_alias (id, unit_id, alias) VALUES (1, 1, '县农业局');
    INSERT INTO headcount (id, unit_id, year, county_deputy, section) VALUES (1, 1, 2022, 1, 11);
    INSERT INTO cadre (id, name, unit_id, sort_no, level) VALUES (1, '郑安', 1, 1, '乡科级正职');
    INSERT INTO cadre (id, name, unit_id, sort_no) VALUES (2, '岩某', 2, 1);
    INSERT INTO cadre (id, name, unit_id, sort_no, status) VALUES (3, '段正', 1, 2, '离退');
    INSERT INTO cadre_post (id, cadre_id, unit_id, position) VALUES (1, 1, 1, '局长');
    INSERT INTO teacher (id, name, unit_text, cadre_id, topics) VALUES (1, '周文', '县委党校', 1, '党史党建、公文写作');
    INSERT INTO teacher (id, name, mentor_id) VALUES (2, '单民', 1);
    INSERT INTO teacher_activity (id, teacher_id, date, kind) VALUES (1, 1, '2022-02-01', '试讲');
    INSERT INTO teacher_absence (id, teacher_id, since, until) VALUES (1, 2, '2022-06-01', '2022-06-03');
    INSERT INTO fee_standard (id, level, fee, valid_from, doc_title) VALUES (1, '正高', 1000, '2017-01-01', '讲课费标准');
    INSERT INTO person_of_office (id, login, name, role) VALUES (1, 'zhao', '赵某', 'manager');
    INSERT INTO course (id, name, hours, topics) VALUES (1, '公文写作', 3, '公文写作');
    INSERT INTO course_teacher (id, course_id, teacher_id) VALUES (1, 1, 1);
    INSERT INTO site (id, name, kind) VALUES (1, '青松岭', '党性教育');
    INSERT INTO story (id, name, theme, site_id) VALUES (1, '渡口边的灯', '为民服务', 1);
    INSERT INTO case_study (id, name, field, unit_id, course_id) VALUES (1, '三员一站', '基层治理', 2, 1);
    INSERT INTO publication (id, name) VALUES (1, '党史读本');
    INSERT INTO institution (id, name) VALUES (1, '县委党校');
    INSERT INTO assessment (id, institution_id, year, area, indicator, full_score) VALUES (1, 1, 2022, '教学', '主课比重', 5);
    INSERT INTO work_item (id, name, state, institution_id, unit_id) VALUES (1, '教室消防', 'late', 1, 1);
    INSERT INTO work_item (id, name, state, institution_id) VALUES (2, '围墙', 'closed', 1);
    INSERT INTO programme (id, name) VALUES (1, '六中全会轮训');
    INSERT INTO programme_member (id, programme_id, cadre_id, added_on, done_on) VALUES (1, 1, 1, '2022-01-01', '2022-06-17');
    INSERT INTO programme_member (id, programme_id, cadre_id, added_on) VALUES (2, 1, 2, '2022-01-01');
    INSERT INTO training_class (id, code, year, name, term, programme_id, starts_on, ends_on)
      VALUES (1, 'LJ2022-04', 2022, '专题研讨班', '第3期', 1, '2022-06-13', '2022-06-17');
    INSERT INTO class_doc (id, class_id, kind) VALUES (1, 1, '培训通知');
    INSERT INTO session (id, class_id, date, half, starts, title, course_id) VALUES (1, 1, '2022-06-13', 'am', '08:30', '公文写作', 1);
    INSERT INTO session (id, class_id, date, half, kind, title, site_id) VALUES (2, 1, '2022-06-14', 'day', 'site', '现场教学', 1);
    INSERT INTO session_teacher (id, session_id, teacher_id) VALUES (1, 1, 1);
    INSERT INTO session_teacher (id, session_id, teacher_id, role) VALUES (2, 2, 1, 'assistant');
    INSERT INTO evaluation (id, class_id, session_id, teacher_id, course_id, item, score) VALUES (1, 1, 1, 1, 1, '总体评价', 90);
    INSERT INTO evaluation (id, class_id, session_id, teacher_id, course_id, item, score) VALUES (2, 1, 1, 1, 1, '教学内容', 95.5);
    INSERT INTO call_up (id, class_id, deadline) VALUES (1, 1, '2022-06-01');
    INSERT INTO quota (id, call_up_id, unit_id, places) VALUES (1, 1, 1, 2);
    INSERT INTO quota (id, call_up_id, unit_id, places) VALUES (2, 1, 2, 1);
    INSERT INTO nominee (id, call_up_id, cadre_id, unit_id, state) VALUES (1, 1, 1, 1, 'completed');
    INSERT INTO nominee (id, call_up_id, cadre_id, unit_id, state) VALUES (2, 1, 3, 1, 'no_show');
    INSERT INTO nominee (id, call_up_id, cadre_id, unit_id, state, replaces_id) VALUES (3, 1, 2, 2, 'rejected', 2);
    INSERT INTO attendance (id, nominee_id, date, half, mark) VALUES (1, 1, '2022-06-13', 'am', 'present');
    INSERT INTO leave (id, nominee_id, kind, since, until, half_days) VALUES (1, 1, '公假', '2022-06-15', '2022-06-15', 1);
    INSERT INTO import_batch (id, at, actor, file, digest) VALUES (1, '2022-07-01T09:00:00', 'li', '学时台账.xlsx', 'ab');
    INSERT INTO import_issue (id, batch_id, severity, sheet, cell, reason, text) VALUES (1, 1, 'warn', '2022年', 'C5', 'id_checksum', '校验位不符');
    INSERT INTO hour_entry (id, cadre_id, year, form, title, class_id, nominee_id, hours, source, batch_id)
      VALUES (1, 1, 2022, '脱产培训', '专题研讨班（第3期）', 1, 1, 36, 'attendance', 1);
    INSERT INTO hour_entry (id, cadre_id, year, form, title, hours, source, corrects_id) VALUES (2, 1, 2022, '网络培训', '更正', -4, 'manual', 1);
    INSERT INTO hour_rule (id, code, name, scope, period, metric, target, valid_from, doc_title)
      VALUES (1, 'N-1Y', '年度学时', '*', 'year', 'total', 90, '2022-01-01', '条例');
    INSERT INTO hour_conversion (id, code, name, unit, hours, valid_from, doc_title) VALUES (1, 'DAY', '脱产一天', 'day', 8, '2022-01-01', '做法');
    INSERT INTO hour_exception (id, cadre_id, rule_code, year, reason) VALUES (1, 3, 'N-1Y', 2022, '产假');
    INSERT INTO reminder (id, cadre_id, rule_code, year, reminded_on, channel, by_whom) VALUES (1, 1, 'N-1Y', 2022, '2022-07-01', '电话', 'li');
    INSERT INTO make_up (id, cadre_id, unit_id, cause, class_id, nominee_id) VALUES (1, 3, 1, 'no_show', 1, 2);
    INSERT INTO make_up (id, cadre_id, unit_id, cause, class_id, state) VALUES (2, 1, 1, 'named', 1, 'done');
    INSERT INTO plan_target (id, plan, name, measure, target) VALUES (1, '2022年要点', '轮训期数', '期', 4);
    INSERT INTO need_survey (id, year, topic) VALUES (1, 2022, '乡村振兴');
    INSERT INTO outreach (id, date, topic, teacher_id) VALUES (1, '2022-04-01', '送教到村', 1);
    INSERT INTO follow_up (id, class_id, due_on) VALUES (1, 1, '2022-12-01');
    INSERT INTO recommendation (id, year, name, level, course_id) VALUES (1, 2022, '公文写作', '省级', 1);
    INSERT INTO study_group (id, unit_id, year, name) VALUES (1, 1, 2022, '农业农村局中心组');
    INSERT INTO study_session (id, study_group_id, date, topic) VALUES (1, 1, '2022-03-20', '两会精神');
    INSERT INTO form (id, name) VALUES (1, '年报');
    INSERT INTO form_place (id, form_id, cell, what) VALUES (1, 1, 'B2', '年度');
    INSERT INTO code (id, list, name) VALUES (1, 'topic', '公文写作');
";

/// A record of each register that has none yet, with what it cannot be without; a link leads to the first record.
fn others(tx: &Tx) -> ganjiao::store::Result<()> {
    for r in REGISTERS {
        let table = r.table;
        if tx.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0))? > 0 {
            continue;
        }
        let needed = r.fields.iter().filter(|f| f.entered() && f.required && f.default.is_none());
        let (names, values): (Vec<&str>, Vec<String>) = needed.map(|f| (f.name, some(f))).unzip();
        let (names, values) = ([&["id"], &names[..]].concat().join(", "), [&["1".to_owned()], &values[..]].concat().join(", "));
        tx.execute(&format!("INSERT INTO {table} ({names}) VALUES ({values})"), [])?;
    }
    Ok(())
}

/// Something the field can hold, as SQL writes it.
fn some(field: &Field) -> String {
    match field.kind {
        FieldKind::Int if field.name == "year" => "2022".to_owned(),
        FieldKind::Int | FieldKind::Number | FieldKind::Hours | FieldKind::Days | FieldKind::Flag | FieldKind::Link(_) => {
            "1".to_owned()
        }
        FieldKind::Date => "'2022-06-01'".to_owned(),
        FieldKind::Time => "'08:30'".to_owned(),
        FieldKind::State(words) => format!("'{}'", words[0].0),
        _ => "'甲'".to_owned(),
    }
}

fn office(path: &Path) -> Reader {
    let act = Act { actor: "tester".to_owned(), origin: "test".to_owned(), at: "2022-07-01T10:00:00".to_owned() };
    let mut store = Store::create(path).unwrap();
    store
        .write(&act, "office", |tx| {
            tx.execute_batch(OFFICE)?;
            others(tx)
        })
        .unwrap();
    Reader::open(path).unwrap()
}

/// What a record shows in a field: the link's title, or the value.
fn shown(db: &Reader, kind: &str, id: i64, field: &str) -> String {
    let r = register(kind).unwrap();
    let at = r.fields.iter().position(|f| f.name == field).unwrap_or_else(|| panic!("{kind}.{field}"));
    let row = db.record(r, id).unwrap().unwrap_or_else(|| panic!("{kind} {id}"));
    let cell = &row.cells[at];
    cell.label.clone().unwrap_or_else(|| cell.value.to_string())
}

#[test]
fn every_register_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let db = office(&folder.path().join("office.db"));
    for r in REGISTERS {
        let all = Query::all(r);
        let ids = db.ids(&all).unwrap();
        assert!(!ids.is_empty(), "{} has no record in this office", r.kind);
        assert_eq!(i64::try_from(ids.len()).unwrap(), db.total(r).unwrap(), "{}", r.kind);
        let fields: Vec<&'static Field> = r.fields.iter().collect();
        assert_eq!(db.rows(r, &fields, &ids).unwrap().len(), ids.len(), "{}", r.kind);
        assert!(!db.title(r, ids[0]).unwrap().unwrap().is_empty(), "{} has no title", r.kind);
        for section in r.belongs {
            let count = db.belonging_count(section, ids[0]).unwrap();
            assert_eq!(i64::try_from(db.belonging(section, ids[0], 0, 50).unwrap().len()).unwrap(), count, "{}", r.kind);
        }
    }
}

/// Each value a filter offers finds as many records as it says, and together they are all.
#[test]
fn values_with_counts_find_what_they_count() {
    let folder = tempfile::tempdir().unwrap();
    let db = office(&folder.path().join("office.db"));
    for r in REGISTERS {
        let all = Query::all(r);
        for name in r.filters.iter().chain(r.side.iter()) {
            let field = r.field(name).unwrap();
            let facets = db.facets(&all, field, 50).unwrap();
            let sum: i64 = facets.iter().map(|f| f.count).sum();
            if !matches!(field.kind, FieldKind::Tags) {
                assert_eq!(sum, db.total(r).unwrap(), "{}.{name}", r.kind);
            }
            for facet in facets {
                let filter = Filter { field: field.name, test: Test::Any(vec![facet.cell.value]) };
                let found = db.ids(&Query { filters: vec![filter], ..all.clone() }).unwrap();
                assert_eq!(i64::try_from(found.len()).unwrap(), facet.count, "{}.{name}", r.kind);
            }
        }
    }
}

#[test]
fn figures_are_those_of_the_rows() {
    let folder = tempfile::tempdir().unwrap();
    let db = office(&folder.path().join("office.db"));
    let expected = [
        ("unit", 1, "people", "1"),
        ("unit", 1, "owed", "1"),
        ("unit", 2, "people", "1"),
        ("course", 1, "times", "1"),
        ("course", 1, "last_on", "2022-06-13"),
        ("course", 1, "rating", "92.8"),
        ("site", 1, "visits", "1"),
        ("site", 1, "last_on", "2022-06-14"),
        ("institution", 1, "open_items", "1"),
        ("teacher", 1, "times", "1"),
        ("teacher", 1, "last_on", "2022-06-14"),
        ("teacher", 1, "rating", "92.8"),
        ("teacher", 2, "times", "0"),
        ("teacher", 2, "last_on", ""),
        ("class", 1, "title", "专题研讨班（第3期）"),
        ("class", 1, "nominated", "2"),
        ("class", 1, "reported", "1"),
        ("call_up", 1, "places", "3"),
        ("call_up", 1, "nominated", "2"),
        ("call_up", 1, "reported", "1"),
        ("quota", 1, "nominated", "2"),
        ("quota", 1, "reported", "1"),
        ("quota", 2, "nominated", "0"),
        ("programme", 1, "members", "2"),
        ("programme", 1, "done", "1"),
        ("programme", 1, "classes", "1"),
        ("study_group", 1, "sessions", "1"),
        ("study_group", 1, "last_on", "2022-03-20"),
        ("import_batch", 1, "issues", "1"),
        ("headcount", 1, "total", "12"),
        ("quota", 1, "call_up_id", "专题研讨班（第3期）"),
        ("nominee", 3, "replaces_id", "段正"),
        ("attendance", 1, "nominee_id", "郑安"),
    ];
    for (kind, id, field, value) in expected {
        assert_eq!(shown(&db, kind, id, field), value, "{kind} {id} {field}");
    }
}

#[test]
fn what_is_planned_has_not_happened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    office(&path);
    let on = |day: u32| Reader::open(&path).unwrap().on(chrono::NaiveDate::from_ymd_opt(2022, 6, day).unwrap());
    let figures = |db: &Reader| {
        [("course", "times"), ("course", "last_on"), ("site", "visits"), ("teacher", "times"), ("teacher", "last_on")]
            .map(|(kind, field)| shown(db, kind, 1, field))
    };
    assert_eq!(figures(&on(12)), ["0", "", "0", "0", ""]);
    let next = figures(&on(13));
    assert_eq!((next[0].as_str(), next[1].as_str(), next[2].as_str()), ("1", "2022-06-13", "0"), "{next:?}");
    assert_eq!(figures(&on(14))[4], "2022-06-14");
}

#[test]
fn sections_hold_what_belongs() {
    let folder = tempfile::tempdir().unwrap();
    let db = office(&folder.path().join("office.db"));
    let count = |kind: &str, of: &str, id: i64| -> Vec<i64> {
        let sections = register(kind).unwrap().belongs.iter().filter(|s| s.kind == of);
        sections.map(|s| db.belonging_count(s, id).unwrap()).collect()
    };
    assert_eq!(count("teacher", "session", 1), [2]);
    assert_eq!(count("teacher", "course", 1), [1]);
    assert_eq!(count("teacher", "teacher", 1), [1]);
    assert_eq!(count("course", "teacher", 1), [1]);
    assert_eq!(count("class", "make_up", 1), [2, 0]);
    assert_eq!(count("unit", "quota", 2), [1]);
    assert_eq!(count("unit", "unit", 1), [1]);
    assert_eq!(count("nominee", "nominee", 2), [1]);
    assert_eq!(count("cadre", "hour_entry", 1), [2]);
    assert_eq!(count("institution", "work_item", 1), [2]);
}

/// A new record's form starts with what the table would give it.
#[test]
fn defaults_have_the_type_of_the_column() {
    let initial = |kind: &str, field: &str| register(kind).unwrap().field(field).unwrap().initial();
    assert_eq!(initial("course", "stage"), Value::text("listed"));
    assert_eq!(initial("unit", "active"), Value::Int(1));
    assert_eq!(initial("evaluation", "forms"), Value::Int(1));
    assert_eq!(initial("cadre", "status"), Value::text("现职"));
    assert_eq!(initial("cadre", "name"), Value::Null);
}
