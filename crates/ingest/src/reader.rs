//! The stream of reports: what a caller sees of this crate.

use crate::bytes::{self, Decoded, Kind};
use crate::files::{self, Source};
use crate::identity::Identity;
use crate::lines::{Line, Lines};
use crate::{html, language, lines};
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use variorum_record::{Problem, Report, ReportMeta};

/// How much of an input is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one report: of a text file, of a line of JSON Lines. Larger ones are refused.
    pub report_bytes: usize,
    /// Bytes of one page of HTML. A page costs about ten times its size while it is read.
    pub page_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { report_bytes: 64 << 20, page_bytes: 32 << 20 }
    }
}

/// What the stream yields, in input order.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A report.
    Report(Box<Report>),
    /// An input, or a line of one, that could not be read. The run goes on.
    Refused(Refusal),
    /// Something worth telling that cost nothing: a file that was skipped, an id that was changed.
    Note(Refusal),
}

/// What was not read (or read otherwise than one would expect), where, why, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The path as given, or `-`.
    pub file: String,
    /// Line number from 1, for JSON Lines.
    pub line: Option<usize>,
    /// What is the matter.
    pub reason: String,
    /// What a person can do.
    pub remedy: Option<String>,
}

impl Refusal {
    pub(crate) fn new(file: &str, reason: impl Into<String>) -> Self {
        Refusal { file: file.to_string(), line: None, reason: reason.into(), remedy: None }
    }

    pub(crate) fn at(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.reason)?;
        match &self.remedy {
            Some(remedy) => write!(f, " ({remedy})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

/// Reads files, folders (recursively, in sorted order) and, for `-`, standard input.
///
/// The paths are listed before the first report is yielded, so that ids do not depend on what is read
/// first; the files are opened one after the other as the iterator is driven.
pub fn read(paths: &[PathBuf], limits: Limits) -> Reader {
    let (sources, notices) = files::list(paths);
    let identity = Identity::new(&sources);
    Reader { limits, identity, sources: sources.into_iter(), waiting: notices.into_iter().collect(), lines: None }
}

/// Reads one stream as if it came through standard input: its first bytes tell text, HTML or JSON Lines.
pub fn read_stream(input: Box<dyn Read>, limits: Limits) -> Reader {
    let sources = vec![Source::Stream(input)];
    let identity = Identity::new(&sources);
    Reader { limits, identity, sources: sources.into_iter(), waiting: Default::default(), lines: None }
}

/// The iterator behind [`read`].
pub struct Reader {
    limits: Limits,
    identity: Identity,
    sources: std::vec::IntoIter<Source>,
    /// Yielded before anything else is read.
    waiting: std::collections::VecDeque<Item>,
    /// The JSON Lines file that is being read.
    lines: Option<Lines>,
}

impl Iterator for Reader {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.waiting.pop_front() {
                return Some(item);
            }
            if let Some(lines) = &mut self.lines {
                match lines.next(self.limits.report_bytes) {
                    Some(line) => self.line(line),
                    None => self.lines = None,
                }
                continue;
            }
            match self.sources.next()? {
                Source::Notice(item) => return Some(item),
                Source::File { path, shown, kind } => self.file(&path, &shown, kind),
                Source::Stream(input) => self.stream(input, "-", None),
            }
        }
    }
}

impl Reader {
    fn refuse(&mut self, refusal: Refusal) {
        self.waiting.push_back(Item::Refused(refusal));
    }

    fn file(&mut self, path: &std::path::Path, shown: &str, kind: Option<Kind>) {
        match File::open(path) {
            Ok(file) => self.stream(Box::new(file), shown, kind),
            Err(error) => self.refuse(
                Refusal::new(shown, format!("cannot be opened: {}", files::plain(&error)))
                    .remedy(files::remedy(&error)),
            ),
        }
    }

    /// Reads one open input, as the kind its name says or, failing that, its first bytes.
    fn stream(&mut self, mut input: Box<dyn Read>, shown: &str, kind: Option<Kind>) {
        let mut head = Vec::new();
        if let Err(error) = input.by_ref().take(bytes::SNIFFED as u64).read_to_end(&mut head) {
            return self.refuse(
                Refusal::new(shown, format!("cannot be read: {}", files::plain(&error))).remedy(files::remedy(&error)),
            );
        }
        if head.is_empty() {
            return self.refuse(Refusal::new(shown, "is empty").remedy("remove it, or save the report again"));
        }
        if let Some(format) = bytes::binary(&head) {
            return self.refuse(
                Refusal::new(shown, format!("is not text: it looks like {format}"))
                    .remedy("save the report as plain text or HTML"),
            );
        }
        let kind = kind.unwrap_or_else(|| bytes::kind(&head));
        let input = std::io::Cursor::new(head).chain(input);
        if kind == Kind::Lines {
            self.lines = Some(Lines::new(Box::new(input), shown));
            return;
        }
        let limit = if kind == Kind::Html { self.limits.page_bytes } else { self.limits.report_bytes };
        let mut content = Vec::new();
        if let Err(error) = input.take(limit as u64 + 1).read_to_end(&mut content) {
            return self.refuse(
                Refusal::new(shown, format!("cannot be read: {}", files::plain(&error))).remedy(files::remedy(&error)),
            );
        }
        if content.len() > limit {
            let what = if kind == Kind::Html { "page" } else { "report" };
            return self.refuse(
                Refusal::new(shown, format!("is larger than the {} that a {what} may have", files::size(limit)))
                    .remedy("split it"),
            );
        }
        let decoded = bytes::decode(&content, kind == Kind::Html);
        let sha256 = bytes::sha256(&content);
        drop(content);
        let Decoded { text, mut problems } = decoded;
        let mut report = if kind == Kind::Html {
            let page = html::page(&text);
            problems.extend(page.problems);
            Report { meta: page.meta, text: page.text, marked: page.marked, ..Report::default() }
        } else {
            Report { text, ..Report::default() }
        };
        if report.text.trim().is_empty() {
            let (reason, remedy) = if kind == Kind::Html {
                ("no article text was found in the page", "save the article's own page, with its text in it")
            } else {
                ("has no text in it, only white space", "remove it, or save the report again")
            };
            return self.refuse(Refusal::new(shown, reason).remedy(remedy));
        }
        report.problems = problems;
        report.meta.id = self.identity.of_file(shown);
        report.meta.source = Some(shown.to_string());
        report.meta.sha256 = sha256;
        self.finish(report, shown, None);
    }

    fn line(&mut self, line: Line) {
        let shown = line.file.clone();
        let number = line.number;
        match lines::report(&line.bytes, self.limits) {
            _ if line.too_long => {
                let limit = files::size(self.limits.report_bytes);
                self.refuse(
                    Refusal::new(&shown, format!("the line is larger than the {limit} that a report may have"))
                        .at(number)
                        .remedy("split it"),
                );
            }
            _ if line.failed.is_some() => {
                self.refuse(
                    Refusal::new(&shown, format!("cannot be read on: {}", line.failed.unwrap_or_default())).at(number),
                );
            }
            Err(refused) => {
                self.refuse(Refusal { file: shown, line: Some(number), reason: refused.0, remedy: Some(refused.1) })
            }
            Ok(mut report) => {
                let (id, note) = self.identity.of_line(&report.meta.id, &shown, number);
                report.meta.id = id;
                report.meta.source = Some(format!("{shown}:{number}"));
                report.meta.sha256 = bytes::sha256(&line.bytes);
                if let Some(note) = note {
                    self.waiting.push_back(Item::Note(Refusal::new(&shown, note).at(number)));
                }
                self.finish(report, &shown, Some(number));
            }
        }
    }

    fn finish(&mut self, mut report: Report, shown: &str, line: Option<usize>) {
        let ReportMeta { sha256, source, id, .. } = &report.meta;
        if let Some(earlier) = self.identity.seen(sha256, source.as_deref().unwrap_or(id)) {
            self.waiting.push_back(Item::Note(Refusal {
                line,
                ..Refusal::new(shown, format!("has the same bytes as {earlier}; both are kept"))
            }));
        }
        if let Some(found) = language::identify(&report.text) {
            report.meta.language = Some(found.to_string());
        }
        self.waiting.push_back(Item::Report(Box::new(report)));
    }
}

/// A problem without a place in the text.
pub(crate) fn problem(what: impl Into<String>) -> Problem {
    Problem { what: what.into(), span: None }
}
