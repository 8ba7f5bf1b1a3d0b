//! Words as grouping and collation see them: lower-case, without punctuation, with the way back to the text.
//!
//! The same few lines serve shared passages, rare words and the alignment of utterances, so that two
//! stages never disagree on what a word is.

use variorum_record::{AnnotatedReport, Span};

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Where.
    pub span: Span,
    /// Lower-case, one kind of apostrophe, without a possessive `'s`.
    pub norm: String,
    /// Whether it is written with a capital or begins with a digit.
    pub marked: bool,
}

/// The words inside a span of a text.
pub(crate) fn words(text: &str, within: Span) -> Vec<Word> {
    let mut out = Vec::new();
    let mut chars = within.of(text).char_indices().map(|(at, c)| (at + within.start, c)).peekable();
    while let Some((start, first)) = chars.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let mut end = start + first.len_utf8();
        let mut norm: String = first.to_lowercase().collect();
        while let Some(&(at, c)) = chars.peek() {
            let inner = if is_joint(c, norm.chars().next_back()) {
                text[at + c.len_utf8()..within.end].chars().next().filter(|next| joins(c, &norm, *next))
            } else {
                None
            };
            if c.is_alphanumeric() {
                norm.extend(c.to_lowercase());
            } else if inner.is_some() {
                if c != ',' {
                    norm.push(if c == '’' { '\'' } else { c });
                }
            } else {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        if let Some(stem) = norm.strip_suffix("'s") {
            norm.truncate(stem.len());
        }
        out.push(Word { span: Span::new(start, end), norm, marked: first.is_uppercase() || first.is_numeric() });
    }
    out
}

/// Whether a character may stand inside a word after `before`.
fn is_joint(c: char, before: Option<char>) -> bool {
    matches!(c, '\'' | '’') || (matches!(c, '.' | ',') && before.is_some_and(|b| b.is_ascii_digit()))
}

/// Whether `c` between the word so far and `next` belongs to the word: apostrophes, decimal points, thousands.
fn joins(c: char, norm: &str, next: char) -> bool {
    match c {
        '\'' | '’' => next.is_alphabetic(),
        _ => next.is_ascii_digit() && norm.chars().next_back().is_some_and(|b| b.is_ascii_digit()),
    }
}

/// The words of a report's content parts, in order; a new part is marked by its index.
pub(crate) fn content_words(report: &AnnotatedReport) -> Vec<Vec<Word>> {
    let parts = report.parts.iter().filter(|part| part.kind.is_content());
    parts.map(|part| words(&report.text, part.span)).filter(|words| !words.is_empty()).collect()
}

/// Words that say nothing of what a text is about.
pub(crate) fn is_stop(word: &str) -> bool {
    STOP.binary_search(&word).is_ok()
}

/// Closed-class words, the verbs of reporting and the pieces of web addresses, sorted.
#[rustfmt::skip]
const STOP: &[&str] = &[
    "a", "about", "after", "all", "also", "an", "and", "are", "as", "aspx", "at", "be", "been", "but", "by", "can", "com",
    "could", "first", "for", "from", "had", "has", "have", "he", "her", "his", "htm", "html", "http", "https", "if", "in",
    "into", "is", "it", "its", "last", "more", "net", "new", "no", "not", "of", "on", "one", "or", "org", "out", "over",
    "people", "php", "said", "says", "she", "so", "than", "that", "the", "their", "there", "they", "this", "to", "two",
    "up", "was", "we", "were", "what", "when", "which", "who", "will", "with", "would", "www", "you",
];

/// The norms of all words of a text.
pub(crate) fn norms(text: &str) -> Vec<String> {
    words(text, Span::new(0, text.len())).into_iter().map(|word| word.norm).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_news_prose() {
        for (text, expected) in [
            ("It’s Kyiv's 1,200 — “no”.", "it kyiv 1200 no"),
            ("U.S. troops, 3.5%; don't", "u s troops 3.5 don't"),
            ("Ünal’s père", "ünal père"),
            ("", ""),
            ("'quoted' words'", "quoted words"),
        ] {
            assert_eq!(norms(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn the_stop_list_is_sorted() {
        assert!(STOP.is_sorted());
    }
}
