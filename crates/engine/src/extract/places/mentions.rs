//! Which words name a place.
//!
//! Three witnesses are heard: the gazetteer (a capitalised run that is some place's name), the cast and the model (what
//! kind of thing a name names here), and the words around it. A name of a person is never a place; inside a longer name of
//! something else it is a place only as part of that name, and marked so.

use super::dateline::is_dateline;
use super::lexicon::{Class, is};
use crate::Analysis;
use crate::gazetteer::{Gazetteer, How, Kind, Row, fold};
use std::collections::HashSet;
use std::ops::Range;
use variorum_record::{EntityKind, PartKind, Span};

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

/// What is known of a run of tokens before the gazetteer is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Witness {
    /// A place, exactly these words.
    Place,
    /// A person.
    Person,
    /// Part of the name of an organisation or of something else.
    Inside,
    /// An organisation, exactly these words.
    Organisation,
    /// A date, a number, a language, a nationality.
    Never,
    /// Nothing.
    Silent,
}

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

/// Two ways to say in which part of a larger one a region lies.
const SIDES: [(&str, &str); 4] =
    [("north ", "northern "), ("south ", "southern "), ("east ", "eastern "), ("west ", "western ")];

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

/// Bodies that bear a place's name as often for a saint or a founder.
const ENSEMBLES: &[&str] = &[
    "award",
    "band",
    "choir",
    "chorus",
    "ensemble",
    "foundation",
    "orchestra",
    "order",
    "prize",
    "quartet",
    "trio",
    "trust",
];

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

    /// The rows that bear a name and may be meant by these letters.
    fn bearers(&self, key: &str, name: &str, tokens: &Range<usize>) -> Vec<(Row, How)> {
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
    fn with_type_word(&self, key: &str, next: &str, rows: &mut Vec<(Row, How)>) {
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
    fn regions_called(&self, key: &str) -> Vec<(Row, How)> {
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
    fn respelled(&self, key: &str, next: &str) -> Vec<(Row, How)> {
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

    /// The model's label of exactly these tokens (an article aside).
    fn model(&self, tokens: &Range<usize>) -> Option<&str> {
        let doc = &self.analysis.doc;
        let i = doc.names.partition_point(|name| name.tokens.end <= tokens.start);
        let name = doc.names.get(i)?;
        let start = if self.word(name.tokens.start).eq_ignore_ascii_case("the") {
            name.tokens.start + 1
        } else {
            name.tokens.start
        };
        let end =
            if matches!(self.word(name.tokens.end - 1), "'s" | "’s") { name.tokens.end - 1 } else { name.tokens.end };
        (start == tokens.start && end == tokens.end || name.tokens == *tokens).then(|| doc.name_label(name))
    }

    /// What cast and model say of a run.
    fn witness(&self, tokens: &Range<usize>) -> Witness {
        let span = self.span(tokens.clone());
        let names = &self.analysis.cast.names;
        let i = names.partition_point(|name| name.span.end <= span.start);
        let doc = &self.analysis.doc;
        let k = doc.names.partition_point(|name| name.tokens.end <= tokens.start);
        let model = doc.names.get(k).filter(|name| name.tokens.start < tokens.end);
        let label = model.map(|name| (name.tokens.clone(), doc.name_label(name)));
        if let Some((_, label)) = &label
            && matches!(
                *label,
                "DATE" | "TIME" | "MONEY" | "PERCENT" | "QUANTITY" | "ORDINAL" | "CARDINAL" | "LANGUAGE"
            )
            && names.get(i).is_none_or(|name| !name.span.overlaps(span) || name.kind != EntityKind::Place)
        {
            return Witness::Never;
        }
        if let Some(name) = names.get(i).filter(|name| name.span.overlaps(span)) {
            let longer = name.span.len() > span.len() + 3;
            return match name.kind {
                EntityKind::Person => Witness::Person,
                EntityKind::Place if !longer => Witness::Place,
                EntityKind::Place => Witness::Silent,
                EntityKind::Group if longer => Witness::Inside,
                EntityKind::Group => Witness::Never,
                EntityKind::Organisation | EntityKind::Facility | EntityKind::Other if longer => Witness::Inside,
                EntityKind::Facility => Witness::Place,
                EntityKind::Organisation => Witness::Organisation,
                EntityKind::Other => Witness::Silent,
            };
        }
        match label {
            None => Witness::Silent,
            Some((around, label)) => {
                let longer = around.len()
                    > tokens.len()
                        + usize::from(self.word(around.start).eq_ignore_ascii_case("the"))
                        + usize::from(matches!(self.word(around.end - 1), "'s" | "’s"));
                match label {
                    "GPE" | "LOC" if !longer => Witness::Place,
                    "GPE" | "LOC" => Witness::Silent,
                    "PERSON" => Witness::Person,
                    "NORP" if !longer => Witness::Never,
                    "FAC" if !longer => Witness::Place,
                    "ORG" if !longer => Witness::Organisation,
                    _ if longer => Witness::Inside,
                    _ => Witness::Silent,
                }
            }
        }
    }

    /// Weighs the witnesses for a run that the gazetteer knows.
    fn judge(&self, mut mention: Mention, sentence: &Range<usize>) -> Option<(Mention, bool)> {
        let tokens = mention.tokens.clone();
        let doc = &self.analysis.doc;
        let opening = tokens.start == sentence.start || tokens.start == sentence.start + 1;
        let start = doc.span(sentence.start).start;
        if opening && is_dateline(self.analysis.text(), start, mention.span) {
            mention.sure = true;
            return Some((mention, true));
        }
        let witness = self.witness(&tokens);
        let next = Some(tokens.end).filter(|next| *next < sentence.end);
        let before = tokens.start.checked_sub(1).filter(|before| *before >= sentence.start);
        let second_before = tokens.start.checked_sub(2).filter(|before| *before >= sentence.start);
        let follows = |i: usize| doc.tokens[i].start - mention.span.end <= 1;
        let next_capital = next.filter(|next| self.capital(*next) && follows(*next));
        let last_wide = mention.rows.iter().any(|(row, how)| {
            matches!(row.kind, Kind::Country | Kind::Region | Kind::Continent | Kind::Sea | Kind::Area)
                && *how == How::Name
        });
        let people = mention.rows.iter().map(|(row, _)| row.population).max().unwrap_or(0);
        // "in Rakhine", "across the Balkans": the model takes the region for its people.
        let peopled = witness == Witness::Never
            && self.model(&tokens) == Some("NORP")
            && last_wide
            && next.is_none_or(|next| !matches!(doc.pos(next), "NOUN" | "PROPN" | "ADJ"))
            && before.into_iter().chain(second_before).any(|i| matches!(self.word(i), "in" | "across" | "throughout"));
        if matches!(witness, Witness::Never | Witness::Person) && !peopled {
            // The model takes a bare capital for a person now and then; only the cast can say that of a country or a metropolis.
            let cast = self.analysis.cast.names_over(mention.span).any(|name| name.kind == EntityKind::Person);
            let great = last_wide || people >= 1_000_000;
            let alone = self.model(&tokens).is_some() || witness == Witness::Person;
            if !(witness == Witness::Person
                && great
                && !cast
                && alone
                && self.model(&tokens) == Some("PERSON")
                && next_capital.is_none()
                && !self.analysis.cast.names.is_empty())
            {
                return None;
            }
        }
        // `Orrin & Voss` is a firm, `the Santa Luzia choir` a choir: where they are is not said.
        if let Some(next) = next.filter(|next| follows(*next) && !last_wide) {
            if self.is_in_firm(&mention.tokens, sentence) {
                return None;
            }
            let the = before.is_some_and(|before| self.word(before).eq_ignore_ascii_case("the"));
            if the && ENSEMBLES.contains(&self.word(next)) {
                return Some((mention, false));
            }
        }
        // Words behind: `Geneva Street`, `Orrin River`, `Springfield High School`, `Odesa region`, `Ohio Gov. …`.
        if let Some(next) = next.filter(|next| follows(*next)) {
            let word = self.word(next);
            let capital = self.capital(next);
            let exact = witness == Witness::Place;
            if capital
                && is(word, Class::Street)
                && !exact
                && !(word.eq_ignore_ascii_case("place")
                    || word.eq_ignore_ascii_case("court") && witness == Witness::Inside)
            {
                return None;
            }
            if is(word, Class::Natural) && capital {
                return None;
            }
            let hint = if is(word, Class::Region) {
                Some(Kind::Region)
            } else if is(word, Class::District) {
                Some(Kind::District)
            } else if is(word, Class::City) {
                Some(Kind::City)
            } else {
                None
            };
            if hint.is_some() && (!capital || next + 1 >= sentence.end || !self.capital(next + 1)) {
                mention.hint = hint;
                mention.sure = true;
            }
            if capital && mention.hint.is_none() {
                let body = is(word, Class::Body);
                let office = is(word, Class::Title)
                    || matches!(
                        word,
                        "Gov."
                            | "Governor"
                            | "Mayor"
                            | "President"
                            | "Attorney"
                            | "Democrat"
                            | "Republican"
                            | "Prime"
                            | "Minister"
                            | "Premier"
                            | "Sen."
                            | "Rep."
                            | "Chancellor"
                            | "King"
                            | "Queen"
                            | "Secretary"
                            | "Police"
                            | "Sheriff"
                    );
                match witness {
                    Witness::Place => mention.adjunct = body && !office,
                    Witness::Inside | Witness::Organisation => mention.adjunct = true,
                    _ if office => {}
                    _ if body => mention.adjunct = true,
                    _ if last_wide => {}
                    _ => return None,
                }
            }
        }
        if mention.hint.is_none() {
            mention.hint = self.listed_hint(tokens.end, sentence);
            mention.sure |= mention.hint.is_some();
        }
        if mention.hint == Some(Kind::District) {
            // A county is filed under its full name.
            for kind in [" county", " parish"] {
                let full = format!("{}{kind}", mention.key);
                mention.rows.extend(
                    self.gazetteer.lookup_folded(&full).into_iter().filter(|(row, _)| row.kind == Kind::District),
                );
            }
        }
        // Words before: `University of Orrin`, `Sgt. Houston`, `Sam Houston`, `north London`.
        if let Some(before) = before {
            let word = self.word(before);
            let holder = |i: usize| is(self.word(i), Class::Holder) && self.capital(i);
            if word.eq_ignore_ascii_case("of") && second_before.is_some_and(holder) {
                return None;
            }
            let touches = mention.span.start - doc.tokens[before].end <= 1;
            let direction = is(word, Class::Direction);
            if touches && is(word, Class::Title) && self.capital(before) && witness != Witness::Place {
                return None;
            }
            if touches && is(word, Class::Natural) && self.capital(before) {
                // `Lake Orrin`, `Mount Vernon Road`: not the town of the bare name.
                return None;
            }
            if touches
                && self.capital(before)
                && !direction
                && word.chars().all(char::is_alphabetic)
                && before > sentence.start
            {
                match witness {
                    Witness::Place => {}
                    Witness::Inside | Witness::Organisation => mention.adjunct = true,
                    _ if last_wide => {}
                    _ if self.gazetteer.demonym(word).is_some() => {}
                    _ => return None,
                }
            }
            if matches!(word, "-" | "–")
                && touches
                && before > sentence.start
                && doc.tokens[before].start == doc.tokens[before - 1].end
                && witness != Witness::Place
            {
                return None;
            }
            if word.eq_ignore_ascii_case("of")
                && second_before.is_some_and(|i| is(self.word(i), Class::City) || is(self.word(i), Class::Region))
            {
                mention.sure = true;
                mention.hint = mention
                    .hint
                    .or(second_before.map(|i| if is(self.word(i), Class::City) { Kind::City } else { Kind::Region }));
            }
        }
        if let Some(next) = next
            && self.word(next) == "-"
            && doc.tokens[next].start == mention.span.end
            && witness != Witness::Place
            && !last_wide
        {
            return None;
        }
        if witness == Witness::Inside {
            mention.adjunct = true;
        }
        // `Marburg virus`, `West Nile fever`: named after a place, elsewhere now.
        let ailing = next.is_some_and(|next| {
            matches!(
                self.word(next).to_lowercase().as_str(),
                "virus"
                    | "viruses"
                    | "fever"
                    | "disease"
                    | "strain"
                    | "syndrome"
                    | "flu"
                    | "haemorrhagic"
                    | "hemorrhagic"
                    | "ebolavirus"
            )
        });
        // A word of every second office, school or firm names a town only where the model or a type word says so.
        let common =
            [Class::Body, Class::Natural, Class::Direction, Class::Title, Class::Street, Class::City, Class::Region];
        let generic = tokens.len() == 1 && common.iter().any(|class| is(self.word(tokens.start), *class));
        if ailing && !last_wide || generic && witness != Witness::Place {
            return None;
        }
        let in_body = next_capital.is_some_and(|next| is(self.word(next), Class::Body));
        let tagged = tokens.clone().any(|i| matches!(doc.tag(i), "NNP" | "NNPS"));
        let prepared = before
            .is_some_and(|before| is(self.word(before), Class::Before) && !matches!(self.word(before), "for" | "and"));
        let contained = next.is_some_and(|next| {
            self.word(next) == ","
                && next + 1 < sentence.end
                && self.capital(next + 1)
                && self.contained(next + 1, sentence)
        });
        let shown_as_title = self
            .analysis
            .part_at(mention.span.start)
            .is_some_and(|part| matches!(part.kind, PartKind::Title | PartKind::Heading));
        mention.sure |= witness == Witness::Place || contained || prepared && tagged && !shown_as_title;
        let abbreviated = mention.rows.iter().all(|(_, how)| *how == How::Abbreviation);
        if witness == Witness::Organisation && !last_wide && people < 500_000 && !contained && !prepared {
            return Some((mention, false));
        }
        let opening = tokens.start == sentence.start;
        let kept = mention.sure
            || abbreviated
            || mention.adjunct && (last_wide || tagged && in_body)
            || last_wide && tagged
            || tokens.len() > 1 && tagged && people >= 5_000 && !mention.adjunct
            || tagged && people >= 100_000 && !opening && !shown_as_title && !mention.adjunct
            || tagged && people >= 1_000_000;
        Some((mention, kept))
    }

    /// "Harrow & Voss": one of two names that "&" joins.
    fn is_in_firm(&self, tokens: &Range<usize>, sentence: &Range<usize>) -> bool {
        let partner = |sign: Option<usize>, other: Option<usize>| {
            let at = |token: Option<usize>| token.filter(|token| sentence.contains(token));
            at(sign).is_some_and(|sign| self.word(sign) == "&") && at(other).is_some_and(|other| self.capital(other))
        };
        partner(Some(tokens.end), Some(tokens.end + 1))
            || partner(tokens.start.checked_sub(1), tokens.start.checked_sub(2))
    }

    /// A firm, unless the model sees a place, or a house or choir that has its name from a saint: "the Santa Luzia choir".
    fn of_firm_or_saint(&self, tokens: &Range<usize>, sentence: &Range<usize>) -> bool {
        let doc = &self.analysis.doc;
        let model_places = self.model(tokens).is_some_and(|label| matches!(label, "GPE" | "LOC"));
        let saint = tokens.len() > 1
            && matches!(self.word(tokens.start), "Santa" | "San" | "Santo" | "São" | "Saint" | "St" | "St." | "Sainte");
        let house = sentence.contains(&tokens.end)
            && !self.capital(tokens.end)
            && doc.pos(tokens.end) == "NOUN"
            && [
                "choir",
                "church",
                "parish",
                "school",
                "hospital",
                "hotel",
                "clinic",
                "chapel",
                "convent",
                "monastery",
                "orchestra",
            ]
            .contains(&doc.lemma(tokens.end));
        self.is_in_firm(tokens, sentence) && !model_places || saint && house
    }

    /// What the type word behind a list says of each of its names: `Orrin, Clay and North Ling counties`.
    fn listed_hint(&self, end: usize, sentence: &Range<usize>) -> Option<Kind> {
        let mut several = false;
        for i in end..(end + 24).min(sentence.end) {
            let word = self.word(i);
            if matches!(word, "," | "and" | "or" | "&") {
                several = true;
            } else if several && !self.capital(i) {
                return match word {
                    "counties" | "parishes" | "districts" => Some(Kind::District),
                    "provinces" | "regions" | "oblasts" | "states" => Some(Kind::Region),
                    _ => None,
                };
            } else if !self.capital(i) {
                return None;
            }
        }
        None
    }

    /// Whether the words from a token on name a region or a country.
    fn contained(&self, start: usize, sentence: &Range<usize>) -> bool {
        (start + 1..=(start + 3).min(sentence.end)).any(|end| {
            let name = self.span(start..end).of(self.analysis.text());
            let wide = |(row, how): &(Row, How)| {
                matches!(row.kind, Kind::Country | Kind::Region | Kind::District) && *how != How::Demonym
            };
            self.gazetteer.lookup(name).iter().any(wide)
        })
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
