//! From what was said to statements: the kind of the words, the speaker as an entity, addressee, medium, modality.

use super::source::{self, Source};
use super::tree::Tree;
use super::{Said, addressee, headline, medium, modality, nest, quotation_around};
use crate::Analysis;
use crate::months::WEEKDAYS;
use std::cell::LazyCell;
use variorum_record::{CueKind, EntityId, EntityKind, PartKind, Participant, Span, Statement, StatementKind};

/// The statements, in order of their first content.
pub(crate) fn statements(analysis: &Analysis, tree: &Tree, said: Vec<Said>) -> Vec<Statement> {
    let mut order: Vec<usize> =
        (0..said.len()).filter(|&i| said[i].content.iter().any(|span| !span.is_empty())).collect();
    order.sort_by_key(|&i| (said[i].content[0], said[i].cue));
    let mut place = vec![None; said.len()];
    for (at, &i) in order.iter().enumerate() {
        place[i] = Some(at);
    }
    let author = LazyCell::new(|| author(analysis));
    let one = |(at, &i): (usize, &usize)| {
        let said = &said[i];
        let continues = said.continues.and_then(|before| place[before]).map(nest::id);
        statement(analysis, tree, said, &author, at, continues)
    };
    let mut statements: Vec<Statement> = order.iter().enumerate().map(one).collect();
    medium::infer(analysis, &mut statements);
    statements
}

fn statement(
    analysis: &Analysis,
    tree: &Tree,
    said: &Said,
    author: &LazyCell<Option<Participant>, impl FnOnce() -> Option<Participant>>,
    at: usize,
    continues: Option<variorum_record::StatementId>,
) -> Statement {
    let cue = said.cue.map(|cue| cue_span(tree, cue));
    let speaker = match &said.source {
        Some(source) => Some(participant(analysis, tree, source)),
        None if said.form == "interview-question-quote" => (**author).clone(),
        None => None,
    };
    let addressee = said.cue.and_then(|cue| addressee::find(analysis, tree, cue, &said.content));
    let mut content: Vec<Span> = said.content.iter().copied().filter(|span| !span.is_empty()).collect();
    if let Some(cue) = said.cue.filter(|_| !said.form.contains("quot")) {
        medium::take_off(tree, cue, &mut content);
    }
    if let Some(first) = content.first_mut() {
        *first = without_dateline(analysis, *first);
    }
    if let (Some(cue), [only]) = (said.cue.filter(|_| said.form != "headline-colon"), content.as_mut_slice()) {
        let takes_as = said.row.is_some_and(|row| row.takes("as"));
        *only = headline::without_scene(analysis, tree, cue, *only, takes_as);
    }
    let medium = said.cue.and_then(|cue| medium::find(analysis, tree, cue, said.source.as_ref(), &content));
    Statement {
        id: nest::id(at),
        kind: kind(analysis, said, &content),
        content,
        cue,
        cue_kind: cue.map(|_| said.row.map_or(CueKind::Speech, |row| row.kind)),
        speaker,
        addressee,
        medium,
        continues,
        within: None,
        negated: said.cue.is_some_and(|cue| modality::negated(tree, cue)),
        hypothetical: said.cue.is_some_and(|cue| modality::hypothetical(tree, cue)),
        why: said.form.to_string(),
        confidence: (f64::from(said.probability) * 100.0).round() / 100.0,
    }
}

/// Without the dateline in front of a paragraph: "Tessel Ford, Tuesday — The bridge was safe" says when and where it was written.
fn without_dateline(analysis: &Analysis, content: Span) -> Span {
    const LONGEST: usize = 70;
    let text = analysis.text();
    let opens = analysis.part_at(content.start).is_some_and(|part| part.span.start == content.start);
    let words = content.of(text);
    let dash = |(at, c): &(usize, char)| {
        let spaced = words[..*at].ends_with([' ', ')']);
        matches!(c, '—' | '–') || *c == '-' && spaced && words[at + 1..].starts_with([' ', '-'])
    };
    let Some((at, _)) = words.char_indices().take_while(|(at, _)| *at < LONGEST).find(dash).filter(|_| opens) else {
        return content;
    };
    let line = &words[..at];
    let plain = |word: &str| word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic());
    let named = line.starts_with(|c: char| c.is_uppercase() || c == '(')
        && analysis
            .cast
            .names_in(Span::new(content.start, content.start + at))
            .any(|name| name.kind == EntityKind::Place);
    let last = line.trim_end().rsplit([' ', ',']).next().unwrap_or_default();
    let day = WEEKDAYS.contains(&last.to_lowercase().as_str()) && line.contains(',');
    let capitals = line.chars().filter(|c| c.is_alphabetic()).take(4).all(char::is_uppercase) && line.len() > 4;
    let rest = words[at..].trim_start_matches(['—', '–', '-', ' ']);
    let sentence = rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    if line.split_whitespace().all(plain) && (named || capitals || day) && sentence {
        Span::new(content.end - rest.len(), content.end)
    } else {
        content
    }
}

/// Who wrote the report, where its byline says so: the one who asks in an interview set as questions and answers.
fn author(analysis: &Analysis) -> Option<Participant> {
    let line =
        analysis.parts.iter().find(|part| part.kind == PartKind::Byline).map(|part| part.span.of(analysis.text()));
    let words = analysis.report.meta.byline.as_deref().or(line)?;
    let name = words.strip_prefix("By ").or(words.strip_prefix("by ")).unwrap_or(words);
    let name = name.split([',', '|', '·', '–', '—']).next()?.trim();
    let capitals = name.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    let start = analysis.text().find(name)?;
    (capitals && (2..=4).contains(&name.split_whitespace().count())).then(|| Participant {
        span: Some(Span::new(start, start + name.len())),
        name: Some(name.to_string()),
        ..Participant::default()
    })
}

/// The cue with its particle or preposition ("pointed out", "according to").
fn cue_span(tree: &Tree, cue: usize) -> Span {
    let doc = tree.doc;
    let mut end = cue;
    if let Some(next) = tree.kids(cue).find(|&kid| kid == cue + 1) {
        let particle = doc.dep(next) == "prt" || (doc.lemma(cue) == "accord" && doc.lemma(next) == "to");
        if particle {
            end = next;
        }
    }
    Span::new(doc.tokens[cue].start, doc.tokens[end].end)
}

/// A phrase as somebody who takes part: the entity that its head or apposition mentions, and the words.
pub(crate) fn participant(analysis: &Analysis, tree: &Tree, source: &Source) -> Participant {
    let doc = tree.doc;
    let span: Span = doc.span_of(source.tokens.clone()).into();
    let mentioned = |token: usize| {
        analysis.cast.headed_by(token).or_else(|| {
            // A phrase of one word has no other head.
            (source.tokens.len() == 1).then(|| analysis.cast.mentioned_at(doc.span(token).into()))?
        })
    };
    // "who" is a mention like "he": the span is the pronoun, the name that of the noun it stands for.
    let antecedent = source::antecedent(tree, source.head);
    // "Ivo Tarn, a councillor who refused": the councillor is Tarn.
    let named_so = antecedent.filter(|&noun| doc.dep(noun) == "appos" && doc.pos(noun) != "PROPN");
    let named_so = named_so.map(|noun| doc.head(noun)).filter(|&name| doc.pos(name) == "PROPN");
    let head = named_so.or(antecedent).unwrap_or(source.head);
    let appositions = || tree.kids(head).filter(|&kid| doc.dep(kid) == "appos");
    // "The council president, Mara Olin,": a name beside a role says whose it is, whoever else is called president.
    let named = |&kid: &usize| doc.pos(kid) == "PROPN" && kid > head;
    let person = |&id: &EntityId| analysis.cast.is_person(id);
    let beside = || appositions().filter(named).find_map(|kid| analysis.cast.headed_by(kid).filter(person));
    let role = analysis.cast.name_around(doc.span(head).into()).is_none();
    let mut entity = role.then(beside).flatten().or_else(|| mentioned(head));
    if entity.is_none() {
        entity = appositions().find_map(mentioned);
    }
    let entity = entity.or_else(|| named_within(analysis, tree, head)).or_else(|| {
        let said = source::of_whom_it_says(tree, head)?;
        let id = mentioned(said)?;
        let kind = analysis.cast.get(id)?.kind;
        (kind != EntityKind::Person).then_some(id)
    });
    // "The Front" may stand in the cast by itself.
    let single = |id| analysis.cast.get(id).is_some_and(|entity| entity.name == tree.word(head));
    let short = entity.is_none_or(single).then(|| short_name(analysis, tree, head)).flatten();
    let entity = short.or(entity);
    let named = antecedent.map_or(source.tokens.clone(), |noun| source::phrase(tree, noun));
    let article = named.len() > 1
        && doc.pos(named.start) == "DET"
        && matches!(doc.lemma(named.start), "the" | "a" | "an" | "The" | "A" | "An");
    // "a clerk who asked not to be named" is a clerk; the span keeps what the report says of her.
    let clause = tree.kids(head).find(|&kid| doc.dep(kid) == "relcl" && kid > head).map(|kid| tree.subtree(kid).start);
    // "a clerk at the hospital, who asked…": wherever the tree hangs the clause.
    let who = |&i: &usize| doc.tag(i) == "WP" && tree.word(i - 1) == ",";
    let clause = clause.or_else(|| (head + 1..named.end).find(who).map(|who| who - 1));
    let end = clause.filter(|&start| start > head).map_or(named.end, |start| named.end.min(start));
    let start = named.start + usize::from(article);
    let named: Span = doc.span_of(start..end.max(start + 1)).into();
    let words = || named.of(analysis.text()).split_whitespace().collect::<Vec<_>>().join(" ");
    let name = entity.and_then(|id| analysis.cast.get(id)).map(|entity| entity.name.clone()).unwrap_or_else(words);
    Participant { entity, span: Some(span), name: Some(name), ..Participant::default() }
}

/// The name that a clause of the phrase itself gives: "a spokesman known as Commander Olin", "the man, who gave his name as Ivo".
fn named_within(analysis: &Analysis, tree: &Tree, head: usize) -> Option<EntityId> {
    let doc = tree.doc;
    let clauses = tree.kids(head).filter(|&kid| matches!(doc.dep(kid), "relcl" | "acl") && kid > head);
    for clause in clauses {
        let names = matches!(doc.lemma(clause), "call" | "identify" | "introduce" | "know" | "name");
        let by_name = matches!(doc.lemma(clause), "give" | "go" | "use")
            && tree.subtree(clause).any(|i| doc.lemma(i) == "name" && doc.pos(i) == "NOUN");
        if !names && !by_name {
            continue;
        }
        let person = |i: usize| {
            let id = analysis.cast.mentioned_at(doc.span(i).into())?;
            (doc.pos(i) == "PROPN" && analysis.cast.is_person(id)).then_some(id)
        };
        if let Some(id) = tree.subtree(clause).rev().find_map(person) {
            return Some(id);
        }
    }
    None
}

/// An organisation by the last word of its name: "the Front" for the one that is called so.
fn short_name(analysis: &Analysis, tree: &Tree, head: usize) -> Option<EntityId> {
    let doc = tree.doc;
    let word = tree.word(head);
    let the = tree.kid(head, &["det"]).is_some_and(|article| doc.lemma(article) == "the");
    let alone = tree.kids(head).all(|kid| matches!(doc.dep(kid), "det" | "case" | "punct"));
    if !the || !alone || !word.starts_with(char::is_uppercase) || doc.sentence_of(head).start == head {
        return None;
    }
    analysis.cast.called(word)
}

/// Wholly inside marks is direct; a quoted fragment in the outlet's sentence makes it mixed.
fn kind(analysis: &Analysis, said: &Said, content: &[Span]) -> StatementKind {
    let cue = said.cue.map(|cue| Span::from(analysis.doc.span(cue)));
    let around_cue = cue.and_then(|cue| quotation_around(analysis, cue));
    let quoted = |span: Span| quotation_around(analysis, span).filter(|&q| Some(q) != around_cue).is_some();
    let holds = |span: &Span| {
        let next = analysis.quotations.partition_point(|quotation| quotation.outer.end <= span.start);
        let rest = &analysis.quotations[next..];
        rest.iter()
            .take_while(|quotation| quotation.outer.start < span.end)
            .any(|quotation| quotation.outer.overlaps(*span))
    };
    let in_quote = around_cue.is_some();
    if matches!(said.form, "interview-question-quote" | "interview-answer-quote" | "letter-quote" | "transcript") {
        return StatementKind::Direct;
    }
    if content.iter().all(|span| quoted(*span)) {
        let whole = content.iter().any(|span| {
            let words = span.of(analysis.text());
            words.ends_with(['.', ',', '?', '!', '…']) || words.starts_with(char::is_uppercase)
        });
        let fragment = !whole && said.form != "cue-colon-quote" && said.form != "quote-comma-cue";
        return if fragment { StatementKind::Mixed } else { StatementKind::Direct };
    }
    if !in_quote && content.iter().any(holds) {
        return StatementKind::Mixed;
    }
    StatementKind::Indirect
}
