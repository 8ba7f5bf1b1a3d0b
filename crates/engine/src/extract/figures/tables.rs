//! The word tables behind figures, read from `data/lexicon/`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use variorum_record::Measure;

/// Rows of a table: fields split at tabs, comments and blank lines left out.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| line.split('\t').collect())
}

/// What a number word means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Quantity {
    /// A number that is added: three, twenty.
    Unit(f64),
    /// A number that multiplies: hundred, million, dozen.
    Scale(f64),
    /// No exact number, with the least it can mean: dozens, several.
    Vague(f64),
}

pub(crate) static QUANTITIES: LazyLock<HashMap<&str, Quantity>> = LazyLock::new(|| {
    let read = |row: Vec<&'static str>| {
        let value: f64 = row.get(2)?.trim().parse().ok()?;
        let quantity = match row[1] {
            "unit" => Quantity::Unit(value),
            "scale" => Quantity::Scale(value),
            _ => Quantity::Vague(value),
        };
        Some((row[0], quantity))
    };
    rows(include_str!("../../../../../data/lexicon/quantities.tsv")).filter_map(read).collect()
});

/// What a qualifier does to a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bound {
    /// The number is the least.
    Low,
    /// The number is the most.
    High,
    /// Near the number.
    About,
    /// Just the number.
    Exact,
    /// Others than those before.
    More,
}

/// A qualifier: its words, whether it stands before the number, and its effect.
pub(crate) struct Qualifier {
    pub(crate) words: Vec<&'static str>,
    pub(crate) before: bool,
    pub(crate) bound: Bound,
}

/// Longest first, so that "no more than" is not read as "more than".
pub(crate) static QUALIFIERS: LazyLock<Vec<Qualifier>> = LazyLock::new(|| {
    let read = |row: Vec<&'static str>| {
        let bound = match *row.get(2)? {
            "low" => Bound::Low,
            "high" => Bound::High,
            "exact" => Bound::Exact,
            "more" => Bound::More,
            _ => Bound::About,
        };
        Some(Qualifier { words: row[0].split(' ').collect(), before: row[1] == "before", bound })
    };
    let mut all: Vec<Qualifier> =
        rows(include_str!("../../../../../data/lexicon/qualifiers.tsv")).filter_map(read).collect();
    all.sort_by_key(|qualifier| std::cmp::Reverse(qualifier.words.len()));
    all
});

/// A unit of measure and what it measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Unit {
    pub(crate) name: &'static str,
    pub(crate) measure: Measure,
}

/// Units by word. Of a word with two readings ("pound") the first row stands.
pub(crate) static UNITS: LazyLock<HashMap<&str, Unit>> = LazyLock::new(|| {
    let mut units = HashMap::new();
    for row in rows(include_str!("../../../../../data/lexicon/units.tsv")) {
        if let [word, name, measure, ..] = row[..] {
            units.entry(word).or_insert(Unit { name, measure: measure_named(measure) });
        }
    }
    units
});

/// Nouns for people.
pub(crate) static PEOPLE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let table = include_str!("../../../../../data/lexicon/people.tsv");
    table.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// Whether a noun (in dictionary form) names people.
pub(crate) fn is_person(lemma: &str) -> bool {
    let lemma = lemma.to_ascii_lowercase();
    PEOPLE.contains(lemma.as_str())
        || PEOPLE.contains(lemma.trim_end_matches('s'))
        || ["man", "woman", "men", "women", "people", "child", "children"]
            .iter()
            .any(|end| lemma.len() > end.len() + 2 && lemma.ends_with(end))
}

/// Where the counted thing stands beside a word that says what is measured.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Anchor {
    pub(crate) measure: Measure,
    pub(crate) slot: &'static str,
    /// The words (dictionary form) that must stand in the slot, if any must; [`PERSON`] stands for every noun for people.
    pub(crate) only: Vec<&'static str>,
    /// Words that must not stand in the slot.
    pub(crate) not: Vec<&'static str>,
}

/// In the slot of an anchor: any noun for people.
pub(crate) const PERSON: &str = "@people";

/// Anchors by word, each with its class (`v`, `n`, `a`).
pub(crate) static ANCHORS: LazyLock<HashMap<&str, Vec<(char, Anchor)>>> = LazyLock::new(|| {
    let mut anchors: HashMap<&str, Vec<(char, Anchor)>> = HashMap::new();
    for row in rows(include_str!("../../../../../data/lexicon/measures.tsv")) {
        if let [word, class, measure, slot, ..] = row[..] {
            let (slot, not) = slot.split_once('!').unwrap_or((slot, ""));
            let (slot, only) = slot.split_once(':').unwrap_or((slot, ""));
            let listed = |words: &'static str| words.split(',').filter(|word| !word.is_empty()).collect();
            let class = class.chars().next().unwrap_or('v');
            let anchor = Anchor { measure: measure_named(measure), slot, only: listed(only), not: listed(not) };
            anchors.entry(word).or_default().push((class, anchor));
        }
    }
    anchors
});

/// The anchors of a word of a class.
pub(crate) fn anchors(class: char, word: &str) -> impl Iterator<Item = &'static Anchor> + use<> {
    ANCHORS.get(word).into_iter().flatten().filter(move |(known, _)| *known == class).map(|(_, anchor)| anchor)
}

fn measure_named(name: &str) -> Measure {
    match name.trim() {
        "killed" => Measure::Killed,
        "injured" => Measure::Injured,
        "missing" => Measure::Missing,
        "detained" => Measure::Detained,
        "displaced" => Measure::Displaced,
        "rescued" => Measure::Rescued,
        "launched" => Measure::Launched,
        "intercepted" => Measure::Intercepted,
        "damaged" => Measure::Damaged,
        "delivered" => Measure::Delivered,
        "share" => Measure::Share,
        "money" => Measure::Money,
        "duration" => Measure::Duration,
        "distance" => Measure::Distance,
        "weight" => Measure::Weight,
        "votes" => Measure::Votes,
        "count" => Measure::Count,
        _ => Measure::Other,
    }
}
