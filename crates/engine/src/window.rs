//! A few words before or after a place in a text. Looking for a word in all that stands before another takes time with the
//! square of a text's length where the word is not there.

/// The last bytes of a text, at most `most` of them and no part of a word that is longer.
pub(crate) fn last_words(text: &str, most: usize) -> &str {
    let from = text.ceil_char_boundary(text.len().saturating_sub(most));
    let words = &text[from..];
    match words.find(char::is_whitespace) {
        _ if from == 0 => text,
        Some(at) => &words[at..],
        None => "",
    }
}

/// The first bytes of a text, at most `most` of them.
pub(crate) fn first_bytes(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_word() {
        assert_eq!(last_words("between the ages", 40), "between the ages");
        assert_eq!(last_words("between the ages", 8), " ages");
        assert_eq!(last_words("été", 4), "");
        assert_eq!(last_words("managed", 4), "");
        assert_eq!(first_bytes("été", 4), "ét");
    }
}
