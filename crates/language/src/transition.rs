//! What the parser and the entity recogniser share: a small network that scores the moves of a transition system from
//! the vectors of a few tokens of its state. Architecture `spacy.TransitionBasedParser.v2`.
//!
//! The first layer is linear in each of those tokens, so its products are computed once per token and place
//! ([`StateModel::precompute`]) and only added up per state.

use crate::error::ModelError;
use crate::gemm::{Room, RowWeights, Rows, Weights};
use crate::maxout::maxout;
use crate::vectorised::vectorised;
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
    /// From the hidden layer to the scores; nothing when the hidden layer is the score.
    upper: Option<Upper>,
    /// Without an upper layer the hidden numbers are the scores: which of them is each move's.
    order: Vec<usize>,
    moves: usize,
}

/// A linear layer for one row at a time.
struct Upper {
    /// `moves × hidden`, to be packed anew when the moves change places.
    matrix: Vec<f32>,
    weights: RowWeights,
    /// One number per move.
    bias: Vec<f32>,
}

/// The most tokens of a state that are looked at.
const MOST_PLACES: usize = 8;

/// The products of some successive tokens of a document with the first layer.
#[derive(Default)]
pub(crate) struct Precomputed {
    /// The first token, and how many there are.
    first: usize,
    count: usize,
    /// Rows [`StateModel::stride`] apart; what lies behind the last is of earlier ones.
    values: Vec<f32>,
    /// Memory to work in.
    narrow: Vec<f32>,
    room: Room,
}

impl Precomputed {
    /// Begins a document.
    pub(crate) fn clear(&mut self) {
        self.first = 0;
        self.count = 0;
    }
}

/// Memory for scoring one state.
#[derive(Default)]
pub(crate) struct Scores {
    hidden: Vec<f32>,
    values: Vec<f32>,
    room: Room,
}

impl Scores {
    /// One score per move.
    pub(crate) fn of_moves(&self) -> &[f32] {
        &self.values
    }
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
        let matrix: Vec<f32> =
            rows.iter().map(|row| &lower.values[row * inner..(row + 1) * inner]).collect::<Vec<_>>().concat();
        let lower_bias = order.map(|row| lower_bias.values[row]).collect();
        let padding = rows.iter().map(|&row| padding.values[row]).collect();

        // One linear layer narrows the token vectors, another, unless left out, turns the hidden layer into scores.
        let upper_node = (network.nodes().first().and_then(|node| node.flag("has_upper")) != Some(false))
            .then(|| network.nodes().iter().find(|node| node.name == "linear"))
            .flatten();
        let narrow_node = network.nodes().iter().rfind(|node| node.name == "linear");
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
                let matrix = weights.values;
                (Some(Upper { weights: RowWeights::pack(&matrix, moves, hidden), matrix, bias }), moves)
            }
        };
        Ok(StateModel {
            narrow: Weights::pack(&narrow.values, inner, width, width),
            narrow_bias,
            lower: Weights::pack(&matrix, rows.len(), inner, inner),
            lower_bias,
            padding,
            places,
            pieces,
            hidden,
            upper,
            order: (0..moves).collect(),
            moves,
        })
    }

    /// How many moves it scores.
    pub(crate) fn moves(&self) -> usize {
        self.moves
    }

    /// Numbers in a token's vector.
    pub(crate) fn width(&self) -> usize {
        self.narrow.inputs()
    }

    /// How many tokens of the state it looks at.
    pub(crate) fn places(&self) -> usize {
        self.places
    }

    /// Makes what was output `order[i]` output `i`.
    pub(crate) fn reorder(&mut self, order: &[usize]) {
        let Some(upper) = &mut self.upper else {
            self.order = order.to_vec();
            return;
        };
        let rows: Vec<&[f32]> = order.iter().map(|&old| &upper.matrix[old * self.hidden..][..self.hidden]).collect();
        let matrix = rows.concat();
        let bias = order.iter().map(|&old| upper.bias[old]).collect();
        *upper = Upper { weights: RowWeights::pack(&matrix, order.len(), self.hidden), matrix, bias };
    }

    /// Numbers from one token's products to the next's: not a multiple of 4096 bytes, or writing them in columns would
    /// put each row's into the same few places of the cache.
    fn stride(&self) -> usize {
        self.lower.outputs().next_multiple_of(16) + 16
    }

    /// Adds the first layer's products for the next tokens, given by their vectors, and drops those of all tokens before
    /// `needed`.
    pub(crate) fn precompute(&self, computed: &mut Precomputed, needed: usize, vectors: &[f32]) {
        let stride = self.stride();
        let dropped = needed.saturating_sub(computed.first).min(computed.count);
        // Only when no more than as many stay: otherwise a sentence without end would be moved again with each of its parts.
        if 2 * dropped >= computed.count {
            computed.values.copy_within(dropped * stride..computed.count * stride, 0);
            computed.first += dropped;
            computed.count -= dropped;
        }

        let count = vectors.len() / self.narrow.inputs();
        let Precomputed { narrow, room, values, count: known, .. } = computed;
        narrow.resize(count * self.narrow.outputs(), 0.0);
        self.narrow.multiply(
            Rows { values: vectors, stride: self.narrow.inputs(), count },
            room,
            narrow,
            self.narrow.outputs(),
        );
        add_to_rows(narrow, &self.narrow_bias);
        let before = *known * stride;
        if values.len() < before + count * stride {
            values.resize(before + count * stride, 0.0);
        }
        let rows = Rows { values: narrow, stride: self.lower.inputs(), count };
        self.lower.multiply(rows, room, &mut values[before..][..count * stride], stride);
        *known += count;
    }

    /// Scores the first `moves` moves, and perhaps more, of a state which shows these tokens (`None`: no token in that
    /// place).
    pub(crate) fn score(&self, computed: &Precomputed, tokens: &[Option<usize>], moves: usize, scores: &mut Scores) {
        let size = self.pieces * self.hidden;
        let stride = self.stride();
        let Scores { hidden, values, room } = scores;
        hidden.resize(self.hidden, 0.0);
        let mut parts = [&[][..]; MOST_PLACES];
        for (place, (token, part)) in tokens.iter().zip(&mut parts).enumerate() {
            *part = match token {
                None => &self.padding[place * size..][..size],
                Some(token) => &computed.values[(token - computed.first) * stride + place * size..][..size],
            };
        }
        hidden_layer(&parts[..tokens.len().min(MOST_PLACES)], &self.lower_bias, hidden);
        if self.pieces == 1 {
            for value in hidden.iter_mut() {
                *value = value.max(0.0);
            }
        }
        let Some(upper) = &self.upper else {
            values.clear();
            values.extend(self.order.iter().filter_map(|&old| hidden.get(old)));
            return;
        };
        upper.weights.multiply(hidden, moves, room, values);
        for (value, bias) in values.iter_mut().zip(&upper.bias).take(moves) {
            *value += bias;
        }
    }
}

vectorised! {
    /// Sum, bias and maximum, as [`maxout`] has them.
    fn hidden_layer(parts: &[&[f32]], bias: &[f32], out: &mut [f32]) {
        maxout(parts, bias, out);
    }
}

vectorised! {
    /// Adds the bias to each row.
    fn add_to_rows(rows: &mut [f32], bias: &[f32]) {
        for row in rows.chunks_exact_mut(bias.len()) {
            for (value, bias) in row.iter_mut().zip(bias) {
                *value += bias;
            }
        }
    }
}
