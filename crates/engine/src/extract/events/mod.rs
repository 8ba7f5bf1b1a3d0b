//! Who did what to whom, with what, where and when.
//!
//! [`triggers`] finds the words that name an event (data: `data/lexicon/events.tsv`), [`clause`] their arguments, [`status`] how real
//! the event is; [`draft`] puts them together, with [`sides`] for who takes part and [`another`] for which event is meant. Words that only
//! say what became of somebody ("killed", "the loss of 12 lives") belong to the event they hang from ([`outcomes`]), figures to the event they count for ([`tolls`]). Mentions of one
//! event become one ([`merge`]).
//! [`beside`] reads what a bomb stood at; [`figurative`] leaves out violent words that mean none.
//! [`fates`] reads what became of people without a word of violence, [`victims`] who of them is the same person, [`home`] the city a report is about.
//! Statements are not events; meetings, talks and interviews are (`consult`).

mod another;
mod beside;
mod blame;
pub(crate) mod clause;
mod draft;
mod fates;
mod figurative;
mod home;
mod identified;
pub(crate) mod lexicon;
mod merge;
pub mod occurrences;
mod order;
mod outcomes;
pub(crate) mod participants;
mod setting;
mod sides;
pub(crate) mod status;
#[cfg(test)]
mod tests;
mod tolls;
pub(crate) mod triggers;
mod victims;

use crate::Analysis;
use participants::Mentions;
use status::Reality;
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
    let named = draft::named_by_verbs(doc, &triggers);
    let figurative = figurative::Figurative::of(doc);
    let triggers = triggers.into_iter().filter(|trigger| !named[trigger.token] && !figurative.is_one(doc, trigger));
    let (outcomes, triggers): (Vec<Trigger>, Vec<Trigger>) =
        triggers.partition(|trigger| trigger.entry.kind == "effect");
    let mut drafts: Vec<Draft> =
        triggers.iter().filter_map(|trigger| draft::draft(analysis, &mentions, trigger, figures)).collect();
    draft::demands(analysis, &mentions, &mut drafts);
    let outcomes: Vec<Trigger> = outcomes.into_iter().map(|outcome| outcomes::elided(doc, outcome)).collect();
    outcomes::attach(analysis, &mentions, &outcomes, &mut drafts, figures);
    drafts.sort_by_key(|draft| draft.token);
    blame::attach(analysis, &mentions, &mut drafts);
    setting::place_and_time(analysis, facts, &mut drafts);
    setting::authority(analysis, facts, &mut drafts);
    tolls::claim_figures(analysis, &mut drafts, figures);
    identified::identified(analysis, &mentions, &mut drafts);
    victims::unify(analysis, &mentions, facts, &mut drafts, figures);
    let mut drafts = merge::merge(analysis, facts, figures, drafts);
    drafts.iter_mut().for_each(|draft| tolls::deadly(doc, draft, figures));
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

fn is_time(doc: &Doc, token: usize) -> bool {
    doc.name_at(token).is_some_and(|name| matches!(doc.name_label(name), "DATE" | "TIME"))
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
    matches!(doc.pos(token), "NOUN" | "PROPN") && lexicon::names_assault(&doc.lemma(token).to_lowercase())
}
