//! `variorum read`: the main job, from reports to the record.
//!
//! With `--add`, and after a decision, what the old record holds of its reports is taken from `reports.jsonl` instead of
//! reading the sources again. Stories are then found among all reports as if they had come at once, so the order of
//! arrival makes no difference but for the numbers of the stories.

use crate::arguments::ReadOptions;
use crate::folder::NewFolder;
use crate::inputs::Tally;
use crate::shelf::{Shelf, ShelfWriter};
use crate::summary::Summary;
use crate::{Outcome, console, decide, inputs};
use anyhow::{Context, bail};
use indicatif::ProgressBar;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use variorum_engine::collate;
use variorum_engine::group::{Group, Index};
use variorum_pages::StorySummary;
use variorum_record::{AnnotatedReport, Decision, Offsets, Story, wire};
use variorum_store::Writer;

pub(crate) fn run(options: &ReadOptions) -> anyhow::Result<Outcome> {
    let mut decisions = decide::load(&options.out.join(decide::FILE))?;
    if let Some(file) = &options.decisions {
        if !file.exists() {
            bail!("there is no file of decisions at {}", file.display());
        }
        let new = decide::load(file)?;
        decisions.retain(|decision| !new.contains(decision));
        decisions.extend(new);
    }
    let run = Run { out: &options.out, decisions, offsets: options.offsets.into(), quiet: options.quiet };
    let input = |take: &mut dyn FnMut(AnnotatedReport) -> anyhow::Result<()>, bar: &_| {
        inputs::each_annotated(&options.input, bar, inputs::annotate, take)
    };
    let (tally, summary) = run.write(options.add, input)?;
    if options.json {
        console::print(&(summary.json(&options.out) + "\n"))?;
    } else if !options.quiet {
        console::print(&summary.text(&options.out))?;
    }
    Ok(tally.outcome())
}

/// Writes a record again with one decision more.
pub(crate) fn decide(record: &Path, decision: Decision) -> anyhow::Result<Outcome> {
    let mut decisions = decide::load(&record.join(decide::FILE))?;
    let mut known = BTreeSet::new();
    let mut offsets = None;
    old_reports(record, |line| {
        offsets = offsets.or(wire::offsets(line));
        known.insert(wire::read_report(line)?.report.id);
        Ok(())
    })?;
    if let Some(id) = decision.reports.iter().chain(&decision.from).find(|id| !known.contains(*id)) {
        bail!("the record has no report `{id}`");
    }
    decisions.push(decision);
    let run = Run { out: record, decisions, offsets: offsets.unwrap_or(Offsets::Codepoints), quiet: true };
    run.write(true, |_, _| Ok(Tally::default()))?;
    Ok(Outcome::Complete)
}

/// What a run into a folder goes by, wherever its reports come from.
struct Run<'a> {
    out: &'a Path,
    decisions: Vec<Decision>,
    offsets: Offsets,
    quiet: bool,
}

impl Run<'_> {
    /// Writes the record: what the old one holds, if asked to add to it, and what `input` brings.
    fn write(
        &self,
        add: bool,
        input: impl FnOnce(&mut dyn FnMut(AnnotatedReport) -> anyhow::Result<()>, &ProgressBar) -> anyhow::Result<Tally>,
    ) -> anyhow::Result<(Tally, Summary)> {
        let folder = NewFolder::begin(self.out)?;
        let bar = console::progress(self.quiet);

        bar.set_message("reports");
        let mut shelf = ShelfWriter::create(&folder.path().join("reports.jsonl"))?;
        let database = Writer::create(&folder.path().join("record.sqlite"))?;
        let mut index = Index::default();
        let mut known = BTreeSet::new();
        let mut take = |report: AnnotatedReport| {
            shelf.put(&report, self.offsets)?;
            database.report(&report)?;
            index.add(&report);
            known.insert(report.report.id);
            Ok(())
        };
        let mut old = BTreeSet::new();
        if add {
            old_reports(self.out, |line| {
                let report = wire::read_report(line)?;
                old.insert(report.report.id.clone());
                take(report)
            })?;
        }
        let mut again = 0;
        let mut new = |report: AnnotatedReport| {
            if old.contains(&report.report.id) {
                again += 1;
                console::complain(&format!(
                    "the record has a report `{}` already; it was left as it is",
                    report.report.id
                ));
                return Ok(());
            }
            take(report)
        };
        let mut tally = input(&mut new, &bar)?;
        tally.reports += old.len() - again;
        tally.refused += again;
        let shelf = shelf.finish()?;
        decide::complain_of_unknown(&self.decisions, &known.iter().map(String::as_str).collect());
        if !self.decisions.is_empty() {
            let lines = decide::lines(&self.decisions)?;
            fs::write(folder.path().join(decide::FILE), lines).context("cannot write the decisions")?;
        }

        bar.set_message("stories");
        bar.set_position(0);
        let mut out = Outputs::create(folder.path(), self.offsets, shelf, database)?;
        let mut summary = Summary::new(tally);
        for (i, group) in index.stories_decided(&self.decisions).iter().enumerate() {
            summary.add(out.story(group, i + 1)?);
            bar.inc(1);
        }
        out.finish()?;
        folder.finish()?;
        bar.finish_and_clear();
        Ok((tally, summary))
    }
}

/// The lines of a record's reports, one at a time.
fn old_reports(record: &Path, mut each: impl FnMut(&str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let path = record.join("reports.jsonl");
    let file =
        File::open(&path).with_context(|| format!("there is no record to add to: cannot read {}", path.display()))?;
    for line in BufReader::new(file).lines() {
        let context = || format!("cannot use {}", path.display());
        each(&line.with_context(context)?).with_context(context)?;
    }
    Ok(())
}

/// The outputs that hold stories.
struct Outputs<'a> {
    folder: &'a Path,
    offsets: Offsets,
    shelf: Shelf,
    database: Writer,
    stories: BufWriter<File>,
    index: Vec<StorySummary>,
}

impl<'a> Outputs<'a> {
    fn create(folder: &'a Path, offsets: Offsets, shelf: Shelf, database: Writer) -> anyhow::Result<Self> {
        fs::create_dir(folder.join("stories")).context("cannot create the folder of the story pages")?;
        let stories = File::create(folder.join("stories.jsonl")).context("cannot create stories.jsonl")?;
        Ok(Outputs { folder, offsets, shelf, database, stories: BufWriter::new(stories), index: Vec::new() })
    }

    /// Collates a group and writes its story into every output.
    fn story(&mut self, group: &Group, number: usize) -> anyhow::Result<Story> {
        let reports = group.reports.iter().map(|&i| self.shelf.get(i)).collect::<anyhow::Result<Vec<_>>>()?;
        let story = collate::collate(&reports, group, number);
        let mut by_id: BTreeMap<String, AnnotatedReport> =
            reports.into_iter().map(|report| (report.report.id.clone(), report)).collect();
        for id in story.all_reports() {
            if !by_id.contains_key(id) {
                let number =
                    self.shelf.number(id).with_context(|| format!("{} names an unknown report {id}", story.id))?;
                by_id.insert(id.to_string(), self.shelf.get(number)?);
            }
        }
        let text_of = |id: &str| by_id.get(id).map_or("", |report| report.text.as_str());
        let line = wire::story_line(&story, self.offsets, text_of) + "\n";
        self.stories.write_all(line.as_bytes()).context("cannot write stories.jsonl")?;
        self.database.story(&story, text_of)?;
        let page = variorum_pages::story(&story, |id| by_id.get(id));
        let file = self.folder.join(variorum_pages::story_file(&story.id));
        fs::write(&file, page).with_context(|| format!("cannot write {}", file.display()))?;
        self.index.push(summary_of(&story, &by_id));
        Ok(story)
    }

    fn finish(mut self) -> anyhow::Result<()> {
        self.stories.flush().context("cannot write stories.jsonl")?;
        fs::write(self.folder.join("index.html"), variorum_pages::index(&self.index))
            .context("cannot write index.html")?;
        Ok(self.database.finish()?)
    }
}

/// What the index page says of a story.
pub(crate) fn summary_of(story: &Story, reports: &BTreeMap<String, AnnotatedReport>) -> StorySummary {
    let outlet = |id: &String| {
        let meta = reports.get(id).map(|report| &report.report);
        meta.and_then(|meta| meta.outlet.clone()).unwrap_or_else(|| id.clone())
    };
    StorySummary::new(story, story.reports.iter().map(outlet).collect())
}
