//! Finding, through a real database: what must be found, what must not, in which order, and what a row leaves behind.

use ganjiao::{
    catalog::{Field, Register, register},
    domain::{search::rank, value::Value},
    store::search::{COUNTED, Hit, Limits, fields, find, groups, index},
    text::Lang,
};
use rusqlite::{Connection, types::ToSqlOutput};

#[path = "search/derived.rs"]
mod derived;
#[path = "search/times.rs"]
mod times;

/// An empty database.
fn office() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(include_str!("../assets/schema/001_registers.sql")).unwrap();
    conn.execute_batch(include_str!("../assets/schema/002_house.sql")).unwrap();
    conn
}

fn the(kind: &str) -> &'static Register {
    register(kind).unwrap()
}

/// Writes a row with its keys.
fn add(conn: &Connection, kind: &str, id: i64, cells: &[(&str, &str)]) {
    let register = the(kind);
    let names: String = cells.iter().map(|(name, _)| format!(", {name}")).collect();
    let marks: String = (0..cells.len()).map(|n| format!(", ?{}", n + 2)).collect();
    let texts = cells.iter().map(|(_, text)| ToSqlOutput::from(*text));
    let row = std::iter::once(ToSqlOutput::from(id)).chain(texts);
    let sql = format!("INSERT INTO {} (id{names}) VALUES (?1{marks})", register.table);
    conn.execute(&sql, rusqlite::params_from_iter(row)).unwrap();
    index(conn, register, id, &pairs(&values(register, cells))).unwrap();
}

fn values(register: &'static Register, cells: &[(&str, &str)]) -> Vec<(&'static Field, Value)> {
    let cell =
        |field: &Field| cells.iter().find(|(name, _)| *name == field.name).map_or(Value::Null, |(_, text)| Value::text(*text));
    fields(register).map(|field| (field, cell(field))).collect()
}

fn pairs<'v>(values: &'v [(&'static Field, Value)]) -> Vec<(&'v Field, &'v Value)> {
    values.iter().map(|(field, value)| (*field, value)).collect()
}

fn limits(each: usize) -> Limits {
    Limits { each, ..Limits::default() }
}

fn cadres(conn: &Connection, query: &str) -> Vec<String> {
    let hits = find(conn, query, Limits { each: 50, kind: Some("cadre"), ..Limits::default() }).unwrap();
    hits.into_iter().map(|hit| hit.title).collect()
}

fn people(names: &[&str]) -> Connection {
    let conn = office();
    for (id, name) in (1..).zip(names) {
        add(&conn, "cadre", id, &[("name", name)]);
    }
    conn
}

fn titles(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.title.as_str()).collect()
}

fn found(conn: &Connection, query: &str) -> Vec<String> {
    find(conn, query, limits(50)).unwrap().into_iter().map(|hit| hit.title).collect()
}

/// Queries that must find the name they stand with.
const NAMES: &[(&str, &str)] = &[
    // Surnames read otherwise, and their other readings.
    ("单立文", "shan shanliwen slw dan danliwen dlw 单 立文"),
    ("解明", "xie xieming xm jie jieming jm"),
    ("仇英", "qiu qiuying qy chou chouying cy"),
    ("查良", "zha zhaliang zl cha chaliang cl"),
    ("朴正", "piao piaozheng pz pu puzheng"),
    ("区志", "ou ouzhi oz qu quzhi qz"),
    ("盖文", "ge gewen gw gai gaiwen"),
    ("乐嘉", "yue yuejia yj le lejia lj"),
    ("曾强", "zeng zengqiang zq ceng"),
    ("翟明", "zhai zhaiming zm di"),
    ("缪军", "miao miaojun mj mou"),
    ("覃刚", "qin qingang qg tan tangang tg"),
    ("冼星", "xian xianxing xx"),
    ("佘诗", "she sheshi ss"),
    ("逄飞", "pang pangfei pf"),
    ("亓军", "qi qijun qj"),
    ("昝辉", "zan zanhui zh"),
    ("逯平", "lu luping lp"),
    ("重耳", "chong chonger ce zhong"),
    ("种师", "chong chongshi cs zhong"),
    ("秘书", "bi bishu bs mi"),
    ("折可", "she sheke sk zhe"),
    ("召文", "shao shaowen sw zhao"),
    ("员华", "yun yunhua yh yuan"),
    ("繁星", "po poxing px fan"),
    ("洗英", "xian xianying xy xi"),
    ("么文", "yao yaowen yw me"),
    ("隗明", "wei kui weiming kuiming wm km"),
    ("莘莘", "shen xin shenshen ss"),
    ("牟其", "mu mou muqi mouqi mq"),
    ("黑大春", "he hedachun hdc hei"),
    ("郗鉴", "chi chijian cj xi xijian xj"),
    ("贠兵", "yun yunbing yb"),
    ("尉迟恭", "yuchi yuchigong ycg ycgong yuchig weichi"),
    ("万俟雅", "moqi moqiya mqy moqiy wanqi"),
    ("长孙无忌", "zhangsun zhangsunwj zswj changsun"),
    ("单于明", "chanyu cym shanyu"),
    ("澹台明", "tantai ttm tantaim"),
    ("欧阳修文", "ouyang oyxw ouyangxw"),
    // ü in all spellings.
    ("吕文", "lv lu lü lyu lvwen luwen lüwen lyuwen lw LÜ"),
    ("女英", "nv nu nü nyu"),
    ("张略", "lve lue zhanglve zhanglue"),
    // Capitals, width, padding, dots.
    ("王小明", "WXM wxm ＷＸＭ ｗａｎｇ wangxm wangxiaoming wxiaom xm xiaoming ming 小明 明 王小 王xm w小m 王xiao"),
    ("王　明", "wm 王明 wangming ming"),
    ("王 伟", "ww 王伟"),
    ("买买提·艾力", "mmtal maimaiti al 买买提艾力 买买提.艾力 买买提•艾力 买买提・艾力 买买提‧艾力 提艾 aili tal"),
    ("阿不都·热合曼", "abdrhm abudureheman abudu"),
    ("阿布都热依木•库尔班", "库尔班 keb"),
    // Two-letter initials.
    ("张三丰", "zhsf zsf zhangsf zhangsanf zhangsanfeng zsanfeng 三丰 sf sanfeng"),
    ("张少峰", "zhshf zsf zhsf zshf shf shaof"),
    // Rare characters.
    ("王𬭎", "hong wanghong wh w𬭎 𬭎"),
    ("李㛃", "jie lijie lj"),
    ("张\u{e001}", "zhang 张 \u{e001} 张\u{e001}"),
    // Given names with several readings.
    ("李乐", "lile ll liyue ly"),
    ("刘行", "liuxing lx liuhang lh"),
    ("许广", "xuguang xg"),
    ("A·王", "a王 aw awang"),
];

/// Queries that must find the title they stand with.
const TITLES: &[(&str, &str)] = &[
    ("云南省委党校", "yunnan ynswdx yn swdx 党校 dangxiao 省委"),
    ("操作指南", "caozuozhinan czzn zhinan zn"),
    ("西安", "xian xa 安 an"),
    ("东风村3组", "dfc3z dfc 3z 东风村3组 3组 dongfengcun3zu"),
    ("重庆市", "chongqing cqs cq zhong"),
    ("农业银行", "nyyh yinhang yh yinxing nongyeyinhang"),
    ("会计核算中心", "kuaiji kjhszx kj huiji"),
    ("县长信箱", "xianzhang xzxx xianchang"),
    ("《习近平谈治国理政》（第3卷）", "xjp 第3卷 谈治国 d3j 理政第3"),
    ("Python编程", "python PYTHON thon 编程 bc pythonbc python编"),
];

#[test]
fn every_name_is_found_by_each_of_its_queries() {
    let conn = people(&NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let all = NAMES.iter().flat_map(|(name, queries)| queries.split(' ').map(move |query| (*name, query)));
    let missed: Vec<_> = all.filter(|(name, query)| !found(&conn, query).iter().any(|title| title == name)).collect();
    assert!(missed.is_empty(), "not found: {missed:?}");
}

#[test]
fn every_title_is_found_by_each_of_its_queries() {
    let conn = office();
    for (id, (title, _)) in (1..).zip(TITLES) {
        add(&conn, "unit", id, &[("name", title)]);
    }
    let all = TITLES.iter().flat_map(|(name, queries)| queries.split(' ').map(move |query| (*name, query)));
    let missed: Vec<_> = all.filter(|(name, query)| !found(&conn, query).iter().any(|title| title == name)).collect();
    assert!(missed.is_empty(), "not found: {missed:?}");
}

#[test]
fn what_does_not_fit_is_not_found() {
    let conn = people(&["李四", "王小明", "张三丰", "买买提·艾力", "吕文"]);
    for (query, name) in [
        ("zsf", "李四"),
        ("zhsf", "王小明"),
        ("wxmm", "王小明"),
        ("ming王", "王小明"),
        ("zsh", "张三丰"),
        ("wagn", "王小明"),
        ("张丰", "张三丰"),
        ("lvwem", "吕文"),
        ("明小", "王小明"),
        ("139", "王小明"),
    ] {
        assert!(!found(&conn, query).iter().any(|title| title == name), "{query} finds {name}");
    }
    assert!(found(&conn, "").is_empty() && found(&conn, " 、·（）").is_empty());
    assert!(found(&conn, "%").is_empty() && found(&conn, "' OR 1=1 --").is_empty());
}

#[test]
fn better_hits_come_first() {
    // Exact text, text from the start, initials, pinyin, inside, rare reading.
    let conn = people(&["许磊", "王胡明", "胡家乐", "胡明", "胡", "湖北", "花红"]);
    assert_eq!(found(&conn, "胡"), ["胡", "胡家乐", "胡明", "王胡明"]);
    let hu = found(&conn, "hu");
    assert_eq!(hu.last().map(String::as_str), Some("许磊"), "the rare reading is last: {hu:?}");
    assert_eq!(hu[hu.len() - 2], "王胡明", "inside is before it: {hu:?}");
    let ranks: Vec<u8> = find(&conn, "hu", limits(50)).unwrap().iter().map(|hit| hit.rank).collect();
    assert!(ranks.is_sorted());

    let conn = people(&["单明", "石明", "冯丹", "丹增"]);
    assert_eq!(found(&conn, "sm"), ["单明", "石明"]);
    assert_eq!(found(&conn, "dan"), ["丹增", "冯丹", "单明", "石明"]);
}

/// A small office: two towns, four people.
fn county() -> Connection {
    let conn = office();
    add(&conn, "unit", 1, &[("name", "东风镇人民政府"), ("short_name", "东风镇"), ("phone", "0874-7621234")]);
    add(&conn, "unit", 2, &[("name", "县财政局"), ("sort_no", "1")]);
    let cadre = |id: i64, name: &str, unit: &str, position: &str, phone: &str, card: &str| {
        let cells = [("name", name), ("unit_id", unit), ("position", position), ("phone", phone), ("id_card", card)];
        add(&conn, "cadre", id, &cells.into_iter().filter(|(_, text)| !text.is_empty()).collect::<Vec<_>>());
    };
    cadre(1, "王小明", "1", "镇长", "13887651234", "53999919800101123X");
    cadre(2, "王晓敏", "1", "党委书记", "138 8765 9999", "539999197503031230");
    cadre(3, "吴宪明", "2", "局长", "13900001234/0874-3120000", "");
    cadre(4, "李东风", "2", "副局长", "", "539999198105051111");
    conn
}

#[test]
fn words_of_any_kind_must_all_fit() {
    let conn = county();
    let cadres = |query| cadres(&conn, query);
    assert_eq!(cadres("wxm 东风 1234"), ["王小明"]);
    assert_eq!(cadres("1234 wxm"), ["吴宪明", "王小明"]);
    assert_eq!(cadres("东风 wxm"), ["王小明", "王晓敏"]);
    assert_eq!(cadres("dfz wxm"), ["王小明", "王晓敏"]);
    assert_eq!(cadres("wxm czj"), ["吴宪明"]);
    assert_eq!(cadres("王 明"), ["王小明"]);
    assert_eq!(cadres("明　王"), ["王小明"]);
    assert_eq!(cadres("财政局 局长"), ["吴宪明", "李东风"]);
    assert_eq!(cadres("wxm 镇长"), ["王小明"]);
    assert_eq!(cadres("财政 东风"), ["李东风"]);
    assert!(cadres("wxm 西山").is_empty());
    assert!(cadres("东风 人民政府").is_empty(), "the unit alone is no person");
    assert_eq!(found(&conn, "东风 政府"), ["东风镇人民政府"]);
    assert_eq!(cadres("王晓m 书记"), ["王晓敏"]);
}

#[test]
fn a_title_that_is_a_link_is_read_for_further_words() {
    let conn = county();
    add(&conn, "class", 1, &[("name", "科级干部轮训班"), ("year", "2022")]);
    add(&conn, "call_up", 1, &[("class_id", "1")]);
    add(&conn, "nominee", 5, &[("call_up_id", "1"), ("cadre_id", "1"), ("unit_id", "1"), ("phone", "19900004321")]);
    let nominees = |query: &str| {
        let hits = find(&conn, query, limits(9)).unwrap().into_iter().filter(|hit| hit.register.kind == "nominee");
        hits.map(|hit| (hit.id, hit.title)).collect::<Vec<_>>()
    };
    assert_eq!(nominees("4321 wxm"), [(5, "王小明".to_owned())]);
    assert_eq!(nominees("4321 东风"), [(5, "王小明".to_owned())]);
    assert!(nominees("4321 李四").is_empty());
    assert_eq!(found(&conn, "轮训 kejigb"), ["科级干部轮训班"]);
}

#[test]
fn numbers_are_found_by_their_start_and_tail() {
    let conn = county();
    for (query, names) in [
        ("1234", vec!["吴宪明", "王小明", "东风镇人民政府"]),
        ("13887651234", vec!["王小明"]),
        ("１３８８７６５", vec!["王小明", "王晓敏"]),
        ("9999", vec!["王晓敏"]),
        ("13887659999", vec!["王晓敏"]),
        ("0874-3120000", vec!["吴宪明"]),
        ("08743120000", vec!["吴宪明"]),
        ("7621234", vec!["东风镇人民政府"]),
        ("123x", vec!["王小明"]),
        ("123X", vec!["王小明"]),
        ("539999197503031230", vec!["王晓敏"]),
        ("5399991975", vec!["王晓敏"]),
        ("0000000", vec![]),
    ] {
        let mut hits = found(&conn, query);
        hits.sort();
        let mut names = names;
        names.sort_unstable();
        assert_eq!(hits, names, "{query}");
    }
}

#[test]
fn a_list_of_names_finds_each() {
    let conn = people(&["王明", "王明华", "李四", "张三", "李四光", "赵六"]);
    assert_eq!(found(&conn, "李四、王明"), ["李四", "王明"], "a whole name stands for itself");
    assert_eq!(found(&conn, "王明，赵,李四光"), ["王明", "赵六", "李四光"]);
    assert_eq!(found(&conn, "zs；zl\n李四"), ["张三", "赵六", "李四"]);
    assert_eq!(found(&conn, "李四、李四"), ["李四"]);
    assert_eq!(found(&conn, "王明、"), ["王明", "王明华"], "one name is no list");
}

#[test]
fn hits_are_grouped_by_register_with_all_that_a_line_shows() {
    let conn = county();
    let hits = find(&conn, "东风", limits(5)).unwrap();
    assert_eq!(hits.iter().map(|hit| hit.register.kind).collect::<Vec<_>>(), ["cadre", "unit"]);
    assert_eq!(titles(&hits), ["李东风", "东风镇人民政府"]);
    assert_eq!(hits[0].context_text(Lang::Zh), "县财政局  副局长");
    assert_eq!((hits[0].rank, hits[1].rank), (rank::INSIDE, rank::TEXT));
    assert_eq!(hits[0].matched, vec![3..9]);
    let parts = |query: &str| {
        let hit = find(&conn, query, limits(5)).unwrap().remove(0);
        hit.matched.iter().map(|part| hit.title[part.clone()].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(parts("xm"), ["小明"]);
    assert_eq!(parts("wangxiaom 1234"), ["王小明"]);
    assert_eq!(parts("明 王"), ["王", "明"]);
    assert_eq!(parts("小 明 镇长"), ["小明"]);
    assert!(parts("13887651234").is_empty());
    assert!(hits.iter().all(|hit| !hit.context_text(Lang::Zh).contains("0874")), "masked fields stay out");
}

/// A teacher of just that name stands before people and units in whose names it is only a part.
#[test]
fn a_whole_name_comes_before_parts_of_others() {
    let conn = office();
    for (id, name) in [(1, "王立生"), (2, "王立"), (3, "高王立")] {
        add(&conn, "cadre", id, &[("name", name)]);
    }
    add(&conn, "teacher", 1, &[("name", "高王立")]);
    add(&conn, "teacher", 2, &[("name", "王立宏")]);
    let order = |query: &str| -> Vec<(&str, String)> {
        find(&conn, query, limits(20)).unwrap().into_iter().map(|hit| (hit.register.kind, hit.title)).collect()
    };
    assert_eq!(order("王立宏"), [("teacher", "王立宏".to_owned())]);
    let found = order("王立");
    assert_eq!(found[0], ("cadre", "王立".to_owned()));
    assert_eq!(order("高王立"), [("cadre", "高王立".to_owned()), ("teacher", "高王立".to_owned())]);
    conn.execute("DELETE FROM search_key WHERE id = 3", []).unwrap();
    add(&conn, "cadre", 4, &[("name", "高王立新")]);
    assert_eq!(order("高王立")[0], ("teacher", "高王立".to_owned()));
}

#[test]
fn bounds_hold_for_each_register() {
    let conn = office();
    for id in 1..=30 {
        add(&conn, "cadre", id, &[("name", &format!("王{id}"))]);
        add(&conn, "unit", id, &[("name", &format!("王庄{id}"))]);
    }
    assert_eq!(find(&conn, "王", limits(8)).unwrap().len(), 16);
    assert_eq!(find(&conn, "w", Limits { each: 12, kind: Some("unit"), ..Limits::default() }).unwrap().len(), 12);
}

#[test]
fn a_corrected_pinyin_leads() {
    let conn = office();
    add(&conn, "cadre", 1, &[("name", "牟娜"), ("pinyin", "Mù Nuó")]);
    add(&conn, "cadre", 2, &[("name", "慕容复"), ("pinyin", "murongfu2")]);
    for query in ["munuo", "mn", "muna", "牟"] {
        assert!(found(&conn, query).contains(&"牟娜".to_owned()), "{query}");
    }
    assert_eq!(find(&conn, "munuo", limits(5)).unwrap()[0].rank, rank::PINYIN);
    assert_eq!(found(&conn, "mrf"), ["慕容复"]);
}

/// Records of the registers a query finds, as (kind, count, more).
fn counts(conn: &Connection, query: &str, each: usize) -> Vec<(&'static str, usize, bool)> {
    let limits = Limits { each, counted: COUNTED, ..Limits::default() };
    groups(conn, query, limits).unwrap().iter().map(|g| (g.register().kind, g.count(), g.more)).collect()
}

#[test]
fn a_find_counts_what_it_does_not_show() {
    let conn = office();
    for id in 1..=70 {
        add(&conn, "cadre", id, &[("name", &format!("王建{}", ["山", "水"][usize::try_from(id).unwrap() % 2]))]);
    }
    assert_eq!(counts(&conn, "wjs", 8), [("cadre", 70, false)]);
    assert_eq!(counts(&conn, "王建", 8), [("cadre", 70, false)]);
    assert_eq!(counts(&conn, "王建 山", 8), [("cadre", 35, false)]);
    let group = groups(&conn, "wjs", Limits { each: 8, counted: COUNTED, ..Limits::default() }).unwrap().remove(0);
    assert_eq!(group.hits(&conn, 60..80).unwrap().len(), 10);
    assert_eq!(group.ids().len(), 70);
    for id in 1001..=2100 {
        add(&conn, "cadre", id, &[("name", "王建国")]);
    }
    assert_eq!(counts(&conn, "wjg", 8), [("cadre", COUNTED, true)]);
    assert_eq!(find(&conn, "wjg", limits(8)).unwrap().len(), 8);
}

/// A class and its call-up with document numbers.
fn papers() -> Connection {
    let conn = county();
    add(&conn, "class", 1, &[("name", "乡镇长轮训班"), ("year", "2026"), ("code", "PX2026223")]);
    add(&conn, "class", 2, &[("name", "组工干部班"), ("year", "2026"), ("notice_no", "霞组通〔2026〕223号")]);
    add(&conn, "class", 3, &[("name", "统计业务班"), ("year", "2026"), ("notice_no", "霞组通〔2026〕2230号")]);
    add(&conn, "class", 4, &[("name", "档案业务班"), ("year", "2026"), ("notice_no", "云组通[2025]90号")]);
    add(&conn, "call_up", 7, &[("class_id", "2"), ("doc_no", "霞组通（2026）190号")]);
    conn
}

#[test]
fn document_numbers_are_found_with_any_brackets() {
    let conn = papers();
    for query in
        ["霞组通〔2026〕223号", "霞组通[2026]223", "霞组通 （2026） 223 号", "〔2026〕223号", "霞组通2026223", "xzt2026223"]
    {
        assert_eq!(found(&conn, query)[0], "组工干部班", "{query}");
    }
    assert_eq!(found(&conn, "〔2026〕223")[..2], ["组工干部班", "统计业务班"]);
    assert_eq!(found(&conn, "2026223")[0], "组工干部班", "before the code that ends so");
    assert!(found(&conn, "2026223").contains(&"乡镇长轮训班".to_owned()));
    assert_eq!(found(&conn, "90号"), ["档案业务班"], "not 190");
    assert_eq!(found(&conn, "190号"), ["组工干部班"], "the call-up of that class");
    assert_eq!(found(&conn, "霞组通").len(), 3);
    assert!(found(&conn, "〔2026〕90号").is_empty());
}

#[test]
fn a_hit_says_which_number_was_found() {
    let conn = papers();
    let told = |query: &str| find(&conn, query, limits(5)).unwrap()[0].context_text(Lang::Zh);
    assert_eq!(told("90号"), "通知文号 云组通[2025]90号  已批复");
    assert!(told("王小明 1234").contains("尾号 1234"), "{}", told("王小明 1234"));
    assert!(told("13887651234").contains("尾号"), "whole numbers too");
    assert!(told("539999197503031230").contains("身份证"), "{}", told("539999197503031230"));
    assert_eq!(told("小明"), "东风镇人民政府  镇长");
}
