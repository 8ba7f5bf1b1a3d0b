//! Readers for public gold data, scorers, and the floors that quality must not fall below.
//!
//! One module per data set. A scorer reads the set's folder as its authors published it and returns
//! [`Score`]s; nothing of any set is in this repository.

mod coded;
pub mod collation;
mod coref;
mod ecbplus;
pub mod examples;
pub mod floors;
mod gvdb;
mod isaf;
mod layers;
mod muc4;
mod names;
#[cfg(feature = "pages")]
mod pages;
pub mod parses;
mod perturb;
mod places;
mod plover;
pub mod polnear;
mod scale;
mod seeds_cast;
mod seeds_collate;
mod seeds_events;
mod seeds_parts;
mod seeds_places;
mod seeds_statements;
mod seeds_times;
mod stories;
pub mod suite;
mod times;
mod truecase;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use variorum_language::Model;
use variorum_record::{AnnotatedReport, Report};

/// A measured number.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// What was measured, e.g. `content overlap F1`.
    pub name: String,
    /// Between 0 and 1, or a count.
    pub value: f64,
    /// How many items it was measured on, and anything a reader of the number must know.
    pub note: String,
}

/// Why a set could not be scored.
#[derive(Debug)]
pub struct EvalError(pub String);

impl std::fmt::Display for EvalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EvalError {}

/// A scorer: takes the set's folder.
type Scorer = fn(&Path) -> Result<Vec<Score>, EvalError>;

/// Every set by name.
const SETS: &[(&str, Scorer)] = &[
    ("muc4", muc4::score),
    ("gvdb", gvdb::score),
    ("isaf", isaf::score),
    ("plover", plover::score),
    ("polnear", polnear::score),
    ("seeds-events", seeds_events::score),
    ("seeds-parts", seeds_parts::score),
    #[cfg(feature = "pages")]
    ("wcxb", pages::score),
    ("seeds-statements", seeds_statements::score),
    ("seeds-times", seeds_times::score),
    ("seeds-places", seeds_places::score),
    ("tempeval3", times::score),
    ("truecase", truecase::score),
    ("lgl", places::score_lgl),
    ("geovirus", places::score_geovirus),
    ("suite", suite::score),
    ("collation", collation::score),
    ("examples", examples::score),
    ("giveme5w1h", stories::giveme5w1h),
    ("ecbplus-stories", stories::ecbplus),
    ("ecbplus-events", ecbplus::events),
    ("ecbplus-events-other", ecbplus::other_events),
    ("perturb", perturb::score),
    ("scale", scale::score),
    ("layers", layers::score),
    ("seeds-stories", stories::seeds),
    ("seeds-collate", seeds_collate::score),
    ("poured", stories::poured),
    ("re3d", names::re3d),
    ("gum", coref::gum),
    ("np4e", coref::np4e),
    ("uner", names::uner),
    ("names", names::own),
    ("seeds-cast", seeds_cast::score),
];

/// The folder of the model to score with, where it is not the built-in one.
static MODEL: OnceLock<PathBuf> = OnceLock::new();

/// Scores with the model in this folder from now on; to be said once, before anything is scored.
pub fn use_model(dir: &Path) {
    let _ = MODEL.set(dir.to_owned());
}

/// The program as a user gets it: built-in model, unless [`use_model`] named another, and gazetteer.
fn engine() -> Result<variorum_engine::Engine, EvalError> {
    let model = match MODEL.get() {
        None => Model::english(),
        Some(dir) => Model::from_files(&|name| std::fs::read(dir.join(name)).ok().map(Cow::Owned)),
    };
    let model = model.map_err(|error| EvalError(error.to_string()))?;
    Ok(variorum_engine::Engine::new(model, variorum_engine::gazetteer::Gazetteer::built_in()))
}

/// Annotates reports on two threads, in order.
fn annotate_all<'r>(
    engine: &variorum_engine::Engine,
    reports: impl Iterator<Item = &'r Report>,
) -> Vec<AnnotatedReport> {
    let reports: Vec<&Report> = reports.collect();
    let middle = reports.len() / 2;
    let annotate = |reports: &[&Report]| reports.iter().map(|report| engine.annotate(report)).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| annotate(&reports[..middle]));
        let second = annotate(&reports[middle..]);
        let mut all = first.join().unwrap_or_default();
        all.extend(second);
        all
    })
}

/// Whether the person at the terminal wants to see what went wrong, not only how often (`VARIORUM_SHOW`).
fn show() -> bool {
    std::env::var_os("VARIORUM_SHOW").is_some()
}

/// Names of the sets that can be scored.
pub fn sets() -> impl Iterator<Item = &'static str> {
    SETS.iter().map(|(name, _)| *name)
}

/// Scores a set.
pub fn run(set: &str, dir: &Path) -> Result<Vec<Score>, EvalError> {
    let known = || sets().collect::<Vec<_>>().join(", ");
    let (_, scorer) = SETS
        .iter()
        .find(|(name, _)| *name == set)
        .ok_or_else(|| EvalError(format!("no set is named `{set}`; known: {}", known())))?;
    scorer(dir)
}

/// Precision, recall and their harmonic mean from counts of hits, predictions and gold items.
pub fn precision_recall_f1(hits: usize, predicted: usize, gold: usize) -> (f64, f64, f64) {
    let ratio = |of: usize| if of == 0 { 0.0 } else { hits as f64 / of as f64 };
    let (precision, recall) = (ratio(predicted), ratio(gold));
    let f1 = if hits == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
    (precision, recall, f1)
}
