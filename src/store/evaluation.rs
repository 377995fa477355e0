//! Evaluations of a class or a teacher, and their means weighed by the number of forms.

use super::{Reader, Result};

/// Rows of one reading at most.
const MOST: usize = 2_000;

/// An evaluation of a class, teacher, course or session.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Its record.
    pub id: i64,
    /// What was asked.
    pub item: String,
    /// When, ISO text.
    pub date: Option<String>,
    /// Title of the class.
    pub class: Option<String>,
    /// Name of the teacher.
    pub teacher: Option<String>,
    /// Name of the course, or what the session was about.
    pub course: Option<String>,
    /// Mean score of its forms, 0 to 100.
    pub score: f64,
    /// How many forms.
    pub forms: i64,
    /// What people wrote.
    pub opinion: Option<String>,
}

/// A mean over evaluations.
#[derive(Clone, Debug, PartialEq)]
pub struct Mean {
    /// What was asked; empty for all of it.
    pub item: String,
    /// The mean, 0 to 100.
    pub score: f64,
    /// How many forms.
    pub forms: i64,
}

/// Means by item in the order of their names; weighed by forms.
#[must_use]
pub fn means(all: &[Evaluation]) -> Vec<Mean> {
    let mut items: Vec<&str> = all.iter().map(|e| e.item.as_str()).collect();
    items.sort_unstable();
    items.dedup();
    items.into_iter().filter_map(|item| mean(item, all.iter().filter(|e| e.item == item))).collect()
}

/// The mean over all of them; `None` where there are none.
#[must_use]
pub fn overall(all: &[Evaluation]) -> Option<Mean> {
    mean("", all.iter())
}

fn mean<'a>(item: &str, all: impl Iterator<Item = &'a Evaluation> + Clone) -> Option<Mean> {
    let forms: i64 = all.clone().map(|e| e.forms).sum();
    if forms == 0 {
        return None;
    }
    #[allow(clippy::cast_precision_loss)]
    let score = all.map(|e| e.score * e.forms as f64).sum::<f64>() / forms as f64;
    Some(Mean { item: item.to_owned(), score, forms })
}

impl Reader {
    /// The evaluations of a class, latest first.
    pub fn evaluations_of_class(&self, class: i64) -> Result<Vec<Evaluation>> {
        self.evaluations("class_id", class)
    }

    /// The evaluations of a teacher, latest first.
    pub fn evaluations_of_teacher(&self, teacher: i64) -> Result<Vec<Evaluation>> {
        self.evaluations("teacher_id", teacher)
    }

    fn evaluations(&self, by: &str, id: i64) -> Result<Vec<Evaluation>> {
        let sql = format!(
            "SELECT e.id, e.item, e.date, c.title, t.name, coalesce(k.name, s.title), e.score, e.forms, e.opinion
             FROM evaluation e LEFT JOIN training_class c ON c.id = e.class_id LEFT JOIN teacher t ON t.id = e.teacher_id
             LEFT JOIN course k ON k.id = e.course_id LEFT JOIN session s ON s.id = e.session_id
             WHERE e.{by} = ?1 ORDER BY e.date DESC, e.id DESC LIMIT {MOST}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let all = stmt
            .query_map([id], |row| {
                Ok(Evaluation {
                    id: row.get(0)?,
                    item: row.get(1)?,
                    date: row.get(2)?,
                    class: row.get(3)?,
                    teacher: row.get(4)?,
                    course: row.get(5)?,
                    score: row.get(6)?,
                    forms: row.get(7)?,
                    opinion: row.get(8)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(item: &str, score: f64, forms: i64) -> Evaluation {
        let item = item.to_owned();
        Evaluation { id: 1, item, date: None, class: None, teacher: None, course: None, score, forms, opinion: None }
    }

    #[test]
    fn means_are_weighed_by_forms() {
        let all = [one("b", 80.0, 1), one("b", 90.0, 3), one("a", 70.0, 2)];
        let found = means(&all);
        assert_eq!(found.iter().map(|m| m.item.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert!((found[1].score - 87.5).abs() < 1e-9 && found[1].forms == 4);
        assert!((overall(&all).unwrap().score - (140.0 + 350.0) / 6.0).abs() < 1e-9);
        assert_eq!(overall(&[]), None);
    }
}
