//! ECB+: reports of one topic in two sub-topics, with event mentions that are the same across reports.
//!
//! XML with one element per token; `N_Mecb.xml` and `N_Mecbplus.xml` of one topic tell different events of one kind.

use crate::EvalError;
use crate::stories::{Told, files, read};
use std::path::Path;
use variorum_record::{Report, ReportMeta, Span};

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
