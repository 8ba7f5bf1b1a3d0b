//! The chooser among contents: a log-linear model over forms, lemmas of the cue lexicon and grammar.
//!
//! For one cue the alternatives compete with each other and with "nothing was said here", whose score is 0: the
//! probability of an alternative is exp(score) over the sum of all, with 1 for nothing. The weights are data
//! (`data/lexicon/statement-weights.tsv`, made by `variorum-eval polnear-train`); of words they hold lemmas of the
//! cue lexicon and prepositions, nothing else.

use super::feature_hash::{BUCKETS, bucket, hash};

/// Receives the features of an alternative.
pub(crate) trait Sink {
    /// A feature, named by its parts.
    fn add(&mut self, parts: &[&str]);
}

/// Adds up the weights of features.
#[derive(Default)]
pub(crate) struct Score {
    pub(crate) sum: f32,
}

impl Sink for Score {
    fn add(&mut self, parts: &[&str]) {
        self.sum += weight(hash(parts)).unwrap_or(0.0);
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

/// The weights as the build script packs them; it says how.
static WEIGHTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/statement-weights.bin"));

fn weight(hash: u64) -> Option<f32> {
    let start = |bucket: usize| {
        let bytes = WEIGHTS.get(4 * bucket..)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes) as usize)
    };
    let entries = WEIGHTS.get(4 * (BUCKETS + 1)..)?.as_chunks::<12>().0;
    let entries = entries.get(start(bucket(hash))?..start(bucket(hash) + 1)?)?;
    let entry = entries.iter().find(|entry| entry[..8] == hash.to_le_bytes())?;
    entry.last_chunk::<4>().map(|weight| f32::from_le_bytes(*weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_hashes_as_its_parts() {
        assert_eq!(hash(&["a", "b", "c"]), hash(&["a|b|c"]));
        assert_ne!(hash(&["a", "b"]), hash(&["ab"]));
    }

    #[test]
    fn weights_are_those_of_the_table() {
        let table = include_str!("../../../../../data/lexicon/statement-weights.tsv");
        for line in table.lines().filter(|line| !line.starts_with('#')).step_by(100) {
            let (name, expected) = line.rsplit_once('\t').expect("a name and a weight");
            assert_eq!(weight(hash(&[name])), expected.parse().ok(), "{name}");
        }
        assert_eq!(weight(hash(&["no such feature"])), None);
    }
}
