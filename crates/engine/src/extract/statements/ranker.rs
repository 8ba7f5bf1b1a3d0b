//! The chooser among contents: a small network over forms, lemmas of the cue lexicon and grammar.
//!
//! Every trait of a cue and an alternative ([`super::features`]) has a row of [`WIDTH`] numbers. The rows of all traits
//! of an alternative are added up, what is negative in the sum counts as nothing, and the rest is weighed into one
//! score. For one cue the alternatives compete with each other and with "nothing was said here", whose score is 0: the
//! probability of an alternative is exp(score) over the sum of all, with 1 for nothing.
//!
//! The numbers are data (`data/lexicon/statement-weights.tsv`, made by the example `polnear` of `variorum-eval`); of
//! words they hold lemmas of the cue lexicon and a closed list of small words, nothing else.

use super::feature_hash::{BUCKETS, WIDTH, bucket, hash};

/// In how many parts of one the numbers of the file are counted.
pub(crate) const SCALE: f32 = 32.0;

/// Receives the traits of a cue or an alternative.
pub(crate) trait Sink {
    /// A trait, named by its parts.
    fn add(&mut self, parts: &[&str]);
}

/// The sum of the rows of some traits, in parts of [`SCALE`].
#[derive(Clone)]
pub(crate) struct Sum {
    units: [i32; WIDTH],
}

impl Sum {
    pub(crate) fn new() -> Self {
        let mut sum = Sum { units: [0; WIDTH] };
        sum.add(&["bias"]);
        sum
    }

    /// What the traits are worth together.
    pub(crate) fn score(&self) -> f32 {
        let Some(output) = row(hash(&["output"])) else { return 0.0 };
        let worth = |(unit, output): (&i32, &u8)| unit.max(&0) * i32::from(output.cast_signed());
        let sum: i32 = self.units.iter().zip(output).map(worth).sum();
        (sum as f32 / (SCALE * SCALE)).clamp(-30.0, 30.0)
    }
}

impl Sink for Sum {
    fn add(&mut self, parts: &[&str]) {
        if let Some(row) = row(hash(parts)) {
            self.units.iter_mut().zip(row).for_each(|(unit, number)| *unit += i32::from(number.cast_signed()));
        }
    }
}

/// Collects the traits' names, for training.
#[derive(Clone, Default)]
pub(crate) struct Names(pub(crate) Vec<String>);

impl Sink for Names {
    fn add(&mut self, parts: &[&str]) {
        self.0.push(parts.join("|"));
    }
}

/// The rows as the build script packs them; it says how.
static ROWS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/statement-weights.bin"));

/// The numbers of a trait, each an `i8`.
fn row(hash: u64) -> Option<&'static [u8]> {
    let start = |bucket: usize| {
        let bytes = ROWS.get(4 * bucket..)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes) as usize)
    };
    let entries = ROWS.get(4 * (BUCKETS + 1)..)?.as_chunks::<{ 8 + WIDTH }>().0;
    let entries = entries.get(start(bucket(hash))?..start(bucket(hash) + 1)?)?;
    let entry = entries.iter().find(|entry| entry[..8] == hash.to_le_bytes())?;
    Some(&entry[8..])
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
    fn rows_are_those_of_the_table() {
        let table = include_str!("../../../../../data/lexicon/statement-weights.tsv");
        for line in table.lines().filter(|line| !line.starts_with('#')).step_by(100) {
            let (name, expected) = line.rsplit_once('\t').expect("a name and its numbers");
            let found = row(hash(&[name])).expect("a row");
            let found: Vec<String> = found.iter().map(|number| number.cast_signed().to_string()).collect();
            assert_eq!(found.join(" "), expected, "{name}");
        }
        assert_eq!(row(hash(&["no such feature"])), None);
    }
}
