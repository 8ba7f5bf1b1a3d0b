//! What a record keeps of how it was made, so that adding to it needs not begin anew: the folder `index` beside its
//! files. It says nothing that the record does not say; without it, or when it is of another version or does not belong
//! to the files beside it, everything is made again from `reports.jsonl`.
//!
//! - `index/reports`, `index/reports-1`…: what grouping knows of each report, one after the other. A run adds a file and
//!   leaves the others, until there are [`FILES`].
//! - `index/state`: a line of JSON that says which version wrote it, one of [`State`], then the rest of what grouping
//!   knows, then a sum of all that.
//!   As long as `reports.jsonl` and `stories.jsonl` are as long as it says and were not changed after it, they are taken for
//!   what they were; else they are read and summed.

use crate::copying::{copy, copy_bytes, link_or_copy};
use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use variorum_engine::group::{self, Grouping, Index};
use variorum_pages::StorySummary;
use variorum_record::{Offsets, VERSION};

/// The folder's name inside a record.
pub(crate) const FOLDER: &str = "index";

/// The version of these files, and of the tables of the database beside them.
const FORMAT: u32 = 6;

/// How many files what is known of reports may lie in.
const FILES: usize = 8;

/// What `index/state` says of the record's files.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct State {
    pub(crate) offsets: Offsets,
    /// The bytes of each report's line in `reports.jsonl` and of what is kept of it.
    pub(crate) lines: Vec<(u64, u64)>,
    /// Sums of `reports.jsonl` and of what is kept of reports.
    sums: [u64; 2],
    pub(crate) stories: Vec<KeptStory>,
}

/// Who wrote an index.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Head {
    kept: (u32, u32),
    version: String,
}

impl Head {
    fn own() -> Self {
        Head { kept: (FORMAT, group::FORMAT), version: VERSION.into() }
    }
}

/// A story as it stands in the outputs.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct KeptStory {
    pub(crate) number: usize,
    /// See [`group::Outline::members_print`].
    pub(crate) members: u64,
    /// See [`group::Outline::print`].
    pub(crate) print: u64,
    /// The bytes of its line in `stories.jsonl`, and their [`sum`].
    pub(crate) line: u64,
    pub(crate) sum: u64,
    pub(crate) summary: StorySummary,
}

impl State {
    pub(crate) fn new(offsets: Offsets, lines: Vec<(u64, u64)>, sums: [u64; 2], stories: Vec<KeptStory>) -> Self {
        State { offsets, lines, sums, stories }
    }

    /// Writes `index/state`. The record's other files are written by now.
    pub(crate) fn write(&self, record: &Path, index: &[u8]) -> anyhow::Result<()> {
        let mut bytes = serde_json::to_vec(&Head::own())?;
        bytes.push(b'\n');
        serde_json::to_writer(&mut bytes, self)?;
        bytes.push(b'\n');
        bytes.extend(index);
        let sum = sum(&bytes);
        bytes.extend(sum.to_le_bytes());
        let path = record.join(FOLDER).join("state");
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Whether `reports.jsonl` and `stories.jsonl` are as long as they were and were not changed since this was written: the
    /// times are compared, not kept, for the same reports are to give the same bytes.
    fn is_newest(&self, record: &Path) -> anyhow::Result<bool> {
        let data = |name: &str| fs::metadata(record.join(name));
        let (reports, stories) = (data("reports.jsonl")?, data("stories.jsonl")?);
        let own = data(&format!("{FOLDER}/state"))?.modified()?;
        Ok(reports.len() == self.lines.iter().map(|(line, _)| line + 1).sum::<u64>()
            && stories.len() == self.stories.iter().map(|story| story.line).sum::<u64>()
            && reports.modified()? <= own
            && stories.modified()? <= own)
    }
}

/// An old record that can be added to: its reports have been copied into the new one's folder, and its database has a
/// second name there.
pub(crate) struct Standing {
    pub(crate) state: State,
    pub(crate) index: Index,
    pub(crate) grouping: Grouping,
    pub(crate) reports: Summed,
    pub(crate) kept: Summed,
    /// The old `stories.jsonl`.
    pub(crate) stories: File,
}

/// Takes up where the last run left the record. Fails when it cannot, with the reason.
pub(crate) fn resume(old: &Path, new: &Path, offsets: Offsets) -> anyhow::Result<Standing> {
    let (state, bytes, index) = state(old)?;
    ensure!(state.offsets == offsets, "it counts offsets in another unit");
    fs::create_dir(new.join(FOLDER)).context("cannot create its folder")?;
    let [reports_sum, kept_sum] = state.sums;
    let files = || -> anyhow::Result<_> {
        database(&old.join("record.sqlite"), &new.join("record.sqlite")).context("record.sqlite")?;
        let [from, to] = [old, new].map(|record| record.join("reports.jsonl"));
        let file = copy(&from, &to).context("reports.jsonl")?;
        if !state.is_newest(old).unwrap_or(false) {
            let lines = state.lines.iter().map(|(line, _)| line + 1);
            let as_written = total(&to, lines)? == Some(reports_sum);
            ensure!(as_written, "reports.jsonl is not as it was written");
            let sums = each_sum(&old.join("stories.jsonl"), state.stories.iter().map(|story| story.line))?;
            let as_written = sums.is_some_and(|sums| sums.iter().eq(state.stories.iter().map(|story| &story.sum)));
            ensure!(as_written, "stories.jsonl is not as it was written");
        }
        let stories = File::open(old.join("stories.jsonl")).context("stories.jsonl")?;
        Ok((Summed::after(&to, file, reports_sum), stories))
    };
    let restored = || -> anyhow::Result<_> {
        let restored = restore(old, &state, &bytes[index..])?;
        Ok((restored, kept_after(old, new, kept_sum)?))
    };
    let (files, restored) = rayon::join(files, restored);
    let ((index, grouping), kept) = restored?;
    let (reports, stories) = files?;
    Ok(Standing { index, grouping, reports, kept, stories, state })
}

/// The files of what is known of reports, in order.
fn kept_files(record: &Path) -> impl Iterator<Item = PathBuf> {
    let folder = record.join(FOLDER);
    (0..).map(move |number| folder.join(kept_name(number))).take_while(|path| path.exists())
}

fn kept_name(number: usize) -> String {
    if number == 0 { "reports".into() } else { format!("reports-{number}") }
}

/// Gives the new record what is known of the old one's reports, and a file for what comes.
fn kept_after(old: &Path, new: &Path, sum: u64) -> anyhow::Result<Summed> {
    let files: Vec<PathBuf> = kept_files(old).collect();
    let at = |number| new.join(FOLDER).join(kept_name(number));
    if files.len() >= FILES {
        let whole = File::create(at(0))?;
        for file in &files {
            copy_bytes(&File::open(file)?, &whole, u64::MAX)?;
        }
        return Ok(Summed::after(&at(0), whole, sum));
    }
    for (number, file) in files.iter().enumerate() {
        link_or_copy(file, &at(number)).context("index/reports")?;
    }
    Ok(Summed::after(&at(files.len()), File::create(at(files.len()))?, sum))
}

/// The grouping of a record as its index keeps it.
pub(crate) fn open(record: &Path) -> anyhow::Result<(State, Index, Grouping)> {
    let (state, bytes, index) = state(record)?;
    let (index, grouping) = restore(record, &state, &bytes[index..])?;
    Ok((state, index, grouping))
}

/// What is known of reports and the bytes of the state make.
fn restore(record: &Path, state: &State, bytes: &[u8]) -> anyhow::Result<(Index, Grouping)> {
    let mut kept = Vec::with_capacity(state.lines.iter().map(|(_, length)| *length as usize).sum());
    for file in kept_files(record) {
        File::open(file).and_then(|mut file| file.read_to_end(&mut kept)).context("index/reports")?;
    }
    let lengths = state.lines.iter().map(|(_, length)| *length as usize);
    ensure!(kept_sum(&kept, lengths.clone()) == Some(state.sums[1]), "index/reports is not as it was written");
    Index::restore(bytes, kept, lengths).context("index/state cannot be read")
}

/// Gives the new record the old one's database: a second name for its file, which is not changed before the new record
/// is in the old one's place; a copy where somebody else has a name for it, or is reading it.
fn database(old: &Path, new: &Path) -> anyhow::Result<()> {
    let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    #[cfg(unix)]
    let one_name = std::os::unix::fs::MetadataExt::nlink(&fs::metadata(old)?) == 1;
    #[cfg(not(unix))]
    let one_name = false;
    // A run that was killed at its very end may have left what it added in the log.
    let settled = !log(old).exists() || variorum_store::settle(old).is_ok();
    if one_name && settled && fs::hard_link(old, new).is_ok() {
        return Ok(());
    }
    copy(old, new)?;
    if log(old).exists() {
        copy(&log(old), &log(new))?;
    }
    Ok(())
}

/// Reads `index/state`; with its bytes, and where in them that begins which is grouping's.
fn state(record: &Path) -> anyhow::Result<(State, Vec<u8>, usize)> {
    let mut bytes = fs::read(record.join(FOLDER).join("state")).context("it has none")?;
    let (body, found) = bytes.split_last_chunk::<8>().context("index/state is too short")?;
    let length = body.len();
    ensure!(sum(body) == u64::from_le_bytes(*found), "index/state is damaged");
    bytes.truncate(length);
    let end_after = |start: usize| {
        let end = bytes[start..].iter().position(|byte| *byte == b'\n').context("index/state is damaged")?;
        anyhow::Ok(start + end)
    };
    let head = end_after(0)?;
    let same = serde_json::from_slice::<Head>(&bytes[..head]).is_ok_and(|head| head == Head::own());
    ensure!(same, "it is of another version of the program");
    let end = end_after(head + 1)?;
    Ok((serde_json::from_slice(&bytes[head + 1..end])?, bytes, end + 1))
}

/// A file being written item by item, with a sum over them, so that a change behind our back is noticed.
pub(crate) struct Summed {
    path: PathBuf,
    file: BufWriter<File>,
    sum: u64,
}

/// What is read or written at once.
const BLOCK: usize = 1 << 20;

impl Summed {
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(Self::after(path, file, 0))
    }

    /// A file to go on with, and the sum of the items before.
    fn after(path: &Path, file: File, sum: u64) -> Self {
        Summed { path: path.into(), file: BufWriter::with_capacity(BLOCK, file), sum }
    }

    pub(crate) fn write(&mut self, item: &[u8]) -> anyhow::Result<()> {
        self.sum = next(self.sum, sum(item));
        self.file.write_all(item).with_context(|| format!("cannot write {}", self.path.display()))
    }

    /// Closes the file; the sum of all its items.
    pub(crate) fn finish(mut self) -> anyhow::Result<u64> {
        self.file.flush().with_context(|| format!("cannot write {}", self.path.display()))?;
        Ok(self.sum)
    }
}

fn next(before: u64, sum: u64) -> u64 {
    (before.rotate_left(17) ^ sum).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The sum of all items of a file, by their lengths. `None` when they are not all of it.
fn total(path: &Path, lengths: impl Iterator<Item = u64>) -> anyhow::Result<Option<u64>> {
    Ok(each_sum(path, lengths)?.map(|sums| sums.into_iter().fold(0, next)))
}

fn each_sum(path: &Path, lengths: impl Iterator<Item = u64>) -> anyhow::Result<Option<Vec<u64>>> {
    let mut file = BufReader::with_capacity(BLOCK, File::open(path)?);
    let (mut sums, mut item) = (Vec::new(), Vec::new());
    for length in lengths {
        item.clear();
        if file.by_ref().take(length).read_to_end(&mut item)? as u64 != length {
            return Ok(None);
        }
        sums.push(sum(&item));
    }
    Ok(file.fill_buf()?.is_empty().then_some(sums))
}

/// The same of bytes.
fn kept_sum(mut bytes: &[u8], lengths: impl Iterator<Item = usize>) -> Option<u64> {
    let mut total = 0;
    for length in lengths {
        let (item, rest) = bytes.split_at_checked(length)?;
        (total, bytes) = (next(total, sum(item)), rest);
    }
    bytes.is_empty().then_some(total)
}

/// A sum that notices damage, eight bytes at a time. It is no defence against anyone who wants to deceive.
pub(crate) fn sum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let tail = rest.iter().fold(bytes.len() as u64, |tail, byte| tail << 8 | u64::from(*byte));
    let mixed = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    mixed(words.iter().fold(0, |hash, word| mixed(hash, u64::from_le_bytes(*word))), tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_notices_what_is_another_and_goes_on_where_it_was() {
        let items: Vec<Vec<u8>> = (0..300usize).map(|i| (0..i * 11).map(|j| ((i * j) >> 3) as u8).collect()).collect();
        let lengths = |items: &[Vec<u8>]| items.iter().map(|item| item.len() as u64).collect::<Vec<_>>();
        let path = std::env::temp_dir().join(format!("variorum-summed-{}", std::process::id()));
        let mut file = Summed::create(&path).unwrap();
        items[..200].iter().for_each(|item| file.write(item).unwrap());
        let half = file.finish().unwrap();
        let appended = File::options().append(true).open(&path).unwrap();
        let mut file = Summed::after(&path, appended, half);
        items[200..].iter().for_each(|item| file.write(item).unwrap());
        let whole = file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), items.concat());
        assert_eq!(total(&path, lengths(&items).into_iter()).unwrap(), Some(whole));
        assert_eq!(kept_sum(&items.concat(), items.iter().map(Vec::len)), Some(whole));
        assert_eq!(total(&path, lengths(&items[2..]).into_iter()).unwrap(), None);
        let mut other = items.concat();
        other[7_777] ^= 4;
        assert_ne!(kept_sum(&other, items.iter().map(Vec::len)), Some(whole));
        fs::remove_file(path).unwrap();
    }
}
