//! Which pairs are worth verifying: reports that have rare words or passages in common.
//!
//! Every report is looked up under its heaviest words and its passages, and only so far back in the order of
//! dates, so that the work per report does not grow with the record. When reports are added to a record, only they and
//! those later ones whose view back they change are looked up, under their own keys.

use super::usage::FORMULA;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Words under which a report is found.
const KEYS: usize = 30;
/// How many earlier reports are looked at under one key.
const BACK: usize = 150;
/// Candidates that are verified, the likeliest first.
const CANDIDATES: usize = 80;

/// Under what a report is found: its heaviest words with their weights, its passages by hash.
pub(super) struct Found<'k> {
    pub words: &'k [(u32, f32)],
    pub runs: &'k [u64],
}

/// For each report, in the order of dates, the earlier ones it is to be compared with, ascending; for reports that are not
/// wanted, none.
pub(super) fn candidates(reports: &[Found], wanted: &[bool]) -> Vec<Vec<u32>> {
    let sought = Sought::by(reports, wanted);
    let mut by_word: HashMap<u32, Vec<(u32, f32)>, Mixed> = HashMap::default();
    let mut by_run: HashMap<u64, Vec<u32>, Mixed> = HashMap::default();
    let mut out = Vec::with_capacity(reports.len());
    let mut likely = vec![0.0f32; reports.len()];
    for (i, report) in reports.iter().enumerate() {
        let mut found: Vec<u32> = Vec::new();
        let mut add = |other: u32, weight: f32, found: &mut Vec<u32>| {
            if likely[other as usize] == 0.0 {
                found.push(other);
            }
            likely[other as usize] += weight;
        };
        for &(term, weight) in report.words.iter().filter(|(term, _)| sought.has_word(*term)) {
            let posting = by_word.entry(term).or_default();
            if wanted[i] {
                for (other, theirs) in posting.iter().rev().take(BACK) {
                    add(*other, weight * theirs, &mut found);
                }
            }
            posting.push((i as u32, weight));
        }
        for &run in report.runs.iter().filter(|run| sought.has_run(**run)) {
            let posting = by_run.entry(run).or_default();
            if posting.len() < FORMULA as usize {
                if wanted[i] {
                    for other in posting.iter() {
                        add(*other, 0.02, &mut found);
                    }
                }
                posting.push(i as u32);
            }
        }
        if found.len() > CANDIDATES {
            let likelier = |x: &u32, y: &u32| likely[*y as usize].total_cmp(&likely[*x as usize]).then(y.cmp(x));
            found.select_nth_unstable_by(CANDIDATES, likelier);
        }
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
pub(super) fn touched(reports: &[Found], new: &[bool]) -> Vec<bool> {
    let sought = Sought::by(reports, new);
    // Reports that may still come under a word before the last new one is out of sight.
    let mut in_sight: HashMap<u32, usize, Mixed> = HashMap::default();
    // Reports that have a passage, and how many of them are new.
    let mut with_run: HashMap<u64, (u32, u32), Mixed> = HashMap::default();
    let mut touched = new.to_vec();
    for (i, report) in reports.iter().enumerate() {
        for (term, _) in report.words.iter().filter(|(term, _)| sought.has_word(*term)) {
            let left = in_sight.entry(*term).or_default();
            touched[i] |= *left > 0;
            *left = if new[i] { BACK } else { left.saturating_sub(1) };
        }
        for run in report.runs.iter().filter(|run| sought.has_run(**run)) {
            let (all, of_new) = with_run.entry(*run).or_default();
            touched[i] |= *of_new > 0 && *all < FORMULA + *of_new;
            *all += 1;
            *of_new += u32::from(new[i]);
        }
    }
    touched
}

/// The heaviest words of a report.
pub(super) fn keys(vector: &[(u32, f32)]) -> Vec<(u32, f32)> {
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

/// The words and passages under which somebody looks.
enum Sought {
    /// Everybody does, so under all of them; passages that only one report has need no list.
    All(Shared),
    /// Some do.
    Some(Numbers<u32>, Numbers<u64>),
}

impl Sought {
    fn by(reports: &[Found], some: &[bool]) -> Self {
        if some.iter().all(|looking| *looking) {
            return Sought::All(Shared::new(reports.iter().map(|report| report.runs)));
        }
        let (mut words, mut runs) = (HashMap::default(), HashMap::default());
        for (report, _) in reports.iter().zip(some).filter(|(_, looking)| **looking) {
            words.extend(report.words.iter().map(|(term, _)| (*term, ())));
            runs.extend(report.runs.iter().map(|run| (*run, ())));
        }
        Sought::Some(words, runs)
    }

    fn has_word(&self, term: u32) -> bool {
        match self {
            Sought::All(_) => true,
            Sought::Some(words, _) => words.contains_key(&term),
        }
    }

    fn has_run(&self, hash: u64) -> bool {
        match self {
            Sought::All(shared) => shared.most(hash) > 1,
            Sought::Some(_, runs) => runs.contains_key(&hash),
        }
    }
}

/// How many reports may have each passage, at most: most stand in few, and need no list of who has them.
pub(super) struct Shared {
    counts: Vec<u8>,
}

impl Shared {
    /// Of the passages of some reports.
    pub(super) fn new<'r>(reports: impl Iterator<Item = &'r [u64]> + Clone) -> Self {
        const MOST: usize = 1 << 27;
        let runs: usize = reports.clone().map(<[u64]>::len).sum();
        let mut shared = Shared { counts: vec![0; (4 * runs).next_power_of_two().min(MOST)] };
        for &run in reports.flatten() {
            let at = shared.at(run);
            shared.counts[at] = shared.counts[at].saturating_add(1);
        }
        shared
    }

    fn at(&self, hash: u64) -> usize {
        hash as usize & (self.counts.len() - 1)
    }

    /// So many reports have a passage at most; 255 stands for more too.
    pub(super) fn most(&self, hash: u64) -> u8 {
        self.counts[self.at(hash)]
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
