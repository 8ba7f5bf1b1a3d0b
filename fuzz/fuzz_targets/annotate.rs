//! Any characters through the whole engine; every span must lie on character boundaries of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use variorum_engine::{Engine, gazetteer::Gazetteer};
use variorum_language::Model;
use variorum_record::{Report, wire};

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Model::english().expect("the built-in model"), Gazetteer::built_in()));

fuzz_target!(|text: &str| {
    let report = Report { text: text.to_string(), ..Report::default() };
    let annotated = ENGINE.annotate(&report);
    wire::read_report(&wire::report_line(&annotated, variorum_record::Offsets::Codepoints)).expect("spans lie in the text");
});
