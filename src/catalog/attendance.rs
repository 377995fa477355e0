//! Attendance (考勤): one mark a person and half-day.

use super::{Field, Register, down, states::HALVES_ATTENDED, up};
use crate::text::{T, attendance as w, field as f};

/// Attendance.
pub const ATTENDANCE: Register = Register {
    kind: "attendance",
    table: "attendance",
    number: 15,
    name: w::REGISTER,
    title: "nominee_id",
    fields: &[
        Field::link("nominee_id", f::PERSON_NAME, "nominee").wide(10).required().also(&["学员姓名", "人员姓名"]),
        Field::date("date", f::DATE).required(),
        Field::state("half", f::HALF, HALVES_ATTENDED).required(),
        Field::state("mark", w::MARK, MARKS).required().also(&["签到情况", "出勤情况"]),
        Field::long("note", f::NOTE),
    ],
    columns: &["date", "half", "mark", "note"],
    filters: &["mark", "half", "date"],
    side: Some("mark"),
    order: &[down("date"), up("nominee_id")],
    belongs: &[],
    huge: false,
    by_hand: true,
};

const MARKS: &[(&str, T)] = &[
    ("present", w::MARK_PRESENT),
    ("late", w::MARK_LATE),
    ("early", w::MARK_EARLY),
    ("leave", w::MARK_LEAVE),
    ("absent", w::MARK_ABSENT),
];
