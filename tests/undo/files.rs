//! Files of a county: units, people, a plan, a timetable, teachers, a ledger of hours; and the same a year on.

use ganjiao::{
    exchange::import::{Report, Request, Source, import},
    store::Store,
    text::Lang,
};

pub type Files = Vec<(&'static str, Vec<u8>)>;

fn files(pairs: &[(&'static str, &str)]) -> Files {
    pairs.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect()
}

pub fn first() -> Files {
    files(&[
        (
            "单位.csv",
            "同级排序号,机构编码,机构名称,机构简称\n1,077.001,中共松坪县委办公室,县委办\n2,077.002,松坪县财政局,县财政局\n3,077.003,松坪县青石镇,青石镇\n",
        ),
        (
            "干部.csv",
            "职务,姓  名,性别,单位名称,出生年月,现职级\n主任,林　远,男,县委办,1975.3,四级调研员\n科员,阿依·玛,女,松坪县财政局,198811,\n镇长,岩  坎,男,青石镇,1980年6月,\n副镇长,王小满,女,县青石镇,85.07,\n",
        ),
        (
            "计划.csv",
            "班次名称,期数,编号,培训开始时间,培训结束时间,天数,人数\n基层治理能力提升班,第2期,SP-07,2026.9.14,2026.9.16,3天,30人\n",
        ),
        (
            "课表.csv",
            "第2期基层治理能力提升班课程表,,,\n时间,内容,授课人,地点\n9月14日（星期一）上午8:30-11:30,基层治理概论,何静,三楼会议室\n下午2：30—5：30,分组讨论,,各讨论室\n9月15日（星期二）上午9:00～11:00,现场教学：青石镇,,青石镇\n",
        ),
        ("师资.csv", "教师姓名,单位,职称,备注\n何静,县委党校,教授,\n罗平,县委党校,讲师,兼职\n"),
        (
            "台账.csv",
            "序号,工作单位,人员姓名,证件号码,班次名称,获得学时数,培训起始日期,结业日期,备注\n1,县委办,林远,,领导力研修班,24,2026-03-01,2026/3/3,\n2,财政局,阿依•玛,,公文写作,8学时,2026.4.5,2026.4.5,\n3,青石镇,王小满,,年末轮训,20,2025.12.30,2026.1.2,\n4,青石镇,林远,,公文写作,8,2026.4.5,2026.4.5,\n5,青石镇,岩坎,5.3E+17,公文写作,8,2026.4.5,2026.4.5,\n",
        ),
    ])
}

pub fn second() -> Files {
    files(&[
        (
            "单位.csv",
            "同级排序号,机构编码,机构名称,机构简称\n9,077.001,中共松坪县委办公室,县委办\n4,077.004,松坪县水务局,县水务局\n",
        ),
        (
            "干部.csv",
            "职务,姓  名,性别,单位名称,出生年月,现职级\n主任,林　远,男,县委办,1975.3,三级调研员\n科员,普云,女,松坪县水务局,199011,\n镇长,岩  坎,男,青石镇,1980年6月,一级主任科员\n",
        ),
        ("师资.csv", "教师姓名,单位,职称,备注\n何静,县委党校,副教授,返聘\n"),
        (
            "台账.csv",
            "序号,工作单位,人员姓名,证件号码,班次名称,获得学时数,培训起始日期,结业日期,备注\n1,县委办,林远,,领导力研修班,32,2026-03-01,2026/3/3,\n2,水务局,普云,,公文写作,8学时,2026.4.5,2026.4.5,\n",
        ),
    ])
}

pub fn take(store: &mut Store, files: &Files) -> Report {
    let sources: Vec<Source> = files.iter().map(|(name, bytes)| Source::new(name, bytes)).collect();
    let request = Request {
        kind: None,
        sheet: None,
        today: "2026-11-24".parse().unwrap(),
        now: "2026-11-24T09:00:00",
        actor: "li",
        lang: Lang::Zh,
    };
    store.take_in(&crate::office::act("li"), "import", |office| import(office, &sources, &request)).unwrap()
}
