//! Which outlet published the page.
//!
//! Metadata first; else what stands beside the headline in the page's title, where the page shows the same name a
//! second time: alone it might be a section ("… | Politics").

use super::stated::Stated;
use super::title::same_name;
use super::{Metas, collapsed};
use crate::html::tree::{Data, Tree};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Reads it.
pub(super) fn read(tree: &Tree, stated: &Stated, metas: &Metas) -> Option<String> {
    stated
        .outlet
        .clone()
        .or_else(|| metas.first(&["og:site_name", "application-name", "dc.publisher", "article:publisher_name"]))
        .filter(|name| !name.starts_with("http"))
        .or_else(|| publisher(tree))
        .or_else(|| beside_headline(tree))
}

/// The name within `itemprop=publisher`.
fn publisher(tree: &Tree) -> Option<String> {
    let is = |index: usize, wanted: &str| tree.attr(index, "itemprop") == Some(wanted);
    let publisher = (0..tree.nodes.len()).find(|&index| is(index, "publisher"))?;
    let name = (publisher..tree.nodes[publisher].end).find(|&index| is(index, "name"))?;
    let name = tree.attr(name, "content").map_or_else(|| tree.text(name), collapsed);
    (!name.is_empty() && name.len() <= 80).then_some(name)
}

/// "Headline | Outlet", "Outlet: Headline", where the headline is a heading of the page.
fn beside_headline(tree: &Tree) -> Option<String> {
    let title = tree.text(tree.named("title").next()?);
    let separators: [&[char]; 2] = [&[' ', '|', '-', '–', '—', '•', '·', '»', ':', '/'], &[' ', '|', ':', '-', '–']];
    let name = tree.named("h1").map(|h1| tree.text(h1)).filter(|heading| heading.len() >= 12).find_map(|heading| {
        let at = title.find(&heading)?;
        let [after, before] = [&title[at + heading.len()..], &title[..at]];
        let after = after.trim_start_matches(separators[0]).rsplit(" | ").next().unwrap_or_default();
        let name = if after.is_empty() { before.trim_end_matches(separators[1]) } else { after };
        (!name.is_empty() && name.split(' ').count() <= 6).then(|| collapsed(name))
    })?;
    let shown = tree.nodes.iter().enumerate().any(|(index, node)| match &node.data {
        Data::Text(text) if text.len() < 200 && tree.name(node.parent) != "title" => {
            let text = text.trim();
            let text = if text.starts_with('©') { text.trim_matches(|c: char| !c.is_alphabetic()) } else { text };
            index > 0 && text.len() <= 3 * name.len() && same_name(text, &name)
        }
        _ => false,
    });
    (shown || ends_like_outlet(&name)).then_some(name)
}

/// Whether a name of two words or more ends with a word of outlets: "Harbour Tribune".
pub(super) fn ends_like_outlet(name: &str) -> bool {
    static ENDINGS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        let rows = include_str!("../../../../../data/lexicon/media.tsv").lines();
        rows.filter_map(|row| row.strip_suffix("\tending")).collect()
    });
    let last = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
    name.contains(' ') && name.starts_with(|c: char| !c.is_lowercase()) && ENDINGS.contains(last.as_str())
}
