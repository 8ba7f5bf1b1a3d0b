//! Any characters as a line of `stories.jsonl`, and the true lines damaged: what reads back is written the same, and
//! a page, its database and its links can be made of it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use variorum_fuzz::{REPORTS, damaged, report_of, text_of};
use variorum_record::{Offsets, wire};

/// The stories of the examples.
static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    variorum_engine::group::stories(&REPORTS)
        .iter()
        .map(|group| {
            let members: Vec<_> = group.reports.iter().map(|&i| REPORTS[i].clone()).collect();
            let story = variorum_engine::collate::collate(&members, group);
            wire::story_line(&story, Offsets::Codepoints, |id| text_of(id).unwrap_or_default())
        })
        .collect()
});

fuzz_target!(|bytes: &[u8]| {
    let Some(line) = damaged(bytes, &LINES) else { return };
    let Ok(story) = wire::read_story(&line, text_of) else { return };
    let again = wire::story_line(&story, Offsets::Bytes, |id| text_of(id).unwrap_or_default());
    assert_eq!(wire::read_story(&again, text_of).ok().as_ref(), Some(&story));
    let page = variorum_pages::story(&story, report_of);
    assert_eq!(page.matches("<script>").count(), 1);
    let outlets = Vec::new();
    let _ = variorum_pages::relinked(&page, &story.why, &story.why_not, &story.decisions, &outlets);
    let summary = variorum_pages::StorySummary::new(&story, story.reports.clone());
    let _ = variorum_pages::index(&[&summary], 1);
});
