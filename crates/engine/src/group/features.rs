//! What grouping keeps of a report: its words with their weights, its passages, its dates, its facts.
//!
//! A report is read once; pairs are then verified from these features alone, so that a record of a
//! hundred thousand reports can be grouped without their texts in memory.

use super::dates;
use super::words::{Word, content_words, is_stop, words};
use crate::extent::is_wide;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use variorum_record::{
    AnnotatedReport, Effect, EntityKind, Figure, Measure, MentionForm, PartKind, Place, Span, StatementKind,
};

/// Words in a shared passage. Four: of pairs of long reports on one event in ECB+ topics 1-35 and Giveme5W1H dev,
/// two thirds share such a passage; of pairs that only look alike, a quarter.
pub(super) const RUN: usize = 4;

/// A report with fewer words than this may well share no passage with another on the same event.
pub(super) const LONG: u32 = 150;

/// The words in which a report names whom it is about. Set by hand.
const OPENING: usize = 90;

/// The words at the top that say which event it is. Tuned on ECB+ topics 1-35, half against half; flat from 25 to 30.
const LEAD: usize = 25;

/// A report of fewer words may not come to where it happened: its title said so. Set on Giveme5W1H dev.
const TELLS: usize = 25;

/// What grouping keeps of a report.
#[derive(Clone, Debug, Default)]
pub(super) struct Features {
    /// Its id.
    pub id: String,
    /// Day of publication, counted from an arbitrary day.
    pub day: Option<i32>,
    /// The day of its main event, where the text and the publication date tell.
    pub event_day: Option<i32>,
    /// The day its first lines name.
    pub lead_day: Option<i32>,
    /// Its words, by term id.
    pub terms: Vec<Term>,
    /// Its passages of [`RUN`] words that could identify it, by hash.
    pub runs: Vec<Run>,
    /// Ordinal numbers of named things ("12th package") near the top: term of the thing, number.
    pub ordinals: Vec<(u32, u32)>,
    /// The quarters of years that its first lines are about, counted from the year 0.
    pub quarters: Vec<u32>,
    /// Whether its top tells of something long past: an anniversary, "twenty years after".
    pub looks_back: bool,
    /// Whether it names no day at all although it is long enough to: a portrait, a background piece.
    pub names_no_day: bool,
    /// The last day on which it says that something happened: it cannot be older than that.
    pub not_before: Option<i32>,
    /// Last words of the names of those who are killed, as its top has it, by term id.
    pub victims: Vec<u32>,
    /// The towns that its title and first lines name.
    pub towns: Vec<Town>,
    /// How many were killed, as its first lines have it before anything else.
    pub toll: Option<u32>,
    /// Number of words.
    pub words: u32,
}

/// A word of a report.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub id: u32,
    /// How much the report makes of it: how often, how early, as a name or not. Rarity is not in it.
    pub weight: f32,
    /// Whether it is mostly written with a capital.
    pub name: bool,
    /// Whether it stands among the first [`LEAD`] words.
    pub lead: bool,
    /// Where it stands first; empty when only the stated title has it.
    pub span: Span,
}

/// A town that a report names at the top.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Town {
    /// The words of its name that are kept of a report, by term id.
    pub words: Vec<u32>,
    /// Degrees north and east, where known.
    pub at: Option<(f32, f32)>,
}

/// A passage or fact that two reports can share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    pub hash: u64,
    pub kind: RunKind,
    pub span: Span,
}

/// What is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RunKind {
    /// Words inside quotation marks.
    Quote,
    /// Words of the outlet.
    Passage,
    /// A count of what happened.
    Figure,
    /// A kind of event at a place on a day.
    Event,
    /// A name with the words that say who it is: evidence among reports of one time, none between reports of two.
    Presentation,
}

impl RunKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            RunKind::Passage | RunKind::Presentation => "shared-passage",
            RunKind::Quote => "shared-quote",
            RunKind::Figure => "shared-figure",
            RunKind::Event => "same-event-place-and-date",
        }
    }
}

/// Gives words numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<String, u32>,
    /// Documents that hold each term, and the share of general English documents that do.
    pub counts: Vec<(u32, f32)>,
    /// The documents that held each term when a step of a large record was reached, by [`Vocabulary::measure`], and how
    /// many there were.
    pub measured: Vec<u32>,
}

impl Vocabulary {
    fn id(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = self.counts.len() as u32;
        self.ids.insert(word.to_string(), id);
        self.counts.push((0, crate::background::share(word) as f32));
        id
    }
}

impl Vocabulary {
    /// The words with their ids, in no order.
    pub(super) fn words(&self) -> impl Iterator<Item = (&String, u32)> {
        self.ids.iter().map(|(word, id)| (word, *id))
    }

    /// Adds the next word.
    pub(super) fn put(&mut self, word: &str, count: u32, share: f32) {
        self.ids.insert(word.to_string(), self.counts.len() as u32);
        self.counts.push((count, share));
    }

    /// From now on, what is rare is what is rare now.
    pub(super) fn measure(&mut self) {
        self.measured = self.counts.iter().map(|(count, _)| *count).collect();
    }

    /// Takes back what reading an excerpt has counted, so that its words do not count twice.
    pub(super) fn forget(&mut self, features: &Features) {
        for term in &features.terms {
            let count = &mut self.counts[term.id as usize].0;
            *count = count.saturating_sub(1);
        }
    }
}

/// Reads a report.
pub(super) fn read(report: &AnnotatedReport, vocabulary: &mut Vocabulary) -> Features {
    let parts = content_words(report);
    let titled = report.parts.iter().any(|part| part.kind == PartKind::Title);
    let title = report.report.title.as_deref().filter(|_| !titled).unwrap_or_default();
    let title_words = super::words::words(title, Span::new(0, title.len()));
    let total: usize = parts.iter().map(Vec::len).sum();
    Features {
        id: report.report.id.clone(),
        day: report.report.dated().and_then(dates::day),
        event_day: dates::event_day(report),
        lead_day: dates::lead_day(report),
        terms: terms(&title_words, &parts, vocabulary),
        runs: runs(report, &parts),
        ordinals: ordinals(&title_words, &parts, vocabulary),
        quarters: dates::lead_quarters(report),
        looks_back: looks_back(&title_words, &parts),
        // One that was not read, for it is in another language, names nothing.
        names_no_day: total >= dates::NAMES_A_DAY && !report.times.is_empty() && !dates::names_day(report),
        not_before: dates::not_before(report),
        victims: victims(report, &parts, vocabulary),
        towns: if total >= TELLS { towns(report, vocabulary) } else { Vec::new() },
        toll: toll(report),
        words: total as u32,
    }
}

fn terms(title: &[Word], parts: &[Vec<Word>], vocabulary: &mut Vocabulary) -> Vec<Term> {
    struct Seen {
        count: u32,
        marked: u32,
        place: usize,
        span: Span,
    }
    let mut seen: BTreeMap<&str, Seen> = BTreeMap::new();
    let title = title.iter().map(|word| (word, true));
    let body = parts.iter().flatten().map(|word| (word, false));
    for (place, (word, stated)) in title.chain(body).enumerate() {
        if !is_term(word) {
            continue;
        }
        let span = if stated { Span::default() } else { word.span };
        let entry = seen.entry(&word.norm).or_insert(Seen { count: 0, marked: 0, place, span });
        entry.count += 1;
        entry.marked += u32::from(word.marked);
        if entry.span.is_empty() {
            entry.span = span;
        }
    }
    let mut terms: Vec<Term> = seen
        .into_iter()
        .map(|(word, seen)| {
            let name = seen.marked * 2 >= seen.count;
            // Tuned on Giveme5W1H dev and ECB+ topics 1-35 together: names weigh nearly twice as much as other words,
            // and the first words of a report twice as much as its last.
            let early = 1.0 + (-(seen.place as f32) / 60.0).exp();
            let weight = (1.0 + (seen.count as f32).ln()) * early * if name { 1.8 } else { 1.0 };
            Term {
                id: vocabulary.id(word),
                weight,
                name: name && !word.starts_with(|c: char| c.is_ascii_digit()) && !crate::months::is_calendar(word),
                lead: seen.place < LEAD,
                span: seen.span,
            }
        })
        .collect();
    terms.sort_by_key(|term| term.id);
    for term in &terms {
        vocabulary.counts[term.id as usize].0 += 1;
    }
    terms
}

/// Whether a word is kept: it says something and is no single letter.
fn is_term(word: &Word) -> bool {
    !is_stop(&word.norm) && word.norm.chars().nth(1).is_some()
}

/// "On the anniversary", "twenty years after" at the top: the report is about something else than what it retells.
fn looks_back(title: &[Word], parts: &[Vec<Word>]) -> bool {
    const TOP: usize = 40;
    let top: Vec<&Word> = title.iter().chain(parts.iter().flatten()).take(TOP + title.len()).collect();
    let since = |words: &[&Word]| {
        let [count, years, after] = words else { return false };
        matches!(years.norm.as_str(), "year" | "years" | "decade" | "decades")
            && matches!(after.norm.as_str(), "after" | "on" | "since")
            // "their first cup in 39 years, after a final without goals" is of today.
            && after.span.start == years.span.end + 1
            && !matches!(count.norm.as_str(), "this" | "last" | "next" | "the" | "that")
    };
    top.iter().any(|word| word.norm == "anniversary") || top.windows(3).any(since)
}

/// Passages of [`RUN`] words with at least two plain content words (a row of names and function words identifies
/// nothing), and the report's countable facts.
fn runs(report: &AnnotatedReport, parts: &[Vec<Word>]) -> Vec<Run> {
    let quoted: Vec<Span> = report
        .statements
        .iter()
        .filter(|statement| statement.kind != StatementKind::Indirect)
        .flat_map(|statement| &statement.content)
        .copied()
        .collect();
    let presentations = presentations(report);
    let mut runs = Vec::new();
    for words in parts {
        for window in words.windows(RUN) {
            let plain = window.iter().filter(|word| !word.marked && word.norm.len() > 2 && !is_stop(&word.norm));
            let plain: Vec<Span> = plain.map(|word| word.span).collect();
            if plain.len() < 2 {
                continue;
            }
            let told = plain[0].cover(plain[plain.len() - 1]);
            let span = window[0].span.cover(window[RUN - 1].span);
            let hash = hash(window.iter().map(|word| word.norm.as_str()));
            let next = presentations.partition_point(|presentation| presentation.end < told.end);
            let kind = if quoted.iter().any(|quote| quote.contains(span)) {
                RunKind::Quote
            } else if presentations.get(next).is_some_and(|presentation| presentation.contains(told)) {
                RunKind::Presentation
            } else {
                RunKind::Passage
            };
            runs.push(Run { hash, kind, span });
        }
    }
    for figure in &report.figures {
        let told = matches!(
            figure.measures,
            Measure::Killed
                | Measure::Injured
                | Measure::Missing
                | Measure::Detained
                | Measure::Displaced
                | Measure::Launched
        );
        if let (true, Some(low)) = (told, figure.low.filter(|low| *low > 4.0)) {
            let hash = hash(["figure", &format!("{:?}", figure.measures), &low.to_string()].into_iter());
            runs.push(Run { hash, kind: RunKind::Figure, span: figure.span });
        }
    }
    for event in &report.events {
        let place = event.place.and_then(|i| report.places.get(i)).and_then(|place| place.geonames);
        let day =
            event.time.and_then(|i| report.times.get(i)).and_then(|time| time.value.as_deref()).and_then(dates::day);
        if let (Some(place), Some(day)) = (place, day) {
            let hash = hash(["event", &event.kind, &place.to_string(), &day.to_string()].into_iter());
            runs.push(Run { hash, kind: RunKind::Event, span: event.trigger });
        }
    }
    runs.sort();
    runs.dedup_by_key(|run| run.hash);
    runs
}

/// "Regional governor Mara Olin": a name with the words before it that say who somebody is, in order. They are the same
/// whenever somebody is named, and so say nothing of when and what.
fn presentations(report: &AnnotatedReport) -> Vec<Span> {
    let people = report.entities.iter().filter(|entity| entity.kind == EntityKind::Person && !entity.roles.is_empty());
    let mut spans: Vec<Span> = people
        .flat_map(|person| {
            let roles: BTreeSet<String> = person
                .roles
                .iter()
                .flat_map(|role| words(role, Span::new(0, role.len())))
                .map(|word| word.norm)
                .collect();
            let named = person.mentions.iter().filter(|mention| mention.form == MentionForm::Name);
            named.map(move |mention| {
                let line = report.text[..mention.span.start].rfind('\n').map_or(0, |at| at + 1);
                let before = words(&report.text, Span::new(line, mention.span.start));
                let role = before.iter().rev().take_while(|word| roles.contains(&word.norm) || word.norm == "the");
                Span::new(role.last().map_or(mention.span.start, |word| word.span.start), mention.span.end)
            })
        })
        .collect();
    spans.sort_unstable_by_key(|span| (span.end, span.start));
    spans
}

/// The last words of the names of people who were killed and are named in the first [`OPENING`] words: they tell a crime or an accident
/// from another of its kind. Where many died, reports name whom they like.
fn victims(report: &AnnotatedReport, parts: &[Vec<Word>], vocabulary: &mut Vocabulary) -> Vec<u32> {
    const MANY: f64 = 4.0;
    let many = |figure: &Figure| figure.measures == Measure::Killed && figure.low.is_some_and(|low| low >= MANY);
    if report.figures.iter().any(many) {
        return Vec::new();
    }
    let Some(end) = parts.iter().flatten().take(OPENING).last().map(|word| word.span.end) else { return Vec::new() };
    let killed = report.events.iter().filter(|event| !event.negated).flat_map(|event| &event.targets);
    let killed = killed.filter(|target| target.effect == Some(Effect::Killed)).filter_map(|target| target.entity);
    let mut victims: Vec<u32> = report
        .entities
        .iter()
        .filter(|entity| entity.kind == EntityKind::Person && killed.clone().any(|id| id == entity.id))
        .filter(|entity| {
            entity.mentions.iter().any(|mention| mention.form == MentionForm::Name && mention.span.end <= end)
        })
        .filter_map(|entity| words(&entity.name, Span::new(0, entity.name.len())).pop())
        .map(|word| vocabulary.id(&word.norm))
        .collect();
    victims.sort_unstable();
    victims.dedup();
    victims
}

/// The towns that the title and first lines name: where it happened, if anything did. A region or country is too large to
/// tell one event from another.
fn towns(report: &AnnotatedReport, vocabulary: &mut Vocabulary) -> Vec<Town> {
    let Some(lead) = dates::lead(report) else { return Vec::new() };
    let content: Vec<Span> = report.parts.iter().filter(|part| part.kind.is_content()).map(|part| part.span).collect();
    let is_town = |place: &&Place| {
        lead.contains(place.span)
            && content.iter().any(|part| part.contains(place.span))
            && !place.metonym
            && is_wide(&report.text, place) != Some(true)
    };
    let town = |place: &Place| Town {
        words: words(&report.text, place.span)
            .iter()
            .filter(|word| is_term(word))
            .map(|word| vocabulary.id(&word.norm))
            .collect(),
        at: place.lat.zip(place.lon).map(|(lat, lon)| (lat as f32, lon as f32)),
    };
    let mut towns: Vec<Town> = report.places.iter().filter(is_town).map(town).collect();
    towns.retain(|town| !town.words.is_empty());
    towns.dedup();
    towns
}

/// The first toll of the title and first lines; "two more" is none.
fn toll(report: &AnnotatedReport) -> Option<u32> {
    let lead = dates::lead(report)?;
    let text = report.text.as_str();
    let added = |figure: &Figure| {
        let Span { start, end } = figure.span;
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1).max(lead.start);
        let next = end + text[end..].split_inclusive(char::is_whitespace).take(2).map(str::len).sum::<usize>();
        let before = words(text, Span::new(line, start)).into_iter().rev().take(2);
        let after = words(text, Span::new(end, next));
        before.chain(words(text, figure.span)).chain(after).any(|word| {
            matches!(word.norm.as_str(), "more" | "another" | "further" | "additional" | "other" | "others")
        })
    };
    let is_toll = |figure: &&Figure| {
        figure.measures == Measure::Killed
            && figure.of.is_none()
            && figure.standing.is_none()
            && lead.contains(figure.span)
            && !added(figure)
    };
    let first = report.figures.iter().find(is_toll)?;
    first.low.filter(|low| *low >= 1.0).map(|low| low as u32)
}

/// "12th package", "third package": numbers that tell members of a series apart, near the top of the report.
fn ordinals(title: &[Word], parts: &[Vec<Word>], vocabulary: &mut Vocabulary) -> Vec<(u32, u32)> {
    const TOP: usize = 60;
    let top: Vec<&Word> = title.iter().chain(parts.iter().flatten()).take(TOP + title.len()).collect();
    let mut out = Vec::new();
    for pair in top.windows(2) {
        let [number, thing] = pair else { continue };
        let Some(value) = ordinal(&number.norm) else { continue };
        let plain = !thing.marked && thing.norm.len() > 3 && !is_stop(&thing.norm);
        let series = !matches!(
            thing.norm.as_str(),
            "time"
                | "year"
                | "month"
                | "week"
                | "night"
                | "quarter"
                | "century"
                | "grade"
                | "floor"
                | "district"
                | "person"
        );
        if plain && series && !crate::months::is_calendar(&thing.norm) {
            out.push((vocabulary.id(&thing.norm), value));
        }
    }
    out.sort();
    out.dedup();
    out
}

fn ordinal(word: &str) -> Option<u32> {
    const WORDS: &[&str] = &[
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    if let Some(i) = WORDS.iter().position(|w| *w == word) {
        return Some(i as u32 + 3);
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    if matches!(suffix, "st" | "nd" | "rd" | "th") { digits.parse().ok() } else { None }
}

/// FNV-1a with a separator after every word: the same on every machine and in every version.
pub(super) fn hash<'w>(words: impl Iterator<Item = &'w str>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in words.flat_map(|word| word.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}
