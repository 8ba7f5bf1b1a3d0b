//! The reports of a record on disk: written once in order, read back one at a time, so that memory holds
//! what grouping needs and not ten thousand reports.

use anyhow::Context;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use variorum_record::{AnnotatedReport, Offsets, wire};

/// Writes `reports.jsonl` and remembers where each line lies.
pub(crate) struct ShelfWriter {
    path: PathBuf,
    file: BufWriter<File>,
    lines: Vec<(u64, usize)>,
    numbers: BTreeMap<String, usize>,
    end: u64,
}

impl ShelfWriter {
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(ShelfWriter {
            path: path.into(),
            file: BufWriter::new(file),
            lines: Vec::new(),
            numbers: BTreeMap::new(),
            end: 0,
        })
    }

    /// Adds a report.
    pub(crate) fn put(&mut self, report: &AnnotatedReport, offsets: Offsets) -> anyhow::Result<()> {
        let line = wire::report_line(report, offsets);
        self.numbers.insert(report.report.id.clone(), self.lines.len());
        self.lines.push((self.end, line.len()));
        self.end += line.len() as u64 + 1;
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.write_all(b"\n"));
        written.with_context(|| format!("cannot write {}", self.path.display()))
    }

    /// Closes the file for writing and opens it for reading.
    pub(crate) fn finish(self) -> anyhow::Result<Shelf> {
        let context = || format!("cannot write {}", self.path.display());
        self.file.into_inner().map_err(|error| error.into_error()).with_context(context)?;
        let file = File::open(&self.path).with_context(context)?;
        Ok(Shelf { path: self.path, file, lines: self.lines, numbers: self.numbers })
    }
}

/// The reports by number and by id.
pub(crate) struct Shelf {
    path: PathBuf,
    file: File,
    lines: Vec<(u64, usize)>,
    numbers: BTreeMap<String, usize>,
}

impl Shelf {
    /// The number of a report.
    pub(crate) fn number(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// Reads a report.
    pub(crate) fn get(&mut self, number: usize) -> anyhow::Result<AnnotatedReport> {
        let context = || format!("cannot read {} back", self.path.display());
        let (start, length) = self.lines[number];
        let mut line = vec![0; length];
        self.file.seek(SeekFrom::Start(start)).with_context(context)?;
        self.file.read_exact(&mut line).with_context(context)?;
        let line = String::from_utf8(line).with_context(context)?;
        wire::read_report(&line).with_context(context)
    }
}
