//! Who is on stage: the people whom a stretch names, which of them is its subject, who spoke last.

use super::quotation_around;
use crate::Analysis;
use crate::cast::lexicon::{Gender, given_name};
use crate::cast::titles;
use crate::syntax::top_of;
use variorum_record::{EntityId, EntityKind, Span, Statement};

/// The people named in a stretch outside quotation marks and outside what is said there, each once, with where they are named last.
pub(super) fn people_named(analysis: &Analysis, within: Span, said: &[Span]) -> Vec<(EntityId, Span)> {
    let mut people: Vec<(EntityId, Span)> = Vec::new();
    // In a paragraph as long as a book the stage is the end of it.
    const REACH: usize = 4000;
    let names = &analysis.cast.names;
    let start = within.start.max(within.end.saturating_sub(REACH));
    let first = names.partition_point(|name| name.span.start < start);
    for name in names[first..].iter().take_while(|name| name.span.end <= within.end) {
        let (EntityKind::Person, Some(id)) = (name.kind, name.entity) else { continue };
        if quotation_around(analysis, name.span).is_some() || said.iter().any(|said| said.contains(name.span)) {
            continue;
        }
        match people.iter_mut().find(|(known, _)| *known == id) {
            Some(known) => known.1 = name.span,
            None => people.push((id, name.span)),
        }
    }
    people
}

/// Whether a name is a subject, or says who a subject is: "the mayor, Mara Olin,", "an engineer named Ivo Tarn".
pub(super) fn is_subject(analysis: &Analysis, name: Span) -> bool {
    let doc = &analysis.doc;
    let Some(mut at) = top_of(doc, doc.tokens_in(name.into())) else { return false };
    for _ in 0..5 {
        let naming = || matches!(doc.lemma(at), "call" | "know" | "name");
        match doc.dep(at) {
            "nsubj" | "nsubjpass" => return true,
            // "Also on the sofa was Hugo Lenz."
            "attr" => {
                let be = doc.head(at);
                let own = |token: usize| doc.head(token) == be && doc.dep(token).starts_with("nsubj");
                return doc.lemma(be) == "be" && at > be && !doc.sentence_of(be).take(60).any(own);
            }
            "appos" => at = doc.head(at),
            "oprd" => at = doc.head(at),
            "acl" if naming() => at = doc.head(at),
            _ => return false,
        }
    }
    false
}

/// Verbs whose object is asked something and answers.
const ASK: &[&str] = &["ask", "press", "question", "quiz"];

/// The speaker of the statement that ends the paragraph before, when this quotation opens its own; of a question the one who
/// was asked ("Olin was asked whether he would sell.").
pub(super) fn speaker_before(analysis: &Analysis, before: &[Statement], part: Span, content: Span) -> Option<EntityId> {
    let last = before.last().filter(|_| opens(part, content))?;
    let end = last.content.last()?.end;
    let gap = analysis.text().get(end..part.start)?;
    let one_paragraph_back = gap.trim_start_matches(|c: char| c != '\n').trim().is_empty();
    let asked = || {
        let asks = last
            .cue
            .is_some_and(|cue| analysis.doc.tokens_in(cue.into()).any(|i| ASK.contains(&analysis.doc.lemma(i))));
        last.addressee.as_ref().filter(|_| asks && last.speaker.is_none())
    };
    let who = last.speaker.as_ref().or_else(asked)?.entity;
    who.filter(|&who| one_paragraph_back && analysis.cast.is_person(who))
}

/// Whether a quotation opens its paragraph.
fn opens(part: Span, content: Span) -> bool {
    content.start <= part.start + '“'.len_utf8()
}

/// The one person of whom the paragraph before tells, when this quotation opens its own: "For Petra Lind, who had fled, talk could
/// wait. ¶ “I want my house back,” she said." Not where somebody without a name is a subject there too.
pub(super) fn topic_before(analysis: &Analysis, part: Span, content: Span) -> Option<EntityId> {
    let doc = &analysis.doc;
    let this = analysis.parts.partition_point(|other| other.span.end <= part.start);
    let before =
        analysis.parts.get(..this)?.last().filter(|before| before.kind.is_content() && opens(part, content))?;
    let [(only, name)] = people_named(analysis, before.span, &[])[..] else { return None };
    let top = top_of(doc, doc.tokens_in(name.into()))?;
    let above = doc.head(top);
    let fronted =
        doc.dep(top) == "pobj" && doc.sentence_of(top).start == above && doc.lemma(above).eq_ignore_ascii_case("for");
    let others = doc.tokens_in(before.span.into()).any(|i| {
        let person = matches!(doc.tag(i), "NN") && titles::is_person_word(doc.lemma(i));
        let named = (i + 1..doc.len().min(i + 3)).any(|next| doc.head(next) == i && doc.dep(next) == "appos");
        person && matches!(doc.dep(i), "nsubj" | "nsubjpass") && !named
    });
    ((fronted || is_subject(analysis, name)) && !others).then_some(only)
}

/// Whether nothing about a person speaks against a gender: neither the given name nor a pronoun already resolved.
pub(super) fn may_be(analysis: &Analysis, who: EntityId, gender: Gender) -> bool {
    let Some(entity) = analysis.cast.get(who) else { return false };
    let told = entity.name.split_whitespace().next().and_then(given_name).flatten();
    let [male, female] = analysis.cast.pronouns(who);
    let other = if gender == Gender::Male { female } else { male };
    !other && told.is_none_or(|known| known == gender)
}
