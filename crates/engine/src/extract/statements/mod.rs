//! Who said what, to whom, through which outlet.
//!
//! Every word of the cue lexicon is a candidate ([`candidates`]): it has perhaps a speaker ([`source`]; [`speaks`] knows what can
//! be one) and several stretches of text that could be what was said ([`contents`], [`beside`] for quotations). [`choose`] takes
//! one of them or none, by the odds of the [`ranker`]. [`carry`] then gives quotations that no cue claimed to the speaker who goes on, [`assemble`] makes the
//! statements with addressee, medium and modality, [`pronoun`] says whom "she said" means beside a quotation, and [`nest`] finds which of them stand inside another.

mod addressee;
mod assemble;
mod beside;
mod candidates;
mod carry;
mod choose;
pub(crate) mod contents;
mod deeds;
mod described;
mod feature_hash;
mod features;
mod headline;
mod labels;
pub(crate) mod lexicon;
pub(crate) mod medium;
mod modality;
mod nest;
mod pronoun;
mod quoted;
mod ranker;
pub(crate) mod source;
pub(crate) mod speaks;
mod stage;
#[cfg(test)]
mod tests;
pub(crate) mod tree;

pub(crate) use assemble::participant;

use crate::Analysis;
use crate::holders::Holders;
use lexicon::Cue;
use source::Source;
use tree::Tree;
use variorum_record::{Span, Statement};

/// The least probability that something was said at a cue. Overlap F1 is best at .34 on a fifth of PolNeAR train.
const THRESHOLD: f32 = 0.37;

/// What is said in which statement, by index.
pub(crate) fn contents(statements: &[Statement]) -> Holders<usize> {
    let contents = statements.iter().enumerate();
    Holders::of(contents.flat_map(|(i, statement)| statement.content.iter().map(move |span| (*span, i))))
}

/// The statements of a report, in order of their first content.
pub fn find(analysis: &Analysis) -> Vec<Statement> {
    find_above(analysis, THRESHOLD)
}

fn find_above(analysis: &Analysis, threshold: f32) -> Vec<Statement> {
    let tree = Tree::new(analysis.text(), &analysis.doc);
    let candidates = candidates::find(analysis, &tree).into_iter();
    let mut said: Vec<Said> =
        candidates.filter_map(|candidate| choose::content(analysis, &tree, candidate, threshold)).collect();
    said.extend(labels::find(analysis, &tree));
    said.extend(headline::find(analysis, &tree));
    let mut said = without_rivals(&tree, said);
    fragments(analysis, &tree, &mut said);
    let said = carry::on(analysis, &tree, said);
    let mut statements = assemble::statements(analysis, &tree, said);
    described::resolve(analysis, &tree, &mut statements);
    pronoun::resolve(analysis, &tree, &mut statements);
    headline::echo(analysis, &mut statements);
    nest::inside_each_other(statements)
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

/// "Olin called it safe. Adding, “…”": a sentence that is only a participle goes on with the speaker of the one before.
fn fragments(analysis: &Analysis, tree: &Tree, said: &mut [Said]) {
    let doc = tree.doc;
    let mut by_cue: Vec<(usize, usize)> =
        said.iter().enumerate().filter_map(|(i, said)| Some((said.cue?, i))).collect();
    by_cue.sort_unstable();
    for i in 0..said.len() {
        let Some(cue) = said[i].cue.filter(|_| said[i].source.is_none()) else { continue };
        let sentence = doc.sentence_of(cue);
        if sentence.start != cue || doc.tag(cue) != "VBG" || tree.kid(cue, &["nsubj"]).is_some() {
            continue;
        }
        let Some(part) = analysis.part_at(doc.tokens[cue].start).map(|part| part.span) else { continue };
        let Some(before) = cue.checked_sub(1).map(|last| doc.sentence_of(last)) else { continue };
        let end = by_cue.partition_point(|(at, _)| *at < before.end);
        let last = by_cue[..end].iter().rev().take_while(|(at, _)| before.contains(at));
        let last = last.into_iter().find(|(at, _)| part.contains(doc.span(*at).into()));
        said[i].source = last.and_then(|&(_, said_before)| said[said_before].source.clone());
    }
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
    shared(a, b) >= 0.8
}

/// Bytes that two contents share, of the bytes of both together.
fn shared(a: &[Span], b: &[Span]) -> f32 {
    let length = |spans: &[Span]| spans.iter().map(|span| span.len()).sum::<usize>();
    let both: usize =
        a.iter().flat_map(|a| b.iter().map(move |b| a.end.min(b.end).saturating_sub(a.start.max(b.start)))).sum();
    both as f32 / (length(a) + length(b)).saturating_sub(both).max(1) as f32
}

/// The innermost quotation around a span.
pub(crate) fn quotation_around(analysis: &Analysis, span: Span) -> Option<usize> {
    analysis.quotation_index_around(span)
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
    use super::candidates::{self, Candidate};
    use super::{Analysis, Span, Tree, features, ranker};

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
        for candidate in candidates::find(analysis, &tree) {
            let mut shared = ranker::Sum::new();
            features::of_cue(analysis, &tree, &candidate, &mut shared);
            text.push_str(&format!("{} {}\n", candidate.cue, analysis.word(candidate.cue)));
            for (alternative, content) in candidate.alternatives.iter().zip(&candidate.contents) {
                let mut sum = shared.clone();
                features::of_alternative(analysis, &tree, &candidate, alternative, &mut sum);
                let words: Vec<&str> = content.iter().map(|span| span.of(analysis.text())).collect();
                text.push_str(&format!("    {:6.2} {} {words:?}\n", sum.score(), alternative.form));
            }
        }
        text
    }

    /// The cues of a report.
    pub fn examples(analysis: &Analysis) -> Vec<Example> {
        let tree = Tree::new(analysis.text(), &analysis.doc);
        let example = |candidate: Candidate| {
            let mut shared = ranker::Names::default();
            features::of_cue(analysis, &tree, &candidate, &mut shared);
            let named = candidate.alternatives.iter().map(|alternative| {
                let mut names = shared.clone();
                features::of_alternative(analysis, &tree, &candidate, alternative, &mut names);
                names.0
            });
            let alternatives = candidate.contents.iter().cloned().zip(named).collect();
            let forms = candidate.alternatives.iter().map(|alternative| alternative.form).collect();
            Example { cue: analysis.doc.span(candidate.cue).into(), alternatives, forms }
        };
        candidates::find(analysis, &tree).into_iter().map(example).collect()
    }

    /// How many numbers the ranker has for each feature.
    pub const WIDTH: usize = super::feature_hash::WIDTH;
    /// In how many parts of one they are counted.
    pub const SCALE: f32 = ranker::SCALE;
}
