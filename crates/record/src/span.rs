//! Half-open byte ranges of a report's text: the only way anything in a record points at its evidence.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A half-open range of a report's `text`.
///
/// Inside the program the unit is bytes and both ends lie on character boundaries. On the wire the
/// unit is what the enclosing object's `offsets` says ([`Offsets`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// Length in the span's unit.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether nothing lies inside.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The text under the span; nothing where it is empty. Panics if the span was not made for this text.
    pub fn of(self, text: &str) -> &str {
        if self.is_empty() { "" } else { &text[self.start..self.end] }
    }

    /// Whether `other` lies inside.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span around both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The span without white space at its ends. An all-blank span becomes empty at its start.
    pub fn trim(self, text: &str) -> Span {
        let inside = self.of(text);
        let start = self.start + (inside.len() - inside.trim_start().len());
        let trimmed = inside.trim();
        if trimmed.is_empty() {
            return Span::new(self.start, self.start);
        }
        Span::new(start, start + trimmed.len())
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

/// The unit in which offsets are counted on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Offsets {
    /// UTF-8 bytes: what the program counts in.
    Bytes,
    /// Unicode code points: Python, the W3C Web Annotation model. The default.
    #[default]
    Codepoints,
    /// UTF-16 code units: JavaScript, Java, Windows.
    Utf16,
}
