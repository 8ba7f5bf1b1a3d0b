//! Quotations that no cue claims: whoever spoke goes on.
//!
//! A quotation that carries on an unclosed one, or follows in the same paragraph after the cue, belongs to the same
//! utterance. A paragraph that is nothing but a quotation is the next utterance of the speaker before it, or, after
//! a question, of the one who was asked. Everything else without a cue is no statement: a scare quote, a title.

use super::lexicon;
use super::source::Source;
use super::stage::people_named;
use super::tree::Tree;
use super::{Said, quotation_around};
use crate::Analysis;
use crate::syntax::top_of;
use variorum_record::{CueKind, Span};

/// Adds the quotations that go on.
pub(crate) fn on(analysis: &Analysis, tree: &Tree, mut said: Vec<Said>) -> Vec<Said> {
    let quotations = &analysis.quotations;
    let mut owner: Vec<Option<usize>> = vec![None; quotations.len()];
    for (i, said) in said.iter().enumerate() {
        let cue = said.cue.map(|cue| Span::from(tree.doc.span(cue)));
        for span in &said.content {
            claim(analysis, *span, cue, i, &mut owner);
        }
    }
    let outermost: Vec<usize> = (0..quotations.len()).filter(|&q| quotations[q].within.is_none()).collect();
    // The speakers of the last utterances, for turn-taking: the latest last.
    let mut turns: Vec<usize> = Vec::new();
    for (at, &q) in outermost.iter().enumerate() {
        if owner[q].is_none() && speech_like(analysis, tree, q) {
            let on_stage = |said: &mut Vec<Said>| {
                said.push(on_stage(analysis, tree, q)?);
                Some(said.len() - 1)
            };
            // A title or a scare quote between two utterances is no turn.
            let spoken = |&before: &usize| owner[before].is_some() || speech_like(analysis, tree, before);
            let before = outermost[..at].iter().rev().take(4).copied().find(spoken);
            owner[q] = goes_on(analysis, tree, &mut said, &owner, before, q, &turns).or_else(|| on_stage(&mut said));
        }
        if let Some(i) = owner[q].filter(|&i| is_spoken(&said[i]))
            && turns.last() != Some(&i)
        {
            turns.push(i);
        }
    }
    said
}

/// Marks the outermost quotations that a content takes up as claimed. Those around the cue are not: what somebody is
/// quoted as saying of others ("they all say that…") does not say whose quotation it is.
fn claim(analysis: &Analysis, span: Span, cue: Option<Span>, said: usize, owner: &mut [Option<usize>]) {
    let quotations = &analysis.quotations;
    let mut q = quotations.partition_point(|quotation| quotation.outer.end <= span.start);
    // An unclosed or nested neighbour can begin earlier: step back to the outermost one around.
    if let Some(around) = quotation_around(analysis, Span::new(span.start, (span.start + 1).min(span.end))) {
        q = q.min(around);
    }
    while q < quotations.len() && quotations[q].outer.start < span.end {
        let inner = quotations[q].inner;
        let shared = inner.end.min(span.end).saturating_sub(inner.start.max(span.start));
        let around_cue = cue.is_some_and(|cue| inner.contains(cue));
        if shared * 2 > inner.len() && owner[q].is_none() && !around_cue {
            owner[q] = Some(said);
        }
        q += 1;
    }
}

fn goes_on(
    analysis: &Analysis,
    tree: &Tree,
    said: &mut Vec<Said>,
    owner: &[Option<usize>],
    before: Option<usize>,
    q: usize,
    turns: &[usize],
) -> Option<usize> {
    let quotations = &analysis.quotations;
    if let Some(i) = quotations[q].continues.and_then(|earlier| owner[earlier]) {
        said[i].content.push(quotations[q].inner);
        return Some(i);
    }
    let part = analysis.part_at(quotations[q].outer.start)?.span;
    let text = analysis.text();
    if let Some(before) = before.filter(|&before| part.contains(quotations[before].outer))
        && let Some(i) = owner[before].filter(|&i| is_spoken(&said[i]))
    {
        let between = Span::new(quotations[before].outer.end, quotations[q].outer.start);
        let cue = said[i].cue.map(|cue| Span::from(analysis.doc.span(cue)));
        let cue_between = cue.is_some_and(|cue| between.contains(cue));
        let words = between.of(text).split_whitespace().count();
        if cue_between || words <= 2 {
            said[i].content.push(quotations[q].inner);
            return Some(i);
        }
        // "…, and the judge broke in. “…”": somebody else has begun to speak in between.
        if begins_to_speak(analysis, tree, between, said[i].cue) {
            return None;
        }
        return Some(next_utterance(analysis, said, i, q, "same-paragraph", 0.7));
    }
    // A paragraph of its own.
    let alone = quotations[q].outer.len() * 10 >= part.len() * 9;
    if !alone {
        return None;
    }
    let last = *turns.last()?;
    let near = {
        let end = said[last].content.last()?.end.max(said[last].cue.map_or(0, |cue| analysis.doc.tokens[cue].end));
        let gap = text.get(end..part.start)?;
        let line_breaks = gap.trim_start_matches(|c: char| c != '\n').trim();
        line_breaks.is_empty()
    };
    if !near {
        return None;
    }
    let asked = said[last].content.last().is_some_and(|span| span.of(text).trim_end().ends_with('?'));
    if asked {
        // The answer is the other speaker's, if there is one.
        let other = turns
            .iter()
            .rev()
            .skip(1)
            .take(3)
            .copied()
            .find(|&turn| speaker(analysis, &said[turn]) != speaker(analysis, &said[last]))?;
        return Some(next_utterance(analysis, said, other, q, "turn-taking", 0.6));
    }
    // A question between two who took turns is the asker's: "Will it hold?" … "For now." … "And in winter?"
    let question = |span: Span| span.of(text).trim_end().ends_with('?');
    let asker = || {
        let &before = turns.iter().rev().nth(1)?;
        let asked = said[before].content.last().is_some_and(|span| question(*span));
        (asked && speaker(analysis, &said[before]) != speaker(analysis, &said[last])).then_some(before)
    };
    if let Some(asker) = question(quotations[q].inner).then(asker).flatten() {
        return Some(next_utterance(analysis, said, asker, q, "turn-taking", 0.6));
    }
    // A question put to whoever spoke last, and nobody known who asks: not his own.
    let words = quotations[q].inner.of(text);
    let begins_to_ask = words.split_whitespace().take(6).any(|word| word.ends_with('?'));
    let you = words.split_whitespace().any(|word| matches!(word, "you" | "You" | "your" | "Your"));
    if begins_to_ask && you {
        return None;
    }
    Some(next_utterance(analysis, said, last, q, "goes-on", 0.7))
}

/// "Olin was in no mood for doubts. “I have crossed it every day.”": somebody's sentence in the first person after a sentence
/// of the same paragraph with one person in it, the subject.
fn on_stage(analysis: &Analysis, tree: &Tree, q: usize) -> Option<Said> {
    let doc = tree.doc;
    let quotation = &analysis.quotations[q];
    let part = analysis.part_at(quotation.outer.start)?.span;
    let first = doc.tokens_in(quotation.outer.into()).start;
    let last = first.checked_sub(1)?;
    let sentence = doc.sentence_of(last);
    // Alone in its paragraph, it follows the one before.
    let alone = quotation.outer.start == part.start && quotation.outer.end == part.end;
    let before = analysis.part_at(doc.tokens[last].start)?.span;
    let next = || {
        let gap = analysis.text().get(before.end..part.start);
        alone && before.end <= part.start && gap.is_some_and(|gap| gap.trim().is_empty())
    };
    if before != part && !next() {
        return None;
    }
    let ended = matches!(tree.word(first - 1), "." | "!");
    let says_i =
        doc.tokens_in(quotation.inner.into()).any(|i| matches!(tree.word(i), "I" | "my" | "My" | "We" | "we" | "our"));
    let stage = Span::from(doc.span_of(sentence.clone()));
    let quoted = analysis.quotations_from(stage.start).next().is_some_and(|other| other.outer.start < stage.end);
    if !ended || !says_i || quoted || sentence.end > first {
        return None;
    }
    let people = people_named(analysis, stage, &[]);
    let [(_, name)] = people.as_slice() else { return None };
    let head = top_of(doc, doc.tokens_in((*name).into()))?;
    let main = tree.above(head).is_some_and(|verb| doc.is_root(verb));
    let others = sentence.clone().any(|i| matches!(tree.word(i), "he" | "she" | "they" | "He" | "She" | "They"));
    // Nobody else speaks in it.
    let speaks = begins_to_speak(analysis, tree, stage, tree.above(head));
    (doc.dep(head) == "nsubj" && main && !others && !speaks).then(|| Said {
        cue: None,
        row: None,
        source: Some(Source { head, tokens: super::source::phrase(tree, head) }),
        content: vec![quotation.inner],
        form: "on-stage-quote",
        probability: 0.6,
        continues: None,
    })
}

/// Whether a verb of speech with a subject of its own stands in a stretch.
fn begins_to_speak(analysis: &Analysis, tree: &Tree, between: Span, known: Option<usize>) -> bool {
    let doc = tree.doc;
    let speaks = |i: &usize| {
        let row = lexicon::cue(doc.lemma(*i), lexicon::Pos::Verb);
        doc.pos(*i) == "VERB"
            && Some(*i) != known
            && row.is_some_and(|row| row.kind == CueKind::Speech && row.takes("q"))
            && tree.kid(*i, &["nsubj"]).is_some()
            && quotation_around(analysis, doc.span(*i).into()).is_none()
    };
    doc.tokens_in(between.into()).any(|i| speaks(&i))
}

/// Another utterance of the same speaker, without a cue.
fn next_utterance(
    analysis: &Analysis,
    said: &mut Vec<Said>,
    of: usize,
    q: usize,
    form: &'static str,
    probability: f32,
) -> usize {
    let next = Said {
        cue: None,
        row: None,
        source: said[of].source.clone(),
        content: vec![analysis.quotations[q].inner],
        form,
        probability,
        continues: Some(of),
    };
    said.push(next);
    said.len() - 1
}

fn speaker<'a>(analysis: &'a Analysis, said: &Said) -> Option<&'a str> {
    said.source.as_ref().map(|source| analysis.word(source.head))
}

fn is_spoken(said: &Said) -> bool {
    said.form.contains("quot") || said.row.is_none_or(|row| row.kind == variorum_record::CueKind::Speech)
}

/// The sign in which words end, whatever quotation inside them ends with it: "…that “we stay.”" ends in a full stop.
pub(crate) fn last_sign(words: &str) -> Option<char> {
    words.trim_end_matches(['’', '\'', '”', '"', '»', '›']).chars().last()
}

/// Whether a quotation looks like somebody's sentence rather than a name, a title or a word held with tongs.
pub(crate) fn speech_like(analysis: &Analysis, tree: &Tree, q: usize) -> bool {
    let quotation = &analysis.quotations[q];
    let words = quotation.inner.of(analysis.text());
    let tokens = tree.doc.tokens_in(quotation.inner.into());
    let ends = last_sign(words).is_some_and(|sign| matches!(sign, '.' | ',' | '?' | '!' | '…' | '—' | '-'));
    let verb = tokens.clone().any(|i| matches!(tree.doc.pos(i), "VERB" | "AUX"));
    let long = tokens.len() >= 4;
    (verb && long && (ends || !quotation.closed))
        || (ends && words.starts_with(char::is_uppercase) && tokens.len() >= 3)
}
