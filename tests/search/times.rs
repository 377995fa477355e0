//! Times at a million people, printed and not judged.

use super::{limits, the};
use ganjiao::{
    domain::search::person_keys,
    store::search::{find, rebuild},
};
use rusqlite::Connection;

/// How long keys, an index of a million people and finds take: `cargo test --release --test search -- --ignored --nocapture`.
#[test]
#[ignore = "takes a minute; prints times"]
fn times_at_a_million_people() {
    const PEOPLE: i64 = 1_000_000;
    const UNITS: i64 = 10_000;
    let folder = tempfile::tempdir().unwrap();
    let conn = Connection::open(folder.path().join("times.db")).unwrap();
    conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000").unwrap();
    conn.execute_batch(include_str!("../../assets/schema/001_registers.sql")).unwrap();
    conn.execute_batch(include_str!("../../assets/schema/002_house.sql")).unwrap();
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
