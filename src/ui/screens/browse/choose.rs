//! What a list lets people choose: a filter by value with counts, the sort, the columns, a saved view, an export.

use super::{Browse, bulk::Tagged, memory, spans::SPAN};
use crate::{
    catalog::{Field, FieldKind},
    domain::value::Value,
    exchange::export,
    store::{
        self,
        query::{Facet, Filter, Sort, Test},
    },
    text::list as w,
    ui::{
        Cx, Effect, Job, Key, key,
        screens::{
            form::cell::{Entered, Next},
            link::Linked,
            pick::{Choice, Pick, Picked},
            prompt::{Prompt, Typed},
        },
        show,
        table::Column,
    },
};
use std::any::Any;

/// Values offered at most.
const MOST: usize = 5_000;
const ADJUST: &[Key] = &[key::LEFT, key::RIGHT, key::ch('<'), key::ch('>')];
const FORGET: &[Key] = &[key::DELETE];

/// Values a job counted, for the question of the filter.
pub(super) struct Counted {
    pub field: &'static Field,
    pub facets: Vec<Facet>,
}

impl Browse {
    /// Fields that can be filtered by: the quick ones first.
    fn filter_fields(&self) -> Vec<&'static Field> {
        let register = self.register();
        let quick = register.filters.iter().filter_map(|name| register.field(name));
        let rest = register.fields.iter().filter(|f| {
            !register.filters.contains(&f.name)
                && f.stored()
                && !matches!(f.kind, FieldKind::Long | FieldKind::IdCard | FieldKind::Phone)
        });
        let kept = |f: &&'static Field| self.query.filters.iter().take(self.kept).any(|k| k.field == f.name);
        quick.chain(rest).filter(|f| !kept(f)).collect()
    }

    pub(super) fn choose_filter(&mut self, cx: &Cx) -> store::Result<Effect> {
        let choices = self.filter_fields().iter().map(|f| word(cx.t(f.label))).collect();
        Ok(Effect::open(crate::ui::Window(Pick::new("filter_field", cx.t(w::WHICH_FIELD), choices))))
    }

    fn choose_value(&self, field: &'static Field) -> Effect {
        let mut query = self.query.clone();
        query.filters.retain(|f| f.field != field.name);
        query.sort.clear();
        Effect::Start(Job::new("", move |desk, _| Ok(Counted { field, facets: desk.reader()?.facets(&query, field, MOST)? })))
    }

    fn offer_values(&mut self, counted: Counted, cx: &Cx) -> Effect {
        let field = counted.field;
        if matches!(field.kind, FieldKind::Date) {
            return self.offer_spans(&counted, cx);
        }
        let choices = counted
            .facets
            .iter()
            .map(|f| {
                let text = if f.cell.value.is_null() { cx.t(w::UNKNOWN).to_owned() } else { show::cell(field, &f.cell, cx) };
                Choice { word: text, note: show::count(f.count) }
            })
            .collect();
        self.offered = Some((field, counted.facets.into_iter().map(|f| f.cell.value).collect()));
        let question = w::which_value(cx.lang, cx.t(field.label));
        Effect::open(crate::ui::Window(Pick::new("filter_value", question, choices).several([])))
    }

    fn filter_by(&mut self, chosen: &[usize], cx: &Cx) -> store::Result<Effect> {
        let Some((field, values)) = self.offered.take() else { return Ok(Effect::None) };
        let values: Vec<Value> = chosen.iter().filter_map(|n| values.get(*n).cloned()).collect();
        if values.is_empty() {
            return Ok(Effect::None);
        }
        let test = match (&values[..], field.kind) {
            ([Value::Int(id)], FieldKind::Link("unit")) => Test::Under(*id),
            _ => Test::Any(values),
        };
        self.query.filters.retain(|f| f.field != field.name);
        self.query.filters.push(Filter { field: field.name, test });
        self.again(cx)
    }

    /// Fields that can be sorted by: those in the columns first.
    pub(super) fn sort_fields(&self) -> Vec<&'static Field> {
        let shown: Vec<&'static Field> = self.columns.iter().map(|c| c.field).collect();
        let rest = self.register().fields.iter().filter(|f| !shown.iter().any(|s| s.name == f.name) && f.stored());
        shown.iter().copied().chain(rest).collect()
    }

    pub(super) fn choose_sort(&mut self, cx: &Cx) -> store::Result<Effect> {
        let official = word(cx.t(w::OFFICIAL));
        let fields = self.sort_fields().into_iter().map(|f| {
            let arrow = self.query.sort.iter().find(|s| s.field == f.name).map(|s| cx.glyphs.sort[usize::from(s.descending)]);
            Choice { word: cx.t(f.label).to_owned(), note: arrow.unwrap_or_default().to_owned() }
        });
        let choices = std::iter::once(official).chain(fields).collect();
        Ok(Effect::open(crate::ui::Window(Pick::new("sort", cx.t(w::WHICH_SORT), choices))))
    }

    /// A new field sorts first, the earlier ones after it; the same field again turns round.
    fn sort_by(&mut self, chosen: usize, cx: &Cx) -> store::Result<Effect> {
        let field = chosen.checked_sub(1).and_then(|n| self.sort_fields().get(n).copied());
        match field {
            None => self.query.sort.clear(),
            Some(field) => {
                let before = self.query.sort.iter().position(|s| s.field == field.name).map(|n| self.query.sort.remove(n));
                let descending = before.is_some_and(|s| !s.descending);
                self.query.sort.insert(0, Sort { field: field.name, descending });
                self.query.sort.truncate(3);
            }
        }
        self.again(cx)
    }

    /// Fields in the order of the column question: shown ones first, as they stand.
    fn column_fields(&self) -> Vec<&'static Field> {
        let shown: Vec<&'static Field> = self.columns.iter().map(|c| c.field).collect();
        let rest = self.register().fields.iter().filter(|f| !shown.iter().any(|s| s.name == f.name));
        shown.iter().copied().chain(rest).collect()
    }

    pub(super) fn choose_columns(&mut self, cx: &Cx) -> store::Result<Effect> {
        Ok(self.ask_columns(0, cx))
    }

    fn ask_columns(&self, at: usize, cx: &Cx) -> Effect {
        let fields = self.column_fields();
        let width = |f: &Field| self.columns.iter().find(|c| c.field.name == f.name).map_or(f.width, |c| c.width);
        let choices = fields.iter().map(|f| Choice { word: cx.t(f.label).to_owned(), note: width(f).to_string() }).collect();
        let pick = Pick::new("columns", cx.t(w::WHICH_COLUMNS), choices)
            .several(0..self.columns.len())
            .at(at)
            .also(ADJUST)
            .hint(cx.t(w::COLUMN_KEYS));
        Effect::open(crate::ui::Window(pick))
    }

    fn set_columns(&mut self, picked: &Picked, cx: &Cx) -> store::Result<Effect> {
        let fields = self.column_fields();
        if picked.key != key::ENTER {
            let Some(at) = picked.chosen.first().copied() else { return Ok(Effect::None) };
            let at = self.adjust(at, picked.key);
            let read = self.rows.load(self.height(cx), &self.query, &self.columns, cx)?;
            return Ok(self.remember_columns(cx).and(read).and(self.ask_columns(at, cx)));
        }
        let width = |f: &'static Field| self.columns.iter().find(|c| c.field.name == f.name).copied().unwrap_or(Column::new(f));
        let title = fields[0];
        let mut columns = vec![width(title)];
        columns.extend(picked.chosen.iter().filter_map(|n| fields.get(*n)).filter(|f| f.name != title.name).map(|f| width(f)));
        self.columns = columns;
        (self.skip, self.column) = (0, 0);
        let read = self.rows.load(self.height(cx), &self.query, &self.columns, cx)?;
        Ok(self.remember_columns(cx).and(read))
    }

    /// Widens, narrows or moves a shown column; returns where it is now.
    fn adjust(&mut self, at: usize, key: Key) -> usize {
        let last = self.columns.len().saturating_sub(1);
        let Some(column) = self.columns.get_mut(at) else { return at };
        match key {
            key::LEFT => column.width = column.width.saturating_sub(1).max(4),
            key::RIGHT => column.width = (column.width + 1).min(60),
            _ if at == 0 => {}
            k if k == key::ch('<') && at > 1 => {
                self.columns.swap(at, at - 1);
                return at - 1;
            }
            k if k == key::ch('>') && at < last => {
                self.columns.swap(at, at + 1);
                return at + 1;
            }
            _ => {}
        }
        at
    }

    pub(super) fn choose_view(&mut self, cx: &Cx) -> store::Result<Effect> {
        let views = cx.db.saved_views(&cx.actor, self.register().kind)?;
        let choices = std::iter::once(word(cx.t(w::SAVE_VIEW))).chain(views.iter().map(|v| word(&v.name))).collect();
        let at = usize::from(!views.is_empty());
        Ok(Effect::open(crate::ui::Window(
            Pick::new("view", cx.t(w::WHICH_VIEW), choices).at(at).also(FORGET).hint(cx.t(w::VIEW_KEYS)),
        )))
    }

    fn take_view(&mut self, picked: &Picked, cx: &Cx) -> store::Result<Effect> {
        let Some(n) = picked.chosen.first() else { return Ok(Effect::None) };
        let Some(n) = n.checked_sub(1) else {
            let words = self.conditions(cx);
            return Ok(Effect::open(crate::ui::Window(Prompt::new("view_name", cx.t(w::VIEW_NAME), &words))));
        };
        let views = cx.db.saved_views(&cx.actor, self.register().kind)?;
        let Some(view) = views.get(n) else { return Ok(Effect::None) };
        if picked.key == key::DELETE {
            let id = view.id;
            return Ok(Effect::Start(Job::new("", move |desk, _| desk.store()?.forget_view(id))));
        }
        self.restore(&view.definition);
        self.again(cx)
    }

    fn save_view(&self, name: String, cx: &Cx) -> Effect {
        let (actor, kind, definition) = (cx.actor.clone(), self.register().kind, self.describe());
        let news = w::view_saved(cx.lang, &name);
        Effect::Start(Job::new("", move |desk, _| {
            desk.store()?.save_view(&actor, kind, &name, &definition)?;
            Ok(memory::News(news))
        }))
    }

    pub(super) fn choose_format(&mut self, cx: &Cx) -> store::Result<Effect> {
        if let Some(words) = cx.no_files() {
            return Ok(words);
        }
        let masked = export::FORMATS.iter().map(|f| word(f.extension()));
        let refused = cx.role().cannot_reveal().or_else(|| cx.role().cannot_change(self.register()));
        let note = refused.map_or(w::NOTED, |why| why);
        let in_full =
            export::FORMATS.iter().map(|f| Choice { word: w::in_full(cx.lang, f.extension()), note: cx.t(note).to_owned() });
        let choices = masked.chain(in_full).collect();
        Ok(Effect::open(crate::ui::Window(Pick::new("format", cx.t(w::WHICH_FORMAT), choices))))
    }

    fn export(&self, chosen: usize, cx: &Cx) -> Effect {
        if let Some(words) = cx.no_files() {
            return words;
        }
        // After the formats come the same with numbers in full.
        let in_full = chosen >= export::FORMATS.len();
        let Some(format) = export::FORMATS.get(chosen % export::FORMATS.len()).copied() else { return Effect::None };
        let (act, query, lang, marks) = (cx.act(), self.query.clone(), cx.lang, self.marks.clone());
        let fields: Vec<&'static Field> = self.columns.iter().map(|c| c.field).collect();
        let path = export::free_name(query.register.kind, cx.today, format);
        Effect::Start(Job::new(cx.t(w::EXPORTING), move |desk, progress| {
            let ids: Vec<i64> = if marks.is_empty() { desk.reader()?.ids(&query)? } else { marks.into_iter().collect() };
            let mut sheet = export::Sheet::new(query.register, &fields, lang);
            if in_full {
                desk.store()?.note_export(&act, query.register, &ids, &fields)?;
                sheet = sheet.in_full();
            }
            for (n, chunk) in ids.chunks(512).enumerate() {
                if progress.cancelled() {
                    return Ok(memory::News(String::new()));
                }
                progress.at(n as u64 * 512, ids.len() as u64);
                for row in desk.reader()?.rows(query.register, &fields, chunk)? {
                    sheet.push(row.cells.iter().map(|c| (&c.value, c.label.as_deref())));
                }
            }
            export::save(&sheet, &path, format)?;
            Ok(memory::News(w::exported(lang, ids.len(), path.display())))
        }))
    }

    /// An answer to one of the questions above, or news of a job.
    pub(super) fn chosen(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Counted>() {
            Ok(counted) => return Ok(self.offer_values(*counted, cx)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<memory::Marks>() {
            Ok(found) => {
                self.marks = found.0.into_iter().collect();
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<memory::News>() {
            Ok(news) if news.0.is_empty() => return Ok(Effect::None),
            Ok(news) => return Ok(Effect::Toast(news.0)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Typed>() {
            Ok(typed) if typed.tag == SPAN => return self.filter_by_typed_span(&typed.text, cx),
            Ok(typed) => return Ok(self.save_view(typed.text, cx)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Entered>() {
            Ok(entered) => return Ok(self.bulk_value(*entered, cx)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Linked>() {
            Ok(linked) => return Ok(self.bulk_unit(&linked)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Tagged>() {
            Ok(tagged) => return Ok(self.ask_tags(*tagged, cx)),
            Err(other) => other,
        };
        let Err(outcome) = outcome.downcast::<Next>() else { return self.next_cell(cx) };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        self.picked(&picked, cx)
    }

    fn picked(&mut self, picked: &Picked, cx: &Cx) -> store::Result<Effect> {
        match (picked.tag, picked.chosen.first().copied()) {
            ("filter_field", Some(n)) => Ok(self.filter_fields().get(n).map_or(Effect::None, |field| self.choose_value(field))),
            ("filter_value", _) => self.filter_by(&picked.chosen, cx),
            ("filter_span", Some(n)) => self.filter_by_span(n, cx),
            ("sort", Some(n)) => self.sort_by(n, cx),
            ("columns", _) => self.set_columns(picked, cx),
            ("view", _) => self.take_view(picked, cx),
            ("bulk", Some(n)) => self.bulk_way(n, cx),
            ("bulk_field", Some(n)) => Ok(self.bulk_field(n)),
            ("bulk_tags", _) => Ok(self.untag(&picked.chosen)),
            ("format", Some(n)) => Ok(self.export(n, cx)),
            _ => Ok(Effect::None),
        }
    }
}

fn word(text: &str) -> Choice {
    Choice { word: text.to_owned(), note: String::new() }
}
