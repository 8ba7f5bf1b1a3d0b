//! The names of months.

/// The number of a month, from 1, by its name in small letters: in full, of three letters, or "sept".
pub(crate) fn month(word: &str) -> Option<usize> {
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
    let names = |name: &&str| {
        *name == word || word.len() == 3 && name.starts_with(word) || word == "sept" && *name == "september"
    };
    NAMES.iter().position(names).map(|at| at + 1)
}
