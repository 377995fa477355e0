//! The meeting: the fourteen questions that are asked there, each a key from its answer, with room around them; while it
//! is on, nothing can be changed by this session.
//!
//! On a projector everybody reads along and any key may be pressed by mistake. So the screen is quiet, and the session
//! only looks until the meeting ends.

use super::plan_page::Spot;
use crate::{
    store,
    text::{T, list as lw, meeting as w, place},
    ui::{Command, Cx, Effect, Key, Paint, View, key, screen::Input, text},
};
use crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// Where an answer is.
enum Answer {
    /// A name is typed: of a person, a unit, a teacher.
    Find,
    /// A place or a report.
    At(Spot),
}

/// The questions in the order of the help, with their answers.
const QUESTIONS: [(T, Answer); 14] = [
    (w::QUESTION_1, Answer::Find),
    (w::QUESTION_2, Answer::At(Spot::Tab(place::CLASSES))),
    (w::QUESTION_3, Answer::Find),
    (w::QUESTION_4, Answer::At(Spot::Tab(place::PROGRAMMES))),
    (w::QUESTION_5, Answer::At(Spot::Tab(place::AWAY_NEXT))),
    (w::QUESTION_6, Answer::At(Spot::Tab(place::TEACHERS))),
    (w::QUESTION_7, Answer::At(Spot::Tab(place::SITES))),
    (w::QUESTION_8, Answer::At(Spot::Tab(place::COURSES))),
    (w::QUESTION_9, Answer::Find),
    (w::QUESTION_10, Answer::At(Spot::Tab(place::CLASSES))),
    (w::QUESTION_11, Answer::At(Spot::Report("warnings"))),
    (w::QUESTION_12, Answer::At(Spot::Report("plan"))),
    (w::QUESTION_13, Answer::Find),
    (w::QUESTION_14, Answer::At(Spot::Tab(crate::text::gap::TITLE))),
];

/// The keys of the questions.
const SIGNS: [char; 14] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e'];

/// The screen.
#[derive(Default)]
pub struct Meeting {
    at: usize,
}

impl Meeting {
    fn step(&mut self, by: isize) -> store::Result<Effect> {
        self.at = self.at.saturating_add_signed(by).min(QUESTIONS.len() - 1);
        Ok(Effect::None)
    }

    fn answer(&mut self, cx: &Cx) -> store::Result<Effect> {
        Ok(match &QUESTIONS[self.at].1 {
            Answer::Find => Effect::Find(String::new()),
            Answer::At(spot) => spot.open(cx).map_or(Effect::None, Effect::Open),
        })
    }

    fn end(&mut self, cx: &Cx) -> store::Result<Effect> {
        cx.db.meet(false);
        Ok(Effect::Close)
    }
}

impl View for Meeting {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], lw::OPEN, Self::answer).shown(),
        Command::new("up", &[key::UP], lw::UP, |v: &mut Self, _| v.step(-1)),
        Command::new("down", &[key::DOWN, key::TAB], lw::DOWN, |v: &mut Self, _| v.step(1)).shown(),
        Command::new("first", &[key::HOME, key::PAGE_UP], lw::FIRST, |v: &mut Self, _| v.step(-99)),
        Command::new("last", &[key::END, key::PAGE_DOWN], lw::LAST, |v: &mut Self, _| v.step(99)),
        Command::new("end", &[key::ESC], w::END, Self::end).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        cx.db.meet(true);
        Ok(Effect::None)
    }

    /// Digits and letters choose; they would lead to the places otherwise.
    fn typing(&self) -> bool {
        true
    }

    fn text(&mut self, input: Input, cx: &Cx) -> store::Result<Effect> {
        let Input::Key(Key { code: KeyCode::Char(c), .. }) = input else { return Ok(Effect::None) };
        let sign = key::fold(c).to_ascii_lowercase();
        match SIGNS.iter().position(|known| *known == sign) {
            Some(at) => {
                self.at = at;
                self.answer(cx)
            }
            None => Ok(Effect::None),
        }
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (plain, quiet) = (paint.theme.plain(), paint.theme.quiet());
        let left = area.width.saturating_sub(64) / 2;
        let mut y = area.y + u16::from(area.height > 18);
        for line in text::wrap(cx.t(w::ABOUT), usize::from(area.width.saturating_sub(2 * left)).max(10)) {
            paint.put(area.x + left, y, area.width.saturating_sub(left), &line, quiet);
            y += 1;
        }
        // Blank lines between them where there is room.
        let rows = usize::from(area.bottom().saturating_sub(y + 1)).max(1);
        let gap = if rows >= QUESTIONS.len() * 2 { 2 } else { 1 };
        let first = self.at.saturating_sub(rows.saturating_sub(1)).min(QUESTIONS.len().saturating_sub(rows / gap));
        y += 1;
        for (n, (question, _)) in QUESTIONS.iter().enumerate().skip(first) {
            if y >= area.bottom() {
                break;
            }
            let here = n == self.at;
            let style = if here { paint.theme.selected() } else { plain };
            let words = format!("{} {}  {}", if here { paint.glyphs.cursor } else { " " }, SIGNS[n], cx.t(*question));
            paint.put(area.x + left, y, area.width.saturating_sub(left), &words, style);
            if here {
                paint.cursor = Some((area.x + left, y).into());
            }
            y += u16::try_from(gap).unwrap_or(1);
        }
    }
}
