//! `question [NAME]`: a question of the office, answered now; without a name, which there are.

use super::{Context, list, output};
use crate::{
    catalog,
    text::{Lang, cli as w},
    ui::screens::browse::Browse,
};
use clap::{Arg, ArgMatches, Command};
use color_eyre::eyre::{Result, eyre};
use std::process::ExitCode;

pub fn arguments(lang: Lang) -> Command {
    list::written(Command::new("question").about(w::QUESTION.get(lang)), lang)
        .arg(Arg::new("name").value_name("NAME").help(w::QUESTION_NAME.get(lang)))
        .arg(list::format_argument(lang))
}

pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let reader = context.reader()?;
    let questions = reader.questions().map_err(|e| eyre!(e.tell(lang)))?;
    let Some(name) = arguments.get_one::<String>("name") else {
        for question in questions {
            output::data(&format!("{}\t{}", question.kind, question.name))?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    let found = questions.iter().find(|question| question.name == *name);
    let Some((question, register)) = found.and_then(|q| Some((q, catalog::register(&q.kind)?))) else {
        let names = questions.iter().map(|q| q.name.as_str()).collect::<Vec<_>>().join(w::LIST_SEPARATOR.get(lang));
        output::word(&w::no_question(lang, name, names));
        return Ok(ExitCode::from(2));
    };
    let (query, fields) = Browse::question(register, &question.definition, name.clone()).asked();
    list::print(context, arguments, list::format(arguments), (query, fields))
}
