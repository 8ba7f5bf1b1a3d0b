//! Who is said to be behind an event in another clause than its own: "the Front claimed responsibility for the attack",
//! "the blast was blamed on the Front", "police suspect the gang of the kidnapping".
//!
//! Only an affirmed blame counts; one who denies it, or might be behind it, is no actor.

use super::clause::{self, is_verb, prepositions};
use super::participants::{self, Mentions};
use super::triggers::agent_like;
use super::{Draft, add, is_told, status};
use crate::Analysis;
use crate::words::STAND_INS;
use std::collections::BTreeMap;
use variorum_language::Doc;
use variorum_record::EventStatus;

/// How many sentences back "it" or "the action" looks for its event.
const REACH: u32 = 4;

/// What somebody claims who says that he did it.
const CLAIMS: [&str; 5] = ["responsibility", "credit", "authorship", "blame", "paternity"];

/// Gives the assaults those who are blamed for them.
pub(crate) fn attach(analysis: &Analysis, mentions: &Mentions, drafts: &mut [Draft]) {
    let doc = &analysis.doc;
    // The first assault that each word tells of.
    let mut assaults: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.is_attack()) {
        for &word in std::iter::once(&draft.token).chain(&draft.mentions) {
            assaults.entry(word).or_insert(index);
        }
    }
    for verb in (0..doc.len()).filter(|&token| is_verb(doc, token)) {
        let Some(blame) = blame(doc, verb) else { continue };
        let reality = status::of(doc, verb);
        if reality.negated || !matches!(reality.status, EventStatus::Reported | EventStatus::Claimed) {
            continue;
        }
        let Some(index) = deed(doc, drafts, &assaults, verb, &blame.deeds) else { continue };
        for actor in blame.actors.into_iter().filter(|&actor| {
            agent_like(doc, actor) && !doc.children(actor).any(|child| doc.lemma(child).eq_ignore_ascii_case("no"))
        }) {
            add(&mut drafts[index].actors, participants::participant(analysis, mentions, actor, None));
            for organisation in participants::organisations(analysis, mentions, actor) {
                add(&mut drafts[index].actors, Some(organisation));
            }
        }
    }
}

struct Blame {
    actors: Vec<usize>,
    /// Words for what they are blamed for; none where the clause does not say.
    deeds: Vec<usize>,
}

fn blame(doc: &Doc, verb: usize) -> Option<Blame> {
    let arguments = || clause::of_verb(doc, verb);
    match doc.lemma(verb) {
        "claim" | "assume" | "take" | "accept" | "admit" | "acknowledge" => {
            let arguments = arguments();
            let claim = arguments.objects.iter().copied().find(|&object| CLAIMS.contains(&doc.lemma(object)))?;
            let mut deeds: Vec<usize> = arguments.behind(&["for"]).collect();
            let inner = prepositions(doc, claim).into_iter().filter(|(word, _)| ["for", "of"].contains(&word.as_str()));
            deeds.extend(inner.map(|(_, object)| object));
            Some(Blame { actors: claimants(doc, verb, arguments.subjects), deeds })
        }
        "attribute" | "ascribe" | "impute" => {
            let arguments = arguments();
            let actors: Vec<usize> = arguments.behind(&["to"]).collect();
            (!actors.is_empty()).then_some(Blame { actors, deeds: arguments.objects })
        }
        "blame" => {
            let arguments = arguments();
            let on: Vec<usize> = arguments.behind(&["on"]).collect();
            if !on.is_empty() {
                return Some(Blame { actors: on, deeds: arguments.objects });
            }
            let deeds: Vec<usize> = arguments.behind(&["for"]).collect();
            (!deeds.is_empty()).then_some(Blame { actors: arguments.objects, deeds })
        }
        "accuse" | "suspect" | "convict" | "charge" | "link" | "connect" | "implicate" | "involve" => {
            let arguments = arguments();
            let deeds: Vec<usize> =
                arguments.behind(&["of", "in", "with", "to"]).flat_map(|deed| done(doc, deed)).collect();
            (!deeds.is_empty()).then_some(Blame { actors: arguments.objects, deeds })
        }
        // "an act perpetrated by the Front"
        "perpetrate" | "commit" | "mastermind" | "carry" => {
            let arguments = arguments();
            Some(Blame { actors: arguments.subjects, deeds: arguments.objects })
        }
        "participate" => {
            let arguments = arguments();
            let deeds: Vec<usize> = arguments.behind(&["in"]).collect();
            (!deeds.is_empty()).then_some(Blame { actors: arguments.subjects, deeds })
        }
        "be" | "hold" | "find" => {
            let word = doc.children(verb).find(|&child| {
                matches!(doc.dep(child), "acomp" | "oprd" | "xcomp" | "attr")
                    && ["responsible", "guilty", "author", "perpetrator", "culprit"].contains(&doc.lemma(child))
            });
            let arguments = arguments();
            let blamed = |arguments: clause::Arguments| {
                if doc.lemma(verb) == "be" { arguments.subjects } else { arguments.objects }
            };
            let Some(word) = word else {
                // "the Front is behind the attack"
                let deeds: Vec<usize> = arguments.behind(&["behind"]).collect();
                return (doc.lemma(verb) == "be" && !deeds.is_empty())
                    .then_some(Blame { actors: arguments.subjects, deeds });
            };
            let deeds = prepositions(doc, word).into_iter().filter(|(of, _)| ["for", "of"].contains(&of.as_str()));
            let deeds: Vec<usize> = deeds.map(|(_, object)| object).collect();
            (!deeds.is_empty()).then_some(Blame { actors: blamed(arguments), deeds })
        }
        _ => None,
    }
}

/// "distributed leaflets claiming responsibility": who gave them out.
fn claimants(doc: &Doc, verb: usize, subjects: Vec<usize>) -> Vec<usize> {
    let carrier = doc.head(verb);
    let governor = doc.head(carrier);
    let by_thing = doc.dep(verb) == "acl" && !subjects.iter().any(|&subject| agent_like(doc, subject));
    if by_thing && is_verb(doc, governor) { clause::of_verb(doc, governor).subjects } else { subjects }
}

/// "accused of committing the massacre": the deed is what is committed.
fn done(doc: &Doc, deed: usize) -> Vec<usize> {
    let light =
        ["commit", "perpetrate", "carry", "plan", "order", "mastermind", "stage", "participate", "take", "plot"];
    if !is_verb(doc, deed) || !light.contains(&doc.lemma(deed)) {
        return vec![deed];
    }
    let arguments = clause::of_verb(doc, deed);
    let mut deeds: Vec<usize> = arguments.behind(&["in"]).collect();
    deeds.extend(arguments.objects);
    deeds
}

/// The draft that the words for a deed mean.
fn deed(doc: &Doc, drafts: &[Draft], assaults: &BTreeMap<usize, usize>, verb: usize, deeds: &[usize]) -> Option<usize> {
    if let Some(direct) = deeds.iter().find_map(|deed| assaults.get(deed)) {
        return Some(*direct);
    }
    if !deeds.iter().all(|&deed| STAND_INS.contains(&doc.lemma(deed).to_lowercase().as_str())) {
        return None;
    }
    let sentence = doc.tokens[verb].sentence;
    // Drafts stand in the order of the text.
    let before = drafts.partition_point(|draft| draft.token < verb);
    let near = (0..before).rev().take_while(|&i| sentence - doc.tokens[drafts[i].token].sentence <= REACH);
    near.into_iter().find(|&i| drafts[i].is_attack() && is_told(drafts[i].reality.status))
}
