//! Which names a template may use for a record of a kind: for the list people write templates by.

use super::report;
use crate::catalog::{self, FieldKind, Register};

/// Names beyond the fields and lists of a register, each with what its lines have where it is a list.
const MORE: &[(&str, &[&str])] = &[
    (
        "class",
        &[
            "培训时间",
            "名单：姓名 单位 职务 性别 民族 出生年月 组别 房号 电话 …",
            "报名名单",
            "缺训名单",
            "结业名单",
            "分组：组别 组长 人数 组员",
            "课程表：月日 星期 午别 时间 教学内容 授课人 地点 …",
            "半天：日期 月日 星期 午别 教学内容",
            "讲课费：姓名 单位 职称 授课学时 计酬学时 标准 金额 电话",
            "讲课费合计",
            "评估：评估项 授课人 课程 得分 问卷",
            "总评",
            "评估意见：意见",
            "已报人数",
            "报到人数",
            "结业人数",
            "缺训人数",
            "结班资料：资料 有无",
            "名额分配",
            "点名人员",
            "文号",
            "报名截止",
            "发文单位",
        ],
    ),
    (
        "call_up",
        &[
            "名额分配：单位 名额 已报 缺额 报到 条件",
            "名额合计",
            "点名人员：姓名 单位 职务 点名原因 …",
            "点名单位：单位 点名人员",
            "班次名称",
            "培训时间",
        ],
    ),
    (
        "unit",
        &[
            "预警单位：单位 预警人员（姓名 职务 标准 脱产 网络 合计 应学 还缺 等级） 依据条目（依据）",
            "补训单位：单位 补训人员（姓名 职务 原因 应训班次 补训时限 欠学时 状态 …）",
        ],
    ),
    (
        "cadre",
        &[
            "总学时",
            "起始日",
            "截止日",
            "分类学时：形式 学时",
            "学时明细：起止日期 形式 内容 学时",
            "干部培训档案：年度 形式 内容 开始 结束 天数 学时 佐证 核实人",
        ],
    ),
];

/// Names of the office, which every template knows.
const OFFICE: &[&str] = &[
    "今天",
    "年度",
    "落款单位",
    "预警单位",
    "补训单位",
    "通报单位：名称 应调 参训 请假 缺训 调换 未定 参训率",
    "通报班次：名称 起止日期 应调 参训 请假 缺训 调换 未定 参训率",
    "通报合计",
    "未到人员：姓名 单位 班次 情况 原因",
    "通报起",
    "通报止",
    "近五年：年度，以及这里的每个名称（按该年度）",
];

/// The names for a record of a kind, or for the office; a list stands with the names of its lines after a colon.
#[must_use]
pub fn names(register: Option<&'static Register>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    if let Some(register) = register {
        for field in register.fields {
            names.push(match field.kind {
                FieldKind::Link(kind) => format!("{}（.{}）", field.label.zh, linked(kind)),
                _ => field.label.zh.to_owned(),
            });
        }
        let more = MORE.iter().filter(|(kind, _)| *kind == register.kind).flat_map(|(_, more)| more.iter());
        names.extend(more.map(|name| (*name).to_owned()));
        names.extend(register.belongs.iter().map(|b| format!("{}：{}", b.label.zh, linked(b.kind))));
    }
    names.extend(OFFICE.iter().map(|name| (*name).to_owned()));
    names.extend(report::listed().map(|report| {
        let columns: Vec<&str> = report
            .columns
            .iter()
            .filter_map(|c| match c.label {
                crate::store::reports::Label::Word(word) if c.kind != crate::store::reports::Kind::Bar => Some(word.zh),
                _ => None,
            })
            .collect();
        format!("{}：{}", report.title.zh, columns.join(" "))
    }));
    names
}

fn linked(kind: &str) -> String {
    let fields = catalog::register(kind).map_or(&[][..], |r| r.fields);
    fields.iter().map(|f| f.label.zh).collect::<Vec<_>>().join(" ")
}
