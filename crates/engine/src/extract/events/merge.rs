//! Mentions of one event within a report become one event.
//!
//! Two drafts are one when nothing speaks against it (place, time, status, other victims, "another attack") and something for it: a definite
//! phrase that takes up what was told, a shared participant, a shared place, the same weapon. Nothing is merged through a third.

use super::participants::stronger;
use super::{Draft, Facts, PARTICIPANTS, add, is_told};
use crate::Analysis;
use crate::words::SOLDIERS;
use std::collections::BTreeMap;
use variorum_language::Doc;
use variorum_record::{Effect, EventStatus, Figure, Measure, PartKind, Participant, Place, Precision, Time, TimeKind};

/// How many sentences back a definite phrase looks.
const REACH: u32 = 12;

/// How many drafts back another one looks, and how many participants and mentions of one it looks at, the last told first.
const DRAFTS: usize = 120;
const TOLD: usize = 40;

/// Merges drafts, in order of the text, and drops what has no content of its own.
pub(crate) fn merge(analysis: &Analysis, facts: &Facts, figures: &[Figure], drafts: Vec<Draft>) -> Vec<Draft> {
    let doc = &analysis.doc;
    let mut kept: Vec<Draft> = Vec::new();
    // The last draft told in each word.
    let mut told_in: BTreeMap<usize, usize> = BTreeMap::new();
    let mut body_is_violent = false;
    for draft in drafts {
        let from = kept.len().saturating_sub(DRAFTS);
        let near = &kept[from..];
        let joined = draft.joins.and_then(|noun| told_in.get(&noun)).copied().filter(|&index| index >= from);
        let target = joined
            .or_else(|| {
                near.iter().rposition(|known| is_same(doc, facts, figures, known, &draft)).map(|index| from + index)
            })
            .or_else(|| if body_is_violent { None } else { headline(analysis, facts, &kept, &draft) });
        let index = target.unwrap_or(kept.len());
        for &word in std::iter::once(&draft.token).chain(&draft.mentions) {
            let last = told_in.entry(word).or_insert(index);
            *last = index.max(*last);
        }
        match target {
            Some(index) => absorb(&mut kept[index], draft, analysis.text()),
            None => kept.push(draft),
        }
        body_is_violent |= kept.get(index).is_some_and(|draft| draft.is_violent() && !in_title(analysis, draft));
    }
    join_captures(doc, facts, &mut kept, analysis.text());
    kept.iter_mut().for_each(one_victim_once);
    kept.retain(|draft| (!draft.thin || has_content(draft)) && (!draft.generic || is_particular(draft)));
    kept
}

fn in_title(analysis: &Analysis, draft: &Draft) -> bool {
    let part = analysis.part_at(analysis.doc.span(draft.token).start);
    part.is_some_and(|part| part.kind == PartKind::Title)
}

/// The headline's attack is the one that the text opens with, unless something is against it. `kept` tells of no other violence yet.
fn headline(analysis: &Analysis, facts: &Facts, kept: &[Draft], new: &Draft) -> Option<usize> {
    let doc = &analysis.doc;
    if !new.is_violent() || new.another || in_title(analysis, new) {
        return None;
    }
    let mut titles = (0..kept.len().min(TOLD)).filter(|&i| kept[i].is_violent() && in_title(analysis, &kept[i]));
    let (Some(index), None) = (titles.next(), titles.next()) else { return None };
    let known = &kept[index];
    let first = known
        .mentions
        .iter()
        .all(|&token| analysis.part_at(doc.span(token).start).is_some_and(|part| part.kind == PartKind::Title));
    let victims = |draft: &Draft| draft.targets.iter().any(|target| target.entity.is_some());
    let apart = victims(known) && victims(new) && !shared(&known.targets, &new.targets)
        || conflicting_places(doc, facts, known, new)
        || conflicting_times(facts.times, known, new);
    (first && !apart).then_some(index)
}

/// Captures of the same people are one: what tells of several people may have joined only one of the events that they were told in before.
fn join_captures(doc: &Doc, facts: &Facts, kept: &mut Vec<Draft>, text: &str) {
    let captures = |draft: &Draft| matches!(draft.mode, Some("arrest" | "detain")) && draft.is_told();
    let same = |known: &Draft, new: &Draft| {
        let held = |target: &&Participant| target.effect == Some(Effect::Captured) && target.span.is_some();
        let mut people = new.targets.iter().filter(held);
        people.any(|target| known.targets.iter().filter(held).any(|other| other.span == target.span))
    };
    let mut settled: Vec<Draft> = Vec::with_capacity(kept.len());
    for new in kept.drain(..) {
        let from = settled.len().saturating_sub(DRAFTS);
        let known = (captures(&new) && !new.another).then(|| {
            settled[from..].iter().position(|known| {
                captures(known)
                    && same(known, &new)
                    && !conflicting_places(doc, facts, known, &new)
                    && !conflicting_times(facts.times, known, &new)
            })
        });
        match known.flatten() {
            Some(index) => absorb(&mut settled[from + index], new, text),
            None => settled.push(new),
        }
    }
    *kept = settled;
}

/// A bare "attack" or "violence" that nobody does, nobody suffers and nothing places is no event.
fn has_content(draft: &Draft) -> bool {
    let setting = draft.time.is_some() && draft.place.is_some();
    let suffers = draft.targets.iter().any(|target| target.entity.is_some() || target.effect.is_some());
    !draft.figures.is_empty() || !draft.instruments.is_empty() || suffers || setting && draft.noun
}

/// A bare plural is particular by a toll, a restatement, or a place with a time.
fn is_particular(draft: &Draft) -> bool {
    !draft.figures.is_empty() || !draft.mentions.is_empty() || draft.place.is_some() && draft.time.is_some()
}

/// "The man was shot … the man died": one victim, whose stronger effect stands.
fn one_victim_once(draft: &mut Draft) {
    let dead: Vec<_> =
        draft.targets.iter().filter(|target| target.effect == Some(Effect::Killed)).filter_map(words).collect();
    let again = |target: &Participant| {
        target.entity.is_none()
            && target.effect == Some(Effect::Injured)
            && words(target).is_some_and(|word| dead.contains(&word))
    };
    draft.targets.retain(|target| !again(target));
}

fn is_same(doc: &Doc, facts: &Facts, figures: &[Figure], known: &Draft, new: &Draft) -> bool {
    let family = |kind| if kind == "fight" { "assault" } else { kind };
    if family(known.kind) != family(new.kind) || known.reality.negated != new.reality.negated || new.another {
        return false;
    }
    let (a, b) = (known.reality.status, new.reality.status);
    // "its invasion" takes up what was told as background.
    let recalled = a == EventStatus::Background
        && is_told(b)
        && new.noun
        && new.definite
        && doc.lemma(known.token) == doc.lemma(new.token)
        && shared(&known.targets, &new.targets);
    if recalled || is_taken_up(doc, facts, known, new) {
        return true;
    }
    if a != b && !(is_told(a) && is_told(b)) {
        return false;
    }
    let distance = doc.tokens[new.token].sentence.abs_diff(doc.tokens[known.token].sentence);
    let nearest = known
        .mentions
        .iter()
        .rev()
        .take(TOLD)
        .map(|&token| doc.tokens[new.token].sentence.abs_diff(doc.tokens[token].sentence))
        .min()
        .unwrap_or(distance)
        .min(distance);
    if let (Some(a), Some(b)) = (known.mode, new.mode) {
        let apart = ["abduct", "torture", "sexual"];
        if a != b && (apart.contains(&a) || apart.contains(&b)) {
            return false;
        }
        let settled = ["abduct", "arrest", "phone", "visit", "interview", "strike-hunger", "curfew"];
        if a != b && known.kind != "assault" && (settled.contains(&a) || settled.contains(&b)) {
            return false;
        }
    }
    let abduction = known.mode == Some("abduct") || new.mode == Some("abduct");
    if abduction && known.mode != new.mode {
        return false;
    }
    if conflicting_times(facts.times, known, new) {
        return false;
    }
    let violent = known.is_violent() && new.is_violent();
    let tolls = if violent { same_tolls(figures, known, new) } else { 0 };
    // The numbers of the dead and of the injured alike, or the very victim: the city and its suburb are then one place.
    if tolls > 1 || violent && same_victim(known, new) {
        return true;
    }
    if conflicting_places(doc, facts, known, new) {
        return false;
    }
    let people = shared(&known.targets, &new.targets);
    let actors = shared(&known.actors, &new.actors);
    // "were killed when a bomb ripped through the market"
    let while_doing = nearest == 0
        && doc.dep(new.token) == "advcl"
        && (doc.head(new.token) == known.token
            || doc.dep(doc.head(new.token)) == "conj" && doc.head(doc.head(new.token)) == known.token)
        && doc.children(new.token).any(|child| ["when", "as", "while"].contains(&doc.lemma(child)));
    if while_doing && known.is_attack() && !(known.mode.is_some() && new.mode.is_some() && known.mode != new.mode) {
        return true;
    }
    let both_targets = !known.targets.is_empty() && !new.targets.is_empty();
    let both_actors = !known.actors.is_empty() && !new.actors.is_empty();
    let named_apart = both_targets && !people && named(&known.targets) && named(&new.targets);
    // "struck a depot, targeting a plant"
    let participle = nearest == 0
        && doc.dep(new.token) == "advcl"
        && doc.tag(new.token) == "VBG"
        && doc.is_under(new.token, doc.head(known.token));
    if tolls > 0 {
        return true;
    }
    if named_apart && !new.definite && !participle {
        return false;
    }
    if both_actors && !actors && resolved(&known.actors) && resolved(&new.actors) && !people {
        return false;
    }
    if participle && (actors || known.actors.is_empty() || new.actors.is_empty()) {
        return true;
    }
    let places = known.place.is_some() && new.place.is_some();
    let weapons =
        known.instruments.iter().any(|a| new.instruments.iter().any(|b| last_word(&a.name) == last_word(&b.name)));
    if new.noun && new.definite && nearest <= REACH && (people || actors || !both_targets || nearest <= 1) {
        return true;
    }
    if new.thin && nearest <= 2 && known.kind == "assault" {
        return true;
    }
    let assault = known.is_attack();
    let support = usize::from(people) * 2
        + usize::from(actors)
        + usize::from(places)
        + usize::from(weapons)
        + usize::from(known.time.is_some() && known.time == new.time);
    if assault {
        // The lead says again what the headline says; the next sentence goes on with it.
        return people
            || support >= 2
            || nearest <= 1 && (support >= 1 && !named_apart) && !both_targets
            || nearest <= 2 && actors && !both_targets;
    }
    support >= 2 && (nearest <= 3 || known.kind == "coerce" && nearest <= REACH)
        || people && actors
        || nearest == 0 && new.noun && (people || actors)
}

/// "83 miners died fifty years ago when the shaft exploded … the minute of the blast": a bare definite noun right behind an old event is
/// that event, and no news.
fn is_taken_up(doc: &Doc, facts: &Facts, known: &Draft, new: &Draft) -> bool {
    let bare = new.actors.is_empty() && new.targets.is_empty() && new.instruments.is_empty();
    let next = doc.tokens[new.token].sentence.wrapping_sub(doc.tokens[known.token].sentence) <= 1;
    let day = |index: usize| facts.times[index].kind == TimeKind::Date;
    known.reality.status == EventStatus::Background
        && known.is_attack()
        && new.is_violent()
        && new.noun
        && new.definite
        && doc.tag(new.token) == "NN"
        && bare
        && next
        && new.place.is_none()
        && !new.time.is_some_and(day)
}

/// In how many measures two drafts tell the same toll. One or two of a kind are told of many events.
fn same_tolls(figures: &[Figure], known: &Draft, new: &Draft) -> usize {
    const TELLING: f64 = 3.0;
    let tolls = |draft: &Draft, measure: Measure| -> Vec<Option<f64>> {
        let own = draft.figures.iter().rev().take(TOLD).map(|&figure| &figures[figure]);
        let whole = own.filter(|figure| figure.measures == measure && figure.of.is_none() && figure.low == figure.high);
        whole.map(|figure| figure.low).filter(|low| *low >= Some(TELLING)).collect()
    };
    let same = |measure| {
        let new = tolls(new, measure);
        !new.is_empty() && tolls(known, measure).iter().any(|toll| new.contains(toll))
    };
    [Measure::Killed, Measure::Injured].into_iter().filter(|&measure| same(measure)).count()
}

/// Whether one reference stands for somebody hurt in both.
fn same_victim(known: &Draft, new: &Draft) -> bool {
    let hurt = |target: &&Participant| target.effect.is_some() && target.span.is_some();
    let seen = |target: &Participant| {
        known.targets.iter().rev().take(TOLD).filter(hurt).any(|other| other.span == target.span)
    };
    new.targets.iter().take(TOLD).filter(hurt).any(seen)
}

fn last_word(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

fn words(participant: &Participant) -> Option<String> {
    participant.name.as_deref().map(|name| last_word(name).trim_end_matches('s').to_lowercase())
}

fn shared(a: &[Participant], b: &[Participant]) -> bool {
    a.iter().rev().take(TOLD).any(|one| {
        b.iter().rev().take(TOLD).any(|other| match (one.entity, other.entity) {
            (Some(x), Some(y)) => x == y,
            (None, None) => words(one).is_some() && words(one) == words(other) || same_toll(one, other),
            _ => false,
        })
    })
}

/// "14 killed" and "14 people killed": a bare number takes up the same toll.
fn same_toll(a: &Participant, b: &Participant) -> bool {
    let bare = |participant: &Participant| words(participant).is_some() && words(participant) == number(participant);
    a.effect.is_some() && a.effect == b.effect && number(a).is_some() && number(a) == number(b) && (bare(a) || bare(b))
}

/// The number in a description, as it is written.
fn number(participant: &Participant) -> Option<String> {
    let name = participant.name.as_deref()?;
    let number = name.split_whitespace().find(|word| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || crate::extract::figures::tables::QUANTITIES.contains_key(word.to_lowercase().as_str())
    });
    number.map(str::to_lowercase)
}

fn named(participants: &[Participant]) -> bool {
    participants.iter().any(|participant| participant.entity.is_some() || participant.name.is_some())
}

fn resolved(participants: &[Participant]) -> bool {
    participants.iter().any(|participant| participant.entity.is_some())
}

/// Whether two drafts are told of places that do not lie in each other. Of "in Orvend, Lowen and Tarn" any will do.
pub(super) fn conflicting_places(doc: &Doc, facts: &Facts, known: &Draft, new: &Draft) -> bool {
    let (Some(a), Some(b)) = (known.place, new.place) else { return false };
    let (a, b) = (in_one_row(doc, facts, a), in_one_row(doc, facts, b));
    a.iter().all(|a| b.iter().all(|b| apart(a, b)))
}

/// The places that stand in one row with a place, itself first.
pub(super) fn in_one_row<'f>(doc: &Doc, facts: &'f Facts, place: usize) -> Vec<&'f Place> {
    let token = |place: &Place| doc.tokens_in(place.span.into()).last();
    let Some(own) = token(&facts.places[place]) else { return vec![&facts.places[place]] };
    let first = |mut at: usize| {
        // "in Orvend and Lowen provinces": the names modify the noun.
        for _ in 0..12 {
            if !matches!(doc.dep(at), "conj" | "compound" | "nmod" | "appos") || doc.head(at) == at {
                break;
            }
            at = doc.head(at);
        }
        at
    };
    let row = first(own);
    let near = facts.places.iter().enumerate().skip(place.saturating_sub(6)).take(13);
    let others = near.filter(|(i, other)| *i != place && token(other).is_some_and(|token| first(token) == row));
    std::iter::once(&facts.places[place]).chain(others.map(|(_, other)| other)).collect()
}

pub(super) fn apart(a: &Place, b: &Place) -> bool {
    if a.name == b.name || a.geonames.is_some() && a.geonames == b.geonames {
        return false;
    }
    // A district lies in its city, a city in its region and country.
    let inside = |fine: &Place, coarse: &Place| match coarse.precision {
        Some(Precision::Country) => fine.country == coarse.country,
        Some(Precision::Region) => {
            fine.admin1.is_some() && fine.admin1 == coarse.admin1
                || fine.admin1.as_deref() == Some(coarse.name.as_str())
        }
        Some(Precision::Point) | None => true,
        Some(Precision::City) => matches!(fine.precision, Some(Precision::Point) | None),
    };
    !(inside(a, b) || inside(b, a))
}

fn conflicting_times(times: &[Time], known: &Draft, new: &Draft) -> bool {
    let (Some(a), Some(b)) = (known.time, new.time) else { return false };
    let day = |i: usize| times[i].value.as_deref().map(|value| value.get(..value.len().min(10)).unwrap_or(value));
    match (day(a), day(b)) {
        (Some(a), Some(b))
            if a.as_bytes().first().is_some_and(u8::is_ascii_digit)
                && b.as_bytes().first().is_some_and(u8::is_ascii_digit) =>
        {
            !a.starts_with(b) && !b.starts_with(a)
        }
        _ => false,
    }
}

fn absorb(known: &mut Draft, new: Draft, text: &str) {
    known.mentions.push(new.token);
    known.mentions.extend(new.mentions);
    known.figures.extend(new.figures);
    let room = PARTICIPANTS.saturating_sub(known.actors.len());
    for actor in new.actors.into_iter().take(room) {
        add(&mut known.actors, Some(actor));
    }
    let civil = new.targets.iter().any(|target| !is_armed(target));
    for target in new.targets {
        let room = known.targets.len() < PARTICIPANTS;
        let from = known.targets.len().saturating_sub(TOLD);
        match known.targets[from..].iter_mut().find(|seen| again(seen, &target, text)) {
            Some(seen) => seen.effect = stronger(seen.effect, target.effect),
            None if room => add(&mut known.targets, Some(target)),
            None => {}
        }
    }
    for instrument in new.instruments {
        if !known.instruments.iter().any(|seen| seen.span == instrument.span || seen.name == instrument.name) {
            known.instruments.push(instrument);
        }
    }
    known.place = known.place.or(new.place);
    known.time = known.time.or(new.time);
    known.mode = known.mode.or(new.mode);
    known.thin &= new.thin;
    known.generic &= new.generic;
    // What the outlet tells itself is no longer only claimed.
    if known.reality.status != EventStatus::Background
        && known.reality.status != new.reality.status
        && (known.reality.status == EventStatus::Reported || new.reality.status == EventStatus::Reported)
    {
        known.reality.status = EventStatus::Reported;
        known.according_to = None;
    }
    // Combat stays combat, unless somebody was attacked who has no part in it.
    if known.kind == "fight" && new.kind == "assault" && civil {
        known.kind = "assault";
    }
}

/// Whether a definite description takes up one given before in the same event: the same noun, no other number, no other fate.
fn again(seen: &Participant, new: &Participant, text: &str) -> bool {
    let before = new.span.and_then(|span| text.get(..span.start)).unwrap_or("").trim_end();
    let definite = ["the", "this", "these", "those", "both"].iter().any(|word| {
        before.get(before.len().saturating_sub(word.len() + 1)..).is_some_and(|end| {
            end.to_lowercase().strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        })
    });
    let other_number = matches!((number(seen), number(new)), (Some(a), Some(b)) if a != b);
    let other_fate = matches!((seen.effect, new.effect), (Some(a), Some(b)) if a != b);
    (definite || same_toll(seen, new))
        && seen.entity.is_none()
        && new.entity.is_none()
        && (words(seen).is_some() && words(seen) == words(new) || same_toll(seen, new))
        && !other_number
        && !other_fate
}

/// Soldiers, guerrillas and their positions.
fn is_armed(participant: &Participant) -> bool {
    words(participant).is_some_and(|word| SOLDIERS.contains(&word.as_str()))
}
