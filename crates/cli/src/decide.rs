//! `variorum merge|split|pin`: a person overrules the grouping. Decisions are lines of `decisions.jsonl` in the record's
//! folder, so they can be read, corrected and taken back by hand; every later run into the folder keeps and obeys them.

use crate::arguments::{Author, DecideOptions, SplitOptions};
use crate::{Outcome, console, read};
use anyhow::{Context, bail};
use std::collections::BTreeSet;
use std::path::Path;
use variorum_record::{Decision, DecisionKind};

/// The name of the file inside a record.
pub(crate) const FILE: &str = "decisions.jsonl";

pub(crate) fn merge(options: &DecideOptions) -> anyhow::Result<Outcome> {
    decide(&options.record, DecisionKind::Merge, &options.reports, &[], &options.author)
}

pub(crate) fn split(options: &SplitOptions) -> anyhow::Result<Outcome> {
    decide(&options.record, DecisionKind::Split, &options.reports, &options.from, &options.author)
}

pub(crate) fn pin(options: &DecideOptions) -> anyhow::Result<Outcome> {
    decide(&options.record, DecisionKind::Pin, &options.reports, &[], &options.author)
}

fn decide(
    record: &Path,
    decision: DecisionKind,
    reports: &[String],
    from: &[String],
    author: &Author,
) -> anyhow::Result<Outcome> {
    if decision == DecisionKind::Merge && reports.len() < 2 {
        bail!("a merge needs two reports or more");
    }
    if let Some(both) = reports.iter().find(|id| from.contains(id)) {
        bail!("`{both}` cannot be split from itself");
    }
    let decision = Decision {
        decision,
        reports: reports.to_vec(),
        from: from.to_vec(),
        by: author.by.clone(),
        at: author.at.clone(),
        because: author.because.clone(),
    };
    read::decide(record, decision)
}

/// The decisions in a file; none when there is no file.
pub(crate) fn load(path: &Path) -> anyhow::Result<Vec<Decision>> {
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(i, line)| {
            serde_json::from_str(line).with_context(|| format!("{}:{} is no decision", path.display(), i + 1))
        })
        .collect()
}

/// The decisions as the lines of a file.
pub(crate) fn lines(decisions: &[Decision]) -> anyhow::Result<String> {
    decisions.iter().map(|decision| Ok(serde_json::to_string(decision)? + "\n")).collect()
}

/// Tells of reports that a decision names and the record does not have.
pub(crate) fn complain_of_unknown(decisions: &[Decision], known: &BTreeSet<&str>) {
    for id in decisions.iter().flat_map(|decision| decision.reports.iter().chain(&decision.from)) {
        if !known.contains(id.as_str()) {
            console::complain(&format!("a decision names the report `{id}`, which the record does not have"));
        }
    }
}
