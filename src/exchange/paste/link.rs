//! Which record a pasted cell means, by what names it.

use crate::{
    catalog::{self, FieldKind, Register, lookup::Office},
    domain::{id_card, unit_name::Match, value::Value},
};
use color_eyre::eyre::Result;

/// Records of a register that a text may mean: by number, by name, by title. More than one is nobody.
pub(super) fn named(office: &dyn Office, register: &'static Register, text: &str) -> Result<Vec<i64>> {
    match register.kind {
        "unit" => {
            if let Match::One(id) = office.units()?.find(text) {
                return Ok(vec![id]);
            }
        }
        "cadre" => {
            if let Ok(card) = id_card::parse(text) {
                return Ok(office.person_by_id_card(&card.number)?.map(|p| p.id).into_iter().collect());
            }
            return Ok(office.people_named(text)?.into_iter().map(|p| p.id).collect());
        }
        _ => {}
    }
    for name in ["code", "staff_no"] {
        if register.field(name).is_some_and(|f| matches!(f.kind, FieldKind::Text)) {
            let found = office.find(register.table, &[(name, Value::text(text))])?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
    }
    let title = register.title_field();
    if let FieldKind::Link(kind) = title.kind {
        let Some(to) = catalog::register(kind) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for id in named(office, to, text)? {
            found.extend(office.find(register.table, &[(title.name, Value::Int(id))])?);
        }
        return Ok(found);
    }
    office.find(register.table, &[(title.name, Value::text(text))])
}
