//! The seeds' times: found (overlap, one to one), and the value of the anchorable ones when the publication date is given.
//!
//! Gold values are partly prose ("week of DCT", "claimed 2025; …"): a value counts as right when it is the gold value, or
//! begins it, or is one of its alternatives; those for which gold gives no calendar value are listed as such in the note.

use crate::{EvalError, Score, annotate_all, engine};
use serde_json::Value;
use std::path::Path;
use variorum_record::{Report, ReportMeta, Span};

/// The day each document was published on, as the gold notes estimate it.
const PUBLISHED: &[(&str, &str)] = &[
    ("000", "2026-02-22"),
    ("001", "2025-04-25"),
    ("002", "2025-04-25"),
    ("003", "2025-04-25"),
    ("004", "2025-04-25"),
];

pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let documents = read(dir, true)?;
    let engine = engine()?;
    let annotated = annotate_all(&engine, documents.iter().map(|(report, _)| report));
    let (mut gold_count, mut found, mut anchorable, mut right, mut vague, mut predicted) = (0, 0, 0, 0, 0, 0);
    let mut misses = Vec::new();
    for ((report, document), annotated) in documents.iter().zip(&annotated) {
        predicted += annotated.times.len();
        let mut free = vec![true; annotated.times.len()];
        for gold in document["timexes"].as_array().into_iter().flatten() {
            let Some(span) = span(gold) else { continue };
            gold_count += 1;
            let value = gold["value"].as_str().unwrap_or("");
            let calendar = gold["anchorable"].as_bool() == Some(true);
            anchorable += usize::from(calendar);
            let Some(i) = (0..free.len()).find(|i| free[*i] && annotated.times[*i].span.overlaps(span)) else {
                misses.push(format!("missed {}: {}", report.meta.id, span.of(&report.text)));
                continue;
            };
            free[i] = false;
            found += 1;
            if !calendar {
                continue;
            }
            let ours = annotated.times[i].value.clone().unwrap_or_default();
            if agrees(value, &ours, report.meta.published.as_deref().unwrap_or("")) {
                right += 1;
            } else if value.contains(' ')
                && !value.starts_with(|c: char| c.is_ascii_digit())
                && !value.starts_with("night")
                && !value.starts_with("week")
            {
                vague += 1;
                misses.push(format!(
                    "no calendar value in gold {}: {} = {value}, ours {ours}",
                    report.meta.id,
                    span.of(&report.text)
                ));
            } else {
                misses.push(format!("value {}: {} gold {value}, ours {ours}", report.meta.id, span.of(&report.text)));
            }
        }
    }
    let score = |name: &str, value: usize, note: String| Score { name: name.to_owned(), value: value as f64, note };
    Ok(vec![
        score("times found", found, format!("of {gold_count}; {predicted} found in all; {}", misses.join(" | "))),
        score(
            "anchorable times with the right value",
            right,
            format!("of {anchorable}, of which {vague} have no calendar value in gold"),
        ),
    ])
}

/// Whether a value says what gold says.
fn agrees(gold: &str, ours: &str, published: &str) -> bool {
    let core = gold.split([' ', '(']).next().unwrap_or("").trim_end_matches("/..");
    let night = gold.starts_with("night before") && (ours.ends_with("TNI") || ours.starts_with(published));
    let week = gold.starts_with("week of") && ours.contains("-W");
    let claimed = gold.strip_prefix("claimed ").is_some_and(|rest| rest.starts_with(ours) && !ours.is_empty());
    let day = gold.starts_with("day of") && ours.len() == 10;
    let part = core.split('/').any(|one| one == ours);
    let coarse = core.strip_suffix("-SX").is_some_and(|year| year == ours);
    night || week || claimed || day || part || coarse
}

/// The seeds as reports with their gold documents.
pub(crate) fn read(dir: &Path, dated: bool) -> Result<Vec<(Report, Value)>, EvalError> {
    let file = |path: std::path::PathBuf| {
        std::fs::read_to_string(&path).map_err(|error| EvalError(format!("{}: {error}", path.display())))
    };
    let gold: Value = serde_json::from_str(&file(dir.join("gold.json"))?)
        .map_err(|error| EvalError(format!("gold.json: {error}")))?;
    let mut documents = Vec::new();
    for document in gold["documents"].as_array().into_iter().flatten() {
        let text = file(dir.join(document["file"].as_str().unwrap_or("")))?;
        let id = document["id"].as_str().unwrap_or("").to_owned();
        let published = PUBLISHED.iter().find(|(known, _)| dated && *known == id).map(|(_, day)| (*day).to_owned());
        let meta = ReportMeta { id, published, ..ReportMeta::default() };
        let mut document = document.clone();
        document["entities"] = gold["entities"].clone();
        documents.push((Report { meta, text, ..Report::default() }, document));
    }
    Ok(documents)
}

/// The `byte` offsets of a gold span.
pub(crate) fn span(gold: &Value) -> Option<Span> {
    let at = |i: usize| gold["byte"][i].as_u64().map(|n| n as usize);
    Some(Span::new(at(0)?, at(1)?))
}
