//! Several words that must all fit a record, or the unit or post beside it.
//!
//! At least one word fits the record itself, so those that the words find by their own keys are all there can be (but for
//! posts, which have no keys). Each is looked up in the sets of the other words first; then its unit, in the units they name; only where a set is cut
//! short, or where a word has none and may be a post, is the row read. Of either only so many: a find of common words
//! stays fast and gives the best of what it saw.

use super::{
    find::Limits,
    ids::IdSet,
    scan::{Match, Matches, scan},
    shape::Shape,
    side::{Fit, Known, Side, Units},
};
use crate::domain::search::{Word, rank};
use rusqlite::{Connection, Result};

/// Rows read for one query in one register.
const MOST_ROWS: usize = 120;
/// Records of which the unit is looked up for one query in one register.
const MOST_UNITS: usize = 500;
/// Records looked up by words written as one.
const MOST_JOINED: usize = 60;

/// The records that fit all words, best first.
pub(super) fn several(conn: &Connection, shape: &Shape, words: &[Word], units: &Units, limits: Limits) -> Result<Matches> {
    let side = |(at, word)| Side::of(conn, shape, word, units.named(at), limits.candidates);
    let sides: Vec<Side> = words.iter().enumerate().map(side).collect::<Result<_>>()?;
    let candidates = candidates(conn, shape, &sides, words)?;
    let bounds = (limits.each * 2, MOST_ROWS, MOST_UNITS);
    let mut search = Search { conn, shape, sides: &sides, enough: bounds.0, rows: bounds.1, units: bounds.2, found: Vec::new() };
    let looked_at_all = search.look_at(candidates)?;
    search.found.sort_by_key(|(score, _)| *score);
    let all = search.found.into_iter().map(|(_, found)| found).collect();
    let complete = sides.iter().all(|side| !side.capped) && sides.iter().any(|side| side.size() > 0);
    Ok(Matches { all, capped: !(complete && looked_at_all) })
}

/// Records that may fit, the likely ones first: where every word has more than it may bring, those that two words find when
/// written as one; then those of the word with the fewest, and so on. Where no word finds any, the people of the units that a
/// word names, for the others may be posts.
fn candidates(conn: &Connection, shape: &Shape, sides: &[Side<'_>], words: &[Word]) -> Result<Vec<i64>> {
    let mut all = Vec::new();
    let mut some: Vec<&Side> = sides.iter().filter(|side| side.size() > 0).collect();
    if some.is_empty() {
        return sides.iter().find_map(|side| side.of_units(conn, shape, MOST_ROWS).transpose()).unwrap_or(Ok(all));
    }
    if some.iter().all(|side| side.capped) {
        for (at, word) in words.iter().enumerate().take(3) {
            for next in words.iter().take(3).enumerate().filter(|(other, _)| *other != at).map(|(_, next)| next) {
                all.extend(scan(conn, shape, &word.joined(next), MOST_JOINED)?.all.iter().map(|found| found.id));
            }
        }
    }
    some.sort_by_key(|side| (side.capped, side.size()));
    all.extend(some.into_iter().flat_map(Side::ids));
    Ok(all)
}

struct Search<'q> {
    conn: &'q Connection,
    shape: &'q Shape,
    sides: &'q [Side<'q>],
    enough: usize,
    rows: usize,
    units: usize,
    found: Vec<(usize, Match)>,
}

impl Search<'_> {
    /// Takes those that fit: first all that fit by their keys, then by their unit, then others as long as rows may be read.
    /// True where all were looked at.
    fn look_at(&mut self, candidates: Vec<i64>) -> Result<bool> {
        let mut seen = IdSet::default();
        let mut by_unit = Vec::new();
        for id in candidates.into_iter().filter(|&id| seen.insert(id)) {
            let known: Vec<Known> = self.sides.iter().map(|side| side.known(id)).collect();
            match all(&known) {
                Some(fits) => self.take(id, &fits),
                None if known.contains(&Known::Not) => {}
                None => by_unit.push((id, known)),
            }
        }
        let mut unread = Vec::new();
        for (id, mut known) in by_unit {
            if self.found.len() >= self.enough {
                return Ok(false);
            }
            self.ask_unit(id, &mut known)?;
            match all(&known) {
                Some(fits) => self.take(id, &fits),
                None if known.contains(&Known::Not) => {}
                None => unread.push((id, known)),
            }
        }
        let within = unread.len() <= self.rows;
        for (id, known) in unread.into_iter().take(self.rows) {
            if self.found.len() >= self.enough {
                return Ok(false);
            }
            self.read(id, &known)?;
        }
        Ok(within)
    }

    /// Settles what the record's unit can settle.
    fn ask_unit(&mut self, id: i64, known: &mut [Known]) -> Result<()> {
        if self.units == 0 || !known.contains(&Known::ByUnit) {
            return Ok(());
        }
        self.units -= 1;
        let unit = self.shape.unit_alone(self.conn, id)?;
        for (side, known) in self.sides.iter().zip(known.iter_mut()).filter(|(_, known)| **known == Known::ByUnit) {
            *known = side.known_by_unit(unit);
        }
        Ok(())
    }

    fn read(&mut self, id: i64, known: &[Known]) -> Result<()> {
        let Some(values) = self.shape.read(self.conn, id)? else { return Ok(()) };
        let mut fits = Vec::with_capacity(self.sides.len());
        for (side, known) in self.sides.iter().zip(known) {
            let fit = match known {
                Known::Fits(fit) => Some(*fit),
                Known::Not => None,
                Known::ByUnit | Known::Unread => side.read(self.conn, self.shape, &values)?,
            };
            let Some(fit) = fit else { return Ok(()) };
            fits.push(fit);
        }
        self.take(id, &fits);
        Ok(())
    }

    /// Takes a record unless it is only its unit that all words name.
    fn take(&mut self, id: i64, fits: &[Fit]) {
        if fits.iter().all(|fit| *fit == Fit::Unit) {
            return;
        }
        let ranks = fits.iter().map(|fit| usize::from(if let Fit::Own(rank) = fit { *rank } else { rank::BESIDE }));
        let score: usize = ranks.sum();
        let mean = score / fits.len().max(1);
        self.found.push((score, Match { id, rank: u8::try_from(mean).unwrap_or(rank::BESIDE), exact: false }));
    }
}

/// How all words fit, if all are known to.
fn all(known: &[Known]) -> Option<Vec<Fit>> {
    known.iter().map(|known| if let Known::Fits(fit) = known { Some(*fit) } else { None }).collect()
}
