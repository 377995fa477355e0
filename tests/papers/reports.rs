//! Reports that an office puts together, and reports held against what they were.

use super::city::{City, act, today};
use ganjiao::{
    store::{
        reports::{
            self, Asked,
            pivot::{BYS, MEASURES, OVERS, Pivot},
        },
        snapshot::Snapshot,
    },
    text::Lang,
};

fn pivot(city: &City, code: &str) -> ganjiao::store::reports::pivot::Grid {
    city.reader().pivot(Pivot::parse(code).unwrap(), 2026, &|_, _| true).unwrap()
}

fn real(city: &City, sql: &str) -> f64 {
    city.reader().conn().query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Each combination that can be is read, its lines add up to its total (people count once), and its code reads back.
#[test]
fn every_pivot_adds_up() {
    let city = City::own();
    let mut read = 0;
    for (by, ..) in BYS {
        for (measure, ..) in MEASURES {
            for (over, ..) in OVERS {
                let code = format!("{by} {measure} {over}");
                let pivot = Pivot::parse(&code).unwrap();
                assert_eq!(pivot.code(), code);
                if pivot.refused().is_some() {
                    continue;
                }
                let grid = city.reader().pivot(pivot, 2026, &|_, _| true).unwrap();
                let once = matches!(*measure, "people" | "called");
                for (n, total) in grid.total.iter().enumerate() {
                    let sum: f64 = grid.lines.iter().map(|(_, numbers)| numbers[n]).sum();
                    let slack = 0.06 * grid.lines.len() as f64;
                    let fits = if once { sum + 1e-6 >= *total } else { (sum - total).abs() <= slack };
                    assert!(fits, "{code}: {sum} and {total} in column {n}");
                }
                read += 1;
            }
        }
    }
    assert!(read > 50, "{read}");
    assert_eq!(Pivot::parse("unit hours"), None);
    assert_eq!(Pivot::parse("unit hours years now"), None);
}

#[test]
fn a_pivots_numbers_are_those_of_the_data() {
    let city = City::own();
    let service = "JOIN cadre c ON c.id = e.cadre_id AND c.active = 1 AND c.unit_id IS NOT NULL";
    let hours = real(
        &city,
        &format!(
            "SELECT (SELECT total(e.hours) FROM hour_entry e {service} WHERE e.year = 2026)
             + (SELECT total(s.hours) FROM hour_share s JOIN hour_entry e ON e.id = s.entry_id {service} WHERE s.year = 2026)"
        ),
    );
    let grid = pivot(&city, "unit hours years");
    assert!((grid.total[4] - hours).abs() < 0.01, "{} and {hours}", grid.total[4]);
    let people = real(
        &city,
        &format!(
            "SELECT CAST(count(DISTINCT e.cadre_id) AS REAL) FROM hour_entry e {service} LEFT JOIN hour_share s ON s.entry_id = e.id
             WHERE coalesce(s.year, e.year) = 2026"
        ),
    );
    for by in ["band", "level", "sex", "kind"] {
        assert!((pivot(&city, &format!("{by} people years")).total[4] - people).abs() < 1e-9, "{by}");
    }
    // The indicators count the same people.
    let report = reports::report("indicators").unwrap();
    let table = (report.load)(&city.reader(), &Asked::year(2026, today(), Lang::Zh), &|_, _| true).unwrap();
    let at = report.columns.iter().position(|c| c.name == "trained").unwrap();
    let trained: f64 = table.lines.iter().filter_map(|l| l.cells[at].value.as_number()).sum();
    assert!(trained > 0.0 && trained <= people);
    let due = city.number(
        "SELECT count(*) FROM nominee n JOIN call_up p ON p.id = n.call_up_id JOIN training_class t ON t.id = p.class_id
         JOIN cadre c ON c.id = n.cadre_id AND c.active = 1 AND c.unit_id IS NOT NULL
         WHERE t.starts_on LIKE '2026-%' AND t.state NOT IN ('cancelled', 'postponed') AND p.state NOT IN ('draft', 'cancelled')
           AND n.state NOT IN ('rejected', 'declined')",
    );
    for over in ["quarters", "months"] {
        let grid = pivot(&city, &format!("unit due {over}"));
        assert!((grid.total.iter().sum::<f64>() - due as f64).abs() < 1e-9, "{over}");
    }
}

#[test]
fn a_snapshot_says_what_changed() {
    let city = City::own();
    let report = reports::report("make_ups").unwrap();
    let asked = Asked::year(2026, today(), Lang::Zh);
    let before = city.reader().snapshot(report, &asked).unwrap();
    let mut store = city.store();
    let id = store.keep(&act(), report.name, "2026 年度", &before).unwrap();
    let kept: Snapshot = city.reader().kept_as(report.name, id).unwrap().unwrap();
    assert_eq!(kept, before, "as it was");
    assert_eq!(city.reader().kept(report.name).unwrap().len(), 1);
    assert_eq!(city.reader().kept_as::<Snapshot>("circular", id).unwrap(), None, "under its own name only");
    assert_eq!(before.since(&kept), []);
    let unit = city.text(
        "SELECT coalesce(u.short_name, u.name) FROM make_up m JOIN unit u ON u.id = m.unit_id WHERE m.state = 'owed' AND m.arose_on LIKE '2026%' LIMIT 1",
    );
    city.write(
        "UPDATE make_up SET state = 'waived' WHERE id = (SELECT m.id FROM make_up m JOIN unit u ON u.id = m.unit_id
           WHERE m.state = 'owed' AND m.arose_on LIKE '2026%' LIMIT 1)",
    );
    let differs = city.reader().snapshot(report, &asked).unwrap().since(&kept);
    let of = |line: &str, number: &str| differs.iter().find(|d| d.line == line && d.number == number);
    let waived = of(&unit, "免补").unwrap_or_else(|| panic!("{differs:?}"));
    assert_eq!(waived.after.unwrap() - waived.before.unwrap_or(0.0), 1.0);
    assert!(of("合计", "免补").is_some() && of(&unit, "全部").is_none());
    city.write("DELETE FROM make_up");
    let gone = city.reader().snapshot(report, &asked).unwrap().since(&kept);
    assert!(gone.iter().any(|d| d.line == unit && (d.after.is_none() || d.number == "全部")), "{gone:?}");
}

/// The five years of the summary are the years' own reports.
#[test]
fn the_five_year_summary_has_each_years_numbers() {
    let city = City::own();
    let document = ganjiao::exchange::document::named("five_years").unwrap();
    let asked =
        ganjiao::exchange::document::Asked { of: None, year: 2026, today: today(), kind: ganjiao::exchange::document::As::Docx };
    let made = document.make(&city.reader(), &asked).unwrap().unwrap().unwrap();
    let words = super::city::words(&made.bytes);
    let lines: Vec<&str> = words.lines().collect();
    for year in 2022..=2026 {
        let at = lines.iter().position(|line| *line == year.to_string()).unwrap_or_else(|| panic!("{year} in {words}"));
        let report = reports::report("plan").unwrap();
        let table = (report.load)(&city.reader(), &Asked::year(year, today(), Lang::Zh), &|_, _| true).unwrap();
        let planned = table.total.map_or(String::new(), |cells| cells[1].value.to_string());
        assert_eq!(lines[at + 1], planned, "{year}");
    }
}
