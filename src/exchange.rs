//! Spreadsheets and text files in and out; no SQL, no terminal.

pub mod export;
pub mod report;
