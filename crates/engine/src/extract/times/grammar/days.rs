//! Days by number, month and weekday.

use super::super::words::{LEXICON, Sense, small_number};
use super::{Expr, Found, Grammar, Match, Shift, YEAR_OF_SHIFT, date};

impl Grammar<'_, '_> {
    // --- dates ---

    /// `2025-04-24`, `4/24/2025`, `24.04.2025`, with a time behind it or not.
    pub(super) fn numeric_date(&self, i: usize) -> Match<Found> {
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

    /// `11th`, `eleventh`, `twenty-first`.
    pub(super) fn nth(&self, i: usize) -> Match<i32> {
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
    pub(super) fn month(&self, i: usize) -> Match<i8> {
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

    pub(super) fn day_number(&self, i: usize) -> Match<i8> {
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

    /// `April`, `April 24`, `April 24, 2025`, `April 2025`, `April of last year`.
    pub(super) fn month_date(&self, i: usize) -> Match<Expr> {
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
    pub(super) fn day_month(&self, i: usize) -> Match<Expr> {
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
    pub(super) fn weekday(&self, i: usize) -> Match<i8> {
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
    pub(super) fn weekday_date(&self, i: usize) -> Match<Expr> {
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

    pub(super) fn holiday(&self, i: usize, shift: Shift) -> Match<Expr> {
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
    pub(super) fn spelled(&self, i: usize, words: &[&str]) -> Option<usize> {
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
}
