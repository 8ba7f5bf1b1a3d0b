//! `variorum why`: the evidence for or against two reports being one story, from a record.

use crate::arguments::WhyOptions;
use crate::{Outcome, console, decide};
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::fmt::Write;
use variorum_engine::group;
use variorum_record::{AnnotatedReport, wire};

pub(crate) fn run(options: &WhyOptions) -> anyhow::Result<Outcome> {
    let path = options.record.join("reports.jsonl");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut reports: BTreeMap<String, AnnotatedReport> = BTreeMap::new();
    let mut index = group::Index::default();
    for line in text.lines() {
        let report = wire::read_report(line).with_context(|| format!("cannot use {}", path.display()))?;
        index.add(&report);
        reports.insert(report.report.id.clone(), report);
    }
    for id in [&options.a, &options.b] {
        if !reports.contains_key(id) {
            bail!("the record has no report `{id}` (ids: {})", reports.keys().cloned().collect::<Vec<_>>().join(", "));
        }
    }
    let decisions = decide::load(&options.record.join(decide::FILE))?;
    let mut out = String::new();
    let together = index.grouping(&decisions, None).outlines.iter().any(|outline| {
        let ids: Vec<&str> = outline.reports.iter().filter_map(|&i| index.id(i)).collect();
        ids.contains(&options.a.as_str()) && ids.contains(&options.b.as_str())
    });
    let link = index.link(&options.a, &options.b);
    let _ = writeln!(out, "{} and {} are {}in one story.", options.a, options.b, if together { "" } else { "not " });
    for decision in &decisions {
        let named = |id: &String| decision.reports.contains(id) || decision.from.contains(id);
        if named(&options.a) && named(&options.b) {
            let _ = writeln!(
                out,
                "{} decided so{}.",
                decision.by,
                decision.at.as_ref().map(|at| format!(" on {at}")).unwrap_or_default()
            );
        }
    }
    if let Some(link) = link {
        let _ = writeln!(out, "score {:.3} (a link joins at {:.3})", link.score, group::THRESHOLD);
        for evidence in &link.evidence {
            let words = |id: &str, span: Option<variorum_record::Span>| {
                span.map(|span| format!("“{}”", span.of(&reports[id].text))).unwrap_or_default()
            };
            let _ = writeln!(
                out,
                "  {:+.3}  {:24} {}  {}",
                evidence.weight,
                evidence.kind,
                words(&link.a, evidence.a),
                words(&link.b, evidence.b)
            );
        }
    }
    console::print(&out)?;
    Ok(Outcome::Complete)
}
