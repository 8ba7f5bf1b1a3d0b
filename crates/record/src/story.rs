//! What many reports say together: stories, their rows and readings, and who derives from whom.

use crate::Span;
use serde::{Deserialize, Serialize};

/// Reports of the same real events, and what they say fact by fact: a line of `stories.jsonl`.
///
/// Spans inside a story point into the text of the report named beside them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// `story-` and the number of its first report, counted from 1: it stays the same when reports come later.
    pub id: String,
    /// A headline that stands in one of the reports, or the fact most of them share.
    pub title: String,
    /// Ids of its reports, in input order.
    pub reports: Vec<String>,
    /// The verified links that hold it together.
    pub why: Vec<Link>,
    /// Pairs that came close and were kept apart: a near miss has a reason too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why_not: Vec<Link>,
    /// Which stretches of a report belong here, for reports (live pages, round-ups) that belong to several stories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passages: Vec<Membership>,
    /// What a person decided about its reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// One per fact.
    pub rows: Vec<Row>,
    /// Who copied from or cites whom.
    pub derivations: Vec<Derivation>,
    /// What each report leaves out of what the others tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
}

/// A report that belongs to a story with some of its passages only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// Which report.
    pub report: String,
    /// The stretches that belong to the story, in order.
    pub spans: Vec<Span>,
}

/// What a person decided about which reports tell one story: a line of `decisions.jsonl`. It overrules the evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What was decided.
    pub decision: DecisionKind,
    /// The reports it is about.
    pub reports: Vec<String>,
    /// `split`: the reports they are kept apart from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// Who decided, as they call themselves.
    pub by: String,
    /// When, as they wrote it: no clock is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Their reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// The decisions a person can take on a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecisionKind {
    /// These reports tell one story.
    Merge,
    /// These reports tell another story than those in `from`.
    Split,
    /// These reports are a story, whole: none leaves it and none joins.
    Pin,
}

/// Two reports and the evidence that they tell the same event (or, in `why_not`, that they do not).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// One report.
    pub a: String,
    /// The other. In `why_not` it may lie outside the story.
    pub b: String,
    /// How strong the link is; at or above the threshold it joins.
    pub score: f64,
    /// What speaks for (or against) it.
    pub evidence: Vec<LinkEvidence>,
}

/// One reason for or against a link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkEvidence {
    /// `shared-quote`, `shared-name`, `shared-figure`, `same-place-and-date`, `different-date`…
    pub kind: String,
    /// How much it adds to the link's score; negative when it speaks against.
    pub weight: f64,
    /// The words in `a`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a: Option<Span>,
    /// The words in `b`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub b: Option<Span>,
}

/// One fact, with every report's reading beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// `r1`, `r2`… within the story.
    pub id: String,
    /// What kind of fact.
    pub kind: RowKind,
    /// The fact in words, for a person.
    pub label: String,
    /// One per report of the story, in the story's order.
    pub readings: Vec<Reading>,
    /// How the readings stand to each other.
    pub verdict: Verdict,
    /// How pairs of readings differ.
    pub differences: Vec<Difference>,
    /// Where the fact comes from.
    pub origins: Vec<Origin>,
    /// The number of origins that do not depend on one another.
    pub independent_origins: u32,
    /// By which hands the fact came to a report, where it says so of two or more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chains: Vec<Chain>,
    /// Of a row of figures that several reports have: ways to look at its numbers. They never replace a reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub views: Option<Views>,
}

impl Row {
    /// Whether it tells a happening of no event type.
    pub fn is_untyped(&self) -> bool {
        let mut values = self.readings.iter().filter_map(|reading| reading.value.as_ref());
        self.kind == RowKind::Event && values.all(|value| value.get("kind").is_some_and(|kind| kind == "other"))
    }
}

/// Ways to look at the numbers of a row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Views {
    /// The lowest number that a reading gives as least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<View>,
    /// The highest number that a reading gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<View>,
    /// The number of the report published last, where dates are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<View>,
    /// What can be said with care: where all readings can be true together the most that one of them gives as least, else the
    /// lowest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conservative: Option<View>,
}

/// A number of a row, and whose it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The number.
    #[serde(serialize_with = "crate::facts::plain_number")]
    pub value: f64,
    /// The report that has it.
    pub report: String,
}

/// What a report leaves out of what the others of its story tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Which report.
    pub report: String,
    /// Ids of rows on which it is silent though at least two others, and half of them, have them.
    pub rows: Vec<String>,
    /// Words that others have and it dropped: a qualifier, a condition, a denial.
    pub dropped: Vec<Dropped>,
}

/// A qualifier, condition or denial that a reading lacks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dropped {
    /// In which row.
    pub row: String,
    /// `qualifier`, `condition` or `negation`.
    pub kind: DifferenceKind,
    /// A report that has it.
    pub kept_by: String,
}

/// What kind of fact a row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the nouns of the record")]
pub enum RowKind {
    Statement,
    Event,
    Figure,
    Time,
    Place,
    Position,
}

/// What one report says of a row's fact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Which report.
    pub report: String,
    /// Ids of the facts in that report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// The evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// What it amounts to (a figure's `low`, `high`, `qualifier`, a time's value, a speaker…).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<serde_json::Value>,
    /// The report is silent on this fact.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub absent: bool,
}

/// How the readings of a row stand to each other. `docs/verdicts.md` defines each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// They exclude each other.
    Contradicted,
    /// A later reading replaces an earlier one.
    Updated,
    /// They measure different things.
    DifferentScope,
    /// The same in other words.
    Reworded,
    /// Both can be true.
    Compatible,
    /// The same.
    Agreed,
    /// One report alone has it.
    OnlyOne,
}

/// How two readings differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// One report.
    pub a: String,
    /// The other.
    pub b: String,
    /// In what way: a kind of the wire format's list, and a finer one where there is one.
    #[serde(flatten, with = "crate::finer::kind")]
    pub kind: DifferenceKind,
    /// The words in `a`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a_span: Option<Span>,
    /// The words in `b`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub b_span: Option<Span>,
}

/// In what way two readings differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// One stops early or starts late.
    Truncated,
    /// One leaves out words inside.
    Ellipsis,
    /// The same words in another order.
    Reordered,
    /// Other words.
    Reworded,
    /// Other words throughout for the same content, as after a translation there and back.
    Translated,
    /// Another tense.
    Tense,
    /// Quoted in one, retold in the other.
    DirectToIndirect,
    /// Given to different people.
    Speaker,
    /// Another number.
    Number,
    /// Another qualifier, or none.
    Qualifier,
    /// A condition in one only.
    Condition,
    /// Denied in one, affirmed in the other.
    Negation,
    /// "The first" in one, "one of the" in the other.
    Strength,
    /// Another day for one happening, or another time of the day.
    Time,
    /// Somebody else is said to have done it, or the one who is denies it.
    Actor,
    /// It is said to have been done by other means.
    Means,
}

impl DifferenceKind {
    /// The word of the wire format's closed list that it is written with.
    pub fn listed(self) -> DifferenceKind {
        match self {
            DifferenceKind::Strength => DifferenceKind::Qualifier,
            DifferenceKind::Time | DifferenceKind::Actor | DifferenceKind::Means => DifferenceKind::Reworded,
            listed => listed,
        }
    }
}

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Who obtained or issued it, as worded.
    pub name: String,
    /// The reports that have it from there.
    pub reports: Vec<String>,
}

/// By which hands a fact came to a report: a ministry, the agency that quotes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    /// The report that says so.
    pub report: String,
    /// Names as worded, from whom the fact comes to whom the outlet had it from; two or more.
    pub links: Vec<String>,
}

/// One report depends on another, or both on a third.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Derivation {
    /// The earlier report.
    pub from: String,
    /// The later report.
    pub to: String,
    /// How.
    pub kind: DerivationKind,
    /// The passages that show it.
    pub passages: Vec<Passage>,
    /// How sure, from 0 to 1.
    pub confidence: f64,
}

/// How one report depends on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DerivationKind {
    /// `to` carries passages of `from`.
    Copied,
    /// Both carry passages of a third; which was first can't be told.
    CommonSource,
    /// `to` names `from` as its source.
    Cites,
}

/// The same passage in two reports.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// In the report `from`.
    pub from: Span,
    /// In the report `to`.
    pub to: Span,
}
