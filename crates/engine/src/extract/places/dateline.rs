//! Datelines: where a report was filed, in capitals before a dash at the start of its text: "ORVEND, Ill. (AP) — A man was …".

use crate::window::first_bytes;
use variorum_record::Span;

/// How many bytes may stand between the name and the dash: a state, a source in brackets, a date.
const REACH: usize = 48;

/// How many bytes may stand between the name and the dash where a region stands between: the region, and what is in brackets.
const REGION: usize = 120;

/// Whether a name is the place of a dateline; `start` is where its sentence begins.
pub(crate) fn is_dateline(text: &str, start: usize, name: Span) -> bool {
    let before = text.get(start..name.start).unwrap_or("x");
    let words = name.of(text);
    let capitals = words.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && words.len() > 3;
    // Where the page's own lines run into the text, the source or date in brackets still shows it: "Meridian Press ORVEND, Ill. (MP) -".
    let opens = !before.contains(char::is_alphanumeric) || capitals && bracketed(text, name.end);
    if !(opens && (capitals || before.trim_start().starts_with('('))) {
        return false;
    }
    let end = (name.end + REACH..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    let after = text.get(name.end..end).unwrap_or("");
    let after = after.split('\n').next().unwrap_or("");
    let Some((at, dash)) = dash(after) else { return false };
    let between = &after[..at];
    // A state, a source, a date; no clause.
    let plain = |part: &str| {
        part.split([' ', ','])
            .filter(|word| !word.is_empty())
            .all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || !c.is_alphanumeric()))
    };
    plain(between) && (capitals || dash == ')' || between.contains(')'))
}

/// Whether a state or country and something in brackets stand between a name and a dash.
fn bracketed(text: &str, end: usize) -> bool {
    let rest = first_bytes(text.get(end..).unwrap_or(""), REGION);
    let Some((region, rest)) = rest.strip_prefix(',').and_then(|rest| rest.split_once('(')) else { return false };
    let Some((inside, rest)) = rest.split_once(')') else { return false };
    let named = region.trim().starts_with(char::is_uppercase) && region.split_whitespace().count() <= 3;
    named && inside.len() < 30 && !inside.contains('\n') && rest.trim_start().starts_with(['-', '–', '—'])
}

/// The first dash that closes a dateline, with its position.
fn dash(after: &str) -> Option<(usize, char)> {
    let bytes = after.as_bytes();
    after.char_indices().find(|&(at, c)| match c {
        '–' | '—' => true,
        '-' => {
            let spaced = at > 0 && matches!(bytes[at - 1], b' ' | b')' | b'.');
            bytes.get(at + 1) == Some(&b'-') || spaced || bytes.get(at + 1) == Some(&b' ')
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: &str, expected: bool) {
        let start = text.find(name).unwrap();
        assert_eq!(is_dateline(text, 0, Span::new(start, start + name.len())), expected, "{text}");
    }

    #[test]
    fn datelines() {
        check("ORVEND — A man was shot.", "ORVEND", true);
        check("ORVEND, Ill. (AP) - A man was shot.", "ORVEND", true);
        check("ORVEND (December 3, 2015) – Officers came.", "ORVEND", true);
        check("ORVEND -- One person was hurt.", "ORVEND", true);
        check("(Orvend, OH)--A man was shot.", "Orvend", true);
        check("Meridian Press ORVEND, Ill. (MP) - A man was shot.", "ORVEND", true);
        check("He left ORVEND, Ill. (his home) in May.", "ORVEND", false);
        check("ORVEND POLICE are looking for a drive-by shooter.", "ORVEND", false);
        check("Orvend — a town of millers — burned.", "Orvend", false);
        check("In ORVEND — a town", "ORVEND", false);
        check("ORVEND", "ORVEND", false);
    }
}
