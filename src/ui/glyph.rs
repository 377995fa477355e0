//! The characters of the chrome, in two complete sets.
//!
//! Lines and blocks are *ambiguous* in width: many Chinese set-ups draw them two columns wide. So the ASCII set has
//! none of them, and is the one used unless the terminal was measured or someone chose.

/// Characters for frames, markers and bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Horizontal and vertical line; corners from the upper left clockwise.
    pub line: [&'static str; 6],
    /// Marks the selected row.
    pub cursor: &'static str,
    /// Marks a marked row.
    pub mark: &'static str,
    /// Ends a text that was cut.
    pub cut: &'static str,
    /// A full and an empty step of a bar.
    pub bar: [&'static str; 2],
    /// Between the steps of a path.
    pub path: &'static str,
    /// Sorted upwards and downwards.
    pub sort: [&'static str; 2],
    /// Between columns of a footer.
    pub gap: &'static str,
}

/// ASCII only: right on every terminal.
pub const ASCII: Glyphs = Glyphs {
    line: ["-", "|", "+", "+", "+", "+"],
    cursor: ">",
    mark: "*",
    cut: "~",
    bar: ["#", "."],
    path: ">",
    sort: ["^", "v"],
    gap: "|",
};

/// Lines and blocks, for terminals that draw them one column wide.
pub const UNICODE: Glyphs = Glyphs {
    line: ["─", "│", "┌", "┐", "┘", "└"],
    cursor: ">",
    mark: "*",
    cut: "…",
    bar: ["█", "░"],
    path: "›",
    sort: ["↑", "↓"],
    gap: "│",
};

/// Nothing at all: for text that is to be copied.
pub const BLANK: Glyphs =
    Glyphs { line: [" "; 6], cursor: " ", mark: " ", bar: ["#", "."], path: ">", cut: "~", sort: ["", ""], gap: " " };
