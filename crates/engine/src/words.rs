//! Lists of words that rules ask for: `data/lexicon/word-lists.tsv`, read once.

use std::collections::HashSet;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../../data/lexicon/word-lists.tsv");

/// A list by its name; empty where the table has none of it.
fn list(name: &str) -> HashSet<&'static str> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    lines.filter(|(known, _)| *known == name).flat_map(|(_, words)| words.split(' ')).collect()
}

/// Names each list, and checks in a test that the table has it.
macro_rules! lists {
    ($($(#[$doc:meta])* $list:ident = $name:literal;)*) => {
        $($(#[$doc])* pub(crate) static $list: LazyLock<HashSet<&str>> = LazyLock::new(|| list($name));)*

        #[test]
        fn every_list_is_in_the_table() {
            $(assert!(!$list.is_empty(), "no list {}", $name);)*
        }
    };
}

lists! {
    /// Verbs of what a protest is for.
    AIMS = "aims";
    /// Nouns that may mean any of the people told before.
    ANYBODY = "anybody";
    /// Armed groups that belong to somebody: "FMLN units", "army patrol".
    ARMED = "armed";
    /// Nouns for whoever is taken to have done it.
    ATTACKERS = "attackers";
    /// What is called after a place and need not be there.
    BELONGINGS = "belongings";
    /// Parts of the body that are wounded.
    BODY_PARTS = "body-parts";
    /// Nouns for buildings and other structures; a road or a neighbourhood is where it happened.
    BUILDINGS = "buildings";
    /// Parts of a building, with "of" or a possessor before it.
    BUILDING_PARTS = "building-parts";
    /// Words of harm behind a number.
    CASUALTY = "casualty";
    /// Verbs and adverbs of a number that changes: "up from", "revised from".
    CHANGES = "changes";
    /// What people are counted in: what becomes of "a family of six" becomes of the six.
    COUNTED_GROUPS = "counted-groups";
    /// Verbs of fearing, preventing and asking.
    DOUBTING = "doubting";
    /// Words for women and girls.
    FEMALE = "female";
    /// Nouns for groups that act.
    GROUPS = "groups";
    /// Nouns for relatives and friends.
    KIN = "kin";
    /// What makes fire gunfire.
    KINDS_OF_FIRE = "kinds-of-fire";
    /// Verbs that only carry an event noun: "launched an attack", "held talks".
    LIGHT = "light";
    /// Verbs of making or preventing an event: what they take is not taken for granted.
    MAKING = "making";
    /// Words for men and boys.
    MALE = "male";
    /// Nouns for police and soldiers.
    OFFICERS = "officers";
    /// Nouns of what may or may not come.
    OPEN = "open";
    /// Heads whose "of" phrase belongs to the description: "members of the front", "thousands of students".
    PARTITIVES = "partitives";
    /// Words that say what kind of place a name is.
    PLACE_TYPES = "place-types";
    /// Verbs of wanting and arranging.
    PLANNING = "planning";
    /// Streets and areas: where something happens, not what is attacked.
    SCENES = "scenes";
    /// Soldiers, guerrillas and their positions.
    SOLDIERS = "soldiers";
    /// Words for streets, behind a name.
    STREETS = "streets";
    /// Words for streets: the number before their name is a house's, no year.
    STREETS_OF_YEARS = "streets-of-years";
    /// Nouns for whoever is captured of whom little is known.
    SUSPECTS = "suspects";
    /// Words behind the name of a part of a city.
    TOWN_PARTS = "town-parts";
    /// What money is paid or asked for: pounds of it are no weight.
    WORTH = "worth";
}
