//! Invented sentences with the difficulties that real reports have.

use crate::Engine;
use crate::gazetteer::Gazetteer;
use std::sync::LazyLock;
use variorum_language::Model;
use variorum_record::{AnnotatedReport, Event, EventStatus, Measure, Report};

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Model::english().expect("the built-in model"), Gazetteer::built_in()));

fn read(text: &str) -> AnnotatedReport {
    ENGINE.annotate(&Report { text: text.to_string(), ..Report::default() })
}

fn assaults(record: &AnnotatedReport) -> Vec<&Event> {
    record
        .events
        .iter()
        .filter(|event| event.kind == "assault" && event.status == EventStatus::Reported && !event.negated)
        .collect()
}

/// `measure low` of every casualty figure that belongs to an assault.
fn tolls(record: &AnnotatedReport) -> Vec<String> {
    let toll = |figure: &&variorum_record::Figure| {
        matches!(figure.measures, Measure::Killed | Measure::Injured) && figure.event.is_some()
    };
    record
        .figures
        .iter()
        .filter(toll)
        .map(|figure| format!("{:?} {}", figure.measures, figure.low.unwrap_or(-1.0)))
        .collect()
}

#[test]
fn a_toll_on_a_noun_belongs_to_its_attack() {
    let cases = [
        (
            "A missile attack on the harbour resulted in the tragic loss of 14 lives and left over 90 injured.",
            vec!["Killed 14", "Injured 90"],
        ),
        ("Drone strikes killed two people and injured eight others.", vec!["Killed 2", "Injured 8"]),
    ];
    for (text, expected) in cases {
        let record = read(text);
        assert_eq!(assaults(&record).len(), 1, "{text}");
        assert_eq!(tolls(&record), expected, "{text}");
    }
}

#[test]
fn accidents_are_no_assaults() {
    for text in [
        "At least 12 people were killed when a train left the rails.",
        "The storm killed 27 people along the coast.",
        "Two hikers died in an avalanche on Sunday.",
    ] {
        assert!(assaults(&read(text)).is_empty(), "{text}");
    }
}

#[test]
fn what_is_told_again_is_one_event() {
    let record = read("A bomb exploded in a bus station on Monday. The blast killed six people.");
    assert_eq!(assaults(&record).len(), 1);
    assert_eq!(tolls(&record), ["Killed 6"]);
}

#[test]
fn what_did_not_happen_is_not_reported() {
    for text in [
        "The army did not attack the village.",
        "Villagers fear a new attack before winter.",
        "Rebels threatened to attack the dam.",
    ] {
        assert!(assaults(&read(text)).is_empty(), "{text}");
    }
}

/// One sentence that never ends: what is read around each of its words is bounded.
#[test]
fn a_sentence_without_end() {
    for words in ["killed and ", "12 killed, ", "“said "] {
        let report = Report { text: words.repeat(1_500), ..Report::default() };
        let annotated = ENGINE.annotate(&report);
        assert_eq!(annotated.text.len(), words.len() * 1_500);
    }
}
