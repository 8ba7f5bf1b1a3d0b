//! Parts of a count and their whole: "31, including four children", "nine people, among them three nurses", "three of them".
//!
//! A part names its whole, so that totals never count people twice.

use super::measures::is_casualty;
use crate::Analysis;
use crate::months::WEEKDAYS;
use variorum_record::{Figure, Measure, Span};

/// How many bytes before and behind a figure words are looked for that make it a part of another.
const LONGEST_OPENING: usize = 400;

/// The words from `start` to `end` in small letters; of many those nearest to the end.
fn nearest(text: &str, start: usize, end: usize) -> String {
    let start = text.ceil_char_boundary(start.max(end.saturating_sub(LONGEST_OPENING)).min(end));
    text[start..end].to_lowercase()
}

/// "31, including four children", "nine people, among them three nurses", "three of them": a part names its whole.
pub(super) fn join(analysis: &Analysis, figures: &mut [Figure], i: usize) {
    let text = analysis.text();
    let Some(previous) = i.checked_sub(1) else { return };
    let figure = &figures[i];
    let sentence = |span: Span| analysis.doc.token_at(span.start).map(|token| analysis.doc.tokens[token].sentence);
    let same_sentence = sentence(figures[previous].span) == sentence(figure.span);
    let between = if same_sentence && figures[previous].span.end <= figure.span.start {
        nearest(text, figures[previous].span.end, figure.span.start)
    } else {
        let start = analysis.doc.token_at(figure.span.start).map_or(0, |token| {
            let first = analysis.doc.sentence_of(token).start;
            analysis.doc.span(first).start
        });
        nearest(text, start, figure.span.start)
    };
    let end = text.ceil_char_boundary((figure.span.end + LONGEST_OPENING).min(text.len()));
    let after = text[figure.span.end..end].trim_start().to_lowercase();
    // "Of these, 2,100 are children": the sentence opens on what it counts a part of.
    let opens = ["of these,", "of these", "of them,", "of those,"].contains(&between.trim()) && !same_sentence;
    let counts_people = figure.unit.as_deref() == Some("person")
        || is_casualty(figure.measures)
        || figure.measures == Measure::Count
        || opens && figure.measures == Measure::Other && figure.unit.is_none();
    let opener = [
        "including",
        "among them",
        "amongst them",
        "among whom",
        "of whom",
        "of which",
        "of them",
        "among the dead",
        "among the injured",
        "among the wounded",
        "among the victims",
        "among those killed",
        "the dead included",
        "the dead include",
        "the injured included",
        "the wounded included",
        "the victims included",
        "the victims include",
        "those killed included",
    ];
    // The opener stands right before the part, or before what the part is joined to; another verb between them ends what it opens:
    // "killed nine, including a commander, and detained two".
    let verb_between = |from: usize| {
        let tokens = analysis.doc.tokens_in(from..figure.span.start);
        tokens.into_iter().any(|token| matches!(analysis.doc.tag(token), "VBD" | "VBZ" | "VBP"))
    };
    let start = figure.span.start.saturating_sub(between.len());
    let opened = opener.iter().any(|words| {
        between.rfind(words).is_some_and(|at| {
            let rest = &between[at + words.len()..];
            if rest.contains(" and ") && verb_between(start + at + words.len()) {
                return false;
            }
            same_sentence || !words.starts_with("including") && !rest.contains(['.', ';'])
        }) && !between.contains(", with ")
    });
    let partitive = ["of them", "of whom", "of the victims", "of the dead", "of the injured", "of those"]
        .iter()
        .any(|words| after.starts_with(words) || figure.span.of(text).to_lowercase().contains(&format!(" {words}")));
    // "Six children were among the dead"
    let counted_in = ["were ", "was ", "are "].iter().any(|verb| {
        after.strip_prefix(verb).is_some_and(|rest| {
            ["among the dead", "among the injured", "among the wounded", "among the victims", "among those killed"]
                .iter()
                .any(|words| rest.starts_with(words))
        })
    });
    // "eight people (three soldiers and five cooks)": what the brackets tell apart is no more than what stands before them.
    let bracket = same_sentence
        && between.trim_matches(' ') == "("
        && figure.unit.as_deref() == Some("person")
        && is_casualty(figures[previous].measures)
        && figures[previous].of.is_none()
        && figure.low.or(figure.high) <= figures[previous].low.or(figures[previous].high);
    if bracket && (figure.measures == Measure::Count || figure.measures == figures[previous].measures) {
        (figures[i].of, figures[i].measures) = (Some(figures[previous].id), figures[previous].measures);
        return;
    }
    // "among them 11 women and eight children"
    let before = &figures[previous];
    if let (Some(whole), true) = (before.of, same_sentence && figure.of.is_none())
        && (figure.measures == Measure::Count || figure.measures == before.measures)
        && [" and ", ", "].contains(&between.as_str())
        && is_casualty(before.measures)
        && figure.unit.as_deref() == Some("person")
    {
        let measures = before.measures;
        (figures[i].of, figures[i].measures) = (Some(whole), measures);
        return;
    }
    let opened = opened || opens;
    if !(opened || partitive || counted_in)
        || !counts_people
        || matches!(figure.measures, Measure::Age | Measure::Money | Measure::Share)
    {
        return;
    }
    // The whole: the nearest figure before it that is no part itself, of the same measure where it has one; "among the dead" has one.
    let fate = |word: &str| match word {
        "dead" | "killed" | "deceased" => Some(Measure::Killed),
        "injured" | "wounded" => Some(Measure::Injured),
        "missing" => Some(Measure::Missing),
        _ => None,
    };
    let stated = between.rfind("among the ").map(|at| &between[at + "among the ".len()..]);
    let stated = stated.and_then(|rest| fate(rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or("")));
    let own = is_casualty(figure.measures).then_some(figure.measures).or(stated.filter(|_| opened));
    let larger = |whole: &Figure| match (figure.low.or(figure.high), whole.low.or(whole.high)) {
        (Some(part), Some(whole)) => part <= whole,
        _ => true,
    };
    // Nearer than this, figures may be of one count.
    const REACH: usize = 6;
    let fits = |whole: &&Figure| {
        let people = whole.unit.as_deref() == Some("person") || is_casualty(whole.measures);
        people
            && whole.of.is_none()
            && whole.measures != Measure::Age
            && own.is_none_or(|own| {
                own == whole.measures || !is_casualty(whole.measures) || opened && between.contains("of whom")
            })
    };
    let near = || figures[..i].iter().rev();
    // Of another sentence only the same count; what is no longer held is no whole ("revising an earlier toll of 19").
    let same_count = |whole: &&Figure| own == Some(whole.measures) && larger(whole) && whole.standing.is_none();
    // "two of those killed on Thursday": of the count that is told of that day, where one is.
    let day = WEEKDAYS
        .iter()
        .copied()
        .find(|day| partitive && after.split(['.', ';']).next().is_some_and(|rest| rest.contains(day)));
    let of_day = |whole: &&Figure| {
        let tokens = analysis.doc.token_at(whole.span.start).map(|token| analysis.doc.sentence_of(token));
        let span = tokens.map(|tokens| Span::from(analysis.doc.span_of(tokens)));
        day.is_some_and(|day| span.is_some_and(|span| nearest(text, span.start, span.end).contains(day)))
    };
    let same = near()
        .take(REACH)
        .filter(fits)
        .filter(of_day)
        .find(same_count)
        .or_else(|| near().take(REACH).filter(fits).find(same_count));
    // "treated 34 wounded, seven of whom died": whom the words before count.
    let whom = ["of whom", "of which"]
        .iter()
        .any(|words| after.starts_with(words) || figure.span.of(text).to_lowercase().ends_with(words));
    let counted = near()
        .find(|whole| whole.unit.as_deref() == Some("person") || is_casualty(whole.measures))
        .filter(|whole| whom && sentence(whole.span) == sentence(figure.span) && larger(whole));
    // "Eleven of the victims", after both the dead and the hurt were counted: of which of them, nobody says.
    let victims = own.is_none() && partitive && is_of_victims(&after, figure.span.of(text));
    let wholes = || near().take(REACH).filter(fits).filter(|whole| larger(whole) && whole.standing.is_none());
    let may_be = |measure: Measure| wholes().any(|whole| whole.measures == measure);
    if victims && may_be(Measure::Killed) && may_be(Measure::Injured) {
        return;
    }
    let whole = match counted.or(same) {
        Some(whole) if partitive || counted_in => Some(whole),
        _ => near().take(4).find(fits),
    };
    let Some(whole) = whole else { return };
    let (id, measures) = (whole.id, whole.measures);
    if larger(whole) {
        figures[i].of = Some(id);
        figures[i].unit.get_or_insert_with(|| "person".to_string());
        if !is_casualty(figures[i].measures) {
            figures[i].measures = measures;
        }
    }
}

/// Whether a count is one "of the victims", by the words after it or in it.
fn is_of_victims(after: &str, figure: &str) -> bool {
    after.starts_with("of the victims") || figure.to_lowercase().contains("of the victims")
}
