//! One pass over the report that marks every name its dictionary and the tables know, the longest first.
//!
//! The model's labels are not asked again here: what the whole report says of a name outweighs one occurrence, except where a
//! surname is also a place, which the words around it decide.

use super::identity::{Identities, Sense};
use super::kinds;
use super::lexicon::{Dictionary, demonym, given_name, known_names};
use super::names::is_particle;
use super::words::Words;
use std::collections::HashMap;
use std::ops::Range;
use variorum_record::EntityKind;

/// A name in the text.
#[derive(Clone, Debug)]
pub(super) struct Tagged {
    pub(super) tokens: Range<usize>,
    pub(super) kind: EntityKind,
    /// Whom it names, when that can be told.
    pub(super) being: Option<usize>,
}

/// What the pass has met so far.
struct Seen {
    /// The last name of each being.
    last: Vec<Option<usize>>,
    /// The token where each being is named first.
    first: Vec<Option<usize>>,
    /// Whom a single name was last given to.
    bare: HashMap<String, usize>,
}

/// Every name of the report, in order, not overlapping.
pub(super) fn tag(words: &Words<'_>, identities: &mut Identities) -> Vec<Tagged> {
    let dictionary = identities.dictionary();
    let mut tagged: Vec<Tagged> = Vec::new();
    let mut seen = Seen {
        last: vec![None; identities.beings.len()],
        first: vec![None; identities.beings.len()],
        bare: HashMap::new(),
    };
    let mut i = 0;
    while i < words.len() {
        match name_at(words, i, &dictionary, identities, &seen) {
            Some(name) => {
                if let Some(being) = name.being {
                    seen.last.resize(identities.beings.len(), None);
                    seen.last[being] = Some(tagged.len());
                    seen.first.resize(identities.beings.len(), None);
                    seen.first[being].get_or_insert(name.tokens.start);
                    if name.kind == EntityKind::Person && name.tokens.len() == 1 {
                        seen.bare.insert(words.folded[i].clone(), being);
                    }
                }
                i = name.tokens.end;
                tagged.push(name);
            }
            None => i += 1,
        }
    }
    tagged
}

fn name_at(
    words: &Words<'_>,
    i: usize,
    dictionary: &Dictionary<Sense>,
    identities: &mut Identities,
    seen: &Seen,
) -> Option<Tagged> {
    if words.folded[i].is_empty() || !(words.looks_named(i) || is_particle(&words.folded[i])) {
        return None;
    }
    let own = words.longest(i, dictionary).filter(|(end, _)| starts_well(words, i..*end));
    let known = words.longest(i, known_names()).filter(|(end, _)| all_capitalised(words, i..*end));
    match (own, known) {
        (Some((end, sense)), known) if known.is_none_or(|(other, _)| other <= end) => {
            if sense.people.is_empty() && sense.other.is_none() {
                return None;
            }
            let other = match known {
                Some((known_end, known)) if known_end == end && sense.other.is_none() => Some(identities.known(known)),
                _ => sense.other,
            };
            choose(words, i..end, sense, other, identities, seen)
        }
        (_, Some((end, known))) => {
            let plausible = words.is_proper(i)
                || words.label(i).is_some()
                || (known.kind == EntityKind::Group && !words.is_sentence_start(i))
                || known.country.is_some();
            let kind = known.kind;
            plausible.then(|| Tagged { tokens: i..end, kind, being: Some(identities.known(known)) })
        }
        _ => None,
    }
}

/// What a name of the dictionary means here.
fn choose(
    words: &Words<'_>,
    tokens: Range<usize>,
    sense: &Sense,
    other: Option<usize>,
    identities: &Identities,
    seen: &Seen,
) -> Option<Tagged> {
    let beings = &identities.beings;
    let thing = |being: usize| Some(Tagged { tokens: tokens.clone(), kind: beings[being].kind, being: Some(being) });
    if sense.people.is_empty() {
        let being = other?;
        let word = tokens.start;
        let proper =
            words.is_proper(word) || words.label(word).is_some() || tokens.len() > 1 || !words.is_sentence_start(word);
        return if proper { thing(being) } else { None };
    }
    if let Some(other) = other
        && !is_person_here(words, tokens.clone(), beings[other].kind, sense, &seen.last)
    {
        return thing(other);
    }
    let first = tokens.start;
    let single = tokens.len() == 1;
    if single
        && !words.is_proper(first)
        && words.label(first).is_none()
        && (words.is_sentence_start(first) || words.headline[first])
        && is_common_word(words, first)
    {
        return None;
    }
    let neighbour_before = words.before(first).filter(|&before| words.touches_name(before));
    let neighbour_after = words.after(tokens.end - 1).filter(|&after| words.touches_name(after));
    if sense.weak && (neighbour_after.is_some() || neighbour_before.is_some()) {
        return None;
    }
    let person = |being: Option<usize>| Some(Tagged { tokens: tokens.clone(), kind: EntityKind::Person, being });
    // "Ana NAME" where the report's only NAME is called otherwise: a person, but not that one.
    if let Some(before) = neighbour_before
        && single
        && given_name(words.word(before)).is_some()
    {
        let called = |being: &usize| {
            beings[*being].names.iter().any(|name| name.iter().any(|word| *word == words.folded[before]))
        };
        if !sense.people.iter().any(called) {
            return Some(Tagged { tokens: before..tokens.end, kind: EntityKind::Person, being: None });
        }
    }
    match sense.people.as_slice() {
        [one] => person(Some(*one)),
        _ if sense.weak => None,
        many => person(the_one(words, first, many, identities, seen)),
    }
}

/// Whether a name that is a person's surname and also something else names the person here.
fn is_person_here(
    words: &Words<'_>,
    tokens: Range<usize>,
    other: EntityKind,
    sense: &Sense,
    last_seen: &[Option<usize>],
) -> bool {
    if words.title_before(tokens.start).is_some() {
        return true;
    }
    let before = words.before(tokens.start).map(|before| words.folded[before].as_str());
    if other == EntityKind::Place
        && matches!(
            before,
            Some(
                "in" | "near"
                    | "at"
                    | "from"
                    | "to"
                    | "across"
                    | "into"
                    | "outside"
                    | "around"
                    | "northern"
                    | "southern"
                    | "eastern"
                    | "western"
                    | "central"
            )
        )
    {
        return false;
    }
    if before == Some("the") || (sense.weak && (tokens.len() > 1 || given_name(words.word(tokens.start)).is_none())) {
        return false;
    }
    // A surname alone stands for somebody whom the report has named before.
    sense.people.iter().any(|&being| last_seen.get(being).copied().flatten().is_some())
}

/// Of several people of one surname: the one whom a title tells apart; else the only one named so far; else the one whom the report
/// calls by the surname alone. Reports keep the bare surname for one person and give the others their first names.
fn the_one(words: &Words<'_>, first: usize, people: &[usize], identities: &Identities, seen: &Seen) -> Option<usize> {
    let named = |being: usize| seen.last.get(being).copied().flatten().is_some();
    if let Some(gender) = words.title_before(first).and_then(|(_, title)| title.gender) {
        let own = |being: usize| identities.beings[being].gender;
        // Of whom no name tells it, the one whom the report has named.
        return if people.iter().any(|&being| own(being) == Some(gender)) {
            only(people, |being| own(being) == Some(gender))
        } else {
            only(people, |being| own(being).is_none() && named(being))
        };
    }
    let older = words.before(first).and_then(|before| match words.folded[before].as_str() {
        "elder" | "older" | "senior" => Some("sr"),
        "younger" | "junior" => Some("jr"),
        _ => None,
    });
    if let Some(suffix) = older {
        let names = |being: usize| &identities.beings[being].names;
        return only(people, |being| names(being).iter().any(|name| name.last().is_some_and(|last| last == suffix)));
    }
    let mut named = people.iter().copied().filter(|&being| named(being));
    let one = named.next();
    match named.next() {
        None => one,
        Some(_) => match seen.bare.get(&words.folded[first]) {
            Some(being) => Some(*being).filter(|being| people.contains(being)),
            None => head_of_family(words, first, people, seen),
        },
    }
}

/// Of a family the one whom the report names first, and of whom the others are told as kin: "Ada NAME … her son, the painter Ivo
/// NAME, …": the bare surname stays hers. Not in a paragraph that names another of them.
fn head_of_family(words: &Words<'_>, token: usize, people: &[usize], seen: &Seen) -> Option<usize> {
    let first = |being: usize| seen.first.get(being).copied().flatten();
    let head = people.iter().copied().filter(|&being| first(being).is_some()).min_by_key(|&being| first(being))?;
    let here = words.part[token];
    let kin = |&being: &usize| {
        being == head || first(being).is_none_or(|at| kinds::is_told_as_kin(words, at) && words.part[at] != here)
    };
    let own = first(head).is_some_and(|at| !kinds::is_told_as_kin(words, at));
    (own && people.iter().all(kin)).then_some(head)
}

/// The only one of some people of whom something is true.
fn only(people: &[usize], fits: impl Fn(usize) -> bool) -> Option<usize> {
    let mut fitting = people.iter().copied().filter(|&being| fits(being));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// Whether a run may begin here: no word before it in the same compound, and each of its words written as a name.
fn starts_well(words: &Words<'_>, tokens: Range<usize>) -> bool {
    all_capitalised(words, tokens)
}

fn all_capitalised(words: &Words<'_>, tokens: Range<usize>) -> bool {
    let small = |i: usize| {
        let folded = words.folded[i].as_str();
        is_particle(folded)
            || !folded.chars().next().is_some_and(char::is_alphabetic)
            || matches!(
                folded,
                "of" | "the"
                    | "and"
                    | "for"
                    | "on"
                    | "in"
                    | "to"
                    | "s"
                    | "d"
                    | "with"
                    | "without"
                    | "sans"
                    | "des"
                    | "e"
                    | "y"
                    | "plc"
                    | "ltd"
                    | "inc"
            )
    };
    tokens.clone().all(|i| words.looks_named(i) || small(i) || (i > tokens.start && words.is_joiner(i - 1)))
        && tokens.clone().any(|i| words.looks_named(i))
}

/// Whether the report has the word in lower case too, or it is a demonym.
fn is_common_word(words: &Words<'_>, i: usize) -> bool {
    demonym(words.word(i)).is_some() || words.folded[i].len() < 3 || words.is_plain(i)
}

impl Words<'_> {
    /// Whether a token looks like a part of a name that its neighbour belongs to.
    fn touches_name(&self, i: usize) -> bool {
        self.is_proper(i)
            && self.is_capitalised(i)
            && self.folded[i].chars().all(char::is_alphanumeric)
            && self.title_at(i).is_none()
            && demonym(self.word(i)).is_none()
            && !self.headline[i]
    }
}
