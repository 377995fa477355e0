//! Sheets of classes, timetables, quotas, headcounts and work lists.

use super::{Layout, any, own};
use crate::exchange::kind::Kind;

const NOTE: &[&str] = &["备注", "说明", "备考"];
const UNIT: &[&str] = &["单位", "单位名称", "参训单位", "选派单位", "机构名称", "推荐单位", "单位部门", "部门单位", "所在单位"];
const UNIT_CODE: &[&str] = &["单位编码", "单位代码", "机构编码", "机构代码"];
const CLASS_NAME: &[&str] = &["班次", "班次名称", "培训班名称", "培训班次名称", "班级名称", "班级", "培训班", "培训班次"];

/// Rows of timetables: of one class, of a term, of many classes side by side.
pub const SESSION: Layout = Layout {
    kind: Kind::Session,
    register: "session",
    slots: &[
        any("date", &["日期", "上课日期", "教学日期", "月日"]),
        own("weekday", &["星期", "周次星期", "周几"]),
        own("half", &["午别", "时段", "上下午"]),
        own("starts", &["上课时间", "开始时间", "起始时间"]),
        own("ends", &["下课时间", "结束时间"]),
        any("time", &["时间", "上下课时间", "起止时间", "课时段", "时间安排", "教学时间", "节次"]),
        any("class", CLASS_NAME),
        any("class_code", &["班次编号", "班级编码"]),
        any(
            "title",
            &[
                "教学内容",
                "培训内容",
                "课程内容",
                "内容",
                "课程名称",
                "课题",
                "专题",
                "课程",
                "教学安排",
                "活动内容",
                "教学专题",
                "安排",
                "活动安排",
            ],
        ),
        own("teacher", &["授课人", "主讲人", "主讲人姓名", "教师", "授课教师", "授课老师", "讲师", "主讲教师", "授课", "主讲"]),
        own("place", &["地点", "上课地点", "教学地点", "场地", "教室", "授课地点", "活动地点"]),
        own("assistant", &["辅教人", "助教", "辅导教师"]),
        own("assistant_work", &["辅教内容"]),
        own("host", &["主持人", "主持", "主持人带队", "带班领导"]),
        any("hours", &["学时", "课时"]),
        any("kind", &["教学形式", "教学方式", "授课方式"]),
        any("note", NOTE),
    ],
    need: &[&["title"], &["date", "time"], &["teacher", "place", "half", "weekday", "starts", "lessons"]],
    never: &["person", "topics"],
    words: &["课程表", "课表", "日程", "教学安排", "课程安排"],
    not_words: &["课程目录", "课程库"],
};

/// Places by unit.
pub const QUOTA: Layout = Layout {
    kind: Kind::Quota,
    register: "quota",
    slots: &[
        any("unit", UNIT),
        any("unit_code", UNIT_CODE),
        own(
            "places",
            &[
                "名额",
                "名额数",
                "分配名额",
                "名额人",
                "参训名额",
                "人数",
                "调训人数",
                "名额分配",
                "参训人数",
                "调训名额",
                "选派名额",
                "推荐名额",
            ],
        ),
        any("condition", &["条件", "结构要求", "要求", "人选要求"]),
        any("must_names", &["点名人员", "必调人员"]),
        any("class", CLASS_NAME),
        any("class_code", &["班次编号"]),
        any("note", NOTE),
    ],
    need: &[&["unit", "unit_code"], &["places"]],
    never: &["person", "bands"],
    words: &["名额", "分配"],
    not_words: &["单位人数"],
};

/// Headcounts by unit and year.
pub const HEADCOUNT: Layout = Layout {
    kind: Kind::Headcount,
    register: "headcount",
    slots: &[
        any("year", &["年度", "年份"]),
        any("unit_code", UNIT_CODE),
        any("unit", UNIT),
        own("city_chief", &["市管正职", "厅局级正职", "厅级正职"]),
        own("city_deputy", &["市管副职", "厅局级副职", "厅级副职"]),
        own("county_chief", &["处级正职", "县处级正职", "正处级", "县级正职", "正处"]),
        own("county_deputy", &["处级副职", "县处级副职", "副处级", "县级副职", "副处"]),
        own("county", &["县处级", "处级", "县处级干部", "处级干部"]),
        own(
            "section",
            &[
                "科级及以下",
                "乡科级及以下",
                "科级以下",
                "科级及以下人数",
                "科级及以下干部",
                "乡科级",
                "科级",
                "乡科级干部",
                "科级干部",
            ],
        ),
        own("section_chief", &["乡科级正职", "科级正职", "正科级", "正科"]),
        own("section_deputy", &["乡科级副职", "科级副职", "副科级", "副科"]),
        own("section_other", &["科员及以下", "其他人员", "一般干部", "科员"]),
        any("people", &["干部人数", "应训人数", "干部总数", "单位人数", "在职人数", "总人数", "人数", "应训干部人数"]),
        any("total", &["合计", "小计", "总计", "合计人数"]),
    ],
    need: &[&["unit", "unit_code"], &["section", "county", "county_chief", "county_deputy", "section_chief", "people"]],
    never: &["person"],
    words: &["单位人数", "人数", "干部人数"],
    not_words: &["名额", "计划"],
};

/// Lines of a work list.
pub const WORK_ITEM: Layout = Layout {
    kind: Kind::WorkItem,
    register: "work_item",
    slots: &[
        own(
            "name",
            &[
                "任务项目",
                "项目名称",
                "项目",
                "工作任务",
                "任务",
                "重点任务",
                "工作项目",
                "任务名称",
                "整改事项",
                "问题",
                "重点工作",
                "整改任务",
                "事项",
            ],
        ),
        any("content", &["具体内容", "工作内容", "内容", "主要内容", "具体措施", "整改措施", "主要任务", "工作措施"]),
        own("standard", &["达标要求", "完成标准", "目标要求", "工作目标", "达标标准", "标准", "整改目标", "目标"]),
        own("responsible", &["责任单位", "牵头单位", "责任部门", "承办单位"]),
        own("person", &["责任人", "负责人", "具体责任人"]),
        own("partners", &["配合单位", "协办单位", "参与单位"]),
        any("leader", &["分管领导", "责任领导", "牵头领导"]),
        any("starts_on", &["开始时间", "启动时间", "开始日期"]),
        own("due", &["完成时限", "完成时间", "时限", "截止时间", "整改时限", "办结时限", "时间要求", "时间节点"]),
        own("progress", &["进度", "完成进度", "推进进度", "工作进度"]),
        any(
            "state",
            &["状态", "完成情况", "推进情况", "进展", "进展情况", "整改进展", "办理进展", "落实情况", "整改情况", "办理情况"],
        ),
        any("evidence", &["佐证", "佐证材料", "印证材料"]),
        any("code", &["编号", "项目编号"]),
        any("note", NOTE),
    ],
    need: &[&["name", "content"], &["responsible", "person", "standard"], &["due", "progress", "state"]],
    never: &["person", "hours"],
    words: &["清单", "任务", "整改", "督办", "台账", "重点工作"],
    not_words: &["学时"],
};

/// Classes of a year's plan, and classes that were held.
pub const CLASS: Layout = Layout {
    kind: Kind::Class,
    register: "class",
    slots: &[
        own("code", &["班次编号", "班次ID", "编号", "班次代码", "班级编码", "培训班编号"]),
        any("year", &["年度", "年份"]),
        any(
            "name",
            &[
                "班次名称",
                "培训班名称",
                "班级名称",
                "培训班次",
                "培训班次名称",
                "班次",
                "培训项目",
                "培训班",
                "名称",
                "项目名称",
                "培训名称",
            ],
        ),
        any("term", &["期次", "期数", "期别"]),
        own("kind", &["班次类别", "类别", "培训类别", "班次类型", "培训类型", "类型", "培训班类别"]),
        any("call_level", &["选调类型", "调训级别"]),
        any("organiser", &["主办单位", "主办", "主办部门", "培训主办单位", "责任单位"]),
        own("undertaker", &["承办单位", "培训机构", "承办"]),
        own("audience", &["培训对象", "选调对象", "参训对象", "调训对象", "对象"]),
        any("starts_on", &["开始时间", "开班时间", "开始", "培训开始时间", "开始日期", "开班日期", "起始时间"]),
        any("ends_on", &["结束时间", "结业时间", "结束", "培训结束时间", "结束日期", "结业日期"]),
        any("dates", &["培训时间", "起止时间", "时间", "培训日期", "举办时间", "办班时间"]),
        own("days", &["学制", "天数", "学制天", "培训天数", "学制天数"]),
        any("hours", &["学时", "培训学时"]),
        own(
            "planned",
            &[
                "计划人数",
                "人数",
                "培训人数",
                "参训人数",
                "计划培训人数",
                "计划人数人",
                "规模",
                "培训规模",
                "人数期",
                "每期人数",
                "人数每期",
            ],
        ),
        any("place", &["培训地点", "地点", "办班地点"]),
        any("head_teacher", &["班主任", "组织员", "项目负责人"]),
        any("state", &["状态", "办班状态"]),
        any("budget", &["经费预算", "预算", "经费"]),
        any("note", NOTE),
    ],
    need: &[
        &["name"],
        &["kind", "audience", "planned", "days", "undertaker", "term", "code"],
        &["starts_on", "dates", "days", "planned"],
    ],
    never: &["person", "teacher"],
    words: &["培训计划", "计划表", "班次", "办班计划", "培训班数据"],
    not_words: &["课程表", "学时", "名单"],
};
