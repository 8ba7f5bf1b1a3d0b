//! Named people, organisations and places: re3d, UNER's English Web Treebank, and the names set of our own, the cast beside the model alone.
//!
//! One predicted span matches one gold span of its kind when they overlap (*overlap*) or are equal (*exact*; an article at the front
//! does not count). Facilities count as places. Kinds of the model: PERSON; ORG; GPE, LOC and FAC.
//! From re3d only gold entities with a capital letter count (it also marks "rebels" and "the group"), of those the outermost, with
//! a confidence of at least one half.

use crate::{EvalError, Score, precision_recall_f1};
use serde_json::Value;
use std::path::{Path, PathBuf};
use variorum_engine::analysis::Analysis;
use variorum_record::{EntityKind, Report, ReportMeta, Span};

/// A named span.
pub(crate) type Named = (Span, EntityKind);

const KINDS: [(EntityKind, &str); 3] =
    [(EntityKind::Person, "person"), (EntityKind::Organisation, "organisation"), (EntityKind::Place, "place")];

/// A text with its gold names.
pub(crate) struct Sample {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) gold: Vec<Named>,
}

/// Scores re3d: a folder of folders with `documents.json` and `entities.json`.
pub(crate) fn re3d(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let mut samples = Vec::new();
    for source in folders(dir)? {
        let (Ok(documents), Ok(entities)) = (
            std::fs::read_to_string(source.join("documents.json")),
            std::fs::read_to_string(source.join("entities.json")),
        ) else {
            continue;
        };
        let entities: Vec<Value> = entities.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        for document in documents.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            let text = document["text"].as_str().unwrap_or_default().to_string();
            let bytes = byte_offsets(&text);
            let mine = entities.iter().filter(|entity| {
                entity["documentId"] == document["_id"] && entity["confidence"].as_f64().unwrap_or(1.0) >= 0.5
            });
            let named = mine.filter_map(|entity| {
                let kind = match entity["type"].as_str()? {
                    "Person" => EntityKind::Person,
                    "Organisation" => EntityKind::Organisation,
                    "Location" => EntityKind::Place,
                    _ => return None,
                };
                let at = |key: &str| bytes.get(entity[key].as_u64()? as usize).copied();
                let span = Span::new(at("begin")?, at("end")?);
                span.of(&text).chars().any(char::is_uppercase).then_some((span, kind))
            });
            let gold = outermost(named.collect());
            samples.push(Sample { id: document["_id"].as_str().unwrap_or_default().to_string(), text, gold });
        }
    }
    score(samples)
}

/// Scores UNER: a folder with IOB2 files. A document's sentences are joined by spaces.
pub(crate) fn uner(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let mut samples: Vec<Sample> = Vec::new();
    for file in files(dir, "iob2")? {
        let content =
            std::fs::read_to_string(&file).map_err(|error| EvalError(format!("{}: {error}", file.display())))?;
        let mut rest = "";
        let mut from = 0;
        for line in content.lines() {
            if let Some(id) = line.strip_prefix("# newdoc id = ") {
                samples.push(Sample { id: id.to_string(), text: String::new(), gold: Vec::new() });
            } else if let Some(text) = line.strip_prefix("# text = ") {
                let Some(sample) = samples.last_mut() else { continue };
                if !sample.text.is_empty() {
                    sample.text.push(' ');
                }
                from = sample.text.len();
                sample.text.push_str(text);
                rest = text;
            } else if !line.starts_with('#') && !line.is_empty() {
                let Some(sample) = samples.last_mut() else { continue };
                let mut columns = line.split('\t').skip(1);
                let (Some(word), Some(label)) = (columns.next(), columns.next()) else { continue };
                let Some(at) = rest.find(word) else { continue };
                let span = Span::new(from + at, from + at + word.len());
                from += at + word.len();
                rest = &rest[at + word.len()..];
                let kind = match label.get(2..) {
                    Some("PER") => EntityKind::Person,
                    Some("ORG") => EntityKind::Organisation,
                    Some("LOC") => EntityKind::Place,
                    _ => continue,
                };
                match sample.gold.last_mut() {
                    Some(last) if label.starts_with('I') && last.1 == kind => last.0.end = span.end,
                    _ => sample.gold.push((span, kind)),
                }
            }
        }
    }
    score(samples)
}

/// Scores the names set of our own (`examples/names`), each file apart and all together.
pub(crate) fn own(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let mut scores = Vec::new();
    let mut all = Vec::new();
    for file in files(dir, "jsonl")? {
        let content =
            std::fs::read_to_string(&file).map_err(|error| EvalError(format!("{}: {error}", file.display())))?;
        let samples: Vec<Sample> = content
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .map(|line| own_sample(&line))
            .collect();
        let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let again = samples.iter().map(|sample| Sample {
            id: sample.id.clone(),
            text: sample.text.clone(),
            gold: sample.gold.clone(),
        });
        all.extend(again);
        scores.extend(
            score(samples)?
                .into_iter()
                .filter(|score| score.name.contains("overlap"))
                .map(|score| Score { name: format!("{name} {}", score.name), ..score }),
        );
    }
    scores.extend(score(all)?);
    Ok(scores)
}

fn own_sample(line: &Value) -> Sample {
    let text = line["text"].as_str().unwrap_or_default().to_string();
    let mut gold = Vec::new();
    for name in line["names"].as_array().into_iter().flatten() {
        let words = name["text"].as_str().unwrap_or_default();
        let nth = name["occurrence"].as_u64().unwrap_or(1).saturating_sub(1) as usize;
        let kind = match name["kind"].as_str() {
            Some("person") => EntityKind::Person,
            Some("place") => EntityKind::Place,
            _ => EntityKind::Organisation,
        };
        if let Some((at, _)) = text.match_indices(words).nth(nth) {
            gold.push((Span::new(at, at + words.len()), kind));
        }
    }
    Sample { id: String::new(), text, gold }
}

/// What the model alone names in a report.
pub(crate) fn by_model(analysis: &Analysis<'_>) -> Vec<Named> {
    let doc = &analysis.doc;
    let named = doc.names.iter().filter_map(|name| {
        let kind = match doc.name_label(name) {
            "PERSON" => EntityKind::Person,
            "ORG" => EntityKind::Organisation,
            "GPE" | "LOC" | "FAC" => EntityKind::Place,
            _ => return None,
        };
        Some((doc.span_of(name.tokens.clone()).into(), kind))
    });
    named.collect()
}

/// What the cast names in a report.
pub(crate) fn by_cast(analysis: &Analysis<'_>) -> Vec<Named> {
    let place = |kind| if kind == EntityKind::Facility { EntityKind::Place } else { kind };
    analysis.cast.names.iter().map(|name| (name.span, place(name.kind))).collect()
}

/// A text as a report without any other knowledge.
pub(crate) fn report(id: &str, text: &str) -> Report {
    Report {
        meta: ReportMeta { id: id.to_string(), ..ReportMeta::default() },
        text: text.to_string(),
        ..Report::default()
    }
}

fn score(samples: Vec<Sample>) -> Result<Vec<Score>, EvalError> {
    let engine = crate::engine()?;
    let mut counts = [[Count::default(); 2]; 3];
    let mut exact = [[Count::default(); 2]; 3];
    let mut wrong = Vec::new();
    for sample in &samples {
        let report = report(&sample.id, &sample.text);
        let (analysis, _) = engine.analyse(&report);
        for (system, predicted) in [by_model(&analysis), by_cast(&analysis)].iter().enumerate() {
            for (at, (kind, _)) in KINDS.iter().enumerate() {
                let of = |named: &[Named]| {
                    named
                        .iter()
                        .filter(|(_, other)| other == kind)
                        .map(|(span, _)| bare(*span, &sample.text))
                        .collect::<Vec<_>>()
                };
                let (gold, predicted) = (of(&sample.gold), of(predicted));
                if system == 1 && crate::show() {
                    describe(sample, KINDS[at].1, &gold, &predicted, &mut wrong);
                }
                counts[at][system].add(&gold, &predicted, Span::overlaps);
                exact[at][system].add(&gold, &predicted, |a, b| a == b);
            }
        }
    }
    let mut scores = Vec::new();
    for (how, counts) in [("overlap", counts), ("exact", exact)] {
        for ((_, name), [model, cast]) in KINDS.iter().zip(counts) {
            let (p, r, f1) = cast.scores();
            let (model_p, model_r, model_f1) = model.scores();
            let note = format!(
                "P {p:.3} R {r:.3}; model alone F1 {model_f1:.3} (P {model_p:.3} R {model_r:.3}); {:+.1} points; {} gold",
                100.0 * (f1 - model_f1),
                cast.gold
            );
            scores.push(Score { name: format!("{name} {how} F1"), value: f1, note });
        }
    }
    if !wrong.is_empty() {
        scores.push(Score { name: "wrong".into(), value: wrong.len() as f64, note: wrong.join("\n") });
    }
    Ok(scores)
}

/// Names what was missed and what was found in vain, with the words around.
fn describe(sample: &Sample, kind: &str, gold: &[Span], predicted: &[Span], wrong: &mut Vec<String>) {
    let around = |span: Span| {
        let before: String =
            sample.text[..span.start].chars().rev().take(25).collect::<Vec<_>>().into_iter().rev().collect();
        let after: String = sample.text[span.end..].chars().take(20).collect();
        format!("{before}[{}]{after}", span.of(&sample.text)).replace('\n', "/")
    };
    let missed = gold.iter().filter(|gold| !predicted.iter().any(|span| span.overlaps(**gold)));
    wrong.extend(missed.map(|span| format!("- {kind} {}", around(*span))));
    let vain = predicted.iter().filter(|span| !gold.iter().any(|gold| gold.overlaps(**span)));
    wrong.extend(vain.map(|span| format!("+ {kind} {}", around(*span))));
}

/// Hits, predictions and gold items.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) hits: usize,
    pub(crate) predicted: usize,
    pub(crate) gold: usize,
}

impl Count {
    /// Matches predictions to gold one to one, in order of the text.
    pub(crate) fn add(&mut self, gold: &[Span], predicted: &[Span], same: impl Fn(Span, Span) -> bool) {
        let mut free: Vec<Span> = predicted.to_vec();
        for gold in gold {
            if let Some(at) = free.iter().position(|predicted| same(*gold, *predicted)) {
                free.remove(at);
                self.hits += 1;
            }
        }
        self.predicted += predicted.len();
        self.gold += gold.len();
    }

    pub(crate) fn scores(self) -> (f64, f64, f64) {
        precision_recall_f1(self.hits, self.predicted, self.gold)
    }
}

/// A span without an article at its front.
fn bare(span: Span, text: &str) -> Span {
    let words = span.of(text);
    let rest = words.strip_prefix("the ").or_else(|| words.strip_prefix("The ")).unwrap_or(words);
    Span::new(span.end - rest.len(), span.end)
}

/// Of spans of one kind that lie in each other, the outermost.
fn outermost(mut named: Vec<Named>) -> Vec<Named> {
    named.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut kept: Vec<Named> = Vec::new();
    for (span, kind) in named {
        if !kept.iter().any(|(outer, other)| *other == kind && outer.contains(span)) {
            kept.push((span, kind));
        }
    }
    kept
}

/// The byte offset of each code point of a text, and of its end.
pub(crate) fn byte_offsets(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

/// The files with an extension in a folder, sorted.
pub(crate) fn files(dir: &Path, extension: &str) -> Result<Vec<PathBuf>, EvalError> {
    let entries = std::fs::read_dir(dir).map_err(|error| EvalError(format!("{}: {error}", dir.display())))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    Ok(files)
}

/// The folders in a folder, sorted.
pub(crate) fn folders(dir: &Path) -> Result<Vec<PathBuf>, EvalError> {
    let entries = std::fs::read_dir(dir).map_err(|error| EvalError(format!("{}: {error}", dir.display())))?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    Ok(folders)
}
