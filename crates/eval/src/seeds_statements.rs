//! Who said what in the five seed reports: quotation segments, speakers, indirect statements, media, positions.
//!
//! Reads `gold.json` of the seeds folder. Definitions:
//! - a *segment* is exact when a quotation has the same bytes between its marks; any other quotation is false.
//! - the *speaker of a segment* is that of the smallest statement whose content covers at least four fifths of it. He is
//!   right when his entity is the gold's person, compared by the mentions that both name; *unknown* when the
//!   statement has no entity. Where the gold has nobody by name (a reporter), no entity is right.
//! - an *indirect statement* is found when one statement's content covers at least four fifths of it; its source is
//!   right when the entity is the gold's, or the speaker's words overlap the gold's, or both have none.
//! - the *medium* is right when its words overlap the gold's; asked only where the gold does not infer it.
//! - a *position* is found when one with the same holder overlaps the gold's evidence.

use crate::{EvalError, Score};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use variorum_record::{AnnotatedReport, EntityId, Report, Span, Statement};

#[derive(Deserialize)]
struct Gold {
    documents: Vec<Document>,
    entities: BTreeMap<String, Vec<Thing>>,
    positions: Vec<Position>,
}

#[derive(Deserialize)]
struct Document {
    id: String,
    file: String,
    quotes: Vec<Item>,
    indirect: Vec<Item>,
}

#[derive(Deserialize)]
struct Thing {
    id: String,
    mentions: Vec<Place>,
}

#[derive(Clone, Deserialize)]
struct Place {
    doc: String,
    byte: (usize, usize),
}

impl Place {
    fn span(&self) -> Span {
        Span::new(self.byte.0, self.byte.1)
    }
}

#[derive(Deserialize)]
struct Item {
    id: String,
    content: Place,
    speaker: String,
    speaker_span: Option<Place>,
    medium_span: Option<Place>,
    #[serde(default)]
    medium_inferred: bool,
}

#[derive(Deserialize)]
struct Position {
    issue: String,
    holder: String,
    evidence: Vec<Place>,
}

#[derive(Default)]
struct Counts {
    exact: usize,
    segments: usize,
    false_segments: usize,
    right: usize,
    wrong: usize,
    unknown: usize,
    found: usize,
    sourced: usize,
    indirect: usize,
    media: usize,
    media_right: usize,
    misses: Vec<String>,
}

/// Scores the seeds.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let error = |path: &Path, e: &dyn std::fmt::Display| EvalError(format!("{}: {e}", path.display()));
    let path = dir.join("gold.json");
    let text = std::fs::read_to_string(&path).map_err(|e| error(&path, &e))?;
    let gold: Gold = serde_json::from_str(&text).map_err(|e| error(&path, &e))?;
    let engine = crate::engine()?;
    let mut counts = Counts::default();
    let mut reports: BTreeMap<String, AnnotatedReport> = BTreeMap::new();
    for document in &gold.documents {
        let path = dir.join(&document.file);
        let text = std::fs::read_to_string(&path).map_err(|e| error(&path, &e))?;
        let report = engine.annotate(&Report { text, ..Report::default() });
        segments(document, &report, &mut counts);
        for item in &document.quotes {
            speaker(&gold, document, item, &report, &mut counts);
        }
        for item in &document.indirect {
            indirect(&gold, document, item, &report, &mut counts);
        }
        reports.insert(document.id.clone(), report);
    }
    let positions = positions(&gold, &reports, &mut counts);
    let all: usize = reports.values().map(|report| report.positions.len()).sum();
    let count = |name: &str, value: usize, note: String| Score { name: name.into(), value: value as f64, note };
    let mut scores = vec![
        count("segments exact", counts.exact, format!("of {}", counts.segments)),
        count("segments false", counts.false_segments, String::new()),
        count("speakers right", counts.right, format!("of {}", counts.segments)),
        count("speakers wrong", counts.wrong, String::new()),
        count("speakers unknown", counts.unknown, String::new()),
        count("indirect found", counts.found, format!("of {}", counts.indirect)),
        count("indirect found with the right source", counts.sourced, format!("of {}", counts.indirect)),
        count("media right", counts.media_right, format!("of {} not inferred", counts.media)),
        count("positions found", positions, format!("of {}; {all} given", gold.positions.len())),
    ];
    scores.extend(counts.misses.iter().map(|miss| Score { name: "  miss".into(), value: 0.0, note: miss.clone() }));
    Ok(scores)
}

fn segments(document: &Document, report: &AnnotatedReport, counts: &mut Counts) {
    let quotations = variorum_engine::quotes::find(&report.text, &report.parts).0;
    counts.segments += document.quotes.len();
    let gold: Vec<Span> = document.quotes.iter().map(|item| item.content.span()).collect();
    counts.exact += gold.iter().filter(|span| quotations.iter().any(|quotation| quotation.inner == **span)).count();
    for quotation in quotations.iter().filter(|quotation| !gold.contains(&quotation.inner)) {
        counts.false_segments += 1;
        counts.misses.push(format!("{} false segment {:?}", document.id, quotation.inner.of(&report.text)));
    }
}

/// The smallest statement that covers four fifths of a span.
fn covering(report: &AnnotatedReport, span: Span) -> Vec<&Statement> {
    let share = |statement: &&Statement| {
        statement.content.iter().map(|c| c.end.min(span.end).saturating_sub(c.start.max(span.start))).sum::<usize>() * 5
            >= span.len() * 4
    };
    let mut found: Vec<&Statement> = report.statements.iter().filter(share).collect();
    found.sort_by_key(|statement| (statement.content.iter().map(|c| c.len()).sum::<usize>(), statement.id));
    found
}

/// The gold's entity that an entity of ours is, by the mentions they share.
fn canonical<'g>(gold: &'g Gold, document: &str, report: &AnnotatedReport, id: EntityId) -> Option<&'g str> {
    let ours = report.entities.iter().find(|entity| entity.id == id)?;
    let named = |form: variorum_record::MentionForm| form == variorum_record::MentionForm::Name;
    let spans: Vec<Span> =
        ours.mentions.iter().filter(|mention| named(mention.form)).map(|mention| mention.span).collect();
    let shared = |thing: &&Thing| {
        let theirs = thing.mentions.iter().filter(|place| place.doc == document).map(Place::span);
        theirs.filter(|span| spans.iter().any(|ours| ours.overlaps(*span))).count()
    };
    let all = gold.entities.values().flatten();
    all.filter(|thing| shared(thing) > 0).max_by_key(shared).map(|thing| thing.id.as_str())
}

fn speaker(gold: &Gold, document: &Document, item: &Item, report: &AnnotatedReport, counts: &mut Counts) {
    let statement = covering(report, item.content.span()).into_iter().next();
    let person = statement.and_then(|statement| statement.speaker.as_ref());
    let entity = person.and_then(|speaker| speaker.entity);
    let found = entity.map(|id| canonical(gold, &document.id, report, id).unwrap_or("?"));
    let nobody = !item.speaker.starts_with("P-");
    match found {
        Some(found) if found == item.speaker => counts.right += 1,
        None if nobody => counts.right += 1,
        Some(_) => counts.wrong += 1,
        None => counts.unknown += 1,
    }
    if found != Some(item.speaker.as_str()) && !(nobody && found.is_none()) {
        let words = person.and_then(|speaker| speaker.span).map_or("-", |span| span.of(&report.text));
        let why = statement.map_or("no statement", |statement| statement.why.as_str());
        counts.misses.push(format!("{} speaker {} is {found:?} {words:?} [{why}]", item.id, item.speaker));
    }
    medium(item, statement, report, counts);
}

fn indirect(gold: &Gold, document: &Document, item: &Item, report: &AnnotatedReport, counts: &mut Counts) {
    counts.indirect += 1;
    let statements = covering(report, item.content.span());
    let right = |statement: &&&Statement| {
        let Some(speaker) = &statement.speaker else { return item.speaker_span.is_none() };
        let entity = speaker.entity.and_then(|id| canonical(gold, &document.id, report, id));
        let words =
            speaker.span.zip(item.speaker_span.as_ref()).is_some_and(|(ours, theirs)| ours.overlaps(theirs.span()));
        entity == Some(item.speaker.as_str()) || words
    };
    let sourced = statements.iter().find(right).copied();
    counts.found += usize::from(!statements.is_empty());
    counts.sourced += usize::from(sourced.is_some());
    if sourced.is_none() {
        let ours = statements.first().map(|statement| {
            let words =
                statement.speaker.as_ref().and_then(|speaker| speaker.span).map_or("-", |span| span.of(&report.text));
            format!("{words:?} [{}]", statement.why)
        });
        counts.misses.push(format!(
            "{} indirect {} {:?}: {ours:?}",
            item.id,
            item.speaker,
            item.content.span().of(&report.text)
        ));
    }
    medium(item, sourced.or(statements.first().copied()), report, counts);
}

fn medium(item: &Item, statement: Option<&Statement>, report: &AnnotatedReport, counts: &mut Counts) {
    let Some(gold) = item.medium_span.as_ref().filter(|_| !item.medium_inferred) else { return };
    counts.media += 1;
    let ours = statement.and_then(|statement| statement.medium.as_ref());
    if ours.is_some_and(|medium| medium.span.overlaps(gold.span())) {
        counts.media_right += 1;
    } else {
        let name = ours.map_or("-", |medium| medium.name.as_str());
        counts.misses.push(format!("{} medium {:?} is {name:?}", item.id, gold.span().of(&report.text)));
    }
}

fn positions(gold: &Gold, reports: &BTreeMap<String, AnnotatedReport>, counts: &mut Counts) -> usize {
    let mut found = 0;
    for position in &gold.positions {
        let hit = position.evidence.iter().any(|place| {
            let Some(report) = reports.get(&place.doc) else { return false };
            report.positions.iter().any(|ours| {
                let near = ours.evidence.iter().any(|span| span.overlaps(place.span()));
                let holder = ours.holder.entity.and_then(|id| canonical(gold, &place.doc, report, id));
                near && holder == Some(position.holder.as_str())
            })
        });
        found += usize::from(hit);
        if !hit {
            counts.misses.push(format!("position {} on {:?}", position.holder, position.issue));
        }
    }
    found
}
