//! `check`: what is wrong, doubtful or missing in the data; and mending what the program can mend.

use super::{Context, output, record};
use crate::{
    catalog,
    domain::finding::Mend,
    store::check::{self, Group},
    text::{Lang, check as w, cli},
    ui::show,
};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use serde_json::json;
use std::process::ExitCode;

pub fn arguments(lang: Lang) -> Command {
    Command::new("check")
        .about(w::ABOUT.get(lang))
        .arg(Arg::new("kind").long("kind").value_name("KIND").help(cli::KIND.get(lang)))
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("N")
                .default_value("10")
                .value_parser(value_parser!(u16))
                .help(w::LIMIT.get(lang)),
        )
        .arg(Arg::new("mend").long("mend").value_name("RULE").help(w::MEND_HELP.get(lang)))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(cli::JSON.get(lang)))
}

/// JSON: an array, worst first, of `{rule, severity, kind, title, total, mend, findings: [{kind, id, subject, text, other}]}`;
/// of each rule the first 1000. Exit 1 if there are findings.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let kind = arguments.get_one::<String>("kind").map(String::as_str);
    if let Some(kind) = kind.filter(|k| catalog::register(k).is_none()) {
        output::word(&cli::no_kind(lang, kind, record::kinds(lang)));
        return Ok(ExitCode::from(2));
    }
    let found = look(context, kind)?;
    if let Some(rule) = arguments.get_one::<String>("mend") {
        return mend(context, &found, rule);
    }
    if arguments.get_flag("json") {
        output::json(&found.iter().map(|group| object(group, lang)).collect())?;
    } else {
        let limit = usize::from(*arguments.get_one::<u16>("limit").unwrap_or(&10));
        found.iter().try_for_each(|group| print(group, limit, lang))?;
        let all: usize = found.iter().map(|g| g.total).sum();
        output::word(&w::sum(lang, show::count(i64::try_from(all).unwrap_or(i64::MAX)), found.len()));
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn look(context: &Context, kind: Option<&str>) -> Result<Vec<Group>> {
    let step = |done: u64, whole: u64| {
        output::progress(&w::checking(context.lang, (done * 100).checked_div(whole).unwrap_or(0)));
        true
    };
    let found = context.reader()?.check_data(context.today, kind, &step).map_err(|e| eyre!(e.tell(context.lang)))?;
    output::progress("");
    Ok(found.unwrap_or_default())
}

fn print(group: &Group, limit: usize, lang: Lang) -> Result<()> {
    let rule = group.rule;
    let total = show::count(i64::try_from(group.total).unwrap_or(i64::MAX));
    output::data(&w::heading(lang, rule.code, rule.severity.word().get(lang), rule.title.get(lang), total))?;
    for finding in group.findings.iter().take(limit) {
        let id = if finding.id == 0 { String::new() } else { finding.id.to_string() };
        output::data(&format!("  {} {id}\t{}\t{}", finding.kind, finding.subject, finding.detail.tell(lang)))?;
    }
    if group.total > limit {
        output::data(&format!("  ... {}", show::count(i64::try_from(group.total - limit.min(group.total)).unwrap_or(0))))?;
    }
    Ok(())
}

fn object(group: &Group, lang: Lang) -> serde_json::Value {
    let rule = group.rule;
    let mend = match rule.mend {
        Mend::Auto(_) => "auto",
        Mend::Edit(_) => "edit",
        Mend::Look => "look",
    };
    let findings: Vec<serde_json::Value> = group
        .findings
        .iter()
        .map(|f| json!({"kind": f.kind, "id": f.id, "subject": f.subject, "text": f.detail.tell(lang), "other": f.other}))
        .collect();
    json!({"rule": rule.code, "severity": rule.severity.code(), "kind": rule.kind, "title": rule.title.get(lang),
        "total": group.total, "mend": mend, "findings": findings})
}

/// Mends every finding of a rule that the program can mend, as one step.
fn mend(context: &Context, found: &[Group], code: &str) -> Result<ExitCode> {
    let lang = context.lang;
    let Some(rule) = check::rule(code) else {
        output::word(&w::no_rule(lang, code));
        return Ok(ExitCode::from(2));
    };
    if !matches!(rule.mend, Mend::Auto(_)) {
        output::word(w::BY_HAND.get(lang));
        return Ok(ExitCode::FAILURE);
    }
    let Some(group) = found.iter().find(|g| g.rule == rule) else {
        output::word(w::NOTHING.get(lang));
        return Ok(ExitCode::SUCCESS);
    };
    let mended = context.store()?.mend(&context.act(), context.today, &group.findings).map_err(|e| eyre!(e.tell(lang)))?;
    output::word(&w::mended(lang, mended.done, mended.left));
    Ok(if mended.left == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
