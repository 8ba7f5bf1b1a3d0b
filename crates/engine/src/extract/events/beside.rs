//! What a bomb stood at: "exploded outside the ministry", "was placed in the basement of the tower", "went off in front of a bank".
//!
//! Where a text names nothing else that an explosion was meant for, the building it went off at is its target. "Near" and "in" say less than
//! that and are left to the place, but for a part of a building ("in the basement of").

use super::clause;
use crate::words::{BUILDING_PARTS, BUILDINGS};
use variorum_language::Doc;

/// Prepositions that put a bomb at a building.
const AT: [&str; 10] =
    ["outside", "inside", "beneath", "under", "underneath", "against", "behind", "beside", "opposite", "within"];

/// The buildings that the bomb of a verb stood at.
pub(super) fn of(doc: &Doc, verb: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for (word, object) in clause::prepositions(doc, verb) {
        let part = BUILDING_PARTS.contains(&doc.lemma(object).to_lowercase().as_str());
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
