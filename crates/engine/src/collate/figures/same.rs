//! Whether two counts of two reports are of one thing.
//!
//! Tolls of people, and what was damaged, change from report to report, so two numbers of them may be one count when place, day
//! and words say so. Of anything else (prices, shares, distances) another number is mostly of something else.

use super::counts::{Count, Range, only_crowd};
use super::terms::Terms;
use super::verdict::{overlap, takes_back, wordy};
use crate::collate::align::weight;
use crate::collate::concepts::concept;
use crate::collate::context::{Names, compare_names};
use crate::collate::facts::{coverage, shared};
use crate::collate::scope::{Counted, Days, Relation, both_children, counted, days_apart, is_size, whereabouts};
use std::collections::BTreeSet;
use variorum_record::{Figure, Measure};

/// How surely two figures count the same thing must be to stand in one row.
const SAME_COUNT: f64 = 0.5;

/// How much alike the words beside two different numbers must be, tolls aside, to count one thing. Set by hand on reports
/// of Giveme5W1H's development part.
const SAME_WORDS: f64 = 0.75;

/// How much alike the words beside two numbers of votes must be. Set by hand.
const ONE_BALLOT: f64 = 0.15;

/// How near two sums for one thing may be to each other: more than that, and they are of two things. Set by hand.
const NEARLY: f64 = 1.1;

/// A number given so many days later may be of another time. Set by hand.
const MONTH: i32 = 31;

/// A toll that another report gives later than this many days, of no day that both name, is of something else. Set on FA-KES.
const FORTNIGHT: i32 = 14;

/// A toll that is told later than this many days is seldom still counted. Set on FA-KES.
pub(super) const STILL_COUNTED: i32 = 2;

/// How surely two counts of two reports are of one thing; `None` when they are not.
pub(super) fn same_count(a: &Count, b: &Count) -> Option<f64> {
    let (x, y) = (a.figures[0], b.figures[0]);
    let exact = (x.low, x.high) == (y.low, y.high) && x.low.is_some();
    if a.previous == b.previous && exact && part_told_alone(a, b) {
        return Some(PART_ALONE);
    }
    if x.of.is_some() != y.of.is_some() || a.previous != b.previous || days_apart(a.days, b.days) {
        return None;
    }
    // What one takes back is the other's.
    if (takes_back(a, b) || takes_back(b, a)) && counts(x) && counts(y) && (tells(x) || tells(y)) {
        return Some(TAKEN_BACK);
    }
    if a.term.is_some() != b.term.is_some() {
        return None;
    }
    if let (Some(x), Some(y)) = (&a.term, &b.term) {
        return match x.against(y) {
            Terms::OfOne => Some(if exact { SAME_TERM } else { OTHER_TERM }),
            Terms::Open if exact => Some(OTHER_TERM),
            _ => None,
        };
    }
    if let (Some(x), Some(y)) = (&a.owner, &b.owner) {
        return (compare_names(Some(x), Some(y)) == Names::Same).then_some(if exact { SAME_TERM } else { OTHER_TERM });
    }
    if a.background != b.background && !exact {
        return None;
    }
    if let (Some(first), Some(second)) = (&a.value, &b.value)
        && (x.measures == y.measures || units(x, y))
    {
        return if first.is_of_one_with(second) { same_value(a, b, exact) } else { None };
    }
    let likeness = coverage(&a.stems, &b.stems);
    if a.crowd.is_some() && b.crowd.is_some() {
        return (a.crowd == b.crowd).then(|| same_crowd(a, b, exact)).flatten();
    }
    if let Some(score) = same_weapons(a, b, likeness) {
        return Some(score);
    }
    // 12,000 savers and 14,000: each report's only number of them, told in words that have something in common.
    let of_a_kind = a.kind.is_some() && a.kind == b.kind && !toll(x) && !toll(y);
    if of_a_kind && (!exact || bare(x) || bare(y)) && a.only_of_kind && b.only_of_kind && same_kind(a, b, likeness) {
        return Some(SAME_COUNT + 0.1 * likeness);
    }
    let score = match (toll(x), toll(y)) {
        (true, true) if x.measures == y.measures => same_toll(a, b, likeness, exact)?,
        _ if bare_number(a, b) => BARE,
        // Of another measure only things are compared: "24 guns" bought and delivered.
        _ if x.measures == y.measures || (plain_count(x) && plain_count(y)) => same_amount(a, b, likeness, exact)?,
        _ => return None,
    };
    (score >= SAME_COUNT).then_some(score)
}

/// How surely a number that is taken back is the one that was given.
const TAKEN_BACK: f64 = 0.9;

/// How surely one term, or age, of one person is the same, and how surely another number is of it, too.
const SAME_TERM: f64 = 0.9;
const OTHER_TERM: f64 = 0.6;

/// How surely a number that hardly stands twice in a story is the same count where one report does not say of what.
const BARE: f64 = 0.55;

/// How surely a part that one report counts by its place is what another counts there.
const PART_ALONE: f64 = 1.3;

/// Whether one report counts as a part of its toll, by place, what the other counts there: "17 died, nine of them in Tarn", "nine people
/// died in Tarn".
fn part_told_alone(a: &Count, b: &Count) -> bool {
    let (x, y) = (a.figures[0], b.figures[0]);
    let part = |count: &Count| count.figures[0].of.is_some() || count.part;
    person_measure(x.measures)
        && x.measures == y.measures
        && part(a) != part(b)
        && !one_person(x)
        && (a.further, a.background) == (b.further, b.background)
        && counted(&a.narrowed, &b.narrowed) == Counted::Alike
        && whereabouts(&a.places, &b.places) == Relation::Same
        && !days_apart(a.days, b.days)
}

/// How surely two numbers of people who came together are of one crowd: of the same day, and not of two places.
fn same_crowd(a: &Count, b: &Count, exact: bool) -> Option<f64> {
    /// Police and organisers may be far apart. Set by hand.
    const MOST_APART: f64 = 20.0;
    let place = whereabouts(&a.places, &b.places);
    let one_day = days_meet(a.days, b.days).unwrap_or_else(|| published_apart(a, b).is_none_or(|days| days <= 1));
    let one = one_day && place != Relation::Apart && size_ratio(a.figures[0], b.figures[0]) <= MOST_APART;
    let alike =
        counted(&a.narrowed, &b.narrowed) != Counted::Others || only_crowd(&a.narrowed) && only_crowd(&b.narrowed);
    let met = a.figures.iter().any(|x| b.figures.iter().any(|y| x.low == y.low && x.low.is_some()));
    (one && alike).then_some(if exact || met { 0.9 } else { 0.6 })
}

/// How surely two numbers that are the value of one thing by its name are of one time and place.
fn same_value(a: &Count, b: &Count, exact: bool) -> Option<f64> {
    /// Offers double, magnitudes do not; what is further apart is of two things. Set by hand.
    const MOST_APART: f64 = 2.5;
    let apart = whereabouts(&a.places, &b.places) == Relation::Apart || published_apart(a, b) > Some(MONTH);
    let near = size_ratio(a.figures[0], b.figures[0]) <= MOST_APART;
    (!apart && near).then_some(if exact { SAME_TERM } else { OTHER_TERM })
}

/// What is fired or dropped, where a number counts it.
pub(super) fn weapon(figure: &Figure) -> Option<&'static str> {
    const WEAPONS: &[&str] = &["bomb", "drone", "missile", "mortar", "rocket", "shell"];
    let unit = figure.unit.as_deref()?;
    let fired = matches!(figure.measures, Measure::Count | Measure::Other | Measure::Launched);
    WEAPONS.iter().find(|weapon| fired && (**weapon == unit || unit.strip_suffix('s') == Some(**weapon))).copied()
}

/// How surely two numbers of rockets are of one attack: each report's only one, of one place, told within a day, in words that have
/// something in common. Set by hand.
fn same_weapons(a: &Count, b: &Count, likeness: f64) -> Option<f64> {
    const MOST_APART: f64 = 4.0;
    const LIKE: f64 = 0.1;
    let (x, y) = (a.figures[0], b.figures[0]);
    let one_kind = weapon(x).is_some() && weapon(x) == weapon(y) && a.only_of_kind && b.only_of_kind;
    let here = whereabouts(&a.places, &b.places) == Relation::Same && same_time(a, b);
    let near = size_ratio(x, y) <= MOST_APART && likeness >= LIKE;
    (one_kind && here && near && !a.background && !b.background).then_some(OTHER_TERM)
}

/// Whether two reports give one telling number, of which at least one says no more than that: "put the figure at 87", "87 students were
/// seized".
fn bare_number(a: &Count, b: &Count) -> bool {
    let (x, y) = (a.figures[0], b.figures[0]);
    tells(x) && x.low == y.low && (bare(x) && counts(y) || bare(y) && counts(x)) && !a.background && !b.background
}

/// A number without a word for what it counts.
pub(super) fn bare(figure: &Figure) -> bool {
    figure.measures == Measure::Other && figure.unit.is_none()
}

/// Whether a figure counts people or things.
pub(super) fn counts(figure: &Figure) -> bool {
    toll(figure) || matches!(figure.measures, Measure::Count | Measure::Other | Measure::Delivered)
}

/// Two tolls: of victims, or of what was damaged.
fn same_toll(a: &Count, b: &Count, likeness: f64, exact: bool) -> Option<f64> {
    let (x, y) = (a.figures[0], b.figures[0]);
    // 130 people and 130 houses evacuated in like words: one of the two is a slip.
    let slip = x.low.is_some_and(|low| low >= 10.0)
        && x.low == y.low
        && (likeness >= 0.35 || tells(x))
        && person_measure(x.measures);
    if (!units(x, y) && !(people(x) && people(y)) && !slip) || one_person(x) != one_person(y) {
        return None;
    }
    // "Three of the wounded" are not the wounded.
    if a.part != b.part {
        return None;
    }
    // A part and the whole stand in one row only where their numbers are one.
    match counted(&a.narrowed, &b.narrowed) {
        Counted::Alike => {}
        Counted::PartOf if exact => {}
        Counted::Others if exact && both_children(&a.narrowed, &b.narrowed) => {}
        _ if slip && !units(x, y) => {}
        _ => return None,
    }
    let place = match whereabouts(&a.places, &b.places) {
        Relation::Apart => return None,
        Relation::Same => 0.25,
        Relation::Within => 0.15,
        Relation::Unknown => 0.0,
    };
    if !exact && !may_be_one_toll(a, b, likeness) {
        return None;
    }
    // Told weeks apart, five dead are five others, unless a day is named or the number is one that hardly stands twice.
    let weeks = published_apart(a, b) > Some(FORTNIGHT) && !(a.cumulative || b.cumulative);
    if weeks && days_meet(a.days, b.days) != Some(true) && !(exact && tells(x)) {
        return None;
    }
    let subject = match (a.main, b.main) {
        (true, true) => 0.2,
        (false, false) => -0.1,
        _ => -0.25,
    };
    let alone = if a.alone && b.alone { 0.1 } else { 0.0 };
    let fits = if overlap(x, y) { 0.2 } else { 0.0 };
    Some(0.3 + subject + alone + place + 0.4 * likeness + fits)
}

/// Two numbers of anything else.
fn same_amount(a: &Count, b: &Count, likeness: f64, exact: bool) -> Option<f64> {
    let (x, y) = (a.figures[0], b.figures[0]);
    let same_number = x.low.is_some() && x.low == y.low;
    let telling = same_number && tells(x);
    // One number in like sentences counts one thing, whatever word each report has for it ("24 guns").
    let loose = plain_count(x) && plain_count(y) && same_number && x.low >= Some(10.0) && likeness >= 0.35;
    if !units(x, y) && !loose {
        return None;
    }
    match counted(&a.narrowed, &b.narrowed) {
        Counted::Alike => {}
        Counted::PartOf if exact => {}
        Counted::Others if exact && both_children(&a.narrowed, &b.narrowed) => {}
        _ if loose => {}
        _ => return None,
    }
    let fits = if overlap(x, y) { 0.2 } else { 0.0 };
    if x.measures == Measure::Age {
        // Another age is mostly another person's.
        return (exact || likeness >= 0.85).then_some(likeness);
    }
    // "20 % of Ukrainian territory" in both; "140 ships", "140 vessels".
    let of_one_thing = exact && a.narrowed.len() >= 2 && a.narrowed == b.narrowed;
    let of_one_kind =
        telling && plain_count(x) && plain_count(y) && units(x, y) && x.unit.is_some() && y.unit.is_some();
    // "A ransom of 4 million dollars", "of 5 million": of one kind by its name.
    let one_kind = a.noun.is_some() && a.noun == b.noun && size_ratio(x, y) <= 2.0 && likeness >= 0.2;
    // "2.4 million crowns from the power company" and "2.5 million": one sum, given differently.
    let one_sum_nearly = (tells(x) && tells(y))
        && size_ratio(x, y) <= NEARLY
        && likeness >= 0.35
        && matches!(shared(&a.stems, &b.stems), (2.., weight) if weight >= 15.0);
    let money = x.measures == Measure::Money && y.measures == Measure::Money;
    if money && rounds(x, y) && likeness > 0.0 && published_apart(a, b).is_none_or(|days| days <= MONTH) {
        return Some(SAME_COUNT + 0.1 * likeness);
    }
    if money && !same_number && (one_kind || one_sum_nearly) {
        return Some(SAME_COUNT + 0.1 * likeness);
    }
    // "61 votes to 44", "59 votes to 46": of one ballot, if it is told in like words.
    if x.measures == Measure::Votes && a.ballot == b.ballot && size_ratio(x, y) <= 2.0 && likeness >= ONE_BALLOT {
        return Some(SAME_COUNT + 0.3 * likeness + fits);
    }
    // A sum that is no round one; a share of one thing, named by more or fewer words: "of the country", "of the country's land".
    let one_sum = telling && exact && x.measures == Measure::Money;
    let one_share = exact && x.measures == Measure::Share && same_whole(a, b);
    let least = if of_one_thing || of_one_kind || one_sum || one_share {
        0.0
    } else if telling {
        0.15
    } else {
        0.35
    };
    if likeness < least {
        return None;
    }
    if exact || overlap(x, y) {
        return Some(0.3 + 0.5 * likeness + fits);
    }
    // Other numbers beside other words are of something else: prices, shares, "eight people"; of the share and of the
    // whole; of this month and of a month long ago.
    let few_words = likeness < SAME_WORDS || a.stems.len().min(b.stems.len()) < 3;
    let long_between = published_apart(a, b) > Some(MONTH);
    (!few_words && !long_between && size_ratio(x, y) <= 3.0).then_some(0.05 + 0.7 * likeness)
}

/// Whether two large numbers of things by one rare name are of the same things, by time, place and words. Set by hand.
fn same_kind(a: &Count, b: &Count, likeness: f64) -> bool {
    const LARGE: f64 = 12.0;
    const RARE: f64 = 3.0;
    const LIKE: f64 = 0.25;
    const MOST_APART: f64 = 3.5;
    let (x, y) = (a.figures[0], b.figures[0]);
    let large = |figure: &Figure| figure.low.or(figure.high).is_some_and(|size| size >= LARGE);
    let counted_things = |figure: &Figure| matches!(figure.measures, Measure::Count | Measure::Other);
    let person = |kind: &String| matches!(kind.as_str(), "person" | "people");
    let rare = a.kind.as_ref().is_some_and(|kind| weight(kind) >= RARE && !person(kind));
    (large(x) && large(y) && counted_things(x) && counted_things(y) && rare)
        && likeness >= LIKE
        && size_ratio(x, y) <= MOST_APART
        && counted(&a.narrowed, &b.narrowed) != Counted::Others
        && whereabouts(&a.places, &b.places) != Relation::Apart
        && a.background == b.background
        && a.further == b.further
        && published_apart(a, b).is_none_or(|days| days <= FORTNIGHT)
}

/// Whether two shares are said to be of the same: the same names and words, but for those of land and people as such.
fn same_whole(a: &Count, b: &Count) -> bool {
    const EXTENT: &[&str] =
        &["area", "country", "entire", "land", "population", "soil", "surface", "territory", "whole"];
    let extent: BTreeSet<&str> = EXTENT.iter().map(|word| concept(word)).collect();
    let named = |count: &Count| -> BTreeSet<String> {
        count.narrowed.iter().filter(|word| !extent.contains(word.as_str())).cloned().collect()
    };
    let (x, y) = (named(a), named(b));
    !x.is_empty() && x == y
}

/// Whether two different numbers can be of one toll: of one happening in one place, counted at most some days apart. The
/// bounds were set on FA-KES, whose reports tell many attacks each.
fn may_be_one_toll(a: &Count, b: &Count, likeness: f64) -> bool {
    let (x, y) = (a.figures[0], b.figures[0]);
    if a.further != b.further || a.cumulative != b.cumulative {
        return false;
    }
    let far = published_apart(a, b) > Some(STILL_COUNTED);
    let days = days_meet(a.days, b.days);
    let place = whereabouts(&a.places, &b.places);
    let one_subject = a.main && b.main && place == Relation::Same;
    let most = if one_subject { 8.0 } else { 3.0 };
    if overlap(x, y) {
        // "At least 20" and 132 can both be true of a day, and so can "dozens" and 300,000: open numbers say nothing of attacks
        // that are told weeks apart, of other days, or are of another size altogether.
        let open = size_ratio(x, y) > if wordy(x) || wordy(y) { WORDY } else { most };
        return !open && !(far && days.is_none() && !one_subject) && days != Some(false) || likeness >= OPEN_NUMBERS;
    }
    let before =
        |told: Option<i32>, days: Option<Days>| matches!((told, days), (Some(told), Some(days)) if days.0 > told);
    if before(a.published, b.days) || before(b.published, a.days) {
        // What happened after a report was published is not what it tells.
        return false;
    }
    // The only such toll of both reports, and the later one gives more: the same, counted on.
    let counted_on = a.main && b.main && a.alone && b.alone && place == Relation::Unknown && has_grown(a, b);
    let other_means = !a.means.is_empty() && !b.means.is_empty() && a.means.is_disjoint(&b.means);
    // Nothing else in either report is measured so, and both are of one day: seventeen arrested and 21.
    let lone = (a.main && b.main && a.alone && b.alone) && size_ratio(x, y) <= 3.0 && same_time(a, b) && !far;
    let least = if counted_on {
        0.0
    } else if other_means || days == Some(false) || size_ratio(x, y) > most {
        // Told of different days or weapons, they are of different attacks; so are eight dead and a hundred.
        0.75
    } else if x.of.is_some() && !a.whole.zip(b.whole).is_some_and(|(a, b)| near(a, b)) {
        // Children among the dead of two attacks.
        0.9
    } else if far && days.is_none() {
        0.6
    } else if lone && place == Relation::Unknown {
        LONE
    } else if !(a.main && b.main) && (a.background || b.background) {
        0.5
    } else if one_subject {
        if a.alone && b.alone { 0.12 } else { 0.25 }
    } else {
        // Without a place that is one nothing but the words says that two attacks are one.
        0.6
    };
    likeness >= least
}

/// How much alike the sentences of open numbers must be that time or size hold apart. Set on FA-KES, like the next two.
const OPEN_NUMBERS: f64 = 0.6;

/// How many times more than the least that "dozens" or "many" can be another number may be.
const WORDY: f64 = 20.0;

/// How much alike the sentences must be of which each tells the only such toll of its report.
const LONE: f64 = 0.25;

pub(super) fn units(a: &Figure, b: &Figure) -> bool {
    // "31 of scores" is of no kind.
    let kind = |figure: &'_ Figure| figure.unit.clone().filter(|unit| !is_size(unit));
    match (kind(a), kind(b)) {
        (Some(a), Some(b)) => concept(&a) == concept(&b),
        _ => true,
    }
}

fn size_ratio(x: &Figure, y: &Figure) -> f64 {
    let size = |figure: &Figure| figure.low.or(figure.high).unwrap_or_default().max(1.0);
    size(x).max(size(y)) / size(x).min(size(y))
}

pub(super) fn person_measure(measure: Measure) -> bool {
    use Measure::*;
    matches!(measure, Killed | Injured | Missing | Detained | Displaced | Rescued | Launched | Intercepted)
}

/// "A victim" tells of somebody, not how many there were.
pub(super) fn one_person(figure: &Figure) -> bool {
    (figure.low, figure.high) == (Some(1.0), Some(1.0))
}

/// A count of things, of no measure of its own.
fn plain_count(figure: &Figure) -> bool {
    matches!(figure.measures, Measure::Count | Measure::Other | Measure::Delivered | Measure::Damaged)
        && figure.unit.as_deref().is_some_and(|unit| !matches!(unit, "person" | "people" | "they" | "year" | "percent"))
}

pub(super) fn people(figure: &Figure) -> bool {
    figure.unit.as_deref().is_none_or(|unit| matches!(unit, "person" | "people" | "life" | "civilian" | "soldier"))
}

/// Whether the one published a day or two later gives more, or fewer of those who can be found again.
fn has_grown(a: &Count, b: &Count) -> bool {
    let Some(later) = b.published.zip(a.published).map(|(b, a)| b - a) else { return false };
    let size = |count: &Count| count.figures[0].low.or(count.figures[0].high).unwrap_or_default();
    let more = (size(b) - size(a)) * f64::from(later);
    (1..=STILL_COUNTED).contains(&later.abs())
        && size_ratio(a.figures[0], b.figures[0]) <= 8.0
        && (more > 0.0 || matches!(a.figures[0].measures, Measure::Missing))
}

/// Whether two numbers are of one size: the larger one less than twice the smaller.
fn near(a: Range, b: Range) -> bool {
    let size = |(low, high): Range| low.or(high).unwrap_or_default().max(1.0);
    size(a).max(size(b)) < 2.0 * size(a).min(size(b))
}

/// Whether two stretches of days have a day in common, where both are known.
pub(super) fn days_meet(a: Option<Days>, b: Option<Days>) -> Option<bool> {
    a.zip(b).map(|(a, b)| a.0 <= b.1 && b.0 <= a.1)
}

/// Victims, and what was damaged: numbers that grow while they are counted.
pub(super) fn toll(figure: &Figure) -> bool {
    person_measure(figure.measures) || figure.measures == Measure::Damaged
}

/// Whether one of two exact numbers is the other in fewer digits: 14.2 million, 14 million.
pub(super) fn rounds(x: &Figure, y: &Figure) -> bool {
    /// Digits of which the shorter number has two, the longer one more.
    const LEAST: f64 = 10.0;
    let exact = |figure: &Figure| figure.low.filter(|low| Some(*low) == figure.high && *low >= 1000.0);
    let (Some(x), Some(y)) = (exact(x), exact(y)) else { return false };
    let to = |short: f64, long: f64| {
        let mut unit = 1.0;
        while short % (unit * 10.0) == 0.0 {
            unit *= 10.0;
        }
        short / unit >= LEAST && long % unit != 0.0 && (long / unit).round() == short / unit
    };
    to(x, y) || to(y, x)
}

/// A number that is hardly met twice by chance: 19, 140, 3,400, but not 12, 50 or 200.
pub(super) fn tells(figure: &Figure) -> bool {
    let Some(mut low) = figure.low.filter(|low| *low > 12.0 && *low < 1e15) else { return false };
    while low >= 10.0 && low % 10.0 == 0.0 {
        low /= 10.0;
    }
    low >= 10.0
}

/// Days between the publication of two reports, where both are known.
pub(super) fn published_apart(a: &Count, b: &Count) -> Option<i32> {
    Some((a.published? - b.published?).abs())
}

/// Whether two counts that cannot both be true are surely enough of one thing to contradict each other: of one time, and where the
/// reports came out on two days, told in like words or of a day that is known.
pub(super) fn held_against(a: &Count, b: &Count) -> bool {
    /// Set on FA-KES.
    const LIKE_WORDS: f64 = 0.75;
    // How old somebody is does not go by the day.
    if a.owner.is_some() && b.owner.is_some() {
        return same_count(a, b).is_some() && same_time(a, b);
    }
    let another_day = published_apart(a, b).is_some_and(|days| days > 0) && days_meet(a.days, b.days).is_none();
    same_count(a, b).is_some() && same_time(a, b) && (!another_day || coverage(&a.stems, &b.stems) >= LIKE_WORDS)
}

/// Whether two counts are of one time: told of days that meet, or, where a day is not known, published within a day. What tells
/// no day is news of the day it was published or of the one before.
fn same_time(a: &Count, b: &Count) -> bool {
    let fresh = |dated: &Count, other: &Count| match (dated.days, other.days, other.published) {
        (Some(days), None, Some(told)) => days.0 <= told && days.1 >= told - STILL_COUNTED,
        _ => true,
    };
    let published = || published_apart(a, b).is_none_or(|days| days <= 1) && fresh(a, b) && fresh(b, a);
    days_meet(a.days, b.days).unwrap_or_else(published)
}
