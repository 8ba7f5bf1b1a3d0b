//! One utterance, one row: every outlet's wording of the same words by the same person, whatever was done to them.
//!
//! Two statements are held to be one utterance only on words: a run that could hardly be said twice, a fragment that
//! stands in the other, or most of the telling words with the same speaker. Statements join a row when they match at
//! least half of what is in it.

use super::align::{self, differences, longest_run, stem, weight};
use super::context::{Context, Names, compare_names};
use super::origins::Sources;
use crate::group::words::Word;
use std::collections::BTreeMap;
use variorum_record::{Difference, DifferenceKind, Reading, Row, RowKind, Span, Statement, StatementKind, Verdict};

/// A statement ready to be compared.
struct Item<'r> {
    report: usize,
    statement: &'r Statement,
    /// Its words in quotation marks; all of them where it has no marks.
    words: Vec<Word>,
    /// Telling words by stem, sorted, with their weight: of all its words.
    stems: Vec<(String, f64)>,
    total: f64,
    speaker: Option<String>,
}

impl Item<'_> {
    fn quoted(&self) -> bool {
        self.statement.kind != StatementKind::Indirect
    }
}

/// The rows of a story's statements, unsorted and without ids.
pub(super) fn rows(context: &Context, sources: &Sources) -> Vec<Row> {
    let items = items(context);
    clusters(&items).into_iter().map(|cluster| row(context, sources, &items, &cluster)).collect()
}

fn items<'r>(context: &Context<'r>) -> Vec<Item<'r>> {
    let mut out = Vec::new();
    for (report, annotated) in context.reports.iter().enumerate() {
        for statement in &annotated.statements {
            let all = context.words(report, &statement.content);
            let mut stems: BTreeMap<String, f64> = BTreeMap::new();
            for word in &all {
                let weight = weight(&word.norm);
                if weight > 0.0 {
                    stems.entry(stem(&word.norm).to_string()).or_insert(weight);
                }
            }
            let total = stems.values().sum();
            let words =
                if statement.kind == StatementKind::Mixed { in_marks(context, report, statement, all) } else { all };
            let speaker = statement.speaker.as_ref().and_then(|who| context.name(report, who));
            out.push(Item { report, statement, words, stems: stems.into_iter().collect(), total, speaker });
        }
    }
    out
}

/// Of a statement in the outlet's sentence, the words that stand in quotation marks; all of them where none do.
fn in_marks(context: &Context, report: usize, statement: &Statement, all: Vec<Word>) -> Vec<Word> {
    let text = &context.reports[report].text;
    let mut inside = false;
    let mut marks: Vec<(usize, bool)> = Vec::new();
    for span in &statement.content {
        for (at, c) in span.of(text).char_indices() {
            match c {
                '“' | '«' | '„' => inside = true,
                '”' | '»' => inside = false,
                '"' => inside = !inside,
                _ => continue,
            }
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

/// Statements that are one utterance, as indexes; each list ascending.
fn clusters(items: &[Item]) -> Vec<Vec<usize>> {
    let mut pairs: Vec<(f64, usize, usize)> = candidates(items)
        .into_iter()
        .filter_map(|(a, b)| Some((same_utterance(&items[a], &items[b])?, a, b)))
        .collect();
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let matched: std::collections::BTreeSet<(usize, usize)> = pairs.iter().map(|(_, a, b)| (*a, *b)).collect();
    let matches = |a: usize, b: usize| matched.contains(&(a.min(b), a.max(b)));
    let mut of: Vec<usize> = (0..items.len()).collect();
    let mut members: Vec<Vec<usize>> = (0..items.len()).map(|i| vec![i]).collect();
    for (_, a, b) in pairs {
        let (x, y) = (of[a], of[b]);
        if x == y {
            continue;
        }
        let across = members[x].iter().flat_map(|&i| members[y].iter().map(move |&j| (i, j)));
        let (mut hits, mut all) = (0, 0);
        for (i, j) in across.filter(|(i, j)| items[*i].report != items[*j].report || matches(*i, *j)) {
            all += 1;
            hits += usize::from(matches(i, j));
        }
        if hits * 2 >= all {
            let moved = std::mem::take(&mut members[y]);
            moved.iter().for_each(|&i| of[i] = x);
            members[x].extend(moved);
        }
    }
    members.retain(|cluster| !cluster.is_empty());
    members.iter_mut().for_each(|cluster| cluster.sort_unstable());
    members
}

/// Pairs that share a telling word which is not everywhere in the story.
fn candidates(items: &[Item]) -> Vec<(usize, usize)> {
    const EVERYWHERE: usize = 120;
    let mut by_stem: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, item) in items.iter().enumerate() {
        for (stem, _) in &item.stems {
            by_stem.entry(stem).or_default().push(i);
        }
    }
    let mut pairs = std::collections::BTreeSet::new();
    for posting in by_stem.values().filter(|posting| posting.len() <= EVERYWHERE) {
        for (n, &a) in posting.iter().enumerate() {
            pairs.extend(posting[n + 1..].iter().map(|&b| (a, b)));
        }
    }
    pairs.into_iter().collect()
}

/// How surely two statements are one utterance; `None` when they are not.
fn same_utterance(a: &Item, b: &Item) -> Option<f64> {
    /// Two rare words.
    const TELLING: f64 = 8.0;
    let speakers = compare_names(a.speaker.as_deref(), b.speaker.as_deref());
    let shared: Vec<f64> = common(&a.stems, &b.stems);
    let (count, shared_weight) = (shared.len(), shared.iter().sum::<f64>());
    let smaller = a.total.min(b.total);
    let coverage = if smaller > 0.0 { shared_weight / smaller } else { 0.0 };
    let (i, _, run) = longest_run(&a.words, &b.words);
    let run_weight: f64 = a.words[i..i + run].iter().map(|word| weight(&word.norm)).sum();
    let run_telling = a.words[i..i + run].iter().filter(|word| weight(&word.norm) > 0.0).count();
    let shortest = a.words.len().min(b.words.len());
    let score = coverage + run as f64 * 0.05 + shared_weight * 0.01;
    let both_quoted = a.quoted() && b.quoted();
    let long_run = run >= 4 && run_telling >= 2 && run_weight >= TELLING;
    // A report may quote the same words twice; there only the words themselves count.
    if a.report == b.report {
        let repeated = both_quoted && speakers != Names::Different && run >= 5 && long_run;
        return repeated.then_some(score);
    }
    // Retold with another number it may be another fact: figures have rows of their own.
    if !a.quoted() && !b.quoted() && numbers(a) != numbers(b) {
        return None;
    }
    let same = match (both_quoted, speakers) {
        // Quoted words are one utterance on the strength of the words.
        (true, Names::Same | Names::Unclear) if long_run => true,
        (true, Names::Different) => run >= 4 && long_run && coverage >= 0.75,
        // A fragment of another's words.
        (true, Names::Same) if shortest <= 3 && run == shortest => {
            run_weight >= if shortest == 1 { 5.0 } else { 4.0 } && (shortest > 1 || a.words.len() != b.words.len())
        }
        (true, Names::Unclear) if shortest <= 3 && run == shortest => run_telling >= 2,
        (true, Names::Same) if reordered_within(a, b) => true,
        // Translated there and back.
        (true, Names::Same) => (count >= 3 && coverage >= 0.5) || (count >= 4 && coverage >= 0.35),
        (true, Names::Unclear) => count >= 5 && coverage >= 0.6,
        // Retold.
        (false, Names::Same) => {
            (count >= 3 && coverage >= 0.5) || (count >= 2 && coverage >= 0.8 && shared_weight >= TELLING)
        }
        (false, Names::Unclear) => (count >= 4 && coverage >= 0.7) || (count >= 3 && coverage >= 0.9),
        (false, Names::Different) => count >= 5 && coverage >= 0.85 && run >= 5,
    };
    same.then_some(score)
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

fn row(context: &Context, sources: &Sources, items: &[Item], cluster: &[usize]) -> Row {
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
            ids: items.iter().map(|item| item.statement.id.to_string()).collect(),
            spans: items.iter().flat_map(|item| item.statement.content.clone()).collect(),
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
    let verdict = verdict(present.len(), &found, two_people);
    let mentions: Vec<(usize, Vec<Span>)> = present
        .iter()
        .map(|(r, items)| (*r, items.iter().flat_map(|item| item.statement.content.clone()).collect()))
        .collect();
    let named: Vec<(usize, String)> =
        present.iter().flat_map(|(report, items)| media(context, *report, items)).collect();
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
    }
}

/// To which outlets the utterance was given, as the report says: with the statement itself, or, where it says nothing
/// there, with another statement of the same speaker, or of an interview, if that is the only outlet it so names.
fn media(context: &Context, report: usize, items: &[&Item]) -> Vec<(usize, String)> {
    let own: Vec<(usize, String)> =
        items.iter().filter_map(|item| Some((report, item.statement.medium.as_ref()?.name.clone()))).collect();
    if !own.is_empty() {
        return own;
    }
    let speaker = items.iter().find_map(|item| item.speaker.as_deref());
    let others = context.reports[report].statements.iter().filter(|statement| {
        let name = statement.speaker.as_ref().and_then(|who| context.name(report, who));
        compare_names(speaker, name.as_deref()) == Names::Same
    });
    let mut named: Vec<String> = others.filter_map(|statement| Some(statement.medium.as_ref()?.name.clone())).collect();
    // An interview counts for the person whom its sentence names.
    let present = |span: Span| {
        let sentence = context.words(report, &[context.sentence(report, span)]);
        let last = speaker.and_then(|name| name.split_whitespace().last()).map(str::to_lowercase);
        last.is_some_and(|last| sentence.iter().any(|word| word.norm == last))
    };
    let interviews = super::origins::interviews(&context.reports[report]).into_iter();
    named.extend(interviews.filter(|(span, _)| present(*span)).map(|(_, name)| name));
    named.retain(|name| super::origins::is_proper(name));
    let one = named.first().cloned();
    let alone = named.iter().all(|name| compare_names(Some(name), one.as_deref()) == Names::Same);
    one.filter(|_| alone).map(|name| (report, name)).into_iter().collect()
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
    if qa != qb {
        // Retold words are seldom in the order of the quoted ones: a number or a denial counts, a hedge does not.
        found.retain(|(kind, ..)| *kind == DifferenceKind::Number);
        found.push((DifferenceKind::DirectToIndirect, whole(x), whole(y)));
    }
    let negated = |items: &[&Item]| items.iter().all(|item| item.statement.negated);
    if negated(x) != negated(y) {
        found.push((DifferenceKind::Negation, whole(x), whole(y)));
    }
    let speaker = |items: &[&Item]| {
        items.iter().find_map(|item| Some((item.speaker.clone()?, item.statement.speaker.clone()?.span)))
    };
    if let (Some((name_a, span_a)), Some((name_b, span_b))) = (speaker(x), speaker(y)) {
        let any_same = x
            .iter()
            .any(|i| y.iter().any(|j| compare_names(i.speaker.as_deref(), j.speaker.as_deref()) == Names::Same));
        let vague = |name: &str| !name.chars().any(char::is_uppercase);
        let differ = compare_names(Some(&name_a), Some(&name_b));
        if !any_same && (differ == Names::Different || vague(&name_a) != vague(&name_b)) {
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
    all().any(|(i, j)| compared(i, j) == Names::Different) && !all().any(|(i, j)| compared(i, j) == Names::Same)
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

/// "Mara Olin: “I would rather sell a bridge than a school”".
fn label(context: &Context, present: &[(usize, &Vec<&Item>)], fullest: Option<usize>) -> String {
    const WORDS: usize = 14;
    let Some((report, items)) = present.iter().find(|(report, _)| Some(*report) == fullest) else {
        return String::new();
    };
    let direct = |item: &Item| item.statement.kind == StatementKind::Direct;
    let longest = items.iter().max_by_key(|item| (direct(item), item.quoted(), item.words.len()));
    let Some(item) = longest else { return String::new() };
    let speaker = present
        .iter()
        .flat_map(|(_, items)| items.iter())
        .filter_map(|item| item.speaker.clone())
        .max_by_key(String::len);
    let mut text = String::new();
    if let (Some(first), Some(last)) =
        (item.words.first(), item.words.get(WORDS.min(item.words.len()).saturating_sub(1)))
    {
        text = first
            .span
            .cover(last.span)
            .of(&context.reports[*report].text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if item.words.len() > WORDS {
            text.push('…');
        }
    }
    let text = if item.quoted() { format!("“{text}”") } else { text };
    speaker.map_or(text.clone(), |speaker| format!("{speaker}: {text}"))
}
