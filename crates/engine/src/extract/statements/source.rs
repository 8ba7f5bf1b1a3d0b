//! Whose words they are: the phrase that names the speaker of a cue.
//!
//! Subject, agent of a passive, possessor, the noun before a relative or participial clause, the object of
//! "according to"; a verb without a subject of its own takes that of the verb it hangs from.

use super::lexicon::{self, Pos};
use super::quoted;
use super::speaks;
use super::tree::Tree;
use crate::background;
use crate::cast::titles;
use crate::extract::figures::tables::is_person;
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
    let head = through_document(tree, head);
    // "There", "it" and "which" of a clause name nobody.
    let nobody = doc.dep(head) == "expl";
    (!nobody).then(|| named(tree, head))
}

/// The phrase of a head, with the name right behind it that only some parses give it.
pub(crate) fn named(tree: &Tree, head: usize) -> Source {
    let name = with_name(tree, head);
    let mut tokens = phrase(tree, head);
    tokens.end = tokens.end.max(name.end);
    Source { head: name.end - 1, tokens }
}

/// "Agency" and the name right behind it, which the model may hang from elsewhere: "according to the state news agency Orna".
pub(crate) fn with_name(tree: &Tree, noun: usize) -> Range<usize> {
    let doc = tree.doc;
    let called = doc.pos(noun) == "NOUN" && super::medium::is_word_for_outlet(&doc.lemma(noun).to_lowercase());
    let end = doc.sentence_of(noun).end;
    let name = (noun + 1..end).take_while(|&i| doc.pos(i) == "PROPN").last().filter(|_| called);
    noun..name.unwrap_or(noun) + 1
}

/// Whoever issued the document that a relative clause lets speak: "has released a video that accuses…" is his accusation.
fn through_document(tree: &Tree, head: usize) -> usize {
    let noun = antecedent(tree, head).filter(|_| tree.doc.tag(head) == "WDT");
    let issuer = noun.and_then(|noun| speaks::issued_by(tree, noun)).and_then(|verb| of_verb(tree, verb, 3));
    issuer.filter(|&issuer| !speaks::is_thing(tree, issuer)).unwrap_or(head)
}

/// Who gave what came: "“No,” came the reply from Olin" is Olin's; without a giver nobody's that the sentence knows.
pub(crate) fn giver(tree: &Tree, cue: usize, source: Source) -> Option<Source> {
    if tree.doc.lemma(cue) != "come" || lexicon::cue(tree.doc.lemma(source.head), Pos::Noun).is_none() {
        return Some(source);
    }
    let head = of_noun(tree, source.head)?;
    Some(Source { head, tokens: phrase(tree, head) })
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
    while range.end > range.start + 1 && (doc.pos(range.end - 1) == "PUNCT" || doc.tag(range.end - 1) == "POS") {
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

/// The noun of speech whose clause somebody turns down: the accusation in "rejected the accusation that…".
pub(crate) fn turned_down(tree: &Tree, verb: usize) -> Option<usize> {
    let doc = tree.doc;
    let noun = tree.kid(verb, &["dobj"]).filter(|&noun| noun > verb)?;
    let that = (noun + 1 < doc.sentence_of(noun).end).then(|| tree.word(noun + 1));
    let speech = lexicon::cue(doc.lemma(noun), Pos::Noun).is_some_and(|row| row.takes("s"));
    (speech && that == Some("that") && speaks::rejects(doc.lemma(verb))).then_some(noun)
}

/// To whom something seems so, if it is said: what seems has said nothing.
fn seems_to(tree: &Tree, verb: usize) -> Option<usize> {
    let to = tree.kids(verb).find(|&kid| tree.doc.dep(kid) == "prep" && tree.doc.lemma(kid) == "to")?;
    tree.kid(to, &["pobj"])
}

fn of_verb(tree: &Tree, verb: usize, climb: usize) -> Option<usize> {
    let doc = tree.doc;
    if let Some(passed) = quoted::around(tree, verb) {
        return quoted::whom(tree, &passed);
    }
    if lexicon::cue(doc.lemma(verb), Pos::Verb).is_some_and(|row| row.class == "seem") {
        return seems_to(tree, verb);
    }
    if let Some(agent) = tree.kid(verb, &["agent"]) {
        return tree.kid(agent, &["pobj"]);
    }
    // "he's said": the model takes the "'s" of "has" for "is".
    let speaks =
        lexicon::cue(doc.lemma(verb), Pos::Verb).is_some_and(|row| matches!(row.class, "say" | "argue" | "call"));
    let short = tree.kid(verb, &["auxpass"]).is_some_and(|be| matches!(tree.word(be), "'s" | "’s"));
    if let Some(subject) = tree
        .kid(verb, &["nsubjpass"])
        .filter(|&subject| speaks && short && matches!(doc.lemma(subject), "he" | "she" | "they" | "who"))
    {
        return Some(subject);
    }
    let passive = passive(tree, verb);
    if !passive && let Some(subject) = subject_beside(tree, verb) {
        // "Ada Olin and Ivo Tarn both said so": "both" only counts them.
        let counts = doc.pos(subject) == "PRON" && matches!(doc.lemma(subject), "both" | "all" | "each");
        let counted = tree.kid(verb, &["nsubj"]).filter(|&first| counts && first < subject);
        return Some(counted.unwrap_or(subject));
    }
    if passive && speaks::is_state(doc.lemma(verb)) {
        return tree.kid(verb, &["nsubjpass"]);
    }
    if passive || climb == 0 || asked(tree, verb) {
        return None;
    }
    whose(tree, verb).or_else(|| above(tree, verb, climb)).or_else(|| beside(tree, verb))
}

/// Of two subjects, one on each side, the one that stands right before the verb: "Aasgard said Lethmark had paid". Else the last.
fn subject_beside(tree: &Tree, verb: usize) -> Option<usize> {
    let doc = tree.doc;
    let subjects = || tree.kids(verb).filter(|&kid| doc.dep(kid) == "nsubj");
    let helps = |i: &usize| matches!(doc.pos(*i), "AUX" | "ADV");
    let right_before = (0..verb).rev().take(4).find(|i| !helps(i));
    let last = subjects().next_back()?;
    subjects().find(|&subject| last > verb && Some(subject) == right_before).or(Some(last))
}

/// "thanked the town, whose mayor, Henrik Olin, had suggested it": the noun after "whose", where the model hangs the verb
/// from the one before.
fn whose(tree: &Tree, verb: usize) -> Option<usize> {
    let doc = tree.doc;
    let head = tree.above(verb).filter(|&head| doc.dep(verb) == "conj" && head < verb)?;
    let finite = matches!(doc.tag(verb), "VBD" | "VBZ" | "VBP") || tree.kid(verb, &["aux"]).is_some();
    let whose = (head + 1..verb).rev().take(16).find(|&i| doc.tag(i) == "WP$")?;
    let between = |i: usize| matches!(doc.pos(i), "VERB" | "CCONJ");
    let owned = tree.above(whose).filter(|&owned| owned > whose && owned < verb)?;
    (finite && !(whose..verb).any(between)).then_some(owned)
}

/// Whether a participle says what was done to the subject of the clause it opens: "Asked if it was safe, Dorn said…".
fn asked(tree: &Tree, verb: usize) -> bool {
    let doc = tree.doc;
    let helped = || tree.kid(verb, &["aux", "auxpass", "nsubj"]).is_some();
    doc.tag(verb) == "VBN" && doc.dep(verb) == "advcl" && !helped() && !speaks::is_state(doc.lemma(verb))
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
        "conj" | "advcl"
            if doc.tag(verb) == "VBG"
                && after_comma(tree, verb)
                && let Some(clause) = in_thing_clause(tree, head) =>
        {
            // "reacted to the attack, which killed 12, calling on…": what killed does not call.
            shared(tree, verb_over(tree, clause)?, climb - 1)
        }
        // "Aasgard said it had been paid, the board was told": a clause before its verb has a subject of its own.
        "ccomp" if verb < head && matches!(doc.tag(verb), "VBD" | "VBZ" | "VBP") => None,
        "conj" | "advcl" | "ccomp" | "parataxis" | "dep" => shared(tree, head, climb - 1),
        "pcomp" | "prep" => shared(tree, tree.above(head)?, climb - 1),
        "acl" if doc.tag(verb) == "VBG" && after_comma(tree, verb) => {
            // "Olin met the clerk, saying…": after a comma it is the subject of the clause that says it.
            let clause = verb_over(tree, head)?;
            shared(tree, clause, climb - 1).or(Some(head))
        }
        // "issued a statement saying…": whoever issued it; "took turns attacking…": turns attack nobody.
        "acl"
            if doc.tag(verb) == "VBG" && (speaks::is_thing(tree, head) || speaks::issued_by(tree, head).is_some()) =>
        {
            let clause = speaks::issued_by(tree, head).or_else(|| verb_over(tree, head));
            let subject = clause.and_then(|clause| shared(tree, clause, climb - 1));
            subject.filter(|&subject| !speaks::is_thing(tree, subject)).or(Some(head))
        }
        "acl" | "amod" if doc.tag(verb) == "VBG" => Some(head),
        "acl" if doc.tag(verb) == "VB" => shared(tree, head, climb - 1).or(Some(head)),
        "relcl" => Some(head),
        _ => None,
    }
}

/// Whether a comma parts what hangs from a noun from it.
fn after_comma(tree: &Tree, verb: usize) -> bool {
    let start = tree.subtree(verb).start;
    start > 0 && tree.word(start - 1) == ","
}

/// The verb of the relative clause about a thing ("which") in which a verb stands.
fn in_thing_clause(tree: &Tree, verb: usize) -> Option<usize> {
    let doc = tree.doc;
    let first = |verb: usize| Some(verb).filter(|&verb| doc.dep(verb) == "conj").and_then(|verb| tree.above(verb));
    let verb = std::iter::successors(Some(verb), |&verb| first(verb)).take(CLIMB).last()?;
    let which = tree.kid(verb, &["nsubj", "nsubjpass"]).is_some_and(|subject| doc.lemma(subject) == "which");
    (which && doc.dep(verb) == "relcl").then_some(verb)
}

/// The nearest verb above a word.
fn verb_over(tree: &Tree, word: usize) -> Option<usize> {
    let mut at = word;
    for _ in 0..CLIMB {
        at = tree.above(at)?;
        if matches!(tree.doc.pos(at), "VERB" | "AUX") {
            return Some(at);
        }
    }
    None
}

/// The subject of whatever a subjectless verb hangs from, passive subjects included.
fn shared(tree: &Tree, head: usize, climb: usize) -> Option<usize> {
    let doc = tree.doc;
    match doc.pos(head) {
        "VERB" | "AUX" => {
            let own = tree.kids(head).rfind(|&kid| matches!(doc.dep(kid), "nsubj" | "nsubjpass"));
            // "said a frozen conflict would be a trap and blasted those…": the conflict blasts nobody.
            let idle = own.is_some_and(|own| speaks::is_thing(tree, own));
            let higher = || if climb == 0 { None } else { above(tree, head, climb) };
            match own {
                Some(own) if idle => higher().filter(|&higher| !speaks::is_thing(tree, higher)).or(Some(own)),
                Some(own) => Some(own),
                None => higher().or_else(|| beside(tree, head)),
            }
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
    let has = || tree.kids(verb).any(|kid| doc.dep(kid) == "aux" && matches!(doc.tag(kid), "VBZ" | "VBP" | "VBD"));
    if !matches!(doc.tag(verb), "VBD" | "VBZ" | "VBP") && !(doc.tag(verb) == "VBN" && has()) {
        return None;
    }
    let sentence = doc.sentence_of(verb);
    let nominal = |i: usize| matches!(doc.pos(i), "PROPN" | "PRON" | "NOUN");
    let skipped = |i: usize| matches!(doc.pos(i), "ADV" | "AUX" | "CCONJ") || tree.word(i) == "both";
    // "Aasgard said Lethmark had paid": no adverb that English knows.
    let unknown = |&i: &usize| {
        let word = tree.word(i);
        let adverb = doc.pos(i) == "ADV" && !word.ends_with("ly") && word.starts_with(char::is_uppercase);
        adverb && background::documents(&word.to_lowercase()).is_none()
    };
    if let Some(name) = verb.checked_sub(1).filter(|&i| sentence.contains(&i)).filter(unknown) {
        return Some(name);
    }
    let left = (sentence.start..verb).rev().take(4).find(|&i| !skipped(i)).filter(|&i| nominal(i));
    let right = (verb + 1..sentence.end.min(verb + 4))
        .find(|&i| doc.pos(i) == "PROPN")
        .filter(|&i| i == verb + 1 || doc.pos(verb + 1) == "PROPN");
    // "Mara Olin, the mayor, has said": from the last word of an apposition up to the name.
    let comma = (sentence.start + 1..verb).rev().take(4).find(|&i| !skipped(i)).filter(|&i| tree.word(i) == ",");
    let before_comma = || comma.filter(|&comma| nominal(comma - 1)).map(|comma| top_noun(tree, comma - 1, verb));
    left.or_else(before_comma).or(right.map(|mut i| {
        while i + 1 < sentence.end && doc.pos(i + 1) == "PROPN" {
            i += 1;
        }
        i
    }))
}

/// Whether the model takes a name for a place.
fn is_place(tree: &Tree, word: usize) -> bool {
    let doc = tree.doc;
    doc.name_at(word).is_some_and(|name| matches!(doc.name_label(name), "GPE" | "LOC" | "FAC"))
}

/// The highest noun above a word, short of a verb.
fn top_noun(tree: &Tree, word: usize, before: usize) -> usize {
    let doc = tree.doc;
    let mut top = word;
    let mut at = word;
    for _ in 0..CLIMB * 2 {
        let Some(head) = tree.above(at).filter(|&head| head < before) else { break };
        // "the attack on Tessel, the governor, Ivo Brandt, said", "ordered an inquiry, her secretary, Ada Olin, said":
        // a place or a thing has no apposition that is somebody.
        let nobody = doc.pos(head) == "PROPN" && is_place(tree, head) || speaks::is_thing(tree, head);
        if doc.dep(at) == "appos" && titles::is_person_word(doc.lemma(at)) && nobody {
            break;
        }
        at = head;
        if matches!(doc.pos(at), "VERB" | "AUX") {
            // "Olin, who had been ill, said": from the relative clause to whom it is about.
            return if doc.dep(at) == "relcl" {
                tree.above(at).filter(|&head| head < before).unwrap_or(top)
            } else {
                top
            };
        }
        if matches!(doc.pos(at), "PROPN" | "PRON" | "NOUN") {
            top = at;
        }
    }
    top
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
            let noun = tree.above(at)?;
            return (doc.lemma(pronoun) == "who").then(|| somebody_at(tree, noun)).flatten().or(Some(noun));
        }
        at = tree.above(at)?;
    }
    None
}

/// "A doctor at the hospital, who…": whom the phrase places there, for "who" is no hospital.
fn somebody_at(tree: &Tree, place: usize) -> Option<usize> {
    let doc = tree.doc;
    let prep = tree.above(place).filter(|_| doc.dep(place) == "pobj")?;
    let person = tree.above(prep).filter(|_| doc.dep(prep) == "prep" && doc.lemma(prep) != "of")?;
    let is_someone = titles::is_person_word(doc.lemma(person)) || is_person(doc.lemma(person));
    let is_place =
        doc.pos(place) == "NOUN" && !titles::is_person_word(doc.lemma(place)) && !is_person(doc.lemma(place));
    (is_place && doc.pos(person) == "NOUN" && is_someone).then_some(person)
}

/// "The council said it would vote against it": the subject that "it" or "they" means, in what a body says of itself.
pub(crate) fn of_whom_it_says(tree: &Tree, pronoun: usize) -> Option<usize> {
    let doc = tree.doc;
    let verb = tree.above(pronoun).filter(|_| doc.dep(pronoun) == "nsubj")?;
    let said = tree.above(verb).filter(|_| doc.dep(verb) == "ccomp")?;
    let subject = tree.kid(said, &["nsubj"]).filter(|&subject| subject < pronoun)?;
    let agrees = match tree.word(pronoun).to_lowercase().as_str() {
        "it" => matches!(doc.tag(subject), "NN" | "NNP") && !is_person(doc.lemma(subject)),
        "they" => matches!(doc.tag(subject), "NNS" | "NNPS"),
        _ => false,
    };
    agrees.then_some(subject)
}

fn of_noun(tree: &Tree, noun: usize) -> Option<usize> {
    let doc = tree.doc;
    if let Some(owner) = tree.kid(noun, &["poss"]) {
        // "repeated his claim": the one who repeats it is the better name for the same person.
        let pronoun = doc.tag(owner) == "PRP$";
        let light = tree
            .above(noun)
            .filter(|&verb| pronoun && doc.dep(noun) == "dobj" && speaks::lends_subject(doc.lemma(verb)));
        return light.and_then(|verb| of_verb(tree, verb, 3)).or(Some(owner));
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
        // "rejected the accusation that…": who rejects it has not made it.
        if speaks::rejects(doc.lemma(verb)) {
            return compound;
        }
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
    // "A crowd had gathered, many worried that it would fall."
    let clause = matches!(doc.dep(adjective), "ROOT" | "advcl" | "conj");
    if let Some(subject) = tree.kid(adjective, &["nsubj"]).filter(|&subject| clause && doc.lemma(subject) != "it") {
        return Some(subject);
    }
    let head = tree.above(adjective)?;
    match doc.pos(head) {
        "VERB" | "AUX" => of_verb(tree, head, CLIMB),
        "NOUN" | "PROPN" | "PRON" if matches!(doc.dep(adjective), "amod" | "acl" | "relcl") => Some(head),
        _ => None,
    }
}
