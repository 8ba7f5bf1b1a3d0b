//! The seeds' parts: is all furniture found, is no line of the report lost, is what the text states of itself read.
//!
//! - *boilerplate*: a gold span counts as found when no byte of it lies in a content part.
//! - *body line*: a line of a text without its gold boilerplate; lost when any letter of it lies outside content parts.
//! - *stated*: title, byline and outlet where the gold takes them from the text, and nothing where it has none.

use crate::{EvalError, Score};
use serde_json::Value;
use std::path::Path;
use variorum_engine::parts;
use variorum_record::{Report, Span};

/// Scores the folder.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let read =
        |name: &str| std::fs::read_to_string(dir.join(name)).map_err(|error| EvalError(format!("{name}: {error}")));
    let gold: Value =
        serde_json::from_str(&read("gold.json")?).map_err(|error| EvalError(format!("gold.json: {error}")))?;
    let (mut furniture, mut lines, mut stated) = (Count::default(), Count::default(), Count::default());
    for document in gold["documents"].as_array().into_iter().flatten() {
        let id = document["id"].as_str().unwrap_or_default();
        let report = Report { text: read(document["file"].as_str().unwrap_or_default())?, ..Report::default() };
        let parts = parts::find(&report);
        let content: Vec<Span> = parts.iter().filter(|part| part.kind.is_content()).map(|part| part.span).collect();
        let gold: Vec<Span> = document["boilerplate"].as_array().into_iter().flatten().filter_map(span).collect();
        for span in &gold {
            let found = !content.iter().any(|part| part.overlaps(*span));
            furniture.add(found, || format!("{id}: {}", span.of(&report.text)));
        }
        let inside = |byte: usize, spans: &[Span]| spans.iter().any(|span| span.start <= byte && byte < span.end);
        let mut at = 0;
        for line in report.text.split_inclusive('\n') {
            let letters: Vec<usize> = line
                .char_indices()
                .filter(|(_, c)| c.is_alphanumeric())
                .map(|(n, _)| at + n)
                .filter(|&byte| !inside(byte, &gold))
                .collect();
            at += line.len();
            if !letters.is_empty() {
                lines.add(letters.iter().all(|&byte| inside(byte, &content)), || format!("{id}: {}", line.trim_end()));
            }
        }
        let meta = parts::stated(&report);
        let outlet = document["outlet"].as_str().filter(|outlet| report.text.contains(outlet));
        let editor = document["byline"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|line| line["role"] != "outlet+desk")
            .find_map(|line| line["text"].as_str());
        for (what, found, gold) in [
            ("title", meta.title.as_deref(), document["title"]["text"].as_str()),
            ("outlet", meta.outlet.as_deref(), outlet),
            ("byline", meta.byline.as_deref(), editor),
        ] {
            let right = match (found, gold) {
                (Some(found), Some(gold)) if what == "byline" => gold.ends_with(found),
                (found, gold) => found == gold,
            };
            stated.add(right, || format!("{id}: {what} is {found:?}"));
        }
    }
    Ok(vec![
        furniture.score("boilerplate spans found"),
        lines.score("lines of the reports kept"),
        stated.score("title, byline, outlet as stated"),
    ])
}

fn span(item: &Value) -> Option<Span> {
    let bytes = item["byte"].as_array()?;
    Some(Span::new(bytes.first()?.as_u64()? as usize, bytes.get(1)?.as_u64()? as usize))
}

#[derive(Default)]
struct Count {
    right: usize,
    all: usize,
    wrong: Vec<String>,
}

impl Count {
    fn add(&mut self, right: bool, item: impl Fn() -> String) {
        self.all += 1;
        if right {
            self.right += 1;
        } else {
            self.wrong.push(item());
        }
    }

    fn score(&self, name: &str) -> Score {
        let missed: Vec<String> = self.wrong.iter().map(|item| item.chars().take(60).collect()).collect();
        Score {
            name: name.into(),
            value: self.right as f64 / self.all.max(1) as f64,
            note: format!("{} of {} {}", self.right, self.all, missed.join(" | ")),
        }
    }
}
