//! The saved index of a record, damaged or made up: it is refused, or a report can be added to it and grouped.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use variorum_engine::group::Index;
use variorum_fuzz::REPORTS;

/// What a record of the examples keeps: all of grouping, the bytes of the reports, the length of each.
static TRUE: LazyLock<(Vec<u8>, Vec<u8>, Vec<usize>)> = LazyLock::new(|| {
    let mut index = Index::default();
    REPORTS.iter().skip(1).for_each(|report| index.add(report));
    let reports: Vec<Vec<u8>> = (0..index.len()).map(|report| index.save_report(report)).collect();
    let lengths = reports.iter().map(Vec::len).collect();
    (index.save(&index.grouping(&[], None)), reports.concat(), lengths)
});

fuzz_target!(|bytes: &[u8]| {
    let [kind, rest @ ..] = bytes else { return };
    let (mut state, mut reports, mut lengths) = TRUE.clone();
    if kind % 8 == 0 {
        // One report of made-up bytes.
        let (own, others) = rest.split_at(rest.len() / 2);
        (state, reports, lengths) = (others.to_vec(), own.to_vec(), vec![own.len()]);
    } else {
        // Edits of four bytes: where, and what stands there; in one of the two files.
        for edit in rest.chunks_exact(4) {
            let place = usize::from(u16::from_le_bytes([edit[0], edit[1]])) | usize::from(edit[2] >> 1) << 16;
            let file = if edit[2] & 1 == 0 { &mut state } else { &mut reports };
            let place = place % file.len();
            file[place] = edit[3];
        }
    }
    let Some((mut index, grouping)) = Index::restore(&state, reports, lengths.into_iter()) else { return };
    let id = |report| index.id(report).unwrap_or_default().to_string();
    let _ = index.link(&id(0), &id(index.len().saturating_sub(1)));
    for (number, report) in REPORTS.iter().enumerate().take(1) {
        index.add(report);
        let _ = index.save_report(number);
    }
    let now = index.grouping(&[], Some(&grouping));
    let rarity = index.rarity();
    for outline in &now.outlines {
        let _ = (outline.print(&now), index.group(outline, &rarity));
    }
    let _ = index.save(&now);
});
