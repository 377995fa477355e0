//! Sheets of the curriculum, of sites and of units.

use super::{Layout, any, own};
use crate::exchange::kind::Kind;

const NOTE: &[&str] = &["备注", "说明", "备考"];
const CODE: &[&str] = &["编号", "编码", "代码"];

/// Units.
pub const UNIT: Layout = Layout {
    kind: Kind::Unit,
    register: "unit",
    slots: &[
        own("name", &["机构名称", "单位名称", "单位全称", "机构全称", "单位", "组织名称", "单位名", "部门名称", "机关名称"]),
        own("short_name", &["机构简称", "单位简称", "简称", "规范简称", "常用简称"]),
        own("code", &["机构编码", "单位编码", "单位代码", "机构代码", "组织机构编码", "编码", "单位编号", "机构编号", "单位码"]),
        own("parent", &["上级单位", "上级机构", "主管单位", "主管部门"]),
        any("area", &["所在政区", "行政区划", "所在地区"]),
        own("affiliation", &["隶属关系"]),
        own("level", &["机构级别", "单位级别", "机构规格"]),
        own("kind", &["机构类别", "单位类别", "单位性质", "机构性质", "单位类型", "机构类型", "单位属性"]),
        own("system", &["归口", "系统", "归口系统"]),
        own("staff_quota", &["行政编制数", "编制数", "编制"]),
        any("contact", &["联系人", "联络员"]),
        any("phone", &["联系电话", "电话", "联系方式"]),
        any("sort_no", &["同级排序号", "排序号", "排序", "序位", "单位排序", "单位排序号", "排列序号"]),
        any("note", NOTE),
    ],
    need: &[&["name"], &["short_name", "code", "affiliation", "level", "kind", "parent", "system", "staff_quota"]],
    never: &["person", "places", "bands"],
    words: &["单位", "机构"],
    not_words: &["人数", "名额"],
};

/// Courses.
pub const COURSE: Layout = Layout {
    kind: Kind::Course,
    register: "course",
    slots: &[
        any("code", &["课程编号", "课程编码", "课程代码", "编号"]),
        any(
            "name",
            &[
                "课程名称",
                "课程",
                "课程题目",
                "专题名称",
                "专题",
                "课题",
                "课程名",
                "好课程名称",
                "课程名称题目",
                "课程专题",
                "讲题",
                "授课题目",
                "专题题目",
            ],
        ),
        own("kind", &["课程类别", "类别", "课程类型", "课程分类", "所属类别", "教学类别", "分类"]),
        own(
            "topics",
            &["主题标签", "主题", "标签", "专题标签", "主题分类", "课程主题", "主题词", "关键词", "所属主题", "专题分类"],
        ),
        own(
            "lecturers",
            &[
                "主讲人姓名",
                "主讲人",
                "主讲教师",
                "授课教师",
                "授课人",
                "教师",
                "讲师",
                "主讲",
                "授课老师",
                "主讲老师",
                "主讲专家",
                "授课专家",
                "主讲人员",
            ],
        ),
        own("method", &["授课方式", "教学方式", "教学形式", "授课形式", "教学方法", "讲授方式", "授课类型", "课程形式"]),
        any("hours", &["学时", "课时", "学时数", "课时数", "计划学时", "建议学时", "课程学时"]),
        own(
            "audience",
            &["适用对象", "授课对象", "教学对象", "适用范围", "培训对象", "适用班次", "面向对象", "适合对象", "受众"],
        ),
        own(
            "developer",
            &["开发单位", "申报单位", "报送单位", "开发人", "研发单位", "推荐单位", "提供单位", "课程来源", "开发部门"],
        ),
        any("founded", &["设立时间", "开发时间", "入库时间", "设立年月", "开发年月", "研发时间", "开发日期"]),
        own("grade", &["精品课等级", "课程等级", "等级"]),
        any("edition", &["版本", "更新时间", "更新年月"]),
        any("stage", &["状态", "课程状态"]),
        any("awards", &["获奖情况"]),
        any("note", NOTE),
    ],
    need: &[&["name"], &["kind", "topics", "lecturers", "method", "audience", "developer", "code"]],
    never: &["person", "date", "time"],
    words: &["课程目录", "课程库", "好课程", "精品课", "课程清单", "课程"],
    not_words: &["课程表", "学时明细", "课表", "日程"],
};

/// Cases, stories and others in one list, told apart by a column.
pub const RESOURCE: Layout = Layout {
    kind: Kind::Resource,
    register: "case",
    slots: &[
        own("category", &["类别", "类型", "资源类别", "种类", "资源类型", "分类", "资源种类", "所属类型"]),
        any("name", &["名称", "题目", "标题", "资源名称", "案例故事名称", "内容名称", "资源题目"]),
        any("field", &["领域", "领域精神主题", "精神主题", "主题", "所属领域", "主题领域", "领域主题"]),
        any("source", &["来源单位", "报送单位", "来源", "单位", "推荐单位", "提供单位"]),
        any("author", &["作者", "作者讲述人", "讲述人", "编写人", "主讲人", "讲述人作者"]),
        any("minutes", &["时长", "时长分钟", "讲述时长"]),
        any("note", NOTE),
    ],
    need: &[&["name"], &["category"], &["categories"]],
    never: &["person", "date", "capacity"],
    words: &["案例", "故事"],
    not_words: &[],
};

/// Case studies.
pub const CASE: Layout = Layout {
    kind: Kind::Case,
    register: "case",
    slots: &[
        any("name", &["案例名称", "案例", "案例题目", "名称", "题目", "案例标题", "好案例", "案例名", "标题", "好案例名称"]),
        any("kind", &["案例类型", "类型", "类别"]),
        any("field", &["领域", "所属领域", "主题", "案例领域", "涉及领域", "所属主题"]),
        any("source", &["来源单位", "报送单位", "来源", "案例来源", "单位", "推荐单位", "提供单位", "选送单位"]),
        any("author", &["作者", "编写人", "撰写人", "编写者", "执笔人", "编撰人", "作者姓名"]),
        any("background", &["背景"]),
        any("problem", &["问题"]),
        any("practice", &["做法", "主要做法"]),
        any("lesson", &["启示", "经验启示"]),
        any("secrecy", &["密级"]),
        any("recommended", &["推荐级别"]),
        any("note", NOTE),
    ],
    need: &[&["name"], &["field", "source", "author", "background", "kind"], &["case_words"]],
    never: &["person", "date"],
    words: &["案例"],
    not_words: &[],
};

/// Stories.
pub const STORY: Layout = Layout {
    kind: Kind::Story,
    register: "story",
    slots: &[
        any("name", &["故事名称", "故事题目", "故事", "题目", "名称", "故事标题", "好故事", "故事名", "标题", "好故事名称"]),
        any("theme", &["精神主题", "主题", "故事主题", "体现精神", "精神内涵", "所属主题"]),
        any("people", &["人物", "主人公"]),
        any("source", &["来源单位", "报送单位", "来源", "单位"]),
        own("narrator", &["讲述人", "讲述者", "作者", "主讲人", "宣讲人", "讲解人", "讲述人姓名"]),
        any("minutes", &["时长", "时长分钟", "讲述时长", "时间长度", "分钟"]),
        any("media", &["音视频", "文本位置"]),
        any("site", &["关联教学点", "教学点"]),
        any("note", NOTE),
    ],
    need: &[&["name"], &["narrator", "theme", "people", "source"], &["story_words"]],
    never: &["person", "date"],
    words: &["故事"],
    not_words: &[],
};

/// Sites.
pub const SITE: Layout = Layout {
    kind: Kind::Site,
    register: "site",
    slots: &[
        any(
            "name",
            &[
                "教学点名称",
                "现场教学点",
                "教学点",
                "基地名称",
                "名称",
                "现场教学点名称",
                "点位名称",
                "教学基地名称",
                "基地",
                "教学点名",
                "现场教学基地",
                "教育基地名称",
                "实践教学点",
                "点名称",
                "现场教学基地名称",
            ],
        ),
        any("code", CODE),
        any("kind", &["类型", "教学点类型", "类别", "基地类型"]),
        any("area", &["县区", "所在县区", "所在县市区", "所属县"]),
        own(
            "town",
            &["所在乡镇", "乡镇", "所在乡镇街道", "乡镇街道", "所属乡镇", "所属乡镇街道", "所在镇乡", "属地", "属地乡镇"],
        ),
        any("address", &["详细地址", "地址", "具体地址", "所在地", "位置", "具体位置"]),
        any("contact", &["联系人", "联系人及电话", "联系人电话", "联系人及联系电话", "联系人及联系方式"]),
        any("phone", &["联系电话", "电话", "联系方式"]),
        any("guide", &["讲解员", "讲解人", "讲解员姓名", "解说员"]),
        any("theme", &["主题", "教学主题", "主题内容", "主要教学内容", "教学内容", "教育主题", "特色主题"]),
        any("route", &["流线", "课程流线", "参观路线"]),
        own(
            "capacity",
            &[
                "接待容量",
                "接待能力",
                "容量",
                "单次接待人数",
                "接待人数",
                "可容纳人数",
                "容纳人数",
                "最大接待人数",
                "最大接待量",
                "接待规模",
                "承载量",
                "单次接待能力",
                "一次接待人数",
            ],
        ),
        any("fee", &["收费", "费用", "收费标准"]),
        own(
            "travel_minutes",
            &[
                "车程",
                "车程分钟",
                "距党校车程",
                "距离",
                "距离县委党校",
                "距离区委党校",
                "距离党校",
                "距县委党校",
                "距县城车程",
                "行车时间",
                "路途时间",
                "单程车程",
                "车程时间",
                "路程时间",
            ],
        ),
        any("duration", &["时长", "教学时长", "参观时长"]),
        any("opening", &["开放时间"]),
        any("season", &["适宜季节", "淡旺季"]),
        any("facilities", &["配套设施", "停车餐饮卫生间"]),
        any("grade", &["等级", "教学点等级", "级别"]),
        any("base", &["一县一基地", "是否基地"]),
        any("responsible", &["责任单位", "主管单位", "管理单位", "运营单位", "建设单位", "依托单位"]),
        any("audit", &["审核状态"]),
        any("note", &["备注", "说明", "简介"]),
    ],
    need: &[&["name"], &["town", "capacity", "travel_minutes", "theme", "address"]],
    never: &["person", "date"],
    words: &["教学点", "基地", "现场教学"],
    not_words: &["课程表", "课表"],
};
