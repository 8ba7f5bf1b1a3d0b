//! Python's idea of letters, capitals, digits and white space. spaCy's features rest on it, and it differs from
//! Rust's (`char::is_alphabetic` counts combining vowels, Python's `isalpha` does not).

use crate::unicode_tables::{ALPHA, DIGIT, UPPER};

/// `str.isalpha` of one character: a letter (general category L).
pub(crate) fn is_alpha(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { within(&ALPHA, c) }
}

/// `str.isupper` of one character.
pub(crate) fn is_upper(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_uppercase() } else { within(&UPPER, c) }
}

/// `str.isdigit` of one character: decimal digits, and superscripts and the like.
pub(crate) fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { within(&DIGIT, c) }
}

/// `str.isspace` of one character; unlike [`char::is_whitespace`] it holds for the separators U+001C to U+001F.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// `str.lower` of a text, by the tables of Unicode 14, which the Python of the models' making has: letters that have got
/// another case since stay as they are.
pub(crate) fn lower(text: &str) -> String {
    match text.contains(cased_since) {
        false => text.to_lowercase(),
        true => text.chars().map(|c| if cased_since(c) { c.to_string() } else { c.to_lowercase().collect() }).collect(),
    }
}

/// Whether a capital was given its small letter after Unicode 14.
fn cased_since(c: char) -> bool {
    matches!(c, '\u{1c89}' | '\u{a7cb}' | '\u{a7cc}' | '\u{a7ce}' | '\u{a7d2}' | '\u{a7d4}' | '\u{a7da}' | '\u{a7dc}')
        || ('\u{10d50}'..='\u{10d65}').contains(&c)
        || ('\u{16ea0}'..='\u{16eb8}').contains(&c)
}

fn within(ranges: &[(u32, u32)], c: char) -> bool {
    let code = c as u32;
    let next = ranges.partition_point(|&(start, _)| start <= code);
    next > 0 && code <= ranges[next - 1].1
}
