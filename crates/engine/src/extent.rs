//! How far a place reaches, by its words and its row in the gazetteer.

use variorum_record::{Place, Precision};

/// Whether a place is a region or country rather than a town, by the words beside it ("the region", "the city of"), else by
/// what its coordinates stand for. `None` when neither says.
pub(crate) fn is_wide(text: &str, place: &Place) -> Option<bool> {
    let after = text.get(place.span.end..).unwrap_or_default().split_whitespace().next().unwrap_or_default();
    let after = after.trim_matches(|c: char| !c.is_alphanumeric());
    let before = text.get(..place.span.start).unwrap_or_default();
    let before = before.split_whitespace().rev().take(2).collect::<Vec<_>>();
    let town = |word: &str| matches!(word, "city" | "town" | "village");
    match after {
        "region" | "province" | "county" | "oblast" | "state" | "governorate" | "area" | "district" => Some(true),
        _ if town(after) || matches!(before[..], ["of", word] if town(word)) => Some(false),
        _ => matches!(place.precision, Some(Precision::Region | Precision::Country)).then_some(true),
    }
}
