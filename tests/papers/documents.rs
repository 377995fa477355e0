//! Every document of every kind, what is in it, and templates of the office's own.

use super::city::{City, changed, part, parts, today, well_formed, words};
use ganjiao::{
    catalog,
    exchange::{
        document::{As, Asked, DOCUMENTS, Document, KINDS, Made, named},
        fill::Fault,
        open,
    },
    text::Lang,
};
use std::fs;

fn ask(of: Option<i64>, kind: As) -> Asked {
    Asked { of, year: 2026, today: today(), kind }
}

/// A record of its kind that has something to say.
fn record(city: &City, document: &Document) -> Option<i64> {
    let sql = match (document.name, document.of) {
        (_, "") => return None,
        ("named_call_up", _) => {
            "SELECT u.class_id FROM call_up u JOIN nominee n ON n.call_up_id = u.id WHERE n.route = 'named' AND n.state = 'completed' LIMIT 1"
        }
        (_, "class") => {
            "SELECT s.class_id FROM session s JOIN evaluation e ON e.class_id = s.class_id JOIN call_up u ON u.class_id = s.class_id LIMIT 1"
        }
        ("warning_notice", _) => {
            "SELECT c.unit_id FROM warning w JOIN cadre c ON c.id = w.cadre_id WHERE w.year = 2026 AND w.level <> 'normal' LIMIT 1"
        }
        ("make_up_notice", _) => "SELECT unit_id FROM make_up WHERE state = 'owed' LIMIT 1",
        ("certificate" | "archive", _) => "SELECT cadre_id FROM hour_entry WHERE year = 2026 LIMIT 1",
        (_, kind) => {
            let table = catalog::register(kind).unwrap().table;
            return Some(city.number(&format!("SELECT min(id) FROM {table}")));
        }
    };
    Some(city.number(sql))
}

#[track_caller]
fn made(city: &City, document: &Document, of: Option<i64>, kind: As) -> Made {
    match document.make(&city.reader(), &ask(of, kind)).unwrap() {
        Ok(Some(made)) => made,
        Ok(None) => panic!("{}: nothing", document.name),
        Err(fault) => panic!("{}: {}", document.name, fault.tell(Lang::Zh)),
    }
}

#[test]
fn every_document_is_made_whole_in_every_kind() {
    let city = City::own();
    for document in DOCUMENTS {
        assert!(document.of.is_empty() || catalog::register(document.of).is_some(), "{}", document.name);
        let of = record(&city, document);
        for kind in KINDS {
            let made = made(&city, document, of, *kind);
            match kind {
                As::Text => {
                    let text = String::from_utf8(made.bytes).unwrap();
                    assert!(!text.contains("{{") && text.contains(|c: char| c > '\u{4e00}'), "{}: {text}", document.name);
                }
                As::Xlsx => {
                    let sheets = open::open(&made.bytes).unwrap();
                    assert!(!sheets.is_empty(), "{}", document.name);
                }
                As::Docx => {
                    for (name, content) in parts(&made.bytes) {
                        let xml = String::from_utf8(content).unwrap();
                        assert!(!xml.contains("{{") && !xml.contains("}}"), "{} {name}", document.name);
                        well_formed(&xml);
                    }
                    let body = part(&made.bytes, "word/document.xml");
                    let rows = body.matches("<w:tr>").count();
                    assert_eq!(body.matches("<w:cantSplit/>").count(), rows, "{}: rows are not parted", document.name);
                    assert!(!body.chars().any(|c| ('\u{e000}'..'\u{e100}').contains(&c)), "{}: a disguise stayed", document.name);
                }
            }
        }
    }
}

/// GB/T 9704-2012: margins, fonts, lines, page numbers by side.
#[test]
fn a_notice_looks_as_the_standard_says() {
    let city = City::own();
    let notice = named("调训通知").unwrap();
    let bytes = made(&city, notice, record(&city, notice), As::Docx).bytes;
    let body = part(&bytes, "word/document.xml");
    // 37, 26, 35 and 28 mm in twentieths of a point.
    assert!(body.contains("w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\""), "{body}");
    assert!(body.contains("w:w=\"11906\" w:h=\"16838\""));
    let styles = part(&bytes, "word/styles.xml");
    for font in ["方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"] {
        assert!(styles.contains(&format!("w:eastAsia=\"{font}\"")), "{font}");
    }
    assert!(styles.contains("w:line=\"560\" w:lineRule=\"exact\"") && styles.contains("w:firstLineChars=\"200\""));
    assert!(part(&bytes, "word/settings.xml").contains("<w:evenAndOddHeaders/>"));
    for (footer, side) in [("word/footer1.xml", "right"), ("word/footer2.xml", "left")] {
        let footer = part(&bytes, footer);
        assert!(footer.contains(&format!("<w:jc w:val=\"{side}\"/>")) && footer.contains("— ") && footer.contains("PAGE"));
    }
    for (font, heading) in [("Hei", "一、培训对象"), ("Kai", "（一）按时报送名单。")] {
        assert!(
            body.contains(&format!("<w:rStyle w:val=\"{font}\"/></w:rPr><w:t xml:space=\"preserve\">{heading}</w:t>")),
            "{heading}"
        );
    }
    assert_eq!(body.matches("<w:pageBreakBefore/>").count(), 2, "each attachment begins a page");
    assert!(body.contains("<w:tblHeader/>"));
    let listed = city.number(&format!(
        "SELECT count(*) FROM quota q JOIN call_up u ON u.id = q.call_up_id WHERE u.class_id = {}",
        record(&city, notice).unwrap()
    ));
    let table = body.split("<w:tbl>").nth(1).unwrap();
    assert!(table.matches("<w:tr>").count() as i64 >= listed + 2, "head, a row a unit, the total");
}

#[test]
fn numbers_are_those_of_the_data_and_telephones_are_masked() {
    let city = City::own();
    let class = record(&city, named("roster").unwrap()).unwrap();
    let people = city.number(&format!(
        "SELECT count(*) FROM nominee n JOIN call_up u ON u.id = n.call_up_id WHERE u.class_id = {class}
         AND n.state IN ('approved', 'notified', 'reported', 'completed', 'partial', 'withdrawn', 'expelled')"
    ));
    assert!(people > 3);
    let text = words(&made(&city, named("roster").unwrap(), Some(class), As::Docx).bytes);
    assert!(text.contains(&format!("共{people}人")), "{text}");
    city.write("UPDATE nominee SET phone = '13987650001'");
    let text = words(&made(&city, named("contacts").unwrap(), Some(class), As::Docx).bytes);
    assert!(!text.contains("13987650001") && text.contains("139"), "{text}");
    let fees: f64 = city.reader().class_fees(class).unwrap().iter().map(|f| f.due.sum).sum();
    let text = words(&made(&city, named("lecture_fees").unwrap(), Some(class), As::Docx).bytes);
    assert!(text.contains(&ganjiao::domain::value::number(fees)), "{text}");
}

#[test]
fn a_hostile_name_is_only_a_name() {
    let city = City::own();
    let roster = named("roster").unwrap();
    let class = record(&city, roster).unwrap();
    let hostile = "甲<w:p>&\"|\n# 乙{{姓名}}\u{1b}[2J";
    city.write(&format!("UPDATE cadre SET name = '{}'", hostile.replace('\'', "")));
    let bytes = made(&city, roster, Some(class), As::Docx).bytes;
    well_formed(&part(&bytes, "word/document.xml"));
    assert!(words(&bytes).contains("甲<w:p>&\"|"), "{}", words(&bytes));
    let text = String::from_utf8(made(&city, roster, Some(class), As::Text).bytes).unwrap();
    assert!(!text.contains('\u{1b}') && text.contains('甲') && text.contains('乙'));
    made(&city, roster, Some(class), As::Xlsx);
}

/// The template the program gives, put into the folder unchanged, makes the same words.
#[test]
fn the_given_template_makes_the_same_paper() {
    let city = City::own();
    let folder = city.folder.path().join("templates");
    fs::create_dir(&folder).unwrap();
    let bare = |bytes: &[u8]| words(bytes).lines().filter(|l| !l.trim().is_empty()).collect::<Vec<_>>().join("\n");
    for name in ["roster", "call_up_notice", "groups", "warning_notice", "sign_in", "certificate"] {
        let document = named(name).unwrap();
        let of = record(&city, document);
        let ours = made(&city, document, of, As::Docx);
        fs::write(folder.join(format!("{}.docx", document.title.zh)), document.blank().unwrap()).unwrap();
        let theirs = made(&city, document, of, As::Docx);
        assert!(theirs.own.is_some() && ours.own.is_none());
        let (ours, theirs) = (bare(&ours.bytes), bare(&theirs.bytes));
        let differs = ours.lines().zip(theirs.lines()).find(|(a, b)| a != b);
        assert!(ours == theirs, "{name}: {differs:?}");
    }
}

#[test]
fn a_template_of_the_offices_own_keeps_its_looks() {
    let city = City::own();
    let folder = city.folder.path().join("templates");
    fs::create_dir(&folder).unwrap();
    let roster = named("roster").unwrap();
    let class = record(&city, roster);
    let title = city.text(&format!("SELECT title FROM training_class WHERE id = {}", class.unwrap()));
    // As a word processor leaves it: a name over three runs with a mark of spelling between, a bold cell, a list in a row.
    let cell = |text: &str| {
        format!("<w:tc><w:tcPr><w:tcW w:w=\"99\"/></w:tcPr><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let body = format!(
        "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:t>｛</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r><w:t>｛班次</w:t></w:r><w:r><w:t>名称｝｝名单</w:t></w:r></w:p>\
         <w:tbl><w:tblPr/><w:tr w:rsidR=\"1\">{}{}</w:tr></w:tbl><w:p><w:r><w:t>{{{{#缺训名单}}}}{{{{姓名}}}}；{{{{/缺训名单}}}}</w:t></w:r></w:p>",
        cell("{{#名单}}{{序号}}"),
        cell("{{姓名}}{{/名单}}")
    );
    let own = changed(&roster.blank().unwrap(), "word/document.xml", |xml| {
        let (head, rest) = xml.split_once("<w:body>").unwrap();
        format!("{head}<w:body>{body}{}", &rest[rest.rfind("<w:sectPr>").unwrap()..])
    });
    fs::write(folder.join("roster.docx"), &own).unwrap();
    let bytes = made(&city, roster, class, As::Docx).bytes;
    let xml = part(&bytes, "word/document.xml");
    well_formed(&xml);
    let people = city.reader().class_roster(class.unwrap()).unwrap();
    let came =
        people.iter().filter(|p| !matches!(p.state.as_str(), "excused" | "no_show" | "replaced" | "rejected" | "declined"));
    assert_eq!(xml.matches("<w:tr w:rsidR=\"1\">").count(), came.count());
    assert!(words(&bytes).contains(&format!("{title}名单")), "{}", words(&bytes));
    assert!(xml.contains("<w:b/>") && xml.contains("<w:jc w:val=\"center\"/>"));
    assert_eq!(part(&bytes, "word/styles.xml"), part(&own, "word/styles.xml"));
    // What nobody knows is named, all of it at once.
    let wrong = changed(&own, "word/document.xml", |xml| xml.replace("{{姓名}}；", "{{姓名}}{{学籍号}}{{爱好}}；"));
    fs::write(folder.join("roster.docx"), wrong).unwrap();
    city.write("UPDATE nominee SET state = 'no_show' WHERE state = 'completed'");
    let fault = roster.make(&city.reader(), &ask(class, As::Docx)).unwrap().unwrap_err();
    assert_eq!(fault, Fault::Unknown(vec!["学籍号".into(), "爱好".into()]));
    assert!(fault.tell(Lang::Zh).contains("学籍号、爱好"));
    fs::write(folder.join("roster.docx"), b"PK no zip").unwrap();
    assert!(matches!(roster.make(&city.reader(), &ask(class, As::Docx)).unwrap(), Err(Fault::Unreadable(_))));
}

/// A document that nobody needs is not made.
#[test]
fn nothing_to_write_is_said() {
    let city = City::own();
    city.write("UPDATE make_up SET state = 'waived'");
    let notice = named("make_up_notices").unwrap();
    assert!(notice.make(&city.reader(), &ask(None, As::Docx)).unwrap().unwrap().is_none());
}
