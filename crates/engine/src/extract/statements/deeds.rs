//! What looks like a cue and says nothing: what courts and parliaments do, what is paid, what a face shows.

use super::contents::Alternative;
use super::source::Source;
use super::tree::Tree;
use crate::extract::figures::tables::is_person;

/// Verdicts and sentences: the law is done to somebody, nothing is said of him.
const JUDGED: &[&str] = &["acquit", "convict", "indict", "jail", "sentence"];

/// What somebody is found to be, rather than what is found out.
const FOUND: &[&str] = &["alive", "dead", "guilty", "hanged", "innocent", "liable", "safe", "unconscious", "wounded"];

/// Whether a stretch beside a verb is whom or what something was done to, not what was said: "convicted him on two counts",
/// "found her guilty", "showed no emotion", "passed the bill", "charged for water".
pub(super) fn is_deed(tree: &Tree, cue: usize, source: Option<&Source>, alternative: &Alternative) -> bool {
    let doc = tree.doc;
    let said = !alternative.quotations.is_empty()
        || tree.kid(cue, &["ccomp"]).is_some_and(|clause| {
            tree.kid(clause, &["mark"]).is_some() || matches!(doc.tag(clause), "VBD" | "VBZ" | "VBP")
        });
    let object = alternative.form.starts_with("object");
    match doc.lemma(cue) {
        "find" => alternative.tokens.iter().flat_map(|range| range.clone()).any(|i| {
            let near = tree.above(i).is_some_and(|head| head == cue || tree.above(head) == Some(cue));
            near && FOUND.contains(&doc.lemma(i)) && doc.dep(i) != "amod" && !says_clause(tree, cue)
        }),
        _ if said => false,
        verb if JUDGED.contains(&verb) => true,
        "charge" => {
            alternative.by.is_some_and(|by| doc.lemma(by) == "for")
                || object && tree.kids(cue).any(|kid| doc.lemma(kid) == "for")
        }
        "show" => {
            object
                && source.is_some_and(|source| {
                    let head = source.head;
                    doc.pos(head) == "PROPN"
                        || matches!(doc.lemma(head), "he" | "she" | "they" | "we" | "I")
                        || is_person(doc.lemma(head))
                })
        }
        "pass" => object || alternative.form.starts_with("passive"),
        _ => false,
    }
}

/// Whether a clause with a "that" hangs from a verb.
fn says_clause(tree: &Tree, cue: usize) -> bool {
    tree.kid(cue, &["ccomp"]).is_some_and(|clause| tree.kid(clause, &["mark"]).is_some())
}
