//! Whose words they are: the phrase that names the speaker of a cue.
//!
//! Subject, agent of a passive, possessor, the noun before a relative or participial clause, the object of
//! "according to"; a verb without a subject of its own takes that of the verb it hangs from.

use super::lexicon::Pos;
use super::tree::Tree;
use std::ops::Range;

/// The phrase that names a speaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// Its head word.
    pub(crate) head: usize,
    /// All its tokens.
    pub(crate) tokens: Range<usize>,
}

/// How many heads to climb in search of a subject.
const CLIMB: usize = 6;

/// The speaker of the cue at token `cue`.
pub(crate) fn find(tree: &Tree, cue: usize, pos: Pos) -> Option<Source> {
    let head = match pos {
        Pos::Verb => of_verb(tree, cue, CLIMB),
        Pos::Noun => of_noun(tree, cue),
        Pos::Adjective => of_adjective(tree, cue),
        Pos::Adverb => None,
    }?;
    let doc = tree.doc;
    // "There", "it" and "which" of a clause name nobody.
    let nobody = doc.dep(head) == "expl";
    (!nobody).then(|| Source { head, tokens: phrase(tree, head) })
}

/// The noun phrase of a head: its subtree without clauses that follow it and without edge punctuation.
pub(crate) fn phrase(tree: &Tree, head: usize) -> Range<usize> {
    let doc = tree.doc;
    let mut range = tree.subtree(head);
    for kid in tree.kids(head).filter(|&kid| kid > head) {
        let clause = matches!(doc.dep(kid), "relcl" | "acl" | "advcl" | "parataxis" | "ccomp");
        // "Ada Quill, who had been ill" ends before the clause; "the woman who saw it" needs it.
        if clause && kid > head && tree.subtree(kid).start > head {
            let start = tree.subtree(kid).start;
            let comma = start > 0 && doc.dep(start - 1) == "punct" || doc.dep(kid) != "relcl";
            if comma {
                range.end = range.end.min(start);
            }
        }
    }
    while range.end > range.start + 1 && doc.pos(range.end - 1) == "PUNCT" {
        range.end -= 1;
    }
    while range.end > range.start + 1 && doc.pos(range.start) == "PUNCT" && range.start < head {
        range.start += 1;
    }
    if range.end <= head {
        range.end = head + 1;
    }
    range
}

/// Whether a verb stands in the passive.
pub(crate) fn passive(tree: &Tree, verb: usize) -> bool {
    tree.kid(verb, &["nsubjpass", "auxpass", "csubjpass"]).is_some()
}

fn of_verb(tree: &Tree, verb: usize, climb: usize) -> Option<usize> {
    let doc = tree.doc;
    if let Some(agent) = tree.kid(verb, &["agent"]) {
        return tree.kid(agent, &["pobj"]);
    }
    let passive = passive(tree, verb);
    if !passive && let Some(subject) = tree.kids(verb).rfind(|&kid| doc.dep(kid) == "nsubj") {
        return Some(subject);
    }
    if passive || climb == 0 {
        return None;
    }
    above(tree, verb, climb).or_else(|| beside(tree, verb))
}

/// The subject that a verb without one shares with what it hangs from.
fn above(tree: &Tree, verb: usize, climb: usize) -> Option<usize> {
    let doc = tree.doc;
    let head = tree.above(verb)?;
    match doc.dep(verb) {
        "xcomp" => {
            // "asked him to say", "wants Ada to say": the object says it; "declined to say": the subject.
            let object = tree.kid(head, &["dobj", "dative"]).filter(|&object| object < verb);
            object.or_else(|| shared(tree, head, climb - 1))
        }
        "conj" | "advcl" | "ccomp" | "parataxis" | "dep" => shared(tree, head, climb - 1),
        "pcomp" | "prep" => shared(tree, tree.above(head)?, climb - 1),
        "acl" | "amod" if doc.tag(verb) == "VBG" => Some(head),
        "acl" if doc.tag(verb) == "VB" => shared(tree, head, climb - 1).or(Some(head)),
        "relcl" => Some(head),
        _ => None,
    }
}

/// The subject of whatever a subjectless verb hangs from, passive subjects included.
fn shared(tree: &Tree, head: usize, climb: usize) -> Option<usize> {
    let doc = tree.doc;
    match doc.pos(head) {
        "VERB" | "AUX" => {
            let own = tree.kids(head).rfind(|&kid| matches!(doc.dep(kid), "nsubj" | "nsubjpass"));
            own.or_else(|| if climb == 0 { None } else { above(tree, head, climb) })
        }
        // "is unable to say", "has no way of knowing".
        "ADJ" | "NOUN" | "ADV"
            if climb > 0
                && !doc.is_root(head)
                && matches!(doc.dep(head), "acomp" | "dobj" | "attr" | "advmod" | "oprd" | "conj") =>
        {
            shared(tree, doc.head(head), climb - 1)
        }
        "ADP" | "SCONJ" if climb > 0 && !doc.is_root(head) => shared(tree, doc.head(head), climb - 1),
        _ => None,
    }
}

/// Where the tree has lost the subject: the noun right before a finite verb, or right after one that comes first.
fn beside(tree: &Tree, verb: usize) -> Option<usize> {
    let doc = tree.doc;
    if !matches!(doc.tag(verb), "VBD" | "VBZ" | "VBP") {
        return None;
    }
    let sentence = doc.sentence_of(verb);
    let nominal = |i: usize| matches!(doc.pos(i), "PROPN" | "PRON" | "NOUN");
    let skipped = |i: usize| matches!(doc.pos(i), "ADV" | "AUX" | "CCONJ") || tree.word(i) == "both";
    let left = (sentence.start..verb).rev().take(4).find(|&i| !skipped(i)).filter(|&i| nominal(i));
    let right = (verb + 1..sentence.end.min(verb + 4))
        .find(|&i| doc.pos(i) == "PROPN")
        .filter(|&i| i == verb + 1 || doc.pos(verb + 1) == "PROPN");
    left.or(right.map(|mut i| {
        while i + 1 < sentence.end && doc.pos(i + 1) == "PROPN" {
            i += 1;
        }
        i
    }))
}

/// The noun that a relative pronoun stands for.
pub(crate) fn antecedent(tree: &Tree, pronoun: usize) -> Option<usize> {
    let doc = tree.doc;
    if !matches!(doc.tag(pronoun), "WP" | "WDT") {
        return None;
    }
    let mut at = pronoun;
    for _ in 0..CLIMB {
        if doc.dep(at) == "relcl" {
            return tree.above(at);
        }
        at = tree.above(at)?;
    }
    None
}

fn of_noun(tree: &Tree, noun: usize) -> Option<usize> {
    let doc = tree.doc;
    if let Some(owner) = tree.kid(noun, &["poss"]) {
        return Some(owner);
    }
    for kid in tree.kids(noun) {
        if doc.dep(kid) == "prep" && matches!(doc.lemma(kid), "by" | "from") {
            return tree.kid(kid, &["pobj"]);
        }
    }
    let compound = tree.kids(noun).find(|&kid| {
        matches!(doc.dep(kid), "compound" | "amod" | "nmod") && matches!(doc.pos(kid), "PROPN") && kid < noun
    });
    let verb = tree.above(noun).filter(|&head| matches!(doc.pos(head), "VERB" | "AUX"));
    if let Some(verb) = verb.filter(|_| matches!(doc.dep(noun), "dobj" | "attr" | "conj")) {
        let subject = of_verb(tree, verb, 3);
        if subject.is_some() && doc.lemma(verb) != "be" {
            return subject;
        }
    }
    if let Some(verb) = tree.above(noun).filter(|&prep| doc.dep(noun) == "pobj" && doc.dep(prep) == "prep") {
        // "in a statement", "with a promise": whoever does what the phrase hangs from.
        let verb = tree.above(verb).filter(|&head| matches!(doc.pos(head), "VERB" | "AUX"));
        if let Some(subject) = verb.and_then(|verb| of_verb(tree, verb, 3)) {
            return compound.or(Some(subject));
        }
    }
    compound.or_else(|| {
        let of = tree.kids(noun).find(|&kid| doc.dep(kid) == "prep" && doc.lemma(kid) == "of")?;
        let owner = tree.kid(of, &["pobj"])?;
        let clause = tree.kid(noun, &["acl", "ccomp"]).is_some();
        clause.then_some(owner)
    })
}

fn of_adjective(tree: &Tree, adjective: usize) -> Option<usize> {
    let doc = tree.doc;
    let head = tree.above(adjective)?;
    match doc.pos(head) {
        "VERB" | "AUX" => of_verb(tree, head, CLIMB),
        "NOUN" | "PROPN" | "PRON" if matches!(doc.dep(adjective), "amod" | "acl" | "relcl") => Some(head),
        _ => None,
    }
}
