//! Any bytes as a file of a model folder: the first byte chooses which.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::borrow::Cow;
use variorum_language::Model;

const FILES: &[&str] = &[
    "config.cfg", "tok2vec/model", "tagger/cfg", "tagger/model", "parser/model", "parser/moves", "ner/model", "ner/moves",
    "attribute_ruler/patterns", "lemmatizer/lookups/lookups.bin", "tokenizer", "vocab/lookups.bin",
];

fuzz_target!(|input: (u8, Vec<u8>)| {
    let chosen = FILES[input.0 as usize % FILES.len()];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/models/en_core_web_sm/");
    let file = |name: &str| -> Option<Cow<'static, [u8]>> {
        if name == chosen { Some(Cow::Owned(input.1.clone())) } else { std::fs::read(format!("{folder}{name}")).ok().map(Cow::Owned) }
    };
    let _ = Model::from_files(&file);
});
