//! How common a word is in English at large: what five reports cannot tell of themselves.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Documents in 10,000 of general English that hold a word; `None` for words that stand in fewer than two.
pub(crate) fn documents(word: &str) -> Option<u32> {
    static TABLE: OnceLock<HashMap<Box<str>, u32>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut word = String::new();
        let mut table = HashMap::new();
        // `build.rs` says how the lines are written.
        for line in include_str!(concat!(env!("OUT_DIR"), "/word-document-frequency.txt")).lines() {
            let mut chars = line.chars();
            let Some((shared, (rest, count))) = chars.next().zip(chars.as_str().split_once('\t')) else { continue };
            word.truncate(usize::from((shared as u8).saturating_sub(b'a')));
            word.push_str(rest);
            table.extend(count.parse().ok().map(|count| (word.as_str().into(), count)));
        }
        table
    });
    table.get(word).copied()
}

/// The share of general English documents that hold a word.
pub(crate) fn share(word: &str) -> f64 {
    /// Words the table leaves out are about as rare as its rarest.
    const UNLISTED: u32 = 2;
    f64::from(documents(word).unwrap_or(UNLISTED)) / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn common_words_are_common() {
        assert!(share("the") > 0.99);
        assert!(share("missile") < share("city"));
        assert!((share("klitschko") - 2e-4).abs() < 1e-9);
    }
}
