//! Turns `assets/text/*.toml` into Rust constants, so that a word missing in one language fails the build.
//!
//! Each file is a module; each line is `key = ["中文", "English"]`. A text with `{name}` in it becomes a function
//! with one argument a name, and both languages must use the same names.

use std::{collections::BTreeSet, env, fmt::Write as _, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=assets/text");
    println!("cargo:rerun-if-changed=assets/schema");
    println!("cargo:rerun-if-changed=src/build.rs");
    let mut files: Vec<_> = fs::read_dir("assets/text")
        .expect("assets/text is part of the source")
        .map(|entry| entry.expect("readable folder").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .collect();
    files.sort();
    let mut out = String::new();
    for path in &files {
        module(path, &mut out);
    }
    let target = env::var("OUT_DIR").expect("set by cargo");
    fs::write(Path::new(&target).join("text.rs"), out).expect("OUT_DIR is writable");
}

fn module(path: &Path, out: &mut String) {
    let name = path.file_stem().and_then(|s| s.to_str()).expect("utf-8 file name");
    let text = fs::read_to_string(path).expect("readable file");
    let table: toml::Table = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let _ = writeln!(
        out,
        "/// Words of `assets/text/{name}.toml`.\npub mod {name} {{\n    #[allow(unused_imports)]\n    use super::{{Lang, T}};"
    );
    for (key, value) in &table {
        let pair: Vec<&str> = value.as_array().map(|a| a.iter().filter_map(toml::Value::as_str).collect()).unwrap_or_default();
        let [zh, en] = pair[..] else { panic!("{}: `{key}` needs [\"中文\", \"English\"]", path.display()) };
        assert!(!zh.is_empty() && !en.is_empty(), "{}: `{key}` is empty in one language", path.display());
        let (names, names_en) = (placeholders(zh), placeholders(en));
        assert!(names == names_en, "{}: `{key}` uses different {{names}} in the two languages", path.display());
        item(key, zh, en, &names, out);
    }
    out.push_str("}\n");
}

fn item(key: &str, zh: &str, en: &str, names: &BTreeSet<String>, out: &mut String) {
    let doc = format!("`{}`", zh.replace('\n', " ").replace('`', "'"));
    if names.is_empty() {
        let upper = key.to_uppercase();
        let _ = writeln!(out, "    /// {doc}\n    pub const {upper}: T = T {{ zh: {zh:?}, en: {en:?} }};");
        return;
    }
    let args: Vec<String> = names.iter().map(|n| format!("{n}: impl std::fmt::Display")).collect();
    let _ = writeln!(
        out,
        "    /// {doc}\n    #[must_use]\n    pub fn {key}(lang: Lang, {}) -> String {{\n        match lang {{\n            Lang::Zh => format!({zh:?}),\n            Lang::En => format!({en:?}),\n        }}\n    }}",
        args.join(", ")
    );
}

fn placeholders(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let Some(len) = rest[start..].find('}') else { break };
        names.insert(rest[start + 1..start + len].to_owned());
        rest = &rest[start + len..];
    }
    names
}
