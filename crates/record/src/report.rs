//! A report as it was read, before any analysis.

use crate::Span;
use serde::{Deserialize, Serialize};

/// One outlet's report, decoded. `text` is immutable and never normalised: it is the sole referent of spans.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Who this report is, what it says of itself.
    pub meta: ReportMeta,
    /// The text exactly as read (for HTML: the extracted text).
    pub text: String,
    /// Parts that the markup states (headings, captions, block quotations). Empty for plain text.
    pub marked: Vec<Part>,
    /// What was wrong with the bytes it was read from; the engine passes it on.
    pub problems: Vec<crate::Problem>,
}

/// What is known of a report beside its text. Absent knowledge is `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportMeta {
    /// Unique within a record.
    pub id: String,
    /// Where it was read from: a path as given, with `:line` for JSON Lines, or `-`.
    pub source: Option<String>,
    /// The outlet that published it, when stated.
    pub outlet: Option<String>,
    /// Its headline, when stated or found.
    pub title: Option<String>,
    /// Its author or authors, when stated.
    pub byline: Option<String>,
    /// When the text that is here was published: an ISO 8601 date or date-time, when stated. Where only the day of its last
    /// change is shown, that day; `updated` then is the same.
    pub published: Option<String>,
    /// When it was last changed, where it says so: an ISO 8601 date or date-time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// ISO 639-1 code of the language it is written in, when identified.
    pub language: Option<String>,
    /// SHA-256 of the bytes it was read from (for JSON Lines: of the line), in lower-case hexadecimal.
    pub sha256: String,
    /// Keys of the input that mean nothing to the program, kept.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl ReportMeta {
    /// The date of the text that is here: of publication or, where none is stated, of the last change.
    pub fn dated(&self) -> Option<&str> {
        self.published.as_deref().or(self.updated.as_deref())
    }
}

/// A stretch of a report with one function on the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Where.
    #[serde(flatten)]
    pub span: Span,
    /// Its function.
    pub kind: PartKind,
    /// The rule or markup that decided, e.g. `cookie-notice`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// The function of a part on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// The headline.
    Title,
    /// A heading inside the report.
    Heading,
    /// The standfirst under the headline.
    Dek,
    /// Running text.
    Body,
    /// The line under a picture.
    Caption,
    /// Who wrote it.
    Byline,
    /// Who supplied, edited or owns it; datelines and wire credits.
    Credit,
    /// What is no part of the report: cookie notices, buttons, advertisements, a headline printed again.
    Boilerplate,
}

impl PartKind {
    /// Whether facts are read from such a part.
    pub fn is_content(self) -> bool {
        matches!(self, PartKind::Title | PartKind::Heading | PartKind::Dek | PartKind::Body | PartKind::Caption)
    }
}
