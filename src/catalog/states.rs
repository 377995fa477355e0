//! Closed lists that several registers share; each repeats a CHECK of the schema, word for word.

use crate::text::{T, field as f};

/// The way of a piece of the curriculum: development, review, library, promotion, renewal.
pub const STAGES: &[(&str, T)] = &[
    ("develop", f::STAGE_DEVELOP),
    ("review", f::STAGE_REVIEW),
    ("listed", f::STAGE_LISTED),
    ("promoted", f::STAGE_PROMOTED),
    ("updating", f::STAGE_UPDATING),
    ("retired", f::STAGE_RETIRED),
];

/// Parts of a day a session can fill.
pub const HALVES: &[(&str, T)] = &[("am", f::AM), ("pm", f::PM), ("eve", f::EVE), ("day", f::DAY)];

/// Parts of a day for which attendance is taken.
pub const HALVES_ATTENDED: &[(&str, T)] = &[("am", f::AM), ("pm", f::PM), ("eve", f::EVE)];

/// Who calls people up.
pub const CALLERS: &[(&str, T)] = &[("upper", f::CALL_UPPER), ("own", f::CALL_OWN), ("other", f::CALL_OTHER)];
