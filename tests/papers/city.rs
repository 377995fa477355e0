//! A small city, built once; and what is inside a zip.

use chrono::NaiveDate;
use ganjiao::store::{
    Act, Reader, Store,
    demo::{Continue, Plan, build},
};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
    path::PathBuf,
    sync::OnceLock,
};

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

pub fn act() -> Act {
    Act { actor: "tester".to_owned(), origin: "test".to_owned(), at: "2026-11-24 09:00:00".to_owned() }
}

pub struct City {
    pub folder: tempfile::TempDir,
    pub path: PathBuf,
}

impl City {
    /// A copy of its own: it may be written to, and have templates beside it.
    pub fn own() -> Self {
        static CITY: OnceLock<Vec<u8>> = OnceLock::new();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        let bytes = CITY.get_or_init(|| {
            let built = folder.path().join("built.db");
            build(&built, &Plan { cadres: 150, seed: 4, today: today() }, &mut |_| Continue::Yes).unwrap();
            // Whole in one file: what still stands in the log would be missed.
            let conn = rusqlite::Connection::open(&built).unwrap();
            conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
            drop(conn);
            std::fs::read(&built).unwrap()
        });
        std::fs::write(&path, bytes).unwrap();
        Self { folder, path }
    }

    pub fn reader(&self) -> Reader {
        Reader::open(&self.path).unwrap().on(today())
    }

    pub fn store(&self) -> Store {
        Store::open(&self.path).unwrap()
    }

    pub fn write(&self, sql: &str) {
        self.store().write(&act(), "plant", |tx| Ok(tx.execute_batch(sql)?)).unwrap();
    }

    pub fn number(&self, sql: &str) -> i64 {
        self.reader().conn().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub fn text(&self, sql: &str) -> String {
        self.reader().conn().query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

/// The parts of a zip.
pub fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut part = archive.by_index(n).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// One part as text.
pub fn part(bytes: &[u8], name: &str) -> String {
    String::from_utf8(parts(bytes).remove(name).unwrap_or_else(|| panic!("no {name}"))).unwrap()
}

/// The same zip with one part changed.
pub fn changed(bytes: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (part, content) in parts(bytes) {
        zip.start_file(&part, zip::write::SimpleFileOptions::default()).unwrap();
        let content = if part == name { change(&String::from_utf8(content).unwrap()).into_bytes() } else { content };
        zip.write_all(&content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Fails unless every element that begins ends in the right order and every sign is escaped.
#[track_caller]
pub fn well_formed(xml: &str) {
    let mut open: Vec<String> = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        assert!(!text.contains('>'), "a bare > in {text}");
        for (at, _) in text.match_indices('&') {
            let name: String = text[at + 1..].chars().take_while(|c| *c != ';').collect();
            assert!(["amp", "lt", "gt", "quot", "apos"].contains(&name.as_str()) || name.starts_with('#'), "&{name}");
        }
        assert!(text.chars().all(|c| !c.is_control() || c.is_whitespace()), "{text:?}");
        let end = rest[at..].find('>').unwrap() + at;
        let tag = &rest[at + 1..end];
        let name = |tag: &str| tag.split([' ', '/', '\n']).next().unwrap().to_owned();
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name(closed)), "</{closed}>");
        } else if !tag.ends_with('/') && !tag.starts_with('?') && !tag.starts_with('!') {
            open.push(name(tag));
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?} stay open");
}

/// The words of a docx, a line a paragraph.
pub fn words(docx: &[u8]) -> String {
    let xml = part(docx, "word/document.xml");
    let mut words = String::new();
    for paragraph in xml.split("</w:p>") {
        for run in paragraph.split("</w:t>") {
            let text = run.rsplit_once("<w:t>").or_else(|| run.rsplit_once("<w:t xml:space=\"preserve\">"));
            words.push_str(text.map_or("", |(_, text)| text));
        }
        words.push('\n');
    }
    words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
