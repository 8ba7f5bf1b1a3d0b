//! The names of months and of the days of the week, and years in digits.

pub(crate) const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

#[rustfmt::skip]
pub(crate) const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
];

/// Whether a word in small letters names a day of the week or a month.
pub(crate) fn is_calendar(word: &str) -> bool {
    WEEKDAYS.contains(&word) || MONTHS.contains(&word)
}

/// Whether a word is a year in four digits.
pub(crate) fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of a month, from 1, by its name in small letters: in full, of three letters, or "sept".
pub(crate) fn month(word: &str) -> Option<usize> {
    let names = |name: &&str| {
        *name == word || word.len() == 3 && name.starts_with(word) || word == "sept" && *name == "september"
    };
    MONTHS.iter().position(names).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::is_calendar;

    #[test]
    fn days_and_months() {
        assert!(is_calendar("thursday") && is_calendar("may") && !is_calendar("noon"));
    }
}
