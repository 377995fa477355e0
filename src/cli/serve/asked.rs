//! What a person asks for behind `ssh server`: split into words without a shell, and held against a short list.
//!
//! A list of what is allowed stays right when the program grows: a command or an option that came later is refused until
//! it is written here. There are no variables, no patterns, no redirections and no file names.

use crate::{
    catalog::named,
    text::{Lang, serve as w},
};

/// The list as it is told.
pub const ALLOWED: &str = "whoami, find, hours, notice, list, report, export, import";
/// Longest line taken, in bytes.
const LONGEST: usize = 2000;

/// A command that may be carried out.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// Who the key stands for.
    Whoami,
    /// The words of a command line, its name first.
    Command(Vec<String>),
}

/// Why it is not carried out.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not on the list: its first word.
    Verb(String),
    /// A verb's option that is not on the list.
    Option(&'static str, String),
    /// A file name behind a verb that reads what is sent in.
    File(&'static str),
    /// `export` of anything but one name.
    Export,
    /// Quotes without their other half, or control characters.
    Words,
    /// Longer than [`LONGEST`].
    Length,
}

impl Refusal {
    /// What is not allowed.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Self::Verb(verb) => verb.clone(),
            Self::Option(verb, option) => w::no_option(lang, option, verb),
            Self::File(verb) => w::no_file(lang, verb),
            Self::Export => w::EXPORT_WHAT.get(lang).to_owned(),
            Self::Words => w::NOT_WORDS.get(lang).to_owned(),
            Self::Length => w::TOO_LONG.get(lang).to_owned(),
        }
    }
}

/// A verb, its options that take a value, and those that do not.
type Line = (&'static str, &'static [&'static str], &'static [&'static str]);

const LINES: &[Line] = &[
    ("whoami", &[], &[]),
    ("find", &["--kind", "--limit"], &["--json"]),
    ("hours", &["--unit", "--year"], &["--below", "--certificate", "--json"]),
    ("notice", &["--unit", "--year"], &[]),
    ("list", &["--where", "--columns", "--sort", "--format"], &["--with-numbers"]),
    ("report", &["--year", "--part", "--format"], &[]),
    ("export", &["--where", "--columns", "--sort", "--year", "--part", "--format"], &["--with-numbers"]),
    ("import", &["--kind", "--sheet"], &["--dry-run", "--yes", "--json"]),
];

/// Reads a line; nothing of it reaches a shell.
pub fn read(line: &str) -> Result<Asked, Refusal> {
    if line.len() > LONGEST {
        return Err(Refusal::Length);
    }
    let words = split(line).ok_or(Refusal::Words)?;
    let Some((verb, rest)) = words.split_first() else { return Err(Refusal::Verb(String::new())) };
    let known = LINES.iter().find(|(name, ..)| name == verb);
    let (name, valued, plain) = known.ok_or_else(|| Refusal::Verb(verb.chars().take(40).collect()))?;
    let names = positionals(name, valued, plain, rest)?;
    match *name {
        "whoami" if names.is_empty() => Ok(Asked::Whoami),
        "whoami" => Err(Refusal::Option("whoami", names[0].clone())),
        "import" if !names.is_empty() => Err(Refusal::File("import")),
        "import" => Ok(Asked::Command([vec![verb.clone(), "-".to_owned()], rest.to_vec()].concat())),
        "export" => exported(&names, rest),
        _ => Ok(Asked::Command(words)),
    }
}

/// `export NAME` is a list or a report on stdout, a spreadsheet unless another format is named.
fn exported(names: &[String], rest: &[String]) -> Result<Asked, Refusal> {
    let [name] = names else { return Err(Refusal::Export) };
    let verb = if named::register_named(name).is_some() { "list" } else { "report" };
    let mut words = vec![verb.to_owned()];
    words.extend(rest.iter().cloned());
    if !rest.iter().any(|word| word == "--format" || word.starts_with("--format=")) {
        words.extend(["--format".to_owned(), "xlsx".to_owned()]);
    }
    Ok(Asked::Command(words))
}

/// The words that are no options; fails at the first option that is not on the list.
fn positionals(verb: &'static str, valued: &[&str], plain: &[&str], rest: &[String]) -> Result<Vec<String>, Refusal> {
    let mut names = Vec::new();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let (option, value) = word.split_once('=').map_or((word.as_str(), None), |(option, value)| (option, Some(value)));
        if !word.starts_with('-') {
            names.push(word.clone());
        } else if valued.contains(&option) {
            if value.is_none() {
                words.next();
            }
        } else if !plain.contains(&word.as_str()) {
            return Err(Refusal::Option(verb, option.chars().take(40).collect()));
        }
    }
    Ok(names)
}

/// Words parted by spaces; `'…'`, `"…"` and `\` keep what they hold. `None` where a quote is open or a control character
/// is in it.
fn split(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = line.trim_end_matches(['\n', '\r']).chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            (c, _) if c.is_control() && c != '\t' => return None,
            (c, Some(open)) if c == open => quote = None,
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            ('\\', None | Some('"')) => word.get_or_insert_default().push(chars.next()?),
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::{Asked, Refusal, read, split};

    fn words(line: &str) -> Vec<String> {
        match read(line) {
            Ok(Asked::Command(words)) => words,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn words_are_split_as_people_quote_them() {
        assert_eq!(split("find '张 三' \"a\\\"b\" c\\ d").unwrap(), ["find", "张 三", "a\"b", "c d"]);
        assert_eq!(split("  find   $HOME *  ").unwrap(), ["find", "$HOME", "*"]);
        assert_eq!(split("find ''").unwrap(), ["find", ""]);
        assert_eq!(split("find 'a"), None);
        assert_eq!(split("find a\nbash"), None);
        assert_eq!(split("find \u{1b}[2J"), None);
    }

    #[test]
    fn only_the_list_is_carried_out() {
        for line in
            ["bash", "scp -t /tmp", "/usr/lib/openssh/sftp-server", "rsync --server", "user add x", "Find 王", "backup /tmp"]
        {
            assert!(matches!(read(line), Err(Refusal::Verb(_))), "{line}");
        }
        for line in [
            "find 王 --db /etc/passwd",
            "list cadre -o /tmp/x.csv",
            "list cadre --output=/tmp/x.csv",
            "list cadre --as boss",
            "report --compute",
            "import --report /tmp/x.csv",
            "find -- --db",
            "hours 王 --i-know",
        ] {
            assert!(matches!(read(line), Err(Refusal::Option(..))), "{line}");
        }
        assert_eq!(read("import /etc/passwd"), Err(Refusal::File("import")));
        assert_eq!(read("export"), Err(Refusal::Export));
        assert_eq!(read("whoami"), Ok(Asked::Whoami));
        assert_eq!(read(&format!("find {}", "王".repeat(800))), Err(Refusal::Length));
    }

    #[test]
    fn files_come_and_go_by_stdin_and_stdout() {
        assert_eq!(words("export cadre"), ["list", "cadre", "--format", "xlsx"]);
        assert_eq!(words("export 干部 --format=csv"), ["list", "干部", "--format=csv"]);
        assert_eq!(words("export --year 2026 调训通报"), ["report", "--year", "2026", "调训通报", "--format", "xlsx"]);
        assert_eq!(words("import --yes"), ["import", "-", "--yes"]);
    }
}
