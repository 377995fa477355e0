//! One file a screen.

pub mod browse;
pub mod call_up;
pub mod find;
pub mod globals;
pub mod help;
pub mod make_ups;
pub mod palette;
pub mod pick;
pub mod prompt;
pub mod record;
pub mod reports;
pub mod save;

use super::{Screen, Window};

/// The registers whose records have a screen of their own: code word and how to open it.
const OWN: &[(&str, Open)] = &[("call_up", |id| Box::new(Window(call_up::CallUp::new(id))))];

/// Makes the screen of a record.
type Open = fn(i64) -> Box<dyn Screen>;

/// The own screen of a record of this kind, if it has one.
#[must_use]
pub fn own(kind: &str, id: i64) -> Option<Box<dyn Screen>> {
    OWN.iter().find(|(k, _)| *k == kind).map(|(_, open)| open(id))
}
