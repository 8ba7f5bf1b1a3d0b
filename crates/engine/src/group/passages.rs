//! Reports that belong to several stories by passage: live pages and round-ups, entry by entry.
//!
//! Such a report is a row of entries, each under a heading of its own. Every entry is read as if it were a report
//! and goes to the story it is closest to, if it is close enough; when the entries go to several stories, the report
//! belongs to each with those entries only.

use super::features::{self, Features, Vocabulary};
use std::collections::BTreeSet;
use variorum_record::{AnnotatedReport, Part, PartKind, Span};

/// A row of fewer entries is an article with subheadings.
const ENTRIES: usize = 3;

/// An entry of a live page or round-up.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub span: Span,
    pub features: Features,
}

/// The entries of a report; none unless nearly all of its text stands in entries.
pub(super) fn entries(report: &AnnotatedReport, vocabulary: &mut Vocabulary) -> Vec<Entry> {
    let content = report.parts.iter().filter(|part| matches!(part.kind, PartKind::Heading | PartKind::Body));
    let mut entries: Vec<Vec<&Part>> = Vec::new();
    let mut before = 0;
    for part in content {
        match (part.kind, entries.last_mut()) {
            (PartKind::Heading, _) => entries.push(vec![part]),
            (_, Some(entry)) => entry.push(part),
            // An introduction above the first entry.
            (_, None) => before += 1,
        }
    }
    entries.retain(|entry| entry.len() > 1);
    if entries.len() < ENTRIES || before > entries.len() {
        return Vec::new();
    }
    entries
        .into_iter()
        .map(|parts| {
            let span = parts.iter().map(|part| part.span).reduce(Span::cover).unwrap_or_default();
            let mut alone = within(report, &[span]);
            // The page's own headline belongs to all entries and so to none.
            alone.report.title = None;
            let features = features::read(&alone, vocabulary);
            vocabulary.forget(&features);
            Entry { span, features }
        })
        .collect()
}

/// A report as if it held nothing but some of its stretches: the same text, only the facts inside.
pub(crate) fn within(report: &AnnotatedReport, spans: &[Span]) -> AnnotatedReport {
    let inside = |span: Span| spans.iter().any(|around| around.contains(span));
    let mut out = report.clone();
    out.parts.retain(|part| inside(part.span));
    out.sentences.retain(|span| inside(*span));
    out.names.retain(|name| inside(name.span));
    out.statements.retain(|statement| !statement.content.is_empty() && statement.content.iter().all(|s| inside(*s)));
    out.figures.retain(|figure| inside(figure.span));
    out.events.retain(|event| inside(event.trigger));
    out.positions.retain(|position| inside(position.issue));
    let statements: BTreeSet<_> = out.statements.iter().map(|statement| statement.id).collect();
    for statement in &mut out.statements {
        statement.continues = statement.continues.filter(|id| statements.contains(id));
        statement.within = statement.within.filter(|id| statements.contains(id));
    }
    let events: BTreeSet<_> = out.events.iter().map(|event| event.id).collect();
    out.figures.iter_mut().for_each(|figure| figure.event = figure.event.filter(|id| events.contains(id)));
    // Events name their time and place by position, so the lists that lose members are counted anew.
    let times = kept(report.times.iter().map(|time| inside(time.span)));
    let places = kept(report.places.iter().map(|place| inside(place.span)));
    for event in &mut out.events {
        event.time = event.time.and_then(|i| times.get(i).copied().flatten());
        event.place = event.place.and_then(|i| places.get(i).copied().flatten());
    }
    out.times.retain(|time| inside(time.span));
    out.places.retain(|place| inside(place.span));
    out
}

/// The new position of each member of a list from which some are dropped.
fn kept(keep: impl Iterator<Item = bool>) -> Vec<Option<usize>> {
    let mut next = 0;
    keep.map(|keep| {
        let position = keep.then_some(next);
        next += usize::from(keep);
        position
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[(PartKind, &str)]) -> AnnotatedReport {
        let mut report = AnnotatedReport::default();
        for (kind, line) in lines {
            let start = report.text.len();
            report.text.push_str(line);
            report.parts.push(Part { span: Span::new(start, report.text.len()), kind: *kind, why: None });
            report.text.push('\n');
        }
        report
    }

    #[test]
    fn entries_stand_under_headings() {
        use PartKind::{Body, Heading, Title};
        let live = page(&[
            (Title, "Live"),
            (Heading, "17:30 No handshake"),
            (Body, "The delegations left by separate doors."),
            (Heading, "11:15 Sea lanes first"),
            (Body, "The minister spoke of sea lanes."),
            (Body, "She left at noon."),
            (Heading, "09:00 Talks open"),
            (Body, "Talks opened this morning."),
        ]);
        let found = entries(&live, &mut Vocabulary::default());
        let texts: Vec<&str> = found.iter().map(|entry| entry.span.of(&live.text)).collect();
        assert_eq!(texts.len(), 3);
        assert_eq!(texts[1], "11:15 Sea lanes first\nThe minister spoke of sea lanes.\nShe left at noon.");
        let plain = page(&[(Title, "Talks"), (Body, "Talks opened."), (Heading, "Sea lanes"), (Body, "They closed.")]);
        assert!(entries(&plain, &mut Vocabulary::default()).is_empty());
    }

    #[test]
    fn positions_in_shortened_lists_are_counted_anew() {
        assert_eq!(kept([false, true, false, true].into_iter()), [None, Some(0), None, Some(1)]);
    }
}
