//! The grammar: which runs of words are a time expression, and what they mean before they are put on a calendar.
//!
//! A rule looks at the words from one position on and says how far it reaches; the longest wins.

use super::words::{LEXICON, Sense, Unit, Word, plain, small_number};
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

    // --- dates ---

    /// `2025-04-24`, `4/24/2025`, `24.04.2025`, with a time behind it or not.
    fn numeric_date(&self, i: usize) -> Match<Found> {
        let numbers = |a: usize, sign: &str| -> Option<[i32; 3]> {
            let signed = self.low(a + 1) == sign && self.low(a + 3) == sign;
            let glued = (a + 1..a + 5).all(|k| self.glued(k));
            (signed && glued).then(|| Some([self.digits(a)?, self.digits(a + 2)?, self.digits(a + 4)?]))?
        };
        let before = i > 0 && self.glued(i) && self.is(i - 1, &["-", "/", ":"]);
        if before || self.low(i + 5) == "-" && self.glued(i + 5) || self.low(i + 5) == "/" && self.glued(i + 5) {
            return None;
        }
        let century = |year: i32| if year < 100 { if year < 50 { 2000 + year } else { 1900 + year } } else { year };
        let parsed = numbers(i, "-").or_else(|| numbers(i, "/"))?;
        let (year, month, day) = match parsed {
            [y, m, d] if y > 31 => (y, m, d),
            // American order unless only the other can be.
            [a, b, y] if a <= 12 => (century(y), a, b),
            [a, b, y] => (century(y), b, a),
        };
        if !(1000..=2999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let mut end = i + 5;
        let mut clock = None;
        if let Some((time, after)) = self.clock(if self.low(end) == "t" && self.glued(end) { end + 1 } else { end }) {
            (clock, end) = (Some(time), after);
        }
        let expr = date(Some(year as i16), Some(month as i8), Some(day as i8));
        Some((Found { words: i..end, expr, part: None, clock }, end))
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

    fn year_number(&self, i: usize) -> Option<i16> {
        let word = self.words.get(i)?;
        if word.low.len() != 4 || !word.low.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        word.low.parse().ok().filter(|year| (1000..=2199).contains(year))
    }

    /// `nineteen ninety-six`, `two thousand`, `two thousand and five`.
    fn spoken_year(&self, i: usize) -> Match<i16> {
        if self.low(i) == "two" && self.low(i + 1) == "thousand" {
            let at = if self.low(i + 2) == "and" { i + 3 } else { i + 2 };
            return Some(match small_number(self.low(at)).filter(|n| *n < 100) {
                Some(n) => (2000 + n as i16, at + 1),
                None => (2000, i + 2),
            });
        }
        let century = small_number(self.low(i)).filter(|n| (17..=20).contains(n))?;
        let tens = small_number(self.low(i + 1)).filter(|n| (10..100).contains(n))?;
        let at = if self.low(i + 2) == "-" { i + 3 } else { i + 2 };
        let ones = small_number(self.low(at)).filter(|n| tens >= 20 && (1..10).contains(n));
        let year = (century * 100 + tens + ones.unwrap_or(0)) as i16;
        Some((year, if ones.is_some() { at + 1 } else { i + 2 }))
    }

    /// A year by itself. Four digits that count or name something are none.
    fn year(&self, i: usize, loosened: bool) -> Match<Expr> {
        let at = match self.low(i) {
            "fiscal" | "calendar" => i + 1 + usize::from(self.low(i + 1) == "year"),
            "the" if self.low(i + 1) == "year" => i + 2,
            "the" if self.year_number(i + 1).is_some() && self.is(i + 2, &["period", "quarter", "season"]) => {
                return Some((Expr::Quarter { quarter: 0, year: self.year_number(i + 1), shift: Shift::Bare }, i + 3));
            }
            _ => i,
        };
        if let Some((year, end)) =
            self.spoken_year(at).filter(|(_, end)| *end > at + 2 || at > i || self.before(i, &["in", "since", "by"]))
        {
            return Some((date(Some(year), None, None), end));
        }
        let year = self.year_number(at)?;
        let plain = || {
            let joined = |k: usize, sign: &[&str]| self.glued(k) && self.is(k, sign);
            let before =
                at > 0 && self.glued(at) && self.is(at - 1, &["$", "€", "£", "-", "/", ".", "#", ":", "+", ","]);
            let range = at > 1 && self.is(at - 1, &["-", "–", "/"]) && self.year_number(at - 2).is_some();
            let post = at > 1 && self.is(at - 1, &["-"]) && self.is(at - 2, &["mid", "post", "pre"]);
            let behind = joined(at + 1, &["%", "/", ":"])
                || joined(at + 1, &["-"]) && self.words.get(at + 2).is_some_and(|word| !word.is_number());
            let letters = self.glued(at + 1)
                && self.words.get(at + 1).is_some_and(|word| word.text.starts_with(char::is_alphanumeric));
            // `2013-01-S-025` is a number of a document.
            let numbered = joined(at + 1, &["-"])
                && self.glued(at + 2)
                && self.words.get(at + 2).is_some_and(|word| word.low.len() == 2)
                && joined(at + 3, &["-", "–"])
                && self.glued(at + 4);
            (!before || range || post) && !behind && !letters && !numbered
        };
        let sure = at > i
            || loosened
            || self.before(
                at,
                &[
                    "in", "since", "until", "till", "before", "during", "from", "through", "by", "of", "after", "late",
                    "early", "mid", "to", "and", "between",
                ],
            );
        let counts = self.words.get(at + 1).is_some_and(|next| {
            let low = next.low.as_str();
            let noun = next.text.starts_with(char::is_lowercase)
                && low.len() > 3
                && low.ends_with('s')
                && !matches!(low, "was" | "has" | "this" | "versus");
            noun || matches!(
                low,
                "people"
                    | "percent"
                    | "per"
                    | "men"
                    | "women"
                    | "children"
                    | "miles"
                    | "feet"
                    | "million"
                    | "billion"
                    | "local"
                    | "hours"
                    | "km"
                    | "kms"
                    | "mi"
                    | "ft"
                    | "kg"
                    | "lb"
                    | "mm"
                    | "cm"
                    | "mph"
                    | "kph"
                    | "mw"
                    | "kw"
                    | "ha"
                    | "more"
                    | "other"
                    | "of"
            )
        });
        // `a 1996 law`, `that 1978 resolution`: one thing of that year; more than one only behind `the`, `its` and the like
        // (`the 1992 protests`), and not of a round number.
        let next = self.words.get(at + 1).map_or("", |word| word.text);
        let owned = self.before(at, &["the", "its", "their", "his", "her", "'s", "s", "that"]);
        let of_year = (1900..=2049).contains(&year)
            && next.starts_with(char::is_alphabetic)
            && self.words.get(at + 1).is_some_and(|word| !word.glued)
            && (!next.ends_with('s')
                && (owned || self.before(at, &["a", "an"]) || next.starts_with(char::is_lowercase))
                || owned && year % 100 != 0);
        let counts = counts && !(of_year && owned && year % 100 != 0);
        let likely = (1400..=2099).contains(&year)
            && (sure
                || of_year
                || self.before(at, &["(", ",", "-", "–", "the", "its", "their", "his", "'s", "s"])
                || at == 0
                || self.words.get(at + 1).is_none_or(|next| {
                    !next.text.starts_with(char::is_alphabetic)
                        || matches!(
                            next.low.as_str(),
                            "and"
                                | "when"
                                | "but"
                                | "as"
                                | "to"
                                | "for"
                                | "by"
                                | "with"
                                | "after"
                                | "the"
                                | "that"
                                | "in"
                                | "on"
                                | "was"
                                | "were"
                                | "election"
                                | "elections"
                                | "season"
                                | "budget"
                        )
                }));
        // `1501 Milton St.`: a house.
        const STREETS: [&str; 16] = [
            "street",
            "st",
            "avenue",
            "ave",
            "road",
            "rd",
            "drive",
            "dr",
            "boulevard",
            "blvd",
            "lane",
            "ln",
            "court",
            "place",
            "highway",
            "block",
        ];
        let house = !sure
            && next.starts_with(char::is_uppercase)
            && (at + 2..at + 5).any(|k| {
                self.words.get(k).is_some_and(|word| word.text.starts_with(char::is_uppercase))
                    && STREETS.contains(&self.low(k))
            });
        (plain()
            && likely
            && !counts
            && !house
            && (sure
                || !(self.before(
                    at,
                    &["about", "some", "nearly", "least", "than", "over", "almost", "approximately", "around"],
                ))))
        .then_some(())?;
        if !sure && !(1500..=2099).contains(&year) {
            return None;
        }
        Some((date(Some(year), None, None), at + 1))
    }

    /// `the 1990s`, `'80s`, `the nineties`, `the 19th century`.
    fn decade(&self, i: usize) -> Match<Expr> {
        let the = usize::from(self.low(i) == "the");
        let mut at = i + the;
        if self.is(at, &["early", "late", "mid"]) {
            at += 1 + usize::from(self.low(at + 1) == "-");
        }
        if let Some(year) = self.year_number(at).filter(|year| year % 10 == 0) {
            let apostrophe = usize::from(self.is(at + 1, &["'", "’"]));
            if self.low(at + 1 + apostrophe) == "s" && self.glued(at + 1 + apostrophe) && (apostrophe == 0 || the == 1)
            {
                return Some((Expr::Decade(year / 10), at + 2 + apostrophe));
            }
        }
        if self.is(at, &["'", "’", "‘"]) && self.glued(at + 1) && self.low(at + 2) == "s" && self.glued(at + 2) {
            let year = self.digits(at + 1).filter(|year| year % 10 == 0 && (10..100).contains(year))?;
            return Some((Expr::Decade(190 + (year / 10) as i16), at + 3));
        }
        let tens = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"];
        if the == 1
            && let Some(ten) = tens.iter().position(|word| *word == self.low(at))
        {
            return Some((Expr::Decade(192 + ten as i16), at + 1));
        }
        let (n, end) = self.nth(at)?;
        let end = if self.low(end) == "-" { end + 1 } else { end };
        (self.low(end) == "century" && n > 1).then_some((Expr::Century(n as i16 - 1), end + 1))
    }

    /// `11th`, `eleventh`, `twenty-first`.
    fn nth(&self, i: usize) -> Match<i32> {
        if let Some(n) = self.digits(i) {
            let suffix = self.glued(i + 1) && self.is(i + 1, &["th", "st", "nd", "rd"]);
            return suffix.then_some((n, i + 2));
        }
        if let Some(n) = self.ordinal(i) {
            return Some((n, i + 1));
        }
        let tens = small_number(self.low(i)).filter(|n| *n >= 20 && n % 10 == 0 && *n < 100)?;
        let at = if self.low(i + 1) == "-" { i + 2 } else { i + 1 };
        let ones = self.ordinal(at).filter(|n| *n < 10)?;
        Some((tens + ones, at + 1))
    }

    /// A month's name, its full stop included. `may` and `march` must look like a month.
    fn month(&self, i: usize) -> Match<i8> {
        let month = self.month_word(i)?;
        let word = &self.words[i];
        // "Oct." is a month with its stop; after a whole name the stop ends the sentence.
        let whole = matches!(word.low.as_str(), "may" | "june" | "july");
        let dotted = word.low.len() <= 4 && !whole && self.low(i + 1) == "." && self.glued(i + 1);
        let end = i + 1 + usize::from(dotted);
        let shouted = word.text.len() > 1 && word.text.chars().all(char::is_uppercase);
        if !word.is_capitalised() {
            return None;
        }
        let next_number = self.digits(end).is_some() || self.low(end) == "," && self.year_number(end + 1).is_some();
        let prepared = self.before(
            i,
            &[
                "in", "of", "last", "next", "this", "early", "late", "since", "until", "till", "by", "mid", "from",
                "through", "during", "to", "and", "for", "-", "before", "after", "between", "past", "each", "every",
                "end", "st", "nd", "rd", "th",
            ],
        ) || i > 0 && self.digits(i - 1).is_some_and(|day| (1..=31).contains(&day));
        let doubtful =
            matches!(word.low.as_str(), "may" | "march" | "mar" | "jan" | "sep" | "dec" | "august" | "april" | "june")
                || shouted;
        let firm = matches!(word.low.as_str(), "august" | "april" | "june") && !shouted;
        if doubtful && !next_number && !prepared && !(firm && !self.capital(i + 1)) && !dotted {
            return None;
        }
        if shouted && word.low == "may" && !next_number {
            return None;
        }
        Some((month, end))
    }

    fn day_number(&self, i: usize) -> Match<i8> {
        let day = self.digits(i).filter(|day| (1..=31).contains(day))?;
        let end = if self.glued(i + 1) && self.is(i + 1, &["st", "nd", "rd", "th"]) { i + 2 } else { i + 1 };
        let clock = self.low(end) == ":" && self.glued(end + 1) && self.digits(end + 1).is_some();
        let goes_on = self.glued(end)
            && (self.is(end, &["%", "/"])
                || clock
                || self.words.get(end).is_some_and(|word| word.text.starts_with(char::is_alphanumeric)));
        (!goes_on && !self.is(end, &["percent", "million", "billion", "a", "p"])).then_some((day as i8, end)).or_else(
            || {
                // `Oct. 23 a` is a day; `5 a.m.` is not.
                (self.is(end, &["a", "p"]) && !(self.low(end + 1) == "." && self.glued(end + 1)))
                    .then_some((day as i8, end))
            },
        )
    }

    /// `, 1998`, ` 1998`, ` of 1998`, `, of last year` behind a date.
    fn year_behind(&self, i: usize) -> Match<i16> {
        let at = if self.is(i, &[",", "of"]) { i + 1 } else { i };
        if let Some((year, end)) = self.spoken_year(at) {
            return Some((year, end));
        }
        let year = self.year_number(at).filter(|year| (1400..=2199).contains(year))?;
        let counts = self.low(i) != ","
            && self.words.get(at + 1).is_some_and(|word| matches!(word.low.as_str(), "people" | "percent" | "people."));
        let glued = self.glued(at + 1)
            && (self.is(at + 1, &["%", ":", "/"])
                || self.words.get(at + 1).is_some_and(|word| word.text.starts_with(char::is_alphanumeric)));
        (!counts && !glued).then_some((year, at + 1))
    }

    /// `April`, `April 24`, `April 24, 2025`, `April 2025`, `April of last year`.
    fn month_date(&self, i: usize) -> Match<Expr> {
        let (month, mut end) = self.month(i)?;
        let mut day = None;
        if let Some((number, after)) = self.day_number(end) {
            (day, end) = (Some(number), after);
        } else if self.low(end) == "the"
            && let Some((number, after)) = self.nth(end + 1)
        {
            (day, end) = (Some(number as i8), after);
        }
        let mut year = None;
        let mut shift = Shift::Bare;
        if let Some((number, after)) = self.year_behind(end) {
            (year, end) = (Some(number), after);
        } else if self.is(end, &["last", "this", "next"]) && self.low(end + 1) == "year"
            || self.low(end) == "of" && self.is(end + 1, &["last", "this", "next"]) && self.low(end + 2) == "year"
        {
            let at = end + usize::from(self.low(end) == "of");
            (shift, end) = (self.shift(at)?.0, at + 2);
            return Some((Expr::Date { year: Some(YEAR_OF_SHIFT), month: Some(month), day, shift }, end));
        }
        Some((Expr::Date { year, month: Some(month), day, shift }, end))
    }

    /// `24 April`, `24th of April 2025`, `the 24th of April`.
    fn day_month(&self, i: usize) -> Match<Expr> {
        let at = i + usize::from(self.low(i) == "the");
        let (day, end) = self.day_number(at)?;
        let end = end + usize::from(self.low(end) == "of");
        let (month, end) = self.month(end)?;
        match self.year_behind(end) {
            Some((year, end)) => Some((date(Some(year), Some(month), Some(day)), end)),
            None => Some((date(None, Some(month), Some(day)), end)),
        }
    }

    /// A weekday's name. The short forms only before a date.
    fn weekday(&self, i: usize) -> Match<i8> {
        let day = self.sense(i, |sense| if let Sense::Weekday(day) = sense { Some(day) } else { None })?;
        if !self.capital(i) {
            return None;
        }
        let end = i + 1 + usize::from(self.low(i).len() <= 5 && self.low(i + 1) == "." && self.glued(i + 1));
        if self.low(i).len() > 5 || self.low(i) == "thurs" {
            return Some((day, end));
        }
        let at = end + usize::from(self.low(end) == ",");
        (self.month_date(at).is_some() || self.day_month(at).is_some()).then_some((day, end))
    }

    /// `Monday`, `Monday, Oct. 26`, `Monday, 26 October 1998`. Not `the Sunday Times`.
    fn weekday_date(&self, i: usize) -> Match<Expr> {
        let (day, end) = self.weekday(i)?;
        let at = end + usize::from(self.low(end) == ",");
        let at = at + usize::from(self.low(at) == "the");
        if let Some((expr @ Expr::Date { day: Some(_), .. }, end)) = self.month_date(at).or_else(|| self.day_month(at))
        {
            return Some((expr, end));
        }
        const PAPERS: &[&str] = &[
            "times",
            "telegraph",
            "mail",
            "express",
            "mirror",
            "post",
            "herald",
            "people",
            "live",
            "supper",
            "school",
        ];
        if self.capital(end) && self.is(end, PAPERS)
            || self.capital(i) && self.before(i, &["black", "bloody", "holy", "cyber"])
        {
            return None;
        }
        Some((Expr::Weekday { day, shift: Shift::Bare }, end))
    }

    /// `last`, `this`, `next` and what says the same.
    fn shift(&self, i: usize) -> Match<Shift> {
        let at = i + usize::from(self.low(i) == "the");
        let the = at > i;
        // `the next day`, `the next morning` follow what was told, not the telling.
        if the && self.low(at) == "next" && (self.is(at + 1, &["day"]) || self.part(at + 1).is_some()) {
            return None;
        }
        let shift = match self.low(at) {
            "last" => Shift::Last,
            "past" => Shift::Last,
            "this" if !the => Shift::This,
            "current" if the => Shift::This,
            "next" => Shift::Next,
            "coming" | "upcoming" if the || self.before(i, &["this"]) => Shift::Next,
            _ => return None,
        };
        Some((shift, at + 1))
    }

    /// `last week`, `this Friday`, `next January`, `the past year`, `last night`, `the following day`, `that month`.
    fn shifted_name(&self, i: usize) -> Match<Expr> {
        if let Some((shift, at)) = self.shift(i) {
            let at = at + usize::from(self.is(at, &["coming", "past"]) && shift == Shift::This);
            if let Some((day, end)) = self.weekday(at) {
                return Some((Expr::Weekday { day, shift }, end));
            }
            if let Some(month) = self.month_word(at).filter(|_| self.capital(at)) {
                let (day, end) = self.month_date(at).map_or((None, at + 1), |(expr, end)| {
                    if let Expr::Date { day, .. } = expr { (day, end) } else { (None, end) }
                });
                return Some((Expr::Date { year: None, month: Some(month), day, shift }, end));
            }
            if let Some(season) = self.season(at) {
                return Some((Expr::Season { season, year: None, shift }, at + 1));
            }
            if let Some((expr, end)) = self.holiday(at, shift) {
                return Some((expr, end));
            }
            if let Some((quarter, end)) = self.quarter_name(at) {
                return Some((Expr::Quarter { quarter, year: None, shift }, end));
            }
            let by = match shift {
                Shift::Last => -1,
                Shift::Next => 1,
                _ => 0,
            };
            if let Some(part) = self.part(at).filter(|_| self.is(i, &["this"]) || self.low(at) == "night") {
                let night = part == "NI";
                return night
                    .then_some((Expr::Shifted { unit: Unit::Night, by, from: Base::Telling }, at + 1))
                    .or(Some((Expr::Shifted { unit: Unit::Day, by, from: Base::Telling }, at)));
            }
            let the_year =
                |unit| self.is(at, &["fiscal"]).then(|| (unit, at + 2)).filter(|_| self.low(at + 1) == "year");
            let (unit, end) = the_year(Unit::Year).or_else(|| Some((self.unit(at)?, at + 1)))?;
            // `the last days` is no date; `last year` is.
            if self.low(end - 1).ends_with('s')
                || matches!(unit, Unit::Second | Unit::Minute | Unit::Hour | Unit::Fortnight)
            {
                return None;
            }
            if self.is(i, &["past"]) || self.is(i + 1, &["past"]) && self.low(i) == "the" {
                return Some(match unit {
                    Unit::Year => (Expr::Shifted { unit, by, from: Base::Telling }, end),
                    _ => (Expr::Duration { unit, amount: "1".to_owned() }, end),
                });
            }
            // `this day` in fiction; `this moment` is not a date.
            return Some((Expr::Shifted { unit, by, from: Base::Telling }, end));
        }
        let the = usize::from(self.low(i) == "the");
        let by = match self.low(i + the) {
            "following" | "next" if the == 1 => 1,
            "previous" | "preceding" | "prior" if the == 1 => -1,
            "same" if the == 1 => 0,
            "that" if the == 0 => 0,
            _ => return None,
        };
        let at = i + the + 1 + usize::from(self.is(i, &["that"]) && self.is(i + 1, &["same", "very"]));
        if self.low(i + the) == "next" && !self.is(at, &["day"]) && self.part(at).is_none() {
            return None;
        }
        if let Some((day, end)) = self.weekday(at).filter(|_| by != 0) {
            return Some((Expr::Weekday { day, shift: if by > 0 { Shift::Next } else { Shift::Last } }, end));
        }
        let unit = self
            .unit(at)
            .filter(|unit| !matches!(unit, Unit::Second | Unit::Minute | Unit::Hour | Unit::Fortnight))
            .filter(|_| !self.low(at).ends_with('s'));
        match unit {
            Some(unit) => Some((Expr::Shifted { unit, by, from: Base::Reference }, at + 1)),
            None if self.part(at).is_some() => Some((Expr::Shifted { unit: Unit::Day, by, from: Base::Reference }, at)),
            None => None,
        }
    }

    /// `the year`, `the full year`, `the fiscal year`, `the week`: the one of the telling. With what it ended on or will end on
    /// behind it, it is a stretch of time.
    fn the_year(&self, i: usize) -> Match<Expr> {
        if self.low(i) != "the" {
            return None;
        }
        let at = i + 1 + usize::from(self.is(i + 1, &["full", "fiscal", "whole", "entire"]));
        let unit = match self.low(at) {
            "year" => Unit::Year,
            "week" if at == i + 1 => Unit::Week,
            _ => return None,
        };
        let told = at > i + 1
            || self.before(i, &["for", "in", "of", "throughout", "during", "over", "through", "across", "on", "by"]);
        // `the year of the dragon`, `the year-long`, `the week that was`, `the year's best`.
        let goes_on = self
            .is(at + 1, &["of", "-", "that", "when", "he", "she", "they", "we", "it", "i", "before", "after"])
            || self.year_number(at + 1).is_some();
        if self.is(at + 1, &["ended", "ending", "to"])
            && (self.month(at + 2).is_some() || self.digits(at + 2).is_some() || self.relative_day(at + 2).is_some())
        {
            return Some((Expr::Duration { unit, amount: "1".to_owned() }, at + 1));
        }
        (told && !goes_on).then_some((Expr::Shifted { unit, by: 0, from: Base::Telling }, at + 1))
    }

    /// `the year` after `the end of`.
    fn the_unit(&self, i: usize) -> Match<Expr> {
        let the = usize::from(self.low(i) == "the");
        let unit = self.unit(i + the).filter(|_| the == 1 && !self.low(i + 1).ends_with('s'))?;
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return None;
        }
        let from = if unit == Unit::Day { Base::Either } else { Base::Telling };
        Some((Expr::Shifted { unit, by: 0, from }, i + 2))
    }

    fn relative_day(&self, i: usize) -> Match<Expr> {
        let day = |by, end| Some((Expr::Shifted { unit: Unit::Day, by, from: Base::Telling }, end));
        if self.low(i) == "the" && self.low(i + 1) == "day" {
            if self.low(i + 2) == "before" && self.low(i + 3) == "yesterday" {
                return day(-2, i + 4);
            }
            if self.low(i + 2) == "after" && self.low(i + 3) == "tomorrow" {
                return day(2, i + 4);
            }
        }
        let spoiled = self.capital(i)
            && i > 0
            && self.words[i - 1].text.chars().next().is_some_and(char::is_uppercase)
            && self.words[i - 1].text != "Until";
        match self.low(i) {
            // `USA Today` is a newspaper.
            "today" if spoiled || self.before(i, &["usa"]) => None,
            "today" => day(0, i + 1),
            "yesterday" => day(-1, i + 1),
            "tomorrow" => day(1, i + 1),
            "tonight" => Some((Expr::Shifted { unit: Unit::Night, by: 0, from: Base::Telling }, i + 1)),
            "overnight" => Some((Expr::Shifted { unit: Unit::Night, by: -1, from: Base::Telling }, i + 1)),
            _ => None,
        }
    }

    /// `over the weekend`, `year-end`, `the week of March 6`.
    fn named_stretch(&self, i: usize) -> Match<Expr> {
        if self.low(i) == "the"
            && self.low(i + 1) == "weekend"
            && self.before(i, &["over", "during", "at", "on", "for", "of", "into", "before", "after", "through"])
        {
            return Some((Expr::Shifted { unit: Unit::Weekend, by: 0, from: Base::Telling }, i + 2));
        }
        // `the week of March 6`.
        if self.low(i) == "the"
            && self.low(i + 1) == "week"
            && self.is(i + 2, &["of", "beginning", "starting"])
            && let Some((Expr::Date { year, month: Some(month), day: Some(day), shift: Shift::Bare }, end)) =
                self.month_date(i + 3).or_else(|| self.day_month(i + 3))
        {
            return Some((Expr::WeekOf { year, month, day }, end));
        }
        // `the second anniversary`: a day, but of what year only the event could tell.
        if self.low(i) == "the"
            && let Some((_, end)) = self.nth(i + 1)
            && self.low(end) == "anniversary"
        {
            return Some((date(None, None, None), end + 1));
        }
        if self.low(i) == "year" {
            let at = i
                + 1
                + usize::from(self.is(i + 1, &["-", "'", "’"]))
                + usize::from(self.low(i + 2) == "s" && self.is(i + 1, &["'", "’"]));
            if self.low(at) == "end" {
                return Some((date(None, Some(12), Some(31)), at + 1));
            }
        }
        None
    }

    /// `two years ago`, `a year earlier`, `three days later`, `year-ago`, `six weeks from now`.
    fn distance(&self, i: usize) -> Match<Expr> {
        if self.low(i) == "year" || self.low(i) == "the" && self.low(i + 1) == "year" {
            let at = i + 1 + usize::from(self.low(i) == "the");
            let ago = self.low(at) == "-" && self.is(at + 1, &["ago", "earlier", "before"]);
            if ago {
                if let Some((amount, after)) = self.amount(at + 2)
                    && let Some(unit) = self.unit(after)
                {
                    return Some((Expr::Duration { unit, amount }, after + 1));
                }
                let end = at + 2 + usize::from(self.is(at + 2, &["quarter", "period"]));
                let from = if self.low(at + 1) == "ago" { Base::Ago } else { Base::Reference };
                if let Some((quarter, end)) = self.quarter_name(at + 2) {
                    return Some((Expr::Quarter { quarter, year: None, shift: Shift::Last }, end));
                }
                return Some((Expr::Shifted { unit: Unit::Year, by: -1, from }, end));
            }
        }
        // `weeks ago`, `hours later`, `days after the vote`: how many is not said.
        if let Some(unit) = self.unit(i).filter(|unit| {
            self.low(i).ends_with('s') && !matches!(unit, Unit::Second | Unit::Night | Unit::Weekend | Unit::Quarter)
        }) {
            return match self.low(i + 1) {
                "ago" => Some((Expr::Reference("PAST_REF"), i + 2)),
                "later" | "earlier" | "after" | "before" => Some((
                    Expr::Duration { unit, amount: "X".to_owned() },
                    i + 2 - usize::from(self.is(i + 1, &["after", "before"])),
                )),
                _ => None,
            };
        }
        // `the day before`, `the night after`: from the time spoken of. Before an event's name it is left alone.
        if self.low(i) == "the"
            && let Some(unit) = self
                .unit(i + 1)
                .filter(|unit| matches!(unit, Unit::Day | Unit::Night | Unit::Week | Unit::Month | Unit::Year))
            && self.is(i + 2, &["before", "after"])
            && (self.words.get(i + 3).is_none_or(|next| matches!(next.text, "," | "." | ";" | ")" | "—" | "–"))
                || self.is(i + 3, &["he", "she", "they", "we", "i", "when", "and", "in"]))
        {
            let by = if self.low(i + 2) == "after" { 1 } else { -1 };
            return Some((Expr::Shifted { unit, by, from: Base::Reference }, i + 3));
        }
        let (mut amount, at) = self.amount(i)?;
        let unit = self.unit(at)?;
        let mut end = at + 1;
        if self.low(end) == "and" && self.is(end + 1, &["a"]) && self.low(end + 2) == "half" {
            amount = amount.parse::<f64>().map_or(amount, |n| plain(n + 0.5));
            end += 3;
        }
        let (sign, from, end) = match self.low(end) {
            "ago" => (-1, Base::Ago, end + 1),
            "earlier" | "before" | "previously" | "prior" => (-1, Base::Reference, end + 1),
            "later" | "after" | "afterward" | "afterwards" => (1, Base::Reference, end + 1),
            "from" if self.low(end + 1) == "now" => (1, Base::Telling, end + 2),
            "from" if self.low(end + 1) == "today" => (1, Base::Telling, end + 2),
            "hence" => (1, Base::Telling, end + 1),
            _ => return None,
        };
        // `two days after the vote`: a distance from an event, not from a time.
        let of_event = self.is(end - 1, &["after", "before", "prior"])
            && self.words.get(end).is_some_and(|word| word.text.starts_with(char::is_alphabetic));
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return Some((Expr::Duration { unit, amount }, end));
        }
        let Ok(n) = amount.parse::<f64>() else {
            return match (self.low(end - 1), of_event) {
                ("ago", _) => Some((Expr::Reference("PAST_REF"), end)),
                (_, true) => None,
                _ => Some((Expr::Duration { unit, amount }, end)),
            };
        };
        if of_event {
            return None;
        }
        let (unit, n) = match unit {
            Unit::Fortnight => (Unit::Week, n * 2.0),
            Unit::Weekend => (Unit::Week, n),
            Unit::Quarter => (Unit::Month, n * 3.0),
            unit => (unit, n),
        };
        let (unit, n) = if n.fract() == 0.0 {
            (unit, n)
        } else if unit == Unit::Year {
            (Unit::Month, (n * 12.0).round())
        } else {
            (unit, n.round())
        };
        (n.abs() < 10_000.0).then_some((Expr::Shifted { unit, by: sign * n as i32, from }, end))
    }

    fn quarter_name(&self, i: usize) -> Match<i8> {
        let at = i + usize::from(self.low(i) == "fiscal");
        // `Q3`, `H1 2031`.
        if self.capital(i)
            && self.is(i, &["q", "h"])
            && self.glued(i + 1)
            && let Some(n) = self.digits(i + 1)
            && !self
                .words
                .get(i + 2)
                .is_some_and(|word| word.glued && word.text.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
        {
            return match self.low(i) {
                "q" if (1..=4).contains(&n) => Some((n as i8, i + 2)),
                "h" if (1..=2).contains(&n) && self.year_number(i + 2).is_some() => Some((4 + n as i8, i + 2)),
                _ => None,
            };
        }
        let (n, mut end) = self.nth(at)?;
        end += usize::from(self.low(end) == "fiscal");
        end += usize::from(self.low(end) == "-");
        match self.low(end) {
            "quarter" if (1..=4).contains(&n) => Some((n as i8, end + 1)),
            "half"
                if (1..=2).contains(&n)
                    && self.is(end + 1, &["of", "net", "profit", "earnings", ",", ".", "this", "last", "next"]) =>
            {
                // The half of a match or a book is none of a year.
                let year = self.low(end + 1) != "of"
                    || self.is(end + 2, &["the", "this", "last", "next"])
                        && (self.is(end + 3, &["year", "fiscal"]) || self.is(end + 2, &["this", "last", "next"]))
                    || self.year_number(end + 2).is_some();
                (year && self.low(end + 1) != "," && self.low(end + 1) != ".").then_some((4 + n as i8, end + 1))
            }
            _ => None,
        }
    }

    /// `the third quarter`, `third-quarter`, `the first quarter of 2024`, `this year's third quarter`, `the quarter`.
    fn quarter(&self, i: usize) -> Match<Expr> {
        let year_of = |at: usize| -> Match<(Option<i16>, Shift)> {
            if let Some((shift, end)) = self.shift(at).filter(|(_, end)| self.low(*end) == "year") {
                return Some(((Some(YEAR_OF_SHIFT), shift), end + 1));
            }
            let year = self.year_number(at)?;
            Some(((Some(year), Shift::Bare), at + 1))
        };
        // `last year's third quarter`, `1989's first quarter`.
        if let Some(((year, shift), end)) = year_of(i)
            && self.is(end, &["'", "’", "'s"])
            && let at = if self.low(end + 1) == "s" { end + 2 } else { end + 1 }
            && let Some((quarter, end)) =
                self.quarter_name(at).or_else(|| (self.low(at) == "quarter").then_some((0, at + 1)))
        {
            return Some((Expr::Quarter { quarter, year, shift }, end));
        }
        if let Some((year, end)) = self.year_number(i).map(|year| (year, i + 1))
            && let Some((quarter, end)) = self.quarter_name(end)
        {
            return Some((Expr::Quarter { quarter, year: Some(year), shift: Shift::Bare }, end));
        }
        let the = usize::from(self.low(i) == "the");
        let latest = the + usize::from(self.is(i + the, &["latest", "current", "recent"]));
        if the == 1 && self.is(i + latest, &["quarter"]) || latest > the && self.is(i + latest, &["quarter", "period"])
        {
            // `the current quarter` is that of the telling.
            if latest > the && self.low(i + the) == "current" {
                return Some((Expr::Shifted { unit: Unit::Quarter, by: 0, from: Base::Telling }, i + latest + 1));
            }
            // `the quarter a year ago`.
            let at = i + latest + 1;
            if self.is(at, &["a"]) && self.low(at + 1) == "year" && self.is(at + 2, &["ago", "earlier"]) {
                return Some((Expr::Quarter { quarter: 0, year: None, shift: Shift::Last }, at + 3));
            }
            return Some((Expr::Quarter { quarter: 0, year: None, shift: Shift::Bare }, at));
        }
        let (quarter, end) = self.quarter_name(i + the)?;
        let at = end + usize::from(self.is(end, &["of", ","]));
        let at_the = at + usize::from(self.low(at) == "fiscal");
        match year_of(at_the) {
            Some(((year, shift), end)) => Some((Expr::Quarter { quarter, year, shift }, end)),
            None => Some((Expr::Quarter { quarter, year: None, shift: Shift::Bare }, end)),
        }
    }

    fn holiday(&self, i: usize, shift: Shift) -> Match<Expr> {
        if !self.capital(i) {
            return self.bare_season(i);
        }
        for (words, rule) in &LEXICON.holidays {
            let Some(end) = self.spelled(i, words) else { continue };
            let year = self.year_behind(end);
            let (year, end) = year.map_or((None, end), |(year, end)| (Some(year), end));
            return Some((Expr::Holiday { rule, year, shift }, end));
        }
        None
    }

    /// Whether the words stand at `i`, apostrophes and full stops aside; gives where they end.
    fn spelled(&self, i: usize, words: &[&str]) -> Option<usize> {
        let mut at = i;
        for word in words {
            for piece in word.split('\'') {
                while at > i && self.is(at, &["'", "’", "."]) {
                    at += 1;
                }
                if self.low(at) != piece {
                    return None;
                }
                at += 1;
            }
        }
        Some(at)
    }

    /// `the summer`, `in autumn`, `the winter of 1944`, `spring 2024`. `fall` and `spring` are words of other kinds too.
    fn bare_season(&self, i: usize) -> Match<Expr> {
        let at = i + usize::from(self.low(i) == "the");
        let season = self.season(at)?;
        let year = self.year_behind(at + 1).filter(|_| true);
        let of = self.low(at + 1) == "of";
        let prepared =
            self.before(i, &["in", "since", "by", "until", "during", "through", "early", "late", "mid", "over", "for"]);
        let plain = matches!(self.low(at), "summer" | "winter" | "autumn");
        if self.low(at).ends_with('s') || (of && year.is_none()) || year.is_none() && !(prepared && (plain || at > i)) {
            return None;
        }
        let (year, end) = year.map_or((None, at + 1), |(year, end)| (Some(year), end));
        Some((Expr::Season { season, year, shift: Shift::Bare }, end))
    }

    // --- clock ---

    fn clock_rule(&self, i: usize) -> Match<Found> {
        let (time, end) = self.clock(i).or_else(|| self.clock_by_part(i))?;
        // `10 p.m. Wednesday`, `5 p.m. EST, Nov. 9`, `noon yesterday`.
        let at = end + usize::from(self.low(end) == ",");
        if let Some((expr, after)) = self.core(at, at).filter(|(expr, _)| {
            matches!(
                expr,
                Expr::Weekday { .. }
                    | Expr::Date { day: Some(_), .. }
                    | Expr::Shifted { unit: Unit::Day | Unit::Night, from: Base::Telling, .. }
            )
        }) {
            let expr = if let Expr::Shifted { by, from, .. } = expr {
                Expr::Shifted { unit: Unit::Day, by, from }
            } else {
                expr
            };
            return Some((Found { words: i..after, expr, part: None, clock: Some(time) }, after));
        }
        Some((Found { words: i..end, expr: Expr::Clock, part: None, clock: Some(time) }, end))
    }

    /// `4 in the morning`, `ten at night`.
    fn clock_by_part(&self, i: usize) -> Match<(i8, i8)> {
        let hour = self.digits(i).or_else(|| small_number(self.low(i))).filter(|hour| (1..=12).contains(hour))?;
        let the = self.low(i + 1) == "in" && self.low(i + 2) == "the";
        let (part, end) = match (the, self.low(i + 1), self.low(i + 2)) {
            (true, ..) => (self.part(i + 3)?, i + 4),
            (false, "at", "night") => ("NI", i + 3),
            _ => return None,
        };
        let hour = match part {
            "MO" => hour % 12,
            "AF" | "EV" => hour % 12 + 12,
            "NI" if hour >= 6 => hour % 12 + 12,
            _ => return None,
        };
        Some(((hour as i8, 0), end))
    }

    /// `5 p.m.`, `10:30 a.m. EST`, `14:05`, `0300 GMT`, `noon`, `midnight`.
    fn clock(&self, i: usize) -> Match<(i8, i8)> {
        match self.low(i) {
            "noon" | "midday" => return Some(((12, 0), i + 1)),
            "midnight" => return Some(((24, 0), i + 1)),
            _ => {}
        }
        let spoken = small_number(self.low(i)).filter(|hour| (1..=12).contains(hour));
        let dotted = self.words.get(i).filter(|word| word.is_number()).and_then(|word| {
            let (hour, minute) = word.low.split_once('.').filter(|(_, minute)| minute.len() == 2)?;
            Some((hour.parse::<i32>().ok()?, minute.parse::<i32>().ok()?))
        });
        let first = dotted.map(|(hour, _)| hour).or(self.digits(i)).or(spoken)?;
        let (mut hour, mut minute, mut at) = (first, -1, i + 1);
        let colon = self.is(at, &[":"]) && self.glued(at) && self.glued(at + 1) && self.low(at + 1).len() == 2;
        if colon {
            minute = self.digits(at + 1)?;
            at += 2;
            // Seconds.
            if self.low(at) == ":" && self.glued(at) && self.glued(at + 1) && self.digits(at + 1).is_some() {
                at += 2;
            }
        } else if let Some(dotted) = dotted {
            (hour, minute) = dotted;
        }
        let zone = |at: usize| {
            const ZONES: &[&str] = &[
                "gmt", "utc", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "bst", "cet", "cest", "eet",
                "eest", "msk", "ist", "z",
            ];
            let zone = self.is(at, ZONES) && self.words[at].text.chars().all(char::is_uppercase);
            if zone {
                return Some(at + 1);
            }
            (self.is(at, &["eastern", "central", "pacific", "local", "moscow", "kyiv"]) && self.low(at + 1) == "time")
                .then_some(at + 2)
        };
        let half = match self.low(at) {
            "am" | "pm" => Some((self.low(at) == "pm", at + 1)),
            "a" | "p"
                if self.low(at + 1) == "." && self.low(at + 2) == "m" && self.glued(at + 1) && self.glued(at + 2) =>
            {
                // The abbreviation's last full stop may end the sentence as well.
                Some((self.low(at) == "p", at + 3 + usize::from(self.low(at + 3) == "." && self.glued(at + 3))))
            }
            "o" if self.is(at + 1, &["'", "’"]) && self.low(at + 2) == "clock" => Some((false, at + 3)),
            _ => None,
        };
        if let Some((afternoon, end)) = half {
            if !(1..=12).contains(&hour) || minute > 59 {
                return None;
            }
            if self.is(at, &["o"]) {
                return Some(((hour as i8, minute as i8), end));
            }
            let hour = hour % 12 + if afternoon { 12 } else { 0 };
            return Some(((hour as i8, minute.max(0) as i8), zone(end).unwrap_or(end)));
        }
        if spoken.is_some() {
            return None;
        }
        if colon && self.low(i).len() <= 2 && (0..24).contains(&hour) && (0..60).contains(&minute) {
            // `3:2` is a score, and so is `21:14` before a noun of sport; a clock has its hour in two digits or a zone.
            let end = zone(at);
            return (end.is_some()
                || self
                    .before(i, &["at", "by", "around", "about", "until", "from", "before", "after", "to", "since"]))
            .then_some(((hour as i8, minute as i8), end.unwrap_or(at)));
        }
        // `18.22 BST`
        if dotted.is_some() && (0..24).contains(&hour) && (0..60).contains(&minute) {
            return Some(((hour as i8, minute as i8), zone(at)?));
        }
        let military = self
            .words
            .get(i)
            .filter(|word| word.low.len() == 4 && !word.low.contains('.'))
            .and(Some(first))
            .filter(|n| n / 100 < 24 && n % 100 < 60);
        let (time, end) = (military?, zone(at)?);
        Some((((time / 100) as i8, (time % 100) as i8), end))
    }

    // --- stretches ---

    /// How many: digits, words, `a`, `half a`, `several`.
    fn amount(&self, i: usize) -> Match<String> {
        if let Some(word) = self.words.get(i).filter(|word| word.is_number()) {
            if self.glued(i) && i > 0 && self.is(i - 1, &["$", "-", ".", ",", "/", "€", "£"]) {
                return None;
            }
            let mut n: f64 = word.low.replace(',', "").parse().ok()?;
            let mut at = i + 1;
            if self.is(at, &["½"]) {
                (n, at) = (n + 0.5, at + 1);
            } else if let (Some(over), "/", Some(under)) = (self.digits(at), self.low(at + 1), self.digits(at + 2)) {
                if under != 0 {
                    (n, at) = (n + f64::from(over) / f64::from(under), at + 3);
                }
            } else if self.low(at) == "to" && self.digits(at + 1).is_some() {
                (n, at) = (self.low(at + 1).replace(',', "").parse().ok()?, at + 2);
            }
            return Some((plain(n), at));
        }
        let vague = |end| Some(("X".to_owned(), end));
        match self.low(i) {
            "a" | "an" => match self.low(i + 1) {
                "few" => return vague(i + 2),
                "couple" => return Some(("2".to_owned(), i + 2 + usize::from(self.low(i + 2) == "of"))),
                "dozen" => return Some(("12".to_owned(), i + 2)),
                "hundred" => return Some(("100".to_owned(), i + 2)),
                "half" if self.low(i + 2) == "dozen" => return Some(("6".to_owned(), i + 3)),
                "full" | "whole" | "mere" => return Some(("1".to_owned(), i + 2)),
                _ => return Some(("1".to_owned(), i + 1)),
            },
            "half" if self.is(i + 1, &["a", "an"]) => return Some(("0.5".to_owned(), i + 2)),
            "half" if self.low(i + 1) == "-" && self.is(i + 2, &["hour", "day", "year", "century"]) => {
                return Some(("0.5".to_owned(), i + 1));
            }
            "several" | "many" | "some" | "numerous" => return vague(i + 1),
            "few" => return vague(i + 1),
            "couple" if self.low(i + 1) == "of" => return Some(("2".to_owned(), i + 2)),
            "dozens" | "hundreds" | "thousands" | "millions" if self.low(i + 1) == "of" => return vague(i + 2),
            _ => {}
        }
        let first = small_number(self.low(i))?;
        let (mut n, mut at) = (f64::from(first), i + 1);
        let hyphen = |at: usize| at + usize::from(self.low(at) == "-");
        if (20..100).contains(&first)
            && let Some(ones) = small_number(self.low(hyphen(at))).filter(|n| (1..10).contains(n))
        {
            (n, at) = (n + f64::from(ones), hyphen(at) + 1);
        }
        if self.low(at) == "hundred" {
            (n, at) = (n * 100.0, at + 1);
        } else if self.low(at) == "dozen" {
            (n, at) = (n * 12.0, at + 1);
        }
        let and = hyphen(at);
        if self.low(and) == "and" && self.low(hyphen(and + 1)) == "a" && self.low(hyphen(hyphen(and + 1) + 1)) == "half"
        {
            (n, at) = (n + 0.5, hyphen(hyphen(and + 1) + 1) + 1);
        }
        if self.is(at, &["to", "or"]) && small_number(self.low(at + 1)).is_some() && self.unit(at + 2).is_some() {
            (n, at) = (f64::from(small_number(self.low(at + 1)).unwrap_or(0)), at + 2);
        }
        Some((plain(n), at))
    }

    /// `two weeks`, `30-day`, `the past five years`, `several months`, `half an hour`. Ages are none of them.
    fn span_of_time(&self, i: usize) -> Match<Found> {
        // `month-long`, `yearlong`, `decades-long`.
        if let Some(unit) =
            self.unit(i).filter(|_| self.low(i + 1) == "-" && self.low(i + 2) == "long" && self.glued(i + 2))
        {
            let amount = if self.low(i).ends_with('s') { "X" } else { "1" };
            return self.found(i, i + 3, Expr::Duration { unit, amount: amount.to_owned() });
        }
        if let Some(unit) = self.low(i).strip_suffix("long").filter(|stem| stem.len() > 2).and_then(|stem| {
            LEXICON.senses(stem).iter().find_map(|sense| if let Sense::Unit(unit) = sense { Some(*unit) } else { None })
        }) {
            return self.found(i, i + 1, Expr::Duration { unit, amount: "1".to_owned() });
        }
        let mut at = i;
        at += usize::from(self.is(at, &["the", "these", "those"]));
        let recent = self.is(at, &["recent"]);
        let framed = self.is(
            at,
            &[
                "past",
                "last",
                "next",
                "first",
                "coming",
                "final",
                "previous",
                "recent",
                "following",
                "preceding",
                "ensuing",
            ],
        );
        at += usize::from(framed);
        if framed && self.low(at) == "'" {
            return None;
        }
        if recent || framed && self.amount(at).is_none() {
            let unit = self.unit(at).filter(|_| self.low(at).ends_with('s') && self.low(at) != "seconds")?;
            let expr = match self.low(at - 1) {
                "recent" if matches!(unit, Unit::Week | Unit::Month | Unit::Quarter) => {
                    Expr::Duration { unit: if unit == Unit::Quarter { Unit::Month } else { unit }, amount: "X".into() }
                }
                "recent" => Expr::Reference("PAST_REF"),
                "coming" => Expr::Reference("FUTURE_REF"),
                "next" => Expr::Duration { unit, amount: "X".into() },
                "past" | "last" => Expr::Duration { unit, amount: "X".into() },
                _ => return None,
            };
            return self.found(i, at + 1, expr);
        }
        // `for years`, `in weeks`: how many is not said.
        if at == i
            && let Some(unit) = self.unit(i).filter(|unit| {
                self.low(i).ends_with('s') && !matches!(unit, Unit::Second | Unit::Night | Unit::Weekend)
            })
            && self.before(i, &["for", "in", "over", "within", "after", "through", "take", "took", "of", "several"])
            && !self.is(i + 1, &["of", "old", "'", "’"])
            && !(self.before(i, &["of"])
                && i >= 2
                && !self.is(i - 2, &["hundreds", "thousands", "couple", "period", "matter", "number"]))
        {
            return self.found(i, i + 1, Expr::Duration { unit, amount: "X".into() });
        }
        let (amount, mut at) = self.amount(at)?;
        let article = self.is(at - 1, &["a", "an"]);
        let hyphen = self.low(at) == "-" && self.glued(at) && self.glued(at + 1);
        at += usize::from(hyphen);
        at += usize::from(
            self.is(
                at,
                &[
                    "more",
                    "additional",
                    "consecutive",
                    "full",
                    "straight",
                    "whole",
                    "successive",
                    "long",
                    "fiscal",
                    "other",
                    "of",
                ],
            ) && self.low(at + 1).ends_with('s'),
        );
        at += usize::from(article && self.is(at, &["full", "whole", "fiscal", "long"]));
        let unit = self.unit(at)?;
        let plural = self.low(at).ends_with('s');
        // `three-quarters of its food`, `a quarter of the land` are shares.
        if unit == Unit::Quarter
            && (self.low(at + 1) == "of" && matches!(amount.as_str(), "1" | "3") || hyphen && plural)
        {
            return None;
        }
        let mut end = at + 1;
        // `53-year-old`, `two years old`, `aged`.
        let old = self.low(end) == "-" && self.is(end + 1, &["old", "olds"])
            || self.is(end, &["old", "olds"])
            || self.low(end) == "of" && self.low(end + 1) == "age";
        let ago = self.low(end) == "-" && self.is(end + 1, &["ago", "earlier"]);
        if old
            || ago
            || self.low(at) == "second" && !hyphen
            || !plural
                && !hyphen
                && !article
                && !(framed_noun(unit)
                    && self.words.get(end).is_some_and(|next| next.text.starts_with(char::is_lowercase))
                    && !self.is(end, &["and", "or", "of", "to", "in", "on", "at"]))
                && !matches!(amount.as_str(), "1" | "0.5")
                && self.low(at) != "century"
                && !self.before(at, &["one"])
                && !hyphen
        {
            return None;
        }
        if amount == "X" && self.is(at - 1, &["some"]) && !plural {
            return None;
        }
        // `a day` alone is rarely a stretch of time: only where the words around it say so.
        if article && !hyphen {
            let said = framed
                || self.before(
                    i,
                    &[
                        "for", "in", "within", "than", "over", "about", "nearly", "almost", "half", "after", "takes",
                        "take", "took", "lasted", "last", "lasting", "least", "around", "every", "of", "spent",
                        "spend", "wait", "waited", "roughly", "with", "into", "as",
                    ],
                ) && !self.before(i, &["such"])
                || self.is(end, &["after", "before"]);
            let measured = i > 0 && self.per_unit(i);
            if !said || measured || self.is(end, &["earlier"]) {
                return None;
            }
        }
        // `hours and a half`; `an hour and a half`.
        let mut amount = amount;
        if self.low(end) == "and"
            && self.is(end + 1, &["a"])
            && self.low(end + 2) == "half"
            && let Ok(n) = amount.parse::<f64>()
        {
            (amount, end) = (plain(n + 0.5), end + 3);
        }
        self.found(i, end, Expr::Duration { unit, amount })
    }

    /// Whether `a day` at `i` stands for `per day`: a number, a sum or a count of times before it.
    fn per_unit(&self, i: usize) -> bool {
        let back = |k: usize| i.checked_sub(k).and_then(|at| self.words.get(at));
        let number = |word: &Word<'_>| {
            word.is_number()
                || matches!(
                    word.low.as_str(),
                    "times"
                        | "once"
                        | "twice"
                        | "%"
                        | "percent"
                        | "million"
                        | "billion"
                        | "cents"
                        | "dollars"
                        | "tons"
                        | "tonnes"
                        | "barrels"
                        | "trillion"
                        | "miles"
                )
        };
        let money = |word: &Word<'_>| word.low == "$" || word.is_number();
        back(1).is_some_and(number)
            || back(1).is_some_and(|word| {
                word.text.starts_with(char::is_alphabetic)
                    && !matches!(word.low.as_str(), "for" | "in" | "within" | "than" | "of" | "after")
            }) && (back(2).is_some_and(money) || back(3).is_some_and(|word| word.low == "$"))
    }

    // --- sets and references ---

    fn set(&self, i: usize) -> Match<Found> {
        if let Some(value) = self.sense(i, |sense| if let Sense::Set(value) = sense { Some(value) } else { None }) {
            // `the Daily Mail`.
            let name = self.capital(i) && i > 0 && (self.capital(i + 1) || self.before(i, &["the"]));
            return if name { None } else { self.found(i, i + 1, Expr::Set(value.to_owned())) };
        }
        if self.is(i, &["every", "each"]) {
            let at = i + 1 + usize::from(self.is(i + 1, &["other", "single", "passing"]));
            if let Some((day, end)) = self.weekday(at) {
                let part = self.part(end).map_or(String::new(), |part| format!("T{part}"));
                return self.found(i, end + usize::from(!part.is_empty()), Expr::Set(format!("XXXX-WXX-{day}{part}")));
            }
            if let Some(part) = self.part(at) {
                return self.found(i, at + 1, Expr::Set(format!("XXXX-XX-XXT{part}")));
            }
            if let Some(unit) = self.unit(at).filter(|_| self.low(at) != "second") {
                let amount = if self.low(i + 1) == "other" { "2" } else { "1" };
                return self.found(i, at + 1, Expr::Set(unit.duration(amount)));
            }
            let (amount, at) = self.amount(i + 1).filter(|_| self.low(i) == "every")?;
            let unit = self.unit(at)?;
            return self.found(i, at + 1, Expr::Set(unit.duration(&amount)));
        }
        if self.is(i, &["a", "an", "per"]) {
            let unit = self.unit(i + 1).filter(|_| !self.low(i + 1).ends_with('s') && self.low(i + 1) != "second")?;
            let behind = self.is(i + 2, &["ago", "earlier", "later", "before", "after", "old", "from", "-"]);
            return (!behind && (self.low(i) == "per" || i > 0 && self.per_unit(i)))
                .then(|| self.found(i, i + 2, Expr::Set(unit.duration("1"))))?;
        }
        // `Sundays`, `Tuesday nights`.
        let day = self.low(i).strip_suffix('s').and_then(|day| {
            LEXICON
                .senses(day)
                .iter()
                .find_map(|sense| if let Sense::Weekday(n) = sense { Some(*n) } else { None })
                .filter(|_| day.len() > 5)
        });
        if let Some(day) = day.filter(|_| self.capital(i)) {
            return self.found(i, i + 1, Expr::Set(format!("XXXX-WXX-{day}")));
        }
        let (day, end) = self.weekday(i)?;
        let part = self.part(end).filter(|_| self.low(end).ends_with('s'))?;
        self.found(i, end + 1, Expr::Set(format!("XXXX-WXX-{day}T{part}")))
    }

    fn reference(&self, i: usize) -> Match<Found> {
        if self.low(i) == "the" && self.is(i + 1, &["past", "future"]) {
            let noun = self.words.get(i + 2).is_some_and(|word| {
                word.text.starts_with(char::is_alphabetic)
                    && !matches!(
                        word.low.as_str(),
                        "and"
                            | "or"
                            | "of"
                            | "to"
                            | "is"
                            | "was"
                            | "for"
                            | "that"
                            | "as"
                            | "but"
                            | "by"
                            | "with"
                            | "will"
                            | "has"
                            | "have"
                            | "if"
                            | "when"
                            | "while"
                            | "because"
                            | "so"
                            | "in"
                            | "at"
                            | "on"
                            | "from"
                            | "this"
                            | "it"
                            | "he"
                            | "she"
                            | "they"
                            | "we"
                            | "would"
                            | "could"
                            | "can"
                            | "may"
                            | "are"
                            | "were"
                            | "had"
                    )
            });
            let value = if self.low(i + 1) == "past" { "PAST_REF" } else { "FUTURE_REF" };
            return if noun { None } else { self.found(i, i + 2, Expr::Reference(value)) };
        }
        if self.low(i) == "the" && self.low(i + 1) == "near" && self.low(i + 2) == "future" {
            return self.found(i, i + 3, Expr::Reference("FUTURE_REF"));
        }
        if self.low(i) == "the" && self.is(i + 1, &["near", "short"]) && self.low(i + 2) == "term" {
            return self.found(i, i + 3, Expr::Reference("FUTURE_REF"));
        }
        if self.low(i) == "these" && self.low(i + 1) == "days" {
            return self.found(i, i + 2, Expr::Reference("PRESENT_REF"));
        }
        if self.low(i) == "at" && self.low(i + 1) == "the" && self.low(i + 2) == "moment" {
            return self.found(i, i + 3, Expr::Reference("PRESENT_REF"));
        }
        let value = self.sense(i, |sense| if let Sense::Ref(value) = sense { Some(value) } else { None })?;
        let name = i > 0 && self.capital(i) && self.capital(i + 1);
        if name || self.low(i) == "current" && self.is(i + 1, &["account", "accounts"]) {
            return None;
        }
        self.found(i, i + 1, Expr::Reference(value))
    }
}

/// Units that stand in the singular before a noun: `a two day rally`. Not quarters, halves, seconds.
fn framed_noun(unit: Unit) -> bool {
    matches!(unit, Unit::Minute | Unit::Hour | Unit::Day | Unit::Week | Unit::Month | Unit::Year)
}

/// Stands for "the year that the shift says" in `April of last year`.
pub(super) const YEAR_OF_SHIFT: i16 = i16::MIN;
