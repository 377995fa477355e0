//! Colours by meaning: sixteen ANSI colours or none, and never colour alone.

use ratatui::style::{Color, Modifier, Style};

/// Styles by meaning.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    colours: bool,
}

impl Theme {
    /// With colours, or with attributes only (`NO_COLOR`, monochrome terminals).
    #[must_use]
    pub const fn new(colours: bool) -> Self {
        Self { colours }
    }

    const fn colour(self, colour: Color) -> Style {
        if self.colours { Style::new().fg(colour) } else { Style::new() }
    }

    /// Plain text.
    #[must_use]
    pub const fn plain(self) -> Style {
        Style::new()
    }

    /// Headings of tables and sections.
    #[must_use]
    pub const fn heading(self) -> Style {
        self.colour(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The bar of places and the name of the present one.
    #[must_use]
    pub const fn here(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The selected row. A `>` stands before it too.
    #[must_use]
    pub const fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The selected row of a pane without the keys.
    #[must_use]
    pub const fn resting(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Keys in the footer.
    #[must_use]
    pub const fn key(self) -> Style {
        self.colour(Color::Yellow).add_modifier(Modifier::BOLD)
    }

    /// What matters less: labels, empty states.
    #[must_use]
    pub const fn quiet(self) -> Style {
        self.colour(Color::Cyan)
    }

    /// Done, met, present.
    #[must_use]
    pub const fn good(self) -> Style {
        self.colour(Color::Green)
    }

    /// Needs a look soon.
    #[must_use]
    pub const fn warn(self) -> Style {
        self.colour(Color::Yellow)
    }

    /// Overdue, in conflict, refused.
    #[must_use]
    pub const fn bad(self) -> Style {
        self.colour(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// The part of a text that matched a find.
    #[must_use]
    pub const fn found(self) -> Style {
        Style::new().add_modifier(Modifier::UNDERLINED).add_modifier(Modifier::BOLD)
    }
}
