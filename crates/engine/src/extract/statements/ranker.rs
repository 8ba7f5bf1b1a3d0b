//! The chooser among contents: a log-linear model over forms, lemmas of the cue lexicon and grammar.
//!
//! For one cue the alternatives compete with each other and with "nothing was said here", whose score is 0: the
//! probability of an alternative is exp(score) over the sum of all, with 1 for nothing. The weights are data
//! (`data/lexicon/statement-weights.tsv`, made by `variorum-eval polnear-train`); of words they hold lemmas of the
//! cue lexicon and prepositions, nothing else.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Receives the features of an alternative.
pub(crate) trait Sink {
    /// A feature, named by its parts.
    fn add(&mut self, parts: &[&str]);
}

/// Adds up the weights of features.
pub(crate) struct Score<'w> {
    weights: &'w HashMap<u64, f32>,
    pub(crate) sum: f32,
}

impl Score<'_> {
    pub(crate) fn new() -> Score<'static> {
        static WEIGHTS: LazyLock<HashMap<u64, f32>> = LazyLock::new(weights);
        Score { weights: &WEIGHTS, sum: 0.0 }
    }
}

impl Sink for Score<'_> {
    fn add(&mut self, parts: &[&str]) {
        if let Some(weight) = self.weights.get(&hash(parts)) {
            self.sum += weight;
        }
    }
}

/// Collects the features' names, for training.
#[derive(Default)]
pub(crate) struct Names(pub(crate) Vec<String>);

impl Sink for Names {
    fn add(&mut self, parts: &[&str]) {
        self.0.push(parts.join("|"));
    }
}

/// FNV-1a of the parts joined by `|`.
fn hash(parts: &[&str]) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            hash = step(hash, b'|');
        }
        hash = part.bytes().fold(hash, step);
    }
    hash
}

fn weights() -> HashMap<u64, f32> {
    let text: &'static str = include_str!("../../../../../data/lexicon/statement-weights.tsv");
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let (name, weight) = line.rsplit_once('\t')?;
        Some((hash(&[name]), weight.parse().ok()?))
    };
    rows.filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_hashes_as_its_parts() {
        assert_eq!(hash(&["a", "b", "c"]), hash(&["a|b|c"]));
        assert_ne!(hash(&["a", "b"]), hash(&["ab"]));
    }
}
