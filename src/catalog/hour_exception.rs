//! Exceptions (特殊情况) from an hour rule in a year: they leave the denominator only with an approval.

use super::{Field, Register, Search, down, up};
use crate::text::{field as f, hour_exception as w};

/// Exceptions from hour rules.
pub const HOUR_EXCEPTION: Register = Register {
    kind: "hour_exception",
    table: "hour_exception",
    number: 43,
    name: w::REGISTER,
    title: "cadre_id",
    fields: &[
        Field::link("cadre_id", f::PERSON_NAME, "cadre").wide(10).required().also(&["人员姓名", "干部姓名"]),
        Field::int("year", f::YEAR).required(),
        Field::text("rule_code", w::RULE).required(),
        Field::text("reason", f::REASON).wide(20).required().also(&["特殊情况"]),
        Field::text("approver", f::APPROVER).wide(10).also(&["审批人"]),
        Field::date("approved_on", w::APPROVED_ON).also(&["批准时间"]),
        Field::text("doc_no", f::DOC_NO).found_as(Search::Document).also(&["批准文号"]),
    ],
    columns: &["year", "rule_code", "reason", "approved_on"],
    filters: &["year", "rule_code", "reason"],
    side: Some("year"),
    order: &[down("year"), up("cadre_id")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
