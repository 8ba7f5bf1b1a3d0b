//! "…," she said: who is meant when the cast left the pronoun open.
//!
//! Beside a quotation a pronoun means whoever the paragraph has just put on stage. Two cases are clear enough:
//! the paragraph names one person before the pronoun, outside quotation marks, and that person is a subject
//! ("Its chairwoman, Dulce Ferraz, lost her brother. … she said"); or it names nobody and the quotation opens it, and
//! the paragraph before ends with a statement of one person. Everything else stays open.

use super::assemble::participant;
use super::quotation_around;
use super::source::{Source, phrase};
use super::tree::Tree;
use crate::Analysis;
use crate::cast::lexicon::{Gender, given_name};
use crate::extract::figures::tables::is_person;
use std::collections::BTreeMap;
use variorum_record::{EntityId, EntityKind, Participant, Span, Statement};

/// Names the speakers of quotations whose cue has an unresolved "he" or "she".
pub(crate) fn resolve(analysis: &Analysis, tree: &Tree, statements: &mut [Statement]) {
    statements.iter_mut().for_each(|statement| open_again(analysis, statement));
    statements.iter_mut().for_each(|statement| several(analysis, tree, statement));
    // Whatever goes on after a cue has the same speaker.
    let mut spoken_by: BTreeMap<Span, Vec<usize>> = BTreeMap::new();
    for (i, statement) in statements.iter().enumerate() {
        if let Some(span) = statement.speaker.as_ref().and_then(|speaker| speaker.span) {
            spoken_by.entry(span).or_default().push(i);
        }
    }
    for i in 0..statements.len() {
        let Some((pronoun, gender)) = open_pronoun(analysis, &statements[i]) else { continue };
        let Some(part) = analysis.part_at(pronoun.start).map(|part| part.span) else { continue };
        let named = people_named(analysis, Span::new(part.start, pronoun.start));
        let meant = match named.as_slice() {
            // Whom an interview is with goes on being meant between its answers.
            [] if interviewed(&statements[..i]).is_some() => interviewed(&statements[..i]),
            [] => speaker_before(analysis, &statements[..i], part, statements[i].content[0]),
            [(only, span)] if is_subject(analysis, *span) => Some(*only),
            _ => in_sentence_before(analysis, &statements[..i], part, statements[i].content[0]),
        };
        if meant.is_none() && named.is_empty() {
            unnamed(analysis, statements, i, part);
        }
        let Some(meant) = meant.filter(|&who| may_be(analysis, who, gender)) else { continue };
        let name = analysis.cast.get(meant).map(|entity| entity.name.clone());
        for &later in spoken_by.get(&pronoun).into_iter().flatten().filter(|&&later| later >= i) {
            if let Some(speaker) = statements[later].speaker.as_mut() {
                speaker.entity = Some(meant);
                speaker.name = name.clone();
                speaker.candidates.clear();
            }
        }
    }
    for i in 1..statements.len() {
        replies(analysis, statements, i);
    }
    let called = by_role(analysis);
    for statement in statements.iter_mut() {
        name_candidates(analysis, statement, &called);
    }
}

/// "Olin was asked about the title. “One day at a time,” came the reply.": it is the one who was asked who replies.
fn replies(analysis: &Analysis, statements: &mut [Statement], i: usize) {
    let asked = &statements[i - 1];
    let cue = |statement: &Statement| statement.cue.map(|cue| cue.of(analysis.text()));
    let part = |span: Span| analysis.part_at(span.start).map(|part| part.span);
    let here = statements[i].content.first().copied().and_then(part);
    let came = cue(&statements[i]) == Some("came") && statements[i].speaker.is_none();
    let asks = cue(asked) == Some("asked") && asked.cue.and_then(part) == here;
    if came && asks {
        statements[i].speaker = asked.addressee.clone().filter(|who| who.entity.is_some());
    }
}

/// The one person whom the sentence before a quotation names, if that sentence tells what he said: of several people in a
/// paragraph the last one to speak. "Police held the driver, Ivo Bril. His lawyer, Pia Olin, said he would appeal. “…,” she said."
fn in_sentence_before(analysis: &Analysis, before: &[Statement], part: Span, content: Span) -> Option<EntityId> {
    let doc = &analysis.doc;
    let last = doc.tokens_in(part.start..content.start).rfind(|&i| doc.pos(i) != "PUNCT")?;
    let sentence = Span::from(doc.span_of(doc.sentence_of(last)));
    let [(only, name)] = people_named(analysis, sentence)[..] else { return None };
    let spoke = before.iter().rev().take(4).any(|statement| {
        let inside = statement.cue.is_some_and(|cue| sentence.contains(cue));
        inside && statement.within.is_none() && statement.speaker.as_ref().is_some_and(|who| who.entity == Some(only))
    });
    (spoke && is_subject(analysis, name)).then_some(only)
}

/// Verbs whose subject and object do the same thing together: whoever is spoken of next may be either.
const TOGETHER: &[&str] = &[
    "accompany",
    "confront",
    "debate",
    "embrace",
    "encounter",
    "face",
    "follow",
    "greet",
    "hug",
    "join",
    "marry",
    "meet",
    "phone",
    "replace",
    "see",
    "succeed",
    "telephone",
    "visit",
];

/// Leaves "she" open where the sentence before has two women do something together: "Olin met Dorn. “…,” she said."
fn open_again(analysis: &Analysis, statement: &mut Statement) {
    let doc = &analysis.doc;
    let Some(speaker) = statement.speaker.as_mut() else { return };
    let (Some(who), Some(pronoun)) = (speaker.entity, speaker.span) else { return };
    let Some(gender) = gender_of(pronoun.of(analysis.text())) else { return };
    let Some(content) = statement.content.first().filter(|first| quotation_around(analysis, **first).is_some()) else {
        return;
    };
    let Some(part) = analysis.part_at(pronoun.start).map(|part| part.span) else { return };
    let Some(last) = doc.tokens_in(part.start..content.start).rfind(|&i| doc.pos(i) != "PUNCT") else { return };
    let sentence = doc.sentence_of(last);
    let stage = Span::from(doc.span_of(sentence.clone()));
    let people = people_named(analysis, stage);
    let [(first, a), (second, b)] = people.as_slice() else { return };
    let head_of = |span: Span| {
        let tokens = doc.tokens_in(span.into());
        tokens.clone().find(|&token| !tokens.contains(&doc.head(token)) || doc.is_root(token))
    };
    let (Some(a), Some(b)) = (head_of(*a), head_of(*b)) else { return };
    let together = doc.head(a) == doc.head(b)
        && doc.dep(a) == "nsubj"
        && doc.dep(b) == "dobj"
        && TOGETHER.binary_search(&doc.lemma(doc.head(a))).is_ok();
    let known = |id: EntityId| {
        let entity = analysis.cast.get(id)?;
        entity.name.split_whitespace().next().and_then(given_name).flatten()
    };
    let one_is_out = [*first, *second].iter().any(|&id| known(id).is_some_and(|known| known != gender));
    if together && !one_is_out && (who == *first || who == *second) {
        speaker.entity = None;
        speaker.name = Some(pronoun.of(analysis.text()).to_string());
        speaker.candidates = vec![*first, *second];
    }
}

/// "Police have let go the man whom they had questioned; they now believe…": "they" are whoever the sentence, or the one before it
/// in the paragraph, has put on stage, if it speaks of several people once, as its subject.
fn several(analysis: &Analysis, tree: &Tree, statement: &mut Statement) {
    let doc = tree.doc;
    let Some(speaker) = statement.speaker.as_mut().filter(|speaker| speaker.entity.is_none()) else { return };
    let Some(span) = speaker.span.filter(|span| span.of(analysis.text()).eq_ignore_ascii_case("they")) else { return };
    let Some(part) = analysis.part_at(span.start).map(|part| part.span) else { return };
    if quotation_around(analysis, span).is_some() {
        return;
    }
    let Some(pronoun) = doc.tokens_in(span.into()).next() else { return };
    let here = doc.sentence_of(pronoun).start;
    let paragraph = doc.tokens_in(part.into()).start;
    // A list, or hostile: nobody in particular.
    const REACH: usize = 120;
    let people = |from: usize, to: usize| {
        let nouns = (from.max(to.saturating_sub(REACH))..to).filter(|&i| {
            let many = matches!(doc.tag(i), "NNS" | "NNPS") || doc.lemma(i) == "police";
            many && is_person(doc.lemma(i))
        });
        nouns.filter(|&i| !matches!(doc.dep(i), "compound" | "amod" | "nmod")).take(2).collect::<Vec<usize>>()
    };
    let mut on_stage = people(here.max(paragraph), pronoun);
    if on_stage.is_empty() && here > paragraph {
        on_stage = people(doc.sentence_of(here - 1).start.max(paragraph), here);
    }
    let [one] = on_stage.as_slice() else { return };
    let clear =
        matches!(doc.dep(*one), "nsubj" | "nsubjpass") && quotation_around(analysis, doc.span(*one).into()).is_none();
    if clear {
        let meant = participant(analysis, tree, &Source { head: *one, tokens: phrase(tree, *one) });
        *speaker = Participant { span: Some(span), ..meant };
    }
}

/// How many candidates are given.
const CANDIDATES: usize = 4;

/// Says who an unidentified speaker may be: for a pronoun the people whom this paragraph and the one before name, nearest first;
/// for "the mayor" those who are called so anywhere in the report. One alone is no identification: something spoke against it.
fn name_candidates(analysis: &Analysis, statement: &mut Statement, called: &BTreeMap<String, Vec<EntityId>>) {
    let Some(speaker) = statement.speaker.as_mut().filter(|speaker| speaker.entity.is_none()) else { return };
    let Some(span) = speaker.span.filter(|_| speaker.candidates.is_empty()) else { return };
    let words = span.of(analysis.text()).to_lowercase();
    if let Some(gender) = gender_of(&words) {
        let this = analysis.parts.partition_point(|part| part.span.end <= span.start);
        let before = analysis.parts[..this.min(analysis.parts.len())].iter().rev().find(|part| part.kind.is_content());
        let start = before.or(analysis.parts.get(this)).map_or(span.start, |part| part.span.start.min(span.start));
        let mut people = people_named(analysis, Span::new(start, span.start));
        people.sort_by_key(|(_, at)| std::cmp::Reverse(at.start));
        let likely = people.into_iter().map(|(id, _)| id).filter(|&id| may_be(analysis, id, gender));
        speaker.candidates = likely.take(CANDIDATES).collect();
    } else if let Some(role) = words.strip_prefix("the ") {
        speaker.candidates = called.get(role).cloned().unwrap_or_default();
    }
}

/// The first people who are called by each role, in full or by the words that it opens or ends with: the mayor of Orrin is "the mayor" too.
fn by_role(analysis: &Analysis) -> BTreeMap<String, Vec<EntityId>> {
    let mut called: BTreeMap<String, Vec<EntityId>> = BTreeMap::new();
    for person in analysis.cast.entities.iter().filter(|entity| entity.kind == EntityKind::Person) {
        for role in person.roles.iter().map(|role| role.to_lowercase()) {
            let spaces = role.match_indices(' ').map(|(at, _)| at);
            let shorter = spaces.flat_map(|at| [&role[..at], &role[at + 1..]]);
            for words in shorter.chain([role.as_str()]) {
                let people = called.entry(words.to_string()).or_default();
                if people.len() < CANDIDATES && people.last() != Some(&person.id) {
                    people.push(person.id);
                }
            }
        }
    }
    called
}

/// Verbs whose object is asked something and answers.
const ASK: &[&str] = &["ask", "press", "question", "quiz"];

fn gender_of(pronoun: &str) -> Option<Gender> {
    match pronoun.to_lowercase().as_str() {
        "he" => Some(Gender::Male),
        "she" => Some(Gender::Female),
        _ => None,
    }
}

/// The unresolved "he" or "she" that a quoting statement is attributed to.
fn open_pronoun(analysis: &Analysis, statement: &Statement) -> Option<(Span, Gender)> {
    let speaker = statement.speaker.as_ref().filter(|speaker| speaker.entity.is_none())?;
    let span = speaker.span?;
    let first = *statement.content.first()?;
    let holds = |span: &Span| {
        analysis.quotations_from(span.start).next().is_some_and(|quotation| span.contains(quotation.inner))
    };
    quotation_around(analysis, first).is_some().then_some(()).or_else(|| holds(&first).then_some(()))?;
    Some((span, gender_of(span.of(analysis.text()))?))
}

/// Who gave the last answer of an interview set as questions and answers.
fn interviewed(before: &[Statement]) -> Option<EntityId> {
    let last = before.iter().rev().take(12).find(|statement| statement.why.starts_with("interview-"))?;
    last.speaker.as_ref().filter(|_| last.why == "interview-answer-quote")?.entity
}

/// "A nurse said that… “…,” she said": who has no name keeps the words by which the sentence before calls her.
fn unnamed(analysis: &Analysis, statements: &mut [Statement], i: usize, part: Span) {
    let (earlier, rest) = statements.split_at_mut(i);
    let Some(speaker) = rest.first_mut().and_then(|statement| statement.speaker.as_mut()) else { return };
    let before = earlier.last().and_then(|statement| statement.speaker.as_ref());
    let Some(before) = before.filter(|before| before.entity.is_none()) else { return };
    let Some(span) = before.span.filter(|span| part.contains(*span)) else { return };
    let doc = &analysis.doc;
    let tokens = doc.tokens_in(span.into());
    let head = tokens.clone().find(|&token| !tokens.contains(&doc.head(token)) || doc.is_root(token));
    let one =
        head.is_some_and(|head| matches!(doc.tag(head), "NN") && crate::cast::titles::is_person_word(doc.lemma(head)));
    if one {
        speaker.name.clone_from(&before.name);
    }
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

/// The speaker of the statement that ends the paragraph before, when this quotation opens its own; of a question the one who
/// was asked ("Olin was asked whether he would sell.").
fn speaker_before(analysis: &Analysis, before: &[Statement], part: Span, content: Span) -> Option<EntityId> {
    let opens = content.start <= part.start + '“'.len_utf8();
    let last = before.last().filter(|_| opens)?;
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
