//! `init`: an empty database with code lists and national rules.

use super::{Context, output};
use crate::{
    store::Store,
    text::{Lang, cli as w},
};
use clap::{ArgMatches, Command};
use color_eyre::eyre::{Result, eyre};
use std::process::ExitCode;

pub fn arguments(lang: Lang) -> Command {
    Command::new("init").about(w::INIT.get(lang))
}

pub fn run(context: &Context, _: &ArgMatches) -> Result<ExitCode> {
    create(context)?;
    output::word(&w::created(context.lang, context.db.display()));
    Ok(ExitCode::SUCCESS)
}

/// Makes the database and its folder, and seeds it.
pub fn create(context: &Context) -> Result<Store> {
    if let Some(folder) = context.db.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let tell = |e: crate::store::Error| eyre!(e.tell(context.lang));
    Store::create_with(&context.db, |store| store.write(&context.act(), "init", crate::store::seed::seed)).map_err(tell)
}
