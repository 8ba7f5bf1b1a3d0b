//! One utterance, one row: every outlet's wording of the same words by the same person, whatever was done to them.
//!
//! Two statements are held to be one utterance only on words: a run that could hardly be said twice, a fragment that
//! stands in the other, or most of the telling words with the same speaker. Statements join a row when they match at
//! least half of what is in it.

use super::align::{self, differences, longest_run, weight};
use super::cluster::{PerReport, cluster, sharing};
use super::context::{Context, Names, compare_names};
use super::labels;
use super::origins::Sources;
use super::told;
use crate::group::words::Word;
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{
    AnnotatedReport, Difference, DifferenceKind, EntityKind, Reading, Row, RowKind, Span, Statement, StatementKind,
    Verdict,
};

/// A statement ready to be compared.
struct Item<'r> {
    report: usize,
    statement: &'r Statement,
    /// The same words of the same speaker again in the same report.
    again: Vec<&'r Statement>,
    /// Its words in quotation marks; all of them where it has no marks.
    words: Vec<Word>,
    /// Telling words by what they stand for, sorted, with their weight: of all its words.
    concepts: Vec<(String, f64)>,
    total: f64,
    /// Whether it denies what it speaks of.
    denies: bool,
    /// Whether it is what somebody is said to have denied.
    denial: bool,
    speaker: Option<String>,
    /// Whether the speaker is a person by name: a footage, a company or "the Front" may be named in several ways, and its
    /// spokesman speaks for it.
    person: bool,
}

impl<'r> Item<'r> {
    fn quoted(&self) -> bool {
        self.statement.kind != StatementKind::Indirect
    }

    /// Whether the words of its speaker hold others: a headline's quotation is the body's words once more, however few.
    fn repeats(&self, words: &[Word], speaker: &Option<String>) -> bool {
        self.speaker == *speaker && longest_run(&self.words, words).2 == words.len()
    }

    /// Every statement of the report that the item stands for.
    fn statements(&self) -> impl Iterator<Item = &'r Statement> + '_ {
        std::iter::once(self.statement).chain(self.again.iter().copied())
    }
}

/// The rows of a story's statements, unsorted and without ids.
pub(super) fn rows(context: &Context, sources: &Sources) -> Vec<Row> {
    let items = items(context);
    let given: Vec<Given> = (0..context.reports.len()).map(|report| Given::of(context, report)).collect();
    clusters(&items).into_iter().map(|cluster| row(context, sources, &given, &items, &cluster)).collect()
}

fn items<'r>(context: &Context<'r>) -> Vec<Item<'r>> {
    /// Shorter words are said again by chance: two answers “No” are two utterances.
    const SAID_AGAIN: usize = 5;
    let mut out: Vec<Item> = Vec::new();
    for (report, annotated) in context.reports.iter().enumerate() {
        let mut known: BTreeMap<(Vec<String>, Option<String>), usize> = BTreeMap::new();
        // A headline's quotation after the words from which it is taken.
        let echo = |statement: &&Statement| statement.why == "headline-quote";
        let kept = || annotated.statements.iter().filter(|statement| !is_own_part(annotated, statement));
        for statement in kept().filter(|statement| !echo(statement)).chain(kept().filter(echo)) {
            let all = told::expanded(context.words(report, &statement.content));
            let all = without_nested(context, report, statement, all);
            let stands_for = told::concepts_of(context, report, statement, &all);
            let denies = told::denies_of(context, report, statement, &all);
            let words =
                if statement.kind == StatementKind::Mixed { in_marks(context, report, statement, all) } else { all };
            let total = stands_for.values().sum();
            let speaker = statement.speaker.as_ref().and_then(|who| context.name(report, who));
            if words.len() >= SAID_AGAIN {
                let key = (words.iter().map(|word| word.norm.clone()).collect(), speaker.clone());
                match known.get(&key) {
                    Some(&first) if out[first].statement.kind == statement.kind => {
                        out[first].again.push(statement);
                        continue;
                    }
                    Some(_) => {}
                    None => {
                        known.insert(key, out.len());
                    }
                }
            }
            let own = out.partition_point(|item| item.report < report);
            if echo(&statement)
                && let Some(first) = (own..out.len()).find(|&i| out[i].quoted() && out[i].repeats(&words, &speaker))
            {
                out[first].again.push(statement);
                continue;
            }
            let concepts = stands_for.into_iter().collect();
            let entity = statement.speaker.as_ref().and_then(|who| who.entity);
            let of_cast = annotated.entities.iter().find(|known| Some(known.id) == entity);
            let person = of_cast.map_or_else(
                || speaker.as_deref().is_some_and(is_person_name),
                |known| known.kind == EntityKind::Person && speaker.as_deref().is_some_and(is_person_name),
            );
            let denial = told::is_denial(context, report, statement);
            let again = Vec::new();
            out.push(Item { report, statement, again, words, concepts, total, denies, denial, speaker, person });
        }
    }
    out
}

/// "She said that she had never discussed the lease": what she did not discuss is part of what she said, and no utterance.
fn is_own_part(report: &AnnotatedReport, statement: &Statement) -> bool {
    let speaker = |statement: &Statement| statement.speaker.as_ref().and_then(|who| who.entity);
    let around = report.statements.iter().find(|other| Some(other.id) == statement.within);
    statement.kind == StatementKind::Indirect
        && statement.negated
        && around.is_some_and(|around| speaker(around).is_some() && speaker(around) == speaker(statement))
}

/// The words of a statement without those of a fragment that is a statement of its own, where it keeps a fragment itself:
/// "there was “not one metre” on offer and likened it to “rent for your own kitchen”" are two.
fn without_nested(context: &Context, report: usize, statement: &Statement, all: Vec<Word>) -> Vec<Word> {
    if statement.kind != StatementKind::Mixed {
        return all;
    }
    let statements = &context.reports[report].statements;
    let nested: Vec<Span> = statements
        .iter()
        .filter(|other| other.within == Some(statement.id) && other.kind != StatementKind::Indirect)
        .flat_map(|other| other.content.clone())
        .collect();
    let own: Vec<Word> =
        all.iter().filter(|word| !nested.iter().any(|span| span.contains(word.span))).cloned().collect();
    let marked = in_marks(context, report, statement, own.clone());
    if nested.is_empty() || marked.len() == own.len() { all } else { own }
}

/// Of a statement in the outlet's sentence, the words that stand in quotation marks; all of them where none do.
fn in_marks(context: &Context, report: usize, statement: &Statement, all: Vec<Word>) -> Vec<Word> {
    let text = &context.reports[report].text;
    let (mut inside, mut single) = (false, false);
    let mut marks: Vec<(usize, bool)> = Vec::new();
    for span in &statement.content {
        for (at, c) in span.of(text).char_indices() {
            match c {
                '“' | '«' | '„' => inside = true,
                '”' | '»' => inside = false,
                '"' => inside = !inside,
                // A single mark opens before a word and closes after one; inside a word it is an apostrophe.
                '‘' | '\'' if !inside && opens(text, span.start + at, c) => inside = true,
                '’' | '\'' if inside && single && closes(text, span.start + at, c) => inside = false,
                _ => continue,
            }
            single = inside && matches!(c, '‘' | '\'');
            marks.push((span.start + at, inside));
        }
    }
    let quoted = |word: &Word| {
        let before = marks.partition_point(|(at, _)| *at <= word.span.start);
        before > 0 && marks[before - 1].1
    };
    let some: Vec<Word> = all.iter().filter(|word| quoted(word)).cloned().collect();
    if some.is_empty() { all } else { some }
}

/// Two or more words with capitals, and none that only outlets and offices have: "Mara Olin", not "Transport spokesman", "China Daily".
fn is_person_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    let particle =
        |word: &str| matches!(word, "de" | "la" | "van" | "von" | "der" | "bin" | "al" | "el" | "da" | "dos");
    (2..=5).contains(&words.len())
        && words.iter().filter(capital).count() >= 2
        && words.iter().all(|word| word.starts_with(char::is_uppercase) || particle(word))
        && !super::origins::is_outlet(name)
}

fn opens(text: &str, at: usize, mark: char) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !word(text[..at].chars().next_back()) && word(text[at + mark.len_utf8()..].chars().next())
}

fn closes(text: &str, at: usize, mark: char) -> bool {
    !text[at + mark.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric)
}

/// Statements that are one utterance. A fragment follows the words it is cut from: it has no voice in what else they are.
fn clusters(items: &[Item]) -> Vec<Vec<usize>> {
    let pairs = candidates(items).into_iter();
    let scored: Vec<(f64, usize, usize)> =
        pairs.filter_map(|(a, b)| Some((same_utterance(&items[a], &items[b])?, a, b))).collect();
    let mut host: Vec<Option<(f64, usize)>> = vec![None; items.len()];
    for &(score, a, b) in &scored {
        let (part, whole) = if items[a].words.len() < items[b].words.len() { (a, b) } else { (b, a) };
        if is_fragment(&items[part], &items[whole]) && host[part].is_none_or(|(best, _)| score > best) {
            host[part] = Some((score, whole));
        }
    }
    let voiced = scored.into_iter().filter(|(_, a, b)| host[*a].is_none() && host[*b].is_none()).collect();
    let reports: Vec<usize> = items.iter().map(|item| item.report).collect();
    let mut clusters = cluster(&reports, PerReport::Many, voiced);
    let mut of = vec![0; items.len()];
    clusters.iter().enumerate().for_each(|(n, members)| members.iter().for_each(|&i| of[i] = n));
    // The longest first, so that a fragment of a fragment comes after it.
    let mut parts: Vec<usize> = (0..items.len()).filter(|&i| host[i].is_some()).collect();
    parts.sort_by_key(|&i| std::cmp::Reverse(items[i].words.len()));
    for part in parts {
        let Some((_, whole)) = host[part] else { continue };
        let (from, to) = (of[part], of[whole]);
        if from != to {
            let moved = std::mem::take(&mut clusters[from]);
            moved.iter().for_each(|&i| of[i] = to);
            clusters[to].extend(moved);
        }
    }
    clusters.retain(|members| !members.is_empty());
    clusters.iter_mut().for_each(|members| members.sort_unstable());
    clusters
}

/// Whether the words of one, in marks, stand whole in the longer words of another, in marks.
fn is_fragment(part: &Item, whole: &Item) -> bool {
    part.quoted()
        && whole.quoted()
        && part.words.len() < whole.words.len()
        && longest_run(&part.words, &whole.words).2 == part.words.len()
}

/// Pairs that share a telling word which is not everywhere in the story, and denials.
fn candidates(items: &[Item]) -> Vec<(usize, usize)> {
    const EVERYWHERE: usize = 120;
    const DENIAL: &str = "(denial)";
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    let words =
        || items.iter().enumerate().flat_map(|(i, item)| item.concepts.iter().map(move |(c, _)| (c.as_str(), i)));
    words().for_each(|(concept, _)| *uses.entry(concept).or_default() += 1);
    let denials = items.iter().enumerate().filter(|(_, item)| item.denial).map(|(i, _)| (DENIAL, i));
    sharing(words().filter(|(concept, _)| uses.get(concept).is_some_and(|uses| *uses <= EVERYWHERE)).chain(denials))
}

/// How surely two statements are one utterance; `None` when they are not.
fn same_utterance(a: &Item, b: &Item) -> Option<f64> {
    /// Two rare words.
    const TELLING: f64 = 8.0;
    let speakers = compare_names(a.speaker.as_deref(), b.speaker.as_deref());
    let shared: Vec<f64> = common(&a.concepts, &b.concepts);
    let (count, shared_weight) = (shared.len(), shared.iter().sum::<f64>());
    let smaller = a.total.min(b.total);
    let coverage = if smaller > 0.0 { shared_weight / smaller } else { 0.0 };
    let (i, _, run) = longest_run(&a.words, &b.words);
    let run_weight: f64 = a.words[i..i + run].iter().map(|word| weight(&word.norm)).sum();
    let run_telling = a.words[i..i + run].iter().filter(|word| weight(&word.norm) > 0.0).count();
    let shortest = a.words.len().min(b.words.len());
    let both_quoted = a.quoted() && b.quoted();
    let long_run = run >= 4 && run_telling >= 2 && run_weight >= TELLING;
    // Quoted words find each other before retellings have a voice.
    let quoted = if both_quoted { 1.0 } else { 0.0 };
    let score = quoted + coverage + run as f64 * 0.05 + shared_weight * 0.01;
    // A report may quote the same words twice; there only the words themselves count.
    if a.report == b.report {
        let repeated = both_quoted && speakers != Names::Different && run >= 5 && long_run;
        return repeated.then_some(score);
    }
    // Retold with another number it may be another fact: figures have rows of their own.
    let nearly = run >= 4 && coverage >= 0.7;
    if other_numbers(a, b)
        && if both_quoted { coverage < 0.6 && !long_run } else { !nearly || !(a.quoted() || b.quoted()) }
    {
        return None;
    }
    let alike_long = a.words.len().max(b.words.len()) <= 2 * shortest;
    let same_numbers = numbers(a) == numbers(b) && numbers(a).iter().any(|bits| f64::from_bits(*bits) >= 10.0);
    let same = match (both_quoted, speakers) {
        // Quoted words are one utterance on the strength of the words.
        (true, Names::Same | Names::Unclear) if long_run => true,
        (true, Names::Different) => run >= 4 && long_run && coverage >= 0.75,
        // A fragment of another's words.
        (true, Names::Same) if shortest <= 3 && run == shortest => {
            run_weight >= [5.0, 5.0, 4.0, 2.0][shortest] && (shortest > 1 || a.words.len() != b.words.len())
        }
        (true, Names::Unclear) if shortest <= 3 && run == shortest => run_telling >= 2,
        // A short sentence whole: "We do not attack markets."
        (true, Names::Same) if run >= 4 && run == shortest && run_telling >= 1 && run_weight >= 4.0 => true,
        (true, Names::Same) if reordered_within(a, b) => true,
        // Translated there and back.
        (true, Names::Same) => (count >= 3 && coverage >= 0.5) || (count >= 4 && coverage >= 0.35),
        (true, Names::Unclear) if shortest <= 8 && reordered_within(a, b) => true,
        (true, Names::Unclear) => (count >= 5 && coverage >= 0.6) || (count >= 4 && coverage >= 0.9),
        // The same number of the same thing.
        (false, Names::Same) if same_numbers && count >= 2 && coverage >= 0.4 && shared_weight >= 12.0 => true,
        // Two denials by one of the same deed, in whatever words: "any part in them", "carrying out the bombing".
        (false, Names::Same) if a.denial && b.denial && told::one_deed(&a.concepts, &b.concepts) => true,
        // What one affirms and the other denies must else be nearly the same. (A long wording may deny another matter.)
        (false, _) if a.denies != b.denies && alike_long && coverage < 0.75 => false,
        // Retold.
        (false, Names::Same) => {
            (count >= 3 && coverage >= 0.5) || (count >= 2 && coverage >= 0.8 && shared_weight >= TELLING)
        }
        (false, Names::Unclear) => (count >= 4 && coverage >= 0.7) || (count >= 3 && coverage >= 0.9),
        (false, Names::Different) => count >= 5 && coverage >= 0.85 && run >= 5,
    };
    same.then_some(score)
}

/// Whether each has a number that the other has not; of two retellings, whether their numbers differ at all.
fn other_numbers(a: &Item, b: &Item) -> bool {
    let (x, y) = (numbers(a), numbers(b));
    let within = |x: &[u64], y: &[u64]| x.iter().all(|number| y.contains(number));
    if a.quoted() || b.quoted() { !within(&x, &y) && !within(&y, &x) } else { x != y }
}

fn numbers(item: &Item) -> Vec<u64> {
    let mut numbers: Vec<u64> =
        item.words.iter().filter_map(|word| align::number(&word.norm)).map(f64::to_bits).collect();
    numbers.sort_unstable();
    numbers
}

fn reordered_within(a: &Item, b: &Item) -> bool {
    let short = if a.words.len() <= b.words.len() { a } else { b };
    short.total >= 8.0
        && differences(&a.words, &b.words, true).iter().any(|(kind, ..)| *kind == DifferenceKind::Reordered)
}

fn common(a: &[(String, f64)], b: &[(String, f64)]) -> Vec<f64> {
    let weight_in_b = |stem: &String| b.binary_search_by(|(other, _)| other.cmp(stem)).ok().map(|i| b[i].1);
    a.iter().filter_map(|(stem, weight)| Some(weight.min(weight_in_b(stem)?))).collect()
}

/// The contents of a report's statements, each once.
fn spans(items: &[&Item]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for span in items.iter().flat_map(|item| item.statements()).flat_map(|statement| &statement.content) {
        if !spans.contains(span) {
            spans.push(*span);
        }
    }
    spans
}

fn row(context: &Context, sources: &Sources, outlets: &[Given], items: &[Item], cluster: &[usize]) -> Row {
    let mut given: Vec<Option<Reading>> = Vec::new();
    given.resize_with(context.reports.len(), || None);
    let mut by_report: BTreeMap<usize, Vec<&Item>> = BTreeMap::new();
    for &i in cluster {
        by_report.entry(items[i].report).or_default().push(&items[i]);
    }
    for (&report, items) in &by_report {
        let speaker = items.iter().find_map(|item| item.speaker.clone());
        let kind = items.iter().map(|item| item.statement.kind).min_by_key(|kind| *kind as u8);
        given[report] = Some(Reading {
            report: context.id(report),
            ids: items.iter().flat_map(|item| item.statements()).map(|statement| statement.id.to_string()).collect(),
            spans: spans(items),
            value: Some(serde_json::json!({ "speaker": speaker, "kind": kind })),
            absent: false,
        });
    }
    let present: Vec<(usize, &Vec<&Item>)> = by_report.iter().map(|(report, items)| (*report, items)).collect();
    let fullest = present
        .iter()
        .max_by_key(|(report, items)| (quoted_length(items), std::cmp::Reverse(*report)))
        .map(|(r, _)| *r);
    let mut found = Vec::new();
    for (n, (a, x)) in present.iter().enumerate() {
        for (b, y) in &present[n + 1..] {
            // In a story of many reports every wording is compared with the fullest one only.
            if present.len() <= 8 || Some(*a) == fullest || Some(*b) == fullest {
                found.extend(compare(context, *a, x, *b, y));
            }
        }
    }
    let two_people = present.iter().any(|(_, x)| present.iter().any(|(_, y)| different_people(x, y)));
    // A retelling under another's name is as likely a speaker misread as one exchanged.
    let quoted = present.iter().filter(|(_, items)| items.iter().any(|item| item.quoted())).count();
    let alike = |x: &[&Item], y: &[&Item]| x.iter().any(|i| y.iter().any(|j| same_words(i, j)));
    let retold = present.iter().any(|(_, x)| present.iter().any(|(_, y)| !alike(x, y)));
    let verdict = match verdict(present.len(), &found, two_people && quoted >= 2) {
        Verdict::Agreed if retold => Verdict::Reworded,
        verdict => verdict,
    };
    let mentions: Vec<(usize, Vec<Span>)> = present
        .iter()
        .map(|(r, items)| (*r, items.iter().flat_map(|item| item.statement.content.clone()).collect()))
        .collect();
    let named: Vec<(usize, String)> =
        present.iter().flat_map(|(report, items)| media(&outlets[*report], *report, items)).collect();
    let (origins, independent_origins) = sources.of_utterance(context, &mentions, &named);
    Row {
        id: String::new(),
        kind: RowKind::Statement,
        label: label(context, &present, fullest),
        readings: context.readings(given),
        verdict,
        differences: found,
        origins,
        independent_origins,
        chains: Vec::new(),
        views: None,
    }
}

/// The outlets a report says something was given to.
struct Given {
    /// With its statements: who spoke, and the outlet.
    spoken: Vec<(Option<String>, String)>,
    /// In interviews it names: the words of the sentence, and the outlet.
    interviews: Vec<(BTreeSet<String>, String)>,
}

impl Given {
    fn of(context: &Context, report: usize) -> Self {
        let statements = context.reports[report].statements.iter();
        let spoken = statements.filter_map(|statement| {
            let medium = statement.medium.as_ref()?.name.clone();
            Some((statement.speaker.as_ref().and_then(|who| context.name(report, who)), medium))
        });
        let mut spoken: Vec<(Option<String>, String)> = spoken.collect();
        spoken.sort();
        spoken.dedup();
        let interviews = super::origins::interviews(&context.reports[report]).into_iter();
        let interviews = interviews.map(|(span, name)| {
            let sentence = context.words(report, &[context.sentence(report, span)]);
            (sentence.into_iter().map(|word| word.norm).collect(), name)
        });
        Given { spoken, interviews: interviews.collect() }
    }
}

/// To which outlets the utterance was given, as the report says: with the statement itself, or, where it says nothing
/// there, with another statement of the same speaker, or of an interview, if that is the only outlet it so names.
fn media(given: &Given, report: usize, items: &[&Item]) -> Vec<(usize, String)> {
    let mut own: Vec<(usize, String)> = items
        .iter()
        .flat_map(|item| item.statements())
        .filter_map(|statement| Some((report, statement.medium.as_ref()?.name.clone())))
        .collect();
    own.sort();
    own.dedup();
    // "In the same interview" says that there was one, not whose.
    let unnamed = |name: &str| name.to_lowercase().ends_with("interview");
    if own.iter().any(|(_, name)| !unnamed(name)) {
        own.retain(|(_, name)| !unnamed(name));
        return own;
    }
    let speaker = items.iter().find_map(|item| item.speaker.as_deref());
    let others = given.spoken.iter().filter(|(who, _)| compare_names(speaker, who.as_deref()) == Names::Same);
    let mut named: Vec<&String> = others.map(|(_, medium)| medium).collect();
    // An interview counts for the person whom its sentence names.
    let last = speaker.and_then(|name| name.split_whitespace().last()).map(str::to_lowercase);
    let present = |sentence: &BTreeSet<String>| last.as_ref().is_some_and(|last| sentence.contains(last));
    named.extend(given.interviews.iter().filter(|(sentence, _)| present(sentence)).map(|(_, name)| name));
    named.retain(|name| super::origins::is_proper(name));
    named.retain(|name| !unnamed(name));
    let Some(&one) = named.first() else { return own };
    let alone = named.iter().all(|name| compare_names(Some(name), Some(one)) == Names::Same);
    if alone { vec![(report, one.clone())] } else { own }
}

fn quoted_length(items: &[&Item]) -> (usize, usize) {
    let quoted = items.iter().filter(|item| item.quoted()).map(|item| item.words.len()).sum();
    (quoted, items.iter().map(|item| item.words.len()).sum())
}

/// The wording of a reading: its quoted statements, or the retold ones where there are none, without what stands twice.
fn wording(items: &[&Item]) -> (Vec<Word>, bool) {
    let quoted = items.iter().any(|item| item.quoted());
    let mut kept: Vec<&&Item> = items.iter().filter(|item| item.quoted() == quoted).collect();
    kept.sort_by_key(|item| std::cmp::Reverse(item.words.len()));
    let mut chosen: Vec<&&Item> = Vec::new();
    for item in kept {
        let inside = |other: &&&Item| longest_run(&item.words, &other.words).2 == item.words.len();
        if !chosen.iter().any(inside) {
            chosen.push(item);
        }
    }
    chosen.sort_by_key(|item| item.statement.content.first().copied());
    (chosen.iter().flat_map(|item| item.words.clone()).collect(), quoted)
}

fn compare(context: &Context, a: usize, x: &[&Item], b: usize, y: &[&Item]) -> Vec<Difference> {
    let difference =
        |(kind, a_span, b_span): align::Found| Difference { a: context.id(a), b: context.id(b), kind, a_span, b_span };
    let ((wa, qa), (wb, qb)) = (wording(x), wording(y));
    let mut found: Vec<align::Found> = differences(&wa, &wb, qa && qb);
    let whole = |items: &[&Item]| items.iter().flat_map(|item| item.statement.content.first().copied()).next();
    // Another number makes another fact of it, and so does a denial, unless the words around are the same.
    let shared = align::align(&wa[..wa.len().min(200)], &wb[..wb.len().min(200)]).len();
    if shared * 10 < wa.len().min(wb.len()).min(200) * 7 {
        found.retain(|(kind, ..)| !matches!(kind, DifferenceKind::Number | DifferenceKind::Negation));
    }
    if qa != qb {
        // Retold words are seldom in the order of the quoted ones: a number or a denial counts, a hedge does not.
        found.retain(|(kind, ..)| *kind == DifferenceKind::Number);
        found.push((DifferenceKind::DirectToIndirect, whole(x), whole(y)));
    }
    let negated = |items: &[&Item]| items.iter().all(|item| item.statement.negated);
    // "It was not clear whether…" denies nothing.
    let open = |words: &[Word]| words.first().is_some_and(|word| matches!(word.norm.as_str(), "whether" | "if"));
    // What one does not admit is no denial of what another says: of the same speaker it is.
    let one_speaker =
        x.iter().any(|i| y.iter().any(|j| compare_names(i.speaker.as_deref(), j.speaker.as_deref()) == Names::Same));
    if negated(x) != negated(y) && one_speaker && !open(&wa) && !open(&wb) {
        found.push((DifferenceKind::Negation, whole(x), whole(y)));
    }
    let speaker = |items: &[&Item]| {
        items.iter().find_map(|item| Some((item.speaker.clone()?, item.statement.speaker.clone()?.span)))
    };
    if let (Some((name_a, span_a)), Some((name_b, span_b))) = (speaker(x), speaker(y)) {
        let vague = |name: &str| !name.chars().any(char::is_uppercase);
        let differ = compare_names(Some(&name_a), Some(&name_b));
        if !one_speaker && (differ == Names::Different || vague(&name_a) != vague(&name_b)) {
            found.push((DifferenceKind::Speaker, span_a, span_b));
        }
    }
    found.sort_by_key(|(kind, x, y)| (*kind, *x, *y));
    found.into_iter().map(difference).collect()
}

/// Whether two readings name two people; a name against "an official" is no contradiction.
fn different_people(x: &[&Item], y: &[&Item]) -> bool {
    let compared = |i: &Item, j: &Item| compare_names(i.speaker.as_deref(), j.speaker.as_deref());
    let all = || x.iter().flat_map(|i| y.iter().map(move |j| (i, j)));
    all().any(|(i, j)| i.person && j.person && same_words(i, j) && compared(i, j) == Names::Different)
        && !all().any(|(i, j)| compared(i, j) == Names::Same)
}

/// Whether most of the shorter wording stands in the other as one run: only then is a speaker exchanged.
fn same_words(a: &Item, b: &Item) -> bool {
    longest_run(&a.words, &b.words).2 * 3 >= a.words.len().min(b.words.len()) * 2
}

/// `docs/verdicts.md` says what each means.
fn verdict(readings: usize, found: &[Difference], two_people: bool) -> Verdict {
    use DifferenceKind::*;
    if readings < 2 {
        return Verdict::OnlyOne;
    }
    let any = |kinds: &[DifferenceKind]| found.iter().any(|difference| kinds.contains(&difference.kind));
    if any(&[Negation, Number]) || (any(&[Speaker]) && two_people) {
        Verdict::Contradicted
    } else if any(&[Ellipsis, Reordered, Reworded, Translated, Tense, DirectToIndirect]) {
        Verdict::Reworded
    } else if any(&[Truncated, Qualifier, Condition, Speaker]) {
        Verdict::Compatible
    } else {
        Verdict::Agreed
    }
}

/// "Mara Olin: “I would rather sell a bridge than a school”": the fullest wording; in marks where they hold more than a
/// scrap of it, which says too little without what stands around it.
fn label(context: &Context, present: &[(usize, &Vec<&Item>)], fullest: Option<usize>) -> String {
    const SCRAP: usize = 4;
    let direct = |item: &Item| item.statement.kind == StatementKind::Direct;
    let own = present.iter().find(|(report, _)| Some(*report) == fullest).map(|(_, items)| items.iter());
    let longest = own.and_then(|items| items.max_by_key(|item| (direct(item), item.quoted(), item.words.len())));
    let all = || present.iter().rev().flat_map(|(_, items)| items.iter().rev());
    let around = |item: &Item| context.words(item.report, &item.statement.content);
    let (item, words, in_marks) = match longest {
        None => return String::new(),
        Some(item) if item.quoted() && item.words.len() < SCRAP => {
            // The scrap in its sentence, else who gives the whole in other words, else the scrap.
            let fuller = std::iter::once(item).chain(all()).find(|item| around(item).len() >= SCRAP);
            fuller.map_or((*item, item.words.clone(), true), |item| (*item, around(item), direct(item)))
        }
        Some(item) => (*item, item.words.clone(), item.quoted()),
    };
    let spans: Vec<Span> = words.iter().map(|word| word.span).collect();
    let text = labels::said(&context.reports[item.report].text, &item.statement.content, &spans);
    let text = if in_marks { format!("“{text}”") } else { text };
    let speakers = present.iter().flat_map(|(_, items)| items.iter()).filter_map(|item| item.speaker.as_deref());
    labels::best_name(speakers).map_or(text.clone(), |speaker| format!("{speaker}: {text}"))
}
