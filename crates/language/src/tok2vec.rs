//! The token encoder: hashed embeddings of a token's features, mixed into one vector, then convolutions that let each
//! token see its neighbours. Architecture `spacy.Tok2Vec.v2` with `MultiHashEmbed` and `MaxoutWindowEncoder`.

use crate::error::ModelError;
use crate::gemm::Weights;
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
        let windows: Vec<_> =
            network.nodes().iter().filter(|node| node.name == "expand_window").map(|node| node.number("window_size")).collect();
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

    /// Encodes tokens of several documents; `documents` are the lengths. Returns `tokens × width` numbers.
    pub(crate) fn encode(&self, tokens: &[Form], documents: &[usize], lexicon: &Lexicon) -> Vec<f32> {
        let embedded = self.embed(tokens, lexicon);
        // Rows of zeros stand around each document, as many as the convolutions can see; like the tokens they go
        // through the layers.
        let width = self.width;
        let pad = self.window * self.convolutions.len();
        let rows = tokens.len() + pad * (documents.len() + 1);
        // One more window of zeros at either end, which are not rows but what rows at the edge see.
        let edge = self.window * width;
        let mut x = vec![0f32; edge + rows * width + edge];
        let places = || {
            documents.iter().scan((0, edge + pad * width), move |(token, place), &length| {
                let here = (*token, *place, length);
                *token += length;
                *place += (length + pad) * width;
                Some(here)
            })
        };
        for (token, place, length) in places() {
            x[place..place + length * width].copy_from_slice(&embedded[token * width..(token + length) * width]);
        }
        let mut y = Vec::new();
        for layer in &self.convolutions {
            layer.apply(&x, width, rows, &mut y);
            for (x, y) in x[edge..].iter_mut().zip(&y) {
                *x += y;
            }
        }
        let mut output = embedded;
        for (token, place, length) in places() {
            output[token * width..(token + length) * width].copy_from_slice(&x[place..place + length * width]);
        }
        output
    }

    fn embed(&self, tokens: &[Form], lexicon: &Lexicon) -> Vec<f32> {
        let inputs = self.width * self.embeddings.len();
        let mut x = vec![0f32; tokens.len() * inputs];
        for (token, row) in tokens.iter().zip(x.chunks_exact_mut(inputs)) {
            let lexeme = lexicon.get(token.lexeme);
            for (embedding, part) in self.embeddings.iter().zip(row.chunks_exact_mut(self.width)) {
                embedding.add(lexeme.key(embedding.feature, token.spacy), part);
            }
        }
        let mut y = Vec::new();
        self.mix.apply(&x, inputs, tokens.len(), &mut y);
        y
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

    /// Applies the layer to `rows` rows of `x`, which begin `stride` apart.
    fn apply(&self, x: &[f32], stride: usize, rows: usize, out: &mut Vec<f32>) {
        let width = self.gain.len();
        let mut sums = vec![0f32; rows * width * self.pieces];
        self.weights.multiply(x, stride, rows, &mut sums);
        out.clear();
        out.resize(rows * width, 0.0);
        for (sums, out) in sums.chunks_exact(width * self.pieces).zip(out.chunks_exact_mut(width)) {
            out.fill(f32::NEG_INFINITY);
            for (sums, bias) in sums.chunks_exact(width).zip(self.bias.chunks_exact(width)) {
                for ((out, sum), bias) in out.iter_mut().zip(sums).zip(bias) {
                    *out = out.max(sum + bias);
                }
            }
            normalise(out, &self.gain, &self.shift);
        }
    }
}

/// Layer normalisation of one row in place.
fn normalise(row: &mut [f32], gain: &[f32], shift: &[f32]) {
    let count = row.len() as f32;
    let mean = row.iter().sum::<f32>() / count;
    let variance = row.iter().map(|value| (value - mean) * (value - mean)).sum::<f32>() / count + EPSILON;
    let scale = 1.0 / variance.sqrt();
    for ((value, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
        *value = (*value - mean) * scale * gain + shift;
    }
}
