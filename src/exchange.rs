//! Spreadsheets and text files in and out; no SQL, no terminal.

mod archive;
pub mod choice;
mod decode;
mod delimited;
pub mod export;
pub mod grid;
mod groups;
pub mod heading;
mod hidden;
pub mod import;
pub mod issue;
pub mod kind;
pub mod layout;
pub mod marks;
mod markup;
pub mod open;
pub mod paper;
pub mod paste;
mod read;
pub mod report;
mod resolve;
pub mod rows;
pub mod sheet;
pub mod table;
pub mod trace;
mod workbook;
