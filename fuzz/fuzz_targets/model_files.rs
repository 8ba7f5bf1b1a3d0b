//! Whatever the files of a model folder hold, loading it gives a model or an error, and a model parses.
#![no_main]

use std::borrow::Cow;
use std::path::Path;

use libfuzzer_sys::fuzz_target;

const FILES: [&str; 13] = [
    "config.cfg", "tokenizer", "vocab/lookups.bin", "vocab/projected", "tok2vec/model", "tagger/cfg", "tagger/model", "parser/model",
    "parser/moves", "ner/model", "ner/moves", "attribute_ruler/patterns", "lemmatizer/lookups/lookups.bin",
];

fuzz_target!(|data: &[u8]| {
    // One file of the true model is damaged: cut off, and some bytes overwritten.
    let [which, cut @ .., ] = data else { return };
    let damaged = FILES[usize::from(*which) % FILES.len()];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/models/en_core_web_md");
    let model = variorum_language::Model::from_files(&|name| {
        let mut bytes = std::fs::read(folder.join(name)).ok()?;
        if name == damaged && !bytes.is_empty() {
            for edit in cut.chunks_exact(5) {
                let place = u32::from_le_bytes([edit[0], edit[1], edit[2], 0]) as usize % bytes.len();
                match edit[3] {
                    0 => bytes.truncate(place.max(1)),
                    _ => bytes[place] = edit[4],
                }
            }
        }
        Some(Cow::Owned(bytes))
    });
    if let Ok(model) = model {
        model.parse("Two people were killed in Kharkiv, the mayor told Reuters.");
    }
});
