//! An office's own docx as a template: the names in it are replaced, everything else stays as it was typed.
//!
//! A word processor parts a name over several runs whenever it pleases (spelling, a change of font), so the letters of a
//! name are gathered in the run where it begins. A repeated part whose beginning and end stand in one row of a table
//! repeats the row; in several paragraphs, the paragraphs; what only said where it begins and ends goes. The parts are
//! then filled by the engine that fills all templates.

use crate::{
    exchange::{
        facts::Scope,
        fill::{self, Fault},
        form::Made,
        xml::{self, Token},
    },
    store,
};
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The largest part of a template that is read.
const MOST: u64 = 20_000_000;

/// Fills an office's docx; returns its bytes and the names that have nothing.
///
/// # Errors
/// The outer result is what the store says; the inner one what is wrong with the template.
pub fn fill(bytes: &[u8], scopes: &[Scope]) -> store::Result<Result<Made, Fault>> {
    let unreadable = |e: &dyn std::fmt::Display| Ok(Err(Fault::Unreadable(e.to_string())));
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => return unreadable(&error),
    };
    if archive.index_for_name("word/document.xml").is_none() {
        return unreadable(&"word/document.xml");
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let (mut blank, mut unknown): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for n in 0..archive.len() {
        let part = match archive.by_index_raw(n) {
            Ok(part) => part,
            Err(error) => return unreadable(&error),
        };
        let name = match part.name() {
            Ok(name) => name.into_owned(),
            Err(error) => return unreadable(&error),
        };
        if !worded(&name) {
            zip.raw_copy_file(part).map_err(std::io::Error::other)?;
            continue;
        }
        drop(part);
        let Some(text) = archive.by_index(n).ok().and_then(|part| {
            let mut text = String::new();
            part.take(MOST).read_to_string(&mut text).ok().map(|_| text)
        }) else {
            return unreadable(&name);
        };
        let filled = match prepared(&text) {
            Ok(prepared) => fill::fill(&prepared, scopes, &value)?,
            Err(fault) => Err(fault),
        };
        let text = match filled {
            Ok(filled) => {
                blank.extend(filled.blank);
                // A cell whose paragraphs were all repeated no time at all still needs one.
                filled.text.replace("</w:tcPr></w:tc>", "</w:tcPr><w:p/></w:tc>")
            }
            Err(Fault::Unknown(names)) => {
                unknown.extend(names);
                continue;
            }
            Err(fault) => return Ok(Err(fault)),
        };
        if !xml::tokens(&text).is_some_and(|tokens| xml::balanced(&tokens)) {
            return unreadable(&name);
        }
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(&name, options).map_err(std::io::Error::other)?;
        zip.write_all(text.as_bytes())?;
    }
    if !unknown.is_empty() {
        unknown.sort();
        unknown.dedup();
        return Ok(Err(Fault::Unknown(unknown)));
    }
    let bytes = zip.finish().map_err(std::io::Error::other)?.into_inner();
    Ok(Ok((bytes, blank)))
}

/// True for the parts of a docx that hold words.
fn worded(part: &str) -> bool {
    let inside = part.strip_prefix("word/").unwrap_or_default();
    let starts = ["document", "header", "footer", "footnotes", "endnotes"];
    inside.rsplit_once('.').is_some_and(|(_, ending)| ending == "xml")
        && !inside.contains('/')
        && starts.iter().any(|start| inside.starts_with(start))
}

/// A value between the tags of a text; a line feed is a break of the line.
fn value(text: &str) -> String {
    xml::escaped(text).replace('\n', "</w:t><w:br/><w:t xml:space=\"preserve\">")
}

/// An XML part with its names whole and its repeated parts around elements.
fn prepared(text: &str) -> Result<String, Fault> {
    let mut tokens = xml::tokens(text).ok_or_else(|| Fault::Unreadable("XML".to_owned()))?;
    let above = parents(&tokens);
    gather(&mut tokens, &above);
    raise(&mut tokens, &above)?;
    Ok(xml::joined(&tokens))
}

/// For each token the tag of the element it stands in.
fn parents(tokens: &[Token]) -> Vec<Option<usize>> {
    let mut above = Vec::with_capacity(tokens.len());
    let mut open: Vec<usize> = Vec::new();
    for (n, token) in tokens.iter().enumerate() {
        if token.closes().is_some() {
            open.pop();
        }
        above.push(open.last().copied());
        if token.opens().is_some() {
            open.push(n);
        }
    }
    above
}

fn element(tokens: &[Token], at: usize) -> &str {
    tokens[at].opens().unwrap_or_default()
}

/// The elements a token stands in, the innermost first.
fn path(above: &[Option<usize>], at: usize) -> Vec<usize> {
    let mut path = Vec::new();
    let mut next = above[at];
    while let Some(n) = next {
        path.push(n);
        next = above[n];
    }
    path
}

fn paragraph(tokens: &[Token], above: &[Option<usize>], at: usize) -> Option<usize> {
    path(above, at).into_iter().find(|n| element(tokens, *n) == "w:p")
}

/// The texts of a document, by paragraph.
fn texts(tokens: &[Token], above: &[Option<usize>]) -> Vec<(usize, Vec<usize>)> {
    let mut paragraphs: Vec<(usize, Vec<usize>)> = Vec::new();
    for (n, token) in tokens.iter().enumerate() {
        let text = matches!(token, Token::Text(_)) && above[n].is_some_and(|tag| element(tokens, tag) == "w:t");
        let Some(of) = paragraph(tokens, above, n).filter(|_| text) else { continue };
        match paragraphs.iter_mut().rev().take(8).find(|(known, _)| *known == of) {
            Some((_, texts)) => texts.push(n),
            None => paragraphs.push((of, vec![n])),
        }
    }
    paragraphs
}

fn text(token: &Token) -> &str {
    match token {
        Token::Text(text) => text,
        Token::Tag(_) => "",
    }
}

/// Gathers the letters of each name in the run where it begins.
fn gather(tokens: &mut [Token], above: &[Option<usize>]) {
    for (_, texts) in texts(tokens, above) {
        let mut parts: Vec<String> = texts.iter().map(|n| text(&tokens[*n]).to_owned()).collect();
        if parts.concat().contains("｛｛") {
            parts.iter_mut().for_each(|part| *part = part.replace('｛', "{").replace('｝', "}"));
        }
        let whole = parts.concat();
        let places = fill::places(&whole);
        if places.is_empty() {
            continue;
        }
        let mut made = vec![String::new(); parts.len()];
        let mut at = 0;
        for (n, part) in parts.iter().enumerate() {
            for c in part.chars() {
                let begun = places.iter().find(|(start, end, _)| (*start..*end).contains(&at)).map(|(start, ..)| *start);
                made[begun.map_or(n, |start| owner(&parts, start))].push(c);
                at += c.len_utf8();
            }
        }
        for (n, made) in texts.iter().zip(made) {
            if made.contains("{{")
                && let Some(tag) = above[*n]
                && tokens[tag] == Token::Tag("<w:t>".to_owned())
            {
                tokens[tag] = Token::Tag("<w:t xml:space=\"preserve\">".to_owned());
            }
            tokens[*n] = Token::Text(made);
        }
    }
}

/// The part in which this place of the whole stands.
fn owner(parts: &[String], at: usize) -> usize {
    let mut end = 0;
    parts
        .iter()
        .position(|part| {
            end += part.len();
            at < end
        })
        .unwrap_or(0)
}

/// A beginning or end of a part: its text token, and what is written there.
struct Mark {
    at: usize,
    written: String,
}

/// Puts beginnings and ends of parts that reach over paragraphs around the elements they mean.
fn raise(tokens: &mut [Token], above: &[Option<usize>]) -> Result<(), Fault> {
    let mut open: Vec<(String, Mark)> = Vec::new();
    let mut pairs: Vec<(String, Mark, Mark)> = Vec::new();
    for (n, token) in tokens.iter().enumerate().filter(|(n, _)| above[*n].is_some()) {
        let Token::Text(text) = token else { continue };
        for (start, end, inside) in fill::places(text) {
            let mark = Mark { at: n, written: text[start..end].to_owned() };
            let name = inside.get(1..).unwrap_or_default().trim().to_owned();
            match inside.as_bytes().first() {
                Some(b'#' | b'^') => open.push((name, mark)),
                Some(b'/') => {
                    let (begun, from) = open.pop().ok_or_else(|| Fault::Stray(name.clone()))?;
                    if begun != name {
                        return Err(Fault::Open(begun));
                    }
                    pairs.push((name, from, mark));
                }
                _ => {}
            }
        }
    }
    if let Some((name, _)) = open.pop() {
        return Err(Fault::Open(name));
    }
    let ends = ends(tokens);
    let mut before: Vec<(usize, String)> = Vec::new();
    let mut after: Vec<(usize, String)> = Vec::new();
    // Outer parts are found after the inner ones, and their beginnings come first.
    for (name, from, to) in pairs.into_iter().rev() {
        let Some((first, last)) = around(tokens, above, from.at, to.at) else { continue };
        let close = *ends.get(&last).ok_or_else(|| Fault::Uneven(name.clone()))?;
        cut(tokens, from.at, &from.written);
        cut(tokens, to.at, &to.written);
        before.push((first, from.written));
        after.push((close, to.written));
        for at in [from.at, to.at] {
            drop_empty(tokens, above, at, &ends);
        }
    }
    for (at, written) in before.into_iter().rev() {
        prefix(&mut tokens[at], &written);
    }
    for (at, written) in after.into_iter().rev() {
        suffix(&mut tokens[at], &written);
    }
    Ok(())
}

/// The elements a part goes around: from the first to the last. `None` where it stays inside a paragraph.
fn around(tokens: &[Token], above: &[Option<usize>], from: usize, to: usize) -> Option<(usize, usize)> {
    let (first, last) = (path(above, from), path(above, to));
    let common = first.iter().find(|n| last.contains(n)).copied()?;
    if element(tokens, common) == "w:tr" {
        return Some((common, common));
    }
    if element(tokens, common) == "w:p"
        || paragraph(tokens, above, common).is_some_and(|p| first.contains(&p) && last.contains(&p))
    {
        return None;
    }
    let below = |path: &[usize]| path.iter().position(|n| *n == common).and_then(|at| at.checked_sub(1)).map(|at| path[at]);
    Some((below(&first)?, below(&last)?))
}

/// Where each element ends.
fn ends(tokens: &[Token]) -> std::collections::HashMap<usize, usize> {
    let mut ends = std::collections::HashMap::new();
    let mut open = Vec::new();
    for (n, token) in tokens.iter().enumerate() {
        if token.opens().is_some() {
            open.push(n);
        } else if token.closes().is_some()
            && let Some(begun) = open.pop()
        {
            ends.insert(begun, n);
        }
    }
    ends
}

fn cut(tokens: &mut [Token], at: usize, written: &str) {
    if let Token::Text(text) = &mut tokens[at] {
        *text = text.replacen(written, "", 1);
    }
}

/// Takes away a paragraph that only said where a part begins or ends, unless a cell would be left without any.
fn drop_empty(tokens: &mut [Token], above: &[Option<usize>], at: usize, ends: &std::collections::HashMap<usize, usize>) {
    let Some(of) = paragraph(tokens, above, at) else { return };
    let in_cell = above[of].is_some_and(|tag| element(tokens, tag) == "w:tc");
    let Some(end) = ends.get(&of).copied().filter(|_| !in_cell) else { return };
    let said = tokens[of..=end].iter().any(|token| match token {
        Token::Text(text) => !text.trim().is_empty(),
        Token::Tag(tag) => {
            ["<w:sectPr", "<w:drawing", "<w:pict", "<w:object", "<w:fldSimple"].iter().any(|kept| tag.starts_with(kept))
        }
    });
    if !said {
        tokens[of..=end].iter_mut().for_each(|token| *token = Token::Text(String::new()));
    }
}

fn prefix(token: &mut Token, written: &str) {
    match token {
        Token::Tag(text) | Token::Text(text) => text.insert_str(0, written),
    }
}

fn suffix(token: &mut Token, written: &str) {
    match token {
        Token::Tag(text) | Token::Text(text) => text.push_str(written),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_over_several_runs_is_one() {
        let text = "<w:p><w:r><w:t>共{</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/></w:rPr><w:t>{人</w:t></w:r><w:r><w:t>数}}人</w:t></w:r></w:p>";
        let made = prepared(text).unwrap();
        assert!(made.contains("<w:t xml:space=\"preserve\">共{{人数}}</w:t>"), "{made}");
        assert!(made.contains("<w:b/></w:rPr><w:t></w:t>") && made.contains("<w:t>人</w:t>"), "{made}");
    }

    #[test]
    fn parts_go_around_rows_and_paragraphs() {
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let text = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("{{#名单}}{{姓名}}"), cell("{{职务}}{{/名单}}"));
        let made = prepared(&text).unwrap();
        assert!(made.contains("{{#名单}}<w:tr>") && made.contains("</w:tr>{{/名单}}"), "{made}");
        let line = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        let text = format!("<w:body>{}{}{}</w:body>", line("{{#单位}}"), line("{{单位}}"), line("{{/单位}}"));
        let made = prepared(&text).unwrap();
        assert_eq!(
            made,
            format!(
                "<w:body>{{{{#单位}}}}{}{{{{/单位}}}}</w:body>",
                line("{{单位}}").replace("<w:t>", "<w:t xml:space=\"preserve\">")
            )
        );
        let text = line("{{#名单}}{{姓名}}、{{/名单}}");
        assert!(prepared(&text).unwrap().contains(">{{#名单}}{{姓名}}、{{/名单}}<"));
        assert_eq!(prepared(&line("{{#名单}}")), Err(Fault::Open("名单".into())));
    }
}
