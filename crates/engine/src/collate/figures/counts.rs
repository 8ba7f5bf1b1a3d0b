//! What a report counts: its figures, one entry for each thing counted, with what tells whether another report counts the same.

use super::same::{bare, counts as counts_something, one_person, person_measure, tells, toll, units};
use super::terms::{Term, Terms, term};
use super::values::{Value, value};
use super::verdict::wordy;
use crate::collate::concepts::{concept, concepts};
use crate::collate::context::{Context, is_pronoun};
use crate::collate::facts::coverage;
use crate::collate::scope::{
    Counted, Days, Means, Relation, Where, counted, days, days_apart, means, narrowed, recalls, relation, spread,
    whereabouts,
};
use crate::group::dates;
use crate::group::words::words;
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{
    AnnotatedReport, EntityKind, Event, EventStatus, Figure, FigureId, Measure, Mention, PartKind, Place, Span, Time,
};

/// The least and the most that a figure gives.
pub(super) type Range = (Option<f64>, Option<f64>);

/// A figure of a report, with what tells whether another counts the same.
pub(super) struct Count<'r> {
    pub(super) report: usize,
    /// Its mentions; the first speaks for the report. They have the same value, but for tolls of what the report is
    /// about, where one report may give several.
    pub(super) figures: Vec<&'r Figure>,
    /// Of what the report is about, as against other happenings that it tells.
    pub(super) main: bool,
    /// Where, as its mentions say it.
    pub(super) places: Vec<Where>,
    pub(super) days: Option<Days>,
    /// Told as something past, not as the news.
    pub(super) background: bool,
    /// Told in a headline, which says again what the text tells.
    pub(super) headline: bool,
    /// Of which people or things it is, beyond people as such.
    pub(super) narrowed: BTreeSet<String>,
    pub(super) source: Option<String>,
    /// On whose word each of its mentions stands, where the report says so.
    pub(super) told_by: BTreeMap<FigureId, String>,
    /// Telling words of its sentence, by what they stand for.
    pub(super) stems: BTreeMap<String, f64>,
    /// "up from seven": what was counted before.
    pub(super) previous: bool,
    /// Nothing else in its report is measured in this way: there is one such count to be told.
    pub(super) alone: bool,
    /// What it counts things of: its unit, or of a bare number what its clause says ("the number of vessels rose to 31").
    pub(super) kind: Option<String>,
    /// Nothing else in its report is of that kind.
    pub(super) only_of_kind: bool,
    /// "six more people", "another five": counted beside others.
    pub(super) further: bool,
    /// Said to have grown to what it is: "rises to 29".
    pub(super) risen: bool,
    /// Said to be less than was counted before: "revised down to 29", "lowered its toll to 29".
    pub(super) lowered: bool,
    /// Numbers that the report gives only to take them back: "29 people, not 31".
    pub(super) withdrawn: Vec<f64>,
    /// Said to be a first count: "an initial toll of 47".
    pub(super) initial: bool,
    /// By what means people were hurt, as far as its sentence says.
    pub(super) means: BTreeSet<Means>,
    /// What it is a part of: the numbers of the whole.
    pub(super) whole: Option<Range>,
    /// Of all that happened in years: "since the war began".
    pub(super) cumulative: bool,
    /// Day of publication of its report.
    pub(super) published: Option<i32>,
    /// A length of time that somebody is sentenced to.
    pub(super) term: Option<Term>,
    /// What it is the value of by name.
    pub(super) value: Option<Value>,
    /// What a sum is by name: "ransom" of "a ransom of 4 million dollars".
    pub(super) noun: Option<String>,
    /// Whose age it is.
    pub(super) owner: Option<String>,
    /// Of those who were counted before, or beside them: "three of the wounded", "nine more bodies".
    pub(super) part: bool,
    /// Of people who came together: "8,000 marched", "25,000 participants".
    pub(super) crowd: Option<Crowd>,
    /// Of votes: how many other numbers of votes stand before it in its sentence.
    pub(super) ballot: Option<usize>,
    /// Whether its sentence speaks of a region (true) or of a town (false).
    pub(super) wide: Option<bool>,
    /// Whether its sentence tells of several places in one (true: "attacks on three neighbourhoods") or of one of them (false).
    pub(super) spread: Option<bool>,
}

/// People who came together, for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crowd {
    Gathering,
    Strike,
}

/// How far from the number that stands the one that is taken back may be, in bytes. Set by hand.
const TAKEN_BACK_BESIDE: usize = 250;

/// What ended more than this many days before publication is not the news. Set by hand.
const LONG_AGO: i32 = 45;

pub(super) fn counts<'r>(context: &Context<'r>, report: usize) -> Vec<Count<'r>> {
    /// A figure is looked for among so many before it; a list of thousands would take the square of its length.
    const RECENT: usize = 200;
    /// Places that are kept of one count.
    const MENTIONED: usize = 8;
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
                let places = count.places.into_iter();
                known.places.extend(places.take(MENTIONED.saturating_sub(known.places.len())));
                known.days = known.days.or(count.days);
                known.stems.extend(count.stems);
                known.told_by.extend(count.told_by);
                known.previous &= count.previous;
                known.spread = known.spread.min(count.spread).or(known.spread).or(count.spread);
                known.risen |= count.risen;
                known.lowered |= count.lowered;
                known.withdrawn.extend(count.withdrawn);
            }
            None => out.push(count),
        }
    }
    for count in &mut out {
        speak_first(&mut count.figures, &count.withdrawn);
        // On whose word the number is that speaks, not another that the report also gives.
        let number = |figure: &Figure| figure.low.or(figure.high);
        let first = number(count.figures[0]);
        let same = count.figures.iter().filter(|figure| number(figure) == first);
        count.source = same.into_iter().find_map(|figure| count.told_by.get(&figure.id).cloned());
    }
    // Somebody who was killed is not how many were.
    let whole = |count: &Count| count.figures[0].of.is_none() && !count.previous && !one_person(count.figures[0]);
    let mut measured: BTreeMap<Measure, usize> = BTreeMap::new();
    out.iter().filter(|c| whole(c)).for_each(|c| *measured.entry(c.figures[0].measures).or_default() += 1);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let kind = |count: &Count| count.kind.clone();
    out.iter().filter_map(kind).for_each(|kind| *kinds.entry(kind).or_default() += 1);
    for count in &mut out {
        count.only_of_kind = kind(count).is_some_and(|kind| kinds.get(&kind) == Some(&1));
    }
    // A toll that names no place is where the report's other tolls of the same subject are, if that is one place.
    let here: Vec<Where> = out.iter().filter(|c| c.main && toll(c.figures[0])).flat_map(|c| c.places.clone()).collect();
    let one_place = here.iter().all(|place| relation(Some(place), here.first()) == Relation::Same);
    // A part whose whole is not said is a part of the toll.
    let told = out.iter().find(|c| c.main && whole(c) && c.narrowed.is_empty()).map(|c| c.figures[0]);
    for count in &mut out {
        let part = count.figures[0].of.is_some() || !count.narrowed.is_empty();
        let of = told.filter(|told| part && told.measures == count.figures[0].measures);
        count.whole = count.whole.or(of.map(|figure| (figure.low, figure.high)));
        count.alone = whole(count) && measured.get(&count.figures[0].measures) == Some(&1);
        if count.places.is_empty() && count.main && one_place && toll(count.figures[0]) {
            count.places.extend(here.first().cloned());
        }
    }
    out
}

/// Whether two figures of one report are mentions of one count.
fn one_count(a: &Count, b: &Count) -> bool {
    let (x, y) = (a.figures[0], b.figures[0]);
    // "31 of the 80 hostages … 31 of them": the same number said to be of itself or of no kind is said once more.
    let of_itself = [(x, y), (y, x)].iter().any(|(part, whole)| part.of == Some(whole.id));
    let bare_again = tells(x) && ((bare(x) && counts_something(y)) || (bare(y) && counts_something(x)));
    if (x.low, y.low) == (y.low, x.low) && x.low.is_some() && (of_itself || bare_again) && a.background == b.background
    {
        return true;
    }
    if a.withdrawn.is_empty() != b.withdrawn.is_empty()
        && (x.measures == y.measures || bare(x) || bare(y))
        && counts_something(x)
        && counts_something(y)
        && y.span.start.abs_diff(x.span.start) <= TAKEN_BACK_BESIDE
        && x.of.is_some() == y.of.is_some()
    {
        return true;
    }
    if let (Some(x), Some(y)) = (&a.term, &b.term) {
        return same_size(a, b) && x.against(y) != Terms::Apart;
    }
    if a.owner.is_some() && b.owner.is_some() && same_size(a, b) {
        return a.owner == b.owner;
    }
    if let (Some(x), Some(y)) = (&a.value, &b.value) {
        return same_size(a, b) && x.is_of_one_with(y);
    }
    // A crowd may be counted by the police and by who called it.
    if a.crowd.is_some() && a.crowd == b.crowd {
        return !days_apart(a.days, b.days) && whereabouts(&a.places, &b.places) != Relation::Apart;
    }
    let tolls = person_measure(x.measures);
    let same_scope = x.measures == y.measures
        && x.of.is_some() == y.of.is_some()
        && units(x, y)
        && counted(&a.narrowed, &b.narrowed) == Counted::Alike
        && (a.background, a.main, a.cumulative) == (b.background, b.main, b.cumulative)
        && !days_apart(a.days, b.days);
    // The toll of what the report is about is one count, whatever numbers the report gives for it.
    let toll = tolls
        && a.main
        && x.of.is_none()
        && a.previous == b.previous
        && !a.part
        && !b.part
        && a.narrowed.is_empty()
        && !one_person(x)
        && !one_person(y);
    let apart = tolls && whereabouts(&a.places, &b.places) == Relation::Apart;
    // A headline drops the "at least".
    let same_number = (x.low, x.high) == (y.low, y.high) || tells(x) && x.low == y.low;
    // It drops as well whom ("kills three", "three workers") and where.
    let headline = a.headline != b.headline
        && tolls
        && same_number
        && x.measures == y.measures
        && x.of.is_none()
        && y.of.is_none()
        && (a.previous, a.part, a.further) == (b.previous, b.part, b.further)
        && !days_apart(a.days, b.days);
    if headline && !apart {
        return true;
    }
    // 45 million of a currency, 1,200 rescuers: hardly twice of two things.
    let one_sum = tells(x) && (x.measures == Measure::Money || counts_something(x));
    same_scope && !apart && (toll || (same_number && (tolls || one_sum || coverage(&a.stems, &b.stems) >= 0.4)))
}

fn same_size(a: &Count, b: &Count) -> bool {
    let size = |count: &Count| (count.figures[0].low, count.figures[0].high);
    size(a) == size(b) && a.figures[0].measures == b.figures[0].measures
}

/// Puts first the mention that speaks for the report: one that it does not take back, a number rather than "dozens", the one given most often, with "at least"
/// rather than without (a headline drops it), the highest, the earliest.
fn speak_first(figures: &mut [&Figure], withdrawn: &[f64]) {
    let number = |figure: &Figure| figure.low.or(figure.high);
    let stands = |figure: &Figure| number(figure).is_some_and(|number| !withdrawn.contains(&number));
    let rank = |figure: &&Figure| {
        let mentions = figures.iter().filter(|other| number(other) == number(figure)).count();
        (stands(figure), !wordy(figure), !bare(figure), mentions, figure.high.is_none())
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
    let days = days(annotated, event, sentence, figure.span, context.days[report]);
    let long_ago = matches!((days, context.days[report]), (Some(days), Some(told)) if told - days.1 > LONG_AGO);
    // "2016, when 41 people died", "In February 2023, a quake killed 53,000": a year or a month by itself is not the news.
    let year = |time: &Time| time.value.as_deref().is_some_and(|value| value.len() == 4);
    let month = |time: &Time| {
        let digits = |part: Option<&str>| part.is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()));
        let value = time.value.as_deref().filter(|value| value.len() == 7 && value.as_bytes()[4] == b'-');
        value.is_some_and(|value| digits(value.get(..4)) && digits(value.get(5..)))
    };
    let opens = |time: &Time| {
        let before = annotated.text.get(sentence.start..time.span.start).unwrap_or_default().trim();
        before.is_empty() || before.eq_ignore_ascii_case("in")
    };
    let undated = context.days[report].is_none();
    let recalled = annotated.times.iter().filter(|time| sentence.contains(time.span)).any(|time| {
        year(time) && recalls(&annotated.text, time, figure.span)
            || undated && (month(time) || year(time)) && opens(time)
    });
    let headline = annotated.parts.iter().any(|part| part.kind == PartKind::Title && part.span.contains(figure.span));
    let background = long_ago || recalled || event.is_some_and(|event| event.status == EventStatus::Background);
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
    let own = figure.source.and_then(|id| context.entity(report, id)).map(|entity| entity.name.clone());
    let said = annotated.statements.iter().find(|s| s.content.iter().any(|span| span.contains(figure.span)));
    let source = own.or_else(|| said.and_then(|s| context.name(report, s.speaker.as_ref()?)));
    let source = source.filter(|name| !is_pronoun(name));
    // Of a price or a share the words beside it tell what it is of, of a toll the whole sentence.
    let around = if person_measure(figure.measures) {
        vec![sentence]
    } else {
        context.around(report, figure.span).into_iter().chain([figure.span]).collect()
    };
    let beside: Vec<_> = context
        .words(report, &around)
        .into_iter()
        .filter(|word| !figure.span.contains(word.span) && crate::collate::align::number(&word.norm).is_none())
        .collect();
    let stems = concepts(&beside);
    let told = sentence.of(&annotated.text);
    let region =
        [" region", " province", " county", " district", " governorate"].iter().any(|word| told.contains(word));
    let town =
        ["city of ", "town of ", "village of ", "in the city", "in the town"].iter().any(|word| told.contains(word));
    let wide = if region == town { None } else { Some(region) };
    let before = annotated.text.get(sentence.start..figure.span.start).unwrap_or_default();
    // "Killed 12 and wounded dozens more" adds nothing: nobody of them was counted before.
    let after_others = person_measure(figure.measures)
        && annotated.figures.iter().any(|other| {
            let (of_people, before) = (person_measure(other.measures), other.span.end <= figure.span.start);
            let here = sentence.contains(other.span) || first_of_measure(annotated, figure, other);
            of_people && before && here && other.measures != figure.measures
        });
    let previous = figure.standing.is_some() || figure.measures != Measure::Other && changed_from(before);
    let further = is_further(figure.span.of(&annotated.text)) && !after_others;
    let narrowed = narrowed(&annotated.text, figure);
    // "Six of the dead were women" counts women among the dead, like "six women".
    let of_the_dead = figure.of.is_some() && !narrowed.is_empty();
    // Of so many a week nobody says where.
    let place = place.filter(|_| !figure.unit.as_deref().is_some_and(|unit| unit.contains('/')));
    Count {
        report,
        figures: vec![figure],
        main,
        places: place.map(|place| Where::of(&annotated.text, place)).into_iter().collect(),
        days,
        background,
        headline,
        narrowed,
        told_by: source.clone().map(|source| (figure.id, source)).into_iter().collect(),
        source,
        stems,
        previous,
        alone: false,
        only_of_kind: false,
        kind: kind(annotated, sentence, figure),
        further,
        risen: has_risen(annotated, sentence, figure.span),
        lowered: is_lowered(annotated, sentence, figure.span),
        withdrawn: figure
            .low
            .or(figure.high)
            .filter(|_| is_taken_back(annotated, sentence, figure))
            .into_iter()
            .collect(),
        initial: is_initial(annotated, sentence, figure.span),
        means: means(told),
        whole: figure.of.and_then(|of| annotated.figures.iter().find(|other| other.id == of)).map(|f| (f.low, f.high)),
        term: term(context, report, figure),
        value: value(context, report, figure),
        noun: noun(annotated, sentence, figure),
        owner: owner(annotated, figure),
        part: person_measure(figure.measures) && (further || is_part(figure.span.of(&annotated.text)) && !of_the_dead),
        cumulative: is_cumulative(annotated, sentence, figure.span, context.days[report]),
        published: context.days[report],
        crowd: crowd(annotated, sentence, figure).or_else(|| crowd_again(context, report, sentence, figure)),
        ballot: ballot(annotated, sentence, figure),
        wide,
        spread: spread(told),
    }
}

/// Whether a number is the first of its measure and stands right behind the sentence of another: "21 were killed. Another 55 were injured."
fn first_of_measure(report: &AnnotatedReport, figure: &Figure, other: &Figure) -> bool {
    /// Bytes from one to the other.
    const BEHIND: usize = 250;
    let earlier = |known: &Figure| known.measures == figure.measures && known.span.end <= figure.span.start;
    figure.span.start.saturating_sub(other.span.end) <= BEHIND && !report.figures.iter().any(earlier)
}

fn nearest(places: &[Place], sentence: Span, figure: Span) -> Option<&Place> {
    let inside = places.iter().filter(|place| sentence.contains(place.span) && !place.metonym);
    inside.min_by_key(|place| (place.span.start.abs_diff(figure.end), place.span.start))
}

/// "Up from", "rose to 31 from", but not "the data stolen from".
fn changed_from(before: &str) -> bool {
    #[rustfmt::skip]
    const CHANGING: &[&str] = &[
        "changed", "climbed", "cut", "declined", "doubled", "down", "dropped", "fallen", "fell", "grew", "grown", "higher", "increase", "increased", "jumped", "lowered",
        "raised", "reduced", "revised", "rise", "risen", "rises", "rose", "up",
    ];
    let before = words(before, Span::new(0, before.len()));
    before.last().is_some_and(|word| word.norm == "from")
        && before.iter().any(|word| CHANGING.binary_search(&word.norm.as_str()).is_ok())
}

/// "Three of the wounded", "eleven of them".
fn is_part(words: &str) -> bool {
    let lower = words.to_lowercase();
    [" of the ", " of them", " of those", " of these"].iter().any(|of| lower.contains(of))
}

/// Words for a crowd, in the figure or right beside it.
#[rustfmt::skip]
const CROWDS: &[&str] = &["attendees", "crowd", "crowds", "demonstrators", "marchers", "participants", "protesters", "protestors", "ralliers", "strikers", "turnout"];

/// Who may be one, if they do what a crowd does.
const SIDES: &[&str] = &["activists", "employees", "followers", "members", "residents", "students", "supporters"];

fn is_worker(word: &str) -> bool {
    word.ends_with("worker") || word.ends_with("workers")
}

/// Whether people are narrowed by nothing but words for a crowd: two such words are no two kinds of people.
pub(super) fn only_crowd(narrowed: &BTreeSet<String>) -> bool {
    let known = |word: &String| CROWDS.iter().chain(SIDES).any(|crowd| concept(crowd) == word);
    narrowed.iter().all(|word| known(word) || is_worker(word))
}

/// Whether a figure counts people who came together somewhere, or who are on strike.
fn crowd(report: &AnnotatedReport, sentence: Span, figure: &Figure) -> Option<Crowd> {
    /// Fewer are no crowd.
    const CROWD: f64 = 20.0;
    /// What they do, behind it.
    #[rustfmt::skip]
    const DOING: &[&str] = &[
        "assembled", "attended", "demonstrated", "filled", "gathered", "marched", "paraded", "protested", "rallied", "thronged",
    ];
    /// The same in two words.
    const IN_TWO: &[(&str, &str)] = &[("met", "in"), ("taken", "part"), ("took", "part"), ("turned", "out")];
    const STRIKING: &[(&str, &str)] = &[
        ("downed", "tools"),
        ("joined", "the"),
        ("on", "strike"),
        ("stopped", "work"),
        ("walked", "off"),
        ("walked", "out"),
    ];
    /// What one joins.
    const ACTION: &[&str] = &["action", "job", "stoppage", "strike", "strikes", "walkout"];
    /// Words before and behind the figure.
    const NEAR: (usize, usize) = (6, 5);
    /// Where they work may stand between.
    const STRIKE_NEAR: usize = 9;
    let uncounted = matches!(figure.measures, Measure::Count | Measure::Other);
    if !uncounted || figure.low.or(figure.high).is_none_or(|size| size < CROWD) {
        return None;
    }
    let one_of =
        |list: &[&str], unit: &str| list.iter().any(|word| word.strip_suffix('s') == Some(unit) || *word == unit);
    let person = figure.unit.as_deref().is_none_or(|unit| {
        matches!(unit, "person" | "people") || one_of(CROWDS, unit) || one_of(SIDES, unit) || is_worker(unit)
    });
    let norms = |span: Span| words(&report.text, span).into_iter().map(|word| word.norm).collect::<Vec<_>>();
    let own = norms(figure.span);
    let before = norms(Span::new(sentence.start.min(figure.span.start), figure.span.start));
    let behind = norms(Span::new(figure.span.end, sentence.end.max(figure.span.end)));
    let before = &before[before.len().saturating_sub(NEAR.0)..];
    let farther = &behind[..behind.len().min(STRIKE_NEAR)];
    let behind = &behind[..behind.len().min(NEAR.1)];
    let is = |list: &[&str], word: &String| list.contains(&word.as_str());
    let says = |words: &[String], list: &[(&str, &str)]| {
        words.windows(2).any(|two| list.contains(&(two[0].as_str(), two[1].as_str())))
    };
    if person && says(farther, STRIKING) && farther.iter().any(|word| is(ACTION, word)) {
        return Some(Crowd::Strike);
    }
    let gathered = own.iter().chain(before).any(|word| is(CROWDS, word))
        || behind.first().is_some_and(|word| is(CROWDS, word))
        || behind.iter().any(|word| is(DOING, word))
        || says(behind, IN_TWO);
    let strikers = own.iter().chain(behind.first()).any(|word| word == "strikers");
    (person && gathered).then_some(if strikers { Crowd::Strike } else { Crowd::Gathering })
}

/// Whether a bare number is another count of the crowd that the sentence before tells of: "The union said that 7,500 workers had joined
/// the strike. The firm put the number at 4,800."
fn crowd_again(context: &Context, report: usize, sentence: Span, figure: &Figure) -> Option<Crowd> {
    /// Right before the number: it counts what was counted.
    const AGAIN: &[&str] = &[
        "counted",
        "figure at",
        "gave a figure of",
        "it at",
        "number at",
        "spoke of",
        "speak of",
        "speaks of",
        "them at",
        "total at",
    ];
    let annotated = &context.reports[report];
    let before = annotated.text.get(sentence.start..figure.span.start)?.trim_end().to_lowercase();
    let before = ["about", "around", "some", "only", "just", "at least", "more than", "no more than"]
        .iter()
        .find_map(|word| before.strip_suffix(word))
        .unwrap_or(&before)
        .trim_end();
    let bare = figure.unit.as_deref().is_none_or(|unit| matches!(unit, "person" | "people"));
    if !bare
        || !matches!(figure.measures, Measure::Count | Measure::Other)
        || !AGAIN.iter().any(|end| before.ends_with(end))
    {
        return None;
    }
    let earlier = annotated.figures.iter().filter(|other| other.span.end <= sentence.start);
    let last = earlier.max_by_key(|other| other.span.start)?;
    let told = context.sentence(report, last.span);
    let next = annotated.text.get(told.end..sentence.start).is_some_and(|between| between.trim().is_empty());
    crowd(annotated, told, last).filter(|_| next)
}

/// What a number counts things of.
fn kind(report: &AnnotatedReport, sentence: Span, figure: &Figure) -> Option<String> {
    /// Words between the noun and the number: "waiting outside the harbour rose to".
    const BETWEEN: usize = 10;
    if let Some(unit) = &figure.unit {
        return Some(concept(unit).to_string());
    }
    if !matches!(figure.measures, Measure::Count | Measure::Other) {
        return None;
    }
    let before = words(&report.text, Span::new(sentence.start.min(figure.span.start), figure.span.start));
    let norm = |at: usize| before.get(at).map(|word| word.norm.as_str());
    let of = (0..before.len()).rev().find(|&at| norm(at) == Some("number") && norm(at + 1) == Some("of"))?;
    let direct = matches!(before.last()?.norm.as_str(), "at" | "reached" | "to" | "was");
    let noun = norm(of + 2).filter(|_| direct && before.len() - of <= BETWEEN + 3)?;
    Some(concept(noun).to_string())
}

/// Which number of votes of its sentence a figure is: "61 votes to 44" are the first and the second.
fn ballot(report: &AnnotatedReport, sentence: Span, figure: &Figure) -> Option<usize> {
    let votes = |other: &&Figure| other.measures == Measure::Votes && sentence.contains(other.span);
    let before = |other: &&Figure| other.span.start < figure.span.start;
    (figure.measures == Measure::Votes).then(|| report.figures.iter().filter(votes).filter(before).count())
}

/// The noun that a sum is of: "donation", "fine".
fn noun(report: &AnnotatedReport, sentence: Span, figure: &Figure) -> Option<String> {
    if figure.measures != Measure::Money {
        return None;
    }
    let before = words(&report.text, Span::new(sentence.start.min(figure.span.start), figure.span.start));
    let before: Vec<&str> = before.iter().map(|word| word.norm.as_str()).collect();
    let vague = |noun: &&str| {
        !matches!(*noun, "amount" | "average" | "cost" | "price" | "sum" | "tens" | "total" | "value" | "worth")
    };
    match before[..] {
        [.., noun, "of"] => Some(noun).filter(vague).map(|noun| concept(noun).to_string()),
        _ => None,
    }
}

/// The person whose age a figure is: of whom it is a mention ("the 53-year-old") or to whose name it is added ("Mara Olin, 53").
fn owner(report: &AnnotatedReport, figure: &Figure) -> Option<String> {
    /// ", " and no more.
    const BESIDE: usize = 3;
    if figure.measures != Measure::Age {
        return None;
    }
    let near = |mention: &Mention| {
        mention.span.contains(figure.span)
            || mention.span.end <= figure.span.start && figure.span.start - mention.span.end <= BESIDE
            || figure.span.end <= mention.span.start && mention.span.start - figure.span.end <= 1
    };
    let people = report.entities.iter().filter(|entity| entity.kind == EntityKind::Person);
    people.into_iter().find(|person| person.mentions.iter().any(near)).map(|person| person.name.clone())
}

/// "Six more people", "another five".
fn is_further(words: &str) -> bool {
    let lower = words.to_lowercase();
    let plain = !["more than", "at least", "no more"].iter().any(|start| lower.starts_with(start));
    plain && lower.split_whitespace().any(|word| matches!(word, "more" | "another"))
}

/// Of more than one day's happenings: "in five years of war", "since 2011", "57 people in recent days", but not "since Saturday",
/// and not "a 19-year-old" or "the worst attack in recent months".
fn is_cumulative(report: &AnnotatedReport, sentence: Span, figure: Span, told: Option<i32>) -> bool {
    /// Beside the number itself.
    #[rustfmt::skip]
    const STRETCHES: &[&str] = &[
        " in recent ", " in the past ", " over the past ", " in the last ", " over the last ", " the past few ", " the last few ", " weeks of ", " months of ",
        " this month", " this year", " over the weekend", " during the weekend", " at the weekend",
    ];
    /// Bytes before and behind the number that such words may stand in.
    const BESIDE: (usize, usize) = (60, 25);
    /// "During the past 24 hours": what is added up over so long is told with it, wherever in the sentence it stands.
    const ADDED_UP: &[&str] = &["days", "hours", "nights"];
    /// Bytes from "the" to it.
    const ADDED_UP_WITHIN: usize = 25;
    let plain = |words: &str| format!(" {} ", words.to_lowercase().replace("-year-old", "").replace(" years old", ""));
    let told_in = plain(sentence.of(&report.text));
    let near = |time: &Time| {
        let before = report.text.get(sentence.start..time.span.start).unwrap_or_default();
        sentence.contains(time.span) && before.trim_end().to_lowercase().ends_with("since")
    };
    let recent = |time: &Time| {
        let day = time.value.as_deref().and_then(dates::days);
        matches!((day, told), (Some(day), Some(told)) if told - day.0 <= LONG_AGO)
    };
    let recently = report.times.iter().find(|time| near(time)).is_some_and(recent);
    // "The deadliest attack since March" counts one attack.
    let ranked = told_in.split(" since ").next().is_some_and(|before| {
        before
            .split_whitespace()
            .rev()
            .take(6)
            .any(|word| word.ends_with("est") || matches!(word, "most" | "first" | "only"))
    });
    let snap = |at: usize| (at..=report.text.len()).find(|&at| report.text.is_char_boundary(at)).unwrap_or(at);
    let start = snap(figure.start.saturating_sub(BESIDE.0).max(sentence.start));
    let end = snap(sentence.end.min(figure.end + BESIDE.1));
    let beside = plain(report.text.get(start..end).unwrap_or_default());
    let told_words = words(&told_in, Span::new(0, told_in.len()));
    let added_up = told_words.windows(4).any(|run| {
        let [first, the, past, _] = run else { return false };
        let over = matches!(first.norm.as_str(), "during" | "in" | "over" | "within");
        let past = the.norm == "the" && matches!(past.norm.as_str(), "last" | "past" | "preceding" | "previous");
        over && past
            && told_words.iter().any(|word| {
                word.span.start > the.span.end
                    && word.span.start <= the.span.end + ADDED_UP_WITHIN
                    && ADDED_UP.contains(&word.norm.as_str())
            })
    });
    added_up
        || told_in.contains(" years")
        || told_in.contains("-year")
        || (told_in.contains(" since ") && !recently && !ranked)
        || STRETCHES.iter().any(|stretch| beside.contains(stretch))
}

/// "Rises to 29", "revised to 14", "up from 12".
fn has_risen(report: &AnnotatedReport, sentence: Span, figure: Span) -> bool {
    #[rustfmt::skip]
    const RISING: &[&str] = &[
        "climb", "climbed", "climbs", "grew", "grown", "raised", "raising", "revised", "revising", "rise", "risen", "rises", "rising", "rose", "updated",
    ];
    let before = words(&report.text, Span::new(sentence.start.min(figure.start), figure.start));
    before.iter().any(|word| RISING.contains(&word.norm.as_str())) && !is_lowered(report, sentence, figure)
}

/// "Revised down to 29", "lowered the toll to 29", "29, down from 31".
fn is_lowered(report: &AnnotatedReport, sentence: Span, figure: Span) -> bool {
    const LOWERING: &[&str] =
        &["cut", "decreased", "down", "downgraded", "downward", "downwards", "fell", "lowered", "reduced"];
    /// Words before the figure.
    const BEFORE: usize = 12;
    let before = words(&report.text, Span::new(sentence.start.min(figure.start), figure.start));
    let behind = report.text.get(figure.end..).unwrap_or_default();
    before.iter().rev().take(BEFORE).any(|word| LOWERING.contains(&word.norm.as_str()))
        || behind.trim_start_matches([',', ' ']).starts_with("down from ")
}

/// Whether a report gives a number only to take it back: "29 people, not 31", "an earlier version said that 31 had died", "31, as was
/// first reported".
fn is_taken_back(report: &AnnotatedReport, sentence: Span, figure: &Figure) -> bool {
    #[rustfmt::skip]
    const WRONG: &[&str] = &["erroneously", "inaccurately", "incorrectly", "misreported", "misstated", "mistakenly", "overstated", "understated", "wrongly"];
    /// Right before the number.
    const BEFORE: &[&str] = &["instead of", "not", "rather than"];
    const BEHIND: &[&str] =
        &["as earlier", "as first", "as initially", "as originally", "as previously", "as stated", "as we"];
    let text = &report.text;
    let told = text.get(sentence.start..figure.span.start).unwrap_or_default().to_lowercase();
    let behind = text.get(figure.span.end..sentence.end.max(figure.span.end)).unwrap_or_default().to_lowercase();
    let version = told.contains("earlier version") || told.contains("previous version");
    let wrong = words(&told, Span::new(0, told.len())).iter().any(|word| WRONG.contains(&word.norm.as_str()));
    // "The correct number is 29", in the same sentence: what follows it stands.
    let mended = [" correct ", " in fact ", " actually ", " should have been "].iter().any(|word| told.contains(word));
    let right_before = BEFORE.iter().any(|word| told.trim_end().ends_with(&format!(" {word}")));
    let right_behind = BEHIND.iter().any(|word| behind.trim_start_matches([',', ' ']).starts_with(word));
    ((version || wrong) && !mended) || (right_before && figure.qualifier.is_none()) || right_behind
}

/// Whether a figure is said to have been the first count: "an initial toll of 47", "first put the number at 47".
fn is_initial(report: &AnnotatedReport, sentence: Span, figure: Span) -> bool {
    const FIRST: &[&str] = &["initial", "initially", "preliminary", "provisional"];
    /// Words before the figure.
    const BEFORE: usize = 6;
    let before = words(&report.text, Span::new(sentence.start.min(figure.start), figure.start));
    before.iter().rev().take(BEFORE).any(|word| FIRST.contains(&word.norm.as_str()))
}
