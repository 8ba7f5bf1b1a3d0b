//! `cargo xtask parity`: compares the language core, token by token, with Python spaCy running the original weights.
//! `cargo xtask speed`: times both on the same texts. `cargo xtask answers`: keeps what spaCy says of the examples and of
//! hostile text, so that the test below needs no Python.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use variorum_language::{Doc, Model};

use crate::corpus::{self, Set};
use crate::model::{self, SOURCES, Source};

/// The peer.
const SPACY: &str = "spacy==3.8.18";

/// What is compared, in the order of the columns.
const LAYERS: [&str; 12] =
    ["token", "norm", "shape", "lemma", "POS", "tag", "morph", "head", "label", "sentence", "IOB", "entity"];

struct Options {
    /// What the model is called in the names of files.
    name: String,
    from: From,
    float: bool,
    verbose: usize,
    /// Folders of texts to use instead of the corpora.
    texts: Vec<PathBuf>,
}

/// Where the model comes from.
enum From {
    Registry(&'static Source),
    Folder(PathBuf),
}

impl Options {
    /// The folder of the model as its authors made it.
    fn original(&self) -> Result<PathBuf> {
        match &self.from {
            From::Registry(source) => model::fetch(source),
            From::Folder(folder) => Ok(folder.clone()),
        }
    }
}

fn options(arguments: &[String]) -> Result<Options> {
    let value = |name: &str| {
        arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1)).map(String::as_str)
    };
    let name = value("--model").unwrap_or(model::BUILT_IN);
    let folder = PathBuf::from(name);
    let from = match SOURCES.iter().find(|source| source.name == name) {
        Some(source) => From::Registry(source),
        None if folder.join("config.cfg").is_file() => From::Folder(folder.canonicalize()?),
        None => bail!("{name}: neither a known model nor the folder of one"),
    };
    let name = folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(Options {
        name,
        from,
        float: arguments.iter().any(|argument| argument == "--f32"),
        verbose: value("--show").map_or(Ok(0), str::parse)?,
        texts: arguments
            .iter()
            .zip(arguments.iter().skip(1))
            .filter(|(option, _)| *option == "--texts")
            .map(|(_, folder)| PathBuf::from(folder))
            .collect(),
    })
}

pub(crate) fn parity(arguments: &[String]) -> Result<()> {
    let options = options(arguments)?;
    let python = peer()?;
    let original = options.original()?;
    let model = load(&options)?;
    println!("| texts | tokens | {} |", LAYERS.join(" | "));
    println!("|---{}|", "|---".repeat(LAYERS.len() + 1));
    let mut all = Tally::default();
    let sets = match options.texts.as_slice() {
        [] => corpus::sets()?,
        folders => folders.iter().map(|folder| corpus::folder(folder)).collect::<Result<Vec<_>>>()?,
    };
    for set in sets.into_iter().chain(corpus::made_up(&options.name)) {
        let texts = write_texts(&set)?;
        let answers = texts.with_extension(format!("{}.jsonl", options.name));
        if !answers.is_file() {
            let part = answers.with_extension("part");
            ask(&python, &original, &texts, &part)?;
            fs::rename(part, &answers)?;
        }
        let mut tally = Tally::default();
        let answers = BufReader::new(fs::File::open(&answers)?).lines();
        for (text, answer) in set.texts.iter().zip(answers) {
            let answer: Vec<Vec<Value>> = serde_json::from_str(&answer?)?;
            tally.compare(&model, text, &answer, options.verbose);
        }
        println!("| {} {}", set.name, tally.row());
        all.add(&tally);
    }
    println!("| all {}", all.row());
    println!("| per cent {}", all.percent());
    Ok(())
}

/// Where answers of the peer to texts of our own are kept. In a file each text, as a JSON string on a line of its own, is
/// followed by its tokens as `parity.py` gives them, one on a line.
fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("answers")
}

pub(crate) fn answers(arguments: &[String]) -> Result<()> {
    let options = options(arguments)?;
    let (python, original) = (peer()?, options.original()?);
    fs::create_dir_all(kept())?;
    for set in corpus::own()? {
        let texts = write_texts(&set)?;
        let out = texts.with_extension(format!("{}.jsonl", options.name));
        ask(&python, &original, &texts, &out)?;
        let mut file = String::new();
        for (text, tokens) in set.texts.iter().zip(fs::read_to_string(&out)?.lines()) {
            let tokens: Vec<Value> = serde_json::from_str(tokens)?;
            for line in [Value::from(text.as_str())].iter().chain(&tokens) {
                file += &(line.to_string() + "\n");
            }
        }
        let path = kept().join(set.name + ".jsonl");
        fs::write(&path, file)?;
        println!("{}", path.display());
    }
    Ok(())
}

pub(crate) fn speed(arguments: &[String]) -> Result<()> {
    let options = options(arguments)?;
    let model = load(&options)?;
    let sets = corpus::sets()?;
    let set = sets.into_iter().find(|set| set.name == "PolNeAR dev").context("no such set")?;
    let texts = write_texts(&set)?;
    let mut tokens = 0;
    for round in 0..4 {
        let start = Instant::now();
        tokens = set.texts.iter().map(|text| model.parse_with_space(text).len()).sum();
        let seconds = start.elapsed().as_secs_f64();
        println!("variorum, one thread, round {round}: {tokens} tokens, {:.0} per second", tokens as f64 / seconds);
    }
    let start = Instant::now();
    let (first, second) = set.texts.split_at(set.texts.len() / 2);
    std::thread::scope(|scope| {
        for half in [first, second] {
            scope.spawn(|| {
                (0..3).map(|_| half.iter().map(|text| model.parse(text).len()).sum::<usize>()).sum::<usize>()
            });
        }
    });
    println!("variorum, two threads: {:.0} per second", 3.0 * tokens as f64 / start.elapsed().as_secs_f64());
    if arguments.iter().any(|argument| argument == "--peer") {
        let (python, original) = (peer()?, options.original()?);
        println!("Python spaCy, one thread: batch size, tokens, seconds");
        let threads = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"].map(|name| (name, "1"));
        model::call(Command::new(&python).arg(script()).arg("speed").arg(&original).arg(&texts).envs(threads))?;
    }
    Ok(())
}

/// Writes what the peer says of texts.
fn ask(python: &Path, original: &Path, texts: &Path, answers: &Path) -> Result<()> {
    let files = [original, texts, answers];
    model::call(Command::new(python).arg(script()).arg("parity").args(files).env("OMP_NUM_THREADS", "1"))
}

/// Python with spaCy, installed into a scratch environment unless it is there.
fn peer() -> Result<PathBuf> {
    let environment = model::scratch().join("venv");
    let python = environment.join("bin/python");
    if !python.is_file() {
        model::call(Command::new("python3.11").args(["-m", "venv"]).arg(&environment))?;
        model::call(Command::new(&python).args(["-m", "pip", "install", "--quiet", SPACY]))?;
    }
    Ok(python)
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/parity.py")
}

fn write_texts(set: &Set) -> Result<PathBuf> {
    let folder = model::scratch().join("texts");
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}.jsonl", set.name.replace([' ', '/'], "-")));
    let lines: Vec<String> = set.texts.iter().map(|text| Value::from(text.as_str()).to_string() + "\n").collect();
    let new = lines.concat();
    if fs::read_to_string(&path).is_ok_and(|old| old == new) {
        return Ok(path);
    }
    // Answers to other texts are worth nothing.
    let prefix = path.with_extension("").to_string_lossy().into_owned() + ".";
    for entry in fs::read_dir(&folder)? {
        let old = entry?.path();
        if old.to_string_lossy().starts_with(&prefix) {
            fs::remove_file(old)?;
        }
    }
    fs::write(&path, new)?;
    Ok(path)
}

fn load(options: &Options) -> Result<Model> {
    let folder = match &options.from {
        From::Folder(folder) => folder.clone(),
        From::Registry(source) if source.name == model::BUILT_IN && !options.float => return Ok(Model::english()?),
        From::Registry(source) => {
            let folder = model::scratch().join(if options.float { "f32" } else { "f16" }).join(source.name);
            if !folder.is_dir() {
                let mut arguments = vec![source.name.to_owned(), "--out".to_owned(), folder.display().to_string()];
                arguments.extend(options.float.then(|| "--f32".to_owned()));
                model::run(&arguments)?;
            }
            folder
        }
    };
    Ok(Model::from_files(&|name| fs::read(folder.join(name)).ok().map(Into::into))?)
}

/// How many tokens differ, per layer.
#[derive(Default)]
struct Tally {
    tokens: usize,
    differ: [usize; LAYERS.len()],
}

impl Tally {
    fn compare(&mut self, model: &Model, text: &str, answer: &[Vec<Value>], mut show: usize) {
        let doc = model.parse_with_space(text);
        let words = model.tokenize(text);
        assert_eq!(words.len(), doc.len(), "the tokenizer on its own agrees with the pipeline");
        // Offsets of the peer count code points.
        let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bytes.push(text.len());
        let number = |row: &[Value], column: usize| row[column].as_u64().unwrap_or_default() as usize;
        let span = |row: &[Value]| {
            let start = number(row, 0);
            bytes[start]..bytes[start + number(row, 1)]
        };
        let entities = entities(&doc);
        let mut ours = 0;
        for row in answer {
            self.tokens += 1;
            let theirs = span(row);
            while ours < doc.len() && doc.tokens[ours].start < theirs.start {
                ours += 1;
            }
            let found = ours < doc.len() && doc.span(ours) == theirs;
            let mut same = [found; LAYERS.len()];
            if found {
                let head = doc.head(ours);
                let is = |column: usize, own: &str| row[column].as_str() == Some(own);
                same = [
                    true,
                    is(2, &words[ours].norm),
                    is(3, &words[ours].shape),
                    is(4, doc.lemma(ours)),
                    is(5, doc.pos(ours)),
                    is(6, doc.tag(ours)),
                    is(7, doc.morph(ours)),
                    span(&answer[number(row, 8)]) == doc.span(head),
                    is(9, doc.dep(ours)),
                    row[10].as_bool() == Some(doc.sentence_of(ours).start == ours),
                    is(11, entities[ours].0),
                    is(12, entities[ours].1),
                ];
            }
            for (differ, same) in self.differ.iter_mut().zip(same) {
                *differ += usize::from(!same);
            }
            if same.contains(&false) && show > 0 {
                show -= 1;
                let layers: Vec<_> =
                    LAYERS.iter().zip(same).filter(|(_, same)| !same).map(|(layer, _)| layer).collect();
                let own = if found {
                    format!(
                        "{} {} {} {} {} {} {:?}",
                        doc.lemma(ours),
                        doc.pos(ours),
                        doc.tag(ours),
                        doc.morph(ours),
                        doc.dep(ours),
                        &text[doc.span(doc.head(ours))],
                        entities[ours]
                    )
                } else {
                    format!("{:?}", doc.tokens.get(ours).map(|token| &text[token.start..token.end]))
                };
                eprintln!("{layers:?} at {}: peer {} | ours {own}", theirs.start, Value::from(row.clone()));
            }
        }
        if answer.len() != doc.len() && answer.is_empty() {
            self.differ[0] += doc.len();
        }
    }

    fn add(&mut self, other: &Tally) {
        self.tokens += other.tokens;
        for (sum, more) in self.differ.iter_mut().zip(other.differ) {
            *sum += more;
        }
    }

    fn row(&self) -> String {
        let cells: Vec<String> = self.differ.iter().map(usize::to_string).collect();
        format!("| {} | {} |", self.tokens, cells.join(" | "))
    }

    fn percent(&self) -> String {
        let share = |differ: &usize| format!("{:.4}", 100.0 - 100.0 * *differ as f64 / self.tokens.max(1) as f64);
        let cells: Vec<String> = self.differ.iter().map(share).collect();
        format!("| | {} |", cells.join(" | "))
    }
}

/// For each token the IOB letter and the entity label.
fn entities(doc: &Doc) -> Vec<(&str, &str)> {
    let mut marks = vec![("O", ""); doc.len()];
    for name in &doc.names {
        for (at, token) in name.tokens.clone().enumerate() {
            marks[token] = (if at == 0 { "B" } else { "I" }, doc.name_label(name));
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The model that ships against what Python spaCy says with the original weights: what rules and tables make is the
    /// same, of what the networks choose in prose at most one token in a thousand differs; on the corpora, where there are more
    /// tokens, `cargo xtask parity` counts fewer.
    #[test]
    fn kept_answers() {
        let model = Model::english().unwrap();
        // Text without sense makes near ties.
        for (name, least, one_in) in [("prose", 4_000, 1_000), ("hostile-short", 300, 80)] {
            let file = fs::read_to_string(kept().join(name).with_extension("jsonl")).unwrap();
            let mut texts: Vec<(String, Vec<Vec<Value>>)> = Vec::new();
            for line in file.lines() {
                match serde_json::from_str(line).unwrap() {
                    Value::String(text) => texts.push((text, Vec::new())),
                    Value::Array(token) => texts.last_mut().unwrap().1.push(token),
                    other => panic!("{other}"),
                }
            }
            let mut tally = Tally::default();
            for (text, answer) in &texts {
                tally.compare(&model, text, answer, 20);
            }
            assert!(tally.tokens >= least, "{name}: {} tokens", tally.tokens);
            for (layer, differ) in LAYERS.iter().zip(tally.differ) {
                let allowed = match *layer {
                    "token" | "norm" | "shape" => 0,
                    // A name is many tokens: of the prose four differ, in headlines and bylines.
                    "IOB" | "entity" => tally.tokens.div_ceil(one_in.min(400)),
                    _ => tally.tokens.div_ceil(one_in),
                };
                assert!(differ <= allowed, "{name}, {layer}: {differ} of {} tokens differ", tally.tokens);
            }
        }
    }
}
