//! Statements of invented sentences, read by the whole program.

use crate::{Engine, gazetteer::Gazetteer};
use variorum_language::Model;
use variorum_record::{AnnotatedReport, Report};

fn read(text: &str) -> AnnotatedReport {
    let model = Model::english().expect("the built-in model loads");
    Engine::new(model, Gazetteer::built_in()).annotate(&Report { text: text.into(), ..Report::default() })
}

/// `speaker: content + content` of each statement.
fn shown(text: &str) -> Vec<String> {
    let report = read(text);
    let words =
        |spans: &[variorum_record::Span]| spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" + ");
    let who = |statement: &variorum_record::Statement| {
        statement
            .speaker
            .as_ref()
            .and_then(|speaker| speaker.span)
            .map_or("-".to_string(), |span| span.of(text).to_string())
    };
    report.statements.iter().map(|statement| format!("{}: {}", who(statement), words(&statement.content))).collect()
}

/// The name that the record gives each statement's speaker.
pub(super) fn speakers(text: &str) -> Vec<String> {
    let name = |statement: variorum_record::Statement| statement.speaker.and_then(|speaker| speaker.name);
    read(text).statements.into_iter().map(|statement| name(statement).unwrap_or("-".into())).collect()
}

#[test]
fn cue_after_inside_and_before() {
    assert_eq!(shown("“The ferry will stop,” Mara Olin said on Thursday."), ["Mara Olin: The ferry will stop,"]);
    assert_eq!(shown("“The ferry,” she said, “will stop on Friday.”"), ["she: The ferry, + will stop on Friday."]);
    assert_eq!(
        shown("Mara Olin said: “The ferry will stop. We are sorry.”"),
        ["Mara Olin: The ferry will stop. We are sorry."]
    );
}

#[test]
fn one_cue_for_what_follows_it() {
    let text = "“The ferry will stop,” Mara Olin said. “We are very sorry for that.”";
    assert_eq!(shown(text), ["Mara Olin: The ferry will stop, + We are very sorry for that."]);
}

#[test]
fn paragraphs_that_go_on_are_one_statement() {
    let text = "Mara Olin said: “The ferry will stop.\n\n“We are very sorry for that.”";
    assert_eq!(shown(text), ["Mara Olin: The ferry will stop. + We are very sorry for that."]);
}

#[test]
fn indirect() {
    assert_eq!(shown("The mayor said that the ferry would stop."), ["The mayor: the ferry would stop"]);
    assert_eq!(
        shown("The ferry will stop on Friday, according to the county."),
        ["the county: The ferry will stop on Friday"]
    );
}

#[test]
fn marks_without_a_speaker_are_no_statement() {
    assert_eq!(shown("They sailed past the “Iron Lady” in the rain."), Vec::<String>::new());
}

/// A mark inside a word is not after that word.
#[test]
fn a_mark_within_the_cue() {
    read("‘There calls,’ she s\"We ");
}

#[test]
fn a_million_words_of_nothing_said() {
    let report = read(&"said said said. “".repeat(2_000));
    assert!(report.statements.iter().all(|statement| !statement.content.is_empty()));
}
