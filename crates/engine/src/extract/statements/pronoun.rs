//! "…," she said: who is meant when the cast left the pronoun open.
//!
//! Beside a quotation a pronoun means whoever the paragraph has just put on stage. Two cases are clear enough:
//! the paragraph names one person before the pronoun, outside quotation marks, and that person is a subject
//! ("Its chairwoman, Dulce Ferraz, lost her brother. … she said"); or it names nobody and the quotation opens it, and
//! the paragraph before ends with a statement of one person. Everything else stays open.

use super::quotation_around;
use crate::Analysis;
use crate::cast::lexicon::{Gender, given_name};
use variorum_record::{EntityId, EntityKind, Span, Statement};

/// Names the speakers of quotations whose cue has an unresolved "he" or "she".
pub(crate) fn resolve(analysis: &Analysis, statements: &mut [Statement]) {
    for i in 0..statements.len() {
        let Some((pronoun, gender)) = open_pronoun(analysis, &statements[i]) else { continue };
        let Some(part) = analysis.part_at(pronoun.start).map(|part| part.span) else { continue };
        let named = people_named(analysis, Span::new(part.start, pronoun.start));
        let meant = match named.as_slice() {
            [] => speaker_before(analysis, &statements[..i], part, statements[i].content[0]),
            [(only, span)] if is_subject(analysis, *span) => Some(*only),
            _ => None,
        };
        let Some(meant) = meant.filter(|&who| may_be(analysis, who, gender)) else { continue };
        let name = analysis.cast.get(meant).map(|entity| entity.name.clone());
        // Whatever goes on after this cue has the same speaker.
        for statement in &mut statements[i..] {
            if let Some(speaker) = statement.speaker.as_mut().filter(|speaker| speaker.span == Some(pronoun)) {
                speaker.entity = Some(meant);
                speaker.name = name.clone();
                speaker.candidates.clear();
            }
        }
    }
}

/// The unresolved "he" or "she" that a quoting statement is attributed to.
fn open_pronoun(analysis: &Analysis, statement: &Statement) -> Option<(Span, Gender)> {
    let speaker = statement.speaker.as_ref().filter(|speaker| speaker.entity.is_none())?;
    let span = speaker.span?;
    quotation_around(analysis, *statement.content.first()?)?;
    let gender = match span.of(analysis.text()).to_lowercase().as_str() {
        "he" => Gender::Male,
        "she" => Gender::Female,
        _ => return None,
    };
    Some((span, gender))
}

/// The people named in a stretch outside quotation marks, each once, with where they are named last.
pub(super) fn people_named(analysis: &Analysis, within: Span) -> Vec<(EntityId, Span)> {
    let mut people: Vec<(EntityId, Span)> = Vec::new();
    let names = &analysis.cast.names;
    let first = names.partition_point(|name| name.span.start < within.start);
    for name in names[first..].iter().take_while(|name| name.span.end <= within.end) {
        let (EntityKind::Person, Some(id)) = (name.kind, name.entity) else { continue };
        if quotation_around(analysis, name.span).is_some() {
            continue;
        }
        match people.iter_mut().find(|(known, _)| *known == id) {
            Some(known) => known.1 = name.span,
            None => people.push((id, name.span)),
        }
    }
    people
}

/// Whether a name is a subject, or stands in apposition to one.
fn is_subject(analysis: &Analysis, name: Span) -> bool {
    let doc = &analysis.doc;
    let tokens = doc.tokens_in(name.into());
    let Some(head) = tokens.clone().find(|&token| !tokens.contains(&doc.head(token)) || doc.is_root(token)) else {
        return false;
    };
    let subject = |token: usize| matches!(doc.dep(token), "nsubj" | "nsubjpass");
    subject(head) || doc.dep(head) == "appos" && subject(doc.head(head))
}

/// The speaker of the statement that ends the paragraph before, when this quotation opens its own.
fn speaker_before(analysis: &Analysis, before: &[Statement], part: Span, content: Span) -> Option<EntityId> {
    let opens = content.start <= part.start + '“'.len_utf8();
    let last = before.last().filter(|_| opens)?;
    let end = last.content.last()?.end;
    let gap = analysis.text().get(end..part.start)?;
    let one_paragraph_back = gap.trim_start_matches(|c: char| c != '\n').trim().is_empty();
    last.speaker.as_ref()?.entity.filter(|&who| one_paragraph_back && analysis.cast.is_person(who))
}

/// Whether nothing about a person speaks against a gender: neither the given name nor a pronoun already resolved.
fn may_be(analysis: &Analysis, who: EntityId, gender: Gender) -> bool {
    let Some(entity) = analysis.cast.get(who) else { return false };
    let told = entity.name.split_whitespace().next().and_then(given_name).flatten();
    let pronouns =
        entity.mentions.iter().filter_map(|mention| match mention.span.of(analysis.text()).to_lowercase().as_str() {
            "he" | "him" | "his" => Some(Gender::Male),
            "she" | "her" | "hers" => Some(Gender::Female),
            _ => None,
        });
    told.into_iter().chain(pronouns).all(|known| known == gender)
}

#[cfg(test)]
mod tests {
    use super::super::tests::speakers;

    #[test]
    fn who_the_paragraph_puts_on_stage() {
        let one = "The mediator, Ruth Amankwah, praised both sides. “They disliked each other with great discipline,” she said.";
        assert_eq!(speakers(one).last().map(String::as_str), Some("Ruth Amankwah"));
        let two = "Ruth Amankwah praised Petra Lind. “They disliked each other with great discipline,” she said.";
        assert_ne!(speakers(two).last().map(String::as_str), Some("Petra Lind"));
        let wrong = "The mediator, Peter Amankwah, praised both sides. “They disliked each other with great discipline,” she said.";
        assert_ne!(speakers(wrong).last().map(String::as_str), Some("Peter Amankwah"));
    }
}
