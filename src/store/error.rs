//! What can go wrong with the data file, as far as someone acts on it.

use crate::{
    catalog,
    domain::mask,
    text::{Lang, store as w},
};
use std::path::PathBuf;

/// The store's result.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("no database at {0}")]
    Missing(PathBuf),
    /// The file is not a database of this program.
    #[error("{0} is not a database of this program")]
    Foreign(PathBuf),
    /// A newer version of the program wrote it; it was not touched.
    #[error("database has schema {found}, this program knows {known}")]
    Newer {
        /// The file's schema.
        found: i64,
        /// This program's.
        known: i64,
    },
    /// The file already exists where a new one was asked for.
    #[error("{0} exists already")]
    Exists(PathBuf),
    /// Someone else was writing for too long.
    #[error("another session is writing")]
    Busy,
    /// The file or its folder may not be written to.
    #[error("no permission to write")]
    ReadOnly,
    /// The file is on a network file system.
    #[error("{path} is on a network file system ({kind})")]
    Network {
        /// The file.
        path: PathBuf,
        /// What the system calls that file system.
        kind: String,
    },
    /// The file may not be read.
    #[error("no permission to open {0}")]
    NoAccess(PathBuf),
    /// The disk is full; nothing of the change stayed.
    #[error("disk full")]
    Full,
    /// The file is damaged.
    #[error("database damaged: {0}")]
    Damaged(String),
    /// Someone changed the record since it was read.
    #[error("changed by {by} at {at}")]
    Changed {
        /// Who.
        by: String,
        /// When.
        at: String,
    },
    /// Someone changed, or built on, what an undo would take back.
    #[error("changed since by {by} at {at}: {table} {title}")]
    ChangedSince {
        /// Who.
        by: String,
        /// When.
        at: String,
        /// The table of the record.
        table: String,
        /// What names the record.
        title: String,
    },
    /// What an undo would bring back, only one record can have; another has it by now.
    #[error("taken since by {by} at {at}: {table} {title}: {columns}")]
    TakenSince {
        /// Who gave it to the other record.
        by: String,
        /// When.
        at: String,
        /// The table of both records.
        table: String,
        /// What names the other record.
        title: String,
        /// The columns, with commas.
        columns: String,
    },
    /// The step was undone already.
    #[error("undone already")]
    Undone,
    /// The record was deleted.
    #[error("record deleted")]
    Gone,
    /// The person stopped it; nothing of it stayed.
    #[error("stopped")]
    Stopped,
    /// Records of different groups cannot change places.
    #[error("in different groups of the order")]
    Apart,
    /// Too many neighbours have the same number of order.
    #[error("no room in the order")]
    Crowded,
    /// This person's role does not allow it.
    #[error("not allowed: {0:?}")]
    NotAllowed(crate::text::T),
    /// A clerk's write touches a record outside the own units: its name, where it has one.
    #[error("outside the own units: {0}")]
    Outside(String),
    /// A rule of the program that is not met; nothing was saved.
    #[error("not met: {0:?}")]
    Unmet(crate::text::T),
    /// A rule of the data refuses it, such as a number that exists already.
    #[error("refused by the data: {0}")]
    Refused(String),
    /// A file that belongs to the database could not be read or written.
    #[error("file: {0}")]
    File(std::io::Error),
    /// Anything else SQLite says.
    #[error("sqlite: {0}")]
    Sqlite(rusqlite::Error),
}

impl Error {
    /// What happened and what to do, for people.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        match self {
            Self::Missing(path) => w::missing(lang, path.display()),
            Self::Foreign(path) => w::foreign(lang, path.display()),
            Self::Newer { found, known } => w::newer(lang, found, known),
            Self::Exists(path) => w::exists(lang, path.display()),
            Self::Busy => w::BUSY.get(lang).to_owned(),
            Self::ReadOnly => w::READ_ONLY.get(lang).to_owned(),
            Self::Network { path, kind } => w::network(lang, kind, path.display()),
            Self::NoAccess(path) => w::no_access(lang, path.display()),
            Self::Full => w::FULL.get(lang).to_owned(),
            Self::Damaged(_) => w::DAMAGED.get(lang).to_owned(),
            Self::Changed { by, at } => w::changed(lang, at, by),
            Self::ChangedSince { by, at, table, title } => w::changed_since(lang, at, by, record(table, title, lang)),
            Self::TakenSince { by, at, table, title, columns } => {
                let fields: Vec<String> = columns.split(',').map(|c| format!("{table}.{c}")).collect();
                let fields = labels(&fields.join(", "), lang).unwrap_or_default();
                w::taken_since(lang, at, by, fields, record(table, title, lang))
            }
            Self::Undone => w::UNDONE.get(lang).to_owned(),
            Self::Gone => w::GONE.get(lang).to_owned(),
            Self::Stopped => w::STOPPED.get(lang).to_owned(),
            Self::Apart => w::APART.get(lang).to_owned(),
            Self::Crowded => w::CROWDED.get(lang).to_owned(),
            Self::NotAllowed(why) => w::not_allowed(lang, why.get(lang)),
            Self::Outside(name) if name.is_empty() => w::not_allowed(lang, w::CLERK_OUTSIDE.get(lang)),
            Self::Outside(name) => w::outside(lang, name),
            Self::Unmet(why) => why.get(lang).to_owned(),
            Self::Refused(what) => refusal(what, lang),
            Self::File(error) => w::file(lang, error),
            Self::Sqlite(error) => w::other(lang, error),
        }
    }
}

/// A record in words: what it is and its name, numbers masked.
fn record(table: &str, title: &str, lang: Lang) -> String {
    let name = catalog::REGISTERS.iter().find(|r| r.table == table).map_or("", |r| r.name.get(lang));
    format!("{name} {}", mask::inside(title)).trim().to_owned()
}

/// Columns as the labels of their fields.
fn labels(columns: &str, lang: Lang) -> Option<String> {
    let labels = columns.split(", ").map(|column| {
        let (table, name) = column.split_once('.')?;
        let register = catalog::REGISTERS.iter().find(|r| r.table == table)?;
        Some(register.field(name)?.label.get(lang))
    });
    Some(labels.collect::<Option<Vec<_>>>()?.join(" + "))
}

/// What the data refuses, by field and without words of SQL.
fn refusal(what: &str, lang: Lang) -> String {
    let after = |words: &str| what.split_once(words).and_then(|(_, columns)| labels(columns.trim(), lang));
    if let Some(fields) = after("UNIQUE constraint failed:") {
        return w::twice(lang, fields);
    }
    if let Some(fields) = after("NOT NULL constraint failed:") {
        return w::empty(lang, fields);
    }
    if what.contains("FOREIGN KEY constraint failed") {
        return w::IN_USE.get(lang).to_owned();
    }
    w::refused(lang, what)
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        match error.kind() {
            K::StorageFull | K::QuotaExceeded | K::FileTooLarge => Self::Full,
            K::PermissionDenied | K::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::File(error),
        }
    }
}

/// SQLite's codes for a write that did not get through: a quota, a limit of the file's size, no room for the side file.
/// Extended codes of `SQLITE_IOERR`: WRITE, FSYNC, TRUNCATE, SHMSIZE.
const NO_ROOM: [i32; 4] = [778, 1034, 1546, 4874];

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as C;
        let Some(code) = error.sqlite_error_code() else { return Self::Sqlite(error) };
        match code {
            C::DatabaseBusy | C::DatabaseLocked => Self::Busy,
            C::ReadOnly | C::PermissionDenied => Self::ReadOnly,
            C::DiskFull => Self::Full,
            C::SystemIoFailure if error.sqlite_error().is_some_and(|e| NO_ROOM.contains(&e.extended_code)) => Self::Full,
            C::DatabaseCorrupt | C::NotADatabase => Self::Damaged(error.to_string()),
            C::ConstraintViolation => Self::Refused(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}
