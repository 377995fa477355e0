//! Figures of a row: a number with its unit and what else stands in the cell.
//!
//! A unit is never passed over: days become hours by what a day is worth in the office, and say so; what cannot be
//! converted stops the row. Text behind the figure goes to the note, so that nothing of a cell is lost.

use super::{Read, Row, Sheet, Stop};
use crate::domain::hours::{attendance::DayWorth, conversion};
use crate::domain::number::{self, Leading, Measure};
use crate::domain::value;
use crate::exchange::issue::Reason;
use chrono::NaiveDate;

/// Units that mean an hour of training itself.
const HOURS: &[&str] = &["学时", "课时", "个学时", "个课时", "小时", "h", "H", "分"];
/// Minutes of an hour of training.
const MINUTES: f64 = 45.0;
/// Words before a figure that is not meant exactly, or for each of several.
const ABOUT: [&str; 12] = ["约", "大约", "近", "每期", "每班", "每批", "不少于", "不超过", "不低于", "共", "计", "各"];

impl Sheet<'_> {
    /// What a day of study was worth in the office on a day; as of today where that is not known.
    pub fn worth(&self, on: Option<NaiveDate>) -> Read<DayWorth> {
        Ok(conversion::day_worth(&self.office.conversions()?, on.unwrap_or(self.today)))
    }

    /// A plain number; text behind it (beyond `units`) goes to the note, with a finding.
    pub fn number(&mut self, row: &Row, key: &str, units: &[&str], note: &mut Vec<String>) -> Read<Option<f64>> {
        let Some((found, text)) = self.figure(row, key)? else { return Ok(None) };
        match number::measure(&found, units) {
            Measure::Plain(n) => Ok(Some(self.with_rest(row, key, units, &found, n, text, note))),
            _ => Err(Stop::Reject(row.at(key), Reason::BadUnit, text)),
        }
    }

    /// Hours of training: as stated, or converted from days, weeks or minutes, with a finding.
    pub fn hours(&mut self, row: &Row, key: &str, note: &mut Vec<String>) -> Read<Option<f64>> {
        let Some((found, text)) = self.figure(row, key)? else { return Ok(None) };
        let hours = match number::measure(&found, HOURS) {
            Measure::Plain(n) => return Ok(Some(self.with_rest(row, key, HOURS, &found, n, text, note))),
            Measure::Days(days) => self.worth(None)?.hours(days),
            Measure::Minutes(minutes) if minutes % MINUTES == 0.0 => minutes / MINUTES,
            _ => return Err(Stop::Reject(row.at(key), Reason::BadUnit, text)),
        };
        self.warn(row.at(key), Reason::Converted(value::number(hours)), text);
        Ok(Some(hours))
    }

    /// Days: as stated, or weeks of five, with a finding.
    pub fn day_count(&mut self, row: &Row, key: &str, note: &mut Vec<String>) -> Read<Option<f64>> {
        let Some((found, text)) = self.figure(row, key)? else { return Ok(None) };
        match number::measure(&found, &["天", "日", "个工作日", "工作日"]) {
            Measure::Plain(n) => Ok(Some(self.with_rest(row, key, &["天", "日", "个工作日", "工作日"], &found, n, text, note))),
            Measure::Days(days) => {
                self.warn(row.at(key), Reason::ConvertedDays(value::number(days)), text);
                Ok(Some(days))
            }
            _ => Err(Stop::Reject(row.at(key), Reason::BadUnit, text)),
        }
    }

    /// A whole number; what is none is left out, with a finding. Text beside it goes to the note, where there is one.
    pub fn whole(&mut self, row: &Row, key: &str, units: &[&str], note: Option<&mut Vec<String>>) -> Option<i64> {
        match self.whole_or_stop(row, key, units, note) {
            Ok(whole) => whole,
            Err(_) => {
                self.warn(row.at(key), Reason::ValueLeftOut, row.text(key).unwrap_or_default());
                None
            }
        }
    }

    /// A whole number; what is none stops the row. A dash is nothing.
    pub fn whole_or_stop(&mut self, row: &Row, key: &str, units: &[&str], note: Option<&mut Vec<String>>) -> Read<Option<i64>> {
        let Some(text) = row.text(key).filter(|t| !matches!(t.as_str(), "-" | "—" | "——" | "/" | "无")) else {
            return Ok(None);
        };
        let stop = || Stop::Reject(row.at(key), Reason::BadNumber, text.clone());
        if let Some(n) = row.cell(key).number() {
            return number::whole(n).filter(|n| *n >= 0).map(Some).ok_or_else(stop);
        }
        let bare = ABOUT.iter().find_map(|w| text.trim().strip_prefix(w)).unwrap_or(&text);
        let found = number::leading(bare).filter(|l| l.value >= 0.0).ok_or_else(stop)?;
        let Measure::Plain(value) = number::measure(&found, units) else { return Err(stop()) };
        let whole = number::whole(value).ok_or_else(stop)?;
        if bare.len() < text.len() || !remark(&found, units).is_empty() {
            let reason = if note.is_some() { Reason::NumberWithNote } else { Reason::NumberAlone };
            self.warn(row.at(key), reason, text.clone());
            note.into_iter().for_each(|note| note.push(text.clone()));
        }
        Ok(Some(whole))
    }

    /// The figure a cell starts with, and the cell's text. What is none, or less than nothing, stops the row.
    fn figure(&self, row: &Row, key: &str) -> Read<Option<(Leading, String)>> {
        let Some(text) = row.text(key) else { return Ok(None) };
        let found = match row.cell(key).number() {
            Some(value) => Some(Leading { value, rest: String::new() }),
            None => number::leading(&text),
        };
        match found.filter(|l| l.value >= 0.0) {
            Some(found) => Ok(Some((found, text))),
            None => Err(Stop::Reject(row.at(key), Reason::BadNumber, text)),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn with_rest(
        &mut self,
        row: &Row,
        key: &str,
        units: &[&str],
        found: &Leading,
        value: f64,
        text: String,
        note: &mut Vec<String>,
    ) -> f64 {
        if !remark(found, units).is_empty() {
            self.warn(row.at(key), Reason::NumberWithNote, text.clone());
            note.push(text);
        }
        value
    }
}

/// What is left of the text behind a figure without its unit.
fn remark<'l>(found: &'l Leading, units: &[&str]) -> &'l str {
    if units.contains(&found.rest.as_str()) {
        return "";
    }
    &found.rest
}
