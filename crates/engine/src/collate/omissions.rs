//! What each report leaves out: facts on which it is silent though most others have them, and the words it dropped from
//! those it has: a qualifier, a condition, a denial.

use super::align::{is_condition, is_hedge, is_negator};
use super::context::Context;
use crate::group::words::words;
use variorum_record::{Difference, DifferenceKind, Dropped, LeftOut, Row, RowKind, Span};

/// One entry per report that leaves something out.
pub(super) fn find(context: &Context, rows: &[Row]) -> Vec<LeftOut> {
    let mut out: Vec<LeftOut> = context
        .reports
        .iter()
        .map(|report| LeftOut { report: report.report.id.clone(), ..LeftOut::default() })
        .collect();
    for row in rows {
        let telling = !matches!(row.kind, RowKind::Place | RowKind::Time) && !row.is_untyped();
        let have = row.readings.iter().filter(|reading| !reading.absent).count();
        for (reading, entry) in row.readings.iter().zip(&mut out) {
            if telling && reading.absent && have >= 2 && have * 2 >= row.readings.len() {
                entry.rows.push(row.id.clone());
            }
        }
        for difference in &row.differences {
            let Some((dropped_by, kept_by)) = sides(context, row, difference) else { continue };
            let Some(entry) = context.index(&dropped_by).map(|i| &mut out[i]) else { continue };
            let of_row = entry.dropped.iter().rev().take_while(|known| known.row == row.id);
            if !of_row.into_iter().any(|known| known.kind == difference.kind) {
                entry.dropped.push(Dropped { row: row.id.clone(), kind: difference.kind, kept_by });
            }
        }
    }
    out.retain(|entry| !entry.rows.is_empty() || !entry.dropped.is_empty());
    out
}

/// Who dropped a word and who kept it, where one of the two has it and the other has not.
fn sides(context: &Context, row: &Row, difference: &Difference) -> Option<(String, String)> {
    let test: fn(&str) -> bool = match difference.kind {
        DifferenceKind::Qualifier => is_hedge,
        DifferenceKind::Condition => is_condition,
        DifferenceKind::Negation => is_negator,
        _ => return None,
    };
    let qualified = |id: &str| {
        let reading = row.readings.get(context.index(id)?).filter(|reading| reading.report == id)?;
        Some(reading.value.as_ref()?.get("qualifier").is_some_and(|qualifier| !qualifier.is_null()))
    };
    let worded = |id: &str, span: Option<Span>| {
        let report = &context.reports[context.index(id)?];
        Some(span.is_some_and(|span| words(&report.text, span).iter().any(|word| test(&word.norm))))
    };
    let has = |id: &str, span| if row.kind == RowKind::Figure { qualified(id) } else { worded(id, span) };
    match (has(&difference.a, difference.a_span)?, has(&difference.b, difference.b_span)?) {
        (true, false) => Some((difference.b.clone(), difference.a.clone())),
        (false, true) => Some((difference.a.clone(), difference.b.clone())),
        _ => None,
    }
}
