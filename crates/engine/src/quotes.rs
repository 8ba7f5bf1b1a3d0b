//! Pairing of quotation marks, paragraph by paragraph.

use variorum_record::{Part, Problem, Span};

/// A stretch of text inside quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The words, without the marks.
    pub inner: Span,
    /// The words with their marks.
    pub outer: Span,
    /// Whether a closing mark stands at its end.
    pub closed: bool,
    /// The quotation of an earlier paragraph that this one carries on (its opening mark repeats that one's).
    pub continues: Option<usize>,
    /// The quotation inside which this one stands.
    pub within: Option<usize>,
}

/// The quotations of the content parts, in order of their opening mark, and what is wrong with their marks.
pub fn find(_text: &str, _parts: &[Part]) -> (Vec<Quotation>, Vec<Problem>) {
    (Vec::new(), Vec::new())
}
