//! What a record keeps of how it was made, so that adding to it needs not begin anew: the folder `index` beside its
//! files. It says nothing that the record does not say; without it, or when it is of another version or does not belong
//! to the files beside it, everything is made again from `reports.jsonl`.
//!
//! - `index/reports`: what grouping knows of each report, one after the other; only ever added to.
//! - `index/state`: a line of JSON ([`State`]), then the rest of what grouping knows, then a sum of all that.

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use variorum_engine::group::{self, Grouping, Index};
use variorum_pages::StorySummary;
use variorum_record::{Offsets, VERSION};

/// The folder's name inside a record.
pub(crate) const FOLDER: &str = "index";

/// The version of these files, and of the tables of the database beside them.
const FORMAT: u32 = 4;

/// The first line of `index/state`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct State {
    kept: (u32, u32),
    version: String,
    pub(crate) offsets: Offsets,
    /// The bytes of each report's line in `reports.jsonl` and of what is kept of it.
    pub(crate) lines: Vec<(u64, u64)>,
    /// Sums of `reports.jsonl`, `index/reports` and `stories.jsonl`.
    sums: [u64; 3],
    pub(crate) stories: Vec<KeptStory>,
}

/// A story as it stands in the outputs.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct KeptStory {
    pub(crate) number: usize,
    /// See [`group::Outline::members_print`].
    pub(crate) members: u64,
    /// See [`group::Outline::print`].
    pub(crate) print: u64,
    /// The bytes of its line in `stories.jsonl`.
    pub(crate) line: u64,
    pub(crate) summary: StorySummary,
}

impl State {
    pub(crate) fn new(offsets: Offsets, lines: Vec<(u64, u64)>, sums: [u64; 3], stories: Vec<KeptStory>) -> Self {
        State { kept: (FORMAT, group::FORMAT), version: VERSION.into(), offsets, lines, sums, stories }
    }

    /// Writes `index/state`.
    pub(crate) fn write(&self, record: &Path, index: &[u8]) -> anyhow::Result<()> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        bytes.extend(index);
        let sum = sum(&bytes);
        bytes.extend(sum.to_le_bytes());
        let path = record.join(FOLDER).join("state");
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
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
    let (state, bytes) = state(old)?;
    ensure!(state.offsets == offsets, "it counts offsets in another unit");
    let [reports_sum, _, stories_sum] = state.sums;
    fs::create_dir(new.join(FOLDER)).context("cannot create its folder")?;
    let copy = |name: &str, sum: u64| {
        let mut copy = Summed::create(&new.join(name))?;
        copy.append(&old.join(name))?;
        ensure!(copy.total() == sum, "{name} is not as it was written");
        Ok(copy)
    };
    let files = || -> anyhow::Result<_> {
        database(&old.join("record.sqlite"), &new.join("record.sqlite")).context("record.sqlite")?;
        let reports = copy("reports.jsonl", reports_sum)?;
        // Most of what the new record has to wait for before it takes the old one's place: it begins its way to the disk now.
        let written = File::open(new.join("reports.jsonl"))?;
        std::thread::spawn(move || written.sync_data());
        Ok(reports)
    };
    let restored = || -> anyhow::Result<_> {
        let (index, grouping) = restore(old, &state, &bytes)?;
        let mut kept = Summed::create(&new.join(FOLDER).join("reports"))?;
        kept.append(&old.join(FOLDER).join("reports"))?;
        Ok((kept, index, grouping))
    };
    let check_stories = || -> anyhow::Result<_> {
        let mut stories = File::open(old.join("stories.jsonl")).context("stories.jsonl")?;
        ensure!(sum_of_blocks(&mut stories)? == stories_sum, "stories.jsonl is not as it was written");
        Ok(stories)
    };
    let (files, (restored, stories)) = rayon::join(files, || rayon::join(restored, check_stories));
    let (kept, index, grouping) = restored?;
    Ok(Standing { index, grouping, reports: files?, kept, stories: stories?, state })
}

/// The grouping of a record as its index keeps it.
pub(crate) fn open(record: &Path) -> anyhow::Result<(State, Index, Grouping)> {
    let (state, bytes) = state(record)?;
    let (index, grouping) = restore(record, &state, &bytes)?;
    Ok((state, index, grouping))
}

/// What `index/reports` and the bytes of the state make.
fn restore(record: &Path, state: &State, bytes: &[u8]) -> anyhow::Result<(Index, Grouping)> {
    let kept = fs::read(record.join(FOLDER).join("reports")).context("index/reports")?;
    ensure!(sum_of_blocks(kept.as_slice())? == state.sums[1], "index/reports is not as it was written");
    let lengths = state.lines.iter().map(|(_, length)| *length as usize);
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
    fs::copy(old, new)?;
    if log(old).exists() {
        fs::copy(log(old), log(new))?;
    }
    Ok(())
}

/// Reads `index/state`.
fn state(record: &Path) -> anyhow::Result<(State, Vec<u8>)> {
    let bytes = fs::read(record.join(FOLDER).join("state")).context("it has none")?;
    let (body, found) = bytes.split_last_chunk::<8>().context("index/state is too short")?;
    ensure!(sum(body) == u64::from_le_bytes(*found), "index/state is damaged");
    let end = body.iter().position(|byte| *byte == b'\n').context("index/state is damaged")?;
    #[derive(Deserialize)]
    struct Head {
        kept: (u32, u32),
        version: String,
    }
    let head: Head = serde_json::from_slice(&body[..end])?;
    let same = head.kept == (FORMAT, group::FORMAT) && head.version == VERSION;
    ensure!(same, "it is of another version of the program");
    Ok((serde_json::from_slice(&body[..end])?, body[end + 1..].to_vec()))
}

/// A file being written, with a sum over its blocks, so that a change behind our back is noticed.
pub(crate) struct Summed {
    path: PathBuf,
    file: File,
    block: Vec<u8>,
    sum: u64,
}

/// Files are summed in blocks of this many bytes.
const BLOCK: usize = 1 << 20;

impl Summed {
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(Summed { path: path.into(), file, block: Vec::with_capacity(BLOCK), sum: 0 })
    }

    pub(crate) fn write(&mut self, mut bytes: &[u8]) -> anyhow::Result<()> {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - self.block.len()));
            self.block.extend(now);
            bytes = later;
            if self.block.len() == BLOCK {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Appends another file.
    fn append(&mut self, other: &Path) -> anyhow::Result<()> {
        let context = || format!("cannot read {}", other.display());
        let mut other = File::open(other).with_context(context)?;
        let mut buffer = vec![0; BLOCK];
        loop {
            match other.read(&mut buffer).with_context(context)? {
                0 => return Ok(()),
                count => self.write(&buffer[..count])?,
            }
        }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        self.sum = next(self.sum, &self.block);
        self.file.write_all(&self.block).with_context(|| format!("cannot write {}", self.path.display()))?;
        self.block.clear();
        Ok(())
    }

    /// The sum of everything written so far.
    pub(crate) fn total(&self) -> u64 {
        if self.block.is_empty() { self.sum } else { next(self.sum, &self.block) }
    }

    /// Closes the file; its sum.
    pub(crate) fn finish(mut self) -> anyhow::Result<u64> {
        let total = self.total();
        self.flush()?;
        Ok(total)
    }
}

fn next(before: u64, block: &[u8]) -> u64 {
    (before.rotate_left(17) ^ sum(block)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn sum_of_blocks(mut file: impl Read) -> anyhow::Result<u64> {
    let (mut total, mut block) = (0, Vec::with_capacity(BLOCK));
    while file.by_ref().take(BLOCK as u64).read_to_end(&mut block)? > 0 {
        total = next(total, &block);
        block.clear();
    }
    Ok(total)
}

/// A sum that notices damage, eight bytes at a time. It is no defence against anyone who wants to deceive.
fn sum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let tail = rest.iter().fold(bytes.len() as u64, |tail, byte| tail << 8 | u64::from(*byte));
    let mixed = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    mixed(words.iter().fold(0, |hash, word| mixed(hash, u64::from_le_bytes(*word))), tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_does_not_depend_on_how_it_is_written() {
        let bytes: Vec<u8> = (0..3 * BLOCK + 5).map(|i| ((i * i) >> 3) as u8).collect();
        let path = std::env::temp_dir().join(format!("variorum-summed-{}", std::process::id()));
        let mut file = Summed::create(&path).unwrap();
        bytes.chunks(70_001).for_each(|chunk| file.write(chunk).unwrap());
        assert_eq!(file.finish().unwrap(), sum_of_blocks(bytes.as_slice()).unwrap());
        assert_eq!(fs::read(&path).unwrap(), bytes);
        fs::remove_file(path).unwrap();
        let mut other = bytes.clone();
        other[BLOCK + 77] ^= 4;
        assert_ne!(sum_of_blocks(other.as_slice()).unwrap(), sum_of_blocks(bytes.as_slice()).unwrap());
    }
}
