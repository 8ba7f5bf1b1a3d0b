//! Where and when an event took place, and on whose word it is told.

use super::clause::{self, is_verb};
use super::home;
use super::merge::{apart, in_one_row};
use super::participants::weapon_at;
use super::{Draft, Facts};
use crate::Analysis;
use crate::extract::figures::tables::is_person;
use crate::extract::times::is_dateline;
use crate::months::is_year;
use crate::words::{BELONGINGS, PLACE_TYPES, POSTS, REPORTS};
use std::collections::BTreeMap;
use variorum_language::Doc;
use variorum_record::{EventStatus, Precision, Span, TimeKind};

/// Days after which an event is no news.
const NEWS_DAYS: i64 = 60;

/// The same for what is only taken up by a definite phrase with its own date.
const RECALLED_DAYS: i64 = 30;

/// Sets place and time of every draft from its own sentence; older times make it background.
pub(crate) fn place_and_time(analysis: &Analysis, facts: &Facts, drafts: &mut [Draft]) {
    let doc = &analysis.doc;
    let reference = reference(analysis, facts);
    let scenes = scenes(analysis, facts);
    for draft in drafts.iter_mut() {
        let words: Vec<usize> = std::iter::once(draft.token).chain(draft.mentions.iter().copied()).collect();
        draft.place =
            words.iter().find_map(|&word| place(analysis, facts, &scenes, draft, word)).map(|(_, place)| place);
        draft.time = words.iter().find_map(|&word| time(analysis, facts, word));
        let old = draft.time.is_some_and(|time| {
            let days = if recalled(doc, draft, facts.times[time].span) { RECALLED_DAYS } else { NEWS_DAYS };
            let time = &facts.times[time];
            is_old(time.value.as_deref(), reference, days) || says_old(time.span.of(analysis.text()))
        });
        // "suspended in October after an attack on the hall": what came before something old is older.
        let older = draft.time.is_none()
            && follower(doc, draft.token)
                .and_then(|verb| time(analysis, facts, verb))
                .is_some_and(|time| is_old(facts.times[time].value.as_deref(), reference, NEWS_DAYS));
        let since = since(doc, facts, draft.token);
        if old || older || since {
            super::status::set(&mut draft.reality, EventStatus::Background);
        }
        // "when the judge sentences him on 7 November": the present tense of what lies ahead.
        let ahead = draft.time.is_some_and(|time| is_ahead(facts.times[time].value.as_deref(), reference));
        let attack = draft.is_attack() && draft.noun;
        if ahead && !attack && matches!(doc.tag(draft.token), "VB" | "VBZ" | "VBP" | "VBG" | "NN" | "NNS") {
            super::status::set(&mut draft.reality, EventStatus::Planned);
        }
    }
}

/// The place of every event, of all its mentions: the best, settled with the city that the report is about.
pub(crate) fn settle_places(analysis: &Analysis, facts: &Facts, drafts: &mut [Draft]) {
    let doc = &analysis.doc;
    let home = home::find(analysis, facts);
    let scenes = scenes(analysis, facts);
    let round = home.map(|home| home::Round::of(analysis, facts, home));
    let towns = if home.is_none() { towns(analysis, facts) } else { BTreeMap::new() };
    for draft in drafts.iter_mut() {
        let words = std::iter::once(draft.token).chain(draft.mentions.iter().copied());
        let found = words.filter_map(|word| place(analysis, facts, &scenes, draft, word));
        // The first of the best.
        let best = found.reduce(|best, next| if next.0 > best.0 { next } else { best });
        draft.place = best.map(|(_, place)| place);
        if draft.kind == "assault" {
            let lead = home.is_some_and(|home| {
                let place = facts.places[home].span.end;
                let first = doc.tokens.partition_point(|token| token.start < place).min(doc.len().saturating_sub(1));
                doc.tokens.get(first).is_some_and(|token| {
                    let mut told = std::iter::once(&draft.token).chain(&draft.mentions);
                    told.any(|&word| doc.tokens[word].sentence.wrapping_sub(token.sentence) <= 1)
                })
            });
            draft.place = match &round {
                Some(round) => round.settle(analysis, facts, draft.place, lead),
                None => town_in(facts, &towns, draft.place),
            };
        }
    }
}

/// The town where the report tells only a region: "shot at a store in Orrin … the store in Lowen". One town of that region, named as a
/// place where something was, and no other.
fn town_in(facts: &Facts, towns: &BTreeMap<&str, Option<usize>>, own: Option<usize>) -> Option<usize> {
    let region = &facts.places[own?];
    if region.precision != Some(Precision::Region) {
        return own;
    }
    towns.get(region.name.as_str()).copied().flatten().or(own)
}

/// For each region with a town named as a place where something was, the first mention of that town, unless there is another.
fn towns<'f>(analysis: &Analysis, facts: &Facts<'f>) -> BTreeMap<&'f str, Option<usize>> {
    let doc = &analysis.doc;
    let mut towns: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for (index, place) in facts.places.iter().enumerate() {
        let Some(region) = place.admin1.as_deref().filter(|_| place.precision == Some(Precision::City)) else {
            continue;
        };
        let token = doc.tokens_in(place.span.into()).last();
        let scene = token.is_some_and(|token| {
            doc.dep(token) == "pobj" && ["in", "at", "near", "outside"].contains(&doc.lemma(doc.head(token)))
        });
        if scene && !place.metonym && !home::is_part(analysis, place) {
            let known = towns.entry(region).or_insert(Some(index));
            *known = known.filter(|&first| facts.places[first].name == place.name);
        }
    }
    towns
}

/// "since the invasion in 2022", "the war that began years ago": under "since" or "after" with an old date in its own phrase.
fn since(doc: &Doc, facts: &Facts, token: usize) -> bool {
    let under = std::iter::successors(Some(token), |&at| (!doc.is_root(at)).then(|| doc.head(at))).take(5);
    let since = under.into_iter().any(|at| doc.lemma(at).eq_ignore_ascii_case("since"));
    // "have detained more than 175 since the first of the year", "in the past month we have captured five": a sum of many. What hangs from
    // such a verb belongs to the sum: "have conducted several operations, capturing more than 125".
    let clauses = std::iter::successors(Some(token), |&at| {
        (matches!(doc.dep(at), "advcl" | "conj" | "xcomp") && doc.head(at) != at).then(|| doc.head(at))
    });
    let sum = is_verb(doc, token) && clauses.take(3).any(|verb| is_verb(doc, verb) && is_sum(doc, facts, verb));
    let anniversary = doc.ancestors(token).take(3).any(|at| doc.lemma(at) == "anniversary");
    let span: Span = doc.span_of(doc.subtree(token)).into();
    let year = || {
        let from = facts.times.partition_point(|time| time.span.start < span.start);
        facts.times.iter().skip(from).take_while(|time| time.span.start < span.end).any(|time| {
            span.contains(time.span)
                && time.value.as_deref().is_some_and(|value| value.len() == 4 && value.parse::<u32>().is_ok())
        })
    };
    anniversary || since || sum || !is_verb(doc, token) && year()
}

/// Whether a verb in the perfect sums up what was done in a stretch of time.
fn is_sum(doc: &Doc, facts: &Facts, verb: usize) -> bool {
    let perfect = doc.children(verb).any(|child| doc.dep(child) == "aux" && doc.lemma(child) == "have");
    let stretch = |child: usize| match doc.lemma(child).to_lowercase().as_str() {
        "since" => true,
        "in" | "over" | "during" | "within" => {
            let span: Span = doc.span_of(doc.subtree(child)).into();
            let from = facts.times.partition_point(|time| time.span.start < span.start);
            facts.times.iter().skip(from).take_while(|time| time.span.end <= span.end).any(|time| {
                time.kind == TimeKind::Duration || time.value.as_deref().is_some_and(|value| value.len() < 10)
            })
        }
        _ => false,
    };
    // "have been shot this year", "this month alone"
    let running = |child: usize| {
        let alone = || doc.children(verb).chain(doc.children(child)).any(|word| doc.lemma(word) == "alone");
        doc.children(child).any(|det| doc.lemma(det).eq_ignore_ascii_case("this"))
            && (doc.lemma(child) == "year" || matches!(doc.lemma(child), "month" | "season") && alone())
    };
    perfect
        && doc
            .children(verb)
            .any(|child| doc.dep(child) == "prep" && stretch(child) || doc.dep(child) == "npadvmod" && running(child))
}

/// The latest day that the report itself stands on: publication, else of the last change.
fn reference(analysis: &Analysis, facts: &Facts) -> Option<i64> {
    analysis.dated().and_then(days).or_else(|| {
        // A full date in a dateline counts as much.
        let first = facts.times.first().filter(|time| time.span.start < 200)?;
        time_days(first.value.as_deref())
    })
}

fn time_days(value: Option<&str>) -> Option<i64> {
    value.filter(|value| value.len() >= 10).and_then(days)
}

/// Days since the year 0, near enough to tell months apart, from `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
fn days(value: &str) -> Option<i64> {
    let mut parts = value.get(..value.len().min(10))?.split('-').map(|part| part.parse::<i64>());
    let year = parts.next()?.ok()?;
    let month = parts.next().and_then(Result::ok).unwrap_or(12);
    let day = parts.next().and_then(Result::ok).unwrap_or(28);
    Some(year * 365 + month * 30 + day)
}

/// "the truce signed in September": a definite phrase that brings its own date takes up what is known.
fn recalled(doc: &Doc, draft: &Draft, time: Span) -> bool {
    let noun = if doc.dep(draft.token) == "acl" && doc.tag(draft.token) == "VBN" {
        doc.head(draft.token)
    } else {
        draft.token
    };
    let phrase: Span = doc.span_of(doc.subtree(noun)).into();
    !is_verb(doc, noun) && super::another::is_definite(doc, noun) && phrase.contains(time)
}

fn is_old(value: Option<&str>, reference: Option<i64>, news: i64) -> bool {
    let Some(value) = value else { return false };
    if value == "PAST_REF" {
        return false;
    }
    match (days(value), reference) {
        (Some(then), Some(now)) => now - then > news,
        // Without a date of publication a bare year is background: news gives days.
        (Some(_), None) => is_year(value),
        _ => false,
    }
}

/// Whether a day lies after the day of the report.
fn is_ahead(value: Option<&str>, reference: Option<i64>) -> bool {
    let day = value.filter(|value| value.len() >= 10 && !value.contains('W')).and_then(days);
    day.zip(reference).is_some_and(|(day, now)| day > now)
}

/// How many places and times of a sentence are weighed to either side of a word: more stand only in a list.
const NEAR: usize = 24;

/// The first of the places or times of a report, in order of their start, that is weighed for a word of a sentence.
fn near<T>(all: &[T], start: impl Fn(&T) -> usize, sentence: Span, word: usize) -> usize {
    let first = |byte: usize| all.partition_point(|one| start(one) < byte);
    first(sentence.start).max(first(word).saturating_sub(NEAR))
}

/// "years ago", "decades ago": no date, and yet no news.
fn says_old(words: &str) -> bool {
    let words = words.to_lowercase();
    words.ends_with(" ago") && ["years", "decades", "centuries"].iter().any(|unit| words.starts_with(unit))
}

/// The verb of what happened after an event that is told as a noun: "suspended following the attack".
fn follower(doc: &Doc, noun: usize) -> Option<usize> {
    // "jailed in 2022 for ordering the massacre"
    let noun = match doc.dep(doc.head(noun)) {
        "pcomp" if doc.dep(noun) == "dobj" => doc.head(noun),
        _ => noun,
    };
    let after = doc.head(noun);
    let verb = doc.head(after);
    let word = doc.lemma(after).to_lowercase();
    let reason = word == "for"
        && ["jail", "sentence", "convict", "imprison", "try", "indict", "arrest", "punish", "fine", "execute"]
            .contains(&doc.lemma(verb));
    let follows = matches!(doc.dep(noun), "pobj" | "pcomp")
        && (reason || doc.dep(noun) == "pobj" && ["after", "following", "follow"].contains(&word.as_str()));
    (follows && (reason || !is_verb(doc, noun)) && is_verb(doc, verb)).then_some(verb)
}

/// A place where something may have been, whatever it was.
struct Scene {
    /// The last token of its name.
    token: usize,
    /// How well it fits, by itself.
    score: i32,
    /// Whether its own words hold a bar.
    barred: bool,
}

/// The places of a report as scenes; `None` for those that are none.
fn scenes(analysis: &Analysis, facts: &Facts) -> Vec<Option<Scene>> {
    (0..facts.places.len()).map(|index| scene(analysis, facts, index)).collect()
}

fn scene(analysis: &Analysis, facts: &Facts, index: usize) -> Option<Scene> {
    let doc = &analysis.doc;
    let place = &facts.places[index];
    let token = doc.tokens_in(place.span.into()).last()?;
    if residence(doc, token)
        || place.metonym
        // Where the report was filed: [`home`] says whether it happened there.
        || home::is_dateline(analysis, place)
        || doc.pos(token) == "ADJ"
        || matches!(doc.dep(token), "nsubj" | "agent")
    {
        return None;
    }
    let mut score = match place.precision {
        Some(Precision::Point | Precision::City) => 3,
        Some(Precision::Region) => 1,
        Some(Precision::Country) => -2,
        None => 1,
    };
    let preposition = doc.ancestors(token).take(4).find(|&at| matches!(doc.dep(at), "prep"));
    if preposition.is_some_and(|at| {
        ["in", "at", "near", "on", "outside", "around", "across", "against", "of", "into", "through"]
            .contains(&doc.lemma(at))
    }) {
        score += 2;
    }
    if preposition.is_some_and(|at| ["from", "with", "by"].contains(&doc.lemma(at))) {
        score -= 2;
    }
    if home::is_part(analysis, place) {
        score -= 2;
    }
    // "operations in Orvend, Lowen and Tarn": any of them, told of many.
    if in_one_row(doc, facts, index).iter().filter(|other| apart(place, other)).count() > 1 {
        score -= 2;
    }
    match modified(doc, token) {
        // "El Arbol neighborhood": the type word carries the name.
        Some(head) if PLACE_TYPES.contains(&doc.lemma(head).to_lowercase().as_str()) => score += 1,
        Some(head) if super::is_event_noun(doc, head) => score -= 3,
        // "the Orvend cartel", "a Kestria convoy": whose they are, not where it was.
        Some(head)
            if weapon_at(doc, head).is_some() || BELONGINGS.contains(&doc.lemma(head).to_lowercase().as_str()) =>
        {
            return None;
        }
        Some(_) => score -= 3,
        None => {}
    }
    // "the ambassador to Velland": a post, not a place where something was.
    let post = preposition.is_some_and(|at| {
        matches!(doc.lemma(at), "to" | "in") && POSTS.contains(&doc.lemma(doc.head(at)).to_lowercase().as_str())
    });
    // "it was reported in Orvend"
    let reported = preposition.is_some_and(|at| REPORTS.contains(&doc.lemma(doc.head(at))));
    (!post && !reported).then(|| Scene { token, score, barred: home::barred(place.span.of(analysis.text())) })
}

/// The best place in the sentence of one mention, with how well it fits.
fn place(
    analysis: &Analysis,
    facts: &Facts,
    scenes: &[Option<Scene>],
    draft: &Draft,
    word: usize,
) -> Option<(i32, usize)> {
    let doc = &analysis.doc;
    let sentence = Span::from(doc.span_of(clause::sentence(doc, word)));
    let subtree = doc.subtree(word);
    let clause = clause_verb(doc, word);
    let own = doc.span(word);
    let from = near(facts.places, |place| place.span.start, sentence, own.start);
    let mut best: Option<(i32, usize)> = None;
    for (index, place) in facts
        .places
        .iter()
        .enumerate()
        .skip(from)
        .take(2 * NEAR)
        .take_while(|(_, place)| place.span.end <= sentence.end)
    {
        let Some(Scene { token, score, barred }) = scenes[index].as_ref() else { continue };
        let (token, mut score) = (*token, *score);
        if subtree.contains(&token) && doc.is_under(token, word) {
            score += 4;
        } else if clause.is_some_and(|clause| doc.is_under(token, clause)) {
            score += 3;
        }
        // "A bomb killed four in Orvend, hours after gunmen shot two in Lowen": where another clause with its own doer was.
        if in_other_clause(doc, token, word) {
            score -= 1;
        }
        // "After talks in Orvend, Velland struck a depot in Lowen": where the talks were.
        if token < word && of_another(doc, token, word) {
            score -= 2;
        }
        // "detained the leader, who operates in Lowen": where he works, not where he was caught.
        if in_relative_clause(doc, token, word) {
            score -= 3;
        }
        if score <= 0 || best.is_some_and(|(known, _)| score <= known) {
            continue;
        }
        let actor = draft.actors.iter().any(|actor| actor.span.is_some_and(|span| span.overlaps(place.span)));
        // "Man shot in Orvend | Lowen News": what stands behind the bar is the outlet's.
        let between = || analysis.text().get(own.end..place.span.start).unwrap_or("");
        if !actor && !barred && !home::barred(between()) {
            best = Some((score, index));
        }
    }
    best
}

/// Whether a place before the event's word belongs to another happening that opens the sentence.
fn of_another(doc: &Doc, place: usize, word: usize) -> bool {
    let above = doc.ancestors(place).take(6).take_while(|&at| at != word && !is_verb(doc, at));
    let noun = |at: usize| {
        super::lexicon::EVENTS
            .get(doc.lemma(at).to_lowercase().as_str())
            .is_some_and(|entries| entries.iter().any(|entry| entry.class == 'n' && entry.kind == "consult"))
    };
    above.into_iter().any(noun)
}

/// Whether a verb with its own subject that does not hold the event stands between a place and what it hangs from.
fn in_other_clause(doc: &Doc, place: usize, word: usize) -> bool {
    let above = doc.ancestors(place).take(8).take_while(|&at| at != word && !doc.is_under(word, at));
    let told = |at: usize| is_verb(doc, at) && doc.child(at, &["nsubj", "nsubjpass"]).is_some();
    above.into_iter().any(told)
}

/// Whether a relative clause that does not hold the event stands between a place and what it hangs from.
fn in_relative_clause(doc: &Doc, place: usize, word: usize) -> bool {
    let mut chain = std::iter::once(place).chain(doc.ancestors(place)).take(12);
    chain.find(|&at| doc.dep(at) == "relcl").is_some_and(|clause| !doc.is_under(word, clause))
}

/// "a Lowen man", "Ivo Tarn, 24, of Lowen Township": where somebody lives.
fn residence(doc: &Doc, place: usize) -> bool {
    let mut place = place;
    while doc.dep(place) == "compound" && doc.head(place) > place && doc.pos(doc.head(place)) == "PROPN" {
        place = doc.head(place);
    }
    let head = doc.head(place);
    let person = |token: usize| {
        is_person(doc.lemma(token)) || doc.name_at(token).is_some_and(|name| doc.name_label(name) == "PERSON")
    };
    match doc.dep(place) {
        "compound" | "nmod" | "amod" => head > place && is_person(doc.lemma(head)),
        "pobj" if doc.lemma(head) == "of" => person(doc.head(head)),
        _ => false,
    }
}

/// The noun that a name only modifies: its possession, or the head of its compound.
fn modified(doc: &Doc, token: usize) -> Option<usize> {
    let mut at = token;
    for _ in 0..3 {
        if !matches!(doc.dep(at), "poss" | "compound" | "amod" | "nmod") || doc.head(at) == at {
            break;
        }
        at = doc.head(at);
    }
    (at != token).then_some(at)
}

fn time(analysis: &Analysis, facts: &Facts, word: usize) -> Option<usize> {
    let doc = &analysis.doc;
    let sentence = Span::from(doc.span_of(clause::sentence(doc, word)));
    let paragraph = analysis.part_at(sentence.start).map(|part| part.span).filter(|span| span.contains(sentence));
    let clause = clause_verb(doc, word);
    let from = near(facts.times, |time| time.span.start, sentence, doc.span(word).start);
    let mut best: Option<(i32, usize)> = None;
    for (index, time) in
        facts.times.iter().enumerate().skip(from).take(2 * NEAR).take_while(|(_, time)| time.span.end <= sentence.end)
    {
        if !matches!(time.kind, TimeKind::Date | TimeKind::Time) {
            continue;
        }
        // When the report was filed is not when something happened.
        if is_dateline(analysis.text(), paragraph.unwrap_or(sentence), time.span) {
            continue;
        }
        let Some(token) = doc.tokens_in(time.span.into()).last() else { continue };
        let verb = clause_verb(doc, token);
        let mut score = 0;
        // "in November 1985, when about 100 were killed": the day says when, whatever the clause above tells.
        let named_by = doc.tokens_in(time.span.into()).contains(&doc.head(word))
            && doc.children(word).any(|child| doc.lemma(child).eq_ignore_ascii_case("when"));
        if names_its_year(doc, token, word) {
            score += 6;
        } else if named_by || doc.is_under(token, word) && !is_of_another(doc, token, word) {
            score += 4;
        } else if verb.is_some() && verb == clause {
            score += 3;
        } else if clause.is_some_and(|clause| same_row(doc, clause, verb)) {
            score += 2;
        }
        // "shelled the village on Monday evening, officials said": before who says it, the day is that of what is told.
        let before_saying = verb.is_some_and(|verb| {
            ["say", "tell", "report"].contains(&doc.lemma(verb))
                && word < token
                && doc.children(verb).any(|child| matches!(doc.dep(child), "nsubj") && child > token && child < verb)
        });
        if score == 0
            && before_saying
            && clause.is_none_or(|clause| verb.is_some_and(|verb| doc.is_under(clause, verb)))
        {
            score += 2;
        }
        // "confirmed today the arrest of two men on Sunday": when it was said is not when it happened.
        let told = clause.is_some_and(|clause| {
            clause != word
                && ["confirm", "announce", "say", "report", "state", "tell", "add", "note"].contains(&doc.lemma(clause))
        });
        if told && token < word {
            score -= 2;
        }
        // "…, the governor said on Wednesday": the day of the saying, wherever the tree hangs the clause.
        let said = verb.filter(|&verb| verb != word && !doc.is_under(token, word) && token > verb);
        if said.is_some_and(|verb| ["say", "tell", "add"].contains(&doc.lemma(verb))) {
            score -= 3;
        }
        if score > 0 && time.value.as_deref().is_some_and(|value| value.len() >= 10) {
            score += 1;
        }
        if score > 0 && best.is_none_or(|(known, _)| score > known) {
            best = Some((score, index));
        }
    }
    best.map(|(_, index)| index)
}

/// "the 1998 murder of two hikers", "Monday's attack": what stands before the event's noun and modifies it says when it was, whatever
/// day the clause around it tells.
fn names_its_year(doc: &Doc, time: usize, word: usize) -> bool {
    time < word
        && !is_verb(doc, word)
        && matches!(doc.dep(time), "compound" | "nummod" | "nmod" | "amod" | "poss" | "npadvmod")
        && doc.head(time) == word
}

/// "blamed the ministry, saying that it had spent a tenth of what was approved in 2023": the time of what somebody says or of a
/// clause deep below is not that of the word it hangs from.
fn is_of_another(doc: &Doc, time: usize, word: usize) -> bool {
    let path: Vec<usize> = doc.ancestors(time).take_while(|&at| at != word).collect();
    path.iter().rev().enumerate().any(|(depth, &at)| {
        is_verb(doc, at) && (doc.dep(at) == "ccomp" || matches!(doc.dep(at), "acl" | "relcl") && depth > 2)
    })
}

/// Whether two verbs stand in one row: "searched … and detained … yesterday".
fn same_row(doc: &Doc, a: usize, b: Option<usize>) -> bool {
    let top = |mut at: usize| {
        while matches!(doc.dep(at), "conj" | "advcl" | "xcomp") && is_verb(doc, doc.head(at)) && doc.head(at) != at {
            at = doc.head(at);
        }
        at
    };
    b.is_some_and(|b| top(a) == top(b))
}

/// The verb in whose clause a word stands as itself, its subject, object or adjunct of place; not deeper inside a complement of another noun.
fn clause_verb(doc: &Doc, word: usize) -> Option<usize> {
    if is_verb(doc, word) {
        return Some(word);
    }
    let mut at = word;
    for _ in 0..5 {
        let head = doc.head(at);
        if head == at {
            return None;
        }
        if is_verb(doc, head) {
            // "reacted to the attacks": the reaction's time is not the attack's.
            let indirect = doc.dep(at) == "prep"
                && ["to", "about", "of", "for", "after", "since", "before"].contains(&doc.lemma(at))
                && super::is_event_noun(doc, word);
            let reporting = matches!(doc.dep(at), "dobj")
                && super::is_event_noun(doc, word)
                && ["condemn", "report", "describe", "discuss", "denounce", "mention", "confirm", "investigate"]
                    .contains(&doc.lemma(head));
            return (!indirect && !reporting).then_some(head);
        }
        at = head;
    }
    None
}

/// "the bomb in the market on Monday killed more than they say": that there was one is not what is claimed.
fn known_weapon(doc: &Doc, draft: &Draft) -> bool {
    draft.kind == "assault"
        && draft.mentions.iter().any(|&token| {
            matches!(doc.dep(token), "nsubj" | "pobj")
                && weapon_at(doc, token).is_some()
                && super::another::is_definite(doc, token)
                && doc.child(token, &["prep"]).is_some()
        })
}

/// Sets on whose word an event is told.
pub(crate) fn authority(analysis: &Analysis, facts: &Facts, drafts: &mut [Draft]) {
    let doc = &analysis.doc;
    let contents = crate::extract::statements::contents(facts.statements);
    for draft in drafts.iter_mut() {
        let span: Span = doc.span(draft.token).into();
        let around = contents.around(span).into_iter().map(|statement| &facts.statements[statement]);
        let innermost =
            around.min_by_key(|statement| statement.content.iter().map(|content| content.len()).sum::<usize>());
        if super::status::presupposed(doc, draft.token) || known_weapon(doc, draft) {
            // Who condemns an attack, or denies a part in it, is no source for it: the outlet tells that it was.
        } else if let Some(statement) = innermost {
            draft.according_to = statement.speaker.as_ref().and_then(|speaker| speaker.entity);
            let by_themselves =
                draft.according_to.is_some() && draft.actors.iter().any(|actor| actor.entity == draft.according_to);
            let word = matches!(draft.kind, "request" | "accuse" | "reject" | "threaten" | "agree" | "support");
            if draft.reality.status == EventStatus::Reported && !(by_themselves && word) {
                draft.reality.status = EventStatus::Claimed;
            }
        } else if draft.reality.hedged && draft.reality.status == EventStatus::Reported {
            draft.reality.status = EventStatus::Claimed;
        }
    }
}
