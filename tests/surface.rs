//! What reaches the terminal: replayed on a model terminal, each frame equals the one drawn.

use ganjiao::{
    app::surface::Surface,
    ui::{Paint, glyph, theme::Theme},
};
use proptest::prelude::*;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier},
};
use std::{cell::RefCell, io, rc::Rc};
use unicode_width::UnicodeWidthStr;

#[derive(Clone, Default)]
struct Line(Rc<RefCell<Vec<u8>>>, Rc<RefCell<usize>>);

impl io::Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        *self.1.borrow_mut() += 1;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const AREA: Rect = Rect::new(0, 0, 40, 8);

#[derive(Clone, Debug)]
struct Piece {
    x: u16,
    y: u16,
    width: u16,
    text: String,
    look: u8,
}

fn piece() -> impl Strategy<Value = Piece> {
    let text = "[ab 1王明澜江县组织部干、（）—·①]{0,14}";
    (0..44_u16, 0..9_u16, 0..24_u16, text, 0..4_u8).prop_map(|(x, y, width, text, look)| Piece { x, y, width, text, look })
}

fn draw(pieces: &[Piece], popup: Option<(u16, u16, u16, u16)>, buf: &mut Buffer) {
    let mut paint = Paint::new(buf, &glyph::ASCII, Theme::new(true));
    for p in pieces {
        let style = [paint.theme.plain(), paint.theme.selected(), paint.theme.key(), paint.theme.bad()][usize::from(p.look)];
        paint.fill(p.x, p.y, p.width, &p.text, style);
    }
    if let Some((x, y, width, height)) = popup {
        paint.popup(Rect::new(x, y, width, height), "题");
    }
}

fn seen(buf: &Buffer) -> Vec<String> {
    (0..AREA.height)
        .map(|y| {
            let mut line = String::new();
            let mut x = 0;
            while x < AREA.width {
                let symbol = buf[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(symbol.width().max(1)).unwrap();
            }
            line.trim_end().to_owned()
        })
        .collect()
}

fn shown(screen: &vt100::Screen) -> Vec<String> {
    screen.rows(0, AREA.width).map(|l| l.trim_end().to_owned()).collect()
}

/// Where the two differ in looks: reversed, bold, colour.
fn otherwise_dressed(screen: &vt100::Screen, buf: &Buffer) -> Option<(u16, u16)> {
    let cells = (0..AREA.height).flat_map(|y| (0..AREA.width).map(move |x| (x, y)));
    cells.into_iter().find(|(x, y)| {
        let (seen, want) = (screen.cell(*y, *x).unwrap(), &buf[(*x, *y)]);
        let colour = match want.fg {
            Color::Red => vt100::Color::Idx(1),
            Color::Cyan => vt100::Color::Idx(6),
            Color::Yellow => vt100::Color::Idx(3),
            _ => vt100::Color::Default,
        };
        let look = (want.modifier.contains(Modifier::REVERSED), want.modifier.contains(Modifier::BOLD), colour);
        !seen.is_wide_continuation() && look != (seen.inverse(), seen.bold(), seen.fgcolor())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_frame_arrives_whole(
        frames in prop::collection::vec(
            (prop::collection::vec(piece(), 0..8), prop::option::of((0..40_u16, 0..8_u16, 2..30_u16, 2..8_u16))), 1..6)
    ) {
        let line = Line::default();
        let mut surface = Surface::new(line.clone(), AREA);
        let mut model = vt100::Parser::new(AREA.height, AREA.width, 0);
        for (pieces, popup) in &frames {
            surface.frame(|buf| { draw(pieces, *popup, buf); None }).unwrap();
            model.process(&std::mem::take(&mut *line.0.borrow_mut()));
            let mut want = Buffer::empty(AREA);
            draw(pieces, *popup, &mut want);
            prop_assert_eq!(shown(model.screen()), seen(&want));
            prop_assert_eq!(otherwise_dressed(model.screen(), &want), None);
            prop_assert!(*line.1.borrow() <= 1, "one write a frame");
            *line.1.borrow_mut() = 0;
        }
    }

    #[test]
    fn a_popup_leaves_no_half_character(
        pieces in prop::collection::vec(piece(), 0..10), x in 0..40_u16, y in 0..8_u16, width in 2..40_u16, height in 2..8_u16
    ) {
        let mut buf = Buffer::empty(AREA);
        draw(&pieces, Some((x, y, width, height)), &mut buf);
        let popup = Rect::new(x, y, width, height).intersection(AREA);
        let drawn = popup.width >= 2 && popup.height >= 2;
        for y in 0..AREA.height {
            for x in 0..AREA.width {
                if buf[(x, y)].symbol().width() == 2 {
                    prop_assert!(x + 1 < AREA.width, "half a character at the edge");
                    prop_assert_eq!(buf[(x + 1, y)].symbol(), " ");
                    let (left, right) = (popup.contains((x, y).into()), popup.contains((x + 1, y).into()));
                    prop_assert!(left == right || !drawn, "a character lies across the edge");
                }
            }
        }
        if drawn {
            for y in popup.top() + 1..popup.bottom() - 1 {
                prop_assert_eq!(buf[(popup.left(), y)].symbol(), "|");
                prop_assert_eq!(buf[(popup.right() - 1, y)].symbol(), "|");
            }
        }
    }

    #[test]
    fn nothing_a_terminal_obeys_gets_through(text in "\\PC{0,6}[\\x00-\\x1f\\x7f-\\u{9f}\\u{200b}\\u{202e}\\u{feff}]{1,4}\\PC{0,6}") {
        let line = Line::default();
        let mut surface = Surface::new(line.clone(), AREA);
        surface.frame(|buf| {
            let mut paint = Paint::new(buf, &glyph::ASCII, Theme::new(true));
            let style = paint.theme.plain();
            paint.put(0, 0, 40, &text, style);
            None
        }).unwrap();
        let bytes = line.0.borrow().clone();
        let sent = String::from_utf8(bytes).unwrap();
        let mut rest = sent.as_str();
        while let Some(at) = rest.find('\x1b') {
            let (before, after) = rest.split_at(at);
            prop_assert!(!before.chars().any(char::is_control), "{before:?}");
            let end = after.find(|c: char| c.is_ascii_alphabetic()).unwrap();
            prop_assert!(after[1..].starts_with('[') && "HJCmlh".contains(&after[end..=end]), "{after:?}");
            rest = &after[end + 1..];
        }
        prop_assert!(!rest.chars().any(|c| c.is_control() || matches!(c, '\u{200b}' | '\u{202e}' | '\u{feff}')), "{rest:?}");
    }
}

#[test]
fn an_ambiguous_character_is_followed_by_a_move() {
    let line = Line::default();
    let mut surface = Surface::new(line.clone(), AREA);
    surface
        .frame(|buf| {
            let mut paint = Paint::new(buf, &glyph::ASCII, Theme::new(false));
            let style = paint.theme.plain();
            paint.put(0, 0, 40, "买买提·艾力|X", style);
            None
        })
        .unwrap();
    let sent = String::from_utf8(line.0.borrow().clone()).unwrap();
    assert!(sent.contains("·\x1b[1;8H艾力|X"), "{sent:?}");
}

#[test]
fn an_unchanged_frame_sends_nothing() {
    let line = Line::default();
    let mut surface = Surface::new(line.clone(), AREA);
    let pieces = [Piece { x: 1, y: 1, width: 20, text: "澜江县".into(), look: 1 }];
    for _ in 0..2 {
        surface
            .frame(|buf| {
                draw(&pieces, None, buf);
                Some((3, 3).into())
            })
            .unwrap();
    }
    let writes = *line.1.borrow();
    assert_eq!(writes, 1);
}
