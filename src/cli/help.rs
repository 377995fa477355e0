//! The help and the complaints of the command line in the person's language.
//!
//! clap speaks English only, so its headings, its notes about values and its errors are put into words here; what each
//! argument means is said where it is declared.

use crate::{
    text::{Lang, cli as w},
    ui::text,
};
use clap::{
    Arg, ArgAction, Command,
    error::{ContextKind, ContextValue, Error, ErrorKind},
};

/// The command line with all it says by itself in a language.
#[must_use]
pub fn told(command: Command, lang: Lang) -> Command {
    let mut command = flags(command, lang).disable_help_subcommand(true);
    command.build();
    dressed(command, "", lang)
}

/// `--help` and `--version` as arguments of ours, and what values an argument takes.
fn flags(command: Command, lang: Lang) -> Command {
    let help = Arg::new("help").long("help").short('h').action(ArgAction::Help).help(w::HELP.get(lang));
    let mut command = command.disable_help_flag(true).arg(help).mut_args(|arg| valued(arg, lang));
    if command.get_version().is_some() {
        let version = Arg::new("version").long("version").short('V').action(ArgAction::Version).help(w::VERSION.get(lang));
        command = command.disable_version_flag(true).arg(version);
    }
    command.mut_subcommands(|sub| flags(sub, lang))
}

fn valued(arg: Arg, lang: Lang) -> Arg {
    if !matches!(arg.get_action(), ArgAction::Set | ArgAction::Append) {
        return arg;
    }
    let said = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let default: Vec<String> = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let mut help = said;
    if !values.is_empty() {
        help = w::help_values(lang, help, values.join(w::LIST_SEPARATOR.get(lang)));
    }
    if !default.is_empty() {
        help = w::help_default(lang, default.join(" "), help);
    }
    let name = arg.get_value_names().and_then(|names| names.first()).and_then(|name| value_name(name, lang));
    let arg = arg.help(help).hide_possible_values(true).hide_default_value(true);
    match name {
        Some(name) => arg.value_name(name),
        None => arg,
    }
}

/// What stands for a value in Chinese help.
fn value_name(name: &str, lang: Lang) -> Option<&'static str> {
    let known = [
        ("FILE", w::VALUE_FILE),
        ("USER", w::VALUE_USER),
        ("DATE", w::VALUE_DATE),
        ("KIND", w::VALUE_KIND),
        ("N", w::VALUE_N),
        ("NAME", w::VALUE_NAME),
        ("YEAR", w::VALUE_YEAR),
        ("PART", w::VALUE_PART),
        ("DIR", w::VALUE_DIR),
        ("ID|CODE|NAME", w::VALUE_RECORD),
        ("FIELD=VALUE", w::VALUE_WHERE),
        ("FIELD", w::VALUE_FIELD),
    ];
    known.iter().find(|(english, _)| *english == name).map(|(_, words)| words.get(lang))
}

/// Between two sentences, and behind a colon: nothing in Chinese.
const fn space(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "",
        Lang::En => " ",
    }
}

/// Headings and usage.
fn dressed(mut command: Command, path: &str, lang: Lang) -> Command {
    let path = format!("{path} {}", command.get_name()).trim().to_owned();
    let usage = command.render_usage().to_string();
    let usage = usage.lines().map(|line| line.trim().trim_start_matches("Usage: ")).collect::<Vec<_>>().join("\n");
    let usage = usage.replace("[OPTIONS]", w::USAGE_OPTIONS.get(lang)).replace("[COMMAND]", w::USAGE_COMMAND.get(lang));
    let usage = if usage.starts_with(&path) { usage } else { usage.replacen(command.get_name(), &path, 1) };
    let mut template = format!("{{about}}\n\n{}{}{{usage}}\n", w::USAGE.get(lang), space(lang));
    if command.get_subcommands().next().is_some() {
        template.push_str(&format!("\n{}\n{{subcommands}}\n", w::COMMANDS.get(lang)));
    }
    let options = |global: bool| listed(command.get_opts().chain(flags_of(&command)).filter(|arg| everywhere(arg) == global));
    let parts = [(w::ARGUMENTS, listed(command.get_positionals())), (w::OPTIONS, options(false)), (w::EVERYWHERE, options(true))];
    for (heading, lines) in parts.iter().filter(|(_, lines)| !lines.is_empty()) {
        template.push_str(&format!("\n{}\n{lines}", heading.get(lang)));
    }
    command = command.override_usage(usage).help_template(template);
    command.mut_subcommands(|sub| dressed(sub, &path, lang))
}

fn flags_of(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| !arg.is_positional() && !arg.get_action().takes_values())
}

/// Options that every command has.
fn everywhere(arg: &Arg) -> bool {
    arg.is_global_set() || matches!(arg.get_id().as_str(), "help" | "version")
}

/// Arguments below each other with what they mean; clap counts a Han character as one column.
fn listed<'a>(args: impl Iterator<Item = &'a Arg>) -> String {
    let spec = |arg: &Arg| {
        let short =
            arg.get_short().map_or_else(|| if arg.is_positional() { "" } else { "    " }.to_owned(), |c| format!("-{c}, "));
        // The text of an argument is its long name and its value, as a complaint names it.
        format!("{short}{arg}")
    };
    let lines: Vec<(String, String)> =
        args.map(|arg| (spec(arg), arg.get_help().map(ToString::to_string).unwrap_or_default())).collect();
    let widest = lines.iter().map(|(spec, _)| text::width(spec)).max().unwrap_or(0);
    let line = |(spec, help): &(String, String)| format!("  {spec}{}  {help}\n", " ".repeat(widest - text::width(spec)));
    lines.iter().map(line).collect()
}

/// What is wrong with the arguments, and where to read how they are written.
#[must_use]
pub fn complaint(error: &Error, lang: Lang) -> String {
    let said = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(all)) => all.join(w::LIST_SEPARATOR.get(lang)),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let (arg, value) = (said(ContextKind::InvalidArg), said(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => w::bad_command(lang, said(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => w::bad_argument(lang, arg),
        ErrorKind::MissingRequiredArgument => w::missing_argument(lang, arg),
        ErrorKind::InvalidValue if value.is_empty() => w::no_value(lang, arg),
        ErrorKind::InvalidValue => {
            let valid = said(ContextKind::ValidValue);
            if valid.is_empty() { w::bad_value(lang, arg, value) } else { w::bad_value_of(lang, arg, valid, value) }
        }
        ErrorKind::ValueValidation => w::bad_value(lang, arg, value),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            w::bad_count(lang, arg)
        }
        ErrorKind::ArgumentConflict => w::conflict(lang, arg, said(ContextKind::PriorArg)),
        _ => error.to_string(),
    };
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue].map(said);
    let near = near
        .iter()
        .find(|near| !near.is_empty())
        .map(|near| format!("{}{}", space(lang), w::did_you_mean(lang, near)))
        .unwrap_or_default();
    format!("{what}{near}\n{}", w::SEE_HELP.get(lang))
}
