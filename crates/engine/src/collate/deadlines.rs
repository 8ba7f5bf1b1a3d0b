//! By when something is to be done: "final results by Tuesday" in one report and "by Thursday" in another.
//!
//! A day that both name in one connection is a row of times; two days for one deadline are a row of their own, of different scope:
//! both may have been said.

use super::cluster::{PerReport, cluster, sharing};
use super::context::Context;
use super::facts::{Draft, Found, Telling, coverage, row, shared, telling};
use super::labels;
use super::origins::Sources;
use crate::group::dates::{day, days};
use variorum_record::{Difference, DifferenceKind, Row, RowKind, Span, Verdict};

struct Deadline {
    report: usize,
    span: Span,
    value: String,
    day: i32,
    around: Telling,
}

/// The rows of deadlines that two reports give differently.
pub(super) fn rows(context: &Context, sources: &Sources) -> Vec<Row> {
    let deadlines: Vec<Deadline> = (0..context.reports.len()).flat_map(|report| deadlines(context, report)).collect();
    let reports: Vec<usize> = deadlines.iter().map(|deadline| deadline.report).collect();
    let keys = deadlines.iter().enumerate().flat_map(|(i, one)| one.around.keys().map(move |word| (word.as_str(), i)));
    let pairs = sharing(keys).into_iter().filter(|(i, j)| reports[*i] != reports[*j]);
    let scored = pairs.filter_map(|(i, j)| Some((same(&deadlines[i], &deadlines[j])?, i, j))).collect();
    let clusters = cluster(&reports, PerReport::One, scored).into_iter();
    let differing = clusters.filter(|one| one.iter().any(|&i| deadlines[i].day != deadlines[one[0]].day));
    differing
        .map(|one| deadline_row(context, sources, &one.iter().map(|&i| &deadlines[i]).collect::<Vec<_>>()))
        .collect()
}

/// The days of a report that stand behind "by".
fn deadlines(context: &Context, report: usize) -> Vec<Deadline> {
    const BEFORE: &[&str] = &["by", "no later than", "not later than"];
    let annotated = &context.reports[report];
    let one = |time: &variorum_record::Time| {
        let sentence = context.sentence(report, time.span);
        let before = annotated.text.get(sentence.start..time.span.start)?.trim_end().to_lowercase();
        let ends = |word: &str| before.strip_suffix(word).is_some_and(|rest| rest.ends_with(' '));
        let own = time.span.of(&annotated.text).to_lowercase();
        if !BEFORE.iter().any(|word| ends(word)) && !own.starts_with("by ") {
            return None;
        }
        let value = time.value.clone()?;
        let around = telling(context, report, &context.around(report, time.span));
        // "By the end of July" is by its last day.
        let day = if own.contains("end of") { days(&value)?.1 } else { day(&value)? };
        Some(Deadline { report, span: time.span, day, value, around })
    };
    annotated.times.iter().filter_map(one).collect()
}

/// How surely two deadlines are of one thing. Set by hand on invented reports.
fn same(a: &Deadline, b: &Deadline) -> Option<f64> {
    const LIKE: f64 = 0.5;
    const WEIGHT: f64 = 3.0;
    /// Days: what is to be done a month later is something else.
    const APART: i32 = 31;
    let (count, weight) = shared(&a.around, &b.around);
    let like = coverage(&a.around, &b.around);
    (count >= 2 && weight >= WEIGHT && like >= LIKE && (a.day - b.day).abs() <= APART).then_some(like)
}

fn deadline_row(context: &Context, sources: &Sources, deadlines: &[&Deadline]) -> Row {
    let mut differences = Vec::new();
    for (n, a) in deadlines.iter().enumerate() {
        for b in deadlines[n + 1..].iter().filter(|b| b.day != a.day) {
            let (a_id, b_id) = (context.id(a.report), context.id(b.report));
            let kind = DifferenceKind::Time;
            differences.push(Difference { a: a_id, b: b_id, kind, a_span: Some(a.span), b_span: Some(b.span) });
        }
    }
    let first = deadlines[0];
    let others = deadlines.iter().filter(|one| one.day != first.day);
    let words = |one: &Deadline| one.span.of(&context.reports[one.report].text).to_string();
    let other = others.map(|one| words(one)).next().unwrap_or_default();
    let label = format!("{} or {other}", labels::leading_to(context, first.report, first.span));
    let found = deadlines
        .iter()
        .map(|one| Found {
            report: one.report,
            id: None,
            spans: vec![one.span],
            value: serde_json::json!({ "value": one.value }),
        })
        .collect();
    row(context, sources, found, Draft { kind: RowKind::Time, label, verdict: Verdict::DifferentScope, differences })
}
