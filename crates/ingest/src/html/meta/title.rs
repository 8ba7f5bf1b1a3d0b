//! The headline.

use super::stated::Stated;
use super::{Metas, collapsed};
use crate::html::tree::Tree;

/// The headline: what a reader sees as the main heading if it agrees with what is stated, else what is stated.
pub(super) fn read(tree: &Tree, stated: &Stated, metas: &Metas, outlet: Option<&str>) -> Option<String> {
    let headings: Vec<String> =
        tree.named("h1").map(|h1| tree.text(h1)).filter(|text| !text.is_empty() && text.len() < 400).collect();
    let social = metas
        .first(&["og:title", "twitter:title", "dc.title", "dcterms.title", "title"])
        .map(|title| without_outlet(&title, outlet));
    let in_head = tree
        .named("title")
        .next()
        .map(|title| without_outlet(&tree.text(title), outlet))
        .filter(|title| !title.is_empty());
    let candidates = [stated.headline.clone(), social, in_head];
    // A heading on the page that says what one of these says is the headline as printed.
    for heading in &headings {
        if candidates.iter().flatten().any(|candidate| alike(heading, candidate)) {
            return Some(heading.clone());
        }
    }
    if headings.len() == 1 && Some(headings[0].as_str()) != outlet && headings[0].split(' ').count() >= 3 {
        return Some(headings[0].clone());
    }
    candidates.into_iter().flatten().find(|candidate| !candidate.is_empty())
}

/// Whether two titles share most of their words.
fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| -> std::collections::BTreeSet<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_string)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    shared > 0 && shared * 10 >= a.len().min(b.len()) * 8 && shared * 10 >= a.len() * 5
}

/// The title without "| Outlet" or "- Outlet" at its end (or its start).
fn without_outlet(title: &str, outlet: Option<&str>) -> String {
    let title = collapsed(title);
    for separator in [" | ", " - ", " – ", " — ", " • ", " · ", " :: ", " » ", " // "] {
        if let Some(at) = title.rfind(separator) {
            let (before, after) = (&title[..at], &title[at + separator.len()..]);
            let is_outlet = outlet.is_some_and(|outlet| same_name(outlet, after));
            if is_outlet
                || (before.split(' ').count() >= 3 && after.split(' ').count() <= 4 && before.len() > after.len())
            {
                return before.trim().to_string();
            }
        }
        if let (Some(at), Some(outlet)) = (title.find(separator), outlet)
            && same_name(outlet, &title[..at])
        {
            return title[at + separator.len()..].trim().to_string();
        }
    }
    title
}

/// Whether two names have the same letters, or one holds the other.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    let letters =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let (a, b) = (letters(a), letters(b));
    !a.is_empty() && (a == b || (b.len() >= 4 && a.contains(&b)) || (a.len() >= 4 && b.contains(&a)))
}
