//! Naming a record on the command line: by id, by code, by its title, or by anything that finds exactly one.

use super::Context;
use crate::{
    catalog::{Field, REGISTERS, Register, Search},
    store::{Reader, search},
    text::{Lang, cli as w},
};
use color_eyre::eyre::{Result, eyre};

/// The names of all registers, for a message.
#[must_use]
pub fn kinds(lang: Lang) -> String {
    let names = REGISTERS.iter().map(|r| w::name_and_code(lang, r.kind, r.name.get(lang)));
    names.collect::<Vec<_>>().join(w::LIST_SEPARATOR.get(lang))
}

/// The one record of a register that `text` names; words if there is none or more than one.
pub fn named(
    context: &Context,
    reader: &Reader,
    register: &'static Register,
    text: &str,
) -> Result<std::result::Result<i64, String>> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    if let Ok(id) = text.parse::<i64>()
        && reader.title(register, id).map_err(tell)?.is_some()
    {
        return Ok(Ok(id));
    }
    let names = |f: &&Field| matches!(f.name, "code" | "short_name") || f.name == register.title || f.search == Search::Number;
    let exact = register.fields.iter().filter(names);
    for field in exact.filter(|f| f.stored()) {
        match reader.named(register, field, text).map_err(tell)?[..] {
            [] => {}
            [id] => return Ok(Ok(id)),
            [..] => return Ok(Err(w::several(lang, register.kind, text))),
        }
    }
    if register.kind == "unit"
        && let [id] = reader.units_called(text).map_err(tell)?[..]
    {
        return Ok(Ok(id));
    }
    let limits = search::Limits { each: 2, kind: Some(register.kind), ..search::Limits::default() };
    let mut hits = search::find(reader.conn(), text, limits).map_err(|e| tell(e.into()))?.into_iter();
    match (hits.next(), hits.next()) {
        (Some(hit), None) => Ok(Ok(hit.id)),
        (Some(_), Some(_)) => Ok(Err(w::several(lang, register.kind, text))),
        _ => Ok(Err(w::no_record(lang, register.name.get(lang), text))),
    }
}
