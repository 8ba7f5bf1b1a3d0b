//! The token encoder: hashed embeddings of a token's features, mixed into one vector, then convolutions that let each
//! token see its neighbours. Architecture `spacy.Tok2Vec.v2` with `MultiHashEmbed` and `MaxoutWindowEncoder`.

use std::ops::Range;

use crate::error::ModelError;
use crate::gemm::{Rows, Weights};
use crate::lexeme::{Feature, Lexicon};
use crate::murmur::row_hashes;
use crate::tokenizer::Form;
use crate::weights::{Network, Node, Tensor};

/// Added to the variance in layer normalisation.
const EPSILON: f32 = 1e-8;

/// A token encoder.
pub(crate) struct Tok2Vec {
    embeddings: Vec<HashEmbedding>,
    mix: Maxout,
    convolutions: Vec<Maxout>,
    /// Tokens seen on each side by one convolution.
    window: usize,
    width: usize,
}

/// An embedding table in which a key has four rows, whose sum is its vector.
struct HashEmbedding {
    feature: Feature,
    seed: u32,
    table: Tensor,
}

/// A linear layer of which the largest of several pieces is taken, then layer normalisation.
struct Maxout {
    weights: Weights,
    bias: Vec<f32>,
    pieces: usize,
    gain: Vec<f32>,
    shift: Vec<f32>,
}

impl Tok2Vec {
    /// Reads the encoder out of a network of which it is a part or the whole.
    pub(crate) fn read(network: &Network) -> Result<Self, ModelError> {
        let columns = network
            .node("extract_features")?
            .strings("columns")
            .ok_or_else(|| network.error("`extract_features` names no columns"))?;
        if network.nodes().iter().any(|node| node.name == "static_vectors") {
            return Err(network.error("uses static vectors, which are not supported yet"));
        }
        let embeddings: Vec<_> = network
            .nodes()
            .iter()
            .filter(|node| node.name == "hashembed")
            .map(|node| HashEmbedding::read(network, node, &columns))
            .collect::<Result<_, _>>()?;
        let width = embeddings.first().map(|embedding| embedding.table.shape[1]);
        let width = width.ok_or_else(|| network.error("no hash embeddings"))?;
        if embeddings.iter().any(|embedding| embedding.table.shape[1] != width) {
            return Err(network.error("embedding tables differ in width"));
        }
        let windows: Vec<_> = network
            .nodes()
            .iter()
            .filter(|node| node.name == "expand_window")
            .map(|node| node.number("window_size"))
            .collect();
        let window = match windows.first() {
            Some(&Some(window @ 1..=8)) if windows.iter().all(|&other| other == Some(window)) => window as usize,
            _ => return Err(network.error(format!("window sizes {windows:?} are not read"))),
        };
        let mut layers = Vec::new();
        let mut nodes = network.nodes().iter();
        while let Some(node) = nodes.by_ref().find(|node| node.name == "maxout") {
            let norm = nodes.next().filter(|node| node.name == "layernorm");
            let norm = norm.ok_or_else(|| network.error("a maxout layer without layer normalisation"))?;
            layers.push(Maxout::read(network, node, norm)?);
        }
        if layers.len() != windows.len() + 1 {
            return Err(network.error(format!("{} maxout layers for {} windows", layers.len(), windows.len())));
        }
        let convolutions = layers.split_off(1);
        let mix = layers.remove(0);
        let fits = |layer: &Maxout, inputs: usize| layer.weights.inputs() == inputs && layer.gain.len() == width;
        if !fits(&mix, width * embeddings.len())
            || !convolutions.iter().all(|layer| fits(layer, width * (2 * window + 1)))
        {
            return Err(network.error("layers do not fit together"));
        }
        Ok(Tok2Vec { embeddings, mix, convolutions, window, width })
    }

    /// Numbers per token in the output.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Encodes spans of several documents. The result holds `width` numbers for each token, span after span.
    pub(crate) fn encode(&self, spans: &[Span], lexicon: &Lexicon, known: &mut Embedded) -> Vec<f32> {
        self.embed(spans, lexicon, known);
        let width = self.width;
        // A token sees at most this far. A span stands among the tokens around it, or rows of zeros where its document
        // ends, which go through the layers like tokens.
        let reach = self.window * self.convolutions.len();
        let count = reach + spans.iter().map(|span| span.with_context(reach).len() + reach).sum::<usize>();
        // One more window of zeros at either end: not rows, but what the outermost rows see.
        let edge = self.window * width;
        let mut x = vec![0f32; edge + count * width + edge];
        let mut y = x.clone();
        let mut place = edge + reach * width;
        for span in spans {
            for token in &span.document[span.with_context(reach)] {
                let row = known.row(token);
                x[place..place + width].copy_from_slice(&known.values[row * width..][..width]);
                place += width;
            }
            place += reach * width;
        }
        for layer in &self.convolutions {
            let (before, after) = (&x[edge..], &mut y[edge..]);
            let rows = Rows { values: &x, stride: width, count };
            layer.apply(rows, |row, value| {
                let residual = &before[row * width..][..width];
                for ((after, before), value) in after[row * width..][..width].iter_mut().zip(residual).zip(value) {
                    *after = before + value;
                }
            });
            std::mem::swap(&mut x, &mut y);
        }
        let mut output = Vec::with_capacity(spans.iter().map(|span| span.tokens.len() * width).sum());
        let mut place = edge + reach * width;
        for span in spans {
            let context = span.with_context(reach);
            let start = place + (span.tokens.start - context.start) * width;
            output.extend_from_slice(&x[start..start + span.tokens.len() * width]);
            place += (context.len() + reach) * width;
        }
        output
    }

    /// Sees to it that the embeddings of all tokens of the spans, and around them, are known.
    fn embed(&self, spans: &[Span], lexicon: &Lexicon, known: &mut Embedded) {
        known.rows.resize(2 * lexicon.len(), u32::MAX);
        let first = known.values.len() / self.width;
        let inputs = self.width * self.embeddings.len();
        let mut x = Vec::new();
        let reach = self.window * self.convolutions.len();
        for token in spans.iter().flat_map(|span| &span.document[span.with_context(reach)]) {
            let row = &mut known.rows[Embedded::key(token)];
            if *row != u32::MAX {
                continue;
            }
            let new = x.len();
            *row = (first + new / inputs) as u32;
            x.resize(new + inputs, 0.0);
            let lexeme = lexicon.get(token.lexeme);
            for (embedding, part) in self.embeddings.iter().zip(x[new..].chunks_exact_mut(self.width)) {
                embedding.add(lexeme.key(embedding.feature, token.spacy), part);
            }
        }
        let count = x.len() / inputs;
        known.values.resize((first + count) * self.width, 0.0);
        let values = &mut known.values[first * self.width..];
        self.mix.apply(Rows { values: &x, stride: inputs, count }, |row, value| {
            values[row * self.width..][..self.width].copy_from_slice(value);
        });
    }
}

/// Some tokens of a document.
#[derive(Clone)]
pub(crate) struct Span<'a> {
    pub(crate) document: &'a [Form],
    pub(crate) tokens: Range<usize>,
}

impl Span<'_> {
    /// The tokens with up to `reach` more on each side.
    fn with_context(&self, reach: usize) -> Range<usize> {
        self.tokens.start.saturating_sub(reach)..self.document.len().min(self.tokens.end + reach)
    }
}

/// The embeddings of lexemes, which are the same wherever they stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Embedded {
    /// For each lexeme, without and with a space after it, its row, or `u32::MAX`.
    rows: Vec<u32>,
    values: Vec<f32>,
}

impl Embedded {
    fn key(token: &Form) -> usize {
        2 * token.lexeme as usize + usize::from(token.spacy)
    }

    fn row(&self, token: &Form) -> usize {
        self.rows[Self::key(token)] as usize
    }
}

impl HashEmbedding {
    fn read(network: &Network, node: &Node, columns: &[String]) -> Result<Self, ModelError> {
        let column = node.number("column").and_then(|column| columns.get(usize::try_from(column).ok()?));
        let column = column.ok_or_else(|| network.error("an embedding table has no column"))?;
        let feature = Feature::named(column)
            .ok_or_else(|| network.error(format!("feature `{column}` is not one that this reader can compute")))?;
        let seed = node.number("seed").and_then(|seed| u32::try_from(seed).ok());
        let seed = seed.ok_or_else(|| network.error("an embedding table has no seed"))?;
        Ok(HashEmbedding { feature, seed, table: network.tensor(node, "E", 2)? })
    }

    fn add(&self, key: u64, out: &mut [f32]) {
        let (rows, width) = (self.table.shape[0], self.table.shape[1]);
        for hash in row_hashes(key, self.seed) {
            let row = hash as usize % rows;
            for (out, value) in out.iter_mut().zip(&self.table.values[row * width..][..width]) {
                *out += value;
            }
        }
    }
}

impl Maxout {
    fn read(network: &Network, maxout: &Node, norm: &Node) -> Result<Self, ModelError> {
        let weights = network.tensor(maxout, "W", 3)?;
        let bias = network.tensor(maxout, "b", 2)?;
        let gain = network.tensor(norm, "G", 1)?.values;
        let shift = network.tensor(norm, "b", 1)?.values;
        let [outputs, pieces, inputs] = [weights.shape[0], weights.shape[1], weights.shape[2]];
        if bias.shape != [outputs, pieces] || gain.len() != outputs || shift.len() != outputs {
            return Err(network.error("a maxout layer whose parts do not fit"));
        }
        // All first pieces, then all second pieces…: then the maximum is over whole vectors.
        let order = (0..pieces).flat_map(|piece| (0..outputs).map(move |output| output * pieces + piece));
        let matrix: Vec<f32> =
            order.clone().flat_map(|row| &weights.values[row * inputs..(row + 1) * inputs]).copied().collect();
        let bias = order.map(|row| bias.values[row]).collect();
        Ok(Maxout { weights: Weights::pack(&matrix, outputs * pieces, inputs), bias, pieces, gain, shift })
    }

    /// Applies the layer and hands over each row's result with the row's number.
    fn apply(&self, rows: Rows, mut each: impl FnMut(usize, &[f32])) {
        let width = self.gain.len();
        let mut row = vec![0f32; width];
        self.weights.multiply_in_blocks(rows, |first, block| {
            for (number, sums) in block.chunks_exact(width * self.pieces).enumerate() {
                row.fill(f32::NEG_INFINITY);
                for (sums, bias) in sums.chunks_exact(width).zip(self.bias.chunks_exact(width)) {
                    for ((value, sum), bias) in row.iter_mut().zip(sums).zip(bias) {
                        let sum = sum + bias;
                        *value = if sum > *value { sum } else { *value };
                    }
                }
                normalise(&mut row, &self.gain, &self.shift);
                each(first + number, &row);
            }
        });
    }
}

/// Layer normalisation of one row in place.
fn normalise(row: &mut [f32], gain: &[f32], shift: &[f32]) {
    let count = row.len() as f32;
    let mean = sum(row, |value| value) / count;
    let variance = sum(row, |value| (value - mean) * (value - mean)) / count + EPSILON;
    let scale = 1.0 / variance.sqrt();
    for ((value, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
        *value = (*value - mean) * scale * gain + shift;
    }
}

/// A sum in sixteen strands, which the compiler can add at once.
fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut strands = [0f32; 16];
    let (chunks, rest) = row.as_chunks::<16>();
    for chunk in chunks {
        for (strand, &value) in strands.iter_mut().zip(chunk) {
            *strand += of(value);
        }
    }
    strands.iter().sum::<f32>() + rest.iter().map(|&value| of(value)).sum::<f32>()
}
