//! Who is subject, object and complement of a verb, whatever the clause looks like: passive, relative, participle, infinitive, coordination.

use crate::words::{KIN, LIGHT, PLACE_TYPES};
use std::ops::Range;
use variorum_language::Doc;

/// The arguments of a verb or noun.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    /// Who does it.
    pub(crate) subjects: Vec<usize>,
    /// To whom it is done.
    pub(crate) objects: Vec<usize>,
    /// Prepositions with their objects.
    pub(crate) prepositions: Vec<(String, usize)>,
    /// Whether the verb is passive.
    pub(crate) passive: bool,
}

impl Arguments {
    /// The objects of one of these prepositions.
    pub(crate) fn behind<'a>(&'a self, words: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
        self.prepositions.iter().filter(move |(word, _)| words.contains(&word.as_str())).map(|(_, token)| *token)
    }
}

/// Words to either side of a word within which a sentence of any length is read: what is longer is no sentence, and looking
/// through all of it for each of its words would take time without bound.
const REACH: usize = 200;

/// The sentence around a token; of one without end, what is near.
pub(crate) fn sentence(doc: &Doc, token: usize) -> Range<usize> {
    let sentence = doc.sentence_of(token);
    match sentence.len() > 2 * REACH {
        false => sentence,
        true => sentence.start.max(token.saturating_sub(REACH))..sentence.end.min(token + REACH + 1),
    }
}

/// `token` and what is coordinated with it.
pub(crate) fn with_conjuncts(doc: &Doc, token: usize) -> Vec<usize> {
    let mut all = vec![token];
    let mut at = 0;
    while at < all.len() && all.len() < 12 {
        for child in doc.children(all[at]) {
            if (doc.dep(child) == "conj" || opens_list(doc, child))
                && child > all[at]
                && matches!(doc.pos(child), "NOUN" | "PROPN" | "PRON" | "NUM" | "ADJ" | "X")
            {
                all.push(child);
            }
        }
        at += 1;
    }
    // "detained one, a courier, and two others": the courier is the one.
    if doc.lemma(token).eq_ignore_ascii_case("one") {
        let named = |noun: usize| {
            let article = doc.children(noun).find(|&child| doc.dep(child) == "det" && child < noun);
            article.is_some_and(|article| crate::extract::figures::opens_on_one(doc, article))
        };
        all.retain(|&noun| noun == token || !named(noun));
    }
    all
}

/// "captured a leader, a courier and two others": the model takes the second of a list for an apposition; its article or number, and what
/// is joined to it with an article or number too, show the list.
fn opens_list(doc: &Doc, token: usize) -> bool {
    let counted = |noun: usize| {
        doc.children(noun).any(|child| {
            doc.dep(child) == "nummod" || doc.dep(child) == "det" && ["a", "an", "another"].contains(&doc.lemma(child))
        })
    };
    let own = |noun: usize| counted(noun) || ["several", "two", "three", "four"].contains(&doc.lemma(noun));
    doc.dep(token) == "appos"
        && doc.pos(token) == "NOUN"
        && doc.pos(doc.head(token)) == "NOUN"
        && counted(doc.head(token))
        && counted(token)
        && doc.children(token).any(|child| doc.dep(child) == "conj" && own(child))
}

/// Whether a verb or what is joined to it has an object of its own: "killed and wounded four".
pub(crate) fn with_objects(doc: &Doc, verb: usize) -> bool {
    let row = std::iter::once(verb).chain(doc.children(verb).filter(|&child| doc.dep(child) == "conj"));
    row.into_iter().any(|at| doc.child(at, &["dobj", "nsubj", "nsubjpass"]).is_some() && at != verb)
        || doc.child(verb, &["dobj"]).is_some()
}

/// "beaten to death"
pub(crate) fn to_death(doc: &Doc, verb: usize) -> bool {
    let death = |to: usize| doc.child(to, &["pobj"]).is_some_and(|object| doc.lemma(object) == "death");
    doc.children(verb).any(|to| doc.lemma(to) == "to" && death(to))
}

pub(crate) fn is_verb(doc: &Doc, token: usize) -> bool {
    matches!(doc.pos(token), "VERB" | "AUX")
}

/// The prepositional phrases under a token; "in and around", "on behalf of" read by their first word.
pub(crate) fn prepositions(doc: &Doc, token: usize) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for child in doc.children(token) {
        if matches!(doc.dep(child), "prep" | "agent" | "dative") {
            let word = doc.lemma(child).to_lowercase();
            for object in doc.children(child).filter(|&object| matches!(doc.dep(object), "pobj" | "pcomp")) {
                found.extend(with_conjuncts(doc, object).into_iter().map(|object| (word.clone(), object)));
            }
            // "at the house of the judge and at the offices"
            let row = |inner: &usize| {
                doc.dep(*inner) == "conj" && doc.tag(*inner) == "IN" && doc.child(*inner, &["neg"]).is_none()
            };
            for inner in doc.children(child).filter(row) {
                let inner_word = doc.lemma(inner).to_lowercase();
                for object in doc.children(inner).filter(|&object| doc.dep(object) == "pobj") {
                    found.extend(with_conjuncts(doc, object).into_iter().map(|object| (inner_word.clone(), object)));
                }
            }
            // "out of", "up to", "because of"
            for inner in doc.children(child).filter(|&inner| doc.dep(inner) == "prep") {
                let inner_word = doc.lemma(inner).to_lowercase();
                for object in doc.children(inner).filter(|&object| doc.dep(object) == "pobj") {
                    found.extend(with_conjuncts(doc, object).into_iter().map(|object| (inner_word.clone(), object)));
                }
            }
        }
    }
    found
}

/// The arguments of a verb.
pub(crate) fn of_verb(doc: &Doc, verb: usize) -> Arguments {
    let mut arguments = own(doc, verb);
    if arguments.subjects.is_empty() || arguments.passive && arguments.objects.is_empty() {
        inherit(doc, verb, &mut arguments, 0);
    }
    arguments
}

/// "Police: man shot near the station": who says it opens the headline, and has no part in what is told.
fn is_announcer(doc: &Doc, token: usize) -> bool {
    matches!(doc.dep(token), "nsubj" | "nsubjpass") && announces(doc, token)
}

/// Whether a word ends what stands before the colon that a headline opens with.
fn announces(doc: &Doc, token: usize) -> bool {
    /// Words of a name before the colon.
    const LONGEST: usize = 5;
    let sentence = doc.sentence_of(token);
    token < sentence.start + LONGEST && token + 2 < sentence.end && doc.lemma(token + 1) == ":"
}

fn own(doc: &Doc, verb: usize) -> Arguments {
    let mut arguments = Arguments { prepositions: prepositions(doc, verb), ..Arguments::default() };
    arguments.passive = doc.child(verb, &["nsubjpass", "auxpass", "agent"]).is_some();
    for child in doc.children(verb).filter(|&child| !is_announcer(doc, child)) {
        match doc.dep(child) {
            "nsubj" | "csubj" if is_nominal(doc, child) => arguments.subjects.extend(with_conjuncts(doc, child)),
            "nsubjpass" | "dobj" => {
                for object in with_conjuncts(doc, child) {
                    arguments.objects.push(bearer_of_name(doc, object));
                    arguments.objects.extend(companions(doc, object));
                }
            }
            // "gave the country aid"
            "dative" if matches!(doc.pos(child), "NOUN" | "PROPN" | "PRON") => {
                arguments
                    .prepositions
                    .extend(with_conjuncts(doc, child).into_iter().map(|object| ("to".to_string(), object)));
            }
            "agent" => {
                for object in doc.children(child).filter(|&object| doc.dep(object) == "pobj") {
                    arguments.subjects.extend(with_conjuncts(doc, object));
                }
            }
            _ => {}
        }
    }
    restore(doc, verb, &mut arguments);
    if !arguments.objects.is_empty() {
        arguments.objects.extend(companions(doc, verb));
    }
    // "the gunmen who attacked": the pronoun stands for the noun before the clause.
    let antecedent = |token: usize| matches!(doc.tag(token), "WDT" | "WP") && matches!(doc.dep(verb), "relcl" | "acl");
    for list in [&mut arguments.subjects, &mut arguments.objects] {
        for token in list.iter_mut() {
            if antecedent(*token) || matches!(doc.tag(*token), "WDT" | "WP") && doc.dep(verb) == "conj" {
                let mut clause = verb;
                while doc.dep(clause) == "conj" {
                    clause = doc.head(clause);
                }
                if matches!(doc.dep(clause), "relcl" | "acl") {
                    *token = told_of(doc, doc.head(clause), clause);
                }
            }
        }
    }
    arguments
}

/// "the family of a man who was shot": the clause tells of the man, though the model hangs it from his family.
fn told_of(doc: &Doc, noun: usize, clause: usize) -> usize {
    let lemma = doc.lemma(noun).to_lowercase();
    if !(KIN.contains(lemma.as_str()) || ["family", "relative", "lawyer", "attorney"].contains(&lemma.as_str())) {
        return noun;
    }
    let of = doc.children(noun).find(|&child| child > noun && child < clause && doc.lemma(child) == "of");
    let person = of.and_then(|of| doc.child(of, &["pobj"]));
    person.filter(|&person| crate::extract::figures::tables::is_person(doc.lemma(person))).unwrap_or(noun)
}

/// How many tokens before its verb a subject is looked for that the model hangs from the place before it.
const OPENING: usize = 40;

/// "In Orvend district, Lowen province, a patrol detained two men": the model takes the last of the places for the subject, and the subject for
/// its apposition. The verb to which an apposition of a place belongs.
pub(crate) fn displaced(doc: &Doc, token: usize) -> Option<usize> {
    let place = doc.head(token);
    let article = || {
        doc.children(token).any(|child| {
            doc.dep(child) == "nummod"
                || doc.dep(child) == "det" && ["a", "an", "the"].contains(&doc.lemma(child).to_lowercase().as_str())
                || doc.dep(child) == "amod" && ["several", "many", "dozen"].contains(&doc.lemma(child))
        })
    };
    let placed = || doc.pos(place) == "PROPN" || PLACE_TYPES.contains(&doc.lemma(place).to_lowercase().as_str());
    if doc.dep(token) != "appos" || token < place || doc.pos(token) != "NOUN" || !article() || !placed() {
        return None;
    }
    let opens = |preposition: usize| {
        doc.dep(preposition) == "prep" && preposition < token && doc.sentence_of(token).start + 2 >= preposition
    };
    let verb = match doc.dep(place) {
        "nsubj" | "nsubjpass" => Some(doc.head(place)).filter(|&verb| doc.children(verb).any(opens)),
        _ => {
            let preposition = std::iter::once(place)
                .chain(doc.ancestors(place).take(8))
                .find(|&at| doc.dep(at) == "prep" && is_verb(doc, doc.head(at)))?;
            let verb = doc.head(preposition);
            (opens(preposition) && doc.child(verb, &["nsubj", "nsubjpass"]).is_none()).then_some(verb)
        }
    };
    verb.filter(|&verb| is_verb(doc, verb) && verb > token && verb - token <= OPENING)
}

/// Gives a verb the subject that hangs from the place before it.
fn restore(doc: &Doc, verb: usize, arguments: &mut Arguments) {
    let place = |token: usize| {
        token < verb
            && PLACE_TYPES.contains(&doc.lemma(token).to_lowercase().as_str())
            && doc.child(token, &["det"]).is_none()
            && doc.children(token).any(|child| doc.dep(child) == "compound" && doc.pos(child) == "PROPN")
    };
    let list = if arguments.passive { &mut arguments.objects } else { &mut arguments.subjects };
    if list.iter().any(|&token| token < verb && !place(token)) {
        // "In Orvend district, Lowen province, a patrol": two subjects, the first of which is the place.
        list.retain(|&token| !place(token));
        return;
    }
    let start = doc.sentence_of(verb).start.max(verb.saturating_sub(OPENING));
    if let Some(found) = (start..verb).find(|&token| displaced(doc, token) == Some(verb)) {
        list.retain(|&token| !place(token));
        list.extend(with_conjuncts(doc, found));
    }
}

/// How far behind its noun or verb a companion is looked for, in tokens.
const COMPANY: usize = 30;

/// Who was shot, where the model takes a headline's verb for a noun: "Man shot, killed on Elm Street".
pub(crate) fn shot(doc: &Doc, token: usize) -> Option<usize> {
    let before = token.checked_sub(1)?;
    let headline = matches!(doc.pos(token), "NOUN" | "VERB")
        && doc.lemma(token).eq_ignore_ascii_case("shot")
        && doc.dep(before) == "compound"
        && doc.head(before) == token
        && crate::extract::figures::tables::is_person(doc.lemma(before));
    headline.then_some(before)
}

/// Who is joined to an object without a conjunction: "detained the leader along with two others", "together with his son".
fn companions(doc: &Doc, token: usize) -> Vec<usize> {
    let end = doc.sentence_of(token).end.min(token + COMPANY);
    let joins = |with: &usize| {
        doc.lemma(*with) == "with"
            && doc.dep(*with) == "prep"
            && ["along", "together"].contains(&doc.lemma(*with - 1))
            && doc.ancestors(*with).take(2).any(|above| above == token)
    };
    let with = (token + 2..end).find(joins);
    let objects = with.into_iter().flat_map(|with| doc.children(with));
    objects.filter(|&object| doc.dep(object) == "pobj").flat_map(|object| with_conjuncts(doc, object)).collect()
}

/// "a Union of Orvend leader": the article shows that the name only modifies the noun, which the model hangs from its "of".
fn bearer_of_name(doc: &Doc, token: usize) -> usize {
    let article = |child: usize| doc.dep(child) == "det" && ["a", "an"].contains(&doc.lemma(child));
    if doc.pos(token) != "PROPN" || !doc.children(token).any(article) {
        return token;
    }
    let of = doc.children(token).find(|&child| child > token && doc.lemma(child) == "of");
    let noun = of.and_then(|of| doc.child(of, &["pobj"]));
    let bears = |&noun: &usize| {
        doc.pos(noun) == "NOUN"
            && crate::extract::figures::tables::is_person(doc.lemma(noun))
            && doc.children(noun).any(|child| doc.dep(child) == "compound" && doc.pos(child) == "PROPN")
    };
    noun.filter(bears).unwrap_or(token)
}

fn is_nominal(doc: &Doc, token: usize) -> bool {
    !is_verb(doc, token) || doc.tag(token) == "VBG"
}

/// What a verb without its own subject takes from the clause around it.
fn inherit(doc: &Doc, verb: usize, arguments: &mut Arguments, depth: usize) {
    let head = doc.head(verb);
    if head == verb || depth > 4 {
        return;
    }
    match doc.dep(verb) {
        "conj" if is_verb(doc, head) => {
            let outer = of_verb_at(doc, head, depth + 1);
            let bare = doc.child(verb, &["aux", "auxpass", "nsubj", "nsubjpass"]).is_none();
            if outer.passive && doc.tag(verb) == "VBN" && bare && doc.child(verb, &["dobj"]).is_none() {
                arguments.passive = true;
                if arguments.objects.is_empty() {
                    arguments.objects = outer.objects;
                }
                if arguments.subjects.is_empty() {
                    arguments.subjects = outer.subjects;
                }
            } else if arguments.passive && arguments.objects.is_empty() {
                arguments.objects = if outer.passive { outer.objects } else { outer.subjects };
            } else if arguments.subjects.is_empty() && !arguments.passive {
                arguments.subjects = if outer.passive { outer.objects.clone() } else { outer.subjects.clone() };
                // "shot and killed him": the object is shared.
                if arguments.objects.is_empty() {
                    let shared = doc.child(verb, &["dobj", "prep"]).is_none();
                    if shared && doc.child(head, &["dobj"]).is_some_and(|object| object > verb) {
                        arguments.objects = outer.objects;
                    }
                }
            }
        }
        "xcomp" if doc.pos(head) == "ADJ" && is_verb(doc, doc.head(head)) && doc.head(head) != head => {
            // "they are willing to forgive"
            let outer = of_verb_at(doc, doc.head(head), depth + 1);
            if arguments.subjects.is_empty() {
                arguments.subjects = if outer.passive { outer.objects } else { outer.subjects };
            }
        }
        "xcomp" | "advcl" | "ccomp" | "pcomp" | "prep" if is_verb(doc, head) || doc.dep(verb) == "pcomp" => {
            let mut governor = head;
            let mut preposition = None;
            if doc.dep(verb) == "pcomp" {
                preposition = Some(doc.lemma(head).to_lowercase());
                governor = doc.head(head);
            }
            if !is_verb(doc, governor) {
                // "plan of attacking": who plans attacks.
                if let Some(poss) = doc.child(governor, &["poss"]) {
                    arguments.subjects = vec![poss];
                }
                return;
            }
            if doc.dep(verb) == "ccomp" && doc.child(verb, &["aux"]).is_some_and(|aux| doc.tag(aux) != "TO") {
                return;
            }
            let outer = of_verb_at(doc, governor, depth + 1);
            let controls = [
                "urge", "ask", "order", "force", "tell", "call", "allow", "persuade", "press", "pressure", "permit",
                "help", "accuse", "blame", "suspect", "charge", "convict", "want", "expect", "compel", "invite",
                "prevent", "stop", "require", "warn",
            ];
            let by_object =
                controls.contains(&doc.lemma(governor)) && (preposition.is_some() || doc.dep(verb) != "advcl");
            let taken = if by_object && !outer.objects.is_empty() {
                outer.objects
            } else if outer.passive {
                // "was killed, leaving": nobody in particular; "is suspected of killing": the one suspected.
                if doc.dep(verb) == "advcl" { Vec::new() } else { outer.objects }
            } else {
                outer.subjects
            };
            // Who governs a passive suffers it; who does it stands behind "by" or is not told.
            if arguments.passive && arguments.objects.is_empty() {
                arguments.objects = taken;
            } else if !arguments.passive && arguments.subjects.is_empty() {
                arguments.subjects = taken;
            }
        }
        "acl" | "relcl" => {
            let noun = shot(doc, head).unwrap_or(head);
            match doc.tag(verb) {
                "VBN" | "VBD" if doc.child(verb, &["nsubj", "nsubjpass"]).is_none() && doc.dep(verb) == "acl" => {
                    arguments.passive = true;
                    if arguments.objects.is_empty() && !announces(doc, noun) {
                        arguments.objects = vec![noun];
                    }
                }
                "VBG" if doc.dep(verb) == "acl" => arguments.subjects = vec![noun],
                _ => {
                    let infinitive = doc.children(verb).any(|child| doc.tag(child) == "TO");
                    if infinitive {
                        // "his plan to attack", "the decision to withdraw": who governs the noun.
                        if let Some(poss) = doc.child(noun, &["poss"]) {
                            arguments.subjects = vec![poss];
                        } else if is_verb(doc, doc.head(noun)) && matches!(doc.dep(noun), "dobj" | "attr" | "pobj") {
                            arguments.subjects = of_verb_at(doc, doc.head(noun), depth + 1).subjects;
                        }
                    }
                }
            }
        }
        _ => {}
    }
}

fn of_verb_at(doc: &Doc, verb: usize, depth: usize) -> Arguments {
    let mut arguments = own(doc, verb);
    if arguments.subjects.is_empty() && depth < 5 || arguments.passive && arguments.objects.is_empty() {
        inherit(doc, verb, &mut arguments, depth);
    }
    arguments
}

/// The arguments of an event noun.
pub(crate) fn of_noun(doc: &Doc, noun: usize) -> Arguments {
    let mut arguments = Arguments { prepositions: prepositions(doc, noun), ..Arguments::default() };
    arguments.subjects.extend(arguments.behind(&["by"]).collect::<Vec<_>>());
    for clause in doc.children(noun).filter(|&child| matches!(doc.dep(child), "acl" | "relcl")) {
        // "attack carried out by", "attacks that targeted": read with the clause itself; the agent of a light verb is the actor.
        if LIGHT.contains(&doc.lemma(clause)) || ["blame", "attribute", "claim"].contains(&doc.lemma(clause)) {
            for (word, object) in prepositions(doc, clause) {
                if ["by", "to", "on"].contains(&word.as_str()) && (word == "by" || !LIGHT.contains(&doc.lemma(clause)))
                {
                    arguments.subjects.push(object);
                } else if word != "by" {
                    arguments.prepositions.push((word, object));
                }
            }
        }
    }
    // "perpetrated one of its worst attacks", "a series of attacks"
    let counted = |at: usize| {
        let of = doc.head(at);
        let amount = doc.head(of);
        let amounts =
            ["one", "series", "wave", "number", "string", "spate", "dozen", "two", "three", "several", "some"];
        let counts = doc.dep(at) == "pobj" && doc.lemma(of) == "of" && amounts.contains(&doc.lemma(amount));
        if counts { amount } else { at }
    };
    let carried = counted(noun);
    let head = doc.head(carried);
    if head != carried {
        let carrier = match doc.dep(carried) {
            "dobj" | "nsubjpass" if LIGHT.contains(&doc.lemma(head)) => Some(head),
            "pobj"
                if ["with", "in"].contains(&doc.lemma(head))
                    && ["respond", "retaliate", "participate", "engage", "react"]
                        .contains(&doc.lemma(doc.head(head))) =>
            {
                Some(doc.head(head))
            }
            _ => None,
        };
        if let Some(verb) = carrier {
            let outer = of_verb(doc, verb);
            if arguments.subjects.is_empty() {
                arguments.subjects = outer.subjects.into_iter().filter(|&subject| subject != noun).collect();
            }
            arguments.prepositions.extend(outer.prepositions.into_iter().filter(|(_, object)| *object != noun));
        }
    }
    arguments
}
