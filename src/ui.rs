//! Screens, and what they share.
//!
//! A screen is a file in [`screens`]: it has command rows, reads what it shows in `load`, draws itself, and returns
//! what should happen as an [`Effect`]; only `app` carries effects out. From the command rows come dispatch, footer,
//! help, palette and the key table of the README: there is no second list of keys.

pub mod command;
pub mod cx;
pub mod due;
pub mod effect;
pub mod glyph;
pub mod grid;
pub mod hand;
pub mod key;
pub mod lesson;
pub mod lines;
pub mod manual;
pub mod page;
pub mod paint;
pub mod panes;
pub mod picture;
pub mod places;
pub mod screen;
pub mod screens;
pub mod share;
pub mod sheet;
pub mod show;
pub mod table;
pub mod text;
pub mod theme;

pub use command::{Command, Shown};
pub use cx::Cx;
pub use effect::{Effect, Job};
pub use key::Key;
pub use paint::Paint;
pub use screen::{Screen, Subject, View, Window};
