//! What became of a person, told without a word of violence: "was pronounced dead", "is in critical condition", "was taken to the
//! hospital", "his body was found". These belong to the attack that the report tells nearby and make none of their own.

use super::clause::{self, is_verb};
use crate::extract::figures::is_aged;
use crate::extract::figures::tables::is_person;
use crate::words::{BODY_PARTS, HARM, SAYING, SHOTS, TAKING, WOUNDS};
use variorum_language::Doc;
use variorum_record::Effect;

/// A person and what became of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fate {
    /// The word that tells it.
    pub(crate) token: usize,
    pub(crate) person: usize,
    pub(crate) effect: Effect,
    /// Told by a wound that somebody made: "with gunshot wounds", "dead from a stab wound".
    pub(crate) wound: bool,
}

/// Whether a wound, or the one that a death is told with, is a bullet's.
pub(crate) fn is_shot(doc: &Doc, token: usize) -> bool {
    let around = std::iter::once(token).chain(clause::prepositions(doc, token).into_iter().map(|(_, object)| object));
    around.into_iter().any(|at| {
        doc.children(at).any(|child| ["gunshot", "bullet"].contains(&doc.lemma(child).to_lowercase().as_str()))
    })
}

/// Whether a noun is a wound by a weapon.
fn inflicted(doc: &Doc, wound: usize) -> bool {
    WOUNDS.contains(&doc.lemma(wound).to_lowercase().as_str())
        && doc
            .children(wound)
            .any(|child| ["gunshot", "bullet", "stab", "knife"].contains(&doc.lemma(child).to_lowercase().as_str()))
}

/// The fates that a report tells, in order of the words that tell them.
pub(crate) fn find(doc: &Doc) -> Vec<Fate> {
    let mut fates = Vec::new();
    for token in 0..doc.len() {
        let found = match doc.pos(token) {
            "VERB" | "AUX" => of_verb(doc, token),
            "NOUN" | "ADJ" => of_noun(doc, token),
            _ => None,
        };
        if let Some((people, effect)) = roll(doc, token) {
            fates.extend(people.into_iter().map(|person| Fate { token, person, effect, wound: false }));
            continue;
        }
        let Some((people, effect)) = found else { continue };
        let behind = |at: usize| clause::prepositions(doc, at).into_iter().any(|(_, object)| inflicted(doc, object));
        let suffered = || doc.children(token).any(|child| doc.dep(child) == "dobj" && inflicted(doc, child));
        let wound = inflicted(doc, token) || suffered() || behind(token);
        fates.extend(people.into_iter().filter(|&person| is_somebody(doc, person)).map(|person| Fate {
            token,
            person,
            effect,
            wound,
        }));
    }
    fates
}

/// A person by name, by noun or by pronoun.
pub(crate) fn is_somebody(doc: &Doc, token: usize) -> bool {
    match doc.pos(token) {
        // The cast tells later whether the name is a place's; the model takes a surname for a firm too often.
        "PROPN" => !doc.name_at(token).is_some_and(|name| {
            matches!(doc.name_label(name), "DATE" | "TIME" | "PRODUCT" | "EVENT" | "MONEY" | "LAW")
        }),
        "PRON" => {
            ["he", "she", "him", "they", "them", "who", "both"].contains(&doc.lemma(token).to_lowercase().as_str())
        }
        // "one of the vehicles" is nobody.
        "NUM" => doc
            .children(token)
            .find(|&of| of > token && doc.lemma(of) == "of")
            .and_then(|of| doc.child(of, &["pobj"]))
            .is_none_or(|whole| doc.pos(whole) != "NOUN" || is_person(doc.lemma(whole))),
        _ if is_aged(doc, token) => true,
        _ => is_person(doc.lemma(token)) || ["other", "both"].contains(&doc.lemma(token).to_lowercase().as_str()),
    }
}

const SUFFERING: [&str; 5] = ["suffer", "sustain", "receive", "nurse", "have"];
const CARE: [&str; 6] = ["hospital", "clinic", "infirmary", "trauma", "center", "centre"];
fn of_verb(doc: &Doc, verb: usize) -> Option<(Vec<usize>, Effect)> {
    let lemma = doc.lemma(verb).to_lowercase();
    let arguments = clause::of_verb(doc, verb);
    let patients = || {
        if arguments.objects.is_empty() && !arguments.passive {
            arguments.subjects.clone()
        } else {
            arguments.objects.clone()
        }
    };
    match lemma.as_str() {
        "succumb" => return Some((arguments.subjects, Effect::Killed)),
        "pass" if doc.children(verb).any(|child| doc.lemma(child) == "away") => {
            return Some((arguments.subjects, Effect::Killed));
        }
        "hospitalize" | "hospitalise" => return Some((patients(), Effect::Injured)),
        "graze" => return Some((arguments.objects, Effect::Injured)),
        "undergo" if below(doc, verb, &["surgery", "operation"]) => return Some((arguments.subjects, Effect::Injured)),
        "survive" | "recover" if expected(doc, verb) => return Some((arguments.subjects, Effect::Injured)),
        "expect"
            if doc.child(verb, &["xcomp"]).is_some_and(|next| ["survive", "recover"].contains(&doc.lemma(next))) =>
        {
            return Some((arguments.objects, Effect::Injured));
        }
        "hit" | "strike" | "pierce" | "penetrate" => {
            let by_shot = arguments
                .subjects
                .iter()
                .chain(arguments.behind(&["by", "with"]).collect::<Vec<_>>().iter())
                .any(|&subject| SHOTS.contains(&doc.lemma(subject).to_lowercase().as_str()));
            let in_body = arguments.behind(&["in", "on"]).any(|part| is_body(doc, part));
            if by_shot || in_body {
                return Some((arguments.objects, Effect::Injured));
            }
        }
        _ => {}
    }
    if lemma == "take"
        && doc.child(verb, &["dobj"]).is_some_and(|object| doc.lemma(object) == "life" && own(doc, object))
    {
        return Some((arguments.subjects, Effect::Killed));
    }
    if SUFFERING.contains(&lemma.as_str()) {
        let wounds = arguments
            .objects
            .iter()
            .chain(arguments.behind(&["from"]).collect::<Vec<_>>().iter())
            .any(|&object| wound(doc, object));
        let people = if arguments.passive { Vec::new() } else { arguments.subjects.clone() };
        if wounds && (lemma != "have" || below(doc, verb, &["gunshot", "stab", "bullet"])) {
            return Some((people, Effect::Injured));
        }
    }
    if TAKING.contains(&lemma.as_str()) && (arguments.passive || lemma == "take") {
        let care = clause::prepositions(doc, verb)
            .into_iter()
            .any(|(word, object)| ["to", "into", "in", "by", "at"].contains(&word.as_str()) && is_care(doc, object));
        if care {
            return Some((arguments.objects, Effect::Injured));
        }
    }
    // "was pronounced dead", "left one man dead", "found him dead", "lay dead", "is dead"
    let saying =
        SAYING.contains(&lemma.as_str()) || lemma == "be" || lemma == "remain" || lemma == "list" || lemma == "get";
    if saying {
        for child in doc.children(verb) {
            if !matches!(doc.dep(child), "acomp" | "oprd" | "attr" | "ccomp" | "xcomp" | "advcl" | "prep" | "advmod") {
                continue;
            }
            let effect = match doc.dep(child) {
                "prep" => condition(doc, child),
                _ => state(doc, child),
            };
            let Some(effect) = effect else { continue };
            // "left 25-year-old Ivo Tarn dead": the person may be the subject of the state.
            let inner: Vec<usize> = doc
                .children(child)
                .filter(|&inner| matches!(doc.dep(inner), "nsubj" | "nsubjpass"))
                .flat_map(|inner| clause::with_conjuncts(doc, inner))
                .collect();
            if !inner.is_empty() {
                return Some((inner, effect));
            }
            if lemma == "leave" && arguments.objects.is_empty() {
                return None;
            }
            return Some((patients(), effect));
        }
    }
    None
}

/// "Among the injured are Ivo Tarn, 53; Lena Olm, 24; and a guard", "Injured in the blast were: …", "The dead are …": those whom a list names.
fn roll(doc: &Doc, verb: usize) -> Option<(Vec<usize>, Effect)> {
    /// More names are a list of something else.
    const LONGEST: usize = 60;
    let lemma = doc.lemma(verb).to_lowercase();
    if !["be", "include", "identify", "name"].contains(&lemma.as_str()) || matches!(doc.dep(verb), "aux" | "auxpass") {
        return None;
    }
    let sentence = clause::sentence(doc, verb);
    let word = |at: usize| doc.lemma(at).to_lowercase();
    let state = |at: usize| match word(at).as_str() {
        "dead" | "deceased" | "killed" | "kill" | "fatality" => Some(Effect::Killed),
        "wounded" | "wound" | "injured" | "injure" | "hurt" => Some(Effect::Injured),
        _ => None,
    };
    // "among the injured", "the injured", "injured by the blast": what opens the sentence, before any verb that tells something.
    let told = |at: usize| {
        matches!(doc.tag(at), "VBD" | "VBZ" | "VBP") && !["be", "wound", "injure", "kill"].contains(&word(at).as_str())
    };
    let opening = sentence.start..verb;
    if opening.len() > 16 || opening.clone().any(told) {
        return None;
    }
    let among = opening.clone().take(3).any(|at| word(at) == "among");
    let (at, effect) = opening.clone().find_map(|at| Some((at, state(at)?)))?;
    let before = at.checked_sub(1).filter(|&before| before >= sentence.start).map(word);
    let fronted = at == sentence.start && doc.tag(at) != "VBG";
    let noun = before.as_deref() == Some("the");
    if !(noun || fronted) || opening.clone().any(|at| doc.dep(at) == "neg" || word(at) == "no") {
        return None;
    }
    let from = doc.names.partition_point(|name| name.tokens.start <= verb);
    let people: Vec<usize> = doc.names[from..]
        .iter()
        .take_while(|name| name.tokens.end <= sentence.end)
        .filter(|name| doc.name_label(name) == "PERSON" && listed(doc, name.tokens.start, verb))
        .map(|name| name.tokens.end - 1)
        .collect();
    (!people.is_empty() && people.len() <= LONGEST && (among || fronted || people.len() > 1))
        .then_some((people, effect))
}

/// Whether a name opens a place of its own in a list: right behind the verb, a comma, a semicolon, "and", or a title after one.
fn listed(doc: &Doc, name: usize, verb: usize) -> bool {
    let opens = |at: usize| at == verb || [",", ";", ":", "and", "as"].contains(&doc.lemma(at).to_lowercase().as_str());
    let Some(mut at) = name.checked_sub(1) else { return false };
    for _ in 0..4 {
        if opens(at) {
            return true;
        }
        if at <= verb || !matches!(doc.pos(at), "PROPN" | "NOUN" | "DET" | "ADJ") {
            return false;
        }
        at -= 1;
    }
    false
}

/// Nouns and adjectives that tell it of what they hang from: "the body of Ivo Tarn", "Tarn's body", "a man with gunshot wounds".
fn of_noun(doc: &Doc, token: usize) -> Option<(Vec<usize>, Effect)> {
    let lemma = doc.lemma(token).to_lowercase();
    if ["body", "corpse", "remains"].contains(&lemma.as_str()) {
        let told = ["find", "discover", "recover", "take", "identify", "lie", "send", "see", "bring"];
        if !doc.ancestors(token).take(2).any(|at| told.contains(&doc.lemma(at))) {
            return None;
        }
        let owners = doc.children(token).filter(|&child| doc.dep(child) == "poss").collect::<Vec<_>>();
        let of =
            clause::prepositions(doc, token).into_iter().filter(|(word, _)| word == "of").map(|(_, object)| object);
        return Some((owners.into_iter().chain(of).collect(), Effect::Killed));
    }
    if lemma == "victim" {
        // "the victim of a deadly shooting"
        let deadly = clause::prepositions(doc, token).into_iter().any(|(word, object)| {
            let deed = doc.lemma(object).to_lowercase();
            word == "of"
                && (["murder", "homicide", "killing", "slaying"].contains(&deed.as_str())
                    || super::is_event_noun(doc, object)
                        && doc
                            .children(object)
                            .any(|child| ["deadly", "fatal"].contains(&doc.lemma(child).to_lowercase().as_str())))
        });
        return deadly.then(|| (vec![token], Effect::Killed));
    }
    // "a man dead from a gunshot wound"
    if lemma == "dead" && clause::prepositions(doc, token).into_iter().any(|(_, object)| inflicted(doc, object)) {
        let noun = doc.head(token);
        return (matches!(doc.dep(token), "amod" | "acl") && doc.pos(noun) == "NOUN")
            .then(|| (vec![noun], Effect::Killed));
    }
    if WOUNDS.contains(&lemma.as_str()) && doc.dep(token) == "pobj" {
        let with = doc.head(token);
        let person = doc.head(with);
        let shot = doc
            .children(token)
            .any(|child| ["gunshot", "bullet", "stab"].contains(&doc.lemma(child).to_lowercase().as_str()));
        if doc.lemma(with) == "with" && shot {
            let people = if is_verb(doc, person) {
                let outer = clause::of_verb(doc, person);
                let found = ["find", "discover", "take", "rush", "transport", "hospitalize", "locate", "see"];
                if !found.contains(&doc.lemma(person)) {
                    return None;
                }
                // "found the body of a man with a gunshot wound": the body tells it itself.
                let body = |&object: &usize| !["body", "corpse", "remains"].contains(&doc.lemma(object));
                outer.objects.into_iter().filter(body).collect()
            } else if doc.pos(person) == "ADJ" {
                return None;
            } else {
                vec![person]
            };
            return Some((people, Effect::Injured));
        }
    }
    None
}

/// "dead", "wounded", "hospitalized" as a state.
fn state(doc: &Doc, token: usize) -> Option<Effect> {
    match doc.lemma(token).to_lowercase().as_str() {
        "dead" | "deceased" | "lifeless" => Some(Effect::Killed),
        "hospitalized" | "hospitalised" => Some(Effect::Injured),
        "wounded" | "injured" | "wound" | "injure" if !is_verb(doc, token) || doc.tag(token) == "VBN" => {
            Some(Effect::Injured)
        }
        "condition" => adjective(doc, token).then_some(Effect::Injured),
        _ => None,
    }
}

/// "in critical condition", "in the hospital", "in surgery".
fn condition(doc: &Doc, preposition: usize) -> Option<Effect> {
    if !["in", "at"].contains(&doc.lemma(preposition)) {
        return None;
    }
    let object = doc.child(preposition, &["pobj"])?;
    let lemma = doc.lemma(object).to_lowercase();
    let bad = lemma == "condition" && adjective(doc, object) || lemma == "surgery" || lemma == "coma";
    bad.then_some(Effect::Injured)
}

fn adjective(doc: &Doc, condition: usize) -> bool {
    doc.children(condition).any(|child| {
        let word = doc.lemma(child).to_lowercase();
        ["critical", "serious", "stable", "grave", "guarded", "fair", "good", "severe", "satisfactory"]
            .iter()
            .any(|known| word.ends_with(known))
    })
}

fn own(doc: &Doc, object: usize) -> bool {
    doc.children(object).any(|child| doc.lemma(child) == "own")
}

fn expected(doc: &Doc, verb: usize) -> bool {
    doc.dep(verb) == "xcomp" && doc.lemma(doc.head(verb)) == "be"
        || doc.children(verb).any(|child| doc.tag(child) == "MD" && doc.lemma(child) == "will")
}

fn wound(doc: &Doc, token: usize) -> bool {
    // "suffered no injuries"
    let none = doc.children(token).any(|child| ["no", "any"].contains(&doc.lemma(child).to_lowercase().as_str()));
    !none && WOUNDS.contains(&doc.lemma(token).to_lowercase().as_str())
}

/// Whether a noun names a part of the body.
pub(crate) fn is_body(doc: &Doc, token: usize) -> bool {
    BODY_PARTS.contains(&doc.lemma(token).to_lowercase().as_str())
}

fn is_care(doc: &Doc, token: usize) -> bool {
    let care = |token: usize| CARE.contains(&doc.lemma(token).to_lowercase().as_str());
    let lemma = doc.lemma(token).to_lowercase();
    match lemma.as_str() {
        "center" | "centre" => doc
            .children(token)
            .any(|child| ["medical", "trauma", "health"].contains(&doc.lemma(child).to_lowercase().as_str())),
        _ => care(token),
    }
}

fn below(doc: &Doc, verb: usize, words: &[&str]) -> bool {
    doc.subtree(verb).any(|token| words.contains(&doc.lemma(token).to_lowercase().as_str()))
}

/// A verb of harm without an object has its victim for a subject in a headline ("Man shot, killed on Elm Street"), where the model sees a past
/// tense. "Shoot" needs more than that: it can do without an object.
pub(crate) fn headline_passive(doc: &Doc, verb: usize, arguments: &mut clause::Arguments) {
    // "dies after shooting near the park": the deed is told as a noun, nobody in the clause above did it.
    let bare = doc.tag(verb) == "VBG" && doc.dep(verb) == "pcomp" && doc.child(verb, &["dobj"]).is_none();
    if bare
        && ["after", "follow", "following", "in", "during", "since", "from"]
            .contains(&doc.lemma(doc.head(verb)).to_lowercase().as_str())
    {
        arguments.subjects.clear();
    }
    let lemma = doc.lemma(verb).to_lowercase();
    if arguments.subjects.is_empty() && HARM.contains(lemma.as_str()) && doc.is_root(verb) {
        // "Man shot, killed on the west side": the model takes whom for a part of a compound.
        let whom = verb.checked_sub(1).filter(|&before| {
            doc.dep(before) == "compound" && doc.head(before) == verb && doc.sentence_of(verb).contains(&before)
        });
        arguments.subjects.extend(whom.filter(|&whom| is_person(doc.lemma(whom))));
    }
    if !HARM.contains(lemma.as_str())
        || arguments.passive
        || !matches!(doc.tag(verb), "VBD" | "VBN")
        || arguments
            .objects
            .iter()
            .any(|&object| is_somebody(doc, object) || doc.tag(object) == "PRP" || doc.pos(object) == "PROPN")
        || arguments.subjects.is_empty()
        || !arguments.subjects.iter().all(|&subject| is_somebody(doc, subject))
        || doc.children(verb).any(|child| matches!(doc.dep(child), "aux" | "neg" | "ccomp"))
        || doc.children(verb).any(|child| {
            doc.dep(child) == "prep"
                && ["at", "toward", "towards", "into", "back"].contains(&doc.lemma(child).to_lowercase().as_str())
                && lemma == "shoot"
                && !place_at(doc, child)
        })
    {
        return;
    }
    let sentence = clause::sentence(doc, verb);
    let stopped = (sentence.start..sentence.end).rev().take(2).any(|token| [".", "!", "?"].contains(&doc.lemma(token)));
    let deadly = doc.children(verb).any(|child| {
        ["dead", "death", "kill", "wound", "injure", "fatally", "critically"].contains(&doc.lemma(child))
            && doc.child(child, &["dobj"]).is_none()
            || doc.dep(child) == "prep" && doc.children(child).any(|part| is_body(doc, part))
    }) || clause::to_death(doc, verb);
    let object = doc.child(verb, &["dobj"]).is_some_and(|object| doc.lemma(object) != "time");
    // "found a man shot"
    let found = matches!(doc.dep(verb), "ccomp" | "xcomp" | "oprd")
        && ["find", "discover", "leave", "see"].contains(&doc.lemma(doc.head(verb)));
    if found && !object
        || !stopped && !object
        || deadly && !object
        || !["shoot", "beat", "gun", "hurt"].contains(&lemma.as_str()) && !object
    {
        arguments.passive = true;
        arguments.objects = std::mem::take(&mut arguments.subjects);
    }
}

/// "shot at home", "shot at a party": where, not whom.
fn place_at(doc: &Doc, preposition: usize) -> bool {
    doc.lemma(preposition) == "at" && doc.child(preposition, &["pobj"]).is_some_and(|object| !is_somebody(doc, object))
}
