//! The only place that reads the clock; everything else is told what day it is.

use chrono::NaiveDate;

/// Today by the machine's clock.
#[must_use]
#[allow(clippy::disallowed_methods)]
pub fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}

/// Now, as ISO text to the second, in local time.
#[must_use]
#[allow(clippy::disallowed_methods)]
pub fn now() -> String {
    chrono::Local::now().format("%Y-%m-%d %H:%M:%S").to_string()
}
