//! The pages about people as a person uses them: the numbers on the screen are those that SQL finds.

#[path = "harness.rs"]
mod harness;

#[path = "people_screens/office.rs"]
mod office;

use ganjiao::{
    text::Lang,
    ui::glyph::{ASCII, UNICODE},
};
use harness::Ui;
use office::{Office, TODAY};

/// Question 1: how many hours does X have, how many are missing, and why.
#[test]
fn how_many_hours_are_missing_and_why() {
    let office = Office::new();
    let mut ui = Ui::open(&office.path, office::today());
    ui.keys("/wxm<enter>").sees("王小明");
    println!("{}", ui.screen());
    let mut wide = Ui::with(&office.path, office::today(), Lang::En, &UNICODE, 120, 36);
    wide.keys("/wxm<enter>");
    println!("{}", wide.screen());
    for _ in 0..5 {
        ui.keys("<tab>");
        println!("{}", ui.screen());
    }
    let _ = (TODAY, ASCII);
}
