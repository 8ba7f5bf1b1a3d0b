//! The function of each line on the page: title, heading, standfirst, body, byline, credit, boilerplate.

use variorum_record::{Part, PartKind, Report, Span};

/// The parts of a report, in order, not overlapping; what lies between them is white space.
pub fn find(report: &Report) -> Vec<Part> {
    let mut at = 0;
    let mut parts = Vec::new();
    for line in report.text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len()).trim(&report.text);
        at += line.len();
        if !span.is_empty() {
            parts.push(Part { span, kind: PartKind::Body, why: None });
        }
    }
    parts
}
