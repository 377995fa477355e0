//! `doctor`: terminal, files, rights, integrity: what a colleague on the phone would ask for.

#[cfg(unix)]
mod server;

use super::{Context, output};
use crate::{
    store::{Reader, backup, doctor},
    text::{Lang, cli as w, key as k, server as s},
    ui::show,
};
use clap::{Arg, ArgAction, ArgMatches, Command};
use color_eyre::eyre::{Result, eyre};
use std::{env, process::ExitCode};

pub fn arguments(lang: Lang) -> Command {
    let text = |name: &'static str, value: &'static str| Arg::new(name).long(name).value_name(value).requires("server");
    Command::new("doctor")
        .about(w::DOCTOR.get(lang))
        .arg(Arg::new("server").long("server").action(ArgAction::SetTrue).help(s::FLAG.get(lang)))
        .arg(text("account", "USER").default_value("ganjiao").help(s::ACCOUNT.get(lang)))
        .arg(text("keys", "FILE").default_value(super::key::FILE).help(k::FILE.get(lang)))
}

/// Exit 1 if something is wrong.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let line = |label: crate::text::T, value: &str| output::data(&format!("{}: {value}", label.get(lang)));
    let seen = |name: &str| env::var(name).unwrap_or_else(|_| "-".to_owned());
    line(w::DOCTOR_PROGRAM, &format!("ganjiao {}, SQLite {}", env!("CARGO_PKG_VERSION"), doctor::sqlite_version()))?;
    line(
        w::DOCTOR_TERMINAL,
        &format!("TERM={} LANG={} LC_ALL={} NO_COLOR={}", seen("TERM"), seen("LANG"), seen("LC_ALL"), seen("NO_COLOR")),
    )?;
    line(w::DOCTOR_SIZE, &crossterm::terminal::size().map_or("-".to_owned(), |(c, r)| format!("{c}x{r}")))?;
    line(w::DOCTOR_DATABASE, &context.db.display().to_string())?;
    let reader = match Reader::open(&context.db) {
        Ok(reader) => reader,
        Err(error) => {
            output::word(&error.tell(lang));
            return Ok(ExitCode::FAILURE);
        }
    };
    let report = doctor::examine(&reader).map_err(|e| eyre!(e.tell(lang)))?;
    for file in &report.files {
        line(w::DOCTOR_FILE, &format!("{} {} {}", file.path.display(), show::count(file.bytes), file.rights))?;
    }
    line(w::DOCTOR_SCHEMA, &report.schema.to_string())?;
    for (table, rows) in &report.rows {
        line(w::DOCTOR_ROWS, &format!("{table} {}", show::count(*rows)))?;
    }
    if let Some(free) = crate::store::place::little_room(&context.db) {
        output::word(&crate::text::app::little_room(lang, free >> 20));
    }
    line(w::DOCTOR_WRITABLE, if report.writable { crate::text::show::YES } else { crate::text::show::NO }.get(lang))?;
    line(w::DOCTOR_INTEGRITY, &report.integrity)?;
    line(w::DOCTOR_REFERENCES, &report.broken.to_string())?;
    for (number, command) in &report.sessions {
        line(w::DOCTOR_SESSION, &format!("{number} {command}"))?;
    }
    line(w::DOCTOR_COPY, &latest_copy(context))?;
    let sound = report.integrity == "ok" && report.broken == 0 && report.writable;
    let sound = served(context, arguments, &reader) && sound;
    output::word(if sound { w::DOCTOR_SOUND } else { w::DOCTOR_FAULTS }.get(lang));
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// True where nothing is wrong with the server, or nobody asked.
#[cfg(unix)]
fn served(context: &Context, arguments: &ArgMatches, reader: &Reader) -> bool {
    if !arguments.get_flag("server") {
        return true;
    }
    let text = |name: &str| arguments.get_one::<String>(name).map_or("", String::as_str);
    let server = server::Server { context, account: text("account"), keys: text("keys").as_ref() };
    let faults = server.faults(reader);
    faults.iter().for_each(|fault| output::word(&server::told(fault, context.lang)));
    if faults.is_empty() {
        output::word(s::SOUND.get(context.lang));
    }
    faults.is_empty()
}

#[cfg(not(unix))]
fn served(context: &Context, arguments: &ArgMatches, _: &Reader) -> bool {
    if arguments.get_flag("server") {
        output::word(crate::text::serve::UNIX_ONLY.get(context.lang));
    }
    !arguments.get_flag("server")
}

/// When the latest copy was made, and why a later one failed.
fn latest_copy(context: &Context) -> String {
    let copies = backup::standing(&context.db);
    let latest = copies.latest.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string());
    copies.failed.map_or(latest.clone(), |failed| format!("{latest}; {failed}"))
}
