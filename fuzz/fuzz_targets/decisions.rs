//! Any characters as a file of decisions: what reads is obeyed by the grouping, whatever it names.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use variorum_engine::group::{Grouping, Index};
use variorum_fuzz::{REPORTS, damaged};
use variorum_record::Decision;

static INDEX: LazyLock<(Index, Grouping)> = LazyLock::new(|| {
    let mut index = Index::default();
    REPORTS.iter().for_each(|report| index.add(report));
    let grouping = index.grouping(&[], None);
    (index, grouping)
});

/// Files of decisions on the examples.
static FILES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let ids: Vec<&str> = REPORTS.iter().map(|report| report.report.id.as_str()).collect();
    let line = |kind: &str, reports: &[&str], from: &[&str]| {
        format!(r#"{{"decision":"{kind}","reports":{reports:?},"from":{from:?},"by":"Mara Olin"}}"#)
    };
    let all = [
        line("merge", &ids[..3], &[]),
        line("split", &ids[1..2], &ids[2..9]),
        line("pin", &ids[4..6], &[]),
        line("split", &ids[4..6], &ids[4..6]),
        line("merge", &ids, &[]),
    ];
    all.iter().cloned().chain([all.join("\n")]).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let Some(file) = damaged(bytes, &FILES) else { return };
    let decisions: Vec<Decision> = file.lines().take(50).filter_map(|line| serde_json::from_str(line).ok()).collect();
    let (index, before) = &*INDEX;
    let anew = index.grouping(&decisions, None);
    let added = index.grouping(&decisions, Some(before));
    assert_eq!(anew.outlines, added.outlines);
    let mut seen = vec![false; index.len()];
    anew.outlines.iter().flat_map(|outline| &outline.reports).for_each(|&report| seen[report] = true);
    assert!(seen.iter().all(|seen| *seen), "every report is in a story");
});
