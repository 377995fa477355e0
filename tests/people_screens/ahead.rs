//! Keys pressed before a page is there: they are kept, in order, and mean what they would have meant.

use crate::{
    harness::Ui,
    office::{Office, today},
};
use ganjiao::{
    app::{App, Inline, Runner},
    store::Reader,
    text::Lang,
    ui::{
        Cx, Job,
        effect::{Outcome, Progress},
        glyph,
        theme::Theme,
    },
};
use ratatui::layout::Rect;
use std::{cell::RefCell, collections::VecDeque, rc::Rc, sync::Arc};

/// Outcomes on their way back.
type Back = Rc<RefCell<VecDeque<(u64, Outcome)>>>;

/// Works at once, and gives back when it is asked to.
struct Held(Inline, Back);

impl Runner for Held {
    fn start(&mut self, owner: u64, job: Job, progress: Arc<Progress>) -> Option<Outcome> {
        let outcome = self.0.start(owner, job, progress)?;
        self.1.borrow_mut().push_back((owner, outcome));
        None
    }
}

fn open(office: &Office) -> (Ui, Back) {
    let (frame, back) = (Rect::new(0, 0, 80, 24), Back::default());
    let cx = Cx {
        lang: Lang::Zh,
        today: today(),
        actor: "tester".to_owned(),
        origin: "test".to_owned(),
        now: || "2026-05-20 09:00:00".to_owned(),
        glyphs: &glyph::ASCII,
        theme: Theme::new(true),
        served: false,
        db: Reader::open(&office.path).unwrap().on(today()),
        area: frame,
        bytes: Vec::new(),
    };
    let runner = Held(Inline::new(office.path.clone(), today()), Rc::clone(&back));
    let mut ui = Ui { app: App::new(cx, Box::new(runner), 0, 0, frame), frame };
    release(&mut ui, &back);
    (ui, back)
}

fn release(ui: &mut Ui, back: &Back) {
    loop {
        let Some((owner, outcome)) = back.borrow_mut().pop_front() else { return };
        ui.app.finished(owner, outcome);
    }
}

#[test]
fn keys_wait_for_the_page() {
    let office = Office::new();
    let (mut ui, back) = open(&office);
    ui.keys("0<enter>");
    assert_eq!(back.borrow().len(), 1, "the report is being read");
    ui.keys("<down><down><enter>").sees_no("人员学时");
    release(&mut ui, &back);
    // The third line of the indicators: the first unit's second band, then the second unit.
    let mut plain = Ui::open(&office.path, today());
    let wanted = plain.keys("0<enter><down><down><enter>").sees("人员学时").screen();
    assert_eq!(ui.screen().lines().nth(1), wanted.lines().nth(1), "{}", ui.screen());
}

#[test]
fn going_elsewhere_and_stopping_forget_them() {
    let office = Office::new();
    let (mut ui, back) = open(&office);
    ui.keys("0<enter><down><enter>6");
    release(&mut ui, &back);
    ui.sees("[干部]").sees_no("人员学时");
    ui.keys("0<enter><down><enter><esc>");
    release(&mut ui, &back);
    ui.sees_no("人员学时");
}
