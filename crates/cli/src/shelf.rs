//! The reports of a record on disk: written once in order, read back one at a time, so that memory holds
//! what grouping needs and not ten thousand reports.

use crate::kept::Summed;
use anyhow::Context;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use variorum_record::wire::{self, Brief};
use variorum_record::{AnnotatedReport, Offsets};

/// Writes `reports.jsonl` and remembers where each line lies.
pub(crate) struct ShelfWriter {
    path: PathBuf,
    file: Summed,
    lines: Vec<(u64, usize)>,
    numbers: BTreeMap<String, usize>,
}

impl ShelfWriter {
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        Ok(Self::with(path, Summed::create(path)?))
    }

    /// Goes on writing a file that holds nothing yet, or lines that [`ShelfWriter::know`] tells of.
    pub(crate) fn with(path: &Path, file: Summed) -> Self {
        ShelfWriter { path: path.into(), file, lines: Vec::new(), numbers: BTreeMap::new() }
    }

    /// Tells of the next line that the file has already: a report's id and the line's length without its end.
    pub(crate) fn know(&mut self, id: &str, length: usize) {
        let start = self.lines.last().map_or(0, |(start, length)| start + *length as u64 + 1);
        self.numbers.insert(id.into(), self.lines.len());
        self.lines.push((start, length));
    }

    /// Adds a report; the length of its line.
    pub(crate) fn put(&mut self, report: &AnnotatedReport, offsets: Offsets) -> anyhow::Result<usize> {
        let mut line = wire::report_line(report, offsets);
        self.know(&report.report.id, line.len());
        line.push('\n');
        self.file.write(line.as_bytes())?;
        Ok(line.len() - 1)
    }

    /// Whether a report is there.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.numbers.contains_key(id)
    }

    /// Closes the file for writing and opens it for reading; its sum.
    pub(crate) fn finish(self) -> anyhow::Result<(Shelf, u64)> {
        let sum = self.file.finish()?;
        let file = File::open(&self.path).with_context(|| format!("cannot read {} back", self.path.display()))?;
        Ok((Shelf { path: self.path, file, lines: self.lines, numbers: self.numbers }, sum))
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
    /// A file whose lines [`Shelf::put`] tells of.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let context = || format!("{} is no record: cannot read its lines", path.display());
        let file = File::open(path).with_context(context)?;
        Ok(Shelf { path: path.into(), file, lines: Vec::new(), numbers: BTreeMap::new() })
    }

    /// Tells where a report lies.
    pub(crate) fn put(&mut self, id: &str, start: u64, length: usize) {
        self.numbers.insert(id.into(), self.lines.len());
        self.lines.push((start, length));
    }

    /// The number of a report.
    pub(crate) fn number(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// The ids of all reports.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.numbers.keys().map(String::as_str)
    }

    /// Reads a report.
    pub(crate) fn get(&self, number: usize) -> anyhow::Result<AnnotatedReport> {
        wire::read_report(&self.line(number)?).with_context(|| format!("cannot read {} back", self.path.display()))
    }

    /// Reads what a report is and its text, without its facts.
    pub(crate) fn brief(&self, number: usize) -> anyhow::Result<Brief> {
        wire::read_brief(&self.line(number)?).with_context(|| format!("cannot read {} back", self.path.display()))
    }

    fn line(&self, number: usize) -> anyhow::Result<String> {
        let (start, length) = self.lines[number];
        line_at(&self.file, &self.path, start, length)
    }
}

/// Some bytes of an open file, whoever else reads it; `path` is where it lies.
pub(crate) fn line_at(file: &File, path: &Path, start: u64, length: usize) -> anyhow::Result<String> {
    let context = || format!("cannot read {} back", path.display());
    let mut line = vec![0; length];
    #[cfg(unix)]
    std::os::unix::fs::FileExt::read_exact_at(file, &mut line, start).with_context(context)?;
    #[cfg(not(unix))]
    {
        use std::io::{Read, Seek, SeekFrom};
        let _ = file;
        let mut own = File::open(path).with_context(context)?;
        own.seek(SeekFrom::Start(start)).and_then(|_| own.read_exact(&mut line)).with_context(context)?;
    }
    String::from_utf8(line).with_context(context)
}

/// Hands on the lines of a file with their numbers from 0 and where they start.
pub(crate) fn each_line(
    path: &Path,
    mut each: impl FnMut(usize, u64, &str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let context = || format!("{} is no record: cannot read its lines", path.display());
    let mut file = BufReader::new(File::open(path).with_context(context)?);
    let (mut line, mut start) = (String::new(), 0);
    for i in 0.. {
        line.clear();
        let length = file.read_line(&mut line).with_context(context)?;
        if length == 0 {
            break;
        }
        each(i, start, line.trim_end_matches(['\n', '\r']))?;
        start += length as u64;
    }
    Ok(())
}
