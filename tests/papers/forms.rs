//! Somebody else's xlsx: its looks stay, its formulas stay, figures and lists arrive.

use super::city::{City, act, changed, part, parts, today, well_formed};
use ganjiao::{
    exchange::{
        book::{At, Book},
        facts::{Asking, Read, Scope},
        fill::Fault,
        form::{self, Place},
        open,
    },
    store::reports::{self, Asked},
    text::Lang,
};
use rust_xlsxwriter::{Color, Format, FormatBorder, Workbook};

/// An empty form as one comes: a merged title, styled cells, a list of three rows, a sum below, a note, a second sheet.
fn empty() -> Vec<u8> {
    let mut book = Workbook::new();
    let title = Format::new().set_bold().set_font_size(18).set_font_name("黑体");
    let cell = Format::new().set_border(FormatBorder::Thin).set_background_color(Color::Yellow);
    let sheet = book.add_worksheet().set_name("年报").unwrap();
    sheet.merge_range(0, 0, 0, 3, "教育培训情况年报", &title).unwrap();
    sheet.set_column_width(0, 23).unwrap().set_row_height(4, 31).unwrap();
    sheet.write_string(1, 0, "填报年度").unwrap().write_blank(1, 1, &cell).unwrap();
    for (n, word) in ["单 位", "应调", "参训", "备注"].iter().enumerate() {
        sheet.write_string_with_format(3, n as u16, *word, &cell).unwrap();
    }
    for row in 4..7 {
        for column in 0..3 {
            sheet.write_blank(row, column, &cell).unwrap();
        }
    }
    sheet.write_string(7, 0, "合计").unwrap();
    sheet.write_formula(7, 1, "SUM(B5:B7)").unwrap().write_formula(7, 2, "SUM(C5:C7)").unwrap();
    sheet.merge_range(8, 0, 8, 3, "说明：本表由各市填报。", &cell).unwrap();
    sheet.set_print_area(0, 0, 8, 3).unwrap();
    book.add_worksheet().set_name("封面").unwrap().write_string(0, 0, "不动").unwrap();
    book.save_to_buffer().unwrap()
}

fn place(cell: &str, what: &str) -> Place {
    Place { sheet: String::new(), at: At::parse(cell).unwrap(), what: what.to_owned() }
}

fn with_scopes<T>(city: &City, then: impl FnOnce(&[Scope]) -> T) -> T {
    let (reader, read) = (city.reader(), Read::default());
    then(&[Scope::Office(Asking { reader: &reader, read: &read, today: today(), year: 2026 })])
}

fn texts(bytes: &[u8], sheet: &str) -> Vec<(String, String)> {
    let mut book = Book::open(bytes).unwrap();
    book.sheet(sheet).unwrap().texts().map(|(at, text)| (at.to_string(), text.to_owned())).collect()
}

fn at<'t>(texts: &'t [(String, String)], cell: &str) -> &'t str {
    texts.iter().find(|(at, _)| at == cell).map_or("", |(_, text)| text)
}

#[test]
fn figures_and_lists_arrive_and_the_looks_stay() {
    let city = City::own();
    let empty = empty();
    let places =
        [place("B2", "年度"), place("A5", "#通报单位.名称"), place("B5", "#通报单位.应调"), place("C5", "#通报单位.参训")];
    let (filled, _) = with_scopes(&city, |scopes| form::fill(&empty, &places, scopes)).unwrap().unwrap();
    let circular = city.reader().circular("2026-01-01".parse().unwrap(), today()).unwrap();
    let n = circular.units.len();
    assert!(n > 3, "more units than the form has rows for");
    let got = texts(&filled, "年报");
    assert_eq!(at(&got, "B2"), "2026");
    for (row, unit) in (5..).zip(&circular.units) {
        assert_eq!(at(&got, &format!("A{row}")), unit.name);
        assert_eq!(at(&got, &format!("B{row}")), unit.counted().due.to_string());
    }
    let below = 5 + n;
    assert_eq!(at(&got, &format!("A{below}")), "合计");
    let sheet = part(&filled, "xl/worksheets/sheet1.xml");
    well_formed(&sheet);
    assert!(sheet.contains(&format!("<f>SUM(B5:B{})</f>", below - 1)), "the sum reaches over all rows");
    assert!(!sheet.contains("</f><v>"), "no sum of the empty form stays");
    assert!(
        sheet.contains(&format!("<mergeCell ref=\"A{0}:D{0}\"/>", below + 1)) && sheet.contains("<mergeCell ref=\"A1:D1\"/>")
    );
    let workbook = part(&filled, "xl/workbook.xml");
    assert!(workbook.contains("fullCalcOnLoad=\"1\"") && workbook.contains(&format!("$A$1:$D${}", below + 1)), "{workbook}");
    // The look of a row that was put in is that of the rows above.
    let style = |cell: &str| {
        let tag =
            sheet.split(&format!("<c r=\"{cell}\"")).nth(1).or_else(|| sheet.split(&format!(" r=\"{cell}\"")).nth(1)).unwrap();
        tag.split('>').next().unwrap().split("s=\"").nth(1).map(|s| s.split('"').next().unwrap().to_owned())
    };
    let last = format!("B{}", below - 1);
    let before = sheet.split("<row ").find(|row| row.contains("\"B5\"")).unwrap().to_owned();
    assert!(before.contains("s=\""));
    assert!(sheet.contains(&format!("r=\"{last}\"")));
    let _ = style;
    let (old, new) = (parts(&empty), parts(&filled));
    for (name, content) in &old {
        if !["xl/worksheets/sheet1.xml", "xl/workbook.xml"].contains(&name.as_str()) {
            assert!(new.get(name) == Some(content), "{name} is as it was");
        }
    }
    assert!(open::open(&filled).is_ok());
}

#[test]
fn a_short_list_leaves_the_rest_of_the_form_alone() {
    let city = City::own();
    city.write("DELETE FROM make_up");
    let places = [place("A5", "#通报合计.应调"), place("B2", "四项指标合计.参训率%")];
    let (filled, _) = with_scopes(&city, |scopes| form::fill(&empty(), &places, scopes)).unwrap().unwrap();
    let got = texts(&filled, "年报");
    assert_eq!((at(&got, "A6"), at(&got, "A8")), ("", "合计"));
    let report = reports::report("indicators").unwrap();
    let table = (report.load)(&city.reader(), &Asked::year(2026, today(), Lang::Zh), &|_, _| true).unwrap();
    let want = table.total.unwrap()[5].value.as_number().unwrap();
    assert!((at(&got, "B2").parse::<f64>().unwrap() - want).abs() < 1e-9, "the number of the report");
    let empty = empty();
    assert!(part(&filled, "xl/worksheets/sheet2.xml") == part(&empty, "xl/worksheets/sheet2.xml"));
}

#[test]
fn what_cannot_be_filled_is_said() {
    let city = City::own();
    let fault = |places: &[Place]| with_scopes(&city, |scopes| form::fill(&empty(), places, scopes)).unwrap().unwrap_err();
    assert_eq!(fault(&[place("B8", "年度")]), Fault::Computes("B8".into()));
    assert_eq!(fault(&[place("B2", "学籍号")]), Fault::Unknown(vec!["学籍号".into()]));
    assert_eq!(fault(&[place("A5", "#没有.名称")]), Fault::Unknown(vec!["没有".into()]));
    assert!(matches!(with_scopes(&city, |scopes| form::fill(b"no zip", &[], scopes)).unwrap(), Err(Fault::Unreadable(_))));
}

/// A form that names its figures itself: in a shared string, beside other words, a list over a row.
#[test]
fn names_in_the_cells_are_filled() {
    let city = City::own();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "{{年度}}年情况（{{今天}}）").unwrap().write_string(1, 1, "{{通报合计.应调}}").unwrap();
    sheet.write_string(3, 0, "{{#通报班次}}{{序号}}").unwrap().write_string(3, 1, "{{名称}}{{/通报班次}}").unwrap();
    sheet.write_formula(3, 2, "A4*2").unwrap().write_string(4, 0, "制表人：").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let (filled, _) = with_scopes(&city, |scopes| form::fill_places(&bytes, scopes)).unwrap().unwrap();
    let circular = city.reader().circular("2026-01-01".parse().unwrap(), today()).unwrap();
    let got = texts(&filled, "");
    assert_eq!(at(&got, "A1"), "2026年情况（2026年11月24日）");
    assert_eq!(at(&got, "B2"), circular.total().counted().due.to_string());
    let n = circular.classes.len();
    assert!(n > 2);
    assert_eq!(at(&got, &format!("B{}", 3 + n)), circular.classes[n - 1].name);
    assert_eq!(at(&got, &format!("A{}", 4 + n)), "制表人：");
    let xml = part(&filled, "xl/worksheets/sheet1.xml");
    assert!(xml.contains(&format!("<f>A{}*2</f>", 3 + n)), "a formula of the row is in each");
    assert!(!xml.contains("{{"));
    let wrong = changed(&bytes, "xl/sharedStrings.xml", |xml| xml.replace("{{/通报班次}}", ""));
    assert_eq!(with_scopes(&city, |scopes| form::fill_places(&wrong, scopes)).unwrap(), Err(Fault::Open("通报班次".into())));
}

#[test]
fn a_form_is_kept_mapped_and_taken_back() {
    let city = City::own();
    let mut store = city.store();
    // A new workbook has the second it was made in.
    let body = empty();
    let id = store.keep_form(&act(), "年报", None, "年报.xlsx", &body).unwrap();
    store.map_form(&act(), id, &[(None, "B2".into(), "年度".into()), (None, "B3".into(), "今天".into())]).unwrap();
    store.map_form(&act(), id, &[(None, "B3".into(), String::new())]).unwrap();
    let form = city.reader().forms().unwrap().remove(0);
    assert_eq!((form.name.as_str(), form.places.as_slice()), ("年报", &[(None, "B2".to_owned(), "年度".to_owned())][..]));
    assert_eq!(city.reader().form_file(id).unwrap().unwrap(), body);
    assert_eq!(store.keep_form(&act(), "年报", None, "新.xlsx", b"new").unwrap(), id, "the same form with a new file");
    assert_eq!(city.reader().forms().unwrap()[0].places.len(), 1);
    let heads = with_scopes(&city, |scopes| {
        let bytes = empty();
        let mut book = Book::open(&bytes).unwrap();
        form::columns_of(book.sheet("年报").unwrap(), "通报单位", 5, scopes)
    });
    let heads: Vec<String> = heads.unwrap().unwrap().into_iter().map(|(at, what)| format!("{at}={what}")).collect();
    assert_eq!(heads, ["B5=#通报单位.应调", "C5=#通报单位.参训"], "单 位 is called 名称 in that list");
}
