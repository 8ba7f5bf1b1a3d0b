//! The packed word vectors of the true model damaged: loading them gives a model or an error, and a model parses.
#![no_main]

use std::borrow::Cow;
use std::path::Path;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/models/en_core_web_md");
    let model = variorum_language::Model::from_files(&|name| {
        let mut bytes = std::fs::read(folder.join(name)).ok()?;
        // Edits of five bytes: where, and what stands there; every other one in the head, where the lengths are.
        for edit in data.chunks_exact(5).filter(|_| name == "vocab/projected") {
            let place = u32::from_le_bytes([edit[0], edit[1], edit[2], 0]) as usize;
            let within = if edit[3] & 1 == 0 { 64 } else { bytes.len() };
            bytes[place % within] = edit[4];
        }
        Some(Cow::Owned(bytes))
    });
    if let Ok(model) = model {
        model.parse("Two people were killed in Kharkiv, the mayor told Reuters.");
    }
});
