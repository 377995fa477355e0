//! Classes (班次): one run of a training class; `training_class` in the schema.

use super::nominee::{ARRIVED, COUNTED};
use super::{Belongs, Field, FieldKind, Register, Rollup, Search, down, states::CALLERS, up};
use crate::text::{
    T, call_up, class as w, class_doc, evaluation, field as f, follow_up, hour_entry, make_up, plan_line, programme, session,
};

/// Classes.
pub const CLASS: Register = Register {
    kind: "class",
    table: "training_class",
    number: 9,
    name: w::REGISTER,
    title: "title",
    fields: &[
        Field::text("title", w::REGISTER).wide(30).generated(),
        Field::text("name", w::NAME).wide(26).required().found_as(Search::Title).also(&[
            "培训班名称",
            "培训班次名称",
            "班级名称",
            "班次姓名",
            "培训名称",
        ]),
        Field::text("term", w::TERM).wide(8).found_as(Search::Title).also(&["期数"]),
        Field::text("code", f::CODE).wide(12).found_as(Search::Number).also(&["班次编号", "班次ID", "班级编码", "培训班编号"]),
        Field::int("year", f::YEAR).required().also(&["培训年度", "年份"]),
        Field::text("school_term", w::SCHOOL_TERM),
        Field::code("kind", f::KIND, "class_kind").wide(14).also(&["班次类别", "班级类型", "培训班类别", "培训班类型"]),
        Field::state("call_level", w::CALL_LEVEL, CALLERS).wide(9).starts_as("own").also(&["调训级别"]),
        Field::link("programme_id", programme::REGISTER, "programme").also(&["所属项目", "培训计划名称"]),
        Field::link("plan_line_id", plan_line::REGISTER, "plan_line"),
        Field::text("organiser", f::ORGANISER).also(&["主办单位", "培训主办单位", "培训班主办方"]),
        Field::text("undertaker", w::UNDERTAKER).also(&["承办单位", "培训机构", "培训机构名称"]),
        Field::text("place", f::PLACE).also(&["培训地点", "场地", "教室"]),
        Field::date("report_on", w::REPORT_ON).also(&["报到时间"]),
        Field::date("starts_on", f::STARTS_ON).also(&[
            "开始时间",
            "培训开始时间",
            "起始时间",
            "开班时间",
            "开班日期",
            "培训起始日期",
        ]),
        Field::date("ends_on", f::ENDS_ON).also(&["结束时间", "培训结束时间", "结业时间", "结业日期"]),
        Field::new("days", f::DAYS, FieldKind::Days).also(&["学制", "合计天数", "培训时长(天)"]),
        Field::new("hours", f::HOURS, FieldKind::Hours).also(&["培训学时", "总学时", "学时数"]),
        Field::int("planned", w::PLANNED).wide(8).also(&["参训人数", "计划培训人数"]),
        Field::int("our_planned", w::OUR_PLANNED).wide(8).also(&["本地参训人数", "我县人数"]),
        Field::text("audience", f::AUDIENCE).also(&["培训对象", "选调对象", "参训对象"]),
        Field::text("head_teacher", w::HEAD_TEACHER).wide(10).also(&["组织员", "项目负责人"]),
        Field::text("offsite_place", w::OFFSITE_PLACE).wide(14).also(&["异地教学地点"]),
        Field::new("offsite_days", w::OFFSITE_DAYS, FieldKind::Days).wide(8).also(&["异地教学天数"]),
        Field::new("abroad", w::ABROAD, FieldKind::Flag).starts_as("0").also(&["是否出国培训", "出国（境）"]),
        Field::text("approval_no", f::APPROVAL_NO).found_as(Search::Document).also(&["审批文号"]),
        Field::text("notice_no", w::NOTICE_NO).found_as(Search::Document),
        Field::new("budget", w::BUDGET, FieldKind::Number).wide(10).also(&["经费预算"]),
        Field::new("spent", w::SPENT, FieldKind::Number).wide(10).also(&["实际支出"]),
        Field::state("state", f::STATE, STATES).wide(9).starts_as("approved").also(&["班级状态", "班次状态"]),
        Field::rollup("nominated", f::NOMINATED, ROSTER.only("state", COUNTED)),
        Field::rollup("reported", f::REPORTED, ROSTER.only("state", ARRIVED)),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE).also(&["说明"]),
    ],
    columns: &["starts_on", "state", "planned", "nominated", "reported"],
    filters: &["year", "kind", "state", "call_level", "programme_id", "organiser", "place"],
    side: Some("kind"),
    order: &[down("year"), up("sort_no")],
    belongs: &[
        Belongs::new(session::REGISTER, "session", "class_id", &["date", "half", "teacher_text", "place"]),
        Belongs::new(call_up::REGISTER, "call_up", "class_id", &["deadline", "places", "nominated", "state"]),
        Belongs::new(make_up::REGISTER, "make_up", "class_id", &["unit_id", "cause", "state"]),
        Belongs::new(w::MADE_UP_HERE, "make_up", "to_class_id", &["unit_id", "class_id", "state"]),
        Belongs::new(evaluation::REGISTER, "evaluation", "class_id", &["teacher_id", "course_id", "score"]),
        Belongs::new(hour_entry::REGISTER, "hour_entry", "class_id", &["cadre_id", "form", "hours"]),
        Belongs::new(class_doc::REGISTER, "class_doc", "class_id", &["title", "received_on"]),
        Belongs::new(follow_up::REGISTER, "follow_up", "class_id", &["due_on", "method", "done_on"]),
    ],
    huge: false,
    by_hand: true,
};

const ROSTER: Rollup = Rollup::count("nominee", "class_id").through("call_up", "id", "call_up_id");

const STATES: &[(&str, T)] = &[
    ("draft", w::STATE_DRAFT),
    ("applied", w::STATE_APPLIED),
    ("returned", w::STATE_RETURNED),
    ("approved", w::STATE_APPROVED),
    ("enrolling", w::STATE_ENROLLING),
    ("running", w::STATE_RUNNING),
    ("ended", w::STATE_ENDED),
    ("closed", w::STATE_CLOSED),
    ("postponed", w::STATE_POSTPONED),
    ("cancelled", w::STATE_CANCELLED),
];
