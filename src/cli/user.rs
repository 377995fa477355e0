//! `user add|role|disable|enable|list`: who works with the file, in which role.

use super::{Context, output, record};
use crate::{
    catalog::{self, Field, Register, show},
    domain::value::Value,
    store::{Reader, edit::Values, guard::Role, query::Query},
    text::{Lang, cli, user as w},
};
use clap::{Arg, ArgAction, ArgMatches, Command};
use color_eyre::eyre::{Result, eyre};
use serde_json::json;
use std::process::ExitCode;

pub fn arguments(lang: Lang) -> Command {
    let login = || Arg::new("login").required(true).value_name("LOGIN").help(w::WHO.get(lang));
    let name = || Arg::new("name").long("name").value_name("NAME").help(w::REAL_NAME.get(lang));
    let role = || {
        Arg::new("role")
            .long("role")
            .value_name("ROLE")
            .value_parser(["viewer", "clerk", "manager"])
            .required(true)
            .help(w::ROLE_HELP.get(lang))
    };
    let unit = || Arg::new("unit").long("unit").value_name("UNIT").help(w::UNIT_HELP.get(lang));
    let json = Arg::new("json").long("json").action(ArgAction::SetTrue).help(cli::JSON.get(lang));
    Command::new("user")
        .about(w::ABOUT.get(lang))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("add").about(w::ADD.get(lang)).args([login(), role(), unit(), name()]))
        .subcommand(Command::new("role").about(w::SET_ROLE.get(lang)).args([
            login(),
            role().long("role").required(false),
            unit(),
            name(),
        ]))
        .subcommand(Command::new("disable").about(w::DISABLE.get(lang)).arg(login()))
        .subcommand(Command::new("enable").about(w::ENABLE.get(lang)).arg(login()))
        .subcommand(Command::new("list").about(w::LIST.get(lang)).arg(json))
}

/// Exit 1 where the role does not allow it, or the user or unit is not known.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let Some(register) = catalog::register("user") else { return Ok(ExitCode::from(2)) };
    // Whom to ask is for everyone to see; the rest is the managers', except where there is no user yet.
    if arguments.subcommand_name() != Some("list") {
        context.may(Role::cannot_manage)?;
    }
    let desk = Desk { context, reader: context.reader()?, register };
    match arguments.subcommand() {
        Some(("add", given)) => desk.add(given),
        Some(("role", given)) => desk.role(given),
        Some(("disable", given)) => desk.active(given, false),
        Some(("enable", given)) => desk.active(given, true),
        Some(("list", given)) => desk.list(given.get_flag("json")),
        _ => Ok(ExitCode::from(2)),
    }
}

struct Desk<'a> {
    context: &'a Context,
    reader: Reader,
    register: &'static Register,
}

impl Desk<'_> {
    fn lang(&self) -> Lang {
        self.context.lang
    }

    fn tell(&self, error: crate::store::Error) -> color_eyre::Report {
        eyre!(error.tell(self.lang()))
    }

    fn field(&self, name: &str, value: Value) -> Option<(&'static Field, Value)> {
        Some((self.register.field(name)?, value))
    }

    fn found(&self, login: &str) -> Result<Option<i64>> {
        let Some(field) = self.register.field("login") else { return Ok(None) };
        Ok(self.reader.named(self.register, field, login).map_err(|e| self.tell(e))?.first().copied())
    }

    /// The unit asked for; words where it is not one.
    fn unit(&self, given: &ArgMatches) -> Result<std::result::Result<Option<i64>, String>> {
        let (Some(name), Some(units)) = (given.get_one::<String>("unit"), catalog::register("unit")) else { return Ok(Ok(None)) };
        Ok(record::named(self.context, &self.reader, units, name)?.map(Some))
    }

    fn word(&self, role: &str) -> String {
        let field = self.register.field("role").unwrap_or(&self.register.fields[0]);
        show::show(field, &Value::text(role), None, show::Reading { lang: self.lang(), reveal: false })
    }

    fn refuse(words: &str) -> ExitCode {
        output::word(words);
        ExitCode::FAILURE
    }

    fn add(&self, given: &ArgMatches) -> Result<ExitCode> {
        let (login, role) = (text(given, "login"), text(given, "role"));
        let unit = match self.unit(given)? {
            Ok(unit) => unit,
            Err(words) => return Ok(Self::refuse(&words)),
        };
        if self.found(login)?.is_some() {
            return Ok(Self::refuse(&w::taken(self.lang(), login)));
        }
        if role == "clerk" && unit.is_none() {
            return Ok(Self::refuse(w::NEEDS_UNIT.get(self.lang())));
        }
        let name = given.get_one::<String>("name").map_or(login, String::as_str);
        let values: Values = [
            self.field("login", Value::text(login)),
            self.field("name", Value::text(name)),
            self.field("role", Value::text(role)),
            self.field("unit_id", unit.map_or(Value::Null, Value::Int)),
        ]
        .into_iter()
        .flatten()
        .collect();
        let first = !self.reader.has_users().map_err(|e| self.tell(e))?;
        let act = self.context.act();
        self.context.store()?.write(&act, "new user", |tx| tx.insert(self.register, &values)).map_err(|e| self.tell(e))?;
        output::word(&w::added(self.lang(), login, self.word(role)));
        if first {
            output::word(&w::became(self.lang(), &act.actor));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn role(&self, given: &ArgMatches) -> Result<ExitCode> {
        let login = text(given, "login");
        let unit = match self.unit(given)? {
            Ok(unit) => unit,
            Err(words) => return Ok(Self::refuse(&words)),
        };
        let Some(id) = self.found(login)? else { return Ok(Self::refuse(&w::unknown(self.lang(), login))) };
        let role = given.get_one::<String>("role");
        let values: Values = [
            role.and_then(|role| self.field("role", Value::text(role.as_str()))),
            unit.and_then(|unit| self.field("unit_id", Value::Int(unit))),
            given.get_one::<String>("name").and_then(|name| self.field("name", Value::text(name.as_str()))),
        ]
        .into_iter()
        .flatten()
        .collect();
        self.change(id, &values)?;
        let now = self.reader.role(login).map_err(|e| self.tell(e))?;
        output::word(&w::changed(self.lang(), login, self.word(now.code())));
        Ok(ExitCode::SUCCESS)
    }

    fn active(&self, given: &ArgMatches, active: bool) -> Result<ExitCode> {
        let login = text(given, "login");
        let Some(id) = self.found(login)? else { return Ok(Self::refuse(&w::unknown(self.lang(), login))) };
        self.change(id, &self.field("active", Value::Int(active.into())).into_iter().collect())?;
        output::word(&if active { w::enabled(self.lang(), login) } else { w::disabled(self.lang(), login) });
        Ok(ExitCode::SUCCESS)
    }

    fn change(&self, id: i64, values: &Values) -> Result<()> {
        let act = self.context.act();
        let mut store = self.context.store()?;
        store
            .write(&act, "edit user", |tx| {
                let version = tx.version(self.register, id)?.ok_or(crate::store::Error::Gone)?;
                tx.update(self.register, id, version, values)
            })
            .map_err(|e| self.tell(e))
    }

    /// JSON: an array of `{login, name, role, unit, active}`.
    fn list(&self, as_json: bool) -> Result<ExitCode> {
        let fields: Vec<&'static Field> = self.register.fields.iter().collect();
        let ids = self.reader.ids(&Query::all(self.register)).map_err(|e| self.tell(e))?;
        let rows = self.reader.rows(self.register, &fields, &ids).map_err(|e| self.tell(e))?;
        let reading = show::Reading { lang: self.lang(), reveal: false };
        if as_json {
            let users = rows.iter().map(|row| {
                let cell = |n: usize| row.cells.get(n).map(|c| c.value.to_string()).unwrap_or_default();
                let unit = row.cells.get(3).and_then(|c| c.label.clone());
                json!({"login": cell(0), "name": cell(1), "role": cell(2), "unit": unit, "active": cell(4) == "1"})
            });
            output::json(&users.collect())?;
            return Ok(ExitCode::SUCCESS);
        }
        if rows.is_empty() {
            output::word(w::NONE.get(self.lang()));
        }
        let headings: Vec<String> = fields.iter().map(|f| f.label.get(self.lang()).to_owned()).collect();
        let text = |row: &crate::store::query::Row| {
            fields.iter().zip(&row.cells).map(|(f, c)| show::show(f, &c.value, c.label.as_deref(), reading)).collect()
        };
        output::table(&headings, &rows.iter().map(text).collect::<Vec<_>>())?;
        Ok(ExitCode::SUCCESS)
    }
}

fn text<'a>(given: &'a ArgMatches, name: &str) -> &'a str {
    given.get_one::<String>(name).map_or("", String::as_str)
}
