//! How long and how often: "for three days", "every week".

use super::super::words::{LEXICON, Sense, Unit, Word, plain, small_number};
use super::{Expr, Found, Grammar, Match, framed_noun};

impl Grammar<'_, '_> {
    // --- stretches ---

    /// How many: digits, words, `a`, `half a`, `several`.
    pub(super) fn amount(&self, i: usize) -> Match<String> {
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
    pub(super) fn span_of_time(&self, i: usize) -> Match<Found> {
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
    pub(super) fn per_unit(&self, i: usize) -> bool {
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

    pub(super) fn set(&self, i: usize) -> Match<Found> {
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
}
