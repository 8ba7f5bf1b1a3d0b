//! `variorum read`: the main job, from reports to the record.
//!
//! With `--add`, and after a decision, the old record is copied and what is new goes into the copy. Stories are found
//! among all reports as if they had come at once, by what the record keeps in its index ([`kept`]). Those that are as
//! they were are taken over; of those that have other near misses only these are written; the rest is collated.

use crate::arguments::ReadOptions;
use crate::folder::{self, NewFolder};
use crate::inputs::Tally;
use crate::kept::{self, KeptStory, Standing, State, Summed};
use crate::shelf::{Shelf, ShelfWriter, each_line, line_at};
use crate::summary::Summary;
use crate::{Outcome, console, copying, decide, inputs};
use anyhow::{Context, bail, ensure};
use indicatif::ProgressBar;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use variorum_engine::collate;
use variorum_engine::group::{Group, Grouping, Index, Outline};
use variorum_pages::StorySummary;
use variorum_record::wire::{self, Brief};
use variorum_record::{AnnotatedReport, Decision, Offsets, Story};
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
    let run =
        Run { out: &options.out, decisions, offsets: options.offsets.into(), quiet: options.quiet, named: vec![] };
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
    let file = ensure_record(record)?;
    let mut first = String::new();
    BufReader::new(file).read_line(&mut first).context("cannot read reports.jsonl")?;
    let offsets = wire::offsets(&first).unwrap_or(Offsets::Codepoints);
    let named: Vec<String> = decision.reports.iter().chain(&decision.from).cloned().collect();
    decisions.push(decision);
    let run = Run { out: record, decisions, offsets, quiet: true, named };
    run.write(true, |_, _| Ok(Tally::default()))?;
    Ok(Outcome::Complete)
}

/// What a run into a folder goes by, wherever its reports come from.
struct Run<'a> {
    out: &'a Path,
    decisions: Vec<Decision>,
    offsets: Offsets,
    quiet: bool,
    /// Reports that the old record must have.
    named: Vec<String>,
}

impl Run<'_> {
    /// Writes the record: what the old one holds, if asked to add to it, and what `input` brings.
    fn write(
        &self,
        add: bool,
        input: impl FnOnce(&mut dyn FnMut(AnnotatedReport) -> anyhow::Result<()>, &ProgressBar) -> anyhow::Result<Tally>,
    ) -> anyhow::Result<(Tally, Summary)> {
        let mut folder = NewFolder::begin(self.out)?;
        let written = self.write_into(&mut folder, add, input);
        // What was added to the database lies beside it, in the folder that has now become the record or will be
        // thrown away. If this is interrupted, or somebody is reading, it stays there and the next run sees to it.
        let written = written.and_then(|written| folder.finish().map(|()| written));
        if add {
            let _ = variorum_store::settle(&self.out.join("record.sqlite"));
        }
        written
    }

    fn write_into(
        &self,
        folder: &mut NewFolder,
        add: bool,
        input: impl FnOnce(&mut dyn FnMut(AnnotatedReport) -> anyhow::Result<()>, &ProgressBar) -> anyhow::Result<Tally>,
    ) -> anyhow::Result<(Tally, Summary)> {
        let bar = console::progress(self.quiet);

        bar.set_message("reports");
        let mut reports = self.begin(add, folder)?;
        if let Some(id) = self.named.iter().find(|id| !reports.shelf.has(id)) {
            bail!("the record has no report `{id}`");
        }
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
        let (grouping, before, lines) = match before {
            None => (index.grouping(&self.decisions, None), BTreeMap::new(), None),
            Some(Before { grouping, mut stories, lines }) => {
                // Nearly all stories will be as they were, so that they can be taken over while nobody knows yet which.
                let (grouping, taken) = rayon::join(
                    || index.grouping(&self.decisions, Some(&grouping)),
                    || take_over(self.out, folder.path(), &mut stories),
                );
                taken?;
                (grouping, stories, Some(lines))
            }
        };
        let mut summary = Summary::new(tally);
        let old_lines = lines.as_ref().map(File::try_clone).transpose()?;
        let mut out = Outputs::create(folder.path(), database, old_lines)?;
        let teller = Teller {
            run: self,
            folder: folder.path(),
            shelf,
            index: &index,
            grouping: &grouping,
            before: &before,
            lines,
        };
        let tell = |outline: &Outline| {
            let (members, print) = (outline.members_print(), outline.print(&grouping));
            let made = teller.tell(outline, members, print);
            bar.inc(1);
            made
        };
        // While some are collated on all cores, those before them are written, in order.
        let mut told: Vec<Told> = Vec::new();
        for batch in grouping.outlines.chunks(BATCH) {
            let made = || batch.par_iter().map(tell).collect::<anyhow::Result<Vec<Told>>>();
            let (made, written) =
                rayon::join(made, || told.into_iter().try_for_each(|told| out.put(told, &mut summary)));
            written?;
            told = made?;
        }
        told.into_iter().try_for_each(|told| out.put(told, &mut summary))?;
        let numbers: BTreeSet<usize> = grouping.outlines.iter().map(|outline| outline.number).collect();
        for number in before.keys().filter(|number| !numbers.contains(number)) {
            out.database.remove_story(&story_id(*number))?;
            let page = folder.path().join(variorum_pages::story_file(&story_id(*number)));
            folder::remove(&page).with_context(|| format!("cannot remove {}", page.display()))?;
        }
        let stories = out.finish(tally.reports)?;
        let state = State::new(self.offsets, report_lines, [reports_sum, kept_sum], stories);
        state.write(folder.path(), &index.save(&grouping))?;
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
                let path = self.out.join("reports.jsonl");
                let put = |_, _, line: &str| reports.put(&wire::read_report(line)?, self.offsets);
                each_line(&path, put).with_context(|| format!("cannot use {}", path.display()))?;
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

/// A story of the old record, where its line starts, and whether its page was taken over.
struct OldStory {
    kept: KeptStory,
    start: u64,
    has_page: bool,
}

/// Gives a new record the old one's stories as they are: its `stories.jsonl` and, with a second name, its pages.
fn take_over(old: &Path, new: &Path, stories: &mut BTreeMap<usize, OldStory>) -> anyhow::Result<()> {
    fs::create_dir(new.join("stories")).context("cannot create the folder of the story pages")?;
    let [from, to] = [old, new].map(|record| record.join("stories.jsonl"));
    copying::copy(&from, &to).context(STORIES)?;
    for (number, story) in stories {
        let name = variorum_pages::story_file(&story_id(*number));
        let [from, to] = [old, new].map(|record| record.join(&name));
        match copying::link_or_copy(&from, &to) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            done => {
                done.with_context(|| format!("cannot write {}", to.display()))?;
                story.has_page = true;
            }
        }
    }
    Ok(())
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
            (kept.number, OldStory { kept, start, has_page: false })
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

fn ensure_record(record: &Path) -> anyhow::Result<File> {
    let path = record.join("reports.jsonl");
    File::open(&path).with_context(|| format!("there is no record to add to: cannot read {}", path.display()))
}

/// Stories that are collated before they are written.
const BATCH: usize = 96;

/// A story ready to be written.
struct Told {
    line: Line,
    kept: KeptStory,
    change: Change,
}

/// A story's line in `stories.jsonl`.
enum Line {
    /// As it stands in the old one, there.
    Old(Range<u64>),
    New(String),
}

/// What a story is to the database, which has the stories of the old record.
enum Change {
    /// It is as it was.
    None,
    /// Its links or near misses are others.
    Links { group: Group, texts: Texts },
    /// It is new or tells something else; whether the old record has one of its number.
    Story { story: Story, texts: Texts, replaces: bool },
}

/// Texts of reports by id.
type Texts = BTreeMap<String, String>;

/// Makes stories of groups; writes their pages, and nothing else.
struct Teller<'a> {
    run: &'a Run<'a>,
    folder: &'a Path,
    shelf: Shelf,
    index: &'a Index,
    grouping: &'a Grouping,
    before: &'a BTreeMap<usize, OldStory>,
    /// The old `stories.jsonl`.
    lines: Option<File>,
}

impl Teller<'_> {
    fn tell(&self, outline: &Outline, members: u64, print: u64) -> anyhow::Result<Told> {
        let old = self.before.get(&outline.number);
        let same = old.filter(|old| old.kept.members == members && old.has_page);
        if let Some((old, lines)) = same.zip(self.lines.as_ref()) {
            if old.kept.print == print {
                let line = Line::Old(old.start..old.start + old.kept.line);
                return Ok(Told { line, kept: old.kept.clone(), change: Change::None });
            }
            if let Some(told) = self.relink(old, lines, self.index.group(outline, self.grouping), print)? {
                return Ok(told);
            }
        }
        self.collate(&self.index.group(outline, self.grouping), members, print, old.is_some())
    }

    /// A story of the old record with its links, near misses and decisions as they are now. `None` when its page is gone.
    fn relink(&self, old: &OldStory, lines: &File, group: Group, print: u64) -> anyhow::Result<Option<Told>> {
        let name = variorum_pages::story_file(&story_id(old.kept.number));
        let Ok(page) = fs::read_to_string(self.run.out.join(&name)) else { return Ok(None) };
        let reports = group.reports.iter().map(|&i| self.shelf.brief(i)).collect::<anyhow::Result<Vec<Brief>>>()?;
        let outlets: Vec<_> =
            reports.iter().map(|brief| (brief.report.id.clone(), brief.report.outlet.clone())).collect();
        let Some(page) = variorum_pages::relinked(&page, &group.why, &group.why_not, &group.decisions, &outlets) else {
            return Ok(None);
        };
        let texts = reports.into_iter().map(|brief| (brief.report.id, brief.text)).collect();
        let links = group.why.iter().chain(&group.why_not).flat_map(|link| [link.a.as_str(), link.b.as_str()]);
        let texts = self.with_texts(texts, links)?;
        let old_line = self.line(old, lines)?;
        let links = [group.why.as_slice(), &group.why_not];
        let line = wire::relinked_line(&old_line, links, &group.decisions, |id| &texts[id])? + "\n";
        self.write(&name, &page)?;
        let (length, sum) = (line.len() as u64, kept::sum(line.as_bytes()));
        let kept = KeptStory { print, line: length, sum, ..old.kept.clone() };
        Ok(Some(Told { line: Line::New(line), kept, change: Change::Links { group, texts } }))
    }

    fn collate(&self, group: &Group, members: u64, print: u64, replaces: bool) -> anyhow::Result<Told> {
        let reports = group.reports.iter().map(|&i| self.shelf.get(i)).collect::<anyhow::Result<Vec<_>>>()?;
        let story = collate::collate(&reports, group);
        let by_id: BTreeMap<String, AnnotatedReport> =
            reports.into_iter().map(|report| (report.report.id.clone(), report)).collect();
        let page = variorum_pages::story(&story, |id| by_id.get(id));
        self.write(&variorum_pages::story_file(&story.id), &page)?;
        let summary = summary_of(&story, &by_id);
        let texts = by_id.into_iter().map(|(id, report)| (id, report.text)).collect();
        let texts = self.with_texts(texts, story.all_reports().into_iter())?;
        let line = wire::story_line(&story, self.run.offsets, |id| &texts[id]) + "\n";
        let (length, sum) = (line.len() as u64, kept::sum(line.as_bytes()));
        let kept = KeptStory { number: group.number, members, print, line: length, sum, summary };
        Ok(Told { line: Line::New(line), kept, change: Change::Story { story, texts, replaces } })
    }

    /// Adds the texts of the reports that are missing.
    fn with_texts<'i>(&self, mut texts: Texts, ids: impl Iterator<Item = &'i str>) -> anyhow::Result<Texts> {
        for id in ids {
            if !texts.contains_key(id) {
                let number = self.shelf.number(id).with_context(|| format!("a story names an unknown report {id}"))?;
                texts.insert(id.to_string(), self.shelf.brief(number)?.text);
            }
        }
        Ok(texts)
    }

    /// The line of a story of the old record, with its end.
    fn line(&self, old: &OldStory, lines: &File) -> anyhow::Result<String> {
        line_at(lines, &self.run.out.join("stories.jsonl"), old.start, usize::try_from(old.kept.line)?)
    }

    fn write(&self, name: &str, page: &str) -> anyhow::Result<()> {
        let file = self.folder.join(name);
        // What lies there is the old record's page under a second name, and stays as it is under the first.
        let written = folder::remove(&file).and_then(|()| fs::write(&file, page));
        written.with_context(|| format!("cannot write {}", file.display()))
    }
}

const STORIES: &str = "cannot write stories.jsonl";

/// The outputs that hold stories, but for their pages.
struct Outputs<'a> {
    folder: &'a Path,
    database: Writer,
    stories: BufWriter<File>,
    /// How much of what was taken over of the old `stories.jsonl` stands as it is, while nothing else was written.
    standing: Option<u64>,
    /// The old `stories.jsonl`, and what is to be taken from it next.
    old: Option<File>,
    taken: Range<u64>,
    kept: Vec<KeptStory>,
}

impl<'a> Outputs<'a> {
    fn create(folder: &'a Path, database: Writer, old: Option<File>) -> anyhow::Result<Self> {
        let path = folder.join("stories.jsonl");
        let (file, standing) = match old {
            Some(_) => (File::options().write(true).open(path).context(STORIES)?, Some(0)),
            None => {
                fs::create_dir(folder.join("stories")).context("cannot create the folder of the story pages")?;
                (File::create(path).context(STORIES)?, None)
            }
        };
        let stories = BufWriter::new(file);
        Ok(Outputs { folder, database, stories, standing, old, taken: 0..0, kept: Vec::new() })
    }

    fn put(&mut self, told: Told, summary: &mut Summary) -> anyhow::Result<()> {
        let Told { line, kept, change } = told;
        match line {
            Line::Old(range) if self.standing == Some(range.start) => self.standing = Some(range.end),
            Line::Old(range) if range.start == self.taken.end && self.standing.is_none() => self.taken.end = range.end,
            Line::Old(range) => {
                self.take()?;
                self.taken = range;
            }
            Line::New(line) => {
                self.take()?;
                self.stories.write_all(line.as_bytes()).context(STORIES)?;
            }
        }
        match change {
            Change::None => summary.add_as_before(kept.summary.reports()),
            Change::Links { group, texts } => {
                let id = story_id(kept.number);
                self.database.relink(&id, &group.why, &group.why_not, |id| texts.get(id).map_or("", String::as_str))?;
                summary.add_as_before(kept.summary.reports());
            }
            Change::Story { story, texts, replaces } => {
                if replaces {
                    self.database.remove_story(&story.id)?;
                }
                self.database.story(&story, |id| texts.get(id).map_or("", String::as_str))?;
                summary.add(story);
            }
        }
        self.kept.push(kept);
        Ok(())
    }

    /// Leaves of what was taken over what stands as it is; later, takes over more lines of the old `stories.jsonl`: between files
    /// the system copies faster than we do.
    fn take(&mut self) -> anyhow::Result<()> {
        if let Some(standing) = self.standing.take() {
            let file = self.stories.get_mut();
            file.set_len(standing).and_then(|()| file.seek(SeekFrom::Start(standing))).context(STORIES)?;
        }
        let Range { start, end } = std::mem::take(&mut self.taken);
        if let Some(mut old) = self.old.as_ref().filter(|_| start < end) {
            self.stories.flush().context(STORIES)?;
            old.seek(SeekFrom::Start(start)).context(STORIES)?;
            let taken = copying::copy_bytes(old, self.stories.get_ref(), end - start).context(STORIES)?;
            ensure!(taken == end - start, "the old stories.jsonl has become shorter");
        }
        Ok(())
    }

    /// What is kept of the stories of so many reports.
    fn finish(mut self, reports: usize) -> anyhow::Result<Vec<KeptStory>> {
        self.take()?;
        self.stories.flush().context(STORIES)?;
        let summaries: Vec<&StorySummary> = self.kept.iter().map(|kept| &kept.summary).collect();
        for (file, page) in variorum_pages::index(&summaries, reports) {
            fs::write(self.folder.join(&file), page).with_context(|| format!("cannot write {file}"))?;
        }
        self.database.finish()?;
        Ok(self.kept)
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
