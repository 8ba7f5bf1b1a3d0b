//! `variorum verify`: does the record still say what its sources say?
//!
//! Four checks: the sources are read again and compared with the texts of `reports.jsonl`; every span of both JSON
//! Lines files must lie in its text on character boundaries; every span of the database must say the words beside it;
//! and the pages must be what this version renders from the record.

use crate::arguments::VerifyOptions;
use crate::shelf::{Shelf, each_line};
use crate::{Outcome, console, read};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use variorum_ingest::{Item, Limits};
use variorum_record::{AnnotatedReport, wire};

pub(crate) fn run(options: &VerifyOptions) -> anyhow::Result<Outcome> {
    let record = &options.record;
    let mut check = Check::default();
    let (reports, shelf) = check.reports(record)?;
    let stories = check.stories(record, &reports, &shelf)?;
    check.sources(&reports);
    check.database(record, &reports);
    for mismatch in &check.mismatches {
        console::complain(mismatch);
    }
    if !check.mismatches.is_empty() {
        console::complain(&format!("{} mismatches", check.mismatches.len()));
        return Ok(Outcome::WithRefusals);
    }
    if !options.quiet {
        console::print(&format!(
            "{} reports, {} stories, {} spans: all say what the record says.\n",
            reports.len(),
            stories,
            check.spans
        ))?;
    }
    Ok(Outcome::Complete)
}

#[derive(Default)]
struct Check {
    spans: usize,
    mismatches: Vec<String>,
}

/// What must be at hand of every report while the others are checked; the rest is read again when a story needs it.
struct Source {
    source: Option<String>,
    sha256: String,
    text: String,
}

type Reports = BTreeMap<String, Source>;

impl Check {
    fn found(&mut self, mismatch: String) {
        self.mismatches.push(mismatch);
    }

    fn reports(&mut self, record: &Path) -> anyhow::Result<(Reports, Shelf)> {
        let mut reports = Reports::new();
        let path = record.join("reports.jsonl");
        let mut shelf = Shelf::open(&path)?;
        each_line(&path, |i, start, line| {
            match wire::read_report(line) {
                Ok(mut report) => {
                    report.each_span(&mut |_| self.spans += 1);
                    self.names(&report);
                    let AnnotatedReport { report: meta, text, .. } = report;
                    shelf.put(&meta.id, start, line.len());
                    let source = Source { source: meta.source, sha256: meta.sha256, text };
                    if reports.insert(meta.id.clone(), source).is_some() {
                        self.found(format!("reports.jsonl:{}: the id `{}` stands twice", i + 1, meta.id));
                    }
                }
                Err(error) => self.found(format!("reports.jsonl:{}: {error}", i + 1)),
            }
            Ok(())
        })?;
        Ok((reports, shelf))
    }

    /// Names that the record copies from the text must stand there.
    fn names(&mut self, report: &AnnotatedReport) {
        for statement in &report.statements {
            if let Some(medium) = &statement.medium
                && medium.span.of(&report.text) != medium.name
            {
                let words = medium.span.of(&report.text);
                self.found(format!(
                    "report `{}`: medium of {} is “{words}”, not “{}”",
                    report.report.id, statement.id, medium.name
                ));
            }
        }
    }

    /// Checks the stories and their pages; the number of stories.
    fn stories(&mut self, record: &Path, reports: &Reports, shelf: &Shelf) -> anyhow::Result<usize> {
        let mut index = Vec::new();
        each_line(&record.join("stories.jsonl"), |i, _, line| {
            match wire::read_story(line, |id| reports.get(id).map(|report| report.text.as_str())) {
                Ok(mut story) => {
                    story.each_span(&mut |_, _| self.spans += 1);
                    let mut told = BTreeMap::new();
                    for id in story.all_reports() {
                        if let Some(number) = shelf.number(id) {
                            told.insert(id.to_string(), shelf.get(number)?);
                        }
                    }
                    let page = variorum_pages::story(&story, |id| told.get(id));
                    self.page(record, &variorum_pages::story_file(&story.id), &page);
                    index.push(read::summary_of(&story, &told));
                }
                Err(error) => self.found(format!("stories.jsonl:{}: {error}", i + 1)),
            }
            Ok(())
        })?;
        for (file, page) in variorum_pages::index(&index.iter().collect::<Vec<_>>(), reports.len()) {
            self.page(record, &file, &page);
        }
        Ok(index.len())
    }

    /// Reads the sources again. A source that came through standard input cannot be read again; its text's hash stands.
    fn sources(&mut self, reports: &Reports) {
        let mut wanted: BTreeMap<&str, Vec<(&String, &Source)>> = BTreeMap::new();
        for (id, report) in reports {
            let source = report.source.as_deref().unwrap_or("-");
            let file = match source.rsplit_once(':') {
                Some((file, line))
                    if !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit()) && !Path::new(source).exists() =>
                {
                    file
                }
                _ => source,
            };
            if file != "-" {
                wanted.entry(file).or_default().push((id, report));
            }
        }
        for (file, expected) in wanted {
            let mut now: BTreeMap<Option<String>, (String, String)> = BTreeMap::new();
            for item in variorum_ingest::read(&[PathBuf::from(file)], Limits::default()) {
                if let Item::Report(report) = item {
                    now.insert(report.meta.source.clone(), (report.text, report.meta.sha256));
                }
            }
            for (id, report) in expected {
                match now.get(&report.source) {
                    None => self
                        .found(format!("report `{id}`: {file} cannot be read again (run verify where read was run)")),
                    Some((text, _)) if *text != report.text => {
                        let at = text.bytes().zip(report.text.bytes()).take_while(|(a, b)| a == b).count();
                        self.found(format!("report `{id}`: {file} now says something else from byte {at} of its text"));
                    }
                    Some((_, hash)) if *hash != report.sha256 => {
                        self.found(format!("report `{id}`: the bytes of {file} have changed, its text has not"));
                    }
                    Some(_) => {}
                }
            }
        }
    }

    fn database(&mut self, record: &Path, reports: &Reports) {
        let text_of = |id: &str| reports.get(id).map(|report| report.text.clone());
        match variorum_store::check(&record.join("record.sqlite"), text_of) {
            Ok((spans, mismatches)) => {
                self.spans += spans;
                self.mismatches.extend(mismatches);
            }
            Err(error) => self.found(error.to_string()),
        }
    }

    fn page(&mut self, record: &Path, file: &str, expected: &str) {
        match std::fs::read_to_string(record.join(file)) {
            Err(error) => self.found(format!("{file}: {error}")),
            Ok(found) if found != expected => {
                let line = found.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count() + 1;
                self.found(format!("{file}:{line}: not what the record renders to"));
            }
            Ok(_) => {}
        }
    }
}
