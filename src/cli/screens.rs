//! No command: the screens. With no database yet, it offers what could be done first.

use super::{Context, init, output};
use crate::{app, text::cli as w};
use color_eyre::eyre::Result;
use std::{
    env,
    io::{self, IsTerminal},
    process::ExitCode,
};

pub fn run(context: &Context) -> Result<ExitCode> {
    if !context.db.exists() && !begin(context)? {
        return Ok(ExitCode::FAILURE);
    }
    open(context)
}

/// Opens the screens on the context's database.
pub fn open(context: &Context) -> Result<ExitCode> {
    app::run(&app::Options {
        path: context.db.clone(),
        actor: context.actor.clone(),
        lang: context.lang,
        glyphs: context.glyphs,
        colours: env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && !env::var("TERM").is_ok_and(|t| t.starts_with("vt")),
        today: context.today,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Asks on a terminal whether to start empty; elsewhere says what to do.
fn begin(context: &Context) -> Result<bool> {
    output::word(&w::no_database(context.lang, context.db.display()));
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    output::word(w::BEGIN.get(context.lang));
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    if answer.trim() != "1" {
        return Ok(false);
    }
    init::create(context)?;
    Ok(true)
}
