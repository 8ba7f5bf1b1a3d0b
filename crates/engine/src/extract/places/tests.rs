//! Places of invented reports, read with a tagged document made by hand: every word a proper noun when capitalised.

use super::find;
use crate::gazetteer::Gazetteer;
use crate::{Analysis, cast::Cast};
use std::sync::Arc;
use variorum_language::{Doc, Labels, Name, Token};
use variorum_record::{Part, PartKind, Place, Report, Span};

/// A document without a tree: words and signs, one sentence, the named runs given.
fn places(text: &str, names: &[(&str, &str)]) -> Vec<Place> {
    let labels = Labels {
        tags: vec!["NN".into(), "NNP".into()],
        pos: vec!["X".into(), "PROPN".into()],
        deps: vec!["dep".into()],
        names: vec!["GPE".into(), "PERSON".into(), "ORG".into()],
        ..Labels::default()
    };
    let mut doc = Doc::new(Arc::new(labels));
    let mut start = 0;
    let cut = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '(' | ')');
    while start < text.len() {
        let rest = &text[start..];
        let first = rest.chars().next().unwrap();
        let len = if cut(first) { first.len_utf8() } else { rest.find(cut).unwrap_or(rest.len()) };
        if !first.is_whitespace() {
            let proper = u16::from(first.is_uppercase());
            doc.tokens.push(Token {
                start,
                end: start + len,
                lemma: rest[..len].to_lowercase().into(),
                tag: proper,
                pos: proper,
                ..Token::default()
            });
        }
        start += len;
    }
    doc.sentences.push(0..doc.tokens.len());
    for (words, label) in names {
        let at = text.find(words).unwrap();
        let label = doc.labels.names.iter().position(|known| known == label).unwrap() as u16;
        doc.names.push(Name { tokens: doc.tokens_in(at..at + words.len()), label });
    }
    doc.names.sort_by_key(|name| name.tokens.start);
    let report = Report { text: text.to_owned(), ..Report::default() };
    let parts = vec![Part { span: Span::new(0, text.len()), kind: PartKind::Body, why: None }];
    let analysis = Analysis { report: &report, parts, quotations: Vec::new(), doc, cast: Cast::default() };
    find(&analysis, &Gazetteer::built_in())
}

fn found<'p>(places: &'p [Place], text: &str, words: &str) -> Option<&'p Place> {
    places.iter().find(|place| place.span.of(text) == words)
}

#[test]
fn a_town_is_where_the_words_beside_it_say() {
    for (text, words, region) in [
        ("A mill burned in Springfield, Illinois.", "Springfield", "Illinois"),
        ("A mill burned in Springfield, Missouri.", "Springfield", "Missouri"),
        ("A mill burned in Paris, Texas.", "Paris", "Texas"),
    ] {
        let places = places(text, &[]);
        assert_eq!(found(&places, text, words).unwrap().admin1.as_deref(), Some(region), "{text}");
    }
}

#[test]
fn neighbours_tell_towns_apart() {
    let text = "From Cleveland in Ohio the road runs to Toledo and to Akron.";
    let places = places(text, &[]);
    assert_eq!(found(&places, text, "Toledo").unwrap().country.as_deref(), Some("US"));
}

#[test]
fn old_and_new_spellings_are_one_place() {
    let text = "They came from Kiev to Kyiv and from Odessa to Odesa by train in Ukraine.";
    let places = places(text, &[]);
    let id = |words| found(&places, text, words).unwrap().geonames;
    assert_eq!(id("Kiev"), id("Kyiv"));
    assert_eq!(id("Odessa"), id("Odesa"));
}

#[test]
fn persons_streets_and_holders_are_no_places() {
    let text = "Then Jordan Fisher walked from Geneva Street to the University of Georgia near Lake Orrin.";
    let places = places(text, &[("Jordan Fisher", "PERSON")]);
    assert_eq!(places, []);
}

#[test]
fn what_no_gazetteer_has_stays_a_name() {
    let text = "A slide hit Lower Orrin Quell before dawn.";
    let places = places(text, &[("Lower Orrin Quell", "GPE")]);
    let place = found(&places, text, "Lower Orrin Quell").unwrap();
    assert_eq!((place.lat, place.country.as_deref(), place.candidates), (None, None, 0));
}
