//! From paths to annotated reports: ingest driven, refusals told, reports annotated on all cores in input order.

use crate::Outcome;
use crate::arguments::InputOptions;
use crate::console;
use anyhow::Context;
use indicatif::ProgressBar;
use rayon::prelude::*;
use std::path::Path;
use variorum_engine::Engine;
use variorum_engine::gazetteer::Gazetteer;
use variorum_engine::pipeline::LONGEST_REPORT;
use variorum_ingest::{Item, Limits};
use variorum_language::Model;
use variorum_record::{AnnotatedReport, Report};

/// Reports are annotated in batches of about this many bytes: enough to keep all cores busy, little to hold.
const BATCH_BYTES: usize = 2 << 20;

/// Reports are annotated in batches of at most this many.
const BATCH_REPORTS: usize = 256;

/// What was read and what was not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) reports: usize,
    pub(crate) refused: usize,
}

impl Tally {
    /// What the exit code says of this.
    pub(crate) fn outcome(self) -> Outcome {
        if self.refused == 0 { Outcome::Complete } else { Outcome::WithRefusals }
    }
}

/// The engine with the model that was asked for.
pub(crate) fn engine(options: &InputOptions) -> anyhow::Result<Engine> {
    let Some(dir) = &options.model else {
        return Ok(Engine::new(Model::english()?, Gazetteer::built_in()));
    };
    let file = |name: &str| std::fs::read(dir.join(name)).ok().map(std::borrow::Cow::Owned);
    anyhow::ensure!(dir.is_dir(), "no folder at {}: --model takes the folder of a spaCy pipeline", dir.display());
    let model = Model::from_files(&file).with_context(|| format!("cannot use the model in {}", dir.display()))?;
    Ok(Engine::new(model, Gazetteer::built_in()))
}

/// Reads everything and hands each report on in input order. Refusals are told on standard error and counted.
pub(crate) fn each_report(
    options: &InputOptions,
    each: &mut dyn FnMut(Report) -> anyhow::Result<()>,
) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    for item in variorum_ingest::read(&options.paths, Limits::default()) {
        match item {
            Item::Report(report) => {
                tally.reports += 1;
                if report.text.len() > LONGEST_REPORT {
                    let source = report.meta.source.as_deref().unwrap_or(&report.meta.id);
                    let (bytes, most) = (report.text.len().div_ceil(1 << 20), LONGEST_REPORT >> 20);
                    console::complain(&format!(
                        "{source}: is kept, but stays unread: it has {bytes} MB of text, and facts are read from reports of up \
                         to {most} MB (split it into its reports)"
                    ));
                }
                each(*report)?;
            }
            Item::Refused(refusal) => {
                tally.refused += 1;
                console::complain(&refusal.to_string());
            }
            Item::Note(note) => console::complain(&note.to_string()),
        }
    }
    anyhow::ensure!(tally.reports > 0, "no report could be read");
    Ok(tally)
}

/// Reads and annotates everything; each annotated report is handed on in input order.
pub(crate) fn each_annotated<T: Send>(
    options: &InputOptions,
    bar: &ProgressBar,
    work: impl Fn(&Engine, &Report) -> T + Sync,
    each: impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<Tally> {
    let engine = engine(options)?;
    if !engine.reads() {
        let (model, language) = (options.model.as_deref().unwrap_or(Path::new("")).display(), engine.language());
        console::complain(&format!(
            "the model in {model} is for language `{language}`: reports are kept with their parts and sentences but stay \
             unread, for statements, events, times, places and figures are found by rules for English; \
             `variorum parse` shows their tokens, tags, trees and names"
        ));
    }
    each_made(&engine, options, bar, work, each)
}

/// What `work` makes of every report with an engine, in input order.
pub(crate) fn each_made<T: Send>(
    engine: &Engine,
    options: &InputOptions,
    bar: &ProgressBar,
    work: impl Fn(&Engine, &Report) -> T + Sync,
    mut each: impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<Tally> {
    let mut batch: Vec<Report> = Vec::new();
    let mut bytes = 0;
    let mut flush = |batch: &mut Vec<Report>| -> anyhow::Result<()> {
        let done: Vec<T> = batch.par_iter().map(|report| work(engine, report)).collect();
        bar.inc(done.len() as u64);
        batch.clear();
        done.into_iter().try_for_each(&mut each)
    };
    let tally = each_report(options, &mut |report| {
        bytes += report.text.len();
        batch.push(report);
        if bytes >= BATCH_BYTES || batch.len() >= BATCH_REPORTS {
            bytes = 0;
            flush(&mut batch)?;
        }
        Ok(())
    })?;
    flush(&mut batch)?;
    Ok(tally)
}

/// Everything one report says.
pub(crate) fn annotate(engine: &Engine, report: &Report) -> AnnotatedReport {
    engine.annotate(report)
}
