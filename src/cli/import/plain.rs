//! `import FILE… --kind REGISTER` for a register that has no layout of its own: a plain table whose headings are the
//! names of the register's fields, judged row by row as rows pasted onto its list are.
//!
//! Each table is one step of the journal and is judged when the one before it is written, so that what stands in two
//! files is added once.

use super::{Context, agreed, back_up, open, output, read};
use crate::{
    catalog::{Field, Register, entry::Ground, lookup::Office},
    exchange::paste::{self, Headed, Judged, Pasted, Verdict, judge},
    store::{Error, Store, bulk::Edit, guard},
    text::{Lang, import as w, paste as p},
};
use clap::ArgMatches;
use color_eyre::eyre::{Result, eyre};
use serde_json::json;
use std::process::ExitCode;

/// A table that was found.
struct Table {
    /// File and sheet, as people write it.
    place: String,
    headed: Headed,
}

/// What came of tables: new, changed, same, wrong; what to set right; how many were written.
#[derive(Default)]
struct Sum {
    counts: [usize; 4],
    complaints: Vec<String>,
    written: usize,
    refused: bool,
}

/// Exit 0 when everything is written (or checked), 1 when a file has no such table, a row is wrong, or nobody agreed.
pub fn run(context: &Context, arguments: &ArgMatches, register: &'static Register) -> Result<ExitCode> {
    let lang = context.lang;
    let dry = arguments.get_flag("dry-run");
    let mut store = open(context)?;
    if !dry {
        context.may(guard::Role::cannot_write)?;
    }
    let mut sum = Sum::default();
    for table in tables(arguments, register, lang, &mut sum) {
        let edits = judged(context, &mut store, register, &table, &mut sum)?;
        if dry || edits.is_empty() || sum.refused {
            continue;
        }
        if arguments.get_flag("yes") || agreed(lang)? {
            write(context, &mut store, register, &edits, &mut sum)?;
        } else {
            sum.refused = true;
        }
    }
    let [new, changed, same, wrong] = sum.counts;
    if dry {
        output::word(w::REHEARSED.get(lang));
    } else if new + changed == 0 {
        output::word(w::NOTHING.get(lang));
    } else if sum.written > 0 {
        output::word(w::WRITTEN.get(lang));
    }
    if arguments.get_flag("json") {
        let rows = &sum.complaints;
        output::json(
            &json!({ "new": new, "changed": changed, "same": same, "wrong": wrong, "written": sum.written, "rows": rows }),
        )?;
    }
    Ok(if sum.refused || wrong > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Every table of the register in the files.
fn tables(arguments: &ArgMatches, register: &'static Register, lang: Lang, sum: &mut Sum) -> Vec<Table> {
    let only = arguments.get_one::<String>("sheet");
    let mut found = Vec::new();
    let sources = read(arguments).unwrap_or_else(|words| {
        output::word(words.get(lang));
        sum.refused = true;
        Vec::new()
    });
    for source in sources {
        let before = found.len();
        let grids = source.grids.as_deref().unwrap_or_else(|refusal| {
            output::word(&format!("{}: {}", source.name, crate::exchange::issue::refusal(refusal, lang)));
            &[]
        });
        for grid in grids.iter().filter(|grid| only.is_none_or(|name| *name == grid.name)) {
            let headed = Pasted::under_headings(grid, register);
            found.extend(headed.map(|headed| Table { place: format!("{} {}", source.name, grid.name), headed }));
        }
        if found.len() == before {
            sum.refused = true;
            if !grids.is_empty() {
                output::word(&w::no_plain_headings(lang, &source.name, register.name.get(lang)));
            }
        }
    }
    found
}

/// The edits of a table; says what is wrong with its rows and what they come to.
fn judged(context: &Context, store: &mut Store, register: &'static Register, table: &Table, sum: &mut Sum) -> Result<Vec<Edit>> {
    let lang = context.lang;
    let tell = |e: Error| eyre!(e.tell(lang));
    let act = context.act();
    let on = Ground { today: context.today, hours: context.reader()?.hour_step(context.today).map_err(tell)? };
    let judging =
        |office: &mut dyn Office| judge(&*office, register, &table.headed.pasted, &table.headed.columns, 1, &Vec::new(), on);
    let (mut judged, _) = store.rehearse_in(&act, judging).map_err(tell)?;
    paste::try_out(store, &act, register, &mut judged).map_err(tell)?;
    let mut counts = [0; 4];
    for row in &judged {
        counts[match &row.verdict {
            Verdict::New(_) => 0,
            Verdict::Changed(..) => 1,
            Verdict::Same => 2,
            Verdict::Wrong(_) => 3,
        }] += 1;
        for line in complaints(row, table, lang) {
            output::word(&line);
            sum.complaints.push(line);
        }
    }
    let [new, changed, same, wrong] = counts;
    output::word(&format!("{}: {}", table.place, p::counts(lang, changed, new, same, wrong)));
    sum.counts.iter_mut().zip(counts).for_each(|(all, one)| *all += one);
    Ok(judged.iter().filter_map(Judged::edit).collect())
}

/// What is wrong with a row, or odd about it, with its place.
fn complaints(judged: &Judged, table: &Table, lang: Lang) -> Vec<String> {
    let row = table.headed.rows.get(judged.row).copied().unwrap_or(judged.row) + 1;
    let place = |field: Option<&'static Field>, what: String| {
        let said = match field {
            Some(field) => p::at(lang, field.label.get(lang), row, what),
            None => p::row_at(lang, row, what),
        };
        format!("{} {said}", table.place)
    };
    let wrong = match &judged.verdict {
        Verdict::Wrong(wrong) => &wrong[..],
        _ => &[],
    };
    let odd = judged.remarks.iter().map(|(column, odd)| {
        place(column.and_then(|column| table.headed.columns.get(column).copied().flatten()), odd.tell(lang).to_owned())
    });
    wrong.iter().map(|wrong| place(wrong.field, wrong.what.tell(lang))).chain(odd).collect()
}

/// Writes the edits of a table, all or none.
fn write(context: &Context, store: &mut Store, register: &'static Register, edits: &[Edit], sum: &mut Sum) -> Result<()> {
    let tell = |e: Error| eyre!(e.tell(context.lang));
    if sum.written == 0 {
        back_up(context)?;
    }
    let label = format!("import {}", register.kind);
    let done = store.write(&context.act(), &label, |tx| {
        let mut applied = tx.edits(register, edits, &|_, _| true)?;
        if applied.refused.is_empty() { Ok(applied.done) } else { Err(applied.refused.swap_remove(0).1) }
    });
    sum.written += done.map_err(tell)?;
    Ok(())
}
