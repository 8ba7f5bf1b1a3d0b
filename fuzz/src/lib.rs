//! What several targets begin with: the annotated reports of `examples/`, and text with random edits.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::LazyLock;

use variorum_engine::{Engine, gazetteer::Gazetteer};
use variorum_ingest::{Item, Limits};
use variorum_language::Model;
use variorum_record::AnnotatedReport;

/// The first reports of the examples.
pub static REPORTS: LazyLock<Vec<AnnotatedReport>> = LazyLock::new(|| {
    let engine = Engine::new(Model::english().expect("the built-in model"), Gazetteer::built_in());
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/reports"));
    let report = |item| if let Item::Report(report) = item { Some(engine.annotate(&report)) } else { None };
    variorum_ingest::read(&[folder], Limits::default()).filter_map(report).take(20).collect()
});

/// A report of the examples by its id.
pub fn report_of(id: &str) -> Option<&'static AnnotatedReport> {
    REPORTS.iter().find(|report| report.report.id == id)
}

/// The text of a report of the examples.
pub fn text_of(id: &str) -> Option<&'static str> {
    report_of(id).map(|report| report.text.as_str())
}

/// One of `true_texts` with edits, or text that is made up. The first byte chooses; an edit is five bytes: where, how much is
/// taken out there, and what comes in its place: a byte, a large number, or what stands elsewhere in the text.
pub fn damaged<'t>(bytes: &'t [u8], true_texts: &'t [String]) -> Option<Cow<'t, str>> {
    let (first, rest) = bytes.split_first()?;
    let number = usize::from(first / 2);
    if first % 2 == 0 {
        return std::str::from_utf8(rest).ok().map(Cow::Borrowed);
    }
    let mut text = true_texts[number % true_texts.len()].clone().into_bytes();
    for edit in rest.chunks_exact(5).take(50) {
        let place = (u32::from_le_bytes([edit[0], edit[1], edit[2], 0]) as usize) % text.len().max(1);
        let out = usize::from(edit[3] >> 4).min(text.len() - place);
        let elsewhere = place * 7 % text.len().max(1);
        let new = match edit[3] & 15 {
            0..6 => vec![edit[4]],
            6 => b"18446744073709551615".to_vec(),
            7 => b"-1".to_vec(),
            8 => b"null".to_vec(),
            9 => b"0".to_vec(),
            10 => text[elsewhere..].iter().take(edit[4].into()).copied().collect(),
            _ => Vec::new(),
        };
        text.splice(place..place + out, new);
    }
    Some(Cow::Owned(String::from_utf8_lossy(&text).into_owned()))
}
