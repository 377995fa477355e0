//! Column headings of office files: each leads to one field of a register.

use ganjiao::catalog::{REGISTERS, register};
use std::collections::BTreeMap;

/// What a heading is compared by: no space, no sign, nothing in brackets.
fn bare(heading: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in heading.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 && c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
    out
}

/// Import tells columns apart by their headings: within a register, a heading means one field.
#[test]
fn headings_mean_one_field() {
    let mut wrong = Vec::new();
    for r in REGISTERS {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for f in r.fields.iter().filter(|f| f.entered()) {
            for heading in f.aliases.iter().copied().chain([f.label.zh]) {
                match seen.insert(bare(heading), f.name) {
                    Some(other) if other != f.name => wrong.push(format!("{}: {heading} means {other} and {}", r.kind, f.name)),
                    Some(_) => wrong.push(format!("{}: {heading} stands twice for {}", r.kind, f.name)),
                    None => {}
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Headings as offices write them, each with the field it must lead to.
#[test]
fn headings_of_office_files_are_known() {
    let wrong: Vec<String> = HEADINGS
        .iter()
        .flat_map(|(kind, pairs)| pairs.iter().map(move |(heading, field)| (*kind, *heading, *field)))
        .filter_map(|(kind, heading, field)| {
            let known = register(kind).unwrap().fields.iter().filter(|f| f.entered());
            let found: Vec<&str> = known
                .filter(|f| f.aliases.iter().copied().chain([f.label.zh]).any(|alias| bare(alias) == bare(heading)))
                .map(|f| f.name)
                .collect();
            (found != [field]).then(|| format!("{kind}: {heading} leads to {found:?}, not to {field}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

type Headings = &'static [(&'static str, &'static [(&'static str, &'static str)])];

const HEADINGS: Headings = &[
    (
        "unit",
        &[
            ("机构名称", "name"),
            ("机构简称", "short_name"),
            ("机构编码", "code"),
            ("所在政区", "area"),
            ("隶属关系", "affiliation"),
            ("机构级别", "level"),
            ("机构类别", "kind"),
            ("行政编制数", "staff_quota"),
            ("同级排序号", "sort_no"),
            ("备注", "note"),
        ],
    ),
    (
        "cadre",
        &[
            ("姓名", "name"),
            ("身份证号", "id_card"),
            ("性别 ", "sex"),
            ("出生\n年月", "birth"),
            ("籍贯", "native_place"),
            ("民族 ", "ethnicity"),
            ("参加工作时间", "work_since"),
            ("政治面貌", "party"),
            ("入党时间", "party_since"),
            ("人员类别", "category"),
            ("人员管理状态", "status"),
            ("管理类别", "managed_by"),
            ("现工作单位及职务全称", "position"),
            ("现工作单位及职务简称", "position"),
            ("现职务层次", "level"),
            ("任现职务层次时间", "level_since"),
            ("现职级", "rank"),
            ("任现职级时间", "rank_since"),
            ("专业技术职务", "tech_title"),
            ("统计关系所在单位", "unit_id"),
            ("手机号码", "phone"),
        ],
    ),
    (
        "cadre_post",
        &[
            ("姓名", "cadre_id"),
            ("任职机构名称", "unit_id"),
            ("职务名称", "position"),
            ("是否领导成员", "leader"),
            ("职务排序", "sort_no"),
            ("任职时间", "since"),
            ("任职文号", "doc_no"),
            ("任职状态", "state"),
            ("免职时间", "until"),
            ("主职务", "main"),
        ],
    ),
    (
        "headcount",
        &[
            ("年度", "year"),
            ("单位名称", "unit_id"),
            ("市管正职", "city_chief"),
            ("市管副职", "city_deputy"),
            ("处级正职", "county_chief"),
            ("处级副职", "county_deputy"),
            ("科级及以下", "section"),
        ],
    ),
    (
        "course",
        &[
            ("设立时间（年-月）", "founded"),
            ("课程编号（如果是新增课程请留空）", "code"),
            ("课程名称（必填，不超过50字）", "name"),
            ("课程类别（理论教育/党性教育）", "kind"),
            ("主题标签（多个用、隔开）", "topics"),
            ("主讲人姓名（须与师资库一致）", "lecturers"),
            ("授课方式（讲授式/案例式）", "method"),
            ("学时（最小单位0.5）", "hours"),
            ("适用对象", "audience"),
        ],
    ),
    ("case", &[("名称", "name"), ("领域/精神主题", "field"), ("来源单位", "unit_id"), ("作者/讲述人", "author")]),
    (
        "story",
        &[
            ("名称", "name"),
            ("领域/精神主题", "theme"),
            ("来源单位", "unit_id"),
            ("作者/讲述人", "narrator"),
            ("时长（分钟）", "minutes"),
        ],
    ),
    (
        "site",
        &[
            ("教学点名称", "name"),
            ("类型", "kind"),
            ("所在乡镇\n（街道）", "town"),
            ("详细地址", "address"),
            ("联系人", "contact"),
            ("联系电话", "phone"),
            ("主题", "theme"),
            ("接待容量（人）", "capacity"),
            ("车程（分钟）", "travel_minutes"),
            ("时长", "duration"),
            ("等级", "grade"),
        ],
    ),
    (
        "teacher",
        &[
            ("教师姓名", "name"),
            ("性别", "sex"),
            ("所在单位", "unit_text"),
            ("职称", "title"),
            ("职务", "position"),
            ("类别（专职/兼职/外聘专家等）", "kind"),
            ("可讲专题", "topics"),
            ("联系电话", "phone"),
            ("聘期", "term_from"),
        ],
    ),
    (
        "class",
        &[
            ("班次编号", "code"),
            ("班次名称", "name"),
            ("期次", "term"),
            ("班次类别", "kind"),
            ("主办单位", "organiser"),
            ("培训对象", "audience"),
            ("开始时间", "starts_on"),
            ("结束时间", "ends_on"),
            ("学制（天）", "days"),
            ("计划人数（人）", "planned"),
            ("培训地点", "place"),
        ],
    ),
    (
        "session",
        &[
            ("日期", "date"),
            ("午别", "half"),
            ("上课时间", "starts"),
            ("下课时间", "ends"),
            ("教学内容", "title"),
            ("内容", "title"),
            ("授课人", "teacher_text"),
            ("地点", "place"),
            ("辅教人", "assistant_text"),
            ("辅教内容", "assistant_work"),
            ("主持人", "host"),
            ("班次", "class_id"),
        ],
    ),
    (
        "hour_entry",
        &[
            ("姓名", "cadre_id"),
            ("单位", "unit_id"),
            ("培训班次名称", "title"),
            ("课程（专题班）名称", "title"),
            ("培训形式", "form"),
            ("主办单位", "organiser"),
            ("开始时间", "starts_on"),
            ("结束时间", "ends_on"),
            ("天数", "days"),
            ("学时", "hours"),
            ("证明材料", "evidence"),
            ("年度", "year"),
            ("所在单位", "unit_id"),
            ("类型", "form"),
            ("完成时间", "ends_on"),
        ],
    ),
    ("quota", &[("单位", "unit_id"), ("名额", "places"), ("备注", "note")]),
    (
        "nominee",
        &[
            ("单  位", "unit_id"),
            ("姓  名", "cadre_id"),
            ("职  务", "position"),
            ("手机号码", "phone"),
            ("是否住宿", "lodging"),
            ("备  注", "note"),
        ],
    ),
    (
        "make_up",
        &[
            ("单位", "unit_id"),
            ("姓名", "cadre_id"),
            ("应参训班次", "class_id"),
            ("未参训原因", "cause_text"),
            ("建议补训时间", "suggested"),
        ],
    ),
    (
        "work_item",
        &[
            ("任务项目", "name"),
            ("具体内容", "content"),
            ("达标要求", "standard"),
            ("责任单位", "unit_id"),
            ("责任人", "person"),
            ("配合单位", "partners"),
            ("开始时间", "starts_on"),
            ("完成时限", "due_on"),
            ("进度（%）", "progress"),
            ("状态", "state"),
        ],
    ),
];
