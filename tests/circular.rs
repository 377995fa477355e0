//! The circular on call-ups: its numbers found again by SQL of the test's own, kept as they were, shown by keys.

#[path = "call_up_screens/city.rs"]
#[allow(dead_code)]
mod city;
#[path = "harness.rs"]
mod harness;

use city::{City, TODAY, today};
use ganjiao::store::{Act, circular::Line};

fn sum(lines: &[Line]) -> [u64; 6] {
    lines.iter().fold([0; 6], |mut sum, line| {
        sum.iter_mut().zip(line.parts).for_each(|(sum, n)| *sum += n);
        sum
    })
}

#[test]
fn units_and_classes_add_up_to_what_the_tables_say() {
    let city = City::shared();
    let circular = city.reader().circular("2026-01-01".parse().unwrap(), today()).unwrap();
    let count = |states: &str| {
        city.number(&format!(
            "SELECT count(*) FROM nominee n JOIN call_up p ON p.id = n.call_up_id JOIN training_class t ON t.id = p.class_id
             WHERE t.starts_on BETWEEN '2026-01-01' AND '{TODAY}' AND t.state NOT IN ('cancelled', 'postponed')
               AND p.state NOT IN ('draft', 'cancelled') AND n.state IN ({states})"
        )) as u64
    };
    let came = count("'reported', 'completed', 'partial', 'withdrawn', 'expelled'");
    let (leave, absent, replaced) = (count("'excused'"), count("'no_show'"), count("'replaced'"));
    let open = count("'planned', 'nominated', 'waitlisted', 'approved', 'notified'");
    let want = [came + leave + absent + replaced + open, came, leave, absent, replaced, open];
    assert!(came > 100 && leave > 0 && absent > 0);
    assert_eq!(sum(&circular.units), want);
    assert_eq!(sum(&circular.classes), want);
    assert_eq!(circular.total().parts, want);
    assert_eq!(circular.missed.len() as u64, leave + absent);
    for line in circular.units.iter().chain(&circular.classes) {
        let [due, came, leave, absent, replaced, open] = line.parts;
        assert_eq!(due, came + leave + absent + replaced + open, "{}", line.name);
        assert!(line.rate().part <= line.rate().whole);
    }
    let order = city.texts("SELECT coalesce(short_name, name) FROM unit ORDER BY sort_no, id");
    let at: Vec<usize> = circular.units.iter().map(|unit| order.iter().position(|name| *name == unit.name).unwrap()).collect();
    assert!(at.is_sorted(), "units stand in official order");
}

#[test]
fn what_was_kept_is_shown_as_it_was() {
    let city = City::own();
    let (from, to) = ("2026-07-01".parse().unwrap(), today());
    let before = city.reader().circular(from, to).unwrap();
    let act = Act { actor: "li".into(), origin: "test".into(), at: "2026-11-24 09:00:00".into() };
    let id = city.store().keep_circular(&act, &before).unwrap();
    city.write(&["UPDATE nominee SET state = 'no_show' WHERE state = 'completed'"]);
    assert_ne!(city.reader().circular(from, to).unwrap(), before);
    assert_eq!(city.reader().kept_circular(id).unwrap().unwrap(), before);
    let kept = city.reader().kept_circulars().unwrap();
    assert_eq!((kept.len(), kept[0].id, kept[0].actor.as_str()), (1, id, "li"));
}

#[test]
fn by_keys_with_and_without_names_by_rate_and_kept() {
    let city = City::own();
    let mut ui = city.ui();
    ui.keys("7]]]").sees("调训情况通报").sees("2026.07.01 至 2026.11.24").sees("参训率=实调");
    let circular = city.reader().circular("2026-07-01".parse().unwrap(), today()).unwrap();
    let [due, came, ..] = circular.total().parts;
    ui.sees(&format!("应调 {due}　实调 {came}"));
    let name = circular.missed[0].name.clone();
    ui.keys("<tab><tab>").sees(&name).keys("n").sees_no(&name).sees("不显示姓名").keys("n").sees(&name);
    ui.keys("<btab><btab>s");
    let first = ui.screen().lines().find(|line| line.starts_with('>')).unwrap().to_owned();
    assert!(first.contains("100.0%"), "{first}");
    ui.keys("<f2>").sees("已定稿");
    city.write(&["UPDATE nominee SET state = 'no_show' WHERE state = 'completed'"]);
    ui.keys("<f5>")
        .sees_no(&format!("实调 {came}　"))
        .keys("<f7><down><enter>")
        .sees("定稿")
        .sees(&format!("应调 {due}　实调 {came}"));
    ui.keys("<f7><enter>").sees("当前数据").keys("<f6>").sees("2026.10.01").keys("<left>").sees("2026.07.01 至 2026.09.30");
}
