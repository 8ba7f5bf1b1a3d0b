//! The words around place names: `data/lexicon/places.tsv`, read once.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word beside a name says of it; one word can be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Region,
    District,
    City,
    Natural,
    Street,
    Body,
    Holder,
    Title,
    Direction,
    Before,
    Linker,
    Deed,
    Affair,
    Fellows,
}

static CLASSES: LazyLock<HashMap<&'static str, Vec<Class>>> = LazyLock::new(|| {
    use Class::{
        Affair, Before, Body, City, Deed, Direction, District, Fellows, Holder, Linker, Natural, Region, Street, Title,
    };
    const NAMES: &[(&str, Class)] = &[
        ("region", Region),
        ("district", District),
        ("city", City),
        ("natural", Natural),
        ("street", Street),
        ("body", Body),
        ("holder", Holder),
        ("title", Title),
        ("direction", Direction),
        ("before", Before),
        ("linker", Linker),
        ("deed", Deed),
        ("affair", Affair),
        ("fellows", Fellows),
    ];
    let mut classes: HashMap<&'static str, Vec<Class>> = HashMap::new();
    let table = include_str!("../../../../../data/lexicon/places.tsv");
    for (name, words) in table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')) {
        let Some((_, class)) = NAMES.iter().find(|(known, _)| *known == name) else { continue };
        for word in words.split_whitespace() {
            classes.entry(word).or_default().push(*class);
        }
    }
    classes
});

/// Whether a word (any case, a last full stop aside) belongs to a class.
pub(super) fn is(word: &str, class: Class) -> bool {
    let low = word.to_lowercase();
    let bare = if low.len() > 1 { low.trim_end_matches('.') } else { &low };
    CLASSES.get(bare).is_some_and(|classes| classes.contains(&class))
}
