//! Publications (教材): readers and textbooks, issued and used.

use super::{Field, Register, Search, up};
use crate::text::{field as f, publication as w};

/// Publications.
pub const PUBLICATION: Register = Register {
    kind: "publication",
    table: "publication",
    number: 34,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", w::NAME).wide(30).required().found_as(Search::Title).also(&["读本名称", "书目"]),
        Field::code("kind", f::KIND, "publication_kind").also(&["教材类别"]),
        Field::text("theme", f::THEME).wide(14),
        Field::text("publisher", w::PUBLISHER).also(&["编写单位", "出版社", "出版单位"]),
        Field::date("published", w::PUBLISHED).also(&["出版时间", "印发时间"]),
        Field::int("issued", w::ISSUED).also(&["发放册数", "印发册数"]),
        Field::int("used", w::USED).also(&["使用册数"]),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE),
    ],
    columns: &["kind", "published", "issued", "used"],
    filters: &["kind", "theme", "publisher"],
    side: Some("kind"),
    order: &[up("sort_no")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
