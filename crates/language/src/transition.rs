//! What the parser and the entity recogniser share: a small network that scores the moves of a transition system from
//! the vectors of a few tokens of its state. Architecture `spacy.TransitionBasedParser.v2`.
//!
//! The first layer is linear in each of those tokens, so its products are computed once per token and place
//! ([`StateModel::precompute`]) and only added up per state.

use crate::error::ModelError;
use crate::gemm::Weights;
use crate::weights::Network;

/// Scores moves from token vectors.
pub(crate) struct StateModel {
    /// From the encoder's width to the inner width.
    narrow: Weights,
    narrow_bias: Vec<f32>,
    /// From the inner width to `places × pieces × hidden`.
    lower: Weights,
    lower_bias: Vec<f32>,
    /// What a place without a token contributes: `places × pieces × hidden`.
    padding: Vec<f32>,
    places: usize,
    pieces: usize,
    hidden: usize,
    /// `hidden × moves`, or nothing when the hidden layer is the score.
    upper: Option<(Vec<f32>, Vec<f32>)>,
    moves: usize,
}

/// The products of a document's tokens with the first layer.
pub(crate) struct Precomputed {
    values: Vec<f32>,
}

impl StateModel {
    /// Reads the network of a `parser` or `ner` component; `width` is that of the token encoder.
    pub(crate) fn read(network: &Network, width: usize) -> Result<Self, ModelError> {
        let affine = network.node("precomputable_affine")?;
        let lower = network.tensor(affine, "W", 4)?;
        let lower_bias = network.tensor(affine, "b", 2)?;
        let padding = network.tensor(affine, "pad", 4)?;
        let [places, hidden, pieces, inner] = [lower.shape[0], lower.shape[1], lower.shape[2], lower.shape[3]];
        if lower_bias.shape != [hidden, pieces] || padding.shape != [1, places, hidden, pieces] {
            return Err(network.error("the parts of `precomputable_affine` do not fit"));
        }
        // Pieces outermost: then the maximum is over whole vectors.
        let order = (0..pieces).flat_map(|piece| (0..hidden).map(move |unit| unit * pieces + piece));
        let rows: Vec<usize> =
            (0..places).flat_map(|place| order.clone().map(move |row| place * hidden * pieces + row)).collect();
        let matrix: Vec<f32> = rows.iter().flat_map(|row| &lower.values[row * inner..(row + 1) * inner]).copied().collect();
        let lower_bias = order.map(|row| lower_bias.values[row]).collect();
        let padding = rows.iter().map(|&row| padding.values[row]).collect();

        // One linear layer narrows the token vectors, another, unless left out, turns the hidden layer into scores.
        let upper_node = (network.nodes().first().and_then(|node| node.flag("has_upper")) != Some(false))
            .then(|| network.nodes().iter().find(|node| node.name == "linear"))
            .flatten();
        let narrow_node = network.nodes().iter().filter(|node| node.name == "linear").next_back();
        let narrow_node = narrow_node.ok_or_else(|| network.error("no linear layer"))?;
        let narrow = network.tensor(narrow_node, "W", 2)?;
        let narrow_bias = network.tensor(narrow_node, "b", 1)?.values;
        if narrow.shape != [inner, width] || narrow_bias.len() != inner {
            return Err(network.error(format!("a linear layer of {:?} where {inner} by {width} belongs", narrow.shape)));
        }
        let (upper, moves) = match upper_node {
            None => (None, hidden),
            Some(node) => {
                let (weights, bias) = (network.tensor(node, "W", 2)?, network.tensor(node, "b", 1)?.values);
                let moves = bias.len();
                if weights.shape != [moves, hidden] {
                    return Err(network.error("the layer that scores the moves does not fit"));
                }
                let transposed =
                    (0..hidden).flat_map(|unit| (0..moves).map(move |m| (m, unit))).map(|(m, unit)| weights.values[m * hidden + unit]);
                (Some((transposed.collect(), bias)), moves)
            }
        };
        Ok(StateModel {
            narrow: Weights::pack(&narrow.values, inner, width),
            narrow_bias,
            lower: Weights::pack(&matrix, rows.len(), inner),
            lower_bias,
            padding,
            places,
            pieces,
            hidden,
            upper,
            moves,
        })
    }

    /// How many moves it scores.
    pub(crate) fn moves(&self) -> usize {
        self.moves
    }

    /// How many tokens of the state it looks at.
    pub(crate) fn places(&self) -> usize {
        self.places
    }

    /// The first layer's products for tokens given by their vectors.
    pub(crate) fn precompute(&self, vectors: &[f32]) -> Precomputed {
        let rows = vectors.len() / self.narrow.inputs();
        let mut narrow = vec![0f32; rows * self.narrow.outputs()];
        self.narrow.multiply(vectors, self.narrow.inputs(), rows, &mut narrow);
        for row in narrow.chunks_exact_mut(self.narrow_bias.len()) {
            for (value, bias) in row.iter_mut().zip(&self.narrow_bias) {
                *value += bias;
            }
        }
        let mut values = vec![0f32; rows * self.lower.outputs()];
        self.lower.multiply(&narrow, self.lower.inputs(), rows, &mut values);
        Precomputed { values }
    }

    /// Scores all moves of a state which shows these tokens (`None`: no token in that place).
    pub(crate) fn score(&self, computed: &Precomputed, tokens: &[Option<usize>], scores: &mut Vec<f32>) {
        let size = self.pieces * self.hidden;
        let mut sums = vec![0f32; size];
        for (place, token) in tokens.iter().enumerate() {
            let part = match token {
                None => &self.padding[place * size..][..size],
                Some(token) => &computed.values[(token * self.places + place) * size..][..size],
            };
            for (sum, part) in sums.iter_mut().zip(part) {
                *sum += part;
            }
        }
        for (sum, bias) in sums.iter_mut().zip(&self.lower_bias) {
            *sum += bias;
        }
        let (hidden, others) = sums.split_at_mut(self.hidden);
        for other in others.chunks_exact(self.hidden) {
            for (value, other) in hidden.iter_mut().zip(other) {
                *value = value.max(*other);
            }
        }
        if self.pieces == 1 {
            for value in hidden.iter_mut() {
                *value = value.max(0.0);
            }
        }
        scores.clear();
        let Some((weights, bias)) = &self.upper else {
            scores.extend_from_slice(hidden);
            return;
        };
        scores.resize(self.moves, 0.0);
        for (value, weights) in hidden.iter().zip(weights.chunks_exact(self.moves)) {
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += value * weight;
            }
        }
        for (score, bias) in scores.iter_mut().zip(bias) {
            *score += bias;
        }
    }
}
