//! Who gets the columns of the screen that nobody asked for: what would be cut otherwise.
//!
//! Widths in tables and pages are made for 80 columns. In a wider window the free columns go to the columns whose words
//! are longer than their width, the nearly fitting ones first; nothing else moves.

/// A column: the width it was made with (0 takes what the others leave), and what its longest text takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Want {
    /// As made.
    pub width: u16,
    /// For its longest text.
    pub need: u16,
}

/// The widths in a room from which the gaps between columns are taken already.
#[must_use]
pub fn share(wants: &[Want], room: u16) -> Vec<u16> {
    let fixed: u16 = wants.iter().map(|want| want.width).fold(0, u16::saturating_add);
    let rest = room.saturating_sub(fixed);
    // A column that takes the rest gives away what it does not need itself.
    let own = wants.iter().filter(|want| want.width == 0).map(|want| want.need).fold(0, u16::saturating_add);
    let mut free = rest.saturating_sub(own);
    let mut widths: Vec<u16> = wants.iter().map(|want| want.width).collect();
    let mut short: Vec<usize> = (0..wants.len()).filter(|n| wants[*n].width > 0 && wants[*n].need > wants[*n].width).collect();
    short.sort_by_key(|n| wants[*n].need - wants[*n].width);
    for (done, n) in short.iter().enumerate() {
        let left = u16::try_from(short.len() - done).unwrap_or(u16::MAX);
        let more = (wants[*n].need - wants[*n].width).min(free.div_ceil(left));
        widths[*n] += more;
        free -= more;
    }
    let given: u16 = widths.iter().copied().fold(0, u16::saturating_add);
    for (width, want) in widths.iter_mut().zip(wants) {
        if want.width == 0 {
            *width = room.saturating_sub(given);
        }
    }
    widths
}

/// Lines of the same widths, which stand below each other and so share alike.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    shapes: Vec<Vec<Want>>,
}

impl Shapes {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.shapes.clear();
    }

    /// Takes a line in; lines of one part have the whole width anyway.
    pub fn add(&mut self, line: &[Want]) {
        if line.len() < 2 {
            return;
        }
        let same = |shape: &&mut Vec<Want>| shape.iter().map(|want| want.width).eq(line.iter().map(|want| want.width));
        match self.shapes.iter_mut().find(same) {
            Some(shape) => shape.iter_mut().zip(line).for_each(|(all, one)| all.need = all.need.max(one.need)),
            None => self.shapes.push(line.to_vec()),
        }
    }

    /// The widths of a line in a room without the gaps between its parts.
    #[must_use]
    pub fn widths(&self, line: &[u16], room: u16) -> Vec<u16> {
        let same = |shape: &&Vec<Want>| shape.iter().map(|want| want.width).eq(line.iter().copied());
        match self.shapes.iter().find(same) {
            Some(shape) => share(shape, room),
            None => share(&line.iter().map(|width| Want { width: *width, need: *width }).collect::<Vec<_>>(), room),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Want, share};

    fn widths(wants: &[(u16, u16)], room: u16) -> Vec<u16> {
        share(&wants.iter().map(|(width, need)| Want { width: *width, need: *need }).collect::<Vec<_>>(), room)
    }

    #[test]
    fn free_columns_go_to_what_would_be_cut() {
        assert_eq!(widths(&[(20, 44), (10, 10), (8, 3)], 80), [44, 10, 8]);
        assert_eq!(widths(&[(20, 44), (10, 14), (8, 3)], 50), [28, 14, 8]);
        assert_eq!(widths(&[(20, 44), (10, 10)], 25), [20, 10], "none are free");
        assert_eq!(widths(&[(20, 15), (10, 5)], 80), [20, 10], "nobody needs them");
    }

    #[test]
    fn a_column_that_takes_the_rest_keeps_what_it_needs() {
        assert_eq!(widths(&[(10, 20), (0, 30)], 80), [20, 60]);
        assert_eq!(widths(&[(10, 20), (0, 65)], 80), [15, 65]);
        assert_eq!(widths(&[(10, 20), (0, 90)], 80), [10, 70]);
        assert_eq!(widths(&[(10, 20), (0, 90)], 5), [10, 0]);
    }
}
