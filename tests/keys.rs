//! The keys of every screen, from the same rows as dispatch and help: usable with the input method on, each with one
//! meaning, and written down in the README as they are. `GANJIAO_UPDATE=1 cargo test --test keys` rewrites that table.

use crossterm::event::KeyCode;
use ganjiao::ui::{Key, Shown, manual::manual, screens::help};
use std::{collections::HashMap, fmt::Write as _, fs, path::Path};

/// Commands of a screen that mean to take a key of every screen: (name of the command, key).
const MEANT: &[(&str, &str)] = &[("wipe", "F3"), ("next_part", "]"), ("previous_part", "[")];

/// Screens over others, where the keys of every screen do not work.
const OVERLAYS: &[&str] = &["Help", "Choosing, commands", "Typing a line", "Choosing a record", "Writing several lines"];

/// Keys that some terminals keep for themselves.
fn may_be_taken(key: Key) -> bool {
    key.alt || matches!(key.code, KeyCode::F(1 | 10 | 11))
}

fn each(mut check: impl FnMut(&str, &Shown) -> Option<String>) {
    let mut wrong = Vec::new();
    for (title, rows) in manual() {
        for row in &rows {
            wrong.extend(check(title.en, row).map(|what| format!("{}: {}: {what}", title.en, row.name)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_command_works_with_the_input_method_on() {
    each(|_, row| {
        let usable = row.keys.iter().any(|key| !key.is_letter() && !may_be_taken(*key));
        (!usable).then(|| format!("only {:?}", help::keys(row)))
    });
}

#[test]
fn every_command_says_what_it_does() {
    each(|_, row| (row.label.zh.trim().is_empty() || row.label.en.trim().is_empty()).then(|| "no label".to_owned()));
}

#[test]
fn a_key_has_one_meaning_on_a_screen() {
    for (title, rows) in manual() {
        let mut taken: HashMap<Key, &str> = HashMap::new();
        let mut names: HashMap<&str, ()> = HashMap::new();
        for row in &rows {
            assert!(names.insert(row.name, ()).is_none(), "{}: two commands are called {}", title.en, row.name);
            for key in row.keys {
                assert_eq!(*key, key.folded(), "{}: {}: the key is folded before it is looked up", title.en, row.name);
                let other = taken.insert(*key, row.name);
                assert!(other.is_none(), "{}: {key} is {} and {}", title.en, row.name, other.unwrap_or_default());
            }
        }
    }
}

#[test]
fn keys_of_every_screen_stay() {
    let everywhere = manual().swap_remove(0).1;
    each(|title, row| {
        if title == "Everywhere" || OVERLAYS.contains(&title) {
            return None;
        }
        let hidden = everywhere
            .iter()
            .filter(|global| global.name != row.name)
            .find_map(|global| row.keys.iter().find(|key| global.keys.contains(key)).map(|key| (key.to_string(), global.name)));
        let (key, global) = hidden.filter(|(key, _)| !MEANT.contains(&(row.name, key)))?;
        Some(format!("{key} is {global} everywhere else"))
    });
}

/// The control characters that are Backspace, Tab, Enter and Esc on every terminal.
#[test]
fn no_key_is_another_one_on_the_line() {
    each(|_, row| {
        let same = row.keys.iter().find(|key| key.ctrl && matches!(key.code, KeyCode::Char('h' | 'i' | 'j' | 'm' | '[')));
        same.map(|key| format!("{key} arrives as another key"))
    });
}

#[test]
fn every_screen_is_in_the_manual() {
    let mut screens = 0;
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"), &mut |text| {
        screens += text.lines().filter(|line| line.starts_with("impl") && line.contains(" View for ")).count();
    });
    assert_eq!(screens, manual().len(), "a screen is missing in CHAPTERS of ui/screens.rs, or stands there twice");
}

fn visit(folder: &Path, each: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, each);
        } else {
            each(&fs::read_to_string(&path).unwrap());
        }
    }
}

const BEGIN: &str = "<!-- keys:begin -->\n";
const END: &str = "<!-- keys:end -->";

/// The table of the README.
fn table() -> String {
    let mut out = String::new();
    for (title, rows) in manual() {
        writeln!(out, "\n**{} {}**\n\n| keys | 作用 | what it does |\n|---|---|---|", title.zh, title.en).unwrap();
        for row in rows {
            let keys: Vec<String> = row.keys.iter().map(|key| format!("`{}`", key.to_string().replace('|', "\\|"))).collect();
            writeln!(out, "| {} | {} | {} |", keys.join(" "), row.label.zh, row.label.en).unwrap();
        }
    }
    out.push('\n');
    out
}

#[test]
fn the_readme_has_these_keys() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let from = readme.find(BEGIN).expect("begin of the key table") + BEGIN.len();
    let to = from + readme[from..].find(END).expect("end of the key table");
    if std::env::var_os("GANJIAO_UPDATE").is_some() {
        fs::write(&path, format!("{}{}{}", &readme[..from], table(), &readme[to..])).unwrap();
        return;
    }
    assert!(readme[from..to] == table(), "the key table is old: run `GANJIAO_UPDATE=1 cargo test --test keys`");
}
