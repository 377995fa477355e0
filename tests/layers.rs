//! The rule of direction: a layer imports only layers to its left. Reads the `use` lines and paths of the source.

use std::{fs, path::Path};

/// In the order of the crate doc: each may use those before it.
const LAYERS: &[&str] = &["text", "domain", "catalog", "store", "exchange", "cli", "ui", "app"];

/// What a layer may use although it stands to the right, or may not although it stands to the left.
fn allowed(layer: &str, other: &str) -> bool {
    let at = |name: &str| LAYERS.iter().position(|l| *l == name);
    match (layer, other) {
        // The command line opens the screens, prints with their text functions, and reads the clock.
        ("cli", "ui" | "app") => true,
        ("ui", "cli") => false,
        _ => at(other) <= at(layer),
    }
}

#[test]
fn layers_import_only_to_the_left() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut seen = 0;
    visit(&root, &mut |path, text| {
        let inside = path.strip_prefix(&root).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        if !LAYERS.contains(&first.as_str()) {
            return;
        }
        seen += 1;
        for (n, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for other in imported(text, line, n) {
                if LAYERS.contains(&other.as_str()) && !allowed(&first, &other) {
                    wrong.push(format!("{}:{}: {first} may not use {other}", inside.display(), n + 1));
                }
            }
        }
    });
    assert!(seen > 50, "only {seen} files read: the test looks in the wrong place");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sql_stands_in_the_store_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    visit(&root, &mut |path, text| {
        let inside = path.strip_prefix(&root).unwrap().display().to_string();
        if inside.starts_with("store") {
            return;
        }
        let words = ["rusqlite", "\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE "];
        wrong.extend(words.iter().filter(|w| text.contains(**w)).map(|w| format!("{inside}: {w}")));
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_for_people_stand_in_assets() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    visit(&root, &mut |path, text| {
        let inside = path.strip_prefix(&root).unwrap().display().to_string();
        if !inside.starts_with("ui") && !inside.starts_with("cli") && !inside.starts_with("app") {
            return;
        }
        for (n, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let quoted =
                code.split('"').skip(1).step_by(2).any(|part| part.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)));
            if quoted && !text[..text.find(line).unwrap_or(0)].contains("cfg(test)") {
                wrong.push(format!("{inside}:{}: {}", n + 1, line.trim()));
            }
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The crate's modules a line imports: `crate::x`, or the first names in a `use crate::{…}` block.
fn imported(text: &str, line: &str, n: usize) -> Vec<String> {
    let mut found: Vec<String> = line
        .match_indices("crate::")
        .filter_map(|(at, _)| {
            let name: String = line[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            (!name.is_empty()).then_some(name)
        })
        .collect();
    if line.contains("use crate::{") {
        let block: String = text.lines().skip(n).collect::<Vec<_>>().join("\n");
        let block = &block[block.find("crate::{").unwrap() + 8..];
        let mut depth = 0;
        let mut word = String::new();
        for c in block.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    found.push(std::mem::take(&mut word));
                    continue;
                }
                _ => {}
            }
            if depth == 0 {
                word.push(c);
            }
        }
        found.push(word);
        found = found
            .into_iter()
            .map(|w| w.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>())
            .filter(|w| !w.is_empty())
            .collect();
    }
    found
}

fn visit(folder: &Path, each: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, each);
        } else if path.extension().is_some_and(|e| e == "rs") {
            each(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}
