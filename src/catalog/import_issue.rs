//! Import issues (导入问题): a row that was not written, or was written with doubt, and where it stands in the file.

use super::{Field, Register, down};
use crate::text::{T, import_batch, import_issue as w};

/// Import issues.
pub const IMPORT_ISSUE: Register = Register {
    kind: "import_issue",
    table: "import_issue",
    number: 38,
    name: w::REGISTER,
    title: "text",
    fields: &[
        Field::text("text", w::TEXT).wide(34).required(),
        Field::state("severity", w::SEVERITY, SEVERITIES).wide(9).required(),
        Field::text("sheet", w::SHEET).wide(12).required(),
        Field::text("cell", w::CELL).wide(6).required(),
        Field::text("value", w::VALUE).wide(12),
        Field::text("reason", w::REASON).required(),
        Field::link("batch_id", import_batch::REGISTER, "import_batch").required(),
    ],
    columns: &["severity", "sheet", "cell", "value"],
    filters: &["severity", "reason", "sheet", "batch_id"],
    side: Some("severity"),
    order: &[down("batch_id")],
    belongs: &[],
    huge: false,
    by_hand: false,
};

const SEVERITIES: &[(&str, T)] = &[
    ("reject", w::SEVERITY_REJECT),
    ("duplicate", w::SEVERITY_DUPLICATE),
    ("warn", w::SEVERITY_WARN),
    ("info", w::SEVERITY_INFO),
];
