//! The Web Content Extraction Benchmark (WCXB, Foley 2026): article text, title, author and date from HTML.
//!
//! The folder holds `ground-truth/*.json` and `html/*.html[.gz]`. Word F1 is as the benchmark's own `evaluate.py` has it:
//! words are `\w+` in lower case, overlap of the two bags, averaged over pages. Title, author and date count as right when
//! they are equal but for case and white space (a date: its day); a page whose gold has none counts against precision
//! when one is given.

use crate::{EvalError, Score};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

/// Scores the folder.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let fail = |error: std::io::Error| EvalError(format!("{}: {error}", dir.display()));
    let mut files: Vec<_> =
        std::fs::read_dir(dir.join("ground-truth")).map_err(fail)?.flatten().map(|e| e.path()).collect();
    files.sort();
    let (mut text, mut title, mut author, mut date) = ((0.0, 0.0, 0.0), 0usize, Field::default(), Field::default());
    let mut time = Duration::ZERO;
    let mut bytes = 0;
    for file in &files {
        let gold: Value = serde_json::from_slice(&std::fs::read(file).map_err(fail)?)
            .map_err(|error| EvalError(format!("{}: {error}", file.display())))?;
        let gold = &gold["ground_truth"];
        let html = html(dir, &file.file_stem().unwrap_or_default().to_string_lossy()).map_err(fail)?;
        bytes += html.len();
        let start = Instant::now();
        let page = variorum_ingest::page(&html);
        time += start.elapsed();
        let found = word_f1(&page.text, gold["main_content"].as_str().unwrap_or_default());
        text = (text.0 + found.0, text.1 + found.1, text.2 + found.2);
        let meta = page.meta;
        title += usize::from(same(meta.title.as_deref().unwrap_or(""), gold["title"].as_str().unwrap_or("")));
        author.add(meta.byline.as_deref(), gold["author"].as_str(), same);
        date.add(meta.published.as_deref(), gold["publish_date"].as_str(), |a, b| a.get(..10) == b.get(..10));
    }
    let n = files.len().max(1) as f64;
    let score = |name: &str, value: f64, note: String| Score { name: name.into(), value, note };
    Ok(vec![
        score(
            "word F1",
            text.2 / n,
            format!("{} pages, precision {:.4}, recall {:.4}", files.len(), text.0 / n, text.1 / n),
        ),
        score("title", title as f64 / n, format!("{title} of {}", files.len())),
        score("author F1", author.f1(), author.note()),
        score("date F1", date.f1(), date.note()),
        score(
            "pages a second",
            n / time.as_secs_f64(),
            format!("one core, {:.1} MB a second", bytes as f64 / 1e6 / time.as_secs_f64()),
        ),
    ])
}

fn html(dir: &Path, id: &str) -> std::io::Result<String> {
    let packed = dir.join("html").join(format!("{id}.html.gz"));
    let mut bytes = Vec::new();
    if packed.exists() {
        flate2::read::GzDecoder::new(std::fs::File::open(packed)?).read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(dir.join("html").join(format!("{id}.html")))?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Precision, recall and F1 of the bag of words.
fn word_f1(found: &str, gold: &str) -> (f64, f64, f64) {
    let bag = |text: &str| {
        let mut bag: BTreeMap<String, usize> = BTreeMap::new();
        for word in text.to_lowercase().split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()) {
            *bag.entry(word.to_string()).or_default() += 1;
        }
        bag
    };
    let (found, gold) = (bag(found), bag(gold));
    let total = |bag: &BTreeMap<String, usize>| bag.values().sum::<usize>() as f64;
    let shared = found.iter().map(|(word, n)| *n.min(gold.get(word).unwrap_or(&0))).sum::<usize>() as f64;
    if shared == 0.0 {
        return (0.0, 0.0, 0.0);
    }
    let (precision, recall) = (shared / total(&found), shared / total(&gold));
    (precision, recall, 2.0 * precision * recall / (precision + recall))
}

fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    plain(a) == plain(b)
}

#[derive(Default)]
struct Field {
    right: usize,
    found: usize,
    gold: usize,
}

impl Field {
    fn add(&mut self, found: Option<&str>, gold: Option<&str>, same: impl Fn(&str, &str) -> bool) {
        let gold = gold.filter(|gold| !gold.is_empty());
        self.found += usize::from(found.is_some());
        self.gold += usize::from(gold.is_some());
        self.right += usize::from(found.zip(gold).is_some_and(|(found, gold)| same(found, gold)));
    }

    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.gold).max(1) as f64
    }

    fn note(&self) -> String {
        format!("{} right of {} found, {} in the gold", self.right, self.found, self.gold)
    }
}
