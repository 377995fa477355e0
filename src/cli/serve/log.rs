//! The log of what is served: a line each time, without names, numbers or words of the data.
//!
//! The file is opened for every line, so that whoever turns logs over may move it away at any time.

use crate::{
    app::clock,
    cli::output,
    text::{Lang, serve as w},
};
use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Where lines go; nowhere without a file.
pub struct Log {
    path: Option<PathBuf>,
    login: String,
    lang: Lang,
}

impl Log {
    /// A log of what this user does.
    pub fn new(path: Option<PathBuf>, login: &str, lang: Lang) -> Self {
        let login = login.chars().map(|c| if c.is_control() || c.is_whitespace() { '_' } else { c }).collect();
        Self { path, login, lang }
    }

    /// Adds a line: when, process, login, what happened, what about. Where that fails it is told and the work goes on.
    pub fn line(&self, event: &str, about: &str) {
        let Some(path) = &self.path else { return };
        let line = format!("{} {} {} {event} {about}\n", clock::now(), std::process::id(), self.login);
        if let Err(error) = append(path, &line) {
            output::word(&w::log_failed(self.lang, error, path.display()));
        }
    }
}

fn append(path: &Path, line: &str) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).open(path)?.write_all(line.as_bytes())
}
