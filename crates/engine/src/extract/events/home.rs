//! The city that a local report is about: its dateline, else the city whose police it quotes. It names the place of an event that the report
//! places by a street, a neighbourhood or a state only, or not at all.

use super::Facts;
use crate::Analysis;
use crate::extract::places::dateline;
use crate::window::last_words;
use crate::words::{STREETS, TOWN_PARTS};
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{PartKind, Place, Precision, Span};

/// How far from the city a place of the same event may lie, in degrees of latitude or longitude: about a county.
const NEAR: f64 = 0.7;

/// The index of the place that is the report's home; `None` for reports that tell of several regions.
pub(super) fn find(analysis: &Analysis, facts: &Facts) -> Option<usize> {
    let dateline = (0..facts.places.len().min(12)).find(|&i| is_dateline(analysis, &facts.places[i]));
    dateline.or_else(|| police(analysis, facts))
}

/// Whether a place is the one that a dateline names.
pub(super) fn is_dateline(analysis: &Analysis, place: &Place) -> bool {
    let doc = &analysis.doc;
    let set_apart = analysis
        .part_at(place.span.start)
        .is_some_and(|part| part.why.as_deref() == Some("dateline") && part.span.contains(place.span));
    if set_apart {
        return matches!(place.precision, Some(Precision::City | Precision::Point));
    }
    let Some(token) = doc.token_at(place.span.start) else { return false };
    let start = doc.span(doc.sentence_of(token).start).start;
    // A town that shares its name with a county is told apart by the state behind it: "ORVEND, Ill. (MP) -".
    let stated = place.precision == Some(Precision::Region) && analysis.text()[place.span.end..].starts_with(',');
    dateline::is_dateline(analysis.text(), start, place.span)
        && (stated || matches!(place.precision, Some(Precision::City | Precision::Point) | None))
}

/// The city before "police", "police department", "fire department".
fn police(analysis: &Analysis, facts: &Facts) -> Option<usize> {
    let doc = &analysis.doc;
    facts.places.iter().position(|place| {
        let Some(token) = doc.tokens_in(place.span.into()).last() else { return false };
        let head = doc.head(token);
        place.precision == Some(Precision::City)
            && matches!(doc.dep(token), "compound" | "nmod" | "amod" | "poss")
            && (doc.lemma(head).eq_ignore_ascii_case("police")
                || doc.children(head).any(|child| doc.lemma(child).eq_ignore_ascii_case("police")))
    })
}

/// In how many bytes before a street's name the other one of a crossing stands.
const CROSSING: usize = 64;

/// Whether a place is only a part of a city: a street, a neighbourhood, a crossing ("near 5th and Lowen").
pub(super) fn is_part(analysis: &Analysis, place: &Place) -> bool {
    let text = analysis.text();
    let words = place.span.of(text).to_lowercase();
    let street = words.split(' ').next_back().is_some_and(|word| STREETS.contains(&word));
    let next = text[place.span.end..].split(|c: char| !c.is_alphanumeric() && c != '.').find(|word| !word.is_empty());
    let follows = text[place.span.end..].starts_with(' ')
        && next.is_some_and(|word| {
            TOWN_PARTS.contains(&word.to_lowercase().as_str()) && !word.eq_ignore_ascii_case("district")
                || STREETS.contains(&word.to_lowercase().as_str())
        });
    let mut before = last_words(text[..place.span.start].trim_end(), CROSSING).rsplit(' ');
    let crossing = matches!(before.next(), Some("and" | "&" | "&amp;"))
        && before.next().is_some_and(|word| {
            let word = word.trim_end_matches(['.', ',']);
            word.starts_with(|c: char| c.is_ascii_digit())
                && (word.ends_with("th") || word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd"))
        });
    // "in the 900 block of Lowen"
    let block = text[..place.span.start].trim_end().ends_with(" block of");
    street || follows || crossing || block
}

/// What a report tells of the region around its home. Names behind a bar in the title are the outlet's and left out.
pub(super) struct Round<'f> {
    home: usize,
    /// How often the home's region and other regions are told of.
    all: (usize, usize),
    /// The same of each name by itself.
    by_name: BTreeMap<&'f str, (usize, usize)>,
    /// Names that are told of as parts of a city.
    parts: BTreeSet<&'f str>,
}

impl<'f> Round<'f> {
    pub(super) fn of(analysis: &Analysis, facts: &Facts<'f>, home: usize) -> Self {
        let own = &facts.places[home];
        let mut round = Round { home, all: (0, 0), by_name: BTreeMap::new(), parts: BTreeSet::new() };
        // Where the first bar of a title stands, title by title.
        let mut bar: Option<(Span, Option<usize>)> = None;
        for place in facts.places {
            if is_part(analysis, place) {
                round.parts.insert(&place.name);
            }
            let title = analysis.part_at(place.span.start).filter(|part| part.kind == PartKind::Title);
            let banner = title.is_some_and(|title| {
                let known = bar.filter(|(span, _)| *span == title.span);
                let found = known.map_or_else(|| first_bar(title.span.of(analysis.text())), |(_, found)| found);
                bar = Some((title.span, found));
                found.is_some_and(|end| title.span.start + end <= place.span.start)
            });
            if banner || !matches!(place.precision, Some(Precision::City | Precision::Region)) {
                continue;
            }
            let inside = place.admin1 == own.admin1 || place.name == own.name;
            for (within, without) in [&mut round.all, round.by_name.entry(&place.name).or_default()] {
                if inside { *within += 1 } else { *without += 1 }
            }
        }
        round
    }

    /// The place of an event: its own, or the report's home where that is finer or the own is only a part of it. An event without a place
    /// has the home's only in the `lead`, right behind the dateline.
    pub(super) fn settle(&self, analysis: &Analysis, facts: &Facts, own: Option<usize>, lead: bool) -> Option<usize> {
        let home = &facts.places[self.home];
        let Some(index) = own else {
            return (lead && self.mostly(home, None)).then_some(self.home);
        };
        let place = &facts.places[index];
        let unknown = place.precision.is_none() || place.precision == Some(Precision::Point);
        let part = self.parts.contains(place.name.as_str());
        let apart = match (home.lat, home.lon, place.lat, place.lon) {
            (Some(a), Some(b), Some(c), Some(d)) => (a - c).abs() > NEAR || (b - d).abs() > NEAR,
            _ => false,
        };
        // The home's own region, or a county around it; a district far from it is elsewhere.
        let region = place.precision == Some(Precision::Region)
            && (home.admin1.as_deref() == Some(place.name.as_str())
                || home.admin1.is_some() && home.admin1 == place.admin1 && !apart);
        // The town of that name in another region of the country would be told with the region.
        let qualified = analysis.text()[place.span.end..].starts_with(',');
        let stray = place.precision == Some(Precision::City)
            && place.country == home.country
            && place.admin1 != home.admin1
            && place.candidates > 1
            && apart
            && !qualified
            && self.all.0 > 1;
        // A street is where the report is; the name of a village that no gazetteer knows may be anywhere.
        let own_words = unknown && !apart || stray;
        if region || part || own_words && self.mostly(home, Some(place)) { Some(self.home) } else { own }
    }

    /// Whether the report tells of the home's region more often than of others; `but` is the place in question and left out.
    fn mostly(&self, home: &Place, but: Option<&Place>) -> bool {
        let left_out = but.and_then(|but| self.by_name.get(but.name.as_str())).copied().unwrap_or_default();
        home.admin1.is_some() && self.all.0 - left_out.0 > self.all.1 - left_out.1
    }
}

/// Where the first bar in the words of a title ends.
fn first_bar(words: &str) -> Option<usize> {
    BARS.iter().filter_map(|bar| Some(words.find(bar)? + bar.len())).min()
}

/// What stands between a title and the outlet's name.
const BARS: [&str; 4] = [" | ", " - ", " « ", " :: "];

/// Whether a bar stands in words of a title: what is behind it is the outlet's.
pub(super) fn barred(words: &str) -> bool {
    BARS.iter().any(|bar| words.contains(bar))
}
