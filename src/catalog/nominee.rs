//! Nominees (调训人员): one person on one call-up; unit, position and telephone as they were then.

use super::{Belongs, Field, FieldKind, Register, down, up};
use crate::text::{T, attendance, call_up, field as f, hour_entry, leave, make_up, nominee as w};

/// States in which a nominee fills a place of a quota.
pub const COUNTED: &[&str] = &[
    "nominated",
    "waitlisted",
    "approved",
    "notified",
    "reported",
    "completed",
    "partial",
    "withdrawn",
    "expelled",
    "excused",
    "no_show",
];

/// States of a nominee who came.
pub const ARRIVED: &[&str] = &["reported", "completed", "partial", "withdrawn", "expelled"];

/// Nominees.
pub const NOMINEE: Register = Register {
    kind: "nominee",
    table: "nominee",
    number: 14,
    name: w::REGISTER,
    title: "cadre_id",
    fields: &[
        Field::link("cadre_id", f::PERSON_NAME, "cadre").wide(10).required().also(&[
            "学员姓名",
            "人员姓名",
            "参训人员姓名",
            "干部姓名",
        ]),
        Field::link("call_up_id", call_up::REGISTER, "call_up").wide(20).required().also(&["班次", "班次名称"]),
        Field::link("unit_id", f::UNIT, "unit").wide(16).also(&["单位名称", "所在单位", "工作单位", "参训单位", "选派单位"]),
        Field::text("position", f::POSITION).wide(14).also(&["现任职务", "任现职务", "职务/职称", "单位及职务"]),
        Field::code("level", w::LEVEL, "level").also(&["现任职务层次", "级别"]),
        Field::new("phone", f::PHONE, FieldKind::Phone).also(&["手机", "手机号", "手机号码", "联系电话", "联系方式", "移动电话"]),
        Field::state("route", w::ROUTE, ROUTES).wide(10).starts_as("unit"),
        Field::code("named_reason", w::NAMED_REASON, "named_reason").wide(12),
        Field::state("state", f::STATE, STATES).wide(10).starts_as("nominated"),
        Field::date("state_since", w::STATE_SINCE),
        Field::new("flags", w::FLAGS, FieldKind::Tags),
        Field::text("lodging", w::LODGING).wide(8).also(&["是否住宿", "是否住宿/单间"]),
        Field::text("group_no", w::GROUP_NO).wide(6).also(&["小组"]),
        Field::text("room", w::ROOM).wide(8).also(&["房间号"]),
        Field::code("class_post", w::CLASS_POST, "class_post").also(&["是否班组长"]),
        Field::code("result", w::RESULT, "class_result").also(&["培训结果", "培训结果评价", "培训成绩", "考核结果"]),
        Field::text("certificate_no", w::CERTIFICATE_NO).also(&["结业证号"]),
        Field::new("hours", f::HOURS, FieldKind::Hours).also(&["获得学时", "获得学时数", "培训学时"]),
        Field::link("replaces_id", w::REPLACES, "nominee").wide(10).also(&["替换人员"]),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE),
    ],
    columns: &["unit_id", "position", "call_up_id", "state"],
    filters: &["state", "call_up_id", "unit_id", "route", "level", "flags", "result", "group_no"],
    side: Some("state"),
    order: &[down("call_up_id"), up("sort_no")],
    belongs: &[
        Belongs::new(attendance::REGISTER, "attendance", "nominee_id", &["date", "half", "mark"]),
        Belongs::new(leave::REGISTER, "leave", "nominee_id", &["kind", "since", "until", "state"]),
        Belongs::new(make_up::REGISTER, "make_up", "nominee_id", &["cause", "due_on", "state"]),
        Belongs::new(hour_entry::REGISTER, "hour_entry", "nominee_id", &["year", "form", "hours"]),
        Belongs::new(w::REPLACED_BY, "nominee", "replaces_id", &["unit_id", "position", "state"]),
    ],
    huge: false,
    by_hand: true,
};

const ROUTES: &[(&str, T)] =
    &[("unit", w::ROUTE_UNIT), ("named", w::ROUTE_NAMED), ("mixed", w::ROUTE_MIXED), ("rotation", w::ROUTE_ROTATION)];

const STATES: &[(&str, T)] = &[
    ("planned", w::STATE_PLANNED),
    ("nominated", w::STATE_NOMINATED),
    ("waitlisted", w::STATE_WAITLISTED),
    ("rejected", w::STATE_REJECTED),
    ("declined", w::STATE_DECLINED),
    ("approved", w::STATE_APPROVED),
    ("notified", w::STATE_NOTIFIED),
    ("reported", w::STATE_REPORTED),
    ("completed", w::STATE_COMPLETED),
    ("partial", w::STATE_PARTIAL),
    ("withdrawn", w::STATE_WITHDRAWN),
    ("expelled", w::STATE_EXPELLED),
    ("excused", w::STATE_EXCUSED),
    ("no_show", w::STATE_NO_SHOW),
    ("replaced", w::STATE_REPLACED),
];
