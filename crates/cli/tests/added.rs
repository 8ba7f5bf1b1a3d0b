//! Adding to a record, and what may go wrong meanwhile: killed at any moment, a full disk, an index that is damaged, gone
//! or of other files. The record is the old one or the new one, whole.

#[expect(dead_code, reason = "two_reports is for the main job")]
mod common;

use common::{Folder, complaints, run, verifies};
#[cfg(unix)]
use common::{run_on_full_disk, variorum};
use std::path::Path;
use std::time::Duration;

/// Invented reports of twelve events, told by two or three outlets each: some at first, some later.
fn reports(folder: &Folder) {
    let (mut first, mut later) = (String::new(), String::new());
    for event in 0..12 {
        let town = ["Tessel Ford", "Brackenfall", "Cormstrand", "Hathermoor", "Lundgate", "Ostrelwick"][event % 6];
        let name = ["Ivo Tarn", "Mara Olin", "Pavla Dorn", "Elin Sund"][event % 4];
        for outlet in 0..2 + event % 2 {
            let text = format!(
                "A ferry with {} people struck the pier of {town} on Tuesday, injuring {}. “It went dark within {event} minutes,” {name} said.",
                40 + 7 * event,
                3 + event + outlet % 2,
            );
            let published = format!("2025-{:02}-11", 1 + event);
            let line = serde_json::json!({"id": format!("e{event}-{outlet}"), "published": published, "text": text});
            let lines = if outlet == 0 && event < 10 { &mut first } else { &mut later };
            *lines += &format!("{line}\n");
        }
    }
    folder.write("first.jsonl", &first);
    folder.write("later.jsonl", &later);
}

const FILES: &[&str] = &["reports.jsonl", "stories.jsonl", "index.html", "index/state"];

/// What is kept of a record's reports, in however many files it lies.
fn kept(folder: &Folder, record: &str) -> Vec<u8> {
    let index = folder.path().join(record).join("index");
    let more = (1..).map(|number| index.join(format!("reports-{number}"))).take_while(|file| file.exists());
    std::iter::once(index.join("reports")).chain(more).flat_map(|file| std::fs::read(file).unwrap()).collect()
}

fn add(folder: &Folder) -> std::process::Output {
    run(folder, &["read", "later.jsonl", "--add", "--out", "record", "--quiet"])
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The record before anything was added, again.
fn again(folder: &Folder) {
    let _ = std::fs::remove_dir_all(folder.path().join("record"));
    copy(&folder.path().join("start"), &folder.path().join("record"));
}

#[test]
fn an_index_that_cannot_be_used_is_made_anew() {
    let folder = Folder::new("index");
    reports(&folder);
    run(&folder, &["read", "first.jsonl", "--out", "start", "--quiet"]);
    run(&folder, &["read", "first.jsonl", "later.jsonl", "--out", "whole", "--quiet"]);
    let flip = |name: &str, at: usize| {
        let path = folder.path().join("record").join(name);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[at] ^= 1;
        std::fs::write(path, bytes).unwrap();
    };
    let bytes = |record: &str, file: &str| std::fs::read(folder.path().join(record).join(file)).unwrap();
    let index = folder.path().join("record/index");
    let cases: [(&str, &dyn Fn()); 6] = [
        ("", &|| {}),
        ("it has none", &|| std::fs::remove_dir_all(&index).unwrap()),
        ("index/state is damaged", &|| flip("index/state", 900)),
        ("index/reports is not as it was written", &|| flip("index/reports", 1)),
        ("stories.jsonl is not as it was written", &|| flip("stories.jsonl", 40)),
        ("record.sqlite", &|| std::fs::remove_file(folder.path().join("record/record.sqlite")).unwrap()),
    ];
    for (reason, damage) in cases {
        again(&folder);
        damage();
        let added = add(&folder);
        let said = complaints(&added);
        assert_eq!(added.status.code(), Some(0), "{reason}: {said}");
        assert_eq!(said.contains("made anew"), !reason.is_empty(), "{reason}: {said}");
        assert!(said.contains(reason), "{reason}: {said}");
        for file in FILES {
            assert!(bytes("record", file) == bytes("whole", file), "{reason}: {file}");
        }
        assert!(kept(&folder, "record") == kept(&folder, "whole"), "{reason}");
        verifies(&folder);
    }
}

#[test]
fn added_one_at_a_time_it_is_as_if_all_had_come_at_once() {
    let folder = Folder::new("one-at-a-time");
    reports(&folder);
    run(&folder, &["read", "first.jsonl", "--out", "record", "--quiet"]);
    run(&folder, &["read", "first.jsonl", "later.jsonl", "--out", "whole", "--quiet"]);
    let later = folder.read("later.jsonl");
    for line in later.lines() {
        folder.write("one.jsonl", format!("{line}\n"));
        let added = run(&folder, &["read", "one.jsonl", "--add", "--out", "record", "--quiet"]);
        assert_eq!((added.status.code(), complaints(&added).as_str()), (Some(0), ""));
    }
    assert!(folder.read("record/stories.jsonl") == folder.read("whole/stories.jsonl"));
    assert!(kept(&folder, "record") == kept(&folder, "whole"));
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_record_that_was_to_be_added_to() {
    let folder = Folder::new("full-add");
    reports(&folder);
    run(&folder, &["read", "first.jsonl", "--out", "record", "--quiet"]);
    let before = folder.read("record/stories.jsonl");
    let output = run_on_full_disk(&folder, 40, "read later.jsonl --add --out record");
    assert_eq!(output.status.code(), Some(2), "{}", complaints(&output));
    assert_eq!(folder.read("record/stories.jsonl"), before);
    verifies(&folder);
}

/// Killed at many moments, from the first milliseconds to past the end.
#[cfg(unix)]
#[test]
fn killed_at_any_moment_the_record_is_the_old_or_the_new_one() {
    let folder = Folder::new("kill");
    reports(&folder);
    run(&folder, &["read", "first.jsonl", "--out", "start", "--quiet"]);
    run(&folder, &["read", "first.jsonl", "later.jsonl", "--out", "whole", "--quiet"]);
    let (old, new) = (folder.read("start/stories.jsonl"), folder.read("whole/stories.jsonl"));
    again(&folder);
    let start = std::time::Instant::now();
    assert_eq!(add(&folder).status.code(), Some(0));
    let whole_run = start.elapsed();
    // The last part of a run is where the folders change places: half of the kills go there.
    const ROUNDS: u32 = 20;
    for round in 0..ROUNDS {
        again(&folder);
        let at = if round % 2 == 0 {
            whole_run * round / ROUNDS
        } else {
            whole_run * (ROUNDS * 4 - ROUNDS / 2 + round) / (ROUNDS * 4)
        };
        let mode: &[&str] = if round % 4 < 2 { &["later.jsonl", "--add"] } else { &["first.jsonl", "later.jsonl"] };
        let mut child = variorum(&folder).arg("read").args(mode).args(["--out", "record", "--quiet"]).spawn().unwrap();
        std::thread::sleep(at.max(Duration::from_millis(1)));
        let _ = child.kill();
        let _ = child.wait();
        let stories = folder.read("record/stories.jsonl");
        assert!(stories == old || stories == new, "killed after {at:?}: neither the old record nor the new one");
        verifies(&folder);
        if stories == old {
            assert_eq!(add(&folder).status.code(), Some(0), "what was interrupted is swept away by the next run");
            assert!(folder.read("record/stories.jsonl") == new);
        }
    }
}
