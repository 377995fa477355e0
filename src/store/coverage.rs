//! Coverage of a programme: who of those it is meant for is through, and who is not yet.
//!
//! Through is who has a day of completion on the list, or completed one of the programme's classes. Who was taken off
//! the list counts neither way.

use super::{Reader, Result};

/// A person a programme is meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The cadre.
    pub cadre: i64,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: Option<i64>,
    /// Name of the unit.
    pub unit_name: Option<String>,
    /// Post.
    pub position: Option<String>,
    /// Level of the post.
    pub level: Option<String>,
    /// Through.
    pub done: bool,
    /// A class of the programme they are to attend or attend now.
    pub scheduled: Option<String>,
}

/// SQL: a row of `programme_member` at this alias is on the list.
pub(super) fn listed(member: &str) -> String {
    format!("{member}.removed_on IS NULL")
}

/// SQL: a row of `programme_member` at this alias is through.
pub(super) fn through(member: &str) -> String {
    format!(
        "({member}.done_on IS NOT NULL OR EXISTS (SELECT 1 FROM nominee n JOIN call_up k ON k.id = n.call_up_id
           JOIN training_class t ON t.id = k.class_id
           WHERE n.cadre_id = {member}.cadre_id AND t.programme_id = {member}.programme_id AND n.state = 'completed'))"
    )
}

impl Reader {
    /// How many people are on a programme's list, those taken off it included.
    pub fn listed(&self, programme: i64) -> Result<i64> {
        let mut stmt = self.conn.prepare_cached("SELECT count(*) FROM programme_member WHERE programme_id = ?1")?;
        Ok(stmt.query_row([programme], |row| row.get(0))?)
    }

    /// The people of a programme in official order. Cost grows with them.
    pub fn members(&self, programme: i64) -> Result<Vec<Member>> {
        let on = "FROM nominee n JOIN call_up p ON p.id = n.call_up_id JOIN training_class k ON k.id = p.class_id
                  WHERE n.cadre_id = m.cadre_id AND k.programme_id = ?1";
        let sql = format!(
            "SELECT m.cadre_id, c.name, c.unit_id, u.name, c.position, c.level,
               {},
               (SELECT min(k.title) {on} AND n.state IN ('approved', 'notified', 'reported') AND k.state NOT IN ('cancelled', 'closed'))
             FROM programme_member m JOIN cadre c ON c.id = m.cadre_id LEFT JOIN unit u ON u.id = c.unit_id
             WHERE m.programme_id = ?1 AND {} ORDER BY c.unit_order, c.unit_id, c.sort_no, c.id",
            through("m"),
            listed("m")
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let members = stmt
            .query_map([programme], |row| {
                Ok(Member {
                    cadre: row.get(0)?,
                    name: row.get(1)?,
                    unit: row.get(2)?,
                    unit_name: row.get(3)?,
                    position: row.get(4)?,
                    level: row.get(5)?,
                    done: row.get(6)?,
                    scheduled: row.get(7)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(members)
    }
}
