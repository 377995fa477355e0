//! Imports (导入批次): each file taken in, with what became of its rows.

use super::{Belongs, Field, Register, Rollup, Search, down};
use crate::text::{hour_entry, import_batch as w, import_issue};

/// Imports.
pub const IMPORT_BATCH: Register = Register {
    kind: "import_batch",
    table: "import_batch",
    number: 37,
    name: w::REGISTER,
    title: "file",
    fields: &[
        Field::text("file", w::FILE).wide(26).required().found_as(Search::Title),
        Field::text("at", w::AT).required(),
        Field::text("actor", w::ACTOR).wide(10).required(),
        Field::int("added", w::ADDED).starts_as("0"),
        Field::int("updated", w::UPDATED).wide(7).starts_as("0"),
        Field::int("same", w::SAME).starts_as("0"),
        Field::int("duplicate", w::DUPLICATE).wide(9).starts_as("0"),
        Field::int("rejected", w::REJECTED).wide(8).starts_as("0"),
        Field::int("warned", w::WARNED).starts_as("0"),
        Field::text("digest", w::DIGEST).required(),
        Field::rollup("issues", import_issue::REGISTER, Rollup::count("import_issue", "batch_id")).wide(12),
    ],
    columns: &["at", "added", "updated", "rejected", "warned"],
    filters: &["actor"],
    side: Some("actor"),
    order: &[down("at")],
    belongs: &[
        Belongs::new(import_issue::REGISTER, "import_issue", "batch_id", &["severity", "sheet", "cell", "value"]),
        Belongs::new(hour_entry::REGISTER, "hour_entry", "batch_id", &["cadre_id", "form", "starts_on", "hours"]),
    ],
    huge: false,
    by_hand: false,
};
