//! GVDB, the Gun Violence Database (Pavlick et al. 2016): who was killed or injured, how many, in which city.
//!
//! `dev.tsv` has a column `Json` with the coders' answers and `Full text`, which begins with the title; the title is given as the
//! report's title and put on a line of its own.
//!
//! How answers are read from a record:
//! - *names*: names of entities of kind person that are targets of an assault that counts, with effect killed (injured, where not
//!   killed as well). Two names match when the words of one are all among the words of the other. F1 over all reports.
//! - *numbers*: [`crate::coded::number`] of killed (injured), 0 when none is given; right when equal to the number of victims coded
//!   so. Injured are coded injured or hospitalised and not killed.
//! - *city*: the place of the first assault that counts and has one, else the first place of the report; right when it names the gold city. Over
//!   reports with a gold city.

use crate::coded::{self, Tally, share};
use crate::{EvalError, Score};
use std::path::Path;
use variorum_record::{AnnotatedReport, Effect, EntityKind, Measure, Report, ReportMeta};

/// A report with the coders' answers.
pub(crate) struct Item {
    pub(crate) report: Report,
    pub(crate) killed: Vec<String>,
    pub(crate) injured: Vec<String>,
    pub(crate) city: String,
}

/// Scores a folder.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let items = read(dir)?;
    let engine = crate::engine()?;
    let records = crate::annotate_all(&engine, items.iter().map(|item| &item.report));
    let (mut names, mut numbers) = ([Tally::default(); 2], [0; 2]);
    let (mut city, mut cities) = (0, 0);
    for (item, record) in items.iter().zip(&records) {
        let sides =
            [(Effect::Killed, Measure::Killed, &item.killed), (Effect::Injured, Measure::Injured, &item.injured)];
        for (i, (effect, measure, gold)) in sides.into_iter().enumerate() {
            let predicted = victims(record, effect);
            let gold_names: Vec<&String> = gold.iter().filter(|name| !name.is_empty()).collect();
            let mut free = predicted.clone();
            names[i].gold += gold_names.len();
            names[i].predicted += predicted.len();
            for name in gold_names {
                if let Some(hit) = free.iter().position(|other| same_person(name, other)) {
                    free.remove(hit);
                    names[i].hits += 1;
                }
            }
            numbers[i] += usize::from(read_number(record, measure, effect) == gold.len() as f64);
        }
        if crate::show() {
            show(item, record);
        }
        if !item.city.is_empty() {
            cities += 1;
            city += usize::from(read_city(record).iter().any(|name| coded::normal(name) == coded::normal(&item.city)));
        }
    }
    let n = items.len();
    Ok(vec![
        names[0].score("names of the killed F1"),
        names[1].score("names of the injured F1"),
        share("number killed", numbers[0], n),
        share("number injured", numbers[1], n),
        share("city", city, cities),
    ])
}

pub(crate) fn read_number(record: &AnnotatedReport, measure: Measure, effect: Effect) -> f64 {
    coded::number(record, coded::happened(record, &["assault"]), measure, effect, None).unwrap_or(0.0)
}

/// Names of people with an effect; who was killed is not also injured.
pub(crate) fn victims(record: &AnnotatedReport, effect: Effect) -> Vec<String> {
    let with = |effect| {
        let mut ids: Vec<_> = coded::happened(record, &["assault"])
            .flat_map(|event| &event.targets)
            .filter(|target| target.effect == Some(effect))
            .filter_map(|target| target.entity)
            .collect();
        ids.sort();
        ids.dedup();
        ids
    };
    let killed = with(Effect::Killed);
    with(effect)
        .into_iter()
        .filter(|id| effect == Effect::Killed || !killed.contains(id))
        .filter_map(|id| record.entities.iter().find(|entity| entity.id == id))
        .filter(|entity| entity.kind == EntityKind::Person)
        .map(|entity| entity.name.clone())
        .collect()
}

/// The wordings of the place of the shooting.
pub(crate) fn read_city(record: &AnnotatedReport) -> Vec<String> {
    let place = coded::happened(record, &["assault"])
        .filter_map(|event| event.place)
        .find_map(|place| record.places.get(place));
    let place = place.or_else(|| record.places.first());
    place.map(|place| vec![place.name.clone(), place.span.of(&record.text).to_string()]).unwrap_or_default()
}

pub(crate) fn same_person(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> { coded::normal(name).split(' ').map(str::to_string).collect() };
    let (a, b) = (words(a), words(b));
    a.iter().all(|word| b.contains(word)) || b.iter().all(|word| a.contains(word))
}

/// Prints where record and coders differ.
#[expect(clippy::print_stderr, reason = "asked for by VARIORUM_SHOW")]
fn show(item: &Item, record: &AnnotatedReport) {
    let counts = [
        (read_number(record, Measure::Killed, Effect::Killed), item.killed.len()),
        (read_number(record, Measure::Injured, Effect::Injured), item.injured.len()),
    ];
    let names = [victims(record, Effect::Killed), victims(record, Effect::Injured)];
    let city = read_city(record);
    eprintln!(
        "{}\tkilled {:?}, gold {} {:?} as {:?}\tinjured {:?}, gold {} {:?} as {:?}\tcity {:?}, gold {:?}",
        item.report.meta.id,
        counts[0].0,
        counts[0].1,
        item.killed,
        names[0],
        counts[1].0,
        counts[1].1,
        item.injured,
        names[1],
        city,
        item.city
    );
    coded::show(record);
}

/// Reads `dev.tsv` of a folder.
pub(crate) fn read(dir: &Path) -> Result<Vec<Item>, EvalError> {
    let file = dir.join("dev.tsv");
    let text = std::fs::read_to_string(&file).map_err(|error| EvalError(format!("{}: {error}", file.display())))?;
    let mut items = Vec::new();
    for (i, line) in text.lines().enumerate().skip(1) {
        let bad = |what: String| EvalError(format!("{}:{}: {what}", file.display(), i + 1));
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, url, title, full, json, ..] = columns.as_slice() else {
            return Err(bad("fewer than five columns".into()));
        };
        let answers: serde_json::Value = serde_json::from_str(json)
            .or_else(|_| serde_json::from_str(&unescape(json)))
            .map_err(|error| bad(error.to_string()))?;
        let text = match full.strip_prefix(title) {
            Some(body) => format!("{title}\n\n{body}"),
            None => full.to_string(),
        };
        let (mut killed, mut injured) = (Vec::new(), Vec::new());
        for victim in answers["victim-section"].as_array().into_iter().flatten() {
            let name = victim["name"]["value"].as_str().unwrap_or_default().to_string();
            let was = |word: &str| victim["victim-was"].as_array().is_some_and(|was| was.iter().any(|w| w == word));
            if was("killed") {
                killed.push(name);
            } else if was("injured") || was("hospitalized") {
                injured.push(name);
            }
        }
        let meta = ReportMeta {
            id: id.to_string(),
            title: Some(title.to_string()),
            url: Some(url.to_string()),
            ..ReportMeta::default()
        };
        items.push(Item {
            report: Report { meta, text, ..Report::default() },
            killed,
            injured,
            city: answers["date-and-time"]["city"]["value"].as_str().unwrap_or_default().to_string(),
        });
    }
    Ok(items)
}

/// A TSV field with CSV quoting.
fn unescape(field: &str) -> String {
    field.trim_matches('"').replace("\"\"", "\"")
}
