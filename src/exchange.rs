//! Spreadsheets and text files in and out; no SQL, no terminal.

mod archive;
mod decode;
mod delimited;
pub mod grid;
mod heading;
pub mod issue;
pub mod kind;
mod layout;
mod markup;
pub mod open;
pub mod rows;
pub mod sheet;
pub mod table;
mod workbook;
