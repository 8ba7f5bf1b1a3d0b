//! Abbreviated ranks and offices before a name that the language model does not know as one word.
//!
//! "Capt. Ivo Olin" is three words and a full stop to it, and the full stop ends the sentence: speaker and statement are
//! lost. [`shown`] gives the text as the model is shown it, where such an abbreviation is replaced by one of the same
//! length that the model knows. Only its tokens and its tree come from there; every word is read from the report.
//! The full stop of "She wrote on X. He answered", which it takes for an initial's, is hidden from it in the same way.

use std::borrow::Cow;

/// Abbreviations, in the order of their bytes.
#[rustfmt::skip]
const ABBREVIATIONS: &[&str] = &[
    "Adj.", "Ald.", "Amb.", "Asst.", "Atty.", "Barr.", "Brig.", "Capt.", "Cmdr.", "Cmsr.", "Col.", "Comr.", "Cpl.", "Cpt.",
    "Cst.", "Dep.", "Det.", "Engr.", "Ens.", "Flt.", "Hon.", "Insp.", "Lt.", "Maj.", "Msgr.", "Pfc.", "Pte.", "Pvt.", "Sgt.",
    "Spc.", "Supt.",
];

/// The text as the language model is shown it.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(text);
    // "She wrote on X. He answered": the full stop is no initial's.
    for (at, _) in text.match_indices(" on X.") {
        let after = &text[at + " on X.".len()..];
        if after.is_empty() || after.starts_with(['\n', '\r', ' ', '"', '”']) {
            let dot = at + " on X".len();
            shown.to_mut().replace_range(dot..dot + 1, "!");
        }
    }
    for (dot, _) in text.match_indices(". ") {
        let letters = text[..dot].bytes().rev().take(5).take_while(u8::is_ascii_alphabetic).count();
        let start = dot - letters;
        if text[..start].ends_with(char::is_alphanumeric) {
            continue;
        }
        let word = &text[start..dot + 1];
        let named = text[dot + 2..].starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        if named && let Some(other) = stand_in(word) {
            shown.to_mut().replace_range(start..dot + 1, other);
        }
    }
    shown
}

/// An abbreviation that the model knows, of the same length.
fn stand_in(word: &str) -> Option<&'static str> {
    ABBREVIATIONS.binary_search(&word).ok()?;
    match word.len() {
        3 => Some("Dr."),
        4 => Some("Gen."),
        5 => Some("Prof."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_before_names() {
        assert!(ABBREVIATIONS.is_sorted());
        for (text, expected) in [
            ("Capt. Ivo Olin said", "Prof. Ivo Olin said"),
            ("spokesman Brig. Gen. Ivo Olin", "spokesman Prof. Gen. Ivo Olin"),
            ("Sgt. 1st Class Holm", "Gen. 1st Class Holm"),
            ("Lt. Col. Holm", "Dr. Gen. Holm"),
            // The end of a sentence, a word that only looks like one, a longer word.
            ("He was a Capt. then he left.", "He was a Capt. then he left."),
            ("éCapt. Ivo", "éCapt. Ivo"),
            ("They spoke of Maj.", "They spoke of Maj."),
            ("She wrote on X. He did not.", "She wrote on X! He did not."),
            ("She wrote on X.org.", "She wrote on X.org."),
            ("", ""),
        ] {
            assert_eq!(shown(text), expected, "{text}");
            assert_eq!(shown(text).len(), text.len());
        }
    }
}
