//! The record as a person reads it: one index page and a page per story, each self-contained.
//!
//! A page shows nothing that the record does not hold: it is a pure function of the record, so
//! `verify` renders it again and compares. The only crate that knows HTML output.

mod index;
mod segments;
mod story;

use askama::Template;

pub use index::{StorySummary, index};
pub use story::story;

/// The look of every page, inlined so that a page opens from disk without the network.
const STYLE: &str = include_str!("../assets/page.css");

/// What lights up the readings of a fact, inlined.
const SCRIPT: &str = include_str!("../assets/page.js");

/// The file name of a story's page, relative to the index.
pub fn story_file(id: &str) -> String {
    format!("stories/{id}.html")
}

/// Renders a template; writing into a string cannot fail.
fn render(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

/// `1 report`, `4 reports`.
fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}
