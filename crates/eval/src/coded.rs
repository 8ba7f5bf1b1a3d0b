//! What a coder of events takes from a record: the events that count, their participants, their numbers.
//!
//! Shared by the scorers of MUC-4, GVDB, ISAF and PLOVER. Nothing here looks behind the record: an outsider with
//! the JSON could do the same.
//!
//! - **An event counts** when it is not negated and its status is reported, claimed or denied (a denial is
//!   evidence that somebody says it happened); planned, hypothetical and background events do not.
//! - **A number** of killed (or injured, or captured) is read per event, then summed over the events that count.
//!   Per event: figures that measure it and are no part of another figure are summed within a sentence (coordinated
//!   victims), with single targets of that effect that no figure covers, and the largest sentence wins (restatements); to "three
//!   others" the single targets of other sentences, or the number of the sentence or two before, are added, unless the others are no target of their own (the record has
//!   them as somebody told before). The number of single targets stands where it is larger.

use std::collections::BTreeSet;
use variorum_record::{AnnotatedReport, Effect, Event, EventStatus, Figure, Measure, Participant, Span};

/// Events that count: those of `kinds` that are told as having happened.
pub(crate) fn happened<'r>(record: &'r AnnotatedReport, kinds: &'r [&str]) -> impl Iterator<Item = &'r Event> {
    record.events.iter().filter(move |event| {
        kinds.contains(&event.kind.as_str())
            && !event.negated
            && matches!(event.status, EventStatus::Reported | EventStatus::Claimed | EventStatus::Denied)
    })
}

/// The words of a participant: its entity's name where resolved, and its span.
pub(crate) fn words<'r>(record: &'r AnnotatedReport, participant: &'r Participant) -> Vec<&'r str> {
    let mut words = Vec::new();
    if let Some(span) = participant.span {
        words.push(span.of(&record.text));
    }
    if let Some(name) = &participant.name {
        words.push(name);
    }
    if let Some(entity) = participant.entity.and_then(|id| record.entities.iter().find(|entity| entity.id == id)) {
        words.push(&entity.name);
    }
    words
}

/// How many were killed (injured, …) according to the record; `None` when it gives no number.
/// `plural` is what a bare plural ("militants were killed") counts, if anything.
pub(crate) fn number<'r>(
    record: &AnnotatedReport,
    events: impl Iterator<Item = &'r Event>,
    measure: Measure,
    effect: Effect,
    plural: Option<f64>,
) -> Option<f64> {
    let mut total = None;
    let mut people = BTreeSet::new();
    for event in events {
        if let Some(number) = number_of_event(record, event, measure, effect, plural, &mut people) {
            total = Some(total.unwrap_or(0.0) + number);
        }
    }
    total
}

fn number_of_event(
    record: &AnnotatedReport,
    event: &Event,
    measure: Measure,
    effect: Effect,
    plural: Option<f64>,
    people: &mut BTreeSet<String>,
) -> Option<f64> {
    let figures: Vec<&Figure> = record
        .figures
        .iter()
        .filter(|figure| event.figures.contains(&figure.id) && figure.measures == measure && figure.of.is_none())
        .collect();
    // "Several suspects" of the lead are the two whom the report tells of: a number for the target outdoes what is no number.
    let aimed = |figure: &&Figure| {
        event
            .targets
            .iter()
            .any(|target| target.effect == Some(effect) && target.span.is_some_and(|span| span.overlaps(figure.span)))
    };
    // Somebody told of singly may be one of the several.
    let alone = |target: &Participant| {
        target.effect == Some(effect) && target.span.is_some_and(|span| !is_plural(span.of(&record.text)))
    };
    let exact = figures.iter().filter(|figure| figure.high.is_some() && figure.low > Some(1.0)).any(aimed)
        && !event.targets.iter().any(alone);
    let figures: Vec<&Figure> =
        figures.into_iter().filter(|figure| !(exact && is_vague(figure) && !aimed(figure))).collect();
    let mut sentences: Vec<(usize, f64)> = Vec::new();
    let add = |sentences: &mut Vec<(usize, f64)>, at: usize, number: f64| match sentences
        .iter_mut()
        .find(|(s, _)| *s == at)
    {
        Some((_, sum)) => *sum += number,
        None => sentences.push((at, number)),
    };
    // Sentences that count others, and whether they may be other than people counted before.
    let mut others: Vec<(usize, bool)> = Vec::new();
    for figure in &figures {
        if let Some(number) = figure.low.or(figure.high) {
            let at = sentence_at(record, figure.span);
            add(&mut sentences, at, number);
            let words = figure.span.of(&record.text).to_lowercase();
            let before = record.text[..figure.span.start].trim_end();
            let joined = ["along with", "together with", "as well as"].iter().any(|words| before.ends_with(words))
                || joins_known(record, event, before);
            let target = event.targets.iter().any(|target| target.span.is_some_and(|span| span.overlaps(figure.span)));
            // "one soldier was killed and six more people injured": other than the one killed.
            let fates = [Measure::Killed, Measure::Injured, Measure::Detained];
            let fated = record.figures.iter().any(|other| {
                fates.contains(&other.measures)
                    && other.measures != measure
                    && other.span.end <= figure.span.start
                    && sentence_at(record, other.span) == at
            });
            let other = ["other", "more", "additional", "another"].iter().any(|word| words.contains(word)) && !fated;
            if target && (joined || other) {
                others.push((at, !joined));
            }
        }
    }
    let mut singles: Vec<usize> = Vec::new();
    for target in event.targets.iter().filter(|target| target.effect == Some(effect)) {
        let Some(span) = target.span else { continue };
        let counted = figures.iter().any(|figure| figure.span.overlaps(span));
        let key = target.entity.map_or_else(|| span.of(&record.text).to_lowercase(), |id| id.to_string());
        if !people.insert(key) {
            continue;
        }
        // A name is one person, whatever letter it ends with.
        match (target.entity.is_none() && is_plural(span.of(&record.text)), plural) {
            (false, _) => {
                singles.push(sentence_at(record, span));
                if !counted {
                    add(&mut sentences, sentence_at(record, span), 1.0);
                }
            }
            (true, Some(number)) if !counted => add(&mut sentences, sentence_at(record, span), number),
            _ => {}
        }
    }
    // Named victims of several sentences are different people: their number may exceed any one sentence's figure, and
    // "three others" come on top of them.
    let total = |(at, sum): &(usize, f64)| {
        // "a courier along with three others": whom this sentence counts singly is not told elsewhere.
        let own = figures.iter().filter(|figure| {
            figure.low == Some(1.0) && figure.high == Some(1.0) && sentence_at(record, figure.span) == *at
        });
        let own = own.count().min(singles.iter().filter(|single| *single != at).count());
        let besides = singles.iter().filter(|single| *single != at).count() - own;
        let Some((_, counted)) = others.iter().find(|(told, _)| told == at) else { return *sum };
        // "Eight sailors were wounded … ten other people were wounded too": whom the sentence or two before count.
        let other = |told: &usize| others.iter().all(|(other, _)| other != told);
        let before = sentences.iter().filter(|(told, _)| *counted && told < at && at - told <= 2 && other(told));
        let before = before.map(|(_, before)| *before).filter(|before| before != sum).fold(0.0, f64::max);
        sum + before.max(besides as f64)
    };
    let best = sentences.iter().map(total).fold(f64::NEG_INFINITY, f64::max);
    (!sentences.is_empty()).then_some(best.max(singles.len() as f64))
}

/// "several", "multiple", "some": no number is said.
fn is_vague(figure: &Figure) -> bool {
    figure.high.is_none() && matches!(figure.qualifier.as_deref(), Some("several" | "multiple" | "a number" | "a few"))
}

/// "detained the courier and several of his helpers": the courier, told in another sentence, comes on top of them.
fn joins_known(record: &AnnotatedReport, event: &Event, before: &str) -> bool {
    let Some(before) = before.strip_suffix(" and") else { return false };
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    let words = before.to_lowercase();
    event.targets.iter().filter_map(|target| target.span).any(|span| {
        let phrase = span.of(&record.text).to_lowercase();
        !is_plural(&phrase)
            && span.end <= before.len()
            && !record.text[span.end..before.len()].trim().is_empty()
            && phrase.rsplit(' ').next() == Some(last.as_str())
            && words.rsplit(' ').take(4).any(|word| ["the", "this", "that"].contains(&word))
    })
}

fn sentence_at(record: &AnnotatedReport, span: Span) -> usize {
    record.sentences.partition_point(|sentence| sentence.end <= span.start)
}

/// Numbers as words, from one up.
#[rustfmt::skip]
pub(crate) const NUMBERS: [&str; 20] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
];

/// Whether the last word of a noun phrase (before any "of", "in", "who"…) is a plural. By spelling only.
pub(crate) fn is_plural(phrase: &str) -> bool {
    let lower = phrase.to_lowercase();
    let head = lower
        .split([',', '('])
        .next()
        .unwrap_or("")
        .split(' ')
        .take_while(|word| {
            !["of", "in", "who", "that", "which", "from", "with", "at", "on", "and", "whom", "near"].contains(word)
        })
        .last()
        .unwrap_or("")
        .to_string();
    if lower.contains(" and ") {
        return true;
    }
    let quantities = ["several", "some", "many", "few", "dozens", "scores", "numerous", "both"];
    if NUMBERS[1..].contains(&lower.as_str()) || lower.parse::<u32>().is_ok_and(|number| number > 1) {
        return true;
    }
    if quantities.iter().any(|word| lower == *word || lower.starts_with(&format!("{word} "))) {
        return true;
    }
    let irregular =
        ["people", "men", "women", "children", "police", "troops", "personnel", "policemen", "others", "they", "them"];
    irregular.contains(&head.as_str())
        || (head.ends_with('s')
            && !head.ends_with("ss")
            && !head.ends_with("us")
            && (!phrase.trim().starts_with(char::is_uppercase) || shouted(phrase)))
}

/// Whether case says nothing: the text is in capitals.
fn shouted(phrase: &str) -> bool {
    phrase.chars().filter(|c| c.is_uppercase()).count() > 4 && !phrase.contains(char::is_lowercase)
}

/// Prints a record's text, events and figures of people.
#[expect(clippy::print_stderr, reason = "asked for by VARIORUM_SHOW")]
pub(crate) fn show(record: &AnnotatedReport) {
    eprintln!("{}", record.text);
    for event in &record.events {
        let words = |list: &[Participant]| -> Vec<String> {
            let told = |one: &Participant| {
                let words = words(record, one).join("=");
                one.effect.map_or(words.clone(), |effect| format!("{words}:{effect:?}"))
            };
            list.iter().map(told).collect()
        };
        eprintln!(
            "  {} {} {:?} `{}` {:?} by {:?} on {:?} at {:?} figures {:?}",
            event.id,
            event.kind,
            event.status,
            event.trigger.of(&record.text),
            event.mentions.iter().map(|mention| mention.of(&record.text)).collect::<Vec<_>>(),
            words(&event.actors),
            words(&event.targets),
            event.place.and_then(|place| record.places.get(place)).map(|place| &place.name),
            event.figures
        );
    }
    for place in &record.places {
        eprintln!("  p `{}` {} {:?} {:?}", place.span.of(&record.text), place.name, place.precision, place.admin1);
    }
    for figure in record.figures.iter().filter(|figure| figure.measures != Measure::Age) {
        eprintln!(
            "  {} {:?} `{}` {:?}-{:?} of {:?} in {:?}",
            figure.id,
            figure.measures,
            figure.span.of(&record.text),
            figure.low,
            figure.high,
            figure.of,
            figure.event
        );
    }
}

/// Lower case, without article, marks and punctuation.
pub(crate) fn normal(text: &str) -> String {
    let cleaned: String =
        text.chars().map(|c| if c.is_alphanumeric() || c == '-' { c.to_ascii_lowercase() } else { ' ' }).collect();
    let words: Vec<&str> = cleaned
        .split_whitespace()
        .filter(|word| !["the", "a", "an", "his", "her", "their", "its"].contains(word))
        .collect();
    words.join(" ")
}

/// Whether two phrases name the same: equal, one inside the other at word borders, or the same last word.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let (a, b) = (normal(a), normal(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let inside = |long: &str, short: &str| format!(" {long} ").contains(&format!(" {short} "));
    a == b || inside(&a, &b) || inside(&b, &a) || a.rsplit(' ').next() == b.rsplit(' ').next()
}

/// Counts for precision, recall and F1.
#[derive(Default, Clone, Copy)]
pub(crate) struct Tally {
    pub(crate) hits: usize,
    /// Half right.
    pub(crate) halves: usize,
    pub(crate) predicted: usize,
    pub(crate) gold: usize,
}

impl Tally {
    pub(crate) fn plus(self, other: Tally) -> Tally {
        Tally {
            hits: self.hits + other.hits,
            halves: self.halves + other.halves,
            predicted: self.predicted + other.predicted,
            gold: self.gold + other.gold,
        }
    }

    pub(crate) fn score(self, name: &str) -> crate::Score {
        let (precision, recall, f1) =
            crate::precision_recall_f1(2 * self.hits + self.halves, 2 * self.predicted, 2 * self.gold);
        let note = format!(
            "P {precision:.3} R {recall:.3}; {} of {} found, {} predicted",
            self.hits, self.gold, self.predicted
        );
        crate::Score { name: name.to_string(), value: f1, note }
    }
}

/// A share of items.
pub(crate) fn share(name: &str, hits: usize, of: usize) -> crate::Score {
    let value = if of == 0 { 0.0 } else { hits as f64 / of as f64 };
    crate::Score { name: name.to_string(), value, note: format!("{hits} of {of}") }
}

/// `YYYY-MM-DD` from the first date of the form "4 FEB 90", "Feb. 4, 1990" in a text.
pub(crate) fn first_date(text: &str, century: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let number = |word: &str| word.parse::<u32>().ok();
    for (i, word) in words.iter().enumerate() {
        let Some(month) = MONTHS.iter().position(|month| word.starts_with(month) && word.len() <= 9) else { continue };
        let before = i.checked_sub(1).and_then(|i| number(&words[i])).filter(|day| (1..=31).contains(day));
        let after = words.get(i + 1).and_then(|word| number(word));
        let (day, year) = match (before, after) {
            (Some(day), Some(year)) if words[i + 1].len() != 1 => (day, year),
            (_, Some(day)) if (1..=31).contains(&day) => match words.get(i + 2).and_then(|word| number(word)) {
                Some(year) if year > 1900 => (day, year),
                _ => continue,
            },
            _ => continue,
        };
        let year = if year < 100 { format!("{century}{year:02}") } else { year.to_string() };
        return Some(format!("{year}-{:02}-{day:02}", month + 1));
    }
    None
}
