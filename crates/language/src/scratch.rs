//! What a call may find from earlier calls: interned words, known chunks, known lemmas. Nothing here changes a result;
//! it only saves working it out again. It is bounded, see [`Scratch::trim`].

use std::collections::HashMap;
use std::sync::Arc;

use crate::lexeme::{LexemeId, Lexicon};
use crate::tok2vec::Memory;
use crate::tokenizer::Chunks;
use crate::transition::Precomputed;

/// Memory between calls.
#[derive(Default)]
pub(crate) struct Scratch {
    pub(crate) lexicon: Lexicon,
    pub(crate) chunks: Chunks,
    /// Of the shared token encoder and of the recogniser's own.
    pub(crate) encoders: [Memory; 2],
    /// Their output for a batch.
    pub(crate) vectors: [Vec<f32>; 2],
    /// For the parser and the recogniser in turn.
    pub(crate) computed: Precomputed,
    pub(crate) lemmas: HashMap<(LexemeId, u16, u16, u16), Arc<str>>,
}

/// Entries after which the memory is emptied.
const LIMIT: usize = 30_000;

impl Scratch {
    /// Forgets everything when there is too much of it. Only between calls: numbers of lexemes become invalid.
    pub(crate) fn trim(&mut self) {
        if self.lexicon.len() > LIMIT || self.chunks.len() > LIMIT || self.lemmas.len() > LIMIT {
            self.lexicon = Lexicon::default();
            self.chunks = Chunks::default();
            self.lemmas.clear();
            self.encoders.iter_mut().for_each(|memory| memory.known.forget());
        }
    }
}
