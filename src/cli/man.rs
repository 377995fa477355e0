//! `man`: the manual page, from the commands as they are declared.
//!
//! Written to stdout: `ganjiao man | man -l -` reads it, and an install copies it to `man1`.

use super::{Context, output};
use crate::text::{Lang, man as w};
use clap::{Arg, ArgMatches, Command};
use color_eyre::eyre::Result;
use std::process::ExitCode;

pub fn arguments(lang: Lang) -> Command {
    Command::new("man").about(w::ABOUT.get(lang))
}

pub fn run(context: &Context, _: &ArgMatches) -> Result<ExitCode> {
    output::text(&page(&super::command(context.lang), context.lang))?;
    Ok(ExitCode::SUCCESS)
}

/// The page in roff.
fn page(command: &Command, lang: Lang) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut page = format!(".TH GANJIAO 1 \"\" \"ganjiao {version}\"\n");
    let mut section = |title: crate::text::T, body: &str| {
        page.push_str(&format!(".SH {}\n{body}", quoted(title.get(lang))));
    };
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    section(w::NAME, &format!("ganjiao \\- {}\n", escaped(&about)));
    section(w::SYNOPSIS, &format!(".B ganjiao\n{}\n", escaped(w::USE.get(lang))));
    section(w::COMMANDS, &command.get_subcommands().map(|sub| verb(sub, "ganjiao")).collect::<String>());
    section(w::OPTIONS, &command.get_arguments().map(argument).collect::<String>());
    section(w::FILES, &paragraph(w::PLACES.get(lang)));
    section(w::ENVIRONMENT, &paragraph(w::VARIABLES.get(lang)));
    section(w::EXIT, &paragraph(w::CODES.get(lang)));
    section(w::SERVER, &paragraph(w::SERVER_STEPS.get(lang)));
    page
}

/// A command with what it takes, then those below it.
fn verb(command: &Command, path: &str) -> String {
    let path = format!("{path} {}", command.get_name());
    let takes: Vec<String> = command.get_positionals().map(|arg| escaped(&arg.to_string())).collect();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let head = format!(".SS {} {}\n{}\n", escaped(&path), takes.join(" "), escaped(&about));
    let own = |arg: &&Arg| !arg.is_global_set() && arg.get_id() != "help";
    let arguments: String = command.get_arguments().filter(own).map(argument).collect();
    let below: String = command.get_subcommands().map(|sub| verb(sub, &path)).collect();
    format!("{head}{arguments}{below}")
}

fn argument(arg: &Arg) -> String {
    let short = arg.get_short().map(|c| format!("-{c}, ")).unwrap_or_default();
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    format!(".TP\n.B {}\n{}\n", escaped(&format!("{short}{arg}")), escaped(&help))
}

/// Lines as they stand.
fn paragraph(text: &str) -> String {
    format!(".nf\n{}\n.fi\n", text.trim().lines().map(escaped).collect::<Vec<_>>().join("\n"))
}

/// What roff would take for its own: backslashes, hyphens, and a dot or a quote at the beginning of a line.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    let line = |line: &str| if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line.to_owned() };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\(dq"))
}

#[cfg(test)]
mod tests {
    use super::{escaped, page};
    use crate::text::Lang;

    #[test]
    fn every_command_is_on_the_page() {
        for lang in [Lang::Zh, Lang::En] {
            let page = page(&crate::cli::command(lang), lang);
            for verb in crate::cli::VERBS {
                assert!(page.contains(&format!(".SS ganjiao {}", verb.name)), "{}", verb.name);
            }
            assert!(page.contains("restrict,pty,command="));
        }
        assert_eq!(escaped(".x\\-"), "\\&.x\\e\\-");
    }
}
