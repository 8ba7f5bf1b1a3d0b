//! Who takes part in an event told by a noun, and who is meant where the clause gives no object: "rejected a Kestrian offer", "to demand reforms by the junta".

use super::participants::{self, Mentions};
use super::triggers::Trigger;
use super::{Draft, clause, triggers};
use crate::Analysis;
use crate::words::{AIMS, SCENES};
use variorum_language::Doc;
use variorum_record::Figure;

pub(super) fn noun_participants(
    analysis: &Analysis,
    trigger: &Trigger,
    actors: &mut Vec<usize>,
    targets: &mut Vec<usize>,
    draft: &mut Draft,
    figures: &[Figure],
) {
    let doc = &analysis.doc;
    let Trigger { token, entry, arguments } = trigger;
    let token = *token;
    let assault = entry.kind == "assault" || entry.kind == "fight";
    let prepositions: Vec<&str> =
        entry.words("prep").map_or_else(|| default_prepositions(entry.kind, true), <[&str]>::to_vec);
    let victim_noun = entry.effect.is_some()
        || [
            "bombing",
            "shelling",
            "bombardment",
            "invasion",
            "raid",
            "shooting",
            "stabbing",
            "occupation",
            "annexation",
            "expulsion",
            "ambush",
        ]
        .contains(&doc.lemma(token));
    actors.extend(arguments.subjects.iter().copied());
    for word in prepositions.iter().copied().chain(victim_noun.then_some("of")) {
        let mut found: Vec<usize> = arguments.behind(&[word]).filter(|&object| !super::is_time(doc, object)).collect();
        if word == "between" || entry.kind == "consult" && word == "of" {
            if actors.is_empty() && !found.is_empty() {
                actors.push(found.remove(0));
            }
            targets.extend(found);
        } else if word == "at" && assault {
            targets.extend(found.into_iter().filter(|&object| doc.pos(object) == "NOUN" && !is_scene(doc, object)));
        } else {
            targets.extend(found.into_iter().filter(|&object| !(assault && is_scene(doc, object))));
        }
    }
    for child in doc.children(token) {
        match doc.dep(child) {
            "poss" => {
                if entry.effect.is_some() && targets.is_empty() && !LEADERS.contains(&doc.lemma(child)) {
                    targets.push(child);
                } else if actors.is_empty() {
                    actors.push(child);
                }
            }
            "amod" | "compound" | "nmod" => {
                for part in clause::with_conjuncts(doc, child) {
                    if assault && participants::weapon_at(doc, part).is_some() {
                        draft.instruments.push(participants::instrument(analysis, figures, part));
                        // "missile-and-drone assault", "car bomb attack": parts hang from each other.
                        for inner in
                            doc.children(part).filter(|&inner| matches!(doc.dep(inner), "compound" | "nmod" | "conj"))
                        {
                            if participants::weapon_at(doc, inner).is_some() {
                                draft.instruments.push(participants::instrument(analysis, figures, inner));
                            }
                        }
                    } else if is_demonym(analysis, part)
                        || doc.dep(child) != "amod" && triggers::agent_like(doc, part) && doc.pos(part) != "NUM"
                    {
                        let names_place = doc.name_at(part).is_some_and(|name| {
                            matches!(doc.name_label(name), "GPE" | "LOC" | "FAC" | "DATE" | "TIME")
                        });
                        if entry.kind == "consult" || !names_place || doc.dep(child) == "amod" {
                            if actors.is_empty() || entry.kind == "consult" {
                                actors.push(part);
                            } else if entry.effect.is_some() && targets.is_empty() {
                                targets.push(part);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    // "missile-and-drone assault" may be one token or hang oddly: look at the two words before.
    if assault {
        for part in token.saturating_sub(6)..token {
            if doc.tokens[part].sentence == doc.tokens[token].sentence
                && doc.head(part) <= token
                && (doc.head(part) == token || doc.is_under(part, token))
                && participants::weapon_at(doc, part).is_some()
            {
                let instrument = participants::instrument(analysis, figures, part);
                if !draft.instruments.iter().any(|known| known.span.overlaps(instrument.span))
                    && doc.tokens[part].left_edge as usize >= token.saturating_sub(8)
                    && ["compound", "nmod", "amod", "conj"].contains(&doc.dep(part))
                {
                    draft.instruments.push(instrument);
                }
            }
        }
        // "clashes between police and students" have two sides, "fighting with rebels" too.
        if entry.kind == "fight" && actors.is_empty() && targets.len() > 1 {
            actors.push(targets.remove(0));
        }
    }
    // "In an interview with the radio, he said": who speaks there.
    if entry.kind == "consult"
        && actors.is_empty()
        && doc.dep(token) == "pobj"
        && ["in", "during", "at", "after", "of", "following"].contains(&doc.lemma(doc.head(token)))
    {
        // "after two days of talks"
        let mut preposition = doc.head(token);
        if doc.lemma(preposition) == "of" && STRETCHES.contains(&doc.lemma(doc.head(preposition))) {
            preposition = doc.head(doc.head(preposition));
        }
        let verb = doc.head(preposition);
        if doc.lemma(preposition) != "of" && clause::is_verb(doc, verb) {
            actors.extend(
                clause::of_verb(doc, verb)
                    .subjects
                    .into_iter()
                    .filter(|&subject| triggers::agent_like(doc, subject) && !targets.contains(&subject)),
            );
        }
    }
    // "meeting the president held with …", "talks with the minister, who": the subject of a light verb came with the arguments.
    if entry.kind == "consult" && actors.is_empty() && targets.len() > 1 {
        actors.push(targets.remove(0));
    }
}

pub(super) fn default_prepositions(kind: &str, noun: bool) -> Vec<&'static str> {
    match kind {
        "fight" => vec!["with", "against", "on", "at"],
        "assault" if noun => vec!["on", "against", "upon", "at"],
        "assault" => vec!["on", "against", "at", "into"],
        "consult" => vec!["with", "to", "between"],
        "protest" => vec!["against", "outside", "at"],
        "sanction" | "coerce" => vec!["on", "against", "from", "to", "of"],
        "aid" | "concede" | "retreat" => vec!["to", "for", "from"],
        "request" => vec!["to", "on", "from", "for"],
        "accuse" | "threaten" | "investigate" => vec!["against", "for", "on", "to", "into"],
        _ => vec!["with", "to", "for", "against", "on"],
    }
}

/// Streets and areas are where something happens, not what is attacked.
pub(super) fn is_scene(doc: &Doc, token: usize) -> bool {
    SCENES.contains(&doc.lemma(token).to_lowercase().as_str())
}

const LEADERS: [&str; 6] = ["guerrilla", "rebel", "army", "government", "police", "force"];

/// Stretches of talks.
const STRETCHES: [&str; 9] = ["day", "hour", "week", "month", "round", "night", "series", "weekend", "session"];

/// Instruments told by another verb: "used drones to launch a strike", "attacked … using machetes".
pub(super) fn used(doc: &Doc, token: usize) -> Vec<usize> {
    let mut verbs: Vec<usize> =
        doc.children(token).filter(|&child| doc.lemma(child) == "use" && clause::is_verb(doc, child)).collect();
    let mut at = token;
    for _ in 0..3 {
        let head = doc.head(at);
        if head == at {
            break;
        }
        if doc.lemma(head) == "use" && clause::is_verb(doc, head) {
            verbs.push(head);
        }
        at = head;
    }
    let objects = verbs
        .into_iter()
        .flat_map(|verb| doc.children(verb).filter(|&child| doc.dep(child) == "dobj").collect::<Vec<_>>());
    let launched = doc.children(token).filter(|&child| {
        matches!(doc.dep(child), "advcl" | "conj") && ["launch", "fire", "drop"].contains(&doc.lemma(child))
    });
    let launched =
        launched.flat_map(|verb| doc.children(verb).filter(|&child| doc.dep(child) == "dobj").collect::<Vec<_>>());
    objects
        .chain(launched)
        .flat_map(|object| clause::with_conjuncts(doc, object))
        .filter(|&object| participants::weapon_at(doc, object).is_some())
        .collect()
}

/// For "demanded that Sudan return", "refused to let inspectors in": who the complement is about.
pub(super) fn complement_subject(doc: &Doc, token: usize, actors: &[usize]) -> Vec<usize> {
    let mut clauses: Vec<usize> =
        doc.children(token).filter(|&child| matches!(doc.dep(child), "ccomp" | "xcomp")).collect();
    let inner: Vec<usize> = clauses
        .iter()
        .flat_map(|&clause| {
            doc.children(clause).filter(|&child| matches!(doc.dep(child), "xcomp" | "ccomp")).collect::<Vec<_>>()
        })
        .collect();
    clauses.extend(inner);
    for clause in &clauses {
        for child in doc.children(*clause) {
            if matches!(doc.dep(child), "nsubj" | "nsubjpass")
                && triggers::agent_like(doc, child)
                && !actors.contains(&child)
            {
                return clause::with_conjuncts(doc, child);
            }
        }
    }
    for clause in &clauses {
        let found: Vec<usize> = doc
            .children(*clause)
            .filter(|&child| doc.dep(child) == "dobj" && triggers::agent_like(doc, child))
            .collect();
        if !found.is_empty() {
            return found;
        }
        if let Some((_, object)) =
            clause::prepositions(doc, *clause).into_iter().find(|(_, object)| triggers::agent_like(doc, *object))
        {
            return vec![object];
        }
    }
    Vec::new()
}

/// "Hungary said it will support …": inside a clause of saying, an unresolved pronoun is who says so; but not "they" of a person, and
/// in marks only "I" and "we" are.
pub(super) fn antecedent(analysis: &Analysis, mentions: &Mentions, verb: usize, subject: usize) -> usize {
    let doc = &analysis.doc;
    let word = analysis.word(subject).to_lowercase();
    let own = ["i", "we"].contains(&word.as_str());
    let other = ["it", "they", "he", "she"].contains(&word.as_str());
    let resolved = mentions.covering(doc.span(subject).into()).is_some();
    if doc.pos(subject) != "PRON" || resolved || !(own || other && !in_marks(analysis, subject)) {
        return subject;
    }
    let named = |speaker: usize| doc.name_at(speaker).is_some_and(|name| doc.name_label(name) == "PERSON");
    let clause = std::iter::once(verb).chain(doc.ancestors(verb).take(4)).find(|&at| doc.dep(at) == "ccomp");
    let speakers = clause.map(|clause| clause::of_verb(doc, doc.head(clause)).subjects).unwrap_or_default();
    speakers
        .into_iter()
        .find(|&speaker| speaker != subject && doc.pos(speaker) != "PRON" && triggers::agent_like(doc, speaker))
        .filter(|&speaker| !(named(speaker) && ["it", "they"].contains(&word.as_str())))
        .unwrap_or(subject)
}

/// Whether a token of a sentence stands in quotation marks, by the mark before it or the one behind it.
fn in_marks(analysis: &Analysis, token: usize) -> bool {
    let sentence = analysis.doc.sentence_of(token);
    let is_mark = |at: &usize| matches!(analysis.word(*at), "\"" | "“" | "”" | "''" | "``");
    let before = (sentence.start..token).filter(is_mark).count();
    let closes = |at: usize| {
        analysis.word(at) == "”" || at > sentence.start && matches!(analysis.word(at - 1), "," | "." | "!" | "?")
    };
    before % 2 == 1 || before == 0 && (token..sentence.end).find(is_mark).is_some_and(closes)
}

/// The country, organisation or people next to a trigger in its own clause: "rejected a Kestrian offer", "lifted the ban on Sorvia".
pub(super) fn counterpart(doc: &Doc, trigger: usize, kind: &str, actors: &[usize]) -> Option<usize> {
    let top = if matches!(doc.dep(trigger), "xcomp" | "advcl" | "dobj") && doc.head(trigger) != trigger {
        doc.head(trigger)
    } else {
        trigger
    };
    let own: Vec<usize> = doc.subtree(trigger).filter(|&token| token > trigger).collect();
    let outer: Vec<usize> = doc.subtree(top).filter(|&token| token > trigger.min(top)).collect();
    let allowed = |token: usize| {
        // Not inside the actors, a clause of its own, or a time.
        let apart = actors.iter().any(|&actor| doc.is_under(token, actor));
        let clause = doc
            .ancestors(token)
            .take_while(|&at| at != trigger && at != top)
            .any(|at| matches!(doc.dep(at), "relcl" | "parataxis" | "advcl"));
        let named = doc.name_at(token).is_some_and(|name| {
            name.tokens.end == token + 1 && matches!(doc.name_label(name), "GPE" | "NORP" | "ORG" | "PERSON" | "LOC")
        });
        let group = matches!(doc.pos(token), "NOUN") && triggers::agent_like(doc, token) && !is_own(doc, token);
        // Where two sides agree is no third side.
        let scene = ["in", "at", "near", "off", "around"].contains(&doc.lemma(doc.head(token)))
            && doc.dep(token) == "pobj"
            && PEACEFUL.contains(&kind)
            && actors.len() > 1;
        !apart && !clause && !scene && token != trigger && (named || group)
    };
    own.into_iter().find(|&token| allowed(token)).or_else(|| outer.into_iter().find(|&token| allowed(token)))
}

/// Kinds whose place is never their target.
const PEACEFUL: [&str; 5] = ["agree", "consult", "support", "request", "accuse"];

/// Against whom a protest is: behind "against", or in the clause that says what for ("to demand reforms by the junta").
pub(super) fn grievance(doc: &Doc, trigger: usize, actors: &[usize]) -> Option<usize> {
    let carrier = doc.head(trigger);
    let tops = [Some(trigger), (!doc.is_root(trigger) && clause::is_verb(doc, carrier)).then_some(carrier)];
    let below = |top: usize| doc.children(top).filter(|&child| child > trigger).collect::<Vec<_>>();
    let mut scopes: Vec<usize> = Vec::new();
    for child in tops.into_iter().flatten().flat_map(below) {
        let clause = matches!(doc.dep(child), "advcl" | "xcomp" | "acl" | "conj")
            && clause::is_verb(doc, child)
            && AIMS.contains(&doc.lemma(child));
        let against = doc.dep(child) == "prep" && ["against", "over"].contains(&doc.lemma(child));
        let in_protest = doc.dep(child) == "prep"
            && doc.children(child).any(|object| ["protest", "defiance"].contains(&doc.lemma(object)));
        if clause || against || in_protest {
            scopes.push(child);
        }
    }
    let means = |token: usize| {
        let named = doc.name_at(token).is_some_and(|name| {
            name.tokens.end == token + 1 && matches!(doc.name_label(name), "GPE" | "NORP" | "ORG" | "PERSON")
        });
        let scene = doc.dep(token) == "pobj" && ["in", "at", "near", "under"].contains(&doc.lemma(doc.head(token)));
        let group = doc.pos(token) == "NOUN" && triggers::agent_like(doc, token) && !is_own(doc, token);
        (named || group) && !scene && !actors.iter().any(|&actor| actor == token || doc.is_under(token, actor))
    };
    scopes.into_iter().find_map(|scope| doc.subtree(scope).find(|&token| token > scope && means(token)))
}

/// "its troops": one's own people are not the other side.
pub(super) fn is_own(doc: &Doc, token: usize) -> bool {
    doc.child(token, &["poss"]).is_some_and(|holder| doc.tag(holder) == "PRP$")
}

/// "Russian", "Afghan": people by nationality.
fn is_demonym(analysis: &Analysis, token: usize) -> bool {
    let doc = &analysis.doc;
    doc.name_at(token).is_some_and(|name| doc.name_label(name) == "NORP")
}
