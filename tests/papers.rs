//! What leaves the office on paper and in files: documents, forms of others, reports, exports that come back as they went.

#[path = "papers/city.rs"]
mod city;
#[path = "papers/documents.rs"]
mod documents;
#[path = "papers/forms.rs"]
mod forms;
#[path = "harness.rs"]
#[allow(dead_code)]
mod harness;
#[path = "papers/reports.rs"]
mod reports;
#[path = "papers/screens.rs"]
mod screens;
#[path = "papers/whole.rs"]
mod whole;
