//! Numbers in running text: digits, number words, vague quantities, ranges, qualifiers, currency and percent signs.
//!
//! Reads characters, not the tree, so that a mistake of the parser never loses a number. What only looks like a number is
//! left out here: designations (KN-23, Boeing 737), names (Radio 4, Group of Seven), telephone numbers, clock times, scores, years.

use super::tables::{Bound, QUALIFIERS, QUANTITIES, Quantity, UNITS, Unit};
use super::traps::{codes, groups, idle_one, is_date, is_name, phone, score};
use variorum_record::{Measure, Span};

/// A number with what loosens it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    /// Qualifier, number, and a currency or percent sign.
    pub(crate) span: Span,
    /// The number alone.
    pub(crate) core: Span,
    /// The least.
    pub(crate) low: Option<f64>,
    /// The most.
    pub(crate) high: Option<f64>,
    /// The words that loosen it, in lower case.
    pub(crate) qualifier: Option<String>,
    /// Currency or percent, where a sign or word next to it says so.
    pub(crate) unit: Option<Unit>,
    /// Words joined to it by a hyphen: `year-old`.
    pub(crate) tail: Option<Span>,
    /// A word that is a number only if something is counted: "one", "many".
    pub(crate) weak: bool,
}

/// The least that "a number of" can mean, as "several" in `quantities.tsv`.
const SOME: f64 = 3.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Digits,
    Letters,
    Sign,
}

pub(super) struct Word<'t> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'t str,
    pub(super) lower: String,
    pub(super) kind: Kind,
}

/// The numbers of one sentence, in order. `range` are its bytes.
pub(crate) fn find(text: &str, range: Span) -> Vec<Number> {
    let words = words(text, range);
    let title_case = is_title_case(&words);
    let mut numbers: Vec<Number> = Vec::new();
    let mut i = 0;
    while i < words.len() {
        match number_at(text, &words, i, title_case) {
            Found::Number(mut number, next) => {
                // "between five and 10", "five or 10", "5-10"
                if let Some((other, after)) = range_end(text, &words, next, &number, i, title_case) {
                    number.high = other.high.or(other.low);
                    number.core.end = other.core.end;
                    number.span.end = other.span.end;
                    number.unit = number.unit.or(other.unit);
                    number.tail = other.tail;
                    number.weak = false;
                    numbers.push(number);
                    i = after;
                } else {
                    numbers.push(number);
                    i = next.max(i + 1);
                }
            }
            Found::Nothing(next) => i = next.max(i + 1),
        }
    }
    numbers
}

fn words(text: &str, range: Span) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut chars = range.of(text).char_indices().map(|(i, c)| (i + range.start, c)).peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut end = start + first.len_utf8();
        let kind = if first.is_ascii_digit() {
            while let Some(&(at, c)) = chars.peek() {
                let inside = c.is_ascii_digit()
                    || matches!(c, '.' | ',')
                        && text[at + 1..range.end.max(at + 1)].starts_with(|next: char| next.is_ascii_digit());
                if !inside {
                    break;
                }
                end = at + c.len_utf8();
                chars.next();
            }
            while let Some(group) = thousands(text, words.last(), Span::new(start, end), range.end) {
                while chars.peek().is_some_and(|&(at, _)| at < group) {
                    chars.next();
                }
                end = group;
            }
            Kind::Digits
        } else if first.is_alphabetic() {
            while let Some(&(at, c)) = chars.peek() {
                let apostrophe = matches!(c, '\'' | '’') && text[at + c.len_utf8()..].starts_with(char::is_alphabetic);
                if !c.is_alphabetic() && !apostrophe {
                    break;
                }
                end = at + c.len_utf8();
                chars.next();
            }
            Kind::Letters
        } else {
            Kind::Sign
        };
        let word = &text[start..end];
        words.push(Word { start, end, text: word, lower: word.to_lowercase(), kind });
    }
    words
}

/// The end of a group of three digits that a blank sets apart from those before: "12 500 people", not "Room 4 200 people" or a telephone number.
fn thousands(text: &str, before: Option<&Word>, digits: Span, end: usize) -> Option<usize> {
    let first = digits.of(text);
    let rest = text.get(digits.end..end)?;
    let blank = rest.chars().next().filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}'))?;
    let group = rest.get(blank.len_utf8()..)?;
    let len = group.bytes().take_while(u8::is_ascii_digit).count();
    let behind = group.get(len..)?;
    let counts = behind.trim_start().starts_with(char::is_alphabetic) && behind.starts_with(char::is_whitespace);
    let named = before.is_some_and(|word| {
        word.kind == Kind::Digits
            || word.kind == Kind::Letters && word.text.starts_with(char::is_uppercase) && word.start > 0
    });
    let more = behind.starts_with([' ', '\u{a0}', '\u{2009}', '\u{202f}'])
        && behind.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let leading = first.len() - first.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let fits = leading <= 3 && !first.starts_with('0') && !first.contains(['.', ',']) && len == 3;
    (fits && !named && (counts || more || blank != ' ')).then_some(digits.end + blank.len_utf8() + len)
}

/// Headlines That Capitalise Every Word tell nothing by a capital letter.
fn is_title_case(words: &[Word]) -> bool {
    let letters = words.iter().filter(|word| word.kind == Kind::Letters && word.text.len() > 3);
    let (capital, all) = letters.fold((0, 0), |(capital, all), word| {
        (capital + usize::from(word.text.starts_with(char::is_uppercase)), all + 1)
    });
    all > 2 && capital * 10 >= all * 9
}

enum Found {
    Number(Number, usize),
    Nothing(usize),
}

fn number_at(text: &str, words: &[Word], i: usize, title_case: bool) -> Found {
    let glued = |i: usize| i > 0 && words[i - 1].end == words[i].start;
    let lower = |i: usize| words.get(i).map_or("", |word| word.lower.as_str());
    let Some((low, high, vague, next)) = value_at(words, i) else { return Found::Nothing(i + 1) };
    let core = Span::new(words[i].start, words[next - 1].end);
    let digits = words[i].kind == Kind::Digits;
    if digits && let Some(past) = score(words, i, next, low).or_else(|| groups(words, i)).or_else(|| codes(words, i)) {
        return Found::Nothing(past);
    }
    // "how many people were killed": asked, not told.
    if words[i].lower == "many" && i.checked_sub(1).is_some_and(|before| words[before].lower == "how") {
        return Found::Nothing(next);
    }
    // "not one metre of quay"
    if words[i].lower == "one" && i.checked_sub(1).is_some_and(|before| words[before].lower == "not") {
        return Found::Nothing(next);
    }
    if let Some((share, past)) = one_in(words, i, next, low) {
        let span = Span::new(words[i].start, words[past - 1].end);
        let (qualifier, start, _) = qualifier_before(words, i, span.start);
        let span = Span::new(start, span.end);
        let unit = UNITS.get("%").copied();
        let share = Some(share);
        let number = Number { span, core: span, low: share, high: share, qualifier, unit, tail: None, weak: false };
        return Found::Number(number, past);
    }
    let mut unit = fraction(words, i).and_then(|_| UNITS.get("%").copied());
    let mut span = core;

    // What stands glued before it: a currency sign, or a designation's letters.
    if glued(i) {
        let before = &words[i - 1];
        // "a .38 revolver", "rose .5": a point that no word ends with opens a fraction, which is no whole number.
        if before.text == "." && digits && !glued(i - 1) {
            return Found::Nothing(skip_glued(words, next));
        }
        if let Some(sign) = UNITS.get(before.text).or_else(|| letters_for_money(words, i)) {
            unit = Some(*sign);
            let country = i >= 2 && glued(i - 1) && ["US", "A", "C", "HK"].contains(&words[i - 2].text);
            span.start = if country { words[i - 2].start } else { before.start };
        } else if before.kind != Kind::Sign
            || matches!(before.text, "/" | "." | "_" | ":" | "#" | "@" | "+") && (before.text != ".")
        {
            return Found::Nothing(skip_glued(words, next));
        } else if matches!(before.text, "-" | "–") && i >= 2 && words[i - 2].end == before.start {
            let joins_number =
                words[i - 2].kind == Kind::Letters && QUANTITIES.contains_key(words[i - 2].lower.as_str());
            if !joins_number {
                return Found::Nothing(skip_glued(words, next));
            }
        }
    }
    // What stands glued after it.
    let mut tail = None;
    let mut next = next;
    let mut low = low;
    let mut high = high;
    let mut qualifier_after = None;
    if let Some(after) = words.get(next).filter(|after| after.start == core.end) {
        match (after.text, after.kind) {
            ("%", _) => {
                unit = UNITS.get("%").copied();
                span.end = after.end;
                next += 1;
            }
            ("+", _) => {
                high = None;
                qualifier_after = Some("+".to_string());
                span.end = after.end;
                next += 1;
            }
            (":" | "/", _) if words.get(next + 1).is_some_and(|w| w.kind == Kind::Digits && w.start == after.end) => {
                return Found::Nothing(skip_glued(words, next));
            }
            ("-" | "–", _) if words.get(next + 1).is_some_and(|w| w.kind == Kind::Letters && w.start == after.end) => {
                // "53-year-old", "12-storey", "two-thirds"; "50-to-60" is left to the range.
                let mut end = next + 1;
                while end + 2 < words.len()
                    && matches!(words[end + 1].text, "-" | "–")
                    && words[end + 1].start == words[end].end
                    && words[end + 2].start == words[end + 1].end
                {
                    end += 2;
                }
                tail = Some(Span::new(words[next + 1].start, words[end].end));
                next = end + 1;
            }
            ("-" | "–", _) if phone(words, i) => return Found::Nothing(skip_glued(words, next)),
            (_, Kind::Letters) if digits => {
                let scale = match after.lower.as_str() {
                    "k" => 1e3,
                    "m" | "mn" if unit.is_some() || is_currency(lower(next + 1)) => 1e6,
                    "bn" | "b" => 1e9,
                    "tn" | "trn" => 1e12,
                    other if UNITS.contains_key(other) => 1.0,
                    _ => return Found::Nothing(skip_glued(words, next)),
                };
                if scale > 1.0 {
                    low = low.map(|n| n * scale);
                    high = high.map(|n| n * scale);
                    next += 1;
                    span.end = after.end;
                }
            }
            _ => {}
        }
    }
    // "two thirds of the houses"
    if ["third", "thirds", "quarter", "quarters", "fifths", "tenths"].contains(&lower(next))
        && words[i].kind == Kind::Letters
        && tail.is_none()
    {
        tail = Some(Span::new(words[next].start, words[next].end));
        next += 1;
    }
    // Words for percent and currencies.
    if unit.is_none() && tail.is_none() {
        let (word, two) = (lower(next).to_string(), format!("{} {}", lower(next), lower(next + 1)));
        let found = UNITS.get(two.as_str()).map(|unit| (*unit, 2)).or_else(|| {
            let single = UNITS.get(word.as_str()).or_else(|| UNITS.get(word.trim_end_matches('s')))?;
            Some((*single, 1))
        });
        if let Some((found, n)) = found.filter(|_| !words[next..].is_empty()) {
            unit = Some(found);
            let last = (next + n - 1).min(words.len() - 1);
            span.end = words[last].end;
            next = last + 1;
        }
    }
    if is_name(words, i, next, digits, unit.is_some() || tail.is_some(), title_case)
        || is_date(words, i, next, unit.is_some() || tail.is_some())
    {
        return Found::Nothing(next);
    }

    let (mut qualifier, start, bound) = qualifier_before(words, i, span.start);
    // "another flag over one quay": nothing is more than one.
    let above_one = words[i].lower == "one" && low == Some(1.0) && qualifier.as_deref() == Some("over");
    let (start, bound) = if above_one { (span.start, None) } else { (start, bound) };
    if above_one {
        qualifier = None;
    }
    span.start = start;
    let vague_word = vague.then(|| core.of(text).to_lowercase());
    let value = low;
    match bound {
        Some(Bound::Low) => high = None,
        Some(Bound::High) => (low, high) = (None, value),
        _ => {}
    }
    for candidate in QUALIFIERS.iter().filter(|candidate| !candidate.before) {
        let matches = candidate.words.iter().enumerate().all(|(k, word)| lower(next + k) == *word);
        if matches && qualifier.is_none() {
            qualifier = Some(candidate.words.join(" "));
            match candidate.bound {
                Bound::Low => high = None,
                Bound::High => (low, high) = (None, value),
                _ => {}
            }
            span.end = words[next + candidate.words.len() - 1].end;
            next += candidate.words.len();
            break;
        }
    }
    let weak = ["one", "many"].contains(&words[i].lower.as_str()) && next == i + 1 && qualifier.is_none();
    if weak && idle_one(words, i) {
        return Found::Nothing(next);
    }
    let qualifier = qualifier.or(qualifier_after).or(vague_word);
    Found::Number(Number { span, core, low, high, qualifier, unit, tail, weak }, next)
}

/// Whether a word, in lower case, is that for a currency: "45m naira" is money, "45m freestyle" a length.
fn is_currency(word: &str) -> bool {
    let unit = UNITS.get(word).or_else(|| UNITS.get(word.trim_end_matches('s')));
    unit.is_some_and(|unit| unit.measure == Measure::Money)
}

/// A currency that its country writes with a letter or two, where a scale says that it is money: "N45 million", "R2.5bn".
fn letters_for_money(words: &[Word], i: usize) -> Option<&'static Unit> {
    const LETTERS: [(&str, &str); 8] = [
        ("N", "naira"),
        ("R", "rand"),
        ("Rs", "rupee"),
        ("Sh", "shilling"),
        ("Ksh", "shilling"),
        ("RM", "ringgit"),
        ("Tk", "taka"),
        ("GH", "cedi"),
    ];
    let (_, currency) = LETTERS.iter().find(|(letters, _)| *letters == words[i - 1].text)?;
    let after = words.get(i + 1)?;
    let glued = after.start == words[i].end;
    let scale = matches!(after.lower.as_str(), "million" | "billion" | "trillion" | "crore" | "lakh")
        || glued && matches!(after.lower.as_str(), "m" | "mn" | "bn" | "b" | "tn" | "trn");
    scale.then(|| UNITS.get(*currency)).flatten()
}

/// Past everything that is glued to what stands before word `next`.
fn skip_glued(words: &[Word], mut next: usize) -> usize {
    while next < words.len()
        && words[next].start == words[next - 1].end
        && !matches!(words[next].text, "," | "." | ";" | ")")
    {
        next += 1;
    }
    next
}

/// The value at word `i`: least, most, whether it is vague, and the word after it.
fn value_at(words: &[Word], i: usize) -> Option<(Option<f64>, Option<f64>, bool, usize)> {
    let quantity = |i: usize| {
        words.get(i).and_then(|word| QUANTITIES.get(word.lower.as_str()).copied().or_else(|| run_together(&word.lower)))
    };
    let lower = |i: usize| words.get(i).map_or("", |word| word.lower.as_str());
    let word = words.get(i)?;
    if word.kind == Kind::Digits {
        let mut value = digits(word.text)?;
        let mut next = i + 1;
        while let Some(Quantity::Scale(scale)) = quantity(next) {
            value *= scale;
            next += 1;
        }
        return Some((Some(value), Some(value), false, next));
    }
    if word.kind != Kind::Letters {
        return None;
    }
    // "half the town", "half of the houses", "a third of voters": shares.
    if let Some((share, next)) = fraction(words, i) {
        return Some((Some(share), Some(share), false, next));
    }
    // "half a million", "a dozen", "a few hundred", "a couple of"
    let (mut at, mut factor) = (i, 1.0);
    if lower(at) == "half"
        && ["a", "an"].contains(&lower(at + 1))
        && matches!(quantity(at + 2), Some(Quantity::Scale(_)))
    {
        (at, factor) = (at + 2, 0.5);
    } else if lower(at) == "a" && lower(at + 1) == "number" && lower(at + 2) == "of" {
        // "a number of men" are several; "the number of men" is no quantity.
        return Some((Some(SOME), None, true, at + 2));
    } else if ["a", "an"].contains(&lower(at)) {
        match quantity(at + 1) {
            Some(Quantity::Scale(_)) => at += 1,
            Some(Quantity::Vague(_)) if ["few", "couple", "handful"].contains(&lower(at + 1)) => at += 1,
            _ => return None,
        }
    } else if ["few", "couple", "handful"].contains(&lower(at)) {
        return None;
    }
    if let Some(Quantity::Vague(least)) = quantity(at) {
        let mut least = least;
        let mut next = at + 1;
        // "tens of thousands", "a couple of hundred", "several hundred"
        loop {
            let of = usize::from(lower(next) == "of");
            match quantity(next + of) {
                Some(Quantity::Vague(more) | Quantity::Scale(more)) if more >= 100.0 || of == 0 => {
                    least *= more;
                    next += of + 1;
                }
                _ => break,
            }
        }
        return Some((Some(least), None, true, next));
    }
    let (mut total, mut current, mut any) = (0.0, 0.0, false);
    let mut next = at;
    let mut last_unit = f64::INFINITY;
    loop {
        match quantity(next) {
            Some(Quantity::Unit(value)) => {
                // "twenty five", not "two two"
                if any && !(value < 10.0 && (20.0..100.0).contains(&last_unit) || last_unit >= 100.0) {
                    break;
                }
                current += value;
                last_unit = value;
            }
            Some(Quantity::Scale(scale)) => {
                let base = if current > 0.0 { current } else { 1.0 };
                if !any && next == i {
                    // A bare "hundred" or "million" is no number of its own.
                    return None;
                }
                if scale >= 1000.0 {
                    total += base * scale;
                    current = 0.0;
                } else {
                    current = base * scale;
                }
                last_unit = scale;
            }
            _ => break,
        }
        any = true;
        next += 1;
        let hyphen =
            words.get(next).is_some_and(|word| matches!(word.text, "-" | "‑") && word.start == words[next - 1].end);
        let and = lower(next) == "and" && last_unit >= 100.0;
        if (hyphen || and) && matches!(quantity(next + 1), Some(Quantity::Unit(_) | Quantity::Scale(_))) {
            // "twenty-five", "two hundred and five"; but "5 and 10"
            if hyphen && !(20.0..100.0).contains(&last_unit) && !matches!(quantity(next + 1), Some(Quantity::Scale(_)))
            {
                break;
            }
            next += 1;
        }
    }
    // "one and a half thousand"
    if any
        && total == 0.0
        && current < 100.0
        && lower(next) == "and"
        && lower(next + 1) == "a"
        && lower(next + 2) == "half"
    {
        current += 0.5;
        next += 3;
        while let Some(Quantity::Scale(scale)) = quantity(next) {
            current *= scale;
            next += 1;
        }
    }
    let value = (total + current) * factor;
    any.then_some((Some(value), Some(value), false, next))
}

/// "thirtythree": tens and ones without their hyphen.
fn run_together(word: &str) -> Option<Quantity> {
    let value = |word: &str| match QUANTITIES.get(word) {
        Some(Quantity::Unit(value)) => Some(*value),
        _ => None,
    };
    let tens = word.find("ty").map(|at| word.split_at(at + 2)).filter(|(_, ones)| !ones.is_empty())?;
    let (tens, ones) = (value(tens.0)?, value(tens.1)?);
    ((20.0..100.0).contains(&tens) && (1.0..10.0).contains(&ones)).then_some(Quantity::Unit(tens + ones))
}

/// "half the town", "half of them", "a third of voters": percent, and the word after the fraction. Not the halves of a match.
fn fraction(words: &[Word], i: usize) -> Option<(f64, usize)> {
    let lower = |i: usize| words.get(i).map_or("", |word| word.lower.as_str());
    let before = i.checked_sub(1).map_or("", lower);
    if lower(i) == "half" {
        let whole = ["of", "the", "its", "their", "his", "her", "all", "our"].contains(&lower(i + 1));
        let other = ["first", "second", "latter", "other", "better", "one", "a", "the", "each", "either", "-"];
        let idle = ["time", "hour", "match", "game", "season", "way"].contains(&lower(i + 2))
            || ["time", "match", "game", "season"].contains(&lower(i + 3));
        return (whole && !other.contains(&before) && !idle).then_some((50.0, i + 1));
    }
    let parts: f64 = match lower(i + 1) {
        "third" => 3.0,
        "quarter" => 4.0,
        "fifth" => 5.0,
        _ => return None,
    };
    // "a quarter of a percentage point" is no share.
    let point =
        ["a", "one"].contains(&lower(i + 3)) && ["percentage", "point", "percent", "per"].contains(&lower(i + 4));
    (["a", "one"].contains(&lower(i)) && lower(i + 2) == "of" && !point)
        .then_some(((10_000.0 / parts).round() / 100.0, i + 2))
}

/// "one in five", "three in ten houses": percent, and the word after it. The second number is one that shares are told in; not "killed two in
/// three attacks".
fn one_in(words: &[Word], i: usize, next: usize, low: Option<f64>) -> Option<(f64, usize)> {
    let opens = i == 0
        || low == Some(1.0)
        || matches!(
            words[i - 1].lower.as_str(),
            "about" | "around" | "nearly" | "almost" | "some" | "roughly" | "than" | ","
        );
    if !opens || words.get(next)?.lower != "in" {
        return None;
    }
    let (whole, _, vague, past) = value_at(words, next + 1)?;
    let (part, whole) = (low?, whole?);
    let told = [3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 20.0, 100.0, 1000.0].contains(&whole);
    let when = words.get(past).is_some_and(|word| {
        let unit = UNITS.get(word.lower.as_str()).or_else(|| UNITS.get(word.lower.trim_end_matches('s')));
        unit.is_some_and(|unit| unit.measure == Measure::Duration)
    });
    (told && !vague && !when && part < whole).then(|| ((part / whole * 10_000.0).round() / 100.0, past))
}

pub(super) fn digits(text: &str) -> Option<f64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let groups: Vec<&str> = text.split(',').collect();
    let grouped =
        groups.len() == 1 || groups[1..].iter().all(|group| group.split('.').next().is_some_and(|g| g.len() == 3));
    if !grouped || text.matches('.').count() > 1 {
        return None;
    }
    text.replace(',', "").parse().ok()
}

/// A second number that closes a range opened by the first.
fn range_end(
    text: &str,
    words: &[Word],
    next: usize,
    first: &Number,
    i: usize,
    title_case: bool,
) -> Option<(Number, usize)> {
    if first.tail.is_some() || first.low.is_none() || first.high.is_none() {
        return None;
    }
    let word = words.get(next)?;
    let before = i.checked_sub(1).map_or("", |i| words[i].lower.as_str());
    let joins = match word.lower.as_str() {
        "or" => true,
        // "from 30 to 40 families" is a range where nothing is said to have grown.
        "to" => {
            before != "from"
                || i.checked_sub(2).is_none_or(|i| {
                    matches!(
                        words[i].lower.as_str(),
                        "that" | "," | "said" | "of" | "anywhere" | "somewhere" | "ranged" | "ranging"
                    )
                })
        }
        "and" => before == "between",
        "-" | "–" | "—" => {
            word.start == words[next - 1].end && words.get(next + 1).is_some_and(|w| w.start == word.end)
        }
        _ => false,
    };
    if !joins {
        return None;
    }
    // Seen on its own, the second number is free of the hyphen before it.
    let (low, high, vague, after) = value_at(words, next + 1)?;
    let high = high?;
    if vague || high <= first.low? {
        return None;
    }
    let other = match number_at(text, &words[next + 1..], 0, title_case) {
        Found::Number(other, used) => (other, next + 1 + used),
        Found::Nothing(_) => {
            let core = Span::new(words[next + 1].start, words[after - 1].end);
            (
                Number {
                    span: core,
                    core,
                    low,
                    high: Some(high),
                    qualifier: None,
                    unit: None,
                    tail: None,
                    weak: false,
                },
                after,
            )
        }
    };
    // "rose 7.5 percent to 212 crowns" is no range: the first number has its own unit.
    let sign = first.span.start < first.core.start && first.unit.is_some() && first.span.end == first.core.end;
    let apart = first.unit.is_some_and(|unit| other.0.unit.is_none_or(|other| other.name != unit.name));
    (word.lower != "to" || sign || !apart).then_some(other)
}

fn qualifier_before(words: &[Word], i: usize, start: usize) -> (Option<String>, usize, Option<Bound>) {
    // A currency sign stands between the qualifier and the number.
    let mut at = words.partition_point(|word| word.start < start).min(i);
    let (mut qualifier, mut start, mut bound) = (None, start, None);
    'more: loop {
        for candidate in QUALIFIERS.iter().filter(|candidate| candidate.before && candidate.words.len() <= at) {
            let first = at - candidate.words.len();
            let glued = words[at - 1].end == words[at].start;
            // "Rolled over about two miles away": before another qualifier it belongs to the verb.
            let of_verb =
                bound.is_some() && matches!(candidate.words[..], ["over" | "under" | "above" | "below" | "around"]);
            if !glued
                && !of_verb
                && candidate.words.iter().zip(&words[first..at]).all(|(word, seen)| seen.lower == *word)
            {
                if bound.is_none_or(|known| matches!(known, Bound::More | Bound::Exact | Bound::About)) {
                    qualifier = Some(candidate.words.join(" "));
                    bound = Some(candidate.bound);
                }
                start = words[first].start;
                at = first;
                if at == 0 {
                    break 'more;
                }
                continue 'more;
            }
        }
        break;
    }
    (qualifier, start, bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `words of the number and qualifier = low..high (qualifier)` for every number of a text.
    fn show(text: &str) -> String {
        let numbers = find(text, Span::new(0, text.len()));
        let bound = |value: Option<f64>| value.map_or("?".to_string(), |value| value.to_string());
        let show = |number: &Number| {
            let qualifier = number.qualifier.as_deref().map_or(String::new(), |qualifier| format!(" ({qualifier})"));
            format!("{} = {}..{}{}", number.span.of(text), bound(number.low), bound(number.high), qualifier)
        };
        numbers.iter().map(show).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn numbers() {
        let cases = [
            ("at least 14 people", "at least 14 = 14..? (at least)"),
            ("up to one ton", "up to one ton = ?..1 (up to)"),
            ("some twenty-five boats", "some twenty-five = 25..25 (some)"),
            ("two hundred and five crates", "two hundred and five = 205..205"),
            ("wounded dozens more", "dozens = 12..? (dozens)"),
            ("tens of thousands of voters", "tens of thousands = 10000..? (tens of thousands)"),
            ("a few hundred", "a few hundred = 300..? (a few hundred)"),
            ("a number of men", "a number = 3..? (a number)"),
            ("the number of men", ""),
            ("how many men", ""),
            ("a flag over one quay", "one = 1..1"),
            ("rolled over about two miles out", "about two miles = 2..2 (about)"),
            ("five or 10 times worse", "five or 10 times = 5..10"),
            ("between 30 and 40 fighters", "30 and 40 = 30..40"),
            ("about 18% of the land", "about 18% = 18..18 (about)"),
            ("US$2.5 million in damage", "US$2.5 million = 2500000..2500000"),
            ("more than €3bn", "more than €3bn = 3000000000..? (more than)"),
            ("3,400 tonnes", "3,400 tonnes = 3400..3400"),
            ("half a dozen boats", "half a dozen = 6..6"),
            ("a 41-year-old clerk", "41 = 41..41"),
            ("no fewer than nine", "no fewer than nine = 9..? (no fewer than)"),
            ("another five", "another five = 5..5 (another)"),
            ("100 or more", "100 or more = 100..? (or more)"),
        ];
        for (text, expected) in cases {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn no_numbers() {
        let traps = [
            "the QR-23 missile",
            "on Radio 4, he said",
            "a Boeing 737 landed",
            "the Group of Seven met",
            "call 555-471-2789",
            "since 1994 it has",
            "on 4 March it",
            "at 8:20 a.m.",
            "no one came",
            "they won 3-1",
            "release 2013-01-S-025",
            "the 1990s",
            "No. 10 Harbour Street",
            "an M16 rifle",
        ];
        for text in traps {
            assert_eq!(show(text), "", "{text}");
        }
    }
}
