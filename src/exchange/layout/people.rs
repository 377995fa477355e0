//! Sheets of cadres and of their posts.

use super::{
    Layout, any, own,
    words::{BIRTH, ID_CARD, LEVEL, NAME, NATION, NOTE, PHONE, POSITION, RANK, SEX, STAFF_NO, UNIT, UNIT_CODE, UNIT_POSITION},
};
use crate::exchange::kind::Kind;

/// People of the register.
pub const CADRE: Layout = Layout {
    kind: Kind::Cadre,
    register: "cadre",
    slots: &[
        any("name", NAME),
        own("id_card", ID_CARD),
        any("staff_no", STAFF_NO),
        any("unit", UNIT),
        any("unit_code", UNIT_CODE),
        any("unit_position", UNIT_POSITION),
        any("unit_position_short", &["现工作单位及职务简称"]),
        any("position", POSITION),
        own("level", LEVEL),
        any("level_since", &["任现职务层次时间", "任职务层次时间", "任现级时间", "任同职级时间"]),
        own("rank", RANK),
        any("rank_since", &["任现职级时间", "任职级时间"]),
        any("post_since", &["任现职时间", "任现职务时间", "现职时间", "任职时间"]),
        any("sex", SEX),
        any("birth", BIRTH),
        any("ethnicity", NATION),
        own("native_place", &["籍贯"]),
        own("party", &["政治面貌", "党派"]),
        own("party_since", &["入党时间", "入党年月", "入党日期"]),
        own("work_since", &["参加工作时间", "参加工作", "工作年月", "参工时间", "参加工作年月"]),
        any("education", &["学历", "全日制教育学历", "最高学历", "学历学位"]),
        any("school", &["毕业院校及专业", "毕业院校系及专业", "毕业学校及专业"]),
        own("category", &["人员类别", "人员身份", "身份"]),
        own("status", &["人员管理状态", "人员状态", "在职状态"]),
        own("managed_by", &["管理类别", "管理权限", "干部管理权限"]),
        any("tech_title", &["专业技术职务", "职称"]),
        any("phone", PHONE),
        any("note", NOTE),
    ],
    need: &[&["name"], &["unit", "unit_position", "unit_code", "position", "level", "birth", "sex"]],
    never: &["class", "hours", "detail"],
    words: &["人员", "干部名册", "花名册", "人员信息", "干部信息", "任免审批表"],
    not_words: &["推荐", "回执", "报名", "签到", "补训", "学时", "参训", "师资", "学员"],
};

/// Posts of people.
pub const POST: Layout = Layout {
    kind: Kind::Post,
    register: "cadre_post",
    slots: &[
        any("name", NAME),
        any("id_card", ID_CARD),
        any("unit", UNIT),
        own("position", &["职务名称", "职务", "任职职务", "现任职务"]),
        any("level", LEVEL),
        own("since", &["任职时间", "任职日期", "任职起始时间"]),
        own("until", &["免职时间", "免职日期", "任职结束时间"]),
        own("doc_no", &["任职文号"]),
        own("state", &["任职状态"]),
        own("main", &["主职务", "是否主职务"]),
        own("leader", &["是否领导职务", "是否领导成员"]),
        any("sort_no", &["集体内排序", "职务排序"]),
    ],
    need: &[&["name", "id_card"], &["position"], &["state", "main", "doc_no", "until"]],
    never: &["class"],
    words: &["任职", "职务信息"],
    not_words: &["培训", "学员"],
};
