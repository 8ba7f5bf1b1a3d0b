//! Years, decades and quarters.

use super::super::words::{Unit, small_number};
use super::{Base, Expr, Grammar, Match, Shift, YEAR_OF_SHIFT, date};
use crate::words::STREETS;

impl Grammar<'_, '_> {
    pub(super) fn year_number(&self, i: usize) -> Option<i16> {
        let word = self.words.get(i)?;
        if word.low.len() != 4 || !word.low.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        word.low.parse().ok().filter(|year| (1000..=2199).contains(year))
    }

    /// `nineteen ninety-six`, `two thousand`, `two thousand and five`.
    pub(super) fn spoken_year(&self, i: usize) -> Match<i16> {
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
    pub(super) fn year(&self, i: usize, loosened: bool) -> Match<Expr> {
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
    pub(super) fn decade(&self, i: usize) -> Match<Expr> {
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

    /// `, 1998`, ` 1998`, ` of 1998`, `, of last year` behind a date.
    pub(super) fn year_behind(&self, i: usize) -> Match<i16> {
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

    /// `the year`, `the full year`, `the fiscal year`, `the week`: the one of the telling. With what it ended on or will end on
    /// behind it, it is a stretch of time.
    pub(super) fn the_year(&self, i: usize) -> Match<Expr> {
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

    pub(super) fn quarter_name(&self, i: usize) -> Match<i8> {
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
    pub(super) fn quarter(&self, i: usize) -> Match<Expr> {
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
}
