//! Rows of events, times, places and positions: what happened, when, where, and who stands where on what.

use super::align::{stem, weight};
use super::context::{Context, Names, compare_names};
use super::origins::Sources;
use std::collections::BTreeMap;
use variorum_record::{
    Difference, DifferenceKind, Event, EventStatus, Position, Reading, Row, RowKind, Span, Stance, Verdict,
};

/// Telling words by stem.
type Stems = BTreeMap<String, f64>;

fn stems(context: &Context, report: usize, spans: &[Span]) -> Stems {
    let words = context.words(report, spans);
    words
        .iter()
        .map(|word| (stem(&word.norm).to_string(), weight(&word.norm)))
        .filter(|(_, weight)| *weight > 0.0)
        .collect()
}

fn shared(a: &Stems, b: &Stems) -> (usize, f64) {
    let hits: Vec<f64> = a.iter().filter_map(|(stem, weight)| Some(weight.min(*b.get(stem)?))).collect();
    (hits.len(), hits.iter().sum())
}

/// Share of the smaller one's telling words that both have.
fn coverage(a: &Stems, b: &Stems) -> f64 {
    let smaller = a.values().sum::<f64>().min(b.values().sum());
    if smaller > 0.0 { shared(a, b).1 / smaller } else { 0.0 }
}

/// Groups items of several reports: best pairs first, joined when at least half of the pairs across match.
fn cluster(reports: &[usize], score: impl Fn(usize, usize) -> Option<f64>) -> Vec<Vec<usize>> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for i in 0..reports.len() {
        for j in i + 1..reports.len() {
            if reports[i] != reports[j] {
                pairs.extend(score(i, j).map(|score| (score, i, j)));
            }
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let matched: std::collections::BTreeSet<(usize, usize)> = pairs.iter().map(|(_, i, j)| (*i, *j)).collect();
    let mut of: Vec<usize> = (0..reports.len()).collect();
    let mut members: Vec<Vec<usize>> = (0..reports.len()).map(|i| vec![i]).collect();
    for (_, i, j) in pairs {
        let (x, y) = (of[i], of[j]);
        if x == y {
            continue;
        }
        let across: Vec<(usize, usize)> = members[x]
            .iter()
            .flat_map(|&i| members[y].iter().map(move |&j| (i.min(j), i.max(j))))
            .filter(|(i, j)| reports[*i] != reports[*j])
            .collect();
        if across.iter().filter(|pair| matched.contains(pair)).count() * 2 >= across.len() {
            let moved = std::mem::take(&mut members[y]);
            moved.iter().for_each(|&i| of[i] = x);
            members[x].extend(moved);
        }
    }
    members.retain(|cluster| !cluster.is_empty());
    members.iter_mut().for_each(|cluster| cluster.sort_unstable());
    members
}

/// Something found in a report that a row is made of.
struct Found {
    report: usize,
    id: Option<String>,
    spans: Vec<Span>,
    value: serde_json::Value,
}

struct Draft {
    kind: RowKind,
    label: String,
    verdict: Verdict,
    differences: Vec<Difference>,
}

fn row(context: &Context, sources: &Sources, found: Vec<Found>, draft: Draft) -> Row {
    let mut by_report: BTreeMap<usize, Reading> = BTreeMap::new();
    for found in found {
        let reading = by_report.entry(found.report).or_insert_with(|| Reading {
            report: context.id(found.report),
            value: Some(found.value.clone()),
            ..Reading::default()
        });
        reading.ids.extend(found.id);
        reading.spans.extend(found.spans);
    }
    let mentions: Vec<(usize, Vec<Span>)> =
        by_report.iter().map(|(report, reading)| (*report, reading.spans.clone())).collect();
    let (origins, independent_origins) = sources.of_fact(context, &mentions, &[]);
    let only_one = by_report.len() < 2;
    let given = (0..context.reports.len()).map(|report| by_report.remove(&report)).collect();
    let Draft { kind, label, verdict, differences } = draft;
    Row {
        id: String::new(),
        kind,
        label,
        readings: context.readings(given),
        verdict: if only_one { Verdict::OnlyOne } else { verdict },
        differences,
        origins,
        independent_origins,
    }
}

/// The rows of a story's events.
pub(super) fn events(context: &Context, sources: &Sources) -> Vec<Row> {
    struct Item<'r> {
        report: usize,
        event: &'r Event,
        trigger: String,
        sentence: Stems,
        people: Vec<String>,
        day: Option<i32>,
    }
    let mut items: Vec<Item> = Vec::new();
    for (report, annotated) in context.reports.iter().enumerate() {
        for event in &annotated.events {
            let trigger = context
                .words(report, &[event.trigger])
                .last()
                .map(|word| stem(&word.norm).to_string())
                .unwrap_or_default();
            let sentence = stems(context, report, &[context.sentence(report, event.trigger)]);
            let people =
                event.actors.iter().chain(&event.targets).filter_map(|who| context.name(report, who)).collect();
            let day = event
                .time
                .and_then(|i| annotated.times.get(i))
                .and_then(|time| time.value.as_deref().and_then(crate::group::dates::day));
            items.push(Item { report, event, trigger, sentence, people, day });
        }
    }
    let reports: Vec<usize> = items.iter().map(|item| item.report).collect();
    let score = |i: usize, j: usize| {
        let (a, b) = (&items[i], &items[j]);
        let same_kind = a.event.kind == b.event.kind;
        let same_word = a.trigger == b.trigger;
        if !same_kind && !same_word {
            return None;
        }
        let place = |item: &Item| context.reports[item.report].places.get(item.event.place?);
        let places = match (place(a), place(b)) {
            (Some(x), Some(y)) if x.geonames.is_some() && x.geonames == y.geonames => 0.3,
            (Some(x), Some(y)) if compare_names(Some(&x.name), Some(&y.name)) == Names::Same => 0.3,
            (Some(x), Some(y)) if x.country.is_some() && y.country.is_some() && x.country != y.country => return None,
            (Some(_), Some(_)) => -0.1,
            _ => 0.0,
        };
        let days = match (a.day, b.day) {
            (Some(x), Some(y)) if (x - y).abs() > 1 => return None,
            (Some(x), Some(y)) if x == y => 0.15,
            _ => 0.0,
        };
        let met =
            a.people.iter().filter(|x| b.people.iter().any(|y| compare_names(Some(x), Some(y)) == Names::Same)).count();
        let met = met as f64 / a.people.len().min(b.people.len()).max(1) as f64;
        let background = (a.event.status == EventStatus::Background) != (b.event.status == EventStatus::Background);
        let score = if same_kind { 0.2 } else { 0.0 }
            + if same_word { 0.25 } else { 0.0 }
            + places
            + days
            + 0.25 * met
            + 0.4 * coverage(&a.sentence, &b.sentence)
            - if background { 0.15 } else { 0.0 };
        // Set by hand on the seeds; not tuned on ECB+.
        (score >= 0.62).then_some(score)
    };
    let clusters = cluster(&reports, score);
    clusters
        .into_iter()
        .map(|cluster| {
            let members: Vec<&Item> = cluster.iter().map(|&i| &items[i]).collect();
            let happened = |item: &&Item| !item.event.negated && item.event.status != EventStatus::Denied;
            let yes = members.iter().find(|item| happened(item));
            let no = members.iter().find(|item| !happened(item));
            let mut differences = Vec::new();
            if let (Some(a), Some(b)) = (yes, no) {
                differences.push(Difference {
                    a: context.id(a.report),
                    b: context.id(b.report),
                    kind: DifferenceKind::Negation,
                    a_span: Some(a.event.trigger),
                    b_span: Some(b.event.trigger),
                });
            }
            let same_words = members.iter().all(|item| item.trigger == members[0].trigger);
            let verdict = if !differences.is_empty() {
                Verdict::Contradicted
            } else if same_words {
                Verdict::Agreed
            } else {
                Verdict::Reworded
            };
            let label = event_label(context, members[0].report, members[0].event);
            let found = members
                .iter()
                .map(|item| Found {
                    report: item.report,
                    id: Some(item.event.id.to_string()),
                    spans: std::iter::once(item.event.trigger).chain(item.event.mentions.iter().copied()).collect(),
                    value: serde_json::json!({ "kind": item.event.kind, "status": item.event.status, "negated": item.event.negated }),
                })
                .collect();
            row(context, sources, found, Draft { kind: RowKind::Event, label, verdict, differences })
        })
        .collect()
}

fn event_label(context: &Context, report: usize, event: &Event) -> String {
    let text = &context.reports[report].text;
    let name = |who: Option<&variorum_record::Participant>| who.and_then(|who| context.name(report, who));
    let place = event.place.and_then(|i| context.reports[report].places.get(i)).map(|place| place.name.clone());
    let mut out = event.trigger.of(text).to_string();
    if let Some(actor) = name(event.actors.first()) {
        out = format!("{actor}: {out}");
    }
    if let Some(target) = name(event.targets.first()) {
        out = format!("{out}, {target}");
    }
    place.map_or(out.clone(), |place| format!("{out} ({place})"))
}

/// Dates that several reports name in one connection ("Crimea, annexed in 2014").
pub(super) fn times(context: &Context, sources: &Sources) -> Vec<Row> {
    struct Item<'r> {
        report: usize,
        span: Span,
        value: &'r str,
        around: Stems,
    }
    let mut items: Vec<Item> = Vec::new();
    for (report, annotated) in context.reports.iter().enumerate() {
        for time in &annotated.times {
            let Some(value) = time.value.as_deref().filter(|value| value.starts_with(|c: char| c.is_ascii_digit()))
            else {
                continue;
            };
            let around = stems(context, report, &context.around(report, time.span));
            items.push(Item { report, span: time.span, value, around });
        }
    }
    let reports: Vec<usize> = items.iter().map(|item| item.report).collect();
    let clusters = cluster(&reports, |i, j| {
        let (a, b) = (&items[i], &items[j]);
        let (count, weight) = shared(&a.around, &b.around);
        (a.value == b.value && count >= 2 && weight >= 9.0).then(|| coverage(&a.around, &b.around))
    });
    let several =
        clusters.into_iter().filter(|cluster| cluster.iter().any(|&i| items[i].report != items[cluster[0]].report));
    several
        .map(|cluster| {
            let first = &items[cluster[0]];
            let mut telling: Vec<(&String, &f64)> = first.around.iter().collect();
            telling.retain(|(stem, _)| {
                cluster.iter().any(|&i| items[i].report != first.report && items[i].around.contains_key(*stem))
            });
            let sentence = context.words(first.report, &context.around(first.report, first.span));
            let words: Vec<&str> = sentence
                .iter()
                .filter(|word| telling.iter().any(|(s, _)| s.as_str() == stem(&word.norm)))
                .map(|word| word.span.of(&context.reports[first.report].text))
                .take(4)
                .collect();
            let label = format!("{}: {}", first.value, words.join(" "));
            let found = cluster
                .iter()
                .map(|&i| Found {
                    report: items[i].report,
                    id: None,
                    spans: vec![items[i].span],
                    value: serde_json::json!({ "value": items[i].value }),
                })
                .collect();
            row(
                context,
                sources,
                found,
                Draft { kind: RowKind::Time, label, verdict: Verdict::Agreed, differences: Vec::new() },
            )
        })
        .collect()
}

/// Places that several reports name.
pub(super) fn places(context: &Context, sources: &Sources) -> Vec<Row> {
    let mut by_place: BTreeMap<u32, Vec<Found>> = BTreeMap::new();
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    for (report, annotated) in context.reports.iter().enumerate() {
        for place in annotated.places.iter().filter(|place| !place.metonym) {
            let Some(id) = place.geonames else { continue };
            names.entry(id).or_insert_with(|| place.name.clone());
            let value = serde_json::json!({ "name": place.name, "geonames": id, "country": place.country });
            by_place.entry(id).or_default().push(Found { report, id: None, spans: vec![place.span], value });
        }
    }
    let several = by_place.into_iter().filter(|(_, found)| found.iter().any(|f| f.report != found[0].report));
    several
        .map(|(id, found)| {
            let label = names.get(&id).cloned().unwrap_or_default();
            row(
                context,
                sources,
                found,
                Draft { kind: RowKind::Place, label, verdict: Verdict::Agreed, differences: Vec::new() },
            )
        })
        .collect()
}

/// Where people stand on what, when several reports say so.
pub(super) fn positions(context: &Context, sources: &Sources) -> Vec<Row> {
    struct Item<'r> {
        report: usize,
        position: &'r Position,
        holder: Option<String>,
        issue: Stems,
    }
    let mut items: Vec<Item> = Vec::new();
    for (report, annotated) in context.reports.iter().enumerate() {
        for position in &annotated.positions {
            let holder = context.name(report, &position.holder);
            items.push(Item { report, position, holder, issue: stems(context, report, &[position.issue]) });
        }
    }
    let reports: Vec<usize> = items.iter().map(|item| item.report).collect();
    let clusters = cluster(&reports, |i, j| {
        let (a, b) = (&items[i], &items[j]);
        let same = compare_names(a.holder.as_deref(), b.holder.as_deref()) == Names::Same;
        let (count, weight) = shared(&a.issue, &b.issue);
        let coverage = coverage(&a.issue, &b.issue);
        (same && count >= 2 && weight >= 9.0 && coverage >= 0.5).then_some(coverage)
    });
    clusters
        .into_iter()
        .map(|cluster| {
            let members: Vec<&Item> = cluster.iter().map(|&i| &items[i]).collect();
            let favours = |item: &&&Item| matches!(item.position.stance, Stance::Supports | Stance::Demands);
            let (yes, no) = (members.iter().find(favours), members.iter().find(|item| !favours(item)));
            let mut differences = Vec::new();
            if let (Some(a), Some(b)) = (yes, no) {
                differences.push(Difference {
                    a: context.id(a.report),
                    b: context.id(b.report),
                    kind: DifferenceKind::Negation,
                    a_span: Some(a.position.issue),
                    b_span: Some(b.position.issue),
                });
            }
            let verdict = if differences.is_empty() { Verdict::Agreed } else { Verdict::Contradicted };
            let first = members[0];
            let stance = serde_json::to_value(first.position.stance)
                .ok()
                .and_then(|v| v.as_str().map(str::to_string))
                .unwrap_or_default();
            let issue = first
                .position
                .issue
                .of(&context.reports[first.report].text)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            let label = format!("{} {stance}: {issue}", first.holder.as_deref().unwrap_or("somebody"));
            let found = members
                .iter()
                .map(|item| Found {
                    report: item.report,
                    id: Some(item.position.id.to_string()),
                    spans: item
                        .position
                        .evidence
                        .iter()
                        .copied()
                        .chain(item.position.evidence.is_empty().then_some(item.position.issue))
                        .collect(),
                    value: serde_json::json!({ "holder": item.holder, "stance": item.position.stance }),
                })
                .collect();
            row(context, sources, found, Draft { kind: RowKind::Position, label, verdict, differences })
        })
        .collect()
}
