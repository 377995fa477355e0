//! One-shot commands: each is a file with its arguments and its function; data to stdout, words to stderr.
//!
//! Arguments are clap builders, because their help is words for people and comes from `assets/text` in the person's
//! language. Exit codes: 0 done, 1 refused or findings, 2 usage.

mod backup;
mod check;
mod completions;

mod context;
mod demo;
mod doctor;
mod document;
mod find;
mod form;
mod help;
mod history;
mod hours;
mod import;
mod init;
mod key;
mod keys;
mod list;
mod man;
mod notice;
mod output;
mod record;
mod report;
mod screens;
mod serve;
mod show;
mod user;

use crate::text::{Lang, cli as w};
use clap::{Arg, ArgAction, ArgMatches, Command};
use color_eyre::eyre::Result;
pub use context::Context;
use std::process::ExitCode;

/// A command of the program.
struct Verb {
    name: &'static str,
    arguments: fn(Lang) -> Command,
    run: fn(&Context, &ArgMatches) -> Result<ExitCode>,
}

/// Every command, in the order of the help.
const VERBS: &[Verb] = &[
    Verb { name: "demo", arguments: demo::arguments, run: demo::run },
    Verb { name: "init", arguments: init::arguments, run: init::run },
    Verb { name: "find", arguments: find::arguments, run: find::run },
    Verb { name: "show", arguments: show::arguments, run: show::run },
    Verb { name: "list", arguments: list::arguments, run: list::run },
    Verb { name: "export", arguments: list::export_arguments, run: list::run_export },
    Verb { name: "hours", arguments: hours::arguments, run: hours::run },
    Verb { name: "import", arguments: import::arguments, run: import::run },
    Verb { name: "notice", arguments: notice::arguments, run: notice::run },
    Verb { name: "document", arguments: document::arguments, run: document::run },
    Verb { name: "form", arguments: form::arguments, run: form::run },
    Verb { name: "report", arguments: report::arguments, run: report::run },
    Verb { name: "history", arguments: history::arguments, run: history::run },
    Verb { name: "undo", arguments: history::undo_arguments, run: history::run_undo },
    Verb { name: "redo", arguments: history::redo_arguments, run: history::run_redo },
    Verb { name: "backup", arguments: backup::arguments, run: backup::run },
    Verb { name: "restore", arguments: backup::restore_arguments, run: backup::run_restore },
    Verb { name: "check", arguments: check::arguments, run: check::run },
    Verb { name: "user", arguments: user::arguments, run: user::run },
    Verb { name: "serve", arguments: serve::arguments, run: serve::run },
    Verb { name: "key", arguments: key::arguments, run: key::run },
    Verb { name: "doctor", arguments: doctor::arguments, run: doctor::run },
    Verb { name: "keys", arguments: keys::arguments, run: keys::run },
    Verb { name: "man", arguments: man::arguments, run: man::run },
    Verb { name: "completions", arguments: completions::arguments, run: completions::run },
];

/// The whole command line in a language.
#[must_use]
pub fn command(lang: Lang) -> Command {
    let option = |name: &'static str, value: &'static str, help: crate::text::T| {
        Arg::new(name).long(name).value_name(value).help(help.get(lang)).global(true)
    };
    let mut command = Command::new("ganjiao")
        .version(concat!(env!("CARGO_PKG_VERSION"), " (SQLite ", "bundled", ")"))
        .about(w::ABOUT.get(lang))
        .arg(option("db", "FILE", w::DB).value_parser(clap::value_parser!(std::path::PathBuf)))
        .arg(option("as", "USER", w::AS))
        .arg(option("lang", "zh|en", w::LANG).value_parser(["zh", "en"]))
        .arg(option("glyphs", "auto|unicode|ascii", w::GLYPHS).value_parser(["auto", "unicode", "ascii"]))
        .arg(option("today", "DATE", w::TODAY))
        .arg(Arg::new("i-know").long("i-know").action(ArgAction::SetTrue).help(w::I_KNOW.get(lang)).global(true));
    for verb in VERBS {
        command = command.subcommand((verb.arguments)(lang));
    }
    help::told(command, lang)
}

/// Reads the arguments, runs what they ask for, and says how it went.
pub fn main() -> Result<ExitCode> {
    survive_limits()?;
    let lang = context::language();
    let matches = match command(lang).try_get_matches() {
        Ok(matches) => matches,
        Err(error) if error.use_stderr() => {
            output::word(&help::complaint(&error, lang));
            return Ok(ExitCode::from(2));
        }
        // Help and version: what was asked for.
        Err(asked) => {
            output::text(&asked.render().to_string())?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    let context = match Context::new(&matches, lang) {
        Ok(context) => context,
        Err(words) => {
            output::word(&words);
            return Ok(ExitCode::from(2));
        }
    };
    let needs_data = !matches!(matches.subcommand_name(), Some("keys" | "man" | "completions"));
    if needs_data
        && !matches.get_flag("i-know")
        && let Err(error) = crate::store::place::local(&context.db)
    {
        output::word(&error.tell(lang));
        return Ok(ExitCode::FAILURE);
    }
    let Some((name, arguments)) = matches.subcommand() else { return screens::run(&context) };
    match VERBS.iter().find(|v| v.name == name) {
        Some(verb) => (verb.run)(&context, arguments),
        None => Ok(ExitCode::from(2)),
    }
}

/// A verb and what it is given, from words of a line instead of the program's arguments; a complaint where they do not fit.
fn parsed(words: &[String], context: &Context) -> std::result::Result<(&'static Verb, ArgMatches), String> {
    let program = std::iter::once("ganjiao").chain(words.iter().map(String::as_str));
    let lang = context.lang;
    let mut matches = command(lang).try_get_matches_from(program).map_err(|error| help::complaint(&error, lang))?;
    let given = matches.remove_subcommand();
    let found = given.and_then(|(name, given)| Some((VERBS.iter().find(|verb| verb.name == name)?, given)));
    found.ok_or_else(|| w::SEE_HELP.get(lang).to_owned())
}

/// True where who reads our output has gone, as `head` does: that is no fault of ours.
#[must_use]
pub fn unread(error: &color_eyre::Report) -> bool {
    let gone = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    };
    error.chain().any(gone)
}

/// A limit of the size of files is told like a full disk, instead of ending the program.
#[cfg(unix)]
fn survive_limits() -> Result<()> {
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default())?;
    Ok(())
}

#[cfg(not(unix))]
fn survive_limits() -> Result<()> {
    Ok(())
}

/// Says what went wrong.
pub fn complain(error: &color_eyre::Report) {
    output::word(&format!("ganjiao: {error:#}"));
}
