//! What a query asks for.
//!
//! Spaces part words that must all fit, in any order and of any kind (`wxm 东风 1234`); `、` `，` `,` `；` `;` and line
//! ends part names of which any may fit, as they stand in a list pasted from a document.

use super::{KEY_CHARS, TAIL, document, fold, keys, matching::Subject, rank};

/// A query: any of these, each of which is words that must all fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// At least one word each.
    pub any: Vec<Vec<Word>>,
}

/// One word of a query, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Never empty.
    pub text: String,
}

/// Reads what a person typed. Never fails; nothing to look for gives an empty query.
#[must_use]
pub fn parse(query: &str) -> Query {
    let query = document::together(query);
    let names = query.split(['、', '，', ',', '；', ';', '\n', '\r']);
    let words =
        |name: &str| name.split_whitespace().map(fold).filter(|text| !text.is_empty()).map(|text| Word { text }).collect();
    Query { any: names.map(words).filter(|words: &Vec<Word>| !words.is_empty()).collect() }
}

impl Query {
    /// True where a title fits one of the names, or nothing is asked.
    #[must_use]
    pub fn fits(&self, title: &str) -> bool {
        let subject = Subject::title(title);
        self.any.is_empty() || self.any.iter().any(|words| words.iter().all(|word| subject.find(word).is_some()))
    }
}

impl Word {
    /// The ranks in which keys can begin with this word, best first.
    #[must_use]
    pub fn ranks(&self) -> &'static [u8] {
        let ascii = self.text.bytes().filter(u8::is_ascii).count();
        match ascii {
            0 => &[rank::TEXT, rank::INSIDE],
            n if n < self.text.len() => &[rank::TEXT, rank::INITIALS, rank::PINYIN, rank::INSIDE, rank::RARE],
            1 => &[rank::TEXT, rank::INITIALS, rank::PINYIN, rank::INSIDE, rank::RARE],
            _ => &[rank::TEXT, rank::INITIALS, rank::PINYIN, rank::INSIDE, rank::RARE, rank::NUMBER],
        }
    }

    /// What a key begins with when this word finds it.
    #[must_use]
    pub fn start(&self) -> &str {
        self.text.char_indices().nth(KEY_CHARS).map_or(&self.text, |(at, _)| &self.text[..at])
    }

    /// True where the word is longer than a key, so that a hit must be checked against the text.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.start().len() < self.text.len()
    }

    /// What the key of a number's tail begins with; `None` for a word that is no tail of at least three places.
    #[must_use]
    pub fn tail(&self) -> Option<String> {
        let fits = self.text.len() >= 3 && self.text.len() <= KEY_CHARS && self.text.bytes().all(|b| b.is_ascii_alphanumeric());
        let fits = fits && self.text.bytes().any(|b| b.is_ascii_digit());
        fits.then(|| std::iter::once(TAIL).chain(self.text.chars().rev()).collect())
    }

    /// The word with its characters as initials and as pinyin: how a name begins that a mixed word (`王xm`) may find.
    #[must_use]
    pub fn spelled(&self) -> [Self; 2] {
        keys::spellings(&self.text).map(|text| Self { text })
    }

    /// This word and the next as one, as a name is written without spaces.
    #[must_use]
    pub fn joined(&self, next: &Self) -> Self {
        Self { text: format!("{}{}", self.text, next.text) }
    }

    /// The longest run without letters and digits of a word that mixes both (`王xm`): no key begins with such a word, so
    /// its run is looked up and the rest checked.
    #[must_use]
    pub fn run(&self) -> Option<Self> {
        let runs = self.text.split(|c: char| c.is_ascii());
        let text = runs.max_by_key(|run| run.len()).filter(|run| !run.is_empty() && run.len() < self.text.len())?;
        Some(Self { text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn words_and_names_are_parted_and_folded() {
        let words =
            |query| parse(query).any.iter().map(|words| words.iter().map(|w| w.text.clone()).collect()).collect::<Vec<Vec<_>>>();
        assert_eq!(words("ＷＸＭ　东风 １２３４"), [["wxm", "东风", "1234"]]);
        assert_eq!(words("王明、李·四，张三\n,, · "), [["王明"], ["李四"], ["张三"]]);
        assert!(words(" 、（）").is_empty());
    }

    #[test]
    fn a_mixed_word_is_looked_up_by_its_run() {
        let run = |query| parse(query).any[0][0].run().map(|word| word.text);
        assert_eq!(run("王xm"), Some("王".to_owned()));
        assert_eq!(run("w小明3村"), Some("小明".to_owned()));
        assert_eq!(run("王小明"), None);
        assert_eq!(run("wxm"), None);
    }
}
