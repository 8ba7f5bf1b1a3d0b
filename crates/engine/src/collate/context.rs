//! What every kind of row needs to know of the story: its reports, their sentences, names that are one.

use super::labels::PlaceWords;
use crate::group::words::{Word, norms, words};
use std::collections::BTreeMap;
use variorum_record::{AnnotatedReport, Entity, EntityId, EntityKind, MentionForm, Participant, Reading, Span};

/// The reports of a story, in its order.
pub(super) struct Context<'r> {
    pub reports: &'r [AnnotatedReport],
    /// Day of publication of each.
    pub days: Vec<Option<i32>>,
    /// How the reports write the places they name.
    pub places: PlaceWords,
    /// The first report of each id.
    by_id: BTreeMap<&'r str, usize>,
    /// Of each report where people are mentioned otherwise than by name, in order.
    unnamed: Vec<Vec<(Span, EntityId)>>,
}

impl<'r> Context<'r> {
    pub(super) fn new(reports: &'r [AnnotatedReport]) -> Self {
        let day = |report: &AnnotatedReport| report.report.dated().and_then(crate::group::dates::day);
        let by_id = reports.iter().enumerate().rev().map(|(i, report)| (report.report.id.as_str(), i)).collect();
        let places = PlaceWords::new(reports);
        let unnamed = reports.iter().map(unnamed).collect();
        Context { reports, days: reports.iter().map(day).collect(), places, by_id, unnamed }
    }

    /// The people whom a stretch of a report mentions otherwise than by name.
    pub(super) fn unnamed_in(&self, report: usize, span: Span) -> impl Iterator<Item = EntityId> {
        let mentions = &self.unnamed[report];
        let from = mentions.partition_point(|(mention, _)| mention.start < span.start);
        let starting = mentions[from..].iter().take_while(move |(mention, _)| mention.start < span.end);
        starting.filter(move |(mention, _)| span.contains(*mention)).map(|(_, id)| *id)
    }

    /// The report with an id.
    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// An entity of a report. Ids count from 1; those of a report made elsewhere may not.
    pub(super) fn entity(&self, report: usize, id: EntityId) -> Option<&'r Entity> {
        let entities = &self.reports[report].entities;
        let at = (id.0 as usize).wrapping_sub(1);
        entities.get(at).filter(|entity| entity.id == id).or_else(|| entities.iter().find(|entity| entity.id == id))
    }

    /// The sentence around a span: the span itself when the report lists none.
    pub(super) fn sentence(&self, report: usize, span: Span) -> Span {
        let sentences = &self.reports[report].sentences;
        let i = sentences.partition_point(|sentence| sentence.end <= span.start);
        sentences.get(i).filter(|sentence| sentence.start <= span.start).map_or(span, |sentence| sentence.cover(span))
    }

    /// The words near a span: within its sentence, and not farther than a clause is long.
    pub(super) fn around(&self, report: usize, span: Span) -> Vec<Span> {
        const NEAR: usize = 90;
        let sentence = self.sentence(report, span);
        let text = &self.reports[report].text;
        let snap = |mut at: usize| {
            while at < text.len() && !text.is_char_boundary(at) {
                at += 1;
            }
            at.min(text.len())
        };
        let start = snap(span.start.saturating_sub(NEAR).max(sentence.start));
        let end = snap((span.end + NEAR).min(sentence.end));
        vec![Span::new(start, span.start.max(start)), Span::new(span.end.min(end), end)]
    }

    /// The words of several spans of a report, in their order.
    pub(super) fn words(&self, report: usize, spans: &[Span]) -> Vec<Word> {
        spans.iter().flat_map(|span| words(&self.reports[report].text, *span)).collect()
    }

    /// The fullest name of a participant.
    pub(super) fn name(&self, report: usize, who: &Participant) -> Option<String> {
        let named = who.entity.and_then(|id| self.entity(report, id)).map(|entity| entity.name.clone());
        let worded = || {
            let words = || who.span.map(|span| span.of(&self.reports[report].text).to_string());
            // "The mayor of Tessel Ford, Mara Olin" is called by the name.
            who.name.clone().or_else(words).map(|name| self.named_behind(report, &name).unwrap_or(name))
        };
        named.or_else(worded).filter(|name| !name.trim().is_empty())
    }

    /// The person whose name follows a role and a comma.
    fn named_behind(&self, report: usize, words: &str) -> Option<String> {
        /// Longer words are no role with a name.
        const LENGTH: usize = 100;
        let (_, name) = words.rsplit_once(", ").filter(|_| words.len() <= LENGTH)?;
        let entities = &self.reports[report].entities;
        let person = entities.iter().any(|entity| entity.kind == EntityKind::Person && entity.name == name);
        person.then(|| name.to_string())
    }

    /// Readings for every report: those given, and explicit absences.
    pub(super) fn readings(&self, mut given: Vec<Option<Reading>>) -> Vec<Reading> {
        given.resize_with(self.reports.len(), || None);
        let silent = |id: &str| Reading { report: id.to_string(), absent: true, ..Reading::default() };
        given
            .into_iter()
            .zip(self.reports)
            .map(|(reading, report)| reading.unwrap_or_else(|| silent(&report.report.id)))
            .collect()
    }

    pub(super) fn id(&self, report: usize) -> String {
        self.reports[report].report.id.clone()
    }
}

fn unnamed(report: &AnnotatedReport) -> Vec<(Span, EntityId)> {
    let people = report.entities.iter().filter(|entity| entity.kind == EntityKind::Person);
    let mentions = people.flat_map(|person| person.mentions.iter().map(|mention| (mention, person.id)));
    let mut found: Vec<(Span, EntityId)> = mentions
        .filter(|(mention, _)| mention.form != MentionForm::Name)
        .map(|(mention, id)| (mention.span, id))
        .collect();
    found.sort_unstable();
    found
}

/// How two names stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// One person or body.
    Same,
    /// Two.
    Different,
    /// One of them is no proper name, or there is none.
    Unclear,
}

/// Compares two names: equal, or one within the other ("Olin", "Mara Olin"; "the BBC", "BBC Radio 4").
pub(super) fn compare_names(a: Option<&str>, b: Option<&str>) -> Names {
    let (Some(a), Some(b)) = (a, b) else { return Names::Unclear };
    let (x, y) = (name_words(a), name_words(b));
    if only_pronouns(&x) || only_pronouns(&y) {
        return Names::Unclear;
    }
    // A president and his administration are two; which of them spoke may be all the same to a report.
    if speaks_for(&x) != speaks_for(&y) {
        return Names::Unclear;
    }
    let proper = |name: &str| name.split_whitespace().any(|word| word.chars().next().is_some_and(char::is_uppercase));
    let within = |x: &[String], y: &[String]| x.iter().all(|word| y.iter().any(|other| close(word, other)));
    if within(&x, &y) || within(&y, &x) {
        return Names::Same;
    }
    if !proper(a) || !proper(b) {
        return Names::Unclear;
    }
    // "Election observers", "Observers from the Council": only a sentence's beginning gives them their capital.
    if same_group(a, b) {
        return Names::Unclear;
    }
    // People are one when their last names are and no first name speaks against it.
    let last = x.last().zip(y.last()).is_some_and(|(x, y)| close(x, y) && x.len() > 2);
    // A space lost before a name: "DailyMara Olin".
    let glued = |x: &str, y: &str| (y.len() >= 4 && x.ends_with(y)) || (x.len() >= 4 && y.ends_with(x));
    let first = x
        .first()
        .zip(y.first())
        .is_some_and(|(x, y)| close(x, y) || x.starts_with(y.as_str()) || y.starts_with(x.as_str()) || glued(x, y));
    if last && (first || x.len() != y.len()) { Names::Same } else { Names::Different }
}

/// Whether two names say one plural of people that one of them puts first.
fn same_group(a: &str, b: &str) -> bool {
    const OF: &[&str] = &[" at ", " for ", " from ", " in ", " led by ", " of ", " with "];
    let head = |name: &'_ str| {
        let end = OF.iter().filter_map(|of| name.find(of)).min().unwrap_or(name.len());
        let words = norms(name.get(..end).unwrap_or(name));
        words.last().cloned().filter(|word| word.len() >= 5 && word.ends_with('s')).map(|word| (word, words.len() == 1))
    };
    let first = |name: &str| OF.iter().any(|of| name.contains(of));
    matches!((head(a), head(b)), (Some(x), Some(y)) if x.0 == y.0 && (x.1 && first(a) || y.1 && first(b)))
}

/// Whether the words name nobody: "he", "they".
pub(super) fn is_pronoun(name: &str) -> bool {
    only_pronouns(&name_words(name))
}

fn only_pronouns(words: &[String]) -> bool {
    let own = |word: &str| matches!(word, "him" | "i" | "me" | "them");
    words.iter().all(|word| crate::group::words::is_stop(word) || own(word))
}

/// Whether a name is that of a body or person who speaks for the one it names: "the Olin administration", "a spokesman for Olin".
fn speaks_for(name: &[String]) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "administration", "adviser", "advisor", "aide", "ally", "attorney", "brother", "cabinet", "campaign", "comments", "daughter",
        "envoy", "family", "father", "foundation", "government", "husband", "lawyer", "mother", "office", "officials", "party",
        "remarks", "representative", "son", "spokesman", "spokesperson", "spokeswoman", "supporters", "team", "wife",
    ];
    name.iter().any(|word| WORDS.binary_search(&word.as_str()).is_ok())
}

/// Equal, or one letter apart in a word of five or more: transliterations and misspellings ("Zelensky", "Zelenskyy").
fn close(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.len() < 5 || long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long.iter()).take_while(|(x, y)| x == y).count();
    let rest = &long[same + 1..];
    rest == &short[same..] || (short.len() == long.len() && rest == &short[same + 1..])
}

/// The words of a name without articles and titles.
fn name_words(name: &str) -> Vec<String> {
    #[rustfmt::skip]
    const NOT_NAMES: &[&str] = &[
        "the", "a", "an", "mr", "mrs", "ms", "dr", "sir", "president", "mayor", "minister", "gen", "general", "ceo", "cfo", "coo", "cto", "mep", "mp", "mvp", "pm",
    ];
    let all = norms(name);
    let kept: Vec<String> = all.iter().filter(|word| !NOT_NAMES.contains(&word.as_str())).cloned().collect();
    if kept.is_empty() { all } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (a, b, expected) in [
            ("Mara Olin", "Olin", Names::Same),
            ("Mayor Mara Olin", "Mara Olin", Names::Same),
            ("Volodymyr Zelensky", "Volodymyr Zelenskyy", Names::Same),
            ("the BBC", "BBC Radio 4", Names::Same),
            ("Tomas Brandt", "Tomas Brand", Names::Same),
            ("Mara Olin", "Pavla Dorn", Names::Different),
            ("Mara Olin", "Ivo Olin", Names::Different),
            ("the Olin administration", "Mara Olin", Names::Unclear),
            ("an official", "Mara Olin", Names::Unclear),
            ("He", "Mara Olin", Names::Unclear),
        ] {
            assert_eq!(compare_names(Some(a), Some(b)), expected, "{a} / {b}");
        }
        assert_eq!(compare_names(None, Some("Mara Olin")), Names::Unclear);
    }
}
