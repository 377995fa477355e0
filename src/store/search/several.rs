//! Several words that must all fit a record, or the unit or post beside it.
//!
//! Each word gives the records its keys find, up to a bound, and those of the units it names. A record in all of these
//! sets fits without a read; only where a set is cut short, or where a word has none and may be a post, are rows read, and
//! only so many: a find of common words stays fast and gives the best of what it saw.

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
/// Records looked up by words written as one.
const MOST_JOINED: usize = 60;

/// The records that fit all words, best first.
pub(super) fn several(conn: &Connection, shape: &Shape, words: &[Word], units: &Units, limits: Limits) -> Result<Matches> {
    let side = |(at, word)| Side::of(conn, shape, word, units.named(at), limits.candidates);
    let sides: Vec<Side> = words.iter().enumerate().map(side).collect::<Result<_>>()?;
    let mut search = Search { conn, shape, sides: &sides, enough: limits.each * 2, rows: MOST_ROWS, found: Vec::new() };
    let (candidates, complete) = candidates(conn, shape, &sides, words)?;
    let looked_at_all = search.look_at(candidates)?;
    search.found.sort_by_key(|(score, _)| *score);
    let all = search.found.into_iter().map(|(_, found)| found).collect();
    Ok(Matches { all, capped: !(complete && looked_at_all) })
}

/// Records that may fit, the likely ones first: those of the word with the fewest, if one has all of its records; else those
/// that the words find when written as one, and then those of the word with the fewest so far. True where no other can fit.
fn candidates(conn: &Connection, shape: &Shape, sides: &[Side<'_>], words: &[Word]) -> Result<(Vec<i64>, bool)> {
    let somewhere = || sides.iter().filter(|side| !side.nowhere());
    if let Some(driver) = somewhere().filter(|side| !side.capped).min_by_key(|side| side.size()) {
        return Ok((driver.ids().collect(), true));
    }
    let mut all = Vec::new();
    for (at, word) in words.iter().enumerate().take(3) {
        for next in words.iter().take(3).enumerate().filter(|(other, _)| *other != at).map(|(_, next)| next) {
            all.extend(scan(conn, shape, &word.joined(next), MOST_JOINED)?.all.iter().map(|found| found.id));
        }
    }
    all.extend(somewhere().min_by_key(|side| side.size()).into_iter().flat_map(Side::ids));
    // Words that stand nowhere may be posts of anybody, and then there is no candidate: nothing is left out by that.
    let nothing = all.is_empty();
    Ok((all, nothing))
}

struct Search<'q> {
    conn: &'q Connection,
    shape: &'q Shape,
    sides: &'q [Side<'q>],
    enough: usize,
    rows: usize,
    found: Vec<(usize, Match)>,
}

impl Search<'_> {
    /// Takes those that fit: first all that fit without a read, then others as long as rows may be read. True where all
    /// were looked at.
    fn look_at(&mut self, candidates: Vec<i64>) -> Result<bool> {
        let mut seen = IdSet::default();
        let mut unknown = Vec::new();
        for id in candidates.into_iter().filter(|&id| seen.insert(id)) {
            let known: Vec<Known> = self.sides.iter().map(|side| side.known(id)).collect();
            if known.contains(&Known::Not) {
                continue;
            }
            let fits = known.iter().map(|known| if let Known::Fits(fit) = known { Some(*fit) } else { None });
            match fits.collect::<Option<Vec<Fit>>>() {
                Some(fits) => self.take(id, &fits),
                None => unknown.push(id),
            }
        }
        for id in unknown {
            if self.rows == 0 || self.found.len() >= self.enough {
                return Ok(false);
            }
            self.rows -= 1;
            self.read(id)?;
        }
        Ok(true)
    }

    fn read(&mut self, id: i64) -> Result<()> {
        let Some(values) = self.shape.read(self.conn, id)? else { return Ok(()) };
        let mut fits = Vec::with_capacity(self.sides.len());
        for side in self.sides {
            let fit = match side.known(id) {
                Known::Fits(fit) => Some(fit),
                Known::Not => None,
                Known::Unread => side.read(self.conn, self.shape, &values)?,
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
