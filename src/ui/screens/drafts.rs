//! The question at the start: what this person left unfinished, which to go on with.
//!
//! It is asked once. Who answers "later" is still offered a draft when its form is opened.

use super::{
    form::Form,
    pick::{Choice, Pick},
};
use crate::{
    catalog,
    store::{self, draft::Draft},
    text::form as w,
    ui::{Cx, Job, Screen, Window},
};

/// The tag of the question.
pub const TAG: &str = "drafts";

/// The drafts to offer, the question, and the job that notes that it was asked; `None` without any.
pub fn offer(cx: &Cx) -> store::Result<Option<(Vec<Draft>, Pick, Job)>> {
    let mut drafts = cx.db.drafts_to_offer(&cx.actor)?;
    drafts.retain(|d| catalog::register(&d.kind).is_some());
    if drafts.is_empty() {
        return Ok(None);
    }
    let mut choices = drafts.iter().map(|d| choice(d, cx)).collect::<store::Result<Vec<_>>>()?;
    choices.push(Choice { word: cx.t(w::LATER_ALL).to_owned(), note: String::new() });
    let ids: Vec<i64> = drafts.iter().map(|d| d.id).collect();
    let job = Job::new("", move |desk, _| desk.store()?.drafts_offered(&ids));
    Ok(Some((drafts, Pick::new(TAG, cx.t(w::UNFINISHED), choices), job)))
}

fn choice(draft: &Draft, cx: &Cx) -> store::Result<Choice> {
    let name = catalog::register(&draft.kind).map_or("", |r| cx.t(r.name));
    let title = match (catalog::register(&draft.kind), draft.record) {
        (Some(register), Some(id)) => cx.db.title(register, id)?.unwrap_or_default(),
        _ => cx.t(w::NEW).to_owned(),
    };
    Ok(Choice { word: format!("{name} {title}"), note: draft.at.clone() })
}

/// The form that goes on with a draft.
#[must_use]
pub fn resume(draft: Draft) -> Option<Box<dyn Screen>> {
    let register = catalog::register(&draft.kind)?;
    let form = match draft.record {
        Some(id) => Form::edit(register, id),
        None => Form::new(register, &[]),
    };
    Some(Box::new(Window(form.resume(draft))))
}
