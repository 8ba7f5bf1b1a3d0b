//! Which rows say enough to stand.
//!
//! A page with rows that say nothing is not believed. What only one report has stands when it tells something by itself: not
//! "the strike", which somebody condemned, nor "several signs". And what people say is told by the rows of statements: words such
//! as "urged" or "would agree" in it are no happenings beside it.

use super::align::{is_negator, weight};
use super::context::{Context, Names, compare_names};
use super::told::is_within_own;
use crate::holders::Holders;
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{
    AnnotatedReport, Event, EventStatus, Reading, Row, RowKind, Span, Statement, StatementKind, Verdict,
};

/// The rows without those that say too little or what another row says.
pub(super) fn kept(context: &Context, rows: Vec<Row>) -> Vec<Row> {
    let told: Vec<Told> = context.reports.iter().enumerate().map(|(i, report)| Told::of(i, report, &rows)).collect();
    let mut rows = rows;
    rows.retain(|row| {
        let alone = row.verdict == Verdict::OnlyOne;
        let readings = || present(row);
        match row.kind {
            RowKind::Statement => {
                !(alone
                    && readings().all(|(i, reading)| {
                        says_little(context, i, reading)
                            || asks_itself(context, i, reading)
                            || told[i].says_more(reading)
                            || told[i].takes_a_stand(reading)
                    }))
            }
            RowKind::Event => {
                let said = readings().all(|(i, reading)| told[i].says(reading, &told[i].shared));
                if row.is_untyped() && said && readings().any(|(i, reading)| told[i].says(reading, &told[i].quoted)) {
                    return false;
                }
                let open = readings().filter(|(i, reading)| !told[*i].tells(reading, alone)).count();
                // A request that only one report tells beside its statements is none that several tell.
                let least = if alone || !is_request(row) { 1 } else { 2 };
                open >= least || (!alone && row.is_untyped())
            }
            RowKind::Figure => {
                !(alone && readings().all(|(i, reading)| told[i].quotes(reading) || counts_little(reading)))
            }
            RowKind::Position => {
                !(alone
                    && readings().all(|(i, reading)| told[i].hits(reading) || telling(context, i, &reading.spans) < 2))
            }
            RowKind::Time | RowKind::Place => true,
        }
    });
    rows
}

/// The readings that are there, with the place of their report in the story.
fn present(row: &Row) -> impl Iterator<Item = (usize, &Reading)> {
    row.readings.iter().enumerate().filter(|(_, reading)| !reading.absent)
}

/// How many words tell something.
fn telling(context: &Context, report: usize, spans: &[Span]) -> usize {
    context.words(report, spans).iter().filter(|word| weight(&word.norm) > 0.0).count()
}

/// Whether a retelling is no more than a name for something: "an apology", "either account", "what". A clause says something,
/// and so does what denies ("not guilty").
fn says_little(context: &Context, report: usize, reading: &Reading) -> bool {
    /// Telling words of what nobody is known to have said.
    const OF_NOBODY: usize = 5;
    let text = |key: &str| reading.value.as_ref().and_then(|value| value.get(key)?.as_str());
    if text("kind") != Some("indirect") {
        return false;
    }
    let words = context.words(report, &reading.spans);
    let tells = telling(context, report, &reading.spans);
    let opens = |first: &str| matches!(first, "he" | "she" | "it" | "they" | "we" | "i" | "there" | "you");
    let clause = words.len() >= 3 && words.first().is_some_and(|word| opens(&word.norm));
    let denies = words.iter().any(|word| is_negator(&word.norm));
    let asked = words.first().is_some_and(|word| matches!(word.norm.as_str(), "if" | "whether"));
    (text("speaker").is_none() && (asked || tells < OF_NOBODY))
        || !(clause || denies) && (tells < 2 || tells == 2 && words.len() <= 4)
}

/// Whether the outlet itself speaks: in a printed interview the answers tell what it asked.
fn asks_itself(context: &Context, report: usize, reading: &Reading) -> bool {
    let read = &context.reports[report];
    let speaker = reading.value.as_ref().and_then(|value| value.get("speaker")?.as_str());
    let quoted = reading.value.as_ref().is_some_and(|value| value.get("kind").is_some_and(|kind| kind == "direct"));
    let outlet = read.report.outlet.as_deref();
    quoted && compare_names(speaker, outlet) == Names::Same
}

/// Types of what is done in words. What is done by hand is told by statements, too, but is a fact of its own.
const IN_WORDS: &[&str] =
    &["accuse", "agree", "concede", "consult", "other", "reject", "request", "support", "threaten"];

fn is_request(row: &Row) -> bool {
    let kind = |reading: &Reading| {
        reading.value.as_ref().is_some_and(|value| value.get("kind").is_some_and(|kind| kind == "request"))
    };
    present(row).all(|(_, reading)| kind(reading))
}

/// Small numbers of things that are no measure: "two audiences", "several signs", "four" of nothing; and the age of nobody who is named.
fn counts_little(reading: &Reading) -> bool {
    const SMALL: f64 = 3.0;
    /// Of nothing that is named.
    const BARE: f64 = 13.0;
    let Some(value) = &reading.value else { return false };
    let text = |key: &str| value.get(key).and_then(|value| value.as_str());
    let size = ["high", "low"].iter().find_map(|key| value.get(*key)?.as_f64());
    let least = if text("unit").is_none() { BARE } else { SMALL };
    match text("finer").or(text("measures")) {
        Some("count" | "other") => size.is_none_or(|size| size <= least),
        Some("age") => text("whose").is_none(),
        _ => false,
    }
}

/// What the statements of a report tell.
struct Told<'r> {
    /// What somebody says within what the same one says: "warned of invasions" in "warned that victory would result in invasions".
    within: BTreeSet<String>,
    /// What only names the thing that somebody stands for or against, in a row of positions.
    stands: BTreeSet<String>,
    events: BTreeMap<String, &'r Event>,
    /// The words by which something is said to be said.
    cues: Holders<()>,
    /// What is said.
    contents: Holders<()>,
    /// What is said in a row that several reports have.
    shared: Holders<()>,
    /// What of it stands in quotation marks.
    quoted: Holders<()>,
    figures: BTreeMap<String, Span>,
    /// Words for violence that is done, not argued.
    attacks: Holders<()>,
}

impl<'r> Told<'r> {
    fn of(index: usize, report: &'r AnnotatedReport, rows: &[Row]) -> Self {
        let events = report.events.iter().chain(&report.occurrences);
        let statements = || report.statements.iter();
        let several = rows.iter().filter(|row| row.kind == RowKind::Statement && row.verdict != Verdict::OnlyOne);
        let own = several.filter_map(|row| row.readings.get(index));
        let direct = |reading: &&Reading| {
            reading.value.as_ref().is_some_and(|value| value.get("kind").is_some_and(|kind| kind == "direct"))
        };
        let quoted = own.clone().filter(direct);
        let by_id: BTreeMap<_, _> = statements().map(|statement| (statement.id, statement)).collect();
        let inner = |statement: &&Statement| {
            statement.kind != StatementKind::Direct && is_within_own(statement, |id| by_id.get(&id).copied())
        };
        let positions =
            rows.iter().filter(|row| row.kind == RowKind::Position).filter_map(|row| row.readings.get(index));
        let positions: BTreeSet<&str> = positions.flat_map(|reading| reading.ids.iter().map(String::as_str)).collect();
        let standing = report.positions.iter().filter(|position| positions.contains(position.id.to_string().as_str()));
        let stands = standing.filter_map(|position| {
            let statement = by_id.get(&position.statement?)?;
            let object = matches!(statement.why.as_str(), "object" | "object+" | "of-noun" | "of-noun+");
            let whole = statement.content.len() == 1 && statement.content.first() == Some(&position.issue);
            (object && whole && statement.kind == StatementKind::Indirect).then(|| statement.id.to_string())
        });
        Told {
            stands: stands.collect(),
            within: statements().filter(inner).map(|statement| statement.id.to_string()).collect(),
            events: events.map(|event| (event.id.to_string(), event)).collect(),
            cues: Holders::of(statements().filter_map(|statement| statement.cue).map(|span| (span, ()))),
            contents: Holders::of(statements().flat_map(|s| s.content.iter().copied()).map(|span| (span, ()))),
            quoted: Holders::of(quoted.flat_map(|reading| reading.spans.iter().copied()).map(|span| (span, ()))),
            shared: Holders::of(own.flat_map(|reading| reading.spans.iter().copied()).map(|span| (span, ()))),
            attacks: Holders::of(report.events.iter().filter(|event| event.kind == "assault").map(|e| (e.trigger, ()))),
            figures: report.figures.iter().map(|figure| (figure.id.to_string(), figure.span)).collect(),
        }
    }

    /// Whether all of a reading stands in what the same one is said to have said.
    fn says_more(&self, reading: &Reading) -> bool {
        !reading.ids.is_empty() && reading.ids.iter().all(|id| self.within.contains(id))
    }

    /// Whether all of a reading takes a stand on something rather than saying a clause: "rejected the remarks" has a row of positions.
    fn takes_a_stand(&self, reading: &Reading) -> bool {
        !reading.ids.is_empty() && reading.ids.iter().all(|id| self.stands.contains(id))
    }

    /// Whether all events of a reading stand in some of what is said: "cares" of "who cares about water".
    fn says(&self, reading: &Reading, said: &Holders<()>) -> bool {
        let mut triggers = reading.ids.iter().filter_map(|id| self.events.get(id).map(|event| event.trigger));
        !reading.ids.is_empty() && triggers.all(|trigger| !said.around(trigger).is_empty())
    }

    /// Whether the statements tell every event of a reading.
    fn tells(&self, reading: &Reading, alone: bool) -> bool {
        let events: Vec<&Event> = reading.ids.iter().filter_map(|id| self.events.get(id).copied()).collect();
        !events.is_empty() && events.iter().all(|event| self.tells_event(event, alone))
    }

    fn tells_event(&self, event: &Event, alone: bool) -> bool {
        let nobody = event.actors.is_empty() && event.targets.is_empty() && event.place.is_none();
        if alone && nobody && event.figures.is_empty() {
            return true;
        }
        let in_words = IN_WORDS.contains(&event.kind.as_str());
        let open = matches!(event.status, EventStatus::Hypothetical | EventStatus::Planned);
        // An agreement or demand that is only hoped for has not happened.
        let named = event.actors.iter().any(|who| who.entity.is_some());
        let hoped = in_words && open && !named && !matches!(event.kind.as_str(), "consult" | "other");
        let said = !self.contents.around(event.trigger).is_empty();
        let cue = !self.cues.overlapping(event.trigger).is_empty();
        (in_words && (cue || said)) || hoped || (alone && open && said)
    }

    /// Whether a reading's words begin with violence: who attacks a market takes no stand on it.
    fn hits(&self, reading: &Reading) -> bool {
        let begins = |span: &Span| self.attacks.overlapping(Span::new(span.start, span.end.min(span.start + 1)));
        reading.spans.iter().all(|span| !begins(span).is_empty())
    }

    /// Whether all of a reading's figures stand in what several reports have somebody say.
    fn quotes(&self, reading: &Reading) -> bool {
        let spans: Vec<Span> = reading.ids.iter().filter_map(|id| self.figures.get(id).copied()).collect();
        !spans.is_empty() && spans.iter().all(|span| !self.shared.around(*span).is_empty())
    }
}
