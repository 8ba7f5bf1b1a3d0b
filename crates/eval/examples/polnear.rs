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
use variorum_engine::extract::statements::training::{self, Example as Candidate, SCALE, WIDTH};
use variorum_engine::{Analysis, Engine, cast, gazetteer::Gazetteer, parts, quotes};
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
    let gazetteer = Gazetteer::built_in();
    for article in articles {
        let report = Report { text: article.text.clone(), ..Report::default() };
        let analysis = match kept.remove(&article.name) {
            Some(doc) => {
                let parts = parts::find(&report);
                let quotations = quotes::find(&report.text, &parts).0;
                let cast = cast::assemble(&report.text, &parts, &quotations, &doc, &gazetteer);
                Analysis { report: &report, parts, quotations, doc, cast }
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
    let mut text = training::explain(&analysis);
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
        let statements = training::find_above(analysis, threshold);
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

/// A cue as the trainer sees it: the features of each alternative by number, and how right each is. All zero: nothing
/// was said.
struct Example {
    alternatives: Vec<Vec<u32>>,
    right: Vec<f32>,
}

/// A feature must be seen this often.
const SEEN: u32 = 12;
const ROUNDS: usize = 14;
/// The ranker is the mean of two networks of this width that began differently: they err differently.
const HALF: usize = WIDTH / 2;
const RATE: f32 = 0.03;
const SHRINK: f32 = 0.0001;
/// The share of features that are left out at random in each step, so that none is relied on alone.
const LEFT_OUT: f32 = 0.2;
/// How fast an alternative loses worth as it overlaps less with the gold than the best one does.
const STRICT: f64 = 10.0;

fn train(dir: &Path, out: &Path, store: Option<&Path>) -> Result<()> {
    let articles = polnear::read(&dir.join("train"))?;
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut names: Vec<String> = Vec::new();
    let mut seen: Vec<u32> = Vec::new();
    let mut examples: Vec<Example> = Vec::new();
    let (mut gold, mut reachable) = (0, 0);
    each(&articles, store, |article, analysis| {
        let found = training::examples(analysis);
        let right = right_ones(article, &found);
        gold += article.gold.len();
        for (example, right) in found.into_iter().zip(right) {
            reachable += usize::from(right.iter().any(|share| *share > 0.0));
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
            examples.push(Example { alternatives, right });
        }
    })?;
    println!("{} cues, {} features, {gold} gold attributions, {reachable} cues right", examples.len(), names.len());
    for example in &mut examples {
        example.alternatives.iter_mut().for_each(|features| features.retain(|&f| seen[f as usize] >= SEEN));
    }
    let networks = [0x9e37_79b9_7f4a_7c15, 0x2545_f491_4f6c_dd1d].map(|seed| fit(&examples, names.len(), seed));
    let side_by_side = |part: &dyn Fn(&Network) -> Vec<f32>| networks.iter().flat_map(part).collect::<Vec<f32>>();
    let mut rows: Vec<(&str, Vec<f32>)> = (0..names.len())
        .filter(|&f| seen[f] >= SEEN)
        .map(|f| (names[f].as_str(), side_by_side(&|network| network.rows[f * HALF..(f + 1) * HALF].to_vec())))
        .collect();
    rows.push(("bias", side_by_side(&|network| network.bias.clone())));
    rows.push(("output", side_by_side(&|network| network.output.iter().map(|number| number / 2.0).collect())));
    rows.sort_by(|a, b| a.0.cmp(b.0));
    let mut text = format!(
        "# The chooser of contents (crates/engine/src/extract/statements/ranker.rs): feature, its numbers in parts of {SCALE}.\n\
         # source: fitted on PolNeAR train (840 articles, one annotator each) by `cargo run --release -p variorum-eval --example polnear -- train`;\n\
         # holds no text of the corpus: of words only lemmas of cues.tsv and a closed list of small words. licence: as the project; date: 2026-11-24.\n"
    );
    for (name, numbers) in &rows {
        let numbers: Vec<String> = numbers.iter().map(|n| ((n * SCALE).round() as i8).to_string()).collect();
        text.push_str(&format!("{name}\t{}\n", numbers.join(" ")));
    }
    std::fs::write(out, text)?;
    println!("{} rows", rows.len());
    Ok(())
}

/// For each cue how right each of its alternatives is: for each gold attribution the cue in its cue span whose
/// alternative fits best takes it. A quotation that is part of the gold counts as nearly right: the rest of it is
/// found by what goes on after the cue.
fn right_ones(article: &polnear::Article, found: &[Candidate]) -> Vec<Vec<f32>> {
    let words = polnear::words(&article.text);
    let shares: Vec<Vec<Vec<f64>>> = article
        .gold
        .iter()
        .map(|gold| {
            let theirs = polnear::content_words(&article.text, &words, &gold.content);
            let of_cue = |example: &Candidate| {
                if !gold.cue.iter().any(|cue| cue.overlaps(example.cue)) {
                    return Vec::new();
                }
                let share = |(i, (content, _)): (usize, &(Vec<_>, Vec<String>))| {
                    let ours = polnear::content_words(&article.text, &words, content);
                    let part = example.forms[i].contains("quot") && ours.len() > 2 && ours.is_subset(&theirs);
                    polnear::overlap(&ours, &theirs).max(if part { 0.95 } else { 0.0 })
                };
                example.alternatives.iter().enumerate().map(share).collect()
            };
            found.iter().map(of_cue).collect()
        })
        .collect();
    let mut best: Vec<Option<(usize, f64)>> = vec![None; found.len()];
    for (g, of_gold) in shares.iter().enumerate() {
        let mut chosen: Option<(usize, f64)> = None;
        for (e, of_cue) in of_gold.iter().enumerate() {
            let share = of_cue.iter().copied().fold(0.0, f64::max);
            if share >= 0.5 && chosen.is_none_or(|chosen| share > chosen.1) {
                chosen = Some((e, share));
            }
        }
        if let Some((e, share)) = chosen
            && best[e].is_none_or(|known| known.1 < share)
        {
            best[e] = Some((g, share));
        }
    }
    let worths = |(e, best): (usize, &Option<(usize, f64)>)| {
        let none = vec![0.0; found[e].alternatives.len()];
        let Some((g, best)) = *best else { return none };
        let worth = |share: &f64| if *share < 0.5 { 0.0 } else { ((share - best) * STRICT).exp() as f32 };
        let worths: Vec<f32> = shares[g][e].iter().map(worth).collect();
        let sum: f32 = worths.iter().sum();
        worths.into_iter().map(|worth| worth / sum).collect()
    };
    best.iter().enumerate().map(worths).collect()
}

/// The numbers of half the ranker.
#[derive(Clone)]
struct Network {
    rows: Vec<f32>,
    bias: Vec<f32>,
    output: Vec<f32>,
}

impl Network {
    fn map(&mut self, other: &Network, step: impl Fn(&mut f32, f32)) {
        let all = |ours: &mut [f32], theirs: &[f32]| ours.iter_mut().zip(theirs).for_each(|(a, b)| step(a, *b));
        all(&mut self.rows, &other.rows);
        all(&mut self.bias, &other.bias);
        all(&mut self.output, &other.output);
    }
}

/// A fixed sequence of numbers that look random.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    fn unit(&mut self) -> f32 {
        self.next() as f32 / (1u32 << 31) as f32
    }
}

/// Log-likelihood by stochastic gradient (AdaGrad), the same order every time; the mean of the later half of the rounds.
fn fit(examples: &[Example], features: usize, seed: u64) -> Network {
    let mut chance = Chance(seed);
    let rows = (0..features * HALF).map(|_| (chance.unit() - 0.5) * 0.2).collect();
    let output = (0..HALF).map(|_| chance.unit() - 0.5).collect();
    let mut network = Network { rows, bias: vec![0.05; HALF], output };
    let mut squares = network.clone();
    squares.map(&network, |square, _| *square = 1e-2);
    let mut mean = network.clone();
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for round in 0..ROUNDS {
        for i in (1..order.len()).rev() {
            order.swap(i, chance.next() as usize % (i + 1));
        }
        let mut loss = 0f64;
        for &e in &order {
            loss += learn(&examples[e], chance.next(), &mut network, &mut squares);
        }
        let averaged = (round + 1).saturating_sub(ROUNDS / 2);
        if averaged > 0 {
            mean.map(&network, |mean, now| *mean += (now - *mean) / averaged as f32);
        }
        println!("round {round}: {:.4}", loss / examples.len() as f64);
    }
    mean
}

/// One step; gives the loss before it.
fn learn(example: &Example, salt: u32, network: &mut Network, squares: &mut Network) -> f64 {
    // The same features are left out for all alternatives.
    let stays = |f: &&u32| {
        let mixed = (f.wrapping_mul(2_654_435_761) ^ salt).wrapping_mul(2_246_822_519);
        (mixed >> 8) as f32 / (1 << 24) as f32 >= LEFT_OUT
    };
    let scale = 1.0 / (1.0 - LEFT_OUT);
    let kept: Vec<Vec<usize>> = example
        .alternatives
        .iter()
        .map(|features| features.iter().filter(stays).map(|&f| f as usize * HALF).collect())
        .collect();
    let units = |kept: &Vec<usize>| {
        let mut units = network.bias.clone();
        for &at in kept {
            units.iter_mut().zip(&network.rows[at..at + HALF]).for_each(|(unit, number)| *unit += number * scale);
        }
        units
    };
    let units: Vec<Vec<f32>> = kept.iter().map(units).collect();
    let score = |units: &Vec<f32>| {
        let sum: f32 = units.iter().zip(&network.output).map(|(unit, output)| unit.max(0.0) * output).sum();
        sum.clamp(-30.0, 30.0)
    };
    let odds: Vec<f32> = units.iter().map(|units| score(units).exp()).collect();
    let sum = 1.0 + odds.iter().sum::<f32>();
    let said: f32 = example.right.iter().sum();
    let mut loss = f64::from(1.0 - said.min(1.0)) * f64::from(sum).ln();
    let mut output_slope = [0f32; HALF];
    let mut bias_slope = [0f32; HALF];
    for (a, kept) in kept.iter().enumerate() {
        loss -= f64::from(example.right[a]) * f64::from(odds[a] / sum).ln();
        let slope = odds[a] / sum - example.right[a];
        if slope.abs() < 1e-3 {
            continue;
        }
        let mut below = [0f32; HALF];
        for k in (0..HALF).filter(|&k| units[a][k] > 0.0) {
            below[k] = slope * network.output[k];
            bias_slope[k] += below[k];
            output_slope[k] += slope * units[a][k];
        }
        for &at in kept {
            for k in (0..HALF).filter(|&k| below[k] != 0.0) {
                let slope = below[k] * scale + SHRINK * network.rows[at + k];
                squares.rows[at + k] += slope * slope;
                network.rows[at + k] -= RATE * slope / squares.rows[at + k].sqrt();
            }
        }
    }
    let step = |numbers: &mut [f32], squares: &mut [f32], slopes: &[f32]| {
        for ((number, square), slope) in numbers.iter_mut().zip(squares).zip(slopes) {
            *square += slope * slope;
            *number -= RATE * slope / square.sqrt();
        }
    };
    step(&mut network.output, &mut squares.output, &output_slope);
    step(&mut network.bias, &mut squares.bias, &bias_slope);
    loss
}
