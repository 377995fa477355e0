//! Fills an empty database with code lists, hour rules and conversions of the country.

use super::{Result, Tx};

/// Code lists, rules and conversions from `assets/rules`.
pub fn seed(_tx: &Tx) -> Result<()> {
    Ok(())
}
