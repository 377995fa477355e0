//! The triggers that keep the journal and the counts of rows, made from each table's columns.
//!
//! Two kinds, so that browsing does not pay for writing. In the file stand only guards: three small ones a table, which
//! refuse a change that no journal entry covers, whoever makes it. A connection that writes makes the journal's own triggers
//! for itself when it opens: they name every column four times, and kept in the file each of a hundred browsing
//! sessions would read and hold them (2.6 ms and 0.95 MB a connection, measured).

use super::{Result, stored_columns, tables};
use rusqlite::Connection;

/// Tables without journal: the journal itself, what is derived, and what is only one person's convenience.
const UNJOURNALLED: &[&str] = &[
    "journal",
    "change",
    "current_journal",
    "audit",
    "search_key",
    "record_tag",
    "row_count",
    "warning",
    "warning_change",
    "verdict_day",
    "verdict_year",
    "date_cause",
    "setting",
    "draft",
    "column_map",
    "report_snapshot",
    "saved_view",
    "form_file",
];

/// Tables whose rows are not counted here: nobody lists them, or who writes them counts.
const UNCOUNTED: &[&str] = &[
    "row_count",
    "search_key",
    "record_tag",
    "change",
    "current_journal",
    "journal",
    "warning",
    "warning_change",
    "verdict_day",
    "verdict_year",
    "date_cause",
];

const EVENTS: [&str; 3] = ["insert", "update", "delete"];

/// True where each change of a row leaves one in the journal.
pub fn is_journalled(table: &str) -> bool {
    !UNJOURNALLED.contains(&table)
}

/// Makes the guards of every table in the file, and counts the rows there are.
pub fn install_guards(conn: &Connection) -> Result<()> {
    for table in tables(conn)? {
        if is_journalled(&table) {
            EVENTS.iter().try_for_each(|event| conn.execute_batch(&guard(&table, event)))?;
        }
        if !UNCOUNTED.contains(&table.as_str()) {
            conn.execute_batch(&format!(
                "DELETE FROM row_count WHERE table_name = '{table}';
                 INSERT INTO row_count (table_name, n) SELECT '{table}', count(*) FROM {table};"
            ))?;
        }
    }
    Ok(())
}

fn guard(table: &str, event: &str) -> String {
    format!(
        "CREATE TRIGGER {table}_guard_{event} BEFORE {event} ON {table} WHEN (SELECT journal_id FROM current_journal) IS NULL
         BEGIN SELECT raise(ABORT, 'not journalled'); END;"
    )
}

/// Takes the guards away: for a migration, and for filling a new file at once.
pub fn drop_guards(conn: &Connection) -> Result<()> {
    for table in tables(conn)? {
        EVENTS.iter().try_for_each(|event| conn.execute_batch(&format!("DROP TRIGGER IF EXISTS {table}_guard_{event}")))?;
    }
    Ok(())
}

/// Makes this connection keep the journal and the counts: its own triggers, gone when it closes.
pub fn keep_journal(conn: &Connection) -> Result<()> {
    let mut sql = String::from("SAVEPOINT journal_triggers;");
    for table in tables(conn)? {
        let columns = stored_columns(conn, &table)?;
        for event in EVENTS {
            let body = journal(&table, event, &columns) + &count(&table, event);
            if !body.is_empty() {
                sql.push_str(&format!("CREATE TEMP TRIGGER {table}_{event} AFTER {event} ON main.{table} BEGIN {body} END;"));
            }
        }
    }
    sql.push_str("RELEASE journal_triggers;");
    conn.execute_batch(&sql)?;
    Ok(())
}

/// Lets changes of a table go unnoted and uncounted, until the transaction is given up: for a rehearsal.
pub fn pass_over(conn: &Connection, table: &str) -> Result<()> {
    EVENTS.iter().try_for_each(|event| conn.execute_batch(&format!("DROP TRIGGER IF EXISTS temp.{table}_{event}")))?;
    Ok(())
}

/// The statement that notes an event with the row before and after it.
fn journal(table: &str, event: &str, columns: &[String]) -> String {
    if !is_journalled(table) {
        return String::new();
    }
    let object = |side: &str| {
        let pairs: Vec<String> = columns.iter().map(|c| format!("'{c}', {side}.{c}")).collect();
        format!("json_object({})", pairs.join(", "))
    };
    let (before, after, side) = match event {
        "insert" => ("NULL".to_owned(), object("NEW"), "NEW"),
        "update" => (object("OLD"), object("NEW"), "NEW"),
        _ => (object("OLD"), "NULL".to_owned(), "OLD"),
    };
    format!(
        "INSERT INTO change (journal_id, table_name, row_id, op, before, after)
         VALUES ((SELECT journal_id FROM current_journal), '{table}', {side}.id, '{event}', {before}, {after});"
    )
}

/// The statement that counts a row in or out.
fn count(table: &str, event: &str) -> String {
    let by = match event {
        "insert" => "+ 1",
        "delete" => "- 1",
        _ => return String::new(),
    };
    if UNCOUNTED.contains(&table) {
        return String::new();
    }
    format!("UPDATE row_count SET n = n {by} WHERE table_name = '{table}';")
}
