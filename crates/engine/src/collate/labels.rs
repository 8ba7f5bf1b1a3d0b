//! What a row is called: the words by which a person finds it on a page or in the summary. A label says nothing that
//! the row's readings do not say; it takes their own words where it can.

use super::context::Context;
use crate::group::words::Word;
use std::collections::BTreeMap;
use variorum_record::{AnnotatedReport, Place, Span};

/// The name of each place as the reports write it, by its name in the record.
pub(super) struct PlaceWords {
    by_name: BTreeMap<String, String>,
}

impl PlaceWords {
    pub(super) fn new(reports: &[AnnotatedReport]) -> Self {
        let mut written: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
        for report in reports {
            for place in &report.places {
                let words = written.entry(place.name.to_lowercase()).or_default();
                *words.entry(place.span.of(&report.text)).or_default() += 1;
            }
        }
        let by_name = written.into_iter().filter_map(|(name, words)| {
            // The record's own name where a report has it; what is shouted only where nobody writes it otherwise.
            let rank = |word: &str, times: usize| (!shouted(word), word.to_lowercase() == name, times);
            let best = words.into_iter().rev().max_by_key(|(word, times)| rank(word, *times))?;
            Some((name, best.0.split_whitespace().collect::<Vec<_>>().join(" ")))
        });
        PlaceWords { by_name: by_name.collect() }
    }

    /// How the reports write the place; its name in the record where they only shout it.
    pub(super) fn of(&self, name: &str) -> String {
        let written = self.by_name.get(&name.to_lowercase()).filter(|word| !shouted(word) || shouted(name));
        written.cloned().unwrap_or_else(|| name.to_string())
    }

    pub(super) fn of_place(&self, place: &Place) -> String {
        self.of(&place.name)
    }
}

/// "MILFORD", but not "US".
fn shouted(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 3 && !word.chars().any(char::is_lowercase)
}

/// Of the names of one who speaks or acts the one to call them by: a name rather than a role, one without a shouted word ("HARDMAN
/// Mara Olin"), then the longest.
pub(super) fn best_name<'n>(names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let calm = |name: &str| !name.split_whitespace().any(shouted) || !name.chars().any(char::is_lowercase);
    names.max_by_key(|name| (is_proper(name), calm(name), name.len()))
}

/// A name without the mark of possession that it stood with: "Russia" for "Russia‘s".
pub(super) fn plain(name: &str) -> String {
    let bare = ["'s", "’s", "‘s", "'", "’", "‘"].iter().find_map(|mark| name.strip_suffix(mark));
    bare.unwrap_or(name).to_string()
}

/// Every word of it is written with a capital, but for the small words of names.
pub(super) fn is_proper(name: &str) -> bool {
    const SMALL: &[&str] = &[
        "al", "and", "bin", "da", "de", "del", "der", "di", "dos", "du", "el", "for", "la", "of", "the", "van", "von",
    ];
    let mut words = name.split_whitespace();
    words.clone().any(|word| word.starts_with(char::is_uppercase))
        && words.all(|word| !word.starts_with(char::is_lowercase) || SMALL.contains(&word))
}

/// Words of a report without the capital that only the beginning of a sentence gives them.
pub(super) fn within_sentence(context: &Context, report: usize, span: Span) -> String {
    let text = &context.reports[report].text;
    let words = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let first = words.split(' ').next().unwrap_or_default();
    let opens = context.sentence(report, span).start == span.start;
    if opens && first.chars().skip(1).all(char::is_lowercase) && first.chars().count() > 1 {
        let mut letters = words.chars();
        letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
    } else {
        words
    }
}

/// Marks that end a clause.
const MARKS: [char; 12] = [',', ';', ':', '.', '(', ')', '“', '”', '"', '–', '—', '\n'];

/// The words of a sentence behind a place in it, up to the first mark that ends a clause.
fn clause_behind(context: &Context, report: usize, at: usize) -> Vec<Word> {
    let text = &context.reports[report].text;
    let end = context.sentence(report, Span::new(at.saturating_sub(1), at)).end.max(at);
    let behind = text.get(at..end).unwrap_or_default();
    let mark = marks(behind).next().unwrap_or(behind.len());
    context.words(report, &[Span::new(at, at + mark)])
}

/// Where the marks of a text stand, those inside a number ("12,000") aside.
fn marks(text: &str) -> impl DoubleEndedIterator<Item = usize> + '_ {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let in_number = move |at: usize, c: char| {
        digit(text[..at].chars().next_back()) && digit(text[at + c.len_utf8()..].chars().next())
    };
    text.char_indices().filter(move |(at, c)| MARKS.contains(c) && !in_number(*at, *c)).map(|(at, _)| at)
}

/// "Declared a state of emergency", "fired tear gas": a word for what was done with what directly follows it.
pub(super) fn deed(context: &Context, report: usize, trigger: Span) -> String {
    const WORDS: usize = 5;
    let end = object_end(&clause_behind(context, report, trigger.end), WORDS).unwrap_or(trigger.end);
    let words = Span::new(trigger.start, end).of(&context.reports[report].text);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words of which something, behind the name of it: " of emergency".
pub(super) fn of_what(context: &Context, report: usize, at: usize) -> String {
    const WORDS: usize = 4;
    let behind = clause_behind(context, report, at);
    if behind.first().is_none_or(|word| word.norm != "of") {
        return String::new();
    }
    let end = object_end(&behind, WORDS).unwrap_or(at);
    let words = Span::new(at, end).of(&context.reports[report].text);
    words.split_whitespace().map(|word| format!(" {word}")).collect()
}

/// Where an object ends that some words begin with, of which it has so many at most.
fn object_end(words: &[Word], most: usize) -> Option<usize> {
    let object = words.iter().take(most).take_while(|word| !ends_object(&word.norm));
    object.filter(|word| !hangs(&word.norm)).last().map(|word| word.span.end)
}

/// Words that begin something else than what a verb has for its object.
fn ends_object(word: &str) -> bool {
    #[rustfmt::skip]
    const OTHERS: &[&str] = &[
        "against", "alongside", "amid", "around", "because", "before", "between", "during", "i", "inside", "may", "might", "near", "next", "outside", "should", "since",
        "them", "through", "today", "tomorrow", "toward", "towards", "under", "until", "upon", "where", "whether", "while", "whom", "whose", "within", "without", "yesterday",
    ];
    /// Of the closed-class words those that may stand in an object, or belong to the verb ("put out", "gave up").
    #[rustfmt::skip]
    const WITHIN: &[&str] = &[
        "a", "all", "an", "first", "her", "his", "its", "last", "more", "new", "no", "not", "of", "one", "out", "over", "people", "than", "the", "their", "this", "two", "up",
    ];
    OTHERS.binary_search(&word).is_ok()
        || crate::group::words::is_stop(word) && WITHIN.binary_search(&word).is_err()
        || super::align::is_negator(word) && word != "no"
}

/// Words that say nothing at an end.
fn hangs(word: &str) -> bool {
    matches!(word, "a" | "an" | "her" | "his" | "its" | "more" | "no" | "of" | "than" | "the" | "their" | "this")
}

/// The last words of a clause up to a stretch of text and with it: "the lease runs out on 30 June".
pub(super) fn leading_to(context: &Context, report: usize, span: Span) -> String {
    const BEFORE: usize = 7;
    let text = &context.reports[report].text;
    let sentence = context.sentence(report, span);
    let start = sentence.start.min(span.start);
    let before = text.get(start..span.start).unwrap_or_default();
    let opens = marks(before).next_back().map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let before = context.words(report, &[Span::new(start + opens, span.start)]);
    let kept = &before[before.len().saturating_sub(BEFORE)..];
    // A cut clause does not begin with "of" or "the".
    let mut kept = kept.iter().skip_while(|word| kept.len() < before.len() && crate::group::words::is_stop(&word.norm));
    let first = kept.next();
    let start = first.map_or(span.start, |word| word.span.start);
    let tells = |word: &Word| super::align::weight(&word.norm) > 0.0 && !ends_object(&word.norm);
    if first.into_iter().chain(kept).any(tells) {
        return within_sentence(context, report, Span::new(start, span.end));
    }
    // "Since January, 140 ships…": what follows says it.
    let comma = text.get(span.end..).is_some_and(|behind| behind.starts_with(", "));
    let behind = clause_behind(context, report, if comma { span.end + 1 } else { span.end });
    let said = |word: &&Word| !hangs(&word.norm) && !ends_object(&word.norm);
    let end = behind.iter().take(BEFORE).rfind(said).map_or(span.end, |word| word.span.end);
    within_sentence(context, report, Span::new(start, end))
}

/// What of the words before a number its label has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Nothing,
    /// "A donation of", "fined".
    Name,
    /// The words of its clause, where nothing else says what is counted.
    Clause,
}

/// A number with the words beside it that say of what it is: "three days of mourning", "six years in prison", "donation of 2.4 million
/// crowns", and before a bare one what is counted: "the number on board at 101".
pub(super) fn in_context(context: &Context, report: usize, span: Span, wanted: Before) -> String {
    /// Words behind it, the preposition with them, and before a bare one.
    const BEHIND: usize = 4;
    const BEFORE: usize = 5;
    let text = &context.reports[report].text;
    let sentence = context.sentence(report, span);
    let small = |word: &Word| crate::group::words::is_stop(&word.norm);
    let behind = clause_behind(context, report, span.end);
    // "On board", "in prison", but not "on Monday".
    let says = |i: usize, word: &Word| match word.norm.as_str() {
        "aboard" | "of" => true,
        "in" => behind
            .get(i + 1)
            .is_some_and(|next| matches!(next.norm.as_str(), "custody" | "hospital" | "jail" | "office" | "prison")),
        "on" => behind.get(i + 1).is_some_and(|next| next.norm == "board"),
        _ => false,
    };
    let goes_on =
        |(i, word): &(usize, &Word)| (*i == 0 && says(*i, word)) || (*i > 0 && (word.norm == "the" || !small(word)));
    let said = behind.iter().take(BEHIND).enumerate().take_while(goes_on).map(|(_, word)| word);
    let end = said.filter(|word| !small(word) || word.norm == "aboard").last().map_or(span.end, |word| word.span.end);
    let before = text.get(sentence.start.min(span.start)..span.start).unwrap_or_default();
    let opens = marks(before).next_back().map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let before = context.words(report, &[Span::new(span.start - before.len() + opens, span.start)]);
    let kept = match &before[..] {
        _ if end > span.end => 0,
        _ if wanted == Before::Nothing => 0,
        [_, _, ..] if wanted == Before::Clause => before.len().min(BEFORE),
        [.., verb] if verb.norm.ends_with("ed") && !verb.marked && !small(verb) => 1,
        [.., noun, of] if of.norm == "of" && !noun.marked && !small(noun) => 2,
        _ => 0,
    };
    let start = before.len().checked_sub(kept).and_then(|at| before.get(at)).map_or(span.start, |word| word.span.start);
    within_sentence(context, report, Span::new(start, end))
}

/// The first words of what was said, piece by piece, with what is left out between and after them marked.
pub(super) fn said(text: &str, pieces: &[Span], words: &[Span]) -> String {
    const WORDS: usize = 14;
    let shown = words.get(..WORDS).unwrap_or(words);
    let mut runs: Vec<Span> = Vec::new();
    for &word in shown {
        // Words of one piece with no other word between them.
        let one_run = |run: &Span| {
            let between = text.get(run.end..word.start).unwrap_or_default();
            pieces.iter().any(|piece| piece.contains(*run) && piece.contains(word))
                && !between.contains(char::is_alphanumeric)
        };
        match runs.last_mut() {
            Some(run) if one_run(run) => *run = run.cover(word),
            _ => runs.push(word),
        }
    }
    let plain = |span: Span| span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = runs.into_iter().map(plain).collect::<Vec<_>>().join(" … ");
    for (open, close) in [('“', '”'), ('‘', '’'), ('«', '»')] {
        if out.rfind(open).is_some_and(|at| !out[at..].contains(close)) {
            out.push(close);
        }
    }
    if out.matches('"').count() % 2 == 1 {
        out.push('"');
    }
    if words.len() > shown.len() {
        out.push('…');
    }
    out
}

/// "7 to 31", with the thousands apart: "1,200 to 1,500".
pub(super) fn range(low: f64, high: f64) -> String {
    format!("{} to {}", grouped(low), grouped(high))
}

/// As [`range`], with the millions in words: "15 to 20 million".
pub(super) fn sums(low: f64, high: f64) -> String {
    let scale = [(1e9, "billion"), (1e6, "million")].into_iter().find(|(size, _)| low >= *size);
    // Two decimals at most, else the number is told in full.
    let plain = |value: f64, size: f64| (value / size * 100.0).fract().abs() < 1e-6;
    match scale.filter(|(size, _)| plain(low, *size) && plain(high, *size)) {
        Some((size, word)) => format!("{} to {} {word}", grouped(low / size), grouped(high / size)),
        None => range(low, high),
    }
}

pub(super) fn grouped(value: f64) -> String {
    if value.fract() != 0.0 || !(0.0..9e15).contains(&value) {
        return value.to_string();
    }
    let digits = (value as u64).to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_rather_than_a_role() {
        for (names, best) in [
            (vec!["Ada Olin", "its prime minister"], "Ada Olin"),
            (vec!["leader of the opposition, Ivo Tarn", "Ivo Tarn"], "Ivo Tarn"),
            (vec!["Olin", "Ada van der Olin"], "Ada van der Olin"),
            (vec!["Ministry of Defence", "the ministry"], "Ministry of Defence"),
            (vec!["she", "the mayor"], "the mayor"),
        ] {
            assert_eq!(best_name(names.iter().copied()), Some(best), "{names:?}");
        }
    }

    #[test]
    fn what_lies_between_two_pieces_is_left_out() {
        let text = "“I lit the ovens,” she said. “I looked up.”";
        let at = |word: &str| {
            let start = text.find(word).unwrap();
            Span::new(start, start + word.len())
        };
        let pieces = [at("I lit the ovens,"), at("I looked up.")];
        let words: Vec<Span> = ["I lit", "the", "ovens", "I looked", "up"].map(at).to_vec();
        assert_eq!(said(text, &pieces, &words), "I lit the ovens … I looked up");
    }

    #[test]
    fn ranges() {
        for (low, high, words) in
            [(7.0, 31.0, "7 to 31"), (1200.0, 1_500_000.0, "1,200 to 1,500,000"), (0.5, 2.0, "0.5 to 2")]
        {
            assert_eq!(range(low, high), words);
        }
    }
}
