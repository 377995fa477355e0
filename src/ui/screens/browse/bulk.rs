//! What a list asks before many records are changed: what, in which field, to which value. The question itself and the
//! write are [`Many`]'s.

use super::Browse;
use crate::{
    catalog::{Field, FieldKind},
    domain::{states, value::Value},
    store::{self, bulk::Bulk},
    text::bulk as w,
    ui::{
        Cx, Effect, Job, Window,
        screens::{
            bulk::Many,
            form::cell::{Cell, Entered},
            link::{LinkPick, Linked},
            pick::{Choice, Pick},
        },
    },
};
use std::collections::BTreeMap;

/// What can be done to many records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Set,
    Tag,
    Untag,
    Unit,
    Delete,
}

/// Tags a job found, with how many records have each.
pub(super) struct Tagged(BTreeMap<String, usize>);

impl Browse {
    /// Ways that this register has.
    fn ways(&self) -> Vec<Way> {
        let tags = self.tags_field().is_some();
        let all = [
            (Way::Set, true),
            (Way::Tag, tags),
            (Way::Untag, tags),
            (Way::Unit, self.unit_field().is_some()),
            (Way::Delete, true),
        ];
        all.into_iter().filter(|(_, has)| *has).map(|(way, _)| way).collect()
    }

    fn tags_field(&self) -> Option<&'static Field> {
        self.register().fields.iter().find(|f| f.entered() && matches!(f.kind, FieldKind::Tags))
    }

    fn unit_field(&self) -> Option<&'static Field> {
        self.register().fields.iter().find(|f| f.entered() && matches!(f.kind, FieldKind::Link("unit")))
    }

    /// Fields that many records can have alike, those in the columns first. A state that takes steps has a key of its own.
    fn bulk_fields(&self) -> Vec<&'static Field> {
        let stepped = |f: &Field| f.name == "state" && states::machine(self.register().kind).is_some();
        let fields = self.sort_fields().into_iter();
        fields.filter(|f| f.entered() && !matches!(f.kind, FieldKind::IdCard) && !stepped(f)).collect()
    }

    pub(super) fn choose_bulk(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.targets().is_empty() {
            return Ok(Effect::None);
        }
        let word = |way: &Way| match way {
            Way::Set => w::SET,
            Way::Tag => w::TAG,
            Way::Untag => w::UNTAG,
            Way::Unit => w::UNIT,
            Way::Delete => w::REMOVE,
        };
        let choices = self.ways().iter().map(|way| choice(cx.t(word(way)), String::new())).collect();
        Ok(Effect::open(Window(Pick::new("bulk", cx.t(w::WAYS), choices))))
    }

    pub(super) fn bulk_way(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        let Some(way) = self.ways().get(n).copied() else { return Ok(Effect::None) };
        self.way = Some(way);
        Ok(match (way, self.tags_field()) {
            (Way::Set, _) => {
                let fields = self.bulk_fields();
                let here = self.columns.get(self.column).map(|c| c.field.name);
                let at = fields.iter().position(|f| Some(f.name) == here && self.column > 0).unwrap_or(0);
                let choices = fields.iter().map(|f| choice(cx.t(f.label), String::new())).collect();
                Effect::open(Window(Pick::new("bulk_field", cx.t(w::WHICH_FIELD), choices).at(at)))
            }
            (Way::Tag, Some(field)) => Effect::open(Window(Cell::ask(self.register(), field))),
            (Way::Untag, Some(field)) => self.read_tags(field, cx),
            (Way::Unit, _) => {
                crate::catalog::register("unit").map_or(Effect::None, |unit| Effect::open(Window(LinkPick::new(unit, ""))))
            }
            (Way::Delete, _) => return self.ask_delete(cx),
            _ => Effect::None,
        })
    }

    pub(super) fn bulk_field(&mut self, n: usize) -> Effect {
        let field = self.bulk_fields().get(n).copied();
        field.map_or(Effect::None, |field| Effect::open(Window(Cell::ask(self.register(), field))))
    }

    /// The value for all of them.
    pub(super) fn bulk_value(&mut self, entered: Entered, cx: &Cx) -> Effect {
        let words = if entered.value.is_null() { cx.t(w::NOTHING).to_owned() } else { entered.words };
        let bulk = match self.way {
            Some(Way::Tag) => Bulk::Tag(entered.field, words.split('、').map(ToOwned::to_owned).collect()),
            _ => Bulk::Set(entered.field, entered.value.clone()),
        };
        if self.way == Some(Way::Tag) && entered.value.is_null() {
            return Effect::None;
        }
        self.many(bulk, &words)
    }

    pub(super) fn bulk_unit(&mut self, linked: &Linked) -> Effect {
        let (Some(field), Some(id)) = (self.unit_field(), linked.id) else { return Effect::None };
        self.many(Bulk::Set(field, Value::Int(id)), &linked.title)
    }

    fn many(&self, bulk: Bulk, words: &str) -> Effect {
        Effect::open(Window(Many::new(self.register(), self.targets(), bulk, words)))
    }

    fn read_tags(&self, field: &'static Field, cx: &Cx) -> Effect {
        let (register, ids) = (self.register(), self.targets());
        Effect::Start(Job::new(cx.t(w::LOOKING), move |desk, progress| {
            let mut found: BTreeMap<String, usize> = BTreeMap::new();
            for chunk in ids.chunks(512) {
                if progress.cancelled() {
                    return Err(store::Error::Stopped);
                }
                for row in desk.reader()?.rows(register, &[field], chunk)? {
                    let words = row.cells[0].value.as_str().unwrap_or_default();
                    words.split('、').filter(|w| !w.is_empty()).for_each(|w| *found.entry(w.to_owned()).or_default() += 1);
                }
            }
            Ok(Tagged(found))
        }))
    }

    pub(super) fn ask_tags(&mut self, tagged: Tagged, cx: &Cx) -> Effect {
        if tagged.0.is_empty() {
            return Effect::Toast(cx.t(w::NO_TAGS).to_owned());
        }
        self.tags = tagged.0.keys().cloned().collect();
        let choices = tagged.0.iter().map(|(tag, n)| choice(tag, n.to_string())).collect();
        Effect::open(Window(Pick::new("bulk_tags", cx.t(w::WHICH_TAGS), choices).several([])))
    }

    pub(super) fn untag(&mut self, chosen: &[usize]) -> Effect {
        let tags: Vec<String> = chosen.iter().filter_map(|n| self.tags.get(*n).cloned()).collect();
        let words = tags.join("、");
        self.tags_field().filter(|_| !tags.is_empty()).map_or(Effect::None, |field| self.many(Bulk::Untag(field, tags), &words))
    }
}

fn choice(word: &str, note: String) -> Choice {
    Choice { word: word.to_owned(), note }
}
