//! Putting figures and lists into a text with named places: `{{班次名称}}`, `{{#名单}}…{{/名单}}`, `{{^名单}}…{{/名单}}`.
//!
//! One engine fills every template: the program's own markup, the XML inside an office's docx, and the cells of its
//! xlsx. Names are looked up one by one as they are met, so that a template pays only for what it shows; what is written
//! between `#` and `/` is repeated a line of the list, or written once where the name has a text; `^` is written where
//! there is nothing. People who type Chinese may write `｛｛…｝｝`.

use super::facts::{Fact, Scope};
use crate::{
    store,
    text::{Lang, document as w},
};
use std::collections::BTreeSet;

/// Why a template cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Names that nothing is known about.
    Unknown(Vec<String>),
    /// A repeated part that does not end.
    Open(String),
    /// An end without a beginning.
    Stray(String),
    /// A repeated part that begins and ends at different levels of the document.
    Uneven(String),
    /// A cell that a formula computes.
    Computes(String),
    /// The file is no docx or xlsx that can be read.
    Unreadable(String),
}

impl Fault {
    /// What is wrong and what to do, for people.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        match self {
            Self::Unknown(names) => w::unknown(lang, names.join(w::LIST_SEPARATOR.get(lang))),
            Self::Open(name) => w::open(lang, name),
            Self::Stray(name) => w::stray(lang, name),
            Self::Uneven(name) => w::uneven(lang, name),
            Self::Computes(cell) => w::computes(lang, cell),
            Self::Unreadable(what) => w::unreadable(lang, what),
        }
    }
}

/// What came of filling a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// Names that are known and have nothing: left blank.
    pub blank: Vec<String>,
}

enum Node<'t> {
    Text(&'t str),
    Name(&'t str),
    Part { name: &'t str, without: bool, body: Vec<Self> },
}

/// The name of a place as written between the braces.
enum Tag<'t> {
    Name(&'t str),
    Begin(&'t str, bool),
    End(&'t str),
}

/// Writes braces of full width as plain ones.
#[must_use]
pub fn plain_braces(text: &str) -> String {
    text.replace("｛｛", "{{").replace("｝｝", "}}")
}

/// The places of a text: where each begins and ends, and what stands between its braces.
#[must_use]
pub fn places(text: &str) -> Vec<(usize, usize, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("{{").map(|at| from + at) {
        let Some(end) = text[start..].find("}}").map(|at| start + at + 2) else { break };
        found.push((start, end, text[start + 2..end - 2].trim()));
        from = end;
    }
    found
}

fn tag(inside: &str) -> Tag<'_> {
    match inside.chars().next() {
        Some('#' | '＃') => Tag::Begin(inside[inside.chars().next().map_or(0, char::len_utf8)..].trim(), false),
        Some('^') => Tag::Begin(inside[1..].trim(), true),
        Some('/' | '／') => Tag::End(inside[inside.chars().next().map_or(0, char::len_utf8)..].trim()),
        _ => Tag::Name(inside),
    }
}

fn parse(text: &str) -> Result<Vec<Node<'_>>, Fault> {
    let mut open: Vec<(&str, bool, Vec<Node>)> = Vec::new();
    let mut nodes = Vec::new();
    let mut at = 0;
    for (start, end, inside) in places(text) {
        if start > at {
            nodes.push(Node::Text(&text[at..start]));
        }
        at = end;
        match tag(inside) {
            Tag::Name(name) => nodes.push(Node::Name(name)),
            Tag::Begin(name, without) => open.push((name, without, std::mem::take(&mut nodes))),
            Tag::End(name) => {
                let (begun, without, above) = open.pop().ok_or_else(|| Fault::Stray(name.to_owned()))?;
                if begun != name {
                    return Err(Fault::Open(begun.to_owned()));
                }
                let body = std::mem::replace(&mut nodes, above);
                nodes.push(Node::Part { name, without, body });
            }
        }
    }
    if let Some((name, ..)) = open.pop() {
        return Err(Fault::Open(name.to_owned()));
    }
    nodes.push(Node::Text(&text[at..]));
    Ok(nodes)
}

/// The number of a line in its list, from 1.
const NUMBER: &str = "序号";

struct Fill<'a> {
    escape: &'a dyn Fn(&str) -> String,
    out: String,
    unknown: BTreeSet<String>,
    blank: BTreeSet<String>,
}

/// Fills a text from these scopes, the last asked first; `escape` makes a value fit for the place it goes to.
///
/// # Errors
/// The outer result is what the store says; the inner one what is wrong with the template.
pub fn fill(text: &str, scopes: &[Scope], escape: &dyn Fn(&str) -> String) -> store::Result<Result<Filled, Fault>> {
    fill_in(text, &scopes.iter().map(|scope| (scope, 0)).collect::<Vec<_>>(), escape)
}

/// The same from scopes of which some are lines of a list, with their numbers; 0 for one that is none.
///
/// # Errors
/// As [`fill`].
pub fn fill_in(text: &str, scopes: &[(&Scope, usize)], escape: &dyn Fn(&str) -> String) -> store::Result<Result<Filled, Fault>> {
    let text = plain_braces(text);
    let nodes = match parse(&text) {
        Ok(nodes) => nodes,
        Err(fault) => return Ok(Err(fault)),
    };
    let mut fill = Fill { escape, out: String::with_capacity(text.len() * 2), unknown: BTreeSet::new(), blank: BTreeSet::new() };
    fill.nodes(&nodes, scopes)?;
    if !fill.unknown.is_empty() {
        return Ok(Err(Fault::Unknown(fill.unknown.into_iter().collect())));
    }
    Ok(Ok(Filled { text: fill.out, blank: fill.blank.into_iter().collect() }))
}

/// The fact of this name in the innermost scope that knows it.
///
/// # Errors
/// What the store says.
pub fn look_up<'r>(name: &str, scopes: &[(&Scope<'r>, usize)]) -> store::Result<Option<Fact<'r>>> {
    if name == NUMBER
        && let Some((_, number)) = scopes.last().filter(|(_, number)| *number > 0)
    {
        return Ok(Some(Fact::count(*number)));
    }
    for (scope, _) in scopes.iter().rev() {
        if let Some(fact) = scope.fact(name)? {
            return Ok(Some(fact));
        }
    }
    Ok(None)
}

impl Fill<'_> {
    fn nodes(&mut self, nodes: &[Node], scopes: &[(&Scope<'_>, usize)]) -> store::Result<()> {
        for node in nodes {
            match node {
                // A value may end as the sentence around it does.
                Node::Text(text) if self.out.ends_with('。') => self.out.push_str(text.strip_prefix('。').unwrap_or(text)),
                Node::Text(text) => self.out.push_str(text),
                Node::Name(name) => self.name(name, scopes)?,
                Node::Part { name, without, body } => self.part(name, *without, body, scopes)?,
            }
        }
        Ok(())
    }

    fn name(&mut self, name: &str, scopes: &[(&Scope, usize)]) -> store::Result<()> {
        match look_up(name, scopes)? {
            None => drop(self.unknown.insert(name.to_owned())),
            Some(fact) => {
                let text = fact.text();
                if text.is_empty() && scopes.last().is_some_and(|(_, number)| *number == 0) {
                    self.blank.insert(name.to_owned());
                }
                self.out.push_str(&(self.escape)(&text));
            }
        }
        Ok(())
    }

    fn part<'r>(&mut self, name: &str, without: bool, body: &[Node], scopes: &[(&Scope<'r>, usize)]) -> store::Result<()> {
        let Some(fact) = look_up(name, scopes)? else {
            self.unknown.insert(name.to_owned());
            return Ok(());
        };
        match fact {
            Fact::List(rows) if !without => {
                for (n, row) in rows.iter().enumerate() {
                    let inner: Vec<(&Scope<'r>, usize)> = scopes.iter().copied().chain([(row, n + 1)]).collect();
                    self.nodes(body, &inner)?;
                }
                Ok(())
            }
            fact if without == fact.nothing() => self.nodes(body, scopes),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Scope<'static> {
        let row = |name: &str| Scope::Fixed(vec![("姓名".to_owned(), Fact::from(name))]);
        Scope::Fixed(vec![
            ("班次".to_owned(), Fact::from("甲 & 乙")),
            ("文号".to_owned(), Fact::from("")),
            ("名单".to_owned(), Fact::List(vec![row("李四"), row("<张三>")])),
            ("缺训".to_owned(), Fact::List(Vec::new())),
        ])
    }

    fn filled(text: &str) -> Result<Filled, Fault> {
        fill(text, &[people()], &|value| value.replace('<', "&lt;")).unwrap()
    }

    #[test]
    fn names_lists_and_what_is_not_there() {
        let text = "{{班次}}：{{#名单}}{{序号}}.{{姓名}}（{{ 班次 }}）；{{/名单}}{{^缺训}}无缺训{{/缺训}}{{#文号}}文号{{/文号}}";
        assert_eq!(filled(text).unwrap().text, "甲 & 乙：1.李四（甲 & 乙）；2.&lt;张三>（甲 & 乙）；无缺训");
        assert_eq!(filled("｛｛班次｝｝").unwrap().text, "甲 & 乙");
        assert_eq!(filled("{{文号}}").unwrap().blank, ["文号"]);
        assert_eq!(filled("没有 { 名 } {{ 的").unwrap().text, "没有 { 名 } {{ 的");
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(filled("{{班组}}{{学分}}"), Err(Fault::Unknown(vec!["学分".into(), "班组".into()])));
        assert_eq!(filled("{{#名单}}"), Err(Fault::Open("名单".into())));
        assert_eq!(filled("{{/名单}}"), Err(Fault::Stray("名单".into())));
        assert_eq!(filled("{{#名单}}{{#缺训}}{{/名单}}{{/缺训}}"), Err(Fault::Open("缺训".into())));
        assert_eq!(filled("{{序号}}"), Err(Fault::Unknown(vec!["序号".into()])));
    }
}
