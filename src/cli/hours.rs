//! `hours NAME` and `hours --unit U`: verdicts with their numbers, their source and the entries behind them.

use super::{Context, output, record};
use crate::{
    catalog,
    domain::{
        calendar::iso,
        hours::{Level, Verdict},
        value::number,
    },
    exchange::document::{self, As},
    store::{
        Reader,
        ledger::{Cadre, Judged, Ledger, Rulebook, Whom},
    },
    text::{Lang, cli as c, hours as w, paper as p},
};
use chrono::Datelike;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use serde_json::{Value as Json, json};
use std::{collections::HashMap, process::ExitCode};

pub fn arguments(lang: Lang) -> Command {
    Command::new("hours")
        .about(w::CLI.get(lang))
        .arg(Arg::new("name").value_name("NAME").help(w::CLI_NAME.get(lang)))
        .arg(Arg::new("unit").long("unit").value_name("UNIT").conflicts_with("name").help(w::CLI_UNIT.get(lang)))
        .arg(Arg::new("below").long("below").action(ArgAction::SetTrue).help(w::CLI_BELOW.get(lang)))
        .arg(Arg::new("year").long("year").value_name("YEAR").value_parser(value_parser!(i32)).help(w::CLI_YEAR.get(lang)))
        .arg(
            Arg::new("certificate")
                .long("certificate")
                .action(ArgAction::SetTrue)
                .requires("name")
                .help(p::CLI_CERTIFICATE.get(lang)),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(c::JSON.get(lang)))
}

/// JSON: `{year, as_of, people: [{id, name, unit, position, verdicts: [{rule, name, level, reason, met, exempt, got, target,
/// missing, from, to, full_time, online, offline, days, citation, entries: [id]}]}]}`. Exit 1 where nobody is found.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let reader = context.reader()?;
    let year = arguments.get_one::<i32>("year").copied().unwrap_or(context.today.year());
    let (kind, text) = match (arguments.get_one::<String>("name"), arguments.get_one::<String>("unit")) {
        (Some(name), _) => ("cadre", name),
        (None, Some(unit)) => ("unit", unit),
        (None, None) => {
            output::word(w::ONE_OF.get(context.lang));
            return Ok(ExitCode::from(2));
        }
    };
    let Some(register) = catalog::register(kind) else { return Ok(ExitCode::FAILURE) };
    let id = match record::named(context, &reader, register, text)? {
        Ok(id) => id,
        Err(words) => {
            output::word(&words);
            return Ok(ExitCode::FAILURE);
        }
    };
    if arguments.get_flag("certificate") {
        let tell = |e: crate::store::Error| eyre!(e.tell(context.lang));
        let asked = document::Asked { of: Some(id), year, today: context.today, kind: As::Text };
        let made = document::named("certificate").map(|d| d.make(&reader, &asked)).transpose().map_err(tell)?;
        match made {
            Some(Ok(Some(made))) => String::from_utf8_lossy(&made.bytes).lines().try_for_each(output::data)?,
            Some(Err(fault)) => {
                output::word(&fault.tell(context.lang));
                return Ok(ExitCode::FAILURE);
            }
            _ => return Ok(ExitCode::FAILURE),
        }
        return Ok(ExitCode::SUCCESS);
    }
    let asked = Asked { context, year, below: arguments.get_flag("below"), json: arguments.get_flag("json") };
    if kind == "cadre" { asked.person(&reader, id) } else { asked.unit(&reader, id) }
}

struct Asked<'a> {
    context: &'a Context,
    year: i32,
    below: bool,
    json: bool,
}

impl Asked<'_> {
    fn person(&self, reader: &Reader, id: i64) -> Result<ExitCode> {
        let lang = self.context.lang;
        let tell = |e: crate::store::Error| eyre!(e.tell(lang));
        let book = reader.rulebook_of(id).map_err(tell)?;
        let Some(ledger) = reader.ledger(&book, id).map_err(tell)? else { return Ok(ExitCode::FAILURE) };
        let verdicts = ledger.verdicts(&book, self.year, self.context.today);
        let units: HashMap<i64, String> = reader.unit_names().map_err(tell)?.into_iter().collect();
        if self.json {
            output::json(&self.document(vec![object(&ledger.cadre, &units, &verdicts)]))?;
            return Ok(ExitCode::SUCCESS);
        }
        output::data(&heading(&ledger.cadre, &units))?;
        for verdict in verdicts.iter().filter(|v| !self.below || below(v)) {
            self.say(&ledger, verdict)?;
        }
        if verdicts.is_empty() {
            output::data(&format!("  {}", w::NO_RULE.get(lang)))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// A verdict in words, its paper, and the entries that made it.
    fn say(&self, ledger: &Ledger, verdict: &Verdict) -> Result<()> {
        let lang = self.context.lang;
        let level = verdict.level.label().get(lang);
        output::data(&format!("  {}  {level}  {}", verdict.rule.name, verdict.describe(lang)))?;
        output::data(&format!("    {}", w::basis(lang, verdict.citation())))?;
        for e in ledger.entries.iter().filter(|e| verdict.counts(&e.entry())) {
            output::data(&format!("    {}", w::entry(lang, &e.form, number(e.hours), &e.title, e.year)))?;
        }
        Ok(())
    }

    fn unit(&self, reader: &Reader, id: i64) -> Result<ExitCode> {
        let lang = self.context.lang;
        let tell = |e: crate::store::Error| eyre!(e.tell(lang));
        let book: Rulebook = reader.rulebook().map_err(tell)?;
        let units: HashMap<i64, String> = reader.unit_names().map_err(tell)?.into_iter().collect();
        let (mut people, mut short) = (0, 0);
        let mut objects: Vec<Json> = Vec::new();
        let mut rows: Vec<Vec<String>> = Vec::new();
        let take = |judged: &Judged| {
            people += 1;
            let any = judged.verdicts.iter().any(below);
            short += usize::from(any);
            if self.json && (any || !self.below) {
                objects.push(object(judged.cadre, &units, judged.verdicts));
            } else {
                let wanted = judged.verdicts.iter().filter(|v| !self.below || below(v));
                rows.extend(wanted.map(|v| row(judged.cadre, &units, v, lang)));
            }
            true
        };
        reader.judge(&book, Whom::Under(id), self.year, self.context.today, take).map_err(tell)?;
        if self.json {
            output::json(&self.document(objects))?;
        } else {
            let headings = [w::PERSON, w::UNIT, w::RULE, w::GOT, w::TARGET, w::MISSING, w::LEVEL, w::REASON];
            output::table(&headings.map(|h| h.get(lang).to_owned()), &rows)?;
            output::word(&w::summary(lang, short, people));
        }
        if people == 0 {
            output::word(w::NOBODY.get(lang));
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn document(&self, people: Vec<Json>) -> Json {
        json!({"year": self.year, "as_of": iso(self.context.today), "people": people})
    }
}

fn below(verdict: &Verdict) -> bool {
    !verdict.met && !verdict.exempt
}

fn unit_of<'u>(cadre: &Cadre, units: &'u HashMap<i64, String>) -> &'u str {
    cadre.unit.and_then(|id| units.get(&id)).map_or("", String::as_str)
}

fn heading(cadre: &Cadre, units: &HashMap<i64, String>) -> String {
    let words = [cadre.name.as_str(), unit_of(cadre, units), cadre.position.as_deref().unwrap_or_default()];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("  ")
}

fn row(cadre: &Cadre, units: &HashMap<i64, String>, v: &Verdict, lang: Lang) -> Vec<String> {
    let level = if v.level == Level::Normal { String::new() } else { v.level.label().get(lang).to_owned() };
    vec![
        cadre.name.clone(),
        unit_of(cadre, units).to_owned(),
        v.rule.name.clone(),
        number(v.got),
        number(v.target),
        number(v.missing),
        level,
        v.describe(lang),
    ]
}

fn object(cadre: &Cadre, units: &HashMap<i64, String>, verdicts: &[Verdict]) -> Json {
    let verdicts: Vec<Json> = verdicts.iter().map(verdict).collect();
    json!({"id": cadre.id, "name": cadre.name, "unit": unit_of(cadre, units), "position": cadre.position, "verdicts": verdicts})
}

fn verdict(v: &Verdict) -> Json {
    json!({
        "rule": v.rule.code, "name": v.rule.name, "level": v.level.code(), "reason": v.reason.code(), "met": v.met,
        "exempt": v.exempt, "got": v.got, "target": v.target, "missing": v.missing, "from": iso(v.from), "to": iso(v.to),
        "full_time": v.tally.full_time, "online": v.tally.online, "offline": v.tally.offline, "days": v.tally.days,
        "alternative": v.alternative, "citation": v.citation(), "entries": v.tally.entries,
    })
}
