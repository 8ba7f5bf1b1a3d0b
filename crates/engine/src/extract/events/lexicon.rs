//! The word tables behind events, read from `data/lexicon/`.

use crate::extract::figures::tables::rows;
use std::collections::HashMap;
use std::sync::LazyLock;
use variorum_record::Effect;

/// A row of `events.tsv`: what a word means when its frame holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) class: char,
    pub(crate) kind: &'static str,
    pub(crate) mode: Option<&'static str>,
    pub(crate) effect: Option<Effect>,
    pub(crate) conditions: Vec<(&'static str, Vec<&'static str>)>,
}

impl Entry {
    /// The words of a condition, if the frame has it.
    pub(crate) fn words(&self, condition: &str) -> Option<&[&'static str]> {
        self.conditions.iter().find(|(name, _)| *name == condition).map(|(_, words)| words.as_slice())
    }

    /// Whether the frame has a condition.
    pub(crate) fn has(&self, condition: &str) -> bool {
        self.words(condition).is_some()
    }
}

/// Whether a word, in its dictionary form and small letters, is a noun for an assault.
pub(crate) fn names_assault(word: &str) -> bool {
    let noun = |entry: &Entry| entry.class == 'n' && matches!(entry.kind, "assault" | "fight");
    EVENTS.get(word).is_some_and(|entries| entries.iter().any(noun))
}

/// Entries by word; those with more conditions first, so that the special sense goes before the general one.
pub(crate) static EVENTS: LazyLock<HashMap<&str, Vec<Entry>>> = LazyLock::new(|| {
    let mut events: HashMap<&str, Vec<Entry>> = HashMap::new();
    for row in rows(include_str!("../../../../../data/lexicon/events.tsv")) {
        let cell = |i: usize| row.get(i).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let (Some(class), Some(kind)) = (cell(1), cell(2)) else { continue };
        let effect = cell(4).and_then(|effect| match effect {
            "killed" => Some(Effect::Killed),
            "injured" => Some(Effect::Injured),
            "captured" => Some(Effect::Captured),
            "damaged" => Some(Effect::Damaged),
            "destroyed" => Some(Effect::Destroyed),
            _ => None,
        });
        let conditions = cell(5).unwrap_or("").split(';').filter(|condition| !condition.is_empty()).map(|condition| {
            let (name, words) = condition.split_once(':').unwrap_or((condition, ""));
            (name, words.split(',').filter(|word| !word.is_empty()).collect())
        });
        let entry = Entry {
            class: class.chars().next().unwrap_or('v'),
            kind,
            mode: cell(3),
            effect,
            conditions: conditions.collect(),
        };
        events.entry(row[0]).or_default().push(entry);
    }
    #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself; their order does not matter")]
    for entries in events.values_mut() {
        entries.sort_by_key(|entry| {
            std::cmp::Reverse(
                entry
                    .conditions
                    .iter()
                    .filter(|(name, _)| ["obj", "prt", "with", "subj", "weapon", "attr", "of"].contains(name))
                    .count(),
            )
        });
    }
    events
});

/// Means of attack by word, with the mode of an assault made with them.
pub(crate) static WEAPONS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    rows(include_str!("../../../../../data/lexicon/weapons.tsv"))
        .filter_map(|row| Some((row[0], *row.get(1)?)))
        .collect()
});

/// The mode that a weapon gives, for a word in dictionary form.
pub(crate) fn weapon(lemma: &str) -> Option<&'static str> {
    WEAPONS.get(lemma).copied()
}

/// The mode that an instrument gives, by its last word; "artillery fire" by the word before.
pub(crate) fn mode_of(instrument: &str) -> Option<&'static str> {
    let name = instrument.strip_suffix(" fire").unwrap_or(instrument);
    weapon(name.rsplit(' ').next().unwrap_or(""))
}

/// How a word tells of an accident, an illness or of nature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accident {
    /// Names one, or tells one.
    Told,
    /// What is in one when it does what [`Accident::Moves`] says.
    Vehicle,
    /// What such a thing does then.
    Moves,
}

/// Words of accidents and nature: who dies of these was not attacked.
pub(crate) static ACCIDENTS: LazyLock<HashMap<&str, Accident>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for row in rows(include_str!("../../../../../data/lexicon/accidents.tsv")) {
        let class = match row[0] {
            "noun" | "verb" => Accident::Told,
            "vehicle" => Accident::Vehicle,
            _ => Accident::Moves,
        };
        for word in row.get(1).into_iter().flat_map(|words| words.split_whitespace()) {
            words.entry(word).or_insert(class);
        }
    }
    words
});
