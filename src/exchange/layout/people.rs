//! Sheets whose rows are people.

use super::{Layout, Slot, any, own};
use crate::exchange::kind::Kind;

const NAME: &[&str] = &[
    "姓名",
    "人员姓名",
    "学员姓名",
    "参训人员姓名",
    "用户名",
    "干部姓名",
    "参训人员",
    "参训学员",
    "学员",
    "推荐人选",
    "推荐人员",
    "参训人",
    "补训人员",
    "人员",
];
const ID_CARD: &[&str] =
    &["身份证号", "身份证号码", "公民身份号码", "证件号码", "身份证", "居民身份证号", "公民身份证号", "证件号"];
const STAFF_NO: &[&str] = &["工号", "学工号", "工作证号", "学号", "员工编码", "集团员工编码", "参训人员工号"];
const UNIT: &[&str] = &[
    "单位",
    "单位名称",
    "所在单位",
    "所在部门",
    "工作单位",
    "任职机构",
    "参训单位",
    "选派单位",
    "推荐单位",
    "部门",
    "部门单位",
    "单位部门",
    "派出单位",
    "统计关系所在单位",
    "现工作单位",
    "任职机构名称",
    "所属机构",
    "所属单位",
];
const UNIT_CODE: &[&str] = &["单位编码", "单位代码", "机构编码", "派出单位编码", "组织机构编码"];
const POSITION: &[&str] = &["职务", "现任职务", "任现职务", "职位", "岗位", "职务职称", "现职务", "担任职务"];
const UNIT_POSITION: &[&str] = &[
    "单位及职务",
    "工作单位及职务",
    "现工作单位及职务",
    "现工作单位及职务全称",
    "时任单位及职务",
    "单位职务",
    "单位和职务",
    "工作单位和职务",
    "工作单位职务",
    "所在单位及职务",
    "现任单位及职务",
];
const BIRTH: &[&str] = &["出生年月", "出生日期", "出生时间", "出生年月日", "生日"];
const SEX: &[&str] = &["性别"];
const NATION: &[&str] = &["民族"];
const LEVEL: &[&str] = &["职务层次", "现任职务层次", "现职务层次", "层次", "职务级别", "行政级别", "级别"];
const RANK: &[&str] = &["职级", "现职级", "衔级", "现任职级"];
const PHONE: &[&str] = &["手机号", "手机号码", "联系电话", "联系方式", "电话", "移动电话", "手机", "电话号码"];
const NOTE: &[&str] = &["备注", "说明", "备考"];
const CLASS: &[&str] = &["班次", "班次名称", "培训班名称", "培训班次名称", "培训班次", "班级名称", "班级", "班次姓名", "培训班"];
const CLASS_CODE: &[&str] = &["班次编号", "班次ID", "班次代码", "班级编码", "培训班编号", "班级编号"];
const TERM: &[&str] = &["期次", "期数", "期别"];

const fn person(slots: &'static [Slot]) -> &'static [Slot] {
    slots
}

/// People of the register.
pub const CADRE: Layout = Layout {
    kind: Kind::Cadre,
    register: "cadre",
    slots: person(&[
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
    ]),
    need: &[&["name"], &["unit", "unit_position", "unit_code", "position", "level", "birth", "sex"]],
    never: &["class", "hours", "detail"],
    words: &["人员", "干部名册", "花名册", "人员信息", "干部信息"],
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

/// Hours of people.
pub const HOURS: Layout = Layout {
    kind: Kind::HoursOffline,
    register: "hour_entry",
    slots: &[
        any("name", NAME),
        any("id_card", ID_CARD),
        any("staff_no", STAFF_NO),
        any("unit", UNIT),
        any("unit_code", UNIT_CODE),
        any("unit_position", UNIT_POSITION),
        any("position", POSITION),
        any("birth", BIRTH),
        any("year", &["年度", "年份", "培训年度", "学习年度"]),
        own(
            "title",
            &[
                "班次",
                "班次名称",
                "培训班次名称",
                "培训班名称",
                "培训班次",
                "班级名称",
                "班次姓名",
                "来源信息",
                "来源信息班次",
                "培训内容",
                "课程名称",
                "讲课题目",
                "课程专题班名称",
                "专题班名称",
                "培训名称",
                "培训项目",
                "项目名称",
                "学习内容",
                "专题名称",
                "课程",
                "网络课程名称",
                "培训班",
                "名称",
                "参训班次",
                "考试类别",
                "考试名称",
                "考试科目",
            ],
        ),
        any("class_code", CLASS_CODE),
        any("term", TERM),
        own("form", &["培训形式", "培训方式", "学时类型", "类型", "学习形式", "课程类型", "培训类型", "学习方式", "形式"]),
        any(
            "starts_on",
            &[
                "培训开始时间",
                "开始时间",
                "起始时间",
                "开班时间",
                "开班日期",
                "培训起始日期",
                "开始日期",
                "学习开始时间",
                "上讲台时间",
                "开始学习时间",
            ],
        ),
        any(
            "ends_on",
            &[
                "培训结束时间",
                "结束时间",
                "结业时间",
                "结业日期",
                "完成时间",
                "结束日期",
                "完成学习时间",
                "学习完成时间",
                "完成日期",
            ],
        ),
        any("dates", &["培训时间", "起止时间", "学习时间", "培训起止时间", "时间", "参训时间", "培训日期", "日期", "考试时间"]),
        any("days", &["天数", "学制", "培训天数", "培训时长", "培训时长天"]),
        own(
            "hours",
            &[
                "学时",
                "培训学时",
                "获得学时",
                "获得学时数",
                "完成总学时数",
                "学时数",
                "完成学时数",
                "完成学时",
                "认定学时",
                "学习学时",
                "本次学时",
            ],
        ),
        any("credit", &["学分"]),
        any("organiser", &["主办单位", "培训主办单位", "培训班主办方", "主办方", "组织单位", "培训机构"]),
        own("evidence", &["证明材料", "佐证材料", "佐证", "证明"]),
        any("result", &["考核结果", "培训结果", "培训成绩", "成绩"]),
        any("note", NOTE),
    ],
    need: &[&["name", "id_card", "staff_no"], &["hours", "days", "dates"], &["title", "form", "group", "class_code", "online"]],
    never: &["topics"],
    words: &["学时", "台账", "学习记录", "培训情况", "学分", "网络学院", "培训记录", "在线学习", "网络学习", "学习情况"],
    not_words: &["推荐", "签到", "补训"],
};

/// People put forward, called up or on the list of a class.
pub const NOMINEE: Layout = Layout {
    kind: Kind::Nominee,
    register: "nominee",
    slots: &[
        any("name", NAME),
        any("id_card", ID_CARD),
        any("staff_no", STAFF_NO),
        any("unit", UNIT),
        any("unit_position", UNIT_POSITION),
        any("position", POSITION),
        any("level", LEVEL),
        any("birth", BIRTH),
        any("sex", SEX),
        any("ethnicity", NATION),
        any("education", &["学历"]),
        any("party", &["政治面貌"]),
        any("phone", PHONE),
        any("class", CLASS),
        any("class_code", CLASS_CODE),
        own("lodging", &["是否住宿", "住宿", "是否单间", "住宿安排", "是否住宿单间"]),
        own("group_no", &["组别", "小组", "分组"]),
        own("room", &["房号", "房间号", "房间"]),
        any("class_post", &["班内职务"]),
        any("note", NOTE),
    ],
    need: &[&["name"], &["unit", "unit_position", "position", "id_card"]],
    never: &["hours", "title"],
    words: &["推荐", "回执", "报名", "学员名册", "学员名单", "学员花名册", "点名册", "参训人员", "参训学员", "选派", "调训", "参训名单"],
    not_words: &["补训", "签到", "学时", "师资"],
};

/// People by half-days.
pub const ATTENDANCE: Layout = Layout {
    kind: Kind::Attendance,
    register: "attendance",
    slots: &[
        any("name", NAME),
        any("id_card", ID_CARD),
        any("unit", UNIT),
        any("unit_position", UNIT_POSITION),
        any("position", POSITION),
        any("birth", BIRTH),
        any("class", CLASS),
        own("marks", &[]),
        any("note", NOTE),
    ],
    need: &[&["name"], &["marks"]],
    never: &[],
    words: &["签到", "考勤", "点名", "出勤"],
    not_words: &[],
};

/// People who owe a class.
pub const MAKE_UP: Layout = Layout {
    kind: Kind::MakeUp,
    register: "make_up",
    slots: &[
        any("name", NAME),
        any("id_card", ID_CARD),
        any("unit", UNIT),
        any("unit_position", UNIT_POSITION),
        any("position", POSITION),
        any("birth", BIRTH),
        any("to_class", &["补训班次", "补训班级", "参加补训班次", "拟参加班次", "补训班"]),
        any("state", &["完成情况", "补训情况", "是否补训", "补训结果", "是否完成", "是否已补训"]),
        any(
            "class",
            &[
                "应参训班次",
                "未参训班次",
                "缺训班次",
                "应训班次",
                "班次",
                "班次名称",
                "培训班次",
                "培训班名称",
                "应参加班次",
                "应参加培训班",
            ],
        ),
        any("class_code", CLASS_CODE),
        own("cause_text", &["未参训原因", "补训原因", "缺训原因", "未参加原因", "缺训事由", "请假事由", "原因"]),
        own("suggested", &["建议补训时间", "补训时间", "拟补训时间", "补训安排", "计划补训时间"]),
        any("due_on", &["补训时限", "补训期限", "完成时限"]),
        any("hours", &["应补学时", "欠学时", "补训学时"]),
        any("note", NOTE),
    ],
    need: &[&["name"], &["cause_text", "suggested", "due_on", "class"]],
    never: &[],
    words: &["补训", "缺训", "未参训"],
    not_words: &[],
};

/// Teachers.
pub const TEACHER: Layout = Layout {
    kind: Kind::Teacher,
    register: "teacher",
    slots: &[
        any("name", &["姓名", "教师姓名", "讲师姓名", "师资姓名", "专家姓名", "教师", "授课教师", "主讲人", "主讲教师"]),
        any("sex", SEX),
        any("birth", BIRTH),
        any("unit_text", UNIT),
        any("unit_position", &["单位及职务", "工作单位及职务", "单位及职称", "单位职务"]),
        own("title", &["职称", "专业技术职务", "技术职称", "职称职务", "职称和职务"]),
        any("position", POSITION),
        any("education", &["学历", "学历学位"]),
        any("major", &["专业", "所学专业"]),
        any("kind", &["类别", "教师类别", "师资类别", "类型", "专家类别", "教师类型", "师资类型"]),
        any("level", &["级别", "教师级别", "等级"]),
        own(
            "topics",
            &[
                "可讲专题",
                "授课专题",
                "可授课程",
                "主讲课程",
                "擅长领域",
                "研究专题",
                "讲授专题",
                "主讲专题",
                "授课方向",
                "授课领域",
                "可讲课程",
                "授课内容",
            ],
        ),
        own("research", &["研究方向", "研究领域"]),
        own("term", &["聘期", "聘任期限", "聘用期限", "聘期起止"]),
        own("term_from", &["聘期开始", "聘期起", "聘任开始时间", "聘任时间", "聘用时间", "受聘时间"]),
        own("term_until", &["聘期结束", "聘期止", "聘期截止", "聘任结束时间"]),
        any("state", &["状态", "在库状态"]),
        any("fee", &["课酬", "讲课费", "课酬标准", "讲课费标准"]),
        any("phone", PHONE),
        any("note", NOTE),
    ],
    need: &[&["name"], &["topics", "research", "title", "term", "term_from"]],
    never: &["id_card", "hours"],
    words: &["师资", "教师", "专家", "讲师"],
    not_words: &["学时", "签到"],
};
