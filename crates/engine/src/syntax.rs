//! Small questions to a dependency tree that several stages ask.

use std::ops::Range;
use variorum_language::Doc;

/// The word of a stretch from which the stretch hangs: the first whose head lies outside it. `None` for an empty stretch.
pub(crate) fn top_of(doc: &Doc, tokens: Range<usize>) -> Option<usize> {
    tokens.clone().find(|&token| doc.is_root(token) || !tokens.contains(&doc.head(token)))
}
