//! Terms of a sentence: "jailed for six years", "a suspended two-year term".
//!
//! Six years and seven for one person in one trial contradict each other, six for her and two for him do not, and what prosecutors
//! ask for is another thing than what a court gives. So a term is told by whom it is given to.

use crate::collate::context::{Context, Names, compare_names};
use crate::group::words::{Word, words};
use variorum_record::{EntityKind, Figure, Measure, MentionForm, PartKind, Span, StatementKind};

/// A length of time that somebody is sentenced to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    /// To whom it is given, by name, where the sentence says so.
    pub(super) whom: Option<String>,
    /// Asked for, not given.
    sought: bool,
    pub(super) suspended: bool,
}

/// How two terms stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Terms {
    OfOne,
    Open,
    Apart,
}

impl Term {
    pub(super) fn against(&self, other: &Term) -> Terms {
        if (self.sought, self.suspended) != (other.sought, other.suspended) {
            return Terms::Apart;
        }
        match compare_names(self.whom.as_deref(), other.whom.as_deref()) {
            Names::Same => Terms::OfOne,
            Names::Different => Terms::Apart,
            Names::Unclear => Terms::Open,
        }
    }
}

/// The term that a figure is.
pub(super) fn term(context: &Context, report: usize, figure: &Figure) -> Option<Term> {
    #[rustfmt::skip]
    const GIVING: &[&str] = &[
        "condemned", "imprisoned", "jailed", "jails", "prison", "sentence", "sentenced", "sentences", "sentencing", "serve", "serving", "term",
    ];
    /// Words that say it of a length of time behind them.
    const BARS: &[&str] = &["bars", "imprisonment", "incarceration", "jail", "prison", "sentence", "suspended", "term"];
    const GETTING: &[&str] = &["gave", "gets", "given", "got", "handed", "received", "receives"];
    const SEEKING: &[&str] = &[
        "asked",
        "asks",
        "demanded",
        "demanding",
        "requested",
        "seek",
        "seeking",
        "seeks",
        "sought",
        "urged",
        "wanted",
    ];
    /// Behind the figure: it is a distance between two terms, or a time gone by.
    const OTHERWISE: &[&str] = &["after", "ago", "earlier", "later", "less", "longer", "more", "old", "shorter"];
    /// Words before and behind the figure.
    const NEAR: (usize, usize) = (12, 4);
    let annotated = &context.reports[report];
    let unit = figure.unit.as_deref()?;
    let quoted = |kind: StatementKind| kind != StatementKind::Indirect;
    let of_time = figure.measures == Measure::Duration && matches!(unit, "year" | "month" | "week" | "day");
    if !of_time
        || annotated.statements.iter().any(|s| quoted(s.kind) && s.content.iter().any(|c| c.contains(figure.span)))
    {
        return None;
    }
    let sentence = context.sentence(report, figure.span);
    let norms = |span: Span, from_end: bool, count: usize| -> Vec<String> {
        let all: Vec<Word> = words(&annotated.text, span);
        let kept = if from_end { &all[all.len().saturating_sub(count)..] } else { &all[..all.len().min(count)] };
        kept.iter().map(|word| word.norm.clone()).collect()
    };
    let before = norms(Span::new(sentence.start.min(figure.span.start), figure.span.start), true, NEAR.0);
    let behind = norms(Span::new(figure.span.end, sentence.end.max(figure.span.end)), false, NEAR.1);
    let last = |list: &[&str]| before.iter().rposition(|word| list.contains(&word.as_str()));
    let bars = behind.iter().any(|word| BARS.contains(&word.as_str()));
    if behind.first().is_some_and(|word| OTHERWISE.contains(&word.as_str())) {
        return None;
    }
    // A headline needs no more than "gets six years".
    let headline = annotated.parts.iter().any(|part| part.kind == PartKind::Title && part.span.contains(figure.span));
    let given = last(GIVING).or(if bars || headline { last(GETTING) } else { None });
    let sought = last(SEEKING).filter(|at| given.is_none_or(|given| given < *at));
    if given.is_none() && !bars {
        return None;
    }
    let suspended = before.iter().rev().take(4).chain(&behind).any(|word| word == "suspended");
    let whom = whom(context, report, sentence, figure.span);
    Some(Term { whom, sought: sought.is_some(), suspended })
}

/// Whom the words before the figure name last, else whom a role or a pronoun there means.
fn whom(context: &Context, report: usize, sentence: Span, figure: Span) -> Option<String> {
    let people = context.reports[report].entities.iter().filter(|entity| entity.kind == EntityKind::Person);
    let mentions = people.flat_map(|person| person.mentions.iter().map(move |mention| (person, mention)));
    let before =
        mentions.filter(|(_, mention)| mention.span.start >= sentence.start && mention.span.end <= figure.start);
    let nearest = before.max_by_key(|(_, mention)| (mention.form == MentionForm::Name, mention.span.start));
    nearest.map(|(person, _)| person.name.clone())
}
