//! The first screen of a story: what differs, what most tell, who said what, each with how many independent origins it
//! has, and the way to its row.

use super::is_toll;
use super::names::Names;
use super::words::{difference_words, verdict_word, verdict_words};
use crate::count;
use std::collections::BTreeSet;
use variorum_record::{DerivationKind, DifferenceKind, Row, RowKind, Story, Verdict};

/// Lines of each kind.
const LINES: usize = 4;

/// A question, and the rows that answer it.
pub(super) struct Answer {
    pub(super) question: &'static str,
    pub(super) lines: Vec<Line>,
    /// How many more there are, and where they begin.
    pub(super) more: Option<(String, &'static str)>,
}

/// A row in one line.
pub(super) struct Line {
    pub(super) row: String,
    pub(super) label: String,
    pub(super) verdict: &'static str,
    pub(super) verdict_words: &'static str,
    pub(super) said: String,
}

/// How many reports, of when, and how many of them stand on another.
pub(super) fn lead(story: &Story, dated: &[Option<&str>], named: bool) -> String {
    let reports = count(story.reports.len(), "report");
    let mut days: Vec<&str> = dated.iter().filter_map(|date| date.as_ref()?.get(..10)).collect();
    days.sort_unstable();
    let days = match (days.first(), days.last()) {
        (Some(first), Some(last)) if first == last => format!(" of {first}"),
        (Some(first), Some(last)) => format!(" of {first} to {last}"),
        _ => String::new(),
    };
    if story.reports.len() < 2 {
        return format!("{reports}{days}: nothing here is confirmed by another outlet.");
    }
    let followers = |kinds: &[DerivationKind]| {
        let of = story.derivations.iter().filter(|derivation| kinds.contains(&derivation.kind));
        of.map(|derivation| derivation.to.as_str()).collect::<BTreeSet<_>>().len()
    };
    let carry = match followers(&[DerivationKind::Copied, DerivationKind::CommonSource]) {
        0 => String::new(),
        1 => " 1 of them carries passages of another.".to_string(),
        some => format!(" {some} of them carry passages of another."),
    };
    let none = if named { "" } else { " No fact stands in more than one of them." };
    format!("{reports}{days}.{carry}{none}")
}

/// The answers; none of a story that one report tells.
pub(super) fn answers(story: &Story, names: &Names) -> Vec<Answer> {
    let shared: Vec<&Row> = story.rows.iter().filter(|row| row.verdict != Verdict::OnlyOne).collect();
    let differ = |row: &&Row| matches!(row.verdict, Verdict::Contradicted | Verdict::Updated | Verdict::DifferentScope);
    let (differing, rest): (Vec<&Row>, Vec<&Row>) = shared.into_iter().partition(|row| differ(row));
    let happened = rest.iter().copied().filter(|row| match row.kind {
        RowKind::Figure => is_toll(row),
        RowKind::Event => !row.is_untyped(),
        _ => false,
    });
    let said = rest.iter().copied().filter(|row| row.kind == RowKind::Statement);
    let all = [
        ("Where they differ", "#differing", differing.clone()),
        ("What most tell", "#shared", happened.collect()),
        ("Who said what", "#quotations", said.collect()),
    ];
    let answer = |(question, section, rows): (&'static str, &'static str, Vec<&Row>)| Answer {
        question,
        more: (rows.len() > LINES).then(|| (format!("and {} more below", rows.len() - LINES), section)),
        lines: rows.into_iter().take(LINES).map(|row| line(row, names)).collect(),
    };
    all.into_iter().map(answer).filter(|answer| !answer.lines.is_empty()).collect()
}

fn line(row: &Row, names: &Names) -> Line {
    let (counts, named) = counts_and_names(row);
    let mut said = if named.len() == row.independent_origins as usize { support(row) } else { counts };
    for more in [numbers(row, names), changes(row)].into_iter().filter(|more| !more.is_empty()) {
        said = format!("{said}; {more}");
    }
    Line {
        row: row.id.clone(),
        label: row.label.clone(),
        verdict: verdict_word(row.verdict),
        verdict_words: verdict_words(row.verdict),
        said,
    }
}

/// "4 reports, 1 independent origin: BBC".
pub(crate) fn support(row: &Row) -> String {
    let (counts, named) = counts_and_names(row);
    match named.len() {
        0 => counts,
        // As many as are counted: the names say which.
        some if some == row.independent_origins as usize => format!("{counts}: {}", named.join(", ")),
        _ => format!("{counts}; named: {}", named.join(", ")),
    }
}

/// "4 reports, 1 independent origin", and the names of origins.
fn counts_and_names(row: &Row) -> (String, Vec<&str>) {
    let witnesses = row.readings.iter().filter(|reading| !reading.absent).count();
    let origins = count(row.independent_origins as usize, "independent origin");
    let named = row.origins.iter().map(|origin| origin.name.as_str());
    (format!("{}, {origins}", count(witnesses, "report")), named.collect())
}

/// Whose the numbers are that matter most: of numbers that grew the latest, of those that contradict each other the
/// least and the most.
fn numbers(row: &Row, names: &Names) -> String {
    let Some(views) = &row.views else { return String::new() };
    let list = match row.verdict {
        Verdict::Updated => vec![("latest", &views.latest)],
        Verdict::Contradicted => vec![("lowest", &views.low), ("highest", &views.high)],
        _ => Vec::new(),
    };
    let known = list.into_iter().filter_map(|(what, view)| Some((what, view.as_ref()?)));
    let said = known.map(|(what, view)| format!("{what} {} in {}", view.value, names.of(&view.report)));
    said.collect::<Vec<_>>().join(", ")
}

/// The gravest change of wording between the readings of a statement.
fn changes(row: &Row) -> String {
    use DifferenceKind::*;
    const GRAVEST: &[DifferenceKind] =
        &[Actor, Negation, Number, Speaker, Translated, Condition, Qualifier, Time, Means, Reworded, Tense];
    if row.kind != RowKind::Statement {
        return String::new();
    }
    let has = |kind: &&DifferenceKind| row.differences.iter().any(|difference| difference.kind == **kind);
    let gravest = GRAVEST.iter().find(has).map(|kind| first_small(difference_words(*kind)));
    gravest.map(|kind| format!("changed: {kind}")).unwrap_or_default()
}

fn first_small(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}
