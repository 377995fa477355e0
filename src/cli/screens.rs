//! No command: the screens. With no database yet, it offers what could be done first.

use super::{Context, init, output};
use crate::{app, text::cli as w};
use color_eyre::eyre::Result;
use std::{env, io, process::ExitCode};

pub fn run(context: &Context) -> Result<ExitCode> {
    if !app::present() {
        return Ok(refuse(context));
    }
    if context.db.exists() { open(context) } else { begin(context) }
}

/// Where there is no terminal: what else there is.
fn refuse(context: &Context) -> ExitCode {
    output::word(crate::text::app::NO_TERMINAL.get(context.lang));
    ExitCode::from(2)
}

/// Opens the screens on the context's database; exit 2 where there is no terminal.
pub fn open(context: &Context) -> Result<ExitCode> {
    start(context, origin(), false)
}

/// The same for somebody on the line: from there, without files of this machine.
pub fn open_served(context: &Context) -> Result<ExitCode> {
    start(context, context.origin.clone(), true)
}

fn start(context: &Context, origin: String, served: bool) -> Result<ExitCode> {
    if !app::present() {
        return Ok(refuse(context));
    }
    app::run(&app::Options {
        path: context.db.clone(),
        actor: context.actor.clone(),
        origin,
        lang: context.lang,
        glyphs: context.glyphs,
        measured: context.measured,
        far: env::var_os("SSH_CONNECTION").is_some(),
        colours: env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && !env::var("TERM").is_ok_and(|t| t.starts_with("vt")),
        today: context.today,
        served,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The host the person comes from, or the terminal's line.
fn origin() -> String {
    let far = env::var("SSH_CONNECTION").ok().and_then(|c| c.split(' ').next().map(ToOwned::to_owned));
    far.unwrap_or_else(|| "tui".to_owned())
}

/// Asks whether to start with sample data or empty.
fn begin(context: &Context) -> Result<ExitCode> {
    output::word(&w::no_database(context.lang, context.db.display()));
    output::word(w::BEGIN.get(context.lang));
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    match answer.trim() {
        "1" => super::demo::sample(context),
        "2" => {
            init::create(context)?;
            open(context)
        }
        _ => Ok(ExitCode::FAILURE),
    }
}
