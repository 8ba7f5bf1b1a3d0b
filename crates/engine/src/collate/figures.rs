//! One count of one thing, one row: what each report says how many, and whether they can all be right.
//!
//! Nothing is averaged and no majority decides: the verdict compares the figures pair by pair, and the row has the
//! gravest verdict of its pairs. `docs/verdicts.md` defines them.

use super::cluster::{PerReport, cluster, sharing};
use super::concepts::{concept, concepts};
use super::context::{Context, Names, compare_names};
use super::origins::{Sources, is_correction};
use super::scope::{Counted, Days, Relation, Where, counted, days, days_apart, narrowed, relation};
use std::cmp::Ordering::Equal;
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{
    AnnotatedReport, Difference, DifferenceKind, Event, EventStatus, Figure, Measure, Place, Reading, Row, RowKind,
    Span, Verdict, View, Views,
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
    /// Telling words of its sentence, by what they stand for.
    stems: BTreeMap<String, f64>,
    /// "up from seven": what was counted before.
    previous: bool,
    /// Nothing else in its report is measured in this way: there is one such count to be told.
    alone: bool,
    /// "six more people", "another five": counted beside others.
    further: bool,
    /// Of all that happened in years: "since the war began".
    cumulative: bool,
    /// Day of publication of its report.
    published: Option<i32>,
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
    /// A figure is looked for among so many before it; a list of thousands would take the square of its length.
    const RECENT: usize = 200;
    let annotated = &context.reports[report];
    let subject = subject(annotated);
    let mut out: Vec<Count> = Vec::new();
    for figure in &annotated.figures {
        if figure.low.is_none() && figure.high.is_none() {
            continue;
        }
        let count = count(context, report, figure, subject);
        match out.iter_mut().rev().take(RECENT).find(|other| one_count(other, &count)) {
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
    let whole = |count: &Count| count.figures[0].of.is_none() && !count.previous;
    let mut measured: BTreeMap<Measure, usize> = BTreeMap::new();
    out.iter().filter(|c| whole(c)).for_each(|c| *measured.entry(c.figures[0].measures).or_default() += 1);
    for count in &mut out {
        count.alone = whole(count) && measured.get(&count.figures[0].measures) == Some(&1);
    }
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
    let beside: Vec<_> = context
        .words(report, &around)
        .into_iter()
        .filter(|word| !figure.span.contains(word.span) && super::align::number(&word.norm).is_none())
        .collect();
    let stems = concepts(&beside);
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
        alone: false,
        further: is_further(figure.span.of(&annotated.text)),
        cumulative: [" since ", " years", "-year"].iter().any(|word| told.contains(word)),
        published: context.days[report],
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
        (Some(a), Some(b)) => concept(a) == concept(b),
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
    if x.of.is_some() != y.of.is_some() || a.previous != b.previous {
        return None;
    }
    let strong = person_measure(x.measures);
    let exact = (x.low, x.high) == (y.low, y.high) && x.low.is_some();
    let likeness = similarity(&a.stems, &b.stems);
    // One number of ten or more in like sentences counts one thing, whatever word each report has for it ("24 guns").
    let same_number = x.low.is_some() && x.low == y.low && x.low >= Some(10.0) && likeness >= 0.35;
    let loose = same_number && plain_count(x) && plain_count(y);
    let other_unit = !units(x, y) && !(strong && people(x) && people(y));
    if (x.measures != y.measures && !loose) || (other_unit && !loose && !(strong && same_number)) {
        return None;
    }
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
        _ if loose || (other_unit && same_number) => {}
        _ => return None,
    }
    let relation = relation(a.place.as_ref(), b.place.as_ref());
    // Of a share, a sum or an age the nearest place says little.
    if relation == Relation::Apart && strong {
        return None;
    }
    if strong && !exact && !may_be_one_toll(a, b, relation, likeness) {
        return None;
    }
    let fits = if overlap(x, y) { 0.2 } else { 0.0 };
    // "20 % of Ukrainian territory" in both.
    let of_one_thing = exact && a.narrowed.len() >= 2 && a.narrowed == b.narrowed;
    let telling = exact && x.low.is_some_and(|low| low > 12.0 && low % 10.0 != 0.0);
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
        let alone = if a.alone && b.alone { 0.1 } else { 0.0 };
        0.3 + subject + alone + place + 0.4 * likeness + fits
    } else if matches!(x.measures, Measure::Age) {
        // Another age is mostly another person's.
        if exact || likeness >= 0.85 { likeness } else { 0.0 }
    } else if likeness
        < if of_one_thing {
            0.0
        } else if telling {
            0.15
        } else {
            0.35
        }
    {
        0.0
    } else if exact || overlap(x, y) {
        0.3 + 0.5 * likeness + fits
    } else if likeness < SAME_WORDS || a.stems.len().min(b.stems.len()) < 3 {
        // Other numbers beside other words are of something else: prices, shares, "eight people".
        0.0
    } else if !overlap(x, y) && size_ratio(x, y) > 3.0 {
        // Prices of a share and of the whole.
        0.0
    } else {
        0.05 + 0.7 * likeness
    };
    (score >= SAME_COUNT).then_some(score)
}

fn size_ratio(x: &Figure, y: &Figure) -> f64 {
    let size = |figure: &Figure| figure.low.or(figure.high).unwrap_or_default().max(1.0);
    size(x).max(size(y)) / size(x).min(size(y))
}

/// A toll that is told later than this many days is seldom still counted. Set on FA-KES.
const STILL_COUNTED: i32 = 2;

/// Whether two different numbers of victims can be of one toll. The bounds were set on FA-KES, whose reports tell many attacks
/// each.
fn may_be_one_toll(a: &Count, b: &Count, relation: Relation, likeness: f64) -> bool {
    if a.further != b.further || a.cumulative != b.cumulative {
        return false;
    }
    if overlap(a.figures[0], b.figures[0]) {
        return true;
    }
    // Told of different days, they are of different attacks.
    let days = days_meet(a.days, b.days);
    let ratio = size_ratio(a.figures[0], b.figures[0]);
    let one_subject = a.main && b.main && relation == Relation::Same;
    let before =
        |told: Option<i32>, days: Option<Days>| matches!((told, days), (Some(told), Some(days)) if days.0 > told);
    if before(a.published, b.days) || before(b.published, a.days) {
        // What happened after a report was published is not what it tells.
        return false;
    }
    if days == Some(false) || ratio > if one_subject { 8.0 } else { 3.0 } {
        return likeness >= 0.75;
    }
    let far = matches!((a.published, b.published), (Some(x), Some(y)) if (x - y).abs() > STILL_COUNTED);
    // Without likeness nothing says that two attacks in one place are one.
    if !(a.main && b.main) && (a.background || b.background) {
        return likeness >= 0.5;
    }
    let least = match (far && days.is_none(), a.alone && b.alone, one_subject) {
        (true, ..) => 0.6,
        (_, true, _) => 0.12,
        (.., true) => 0.25,
        _ => 0.35,
    };
    likeness >= least
}

/// Whether two stretches of days have a day in common, where both are known.
fn days_meet(a: Option<Days>, b: Option<Days>) -> Option<bool> {
    a.zip(b).map(|(a, b)| a.0 <= b.1 && b.0 <= a.1)
}

/// "Six more people", "another five".
fn is_further(words: &str) -> bool {
    let lower = words.to_lowercase();
    let plain = !["more than", "at least", "no more"].iter().any(|start| lower.starts_with(start));
    plain && lower.split_whitespace().any(|word| matches!(word, "more" | "another"))
}

/// A count of things, of no measure of its own.
fn plain_count(figure: &Figure) -> bool {
    matches!(figure.measures, Measure::Count | Measure::Other | Measure::Delivered | Measure::Damaged)
        && figure.unit.as_deref().is_some_and(|unit| !matches!(unit, "person" | "people" | "they" | "year" | "percent"))
}

fn people(figure: &Figure) -> bool {
    figure.unit.as_deref().is_none_or(|unit| matches!(unit, "person" | "people" | "life" | "civilian" | "soldier"))
}

/// Best first, one figure of each report to a row.
fn clusters(counts: &[Count]) -> Vec<Vec<usize>> {
    let reports: Vec<usize> = counts.iter().map(|count| count.report).collect();
    let keys = counts.iter().enumerate().flat_map(|(i, count)| {
        let tolls = person_measure(count.figures[0].measures);
        let by_measure = tolls.then(|| (format!("{:?}", count.figures[0].measures), i));
        let by_word = count.stems.keys().filter(move |_| !tolls).map(move |word| (word.clone(), i));
        by_measure.into_iter().chain(by_word)
    });
    let pairs = sharing(keys).into_iter().filter(|(i, j)| reports[*i] != reports[*j]);
    let scored = pairs.filter_map(|(i, j)| Some((same_count(&counts[i], &counts[j])?, i, j))).collect();
    with_second_numbers(counts, cluster(&reports, PerReport::One, scored))
}

/// A number that stands alone joins the row in which its own report gives another number for the same: of one event by
/// one measure, on another's word ("doctors count 23, the ministry 14"), or in the very sentence of the others.
fn with_second_numbers(counts: &[Count], clusters: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    const SAME_SENTENCE: f64 = 0.9;
    /// Rows that are looked through; it bounds the search.
    const MOST: usize = 400;
    let (alone, mut rows): (Vec<_>, Vec<_>) = clusters.into_iter().partition(|cluster| cluster.len() == 1);
    let several = rows.len().min(MOST);
    for single in alone {
        let Some(count) = single.first().and_then(|&i| counts.get(i)) else { continue };
        let figure = count.figures[0];
        let same = |other: &Count| {
            let first = other.figures[0];
            let alike = first.measures == figure.measures
                && units(first, figure)
                && first.of.is_some() == figure.of.is_some()
                && other.previous == count.previous
                && counted(&count.narrowed, &other.narrowed) == Counted::Alike;
            let one_event = other.report == count.report
                && person_measure(figure.measures)
                && figure.event.is_some()
                && figure.event == first.event
                && (count.source.is_some() || other.source.is_some())
                && count.source != other.source;
            let one_sentence = other.report != count.report && similarity(&count.stems, &other.stems) >= SAME_SENTENCE;
            alike && (one_event || one_sentence)
        };
        let fits = |row: &&mut Vec<usize>| {
            row.iter().any(|&j| counts[j].report == count.report) && row.iter().any(|&j| same(&counts[j]))
        };
        match rows[..several].iter_mut().find(fits) {
            Some(row) => row.extend(single),
            None => rows.push(single),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_unstable());
    rows
}

fn row(context: &Context, sources: &Sources, counts: &[&Count]) -> Row {
    let mut given: Vec<Option<Reading>> = Vec::new();
    given.resize_with(context.reports.len(), || None);
    for count in counts {
        let first = count.figures[0];
        if let Some(reading) = &mut given[count.report] {
            reading.ids.extend(count.figures.iter().map(|figure| figure.id.to_string()));
            reading.spans.extend(count.figures.iter().map(|figure| figure.span));
            continue;
        }
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
    let several = counts.iter().any(|count| count.report != counts[0].report);
    let mut verdict = if several { Verdict::Agreed } else { Verdict::OnlyOne };
    let mut found = Vec::new();
    for (n, a) in counts.iter().enumerate() {
        for b in counts[n + 1..].iter().filter(|b| b.report != a.report) {
            verdict = verdict.min(if knows(counts, a, b) { Verdict::Compatible } else { compare(context, a, b) });
            found.extend(differing(a, b).into_iter().map(|(kind, x, y)| Difference {
                a: context.id(a.report),
                b: context.id(b.report),
                kind,
                a_span: Some(x.span),
                b_span: Some(y.span),
            }));
        }
    }
    // A report that sets two authorities' numbers side by side says that they disagree, however the days fall.
    if verdict == Verdict::Updated && counts.iter().any(|count| disputed(context, counts, count.report)) {
        verdict = Verdict::Contradicted;
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
        views: views(context, counts),
    }
}

/// Whether one of two reports gives, beside its own, the very number of the other: it tells of several tolls, or of several counts
/// of one, and denies none of them.
fn knows(counts: &[&Count], a: &Count, b: &Count) -> bool {
    let number = |figure: &Figure| (figure.low, figure.high);
    let (x, y) = (number(a.figures[0]), number(b.figures[0]));
    // Two numbers on the word of two are held against each other in the report itself.
    let gives = |count: &Count, wanted| {
        let own = counts.iter().filter(|other| other.report == count.report).flat_map(|other| &other.figures);
        own.into_iter().any(|figure| number(figure) == wanted && figure.source == count.figures[0].source)
    };
    x != y && (gives(a, y) || gives(b, x))
}

/// Ways to look at a row's numbers; the readings stay what they are.
fn views(context: &Context, counts: &[&Count]) -> Option<Views> {
    let pick = |count: &&Count, value: f64| View { value, report: context.id(count.report) };
    let low = |count: &&Count| count.figures[0].low;
    let top = |count: &&Count| count.figures[0].high.or(count.figures[0].low);
    if counts.len() < 2 {
        return None;
    }
    let by_low = |a: &&&Count, b: &&&Count| low(a).partial_cmp(&low(b)).unwrap_or(Equal);
    let by_top = |a: &&&Count, b: &&&Count| top(a).partial_cmp(&top(b)).unwrap_or(Equal);
    let with_low = || counts.iter().filter(|count| low(count).is_some());
    let lowest = with_low().min_by(by_low);
    let highest = counts.iter().filter(|count| top(count).is_some()).rev().max_by(by_top);
    let dated = counts.iter().filter_map(|count| Some((published(context, count.report)?, count)));
    let last = dated.max_by(|a, b| a.0.cmp(&b.0)).map(|(_, count)| count);
    let meet = |i: usize| counts[i + 1..].iter().all(|b| overlap(counts[i].figures[0], b.figures[0]));
    let careful = if (0..counts.len()).all(meet) { with_low().rev().max_by(by_low) } else { lowest };
    Some(Views {
        low: lowest.and_then(|count| Some(pick(count, low(count)?))),
        high: highest.and_then(|count| Some(pick(count, top(count)?))),
        latest: last.and_then(|count| Some(pick(count, low(count).or_else(|| top(count))?))),
        conservative: careful.and_then(|count| Some(pick(count, low(count)?))),
    })
}

/// When a report was published: its day, then the time as stated.
fn published<'r>(context: &Context<'r>, report: usize) -> Option<(i32, &'r str)> {
    Some((context.days[report]?, context.reports[report].report.published.as_deref()?))
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

/// How close two numbers of one report stand that it sets against each other, in bytes. Set by hand.
const SIDE_BY_SIDE: usize = 300;

/// Words by which a report says that the one number came after the other.
#[rustfmt::skip]
const ONE_AFTER_THE_OTHER: &[&str] = &[
    "climb", "corrected", "earlier", "first", "grew", "grown", "increas", "initial", "later", "previous", "raised", "revis", "rise", "rising", "rose", "up from",
    "updated",
];

/// Whether a report gives two numbers for the row's count side by side, according to two authorities, and does not say
/// that one of them replaced the other.
fn disputed(context: &Context, counts: &[&Count], report: usize) -> bool {
    let figures =
        || counts.iter().filter(|count| count.report == report && !count.previous).flat_map(|count| &count.figures);
    let text = &context.reports[report].text;
    figures().any(|x| {
        figures().filter(|y| y.span.start > x.span.end && !overlap(x, y) && is_exact(x) && is_exact(y)).any(|y| {
            let between = context.sentence(report, x.span).cover(context.sentence(report, y.span));
            let told = between.of(text).to_lowercase();
            let near = y.span.start - x.span.end <= SIDE_BY_SIDE;
            near && x.source != y.source && !ONE_AFTER_THE_OTHER.iter().any(|word| told.contains(word))
        })
    })
}

/// How two figures of one thing stand to each other.
fn compare(context: &Context, a: &Count, b: &Count) -> Verdict {
    let (x, y) = (a.figures[0], b.figures[0]);
    if !units(x, y) && !(people(x) && people(y)) && person_measure(x.measures) {
        // 130 people and 130 houses.
        return Verdict::DifferentScope;
    }
    if (x.low, x.high) == (y.low, y.high) {
        let loosened = |f: &Figure| f.qualifier.is_some() && is_exact(f);
        return if loosened(x) == loosened(y) { Verdict::Agreed } else { Verdict::Compatible };
    }
    let scopes = matches!((a.wide, b.wide), (Some(x), Some(y)) if x != y);
    if (scopes || relation(a.place.as_ref(), b.place.as_ref()) == Relation::Within) && !overlap(x, y) {
        return Verdict::DifferentScope;
    }
    let later = later(context, a.report, b.report);
    let authorities = compare_names(a.source.as_deref(), b.source.as_deref());
    let two_authorities = a.source.is_some() && b.source.is_some() && authorities != Names::Same;
    let size = |f: &Figure| f.low.or(f.high).unwrap_or_default();
    // "at least seven" on the first day and 19 on the next is no agreement but an update.
    let grown = |days: i32| days != 0 && (size(y) - size(x)) * f64::from(days) > 0.0;
    // Of two conversions or roundings of one number at least one says that it is rounded.
    let rounded = (vague(x) || vague(y)) && (size(x) - size(y)).abs() <= ROUNDING * size(x).max(size(y));
    if overlap(x, y) || rounded {
        let numbers = size(x) != size(y)
            && !vague(x)
            && !vague(y)
            && !two_authorities
            && later.is_some_and(|l| l.days && grown(l.direction));
        return if numbers { Verdict::Updated } else { Verdict::Compatible };
    }
    let shrinks = matches!(x.measures, Measure::Missing | Measure::Displaced | Measure::Detained);
    if (wordy(x) || wordy(y)) && size(x).max(size(y)) <= 2.0 * size(x).min(size(y)) {
        // "Dozens" need not be two of them.
        return Verdict::Compatible;
    }
    let tolls = person_measure(x.measures) && !is_correction_between(context, a, b);
    let years = a.cumulative != b.cumulative || size(x).max(size(y)) > 8.0 * size(x).min(size(y)).max(1.0);
    let far = matches!((a.published, b.published), (Some(x), Some(y)) if (x - y).abs() > STILL_COUNTED);
    let met = days_meet(a.days, b.days);
    let not_grown = later.is_none_or(|later| !grown(later.direction));
    if tolls && (years || met == Some(false) || (far && met.is_none() && not_grown)) {
        // A toll of Tuesday's and one of Thursday's, of an attack and of a war.
        return Verdict::DifferentScope;
    }
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

fn is_correction_between(context: &Context, a: &Count, b: &Count) -> bool {
    [a, b].iter().any(|count| is_correction(&context.reports[count.report]))
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
    let number = |figure: &Figure| figure.low.or(figure.high);
    let nowhere = |figure: &Figure, count: &Count| {
        !wordy(figure) && count.figures.iter().all(|other| !wordy(other) && number(figure) != number(other))
    };
    // The same number, loosened in one only.
    for figure in a.figures.iter().skip(1) {
        let mut same = b.figures.iter().filter(|other| number(other) == number(figure));
        if let Some(other) = same.next().filter(|other| kinds(figure, other).contains(&DifferenceKind::Qualifier))
            && same.next().is_none()
            && number(figure) != number(x)
        {
            out.push((DifferenceKind::Qualifier, *figure, *other));
        }
    }
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
