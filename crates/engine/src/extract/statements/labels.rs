//! Speakers set beside their words without a verb: headlines ("Olin: No deal before spring"), transcripts
//! ("OLIN: Well, we tried."), and the dash under a quotation ("— Mara Olin").

use super::Said;
use super::source::Source;
use super::tree::Tree;
use crate::Analysis;
use crate::quotes::Quotation;
use crate::syntax::top_of;
use crate::words::{PAGE_LABELS, WRITTEN};
use std::ops::Range;
use variorum_record::{EntityKind, PartKind, Span};

/// How many tokens a label may have.
const LABEL: usize = 8;

/// The statements of labelled lines.
pub(crate) fn find(analysis: &Analysis, tree: &Tree) -> Vec<Said> {
    let content: Vec<Span> =
        analysis.parts.iter().filter(|part| part.kind.is_content()).map(|part| part.span).collect();
    let mut found = interview(analysis, tree, &content);
    let again = repeated(analysis, tree, &content);
    found.extend(answers(analysis, tree, &content, &again));
    found.extend(analysis.quotations.iter().filter_map(|quotation| named_before(analysis, tree, quotation)));
    for (i, part) in analysis.parts.iter().filter(|part| part.kind.is_content()).enumerate() {
        let heading = matches!(part.kind, PartKind::Title | PartKind::Heading | PartKind::Dek);
        let transcript = label(analysis, tree, part.span).is_some_and(|label| again.binary_search(&label).is_ok());
        found.extend(colon(analysis, tree, part.span, heading && !transcript, transcript));
        found.extend(Some(part.span).filter(|_| heading).and_then(|part| headline_quotation(analysis, tree, part)));
        let before = i.checked_sub(1).map(|before| content[before]);
        if let Some(before) = before.filter(|_| part.kind == PartKind::Body) {
            found.extend(letter(analysis, tree, before, part.span));
        }
        found.extend(dash(analysis, tree, part.span, before));
    }
    found
}

/// A headline that opens with somebody's words in marks and a colon: "‘I’d sooner swim’: ferryman scorns bridge". Whose they
/// are the body says; here nobody is named unless a person follows the colon.
fn headline_quotation(analysis: &Analysis, tree: &Tree, part: Span) -> Option<Said> {
    const FIRST: &[&str] = &["I", "we", "We", "my", "My", "our", "Our", "us", "me"];
    let doc = tree.doc;
    let quotation =
        analysis.quotations_from(part.start).next().filter(|quotation| quotation.outer.start == part.start)?;
    let colon = doc.tokens_in(quotation.outer.end..part.end).next().filter(|&i| tree.word(i) == ":")?;
    let words = doc.tokens_in(quotation.inner.into());
    let first_person = words.clone().any(|i| FIRST.contains(&tree.word(i)));
    if words.len() < 3 || !first_person || colon + 1 >= doc.len() {
        return None;
    }
    let name = doc.name_at(colon + 1).map(|name| name.tokens.clone()).filter(|name| name.start == colon + 1);
    let person = |name: &std::ops::Range<usize>| {
        let id = analysis.cast.mentioned_at(doc.span(name.end - 1).into());
        id.is_some_and(|id| analysis.cast.is_person(id))
    };
    let source = name.filter(person).map(|tokens| Source { head: tokens.end - 1, tokens });
    Some(Said {
        cue: None,
        row: None,
        source,
        content: vec![quotation.inner],
        form: "headline-quote",
        probability: 0.8,
        continues: None,
    })
}

/// A name, a colon and somebody's sentence in marks, anywhere in a paragraph: "Bridge closed – Ada Quill: “…”".
fn named_before(analysis: &Analysis, tree: &Tree, quotation: &Quotation) -> Option<Said> {
    let doc = tree.doc;
    let first = doc.tokens_in(quotation.outer.into()).start;
    let colon = first.checked_sub(1).filter(|&colon| tree.word(colon) == ":")?;
    let sentence = doc.sentence_of(colon);
    let label = |&i: &usize| doc.pos(i) == "PROPN" || tree.word(i) == "and";
    let start = (sentence.start..colon).rev().take(LABEL).take_while(label).last()?;
    let alone = start == sentence.start || matches!(doc.pos(start - 1), "PUNCT");
    let named = analysis.cast.mentioned_at(doc.span(colon - 1).into()).is_some();
    let sentence_like = quotation.within.is_none() && doc.tokens_in(quotation.inner.into()).len() >= 4;
    let words = Span::from(doc.span_of(start..colon));
    let outside = analysis.quotation_index_around(words).is_none();
    (alone && named && sentence_like && outside).then(|| said(colon, start..colon, quotation.inner, "name-colon-quote"))
}

/// An interview set as "Q: …" and "A: …": the outlet asks, and whoever the paragraphs before put on stage answers.
fn interview(analysis: &Analysis, tree: &Tree, content: &[Span]) -> Vec<Said> {
    let doc = tree.doc;
    let label = |part: &Span| {
        let tokens = doc.tokens_in((*part).into());
        let words = part.of(analysis.text());
        let letter = words.chars().next().filter(|letter| matches!(letter, 'Q' | 'A'))?;
        let rest = words.get(1..).filter(|rest| rest.starts_with([':', '.']) && rest.len() > 3)?;
        let start = part.end - rest.get(1..)?.trim_start().len();
        (tokens.len() > 2).then_some((letter, tokens.start, Span::new(start, part.end)))
    };
    let labelled: Vec<_> = content.iter().filter_map(label).collect();
    let both = ['Q', 'A'].iter().all(|letter| labelled.iter().filter(|labelled| labelled.0 == *letter).count() >= 2);
    let Some(first) = labelled.first().filter(|_| both) else { return Vec::new() };
    let answers = interviewee(analysis, tree, doc.tokens[first.1].start);
    let one = |(letter, cue, words): &(char, usize, Span)| Said {
        cue: Some(*cue),
        row: None,
        source: if *letter == 'A' { answers.clone() } else { None },
        content: vec![unquoted(analysis, *words)],
        form: if *letter == 'A' { "interview-answer-quote" } else { "interview-question-quote" },
        probability: 0.95,
        continues: None,
    };
    labelled.iter().map(one).collect()
}

/// Paragraphs in marks after the questions of an interview that names only who asks: "SPANNBOGEN: Would you go?", "“I would.”"
fn answers(analysis: &Analysis, tree: &Tree, content: &[Span], again: &[&str]) -> Vec<Said> {
    /// As many questions with such answers.
    const SEVERAL: usize = 2;
    let asked = |part: &Span| {
        let label = label(analysis, tree, *part).filter(|label| again.binary_search(label).is_ok());
        label.is_some_and(|label| label.chars().all(|c| c.is_uppercase() || !c.is_alphabetic()))
    };
    let whole = |part: &Span| {
        let first = analysis.quotations.partition_point(|quotation| quotation.outer.start < part.start);
        analysis.quotations.get(first).filter(|quotation| quotation.outer == *part).map(|quotation| quotation.inner)
    };
    let answered: Vec<Span> =
        content.windows(2).filter(|pair| asked(&pair[0])).filter_map(|pair| whole(&pair[1])).collect();
    let first = content.iter().find(|part| asked(part)).filter(|_| answered.len() >= SEVERAL);
    let Some(who) = first.and_then(|first| interviewee(analysis, tree, first.start)) else { return Vec::new() };
    let one = |words: &Span| Said {
        cue: None,
        row: None,
        source: Some(who.clone()),
        content: vec![*words],
        form: "interview-answer-quote",
        probability: 0.9,
        continues: None,
    };
    answered.iter().map(one).collect()
}

/// The person whom the paragraphs before an interview speak of most; nobody if two are as likely.
fn interviewee(analysis: &Analysis, tree: &Tree, before: usize) -> Option<Source> {
    let byline = analysis.report.meta.byline.as_deref();
    let asks = |name: &str| byline.is_some_and(|byline| byline.contains(name));
    let people = analysis.cast.entities.iter().filter(|entity| entity.kind == variorum_record::EntityKind::Person);
    // A full name is worth more than a single one, which may be a place.
    let told = |entity: &variorum_record::Entity| {
        let times = entity.mentions.iter().filter(|mention| mention.span.end <= before).count();
        (times, entity.name.contains(' '))
    };
    let mut people: Vec<_> = people.map(|entity| (told(entity), entity)).filter(|(told, _)| told.0 > 0).collect();
    // Whoever asks is named too.
    people.retain(|(_, entity)| !asks(&entity.name));
    people.sort_by_key(|(told, _)| std::cmp::Reverse(*told));
    let (most, who) = people.first()?;
    if people.get(1).is_some_and(|(next, _)| next == most) {
        return None;
    }
    let named = |span: Span| analysis.cast.name_around(span).is_some_and(|name| name.span == span);
    let mention = who.mentions.iter().rev().find(|mention| mention.span.end <= before && named(mention.span))?;
    let tokens = tree.doc.tokens_in(mention.span.into());
    let head = tokens.clone().last()?;
    let top = top_of(tree.doc, tokens.clone());
    Some(Source { head: top.unwrap_or(head), tokens })
}

/// A paragraph without marks that the one before announces: "She pinned a letter to the door: ¶ To whoever finds this…".
fn letter(analysis: &Analysis, tree: &Tree, before: Span, part: Span) -> Option<Said> {
    let doc = tree.doc;
    let words = before.of(analysis.text());
    let marks = analysis.quotations_from(part.start).next().is_some_and(|quotation| quotation.outer.start < part.end);
    let prose =
        part.of(analysis.text()).ends_with(['.', '!', '?']) && part.of(analysis.text()).split_whitespace().count() >= 6;
    if !words.ends_with(':') || marks || !prose {
        return None;
    }
    let end = doc.tokens_in(before.into()).end;
    let sentence = doc.sentence_of(end.checked_sub(1)?);
    // What was written, and by whom: "pinned a letter", "left this note", "wrote to the county".
    let writes = |i: usize| {
        let spoken = matches!(
            doc.lemma(i),
            "write" | "say" | "read" | "post" | "declare" | "add" | "continue" | "reply" | "answer"
        );
        let object = tree.kid(i, &["dobj"]).is_some_and(|object| WRITTEN.contains(doc.lemma(object)));
        doc.pos(i) == "VERB" && (spoken || object)
    };
    let cue = sentence.clone().rev().take(24).find(|&i| writes(i))?;
    let source = super::source::find(tree, cue, super::lexicon::Pos::Verb)?;
    Some(Said {
        cue: Some(cue),
        row: super::lexicon::cue(doc.lemma(cue), super::lexicon::Pos::Verb),
        source: Some(source),
        content: vec![part],
        form: "letter-quote",
        probability: 0.8,
        continues: None,
    })
}

/// What stands before the colon that opens a line.
fn label<'a>(analysis: &'a Analysis, tree: &Tree, part: Span) -> Option<&'a str> {
    let tokens = tree.doc.tokens_in(part.into());
    let colon = tokens.clone().take(LABEL).find(|&i| tree.word(i) == ":").filter(|&colon| colon > tokens.start)?;
    Some(Span::from(tree.doc.span_of(tokens.start..colon)).of(analysis.text()))
}

/// The labels that more than one line has, in order: those of a transcript, however short its lines are.
fn repeated<'a>(analysis: &'a Analysis, tree: &Tree, content: &[Span]) -> Vec<&'a str> {
    let mut labels: Vec<&str> = content.iter().filter_map(|part| label(analysis, tree, *part)).collect();
    labels.sort_unstable();
    let mut again: Vec<&str> = labels.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    again.dedup();
    again
}

/// "NAME: words".
fn colon(analysis: &Analysis, tree: &Tree, part: Span, heading: bool, transcript: bool) -> Option<Said> {
    let doc = tree.doc;
    let tokens = doc.tokens_in(part.into());
    let colon = tokens.clone().take(LABEL).find(|&i| tree.word(i) == ":")?;
    if colon == tokens.start || colon + 2 - usize::from(transcript) >= tokens.end {
        return None;
    }
    let label = tokens.start..colon;
    // A transcript sets its labels in capitals; elsewhere the label must be a name with perhaps a role before it.
    let capitals = label.len() <= 4
        && label.clone().all(|i| tree.word(i).len() > 1 && tree.word(i).chars().all(|c| c.is_uppercase() || c == '.'));
    let known = PAGE_LABELS.contains(Span::from(doc.span_of(label.clone())).of(analysis.text()));
    let cast = label.len() <= 4
        && capitalised(tree, label.clone())
        && analysis.cast.mentioned_at(doc.span(colon - 1).into()).is_some();
    // "Geneva: talks open" says where, not who.
    let place = heading
        && analysis
            .cast
            .mentioned_at(doc.span(colon - 1).into())
            .and_then(|id| analysis.cast.get(id))
            .is_some_and(|entity| entity.kind == EntityKind::Place);
    let words = Span::from(doc.span_of(colon + 1..tokens.end));
    if known || place || !(capitals && !heading || is_name(tree, label.clone()) || cast) {
        return None;
    }
    // "Velmar: 23 dead": a topic, unless the body knows who that is, and never with what is counted behind it.
    let counts = doc.pos(colon + 1) == "NUM";
    let elsewhere = || {
        let id = analysis.cast.mentioned_at(doc.span(colon - 1).into())?;
        let entity = analysis.cast.get(id)?;
        let speaks = matches!(entity.kind, EntityKind::Person | EntityKind::Organisation | EntityKind::Group);
        (speaks && entity.mentions.iter().any(|mention| !part.contains(mention.span))).then_some(())
    };
    let quoted = unquoted(analysis, words) != words;
    if counts && heading || (counts || heading && !quoted) && label.len() == 1 && elsewhere().is_none() {
        return None;
    }
    Some(said(colon, label, unquoted(analysis, words), if heading { "headline-colon" } else { "transcript" }))
}

/// A quotation with a dash and a name after it, or under it.
fn dash(analysis: &Analysis, tree: &Tree, part: Span, before: Option<Span>) -> Option<Said> {
    const DASHES: &[char] = &['—', '―', '–', '-'];
    let text = analysis.text();
    let under = part.of(text).starts_with(DASHES);
    let around = if under { before? } else { part };
    let first = analysis.quotations.partition_point(|quotation| quotation.outer.start < around.start);
    let whole = |quotation: &&Quotation| quotation.outer.start == around.start && quotation.outer.end <= around.end;
    let quotation = analysis.quotations.get(first).filter(whole)?;
    if under && quotation.outer.end != around.end {
        return None;
    }
    let rest = text.get(if under { part.start } else { quotation.outer.end }..part.end)?;
    let name = rest.trim_start().strip_prefix(DASHES)?.trim_start_matches(DASHES).trim_start();
    let start = part.end - name.len();
    let name = Span::new(start, start + name.trim_end_matches(['.', ' ']).len());
    let label = tree.doc.tokens_in(name.into());
    let short = label.len() <= 5 || label.len() <= LABEL && is_name(tree, label.clone());
    (!label.is_empty() && short && capitalised(tree, label.clone()))
        .then(|| said(label.start.saturating_sub(1), label, quotation.inner, "dash"))
}

fn capitalised(tree: &Tree, tokens: Range<usize>) -> bool {
    tokens
        .into_iter()
        .all(|i| tree.word(i).starts_with(char::is_uppercase) || matches!(tree.doc.pos(i), "DET" | "ADP" | "PUNCT"))
}

/// Whether a run of words ends in a name and holds only capitalised words besides.
fn is_name(tree: &Tree, tokens: Range<usize>) -> bool {
    let doc = tree.doc;
    let i = doc.names.partition_point(|name| name.tokens.end < tokens.end);
    let ends_in_name = doc.names.get(i).is_some_and(|name| {
        name.tokens.end == tokens.end
            && name.tokens.start >= tokens.start
            && matches!(doc.name_label(name), "PERSON" | "ORG" | "GPE" | "NORP")
    });
    ends_in_name && capitalised(tree, tokens)
}

fn said(cue: usize, label: Range<usize>, content: Span, form: &'static str) -> Said {
    Said {
        cue: Some(cue),
        row: None,
        source: Some(Source { head: label.end - 1, tokens: label }),
        content: vec![content],
        form,
        probability: 0.99,
        continues: None,
    }
}

/// Without its quotation marks, where they stand around the whole.
fn unquoted(analysis: &Analysis, span: Span) -> Span {
    let first = analysis.quotations.partition_point(|quotation| quotation.outer.start < span.start);
    let mut here = analysis.quotations[first..].iter().take_while(|quotation| quotation.outer.start == span.start);
    let whole = here.find(|quotation| quotation.outer == span);
    whole.map_or(span, |quotation| quotation.inner)
}
