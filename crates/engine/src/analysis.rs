//! What every extractor reads: a report with its parts, quotations, tree and cast.

use crate::cast::Cast;
use crate::quotes::Quotation;
use variorum_language::Doc;
use variorum_record::{Part, Report, Span};

/// A report after the stages that all extraction rests on.
pub struct Analysis<'a> {
    /// The report as read.
    pub report: &'a Report,
    /// Its parts, in order, not overlapping.
    pub parts: Vec<Part>,
    /// Its quotations, in order of their opening mark.
    pub quotations: Vec<Quotation>,
    /// Tokens, tree, names of the content parts. Sentences never cross a part.
    pub doc: Doc,
    /// Who is who.
    pub cast: Cast,
}

impl Analysis<'_> {
    /// The report's text.
    pub fn text(&self) -> &str {
        &self.report.text
    }

    /// The words of token `i`.
    pub fn word(&self, i: usize) -> &str {
        &self.report.text[self.doc.span(i)]
    }

    /// The date or date-time of the text as stated, ISO 8601: of publication, else of the last change.
    pub fn dated(&self) -> Option<&str> {
        self.report.meta.dated()
    }

    /// The bytes of a sentence.
    pub fn sentence_span(&self, sentence: usize) -> Span {
        self.doc.span_of(self.doc.sentences[sentence].clone()).into()
    }

    /// The part in which a byte lies.
    pub fn part_at(&self, byte: usize) -> Option<&Part> {
        let i = self.parts.partition_point(|part| part.span.end <= byte);
        self.parts.get(i).filter(|part| part.span.start <= byte)
    }

    /// The innermost quotation around a span.
    pub fn quotation_around(&self, span: Span) -> Option<&Quotation> {
        self.quotation_index_around(span).map(|i| &self.quotations[i])
    }

    /// The index of the innermost quotation around a span.
    pub fn quotation_index_around(&self, span: Span) -> Option<usize> {
        let after = self.quotations.partition_point(|quotation| quotation.inner.start <= span.start);
        let mut at = after.checked_sub(1);
        while let Some(i) = at {
            if self.quotations[i].inner.contains(span) {
                return Some(i);
            }
            at = self.quotations[i].within;
        }
        None
    }

    /// The quotations that end after a byte, in text order, give or take what stands inside another one.
    pub fn quotations_from(&self, byte: usize) -> impl Iterator<Item = &Quotation> {
        self.quotations[self.quotations.partition_point(|quotation| quotation.outer.end <= byte)..].iter()
    }
}
