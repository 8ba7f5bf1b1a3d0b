//! `variorum verify`: does the record still say what its sources say?
//!
//! Four checks: the sources are read again and compared with the texts of `reports.jsonl`; every span of both JSON
//! Lines files must lie in its text on character boundaries; every span of the database must say the words beside it;
//! and the pages must be what this version renders from the record.

use crate::arguments::VerifyOptions;
use crate::{Outcome, console, read};
use anyhow::Context;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use variorum_ingest::{Item, Limits};
use variorum_record::{AnnotatedReport, Story, wire};

pub(crate) fn run(options: &VerifyOptions) -> anyhow::Result<Outcome> {
    let record = &options.record;
    let mut check = Check::default();
    let reports = check.reports(record)?;
    let stories = check.stories(record, &reports)?;
    check.sources(&reports);
    check.database(record, &reports);
    check.pages(record, &stories, &reports);
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
            stories.len(),
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

type Reports = BTreeMap<String, AnnotatedReport>;

impl Check {
    fn found(&mut self, mismatch: String) {
        self.mismatches.push(mismatch);
    }

    fn reports(&mut self, record: &Path) -> anyhow::Result<Reports> {
        let mut reports = Reports::new();
        for (i, line) in lines(&record.join("reports.jsonl"))?.iter().enumerate() {
            match wire::read_report(line) {
                Ok(mut report) => {
                    report.each_span(&mut |_| self.spans += 1);
                    self.names(&report);
                    let id = report.report.id.clone();
                    if reports.insert(id.clone(), report).is_some() {
                        self.found(format!("reports.jsonl:{}: the id `{id}` stands twice", i + 1));
                    }
                }
                Err(error) => self.found(format!("reports.jsonl:{}: {error}", i + 1)),
            }
        }
        Ok(reports)
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

    fn stories(&mut self, record: &Path, reports: &Reports) -> anyhow::Result<Vec<Story>> {
        let mut stories = Vec::new();
        for (i, line) in lines(&record.join("stories.jsonl"))?.iter().enumerate() {
            match wire::read_story(line, |id| reports.get(id).map(|report| report.text.as_str())) {
                Ok(mut story) => {
                    story.each_span(&mut |_, _| self.spans += 1);
                    stories.push(story);
                }
                Err(error) => self.found(format!("stories.jsonl:{}: {error}", i + 1)),
            }
        }
        Ok(stories)
    }

    /// Reads the sources again. A source that came through standard input cannot be read again; its text's hash stands.
    fn sources(&mut self, reports: &Reports) {
        let mut wanted: BTreeMap<&str, Vec<&AnnotatedReport>> = BTreeMap::new();
        for report in reports.values() {
            let source = report.report.source.as_deref().unwrap_or("-");
            let file = match source.rsplit_once(':') {
                Some((file, line))
                    if !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit()) && !Path::new(source).exists() =>
                {
                    file
                }
                _ => source,
            };
            if file != "-" {
                wanted.entry(file).or_default().push(report);
            }
        }
        for (file, expected) in wanted {
            let mut now: BTreeMap<Option<String>, (String, String)> = BTreeMap::new();
            for item in variorum_ingest::read(&[PathBuf::from(file)], Limits::default()) {
                if let Item::Report(report) = item {
                    now.insert(report.meta.source.clone(), (report.text, report.meta.sha256));
                }
            }
            for report in expected {
                let id = &report.report.id;
                match now.get(&report.report.source) {
                    None => self
                        .found(format!("report `{id}`: {file} cannot be read again (run verify where read was run)")),
                    Some((text, _)) if *text != report.text => {
                        let at = text.bytes().zip(report.text.bytes()).take_while(|(a, b)| a == b).count();
                        self.found(format!("report `{id}`: {file} now says something else from byte {at} of its text"));
                    }
                    Some((_, hash)) if *hash != report.report.sha256 => {
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

    fn pages(&mut self, record: &Path, stories: &[Story], reports: &Reports) {
        let mut index = Vec::new();
        for story in stories {
            let page = variorum_pages::story(story, |id| reports.get(id));
            self.page(record, &variorum_pages::story_file(&story.id), &page);
            index.push(read::summary_of(story, reports));
        }
        for (file, page) in variorum_pages::index(&index.iter().collect::<Vec<_>>()) {
            self.page(record, &file, &page);
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

fn lines(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} is no record: cannot read its lines", path.display()))?;
    Ok(text.lines().map(str::to_string).collect())
}
