//! Places with coordinates, precision and the number of candidates.
//!
//! [`mentions`] finds the words that name a place, [`resolve`] tells which place of that name is meant, and this module
//! says what the coordinates stand for and where a name stands for a government. A place is resolved to a row of the
//! gazetteer or not at all: what no gazetteer has stays a name.

mod capital;
pub(crate) mod dateline;
mod lexicon;
mod mentions;
mod resolve;
mod scope;

use crate::gazetteer::{Gazetteer, How, Kind, Row};
use crate::{Analysis, parts};
use lexicon::{Class, is};
use mentions::Mention;
use resolve::Location;
use variorum_record::{EntityKind, PartKind, Place, Precision, Span};

/// The place names of a report, in order, resolved where that is possible.
pub fn find(analysis: &Analysis<'_>, gazetteer: &Gazetteer) -> Vec<Place> {
    let mentions = mentions::find(analysis, gazetteer);
    let locations = resolve::resolve(&mentions, analysis.text(), gazetteer);
    let place = |(mention, location): (&Mention, Location)| {
        let row = location.row;
        // What the gazetteer lacks lies at least where the words put it: in that country, and at that region's point.
        let known = row.or(location.within);
        let point = row.or(location.within.filter(|within| matches!(within.kind, Kind::Region | Kind::District)));
        let entity = analysis.cast.mentioned_at(mention.span).filter(|id| {
            analysis.cast.get(*id).is_some_and(|entity| matches!(entity.kind, EntityKind::Place | EntityKind::Facility))
        });
        Place {
            span: mention.span,
            name: row.map_or_else(|| mention.span.of(analysis.text()).to_owned(), |row| gazetteer.name(&row)),
            geonames: row.and_then(|row| row.geonames),
            country: known.and_then(|row| gazetteer.country(&row)).map(str::to_owned),
            admin1: known
                .filter(|row| row.kind != Kind::Country)
                .and_then(|row| gazetteer.region(&row))
                .map(|region| gazetteer.name(&region)),
            lat: point.map(|row| row.lat),
            lon: point.map(|row| row.lon),
            precision: point.map(|row| precision(row.kind)),
            candidates: mention.rows.iter().filter(|(_, how)| *how != How::Demonym).count() as u32,
            metonym: mention.adjunct || metonym(analysis, mention, row),
            entity,
        }
    };
    let small: Vec<bool> =
        locations.iter().map(|location| location.row.is_some_and(|row| scope::is_small(&row))).collect();
    let capitals: Vec<bool> = locations.iter().map(|location| location.row.is_some_and(|row| row.capital)).collect();
    let mut places: Vec<Place> = mentions.iter().zip(locations).map(place).collect();
    stated_regions(analysis.text(), &mut places);
    scope::leave_strays(analysis.text(), &mut places, &small);
    capital::add(analysis, gazetteer, &mut places, &capitals);
    again(analysis, &mut places);
    places
}

/// The names of a headline that is printed again below it: they lie where the headline's lie.
fn again(analysis: &Analysis<'_>, places: &mut Vec<Place>) {
    let text = analysis.text();
    let Some(title) = analysis.parts.iter().find(|part| part.kind == PartKind::Title) else { return };
    let copies = analysis.parts.iter().filter(|part| parts::is_printed_again(part));
    let found: Vec<Place> = copies
        .filter_map(|copy| Some((copy, title.span.of(text).find(copy.span.of(text))?)))
        .flat_map(|(copy, at)| {
            let start = title.span.start + at;
            let printed = Span::new(start, start + copy.span.len());
            let inside = places.iter().filter(move |place| printed.contains(place.span));
            inside.map(move |place| {
                let from = copy.span.start + (place.span.start - start);
                Place { span: Span::new(from, from + place.span.len()), ..place.clone() }
            })
        })
        .collect();
    places.extend(found);
    places.sort_by_key(|place| place.span);
}

/// "Orvend district, Tarn province": where the gazetteer knows that district only in another region of the country, it is not the one meant.
/// It lies where the words say, at no known point.
fn stated_regions(text: &str, places: &mut [Place]) {
    for i in 1..places.len() {
        let (before, from) = places.split_at_mut(i);
        let (Some(place), Some(region)) = (before.last_mut(), from.first()) else { continue };
        let between = text.get(place.span.end..region.span.start).unwrap_or("").trim();
        let own_word = place.span.of(text).rsplit(' ').next().is_some_and(|word| is(word, Class::District));
        let typed = between.strip_suffix(',').is_some_and(|word| {
            let word = word.trim();
            is(word, Class::District) || is(word, Class::City) || word.is_empty() && own_word
        });
        if typed
            && region.precision == Some(Precision::Region)
            && matches!(place.precision, Some(Precision::Region | Precision::City))
            && place.country == region.country
            && region.admin1.as_deref() == Some(region.name.as_str())
            && place.admin1.is_some()
            && place.admin1 != region.admin1
            && place.name != region.name
        {
            place.name = place.span.of(text).to_owned();
            (place.geonames, place.lat, place.lon, place.precision) = (None, None, None, None);
            place.admin1 = region.admin1.clone();
        }
    }
}

/// What the point of such a place stands for. What lies in several countries or none is a region, however large.
fn precision(kind: Kind) -> Precision {
    match kind {
        Kind::Country => Precision::Country,
        Kind::City => Precision::City,
        Kind::Site => Precision::Point,
        Kind::Region
        | Kind::District
        | Kind::Continent
        | Kind::Sea
        | Kind::Lake
        | Kind::River
        | Kind::Mountains
        | Kind::Area => Precision::Region,
    }
}

/// The most names joined to one that are climbed over: a longer list acts in no clause.
const LONGEST_LIST: usize = 24;

/// Whether a country or city stands for its government: it says or does what governments do ("Velland refused to comment"),
/// owns what they own ("Velland's demands"), or is what a government deals with ("talks with Velland").
fn metonym(analysis: &Analysis<'_>, mention: &Mention, row: Option<Row>) -> bool {
    if !row.is_some_and(|row| row.kind == Kind::Country || row.capital) {
        return false;
    }
    let doc = &analysis.doc;
    let inside = |i: usize| mention.tokens.contains(&i);
    let Some(top) = mention.tokens.clone().find(|i| !inside(doc.head(*i)) || doc.is_root(*i)) else { return false };
    // `Moscow and Kyiv agreed`: the first of the joined carries the role.
    let joined = |&at: &usize| (doc.dep(at) == "conj" && doc.pos(doc.head(at)) == "PROPN").then(|| doc.head(at));
    let role = std::iter::successors(Some(top), joined).take(LONGEST_LIST).last().unwrap_or(top);
    let head = doc.head(role);
    match doc.dep(role) {
        "nsubj" => {
            is(doc.lemma(head), Class::Deed)
                || doc.child(head, &["xcomp", "ccomp"]).is_some_and(|_| is(doc.lemma(head), Class::Deed))
        }
        "pobj" if doc.dep(head) == "agent" => true,
        "poss" => is(doc.lemma(head), Class::Affair),
        "pobj" if matches!(doc.lemma(head), "with" | "between" | "against") => {
            is(doc.lemma(doc.head(head)), Class::Affair)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
