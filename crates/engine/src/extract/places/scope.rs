//! Small places of another country than the one that a report is about are namesakes: "Kaya village" of a report from Nigeria is not the town in
//! Burkina Faso.

use crate::gazetteer::{Kind, Row};
use std::collections::BTreeMap;
use variorum_record::{Place, Precision};

/// Towns with fewer people are told abroad with their country.
const SMALL: u32 = 100_000;

/// Mentions of places of a country that make it the report's, and the share of all that they have to be. Set by hand.
const MENTIONS: usize = 3;
const SHARE: (usize, usize) = (4, 5);

/// Whether a place is one that a reader abroad does not know by its name.
pub(super) fn is_small(row: &Row) -> bool {
    row.kind == Kind::City && row.population < SMALL && !row.capital
}

/// Leaves a small place unresolved where the report tells of one other country and says nothing of its own.
pub(super) fn leave_strays(text: &str, places: &mut [Place], small: &[bool]) {
    let known = places.iter().filter(|place| place.country.is_some() && place.precision.is_some());
    let mut countries: BTreeMap<&str, usize> = BTreeMap::new();
    for country in known.filter_map(|place| place.country.as_deref()) {
        *countries.entry(country).or_default() += 1;
    }
    let all: usize = countries.values().sum();
    let Some((home, count)) = countries.into_iter().max_by_key(|(code, count)| (*count, std::cmp::Reverse(*code)))
    else {
        return;
    };
    if count < MENTIONS || count * SHARE.1 < all * SHARE.0 {
        return;
    }
    let home = home.to_owned();
    // Of each country a name, and whether there is another.
    let mut told: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
    for place in places.iter() {
        if let Some(country) = place.country.as_deref() {
            let (name, several) = told.entry(country).or_insert((&place.name, false));
            *several |= *name != place.name;
        }
    }
    let alone = |place: &Place| {
        !place.country.as_deref().and_then(|country| told.get(country)).is_some_and(|(_, several)| *several)
            && !text.get(place.span.end..).is_some_and(|behind| behind.starts_with(','))
    };
    let strays: Vec<usize> = (0..places.len())
        .filter(|&i| {
            let place = &places[i];
            small.get(i).copied().unwrap_or(false)
                && place.precision == Some(Precision::City)
                && place.country.as_deref().is_some_and(|country| country != home)
                && alone(place)
        })
        .collect();
    for i in strays {
        let place = &mut places[i];
        place.name = place.span.of(text).to_owned();
        (place.geonames, place.lat, place.lon, place.precision) = (None, None, None, None);
        (place.country, place.admin1) = (None, None);
    }
}
