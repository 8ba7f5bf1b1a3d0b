//! ISAF press releases on captures and killings in Afghanistan: province, date, minimum killed and captured.
//!
//! `dev.jsonl` holds chat-format items; the text is the turn of `human`, the answer that of `gpt`. The date in the dateline or title is
//! given as the date of publication. Where it lacks its year, the release's number has it (`2011-07-S-039`), else the gold: the page
//! that a release stood on was dated. Releases without any date in the text get none.
//!
//! How fields are read from a record:
//! - *killed*, *captured*: [`crate::coded::number`] over assault, fight and coerce events that count; a bare plural counts 2, and
//!   "more than ten" eleven (the set codes the least); no number is 0. Right when equal to `min_killed` / `min_captured`.
//! - *province*: places (their region or their name) of these events, in order; without such, of all places of the report. Right when the first is
//!   among the gold provinces; spelling variants of `PROVINCES` apart.
//! - *date*: value of the time of the first of these events that has one; without such, the first full date or relative day
//!   of the report that is not the publication date itself, else the publication date. Right when equal to `start_date` or the day after; of a
//!   night, either of its days is right (the set dates night operations by the first or by the second).

use crate::coded::{self, share};
use crate::{EvalError, Score};
use std::path::Path;
use variorum_record::{AnnotatedReport, Effect, Measure, Report, ReportMeta};

/// One press release.
pub(crate) struct Item {
    pub(crate) report: Report,
    pub(crate) provinces: Vec<String>,
    pub(crate) date: String,
    pub(crate) killed: f64,
    pub(crate) captured: f64,
}

const KINDS: [&str; 3] = ["assault", "fight", "coerce"];

/// The set's names of provinces beside other spellings, which differ from it by more than marks.
const PROVINCES: [(&str, &str); 12] = [
    ("paktya", "paktiya"),
    ("paktya", "paktia"),
    ("day_kundi", "daykundi"),
    ("sar_e_pul", "saripul"),
    ("jowzjan", "jawzjan"),
    ("wardak", "maidanwardak"),
    ("uruzgan", "oruzgan"),
    ("nimroz", "nimruz"),
    ("helmand", "hilmand"),
    ("kunar", "konar"),
    ("nangarhar", "ningarhar"),
    ("sar_e_pul", "sarepul"),
];

/// Scores a folder.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let items = read(dir)?;
    let engine = crate::engine()?;
    let mut records = crate::annotate_all(&engine, items.iter().map(|item| &item.report));
    records.iter_mut().for_each(exceed);
    let (mut killed, mut captured, mut province, mut date) = (0, 0, 0, 0);
    for (item, record) in items.iter().zip(&records) {
        killed += usize::from(read_number(record, Measure::Killed, Effect::Killed) == item.killed);
        captured += usize::from(read_number(record, Measure::Detained, Effect::Captured) == item.captured);
        if crate::show() {
            show(item, record);
        }
        province += usize::from(
            read_province(record).is_some_and(|name| item.provinces.iter().any(|gold| same_province(gold, &name))),
        );
        date += usize::from(read_date(record).is_some_and(|(day, night)| {
            let after = next_day(&item.date);
            let ends = night.then(|| next_day(&day)).flatten();
            day == item.date || Some(&day) == after.as_ref() || ends.as_ref() == Some(&item.date)
        }));
    }
    let n = items.len();
    Ok(vec![
        share("killed", killed, n),
        share("captured", captured, n),
        share("province", province, n),
        share("date", date, n),
    ])
}

/// "More than ten" is at least eleven: the set codes the least.
fn exceed(record: &mut AnnotatedReport) {
    let above = |qualifier: &str| ["more than", "over", "well over"].contains(&qualifier);
    for figure in record.figures.iter_mut().filter(|figure| figure.qualifier.as_deref().is_some_and(above)) {
        figure.low = figure.low.map(|low| low + 1.0);
    }
}

pub(crate) fn read_number(record: &AnnotatedReport, measure: Measure, effect: Effect) -> f64 {
    coded::number(record, coded::happened(record, &KINDS), measure, effect, Some(2.0)).unwrap_or(0.0)
}

pub(crate) fn read_province(record: &AnnotatedReport) -> Option<String> {
    let of_events =
        coded::happened(record, &KINDS).filter_map(|event| event.place).filter_map(|place| record.places.get(place));
    let country = |name: &str| ["afghanistan", "kabul"].contains(&name.to_lowercase().as_str());
    of_events
        .chain(&record.places)
        .flat_map(|place| {
            [place.admin1.clone(), Some(place.name.clone()), Some(place.span.of(&record.text).to_string())]
        })
        .flatten()
        .find(|name| !country(name) && GOLD.iter().any(|gold| same_province(gold, name)))
        .or_else(|| {
            record.places.iter().map(|place| place.name.clone()).find(|name| name.eq_ignore_ascii_case("kabul"))
        })
}

const GOLD: [&str; 34] = [
    "badakhshan",
    "badghis",
    "baghlan",
    "balkh",
    "bamyan",
    "day_kundi",
    "farah",
    "faryab",
    "ghazni",
    "ghor",
    "helmand",
    "herat",
    "jowzjan",
    "kabul",
    "kandahar",
    "kapisa",
    "khost",
    "kunar",
    "kunduz",
    "laghman",
    "logar",
    "nangarhar",
    "nimroz",
    "nuristan",
    "paktya",
    "paktika",
    "panjshir",
    "parwan",
    "samangan",
    "sar_e_pul",
    "takhar",
    "uruzgan",
    "wardak",
    "zabul",
];

fn same_province(gold: &str, name: &str) -> bool {
    let plain = |text: &str| -> String {
        text.to_lowercase().replace("province", "").chars().filter(char::is_ascii_alphabetic).collect()
    };
    let name = plain(name);
    name == plain(gold) || PROVINCES.iter().any(|(ours, other)| *ours == gold && *other == name)
}

/// The day, and whether it is the night that begins on it.
pub(crate) fn read_date(record: &AnnotatedReport) -> Option<(String, bool)> {
    let day = |value: &Option<String>| {
        let value =
            value.as_ref().filter(|value| value.len() >= 10 && value.starts_with(|c: char| c.is_ascii_digit()))?;
        Some((value.get(..10)?.to_string(), value.ends_with("TNI")))
    };
    let published = record.report.published.clone();
    coded::happened(record, &KINDS)
        .filter_map(|event| event.time)
        .filter_map(|time| day(&record.times.get(time)?.value))
        .next()
        .or_else(|| {
            let of_report = |value: &(String, bool)| Some(&value.0) != published.as_ref();
            record.times.iter().filter_map(|time| day(&time.value)).find(of_report)
        })
        .or(published.map(|day| (day, false)))
}

/// Prints where record and coders differ.
#[expect(clippy::print_stderr, reason = "asked for by VARIORUM_SHOW")]
fn show(item: &Item, record: &AnnotatedReport) {
    eprintln!(
        "{}\tkilled {:?}, gold {}\tcaptured {:?}, gold {}\tprovince {:?}, gold {:?}",
        item.report.meta.id,
        read_number(record, Measure::Killed, Effect::Killed),
        item.killed,
        read_number(record, Measure::Detained, Effect::Captured),
        item.captured,
        read_province(record),
        item.provinces
    );
    coded::show(record);
}

/// The day after a date, within a month or over its end.
fn next_day(date: &str) -> Option<String> {
    let mut numbers = date.split('-').map(|number| number.parse::<u32>().ok());
    let (year, month, day) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let leap = year % 4 == 0;
    let last =
        [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][(month.clamp(1, 12) - 1) as usize];
    let (year, month, day) = match (day < last, month < 12) {
        (true, _) => (year, month, day + 1),
        (false, true) => (year, month + 1, 1),
        (false, false) => (year + 1, 1, 1),
    };
    Some(format!("{year}-{month:02}-{day:02}"))
}

/// The day and month near the top of a release, with the year of its number or of the gold.
fn undated(text: &str, gold: &str) -> Option<String> {
    let top: String = text.chars().take(300).collect();
    let year = top
        .split_whitespace()
        .find(|word| word.len() > 8 && word.starts_with("20") && word[4..].starts_with('-'))
        .map_or(gold.get(..4)?, |word| &word[..4]);
    // `first_date` asks for a year: give it the one known, after every day of a month.
    let words: Vec<&str> = top.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(2).find_map(|pair| coded::first_date(&format!("{} {}, {year}", pair[0], pair[1]), "20"))
}

/// Reads `dev.jsonl` (or every `.jsonl` file) of a folder.
pub(crate) fn read(dir: &Path) -> Result<Vec<Item>, EvalError> {
    let file = dir.join("dev.jsonl");
    let text = std::fs::read_to_string(&file).map_err(|error| EvalError(format!("{}: {error}", file.display())))?;
    let mut items = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let bad = |what: &str| EvalError(format!("{}:{}: {what}", file.display(), i + 1));
        let item: serde_json::Value = serde_json::from_str(line).map_err(|error| bad(&error.to_string()))?;
        let turn = |who: &str| {
            item["conversations"]
                .as_array()
                .and_then(|turns| turns.iter().find(|turn| turn["from"] == who))
                .and_then(|turn| turn["value"].as_str())
        };
        let text =
            turn("human").ok_or_else(|| bad("no text"))?.trim_start_matches("PRESS RELEASE TEXT:").trim().to_string();
        let answer: serde_json::Value = serde_json::from_str(turn("gpt").ok_or_else(|| bad("no answer"))?)
            .map_err(|error| bad(&error.to_string()))?;
        let published = coded::first_date(&text.chars().take(300).collect::<String>(), "20")
            .or_else(|| undated(&text, answer["start_date"].as_str().unwrap_or_default()))
            .or_else(|| coded::first_date(&text, "20"));
        items.push(Item {
            report: Report {
                meta: ReportMeta { id: i.to_string(), published, ..ReportMeta::default() },
                text,
                ..Report::default()
            },
            provinces: answer["province"]
                .as_array()
                .map(|names| names.iter().filter_map(|name| name.as_str().map(str::to_string)).collect())
                .unwrap_or_default(),
            date: answer["start_date"].as_str().unwrap_or_default().to_string(),
            killed: answer["min_killed"].as_f64().unwrap_or(0.0),
            captured: answer["min_captured"].as_f64().unwrap_or(0.0),
        });
    }
    Ok(items)
}
