//! What the readings of one happening say otherwise of its circumstances: on which day it was, and by what means it was done.
//!
//! "Arrested on Monday", "arrested on Tuesday": one of them is wrong. But attacks go on for days, talks are held again, and a
//! night belongs to two days; so a day counts only against another where both are named, and where the deed is one that
//! is done to somebody once, and to one person by name. Nor is one person both shot and stabbed, as a rule.

use super::concepts::concept;
use super::context::{Context, Names, compare_names};
use super::events::Item;
use crate::months::{MONTHS, WEEKDAYS};
use variorum_record::{EventStatus, Span, Time};

/// The times by which two readings of one happening put it on two days.
pub(super) fn other_day(context: &Context, members: &[&Item]) -> Option<(usize, usize, Span, Span)> {
    let told: Vec<(&Item, Day)> = members.iter().filter_map(|item| Some((*item, Day::of(context, item)?))).collect();
    let days_of = |report: usize| told.iter().filter(move |(item, _)| item.report == report).map(|(_, day)| day);
    for (n, (a, x)) in told.iter().enumerate() {
        for (b, y) in told[n + 1..].iter().filter(|(b, _)| b.report != a.report) {
            let apart = days_of(a.report).all(|x| days_of(b.report).all(|y| x.against(y)));
            if apart && x.against(y) && once_to_one(a, b) {
                return Some((a.report, b.report, x.span, y.span));
            }
        }
    }
    None
}

/// The words by which two readings say that one person was killed or hurt by two means. Of an attack on many one report may tell the
/// shells and another the shots.
pub(super) fn other_means(context: &Context, members: &[&Item]) -> Option<(usize, usize, Span, Span)> {
    let told = |item: &&&Item| item.event.kind == "assault" && is_told(item);
    let attacks: Vec<&Item> = members.iter().filter(told).copied().collect();
    // One who names two means tells of both.
    let means_of = |report: usize| {
        let own = attacks.iter().filter(|item| item.report == report);
        let found: Vec<(Means, Span)> = own.flat_map(|item| means(context, item)).collect();
        let (first, span) = *found.first()?;
        found.iter().all(|(means, _)| *means == first).then_some((first, span))
    };
    for (n, a) in attacks.iter().enumerate() {
        for b in attacks[n + 1..].iter().filter(|b| b.report != a.report && one_victim(a, b)) {
            if let (Some((x, x_span)), Some((y, y_span))) = (means_of(a.report), means_of(b.report))
                && x != y
            {
                return Some((a.report, b.report, x_span, y_span));
            }
        }
    }
    None
}

/// How people are killed, as far as it can be told apart: outlets seldom tell a shell from a rocket, or either from what falls from the
/// air.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Means {
    FromAfar,
    Laid,
    Gun,
    Blade,
}

/// The means that the sentences name in which a report tells of an attack.
fn means(context: &Context, item: &Item) -> Vec<(Means, Span)> {
    #[rustfmt::skip]
    const WORDS: &[(Means, &[&str])] = &[
        (Means::FromAfar, &[
            "airstrike", "airstrikes", "artillery", "drone", "drones", "missile", "missiles", "mortar", "mortars", "rocket", "rockets", "shelled", "shelling", "shells",
            "warplane", "warplanes",
        ]),
        (Means::Laid, &["bomber", "bombers", "explosives", "landmine", "landmines", "suicide"]),
        (Means::Gun, &["gunfire", "gunman", "gunmen", "gunned", "gunshot", "gunshots", "shooting", "shot", "shots", "sniper", "snipers"]),
        (Means::Blade, &["knife", "knifed", "knives", "machete", "stab", "stabbed", "stabbing"]),
    ];
    let triggers = std::iter::once(item.event.trigger).chain(item.event.mentions.iter().copied());
    let mut sentences: Vec<Span> = triggers.map(|trigger| context.sentence(item.report, trigger)).collect();
    sentences.dedup();
    let named = |norm: &str| WORDS.iter().find(|(_, words)| words.contains(&norm)).map(|(means, _)| *means);
    let words = context.words(item.report, &sentences).into_iter();
    words.filter_map(|word| Some((named(&word.norm)?, word.span))).collect()
}

fn is_told(item: &Item) -> bool {
    matches!(item.event.status, EventStatus::Reported | EventStatus::Claimed) && !item.event.negated
}

/// Whether both tell what was done to one person by name.
fn one_victim(a: &Item, b: &Item) -> bool {
    // A name of one word may be that of a place.
    let full = |name: &&String| name.contains(' ');
    let same = |x: &String| b.whom.iter().filter(full).any(|y| compare_names(Some(x), Some(y)) == Names::Same);
    a.whom.iter().filter(full).any(same)
}

/// Whether both tell a deed that is done to somebody once, of one person by name.
fn once_to_one(a: &Item, b: &Item) -> bool {
    #[rustfmt::skip]
    const ONCE: &[&str] = &["arrest", "convict", "die", "drown", "kidnap", "release", "sentence", "shoot", "stab"];
    let once = |word: &&str| [a, b].iter().all(|item| item.named.iter().any(|told| told == concept(word)));
    ONCE.iter().any(once) && one_victim(a, b)
}

/// A day as a report names it.
struct Day<'r> {
    span: Span,
    /// Month and day, with the year where it is known: "2026-02-09", "02-09".
    date: Option<&'r str>,
    weekday: Option<&'static str>,
    /// "TNI", "TEV": the part of the day, where it is said.
    part: Option<&'r str>,
    /// Told as late, early, or at night, so that another report may count it to the next day.
    turning: bool,
}

impl<'r> Day<'r> {
    /// The day of a happening that is told as a fact, named in its sentence by a weekday or a date.
    fn of(context: &Context<'r>, item: &Item<'r>) -> Option<Day<'r>> {
        const TURNING: &[&str] = &["dawn", "early", "late", "midnight", "night", "overnight"];
        /// "2026-02-09".
        const DATE: usize = 10;
        let annotated = &context.reports[item.report];
        let event = item.event;
        let told = is_told(item);
        let time: &Time = annotated.times.get(event.time.filter(|_| told)?)?;
        if !context.sentence(item.report, event.trigger).contains(time.span) {
            return None;
        }
        let words = time.span.of(&annotated.text).to_lowercase();
        let says = |word: &&&str| words.contains(**word);
        let weekday = WEEKDAYS.iter().find(says).copied();
        let value = time.value.as_deref().filter(|value| value.len() >= DATE && value.is_ascii());
        let date = value.map(|value| value.get(..DATE).unwrap_or(value)).filter(|date| !date.contains('W'));
        let named = weekday.is_some() || MONTHS.iter().any(|month| words.contains(month));
        named.then(|| Day {
            span: time.span,
            date: date.map(|date| date.strip_prefix("XXXX-").unwrap_or(date)),
            weekday,
            part: value.and_then(|value| value.get(DATE..)).filter(|part| part.starts_with('T')),
            turning: TURNING.iter().any(|word| words.contains(word)),
        })
    }

    /// Whether it is surely another day.
    fn against(&self, other: &Day) -> bool {
        let end = |date: &'_ str| date.len().min(5);
        let dates = self.date.zip(other.date).map(|(x, y)| {
            let short = x.len() < 10 || y.len() < 10;
            if short { x[x.len() - end(x)..] != y[y.len() - end(y)..] } else { x != y }
        });
        let weekdays = self.weekday.zip(other.weekday).map(|(x, y)| x != y);
        let turns = (self.turning || other.turning) && (self.part.is_none() || self.part != other.part);
        !turns && dates.or(weekdays) == Some(true) && weekdays != Some(false)
    }
}
