//! What a bomb stood at: "exploded outside the ministry", "was placed in the basement of the tower", "went off in front of a bank".
//!
//! Where a text names nothing else that an explosion was meant for, the building it went off at is its target. "Near" and "in" say less than
//! that and are left to the place, but for a part of a building ("in the basement of").

use super::clause;
use variorum_language::Doc;

/// Prepositions that put a bomb at a building.
const AT: [&str; 10] =
    ["outside", "inside", "beneath", "under", "underneath", "against", "behind", "beside", "opposite", "within"];

/// Parts of a building, with "of" or a possessor before it.
const PARTS: [&str; 22] = [
    "front",
    "basement",
    "entrance",
    "door",
    "doorway",
    "doorstep",
    "gate",
    "lobby",
    "roof",
    "wall",
    "back",
    "rear",
    "side",
    "corridor",
    "parking",
    "courtyard",
    "patio",
    "garden",
    "floor",
    "window",
    "vestibule",
    "foot",
];

/// Nouns for buildings and other structures; a road or a neighbourhood is where it happened.
const BUILDINGS: [&str; 62] = [
    "building",
    "house",
    "home",
    "residence",
    "mansion",
    "apartment",
    "office",
    "headquarters",
    "embassy",
    "consulate",
    "mission",
    "branch",
    "bank",
    "shop",
    "store",
    "supermarket",
    "restaurant",
    "bar",
    "cafe",
    "nightclub",
    "hotel",
    "school",
    "university",
    "institute",
    "college",
    "church",
    "cathedral",
    "mosque",
    "synagogue",
    "temple",
    "convent",
    "hospital",
    "clinic",
    "court",
    "courthouse",
    "ministry",
    "palace",
    "parliament",
    "hall",
    "station",
    "terminal",
    "airport",
    "plant",
    "factory",
    "refinery",
    "warehouse",
    "depot",
    "substation",
    "tower",
    "pylon",
    "bridge",
    "pipeline",
    "dam",
    "reservoir",
    "theater",
    "theatre",
    "cinema",
    "museum",
    "library",
    "dealership",
    "agency",
    "complex",
];

/// The buildings that the bomb of a verb stood at.
pub(super) fn of(doc: &Doc, verb: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for (word, object) in clause::prepositions(doc, verb) {
        let part = PARTS.contains(&doc.lemma(object).to_lowercase().as_str());
        if part && ["in", "at", "on", "by", "near", "under"].contains(&word.as_str()) {
            let of = clause::prepositions(doc, object).into_iter().filter(|(of, _)| of == "of").map(|(_, whole)| whole);
            let owner = doc.child(object, &["poss"]);
            found.extend(of.chain(owner).filter(|&whole| is_building(doc, whole)));
        } else if AT.contains(&word.as_str()) && is_building(doc, object) {
            found.push(object);
        }
    }
    found
}

fn is_building(doc: &Doc, token: usize) -> bool {
    matches!(doc.pos(token), "NOUN" | "PROPN") && BUILDINGS.contains(&doc.lemma(token).to_lowercase().as_str())
}
