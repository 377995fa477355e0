//! Questions of the office: views of lists that everybody has, by name. They are kept beside the saved views, under no
//! person's name; who only looks cannot add any, and only managers remove one.

use super::{Act, Error, Reader, Result, Store, guard};
use rusqlite::params;

/// The name under which the office keeps what is everybody's; no person can have it.
const OFFICE: &str = "";

/// A question: a view of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its record.
    pub id: i64,
    /// The register, by its code word.
    pub kind: String,
    /// What it is called; once in the office.
    pub name: String,
    /// Filters, sort and columns, as the list writes them.
    pub definition: String,
}

impl Reader {
    /// All questions of the office, by register and in the order they were asked.
    pub fn questions(&self) -> Result<Vec<Question>> {
        let sql = "SELECT id, kind, name, definition FROM saved_view WHERE actor = ?1 ORDER BY kind, sort_no, id";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let question =
            |row: &rusqlite::Row| Ok(Question { id: row.get(0)?, kind: row.get(1)?, name: row.get(2)?, definition: row.get(3)? });
        let questions = stmt.query_map([OFFICE], question)?.collect::<rusqlite::Result<_>>()?;
        Ok(questions)
    }

    /// The questions about one register.
    pub fn questions_of(&self, kind: &str) -> Result<Vec<Question>> {
        Ok(self.questions()?.into_iter().filter(|question| question.kind == kind).collect())
    }
}

impl Store {
    /// Keeps a question for the office, over one of the same name about the same register.
    pub fn ask(&mut self, act: &Act, kind: &str, name: &str, definition: &str) -> Result<()> {
        let why = guard::role(self.conn(), &act.actor)?.cannot_write();
        why.map_or(Ok(()), |why| Err(Error::NotAllowed(why)))?;
        self.save_view(OFFICE, kind, name, definition)
    }

    /// Removes a question.
    pub fn forget_question(&mut self, act: &Act, id: i64) -> Result<()> {
        self.note(|conn| {
            if let Some(why) = guard::role(conn, &act.actor)?.cannot_manage() {
                return Err(Error::NotAllowed(why));
            }
            conn.execute("DELETE FROM saved_view WHERE id = ?1 AND actor = ?2", params![id, OFFICE])?;
            Ok(())
        })
    }
}
