//! `serve --as USER`: what a forced SSH command runs. The screens of one user, or one command of a short list.
//!
//! Who comes is said by the key and not by the person, so everything else that the person sends is doubted: the
//! environment is thrown away, what is asked for is split without a shell and must be on the list, and no file is opened
//! whose name came over the line. Nothing here starts a child process. An environment cannot be emptied safely by who
//! stands in it, so the program replaces itself by itself once, with a clean one; the process stays the same.

mod asked;
mod ground;
mod log;

use super::{Context, output, screens};
use crate::{
    catalog::{self, show},
    domain::{clean::clean, mask, value::Value},
    store::{admission::Admission, guard::Role},
    text::{Lang, serve as w},
};
use clap::{Arg, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use log::Log;
use std::{path::PathBuf, process::ExitCode};

pub fn arguments(lang: Lang) -> Command {
    Command::new("serve")
        .about(w::ABOUT.get(lang))
        .arg(Arg::new("log").long("log").value_name("FILE").value_parser(value_parser!(PathBuf)).help(w::LOG_HELP.get(lang)))
}

/// Exit 1 where the user may not come in or asks for what is not on the list.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let (Some(login), Some(db)) = (arguments.get_one::<String>("as"), arguments.get_one::<PathBuf>("db")) else {
        output::word(w::NEEDS_DB.get(lang));
        return Ok(ExitCode::from(2));
    };
    if !db.is_absolute() {
        output::word(w::NEEDS_DB.get(lang));
        return Ok(ExitCode::from(2));
    }
    let ground = match ground::prepare() {
        Ok(ground) => ground,
        Err(ground::Unfit::Platform) => {
            output::word(w::UNIX_ONLY.get(lang));
            return Ok(ExitCode::FAILURE);
        }
        Err(ground::Unfit::Unclean(error)) => {
            output::word(&w::unclean(lang, error));
            return Ok(ExitCode::FAILURE);
        }
    };
    let log = Log::new(arguments.get_one::<PathBuf>("log").cloned(), login, lang);
    let context = Context { origin: ground.origin, actor: login.clone(), ..context.clone() };
    let served = Served { context: &context, login, log };
    match served.admitted()? {
        Some(refused) => Ok(refused),
        None => served.answer(ground.asked.as_deref()),
    }
}

struct Served<'a> {
    context: &'a Context,
    login: &'a str,
    log: Log,
}

impl Served<'_> {
    fn tell(&self, error: crate::store::Error) -> color_eyre::Report {
        eyre!(error.tell(self.context.lang))
    }

    /// How it ends for somebody who may not come in.
    fn admitted(&self) -> Result<Option<ExitCode>> {
        let words = match self.context.reader()?.admission(self.login).map_err(|e| self.tell(e))? {
            Admission::Admitted => return Ok(None),
            Admission::Unknown => w::unknown,
            Admission::Disabled => w::disabled,
        };
        self.log.line("refused", "login");
        self.note("login")?;
        output::word(&words(self.context.lang, self.login));
        Ok(Some(ExitCode::FAILURE))
    }

    fn answer(&self, asked: Option<&str>) -> Result<ExitCode> {
        let Some(line) = asked.filter(|line| !line.trim().is_empty()) else {
            self.log.line("screens", "begin");
            let ended = screens::open_served(self.context);
            self.log.line("screens", "end");
            return ended;
        };
        match asked::read(line) {
            Err(why) => self.refuse(line, &why),
            Ok(asked::Asked::Whoami) => {
                self.log.line("command", "whoami");
                self.whoami()
            }
            Ok(asked::Asked::Command(words)) => match super::parsed(&words, self.context) {
                Ok((verb, given)) => {
                    self.log.line("command", verb.name);
                    (verb.run)(self.context, &given)
                }
                Err(complaint) => {
                    self.log.line("usage", &words[0]);
                    output::word(&complaint);
                    Ok(ExitCode::from(2))
                }
            },
        }
    }

    /// One line in both languages, and an entry in the audit: who, when, the first words of what.
    fn refuse(&self, line: &str, why: &asked::Refusal) -> Result<ExitCode> {
        self.log.line("refused", "command");
        self.note(&shown(line))?;
        let told = |lang: Lang| w::refused(lang, asked::ALLOWED, why.words(lang));
        let (zh, en) = (told(Lang::Zh), told(Lang::En));
        output::word(&w::both(self.context.lang, en, zh));
        Ok(ExitCode::FAILURE)
    }

    fn note(&self, what: &str) -> Result<()> {
        self.context.store()?.note_refusal(&self.context.act(), what).map_err(|e| self.tell(e))
    }

    fn whoami(&self) -> Result<ExitCode> {
        let lang = self.context.lang;
        let reader = self.context.reader()?;
        let role = reader.role(self.login).map_err(|e| self.tell(e))?;
        let name = reader.name_of(self.login).map_err(|e| self.tell(e))?.unwrap_or_default();
        let unit = match (role, catalog::register("unit")) {
            (Role::Clerk(id), Some(units)) => reader.title(units, id).map_err(|e| self.tell(e))?.unwrap_or_default(),
            _ => "-".to_owned(),
        };
        let field = catalog::register("user").and_then(|users| users.field("role"));
        let word = field.map_or_else(
            || role.code().to_owned(),
            |field| show::show(field, &Value::text(role.code()), None, show::Reading { lang, reveal: false }),
        );
        output::data(&w::me(lang, self.login, name, &self.context.origin, word, unit))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The beginning of what was asked for, without control characters and without numbers of persons.
fn shown(line: &str) -> String {
    let line: String = line.chars().take(120).map(|c| if c.is_control() { ' ' } else { c }).collect();
    mask::inside(&clean(&line).0).into_owned()
}
