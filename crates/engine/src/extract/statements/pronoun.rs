//! "…," she said: who is meant when the cast left the pronoun open.
//!
//! Beside a quotation a pronoun means whoever the paragraph has just put on stage. Two cases are clear enough:
//! the paragraph names one person before the pronoun, outside quotation marks, and that person is a subject
//! ("Its chairwoman, Dulce Ferraz, lost her brother. … she said"); or it names nobody and the quotation opens it, and
//! the paragraph before ends with a statement of one person. Everything else stays open.

use super::assemble::participant;
use super::quotation_around;
use super::source::{Source, phrase};
use super::stage::{is_subject, may_be, people_named, speaker_before, topic_before};
use super::tree::Tree;
use crate::Analysis;
use crate::cast::lexicon::{Gender, given_name};
use crate::extract::figures::tables::is_person;
use crate::syntax::top_of;
use crate::words::{ANSWERING, TOGETHER};
use std::collections::BTreeMap;
use variorum_record::{CueKind, EntityId, EntityKind, Participant, Span, Statement, StatementKind};

/// Names the speakers of quotations whose cue has an unresolved "he" or "she".
pub(crate) fn resolve(analysis: &Analysis, tree: &Tree, statements: &mut [Statement]) {
    statements.iter_mut().for_each(|statement| open_again(analysis, statement));
    statements.iter_mut().for_each(|statement| several(analysis, tree, statement));
    (1..statements.len()).for_each(|i| body(analysis, tree, statements, i));
    // Whatever goes on after a cue has the same speaker.
    let mut spoken_by: BTreeMap<Span, Vec<usize>> = BTreeMap::new();
    for (i, statement) in statements.iter().enumerate() {
        if let Some(span) = statement.speaker.as_ref().and_then(|speaker| speaker.span) {
            spoken_by.entry(span).or_default().push(i);
        }
    }
    let contents = super::contents(statements);
    for i in 0..statements.len() {
        instead(analysis, &mut statements[i]);
        let nested = statements[i].cue.is_some_and(|cue| contents.around(cue).into_iter().any(|other| other != i));
        if nested {
            continue;
        }
        let Some((pronoun, gender)) = open_pronoun(analysis, &statements[i]) else { continue };
        let Some(part) = analysis.part_at(pronoun.start).map(|part| part.span) else { continue };
        let content = statements[i].content[0];
        let named = people_named(analysis, Span::new(part.start, pronoun.start), &statements[i].content);
        let before = &statements[..i];
        let meant = match named.as_slice() {
            // Whom an interview is with goes on being meant between its answers.
            [] if interviewed(before).is_some() => interviewed(before),
            [] => goes_on(analysis, before, pronoun, gender).or_else(|| {
                let first = content.start.min(pronoun.start);
                let first = Span::new(first, first + 1);
                speaker_before(analysis, before, part, first).or_else(|| topic_before(analysis, part, first))
            }),
            [(only, span)] if is_subject(analysis, *span) => Some(*only),
            _ => in_sentence_before(analysis, before, &statements[i], part),
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

/// The one person whom the sentence before names, if that sentence tells what he said: of several people in a paragraph the last one
/// to speak. "Police held the driver, Ivo Bril. His lawyer, Pia Olin, said he would appeal. “…,” she said." Whom he only speaks of does
/// not count: "Orrin's minister, Ivo Tarn, accused Olin of lying. In a post, he wrote…".
fn in_sentence_before(
    analysis: &Analysis,
    before: &[Statement],
    statement: &Statement,
    part: Span,
) -> Option<EntityId> {
    let doc = &analysis.doc;
    let start = statement.content[0].start;
    // The sentence before the one in which the cue stands, or before the quotation.
    let cue = statement.cue.and_then(|cue| doc.tokens_in(cue.into()).next());
    let own = cue
        .filter(|_| quotation_around(analysis, statement.content[0]).is_none())
        .map(|cue| doc.sentence_of(cue).start);
    let end = own.map_or(start, |first| doc.tokens[first].start.min(start));
    let last = doc.tokens_in(part.start..end.max(part.start)).rfind(|&i| doc.pos(i) != "PUNCT")?;
    let sentence = Span::from(doc.span_of(doc.sentence_of(last)));
    // Whom he only speaks of is not on stage: "Marsh said Tate must go."
    let inside = |statement: &&Statement| statement.cue.is_some_and(|cue| sentence.contains(cue));
    let told: Vec<Span> = before.iter().rev().take(4).filter(inside).flat_map(|told| told.content.clone()).collect();
    let people = people_named(analysis, sentence, &told);
    let spoke = |who: EntityId| {
        before.iter().rev().take(4).any(|statement| {
            let inside = statement.cue.is_some_and(|cue| sentence.contains(cue));
            let speaker = statement.speaker.as_ref().and_then(|speaker| speaker.entity);
            inside && speaker == Some(who)
        })
    };
    let mut subjects = people.iter().filter(|(_, name)| is_subject(analysis, *name));
    let (only, _) = subjects.next()?;
    let answers = || {
        let cue = statement.cue.map(|cue| doc.tokens_in(cue.into()));
        cue.is_some_and(|mut cue| cue.any(|i| ANSWERING.contains(doc.lemma(i))))
    };
    (subjects.next().is_none() && spoke(*only) && (people.len() == 1 || !answers())).then_some(*only)
}

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
    let people = people_named(analysis, stage, &[]);
    let [(first, a), (second, b)] = people.as_slice() else { return };
    let head_of = |span: Span| top_of(doc, doc.tokens_in(span.into()));
    let (Some(a), Some(b)) = (head_of(*a), head_of(*b)) else { return };
    let together = doc.head(a) == doc.head(b)
        && doc.dep(a) == "nsubj"
        && doc.dep(b) == "dobj"
        && TOGETHER.contains(doc.lemma(doc.head(a)));
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

/// "The company said… It said…", "the couple said… “…,” they wrote": the body that spoke in the sentence or paragraph before.
fn body(analysis: &Analysis, tree: &Tree, statements: &mut [Statement], i: usize) {
    let doc = tree.doc;
    let Some(own) = statements[i].speaker.as_ref().filter(|speaker| speaker.entity.is_none()) else { return };
    let Some(pronoun) = own.span.filter(|span| quotation_around(analysis, *span).is_none()) else { return };
    let words = pronoun.of(analysis.text());
    let one = words.eq_ignore_ascii_case("it");
    if !one && (!words.eq_ignore_ascii_case("they") || own.name.as_deref().is_some_and(|name| name != words)) {
        return;
    }
    const BACK: usize = 4;
    let earlier = &statements[i.saturating_sub(BACK)..i];
    let open = |speaker: &Participant| {
        let name = speaker.name.as_deref().unwrap_or_default();
        name.eq_ignore_ascii_case("it") || name.eq_ignore_ascii_case("they")
    };
    let named = earlier.iter().rev().filter_map(|statement| statement.speaker.as_ref()).find(|before| !open(before));
    let Some(before) = named.cloned() else { return };
    let Some(span) = before.span else { return };
    let Some(head) = top_of(doc, doc.tokens_in(span.into())) else { return };
    // What goes on after one cue has one speaker.
    if span == pronoun {
        statements[i].speaker = Some(before);
        return;
    }
    let noun = doc.lemma(head).to_lowercase();
    let person = before.entity.is_some_and(|who| analysis.cast.is_person(who));
    let organisation = before
        .entity
        .and_then(|who| analysis.cast.get(who))
        .is_some_and(|entity| matches!(entity.kind, EntityKind::Organisation | EntityKind::Group));
    let speaks = if one {
        doc.tag(head) != "NNS"
            && (organisation || before.entity.is_none() && (doc.pos(head) == "PROPN" || super::speaks::is_body(&noun)))
    } else {
        !person && (doc.tag(head) == "NNS" && is_person(&noun) || super::speaks::is_body(&noun))
    };
    let (Some(here), Some(there)) = (doc.tokens_in(pronoun.into()).next(), doc.tokens_in(span.into()).next()) else {
        return;
    };
    let sentences = doc.tokens[here].sentence.saturating_sub(doc.tokens[there].sentence);
    let quoted = statements[i].content.iter().any(|content| quotation_around(analysis, *content).is_some());
    let near = span.end <= pronoun.start && (sentences <= 1 || quoted && sentences <= 3);
    if !speaks || !near {
        return;
    }
    // Between them nobody else has come on stage who could be meant.
    let other = doc.tokens_in(span.end..pronoun.start.max(span.end)).any(|at| {
        let subject = doc.dep(at).starts_with("nsubj") && quotation_around(analysis, doc.span(at).into()).is_none();
        subject
            && !matches!(doc.pos(at), "PRON" | "DET")
            && !earlier.iter().flat_map(|before| &before.content).any(|said| said.contains(doc.span(at).into()))
    });
    if !other {
        statements[i].speaker = Some(Participant { span: Some(pronoun), ..before });
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
        let mut people = people_named(analysis, Span::new(start, span.start), &[]);
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

fn gender_of(pronoun: &str) -> Option<Gender> {
    match pronoun.to_lowercase().as_str() {
        "he" => Some(Gender::Male),
        "she" => Some(Gender::Female),
        _ => None,
    }
}

/// The unresolved "he" or "she" that a statement of speech in the outlet's own words is attributed to.
fn open_pronoun(analysis: &Analysis, statement: &Statement) -> Option<(Span, Gender)> {
    let speaker = statement.speaker.as_ref().filter(|speaker| speaker.entity.is_none())?;
    let span = speaker.span.filter(|span| quotation_around(analysis, *span).is_none())?;
    let spoken = statement.kind == StatementKind::Direct || statement.cue_kind == Some(CueKind::Speech);
    let gender = gender_of(span.of(analysis.text()))?;
    spoken.then_some((span, gender))
}

/// Whoever the same pronoun meant when he last spoke in the same paragraph, if nobody else has spoken since: "He said that it was
/// clear. “…,” he told the paper."
fn goes_on(analysis: &Analysis, before: &[Statement], pronoun: Span, gender: Gender) -> Option<EntityId> {
    let part = analysis.part_at(pronoun.start)?.span;
    let last = before.last()?;
    let speaker = last.speaker.as_ref()?;
    let span = speaker.span.filter(|span| part.contains(*span) && span.end <= pronoun.start)?;
    let same = gender_of(span.of(analysis.text())) == Some(gender);
    speaker.entity.filter(|who| same && analysis.cast.is_person(*who))
}

/// Where the cast has taken "he" for somebody whom the sentence rules out: "His coach, Ivo Tarn, declined to answer. “I am happy here,”
/// he said" is not he whose coach that is, and "Olin took the opposite view: Dorn was right, he said" not whom he names in
/// what he says. It is the one whom the sentence names as its subject.
fn instead(analysis: &Analysis, statement: &mut Statement) {
    let doc = &analysis.doc;
    let (Some(&content), Some(speaker)) = (statement.content.first(), statement.speaker.as_mut()) else { return };
    let (Some(who), Some(pronoun)) = (speaker.entity, speaker.span) else { return };
    let Some(gender) = gender_of(pronoun.of(analysis.text())) else { return };
    let Some(part) = analysis.part_at(pronoun.start).map(|part| part.span) else { return };
    let last = doc.tokens_in(part.start..content.start.max(part.start)).rfind(|&i| doc.pos(i) != "PUNCT");
    let before = last.map(|last| doc.sentence_of(last)).filter(|_| quotation_around(analysis, content).is_some());
    let theirs = before.filter(|sentence| {
        let first = sentence.start;
        let his = doc.tag(first) == "PRP$" && !matches!(doc.lemma(first), "its" | "their" | "my" | "our");
        let other = |i: usize| doc.tag(i) == "PRP" && matches!(doc.dep(i), "nsubj" | "nsubjpass");
        // Nor whom the paragraph has not spoken of at all.
        let absent = || {
            let so_far = Span::new(part.start, content.start.max(part.start));
            let he = |i: usize| matches!(doc.tag(i), "PRP" | "PRP$") && gender_of(doc.lemma(i)) == Some(gender);
            let pronoun = doc.tokens_in(so_far.into()).any(|i| he(i) || matches!(doc.tag(i), "PRP$"));
            !pronoun && people_named(analysis, so_far, &[]).iter().all(|(id, _)| *id != who)
        };
        (his || absent()) && !sentence.clone().any(other)
    });
    let inside = |said: &Span| people_named(analysis, *said, &[]).iter().any(|(id, _)| *id == who);
    let stage = match theirs {
        Some(sentence) => Span::from(doc.span_of(sentence)),
        None if statement.content.iter().any(inside) => Span::new(part.start, pronoun.start.max(part.start)),
        None => return,
    };
    let [(only, name)] = people_named(analysis, stage, &statement.content)[..] else { return };
    if only != who && is_subject(analysis, name) && may_be(analysis, only, gender) {
        speaker.entity = Some(only);
        speaker.name = analysis.cast.get(only).map(|entity| entity.name.clone());
        speaker.candidates.clear();
    }
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
    let head = top_of(doc, doc.tokens_in(span.into()));
    let one =
        head.is_some_and(|head| matches!(doc.tag(head), "NN") && crate::cast::titles::is_person_word(doc.lemma(head)));
    if one {
        speaker.name.clone_from(&before.name);
    }
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
