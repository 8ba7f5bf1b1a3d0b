//! Which pairs are worth verifying: reports that have rare words or passages in common.
//!
//! Every report is looked up under its heaviest words and its passages, and only so far back in the order of
//! dates, so that the work per report does not grow with the record. When reports are added to a record, only they and
//! those later ones whose view back they change are looked up, under their own keys.

use super::features::Features;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Words under which a report is found.
const KEYS: usize = 30;
/// How many earlier reports are looked at under one key.
const BACK: usize = 150;
/// Candidates that are verified, the likeliest first.
const CANDIDATES: usize = 80;
/// A passage that this many reports have is a formula of the trade, not evidence.
const FORMULA: u32 = 40;

/// A report in the order of dates, with its words weighed.
type Weighed<'w> = &'w [Vec<(u32, f32)>];

/// For each report, in the order given, the earlier ones it is to be compared with, ascending; for reports that are not
/// wanted, none.
pub(super) fn candidates(features: &[&Features], vectors: Weighed, wanted: &[bool]) -> Vec<Vec<u32>> {
    let keys_of_wanted = Keys::of(features, vectors, wanted);
    let shared = Shared::new(features);
    let mut by_word: HashMap<u32, Vec<(u32, f32)>, Mixed> = HashMap::default();
    let mut by_run: HashMap<u64, Vec<u32>, Mixed> = HashMap::default();
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
        for (term, weight) in keys(vector) {
            if !keys_of_wanted.has_word(term) {
                continue;
            }
            let posting = by_word.entry(term).or_default();
            if wanted[i] {
                for (other, theirs) in posting.iter().rev().take(BACK) {
                    add(*other, weight * theirs, &mut found);
                }
            }
            posting.push((i as u32, weight));
        }
        for run in &features[i].runs {
            if !shared.has(run.hash) || !keys_of_wanted.has_run(run.hash) {
                continue;
            }
            let posting = by_run.entry(run.hash).or_default();
            if posting.len() < FORMULA as usize {
                if wanted[i] {
                    for other in posting.iter() {
                        add(*other, 0.02, &mut found);
                    }
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

/// Which reports' candidates may be others now that some are new: the new ones, and every later report that finds a new
/// one, or no longer finds an old one, under a word or a passage.
pub(super) fn touched(features: &[&Features], vectors: Weighed, new: &[bool]) -> Vec<bool> {
    let keys_of_new = Keys::of(features, vectors, new);
    // Reports that may still come under a word before the last new one is out of sight.
    let mut in_sight: HashMap<u32, usize, Mixed> = HashMap::default();
    // Reports that have a passage, and how many of them are new.
    let mut with_run: HashMap<u64, (u32, u32), Mixed> = HashMap::default();
    let mut touched = new.to_vec();
    for (i, vector) in vectors.iter().enumerate() {
        for (term, _) in keys(vector) {
            if !keys_of_new.has_word(term) {
                continue;
            }
            let left = in_sight.entry(term).or_default();
            touched[i] |= *left > 0;
            *left = if new[i] { BACK } else { left.saturating_sub(1) };
        }
        for run in features[i].runs.iter().filter(|run| keys_of_new.has_run(run.hash)) {
            let (all, of_new) = with_run.entry(run.hash).or_default();
            touched[i] |= *of_new > 0 && *all < FORMULA + *of_new;
            *all += 1;
            *of_new += u32::from(new[i]);
        }
    }
    touched
}

/// The heaviest words of a report.
fn keys(vector: &[(u32, f32)]) -> Vec<(u32, f32)> {
    let heaviest = |x: &(u32, f32), y: &(u32, f32)| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0));
    let mut keys = vector.to_vec();
    if keys.len() > KEYS {
        keys.select_nth_unstable_by(KEYS, heaviest);
        keys.truncate(KEYS);
    }
    keys.sort_by(heaviest);
    keys
}

/// A set of numbers that are well mixed already, looked up and never walked.
type Numbers<N> = HashMap<N, (), Mixed>;

/// The words and passages under which some reports are found; everything, when these are all.
struct Keys(Option<(Numbers<u32>, Numbers<u64>)>);

impl Keys {
    fn of(features: &[&Features], vectors: Weighed, some: &[bool]) -> Self {
        if some.iter().all(|wanted| *wanted) {
            return Keys(None);
        }
        let (mut words, mut runs) = (HashMap::default(), HashMap::default());
        for (i, _) in some.iter().enumerate().filter(|(_, wanted)| **wanted) {
            words.extend(keys(&vectors[i]).into_iter().map(|(term, _)| (term, ())));
            runs.extend(features[i].runs.iter().map(|run| (run.hash, ())));
        }
        Keys(Some((words, runs)))
    }

    fn has_word(&self, term: u32) -> bool {
        self.0.as_ref().is_none_or(|(words, _)| words.contains_key(&term))
    }

    fn has_run(&self, hash: u64) -> bool {
        self.0.as_ref().is_none_or(|(_, runs)| runs.contains_key(&hash))
    }
}

/// Passages that more than one report may have: most stand in one only, and need no list of who has them.
struct Shared {
    counts: Vec<u8>,
}

impl Shared {
    fn new(features: &[&Features]) -> Self {
        const MOST: usize = 1 << 27;
        let runs: usize = features.iter().map(|features| features.runs.len()).sum();
        let mut shared = Shared { counts: vec![0; (4 * runs).next_power_of_two().min(MOST)] };
        for run in features.iter().flat_map(|features| &features.runs) {
            let at = shared.at(run.hash);
            shared.counts[at] = shared.counts[at].saturating_add(1);
        }
        shared
    }

    fn at(&self, hash: u64) -> usize {
        hash as usize & (self.counts.len() - 1)
    }

    fn has(&self, hash: u64) -> bool {
        self.counts[self.at(hash)] > 1
    }
}

/// Numbers as keys of a map: mixed once, which is enough for ids and for hashes.
type Mixed = BuildHasherDefault<Mix>;

#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}
