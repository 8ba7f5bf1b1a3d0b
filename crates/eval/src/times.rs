//! TempEval-3's TimeBank and AQUAINT: inline TIMEX3 in news of 1989-2000, the creation time in `DCT`.
//!
//! Scored as the task did: relaxed = overlap in at least one character, one to one; value F1 = found and the value
//! equal to gold's, character by character. The creation time itself is given, not scored. Hard-wrapped lines are
//! joined first (a blank for a line break, so that offsets stay).

use crate::{EvalError, Score, annotate_all, engine, precision_recall_f1};
use std::path::{Path, PathBuf};
use variorum_record::{Report, ReportMeta, Span, Time};

/// A time of the gold annotation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GoldTime {
    /// Where, in bytes.
    pub(crate) span: Span,
    /// TIMEX3 type in lower case.
    pub(crate) kind: String,
    /// TIMEX3 value.
    pub(crate) value: String,
}

/// Scores both corpora together and each by itself.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let engine = engine()?;
    let mut all = Tally::default();
    let mut scores = Vec::new();
    for corpus in ["TimeBank", "AQUAINT"] {
        let articles = read_folder(&dir.join(corpus))?;
        let annotated = annotate_all(&engine, articles.iter().map(|(report, _)| report));
        let mut tally = Tally::default();
        for ((report, gold), annotated) in articles.iter().zip(&annotated) {
            tally.add(&report.text, gold, &annotated.times, &report.meta.id);
        }
        scores.extend(tally.scores(corpus));
        all.merge(&tally);
    }
    let mut together = all.scores("TimeBank + AQUAINT");
    together.extend(scores);
    Ok(together)
}

#[derive(Clone, Debug, Default)]
struct Tally {
    gold: usize,
    found: usize,
    relaxed: usize,
    strict: usize,
    kind: usize,
    value: usize,
}

impl Tally {
    fn add(&mut self, text: &str, gold: &[GoldTime], found: &[Time], id: &str) {
        self.gold += gold.len();
        self.found += found.len();
        let mut free: Vec<bool> = vec![true; found.len()];
        for item in gold {
            let overlap = |time: &Time| Span::new(time.span.start, time.span.end).overlaps(item.span);
            let Some(i) = (0..found.len()).find(|i| free[*i] && overlap(&found[*i])) else {
                list(id, "missed", item.span.of(text), &item.value, "", context(text, item.span));
                continue;
            };
            free[i] = false;
            let time = &found[i];
            self.relaxed += 1;
            self.strict += usize::from(time.span == item.span);
            self.kind += usize::from(format!("{:?}", time.kind).to_lowercase() == item.kind);
            let right = time.value.as_deref() == Some(item.value.as_str());
            self.value += usize::from(right);
            if !right {
                list(
                    id,
                    "value",
                    item.span.of(text),
                    &item.value,
                    time.value.as_deref().unwrap_or("-"),
                    context(text, item.span),
                );
            }
        }
        for (time, _) in found.iter().zip(&free).filter(|(_, free)| **free) {
            list(id, "extra", time.span.of(text), "", time.value.as_deref().unwrap_or("-"), context(text, time.span));
        }
    }

    fn merge(&mut self, other: &Tally) {
        self.gold += other.gold;
        self.found += other.found;
        self.relaxed += other.relaxed;
        self.strict += other.strict;
        self.kind += other.kind;
        self.value += other.value;
    }

    fn scores(&self, corpus: &str) -> Vec<Score> {
        let score = |name: &str, hits: usize| {
            let (precision, recall, f1) = precision_recall_f1(hits, self.found, self.gold);
            let note = format!("{hits} of {} gold, {} found; P {precision:.3} R {recall:.3}", self.gold, self.found);
            Score { name: format!("{corpus}: {name} F1"), value: f1, note }
        };
        vec![
            score("relaxed", self.relaxed),
            score("strict", self.strict),
            score("type", self.kind),
            score("value", self.value),
        ]
    }
}

/// With `VARIORUM_EVAL_LIST` set, every difference goes to standard error, for a person who looks for its cause.
fn list(id: &str, what: &str, words: &str, gold: &str, found: &str, context: String) {
    if std::env::var_os("VARIORUM_EVAL_LIST").is_some() {
        #[expect(clippy::print_stderr, reason = "asked for by the environment")]
        {
            eprintln!("{what}\t{}\t{gold}\t{found}\t{context}\t{id}", words.replace('\n', " "));
        }
    }
}

fn context(text: &str, span: Span) -> String {
    let start = (0..=span.start.saturating_sub(50)).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let end = (span.end + 40..text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    text[start..end].replace('\n', " ")
}

fn read_folder(dir: &Path) -> Result<Vec<(Report, Vec<GoldTime>)>, EvalError> {
    let failed = |error: std::io::Error| EvalError(format!("{}: {error}", dir.display()));
    let entries = std::fs::read_dir(dir).map_err(failed)?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "tml"));
    files.sort();
    let article = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).map_err(|error| EvalError(format!("{}: {error}", path.display())))?;
        let id = path.file_stem().unwrap_or_default().to_string_lossy();
        read(&text, &id).ok_or_else(|| EvalError(format!("{}: no DCT or TEXT", path.display())))
    };
    files.iter().map(article).collect()
}

/// Reads one `.tml` file: its text and the times in it.
fn read(tml: &str, id: &str) -> Option<(Report, Vec<GoldTime>)> {
    let created = attribute(between(tml, "<DCT>", "</DCT>")?, "value")?;
    let body = between(tml, "<TEXT>", "</TEXT>")?;
    let (mut text, mut gold, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = body;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('&') {
            let (character, len) = entity(rest);
            text.push_str(character);
            rest = &rest[len..];
            continue;
        }
        let end = rest.find('>')? + 1;
        let tag = &rest[..end];
        if tag.starts_with("<TIMEX3") {
            open.push((text.len(), attribute(tag, "type")?.to_lowercase(), attribute(tag, "value")?.to_owned()));
        } else if tag.starts_with("</TIMEX3") {
            let (start, kind, value) = open.pop()?;
            gold.push(GoldTime { span: Span::new(start, text.len()), kind, value });
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    gold.retain(|time| !time.span.is_empty());
    gold.sort_by_key(|time| time.span);
    let published = Some(created.to_owned());
    let meta = ReportMeta { id: id.to_owned(), published, ..ReportMeta::default() };
    Some((Report { meta, text: unwrap_lines(&text), ..Report::default() }, gold))
}

/// A line break inside a paragraph becomes a blank; blank lines stay.
fn unwrap_lines(text: &str) -> String {
    let bytes = text.as_bytes();
    let breaks = |i: usize| bytes[i] == b'\n';
    let lone = |i: usize| {
        let before = i > 0 && !bytes[i - 1].is_ascii_whitespace();
        let after = i + 1 < bytes.len() && !bytes[i + 1].is_ascii_whitespace();
        breaks(i) && before && after
    };
    text.char_indices().map(|(i, c)| if c == '\n' && lone(i) { ' ' } else { c }).collect()
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let start = text.find(open)? + open.len();
    Some(&text[start..start + text[start..].find(close)?])
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    between(tag, &format!(" {name}=\""), "\"")
}

fn entity(text: &str) -> (&'static str, usize) {
    const ENTITIES: &[(&str, &str)] =
        &[("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")];
    let known = ENTITIES.iter().find(|(entity, _)| text.starts_with(entity));
    known.map_or(("&", 1), |(entity, character)| (character, entity.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_inline_times() {
        let tml = "<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"2031-05-06\">x</TIMEX3></DCT><TEXT>A &amp; B met <TIMEX3 tid=\"t1\" \
                   type=\"DATE\" value=\"2031-05-05\">on\nMonday</TIMEX3>.</TEXT>";
        let (report, gold) = read(tml, "a").unwrap();
        assert_eq!(report.text, "A & B met on Monday.");
        assert_eq!(report.meta.published.as_deref(), Some("2031-05-06"));
        assert_eq!(gold, [GoldTime { span: Span::new(10, 19), kind: "date".into(), value: "2031-05-05".into() }]);
    }
}
