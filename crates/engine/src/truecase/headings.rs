//! Headings in title case: the words that their writer would have written small are written small.
//!
//! "Mara Olin Finally Backs Bridge" is one long name to the language model. [`lowered`] gives the text as the model is
//! shown it, in which the words of such a line are small where the report itself writes them small in running text, or
//! where they are common words and no names. Only the tree and the tags come from there; every word is read from the report.

use super::{is_name, lower, words};
use crate::background::documents;
use crate::gazetteer::Gazetteer;
use crate::words::FUNCTION_WORDS;
use std::collections::{HashMap, HashSet};
use variorum_language::Model;

/// The fewest words of a heading.
const LEAST: usize = 4;

/// The most bytes of a heading.
const MOST: usize = 250;

/// The fewest words of running text by which a heading is read.
const BODY: usize = 20;

/// How a report writes a word in running text.
#[derive(Clone, Copy, Default)]
struct Seen {
    small: u32,
    /// With a capital that is not a sentence's.
    capital: u32,
}

/// The text with its headings in title case written as running text would be; nothing where there are none.
pub(crate) fn lowered(text: &str, gazetteer: &Gazetteer, model: &Model) -> Option<String> {
    let (mut headings, mut body, mut at) = (Vec::new(), Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let list = if is_title_case(line) { &mut headings } else { &mut body };
        list.push((at, line));
        at += line.len();
    }
    if headings.is_empty() {
        return None;
    }
    let mut seen: HashMap<String, Seen> = HashMap::new();
    let mut pairs: HashSet<String> = HashSet::new();
    let mut count = 0;
    for (at, line) in body {
        let mut last: Option<String> = None;
        for word in words(at, line) {
            count += 1;
            let capital = word.text.starts_with(char::is_uppercase);
            let bare = bare(&word.lower).to_string();
            let entry = seen.entry(bare.clone()).or_default();
            entry.small += u32::from(!capital);
            entry.capital += u32::from(capital && !word.first);
            if let Some(last) = last.filter(|_| capital) {
                pairs.insert(format!("{last} {bare}"));
            }
            last = capital.then_some(bare);
        }
    }
    if count < BODY {
        return None;
    }
    let mut shown = text.to_string();
    for (at, line) in headings {
        let words = words(at, line);
        for (i, word) in words.iter().enumerate() {
            let capitals = word.text.chars().filter(|c| c.is_uppercase()).count();
            if word.first || capitals != 1 || !word.text.starts_with(char::is_uppercase) {
                continue;
            }
            let bare_word = bare(&word.lower);
            let beside = |a: usize, b: usize| {
                let pair = words.get(a).zip(words.get(b));
                pair.is_some_and(|(a, b)| pairs.contains(&format!("{} {}", bare(&a.lower), bare(&b.lower))))
            };
            let named = i > 0 && beside(i - 1, i) || beside(i, i + 1);
            let small = match seen.get(bare_word).copied().unwrap_or_default() {
                _ if named => false,
                Seen { small: 0, capital: 0 } => {
                    FUNCTION_WORDS.contains(bare_word)
                        || inflected(bare_word)
                            .any(|form| seen.get(&form).is_some_and(|seen| seen.small > seen.capital))
                        || is_common(bare_word, model) && !is_name(word, gazetteer, model)
                }
                Seen { small, capital } => small > capital,
            };
            if small {
                let cased = lower(word.text, 0);
                shown.replace_range(word.start..word.start + cased.len(), &cased);
            }
        }
    }
    Some(shown)
}

/// Nearly every long word of a line has a capital, and no full stop ends it.
fn is_title_case(line: &str) -> bool {
    let line = line.trim_end();
    if line.len() > MOST || line.ends_with(['.', ':', ',', ';']) {
        return false;
    }
    let (mut count, mut long, mut capital) = (0, 0, 0);
    for word in line.split_whitespace() {
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        count += usize::from(letters > 0);
        if letters > 3 {
            long += 1;
            capital += usize::from(word.starts_with(char::is_uppercase));
        }
    }
    count >= LEAST && long >= 3 && capital * 8 >= long * 7
}

fn bare(word: &str) -> &str {
    word.trim_end_matches("'s").trim_end_matches("’s")
}

/// A word that dictionaries have, and that is no rarity in English.
fn is_common(word: &str, model: &Model) -> bool {
    let stems = || std::iter::once(word.to_string()).chain(inflected(word));
    documents(word).is_some()
        && stems().any(|stem| ["VERB", "ADJ", "ADV", "NOUN"].iter().any(|pos| model.knows_word(pos, &stem)))
}

/// What a word may be a form of, and other forms of it: "endorses" of "endorse", beside "endorsed".
fn inflected(word: &str) -> impl Iterator<Item = String> {
    let stems = ["s", "es", "ed", "d", "ing"].into_iter().filter_map(|ending| word.strip_suffix(ending));
    let stems: Vec<&str> = stems.filter(|stem| stem.len() > 2).chain([word]).collect();
    let forms = |stem: &str| ["", "e", "s", "es", "ed", "d", "ing"].map(|ending| format!("{stem}{ending}"));
    stems.into_iter().flat_map(forms).filter(|form| form != word).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_as_running_text_has_them() {
        let gazetteer = Gazetteer::built_in();
        let model = Model::english().expect("the model that travels with the program");
        let body = "\n\nMara Olin, the mayor of Tessel Ford, said on Monday that she would support the old bridge in the \
                    talks with the Harbour Board and endorsed a plan for peace at the river.\n";
        for (heading, expected) in [
            ("Mara Olin Finally Endorses Plan for the Bridge", "Mara Olin finally endorses plan for the bridge"),
            ("Tessel Ford: Mayor Urges Support in Peace Talks", "Tessel Ford: Mayor urges support in peace talks"),
            ("Harbour Board Rejects Olin’s Offer", "Harbour Board rejects Olin’s offer"),
            // A sentence, a list of too few words, what is in capitals.
            ("The mayor of Tessel Ford spoke on Monday", "The mayor of Tessel Ford spoke on Monday"),
            ("Mara Olin", "Mara Olin"),
        ] {
            let text = format!("{heading}{body}");
            let shown = lowered(&text, &gazetteer, &model).unwrap_or(text.clone());
            assert_eq!(shown.lines().next(), Some(expected));
            assert_eq!(shown.len(), text.len());
        }
        assert_eq!(lowered("Mara Olin Finally Endorses Plan", &gazetteer, &model), None);
    }
}
