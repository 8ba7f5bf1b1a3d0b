//! What else happens: arrests and releases, deaths and wins, a product launched, a company bought, a coach dismissed.
//!
//! The event types of the lexicon are those of political coding; the rows of a story need every happening that several
//! reports tell. An occurrence is a verb that heads a clause, or a noun or name for a happening (`data/lexicon/occurrences.tsv`),
//! with somebody in the cast, somebody described, a place or a time beside it. It is of kind `other`, and stands in a list of its own
//! so that it never disturbs the typed events. A word that only tells what became of somebody in a typed event ("killed")
//! is an occurrence too; a word that names a typed event, and a word for saying, is none.

use super::clause::{self, Arguments, is_verb};
use super::participants::{self, Mentions};
use super::{Draft, Facts, finish, setting, status, triggers};
use crate::Analysis;
use crate::extract::statements::lexicon as cues;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;
use variorum_language::Doc;
use variorum_record::{CueKind, Event, EventId, Span};

/// The classes of `occurrences.tsv`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Noun,
    Name,
    State,
}

static WORDS: LazyLock<HashMap<&str, Vec<Class>>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Vec<Class>> = HashMap::new();
    let lines = include_str!("../../../../../data/lexicon/occurrences.tsv").lines();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let Some((class, members)) = line.split_once('\t') else { continue };
        let class = match class {
            "noun" => Class::Noun,
            "name" => Class::Name,
            _ => Class::State,
        };
        for word in members.split_whitespace() {
            words.entry(word).or_default().push(class);
        }
    }
    words
});

fn has(word: &str, class: Class) -> bool {
    WORDS.get(word.to_lowercase().as_str()).is_some_and(|classes| classes.contains(&class))
}

/// The occurrences of a report in text order; ids go on after those of its events.
pub fn find(analysis: &Analysis, facts: &Facts, events: &[Event]) -> Vec<Event> {
    let doc = &analysis.doc;
    let mentions = Mentions::of(analysis);
    // A word that names a typed event is taken; one that tells its outcome is not.
    let outcome = |span: &Span| {
        let token = doc.token_at(span.start).filter(|&token| Span::from(doc.span(token)) == *span);
        token.and_then(|token| triggers::at(doc, token)).is_some_and(|trigger| trigger.entry.kind == "effect")
    };
    let typed = events.iter().flat_map(|event| std::iter::once(event.trigger).chain(event.mentions.iter().copied()));
    let taken: BTreeSet<Span> = typed.filter(|span| !outcome(span)).collect();
    let cued: BTreeSet<usize> =
        facts.statements.iter().filter_map(|statement| doc.token_at(statement.cue?.start)).collect();
    let names = event_names(doc);
    let mut drafts: Vec<Draft> = Vec::new();
    for token in 0..doc.len() {
        if taken.contains(&Span::from(doc.span(token))) || cued.contains(&token) {
            continue;
        }
        let around = names.get(names.partition_point(|name| name.end <= token)).filter(|name| name.contains(&token));
        let (named, inside_name) = (around.filter(|name| name.end == token + 1), around.is_some());
        let arguments = match doc.pos(token) {
            "VERB" if is_happening(doc, token) => clause::of_verb(doc, token),
            "NOUN" if !inside_name && is_noun(doc, token) => clause::of_noun(doc, token),
            "NOUN" | "PROPN" if named.is_some() => Arguments::default(),
            // A headline's capitals: "Quake Kills Dozens".
            "PROPN" if !inside_name && is_capitalised_noun(analysis, token) => clause::of_noun(doc, token),
            // "was found dead", "left two dead"
            "ADJ"
                if matches!(doc.lemma(token).to_lowercase().as_str(), "dead")
                    && matches!(doc.dep(token), "acomp" | "oprd" | "ccomp" | "xcomp" | "conj" | "ROOT") =>
            {
                Arguments::default()
            }
            _ => continue,
        };
        drafts.push(draft(analysis, &mentions, token, &arguments));
    }
    setting::place_and_time(analysis, facts, &mut drafts);
    setting::authority(analysis, facts, &mut drafts);
    let first = events.len() as u32 + 1;
    let mut out = Vec::new();
    for draft in drafts {
        let token = draft.token;
        let name = names.get(names.partition_point(|name| name.end <= token)).filter(|name| name.end == token + 1);
        let told = |who: &variorum_record::Participant| who.entity.is_some() || who.span.is_some();
        let with = draft.actors.iter().chain(&draft.targets).any(told) || draft.place.is_some() || draft.time.is_some();
        if name.is_none() && !with && !beside_somebody(analysis, token) {
            continue;
        }
        let mut event = finish(doc, EventId(first + out.len() as u32), draft, &[]);
        if let Some(name) = name {
            event.trigger = doc.span_of(name.clone()).into();
        }
        out.push(event);
    }
    out
}

/// Whether somebody or some place of the cast stands in the word's sentence.
fn beside_somebody(analysis: &Analysis, token: usize) -> bool {
    let doc = &analysis.doc;
    let sentence: Span = doc.span_of(clause::sentence(doc, token)).into();
    let from = analysis.cast.names.partition_point(|name| name.span.end <= sentence.start);
    analysis.cast.names.get(from).is_some_and(|name| name.span.start < sentence.end && name.entity.is_some())
}

/// A verb that heads a clause and tells that something happens.
fn is_happening(doc: &Doc, token: usize) -> bool {
    let lemma = doc.lemma(token).to_lowercase();
    let heads = matches!(
        doc.dep(token),
        "ROOT"
            | "conj"
            | "ccomp"
            | "xcomp"
            | "advcl"
            | "relcl"
            | "acl"
            | "pcomp"
            | "csubj"
            | "dep"
            | "parataxis"
            | "appos"
    );
    let says = cues::cue(&lemma, cues::Pos::Verb).is_some_and(|cue| {
        cue.kind != CueKind::Speech && doc.child(token, &["ccomp"]).is_some()
            || cue.kind == CueKind::Speech && doc.child(token, &["ccomp", "xcomp"]).is_some()
    });
    // "make off", "take over": a light verb with its particle is a verb of its own.
    let light = has(&lemma, Class::State) && doc.child(token, &["prt"]).is_none();
    heads && lemma.len() > 1 && !says && !light
}

/// A noun that names a happening and is not merely part of another thing's name ("attack helicopter").
fn is_noun(doc: &Doc, token: usize) -> bool {
    let lemma = doc.lemma(token).to_lowercase();
    let gerund =
        doc.tag(token) == "NN" && lemma.ends_with("ing") && doc.child(token, &["dobj", "prep", "poss"]).is_some();
    let head = doc.head(token);
    let inner = doc.dep(token) == "compound" && head > token && matches!(doc.pos(head), "NOUN" | "PROPN");
    let of_a_happening = inner && has(doc.lemma(head), Class::Noun);
    (has(&lemma, Class::Noun) || gerund) && (!inner || of_a_happening)
}

/// A word for a happening written with a capital, outside the names of the cast.
fn is_capitalised_noun(analysis: &Analysis, token: usize) -> bool {
    let word = analysis.doc.lemma(token).to_lowercase();
    let word = if has(&word, Class::Noun) { &word } else { word.trim_end_matches('s') };
    has(word, Class::Noun) && analysis.cast.mentioned_at(analysis.doc.span(token).into()).is_none()
}

/// Names of happenings: proper names that end in a word for one.
fn event_names(doc: &Doc) -> Vec<std::ops::Range<usize>> {
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    let mut token = 0;
    while token < doc.len() {
        let start = token;
        while token < doc.len() && doc.pos(token) == "PROPN" && doc.tokens[token].sentence == doc.tokens[start].sentence
        {
            token += 1;
        }
        if token == start {
            token += 1;
            continue;
        }
        let last = doc.lemma(token - 1).to_lowercase();
        let alone = token - start == 1;
        let by_itself =
            ["oscar", "oscars", "emmy", "emmys", "grammy", "grammys", "baftas", "tonys", "olympics", "holocaust"];
        if has(&last, Class::Name) && (!alone || by_itself.contains(&last.as_str())) {
            out.push(start..token);
        }
    }
    out
}

fn draft(analysis: &Analysis, mentions: &Mentions, token: usize, arguments: &Arguments) -> Draft {
    let doc = &analysis.doc;
    let who = |tokens: &[usize]| {
        let mut found: Vec<variorum_record::Participant> = Vec::new();
        for &token in tokens.iter().take(6) {
            let participant = participants::participant(analysis, mentions, token, None);
            found.extend(participant.filter(|participant| !found.iter().any(|known| known.span == participant.span)));
        }
        found
    };
    let mut targets = arguments.objects.clone();
    if !is_verb(doc, token) {
        targets.extend(arguments.behind(&["of", "with", "for", "by", "against", "between"]));
    }
    Draft {
        actors: who(&arguments.subjects),
        targets: who(&targets),
        noun: !is_verb(doc, token),
        ..Draft::new(token, "other", status::of(doc, token))
    }
}
