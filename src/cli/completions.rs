//! `completions`: what a shell needs to complete our commands.

use super::Context;
use crate::text::{Lang, cli as w};
use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;
use color_eyre::eyre::Result;
use std::{
    io::{self, Write as _},
    process::ExitCode,
};

pub fn arguments(lang: Lang) -> Command {
    let shell = Arg::new("shell").value_parser(value_parser!(Shell)).required(true).help(w::SHELL.get(lang));
    Command::new("completions").about(w::COMPLETIONS.get(lang)).arg(shell)
}

pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    if let Some(shell) = arguments.get_one::<Shell>("shell") {
        // Into memory first: the generator panics where the reader of a pipe is gone.
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut super::command(context.lang), "ganjiao", &mut script);
        io::stdout().lock().write_all(&script)?;
    }
    Ok(ExitCode::SUCCESS)
}
