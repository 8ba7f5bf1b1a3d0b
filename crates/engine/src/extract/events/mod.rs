//! Who did what to whom, with what, where and when.
//!
//! [`triggers`] finds the words that name an event (data: `data/lexicon/events.tsv`), [`clause`] their arguments, [`status`] how real
//! the event is. Words that only say what became of somebody ("killed", "the loss of 12 lives") belong to the
//! event they hang from ([`outcomes`]). Mentions of one event become one ([`merge`]).
//! [`beside`] reads what a bomb stood at.
//! [`fates`] reads what became of people without a word of violence, [`victims`] who of them is the same person, [`home`] the city a report is about.
//! Statements are not events; meetings, talks and interviews are (`consult`).

mod beside;
mod blame;
pub(crate) mod clause;
mod fates;
mod home;
pub(crate) mod lexicon;
mod merge;
pub mod occurrences;
mod outcomes;
pub(crate) mod participants;
mod setting;
pub(crate) mod status;
#[cfg(test)]
mod tests;
pub(crate) mod triggers;
mod victims;

use crate::Analysis;
use participants::Mentions;
use status::Reality;
use std::collections::BTreeSet;
use triggers::Trigger;
use variorum_language::Doc;
use variorum_record::{
    Effect, EntityId, Event, EventId, EventStatus, Figure, Instrument, Measure, Participant, Place, Span, Statement,
    Time,
};

/// The facts of a report that events are made from.
pub struct Facts<'a> {
    /// Who said what.
    pub statements: &'a [Statement],
    /// When.
    pub times: &'a [Time],
    /// Where.
    pub places: &'a [Place],
}

/// An event in the making.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The trigger's token.
    pub(crate) token: usize,
    pub(crate) kind: &'static str,
    pub(crate) mode: Option<&'static str>,
    pub(crate) reality: Reality,
    pub(crate) according_to: Option<EntityId>,
    pub(crate) actors: Vec<Participant>,
    pub(crate) targets: Vec<Participant>,
    pub(crate) instruments: Vec<Instrument>,
    pub(crate) place: Option<usize>,
    pub(crate) time: Option<usize>,
    /// Tokens of further words for it.
    pub(crate) mentions: Vec<usize>,
    /// Indexes of figures.
    pub(crate) figures: Vec<usize>,
    pub(crate) noun: bool,
    /// Takes up something told before: "the attack".
    pub(crate) definite: bool,
    /// Says that it is another one: "additional attacks", "a second blast".
    pub(crate) another: bool,
    /// Needs something beside itself to be an event.
    pub(crate) thin: bool,
    /// A bare plural noun: an event only with a toll, or with both place and time.
    pub(crate) generic: bool,
    /// The token of an event noun that is its subject: "attacks targeted the cities" tells one event.
    pub(crate) joins: Option<usize>,
}

impl Draft {
    /// An event of which nothing is known but the word for it, its type and how real it is.
    pub(crate) fn new(token: usize, kind: &'static str, reality: Reality) -> Self {
        Draft {
            token,
            kind,
            mode: None,
            reality,
            according_to: None,
            actors: Vec::new(),
            targets: Vec::new(),
            instruments: Vec::new(),
            place: None,
            time: None,
            mentions: Vec::new(),
            figures: Vec::new(),
            noun: false,
            definite: false,
            another: false,
            thin: false,
            generic: false,
            joins: None,
        }
    }

    /// Whether it is told to have been: not planned, imagined or long past, and not said not to have been.
    pub(super) fn is_told(&self) -> bool {
        is_told(self.reality.status) && !self.reality.negated
    }

    /// Whether it is an attack or a fight, an abduction included.
    pub(super) fn is_attack(&self) -> bool {
        matches!(self.kind, "assault" | "fight")
    }

    /// Whether it is told as an attack or a fight that may have hurt somebody.
    pub(super) fn is_violent(&self) -> bool {
        self.is_attack() && self.mode != Some("abduct") && self.is_told()
    }
}

/// Whether what has this status is told to have been.
fn is_told(status: EventStatus) -> bool {
    matches!(status, EventStatus::Reported | EventStatus::Claimed | EventStatus::Denied)
}

/// The events of a report, in order of their first trigger. Sets `event` of the figures that belong to one.
pub fn find(analysis: &Analysis, facts: &Facts, figures: &mut [Figure]) -> Vec<Event> {
    let doc = &analysis.doc;
    let mentions = Mentions::of(analysis);
    let triggers = triggers::find(doc);
    let named = named_by_verbs(doc, &triggers);
    let triggers = triggers.into_iter().filter(|trigger| !named[trigger.token]);
    let (outcomes, triggers): (Vec<Trigger>, Vec<Trigger>) =
        triggers.partition(|trigger| trigger.entry.kind == "effect");
    let mut drafts: Vec<Draft> =
        triggers.iter().filter_map(|trigger| draft(analysis, &mentions, trigger, figures)).collect();
    demands(analysis, &mentions, &mut drafts);
    let outcomes: Vec<Trigger> = outcomes.into_iter().map(|outcome| outcomes::elided(doc, outcome)).collect();
    outcomes::attach(analysis, &mentions, &outcomes, &mut drafts, figures);
    drafts.sort_by_key(|draft| draft.token);
    blame::attach(analysis, &mentions, &mut drafts);
    setting::place_and_time(analysis, facts, &mut drafts);
    setting::authority(analysis, facts, &mut drafts);
    outcomes::claim_figures(analysis, &mut drafts, figures);
    outcomes::identified(analysis, &mentions, &mut drafts);
    victims::unify(analysis, &mentions, facts, &mut drafts, figures);
    let mut drafts = merge::merge(analysis, facts, drafts);
    drafts.iter_mut().for_each(|draft| outcomes::deadly(doc, draft, figures));
    setting::settle_places(analysis, facts, &mut drafts);
    let mut events = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let id = EventId(events.len() as u32 + 1);
        for &figure in &draft.figures {
            // "two men were shot to death": what became of them in the end is what their number measures.
            let died = |target: &Participant| {
                target.effect == Some(Effect::Killed)
                    && target.span.is_some_and(|span| span.contains(figures[figure].span))
            };
            if figures[figure].measures == Measure::Injured && draft.targets.iter().any(died) {
                figures[figure].measures = Measure::Killed;
            }
            figures[figure].event = Some(id);
        }
        events.push(finish(doc, id, draft, figures));
    }
    events
}

fn finish(doc: &Doc, id: EventId, draft: Draft, figures: &[Figure]) -> Event {
    let mut evidence: Vec<Span> = Vec::new();
    for &token in std::iter::once(&draft.token).chain(&draft.mentions) {
        evidence.push(doc.span_of(clause::sentence(doc, token)).into());
    }
    evidence.sort();
    evidence.dedup();
    let mut ids: Vec<_> = draft.figures.iter().map(|&figure| figures[figure].id).collect();
    ids.sort();
    let mut mentions: Vec<Span> = draft.mentions.iter().map(|&token| doc.span(token).into()).collect();
    mentions.sort();
    mentions.dedup();
    mentions.retain(|mention| *mention != Span::from(doc.span(draft.token)));
    Event {
        id,
        kind: draft.kind.to_string(),
        mode: draft.mode.map(str::to_string),
        trigger: doc.span(draft.token).into(),
        mentions,
        status: draft.reality.status,
        negated: draft.reality.negated,
        according_to: draft.according_to,
        actors: draft.actors,
        targets: draft.targets,
        instruments: draft.instruments,
        place: draft.place,
        time: draft.time,
        figures: ids,
        evidence,
    }
}

/// Event nouns that are the object of a verb whose frame asks for them: "impose a curfew" is one event, not two.
fn named_by_verbs(doc: &Doc, triggers: &[Trigger]) -> Vec<bool> {
    let mut named = vec![false; doc.len()];
    for trigger in triggers.iter().filter(|trigger| trigger.entry.class == 'v') {
        for &object in trigger.arguments.objects.iter().filter(|&&object| names_event(doc, trigger, object)) {
            named[object] = true;
        }
    }
    named
}

fn names_event(doc: &Doc, trigger: &Trigger, object: usize) -> bool {
    let lemma = doc.lemma(object).to_lowercase();
    let lemma = lemma.as_str();
    !matches!(trigger.entry.kind, "assault" | "fight" | "effect")
        && trigger.entry.words("obj").is_some_and(|words| words.contains(&lemma))
        && lexicon::EVENTS.get(lemma).is_some_and(|entries| entries.iter().any(|entry| entry.class == 'n'))
}

/// The event that a trigger names, with its participants.
fn draft(analysis: &Analysis, mentions: &Mentions, trigger: &Trigger, figures: &[Figure]) -> Option<Draft> {
    let doc = &analysis.doc;
    let Trigger { token, entry, arguments } = trigger;
    let token = *token;
    let noun = entry.class == 'n';
    // "signed a truce with the Front": what stands by the noun belongs to the event too.
    let naming: Vec<usize> =
        arguments.objects.iter().copied().filter(|&object| names_event(doc, trigger, object)).collect();
    let mut arguments = arguments.clone();
    for &object in naming.iter().filter(|_| !noun) {
        arguments.prepositions.extend(clause::prepositions(doc, object));
    }
    let arguments = &arguments;
    let assault = entry.kind == "assault" || entry.kind == "fight";
    let mut reality = status::of(doc, token);
    // "No women were detained."
    let nobody = arguments
        .objects
        .iter()
        .any(|&object| doc.children(object).any(|child| doc.lemma(child).eq_ignore_ascii_case("no")));
    reality.negated |= nobody && !noun;
    let effect = entry.effect.filter(|_| !reality.attempted && !reality.negated);
    let mut draft = Draft {
        mode: entry.mode,
        noun,
        definite: noun && is_definite(doc, token),
        another: says_another(doc, token) || measured_from(doc, token) || opens_apart(doc, token),
        ..Draft::new(token, entry.kind, reality)
    };
    if measured_from(doc, token) && draft.reality.status == EventStatus::Reported {
        draft.reality.status = EventStatus::Background;
    }
    let (mut actors, mut targets) = (Vec::new(), Vec::new());
    draft.joins = arguments.subjects.iter().copied().find(|&subject| !noun && assault && is_event_noun(doc, subject));
    if noun {
        noun_participants(analysis, trigger, &mut actors, &mut targets, &mut draft, figures);
    } else {
        // "A bomb exploded" names the means, "a bus exploded" what was hit.
        let bursts = ["explode", "detonate", "go"].contains(&doc.lemma(token)) && arguments.objects.is_empty();
        for &subject in &arguments.subjects {
            let means = participants::weapon_at(doc, subject).filter(|_| !triggers::agent_like(doc, subject));
            if assault && means.is_some_and(|mode| !(bursts && ["aerial", "vehicle"].contains(&mode))) {
                draft.instruments.push(participants::instrument(analysis, figures, subject));
                if entry.has("subj") {
                    draft.mentions.push(subject);
                }
                actors.extend(participants::owner(doc, subject));
            } else if assault && bursts {
                targets.push(subject);
            } else {
                actors.push(subject);
            }
        }
        if assault
            && !actors.is_empty()
            && !actors.iter().any(|&actor| {
                triggers::agent_like(doc, actor)
                    || is_event_noun(doc, actor)
                    || doc.pos(actor) == "PRON" && mentions.covering(doc.span(actor).into()).is_some()
                    || antecedent(doc, mentions, token, actor) != actor
            })
            && draft.instruments.is_empty()
            && !matches!(entry.mode, Some("firearms" | "aerial"))
        {
            // A tragedy strikes, a storm hits: no attack.
            return None;
        }
        let weapons_thrown =
            entry.words("obj").is_some_and(|words| words.contains(&"bomb") || words.contains(&"missile"));
        for &object in &arguments.objects {
            match participants::weapon_at(doc, object) {
                // "set fire to the office", "opened fire on the crowd"
                _ if assault && doc.lemma(object) == "fire" => {}
                _ if naming.contains(&object) => draft.mentions.push(object),
                Some(_) if weapons_thrown || ["detonate", "explode", "fire"].contains(&doc.lemma(token)) => {
                    draft.instruments.push(participants::instrument(analysis, figures, object))
                }
                _ if weapons_thrown => {}
                _ => targets.push(object),
            }
        }
        let prepositions: Vec<&str> =
            entry.words("prep").map_or_else(|| default_prepositions(entry.kind, false), <[&str]>::to_vec);
        if (targets.is_empty() || weapons_thrown)
            && let Some(word) = prepositions.iter().find(|word| {
                // "shot at a deputy on Friday"
                arguments.prepositions.iter().any(|(seen, object)| seen == *word && !is_time(doc, *object))
            })
        {
            targets.extend(arguments.behind(&[*word]).filter(|&object| !(assault && is_scene(doc, object))));
        }
        if assault && targets.is_empty() && entry.mode == Some("explosives") {
            targets.extend(beside::of(doc, token));
        }
        if entry.kind == "consult" && draft.mode != Some("visit") {
            targets.retain(|&target| triggers::agent_like(doc, target));
            if targets.is_empty()
                && actors.len() < 2
                && !(actors.len() == 1 && matches!(doc.tag(actors[0]), "NNS" | "NNPS"))
            {
                return None;
            }
        }
        actors = actors.into_iter().map(|actor| antecedent(doc, mentions, token, actor)).collect();
        if actors.is_empty() && !assault && !arguments.passive && matches!(doc.tag(token), "VB" | "VBG") {
            // "said removing the ban was out of the question": a clause without a subject has that of the clause above.
            let above = doc
                .ancestors(token)
                .take(4)
                .filter(|&at| clause::is_verb(doc, at))
                .map(|at| clause::of_verb(doc, at).subjects);
            let subjects =
                above.into_iter().find(|subjects| subjects.iter().any(|&subject| triggers::agent_like(doc, subject)));
            let free = |subject: &usize| !targets.contains(subject) && triggers::agent_like(doc, *subject);
            actors.extend(subjects.unwrap_or_default().into_iter().filter(free));
        }
        if targets.is_empty() && ["request", "reject", "threaten", "agree", "accuse"].contains(&entry.kind) {
            targets.extend(complement_subject(doc, token, &actors));
        }
    }
    let measure = ["curfew", "martial-law", "restrict", "ban"].contains(&draft.mode.unwrap_or(""));
    if !assault
        && (entry.kind != "coerce" || measure)
        && !targets.iter().any(|&target| triggers::agent_like(doc, target) && !is_own(doc, target))
    {
        // What is rejected, lifted or given is a thing; the target is who is meant by it.
        if let Some(found) = counterpart(doc, token, entry.kind, &actors) {
            targets.insert(0, found);
        }
    }
    if entry.kind == "protest"
        && let Some(found) = grievance(doc, token, &actors)
    {
        targets = vec![found];
    }
    if assault {
        for (word, object) in &arguments.prepositions {
            if ["with", "using", "by", "from", "in", "of"].contains(&word.as_str())
                && participants::weapon_at(doc, *object).is_some()
                && (["with", "using", "by"].contains(&word.as_str()))
            {
                draft.instruments.push(participants::instrument(analysis, figures, *object));
                actors.retain(|actor| actor != object);
                targets.retain(|target| target != object);
            }
        }
        draft
            .instruments
            .extend(used(doc, token).into_iter().map(|weapon| participants::instrument(analysis, figures, weapon)));
        if let Some(mode) = draft
            .instruments
            .first()
            .and_then(|instrument| lexicon::weapon(instrument.name.rsplit(' ').next().unwrap_or("")))
            && (draft.mode.is_none() || draft.mode == Some("explosives") && mode == "suicide-attack")
        {
            draft.mode = Some(mode);
        }
        let suicide = doc.children(token).any(|child| doc.lemma(child).eq_ignore_ascii_case("suicide"));
        if suicide {
            draft.mode = Some("suicide-attack");
        }
        actors.retain(|&actor| !is_event_noun(doc, actor));
    }
    if entry.kind == "consult" && !noun && targets.is_empty() && actors.len() > 1 {
        // "A and B met": both sides.
        targets = actors.split_off(1);
    }
    let deadly = doc.children(token).any(|child| {
        ["dead", "death", "fatally", "fatal", "deadly"].contains(&doc.lemma(child).to_lowercase().as_str())
            || doc.dep(child) == "prep" && doc.children(child).any(|object| doc.lemma(object) == "death")
    });
    let effect = if deadly && effect == Some(Effect::Injured) { Some(Effect::Killed) } else { effect };
    // "shot at the deputy": nobody was hit.
    let aimed = !noun && arguments.objects.is_empty() && matches!(effect, Some(Effect::Injured | Effect::Killed));
    let effect = effect.filter(|_| !aimed);
    for actor in actors {
        add(&mut draft.actors, participants::participant(analysis, mentions, actor, None));
        if assault {
            for organisation in participants::organisations(analysis, mentions, actor) {
                add(&mut draft.actors, Some(organisation));
            }
        }
    }
    for target in targets {
        let effect = effect.filter(|effect| fits(doc, target, *effect));
        let found = match assault || entry.effect == Some(Effect::Captured) {
            true => outcomes::victim_at(analysis, mentions, target, effect),
            false => participants::participant(analysis, mentions, target, effect),
        };
        add(&mut draft.targets, found);
        // "a top general in Moscow, Gen. …" keeps both sides of an apposition through the cast; a named victim beside a role counts once.
    }
    let same: Vec<Span> = draft.actors.iter().filter_map(|actor| actor.span).collect();
    draft.targets.retain(|target| target.span.is_none_or(|span| !same.contains(&span)));
    compose(doc, token, &mut draft);
    let participants = draft.actors.len() + draft.targets.len();
    if !noun && participants == 0 && draft.instruments.is_empty() && naming.is_empty() {
        return None;
    }
    if noun && !assault && participants == 0 {
        return None;
    }
    if entry.has("general") {
        draft.thin = true;
    }
    // "a week after a bomb in the market": told by where it was.
    let placed = measured_from(doc, token)
        && arguments.prepositions.iter().any(|(word, _)| ["in", "on", "at", "near"].contains(&word.as_str()));
    draft.thin |= noun && assault && participants == 0 && !placed;
    // "responsible for attacks on convoys": a bare plural tells of no one event.
    let counted = doc.child(token, &["nummod", "det", "poss"]).is_some();
    let launched = noun && arguments.subjects.iter().any(|&subject| doc.head(token) == doc.head(subject));
    draft.generic = noun && assault && matches!(doc.tag(token), "NNS" | "NNPS") && !counted && !launched;
    if assault && is_state_of_things(doc, &draft, figures) {
        draft.reality.status = EventStatus::Background;
    }
    if assault
        && (noun || doc.tag(token) == "VBG")
        && is_habit(doc, token)
        && draft.reality.status == EventStatus::Reported
    {
        draft.reality.status = EventStatus::Background;
    }
    // "we continue to apprehend their leaders"
    let goes_on = matches!(doc.dep(token), "xcomp") && ["continue", "keep"].contains(&doc.lemma(doc.head(token)));
    if goes_on && matches!(doc.tag(doc.head(token)), "VBP" | "VBZ") && draft.reality.status == EventStatus::Reported {
        draft.reality.status = EventStatus::Background;
    }
    // "they attack villages": a habit, except in a headline, which has no full stop.
    // "condemns the murder" is said now of something that happened.
    let carried =
        noun && matches!(doc.dep(token), "dobj" | "nsubjpass") && clause::LIGHT.contains(&doc.lemma(doc.head(token)));
    let carrier = if carried { doc.head(token) } else { token };
    let present = matches!(doc.tag(carrier), "VBP" | "VBZ") && doc.child(carrier, &["aux", "auxpass"]).is_none();
    let sentence = clause::sentence(doc, token);
    let stop = doc.lemma(sentence.end - 1) == "."
        || sentence.end >= 2 && doc.lemma(sentence.end.saturating_sub(2).max(sentence.start)) == ".";
    if assault && present && stop && draft.reality.status == EventStatus::Reported {
        draft.reality.status = EventStatus::Background;
    }
    Some(draft)
}

/// "Many peasants have been murdered", "they are killing people": a state of things, where nobody is named or counted and no means is told.
fn is_state_of_things(doc: &Doc, draft: &Draft, figures: &[Figure]) -> bool {
    let token = draft.token;
    let goes_on = doc.children(token).any(|child| {
        doc.dep(child) == "aux"
            && (doc.lemma(child) == "have"
                || doc.tag(token) == "VBG" && doc.lemma(child) == "be" && matches!(doc.tag(child), "VBP" | "VBZ"))
    });
    let nobody = |target: &Participant| {
        let head = target.span.and_then(|span| doc.tokens_in(span.into()).last());
        let many = ["population", "people", "clergy", "youth", "public", "peasantry", "opposition"];
        target.entity.is_none() && head.is_some_and(|head| doc.tag(head) == "NNS" || many.contains(&doc.lemma(head)))
    };
    let counted = || {
        figures
            .iter()
            .any(|figure| draft.targets.iter().any(|target| target.span.is_some_and(|span| span.overlaps(figure.span))))
    };
    draft.reality.status == EventStatus::Reported
        && goes_on
        && draft.instruments.is_empty()
        && !draft.targets.is_empty()
        && draft.targets.iter().all(nobody)
        && !counted()
}

/// "He is involved in the kidnapping of villagers": what somebody does, not what was done; none of it is counted, dated or singled out.
fn is_habit(doc: &Doc, token: usize) -> bool {
    let bare =
        |noun: usize| matches!(doc.tag(noun), "NNS" | "NNPS") && doc.child(noun, &["det", "nummod", "poss"]).is_none();
    let mut first = token;
    while doc.dep(first) == "conj" && doc.head(first) < first {
        first = doc.head(first);
    }
    let preposition = doc.head(first);
    let part = doc.head(preposition);
    let many = match doc.tag(token) {
        "NNS" => bare(token),
        _ => {
            (doc.lemma(token).ends_with("ing") || doc.tag(token) == "VBG")
                && clause::with_conjuncts(doc, first).into_iter().chain([token]).any(|noun| {
                    doc.child(noun, &["dobj"]).is_some_and(bare)
                        || clause::prepositions(doc, noun).iter().any(|(word, object)| word == "of" && bare(*object))
                })
        }
    };
    many && matches!(doc.dep(first), "pobj" | "pcomp")
        && ["responsible", "involve", "involved", "know", "known", "wanted", "notorious", "engage", "specialize"]
            .contains(&doc.lemma(part).to_lowercase().as_str())
        && doc
            .ancestors(preposition)
            .take(2)
            .chain(doc.children(part).filter(|&child| matches!(doc.dep(child), "aux" | "auxpass")))
            .any(|verb| matches!(doc.tag(verb), "VBZ" | "VBP"))
}

fn is_time(doc: &Doc, token: usize) -> bool {
    doc.name_at(token).is_some_and(|name| matches!(doc.name_label(name), "DATE" | "TIME"))
}

/// A person can be killed, a house destroyed.
fn fits(doc: &Doc, target: usize, effect: Effect) -> bool {
    let named = |labels: &[&str]| doc.name_at(target).is_some_and(|name| labels.contains(&doc.name_label(name)));
    match effect {
        Effect::Killed | Effect::Injured => {
            !named(&["PRODUCT", "WORK_OF_ART"]) && (triggers::agent_like(doc, target) || doc.pos(target) == "PROPN")
        }
        Effect::Captured => {
            let lemma = doc.lemma(target).to_lowercase();
            // "a weapons dealer", "an explosives maker", "several of his men"
            let doer = doc.pos(target) == "NOUN"
                && (lemma.len() > 5 && (lemma.ends_with("er") || lemma.ends_with("or")) || lemma == "maker");
            let some = crate::extract::figures::tables::QUANTITIES.contains_key(lemma.as_str());
            let deed = doc.pos(target) == "PROPN" && is_deed(&lemma);
            !deed && (triggers::agent_like(doc, target) || doer || some || doc.pos(target) == "PROPN")
        }
        Effect::Damaged | Effect::Destroyed => {
            !crate::extract::figures::tables::is_person(doc.lemma(target)) && !named(&["PERSON"])
        }
        Effect::None => true,
    }
}

/// Whether a capitalised word of a headline names a deed rather than somebody: "Election Attacks".
fn is_deed(lemma: &str) -> bool {
    let noun = |word: &str| {
        lexicon::EVENTS.get(word).is_some_and(|entries| {
            entries.iter().any(|entry| entry.class == 'n' && matches!(entry.kind, "assault" | "fight"))
        })
    };
    noun(lemma) || lemma.strip_suffix('s').is_some_and(noun)
}

fn default_prepositions(kind: &str, noun: bool) -> Vec<&'static str> {
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

fn noun_participants(
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
        let mut found: Vec<usize> = arguments.behind(&[word]).filter(|&object| !is_time(doc, object)).collect();
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

/// Streets and areas are where something happens, not what is attacked.
fn is_scene(doc: &Doc, token: usize) -> bool {
    let scenes = [
        "street",
        "road",
        "highway",
        "avenue",
        "boulevard",
        "corner",
        "intersection",
        "area",
        "zone",
        "sector",
        "region",
        "outskirt",
        "outskirts",
        "place",
        "point",
        "spot",
        "site",
        "side",
        "front",
        "part",
        "distance",
        "vicinity",
        "direction",
        "altitude",
        "height",
        "kilometer",
        "kilometre",
        "km",
        "range",
        "dawn",
        "night",
        "noon",
        "midnight",
    ];
    scenes.contains(&doc.lemma(token).to_lowercase().as_str())
}

/// "its troops": one's own people are not the other side.
fn is_own(doc: &Doc, token: usize) -> bool {
    doc.child(token, &["poss"]).is_some_and(|holder| doc.tag(holder) == "PRP$")
}

const LEADERS: [&str; 6] = ["guerrilla", "rebel", "army", "government", "police", "force"];

/// Stretches of talks.
const STRETCHES: [&str; 9] = ["day", "hour", "week", "month", "round", "night", "series", "weekend", "session"];

/// "Russian", "Afghan": people by nationality.
fn is_demonym(analysis: &Analysis, token: usize) -> bool {
    let doc = &analysis.doc;
    doc.name_at(token).is_some_and(|name| doc.name_label(name) == "NORP")
}

/// Instruments told by another verb: "used drones to launch a strike", "attacked … using machetes".
fn used(doc: &Doc, token: usize) -> Vec<usize> {
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
fn complement_subject(doc: &Doc, token: usize, actors: &[usize]) -> Vec<usize> {
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

/// "Hungary said it will support …": inside a clause of saying, an unresolved pronoun is who says so.
fn antecedent(doc: &Doc, mentions: &Mentions, verb: usize, subject: usize) -> usize {
    let pronoun = doc.pos(subject) == "PRON"
        && ["it", "they", "he", "she", "we", "i"].contains(&doc.lemma(subject).to_lowercase().as_str());
    if !pronoun || mentions.covering(doc.span(subject).into()).is_some() {
        return subject;
    }
    let clause = std::iter::once(verb).chain(doc.ancestors(verb).take(4)).find(|&at| doc.dep(at) == "ccomp");
    let speakers = clause.map(|clause| clause::of_verb(doc, doc.head(clause)).subjects).unwrap_or_default();
    speakers
        .into_iter()
        .find(|&speaker| speaker != subject && doc.pos(speaker) != "PRON" && triggers::agent_like(doc, speaker))
        .unwrap_or(subject)
}

/// The country, organisation or people next to a trigger in its own clause: "rejected a Kestrian offer", "lifted the ban on Sorvia".
fn counterpart(doc: &Doc, trigger: usize, kind: &str, actors: &[usize]) -> Option<usize> {
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

/// Against whom a protest is: behind "against", or in the clause that says what for ("to demand reforms by the junta").
fn grievance(doc: &Doc, trigger: usize, actors: &[usize]) -> Option<usize> {
    let aims = [
        "demand",
        "protest",
        "press",
        "call",
        "force",
        "oust",
        "topple",
        "overthrow",
        "denounce",
        "condemn",
        "oppose",
        "show",
        "convince",
        "pressure",
        "ask",
        "seek",
        "criticize",
        "urge",
        "express",
        "voice",
    ];
    let carrier = doc.head(trigger);
    let tops = [Some(trigger), (!doc.is_root(trigger) && clause::is_verb(doc, carrier)).then_some(carrier)];
    let below = |top: usize| doc.children(top).filter(|&child| child > trigger).collect::<Vec<_>>();
    let mut scopes: Vec<usize> = Vec::new();
    for child in tops.into_iter().flatten().flat_map(below) {
        let clause = matches!(doc.dep(child), "advcl" | "xcomp" | "acl" | "conj")
            && clause::is_verb(doc, child)
            && aims.contains(&doc.lemma(child));
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

/// Kinds whose place is never their target.
const PEACEFUL: [&str; 5] = ["agree", "consult", "support", "request", "accuse"];

/// PLOVER reads a promised kindness as an agreement, an announced hostility as a threat, a refused kindness as a rejection.
fn compose(doc: &Doc, token: usize, draft: &mut Draft) {
    if draft.noun {
        return;
    }
    let kind = |kinds: &[&str]| kinds.contains(&draft.kind);
    let will = doc
        .children(token)
        .any(|child| doc.tag(child) == "MD" && ["will", "would", "shall", "'ll", "wo"].contains(&doc.lemma(child)));
    let ready = matches!(doc.dep(token), "xcomp" | "ccomp")
        && ["willing", "ready", "prepared", "prepare", "commit", "committed", "plan", "able"]
            .contains(&doc.lemma(doc.head(token)));
    let unless = doc
        .children(token)
        .any(|child| doc.dep(child) == "advcl" && doc.children(child).any(|mark| doc.lemma(mark) == "unless"));
    let failed = doc.dep(token) == "xcomp" && doc.lemma(doc.head(token)) == "fail";
    if failed && kind(&["agree", "consult", "cooperate"]) {
        draft.kind = "reject";
        draft.mode = None;
        draft.reality = Reality { status: EventStatus::Reported, negated: false, attempted: false, hedged: false };
    } else if will
        && unless
        && !draft.reality.negated
        && kind(&["agree", "retreat", "sanction", "coerce", "protest", "mobilize"])
    {
        draft.kind = "threaten";
        draft.mode = None;
    } else if (will || ready)
        && draft.reality.negated
        && kind(&["agree", "concede", "aid", "cooperate", "support", "consult"])
    {
        draft.kind = "reject";
        draft.mode = None;
        draft.reality.negated = false;
        draft.reality.status = EventStatus::Reported;
    } else if (will || ready)
        && !draft.reality.negated
        && kind(&["aid", "concede", "cooperate", "support", "retreat"])
        && doc.lemma(token) != "resign"
    {
        draft.kind = "agree";
    } else if (will || ready || doc.lemma(doc.head(token)) == "plan")
        && !draft.reality.negated
        && !draft.actors.is_empty()
        && kind(&["sanction", "coerce"])
    {
        draft.kind = "threaten";
    }
}

/// "Khartoum said Orvend must return the helicopter": a demand.
fn demands(analysis: &Analysis, mentions: &Mentions, drafts: &mut Vec<Draft>) {
    let doc = &analysis.doc;
    let told: BTreeSet<usize> = drafts.iter().map(|draft| draft.token).collect();
    let requests = drafts.iter().filter(|draft| draft.kind == "request");
    let requests: BTreeSet<usize> = requests.map(|draft| draft.token).collect();
    for must in 0..doc.len() {
        if !(doc.tag(must) == "MD" && doc.lemma(must) == "must") {
            continue;
        }
        let verb = doc.head(must);
        let cue = doc.head(verb);
        if cue == verb || !matches!(doc.dep(verb), "ccomp" | "parataxis") || !clause::is_verb(doc, cue) {
            continue;
        }
        let speaker = clause::of_verb(doc, cue);
        let inner = clause::of_verb(doc, verb);
        let bound = if inner.passive && !inner.subjects.is_empty() {
            &inner.subjects
        } else if inner.passive {
            &inner.objects
        } else {
            &inner.subjects
        };
        let actors: Vec<_> = speaker
            .subjects
            .iter()
            .filter_map(|&token| participants::participant(analysis, mentions, token, None))
            .collect();
        let targets: Vec<_> = bound
            .iter()
            .filter(|&&token| triggers::agent_like(doc, token))
            .filter_map(|&token| participants::participant(analysis, mentions, token, None))
            .collect();
        if actors.is_empty() || targets.is_empty() || told.contains(&cue) || requests.contains(&verb) {
            continue;
        }
        let reality = Reality { status: EventStatus::Reported, negated: false, attempted: false, hedged: false };
        drafts.push(Draft { actors, targets, ..Draft::new(must, "request", reality) });
    }
    drafts.sort_by_key(|draft| draft.token);
}

/// How many take part in one event at most: more are a list or hostile.
pub(crate) const PARTICIPANTS: usize = 300;

/// Adds a participant once; the stronger effect stays.
pub(crate) fn add(list: &mut Vec<Participant>, participant: Option<Participant>) {
    let Some(participant) = participant else { return };
    let room = list.len() < PARTICIPANTS;
    let known = list
        .iter_mut()
        .find(|known| known.span == participant.span || known.entity.is_some() && known.entity == participant.entity);
    match known {
        Some(known) => known.effect = participants::stronger(known.effect, participant.effect),
        None if room => list.push(participant),
        None => {}
    }
}

/// Nouns that name an assault.
pub(crate) fn is_event_noun(doc: &Doc, token: usize) -> bool {
    matches!(doc.pos(token), "NOUN" | "PROPN")
        && lexicon::EVENTS.get(doc.lemma(token).to_lowercase().as_str()).is_some_and(|entries| {
            entries.iter().any(|entry| entry.class == 'n' && matches!(entry.kind, "assault" | "fight"))
        })
}

fn is_definite(doc: &Doc, token: usize) -> bool {
    doc.children(token).any(|child| {
        let lemma = doc.lemma(child).to_lowercase();
        doc.dep(child) == "det" && ["the", "this", "that", "these", "those"].contains(&lemma.as_str())
            || doc.dep(child) == "poss"
    })
}

/// Units that time is counted in.
const SPANS: [&str; 8] = ["minute", "hour", "day", "night", "week", "month", "year", "decade"];

/// "a week after an attack on a market": only what time is counted from.
fn measured_from(doc: &Doc, token: usize) -> bool {
    if clause::is_verb(doc, token) && doc.dep(token) == "advcl" {
        // "It happened hours after two men were shot", but "he died hours after he was shot"
        return ["occur", "happen", "come", "begin", "start"].contains(&doc.lemma(doc.head(token)))
            && doc.children(token).any(|mark| {
                ["after", "before"].contains(&doc.lemma(mark))
                    && mark < token
                    && matches!(doc.dep(mark), "mark" | "advmod")
                    && mark.checked_sub(1).is_some_and(|unit| {
                        SPANS.contains(&doc.lemma(unit)) && doc.tokens[unit].sentence == doc.tokens[mark].sentence
                    })
            });
    }
    let preposition = doc.head(token);
    doc.dep(token) == "pobj"
        && ["after", "since", "before"].contains(&doc.lemma(preposition))
        && (doc.child(preposition, &["npadvmod"]).is_some()
            || preposition.checked_sub(1).is_some_and(|before| SPANS.contains(&doc.lemma(before))))
}

/// "Hours later, a bomber …", "Elsewhere, gunmen …": the opening of the sentence says that another event follows, unless its noun takes up one
/// told before.
fn opens_apart(doc: &Doc, token: usize) -> bool {
    let sentence = doc.sentence_of(token);
    let opening = sentence.start..token.min(sentence.start + 6).min(doc.len());
    let word = |at: usize| doc.lemma(at).to_lowercase();
    let later = opening.clone().skip(1).any(|at| {
        word(at) == "later"
            && SPANS.contains(&doc.lemma(at - 1))
            && opening.clone().skip(at + 1 - opening.start).any(|next| word(next) == ",")
    });
    let apart = opening.clone().next().is_some_and(|at| ["elsewhere", "separately"].contains(&word(at).as_str()));
    (later || apart) && (clause::is_verb(doc, token) || !is_definite(doc, token))
}

fn says_another(doc: &Doc, token: usize) -> bool {
    let words = [
        "additional",
        "another",
        "second",
        "third",
        "separate",
        "other",
        "further",
        "subsequent",
        "similar",
        "previous",
        "earlier",
        "different",
        "also",
        "own",
    ];
    doc.children(token).any(|child| {
        words.contains(&doc.lemma(child).to_lowercase().as_str()) && matches!(doc.dep(child), "amod" | "det" | "advmod")
    })
}
