//! Finding, through a real database: what must be found, what must not, in which order, and what a row leaves behind.

use ganjiao::{
    catalog::{Field, Register, register},
    domain::{
        search::{KEY_CHARS, Subject, fold, number_keys, parse, person_keys, rank, sort_pinyin, title_keys},
        value::Value,
    },
    store::search::{Change, Hit, Limits, fields, find, index, rebuild, refresh, unindex},
    text::Lang,
};
use proptest::prelude::*;
use rusqlite::{Connection, types::ToSqlOutput};

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
    assert_eq!(hits[0].matched, [3..9]);
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

fn derived(conn: &Connection) -> (i64, i64) {
    let count = |table: &str| conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
    (count("search_key"), count("record_tag"))
}

const FULL: &[(&str, &str)] = &[
    ("name", "单于明"),
    ("pinyin", "chan yu ming"),
    ("phone", "13800000000 13900000000"),
    ("id_card", "539999198001011234"),
    ("staff_no", "A-17"),
    ("tags", "后备、 党务；后备/英语, "),
];

#[test]
fn a_removed_row_leaves_nothing_behind() {
    let conn = office();
    add(&conn, "cadre", 7, FULL);
    add(&conn, "unit", 7, &[("name", "东风镇"), ("short_name", "东风镇")]);
    let (keys, tags) = derived(&conn);
    assert!(keys > 20);
    assert_eq!(tags, 3);
    let tags: Vec<String> = {
        let mut read = conn.prepare("SELECT tag FROM record_tag WHERE kind = 1 AND field = 'tags' AND id = 7").unwrap();
        read.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(tags.len(), 3);
    assert!(["后备", "党务", "英语"].iter().all(|tag| tags.iter().any(|t| t == tag)));
    unindex(&conn, the("cadre"), 7, &pairs(&values(the("cadre"), FULL))).unwrap();
    unindex(&conn, the("unit"), 7, &pairs(&values(the("unit"), &[("name", "东风镇"), ("short_name", "东风镇")]))).unwrap();
    assert_eq!(derived(&conn), (0, 0));
}

#[test]
fn a_rebuild_gives_the_same_keys() {
    let conn = county();
    add(&conn, "cadre", 9, FULL);
    let all = |conn: &Connection| -> Vec<(i64, i64, String, i64)> {
        let mut read = conn.prepare("SELECT kind, rank, k, id FROM search_key ORDER BY 1, 2, 3, 4").unwrap();
        let rows = read.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let (before, counts) = (all(&conn), derived(&conn));
    for kind in ["cadre", "unit"] {
        rebuild(&conn, the(kind)).unwrap();
    }
    assert_eq!(all(&conn), before);
    assert_eq!(derived(&conn), counts);
}

#[test]
fn a_refresh_gives_what_index_and_unindex_give() {
    let all = |conn: &Connection| -> Vec<(i64, String, i64)> {
        let mut read = conn.prepare("SELECT rank, k, id FROM search_key ORDER BY 1, 2, 3").unwrap();
        read.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let cadre = the("cadre");
    let (old, new) = (values(cadre, FULL), values(cadre, &[("name", "单立明"), ("phone", "13800000000"), ("tags", "党务")]));
    let (one, step) = (office(), office());
    let change =
        |before: Option<&Vec<_>>, after: Option<&Vec<_>>| [Change { id: 7, before: before.cloned(), after: after.cloned() }];
    refresh(&one, cadre, &change(None, Some(&old))).unwrap();
    index(&step, cadre, 7, &pairs(&old)).unwrap();
    assert_eq!(all(&one), all(&step));
    refresh(&one, cadre, &change(Some(&old), Some(&new))).unwrap();
    unindex(&step, cadre, 7, &pairs(&old)).unwrap();
    index(&step, cadre, 7, &pairs(&new)).unwrap();
    assert_eq!(all(&one), all(&step));
    assert_eq!(derived(&one), derived(&step));
    refresh(&one, cadre, &change(Some(&new), None)).unwrap();
    assert_eq!(derived(&one), (0, 0));
}

#[test]
fn keys_are_bounded() {
    let title = "关于举办全县学习贯彻党的二十大精神科级干部轮训班的通知";
    let chars = title.chars().count();
    assert!(title_keys(title).len() <= 4 * chars, "{}", title_keys(title).len());
    let long = "重行长乐单解".repeat(100);
    assert!(title_keys(&long).len() < 300);
    assert!(person_keys(&long, None).len() < 6_000);
    assert!(title_keys(&long).iter().all(|key| key.k.chars().count() <= KEY_CHARS));
    assert!(person_keys("", None).is_empty() && title_keys(" ·").is_empty() && number_keys("无").is_empty());
    let name = person_keys("单乐行", None);
    assert!(name.len() < 80, "{}", name.len());
    assert!(person_keys("李建国", None).len() <= 20, "{:?}", person_keys("李建国", None));
}

#[test]
fn a_word_longer_than_a_key_is_checked() {
    let conn = office();
    let title = "关于进一步加强和改进新时代全县各级各类干部教育培训工作的若干具体措施";
    add(&conn, "unit", 1, &[("name", title)]);
    add(&conn, "unit", 2, &[("name", &title.replace("具体措施", "实施意见"))]);
    assert_eq!(found(&conn, title), [title]);
    assert_eq!(found(&conn, &title[6..]), [title]);
}

#[test]
fn names_sort_by_pinyin_character_by_character() {
    let mut names = vec!["张三", "万里", "王明", "汪海", "王安", "单立", "吕文", "陆平", "阿里", "买买提·艾力"];
    names.sort_by_key(|name| sort_pinyin(name));
    assert_eq!(names, ["阿里", "陆平", "吕文", "买买提·艾力", "单立", "万里", "汪海", "王安", "王明", "张三"]);
}

fn han() -> impl Strategy<Value = char> {
    prop_oneof![
        8 => prop::char::range('\u{4e00}', '\u{9fa5}'),
        2 => prop::sample::select("单解乐长行重吕略曾张王李赵尉迟万俟".chars().collect::<Vec<_>>()),
        1 => prop::sample::select("·•・ 　.ＡaZ3３üǚ𬭎㛃\u{e001}（".chars().collect::<Vec<_>>()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_part_of_a_name_finds_it(name in prop::collection::vec(han(), 1..8), from in 0_usize..8, len in 1_usize..8) {
        let name: String = name.into_iter().collect();
        let folded: Vec<char> = fold(&name).chars().collect();
        prop_assume!(!folded.is_empty());
        let from = from.min(folded.len() - 1);
        let part: String = folded[from..folded.len().min(from + len)].iter().collect();
        let conn = people(&[&name]);
        prop_assert_eq!(found(&conn, &part), [name.clone()], "{}", part);
        let conn = office();
        add(&conn, "unit", 1, &[("name", &name)]);
        prop_assert_eq!(found(&conn, &part), [name], "{}", part);
    }

    #[test]
    fn a_key_fits_its_text_as_well_as_its_rank(name in prop::collection::vec(han(), 1..6), dot in any::<bool>()) {
        let mut name: String = name.into_iter().collect();
        if dot {
            name.push_str("·艾力");
        }
        let check = |keys: Vec<ganjiao::domain::search::Key>, subject: &Subject| {
            for key in keys {
                let word = &parse(&key.k).any[0][0];
                let found = subject.find(word);
                prop_assert!(found.as_ref().is_some_and(|f| f.rank <= key.rank), "{} {:?} {:?}", name, key, found);
                let bytes = found.unwrap().bytes;
                prop_assert!(name.get(bytes).is_some());
            }
            Ok(())
        };
        check(person_keys(&name, None), &Subject::person(&name, None))?;
        check(title_keys(&name), &Subject::title(&name))?;
    }

    #[test]
    fn nothing_typed_breaks_a_find(query in "\\PC{0,40}") {
        let conn = county();
        let _ = find(&conn, &query, limits(5)).unwrap();
    }

    #[test]
    fn index_and_unindex_are_exact(name in "\\PC{1,20}", pinyin in "\\PC{0,20}", phone in "\\PC{0,30}", tags in "\\PC{0,20}") {
        let conn = office();
        let cells = [("name", name.as_str()), ("pinyin", &pinyin), ("phone", &phone), ("tags", &tags)];
        let values = values(the("cadre"), &cells);
        index(&conn, the("cadre"), 1, &pairs(&values)).unwrap();
        unindex(&conn, the("cadre"), 1, &pairs(&values)).unwrap();
        prop_assert_eq!(derived(&conn), (0, 0));
    }
}

/// How long keys, an index of a million people and finds take: `cargo test --release --test search -- --ignored --nocapture`.
#[test]
#[ignore = "takes a minute; prints times"]
fn times_at_a_million_people() {
    const PEOPLE: i64 = 1_000_000;
    const UNITS: i64 = 10_000;
    let folder = tempfile::tempdir().unwrap();
    let conn = Connection::open(folder.path().join("times.db")).unwrap();
    conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000").unwrap();
    conn.execute_batch(include_str!("../assets/schema/001_registers.sql")).unwrap();
    conn.execute_batch(include_str!("../assets/schema/002_house.sql")).unwrap();
    conn.set_prepared_statement_cache_capacity(64);
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    let mut dice = 7_u64;
    let mut pick = |chars: &[char]| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        chars[usize::try_from(dice >> 33).unwrap() % chars.len()]
    };
    let surnames: Vec<char> = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙陶贺单解仇查朴区盖乐翟缪覃".chars().collect();
    let given: Vec<char> = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉文建国红志海云飞鹏辉梅春燕龙斌波宁晓小东金福生林永成德光荣贵新兴家少学立乐行长朝".chars().collect();
    let places: Vec<char> = "东西南北风山河江云龙凤石桥坪坝营田水沙金银铁花林树".chars().collect();
    let tails = ["镇人民政府", "乡人民政府", "县财政局", "县教育体育局", "县委组织部", "街道办事处", "中心卫生院", "村民委员会"];
    let start = std::time::Instant::now();
    conn.execute_batch("BEGIN").unwrap();
    for id in 1..=UNITS {
        let name =
            format!("{}{}{}{}", pick(&places), pick(&places), pick(&places), tails[usize::try_from(id).unwrap() % tails.len()]);
        conn.execute("INSERT INTO unit (id, name) VALUES (?1, ?2)", (id, format!("{name}{id}"))).unwrap();
    }
    for id in 1..=PEOPLE {
        let mut name: String = [pick(&surnames), pick(&given)].iter().collect();
        if id % 5 != 0 {
            name.push(pick(&given));
        }
        let phone = format!("1{:010}", (id * 7_919_777) % 10_000_000_000);
        let card = format!("539999{}{:04}{:02}{:04}", 1960 + id % 45, id % 12 + 1, id % 28 + 1, id % 9973);
        let sql = "INSERT INTO cadre (id, name, unit_id, position, phone, staff_no) VALUES (?1, ?2, ?3, '主任科员', ?4, ?5)";
        conn.prepare_cached(sql).unwrap().execute((id, name, id % UNITS + 1, phone, card)).unwrap();
    }
    conn.execute_batch("COMMIT").unwrap();
    println!("rows {:?}", start.elapsed());
    let start = std::time::Instant::now();
    let names: Vec<String> = {
        let mut read = conn.prepare("SELECT name FROM cadre").unwrap();
        read.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    println!("names read {:?}", start.elapsed());
    let start = std::time::Instant::now();
    let keys: usize = names.iter().map(|name| person_keys(name, None).len()).sum();
    println!("{keys} keys of {} names {:?}", names.len(), start.elapsed());
    let start = std::time::Instant::now();
    rebuild(&conn, the("unit")).unwrap();
    rebuild(&conn, the("cadre")).unwrap();
    let pages: i64 = conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    println!("rebuild {:?}, file {} MB", start.elapsed(), pages * 4 / 1024);
    conn.execute_batch("PRAGMA cache_size = -1200").unwrap();
    for query in [
        "w",
        "wx",
        "wxm",
        "王",
        "王小",
        "王小明",
        "明",
        "xm",
        "zhang",
        "zhangxm",
        "wangxiaoming",
        "zhsf",
        "shan",
        "qqq",
        "1234",
        "13",
        "东风",
        "王xm",
        "w小明",
        "wxm 东风",
        "wxm 1234",
        "wxm 东风 1234",
        "w x",
        "王 明",
        "东风 镇",
        "财政局 主任",
        "wang czj",
        "wxm 主任科员",
        "zf w",
        "政府 王",
        "王明、李小明、张伟",
    ] {
        let mut times: Vec<_> = (0..21)
            .map(|_| {
                let start = std::time::Instant::now();
                let hits = find(&conn, query, limits(20)).unwrap().len();
                (start.elapsed(), hits)
            })
            .collect();
        times.sort();
        println!("{query:>16} {:>3} hits  median {:?}  worst {:?}", times[10].1, times[10].0, times[20].0);
    }
}
