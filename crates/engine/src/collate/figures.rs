//! One count of one thing, one row: what each report says how many, and whether they can all be right.
//!
//! Nothing is averaged and no majority decides: the verdict compares the figures pair by pair, and the row has the
//! gravest verdict of its pairs. `docs/verdicts.md` defines them.

use super::align::{stem, weight};
use super::context::{Context, Names, compare_names};
use super::origins::{Sources, is_correction};
use std::collections::BTreeMap;
use variorum_record::{
    Difference, DifferenceKind, Figure, Measure, Place, Precision, Reading, Row, RowKind, Span, Verdict,
};

/// A figure of a report, with what tells whether another counts the same.
pub(super) struct Count<'r> {
    report: usize,
    /// Mentions of the figure with the same value, the first of them the fullest.
    figures: Vec<&'r Figure>,
    place: Option<Where>,
    day: Option<i32>,
    source: Option<String>,
    /// Telling words of its sentence, by stem.
    stems: BTreeMap<String, f64>,
    /// "up from seven": what was counted before.
    previous: bool,
    /// Whether its sentence speaks of a region (true) or of a town (false).
    wide: Option<bool>,
}

/// A place as far as figures compare it.
#[derive(Clone, Debug)]
struct Where {
    name: String,
    geonames: Option<u32>,
    country: Option<String>,
    /// A region or country rather than a town.
    wide: Option<bool>,
}

/// How surely two figures count the same thing must be to stand in one row.
const SAME_COUNT: f64 = 0.5;

/// The rows of a story's figures.
pub(super) fn rows(context: &Context, sources: &Sources) -> Vec<Row> {
    let counts: Vec<Count> = (0..context.reports.len()).flat_map(|report| counts(context, report)).collect();
    clusters(&counts)
        .into_iter()
        .map(|cluster| row(context, sources, &cluster.iter().map(|&i| &counts[i]).collect::<Vec<_>>()))
        .collect()
}

fn counts<'r>(context: &Context<'r>, report: usize) -> Vec<Count<'r>> {
    let annotated = &context.reports[report];
    let mut out: Vec<Count> = Vec::new();
    for figure in &annotated.figures {
        if figure.low.is_none() && figure.high.is_none() {
            continue;
        }
        let count = count(context, report, figure);
        let same = |other: &&mut Count| {
            let first = other.figures[0];
            first.measures == figure.measures
                && (first.low, first.high) == (figure.low, figure.high)
                && first.of.is_some() == figure.of.is_some()
                && units(first, figure)
                && (!person_measure(figure.measures)
                    || relation(other.place.as_ref(), count.place.as_ref()) != Relation::Apart)
                && (person_measure(figure.measures) || similarity(&other.stems, &count.stems) >= 0.4)
        };
        match out.iter_mut().find(same) {
            Some(known) => {
                known.figures.push(figure);
                known.place = known.place.take().or(count.place);
                known.day = known.day.or(count.day);
                known.source = known.source.take().or(count.source);
                known.stems.extend(count.stems);
                known.previous &= count.previous;
            }
            None => out.push(count),
        }
    }
    out
}

fn count<'r>(context: &Context<'r>, report: usize, figure: &'r Figure) -> Count<'r> {
    let annotated = &context.reports[report];
    let sentence = context.sentence(report, figure.span);
    let event = figure.event.and_then(|id| annotated.events.iter().find(|event| event.id == id));
    let place = event
        .and_then(|event| annotated.places.get(event.place?))
        .or_else(|| nearest(&annotated.places, sentence, figure.span));
    let day = event
        .and_then(|event| annotated.times.get(event.time?))
        .and_then(|time| time.value.as_deref().and_then(crate::group::dates::day));
    let own =
        annotated.entities.iter().find(|entity| Some(entity.id) == figure.source).map(|entity| entity.name.clone());
    let said = annotated.statements.iter().find(|s| s.content.iter().any(|span| span.contains(figure.span)));
    let source = own.or_else(|| said.and_then(|s| context.name(report, s.speaker.as_ref()?)));
    let mut stems = BTreeMap::new();
    for word in context.words(report, &[sentence]) {
        let weight = weight(&word.norm);
        if weight > 0.0 && !figure.span.contains(word.span) && super::align::number(&word.norm).is_none() {
            stems.insert(stem(&word.norm).to_string(), weight);
        }
    }
    let told = sentence.of(&annotated.text);
    let region =
        [" region", " province", " county", " district", " governorate"].iter().any(|word| told.contains(word));
    let town =
        ["city of ", "town of ", "village of ", "in the city", "in the town"].iter().any(|word| told.contains(word));
    let wide = if region == town { None } else { Some(region) };
    let before = annotated.text.get(sentence.start..figure.span.start).unwrap_or_default();
    let previous = before.trim_end().ends_with("from") && figure.measures != Measure::Other;
    Count {
        report,
        figures: vec![figure],
        place: place.map(|place| whereabouts(&annotated.text, place)),
        day,
        source,
        stems,
        previous,
        wide,
    }
}

fn nearest(places: &[Place], sentence: Span, figure: Span) -> Option<&Place> {
    let inside = places.iter().filter(|place| sentence.contains(place.span) && !place.metonym);
    inside.min_by_key(|place| (place.span.start.abs_diff(figure.end), place.span.start))
}

fn whereabouts(text: &str, place: &Place) -> Where {
    let after = text
        .get(place.span.end..)
        .unwrap_or_default()
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .trim_matches(|c: char| !c.is_alphanumeric());
    let before = text.get(..place.span.start).unwrap_or_default();
    let before = before.split_whitespace().rev().take(2).collect::<Vec<_>>();
    let wide_word =
        |word: &str| matches!(word, "region" | "province" | "county" | "oblast" | "state" | "governorate" | "area");
    let narrow = before.first() == Some(&"of") && matches!(before.get(1), Some(&"city" | &"town" | &"village"));
    let wide = if wide_word(after) {
        Some(true)
    } else if narrow || matches!(after, "city" | "town" | "village") {
        Some(false)
    } else {
        match place.precision {
            Some(Precision::Region | Precision::Country) => Some(true),
            _ => None,
        }
    };
    Where { name: place.name.clone(), geonames: place.geonames, country: place.country.clone(), wide }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Same,
    /// One lies in the other, as far as can be told.
    Within,
    Apart,
    Unknown,
}

fn relation(a: Option<&Where>, b: Option<&Where>) -> Relation {
    let (Some(a), Some(b)) = (a, b) else { return Relation::Unknown };
    let one = (a.geonames.is_some() && a.geonames == b.geonames)
        || compare_names(Some(&a.name), Some(&b.name)) == Names::Same;
    if one {
        let differ = matches!((a.wide, b.wide), (Some(x), Some(y)) if x != y);
        return if differ { Relation::Within } else { Relation::Same };
    }
    let wide = a.wide == Some(true) || b.wide == Some(true);
    if wide && a.country.is_some() && a.country == b.country {
        return Relation::Within;
    }
    if a.country.is_none() || b.country.is_none() { Relation::Unknown } else { Relation::Apart }
}

fn person_measure(measure: Measure) -> bool {
    use Measure::*;
    matches!(measure, Killed | Injured | Missing | Detained | Displaced | Rescued | Launched | Intercepted)
}

fn units(a: &Figure, b: &Figure) -> bool {
    match (a.unit.as_deref(), b.unit.as_deref()) {
        (Some(a), Some(b)) => stem(a) == stem(b),
        _ => true,
    }
}

fn similarity(a: &BTreeMap<String, f64>, b: &BTreeMap<String, f64>) -> f64 {
    let smaller = a.values().sum::<f64>().min(b.values().sum());
    let shared: f64 = a.iter().filter_map(|(stem, weight)| Some(weight.min(*b.get(stem)?))).sum();
    if smaller > 0.0 { shared / smaller } else { 0.0 }
}

/// How surely two figures count the same thing.
fn same_count(a: &Count, b: &Count) -> Option<f64> {
    let (x, y) = (a.figures[0], b.figures[0]);
    if x.measures != y.measures || x.of.is_some() != y.of.is_some() || a.previous != b.previous {
        return None;
    }
    let strong = person_measure(x.measures);
    if !units(x, y) && !(strong && people(x) && people(y)) {
        return None;
    }
    if matches!((a.day, b.day), (Some(x), Some(y)) if (x - y).abs() > 1) {
        return None;
    }
    let relation = relation(a.place.as_ref(), b.place.as_ref());
    // Of a share, a sum or an age the nearest place says little.
    if relation == Relation::Apart && strong {
        return None;
    }
    let likeness = similarity(&a.stems, &b.stems);
    let fits = if overlap(x, y) { 0.2 } else { 0.0 };
    let exact = (x.low, x.high) == (y.low, y.high) && x.low.is_some();
    let score = if strong {
        let place = match relation {
            Relation::Same => 0.25,
            Relation::Within => 0.15,
            _ => 0.0,
        };
        0.3 + place + 0.4 * likeness + fits
    } else if matches!(x.measures, Measure::Age) {
        if exact { likeness } else { 0.0 }
    } else if likeness < 0.35 {
        0.0
    } else if exact || overlap(x, y) {
        0.3 + 0.5 * likeness + fits
    } else {
        0.05 + 0.7 * likeness
    };
    (score >= SAME_COUNT).then_some(score)
}

fn people(figure: &Figure) -> bool {
    figure.unit.as_deref().is_none_or(|unit| matches!(unit, "person" | "people" | "life" | "civilian" | "soldier"))
}

/// Best first, one figure of each report to a row.
fn clusters(counts: &[Count]) -> Vec<Vec<usize>> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, a) in counts.iter().enumerate() {
        for (j, b) in counts.iter().enumerate().skip(i + 1) {
            if a.report != b.report {
                pairs.extend(same_count(a, b).map(|score| (score, i, j)));
            }
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let scores: BTreeMap<(usize, usize), f64> = pairs.iter().map(|(score, i, j)| ((*i, *j), *score)).collect();
    let mut of: Vec<usize> = (0..counts.len()).collect();
    let mut members: Vec<Vec<usize>> = (0..counts.len()).map(|i| vec![i]).collect();
    for (_, i, j) in pairs {
        let (x, y) = (of[i], of[j]);
        if x == y || members[x].iter().any(|&i| members[y].iter().any(|&j| counts[i].report == counts[j].report)) {
            continue;
        }
        let matched = |i: usize, j: usize| scores.contains_key(&(i.min(j), i.max(j)));
        let all = members[x].len() * members[y].len();
        let hits = members[x].iter().map(|&i| members[y].iter().filter(|&&j| matched(i, j)).count()).sum::<usize>();
        if hits * 2 >= all {
            let moved = std::mem::take(&mut members[y]);
            moved.iter().for_each(|&i| of[i] = x);
            members[x].extend(moved);
        }
    }
    members.retain(|cluster| !cluster.is_empty());
    members.iter_mut().for_each(|cluster| cluster.sort_unstable());
    members
}

fn row(context: &Context, sources: &Sources, counts: &[&Count]) -> Row {
    let mut given: Vec<Option<Reading>> = Vec::new();
    given.resize_with(context.reports.len(), || None);
    for count in counts {
        let first = count.figures[0];
        given[count.report] = Some(Reading {
            report: context.id(count.report),
            ids: count.figures.iter().map(|figure| figure.id.to_string()).collect(),
            spans: count.figures.iter().map(|figure| figure.span).collect(),
            value: Some(serde_json::json!({
                "low": whole(first.low), "high": whole(first.high), "qualifier": first.qualifier,
                "unit": first.unit, "measures": first.measures, "source": count.source,
            })),
            absent: false,
        });
    }
    let mut verdict = if counts.len() < 2 { Verdict::OnlyOne } else { Verdict::Agreed };
    let mut found = Vec::new();
    for (n, a) in counts.iter().enumerate() {
        for b in &counts[n + 1..] {
            verdict = verdict.min(compare(context, a, b));
            for kind in kinds(a.figures[0], b.figures[0]) {
                let span = |count: &Count| Some(count.figures[0].span);
                found.push(Difference {
                    a: context.id(a.report),
                    b: context.id(b.report),
                    kind,
                    a_span: span(a),
                    b_span: span(b),
                });
            }
        }
    }
    let mentions: Vec<(usize, Vec<Span>)> =
        counts.iter().map(|c| (c.report, c.figures.iter().map(|f| f.span).collect())).collect();
    let authorities: Vec<(usize, String)> = counts.iter().filter_map(|c| Some((c.report, c.source.clone()?))).collect();
    let (origins, independent_origins) = sources.of_fact(context, &mentions, &authorities);
    Row {
        id: String::new(),
        kind: RowKind::Figure,
        label: label(context, counts),
        readings: context.readings(given),
        verdict,
        differences: found,
        origins,
        independent_origins,
    }
}

/// Whole numbers without a decimal point.
fn whole(value: Option<f64>) -> serde_json::Value {
    match value {
        Some(value) if value.fract() == 0.0 && value.abs() < 9e15 => serde_json::json!(value as i64),
        other => serde_json::json!(other),
    }
}

fn overlap(a: &Figure, b: &Figure) -> bool {
    let below = |low: Option<f64>, high: Option<f64>| matches!((low, high), (Some(low), Some(high)) if low > high);
    !below(a.low, b.high) && !below(b.low, a.high)
}

fn is_exact(figure: &Figure) -> bool {
    figure.low.is_some() && figure.low == figure.high
}

/// How two figures of one thing stand to each other.
fn compare(context: &Context, a: &Count, b: &Count) -> Verdict {
    let (x, y) = (a.figures[0], b.figures[0]);
    if (x.low, x.high) == (y.low, y.high) {
        let loosened = |f: &Figure| f.qualifier.is_some() && is_exact(f);
        return if loosened(x) == loosened(y) { Verdict::Agreed } else { Verdict::Compatible };
    }
    let scopes = matches!((a.wide, b.wide), (Some(x), Some(y)) if x != y);
    if (scopes || relation(a.place.as_ref(), b.place.as_ref()) == Relation::Within) && !overlap(x, y) {
        return Verdict::DifferentScope;
    }
    let vague = |f: &Figure| {
        f.qualifier.as_deref().is_some_and(|q| !q.contains("least") && !q.contains("over") && !q.contains("more"))
    };
    let later = later(context, a.report, b.report);
    let size = |f: &Figure| f.low.or(f.high).unwrap_or_default();
    // "at least seven" on the first day and 19 on the next is no agreement but an update.
    let grown = |days: i32| days != 0 && (size(y) - size(x)) * f64::from(days) > 0.0;
    if overlap(x, y) {
        let numbers =
            size(x) != size(y) && !vague(x) && !vague(y) && later.is_some_and(|l| l.days && grown(l.direction));
        return if numbers { Verdict::Updated } else { Verdict::Compatible };
    }
    let authorities = compare_names(a.source.as_deref(), b.source.as_deref());
    let shrinks = matches!(x.measures, Measure::Missing | Measure::Displaced | Measure::Detained);
    match later {
        Some(later) if later.days && (grown(later.direction) || shrinks) => Verdict::Updated,
        Some(later) if grown(later.direction) && authorities == Names::Same => Verdict::Updated,
        Some(later) => {
            let last = if later.direction > 0 { b.report } else { a.report };
            if is_correction(&context.reports[last]) { Verdict::Updated } else { Verdict::Contradicted }
        }
        None => Verdict::Contradicted,
    }
}

/// Which of two reports is the later one.
#[derive(Clone, Copy)]
struct Later {
    /// 1 when the second is later, -1 when the first is.
    direction: i32,
    /// By a day or more.
    days: bool,
}

fn later(context: &Context, a: usize, b: usize) -> Option<Later> {
    let (x, y) = (context.days[a]?, context.days[b]?);
    if x != y {
        return Some(Later { direction: (y - x).signum(), days: true });
    }
    let stated = |report: usize| context.reports[report].report.published.as_deref().filter(|value| value.len() > 10);
    let (x, y) = (stated(a)?, stated(b)?);
    (x.len() == y.len() && x != y).then(|| Later { direction: if y > x { 1 } else { -1 }, days: false })
}

fn kinds(a: &Figure, b: &Figure) -> Vec<DifferenceKind> {
    let mut out = Vec::new();
    let number = |f: &Figure| f.low.or(f.high);
    if number(a) != number(b) {
        out.push(DifferenceKind::Number);
    }
    let plain = |f: &Figure| (f.low.is_some(), f.high.is_some(), f.qualifier.is_some());
    if plain(a) != plain(b) {
        out.push(DifferenceKind::Qualifier);
    }
    out
}

/// "killed: at least 12 people, Kyiv".
fn label(context: &Context, counts: &[&Count]) -> String {
    let fullest = counts
        .iter()
        .flat_map(|c| c.figures.iter().map(move |f| (c.report, *f)))
        .max_by_key(|(r, f)| (f.span.len(), std::cmp::Reverse((*r, f.span))));
    let Some((report, figure)) = fullest else { return String::new() };
    let words = figure.span.of(&context.reports[report].text).split_whitespace().collect::<Vec<_>>().join(" ");
    let measure =
        serde_json::to_value(figure.measures).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default();
    let place =
        counts.iter().find_map(|c| c.place.as_ref()).map(|place| format!(", {}", place.name)).unwrap_or_default();
    if matches!(figure.measures, Measure::Other | Measure::Count) {
        format!("{words}{place}")
    } else {
        format!("{measure}: {words}{place}")
    }
}
