//! Files that were good once: bytes changed, cut out, doubled and mixed with other files. Every one is read or refused.
//!
//! Packed files are mangled outside and inside: what is wrong within a part is only met when the part still unpacks.
//! `GANJIAO_ROUNDS` files with the dice of `GANJIAO_SEED`; `GANJIAO_BINDER` names a folder with more files to begin with.

use crate::office::Office;
use ganjiao::exchange::grid::MAX_HELD;
use ganjiao::exchange::import::Source;
use ganjiao::exchange::open::open;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use rust_xlsxwriter::{Format, Workbook};
use std::io::{Cursor, Read as _, Write as _};
use std::panic::PanicHookInfo;
use std::sync::Mutex;
use std::time::{Duration, Instant};

const TABLE: &str = "2022年干部名册,,,,\n姓名,单位,职务,出生年月,身份证号码\n段石,财政局,副局长,1985.3,539998198503150024\n\
    岩温,县委办公室,\"科员,\n秘书\",1990年1月,\n合计,2人,,,\n";
const PERSON: &str = "<?xml version=\"1.0\"?><Person><XingMing>段石</XingMing><XingBie>女</XingBie><RuDangShiJian>民盟(2008.07)\
    </RuDangShiJian><XianRenZhiWu>财政局副局长</XianRenZhiWu><JiaTingChengYuan><Item><XingMing>某</XingMing></Item></JiaTingChengYuan></Person>";
const PAGE: &str = "<html><head><meta charset=\"utf-8\"><title>x</title></head><table><tr><td colspan=\"3\">名册</td></tr><tr><th>姓名</th>\
    <th rowspan=\"2\">单位</th><th>学时</th></tr><tr><td>段石<br>女</td><td>40.5</td></tr></table><table><tr><td>附</td></tr></table></html>";
const XML: &str = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"urn:x\"><Worksheet ss:Name=\"名册\"><Table><Row ss:Index=\"2\">\
    <Cell ss:MergeAcross=\"1\" ss:MergeDown=\"2\"><Data ss:Type=\"String\">姓名</Data></Cell><Cell ss:Index=\"4\">\
    <Data ss:Type=\"Number\">40</Data></Cell></Row></Table></Worksheet></Workbook>";
const DOCUMENT: &str = "<?xml version=\"1.0\"?><w:document><w:body><w:p><w:r><w:t>课程表</w:t></w:r></w:p><w:tbl><w:tr><w:trPr><w:gridBefore \
    w:val=\"1\"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/><w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:r><w:t>时间</w:t><w:br/>\
    </w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p><w:t>内</w:t></w:p></w:tc>\
    </w:tr></w:tbl></w:tc></w:tr></w:tbl><w:sectPr/></w:body></w:document>";
/// What hostile files are made of.
const WORDS: [&str; 14] = [
    "0",
    "-1",
    "65535",
    "4294967295",
    "18446744073709551615",
    "1E308",
    "XFD1048576",
    "A0",
    "<w:tbl>",
    "</w:tbl>",
    "<table><tr><td rowspan=2000 colspan=2000>",
    " hidden=\"1\"",
    "\"",
    "\0",
];
/// Longest that a mangled file of a few kilobytes may take, in a build that is not optimised and on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

/// One thing that happens to bytes. Places are shares of what is there.
#[derive(Clone, Debug)]
enum Blow {
    Set(Index, u8),
    Flip(Index, u8),
    End(Index),
    Lose(Index, u8),
    Double(Index, u8, u8),
    Word(Index, usize),
    Mix(Index, Index, Index, u8),
}

fn blow() -> impl Strategy<Value = Blow> {
    let at = any::<Index>;
    prop_oneof![
        3 => (at(), any::<u8>()).prop_map(|(at, b)| Blow::Set(at, b)),
        3 => (at(), 0..8_u8).prop_map(|(at, bit)| Blow::Flip(at, bit)),
        1 => at().prop_map(Blow::End),
        2 => (at(), any::<u8>()).prop_map(|(at, n)| Blow::Lose(at, n)),
        2 => (at(), any::<u8>(), 1..40_u8).prop_map(|(at, n, times)| Blow::Double(at, n, times)),
        3 => (at(), 0..WORDS.len()).prop_map(|(at, word)| Blow::Word(at, word)),
        2 => (at(), at(), at(), any::<u8>()).prop_map(|(at, file, from, n)| Blow::Mix(at, file, from, n)),
    ]
}

impl Blow {
    fn strike(&self, bytes: &mut Vec<u8>, files: &[Vec<u8>]) {
        if bytes.is_empty() {
            return;
        }
        let len = bytes.len();
        match self {
            Self::Set(at, b) => bytes[at.index(len)] = *b,
            Self::Flip(at, bit) => bytes[at.index(len)] ^= 1 << bit,
            Self::End(at) => bytes.truncate(at.index(len)),
            Self::Lose(at, n) => drop(bytes.drain(at.index(len)..(at.index(len) + usize::from(*n)).min(len))),
            Self::Double(at, n, times) => {
                let range = at.index(len)..(at.index(len) + usize::from(*n)).min(len);
                let again = bytes[range.clone()].repeat(usize::from(*times));
                bytes.splice(range.end..range.end, again);
            }
            Self::Word(at, word) => {
                let at = number_near(bytes, at.index(len));
                bytes.splice(at, WORDS[*word].bytes());
            }
            Self::Mix(at, file, from, n) => {
                let other = &files[file.index(files.len())];
                let from = from.index(other.len());
                let part = other[from..(from + usize::from(*n)).min(other.len())].to_vec();
                bytes.splice(at.index(len)..at.index(len), part);
            }
        }
    }
}

/// The number that stands next, or nothing at this place where none is near.
fn number_near(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let near = &bytes[at..(at + 64).min(bytes.len())];
    let Some(start) = near.iter().position(u8::is_ascii_digit).map(|n| at + n) else { return at..at };
    let digits = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
    start..start + digits
}

/// A packed file with one part mangled, packed again.
fn inside(bytes: &[u8], which: Index, mangle: impl Fn(&mut Vec<u8>)) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let which = which.index(archive.len().max(1));
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).ok()?;
        let mut content = Vec::new();
        part.read_to_end(&mut content).ok()?;
        if i == which {
            mangle(&mut content);
        }
        let name = part.name().ok()?.to_string();
        packed.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
        packed.write_all(&content).ok()?;
    }
    Some(packed.finish().ok()?.into_inner())
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("名册").unwrap();
    sheet.merge_range(0, 0, 0, 4, "2022年干部名册", &Format::new()).unwrap();
    for (row, line) in (1..).zip(["姓名,单位,职务,学时", "段石,财政局,副局长,", "岩温,县委办,科员,"]) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    sheet.write_number_with_format(2, 3, 2011.1, &Format::new().set_num_format("0.00")).unwrap();
    sheet.set_row_hidden(3).unwrap();
    sheet.set_column_hidden(2).unwrap();
    book.save_to_buffer().unwrap()
}

fn document() -> Vec<u8> {
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    packed.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    packed.write_all(DOCUMENT.as_bytes()).unwrap();
    packed.finish().unwrap().into_inner()
}

fn files() -> Vec<Vec<u8>> {
    let wide = TABLE.encode_utf16().flat_map(u16::to_le_bytes);
    let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide).collect();
    let mut files = vec![workbook(), document(), encoding_rs::GB18030.encode(TABLE).0.into_owned(), marked];
    files.extend([TABLE, PERSON, PAGE, XML].map(|text| text.as_bytes().to_vec()));
    let folder = std::env::var_os("GANJIAO_BINDER").map(std::fs::read_dir);
    let paths = folder.into_iter().flatten().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.is_file() && path.extension().is_some_and(|e| e != "json" && e != "md")).collect();
    paths.sort();
    files.extend(paths.iter().map(|path| std::fs::read(path).unwrap()));
    files
}

/// Panics of this project's own readers, which are caught there and must not be: a library's damaged file is another matter.
static OWN: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn watch_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info: &PanicHookInfo| {
        let file = info.location().map_or("", std::panic::Location::file);
        if file.starts_with("src/") {
            OWN.lock().unwrap().push(info.to_string());
        }
        if !file.contains("/calamine-") {
            before(info);
        }
    }));
}

fn number(name: &str, default: u32) -> u32 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

fn taken(office: &mut Office, bytes: &[u8], rehearsed: bool) -> Result<(), TestCaseError> {
    let start = Instant::now();
    OWN.lock().unwrap().clear();
    let read = open(bytes);
    let panics = OWN.lock().unwrap().clone();
    prop_assert!(panics.is_empty(), "{panics:?}");
    if let Ok(grids) = read {
        prop_assert!(grids.iter().map(|grid| grid.held()).sum::<usize>() <= MAX_HELD);
        if rehearsed {
            office.rehearse(&[Source::new("名册", bytes)]);
        }
    }
    prop_assert!(start.elapsed() < LONGEST, "took {:?}", start.elapsed());
    Ok(())
}

#[test]
fn every_good_file_of_these_is_read() {
    for (n, bytes) in files().iter().take(8).enumerate() {
        assert!(open(bytes).is_ok_and(|grids| grids[0].height() > 0), "file {n}");
    }
}

#[test]
fn mangled_files_are_read_or_refused() {
    watch_panics();
    let (files, mut seed) = (files(), [0; 32]);
    seed[..4].copy_from_slice(&number("GANJIAO_SEED", 1).to_le_bytes());
    let config = Config { cases: number("GANJIAO_ROUNDS", 20) * 15, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let office = std::cell::RefCell::new(Office::new("2022-12-31"));
    let case = (any::<Index>(), any::<Index>(), 0..4_u8, prop::collection::vec(blow(), 1..6), 0..10_u8);
    let found = runner.run(&case, |(file, part, outside, blows, rehearsed)| {
        let bytes = &files[file.index(files.len())];
        let mangle = |bytes: &mut Vec<u8>| blows.iter().for_each(|blow| blow.strike(bytes, &files));
        let repacked = if outside > 0 { inside(bytes, part, mangle) } else { None };
        let mangled = repacked.unwrap_or_else(|| {
            let mut whole = bytes.clone();
            mangle(&mut whole);
            whole
        });
        taken(&mut office.borrow_mut(), &mangled, rehearsed == 0)
    });
    found.unwrap();
}
