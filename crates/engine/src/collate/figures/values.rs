//! Numbers that are the value of something by its name: a turnout, an offer, what a strike costs a day, a party's share of the vote.
//!
//! Of most things another number is another thing. But a vote has one turnout and a quake one magnitude, so that two numbers of
//! them are two readings of one fact, however the sentences around them run. `data/lexicon/named-values.tsv` lists the names.

use crate::collate::context::{Context, Names, compare_names};
use crate::extract::figures::tables::rows;
use crate::group::words::{Word, words};
use crate::months::is_year;
use std::sync::OnceLock;
use variorum_record::{AnnotatedReport, EntityKind, Figure, Measure, MentionForm, Span};

/// What a number is the value of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) name: &'static str,
    /// The party that has the votes or seats.
    pub(super) whose: Option<String>,
    /// "A day" of what is paid by the day.
    pub(super) per: Option<&'static str>,
}

impl Value {
    /// Whether another is the value of the same thing.
    pub(super) fn is_of_one_with(&self, other: &Value) -> bool {
        let whose = match (&self.whose, &other.whose) {
            (None, None) => true,
            (x, y) => compare_names(x.as_deref(), y.as_deref()) == Names::Same,
        };
        (self.name, self.per) == (other.name, other.per) && whose
    }

    /// A turnout, or a party's share or seats: they change while votes are counted.
    pub(super) fn is_of_votes(&self) -> bool {
        self.whose.is_some() || self.name == "turnout"
    }

    /// "Turnout", "Civic Union".
    pub(super) fn title(&self) -> &str {
        self.whose.as_deref().unwrap_or(self.name)
    }
}

/// A row of the table.
struct Named {
    name: &'static str,
    measure: &'static str,
    words: Vec<&'static str>,
    between: Vec<&'static str>,
}

fn table() -> &'static [Named] {
    static TABLE: OnceLock<Vec<Named>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let read = |row: Vec<&'static str>| {
            let list = |column: usize| row.get(column).into_iter().flat_map(|words| words.split_whitespace()).collect();
            Some(Named { name: row.first()?, measure: row.get(1)?, words: list(2), between: list(3) })
        };
        rows(include_str!("../../../../../data/lexicon/named-values.tsv")).filter_map(read).collect()
    })
}

/// What a figure is the value of.
pub(super) fn value(context: &Context, report: usize, figure: &Figure) -> Option<Value> {
    let annotated = &context.reports[report];
    let sentence = context.sentence(report, figure.span);
    // Of another time, of what was expected or is aimed at.
    #[rustfmt::skip]
    const OTHERWISE: &[&str] = &[
        "aim", "average", "compared", "earlier", "expected", "forecast", "from", "last", "limit", "previous", "previously", "record", "target",
    ];
    let before = clause_before(annotated, sentence, figure.span);
    let behind: Vec<Word> = words(&annotated.text, Span::new(figure.span.end, sentence.end.max(figure.span.end)));
    let year = |word: &Word| is_year(&word.norm);
    if before.iter().any(|word| OTHERWISE.contains(&word.norm.as_str()) || year(word))
        || behind.first().is_some_and(year)
    {
        return None;
    }
    named(annotated, figure, &before, &behind).or_else(|| held(context, report, figure, sentence, &behind))
}

/// The words before a figure in its clause, from behind the last other number of its kind.
fn clause_before(report: &AnnotatedReport, sentence: Span, figure: Span) -> Vec<Word> {
    let start = sentence.start.min(figure.start);
    let text = report.text.get(start..figure.start).unwrap_or_default();
    // "Turnout, at 63 per cent, was the highest".
    let plain = text.trim_end().strip_suffix(" at").map_or(text, |rest| rest.trim_end_matches(','));
    let mark = plain
        .rfind([',', ';', ':', '(', ')', '\n', '“', '”', '"'])
        .map_or(start, |at| start + at + plain[at..].chars().next().map_or(1, char::len_utf8));
    // "1,200 crowns": a comma inside a number is before the figure only where another number is.
    let others = report.figures.iter().map(|other| other.span.end).filter(|end| (start..=figure.start).contains(end));
    let from = others.max().unwrap_or(start).max(mark);
    words(&report.text, Span::new(from.min(figure.start), figure.start))
}

/// By the words beside it: "turnout reached 69 per cent", "a 6.7-magnitude quake", "a lump sum of 1,500 crowns".
fn named(report: &AnnotatedReport, figure: &Figure, before: &[Word], behind: &[Word]) -> Option<Value> {
    /// Words between the name and the number.
    const NEAR: usize = 5;
    let measure = match figure.measures {
        Measure::Share => "share",
        Measure::Money => "money",
        Measure::Distance => "distance",
        Measure::Other | Measure::Count if figure.unit.as_deref().is_none_or(|unit| unit == "magnitude") => "plain",
        _ => return None,
    };
    let near = &before[before.len().saturating_sub(NEAR + 1)..];
    let own = words(&report.text, figure.span);
    let beside = behind.first().filter(|word| {
        report.text.get(figure.span.end..word.span.start).is_some_and(|between| matches!(between, " " | "-"))
    });
    let fits = |row: &&Named| {
        let says = |word: &Word| row.words.contains(&word.norm.as_str());
        let at = near.iter().rposition(says);
        let linked = |at: usize| {
            row.between.is_empty() || near[at + 1..].iter().any(|word| row.between.contains(&word.norm.as_str()))
        };
        row.measure == measure && (at.is_some_and(linked) || own.iter().chain(beside).any(says))
    };
    // The name that stands nearest.
    let place = |row: &&Named| near.iter().rposition(|word| row.words.contains(&word.norm.as_str()));
    let row = table().iter().filter(fits).max_by_key(place)?;
    Some(Value { name: row.name, whose: None, per: per(report, figure, behind) })
}

/// "A day", "per month".
fn per(report: &AnnotatedReport, figure: &Figure, behind: &[Word]) -> Option<&'static str> {
    const TIMES: &[&str] = &["day", "week", "month", "year", "hour"];
    let own = words(&report.text, figure.span);
    let all: Vec<&str> = own.iter().chain(behind.iter().take(2)).map(|word| word.norm.as_str()).collect();
    let pair = all.windows(2).rev().find(|two| matches!(two[0], "a" | "per" | "every" | "each"))?;
    TIMES.iter().find(|time| **time == pair[1]).copied()
}

/// A party's votes or seats: "the Civic Union won 42 per cent of the vote and 75 seats".
fn held(context: &Context, report: usize, figure: &Figure, sentence: Span, behind: &[Word]) -> Option<Value> {
    /// Bytes between the party and its number.
    const BESIDE: usize = 90;
    #[rustfmt::skip]
    const GETTING: &[&str] = &[
        "came", "gained", "got", "had", "has", "have", "held", "kept", "led", "lost", "polled", "received", "secured", "stood", "taken", "took", "won",
    ];
    const GIVING: &[&str] = &["gave", "give", "gives", "giving", "put", "puts"];
    #[rustfmt::skip]
    const VOTING: &[&str] = &[
        "ballots", "coalition", "elected", "election", "elections", "electoral", "exit", "parliament", "parliamentary", "polls", "results", "runoff", "seats", "vote", "voted", "voters",
        "votes", "voting",
    ];
    let annotated = &context.reports[report];
    let name = match (figure.measures, figure.unit.as_deref()) {
        (Measure::Share, _) => "share",
        (_, Some("seat" | "seats")) => "seats",
        _ => return None,
    };
    // "82 percent of ballots", "two thirds of the stations" are shares of something else, and "150-seat" is what a parliament has.
    let of = behind.first().is_some_and(|word| word.norm == "of");
    let of_votes = behind.iter().take(3).any(|word| matches!(word.norm.as_str(), "vote" | "votes"));
    let own = figure.span.of(&annotated.text);
    if of && !(of_votes || name == "seats") || own.contains(" of ") && !own.contains("vote") || own.contains('-') {
        return None;
    }
    let told = words(&annotated.text, sentence);
    let all = words(&annotated.text, annotated.parts.first().map_or(sentence, |part| part.span));
    let votes = |word: &Word| VOTING.contains(&word.norm.as_str());
    if !told.iter().any(votes) && !all.iter().any(votes) {
        return None;
    }
    let party = nearest_party(annotated, sentence, figure.span)?;
    let between = words(&annotated.text, Span::new(party.1.end, figure.span.start));
    let got = between.iter().any(|word| GETTING.contains(&word.norm.as_str()));
    let before = words(&annotated.text, Span::new(sentence.start, party.1.start));
    let given = before.iter().rev().take(4).any(|word| GIVING.contains(&word.norm.as_str()));
    let near = figure.span.start - party.1.end <= BESIDE;
    (near && (got || given)).then_some(Value { name, whose: Some(party.0), per: None })
}

/// The body that is named last before a number, unless a number and another clause lie between.
fn nearest_party(report: &AnnotatedReport, sentence: Span, figure: Span) -> Option<(String, Span)> {
    let bodies = report.entities.iter().filter(|entity| entity.kind == EntityKind::Organisation);
    let mentions = bodies.flat_map(|body| body.mentions.iter().map(move |mention| (body, mention)));
    let named = mentions.filter(|(_, mention)| {
        mention.form == MentionForm::Name && mention.span.start >= sentence.start && mention.span.end <= figure.start
    });
    let (body, mention) = named.max_by_key(|(_, mention)| (mention.span.end, mention.span.start))?;
    Some((body.name.clone(), mention.span))
}
