//! MUC-4: reports of terrorism in Latin America, with templates of 24 slots (Chinchor 1992).
//!
//! The folder is one part (`dev`, `tst1`, `tst2`): texts beside `key-*` files. Text lines are hard-wrapped; the
//! reader joins them to paragraphs and takes the date of the dateline as the date of publication.
//!
//! **What counts** is decided in [`asked`] from the record alone.
//!
//! **How slots are read from a record**
//! - *relevant report*: it holds at least one event that counts. Gold: a report
//!   with at least one template that is not optional. Reports whose templates are all optional are left out.
//! - *perpetrator, target, instrument, location*: over the whole report, the actors, targets (guerrillas and areas are none, see above), instruments and places
//!   of events that count, each entity or wording once (of descriptions with one noun the first; bare numbers and shots are no fills), against the string fills of all templates
//!   (individual and organisation; physical and human, name and description; instrument; the finest location that is not a country, in
//!   the record as in the key), each fill with its alternatives once. Two match when they are equal, one contains the other, or the last words are equal
//!   (articles and case aside). A place that the key's lies in, short of the country, is half right, as in the task's own scorer. A target fill whose name and description belong together counts once.
//! - fills of optional templates and fills marked `?` may be left out and may be given: they count where they are found, as the
//!   task's own scorer has it.
//! - *killed, injured*: the number that [`crate::coded::number`] reads over events that count, without guerrillas and soldiers (see [`asked`]), without "many",
//!   "several" or "dozens" (a `PLURAL` of the key) and without "casualties" (dead and wounded together), against the sum of `HUM TGT: NUMBER` over
//!   targets with effect DEATH (INJURY) of all templates; F1 over reports that give a number. `NO INJURY OR DEATH` is neither.
//!   Where the key counts somebody as `PLURAL`, not at all (`INJURY: "-"`) or the dead and the injured in one, the sum is not known and the report is left out; where a number is optional
//!   or one of an optional template, the sum with it and without it is right. One name, or one description in two templates of
//!   the same day and place, is one victim.

mod asked;

use crate::coded::{self, Tally};
use crate::{EvalError, Score};
use asked::{asked, wording};
use std::collections::BTreeMap;
use std::path::Path;
use variorum_record::{AnnotatedReport, Effect, Event, Measure, Precision, Report, ReportMeta};

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

/// What a slot of the key holds once: its wordings, and whether it may be left out.
#[derive(Default)]
pub(crate) struct Fill {
    pub(crate) words: Vec<String>,
    /// Wordings that are half right: what the place lies in.
    pub(crate) coarser: Vec<String>,
    pub(crate) optional: bool,
}

const SLOTS: [&str; 4] = ["perpetrator", "target", "instrument", "location"];

/// Scores a folder.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let items = read(dir)?;
    let engine = crate::engine()?;
    let records = crate::annotate_all(&engine, items.iter().map(|item| &item.report));
    let mut about = Tally::default();
    let mut slots = [Tally::default(); 4];
    let (mut killed, mut injured) = (Tally::default(), Tally::default());
    for (item, record) in items.iter().zip(&records) {
        let asked = asked(record);
        let events = &asked.events;
        let only_optional = !item.templates.is_empty() && item.templates.iter().all(|template| template.optional);
        if !only_optional {
            about.gold += usize::from(!item.templates.is_empty());
            about.predicted += usize::from(!events.is_empty());
            about.hits += usize::from(!item.templates.is_empty() && !events.is_empty());
        }
        let predicted = predicted_fills(&asked);
        let gold = gold_fills(&item.templates);
        let mut told = Vec::new();
        for i in 0..4 {
            tally(&mut slots[i], &predicted[i], &gold[i]);
            told.push(format!("  {}: {} | gold {}", SLOTS[i], joined(&predicted[i]), told_fills(&gold[i])));
        }
        let numbers = [
            (&mut killed, Measure::Killed, Effect::Killed, "DEATH"),
            (&mut injured, Measure::Injured, Effect::Injured, "INJURY"),
        ];
        for (tally, measure, effect, word) in numbers {
            let predicted = coded::number(&asked, events.iter(), measure, effect, None).filter(|&n| n > 0.0);
            let gold = gold_number(&item.templates, word);
            told.push(format!("  {word}: {predicted:?} | gold {gold:?}"));
            let Gold::Numbers { with, without } = gold else { continue };
            let right = predicted.is_some() && [with, without].contains(&predicted);
            tally.gold += usize::from(without.is_some() || right);
            // A number that the key only allows is no false one.
            tally.predicted += usize::from(predicted.is_some());
            tally.hits += usize::from(right);
        }
        if crate::show() {
            show(item, record, events, &told);
        }
    }
    let all = slots.iter().fold(Tally::default(), |sum, tally| sum.plus(*tally));
    Ok(vec![
        about.score("reports with an assault F1"),
        all.score("fillers together F1"),
        slots[0].score("  perpetrator F1"),
        slots[1].score("  target F1"),
        slots[2].score("  instrument F1"),
        slots[3].score("  location F1"),
        killed.score("killed, number F1"),
        injured.score("injured, number F1"),
    ])
}

/// Matches what the key asks for, then what it allows.
fn tally(tally: &mut Tally, predicted: &[Vec<String>], gold: &[Fill]) {
    let mut free: Vec<&Vec<String>> = predicted.iter().collect();
    let mut found = vec![false; gold.len()];
    let mut take = |i: usize, wordings: &[String]| {
        let fits = |words: &&Vec<String>| words.iter().any(|word| wordings.iter().any(|gold| coded::same(word, gold)));
        let hit = free.iter().position(|words| !found[i] && fits(words));
        found[i] |= hit.is_some();
        usize::from(hit.map(|hit| free.remove(hit)).is_some())
    };
    for (i, fill) in gold.iter().enumerate().filter(|(_, fill)| !fill.optional) {
        tally.gold += 1;
        tally.hits += take(i, &fill.words);
    }
    for (i, fill) in gold.iter().enumerate().filter(|(_, fill)| !fill.optional) {
        tally.halves += take(i, &fill.coarser);
    }
    for (i, fill) in gold.iter().enumerate().filter(|(_, fill)| fill.optional) {
        let hit = take(i, &fill.words);
        tally.gold += hit;
        tally.hits += hit;
    }
    tally.predicted += predicted.len();
}

/// Actors, targets, instruments, places of the events that count.
pub(crate) fn predicted_fills(record: &AnnotatedReport) -> [Vec<Vec<String>>; 4] {
    let mut fills: [Vec<Vec<String>>; 4] = Default::default();
    // A name once by any of its wordings; of descriptions with one noun ("six priests", "the Jesuit priests") the first.
    let mut described: [Vec<String>; 4] = Default::default();
    let mut push = |slot: usize, words: Vec<String>, name: bool| {
        let known = fills[slot]
            .iter()
            .any(|known| words.iter().any(|word| known.iter().any(|k| coded::normal(k) == coded::normal(word))));
        let again = !name && words.iter().any(|word| described[slot].iter().any(|known| coded::same(known, word)));
        if !known && !again && !words.is_empty() {
            if !name {
                described[slot].extend(words.iter().cloned());
            }
            fills[slot].push(words);
        }
    };
    for event in &record.events {
        for (slot, participants) in [(0, &event.actors), (1, &event.targets)] {
            for participant in participants.iter().filter(|participant| !is_bare(wording(record, participant))) {
                let words = coded::words(record, participant).iter().map(ToString::to_string).collect();
                push(slot, words, participant.entity.is_some());
            }
        }
        for instrument in event.instruments.iter().filter(|instrument| !is_shot(&instrument.name)) {
            push(2, vec![instrument.span.of(&record.text).to_string(), instrument.name.clone()], false);
        }
        let place = event.place.and_then(|place| record.places.get(place));
        if let Some(place) = place.filter(|place| place.precision != Some(Precision::Country)) {
            push(3, vec![place.span.of(&record.text).to_string(), place.name.clone()], true);
        }
    }
    fills
}

/// A number without a noun, or "others": it counts somebody and describes nobody.
fn is_bare(phrase: &str) -> bool {
    let phrase = coded::normal(phrase);
    let bare = |word: &str| {
        coded::NUMBERS.contains(&word)
            || word.starts_with(|c: char| c.is_ascii_digit())
            || [
                "other",
                "others",
                "more",
                "about",
                "at",
                "least",
                "than",
                "over",
                "some",
                "another",
                "several",
                "approximately",
            ]
            .contains(&word)
    };
    phrase.split(' ').all(bare)
}

/// Shots are what weapons do; the key names the weapon.
fn is_shot(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or(name);
    ["shot", "gunshot", "gunfire", "fire", "sniper"].contains(&last.strip_suffix('s').unwrap_or(last))
}

/// Gold fills in the same order.
pub(crate) fn gold_fills(templates: &[Template]) -> [Vec<Fill>; 4] {
    let mut fills: [Vec<Fill>; 4] = Default::default();
    for template in templates {
        let of = |slot: u32| template.slots.get(&slot).map(Vec::as_slice).unwrap_or_default();
        let optional = |fill: &str| template.optional || fill.trim_start().starts_with('?');
        for (slot, into) in [(9, 0), (10, 0), (12, 1), (18, 1), (6, 2)] {
            for fill in of(slot) {
                push(&mut fills[into], quoted(fill), optional(fill));
            }
        }
        for fill in of(19) {
            // `"PRESIDENT": "CEREZO"` describes a target that is already there by name.
            let named = fill.rsplit_once("\": \"").map(|(_, name)| quoted(&format!("\"{name}")));
            let same = |known: &&mut Fill| {
                named.iter().flatten().any(|name| known.words.iter().any(|k| coded::normal(k) == coded::normal(name)))
            };
            match fills[1].iter_mut().find(same) {
                Some(known) => known.words.extend(quoted(fill)),
                None => push(&mut fills[1], quoted(fill), optional(fill)),
            }
        }
        for fill in of(3) {
            let mut levels: Vec<&str> =
                fill.split(':').map(|level| level.split('(').next().unwrap_or("").trim()).collect();
            levels.retain(|level| !level.is_empty() && *level != "*" && *level != "-");
            if let Some(finest) = levels.last().filter(|_| levels.len() > 1) {
                let places = |level: &str| level.split(" - ").map(|place| place.trim().to_string()).collect::<Vec<_>>();
                let coarser = levels[1..levels.len() - 1].iter().flat_map(|level| places(level)).collect::<Vec<_>>();
                push(&mut fills[3], places(finest), optional(fill));
                let wordings = places(finest);
                if let Some(fill) =
                    fills[3].iter_mut().find(|fill| wordings.iter().any(|word| fill.words.contains(word)))
                {
                    fill.coarser.extend(coarser);
                }
            }
        }
    }
    fills
}

fn push(fills: &mut Vec<Fill>, words: Vec<String>, optional: bool) {
    if words.is_empty() {
        return;
    }
    let same = |a: &String, b: &String| coded::normal(a) == coded::normal(b);
    match fills.iter_mut().find(|known| known.words.iter().any(|k| words.iter().any(|a| same(k, a)))) {
        Some(known) => {
            known.words.extend(words);
            known.optional &= optional;
        }
        None => fills.push(Fill { words, coarser: Vec::new(), optional }),
    }
}

/// The strings in quotation marks of a fill; inner marks are written `\"`.
fn quoted(fill: &str) -> Vec<String> {
    let fill = fill.replace("\\\"", "\u{1}");
    fill.split('"').skip(1).step_by(2).map(|text| text.replace('\u{1}', "").trim().to_string()).collect()
}

/// How many the key says were killed or injured.
#[derive(Debug)]
pub(crate) enum Gold {
    /// With and without what is optional; `None` where nobody was.
    Numbers { with: Option<f64>, without: Option<f64> },
    /// Somebody is counted as "plural".
    Unknown,
}

/// The sum of the numbers of targets with an effect.
pub(crate) fn gold_number(templates: &[Template], effect: &str) -> Gold {
    let (mut with, mut without) = (None, None);
    let mut seen: Vec<String> = Vec::new();
    for template in templates {
        let of = |slot: u32| template.slots.get(&slot).map(Vec::as_slice).unwrap_or_default();
        let known: Vec<String> = of(18).iter().flat_map(|fill| quoted(fill)).collect();
        let earlier = seen.len();
        let setting = format!("{} {}", of(2).join(" "), of(3).join(" "));
        for fill in of(23) {
            let effects =
                fill.split('"').next().unwrap_or("").trim_start_matches(['?', ' ']).trim_end_matches([':', ' ']);
            if !effects.split('/').any(|one| one.trim() == effect) {
                continue;
            }
            let names = quoted(fill);
            let keys: Vec<String> = names
                .iter()
                .map(|name| if known.contains(name) { name.clone() } else { format!("{name} {setting}") })
                .collect();
            if keys.iter().any(|key| seen[..earlier].contains(key)) {
                continue;
            }
            seen.extend(keys);
            // Two fills may share a wording (`7: "PEOPLE"`, `30: "INJURED" / "PEOPLE"`): the number is that of the fill that shares most.
            let shared = |number: &str| {
                let counted = quoted(number);
                let both = counted.iter().filter(|name| names.contains(name)).count();
                (both, usize::MAX - counted.len())
            };
            let best = of(21).iter().rev().max_by_key(|number| shared(number));
            let Some(number) = best.filter(|number| shared(number).0 > 0) else {
                // `INJURY: "-"`: somebody was, nobody says how many.
                if names.iter().any(|name| name == "-") && !template.optional && !fill.starts_with('?') {
                    return Gold::Unknown;
                }
                continue;
            };
            // One fill dead and injured together: how many of each is not said.
            let other = if effect == "DEATH" { "INJURY" } else { "DEATH" };
            let mixed = |fill: &String| {
                fill.trim_start_matches(['?', ' ']).starts_with(other)
                    && quoted(fill) == names
                    && !number.trim_start().starts_with("1:")
            };
            if of(23).iter().any(mixed) {
                return Gold::Unknown;
            }
            // "~5", "5 -" (at least), "? 1"
            let number = number.split(':').next().unwrap_or("").trim_matches(['?', ' ', '~', '-']).parse::<f64>();
            let optional = template.optional || fill.starts_with('?');
            match number {
                Ok(number) => {
                    with = Some(with.unwrap_or(0.0) + number);
                    if !optional {
                        without = Some(without.unwrap_or(0.0) + number);
                    }
                }
                Err(_) if optional => {}
                Err(_) => return Gold::Unknown,
            }
        }
    }
    Gold::Numbers { with, without }
}

fn joined(fills: &[Vec<String>]) -> String {
    fills.iter().map(|words| words.join("=")).collect::<Vec<_>>().join(" ; ")
}

fn told_fills(fills: &[Fill]) -> String {
    let told = |fill: &Fill| format!("{}{}", if fill.optional { "? " } else { "" }, fill.words.join("="));
    fills.iter().map(told).collect::<Vec<_>>().join(" ; ")
}

/// Prints a report, what was read from it and what the key holds.
#[expect(clippy::print_stderr, reason = "asked for by VARIORUM_SHOW")]
fn show(item: &Item, record: &AnnotatedReport, events: &[Event], told: &[String]) {
    let ids: Vec<String> = events.iter().map(|event| event.id.to_string()).collect();
    let templates = item.templates.len();
    let optional = item.templates.iter().filter(|template| template.optional).count();
    eprintln!("==== {} templates {templates} optional {optional} counted {ids:?}", record.report.id);
    coded::show(record);
    for event in events {
        let evidence: Vec<&str> = event.evidence.iter().map(|span| span.of(&record.text)).collect();
        eprintln!("  counted {} {}: {}", event.id, event.kind, evidence.join(" || "));
    }
    for line in told {
        eprintln!("{line}");
    }
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
