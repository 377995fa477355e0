//! `report pivot`: a report put together on the command line, kept under a name for later.

use super::super::{Context, output};
use crate::{
    catalog::named::says,
    domain::value::{Value, number},
    exchange::export::{Heading, Sheet},
    store::reports::pivot::{BYS, Grid, MEASURES, OVERS, Pivot},
    text::{Lang, T, cli as c, report as w},
};
use chrono::Datelike;
use clap::{Arg, ArgMatches};
use color_eyre::eyre::{Result, eyre};

/// The name on the command line, and of what is kept.
const PIVOT: &str = "pivot";
/// Whose kept pivots are: the office's.
const OFFICE: &str = "";

pub fn arguments(lang: Lang) -> [Arg; 4] {
    let arg = |name: &'static str, value: &'static str, help: T| Arg::new(name).long(name).value_name(value).help(help.get(lang));
    [
        arg("rows", "ROWS", w::CLI_ROWS),
        arg("measure", "MEASURE", w::CLI_MEASURE),
        arg("period", "PERIOD", w::CLI_OVER),
        arg("save", "NAME", w::CLI_SAVE),
    ]
}

/// What was kept, after the reports.
pub fn list(context: &Context) -> Result<()> {
    output::data(&format!("{PIVOT}\t{}", w::PIVOT.get(context.lang)))?;
    if !context.db.exists() {
        return Ok(());
    }
    let tell = |e: crate::store::Error| eyre!(e.tell(context.lang));
    for view in context.reader()?.saved_views(OFFICE, PIVOT).map_err(tell)? {
        output::data(&format!("{}\t{}", view.name, view.definition))?;
    }
    Ok(())
}

/// One of a list of words by its code or its label.
fn chosen<X: Copy>(all: &[(&str, T, X)], text: &str, lang: Lang) -> std::result::Result<X, String> {
    let found = all.iter().find(|(code, label, _)| *code == text || says(*label, text));
    found.map(|(.., what)| *what).ok_or_else(|| {
        let names = all.iter().map(|(code, label, _)| c::name_and_code(lang, code, label.get(lang)));
        w::cli_no_part(lang, text, names.collect::<Vec<_>>().join(c::LIST_SEPARATOR.get(lang)))
    })
}

fn read(arguments: &ArgMatches, lang: Lang) -> std::result::Result<Pivot, String> {
    let text = |name: &str, usual: &'static str| arguments.get_one::<String>(name).map_or(usual, String::as_str).to_owned();
    Ok(Pivot {
        by: chosen(BYS, &text("rows", "unit"), lang)?,
        measure: chosen(MEASURES, &text("measure", "hours"), lang)?,
        over: chosen(OVERS, &text("period", "years"), lang)?,
    })
}

type Asked = Option<std::result::Result<Sheet, String>>;

/// The sheet of a pivot, where the name is `pivot` or of one that was kept; words where it cannot be.
pub fn asked(context: &Context, name: &str, arguments: &ArgMatches) -> Result<Asked> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let (pivot, title) = if name == PIVOT || says(w::PIVOT, name) {
        match read(arguments, lang) {
            Ok(pivot) => (pivot, None),
            Err(words) => return Ok(Some(Err(words))),
        }
    } else {
        let views = context.reader()?.saved_views(OFFICE, PIVOT).map_err(tell)?;
        match views.into_iter().find(|view| view.name == name).and_then(|view| Pivot::parse(&view.definition)) {
            Some(pivot) => (pivot, Some(name.to_owned())),
            None => return Ok(None),
        }
    };
    if let Some(why) = pivot.refused() {
        return Ok(Some(Err(why.get(lang).to_owned())));
    }
    if let Some(name) = arguments.get_one::<String>("save") {
        context.store()?.save_view(OFFICE, PIVOT, name, &pivot.code()).map_err(tell)?;
        output::word(&w::view_saved(lang, name));
    }
    let year = arguments.get_one::<i32>("year").copied().unwrap_or(context.today.year());
    let grid = context.reader()?.pivot(pivot, year, &|_, _| true).map_err(tell)?;
    Ok(Some(Ok(sheet(pivot, &grid, title, year, lang))))
}

fn sheet(pivot: Pivot, grid: &Grid, title: Option<String>, year: i32, lang: Lang) -> Sheet {
    let label = |all: &[(&str, T)], code: &str| all.iter().find(|(c, _)| *c == code).map_or("", |(_, t)| t.get(lang)).to_owned();
    let code = pivot.code();
    let words: Vec<&str> = code.split(' ').collect();
    let by = label(&BYS.map_labels(), words[0]);
    let measure = label(&MEASURES.map_labels(), words[1]);
    let over = label(&OVERS.map_labels(), words[2]);
    let first = Heading { name: words[0].to_owned(), label: by.clone(), width: 20, numeric: false };
    let columns = grid.columns.iter().map(|c| Heading { name: c.clone(), label: c.clone(), width: 9, numeric: true });
    let title = title.unwrap_or_else(|| format!("{by} {measure} {over}"));
    let mut sheet = Sheet::plain(title, std::iter::once(first).chain(columns).collect());
    sheet.note(w::of_year(lang, year));
    sheet.note(w::PIVOT_ABOUT.get(lang));
    let total = (w::TOTAL.get(lang).to_owned(), grid.total.clone());
    for (name, numbers) in grid.lines.iter().chain([&total]) {
        let cells = numbers.iter().map(|n| (Value::Real(*n), number(*n)));
        sheet.row(std::iter::once((Value::text(name.as_str()), name.clone())).chain(cells).collect());
    }
    sheet
}

/// Code words and labels of a list of choices.
trait Labels {
    fn map_labels(&self) -> Vec<(&'static str, T)>;
}

impl<X> Labels for [(&'static str, T, X)] {
    fn map_labels(&self) -> Vec<(&'static str, T)> {
        self.iter().map(|(code, label, _)| (*code, *label)).collect()
    }
}
