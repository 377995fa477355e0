//! The official order: where a record stands among its like, changed by placing it before or after another.
//!
//! The order is a number (`sort_no`) with gaps. A record that is moved takes a free number between its new neighbours;
//! only where there is none are the nearest neighbours numbered anew, as few of them as make room. Moving one of a
//! million costs what moving one of ten does.

use super::{Error, Result, Tx};
use crate::{catalog::Register, domain::value::Value};
use rusqlite::{OptionalExtension, params_from_iter};

/// The column that keeps the official order.
pub const ORDER: &str = "sort_no";

/// Between two numbers given anew where there is all the room in the world.
const GAP: i64 = 10;
/// Most neighbours on one side that are numbered anew.
const MOST: usize = 8192;

/// Where records go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Right before this record.
    Before(i64),
    /// Right after it.
    After(i64),
}

impl Register {
    /// True where people decide the order: its official order ends in a number of its own.
    #[must_use]
    pub fn ordered_by_hand(&self) -> bool {
        self.by_hand && self.order.iter().any(|o| o.by == ORDER && !o.descending)
    }

    /// Columns that come before the number in the official order: only records equal in them change places.
    fn group(&self) -> Vec<&'static str> {
        self.order.iter().map(|o| o.by).take_while(|by| *by != ORDER).collect()
    }
}

/// A neighbour: its number and id.
type Near = (i64, i64);

struct Spot {
    group: Vec<(&'static str, Value)>,
    at: Near,
}

impl Tx<'_> {
    /// Puts records before or after another, in the order they have among themselves. Returns how many rows got
    /// another number.
    ///
    /// # Errors
    /// [`Error::Gone`] if one is gone; [`Error::Apart`] if they do not stand in the same group (unit, year, call-up);
    /// [`Error::Crowded`] where so many neighbours on each side leave no room that numbering them anew would be felt.
    pub fn place(&self, register: &'static Register, ids: &[i64], place: Place) -> Result<usize> {
        let (Place::Before(anchor) | Place::After(anchor)) = place;
        let spot = self.spot(register, anchor)?.ok_or(Error::Gone)?;
        let mut moved = Vec::with_capacity(ids.len());
        for id in ids.iter().filter(|id| **id != anchor) {
            let own = self.spot(register, *id)?.ok_or(Error::Gone)?;
            if own.group != spot.group {
                return Err(Error::Apart);
            }
            moved.push(own.at);
        }
        moved.sort_unstable();
        let left = self.side(register, &spot, &moved, false)?;
        let right = self.side(register, &spot, &moved, true)?;
        let (left, right) = match place {
            Place::Before(_) => (left, with_first(spot.at, right)),
            Place::After(_) => (with_first(spot.at, left), right),
        };
        let numbers = renumber(&left, &moved, &right).ok_or(Error::Crowded)?;
        let sql = format!("UPDATE {} SET version = version + 1, {ORDER} = ?2 WHERE id = ?1", register.table);
        let mut stmt = self.prepare_cached(&sql)?;
        for (id, number) in &numbers {
            stmt.execute([id, number])?;
        }
        Ok(numbers.len())
    }

    /// A number after the last of the group that a new record with these values would belong to. The first of a group has
    /// none to come after.
    pub(super) fn last_number(&self, register: &Register, values: &[(&str, Value)]) -> Result<i64> {
        let mut params = Vec::new();
        let mut same = Vec::new();
        for column in register.group() {
            // What a table keeps beside its own columns is found by the column it comes from.
            let column = if column == "unit_order" { "unit_id" } else { column };
            match values.iter().find(|(name, value)| *name == column && !value.is_null()) {
                Some((_, value)) => {
                    params.push(value.clone());
                    same.push(format!("{column} = ?{}", params.len()));
                }
                None => same.push(format!("{column} IS NULL")),
            }
        }
        let condition = if same.is_empty() { String::new() } else { format!(" WHERE {}", same.join(" AND ")) };
        let sql = format!("SELECT max({ORDER}) FROM {}{condition}", register.table);
        let last: Option<i64> = self.prepare_cached(&sql)?.query_row(params_from_iter(params), |row| row.get(0))?;
        Ok(last.map_or(0, |last| if last == 0 { 0 } else { last + GAP }))
    }

    fn spot(&self, register: &'static Register, id: i64) -> Result<Option<Spot>> {
        let columns = register.group();
        let list = [&[ORDER, "id"], &columns[..]].concat().join(", ");
        let sql = format!("SELECT {list} FROM {} WHERE id = ?1", register.table);
        let read = |row: &rusqlite::Row| {
            let group = columns.iter().enumerate().map(|(n, c)| Ok((*c, row.get(2 + n)?))).collect::<rusqlite::Result<_>>()?;
            Ok(Spot { group, at: (row.get(0)?, row.get(1)?) })
        };
        Ok(self.prepare_cached(&sql)?.query_row([id], read).optional()?)
    }

    /// The neighbours on one side, the nearest first, without those that are moved.
    fn side(&self, register: &Register, spot: &Spot, moved: &[Near], after: bool) -> Result<Vec<Near>> {
        let (sign, way) = if after { (">", "ASC") } else { ("<", "DESC") };
        let mut params = vec![Value::Int(spot.at.0), Value::Int(spot.at.1)];
        let mut same = String::new();
        for (column, value) in &spot.group {
            if value.is_null() {
                same.push_str(&format!("{column} IS NULL AND "));
            } else {
                params.push(value.clone());
                same.push_str(&format!("{column} = ?{} AND ", params.len()));
            }
        }
        let sql = format!(
            "SELECT {ORDER}, id FROM {} WHERE {same}({ORDER}, id) {sign} (?1, ?2) ORDER BY {ORDER} {way}, id {way} LIMIT {}",
            register.table,
            MOST + 1 + moved.len()
        );
        let mut stmt = self.prepare_cached(&sql)?;
        let found = stmt.query_map(params_from_iter(params), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut near: Vec<Near> = found.collect::<rusqlite::Result<_>>()?;
        near.retain(|n| moved.binary_search(n).is_err());
        Ok(near)
    }
}

fn with_first(first: Near, rest: Vec<Near>) -> Vec<Near> {
    std::iter::once(first).chain(rest).collect()
}

/// New numbers for what is moved and for as few neighbours as make room: (id, number), only where it differs. Both sides
/// come nearest first. `None` where the window would grow too large.
fn renumber(left: &[Near], moved: &[Near], right: &[Near]) -> Option<Vec<(i64, i64)>> {
    let mut reach = 0;
    while reach <= MOST {
        for (a, b) in [(reach, 0), (0, reach), (reach, reach)] {
            let (a, b) = (a.min(left.len()), b.min(right.len()));
            let window: Vec<Near> = left[..a].iter().rev().chain(moved).chain(&right[..b]).copied().collect();
            let (low, high) = (left.get(a).map(|n| n.0), right.get(b).map(|n| n.0));
            if let Some(numbers) = spread(window.len(), low, high) {
                let differs = window.iter().zip(numbers).filter(|((old, _), new)| old != new);
                return Some(differs.map(|((_, id), new)| (*id, new)).collect());
            }
        }
        reach = if reach == 0 { 1 } else { reach * 2 };
    }
    None
}

/// So many rising numbers strictly between two; not below zero where nothing stands before.
fn spread(count: usize, low: Option<i64>, high: Option<i64>) -> Option<Vec<i64>> {
    let count = i64::try_from(count).ok()?;
    let Some(high) = high else {
        let from = low.unwrap_or(0);
        return Some((1..=count).map(|n| from + n * GAP).collect());
    };
    let low = low.unwrap_or(-1);
    let room = high - low;
    (room > count).then(|| (1..=count).map(|n| low + n * room / (count + 1)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(left: &[Near], moved: &[Near], right: &[Near]) -> (usize, Vec<i64>) {
        let changed = renumber(left, moved, right).unwrap();
        let mut all: Vec<Near> = left.iter().chain(moved).chain(right).copied().collect();
        for (number, id) in &mut all {
            *number = changed.iter().find(|(i, _)| i == id).map_or(*number, |(_, new)| *new);
        }
        all.sort_unstable();
        (changed.len(), all.into_iter().map(|(_, id)| id).collect())
    }

    #[test]
    fn a_gap_takes_one_number() {
        assert_eq!(ordered(&[(10, 1)], &[(90, 9)], &[(20, 2), (30, 3)]), (1, vec![1, 9, 2, 3]));
        assert_eq!(renumber(&[(10, 1)], &[(90, 9)], &[(20, 2)]), Some(vec![(9, 15)]));
    }

    #[test]
    fn without_a_gap_the_nearest_make_room() {
        let right: Vec<Near> = (0..500).map(|n| (n + 2, n + 2)).collect();
        let (changed, order) = ordered(&[(1, 1)], &[(900, 900)], &right);
        assert_eq!(order[..4], [1, 900, 2, 3]);
        assert!(changed < 600, "{changed}");
        assert_eq!(ordered(&[(5, 2), (4, 1)], &[(7, 4)], &[(6, 3)]).1, [1, 2, 4, 3]);
    }

    #[test]
    fn many_without_a_number_of_their_own() {
        let right: Vec<Near> = (1..300).map(|n| (0, n)).collect();
        let (_, order) = ordered(&[], &[(0, 500)], &right);
        assert_eq!(order[..3], [500, 1, 2]);
        let left: Vec<Near> = (1..300).rev().map(|n| (0, n)).collect();
        let (changed, order) = ordered(&left, &[(0, 500)], &[]);
        assert_eq!((changed, order[299]), (1, 500));
    }

    #[test]
    fn too_many_alike_are_refused() {
        let same = |n: i64| (0, n);
        let left: Vec<Near> = (1..10_000).rev().map(same).collect();
        let right: Vec<Near> = (20_000..30_000).map(same).collect();
        assert!(renumber(&left, &[(0, 15_000)], &right).is_none());
    }
}
