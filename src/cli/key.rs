//! `key add|list|remove`: the authorized-keys file that binds each key to one user of this program.
//!
//! The file belongs to root, so that nobody who comes in can change what their key may do; it is replaced as a whole, so
//! that sshd never reads half of it.

pub mod line;

use super::{Context, output};
use crate::{
    store::admission::Admission,
    text::{Lang, key as w, serve as s},
};
use clap::{Arg, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use line::{Entry, Line};
use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Where the keys are unless another file is named.
pub const FILE: &str = "/etc/ganjiao/keys";
/// A public key is far shorter; what is longer is something else.
const LONGEST: u64 = 64 * 1024;

pub fn arguments(lang: Lang) -> Command {
    let path = || Arg::new("file").long("file").value_name("FILE").value_parser(value_parser!(PathBuf)).default_value(FILE);
    let file = || path().help(w::FILE.get(lang));
    let name = || Arg::new("name").value_name("NAME").required(true).help(w::NAME.get(lang));
    let user = Arg::new("user").long("user").value_name("USER").required(true).help(w::USER.get(lang));
    let log = Arg::new("log").long("log").value_name("FILE").value_parser(value_parser!(PathBuf)).help(w::LOG.get(lang));
    let public = Arg::new("public").value_name("FILE").required(true).value_parser(value_parser!(PathBuf));
    let public = public.help(w::PUBLIC.get(lang));
    Command::new("key")
        .about(w::ABOUT.get(lang))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("add").about(w::ADD.get(lang)).args([name(), user, public, log, file()]))
        .subcommand(Command::new("list").about(w::LIST.get(lang)).arg(file()))
        .subcommand(Command::new("remove").about(w::REMOVE.get(lang)).args([name(), file()]))
}

/// Exit 1 where a key or the file is not fit, or the user may not come in.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let done = match arguments.subcommand() {
        Some(("add", given)) => add(context, given)?,
        Some(("list", given)) => list(context, given)?,
        Some(("remove", given)) => remove(context, given),
        _ => return Ok(ExitCode::from(2)),
    };
    match done {
        Ok(words) if words.is_empty() => Ok(ExitCode::SUCCESS),
        Ok(words) => {
            output::word(&words);
            Ok(ExitCode::SUCCESS)
        }
        Err(words) => {
            output::word(&words);
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What is said at the end, good or bad.
type Done = std::result::Result<String, String>;

fn add(context: &Context, given: &ArgMatches) -> Result<Done> {
    let lang = context.lang;
    let text = |name: &str| given.get_one::<String>(name).map_or("", String::as_str);
    let (name, user) = (text("name"), text("user"));
    if !line::name(name) || !line::name(user) {
        return Ok(Err(w::BAD_NAME.get(lang).to_owned()));
    }
    match context.reader()?.admission(user).map_err(|e| eyre!(e.tell(lang)))? {
        Admission::Admitted => {}
        Admission::Unknown => return Ok(Err(s::unknown(lang, user))),
        Admission::Disabled => return Ok(Err(s::disabled(lang, user))),
    }
    let (file, log) = (path(given, "file"), given.get_one::<PathBuf>("log"));
    Ok(entered(context, given).and_then(|(kind, blob)| {
        let command = command(context, user, log.map(PathBuf::as_path))?;
        let mut lines = read(&file, lang)?;
        for entry in lines.iter().filter_map(|line| line.entry.as_ref()) {
            if entry.name == name {
                return Err(w::name_taken(lang, name));
            }
            if entry.blob == blob {
                return Err(w::key_taken(lang, &entry.name));
            }
        }
        lines.push(Line::of(Entry { name: name.to_owned(), user: user.to_owned(), command, kind, blob }));
        write(&file, &lines, lang)?;
        Ok(w::added(lang, name, file.display(), user))
    }))
}

/// The pasted key: its type and content.
fn entered(context: &Context, given: &ArgMatches) -> std::result::Result<(String, String), String> {
    let from = path(given, "public");
    let mut text = String::new();
    let taken = if from.as_os_str() == "-" {
        io::stdin().lock().take(LONGEST).read_to_string(&mut text)
    } else {
        fs::File::open(&from).and_then(|file| file.take(LONGEST).read_to_string(&mut text))
    };
    taken.map_err(|e| w::unreadable(context.lang, e, from.display()))?;
    line::public(&text).map_err(|why| why.words(context.lang))
}

/// The command that is forced: absolute paths, one user.
fn command(context: &Context, user: &str, log: Option<&Path>) -> std::result::Result<String, String> {
    let lang = context.lang;
    let sure = |path: &Path| {
        let told = path.display().to_string();
        let whole =
            path.canonicalize().or_else(|_| std::path::absolute(path)).ok().and_then(|p| p.to_str().map(ToOwned::to_owned));
        whole.filter(|p| line::path(p)).ok_or_else(|| w::bad_path(lang, told))
    };
    let program = std::env::current_exe().map_err(|e| w::unreadable(lang, e, "ganjiao"))?;
    let mut command = format!("{} --db {} serve --as {user}", sure(&program)?, sure(&context.db)?);
    if let Some(log) = log {
        command.push_str(&format!(" --log {}", sure(log)?));
    }
    Ok(command)
}

fn list(context: &Context, given: &ArgMatches) -> Result<Done> {
    let (lang, file) = (context.lang, path(given, "file"));
    let lines = match read(&file, lang) {
        Ok(lines) => lines,
        Err(words) => return Ok(Err(words)),
    };
    let end = |blob: &str| blob.chars().skip(blob.len().saturating_sub(12)).collect::<String>();
    let entries = lines.iter().filter_map(|line| line.entry.as_ref());
    let rows: Vec<Vec<String>> = entries.map(|e| vec![e.name.clone(), e.user.clone(), e.kind.clone(), end(&e.blob)]).collect();
    if rows.is_empty() {
        output::word(&w::none(lang, file.display()));
    } else {
        output::table(&[w::H_NAME, w::H_USER, w::H_KIND, w::H_END].map(|h| h.get(lang).to_owned()), &rows)?;
    }
    foreign(&lines, lang).iter().for_each(|words| output::word(words));
    Ok(Ok(String::new()))
}

fn remove(context: &Context, given: &ArgMatches) -> Done {
    let (lang, file) = (context.lang, path(given, "file"));
    let name = given.get_one::<String>("name").map_or("", String::as_str);
    let mut lines = read(&file, lang)?;
    let before = lines.len();
    lines.retain(|line| line.entry.as_ref().is_none_or(|entry| entry.name != name));
    if lines.len() == before {
        return Err(w::no_key(lang, name));
    }
    write(&file, &lines, lang)?;
    Ok(w::removed(lang, name))
}

/// Words for each line that was not entered by this program.
#[must_use]
pub fn foreign(lines: &[Line], lang: Lang) -> Vec<String> {
    let told = |(n, line): (usize, &Line)| {
        let shell = line.foreign()?;
        let problem = if shell { w::FOREIGN_SHELL } else { w::FOREIGN_LOOSE };
        Some(w::foreign(lang, n + 1, problem.get(lang)))
    };
    lines.iter().enumerate().filter_map(told).collect()
}

fn path(given: &ArgMatches, name: &str) -> PathBuf {
    given.get_one::<PathBuf>(name).cloned().unwrap_or_default()
}

/// The lines of the file; none where it is not there yet. Refuses one that others may write to.
pub fn read(file: &Path, lang: Lang) -> std::result::Result<Vec<Line>, String> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(w::unreadable(lang, error, file.display())),
    };
    rights(file, lang)?;
    Ok(text.lines().map(Line::read).collect())
}

/// Words against a file that the people who come in could change.
#[cfg(unix)]
pub fn rights(file: &Path, lang: Lang) -> std::result::Result<(), String> {
    use std::os::unix::fs::MetadataExt as _;
    let found = fs::metadata(file).map_err(|e| w::unreadable(lang, e, file.display()))?;
    // Who runs this without being root works on a file of their own, as a test does.
    if found.uid() != 0 && found.uid() != rustix::process::geteuid().as_raw() {
        return Err(w::not_owner(lang, file.display()));
    }
    if found.mode() & 0o022 != 0 {
        return Err(w::loose(lang, file.display()));
    }
    Ok(())
}

#[cfg(not(unix))]
pub fn rights(_: &Path, _: Lang) -> std::result::Result<(), String> {
    Ok(())
}

/// Replaces the file by a new one with the rights of the old; 0644 where there was none, because sshd reads it as the account.
fn write(file: &Path, lines: &[Line], lang: Lang) -> std::result::Result<(), String> {
    let text: String = lines.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect();
    replace(file, &text).map_err(|e| w::write_failed(lang, e, file.display()))
}

fn replace(file: &Path, text: &str) -> io::Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    let partial = PathBuf::from(name);
    let mut out = fs::OpenOptions::new().write(true).create_new(true).open(&partial)?;
    let written = permit(&out, file).and_then(|()| out.write_all(text.as_bytes())).and_then(|()| out.sync_all());
    let placed = written.and_then(|()| fs::rename(&partial, file));
    if placed.is_err() {
        fs::remove_file(&partial).ok();
    }
    placed
}

#[cfg(unix)]
fn permit(out: &fs::File, old: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(old).map_or(0o644, |meta| meta.permissions().mode() & 0o644);
    out.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn permit(_: &fs::File, _: &Path) -> io::Result<()> {
    Ok(())
}
