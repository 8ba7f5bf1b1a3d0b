//! The seeds' facts that several reports have, against the rows of their story.
//!
//! Gold: `cross_document` of `gold.json`: groups of quotations and indirect statements that are one utterance, and facts
//! that several reports share. A group is found when one row has a reading on a member in every report of the group;
//! in part, when it has in at least two.

use crate::stories::{read, read_seeds};
use crate::{EvalError, Score};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use variorum_record::{AnnotatedReport, Row, Span, Story};

/// Scores the folder of the seeds.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let gold: Value = serde_json::from_str(&read(&dir.join("gold.json"))?).map_err(|e| EvalError(e.to_string()))?;
    let told = read_seeds(dir)?;
    let annotated = crate::annotate_all(&crate::engine()?, told.iter().map(|told| &told.report));
    let stories = variorum_engine::pipeline::stories(&annotated);
    if std::env::var_os("VARIORUM_SHOW").is_some() {
        stories.iter().for_each(|story| show(story, &annotated));
    }
    let story_of = |id: &str| stories.iter().position(|story| story.reports.iter().any(|report| report == id));
    let together = ["002", "003", "004"].iter().all(|id| story_of(id) == story_of("001"));
    let apart = story_of("000") != story_of("001");
    let mut scores = vec![Score {
        name: "stories as in the gold".into(),
        value: f64::from(u8::from(together && apart)),
        note: format!("{} stories", stories.len()),
    }];
    let members = quotations(&gold);
    let cross = &gold["cross_document"];
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut groups: Vec<(String, Vec<(String, Span)>)> = Vec::new();
    for group in list(&cross["quote_groups"]) {
        let uncertain: Vec<Value> = list(&group["uncertain"]);
        let ids = list(&group["members"]).into_iter().filter(|id| !uncertain.contains(id));
        let spans = ids.filter_map(|id| members.get(id.as_str()?).cloned()).collect();
        groups.push((text(&group["id"]), spans));
    }
    for fact in list(&cross["shared_facts"]) {
        groups.push((text(&fact["fact"]), list(&fact["spans"]).iter().filter_map(located).collect()));
    }
    let (mut whole, mut partly, mut missed) = (0, 0, String::new());
    for (name, spans) in &groups {
        let wanted: BTreeSet<&str> = spans.iter().map(|(doc, _)| doc.as_str()).collect();
        let hit = |row: &Row| {
            let on = |doc: &str, span: Span| spans.iter().any(|(d, s)| d == doc && s.overlaps(span));
            let readings = row.readings.iter().filter(|r| r.spans.iter().any(|span| on(&r.report, *span)));
            readings.map(|reading| reading.report.as_str()).collect::<BTreeSet<_>>().len()
        };
        let best = stories.iter().flat_map(|story| &story.rows).map(hit).max().unwrap_or_default();
        if best >= wanted.len() {
            whole += 1;
        } else if best >= 2 {
            partly += 1;
            missed.push_str(&format!("\n      in part ({best} of {}): {name}", wanted.len()));
        } else {
            missed.push_str(&format!("\n      not found: {name}"));
        }
    }
    let all = groups.len().max(1) as f64;
    scores.push(Score {
        name: "groups found".into(),
        value: whole as f64 / all,
        note: format!("{whole} of {}{missed}", groups.len()),
    });
    scores.push(Score {
        name: "groups found at least in part".into(),
        value: (whole + partly) as f64 / all,
        note: String::new(),
    });
    let origin = stories.iter().flat_map(|story| &story.rows).any(|row| {
        row.origins.iter().any(|origin| origin.name.contains("BBC") && origin.reports.len() >= 4)
            && row.independent_origins == 1
    });
    scores.push(Score {
        name: "a row of four reports with the one origin BBC".into(),
        value: f64::from(u8::from(origin)),
        note: String::new(),
    });
    Ok(scores)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

/// A gold span: its report and its bytes.
fn located(value: &Value) -> Option<(String, Span)> {
    let bytes = value["byte"].as_array()?;
    let at = |i: usize| bytes.get(i)?.as_u64().map(|n| n as usize);
    Some((value["doc"].as_str()?.to_string(), Span::new(at(0)?, at(1)?)))
}

/// Quotations and indirect statements of all reports by id.
fn quotations(gold: &Value) -> BTreeMap<String, (String, Span)> {
    let documents = gold["documents"].as_array().cloned().unwrap_or_default();
    let lists = documents.iter().flat_map(|document| [&document["quotes"], &document["indirect"]]);
    let entries = lists.filter_map(Value::as_array).flatten();
    entries.filter_map(|entry| Some((entry["id"].as_str()?.to_string(), located(&entry["content"])?))).collect()
}

/// Prints the rows of a story: for reading by hand.
#[expect(clippy::print_stderr, reason = "asked for by VARIORUM_SHOW")]
pub(crate) fn show(story: &Story, reports: &[AnnotatedReport]) {
    const ROWS: usize = 45;
    eprintln!("== {} {:?} {}", story.id, story.reports, story.title);
    for row in story.rows.iter().take(ROWS) {
        eprintln!(
            "{} {:?} {:?} [{}] origins {:?} independent {}",
            row.id, row.kind, row.verdict, row.label, row.origins, row.independent_origins
        );
        for reading in row.readings.iter().filter(|reading| !reading.absent) {
            let Some(report) = reports.iter().find(|report| report.report.id == reading.report) else { continue };
            let words: Vec<&str> = reading.spans.iter().map(|span| span.of(&report.text)).collect();
            eprintln!("      {}: {}", reading.report, words.join(" | ").chars().take(200).collect::<String>());
        }
        let kinds: BTreeSet<String> = row.differences.iter().map(|d| format!("{}/{} {:?}", d.a, d.b, d.kind)).collect();
        if !kinds.is_empty() {
            eprintln!("      differences: {kinds:?}");
        }
    }
    for derivation in &story.derivations {
        let passages: Vec<String> = derivation
            .passages
            .iter()
            .filter_map(|p| Some(p.from.of(&reports.iter().find(|r| r.report.id == derivation.from)?.text).to_string()))
            .collect();
        eprintln!(
            "{:?} {} -> {} ({}) {passages:?}",
            derivation.kind, derivation.from, derivation.to, derivation.confidence
        );
    }
}
