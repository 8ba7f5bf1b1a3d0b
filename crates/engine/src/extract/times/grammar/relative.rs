//! What is told by how it stands to another time: "last week", "three days earlier", "the same day".

use super::super::words::{Sense, Unit, plain};
use super::{Base, Expr, Found, Grammar, Match, Shift, date};

impl Grammar<'_, '_> {
    /// `last`, `this`, `next` and what says the same.
    pub(super) fn shift(&self, i: usize) -> Match<Shift> {
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
    pub(super) fn shifted_name(&self, i: usize) -> Match<Expr> {
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

    /// `the year` after `the end of`.
    pub(super) fn the_unit(&self, i: usize) -> Match<Expr> {
        let the = usize::from(self.low(i) == "the");
        let unit = self.unit(i + the).filter(|_| the == 1 && !self.low(i + 1).ends_with('s'))?;
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return None;
        }
        let from = if unit == Unit::Day { Base::Either } else { Base::Telling };
        Some((Expr::Shifted { unit, by: 0, from }, i + 2))
    }

    pub(super) fn relative_day(&self, i: usize) -> Match<Expr> {
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
    pub(super) fn named_stretch(&self, i: usize) -> Match<Expr> {
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
    pub(super) fn distance(&self, i: usize) -> Match<Expr> {
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

    /// `the summer`, `in autumn`, `the winter of 1944`, `spring 2024`. `fall` and `spring` are words of other kinds too.
    pub(super) fn bare_season(&self, i: usize) -> Match<Expr> {
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

    pub(super) fn reference(&self, i: usize) -> Match<Found> {
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
