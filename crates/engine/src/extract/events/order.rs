//! Where in a report its events are told: which word of one stands nearest or last, and whether an accident is told in between.

use super::Draft;
use super::clause::{self, is_verb};
use super::lexicon::{ACCIDENTS, Accident};
use crate::words::KINDS_OF_FIRE;
use std::collections::BTreeSet;
use std::ops::Range;
use variorum_language::Doc;

/// Drafts by the tokens of their words, in the order of the text: looking through all drafts for each outcome would take time
/// with the square of a report's length.
pub(super) struct Order {
    /// The first word of each draft.
    pub(super) triggers: BTreeSet<(usize, usize)>,
    /// Every word for each draft.
    pub(super) words: BTreeSet<(usize, usize)>,
    /// How many words before each token are of an accident or of nature.
    accidents: Vec<u32>,
}

impl Order {
    pub(super) fn of(doc: &Doc, drafts: &[Draft]) -> Self {
        let mut accidents = vec![0; doc.len() + 1];
        for token in 0..doc.len() {
            accidents[token + 1] = accidents[token] + u32::from(is_accident(doc, token));
        }
        let mut order = Order { triggers: BTreeSet::new(), words: BTreeSet::new(), accidents };
        for (i, draft) in drafts.iter().enumerate() {
            order.add(draft.token, i);
            order.words.extend(draft.mentions.iter().map(|&token| (token, i)));
        }
        order
    }

    pub(super) fn add(&mut self, trigger: usize, draft: usize) {
        self.triggers.insert((trigger, draft));
        self.words.insert((trigger, draft));
    }

    /// Whether a word of an accident or of nature stands among some tokens.
    pub(super) fn accident(&self, tokens: &Range<usize>) -> bool {
        self.accidents[tokens.end] > self.accidents[tokens.start]
    }

    /// Of the drafts whose first word stands among some tokens, the one nearest to a token.
    pub(super) fn nearest(&self, tokens: Range<usize>, to: usize, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let fitting = within(&self.triggers, tokens).filter(|&(_, draft)| fits(draft));
        fitting.min_by_key(|&(token, draft)| (token.abs_diff(to), draft)).map(|(_, draft)| draft)
    }

    /// Of the drafts that are told of from `reach` sentences back on and before a token, the last.
    pub(super) fn last(&self, doc: &Doc, before: usize, reach: u32, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let tokens = sentences_before(doc, before, reach);
        within(&self.triggers, tokens).rfind(|&(_, draft)| fits(draft)).map(|(_, draft)| draft)
    }
}

pub(super) fn within(
    words: &BTreeSet<(usize, usize)>,
    tokens: Range<usize>,
) -> impl DoubleEndedIterator<Item = (usize, usize)> + '_ {
    words.range((tokens.start, 0)..(tokens.end.max(tokens.start), 0)).copied()
}

/// The tokens before a token, from `reach` sentences back on.
pub(super) fn sentences_before(doc: &Doc, token: usize, reach: u32) -> Range<usize> {
    let first = doc.tokens[token].sentence.saturating_sub(reach) as usize;
    doc.sentences[first].start..token
}

/// A word of an accident or of nature, where it means one: fire that is opened, returned or drawn is none.
fn is_accident(doc: &Doc, word: usize) -> bool {
    let lemma = doc.lemma(word).to_lowercase();
    match ACCIDENTS.get(lemma.as_str()) {
        Some(Accident::Told) => {}
        Some(Accident::Moves) if is_verb(doc, word) => {
            return clause::of_verb(doc, word)
                .subjects
                .iter()
                .any(|&subject| ACCIDENTS.get(doc.lemma(subject).to_lowercase().as_str()) == Some(&Accident::Vehicle));
        }
        _ => return false,
    }
    if !["fire", "train"].contains(&lemma.as_str()) {
        return true;
    }
    let guns = ["open", "return", "exchange", "receive", "take", "draw", "come", "trade", "cease", "under", "engage"];
    let around = doc.children(word).chain(doc.ancestors(word).take(2));
    let of_guns = around.into_iter().any(|at| {
        let lemma = doc.lemma(at).to_lowercase();
        guns.contains(&lemma.as_str()) || KINDS_OF_FIRE.contains(&lemma.as_str())
    });
    !(of_guns || is_verb(doc, word) || matches!(doc.dep(word), "conj" | "xcomp"))
}

/// Whether the sentences before tell of an accident: "A bus left the road on Monday. Nine were killed."
pub(super) fn after_accident(doc: &Doc, token: usize, order: &Order) -> bool {
    /// How many sentences back an accident is told of whom it killed.
    const REACH: u32 = 8;
    order.accident(&sentences_before(doc, token, REACH))
}
