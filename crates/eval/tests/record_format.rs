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

/// The fields of the wire format and what stands in them, where they are not null or missing: `text`, `number`, `count` (a whole number from 0), `flag`,
/// `id` (an id with this letter of its report), `span` (of the report's text, not empty).
const FIELDS: &[(&str, &str)] = &[
    ("format", "count"),
    ("offsets", "text"),
    ("version", "text"),
    ("report/id", "text"),
    ("report/source", "text"),
    ("report/outlet", "text"),
    ("report/title", "text"),
    ("report/byline", "text"),
    ("report/published", "text"),
    ("report/language", "text"),
    ("report/sha256", "text"),
    ("text", "text"),
    ("parts/*", "span"),
    ("parts/*/why", "text"),
    ("sentences/*", "span"),
    ("tokens/*", "span"),
    ("tokens/*/lemma", "text"),
    ("tokens/*/upos", "text"),
    ("tokens/*/xpos", "text"),
    ("tokens/*/head", "count"),
    ("tokens/*/deprel", "text"),
    ("tokens/*/sentence", "count"),
    ("entities/*/id", "e"),
    ("entities/*/name", "text"),
    ("entities/*/roles/*", "text"),
    ("entities/*/mentions/*", "span"),
    ("names/*", "span"),
    ("names/*/entity", "e"),
    ("statements/*/id", "s"),
    ("statements/*/content/*", "span"),
    ("statements/*/cue", "span"),
    ("statements/*/speaker/entity", "e"),
    ("statements/*/speaker/name", "text"),
    ("statements/*/speaker", "span"),
    ("statements/*/addressee/name", "text"),
    ("statements/*/medium", "span"),
    ("statements/*/medium/name", "text"),
    ("statements/*/medium/inferred", "flag"),
    ("statements/*/continues", "s"),
    ("statements/*/negated", "flag"),
    ("statements/*/why", "text"),
    ("statements/*/confidence", "number"),
    ("times/*", "span"),
    ("times/*/value", "text"),
    ("places/*", "span"),
    ("places/*/name", "text"),
    ("places/*/geonames", "count"),
    ("places/*/country", "text"),
    ("places/*/admin1", "text"),
    ("places/*/metonym", "flag"),
    ("places/*/lat", "number"),
    ("places/*/lon", "number"),
    ("places/*/candidates", "count"),
    ("figures/*", "span"),
    ("figures/*/id", "f"),
    ("figures/*/low", "number"),
    ("figures/*/high", "number"),
    ("figures/*/qualifier", "text"),
    ("figures/*/unit", "text"),
    ("figures/*/of", "f"),
    ("figures/*/event", "v"),
    ("figures/*/source", "e"),
    ("events/*/id", "v"),
    ("events/*/kind", "text"),
    ("events/*/mode", "text"),
    ("events/*/trigger", "span"),
    ("events/*/negated", "flag"),
    ("events/*/according_to", "e"),
    ("events/*/actors/*/entity", "e"),
    ("events/*/actors/*", "span"),
    ("events/*/targets/*/entity", "e"),
    ("events/*/targets/*", "span"),
    ("events/*/targets/*/name", "text"),
    ("events/*/instruments/*", "span"),
    ("events/*/instruments/*/name", "text"),
    ("events/*/instruments/*/count", "f"),
    ("events/*/place", "count"),
    ("events/*/time", "count"),
    ("events/*/figures/*", "f"),
    ("events/*/evidence/*", "span"),
    ("problems/*/what", "text"),
    ("id", "text"),
    ("title", "text"),
    ("reports/*", "text"),
    ("why/*/a", "text"),
    ("why/*/b", "text"),
    ("why/*/evidence/*/kind", "text"),
    ("rows/*/id", "r"),
    ("rows/*/label", "text"),
    ("rows/*/readings/*/report", "text"),
    ("rows/*/readings/*/ids/*", "text"),
    ("rows/*/readings/*/absent", "flag"),
    ("rows/*/readings/*/value/low", "number"),
    ("rows/*/differences/*/a", "text"),
    ("rows/*/differences/*/b", "text"),
    ("rows/*/origins/*/name", "text"),
    ("rows/*/origins/*/reports/*", "text"),
    ("rows/*/independent_origins", "count"),
    ("derivations/*/from", "text"),
    ("derivations/*/to", "text"),
    ("derivations/*/confidence", "number"),
];

/// The fields that no example has.
const UNMET: &[&str] = &["statements/*/continues", "events/*/instruments/*/count"];

/// Whether a value is what the format says of its field.
fn is_as_said(value: &Value, what: &str, line: &Value) -> bool {
    let in_text = || {
        let length = line["text"].as_str().map_or(0, |text| text.chars().count() as u64);
        let (start, end) = (value["start"].as_u64(), value["end"].as_u64());
        start.zip(end).is_some_and(|(start, end)| start < end && end <= length)
    };
    // A participant that the text does not name has no span.
    let spanless = || value["start"].is_null() && value["end"].is_null() && !value["name"].is_null();
    match what {
        "text" => value.is_string(),
        "number" => value.is_number(),
        "count" => value.is_u64(),
        "flag" => value.is_boolean(),
        "span" => in_text() || spanless(),
        letter => value.as_str().and_then(|id| id.strip_prefix(letter)).is_some_and(|n| n.parse::<u32>().is_ok()),
    }
}

#[test]
fn fields_are_those_of_the_format() {
    let mut wrong = BTreeSet::new();
    let mut met = BTreeSet::new();
    for line in lines() {
        for (path, what) in FIELDS {
            let mut found = Vec::new();
            at(&line, &path.split('/').collect::<Vec<_>>(), &mut found);
            for value in found.into_iter().filter(|value| !value.is_null()) {
                met.insert(*path);
                if !is_as_said(value, what, &line) {
                    wrong.insert(format!("{path} is no {what}: {value}"));
                }
            }
        }
    }
    let unmet: Vec<_> = FIELDS.iter().map(|(path, _)| *path).filter(|path| !met.contains(path)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(unmet, UNMET, "what no example has");
}

#[test]
fn words_are_those_of_the_lists() {
    let mut outside = BTreeSet::new();
    let mut seen = 0;
    for line in lines() {
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

/// The lines that the examples make, reports with their tokens and then stories.
fn lines() -> Vec<Value> {
    let engine = Engine::new(Model::english().expect("the built-in model"), Gazetteer::built_in());
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/reports"));
    let reports: Vec<AnnotatedReport> = variorum_ingest::read(&[folder], Limits::default())
        .filter_map(
            |item| if let Item::Report(report) = item { Some(engine.annotate_with_tokens(&report)) } else { None },
        )
        .collect();
    let texts: BTreeMap<&str, &str> =
        reports.iter().map(|report| (report.report.id.as_str(), report.text.as_str())).collect();
    let mut lines: Vec<String> = reports.iter().map(|report| wire::report_line(report, Offsets::Codepoints)).collect();
    for group in group::stories(&reports) {
        let members: Vec<AnnotatedReport> = group.reports.iter().map(|&i| reports[i].clone()).collect();
        lines.push(wire::story_line(&collate::collate(&members, &group), Offsets::Codepoints, |id| texts[id]));
    }
    lines.iter().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
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
