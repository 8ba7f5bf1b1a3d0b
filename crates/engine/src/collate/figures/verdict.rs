//! How two numbers of one thing stand to each other, and in what way they differ.

use super::counts::Count;
use super::same::{STILL_COUNTED, days_meet, people, published_apart, rounds, toll, units};
use crate::collate::align::stem;
use crate::collate::context::{Context, Names, compare_names, is_pronoun};
use crate::collate::origins::is_correction;
use crate::collate::scope::{Relation, whereabouts};
use crate::group::words::{Word, words};
use variorum_record::{DifferenceKind, Figure, Measure, Span, Verdict};

/// How two figures of one thing stand to each other; `rising`: some report says that the toll has gone up.
pub(super) fn compare(context: &Context, a: &Count, b: &Count, rising: bool) -> Verdict {
    let (x, y) = (a.figures[0], b.figures[0]);
    if !units(x, y) && !(people(x) && people(y)) && toll(x) {
        // 130 people and 130 houses.
        return Verdict::DifferentScope;
    }
    if denies_number(context, a, b) {
        return Verdict::Contradicted;
    }
    if (x.low, x.high) == (y.low, y.high) {
        let loosened = |f: &Figure| f.qualifier.is_some() && is_exact(f);
        return if loosened(x) == loosened(y) { Verdict::Agreed } else { Verdict::Compatible };
    }
    // What one takes back it replaces.
    if takes_back(a, b) || takes_back(b, a) {
        return Verdict::Updated;
    }
    let later = later(context, a.report, b.report);
    let authorities = compare_names(a.source.as_deref(), b.source.as_deref());
    let two_authorities = a.source.is_some() && b.source.is_some() && authorities != Names::Same;
    let size = |f: &Figure| f.low.or(f.high).unwrap_or_default();
    // "at least seven" on the first day and 19 on the next is no agreement but an update.
    let grown = |days: i32| days != 0 && (size(y) - size(x)) * f64::from(days) > 0.0;
    // Of two conversions or roundings of one number at least one says that it is rounded.
    if later.is_some()
        && [a, b].iter().all(|count| count.value.as_ref().is_some_and(|value| value.is_of_votes()))
        && still_counted(context, a, b)
    {
        return Verdict::Updated;
    }
    let sums = x.measures == Measure::Money && y.measures == Measure::Money;
    let rounded =
        sums && rounds(x, y) || (vague(x) || vague(y)) && (size(x) - size(y)).abs() <= ROUNDING * size(x).max(size(y));
    let scopes = matches!((a.wide, b.wide), (Some(x), Some(y)) if x != y);
    // What is added up over several neighbourhoods is more than what one of them has; less cannot be.
    let (lower, higher) = if size(x) > size(y) { (b, a) } else { (a, b) };
    let scopes = scopes || toll(x) && (lower.spread, higher.spread) == (Some(false), Some(true));
    if (scopes || whereabouts(&a.places, &b.places) == Relation::Within) && !overlap(x, y) && !rounded {
        return Verdict::DifferentScope;
    }
    if overlap(x, y) || rounded {
        let numbers = size(x) != size(y)
            && !vague(x)
            && !vague(y)
            && !two_authorities
            && match later {
                // What does not grow is no update: a sum, a share.
                Some(later) => {
                    (toll(x) || x.measures == Measure::Count)
                        && (later.days || authorities == Names::Same)
                        && grown(later.direction)
                }
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

/// Whether votes were still being counted when one of two reports gave its number.
fn still_counted(context: &Context, a: &Count, b: &Count) -> bool {
    #[rustfmt::skip]
    const COUNTING: &[&str] = &[
        "ballots counted", "early results", "exit poll", "final result", "partial results", "polling stations counted", "preliminary results", "provisional results",
        "votes counted",
    ];
    let says = |count: &Count| {
        let text = context.reports[count.report].text.to_lowercase();
        COUNTING.iter().any(|words| text.contains(words))
    };
    says(a) || says(b)
}

/// "About 500 miles" and 480 are one. Set by hand.
const ROUNDING: f64 = 0.06;

/// Whether one report gives the other's number only to take it back.
pub(super) fn takes_back(a: &Count, b: &Count) -> bool {
    let number = |count: &Count| count.figures[0].low.or(count.figures[0].high);
    number(b).is_some_and(|number| a.withdrawn.contains(&number))
}

/// Whether one report denies the very number that the other gives, and gives no other in its place: "93 died", "it is not 93".
pub(super) fn denies_number(context: &Context, a: &Count, b: &Count) -> bool {
    let number = |count: &Count| count.figures[0].low.or(count.figures[0].high);
    let denied = |count: &Count| number(count).is_some_and(|number| count.withdrawn.contains(&number));
    number(a) == number(b) && denied(a) != denied(b) && !is_correction_between(context, a, b)
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

/// Words by which a report sets one number against another: "put the toll at 18", "recorded 22 injuries".
#[rustfmt::skip]
const AGAINST: &[&str] = &[
    "claim", "claimed", "claims", "count", "counted", "counts", "disputed", "estimate", "estimated", "figure", "figures", "number", "recorded", "reported", "speaks", "spoke",
    "tally", "toll",
];

/// Those that need no second authority beside the one that gives the other number.
const OUTRIGHT: &[&str] = &["gave", "give", "gives", "higher", "lower", "put", "puts", "putting"];

/// Who says a thing without being anybody: such a source may be any other.
#[rustfmt::skip]
const ANYBODY: &[&str] = &[
    "agency", "claim", "claims", "group", "media", "monitor", "monitors", "official", "officials", "report", "reports", "source", "sources", "spokesman",
    "spokesperson", "spokeswoman", "statement",
];

/// Whether a report gives two numbers for the row's count side by side, according to two authorities, and does not say
/// that one of them replaced the other, or that they add up.
pub(super) fn disputed(context: &Context, counts: &[&Count], report: usize) -> bool {
    let own = || counts.iter().filter(|count| count.report == report && !count.previous);
    let figures = || own().flat_map(|count| count.figures.iter().map(move |figure| (*count, *figure)));
    let annotated = &context.reports[report];
    let text = &annotated.text;
    // "24 other people" are counted beside the others, not against them.
    let beside = |figure: &Figure| {
        words(text, figure.span)
            .iter()
            .any(|word| matches!(word.norm.as_str(), "another" | "more" | "other" | "others"))
    };
    let exact = || figures().filter(|(_, figure)| !beside(figure) && is_exact(figure));
    exact().any(|(count, x)| {
        exact().filter(|(_, y)| y.span.start > x.span.end && !overlap(x, y)).any(|(other, y)| {
            let sentences = [context.sentence(report, x.span), context.sentence(report, y.span)];
            let after = |word: &str| ONE_AFTER_THE_OTHER.contains(&word) || ONE_AFTER_THE_OTHER.contains(&stem(word));
            let second = words(text, sentences[1]);
            let says = |list: &[&str]| second.iter().any(|word| list.contains(&word.norm.as_str()));
            let lower = says_lower(&words(text, Span::new(sentences[1].start.min(y.span.start), y.span.start)), x, y);
            let told = if lower { sentences[1] } else { sentences[0].cover(sentences[1]) };
            let near = lower || y.span.start - x.span.end <= SIDE_BY_SIDE;
            let against = match (count.told_by.get(&x.id), other.told_by.get(&y.id)) {
                (Some(x), Some(y)) => two_voices(x, y) && (says(AGAINST) || says(OUTRIGHT)),
                (Some(x), None) if sentences[0] != sentences[1] && other_voice(&second, x) => says(AGAINST),
                (Some(_), None) | (None, Some(_)) => says(OUTRIGHT),
                (None, None) => lower,
            };
            near && against
                && !adds_up(&annotated.figures, x, y)
                && !words(text, told).iter().any(|word| after(&word.norm))
        })
    })
}

/// Whether two authorities are surely two.
pub(super) fn two_voices(a: &str, b: &str) -> bool {
    let nobody = |name: &str| {
        let last = words(name, Span::new(0, name.len())).pop();
        last.is_none_or(|word| !word.marked && ANYBODY.contains(&word.norm.as_str()))
    };
    match compare_names(Some(a), Some(b)) {
        Names::Same => false,
        Names::Different => true,
        Names::Unclear => !nobody(a) && !nobody(b),
    }
}

/// Whether somebody by name, not the first authority, says what a sentence tells.
fn other_voice(sentence: &[Word], first: &str) -> bool {
    let Some(said) = sentence.iter().position(|word| word.norm == "said") else { return false };
    let named = words(first, Span::new(0, first.len()));
    let own = |word: &Word| named.iter().any(|known| known.norm == word.norm);
    let before = &sentence[..said];
    before.last().is_some_and(|last| !is_pronoun(&last.norm))
        && before.iter().any(|word| word.marked && !is_pronoun(&word.norm))
        && !before.iter().any(own)
}

/// Whether a report says of its second number how it stands to the first: "gave a slightly lower toll of 31".
fn says_lower(before: &[Word], x: &Figure, y: &Figure) -> bool {
    const COUNT: &[&str] = &["count", "estimate", "figure", "number", "tally", "toll"];
    /// Set on FA-KES.
    const NOT_FAR: f64 = 2.0;
    let size = |figure: &Figure| figure.low.or(figure.high).unwrap_or_default();
    let word = if size(y) < size(x) { "lower" } else { "higher" };
    let said = |run: &[Word]| run[0].norm == word && run[1..].iter().any(|word| COUNT.contains(&word.norm.as_str()));
    // A toll of a quarter the size is of something else.
    let near = size(x).max(size(y)) <= NOT_FAR * size(x).min(size(y));
    near && before.windows(3).any(said) && before.last().is_some_and(|last| matches!(last.norm.as_str(), "at" | "of"))
}

/// Whether a third number near the two is what one of them has more than the other: 18, of whom eleven here and seven there.
fn adds_up(figures: &[Figure], x: &Figure, y: &Figure) -> bool {
    let number = |figure: &Figure| figure.low.or(figure.high).unwrap_or_default();
    let more = (number(x) - number(y)).abs();
    let (first, last) = (x.span.start.saturating_sub(SIDE_BY_SIDE), y.span.end + SIDE_BY_SIDE);
    let near = |other: &Figure| other.span.start >= first && other.span.end <= last;
    figures.iter().any(|other| other.measures == x.measures && number(other) == more && near(other))
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
    // "35 to 40" and "about 40" are no two numbers.
    let stretch = |f: &Figure| f.low.is_some() && f.high.is_some() && f.low != f.high;
    let open = |f: &Figure| stretch(f) || f.high.is_some() && vague(f);
    if (stretch(a) || stretch(b)) && open(a) && open(b) && overlap(a, b) && number(a) != number(b) {
        return vec![DifferenceKind::Qualifier];
    }
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
