//! Hour entries (学时记录): a person's ledger, each with form, source and evidence.
//!
//! The official order is by id, newest first: it is the one order of a million rows that needs no further index and
//! no value that can be unknown.

use super::{Belongs, Field, FieldKind, Register, down};
use crate::text::{T, field as f, hour_entry as w, import_batch, nominee};

/// Hour entries.
pub const HOUR_ENTRY: Register = Register {
    kind: "hour_entry",
    table: "hour_entry",
    number: 17,
    name: w::REGISTER,
    title: "title",
    fields: &[
        Field::text("title", w::TITLE).wide(26).required().also(&[
            "班次",
            "班次名称",
            "培训班次名称",
            "培训班名称",
            "班级名称",
            "班次姓名",
            "来源信息",
            "培训内容",
            "课程名称",
            "讲课题目",
        ]),
        Field::link("cadre_id", f::PERSON_NAME, "cadre").wide(10).required().also(&[
            "人员姓名",
            "学员姓名",
            "参训人员姓名",
            "用户名",
            "干部姓名",
        ]),
        Field::int("year", f::YEAR).also(&["培训年度", "年份"]),
        Field::code("form", w::FORM, "hour_form").wide(14).required().also(&["培训形式", "培训方式", "学时类型", "类型"]),
        Field::date("starts_on", f::STARTS_ON).also(&[
            "开始时间",
            "培训开始时间",
            "起始时间",
            "开班时间",
            "学习开始日期",
            "上讲台时间",
        ]),
        Field::date("ends_on", f::ENDS_ON).also(&["结束时间", "培训结束时间", "结业时间", "完成时间", "学习结束日期"]),
        Field::new("days", f::DAYS, FieldKind::Days).also(&["学制", "培训天数"]),
        Field::new("hours", f::HOURS, FieldKind::Hours).required().also(&[
            "培训学时",
            "获得学时",
            "获得学时数",
            "完成总学时数",
            "学时数",
            "总学时",
        ]),
        Field::new("credit", w::CREDIT, FieldKind::Number),
        Field::text("organiser", f::ORGANISER).also(&["主办单位", "培训主办单位", "培训班主办方"]),
        Field::link("unit_id", f::UNIT, "unit").also(&["单位名称", "所在单位", "工作单位"]),
        Field::link("class_id", w::CLASS, "class"),
        Field::link("nominee_id", nominee::REGISTER, "nominee").wide(10),
        Field::new("topics", f::TOPICS, FieldKind::Tags).offers("topic"),
        Field::state("source", f::SOURCE, SOURCES).wide(10).required(),
        Field::code("evidence", f::EVIDENCE, "evidence").wide(12).also(&["证明材料", "佐证材料"]),
        Field::text("verifier", w::VERIFIER).wide(10).also(&["审核人", "认定人"]),
        Field::date("verified_on", w::VERIFIED_ON).also(&["审核时间", "认定时间"]),
        Field::link("batch_id", import_batch::REGISTER, "import_batch"),
        Field::link("corrects_id", w::CORRECTS, "hour_entry"),
        Field::long("note", f::NOTE).also(&["考核结果", "说明"]),
    ],
    columns: &["cadre_id", "form", "starts_on", "hours"],
    filters: &["year", "form", "source", "topics", "unit_id"],
    side: Some("form"),
    order: &[down("id")],
    belongs: &[Belongs::new(w::CORRECTIONS, "hour_entry", "corrects_id", &["hours", "verifier", "verified_on"])],
    huge: true,
    by_hand: true,
};

const SOURCES: &[(&str, T)] = &[
    ("ledger", w::SOURCE_LEDGER),
    ("academy", w::SOURCE_ACADEMY),
    ("attendance", w::SOURCE_ATTENDANCE),
    ("lecture", w::SOURCE_LECTURE),
    ("report", w::SOURCE_REPORT),
    ("manual", w::SOURCE_MANUAL),
    ("demo", w::SOURCE_DEMO),
];
