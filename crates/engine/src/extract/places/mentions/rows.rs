//! Which rows of the gazetteer a name may stand for, with its type words, other spellings and other ways to say a side.

use super::{Class, Finder, How, Kind, Row, is, is_direction};
use std::ops::Range;

/// Letters by which transliterations of one name differ.
const SPELLINGS: [(&str, &str); 14] = [
    ("iya", "ia"),
    ("oo", "u"),
    ("ou", "u"),
    ("ee", "i"),
    ("ow", "o"),
    ("ay", "ai"),
    ("ei", "ai"),
    ("dz", "z"),
    ("kh", "h"),
    ("q", "k"),
    ("gh", "g"),
    ("w", "v"),
    ("u", "o"),
    ("e", "i"),
];

/// Two ways to say in which part of a larger one a region lies.
const SIDES: [(&str, &str); 4] =
    [("north ", "northern "), ("south ", "southern "), ("east ", "eastern "), ("west ", "western ")];

impl Finder<'_> {
    /// The rows that bear a name and may be meant by these letters.
    pub(super) fn bearers(&self, key: &str, name: &str, tokens: &Range<usize>) -> Vec<(Row, How)> {
        // "the Northern Command": a direction, whatever province goes by it somewhere.
        if is_direction(key) {
            return Vec::new();
        }
        let mut rows = self.gazetteer.lookup_folded(key);
        let short = key.chars().count() <= 3;
        let shouted = name.chars().all(|c| !c.is_lowercase());
        let after_comma =
            tokens.start >= 2 && matches!(self.word(tokens.start - 1), "," | "(") && self.capital(tokens.start - 2);
        let dotted = name.contains('.');
        rows.retain(|(row, how)| match how {
            How::Demonym => false,
            How::Abbreviation => {
                after_comma || dotted && shouted || self.model(tokens) == Some("GPE") && name.len() > 2
            }
            // `US` is a country, `us` is not; a town of three letters needs more than capitals.
            How::Name | How::Alternate if short => row.kind != Kind::City && shouted || !shouted && *how == How::Name,
            How::Name | How::Alternate => true,
        });
        rows
    }

    /// "Katsina state" is filed as "Katsina State": a type word after the name is part of the name there.
    pub(super) fn with_type_word(&self, key: &str, next: &str, rows: &mut Vec<(Row, How)>) {
        if is(next, Class::Region) || is(next, Class::District) {
            let longer = self.gazetteer.lookup_folded(&format!("{key} {}", next.to_lowercase()));
            let new = |(row, how): &(Row, How)| {
                matches!(how, How::Name | How::Alternate)
                    && matches!(row.kind, Kind::Region | Kind::District)
                    && !rows.iter().any(|(known, _)| known.index == row.index)
            };
            let longer: Vec<_> = longer.into_iter().filter(new).collect();
            rows.extend(longer);
        }
    }

    /// The regions that are filed with a type word ("Zamfara State") and bear nobody else's name without it, or as "Northern" for "North".
    pub(super) fn regions_called(&self, key: &str) -> Vec<(Row, How)> {
        const TYPES: [&str; 6] = ["state", "province", "region", "governorate", "oblast", "department"];
        let region = |(row, how): &(Row, How)| *how == How::Name && row.kind == Kind::Region;
        let filed = |word: &&str| self.gazetteer.lookup_folded(&format!("{key} {word}"));
        let turned = |(short, long): &(&str, &str)| {
            let other = key.strip_prefix(short).map(|rest| format!("{long}{rest}"));
            other.or_else(|| key.strip_prefix(long).map(|rest| format!("{short}{rest}")))
        };
        let lookup = |other: String| self.gazetteer.lookup_folded(&other);
        let found: Vec<(Row, How)> = TYPES.iter().flat_map(filed).filter(region).collect();
        match found.is_empty() {
            true => SIDES.iter().filter_map(turned).flat_map(lookup).filter(region).collect(),
            false => found,
        }
    }

    /// The regions whose names differ from this one by a common habit of transliteration, where a type word says that it is a region.
    pub(super) fn respelled(&self, key: &str, next: &str) -> Vec<(Row, How)> {
        let hint = [(Class::Region, Kind::Region), (Class::District, Kind::District)];
        let Some((_, kind)) = hint.into_iter().find(|(class, _)| is(next, *class)) else { return Vec::new() };
        let both = SPELLINGS.iter().flat_map(|&(a, b)| [(a, b), (b, a)]);
        for (from, to) in both.filter(|(from, _)| key.contains(from)) {
            let mut rows = self.gazetteer.lookup_folded(&key.replacen(from, to, 1));
            rows.retain(|(row, how)| row.kind == kind && *how != How::Demonym && *how != How::Abbreviation);
            if !rows.is_empty() {
                return rows;
            }
        }
        Vec::new()
    }
}
