//! Actors, targets and instruments as the record gives them: an entity of the cast, or a described group with its words.

use super::clause;
use super::lexicon::{ACCIDENTS, Accident, weapon};
use crate::Analysis;
use crate::extract::figures::is_aged;
use crate::extract::figures::tables::is_person;
use crate::words::{ARMED, PARTITIVES, TIMES};
use variorum_language::Doc;
use variorum_record::{Effect, EntityId, Figure, Instrument, Participant, Span};

/// Mentions of the cast by position, for lookup in logarithmic time.
pub(crate) struct Mentions {
    sorted: Vec<(Span, EntityId)>,
    longest: usize,
}

impl Mentions {
    pub(crate) fn of(analysis: &Analysis) -> Self {
        let entities = &analysis.cast.entities;
        let mut sorted: Vec<_> = entities
            .iter()
            .flat_map(|entity| entity.mentions.iter().map(move |mention| (mention.span, entity.id)))
            .collect();
        sorted.sort();
        let longest = sorted.iter().map(|(span, _)| span.len()).max().unwrap_or(0);
        Mentions { sorted, longest }
    }

    /// The entity whose mention covers a span, the longest first.
    pub(crate) fn covering(&self, span: Span) -> Option<EntityId> {
        let last = self.sorted.partition_point(|(mention, _)| mention.start <= span.start);
        let near = self.sorted[..last].iter().rev().take_while(|(mention, _)| mention.start + self.longest >= span.end);
        near.filter(|(mention, _)| mention.contains(span)).max_by_key(|(mention, _)| mention.len()).map(|(_, id)| *id)
    }
}

/// The words of a noun phrase: from its first modifier to its head, and an "of" phrase where that belongs to it.
pub(crate) fn phrase(doc: &Doc, token: usize) -> Span {
    let mut start = token;
    for child in doc.children(token).filter(|&child| child < token) {
        if matches!(
            doc.dep(child),
            "amod" | "compound" | "nummod" | "poss" | "nmod" | "quantmod" | "advmod" | "npadvmod" | "punct"
        ) {
            let edge = doc.tokens[child].left_edge as usize;
            if edge >= token.saturating_sub(12) && doc.dep(child) != "punct" {
                start = start.min(edge);
            }
        }
    }
    let mut end = token;
    let lemma = doc.lemma(token).to_lowercase();
    // "positions of the Kestrian army": whose they are belongs to the description.
    let whose = |object: usize| doc.pos(token) == "NOUN" && super::triggers::agent_like(doc, object);
    let partitive = PARTITIVES.contains(&lemma.as_str()) && doc.pos(token) != "PROPN";
    let some = crate::extract::figures::tables::QUANTITIES.contains_key(lemma.as_str());
    if (partitive || some || doc.pos(token) == "NUM" || of_object(doc, token).is_some_and(whose))
        && let Some(of) = doc.children(token).find(|&child| child > token && doc.lemma(child) == "of")
        && let Some(object) = doc.child(of, &["pobj"])
    {
        end = end.max(object);
    }
    Span::new(doc.span(start).start, doc.span(end).end)
}

fn of_object(doc: &Doc, token: usize) -> Option<usize> {
    let of = doc.children(token).find(|&child| child > token && doc.lemma(child) == "of")?;
    doc.child(of, &["pobj"])
}

/// The participant at a token; `None` for a pronoun that stands for nobody known.
pub(crate) fn participant(
    analysis: &Analysis,
    mentions: &Mentions,
    token: usize,
    effect: Option<Effect>,
) -> Option<Participant> {
    let doc = &analysis.doc;
    let lemma = doc.lemma(token).to_lowercase();
    if clause::is_verb(doc, token)
        || matches!(doc.tag(token), "WDT" | "WP" | "EX" | "DT" | "WRB" | "CC" | "IN")
            && doc.pos(token) != "NUM"
            && lemma != "another"
    {
        return None;
    }
    let in_time = |name: &variorum_language::Name| {
        matches!(doc.name_label(name), "DATE" | "TIME")
            && !is_aged(doc, token)
            && (doc.pos(token) != "NUM" || name.tokens.len() > 1)
    };
    if doc.name_at(token).is_some_and(in_time) || doc.tag(token) == "WP$" || TIMES.contains(&lemma.as_str()) {
        return None;
    }
    let head: Span = doc.span(token).into();
    let mut entity = mentions.covering(head);
    if entity.is_none() {
        // "the group's leader, Mara Olin"
        entity = doc
            .children(token)
            .filter(|&child| doc.dep(child) == "appos" && doc.pos(child) == "PROPN")
            .find_map(|child| mentions.covering(doc.span(child).into()));
    }
    if entity.is_none()
        && doc.pos(token) == "PRON"
        && !["somebody", "someone", "everyone", "others", "other"].contains(&lemma.as_str())
    {
        return None;
    }
    let mut span = phrase(doc, token);
    if span.of(analysis.text()).trim().is_empty() {
        span = head;
    }
    let name = entity.and_then(|id| analysis.cast.get(id)).map(|entity| entity.name.clone());
    let name = name.or_else(|| Some(span.of(analysis.text()).to_string()));
    Some(Participant { entity, span: Some(span), name, effect, candidates: Vec::new() })
}

/// Organisations inside a description: "FMLN guerrillas", "members of the Front". They take part too.
pub(crate) fn organisations(analysis: &Analysis, mentions: &Mentions, token: usize) -> Vec<Participant> {
    let doc = &analysis.doc;
    let named = |inner: usize| {
        doc.pos(inner) == "PROPN"
            && doc.name_at(inner).is_some_and(|name| matches!(doc.name_label(name), "ORG"))
            || mentions.covering(doc.span(inner).into()).is_some_and(|id| {
                analysis.cast.get(id).is_some_and(|entity| entity.kind == variorum_record::EntityKind::Organisation)
            })
            // "FKL rebels": an abbreviation that nothing else explains.
            || doc.pos(inner) == "PROPN"
                && (2..=8).contains(&analysis.word(inner).chars().count())
                && analysis.word(inner).chars().all(char::is_uppercase)
                && doc.name_at(inner).is_none()
    };
    let lemma = doc.lemma(token).to_lowercase();
    let lemma = lemma.as_str();
    if !is_person(lemma) && !PARTITIVES.contains(&lemma) && !ARMED.contains(&lemma) {
        return Vec::new();
    }
    let mut inner: Vec<usize> =
        doc.children(token).filter(|&child| matches!(doc.dep(child), "compound" | "nmod" | "poss" | "appos")).collect();
    for of in doc.children(token).filter(|&child| matches!(doc.lemma(child), "of" | "from") && doc.dep(child) == "prep")
    {
        inner.extend(doc.children(of).filter(|&object| doc.dep(object) == "pobj"));
    }
    inner
        .into_iter()
        .filter(|&inner| named(inner))
        .filter_map(|inner| participant(analysis, mentions, inner, None))
        .collect()
}

/// Whose weapon it is, where its own words say so: "Kestrian tanks", "army helicopters".
pub(crate) fn owner(doc: &Doc, weapon: usize) -> Option<usize> {
    doc.children(weapon).find(|&child| {
        let group = doc.name_at(child).is_some_and(|name| matches!(doc.name_label(name), "NORP" | "GPE" | "ORG"));
        matches!(doc.dep(child), "amod" | "compound" | "nmod" | "poss")
            && weapon_at(doc, child).is_none()
            && (group || doc.dep(child) != "amod" && super::triggers::agent_like(doc, child) && doc.pos(child) != "NUM")
    })
}

/// Whether a token names a means of attack.
pub(crate) fn weapon_at(doc: &Doc, token: usize) -> Option<&'static str> {
    if !matches!(doc.pos(token), "NOUN" | "PROPN" | "ADJ" | "VERB") {
        return None;
    }
    let lemma = doc.lemma(token).to_lowercase();
    weapon(&lemma)
        .or_else(|| fired(doc, token, &lemma))
        .or_else(|| is_loaded(doc, token, &lemma).then_some("explosives"))
}

/// "artillery fire", "rocket fire": the fire of what shoots.
fn fired(doc: &Doc, token: usize, lemma: &str) -> Option<&'static str> {
    let arms = doc.child(token, &["compound"]).filter(|_| lemma == "fire")?;
    weapon(&doc.lemma(arms).to_lowercase()).filter(|mode| matches!(*mode, "heavy-weapons" | "firearms"))
}

/// "a car packed with explosives", "an explosives-laden boat".
fn is_loaded(doc: &Doc, token: usize, lemma: &str) -> bool {
    const LOADED: [&str; 7] = ["pack", "load", "laden", "lade", "rig", "fill", "stuff"];
    let loaded = |at: usize| LOADED.contains(&doc.lemma(at).to_lowercase().as_str());
    let explosive = |at: &usize| weapon(&doc.lemma(*at).to_lowercase()) == Some("explosives");
    ACCIDENTS.get(lemma) == Some(&Accident::Vehicle)
        && doc
            .subtree(token)
            .take(16)
            .filter(explosive)
            .any(|at| doc.ancestors(at).take(3).take_while(|&above| above != token).any(loaded))
}

/// An instrument: "three car bombs" is `car bomb` with its count.
pub(crate) fn instrument(analysis: &Analysis, figures: &[Figure], token: usize) -> Instrument {
    let doc = &analysis.doc;
    let mut start = token;
    let mut name = doc.lemma(token).to_lowercase();
    for child in doc.children(token).filter(|&child| child < token).collect::<Vec<_>>().into_iter().rev() {
        if matches!(doc.dep(child), "compound" | "amod")
            && !["several", "many", "new", "russian", "deadly"].contains(&doc.lemma(child))
        {
            name = format!("{} {name}", analysis.word(child).to_lowercase());
            start = start.min(child);
        }
    }
    let span = Span::new(doc.span(start).start, doc.span(token).end);
    let own: Span = doc.span(token).into();
    let near = &figures[super::victims::near_figures(figures, own)];
    let count = near.iter().find(|figure| figure.span.overlaps(own)).map(|figure| figure.id);
    Instrument { span, name, count }
}

/// The stronger of two effects on one target.
pub(crate) fn stronger(a: Option<Effect>, b: Option<Effect>) -> Option<Effect> {
    let rank = |effect: Option<Effect>| match effect {
        None => 0,
        Some(Effect::None) => 1,
        Some(Effect::Damaged) => 2,
        Some(Effect::Injured | Effect::Captured) => 3,
        Some(Effect::Destroyed) => 4,
        Some(Effect::Killed) => 5,
    };
    if rank(b) > rank(a) { b } else { a }
}
