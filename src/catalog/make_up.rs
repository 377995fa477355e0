//! Make-ups (补训): what someone owes after a miss or a shortfall, until it is done or waived.

use super::{Field, FieldKind, Register, up};
use crate::text::{T, field as f, hour_entry, make_up as w, nominee};

/// Make-ups.
pub const MAKE_UP: Register = Register {
    kind: "make_up",
    table: "make_up",
    number: 19,
    name: w::REGISTER,
    title: "cadre_id",
    fields: &[
        Field::link("cadre_id", f::PERSON_NAME, "cadre").wide(10).required().also(&["人员姓名", "学员姓名", "干部姓名"]),
        Field::link("unit_id", f::UNIT, "unit").wide(18).also(&["单位名称", "所在单位", "工作单位"]),
        Field::state("cause", w::CAUSE, CAUSES).wide(10).required(),
        Field::code("cause_text", w::CAUSE_TEXT, "no_show_reason").wide(14).also(&["未参训原因", "补训原因"]),
        Field::link("class_id", w::CLASS, "class").wide(20).also(&["应参训班次", "班次", "班次名称", "未参训班次"]),
        Field::link("nominee_id", nominee::REGISTER, "nominee").wide(10),
        Field::new("hours", w::HOURS, FieldKind::Hours).wide(8).also(&["应补学时"]),
        Field::date("arose_on", w::AROSE_ON).also(&["产生时间"]),
        Field::date("due_on", w::DUE_ON).also(&["完成时限"]),
        Field::text("citation", w::CITATION).wide(20),
        Field::text("suggested", w::SUGGESTED).also(&["建议补训时间"]),
        Field::state("state", f::STATE, STATES).wide(9).starts_as("owed"),
        Field::link("to_class_id", w::TO_CLASS, "class").wide(20),
        Field::link("done_entry_id", hour_entry::REGISTER, "hour_entry"),
        Field::text("waived_by", w::WAIVED_BY).wide(10).also(&["免补批准人"]),
        Field::long("note", f::NOTE),
    ],
    columns: &["unit_id", "cause", "class_id", "due_on"],
    filters: &["cause", "state", "unit_id", "class_id", "to_class_id"],
    side: Some("cause"),
    order: &[up("due_on"), up("unit_id")],
    belongs: &[],
    huge: false,
    by_hand: true,
};

const CAUSES: &[(&str, T)] = &[
    ("no_show", w::CAUSE_NO_SHOW),
    ("leave", w::CAUSE_LEAVE),
    ("short_hours", w::CAUSE_SHORT_HOURS),
    ("year_gap", w::CAUSE_YEAR_GAP),
    ("programme_gap", w::CAUSE_PROGRAMME_GAP),
    ("named", w::CAUSE_NAMED),
    ("other", w::CAUSE_OTHER),
];

const STATES: &[(&str, T)] = &[
    ("owed", w::STATE_OWED),
    ("scheduled", w::STATE_SCHEDULED),
    ("done", w::STATE_DONE),
    ("waived", w::STATE_WAIVED),
    ("overdue", w::STATE_OVERDUE),
];
