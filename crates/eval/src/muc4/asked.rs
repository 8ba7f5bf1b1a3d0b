//! What MUC-4 asks for, told from the record alone.
//!
//! The task asks for terrorism and state-sponsored violence that a text tells in particular, not for every
//! assault that a record holds. An `assault` that is told as having happened ([`crate::coded`]) counts unless
//! - it took place outside the nine countries that the task covers (99 of 100 templates of the development keys lie in them); a city
//!   whose name other countries share decides nothing, and neither does a report that names none of them but their people;
//! - it happened more than two months before the report: the task takes those as background;
//! - all that suffered in it bear arms or belong to those who do. Combat between soldiers and guerrillas is no terrorism: the key's
//!   list of targets has no guerrillas, no military installations and no towns or areas, and 18 of some 1,100 templates have none but
//!   soldiers. Policemen, guards and those who bore arms once are targets. Where the record's words for it name combat, somebody who
//!   bears no arms must have suffered;
//! - looters, rioters or prisoners did it: the task leaves the general citizenry out;
//! - the report does no more than touch upon it and others: once, after the opening, with nothing of who, when and how many;
//! - it is told in general. Nothing tells it from others: no place within a country, no time, no weapon, nobody by name, no one person
//!   or thing and no number ("the guerrillas kill peasants"); or nothing is hit and the word for it names many or none in particular
//!   ("attacks", "violence": of 912 templates of the development keys 5 that are not optional have no target); or all that is hit
//!   is a crowd ("civilians", "hundreds of peasants") without both a place and a time; or its only number is the toll of a war.

use crate::coded;
use std::collections::HashMap;
use std::sync::LazyLock;
use variorum_record::{AnnotatedReport, Effect, EntityKind, Event, Figure, FigureId, Measure, Participant, Precision};

/// The words of a list of `words.tsv`.
fn list(name: &str) -> &'static [&'static str] {
    static WORDS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
        let lines = include_str!("words.tsv").lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once('\t')).map(|(name, words)| (name, words.split(' ').collect())).collect()
    });
    WORDS.get(name).map(Vec::as_slice).unwrap_or_default()
}

/// The nine countries of the task.
const COUNTRIES: [&str; 9] = ["AR", "BO", "CL", "CO", "EC", "GT", "HN", "PE", "SV"];

/// Tolls from here on are read as those of a war, not of one incident (chosen on the development messages 1–1100).
const TOLL_OF_A_WAR: f64 = 1000.0;

/// The record with what MUC-4 asks for: the events that count, without targets and figures of people whom it does not count.
pub(super) fn asked(record: &AnnotatedReport) -> AnnotatedReport {
    let covered = |country: &Option<String>| country.as_deref().is_some_and(|country| COUNTRIES.contains(&country));
    let text = record.text.to_lowercase();
    let somewhere = record.places.iter().any(|place| covered(&place.country))
        || list("peoples").iter().any(|people| text.contains(people));
    let mut events: Vec<Event> = coded::happened(record, &["assault"])
        .filter(|event| !is_old(record, event) && !is_combat(record, event))
        .cloned()
        .collect();
    for event in &mut events {
        let place = |target: &Participant| {
            let entity = target.entity.and_then(|id| record.entities.iter().find(|entity| entity.id == id));
            entity.is_some_and(|entity| entity.kind == EntityKind::Place) && target.effect.is_none()
        };
        event.targets.retain(|target| {
            !heads(record, target, list("irregulars"))
                && !heads(record, target, list("areas"))
                && !place(target)
                && !is_armed(record, target)
        });
    }
    events.retain(|event| {
        let place = event.place.and_then(|place| record.places.get(place));
        let elsewhere = place.is_some_and(|place| {
            let shared = place.candidates > 1 && place.precision != Some(Precision::Country) && somewhere;
            place.country.is_some() && !covered(&place.country) && !shared
        });
        let known = place.is_some_and(|place| place.country.is_some()) || somewhere;
        known && !elsewhere && is_particular(record, event) && !is_general(record, event)
    });
    if events.iter().all(|event| is_in_passing(record, event)) {
        events.clear();
    }
    // What is left out stays in the record: "one soldier was killed and six more people injured" counts six.
    let counts = |id: &FigureId| {
        record.figures.iter().find(|figure| figure.id == *id).is_some_and(|figure| {
            let phrase = figure.span.of(&record.text).to_lowercase();
            !(is_amount(&phrase) || phrase.contains("casualt") || is_of_the_armed(record, figure))
        })
    };
    events.iter_mut().for_each(|event| event.figures.retain(counts));
    AnnotatedReport { events, ..record.clone() }
}

/// Whether the event's time ends more than two months before the report.
fn is_old(record: &AnnotatedReport, event: &Event) -> bool {
    let months = |date: &str| -> Option<i64> {
        let year: i64 = date.get(..4)?.parse().ok()?;
        Some(year * 12 + date.get(5..7).and_then(|month| month.parse::<i64>().ok()).unwrap_or(12))
    };
    let time = event.time.and_then(|time| record.times.get(time)).and_then(|time| time.value.as_deref());
    match (time.and_then(months), record.report.published.as_deref().and_then(months)) {
        (Some(then), Some(now)) => now - then > 2,
        _ => false,
    }
}

/// Whether all that suffered in it bear arms or are a stretch of land, or none but citizens out of hand did it.
fn is_combat(record: &AnnotatedReport, event: &Event) -> bool {
    let armed = |target: &&Participant| heads(record, target, list("areas")) || is_armed(record, target);
    // "one soldier killed and three wounded": who the three are is not said anew.
    let mut targets = event.targets.iter().filter(|target| !super::is_bare(wording(record, target))).peekable();
    let named = std::iter::once(event.trigger).chain(event.mentions.iter().copied());
    let fought =
        named.map(|word| word.of(&record.text).to_lowercase()).any(|word| list("combat").contains(&word.as_str()));
    (targets.peek().is_some() || fought) && targets.all(|target| armed(&target))
        || !event.actors.is_empty() && event.actors.iter().all(|actor| heads(record, actor, list("citizens")))
}

/// Whether somebody bears arms or something belongs to those who do.
fn is_armed(record: &AnnotatedReport, target: &Participant) -> bool {
    is_armed_phrase(&coded::normal(wording(record, target)))
}

fn is_armed_phrase(phrase: &str) -> bool {
    let has = |words: &[&str]| {
        phrase
            .split(' ')
            .any(|word| words.contains(&word) || word.strip_suffix('s').is_some_and(|word| words.contains(&word)))
    };
    let not_now = has(&["retired", "former", "civilian"]) || phrase.split(' ').any(|word| word.starts_with("police"));
    !not_now && (is_headed(phrase, list("soldiers")) || has(list("irregulars")) || has(list("of-soldiers")))
}

/// Whether a figure counts those who bear arms: by its own noun, or, where it has none, by that of the figure before it in the sentence
/// ("a rebel was killed and two were wounded").
fn is_of_the_armed(record: &AnnotatedReport, figure: &Figure) -> bool {
    let bare = |figure: &Figure| super::is_bare(&fateless(figure.span.of(&record.text)));
    let sentence = |figure: &Figure| record.sentences.partition_point(|sentence| sentence.end <= figure.span.start);
    let before = record.figures.iter().rev().filter(|other| other.span.start <= figure.span.start);
    let mut counted = before.take_while(|other| sentence(other) == sentence(figure));
    let counted = if bare(figure) { counted.find(|other| !bare(other)) } else { Some(figure) };
    counted.is_some_and(|counted| is_armed_phrase(&coded::normal(counted.span.of(&record.text))))
}

/// A figure's words without what became of those it counts: "6 wounded".
fn fateless(phrase: &str) -> String {
    let fates = ["killed", "dead", "wounded", "injured", "hurt"];
    phrase.to_lowercase().split(' ').filter(|word| !fates.contains(word)).collect::<Vec<_>>().join(" ")
}

/// Whether an event is told in general: of no one thing, of crowds, or of a whole war.
fn is_general(record: &AnnotatedReport, event: &Event) -> bool {
    let tolls: Vec<&Figure> = record
        .figures
        .iter()
        .filter(|figure| event.figures.contains(&figure.id))
        .filter(|figure| {
            matches!(figure.measures, Measure::Killed | Measure::Injured | Measure::Detained | Measure::Missing)
        })
        .collect();
    let word = event.trigger.of(&record.text).to_lowercase();
    let hit = !event.targets.is_empty() || !tolls.is_empty();
    let named = event.targets.iter().any(|target| target.entity.is_some());
    let large = |figure: &&Figure| figure.low.or(figure.high).is_some_and(|number| number >= TOLL_OF_A_WAR);
    let war = !tolls.is_empty() && !named && tolls.iter().all(large);
    // "several", "dozens": an amount, no number.
    let counted = tolls.iter().any(|figure| !is_amount(figure.span.of(&record.text)));
    let place = event.place.and_then(|place| record.places.get(place));
    let set = event.time.is_some() && place.is_some_and(|place| place.precision != Some(Precision::Country));
    let crowds =
        !set && !event.targets.is_empty() && !counted && event.targets.iter().all(|target| is_crowd(record, target));
    !hit && list("general").contains(&word.as_str()) || war || crowds
}

/// "civilians", "the civilian population", "hundreds of peasants".
fn is_crowd(record: &AnnotatedReport, target: &Participant) -> bool {
    let phrase = coded::normal(wording(record, target));
    let words: Vec<&str> = phrase.split(' ').filter(|word| !["our", "some", "all", "these"].contains(word)).collect();
    let amount = words.iter().any(|word| list("amounts").contains(word)) || phrase.contains("number of");
    let counted =
        phrase.contains(|c: char| c.is_ascii_digit()) || coded::NUMBERS.iter().any(|number| words.contains(number));
    let known = target.span.is_some_and(|span| record.text[..span.start].to_lowercase().ends_with("the "));
    let thing = target.effect.is_some_and(|effect| matches!(effect, Effect::Damaged | Effect::Destroyed));
    let mass = words.last().is_some_and(|last| ["population", "people", "community"].contains(last));
    let bare = words.len() == 1 && coded::is_plural(&phrase) && !known && !thing;
    amount && !thing || target.entity.is_none() && !counted && (mass || bare)
}

/// Whether a figure is an amount that is no number.
fn is_amount(phrase: &str) -> bool {
    let phrase = phrase.to_lowercase();
    let amount = phrase.split(' ').any(|word| list("amounts").iter().any(|amount| word.starts_with(amount)));
    amount && !phrase.contains(|c: char| c.is_ascii_digit())
}

/// Whether something tells an event from others of its kind.
fn is_particular(record: &AnnotatedReport, event: &Event) -> bool {
    let place = event.place.and_then(|place| record.places.get(place));
    let named = |target: &Participant| {
        let entity = target.entity.and_then(|id| record.entities.iter().find(|entity| entity.id == id));
        entity.is_some_and(|entity| {
            matches!(entity.kind, EntityKind::Person | EntityKind::Organisation | EntityKind::Facility)
        })
    };
    let one = |target: &Participant| target.entity.is_none() && !coded::is_plural(wording(record, target));
    let counted = record.figures.iter().any(|figure| {
        event.figures.contains(&figure.id)
            && matches!(figure.measures, Measure::Killed | Measure::Injured | Measure::Detained)
    });
    place.is_some_and(|place| place.precision != Some(Precision::Country))
        || event.time.is_some()
        || !event.instruments.is_empty()
        || counted
        || event.targets.iter().any(|target| named(target) || one(target))
}

/// Whether an event is only touched upon: named once, after the opening, with nothing of who did it, when and how many suffered.
/// Of the reports of the development half that this was chosen on (messages 1–100, 201–300 …) that told none but such events, 1 of 11 had
/// a template; of the other half's 3 of 16.
fn is_in_passing(record: &AnnotatedReport, event: &Event) -> bool {
    /// Sentences that open a report.
    const OPENING: usize = 4;
    let sentence = record.sentences.partition_point(|sentence| sentence.end <= event.trigger.start);
    sentence >= OPENING
        && event.mentions.is_empty()
        && event.actors.is_empty()
        && event.time.is_none()
        && event.figures.is_empty()
}

/// The words of a participant.
pub(super) fn wording<'r>(record: &'r AnnotatedReport, participant: &'r Participant) -> &'r str {
    participant.span.map(|span| span.of(&record.text)).or(participant.name.as_deref()).unwrap_or("")
}

/// Whether a participant is named by one of these nouns.
fn heads(record: &AnnotatedReport, participant: &Participant, nouns: &[&str]) -> bool {
    is_headed(&coded::normal(wording(record, participant)), nouns)
}

/// Whether the head of a phrase is one of these nouns.
fn is_headed(phrase: &str, nouns: &[&str]) -> bool {
    let stop =
        ["of", "in", "who", "that", "which", "from", "with", "at", "on", "and", "near", "belonging", "stationed"];
    let mut words = phrase.split(' ').skip_while(|word| *word == "one").peekable();
    let partitive = words.peek() == Some(&"of");
    let head = words.skip(usize::from(partitive)).take_while(|word| !stop.contains(word)).last().unwrap_or("");
    nouns.contains(&head) || head.strip_suffix('s').is_some_and(|head| nouns.contains(&head))
}
