//! Every register goes out and comes back as it was: a whole city, and anything people might have typed.

use super::city::{City, act, today};
use ganjiao::{
    catalog::{Field, FieldKind, Register, register},
    domain::value::Value,
    exchange::{
        export::Format,
        whole::{self, Fault},
    },
    store::{Reader, Store, edit::Values, query::Query},
};
use proptest::prelude::*;
use std::io::Cursor;

fn out(reader: &Reader, register: &'static Register, format: Format) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    whole::write(reader, register, &mut bytes, format, &|_, _| true).unwrap();
    bytes.into_inner()
}

/// Every record of a register, every field as stored.
fn records(reader: &Reader, register: &'static Register) -> Vec<(i64, Vec<Value>)> {
    let mut ids = reader.ids(&Query::all(register)).unwrap();
    ids.sort_unstable();
    let fields = whole::fields(register);
    let rows = ids.chunks(512).flat_map(|chunk| reader.rows(register, &fields, chunk).unwrap());
    rows.map(|row| (row.id, row.cells.into_iter().map(|c| c.value).collect())).collect()
}

fn city_through(format: Format) {
    let city = City::own();
    let reader = city.reader();
    let wholes: Vec<_> = whole::registers()
        .map(|register| {
            let read = whole::read(&out(&reader, register, format)).unwrap_or_else(|e| panic!("{}: {e:?}", register.kind));
            assert_eq!(read.register.kind, register.kind);
            (register, read.records)
        })
        .collect();
    let empty = city.folder.path().join("empty.db");
    let mut store = Store::create(&empty).unwrap();
    store.keep_whole(&act(), &wholes).unwrap();
    let back = Reader::open(&empty).unwrap().on(today());
    let mut seen = 0;
    for register in whole::registers() {
        let (before, after) = (records(&reader, register), records(&back, register));
        seen += before.len();
        let differs = before.iter().find(|record| !after.contains(record));
        assert_eq!(differs, None, "{}", register.kind);
        // The new file may have seeded words of code lists, and users, of its own.
        let more = after.iter().filter(|(id, _)| !before.iter().any(|(known, _)| known == id)).count();
        assert!(
            more == 0 || matches!(register.kind, "code" | "hour_rule" | "hour_conversion" | "fee_standard"),
            "{}: {more}",
            register.kind
        );
    }
    assert!(seen > 3_000, "{seen} records");
    // A second time, nothing is new and nothing changes.
    let kept = store.keep_whole(&act(), &wholes).unwrap();
    assert!(kept.iter().all(|k| k.new == 0 && k.changed == 0), "{kept:?}");
}

#[test]
fn a_city_through_csv() {
    city_through(Format::Csv);
}

#[test]
fn a_city_through_xlsx() {
    city_through(Format::Xlsx);
}

/// Text that could stand in a record: nothing hidden, no spaces around it.
fn text() -> impl Strategy<Value = String> {
    let hard = prop_oneof![
        Just("=1+1".to_owned()),
        Just("'=1+1".to_owned()),
        Just("''".to_owned()),
        Just("-5".to_owned()),
        Just("+86".to_owned()),
        Just("0012".to_owned()),
        Just("1e5".to_owned()),
        Just("是".to_owned()),
        Just("2022.5.12".to_owned()),
        Just("a,b;\"c\"\nd".to_owned()),
        Just("530325197001011239".to_owned()),
        Just("<b>&amp;</b>".to_owned()),
        Just("𬭎·岩　罕".to_owned()),
    ];
    prop_oneof![hard, "[\\PC\n]{1,24}"].prop_map(|s| ganjiao::domain::clean::clean(&s).0.trim().to_owned())
}

fn value(field: &'static Field) -> BoxedStrategy<Value> {
    let some: BoxedStrategy<Value> = match field.kind {
        FieldKind::Link(_) => return Just(Value::Null).boxed(),
        FieldKind::Int => (0_i64..3000).prop_map(Value::Int).boxed(),
        FieldKind::Number | FieldKind::Hours | FieldKind::Days => (0.0..1e6_f64).prop_map(Value::Real).boxed(),
        FieldKind::Flag => (0_i64..2).prop_map(Value::Int).boxed(),
        FieldKind::State(words) => (0..words.len()).prop_map(move |n| Value::text(words[n].0)).boxed(),
        FieldKind::Date => prop_oneof![
            (1950..2030, 1..13, 1..29).prop_map(|(y, m, d)| Value::Text(format!("{y:04}-{m:02}-{d:02}"))),
            (1950..2030, 1..13).prop_map(|(y, m)| Value::Text(format!("{y:04}-{m:02}"))),
        ]
        .boxed(),
        FieldKind::Time => (0..24, 0..60).prop_map(|(h, m)| Value::Text(format!("{h:02}:{m:02}"))).boxed(),
        _ => text().prop_map(Value::text).boxed(),
    };
    prop_oneof![3 => some, 1 => Just(Value::Null)].boxed()
}

fn record(kind: &'static str) -> impl Strategy<Value = Values> {
    let fields = whole::fields(register(kind).unwrap());
    fields.iter().map(|f| value(f)).collect::<Vec<_>>().prop_map(move |values| fields.iter().copied().zip(values).collect())
}

/// What a file of these records reads as, without a database between.
fn through(register: &'static Register, records: &[Values], format: Format) -> Result<whole::Whole, Fault> {
    let mut bytes = Cursor::new(Vec::new());
    whole::write_records(register, records.iter().enumerate().map(|(n, v)| (n as i64 + 1, v)), &mut bytes, format).unwrap();
    whole::read(&bytes.into_inner())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]
    /// Each register with anything in it, through both formats.
    #[test]
    fn anything_comes_back_as_it_went(seed in 0_u64..1_000_000) {
        use proptest::{strategy::ValueTree, test_runner::{Config, RngAlgorithm, TestRng, TestRunner}};
        let mut bytes = [0_u8; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        for of in whole::registers() {
            let records: Vec<Values> = (0..4).map(|_| record(of.kind).new_tree(&mut runner).unwrap().current()).collect();
            for format in [Format::Csv, Format::Xlsx] {
                let read = through(of, &records, format).map_err(|e| TestCaseError::fail(format!("{}: {e:?}", of.kind)))?;
                prop_assert_eq!(read.records.len(), records.len(), "{}", of.kind);
                for (n, ((id, back), went)) in read.records.iter().zip(&records).enumerate() {
                    prop_assert_eq!(*id, n as i64 + 1);
                    for ((field, back), (_, went)) in back.iter().zip(went) {
                        prop_assert_eq!(back, went, "{}.{} through {:?}", of.kind, field.name, format);
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let city = City::own();
    let bytes = String::from_utf8(out(&city.reader(), register("unit").unwrap(), Format::Csv)).unwrap();
    assert_eq!(whole::read(bytes.replacen("记录号", "编号", 1).as_bytes()).unwrap_err(), Fault::Heading);
    assert_eq!(whole::read(bytes.replacen("简称", "小名", 1).as_bytes()).unwrap_err(), Fault::Field("小名".into()));
    let second = bytes.lines().nth(1).unwrap();
    let wrong = bytes.replacen(second, &second.replacen(|c: char| c.is_ascii_digit(), "x", 1), 1);
    assert!(matches!(whole::read(wrong.as_bytes()).unwrap_err(), Fault::Cell(2, ..)));
}
