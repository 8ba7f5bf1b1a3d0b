//! Copies of large files: between files the system copies faster than we do, and some file systems share what is the same.
//!
//! Files are copied in windows, each sent to the disk and then given up by the memory that caches files: a copy of a gigabyte would else
//! take as much of that memory anew, which on a virtual machine costs more than the disk does, and the new record would have to
//! wait at its end until all of it is written.

use std::fs::{self, File};
use std::io::{Read, Result, Seek};
use std::path::Path;

/// The bytes of a window. Of 8 to 128 MB all are as fast; half a window is written by the disk while nothing is copied.
const WINDOW: u64 = 32 << 20;

/// Copies a file; the copy, to add to.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<File> {
    let (from, copy) = (File::open(from)?, File::create(to)?);
    copy_bytes(&from, &copy, from.metadata()?.len())?;
    File::options().append(true).open(to)
}

/// Copies bytes from where one file stands to where the other stands; how many there were.
pub(crate) fn copy_bytes(mut from: &File, mut to: &File, length: u64) -> Result<u64> {
    let mut left = length;
    while left > 0 {
        let starts = [from.stream_position()?, to.stream_position()?];
        let copied = std::io::copy(&mut from.take(left.min(WINDOW)), &mut to)?;
        if copied == 0 {
            break;
        }
        if length > WINDOW {
            to.sync_data()?;
            forget(from, starts[0], copied);
            forget(to, starts[1], copied);
        }
        left -= copied;
    }
    Ok(length - left)
}

/// A second name for a file that nobody writes again; where that is not to be had, its bytes.
pub(crate) fn link_or_copy(from: &Path, to: &Path) -> Result<()> {
    fs::hard_link(from, to).or_else(|_| copy(from, to).map(drop))
}

/// Lets the system take back the memory that caches a stretch of a file. It need not, and nothing depends on it.
fn forget(file: &File, start: u64, length: u64) {
    #[cfg(target_os = "linux")]
    let _ = rustix::fs::fadvise(file, start, std::num::NonZeroU64::new(length), rustix::fs::Advice::DontNeed);
    #[cfg(not(target_os = "linux"))]
    let _ = (file, start, length);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{SeekFrom, Write};

    #[test]
    fn copies_a_piece_of_several_windows() {
        let folder = std::env::temp_dir().join(format!("variorum-copying-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let bytes: Vec<u8> = (0..2 * WINDOW + 5000).map(|at| (at % 251) as u8).collect();
        fs::write(folder.join("old"), &bytes).unwrap();
        let mut old = File::open(folder.join("old")).unwrap();
        old.seek(SeekFrom::Start(1000)).unwrap();
        let mut new = File::create(folder.join("new")).unwrap();
        new.write_all(b"before").unwrap();
        assert_eq!(copy_bytes(&old, &new, u64::MAX).unwrap(), bytes.len() as u64 - 1000);
        new.write_all(b"after").unwrap();
        let found = fs::read(folder.join("new")).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert!(found == [b"before".as_slice(), &bytes[1000..], b"after"].concat());
    }
}
