//! Who said what, to whom, through which outlet.
//!
//! Every word of the cue lexicon is a [`Candidate`]: it has perhaps a speaker ([`source`]) and several stretches of
//! text that could be what was said ([`contents`], [`beside`] for quotations). The [`ranker`] chooses one of them or
//! none. [`carry`] then gives quotations that no cue claimed to the speaker who goes on, [`assemble`] makes the
//! statements with addressee, medium and modality, [`pronoun`] says whom "she said" means beside a quotation, and [`nest`] finds which of them stand inside another.

mod addressee;
mod assemble;
mod beside;
mod carry;
pub(crate) mod contents;
mod feature_hash;
mod features;
mod headline;
mod labels;
pub(crate) mod lexicon;
mod medium;
mod modality;
mod nest;
mod pronoun;
mod ranker;
pub(crate) mod source;
#[cfg(test)]
mod tests;
pub(crate) mod tree;

pub(crate) use assemble::participant;

use crate::Analysis;
use contents::Alternative;
use lexicon::{Cue, Pos};
use source::Source;
use tree::Tree;
use variorum_record::{CueKind, Span, Statement};

/// The least probability that something was said at a cue. Chosen among .30 to .50 for overlap F1 on PolNeAR dev.
const THRESHOLD: f32 = 0.38;

/// By how much lower it is for verbs of speech. Set by hand, not tuned.
const SPEECH: f32 = 0.05;

/// The statements of a report, in order of their first content.
pub fn find(analysis: &Analysis) -> Vec<Statement> {
    find_above(analysis, THRESHOLD)
}

fn find_above(analysis: &Analysis, threshold: f32) -> Vec<Statement> {
    let tree = Tree::new(analysis.text(), &analysis.doc);
    let chosen =
        candidates(analysis, &tree).into_iter().filter_map(|candidate| choose(analysis, &tree, candidate, threshold));
    let mut said: Vec<Said> = chosen.collect();
    said.extend(labels::find(analysis, &tree));
    said.extend(headline::find(analysis, &tree));
    let said = without_rivals(&tree, said);
    let said = carry::on(analysis, &tree, said);
    let mut statements = assemble::statements(analysis, &tree, said);
    pronoun::resolve(analysis, &mut statements);
    nest::inside_each_other(statements)
}

/// A word that may say that something was said.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) cue: usize,
    pub(crate) pos: Pos,
    pub(crate) row: Option<&'static Cue>,
    pub(crate) source: Option<Source>,
    pub(crate) alternatives: Vec<Alternative>,
    /// The bytes of each alternative, snapped to quotations.
    pub(crate) contents: Vec<Vec<Span>>,
}

/// Something that was said: a cue with its chosen content.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// The cue's token; none where a quotation goes on without one.
    pub(crate) cue: Option<usize>,
    pub(crate) row: Option<&'static Cue>,
    pub(crate) source: Option<Source>,
    pub(crate) content: Vec<Span>,
    pub(crate) form: &'static str,
    pub(crate) probability: f32,
    /// Index of the one that this one carries on.
    pub(crate) continues: Option<usize>,
}

/// Every cue of a report with its alternatives.
fn candidates(analysis: &Analysis, tree: &Tree) -> Vec<Candidate> {
    let doc = tree.doc;
    let beside = beside::Quotations::new(analysis);
    let mut candidates = Vec::new();
    for cue in 0..doc.len() {
        let pos = match doc.pos(cue) {
            "VERB" => Pos::Verb,
            "NOUN" => Pos::Noun,
            "ADJ" => Pos::Adjective,
            "ADV" => Pos::Adverb,
            "AUX" if matches!(doc.dep(cue), "ROOT" | "ccomp" | "conj") => Pos::Verb,
            _ => continue,
        };
        let row = lexicon::cue(&doc.lemma(cue).to_lowercase(), pos);
        let clause = pos == Pos::Verb && tree.kid(cue, &["ccomp"]).is_some();
        // A quotation that waits for a cue makes one of any verb.
        let waiting = if pos == Pos::Verb { beside.waiting(analysis, tree, cue) } else { None };
        if row.is_none() && !clause && waiting.is_none() && doc.lemma(cue) != "accord" {
            continue;
        }
        let mut alternatives = contents::alternatives(tree, cue, pos, row);
        if pos == Pos::Verb && (clause || waiting.is_some() || row.is_some_and(|row| row.takes("q"))) {
            alternatives.extend(beside.alternatives(analysis, tree, cue));
        }
        if let Some(waiting) = waiting {
            // Marks are surer than the tree: only what holds that quotation can be meant.
            let inner = analysis.quotations[waiting].inner;
            alternatives.retain(|alternative| {
                alternative.quotations.contains(&waiting)
                    || alternative.tokens.iter().any(|range| inner.contains(doc.span(range.start).into()))
            });
        }
        if pos == Pos::Noun {
            alternatives.extend(beside.before_noun(analysis, tree, cue));
        }
        if alternatives.is_empty() {
            continue;
        }
        let source = if doc.lemma(cue) == "accord" { according_to(tree, cue) } else { source::find(tree, cue, pos) };
        let span: Span = doc.span(cue).into();
        let contents = alternatives.iter().map(|alternative| bytes(analysis, span, alternative)).collect();
        candidates.push(Candidate { cue, pos, row, source, alternatives, contents });
    }
    candidates
}

fn according_to(tree: &Tree, cue: usize) -> Option<Source> {
    let doc = tree.doc;
    let to = tree.kids(cue).find(|&kid| doc.lemma(kid) == "to").or((cue + 1 < doc.len()).then_some(cue + 1))?;
    let next =
        || (to + 1..doc.sentence_of(cue).end.min(to + 9)).find(|&i| matches!(doc.pos(i), "PROPN" | "NOUN" | "PRON"));
    let head = tree.kid(to, &["pobj"]).or_else(next)?;
    Some(Source { head, tokens: source::phrase(tree, head) })
}

/// The best alternative of a cue, if it is likely that something was said at all.
fn choose(analysis: &Analysis, tree: &Tree, candidate: Candidate, threshold: f32) -> Option<Said> {
    let shared = features::shared(analysis, tree, &candidate);
    let mut scores = Vec::with_capacity(candidate.alternatives.len());
    for alternative in &candidate.alternatives {
        let mut score = ranker::Score::default();
        features::of(analysis, tree, &candidate, &shared, alternative, &mut score);
        scores.push(score.sum.min(30.0));
    }
    let best = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]))?;
    let sum: f32 = scores.iter().map(|score| score.exp()).sum();
    let probability = sum / (1.0 + sum);
    let Candidate { cue, pos, row, source, alternatives, mut contents, .. } = candidate;
    // What is said aloud is worth a lower threshold than an attitude.
    let aloud = row.is_some_and(|row| row.kind == CueKind::Speech) && pos == Pos::Verb;
    let threshold = if aloud { threshold - SPEECH } else { threshold };
    (probability > threshold).then(|| Said {
        cue: Some(cue),
        row,
        source,
        content: contents.swap_remove(best),
        form: alternatives[best].form,
        probability,
        continues: None,
    })
}

/// Of two cues with the same content the likelier one stays ("declined to say", "made the claim that").
fn without_rivals(tree: &Tree, mut said: Vec<Said>) -> Vec<Said> {
    said.sort_by_key(|said| (said.content.first().copied(), said.cue));
    let mut keep = vec![true; said.len()];
    for i in 0..said.len() {
        // Equal contents are neighbours in this order, give or take what begins at the same place.
        for j in i + 1..said.len().min(i + 6) {
            if !keep[i] || !keep[j] || !same_content(&said[i].content, &said[j].content) {
                continue;
            }
            // "reiterated his refusal to go": one stands in what the other says.
            let holds = |a: &Said, b: &Said| {
                let cue = b.cue.map(|cue| Span::from(tree.doc.span(cue)));
                cue.is_some_and(|cue| a.content.iter().any(|span| span.contains(cue)))
            };
            if holds(&said[i], &said[j]) || holds(&said[j], &said[i]) {
                continue;
            }
            let loser = if said[i].probability >= said[j].probability { j } else { i };
            keep[loser] = false;
        }
    }
    let mut kept = keep.into_iter();
    said.retain(|_| kept.next().unwrap_or(true));
    said
}

/// Whether two contents share at least four fifths of their bytes.
fn same_content(a: &[Span], b: &[Span]) -> bool {
    let length = |spans: &[Span]| spans.iter().map(|span| span.len()).sum::<usize>();
    let shared: usize =
        a.iter().flat_map(|a| b.iter().map(move |b| a.end.min(b.end).saturating_sub(a.start.max(b.start)))).sum();
    shared * 5 >= (length(a) + length(b) - shared) * 4
}

/// The bytes of an alternative. A stretch that begins or ends inside a quotation takes in the whole of it, unless
/// the cue stands in there too: marks are surer than the tree.
fn bytes(analysis: &Analysis, cue: Span, alternative: &Alternative) -> Vec<Span> {
    if !alternative.quotations.is_empty() {
        return alternative.quotations.iter().map(|&quotation| analysis.quotations[quotation].inner).collect();
    }
    let around_cue = quotation_around(analysis, cue);
    let mut spans: Vec<Span> = Vec::new();
    for range in &alternative.tokens {
        let mut span: Span = analysis.doc.span_of(range.clone()).into();
        let ends = [Span::new(span.start, span.start + 1), Span::new(span.end - 1, span.end)];
        for end in ends {
            let Some(mut quotation) = quotation_around(analysis, end) else { continue };
            while let Some(outer) = analysis.quotations[quotation].within.filter(|&outer| Some(outer) != around_cue) {
                quotation = outer;
            }
            let inner = analysis.quotations[quotation].inner;
            if Some(quotation) != around_cue && !inner.contains(cue) && !inner.overlaps(cue) {
                span = span.cover(inner);
            }
        }
        // Widening must not swallow the cue.
        if span.overlaps(cue) {
            span = analysis.doc.span_of(range.clone()).into();
        }
        match spans.last_mut() {
            Some(last) if last.overlaps(span) || last.contains(span) => *last = last.cover(span),
            _ => spans.push(span),
        }
    }
    spans.into_iter().map(|span| with_marks(analysis, span)).collect()
}

/// A stretch that begins or ends with a quotation but holds more than it keeps that quotation's mark.
fn with_marks(analysis: &Analysis, span: Span) -> Span {
    let mut result = span;
    let at = |byte: usize| quotation_around(analysis, Span::new(byte, byte + 1)).map(|i| &analysis.quotations[i]);
    if let Some(quotation) = at(span.start).filter(|q| q.inner.start == span.start && q.outer.end < span.end) {
        result.start = quotation.outer.start;
    }
    if let Some(quotation) = at(span.end - 1).filter(|q| q.inner.end == span.end && q.outer.start > span.start) {
        result.end = quotation.outer.end;
    }
    result
}

/// The innermost quotation around a span.
pub(crate) fn quotation_around(analysis: &Analysis, span: Span) -> Option<usize> {
    let after = analysis.quotations.partition_point(|quotation| quotation.inner.start <= span.start);
    let mut at = after.checked_sub(1);
    while let Some(i) = at {
        if analysis.quotations[i].inner.contains(span) {
            return Some(i);
        }
        at = analysis.quotations[i].within;
    }
    None
}

/// How a stretch stands to the quotations of the text.
pub(crate) fn quote_relation(analysis: &Analysis, span: Span) -> &'static str {
    if let Some(i) = quotation_around(analysis, span) {
        let inner = analysis.quotations[i].inner;
        return if inner.len() <= span.len() + 3 { "whole" } else { "in" };
    }
    let next = analysis.quotations.partition_point(|quotation| quotation.outer.end <= span.start);
    match analysis.quotations.get(next) {
        Some(quotation) if span.contains(quotation.inner) => "holds",
        Some(quotation) if quotation.inner.overlaps(span) => "crosses",
        _ => "none",
    }
}

/// What the trainer of the ranker sees: every cue with its alternatives and their features by name.
#[doc(hidden)]
pub mod training {
    use super::{Analysis, Span, Tree, candidates, features, ranker};

    /// The statements with another threshold than the built-in one.
    pub fn find_above(analysis: &Analysis, threshold: f32) -> Vec<variorum_record::Statement> {
        super::find_above(analysis, threshold)
    }

    /// A cue.
    pub struct Example {
        /// Where it stands.
        pub cue: Span,
        /// The content and the features of each alternative.
        pub alternatives: Vec<(Vec<Span>, Vec<String>)>,
        /// The forms, for a look.
        pub forms: Vec<&'static str>,
    }

    /// Every cue with the score of each alternative, for a look.
    pub fn explain(analysis: &Analysis) -> String {
        let tree = Tree::new(analysis.text(), &analysis.doc);
        let mut text = String::new();
        for candidate in candidates(analysis, &tree) {
            let shared = features::shared(analysis, &tree, &candidate);
            text.push_str(&format!("{} {}\n", candidate.cue, analysis.word(candidate.cue)));
            for (alternative, content) in candidate.alternatives.iter().zip(&candidate.contents) {
                let mut score = ranker::Score::default();
                features::of(analysis, &tree, &candidate, &shared, alternative, &mut score);
                let words: Vec<&str> = content.iter().map(|span| span.of(analysis.text())).collect();
                text.push_str(&format!("    {:6.2} {} {words:?}\n", score.sum, alternative.form));
            }
        }
        text
    }

    /// The cues of a report.
    pub fn examples(analysis: &Analysis) -> Vec<Example> {
        let tree = Tree::new(analysis.text(), &analysis.doc);
        let example = |candidate: super::Candidate| {
            let shared = features::shared(analysis, &tree, &candidate);
            let named = candidate.alternatives.iter().map(|alternative| {
                let mut names = ranker::Names::default();
                features::of(analysis, &tree, &candidate, &shared, alternative, &mut names);
                names.0
            });
            let alternatives = candidate.contents.iter().cloned().zip(named).collect();
            let forms = candidate.alternatives.iter().map(|alternative| alternative.form).collect();
            Example { cue: analysis.doc.span(candidate.cue).into(), alternatives, forms }
        };
        candidates(analysis, &tree).into_iter().map(example).collect()
    }
}
