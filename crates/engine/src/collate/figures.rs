//! One count of one thing, one row: what each report says how many, and whether they can all be right.
//!
//! Nothing is averaged and no majority decides: the verdict compares the figures pair by pair, and the row has the
//! gravest verdict of its pairs. `docs/verdicts.md` defines them.

use super::align::{stem, weight};
use super::context::{Context, Names, compare_names};
use super::origins::{Sources, is_correction};
use super::scope::{Counted, Days, Relation, Where, counted, days, days_apart, narrowed, relation};
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{
    AnnotatedReport, Difference, DifferenceKind, Event, EventStatus, Figure, Measure, Place, Reading, Row, RowKind,
    Span, Verdict,
};

/// A figure of a report, with what tells whether another counts the same.
pub(super) struct Count<'r> {
    report: usize,
    /// Its mentions; the first speaks for the report. They have the same value, but for tolls of what the report is
    /// about, where one report may give several.
    figures: Vec<&'r Figure>,
    /// Of what the report is about, as against other happenings that it tells.
    main: bool,
    place: Option<Where>,
    days: Option<Days>,
    /// Told as something past, not as the news.
    background: bool,
    /// Of which people or things it is, beyond people as such.
    narrowed: BTreeSet<String>,
    source: Option<String>,
    /// Telling words of its sentence, by stem.
    stems: BTreeMap<String, f64>,
    /// "up from seven": what was counted before.
    previous: bool,
    /// Whether its sentence speaks of a region (true) or of a town (false).
    wide: Option<bool>,
}

/// What ended more than this many days before publication is not the news. Set by hand.
const LONG_AGO: i32 = 45;

/// How much alike the words beside two different numbers must be, tolls aside, to count one thing. Set by hand on reports
/// of Giveme5W1H's development part.
const SAME_WORDS: f64 = 0.75;

/// "About 500 miles" and 480 are one. Set by hand.
const ROUNDING: f64 = 0.06;

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
    let subject = subject(annotated);
    let mut out: Vec<Count> = Vec::new();
    for figure in &annotated.figures {
        if figure.low.is_none() && figure.high.is_none() {
            continue;
        }
        let count = count(context, report, figure, subject);
        match out.iter_mut().find(|other| one_count(other, &count)) {
            Some(known) => {
                known.figures.push(figure);
                known.place = known.place.take().or(count.place);
                known.days = known.days.or(count.days);
                known.source = known.source.take().or(count.source);
                known.stems.extend(count.stems);
                known.previous &= count.previous;
            }
            None => out.push(count),
        }
    }
    out.iter_mut().for_each(|count| speak_first(&mut count.figures));
    out
}

/// Whether two figures of one report are mentions of one count.
fn one_count(a: &Count, b: &Count) -> bool {
    let (x, y) = (a.figures[0], b.figures[0]);
    let tolls = person_measure(x.measures);
    let same_scope = x.measures == y.measures
        && x.of.is_some() == y.of.is_some()
        && units(x, y)
        && counted(&a.narrowed, &b.narrowed) == Counted::Alike
        && (a.background, a.main) == (b.background, b.main)
        && !days_apart(a.days, b.days);
    // The toll of what the report is about is one count, whatever numbers the report gives for it.
    let toll = tolls
        && a.main
        && x.of.is_none()
        && a.previous == b.previous
        && a.narrowed.is_empty()
        && !one_person(x)
        && !one_person(y);
    let apart = tolls && relation(a.place.as_ref(), b.place.as_ref()) == Relation::Apart;
    let same_number = (x.low, x.high) == (y.low, y.high);
    same_scope && !apart && (toll || (same_number && (tolls || similarity(&a.stems, &b.stems) >= 0.4)))
}

/// "A victim" tells of somebody, not how many there were.
fn one_person(figure: &Figure) -> bool {
    (figure.low, figure.high) == (Some(1.0), Some(1.0))
}

/// Puts first the mention that speaks for the report: a number rather than "dozens", the one given most often, the
/// highest, the earliest.
fn speak_first(figures: &mut [&Figure]) {
    let number = |figure: &Figure| (figure.low, figure.high);
    let rank = |figure: &&Figure| {
        let mentions = figures.iter().filter(|other| number(other) == number(figure)).count();
        (!wordy(figure), mentions)
    };
    let size = |figure: &Figure| figure.low.or(figure.high).unwrap_or_default();
    let better = |&i: &usize, &j: &usize| {
        let (a, b) = (figures[i], figures[j]);
        rank(&a).cmp(&rank(&b)).then(size(a).total_cmp(&size(b)))
    };
    if let Some(best) = (0..figures.len()).rev().max_by(better) {
        figures[..=best].rotate_right(1);
    }
}

/// The event a report is about, as far as tolls go: the one with most figures of people.
fn subject(report: &AnnotatedReport) -> Option<&Event> {
    let told = report.events.iter().filter(|event| event.status != EventStatus::Background && !event.negated);
    let tolls = |event: &Event| {
        let of_people = |figure: &&Figure| person_measure(figure.measures) && event.figures.contains(&figure.id);
        report.figures.iter().filter(of_people).count()
    };
    let mut best: Option<(usize, &Event)> = None;
    for event in told {
        let tolls = tolls(event);
        if tolls > best.map_or(0, |(most, _)| most) {
            best = Some((tolls, event));
        }
    }
    best.map(|(_, event)| event)
}

fn count<'r>(context: &Context<'r>, report: usize, figure: &'r Figure, subject: Option<&Event>) -> Count<'r> {
    let annotated = &context.reports[report];
    let sentence = context.sentence(report, figure.span);
    let event = figure.event.and_then(|id| annotated.events.iter().find(|event| event.id == id));
    let place = event
        .and_then(|event| annotated.places.get(event.place?))
        .or_else(|| nearest(&annotated.places, sentence, figure.span));
    let days = days(event.and_then(|event| annotated.times.get(event.time?)), &annotated.times, sentence, figure.span);
    let long_ago = matches!((days, context.days[report]), (Some(days), Some(told)) if told - days.1 > LONG_AGO);
    let background = long_ago || event.is_some_and(|event| event.status == EventStatus::Background);
    let of_subject = |event: &Event, subject: &Event| {
        let whereabouts = |event: &Event| Some(Where::of(&annotated.text, annotated.places.get(event.place?)?));
        let counts_the_same = |other: &&Figure| {
            other.measures == figure.measures
                && (other.low, other.high) == (figure.low, figure.high)
                && subject.figures.contains(&other.id)
        };
        event.id == subject.id
            || match relation(whereabouts(event).as_ref(), whereabouts(subject).as_ref()) {
                Relation::Apart => false,
                Relation::Same | Relation::Within if event.kind == subject.kind => true,
                _ => annotated.figures.iter().any(|other| counts_the_same(&other)),
            }
    };
    let main = !background
        && match (event, subject) {
            (Some(event), Some(subject)) => of_subject(event, subject),
            (None, _) => true,
            (Some(_), None) => false,
        };
    let own =
        annotated.entities.iter().find(|entity| Some(entity.id) == figure.source).map(|entity| entity.name.clone());
    let said = annotated.statements.iter().find(|s| s.content.iter().any(|span| span.contains(figure.span)));
    let source = own.or_else(|| said.and_then(|s| context.name(report, s.speaker.as_ref()?)));
    // Of a price or a share the words beside it tell what it is of, of a toll the whole sentence.
    let around = if person_measure(figure.measures) {
        vec![sentence]
    } else {
        context.around(report, figure.span).into_iter().chain([figure.span]).collect()
    };
    let mut stems = BTreeMap::new();
    for word in context.words(report, &around) {
        let weight = weight(&word.norm);
        if weight > 0.0 && super::align::number(&word.norm).is_none() {
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
        main,
        place: place.map(|place| Where::of(&annotated.text, place)),
        days,
        background,
        narrowed: narrowed(&annotated.text, figure),
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
    let exact = (x.low, x.high) == (y.low, y.high) && x.low.is_some();
    if strong && one_person(x) != one_person(y) {
        return None;
    }
    if days_apart(a.days, b.days) || (a.background != b.background && !exact) {
        return None;
    }
    // A part and the whole stand in one row only where their numbers are one.
    match counted(&a.narrowed, &b.narrowed) {
        Counted::Alike => {}
        Counted::PartOf if exact => {}
        _ => return None,
    }
    let relation = relation(a.place.as_ref(), b.place.as_ref());
    // Of a share, a sum or an age the nearest place says little.
    if relation == Relation::Apart && strong {
        return None;
    }
    let likeness = similarity(&a.stems, &b.stems);
    let fits = if overlap(x, y) { 0.2 } else { 0.0 };
    let score = if strong {
        let place = match relation {
            Relation::Same => 0.25,
            Relation::Within => 0.15,
            _ => 0.0,
        };
        let subject = match (a.main, b.main) {
            (true, true) => 0.2,
            (false, false) => -0.1,
            _ => -0.25,
        };
        0.3 + subject + place + 0.4 * likeness + fits
    } else if matches!(x.measures, Measure::Age) {
        if exact { likeness } else { 0.0 }
    } else if likeness < 0.35 {
        0.0
    } else if exact || overlap(x, y) {
        0.3 + 0.5 * likeness + fits
    } else if likeness < SAME_WORDS {
        // Other numbers beside other words are of something else: prices, shares, "eight people".
        0.0
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
            found.extend(differing(a, b).into_iter().map(|(kind, x, y)| Difference {
                a: context.id(a.report),
                b: context.id(b.report),
                kind,
                a_span: Some(x.span),
                b_span: Some(y.span),
            }));
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

/// "Dozens", "scores": words that give no number, only a least one.
fn wordy(figure: &Figure) -> bool {
    figure.high.is_none() && vague(figure)
}

/// "Dozens", "scores", "about 40", but not "at least 40".
fn vague(figure: &Figure) -> bool {
    figure.qualifier.as_deref().is_some_and(|q| !q.contains("least") && !q.contains("over") && !q.contains("more"))
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
    let later = later(context, a.report, b.report);
    let size = |f: &Figure| f.low.or(f.high).unwrap_or_default();
    // "at least seven" on the first day and 19 on the next is no agreement but an update.
    let grown = |days: i32| days != 0 && (size(y) - size(x)) * f64::from(days) > 0.0;
    // Of two conversions or roundings of one number at least one says that it is rounded.
    let rounded = (vague(x) || vague(y)) && (size(x) - size(y)).abs() <= ROUNDING * size(x).max(size(y));
    if overlap(x, y) || rounded {
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

/// How two counts differ, with the figures that do: the two that speak for their reports, and every other number of one
/// that the other report gives nowhere.
fn differing<'r>(a: &Count<'r>, b: &Count<'r>) -> Vec<(DifferenceKind, &'r Figure, &'r Figure)> {
    let (x, y) = (a.figures[0], b.figures[0]);
    let mut out: Vec<_> = kinds(x, y).into_iter().map(|kind| (kind, x, y)).collect();
    let nowhere = |figure: &Figure, count: &Count| {
        !wordy(figure) && count.figures.iter().all(|other| !wordy(other) && !kinds(figure, other).is_empty())
    };
    for (i, figure) in a.figures.iter().enumerate().skip(1).filter(|(_, figure)| nowhere(figure, b)) {
        if kinds(figure, x).is_empty() || a.figures[1..i].iter().any(|known| kinds(figure, known).is_empty()) {
            continue;
        }
        out.extend(kinds(figure, y).into_iter().map(|kind| (kind, *figure, y)));
    }
    for (i, figure) in b.figures.iter().enumerate().skip(1).filter(|(_, figure)| nowhere(figure, a)) {
        if kinds(figure, y).is_empty() || b.figures[1..i].iter().any(|known| kinds(figure, known).is_empty()) {
            continue;
        }
        out.extend(kinds(x, figure).into_iter().map(|kind| (kind, x, *figure)));
    }
    out
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
