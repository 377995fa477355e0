//! Finding anything: keys of every register in one ordered table, and the reads over it.
//!
//! `search_key (kind, rank, k, id)` is its own index: a word is a range of `k` in each rank, best rank first, so a find
//! costs what it shows and not what the file holds. Keys are made by [`crate::domain::search`] from the values of a row and
//! deleted by making them again from the old values, because no index by id is kept. The same holds for `record_tag`.

mod find;
mod hit;
mod ids;
mod index;
mod scan;
mod several;
mod shape;
mod side;
mod sorted;

pub use find::{COUNTED, Group, Limits, find, groups};
pub use hit::{Hit, Number};
pub use index::{Change, Sum, fields, index, kept_sum, made_sum, rebuild, refresh, unindex};
