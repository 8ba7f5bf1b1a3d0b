//! A damaged `record.sqlite`: checking it says what is wrong, settling and adding to it end.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use variorum_fuzz::{REPORTS, text_of};
use variorum_store::{Writer, check, settle};

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("variorum-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the database");
    folder
});

/// The database of two reports and their story.
static TRUE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let path = FOLDER.join("true.sqlite");
    let writer = Writer::create(&path).expect("a new database");
    let members = &REPORTS[1..3];
    members.iter().for_each(|report| writer.report(report).expect("written"));
    for group in variorum_engine::group::stories(members) {
        let members: Vec<_> = group.reports.iter().map(|&i| members[i].clone()).collect();
        let story = variorum_engine::collate::collate(&members, &group);
        writer.story(&story, |id| text_of(id).unwrap_or_default()).expect("written");
    }
    writer.finish().expect("finished");
    std::fs::read(path).expect("the database")
});

fuzz_target!(|bytes: &[u8]| {
    let mut database = TRUE.clone();
    let Some((first, rest)) = bytes.split_first() else { return };
    if first % 16 == 0 {
        database = rest.to_vec();
    }
    // Edits of five bytes: where, and what stands there; a zero cuts the file off.
    for edit in rest.chunks_exact(5).filter(|_| first % 16 != 0) {
        let place = u32::from_le_bytes([edit[0], edit[1], edit[2], 0]) as usize;
        match edit[3] {
            0 => database.truncate(place.max(1)),
            1..64 if !database.is_empty() => {
                let place = place % database.len().min(4096);
                database[place] = edit[4];
            }
            _ => {
                let place = place % database.len();
                database[place] = edit[4];
            }
        }
    }
    let path = FOLDER.join("record.sqlite");
    for beside in ["", "-wal", "-shm", "-journal"] {
        let _ = std::fs::remove_file(FOLDER.join(format!("record.sqlite{beside}")));
    }
    std::fs::write(&path, database).expect("the damaged database");
    let _ = check(&path, |id| text_of(id).map(str::to_string));
    if let Ok(writer) = Writer::extend(&path) {
        let _ = (writer.reports(), writer.remove_story("story-1"), writer.report(&REPORTS[3]), writer.finish());
    }
    let _ = settle(&path);
});
