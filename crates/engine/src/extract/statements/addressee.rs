//! To whom something was said: "told the council", "said to her", "asked by reporters".

use super::assemble::participant;
use super::source::{self, Source};
use super::tree::Tree;
use super::{lexicon, medium, speaks};
use crate::Analysis;
use variorum_record::{Participant, Span};

/// Who is spoken to at a cue. An outlet that is told something is the medium, not the addressee.
pub(crate) fn find(analysis: &Analysis, tree: &Tree, cue: usize, content: &[Span]) -> Option<Participant> {
    let head = told(tree, cue).or_else(|| spoken_to(tree, cue))?;
    let doc = tree.doc;
    let span: Span = doc.span(head).into();
    if content.iter().any(|content| content.contains(span))
        || medium::is_outlet(tree, head)
        || medium::is_told(tree, head)
    {
        return None;
    }
    let source = Source { head, tokens: source::phrase(tree, head) };
    Some(participant(analysis, tree, &source))
}

/// The object of a verb of telling.
fn told(tree: &Tree, cue: usize) -> Option<usize> {
    let doc = tree.doc;
    let row = lexicon::cue(doc.lemma(cue), lexicon::Pos::Verb)?;
    if !matches!(row.class, "tell" | "inform" | "ask" | "demand" | "persuade")
        && !matches!(doc.lemma(cue), "tell" | "ask")
    {
        return None;
    }
    if let Some(hearer) = hearer(tree, cue) {
        return Some(hearer);
    }
    if source::passive(tree, cue) {
        return tree.kid(cue, &["nsubjpass"]);
    }
    let object = tree.kid(cue, &["dative", "dobj"]).filter(|&object| object > cue);
    let object = object.filter(|&object| doc.pos(object) != "ADP");
    let subject_below = || {
        // "urged the council to act": the model makes the council the subject of acting.
        let clause = tree.kid(cue, &["ccomp"]).filter(|&clause| clause > cue)?;
        let to = tree.kids(clause).any(|kid| doc.dep(kid) == "aux" && doc.lemma(kid) == "to");
        tree.kid(clause, &["nsubj"]).filter(|_| to)
    };
    object.or_else(subject_below).filter(|&head| matches!(doc.pos(head), "PROPN" | "NOUN" | "PRON"))
}

/// "said to her", "wrote to the ministry", "appealed to Ada".
fn spoken_to(tree: &Tree, cue: usize) -> Option<usize> {
    let doc = tree.doc;
    let row = lexicon::cue(doc.lemma(cue), lexicon::Pos::Verb)?;
    if !matches!(row.class, "say" | "write" | "talk" | "demand" | "ask" | "apologize" | "complain" | "promise") {
        return None;
    }
    let to =
        tree.kids(cue).find(|&kid| matches!(doc.dep(kid), "prep" | "dative") && doc.lemma(kid) == "to" && kid > cue)?;
    let head = tree.kid(to, &["pobj"])?;
    matches!(doc.pos(head), "PROPN" | "NOUN" | "PRON").then_some(head)
}

/// Who hears it in the short passive of headlines: "Driver had slept two hours, jury told". Whoever tells tells it to somebody.
pub(super) fn hearer(tree: &Tree, cue: usize) -> Option<usize> {
    let doc = tree.doc;
    let object =
        |kid: usize| matches!(doc.dep(kid), "dobj" | "dative" | "xcomp") || kid > cue && doc.dep(kid) == "ccomp";
    let subject = tree.kid(cue, &["nsubj"]).filter(|&subject| subject < cue && speaks::is_body(doc.lemma(subject)))?;
    let bare = doc.pos(subject) == "NOUN" && tree.kid(subject, &["det", "poss"]).is_none();
    let told = doc.lemma(cue) == "tell" && matches!(doc.tag(cue), "VBD" | "VBN");
    let helped = tree.kid(cue, &["aux"]).is_some();
    (told && bare && !helped && !tree.kids(cue).any(object)).then_some(subject)
}
