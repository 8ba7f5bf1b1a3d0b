//! Which names name the same person, organisation, place or group, and what else they may be called by in this report.
//!
//! The report's candidates become forms (one per spelling), forms become beings (one per person or thing), and beings make a
//! [`Dictionary`] of every way in which this report may name them: full name, surname, initials, given name, acronym.

use super::kinds::{Weights, by_context, by_name};
use super::lexicon::{Dictionary, Gender, Known, given_name, is_capitals, is_family_name, known_names};
use super::names::{Candidate, is_particle, is_suffix};
use super::titles::TitleKind;
use super::variants::{same_given, similar};
use super::words::{Words, is_word};
use crate::gazetteer::Gazetteer;
use crate::words::ALIASES;
use std::collections::HashMap;
use std::ops::Range;
use variorum_record::EntityKind;

/// A person or thing of the report.
#[derive(Clone, Debug)]
pub(super) struct Being {
    pub(super) kind: EntityKind,
    /// Folded words of each of its full names, the first found first.
    pub(super) names: Vec<Vec<String>>,
    /// Of a person, where a name or a title tells.
    pub(super) gender: Option<Gender>,
}

/// Whom a name in the report's dictionary may mean.
#[derive(Clone, Debug, Default)]
pub(super) struct Sense {
    /// People.
    pub(super) people: Vec<usize>,
    /// What is no person.
    pub(super) other: Option<usize>,
    /// Whether it is a person's given name only, or another part of a name that rarely stands alone.
    pub(super) weak: bool,
}

/// One spelling and all that speaks for what it names.
struct Form {
    words: Vec<String>,
    first: Range<usize>,
    by_name: Weights,
    by_context: Weights,
    count: f32,
    /// Only in headlines.
    headline: bool,
    titled: bool,
    /// After "the", "both", "two": "the Lathoms".
    plural: bool,
    gender: Option<Gender>,
    label: Option<EntityKind>,
}

impl Form {
    fn weights(&self) -> Weights {
        let count = self.count.max(1.0);
        self.by_name.plus(&self.by_context, (1.0 + 0.5 * count.ln()) / count)
    }
}

/// The beings of a report and the dictionary of their names.
#[derive(Default)]
pub(super) struct Identities {
    pub(super) beings: Vec<Being>,
    senses: HashMap<String, Sense>,
    /// How many full names of people there are, each once.
    spellings: usize,
    things: HashMap<String, usize>,
}

impl Identities {
    /// The beings that the candidates name.
    pub(super) fn of(words: &Words<'_>, candidates: &[Candidate], gazetteer: &Gazetteer) -> Identities {
        let forms = forms(words, candidates, gazetteer);
        let mut identities = Identities::default();
        let mut long: Vec<&Form> = forms.iter().filter(|form| is_full_name(form)).collect();
        // A name with "Jr" tells whom the same without it may be.
        long.sort_by_key(|form| generation(&form.words).is_none());
        for form in &long {
            identities.add_person(words, form);
        }
        identities.add_couples(words, candidates);
        for form in forms.iter().filter(|form| !is_full_name(form)) {
            identities.add(words, form);
        }
        identities.add_acronyms(words, candidates);
        identities.join_aliases(words, candidates);
        identities
    }

    /// Everything by which the report may name its beings.
    pub(super) fn dictionary(&self) -> Dictionary<Sense> {
        let mut dictionary = Dictionary::default();
        let mut keys: Vec<&String> = self.senses.keys().collect();
        keys.sort_unstable();
        for key in keys {
            dictionary.add(key, self.senses[key].clone());
        }
        dictionary
    }

    /// The being that a name of the tables stands for, made when it is new.
    pub(super) fn known(&mut self, known: &Known) -> usize {
        self.thing(known.canonical.to_string(), known.kind)
    }

    fn thing(&mut self, key: String, kind: EntityKind) -> usize {
        let beings = &mut self.beings;
        *self.things.entry(key).or_insert_with_key(|key| {
            beings.push(Being { kind, names: vec![key.split(' ').map(str::to_string).collect()], gender: None });
            beings.len() - 1
        })
    }

    fn add_person(&mut self, words: &Words<'_>, form: &Form) {
        let alike: Vec<usize> = self
            .comparable()
            .filter(|&at| {
                self.beings[at].kind == EntityKind::Person
                    && self.beings[at].names.iter().any(|name| same_person(name, &form.words))
            })
            .collect();
        // "Ivo Tarn" of a report that has a Sr and a Jr is either.
        if alike.len() > 1 && generation(&form.words).is_none() && alike.iter().all(|&at| self.has_generation(at)) {
            alike.iter().for_each(|&at| self.means(form.words.join(" "), at, false));
            return;
        }
        let same = alike.first().copied();
        let person = same.unwrap_or_else(|| {
            self.beings.push(Being { kind: EntityKind::Person, names: Vec::new(), gender: None });
            self.beings.len() - 1
        });
        let being = &mut self.beings[person];
        being.names.push(form.words.clone());
        self.spellings += 1;
        being.gender =
            being.gender.or(form.gender).or_else(|| form.words.iter().find_map(|word| given_name(word)).flatten());
        let names = &form.words;
        self.means(names.join(" "), person, false);
        let surname = surname_start(names);
        for start in 1..names.len() {
            if start <= surname || start + 1 == names.len() {
                self.means(names[start..].join(" "), person, false);
            }
        }
        if names.len() > 2 {
            self.means(format!("{} {}", names[0], names[surname..].join(" ")), person, false);
        }
        if let Some(last) = names.iter().rev().find(|word| !is_suffix(word)) {
            self.means(last.clone(), person, false);
        }
        self.means(names[0].clone(), person, !is_family_first(words, form));
    }

    fn has_generation(&self, being: usize) -> bool {
        self.beings[being].names.iter().any(|name| generation(name).is_some())
    }

    /// The beings with whose names another spelling is compared: all, but for a report of more names than any story has.
    fn comparable(&self) -> Range<usize> {
        /// A list or hostile: who is spelt in two ways, or has two names, stays two.
        const MOST: usize = 500;
        if self.beings.len().max(self.spellings) <= MOST { 0..self.beings.len() } else { 0..0 }
    }

    /// Records that a name means a person. `weak` gives way to a better meaning.
    fn means(&mut self, key: String, person: usize, weak: bool) {
        if key.chars().count() < 2 || (is_particle(&key) && weak) {
            return;
        }
        let new = !self.senses.contains_key(&key);
        let sense = self.senses.entry(key).or_default();
        if new {
            sense.weak = weak;
        } else if sense.weak && !weak {
            sense.people.clear();
            sense.weak = false;
        } else if weak && !sense.weak {
            return;
        }
        if !sense.people.contains(&person) {
            sense.people.push(person);
        }
    }

    /// Adds a form that is no person's full name.
    fn add(&mut self, words: &Words<'_>, form: &Form) {
        let key = form.words.join(" ");
        let mut weights = form.weights();
        let sense = self.senses.get(&key);
        if sense.is_some_and(|sense| !sense.people.is_empty() && !sense.weak) {
            weights.add(EntityKind::Person, 3.0);
        }
        let whole = self.whole_of(form);
        if whole.is_some() {
            weights.add(EntityKind::Organisation, 2.0);
        }
        let Some(kind) = weights.best() else { return };
        if let Some(whole) = whole.filter(|_| kind == EntityKind::Organisation) {
            self.senses.entry(key).or_default().other = Some(whole);
            return;
        }
        if form.headline && (form.words.len() > 1 || form.by_name.best().is_none()) {
            return;
        }
        if kind == EntityKind::Person {
            return self.add_single(form, key);
        }
        let known = words.longest(form.first.start, known_names()).filter(|(end, _)| *end == form.first.end);
        let thing = match known {
            Some((_, known)) if known.kind == kind => self.known(known),
            _ => {
                // "Rovaniemi Paper" is "Rovaniemi Paper Company" when the report has one of that name.
                self.thing(key.clone(), kind)
            }
        };
        self.senses.entry(key).or_default().other = Some(thing);
    }

    /// The organisation that a single word is short for: the report's only one whose name begins with it, where the word is
    /// nobody's name and no place ("Grenn" after "Grenn Recycling").
    fn whole_of(&self, form: &Form) -> Option<usize> {
        let [word] = form.words.as_slice() else { return None };
        let free = word.chars().count() > 2
            && !form.titled
            && given_name(word).is_none()
            && form.by_name.of(EntityKind::Place) <= 0.0
            && (form.by_context.of(EntityKind::Place) <= 0.0
                || form.by_context.of(EntityKind::Place) < form.by_context.of(EntityKind::Organisation))
            && form.by_name.of(EntityKind::Group) <= 0.0
            && self.senses.get(word).is_none_or(|sense| sense.people.is_empty());
        let mut longer = self.beings[self.comparable()].iter().enumerate().filter(|(_, being)| {
            being.kind == EntityKind::Organisation
                && being.names.iter().any(|name| name.len() > 1 && name.first() == Some(word))
        });
        let (whole, _) = longer.next().filter(|_| free)?;
        longer.next().is_none().then_some(whole)
    }

    /// A person who is named by one word only, at least here.
    fn add_single(&mut self, form: &Form, key: String) {
        if let Some(sense) = self.senses.get_mut(&key)
            && !sense.people.is_empty()
        {
            if sense.people.len() == 1 && form.gender.is_some() {
                let being = &mut self.beings[sense.people[0]];
                being.gender = being.gender.or(form.gender);
            }
            return;
        }
        // "the Lathoms" are no further person.
        let family = |being: &Being| {
            let surname = |name: &Vec<String>| name.last().is_some_and(|surname| is_plural_of(&key, surname));
            being.kind == EntityKind::Person && being.names.iter().any(|name| name.len() > 1 && surname(name))
        };
        if form.plural && self.beings[self.comparable()].iter().any(family) {
            return;
        }
        // A spelling of somebody's surname, or a part of a name of three or more.
        let last = form.words.last().map_or("", String::as_str);
        let mut variants = self.comparable().filter(|&at| {
            let being = &self.beings[at];
            being.kind == EntityKind::Person
                && being.names.iter().any(|name| {
                    name.len() > 1
                        && (name.last().is_some_and(|surname| similar(surname, last))
                            || (name.len() > 2 && name[1..].iter().any(|word| word == last)))
                })
        });
        let variant = variants.next().filter(|_| variants.next().is_none());
        drop(variants);
        let person = variant.unwrap_or_else(|| {
            let gender = form.gender.or_else(|| given_name(&form.words[0]).flatten());
            self.beings.push(Being { kind: EntityKind::Person, names: vec![form.words.clone()], gender });
            self.beings.len() - 1
        });
        self.means(key, person, false);
    }

    /// "Lady Marl, whose real name is Ana Pruitt" and "Ana Pruitt, known as Lady Marl" name one person.
    fn join_aliases(&mut self, words: &Words<'_>, candidates: &[Candidate]) {
        if self.comparable().is_empty() {
            return;
        }
        for pair in candidates.windows(2) {
            let [left, right] = pair else { continue };
            if !says_alias(words, left.tokens.end, right.tokens.start) {
                continue;
            }
            let person = |tokens: &Range<usize>| {
                let sense = self.senses.get(&words.key(tokens.clone()))?;
                let [one] = sense.people.as_slice() else { return None };
                Some(*one)
            };
            let (Some(kept), Some(alias)) = (person(&left.tokens), person(&right.tokens)) else { continue };
            if kept == alias {
                continue;
            }
            let names = std::mem::take(&mut self.beings[alias].names);
            let gender = self.beings[alias].gender;
            self.beings[kept].names.extend(names);
            self.beings[kept].gender = self.beings[kept].gender.or(gender);
            self.senses.values_mut().for_each(|sense| {
                sense.people.iter_mut().filter(|one| **one == alias).for_each(|one| *one = kept);
                sense.people.dedup();
            });
        }
    }

    /// "Ken and Doris Aldous": Ken is an Aldous too, unless the report names him otherwise.
    fn add_couples(&mut self, words: &Words<'_>, candidates: &[Candidate]) {
        for pair in candidates.windows(2) {
            let [left, right] = pair else { continue };
            let and = left.tokens.end;
            let joined = right.tokens.start == and + 1 && words.folded[and] == "and" && left.tokens.len() == 1;
            let given = &words.folded[left.tokens.start];
            if !joined || right.tokens.len() != 2 || left.title.is_some() || self.senses.contains_key(given) {
                continue;
            }
            let (Some(gender), Some(other)) = (given_name(given), given_name(&words.folded[right.tokens.start])) else {
                continue;
            };
            let surname = words.folded[right.tokens.end - 1].clone();
            let known = self.senses.get(&words.key(right.tokens.clone())).is_some_and(|sense| !sense.people.is_empty());
            if !known || gender.is_some() && gender == other {
                continue;
            }
            self.beings.push(Being {
                kind: EntityKind::Person,
                names: vec![vec![given.clone(), surname.clone()]],
                gender,
            });
            let person = self.beings.len() - 1;
            self.means(given.clone(), person, false);
            self.means(surname, person, false);
        }
    }

    /// "National Defence Force (NDF)" and "NDF (National Defence Force)" are one.
    fn add_acronyms(&mut self, words: &Words<'_>, candidates: &[Candidate]) {
        for pair in candidates.windows(2) {
            let [left, right] = pair else { continue };
            let between = left.tokens.end;
            let bracketed = right.tokens.start == between + 1
                && words.word(between) == "("
                && words.after(right.tokens.end - 1).is_some_and(|next| words.word(next) == ")");
            if !bracketed {
                continue;
            }
            let short = |tokens: &Range<usize>| tokens.len() == 1 && is_capitals(words.word(tokens.start));
            let (full, acronym) = match (short(&left.tokens), short(&right.tokens)) {
                (false, true) => (left, right),
                (true, false) => (right, left),
                _ => continue,
            };
            let Some(thing) = self.senses.get(&words.key(full.tokens.clone())).and_then(|sense| sense.other) else {
                continue;
            };
            self.senses.entry(words.key(acronym.tokens.clone())).or_default().other = Some(thing);
        }
    }
}

/// The spellings of the candidates, in order of first occurrence.
fn forms(words: &Words<'_>, candidates: &[Candidate], gazetteer: &Gazetteer) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut at_key: HashMap<String, usize> = HashMap::new();
    for candidate in candidates {
        let key = words.key(candidate.tokens.clone());
        if key.is_empty() {
            continue;
        }
        let headline = words.headline[candidate.tokens.start];
        let at = *at_key.entry(key).or_insert_with_key(|key| {
            forms.push(Form {
                words: key.split(' ').map(str::to_string).collect(),
                first: candidate.tokens.clone(),
                by_name: by_name(words, candidate.tokens.clone(), gazetteer),
                by_context: Weights::default(),
                count: 0.0,
                headline: true,
                titled: false,
                plural: candidate.tokens.len() == 1 && is_counted(words, candidate.tokens.start),
                gender: None,
                label: None,
            });
            forms.len() - 1
        });
        let form = &mut forms[at];
        if headline && !form.headline {
            continue;
        }
        if form.headline && !headline {
            (form.headline, form.count, form.by_context) = (false, 0.0, Weights::default());
            form.first = candidate.tokens.clone();
        }
        form.by_context = form.by_context.plus(&by_context(words, candidate, gazetteer), 1.0);
        form.count += 1.0;
        form.label = form.label.or(candidate.label);
        if let Some(title) = candidate.title {
            form.titled |= title.kind <= TitleKind::Title;
            form.gender = form.gender.or(title.gender);
        }
    }
    forms
}

/// Whether a form seeds a person: two words or more, enough for a person, not from a headline alone.
fn is_full_name(form: &Form) -> bool {
    let names = form.words.iter().filter(|word| !is_particle(word) && !is_suffix(word)).count();
    if names < 2 || form.weights().best() != Some(EntityKind::Person) {
        return false;
    }
    !form.headline || (given_name(&form.words[0]).is_some() && form.label == Some(EntityKind::Person))
}

/// Where the surname of a full name begins: the last word, with the particles before it.
fn surname_start(name: &[String]) -> usize {
    let mut start = name.iter().rposition(|word| !is_suffix(word)).unwrap_or(0);
    while start > 1 && is_particle(&name[start - 1]) {
        start -= 1;
    }
    start
}

/// Whether "the", "both" or a number stands before token `i`.
fn is_counted(words: &Words<'_>, i: usize) -> bool {
    words.before(i).is_some_and(|before| {
        matches!(
            words.folded[before].as_str(),
            "the" | "both" | "two" | "three" | "four" | "all" | "other" | "these" | "those"
        )
    })
}

fn is_plural_of(word: &str, surname: &str) -> bool {
    word.strip_prefix(surname).is_some_and(|ending| matches!(ending, "s" | "es"))
}

/// Whether a name begins with the family name: "Kim Seo-yeon", "Zhang Tao".
fn is_family_first(words: &Words<'_>, form: &Form) -> bool {
    let [family, given, ..] = form.words.as_slice() else { return false };
    let hyphen = form.first.clone().any(|i| words.is_joiner(i));
    let western = given_name(family).is_some() || given_name(given).is_some();
    form.words.len() <= 3 && is_family_name(family) && (hyphen && form.words.len() == 3 || !western)
}

/// Whether the words between two names say that the second is another name of the first.
fn says_alias(words: &Words<'_>, from: usize, to: usize) -> bool {
    if to <= from || to - from > 7 || words.sentence(from) != words.sentence(to) {
        return false;
    }
    let between: Vec<&str> = words.folded[from..to].iter().map(String::as_str).filter(|word| is_word(word)).collect();
    let said = between.join(" ");
    let said = said.strip_prefix("who is ").or_else(|| said.strip_prefix("who was ")).unwrap_or(&said);
    let said = said.strip_prefix("better ").or_else(|| said.strip_prefix("also ")).unwrap_or(said);
    let said = said.strip_prefix("widely ").or_else(|| said.strip_prefix("professionally ")).unwrap_or(said);
    ALIASES.contains(said)
}

/// "Jr", "Sr" or "III" at the end of a name.
fn generation(name: &[String]) -> Option<&str> {
    name.last().map(String::as_str).filter(|last| is_suffix(last))
}

/// Whether two full names may be one person's: surnames alike, given names compatible.
fn same_person(a: &[String], b: &[String]) -> bool {
    if a.len() < 2
        || b.len() < 2
        || generation(a).is_some() && generation(b).is_some() && generation(a) != generation(b)
    {
        return false;
    }
    let bare = |name: &[String]| {
        name.iter().filter(|word| !is_particle(word) && !is_suffix(word)).cloned().collect::<Vec<_>>()
    };
    let (a, b) = (bare(a), bare(b));
    let (Some(a_last), Some(b_last)) = (a.last(), b.last()) else { return false };
    if a.len() < 2 || b.len() < 2 {
        return false;
    }
    if similar(a_last, b_last) && same_given(&a[0], &b[0]) {
        return true;
    }
    // "Mohammed Sule Dan" and "Sule Dan": the shorter is the end of the longer.
    let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
    long.len() > short.len() && (long.ends_with(short) || long.starts_with(short))
}
