//! Rows of who spoke to which outlet: "told the BBC" in one report, "in an interview with BBC Radio 4" in another.
//!
//! Taken from the medium of statements. An event row that tells no more than that there was an interview becomes part of it.

use super::cluster::{PerReport, cluster, sharing};
use super::context::{Context, Names, compare_names};
use super::facts::{Draft, Found, row};
use super::labels;
use super::origins::{Sources, is_outlet, is_proper};
use crate::extract::statements::medium::is_word_for_outlet;
use std::collections::BTreeSet;
use variorum_record::{Origin, Row, RowKind, Span, Verdict};

/// Somebody spoke to an outlet, as one statement has it.
struct Item {
    report: usize,
    id: String,
    speaker: String,
    outlet: String,
    span: Span,
}

/// The rows of interviews that several reports name, and the event rows that are not part of one of them.
pub(super) fn with_events(context: &Context, sources: &Sources, events: Vec<Row>) -> Vec<Row> {
    let (rows, named): (Vec<Row>, Vec<(String, BTreeSet<String>)>) = rows(context, sources).into_iter().unzip();
    let absorbed = |row: &Row| {
        let of_interviews = row.readings.iter().zip(context.reports).all(|(reading, report)| {
            reading.spans.iter().all(|span| span.of(&report.text).to_lowercase().starts_with("interview"))
        });
        let present = || row.readings.iter().filter(|reading| !reading.absent);
        of_interviews
            && named.iter().any(|(outlet, reports)| {
                row.label.contains(outlet.as_str()) && present().all(|reading| reports.contains(&reading.report))
            })
    };
    let kept = events.into_iter().filter(|row| !absorbed(row)).collect::<Vec<_>>();
    rows.into_iter().chain(kept).collect()
}

/// Each with the outlet and the reports that name it.
fn rows(context: &Context, sources: &Sources) -> Vec<(Row, (String, BTreeSet<String>))> {
    let mut items: Vec<Item> = Vec::new();
    for (report, annotated) in context.reports.iter().enumerate() {
        for statement in &annotated.statements {
            let (Some(medium), Some(speaker)) = (&statement.medium, &statement.speaker) else { continue };
            let Some(speaker) = context.name(report, speaker) else { continue };
            let again = items
                .last()
                .is_some_and(|last| last.report == report && last.span == medium.span && last.speaker == speaker);
            if is_proper(&medium.name) && !again {
                let outlet = medium.name.clone();
                items.push(Item { report, id: statement.id.to_string(), speaker, outlet, span: medium.span });
            }
        }
    }
    let reports: Vec<usize> = items.iter().map(|item| item.report).collect();
    let key = |name: &str| {
        let words = crate::group::words::words(name, Span::new(0, name.len()));
        words.into_iter().map(|word| word.norm).find(|word| word != "the").unwrap_or_default()
    };
    let pairs = sharing(items.iter().enumerate().map(|(i, item)| (key(&item.outlet), i))).into_iter();
    let scored = pairs.filter_map(|(i, j)| {
        let (a, b) = (&items[i], &items[j]);
        let outlet = compare_names(Some(&a.outlet), Some(&b.outlet)) == Names::Same;
        let speaker = compare_names(Some(&a.speaker), Some(&b.speaker)) == Names::Same;
        (outlet && speaker).then_some((1.0, i, j))
    });
    let clusters = cluster(&reports, PerReport::Many, scored.collect());
    let several = clusters.into_iter().filter(|cluster| cluster.iter().any(|&i| reports[i] != reports[cluster[0]]));
    several
        .map(|cluster| {
            let members: Vec<&Item> = cluster.iter().map(|&i| &items[i]).collect();
            let shortest = members.iter().map(|item| item.outlet.as_str()).min_by_key(|name| (name.len(), *name));
            let outlet = shortest.unwrap_or_default().trim_start_matches("the ").to_string();
            let speaker = labels::best_name(members.iter().map(|item| item.speaker.as_str()));
            // "The weekly magazine Spannbogen", or the outlet of one of the reports.
            let called = |item: &&&Item| {
                let before = context.reports[item.report].text.get(..item.span.start).unwrap_or_default();
                let word = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
                is_word_for_outlet(&word)
            };
            let of_story = || {
                let mut outlets = context.reports.iter().filter_map(|report| report.report.outlet.as_deref());
                outlets.any(|name| compare_names(Some(name), Some(&outlet)) == Names::Same)
            };
            let to = if is_outlet(&outlet) || of_story() || members.iter().any(|item| called(&item)) {
                "spoke to"
            } else {
                "said it on"
            };
            let label = format!("{} {to} {outlet}", speaker.unwrap_or_default());
            let found = members.iter().map(|item| Found {
                report: item.report,
                id: Some(item.id.clone()),
                spans: vec![item.span],
                value: serde_json::json!({ "kind": "consult", "speaker": item.speaker, "medium": item.outlet }),
            });
            let draft = Draft { kind: RowKind::Event, label, verdict: Verdict::Agreed, differences: Vec::new() };
            let present: BTreeSet<_> = members.iter().map(|item| context.id(item.report)).collect();
            let mut row = row(context, sources, found.collect(), draft);
            // That somebody spoke to an outlet is known from what it published.
            let reports = present.iter().cloned().collect();
            row.origins = vec![Origin { name: outlet.clone(), reports }];
            row.independent_origins = 1;
            for reading in &mut row.readings {
                reading.spans.sort();
                reading.spans.dedup();
            }
            (row, (outlet, present))
        })
        .collect()
}
