//! Candidate names: the runs of capitalised words that may name somebody or something, cut where one name ends and the next begins.
//!
//! The model's names are the basis, but not their borders: a run that it cuts short ("Vitali [NAME]") is taken whole, a title inside
//! ("Kyiv Mayor NAME") divides, and a word that only opens a sentence is no name.

use super::bodies;
use super::kinds;
use super::lexicon::{self, Gender, Head, demonym, given_name};
use super::titles::{Title, TitleKind};
use super::words::Words;
use crate::background;
use crate::gazetteer::{Gazetteer, How, Kind};
use crate::words::{CALENDAR, PARTICLES};
use std::collections::HashSet;
use std::ops::Range;
use variorum_record::EntityKind;

/// A stretch of tokens that may be one name.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) tokens: Range<usize>,
    /// What the model calls it, if it does.
    pub(super) label: Option<EntityKind>,
    /// The title or role that stands before it, capitalised or not.
    pub(super) title: Option<Title>,
}

/// Small words inside names of persons.
pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(word)
}

/// A generational suffix, which is no surname.
pub(crate) fn is_suffix(word: &str) -> bool {
    matches!(word, "jr" | "sr" | "ii" | "iii" | "iv")
}

/// The candidate names of a report, in order.
pub(super) fn candidates(words: &Words<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for sentence in &words.doc.sentences {
        let mut i = sentence.start;
        while i < sentence.end {
            if begins_run(words, i) {
                let end = run_end(words, i, sentence.end);
                divide(words, i..end, &mut found);
                i = end;
            } else {
                i += 1;
            }
        }
    }
    found
}

/// People in the smallest place that is known when it is written small: by where it stands alone, and where the model sees
/// a place too. Set on half of UNER's development part.
const KNOWN_WHEN_SMALL: [u32; 2] = [100_000, 15_000];

/// Documents in 10,000 that hold a word which can be a name without its capital though English has it.
const RARE: u32 = 100;

/// The folded words that the report writes in lower case but can only be names: letters in a forum, chats. A place stands
/// where places do ("in", "to", "from"), English has no such word, and a large place has just this name; or the model takes
/// a rare word for a place that there is, or for a person with a given name.
pub(super) fn written_small(words: &Words<'_>, gazetteer: &Gazetteer) -> HashSet<String> {
    let is_place = |word: &str, least: u32| {
        gazetteer.lookup(word).iter().any(|(place, how)| {
            *how == How::Name
                && match place.kind {
                    Kind::Country | Kind::Region => true,
                    kind => kind == Kind::City && place.population >= least,
                }
        })
    };
    let small = |&i: &usize| {
        let word = words.word(i);
        if word.len() < 4 || !word.chars().all(char::is_lowercase) {
            return false;
        }
        let documents = background::documents(&words.folded[i]);
        let rare = documents.is_none_or(|documents| documents < RARE);
        match words.label(i) {
            Some(EntityKind::Place) => rare && is_place(word, KNOWN_WHEN_SMALL[1]),
            Some(EntityKind::Person) => rare && given_name(word).is_some() && !is_place(word, KNOWN_WHEN_SMALL[0]),
            _ => {
                documents.is_none()
                    && words.doc.tag(i).starts_with("NN")
                    && words.before(i).is_some_and(|before| {
                        matches!(
                            words.folded[before].as_str(),
                            "in" | "to" | "from" | "near" | "around" | "outside" | "across" | "at" | "between"
                        )
                    })
                    && is_place(word, KNOWN_WHEN_SMALL[0])
            }
        }
    };
    (0..words.len()).filter(small).map(|i| words.folded[i].clone()).collect()
}

fn begins_run(words: &Words<'_>, i: usize) -> bool {
    is_namelike(words, i)
        || (is_particle(&words.folded[i])
            && words.label(i) == Some(EntityKind::Person)
            && words.after(i).is_some_and(|next| words.label(next) == Some(EntityKind::Person)))
}

/// Whether a token may be part of a name by its own look.
fn is_namelike(words: &Words<'_>, i: usize) -> bool {
    if !words.looks_named(i) || words.folded[i].is_empty() {
        return false;
    }
    if words.label(i).is_some() {
        return true;
    }
    if is_calendar(&words.folded[i]) || (words.in_value(i) && lexicon::country(words.word(i)).is_none()) {
        return false;
    }
    let tag = words.doc.tag(i);
    if tag.starts_with("NNP") {
        return true;
    }
    let open = tag.starts_with("NN") || tag.starts_with("JJ") || tag == "FW" || tag.starts_with("VB");
    open && !words.headline[i] && !words.is_sentence_start(i) && words.word(i) != "I"
}

/// Whether a token is the small second half of a given name: "Baek Do-yun", "Lee Jae-myung". It is no word that English has ("-led").
fn is_second_half(words: &Words<'_>, i: usize) -> bool {
    let Some(joiner) = i.checked_sub(1).filter(|&joiner| i < words.len() && joiner >= 2 && words.is_joiner(joiner))
    else {
        return false;
    };
    let small = words.word(i).chars().all(char::is_lowercase) && (2..=6).contains(&words.word(i).len());
    let first =
        words.is_capitalised(joiner - 1) && words.is_capitalised(joiner - 2) && words.word(joiner - 1).len() <= 6;
    let joined = words.touches(joiner) && words.touches(i);
    let known = background::documents(&words.folded[i]).is_some();
    small
        && first
        && joined
        && !known
        && words.doc.tag(i).starts_with("NN")
        && words.sentence(joiner - 2) == words.sentence(i)
}

fn is_calendar(folded: &str) -> bool {
    CALENDAR.contains(folded)
}

/// Where the run of name-like tokens from `start` ends.
fn run_end(words: &Words<'_>, start: usize, limit: usize) -> usize {
    let mut end = start + 1;
    while end < limit {
        let same_name = || words.name_around(end).is_some_and(|name| name.start < end) && !is_list_comma(words, end);
        let next_is = |at: usize| at < limit && is_namelike(words, at);
        // "Secretary of State NAME": a title of several words is not cut.
        let title = words.title_at(end - 1).map_or(end, |(after, _)| after);
        if title > end && title <= limit && words.looks_named(title - 1) {
            end = title;
        } else if is_namelike(words, end) || same_name() {
            end += 1;
        } else if (words.is_joiner(end) || words.word(end) == "&") && next_is(end + 1) || is_second_half(words, end + 1)
        {
            end += 2;
        } else if words.is_joiner(end)
            && end + 3 < limit
            && is_particle(&words.folded[end + 1])
            && words.is_joiner(end + 2)
            && next_is(end + 3)
        {
            end += 4;
        } else if is_particle(&words.folded[end]) && next_is(end + 1) {
            end += 2;
        } else if is_particle(&words.folded[end]) && end + 1 < limit && words.is_joiner(end + 1) && next_is(end + 2) {
            end += 3;
        } else if let Some(after) = members_body_end(words, end, limit) {
            end = after;
        } else if closes_nickname(words, start, end) && next_is(end + 1) {
            end += 2;
        } else if let Some(after) = nickname_end(words, end).filter(|&after| next_is(after)) {
            end = after + 1;
        } else if matches!(words.word(end), "plc" | "ltd" | "inc") && words.looks_named(end - 1) {
            end += 1;
        } else if words.folded[end] == "of" && kinds::head(words, Head::Of, start, end - 1).is_some() {
            let name = if end + 1 < limit && words.folded[end + 1] == "the" { end + 2 } else { end + 1 };
            if !next_is(name) {
                break;
            }
            end = name + 1;
        } else {
            break;
        }
    }
    end
}

/// "the mayor of Vell, Ivo Tarn": the comma is in no name, though the model may take all for one.
fn is_list_comma(words: &Words<'_>, i: usize) -> bool {
    words.word(i) == "," && words.after(i).is_some_and(|next| given_name(words.word(next)).is_some())
}

/// Where the name ends whose members' possessive mark token `i` is: "the Vell Growers' Union", "the Market Women's League".
fn members_body_end(words: &Words<'_>, i: usize, limit: usize) -> Option<usize> {
    let members = words.folded[i - 1].as_str();
    let many = members.ends_with('s') || matches!(members, "women" | "men" | "people" | "children");
    let mark = matches!(words.word(i), "'" | "’" | "'s" | "’s") && words.touches(i);
    if !many || !mark || i < 2 || !words.looks_named(i - 2) {
        return None;
    }
    let named = (i + 1..limit.min(i + 5)).take_while(|&at| is_namelike(words, at));
    named.filter(|&at| is_organisation_head(words, at)).last().map(|head| head + 1)
}

/// Whether token `i` closes a nickname that the run from `start` has opened: the model has taken 'Ivo "Bear' for a name.
fn closes_nickname(words: &Words<'_>, start: usize, i: usize) -> bool {
    words.nickname_mark(i)
        && words.touches(i)
        && (start + 1..i).any(|open| words.nickname_mark(open) && !words.touches(open))
}

/// Where the nickname in marks ends that begins at token `i`, one or two words after a name: 'Ivo "Bear" Tarn'.
fn nickname_end(words: &Words<'_>, i: usize) -> Option<usize> {
    if !words.nickname_mark(i) || words.touches(i) || words.headline[i] {
        return None;
    }
    (i + 2..i + 5).find(|&close| close < words.len() && words.nickname_mark(close)).and_then(|close| {
        let inner = (i + 1..close).all(|at| words.is_capitalised(at) || is_particle(&words.folded[at]));
        let whole = words.sentence(close) == words.sentence(i) && words.touches(close);
        // "Vell (VDF) General": what stands in brackets is as often an abbreviation.
        let called = words.word(i) != "(" || given_name(words.word(i + 1)).is_some();
        (inner && whole && called).then(|| words.after(close)).flatten()
    })
}

/// Cuts a run into names.
fn divide(words: &Words<'_>, mut run: Range<usize>, found: &mut Vec<Candidate>) {
    // "Carmaker NAME" at the head of a sentence: the capital is the sentence's.
    let opens = words.is_sentence_start(run.start) || words.headline[run.start];
    let what = words.folded[run.start].as_str();
    // "Cousins Karel and Viktor NAME", "Brothers NAME and NAME".
    let several = what.strip_suffix('s').is_some_and(super::titles::is_person_word)
        && run.len() > 1
        && given_name(what).is_none()
        && given_name(words.word(run.start + 1)).is_some();
    // "HARDMAN Davor NAME has told": capitals that open a tabloid's sentence.
    let shouted = run.len() > 2
        && lexicon::is_capitals(words.word(run.start))
        && (run.start + 1..run.start + 3).all(|at| !lexicon::is_capitals(words.word(at)))
        && given_name(words.word(run.start + 1)).is_some()
        && head_is_none(words, run.end - 1);
    if opens && (several || shouted) {
        run.start += 1;
    }
    let what = words.folded[run.start].as_str();
    // "Opposition Ada Olin": whom she belongs to is no part of her name.
    let body = run.len() > 2 && bodies::is_noun(what) && given_name(words.word(run.start + 1)).is_some();
    if body && head_is_none(words, run.end - 1) {
        run.start += 1;
    }
    let what = words.folded[run.start].as_str();
    let calls = lexicon::head(Head::Before, what).is_some() && lexicon::head(Head::Last, what).is_none();
    if run.len() > 1 && opens && what != "union" && calls {
        run.start += 1;
    }
    let mut title =
        words.title_before(run.start).map(|(_, title)| title).filter(|title| title.kind != TitleKind::Person);
    let mut start = run.start;
    let mut at = run.start;
    while at < run.end {
        match inner_title(words, start, at, run.end) {
            Some((end, inner)) => {
                segment(words, start..at, title.take(), found);
                title = Some(inner);
                start = end;
                at = end;
            }
            None => at += 1,
        }
    }
    segment(words, start..run.end, title, found);
}

fn head_is_none(words: &Words<'_>, i: usize) -> bool {
    lexicon::head(Head::Last, &words.folded[i]).is_none()
}

/// A title at token `at` of a run that is no part of a name.
fn inner_title(words: &Words<'_>, start: usize, at: usize, run_end: usize) -> Option<(usize, Title)> {
    let (end, title) = words.title_at(at)?;
    // "Engineer Pavla Dorn": the capital of a profession is the sentence's, or a given name follows it.
    let profession = title.kind == TitleKind::Role
        && at == start
        && end + 2 <= run_end
        && given_name(words.word(at)).is_none()
        && (given_name(words.word(end)).is_some()
            || words.is_sentence_start(at) && words.label(end) == Some(EntityKind::Person));
    if end > run_end || title.kind > TitleKind::Title && !profession {
        return None;
    }
    // "General Motors", "Prosecutor General's Office": the model and the head word agree that it is no person.
    let whole = words.name_around(at).filter(|name| name.end <= run_end && name.end > end);
    if whole
        .is_some_and(|name| words.label(at) != Some(EntityKind::Person) && is_organisation_head(words, name.end - 1))
    {
        return None;
    }
    // "General Staff": the title belongs to what it heads.
    if end < run_end && is_organisation_head(words, end) && (end + 1 == run_end || words.folded[end + 1] == "of") {
        return None;
    }
    let person =
        words.label(at) == Some(EntityKind::Person) && words.name_around(at).is_some_and(|name| name.len() > end - at);
    if end == run_end {
        // "Julie Bishop": the last word of a person's name is no title. "Kyiv Mayor" is.
        let named = at > start
            && person
            && (given_name(words.word(at - 1)).is_some() || words.name_around(at).is_some_and(|name| name.start < at));
        return (!named).then_some((end, title));
    }
    // "Dean Acheson", "Major Owens": a given name that happens to be a title.
    let given = end == at + 1
        && person
        && at == start
        && given_name(words.word(at)).is_some_and(|gender| gender == Some(Gender::Male));
    let initial = words.folded[end].chars().count() == 1;
    (!given || initial).then_some((end, title))
}

fn is_organisation_head(words: &Words<'_>, i: usize) -> bool {
    lexicon::head(Head::Last, &words.folded[i]).is_some_and(|kind| kind != EntityKind::Place)
}

/// A stretch without titles: one name, or several that the model tells apart.
fn segment(words: &Words<'_>, tokens: Range<usize>, title: Option<Title>, found: &mut Vec<Candidate>) {
    let Some(mut tokens) = trim(words, tokens) else { return };
    // "Ukrainian NAME": the people's name stands apart unless the model takes it into an organisation's.
    while tokens.len() > 1 && demonym(words.word(tokens.start)).is_some() {
        let inside = words.name_around(tokens.start).is_some_and(|name| name.end > tokens.start + 1);
        let heading = is_organisation_head(words, tokens.end - 1);
        // "Karen Vell": a people's name that is also a given name.
        let called = given_name(words.word(tokens.start)).is_some() && words.is_proper(tokens.start + 1);
        if heading || called || (inside && words.label(tokens.start) != Some(EntityKind::Person)) {
            break;
        }
        let Some(rest) = trim(words, tokens.start + 1..tokens.end) else { return };
        tokens = rest;
    }
    let mut title = title;
    let mut start = tokens.start;
    let mut seen: Option<Range<usize>> = None;
    for at in tokens.clone() {
        let Some(name) = words.name_around(at) else { continue };
        if name.start != at && at != tokens.start {
            continue;
        }
        // "Amélia Sandoval" is one person though the model sees two, if it hangs the first name from the second; a nickname
        // in marks is inside a name.
        let one = |previous: &Range<usize>| {
            (previous.end..name.end).any(|between| between < name.start && words.nickname_mark(between))
                || previous.end == name.start
                    && name.contains(&words.doc.head(previous.end - 1))
                    && words.doc.dep(previous.end - 1) == "compound"
                    && words.label(at) == Some(EntityKind::Person)
                    && words.label(previous.end - 1) == Some(EntityKind::Person)
        };
        if let Some(previous) = seen.take()
            && previous != name
            && !one(&previous)
        {
            let cut = if words.label(at) == Some(EntityKind::Person) {
                previous.end.max(start + 1)
            } else {
                name.start.max(start + 1)
            };
            push(words, start..cut.min(tokens.end), title.take(), found);
            start = cut.min(tokens.end);
        }
        seen = Some(name);
    }
    push(words, start..tokens.end, title, found);
}

fn push(words: &Words<'_>, tokens: Range<usize>, title: Option<Title>, found: &mut Vec<Candidate>) {
    let Some(mut tokens) = trim(words, tokens) else { return };
    // "Ada Olin KC", "Ivo Tarn MP": two words of a name stand before it.
    while tokens.len() > 2 && lexicon::is_after_name(words.word(tokens.end - 1)) {
        tokens.end -= 1;
    }
    // "a DVD", "10 a.m. CDT".
    if tokens.len() == 1 && title.is_none() && lexicon::is_common_capitals(words.word(tokens.start)) {
        return;
    }
    let label = tokens.clone().rev().find_map(|i| words.label(i));
    found.push(Candidate { tokens, label, title });
}

/// A candidate without articles, marks and possessives at its ends; `None` when nothing name-like is left.
fn trim(words: &Words<'_>, mut tokens: Range<usize>) -> Option<Range<usize>> {
    while !tokens.is_empty() && !may_begin(words, tokens.start) {
        tokens.start += 1;
    }
    while !tokens.is_empty() && !may_end(words, tokens.end - 1) {
        tokens.end -= 1;
    }
    (!tokens.is_empty() && tokens.clone().any(|i| words.looks_named(i))).then_some(tokens)
}

fn may_begin(words: &Words<'_>, i: usize) -> bool {
    let folded = words.folded[i].as_str();
    let tag = words.doc.tag(i);
    // "He" and "She" may be surnames where the model sees a person.
    if tag.starts_with("PRP") && words.label(i) != Some(EntityKind::Person) {
        return false;
    }
    super::words::is_word(folded)
        && !is_greeting(words, i)
        && !matches!(tag, "IN" | "TO" | "CC" | "DT" | "WDT" | "WP" | "WRB")
        && !matches!(folded, "the" | "a" | "an" | "s" | "and" | "of" | "in" | "at" | "on")
        && (words.looks_named(i) || is_particle(folded))
}

/// In capitals two of them are states.
fn is_greeting(words: &Words<'_>, i: usize) -> bool {
    lexicon::is_greeting(&words.folded[i]) && !lexicon::is_capitals(words.word(i))
}

fn may_end(words: &Words<'_>, i: usize) -> bool {
    let folded = words.folded[i].as_str();
    super::words::is_word(folded)
        && !is_greeting(words, i)
        && words.doc.tag(i) != "POS"
        && (words.looks_named(i)
            || folded.chars().all(|c| c.is_ascii_digit())
            || words.label(i).is_some()
            || is_second_half(words, i)
            || matches!(words.word(i), "plc" | "ltd" | "inc"))
        && !matches!(folded, "s" | "the" | "and" | "of" | "with" | "from" | "for" | "by" | "to")
}
