//! A document as docx, after GB/T 9704-2012 《党政机关公文格式》: margins 37, 35, 28 and 26 mm, the title in 方正小标宋简体 二号,
//! text in `仿宋_GB2312` 三号 on fixed lines of 28 points, headings in 黑体 and `楷体_GB2312`, page numbers at the outer edge.
//!
//! Written as XML directly: the standard asks for little, and little of it is within reach of libraries (headings of
//! tables that repeat, page numbers by side). Fonts are named, not embedded; an office machine has them.

use super::layout::{Block, Cell, Down, Table};
use crate::exchange::xml::escaped;
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Twentieths of a point in a millimetre, times a thousand.
const TWIPS: u32 = 56_693;

const fn mm(n: u32) -> u32 {
    (n * TWIPS + 500) / 1000
}

/// A page that stands or lies: its sides and margins in twentieths of a point.
struct Sheet {
    width: u32,
    height: u32,
    top: u32,
    bottom: u32,
    left: u32,
    right: u32,
}

const UPRIGHT: Sheet = Sheet { width: 11_906, height: 16_838, top: mm(37), bottom: mm(35), left: mm(28), right: mm(26) };
/// The upright page turned: its head is at the left.
const LYING: Sheet = Sheet { width: 16_838, height: 11_906, top: mm(28), bottom: mm(26), left: mm(37), right: mm(35) };

impl Sheet {
    const fn room(&self) -> u32 {
        self.width - self.left - self.right
    }

    fn section(&self) -> String {
        let turned = if self.width > self.height { " w:orient=\"landscape\"" } else { "" };
        format!(
            "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:footerReference w:type=\"even\" r:id=\"rId4\"/>\
             <w:pgSz w:w=\"{}\" w:h=\"{}\"{turned}/><w:pgMar w:top=\"{}\" w:right=\"{}\" w:bottom=\"{}\" w:left=\"{}\" w:header=\"851\" w:footer=\"{}\" w:gutter=\"0\"/></w:sectPr>",
            self.width,
            self.height,
            self.top,
            self.right,
            self.bottom,
            self.left,
            mm(23)
        )
    }
}

/// The document as the bytes of a docx.
///
/// # Errors
/// What the writer of the archive says.
pub fn docx(title: &str, blocks: &[Block]) -> std::io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let core = CORE.replace("{title}", &escaped(title));
    let body = body(blocks);
    let parts: [(&str, &str); 9] = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("docProps/core.xml", &core),
        ("word/_rels/document.xml.rels", RELATIONS),
        ("word/document.xml", &body),
        ("word/styles.xml", STYLES),
        ("word/settings.xml", SETTINGS),
        ("word/footer1.xml", &footer("right", "w:right=\"280\" w:rightChars=\"100\"")),
        ("word/footer2.xml", &footer("left", "w:left=\"280\" w:leftChars=\"100\"")),
    ];
    for (name, content) in parts {
        zip.start_file(name, options)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn body(blocks: &[Block]) -> String {
    let mut out = String::from(OPEN);
    let mut sheet = &UPRIGHT;
    let mut fresh = true;
    for block in blocks {
        match block {
            Block::Turn(lies) => {
                let next = if *lies { &LYING } else { &UPRIGHT };
                if !fresh {
                    out.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"End\"/>{}</w:pPr></w:p>", sheet.section()));
                }
                sheet = next;
                fresh = true;
                continue;
            }
            Block::Table(table) => out.push_str(&grid(table, sheet.room())),
            Block::Page if fresh => continue,
            Block::Page => out.push_str("<w:p><w:pPr><w:pStyle w:val=\"End\"/></w:pPr><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
            Block::Attachment(text) => {
                out.push_str(&paragraph("Attachment", if fresh { "" } else { "<w:pageBreakBefore/>" }, text));
            }
            Block::Title(text) => out.push_str(&paragraph("Heading", "", &shaped(text, sheet.room()))),
            Block::Centre(text) => out.push_str(&paragraph("Centre", "", text)),
            Block::Flush(text) => out.push_str(&paragraph("Flush", "", text)),
            Block::Right(text) => out.push_str(&paragraph("Right", "", text)),
            Block::Body(text) => out.push_str(&numbered(text)),
            Block::Blank => out.push_str("<w:p/>"),
        }
        fresh = matches!(block, Block::Page);
    }
    out.push_str("<w:p><w:pPr><w:pStyle w:val=\"End\"/></w:pPr></w:p>");
    out.push_str(&sheet.section());
    out.push_str("</w:body></w:document>");
    out
}

fn paragraph(style: &str, more: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>{}</w:p>", run("", text))
}

fn run(properties: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let lines: Vec<String> =
        text.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line))).collect();
    format!("<w:r>{properties}{}</w:r>", lines.join("<w:br/>"))
}

/// A title over as many lines as it needs, each about as long, parted where words end.
fn shaped(title: &str, room: u32) -> String {
    // A Han character of 二号 is 22 points wide.
    let fit = (room / 440).max(1) as usize;
    let chars: Vec<char> = title.chars().collect();
    let half = |c: &char| usize::from(!c.is_ascii()) + 1;
    let width: usize = chars.iter().map(half).sum::<usize>().div_ceil(2);
    if width <= fit || title.contains('\n') || title.contains("{{") {
        return title.to_owned();
    }
    let lines = width.div_ceil(fit);
    let each = chars.len().div_ceil(lines);
    let good = |at: usize| {
        let ends = chars.get(at.wrapping_sub(1)).is_some_and(|c| "）》”、的班".contains(*c));
        ends && !chars.get(at).is_some_and(|c| "）》”、（的".contains(*c))
    };
    let (mut out, mut from) = (String::new(), 0);
    while chars.len() - from > each {
        let want = from + each;
        let near = (0..=each * 2 / 3).flat_map(|d| [want.saturating_sub(d), want + d]);
        let at = near
            .into_iter()
            .find(|at| *at > from && *at < chars.len() && at - from <= fit && good(*at))
            .unwrap_or(want.min(from + fit));
        out.extend(&chars[from..at]);
        out.push('\n');
        from = at;
    }
    out.extend(&chars[from..]);
    out
}

/// A paragraph whose number says its level: `一、` in 黑体, `（一）` in 楷体, up to the first full stop.
fn numbered(text: &str) -> String {
    const DIGITS: &str = "一二三四五六七八九十";
    let count = |text: &str| text.chars().take_while(|c| DIGITS.contains(*c)).count();
    let inside = text.strip_prefix('（').unwrap_or(text);
    let n = count(inside);
    let after = inside.chars().nth(n);
    let font = match (n > 0, text.starts_with('（'), after) {
        (true, false, Some('、')) => "<w:rPr><w:rStyle w:val=\"Hei\"/></w:rPr>",
        (true, true, Some('）')) => "<w:rPr><w:rStyle w:val=\"Kai\"/></w:rPr>",
        _ => return paragraph("Body", "", text),
    };
    let end = text.find('。').map_or(text.len(), |at| at + '。'.len_utf8());
    format!("<w:p><w:pPr><w:pStyle w:val=\"Body\"/></w:pPr>{}{}</w:p>", run(font, &text[..end]), run("", &text[end..]))
}

fn grid(table: &Table, room: u32) -> String {
    let whole: u32 = table.columns.iter().map(|c| u32::from(c.width)).sum::<u32>().max(1);
    let mut widths: Vec<u32> = table.columns.iter().map(|c| room * u32::from(c.width) / whole).collect();
    let given: u32 = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += room - given;
    }
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{room}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>{}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"57\" w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>",
        ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"))
            .concat()
    );
    widths.iter().for_each(|w| out.push_str(&format!("<w:gridCol w:w=\"{w}\"/>")));
    out.push_str("</w:tblGrid>");
    for (row, head) in table.head.iter().map(|row| (row, true)).chain(table.rows.iter().map(|row| (row, false))) {
        line(&mut out, table, row, head, &widths);
    }
    out.push_str("</w:tbl>");
    out
}

fn line(out: &mut String, table: &Table, row: &[Cell], head: bool, widths: &[u32]) {
    let height = mm(u32::from(if table.height == 0 { 8 } else { table.height }));
    let repeat = if head { "<w:tblHeader/>" } else { "" };
    out.push_str(&format!("<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"{height}\" w:hRule=\"atLeast\"/>{repeat}</w:trPr>"));
    let mut at = 0;
    for cell in row {
        let reach = (at + cell.across).min(widths.len());
        let width: u32 = widths[at.min(reach)..reach].iter().sum();
        let left = !head && table.columns.get(at).is_some_and(|c| c.left);
        out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>"));
        if cell.across > 1 {
            out.push_str(&format!("<w:gridSpan w:val=\"{}\"/>", cell.across));
        }
        match cell.down {
            Down::First(_) => out.push_str("<w:vMerge w:val=\"restart\"/>"),
            Down::More => out.push_str("<w:vMerge/>"),
            Down::Alone => {}
        }
        let small = table.columns.len() > 7;
        let style = match (head, left) {
            (true, _) => "CellHead",
            (_, true) => "CellLeft",
            _ => "Cell",
        };
        let style = if small { format!("{style}Small") } else { style.to_owned() };
        let text = if cell.down == Down::More { "" } else { cell.text.as_str() };
        out.push_str(&format!("<w:vAlign w:val=\"center\"/></w:tcPr>{}</w:tc>", paragraph(&style, "", text)));
        at = reach;
    }
    out.push_str("</w:tr>");
}

const OPEN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>";

fn footer(side: &str, indent: &str) -> String {
    let font = "<w:rPr><w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" w:eastAsia=\"宋体\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/></w:rPr>";
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:ftr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:ind {indent}/><w:jc w:val=\"{side}\"/></w:pPr><w:r>{font}<w:t xml:space=\"preserve\">— </w:t></w:r>\
         <w:fldSimple w:instr=\" PAGE \"><w:r>{font}<w:t>1</w:t></w:r></w:fldSimple><w:r>{font}<w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>"
    )
}

const TYPES: &str = include_str!("../../../assets/templates/docx/types.xml");
const ROOT: &str = include_str!("../../../assets/templates/docx/root.xml");
const RELATIONS: &str = include_str!("../../../assets/templates/docx/relations.xml");
const STYLES: &str = include_str!("../../../assets/templates/docx/styles.xml");
const SETTINGS: &str = include_str!("../../../assets/templates/docx/settings.xml");
const CORE: &str = include_str!("../../../assets/templates/docx/core.xml");
