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
use crate::words::{AHEAD, APPOINTED, APPOINTING, DEFERRING, SCHEDULED};
use calendar::{Context, Point, Tense};
use grammar::{Base, Expr, Found};
use variorum_record::{Anchor, Part, PartKind, Span, Time, TimeKind};
use words::{Unit, Word};

/// The time expressions of a report, in order. Relative ones are anchored to the publication date where it is known,
/// else to that of the last change.
pub fn find(analysis: &Analysis<'_>) -> Vec<Time> {
    let text = analysis.text();
    // A date that only the metadata give as that of a change is not that of publication.
    let anchor = if analysis.report.meta.published.is_some() { Anchor::Published } else { Anchor::Text };
    let published = analysis.dated().and_then(calendar::day).map(|day| (day, anchor));
    let mut context = Context { published: published.or_else(|| stated(analysis)), ..Context::default() };
    let mut times = Vec::new();
    for part in analysis.parts.iter().filter(|part| part.kind.is_content()) {
        let words = words::split(text, part.span);
        let mut long: Option<Span> = None;
        context.reference = context.reference.filter(|_| !matches!(part.kind, PartKind::Title | PartKind::Heading));
        for found in grammar::find(&words).iter().filter(|found| !named(analysis, &words, found)) {
            let span = trimmed(&words, found);
            context.tense = tense(analysis, span, &words, found);
            // A time of day alone belongs to the day that its sentence names, else to one named just before; where none is, its
            // day is not known: it may be the day of the telling or the day before.
            let mut here = context;
            if matches!(found.expr, Expr::Clock) {
                let earlier = context
                    .reference
                    .filter(|_| same_sentence(analysis, times.last().map(|time: &Time| time.span), span));
                here.reference = earlier
                    .or_else(|| day_beside(analysis, &context, &words, found))
                    .or_else(|| context.reference.filter(|_| near(analysis, &times, span)));
            }
            // "the nine months, up from … a year earlier": of that stretch, not of the quarter.
            if long.is_some_and(|long| same_sentence(analysis, Some(long), span)) {
                here.quarter = None;
            }
            let resolved = calendar::resolve(found, &here);
            if matches!(&found.expr, Expr::Duration { unit: Unit::Month, amount } if matches!(amount.as_str(), "6" | "9"))
            {
                long = Some(span);
            }
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
        // Figures are told of quarters that are over; what is expected of one to come is no measure for "a year ago".
        let over = context.published.is_none_or(|(day, _)| (year, quarter * 3) < (day.year(), day.month()));
        // Nor does the quarter compared with become the one spoken of.
        let behind = context.quarter.is_some_and(|spoken| (year, quarter) < spoken);
        if matches!(found.expr, Expr::Quarter { .. }) && over && !behind {
            context.quarter = Some((year, quarter));
        }
        return;
    }
    if let Some(point) = point {
        context.reference = Some(point);
    }
}

/// The day the report states of itself, where no publication date was given: a date in its byline, its credit, or a
/// dateline. A dateline without a year (`KELL (March 3) -`) has the year that stands above it, as in a release's number.
fn stated(analysis: &Analysis<'_>) -> Option<(jiff::civil::Date, Anchor)> {
    let text = analysis.text();
    let about = analysis.parts.iter().filter(|part| matches!(part.kind, PartKind::Byline | PartKind::Credit));
    let full = |part: &Part| {
        let words = words::split(text, part.span);
        grammar::find(&words).into_iter().find_map(|found| match &found.expr {
            Expr::Date { year: Some(_), .. } => calendar::resolve(&found, &Context::default()).point?.as_day(),
            _ => None,
        })
    };
    let day = about.into_iter().find_map(full).or_else(|| {
        for part in analysis.parts.iter().filter(|part| !matches!(part.kind, PartKind::Boilerplate)).take(12) {
            // A dateline is over soon.
            let end = text.floor_char_boundary(part.span.end.min(part.span.start + 2 * DATELINE));
            let words = words::split(text, Span::new(part.span.start, end));
            for found in grammar::find(&words).iter().take(6) {
                let Expr::Date { year, month, day: Some(_), .. } = found.expr else { continue };
                if !is_dateline(text, part.span, trimmed(&words, found)) {
                    continue;
                }
                let year = year.or_else(|| year_above(text, words[found.words.start].span.start, month?));
                let Expr::Date { day, shift, .. } = found.expr else { continue };
                let dated = Found { expr: Expr::Date { year, month, day, shift }, ..found.clone() };
                if let Some(day) = year.and_then(|_| calendar::resolve(&dated, &Context::default()).point?.as_day()) {
                    return Some(day);
                }
            }
        }
        None
    })?;
    Some((day, Anchor::Text))
}

/// In how many bytes from the start of its paragraph a dateline begins its date.
const DATELINE: usize = 400;

/// Whether a date is where and when a report was filed, not something in it: `RIGA, 3 March 2031 (Agency) -`,
/// `KELL, Norrland (3 March) -`, or a headline that opens with it (`March 3: Two bridges closed`).
pub(crate) fn is_dateline(text: &str, paragraph: Span, date: Span) -> bool {
    let (Some(before), Some(after)) = (text.get(paragraph.start..date.start), text.get(date.end..paragraph.end)) else {
        return false;
    };
    let after = after.trim_start_matches([' ', '\u{a0}']);
    if before.trim().is_empty() {
        return after.starts_with([':', '—', '–', '|']) || after.starts_with("- ");
    }
    // The place before it: the last few words, all of them names.
    let bracketed = before.trim_end().ends_with('(') && after.starts_with(')');
    let head = before.trim_end().trim_end_matches(['(', ',']).trim_end();
    let names = |word: &str| word.starts_with(char::is_uppercase) || word.starts_with(|c: char| !c.is_alphanumeric());
    let last: Vec<&str> = head.split_whitespace().rev().take(2).collect();
    if last.is_empty() || !last.iter().all(|word| names(word)) || date.start - paragraph.start > DATELINE {
        return false;
    }
    if bracketed {
        return true;
    }
    // Without brackets only a place in capitals, a comma and a dash behind make a dateline.
    let place = head.rsplit(['\n', '.']).next().unwrap_or(head).trim();
    let city = place.split(',').next().unwrap_or("").trim();
    let capitals = city.chars().any(char::is_alphabetic) && !city.chars().any(char::is_lowercase);
    let dash = after.char_indices().take(40).find(|(_, c)| matches!(c, '-' | '–' | '—' | '/'));
    let between = dash.and_then(|(at, _)| after.get(..at)).map_or("", str::trim);
    let filed = between.is_empty() || between.starts_with('(') && between.ends_with(')');
    capitals && place.split_whitespace().count() <= 6 && dash.is_some() && filed
}

/// The year that the lines before `end` state, of a date in `month`: the first four digits that can be one. A number that
/// opens with year and month (`2031-03-S-014`) must not contradict the month by more than one.
fn year_above(text: &str, end: usize, month: i8) -> Option<i16> {
    let above = text.get(..end)?;
    let mut rest = above;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = rest[at..].bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = (&rest[at..at + digits], &rest[at + digits..]);
        let word = rest[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | ':'));
        if digits == 4 && !word && !behind.starts_with(char::is_alphabetic) {
            let year: i16 = number.parse().ok().filter(|year| (1900..2100).contains(year))?;
            let stated = behind.strip_prefix('-').and_then(|rest| rest.get(..2)?.parse::<i8>().ok());
            let apart =
                stated.filter(|stated| (1..=12).contains(stated)).map_or(0, |stated| (stated - month).rem_euclid(12));
            return matches!(apart, 0 | 1 | 11).then_some(match (apart, stated) {
                (1, Some(1)) => year - 1,
                (11, Some(12)) => year + 1,
                _ => year,
            });
        }
        rest = behind;
    }
    None
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

/// Whether the last day or date before an expression stands at most [`DAY_REACH`] sentences before it.
fn near(analysis: &Analysis<'_>, times: &[Time], span: Span) -> bool {
    let sentence = |span: Span| analysis.doc.token_at(span.start).map(|token| analysis.doc.tokens[token].sentence);
    let dated = |time: &&Time| matches!(time.kind, TimeKind::Date | TimeKind::Time) && time.value.is_some();
    let last = times.iter().rfind(dated).and_then(|last| sentence(last.span));
    last.zip(sentence(span)).is_some_and(|(last, own)| own >= last && own - last <= DAY_REACH)
}

/// Over how many sentences a day that was named goes on to be the day of a time of day. Set by hand.
const DAY_REACH: u32 = 2;

fn same_sentence(analysis: &Analysis<'_>, last: Option<Span>, span: Span) -> bool {
    let sentence = |span: Span| analysis.doc.token_at(span.start).map(|token| analysis.doc.tokens[token].sentence);
    last.is_some_and(|last| sentence(last).is_some() && sentence(last) == sentence(span))
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
    if matches!(found.expr, Expr::Shifted { from: Base::Reference | Base::Either, .. }) {
        return Tense::Open;
    }
    let word = |at: Option<usize>| at.and_then(|i| words.get(i)).map_or("", |word| word.low.as_str());
    let before = word(found.words.start.checked_sub(1));
    match before {
        "since" => return Tense::Past,
        "effective" => return Tense::Future,
        // `called a vote for Monday`; not `thanked them for Monday's help`.
        "for" if matches!(found.expr, Expr::Weekday { .. }) && !matches!(word(Some(found.words.end)), "'" | "'s") => {
            return Tense::Future;
        }
        // `as soon as Tuesday`
        "as" if word(found.words.start.checked_sub(2)) == "soon" => return Tense::Future,
        _ => {}
    }
    let doc = &analysis.doc;
    let Some(token) = doc.token_at(span.start) else { return Tense::Open };
    let verb_like = |i: usize| matches!(doc.pos(i), "VERB" | "AUX");
    // The expression may be parsed in pieces: start from its topmost token.
    let inside = doc.tokens_in(span.into());
    let top = inside.clone().find(|i| !inside.contains(&doc.head(*i)) || doc.is_root(*i)).unwrap_or(token);
    // `Wednesday's ruling` was given; `Tuesday's election` may be to come.
    let noun = doc.head(top);
    let owned = doc.dep(top) == "poss" && noun != top;
    if owned && !APPOINTED.contains(&doc.lemma(noun)) {
        return Tense::Past;
    }
    let mut forward = false;
    let mut below = top;
    for verb in doc.ancestors(top) {
        let from = std::mem::replace(&mut below, verb);
        if !verb_like(verb) {
            continue;
        }
        let (tag, lemma) = (doc.tag(verb), doc.lemma(verb));
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
            // `could not be reached Monday`, `could be heard Monday`: tried and told of, not ahead.
            let able = helper(&["could"])
                && (doc.children(verb).any(|child| matches!(doc.dep(child), "neg" | "preconj"))
                    || ["reach", "locate", "find", "see", "hear", "contact", "confirm", "verify"].contains(&lemma));
            if able {
                return Tense::Past;
            }
            forward = true;
        }
        let past_helper = helpers().any(|child| doc.tag(child) == "VBD");
        let infinitive = tag == "VB" && helpers().any(|child| doc.tag(child) == "TO");
        if infinitive {
            // `plans to meet Friday`, `is to end Friday`: what somebody means to do lies ahead; `had to leave` and
            // `had been due to leave` do not.
            let governor = doc.head(verb);
            if AHEAD.contains(&doc.lemma(governor)) && governor != verb {
                let over = [governor, doc.head(governor)].into_iter().any(|at| {
                    verb_like(at)
                        && doc.children(at).any(|child| {
                            doc.dep(child) == "aux" && doc.lemma(child) == "have" && doc.tag(child) == "VBD"
                        })
                });
                return if over { Tense::Past } else { Tense::Future };
            }
            continue;
        }
        if tag == "VBN" && helpers().next().is_none() && matches!(doc.dep(verb), "acl" | "relcl" | "advcl") {
            // `a plan announced Friday`; `a meeting set for Friday` is to come.
            // `a record set on Aug. 6` was set.
            let appointed = APPOINTING.contains(&lemma) && (lemma != "set" || before == "for");
            return if appointed { Tense::Future } else { Tense::Past };
        }
        if matches!(tag, "VBD") || past_helper || (tag == "VBN" && helpers().next().is_some()) {
            // `was due back on Tuesday`
            let awaited = ["due", "scheduled", "slated"];
            if doc.children(verb).any(|kid| doc.dep(kid) == "acomp" && awaited.contains(&doc.lemma(kid)))
                && !helper(&["have"])
            {
                return Tense::Future;
            }
            // `is being held Friday` is the present passive; `was held` the past.
            let present = helpers().any(|child| matches!(doc.tag(child), "VBZ" | "VBP")) && !helper(&["have"]);
            if present {
                let set = APPOINTING.contains(&lemma) || lemma == "hold";
                return if forward || set || matches!(before, "until" | "by") { Tense::Future } else { Tense::Open };
            }
            // `extended the deadline until Friday`, `planned a rally on Friday`: with the object, not with the planning.
            let put_off = matches!(before, "until" | "till" | "to") && DEFERRING.contains(&lemma);
            let scheduled = matches!(lemma, "schedule" | "reschedule" | "slate" | "plan");
            let planned = APPOINTING.contains(&lemma) && doc.dep(from) == "dobj" && from != top
                || scheduled && doc.child(verb, &["dobj"]).is_some_and(|object| object < top);
            return if forward || put_off || planned { Tense::Future } else { Tense::Past };
        }
        if tag == "VBN" {
            continue;
        }
        // `Ask me on Saturday.`
        let told = doc.is_root(verb) || matches!(doc.dep(verb), "ccomp" | "parataxis");
        if tag == "VB" && told && helpers().next().is_none() && doc.child(verb, &["nsubj"]).is_none() {
            return Tense::Future;
        }
        if tag == "VBG" && !helpers().any(|child| matches!(doc.tag(child), "VBZ" | "VBP")) {
            continue;
        }
        // The present looks ahead only where it tells a timetable: `begins Monday`, `is due Friday`, `are meeting Sunday`.
        let due = doc
            .children(verb)
            .any(|child| matches!(doc.lemma(child), "due" | "scheduled" | "set" | "expected" | "planned" | "slated"));
        let timetable = due || SCHEDULED.contains(&lemma);
        return if forward || timetable { Tense::Future } else { Tense::Open };
    }
    if forward { Tense::Future } else { Tense::Open }
}

#[cfg(test)]
mod tests;
