//! Users (用户): who works with the file, in which role, and for which unit. Identity itself comes from outside.

use super::{Field, FieldKind, Register, up};
use crate::text::{T, field as f, user as w};

/// Users.
pub const USER: Register = Register {
    kind: "user",
    table: "person_of_office",
    number: 44,
    name: w::REGISTER,
    title: "login",
    fields: &[
        Field::text("login", w::LOGIN).wide(16).required(),
        Field::text("name", f::PERSON_NAME).wide(12).required(),
        Field::state("role", w::ROLE, ROLES).wide(8).required(),
        Field::link("unit_id", f::UNIT, "unit").wide(24),
        Field::new("active", f::ACTIVE, FieldKind::Flag).starts_as("1"),
    ],
    columns: &["name", "role", "unit_id", "active"],
    filters: &["role", "unit_id", "active"],
    side: None,
    order: &[up("login")],
    belongs: &[],
    huge: false,
    by_hand: true,
};

const ROLES: &[(&str, T)] = &[("viewer", w::VIEWER), ("clerk", w::CLERK), ("manager", w::MANAGER)];
