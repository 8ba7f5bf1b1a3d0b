//! The seeds' incidents, casualty figures, other figures and numeral traps.
//!
//! The folder holds `gold.json` and the five texts. Publication dates are given as the gold estimates them only where they are certain (none is: no
//! date is given).
//!
//! How they are read from a record:
//! - *casualty figure*: each `killed` / `injured` span of an incident in a report. Found when a figure overlaps it that measures killed
//!   (injured), has the gold number (vague words: the gold word as qualifier), and belongs to an assault whose evidence or mentions overlap the incident's
//!   evidence in that report and whose place overlaps or names the gold place's wording in the evidence.
//! - *incident*: some assault that counts has its trigger or a mention inside the evidence of the incident in a report, for every incident.
//! - *invented*: an assault that counts none of whose trigger and mentions lies in the evidence or other mentions of any incident or
//!   of a background event (nor in a statement's words).
//! - *figure*: a figure (for years: a time) overlaps the gold span and has its number or its vague word; what it measures must not be `other`.
//! - *trap*: no figure overlaps.

use crate::{EvalError, Score};
use serde_json::Value;
use std::path::Path;
use variorum_record::{AnnotatedReport, Event, Measure, Report, ReportMeta, Span};

/// Scores the folder.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let read =
        |name: &str| std::fs::read_to_string(dir.join(name)).map_err(|error| EvalError(format!("{name}: {error}")));
    let gold: Value =
        serde_json::from_str(&read("gold.json")?).map_err(|error| EvalError(format!("gold.json: {error}")))?;
    let engine = crate::engine()?;
    let mut reports = Vec::new();
    for document in gold["documents"].as_array().into_iter().flatten() {
        let id = document["id"].as_str().unwrap_or_default().to_string();
        let text = read(document["file"].as_str().unwrap_or_default())?;
        reports.push(Report { meta: ReportMeta { id, ..ReportMeta::default() }, text, ..Report::default() });
    }
    let records = crate::annotate_all(&engine, reports.iter());
    let record = |id: &str| records.iter().find(|record| record.report.id == id);

    let (mut casualties, mut casualties_found, mut incidents_found) = (0, 0, 0);
    let mut notes = Vec::new();
    let incidents: Vec<&Value> = gold["incidents"].as_array().into_iter().flatten().collect();
    for incident in &incidents {
        let mut found = false;
        for told in incident["reports"].as_array().into_iter().flatten() {
            let Some(record) = told["doc"].as_str().and_then(record) else { continue };
            let evidence = span(&told["evidence"]);
            found |= record.events.iter().any(|event| counts(event) && touches(event, evidence));
            for (key, measure) in [("killed", Measure::Killed), ("injured", Measure::Injured)] {
                // "damage and injuries" gives no number.
                if !told[key]["span"].is_object()
                    || told[key]["value"].is_null()
                        && !told[key]["qualifier"]
                            .as_str()
                            .is_some_and(|word| told[key]["span"]["text"].as_str().unwrap_or_default().contains(word))
                {
                    continue;
                }
                casualties += 1;
                let hit = casualty_right(record, told, &told[key], measure);
                casualties_found += usize::from(hit);
                if !hit {
                    notes.push(format!("{}/{}/{key}", incident["id"].as_str().unwrap_or_default(), record.report.id));
                }
            }
        }
        incidents_found += usize::from(found);
        if !found {
            notes.push(format!("{}", incident["id"]));
        }
    }
    let mut invented = Vec::new();
    for record in &records {
        let known = known_spans(&gold, &record.report.id);
        for event in record.events.iter().filter(|event| event.kind == "assault" && counts(event)) {
            let spans = std::iter::once(event.trigger).chain(event.mentions.iter().copied());
            if !spans.into_iter().any(|span| known.iter().any(|known| known.overlaps(span))) {
                invented.push(format!("{}:{}", record.report.id, event.trigger.of(&record.text)));
            }
        }
    }
    let (mut figures, mut figures_found, mut missed) = (0, 0, Vec::new());
    for figure in gold["figures"].as_array().into_iter().flatten() {
        let Some(record) = figure["doc"].as_str().and_then(record) else { continue };
        figures += 1;
        let hit = figure_right(record, figure);
        figures_found += usize::from(hit);
        if !hit {
            missed.push(format!("{}:{}", record.report.id, figure["span"]["text"].as_str().unwrap_or_default()));
        }
    }
    let mut traps = Vec::new();
    for trap in gold["numeral_traps"].as_array().into_iter().flatten() {
        let Some(record) = trap["doc"].as_str().and_then(record) else { continue };
        // KN-23 may stand inside the unit of a figure ("148 KN-23 missiles"): only a figure that begins in the trap is one.
        let at = span(trap);
        if record.figures.iter().any(|figure| at.contains(Span::new(figure.span.start, figure.span.start + 1))) {
            traps.push(at.of(&record.text).to_string());
        }
    }
    let count = |name: &str, value: usize, note: String| Score { name: name.into(), value: value as f64, note };
    Ok(vec![
        count("casualty figures right", casualties_found, format!("of {casualties}; missed: {}", notes.join(" "))),
        count("incidents found", incidents_found, format!("of {}", incidents.len())),
        count("incidents invented", invented.len(), invented.join(", ")),
        count(
            "figures found with what they measure",
            figures_found,
            format!("of {figures}; missed: {}", missed.join(", ")),
        ),
        count("traps taken for figures", traps.len(), traps.join(", ")),
    ])
}

fn counts(event: &Event) -> bool {
    use variorum_record::EventStatus::{Claimed, Denied, Reported};
    event.kind == "assault" && !event.negated && matches!(event.status, Reported | Claimed | Denied)
}

fn touches(event: &Event, evidence: Span) -> bool {
    evidence.overlaps(event.trigger) || event.mentions.iter().any(|mention| evidence.overlaps(*mention))
}

fn span(value: &Value) -> Span {
    let at = |i: usize| value["byte"][i].as_u64().unwrap_or(0) as usize;
    Span::new(at(0), at(1))
}

fn casualty_right(record: &AnnotatedReport, told: &Value, casualty: &Value, measure: Measure) -> bool {
    let (at, evidence) = (span(&casualty["span"]), span(&told["evidence"]));
    let place = told["place"]["text"].as_str();
    record.figures.iter().any(|figure| {
        let number = casualty["value"].as_f64().map_or_else(
            || figure.qualifier.as_deref() == casualty["qualifier"].as_str(),
            |value| figure.low == Some(value) || figure.high == Some(value),
        );
        let event = figure.event.and_then(|id| record.events.iter().find(|event| event.id == id));
        figure.span.overlaps(at)
            && figure.measures == measure
            && number
            && event.is_some_and(|event| {
                let at = event.place.and_then(|place| record.places.get(place));
                touches(event, evidence)
                    && place.is_none_or(|gold| {
                        at.is_some_and(|at| {
                            gold.contains(at.span.of(&record.text))
                                || at.span.of(&record.text).contains(gold)
                                || at.name == gold
                                || evidence.contains(at.span)
                        })
                    })
            })
    })
}

fn known_spans(gold: &Value, doc: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for incident in gold["incidents"].as_array().into_iter().flatten() {
        for told in incident["reports"].as_array().into_iter().flatten().filter(|told| told["doc"] == doc) {
            spans.push(span(&told["evidence"]));
            spans.extend(told["other_mentions"].as_array().into_iter().flatten().map(span));
        }
    }
    for event in gold["background_events"].as_array().into_iter().flatten() {
        spans.extend(event["spans"].as_array().into_iter().flatten().filter(|at| at["doc"] == doc).map(span));
    }
    spans
}

fn figure_right(record: &AnnotatedReport, figure: &Value) -> bool {
    let at = span(&figure["span"]);
    let value = &figure["value"];
    if figure["unit"] == "year" {
        return record.times.iter().any(|time| time.span.overlaps(at));
    }
    record.figures.iter().any(|found| {
        let number = match value {
            Value::Array(range) => {
                found.low == range.first().and_then(Value::as_f64) && found.high == range.last().and_then(Value::as_f64)
            }
            Value::Number(number) => found.low == number.as_f64() || found.high == number.as_f64(),
            _ => found.low.is_some(),
        };
        found.span.overlaps(at) && number && found.measures != Measure::Other
    }) || at.of(&record.text).contains("anniversary") && record.times.iter().any(|time| time.span.overlaps(at))
}
