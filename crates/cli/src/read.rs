//! `variorum read`: the main job, from reports to the record.
//!
//! With `--add`, and after a decision, the old record is copied and what is new goes into the copy. Stories are found
//! among all reports as if they had come at once, by what the record keeps in its index ([`kept`]); those that are as
//! they were are taken over, the others are collated and written.

use crate::arguments::ReadOptions;
use crate::folder::NewFolder;
use crate::inputs::Tally;
use crate::kept::{self, KeptStory, Standing, State, Summed};
use crate::shelf::{Shelf, ShelfWriter};
use crate::summary::Summary;
use crate::{Outcome, console, decide, inputs};
use anyhow::{Context, bail};
use indicatif::ProgressBar;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use variorum_engine::collate;
use variorum_engine::group::{Group, Grouping, Index};
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
        offsets = offsets.or_else(|| wire::offsets(line));
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
        let mut folder = NewFolder::begin(self.out)?;
        let bar = console::progress(self.quiet);

        bar.set_message("reports");
        let mut reports = self.begin(add, &mut folder)?;
        let old = reports.index.len();
        let mut again = 0;
        let mut new = |report: AnnotatedReport| {
            if reports.shelf.has(&report.report.id) {
                again += 1;
                console::complain(&format!(
                    "the record has a report `{}` already; it was left as it is",
                    report.report.id
                ));
                return Ok(());
            }
            reports.put(&report, self.offsets)
        };
        let mut tally = input(&mut new, &bar)?;
        tally.reports += old;
        tally.reports -= again;
        tally.refused += again;
        let Reports { shelf, database, index, kept, lines: report_lines, before } = reports;
        let (shelf, reports_sum) = shelf.finish()?;
        let kept_sum = kept.finish()?;
        decide::complain_of_unknown(&self.decisions, &shelf.ids().collect());
        if !self.decisions.is_empty() {
            let lines = decide::lines(&self.decisions)?;
            fs::write(folder.path().join(decide::FILE), lines).context("cannot write the decisions")?;
        }

        bar.set_message("stories");
        bar.set_position(0);
        let grouping = index.grouping(&self.decisions, before.as_ref().map(|before| &before.grouping));
        let rarity = index.rarity();
        let mut out = Outputs::create(folder.path(), self.offsets, shelf, database)?;
        let mut summary = Summary::new(tally);
        let (mut before, lines) = match before {
            Some(before) => (before.stories, Some(before.lines)),
            None => (BTreeMap::new(), None),
        };
        for outline in &grouping.outlines {
            let print = outline.print(&grouping);
            let old = before.remove(&outline.number);
            match old.as_ref().filter(|old| old.kept.print == print).zip(lines.as_ref()) {
                Some((old, lines)) if out.carry(old, lines, self.out)? => {
                    summary.add_as_before(old.kept.summary.reports())
                }
                _ => {
                    if old.is_some() {
                        out.database.remove_story(&story_id(outline.number))?;
                    }
                    summary.add(out.story(&index.group(outline, &rarity), print)?);
                }
            }
            bar.inc(1);
        }
        for number in before.keys() {
            out.database.remove_story(&story_id(*number))?;
        }
        let (stories, stories_sum) = out.finish()?;
        let state = State::new(self.offsets, report_lines, [reports_sum, kept_sum, stories_sum], stories);
        state.write(folder.path(), &index.save(&grouping))?;
        folder.finish()?;
        bar.finish_and_clear();
        Ok((tally, summary))
    }

    /// The reports to add to: none, or those of the old record.
    fn begin(&self, add: bool, folder: &mut NewFolder) -> anyhow::Result<Reports> {
        if !add {
            return Reports::create(folder.path());
        }
        ensure_record(self.out)?;
        match kept::resume(self.out, folder.path(), self.offsets).and_then(|old| Reports::resume(old, folder.path())) {
            Ok(reports) => Ok(reports),
            Err(reason) => {
                console::complain(&format!(
                    "the index of {} cannot be used: {reason:#}; it is made anew from its reports.jsonl",
                    self.out.display()
                ));
                folder.clear()?;
                let mut reports = Reports::create(folder.path())?;
                old_reports(self.out, |line| reports.put(&wire::read_report(line)?, self.offsets))?;
                Ok(reports)
            }
        }
    }
}

/// The reports of a record, in everything that holds reports.
struct Reports {
    shelf: ShelfWriter,
    database: Writer,
    index: Index,
    /// What is kept of each report for the next run.
    kept: Summed,
    /// See [`State::lines`].
    lines: Vec<(u64, u64)>,
    before: Option<Before>,
}

/// The stories of the old record.
struct Before {
    grouping: Grouping,
    stories: BTreeMap<usize, OldStory>,
    /// Their lines.
    lines: File,
}

/// A story of the old record, and where its line starts.
struct OldStory {
    kept: KeptStory,
    start: u64,
}

impl Reports {
    fn create(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir(folder.join(kept::FOLDER)).context("cannot create the folder of the index")?;
        Ok(Reports {
            shelf: ShelfWriter::create(&folder.join("reports.jsonl"))?,
            database: Writer::create(&folder.join("record.sqlite"))?,
            index: Index::default(),
            kept: Summed::create(&folder.join(kept::FOLDER).join("reports"))?,
            lines: Vec::new(),
            before: None,
        })
    }

    fn resume(standing: Standing, folder: &Path) -> anyhow::Result<Self> {
        let Standing { state, index, grouping, reports, kept, stories } = standing;
        let mut shelf = ShelfWriter::with(&folder.join("reports.jsonl"), reports);
        for (number, (line, _)) in state.lines.iter().enumerate() {
            shelf.know(index.id(number).unwrap_or_default(), *line as usize);
        }
        let mut end = 0;
        let old = state.stories.into_iter().map(|kept| {
            let start = end;
            end += kept.line;
            (kept.number, OldStory { kept, start })
        });
        let old = old.collect();
        let database = Writer::extend(&folder.join("record.sqlite"))?;
        let before = Some(Before { grouping, stories: old, lines: stories });
        Ok(Reports { shelf, database, index, kept, lines: state.lines, before })
    }

    fn put(&mut self, report: &AnnotatedReport, offsets: Offsets) -> anyhow::Result<()> {
        let line = self.shelf.put(report, offsets)?;
        self.database.report(report)?;
        self.index.add(report);
        let kept = self.index.save_report(self.index.len() - 1);
        self.lines.push((line as u64, kept.len() as u64));
        self.kept.write(&kept)
    }
}

fn story_id(number: usize) -> String {
    format!("story-{number}")
}

fn ensure_record(record: &Path) -> anyhow::Result<()> {
    let path = record.join("reports.jsonl");
    let context = || format!("there is no record to add to: cannot read {}", path.display());
    File::open(&path).map(|_| ()).with_context(context)
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
    stories: Summed,
    kept: Vec<KeptStory>,
}

impl<'a> Outputs<'a> {
    fn create(folder: &'a Path, offsets: Offsets, shelf: Shelf, database: Writer) -> anyhow::Result<Self> {
        fs::create_dir(folder.join("stories")).context("cannot create the folder of the story pages")?;
        let stories = Summed::create(&folder.join("stories.jsonl"))?;
        Ok(Outputs { folder, offsets, shelf, database, stories, kept: Vec::new() })
    }

    /// Collates a group and writes its story into every output.
    fn story(&mut self, group: &Group, print: u64) -> anyhow::Result<Story> {
        let reports = group.reports.iter().map(|&i| self.shelf.get(i)).collect::<anyhow::Result<Vec<_>>>()?;
        let story = collate::collate(&reports, group);
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
        self.stories.write(line.as_bytes())?;
        self.database.story(&story, text_of)?;
        let page = variorum_pages::story(&story, |id| by_id.get(id));
        let file = self.folder.join(variorum_pages::story_file(&story.id));
        fs::write(&file, page).with_context(|| format!("cannot write {}", file.display()))?;
        let summary = summary_of(&story, &by_id);
        self.kept.push(KeptStory { number: group.number, print, line: line.len() as u64, summary });
        Ok(story)
    }

    /// Takes a story over from the old record as it is; the database has it already. `false` when its page is gone.
    fn carry(&mut self, old: &OldStory, mut lines: &File, record: &Path) -> anyhow::Result<bool> {
        let name = variorum_pages::story_file(&story_id(old.kept.number));
        let (from, to) = (record.join(&name), self.folder.join(&name));
        // Where two names for one file are not to be had, its bytes are.
        match fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(|_| ())) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            done => done.with_context(|| format!("cannot write {}", to.display()))?,
        }
        let mut line = vec![0; usize::try_from(old.kept.line)?];
        let read = lines.seek(SeekFrom::Start(old.start)).and_then(|_| lines.read_exact(&mut line));
        read.context("cannot read the old stories.jsonl")?;
        self.stories.write(&line)?;
        self.kept.push(old.kept.clone());
        Ok(true)
    }

    /// What is kept of the stories, and the sum of `stories.jsonl`.
    fn finish(self) -> anyhow::Result<(Vec<KeptStory>, u64)> {
        let sum = self.stories.finish()?;
        let summaries: Vec<&StorySummary> = self.kept.iter().map(|kept| &kept.summary).collect();
        for (file, page) in variorum_pages::index(&summaries) {
            fs::write(self.folder.join(&file), page).with_context(|| format!("cannot write {file}"))?;
        }
        self.database.finish()?;
        Ok((self.kept, sum))
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
