//! The phrases of `data/lexicon/boilerplate.tsv` and their matching against the words of a line.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Words at the start of a line that are compared; a notice may be longer.
const HEAD: usize = 48;

/// Bytes of a line that are searched for the signs of a notice.
const NOTICE_BYTES: usize = 6000;

/// Signs that make a notice, in points. With fewer, or without one sign of two points, a report *about*
/// cookies would be taken for a notice.
const NOTICE_POINTS: u32 = 4;

/// The same for a line that quotes someone.
const NOTICE_POINTS_QUOTING: u32 = 7;

/// A word of a line: lower case, with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The first `most` words of a text: letters, digits and apostrophes; hyphens part them.
pub(super) fn words(text: &str, most: usize) -> Vec<Word> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || (matches!(c, '\'' | '’') && start.is_some());
        match (start, inside) {
            (None, true) => {
                if out.len() == most {
                    break;
                }
                start = Some(at);
            }
            (Some(from), false) => {
                let text = text[from..at].trim_end_matches(['\'', '’']);
                out.push(Word { text: text.to_lowercase().replace('’', "'"), start: from, end: from + text.len() });
                start = None;
            }
            _ => {}
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Line,
    Start,
    Colon,
    Sign,
    Below,
}

enum Slot {
    OneOf(Vec<&'static str>),
    Number,
    /// Up to six words.
    Any,
}

struct Entry {
    why: &'static str,
    place: Where,
    n: usize,
    slots: Vec<Slot>,
}

struct Lexicon {
    entries: Vec<Entry>,
    /// First word → entries, in the order of the file. `#` for numbers.
    by_first: BTreeMap<&'static str, Vec<usize>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon { entries: Vec::new(), by_first: BTreeMap::new() };
    for line in include_str!("../../../../data/lexicon/boilerplate.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(why), Some(place), Some(n), Some(pattern)) =
            (columns.next(), columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let place = match place {
            "line" => Where::Line,
            "start" => Where::Start,
            "colon" => Where::Colon,
            "sign" => Where::Sign,
            _ => Where::Below,
        };
        let slots: Vec<Slot> = pattern
            .split(' ')
            .map(|word| match word {
                "*" => Slot::Any,
                "#" => Slot::Number,
                _ => Slot::OneOf(word.split('|').collect()),
            })
            .collect();
        let index = lexicon.entries.len();
        match slots.first() {
            Some(Slot::OneOf(words)) => {
                words.iter().for_each(|word| lexicon.by_first.entry(word).or_default().push(index))
            }
            Some(Slot::Number) => lexicon.by_first.entry("#").or_default().push(index),
            _ => continue,
        }
        lexicon.entries.push(Entry { why, place, n: n.parse().unwrap_or(0), slots });
    }
    lexicon
});

/// Why a whole line is boilerplate.
pub(super) fn line(text: &str, quotes: bool) -> Option<&'static str> {
    let head = words(text, HEAD + 1);
    let first = head.first()?;
    // One word with a full stop is rather a sentence ("Silence. Pause."), unless it is shouted.
    let sentence = head.len() == 1 && text.ends_with('.') && text.chars().any(char::is_lowercase);
    if head.len() <= 14
        && !sentence
        && let Some(why) = labels(&head, 0)
    {
        return Some(why);
    }
    for entry in entries(&first.text) {
        let matched = || matched(&entry.slots, &head);
        let why = match entry.place {
            Where::Start if head.len() <= entry.n && !quotes => matched().is_some(),
            Where::Colon if head.len() <= entry.n => matched().is_some_and(|n| {
                let rest = text[head[n - 1].end..].trim_start();
                head.len() > n
                    && (rest.starts_with([':', '|', '»', '>', '›'])
                        || (n >= 2 && rest.starts_with(['–', '—', '-', '→']) && !quotes))
            }),
            _ => false,
        };
        if why {
            return Some(entry.why);
        }
    }
    notice(text, quotes)
}

/// Whether only links follow below a line.
pub(super) fn links_follow(text: &str) -> bool {
    let head = words(text, 12);
    let Some(first) = head.first() else { return false };
    entries(&first.text).any(|entry| entry.place == Where::Below && matched(&entry.slots, &head) == Some(head.len()))
}

/// Why a run of words is nothing but labels one after the other.
pub(super) fn labels(head: &[Word], from: usize) -> Option<&'static str> {
    let mut at = from;
    let mut why = None;
    while at < head.len() {
        let longest = entries(&head[at].text)
            .filter(|entry| entry.place == Where::Line)
            .filter_map(|entry| Some((matched(&entry.slots, &head[at..])?, entry.why)))
            .max_by_key(|found| found.0)?;
        at += longest.0;
        why = why.or(Some(longest.1));
    }
    why
}

/// Why a long line is a notice to the users of a site: it says many of the things that only a notice says.
fn notice(text: &str, quotes: bool) -> Option<&'static str> {
    if text.len() > NOTICE_BYTES || text.len() < 30 {
        return None;
    }
    let all = words(text, usize::MAX);
    let to_reader = all.iter().any(|word| matches!(word.text.as_str(), "you" | "your" | "you're" | "our" | "we"));
    let reported = quotes
        && all.iter().any(|word| matches!(word.text.as_str(), "said" | "says" | "told" | "asked" | "wrote" | "added"));
    if !to_reader || reported {
        return None;
    }
    let mut found: BTreeMap<usize, u32> = BTreeMap::new();
    let mut why = None;
    for at in 0..all.len() {
        for &index in LEXICON.by_first.get(all[at].text.as_str()).into_iter().flatten() {
            let entry = &LEXICON.entries[index];
            if entry.place == Where::Sign && matched(&entry.slots, &all[at..]).is_some() {
                found.insert(index, entry.n as u32);
                why = why.or(Some(entry.why));
            }
        }
    }
    let points: u32 = found.values().sum();
    let enough = points >= if quotes { NOTICE_POINTS_QUOTING } else { NOTICE_POINTS };
    if enough && found.values().any(|&points| points >= 2) { why } else { None }
}

fn entries(first: &str) -> impl Iterator<Item = &'static Entry> {
    let first = if is_number(first) { "#" } else { first };
    LEXICON.by_first.get(first).into_iter().flatten().map(|&index| &LEXICON.entries[index])
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// How many words the pattern covers at the start of `words`.
fn matched(slots: &[Slot], words: &[Word]) -> Option<usize> {
    let Some((slot, rest)) = slots.split_first() else { return Some(0) };
    match slot {
        Slot::Any if rest.is_empty() => Some(words.len().min(6)),
        Slot::Any => (0..=words.len().min(6)).find_map(|n| Some(n + matched(rest, &words[n..])?)),
        Slot::Number => {
            words.first().filter(|word| is_number(&word.text)).and_then(|_| Some(1 + matched(rest, &words[1..])?))
        }
        Slot::OneOf(alternatives) => words
            .first()
            .filter(|word| alternatives.contains(&word.text.as_str()))
            .and_then(|_| Some(1 + matched(rest, &words[1..])?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lexicon_is_read() {
        let lines = include_str!("../../../../data/lexicon/boilerplate.tsv")
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .count();
        assert_eq!(LEXICON.entries.len(), lines);
    }
}
