//! Lecture fees of a class: its lectures, its lecturers, the standards of the time.

use super::{Reader, Result};
use crate::domain::{
    calendar::{Half, day},
    fees::{Due, Lecture, Lecturer, Standard, due},
};
use std::collections::BTreeMap;

/// What a lecturer of a class gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Fee {
    /// The teacher.
    pub teacher: i64,
    /// Name.
    pub name: String,
    /// Where they come from.
    pub unit: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Hours, rate and sum.
    pub due: Due,
}

impl Reader {
    /// The fees of a class, lecturers in the order of the roster. A lecture that another class has too (the same
    /// teacher, day, half-day and title) is paid with the class entered first.
    pub fn class_fees(&self, class: i64) -> Result<Vec<Fee>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT t.id, t.name, t.unit_text, t.title, coalesce(g.parent, ''), t.fee, s.date, s.half, coalesce(s.hours, c.hours),
               EXISTS (SELECT 1 FROM session_teacher op JOIN session o ON o.id = op.session_id JOIN training_class k ON k.id = o.class_id
                 WHERE op.teacher_id = t.id AND op.role = 'main' AND o.class_id < s.class_id AND o.date = s.date AND o.half = s.half
                   AND o.title = s.title AND k.state NOT IN ('cancelled', 'postponed'))
             FROM session s JOIN session_teacher p ON p.session_id = s.id AND p.role = 'main' JOIN teacher t ON t.id = p.teacher_id
             LEFT JOIN course c ON c.id = s.course_id LEFT JOIN code g ON g.list = 'teacher_title' AND g.name = t.title
             WHERE s.class_id = ?1 ORDER BY t.sort_no, t.id, s.date, s.starts, s.id",
        )?;
        let mut rows = stmt.query([class])?;
        let (mut fees, mut lectures): (Vec<Fee>, Vec<Lecture>) = (Vec::new(), Vec::new());
        let mut lecturers: BTreeMap<i64, Lecturer> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (teacher, level, date, half): (i64, String, String, String) =
                (row.get(0)?, row.get(4)?, row.get(6)?, row.get(7)?);
            let Some((date, half)) = day(&date).zip(Half::parse(&half)) else { continue };
            if lecturers.insert(teacher, Lecturer { level: Some(level).filter(|l| !l.is_empty()), agreed: row.get(5)? }).is_none()
            {
                let (name, unit, title) = (row.get(1)?, row.get(2)?, row.get(3)?);
                fees.push(Fee { teacher, name, unit, title, due: Due::default() });
            }
            lectures.push(Lecture { teacher, date, half, hours: row.get(8)?, elsewhere: row.get(9)? });
        }
        let due = due(&lectures, &lecturers, &self.fee_standards()?);
        for fee in &mut fees {
            fee.due = due.get(&fee.teacher).copied().unwrap_or_default();
        }
        Ok(fees)
    }

    fn fee_standards(&self) -> Result<Vec<Standard>> {
        let mut stmt = self.conn.prepare_cached("SELECT level, fee, valid_from, valid_until FROM fee_standard")?;
        let mut rows = stmt.query([])?;
        let mut standards = Vec::new();
        while let Some(row) = rows.next()? {
            let (from, until): (String, Option<String>) = (row.get(2)?, row.get(3)?);
            let Some(from) = day(&from) else { continue };
            standards.push(Standard { level: row.get(0)?, fee: row.get(1)?, from, until: until.as_deref().and_then(day) });
        }
        Ok(standards)
    }
}
