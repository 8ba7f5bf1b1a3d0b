//! At what time of the day one thing happened, where two reports say otherwise: "the dam burst at 7.10 p.m.", "at 8.45 p.m.".
//!
//! A report that gives several times for things by one name tells of several of them, and a quarter of an hour is no difference.

use super::cluster::{PerReport, cluster, sharing};
use super::concepts::concepts;
use super::context::Context;
use super::facts::{Draft, Found, Telling, row, shared, telling};
use super::labels;
use super::origins::Sources;
use crate::group::words::words;
use variorum_record::{Difference, DifferenceKind, EventStatus, Row, RowKind, Span, Time, Verdict};

/// A time of day by which a report says when something happened.
struct Clock {
    report: usize,
    span: Span,
    /// Minutes after midnight.
    minute: i32,
    /// "About", "shortly after".
    loose: bool,
    /// What its sentence tells, names aside.
    deed: Telling,
    /// What the report begins with.
    lead: Telling,
}

/// The rows of one thing at two times of the day.
pub(super) fn rows(context: &Context, sources: &Sources) -> Vec<Row> {
    if context.reports.len() < 2 {
        return Vec::new();
    }
    let clocks: Vec<Clock> = (0..context.reports.len()).filter_map(|report| clock(context, report)).collect();
    let reports: Vec<usize> = clocks.iter().map(|clock| clock.report).collect();
    let keys = clocks.iter().enumerate().flat_map(|(i, clock)| clock.deed.keys().map(move |word| (word.as_str(), i)));
    let pairs = sharing(keys).into_iter();
    let scored = pairs.filter_map(|(i, j)| Some((same(context, &clocks[i], &clocks[j])?, i, j))).collect();
    let clusters = cluster(&reports, PerReport::One, scored).into_iter();
    let rows = clusters.map(|one| one.iter().map(|&i| &clocks[i]).collect::<Vec<_>>());
    let differing = rows.filter(|one| one.iter().any(|clock| clock.minute != one[0].minute));
    differing.map(|one| clock_row(context, sources, &one)).collect()
}

/// The one time of day by which a report says when something happened: one that gives several tells of several things.
fn clock(context: &Context, report: usize) -> Option<Clock> {
    const LOOSE: &[&str] = &["about", "after", "almost", "around", "before", "nearly", "roughly", "shortly"];
    /// "An hour before midnight" is no time that the report gives.
    const RECKONED: &[&str] = &["hour", "hours", "minutes"];
    /// Bytes before the time in which they stand.
    const BESIDE: usize = 20;
    let annotated = &context.reports[report];
    let read = |time: &Time| Some((time.span, minute(time, time.span.of(&annotated.text))?));
    let mut all = annotated.times.iter().filter_map(read);
    let (span, minute) = all.next()?;
    if all.any(|(_, other)| other != minute) {
        return None;
    }
    let sentence = context.sentence(report, span);
    let mut told =
        annotated.events.iter().chain(&annotated.occurrences).filter(|event| sentence.contains(event.trigger));
    let open = told.any(|event| {
        let open = matches!(event.status, EventStatus::Planned | EventStatus::Hypothetical | EventStatus::Background);
        open || event.negated
    });
    let before = annotated.text.get(sentence.start..span.end)?.to_lowercase();
    let near = words(&before, Span::new(0, before.len()));
    let near: Vec<&str> = near
        .iter()
        .filter(|word| word.span.start + span.len() + BESIDE >= before.len())
        .map(|word| word.norm.as_str())
        .collect();
    if near.iter().any(|word| RECKONED.contains(word)) {
        return None;
    }
    let lead = annotated.sentences.iter().find(|lead| telling(context, report, &[**lead]).len() >= LEAD)?;
    (!open).then(|| Clock {
        report,
        span,
        minute,
        loose: near.iter().any(|word| LOOSE.contains(word)),
        deed: concepts(&context.words(report, &[sentence]).into_iter().filter(|word| !word.marked).collect::<Vec<_>>()),
        lead: telling(context, report, &[*lead]),
    })
}

/// Telling words of a sentence that can be a report's first.
const LEAD: usize = 4;

/// The minute of the day that a time names: "9.20 a.m.", "10:40".
fn minute(time: &Time, own: &str) -> Option<i32> {
    // "Midnight", "noon" are said of what was about then.
    if !own.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let number = |text: &str| text.parse::<i32>().ok().filter(|_| text.len() <= 2);
    if let Some((_, clock)) = time.value.as_deref().and_then(|value| value.split_once('T')) {
        let (hour, minute) = clock.get(..5)?.split_once(':')?;
        return Some(number(hour)? * 60 + number(minute)?);
    }
    let own = own.to_lowercase();
    let start = own.find(|c: char| c.is_ascii_digit())?;
    let digits = own.get(start..)?;
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ':').unwrap_or(digits.len());
    let (hour, minute) = digits.get(..end)?.trim_end_matches('.').split_once(['.', ':'])?;
    let half = digits.get(end..)?.trim_start();
    let hour = number(hour).filter(|hour| *hour < 24)? % if half.is_empty() { 24 } else { 12 };
    let afternoon = if half.starts_with('p') { 12 } else { 0 };
    (half.is_empty() || half.starts_with(['a', 'p'])).then_some((hour + afternoon) * 60 + number(minute)?)
}

/// How surely two times are of one thing: the sentences have something in common, and so has what the reports begin with. Set by hand
/// on invented reports.
fn same(context: &Context, a: &Clock, b: &Clock) -> Option<f64> {
    const OF_DEED: f64 = 4.0;
    const OF_LEAD: (usize, f64) = (2, 8.0);
    const NEWS: i32 = 2;
    let (_, deed) = shared(&a.deed, &b.deed);
    let (count, lead) = shared(&a.lead, &b.lead);
    let far = context.days[a.report].zip(context.days[b.report]).is_none_or(|(x, y)| (x - y).abs() > NEWS);
    (deed >= OF_DEED && count >= OF_LEAD.0 && lead >= OF_LEAD.1 && !far).then_some(deed)
}

/// Whether the two times cannot both be meant.
fn differ(a: &Clock, b: &Clock) -> bool {
    const ROUNDING: i32 = 15;
    let apart = (a.minute - b.minute).abs();
    let apart = apart.min(24 * 60 - apart);
    apart > if a.loose || b.loose { 2 * ROUNDING } else { ROUNDING }
}

fn clock_row(context: &Context, sources: &Sources, clocks: &[&Clock]) -> Row {
    let mut differences = Vec::new();
    for (n, a) in clocks.iter().enumerate() {
        for b in clocks[n + 1..].iter().filter(|b| differ(a, b)) {
            let (a_id, b_id) = (context.id(a.report), context.id(b.report));
            let kind = DifferenceKind::Time;
            differences.push(Difference { a: a_id, b: b_id, kind, a_span: Some(a.span), b_span: Some(b.span) });
        }
    }
    let said = |one: &Clock| one.span.of(&context.reports[one.report].text).to_string();
    let first = clocks[0];
    let other = clocks.iter().find(|one| one.minute != first.minute).map(|one| said(one)).unwrap_or_default();
    let verdict = if differences.is_empty() { Verdict::Compatible } else { Verdict::Contradicted };
    let label = format!("{} or {other}", labels::leading_to(context, first.report, first.span));
    let found = clocks.iter().map(|one| Found {
        report: one.report,
        id: None,
        spans: vec![one.span],
        value: serde_json::json!({ "value": format!("T{:02}:{:02}", one.minute / 60, one.minute % 60) }),
    });
    row(context, sources, found.collect(), Draft { kind: RowKind::Time, label, verdict, differences })
}
