//! Rows and columns a workbook hides: they are read like the others, and the person who imports is told.

use super::grid::Grid;
use super::open::MAX_COLUMNS;
use std::io::{Cursor, Read};

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// Notes in each sheet what the workbook hides of it. A part that cannot be read hides nothing.
pub fn mark(bytes: &[u8], grids: &mut [Grid]) {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return };
    let (Some(book), Some(links)) = (part(&mut archive, "xl/workbook.xml"), part(&mut archive, "xl/_rels/workbook.xml.rels"))
    else {
        return;
    };
    for grid in grids {
        let named = |tag: &&str| attribute(tag, "name").is_some_and(|name| unescaped(name) == grid.name);
        let Some(id) = tags(&book, "<sheet ").find(named).and_then(|tag| attribute(tag, "r:id")) else { continue };
        let link = tags(&links, "<Relationship ").find(|tag| attribute(tag, "Id") == Some(id));
        let Some(target) = link.and_then(|tag| attribute(tag, "Target")) else { continue };
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let Some(sheet) = part(&mut archive, &path) else { continue };
        let number = |tag: &str, name: &str| attribute(tag, name).and_then(|n| n.parse::<usize>().ok());
        grid.hidden_rows = tags(&sheet, "<row ").filter(hides).filter_map(|t| number(t, "r")?.checked_sub(1)).collect();
        let spans =
            tags(&sheet, "<col ").filter(hides).filter_map(|t| Some((number(t, "min")?.checked_sub(1)?, number(t, "max")?)));
        grid.hidden_columns = spans.flat_map(|(from, until)| from..until.min(MAX_COLUMNS)).take(MAX_COLUMNS).collect();
    }
}

fn part(archive: &mut Archive, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}

/// The tags that begin like this, without what they enclose.
fn tags<'t>(text: &'t str, start: &'static str) -> impl Iterator<Item = &'t str> {
    text.match_indices(start).filter_map(|(at, _)| text[at..].split('>').next())
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[at..].split('"').next()
}

fn hides(tag: &&str) -> bool {
    matches!(attribute(tag, "hidden"), Some("1" | "true"))
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}
