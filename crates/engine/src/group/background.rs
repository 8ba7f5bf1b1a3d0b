//! How common a word is in English at large: what five reports cannot tell of themselves.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The share of general English documents that hold a word.
pub(crate) fn share(word: &str) -> f64 {
    /// Words the table leaves out are about as rare as its rarest.
    const UNLISTED: f64 = 2e-4;
    static TABLE: OnceLock<HashMap<&'static str, f64>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        include_str!("../../../../data/lexicon/word-document-frequency.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(word, count)| Some((word, count.parse::<f64>().ok()? / 10_000.0)))
            .collect()
    });
    table.get(word).copied().unwrap_or(UNLISTED)
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
