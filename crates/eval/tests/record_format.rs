//! What is written keeps to the words that the wire format lists; what is finer stands in fields of its own (docs/record.md).
#![cfg(feature = "pages")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use variorum_engine::{Engine, collate, gazetteer::Gazetteer, group};
use variorum_ingest::{Item, Limits};
use variorum_language::Model;
use variorum_record::{AnnotatedReport, Offsets, wire};

/// Where a word stands in a line (`*` for every member of a list), and the words it can be.
const LISTS: &[(&str, &str)] = &[
    ("parts/*/kind", "title heading dek body caption byline credit boilerplate"),
    ("entities/*/kind", "person organisation place group facility other"),
    ("entities/*/mentions/*/form", "name role pronoun"),
    ("names/*/kind", "person organisation place group facility other"),
    ("statements/*/kind", "direct mixed indirect"),
    ("times/*/type", "date time duration set"),
    ("times/*/anchor", "published text none"),
    ("places/*/precision", "point city region country"),
    ("figures/*/measures", "killed injured missing detained displaced launched share money age other"),
    ("events/*/status", "reported claimed denied planned hypothetical background"),
    ("events/*/targets/*/effect", "killed injured captured damaged destroyed none"),
    ("occurrences/*/status", "reported claimed denied planned hypothetical background"),
    ("rows/*/kind", "statement event figure time place position"),
    ("rows/*/verdict", "agreed compatible reworded updated different-scope contradicted only-one"),
    ("rows/*/readings/*/value/measures", "killed injured missing detained displaced launched share money age other"),
    (
        "rows/*/differences/*/kind",
        "truncated ellipsis reordered reworded translated tense direct-to-indirect speaker number qualifier condition negation",
    ),
    ("derivations/*/kind", "copied common-source cites"),
];

#[test]
fn words_are_those_of_the_lists() {
    let engine = Engine::new(Model::english().expect("the built-in model"), Gazetteer::built_in());
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/reports"));
    let reports: Vec<AnnotatedReport> = variorum_ingest::read(&[folder], Limits::default())
        .filter_map(|item| if let Item::Report(report) = item { Some(engine.annotate(&report)) } else { None })
        .collect();
    let texts: BTreeMap<&str, &str> =
        reports.iter().map(|report| (report.report.id.as_str(), report.text.as_str())).collect();
    let mut lines: Vec<String> = reports.iter().map(|report| wire::report_line(report, Offsets::Codepoints)).collect();
    for group in group::stories(&reports) {
        let members: Vec<AnnotatedReport> = group.reports.iter().map(|&i| reports[i].clone()).collect();
        lines.push(wire::story_line(&collate::collate(&members, &group), Offsets::Codepoints, |id| texts[id]));
    }
    let mut outside = BTreeSet::new();
    let mut seen = 0;
    for line in &lines {
        let line: Value = serde_json::from_str(line).expect("a line is JSON");
        for (path, words) in LISTS {
            let mut found = Vec::new();
            at(&line, &path.split('/').collect::<Vec<_>>(), &mut found);
            for value in found.into_iter().filter(|value| !value.is_null()) {
                seen += 1;
                if !value.as_str().is_some_and(|word| words.split(' ').any(|listed| listed == word)) {
                    outside.insert(format!("{path}: {value}"));
                }
            }
        }
        empty(&line, "", &mut outside);
    }
    assert!(seen > 3_000, "only {seen} words were seen");
    assert!(outside.is_empty(), "{outside:#?}");
}

/// The values at a path.
fn at<'v>(value: &'v Value, path: &[&str], found: &mut Vec<&'v Value>) {
    match path.split_first() {
        None => found.push(value),
        Some((&"*", rest)) => value.as_array().into_iter().flatten().for_each(|member| at(member, rest, found)),
        Some((key, rest)) => value.get(key).into_iter().for_each(|member| at(member, rest, found)),
    }
}

/// What is not known is null or missing, never an empty string.
fn empty(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.is_empty() => _ = found.insert(format!("{path}: an empty string")),
        Value::Array(members) => members.iter().for_each(|member| empty(member, path, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, member)| empty(member, &format!("{path}/{key}"), found)),
        _ => {}
    }
}
