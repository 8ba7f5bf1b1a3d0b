//! Which words name a place.
//!
//! Three witnesses are heard: the gazetteer (a capitalised run that is some place's name), the cast and the model (what
//! kind of thing a name names here), and the words around it. A name of a person is never a place; inside a longer name of
//! something else it is a place only as part of that name, and marked so.

mod judge;
mod rows;
mod witness;

use super::dateline::is_dateline;
use super::lexicon::{Class, is};
use crate::Analysis;
use crate::gazetteer::{Gazetteer, How, Kind, Row, fold};
use std::collections::HashSet;
use std::ops::Range;
use variorum_record::{EntityKind, Span};

/// Words that name a place, not yet told which.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Its bytes.
    pub(super) span: Span,
    /// The name as filed.
    pub(super) key: String,
    /// The places that bear it.
    pub(super) rows: Vec<(Row, How)>,
    /// What a type word beside it says it is.
    pub(super) hint: Option<Kind>,
    /// Part of the name of an office, force, school, firm or team.
    pub(super) adjunct: bool,
    /// The model, the cast or the words around it say that it is a place, not only the gazetteer.
    pub(super) sure: bool,
}

/// Adjectives of direction: alone they name no place.
const DIRECTIONS: [&str; 11] = [
    "the",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "middle",
];

/// How Arabic's article is written before a name, by the letter that it meets.
const ARTICLES: [&str; 16] =
    ["al", "el", "ad", "ed", "an", "en", "ar", "er", "as", "es", "ash", "esh", "at", "et", "az", "ez"];

/// Whether a name is a direction and no more.
fn is_direction(key: &str) -> bool {
    key.split(' ').all(|word| DIRECTIONS.contains(&word))
}

/// The longest name, in tokens, that is looked up.
const LONGEST: usize = 6;

/// Every mention of a place, in order, not overlapping.
pub(super) fn find(analysis: &Analysis<'_>, gazetteer: &Gazetteer) -> Vec<Mention> {
    let finder = Finder { analysis, gazetteer };
    let doc = &analysis.doc;
    let mut mentions = Vec::new();
    let mut doubtful = Vec::new();
    for sentence in &doc.sentences {
        let mut at = sentence.start;
        while at < sentence.end {
            match finder.at(at, sentence.clone()) {
                Some((mention, kept)) => {
                    at = mention.tokens.end.max(at + 1);
                    if kept { mentions.push(mention) } else { doubtful.push(mention) }
                }
                None => at += 1,
            }
        }
    }
    mentions.extend(finder.datelines());
    // A name that is a place in one sentence is one in the next.
    let known = mentions.iter().filter(|mention| mention.sure && !mention.rows.is_empty());
    let known: HashSet<String> = known.map(|mention| mention.key.clone()).collect();
    mentions.extend(doubtful.into_iter().filter(|mention| known.contains(&mention.key)));
    mentions.sort_by_key(|mention| mention.span);
    mentions
}

struct Finder<'a> {
    analysis: &'a Analysis<'a>,
    gazetteer: &'a Gazetteer,
}

impl Finder<'_> {
    fn word(&self, i: usize) -> &str {
        self.analysis.word(i)
    }

    fn capital(&self, i: usize) -> bool {
        self.word(i).chars().next().is_some_and(char::is_uppercase)
    }

    fn span(&self, tokens: Range<usize>) -> Span {
        self.analysis.doc.span_of(tokens).into()
    }

    /// The places of datelines that the parts set apart: "ORVEND, Ill. (AP) — ". They are not parsed and have no tokens.
    fn datelines(&self) -> Vec<Mention> {
        let text = self.analysis.text();
        let doc = &self.analysis.doc;
        let mut found = Vec::new();
        let parts = self.analysis.parts.iter();
        for part in parts.filter(|part| part.why.as_deref() == Some("dateline")) {
            let line = part.span.of(text);
            let names = line.split(['(', '—', '–']).next().unwrap_or(line);
            let names = names.find(" -").map_or(names, |at| &names[..at]);
            let mut from = part.span.start;
            for (i, name) in names.split(',').take(3).enumerate() {
                let span = Span::new(from, from + name.len()).trim(text);
                from += name.len() + 1;
                let tokens = doc.tokens_in(span.end..span.end);
                let name = span.of(text);
                let key = fold(name);
                let mut rows = self.gazetteer.lookup_folded(&key);
                rows.retain(|(_, how)| match how {
                    How::Demonym => false,
                    How::Abbreviation => i > 0,
                    How::Name | How::Alternate => true,
                });
                if !rows.is_empty() && name.len() > 1 {
                    let tokens = tokens.start..tokens.start;
                    found.push(Mention { tokens, span, key, rows, hint: None, adjunct: false, sure: true });
                }
            }
        }
        found
    }

    /// The mention that begins at a token, and whether it stands by itself (else only if the name is a place elsewhere).
    fn at(&self, start: usize, sentence: Range<usize>) -> Option<(Mention, bool)> {
        if !self.capital(start) && !self.opens_with_article(start, &sentence) {
            return None;
        }
        let listed = self.listed(start, &sentence);
        let named = self.named(start, &sentence);
        let found = match (listed, named) {
            // The model's name is longer than what the gazetteer knows: `Lower Orrin` beside a town of Lower.
            (Some((mention, _)), Some(named)) if named.tokens.end > mention.tokens.end && !named.rows.is_empty() => {
                Some((named, true))
            }
            (Some((mention, kept)), Some(named)) if named.tokens.end > mention.tokens.end => {
                let rest = mention.tokens.end..named.tokens.end;
                let type_word = rest.clone().all(|i| {
                    is(self.word(i), Class::Region)
                        || is(self.word(i), Class::District)
                        || is(self.word(i), Class::City)
                });
                if type_word || mention.adjunct { Some((mention, kept)) } else { Some((named, true)) }
            }
            (Some(listed), _) => Some(listed),
            (None, Some(named)) => Some((named, true)),
            (None, None) => None,
        };
        let house = |mention: &Mention| matches!(mention.key.as_str(), "white house" | "the white house");
        // "the West": countries, whatever region goes by that name somewhere.
        let side = |mention: &Mention| {
            let key = mention.key.strip_prefix("the ").unwrap_or(&mention.key);
            mention.hint.is_none() && matches!(key, "west" | "east" | "north" | "south")
        };
        let (mut mention, kept) = found?;
        if side(&mention) {
            mention.rows.clear();
        }
        (!house(&mention) && !self.of_firm_or_saint(&mention.tokens, &sentence)).then_some((mention, kept))
    }

    /// "el-Fasher": an Arabic article that is written small and joined to its name.
    fn opens_with_article(&self, start: usize, sentence: &Range<usize>) -> bool {
        let doc = &self.analysis.doc;
        let joined = |i: usize| doc.tokens[i].end == doc.tokens[i + 1].start;
        start + 2 < sentence.end
            && ARTICLES.contains(&self.word(start))
            && self.word(start + 1) == "-"
            && joined(start)
            && joined(start + 1)
            && self.capital(start + 2)
    }

    /// A run of capitalised words that the gazetteer knows, the longest first.
    fn listed(&self, start: usize, sentence: &Range<usize>) -> Option<(Mention, bool)> {
        let most = (start + LONGEST).min(sentence.end);
        let mut end = start + 1;
        // The run: capitalised words, with linkers between them.
        let mut ends = Vec::new();
        while end <= most {
            if self.capital(end - 1) {
                ends.push(end);
            } else if !is(self.word(end - 1), Class::Linker) {
                break;
            }
            end += 1;
        }
        for end in ends.into_iter().rev() {
            let tokens = start..end;
            let span = self.span(tokens.clone());
            let name = span.of(self.analysis.text());
            if name.len() > 60 {
                continue;
            }
            let key = fold(name);
            // "the Rugu forest": filed with its type word.
            if end < sentence.end && !self.capital(end) && is(self.word(end), Class::Natural) {
                let key = format!("{key} {}", self.word(end).to_lowercase());
                let mut rows = self.gazetteer.lookup_folded(&key);
                rows.retain(|(_, how)| matches!(how, How::Name | How::Alternate));
                if !rows.is_empty() {
                    let tokens = start..end + 1;
                    let span = self.span(tokens.clone());
                    return Some((Mention { tokens, span, key, rows, hint: None, adjunct: false, sure: true }, true));
                }
            }
            let mut rows = self.bearers(&key, name, &tokens);
            if end < sentence.end && !is_direction(&key) {
                self.with_type_word(&key, self.word(end), &mut rows);
                if rows.is_empty() {
                    rows = self.respelled(&key, self.word(end));
                }
            }
            if rows.is_empty() && !is_direction(&key) {
                rows = self.regions_called(&key);
            }
            if rows.is_empty() {
                continue;
            }
            return self.judge(Mention { tokens, span, key, rows, hint: None, adjunct: false, sure: false }, sentence);
        }
        None
    }

    /// "the village of NAME".
    fn is_village(&self, start: usize) -> bool {
        start >= 2 && self.word(start - 1) == "of" && is(self.word(start - 2), Class::City)
    }

    /// Where a name ends that begins at a token and that the model calls a place.
    fn model_place(&self, start: usize, sentence: &Range<usize>) -> Option<usize> {
        let doc = &self.analysis.doc;
        let i = doc.names.partition_point(|name| name.tokens.end <= start);
        let name = doc.names.get(i)?;
        let first = if self.word(name.tokens.start).eq_ignore_ascii_case("the") {
            name.tokens.start + 1
        } else {
            name.tokens.start
        };
        let mut end = name.tokens.end.min(sentence.end);
        if end > first && matches!(self.word(end - 1), "'s" | "’s" | "'" | "’") {
            end -= 1;
        }
        let label = doc.name_label(name);
        let place =
            matches!(label, "GPE" | "LOC") || self.is_village(start) && matches!(label, "ORG" | "FAC" | "PERSON");
        (first == start && end > start && place).then_some(end)
    }

    /// Where a name ends that begins at a token and that the whole report tells is a place, though the model takes it for a
    /// person or an organisation here.
    fn cast_place(&self, start: usize, sentence: &Range<usize>) -> Option<usize> {
        let span = self.span(start..start + 1);
        let names = &self.analysis.cast.names;
        let name = names.get(names.partition_point(|name| name.span.start < span.start))?;
        let doc = &self.analysis.doc;
        let end = doc.tokens_in(name.span.into()).end.min(sentence.end);
        let seen = doc.names.get(doc.names.partition_point(|name| name.tokens.end <= start));
        let a_name =
            seen.is_some_and(|seen| seen.tokens == (start..end) && matches!(doc.name_label(seen), "PERSON" | "ORG"));
        (name.span.start == span.start && name.kind == EntityKind::Place && end > start && a_name).then_some(end)
    }

    /// A name that the model or the cast calls a place, known to the gazetteer or not.
    fn named(&self, start: usize, sentence: &Range<usize>) -> Option<Mention> {
        let end = self.model_place(start, sentence).or_else(|| self.cast_place(start, sentence))?;
        let tokens = start..end;
        let span = self.span(tokens.clone());
        let text = span.of(self.analysis.text());
        let cast = self.analysis.cast.names_over(span).next();
        if cast.is_some_and(|name| !matches!(name.kind, EntityKind::Place | EntityKind::Facility | EntityKind::Other))
            && !self.is_village(start)
        {
            return None;
        }
        if !text.chars().any(char::is_lowercase) && text.len() < 4
            || text.chars().any(|c| c.is_ascii_digit() || c == '\n')
        {
            return None;
        }
        let key = fold(text);
        if DIRECTIONS.contains(&key.as_str()) {
            return None;
        }
        if self.gazetteer.lookup_folded(&key).iter().any(|(_, how)| *how == How::Demonym) {
            return None;
        }
        let mut rows = self.bearers(&key, text, &tokens);
        // "the Orrin network", "an Orrin commander": people's, when no gazetteer knows better.
        if rows.is_empty() && end < sentence.end && is(self.word(end), Class::Fellows) {
            return None;
        }
        if rows.is_empty() && tokens.len() > 1 && is(self.word(start), Class::Direction) {
            // `West Orrin` lies in Orrin, where that is a city with quarters.
            let rest = start + 1..end;
            let name = self.span(rest.clone()).of(self.analysis.text());
            rows = self.bearers(&fold(name), name, &rest);
            rows.retain(|(row, how)| row.kind == Kind::City && row.population >= 100_000 && *how == How::Name);
        }
        Some(Mention { tokens, span, key, rows, hint: None, adjunct: false, sure: true })
    }
}
