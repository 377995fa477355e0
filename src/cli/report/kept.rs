//! `report NAME --keep`, `--kept`, `--compare`: a report as it was, and what is not as it was.

use super::super::{Context, output};
use crate::{
    exchange::{export::Sheet, report as sheets},
    store::{
        reports::{self, Asked, Report},
        snapshot::Snapshot,
    },
    text::{Lang, report as w},
};
use clap::{Arg, ArgAction, ArgMatches};
use color_eyre::eyre::{Result, eyre};
use std::process::ExitCode;

pub fn arguments(lang: Lang) -> [Arg; 3] {
    [
        Arg::new("keep").long("keep").action(ArgAction::SetTrue).help(w::CLI_KEEP.get(lang)),
        Arg::new("kept").long("kept").action(ArgAction::SetTrue).help(w::CLI_KEPT.get(lang)),
        Arg::new("compare").long("compare").value_name("ID[:ID]").help(w::CLI_COMPARE.get(lang)),
    ]
}

/// What was asked about what was kept.
pub enum Done {
    /// A comparison.
    Sheet(Sheet),
    /// Nothing more to do.
    Code(ExitCode),
}

/// Keeps the report as it is now.
pub fn keep(context: &Context, report: &Report, asked: &Asked) -> Result<()> {
    let tell = |e: crate::store::Error| eyre!(e.tell(context.lang));
    let snapshot = context.reader()?.snapshot(report, asked).map_err(tell)?;
    let period = reports::period(report, &Asked { lang: Lang::Zh, ..asked.clone() });
    let id = context.store()?.keep(&context.act(), report.name, &period, &snapshot).map_err(tell)?;
    output::word(&w::kept_as(context.lang, id));
    Ok(())
}

/// The list of what was kept, or a comparison; `None` where neither was asked for.
pub fn run(context: &Context, report: &Report, asked: &Asked, arguments: &ArgMatches) -> Result<Option<Done>> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let reader = context.reader()?;
    if arguments.get_flag("kept") {
        for kept in reader.kept(report.name).map_err(tell)? {
            output::data(&format!("{}\t{}\t{}\t{}", kept.id, kept.period, kept.at, kept.actor))?;
        }
        return Ok(Some(Done::Code(ExitCode::SUCCESS)));
    }
    let Some(text) = arguments.get_one::<String>("compare") else { return Ok(None) };
    let (first, second) = text.split_once(':').map_or((text.as_str(), None), |(first, second)| (first, Some(second)));
    let find = |id: &str| -> Result<Option<Snapshot>> {
        id.parse().map_or(Ok(None), |id| reader.kept_as(report.name, id)).map_err(tell)
    };
    let (before, after) = match second {
        Some(second) => (find(first)?, find(second)?),
        None => (find(first)?, Some(reader.snapshot(report, asked).map_err(tell)?)),
    };
    let (Some(before), Some(after)) = (before, after) else {
        output::word(&w::no_kept(lang, text));
        return Ok(Some(Done::Code(ExitCode::FAILURE)));
    };
    let sheet = sheets::compared(report, &before, &after, lang);
    if sheet.texts().next().is_none() {
        output::word(w::NO_DIFFERENCE.get(lang));
        return Ok(Some(Done::Code(ExitCode::SUCCESS)));
    }
    Ok(Some(Done::Sheet(sheet)))
}
