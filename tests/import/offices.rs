//! Offices of other counties, written down: each file of `offices` is a story of files that come in and what must come out.
//!
//! `!file NAME [gbk|utf16|bom]` begins a file; what it is, its ending says. `!sheet NAME` and `!merge A1:C2` are for
//! workbooks and documents; `!line` is a paragraph above a document's table, and an `.lrmx` file is written down as it is. Every other line is a row, with `→` between cells and `⏎` for a line end in a cell; `#` begins a number (`#0.00:2011.1` with
//! its format), `@` a day or a time. `!take` imports the files since the last; then `= kind records/new/updated/same/duplicate/rejected`
//! stands for each sheet and kind and `- severity cell code` for each finding that someone should look at.
//! `? SELECT …` asks, `> ` answers. `!people` are the units and people of `common`.

use crate::office::Office;
use ganjiao::exchange::import::{Report, Source};
use ganjiao::exchange::issue::Severity;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use std::io::{Cursor, Write as _};

/// A file of a story before it is bytes.
#[derive(Default)]
struct File {
    name: String,
    encoding: String,
    sheets: Vec<Page>,
}

#[derive(Default)]
struct Page {
    name: String,
    rows: Vec<Vec<String>>,
    merges: Vec<String>,
    above: Vec<String>,
}

/// The story on its way: what is, and what differs.
struct Story {
    office: Office,
    files: Vec<File>,
    report: Vec<String>,
    wanted: Vec<String>,
    differences: Vec<String>,
}

#[test]
fn every_office_comes_out_as_written() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/import/offices");
    let only = std::env::var("GANJIAO_OFFICE").unwrap_or_default();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut differences = Vec::new();
    for path in files.iter().filter(|path| path.is_file() && path.to_string_lossy().contains(&only)) {
        let name = path.file_stem().unwrap().to_string_lossy();
        let text = std::fs::read_to_string(path).unwrap();
        let common = || std::fs::read_to_string(format!("{folder}/common/people.txt")).unwrap();
        let found = play(&text.replace("!people\n", &common()));
        differences.extend(found.into_iter().map(|d| format!("{name}: {d}")));
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

fn play(text: &str) -> Vec<String> {
    let mut lines = text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with("//")).peekable();
    let today = lines.next().unwrap().1.trim_start_matches("!today ").to_owned();
    let mut story =
        Story { office: Office::new(&today), files: Vec::new(), report: Vec::new(), wanted: Vec::new(), differences: Vec::new() };
    while let Some((at, line)) = lines.next() {
        if let Some(sql) = line.strip_prefix("? ") {
            let mut wanted = Vec::new();
            while let Some((_, line)) = lines.next_if(|(_, l)| l.starts_with('>')) {
                wanted.push(line[1..].strip_prefix(' ').unwrap_or_default().to_owned());
            }
            story.compare();
            let got = story.office.lines(sql);
            if got != wanted {
                story.differences.push(format!(
                    "line {}: {sql}\n  got  {}\n  want {}",
                    at + 1,
                    got.join("\n       "),
                    wanted.join("\n       ")
                ));
            }
        } else {
            story.line(line);
        }
    }
    story.compare();
    story.differences
}

impl Story {
    fn line(&mut self, line: &str) {
        if line.starts_with("= ") || line.starts_with("- ") {
            self.wanted.push(line.trim().to_owned());
        } else if line == "!take" {
            self.take();
        } else if let Some(rest) = line.strip_prefix("!file ") {
            let known = |(_, encoding): &(&str, &str)| ["gbk", "utf16", "bom"].contains(encoding);
            let (name, encoding) = rest.rsplit_once(' ').filter(known).unwrap_or((rest, ""));
            self.files.push(File { name: name.to_owned(), encoding: encoding.to_owned(), sheets: Vec::new() });
        } else if let Some(name) = line.strip_prefix("!sheet ") {
            self.file().sheets.push(Page { name: name.to_owned(), ..Page::default() });
        } else if let Some(text) = line.strip_prefix("!line ") {
            self.page().above.push(text.to_owned());
        } else if let Some(area) = line.strip_prefix("!merge ") {
            let areas: Vec<String> = area.split(' ').map(str::to_owned).collect();
            self.page().merges.extend(areas);
        } else {
            let cells = line.split('→').map(|cell| cell.replace('⏎', "\n")).collect();
            self.page().rows.push(cells);
        }
    }

    fn file(&mut self) -> &mut File {
        self.files.last_mut().expect("a file before its rows")
    }

    fn page(&mut self) -> &mut Page {
        let file = self.file();
        if file.sheets.is_empty() {
            file.sheets.push(Page { name: "Sheet1".into(), ..Page::default() });
        }
        file.sheets.last_mut().expect("a sheet")
    }

    fn take(&mut self) {
        self.compare();
        let sources: Vec<Source> = self.files.drain(..).map(|file| Source::new(&file.name, &file.bytes())).collect();
        for source in &sources {
            if let Err(why) = &source.grids {
                self.report.push(format!("{} refused: {why}", source.name));
            }
        }
        self.report.extend(told(&self.office.take(&sources)));
        let again = self.office.take(&sources);
        let moved = again.sum(|o| o.new + o.updated);
        if moved > 0 {
            self.differences.push(format!("{}: {moved} records moved when it came again", sources[0].name));
        }
    }

    fn compare(&mut self) {
        let (got, wanted) = (std::mem::take(&mut self.report), std::mem::take(&mut self.wanted));
        if got != wanted {
            self.differences.push(format!("report\n  got  {}\n  want {}", got.join("\n       "), wanted.join("\n       ")));
        }
    }
}

fn told(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for o in &report.outcomes {
        let counts = [o.records, o.new, o.updated, o.same, o.duplicate, o.rejected].map(|n| n.to_string()).join("/");
        lines.push(format!("= {} {counts}", o.kind.code()));
        let seen = o.issues.iter().filter(|i| i.severity != Severity::Info);
        lines.extend(seen.map(|i| format!("- {} {} {}", i.severity.code(), i.at, i.reason.code())));
    }
    lines
}

impl File {
    fn bytes(&self) -> Vec<u8> {
        match self.name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("xlsx") => self.workbook(),
            Some("docx") => self.document(),
            Some("lrmx") => self.sheets[0].rows.iter().map(|row| row.join("→") + "\n").collect::<String>().into_bytes(),
            _ => self.text(),
        }
    }

    fn text(&self) -> Vec<u8> {
        let delimiter = if self.name.ends_with(".csv") { "," } else { "\t" };
        let cell = |cell: &String| {
            if cell.contains([',', '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
        };
        let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(delimiter) + "\r\n";
        let text: String = self.sheets[0].rows.iter().map(line).collect();
        match self.encoding.as_str() {
            "gbk" => encoding_rs::GB18030.encode(&text).0.into_owned(),
            "utf16" => std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            "bom" => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            _ => text.into_bytes(),
        }
    }

    fn document(&self) -> Vec<u8> {
        let body: String = self.sheets.iter().map(Page::words).collect();
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
        write!(zip, "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}<w:sectPr/></w:body></w:document>").unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn workbook(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        for page in &self.sheets {
            let sheet = book.add_worksheet().set_name(&page.name).unwrap();
            for area in &page.merges {
                let (from, to) = area.split_once(':').unwrap();
                let ((y, x), (bottom, right)) = (address(from), address(to));
                sheet.merge_range(y, x, bottom, right, "", &Format::new()).unwrap();
            }
            for (y, row) in (0..).zip(&page.rows) {
                for (x, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
                    write(sheet, y, x, cell);
                }
            }
        }
        book.save_to_buffer().unwrap()
    }
}

impl Page {
    /// Paragraphs and a table as a word processor writes them.
    fn words(&self) -> String {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let paragraph =
            |text: &str| format!("<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>", escaped(text));
        let areas: Vec<_> =
            self.merges.iter().map(|area| area.split_once(':').map(|(a, b)| (address(a), address(b))).unwrap()).collect();
        let mut rows = String::new();
        for (y, row) in (0_u32..).zip(&self.rows) {
            let width = areas.iter().map(|(_, to)| usize::from(to.1) + 1).chain([row.len()]).max().unwrap_or(0);
            let mut x = 0_u16;
            rows.push_str("<w:tr>");
            while usize::from(x) < width {
                let area = areas.iter().find(|(from, to)| (from.0..=to.0).contains(&y) && (from.1..=to.1).contains(&x));
                let across = area.map_or(1, |(from, to)| to.1 - from.1 + 1);
                let down =
                    area.filter(|(from, to)| to.0 > from.0).map(|(from, _)| if from.0 == y { " w:val=\"restart\"" } else { "" });
                let down = down.map(|v| format!("<w:vMerge{v}/>")).unwrap_or_default();
                let text = row.get(usize::from(x)).map_or("", String::as_str);
                let paragraphs: String = text.split('\n').map(paragraph).collect();
                rows.push_str(&format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{across}\"/>{down}</w:tcPr>{paragraphs}</w:tc>"));
                x += across;
            }
            rows.push_str("</w:tr>");
        }
        self.above.iter().map(|line| paragraph(line)).collect::<String>() + &format!("<w:tbl><w:tblPr/>{rows}</w:tbl>")
    }
}

fn write(sheet: &mut Worksheet, y: u32, x: u16, cell: &str) {
    if let Some(number) = cell.strip_prefix('#') {
        let (format, number) = number.split_once(':').unwrap_or(("General", number));
        sheet.write_number_with_format(y, x, number.parse::<f64>().unwrap(), &Format::new().set_num_format(format)).unwrap();
    } else if let Some(day) = cell.strip_prefix('@') {
        let format = if day.contains('-') { "yyyy\"年\"m\"月\"d\"日\"" } else { "h:mm" };
        let value = ExcelDateTime::parse_from_str(day).unwrap();
        sheet.write_datetime_with_format(y, x, &value, &Format::new().set_num_format(format)).unwrap();
    } else {
        sheet.write_string(y, x, cell).unwrap();
    }
}

/// `B3` as row and column from 0.
fn address(text: &str) -> (u32, u16) {
    let (letters, digits) = text.split_at(text.find(|c: char| c.is_ascii_digit()).unwrap());
    let column = letters.bytes().fold(0, |n, b| n * 26 + u16::from(b - b'A') + 1);
    (digits.parse::<u32>().unwrap() - 1, column - 1)
}
