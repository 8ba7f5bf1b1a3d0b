//! Rows of times, places and positions: when, where, and who stands where on what; and what rows of facts share.

use super::cluster::{PerReport, cluster, sharing};
use super::concepts::concepts;
use super::context::{Context, Names, compare_names};
use super::labels;
use super::origins::Sources;
use crate::cast::lexicon::demonym;
use std::collections::BTreeMap;
use variorum_record::{Difference, DifferenceKind, Position, Reading, Row, RowKind, Span, Stance, Verdict};

/// Telling words by what they stand for, with their weight.
pub(super) type Telling = BTreeMap<String, f64>;

pub(super) fn telling(context: &Context, report: usize, spans: &[Span]) -> Telling {
    concepts(&context.words(report, spans))
}

/// How many telling words two tellings have in common, and what those weigh together.
pub(super) fn shared(a: &Telling, b: &Telling) -> (usize, f64) {
    let hits: Vec<f64> = a.iter().filter_map(|(stem, weight)| Some(weight.min(*b.get(stem)?))).collect();
    (hits.len(), hits.iter().sum())
}

/// Share of the smaller one's telling words that both have.
pub(super) fn coverage(a: &Telling, b: &Telling) -> f64 {
    let smaller = a.values().sum::<f64>().min(b.values().sum());
    if smaller > 0.0 { shared(a, b).1 / smaller } else { 0.0 }
}

/// Something found in a report that a row is made of.
pub(super) struct Found {
    pub report: usize,
    pub id: Option<String>,
    pub spans: Vec<Span>,
    pub value: serde_json::Value,
}

/// What a row says beside its readings.
pub(super) struct Draft {
    pub kind: RowKind,
    pub label: String,
    pub verdict: Verdict,
    pub differences: Vec<Difference>,
}

/// A row of what was found; a report with several finds has one reading.
pub(super) fn row(context: &Context, sources: &Sources, found: Vec<Found>, draft: Draft) -> Row {
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
    let (origins, independent_origins, chains) = sources.of_fact(context, &mentions, &[]);
    // Nobody is the authority for a date or a place.
    let told = matches!(draft.kind, RowKind::Event | RowKind::Position);
    let chains = if told { chains } else { Vec::new() };
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
        chains,
        views: None,
    }
}

/// Characters of a full date, "2025-06-11".
const DAY: usize = 10;

/// Days from its publication within which a report tells the news.
const NEWS: i32 = 3;

/// Month and day of a date of no known year, "XXXX-03-31".
fn of_no_year(value: &str) -> Option<&str> {
    value.strip_prefix("XXXX-").filter(|day| day.len() == 5 && day.starts_with(|c: char| c.is_ascii_digit()))
}

/// A date as a person reads it: "2025-06-11, 03:30", "2025-06-11, night", "autumn 2025".
fn spoken(value: &str) -> String {
    let part = |code: &str| match code {
        "MO" => Some("morning"),
        "AF" => Some("afternoon"),
        "EV" => Some("evening"),
        "NI" => Some("night"),
        "DT" => Some("daytime"),
        "SP" => Some("spring"),
        "SU" => Some("summer"),
        "FA" => Some("autumn"),
        "WI" => Some("winter"),
        _ => None,
    };
    if let Some((day, time)) = value.split_once('T') {
        return format!("{day}, {}", part(time).unwrap_or(time));
    }
    match value.split_once('-').and_then(|(year, season)| Some((year, part(season)?))) {
        Some((year, season)) => format!("{season} {year}"),
        None => value.to_string(),
    }
}

/// Dates that several reports name in one connection ("Crimea, annexed in 2014").
pub(super) fn times(context: &Context, sources: &Sources) -> Vec<Row> {
    struct Item<'r> {
        report: usize,
        span: Span,
        value: &'r str,
        around: Telling,
        /// A day some time before or after its report came out.
        far: bool,
    }
    let mut items: Vec<Item> = Vec::new();
    for (report, annotated) in context.reports.iter().enumerate() {
        for time in &annotated.times {
            let dated = |value: &&str| value.starts_with(|c: char| c.is_ascii_digit()) || of_no_year(value).is_some();
            let Some(value) = time.value.as_deref().filter(dated) else { continue };
            let day = crate::group::dates::day(value).filter(|_| value.len() == DAY);
            let far = match (day, context.days[report]) {
                (Some(day), Some(told)) => (day - told).abs() > NEWS,
                _ => of_no_year(value).is_some() || (day.is_some() && context.days[report].is_none()),
            };
            let around = telling(context, report, &context.around(report, time.span));
            items.push(Item { report, span: time.span, value, around, far });
        }
    }
    let reports: Vec<usize> = items.iter().map(|item| item.report).collect();
    // "31 March", of a year that the report does not say, is the 31st of March of the other.
    let keys = items.iter().enumerate().map(|(i, item)| match of_no_year(item.value) {
        Some(day) => (day, i),
        None if item.value.len() == DAY => (item.value.get(5..).unwrap_or(item.value), i),
        None => (item.value, i),
    });
    let one_day = |a: &str, b: &str| a == b || of_no_year(a).or_else(|| of_no_year(b)).is_some();
    let pairs = sharing(keys).into_iter().filter(|(i, j)| one_day(items[*i].value, items[*j].value));
    let scored = pairs.filter(|(i, j)| reports[*i] != reports[*j]).filter_map(|(i, j)| {
        let (a, b) = (&items[i], &items[j]);
        let (count, weight) = shared(&a.around, &b.around);
        // A day that is not the news stands alone: that one thing is said of it is enough.
        let said = count >= 2 && weight >= 9.0 || a.far && b.far && count >= 1 && weight >= 5.0;
        said.then(|| (coverage(&a.around, &b.around), i, j))
    });
    let clusters = cluster(&reports, PerReport::Many, scored.collect());
    let several =
        clusters.into_iter().filter(|cluster| cluster.iter().any(|&i| items[i].report != items[cluster[0]].report));
    several
        .map(|cluster| {
            let dated = cluster.iter().find(|&&i| of_no_year(items[i].value).is_none()).unwrap_or(&cluster[0]);
            let value = items[*dated].value;
            let common = |item: &Item| {
                let others = cluster.iter().map(|&i| &items[i]).filter(|other| other.report != item.report);
                others.map(|other| shared(&item.around, &other.around).1).sum::<f64>()
            };
            // In the words of whom the others have most in common with.
            let same = cluster.iter().rev().map(|&i| &items[i]).filter(|item| item.value == value);
            let told = same.max_by(|a, b| common(a).total_cmp(&common(b))).unwrap_or(&items[*dated]);
            let label = format!("{}: {}", spoken(value), labels::leading_to(context, told.report, told.span));
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
            names.entry(id).or_insert_with(|| context.places.of_place(place));
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

/// What an issue's words stand for: "the Russian strikes" are "Russia's attacks", where the report tells of an attack by that word.
fn issue(context: &Context, report: usize, span: Span) -> Telling {
    let attacks = context.reports[report].events.iter().filter(|event| event.kind == "assault");
    let attacks: Vec<Span> =
        attacks.flat_map(|event| std::iter::once(event.trigger).chain(event.mentions.iter().copied())).collect();
    let mut words = context.words(report, &[span]);
    for word in &mut words {
        if let Some(Some(country)) = demonym(&word.norm) {
            word.norm = country.name.to_lowercase();
        } else if attacks.iter().any(|attack| attack.contains(word.span)) {
            word.norm = "attack".to_string();
        }
    }
    concepts(&words)
}

/// "The opposition demanded an inquiry": the words that take the stand; where what somebody says takes it, "Mara Olin demands: …".
fn position_label(context: &Context, report: usize, position: &Position, holder: Option<&str>) -> String {
    let read = &context.reports[report];
    let holder = holder.unwrap_or("somebody");
    let shown = |span: Span| {
        let words: Vec<Span> = context.words(report, &[span]).into_iter().map(|word| word.span).collect();
        labels::said(&read.text, &[span], &words)
    };
    let statement = read.statements.iter().find(|statement| position.statement == Some(statement.id));
    let told = position.evidence.first().filter(|told| told.contains(position.issue));
    let by_cue = |told: &&Span| statement.is_none_or(|s| s.cue.is_some_and(|cue| cue.start == told.start));
    let stance = serde_json::to_value(position.stance).ok().and_then(|v| v.as_str().map(str::to_string));
    match told.filter(by_cue) {
        Some(told) if !is_said(told.of(&read.text)) => format!("{holder} {}", shown(*told)),
        _ => format!("{holder} {}: {}", stance.unwrap_or_default(), shown(position.issue)),
    }
}

/// Whether a stance stands in what is said, not in a word for how it is.
fn is_said(words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or_default().to_lowercase();
    matches!(first.as_str(), "added" | "said" | "say" | "says" | "tell" | "tells" | "told" | "wrote")
}

/// Where people stand on what, when several reports say so.
pub(super) fn positions(context: &Context, sources: &Sources) -> Vec<Row> {
    struct Item<'r> {
        report: usize,
        position: &'r Position,
        holder: Option<String>,
        issue: Telling,
    }
    let mut items: Vec<Item> = Vec::new();
    for (report, annotated) in context.reports.iter().enumerate() {
        for position in &annotated.positions {
            let holder = context.name(report, &position.holder);
            items.push(Item { report, position, holder, issue: issue(context, report, position.issue) });
        }
    }
    let favours = |position: &Position| matches!(position.stance, Stance::Supports | Stance::Demands);
    let reports: Vec<usize> = items.iter().map(|item| item.report).collect();
    let keys = items.iter().enumerate().flat_map(|(i, item)| item.issue.keys().map(move |word| (word.as_str(), i)));
    let pairs = sharing(keys).into_iter().filter(|(i, j)| reports[*i] != reports[*j]);
    let scored = pairs.filter_map(|(i, j)| {
        let (a, b) = (&items[i], &items[j]);
        let same = compare_names(a.holder.as_deref(), b.holder.as_deref()) == Names::Same;
        let (count, weight) = shared(&a.issue, &b.issue);
        let coverage = coverage(&a.issue, &b.issue);
        // Of one mind on what little both say of it: "occupation", "Velland's occupation".
        let alike = favours(a.position) == favours(b.position) && count >= 1 && weight >= 4.0 && coverage >= 0.75;
        let one = alike || count >= 2 && weight >= 9.0 && coverage >= 0.5;
        (same && one).then_some((coverage, i, j))
    });
    let clusters = cluster(&reports, PerReport::Many, scored.collect());
    clusters
        .into_iter()
        .map(|cluster| {
            let members: Vec<&Item> = cluster.iter().map(|&i| &items[i]).collect();
            let favours = |item: &&&Item| favours(item.position);
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
            let alike = cluster
                .iter()
                .enumerate()
                .all(|(n, &i)| cluster[n + 1..].iter().all(|&j| coverage(&items[i].issue, &items[j].issue) >= 0.75));
            // For a demand and against another is no contradiction: the issue must be the same to the word, nearly.
            // A report that has both stances was read wrongly, or speaks of two things.
            let torn = yes.zip(no).is_some_and(|(a, b)| {
                let both = |report: usize| {
                    let own = || members.iter().filter(|item| item.report == report);
                    own().any(|item| favours(&item)) && own().any(|item| !favours(&item))
                };
                both(a.report) || both(b.report)
            });
            if !alike || torn {
                differences.clear();
            }
            let verdict = if differences.is_empty() { Verdict::Agreed } else { Verdict::Contradicted };
            let first = members[0];
            let label = position_label(context, first.report, first.position, first.holder.as_deref());
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
