//! spaCy's English model, run from Rust: text to sentences, tokens, lemmas, tags, a dependency tree and names. Other
//! models of spaCy's come from a folder (see [`Model::from_files`]).
//!
//! Pure: no I/O, no clock, no environment, no global state. Depends on nothing else of the workspace.
//! One thing it asks of the system, when a model is loaded: leave to use the processor's matrix unit, where there is one.

mod attribute_ruler;
mod config;
mod cut;
mod doc;
mod error;
mod gemm;
mod lemmatizer;
mod lexeme;
mod machine;
mod maxout;
mod model;
mod morphologizer;
mod moves;
mod msgpack;
mod murmur;
mod ner;
mod packed;
mod parse;
mod parser;
mod pattern;
mod scratch;
mod tagger;
mod tok2vec;
mod tokenizer;
mod transition;
mod unicode;
mod unicode_tables;
mod vectorised;
mod vectors;
mod weights;
mod word_list;
mod write;

pub use cut::pieces;
pub use doc::{Doc, Labels, Name, Token};
pub use error::ModelError;
pub use model::Model;
pub use murmur::string_id;
pub use parse::Word;
pub use write::{conllu, json, tree};

/// What `cargo xtask model` needs to write the files that this crate reads. No part of the interface: it may change.
#[doc(hidden)]
pub mod packing {
    pub use crate::murmur::symbols;
    pub use crate::packed::append;
    pub use crate::vectors::{MAGIC, spread};
    pub use crate::weights::half_to_float;
    pub use crate::word_list::{BLOCK, LONG};
}
