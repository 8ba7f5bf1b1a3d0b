//! What a statement tells beyond its own words: whom its pronouns mean, what an answer answers, what a denial denies.
//!
//! "No" says nothing until one knows the question, and "any part in them" nothing until one knows what they are. Such
//! statements are compared by what they stand for in their report.

use super::concepts::{self, concepts};
use super::context::Context;
use crate::group::words::{Word, words};
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{EntityId, Span, Statement, StatementId, StatementKind};

/// The words with contractions taken apart, so that "don't" and "do not" are the same words.
pub(super) fn expanded(words: Vec<Word>) -> Vec<Word> {
    let split = |norm: &str| -> Option<(String, &'static str)> {
        let irregular = match norm {
            "can't" | "cannot" => Some("can"),
            "won't" => Some("will"),
            "shan't" => Some("shall"),
            _ => None,
        };
        if let Some(verb) = irregular {
            return Some((verb.to_string(), "not"));
        }
        [("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'m", "am")]
            .iter()
            .find_map(|(end, word)| Some((norm.strip_suffix(end).filter(|verb| !verb.is_empty())?.to_string(), *word)))
    };
    let apart = |word: Word| match split(&word.norm) {
        Some((first, second)) => {
            let second = Word { norm: second.to_string(), marked: false, ..word.clone() };
            vec![Word { norm: first, ..word }, second]
        }
        None => vec![word],
    };
    words.into_iter().flat_map(apart).collect()
}

/// How far before an answer its question may end, in bytes.
const NEAR: usize = 160;

/// What the words of a statement stand for, with their weight: its telling words, the people whom its pronouns and roles
/// mean, and what it answers or denies where it says no more than "no" or "any part in them".
pub(super) fn concepts_of(
    context: &Context,
    report: usize,
    statement: &Statement,
    own: &[Word],
) -> BTreeMap<String, f64> {
    let mut told = concepts(own);
    told.extend(people(context, report, statement, &statement.content));
    if let Some(question) = question(context, report, statement) {
        told.extend(concepts(&context.words(report, &question.content)));
        told.extend(people(context, report, statement, &question.content));
    } else if is_denial(context, report, statement) && own.iter().any(|word| points_back(&word.norm)) {
        told.extend(concepts(&around(context, report, statement)));
    }
    told
}

/// Whether it denies what it speaks of: an answer does when it says no to a question that does not.
pub(super) fn denies_of(context: &Context, report: usize, statement: &Statement, own: &[Word]) -> bool {
    match question(context, report, statement) {
        Some(question) => {
            let asked = concepts::denies(&context.words(report, &question.content));
            asked != own.first().is_some_and(|word| is_no(&word.norm))
        }
        None => concepts::denies(own),
    }
}

/// Whether somebody says it within what the same one says: "warned of invasions" in "warned that victory would result in invasions".
pub(super) fn is_within_own<'r>(statement: &Statement, by_id: impl Fn(StatementId) -> Option<&'r Statement>) -> bool {
    let speaker = |statement: &Statement| statement.speaker.as_ref().and_then(|who| who.entity);
    let around = statement.within.and_then(by_id);
    around.is_some_and(|around| speaker(around).is_some() && speaker(around) == speaker(statement))
}

/// Whether a statement is what somebody is said to have denied: "denied that it had carried out either attack".
pub(super) fn is_denial(context: &Context, report: usize, statement: &Statement) -> bool {
    let cue = statement.cue.map(|cue| cue.of(&context.reports[report].text).to_lowercase());
    cue.is_some_and(|cue| {
        cue.split_whitespace().any(|word| matches!(word, "deny" | "denies" | "denied" | "denying" | "denial"))
    })
}

/// Whether somebody stopped saying it, or is told to: "must stop insisting that he should remain" tells what is insisted on.
pub(super) fn is_to_stop(context: &Context, report: usize, statement: &Statement) -> bool {
    let Some(cue) = statement.cue else { return false };
    let sentence = context.sentence(report, cue);
    let before = context.words(report, &[Span::new(sentence.start.min(cue.start), cue.start)]);
    let stop = |word: &Word| {
        matches!(word.norm.as_str(), "cease" | "ceased" | "quit" | "stop" | "stopped" | "stopping" | "stops")
    };
    before.last().is_some_and(stop)
}

/// What a statement says of who did a deed of violence: true where the speaker claims responsibility for it, false where the speaker denies
/// having had a hand in it, in whatever words; nothing where it is of something else.
pub(super) fn answers_for(context: &Context, report: usize, statement: &Statement, own: &[Word]) -> Option<bool> {
    /// Words that are responsibility by themselves.
    const RESPONSIBLE: &[&str] = &["blame", "involved", "involvement", "responsibility", "responsible"];
    /// "It was behind the attack", "any part in it", "a hand in".
    const IN_TWO: &[(&str, &str)] = &[
        ("being", "behind"),
        ("hand", "in"),
        ("is", "behind"),
        ("part", "in"),
        ("role", "in"),
        ("was", "behind"),
        ("were", "behind"),
    ];
    /// What claims or denies it: the beginnings of the cue.
    const CLAIMING: &[&str] = &["claim", "take", "took", "accept", "admit"];
    /// A longer statement says something else.
    const WORDS: usize = 14;
    let cue = statement.cue?.of(&context.reports[report].text).to_lowercase();
    let responsible = own.iter().any(|word| RESPONSIBLE.contains(&word.norm.as_str()))
        || own.windows(2).any(|two| IN_TWO.contains(&(two[0].norm.as_str(), two[1].norm.as_str())));
    if !responsible || own.len() > WORDS || statement.negated {
        return None;
    }
    let claims = CLAIMING.iter().any(|verb| cue.starts_with(verb))
        && own.first().is_some_and(|word| word.norm == "responsibility");
    let denies = cue.starts_with("reject") || is_denial(context, report, statement) || concepts::denies(own);
    if claims { Some(true) } else { denies.then_some(false) }
}

/// Whether two denials can be of one deed: they share what tells it, or both are of violence.
pub(super) fn one_deed(a: &[(String, f64)], b: &[(String, f64)]) -> bool {
    /// Classes of `data/lexicon/related.tsv`, by their first words.
    const VIOLENCE: &[&str] = &["attack", "bomb", "die", "explode", "hit", "kidnap", "shoot", "stab", "wound"];
    let violent = |told: &[(String, f64)]| told.iter().any(|(word, _)| VIOLENCE.contains(&word.as_str()));
    violent(a) && violent(b)
}

/// The last names of the people, the speaker aside, whom pronouns and roles in some spans mean.
fn people(context: &Context, report: usize, statement: &Statement, spans: &[Span]) -> BTreeMap<String, f64> {
    let speaker = statement.speaker.as_ref().and_then(|who| who.entity);
    let meant: BTreeSet<EntityId> = spans.iter().flat_map(|span| context.unnamed_in(report, *span)).collect();
    let meant = meant.into_iter().filter(|id| Some(*id) != speaker).filter_map(|id| context.entity(report, id));
    meant
        .filter_map(|entity| words(&entity.name, Span::new(0, entity.name.len())).pop())
        .flat_map(|name| concepts(&[name]))
        .collect()
}

/// The question that a statement of hardly a word answers: the statement that ends right before it and asks.
fn question<'r>(context: &Context<'r>, report: usize, statement: &Statement) -> Option<&'r Statement> {
    const WORDS: usize = 3;
    let own = context.words(report, &statement.content);
    let answers = statement.kind != StatementKind::Indirect
        && own.len() <= WORDS
        && own.first().is_some_and(|word| is_no(&word.norm) || is_yes(&word.norm));
    if !answers {
        return None;
    }
    let start = statement.content.first()?.start;
    let text = &context.reports[report].text;
    let asks = |other: &&Statement| {
        let Some(last) = other.content.last() else { return false };
        if last.end > start || start - last.end > NEAR {
            return false;
        }
        let first = context.words(report, &other.content).into_iter().next();
        let open = first.is_some_and(|word| matches!(word.norm.as_str(), "if" | "whether"));
        let asked = last.of(text).trim_end().ends_with('?');
        open || asked
    };
    let before = context.reports[report].statements.iter().filter(asks);
    before.max_by_key(|other| other.content.last().map(|span| span.end))
}

fn is_no(word: &str) -> bool {
    matches!(word, "no" | "never" | "nope" | "not")
}

fn is_yes(word: &str) -> bool {
    matches!(word, "yes" | "yeah" | "absolutely" | "certainly" | "definitely" | "exactly")
}

/// Words that mean something told before.
fn points_back(word: &str) -> bool {
    matches!(word, "it" | "them" | "this" | "that" | "these" | "those" | "either" | "both" | "so" | "such")
}

/// The words of a statement's sentence beside its content, its cue and its speaker.
fn around(context: &Context, report: usize, statement: &Statement) -> Vec<Word> {
    let Some(first) = statement.content.first() else { return Vec::new() };
    let speaker = statement.speaker.as_ref().and_then(|who| who.span);
    let mut taken: Vec<Span> = statement.content.iter().copied().chain(statement.cue).chain(speaker).collect();
    taken.sort_unstable();
    let outside = |word: &Word| !taken.iter().any(|span| span.overlaps(word.span));
    context.words(report, &[context.sentence(report, *first)]).into_iter().filter(outside).collect()
}
