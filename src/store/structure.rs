//! What a group of people is made of: sex, age, ethnicity, party, education, level.

use super::{Reader, Result};
use crate::domain::calendar;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Ages are told in bands, each by its last year; the last stands for what is above, too.
pub const BANDS: [i32; 6] = [30, 35, 40, 45, 50, 60];

/// A side of people: its code word, words of the code list with counts, `None` for what is not known. Ages have the last
/// year of their band ([`BANDS`]).
pub type Side = (&'static str, Vec<(Option<String>, u64)>);

/// What a group is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Structure {
    /// How many there are.
    pub people: u64,
    /// Mean age in full years, of those whose birth is known.
    pub age: Option<f64>,
    /// Sex, age, ethnicity, party, education, level.
    pub sides: Vec<Side>,
}

/// Fields whose words are counted; age stands between the first and the second.
const FIELDS: [&str; 5] = ["sex", "ethnicity", "party", "education", "level"];

/// Full years on a day.
fn age(birth: &str, on: NaiveDate) -> Option<i32> {
    let year: i32 = birth.get(..4)?.parse().ok()?;
    let today = calendar::iso(on);
    let (birthday, day) = (birth.get(5..).unwrap_or("01"), today.get(5..)?);
    Some(chrono::Datelike::year(&on) - year - i32::from(day < birthday))
}

fn band(age: i32) -> i32 {
    BANDS.iter().copied().find(|most| age <= *most).unwrap_or(BANDS[BANDS.len() - 1])
}

impl Reader {
    /// What these people are made of on a day; `kind` says whether the ids are of people or of nominees.
    pub fn structure(&self, kind: &str, ids: &[i64], on: NaiveDate) -> Result<Structure> {
        let from =
            if kind == "nominee" { "cadre c JOIN nominee n ON n.cadre_id = c.id WHERE n.id" } else { "cadre c WHERE c.id" };
        let sql = format!("SELECT c.sex, c.ethnicity, c.party, c.education, c.level, c.birth FROM {from} = ?1");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut counts: [BTreeMap<Option<String>, u64>; 5] = Default::default();
        let mut ages: BTreeMap<Option<String>, u64> = BTreeMap::new();
        let (mut people, mut years, mut known) = (0, 0.0, 0_u32);
        for id in ids {
            let mut rows = stmt.query([id])?;
            let Some(row) = rows.next()? else { continue };
            people += 1;
            for (n, count) in counts.iter_mut().enumerate() {
                *count.entry(row.get(n)?).or_default() += 1;
            }
            let age = row.get::<_, Option<String>>(5)?.and_then(|birth| age(&birth, on));
            *ages.entry(age.map(|age| band(age).to_string())).or_default() += 1;
            if let Some(age) = age {
                years += f64::from(age);
                known += 1;
            }
        }
        let mut sides = Vec::new();
        for (field, count) in FIELDS.into_iter().zip(counts) {
            sides.push((field, self.in_order(field, count)?));
        }
        let bands = BANDS.iter().map(|band| Some(band.to_string())).chain([None]);
        let bands = bands.filter_map(|band| ages.get(&band).copied().map(|n| (band, n))).collect();
        sides.insert(1, ("age", bands));
        let age = (known > 0).then(|| (years * 10.0 / f64::from(known)).round() / 10.0);
        Ok(Structure { people, age, sides })
    }

    /// Words in the order of their code list; those of no list after them, what is not known last.
    fn in_order(&self, list: &str, mut counts: BTreeMap<Option<String>, u64>) -> Result<Vec<(Option<String>, u64)>> {
        let mut stmt = self.conn.prepare_cached("SELECT name FROM code WHERE list = ?1 ORDER BY sort_no, id")?;
        let names: Vec<String> = stmt.query_map([list], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let unknown = counts.remove(&None);
        let mut words: Vec<(Option<String>, u64)> = Vec::new();
        for name in names {
            if let Some(n) = counts.remove(&Some(name.clone())) {
                words.push((Some(name), n));
            }
        }
        words.extend(counts);
        words.extend(unknown.map(|n| (None, n)));
        Ok(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_counts_full_years() {
        let day = NaiveDate::from_ymd_opt(2022, 7, 1).unwrap();
        assert_eq!(age("1982-07-01", day), Some(40));
        assert_eq!(age("1982-07-02", day), Some(39));
        assert_eq!(age("1982-08", day), Some(39));
        assert_eq!(band(40), 40);
        assert_eq!(band(51), 60);
        assert_eq!(band(71), 60);
    }
}
