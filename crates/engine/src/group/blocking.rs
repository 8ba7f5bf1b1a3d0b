//! Which pairs are worth verifying: reports that have rare words or passages in common.
//!
//! Every report is looked up under its heaviest words and its passages, and only so far back in the order of
//! dates, so that the work per report does not grow with the record.

use super::features::Features;
use std::collections::HashMap;

/// Words under which a report is found.
const KEYS: usize = 30;
/// How many earlier reports are looked at under one key.
const BACK: usize = 150;
/// Candidates that are verified, the likeliest first.
const CANDIDATES: usize = 80;

/// For each report, in the order given, the earlier ones it is to be compared with, ascending.
pub(super) fn candidates(features: &[&Features], vectors: &[Vec<(u32, f32)>]) -> Vec<Vec<u32>> {
    let mut by_word: HashMap<u32, Vec<(u32, f32)>> = HashMap::new();
    let mut by_run: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut out = Vec::with_capacity(features.len());
    let mut likely = vec![0.0f32; features.len()];
    for (i, vector) in vectors.iter().enumerate() {
        let mut found: Vec<u32> = Vec::new();
        let mut add = |other: u32, weight: f32, found: &mut Vec<u32>| {
            if likely[other as usize] == 0.0 {
                found.push(other);
            }
            likely[other as usize] += weight;
        };
        let mut keys = vector.clone();
        keys.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        keys.truncate(KEYS);
        for (term, weight) in keys {
            let posting = by_word.entry(term).or_default();
            for (other, theirs) in posting.iter().rev().take(BACK) {
                add(*other, weight * theirs, &mut found);
            }
            posting.push((i as u32, weight));
        }
        for run in &features[i].runs {
            let posting = by_run.entry(run.hash).or_default();
            // A passage that many reports have is a formula of the trade, not evidence.
            if posting.len() < 40 {
                for other in posting.iter() {
                    add(*other, 0.02, &mut found);
                }
                posting.push(i as u32);
            }
        }
        found.sort_by(|x, y| likely[*y as usize].total_cmp(&likely[*x as usize]).then(y.cmp(x)));
        for other in found.iter() {
            likely[*other as usize] = 0.0;
        }
        found.truncate(CANDIDATES);
        found.sort_unstable();
        found.dedup();
        out.push(found);
    }
    out
}
