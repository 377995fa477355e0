//! Screens, and what they share.
