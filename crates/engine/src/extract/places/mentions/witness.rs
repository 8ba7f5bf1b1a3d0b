//! What the model and the cast say of a run of words before the gazetteer is believed.

use super::Finder;
use std::ops::Range;
use variorum_record::EntityKind;

/// What is known of a run of tokens before the gazetteer is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Witness {
    /// A place, exactly these words.
    Place,
    /// A person.
    Person,
    /// Part of the name of an organisation or of something else.
    Inside,
    /// An organisation, exactly these words.
    Organisation,
    /// A date, a number, a language, a nationality.
    Never,
    /// Nothing.
    Silent,
}

impl Finder<'_> {
    /// The model's label of exactly these tokens (an article aside).
    pub(super) fn model(&self, tokens: &Range<usize>) -> Option<&str> {
        let doc = &self.analysis.doc;
        let i = doc.names.partition_point(|name| name.tokens.end <= tokens.start);
        let name = doc.names.get(i)?;
        let start = if self.word(name.tokens.start).eq_ignore_ascii_case("the") {
            name.tokens.start + 1
        } else {
            name.tokens.start
        };
        let end =
            if matches!(self.word(name.tokens.end - 1), "'s" | "’s") { name.tokens.end - 1 } else { name.tokens.end };
        (start == tokens.start && end == tokens.end || name.tokens == *tokens).then(|| doc.name_label(name))
    }

    /// What cast and model say of a run.
    pub(super) fn witness(&self, tokens: &Range<usize>) -> Witness {
        let span = self.span(tokens.clone());
        let names = &self.analysis.cast.names;
        let i = names.partition_point(|name| name.span.end <= span.start);
        let doc = &self.analysis.doc;
        let k = doc.names.partition_point(|name| name.tokens.end <= tokens.start);
        let model = doc.names.get(k).filter(|name| name.tokens.start < tokens.end);
        let label = model.map(|name| (name.tokens.clone(), doc.name_label(name)));
        if let Some((_, label)) = &label
            && matches!(
                *label,
                "DATE" | "TIME" | "MONEY" | "PERCENT" | "QUANTITY" | "ORDINAL" | "CARDINAL" | "LANGUAGE"
            )
            && names.get(i).is_none_or(|name| !name.span.overlaps(span) || name.kind != EntityKind::Place)
        {
            return Witness::Never;
        }
        if let Some(name) = names.get(i).filter(|name| name.span.overlaps(span)) {
            let longer = name.span.len() > span.len() + 3;
            return match name.kind {
                EntityKind::Person => Witness::Person,
                EntityKind::Place if !longer => Witness::Place,
                EntityKind::Place => Witness::Silent,
                EntityKind::Group if longer => Witness::Inside,
                EntityKind::Group => Witness::Never,
                EntityKind::Organisation | EntityKind::Facility | EntityKind::Other if longer => Witness::Inside,
                EntityKind::Facility => Witness::Place,
                EntityKind::Organisation => Witness::Organisation,
                EntityKind::Other => Witness::Silent,
            };
        }
        match label {
            None => Witness::Silent,
            Some((around, label)) => {
                let longer = around.len()
                    > tokens.len()
                        + usize::from(self.word(around.start).eq_ignore_ascii_case("the"))
                        + usize::from(matches!(self.word(around.end - 1), "'s" | "’s"));
                match label {
                    "GPE" | "LOC" if !longer => Witness::Place,
                    "GPE" | "LOC" => Witness::Silent,
                    "PERSON" => Witness::Person,
                    "NORP" if !longer => Witness::Never,
                    "FAC" if !longer => Witness::Place,
                    "ORG" if !longer => Witness::Organisation,
                    _ if longer => Witness::Inside,
                    _ => Witness::Silent,
                }
            }
        }
    }
}
