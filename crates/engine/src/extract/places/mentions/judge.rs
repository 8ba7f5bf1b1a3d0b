//! Whether a run that the gazetteer knows is a place here: the witnesses are weighed with the words before and behind it.

use super::witness::Witness;
use super::{Class, Finder, How, Kind, Mention, Row, is, is_dateline};
use crate::words::{AILMENTS, ENSEMBLES, OFFICES_BEHIND, SAINTS, SAINTS_HOUSES};
use std::ops::Range;
use variorum_record::{EntityKind, PartKind};

impl Finder<'_> {
    /// Weighs the witnesses for a run that the gazetteer knows.
    pub(super) fn judge(&self, mut mention: Mention, sentence: &Range<usize>) -> Option<(Mention, bool)> {
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
                let office = is(word, Class::Title) || OFFICES_BEHIND.contains(word);
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
        let ailing = next.is_some_and(|next| AILMENTS.contains(self.word(next).to_lowercase().as_str()));
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
    pub(super) fn of_firm_or_saint(&self, tokens: &Range<usize>, sentence: &Range<usize>) -> bool {
        let doc = &self.analysis.doc;
        let model_places = self.model(tokens).is_some_and(|label| matches!(label, "GPE" | "LOC"));
        let saint = tokens.len() > 1 && SAINTS.contains(self.word(tokens.start));
        let house = sentence.contains(&tokens.end)
            && !self.capital(tokens.end)
            && doc.pos(tokens.end) == "NOUN"
            && SAINTS_HOUSES.contains(doc.lemma(tokens.end));
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
}
