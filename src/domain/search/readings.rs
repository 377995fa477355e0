//! Readings of characters: the `pinyin` table, and before it what `assets/rules/readings.toml` says.
//!
//! The file is read on the first use, so a start without a find or a write does not pay for it.

use super::fold;
use pinyin::{Pinyin, ToPinyinMulti as _};
use std::{collections::HashMap, ops::Range, sync::LazyLock};

type Syllables = Vec<String>;

/// The tables of `readings.toml`.
struct Tables {
    surname: HashMap<char, Syllables>,
    compound: HashMap<[char; 2], Syllables>,
    foreign: HashMap<char, Syllables>,
    lacking: HashMap<char, Syllables>,
    /// By first character; the longest first.
    phrase: HashMap<char, Vec<(Vec<char>, Syllables)>>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables::read(include_str!("../../../assets/rules/readings.toml")));

impl Tables {
    fn read(text: &str) -> Self {
        let file: HashMap<String, HashMap<String, String>> = toml::from_str(text).unwrap_or_default();
        let lines = |section: &str| {
            let words = file.get(section).into_iter().flatten();
            words
                .map(|(word, said)| (word.chars().collect::<Vec<_>>(), said.split(' ').map(str::to_owned).collect::<Syllables>()))
        };
        let single = |section: &str| lines(section).filter_map(|(word, said)| Some((*word.first()?, said))).collect();
        let mut phrase: HashMap<char, Vec<(Vec<char>, Syllables)>> = HashMap::new();
        for (word, said) in lines("phrase").filter(|(word, said)| word.len() == said.len()) {
            phrase.entry(word[0]).or_default().push((word, said));
        }
        for words in phrase.values_mut() {
            words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        let compound = lines("compound").filter_map(|(word, said)| Some((<[char; 2]>::try_from(word).ok()?, said))).collect();
        Self { surname: single("surname"), foreign: single("foreign"), lacking: single("lacking"), compound, phrase }
    }
}

/// A folded text with the readings of its characters, the main one first.
pub(super) struct Sounds<'a> {
    pub chars: Vec<char>,
    readings: Vec<&'a str>,
    /// End of each character's readings in `readings`.
    ends: Vec<usize>,
    /// Characters of the surname; 0 where there is none.
    pub surname: usize,
    /// The office's own spelling where it is not one syllable a character.
    pub spelling: Option<String>,
}

impl<'a> Sounds<'a> {
    /// The readings of a person's name, folded to `chars`.
    pub fn person(chars: Vec<char>, dotted: bool, corrected: Option<&'a str>) -> Self {
        let compound = match chars[..] {
            [a, b, _, ..] if !dotted => TABLES.compound.get(&[a, b]),
            _ => None,
        };
        let surname = if dotted { 0 } else { 1 + usize::from(compound.is_some()) };
        let given = corrected.map(syllables).filter(|said| !said.is_empty());
        let fits = given.as_ref().is_some_and(|said| said.len() == chars.len());
        let mut all = Self::empty(chars, surname);
        for at in 0..all.chars.len() {
            let c = all.chars[at];
            if let Some(said) = given.as_ref().filter(|_| fits) {
                all.push(said[at]);
            }
            if let Some(said) = compound.and_then(|said| said.get(at)) {
                all.push(said);
            }
            let table = if dotted { &TABLES.foreign } else { &TABLES.surname };
            if dotted || at == 0 {
                table.get(&c).into_iter().flatten().for_each(|said| all.push(said));
            }
            all.finish(c);
        }
        all.spelling = given.filter(|_| !fits).map(|said| fold(&said.concat())).filter(|said| !said.is_empty());
        all
    }

    /// The readings of a title, folded to `chars`.
    pub fn title(chars: Vec<char>) -> Self {
        let mut all = Self::empty(chars, 0);
        let mut phrase: (usize, &'static [String]) = (0, &[]);
        for at in 0..all.chars.len() {
            let c = all.chars[at];
            if at >= phrase.0 + phrase.1.len() {
                phrase = (at, phrase_at(&all.chars[at..]));
            }
            if let Some(said) = phrase.1.get(at - phrase.0) {
                all.push(said);
            }
            all.finish(c);
        }
        all
    }

    fn empty(chars: Vec<char>, surname: usize) -> Self {
        let (readings, ends) = (Vec::with_capacity(chars.len() * 2), Vec::with_capacity(chars.len()));
        Self { chars, readings, ends, surname, spelling: None }
    }

    /// Adds one reading of the character under way, with other spellings of `ü` behind it.
    fn push(&mut self, said: &'a str) {
        let spellings: &[&'static str] = match said {
            "lü" | "lv" => &["lv", "lu", "lyu"],
            "nü" | "nv" => &["nv", "nu", "nyu"],
            "lüe" | "lve" => &["lve", "lue", "lyue"],
            "nüe" | "nve" => &["nve", "nue", "nyue"],
            _ => return self.push_new(said),
        };
        for said in spellings {
            self.push_new(said);
        }
    }

    fn push_new(&mut self, said: &'a str) {
        let start = self.ends.last().copied().unwrap_or(0);
        if !self.readings[start..].contains(&said) {
            self.readings.push(said);
        }
    }

    /// Adds what the general table says of `c` and closes its readings.
    fn finish(&mut self, c: char) {
        let known = (!c.is_ascii()).then(|| c.to_pinyin_multi()).flatten();
        known.into_iter().flatten().map(Pinyin::plain).filter(|said| is_syllable(said)).for_each(|said| self.push(said));
        if !c.is_ascii() {
            TABLES.lacking.get(&c).into_iter().flatten().for_each(|said| self.push(said));
        }
        self.ends.push(self.readings.len());
    }

    fn span(&self, at: usize) -> Range<usize> {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        start..self.ends[at]
    }

    /// All readings of the character at `at`, the main one first; none for letters, digits and unknown characters.
    pub fn of(&self, at: usize) -> &[&'a str] {
        &self.readings[self.span(at)]
    }

    /// Its main reading.
    pub fn main(&self, at: usize) -> Option<&'a str> {
        self.of(at).first().copied()
    }

    /// Its readings but the main one.
    pub fn others(&self, at: usize) -> &[&'a str] {
        self.of(at).get(1..).unwrap_or(&[])
    }
}

/// The syllables an office wrote; tones and capitals are folded when the keys are made.
fn syllables(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '-' | '·' | '’')).filter(|part| !part.is_empty()).collect()
}

fn phrase_at(chars: &[char]) -> &'static [String] {
    let words = chars.first().and_then(|c| TABLES.phrase.get(c));
    words.into_iter().flatten().find(|(word, _)| chars.starts_with(word)).map_or(&[], |(_, said)| said)
}

fn is_syllable(said: &str) -> bool {
    said.chars().all(|c| c.is_ascii_lowercase() || c == 'ü')
}

#[cfg(test)]
mod tests {
    use super::{Sounds, TABLES, is_syllable};

    #[test]
    fn every_line_of_the_file_is_read_and_fits() {
        let file: toml::Table = toml::from_str(include_str!("../../../assets/rules/readings.toml")).unwrap();
        let lines = |section: &str| file[section].as_table().unwrap().len();
        assert_eq!(lines("surname"), TABLES.surname.len());
        assert_eq!(lines("compound"), TABLES.compound.len());
        assert_eq!(lines("foreign"), TABLES.foreign.len());
        assert_eq!(lines("lacking"), TABLES.lacking.len());
        assert_eq!(lines("phrase"), TABLES.phrase.values().map(Vec::len).sum::<usize>());
        assert!(TABLES.surname.len() >= 100 && TABLES.compound.len() >= 80);
        assert!(TABLES.compound.values().all(|said| said.len() == 2));
        let singles = TABLES.surname.values().chain(TABLES.foreign.values()).chain(TABLES.lacking.values());
        let phrases = TABLES.phrase.values().flatten().map(|(_, said)| said);
        let mut all = singles.chain(TABLES.compound.values()).chain(phrases).flatten();
        assert!(all.all(|said| is_syllable(said) && !said.is_empty()));
    }

    #[test]
    fn a_phrase_says_something_the_characters_do_not() {
        let said_apart = |&c: &char| Sounds::person(vec!['王', c], false, None).main(1).unwrap();
        let same = TABLES.phrase.values().flatten().filter(|(word, said)| word.iter().map(said_apart).eq(said));
        let same: Vec<String> = same.map(|(word, _)| word.iter().collect()).collect();
        assert!(same.is_empty(), "read so anyway: {}", same.join(" "));
    }
}
