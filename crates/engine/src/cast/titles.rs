//! Titles, ranks, offices and roles: the words by which reports call people.

use super::lexicon::{Gender, columns, fold, rows};
use crate::words::RULERS;
use std::collections::HashMap;
use std::sync::LazyLock;

const TITLES: &str = include_str!("../../../../data/lexicon/titles.tsv");

/// How a word for a person is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TitleKind {
    /// Stands before a name and says no more: "Mr".
    Honorific,
    /// Stands before a name or alone: "President NAME", "the president".
    Title,
    /// One person by office, work or part in the news: "the nurse".
    Role,
    /// A person, no more: "the man".
    Person,
}

/// A word or phrase for one person.
#[derive(Clone, Copy, Debug)]
pub struct Title {
    /// How it is used.
    pub kind: TitleKind,
    /// The gender that it tells.
    pub gender: Option<Gender>,
}

static TABLE: LazyLock<(HashMap<String, Title>, usize)> = LazyLock::new(|| {
    let mut table = HashMap::new();
    let mut longest = 1;
    for (key, title) in rows(TITLES).filter_map(title_row) {
        longest = longest.max(key.split(' ').count());
        table.insert(key, title);
    }
    (table, longest)
});

fn title_row(row: &'static str) -> Option<(String, Title)> {
    let [word, kind, gender] = columns(row);
    let kind = match kind {
        "honorific" => TitleKind::Honorific,
        "title" => TitleKind::Title,
        "role" => TitleKind::Role,
        "person" => TitleKind::Person,
        _ => return None,
    };
    let gender = match gender {
        "m" => Some(Gender::Male),
        "f" => Some(Gender::Female),
        "-" | "" => None,
        _ => return None,
    };
    Some((key(word), Title { kind, gender }))
}

fn key(words: &str) -> String {
    words.split([' ', '-']).map(fold).collect::<Vec<_>>().join(" ")
}

/// The title or role that a folded word or phrase is (words separated by one space).
pub(super) fn get(key: &str) -> Option<Title> {
    TABLE.0.get(key).copied()
}

/// The number of words of the longest entry.
pub(super) fn longest() -> usize {
    TABLE.1
}

/// A word or phrase for one person in any case, singular: "mayor", "Prime Minister", "nurse".
pub fn title(words: &str) -> Option<Title> {
    get(&key(words))
}

/// Whether a lemma is a role: a word for one person by office, work or part in the news.
pub fn is_role(lemma: &str) -> bool {
    title(lemma).is_some_and(|title| matches!(title.kind, TitleKind::Title | TitleKind::Role))
}

/// Whether a lemma is a word for a person at all ("mayor", "nurse", "woman").
pub fn is_person_word(lemma: &str) -> bool {
    title(lemma).is_some_and(|title| title.kind != TitleKind::Honorific)
}

/// Offices whose holder leads a country, and are called its leader.
pub(super) fn leads_a_country(word: &str) -> bool {
    RULERS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_known_by_lemma() {
        for role in ["mayor", "Prime Minister", "vice-president", "nurse", "spokeswoman"] {
            assert!(is_role(role), "{role}");
        }
        for other in ["table", "Kyiv", "man", "mr"] {
            assert!(!is_role(other), "{other}");
        }
        assert!(is_person_word("man"));
    }

    #[test]
    fn every_row_can_match() {
        let mut known = std::collections::HashSet::new();
        for row in rows(TITLES) {
            let (key, title) = title_row(row).unwrap_or_else(|| panic!("{row}"));
            assert!(known.insert(key.clone()), "twice: {row}");
            assert_eq!(get(&key).map(|found| found.kind), Some(title.kind), "{row}");
        }
    }

    #[test]
    fn some_titles_tell_gender() {
        assert_eq!(title("spokeswoman").and_then(|title| title.gender), Some(Gender::Female));
        assert_eq!(title("Mr.").and_then(|title| title.gender), Some(Gender::Male));
        assert_eq!(title("mayor").and_then(|title| title.gender), None);
    }
}
