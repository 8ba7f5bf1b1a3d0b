//! What stands between the headline and the running text, and around pictures: standfirst, captions, credits.
//!
//! The elements that hold the running text often leave these out, though they are part of what the outlet says. Only what
//! the markup names, or what the page's own summary repeats, is taken.

use super::article::{Block, Kind};
use super::tree::Tree;

/// What an element says it holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Standfirst,
    /// A summary or introduction: the standfirst where it stands above the text, else part of the text.
    Summary,
    Caption,
    /// Who took a picture.
    Credit,
}

/// A standfirst is no longer than this, in bytes.
const LONGEST_STANDFIRST: usize = 500;

/// Words in a class or id that name a standfirst.
const STANDFIRST: &[&str] =
    &["standfirst", "subtitle", "subheadline", "subhead", "subheading", "dek", "lede", "strapline", "chapo"];

/// Words that name one only where they end the class or id: much else is an introduction.
const SUMMARY: &[&str] = &["intro", "lead", "summary", "excerpt", "abstract"];

/// Words for pictures.
const PICTURE: &[&str] = &["photo", "image", "img", "media", "pic", "picture", "fig", "figure", "caption", "hero"];

/// What an element says it holds. `picture` says that it stands in a figure with a picture, or in a caption.
pub(super) fn role(tree: &Tree, index: usize, picture: bool) -> Option<Role> {
    match tree.attr(index, "itemprop") {
        Some("caption") => return Some(Role::Caption),
        Some("copyrightHolder" | "creditText" | "copyrightNotice") => return Some(Role::Credit),
        Some("description" | "alternativeHeadline") => return Some(Role::Summary),
        _ => {}
    }
    if matches!(tree.name(index), "html" | "body" | "main" | "article" | "section" | "figure" | "img" | "picture" | "a")
    {
        return None;
    }
    let names = [tree.attr(index, "class"), tree.attr(index, "id")];
    names.into_iter().flatten().flat_map(str::split_whitespace).find_map(|name| {
        let name = super::article::hyphenated(name);
        let words = || name.split('-').filter(|word| !word.is_empty());
        let has = |wanted: &[&str]| words().any(|word| wanted.contains(&word));
        if has(&["credit", "credits", "copyright", "photographer"]) {
            (picture || has(PICTURE)).then_some(Role::Credit)
        } else if has(&["caption"]) {
            Some(Role::Caption)
        } else if has(STANDFIRST) {
            Some(Role::Standfirst)
        } else {
            words().next_back().filter(|word| SUMMARY.contains(word)).map(|_| Role::Summary)
        }
    })
}

/// Whether an element holds a picture.
pub(super) fn holds_picture(tree: &Tree, index: usize) -> bool {
    (index..tree.nodes[index].end).any(|at| matches!(tree.name(at), "img" | "picture" | "amp-img"))
}

/// The standfirst, captions and credits among the blocks before the running text (from block `body` on), which stands in
/// `root`: those in the smallest element that holds the headline too, or after the headline where that is the page.
pub(super) fn above<'b>(
    tree: &Tree,
    blocks: &'b [Block],
    body: usize,
    root: usize,
    title: &str,
    summaries: &[String],
) -> Vec<&'b Block> {
    let (before, body) = blocks.split_at(body);
    // A summary cut off from the text says nothing of its own.
    let repeats = |summary: &str| {
        let start: String = summary.chars().take(40).collect();
        body.iter().any(|block| block.text.starts_with(&start))
    };
    let Some(headline) = before.iter().rposition(|block| block.text == title) else { return Vec::new() };
    let around = tree.ancestors(root).find(|&at| at <= before[headline].node);
    let whole_page = around.is_none_or(|at| matches!(tree.name(at), "" | "html" | "body"));
    let first = match around {
        Some(at) if !whole_page => before.partition_point(|block| block.node < at),
        _ => headline + 1,
    };
    let mut standfirst = false;
    let mut picture = false;
    let mut found = Vec::new();
    for block in &before[first..] {
        let is_summary = block.summary || summaries.contains(&block.text);
        let takes = match block.kind {
            Kind::Dek | Kind::Text if block.kind == Kind::Dek || is_summary => {
                let fits = block.text.split(' ').count() > 4
                    && block.text.len() <= LONGEST_STANDFIRST
                    && !repeats(&block.text);
                let takes = fits && !standfirst;
                standfirst |= fits;
                takes
            }
            Kind::Caption => block.text.split(' ').count() > 2,
            // A credit of its own may be that of the page.
            Kind::Credit => picture,
            _ => false,
        };
        picture = block.kind == Kind::Caption || block.kind == Kind::Credit && picture;
        if takes {
            found.push(block);
        }
    }
    found
}
