//! The words a time grammar reads: runs of letters, runs of digits, single signs; and what the lexicon says of them.

use std::collections::HashMap;
use std::sync::LazyLock;
use variorum_record::Span;

/// A word, a number or a sign.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    pub(super) span: Span,
    /// As written.
    pub(super) text: &'t str,
    /// In lower case.
    pub(super) low: String,
    /// No white space before it.
    pub(super) glued: bool,
}

impl Word<'_> {
    pub(super) fn is_number(&self) -> bool {
        self.low.starts_with(|c: char| c.is_ascii_digit())
    }

    pub(super) fn is_capitalised(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }
}

/// Cuts a stretch of text into words. An apostrophe starts a new word (`today` `'s`); `1,200` and `2.5` are one.
pub(super) fn split(text: &str, span: Span) -> Vec<Word<'_>> {
    let inside = span.of(text);
    let mut words = Vec::new();
    let mut end_before = usize::MAX;
    let mut chars = inside.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut end = start + first.len_utf8();
        if first.is_alphabetic() {
            while let Some((_, c)) = chars.next_if(|(_, c)| c.is_alphabetic()) {
                end += c.len_utf8();
            }
        } else if first.is_ascii_digit() {
            loop {
                let rest = &inside.as_bytes()[end..];
                let goes_on = match rest {
                    [b'0'..=b'9', ..] => 1,
                    [b',', a, b, c, after @ ..]
                        if [a, b, c].iter().all(|d| d.is_ascii_digit())
                            && !after.first().is_some_and(u8::is_ascii_digit) =>
                    {
                        4
                    }
                    [b'.', b'0'..=b'9', ..] => 2,
                    _ => break,
                };
                for _ in 0..goes_on {
                    chars.next();
                }
                end += goes_on;
            }
        }
        let word = &inside[start..end];
        let low = word.to_lowercase().replace('’', "'");
        words.push(Word {
            span: Span::new(span.start + start, span.start + end),
            text: word,
            low,
            glued: end_before == start,
        });
        end_before = end;
    }
    words
}

/// What a word can be in a time expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sense {
    Month(i8),
    Weekday(i8),
    Unit(Unit),
    Part(&'static str),
    Season(&'static str),
    Ordinal(i32),
    Set(&'static str),
    Ref(&'static str),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Night,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

impl Unit {
    fn from_code(code: &str) -> Option<Unit> {
        use Unit::{
            Century, Day, Decade, Fortnight, Half, Hour, Minute, Month, Night, Quarter, Second, Week, Weekend, Year,
        };
        Some(match code {
            "S" => Second,
            "TM" => Minute,
            "TH" => Hour,
            "D" => Day,
            "N" => Night,
            "W" => Week,
            "F" => Fortnight,
            "WE" => Weekend,
            "M" => Month,
            "Q" => Quarter,
            "H" => Half,
            "Y" => Year,
            "DE" => Decade,
            "CE" => Century,
            _ => return None,
        })
    }

    /// As part of an ISO 8601 duration: `amount` of it.
    pub(super) fn duration(self, amount: &str) -> String {
        if let Some((whole, "5")) = amount.split_once('.') {
            // TIMEX3 writes a half in the next smaller unit.
            let whole = |unit: &str| if whole == "0" { String::new() } else { format!("{whole}{unit}") };
            match self {
                Unit::Year => return format!("P{}6M", whole("Y")),
                Unit::Hour => return format!("PT{}30M", whole("H")),
                Unit::Minute => return format!("PT{}30S", whole("M")),
                Unit::Day => return format!("P{}T12H", whole("D")),
                _ => {}
            }
        }
        let times = |factor: f64| amount.parse::<f64>().map_or_else(|_| amount.to_owned(), |n| plain(n * factor));
        match self {
            Unit::Second => format!("PT{amount}S"),
            Unit::Minute => format!("PT{amount}M"),
            Unit::Hour => format!("PT{amount}H"),
            Unit::Day | Unit::Night => format!("P{amount}D"),
            Unit::Week => format!("P{amount}W"),
            Unit::Fortnight => format!("P{}W", times(2.0)),
            Unit::Weekend => format!("P{}D", times(2.0)),
            Unit::Month => format!("P{amount}M"),
            Unit::Quarter => format!("P{amount}Q"),
            Unit::Half => format!("P{}M", times(6.0)),
            Unit::Year => format!("P{amount}Y"),
            Unit::Decade if amount == "X" => "PXDE".to_owned(),
            Unit::Decade => format!("P{}Y", times(10.0)),
            Unit::Century if amount == "X" => "PXCE".to_owned(),
            Unit::Century => format!("P{}Y", times(100.0)),
        }
    }
}

/// A number without a needless fraction.
pub(super) fn plain(n: f64) -> String {
    if n.fract() == 0.0 { format!("{}", n as i64) } else { format!("{n}") }
}

/// The lexicon of times.
pub(super) struct Lexicon {
    senses: HashMap<&'static str, Vec<Sense>>,
    /// Holidays: words, then the rule for the day.
    pub(super) holidays: Vec<(Vec<&'static str>, &'static str)>,
}

impl Lexicon {
    /// The senses of a word in lower case.
    pub(super) fn senses(&self, low: &str) -> &[Sense] {
        self.senses.get(low).map_or(&[], Vec::as_slice)
    }
}

/// `data/lexicon/times.tsv`, read once.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon { senses: HashMap::new(), holidays: Vec::new() };
    for line in include_str!("../../../../../data/lexicon/times.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let (Some(word), Some(class), Some(value)) = (fields.next(), fields.next(), fields.next()) else { continue };
        let number = || value.parse::<i8>().ok();
        let sense = match class {
            "month" => number().map(Sense::Month),
            "weekday" => number().map(Sense::Weekday),
            "unit" => Unit::from_code(value).map(Sense::Unit),
            "part" => Some(Sense::Part(value)),
            "season" => Some(Sense::Season(value)),
            "ordinal" => number().map(|n| Sense::Ordinal(i32::from(n))),
            "set" => Some(Sense::Set(value)),
            "ref" => Some(Sense::Ref(value)),
            _ => None,
        };
        match sense {
            Some(sense) => lexicon.senses.entry(word).or_default().push(sense),
            None => lexicon.holidays.push((word.split(' ').collect(), value)),
        }
    }
    lexicon.holidays.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    lexicon
});

/// The value of a number word below a hundred, or of "hundred".
pub(super) fn small_number(low: &str) -> Option<i32> {
    const WORDS: &[&str] = &[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let at = |words: &[&str]| words.iter().position(|word| *word == low).map(|i| i as i32);
    at(WORDS).or_else(|| at(TENS).map(|i| 20 + 10 * i)).or(match low {
        "hundred" => Some(100),
        "dozen" => Some(12),
        _ => None,
    })
}
