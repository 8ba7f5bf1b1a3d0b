//! Who is who inside a report: full name, surname, role phrase, pronoun.
//!
//! What the language model says of a name once, the cast says for the whole report: candidates ([`names`]) are weighed ([`kinds`]),
//! joined into people and things ([`identity`]), and every occurrence is marked in one pass ([`tagging`]). Then titles and
//! descriptions attach ([`roles`]), and role phrases and pronouns resolve where one antecedent is clear ([`reference`]).

pub(crate) mod bodies;
mod identity;
mod kinds;
pub mod lexicon;
pub(crate) mod names;
mod phrases;
mod pronouns;
mod reference;
mod roles;
mod tagging;
#[cfg(test)]
mod tests;
pub mod titles;
mod variants;
mod words;

use crate::gazetteer::Gazetteer;
use crate::quotes::Quotation;
use identity::Identities;
use std::collections::HashMap;
use std::ops::Range;
use tagging::Tagged;
use variorum_language::Doc;
use variorum_record::{Entity, EntityId, EntityKind, Mention, MentionForm, Name, Part, Span};
use words::Words;

/// The people, organisations, places and groups of a report, and where it mentions them.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// In order of first mention; the ids count from 1 in that order.
    pub entities: Vec<Entity>,
    /// Proper names, in order, not overlapping.
    pub names: Vec<Name>,
    /// Every mention by its span, in order.
    index: Vec<(Span, EntityId)>,
    /// The token that heads each mention, in order.
    heads: Vec<(u32, EntityId)>,
    /// The last words of the names of organisations and groups of several words, in order.
    last_words: Vec<(String, EntityId)>,
    /// Of each entity, whether "he" and whether "she" stands for it.
    pronouns: Vec<[bool; 2]>,
}

impl Cast {
    /// The entity with an id.
    pub fn get(&self, id: EntityId) -> Option<&Entity> {
        self.entities.get((id.0 as usize).checked_sub(1)?).filter(|entity| entity.id == id)
    }

    /// The entity that a span mentions: the mention that covers it or lies in it, the longest first.
    pub fn mentioned_at(&self, span: Span) -> Option<EntityId> {
        self.mentions_in(span)
            .max_by_key(|(mention, _)| (mention.len(), std::cmp::Reverse(mention.start)))
            .map(|(_, id)| id)
    }

    /// The entity of the mention that token `token` heads: for the subject of a verb, who is meant, and not who else its phrase
    /// happens to name ("a spokesman for NAME" is not NAME).
    pub fn headed_by(&self, token: usize) -> Option<EntityId> {
        let at = self.heads.partition_point(|(head, _)| (*head as usize) < token);
        self.heads.get(at).filter(|(head, _)| *head as usize == token).map(|(_, id)| *id)
    }

    /// The mentions that lie in a span or cover it, in order.
    pub fn mentions_in(&self, span: Span) -> impl Iterator<Item = (Span, EntityId)> + '_ {
        // Mentions are short: one that covers the span starts little before it.
        let first = self.index.partition_point(|(mention, _)| mention.start + LONGEST_MENTION < span.start);
        let after = move |mention: &Span| mention.start >= span.end && !span.is_empty();
        self.index[first..]
            .iter()
            .copied()
            .take_while(move |(mention, _)| !after(mention))
            .filter(move |(mention, _)| mention.contains(span) || span.contains(*mention))
    }

    /// The proper name that covers a span.
    pub fn name_around(&self, span: Span) -> Option<&Name> {
        let at = self.names.partition_point(|name| name.span.end < span.end);
        self.names.get(at).filter(|name| name.span.contains(span))
    }

    /// The proper names that lie in a span, in order.
    pub fn names_in(&self, span: Span) -> impl Iterator<Item = &Name> {
        let first = self.names.partition_point(|name| name.span.start < span.start);
        self.names[first..].iter().take_while(move |name| name.span.end <= span.end)
    }

    /// The proper names that share a byte with a span, in order.
    pub fn names_over(&self, span: Span) -> impl Iterator<Item = &Name> {
        let first = self.names.partition_point(|name| name.span.end <= span.start);
        self.names[first..].iter().take_while(move |name| name.span.overlaps(span))
    }

    /// The only organisation or group whose name ends in a word: "the Front".
    pub fn called(&self, word: &str) -> Option<EntityId> {
        let first = self.last_words.partition_point(|(last, _)| last.as_str() < word);
        let mut found = self.last_words[first..].iter().take_while(|(last, _)| last == word);
        let only = found.next()?;
        found.next().is_none().then_some(only.1)
    }

    /// The last person mentioned before a byte, at most `reach` bytes back.
    pub fn person_near(&self, byte: usize, reach: usize) -> Option<EntityId> {
        let end = self.index.partition_point(|(mention, _)| mention.start < byte);
        let back = self.index[..end].iter().rev().take_while(|(mention, _)| mention.start + reach >= byte);
        back.map(|(_, id)| *id).find(|id| self.is_person(*id))
    }

    /// Whether a "he" and whether a "she" stands for an entity, in whatever case.
    pub fn pronouns(&self, id: EntityId) -> [bool; 2] {
        (id.0 as usize).checked_sub(1).and_then(|at| self.pronouns.get(at)).copied().unwrap_or_default()
    }

    /// Whether an entity is a person.
    pub fn is_person(&self, id: EntityId) -> bool {
        self.get(id).is_some_and(|entity| entity.kind == EntityKind::Person)
    }
}

/// No mention is longer than this many bytes; longer ones are cut away when they are made.
const LONGEST_MENTION: usize = 400;

/// A mention while the cast is made.
#[derive(Clone, Debug)]
struct Found {
    span: Span,
    /// The token that carries it in the tree.
    head: usize,
    form: MentionForm,
    being: usize,
}

/// Makes the cast of a report.
pub fn assemble(text: &str, parts: &[Part], quotations: &[Quotation], doc: &Doc, gazetteer: &Gazetteer) -> Cast {
    let mut words = Words::new(text, parts, quotations, doc);
    words.note_small_names(names::written_small(&words, gazetteer));
    let words = words;
    let candidates = names::candidates(&words);
    let mut identities = Identities::of(&words, &candidates, gazetteer);
    let tagged = tagging::tag(&words, &mut identities);
    let mut found: Vec<Found> = tagged.iter().filter_map(|name| Some(by_name(&words, name, name.being?))).collect();
    let roles = roles::attach(&words, &tagged, &mut identities.beings);
    reference::resolve(&words, &tagged, &identities.beings, &roles, &mut found);
    bodies::find(&words, &tagged, &mut identities, &mut found);
    gather(&words, &tagged, &identities, roles, found)
}

fn by_name(words: &Words<'_>, name: &Tagged, being: usize) -> Found {
    let own = kinds::head_of_tokens(words, name.tokens.clone());
    // "Ada Olin KC": the model hangs the name from the letters behind it.
    let letters = words.after(name.tokens.end - 1).filter(|&next| lexicon::is_after_name(words.word(next)));
    let head = letters.filter(|&letters| words.doc.head(own) == letters).unwrap_or(own);
    Found { span: words.span(name.tokens.clone()), head, form: MentionForm::Name, being }
}

/// Numbers the beings in order of first mention and sorts their mentions.
fn gather(
    words: &Words<'_>,
    tagged: &[Tagged],
    identities: &Identities,
    mut roles: Vec<Vec<String>>,
    mut found: Vec<Found>,
) -> Cast {
    found.retain(|mention| mention.span.len() <= LONGEST_MENTION);
    found.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end), mention.being));
    found.dedup_by_key(|mention| (mention.span, mention.being));
    let mut id_of: Vec<Option<EntityId>> = vec![None; identities.beings.len()];
    roles.resize(identities.beings.len(), Vec::new());
    let mut cast = Cast::default();
    for mention in &found {
        let id = *id_of[mention.being].get_or_insert_with(|| {
            let id = EntityId(cast.entities.len() as u32 + 1);
            let kind = identities.beings[mention.being].kind;
            cast.entities.push(Entity {
                id,
                kind,
                name: String::new(),
                roles: std::mem::take(&mut roles[mention.being]),
                mentions: Vec::new(),
            });
            id
        });
        cast.entities[id.0 as usize - 1].mentions.push(Mention { span: mention.span, form: mention.form });
        cast.index.push((mention.span, id));
        cast.heads.push((mention.head as u32, id));
    }
    cast.heads.sort_by_key(|(head, _)| *head);
    cast.heads.dedup_by_key(|(head, _)| *head);
    for entity in &mut cast.entities {
        entity.name = fullest_name(words.text, &entity.mentions);
        let mut stands = [false; 2];
        for mention in &entity.mentions {
            match mention.span.of(words.text).to_lowercase().as_str() {
                "he" | "him" | "his" => stands[0] = true,
                "she" | "her" | "hers" => stands[1] = true,
                _ => {}
            }
        }
        cast.pronouns.push(stands);
    }
    let bodies =
        cast.entities.iter().filter(|entity| matches!(entity.kind, EntityKind::Organisation | EntityKind::Group));
    cast.last_words = bodies.filter_map(|body| Some((body.name.rsplit_once(' ')?.1.to_string(), body.id))).collect();
    cast.last_words.sort();
    cast.names = tagged
        .iter()
        .map(|name| Name {
            span: words.span(name.tokens.clone()),
            kind: name.kind,
            entity: name.being.and_then(|being| id_of[being]),
        })
        .collect();
    cast
}

/// Of the names by which an entity goes, the one of most words; of those the most frequent; of those the first. What has no name of
/// its own ("the Velland army") goes by the fullest phrase for it.
fn fullest_name(text: &str, mentions: &[Mention]) -> String {
    let mut names: Vec<(&str, usize)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    let form = if mentions.iter().any(|mention| mention.form == MentionForm::Name) {
        MentionForm::Name
    } else {
        MentionForm::Role
    };
    for mention in mentions.iter().filter(|mention| mention.form == form) {
        let name = mention.span.of(text);
        let at = *known.entry(name).or_insert_with(|| {
            names.push((name, 0));
            names.len() - 1
        });
        names[at].1 += 1;
    }
    let words = |name: &str| name.split_whitespace().count();
    let best = names.iter().rev().max_by_key(|(name, count)| (words(name), *count)).map_or("", |(name, _)| name);
    best.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The tokens from `start` that belong to one noun phrase with `end`: used by what attaches roles.
type Tokens = Range<usize>;
