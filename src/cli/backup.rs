//! `backup [DIR]` and `restore FILE`: verified copies, and putting one back.

use super::{Context, output};
use crate::{
    app::clock,
    catalog::{REGISTERS, Register},
    store::{Reader, Store, backup, guard::Role},
    text::{Lang, backup as w},
    ui::show,
};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use std::{
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    process::ExitCode,
};

pub fn arguments(lang: Lang) -> Command {
    let folder = Arg::new("dir").value_name("DIR").value_parser(value_parser!(PathBuf)).help(w::FOLDER.get(lang));
    Command::new("backup").about(w::BACKUP.get(lang)).arg(folder)
}

pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let tell = |e: crate::store::Error| eyre!(e.tell(context.lang));
    // A copy has every number in full, in a folder of the person's choosing.
    context.may(Role::cannot_manage)?;
    let own = backup::folder(&context.db);
    let folder = arguments.get_one::<PathBuf>("dir").cloned().unwrap_or_else(|| own.clone());
    let (copy, rows) = backup::back_up(&context.reader()?, &folder, clock::moment()).map_err(tell)?;
    output::word(&w::made(context.lang, copy.path.display(), show::count(rows)));
    if folder == own {
        let gone = backup::rotate(&context.db, &folder).map_err(tell)?;
        if !gone.is_empty() {
            output::word(&w::rotated(context.lang, gone.len()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub fn restore_arguments(lang: Lang) -> Command {
    Command::new("restore")
        .about(w::RESTORE.get(lang))
        .arg(Arg::new("file").required(true).value_name("FILE").value_parser(value_parser!(PathBuf)).help(w::COPY.get(lang)))
        .arg(Arg::new("yes").long("yes").action(ArgAction::SetTrue).help(w::YES.get(lang)))
}

/// Shows both counts and asks; only managers.
pub fn run_restore(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let Some(file) = arguments.get_one::<PathBuf>("file") else { return Ok(ExitCode::from(2)) };
    let copy = Reader::open(file).map_err(tell)?;
    let theirs = copy.rows_by_register().map_err(tell)?;
    let ours = match Reader::open(&context.db) {
        Ok(reader) => {
            if let Some(why) = reader.role(&context.actor).map_err(tell)?.cannot_manage() {
                return Err(eyre!(crate::store::Error::NotAllowed(why).tell(lang)));
            }
            reader.rows_by_register().ok()
        }
        Err(_) => None,
    };
    drop(copy);
    output::word(&w::compare(lang, context.db.display(), file.display()));
    counts(&theirs, ours.as_deref(), lang);
    if !arguments.get_flag("yes") {
        if !io::stdin().is_terminal() {
            return Ok(output::refuse(w::NEEDS_YES.get(lang), 1));
        }
        output::word(w::ASK.get(lang));
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        if answer.trim() != "yes" {
            return Ok(ExitCode::FAILURE);
        }
    }
    let before = match backup::restore(&context.db, file, clock::moment()) {
        Err(crate::store::Error::Busy) => return Ok(others(context)),
        done => done.map_err(tell)?,
    };
    output::word(&w::restored(lang, context.db.display()));
    note(context, file);
    if let Some(copy) = before {
        output::word(&w::kept(lang, copy.path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// One line a register: rows of the copy, and rows now.
fn counts(theirs: &[(&'static Register, i64)], ours: Option<&[(&'static Register, i64)]>, lang: Lang) {
    let of = |rows: &[(&'static Register, i64)], kind: &str| rows.iter().find(|(r, _)| r.kind == kind).map_or(0, |(_, n)| *n);
    for register in REGISTERS {
        let (copy, now) = (of(theirs, register.kind), ours.map(|rows| of(rows, register.kind)));
        if copy == 0 && now.unwrap_or(0) == 0 {
            continue;
        }
        let mark = if now == Some(copy) { "" } else { " *" };
        let now = now.map_or_else(|| "-".to_owned(), show::count);
        output::word(&format!("  {}", w::counted(lang, show::count(copy), mark, now, register.name.get(lang))));
    }
}

/// Says who has the database open.
fn others(context: &Context) -> ExitCode {
    output::word(w::IN_USE.get(context.lang));
    for (number, command) in backup::holders(&context.db) {
        output::word(&format!("  {number}  {command}"));
    }
    ExitCode::FAILURE
}

/// The restored database remembers by whom it was, as far as it can be written.
fn note(context: &Context, file: &Path) {
    if let Ok(mut store) = Store::open(&context.db) {
        store.note_restore(&context.act(), &file.display().to_string()).ok();
    }
}
