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

    /// Pages go from the log into the file one after the other: some are there already, and the log still is.
    #[test]
    fn interrupted_at_any_page_it_can_be_read_and_settled() {
        let folder = std::env::temp_dir().join(format!("variorum-settle-half-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        let (path, log) = (folder.join("record.sqlite"), folder.join("record.sqlite-wal"));
        let add = |writer: Writer, ids: std::ops::Range<usize>| {
            for id in ids {
                let text = format!("A ferry with {id} people sank off Tessel Ford. ").repeat(30);
                let mut report = AnnotatedReport { text, ..AnnotatedReport::default() };
                report.report.id = id.to_string();
                writer.report(&report).unwrap();
            }
            writer.finish().unwrap();
        };
        add(Writer::create(&path).unwrap(), 0..20);
        add(Writer::extend(&path).unwrap(), 20..60);
        let (old, logged) = (std::fs::read(&path).unwrap(), std::fs::read(&log).unwrap());
        settle(&path).unwrap();
        let mut new = std::fs::read(&path).unwrap();
        // Only when all pages are there the first says that there is no log.
        new[18..20].copy_from_slice(&old[18..20]);
        let page = usize::from(u16::from_be_bytes([old[16], old[17]]));
        for pages in 0..=new.len() / page {
            let done = pages * page;
            let rest = old.get(done..).unwrap_or_default();
            std::fs::write(&path, [&new[..done], rest].concat()).unwrap();
            std::fs::write(&log, &logged).unwrap();
            let found = || -> (u64, String) {
                let database = Connection::open(&path).unwrap();
                database.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
                let count = database.query_row("SELECT count(*) FROM reports", [], |row| row.get(0)).unwrap();
                (count, database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap())
            };
            assert_eq!(found(), (60, "ok".into()), "after {pages} pages");
            settle(&path).unwrap();
            assert_eq!(found(), (60, "ok".into()), "settled after {pages} pages");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
