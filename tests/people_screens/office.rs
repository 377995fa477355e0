//! A small office: three units, a school, a dozen people, five classes, a programme, and what hangs on them.

use chrono::NaiveDate;
use ganjiao::store::{Act, Store, Tx, seed};
use std::path::PathBuf;

/// The day the tests live on, a Wednesday.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 5, 20).unwrap()
}

/// A database in a folder that goes with it.
#[allow(dead_code)]
pub struct Office {
    _folder: tempfile::TempDir,
    /// The database.
    pub path: PathBuf,
    /// To ask it directly.
    pub store: Store,
}

#[allow(dead_code)]
impl Office {
    /// Fills a new database.
    pub fn new() -> Self {
        Self::with("")
    }

    /// Fills a new database, and then changes it.
    pub fn with(changes: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("office.db");
        let mut store = Store::create(&path).unwrap();
        let act = Act { actor: "tester".into(), origin: "test".into(), at: "2026-05-20 08:00:00".into() };
        store
            .write(&act, "fill", |tx| {
                seed::seed(tx)?;
                fill(tx);
                tx.execute_batch(changes).unwrap();
                Ok(())
            })
            .unwrap();
        Self { _folder: folder, path, store }
    }

    /// One number by SQL.
    pub fn number(&self, sql: &str) -> f64 {
        self.store.conn().query_row(sql, [], |row| row.get::<_, Option<f64>>(0)).unwrap().unwrap_or(0.0)
    }
}

fn fill(tx: &Tx) {
    tx.execute_batch(
        "INSERT INTO unit (id, sort_no, name, parent_id) VALUES
           (1, 10, '县委办公室', NULL), (2, 20, '东风镇', NULL), (3, 30, '红旗镇', NULL), (4, 21, '东风镇中心校', 2);
         INSERT INTO headcount (id, unit_id, year, county_deputy, section) VALUES
           (1, 1, 2026, 2, 8), (2, 2, 2026, 1, 4), (3, 3, 2026, 0, 5), (4, 2, 2025, 1, 3);
         INSERT INTO cadre (id, name, unit_id, sort_no, position, level, level_since, rank, category, id_card, phone, tags) VALUES
           (1, '王小明', 2, 1, '党委书记', '乡科级正职', '2021-06', NULL, '公务员', '539999198001011234', '19900000001', '年轻干部、后备'),
           (2, '李建国', 2, 2, '镇长', '乡科级正职', '2020-01', NULL, '公务员', NULL, NULL, NULL),
           (3, '张伟', 2, 3, '副镇长', '乡科级副职', NULL, NULL, '公务员', NULL, NULL, NULL),
           (4, '陈静', 1, 1, '副主任', '县处级副职', '2019-03', NULL, '公务员', NULL, NULL, NULL),
           (5, '刘洋', 1, 2, '科长', '乡科级副职', NULL, NULL, '公务员', NULL, NULL, NULL),
           (6, '赵敏', 3, 1, '党委书记', '乡科级正职', '2022-01', NULL, '公务员', NULL, NULL, NULL),
           (7, '孙强', 3, 2, '镇长', '乡科级正职', NULL, NULL, '公务员', NULL, NULL, NULL),
           (8, '周红', 4, 1, '校长', NULL, NULL, NULL, '事业单位人员', NULL, NULL, NULL),
           (9, '吴涛', 3, 3, '干事', '科员', NULL, NULL, '公务员', NULL, NULL, NULL);
         UPDATE cadre SET status = '退休' WHERE id = 9;
         INSERT INTO cadre_post (id, cadre_id, unit_id, position, since) VALUES (1, 1, 2, '党委书记', '2021-06'), (2, 1, 3, '镇长', '2017-03');",
    )
    .unwrap();
    classes(tx);
    hours(tx);
    duties(tx);
}

fn classes(tx: &Tx) {
    tx.execute_batch(
        "INSERT INTO programme (id, sort_no, name, target, deadline) VALUES (1, 1, '乡镇党政正职轮训', '乡镇党政正职', '2026-12-31');
         INSERT INTO training_class (id, sort_no, year, name, call_level, programme_id, starts_on, ends_on, days, hours, state) VALUES
           (1, 1, 2025, '省委党校县处级进修班', 'upper', NULL, '2025-09-01', '2025-09-30', 20, 160, 'closed'),
           (2, 1, 2026, '中青年干部培训班', 'own', NULL, '2026-05-18', '2026-05-22', 5, 40, 'running'),
           (3, 2, 2026, '新任职干部培训班', 'own', NULL, '2026-05-25', '2026-05-29', 5, 40, 'enrolling'),
           (4, 3, 2026, '乡镇党政正职轮训班', 'own', 1, '2026-03-02', '2026-03-06', 5, 40, 'ended'),
           (5, 4, 2026, '基层治理专题班', 'upper', NULL, '2026-05-26', '2026-05-27', 2, 16, 'cancelled');
         INSERT INTO call_up (id, class_id, level, deadline, quota_total, state) VALUES
           (1, 1, 'upper', '2025-08-20', 2, 'closed'), (2, 2, 'own', '2026-05-10', 4, 'closed'), (3, 3, 'own', '2026-05-22', 6, 'open'),
           (4, 4, 'own', '2026-02-20', 4, 'closed'), (5, 5, 'upper', '2026-05-21', 2, 'cancelled');
         INSERT INTO quota (id, call_up_id, unit_id, places) VALUES (1, 3, 1, 2), (2, 3, 2, 2), (3, 3, 3, 2), (4, 2, 2, 2);
         INSERT INTO nominee (id, call_up_id, cadre_id, unit_id, state) VALUES
           (1, 1, 4, 1, 'completed'), (2, 1, 1, 2, 'completed'), (3, 2, 3, 2, 'reported'), (4, 2, 5, 1, 'reported'),
           (5, 3, 1, 2, 'approved'), (6, 3, 6, 3, 'nominated'), (7, 4, 1, 2, 'completed'), (8, 4, 2, 2, 'no_show'),
           (9, 4, 6, 3, 'completed'), (10, 3, 5, 1, 'notified'), (11, 5, 7, 3, 'approved');
         INSERT INTO leave (id, nominee_id, kind, since, until, half_days, state) VALUES (1, 3, '因公请假', '2026-05-21', '2026-05-21', 2, 'approved');
         INSERT INTO session (id, class_id, date, half, starts, ends, title, teacher_text, place) VALUES
           (1, 2, '2026-05-20', 'am', '09:00', '11:30', '习近平新时代中国特色社会主义思想', '钱教授', '一教室'),
           (2, 2, '2026-05-20', 'pm', '14:30', '17:00', '基层治理案例研讨', NULL, '二教室'),
           (3, 2, '2026-05-22', 'am', '09:00', '11:30', '结业典礼', NULL, '礼堂');
         INSERT INTO teacher (id, name, unit_text) VALUES (1, '钱教授', '市委党校');
         INSERT INTO teacher_absence (id, teacher_id, since, until, reason) VALUES (1, 1, '2026-05-26', '2026-05-28', '外出讲学');
         INSERT INTO programme_member (id, programme_id, cadre_id, added_on, done_on, removed_on) VALUES
           (1, 1, 1, '2026-01-05', '2026-03-06', NULL), (2, 1, 2, '2026-01-05', NULL, NULL), (3, 1, 6, '2026-01-05', NULL, NULL),
           (4, 1, 7, '2026-01-05', NULL, NULL), (5, 1, 9, '2026-01-05', NULL, '2026-02-01');",
    )
    .unwrap();
}

fn hours(tx: &Tx) {
    tx.execute_batch(
        "INSERT INTO hour_entry (id, cadre_id, year, form, title, class_id, nominee_id, starts_on, ends_on, days, hours, source) VALUES
           (1, 1, 2026, '脱产培训', '乡镇党政正职轮训班', 4, 7, '2026-03-02', '2026-03-06', 5, 40, 'attendance'),
           (2, 1, 2026, '网络培训', '网络学院', NULL, NULL, '2026-04-01', '2026-04-30', NULL, 12.5, 'academy'),
           (3, 1, 2025, '脱产培训', '省委党校县处级进修班', 1, 2, '2025-09-01', '2025-09-30', 20, 160, 'ledger'),
           (4, 1, NULL, '中心组学习', '跨年学习', NULL, NULL, '2025-12-29', '2026-01-02', 4, 16, 'ledger'),
           (5, 6, 2026, '脱产培训', '乡镇党政正职轮训班', 4, 9, '2026-03-02', '2026-03-06', 5, 40, 'attendance'),
           (6, 4, 2025, '脱产培训', '省委党校县处级进修班', 1, 1, '2025-09-01', '2025-09-30', 20, 160, 'ledger'),
           (7, 3, 2026, '网络培训', '网络学院', NULL, NULL, '2026-04-01', '2026-04-30', NULL, 50, 'academy'),
           (8, 9, 2026, '专题讲座', '离任前讲座', NULL, NULL, '2026-01-10', '2026-01-10', 0.5, 4, 'manual'),
           (9, 8, 2026, '专题讲座', '师德讲座', NULL, NULL, '2026-02-10', '2026-02-10', 0.5, 4, 'manual');
         INSERT INTO hour_share (id, entry_id, year, hours, days) VALUES (1, 4, 2025, 12, 3), (2, 4, 2026, 4, 1);",
    )
    .unwrap();
}

fn duties(tx: &Tx) {
    tx.execute_batch(
        "INSERT INTO make_up (id, cadre_id, unit_id, cause, class_id, nominee_id, due_on, state) VALUES
           (1, 2, 2, 'no_show', 4, 8, '2026-05-31', 'owed'), (2, 7, 3, 'programme_gap', NULL, NULL, '2026-12-31', 'scheduled'),
           (3, 3, 2, 'year_gap', NULL, NULL, '2026-04-30', 'done');
         INSERT INTO date_cause (cause, what) VALUES ('year_gap', '2025');
         INSERT INTO work_item (id, kind, year, name, due_on, state) VALUES
           (1, 'project', 2026, '精品课程开发', '2026-05-25', 'running'), (2, 'project', 2026, '师资库更新', '2026-05-01', 'running'),
           (3, 'project', 2026, '年度总结', '2026-12-20', 'waiting');
         INSERT INTO import_batch (id, at, actor, file, digest, added) VALUES (1, '2026-05-19 16:20:00', 'tester', '学时台账.xlsx', 'x', 9);",
    )
    .unwrap();
}
