//! How two numbers of one thing stand to each other, and in what way they differ.

use super::counts::Count;
use super::same::{STILL_COUNTED, days_meet, people, published_apart, toll, units};
use crate::collate::align::stem;
use crate::collate::context::{Context, Names, compare_names};
use crate::collate::origins::is_correction;
use crate::collate::scope::{Relation, whereabouts};
use crate::group::words::words;
use variorum_record::{DifferenceKind, Figure, Measure, Verdict};

/// How two figures of one thing stand to each other; `rising`: some report says that the toll has gone up.
pub(super) fn compare(context: &Context, a: &Count, b: &Count, rising: bool) -> Verdict {
    let (x, y) = (a.figures[0], b.figures[0]);
    if !units(x, y) && !(people(x) && people(y)) && toll(x) {
        // 130 people and 130 houses.
        return Verdict::DifferentScope;
    }
    if (x.low, x.high) == (y.low, y.high) {
        let loosened = |f: &Figure| f.qualifier.is_some() && is_exact(f);
        return if loosened(x) == loosened(y) { Verdict::Agreed } else { Verdict::Compatible };
    }
    // What one takes back it replaces.
    if takes_back(a, b) || takes_back(b, a) {
        return Verdict::Updated;
    }
    let scopes = matches!((a.wide, b.wide), (Some(x), Some(y)) if x != y);
    if (scopes || whereabouts(&a.places, &b.places) == Relation::Within) && !overlap(x, y) {
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
            && match later {
                // What does not grow is no update: a sum, a share.
                Some(later) => (toll(x) || x.measures == Measure::Count) && later.days && grown(later.direction),
                // Nobody knows which came first, but the higher is said to have been reached.
                None => toll(x) && if size(x) > size(y) { a.risen } else { b.risen },
            };
        return if numbers { Verdict::Updated } else { Verdict::Compatible };
    }
    let shrinks = matches!(x.measures, Measure::Missing | Measure::Displaced | Measure::Detained);
    if (wordy(x) || wordy(y)) && size(x).max(size(y)) <= 2.0 * size(x).min(size(y)) {
        // "Dozens" need not be two of them.
        return Verdict::Compatible;
    }
    let tolls = toll(x) && !is_correction_between(context, a, b);
    let years = a.cumulative != b.cumulative || size(x).max(size(y)) > 8.0 * size(x).min(size(y)).max(1.0);
    let far = published_apart(a, b) > Some(STILL_COUNTED);
    let met = days_meet(a.days, b.days);
    let not_grown = later.is_none_or(|later| !grown(later.direction));
    if tolls && (years || met == Some(false) || (far && met.is_none() && not_grown)) {
        // A toll of Tuesday's and one of Thursday's, of an attack and of a war.
        return Verdict::DifferentScope;
    }
    if a.term.is_some() && b.term.is_some() || x.measures == Measure::Age {
        let corrected = is_correction_between(context, a, b);
        return if corrected { Verdict::Updated } else { Verdict::Contradicted };
    }
    // Parts of a toll grow with it, and a toll that is said to have risen is the later one.
    let wholes = a.whole.zip(b.whole).map(|(a, b)| (a.0.or(a.1).unwrap_or_default(), b.0.or(b.1).unwrap_or_default()));
    let with_whole = wholes.is_some_and(|(whole_a, whole_b)| (whole_b - whole_a) * (size(y) - size(x)) > 0.0);
    let (lower, higher) = if size(x) > size(y) { (b, a) } else { (a, b) };
    let rises = later.is_none() && (higher.risen || rising && !two_authorities);
    if toll(x) && (with_whole || rises || (lower.initial && !higher.initial)) {
        return Verdict::Updated;
    }
    match later {
        Some(later) if later.days && (grown(later.direction) || shrinks) => Verdict::Updated,
        // Hours later: by the same authority, or by one where the other report names none.
        Some(later) if grown(later.direction) && (authorities == Names::Same || toll(x) && !two_authorities) => {
            Verdict::Updated
        }
        Some(later) => {
            let last = if later.direction > 0 { b } else { a };
            let replaces = is_correction(&context.reports[last.report]) || last.lowered;
            if replaces { Verdict::Updated } else { Verdict::Contradicted }
        }
        None if is_correction_between(context, a, b) || lower.lowered => Verdict::Updated,
        None => Verdict::Contradicted,
    }
}

/// "About 500 miles" and 480 are one. Set by hand.
const ROUNDING: f64 = 0.06;

/// Whether one report gives the other's number only to take it back.
pub(super) fn takes_back(a: &Count, b: &Count) -> bool {
    let number = |count: &Count| count.figures[0].low.or(count.figures[0].high);
    number(b).is_some_and(|number| a.withdrawn.contains(&number))
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
    let stated = |report: usize| context.reports[report].report.dated().filter(|value| value.len() > 10);
    let (x, y) = (stated(a)?, stated(b)?);
    (x.len() == y.len() && x != y).then(|| Later { direction: if y > x { 1 } else { -1 }, days: false })
}

/// How close two numbers of one report stand that it sets against each other, in bytes. Set by hand.
const SIDE_BY_SIDE: usize = 300;

/// Stems of words by which a report says that the one number came after the other.
#[rustfmt::skip]
const ONE_AFTER_THE_OTHER: &[&str] = &[
    "climb", "correct", "earlier", "first", "grew", "grow", "grown", "increas", "initial", "later", "previou", "previous", "rais", "revis", "ris", "rise",
    "risen", "rose", "updat", "upgrad",
];

/// Whether a report gives two numbers for the row's count side by side, according to two authorities, and does not say
/// that one of them replaced the other.
pub(super) fn disputed(context: &Context, counts: &[&Count], report: usize) -> bool {
    let figures =
        || counts.iter().filter(|count| count.report == report && !count.previous).flat_map(|count| &count.figures);
    let text = &context.reports[report].text;
    // "24 other people" are counted beside the others, not against them.
    let beside = |figure: &Figure| {
        words(text, figure.span)
            .iter()
            .any(|word| matches!(word.norm.as_str(), "another" | "more" | "other" | "others"))
    };
    let figures = || figures().filter(|figure| !beside(figure));
    figures().any(|x| {
        figures().filter(|y| y.span.start > x.span.end && !overlap(x, y) && is_exact(x) && is_exact(y)).any(|y| {
            let between = context.sentence(report, x.span).cover(context.sentence(report, y.span));
            let told = words(text, between);
            let after = |word: &str| ONE_AFTER_THE_OTHER.contains(&word) || ONE_AFTER_THE_OTHER.contains(&stem(word));
            let near = y.span.start - x.span.end <= SIDE_BY_SIDE;
            near && x.source != y.source && !told.iter().any(|word| after(&word.norm))
        })
    })
}

/// Whether one of two reports gives, beside its own, the very number of the other: it tells of several tolls, or of several counts
/// of one, and denies none of them.
pub(super) fn knows(context: &Context, counts: &[&Count], a: &Count, b: &Count) -> bool {
    let number = |figure: &Figure| (figure.low, figure.high);
    let (x, y) = (number(a.figures[0]), number(b.figures[0]));
    // Two numbers on the word of two are held against each other in the report itself.
    let beside = |count: &Count, wanted| {
        let own = counts.iter().filter(|other| other.report == count.report).flat_map(|other| &other.figures);
        own.into_iter().any(|figure| number(figure) == wanted && figure.source == count.figures[0].source)
    };
    // "31, including ten on a bus" tells of the ten.
    let as_part = |count: &Count, wanted| {
        let own = &context.reports[count.report].figures;
        let measures = count.figures[0].measures;
        own.iter().any(|figure| figure.of.is_some() && figure.measures == measures && number(figure) == wanted)
    };
    let gives = |count: &Count, wanted| beside(count, wanted) || as_part(count, wanted);
    x != y && (gives(a, y) || gives(b, x))
}

/// How two counts differ, with the figures that do: the two that speak for their reports, and every other number of one
/// that the other report gives nowhere.
pub(super) fn differing<'r>(a: &Count<'r>, b: &Count<'r>) -> Vec<(DifferenceKind, &'r Figure, &'r Figure)> {
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
        out.push((DifferenceKind::Number, *figure, y));
    }
    for (i, figure) in b.figures.iter().enumerate().skip(1).filter(|(_, figure)| nowhere(figure, a)) {
        if kinds(figure, y).is_empty() || b.figures[1..i].iter().any(|known| kinds(figure, known).is_empty()) {
            continue;
        }
        out.push((DifferenceKind::Number, x, *figure));
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

pub(super) fn overlap(a: &Figure, b: &Figure) -> bool {
    let below = |low: Option<f64>, high: Option<f64>| matches!((low, high), (Some(low), Some(high)) if low > high);
    !below(a.low, b.high) && !below(b.low, a.high)
}

/// "Dozens", "scores": words that give no number, only a least one.
pub(in crate::collate) fn wordy(figure: &Figure) -> bool {
    figure.high.is_none() && vague(figure)
}

/// "Dozens", "scores", "about 40", but not "at least 40".
fn vague(figure: &Figure) -> bool {
    figure.qualifier.as_deref().is_some_and(|q| !q.contains("least") && !q.contains("over") && !q.contains("more"))
}

fn is_exact(figure: &Figure) -> bool {
    figure.low.is_some() && figure.low == figure.high
}
