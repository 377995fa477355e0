//! What a row leaves in the tables of keys and tags, and what holds for any text.

use super::{add, county, found, limits, office, pairs, people, the, values};
use ganjiao::{
    domain::search::{KEY_CHARS, Key, Subject, fold, number_keys, parse, person_keys, sort_pinyin, title_keys},
    store::search::{Change, find, index, rebuild, refresh, unindex},
};
use proptest::prelude::*;
use rusqlite::Connection;

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
        let check = |keys: Vec<Key>, subject: &Subject| {
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
