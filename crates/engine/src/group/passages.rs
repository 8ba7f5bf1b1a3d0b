//! Reports that belong to several stories by passage: live pages and round-ups, entry by entry.
//!
//! Every [entry](super::entries) is read as if it were a report and goes to the story it is closest to, if it is close
//! enough; when the entries go to several stories, the report belongs to each with those entries only.

use super::decisions::Decided;
use super::entries::stretches;
use super::features::{self, Features, Vocabulary};
use super::pairs::{Edges, Pairs, sample};
use super::{Index, THRESHOLD, verify};
use crate::roots;
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{AnnotatedReport, Event, Span};

/// The share of a page's entries that must hang together for the page to be of one thing. Set on invented pages.
const OF_ONE_THING: f64 = 0.75;

/// An entry of a live page or round-up.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub span: Span,
    pub features: Features,
}

/// The entries of a report; none unless nearly all of its text stands in entries.
pub(super) fn entries(report: &AnnotatedReport, vocabulary: &mut Vocabulary) -> Vec<Entry> {
    let read = |span: Span| {
        let mut alone = within(report, &[span]);
        // The page's own headline belongs to all entries and so to none.
        alone.report.title = None;
        let features = features::read(&alone, vocabulary);
        vocabulary.forget(&features);
        Entry { span, features }
    };
    stretches(report).into_iter().map(read).collect()
}

/// Whether the entries tell of many things: they do not hang together by the names in them. Such a page is like every
/// story it touches and belongs to none as a whole.
pub(super) fn of_many_things(entries: &[Entry]) -> bool {
    let mut root = roots::apart(entries.len());
    let mut first_with: BTreeMap<u32, usize> = BTreeMap::new();
    for (i, entry) in entries.iter().enumerate() {
        for name in entry.features.terms.iter().filter(|term| term.name) {
            let other = *first_with.entry(name.id).or_insert(i);
            let (i, other) = (roots::find(&mut root, i), roots::find(&mut root, other));
            root[i] = other;
        }
    }
    let mut together: BTreeMap<usize, usize> = BTreeMap::new();
    (0..entries.len()).for_each(|i| *together.entry(roots::find(&mut root, i)).or_default() += 1);
    let most = together.values().max().copied().unwrap_or_default();
    (most as f64) < OF_ONE_THING * entries.len() as f64 || entries.len() == 2 && most == 1
}

/// What a story has of live pages, by report.
pub(super) type Parts = BTreeMap<usize, Part>;

/// What a story has of a live page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Part {
    /// None where it has the whole page.
    pub spans: Vec<Span>,
    /// Where its cluster does not hold the page, what brought it in.
    pub why: Option<Why>,
}

/// The entry of a live page, or the whole page, and the report it is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Why {
    pub entry: Option<usize>,
    pub other: usize,
}

impl Index {
    /// Which entries of live pages belong to which stories: for every cluster, parts by report; nothing for one that was of
    /// a page whose entries all went elsewhere.
    pub(super) fn by_passage(
        &self,
        pairs: &Pairs,
        edges: &Edges,
        order: &[usize],
        clusters: &[Vec<usize>],
        decided: &Decided,
    ) -> Vec<Option<Parts>> {
        let mut parts: Vec<Option<Parts>> = clusters.iter().map(|_| Some(Parts::new())).collect();
        let mut near: BTreeMap<usize, Vec<usize>> =
            (0..order.len()).filter(|&i| self.reports[order[i]].live).map(|i| (i, Vec::new())).collect();
        if near.is_empty() {
            return parts;
        }
        let mut story_of = vec![0; order.len()];
        for (story, members) in clusters.iter().enumerate() {
            members.iter().for_each(|&i| story_of[i] = story);
        }
        for &(a, b, _) in edges.all() {
            for (page, other) in [(a as usize, b as usize), (b as usize, a as usize)] {
                if let Some(list) = near.get_mut(&page) {
                    list.push(other);
                }
            }
        }
        for (i, near) in near {
            let report = order[i];
            if decided.is_decided(i) {
                continue;
            }
            let own = story_of[i];
            let stories: BTreeSet<usize> = near.into_iter().map(|j| story_of[j]).chain([own]).collect();
            let others = |story: usize| -> Vec<usize> {
                let others: Vec<usize> = clusters[story].iter().copied().filter(|&j| j != i).collect();
                sample(&others)
            };
            let open: Vec<(usize, Vec<usize>)> = stories
                .into_iter()
                .map(|story| (story, others(story)))
                .filter(|(_, others)| !others.iter().all(|&j| self.reports[order[j]].of_many_things))
                .filter(|(_, others)| !decided.forbids(&[i], others))
                .collect();
            let mut of_story: BTreeMap<usize, Part> = BTreeMap::new();
            let mut rest: Vec<Span> = Vec::new();
            for (number, entry) in self.whole(report).entries.iter().enumerate() {
                let vector = pairs.usage().weigh(&entry.features);
                let score = |j: usize| {
                    let cosine = verify::cosine(&vector, pairs.vector(j));
                    verify::score(&entry.features, pairs.features(j), cosine, pairs.usage())
                };
                let Some((story, other)) = closest(&open, score) else {
                    rest.push(entry.span);
                    continue;
                };
                let part = of_story.entry(story).or_default();
                part.spans.push(entry.span);
                if story != own && part.why.is_none() {
                    part.why = Some(Why { entry: Some(number), other: order[other] });
                }
            }
            if self.reports[report].of_many_things && of_story.len() < 2 {
                let whole = |j: usize| {
                    let cosine = verify::cosine(pairs.vector(i), pairs.vector(j));
                    verify::score(pairs.features(i), pairs.features(j), cosine, pairs.usage())
                };
                let as_whole = closest(&open, whole);
                // An article whose sections are of one event, though they name other people.
                if let Some((story, other)) = as_whole.filter(|(story, _)| of_story.keys().all(|of| of == story)) {
                    of_story = BTreeMap::from([(
                        story,
                        Part { spans: Vec::new(), why: Some(Why { entry: None, other: order[other] }) },
                    )]);
                    rest.clear();
                }
            } else if of_story.len() < 2 {
                continue;
            }
            if of_story.is_empty() {
                continue;
            }
            if self.reports[report].of_many_things {
                // What no story tells stays a story of its own.
                match rest.as_slice() {
                    [] => parts[own] = None,
                    _ => of_story.entry(own).or_default().spans = rest,
                }
            }
            for (story, part) in of_story {
                parts[story].get_or_insert_default().insert(report, part);
            }
        }
        parts
    }
}

/// The story that something is closest to, if it is close to one, and its report that is most like it.
fn closest(stories: &[(usize, Vec<usize>)], score: impl Fn(usize) -> f64) -> Option<(usize, usize)> {
    let mut closest: Option<(f64, usize, usize)> = None;
    for (story, members) in stories {
        let scores: Vec<f64> = members.iter().map(|&j| score(j)).collect();
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        let best = (0..members.len()).max_by(|&x, &y| scores[x].total_cmp(&scores[y])).unwrap_or(0);
        if mean >= THRESHOLD && closest.is_none_or(|(most, _, _)| mean > most) {
            closest = Some((mean, *story, members[best]));
        }
    }
    closest.map(|(_, story, other)| (story, other))
}

/// A report as if it held nothing but some of its stretches: the same text, only the facts inside.
pub(crate) fn within(report: &AnnotatedReport, spans: &[Span]) -> AnnotatedReport {
    let inside = |span: Span| spans.iter().any(|around| around.contains(span));
    let mut out = report.clone();
    out.parts.retain(|part| inside(part.span));
    out.sentences.retain(|span| inside(*span));
    out.names.retain(|name| inside(name.span));
    out.statements.retain(|statement| !statement.content.is_empty() && statement.content.iter().all(|s| inside(*s)));
    out.figures.retain(|figure| inside(figure.span));
    out.events.retain_mut(|event| narrow(event, inside));
    out.occurrences.retain_mut(|event| narrow(event, inside));
    out.positions.retain(|position| inside(position.issue));
    let statements: BTreeSet<_> = out.statements.iter().map(|statement| statement.id).collect();
    for statement in &mut out.statements {
        statement.continues = statement.continues.filter(|id| statements.contains(id));
        statement.within = statement.within.filter(|id| statements.contains(id));
    }
    let figures: BTreeSet<_> = out.figures.iter().map(|figure| figure.id).collect();
    for event in out.events.iter_mut().chain(&mut out.occurrences) {
        event.figures.retain(|id| figures.contains(id));
    }
    let events: BTreeSet<_> = out.events.iter().chain(&out.occurrences).map(|event| event.id).collect();
    out.figures.iter_mut().for_each(|figure| figure.event = figure.event.filter(|id| events.contains(id)));
    // Events name their time and place by position, so the lists that lose members are counted anew.
    let times = kept(report.times.iter().map(|time| inside(time.span)));
    let places = kept(report.places.iter().map(|place| inside(place.span)));
    for event in out.events.iter_mut().chain(&mut out.occurrences) {
        event.time = event.time.and_then(|i| times.get(i).copied().flatten());
        event.place = event.place.and_then(|i| places.get(i).copied().flatten());
    }
    out.times.retain(|time| inside(time.span));
    out.places.retain(|place| inside(place.span));
    out
}

/// Leaves of an event what is told inside; whether anything is.
fn narrow(event: &mut Event, inside: impl Fn(Span) -> bool + Copy) -> bool {
    event.mentions.retain(|mention| inside(*mention));
    if !inside(event.trigger) {
        let Some(&mention) = event.mentions.first() else { return false };
        event.trigger = mention;
    }
    event.evidence.retain(|evidence| inside(*evidence));
    event.actors.retain(|actor| actor.span.is_none_or(inside));
    event.targets.retain(|target| target.span.is_none_or(inside));
    event.instruments.retain(|instrument| inside(instrument.span));
    if event.evidence.is_empty() {
        event.evidence.push(event.trigger);
    }
    true
}

/// The new position of each member of a list from which some are dropped.
fn kept(keep: impl Iterator<Item = bool>) -> Vec<Option<usize>> {
    let mut next = 0;
    keep.map(|keep| {
        let position = keep.then_some(next);
        next += usize::from(keep);
        position
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use variorum_record::{EventId, EventStatus};

    #[test]
    fn of_an_event_stays_what_is_told_inside() {
        let (here, there) = (Span::new(40, 45), Span::new(10, 15));
        let event = Event {
            id: EventId(1),
            kind: "assault".into(),
            mode: None,
            trigger: there,
            mentions: vec![there, here],
            status: EventStatus::Reported,
            negated: false,
            according_to: None,
            actors: Vec::new(),
            targets: Vec::new(),
            instruments: Vec::new(),
            place: None,
            time: None,
            figures: Vec::new(),
            evidence: vec![there],
        };
        let inside = |span: Span| span.start >= 30;
        let mut told_twice = event.clone();
        assert!(narrow(&mut told_twice, inside));
        assert_eq!((told_twice.trigger, told_twice.mentions, told_twice.evidence), (here, vec![here], vec![here]));
        let mut told_there = Event { mentions: vec![there], ..event };
        assert!(!narrow(&mut told_there, inside));
    }

    #[test]
    fn positions_in_shortened_lists_are_counted_anew() {
        assert_eq!(kept([false, true, false, true].into_iter()), [None, Some(0), None, Some(1)]);
    }
}
