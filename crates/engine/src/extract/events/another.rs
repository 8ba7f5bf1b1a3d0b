//! What the words beside an event say of which one it is: one told before, another one, or one that only times another.

use super::clause;
use crate::months::is_year;
use variorum_language::Doc;

pub(super) fn is_definite(doc: &Doc, token: usize) -> bool {
    doc.children(token).any(|child| {
        let lemma = doc.lemma(child).to_lowercase();
        doc.dep(child) == "det" && ["the", "this", "that", "these", "those"].contains(&lemma.as_str())
            || doc.dep(child) == "poss"
    })
}

pub(super) fn says_another(doc: &Doc, token: usize) -> bool {
    let words = [
        "additional",
        "another",
        "second",
        "third",
        "separate",
        "other",
        "further",
        "subsequent",
        "similar",
        "previous",
        "earlier",
        "different",
        "also",
        "own",
    ];
    doc.children(token).any(|child| {
        words.contains(&doc.lemma(child).to_lowercase().as_str()) && matches!(doc.dep(child), "amod" | "det" | "advmod")
    })
}

/// "a week after an attack on a market": only what time is counted from.
pub(super) fn measured_from(doc: &Doc, token: usize) -> bool {
    if of_that_year(doc, token) {
        return true;
    }
    if clause::is_verb(doc, token) && matches!(doc.dep(token), "advcl" | "relcl" | "acl" | "ccomp") {
        // "marked 20 years since bombs killed 193", "to mark a year since 60 were killed"
        let years = |mark: usize| {
            doc.lemma(mark).eq_ignore_ascii_case("since")
                && mark.checked_sub(1).is_some_and(|unit| ["year", "decade", "month"].contains(&doc.lemma(unit)))
        };
        if doc.children(token).any(years) {
            return true;
        }
        // "It happened hours after two men were shot", but "he died hours after he was shot"
        return doc.dep(token) == "advcl"
            && ["occur", "happen", "come", "begin", "start"].contains(&doc.lemma(doc.head(token)))
            && doc.children(token).any(|mark| {
                ["after", "before"].contains(&doc.lemma(mark))
                    && mark < token
                    && matches!(doc.dep(mark), "mark" | "advmod")
                    && mark.checked_sub(1).is_some_and(|unit| {
                        SPANS.contains(&doc.lemma(unit)) && doc.tokens[unit].sentence == doc.tokens[mark].sentence
                    })
            });
    }
    let preposition = doc.head(token);
    doc.dep(token) == "pobj"
        && ["after", "since", "before"].contains(&doc.lemma(preposition))
        && (doc.child(preposition, &["npadvmod"]).is_some()
            || preposition.checked_sub(1).is_some_and(|before| SPANS.contains(&doc.lemma(before))))
}

/// "the second attack since 2015, when a raid left 11 dead": the year names what the clause behind it tells.
fn of_that_year(doc: &Doc, token: usize) -> bool {
    let chain = std::iter::once(token).chain(doc.ancestors(token)).take(4);
    let clause = chain.into_iter().find(|&at| clause::is_verb(doc, at) && matches!(doc.dep(at), "relcl" | "advcl"));
    clause.is_some_and(|clause| {
        is_year(doc.lemma(doc.head(clause)))
            && doc.children(clause).any(|when| doc.lemma(when).eq_ignore_ascii_case("when"))
    })
}

/// Units that time is counted in.
const SPANS: [&str; 8] = ["minute", "hour", "day", "night", "week", "month", "year", "decade"];

/// "Hours later, a bomber …", "Elsewhere, gunmen …": the opening of the sentence says that another event follows, unless its noun takes up one
/// told before.
pub(super) fn opens_apart(doc: &Doc, token: usize) -> bool {
    let sentence = doc.sentence_of(token);
    let opening = sentence.start..token.min(sentence.start + 6).min(doc.len());
    let word = |at: usize| doc.lemma(at).to_lowercase();
    let later = opening.clone().skip(1).any(|at| {
        word(at) == "later"
            && SPANS.contains(&doc.lemma(at - 1))
            && opening.clone().skip(at + 1 - opening.start).any(|next| word(next) == ",")
    });
    let apart = opening.clone().next().is_some_and(|at| ["elsewhere", "separately"].contains(&word(at).as_str()));
    (later || apart) && (clause::is_verb(doc, token) || !is_definite(doc, token))
}
