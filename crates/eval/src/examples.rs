//! The example corpus: does a record of `examples/reports` say everything that `examples/gold.json` says?
//!
//! The folder to score is a record, as `variorum read examples/reports --out DIR` writes it, so that what is
//! judged is what a user gets. Every key of the gold is explained in `examples/README.md`.

use crate::{EvalError, Score};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

const GOLD: &str = include_str!("../../../examples/gold.json");

/// Scores the record in `dir` against the gold of the examples, one line per kind of fact, misses in the note.
pub fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let gold: Value = serde_json::from_str(GOLD).map_err(|error| EvalError(format!("gold.json: {error}")))?;
    let reports: BTreeMap<String, Witness> = lines(&dir.join("reports.jsonl"))?
        .into_iter()
        .map(|report| (string(&report["report"]["id"]).to_string(), Witness::new(report)))
        .collect();
    let stories = lines(&dir.join("stories.jsonl"))?;
    let mut tally = Tally::default();
    if let Some(wanted) = gold["reports"].as_object() {
        for (id, wanted) in wanted {
            match reports.get(id) {
                Some(report) => report_facts(id, wanted, report, &mut tally),
                None => tally.add("reports", false, || format!("{id} is not in the record")),
            }
        }
    }
    membership(&gold, &stories, &mut tally);
    for row in list(&gold["rows"]) {
        row_facts(row, &stories, &reports, &mut tally);
    }
    for wanted in list(&gold["derivations"]) {
        let found = stories
            .iter()
            .flat_map(|story| list(&story["derivations"]))
            .any(|derivation| ["from", "to", "kind"].iter().all(|key| derivation[*key] == wanted[*key]));
        tally.add("derivations", found, || {
            format!("{} -> {} ({})", string(&wanted["from"]), string(&wanted["to"]), string(&wanted["kind"]))
        });
    }
    Ok(tally.scores())
}

/// What was asked and what was met, by kind of fact, in order of first use.
#[derive(Default)]
struct Tally {
    names: Vec<&'static str>,
    counts: Vec<(usize, usize, Vec<String>)>,
}

impl Tally {
    fn add(&mut self, name: &'static str, met: bool, miss: impl FnOnce() -> String) {
        let at = self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.counts.push((0, 0, Vec::new()));
            self.names.len() - 1
        });
        let (hits, all, misses) = &mut self.counts[at];
        *all += 1;
        if met {
            *hits += 1;
        } else {
            misses.push(miss());
        }
    }

    fn scores(self) -> Vec<Score> {
        let score = |(name, (hits, all, misses)): (&str, (usize, usize, Vec<String>))| Score {
            name: name.to_string(),
            value: hits as f64 / all.max(1) as f64,
            note: misses.iter().fold(format!("{hits} of {all}"), |note, miss| note + "\n      " + miss),
        };
        self.names.into_iter().zip(self.counts).map(score).collect()
    }
}

/// A report as the record has it, with a way from its offsets to bytes.
struct Witness {
    report: Value,
    /// Byte offset of every offset that the wire may name.
    bytes: Vec<usize>,
}

impl Witness {
    fn new(report: Value) -> Self {
        let text = string(&report["text"]);
        let mut bytes: Vec<usize> = match string(&report["offsets"]) {
            "bytes" => (0..text.len()).collect(),
            "utf16" => text.char_indices().flat_map(|(at, c)| std::iter::repeat_n(at, c.len_utf16())).collect(),
            _ => text.char_indices().map(|(at, _)| at).collect(),
        };
        bytes.push(text.len());
        Witness { report, bytes }
    }

    fn text(&self) -> &str {
        string(&self.report["text"])
    }

    fn span(&self, value: &Value) -> Option<Range<usize>> {
        let at = |key: &str| self.bytes.get(value[key].as_u64()? as usize).copied();
        Some(at("start")?..at("end")?)
    }

    fn spans(&self, values: &Value) -> Vec<Range<usize>> {
        list(values).iter().filter_map(|value| self.span(value)).collect()
    }

    /// Where the gold's `text` stands: inside `within`, or at its `occurrence`. Nowhere, if the report has lost what it stands in
    /// (a headline of HTML): its words said again elsewhere are another thing.
    fn locate(&self, item: &Value, key: &str) -> Option<Range<usize>> {
        let words = string(&item[key]);
        let text = self.text();
        let nth = item["occurrence"].as_u64().unwrap_or(1).max(1) as usize - 1;
        let start = match item["within"].as_str() {
            Some(within) => text.find(within)? + within.find(words)?,
            None => text.match_indices(words).nth(nth)?.0,
        };
        Some(start..start + words.len())
    }

    /// The facts of a list whose own span overlaps.
    fn at<'a>(&'a self, key: &str, span: &'a Range<usize>) -> impl Iterator<Item = &'a Value> {
        list(&self.report[key]).iter().filter(move |fact| self.span(fact).is_some_and(|found| overlap(&found, span)))
    }

    fn name(&self, entity: &Value) -> &str {
        let entities = list(&self.report["entities"]);
        entities.iter().find(|known| known["id"] == *entity).map_or("", |known| string(&known["name"]))
    }

    /// Whether the participant is who the gold names, or, for people without a name, is described in its words.
    fn is(&self, participant: &Value, wanted: &Value, described: &Value) -> Option<bool> {
        let named = [self.name(&participant["entity"]), string(&participant["name"])];
        let known = named.iter().any(|name| !name.is_empty());
        let fits = |wanted: &str| named.iter().any(|name| !name.is_empty() && same_person(name, wanted));
        if wanted.is_null() && described.is_null() {
            return known.then_some(false);
        }
        let right = wanted.as_str().is_some_and(fits)
            || described.as_str().is_some_and(|words| {
                named.iter().any(|name| !name.is_empty() && (words.contains(name) || name.contains(words)))
            });
        known.then_some(right)
    }
}

fn report_facts(id: &str, wanted: &Value, report: &Witness, tally: &mut Tally) {
    let meta = &report.report["report"];
    for key in ["title", "outlet", "byline", "published", "language"] {
        if let Some(value) = wanted.get(key) {
            let cut = |value: &Value| {
                let words = string(value);
                if key == "published" { words.chars().take(10).collect() } else { words.to_string() }
            };
            tally.add("metadata", cut(value) == cut(&meta[key]), || format!("{id} {key}: {} for {value}", meta[key]));
        }
    }
    for line in list(&wanted["boilerplate"]) {
        let line = if line.is_string() { serde_json::json!({ "text": line }) } else { line.clone() };
        let Some(span) = report.locate(&line, "text") else { continue };
        let content = ["title", "heading", "dek", "body", "caption"];
        let kept = report.at("parts", &span).any(|part| content.contains(&string(&part["kind"])));
        tally.add("boilerplate", !kept, || format!("{id}: “{}” is kept as content", string(&line["text"])));
    }
    quotations(id, wanted, report, tally);
    for statement in list(&wanted["statements"]) {
        let Some(span) = report.locate(statement, "text") else { continue };
        let spans = |found: &Value| report.spans(&found["content"]);
        let alike = |found: &&Value| half(report.text(), &spans(found), &span);
        let size = |found: &&Value| spans(found).iter().map(Range::len).sum::<usize>().abs_diff(span.len());
        let found = list(&report.report["statements"]).iter().filter(alike).min_by_key(size);
        tally.add("statements found", found.is_some(), || format!("{id}: “{}”", string(&statement["text"])));
        if let Some(found) = found {
            let right = report.is(&found["speaker"], &statement["speaker"], &statement["described"]);
            // Who the report does not name nobody may name.
            let nobody = statement["speaker"].is_null() && statement["described"].is_null();
            let right = if nobody { right.is_none() } else { right == Some(true) };
            tally.add("statements' speakers", right, || {
                format!("{id}: “{}” is given to {}", string(&statement["text"]), found["speaker"])
            });
        }
    }
    for figure in list(&wanted["figures"]) {
        let Some(span) = report.locate(figure, "text") else { continue };
        let right = report.at("figures", &span).any(|found| {
            found.get("finer").unwrap_or(&found["measures"]) == &figure["measures"]
                && ["low", "high"]
                    .iter()
                    .all(|key| figure.get(key).is_none_or(|value| value.as_f64() == found[*key].as_f64()))
        });
        tally.add("figures", right, || {
            let saw: Vec<String> = report.at("figures", &span).map(Value::to_string).collect();
            format!("{id}: “{}”: {}", string(&figure["text"]), saw.join(" "))
        });
    }
    absent(id, "not_figures", "figures", wanted, report, tally);
    absent(id, "not_places", "places", wanted, report, tally);
    for time in list(&wanted["times"]) {
        let Some(span) = report.locate(time, "text") else { continue };
        tally.add("times", report.at("times", &span).any(|found| found["value"] == time["value"]), || {
            let saw: Vec<String> = report.at("times", &span).map(|found| found["value"].to_string()).collect();
            format!("{id}: “{}”: {} for {}", string(&time["text"]), saw.join(" "), time["value"])
        });
    }
    for event in list(&wanted["events"]) {
        let Some(span) = report.locate(event, "trigger") else { continue };
        let right = list(&report.report["events"]).iter().any(|found| {
            let triggers = list(&found["mentions"]).iter().chain([&found["trigger"]]);
            let here = triggers.filter_map(|trigger| report.span(trigger)).any(|trigger| overlap(&trigger, &span));
            here && found["kind"] == event["kind"] && found["status"] == event["status"]
        });
        tally.add("events", right, || {
            format!("{id}: “{}” {} {}", string(&event["trigger"]), event["kind"], event["status"])
        });
    }
    for position in list(&wanted["positions"]) {
        let Some(span) = report.locate(position, "issue") else { continue };
        let right = list(&report.report["positions"]).iter().any(|found| {
            report.span(&found["issue"]).is_some_and(|issue| overlap(&issue, &span))
                && found["stance"] == position["stance"]
                && report.is(&found["holder"], &position["holder"], &position["holder"]) == Some(true)
        });
        tally.add("positions", right, || format!("{id}: {position}"));
    }
    for person in list(&wanted["persons"]) {
        let person = string(person);
        let entries = list(&report.report["entities"]).iter().filter(|entity| entity["kind"] == "person");
        let found = entries.filter(|entity| same_person(string(&entity["name"]), person)).count();
        tally.add("persons", found == 1, || format!("{id}: {found} entries for {person}"));
    }
    for place in list(&wanted["places"]) {
        let name = string(&place["text"]);
        let right = list(&report.report["places"]).iter().any(|found| {
            report.span(found).is_some_and(|span| report.text()[span].contains(name))
                && found["country"] == place["country"]
        });
        tally.add("places", right || !report.text().contains(name), || format!("{id}: {name}"));
    }
    for name in list(&wanted["invented_places"]).iter().map(string) {
        let wrong = list(&report.report["places"]).iter().any(|found| {
            report.span(found).is_some_and(|span| report.text()[span].contains(name)) && !found["lat"].is_null()
        });
        tally.add("invented places", !wrong, || format!("{id}: {name} was given coordinates"));
    }
}

/// Nothing of `kind` may begin in any occurrence of the texts listed under `key`.
fn absent(id: &str, key: &'static str, kind: &str, wanted: &Value, report: &Witness, tally: &mut Tally) {
    for trap in list(&wanted[key]) {
        let words = string(&trap["text"]);
        let begins = |start: usize| {
            let facts = list(&report.report[kind]).iter().filter_map(|fact| report.span(fact));
            facts.into_iter().any(|fact| (start..start + words.len()).contains(&fact.start))
        };
        let clean = !report.text().match_indices(words).any(|(start, _)| begins(start));
        tally
            .add(if key == "not_figures" { "number traps" } else { "place traps" }, clean, || format!("{id}: {words}"));
    }
}

fn quotations(id: &str, wanted: &Value, report: &Witness, tally: &mut Tally) {
    let statements = list(&report.report["statements"]);
    let mut expected: Vec<Range<usize>> = Vec::new();
    let marked = ["quotations", "block_quotations"].iter().flat_map(|key| list(&wanted[*key]));
    for segment in marked {
        let Some(span) = report.locate(segment, "text") else { continue };
        expected.push(span.clone());
        let mixed = segment["kind"] == "mixed";
        let found = statements.iter().find(|found| {
            report.spans(&found["content"]).iter().any(|content| {
                let exact = bare(report.text(), content) == bare(report.text(), &span);
                exact || mixed && found["kind"] != "indirect" && content.start <= span.start && span.end <= content.end
            })
        });
        tally.add("quotations", found.is_some(), || format!("{id}: “{}”", string(&segment["text"])));
        if let Some(found) = found {
            let verdict = report.is(&found["speaker"], &segment["speaker"], &segment["described"]);
            let nobody = segment["speaker"].is_null() && verdict.is_none();
            let say = |what: &str| format!("{id}: “{}” {what} {}", string(&segment["text"]), found["speaker"]);
            tally.add("speakers right", verdict == Some(true) || nobody, || say("is given to"));
            tally.add("speakers not wrong", verdict != Some(false), || say("is given to"));
        }
    }
    expected.extend(list(&wanted["statements"]).iter().filter_map(|statement| report.locate(statement, "text")));
    if wanted.get("quotations").is_some() {
        for statement in statements.iter().filter(|statement| statement["kind"] == "direct") {
            let spans = report.spans(&statement["content"]);
            let known = spans.iter().all(|span| expected.iter().any(|expected| overlap(expected, span)));
            tally.add("no false quotation", known, || {
                let words: Vec<&str> = spans.iter().map(|span| &report.text()[span.clone()]).collect();
                format!("{id}: “{}”", words.join(" + "))
            });
        }
    }
}

fn membership(gold: &Value, stories: &[Value], tally: &mut Tally) {
    let members = |story: &Value| -> BTreeSet<String> {
        list(&story["reports"]).iter().map(|id| string(id).to_string()).collect()
    };
    let found: Vec<BTreeSet<String>> = stories.iter().map(members).collect();
    for story in list(&gold["stories"]) {
        let must = members(story);
        let may: BTreeSet<String> = list(&story["may_have"]).iter().map(|id| string(id).to_string()).collect();
        let right = found
            .iter()
            .any(|found| must.is_subset(found) && found.iter().all(|id| must.contains(id) || may.contains(id)));
        tally.add("stories", right, || {
            let near: Vec<_> = found.iter().filter(|found| !found.is_disjoint(&must)).collect();
            format!("{}: found {near:?}", string(&story["id"]))
        });
    }
    for pair in list(&gold["near_misses"]) {
        let (a, b) = (string(&pair["a"]), string(&pair["b"]));
        let apart = !found.iter().any(|found| found.contains(a) && found.contains(b));
        tally.add("near misses apart", apart, || format!("{a} and {b}: {}", string(&pair["why"])));
    }
    for id in list(&gold["alone"]).iter().map(string) {
        let alone = found.iter().all(|found| !found.contains(id) || found.len() == 1);
        tally.add("alone", alone, || id.to_string());
    }
}

fn row_facts(wanted: &Value, stories: &[Value], reports: &BTreeMap<String, Witness>, tally: &mut Tally) {
    let id = format!("{} {}", string(&wanted["id"]), string(&wanted["label"]));
    let mut members = Vec::new();
    for member in list(&wanted["members"]) {
        let report = string(&member["report"]);
        if let Some(span) = reports.get(report).and_then(|witness| witness.locate(member, "text")) {
            members.push((report, span));
        }
    }
    let holds = |row: &Value, report: &str, span: &Range<usize>| {
        list(&row["readings"]).iter().any(|reading| {
            let spans = reports.get(report).map(|witness| witness.spans(&reading["spans"])).unwrap_or_default();
            reading["report"] == report && spans.iter().any(|found| overlap(found, span))
        })
    };
    let rows = stories.iter().flat_map(|story| list(&story["rows"])).filter(|row| row["kind"] == wanted["kind"]);
    let count = |row: &Value| members.iter().filter(|(report, span)| holds(row, report, span)).count();
    // The row that holds most; of equal ones the first.
    let best = rows.map(|row| (count(row), row)).reduce(|best, next| if next.0 > best.0 { next } else { best });
    let Some((best, row)) = best else {
        tally.add("rows", false, || format!("{id}: no row of its kind"));
        return;
    };
    for (report, span) in &members {
        tally.add("readings in one row", holds(row, report, span), || {
            format!("{id}: {report} “{}”", &reports[*report].text()[span.clone()])
        });
    }
    tally.add("rows", best == members.len(), || format!("{id}: {best} of {} readings together", members.len()));
    if best < 2 {
        return;
    }
    if let Some(verdicts) = wanted["verdict"].as_array() {
        tally.add("verdicts", verdicts.contains(&row["verdict"]), || {
            format!("{id}: {} for {verdicts:?}", row["verdict"])
        });
    }
    for difference in list(&wanted["differences"]) {
        for kind in list(&difference["kinds"]) {
            let found = list(&row["differences"]).iter().any(|found| {
                let pair = [&found["a"], &found["b"]];
                found["kind"] == *kind && pair.contains(&&difference["a"]) && pair.contains(&&difference["b"])
            });
            tally.add("differences", found, || {
                format!("{id}: {} / {}: {kind}", string(&difference["a"]), string(&difference["b"]))
            });
        }
    }
    if let Some(origin) = wanted["origin"].as_str() {
        let names: Vec<&str> = list(&row["origins"]).iter().map(|origin| string(&origin["name"])).collect();
        let found = names.iter().any(|name| name.contains(origin) || origin.contains(name));
        tally.add("origins", found, || format!("{id}: {names:?} for {origin}"));
    }
    if let Some(origins) = wanted.get("independent_origins") {
        let found = &row["independent_origins"];
        tally.add("independent origins", found == origins, || format!("{id}: {found} for {origins}"));
    }
}

/// Whether the found name is the wanted one, give or take an article, a possessive and titles before it.
fn same_person(found: &str, wanted: &str) -> bool {
    const TITLES: [&str; 7] = ["the", "dr", "mr", "mrs", "ms", "commander", "captain"];
    let words = |name: &str| {
        let name = name.to_lowercase();
        let name = name.trim_end_matches("’s").trim_end_matches("'s");
        let kept = name.split_whitespace().skip_while(|word| TITLES.contains(&word.trim_end_matches('.')));
        kept.map(str::to_string).collect::<Vec<_>>()
    };
    let (found, wanted) = (words(found), words(wanted));
    !wanted.is_empty() && found.ends_with(&wanted)
}

/// The range without blanks and punctuation at its ends.
fn bare(text: &str, span: &Range<usize>) -> Range<usize> {
    let words = &text[span.clone()];
    let start = words.len() - words.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let end = words.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    span.start + start..span.start + end.max(start)
}

/// Whether the stretches share with the wanted one at least half of their words, of both together.
fn half(text: &str, found: &[Range<usize>], wanted: &Range<usize>) -> bool {
    let starts = |span: &Range<usize>| -> Vec<usize> {
        let words = &text[span.clone()];
        words.split_whitespace().map(|word| span.start + (word.as_ptr() as usize - words.as_ptr() as usize)).collect()
    };
    let found: BTreeSet<usize> = found.iter().flat_map(starts).collect();
    let wanted: BTreeSet<usize> = starts(wanted).into_iter().collect();
    found.intersection(&wanted).count() * 2 >= found.union(&wanted).count().max(1)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn lines(path: &Path) -> Result<Vec<Value>, EvalError> {
    let error = |what: &dyn std::fmt::Display| EvalError(format!("{}: {what}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|what| error(&what))?;
    text.lines().map(|line| serde_json::from_str(line).map_err(|what| error(&what))).collect()
}
