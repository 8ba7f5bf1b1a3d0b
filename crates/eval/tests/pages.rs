//! What comes out of the pages in `suite/pages`, written as real content management systems write theirs. Each begins with a
//! comment: a sentence on what it is like, then what must come out; `? ` marks a known gap, which must not hold.

#![cfg(feature = "pages")]

use std::fs;
use std::path::Path;
use variorum_engine::{Engine, gazetteer::Gazetteer};
use variorum_language::Model;
use variorum_record::{AnnotatedReport, PartKind, Report};

#[test]
fn pages_come_out_as_they_say() {
    let engine = Engine::new(Model::english().expect("the built-in model"), Gazetteer::built_in());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../suite/pages");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    assert!(!files.is_empty(), "no pages");
    let mut surprises = Vec::new();
    for file in files {
        let html = fs::read_to_string(&file).expect("a page");
        let (head, _) = html.split_once("-->").expect("a comment first");
        let page = variorum_ingest::page(&html);
        let report = Report { meta: page.meta, text: page.text, marked: page.marked, ..Report::default() };
        let read = engine.annotate(&report);
        let stated: Vec<&str> = head.lines().skip(1).map(|line| line.trim_start_matches("? ")).collect();
        // What is not stated must not be given.
        let missing = ["byline", "outlet", "published", "updated", "dek", "caption"].into_iter();
        let missing = missing.filter(|key| !stated.iter().any(|line| line.starts_with(&format!("{key}: "))));
        let missing: Vec<String> = missing.map(|key| format!("{key}: ")).collect();
        for line in head.lines().skip(1).chain(missing.iter().map(String::as_str)) {
            let gap = line.starts_with("? ");
            let (key, value) = line.trim_start_matches("? ").split_once(": ").expect("key: value");
            match (check(&read, key, value), gap) {
                (Err(found), false) => surprises.push(format!("{}: {line}\n      found {found}", file.display())),
                (Ok(()), true) => surprises.push(format!("{}: {line}\n      holds now", file.display())),
                _ => {}
            }
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

/// Whether a page has what its comment says; else what it has.
fn check(read: &AnnotatedReport, key: &str, value: &str) -> Result<(), String> {
    let meta = &read.report;
    let parts = |kind: PartKind| {
        let of_kind = read.parts.iter().filter(move |part| part.kind == kind);
        of_kind.map(|part| part.span.of(&read.text)).collect::<Vec<_>>()
    };
    let stated = |found: &Option<String>| {
        let found = found.as_deref().unwrap_or_default();
        if found == value { Ok(()) } else { Err(found.to_string()) }
    };
    let holds = |found: Vec<&str>, good: bool| if good { Ok(()) } else { Err(format!("{found:?}")) };
    let named = |kind: PartKind| {
        let found = parts(kind);
        let good = found.contains(&value) || found.is_empty() && value.is_empty();
        holds(found, good)
    };
    let body = parts(PartKind::Body);
    match key {
        "title" => stated(&meta.title),
        "byline" => stated(&meta.byline),
        "outlet" => stated(&meta.outlet),
        "published" => stated(&meta.published),
        "updated" => stated(&meta.updated),
        "dek" => named(PartKind::Dek),
        "caption" => named(PartKind::Caption),
        "credit" => named(PartKind::Credit),
        "first" => holds(body.clone(), body.first().is_some_and(|part| part.starts_with(value))),
        "last" => holds(body.clone(), body.last().is_some_and(|part| part.ends_with(value))),
        "has" => holds(body.clone(), body.iter().any(|part| part.contains(value))),
        "heading" => named(PartKind::Heading),
        "not" => holds(vec![&read.text], !read.text.contains(value)),
        _ => Err(format!("no such key: {key}")),
    }
}
