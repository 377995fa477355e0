//! `doctor`: terminal, files, rights, integrity: what a colleague on the phone would ask for.

use super::{Context, output};
use crate::{
    store::{Reader, backup, doctor},
    text::{Lang, cli as w},
    ui::show,
};
use clap::{ArgMatches, Command};
use color_eyre::eyre::{Result, eyre};
use std::{env, process::ExitCode};

pub fn arguments(lang: Lang) -> Command {
    Command::new("doctor").about(w::DOCTOR.get(lang))
}

/// Exit 1 if something is wrong.
pub fn run(context: &Context, _: &ArgMatches) -> Result<ExitCode> {
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
    output::word(if sound { w::DOCTOR_SOUND } else { w::DOCTOR_FAULTS }.get(lang));
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// When the latest copy was made, and why a later one failed.
fn latest_copy(context: &Context) -> String {
    let copies = backup::standing(&context.db);
    let latest = copies.latest.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string());
    copies.failed.map_or(latest.clone(), |failed| format!("{latest}; {failed}"))
}
