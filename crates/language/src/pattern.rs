//! Python regular expressions, as a model's tokenizer and rules carry them, for Rust's engine.

use std::ops::Range;

/// A regular expression written for Python's `re`.
pub(crate) struct Pattern(fancy_regex::Regex);

/// Steps after which a search with look-around is given up and counts as no match.
const BACKTRACK_LIMIT: usize = 1_000_000;

impl Pattern {
    /// For searching, as `re.search` and `re.finditer` do.
    pub(crate) fn searching(source: &str) -> Result<Self, String> {
        Self::compile(&translate(source))
    }

    /// For matching at the start of a string, as `re.match` does.
    pub(crate) fn matching(source: &str) -> Result<Self, String> {
        Self::compile(&format!(r"\A(?:{})", translate(source)))
    }

    fn compile(source: &str) -> Result<Self, String> {
        fancy_regex::RegexBuilder::new(source)
            .backtrack_limit(BACKTRACK_LIMIT)
            .build()
            .map(Pattern)
            .map_err(|error| error.to_string().chars().take(300).collect())
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text).unwrap_or(false)
    }

    /// The leftmost match.
    pub(crate) fn find(&self, text: &str) -> Option<Range<usize>> {
        self.0.find(text).ok().flatten().map(|found| found.range())
    }

    /// All matches, leftmost first, not overlapping.
    pub(crate) fn find_all(&self, text: &str) -> Vec<Range<usize>> {
        self.0.find_iter(text).map_while(Result::ok).map(|found| found.range()).collect()
    }
}

/// Rewrites what Python and Rust read differently: class members that are set operators to Rust, the classes `\w` and
/// `\s`, and `$`. (`$` also matches before a last newline in Python; the texts here hold newlines only in chunks that
/// are nothing but white space.)
fn translate(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 16);
    let mut chars = source.chars().peekable();
    // Inside `[…]`: the number of members read so far.
    let mut class: Option<usize> = None;
    while let Some(c) = chars.next() {
        match (c, class) {
            ('\\', _) => {
                class = class.map(|members| members + 1);
                match chars.next() {
                    Some('w') => out.push_str(if class.is_some() { r"\p{L}\p{N}_" } else { r"[\p{L}\p{N}_]" }),
                    Some('W') if class.is_none() => out.push_str(r"[^\p{L}\p{N}_]"),
                    Some('s') => out.push_str(if class.is_some() { r"\s\x1c-\x1f" } else { r"[\s\x1c-\x1f]" }),
                    Some('S') if class.is_none() => out.push_str(r"[^\s\x1c-\x1f]"),
                    Some('Z') if class.is_none() => out.push_str(r"\z"),
                    Some(quote @ ('\'' | '"' | '!' | ',' | ':' | ';' | '%' | '=' | '@' | '`' | '_' | '/' | ' '))
                        if class.is_none() =>
                    {
                        out.push(quote);
                    }
                    Some(other) => {
                        out.push('\\');
                        out.push(other);
                    }
                    None => out.push('\\'),
                }
            }
            ('[', None) => {
                out.push('[');
                if chars.peek() == Some(&'^') {
                    chars.next();
                    out.push('^');
                }
                class = Some(0);
            }
            (']', Some(members)) if members > 0 => {
                out.push(']');
                class = None;
            }
            ('[' | ']' | '&' | '~', Some(members)) => {
                out.push('\\');
                out.push(c);
                class = Some(members + 1);
            }
            (_, Some(members)) => {
                // A second hyphen in a row would be a set difference.
                if c == '-' && out.ends_with('-') {
                    out.push('\\');
                }
                out.push(c);
                class = Some(members + 1);
            }
            ('$', None) => out.push_str(r"\z"),
            ('(', None) if chars.peek() == Some(&'?') => {
                let mut flags = chars.clone().skip(1);
                // Unicode is the default: `(?u)` says nothing.
                if flags.next() == Some('u') && flags.next() == Some(')') {
                    chars.by_ref().take(3).for_each(drop);
                } else {
                    out.push(c);
                }
            }
            (_, None) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_syntax() {
        for (source, text, expected) in [
            (r"[a&&b]+", "x&&y", Some(1..3)),
            (r"[[\]]", "a]", Some(1..2)),
            (r"[]x]", "a]", Some(1..2)),
            (r"(?u)\!$", "a!", Some(1..2)),
            (r"(?<=[0-9])\+$", "7+", Some(1..2)),
            (r"\u00e9", "é", Some(0..2)),
        ] {
            let pattern = Pattern::searching(source).unwrap_or_else(|error| panic!("{source}: {error}"));
            assert_eq!(pattern.find(text), expected, "{source} in {text}");
        }
    }
}
