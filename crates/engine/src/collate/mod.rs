//! The facts of a story's reports aligned: rows with readings, verdicts, differences, origins; and who derives from whom.
//!
//! A row is one fact; every report of the story has a reading in it or is said to be silent. Nothing is averaged and
//! nothing is decided by majority. `docs/verdicts.md` defines verdicts and differences; the modules below make the rows
//! of one kind each.

mod align;
mod context;
mod derivations;
mod facts;
mod figures;
mod origins;
mod statements;

use crate::group::Group;
use context::Context;
use origins::Sources;
use variorum_record::{AnnotatedReport, PartKind, Row, RowKind, Story, Verdict};

/// Makes the story of a group from its reports, in the group's order. `number` counts stories from 1.
pub fn collate(reports: &[AnnotatedReport], group: &Group, number: usize) -> Story {
    let context = Context::new(reports);
    let derivations = derivations::find(&context);
    let sources = Sources::new(&context, &derivations);
    let mut rows = statements::rows(&context, &sources);
    rows.extend(figures::rows(&context, &sources));
    rows.extend(facts::events(&context, &sources));
    rows.extend(facts::positions(&context, &sources));
    rows.extend(facts::times(&context, &sources));
    rows.extend(facts::places(&context, &sources));
    Story {
        id: format!("story-{number}"),
        title: title(reports, &rows),
        reports: reports.iter().map(|report| report.report.id.clone()).collect(),
        why: group.why.clone(),
        why_not: group.why_not.clone(),
        rows: ordered(rows),
        derivations,
    }
}

/// Rows by disagreement, then by support, then by where they stand first; ids in that order.
fn ordered(mut rows: Vec<Row>) -> Vec<Row> {
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
    rows.sort_by_cached_key(|row| {
        let support = row.readings.iter().filter(|reading| !reading.absent).count();
        let first =
            row.readings.iter().enumerate().find(|(_, r)| !r.absent).map(|(i, r)| (i, r.spans.first().copied()));
        (
            rank(row.verdict),
            kind(row.kind).max(if rank(row.verdict) < 4 { 0 } else { 4 }) / 4,
            std::cmp::Reverse(support),
            kind(row.kind),
            first,
        )
    });
    for (i, row) in rows.iter_mut().enumerate() {
        row.id = format!("r{}", i + 1);
    }
    rows
}

/// A headline of one of the reports: the stated one, else the title part; else the fact most of them share.
fn title(reports: &[AnnotatedReport], rows: &[Row]) -> String {
    let stated = reports.iter().find_map(|report| report.report.title.clone().filter(|title| !title.trim().is_empty()));
    let printed = || {
        reports.iter().find_map(|report| {
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
