//! Teachers (师资): full-time and part-time, with topics, term and what became of their lectures.

use super::{Belongs, Field, FieldKind, Fold, Register, Rollup, Search, up};
use crate::text::{cadre, course, evaluation, field as f, outreach, teacher as w, teacher_absence, teacher_activity};

/// Teachers.
pub const TEACHER: Register = Register {
    kind: "teacher",
    table: "teacher",
    number: 8,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", f::PERSON_NAME).wide(10).required().found_as(Search::Person).also(&[
            "教师姓名",
            "主讲人",
            "授课人",
            "讲师姓名",
        ]),
        Field::text("unit_text", f::UNIT).wide(18).also(&["所在单位", "工作单位", "单位名称"]),
        Field::code("title", w::TITLE, "teacher_title").wide(12).also(&["专业技术职务", "职称和职务"]),
        Field::text("position", f::POSITION).also(&["现任职务"]),
        Field::code("kind", f::KIND, "teacher_kind").also(&["教师类别", "专家类别", "师资类别", "类型"]),
        Field::code("level", w::LEVEL, "teacher_level").wide(8).also(&["职级"]),
        Field::new("topics", w::TOPICS, FieldKind::Tags).offers("topic").also(&["可授课程", "主讲专题", "授课专题", "研究专题"]),
        Field::text("research", w::RESEARCH).also(&["研究领域"]),
        Field::code("sex", cadre::SEX, "sex").wide(4),
        Field::date("birth", cadre::BIRTH).also(&["出生", "出生日期"]),
        Field::code("education", cadre::EDUCATION, "education").also(&["学历学位"]),
        Field::text("major", w::MAJOR).also(&["所学专业"]),
        Field::state("state", f::STATE, STATES).starts_as("active").also(&["在库状态"]),
        Field::date("term_from", w::TERM_FROM).also(&["聘期", "聘期开始", "聘任时间"]),
        Field::date("term_until", w::TERM_UNTIL).also(&["聘期结束", "聘期截止"]),
        Field::new("fee", w::FEE, FieldKind::Number).also(&["讲课费"]),
        Field::link("mentor_id", w::MENTOR, "teacher").wide(10).also(&["帮带教师"]),
        Field::link("unit_id", w::UNIT_LINK, "unit"),
        Field::link("cadre_id", cadre::REGISTER, "cadre").wide(10),
        Field::new("phone", f::PHONE, FieldKind::Phone).also(&["联系电话", "联系方式", "手机", "手机号码"]),
        Field::text("pinyin", cadre::PINYIN),
        Field::rollup(
            "times",
            f::TIMES,
            Rollup::count("session", "teacher_id")
                .through("session_teacher", "session_id", "id")
                .only_between("role", &["main"])
                .so_far("date"),
        ),
        Field::rollup(
            "last_on",
            f::LAST_ON,
            Rollup::new(Fold::Max, "date", "session", "teacher_id").through("session_teacher", "session_id", "id").so_far("date"),
        )
        .wide(10),
        Field::rollup("rating", f::RATING, Rollup::new(Fold::Mean, "score", "evaluation", "teacher_id")).wide(6),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE).also(&["简介", "说明"]),
    ],
    columns: &["last_on", "rating", "fee", "unit_text", "title", "times"],
    filters: &["topics", "kind", "title", "level", "state", "sex"],
    side: Some("topics"),
    order: &[up("sort_no")],
    belongs: &[
        Belongs::through(w::SESSIONS, "session", ("session_teacher", "teacher_id", "session_id"), &["date", "class_id", "place"]),
        Belongs::through(
            course::REGISTER,
            "course",
            ("course_teacher", "teacher_id", "course_id"),
            &["hours", "times", "rating"],
        ),
        Belongs::new(evaluation::REGISTER, "evaluation", "teacher_id", &["date", "class_id", "course_id", "score"]),
        Belongs::new(teacher_activity::REGISTER, "teacher_activity", "teacher_id", &["date", "kind", "title", "score"]),
        Belongs::new(teacher_absence::REGISTER, "teacher_absence", "teacher_id", &["since", "until", "reason"]),
        Belongs::new(outreach::REGISTER, "outreach", "teacher_id", &["date", "unit_id", "people"]),
        Belongs::new(w::MENTORED, "teacher", "mentor_id", &["unit_text", "title"]),
    ],
    huge: false,
    by_hand: true,
};

const STATES: &[(&str, crate::text::T)] =
    &[("trial", w::STATE_TRIAL), ("active", w::STATE_ACTIVE), ("paused", w::STATE_PAUSED), ("left", w::STATE_LEFT)];
