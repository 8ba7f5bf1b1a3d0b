//! Dates, times, durations and sets with TIMEX3 values.
//!
//! Three steps: [`words`] cuts each content part into words, [`grammar`] finds the runs of words that are a time
//! expression and says what they mean, [`calendar`] puts them on the calendar. What a relative expression counts from
//! is the publication date where it is known, else a full date on the byline, credit or dateline of the report; where neither
//! is there it stays relative, with its distance. There is no default.
//!
//! A weekday or a date without a year is before or after that day by the tense of its clause.

mod calendar;
mod grammar;
mod words;

use crate::Analysis;
use calendar::{Context, Point, Tense};
use grammar::{Base, Expr, Found};
use variorum_record::{Anchor, Part, PartKind, Span, Time};
use words::Word;

/// The time expressions of a report, in order. Relative ones are anchored to the publication date where it is known.
pub fn find(analysis: &Analysis<'_>) -> Vec<Time> {
    let text = analysis.text();
    let published = analysis.published().and_then(calendar::day).map(|day| (day, Anchor::Published));
    let mut context = Context { published: published.or_else(|| stated(analysis)), ..Context::default() };
    let mut times = Vec::new();
    for part in analysis.parts.iter().filter(|part| part.kind.is_content()) {
        let words = words::split(text, part.span);
        context.reference = context.reference.filter(|_| !matches!(part.kind, PartKind::Title | PartKind::Heading));
        for found in grammar::find(&words).iter().filter(|found| !named(analysis, &words, found)) {
            let span = trimmed(&words, found);
            context.tense = tense(analysis, span, &words, found);
            // A time of day alone belongs to the day that its sentence names, and to none of an earlier sentence.
            let mut here = context;
            if matches!(found.expr, Expr::Clock) {
                let earlier = context.reference.filter(|_| same_sentence(analysis, times.last(), span));
                here.reference = earlier.or_else(|| day_beside(analysis, &context, &words, found));
            }
            let resolved = calendar::resolve(found, &here);
            remember(&mut context, found, resolved.point);
            times.push(Time {
                span,
                kind: resolved.kind,
                value: resolved.value,
                offset: resolved.offset,
                anchor: resolved.anchor,
            });
        }
    }
    times
}

/// What later expressions may refer to.
fn remember(context: &mut Context, found: &Found, point: Option<Point>) {
    if let Some(Point::Quarter(year, quarter)) = point {
        let own = matches!(found.expr, Expr::Quarter { .. });
        if own {
            context.quarter = Some((year, quarter));
        }
        return;
    }
    if let Some(point) = point {
        context.reference = Some(point);
    }
}

/// The day the report states of itself, where no publication date was given: a full date in its byline, its credit, or
/// in the dateline that opens its text.
fn stated(analysis: &Analysis<'_>) -> Option<(jiff::civil::Date, Anchor)> {
    let text = analysis.text();
    let full = |part: &Part, limit: usize| {
        let words = words::split(text, part.span);
        let dates = grammar::find(&words).into_iter().filter(|found| found.words.end <= limit);
        dates.into_iter().find_map(|found| match (&found.expr, calendar::resolve(&found, &Context::default()).point) {
            (Expr::Date { .. }, Some(Point::Day(day))) => Some(day),
            _ => None,
        })
    };
    let about = analysis.parts.iter().filter(|part| matches!(part.kind, PartKind::Byline | PartKind::Credit));
    let day = about.into_iter().find_map(|part| full(part, usize::MAX)).or_else(|| {
        // A dateline: `RIGA, 3 March 2031 (Agency) -`, within the first words and before a dash.
        let body = analysis.parts.iter().find(|part| part.kind == PartKind::Body)?;
        let words = words::split(text, body.span);
        let dash = words.iter().take(16).position(|word| matches!(word.text, "-" | "–" | "—"))?;
        full(body, dash)
    })?;
    Some((day, Anchor::Text))
}

/// A name with a time in it ("Sunday Morning With Ann Field", "the 1984 Trust") is no time: the model's or the cast's name
/// covers the expression and more than it, and is not a time or a number.
fn named(analysis: &Analysis<'_>, words: &[Word<'_>], found: &Found) -> bool {
    let span = Span::new(words[found.words.start].span.start, words[found.words.end - 1].span.end);
    if matches!(found.expr, Expr::Duration { .. } | Expr::Set(_) | Expr::Reference(_))
        || !words[found.words.start].is_capitalised()
    {
        return false;
    }
    let doc = &analysis.doc;
    let first = doc.names.partition_point(|name| doc.tokens[name.tokens.end - 1].end <= span.start);
    doc.names[first..].iter().take_while(|name| doc.tokens[name.tokens.start].start < span.end).any(|name| {
        let around: Span = doc.span_of(name.tokens.clone()).into();
        around.contains(span)
            && around.len() > span.len() + 4
            && matches!(doc.name_label(name), "ORG" | "WORK_OF_ART" | "PERSON" | "FAC" | "LAW" | "PRODUCT")
    })
}

fn trimmed(words: &[Word<'_>], found: &Found) -> Span {
    Span::new(words[found.words.start].span.start, words[found.words.end - 1].span.end)
}

fn same_sentence(analysis: &Analysis<'_>, last: Option<&Time>, span: Span) -> bool {
    let sentence = |span: Span| analysis.doc.token_at(span.start).map(|token| analysis.doc.tokens[token].sentence);
    last.is_some_and(|last| sentence(last.span).is_some() && sentence(last.span) == sentence(span))
}

/// The day named behind a time of day in its sentence: `at 5 p.m. on Wednesday`, `at 5 p.m. (1600 GMT) Wednesday`.
fn day_beside(analysis: &Analysis<'_>, context: &Context, words: &[Word<'_>], found: &Found) -> Option<Point> {
    let rest = &words[found.words.end..(found.words.end + 12).min(words.len())];
    let stop = |i: usize| {
        matches!(rest[i].text, "." | ";" | "!" | "?")
            && rest.get(i + 1).is_none_or(|next| next.is_capitalised() && !next.glued)
    };
    let end = (0..rest.len()).find(|i| stop(*i)).unwrap_or(rest.len());
    let near = &rest[..end];
    grammar::find(near)
        .into_iter()
        .filter(|next| matches!(next.expr, Expr::Weekday { .. } | Expr::Date { .. } | Expr::Shifted { .. }))
        .find_map(|next| {
            let tense = tense(analysis, trimmed(near, &next), near, &next);
            match calendar::resolve(&next, &Context { tense, ..*context }).point? {
                Point::Day(day) => Some(Point::Day(day)),
                _ => None,
            }
        })
}

/// The tense of the clause in which an expression stands, read from the verb above it.
fn tense(analysis: &Analysis<'_>, span: Span, words: &[Word<'_>], found: &Found) -> Tense {
    if matches!(found.expr, Expr::Shifted { from: Base::Reference, .. }) {
        return Tense::Open;
    }
    let before = found.words.start.checked_sub(1).and_then(|i| words.get(i)).map_or("", |word| word.low.as_str());
    let doc = &analysis.doc;
    let Some(token) = doc.token_at(span.start) else { return Tense::Open };
    let verb_like = |i: usize| matches!(doc.pos(i), "VERB" | "AUX");
    // The expression may be parsed in pieces: start from its topmost token.
    let inside = doc.tokens_in(span.into());
    let top = inside.clone().find(|i| !inside.contains(&doc.head(*i)) || doc.is_root(*i)).unwrap_or(token);
    let mut forward = false;
    for verb in doc.ancestors(top).filter(|i| verb_like(*i)) {
        let tag = doc.tag(verb);
        let helpers = || doc.children(verb).filter(|child| matches!(doc.dep(*child), "aux" | "auxpass"));
        let helper = |any: &[&str]| {
            helpers().any(|child| {
                any.contains(&doc.lemma(child).to_lowercase().as_str())
                    || any.contains(&analysis.word(child).to_lowercase().as_str())
            })
        };
        if helper(&["will", "shall", "'ll", "’ll", "wo"])
            || helper(&["may", "can", "must", "should"]) && !helper(&["have"])
        {
            return Tense::Future;
        }
        if helper(&["would", "could", "might"]) && !helper(&["have"]) {
            forward = true;
        }
        let past_helper = helpers().any(|child| doc.tag(child) == "VBD");
        let infinitive = tag == "VB" && helpers().any(|child| doc.tag(child) == "TO");
        if infinitive {
            // `plans to meet Friday`, `is to end Friday`: what somebody means to do lies ahead; `had to leave` does not.
            let governor = doc.head(verb);
            let looks_ahead = [
                "plan", "expect", "schedule", "intend", "hope", "aim", "set", "want", "be", "agree", "decide", "due",
                "likely", "ask", "call", "order", "vow", "pledge", "promise", "prepare", "need", "urge", "propose",
                "offer", "threaten", "seek",
            ];
            if looks_ahead.contains(&doc.lemma(governor)) && governor != verb {
                return Tense::Future;
            }
            continue;
        }
        if matches!(tag, "VBD") || past_helper || (tag == "VBN" && helpers().next().is_some()) {
            // `is being held Friday` is the present passive; `was held` the past.
            let present = helpers().any(|child| matches!(doc.tag(child), "VBZ" | "VBP")) && !helper(&["have"]);
            if present {
                let set = ["schedule", "expect", "plan", "set", "slate", "hold"].contains(&doc.lemma(verb));
                return if forward || set || matches!(before, "until" | "by") { Tense::Future } else { Tense::Open };
            }
            return if forward { Tense::Future } else { Tense::Past };
        }
        if tag == "VBN" {
            continue;
        }
        if tag == "VBG" && !helpers().any(|child| matches!(doc.tag(child), "VBZ" | "VBP")) {
            continue;
        }
        // The present looks ahead only where it tells a timetable: `begins Monday`, `is due Friday`, `are meeting Sunday`.
        let due = doc
            .children(verb)
            .any(|child| matches!(doc.lemma(child), "due" | "scheduled" | "set" | "expected" | "planned" | "slated"));
        let timetable = due || SCHEDULED.contains(&doc.lemma(verb));
        return if forward || timetable { Tense::Future } else { Tense::Open };
    }
    if forward { Tense::Future } else { Tense::Open }
}

/// Verbs whose present tense tells what is to come.
const SCHEDULED: &[&str] = &[
    "begin", "start", "open", "end", "meet", "leave", "arrive", "go", "visit", "return", "face", "expire", "resume",
    "travel", "depart", "vote", "hold", "conclude", "host", "take", "run", "play", "come", "convene", "reopen",
    "gather",
];

#[cfg(test)]
mod tests;
