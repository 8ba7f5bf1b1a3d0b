//! What was added to a database lies in a write-ahead log beside it until it is brought into the file.

use crate::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};

/// Makes one file of a database and its log, if there is one. Whoever reads meanwhile, or after this was interrupted at
/// any moment, reads what the two say together. Fails when the database is being read just now; both then stay as
/// they are and lose nothing.
pub fn settle(path: &Path) -> Result<(), StoreError> {
    let beside = |suffix: &str| PathBuf::from(format!("{}{suffix}", path.display()));
    let context = || format!("cannot bring what was added into {}", path.display());
    let run = || {
        let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        database.execute_batch("PRAGMA synchronous = OFF;")?;
        let mode: String = database.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
        database.close().map_err(|(_, cause)| cause)?;
        if mode == "delete" { Ok(()) } else { Err(rusqlite::Error::InvalidQuery) }
    };
    run().map_err(StoreError::new(context()))?;
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(beside(suffix));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Writer;
    use variorum_record::AnnotatedReport;

    #[test]
    fn what_is_added_lies_beside_the_file_until_it_is_settled() {
        let folder = std::env::temp_dir().join(format!("variorum-settle-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("record.sqlite");
        let report = |id: &str| {
            let mut report = AnnotatedReport { text: "A ferry sank.".into(), ..AnnotatedReport::default() };
            report.report.id = id.into();
            report
        };
        let writer = Writer::create(&path).unwrap();
        writer.report(&report("a")).unwrap();
        writer.finish().unwrap();
        let count = |path: &Path| {
            let database = Connection::open(path).unwrap();
            database.query_row("SELECT count(*) FROM reports", [], |row| row.get::<_, u64>(0)).unwrap()
        };
        let added = Writer::extend(&path).unwrap();
        added.report(&report("b")).unwrap();
        added.finish().unwrap();
        // Without its log the file is still the old one.
        std::fs::copy(&path, folder.join("old.sqlite")).unwrap();
        assert_eq!(count(&folder.join("old.sqlite")), 1);
        settle(&path).unwrap();
        assert_eq!(count(&path), 2);
        std::fs::copy(&path, folder.join("new.sqlite")).unwrap();
        assert_eq!(count(&folder.join("new.sqlite")), 2);
        // What is not finished is nowhere.
        let dropped = Writer::extend(&path).unwrap();
        dropped.report(&report("c")).unwrap();
        drop(dropped);
        settle(&path).unwrap();
        assert_eq!(count(&path), 2);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
