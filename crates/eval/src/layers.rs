//! What each layer costs, as a share of the language core's time: `variorum-eval layers DIR`, built with `--profile quick`.
//!
//! DIR is a folder of texts (`.txt`, folders below included) or of Giveme5W1H articles. One thread, processor time where the
//! system tells it (Linux), so that other work on the machine does not count; every layer runs over all texts several times
//! and its quickest run counts. `VARIORUM_KERNELS=avx512` when building shows what a processor without a matrix unit gets.

#[path = "../../engine/tests/texts/clock.rs"]
mod clock;

use crate::{EvalError, Score};
use clock::Clock;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use variorum_engine::{Analysis, Engine, extract, gazetteer::Gazetteer, parts};
use variorum_record::{Event, Figure, Place, Report, Statement, Time};

/// How many runs of each layer are timed.
const ROUNDS: usize = 5;

/// The least seconds of a run, for which it goes over all texts as often as need be: the system counts in milliseconds.
const LEAST: f64 = 0.15;

/// A report with what the layers before have made of it.
struct Read<'r> {
    analysis: Analysis<'r>,
    statements: Vec<Statement>,
    times: Vec<Time>,
    places: Vec<Place>,
    /// The figures before events have claimed theirs.
    unclaimed: Vec<Figure>,
    events: Vec<Event>,
}

impl Read<'_> {
    fn facts(&self) -> extract::events::Facts<'_> {
        extract::events::Facts { statements: &self.statements, times: &self.times, places: &self.places }
    }
}

/// Times the layers.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let reports = reports(dir)?;
    let engine = crate::engine()?;
    let gazetteer = Gazetteer::built_in();
    let read: Vec<Read> = reports.iter().map(|report| read(&engine, &gazetteer, report)).collect();
    let tokens: usize = read.iter().map(|read| read.analysis.doc.len()).sum();
    let parts = time(&reports, parts::find);
    let core = time(&reports, |report| engine.tree(report)) - parts;
    let before = time(&reports, |report| engine.analyse(report)) - core;
    let statements = time(&read, |read| extract::statements::find(&read.analysis));
    let positions = time(&read, |read| extract::positions::find(&read.analysis, &read.statements));
    let times = time(&read, |read| extract::times::find(&read.analysis));
    let places = time(&read, |read| extract::places::find(&read.analysis, &gazetteer));
    let figures = time(&read, |read| extract::figures::find(&read.analysis, &read.statements, &read.times));
    let events = time(&read, |read| {
        let mut figures = read.unclaimed.clone();
        extract::events::find(&read.analysis, &read.facts(), &mut figures)
    });
    let occurrences =
        time(&read, |read| extract::events::occurrences::find(&read.analysis, &read.facts(), &read.events));
    let all = time(&reports, |report| engine.annotate(report));
    let what = times + places + figures + events + occurrences;
    let rows = [
        ("language core", core, format!("{tokens} tokens, {} texts", reports.len())),
        ("parts, quotations, cast", before, String::new()),
        ("statements (asked .25)", statements, String::new()),
        ("positions", positions, String::new()),
        ("times", times, String::new()),
        ("places", places, String::new()),
        ("figures", figures, String::new()),
        ("events", events, String::new()),
        ("occurrences", occurrences, String::new()),
        ("times to occurrences (asked .50)", what, String::new()),
        ("a report from text to facts", all, String::new()),
    ];
    let score = |(name, seconds, note): (&str, f64, String)| Score {
        name: format!("{name}: times the core"),
        value: seconds / core,
        note: format!("{:.2} µs a token  {note}", seconds * 1e6 / tokens.max(1) as f64),
    };
    Ok(rows.into_iter().map(score).collect())
}

fn read<'r>(engine: &Engine, gazetteer: &Gazetteer, report: &'r Report) -> Read<'r> {
    let (analysis, _) = engine.analyse(report);
    let statements = extract::statements::find(&analysis);
    let times = extract::times::find(&analysis);
    let places = extract::places::find(&analysis, gazetteer);
    let unclaimed = extract::figures::find(&analysis, &statements, &times);
    let mut figures = unclaimed.clone();
    let facts = extract::events::Facts { statements: &statements, times: &times, places: &places };
    let events = extract::events::find(&analysis, &facts, &mut figures);
    Read { analysis, statements, times, places, unclaimed, events }
}

/// Seconds that the quickest of several runs over all items takes.
fn time<'a, T, R>(items: &'a [T], work: impl Fn(&'a T) -> R) -> f64 {
    let run = |_| {
        let clock = Clock::start();
        let mut times = 0.0;
        while times == 0.0 || clock.seconds() < LEAST {
            items.iter().for_each(|item| drop(black_box(work(item))));
            times += 1.0;
        }
        clock.seconds() / times
    };
    (0..ROUNDS).map(run).fold(f64::INFINITY, f64::min)
}

/// The reports of a folder.
fn reports(dir: &Path) -> Result<Vec<Report>, EvalError> {
    let mut paths = Vec::new();
    walk(dir, &mut paths)?;
    paths.sort();
    let mut reports = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).map_err(|e| EvalError(format!("{}: {e}", path.display())))?;
        reports.push(Report { text, ..Report::default() });
    }
    if reports.is_empty() {
        reports.extend(crate::stories::read_giveme5w1h(dir)?.into_iter().map(|told| told.report));
    }
    if reports.is_empty() { Err(EvalError(format!("no texts in {}", dir.display()))) } else { Ok(reports) }
}

fn walk(dir: &Path, paths: &mut Vec<PathBuf>) -> Result<(), EvalError> {
    let entries = std::fs::read_dir(dir).map_err(|e| EvalError(format!("{}: {e}", dir.display())))?;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            walk(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            paths.push(path);
        }
    }
    Ok(())
}
