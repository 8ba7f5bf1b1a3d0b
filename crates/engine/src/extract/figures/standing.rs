//! What no longer holds and what may come to hold: "up from seven", "revising an earlier toll of 19", "could rise to 20".
//!
//! Such a number is told beside the one that holds; it belongs to no event and is nobody's toll.

use super::measures::is_casualty;
use crate::words::{CHANGES, TELLING};
use variorum_language::Doc;
use variorum_record::{Figure, Measure, Standing};

/// Nouns for a number that somebody keeps.
const TALLIES: [&str; 7] = ["toll", "count", "figure", "number", "estimate", "tally", "total"];

/// How a figure stands to what holds now.
pub(super) fn of(doc: &Doc, figure: &Figure) -> Option<Standing> {
    if !is_casualty(figure.measures) && !matches!(figure.measures, Measure::Count | Measure::Other) {
        return None;
    }
    let tokens = doc.tokens_in(figure.span.into());
    let head = tokens.clone().find(|&token| doc.is_root(token) || !tokens.contains(&doc.head(token)))?;
    if is_casualty(figure.measures) && is_possible(doc, head) {
        return Some(Standing::Possible);
    }
    let earlier =
        is_left_behind(doc, head) || is_kept_before(doc, head) || is_said_at_first(doc, head) || stood_at(doc, head);
    earlier.then_some(Standing::Earlier)
}

/// "up from seven", "lowered the number of dead from 48 to 41".
fn is_left_behind(doc: &Doc, head: usize) -> bool {
    let from = doc.head(head);
    doc.dep(head) == "pobj"
        && doc.lemma(from) == "from"
        && CHANGES.contains(&doc.lemma(doc.head(from)).to_lowercase().as_str())
}

/// "an earlier toll of 19", "the nine previously reported".
fn is_kept_before(doc: &Doc, head: usize) -> bool {
    let before = |token: usize| matches!(doc.lemma(token), "early" | "earlier" | "previous" | "prior" | "original");
    let of = doc.head(head);
    let tally = if doc.dep(head) == "pobj" && matches!(doc.lemma(of), "of" | "at") { doc.head(of) } else { of };
    let kept = tally != head
        && TALLIES.contains(&doc.lemma(tally).to_lowercase().as_str())
        && doc.children(tally).any(|child| {
            doc.dep(child) == "amod" && before(child) && doc.lemma(child) != "early"
                || doc.tag(child) == "JJR" && before(child)
                || doc.lemma(child) == "initial" && doc.lemma(doc.head(tally)) == "from"
        });
    let told = doc.children(head).any(|child| {
        doc.dep(child) == "acl"
            && TELLING.contains(&doc.lemma(child))
            && doc.children(child).any(|adverb| at_first(doc, adverb) || doc.lemma(adverb) == "earlier")
    });
    kept || told
}

fn at_first(doc: &Doc, adverb: usize) -> bool {
    matches!(doc.lemma(adverb).to_lowercase().as_str(), "initially" | "originally" | "previously")
}

/// "had initially said that three died".
fn is_said_at_first(doc: &Doc, head: usize) -> bool {
    doc.ancestors(head).take(5).any(|verb| {
        TELLING.contains(&doc.lemma(verb).to_lowercase().as_str())
            && (doc.children(verb).any(|adverb| at_first(doc, adverb))
                // "had earlier put the toll at eight"
                || doc.children(verb).any(|adverb| doc.dep(adverb) == "advmod" && matches!(doc.lemma(adverb), "earlier" | "early"))
                    && doc.children(verb).any(|aux| doc.dep(aux) == "aux" && doc.lemma(aux) == "have" && doc.tag(aux) == "VBD"))
    })
}

/// "the toll, which stood at 41 earlier in the day".
fn stood_at(doc: &Doc, head: usize) -> bool {
    let verb = doc.ancestors(head).take(2).find(|&at| matches!(doc.pos(at), "VERB" | "AUX"));
    verb.is_some_and(|verb| {
        matches!(doc.lemma(verb), "stand" | "be")
            && doc.tag(verb) == "VBD"
            && doc.children(verb).any(|adverb| {
                doc.dep(adverb) == "advmod" && matches!(doc.lemma(adverb).to_lowercase().as_str(), "earlier" | "early")
            })
    })
}

/// "the toll could rise to 20", "is expected to pass 100".
fn is_possible(doc: &Doc, head: usize) -> bool {
    let preposition = doc.head(head);
    let verb = match doc.dep(head) {
        "pobj" if matches!(doc.lemma(preposition), "to" | "as" | "above" | "beyond" | "past") => doc.head(preposition),
        "dobj" | "attr" => preposition,
        _ => return false,
    };
    let open = doc
        .children(verb)
        .any(|aux| doc.tag(aux) == "MD" && matches!(doc.lemma(aux).to_lowercase().as_str(), "could" | "may" | "might"))
        || doc.dep(verb) == "xcomp" && matches!(doc.lemma(doc.head(verb)), "expect" | "fear" | "likely");
    let rises = matches!(
        doc.lemma(verb),
        "rise" | "climb" | "reach" | "increase" | "grow" | "go" | "exceed" | "pass" | "top" | "hit" | "surpass"
    );
    let tally = doc.child(verb, &["nsubj", "nsubjpass"]).is_some_and(|subject| {
        TALLIES.contains(&doc.lemma(subject).to_lowercase().as_str()) || doc.lemma(subject) == "death"
    });
    open && rises && (tally || doc.dep(verb) == "xcomp")
}
