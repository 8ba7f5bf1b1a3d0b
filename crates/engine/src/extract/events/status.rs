//! How real an event is: negated, planned, hypothetical, attempted, denied; what verb or noun it stands under says so.

use super::clause::is_verb;
use crate::words::{DOUBTING, MAKING, OPEN, PLANNING};
use variorum_language::Doc;
use variorum_record::EventStatus;

/// What the words around a trigger say of its reality.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reality {
    pub(crate) status: EventStatus,
    pub(crate) negated: bool,
    /// It was tried; what it would have done to its target did not follow.
    pub(crate) attempted: bool,
    /// "allegedly", "reportedly", "according to".
    pub(crate) hedged: bool,
}

const DENY: [&str; 5] = ["deny", "dispute", "refute", "disavow", "disclaim"];

/// Reads the reality of a trigger from its modifiers and what governs it.
pub(crate) fn of(doc: &Doc, trigger: usize) -> Reality {
    let mut reality = Reality { status: EventStatus::Reported, negated: false, attempted: false, hedged: false };
    let verb = is_verb(doc, trigger);
    modifiers(doc, trigger, verb, &mut reality);
    if taken_for_granted(doc, trigger) {
        return reality;
    }
    let mut at = trigger;
    // Modality reaches an event through arguments ("will hold talks"), not through adjuncts ("may give in after an attack").
    let mut argument = true;
    // Past a finite clause only a denial reaches down.
    let mut told = false;
    // "would result in the rebels attacking": the participle, not the noun before it, is what the preposition governs.
    let mut clausal = false;
    for depth in 0..6 {
        let head = doc.head(at);
        if head == at {
            break;
        }
        let dep = doc.dep(at);
        let lemma = doc.lemma(head).to_lowercase();
        let complement = matches!(
            dep,
            "xcomp"
                | "ccomp"
                | "dobj"
                | "nsubjpass"
                | "pobj"
                | "pcomp"
                | "acl"
                | "attr"
                | "csubj"
                | "prep"
                | "agent"
                | "oprd"
        );
        if dep == "conj" && (is_verb(doc, at) == is_verb(doc, head)) {
            // A conjunct shares modals and "if" with the first of its row, unless it has its own subject.
            if doc.child(at, &["nsubj", "nsubjpass", "aux"]).is_none() {
                modifiers(doc, head, is_verb(doc, head), &mut reality);
            }
        } else if complement || matches!(dep, "advcl" | "relcl") && depth == 0 || dep == "advcl" && doc.tag(at) == "VBG"
        {
            let infinitive = is_verb(doc, at) && doc.children(at).any(|child| doc.tag(child) == "TO");
            if told && !DENY.contains(&lemma.as_str()) {
            } else if complement && DENY.contains(&lemma.as_str()) && depth < 4 {
                // "denied carrying out the bombing": that there was one is not denied.
                let part_only = !verb && carried_out(doc, trigger, at) && definite(doc, trigger);
                if !part_only {
                    set(&mut reality, EventStatus::Denied);
                }
            } else if dep == "ccomp" && ["imagine", "suppose", "picture", "pretend"].contains(&lemma.as_str()) {
                set(&mut reality, EventStatus::Hypothetical);
            } else if complement && ["attempt", "try", "fail", "attempted"].contains(&lemma.as_str()) {
                reality.attempted = true;
                if lemma == "fail" && infinitive {
                    reality.negated = true;
                }
            } else if complement
                && ["foil", "thwart", "prevent", "avert", "avoid", "deter", "fear", "threaten", "risk"]
                    .contains(&lemma.as_str())
                && dep != "nsubjpass"
                && dep != "agent"
            {
                set(
                    &mut reality,
                    if ["foil", "thwart"].contains(&lemma.as_str()) {
                        EventStatus::Planned
                    } else {
                        EventStatus::Hypothetical
                    },
                );
            } else if infinitive
                && (PLANNING.contains(&lemma.as_str())
                    || matches!(dep, "acl" | "relcl") && !singled_out(doc, head)
                    || dep == "advcl" && !["say", "use"].contains(&lemma.as_str()))
            {
                set(&mut reality, EventStatus::Planned);
            } else if infinitive && DOUBTING.contains(&lemma.as_str()) {
                set(&mut reality, EventStatus::Hypothetical);
            } else if matches!(dep, "dobj" | "nsubjpass" | "pobj")
                && [
                    "plan", "plot", "prepare", "schedule", "propose", "consider", "want", "expect", "demand", "urge",
                    "seek",
                ]
                .contains(&lemma.as_str())
            {
                set(&mut reality, EventStatus::Planned);
            } else if dep == "dobj"
                && ["simulate", "rehearse", "imagine", "depict", "portray"].contains(&lemma.as_str())
            {
                set(&mut reality, EventStatus::Hypothetical);
            } else if matches!(dep, "pobj" | "pcomp") && ["without", "if", "unless"].contains(&lemma.as_str()) {
                reality.negated = true;
            } else if matches!(dep, "pobj" | "pcomp")
                && ["of", "to", "for", "about", "against"].contains(&lemma.as_str())
            {
                let noun = doc.lemma(doc.head(head)).to_lowercase();
                if OPEN.contains(&noun.as_str()) || ["goal", "objective", "conspiracy"].contains(&noun.as_str()) {
                    set(&mut reality, EventStatus::Hypothetical);
                } else if noun == "attempt" {
                    reality.attempted = true;
                } else if noun == "warn" || noun == "call" {
                    set(&mut reality, EventStatus::Hypothetical);
                }
            }
            let governed = |object: usize| {
                doc.dep(object) == "pobj"
                    && ["in", "of", "to", "with", "without"].contains(&doc.lemma(doc.head(object)))
            };
            // The model hangs it from the noun, or from the verb that the preposition belongs to.
            let leads = ["result", "end", "lead", "culminate"].contains(&lemma.as_str());
            let outcome = doc.tag(at) == "VBG"
                && (dep == "acl" && governed(head)
                    || dep == "advcl" && leads && at.checked_sub(1).is_some_and(governed));
            if matches!(dep, "pobj" | "agent" | "advcl" | "relcl" | "acl") && !outcome && !clausal {
                argument = false;
            }
            clausal = outcome;
            let finite = is_verb(doc, at) && !infinitive && matches!(doc.tag(at), "VBD" | "VBZ" | "VBP")
                || doc.child(at, &["aux"]).is_some() && !infinitive && is_verb(doc, at);
            told |= matches!(dep, "ccomp" | "acl") && finite;
            if is_verb(doc, head) && (complement || outcome) && argument && !told {
                let mut outer =
                    Reality { status: EventStatus::Reported, negated: false, attempted: false, hedged: false };
                modifiers(doc, head, true, &mut outer);
                // The governor's own modality reaches down where the event is its argument: "will hold talks", "did not launch an attack".
                if dep != "ccomp" {
                    if outer.status != EventStatus::Reported {
                        set(&mut reality, outer.status);
                    }
                    let carried = matches!(dep, "dobj" | "xcomp" | "nsubjpass")
                        && ![
                            "deny", "prevent", "rule", "condemn", "claim", "know", "mention", "confirm", "comment",
                            "stop", "end",
                        ]
                        .contains(&lemma.as_str());
                    reality.negated |= outer.negated && carried;
                }
            }
        }
        if matches!(dep, "advcl" | "relcl" | "parataxis") {
            break;
        }
        at = head;
    }
    reality
}

/// "wants to clear up the murder of the six priests", "asked to leave after the bombing": whatever is planned, asked or feared, a definite
/// violent event that it is about has happened; unless the verb or noun over it is one of making or preventing it ("plans to
/// launch the attack", "the threat of the bombing").
fn taken_for_granted(doc: &Doc, noun: usize) -> bool {
    if is_verb(doc, noun) || !super::is_event_noun(doc, noun) || !definite(doc, noun) {
        return false;
    }
    let head = doc.head(noun);
    match doc.dep(noun) {
        "dobj" | "nsubjpass" => {
            let verb = doc.lemma(head).to_lowercase();
            is_verb(doc, head) && !MAKING.contains(&verb.as_str()) && !DENY.contains(&verb.as_str())
        }
        "pobj" => {
            let over = doc.lemma(doc.head(head)).to_lowercase();
            !["without", "before", "until", "except", "if"].contains(&doc.lemma(head).to_lowercase().as_str())
                && ![&*MAKING, &*OPEN, &*DOUBTING].iter().any(|words| words.contains(over.as_str()))
                && over != "order"
                && !DENY.contains(&over.as_str())
        }
        _ => false,
    }
}

/// "the first woman to be arrested", "the only one to attack": what the infinitive tells was done, unlike in "a raid to capture him".
fn singled_out(doc: &Doc, noun: usize) -> bool {
    const SINGLING: [&str; 9] = ["first", "second", "third", "fourth", "fifth", "last", "latest", "next", "only"];
    let singles = |token: usize| SINGLING.contains(&doc.lemma(token).to_lowercase().as_str());
    singles(noun) || doc.children(noun).any(singles)
}

/// Whether an event noun is the object of a verb that takes it for granted: "condemned the attacks", "denied carrying out the bombing".
pub(crate) fn presupposed(doc: &Doc, noun: usize) -> bool {
    let stance = [
        "condemn",
        "denounce",
        "deplore",
        "decry",
        "criticize",
        "criticise",
        "regret",
        "mourn",
        "lament",
        "repudiate",
        "investigate",
        "probe",
    ];
    let verb = doc.head(noun);
    if is_verb(doc, noun) || !matches!(doc.dep(noun), "dobj" | "nsubjpass") || !is_verb(doc, verb) {
        return false;
    }
    let part_denied = verb != doc.head(verb)
        && DENY.contains(&doc.lemma(doc.head(verb)))
        && carried_out(doc, noun, verb)
        && definite(doc, noun);
    stance.contains(&doc.lemma(verb)) || part_denied
}

/// Whether the clause under a denial only says who did it: "carrying out", "committing".
fn carried_out(doc: &Doc, trigger: usize, clause: usize) -> bool {
    let light = ["carry", "commit", "perpetrate", "order", "stage", "launch", "plan", "mount", "conduct", "organize"];
    clause != trigger && light.contains(&doc.lemma(clause)) && doc.tag(clause) == "VBG"
}

/// "the bombing", "tonight's bombing", "that bombing".
fn definite(doc: &Doc, noun: usize) -> bool {
    doc.children(noun).any(|child| match doc.dep(child) {
        "det" => ["the", "this", "that", "these", "those"].contains(&doc.lemma(child).to_lowercase().as_str()),
        "poss" => true,
        // "tonight's bombing", where the model takes the owner for a part of a compound.
        _ => doc.child(child, &["case"]).is_some(),
    })
}

/// What nothing else was found to be is of that status.
pub(super) fn set(reality: &mut Reality, status: EventStatus) {
    if reality.status == EventStatus::Reported {
        reality.status = status;
    }
}

/// Dependents of a word that are looked at; no word of a sentence has so many.
const MOST_DEPENDENTS: usize = 60;

fn modifiers(doc: &Doc, token: usize, verb: bool, reality: &mut Reality) {
    let mut modal = None;
    let mut perfect = false;
    for child in doc.children(token).take(MOST_DEPENDENTS) {
        let lemma = doc.lemma(child).to_lowercase();
        match doc.dep(child) {
            "neg" => reality.negated = true,
            "aux" if doc.tag(child) == "MD" => modal = Some(lemma.clone()),
            "aux" if lemma == "have" => perfect = true,
            "mark" | "advmod" if ["if", "unless", "whether"].contains(&lemma.as_str()) => {
                set(reality, EventStatus::Hypothetical)
            }
            "advmod" | "npadvmod" => match lemma.as_str() {
                "reportedly" | "allegedly" | "apparently" | "purportedly" | "supposedly" => reality.hedged = true,
                "never" | "nor" => reality.negated = true,
                // "is no longer attacked"
                "long" | "longer" if doc.children(child).any(|no| doc.lemma(no).eq_ignore_ascii_case("no")) => {
                    reality.negated = true;
                }
                // "was almost killed": it did not happen to him.
                "almost" | "nearly" | "narrowly" if verb && doc.tag(token) == "VBN" => reality.attempted = true,
                _ => {}
            },
            "det" if lemma == "no" && !verb => reality.negated = true,
            "amod" | "compound" => match lemma.as_str() {
                "alleged" | "reported" | "suspected" | "apparent" => reality.hedged = true,
                "possible" | "potential" | "future" | "feared" | "hypothetical" | "imminent" | "mock" | "simulated"
                | "further" | "any" => set(reality, EventStatus::Hypothetical),
                "planned" | "upcoming" | "scheduled" | "proposed" | "forthcoming" | "plan" => {
                    set(reality, EventStatus::Planned)
                }
                "attempted" | "failed" | "attempt" => reality.attempted = true,
                _ => {}
            },
            "prep" if lemma == "accord" || lemma == "according" => reality.hedged = true,
            _ => {}
        }
    }
    if !verb {
        return;
    }
    // "neither the driver nor his son was injured", "nobody was hurt"
    reality.negated |= doc.children(token).take(MOST_DEPENDENTS).any(|subject| {
        const NOBODY: [&str; 4] = ["neither", "nobody", "none", "nothing"];
        let nobody = |at: usize| NOBODY.contains(&doc.lemma(at).to_lowercase().as_str());
        matches!(doc.dep(subject), "nsubj" | "nsubjpass")
            && (nobody(subject)
                || doc.children(subject).take(MOST_DEPENDENTS).any(|child| child < subject && nobody(child)))
    });
    // "would attack" in reported speech of the past is a future too.
    match modal.as_deref() {
        Some("will" | "shall" | "'ll" | "wo") => set(reality, EventStatus::Planned),
        Some("would") if !perfect => set(reality, EventStatus::Hypothetical),
        Some("may" | "might" | "could" | "would" | "should" | "must" | "can" | "ca")
            if !(modal.as_deref() == Some("could") && reality.negated) =>
        {
            set(reality, EventStatus::Hypothetical);
        }
        _ => {}
    }
    // "is going to visit", "is to meet", "are due to meet"
    let head = doc.head(token);
    if doc.dep(token) == "xcomp" && head != token && doc.children(token).any(|child| doc.tag(child) == "TO") {
        let lemma = doc.lemma(head).to_lowercase();
        if ["go", "be"].contains(&lemma.as_str()) {
            set(reality, EventStatus::Planned);
        }
    }
    if doc.tag(token) == "VB" && doc.is_root(token) && doc.child(token, &["nsubj", "aux", "nsubjpass"]).is_none() {
        // An imperative.
        set(reality, EventStatus::Hypothetical);
    }
}
