//! Trains the chooser of contents on PolNeAR train, and shows the errors of a part.
//!
//! `cargo run --release -p variorum-eval --example polnear -- train DIR WEIGHTS.tsv [PARSES]`
//! `cargo run --release -p variorum-eval --example polnear -- errors DIR/dev LOG [PARSES]`
//!
//! `cargo run --release -p variorum-eval --example polnear -- explain REPORT.txt LOG`
//!
//! PARSES is a file in which parses are kept between runs.
#![allow(clippy::print_stdout, reason = "a command line")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use variorum_engine::{Analysis, Engine, cast::Cast, extract, gazetteer::Gazetteer, parts, quotes};
use variorum_eval::{parses, polnear};
use variorum_language::Doc;
use variorum_record::{AnnotatedReport, Report};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [command, dir, out, rest @ ..] = arguments.as_slice() else { return Err("see the head of this file".into()) };
    let store = rest.first().map(PathBuf::from);
    match command.as_str() {
        "train" => train(Path::new(dir), Path::new(out), store.as_deref()),
        "explain" => explain(Path::new(dir), Path::new(out)),
        "errors" => errors(Path::new(dir), Path::new(out), store.as_deref(), rest.get(1).and_then(|n| n.parse().ok())),
        _ => Err("see the head of this file".into()),
    }
}

/// Gives each article's analysis to `visit`, parsed or taken from the store.
fn each(
    articles: &[polnear::Article],
    store: Option<&Path>,
    mut visit: impl FnMut(&polnear::Article, &Analysis),
) -> Result<()> {
    let mut kept: HashMap<String, Doc> = store.map(parses::read).unwrap_or_default();
    let mut engine: Option<Engine> = None;
    for article in articles {
        let report = Report { text: article.text.clone(), ..Report::default() };
        let analysis = match kept.remove(&article.name) {
            Some(doc) => {
                let parts = parts::find(&report);
                let quotations = quotes::find(&report.text, &parts).0;
                Analysis { report: &report, parts, quotations, doc, cast: Cast::default() }
            }
            None => {
                if engine.is_none() {
                    engine = Some(Engine::new(variorum_language::Model::english()?, Gazetteer::built_in()));
                }
                let Some(engine) = &engine else { continue };
                let analysis = engine.analyse(&report).0;
                if let Some(store) = store {
                    parses::append(store, &article.name, &analysis.doc)?;
                }
                analysis
            }
        };
        visit(article, &analysis);
    }
    Ok(())
}

fn explain(file: &Path, out: &Path) -> Result<()> {
    let engine = Engine::new(variorum_language::Model::english()?, Gazetteer::built_in());
    let report = Report { text: std::fs::read_to_string(file)?, ..Report::default() };
    let (analysis, _) = engine.analyse(&report);
    let mut text = extract::statements::training::explain(&analysis);
    for (i, token) in analysis.doc.tokens.iter().enumerate() {
        let doc = &analysis.doc;
        text.push_str(&format!(
            "{i} {} {} {} {} <- {}\n",
            &report.text[token.start..token.end],
            doc.tag(i),
            doc.pos(i),
            doc.dep(i),
            doc.head(i)
        ));
    }
    std::fs::write(out, text)?;
    Ok(())
}

fn errors(dir: &Path, log: &Path, store: Option<&Path>, sample: Option<usize>) -> Result<()> {
    let mut articles = polnear::read(dir)?;
    articles.truncate(sample.unwrap_or(usize::MAX));
    let mut tally = polnear::Tally::default();
    tally.logging = true;
    let threshold = std::env::var("THRESHOLD").ok().and_then(|t| t.parse().ok()).unwrap_or(0.4);
    let mut time = std::time::Duration::ZERO;
    each(&articles, store, |article, analysis| {
        let start = std::time::Instant::now();
        let statements = extract::statements::training::find_above(analysis, threshold);
        time += start.elapsed();
        let report = AnnotatedReport {
            text: article.text.clone(),
            parts: analysis.parts.clone(),
            statements,
            ..Default::default()
        };
        tally.add(article, &report);
    })?;
    for score in tally.scores() {
        println!("{:48} {:7.4}  {}", score.name, score.value, score.note);
    }
    println!("statements took {time:?} for {} articles", articles.len());
    std::fs::write(log, tally.log.join("\n"))?;
    Ok(())
}

/// A cue as the trainer sees it: the features of each alternative by number, and the right one.
struct Example {
    alternatives: Vec<Vec<u32>>,
    right: Option<usize>,
}

/// Weights that are smaller than this are left out.
const SMALLEST: f32 = 0.05;
/// A feature must be seen this often.
const SEEN: u32 = 8;
const ROUNDS: usize = 9;
const RATE: f32 = 0.15;
const SHRINK: f32 = 0.0008;

fn train(dir: &Path, out: &Path, store: Option<&Path>) -> Result<()> {
    let articles = polnear::read(&dir.join("train"))?;
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut names: Vec<String> = Vec::new();
    let mut seen: Vec<u32> = Vec::new();
    let mut examples: Vec<Example> = Vec::new();
    let (mut gold, mut reachable) = (0, 0);
    each(&articles, store, |article, analysis| {
        let words = polnear::words(&article.text);
        let theirs: Vec<_> =
            article.gold.iter().map(|g| polnear::content_words(&article.text, &words, &g.content)).collect();
        let found = extract::statements::training::examples(analysis);
        // For each gold attribution, the cue in its cue span with the alternative that fits best.
        let mut right: Vec<Option<(usize, f64)>> = vec![None; found.len()];
        for (g, attribution) in article.gold.iter().enumerate() {
            let mut best: Option<(usize, usize, f64)> = None;
            for (e, example) in found.iter().enumerate() {
                if !attribution.cue.iter().any(|cue| cue.overlaps(example.cue)) {
                    continue;
                }
                for (a, (content, _)) in example.alternatives.iter().enumerate() {
                    let share = polnear::overlap(&polnear::content_words(&article.text, &words, content), &theirs[g]);
                    if share >= 0.5 && best.is_none_or(|best| share > best.2) {
                        best = Some((e, a, share));
                    }
                }
            }
            gold += 1;
            if let Some((e, a, share)) = best {
                reachable += 1;
                if right[e].is_none_or(|known| known.1 < share) {
                    right[e] = Some((a, share));
                }
            }
        }
        for (e, example) in found.into_iter().enumerate() {
            let mut number = |name: &String| {
                let next = names.len() as u32;
                let id = *numbers.entry(name.clone()).or_insert_with(|| {
                    names.push(name.clone());
                    seen.push(0);
                    next
                });
                seen[id as usize] += 1;
                id
            };
            let alternatives =
                example.alternatives.iter().map(|(_, features)| features.iter().map(&mut number).collect()).collect();
            examples.push(Example { alternatives, right: right[e].map(|right| right.0) });
        }
    })?;
    println!("{} cues, {} features, {gold} gold attributions, {reachable} reachable", examples.len(), names.len());
    for example in &mut examples {
        example.alternatives.iter_mut().for_each(|features| features.retain(|&f| seen[f as usize] >= SEEN));
    }
    let weights = fit(&examples, names.len());
    let mut rows: Vec<(&String, f32)> = names.iter().zip(weights).filter(|(_, w)| w.abs() >= SMALLEST).collect();
    rows.sort_by(|a, b| a.0.cmp(b.0));
    let mut text = String::from(
        "# Weights of the chooser of contents (crates/engine/src/extract/statements/ranker.rs): feature, weight.\n\
         # source: fitted on PolNeAR train (840 articles, one annotator each) by `cargo run --release -p variorum-eval --example polnear -- train`;\n\
         # holds no text of the corpus: of words only lemmas of cues.tsv and prepositions. licence: as the project; date: 2026-11-22.\n",
    );
    for (name, weight) in &rows {
        text.push_str(&format!("{name}\t{weight:.2}\n"));
    }
    std::fs::write(out, text)?;
    println!("{} weights", rows.len());
    Ok(())
}

/// Log-likelihood by stochastic gradient (AdaGrad), the same order every time.
fn fit(examples: &[Example], features: usize) -> Vec<f32> {
    let mut weights = vec![0f32; features];
    let mut squares = vec![1e-4f32; features];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    for round in 0..ROUNDS {
        // A fixed shuffle.
        for i in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(i, (state >> 33) as usize % (i + 1));
        }
        let mut loss = 0f64;
        for &e in &order {
            let example = &examples[e];
            let scores: Vec<f32> = example
                .alternatives
                .iter()
                .map(|f| f.iter().map(|&f| weights[f as usize]).sum::<f32>().clamp(-30.0, 30.0))
                .collect();
            let sum: f32 = 1.0 + scores.iter().map(|score| score.exp()).sum::<f32>();
            loss -= f64::from(example.right.map_or(1.0 / sum, |right| scores[right].exp() / sum)).ln();
            for (a, features) in example.alternatives.iter().enumerate() {
                let gradient = scores[a].exp() / sum - if example.right == Some(a) { 1.0 } else { 0.0 };
                if gradient.abs() < 1e-4 {
                    continue;
                }
                for &f in features {
                    let f = f as usize;
                    let g = gradient + SHRINK * weights[f];
                    squares[f] += g * g;
                    weights[f] -= RATE * g / squares[f].sqrt();
                }
            }
        }
        println!("round {round}: {:.4}", loss / examples.len() as f64);
    }
    weights
}
