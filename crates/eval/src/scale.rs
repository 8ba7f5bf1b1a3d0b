//! Scale: time per report of grouping on generated records of 1,000, 10,000 and 100,000 reports, and time of adding a
//! hundred more. `VARIORUM_SCALE=100000 variorum eval scale .` runs all sizes; without it, those up to 10,000.
//! The whole chain is measured with `cargo xtask generate N > n.jsonl` and `variorum read n.jsonl --out DIR`, then `--add`.
//!
//! A realistic mix: stories of three to twelve reports with names of their own, copies with light edits, and reports
//! that tell a story alone. Everything is generated from a counter: the same reports every time.

use crate::{EvalError, Score};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;
use variorum_engine::group::Index;
use variorum_record::{AnnotatedReport, Part, PartKind, ReportMeta, Span};

/// Times the grouping; the folder is not read.
pub(crate) fn score(_: &Path) -> Result<Vec<Score>, EvalError> {
    let most = std::env::var("VARIORUM_SCALE").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000usize);
    let mut scores = Vec::new();
    for n in [1_000usize, 10_000, 100_000].into_iter().filter(|n| *n <= most) {
        let mut index = Index::default();
        let start = Instant::now();
        let mut later = Vec::new();
        generate(n + ADDED, |report| if index.len() < n { index.add(&report) } else { later.push(report) });
        let read = start.elapsed();
        let before = index.grouping(&[], None);
        let all = start.elapsed();
        scores.push(Score {
            name: format!("{n} reports: microseconds per report"),
            value: (all.as_micros() as f64 / n as f64).round(),
            note: format!(
                "{} stories; {:.1} s to read, {:.1} s to group",
                before.outlines.len(),
                read.as_secs_f64(),
                (all - read).as_secs_f64()
            ),
        });
        let start = Instant::now();
        later.iter().for_each(|report| index.add(report));
        let after = index.grouping(&[], Some(&before));
        let added = start.elapsed();
        let known: BTreeSet<u64> = before.outlines.iter().map(|outline| outline.print(&before)).collect();
        let changed = after.outlines.iter().filter(|outline| !known.contains(&outline.print(&after))).count();
        scores.push(Score {
            name: format!("{ADDED} more than {n} reports: milliseconds"),
            value: added.as_millis() as f64,
            note: format!("{changed} of {} stories are others than before", after.outlines.len()),
        });
    }
    Ok(scores)
}

/// Reports that come later.
const ADDED: usize = 100;

/// Calls `take` with `n` generated reports.
fn generate(n: usize, mut take: impl FnMut(AnnotatedReport)) {
    let mut random = Random(42);
    let (mut story, mut left) = (0usize, 0usize);
    let mut last = String::new();
    for i in 0..n {
        if left == 0 {
            story += 1;
            left = if random.below(3) == 0 { 1 } else { 3 + random.below(10) };
        }
        left -= 1;
        let copy = random.below(6) == 0 && left > 0 && !last.is_empty();
        let text = if copy { last.clone() } else { text(story, &mut random) };
        last.clone_from(&text);
        let meta = ReportMeta {
            id: format!("g{i:06}"),
            published: Some(format!("2025-{:02}-{:02}", 1 + story / 28 % 12, 1 + story % 28)),
            ..ReportMeta::default()
        };
        let parts = vec![Part { span: Span::new(0, text.len()), kind: PartKind::Body, why: None }];
        take(AnnotatedReport { report: meta, text, parts, ..AnnotatedReport::default() });
    }
}

/// Some 250 words: those of the story, names that many stories have, and words as frequent as words are.
fn text(story: usize, random: &mut Random) -> String {
    let mut out = String::new();
    for i in 0..250 {
        let word = match random.below(10) {
            0 => format!("Nam{}", story * 12 + random.below(12)),
            1 => format!("event{}", story * 8 + random.below(8)),
            2 => format!("Land{}", random.below(200)),
            _ => {
                // Zipf: the rank of a word is about the inverse of a uniform number.
                let rank = 30_000 / (1 + random.below(30_000));
                format!("w{}", rank + random.below(rank + 1))
            }
        };
        out.push_str(&word);
        out.push_str(if i % 18 == 17 { ". " } else { " " });
    }
    out
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}
