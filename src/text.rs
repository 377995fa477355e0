//! Words for people, in both languages, checked at build time.
//!
//! `assets/text` is the only place with such words. `build.rs` makes a constant of each text, and a function of each
//! text with `{names}` in it; see there for the format. Nothing here depends on anything else in the crate.

use std::fmt;

/// A language the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Reads a language tag such as `zh`, `zh_CN.UTF-8` or `en`; anything else is `None`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// One text in both languages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct T {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl T {
    /// The text in `lang`.
    #[must_use]
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

impl fmt::Debug for T {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.en)
    }
}

#[allow(clippy::match_same_arms, clippy::too_many_arguments)]
mod words {
    use super::{Lang, T};
    include!(concat!(env!("OUT_DIR"), "/text.rs"));
}
pub use words::*;
