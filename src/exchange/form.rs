//! Filling in the form of the upper level.
use super::{facts::Scope, fill::Fault};
use crate::store;
/// x
pub fn fill_places(_: &[u8], _: &[Scope]) -> store::Result<Result<(Vec<u8>, Vec<String>), Fault>> {
    Ok(Err(Fault::Unreadable(String::new())))
}
