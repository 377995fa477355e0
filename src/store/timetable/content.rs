//! The content of a class's timetable against what its kind must contain.

use super::super::{Reader, Result};
use crate::domain::timetable::content::{Lack, Lesson, Share, check};
use rusqlite::OptionalExtension;

impl Reader {
    /// What the timetable of a class lacks: required themes of its kind (list `required_theme`), shares of its hours
    /// (list `content_share`, for the kinds it names). Breaks, travel and the like do not count as lessons.
    pub fn content_lacks(&self, class: i64) -> Result<Vec<Lack>> {
        let kind = "SELECT coalesce(kind, '') FROM training_class WHERE id = ?1";
        let kind: String = self.conn.prepare_cached(kind)?.query_row([class], |row| row.get(0)).optional()?.unwrap_or_default();
        let themes = self.rows_for("required_theme", &kind)?.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        let shares: Vec<Share> =
            self.rows_for("content_share", &kind)?.iter().filter_map(|(name, percent)| Share::parse(name, percent)).collect();
        let mut stmt = self.conn.prepare_cached(
            "SELECT s.title, c.kind, c.topics, coalesce(s.hours, c.hours, 0) FROM session s LEFT JOIN course c ON c.id = s.course_id
             WHERE s.class_id = ?1 AND s.kind IN ('lecture', 'site', 'discussion', 'forum', 'film', 'report')",
        )?;
        let read =
            |row: &rusqlite::Row| Ok(Lesson { title: row.get(0)?, kind: row.get(1)?, topics: row.get(2)?, hours: row.get(3)? });
        let lessons: Vec<Lesson> = stmt.query_map([class], read)?.collect::<rusqlite::Result<_>>()?;
        Ok(check(&lessons, &themes, &shares))
    }

    /// Rows of a list that hold for a kind of class: those whose group names it, or all. A share's number stands in its
    /// standard code.
    fn rows_for(&self, list: &str, kind: &str) -> Result<Vec<(String, String)>> {
        let sql = "SELECT name, coalesce(standard_code, ''), coalesce(parent, '') FROM code WHERE list = ?1 AND active = 1 ORDER BY sort_no, id";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let mut rows = stmt.query([list])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let kinds: String = row.get(2)?;
            if kinds.is_empty() || kinds.split('、').any(|k| k == kind) {
                found.push((row.get(0)?, row.get(1)?));
            }
        }
        Ok(found)
    }
}
