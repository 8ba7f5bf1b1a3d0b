//! What a name names: the model's label weighed against the words around it and the tables.
//!
//! Weights are in the unit "one model label"; they were set on the development parts of re3d and UNER (English Web Treebank) and on
//! the five seed reports.

use super::lexicon::{self, Head, Where, country, demonym, fold, given_name, is_capitals, known_names, signs};
use super::names::Candidate;
use super::titles::{self, TitleKind};
use super::words::Words;
use crate::background;
use crate::gazetteer::{Gazetteer, How, Kind};
use crate::months::WEEKDAYS;
use crate::words::TRUSTED;
use std::ops::Range;
use variorum_record::EntityKind;

/// Below this nothing is said of a name. Tuned on re3d and UNER dev.
pub(super) const ENOUGH: f32 = 1.0;

const KINDS: [EntityKind; 6] = [
    EntityKind::Person,
    EntityKind::Organisation,
    EntityKind::Place,
    EntityKind::Group,
    EntityKind::Facility,
    EntityKind::Other,
];

/// How much speaks for each kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weights([f32; 6]);

impl Weights {
    pub(super) fn add(&mut self, kind: EntityKind, weight: f32) {
        if let Some(at) = KINDS.iter().position(|&known| known == kind) {
            self.0[at] += weight;
        }
    }

    /// `self` plus `other` times `factor`.
    pub(super) fn plus(&self, other: &Weights, factor: f32) -> Weights {
        Weights(std::array::from_fn(|at| self.0[at] + other.0[at] * factor))
    }

    /// How much speaks for a kind.
    pub(super) fn of(&self, kind: EntityKind) -> f32 {
        KINDS.iter().position(|&known| known == kind).map_or(0.0, |at| self.0[at])
    }

    /// The kind for which most speaks, if enough does.
    pub(super) fn best(&self) -> Option<EntityKind> {
        let mut best = 0;
        for at in 1..KINDS.len() {
            if self.0[at] > self.0[best] {
                best = at;
            }
        }
        (self.0[best] >= ENOUGH).then_some(KINDS[best])
    }
}

/// What the name itself tells, whatever stands around it.
pub(super) fn by_name(words: &Words<'_>, tokens: Range<usize>, gazetteer: &Gazetteer) -> Weights {
    let mut weights = Weights::default();
    let first = words.folded[tokens.start].as_str();
    let last = words.folded[tokens.end - 1].as_str();
    let surface = words.span(tokens.clone()).of(words.text);
    if let Some(known) = words.longest(tokens.start, known_names()).filter(|(end, _)| *end == tokens.end) {
        weights.add(known.1.kind, 6.0);
    } else if demonym(surface).is_some() {
        weights.add(EntityKind::Group, 8.0);
    }
    // Storms bear the names of people, and do what people do.
    if words.is_storm(last) && tokens.len() <= 3 && (tokens.len() == 1 || words.is_storm_word(tokens.end - 2)) {
        weights.add(EntityKind::Other, 8.0);
    }
    if tokens.len() > 1 {
        if let Some(kind) = head(words, Head::Last, tokens.start, tokens.end - 1) {
            weights.add(kind, 4.0);
        }
        if let Some(kind) = lexicon::head(Head::First, first) {
            weights.add(kind, 2.5);
        }
        let of = tokens.clone().find(|&i| words.folded[i] == "of").filter(|&of| of > tokens.start);
        if let Some(kind) = of.and_then(|of| head(words, Head::Of, tokens.start, of - 1)) {
            weights.add(kind, 4.0);
        }
        if given_name(words.word(tokens.start)).is_some() && lexicon::head(Head::Last, last).is_none() {
            weights.add(EntityKind::Person, 2.5);
        }
        // A programme: "Sunday Morning", "Friday Night Live". A day alone may be a given name.
        if WEEKDAYS.contains(&first) && is_time_of_day(&words.folded[tokens.start + 1]) {
            weights.add(EntityKind::Person, -6.0);
        }
        if country(words.word(tokens.start)).is_some() || demonym(words.word(tokens.start)).is_some() {
            weights.add(EntityKind::Person, -3.0);
            weights.add(EntityKind::Organisation, 0.5);
        }
        let given = (tokens.start..tokens.end - 1).any(|i| given_name(words.word(i)).is_some());
        if country(words.word(tokens.end - 1)).is_some() && !given {
            weights.add(EntityKind::Person, -4.0);
        }
        // "Tarn & Sons".
        if tokens.clone().any(|i| words.word(i) == "&") {
            weights.add(EntityKind::Organisation, 3.0);
            weights.add(EntityKind::Person, -2.0);
        }
        let initials =
            tokens.clone().skip(1).any(|i| words.folded[i].chars().count() == 1 && words.word(i).ends_with('.'));
        if initials && tokens.len() > 2 {
            weights.add(EntityKind::Person, 1.5);
        }
    } else {
        let letters = surface.chars().filter(|c| c.is_alphabetic()).count();
        if is_capitals(surface) && (2..=6).contains(&letters) && !words.headline[tokens.start] {
            weights.add(EntityKind::Organisation, if words.label(tokens.start).is_some() { 1.0 } else { 0.7 });
            weights.add(EntityKind::Person, -1.5);
        }
        if given_name(surface).is_some() {
            weights.add(EntityKind::Person, 1.0);
            weights.add(EntityKind::Organisation, -0.5);
        }
        if lexicon::head(Head::Last, last) == Some(EntityKind::Organisation) {
            weights.add(EntityKind::Person, -1.5);
        }
    }
    if let Some(people) = gazetteer_population(gazetteer, surface) {
        // Most words are a hamlet's name somewhere: unless the model sees a name here, only a city speaks for itself.
        let size = (people.max(1) as f32).log10() / 6.0;
        let weight = match people {
            _ if tokens.len() == 1 && is_capitals(surface) && !words.headline[tokens.start] => 0.0,
            _ if tokens.len() == 1 && given_name(surface).is_some() => 0.4 * size,
            ..100_000 if tokens.len() == 1 && words.label(tokens.start) == Some(EntityKind::Person) => 0.9 * size,
            ..15_000
                if tokens.len() == 1 && words.label(tokens.start).is_some_and(|label| label != EntityKind::Place) =>
            {
                0.9 * size
            }
            _ if tokens.clone().any(|i| words.label(i).is_some()) => 0.7 + 1.5 * size.min(1.2),
            _ if tokens.len() > 1 => 1.3,
            1_000_000.. => 1.3,
            100_000.. => 0.8,
            15_000.. => 0.5,
            _ => 0.3,
        };
        weights.add(EntityKind::Place, weight);
    }
    weights
}

/// What one occurrence tells: the model's label, the title, the words around.
pub(super) fn by_context(words: &Words<'_>, candidate: &Candidate, gazetteer: &Gazetteer) -> Weights {
    let mut weights = Weights::default();
    let tokens = candidate.tokens.clone();
    let many = tokens.len() > 1;
    let (head, last) = (head_of_tokens(words, tokens.clone()), tokens.end - 1);
    if let Some(label) = candidate.label {
        let known_place = label == EntityKind::Place
            && gazetteer_population(gazetteer, words.span(tokens.clone()).of(words.text)).is_some();
        let covered = tokens.clone().filter(|&i| words.label(i) == Some(label)).count() as f32 / tokens.len() as f32;
        let trust = match label {
            EntityKind::Person if many => 2.0,
            EntityKind::Person => 1.2,
            EntityKind::Place if many || known_place => 1.6,
            EntityKind::Place => 0.45,
            EntityKind::Organisation => 1.4,
            EntityKind::Group => 0.8,
            _ => 1.3,
        };
        weights.add(label, trust * covered.max(0.5));
        // A word that opens a sentence, and that the report writes small elsewhere, is hardly a name.
        if !many && (words.is_plain(last) || !words.is_proper(last)) && words.is_sentence_start(last) {
            weights.add(label, -0.8);
        }
    }
    if let Some(title) = candidate.title {
        match title.kind {
            TitleKind::Honorific => weights.add(EntityKind::Person, 6.0),
            TitleKind::Title => weights.add(EntityKind::Person, 4.0),
            TitleKind::Role => weights.add(EntityKind::Person, 2.5),
            TitleKind::Person => {}
        }
    }
    if let Some(next) = words.after(last) {
        if words.word(next) == "," && is_age(words, next + 1) {
            weights.add(EntityKind::Person, 5.0);
        }
        add_sign(&mut weights, Where::After, &words.folded[next]);
        if words.word(next) == "(" && words.after(next).is_some_and(|born| words.folded[born] == "born") {
            weights.add(EntityKind::Person, 4.0);
        }
        let relative = if words.word(next) == "," { words.after(next) } else { Some(next) };
        let relative = relative.filter(|&at| matches!(words.folded[at].as_str(), "who" | "whose"));
        if let Some(leader) = relative.and_then(|at| whose_leader(words, at)) {
            add_sign(&mut weights, Where::Whose, words.doc.lemma(leader));
            weights.add(EntityKind::Person, -2.0);
        } else if relative.is_some() {
            weights.add(EntityKind::Person, 1.5);
        }
        let clause = if words.word(next) == "," { words.after(next) } else { Some(next) };
        if clause.is_some_and(|at| words.folded[at] == "where") {
            weights.add(EntityKind::Place, 2.0);
            weights.add(EntityKind::Person, -1.0);
        }
        // "NAME and her son", "NAME and his wife".
        if words.folded[next] == "and" && has_kin(words, next) {
            weights.add(EntityKind::Person, 2.5);
        }
        if is_dateline(words, &tokens, next) {
            weights.add(EntityKind::Place, 3.0);
        }
    }
    // "his wife NAME", "NAME and I".
    if is_somebodys(words, tokens.start) || is_beside_the_speaker(words, tokens.clone()) {
        weights.add(EntityKind::Person, 2.0);
        weights.add(EntityKind::Place, -1.5);
    }
    // "NAME's death", "NAME's widow".
    if has_a_life(words, head) {
        weights.add(EntityKind::Person, 2.0);
        weights.add(EntityKind::Place, -1.5);
    }
    // "the Orrin administration" is a person's, unless the name is a country's.
    let ruled =
        words.after(last).is_some_and(|next| matches!(words.folded[next].as_str(), "administration" | "presidency"));
    if ruled && country(words.span(tokens.clone()).of(words.text)).is_none() {
        weights.add(EntityKind::Person, 1.5);
    }
    // "Tessel Ford, OH".
    let comma =
        words.before(tokens.start).filter(|&comma| words.word(comma) == ",").and_then(|comma| words.before(comma));
    if !many
        && comma.is_some_and(|name| words.is_capitalised(name))
        && is_region_abbreviation(gazetteer, words.word(last))
    {
        weights.add(EntityKind::Place, 3.0);
    }
    // "NAME, OH".
    let state = words.after(last).filter(|&comma| words.word(comma) == ",").and_then(|comma| words.after(comma));
    if state.is_some_and(|state| is_capitals(words.word(state)) && is_region_abbreviation(gazetteer, words.word(state)))
    {
        weights.add(EntityKind::Place, 2.0);
    }
    // "Vell and NAME", where Vell is a place.
    if words.doc.dep(head) == "conj"
        && words.label(words.doc.head(head)) == Some(EntityKind::Place)
        && gazetteer_population(gazetteer, words.span(tokens.clone()).of(words.text)).is_some()
    {
        weights.add(EntityKind::Place, 1.0);
    }
    // "a market in NAME, the governor of the region said": what follows a place is no description of it.
    let where_word = words.before(tokens.start).filter(|&before| is_where(words, before, head)).is_some();
    if appositive_role(words, head).is_some() && (many || !where_word) {
        weights.add(EntityKind::Person, 3.0);
    }
    if let Some(kind) = called(words, tokens.start, head) {
        weights.add(kind, 3.0);
        weights.add(EntityKind::Person, -2.0);
    }
    if let Some(before) = words.before(tokens.start) {
        let word = words.folded[before].as_str();
        if matches!(
            word,
            "in" | "near"
                | "at"
                | "across"
                | "throughout"
                | "around"
                | "outside"
                | "inside"
                | "into"
                | "toward"
                | "towards"
        ) {
            // Where nothing else says so, "at NAME" is as often a firm.
            let known = candidate.label.is_some()
                || gazetteer_population(gazetteer, words.span(tokens.clone()).of(words.text)).is_some();
            let weight = match word {
                "at" => 0.4,
                _ if known => 1.0,
                _ => 0.8,
            };
            weights.add(EntityKind::Place, weight);
            weights.add(EntityKind::Person, -0.5);
            let (person, organisation) = (EntityKind::Person, EntityKind::Organisation);
            if !many && candidate.label == Some(person) && is_where(words, before, head) {
                weights.add(EntityKind::Place, 0.8);
                weights.add(person, -1.0);
            }
            // "told a rally in NAME", which no table has as anything else.
            let unknown = !is_capitals(words.word(last)) && is_rare(&words.folded[last]);
            if !many && candidate.label == Some(organisation) && unknown && is_where(words, before, head) {
                weights.add(EntityKind::Place, 0.6);
                weights.add(organisation, -0.6);
            }
        }
        if matches!(word, "from" | "to" | "of") {
            weights.add(EntityKind::Place, 0.3);
        }
        if matches!(word, "from" | "to" | "into" | "through" | "towards" | "toward") && words.doc.dep(head) == "pobj" {
            add_sign(&mut weights, Where::Motion, words.doc.lemma(words.doc.head(before)));
        }
        if word == "of"
            && let Some(noun) = words.before(before)
        {
            add_sign(&mut weights, Where::Of, &words.folded[noun]);
            // "the finance minister of NAME": of no field of work, whose word English has.
            if !many && is_rare(&words.folded[last]) {
                add_sign(&mut weights, Where::Rules, &words.folded[noun]);
            }
        }
        add_sign(&mut weights, Where::Before, word);
        if word == "the" && words.doc.dep(head) != "compound" {
            weights.add(EntityKind::Person, -2.0);
            weights.add(EntityKind::Organisation, 0.4);
        }
    }
    if words.doc.dep(head) == "dobj" && words.doc.head(head) < head {
        add_sign(&mut weights, Where::Object, words.doc.lemma(words.doc.head(head)));
    }
    if matches!(words.doc.dep(head), "nsubj") {
        let verb = words.doc.head(head);
        add_sign(&mut weights, Where::Verb, words.doc.lemma(verb));
        // "NAME is 23".
        let age = words.child(verb, &["attr", "acomp"]).filter(|_| words.doc.lemma(verb) == "be");
        if age.is_some_and(|age| words.folded[age].len() == 2 && words.folded[age].parse::<u8>().is_ok()) {
            weights.add(EntityKind::Person, 2.0);
        }
    }
    weights
}

/// Whether a word is short for a region: "OH".
fn is_region_abbreviation(gazetteer: &Gazetteer, word: &str) -> bool {
    gazetteer.lookup(word).iter().any(|(row, how)| *how == How::Abbreviation && row.kind == Kind::Region)
}

/// Whether a name has what only people have: a death, relatives.
fn has_a_life(words: &Words<'_>, head: usize) -> bool {
    let doc = words.doc;
    let lemma = doc.lemma(doc.head(head));
    doc.dep(head) == "poss"
        && (is_relative(lemma)
            || matches!(
                lemma,
                "death" | "passing" | "funeral" | "burial" | "illness" | "childhood" | "autopsy" | "corpse"
            ))
}

/// Somebody by whom a person is known.
fn is_relative(lemma: &str) -> bool {
    signs(Where::Kin, &fold(lemma)).is_some()
}

/// Whether "and his wife" follows.
fn has_kin(words: &Words<'_>, and: usize) -> bool {
    let Some(own) = words.after(and).filter(|&own| matches!(words.folded[own].as_str(), "his" | "her")) else {
        return false;
    };
    let kin = |at: Option<usize>| at.is_some_and(|at| is_relative(words.doc.lemma(at)));
    let next = words.after(own);
    kin(next) || kin(next.and_then(|next| words.after(next)))
}

/// The director of "whose managing director": what people lead has one.
fn whose_leader(words: &Words<'_>, whose: usize) -> Option<usize> {
    let next = words.after(whose).filter(|_| words.folded[whose] == "whose")?;
    let (end, _) = words.title_at(next).filter(|(_, title)| title.kind <= TitleKind::Role)?;
    signs(Where::Whose, words.doc.lemma(end - 1)).map(|_| end - 1)
}

/// "BRACKWATER —", "Brackwater, 4 May —": where a report was written.
fn is_dateline(words: &Words<'_>, tokens: &Range<usize>, next: usize) -> bool {
    if tokens.start > 0 && words.part[tokens.start - 1] == words.part[tokens.start] {
        return false;
    }
    let dash = |at: usize| matches!(words.word(at), "—" | "–" | "--");
    let end = words.doc.sentence_of(next).end;
    dash(next)
        || matches!(words.word(next), "," | "(")
            && (next + 1..end.min(next + 7))
                .find(|&at| dash(at))
                .is_some_and(|dash| (next + 1..dash).all(|at| words.doc.pos(at) != "VERB"))
}

/// Whether hardly any text has a word.
fn is_rare(folded: &str) -> bool {
    background::documents(folded).is_none_or(|documents| documents < 5)
}

/// Adds what a word beside a name says of it.
fn add_sign(weights: &mut Weights, position: Where, word: &str) {
    for (kind, weight) in signs(position, word).into_iter().flatten() {
        weights.add(*kind, *weight);
    }
}

/// "his wife NAME": whose it is stands before the relative.
fn is_somebodys(words: &Words<'_>, start: usize) -> bool {
    let relative = words.before(start).filter(|&at| is_relative(&words.folded[at]));
    let owner = relative.and_then(|at| words.before(at));
    owner.is_some_and(|at| words.doc.tag(at) == "PRP$" || words.doc.tag(at) == "POS")
}

/// "His wife NAME", "her son, the painter NAME", "Tarn's widow, NAME": whose relative somebody is stands shortly before the name.
pub(super) fn is_told_as_kin(words: &Words<'_>, name: usize) -> bool {
    const REACH: usize = 8;
    let start = words.doc.sentence_of(name).start.max(name.saturating_sub(REACH));
    let verb = |&at: &usize| matches!(words.doc.pos(at), "VERB" | "AUX");
    let from = (start..name).rev().find(verb).map_or(start, |verb| verb + 1);
    (from..name).any(|at| {
        let owner = |at: Option<usize>| at.is_some_and(|at| matches!(words.doc.tag(at), "PRP$" | "POS"));
        let before = words.before(at);
        is_relative(words.doc.lemma(at)) && (owner(before) || owner(before.and_then(|before| words.before(before))))
    })
}

/// "NAME and I", "me and NAME".
fn is_beside_the_speaker(words: &Words<'_>, tokens: Range<usize>) -> bool {
    let speaker = |at: Option<usize>| at.is_some_and(|at| matches!(words.folded[at].as_str(), "i" | "me"));
    let and = |at: &usize| matches!(words.folded[*at].as_str(), "and" | "&");
    speaker(words.after(tokens.end - 1).filter(and).and_then(|at| words.after(at)))
        || speaker(words.before(tokens.start).filter(and).and_then(|at| words.before(at)))
}

fn is_time_of_day(folded: &str) -> bool {
    matches!(
        folded,
        "morning" | "noon" | "lunchtime" | "afternoon" | "evening" | "night" | "nights" | "mornings" | "live"
    )
}

/// Whether token `i` is an age set off by commas: ", 53,".
pub(super) fn is_age(words: &Words<'_>, i: usize) -> bool {
    i < words.len()
        && words.folded[i].len() <= 2
        && words.folded[i].parse::<u8>().is_ok_and(|age| age > 0)
        && words.after(i).is_some_and(|next| matches!(words.word(next), "," | "." | ")" | ";"))
}

/// The token of a run that carries it in the tree: the one whose head lies outside.
pub(super) fn head_of_tokens(words: &Words<'_>, tokens: Range<usize>) -> usize {
    tokens
        .clone()
        .rev()
        .find(|&i| !tokens.contains(&words.doc.head(i)) || words.doc.is_root(i))
        .unwrap_or(tokens.end - 1)
}

/// The head of a role noun that stands in apposition to a name: "NAME, the mayor of X" or "the mayor of X, NAME".
pub(super) fn appositive_role(words: &Words<'_>, head: usize) -> Option<usize> {
    // "The harbour master": only both words are a role.
    let known = |i: usize| titles::is_person_word(words.doc.lemma(i)) || words.title_ending(i).is_some();
    // "Ada Olin, Chief Executive of Tarn Water": what an office is of sets it apart from a name.
    let office = |i: usize| {
        let of = words
            .children(i)
            .any(|kid| words.doc.dep(kid) == "prep" && matches!(words.folded[kid].as_str(), "at" | "of"));
        of && words.label(i).is_none() && i > head && words.title_ending(i).is_some()
    };
    let is_role = |&i: &usize| if words.doc.pos(i) == "PROPN" { office(i) } else { known(i) };
    let below = words.children(head).find(|kid| words.doc.dep(*kid) == "appos" && is_role(kid));
    let above = || (words.doc.dep(head) == "appos").then(|| words.doc.head(head)).filter(is_role);
    below.or_else(above).or_else(|| role_over_realm(words, head).filter(is_role))
}

/// "the mayor of Vell, NAME", "a councillor for the opposition, NAME": the noun, where the tree hangs NAME from the place or body.
fn role_over_realm(words: &Words<'_>, head: usize) -> Option<usize> {
    let doc = words.doc;
    let realm = (doc.dep(head) == "appos").then(|| doc.head(head)).filter(|&at| at < head)?;
    let preposition = (doc.dep(realm) == "pobj").then(|| doc.head(realm))?;
    let of = matches!(words.folded[preposition].as_str(), "of" | "for");
    let person = words.label(realm) == Some(EntityKind::Person) || titles::is_person_word(doc.lemma(realm));
    (of && !person && words.label(head) == Some(EntityKind::Person)).then(|| doc.head(preposition))
}

/// Whether "in NAME" says where: not "confidence in NAME", not "in NAME's view".
fn is_where(words: &Words<'_>, preposition: usize, head: usize) -> bool {
    let doc = words.doc;
    matches!(words.folded[preposition].as_str(), "in" | "near" | "outside" | "across" | "throughout")
        && doc.dep(head) == "pobj"
        && doc.head(head) == preposition
        && !TRUSTED.contains(doc.lemma(doc.head(preposition)))
}

/// What the table says of the two words that end at token `i`, not before `start`, else of the one: "Power Station", "Station".
pub(super) fn head(words: &Words<'_>, position: Head, start: usize, i: usize) -> Option<EntityKind> {
    let gap = 1 + usize::from(i > start && words.is_joiner(i - 1));
    let first = i.checked_sub(gap).filter(|&first| first >= start);
    let two = first.and_then(|first| lexicon::head(position, &format!("{} {}", words.folded[first], words.folded[i])));
    two.or_else(|| lexicon::head(position, &words.folded[i]))
}

/// What the word before a name, or one set beside it, calls it: "carmaker NAME", "NAME, the carmaker".
fn called(words: &Words<'_>, start: usize, head: usize) -> Option<EntityKind> {
    let noun = |i: &usize| words.doc.pos(*i) != "PROPN" || words.is_sentence_start(*i);
    let sentence = words.doc.sentence_of(start).start;
    let before = words.before(start).filter(noun).and_then(|before| self::head(words, Head::Before, sentence, before));
    let beside = || {
        let below = words.children(head).filter(|kid| words.doc.dep(*kid) == "appos" && noun(kid));
        let mut kinds = below.filter_map(|kid| lexicon::head(Head::Before, &fold(words.doc.lemma(kid))));
        kinds.next()
    };
    before.or_else(beside)
}

/// The number of people of the most populous place that bears this name, if the gazetteer knows one.
fn gazetteer_population(gazetteer: &Gazetteer, name: &str) -> Option<u32> {
    let places = gazetteer.lookup(name).into_iter().filter(|(_, how)| matches!(how, How::Name | How::Alternate));
    places
        .map(|(place, _)| if place.kind == Kind::City { place.population } else { place.population.max(500_000) })
        .max()
}
