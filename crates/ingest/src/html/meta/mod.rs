//! What a page says of itself: title, outlet, byline, date, address, language.
//!
//! Sources in order of trust: JSON-LD (schema.org), meta elements (OpenGraph, Dublin Core and the like),
//! then what a reader sees (the heading, a byline, a `<time>`). What none of them states stays `None`.

mod authors;
mod dated;
mod outlet;
mod stated;
mod title;

use super::tree::{Data, Tree, push_collapsed};
use stated::Stated;
use variorum_record::ReportMeta;

/// What a page says of itself.
pub(super) struct About {
    pub(super) meta: ReportMeta,
    /// Its own summaries: one of them may stand above the text as the standfirst.
    pub(super) summaries: Vec<String>,
}

/// Reads what the page states.
pub(super) fn read(tree: &Tree, json_ld: &[&str]) -> About {
    let stated = Stated::new(json_ld);
    let metas = Metas::new(tree);
    let outlet = outlet::read(tree, &stated, &metas);
    let title = title::read(tree, &stated, &metas, outlet.as_deref());
    let authors::Byline { names, outlet: beside } = authors::read(tree, &stated, &metas, outlet.as_deref());
    let dated::Dates { published, updated } = dated::read(tree, &stated, &metas);
    let summaries = [stated.description, metas.first(&["og:description"]), metas.first(&["description"])];
    let meta = ReportMeta {
        title,
        byline: names,
        published,
        updated,
        url: canonical(tree).or_else(|| metas.first(&["og:url"])).or(stated.url).filter(|url| url.starts_with("http")),
        language: tree
            .named("html")
            .next()
            .and_then(|html| tree.attr(html, "lang"))
            .or(stated.language.as_deref())
            .and_then(two_letters),
        outlet: outlet.or(beside),
        ..ReportMeta::default()
    };
    About { meta, summaries: summaries.into_iter().flatten().collect() }
}

/// `en-GB` → `en`.
fn two_letters(tag: &str) -> Option<String> {
    let code = tag.split(['-', '_']).next()?.to_ascii_lowercase();
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)
}

fn canonical(tree: &Tree) -> Option<String> {
    tree.named("link")
        .find(|&link| tree.attr(link, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")))
        .and_then(|link| tree.attr(link, "href"))
        .map(str::to_string)
}

/// The `<meta>` elements by lower-case key, in document order.
struct Metas(Vec<(String, String)>);

impl Metas {
    fn new(tree: &Tree) -> Self {
        Metas(
            tree.named("meta")
                .filter_map(|meta| {
                    let key = tree
                        .attr(meta, "property")
                        .or_else(|| tree.attr(meta, "name"))
                        .or_else(|| tree.attr(meta, "itemprop"))?;
                    let content = collapsed(tree.attr(meta, "content")?);
                    (!content.is_empty()).then(|| (key.trim().to_ascii_lowercase(), content))
                })
                .collect(),
        )
    }

    /// The first value of the first key that has one.
    fn first(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|wanted| self.0.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.clone()))
    }

    /// All values of the first key that has any.
    fn all(&self, keys: &[&str]) -> Vec<String> {
        keys.iter()
            .map(|wanted| {
                self.0.iter().filter(|(key, _)| key == wanted).map(|(_, value)| value.clone()).collect::<Vec<_>>()
            })
            .find(|values| !values.is_empty())
            .unwrap_or_default()
    }
}

/// The pieces of text around the main heading, where a reader looks for author and date: a few before, more after.
fn around_headline(tree: &Tree) -> Vec<String> {
    let Some(heading) = tree.named("h1").last() else { return Vec::new() };
    let piece = |index: &usize| match &tree.nodes[*index].data {
        Data::Text(text) if !text.trim().is_empty() => Some(collapsed(text)),
        _ => None,
    };
    let mut before: Vec<String> = (0..heading).rev().take(400).filter_map(|index| piece(&index)).take(8).collect();
    before.reverse();
    let after = (tree.nodes[heading].end..tree.nodes.len()).take(400).filter_map(|index| piece(&index)).take(24);
    before.into_iter().chain(after).collect()
}

/// With every run of white space as one space.
fn collapsed(text: &str) -> String {
    let mut out = String::new();
    push_collapsed(&mut out, text);
    out.truncate(out.trim_end().len());
    out
}

/// Whether an element stands among comments, in the furniture or with other articles.
fn belongs_to_another(tree: &Tree, index: usize) -> bool {
    tree.ancestors(index).any(|at| {
        matches!(tree.name(at), "footer" | "aside" | "nav")
            || tree.attr(at, "class").is_some_and(|class| class.contains("comment") || class.contains("related"))
    })
}
