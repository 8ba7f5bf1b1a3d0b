//! One person, one victim: references to the same people within a report are brought together before its events are merged.
//!
//! News tells one victim many times: "a man was shot" in the lead, "the 27-year-old was taken to a hospital", "police identified the man as …", and
//! a name at last. Each reference is read for what it says (number, sex, age, role, definite or not) and joins a person told before when
//! nothing it says is against that. The fullest reference, a name where there is one, then stands in every event, so that the events of one
//! person are seen to be one and the person counts once.

use super::fates::is_somebody;
use super::merge::conflicting_places;
use super::participants::Mentions;
use super::{Draft, Facts, add};
use crate::Analysis;
use crate::cast::lexicon::fold;
use crate::cast::names::{is_particle, is_suffix};
use crate::extract::figures::tables::QUANTITIES;
use crate::extract::statements::contents;
use crate::holders::Holders;
use crate::words::{ANYBODY, ATTACKERS, FEMALE, KIN, MALE, OFFICERS, SUSPECTS};
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use variorum_language::Doc;
use variorum_record::{
    Effect, EntityId, EntityKind, EventStatus, Figure, Measure, PartKind, Participant, Span, Statement,
};

/// Among how many people, the ones told of last, a reference is looked for. A report that tells of more is a list or hostile; a
/// later reference still finds who has the same name among them.
const KNOWN: usize = 120;

/// How many words for one person are kept.
const WORDS: usize = 24;

/// Replaces references to the same people by one participant; a pronoun that is nobody's is dropped.
pub(crate) fn unify(
    analysis: &Analysis,
    mentions: &Mentions,
    facts: &Facts,
    drafts: &mut [Draft],
    figures: &mut [Figure],
) {
    let speakers: BTreeSet<EntityId> =
        facts.statements.iter().filter_map(|statement| statement.speaker.as_ref()?.entity).collect();
    let doc = &analysis.doc;
    let contents = contents(facts.statements);
    drafts.iter_mut().for_each(|draft| leave_speakers(analysis, facts.statements, &contents, draft));
    let named = |target: &&Participant| {
        let tokens = target.span.map_or(0..0, |span| doc.tokens_in(span.into()));
        target.effect.is_some() && !tokens.is_empty() && tokens.into_iter().all(|token| doc.pos(token) != "PRON")
    };
    let hurt: BTreeSet<EntityId> =
        drafts.iter().flat_map(|draft| draft.targets.iter().filter(named)).filter_map(|target| target.entity).collect();
    // Who only speaks in the report, and is nowhere told to be hurt.
    let voices = &speakers - &hurt;
    let mut people: Vec<Person> = Vec::new();
    let mut found: Vec<(usize, usize, Option<usize>)> = Vec::new();
    let mut joins: Vec<(usize, usize)> = Vec::new();
    // In the order of the text, whatever event they stand in.
    let mut order: Vec<(usize, usize, usize)> = Vec::new();
    for (d, draft) in drafts.iter().enumerate() {
        order.extend(draft.targets.iter().enumerate().filter_map(|(t, target)| Some((target.span?.start, d, t))));
    }
    order.sort_unstable();
    for (_, d, t) in order {
        let draft = &drafts[d];
        let target = &draft.targets[t];
        let Some(class) = class_of(draft) else { continue };
        // "Both were pronounced dead": the two told of last.
        if target.span.is_some_and(|span| span.of(analysis.text()).eq_ignore_ascii_case("both")) {
            let sentence =
                doc.tokens_in(target.span.map_or(0..0, Into::into)).next().map(|token| doc.tokens[token].sentence);
            let near = |person: &&mut Person| {
                let last = person.sentences.last().copied();
                person.reference.class == class
                    && person.reference.size == Size::One
                    && last.zip(sentence).is_some_and(|(last, own)| own.abs_diff(last) <= 2)
            };
            for person in people.iter_mut().rev().take(KNOWN).filter(near).take(2) {
                if target.effect == Some(Effect::Killed) {
                    person.reference.effect = target.effect;
                }
            }
            found.push((d, t, None));
            continue;
        }
        let Some(reference) = read(analysis, mentions, figures, draft, target, class, &voices) else {
            continue;
        };
        let known = people.len().saturating_sub(KNOWN);
        if reference.demonstrative
            && reference.size == Size::One
            && let Some(group) = reference.only_group(&people[known..])
        {
            joins.push((d, people[known + group].draft));
            found.push((d, t, Some(known + group)));
            continue;
        }
        let certain = people[known..].iter().rposition(|person| reference.is_certain(person));
        let person = certain.map(|at| known + at).or_else(|| {
            let near = &people[known..];
            let crowd = Crowd::of(near, class);
            let fitting: Vec<usize> = (known..people.len()).filter(|&i| reference.fits(&people[i], crowd)).collect();
            // "his two passengers" of one town are not the two people of another.
            let elsewhere = |i: &usize| {
                reference.size != Size::One
                    && class == Class::Harmed
                    && conflicting_places(&analysis.doc, facts, &drafts[people[*i].draft], draft)
            };
            let fitting: Vec<usize> = fitting.into_iter().filter(|i| !elsewhere(i)).collect();
            if class == Class::Captured && reference.shape != Shape::Named {
                let apart = |i: &usize| conflicting_places(&analysis.doc, facts, &drafts[people[*i].draft], draft);
                return reference.captive(&people, fitting.into_iter().filter(|i| !apart(i)).collect(), draft.another);
            }
            // The latest; of people told by a name or role the only one.
            match reference.shape {
                // "the victim was killed": whoever is known to have died, before whoever was told of last.
                Shape::Definite if reference.effect == Some(Effect::Killed) => {
                    let died = |i: &&usize| people[**i].reference.effect == Some(Effect::Killed);
                    fitting.iter().rev().find(died).or(fitting.last()).copied()
                }
                Shape::Definite | Shape::Pronoun => fitting.last().copied(),
                _ => fitting.first().copied().filter(|_| fitting.len() == 1),
            }
        });
        match person {
            Some(person) => {
                let again = matches!(reference.shape, Shape::Named | Shape::Definite | Shape::Pronoun);
                if again && reference.size == Size::One || class == Class::Captured {
                    joins.push((d, people[person].draft));
                }
                people[person].take(&reference, target);
            }
            None if reference.shape == Shape::Pronoun => {}
            None => {
                let told = reference.both_with(&people[known..]).map(|one| people[known + one].draft);
                joins.extend(reference.whole(&mut people[known..]).or(told).map(|whole| (d, whole)));
                people.push(Person::new(&reference, target, d));
                if told.is_some()
                    && let Some(pair) = people.last_mut()
                {
                    pair.members = 1;
                }
            }
        }
        let person = person.or_else(|| (reference.shape != Shape::Pronoun).then(|| people.len() - 1));
        found.push((d, t, person));
    }
    for &(d, t, person) in &found {
        let effect = drafts[d].targets[t].effect;
        match person {
            Some(person) => {
                let person = &people[person];
                let killed = person.reference.effect == Some(Effect::Killed) && person.reference.size == Size::One;
                let effect = if killed && effect == Some(Effect::Injured) { Some(Effect::Killed) } else { effect };
                if killed && let Some(span) = drafts[d].targets[t].span {
                    // "A man was shot" counts one killed, once the report says that he died.
                    let own = |figure: &&mut Figure| {
                        figure.span.overlaps(span) && figure.measures == Measure::Injured && figure.low == Some(1.0)
                    };
                    let near = near_figures(figures, span);
                    figures[near].iter_mut().filter(own).for_each(|figure| figure.measures = Measure::Killed);
                }
                drafts[d].targets[t] = Participant { effect, ..person.participant.clone() };
            }
            None => {
                (drafts[d].targets[t].name, drafts[d].targets[t].entity) = (None, None);
            }
        }
    }
    for (d, whole) in joins {
        let (token, kind) = (drafts[whole].token, drafts[whole].kind);
        let draft = &mut drafts[d];
        let family = |kind| if kind == "fight" { "assault" } else { kind };
        if d != whole && draft.joins.is_none() && !draft.another && family(draft.kind) == family(kind) {
            draft.joins = Some(token);
        }
    }
    for draft in drafts.iter_mut() {
        let targets = std::mem::take(&mut draft.targets);
        for mut target in targets.into_iter().filter(|target| target.name.is_some() || target.entity.is_some()) {
            let kind = target.entity.and_then(|id| analysis.cast.get(id)).map(|entity| entity.kind);
            // The cast knows better than the tag what can be hurt; a name it cannot tell may be a person's.
            let thing = matches!(kind, Some(EntityKind::Place | EntityKind::Facility))
                || kind == Some(EntityKind::Organisation) && target.effect == Some(Effect::Injured);
            if thing && matches!(target.effect, Some(Effect::Killed | Effect::Injured | Effect::Captured)) {
                target.effect = None;
            }
            add(&mut draft.targets, Some(target));
        }
    }
}

/// "killed a boy, officer Ivo Tarn said": who speaks is neither one of the dead nor the boy, whatever the tree joins.
fn leave_speakers(analysis: &Analysis, statements: &[Statement], contents: &Holders<usize>, draft: &mut Draft) {
    let text = analysis.text();
    let trigger = Span::from(analysis.doc.span(draft.token));
    let between = |from: usize, to: usize| text.get(from..to).map(str::trim);
    let closing: Vec<_> = contents
        .around(trigger)
        .into_iter()
        .filter_map(|statement| {
            let statement = &statements[statement];
            let (speaker, cue) = (statement.speaker.as_ref()?, statement.cue?);
            let span = speaker.span.filter(|span| between(span.end, cue.start) == Some(""))?;
            Some((span, speaker.entity))
        })
        .collect();
    draft
        .targets
        .retain(|target| target.span.is_none_or(|span| !closing.iter().any(|(speaker, _)| speaker.overlaps(span))));
    for target in &mut draft.targets {
        let Some(span) = target.span else { continue };
        let speaks = |(speaker, entity): &(Span, Option<EntityId>)| {
            entity.is_some() && *entity == target.entity && between(span.end, speaker.start) == Some(",")
        };
        if closing.iter().any(speaks) {
            (target.entity, target.name) = (None, Some(span.of(text).to_string()));
        }
    }
}

/// The kind of harm within which references are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Class {
    Harmed,
    Captured,
}

fn class_of(draft: &Draft) -> Option<Class> {
    let told = matches!(draft.reality.status, EventStatus::Reported | EventStatus::Claimed | EventStatus::Denied)
        && !draft.reality.negated;
    match draft.kind {
        _ if !told => None,
        "assault" | "fight" if draft.mode == Some("abduct") => Some(Class::Captured),
        "assault" | "fight" => Some(Class::Harmed),
        "coerce" if matches!(draft.mode, Some("arrest" | "detain")) => Some(Class::Captured),
        _ => None,
    }
}

/// How a reference introduces or takes up its people.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    /// "Mara Olin".
    Named,
    /// "the man", "both women", "the 27-year-old".
    Definite,
    /// "he".
    Pronoun,
    /// "a man"; a headline's "man".
    Indefinite,
    /// "another man", "two others".
    Another,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Sex {
    Female,
    Male,
}

/// What a person was in the event, where the noun says so.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Attacker,
    Officer,
    Victim,
}

/// How many people a reference stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Size {
    One,
    Exactly(f64),
    Vague,
}

/// What a reference says of its people.
#[derive(Clone, Debug)]
struct Reference {
    entity: Option<EntityId>,
    /// The name that the cast has for them, or a name that the cast has not.
    name: Option<String>,
    /// Where the entity is first mentioned.
    introduced: usize,
    start: usize,
    sentence: u32,
    class: Class,
    shape: Shape,
    size: Size,
    lemma: String,
    sex: Option<Sex>,
    age: Option<u32>,
    role: Option<Role>,
    effect: Option<Effect>,
    /// "the victim, identified as Mara Olin": the name of whoever is told of right before it.
    identified: bool,
    /// "both men".
    both: bool,
    /// "this commander": somebody told before, and be it as one of a group.
    demonstrative: bool,
    /// Stands in a headline, which the lead tells again.
    headline: bool,
    /// The words say "wounded", which who was killed is not.
    wounded: bool,
    /// Whose they are: "his driver" is not he.
    owner: Option<EntityId>,
}

/// People told of, with all that their references say.
struct Person {
    reference: Reference,
    lemmas: Vec<String>,
    /// In order.
    sentences: Vec<u32>,
    participant: Participant,
    /// Index of the draft that tells of them first.
    draft: usize,
    /// How many of a group have been told of one by one.
    members: usize,
}

impl Person {
    fn new(reference: &Reference, target: &Participant, draft: usize) -> Self {
        Person {
            reference: reference.clone(),
            lemmas: vec![reference.lemma.clone()],
            sentences: vec![reference.sentence],
            participant: target.clone(),
            draft,
            members: 0,
        }
    }

    /// Whether nothing is told of them in a sentence or beside it.
    fn is_far(&self, sentence: u32) -> bool {
        let next = self.sentences.partition_point(|&told| told + 1 < sentence);
        self.sentences.get(next).is_none_or(|told| told.abs_diff(sentence) > 1)
    }

    fn take(&mut self, reference: &Reference, target: &Participant) {
        let known = &mut self.reference;
        known.sex = known.sex.or(reference.sex);
        known.age = known.age.or(reference.age);
        known.role = known.role.or(reference.role);
        known.wounded |= reference.wounded;
        if reference.effect == Some(Effect::Killed) {
            known.effect = reference.effect;
        }
        if known.entity.is_none() && reference.entity.is_some() {
            known.entity = reference.entity;
            self.participant = target.clone();
        }
        // "several" is outdone by a number.
        if known.size == Size::Vague && matches!(reference.size, Size::Exactly(_)) {
            known.size = reference.size;
            if known.entity.is_none() {
                self.participant = target.clone();
            }
        }
        if self.lemmas.len() < WORDS && !self.lemmas.contains(&reference.lemma) {
            self.lemmas.push(reference.lemma.clone());
        }
        self.sentences.push(reference.sentence);
    }
}

impl Reference {
    /// The same entity, or a surname alone and the full name that ends in it.
    fn is_certain(&self, person: &Person) -> bool {
        let known = &person.reference;
        let same = self.entity.is_some() && self.entity == known.entity;
        self.class == known.class
            && (same || is_surname_of(&self.name, &known.name) || is_surname_of(&known.name, &self.name))
    }

    /// The draft of the group that a single victim belongs to: the one counted group of the report that still lacks members.
    fn whole(&self, people: &mut [Person]) -> Option<usize> {
        if self.size != Size::One
            || self.shape == Shape::Pronoun
            || self.effect.is_none()
            || self.role == Some(Role::Attacker)
        {
            return None;
        }
        let mut groups = people.iter_mut().filter(|person| {
            person.reference.class == self.class
                && matches!(person.reference.size, Size::Exactly(_))
                && person.reference.effect.is_some()
        });
        let group = groups.next()?;
        if groups.next().is_some() || self.conflicts(&group.reference) {
            return None;
        }
        let Size::Exactly(n) = group.reference.size else { return None };
        if group.sentences.binary_search(&self.sentence).is_ok() || group.members as f64 >= n {
            return None;
        }
        group.members += 1;
        Some(group.draft)
    }

    /// "The courier was captured … both men were held": the one person told of is one of the two.
    fn both_with(&self, people: &[Person]) -> Option<usize> {
        let mut same = people.iter().enumerate().filter(|(_, person)| person.reference.class == self.class);
        let (one, person) = same.next()?;
        let pair = self.both && self.class == Class::Captured && same.next().is_none();
        (pair && person.reference.size == Size::One).then_some(one)
    }

    /// The one group among the captured, where nobody is told of singly.
    fn only_group(&self, people: &[Person]) -> Option<usize> {
        let mut captured = people.iter().enumerate().filter(|(_, person)| person.reference.class == self.class);
        let (group, person) = captured.next()?;
        (captured.next().is_none() && person.reference.size != Size::One).then_some(group)
    }

    /// Whether nothing is against this reference meaning these people, and its shape allows it.
    fn fits(&self, person: &Person, crowd: Crowd) -> bool {
        let known = &person.reference;
        if self.class != known.class || self.shape == Shape::Another && self.class != Class::Captured {
            return false;
        }
        if self.entity.is_some() && known.entity.is_some() || self.owner.is_some() && self.owner == known.entity {
            return false;
        }
        let differ = |a: Option<Sex>, b: Option<Sex>| a.is_some() && b.is_some() && a != b;
        let ages = self.age.is_some() && known.age.is_some();
        if differ(self.sex, known.sex) || ages && self.age != known.age {
            return false;
        }
        if self.role.is_some() && known.role.is_some() && self.role != known.role {
            let both = [self.role, known.role];
            if both.contains(&Some(Role::Attacker)) {
                return false;
            }
        }
        match (self.size, known.size) {
            (Size::One, Size::One) => {}
            (Size::One, _) | (_, Size::One) => return false,
            (Size::Exactly(a), Size::Exactly(b)) if a != b => return false,
            _ => {}
        }
        let kin = |lemma: &str| KIN.contains(&lemma);
        let lemmas = person.lemmas.contains(&self.lemma);
        // "Woman shot dead … he killed his girlfriend": where one person was killed, any word for them will do.
        let killed = |one: &Reference| one.effect == Some(Effect::Killed);
        let only = killed(self) && killed(known) && crowd.touched == 1;
        if (kin(&self.lemma) || person.lemmas.iter().any(|lemma| kin(lemma)) && self.entity.is_some())
            && !lemmas
            && !ages
            && !only
        {
            return false;
        }
        let together = person.sentences.binary_search(&self.sentence).is_ok();
        if self.class == Class::Captured && self.shape != Shape::Named {
            let suspects = suspect(&self.lemma) && person.lemmas.iter().any(|lemma| suspect(lemma));
            let retold = known.headline && !self.headline && person.sentences.len() == 1;
            // "Cell arrested … Three men were arrested"
            let body = retold && is_body(&known.lemma) && self.size != Size::One;
            return match self.shape {
                Shape::Pronoun => true,
                Shape::Definite => self.size == Size::One || lemmas || suspects || self.size == known.size,
                Shape::Indefinite | Shape::Another => {
                    !together && (lemmas || suspects || body || retold && self.size == known.size)
                }
                Shape::Named => false,
            };
        }
        match self.shape {
            Shape::Pronoun => true,
            Shape::Definite => {
                self.size == Size::One
                    || lemmas
                    || general(&self.lemma)
                    || person.lemmas.iter().any(|lemma| general(lemma))
            }
            // A name that appears after the description, when one description waits for a name.
            Shape::Named => {
                known.entity.is_none()
                    && self.introduced >= known.start
                    && (!together || ages || self.identified)
                    && !self.conflicts(known)
                    && (ages
                        || crowd.open == 1 && !crowd.several
                        || self.effect.is_some() && known.effect.is_some() && crowd.open_harmed == 1 && !crowd.several)
            }
            Shape::Indefinite => {
                if together || self.conflicts(known) {
                    return false;
                }
                match self.size {
                    Size::One => {
                        let far = person.is_far(self.sentence);
                        ages && known.sex == self.sex
                            || self.class == Class::Captured && lemmas && far
                            || crowd.singles == 1
                                && !crowd.several
                                && (lemmas
                                    || general(&self.lemma)
                                    || person.lemmas.iter().any(|lemma| general(lemma))
                                    || self.sex.is_some() && self.sex == known.sex
                                    || self.role == Some(Role::Officer) && self.role == known.role)
                                && self.class == Class::Harmed
                    }
                    Size::Exactly(_) => self.size == known.size || known.size == Size::Vague && lemmas,
                    Size::Vague => {
                        known.size == Size::Vague
                            && (lemmas
                                || self.class == Class::Captured
                                    && (general(&self.lemma) || person.lemmas.iter().any(|lemma| general(lemma))))
                    }
                }
            }
            Shape::Another => false,
        }
    }

    /// Which of the `fitting` people, all of them captured, this reference means. A report tells a capture in the lead and again in its
    /// course: "detained several suspects … two of his associates were detained". What says that it is another one (`also` at the verb,
    /// "an additional suspect" at the noun) is only told again where the lead had it too, in the same number.
    fn captive(&self, people: &[Person], fitting: Vec<usize>, also: bool) -> Option<usize> {
        let same_size = |i: &&usize| people[**i].reference.size == self.size;
        let same_word = |i: &&usize| people[**i].lemmas.contains(&self.lemma);
        let far = |i: &&usize| people[**i].is_far(self.sentence);
        let found = match self.shape {
            Shape::Definite | Shape::Pronoun => {
                // The one last told of; of several in one sentence the first, who has the leading part.
                let latest = |keep: &dyn Fn(&&usize) -> bool| {
                    let told = |i: &&usize| people[**i].sentences.last().copied();
                    fitting.iter().filter(|i| keep(i)).rev().max_by_key(|i| told(i))
                };
                latest(&|i| same_size(i) && same_word(i)).or(latest(&same_size)).or(latest(&|_| true))
            }
            _ if also || self.shape == Shape::Another => {
                let known = fitting.iter().find(|i| far(i) && same_size(i) && same_word(i));
                let vague = |i: &&usize| people[**i].reference.size == Size::Vague && same_word(i);
                known.or_else(|| fitting.iter().find(|i| vague(i) && !also)).or_else(|| {
                    fitting.iter().find(|&&i| people[i].reference.headline && same_size(&&i) && !self.headline)
                })
            }
            _ => fitting.iter().find(same_size).or(fitting.first()),
        };
        found.copied()
    }

    /// One was killed, the other is said to be wounded.
    fn conflicts(&self, known: &Reference) -> bool {
        let killed = |one: &Reference| one.effect == Some(Effect::Killed);
        killed(self) && known.wounded || killed(known) && self.wounded
    }
}

/// Whether one name is the surname of another: "Tarn" of "Ivo Tarn Jr", "van der Tarn" of "Ivo van der Tarn".
fn is_surname_of(short: &Option<String>, full: &Option<String>) -> bool {
    let (Some(short), Some(full)) = (short, full) else { return false };
    let words: Vec<&str> = full.split(' ').collect();
    let end = words.iter().rposition(|word| !is_suffix(&fold(word))).unwrap_or(0);
    let particles = words[..end].iter().rev().take_while(|word| is_particle(&fold(word))).count();
    let first = (end - particles).max(1);
    (first..=end).any(|start| words[start..=end].join(" ") == *short)
}

/// How many people have been told of.
#[derive(Clone, Copy, Default)]
struct Crowd {
    /// Persons and groups to whom something was done.
    touched: usize,
    /// Single persons.
    singles: usize,
    /// Those of them without a name.
    open: usize,
    /// Those of the nameless to whom something was done.
    open_harmed: usize,
    /// Whether the report counts several victims: a lone description is then one of them.
    several: bool,
}

impl Crowd {
    fn of(people: &[Person], class: Class) -> Self {
        let mut crowd = Crowd::default();
        for known in people.iter().map(|person| &person.reference).filter(|known| known.class == class) {
            let single = known.size == Size::One;
            crowd.touched += usize::from(known.effect.is_some());
            crowd.singles += usize::from(single);
            let open = single && known.entity.is_none();
            crowd.open += usize::from(open);
            crowd.open_harmed += usize::from(open && known.effect.is_some());
            crowd.several |= !single && known.effect.is_some();
        }
        crowd
    }
}

/// The figures that may overlap a span or follow it at once. They stand in the order of the text.
pub(super) fn near_figures(figures: &[Figure], span: Span) -> Range<usize> {
    /// No figure is longer.
    const LONGEST: usize = 200;
    /// As far behind as an age may stand.
    const BEHIND: usize = 16;
    let first = figures.partition_point(|figure| figure.span.start + LONGEST < span.start);
    let last = figures.partition_point(|figure| figure.span.start <= span.end + BEHIND);
    first..last.max(first)
}

/// Nouns that may mean any of the people told before.
fn general(lemma: &str) -> bool {
    ANYBODY.contains(&lemma) || lemma.ends_with("-old")
}

/// Nouns for several people at once.
fn is_body(lemma: &str) -> bool {
    ["cell", "gang", "ring", "group", "team", "squad", "band", "crew", "trio", "duo", "pair", "couple", "family"]
        .contains(&lemma)
}

/// Nouns for who is captured of whom little is known: any of them may be told by another.
fn suspect(lemma: &str) -> bool {
    general(lemma) || SUSPECTS.contains(&lemma)
}

/// What a target's words say; `None` for things and for what no effect touches.
fn read(
    analysis: &Analysis,
    mentions: &Mentions,
    figures: &[Figure],
    draft: &Draft,
    target: &Participant,
    class: Class,
    voices: &BTreeSet<EntityId>,
) -> Option<Reference> {
    let doc = &analysis.doc;
    let span = target.span?;
    let figures = &figures[near_figures(figures, span)];
    let tokens = doc.tokens_in(span.into());
    let head = tokens.clone().find(|&token| !tokens.contains(&doc.head(token)) || doc.is_root(token))?;
    // A pronoun taken for somebody who only speaks in the report is somebody else's; a headline's "Suspect" is no name.
    let only_speaks = |id: EntityId| doc.pos(head) == "PRON" && voices.contains(&id);
    let noun = |id: EntityId| {
        analysis
            .cast
            .get(id)
            .is_some_and(|entity| crate::extract::figures::tables::is_person(&entity.name.to_lowercase()))
    };
    let id = target.entity.filter(|&id| !only_speaks(id) && !noun(id));
    let entity = id.and_then(|id| analysis.cast.get(id));
    if entity.is_some_and(|entity| entity.kind != EntityKind::Person) {
        return None;
    }
    // "two of his associates"
    let counted = (doc.pos(head) == "NUM" || QUANTITIES.contains_key(doc.lemma(head).to_lowercase().as_str()))
        .then(|| doc.children(head).find(|&child| child > head && doc.lemma(child) == "of"))
        .flatten()
        .and_then(|of| doc.child(of, &["pobj"]));
    let lemma = doc.lemma(counted.unwrap_or(head)).to_lowercase();
    let harmed = matches!(target.effect, Some(Effect::Killed | Effect::Injured | Effect::Captured));
    if !harmed && entity.is_none() && !crate::extract::figures::tables::is_person(&lemma) && doc.pos(head) != "PRON" {
        return None;
    }
    let words: Vec<String> = tokens.clone().map(|token| doc.lemma(token).to_lowercase()).collect();
    let before: Vec<String> =
        doc.children(head).filter(|&child| child < head).map(|child| doc.lemma(child).to_lowercase()).collect();
    let has = |known: &[&str]| words.iter().chain(&before).any(|word| known.contains(&word.as_str()));
    let pronoun = doc.pos(head) == "PRON"
        && entity.is_none()
        && ["he", "she", "him", "her", "they", "them", "someone", "somebody", "anyone", "anybody"]
            .contains(&lemma.as_str());
    let number = figures.iter().find(|figure| {
        figure.span.overlaps(span) && !matches!(figure.measures, Measure::Age) && figure.unit.as_deref() != Some("year")
    });
    let plural = matches!(doc.tag(head), "NNS" | "NNPS")
        || ["people", "men", "women", "children", "police", "they", "them", "family", "couple", "crew"]
            .contains(&lemma.as_str())
        || number.is_some_and(|figure| figure.low.or(figure.high).is_some_and(|n| n > 1.0));
    let size = match number.and_then(|figure| figure.low.or(figure.high).map(|n| (n, figure.high.is_some()))) {
        _ if !plural && is_body(&lemma) => Size::Vague,
        _ if !plural => Size::One,
        Some((n, true)) if n > 1.0 => Size::Exactly(n),
        _ => Size::Vague,
    };
    let shape = if pronoun {
        Shape::Pronoun
    } else if has(&["another", "other"])
        && size == Size::One
        && draft.actors.iter().any(|actor| {
            // "he shot another man": other than himself.
            let token = actor.span.and_then(|span| doc.tokens_in(span.into()).last());
            token.is_some_and(|token| {
                token < head && doc.tokens[token].sentence == doc.tokens[head].sentence && is_somebody(doc, token)
            })
        })
    {
        Shape::Indefinite
    } else if has(&["another", "other", "additional", "more", "second", "third", "fourth"]) || lemma == "other" {
        Shape::Another
    } else if entity.is_some() {
        Shape::Named
    } else if has(&["the", "this", "that", "these", "those", "both", "all"]) && counted.is_none()
        || called_in(doc, head)
        || doc.child(head, &["poss"]).is_some()
        || lemma == "victim" && !has(&["a", "an", "one"])
    {
        Shape::Definite
    } else {
        Shape::Indefinite
    };
    // "They shot my nephew": in a relative's mouth any of them.
    let told_by_kin =
        doc.child(head, &["poss"]).is_some_and(|poss| ["my", "our"].contains(&doc.lemma(poss).to_lowercase().as_str()));
    let any = |list: &HashSet<&str>| words.iter().chain([&lemma]).any(|word| list.contains(word.as_str()));
    let sex = match (any(&FEMALE), any(&MALE)) {
        (true, false) => Some(Sex::Female),
        (false, true) => Some(Sex::Male),
        _ if lemma.ends_with("woman") || lemma.ends_with("women") => Some(Sex::Female),
        _ if lemma.ends_with("man") && lemma.len() > 3 => Some(Sex::Male),
        _ => None,
    };
    let role = if any(&ATTACKERS) {
        Some(Role::Attacker)
    } else if any(&OFFICERS) {
        Some(Role::Officer)
    } else if lemma == "victim" {
        Some(Role::Victim)
    } else {
        None
    };
    let wounded = std::iter::once(&draft.token)
        .chain(&draft.mentions)
        .any(|&token| ["wound", "injure", "hurt"].contains(&doc.lemma(token)));
    let bare = entity.is_none() && doc.pos(head) == "PROPN" && tokens.len() == 1 && doc.lemma(head) != lemma;
    let name = entity.map(|entity| entity.name.clone()).or_else(|| bare.then(|| span.of(analysis.text()).to_string()));
    Some(Reference {
        entity: id,
        name,
        introduced: entity.and_then(|entity| entity.mentions.first()).map_or(span.start, |mention| mention.span.start),
        start: span.start,
        sentence: doc.tokens[head].sentence,
        class,
        shape,
        size,
        lemma: if told_by_kin { "victim".to_string() } else { lemma },
        sex,
        age: age(analysis, span, figures),
        role,
        effect: target.effect,
        both: before.iter().any(|word| word == "both"),
        identified: entity.is_some() && identified(doc, head),
        demonstrative: class == Class::Captured
            && entity.is_none()
            && before.iter().any(|word| ["this", "that"].contains(&word.as_str())),
        headline: analysis
            .part_at(span.start)
            .is_some_and(|part| matches!(part.kind, PartKind::Title | PartKind::Heading)),
        wounded: wounded && target.effect == Some(Effect::Injured),
        owner: doc.child(head, &["poss"]).and_then(|owner| mentions.covering(doc.span(owner).into())),
    })
}

/// Whether a name stands behind "identified as" or "named as".
fn identified(doc: &Doc, name: usize) -> bool {
    let verb = match doc.dep(name) {
        "pobj" if doc.lemma(doc.head(name)) == "as" => doc.head(doc.head(name)),
        "oprd" => doc.head(name),
        _ => return false,
    };
    matches!(doc.lemma(verb), "identify" | "name") && doc.tag(verb) == "VBN"
}

/// "officers were called on a report of a person shot": whom the call was about is the victim told of, not another one.
fn called_in(doc: &Doc, noun: usize) -> bool {
    let word = |token: usize| doc.lemma(token).to_lowercase();
    let preposition = doc.head(noun);
    doc.dep(noun) == "pobj"
        && matches!(doc.tag(noun), "NN")
        && ["of", "about", "for"].contains(&word(preposition).as_str())
        && ["report", "call", "complaint", "dispatch"].contains(&word(doc.head(preposition)).as_str())
}

/// The age that a figure inside the phrase or right behind it gives.
fn age(analysis: &Analysis, span: Span, figures: &[Figure]) -> Option<u32> {
    figures
        .iter()
        .filter(|figure| figure.measures == Measure::Age)
        .find(|figure| {
            span.contains(figure.span)
                || figure.span.start >= span.end
                    && analysis.text().get(span.end..figure.span.start).is_some_and(|between| {
                        between.len() <= 8 && between.chars().all(|c| matches!(c, ' ' | ',' | '('))
                            || between.trim() == ", age"
                            || between.trim() == ", aged"
                    })
        })
        .and_then(|figure| figure.low)
        .map(|age| age as u32)
}
