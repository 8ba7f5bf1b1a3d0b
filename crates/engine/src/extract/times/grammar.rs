//! The grammar: which runs of words are a time expression, and what they mean before they are put on a calendar.
//!
//! A rule looks at the words from one position on and says how far it reaches; the longest wins. The rules stand by what they read:
//! [`days`], [`years`], [`relative`], [`clock`], [`stretches`].

mod clock;
mod days;
mod relative;
mod stretches;
mod years;

use super::words::{LEXICON, Sense, Unit, Word};
use std::ops::Range;

/// A time expression as the words state it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    /// A date, or what is given of it.
    Date { year: Option<i16>, month: Option<i8>, day: Option<i8>, shift: Shift },
    /// The week of a date.
    WeekOf { year: Option<i16>, month: i8, day: i8 },
    /// A day of the week.
    Weekday { day: i8, shift: Shift },
    /// A season.
    Season { season: &'static str, year: Option<i16>, shift: Shift },
    /// A quarter (1-4) or half (5, 6) of a year; 0: the quarter spoken of.
    Quarter { quarter: i8, year: Option<i16>, shift: Shift },
    /// So many units away.
    Shifted { unit: Unit, by: i32, from: Base },
    /// Ten years: their first three digits.
    Decade(i16),
    /// A hundred years: their first two digits.
    Century(i16),
    /// A day with a name, by its rule.
    Holiday { rule: &'static str, year: Option<i16>, shift: Shift },
    /// A stretch of time.
    Duration { unit: Unit, amount: String },
    /// A time that comes again.
    Set(String),
    /// Past, present or future and no more.
    Reference(&'static str),
    /// A time of day; the day is to be found elsewhere.
    Clock,
}

/// Which of several days, months… of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shift {
    /// The tense tells.
    Bare,
    /// The one before.
    Last,
    /// The one of now.
    This,
    /// The one to come.
    Next,
}

/// From where a distance counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// From when it is told.
    Telling,
    /// From when it is told, said with "ago": next to figures of a quarter, from that quarter.
    Ago,
    /// From the time last spoken of.
    Reference,
    /// From the time last spoken of, else from the telling.
    Either,
}

/// An expression found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// Its words.
    pub(super) words: Range<usize>,
    /// What they mean.
    pub(super) expr: Expr,
    /// Part of the day, TIMEX3.
    pub(super) part: Option<&'static str>,
    /// Hour and minute; minute -1: the hour alone.
    pub(super) clock: Option<(i8, i8)>,
}

/// Every time expression in the words, in order, not overlapping.
pub(super) fn find(words: &[Word<'_>]) -> Vec<Found> {
    let grammar = Grammar { words };
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match grammar.longest(at) {
            Some(one) => {
                at = one.words.end.max(at + 1);
                found.push(one);
            }
            None => at += 1,
        }
    }
    found
}

/// A rule's result: what, and where it ends.
type Match<T> = Option<(T, usize)>;

struct Grammar<'w, 't> {
    words: &'w [Word<'t>],
}

fn date(year: Option<i16>, month: Option<i8>, day: Option<i8>) -> Expr {
    Expr::Date { year, month, day, shift: Shift::Bare }
}

impl Grammar<'_, '_> {
    fn low(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |word| &word.low)
    }

    fn is(&self, i: usize, any: &[&str]) -> bool {
        any.contains(&self.low(i))
    }

    fn before(&self, i: usize, any: &[&str]) -> bool {
        i > 0 && self.is(i - 1, any)
    }

    fn capital(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(Word::is_capitalised)
    }

    fn glued(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|word| word.glued)
    }

    fn sense<T>(&self, i: usize, pick: impl Fn(Sense) -> Option<T>) -> Option<T> {
        LEXICON.senses(self.low(i)).iter().find_map(|sense| pick(*sense))
    }

    fn unit(&self, i: usize) -> Option<Unit> {
        self.sense(i, |sense| if let Sense::Unit(unit) = sense { Some(unit) } else { None })
    }

    fn part(&self, i: usize) -> Option<&'static str> {
        self.sense(i, |sense| if let Sense::Part(part) = sense { Some(part) } else { None })
    }

    fn season(&self, i: usize) -> Option<&'static str> {
        self.sense(i, |sense| if let Sense::Season(season) = sense { Some(season) } else { None })
    }

    fn ordinal(&self, i: usize) -> Option<i32> {
        self.sense(i, |sense| if let Sense::Ordinal(n) = sense { Some(n) } else { None })
    }

    fn month_word(&self, i: usize) -> Option<i8> {
        self.sense(i, |sense| if let Sense::Month(month) = sense { Some(month) } else { None })
    }

    /// A whole number in digits, with nothing glued behind but what may follow.
    fn digits(&self, i: usize) -> Option<i32> {
        self.words.get(i).filter(|word| word.is_number())?.low.parse().ok()
    }

    fn longest(&self, i: usize) -> Option<Found> {
        let rules: &[fn(&Self, usize) -> Match<Found>] = &[
            Self::numeric_date,
            Self::clock_rule,
            Self::part_first,
            Self::set,
            Self::dated,
            Self::span_of_time,
            Self::reference,
        ];
        let mut best: Option<Found> = None;
        for rule in rules {
            if let Some((one, _)) = rule(self, i)
                && best.as_ref().is_none_or(|best| one.words.end > best.words.end)
            {
                best = Some(one);
            }
        }
        best
    }

    fn found(&self, start: usize, end: usize, expr: Expr) -> Match<Found> {
        Some((Found { words: start..end, expr, part: None, clock: None }, end))
    }

    /// Anything with a place on the calendar, with what may stand before and behind it.
    fn dated(&self, i: usize) -> Match<Found> {
        let (core, _) = self.loosened(i);
        let (mut expr, mut end) = self.core(core, i)?;
        if core > i && matches!(expr, Expr::Duration { .. } | Expr::Set(_)) {
            return None;
        }
        let mut part = None;
        if let Expr::Shifted { unit: Unit::Night, by, from } = expr {
            part = Some("NI");
            expr = Expr::Shifted { unit: Unit::Day, by, from };
        }
        let day = matches!(
            expr,
            Expr::Weekday { .. }
                | Expr::Date { day: Some(_), .. }
                | Expr::Shifted { unit: Unit::Day, .. }
                | Expr::Holiday { .. }
        );
        if day && part.is_none() {
            // `Friday morning`, `Friday's morning`, `Friday early morning`; a capital is a programme's name.
            let at = if self.is(end, &["early", "late", "mid"]) { end + 1 } else { end };
            let at = if self.low(at) == "-" { at + 1 } else { at };
            if let Some(found) = self.part(at).filter(|_| {
                !self.capital(at)
                    || self.words.iter().all(|word| word.low.is_empty() || !word.text.chars().any(char::is_lowercase))
            }) {
                part = Some(found);
                end = at + 1;
            }
            if self.capital(at) && self.part(at).is_some() && part.is_none() {
                return None;
            }
        }
        let mut clock = None;
        if day {
            let at = if self.is(end, &["at", ","]) { end + 1 } else { end };
            if let Some((time, after)) = self.clock(at).filter(|(_, after)| *after > at + 1) {
                (clock, end) = (Some(time), after);
            }
        }
        Some((Found { words: i..end, expr, part, clock }, end))
    }

    /// Skips words before a date that belong to the expression and do not move it: `early`, `the end of`, `mid-`.
    fn loosened(&self, i: usize) -> (usize, bool) {
        let mut at = i;
        if self.is(at, &["the"])
            && self.is(at + 1, &["end", "beginning", "start", "middle", "rest", "remainder", "close", "turn"])
            && self.low(at + 2) == "of"
        {
            return (at + 3, true);
        }
        if self.is(at, &["end", "beginning", "start", "middle", "rest"]) && self.low(at + 1) == "of" {
            return (at + 2, true);
        }
        if self.is(at, &["the"]) && self.is(at + 1, &["early", "mid", "late"]) {
            at += 1;
        }
        if self.is(at, &["early", "late", "mid", "earlier", "later"]) {
            let next = at + 1 + usize::from(self.low(at + 1) == "-");
            let next = if self.is(next, &["in", "on"]) && self.is(at, &["early", "late", "earlier", "later"]) {
                next + 1
            } else {
                next
            };
            return (next, true);
        }
        (i, false)
    }

    /// `mid-afternoon yesterday`, `late night Tuesday`: the part of the day first.
    fn part_first(&self, i: usize) -> Match<Found> {
        let at = i + usize::from(self.is(i, &["early", "late", "mid"]));
        let at = at + usize::from(self.low(at) == "-");
        let the = usize::from(at == i && self.low(i) == "the");
        let at = at + the;
        let part = self.part(at).filter(|_| !self.capital(at))?;
        let then = at + 1 + usize::from(self.is(at + 1, if the == 1 { &["of"] } else { &["on", "of"] }));
        let day = self.weekday_date(then).or_else(|| self.relative_day(then)).or_else(|| {
            let date = self.month_date(then).or_else(|| self.day_month(then));
            date.filter(|(expr, _)| matches!(expr, Expr::Date { day: Some(_), .. }))
        });
        let Some((expr, end)) = day.filter(|_| the == 0 || then > at + 1) else {
            // `in the morning`, `by mid afternoon`: of the day spoken of.
            let alone = the == 1 && self.before(i, &["in", "during"])
                || self.is(i, &["mid"]) && self.before(i, &["by", "in", "at"]);
            let expr = Expr::Shifted { unit: Unit::Day, by: 0, from: Base::Either };
            return alone.then_some((Found { words: i..at + 1, expr, part: Some(part), clock: None }, at + 1));
        };
        let expr =
            if let Expr::Shifted { by, from, .. } = expr { Expr::Shifted { unit: Unit::Day, by, from } } else { expr };
        Some((Found { words: i..end, expr, part: Some(part), clock: None }, end))
    }

    fn core(&self, i: usize, start: usize) -> Match<Expr> {
        let bounded = start < i
            && self
                .words
                .get(start..i)
                .is_some_and(|words| words.iter().any(|word| matches!(word.low.as_str(), "of" | "in")));
        let mut best: Match<Expr> = None;
        let candidates = [
            self.weekday_date(i),
            self.month_date(i),
            self.day_month(i),
            self.year(i, start < i),
            self.decade(i),
            self.quarter(i),
            self.shifted_name(i),
            self.relative_day(i),
            self.named_stretch(i),
            self.distance(i),
            self.holiday(i, Shift::Bare),
            if bounded { self.the_unit(i) } else { self.the_year(i) },
        ];
        for one in candidates.into_iter().flatten() {
            if best.as_ref().is_none_or(|(_, end)| one.1 > *end) {
                best = Some(one);
            }
        }
        best
    }
}

/// Units that stand in the singular before a noun: `a two day rally`. Not quarters, halves, seconds.
fn framed_noun(unit: Unit) -> bool {
    matches!(unit, Unit::Minute | Unit::Hour | Unit::Day | Unit::Week | Unit::Month | Unit::Year)
}

/// Stands for "the year that the shift says" in `April of last year`.
pub(super) const YEAR_OF_SHIFT: i16 = i16::MIN;
