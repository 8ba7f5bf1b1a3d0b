//! ECB+: reports of one topic in two sub-topics, with event mentions that are the same across reports.
//!
//! XML with one element per token; `N_Mecb.xml` and `N_Mecbplus.xml` of one topic tell different events of one kind.

use crate::stories::{Told, files, read};
use crate::{EvalError, Score, precision_recall_f1};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use variorum_record::{Report, ReportMeta, RowKind, Span};

/// A report of ECB+ as text, with where its tokens stand.
pub(crate) struct EcbReport {
    pub id: String,
    pub text: String,
    /// Span of the token with each `t_id`, from 1.
    pub tokens: Vec<Span>,
    /// The XML, for the annotations.
    pub xml: String,
}

/// Every report with its sub-topic.
pub(crate) fn read_told(dir: &Path) -> Result<Vec<Told>, EvalError> {
    Ok(read_reports(dir)?
        .into_iter()
        .map(|report| {
            let topic = report.id.split('_').next().unwrap_or_default();
            let kind = if report.id.ends_with("ecbplus") { "plus" } else { "ecb" };
            let event = format!("{topic}{kind}");
            let meta = ReportMeta { id: report.id, language: Some("en".into()), ..ReportMeta::default() };
            Told { report: Report { meta, text: report.text, ..Report::default() }, event }
        })
        .collect())
}

/// Every report, topics in numerical order.
pub(crate) fn read_reports(dir: &Path) -> Result<Vec<EcbReport>, EvalError> {
    let entries = std::fs::read_dir(dir).map_err(|e| EvalError(format!("{}: {e}", dir.display())))?;
    let mut topics: Vec<(u32, std::path::PathBuf)> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter_map(|path| Some((path.file_name()?.to_str()?.parse().ok()?, path)))
        .collect();
    topics.sort();
    let mut out = Vec::new();
    for (_, topic) in topics {
        for path in files(&topic, "xml")? {
            let id = path.file_stem().unwrap_or_default().to_string_lossy().to_string();
            out.push(parse(id, read(&path)?));
        }
    }
    Ok(out)
}

/// Topics to develop on, as the authors' split has it.
const DEV: &[&str] = &["2", "5", "12", "18", "21", "23", "34", "35"];

/// Scores event rows on the development topics.
pub(crate) fn events(dir: &Path) -> Result<Vec<Score>, EvalError> {
    event_pairs(dir, true)
}

/// The same on all other topics: what was not looked at when words and weights were chosen.
pub(crate) fn other_events(dir: &Path) -> Result<Vec<Score>, EvalError> {
    event_pairs(dir, false)
}

/// Pairs of mentions in two reports of one sub-topic that are one event. Only readings whose trigger lies on a gold mention
/// count; everything else is not annotated.
fn event_pairs(dir: &Path, dev: bool) -> Result<Vec<Score>, EvalError> {
    let engine = crate::engine()?;
    let mut topics: BTreeMap<String, Vec<EcbReport>> = BTreeMap::new();
    for report in read_reports(dir)? {
        let topic = report.id.split('_').next().unwrap_or_default().to_string();
        if dev == DEV.contains(&topic.as_str()) {
            let kind = if report.id.ends_with("ecbplus") { "plus" } else { "ecb" };
            topics.entry(format!("{topic}{kind}")).or_default().push(report);
        }
    }
    let (mut hits, mut predicted, mut wanted, mut on_gold, mut mentions_all) = (0, 0, 0, 0, 0);
    for reports in topics.values() {
        let texts: Vec<Report> = reports
            .iter()
            .map(|report| {
                let meta = ReportMeta { id: report.id.clone(), language: Some("en".into()), ..ReportMeta::default() };
                Report { meta, text: report.text.clone(), ..Report::default() }
            })
            .collect();
        let annotated = crate::annotate_all(&engine, texts.iter());
        let gold: Vec<Vec<(Span, String)>> = reports.iter().map(mentions).collect();
        mentions_all += gold.iter().map(Vec::len).sum::<usize>();
        // Which gold mention a trigger lies on, as (report, mention).
        let on = |id: &str, span: Span| {
            let report = reports.iter().position(|report| report.id == id)?;
            Some((report, gold[report].iter().position(|(mention, _)| mention.overlaps(span))?))
        };
        let all: Vec<(usize, usize)> =
            gold.iter().enumerate().flat_map(|(r, m)| (0..m.len()).map(move |i| (r, i))).collect();
        let same = |x: (usize, usize), y: (usize, usize)| gold[x.0][x.1].1 == gold[y.0][y.1].1;
        for (n, &x) in all.iter().enumerate() {
            wanted += all[n + 1..].iter().filter(|y| y.0 != x.0 && same(x, **y)).count();
        }
        let group = variorum_engine::group::Group { reports: (0..annotated.len()).collect(), ..Default::default() };
        let story = variorum_engine::collate::collate(&annotated, &group);
        let mut pairs = BTreeSet::new();
        for row in story.rows.iter().filter(|row| row.kind == RowKind::Event) {
            let found: BTreeSet<(usize, usize)> = row
                .readings
                .iter()
                .flat_map(|reading| reading.spans.iter().filter_map(|span| on(&reading.report, *span)))
                .collect();
            on_gold += found.len();
            for &x in &found {
                pairs.extend(found.iter().filter(|y| y.0 > x.0).map(|&y| (x, y)));
            }
        }
        predicted += pairs.len();
        hits += pairs.iter().filter(|(x, y)| same(*x, *y)).count();
    }
    let (precision, recall, f1) = precision_recall_f1(hits, predicted, wanted);
    let note = format!(
        "{hits} of {predicted} found, {wanted} in the gold; {on_gold} triggers on {mentions_all} gold mentions"
    );
    Ok([("precision", precision), ("recall", recall), ("F1", f1)]
        .map(|(what, value)| Score {
            name: format!("ecbplus events across reports: {what}"),
            value,
            note: note.clone(),
        })
        .to_vec())
}

/// The event mentions of a report that are linked across reports, with their event.
fn mentions(report: &EcbReport) -> Vec<(Span, String)> {
    let mut spans: BTreeMap<&str, Span> = BTreeMap::new();
    for markable in report.xml.split("ACTION_").skip(1).filter(|markable| !attribute(markable, "m_id").is_empty()) {
        let anchors = markable.split("</").next().unwrap_or_default().split("<token_anchor ").skip(1);
        let tokens = anchors
            .filter_map(|anchor| report.tokens.get(attribute(anchor, "t_id").parse::<usize>().ok()?.checked_sub(1)?));
        if let Some(span) = tokens.copied().reduce(Span::cover) {
            spans.insert(attribute(markable, "m_id"), span);
        }
    }
    let mut out = Vec::new();
    for relation in report.xml.split("<CROSS_DOC_COREF ").skip(1) {
        let event = attribute(relation, "note");
        let sources = relation.split("</CROSS_DOC_COREF").next().unwrap_or_default().split("<source ").skip(1);
        for source in sources {
            if let Some(span) = spans.get(attribute(source, "m_id")) {
                out.push((*span, event.to_string()));
            }
        }
    }
    out.sort();
    out
}

fn parse(id: String, xml: String) -> EcbReport {
    let (mut text, mut tokens, mut last) = (String::new(), Vec::new(), None);
    for element in xml.split("<token ").skip(1) {
        let sentence = attribute(element, "sentence").to_string();
        let word =
            element.split_once('>').and_then(|(_, rest)| rest.split_once("</token>")).map_or("", |(word, _)| word);
        if let Some(last) = &last {
            text.push(if *last == sentence { ' ' } else { '\n' });
        }
        last = Some(sentence);
        let start = text.len();
        text.push_str(&unescape(word));
        tokens.push(Span::new(start, text.len()));
    }
    EcbReport { id, text, tokens, xml }
}

/// The value of an attribute in an element's source; empty when it has none.
pub(crate) fn attribute<'x>(element: &'x str, name: &str) -> &'x str {
    let head = element.split('>').next().unwrap_or_default();
    let key = format!("{name}=\"");
    head.split_once(key.as_str()).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default()
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_become_text() {
        let xml = r#"<Document><token t_id="1" sentence="0" number="0">Fire</token>
            <token t_id="2" sentence="0" number="1">&amp;</token><token t_id="3" sentence="1" number="0">ice</token>"#;
        let report = parse("1_1ecb".into(), xml.into());
        assert_eq!(report.text, "Fire &\nice");
        assert_eq!(report.tokens[2].of(&report.text), "ice");
    }
}
