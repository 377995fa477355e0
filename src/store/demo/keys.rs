//! Search keys and tags of everything, last, when all rows are there.

use super::{Cx, Report, Result, Stage};
use crate::{catalog::REGISTERS, store::search};

/// Makes them for each register.
pub(super) fn write(cx: &Cx, report: &mut Report) -> Result<()> {
    for (i, register) in REGISTERS.iter().enumerate() {
        report.at(Stage::Indexes, REGISTERS.len() + i, REGISTERS.len() * 2)?;
        search::rebuild(cx.conn, register)?;
    }
    Ok(())
}
