//! Which words name an event: a word of the lexicon whose frame holds.

use super::clause::{self, Arguments, is_verb};
use super::fates;
use super::lexicon::{EVENTS, Entry};
use super::participants;
use crate::extract::figures::is_aged;
use crate::extract::figures::tables::is_person;
use crate::words::GROUPS;
use variorum_language::Doc;

/// A word that names an event, with the sense that fits.
#[derive(Clone, Debug)]
pub(crate) struct Trigger {
    pub(crate) token: usize,
    pub(crate) entry: &'static Entry,
    pub(crate) arguments: Arguments,
}

/// The triggers of a report in text order.
pub(crate) fn find(doc: &Doc) -> Vec<Trigger> {
    (0..doc.len()).filter_map(|token| at(doc, token)).collect()
}

/// The trigger that a word is.
pub(super) fn at(doc: &Doc, token: usize) -> Option<Trigger> {
    let lemma = doc.lemma(token).to_lowercase();
    let entries = EVENTS.get(lemma.as_str())?;
    let class = class_of(doc, token)?;
    if !entries.iter().any(|entry| entry.class == class) {
        return None;
    }
    let mut arguments = if class == 'v' { clause::of_verb(doc, token) } else { clause::of_noun(doc, token) };
    if class == 'v' {
        fates::headline_passive(doc, token, &mut arguments);
    }
    let entry = entries.iter().find(|entry| entry.class == class && holds(doc, token, entry, &arguments))?;
    Some(Trigger { token, entry, arguments })
}

fn class_of(doc: &Doc, token: usize) -> Option<char> {
    match doc.pos(token) {
        "VERB" => {
            // "occupied areas", "a targeted attack": a modifier tells no event of its own.
            let modifier = matches!(doc.dep(token), "amod" | "compound") && !is_verb(doc, doc.head(token));
            (!modifier).then_some('v')
        }
        "NOUN" | "PROPN" => {
            // "attack helicopter", "murder suspect": the noun after it is what is meant.
            let head = doc.head(token);
            let inner = matches!(doc.dep(token), "compound" | "nmod" | "amod")
                && head > token
                && matches!(doc.pos(head), "NOUN" | "PROPN");
            let carrier = [
                "attempt", "wave", "campaign", "series", "spree", "incident", "attack", "scene", "death", "victim",
                "session",
            ];
            if inner && (!carrier.contains(&doc.lemma(head).to_lowercase().as_str())) {
                return None;
            }
            if doc.pos(token) == "PROPN"
                && doc.name_at(token).is_some_and(|name| name.tokens.len() > 1 && doc.name_label(name) != "EVENT")
            {
                return None;
            }
            Some('n')
        }
        _ => None,
    }
}

/// The words of an argument: its head, compounds, adjectives, conjuncts and what "of" adds.
fn bag(doc: &Doc, token: usize) -> Vec<String> {
    let mut words = vec![doc.lemma(token).to_lowercase()];
    for child in doc.children(token) {
        match doc.dep(child) {
            "compound" | "amod" | "conj" | "nmod" | "nummod" | "appos" => {
                words.push(doc.lemma(child).to_lowercase());
                words.extend(
                    doc.children(child)
                        .filter(|&inner| matches!(doc.dep(inner), "compound" | "conj"))
                        .map(|inner| doc.lemma(inner).to_lowercase()),
                );
            }
            "prep" if doc.lemma(child) == "of" => {
                words.extend(doc.children(child).map(|inner| doc.lemma(inner).to_lowercase()))
            }
            _ => {}
        }
    }
    words
}

fn holds(doc: &Doc, token: usize, entry: &Entry, arguments: &Arguments) -> bool {
    let verb = entry.class == 'v';
    let objects = || arguments.objects.iter().flat_map(|&object| bag(doc, object)).collect::<Vec<_>>();
    let around = || -> Vec<String> {
        let mut words: Vec<String> = doc.children(token).map(|child| doc.lemma(child).to_lowercase()).collect();
        words.extend(arguments.prepositions.iter().flat_map(|(_, object)| bag(doc, *object)));
        words.extend(arguments.objects.iter().flat_map(|&object| bag(doc, object)));
        words.extend(arguments.subjects.iter().flat_map(|&subject| bag(doc, subject)));
        words.extend(
            doc.children(token)
                .filter(|&child| matches!(doc.dep(child), "xcomp" | "ccomp" | "oprd" | "advcl"))
                .map(|child| doc.lemma(child).to_lowercase()),
        );
        words
    };
    let any = |words: &[&str], bag: Vec<String>| bag.iter().any(|word| words.contains(&word.as_str()));
    entry.conditions.iter().all(|(name, words)| match *name {
        "obj" => any(words, objects()),
        "noobj" => {
            let heads = arguments.objects.iter().chain(
                arguments.prepositions.iter().filter(|(word, _)| verb && word == "over").map(|(_, object)| object),
            );
            !heads.map(|&object| doc.lemma(object).to_lowercase()).any(|word| words.contains(&word.as_str()))
        }
        "subj" => any(words, arguments.subjects.iter().flat_map(|&subject| bag(doc, subject)).collect()),
        "nosubj" => {
            !arguments.subjects.iter().any(|&subject| words.contains(&doc.lemma(subject).to_lowercase().as_str()))
        }
        "notarget" => !arguments
            .behind(&["on", "against", "upon", "at"])
            .any(|object| words.contains(&doc.lemma(object).to_lowercase().as_str())),
        "prt" => doc.children(token).any(|child| {
            (matches!(doc.dep(child), "prt" | "advmod") || doc.dep(child) == "prep" && words.contains(&"behind"))
                && words.contains(&doc.lemma(child).to_lowercase().as_str())
                || words.contains(&"phone") && doc.lemma(child) == "phone"
        }),
        "with" => any(words, around()),
        "attr" => any(
            words,
            doc.children(token)
                .filter(|&child| matches!(doc.dep(child), "amod" | "compound" | "nmod" | "poss" | "nummod"))
                .flat_map(|child| bag(doc, child))
                .collect(),
        ),
        "noattr" => !any(
            words,
            doc.children(token)
                .filter(|&child| matches!(doc.dep(child), "amod" | "compound" | "poss"))
                .map(|child| doc.lemma(child).to_lowercase())
                .collect(),
        ),
        "of" => any(words, arguments.behind(&["of"]).flat_map(|object| bag(doc, object)).collect()),
        "weapon" => arguments.subjects.iter().any(|&subject| participants::weapon_at(doc, subject).is_some()),
        "deadly" => takes_lives(doc, token),
        "person" => arguments.objects.iter().any(|&object| person_like(doc, object)),
        "noperson" => {
            !arguments.objects.iter().any(|&object| is_person(doc.lemma(object)) || doc.pos(object) == "PRON")
        }
        "nobject" => doc.child(token, &["dobj"]).is_none() && !arguments.passive,
        "actor" => {
            arguments.subjects.iter().any(|&subject| agent_like(doc, subject))
                || arguments.passive
                    && arguments.subjects.is_empty()
                    && arguments.objects.iter().any(|&object| agent_like(doc, object))
        }
        "active" => !arguments.passive,
        "goal" => {
            let goal = |object: usize| {
                doc.pos(object) == "PROPN"
                    || ["capital", "city", "country", "region", "province", "front", "summit", "talk"]
                        .contains(&doc.lemma(object))
            };
            let behind = |word: &str| entry.words("prep").is_none_or(|words| words.contains(&word));
            arguments.prepositions.iter().any(|(word, object)| behind(word) && goal(*object))
        }
        "inf" => doc.children(token).any(|child| {
            matches!(doc.dep(child), "xcomp" | "ccomp" | "acl" | "advcl")
                && doc.children(child).any(|inner| doc.tag(inner) == "TO")
        }),
        "that" => {
            doc.child(token, &["ccomp"]).is_some()
                || doc.child(doc.head(token), &["ccomp"]) == Some(token)
                || doc.head(token) == token && doc.child(token, &["ccomp", "parataxis"]).is_some()
                || matches!(doc.dep(token), "parataxis" | "ROOT")
                    && doc.child(token, &["dobj"]).is_none()
                    && doc.child(token, &["ccomp"]).is_some()
        }
        "anchor" => {
            doc.dep(token) == "pobj" && ["after", "since", "before", "following"].contains(&doc.lemma(doc.head(token)))
        }
        "plural" => matches!(doc.tag(token), "NNS" | "NNPS"),
        "verbal" => {
            let argument = matches!(doc.dep(token), "dobj" | "nsubj" | "nsubjpass" | "attr")
                && is_verb(doc, doc.head(token))
                && !["have", "be", "say", "need"].contains(&doc.lemma(doc.head(token)));
            argument || !arguments.subjects.is_empty()
        }
        _ => true,
    })
}

/// Whether a noun kills or hurts people: "the strike killed 31", "a strike that wounded two", "a strike killing three".
fn takes_lives(doc: &Doc, noun: usize) -> bool {
    let harms = |verb: usize| ["kill", "wound", "injure"].contains(&doc.lemma(verb));
    let own = |&verb: &usize| {
        matches!(doc.dep(verb), "relcl" | "acl" | "advcl")
            && harms(verb)
            && doc.tag(verb) != "VBN"
            && doc.child(verb, &["nsubj", "nsubjpass"]).is_none_or(|subject| matches!(doc.tag(subject), "WDT" | "WP"))
    };
    let above = (doc.dep(noun) == "nsubj" && harms(doc.head(noun))).then(|| doc.head(noun));
    let object = above.or_else(|| doc.children(noun).find(own)).and_then(|verb| doc.child(verb, &["dobj"]));
    object.is_some_and(|object| doc.pos(object) != "PROPN" && person_like(doc, object))
}

/// Whether a token can do something to somebody: a person, a group, a country, an organisation, a pronoun for one.
pub(crate) fn agent_like(doc: &Doc, token: usize) -> bool {
    if matches!(doc.pos(token), "PROPN") {
        return !doc.name_at(token).is_some_and(|name| {
            matches!(doc.name_label(name), "DATE" | "TIME" | "EVENT" | "MONEY" | "WORK_OF_ART" | "LAW")
        });
    }
    let lemma = doc.lemma(token).to_lowercase();
    if matches!(doc.pos(token), "PRON") {
        return !["it", "this", "that", "which", "what", "these", "those", "itself"].contains(&lemma.as_str())
            || matches!(doc.tag(token), "WP");
    }
    doc.pos(token) == "NUM"
        || is_person(&lemma)
        || GROUPS.contains(&lemma.as_str())
        || is_one_of_several(doc, token)
        || lemma == "old" && is_aged(doc, token)
        || lemma.len() > 5 && (lemma.ends_with("ist") || lemma.ends_with("ian"))
}

/// "A second was hurt": one of several people; not "waited a second", "a third of the town", "in the second of two raids".
fn is_one_of_several(doc: &Doc, token: usize) -> bool {
    let lemma = doc.lemma(token).to_lowercase();
    let stands_alone = || {
        let article = doc.child(token, &["det"]).is_some_and(|det| ["a", "the"].contains(&doc.lemma(det)));
        let somebody = match doc.dep(token) {
            "nsubj" | "nsubjpass" | "dobj" | "conj" => true,
            "pobj" => ["by", "against", "on", "at", "with"].contains(&doc.lemma(doc.head(token))),
            _ => false,
        };
        let of = doc.children(token).any(|child| doc.lemma(child) == "of");
        let in_time = doc.name_at(token).is_some_and(|name| matches!(doc.name_label(name), "DATE" | "TIME"));
        article && somebody && !of && !in_time && doc.tag(token) != "NNS"
    };
    lemma == "other" || ["second", "third", "fourth", "fifth", "sixth"].contains(&lemma.as_str()) && stands_alone()
}

fn person_like(doc: &Doc, token: usize) -> bool {
    let lemma = doc.lemma(token).to_lowercase();
    if doc.pos(token) == "PROPN" || doc.pos(token) == "NUM" {
        return true;
    }
    if doc.pos(token) == "PRON" {
        return !["it", "this", "that", "which", "what", "itself"].contains(&lemma.as_str());
    }
    is_person(&lemma)
        || GROUPS.contains(&lemma.as_str())
        || is_one_of_several(doc, token)
        || lemma == "old" && is_aged(doc, token)
        || ["dozen", "hundred", "thousand", "million", "score", "several"].contains(&lemma.as_str())
}
