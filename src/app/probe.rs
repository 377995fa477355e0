//! What the terminal does with a line and with a Han character: asked once, answered when it likes.
//!
//! The question stands before the first frame and in the same write: two characters, after each "where is the cursor",
//! and then the frame clears them. So it costs no time. A terminal that does not answer within its time gets what is
//! right everywhere; whatever it answers later means nothing, and it never becomes text.

use std::time::{Duration, Instant};

/// Asked on the second row: an answer from the first looks like a key. The six bytes of the two Han characters are three
/// characters in GBK, none of them without a glyph.
const QUESTION: &str = "\x1b[2;1H\u{2500}\x1b[6n\x1b[2;1H\u{53f0}\u{8d26}\x1b[6n\x1b[2;1H";

/// How long an answer may take, here and over a network.
const NEAR: Duration = Duration::from_millis(300);
const FAR: Duration = Duration::from_secs(1);

/// What a terminal turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// A line drawing character takes one column.
    pub narrow: bool,
    /// It reads UTF-8 as GBK: the six bytes of two characters were three.
    pub gbk: bool,
}

/// A question under way.
#[derive(Debug)]
pub(super) struct Probe {
    until: Option<Instant>,
    lines: Option<u16>,
    patience: Duration,
}

impl Probe {
    /// Nothing asked yet.
    pub fn new(far: bool) -> Self {
        Self { until: None, lines: None, patience: if far { FAR } else { NEAR } }
    }

    /// Asks; the bytes go before the next whole frame. `None` where there is no second row.
    pub fn ask(&mut self, rows: u16, now: Instant) -> Option<&'static [u8]> {
        if rows < 2 {
            return None;
        }
        (self.until, self.lines) = (Some(now + self.patience), None);
        Some(QUESTION.as_bytes())
    }

    /// An answer; the second in time says what the terminal is.
    pub fn answer(&mut self, row: u16, column: u16, now: Instant) -> Option<Found> {
        let until = self.until?;
        if now > until || row != 2 {
            self.until = if now > until { None } else { Some(until) };
            return None;
        }
        let Some(line) = self.lines else {
            self.lines = Some(column);
            return None;
        };
        self.until = None;
        Some(Found { narrow: line == 2 && column == 5, gbk: column == 7 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> (Probe, Instant) {
        #[allow(clippy::disallowed_methods)]
        let now = Instant::now();
        let mut probe = Probe::new(false);
        assert!(probe.ask(24, now).is_some());
        (probe, now)
    }

    #[test]
    fn answers_say_what_the_terminal_is() {
        for (line, han, narrow, gbk) in [(2, 5, true, false), (3, 5, false, false), (4, 7, false, true), (2, 9, false, false)] {
            let (mut probe, now) = asked();
            assert_eq!(probe.answer(2, line, now), None);
            assert_eq!(probe.answer(2, han, now), Some(Found { narrow, gbk }));
            assert_eq!(probe.answer(2, 5, now), None, "an answer nobody asked for");
        }
    }

    #[test]
    fn late_answers_mean_nothing() {
        let (mut probe, now) = asked();
        assert_eq!(probe.answer(2, 2, now), None);
        assert_eq!(probe.answer(2, 5, now + Duration::from_secs(3)), None);
        assert_eq!(probe.answer(2, 5, now), None);
        assert_eq!(Probe::new(true).ask(1, now), None);
    }
}
