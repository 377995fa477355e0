//! The first import: files of every family in, exact records and findings out.

#[path = "import/binder.rs"]
mod binder;
#[path = "import/county.rs"]
mod county;
#[path = "import/district.rs"]
mod district;
#[path = "import/mangled.rs"]
mod mangled;
#[path = "import/office.rs"]
mod office;
#[path = "import/offices.rs"]
mod offices;
#[path = "import/plan.rs"]
mod plan;
