//! Whether two reports tell the same event: everything that speaks for it and against it.
//!
//! Likeness is the cosine of their rare words, with names and first words weighing more. Passages, quotations
//! and facts in common add to it; an interval between their dates takes from it. None of these alone decides:
//! the clustering asks for links that hold up inside a story.

use super::features::{Features, LONG, Run, RunKind, Term, Town};
use super::usage::Usage;
use variorum_record::{Link, LinkEvidence, Span};

/// Beyond this likeness two reports are copies, and more likeness says no more about the event.
const ENOUGH: f64 = 0.7;
/// What passages in common can add, as a share. Tuned with [`super::THRESHOLD`].
const PASSAGES: f64 = 0.2;
/// Reports of one event appear within days.
const NEAR_DAYS: i32 = 3;
/// Reports whose first lines name days further apart than this tell of two events. Longer than [`NEAR_DAYS`], for a search
/// or a rescue may take that long. Flat from 3 to 6 on Giveme5W1H dev and ECB+.
const OTHER_LEAD_DAYS: i32 = 6;
/// Weeks later it is another event, unless passages say otherwise. Stated dates are often those of a later edit, so
/// this is generous (Giveme5W1H dev has reports of one event three months apart).
const FAR_DAYS: i32 = 45;
/// A report that tells of something so many days later was not written then.
const YEAR: i32 = 365;
/// Passages in common that outweigh dates.
const MANY_PASSAGES: usize = 2;
/// What a link counts for that only dates of the event speak against: the day a text means is often read wrongly.
const OTHER_DAY: f64 = 0.1;
/// Passages that outweigh different days where a report is short: its few words are then mostly those of its kind.
const SHORT_PASSAGES: usize = 8;
/// What a link counts for between a report and one that looks back on its event.
const LOOKING_BACK: f64 = 0.5;
/// What a link counts for between a report of a day's news and one that names no day. Tuned on invented reports, with no loss on
/// Giveme5W1H dev.
const NO_DAY: f64 = 0.4;
/// What a link counts for between reports of two towns. Set with invented reports; better on ECB+ topics 1-35, no change on
/// Giveme5W1H dev.
const OTHER_TOWN: f64 = 0.1;
/// Kilometres within which two towns may be told of for one event. Set by hand.
const NEAR: f32 = 60.0;
/// The interval at which a link counts half.
const HALF_DAYS: f64 = 400.0;

/// Reasons that say what two reports tell of: two things, not one late.
const DIFFERENT_NUMBER: &str = "different-number-in-series";
pub(super) const DIFFERENT_DATE: &str = "different-date";

/// Cosine of two weighed reports.
pub(super) fn cosine(a: &[(u32, f32)], b: &[(u32, f32)]) -> f64 {
    common(a, b, |x| x.0).map(|(x, y)| f64::from(x.1) * f64::from(y.1)).fold(0.0, |sum, product| sum + product)
}

/// The score of a pair.
pub(super) fn score(a: &Features, b: &Features, cosine: f64, usage: &Usage) -> f64 {
    scored(a, b, cosine, usage, passages(a, b, usage), || no_name_in_common(a, b))
}

/// The score of a pair of which more is known: how many passages it has in common, and how to tell whether
/// [`no_name_in_common`] holds.
pub(super) fn scored(
    a: &Features,
    b: &Features,
    cosine: f64,
    usage: &Usage,
    passages: usize,
    strange: impl FnOnce() -> bool,
) -> f64 {
    cosine.min(ENOUGH) * (1.0 + bonus(passages)) * apart(a, b, usage, passages, strange).0
}

/// Whether a pair of this cosine can reach a score, whatever else there is.
pub(super) fn can_reach(score: f64, cosine: f64) -> bool {
    // Passages add a little less than this, and nothing else adds.
    cosine * (1.0 + PASSAGES) >= score
}

/// Passages in common, without formulas.
pub(super) fn passages(a: &Features, b: &Features, usage: &Usage) -> usize {
    shared(a, b, usage).count()
}

/// What passages in common add.
fn bonus(passages: usize) -> f64 {
    if passages == 0 { 0.0 } else { PASSAGES * (1.0 - 0.5f64.powi(passages.min(30) as i32)) }
}

/// The factor by which dates, numbers in a series and names speak against, with the reason.
fn apart(
    a: &Features,
    b: &Features,
    usage: &Usage,
    passages: usize,
    strange: impl FnOnce() -> bool,
) -> (f64, Option<&'static str>) {
    if different_number(a, b) {
        return (0.0, Some(DIFFERENT_NUMBER));
    }
    if elsewhere(a, b) {
        return (OTHER_TOWN, Some("elsewhere"));
    }
    if let (Some(x), Some(y)) = (a.day, b.day) {
        let days = (x - y).abs();
        if days > FAR_DAYS && passages < enough_passages(days) {
            return (0.5, Some("published-far-apart"));
        }
        if other_victims(a, b) {
            return (OTHER_DAY, Some("other-victims"));
        }
        if (fewer_later(a, b) || fewer_later(b, a)) && passages < SHORT_PASSAGES {
            return (OTHER_DAY, Some("fewer-killed-later"));
        }
        if a.names_no_day != b.names_no_day && passages < MANY_PASSAGES {
            return (NO_DAY, Some("names-no-day"));
        }
        if days > NEAR_DAYS {
            let other_day = further(a.event_day, b.event_day, NEAR_DAYS)
                // What is further apart has passages, which say more than a date does.
                || days <= FAR_DAYS && further(a.lead_day, b.lead_day, OTHER_LEAD_DAYS);
            if other_day && passages < if is_long(a) && is_long(b) { 1 } else { SHORT_PASSAGES } {
                return (OTHER_DAY, Some(DIFFERENT_DATE));
            }
            if a.looks_back != b.looks_back {
                return (LOOKING_BACK, Some("looks-back"));
            }
            return (1.0 / (1.0 + f64::from(days - NEAR_DAYS) / HALF_DAYS), Some("published-apart"));
        }
    }
    if a.looks_back != b.looks_back {
        return (LOOKING_BACK, Some("looks-back"));
    }
    if written_later(a, b) || written_later(b, a) {
        return (OTHER_DAY, Some("tells-of-later"));
    }
    let same_count = || shared(a, b, usage).any(|(run, _)| run.kind == RunKind::Figure);
    if strange() && !(passages > 0 && same_count()) {
        return (0.2, Some("no-name-in-common"));
    }
    if other_victims(a, b) {
        return (OTHER_DAY, Some("other-victims"));
    }
    (1.0, None)
}

fn further(x: Option<i32>, y: Option<i32>, than: i32) -> bool {
    matches!((x, y), (Some(x), Some(y)) if (x - y).abs() > than)
}

/// Whether two reports published days apart tell of other days, where both say of which they tell.
pub(super) fn other_days(a: &Features, b: &Features, usage: &Usage) -> Option<bool> {
    let days = (a.day? - b.day?).abs();
    let tell = |a: Option<i32>, b: Option<i32>| a.is_some() && b.is_some();
    if days <= NEAR_DAYS || days > FAR_DAYS {
        return None;
    }
    let told = tell(a.event_day, b.event_day) || tell(a.lead_day, b.lead_day);
    told.then(|| apart(a, b, usage, passages(a, b, usage), || false).1 == Some(DIFFERENT_DATE))
}

/// Two reports that both name somebody or something, and nothing in common. Where they share a count of victims, one may name the
/// town and the other the county.
fn no_name_in_common(a: &Features, b: &Features) -> bool {
    let names = |features: &Features| features.terms.iter().filter(|term| term.name).count();
    names(a).min(names(b)) >= enough_names(a, b)
        && !common(&a.terms, &b.terms, |term| term.id).any(|(x, y)| x.name && y.name)
}

/// A short report may well name one thing only, and then that is what it is about.
pub(super) fn enough_names(a: &Features, b: &Features) -> usize {
    if is_long(a) || is_long(b) { 2 } else { 1 }
}

/// A report without a date that tells of something long after the other was published.
fn written_later(undated: &Features, dated: &Features) -> bool {
    undated.day.is_none() && matches!((undated.not_before, dated.day), (Some(x), Some(y)) if x - y > YEAR)
}

/// Two reports that each lead with who was killed, and none of one is named in the other at all: two crimes of one town, two crashes.
fn other_victims(a: &Features, b: &Features) -> bool {
    let named = |features: &Features, victim: &u32| features.terms.binary_search_by_key(victim, |term| term.id).is_ok();
    let strange =
        |of: &Features, to: &Features| !of.victims.is_empty() && !of.victims.iter().any(|victim| named(to, victim));
    strange(a, b) && strange(b, a)
}

/// Two reports that each lead with a town, and neither names the other's towns or leads with one near them.
fn elsewhere(a: &Features, b: &Features) -> bool {
    let named = |features: &Features, town: &Town| {
        town.words.iter().all(|word| features.terms.binary_search_by_key(word, |term| term.id).is_ok())
    };
    let strange = |of: &Features, to: &Features| !of.towns.is_empty() && !of.towns.iter().any(|town| named(to, town));
    let beside = |x: &Town, y: &Town| matches!((x.at, y.at), (Some(x), Some(y)) if near(x, y));
    strange(a, b) && strange(b, a) && !a.towns.iter().any(|x| b.towns.iter().any(|y| beside(x, y)))
}

/// Whether two places are less than [`NEAR`] apart, on a flat map.
fn near((lat, lon): (f32, f32), (other_lat, other_lon): (f32, f32)) -> bool {
    const KM_A_DEGREE: f32 = 111.0;
    let (north, east) = (lat - other_lat, (lon - other_lon) * lat.to_radians().cos());
    north.hypot(east) * KM_A_DEGREE < NEAR
}

/// A report of a later day that leads with at most half the toll: the dead of one event do not become so few.
fn fewer_later(earlier: &Features, later: &Features) -> bool {
    matches!((earlier.lead_day, later.lead_day), (Some(x), Some(y)) if y > x)
        && matches!((earlier.toll, later.toll), (Some(x), Some(y)) if 2 * y <= x)
}

/// "The 12th package" against "the 13th package", the results of one quarter against those of another.
fn different_number(a: &Features, b: &Features) -> bool {
    let both = !a.quarters.is_empty() && !b.quarters.is_empty();
    if both && !a.quarters.iter().any(|quarter| b.quarters.contains(quarter)) {
        return true;
    }
    let mut differs = false;
    for (thing, number) in &a.ordinals {
        let others: Vec<u32> = b.ordinals.iter().filter(|(t, _)| t == thing).map(|(_, n)| *n).collect();
        if others.contains(number) {
            return false;
        }
        differs |= !others.is_empty();
    }
    differs
}

/// Whether dates put two reports so far apart that only passages in common could join them, and they have none; or it is
/// told of both that they are of other days or of other members of a series.
pub(super) fn far_apart(a: &Features, b: &Features, usage: &Usage) -> bool {
    let (Some(x), Some(y)) = (a.day, b.day) else { return false };
    let days = (x - y).abs();
    let told_apart =
        |passages| matches!(apart(a, b, usage, passages, || false).1, Some(DIFFERENT_NUMBER | DIFFERENT_DATE));
    days > FAR_DAYS && {
        let passages = passages(a, b, usage);
        passages < enough_passages(days) || told_apart(passages)
    }
}

/// Passages that outweigh an interval; after a year it is an anniversary, which tells the event again in the same words.
fn enough_passages(days: i32) -> usize {
    if days > 300 { 4 * MANY_PASSAGES } else { MANY_PASSAGES }
}

/// Whether a report is long enough that it should share a passage with another on the same event.
pub(super) fn is_long(features: &Features) -> bool {
    features.words >= LONG
}

/// Whether two days are known and close.
pub(super) fn close(a: Option<i32>, b: Option<i32>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if (a - b).abs() <= NEAR_DAYS)
}

fn shared<'f>(a: &'f Features, b: &'f Features, usage: &'f Usage) -> impl Iterator<Item = (&'f Run, &'f Run)> {
    let counts = counts(a, b, usage);
    common(&a.runs, &b.runs, |run| run.hash).filter(move |(x, y)| counts(x, y))
}

/// Whether a passage that two reports have is evidence, by what it is in each.
pub(super) fn counts<'u>(a: &Features, b: &Features, usage: &'u Usage) -> impl Fn(&Run, &Run) -> bool + use<'u> {
    let apart = matches!((a.day, b.day), (Some(x), Some(y)) if (x - y).abs() > NEAR_DAYS);
    let says = |run: &Run| run.kind != RunKind::Presentation;
    move |x, y| (!apart || (says(x) && says(y))) && !usage.is_formula(x.hash)
}

/// Pairs of elements with the same key from two slices sorted by it.
fn common<'f, T, K: Ord>(a: &'f [T], b: &'f [T], key: impl Fn(&T) -> K) -> impl Iterator<Item = (&'f T, &'f T)> {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while i < a.len() && j < b.len() {
            let (x, y) = (&a[i], &b[j]);
            match key(x).cmp(&key(y)) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    i += 1;
                    j += 1;
                    return Some((x, y));
                }
            }
        }
        None
    })
}

/// Everything that speaks for and against a pair, the strongest first. The weights sum to the score.
pub(super) fn explain(a: &Features, b: &Features, usage: &Usage) -> Link {
    let (va, vb) = (usage.weigh(a), usage.weigh(b));
    let all = cosine(&va, &vb);
    let likeness = all.min(ENOUGH);
    let scale = if all > 0.0 { likeness / all } else { 0.0 };
    let mut words: Vec<(f64, &Term, &Term)> = common(&a.terms, &b.terms, |term| term.id)
        .map(|(x, y)| {
            let of = |v: &[(u32, f32)]| v.binary_search_by_key(&x.id, |t| t.0).map_or(0.0, |i| f64::from(v[i].1));
            (of(&va) * of(&vb) * scale, x, y)
        })
        .collect();
    words.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.id.cmp(&y.1.id)));
    let mut evidence: Vec<LinkEvidence> = words
        .iter()
        .filter(|(_, x, y)| !x.span.is_empty() && !y.span.is_empty())
        .take(4)
        .map(|(weight, x, y)| LinkEvidence {
            kind: if x.name { "shared-name" } else { "shared-word" }.into(),
            weight: *weight,
            a: Some(x.span),
            b: Some(y.span),
        })
        .collect();
    let rest = likeness - evidence.iter().map(|e| e.weight).sum::<f64>();
    if rest > 0.0 {
        evidence.push(LinkEvidence { kind: "other-words".into(), weight: rest, a: None, b: None });
    }
    let passages = passages(a, b, usage);
    let longest = joined(a, b, usage);
    let gain = likeness * bonus(passages);
    for (run, span_b) in longest.iter().take(3) {
        let weight = gain / longest.len().min(3) as f64;
        evidence.push(LinkEvidence { kind: run.kind.name().into(), weight, a: Some(run.span), b: Some(*span_b) });
    }
    let (factor, reason) = apart(a, b, usage, passages, || no_name_in_common(a, b));
    let score = (likeness + gain) * factor;
    if let Some(reason) = reason {
        evidence.push(LinkEvidence { kind: reason.into(), weight: score - likeness - gain, a: None, b: None });
    }
    if passages == 0 && is_long(a) && is_long(b) {
        evidence.push(LinkEvidence { kind: "no-shared-passage".into(), weight: 0.0, a: None, b: None });
    }
    evidence.iter_mut().for_each(|e| e.weight = rounded(e.weight));
    Link { a: a.id.clone(), b: b.id.clone(), score: rounded(score), evidence }
}

/// Four decimals: more would claim more than a likeness can say.
pub(super) fn rounded(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}

/// Shared runs joined into the longest passages, longest first; spans in `a` and `b`.
fn joined(a: &Features, b: &Features, usage: &Usage) -> Vec<(Run, Span)> {
    let mut pairs: Vec<(Run, Span)> = shared(a, b, usage).map(|(x, y)| (*x, y.span)).collect();
    pairs.sort_by_key(|(run, _)| run.span);
    let mut out: Vec<(Run, Span)> = Vec::new();
    for (run, other) in pairs {
        if let Some((last, last_other)) = out.last_mut()
            && last.kind == run.kind
            && last.span.overlaps(run.span)
            && last_other.overlaps(other)
        {
            last.span = last.span.cover(run.span);
            *last_other = last_other.cover(other);
            continue;
        }
        out.push((run, other));
    }
    out.sort_by_key(|(run, _)| (std::cmp::Reverse(run.span.len()), run.span));
    out
}
