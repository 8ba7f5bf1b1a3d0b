//! Who is who inside a report: full name, surname, role phrase, pronoun.

use crate::gazetteer::Gazetteer;
use crate::quotes::Quotation;
use variorum_language::Doc;
use variorum_record::{Entity, EntityId, Name, Part, Span};

/// The people, organisations, places and groups of a report, and where it mentions them.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// In order of first mention.
    pub entities: Vec<Entity>,
    /// Proper names, in order.
    pub names: Vec<Name>,
}

impl Cast {
    /// The entity with an id.
    pub fn get(&self, id: EntityId) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.id == id)
    }

    /// The entity that a span mentions: the mention that covers it or lies in it, the longest first.
    pub fn mentioned_at(&self, span: Span) -> Option<EntityId> {
        let mentions = self
            .entities
            .iter()
            .flat_map(|entity| entity.mentions.iter().map(move |mention| (mention.span, entity.id)));
        mentions
            .filter(|(mention, _)| mention.contains(span) || span.contains(*mention))
            .max_by_key(|(mention, _)| mention.len())
            .map(|(_, id)| id)
    }
}

/// Makes the cast of a report.
pub fn assemble(_text: &str, _parts: &[Part], _quotations: &[Quotation], _doc: &Doc, _gazetteer: &Gazetteer) -> Cast {
    Cast::default()
}
