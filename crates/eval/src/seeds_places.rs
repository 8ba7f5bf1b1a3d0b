//! The seeds' named places: found, and put where the gold name lies.
//!
//! The gold names a place and its kind but gives no coordinates: a place is right when it lies within 161 km of the gazetteer row that
//! bears the gold name (its type word aside) and is of the gold's kind, else of the most populous one. What no row bears ("the West")
//! lies nowhere: it is right without coordinates. Scored per mention.

use crate::seeds_times::{read, span};
use crate::{EvalError, Score, annotate_all, engine};
use std::path::Path;
use variorum_engine::gazetteer::{Gazetteer, How, Kind};

pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let documents = read(dir, false)?;
    let engine = engine()?;
    let gazetteer = Gazetteer::built_in();
    let annotated = annotate_all(&engine, documents.iter().map(|(report, _)| report));
    let (mut mentions, mut found, mut right, mut all_right, mut places) = (0, 0, 0, 0, 0);
    let mut misses = Vec::new();
    let gold_places = documents.first().map(|(_, document)| document["entities"]["places"].clone()).unwrap_or_default();
    for gold in gold_places.as_array().into_iter().flatten() {
        let name = gold["name"].as_str().unwrap_or("");
        let bare = [" Oblast", " district"].iter().find_map(|kind| name.strip_suffix(kind)).unwrap_or(name);
        let rows = gazetteer.lookup(bare).into_iter().filter(|(_, how)| matches!(how, How::Name | How::Alternate));
        let wide = match gold["kind"].as_str() {
            Some("continent") => Some(Kind::Continent),
            Some("country") => Some(Kind::Country),
            _ => None,
        };
        let truth = rows
            .map(|(row, _)| row)
            .max_by_key(|row| (wide == Some(row.kind), row.population, std::cmp::Reverse(row.index)));
        let mut whole = true;
        places += 1;
        for mention in gold["mentions"].as_array().into_iter().flatten() {
            let document = mention["doc"].as_str().unwrap_or("");
            let Some(i) = documents.iter().position(|(report, _)| report.meta.id == document) else { continue };
            let Some(at) = span(mention) else { continue };
            mentions += 1;
            let place = annotated[i].places.iter().find(|place| place.span.overlaps(at));
            found += usize::from(place.is_some());
            let point = place.and_then(|place| place.lat.zip(place.lon));
            let near = match truth {
                Some(truth) => point.is_some_and(|(lat, lon)| truth.distance(lat, lon) <= 161.0),
                None => place.is_some() && point.is_none(),
            };
            right += usize::from(near);
            if !near {
                whole = false;
                misses.push(format!("{document} {} {point:?}", at.of(&documents[i].0.text)));
            }
        }
        all_right += usize::from(whole);
    }
    let predicted: usize = annotated.iter().map(|report| report.places.len()).sum();
    let score = |name: &str, value: usize, note: String| Score { name: name.to_owned(), value: value as f64, note };
    Ok(vec![
        score("place mentions found", found, format!("of {mentions}; {predicted} found in all")),
        score("place mentions where they are", right, format!("of {mentions}; not: {}", misses.join(" | "))),
        score("places right in every mention", all_right, format!("of {places}")),
    ])
}
