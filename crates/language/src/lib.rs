//! spaCy's English model, run from Rust: text to sentences, tokens, lemmas, tags, a dependency tree and names.
//!
//! Pure: no I/O, no clock, no environment, no global state. Depends on nothing else of the workspace.

mod doc;

pub use doc::{Doc, Labels, Name, Token};
