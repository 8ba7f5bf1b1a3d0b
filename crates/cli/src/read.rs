//! `variorum read`: the main job, from reports to the record.

use crate::arguments::ReadOptions;
use crate::folder::NewFolder;
use crate::shelf::{Shelf, ShelfWriter};
use crate::summary::Summary;
use crate::{Outcome, console, inputs};
use anyhow::Context;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use variorum_engine::collate;
use variorum_engine::group::{Group, Index};
use variorum_pages::StorySummary;
use variorum_record::{AnnotatedReport, Offsets, Story, wire};
use variorum_store::Writer;

pub(crate) fn run(options: &ReadOptions) -> anyhow::Result<Outcome> {
    let offsets = options.offsets.into();
    let folder = NewFolder::begin(&options.out)?;
    let bar = console::progress(options.quiet);

    bar.set_message("reports");
    let mut shelf = ShelfWriter::create(&folder.path().join("reports.jsonl"))?;
    let database = Writer::create(&folder.path().join("record.sqlite"))?;
    let mut index = Index::default();
    let tally = inputs::each_annotated(&options.input, &bar, inputs::annotate, |report| {
        shelf.put(&report, offsets)?;
        database.report(&report)?;
        index.add(&report);
        Ok(())
    })?;
    let shelf = shelf.finish()?;

    bar.set_message("stories");
    bar.set_position(0);
    let mut out = Outputs::create(folder.path(), offsets, shelf, database)?;
    let mut summary = Summary::new(tally);
    for (i, group) in index.stories().iter().enumerate() {
        summary.add(out.story(group, i + 1)?);
        bar.inc(1);
    }
    out.finish()?;
    folder.finish()?;
    bar.finish_and_clear();

    if options.json {
        console::print(&(summary.json(&options.out) + "\n"))?;
    } else if !options.quiet {
        console::print(&summary.text(&options.out))?;
    }
    Ok(tally.outcome())
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
