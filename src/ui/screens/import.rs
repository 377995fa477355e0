//! The import, step by step: files, sheets, columns, check and write. The same work as the command's, with a person's
//! choices in it.
//!
//! The steps lie on each other on the stack and share one piece of work, so that a step back loses nothing; the first of
//! them stays in its place when a person goes elsewhere, and with it everything that was chosen.

pub mod columns;
pub mod files;
pub mod memory;
pub mod path;
pub mod row;
pub mod sheets;
pub mod trial;
mod work;

pub use work::{Shared, Work};

/// The import was written and left: the answer to the steps below.
pub struct Finished(pub String);

/// The command rows of a screen of lines, for moving in them.
#[macro_export]
#[doc(hidden)]
macro_rules! line_rows {
    ($($own:expr),* $(,)?) => {
        &[
            $($own,)*
            $crate::ui::Command::new("up", &[$crate::ui::key::UP, $crate::ui::key::ch('k')], $crate::text::list::UP, |v: &mut Self, cx| Ok(v.lines.step(-1, Self::body(cx.area).height))),
            $crate::ui::Command::new("down", &[$crate::ui::key::DOWN, $crate::ui::key::ch('j')], $crate::text::list::DOWN, |v: &mut Self, cx| Ok(v.lines.step(1, Self::body(cx.area).height))),
            $crate::ui::Command::new("page_up", &[$crate::ui::key::PAGE_UP], $crate::text::list::PAGE_UP, |v: &mut Self, cx| Ok(v.lines.page(-1, Self::body(cx.area).height))),
            $crate::ui::Command::new("page_down", &[$crate::ui::key::PAGE_DOWN], $crate::text::list::PAGE_DOWN, |v: &mut Self, cx| Ok(v.lines.page(1, Self::body(cx.area).height))),
            $crate::ui::Command::new("first", &[$crate::ui::key::HOME], $crate::text::list::FIRST, |v: &mut Self, cx| Ok(v.lines.edge(false, Self::body(cx.area).height))),
            $crate::ui::Command::new("last", &[$crate::ui::key::END], $crate::text::list::LAST, |v: &mut Self, cx| Ok(v.lines.edge(true, Self::body(cx.area).height))),
        ]
    };
}
