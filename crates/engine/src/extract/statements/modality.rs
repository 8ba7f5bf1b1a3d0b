//! Whether something was not said, or only might be said.

use super::tree::Tree;
use crate::words::WISHED;

/// Verbs under which the saying does not happen.
const NOT: &[&str] = &["refuse", "decline", "fail", "stop", "avoid", "neglect", "deny", "forget"];

/// Whether the report says that it was not said.
pub(crate) fn negated(tree: &Tree, cue: usize) -> bool {
    let doc = tree.doc;
    let denies = |at: usize| {
        tree.kids(at).any(|kid| {
            // The parser does not always know a "n’t" with a curly apostrophe.
            doc.dep(kid) == "neg"
                || tree.word(kid).eq_ignore_ascii_case("n’t")
                || matches!(doc.lemma(kid), "never" | "hardly" | "no" | "neither")
                    && !matches!(doc.dep(kid), "nsubj" | "intj")
                    && kid < at
                    && doc.dep(kid) != "det"
        })
    };
    if denies(cue) {
        return true;
    }
    let nobody = tree.kid(cue, &["nsubj"]).is_some_and(|subject| {
        matches!(doc.lemma(subject).to_ascii_lowercase().as_str(), "nobody" | "none" | "neither")
            || tree.word(subject).eq_ignore_ascii_case("no one")
            || tree.kids(subject).any(|kid| doc.lemma(kid).eq_ignore_ascii_case("no") && doc.dep(kid) == "det")
    });
    // "did not come out and say": a bare verb shares the "did not" of the one before it.
    let shares = doc.dep(cue) == "conj" && doc.tag(cue) == "VB" && tree.kid(cue, &["aux"]).is_none();
    nobody
        || shares && tree.above(cue).is_some_and(denies)
        || tree.above(cue).is_some_and(|head| {
            let governed = matches!(doc.dep(cue), "xcomp" | "pcomp");
            governed && (NOT.contains(&doc.lemma(head)) || (doc.pos(head) == "VERB" && denies(head)))
        })
}

/// Whether the saying is only supposed: conditional, future, wished for.
pub(crate) fn hypothetical(tree: &Tree, cue: usize) -> bool {
    let doc = tree.doc;
    let modal = |at: usize| {
        tree.kids(at).any(|kid| {
            doc.dep(kid) == "aux"
                && matches!(
                    doc.lemma(kid),
                    "will" | "would" | "may" | "might" | "could" | "should" | "can" | "must" | "shall" | "’ll" | "'ll"
                )
        })
    };
    let conditional =
        |at: usize| tree.kids(at).any(|kid| doc.dep(kid) == "mark" && matches!(doc.lemma(kid), "if" | "unless"));
    if modal(cue) || conditional(cue) {
        return true;
    }
    match (doc.dep(cue), tree.above(cue)) {
        ("xcomp", Some(head)) => {
            let to = tree.kids(cue).any(|kid| doc.dep(kid) == "aux" && doc.lemma(kid) == "to");
            (to && WISHED.contains(doc.lemma(head))) || modal(head) || conditional(head)
        }
        ("acl", Some(_)) => doc.tag(cue) == "VB",
        _ => false,
    }
}
