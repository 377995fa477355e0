//! Saving what a page shows as a file: asks for the format, writes off the screen's thread, says where it is.

use super::pick::{Choice, Pick, Picked};
use crate::{
    exchange::export::{self, Sheet},
    store,
    text::list as w,
    ui::{Cx, Effect, Job, Window, effect::Desk},
};

/// The tag of the question.
pub const TAG: &str = "save_format";

/// News that a file was written.
pub struct Saved(pub String);

/// Asks for the format; the answer comes back as [`Picked`] with [`TAG`].
#[must_use]
pub fn ask(cx: &Cx) -> Effect {
    if let Some(words) = cx.no_files() {
        return words;
    }
    let choices = export::FORMATS.iter().map(|f| Choice { word: f.extension().to_owned(), note: String::new() }).collect();
    Effect::open(Window(Pick::new(TAG, cx.t(w::WHICH_FORMAT), choices)))
}

/// Writes the sheet in the format picked, under a free name in the working folder; the outcome is [`Saved`].
#[must_use]
pub fn save(sheet: Sheet, stem: &str, picked: &Picked, cx: &Cx) -> Effect {
    save_with(stem, picked, cx, move |_| Ok(sheet))
}

/// The same with a sheet that the job makes first.
#[must_use]
pub fn save_with(
    stem: &str,
    picked: &Picked,
    cx: &Cx,
    make: impl FnOnce(&mut dyn Desk) -> store::Result<Sheet> + Send + 'static,
) -> Effect {
    if let Some(words) = cx.no_files() {
        return words;
    }
    let Some(format) = picked.chosen.first().and_then(|n| export::FORMATS.get(*n)).copied() else { return Effect::None };
    let path = export::free_name(stem, cx.today, format);
    let lang = cx.lang;
    Effect::Start(Job::new(cx.t(w::EXPORTING), move |desk, _| {
        let sheet = make(desk)?;
        export::save(&sheet, &path, format)?;
        Ok(Saved(w::exported(lang, sheet.texts().count(), path.display())))
    }))
}
