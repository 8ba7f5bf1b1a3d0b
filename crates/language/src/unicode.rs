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

fn within(ranges: &[(u32, u32)], c: char) -> bool {
    let code = c as u32;
    let next = ranges.partition_point(|&(start, _)| start <= code);
    next > 0 && code <= ranges[next - 1].1
}
