//! "The capital", "the Vellandish capital": the capital that the report names, where it names but one or mostly one.

use crate::Analysis;
use crate::gazetteer::Gazetteer;
use crate::holders::Holders;
use std::collections::BTreeMap;
use variorum_language::Doc;
use variorum_record::{Place, Span};

/// How many times as often as any other a capital has to be named.
const MOSTLY: usize = 3;

/// Adds the mentions of "the capital" to the places of a report. `capitals` tells which of the places are capitals.
pub(super) fn add(analysis: &Analysis<'_>, gazetteer: &Gazetteer, places: &mut Vec<Place>, capitals: &[bool]) {
    let doc = &analysis.doc;
    let named: Vec<&Place> = places
        .iter()
        .zip(capitals)
        .filter(|(place, capital)| **capital && !place.metonym)
        .map(|(place, _)| place)
        .collect();
    if named.is_empty() {
        return;
    }
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for code in places.iter().filter_map(|place| place.country.as_deref()) {
        *told.entry(code).or_default() += 1;
    }
    let mut meant: BTreeMap<Option<&str>, Option<&Place>> = BTreeMap::new();
    let mut found = Vec::new();
    for token in (0..doc.len()).filter(|&token| is_capital(doc, token)) {
        let span: Span = doc.span_of(first(doc, token)..token + 1).into();
        // "the Vellandish capital" is Velland's.
        let people = doc.children(token).find(|&child| doc.dep(child) == "amod" || doc.dep(child) == "compound");
        let country = match people {
            None => None,
            Some(people) => match gazetteer.demonym(analysis.word(people)).and_then(|row| gazetteer.country(&row)) {
                Some(country) => Some(country),
                None => continue,
            },
        };
        let meant = meant.entry(country).or_insert_with(|| the_one(&named, country, &told));
        if let Some(place) = meant {
            found.push(Place { span, entity: None, candidates: 1, metonym: false, ..(*place).to_owned() });
        }
    }
    let known = Holders::of(places.iter().map(|place| (place.span, ())));
    found.retain(|new| known.overlapping(new.span).is_empty());
    places.extend(found);
    places.sort_by_key(|place| place.span);
}

/// The capital that is meant where nothing or only its country is said. `told` counts the mentions of each country.
fn the_one<'p>(named: &[&'p Place], country: Option<&str>, told: &BTreeMap<&str, usize>) -> Option<&'p Place> {
    let fits = named.iter().filter(|place| country.is_none_or(|code| place.country.as_deref() == Some(code)));
    let fits: Vec<&Place> = fits.copied().collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for place in &fits {
        *counts.entry(&place.name).or_default() += 1;
    }
    let best = fits.iter().max_by_key(|place| (counts[place.name.as_str()], std::cmp::Reverse(place.span)))?;
    // Of the country that the report tells of most: the dateline's may be where a foreign desk sits.
    let own = best.country.as_deref();
    let most = country.is_some()
        || told.iter().all(|(code, count)| {
            Some(*code) == own || own.and_then(|own| told.get(own)).is_some_and(|own| count < own)
        });
    let mostly = |(name, count): (&&str, &usize)| *name == best.name || counts[best.name.as_str()] >= MOSTLY * count;
    (most && counts.iter().all(mostly)).then_some(*best)
}

/// Whether a word is "capital" with "the", the town and not the money, and nothing says whose it is.
fn is_capital(doc: &Doc, token: usize) -> bool {
    let lower = |token: usize| doc.lemma(token).to_lowercase();
    doc.tag(token) == "NN"
        && lower(token) == "capital"
        && doc.children(token).any(|child| doc.dep(child) == "det" && lower(child) == "the")
        && !matches!(doc.dep(token), "compound" | "amod")
        && doc
            .children(token)
            .filter(|&child| child < token)
            .all(|child| matches!(doc.dep(child), "det" | "amod" | "compound"))
        && !doc.children(token).any(|child| child > token && doc.dep(child) == "prep" && lower(child) == "of")
}

fn first(doc: &Doc, token: usize) -> usize {
    doc.children(token).filter(|&child| child < token && doc.dep(child) == "det").min().unwrap_or(token)
}
