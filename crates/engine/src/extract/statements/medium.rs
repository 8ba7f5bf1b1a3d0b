//! Through which outlet or channel something was said: "told the BBC", "wrote on Truth Social", "in his nightly address".
//!
//! Names and patterns are data (`data/lexicon/media.tsv`).

use super::source::Source;
use super::tree::Tree;
use super::{quotation_around, quoted};
use crate::Analysis;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;
use variorum_record::{CueKind, Medium, Participant, Span, Statement};

struct Lexicon {
    /// Names of outlets and platforms, lower case.
    names: HashSet<&'static str>,
    /// Last words of outlets' names: "Tribune", "Radio".
    endings: HashSet<&'static str>,
    /// Occasions and forms: "interview", "statement", "post".
    channels: HashSet<&'static str>,
    /// Words for an outlet, before its name: "broadcaster", "newspaper".
    outlets: HashSet<&'static str>,
    /// Those that can hardly be anything else: "told the newspaper".
    told: HashSet<&'static str>,
    /// Words for what somebody keeps on a platform: "channel", "account".
    pages: HashSet<&'static str>,
    /// Letters that are bodies of states or sports.
    no_outlets: HashSet<&'static str>,
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        let text: &'static str = include_str!("../../../../../data/lexicon/media.tsv");
        let rows: Vec<(&str, &str)> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .skip(1)
            .filter_map(|line| line.split_once('\t'))
            .collect();
        let of = |kind: &str| rows.iter().filter(|row| row.1 == kind).map(|row| row.0).collect();
        Lexicon {
            names: of("name"),
            endings: of("ending"),
            channels: of("channel"),
            outlets: of("outlet"),
            told: of("told"),
            pages: of("page"),
            no_outlets: of("body"),
        }
    });
    &LEXICON
}

/// Whether a word, in lower case, is one for outlets: "broadcaster".
pub(crate) fn is_word_for_outlet(word: &str) -> bool {
    lexicon().outlets.contains(word)
}

/// Whether a name of two words or more ends with a word of outlets: "Harbour Tribune".
pub(crate) fn ends_like_outlet(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
    name.contains(' ') && name.starts_with(char::is_uppercase) && lexicon().endings.contains(last.as_str())
}

/// Whether a noun, in lower case, is for a form or occasion of speaking: "interview", "statement".
pub(crate) fn is_channel(word: &str) -> bool {
    lexicon().channels.contains(word)
}

/// Whether a noun names an outlet or a platform.
pub(crate) fn is_outlet(tree: &Tree, head: usize) -> bool {
    outlet(tree, head).is_some()
}

/// The tokens of the outlet's name of which `head` is the last word.
fn outlet(tree: &Tree, head: usize) -> Option<Range<usize>> {
    let doc = tree.doc;
    let lexicon = lexicon();
    let mut first = head;
    while first > 0
        && head - first < 6
        && doc.tokens[first - 1].sentence == doc.tokens[head].sentence
        && (doc.pos(first - 1) == "PROPN"
            || doc.pos(head) == "NOUN" && head - first == 0 && matches!(doc.pos(first - 1), "ADJ" | "NOUN")
            || (doc.tag(first - 1) == "POS" && first - 1 > 0 && doc.pos(first.saturating_sub(2)) == "PROPN"))
    {
        first -= 1;
    }
    let mut last = head;
    let end = doc.sentence_of(head).end;
    // "BBC Radio 4"
    while last + 1 < end && last - head < 3 && (doc.pos(last + 1) == "PROPN" || doc.tag(last + 1) == "CD") {
        last += 1;
    }
    for first in first..=head {
        for last in (head..=last).rev() {
            let name = tree.text_of(doc.span_of(first..last + 1).into());
            // "at the time" is no magazine.
            let common = first == last && name.chars().all(char::is_lowercase);
            if !common && lexicon.names.contains(name.to_lowercase().trim_end_matches('.')) {
                return Some(first..last + 1);
            }
        }
    }
    // "on her Telegram channel", "the ministry's Facebook page": the platform is the name before the page.
    if doc.pos(head) == "NOUN" && lexicon.pages.contains(doc.lemma(head)) {
        let named = |first: &usize| {
            let name = tree.text_of(doc.span_of(*first..head).into());
            name.starts_with(char::is_uppercase) && lexicon.names.contains(name.to_lowercase().as_str())
        };
        if let Some(first) = (first..head).find(named) {
            return Some(first..head);
        }
    }
    // "Harbour News' Sunday Table": a programme of an outlet.
    let owner = tree.kid(head, &["poss"]).filter(|&owner| doc.pos(owner) == "PROPN" && doc.pos(head) == "PROPN");
    if owner.is_some_and(|owner| owner >= first && owner < head && outlet(tree, owner).is_some()) {
        return Some(first..head + 1);
    }
    // "the Velland broadcaster TRZ", "the newspaper Orrin Bladet": what a word for an outlet says of the name after it.
    let kin = |token: usize| {
        doc.pos(token) == "NOUN" && lexicon.outlets.contains(doc.lemma(token)) && {
            tree.above(token) == Some(head) || tree.above(head) == Some(token)
        }
    };
    if doc.pos(head) == "PROPN"
        && let Some(noun) =
            (head.saturating_sub(5).max(doc.sentence_of(head).start)..head).rev().find(|&token| kin(token))
    {
        let name = noun + 1..head + 1;
        if name.clone().all(|token| matches!(doc.pos(token), "PROPN" | "DET" | "PUNCT" | "ADP")) {
            let start = name.clone().find(|&token| doc.pos(token) == "PROPN").unwrap_or(head);
            return Some(start..last.max(head) + 1);
        }
    }
    // "told the Capitol Hour podcast", "told the Breakfast Hour show"
    // and "told Krai-24 television", whatever the model takes the name for.
    let called = doc.pos(head) == "NOUN" && lexicon.told.contains(doc.lemma(head).to_lowercase().as_str());
    let named = |i: usize| {
        let organisation = doc.name_at(i).is_some_and(|name| doc.name_label(name) == "ORG");
        doc.pos(i) == "PROPN" || organisation && tree.word(i).starts_with(char::is_uppercase)
    };
    if called && first < head && named(first) && named(head - 1) {
        return Some(first..head + 1);
    }
    // "told Channel 5"
    let number = |i: usize| i < end && doc.tag(i) == "CD" && tree.word(i).starts_with(|c: char| c.is_ascii_digit());
    if doc.pos(head) == "PROPN" && number(head + 1) && lexicon.endings.contains(tree.word(head).to_lowercase().as_str())
    {
        return Some(first..head + 2);
    }
    // "Radio Tessel"
    if doc.pos(head) == "PROPN" && first < head && matches!(tree.word(first), "Radio" | "TV" | "Television" | "Channel")
    {
        return Some(first..head + 1);
    }
    let name = doc.pos(head) == "PROPN" && lexicon.endings.contains(tree.word(head).to_lowercase().as_str());
    let article = head > 0 && tree.word(head - 1).eq_ignore_ascii_case("the") && first == head;
    let spoken_to = || matches!(doc.dep(head), "dobj" | "dative") && doc.lemma(doc.head(head)) == "tell";
    // "told the Sentinel": what is told something is no weekday and no guard.
    let told = || article && spoken_to();
    // "Told KTV": bare letters that are told something are an outlet.
    if doc.pos(head) == "PROPN" && first == head && !article && is_letters(tree.word(head)) && spoken_to() {
        return Some(head..head + 1);
    }
    let start = head - usize::from(article && tree.word(head.saturating_sub(1)) == "The");
    (name && (first < head || told())).then_some(if first < head { first } else { start }..head + 1)
}

/// Letters that stand for an outlet as likely as not: capitals that are no body of states or sports.
fn is_letters(word: &str) -> bool {
    (3..=5).contains(&word.len())
        && word.chars().all(|c| c.is_ascii_uppercase())
        && !lexicon().no_outlets.contains(word)
}

/// Whether a noun is "the newspaper" that was told something, without its name.
pub(crate) fn is_told(tree: &Tree, head: usize) -> bool {
    let doc = tree.doc;
    let told = doc.pos(head) == "NOUN" && lexicon().told.contains(doc.lemma(head));
    let by = tree.above(head).map(|verb| doc.lemma(verb));
    told && matches!(doc.dep(head), "dobj" | "dative") && by == Some("tell")
}

/// Whether a medium is named rather than described ("nightly address").
fn is_name(medium: &str) -> bool {
    medium.starts_with(char::is_uppercase)
}

/// Prepositions that lead to a medium.
const TO_MEDIUM: &[&str] = &["in", "on", "to", "with", "via", "through", "at", "during", "from", "for", "over", "by"];

/// Takes off the end of a content what says where it was said: "expressed dismay during a nightly address", "called on the
/// county via Harbourgram". That is a phrase of the cue itself; what hangs deeper is part of what was said.
pub(crate) fn take_off(tree: &Tree, cue: usize, content: &mut [Span]) {
    let doc = tree.doc;
    let Some(last) = content.last_mut() else { return };
    let end = last.end;
    let hangs = |prep: usize| {
        let phrase = tree.subtree(prep);
        let names = |object: usize| {
            outlet(tree, object).is_some()
                || lexicon().channels.contains(doc.lemma(object))
                    && matches!(doc.lemma(prep), "in" | "during" | "at" | "on")
        };
        doc.dep(prep) == "prep"
            && TO_MEDIUM.contains(&doc.lemma(prep))
            && doc.span_of(phrase.clone()).end == end
            && doc.tokens[phrase.start].start > last.start
            && tree.kid(prep, &["pobj"]).is_some_and(names)
    };
    if let Some(prep) = tree.kids(cue).filter(|&prep| prep > cue).find(|&prep| hangs(prep)) {
        let before = tree.subtree(prep).start - 1;
        let stop = if doc.pos(before) == "PUNCT" { doc.tokens[before].start } else { doc.tokens[before].end };
        if stop > last.start && before > cue {
            last.end = stop;
        }
    }
}

/// The medium of a cue: what its own clause names, or that of the verb whose participle it is.
pub(crate) fn find(
    analysis: &Analysis,
    tree: &Tree,
    cue: usize,
    source: Option<&Source>,
    content: &[Span],
) -> Option<Medium> {
    let doc = tree.doc;
    let mut heads: Vec<usize> = Vec::new();
    let mut verbs = vec![cue];
    let mut at = cue;
    for _ in 0..4 {
        let dependent = match doc.dep(at) {
            "xcomp" | "advcl" | "conj" | "pcomp" | "prep" | "dobj" | "pobj" => true,
            "acl" | "ccomp" => {
                doc.tag(at) == "VBG" || doc.dep(at) == "ccomp" && source.is_some_and(|source| source.head < at)
            }
            _ => false,
        };
        let Some(head) = tree.above(at).filter(|_| dependent) else { break };
        at = head;
        if matches!(doc.pos(at), "VERB" | "AUX") {
            verbs.push(at);
        }
    }
    for &verb in &verbs {
        around(tree, verb, &mut heads);
    }
    // "officials, speaking anonymously to the Meridian Wire, said"
    let subjects = verbs.iter().filter_map(|&verb| tree.kid(verb, &["nsubj"]));
    let mut speakers: Vec<usize> = source.map(|source| source.head).into_iter().chain(subjects).collect();
    speakers.dedup();
    for speaker in speakers {
        for kid in tree.kids(speaker).filter(|&kid| matches!(doc.dep(kid), "acl" | "relcl")) {
            around(tree, kid, &mut heads);
        }
    }
    // "was quoted as saying by the agency ANV": whoever quotes is where it stands.
    let quoting = quoted::by(tree, cue).filter(|&by| doc.pos(by) == "PROPN");
    if let Some(by) = quoting {
        let first = (doc.sentence_of(by).start..=by).rev().take_while(|&i| doc.pos(i) == "PROPN").last().unwrap_or(by);
        let span = Span::from(doc.span_of(first..by + 1));
        return Some(Medium { name: span.of(analysis.text()).to_string(), span, inferred: false });
    }
    // "with the broadcaster TRZ": the name stands beside the word for it.
    let beside: Vec<usize> = heads
        .iter()
        .filter(|&&head| doc.pos(head) == "NOUN" && lexicon().outlets.contains(doc.lemma(head)))
        .flat_map(|&head| tree.kids(head).filter(|&kid| doc.dep(kid) == "appos"))
        .collect();
    heads.extend(beside);
    heads.retain(|&head| {
        let span = Span::from(doc.span(head));
        let via = tree.above(head).is_some_and(|prep| doc.lemma(prep) == "via");
        via || !content.iter().any(|content| content.overlaps(span)) && source.is_none_or(|source| source.head != head)
    });
    let named = heads.iter().find_map(|&head| outlet(tree, head));
    let told = || heads.iter().find(|&&head| is_told(tree, head)).map(|&head| head..head + 1);
    let tokens = named.or_else(|| heads.iter().find_map(|&head| channel(tree, head))).or_else(told)?;
    let span: Span = doc.span_of(tokens).into();
    // "on X." at the end of a sentence is one token.
    let stop = usize::from(span.of(analysis.text()).ends_with('.') && span.len() == 2);
    let span = Span::new(span.start, span.end - stop);
    Some(Medium { name: span.of(analysis.text()).to_string(), span, inferred: false })
}

/// The nouns around a verb that could name a medium.
fn around(tree: &Tree, verb: usize, heads: &mut Vec<usize>) {
    let doc = tree.doc;
    let tells = matches!(doc.lemma(verb), "tell" | "inform" | "give" | "address" | "assure" | "remind");
    for kid in tree.kids(verb) {
        match doc.dep(kid) {
            "dobj" | "dative" if tells && doc.pos(kid) != "ADP" => {
                heads.push(kid);
                tree.kids(kid).filter(|&inner| doc.dep(inner) == "prep").for_each(|inner| below(tree, inner, heads, 0));
            }
            "dobj" => {
                tree.kids(kid).filter(|&inner| doc.dep(inner) == "prep").for_each(|inner| below(tree, inner, heads, 1))
            }
            "prep" | "dative" => below(tree, kid, heads, 0),
            "advcl" if matches!(doc.lemma(kid), "speak" | "talk" | "write" | "address" | "appear" | "tell") => {
                for inner in tree.kids(kid) {
                    match doc.dep(inner) {
                        "prep" => below(tree, inner, heads, 0),
                        "dobj" => heads.push(inner),
                        _ => {}
                    }
                }
            }
            "advmod" => {
                tree.kids(kid).filter(|&inner| doc.dep(inner) == "prep").for_each(|inner| below(tree, inner, heads, 1))
            }
            _ => {}
        }
    }
}

fn below(tree: &Tree, prep: usize, heads: &mut Vec<usize>, depth: usize) {
    let doc = tree.doc;
    if !TO_MEDIUM.contains(&doc.lemma(prep).to_lowercase().as_str()) {
        return;
    }
    for object in tree.kids(prep) {
        match doc.dep(object) {
            "pobj" => {
                heads.push(object);
                if depth < 3 {
                    for next in tree.kids(object) {
                        match doc.dep(next) {
                            "prep" => below(tree, next, heads, depth + 1),
                            "poss" => heads.push(next),
                            _ => {}
                        }
                    }
                }
            }
            "prep" | "pcomp" if depth < 3 => below(tree, object, heads, depth + 1),
            _ => {}
        }
    }
}

/// Gives a statement without a medium that of its speaker's last statement in the same paragraph, or, where he is said
/// to have written something, in the paragraph before; such a medium is marked as inferred.
pub(crate) fn infer(analysis: &Analysis, statements: &mut [Statement]) {
    let part_of = |statement: &Statement| {
        let byte = statement.cue.unwrap_or(statement.content[0]).start;
        analysis.parts.partition_point(|part| part.span.end <= byte)
    };
    the_interview(statements);
    the_paper(analysis, statements);
    for statement in statements.iter_mut().filter(|statement| statement.medium.is_none()) {
        statement.medium = written_on(analysis, statement);
    }
    // The last medium with its paragraph and speaker.
    let mut last: Option<(usize, Participant, Medium)> = None;
    let mut order: Vec<usize> = (0..statements.len()).collect();
    order.sort_by_key(|&i| statements[i].cue.unwrap_or(statements[i].content[0]));
    backwards(analysis, statements, &order, part_of);
    for &i in &order {
        let part = part_of(&statements[i]);
        let Some(speaker) = statements[i].speaker.clone() else { continue };
        if let Some(medium) = &statements[i].medium {
            last = Some((part, speaker, medium.clone()));
            continue;
        }
        let Some((before, who, medium)) = &last else { continue };
        let same = match (who.entity, speaker.entity) {
            (Some(a), Some(b)) => a == b,
            _ => who.name == speaker.name,
        };
        let writes = || {
            statements[i]
                .cue
                .is_some_and(|cue| matches!(cue.of(analysis.text()), "wrote" | "tweeted" | "posted" | "writes"))
        };
        // "… in his nightly address. ¶ “As of today, …” Olin said": the next paragraph quotes what this one announced.
        let opens = || {
            let start = analysis.parts.get(part).map(|part| part.span.start);
            let first = statements[i].content[0];
            quotation_around(analysis, first).is_some()
                && start.is_some_and(|start| analysis.text().get(start..first.start).is_some_and(|gap| gap.len() <= 3))
        };
        // What somebody told an outlet goes on in the next paragraph, if he is known to be the same and no other time is named.
        let told = || {
            let known = is_name(&medium.name) && who.entity.is_some() && who.entity == speaker.entity;
            known && !dated(analysis, part, statements[i].cue)
        };
        let goes_on = || writes() || opens() || statements[i].continues.is_some() || told();
        let near = *before == part || (*before + 1 == part && goes_on());
        if same && near && statements[i].cue_kind.is_none_or(|kind| kind == CueKind::Speech) {
            let medium = Medium { inferred: true, ..medium.clone() };
            statements[i].medium = Some(medium);
        }
    }
}

/// "In the interview" is the one with the outlet that the report names, if it names one only as where the same person spoke.
fn the_interview(statements: &mut [Statement]) {
    let named: Vec<(Participant, Medium)> = statements
        .iter()
        .filter_map(|statement| Some((statement.speaker.clone()?, statement.medium.clone()?)))
        .filter(|(speaker, medium)| speaker.entity.is_some() && is_name(&medium.name))
        .collect();
    for statement in statements {
        let Some(medium) = statement.medium.as_mut().filter(|medium| medium.name == "interview") else { continue };
        let whose = statement.speaker.as_ref().and_then(|speaker| speaker.entity);
        let mut theirs = named.iter().filter(|(speaker, _)| whose.is_some() && speaker.entity == whose);
        if let Some((_, first)) = theirs.next()
            && theirs.all(|(_, other)| other.name == first.name)
        {
            *medium = Medium { inferred: true, ..first.clone() };
        }
    }
}

/// "Told the newspaper" is the outlet that the report named last, as where somebody spoke or as a name that only outlets have.
fn the_paper(analysis: &Analysis, statements: &mut [Statement]) {
    for i in 0..statements.len() {
        let bare = |medium: &Medium| lexicon().told.contains(medium.name.as_str());
        let Some(span) = statements[i].medium.as_ref().filter(|medium| bare(medium)).map(|medium| medium.span) else {
            continue;
        };
        const BACK: usize = 40;
        let mut spoken = statements[..i].iter().rev().take(BACK).filter_map(|statement| statement.medium.as_ref());
        let spoken = spoken.find(|medium| is_name(&medium.name) && medium.span.end <= span.start);
        let named = outlet_before(analysis, span.start);
        let name = match (spoken.map(|medium| medium.span), named) {
            (Some(a), Some(b)) => Some(if a.start >= b.start { a } else { b }),
            (a, b) => a.or(b),
        };
        if let Some(name) = name {
            statements[i].medium =
                Some(Medium { name: name.of(analysis.text()).to_string(), span: name, inferred: true });
        }
    }
}

/// "Adem apologised to the fans on Instagram. “I let you down,” he wrote.": what is written with no medium of its own is where the
/// sentence before says that something was done.
fn written_on(analysis: &Analysis, statement: &Statement) -> Option<Medium> {
    let doc = &analysis.doc;
    let cue =
        statement.cue.filter(|cue| matches!(cue.of(analysis.text()), "wrote" | "tweeted" | "posted" | "writes"))?;
    let part = analysis.part_at(cue.start)?.span;
    let content = statement.content.first()?;
    let last = doc.tokens_in(part.start..content.start.max(part.start)).rfind(|&i| doc.pos(i) != "PUNCT")?;
    let word = |token: usize| Span::from(doc.span(token)).of(analysis.text());
    let platform = |&token: &usize| {
        let before = token.checked_sub(1).map(word);
        matches!(before, Some("on" | "via")) && lexicon().names.contains(word(token).to_lowercase().as_str())
    };
    let sentence = doc.sentence_of(last);
    let token = sentence.rev().take(60).find(platform).filter(|&token| part.contains(doc.span(token).into()))?;
    let span = Span::from(doc.span(token));
    Some(Medium { name: span.of(analysis.text()).to_string(), span, inferred: true })
}

/// The last outlet's name before a byte: capitalised words that are a known name or end as one.
fn outlet_before(analysis: &Analysis, byte: usize) -> Option<Span> {
    const REACH: usize = 300;
    let doc = &analysis.doc;
    let end = doc.tokens.partition_point(|token| token.end <= byte);
    let name = |token: usize| doc.pos(token) == "PROPN";
    let lower = |token: usize| Span::from(doc.span(token)).of(analysis.text()).to_lowercase();
    let last = |&token: &usize| {
        let ends = name(token) && (token + 1 >= end || !name(token + 1));
        ends && {
            let word = lower(token);
            lexicon().names.contains(word.as_str())
                || token > 0 && name(token - 1) && lexicon().endings.contains(word.as_str())
        }
    };
    let token = (end.saturating_sub(REACH)..end).rev().find(last)?;
    let first = (doc.sentence_of(token).start..=token).rev().take_while(|&at| name(at)).last()?;
    Some(doc.span_of(first..token + 1).into())
}

/// Whether a paragraph names a time before a cue: "Earlier this year Olin warned…" is another occasion.
fn dated(analysis: &Analysis, part: usize, cue: Option<Span>) -> bool {
    let (Some(part), Some(cue)) = (analysis.parts.get(part), cue) else { return false };
    let doc = &analysis.doc;
    let tokens = doc.tokens_in(part.span.start..cue.end.max(part.span.start + 1));
    let first = doc.names.partition_point(|name| name.tokens.end <= tokens.start);
    let mut names = doc.names[first..].iter().take_while(|name| name.tokens.start < tokens.end);
    // At the head of a sentence: "who had been mayor since 2014" sets no time for what is said.
    let head = |token: usize| token < doc.sentence_of(token).start + 4;
    names.any(|name| matches!(doc.name_label(name), "DATE" | "TIME") && head(name.tokens.start))
}

/// "Olin revealed that… “…,” she wrote on Harbourgram": what the next sentence quotes is where she revealed it. So is what
/// opens the next paragraph, if it names its medium first: "… ¶ In a phone call with the Harbour Post, she said: “…”".
fn backwards(
    analysis: &Analysis,
    statements: &mut [Statement],
    order: &[usize],
    part_of: impl Fn(&Statement) -> usize,
) {
    for pair in order.windows(2) {
        let (before, after) = (&statements[pair[0]], &statements[pair[1]]);
        let same = match (before.speaker.as_ref(), after.speaker.as_ref()) {
            (Some(a), Some(b)) => a.entity.is_some() && a.entity == b.entity,
            _ => false,
        };
        let spoken = |statement: &Statement| statement.cue_kind == Some(CueKind::Speech);
        let quoted = after.kind == variorum_record::StatementKind::Direct;
        if !same || before.medium.is_some() || !quoted || !spoken(before) || !spoken(after) {
            continue;
        }
        let Some(medium) = after.medium.as_ref().filter(|medium| !medium.inferred) else { continue };
        let part = part_of(after);
        let near = part_of(before) == part || part_of(before) + 1 == part && opens_with(analysis, after, part, medium);
        if near {
            statements[pair[0]].medium = Some(Medium { inferred: true, ..medium.clone() });
        }
    }
}

/// Whether a paragraph begins with the medium of its first statement and goes on with a pronoun, at no time of its own.
fn opens_with(analysis: &Analysis, statement: &Statement, part: usize, medium: &Medium) -> bool {
    let (Some(paragraph), Some(cue)) = (analysis.parts.get(part), statement.cue) else { return false };
    let doc = &analysis.doc;
    let tokens = doc.tokens_in(paragraph.span.start..cue.end.max(paragraph.span.start + 1));
    let first = tokens.clone().next().is_some_and(|first| {
        doc.pos(first) == "ADP" && doc.sentence_of(first).contains(&tokens.end.saturating_sub(1).max(first))
    });
    let speaker = statement.speaker.as_ref().and_then(|speaker| speaker.span);
    let pronoun = speaker.is_some_and(|span| matches!(span.of(analysis.text()), "he" | "she" | "they" | "it"));
    first && pronoun && medium.span.end < cue.start && !dated(analysis, part, Some(cue))
}

/// A form or occasion of speaking, without its determiner ("nightly address").
fn channel(tree: &Tree, head: usize) -> Option<Range<usize>> {
    let doc = tree.doc;
    if !lexicon().channels.contains(doc.lemma(head)) || doc.dep(head) == "dobj" {
        return None;
    }
    let mut first = head;
    while first > 0
        && matches!(doc.dep(first - 1), "compound" | "amod" | "punct" | "nummod")
        && doc.head(first - 1) <= head
        && doc.head(first - 1) >= first
    {
        first -= 1;
    }
    Some(first..head + 1)
}
