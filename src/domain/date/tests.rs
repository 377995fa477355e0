//! Every accepted form, read and printed.

use super::*;
use proptest::prelude::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 12, 31).unwrap()
}

fn read(text: &str) -> Result<String, Trouble> {
    parse(text, &Context::of_year(today(), Some(2022))).map(|d| d.to_string())
}

#[test]
fn forms_of_a_day() {
    for text in [
        "2022.5.12",
        "2022.05.12",
        "2022-5-12",
        "2022/5/12",
        "20220512",
        "2022年5月12日",
        "二〇二二年五月十二日",
        "5月12日",
        "5.12",
        "2022-05-12 15:01:00",
        "2022-05-12T08:30",
        "２０２２．５．１２",
        "44693",
        "2022年⏎5月12日".replace('⏎', "\n").as_str(),
        "22.5.12",
        "5月12日（星期四）",
        "2022年5月12日起",
    ] {
        assert_eq!(read(text).as_deref(), Ok("2022-05-12"), "{text}");
    }
}

#[test]
fn months_and_years_stay_what_they_are() {
    for text in ["2022.5", "2022年5月", "202205", "2022-05", "5月", "二〇二二年五月"] {
        assert_eq!(read(text).as_deref(), Ok("2022-05"), "{text}");
    }
    assert_eq!(read("2022年").as_deref(), Ok("2022"));
    let month = |t| parse(t, &Context::monthly(today())).map(|d| d.to_string());
    assert_eq!(month("76.06").as_deref(), Ok("1976-06"));
    assert_eq!(month("1976.6").as_deref(), Ok("1976-06"));
    assert_eq!(month("13.04").as_deref(), Ok("2013-04"));
    assert_eq!(month("19680112").as_deref(), Ok("1968-01-12"));
}

#[test]
fn wrong_days_are_told_from_other_text() {
    assert_eq!(read("2022.13.40"), Err(Trouble::NoSuchDay));
    assert_eq!(read("2.30"), Err(Trouble::NoSuchDay));
    assert_eq!(read("2022.2.30"), Err(Trouble::NoSuchDay));
    assert_eq!(read("农历五月初五"), Err(Trouble::Form));
    assert_eq!(read("9月底前"), Err(Trouble::Form));
    assert_eq!(parse("5月12日", &Context::new(today())), Err(Trouble::NoYear));
}

#[test]
fn years_roll_over_the_new_year() {
    let class = Context { start: NaiveDate::from_ymd_opt(2021, 12, 27), ..Context::new(today()) };
    let day = |t| parse(t, &class).map(|d| d.to_string());
    assert_eq!(day("12月27日").as_deref(), Ok("2021-12-27"));
    assert_eq!(day("12月26日").as_deref(), Ok("2021-12-26"));
    assert_eq!(day("1月4日").as_deref(), Ok("2022-01-04"));
}

#[test]
fn words_for_days() {
    let words = |t| parse(t, &Context::new(NaiveDate::from_ymd_opt(2022, 5, 12).unwrap())).map(|d| d.to_string());
    assert_eq!(words("今天").as_deref(), Ok("2022-05-12"));
    assert_eq!(words("明天").as_deref(), Ok("2022-05-13"));
    assert_eq!(words("下周三").as_deref(), Ok("2022-05-18"));
}

#[test]
fn ranges_and_deadlines() {
    let c = Context::of_year(today(), Some(2022));
    let r = |t| range(t, &c).map(|(a, b)| format!("{a} {b}"));
    assert_eq!(r("2021.03—2024.02").as_deref(), Some("2021-03 2024-02"));
    assert_eq!(r("2021.03-2024.02").as_deref(), Some("2021-03 2024-02"));
    assert_eq!(r("5月12日至14日").as_deref(), Some("2022-05-12 2022-05-14"));
    assert_eq!(r("2022年12月27日至1月8日").as_deref(), Some("2022-12-27 2023-01-08"));
    assert_eq!(r("2022-03-14至2022-03-18").as_deref(), Some("2022-03-14 2022-03-18"));
    assert_eq!(r("2022年3月14日—18日").as_deref(), Some("2022-03-14 2022-03-18"));
    let d = |t| deadline(t, &c).map(|d| d.to_string());
    assert_eq!(d("12月底前").as_deref(), Some("2022-12-31"));
    assert_eq!(d("9月底前").as_deref(), Some("2022-09-30"));
    assert_eq!(d("2022.6").as_deref(), Some("2022-06-30"));
    assert_eq!(d("2022年下半年").as_deref(), Some("2022-12-31"));
    assert_eq!(d("6月8日前").as_deref(), Some("2022-06-08"));
    assert_eq!(d("第一季度").as_deref(), Some("2022-03-31"));
    assert_eq!(d("10月中旬").as_deref(), Some("2022-10-20"));
    assert_eq!(d("长期坚持"), None);
    assert_eq!(deadline("下半年", &Context::new(today())), None);
}

proptest! {
    #[test]
    fn every_form_is_read_as_printed(days in 0_i64..60_000, form in 0_usize..8) {
        let day = NaiveDate::from_ymd_opt(1930, 1, 1).unwrap() + Duration::days(days);
        let (y, m, d) = (day.year(), day.month(), day.day());
        let text = match form {
            0 => format!("{y}-{m:02}-{d:02}"),
            1 => format!("{y}.{m}.{d}"),
            2 => format!("{y}/{m}/{d}"),
            3 => format!("{y}年{m}月{d}日"),
            4 => format!("{y}{m:02}{d:02}"),
            5 => format!("{y} 年 {m} 月 {d} 日"),
            6 => format!("{y}.{m:02}.{d:02} 08:30:00"),
            _ => Date::of(day).to_string(),
        };
        prop_assert_eq!(parse(&text, &Context::new(day)), Ok(Date::of(day)));
    }

    #[test]
    fn months_are_read_as_printed(y in 1930_i32..2100, m in 1_u32..=12, form in 0_usize..4) {
        let date = Date { year: y, month: m, day: 0 };
        let text = [date.to_string(), format!("{y}.{m}"), format!("{y}年{m}月"), format!("{y}{m:02}")][form].clone();
        prop_assert_eq!(parse(&text, &Context::monthly(today())), Ok(date));
    }

    #[test]
    fn nothing_panics(text in "[0-9年月日.至\\-（星期三）一二十 ]{0,16}") {
        let c = Context::of_year(today(), Some(2022));
        let _ = (parse(&text, &c), range(&text, &c), deadline(&text, &c));
    }
}
