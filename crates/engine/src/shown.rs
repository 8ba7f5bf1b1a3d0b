//! What the language model is shown in place of writing that it does not know, byte for byte as long.
//!
//! Only its tokens and its tree come from there; every word is read from the report.
//! - *Abbreviated ranks and offices*: "Capt. Ivo Olin" is three words and a full stop to it, and the full stop ends the sentence: speaker
//!   and statement are lost. One of the same length that it knows stands in.
//! - *A network of one letter*: it takes the full stop of "They posted it on X. He answered" for an initial's.
//! - *An opening mark for an apostrophe*: "Velland‘s army" is one word to it.

use std::borrow::Cow;

/// Abbreviations, in the order of their bytes.
#[rustfmt::skip]
const ABBREVIATIONS: &[&str] = &[
    "Adj.", "Ald.", "Amb.", "Asst.", "Atty.", "Barr.", "Brig.", "Capt.", "Cmdr.", "Cmsr.", "Col.", "Comr.", "Cpl.", "Cpt.",
    "Cst.", "Dep.", "Det.", "Engr.", "Ens.", "Flt.", "Hon.", "Insp.", "Lt.", "Maj.", "Msgr.", "Pfc.", "Pte.", "Pvt.", "Sgt.",
    "Spc.", "Supt.",
];

/// The text as the language model is shown it.
pub(crate) fn to_model(text: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(text);
    ranks(text, &mut shown);
    network(text, &mut shown);
    apostrophes(text, &mut shown);
    shown
}

/// "They posted it on X. He answered", "a message to X." An initial stands behind a name, or behind "by".
fn network(text: &str, shown: &mut Cow<'_, str>) {
    for (at, found) in text.match_indices(" X.") {
        let before = text[..at].rsplit([' ', '\n']).next().unwrap_or_default();
        let small = !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_lowercase()) && before != "by";
        let after = &text[at + found.len()..];
        if small && (after.is_empty() || after.starts_with(['\n', '\r', ' ', '"', '”'])) {
            let dot = at + found.len() - 1;
            shown.to_mut().replace_range(dot..dot + 1, "!");
        }
    }
}

/// "Velland‘s army"
fn apostrophes(text: &str, shown: &mut Cow<'_, str>) {
    for (at, mark) in text.match_indices('‘') {
        let end = at + mark.len();
        if text[..at].ends_with(char::is_alphabetic) && text[end..].starts_with(char::is_alphabetic) {
            shown.to_mut().replace_range(at..end, "’");
        }
    }
}

fn ranks(text: &str, shown: &mut Cow<'_, str>) {
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
    fn what_the_model_does_not_know() {
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
            ("The mayor took to X. He did not.", "The mayor took to X! He did not."),
            ("a book by X. Olin", "a book by X. Olin"),
            ("They called Malcolm X. He came.", "They called Malcolm X. He came."),
            ("Velland‘s army and ‘so on’", "Velland’s army and ‘so on’"),
            ("", ""),
        ] {
            assert_eq!(to_model(text), expected, "{text}");
            assert_eq!(to_model(text).len(), text.len());
        }
    }
}
