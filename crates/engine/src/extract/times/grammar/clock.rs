//! Hours: "at 5 p.m.", "at six in the morning".

use super::super::words::{Unit, small_number};
use super::{Base, Expr, Found, Grammar, Match};

impl Grammar<'_, '_> {
    // --- clock ---

    pub(super) fn clock_rule(&self, i: usize) -> Match<Found> {
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
    pub(super) fn clock_by_part(&self, i: usize) -> Match<(i8, i8)> {
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
    pub(super) fn clock(&self, i: usize) -> Match<(i8, i8)> {
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
}
