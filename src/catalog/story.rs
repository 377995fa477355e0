//! Stories (故事): told at sites and in class.

use super::{Belongs, Field, Register, Search, states::STAGES, up};
use crate::text::{field as f, recommendation, site, story as w};

/// Stories.
pub const STORY: Register = Register {
    kind: "story",
    table: "story",
    number: 5,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", w::NAME).wide(26).required().found_as(Search::Title).also(&["名称", "故事", "题目", "故事题目"]),
        Field::code("theme", f::THEME, "story_theme").wide(12).also(&["精神主题", "领域/精神主题"]),
        Field::text("people", w::PEOPLE).wide(10).also(&["主人公"]),
        Field::link("unit_id", f::UNIT, "unit").also(&["来源单位", "报送单位"]),
        Field::text("source", f::SOURCE),
        Field::text("narrator", w::NARRATOR).wide(10).also(&["作者/讲述人", "讲述者"]),
        Field::int("minutes", w::MINUTES).wide(7).also(&["时长"]),
        Field::code("media", w::MEDIA, "media").also(&["文本位置"]),
        Field::link("site_id", site::REGISTER, "site").also(&["教学点", "关联教学点"]),
        Field::long("body", w::BODY).also(&["文本", "故事内容"]),
        Field::state("stage", f::STAGE, STAGES).starts_as("listed").also(&["状态"]),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE).also(&["说明"]),
    ],
    columns: &["theme", "narrator", "minutes", "stage"],
    filters: &["theme", "stage", "unit_id", "site_id"],
    side: Some("theme"),
    order: &[up("sort_no")],
    belongs: &[Belongs::new(recommendation::REGISTER, "recommendation", "story_id", &["year", "level", "result"])],
    huge: false,
    by_hand: true,
};
