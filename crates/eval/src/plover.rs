//! PLOVER gold standard records after the examples of the CAMEO manual: one coded sentence each.
//!
//! How a code is read from a record: every event of the sentence is a candidate.
//! - *event type right*: some event has the gold type. The record uses the names of the final PLOVER codebook; the set has older
//!   ones: DEMAND = `request`, DISAPPROVE = `accuse`, YIELD = `concede`; FIGHT and `assault` differ only in who fights
//!   and count for each other; FIGHT, ASSAULT, COERCE, INVESTIGATE… else as they are. *first event* is the same for the event whose trigger comes first.
//! - *source and target right*: in one event of the right type, or where none has it in the first, an actor matches a gold source and a target matches a gold target
//!   (equal, contained, or same last word as [`crate::coded::same`]); where the set gives no target, the source alone; where
//!   several sources share an action, any of them, and either order for symmetric types (agree, consult, cooperate, support, fight).

use crate::coded::{self, share};
use crate::{EvalError, Score};
use std::path::Path;
use variorum_record::{AnnotatedReport, Event, Participant, Report, ReportMeta};

/// A coded sentence.
pub(crate) struct Item {
    pub(crate) report: Report,
    pub(crate) kind: String,
    pub(crate) sources: Vec<String>,
    pub(crate) targets: Vec<String>,
}

/// Scores a folder.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let items = read(dir)?;
    let engine = crate::engine()?;
    let records = crate::annotate_all(&engine, items.iter().map(|item| &item.report));
    let (mut kind, mut first, mut who) = (0, 0, 0);
    for (item, record) in items.iter().zip(&records) {
        kind += usize::from(record.events.iter().any(|event| same_kind(&item.kind, &event.kind)));
        first += usize::from(record.events.first().is_some_and(|event| same_kind(&item.kind, &event.kind)));
        who += usize::from(who_right(item, record));
    }
    let n = items.len();
    let mean = record_mean(&records);
    Ok(vec![
        share("event type right", kind, n),
        share("event type of the first event right", first, n),
        share("source and target right", who, n),
        Score { name: "events per sentence".into(), value: mean, note: "for judging the numbers above".into() },
    ])
}

fn record_mean(records: &[AnnotatedReport]) -> f64 {
    records.iter().map(|record| record.events.len()).sum::<usize>() as f64 / records.len().max(1) as f64
}

/// Whether a gold type and a kind of the record are the same.
pub(crate) fn same_kind(gold: &str, kind: &str) -> bool {
    let plain = |name: &str| match name.to_lowercase().as_str() {
        "demand" => "request".to_string(),
        "disapprove" => "accuse".to_string(),
        "yield" => "concede".to_string(),
        "fight" => "assault".to_string(),
        other => other.to_string(),
    };
    plain(gold) == plain(kind)
}

pub(crate) fn who_right(item: &Item, record: &AnnotatedReport) -> bool {
    let right: Vec<&Event> = record.events.iter().filter(|event| same_kind(&item.kind, &event.kind)).collect();
    let events = if right.is_empty() { record.events.first().into_iter().collect() } else { right };
    let named = |participants: &[Participant], gold: &[String]| {
        gold.is_empty()
            || participants.iter().any(|participant| {
                coded::words(record, participant).iter().any(|word| gold.iter().any(|gold| coded::same(word, gold)))
            })
    };
    let symmetric = ["agree", "consult", "cooperate", "support", "fight"].contains(&item.kind.as_str());
    events.iter().any(|event| {
        (named(&event.actors, &item.sources) && named(&event.targets, &item.targets))
            || symmetric && named(&event.targets, &item.sources) && named(&event.actors, &item.targets)
    })
}

/// Reads the gold file of a folder.
pub(crate) fn read(dir: &Path) -> Result<Vec<Item>, EvalError> {
    let file = dir.join("PLOVER_GSR_CAMEO.txt");
    let text = std::fs::read_to_string(&file).map_err(|error| EvalError(format!("{}: {error}", file.display())))?;
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(&text).map_err(|error| EvalError(format!("{}: {error}", file.display())))?;
    let names = |value: &serde_json::Value| -> Vec<String> {
        let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        list.iter()
            .filter_map(|actor| actor["actorText"].as_str())
            .flat_map(|text| text.split("...").map(|part| part.trim().to_string()).collect::<Vec<_>>())
            .filter(|text| !text.is_empty())
            .collect()
    };
    let items = rows.iter().filter(|row| row["event"] != "DOCUMENT").map(|row| {
        let id = row["id"].as_str().unwrap_or_default().to_string();
        let text = row["text"].as_str().unwrap_or_default().to_string();
        Item {
            report: Report { meta: ReportMeta { id, ..ReportMeta::default() }, text, ..Report::default() },
            kind: row["event"].as_str().unwrap_or_default().to_lowercase(),
            sources: names(&row["source"]),
            targets: names(&row["target"]),
        }
    });
    Ok(items.collect())
}
