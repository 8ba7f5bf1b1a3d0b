//! The morphologizer: a tagger whose labels stand for a part of speech and features together.

use serde::Deserialize;

use crate::attribute_ruler::Numbers;
use crate::error::ModelError;
use crate::gemm::Room;
use crate::murmur::string_of;
use crate::tagger::Tagger;
use crate::weights::Network;

/// Gives each token a part of speech and its features.
pub(crate) struct Morphologizer {
    tagger: Tagger,
    /// For each label the numbers of its part of speech and of its features.
    analyses: Vec<(u16, u16)>,
}

/// What is read of the component's `cfg`.
#[derive(Deserialize)]
struct Cfg {
    /// For each label, in the order of the network's outputs, its features.
    labels_morph: serde_json::Map<String, serde_json::Value>,
    /// For each label spaCy's number of its part of speech.
    labels_pos: std::collections::HashMap<String, u64>,
}

impl Morphologizer {
    /// Reads the component and adds the labels it gives to the label sets.
    pub(crate) fn read(
        cfg: &[u8],
        file: &str,
        network: &Network,
        width: usize,
        pos: &mut Vec<String>,
        morphs: &mut Vec<String>,
    ) -> Result<Self, ModelError> {
        let wrong = |what: String| ModelError::new(format!("{file}: {what}"));
        let cfg: Cfg = serde_json::from_slice(cfg).map_err(|error| wrong(error.to_string()))?;
        if cfg.labels_morph.len() >= usize::from(u16::MAX) {
            return Err(wrong(format!("{} labels", cfg.labels_morph.len())));
        }
        let (mut pos, mut morphs) = (Numbers(pos), Numbers(morphs));
        let analyses = cfg
            .labels_morph
            .iter()
            .map(|(label, morph)| {
                let morph = morph.as_str().ok_or_else(|| wrong(format!("the features of `{label}` are no string")))?;
                let part = match cfg.labels_pos.get(label) {
                    None | Some(0) => "",
                    Some(&number) => string_of(number)
                        .ok_or_else(|| wrong(format!("no part of speech has the number {number} of `{label}`")))?,
                };
                Ok((pos.of(part), morphs.of(morph)))
            })
            .collect::<Result<Vec<_>, ModelError>>()?;
        Ok(Morphologizer { tagger: Tagger::read(network, width, analyses.len())?, analyses })
    }

    /// Appends the analysis of each token: the numbers of its part of speech and of its features.
    pub(crate) fn analyse(&self, vectors: &[f32], room: &mut Room, out: &mut Vec<(u16, u16)>) {
        let mut labels = Vec::new();
        self.tagger.tag(vectors, room, &mut labels);
        out.extend(labels.into_iter().map(|label| self.analyses.get(usize::from(label)).copied().unwrap_or_default()));
    }
}
