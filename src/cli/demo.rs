//! `demo`: a fictional city of any size, to try everything on.
//!
//! Without `--db` it goes to a file of its own beside the office's database, so that invented people never stand where
//! real ones will.

use super::{Context, context, output, screens};
use crate::{
    store::demo::{self, Continue, Plan, Progress, Stage, Summary},
    text::{Lang, T, demo as w},
};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use std::{path::Path, process::ExitCode};

/// Cells of the progress bar.
const BAR: usize = 30;

pub fn arguments(lang: Lang) -> Command {
    let number =
        |name: &'static str, value: &'static str, help: T| Arg::new(name).long(name).value_name(value).help(help.get(lang));
    Command::new("demo")
        .about(w::ABOUT.get(lang))
        .arg(number("cadres", "N", w::CADRES).value_parser(value_parser!(u32).range(100..=2_000_000)).default_value("900"))
        .arg(number("seed", "S", w::SEED).value_parser(value_parser!(u64)).default_value("1"))
        .arg(Arg::new("no-open").long("no-open").action(ArgAction::SetTrue).help(w::NO_OPEN.get(lang)))
}

pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let open = !arguments.get_flag("no-open");
    let cadres = arguments.get_one("cadres").copied().unwrap_or(900);
    let seed = arguments.get_one("seed").copied().unwrap_or(1);
    let target = Context {
        db: if context.named { context.db.clone() } else { context::folder().join(file_name(cadres, seed)) },
        named: true,
        actor: context.actor.clone(),
        ..context.clone()
    };
    if !context.named && open && target.db.exists() {
        output::word(&w::there(context.lang, target.db.display()));
        return screens::open(&target);
    }
    let plan = Plan { cadres, seed, today: context.today };
    let made = make(&target.db, &plan, context.lang)?;
    let Summary { units, cadres, classes, nominees, entries } = made;
    output::word(&w::made(context.lang, cadres, classes, entries, nominees, target.db.display(), units));
    if open { screens::open(&target) } else { Ok(ExitCode::SUCCESS) }
}

/// Opens the usual city, made if need be, in its own file beside the office's.
pub fn sample(context: &Context) -> Result<ExitCode> {
    let db = context.db.with_file_name(file_name(900, 1));
    let target = Context { db, named: true, actor: context.actor.clone(), ..context.clone() };
    if !target.db.exists() {
        make(&target.db, &Plan { cadres: 900, seed: 1, today: context.today }, context.lang)?;
    }
    screens::open(&target)
}

/// A file for each city: another size or seed is another one.
fn file_name(cadres: u32, seed: u64) -> String {
    if (cadres, seed) == (900, 1) { "demo.db".to_owned() } else { format!("demo-{cadres}-{seed}.db") }
}

/// Makes the file and its folder, with a bar on the terminal.
fn make(path: &Path, plan: &Plan, lang: Lang) -> Result<Summary> {
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let made = demo::build(path, plan, &mut |progress| {
        output::progress(&bar(progress, lang));
        Continue::Yes
    });
    output::progress("");
    made.map_err(|error| match error {
        demo::Error::Stopped => eyre!(w::STOPPED.get(lang)),
        demo::Error::Store(error) => eyre!(error.tell(lang)),
    })
}

fn bar(progress: Progress, lang: Lang) -> String {
    let full = progress.per_mille as usize * BAR / 1000;
    let stage = match progress.stage {
        Stage::People => w::PEOPLE,
        Stage::Library => w::LIBRARY,
        Stage::Classes => w::CLASSES,
        Stage::Hours => w::HOURS,
        Stage::Indexes => w::INDEXES,
    };
    format!("[{}{}] {:3} % {}", "#".repeat(full), ".".repeat(BAR - full), progress.per_mille / 10, stage.get(lang))
}
