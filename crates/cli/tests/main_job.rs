//! The main job from outside: what it writes, what it prints, what it says of bad input, how it ends.

mod common;

#[cfg(unix)]
use common::run_on_full_disk;
use common::{Folder, complaints, run, two_reports, variorum, verifies};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn reports_become_a_record_that_verifies() {
    let folder = Folder::new("record");
    two_reports(&folder);
    let output = run(&folder, &["read", "in", "--out", "record"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let summary = String::from_utf8(output.stdout).unwrap();
    assert!(summary.contains("2 reports read, 0 refused"), "{summary}");
    for file in ["reports.jsonl", "stories.jsonl", "record.sqlite", "index.html"] {
        assert!(folder.path().join("record").join(file).is_file(), "{file} is missing");
    }
    assert!(
        folder
            .read("record/reports.jsonl")
            .lines()
            .all(|line| line.starts_with(r#"{"format":1,"offsets":"codepoints""#))
    );
    let verified = run(&folder, &["verify", "record"]);
    assert_eq!(verified.status.code(), Some(0), "{}", complaints(&verified));
}

#[test]
fn json_and_quiet_are_for_programs() {
    let folder = Folder::new("json");
    two_reports(&folder);
    let output = run(&folder, &["read", "in", "--out", "record", "--json"]);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["reports"], 2);
    assert_eq!(run(&folder, &["read", "in", "--out", "record", "--quiet"]).stdout, b"");
}

#[test]
fn every_offset_unit_verifies() {
    let folder = Folder::new("units");
    two_reports(&folder);
    for unit in ["bytes", "codepoints", "utf16"] {
        let output = run(&folder, &["read", "in", "--out", "record", "--offsets", unit, "--quiet"]);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
        assert_eq!(run(&folder, &["verify", "record"]).status.code(), Some(0), "{unit}");
    }
}

#[test]
fn the_same_bytes_on_one_thread_and_on_three() {
    let folder = Folder::new("threads");
    two_reports(&folder);
    for threads in ["1", "3"] {
        run(&folder, &["--threads", threads, "read", "in", "--out", threads, "--quiet"]);
    }
    for file in ["reports.jsonl", "stories.jsonl", "record.sqlite", "index.html"] {
        let read = |threads: &str| std::fs::read(folder.path().join(threads).join(file)).unwrap();
        assert!(read("1") == read("3"), "{file} depends on the number of threads");
    }
}

#[test]
fn verify_finds_what_was_changed() {
    let folder = Folder::new("tamper");
    two_reports(&folder);
    let fresh = || assert_eq!(run(&folder, &["read", "in", "--out", "record", "--quiet"]).status.code(), Some(0));
    let complains = |of: &str| {
        let output = run(&folder, &["verify", "record"]);
        assert_eq!(output.status.code(), Some(1), "{of}");
        assert!(complaints(&output).contains(of), "{}", complaints(&output));
    };
    for file in ["record/reports.jsonl", "record/index.html"] {
        fresh();
        folder.write(file, folder.read(file).replace("pier", "quay").replace("record", "recrod"));
        complains(file.trim_start_matches("record/").split('.').next().unwrap());
    }
    fresh();
    folder.write("in/coast.txt", folder.read("in/coast.txt").replace("Monday", "Friday"));
    complains("now says something else");
}

#[test]
fn bad_inputs_are_named_and_the_rest_goes_on() {
    let folder = Folder::new("bad");
    two_reports(&folder);
    folder.write("in/empty.txt", "");
    folder.write("in/picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    folder.write(
        "in/lines.jsonl",
        "{\"id\": \"a\", \"text\": \"Rain fell on Tessel Ford.\"}\nnot json\n{\"id\": \"b\"}\n",
    );
    let output = run(&folder, &["read", "in", "--out", "record"]);
    assert_eq!(output.status.code(), Some(1));
    let complaints = complaints(&output);
    for name in ["empty.txt", "picture.txt", "lines.jsonl:2", "lines.jsonl:3"] {
        assert!(complaints.contains(name), "{name} is not named in: {complaints}");
    }
    assert!(String::from_utf8_lossy(&output.stdout).contains("3 reports read, 4 refused"));
}

#[test]
fn nothing_readable_is_an_error_and_writes_nothing() {
    let folder = Folder::new("nothing");
    folder.write("in/empty.txt", "");
    let output = run(&folder, &["read", "in", "--out", "record"]);
    assert_eq!(output.status.code(), Some(2), "{}", complaints(&output));
    assert!(!folder.path().join("record").exists());
    assert_eq!(run(&folder, &["read", "no/such/path", "--out", "record"]).status.code(), Some(2));
    assert_eq!(run(&folder, &["read"]).status.code(), Some(2));
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let folder = Folder::new("foreign");
    two_reports(&folder);
    folder.write("out/thesis.txt", "three years of work");
    let output = run(&folder, &["read", "in", "--out", "out"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("thesis.txt"), "{}", complaints(&output));
    assert_eq!(folder.read("out/thesis.txt"), "three years of work");
}

#[test]
fn a_record_is_replaced_whole() {
    let folder = Folder::new("again");
    two_reports(&folder);
    run(&folder, &["read", "in", "--out", "record", "--quiet"]);
    std::fs::remove_file(folder.path().join("in/coast.txt")).unwrap();
    assert_eq!(run(&folder, &["read", "in", "--out", "record", "--quiet"]).status.code(), Some(0));
    assert_eq!(folder.read("record/reports.jsonl").lines().count(), 1);
    verifies(&folder);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with('.')), "left behind: {left:?}");
}

#[test]
fn a_text_with_nul_bytes_verifies() {
    let folder = Folder::new("nul");
    folder.write("in/nul.txt", "Mara\0 Olin said it was\0 over in Tessel Ford.\n");
    run(&folder, &["read", "in", "--out", "record", "--quiet"]);
    verifies(&folder);
}

/// A full disk, played by a limit on the size of files: no root, no mount.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_record() {
    let folder = Folder::new("full");
    two_reports(&folder);
    run(&folder, &["read", "in", "--out", "record", "--quiet"]);
    let before = folder.read("record/reports.jsonl");
    folder.write("in/third.txt", "Rain fell on Tessel Ford on Tuesday, said the mayor, Ivo Tarn.\n");
    let output = run_on_full_disk(&folder, 2, "read in --out record");
    assert_eq!(output.status.code(), Some(2), "{}", complaints(&output));
    assert!(complaints(&output).contains("choose another --out"), "{}", complaints(&output));
    assert_eq!(folder.read("record/reports.jsonl"), before);
    verifies(&folder);
}

/// Killed at any moment, the folder holds the old record or the new one.
#[cfg(unix)]
#[test]
fn a_killed_run_leaves_a_whole_record() {
    let folder = Folder::new("killed");
    two_reports(&folder);
    run(&folder, &["read", "in", "--out", "record", "--quiet"]);
    for millis in [5, 20, 60, 120, 200, 300] {
        let mut child = variorum(&folder).args(["read", "in", "--out", "record", "--quiet"]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(millis));
        let _ = child.kill();
        let _ = child.wait();
        let verified = run(&folder, &["verify", "record"]);
        assert_eq!(verified.status.code(), Some(0), "killed after {millis} ms: {}", complaints(&verified));
    }
    assert_eq!(run(&folder, &["read", "in", "--out", "record", "--quiet"]).status.code(), Some(0));
}

#[test]
fn a_closed_pipe_is_success() {
    let folder = Folder::new("pipe");
    let report = serde_json::json!({"text": "“We stay,” Mara Olin said in Tessel Ford on Monday. ".repeat(40)})
        .to_string()
        + "\n";
    folder.write("in.jsonl", report.repeat(300));
    let mut child =
        variorum(&folder).args(["annotate", "in.jsonl"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with('{'));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
}

#[test]
fn annotate_reads_standard_input_and_keeps_the_order() {
    let folder = Folder::new("stdin");
    let lines: String = (0..40)
        .map(|i| format!("{{\"id\": \"n{i}\", \"text\": \"Mara Olin met {i} drivers.\", \"desk\": \"west\"}}\n"))
        .collect();
    let input = folder.write("in.jsonl", lines);
    let output = variorum(&folder).args(["annotate", "-"]).stdin(std::fs::File::open(input).unwrap()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<_> = lines.iter().map(|line| line["report"]["id"].as_str().unwrap().to_string()).collect();
    assert_eq!(ids, (0..40).map(|i| format!("n{i}")).collect::<Vec<_>>());
    assert_eq!(lines[0]["report"]["extra"]["desk"], "west");
}

#[test]
fn every_stage_explains_itself() {
    let folder = Folder::new("stages");
    two_reports(&folder);
    for verb in [
        "parts",
        "quotes",
        "cast",
        "statements",
        "times",
        "places",
        "figures",
        "events",
        "positions",
        "stories",
        "parse",
    ] {
        let output = run(&folder, &[verb, "in"]);
        assert_eq!(output.status.code(), Some(0), "{verb}: {}", complaints(&output));
        assert!(!output.stdout.is_empty(), "{verb} prints nothing");
    }
    let output = run(&folder, &["quotes", "in", "--json"]);
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["statements"].is_array());
    }
}

#[test]
fn why_tells_the_reason() {
    let folder = Folder::new("why");
    two_reports(&folder);
    run(&folder, &["read", "in", "--out", "record", "--quiet"]);
    let output = run(&folder, &["why", "record", "harbour", "coast"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let words = String::from_utf8(output.stdout).unwrap();
    assert!(words.contains("in one story"), "{words}");
    assert_eq!(run(&folder, &["why", "record", "harbour", "nobody"]).status.code(), Some(2));
}

#[test]
fn a_report_in_another_language_is_kept_and_said_to_be_unread() {
    let folder = Folder::new("language");
    let text = "O presidente da câmara disse que a ponte ficará fechada até ao fim do mês, porque a chuva levou a margem do rio.";
    folder.write("in.jsonl", serde_json::json!({"id": "ponte", "text": text}).to_string() + "\n");
    let output = run(&folder, &["annotate", "in.jsonl"]);
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line["report"]["language"], "pt");
    assert!(line["problems"][0]["what"].as_str().unwrap().contains("unread"));
    assert_eq!(line["statements"].as_array().unwrap().len(), 0);
}

/// Three reports of two stories; the third of one story comes later.
fn three_reports(folder: &Folder) {
    let line = |id: &str, published: &str, text: &str| {
        serde_json::json!({"id": id, "published": published, "text": text}).to_string() + "\n"
    };
    let ferry = line(
        "a",
        "2025-06-11",
        "A ferry carrying 80 people sank off Tessel Ford on Tuesday night, killing at least six. The captain, Ivo Tarn, was rescued by a fishing boat. “She went down in four minutes,” Tarn said.",
    );
    let sanctions = line(
        "c",
        "2025-02-24",
        "Ambassadors in Brussels agreed on the 12th package of sanctions against Sorvia on Monday. It bans imports of timber.",
    );
    let later = line(
        "b",
        "2025-06-11",
        "Six people drowned when the Tessel Ford ferry went down on Tuesday. “She went down in four minutes,” said its captain, Ivo Tarn, who was picked up by fishermen.",
    );
    folder.write("first.jsonl", ferry.clone() + &sanctions);
    folder.write("later.jsonl", later.clone());
    folder.write("all.jsonl", ferry + &sanctions + &later);
}

/// The reports of each story.
fn stories(folder: &Folder, record: &str) -> Vec<String> {
    let lines = folder.read(&format!("{record}/stories.jsonl"));
    lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["reports"].to_string()).collect()
}

#[test]
fn what_is_added_later_is_as_if_it_had_come_at_once() {
    let folder = Folder::new("add");
    three_reports(&folder);
    assert_eq!(run(&folder, &["read", "later.jsonl", "--add", "--out", "none"]).status.code(), Some(2));
    run(&folder, &["read", "first.jsonl", "--out", "record", "--quiet"]);
    let added = run(&folder, &["read", "later.jsonl", "--add", "--out", "record", "--quiet"]);
    assert_eq!(added.status.code(), Some(0), "{}", complaints(&added));
    run(&folder, &["read", "all.jsonl", "--out", "whole", "--quiet"]);
    assert_eq!(folder.read("record/stories.jsonl"), folder.read("whole/stories.jsonl"));
    verifies(&folder);
    let again = run(&folder, &["read", "later.jsonl", "--add", "--out", "record", "--quiet"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(complaints(&again).contains("already"), "{}", complaints(&again));
    assert_eq!(folder.read("record/reports.jsonl").lines().count(), 3);
}

#[test]
fn a_persons_decision_outlives_another_run() {
    let folder = Folder::new("decide");
    three_reports(&folder);
    run(&folder, &["read", "all.jsonl", "--out", "record", "--quiet"]);
    assert_eq!(stories(&folder, "record"), [r#"["a","b"]"#, r#"["c"]"#]);
    let by = ["--by", "Mara Olin", "--at", "2025-06-12", "--because", "two ferries"];
    let decide = |words: &[&str]| {
        let output = run(&folder, &[words, &by[..]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    };
    decide(&["split", "record", "a", "--from", "b"]);
    assert_eq!(stories(&folder, "record"), [r#"["a"]"#, r#"["c"]"#, r#"["b"]"#]);
    run(&folder, &["read", "all.jsonl", "--out", "record", "--quiet"]);
    assert_eq!(stories(&folder, "record"), [r#"["a"]"#, r#"["c"]"#, r#"["b"]"#]);
    let page = folder.read("record/stories/story-1.html");
    assert!(page.contains("Decided by Mara Olin on 2025-06-12"), "the page says who decided");
    decide(&["merge", "record", "a", "b", "c"]);
    assert_eq!(stories(&folder, "record"), [r#"["a","c","b"]"#]);
    decide(&["split", "record", "c", "--from", "a", "b"]);
    decide(&["pin", "record", "c"]);
    assert_eq!(stories(&folder, "record"), [r#"["a","b"]"#, r#"["c"]"#]);
    verifies(&folder);
    let unknown = run(&folder, &["pin", "record", "nobody", "--by", "Mara Olin"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert_eq!(folder.read("record/decisions.jsonl").lines().count(), 4);
}
