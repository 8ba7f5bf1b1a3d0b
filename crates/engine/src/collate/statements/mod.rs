//! One utterance, one row: every outlet's wording of the same words by the same person, whatever was done to them.
//!
//! Two statements are held to be one utterance only on words: a run that could hardly be said twice, a fragment that
//! stands in the other, or most of the telling words with the same speaker. Statements join a row when they match at
//! least half of what is in it.

mod given;
mod items;
mod same;

use super::align::{self, differences, longest_run};
use super::context::{Context, Names, compare_names, is_pronoun};
use super::labels;
use super::origins::Sources;
use crate::group::words::Word;
use given::{Given, media};
use items::{Item, items};
use same::{clusters, covered, promise, speakers};
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{Difference, DifferenceKind, Reading, Row, RowKind, Span, StatementId, StatementKind, Verdict};

/// The rows of a story's statements, unsorted and without ids.
pub(super) fn rows(context: &Context, sources: &Sources) -> Vec<Row> {
    let items = items(context);
    let given: Vec<Given> = (0..context.reports.len()).map(|report| Given::of(context, report)).collect();
    clusters(&items).into_iter().map(|cluster| row(context, sources, &given, &items, &cluster)).collect()
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
        let mut statements: Vec<StatementId> =
            items.iter().flat_map(|item| item.statements()).map(|statement| statement.id).collect();
        let mut seen = BTreeSet::new();
        statements.retain(|id| seen.insert(*id));
        given[report] = Some(Reading {
            report: context.id(report),
            ids: statements.iter().map(StatementId::to_string).collect(),
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
    let alike = |x: &[&Item], y: &[&Item]| x.iter().any(|i| y.iter().any(|j| same_words(i, j)));
    let retold = present.iter().any(|(_, x)| present.iter().any(|(_, y)| !alike(x, y)));
    let verdict = match verdict(present.len(), &found, two_people) {
        Verdict::Agreed if retold => Verdict::Reworded,
        verdict => verdict,
    };
    let mentions: Vec<(usize, Vec<Span>)> =
        present.iter().map(|(r, items)| (*r, items.iter().flat_map(|item| item.content.clone()).collect())).collect();
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

/// The contents of a report's statements, each once; of one that was taken apart, the fragments that are here.
fn spans(items: &[&Item]) -> Vec<Span> {
    let whole = |item: &Item| {
        let here = items.iter().filter(|other| other.statement.id == item.statement.id).count();
        if here >= item.fragments { item.statement.content.clone() } else { item.content.clone() }
    };
    let again = |item: &&Item| item.again.iter().flat_map(|statement| statement.content.clone()).collect::<Vec<_>>();
    let mut spans: Vec<Span> = Vec::new();
    for span in items.iter().flat_map(|item| whole(item).into_iter().chain(again(item))) {
        if !spans.contains(&span) {
            spans.push(span);
        }
    }
    spans
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
    chosen.sort_by_key(|item| item.content.first().copied());
    (chosen.iter().flat_map(|item| item.words.clone()).collect(), quoted)
}

/// How many words more than twice those in common the stretch may have in which they stand. Set by hand.
const SCATTERED: usize = 4;

/// Share of telling words in common from which a denial denies what another report has somebody say. Set by hand.
const ONE_MATTER: f64 = 0.6;

fn compare(context: &Context, a: usize, x: &[&Item], b: usize, y: &[&Item]) -> Vec<Difference> {
    let difference =
        |(kind, a_span, b_span): align::Found| Difference { a: context.id(a), b: context.id(b), kind, a_span, b_span };
    let ((wa, qa), (wb, qb)) = (wording(x), wording(y));
    let mut found: Vec<align::Found> = differences(&wa, &wb, qa && qb);
    let whole = |items: &[&Item]| items.iter().flat_map(|item| item.content.first().copied()).next();
    // Another number makes another fact of it, and so does a denial, unless the words around are the same.
    let pairs = align::align(&wa[..wa.len().min(200)], &wb[..wb.len().min(200)]);
    let shared = pairs.len();
    // The words of a short wording can be picked together from a long one of something else.
    let over = |at: fn(&(usize, usize)) -> usize| match (pairs.first(), pairs.last()) {
        (Some(first), Some(last)) => at(last) - at(first) + 1,
        _ => 0,
    };
    let scattered = over(|pair| pair.0).max(over(|pair| pair.1)) > 2 * shared + SCATTERED;
    if shared * 10 < wa.len().min(wb.len()).min(200) * 7 || scattered {
        found.retain(|(kind, ..)| !matches!(kind, DifferenceKind::Number | DifferenceKind::Negation));
    }
    if qa != qb {
        // Retold words are seldom in the order of the quoted ones: a number or a denial counts, a hedge does not.
        found.retain(|(kind, ..)| *kind == DifferenceKind::Number);
        found.push((DifferenceKind::DirectToIndirect, whole(x), whole(y)));
    }
    let negated = |items: &[&Item]| items.iter().all(|item| item.statement.negated && !item.stands);
    // "It was not clear whether…" denies nothing.
    let open = |words: &[Word]| words.first().is_some_and(|word| matches!(word.norm.as_str(), "whether" | "if"));
    // What one does not admit is no denial of what another says: of the same speaker it is.
    let one_speaker = x.iter().any(|i| y.iter().any(|j| speakers(i, j) == Names::Same));
    // And only of what the other says in much the same words.
    let one_matter = x.iter().any(|i| y.iter().any(|j| covered(i, j) >= ONE_MATTER));
    if negated(x) != negated(y) && one_speaker && one_matter && !open(&wa) && !open(&wb) {
        found.push((DifferenceKind::Negation, whole(x), whole(y)));
    }
    let answers = |items: &[&Item]| items.iter().find_map(|item| item.answers_for);
    if one_speaker && answers(x).zip(answers(y)).is_some_and(|(x, y)| x != y) {
        found.retain(|(kind, ..)| *kind != DifferenceKind::Negation);
        found.push((DifferenceKind::Negation, whole(x), whole(y)));
    }
    // "He would appeal", "his client would not appeal": the verb is all that they say.
    let promised = |x: &[&Item], y: &[&Item]| {
        let told = |i: &&Item, j: &&Item| promise(i).zip(promise(j)).is_some_and(|(i, j)| i.0 == j.0 && i.1 != j.1);
        x.iter().any(|i| y.iter().any(|j| told(i, j)))
    };
    if one_speaker && promised(x, y) && !found.iter().any(|(kind, ..)| *kind == DifferenceKind::Negation) {
        found.push((DifferenceKind::Negation, whole(x), whole(y)));
    }
    let speaker = |items: &[&Item]| {
        items.iter().find_map(|item| Some((item.speaker.clone()?, item.statement.speaker.clone()?.span)))
    };
    if let (Some((name_a, span_a)), Some((name_b, span_b))) = (speaker(x), speaker(y)) {
        let vague = |name: &str| !name.chars().any(char::is_uppercase);
        let differ = compare_names(Some(&name_a), Some(&name_b));
        // A pronoun that could not be told names nobody else.
        let misread = |x: &[&Item], y: &str| x.iter().any(|item| item.may_be(Some(y)));
        let open = is_pronoun(&name_a) || is_pronoun(&name_b) || misread(x, &name_b) || misread(y, &name_a);
        if !one_speaker && !open && (differ == Names::Different || vague(&name_a) != vague(&name_b)) {
            found.push((DifferenceKind::Speaker, span_a, span_b));
        }
    }
    found.sort_by_key(|(kind, x, y)| (*kind, *x, *y));
    found.into_iter().map(difference).collect()
}

/// Whether two readings name two people for quoted words; a name against "an official" is no contradiction, and a retelling under
/// another's name is as likely a speaker misread as one exchanged.
fn different_people(x: &[&Item], y: &[&Item]) -> bool {
    let compared = |i: &Item, j: &Item| compare_names(i.speaker.as_deref(), j.speaker.as_deref());
    let all = || x.iter().flat_map(|i| y.iter().map(move |j| (i, j)));
    let told = |i: &Item, j: &Item| !i.may_be(j.speaker.as_deref()) && !j.may_be(i.speaker.as_deref());
    let both = |i: &Item, j: &Item| i.quoted() && j.quoted() && i.person && j.person && told(i, j);
    all().any(|(i, j)| both(i, j) && same_words(i, j) && compared(i, j) == Names::Different)
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
    // Of retellings the one that says most of what the others say, not the one that goes on longest.
    let longest = longest.map(|item| if item.quoted() { item } else { typical(present).unwrap_or(item) });
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
    let lead = (!in_marks && !item.quoted()).then(|| lead(context, item)).flatten();
    let text = match &lead {
        Some(lead) => format!("{lead} {text}"),
        None if in_marks => format!("“{text}”"),
        None => text,
    };
    // Where a report names who speaks, a pronoun in another may have been read wrongly.
    let all = || present.iter().flat_map(|(_, items)| items.iter());
    let by_name = all().any(|item| item.named);
    let speakers = all().filter(|item| item.named || !by_name).filter_map(|item| item.speaker.as_deref());
    // Not by the name of another who says it elsewhere: "the outlet" asks what the minister is said to have said.
    let own = item.speaker.as_deref().filter(|name| labels::is_proper(name) && item.pronoun_in.is_empty());
    let other = |name: &str| own.is_some() && compare_names(own, Some(name)) == Names::Different;
    let speakers = speakers.chain(own).filter(|name| !is_pronoun(name) && !other(name));
    let colon = if lead.is_some() { "" } else { ":" };
    labels::best_name(speakers).map_or(text.clone(), |speaker| format!("{speaker}{colon} {text}"))
}

/// The words by which a retelling that is no clause was said, and those by which something was denied: without "accused", "the government
/// of theft" says nothing, and without "denied that", "she had lied" the opposite.
fn lead(context: &Context, item: &Item) -> Option<String> {
    /// Rules that find something else than a clause.
    const NO_CLAUSE: &[&str] =
        &["infinitive", "infinitive+", "object", "object+", "of-noun", "of-noun+", "passive-rest"];
    /// Between cue and content: "for", "that".
    const BETWEEN: usize = 12;
    /// Who is told to do something stands there, too.
    const ADDRESSED: usize = 50;
    let text = &context.reports[item.report].text;
    let (cue, first) = (item.statement.cue?, item.statement.content.first()?);
    let between = text.get(cue.end..first.start)?;
    // "Told the fleet to leave".
    let told = item.statement.why == "after-object" && first.of(text).starts_with("to ") && between.len() <= ADDRESSED;
    // With "has not" before it.
    let before =
        context.words(item.report, &[Span::new(context.sentence(item.report, cue).start.min(cue.start), cue.start)]);
    let denies = |word: &str| matches!(word, "never" | "not") || word.ends_with("n't");
    let helps = |word: &&Word| align::is_auxiliary(&word.norm) || denies(&word.norm);
    let helping = before.iter().rev().take_while(helps).last().map_or(cue.start, |word| word.span.start);
    let helping = Span::new(helping, cue.start).of(text).to_lowercase();
    if told && between.chars().all(|c| c.is_alphanumeric() || c == ' ') {
        let words = format!("{helping}{}{between}", cue.of(text));
        return Some(words.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let small = between.len() <= BETWEEN && between.chars().all(|c| c.is_lowercase() || c == ' ');
    let word = cue.of(text).to_lowercase();
    if !small || word.ends_with("ing") || !(NO_CLAUSE.contains(&item.statement.why.as_str()) || item.denial) {
        return None;
    }
    Some(format!("{helping}{word}{between}").split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The retelling that the others have most of, the longer of two.
fn typical<'r, 'i>(present: &[(usize, &'r Vec<&'i Item<'i>>)]) -> Option<&'r &'i Item<'i>> {
    /// A shorter one hardly says what it is about.
    const TELLING: usize = 3;
    /// "The 9 per cent" is no clause.
    const CLAUSE: usize = 5;
    let all = || present.iter().flat_map(|(_, items)| items.iter());
    let known = |item: &Item, concept: &str| item.concepts.iter().any(|(other, _)| other == concept);
    let in_common = |item: &Item| {
        let others = all().filter(|other| other.report != item.report);
        let share = |other: &&Item| {
            let common = item.concepts.iter().filter(|(concept, _)| known(other, concept));
            common.map(|(_, weight)| weight).sum::<f64>()
        };
        others.map(share).sum::<f64>() / item.total.max(1.0)
    };
    let telling = all().filter(|item| item.concepts.len() >= TELLING).map(|item| (in_common(item), item));
    let clause = |item: &Item| item.words.len() >= CLAUSE;
    let best = telling.max_by(|(a, x), (b, y)| {
        clause(x).cmp(&clause(y)).then(a.total_cmp(b)).then(x.words.len().cmp(&y.words.len()))
    });
    best.map(|(_, item)| item)
}
