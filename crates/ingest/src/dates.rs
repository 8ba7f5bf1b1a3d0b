//! What was written as a date, as ISO 8601. Only what is stated: no zone, no day and no year is supplied.

/// Months by their first three letters.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads an ISO 8601 date or date-time, an RFC 2822 date, or a date with its month written out ("24 April 2025",
/// "April 24th, 2025"). Dates in digits whose order of day and month cannot be told are not read: with full stops, too, both
/// orders are written.
pub(crate) fn iso(written: &str) -> Option<String> {
    let written = written.trim();
    if written.len() > 200 {
        return None;
    }
    iso_start(written)
        .or_else(|| in_words(written))
        .or_else(|| year_first(written))
        .or_else(|| day_above_twelve(written))
}

/// `2025-04-24`, `2025-04-24T10:00:00+02:00`, `2025-04-24 10:00:00 UTC`, `20250424`.
fn iso_start(written: &str) -> Option<String> {
    let bytes = written.as_bytes();
    let digits = |range: std::ops::Range<usize>| -> Option<u32> {
        let part = bytes.get(range)?;
        part.iter().all(u8::is_ascii_digit).then(|| part.iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0')))
    };
    if bytes.get(4) != Some(&b'-') {
        if bytes.len() == 8 {
            return date(digits(0..4)?, digits(4..6)?, digits(6..8)?);
        }
        return None;
    }
    let day = date(digits(0..4)?, digits(5..7)?, digits(8..10)?).filter(|_| bytes[7] == b'-')?;
    let rest = &bytes[10..];
    let clock = match rest {
        [b'T' | b't' | b' ', rest @ ..] => rest,
        _ => return Some(day),
    };
    let two = |at: usize| {
        clock
            .get(at..at + 2)
            .filter(|part| part.iter().all(u8::is_ascii_digit))
            .map(|part| u32::from(part[0] - b'0') * 10 + u32::from(part[1] - b'0'))
    };
    let (Some(hour), Some(minute)) = (two(0), clock.get(2).filter(|b| **b == b':').and_then(|_| two(3))) else {
        return Some(day);
    };
    let (second, mut at) = match clock.get(5).filter(|b| **b == b':').and_then(|_| two(6)) {
        Some(second) => (second, 8),
        None => (0, 5),
    };
    if hour > 23 || minute > 59 || second > 60 {
        return Some(day);
    }
    if clock.get(at) == Some(&b'.') {
        at += 1 + clock[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
    }
    let zone = std::str::from_utf8(&clock[at..]).unwrap_or("").trim();
    let zone = match zone.as_bytes() {
        b"Z" | b"z" | b"UTC" | b"GMT" | b"+0000" | b"+00:00" => "Z".to_string(),
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let digits: String = rest.iter().filter(|b| b.is_ascii_digit()).map(|b| char::from(*b)).collect();
            if digits.len() == 4 {
                format!("{}{}:{}", char::from(*sign), &digits[..2], &digits[2..])
            } else {
                String::new()
            }
        }
        _ => String::new(),
    };
    Some(format!("{day}T{hour:02}:{minute:02}:{second:02}{zone}"))
}

/// A month in letters, the day right before or after it, and the year soon after.
fn in_words(written: &str) -> Option<String> {
    let words: Vec<String> = written
        .split(|c: char| !c.is_alphanumeric() && c != ':')
        .filter(|word| !word.is_empty())
        .take(40)
        .map(str::to_lowercase)
        .collect();
    let day = |word: Option<&String>| -> Option<u32> {
        let word = word?;
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ordinal = matches!(&word[number.len()..], "" | "st" | "nd" | "rd" | "th");
        if number.len() <= 2 && ordinal { number.parse().ok() } else { None }
    };
    let year = |word: &String| -> Option<u32> {
        if word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) { word.parse().ok() } else { None }
    };
    words.iter().enumerate().find_map(|(at, word)| {
        let month = month_of(word)?;
        let before =
            at.checked_sub(1).and_then(|n| day(words.get(n))).filter(|_| words.get(at + 1).and_then(year).is_some());
        let (day, from) = match before {
            Some(day) => (day, at + 1),
            None => (day(words.get(at + 1))?, at + 2),
        };
        date(words.iter().skip(from).take(6).find_map(year)?, month, day)
    })
}

/// `2025/04/24`, `2025.4.24`.
fn year_first(written: &str) -> Option<String> {
    let mut numbers = written.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).take(3);
    let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if year.len() != 4 || !written.starts_with(year) {
        return None;
    }
    date(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// `24/04/2025` or `04/24/2025`, where one of the two can only be the day, or both are the same.
fn day_above_twelve(written: &str) -> Option<String> {
    let start = written.split([' ', 'T', ',']).next()?;
    let parts: Vec<&str> = start.split(['/', '.', '-']).collect();
    let [a, b, year] = parts[..] else { return None };
    if year.len() != 4 {
        return None;
    }
    let (a, b, year): (u32, u32, u32) = (a.parse().ok()?, b.parse().ok()?, year.parse().ok()?);
    if a > 12 || a == b {
        date(year, b, a)
    } else if b > 12 {
        date(year, a, b)
    } else {
        None
    }
}

/// The month that a word names, in full or by a usual short form.
fn month_of(lower: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let found = NAMES
        .iter()
        .position(|name| *name == lower)
        .or_else(|| MONTHS.iter().position(|short| *short == lower))
        .or((lower == "sept").then_some(8))?;
    Some(found as u32 + 1)
}

/// The date, if there is such a day.
fn date(year: u32, month: u32, day: u32) -> Option<String> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    ((1600..=2200).contains(&year) && (1..=days).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn reads_what_is_stated() {
        for (written, expected) in [
            ("2025-04-24", Some("2025-04-24")),
            ("2025-04-24T10:00:00Z", Some("2025-04-24T10:00:00Z")),
            ("2025-04-24T10:00:00.123+0200", Some("2025-04-24T10:00:00+02:00")),
            ("2025-04-24 10:00", Some("2025-04-24T10:00:00")),
            ("20250424", Some("2025-04-24")),
            ("Thu, 24 Apr 2025 10:00:00 GMT", Some("2025-04-24")),
            ("April 24th, 2025", Some("2025-04-24")),
            ("Published 24 April 2025", Some("2025-04-24")),
            ("Sept. 3, 2024", Some("2024-09-03")),
            ("24/04/2025", Some("2025-04-24")),
            ("04/24/2025", Some("2025-04-24")),
            ("04/05/2025", None),
            ("04.05.2025, 09:20", None),
            ("24.05.2025, 09:20", Some("2025-05-24")),
            ("2025/4/24", Some("2025-04-24")),
            ("2025-02-30", None),
            ("May 2025", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(iso(written).as_deref(), expected, "{written}");
        }
    }
}
