//! XML as a row of tags and texts, byte for byte, so that what is not changed stays as it was.

/// A part of an XML text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// `<name …>`, `</name>`, `<name …/>`, or what begins with `<?` or `<!`.
    Tag(String),
    /// What stands between tags, still escaped.
    Text(String),
}

impl Token {
    /// The name of an element that begins here and does not end in the same tag.
    #[must_use]
    pub fn opens(&self) -> Option<&str> {
        match self {
            Self::Tag(tag)
                if !tag.starts_with("</") && !tag.starts_with("<?") && !tag.starts_with("<!") && !tag.ends_with("/>") =>
            {
                name(&tag[1..])
            }
            _ => None,
        }
    }

    /// The name of an element that ends here.
    #[must_use]
    pub fn closes(&self) -> Option<&str> {
        match self {
            Self::Tag(tag) => tag.strip_prefix("</").and_then(name),
            Self::Text(_) => None,
        }
    }
}

/// The name at the start of what follows `<` or `</`.
fn name(rest: &str) -> Option<&str> {
    let end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
    Some(&rest[..end]).filter(|name| !name.is_empty())
}

/// The value of an attribute of a tag, still escaped.
#[must_use]
pub fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut from = 0;
    while let Some(at) = tag[from..].find(name).map(|at| from + at) {
        from = at + name.len();
        let before = tag[..at].chars().next_back().is_some_and(char::is_whitespace);
        let rest = tag[from..].trim_start();
        if let Some(rest) = rest.strip_prefix('=').map(str::trim_start).filter(|_| before) {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return rest[1..].split_once(quote).map(|(value, _)| value);
        }
    }
    None
}

/// Parts an XML text; `None` where it is none.
#[must_use]
pub fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(at) = rest.find('<') else {
            tokens.push(Token::Text(rest.to_owned()));
            break;
        };
        if at > 0 {
            tokens.push(Token::Text(rest[..at].to_owned()));
        }
        rest = &rest[at..];
        let end = if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<![CDATA[") {
            rest.find("]]>")? + 3
        } else {
            end_of_tag(rest)?
        };
        tokens.push(Token::Tag(rest[..end].to_owned()));
        rest = &rest[end..];
    }
    Some(tokens)
}

/// Past the `>` of a tag; one inside quotes is none.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// True where every element that begins ends, in the right order.
#[must_use]
pub fn balanced(tokens: &[Token]) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for token in tokens {
        if let Some(name) = token.opens() {
            open.push(name);
        } else if let Some(name) = token.closes()
            && open.pop() != Some(name)
        {
            return false;
        }
    }
    open.is_empty()
}

/// The text of tokens.
#[must_use]
pub fn joined(tokens: &[Token]) -> String {
    tokens
        .iter()
        .map(|token| match token {
            Token::Tag(text) | Token::Text(text) => text.as_str(),
        })
        .collect()
}

/// Text in XML: signs of its own escaped, what XML does not allow left out.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// The other way; numbers of characters are read, too.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let named = |end: &usize| rest[1..*end].chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
        let Some(end) = rest.find(';').filter(|end| *end < 12).filter(named) else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        let code = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        let c = match &rest[1..end] {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            number => match number.strip_prefix("#x") {
                Some(digits) => code(digits, 16),
                None => number.strip_prefix('#').and_then(|digits| code(digits, 10)),
            },
        };
        match c {
            Some(c) => out.push(c),
            None => out.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_texts_come_back_as_they_were() {
        let text = "<?xml version=\"1.0\"?>\n<a b='x>y'><!-- <c> --><c/>1 &lt; 2<![CDATA[<d>]]></a>";
        let found = tokens(text).unwrap();
        assert_eq!(joined(&found), text);
        assert!(balanced(&found));
        assert!(!balanced(&tokens("<a><b></a></b>").unwrap()));
        assert_eq!(tokens("<a b='"), None);
        assert_eq!(attribute("<c r=\"B5\" s='3' t = \"s\">", "s"), Some("3"));
        assert_eq!(attribute("<c r=\"B5\" s='3' t = \"s\">", "t"), Some("s"));
        assert_eq!(attribute("<c rs=\"B5\">", "s"), None);
    }

    #[test]
    fn signs_are_escaped_and_read_back() {
        let hostile = "a<b> & \"c\" 'd' \u{20BB7}\n";
        assert_eq!(plain(&escaped(hostile)), hostile);
        assert_eq!(plain("&#20013;&#x4e2d;&nbsp; & &amp;amp;"), "中中&nbsp; & &amp;");
        assert_eq!(escaped("\u{1b}[0m\u{0}\u{ffff}"), "[0m");
    }
}
