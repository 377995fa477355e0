//! Documents of classes (结班材料): what must be in hand before a class is closed.

use super::{Field, Register, down, up};
use crate::text::{class, class_doc as w, field as f};

/// Documents of classes.
pub const CLASS_DOC: Register = Register {
    kind: "class_doc",
    table: "class_doc",
    number: 42,
    name: w::REGISTER,
    title: "kind",
    fields: &[
        Field::code("kind", w::KIND, "class_doc_kind").wide(12).required().also(&["材料"]),
        Field::link("class_id", class::REGISTER, "class").wide(30).required().also(&["班次名称", "培训班名称"]),
        Field::text("title", w::TITLE).also(&["附件名称"]),
        Field::text("file_ref", w::FILE_REF).also(&["附件文件名"]),
        Field::date("received_on", w::RECEIVED_ON).also(&["提交时间", "收到时间"]),
        Field::long("note", f::NOTE),
    ],
    columns: &["class_id", "title", "received_on"],
    filters: &["kind", "class_id"],
    side: Some("kind"),
    order: &[down("class_id"), up("kind")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
