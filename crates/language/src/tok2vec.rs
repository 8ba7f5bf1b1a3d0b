//! The token encoder: hashed embeddings of a token's features, mixed into one vector, then convolutions that let each
//! token see its neighbours. Architecture `spacy.Tok2Vec.v2` with `MultiHashEmbed` and `MaxoutWindowEncoder`.

use std::ops::Range;
use std::sync::Arc;

use crate::error::ModelError;
use crate::gemm::{Room, Rows, Weights};
use crate::lexeme::{Feature, Lexicon};
use crate::maxout::maxout;
use crate::murmur::row_hashes;
use crate::tokenizer::Form;
use crate::vectorised::{prefetch, reduce, vectorised};
use crate::vectors::{Projected, WordVectors};
use crate::weights::{Network, Node, Tensor};

/// Added to the variance in layer normalisation.
const EPSILON: f32 = 1e-8;

/// The largest window that is read, and the places in it.
const MOST_WINDOW: u64 = 8;
const MOST_PLACES: usize = 2 * MOST_WINDOW as usize + 1;

/// Rows of an embedding table that a key has.
const ROWS: usize = 4;

/// Tokens from one whose numbers are read to the one whose numbers are asked for.
const AHEAD: usize = 2;

/// A token encoder.
pub(crate) struct Tok2Vec {
    embeddings: Vec<HashEmbedding>,
    /// Whether one of them is of whether a space follows.
    sees_space: bool,
    vectors: Option<StaticVectors>,
    mix: Maxout,
    convolutions: Vec<Maxout>,
    /// The first convolution's weights once more, its places in the window one under the other: its products with a
    /// lexeme's embedding are the same wherever the lexeme stands. Nothing where multiplying again costs less than
    /// reading what is remembered.
    first: Option<Weights>,
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

/// Word vectors, narrowed to the encoder's width.
enum StaticVectors {
    /// To be narrowed by these weights.
    Whole(Arc<WordVectors>, Weights),
    /// Narrowed already, for several encoders of which this one has a number.
    Projected(Arc<Projected>, usize),
}

/// The word vectors that a model has.
#[derive(Clone)]
pub(crate) enum Vectors {
    Whole(Arc<WordVectors>),
    Projected(Arc<Projected>),
}

/// A linear layer of which the largest of several pieces is taken, then layer normalisation.
struct Maxout {
    weights: Weights,
    bias: Vec<f32>,
    gain: Vec<f32>,
    shift: Vec<f32>,
}

impl Tok2Vec {
    /// Reads the encoder out of a network of which it is a part or the whole. `encoder` is its number among those of the
    /// model that use word vectors.
    pub(crate) fn read(network: &Network, vectors: Option<&Vectors>, encoder: usize) -> Result<Self, ModelError> {
        let columns = network
            .node("extract_features")?
            .strings("columns")
            .ok_or_else(|| network.error("`extract_features` names no columns"))?;
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
        let vectors = match network.nodes().iter().find(|node| node.name == "static_vectors") {
            None => None,
            Some(node) => Some(match vectors {
                None => {
                    return Err(
                        network.error("needs word vectors; there is neither `vocab/projected` nor `vocab/vectors`")
                    );
                }
                Some(Vectors::Whole(vectors)) => {
                    let weights = network.tensor(node, "W", 2)?;
                    if weights.shape != [width, vectors.width] {
                        return Err(network.error("the word vectors do not fit"));
                    }
                    StaticVectors::Whole(
                        vectors.clone(),
                        Weights::pack(&weights.values, width, vectors.width, vectors.width),
                    )
                }
                Some(Vectors::Projected(vectors)) if vectors.width() == width && encoder < vectors.encoders() => {
                    StaticVectors::Projected(vectors.clone(), encoder)
                }
                Some(Vectors::Projected(_)) => return Err(network.error("the word vectors do not fit")),
            }),
        };
        let windows: Vec<_> = network
            .nodes()
            .iter()
            .filter(|node| node.name == "expand_window")
            .map(|node| node.number("window_size"))
            .collect();
        let window = match windows.first() {
            Some(&Some(window @ 1..=MOST_WINDOW)) if windows.iter().all(|&other| other == Some(window)) => {
                window as usize
            }
            _ => return Err(network.error(format!("window sizes {windows:?} are not read"))),
        };
        let (mut layers, mut nodes_of_layers) = (Vec::new(), Vec::new());
        let mut nodes = network.nodes().iter();
        while let Some(node) = nodes.by_ref().find(|node| node.name == "maxout") {
            let norm = nodes.next().filter(|node| node.name == "layernorm");
            let norm = norm.ok_or_else(|| network.error("a maxout layer without layer normalisation"))?;
            layers.push(Maxout::read(network, node, norm)?);
            nodes_of_layers.push(node);
        }
        if layers.len() != windows.len() + 1 {
            return Err(network.error(format!("{} maxout layers for {} windows", layers.len(), windows.len())));
        }
        // There are windows, so there is a convolution for each, behind the layer that mixes.
        let convolutions = layers.split_off(1);
        let mix = layers.remove(0);
        let fits = |layer: &Maxout, inputs: usize| layer.weights.inputs() == inputs && layer.gain.len() == width;
        if !fits(&mix, width * (embeddings.len() + usize::from(vectors.is_some())))
            || !convolutions.iter().all(|layer| fits(layer, width * (2 * window + 1)))
        {
            return Err(network.error("layers do not fit together"));
        }
        let first = match convolutions[0].weights.are_tiles() {
            true => None,
            false => Some(by_place(&matrix(network, nodes_of_layers[1])?, width)),
        };
        let sees_space = embeddings.iter().any(|embedding| embedding.feature == Feature::Spacy);
        Ok(Tok2Vec { embeddings, sees_space, vectors, mix, convolutions, first, window, width })
    }

    /// Numbers per token in the output.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Whether word vectors are among its features.
    pub(crate) fn uses_vectors(&self) -> bool {
        self.vectors.is_some()
    }

    /// Encodes spans of several documents. `output` gets `width` numbers for each token, span after span.
    pub(crate) fn encode(&self, spans: &[Span], lexicon: &Lexicon, memory: &mut Memory, output: &mut Vec<f32>) {
        let Memory { known, before, after, places, room } = memory;
        self.embed(spans, lexicon, known, room);
        let width = self.width;
        // A token sees at most this far. A span stands among the tokens around it, or rows of zeros where its document
        // ends, which go through the layers like tokens.
        let reach = self.window * self.convolutions.len();
        let count = reach + spans.iter().map(|span| span.with_context(reach).len() + reach).sum::<usize>();
        // One more window of zeros at either end: not rows, but what the outermost rows see.
        let edge = self.window * width;
        for rows in [&mut *before, &mut *after] {
            rows.resize(edge + count * width + edge, 0.0);
            rows[..edge].fill(0.0);
            rows[edge + count * width..].fill(0.0);
        }
        places.clear();
        places.resize(self.window + count + self.window, u32::MAX);
        let mut place = reach;
        before[edge..][..reach * width].fill(0.0);
        for span in spans {
            let tokens = &span.document[span.with_context(reach)];
            for (at, token) in tokens.iter().enumerate() {
                if let Some(soon) = tokens.get(at + 4 * AHEAD) {
                    prefetch(&known.values[known.row(self.key(soon)) as usize * width..][..width]);
                }
                let row = known.row(self.key(token));
                places[self.window + place] = known.of_rows.get(row as usize).copied().unwrap_or(u32::MAX);
                before[edge + place * width..][..width].copy_from_slice(&known.values[row as usize * width..][..width]);
                place += 1;
            }
            before[edge + place * width..][..reach * width].fill(0.0);
            place += reach;
        }
        for (number, layer) in self.convolutions.iter().enumerate() {
            let (residuals, out) = (&before[edge..][..count * width], &mut after[edge..][..count * width]);
            match number {
                0 if self.first.is_some() => {
                    layer.apply_to_products(places, 2 * self.window + 1, &known.products, residuals, out);
                }
                _ => layer.apply(Rows { values: before, stride: width, count }, room, residuals, out),
            }
            std::mem::swap(before, after);
        }
        output.clear();
        let mut place = edge + reach * width;
        for span in spans {
            let context = span.with_context(reach);
            let start = place + (span.tokens.start - context.start) * width;
            output.extend_from_slice(&before[start..start + span.tokens.len() * width]);
            place += (context.len() + reach) * width;
        }
    }

    /// Sees to it that the embeddings of all tokens of the spans, and around them, are known.
    fn embed(&self, spans: &[Span], lexicon: &Lexicon, known: &mut Embedded, room: &mut Room) {
        if known.values.len() > Embedded::MOST_VALUES {
            known.forget();
        }
        known.rows.resize(2 * lexicon.len(), u32::MAX);
        let first = known.values.len() / self.width;
        let inputs = self.mix.weights.inputs();
        let (mut x, mut rows) = (Vec::new(), Vec::new());
        let reach = self.window * self.convolutions.len();
        let tokens = || spans.iter().flat_map(|span| &span.document[span.with_context(reach)]);
        for token in tokens() {
            let row = &mut known.rows[self.key(token)];
            if *row != u32::MAX {
                continue;
            }
            let new = x.len();
            *row = (first + new / inputs) as u32;
            x.resize(new + inputs, 0.0);
            let lexeme = lexicon.get(token.lexeme);
            rows.clear();
            rows.extend(
                self.embeddings.iter().map(|embedding| embedding.rows(lexeme.key(embedding.feature, token.spacy))),
            );
            // A word without a vector has zeros.
            if let Some(own) = &self.vectors {
                let part = &mut x[new + self.embeddings.len() * self.width..];
                own.copy(lexeme.key(Feature::Orth, false), room, part);
            }
            add_up(&rows, &mut x[new..]);
        }
        if !x.is_empty() {
            let count = x.len() / inputs;
            known.values.resize((first + count) * self.width, 0.0);
            let values = &mut known.values[first * self.width..];
            self.mix.apply(Rows { values: &x, stride: inputs, count }, room, &[], values);
        }
        if let Some(weights) = &self.first {
            if known.products.len() > Embedded::MOST_PRODUCTS {
                known.products.clear();
                known.of_rows.clear();
            }
            known.of_rows.resize(known.values.len() / self.width, u32::MAX);
            let size = weights.outputs();
            let first = known.products.len() / size;
            x.clear();
            for token in tokens() {
                let row = known.rows[self.key(token)] as usize;
                if known.of_rows[row] == u32::MAX {
                    known.of_rows[row] = (first + x.len() / self.width) as u32;
                    x.extend_from_slice(&known.values[row * self.width..][..self.width]);
                }
            }
            let count = x.len() / self.width;
            known.products.resize((first + count) * size, 0.0);
            let rows = Rows { values: &x, stride: self.width, count };
            weights.multiply(rows, room, &mut known.products[first * size..], size);
        }
    }

    /// Where the row of a token's embedding is noted in [`Embedded`].
    fn key(&self, token: &Form) -> usize {
        2 * token.lexeme as usize + usize::from(self.sees_space && token.spacy)
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

/// Memory of an encoder between calls: what it knows of lexemes, and room to work in.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) known: Embedded,
    before: Vec<f32>,
    after: Vec<f32>,
    places: Vec<u32>,
    pub(crate) room: Room,
}

/// The embeddings of lexemes, which are the same wherever they stand, and their products with the first convolution.
#[derive(Clone, Debug, Default)]
pub(crate) struct Embedded {
    /// For each lexeme, without and with a space after it, its row among the values, or `u32::MAX`.
    rows: Vec<u32>,
    values: Vec<f32>,
    /// For each row of the values its row among the products, or `u32::MAX`.
    of_rows: Vec<u32>,
    products: Vec<f32>,
}

impl Embedded {
    /// Numbers after which all is forgotten, between two batches: 10 MB.
    const MOST_VALUES: usize = 2_500_000;

    /// Numbers after which the products are forgotten, which are many and cost no more than one use saves: 16 MB.
    const MOST_PRODUCTS: usize = 4_000_000;

    /// Forgets all, and keeps the memory for what comes.
    pub(crate) fn forget(&mut self) {
        self.rows.clear();
        self.values.clear();
        self.of_rows.clear();
        self.products.clear();
    }

    fn row(&self, key: usize) -> u32 {
        self.rows[key]
    }
}

impl StaticVectors {
    fn copy(&self, key: u64, room: &mut Room, out: &mut [f32]) {
        match self {
            StaticVectors::Whole(vectors, weights) => {
                if let Some(vector) = vectors.get(key) {
                    weights.multiply(Rows { values: vector, stride: vector.len(), count: 1 }, room, out, out.len());
                }
            }
            StaticVectors::Projected(vectors, encoder) => vectors.copy(key, *encoder, out),
        }
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

    /// The rows of a key, which are asked for.
    fn rows(&self, key: u64) -> [&[f32]; ROWS] {
        let (rows, width) = (self.table.shape[0], self.table.shape[1]);
        row_hashes(key, self.seed).map(|hash| {
            let row = &self.table.values[hash as usize % rows * width..][..width];
            prefetch(row);
            row
        })
    }
}

impl Maxout {
    fn read(network: &Network, maxout: &Node, norm: &Node) -> Result<Self, ModelError> {
        let matrix = matrix(network, maxout)?;
        let bias = network.tensor(maxout, "b", 2)?;
        let gain = network.tensor(norm, "G", 1)?.values;
        let shift = network.tensor(norm, "b", 1)?.values;
        let [outputs, pieces] = [bias.shape[0], bias.shape[1]];
        if matrix.shape[..2] != [pieces, outputs] || gain.len() != outputs || shift.len() != outputs {
            return Err(network.error("a maxout layer whose parts do not fit"));
        }
        let bias = pieces_first(outputs, pieces).map(|row| bias.values[row]).collect();
        // Whatever the layer reads is made of rows of as many numbers as it writes.
        let weights = Weights::pack(&matrix.values, outputs * pieces, matrix.shape[2], outputs);
        Ok(Maxout { weights, bias, gain, shift })
    }

    /// Applies the layer and adds `residuals`, if there are any, to what comes out; both are one row of `out` after the
    /// other.
    fn apply(&self, rows: Rows, room: &mut Room, residuals: &[f32], out: &mut [f32]) {
        let width = self.gain.len();
        self.weights.multiply_in_blocks(rows, room, |first, sums| {
            let count = sums.len() / self.weights.outputs();
            let residuals = residuals.get(first * width..).unwrap_or_default();
            finish_rows(
                sums,
                &self.bias,
                &self.gain,
                &self.shift,
                residuals,
                &mut out[first * width..][..count * width],
            );
        });
    }

    /// Applies the layer to windows of `window` successive places, given the numbers of the rows in `products` that
    /// stand there, `u32::MAX` for rows of zeros. A row of `products` has a part for each place in the window.
    fn apply_to_products(&self, places: &[u32], window: usize, products: &[f32], residuals: &[f32], out: &mut [f32]) {
        finish_products(places, window, products, &self.bias, &self.gain, &self.shift, residuals, out);
    }
}

/// The weights of a maxout layer, all first pieces, then all second pieces…: then the maximum is over whole vectors. Their
/// shape is pieces, outputs, inputs.
fn matrix(network: &Network, maxout: &Node) -> Result<Tensor, ModelError> {
    let weights = network.tensor(maxout, "W", 3)?;
    let [outputs, pieces, inputs] = [weights.shape[0], weights.shape[1], weights.shape[2]];
    let rows: Vec<&[f32]> =
        pieces_first(outputs, pieces).map(|row| &weights.values[row * inputs..(row + 1) * inputs]).collect();
    let values = rows.concat();
    Ok(Tensor { shape: vec![pieces, outputs, inputs], values })
}

/// The numbers of the rows in which pieces lie within outputs, those of the first piece first.
fn pieces_first(outputs: usize, pieces: usize) -> impl Iterator<Item = usize> {
    (0..pieces).flat_map(move |piece| (0..outputs).map(move |output| output * pieces + piece))
}

/// A layer's weights with the parts of the inputs, `width` each, one under the other.
fn by_place(matrix: &Tensor, width: usize) -> Weights {
    let (outputs, inputs) = (matrix.shape[0] * matrix.shape[1], matrix.shape[2]);
    let places = inputs / width;
    let parts: Vec<&[f32]> = (0..places)
        .flat_map(|place| matrix.values.chunks_exact(inputs).map(move |row| &row[place * width..][..width]))
        .collect();
    Weights::pack(&parts.concat(), places * outputs, width, width)
}

vectorised! {
    /// Writes the sum of each embedding's rows, one embedding after the other.
    fn add_up(embeddings: &[[&[f32]; ROWS]], out: &mut [f32]) {
        let width = embeddings.first().map_or(1, |rows| rows[0].len());
        for (rows, out) in embeddings.iter().zip(out.chunks_exact_mut(width)) {
            let [a, b, c, d] = rows.map(|row| &row[..width]);
            for at in 0..width {
                out[at] = a[at] + b[at] + c[at] + d[at];
            }
        }
    }
}

vectorised! {
    /// Finishes a layer row by row, given the products of the rows with the weights.
    fn finish_rows(sums: &[f32], bias: &[f32], gain: &[f32], shift: &[f32], residuals: &[f32], out: &mut [f32]) {
        let mut residuals = residuals.chunks_exact(gain.len());
        for (sums, row) in sums.chunks_exact(bias.len()).zip(out.chunks_exact_mut(gain.len())) {
            maxout(&[sums], bias, row);
            normalise(row, gain, shift, residuals.next());
        }
    }
}

vectorised! {
    /// Finishes a layer row by row, given products for the places of its window; see [`Maxout::apply_to_products`].
    fn finish_products(
        places: &[u32],
        window: usize,
        products: &[f32],
        bias: &[f32],
        gain: &[f32],
        shift: &[f32],
        residuals: &[f32],
        out: &mut [f32],
    ) {
        let size = bias.len();
        let mut residuals = residuals.chunks_exact(gain.len());
        for (number, (window_places, row)) in
            places.windows(window).zip(out.chunks_exact_mut(gain.len())).enumerate()
        {
            if let Some(&soon) = places.get(number + window + AHEAD).filter(|soon| **soon != u32::MAX) {
                prefetch(&products[soon as usize * window * size..][..window * size]);
            }
            let mut parts = [&[][..]; MOST_PLACES];
            let mut count = 0;
            for (at, &place) in window_places.iter().enumerate() {
                if place != u32::MAX {
                    parts[count] = &products[(place as usize * window + at) * size..][..size];
                    count += 1;
                }
            }
            maxout(&parts[..count], bias, row);
            normalise(row, gain, shift, residuals.next());
        }
    }
}

/// Layer normalisation of one row in place; the residual, if there is one, is added to it.
#[inline(always)]
fn normalise(row: &mut [f32], gain: &[f32], shift: &[f32], residual: Option<&[f32]>) {
    let count = row.len() as f32;
    let add = |a: f32, b: f32| a + b;
    let mean = reduce(row, |value| value, add) / count;
    let variance = reduce(row, |value| (value - mean) * (value - mean), add) / count + EPSILON;
    let scale = 1.0 / variance.sqrt();
    for ((value, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
        *value = (*value - mean) * scale * gain + shift;
    }
    for (value, residual) in row.iter_mut().zip(residual.unwrap_or_default()) {
        *value += residual;
    }
}
