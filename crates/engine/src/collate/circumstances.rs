//! What the readings of one happening say otherwise of its circumstances: on which day it was.
//!
//! "Arrested on Monday", "arrested on Tuesday": one of them is wrong. But attacks go on for days, talks are held again, and a
//! night belongs to two days; so a day counts only against another where both are named, and where the deed is one that
//! is done to somebody once, and to one person by name.

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

/// Whether both tell a deed that is done to somebody once, of one person by name.
fn once_to_one(a: &Item, b: &Item) -> bool {
    #[rustfmt::skip]
    const ONCE: &[&str] = &["arrest", "convict", "die", "drown", "kidnap", "release", "sentence", "shoot", "stab"];
    let once = |word: &&str| [a, b].iter().all(|item| item.named.iter().any(|told| told == concept(word)));
    // A name of one word may be that of a place.
    let full = |name: &&String| name.contains(' ');
    let same = |x: &String| b.whom.iter().filter(full).any(|y| compare_names(Some(x), Some(y)) == Names::Same);
    ONCE.iter().any(once) && a.whom.iter().filter(full).any(same)
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
        let told = matches!(event.status, EventStatus::Reported | EventStatus::Claimed) && !event.negated;
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
