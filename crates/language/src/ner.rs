//! The entity recogniser: a BILUO transition system that walks once over the tokens.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::ModelError;
use crate::moves::Move;
use crate::transition::{Precomputed, Scores, StateModel};

/// An entity recogniser.
pub(crate) struct Recogniser {
    model: StateModel,
    moves: Vec<(Kind, u16)>,
    /// How many of the moves, from the first, are for a state outside an entity.
    outside: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Begin,
    In,
    Last,
    Unit,
    Out,
    /// A move which is never valid without preset entities.
    Never,
}

impl Recogniser {
    /// Also returns the entity labels.
    pub(crate) fn read(mut model: StateModel, moves: &[Move], file: &str) -> Result<(Self, Vec<String>), ModelError> {
        let mut labels: Vec<String> = Vec::new();
        let mut numbered = Vec::new();
        for one in moves {
            let kind = match (one.kind, one.label.is_empty()) {
                // Missing annotation, and `out` with a label, are in the file but not among the network's outputs.
                (0, _) | (5, false) => continue,
                (1, false) => Kind::Begin,
                (2, false) => Kind::In,
                (3, false) => Kind::Last,
                (4, false) => Kind::Unit,
                (5, true) => Kind::Out,
                (1..=4, true) => Kind::Never,
                (other, _) => return Err(ModelError::new(format!("{file}: no kind of move has number {other}"))),
            };
            let label = labels.iter().position(|known| *known == one.label).unwrap_or_else(|| {
                labels.push(one.label.clone());
                labels.len() - 1
            });
            numbered.push((kind, label as u16));
        }
        if numbered.len() != model.moves() || model.places() != 3 {
            return Err(ModelError::new(format!(
                "{file}: {} moves for a network with {} outputs that sees {} tokens",
                numbered.len(),
                model.moves(),
                model.places()
            )));
        }
        // What may be chosen outside an entity first: then only that need be scored there.
        let outside = |kind: Kind| matches!(kind, Kind::Begin | Kind::Unit | Kind::Out);
        let mut order: Vec<usize> = (0..numbered.len()).collect();
        order.sort_by_key(|&one| !outside(numbered[one].0));
        model.reorder(&order);
        let moves: Vec<(Kind, u16)> = order.into_iter().map(|one| numbered[one]).collect();
        let outside = moves.iter().filter(|(kind, _)| outside(*kind)).count();
        Ok((Recogniser { model, moves, outside }, labels))
    }

    /// Finds the entities of one document. They neither cross a sentence start nor begin on white space. `next_vectors`
    /// gives the encoder's vectors of the next so many tokens, at least one.
    pub(crate) fn find<'v>(
        &self,
        is_space: &[bool],
        sentence_starts: &[bool],
        computed: &mut Precomputed,
        mut next_vectors: impl FnMut() -> Cow<'v, [f32]>,
    ) -> Vec<(Range<usize>, u16)> {
        computed.clear();
        let mut known = 0;
        let length = is_space.len();
        let mut found = Vec::new();
        let mut open: Option<(usize, u16)> = None;
        let mut scores = Scores::default();
        for token in 0..length {
            if token == known {
                let vectors = next_vectors();
                known += vectors.len() / self.model.width();
                let needed = open.map_or(token, |(start, _)| start).min(token.saturating_sub(1));
                self.model.precompute(computed, needed, &vectors);
            }
            let context = match open {
                Some((start, _)) => [Some(token), Some(start), token.checked_sub(1)],
                None => [Some(token), None, None],
            };
            let moves = if open.is_some() { &self.moves[..] } else { &self.moves[..self.outside] };
            self.model.score(computed, &context, moves.len(), &mut scores);
            let goes_on = token + 1 < length && !sentence_starts[token + 1];
            let mut best: Option<(usize, f32)> = None;
            for (index, (&(kind, label), &score)) in moves.iter().zip(scores.of_moves()).enumerate() {
                let valid = match (kind, open) {
                    (Kind::Begin, None) => goes_on && !is_space[token],
                    (Kind::Unit, None) => !is_space[token],
                    (Kind::Out, None) => true,
                    (Kind::In, Some((_, current))) => goes_on && label == current,
                    (Kind::Last, Some((_, current))) => label == current,
                    _ => false,
                };
                if valid && best.is_none_or(|(_, highest)| score > highest) {
                    best = Some((index, score));
                }
            }
            let Some((index, _)) = best else { break };
            let (kind, label) = self.moves[index];
            match (kind, open) {
                (Kind::Begin, _) => open = Some((token, label)),
                (Kind::Last, Some((start, label))) => {
                    found.push((start..token + 1, label));
                    open = None;
                }
                (Kind::Unit, _) => found.push((token..token + 1, label)),
                _ => {}
            }
        }
        found
    }
}
