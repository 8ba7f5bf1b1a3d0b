//! One count of one thing, one row: what each report says how many, and whether they can all be right.
//!
//! [`counts`] makes of a report's figures what it counts, [`same`] says which counts of two reports are of one thing,
//! [`verdict`] how the numbers of one thing stand to each other. Nothing is averaged and no majority decides: the verdict
//! compares the figures pair by pair, and the row has the gravest verdict of its pairs. `docs/verdicts.md` defines them.

mod counts;
mod same;
mod terms;
mod values;
mod verdict;

use super::cluster::{PerReport, cluster, sharing};
use super::concepts::concept;
use super::context::Context;
use super::facts::coverage;
use super::labels;
use super::origins::{Sources, is_correction};
use super::scope::{Counted, Relation, counted, days_apart, whereabouts};
use counts::Count;
use same::{held_against, person_measure, same_count, tells, toll, units, weapon};
use std::cmp::{Ordering::Equal, Reverse};
use variorum_record::{Difference, DifferenceKind, Figure, Measure, Reading, Row, RowKind, Span, Verdict, View, Views};
pub(super) use verdict::wordy;
use verdict::{compare, denies_number, differing, disputed, knows, overlap, takes_back, two_voices};

/// The rows of a story's figures.
pub(super) fn rows(context: &Context, sources: &Sources) -> Vec<Row> {
    let counts: Vec<Count> = (0..context.reports.len()).flat_map(|report| counts::counts(context, report)).collect();
    let rising = counts.iter().any(|count| count.main && count.risen && toll(count.figures[0]));
    clusters(context, &counts)
        .into_iter()
        .map(|cluster| row(context, sources, &cluster.iter().map(|&i| &counts[i]).collect::<Vec<_>>(), rising))
        .collect()
}

/// Best first, one figure of each report to a row.
fn clusters(context: &Context, counts: &[Count]) -> Vec<Vec<usize>> {
    let reports: Vec<usize> = counts.iter().map(|count| count.report).collect();
    let keys = counts.iter().enumerate().flat_map(|(i, count)| {
        let figure = count.figures[0];
        let tolls = toll(figure);
        let by_measure = tolls.then(|| (format!("{:?}", figure.measures), i));
        let by_number = tells(figure).then(|| (format!("={}", figure.low.unwrap_or_default()), i));
        let by_word = count.stems.keys().filter(move |_| !tolls).map(move |word| (word.clone(), i));
        let by_crowd = count.crowd.map(|crowd| (format!("({crowd:?})"), i));
        let by_weapon = weapon(figure).map(|weapon| (format!("({weapon})"), i));
        let by_value = count.value.as_ref().map(|value| (format!("({})", value.name), i));
        by_measure.into_iter().chain(by_number).chain(by_word).chain(by_crowd).chain(by_value).chain(by_weapon)
    });
    let pairs = sharing(keys).into_iter().filter(|(i, j)| reports[*i] != reports[*j]);
    let scored = pairs.filter_map(|(i, j)| Some((same_count(&counts[i], &counts[j])?, i, j))).collect();
    with_second_numbers(context, counts, cluster(&reports, PerReport::One, scored))
}

/// A number that stands alone joins the row in which its own report gives another number for the same: of one event by
/// one measure, on another's word ("doctors count 23, the ministry 14"), in the very sentence of the others, or in place of what a
/// correction takes back ("130 people, not houses").
fn with_second_numbers(context: &Context, counts: &[Count], clusters: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
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
            // "Nine police officers", "22 policemen", on the word of two.
            let other_voice = other.report != count.report
                && person_measure(figure.measures)
                && (!count.background && !other.background && !count.narrowed.is_empty() && !other.narrowed.is_empty())
                && count.source.as_deref().zip(other.source.as_deref()).is_some_and(|(x, y)| two_voices(x, y))
                && whereabouts(&count.places, &other.places) != Relation::Apart
                && !days_apart(count.days, other.days);
            let one_sentence = other.report != count.report && coverage(&count.stems, &other.stems) >= SAME_SENTENCE;
            let corrected = other.report == count.report
                && is_correction(&context.reports[count.report])
                && first.measures == figure.measures
                && first.low == figure.low
                && toll(figure);
            corrected || (alike && (one_event || one_sentence || other_voice))
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

fn row(context: &Context, sources: &Sources, counts: &[&Count], rising: bool) -> Row {
    let mut given: Vec<Option<Reading>> = Vec::new();
    given.resize_with(context.reports.len(), || None);
    for count in counts {
        let first = count.figures[0];
        if let Some(reading) = &mut given[count.report] {
            reading.ids.extend(count.figures.iter().map(|figure| figure.id.to_string()));
            reading.spans.extend(count.figures.iter().map(|figure| figure.span));
            continue;
        }
        let mut value = serde_json::json!({
            "low": whole(first.low), "high": whole(first.high), "qualifier": first.qualifier,
            "unit": first.unit, "measures": first.measures.listed(), "source": count.source,
        });
        if first.measures.listed() != first.measures {
            value["finer"] = serde_json::json!(first.measures);
        }
        if let Some(owner) = &count.owner {
            value["whose"] = owner.as_str().into();
        }
        if let Some(&withdrawn) = count.withdrawn.first() {
            value["withdraws"] = whole(Some(withdrawn));
        }
        if let Some(by) = counts.iter().find(|other| withdraws(context, other, count)) {
            value["withdrawn_by"] = context.id(by.report).into();
        }
        given[count.report] = Some(Reading {
            report: context.id(count.report),
            ids: count.figures.iter().map(|figure| figure.id.to_string()).collect(),
            spans: count.figures.iter().map(|figure| figure.span).collect(),
            value: Some(value),
            absent: false,
        });
    }
    let several = counts.iter().any(|count| count.report != counts[0].report);
    let mut verdict = if several { Verdict::Agreed } else { Verdict::OnlyOne };
    let mut found = Vec::new();
    for (n, a) in counts.iter().enumerate() {
        for b in counts[n + 1..].iter().filter(|b| b.report != a.report) {
            let taken_back = takes_back(a, b) || takes_back(b, a);
            let compared = if !taken_back && knows(context, counts, a, b) {
                Verdict::Compatible
            } else {
                compare(context, a, b, rising)
            };
            // Two that only a third holds together contradict nobody, and neither do two of different times.
            let compared = if compared == Verdict::Contradicted && !held_against(a, b) {
                Verdict::DifferentScope
            } else {
                compared
            };
            verdict = verdict.min(compared);
            // Beside a report's second number only that it is another one says something.
            if denies_number(context, a, b) {
                found.push(Difference {
                    a: context.id(a.report),
                    b: context.id(b.report),
                    kind: DifferenceKind::Negation,
                    a_span: Some(a.figures[0].span),
                    b_span: Some(b.figures[0].span),
                });
            }
            let second = |count: &Count| {
                counts.iter().take_while(|c| !std::ptr::eq(**c, count)).any(|c| c.report == count.report)
            };
            let told = differing(a, b).into_iter();
            let told = told.filter(|(kind, ..)| *kind == DifferenceKind::Number || !(second(a) || second(b)));
            found.extend(told.map(|(kind, x, y)| Difference {
                a: context.id(a.report),
                b: context.id(b.report),
                kind,
                a_span: Some(x.span),
                b_span: Some(y.span),
            }));
        }
    }
    // A report that sets two authorities' numbers side by side says that they disagree, however the days fall and whichever of
    // them the others give.
    if several && verdict > Verdict::Contradicted && counts.iter().any(|count| disputed(context, counts, count.report))
    {
        verdict = Verdict::Contradicted;
    }
    let mentions: Vec<(usize, Vec<Span>)> =
        counts.iter().map(|c| (c.report, c.figures.iter().map(|f| f.span).collect())).collect();
    let authorities: Vec<(usize, String)> = counts.iter().filter_map(|c| Some((c.report, c.source.clone()?))).collect();
    let (origins, independent_origins, chains) = sources.of_fact(context, &mentions, &authorities);
    let views = views(context, counts);
    Row {
        id: String::new(),
        kind: RowKind::Figure,
        label: label(context, counts, verdict, views.as_ref()),
        readings: context.readings(given),
        verdict,
        differences: found,
        origins,
        independent_origins,
        chains,
        views,
    }
}

/// Ways to look at a row's numbers; the readings stay what they are.
fn views(context: &Context, counts: &[&Count]) -> Option<Views> {
    let pick = |count: &&Count, value: f64| View { value, report: context.id(count.report) };
    let low = |count: &&Count| count.figures[0].low;
    let top = |count: &&Count| count.figures[0].high.or(count.figures[0].low);
    if counts.len() < 2 {
        return None;
    }
    // What was taken back is a reading, but no number to go by.
    let stands = |count: &&&Count| !counts.iter().any(|other| withdraws(context, other, count));
    let standing: Vec<&Count> = counts.iter().filter(stands).copied().collect();
    let counts = if standing.is_empty() { counts } else { &standing[..] };
    let by_low = |a: &&&Count, b: &&&Count| low(a).partial_cmp(&low(b)).unwrap_or(Equal);
    let by_top = |a: &&&Count, b: &&&Count| top(a).partial_cmp(&top(b)).unwrap_or(Equal);
    let with_low = || counts.iter().filter(|count| low(count).is_some());
    let lowest = with_low().min_by(by_low);
    let highest = counts.iter().filter(|count| top(count).is_some()).rev().max_by(by_top);
    let dated = counts.iter().filter_map(|count| Some((published(context, count.report)?, count)));
    let last = dated.max_by(|a, b| a.0.cmp(&b.0)).map(|(_, count)| count);
    // Without dates it is at least the one that takes another back.
    let last = last.or_else(|| counts.iter().find(|count| !count.withdrawn.is_empty()));
    let meet = |i: usize| counts[i + 1..].iter().all(|b| overlap(counts[i].figures[0], b.figures[0]));
    let careful = if (0..counts.len()).all(meet) { with_low().rev().max_by(by_low) } else { lowest };
    Some(Views {
        low: lowest.and_then(|count| Some(pick(count, low(count)?))),
        high: highest.and_then(|count| Some(pick(count, top(count)?))),
        latest: last.and_then(|count| Some(pick(count, low(count).or_else(|| top(count))?))),
        conservative: careful.and_then(|count| Some(pick(count, low(count)?))),
    })
}

/// Whether a report takes back the number of another that did not come after it.
fn withdraws(context: &Context, by: &Count, count: &Count) -> bool {
    let after =
        published(context, by.report).zip(published(context, count.report)).is_none_or(|(by, other)| by >= other);
    by.report != count.report && takes_back(by, count) && after
}

/// When a report was published: its day, a correction after the rest of the day, then the time as stated.
fn published<'r>(context: &Context<'r>, report: usize) -> Option<(i32, bool, &'r str)> {
    let read = &context.reports[report];
    Some((context.days[report]?, is_correction(read), read.report.dated()?))
}

/// Whole numbers without a decimal point.
fn whole(value: Option<f64>) -> serde_json::Value {
    match value {
        Some(value) if value.fract() == 0.0 && value.abs() < 9e15 => serde_json::json!(value as i64),
        other => serde_json::json!(other),
    }
}

/// "killed: at least 12 people, Kyiv"; where the reports differ what they range over: "killed: 7 to 31, Kyiv".
fn label(context: &Context, counts: &[&Count], verdict: Verdict, views: Option<&Views>) -> String {
    let mentions = counts.iter().flat_map(|c| c.figures.iter().map(move |f| (c.report, *f)));
    // A number that stands alone is called by the report that says of what it is in the most words.
    let in_clause = |report: usize, figure: &Figure| match figure.unit {
        Some(_) => 0,
        None => labels::in_context(context, report, figure.span, labels::Before::Clause).len(),
    };
    let fullest = mentions.max_by_key(|(report, figure)| {
        (figure.unit.is_some(), in_clause(*report, figure), figure.span.len(), Reverse((*report, figure.span)))
    });
    /// Names of currencies that have a plural.
    const CROWNS: &[&str] =
        &["crown", "dinar", "dollar", "euro", "franc", "mark", "peso", "pound", "rouble", "ruble", "rupee"];
    let Some((report, figure)) = fullest else { return String::new() };
    let measure =
        serde_json::to_value(figure.measures).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default();
    let place = counts.iter().find_map(|c| c.places.first()).map(|place| context.places.of(&place.name));
    // People have their age everywhere.
    let place = place.filter(|_| figure.measures != Measure::Age).map(|place| format!(", {place}")).unwrap_or_default();
    let between = views.filter(|_| matches!(verdict, Verdict::Updated | Verdict::Contradicted)).and_then(|views| {
        let (low, high) = (views.low.as_ref()?.value, views.high.as_ref()?.value);
        let lengths = matches!(figure.measures, Measure::Damaged | Measure::Distance | Measure::Duration);
        let money = figure.measures == Measure::Money;
        let several = |unit: &str| lengths && !unit.ends_with('s') || money && CROWNS.contains(&unit);
        let counts = matches!(figure.measures, Measure::Other | Measure::Count);
        let unit = figure.unit.as_deref().filter(|unit| *unit != "person" && !counts);
        let unit = unit.map(|unit| format!(" {unit}{}", if several(unit) { "s" } else { "" }));
        let numbers = if money { labels::sums(low, high) } else { labels::range(low, high) };
        (low < high).then(|| format!("{numbers}{}", unit.unwrap_or_default()))
    });
    if let Some(term) = counts.iter().find_map(|count| count.term.as_ref()) {
        let words = between.unwrap_or_else(|| labels::within_sentence(context, report, figure.span));
        let suspended = if term.suspended { ", suspended" } else { "" };
        let whom = counts.iter().find_map(|count| count.term.as_ref()?.whom.as_deref());
        return format!("sentence: {words}{suspended}{}", whom.map(|whom| format!(", {whom}")).unwrap_or_default());
    }
    if let Some(owner) = counts.iter().find_map(|count| count.owner.as_deref()) {
        return format!("{measure}: {}, {owner}", labels::within_sentence(context, report, figure.span));
    }
    // "Turnout: 68 to 69 percent", "Civic Union: 74 to 75 seats".
    let value = counts[0].value.as_ref().filter(|_| counts.iter().all(|count| count.value.is_some()));
    if let Some(value) = value.filter(|value| between.is_some() || value.whose.is_some()) {
        let unit = figure.unit.as_deref().filter(|_| figure.measures != Measure::Money || between.is_none());
        let seats = unit.filter(|unit| between.is_some() && matches!(*unit, "seat" | "seats")).map(|_| " seats");
        let words = between.unwrap_or_else(|| labels::within_sentence(context, report, figure.span));
        let per = value.per.map(|time| format!(" a {time}")).unwrap_or_default();
        return format!("{}: {words}{}{per}", value.title(), seats.unwrap_or_default());
    }
    let words = if person_measure(figure.measures) {
        labels::within_sentence(context, report, figure.span)
    } else {
        let named = matches!(figure.measures, Measure::Count | Measure::Money | Measure::Other);
        let before = match figure.unit {
            None => labels::Before::Clause,
            // "Inflation fell to 2.4 per cent".
            Some(_) if figure.measures == Measure::Share => labels::Before::Clause,
            Some(_) if named => labels::Before::Name,
            Some(_) => labels::Before::Nothing,
        };
        labels::in_context(context, report, figure.span, before)
    };
    if matches!(figure.measures, Measure::Other | Measure::Count) && between.is_none() {
        return if words.contains(place.trim_start_matches(", ")) { words } else { format!("{words}{place}") };
    }
    // "310,000 to 340,000 customers".
    if let (Measure::Other | Measure::Count, Some(between)) = (figure.measures, &between) {
        let told = labels::within_sentence(context, report, figure.span);
        let counted = told.split_whitespace().next_back().filter(|word| word.chars().all(char::is_alphabetic));
        return format!("{between}{}{place}", counted.map(|word| format!(" {word}")).unwrap_or_default());
    }
    let alone = labels::within_sentence(context, report, figure.span);
    if figure.measures == Measure::Share && between.is_none() && !words.starts_with(&alone) {
        return words;
    }
    // "Ransom: 4 to 5 million" where that is what all sums are.
    let noun = counts[0].noun.as_deref().filter(|_| counts.iter().all(|count| count.noun == counts[0].noun));
    let spelled = words.split_once(" of ").map(|(noun, _)| noun.to_lowercase());
    let spelled =
        spelled.filter(|word| noun.is_some_and(|noun| figure.measures == Measure::Money && concept(word) == noun));
    let words = between.unwrap_or(words);
    let (measure, words) = match (&spelled, words.split_once(" of ")) {
        (Some(noun), Some((first, sum))) if first.eq_ignore_ascii_case(noun) => (noun, sum),
        (Some(noun), _) => (noun, &*words),
        _ => (&measure, &*words),
    };
    format!("{measure}: {words}{place}")
}
