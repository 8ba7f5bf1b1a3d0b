//! What one report says: entities, statements, times, places, figures, events, positions.
//!
//! Everything is stand-off: spans into the report's text, never copies that could drift. Lists are in
//! order of first evidence, ids count from 1 in that order.

use crate::{Part, ReportMeta, Span};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Ids that are unique within a report and read like `e3` on the wire.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                text.strip_prefix($prefix)
                    .and_then(|digits| digits.parse().ok())
                    .map($name)
                    .ok_or_else(|| format!(concat!("`{}` is not an id of the form ", $prefix, "N"), text))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(/// An entity of a report.
    EntityId, "e");
id!(/// A statement of a report.
    StatementId, "s");
id!(/// A figure of a report.
    FigureId, "f");
id!(/// An event of a report.
    EventId, "v");
id!(/// A position of a report.
    PositionId, "p");

/// Everything read from one report: a line of `reports.jsonl`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AnnotatedReport {
    /// Who this report is.
    pub report: ReportMeta,
    /// Its text, exactly as read.
    pub text: String,
    /// The parts of the page, in order, not overlapping.
    pub parts: Vec<Part>,
    /// The sentences of the content parts, in order.
    pub sentences: Vec<Span>,
    /// The tokens, only when asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Vec<Token>>,
    /// Who and what the report is about.
    pub entities: Vec<Entity>,
    /// Proper names, wherever they stand.
    pub names: Vec<Name>,
    /// Who said what.
    pub statements: Vec<Statement>,
    /// When.
    pub times: Vec<Time>,
    /// Where.
    pub places: Vec<Place>,
    /// How many.
    pub figures: Vec<Figure>,
    /// What happened.
    pub events: Vec<Event>,
    /// What else happened: events of no type (`other`), whose ids go on after those of `events`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub occurrences: Vec<Event>,
    /// Who supports, opposes, demands, rejects, doubts what.
    #[serde(default)]
    pub positions: Vec<Position>,
    /// What the program noticed and could not mend.
    pub problems: Vec<Problem>,
}

/// A token of the language model, as exported with `--tokens`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// Where.
    #[serde(flatten)]
    pub span: Span,
    /// Dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: String,
    /// The model's fine-grained tag (Penn Treebank for English).
    pub xpos: String,
    /// Index of the head in `tokens`; the root is its own head.
    pub head: usize,
    /// Dependency label, the model's own set.
    pub deprel: String,
    /// Index into `sentences`.
    pub sentence: usize,
}

/// A person, organisation, place, group or facility that the report speaks of: one entry however often it is mentioned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Its id.
    pub id: EntityId,
    /// What kind of thing.
    pub kind: EntityKind,
    /// The fullest name the report gives it.
    pub name: String,
    /// Roles and descriptions the report gives it, as worded there.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Every mention, in order.
    pub mentions: Vec<Mention>,
}

/// The kind of an entity or name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityKind {
    /// A human being.
    Person,
    /// A company, government, agency, outlet, party, armed force.
    Organisation,
    /// A geographic or political place.
    Place,
    /// People by nationality, faith or movement.
    Group,
    /// A building, road, base, plant.
    Facility,
    /// Anything else with a name.
    Other,
}

/// One mention of an entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Where.
    #[serde(flatten)]
    pub span: Span,
    /// How.
    pub form: MentionForm,
}

/// How an entity is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionForm {
    /// By name.
    Name,
    /// By role or description ("the mayor", "the 53-year-old").
    Role,
    /// By pronoun.
    Pronoun,
}

/// A proper name in the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Name {
    /// Where.
    #[serde(flatten)]
    pub span: Span,
    /// What kind of thing it names here.
    pub kind: EntityKind,
    /// Whom.
    pub entity: Option<EntityId>,
}

/// Somebody taking part in something: the text that says so, and who that is when known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Participant {
    /// Who, when resolved.
    pub entity: Option<EntityId>,
    /// The words in the text.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// The entity's name, or the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// For targets: what happened to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// Who it may be, when it could not be told: for an open pronoun the people whom the paragraphs around name, the nearest
    /// first; for a role all who are called so. A single candidate is no identification.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<EntityId>,
}

/// What happened to the target of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words are their own explanation")]
pub enum Effect {
    Killed,
    Injured,
    Captured,
    Damaged,
    Destroyed,
    None,
}

/// Somebody said something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Its id.
    pub id: StatementId,
    /// How the words are given.
    pub kind: StatementKind,
    /// What was said, without outer quotation marks or a leading "that"; several spans where the cue interrupts.
    pub content: Vec<Span>,
    /// The words that say it was said.
    pub cue: Option<Span>,
    /// Whether those words speak of saying, thinking or knowing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue_kind: Option<CueKind>,
    /// Who said it. `entity: null` with candidates when it can't be told.
    pub speaker: Option<Participant>,
    /// To whom.
    pub addressee: Option<Participant>,
    /// Through which outlet or channel.
    pub medium: Option<Medium>,
    /// The statement this one carries on.
    pub continues: Option<StatementId>,
    /// The statement inside which this one is reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<StatementId>,
    /// Whether the report says it was *not* said.
    pub negated: bool,
    /// Whether the saying is only supposed (conditional, future).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hypothetical: bool,
    /// The rule or model that decided.
    pub why: String,
    /// How sure, from 0 to 1.
    pub confidence: f64,
}

/// How the words of a statement are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementKind {
    /// Wholly inside quotation marks.
    Direct,
    /// In the outlet's sentence, with a quoted fragment.
    Mixed,
    /// In the outlet's words.
    Indirect,
}

/// What the cue of a statement speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CueKind {
    /// Saying, writing, announcing.
    Speech,
    /// Thinking, believing, hoping.
    Thought,
    /// Knowing, seeing, finding.
    Knowledge,
}

/// The outlet or channel through which something was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Medium {
    /// Its name as worded, e.g. `BBC`, `Truth Social`, `nightly address`.
    pub name: String,
    /// Where the text names it.
    #[serde(flatten)]
    pub span: Span,
    /// True when the report names it elsewhere than in the statement's own sentence.
    pub inferred: bool,
}

/// An expression of time (TIMEX3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Time {
    /// Where.
    #[serde(flatten)]
    pub span: Span,
    /// TIMEX3 type.
    #[serde(rename = "type")]
    pub kind: TimeKind,
    /// TIMEX3 value, e.g. `2025-04-24`, `2025-W17`, `P2Y`, `PAST_REF`; null when it can't be told.
    pub value: Option<String>,
    /// Distance from the anchor when no anchor is known: ISO 8601 duration with sign, e.g. `-P1D`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<String>,
    /// What the value was computed from.
    pub anchor: Anchor,
}

/// TIMEX3 types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "TIMEX3's own words")]
pub enum TimeKind {
    Date,
    Time,
    Duration,
    Set,
}

/// What a time's value was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Anchor {
    /// The publication date.
    Published,
    /// The expression itself or another date in the text.
    Text,
    /// Nothing: the value is relative or absent.
    None,
}

/// A place named in the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Where in the text.
    #[serde(flatten)]
    pub span: Span,
    /// Its name: the gazetteer's when resolved, else the words.
    pub name: String,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// First-order region, by name.
    #[serde(default)]
    pub admin1: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// What the coordinates stand for.
    pub precision: Option<Precision>,
    /// Gazetteer rows with this name that were considered.
    pub candidates: u32,
    /// The name stands for a government or a team ("Moscow said").
    #[serde(default)]
    pub metonym: bool,
    /// The place as an entity of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<EntityId>,
}

/// What a place's coordinates stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words are their own explanation")]
pub enum Precision {
    Point,
    City,
    Region,
    Country,
}

/// A number that counts or measures something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its id.
    pub id: FigureId,
    /// Where: qualifier, number and unit.
    #[serde(flatten)]
    pub span: Span,
    /// The least it can be. For "up to 10" null.
    #[serde(serialize_with = "number")]
    pub low: Option<f64>,
    /// The most it can be. For "12" the same as `low`; for "at least 12" null.
    #[serde(serialize_with = "number")]
    pub high: Option<f64>,
    /// The words that loosen the number: `at least`, `dozens`.
    pub qualifier: Option<String>,
    /// What is counted: `person`, `drone`, `percent`, `USD`, `year`…
    pub unit: Option<String>,
    /// The figure of which this one is a part.
    pub of: Option<FigureId>,
    /// What it measures: a word of the wire format's list, and a finer one where that is `other`.
    #[serde(flatten, with = "crate::finer::measures")]
    pub measures: Measure,
    /// The event it belongs to.
    pub event: Option<EventId>,
    /// According to whom.
    pub source: Option<EntityId>,
    /// Why the number is not what holds when the report is written; none where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
}

/// Why a number is not what holds when a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It held before: "up from seven", "revising an earlier toll of 19".
    Earlier,
    /// It may come to hold: "the toll could rise to 20".
    Possible,
}

/// What a figure measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words are their own explanation")]
pub enum Measure {
    Killed,
    Injured,
    Missing,
    Detained,
    Displaced,
    Rescued,
    Launched,
    Intercepted,
    Damaged,
    Delivered,
    Share,
    Money,
    Duration,
    Age,
    Distance,
    Weight,
    Rate,
    Votes,
    Count,
    Other,
}

impl Measure {
    /// The nearest of those that the wire format lists.
    pub fn listed(self) -> Measure {
        use Measure::*;
        match self {
            Killed | Injured | Missing | Detained | Displaced | Launched | Share | Money | Age => self,
            Rescued | Intercepted | Damaged | Delivered | Duration | Distance | Weight | Rate | Votes | Count
            | Other => Other,
        }
    }
}

/// Something that happened, is said to have happened, or may happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// PLOVER event type in lower case.
    pub kind: String,
    /// PLOVER mode, where one fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// The word that names it first.
    pub trigger: Span,
    /// The words that name it again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Span>,
    /// How real it is.
    pub status: EventStatus,
    /// Whether the report says it did not happen.
    pub negated: bool,
    /// Who says so; null when the outlet does.
    pub according_to: Option<EntityId>,
    /// Who did it.
    pub actors: Vec<Participant>,
    /// To whom or what.
    pub targets: Vec<Participant>,
    /// With what.
    pub instruments: Vec<Instrument>,
    /// Index into `places`.
    pub place: Option<usize>,
    /// Index into `times`.
    pub time: Option<usize>,
    /// Its figures.
    pub figures: Vec<FigureId>,
    /// The stretches of text that tell it.
    pub evidence: Vec<Span>,
}

/// How real an event is in the report's telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventStatus {
    /// The outlet tells it as fact.
    Reported,
    /// Somebody says so.
    Claimed,
    /// Somebody denies it.
    Denied,
    /// It is meant to happen.
    Planned,
    /// It might happen, or is only supposed.
    Hypothetical,
    /// It belongs to an earlier time than the news.
    Background,
}

/// The means of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instrument {
    /// Where.
    #[serde(flatten)]
    pub span: Span,
    /// What, in dictionary form.
    pub name: String,
    /// How many.
    pub count: Option<FigureId>,
}

/// Where somebody stands on an issue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Its id.
    pub id: PositionId,
    /// Who.
    pub holder: Participant,
    /// The words that name the issue.
    pub issue: Span,
    /// For or against.
    pub stance: Stance,
    /// The stretches of text that say so.
    pub evidence: Vec<Span>,
    /// The statement it was read from, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<StatementId>,
}

/// For or against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words are their own explanation")]
pub enum Stance {
    Supports,
    Opposes,
    Demands,
    Rejects,
    Doubts,
}

/// Something the program noticed and could not mend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// What, e.g. `unclosed quotation`.
    pub what: String,
    /// Where.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// Writes whole numbers without a decimal point, so that 12 people are `12`.
fn number<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        None => serializer.serialize_none(),
        Some(number) if number.fract() == 0.0 && number.abs() < 9e15 => serializer.serialize_i64(*number as i64),
        Some(number) => serializer.serialize_f64(*number),
    }
}

/// The same for a number that is there.
pub(crate) fn plain_number<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    number(&Some(*value), serializer)
}
