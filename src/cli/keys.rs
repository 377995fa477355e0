//! `keys`: every key of every screen, as the screens themselves have them.

use super::{Context, output};
use crate::{
    text::{Lang, cli as w, manual as m},
    ui::{manual::manual, screens::help},
};
use clap::{ArgMatches, Command};
use color_eyre::eyre::Result;
use std::process::ExitCode;

pub fn arguments(lang: Lang) -> Command {
    Command::new("keys").about(w::KEYS.get(lang))
}

pub fn run(context: &Context, _: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let headings = [m::KEY, m::DOES].map(|word| word.get(lang).to_owned());
    for (n, (title, rows)) in manual().iter().enumerate() {
        if n > 0 {
            output::data("")?;
        }
        output::data(&format!("[{}]", title.get(lang)))?;
        let rows: Vec<_> = rows.iter().map(|row| vec![help::keys(row), row.label.get(lang).to_owned()]).collect();
        output::table(&headings, &rows)?;
    }
    Ok(ExitCode::SUCCESS)
}
