//! What a number measures: read off the verb or noun it hangs from.
//!
//! The tree is asked first (object of "killed", subject of "died", "a death toll of", "two people injured"); where the tree does not say, the
//! words next to the number are ("12 dead", "blast kills two").

use super::tables::{Anchor, PERSON, QUANTITIES, anchors, is_person};
use crate::extract::events::clause;
use crate::words::{BELIEFS, COMMANDS, COUNTED_GROUPS, HOUSED};
use variorum_language::Doc;
use variorum_record::Measure;

/// What a number measures and the token that says so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meaning {
    pub(crate) measure: Measure,
    pub(crate) anchor: usize,
    /// The number is an earlier state of a total ("up from seven").
    pub(crate) earlier: bool,
}

impl Meaning {
    fn new(measure: Measure, anchor: usize) -> Self {
        Meaning { measure, anchor, earlier: false }
    }
}

/// Measures of what became of people.
pub(crate) fn is_casualty(measure: Measure) -> bool {
    use Measure::{Detained, Displaced, Injured, Killed, Missing, Rescued};
    matches!(measure, Killed | Injured | Missing | Detained | Displaced | Rescued)
}

/// Whether the word that says what became of people is negated: "were not hurt", "was never injured".
pub(crate) fn denied(doc: &Doc, anchor: usize) -> bool {
    let not = |token: usize| {
        doc.children(token).any(|child| {
            doc.dep(child) == "neg"
                && !(child + 1 < doc.len() && ["only", "just"].contains(&doc.lemma(child + 1).to_lowercase().as_str()))
        })
    };
    let copula = doc.head(anchor);
    not(anchor) || matches!(doc.dep(anchor), "acomp" | "attr" | "oprd") && not(copula)
}

/// The noun that a number token counts, or the number itself where it stands for one ("killed two").
pub(crate) fn counted(doc: &Doc, token: usize) -> usize {
    let mut at = token;
    for _ in 0..4 {
        let head = doc.head(at);
        let modifies = matches!(
            doc.dep(at),
            "nummod" | "quantmod" | "compound" | "amod" | "det" | "npadvmod" | "advmod" | "nmod" | "predet"
        );
        if head == at
            || !modifies
            || !matches!(doc.pos(head), "NOUN" | "PROPN" | "NUM" | "PRON" | "ADJ" | "SYM")
            || head + 12 < token
        {
            break;
        }
        if doc.pos(head) == "ADJ" && head < token {
            break;
        }
        at = head;
    }
    at
}

/// What became of so many of a thing: by the part its noun plays, not by what the whole was: "54 of 60 drones launched".
pub(crate) fn part(doc: &Doc, noun: usize) -> Option<Meaning> {
    role(doc, noun, 0)
}

/// What the thing under token `noun` is counted for.
pub(crate) fn of(doc: &Doc, noun: usize, number: usize) -> Option<Meaning> {
    // "54 of 60 drones launched": what follows "of" says nothing of the 54.
    let of_number = doc.children(noun).any(|of| {
        doc.lemma(of) == "of" && doc.child(of, &["pobj"]).is_some_and(|object| doc.child(object, &["nummod"]).is_some())
    });
    if of_number {
        return role(doc, noun, 0);
    }
    bare(doc, noun, number).or_else(|| own(doc, noun, number)).or_else(|| role(doc, noun, 0))
}

/// A number without a noun right before what became of those it counts: "three killed and 30 wounded". Not "the bomb that killed
/// 14 wounded 30".
fn bare(doc: &Doc, noun: usize, number: usize) -> Option<Meaning> {
    let next = number + 1;
    let others = matches!(doc.lemma(noun).to_lowercase().as_str(), "other" | "more");
    let fate = if noun == number { next } else { noun + 1 };
    if !(noun == number || (others && noun == next))
        || fate + 1 >= doc.len()
        || !matches!(doc.tag(fate), "VBN" | "VBD" | "JJ")
    {
        return None;
    }
    // "And 20 others wounded Channel 6 reported", where a mark was lost.
    let object =
        matches!(doc.pos(fate + 1), "NUM" | "DET" | "PRON") || !others && matches!(doc.pos(fate + 1), "NOUN" | "PROPN");
    let measure = single_state(doc, fate).filter(|measure| is_casualty(*measure) && !object)?;
    Some(Meaning::new(measure, fate))
}

/// The noun itself and what modifies it: "12 deaths", "80 injured", "two people wounded", "20 missing sailors".
fn own(doc: &Doc, noun: usize, number: usize) -> Option<Meaning> {
    let lemma = doc.lemma(noun).to_lowercase();
    if (noun != number || doc.pos(noun) == "NOUN")
        && let Some(anchor) = anchors('n', &lemma).find(|anchor| matches!(anchor.slot, "self" | "both"))
    {
        return Some(Meaning::new(anchor.measure, noun));
    }
    for child in doc.children(noun) {
        let word = doc.lemma(child).to_lowercase();
        match doc.dep(child) {
            "amod" => {
                if let Some(measure) = state(doc, child) {
                    return Some(Meaning::new(measure, child));
                }
            }
            "acl" if doc.tag(child) == "VBN" || doc.tag(child) == "VBD" || doc.pos(child) == "ADJ" => {
                // "140 soldiers killed and wounded" says neither.
                let either = says_neither(doc, child);
                if let Some(measure) = state(doc, child).or_else(|| verb(doc, child, &word, "obj", noun))
                    && !either
                {
                    return Some(Meaning::new(measure, child));
                }
            }
            "relcl" => {
                let passive = doc.child(child, &["nsubjpass", "auxpass"]).is_some();
                let slot = if passive { "obj" } else { "subj" };
                if doc
                    .child(child, &["nsubj", "nsubjpass"])
                    .is_some_and(|subject| matches!(doc.tag(subject), "WDT" | "WP"))
                    && let Some(measure) = verb(doc, child, &word, slot, noun).or_else(|| predicate(doc, child))
                {
                    return Some(Meaning::new(measure, child));
                }
            }
            _ => {}
        }
    }
    None
}

/// A participle or adjective that says a state: killed, injured, missing.
fn state(doc: &Doc, token: usize) -> Option<Measure> {
    let known = single_state(doc, token)?;
    // "dead or injured" under one number says neither.
    let conjunct = doc.children(token).find(|&other| {
        doc.dep(other) == "conj" && !doc.children(other).any(|child| matches!(doc.pos(child), "NUM" | "PRON"))
    });
    let other = conjunct.and_then(|other| single_state(doc, other));
    // "shot and killed"
    if matches!(doc.lemma(token), "shoot" | "stab") && other == Some(Measure::Killed) {
        return other;
    }
    other.is_none_or(|other| other == known).then_some(known)
}

/// Whether the killed and the hurt stand under one number: "140 soldiers killed and wounded". Who was shot and killed is dead.
pub(crate) fn says_neither(doc: &Doc, token: usize) -> bool {
    let first = if doc.dep(token) == "conj" { doc.head(token) } else { token };
    let fate = |at: usize| ["kill", "wound", "injure", "hurt"].contains(&doc.lemma(at));
    fate(first)
        && state(doc, first).is_none()
        && doc.children(first).any(|child| {
            // "One was killed and another wounded": each has a count of its own.
            let between = (first + 1..child).all(|at| matches!(doc.tag(at), "CC" | "RB" | ","));
            doc.dep(child) == "conj" && child > first && between && fate(child)
        })
        && !clause::with_objects(doc, first)
}

fn single_state(doc: &Doc, token: usize) -> Option<Measure> {
    let text = doc.lemma(token).to_lowercase();
    if !matches!(doc.pos(token), "VERB" | "ADJ" | "NOUN") {
        return None;
    }
    // "believed to be missing" is read as a verb at times.
    let text = if text == "miss" && doc.tag(token) == "VBG" { "missing".to_string() } else { text };
    anchors('a', &text).next().map(|anchor| anchor.measure).or_else(|| {
        // "14 were killed and dozens maimed": the second of the row may pass for a present tense with "ed" left on its base form.
        let row = doc.tag(token) == "VBP"
            && doc.dep(token) == "conj"
            && doc.child(doc.head(token), &["auxpass"]).is_some()
            && text.ends_with("ed");
        let text = if row { text.trim_end_matches("ed") } else { &text };
        // "if the outlook held": nobody is.
        let held = text == "hold" && doc.tag(token) != "VBN";
        let participle = (matches!(doc.tag(token), "VBN" | "VBD") || row) && !held;
        if participle && text == "take" && mentions(doc, token, &["custody"]) {
            return Some(Measure::Detained);
        }
        let known = anchors('v', text)
            .find(|anchor| anchor.slot != "subj" && anchor.only.is_empty() && is_casualty(anchor.measure));
        known.filter(|_| participle).map(|anchor| anchor.measure)
    })
}

/// A verb's measure for its `slot`, if `noun` may stand there.
fn verb(doc: &Doc, verb: usize, lemma: &str, slot: &str, noun: usize) -> Option<Measure> {
    // "were crushed to death", "froze to death"
    let passive = doc.child(verb, &["auxpass", "nsubjpass"]).is_some() || matches!(doc.dep(verb), "acl");
    if (slot == "obj" || !passive && ["freeze", "starve", "bleed", "burn", "fall", "choke"].contains(&lemma))
        && clause::to_death(doc, verb)
        && counts_people(doc, noun, &doc.lemma(noun).to_lowercase())
    {
        return Some(Measure::Killed);
    }
    let is = |words: &[&str], noun: usize| {
        let lemma = doc.lemma(noun).to_lowercase();
        words.contains(&lemma.as_str()) || words.contains(&PERSON) && counts_people(doc, noun, &lemma)
    };
    let fits = |anchor: &&Anchor| {
        if !matches!(anchor.slot, "obj" | "subj" | "both") {
            // A preposition with what must stand behind it: "taken to hospital", "pulled from the rubble".
            return slot == "obj"
                && doc
                    .children(verb)
                    .filter(|&kid| doc.dep(kid) == "prep" && doc.lemma(kid) == anchor.slot)
                    .any(|kid| doc.child(kid, &["pobj"]).is_some_and(|object| is(&anchor.only, object)));
        }
        if anchor.slot != slot && anchor.slot != "both" || is(&anchor.not, noun) {
            return false;
        }
        if anchor.only.is_empty() {
            return true;
        }
        // For "suffered injuries" the object decides about the subject.
        let word = if slot == "subj" { doc.child(verb, &["dobj"]) } else { Some(noun) };
        word.is_some_and(|word| is(&anchor.only, word))
            || slot == "subj" && anchor.slot == "both" && is(&anchor.only, noun)
    };
    // "The market held about 100 traders": who holds people against their will is somebody.
    if lemma == "hold"
        && !passive
        && slot == "obj"
        && !doc
            .child(verb, &["nsubj"])
            .is_some_and(|subject| crate::extract::events::triggers::agent_like(doc, subject))
    {
        return None;
    }
    let people = |measure: Measure| {
        let lemma = doc.lemma(noun).to_lowercase();
        let counted = counts_people(doc, noun, &lemma);
        match measure {
            // "buried many of its children"
            Measure::Damaged | Measure::Delivered => {
                let of = doc.children(noun).find(|&child| doc.lemma(child) == "of");
                let whole = of.and_then(|of| doc.child(of, &["pobj"]));
                !is_person(&lemma) && !whole.is_some_and(|whole| is_person(doc.lemma(whole)))
            }
            Measure::Detained => counted,
            // "130 houses were evacuated"
            Measure::Displaced => counted || HOUSED.contains(&lemma.as_str()),
            Measure::Rescued | Measure::Missing => counted || slot == "subj",
            _ => true,
        }
    };
    let particle = doc
        .children(verb)
        .find(|&child| doc.dep(child) == "prt" || doc.dep(child) == "advmod" && doc.lemma(child) == "down")
        .map(|child| doc.lemma(child).to_lowercase());
    let phrasal = particle.as_ref().map_or_else(String::new, |particle| format!("{lemma} {particle}"));
    let mut found = anchors('v', &phrasal).chain(anchors('v', lemma)).filter(fits).collect::<Vec<_>>();
    // A verb bound to certain objects ("shot down 54 drones") goes before its general sense.
    found.sort_by_key(|anchor| anchor.only.is_empty());
    let mut measure = found.iter().map(|anchor| anchor.measure).find(|measure| people(*measure))?;
    if lemma == "shoot" && particle.as_deref() == Some("down") && !is_person(doc.lemma(noun)) {
        measure = Measure::Intercepted;
    } else if lemma == "shoot" {
        let deadly = particle.as_deref() == Some("down")
            || doc
                .children(verb)
                .any(|child| doc.lemma(child) == "dead" || doc.dep(child) == "conj" && doc.lemma(child) == "kill");
        if deadly {
            measure = Measure::Killed;
        }
    }
    if matches!(measure, Measure::Launched) && is_person(doc.lemma(noun)) {
        return None;
    }
    Some(measure)
}

/// Whether a noun or a number that stands for one can be people.
fn counts_people(doc: &Doc, noun: usize, lemma: &str) -> bool {
    doc.pos(noun) == "NUM"
        || matches!(lemma, "other" | "more" | "nobody" | "none" | "one")
        || QUANTITIES.contains_key(lemma)
        || is_person(lemma)
        || doc.pos(noun) == "PROPN"
        || lemma.ends_with("an")
}

/// "told to leave their homes", "forced to flee": what people are made to do.
fn commanded(doc: &Doc, verb: usize, noun: usize) -> Option<Measure> {
    if !COMMANDS.contains(&doc.lemma(verb)) {
        return None;
    }
    let done = doc.child(verb, &["xcomp", "ccomp"])?;
    let lemma = doc.lemma(done).to_lowercase();
    self::verb(doc, done, &lemma, "subj", noun).filter(|measure| *measure == Measure::Displaced)
}

/// "had to leave their homes", "needed to be evacuated": what people could not help.
fn compelled(doc: &Doc, verb: usize, noun: usize) -> Option<Measure> {
    let infinitive = |kid: &usize| doc.children(*kid).any(|to| doc.tag(to) == "TO");
    if !["have", "need"].contains(&doc.lemma(verb)) {
        return None;
    }
    let done = doc.child(verb, &["xcomp"]).filter(infinitive)?;
    let slot = if doc.child(done, &["auxpass"]).is_some() { "obj" } else { "subj" };
    self::verb(doc, done, &doc.lemma(done).to_lowercase(), slot, noun)
        .filter(|measure| matches!(measure, Measure::Displaced | Measure::Rescued))
}

/// "known to have died", "believed to have been abducted": what people are said to have done or suffered.
fn believed(doc: &Doc, verb: usize, noun: usize) -> Option<Measure> {
    if !BELIEFS.contains(&doc.lemma(verb)) {
        return None;
    }
    let done = doc.child(verb, &["xcomp"]).or_else(|| doc.child(verb, &["oprd"]))?;
    let slot = if doc.child(done, &["auxpass"]).is_some() || doc.dep(done) == "oprd" { "obj" } else { "subj" };
    self::verb(doc, done, &doc.lemma(done).to_lowercase(), slot, noun).or_else(|| predicate(doc, done))
}

/// What a noun or adjective that stands for people says of them: "three of the dead".
pub(crate) fn named(doc: &Doc, token: usize) -> Option<Measure> {
    let lemma = doc.lemma(token).to_lowercase();
    anchors('n', &lemma)
        .filter(|anchor| matches!(anchor.slot, "self" | "both"))
        .chain(anchors('a', &lemma))
        .map(|anchor| anchor.measure)
        .next()
}

/// "were dead", "are missing", "were in critical condition".
fn predicate(doc: &Doc, verb: usize) -> Option<Measure> {
    let lemma = doc.lemma(verb).to_lowercase();
    if ![
        "be",
        "remain",
        "leave",
        "feel",
        "go",
        "report",
        "confirm",
        "list",
        "find",
        "fear",
        "believe",
        "declare",
        "pronounce",
        "presume",
    ]
    .contains(&lemma.as_str())
    {
        return None;
    }
    doc.children(verb)
        .filter(|&child| matches!(doc.dep(child), "acomp" | "oprd" | "attr" | "xcomp" | "ccomp" | "advcl" | "prep"))
        // "Twenty were wounded, a witness reported": what others are.
        .filter(|&child| doc.child(child, &["nsubj", "nsubjpass"]).is_none())
        .find_map(|child| if doc.dep(child) == "prep" { condition(doc, child) } else { state(doc, child) })
}

/// "in critical condition", "among the dead".
fn condition(doc: &Doc, preposition: usize) -> Option<Measure> {
    let object = doc.child(preposition, &["pobj"])?;
    match doc.lemma(object).to_lowercase().as_str() {
        "condition" | "hospital" => Some(Measure::Injured),
        "dead" => Some(Measure::Killed),
        "wounded" | "injured" => Some(Measure::Injured),
        "missing" => Some(Measure::Missing),
        _ => None,
    }
}

/// The part that `noun` plays in its clause.
fn role(doc: &Doc, noun: usize, depth: usize) -> Option<Meaning> {
    let head = doc.head(noun);
    if head == noun || depth > 4 {
        return None;
    }
    let lemma = doc.lemma(head).to_lowercase();
    match doc.dep(noun) {
        // "the number of dead, 29,"
        "appos" if lemma == "toll" => Some(Meaning::new(toll_noun(doc, head), head)),
        "appos" if tally_before(doc, noun).is_some() => {
            let tally = tally_before(doc, noun)?;
            tallied(doc, tally).map(|measure| Meaning::new(measure, tally))
        }
        "appos" if TALLIES.contains(&lemma.as_str()) => tallied(doc, head).map(|measure| Meaning::new(measure, head)),
        "appos" if clause::displaced(doc, noun).is_some() => {
            let verb = clause::displaced(doc, noun)?;
            let slot = if doc.child(verb, &["auxpass"]).is_some() { "obj" } else { "subj" };
            let measure = self::verb(doc, verb, &doc.lemma(verb).to_lowercase(), slot, noun)?;
            Some(Meaning::new(measure, verb))
        }
        "conj" | "appos" => {
            let meaning = own(doc, head, head).or_else(|| role(doc, head, depth + 1))?;
            Some(meaning)
        }
        "nsubjpass" => {
            if says_neither(doc, head) {
                return None;
            }
            // "were reported dead", "were found dead"
            if let Some(measure) = predicate(doc, head).filter(|measure| is_casualty(*measure)) {
                return Some(Meaning::new(measure, head));
            }
            if ["take", "rush", "bring", "carry", "transport", "fly", "airlift", "admit"].contains(&lemma.as_str())
                && mentions(doc, head, &["hospital", "clinic", "infirmary"])
            {
                return Some(Meaning::new(Measure::Injured, head));
            }
            if lemma == "take" && mentions(doc, head, &CAPTIVITY) {
                return Some(Meaning::new(Measure::Detained, head));
            }
            verb(doc, head, &lemma, "obj", noun)
                .or_else(|| commanded(doc, head, noun))
                .or_else(|| believed(doc, head, noun))
                .map(|measure| Meaning::new(measure, head))
        }
        // "six were still unaccounted for": the subject may hang from the auxiliary.
        "nsubj" if doc.dep(head) == "auxpass" => {
            let verb = doc.head(head);
            single_state(doc, verb).map(|measure| Meaning::new(measure, verb))
        }
        // "left a 17-year-old wounded"
        "amod" if super::is_aged(doc, noun) => {
            state(doc, head).map(|measure| Meaning::new(measure, head)).or_else(|| role(doc, head, depth + 1))
        }
        "nsubj" | "csubj" => {
            if let Some(measure) = state(doc, head).filter(|_| doc.child(head, &["dobj"]).is_none()) {
                // "80 injured" under "left", or a headline's "two injured".
                let finite = doc.children(head).any(|child| doc.dep(child) == "aux" && doc.lemma(child) == "have");
                let row = doc.tag(head) == "VBP" && doc.dep(head) == "conj";
                if (matches!(doc.tag(head), "VBN" | "VBD" | "JJ" | "NN" | "NNS") || row) && !finite {
                    return Some(Meaning::new(measure, head));
                }
            }
            if let Some(measure) = predicate(doc, head) {
                return Some(Meaning::new(measure, head));
            }
            if ["lose", "give"].contains(&lemma.as_str()) {
                let object = doc.child(head, &["dobj"]).map(|object| doc.lemma(object).to_lowercase());
                match object.as_deref() {
                    Some("life") => return Some(Meaning::new(Measure::Killed, head)),
                    Some("home" | "house") => return Some(Meaning::new(Measure::Displaced, head)),
                    _ => {}
                }
            }
            verb(doc, head, &lemma, "subj", noun)
                .or_else(|| compelled(doc, head, noun))
                .map(|measure| Meaning::new(measure, head))
                .or_else(|| later_passive(doc, head, noun))
        }
        "dobj" | "attr" | "oprd" | "dative" | "npadvmod" => {
            if doc.dep(noun) == "dobj"
                && lemma == "take"
                && (CAPTIVITY.contains(&doc.lemma(noun))
                    || doc.children(head).any(|kid| kid > noun && CAPTIVITY.contains(&doc.lemma(kid))))
            {
                return Some(Meaning::new(Measure::Detained, head));
            }
            // "The dead included six women."
            if doc.dep(noun) == "dobj"
                && lemma == "include"
                && let Some(measure) = doc.child(head, &["nsubj"]).and_then(|whole| named(doc, whole))
            {
                return Some(Meaning::new(measure, head)).filter(|_| is_casualty(measure));
            }
            if doc.dep(noun) == "dobj" && ["leave", "report", "find", "count", "confirm"].contains(&lemma.as_str()) {
                let after = doc.children(head).filter(|&child| {
                    child > noun
                        && matches!(
                            doc.dep(child),
                            "oprd" | "acl" | "advcl" | "ccomp" | "acomp" | "xcomp" | "conj" | "prep"
                        )
                });
                let fate =
                    |child: usize| if doc.dep(child) == "prep" { condition(doc, child) } else { state(doc, child) };
                if let Some(measure) = after.filter_map(fate).next() {
                    return Some(Meaning::new(measure, head));
                }
            }
            if (lemma == "be"
                || lemma == "number"
                || lemma == "total"
                || lemma == "reach"
                || lemma == "hit"
                || lemma == "top"
                || lemma == "exceed"
                || lemma == "pass")
                && let Some(measure) = toll(doc, head, noun)
            {
                return Some(Meaning::new(measure, head));
            }
            if doc.dep(noun) == "npadvmod" {
                return None;
            }
            verb(doc, head, &lemma, "obj", noun)
                .or_else(|| commanded(doc, head, noun))
                .map(|measure| Meaning::new(measure, head))
        }
        "ccomp" | "xcomp" | "acl" | "advcl" => None,
        "pobj" => preposition(doc, head, noun, depth),
        _ => None,
    }
}

/// What people are taken for or into.
const CAPTIVITY: [&str; 4] = ["custody", "hostage", "prisoner", "captive"];

/// "Several men came at the patrol and were killed": what became of the subject stands in the second verb of a row.
fn later_passive(doc: &Doc, verb: usize, noun: usize) -> Option<Meaning> {
    let own = |&second: &usize| {
        doc.dep(second) == "conj"
            && doc.child(second, &["auxpass"]).is_some()
            && doc.child(second, &["nsubj", "nsubjpass"]).is_none()
    };
    let second = doc.children(verb).find(own)?;
    let lemma = doc.lemma(second).to_lowercase();
    self::verb(doc, second, &lemma, "obj", noun)
        .filter(|measure| is_casualty(*measure) || *measure == Measure::Detained)
        .map(|measure| Meaning::new(measure, second))
}

/// The number stands behind a preposition.
fn preposition(doc: &Doc, preposition: usize, noun: usize, depth: usize) -> Option<Meaning> {
    let word = doc.lemma(preposition).to_lowercase();
    let head = doc.head(preposition);
    let lemma = doc.lemma(head).to_lowercase();
    match word.as_str() {
        "of" | "to" | "among" | "by" | "at" | "from" if lemma == "toll" => {
            let mut meaning = Meaning::new(toll_noun(doc, head), head);
            meaning.earlier = word == "from";
            Some(meaning)
        }
        "of" => {
            if matches!(lemma.as_str(), "loss" | "cost")
                && ["life", "soldier", "people", "man", "civilian"].contains(&doc.lemma(noun).to_lowercase().as_str())
            {
                return Some(Meaning::new(Measure::Killed, head));
            }
            if let Some(anchor) = anchors('n', &lemma).find(|anchor| matches!(anchor.slot, "of" | "both")) {
                // "bodies of 12 migrants"
                return Some(Meaning::new(anchor.measure, head));
            }
            // "a group of 20 (killed)", "54 of 60 drones": what stands before "of" has the role, for groups only.
            if COUNTED_GROUPS.contains(&lemma.as_str()) {
                return own(doc, head, head).or_else(|| role(doc, head, depth + 1));
            }
            // "death toll of", when the tree hangs the phrase from the verb
            None
        }
        "including" | "include" | "among" | "amongst" => {
            let head = if doc.pos(head) == "VERB" {
                doc.child(head, &["nsubj", "nsubjpass", "dobj"]).unwrap_or(head)
            } else {
                head
            };
            own(doc, head, head).or_else(|| role(doc, head, depth + 1))
        }
        "to" | "at" | "by" | "from" | "above" | "past" | "beyond" => {
            let counted = || {
                // "5,200 people have left their homes, up from 3,500"
                let changed = word == "from" && matches!(lemma.as_str(), "up" | "down" | "rise" | "increase" | "drop");
                let verb = doc.ancestors(head).take(3).find(|&at| doc.pos(at) == "VERB").filter(|_| changed)?;
                // "killed 14 people, police said, up from nine": the words around may stand over the clause.
                let told = std::iter::once(verb).chain(doc.children(verb).filter(|&kid| doc.dep(kid) == "ccomp"));
                let whole = told.flat_map(|verb| doc.children(verb)).find(|&kid| {
                    matches!(doc.dep(kid), "nsubj" | "nsubjpass" | "dobj") && doc.child(kid, &["nummod"]).is_some()
                })?;
                own(doc, whole, whole).or_else(|| role(doc, whole, depth + 1)).map(|meaning| meaning.measure)
            };
            let measure = toll(doc, head, noun).or_else(counted)?;
            Some(Meaning { measure, anchor: head, earlier: word == "from" })
        }
        // "searching for 24 others", "the search for 17 miners": not for suspects, and not where police look for somebody.
        "for" => {
            let class = if doc.pos(head) == "VERB" { 'v' } else { 'n' };
            let above = std::iter::once(head).chain(doc.ancestors(head).take(4).filter(|&at| doc.pos(at) == "VERB"));
            let police = above.into_iter().find_map(|at| doc.child(at, &["nsubj", "poss", "compound"]));
            let hunters = [
                "police",
                "officer",
                "deputy",
                "detective",
                "investigator",
                "trooper",
                "agent",
                "marshal",
                "force",
                "troops",
                "patrol",
                "army",
            ];
            let hunted = police.is_some_and(|by| hunters.contains(&doc.lemma(by).to_lowercase().as_str()));
            let counted = doc.lemma(noun).to_lowercase();
            let anchor = anchors(class, &lemma).find(|anchor| anchor.slot == "for")?;
            let fits = !hunted && (doc.pos(noun) == "NUM" || anchor.only.contains(&counted.as_str()));
            fits.then(|| Meaning::new(anchor.measure, head))
        }
        "with"
            if ["along", "together"].contains(&lemma.as_str())
                || doc.children(preposition).any(|child| doc.lemma(child) == "along") =>
        {
            // "detained the leader along with three others"
            let joined = if ["along", "together"].contains(&lemma.as_str()) { doc.head(head) } else { head };
            if matches!(doc.pos(joined), "VERB") {
                let lemma = doc.lemma(joined).to_lowercase();
                return verb(doc, joined, &lemma, "obj", noun).map(|measure| Meaning::new(measure, joined));
            }
            own(doc, joined, joined).or_else(|| role(doc, joined, depth + 1))
        }
        "with" => {
            // "with two people injured": the state hangs from the noun or follows it.
            let next = doc.children(preposition).filter(|&child| child > noun).find_map(|child| state(doc, child));
            next.map(|measure| Meaning::new(measure, preposition))
        }
        _ => None,
    }
}

/// "the death toll rose to 31", "the number of dead stands at 12", "brought the toll to".
fn toll(doc: &Doc, verb: usize, noun: usize) -> Option<Measure> {
    let mut at = verb;
    // "bringing the number of people killed in two towns to 11": the model hangs the end from anywhere below.
    let brought = doc.ancestors(verb).take(6).find(|&at| {
        matches!(doc.lemma(at), "bring" | "raise" | "take" | "push" | "lift")
            && doc.child(at, &["dobj"]).is_some_and(|tally| {
                doc.lemma(tally) == "toll" || TALLIES.contains(&doc.lemma(tally).to_lowercase().as_str())
            })
    });
    if let Some(brought) = brought.filter(|_| doc.dep(noun) == "pobj" && doc.lemma(doc.head(noun)) == "to") {
        at = brought;
    }
    for _ in 0..3 {
        for child in doc.children(at).filter(|&child| child != noun) {
            if !matches!(doc.dep(child), "nsubj" | "dobj" | "nsubjpass" | "attr") {
                continue;
            }
            let lemma = doc.lemma(child).to_lowercase();
            if lemma == "toll" {
                return Some(toll_noun(doc, child));
            }
            if TALLIES.contains(&lemma.as_str())
                && let Some(measure) = tallied(doc, child)
            {
                return Some(measure);
            }
            if (doc.dep(child) != "dobj" || at == verb)
                && let Some(anchor) =
                    anchors('n', &lemma).find(|anchor| anchor.slot == "both" && anchor.measure != Measure::Launched)
                && doc.dep(child).starts_with("nsubj")
            {
                return Some(anchor.measure);
            }
        }
        if doc.is_root(at) {
            break;
        }
        at = doc.head(at);
    }
    None
}

/// Nouns for a number that is kept: "the number of dead".
const TALLIES: [&str; 5] = ["number", "count", "total", "tally", "figure"];

/// "The number of dead given in our last edition, 29, was": the number closes the phrase of the tally.
fn tally_before(doc: &Doc, noun: usize) -> Option<usize> {
    let above = doc.ancestors(noun).take(5).find(|&at| TALLIES.contains(&doc.lemma(at).to_lowercase().as_str()))?;
    let last = doc.subtree(above).rfind(|&token| doc.pos(token) != "PUNCT")?;
    (doc.pos(noun) == "NUM" && last == noun && doc.dep(above).starts_with("nsubj")).then_some(above)
}

/// What a tally counts, from the words of its phrase: "the number of people known to have died".
fn tallied(doc: &Doc, tally: usize) -> Option<Measure> {
    doc.subtree(tally).filter(|&token| token != tally).find_map(|token| {
        let lemma = doc.lemma(token).to_lowercase();
        let states = anchors('n', &lemma).chain(anchors('a', &lemma)).map(|anchor| anchor.measure);
        let verbs = anchors('v', &lemma)
            .filter(|anchor| anchor.only.is_empty() && doc.pos(token) == "VERB" && is_casualty(anchor.measure));
        states.chain(verbs.map(|anchor| anchor.measure)).next()
    })
}

fn toll_noun(doc: &Doc, toll: usize) -> Measure {
    let injured = doc
        .children(toll)
        .any(|child| ["injury", "injured", "wounded"].contains(&doc.lemma(child).to_lowercase().as_str()));
    if injured { Measure::Injured } else { Measure::Killed }
}

fn mentions(doc: &Doc, verb: usize, words: &[&str]) -> bool {
    doc.subtree(verb).any(|token| words.contains(&doc.lemma(token).to_lowercase().as_str()))
}

/// The words next to a number, for headlines and for what the tree does not say: "12 dead", "kills two", "three others wounded".
pub(crate) fn beside(doc: &Doc, first: usize, last: usize) -> Option<Meaning> {
    let sentence = doc.sentence_of(last);
    let word = |token: usize| doc.lemma(token).to_lowercase();
    let mut at = last + 1;
    let mut skipped = 0;
    while at < sentence.end && skipped < 6 {
        let lemma = word(at);
        if let Some(measure) = state(doc, at) {
            // "two killed three" reads the other way.
            let object = doc.child(at, &["dobj"]).is_some_and(|object| object > at);
            let next_conj = at + 2 < sentence.end
                && ["or", "and"].contains(&word(at + 1).as_str())
                && state(doc, at + 2).is_some_and(|other| other != measure)
                && skipped > 0;
            let thing = matches!(measure, Measure::Detained | Measure::Displaced)
                && doc.pos(last) == "NOUN"
                && !is_person(&word(last));
            // "a driver shot at a deputy": who shoots is not hurt.
            let aims = doc.tag(at) == "VBD"
                && doc.children(at).any(|child| ["at", "into", "toward", "towards"].contains(&doc.lemma(child)))
                && doc.child(at, &["nsubj"]).is_some();
            if !object && !next_conj && !thing && !aims {
                return Some(Meaning::new(measure, at));
            }
            return None;
        }
        let passes = is_person(&lemma)
            || ["other", "more", "be", "have", "people", "person", "been", "get", "leave", "report", "least", "at"]
                .contains(&lemma.as_str())
            || doc.pos(at) == "ADJ";
        if !passes {
            break;
        }
        at += 1;
        skipped += 1;
    }
    let before = first.checked_sub(1).filter(|&at| at >= sentence.start)?;
    if matches!(doc.pos(before), "VERB" | "NOUN" | "PROPN") {
        let lemma = word(before);
        let stem = lemma.trim_end_matches('s');
        let found = anchors('v', &lemma)
            .chain(anchors('v', stem))
            .find(|anchor| anchor.slot == "obj" && anchor.only.is_empty() && is_casualty(anchor.measure));
        let people = match doc.pos(last) {
            "NOUN" => is_person(&word(last)),
            _ => last + 1 >= sentence.end || is_person(&word(last + 1)) || doc.pos(last + 1) != "NOUN",
        };
        if let Some(anchor) =
            found.filter(|anchor| anchor.measure == Measure::Killed || anchor.measure == Measure::Injured || people)
        {
            return Some(Meaning::new(anchor.measure, before));
        }
    }
    None
}
