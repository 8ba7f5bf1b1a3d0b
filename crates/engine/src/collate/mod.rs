//! The facts of a story's reports aligned: rows with readings, verdicts, differences, origins; and who derives from whom.
//!
//! A row is one fact; every report of the story has a reading in it or is said to be silent. Nothing is averaged and
//! nothing is decided by majority. `docs/verdicts.md` defines verdicts and differences. `statements`, `events`, `figures` and
//! `facts` make the rows of one kind each; `roles` and `told` say who and what is meant; `worth` drops the rows that say too
//! little.

mod align;
mod blame;
mod chains;
mod circumstances;
mod claims;
mod clock;
mod cluster;
mod concepts;
mod context;
mod deadlines;
mod derivations;
mod events;
mod facts;
mod figures;
mod interviews;
mod labels;
mod omissions;
mod origins;
mod roles;
mod scope;
mod statements;
mod strength;
mod told;
mod worth;

use crate::group::Group;
use context::Context;
use origins::Sources;
use variorum_record::{AnnotatedReport, Membership, PartKind, Row, RowKind, Story, Verdict};

/// Makes the story of a group from its reports, in the group's order; the group's number is the story's.
pub fn collate(reports: &[AnnotatedReport], group: &Group) -> Story {
    let narrowed = group.narrow(reports);
    let reports = &*narrowed;
    let context = Context::new(reports);
    let derivations = derivations::find(&context);
    let sources = Sources::new(&context, &derivations);
    let mut rows = statements::rows(&context, &sources);
    let figures = figures::rows(&context, &sources);
    let events = events::rows(&context, &sources, &figures);
    rows.extend(figures);
    rows.extend(interviews::with_events(&context, &sources, events));
    rows.extend(strength::rows(&context, &sources));
    rows.extend(blame::rows(&context, &sources));
    rows.extend(claims::rows(&context, &sources));
    rows.extend(facts::positions(&context, &sources));
    rows.extend(deadlines::rows(&context, &sources));
    rows.extend(clock::rows(&context, &sources));
    rows.extend(facts::times(&context, &sources));
    rows.extend(facts::places(&context, &sources));
    let rows = ordered(reports, worth::kept(&context, rows));
    Story {
        id: format!("story-{}", group.number),
        title: title(reports, group, &rows),
        reports: reports.iter().map(|report| report.report.id.clone()).collect(),
        why: group.why.clone(),
        why_not: group.why_not.clone(),
        passages: members(reports, group),
        decisions: group.decisions.clone(),
        left_out: omissions::find(&context, &rows),
        rows,
        derivations,
    }
}

/// The reports that belong to a story by passage.
fn members(reports: &[AnnotatedReport], group: &Group) -> Vec<Membership> {
    let part = |i: &usize| group.passages.iter().find(|(report, _)| report == i).map(|(_, spans)| spans.clone());
    let all = group.reports.iter().zip(reports);
    all.filter_map(|(i, report)| Some(Membership { report: report.report.id.clone(), spans: part(i)? })).collect()
}

/// Rows by disagreement, then by support, then by where they stand first; ids in that order.
fn ordered(reports: &[AnnotatedReport], mut rows: Vec<Row>) -> Vec<Row> {
    let rank = |verdict: Verdict| match verdict {
        Verdict::Contradicted => 0,
        Verdict::Updated => 1,
        Verdict::DifferentScope => 2,
        // What is told alike in other words, loosely or exactly goes by how many tell it.
        Verdict::Reworded | Verdict::Compatible | Verdict::Agreed => 3,
        Verdict::OnlyOne => 4,
    };
    let kind = |kind: RowKind| match kind {
        RowKind::Statement => 0,
        RowKind::Figure => 1,
        RowKind::Event => 2,
        RowKind::Position => 3,
        RowKind::Time => 4,
        RowKind::Place => 5,
    };
    // Of what only one report has somebody say, the words themselves come before what is told of them and what somebody asks.
    let asks = |row: &Row| {
        let mut readings = reports.iter().zip(&row.readings);
        readings.any(|(report, reading)| {
            reading.spans.last().is_some_and(|span| span.of(&report.text).trim_end().ends_with('?'))
        })
    };
    let retold = |row: &Row| match row.readings.iter().find_map(|reading| reading.value.as_ref()?.get("kind")?.as_str())
    {
        _ if row.kind != RowKind::Statement || row.verdict != Verdict::OnlyOne => 0,
        Some("direct") if !asks(row) => 0,
        Some("mixed") => 1,
        _ => 2,
    };
    // "Vote", "election": a word that several reports have says nothing by itself.
    let bare = |row: &Row| row.is_untyped() && !row.label.contains([' ', ':', '(']);
    rows.sort_by_cached_key(|row| {
        let support = row.readings.iter().filter(|reading| !reading.absent).count();
        let first =
            row.readings.iter().enumerate().find(|(_, r)| !r.absent).map(|(i, r)| (i, r.spans.first().copied()));
        (
            if bare(row) { 5 } else { rank(row.verdict) },
            // Then times, places and what is of no event type: of these there are many.
            u8::from(rank(row.verdict) == 4 || kind(row.kind) >= 4 || row.is_untyped()),
            std::cmp::Reverse(support),
            kind(row.kind),
            retold(row),
            first,
        )
    });
    for (i, row) in rows.iter_mut().enumerate() {
        row.id = format!("r{}", i + 1);
    }
    rows
}

/// A headline of one of the reports, of one that was read before one in another language: the stated headline, else the
/// title part; else the fact most of them share. The headline of a live page is of its other passages too.
fn title(reports: &[AnnotatedReport], group: &Group, rows: &[Row]) -> String {
    let in_part =
        |at: usize| group.reports.get(at).is_some_and(|i| group.passages.iter().any(|(report, _)| report == i));
    let mut by_worth: Vec<(bool, bool, &AnnotatedReport)> =
        reports.iter().enumerate().map(|(at, report)| (in_part(at), report.sentences.is_empty(), report)).collect();
    by_worth.sort_by_key(|(in_part, unread, _)| (*in_part, *unread));
    let in_order = || by_worth.iter().map(|(_, _, report)| report);
    let stated = in_order().find_map(|report| report.report.title.clone().filter(|title| !title.trim().is_empty()));
    let printed = || {
        in_order().find_map(|report| {
            let part = report.parts.iter().find(|part| part.kind == PartKind::Title)?;
            Some(part.span.of(&report.text).split_whitespace().collect::<Vec<_>>().join(" "))
        })
    };
    let shared = || {
        let support = |row: &&Row| row.readings.iter().filter(|reading| !reading.absent).count();
        rows.iter().rev().max_by_key(support).map(|row| row.label.clone())
    };
    stated.or_else(printed).or_else(shared).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use variorum_record::{
        DifferenceKind, Figure, FigureId, Measure, Part, Participant, ReportMeta, Span, Statement, StatementId,
        StatementKind,
    };

    /// A report of one paragraph; words between “ and ” are direct statements by `speaker`.
    fn report(id: &str, published: &str, speaker: &str, text: &str) -> AnnotatedReport {
        let mut statements = Vec::new();
        for (n, (at, mark)) in text.match_indices('“').enumerate() {
            let start = at + mark.len();
            let end = start + text[start..].find('”').unwrap_or(0);
            statements.push(Statement {
                id: StatementId(n as u32 + 1),
                kind: StatementKind::Direct,
                content: vec![Span::new(start, end)],
                cue: None,
                cue_kind: None,
                speaker: Some(Participant { name: Some(speaker.into()), ..Participant::default() }),
                addressee: None,
                medium: None,
                continues: None,
                within: None,
                negated: false,
                hypothetical: false,
                why: String::new(),
                confidence: 1.0,
            });
        }
        AnnotatedReport {
            report: ReportMeta { id: id.into(), published: Some(published.into()), ..ReportMeta::default() },
            text: text.into(),
            parts: vec![Part { span: Span::new(0, text.len()), kind: PartKind::Body, why: None }],
            sentences: vec![Span::new(0, text.len())],
            statements,
            ..AnnotatedReport::default()
        }
    }

    fn killed(
        mut report: AnnotatedReport,
        words: &str,
        low: Option<f64>,
        high: Option<f64>,
        qualifier: Option<&str>,
    ) -> AnnotatedReport {
        let start = report.text.find(words).unwrap();
        report.figures.push(Figure {
            id: FigureId(1),
            span: Span::new(start, start + words.len()),
            low,
            high,
            qualifier: qualifier.map(str::to_string),
            unit: Some("person".into()),
            of: None,
            measures: Measure::Killed,
            event: None,
            source: None,
            standing: None,
        });
        report
    }

    fn story(reports: &[AnnotatedReport]) -> Story {
        collate(reports, &Group { reports: (0..reports.len()).collect(), ..Group::default() })
    }

    #[test]
    fn one_utterance_is_one_row() {
        let whole = "“I would rather sell a bridge than a school, and everybody knows it,” she said.";
        let cut = "“I would rather sell a bridge than a school,” she said.";
        let story = story(&[
            report("a", "2025-05-14", "Mara Olin", whole),
            report("b", "2025-05-14", "Mara Olin", cut),
            report("c", "2025-05-14", "Mara Olin", "“The ferry will sail tomorrow,” she said."),
        ]);
        let row = &story.rows[0];
        assert_eq!(row.verdict, Verdict::Compatible);
        assert_eq!(row.readings.iter().map(|reading| reading.absent).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(row.differences.iter().map(|d| d.kind).collect::<Vec<_>>(), [DifferenceKind::Truncated]);
        assert_eq!(story.rows[1].verdict, Verdict::OnlyOne);
    }

    #[test]
    fn the_same_words_of_two_people() {
        let words = "“The third pier is moving towards the harbour,” was the warning.";
        let story =
            story(&[report("a", "2025-05-14", "Pavla Dorn", words), report("b", "2025-05-14", "Mara Olin", words)]);
        assert_eq!(story.rows[0].verdict, Verdict::Contradicted);
        assert_eq!(story.rows[0].differences[0].kind, DifferenceKind::Speaker);
    }

    #[test]
    fn short_answers_are_not_one_utterance() {
        let story = story(&[
            report("a", "2025-05-14", "Mara Olin", "Would she resign? “No.”"),
            report("b", "2025-05-14", "Mara Olin", "Was the bridge safe? “No.”"),
        ]);
        assert!(story.rows.iter().all(|row| row.verdict == Verdict::OnlyOne));
    }

    #[test]
    fn verdicts_of_figures() {
        let text = |n: &str| format!("The landslide in Brackenfall killed {n}, the rescue chief said.");
        for (a, b, published, expected) in [
            (
                ("12 people", Some(12.0), Some(12.0), None),
                ("twelve people", Some(12.0), Some(12.0), None),
                "2025-06-11",
                Verdict::Agreed,
            ),
            (
                ("at least 12", Some(12.0), None, Some("at least")),
                ("12 people", Some(12.0), Some(12.0), None),
                "2025-06-11",
                Verdict::Compatible,
            ),
            (
                ("dozens", Some(12.0), None, Some("dozens")),
                ("over 80", Some(80.0), None, Some("over")),
                "2025-06-11",
                Verdict::Compatible,
            ),
            (
                ("7 people", Some(7.0), Some(7.0), None),
                ("31 people", Some(31.0), Some(31.0), None),
                "2025-06-13",
                Verdict::Updated,
            ),
            (
                ("at least 7", Some(7.0), None, Some("at least")),
                ("19 people", Some(19.0), Some(19.0), None),
                "2025-06-12",
                Verdict::Updated,
            ),
            (
                ("14 people", Some(14.0), Some(14.0), None),
                ("23 people", Some(23.0), Some(23.0), None),
                "2025-06-11",
                Verdict::Contradicted,
            ),
            (
                ("31 people", Some(31.0), Some(31.0), None),
                ("7 people", Some(7.0), Some(7.0), None),
                "2025-06-13",
                Verdict::DifferentScope,
            ),
        ] {
            let make = |id: &str, day: &str, f: (&str, Option<f64>, Option<f64>, Option<&str>)| {
                killed(report(id, day, "", &text(f.0)), f.0, f.1, f.2, f.3)
            };
            let story = story(&[make("a", "2025-06-11", a), make("b", published, b)]);
            assert_eq!(story.rows[0].verdict, expected, "{} / {}", a.0, b.0);
        }
    }

    #[test]
    fn copies_are_one_origin() {
        let text = "A hillside soaked by days of rain buried a mill at Tessel Ford early on Wednesday, killing two people and a horse that had been pulling sacks.";
        let make = |id: &str, time: &str| killed(report(id, time, "", text), "two people", Some(2.0), Some(2.0), None);
        let story = story(&[make("a", "2025-06-11T15:00:00Z"), make("b", "2025-06-11T09:00:00Z")]);
        assert_eq!((story.derivations[0].from.as_str(), story.derivations[0].to.as_str()), ("b", "a"));
        assert_eq!(story.rows[0].independent_origins, 1);
    }

    #[test]
    fn nothing_to_collate() {
        assert!(story(&[]).rows.is_empty());
    }
}
