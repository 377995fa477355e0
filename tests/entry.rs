//! What people type into a field of each kind, and what it is read as.

use chrono::NaiveDate;
use ganjiao::{
    catalog::{
        self, Field, FieldKind,
        entry::{self, Across, Fault, Ground, Remark},
    },
    domain::value::Value,
};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn ground() -> Ground {
    Ground { today: today(), hours: entry::QUARTER }
}

fn field(kind: &str, name: &str) -> &'static Field {
    catalog::register(kind).unwrap().field(name).unwrap()
}

fn read(kind: &str, name: &str, typed: &str) -> Result<(Value, Option<Remark>), Fault> {
    read_in_steps(kind, name, typed, entry::QUARTER)
}

fn read_in_steps(kind: &str, name: &str, typed: &str, hours: f64) -> Result<(Value, Option<Remark>), Fault> {
    entry::read(field(kind, name), typed, Ground { today: today(), hours }).map(|r| (r.value, r.remark))
}

fn value(kind: &str, name: &str, typed: &str) -> Value {
    read(kind, name, typed).unwrap_or_else(|fault| panic!("{typed:?}: {fault:?}")).0
}

#[test]
fn days_in_every_form_people_write() {
    for typed in ["2026.5.12", "2026.05.12", "26.5.12", "2026-5-12", "2026/5/12", "20260512", "2026年5月12日", "5月12日", "5.12"]
    {
        assert_eq!(value("session", "date", typed), Value::text("2026-05-12"), "{typed}");
    }
    for typed in ["二〇二六年五月十二日", "２０２６．５．１２", "2026-05-12 08:30:00", "46154"] {
        assert_eq!(value("session", "date", typed), Value::text("2026-05-12"), "{typed}");
    }
    assert_eq!(value("session", "date", "明天"), Value::text("2026-11-25"));
    assert_eq!(value("session", "date", "下周三"), Value::text("2026-12-02"));
    for typed in ["2026.13.40", "2.30", "2026.2.30"] {
        assert_eq!(read("session", "date", typed), Err(Fault::NoSuchDay), "{typed}");
    }
    assert_eq!(read("session", "date", "农历五月初五"), Err(Fault::Date));
}

#[test]
fn a_month_of_a_life_stays_a_month() {
    for typed in ["1976.6", "1976.06", "76.06", "197606", "1976年6月"] {
        assert_eq!(value("cadre", "birth", typed), Value::text("1976-06"), "{typed}");
    }
    assert_eq!(value("cadre", "birth", "1976.6.3"), Value::text("1976-06-03"));
}

#[test]
fn times_of_day() {
    for (typed, is) in [("8:30", "08:30"), ("8：30", "08:30"), ("14:05", "14:05"), ("下午3点半", "15:30")] {
        assert_eq!(value("session", "starts", typed), Value::text(is), "{typed}");
    }
    for typed in ["25:00", "早上"] {
        assert_eq!(read("session", "starts", typed), Err(Fault::Time), "{typed}");
    }
}

#[test]
fn numbers_hours_and_days_in_their_steps() {
    assert_eq!(value("class", "hours", "37.5"), Value::Real(37.5));
    assert_eq!(value("class", "hours", "40学时"), Value::Real(40.0));
    assert_eq!(value("class", "hours", "４０"), Value::Real(40.0));
    assert_eq!(read("class", "hours", "0.3"), Err(Fault::QuarterHours));
    assert_eq!(value("class", "hours", "0.25"), Value::Real(0.25));
    assert_eq!(read_in_steps("class", "hours", "0.25", entry::HALF), Err(Fault::HalfHours));
    assert_eq!(read_in_steps("class", "hours", "1.5", entry::HALF), Ok((Value::Real(1.5), None)));
    assert_eq!(value("hour_conversion", "hours", "0.25"), Value::Real(0.25));
    assert_eq!(read("class", "hours", "-1"), Err(Fault::Negative));
    assert_eq!(value("class", "days", "2.5天"), Value::Real(2.5));
    assert_eq!(read("class", "days", "2.25"), Err(Fault::HalfDays));
    assert_eq!(read("class", "days", "三天左右"), Err(Fault::Number));
    assert_eq!(value("class", "budget", "12,000元"), Value::Real(12000.0));
    assert_eq!(value("site", "sort_no", "7"), Value::Int(7));
    assert_eq!(read("site", "sort_no", "7.5"), Err(Fault::Number));
}

#[test]
fn yes_no_and_not_known() {
    for typed in ["是", "√", "1", "有"] {
        assert_eq!(value("cadre_post", "main", typed), Value::Int(1), "{typed}");
    }
    for typed in ["否", "0", "无"] {
        assert_eq!(value("cadre_post", "main", typed), Value::Int(0), "{typed}");
    }
    assert_eq!(value("cadre_post", "main", "  "), Value::Null);
    assert_eq!(read("cadre_post", "main", "也许"), Err(Fault::Flag));
}

#[test]
fn look_alike_dots_are_taken_with_an_offer() {
    for typed in ["艾力•买买提", "艾力・买买提", "艾力‧买买提", "艾力∙买买提", "艾力⋅买买提", "艾力●买买提", "艾力.买买提"]
    {
        assert_eq!(read("cadre", "name", typed), Ok((Value::text(typed), Some(Remark::Dot))), "{typed}");
        assert_eq!(entry::dotted(field("cadre", "name"), typed).as_deref(), Some("艾力·买买提"), "{typed}");
    }
    assert_eq!(read("cadre", "name", "艾力·买买提"), Ok((Value::text("艾力·买买提"), None)));
    assert_eq!(read("cadre", "name", "John F. Smith").unwrap().1, None);
    assert_eq!(read("site", "name", "红色•教育馆").unwrap().1, None, "a title is no name");
}

#[test]
fn text_is_composed_and_clean() {
    assert_eq!(value("cadre", "name", "e\u{301}"), Value::text("é"));
    assert_eq!(value("cadre", "name", " 张三\u{200b}\u{1b}[31m "), Value::text("张三"));
    assert_eq!(read("cadre", "name", "张\u{e001}").unwrap().1, Some(Remark::PrivateCharacter));
    assert_eq!(read("cadre", "name", "　"), Err(Fault::Missing));
}

#[test]
fn identity_numbers_with_their_birth_and_sex() {
    let (number, remark) = read("cadre", "id_card", "53992319800101001x").unwrap();
    assert!(matches!(remark, None | Some(Remark::CheckDigit)), "{number:?}");
    assert_eq!(read("cadre", "id_card", "539923198001010010").unwrap().1, Some(Remark::CheckDigit));
    assert_eq!(read("cadre", "id_card", "539923800101001").unwrap().1, Some(Remark::OldNumber));
    assert_eq!(read("cadre", "id_card", "5.39923E+17"), Err(Fault::Damaged));
    assert_eq!(read("cadre", "id_card", "12345"), Err(Fault::IdCard));
    let person = |birth: &str, sex: &str| {
        let of = |name, text: &str| (field("cadre", name), Value::text(text));
        entry::across(&[of("id_card", "539923198001010010"), of("birth", birth), of("sex", sex)])
    };
    assert_eq!(person("1980-01", "男"), []);
    assert_eq!(person("1981-01", "女"), [("birth", Across::Birth), ("sex", Across::Sex)]);
    assert!(!Across::Birth.refuses() && Across::Order.refuses());
}

#[test]
fn tags_phones_words_and_states() {
    assert_eq!(value("cadre", "tags", "选调生，青干班、选调生；"), Value::text("选调生、青干班"));
    assert!(matches!(value("cadre", "phone", "138 8765 4321"), Value::Text(_)));
    assert_eq!(read("cadre", "level", "副处级左右").unwrap().1, Some(Remark::NewWord));
    let state = catalog::register("class").unwrap().field("state").unwrap();
    let FieldKind::State(words) = state.kind else { panic!("a class has states") };
    for (code, word) in words {
        assert_eq!(value("class", "state", word.zh), Value::text(*code));
        assert_eq!(value("class", "state", word.en), Value::text(*code));
    }
    assert_eq!(value("publication", "issued", "2600册"), Value::Int(2600));
    assert_eq!(read("class", "state", "大概"), Err(Fault::Word));
    assert_eq!(read("cadre", "unit_id", "水务局"), Err(Fault::Choose), "a record is chosen");
}

/// Every field that people enter takes an empty field as the catalog says, and never panics.
#[test]
fn every_field_takes_nothing_and_anything() {
    for register in catalog::REGISTERS {
        for field in register.fields.iter().filter(|f| f.entered()) {
            let empty = entry::read(field, "", ground());
            match (field.required, field.default) {
                (true, None) => assert_eq!(empty, Err(Fault::Missing), "{}.{}", register.kind, field.name),
                _ => assert_eq!(empty.unwrap().value, field.initial(), "{}.{}", register.kind, field.name),
            }
            for typed in ["x", "１２．５", "是", "\u{202e}", "2026.2.30", "'=1+1", "一二三", "1e308", "-0"] {
                let _ = entry::read(field, typed, ground());
            }
        }
    }
}
