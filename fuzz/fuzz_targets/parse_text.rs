//! No text makes the English model panic, and what comes out is well formed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use variorum_language::Model;

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::english().expect("the embedded model"));

fuzz_target!(|text: &str| {
    let doc = MODEL.parse(text);
    let mut end = 0;
    for i in 0..doc.len() {
        assert!(doc.tokens[i].start >= end && doc.tokens[i].start < doc.tokens[i].end);
        end = doc.tokens[i].end;
        assert!(text.get(doc.span(i)).is_some_and(|token| !token.trim().is_empty()));
        assert!(doc.ancestors(i).take(doc.len() + 1).count() <= doc.len());
    }
    assert!(doc.names.iter().all(|name| !name.tokens.is_empty() && name.tokens.end <= doc.len()));
});
