//! The tagger: one linear layer over the token vectors.

use crate::error::ModelError;
use crate::gemm::{Room, Rows, Weights};
use crate::weights::Network;

/// Gives each token the label with the highest score.
pub(crate) struct Tagger {
    weights: Weights,
    bias: Vec<f32>,
}

impl Tagger {
    pub(crate) fn read(network: &Network, width: usize, labels: usize) -> Result<Self, ModelError> {
        let node = network.node("softmax")?;
        let weights = network.tensor(node, "W", 2)?;
        let bias = network.tensor(node, "b", 1)?.values;
        if weights.shape != [labels, width] || bias.len() != labels {
            return Err(network.error(format!("a layer of {:?} for {labels} labels", weights.shape)));
        }
        Ok(Tagger { weights: Weights::pack(&weights.values, labels, width, width), bias })
    }

    /// Appends the best label of each token.
    pub(crate) fn tag(&self, vectors: &[f32], room: &mut Room, tags: &mut Vec<u16>) {
        let labels = self.bias.len();
        let stride = self.weights.inputs();
        self.weights.multiply_in_blocks(
            Rows { values: vectors, stride, count: vectors.len() / stride },
            room,
            |_, scores| {
                tags.extend(scores.chunks_exact(labels).map(|scores| {
                    let mut best = (0, f32::NEG_INFINITY);
                    for (label, (score, bias)) in scores.iter().zip(&self.bias).enumerate() {
                        if score + bias > best.1 {
                            best = (label, score + bias);
                        }
                    }
                    best.0 as u16
                }));
            },
        );
    }
}
