//! `variorum why`: the evidence for or against two reports being one story, from a record.

use crate::arguments::WhyOptions;
use crate::shelf::{Shelf, each_line};
use crate::{Outcome, console, decide, kept};
use anyhow::{Context, bail};
use std::fmt::Write;
use variorum_engine::group;
use variorum_record::wire;

/// Ids named to whoever asks for a report that is not there.
const IDS_SHOWN: usize = 40;

pub(crate) fn run(options: &WhyOptions) -> anyhow::Result<Outcome> {
    let path = options.record.join("reports.jsonl");
    let mut shelf = Shelf::open(&path)?;
    let (index, before) = match kept::open(&options.record) {
        Ok((state, index, grouping)) => {
            let mut start = 0;
            for (number, (length, _)) in state.lines.iter().enumerate() {
                shelf.put(index.id(number).unwrap_or_default(), start, usize::try_from(*length)?);
                start += length + 1;
            }
            (index, Some(grouping))
        }
        // Without an index that can be used, the reports say it all again.
        Err(_) => {
            let mut index = group::Index::default();
            each_line(&path, |_, start, line| {
                let report = wire::read_report(line).with_context(|| format!("cannot use {}", path.display()))?;
                index.add(&report);
                shelf.put(&report.report.id, start, line.len());
                Ok(())
            })?;
            (index, None)
        }
    };
    let text = |id: &String| match shelf.number(id) {
        Some(number) => Ok(shelf.brief(number)?.text),
        None => {
            let ids: Vec<&str> = shelf.ids().take(IDS_SHOWN).collect();
            let more = if shelf.ids().nth(IDS_SHOWN).is_some() { ", …" } else { "" };
            bail!("the record has no report `{id}` (ids: {}{more})", ids.join(", "))
        }
    };
    let texts = [(&options.a, text(&options.a)?), (&options.b, text(&options.b)?)];
    let decisions = decide::load(&options.record.join(decide::FILE))?;
    let mut out = String::new();
    let grouping = index.grouping(&decisions, before.as_ref());
    let together = grouping.outlines.iter().any(|outline| {
        let ids: Vec<&str> = outline.reports.iter().filter_map(|&i| index.id(i)).collect();
        ids.contains(&options.a.as_str()) && ids.contains(&options.b.as_str())
    });
    let link = index.link(&options.a, &options.b, &grouping);
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
                let text = texts.iter().find(|(known, _)| *known == id).map_or("", |(_, text)| text);
                span.map(|span| format!("“{}”", span.of(text))).unwrap_or_default()
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
