//! What a word stands for when one report words another's sentence anew: its stem, or the class of near synonyms and
//! derivations that `data/lexicon/related.tsv` puts it in.

use super::align::{is_negator, stem, weight};
use crate::group::words::Word;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

/// Members of the classes, by the word itself or by its stem, with the first word of their class.
fn table() -> &'static HashMap<&'static str, &'static str> {
    static TABLE: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = HashMap::new();
        let lines = include_str!("../../../../data/lexicon/related.tsv").lines();
        for line in lines.filter(|line| !line.starts_with('#')) {
            let mut members = line.split_whitespace().peekable();
            let Some(&first) = members.peek() else { continue };
            for member in members {
                table.insert(member, first);
                // A class' own word goes before another's stem.
                table.entry(stem(member)).or_insert(first);
            }
        }
        table
    })
}

/// The concept of a word: the first word of its class, else its stem.
pub(super) fn concept(word: &str) -> &str {
    let stem = stem(word);
    let table = table();
    table.get(word).or_else(|| table.get(stem)).copied().unwrap_or(stem)
}

/// The concept of two words read as one ("give up"), if a class has them.
fn joined(a: &str, b: &str) -> Option<&'static str> {
    table().get(format!("{a}_{b}").as_str()).copied()
}

/// The concepts of a text's telling words with their weight, and of pairs of words that belong together.
pub(super) fn concepts(words: &[Word]) -> BTreeMap<String, f64> {
    /// What a phrase of two common words tells.
    const PHRASE: f64 = 4.0;
    let mut out: BTreeMap<String, f64> = BTreeMap::new();
    let mut i = 0;
    while i < words.len() {
        let pair = words.get(i + 1).and_then(|next| joined(&words[i].norm, &next.norm));
        if let Some(class) = pair {
            out.entry(class.to_string()).or_insert(PHRASE);
            i += 2;
            continue;
        }
        let weight = weight(&words[i].norm);
        if weight > 0.0 {
            out.entry(concept(&words[i].norm).to_string()).or_insert(weight);
        }
        i += 1;
    }
    out
}

/// The concept of a name or word that names a happening: of the whole ("Academy Awards") where a class has it, else of its
/// last word.
pub(super) fn of_trigger(words: &[Word]) -> String {
    let whole: Vec<&str> = words.iter().map(|word| word.norm.as_str()).collect();
    let class = |words: &[&str]| table().get(words.join("_").as_str()).copied();
    let found = (0..whole.len().saturating_sub(1)).find_map(|from| class(&whole[from..]));
    let last = || whole.last().map(|word| concept(word).to_string()).unwrap_or_default();
    found.map_or_else(last, str::to_string)
}

/// Whether a word names a happening only together with others: "made", "result", "response".
pub(super) fn is_light(word: &str) -> bool {
    static TABLE: OnceLock<HashSet<&str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let lines = include_str!("../../../../data/lexicon/light.tsv").lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::split_whitespace).flat_map(|word| [word, stem(word)]).collect()
    });
    table.contains(word) || table.contains(stem(word))
}

/// Whether a wording denies: an odd number of words that deny, such verbs included.
pub(super) fn denies(words: &[Word]) -> bool {
    #[rustfmt::skip]
    const VERBS: &[&str] = &[
        "denied", "denies", "deny", "denying", "refusal", "refuse", "refused", "refuses", "refusing", "reject", "rejected",
        "rejecting", "rejects", "oppose", "opposed", "opposes", "opposing", "against",
    ];
    words.iter().filter(|word| is_negator(&word.norm) || VERBS.contains(&word.norm.as_str())).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use variorum_record::Span;

    fn of(text: &str) -> Vec<Word> {
        crate::group::words::words(text, Span::new(0, text.len()))
    }

    #[test]
    fn one_concept() {
        for (a, b) in [
            ("surrender", "ceding"),
            ("refinement", "fine-tuned"),
            ("killed", "deaths"),
            ("acquisition", "buys"),
            ("arrests", "arrested"),
            ("planned", "plan"),
        ] {
            assert_eq!(concept(a), concept(b), "{a} / {b}");
        }
        assert_ne!(concept("bridge"), concept("harbour"));
        assert_eq!(of_trigger(&of("Academy Awards")), of_trigger(&of("Oscars")));
        assert!(concepts(&of("They gave up the land")).contains_key(concept("surrender")));
    }

    #[test]
    fn a_word_stands_in_one_class() {
        let mut seen = HashMap::new();
        for line in include_str!("../../../../data/lexicon/related.tsv").lines().filter(|line| !line.starts_with('#')) {
            for word in line.split_whitespace() {
                assert_eq!(seen.insert(word, line), None, "{word}");
            }
        }
    }

    #[test]
    fn denial() {
        assert!(denies(&of("They will never accept it")));
        assert!(!denies(&of("They do not deny it")));
    }
}
