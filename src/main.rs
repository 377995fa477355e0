//! Arguments, error reports, dispatch.

fn main() {}
