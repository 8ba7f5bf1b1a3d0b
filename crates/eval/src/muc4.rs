//! MUC-4: reports of terrorism in Latin America, with templates of 24 slots (Chinchor 1992).
//!
//! The folder is one part (`dev`, `tst1`, `tst2`): texts beside `key-*` files. Text lines are hard-wrapped; the
//! reader joins them to paragraphs and takes the date of the dateline as the date of publication.
//!
//! How slots are read from a record:
//! - *relevant report*: it holds at least one `assault` event that counts ([`crate::coded`]). Gold: a report
//!   with at least one template that is not optional. Reports whose templates are all optional are left out.
//! - *perpetrator, target, instrument, location*: over the whole report, the actors, targets, instruments and places
//!   of assault events that count, each entity or wording once, against the string fills of all templates
//!   (individual and organisation; physical and human, name and description; instrument; the finest location that is not a country, in
//!   the record as in the key), each fill with its alternatives once. Two match when they are equal, one contains the other, or the last words are equal
//!   (articles and case aside). A target fill whose name and description belong together counts once.
//! - *killed, injured*: the number that [`crate::coded::number`] reads, against the sum of `HUM TGT: NUMBER` over targets
//!   with effect DEATH (INJURY) of all templates; F1 over reports that give a number.

use crate::coded::{self, Tally};
use crate::{EvalError, Score};
use std::collections::BTreeMap;
use std::path::Path;
use variorum_record::{AnnotatedReport, Effect, Measure, Precision, Report, ReportMeta};

/// One report of the set with its answer key.
pub(crate) struct Item {
    pub(crate) report: Report,
    pub(crate) templates: Vec<Template>,
}

/// A filled template: slot number to fills, each a list of alternatives.
#[derive(Default)]
pub(crate) struct Template {
    pub(crate) optional: bool,
    pub(crate) slots: BTreeMap<u32, Vec<String>>,
}

/// Scores a folder.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let items = read(dir)?;
    let engine = crate::engine()?;
    let records = crate::annotate_all(&engine, items.iter().map(|item| &item.report));
    let mut relevant = Tally::default();
    let mut slots = [Tally::default(); 4];
    let (mut killed, mut injured) = (Tally::default(), Tally::default());
    for (item, record) in items.iter().zip(&records) {
        let events: Vec<_> = coded::happened(record, &["assault"]).collect();
        if item.templates.iter().all(|template| !template.optional)
            || item.templates.iter().any(|template| !template.optional)
        {
            let gold = !item.templates.is_empty();
            relevant.gold += usize::from(gold);
            relevant.predicted += usize::from(!events.is_empty());
            relevant.hits += usize::from(gold && !events.is_empty());
        }
        let predicted = predicted_fills(record);
        let gold = gold_fills(&item.templates);
        for i in 0..4 {
            slots[i].add(&predicted[i], &gold[i]);
        }
        let numbers = [
            (&mut killed, Measure::Killed, Effect::Killed, "DEATH"),
            (&mut injured, Measure::Injured, Effect::Injured, "INJURY"),
        ];
        for (tally, measure, effect, word) in numbers {
            let predicted = coded::number(record, events.iter().copied(), measure, effect, None).filter(|&n| n > 0.0);
            let gold = gold_number(&item.templates, word);
            tally.predicted += usize::from(predicted.is_some());
            tally.gold += usize::from(gold.is_some());
            tally.hits += usize::from(gold.is_some() && predicted == gold);
        }
    }
    let all = slots.iter().fold(Tally::default(), |sum, tally| sum.plus(*tally));
    Ok(vec![
        relevant.score("reports with an assault F1"),
        all.score("fillers together F1"),
        slots[0].score("  perpetrator F1"),
        slots[1].score("  target F1"),
        slots[2].score("  instrument F1"),
        slots[3].score("  location F1"),
        killed.score("killed, number F1"),
        injured.score("injured, number F1"),
    ])
}

/// Actors, targets, instruments, places of the assaults of a record.
pub(crate) fn predicted_fills(record: &AnnotatedReport) -> [Vec<Vec<String>>; 4] {
    let mut fills: [Vec<Vec<String>>; 4] = Default::default();
    let mut push = |slot: usize, words: Vec<String>| {
        let known = fills[slot]
            .iter()
            .any(|known| words.iter().any(|word| known.iter().any(|k| coded::normal(k) == coded::normal(word))));
        if !known && !words.is_empty() {
            fills[slot].push(words);
        }
    };
    for event in coded::happened(record, &["assault"]) {
        for (slot, participants) in [(0, &event.actors), (1, &event.targets)] {
            for participant in participants {
                push(slot, coded::words(record, participant).iter().map(ToString::to_string).collect());
            }
        }
        for instrument in &event.instruments {
            push(2, vec![instrument.span.of(&record.text).to_string(), instrument.name.clone()]);
        }
        let place = event.place.and_then(|place| record.places.get(place));
        if let Some(place) = place.filter(|place| place.precision != Some(Precision::Country)) {
            push(3, vec![place.span.of(&record.text).to_string(), place.name.clone()]);
        }
    }
    fills
}

/// Gold fills in the same order.
pub(crate) fn gold_fills(templates: &[Template]) -> [Vec<Vec<String>>; 4] {
    let mut fills: [Vec<Vec<String>>; 4] = Default::default();
    for template in templates.iter().filter(|template| !template.optional) {
        let of = |slot: u32| template.slots.get(&slot).map(Vec::as_slice).unwrap_or_default();
        for fill in of(9).iter().chain(of(10)) {
            push(&mut fills[0], quoted(fill));
        }
        for fill in of(12).iter().chain(of(18)) {
            push(&mut fills[1], quoted(fill));
        }
        for fill in of(19) {
            // `"PRESIDENT": "CEREZO"` describes a target that is already there by name.
            push(&mut fills[1], quoted(fill));
        }
        for fill in of(6) {
            push(&mut fills[2], quoted(fill));
        }
        for fill in of(3) {
            let mut levels: Vec<&str> =
                fill.split(':').map(|level| level.split('(').next().unwrap_or("").trim()).collect();
            levels.retain(|level| !level.is_empty() && *level != "*" && *level != "-");
            if let Some(finest) = levels.last().filter(|_| levels.len() > 1) {
                push(&mut fills[3], finest.split(" - ").map(|place| place.trim().to_string()).collect());
            }
        }
    }
    fills
}

fn push(fills: &mut Vec<Vec<String>>, alternatives: Vec<String>) {
    if alternatives.is_empty() {
        return;
    }
    let same = |a: &String, b: &String| coded::normal(a) == coded::normal(b);
    match fills.iter_mut().find(|known| known.iter().any(|k| alternatives.iter().any(|a| same(k, a)))) {
        Some(known) => known.extend(alternatives),
        None => fills.push(alternatives),
    }
}

/// The strings in quotation marks of a fill; inner marks are written `\"`.
fn quoted(fill: &str) -> Vec<String> {
    let fill = fill.replace("\\\"", "\u{1}");
    fill.split('"').skip(1).step_by(2).map(|text| text.replace('\u{1}', "").trim().to_string()).collect()
}

/// The sum of the numbers of targets with an effect; `None` when there is none or one is not a number.
pub(crate) fn gold_number(templates: &[Template], effect: &str) -> Option<f64> {
    let mut total = None;
    let mut seen: Vec<String> = Vec::new();
    for template in templates.iter().filter(|template| !template.optional) {
        let effects = template.slots.get(&23).map(Vec::as_slice).unwrap_or_default();
        let numbers = template.slots.get(&21).map(Vec::as_slice).unwrap_or_default();
        for fill in effects.iter().filter(|fill| fill.split('"').next().unwrap_or("").contains(effect)) {
            let names = quoted(fill);
            if names.iter().any(|name| seen.contains(name)) {
                continue;
            }
            let number = numbers.iter().find(|number| quoted(number).iter().any(|name| names.contains(name))).and_then(
                |number| number.split(':').next().unwrap_or("").trim_matches(['?', ' ', '~']).parse::<f64>().ok(),
            );
            if let Some(number) = number {
                total = Some(total.unwrap_or(0.0) + number);
                seen.extend(names);
            }
        }
    }
    total
}

/// Reads texts and keys of a folder.
pub(crate) fn read(dir: &Path) -> Result<Vec<Item>, EvalError> {
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .map_err(|error| EvalError(format!("{}: {error}", dir.display())))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    files.sort();
    let (mut texts, mut keys) = (Vec::new(), BTreeMap::new());
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_string();
        let bytes = std::fs::read(&file).map_err(|error| EvalError(format!("{}: {error}", file.display())))?;
        let text = String::from_utf8_lossy(&bytes).replace('\r', "");
        if name.starts_with("key-") {
            read_keys(&text, &mut keys);
        } else if name.contains("muc") {
            read_texts(&text, &mut texts);
        }
    }
    if texts.is_empty() {
        return Err(EvalError(format!("{}: no file with MUC texts", dir.display())));
    }
    Ok(texts
        .into_iter()
        .map(|(id, text)| {
            let published = coded::first_date(text.get(..text.len().min(120)).unwrap_or(&text), "19");
            let meta = ReportMeta { id: id.clone(), published, ..ReportMeta::default() };
            Item { templates: keys.remove(&id).unwrap_or_default(), report: Report { meta, text, ..Report::default() } }
        })
        .collect())
}

fn message_id(line: &str) -> Option<&str> {
    let word = line.split_whitespace().next()?;
    ((word.starts_with("DEV-MUC") || word.starts_with("TST")) && word.contains("-MUC")).then_some(word)
}

fn read_texts(text: &str, texts: &mut Vec<(String, String)>) {
    let mut paragraph = false;
    for line in text.lines() {
        if let Some(id) = message_id(line).filter(|_| line.starts_with(['D', 'T'])) {
            texts.push((id.to_string(), String::new()));
            paragraph = false;
            continue;
        }
        let Some((_, body)) = texts.last_mut() else { continue };
        let words = line.trim();
        if words.is_empty() {
            paragraph = false;
            continue;
        }
        if !body.is_empty() {
            body.push_str(if paragraph { " " } else { "\n\n" });
        }
        body.push_str(words);
        paragraph = true;
    }
}

fn read_keys(text: &str, keys: &mut BTreeMap<String, Vec<Template>>) {
    let mut id = String::new();
    let mut slot = 0;
    for line in text.lines() {
        if line.starts_with(';') || line.trim().is_empty() {
            continue;
        }
        let head: String = line.chars().take(34).collect();
        let value = line.chars().skip(34).collect::<String>().trim().to_string();
        if let Some(number) = head.split('.').next().and_then(|number| number.trim().parse::<u32>().ok()) {
            slot = number;
            if slot == 0 {
                id = message_id(&value).unwrap_or_default().to_string();
                continue;
            }
            if slot == 1 {
                let templates = keys.entry(id.clone()).or_default();
                if !value.starts_with('*') {
                    templates.push(Template { optional: value.contains("OPTIONAL"), ..Template::default() });
                }
                continue;
            }
        }
        if value.starts_with('*') || value.starts_with('-') && slot != 2 || value.is_empty() {
            continue;
        }
        if let Some(template) = keys.get_mut(&id).and_then(|templates| templates.last_mut()) {
            let fills = template.slots.entry(slot).or_default();
            // A line that goes on with the alternatives of the line before.
            let goes_on = fills.last().is_some_and(|last| last.trim_end().ends_with(['/', ':']));
            match fills.last_mut().filter(|_| goes_on) {
                Some(last) => last.push_str(&format!(" {value}")),
                None => fills.push(value),
            }
        }
    }
}
