//! An output folder that is written whole or not at all.
//!
//! Everything goes into a sibling folder first. When it is complete the two change places in one step,
//! so at any moment the folder holds the old record or the new one, whole; what was interrupted is
//! swept away by the next run.

use anyhow::{Context, bail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// What a record consists of. Anything else in an output folder is somebody else's.
const RECORD: &[&str] = &[
    "reports.jsonl",
    "stories.jsonl",
    "record.sqlite",
    // What SQLite keeps beside a database while it is read or written.
    "record.sqlite-wal",
    "record.sqlite-shm",
    "record.sqlite-journal",
    "index.html",
    "stories",
    "decisions.jsonl",
    "index",
];

/// Whether a record has a file or folder of this name: an index of many stories has more pages than one.
fn is_of_record(name: &str) -> bool {
    let page = name.strip_prefix("index-").and_then(|name| name.strip_suffix(".html"));
    RECORD.contains(&name) || page.is_some_and(|number| number.parse::<u32>().is_ok())
}

/// A folder being written.
pub(crate) struct NewFolder {
    target: PathBuf,
    partial: PathBuf,
    /// Held open and locked, so that two runs into one folder do not meet.
    _lock: File,
    complete: bool,
}

impl NewFolder {
    /// Begins a new version of `target`.
    pub(crate) fn begin(target: &Path) -> anyhow::Result<Self> {
        refuse_foreign_files(target)?;
        let absolute = std::path::absolute(target).with_context(|| format!("cannot use {}", target.display()))?;
        // A link is followed, so that what it points to is replaced and the link stays.
        let absolute = fs::canonicalize(&absolute).unwrap_or(absolute);
        let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
            bail!("{} cannot be a record's folder (give one below it)", target.display());
        };
        let name = name.to_string_lossy();
        let context = || {
            format!(
                "cannot write into {} (choose another --out, or give yourself permission to write there)",
                parent.display()
            )
        };
        fs::create_dir_all(parent).with_context(context)?;
        let lock = File::create(parent.join(format!(".{name}.variorum-lock"))).with_context(context)?;
        if lock.try_lock().is_err() {
            bail!("another run is writing {} (wait for it, or choose another --out)", target.display());
        }
        let partial = parent.join(format!(".{name}.variorum-new"));
        remove(&partial).with_context(context)?;
        fs::create_dir(&partial).with_context(context)?;
        Ok(NewFolder { target: absolute, partial, _lock: lock, complete: false })
    }

    /// Where to write.
    pub(crate) fn path(&self) -> &Path {
        &self.partial
    }

    /// Throws away what was written so far.
    pub(crate) fn clear(&mut self) -> anyhow::Result<()> {
        let again = remove(&self.partial).and_then(|()| fs::create_dir(&self.partial));
        again.with_context(|| format!("cannot write into {}", self.partial.display()))
    }

    /// Puts the new version in the old one's place.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        let context = || format!("cannot put the record at {}", self.target.display());
        settle(&self.partial).with_context(context)?;
        if self.target.exists() {
            exchange(&self.partial, &self.target).with_context(context)?;
            // The old record now lies at the partial path.
            remove(&self.partial).with_context(context)?;
        } else {
            fs::rename(&self.partial, &self.target).with_context(context)?;
        }
        self.target.parent().map_or(Ok(()), settle_folder).with_context(context)?;
        self.complete = true;
        Ok(())
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        if !self.complete {
            let _ = remove(&self.partial);
        }
        if let (Some(parent), Some(name)) = (self.target.parent(), self.target.file_name()) {
            let _ = fs::remove_file(parent.join(format!(".{}.variorum-lock", name.to_string_lossy())));
        }
    }
}

/// Waits until what a new record holds lies on the disk: it must not be put in an old one's place before that, or both are lost
/// with the power. The old record's pages that it has taken over lie there already.
fn settle(folder: &Path) -> std::io::Result<()> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    let mut next = 0;
    while let Some(folder) = folders.get(next).cloned() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            match entry.file_type()? {
                kind if kind.is_dir() => folders.push(entry.path()),
                _ if next == 0 || !is_shared(&entry)? => files.push(entry.path()),
                _ => {}
            }
        }
        next += 1;
    }
    if files.len() > ONE_BY_ONE && settle_all(folder)? {
        return Ok(());
    }
    for file in files {
        File::open(file)?.sync_all()?;
    }
    folders.iter().try_for_each(|folder| settle_folder(folder))
}

/// How many files are waited for one after the other; of more each costs a turn of the disk, and all that waits is written at once.
const ONE_BY_ONE: usize = 200;

/// Whether a file has another name, in the old record.
fn is_shared(entry: &fs::DirEntry) -> std::io::Result<bool> {
    #[cfg(unix)]
    return Ok(std::os::unix::fs::MetadataExt::nlink(&entry.metadata()?) > 1);
    #[cfg(not(unix))]
    Ok(false)
}

/// Waits until everything lies on the disk that is to be written to the one a folder is on; whether the system can.
#[cfg(target_os = "linux")]
fn settle_all(folder: &Path) -> std::io::Result<bool> {
    rustix::fs::syncfs(File::open(folder)?)?;
    Ok(true)
}

#[cfg(not(target_os = "linux"))]
fn settle_all(_: &Path) -> std::io::Result<bool> {
    Ok(false)
}

/// Waits until the names in a folder lie on the disk, where the system can.
fn settle_folder(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    let _ = folder;
    Ok(())
}

/// Swaps two folders in one step where the system can, else in two with the old one kept beside.
fn exchange(new: &Path, old: &Path) -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let aside = new.with_extension("variorum-old");
    remove(&aside)?;
    fs::rename(old, &aside)?;
    fs::rename(new, old)?;
    fs::rename(&aside, new)
}

/// Removes a file, or a folder with all that is in it, if it is there.
pub(crate) fn remove(path: &Path) -> std::io::Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(data) if data.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
    }
}

/// An existing folder is replaced as a whole, so it must hold nothing but a record.
fn refuse_foreign_files(target: &Path) -> anyhow::Result<()> {
    let entries = match fs::read_dir(target) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot use {} as the output folder", target.display()));
        }
        Ok(entries) => entries,
    };
    let mut foreign = Vec::new();
    for entry in entries {
        let name = entry.with_context(|| format!("cannot list {}", target.display()))?.file_name();
        let name = name.to_string_lossy().into_owned();
        if !is_of_record(&name) {
            foreign.push(name);
        }
    }
    foreign.sort();
    match foreign.first() {
        None => Ok(()),
        Some(first) => bail!(
            "{} holds `{first}`{}, which is no part of a record; it was left as it is (choose an empty or a new folder)",
            target.display(),
            if foreign.len() > 1 { format!(" and {} more", foreign.len() - 1) } else { String::new() }
        ),
    }
}
