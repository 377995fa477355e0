//! The words for people: each is used, and each language is written in its own letters.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use unicode_width::UnicodeWidthStr;

/// Module and key of every text, with both languages.
fn words() -> BTreeMap<(String, String), [String; 2]> {
    let mut words = BTreeMap::new();
    for path in files(Path::new("assets/text"), "toml") {
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let table: toml::Table = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for (key, value) in table {
            let pair = value.as_array().unwrap();
            let [zh, en] = [0, 1].map(|n| pair[n].as_str().unwrap().to_owned());
            words.insert((module.clone(), key), [zh, en]);
        }
    }
    words
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.append(&mut files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found
}

/// Identifiers, `::` and the other signs of a source file, without comments.
fn tokens(source: &str) -> Vec<String> {
    let code: String = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut tokens: Vec<String> = Vec::new();
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() || c == '_' {
            let mut word = c.to_string();
            while let Some(next) = chars.next_if(|n| n.is_alphanumeric() || *n == '_') {
                word.push(next);
            }
            tokens.push(word);
        } else if c == ':' && chars.next_if_eq(&':').is_some() {
            tokens.push("::".to_owned());
        } else if !c.is_whitespace() {
            tokens.push(c.to_string());
        }
    }
    tokens
}

/// What a file calls the modules and the words of `text`: (name in the file, path below `text`).
fn imports(tokens: &[String]) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if tokens[at] == "text" && tokens.get(at + 1).is_some_and(|t| t == "::") {
            tree(tokens, at + 2, &[], &mut found);
        }
    }
    found
}

/// Reads one use tree from `at`; returns where it ends.
fn tree(tokens: &[String], mut at: usize, above: &[String], found: &mut Vec<(String, Vec<String>)>) -> usize {
    let mut path = above.to_vec();
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while tokens.get(at).is_some_and(|t| t != "}") {
                    at = tree(tokens, at, &path, found);
                    at += usize::from(tokens.get(at).is_some_and(|t| t == ","));
                }
                return at + 1;
            }
            Some(word) if word.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_') => path.push(word.to_owned()),
            _ => return at + 1,
        }
        at += 1;
        match tokens.get(at).map(String::as_str) {
            Some("::") => at += 1,
            Some("as") => {
                found.push((tokens[at + 1].clone(), path));
                return at + 2;
            }
            _ => {
                let name = path.last().cloned().unwrap_or_default();
                found.push((name, path));
                return at;
            }
        }
    }
}

/// Every word a file uses, as (module, key).
fn used(source: &str) -> BTreeSet<(String, String)> {
    let tokens = tokens(source);
    let mut used = BTreeSet::new();
    for (name, path) in imports(&tokens) {
        if let [module, key] = &path[..] {
            used.insert((module.clone(), key.to_lowercase()));
        }
        if let [module] = &path[..] {
            let keys = tokens.windows(3).filter(|w| w[0] == name && w[1] == "::").map(|w| w[2].to_lowercase());
            used.extend(keys.map(|key| (module.clone(), key)));
        }
    }
    used
}

#[test]
fn reads_imports_as_rust_does() {
    let source = "use crate::{catalog::REGISTERS, text::{self, T, cadre as c, field::{NAME, YEAR as y}, unit}};
        use crate::text::site;
        // site::NEVER
        fn f() { c::LEVEL; unit::PEOPLE; site::fee(lang, n); crate::text::story::BODY; text::app::QUIT }";
    let found = used(source);
    let has = |module: &str, key: &str| found.contains(&(module.to_owned(), key.to_owned()));
    for (module, key) in [
        ("cadre", "level"),
        ("field", "name"),
        ("field", "year"),
        ("unit", "people"),
        ("site", "fee"),
        ("story", "body"),
        ("app", "quit"),
    ] {
        assert!(has(module, key), "{module}::{key} in {found:?}");
    }
    assert!(!has("site", "never"));
}

#[test]
fn every_word_is_used() {
    let mut used_somewhere = BTreeSet::new();
    for path in files(Path::new("src"), "rs") {
        used_somewhere.append(&mut used(&fs::read_to_string(path).unwrap()));
    }
    let idle: Vec<String> = words()
        .keys()
        .filter(|word| !used_somewhere.contains(word))
        .map(|(module, key)| format!("{module}.toml: {key}"))
        .collect();
    assert!(idle.is_empty(), "words nobody uses:\n{}", idle.join("\n"));
}

fn han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c) || ('\u{20000}'..='\u{3ffff}').contains(&c)
}

/// Han characters in English are data or a name and stand in quotes or brackets; elsewhere one was left over.
fn left_over(en: &str) -> bool {
    let mut depth = 0_u32;
    let mut quoted = false;
    for c in en.chars() {
        match c {
            '(' | '[' | '“' | '「' => depth += 1,
            ')' | ']' | '”' | '」' => depth = depth.saturating_sub(1),
            '"' | '`' => quoted = !quoted,
            _ if han(c) && depth == 0 && !quoted => return true,
            _ => {}
        }
    }
    false
}

/// A text without its `{names}`.
fn without_names(text: &str) -> String {
    text.split('{')
        .enumerate()
        .map(|(n, part)| if n == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) })
        .collect()
}

#[test]
fn each_language_is_written_in_its_own_letters() {
    let mut wrong = Vec::new();
    for ((module, key), [zh, en]) in words() {
        let mut complain = |what: &str| wrong.push(format!("{module}.toml: {key}: {what}: {zh:?} {en:?}"));
        if (!key.ends_with("_separator") && (zh.trim() != zh || en.trim() != en)) || zh.is_empty() || en.is_empty() {
            complain("empty or with space around it");
        }
        if left_over(&en) {
            complain("Han characters in the English");
        }
        if en.contains(['，', '。', '：', '；', '？', '！', '（', '）', '、']) {
            complain("Chinese punctuation in the English");
        }
        if !zh.contains(han) && without_names(&en).contains(char::is_alphabetic) && zh != en {
            complain("the Chinese has no Han character");
        }
        let pairs: Vec<char> = zh.chars().collect();
        if pairs.windows(3).any(|w| han(w[0]) && [',', ';', ':', '?', '!'].contains(&w[1]) && han(w[2])) {
            complain("ASCII punctuation between Han characters");
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Many Chinese set-ups draw some characters two columns wide (dashes, ellipses, curly quotes) and others one; words on
/// a screen use none of them. What the command line says ends its line, so it may.
#[test]
fn words_are_as_wide_as_every_terminal_thinks() {
    let odd = |text: &str| text.chars().filter(|c| c.to_string().width() != c.to_string().width_cjk()).collect::<String>();
    let mut wrong = Vec::new();
    for ((module, key), [zh, en]) in words().into_iter().filter(|((module, _), _)| module != "cli") {
        let found = odd(&zh) + &odd(&en);
        if !found.is_empty() {
            wrong.push(format!("{module}.toml: {key}: {found} in {zh:?} {en:?}; write 「」, \"...\", - or nothing"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
