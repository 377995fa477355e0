//! A small office: two classes that meet in a teacher and in a room, one lesson in common, and a cancelled class.

use crate::harness::Ui;
use chrono::NaiveDate;
use ganjiao::{
    store::{self, Act, Reader, Store, Tx},
    text::Lang,
    ui::glyph::{self, Glyphs},
};
use std::path::PathBuf;

/// The office in a folder that goes with it.
pub struct Office {
    _folder: tempfile::TempDir,
    db: PathBuf,
}

/// A Wednesday in the middle of the classes.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 5, 11).unwrap()
}

const ROWS: &str = "
INSERT INTO unit (id, sort_no, name, short_name) VALUES (1, 1, '青溪县应急管理局', '县应急局'), (2, 2, '青溪县东风镇人民政府', '东风镇');
INSERT INTO cadre (id, unit_order, sort_no, name, unit_id, position) VALUES
  (1, 1, 1, '王小明', 1, '副局长'), (2, 1, 2, '李建国', 1, '科长'), (3, 2, 1, '赵一凡', 2, '镇长'), (4, 2, 2, '钱多多', 2, '副镇长');
INSERT INTO teacher (id, name, unit_text, title, topics, fee, term_from, term_until) VALUES
  (1, '孙教授', '县委党校', '教授', '应急管理、党性教育', 1000, '2022-01', '2024-12'),
  (2, '周讲师', '县委党校', '讲师', '乡村振兴', 500, NULL, NULL);
INSERT INTO course (id, name, topics, hours) VALUES (1, '突发事件应对', '应急管理', 4), (2, '产业振兴路径', '乡村振兴', 4);
INSERT INTO course_teacher (id, course_id, teacher_id) VALUES (1, 1, 1), (2, 2, 2);
INSERT INTO site (id, name, kind, town, capacity, travel_minutes, duration) VALUES
  (1, '红军长征纪念馆', '红色教育', '东风镇', 2, 40, '半天'), (2, '生态茶园', '乡村振兴', '白云乡', 60, 90, '1天');
INSERT INTO training_class (id, year, name, term, starts_on, ends_on, days, planned, state, place, audience) VALUES
  (1, 2022, '应急管理专题班', '第1期', '2022-05-09', '2022-05-17', 7, 4, 'running', '第一教室', '分管领导'),
  (2, 2022, '乡村振兴培训班', '第1期', '2022-05-09', '2022-05-13', 5, 30, 'running', '第二教室', NULL),
  (3, 2022, '已取消的班', NULL, '2022-05-09', '2022-05-10', 2, 30, 'cancelled', '第一教室', NULL);
INSERT INTO session (id, class_id, date, half, starts, ends, kind, title, course_id, site_id, place, hours, shared, keep_reason) VALUES
  (1, 1, '2022-05-09', 'am', '08:30', '11:30', 'lecture', '突发事件应对', 1, NULL, '第一教室', 4, 0, NULL),
  (2, 1, '2022-05-09', 'pm', '14:30', '17:30', 'lecture', '舆情引导', NULL, NULL, '第一教室', 4, 0, NULL),
  (3, 2, '2022-05-09', 'pm', '14:30', '17:30', 'lecture', '产业振兴路径', 2, NULL, '第二教室', 4, 0, NULL),
  (4, 1, '2022-05-10', 'pm', NULL, NULL, 'site', '现场教学：红军长征纪念馆', NULL, 1, '红军长征纪念馆', 4, 0, NULL),
  (5, 1, '2022-05-11', 'am', '08:30', '11:30', 'lecture', '党的创新理论', NULL, NULL, '大礼堂', 4, 1, NULL),
  (6, 2, '2022-05-11', 'am', '08:30', '11:30', 'lecture', '党的创新理论', NULL, NULL, '大礼堂', 4, 1, NULL),
  (7, 1, '2022-05-12', 'am', '08:30', '11:30', 'lecture', '案例研讨', NULL, NULL, '第二教室', 4, 0, '场地紧张，已协调'),
  (8, 2, '2022-05-12', 'am', '08:30', '11:30', 'lecture', '集体经济', NULL, NULL, '第二教室', 4, 0, NULL),
  (9, 1, '2022-05-16', 'eve', '19:30', '21:00', 'study', '自学', NULL, NULL, '第一教室', NULL, 0, NULL),
  (10, 3, '2022-05-09', 'am', '08:30', '11:30', 'lecture', '不再上的课', NULL, NULL, '第一教室', 4, 0, NULL);
INSERT INTO session_teacher (id, session_id, teacher_id, role) VALUES
  (1, 1, 1, 'main'), (2, 2, 1, 'main'), (3, 3, 1, 'main'), (4, 5, 2, 'main'), (5, 6, 2, 'main'), (6, 10, 1, 'main');
INSERT INTO teacher_absence (id, teacher_id, since, until, reason) VALUES (1, 1, '2022-05-19', '2022-05-20', '开会');
INSERT INTO call_up (id, class_id, quota_total, state) VALUES (1, 1, 4, 'closed');
INSERT INTO quota (id, call_up_id, unit_id, places) VALUES (1, 1, 1, 2), (2, 1, 2, 2);
INSERT INTO nominee (id, sort_no, call_up_id, cadre_id, unit_id, position, state) VALUES
  (1, 1, 1, 1, 1, '副局长', 'reported'), (2, 2, 1, 2, 1, '科长', 'reported'), (3, 3, 1, 3, 2, '镇长', 'no_show'),
  (4, 4, 1, 4, 2, '副镇长', 'reported');
INSERT INTO nominee_log (id, nominee_id, from_state, to_state, at, actor, reason) VALUES
  (1, 3, 'notified', 'no_show', '2022-05-09', 'x', '没有说明');
INSERT INTO attendance (id, nominee_id, date, half, mark) VALUES
  (1, 1, '2022-05-09', 'am', 'present'), (2, 1, '2022-05-09', 'pm', 'late'), (3, 2, '2022-05-09', 'am', 'absent'),
  (4, 2, '2022-05-09', 'pm', 'leave'), (5, 4, '2022-05-09', 'am', 'early');
INSERT INTO evaluation (id, class_id, session_id, teacher_id, course_id, date, item, score, forms, opinion) VALUES
  (1, 1, 1, 1, 1, '2022-05-09', '内容', 90, 3, '讲得实'), (2, 1, 1, 1, 1, '2022-05-09', '方法', 80, 1, NULL);
INSERT INTO teacher_activity (id, teacher_id, date, kind, title, score) VALUES (1, 1, '2022-03-02', '集体备课', '备新课', 95);
INSERT INTO class_doc (id, class_id, kind, title, received_on) VALUES (1, 1, '通知', '开班通知', '2022-04-28');
";

pub fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("office.db");
    let mut store = Store::create(&db).unwrap();
    let act = Act { actor: "tester".to_owned(), origin: "test".to_owned(), at: "2022-05-11T08:00:00".to_owned() };
    let fill = |tx: &Tx| {
        store::seed::seed(tx)?;
        tx.execute_batch(ROWS)?;
        Ok(())
    };
    store.write(&act, "office", fill).unwrap();
    Office { _folder: folder, db }
}

impl Office {
    /// At 80×24.
    pub fn ui(&self) -> Ui {
        Ui::open(&self.db, today())
    }

    /// At 120×36.
    pub fn wide(&self) -> Ui {
        self.window(Lang::Zh, &glyph::UNICODE, 120, 36)
    }

    pub fn window(&self, lang: Lang, glyphs: &'static Glyphs, columns: u16, rows: u16) -> Ui {
        Ui::with(&self.db, today(), lang, glyphs, columns, rows)
    }

    pub fn reader(&self) -> Reader {
        Reader::open(&self.db).unwrap()
    }

    /// Writes more rows.
    pub fn add(&self, sql: &str) {
        let mut store = Store::open(&self.db).unwrap();
        let act = Act { actor: "tester".to_owned(), origin: "test".to_owned(), at: "2022-05-11T09:00:00".to_owned() };
        store.write(&act, "more", |tx| Ok(tx.execute_batch(sql)?)).unwrap();
    }
}
