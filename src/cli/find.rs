//! `find WORDS…`: one line a hit, for a meeting or a script.

use super::{Context, output};
use crate::{
    catalog::named,
    store::{Reader, search},
    text::{Lang, cli as w, find},
    ui::show::translated,
};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use serde_json::json;
use std::process::ExitCode;

pub fn arguments(lang: Lang) -> Command {
    Command::new("find")
        .about(w::FIND.get(lang))
        .arg(Arg::new("words").num_args(1..).required(true).help(w::FIND_WORDS.get(lang)))
        .arg(Arg::new("kind").long("kind").value_name("KIND").help(w::KIND.get(lang)))
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("N")
                .default_value("60")
                .value_parser(value_parser!(u16))
                .help(w::LIMIT.get(lang)),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(w::JSON.get(lang)))
}

/// JSON: an array of `{kind, id, title, context}`, at most `--limit` in all, best first within each kind. Exit 1 if nothing is found.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let words: Vec<&str> = arguments.get_many::<String>("words").into_iter().flatten().map(String::as_str).collect();
    let limit = usize::from(*arguments.get_one::<u16>("limit").unwrap_or(&60));
    let kind = arguments.get_one::<String>("kind");
    if let Some(kind) = kind.filter(|k| named::register_named(k).is_none()) {
        return Ok(output::refuse(&w::no_kind(context.lang, kind, super::record::kinds(context.lang)), 2));
    }
    let reader = context.reader()?;
    let limits = search::Limits {
        each: limit,
        counted: search::COUNTED,
        kind: kind.and_then(|k| named::register_named(k)).map(|r| r.kind),
        ..search::Limits::default()
    };
    let tell = |e| eyre!(crate::store::Error::from(e).tell(context.lang));
    let groups = search::groups(reader.conn(), &words.join(" "), limits).map_err(tell)?;
    let shares = shares(&groups.iter().map(search::Group::count).collect::<Vec<_>>(), limit);
    let mut hits = Vec::new();
    for (group, share) in groups.iter().zip(&shares) {
        hits.extend(group.hits(reader.conn(), 0..*share).map_err(tell)?);
    }
    print(context, &reader, &hits, arguments.get_flag("json"))?;
    for (group, share) in groups.iter().zip(shares).filter(|(group, share)| group.more || group.count() > *share) {
        let count = if group.more { find::at_least(context.lang, group.count()) } else { group.count().to_string() };
        output::word(&w::find_more(context.lang, count, group.register().kind, share, group.register().name.get(context.lang)));
    }
    if hits.is_empty() {
        return Ok(output::refuse(find::NOTHING.get(context.lang), 1));
    }
    Ok(ExitCode::SUCCESS)
}

fn print(context: &Context, reader: &Reader, hits: &[search::Hit], as_json: bool) -> Result<()> {
    if as_json {
        let object = |hit: &search::Hit| json!({"kind": hit.register.kind, "id": hit.id, "title": hit.title, "context": hit.context_text(context.lang)});
        return Ok(output::json(&hits.iter().map(object).collect())?);
    }
    for hit in hits {
        let beside = hit.context_in(context.lang, |field, text| translated(field, text, context.lang, reader));
        output::data(&format!("{}\t{}\t{}\t{beside}", hit.register.name.get(context.lang), hit.id, hit.title))?;
    }
    Ok(())
}

/// How many hits of each register are listed: in equal parts, and what some do not need goes to the others. Where there are
/// more registers than places, the first have them.
fn shares(counts: &[usize], limit: usize) -> Vec<usize> {
    let (mut shares, mut left) = (vec![0; counts.len()], limit);
    while left > 0 {
        let open: Vec<usize> = (0..counts.len()).filter(|n| shares[*n] < counts[*n]).collect();
        if open.is_empty() {
            break;
        }
        let part = (left / open.len()).max(1);
        for n in open {
            let more = part.min(counts[n] - shares[n]).min(left);
            shares[n] += more;
            left -= more;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn the_limit_is_over_all() {
        assert_eq!(shares(&[100, 2, 50], 20), [9, 2, 9]);
        assert_eq!(shares(&[3, 4], 60), [3, 4]);
        assert_eq!(shares(&[5, 5, 5], 2), [1, 1, 0]);
        assert_eq!(shares(&[100], 7), [7]);
        assert_eq!(shares(&[5], 0), [0]);
        assert!(shares(&[], 9).is_empty());
    }
}
