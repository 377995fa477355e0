//! What every command knows: the database, the person, the language, the day.

use crate::{
    app::clock,
    store::{Act, Error, Reader, Store, backup, guard::Role},
    text::{Lang, backup as b, cli as w},
    ui::glyph::{self, Glyphs},
};
use chrono::NaiveDate;
use clap::ArgMatches;
use color_eyre::eyre::{Result, eyre};
use std::{env, path::PathBuf};

/// The surroundings of a command.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub db: PathBuf,
    /// True where the person named it.
    pub named: bool,
    /// The person's login.
    pub actor: String,
    /// Where the person sits, for the journal.
    pub origin: String,
    /// The language.
    pub lang: Lang,
    /// Characters of the chrome.
    pub glyphs: &'static Glyphs,
    /// Whether they may be chosen by what the terminal answers.
    pub measured: bool,
    /// What counts as today.
    pub today: NaiveDate,
}

impl Context {
    /// From arguments and environment; words if they do not make sense.
    pub fn new(matches: &ArgMatches, lang: Lang) -> std::result::Result<Self, String> {
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        let named = matches.get_one::<PathBuf>("db").cloned().or_else(|| env::var_os("GANJIAO_DB").map(PathBuf::from));
        let today = match text("today") {
            None => clock::today(),
            Some(typed) => typed.parse::<NaiveDate>().map_err(|_| w::bad_date(lang, &typed))?,
        };
        let asked = text("glyphs").or_else(|| env::var("GANJIAO_GLYPHS").ok());
        let glyphs = if asked.as_deref() == Some("unicode") { &glyph::UNICODE } else { &glyph::ASCII };
        let measured = !matches!(asked.as_deref(), Some("unicode" | "ascii"));
        let actor = text("as")
            .or_else(|| env::var("USER").ok())
            .or_else(|| env::var("LOGNAME").ok())
            .or_else(|| env::var("USERNAME").ok());
        Ok(Self {
            db: named.clone().unwrap_or_else(|| folder().join("ganjiao.db")),
            named: named.is_some(),
            actor: actor.unwrap_or_else(|| "local".to_owned()),
            origin: "cli".to_owned(),
            lang,
            glyphs,
            measured,
            today,
        })
    }

    /// The database for reading, brought up to date first where an older program made it: a register of today is not in it.
    pub fn reader(&self) -> Result<Reader> {
        Reader::open_current(&self.db).map(|reader| reader.on(self.today)).map_err(|e| eyre!(e.tell(self.lang)))
    }

    /// The database for writing. The first of a day who writes makes the copy of the day; where that fails, it is told
    /// and the work goes on.
    pub fn store(&self) -> Result<Store> {
        let store = Store::open(&self.db).map_err(|e| eyre!(e.tell(self.lang)))?;
        if let Err(error) = backup::daily(&self.db, clock::moment()) {
            super::output::word(&b::failed(self.lang, error.tell(self.lang)));
        }
        Ok(store)
    }

    /// Refuses what this person's role does not allow, before anything else is done or told.
    ///
    /// # Errors
    /// The reason in words.
    pub fn may(&self, why_not: impl Fn(Role) -> Option<crate::text::T>) -> Result<()> {
        let role = self.reader()?.role(&self.actor).map_err(|e| eyre!(e.tell(self.lang)))?;
        match why_not(role) {
            Some(why) => Err(eyre!(Error::NotAllowed(why).tell(self.lang))),
            None => Ok(()),
        }
    }

    /// Who does it, now, from where.
    #[must_use]
    pub fn act(&self) -> Act {
        Act { actor: self.actor.clone(), origin: self.origin.clone(), at: clock::now() }
    }
}

/// Where a person's database is kept unless they name another.
#[must_use]
pub fn folder() -> PathBuf {
    let base = env::var_os("XDG_DATA_HOME")
        .or_else(|| env::var_os("APPDATA"))
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")));
    base.unwrap_or_default().join("ganjiao")
}

/// The language: `--lang`, then the locale, then Chinese. Read before the arguments, because their help is words too.
#[must_use]
pub fn language() -> Lang {
    // Bytes that are no text, as a file name or a word from a terminal in another encoding, are no language.
    let mut args = env::args_os().map(|arg| arg.to_string_lossy().into_owned());
    while let Some(arg) = args.next() {
        let value = if arg == "--lang" { args.next() } else { arg.strip_prefix("--lang=").map(ToOwned::to_owned) };
        if let Some(lang) = value.as_deref().and_then(Lang::parse) {
            return lang;
        }
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()));
    locale.as_deref().and_then(Lang::parse).unwrap_or_default()
}
