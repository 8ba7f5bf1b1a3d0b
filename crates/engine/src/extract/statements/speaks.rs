//! What can speak: people, bodies of people, outlets, documents; not "a frozen conflict". And who speaks through a document.
//!
//! The nouns are data (`data/lexicon/speakers.tsv`, with those of people, bodies and media).

use super::medium;
use super::tree::Tree;
use crate::cast::{bodies, titles};
use crate::extract::figures::tables::is_person;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The words of a kind.
fn words(kind: &str) -> Option<&'static HashSet<&'static str>> {
    static WORDS: LazyLock<HashMap<&'static str, HashSet<&'static str>>> = LazyLock::new(|| {
        let table: &'static str = include_str!("../../../../../data/lexicon/speakers.tsv");
        let mut words: HashMap<&'static str, HashSet<&'static str>> = HashMap::new();
        let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
        for (kind, list) in rows.filter_map(|line| line.split_once('\t')) {
            words.entry(kind).or_default().extend(list.split(' '));
        }
        words
    });
    WORDS.get(kind)
}

fn is(kind: &str, lemma: &str) -> bool {
    words(kind).is_some_and(|words| words.contains(lemma))
}

/// Whether a noun, in lower case and the singular, stands for people or a body of people.
pub(crate) fn is_people(lemma: &str) -> bool {
    is("body", lemma) || is_person(lemma) || titles::is_person_word(lemma) || bodies::is_noun(lemma)
}

/// Whether a noun, in lower case, is for people together.
pub(crate) fn is_body(lemma: &str) -> bool {
    is("body", lemma) || bodies::is_noun(lemma)
}

/// Whether a noun is a way to call somebody on stage once more ("the tactician") rather than what he is by office.
pub(crate) fn is_epithet(lemma: &str) -> bool {
    is("epithet", lemma)
}

/// Whether a noun is for an office, a part in a case, or kin: "the" with it is as likely somebody else as whoever spoke last.
pub(crate) fn is_office(lemma: &str) -> bool {
    is("office", lemma)
}

/// Whether the participle of a verb is a state of mind: who is convinced or alarmed is the one whose conviction it is.
pub(crate) fn is_state(verb: &str) -> bool {
    is("state", verb)
}

/// Whether a verb only lends a noun its subject: "gave his assurance", "repeated their demand".
pub(crate) fn lends_subject(verb: &str) -> bool {
    is("light", verb)
}

/// Whether the subject of a verb turns down what somebody else has said: "rejected the accusation", "ignored a warning".
pub(crate) fn rejects(verb: &str) -> bool {
    is("reject", verb)
}

/// Whether a noun names a document or an occasion of speaking.
fn is_document(lemma: &str) -> bool {
    is("document", lemma) || is("occasion", lemma) || medium::is_channel(lemma) || medium::is_word_for_outlet(lemma)
}

/// Whether a common noun is of something that neither speaks nor holds what somebody says: "a frozen conflict". A noun that no list
/// has and that looks like a word for a person ("surfer") is not.
pub(crate) fn is_thing(tree: &Tree, head: usize) -> bool {
    let doc = tree.doc;
    let lemma = doc.lemma(head).to_lowercase();
    const PERSONAL: &[&str] = &["er", "or", "ist", "ian", "ee", "ant", "man", "woman", "ponent", "crat", "folk"];
    doc.pos(head) == "NOUN"
        && !is_people(&lemma)
        && !is("some", &lemma)
        && !is_document(&lemma)
        && !PERSONAL.iter().any(|end| lemma.len() > end.len() + 2 && lemma.ends_with(end))
}

/// The verb by which somebody speaks through the document or on the occasion that a noun names: "issued a statement saying…",
/// "in a speech attacking…". Not of what he reads or cites.
pub(crate) fn issued_by(tree: &Tree, noun: usize) -> Option<usize> {
    let doc = tree.doc;
    let lemma = doc.lemma(noun).to_lowercase();
    if doc.pos(noun) != "NOUN" || !is_document(&lemma) {
        return None;
    }
    let above = tree.above(noun)?;
    match doc.dep(noun) {
        "dobj" if is("issue", doc.lemma(above)) => Some(above),
        "pobj"
            if is("occasion", &lemma) && matches!(doc.lemma(above).to_lowercase().as_str(), "in" | "during" | "at") =>
        {
            tree.above(above).filter(|&verb| doc.pos(verb) == "VERB")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_bodies() {
        for people in ["council", "nurse", "mayor", "critic", "army"] {
            assert!(is_people(people), "{people}");
        }
        for thing in ["conflict", "river", "statement"] {
            assert!(!is_people(thing), "{thing}");
        }
    }
}
