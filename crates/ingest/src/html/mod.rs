//! A page of HTML to the article on it: its text, the parts its markup states, and what it says of itself.
//!
//! `prune` makes the page small, `tree` parses it (html5ever, by way of dom_query), `meta` reads what the
//! page says of itself, `article` finds and writes out the article. Extraction cannot fail: a page without
//! an article gives an empty text.

mod article;
mod meta;
mod opening;
mod prune;
mod tree;

use variorum_record::{Part, Problem, ReportMeta};

/// What was read from a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The article's text: paragraphs, headings and captions, separated by blank lines.
    pub text: String,
    /// Standfirst, headings, captions, picture credits and block quotations, as spans of `text`.
    pub marked: Vec<Part>,
    /// Title, outlet, byline, date, address and language, where the page states them.
    pub meta: ReportMeta,
    /// What is wrong with the page.
    pub problems: Vec<Problem>,
}

/// Reads a page. Time and memory grow linearly with its length, whatever its nesting.
pub fn page(html: &str) -> Page {
    let pruned = prune::prune(html);
    let tree = tree::Tree::parse(&pruned.html);
    let meta::About { meta, summaries } = meta::read(&tree, &pruned.json_ld);
    let article = article::read(&tree, meta.title.as_deref(), &summaries);
    Page { text: article.text, marked: article.marked, meta, problems: Vec::new() }
}

/// Whether bytes that begin with `<` are a page and not text that happens to begin so.
pub(crate) fn looks_like_page(start: &str) -> bool {
    let lower: String = start.chars().take(2000).collect::<String>().to_ascii_lowercase();
    lower.starts_with("<!doctype html")
        || [
            "<html", "<head", "<body", "<div", "<article", "<p>", "<p ", "<meta", "<title", "<section", "<main",
            "<span",
        ]
        .iter()
        .any(|tag| lower.contains(tag))
}
