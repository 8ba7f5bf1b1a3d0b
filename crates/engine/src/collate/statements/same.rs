//! Whether two statements are one utterance, and which statements are.

use super::items::{self, Clause, Item};
use crate::collate::align::{self, differences, longest_run, weight};
use crate::collate::cluster::{PerReport, cluster, sharing};
use crate::collate::concepts::concept;
use crate::collate::context::{Names, compare_names};
use crate::collate::told;
use crate::group::words::{Word, is_stop};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{DifferenceKind, StatementId};

/// Statements that are one utterance. A fragment follows the words it is cut from: it has no voice in what else they are.
pub(super) fn clusters(items: &[Item]) -> Vec<Vec<usize>> {
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
    rejoin(items, &mut clusters);
    clusters.retain(|members| !members.is_empty());
    clusters.iter_mut().for_each(|members| members.sort_unstable());
    clusters
}

/// Brings the fragments of a statement together again that nothing else was found for.
fn rejoin(items: &[Item], clusters: &mut [Vec<usize>]) {
    let mut first: BTreeMap<(usize, StatementId), usize> = BTreeMap::new();
    for n in 0..clusters.len() {
        let Some(&one) = clusters[n].first() else { continue };
        let of = |i: usize| (items[i].report, items[i].statement.id);
        if items[one].fragments < 2 || clusters[n].iter().any(|&i| of(i) != of(one)) {
            continue;
        }
        let to = *first.entry(of(one)).or_insert(n);
        if to != n {
            let moved = std::mem::take(&mut clusters[n]);
            clusters[to].extend(moved);
        }
    }
}

/// Whether the words of one, in marks, stand in the longer words of another, in marks: whole, or but for a word or two.
fn is_fragment(part: &Item, whole: &Item) -> bool {
    part.quoted()
        && whole.quoted()
        && part.words.len() < whole.words.len()
        && (longest_run(&part.words, &whole.words).2 == part.words.len()
            || nearly_within(&part.words, &whole.words).is_some())
}

/// The words that nearly all of a short wording has in common, in order, with a stretch of another that is hardly longer: "a war with
/// a fixed date" in "A frozen war is a war with a date".
fn nearly_within<'w>(short: &'w [Word], long: &[Word]) -> Option<Vec<&'w Word>> {
    /// Words of the short wording. A longer one has telling words enough.
    const LENGTH: std::ops::RangeInclusive<usize> = 5..=14;
    /// How many words the stretch may have more.
    const MORE: usize = 2;
    if !LENGTH.contains(&short.len()) {
        return None;
    }
    let begins = |word: &Word| short[..2].iter().any(|first| first.norm == word.norm);
    let starts = (0..long.len().min(600)).filter(|&at| begins(&long[at]));
    let stretches = starts.map(|at| align::align(short, &long[at..long.len().min(at + short.len() + MORE)]));
    let best = stretches.max_by_key(Vec::len)?;
    (best.len() * 5 >= short.len() * 4).then(|| best.iter().map(|(i, _)| &short[*i]).collect())
}

/// How the speakers of two statements stand to each other; where one is open, the other may be among those it can be.
pub(super) fn speakers(a: &Item, b: &Item) -> Names {
    let among = |open: &Item, named: &Item| {
        let same = |name: &String| compare_names(Some(name), named.speaker.as_deref()) == Names::Same;
        open.candidates.iter().any(same)
    };
    let known_as = |x: &Item, y: &Item| {
        let same = |alias: &String| compare_names(Some(alias), y.speaker.as_deref()) == Names::Same;
        x.aliases.iter().any(same)
    };
    match compare_names(a.speaker.as_deref(), b.speaker.as_deref()) {
        Names::Unclear if among(a, b) || among(b, a) => Names::Same,
        Names::Unclear | Names::Different if known_as(a, b) || known_as(b, a) => Names::Same,
        // A body and a person: who speaks may be its spokesman, or its minister.
        Names::Different if a.person != b.person => Names::Unclear,
        Names::Different if a.may_be(b.speaker.as_deref()) || b.may_be(a.speaker.as_deref()) => Names::Unclear,
        names => names,
    }
}

const UNCONNECTED: &str = "nothing to do with";

/// What a wording denies in two words, as they stand: "nothing new", "no deal"; and that something has "nothing to do with" it.
fn denials(item: &Item) -> BTreeSet<String> {
    let tells = |word: &str| !is_stop(word) || matches!(word, "first" | "last" | "more" | "new");
    let pairs = item.words.windows(2).filter(|pair| align::is_negator(&pair[0].norm) && tells(&pair[1].norm));
    let pairs = pairs.map(|pair| format!("{} {}", pair[0].norm, pair[1].norm));
    let unconnected =
        item.words.windows(4).any(|run| run.iter().map(|word| word.norm.as_str()).eq(UNCONNECTED.split(' ')));
    pairs.chain(unconnected.then(|| UNCONNECTED.to_string())).collect()
}

/// Whether a short wording says hardly more than a denial that the other has in the same words: "there was nothing new in it".
fn same_denial(a: &Item, b: &Item) -> bool {
    /// Words, but for closed-class ones, in the shorter one.
    const FEW: usize = 3;
    let open = |item: &Item| item.words.iter().filter(|word| !is_stop(&word.norm)).count();
    let telling = |item: &Item| item.words.iter().filter(|word| weight(&word.norm) > 0.0).count();
    let (no_a, no_b) = (denials(a), denials(b));
    let unconnected = telling(a).min(telling(b)) <= FEW && no_a.contains(UNCONNECTED) && no_b.contains(UNCONNECTED);
    unconnected || open(a).min(open(b)) <= FEW && !no_a.is_disjoint(&no_b)
}

/// Pairs that share a telling word which is not everywhere in the story, denials, and what denies in the same words.
fn candidates(items: &[Item]) -> Vec<(usize, usize)> {
    const EVERYWHERE: usize = 120;
    const DENIAL: &str = "(denial)";
    const ANSWERS: &str = "(responsibility)";
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    let words =
        || items.iter().enumerate().flat_map(|(i, item)| item.concepts.iter().map(move |(c, _)| (c.as_str(), i)));
    words().for_each(|(concept, _)| *uses.entry(concept).or_default() += 1);
    let denials = items.iter().enumerate().filter(|(_, item)| item.denial).map(|(i, _)| (DENIAL, i));
    let answers = items.iter().enumerate().filter(|(_, item)| item.answers_for.is_some()).map(|(i, _)| (ANSWERS, i));
    let told = words().filter(|(concept, _)| uses.get(concept).is_some_and(|uses| *uses <= EVERYWHERE));
    let keys = told.chain(denials).chain(answers).map(|(key, i)| (Cow::Borrowed(key), i));
    let denied =
        items.iter().enumerate().flat_map(|(i, item)| self::denials(item).into_iter().map(move |pair| (pair, i)));
    sharing(keys.chain(denied.map(|(pair, i)| (Cow::Owned(pair), i))))
}

/// How surely two statements are one utterance; `None` when they are not.
fn same_utterance(a: &Item, b: &Item) -> Option<f64> {
    /// Two rare words.
    const TELLING: f64 = 8.0;
    let speakers = speakers(a, b);
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
    // A question is not its answer.
    if a.asks != b.asks && !long_run {
        return None;
    }
    // A report may quote the same words twice; there only the words themselves count.
    if a.report == b.report {
        let repeated = both_quoted && speakers != Names::Different && run >= 5 && long_run;
        return repeated.then_some(score);
    }
    // Retold with another number it may be another fact: figures have rows of their own.
    let nearly = run >= 4 && coverage >= 0.7;
    // What two retellings have one deny is one denial, whatever sum each of them names.
    let (no_a, no_b) = (a.denial || a.denies, b.denial || b.denies);
    let one_denial = no_a && no_b && speakers == Names::Same && count >= 3 && coverage >= 0.5;
    let one_clause = speakers == Names::Same && same_clause(a, b);
    let one_promise = speakers == Names::Same && promise(a).zip(promise(b)).is_some_and(|(x, y)| x.0 == y.0);
    if !one_denial
        && !one_promise
        && !(one_clause && (a.quoted() || b.quoted()))
        && other_numbers(a, b)
        && if both_quoted { coverage < 0.6 && !long_run } else { !nearly || !(a.quoted() || b.quoted()) }
    {
        return None;
    }
    // A short wording nearly whole in the other: how many telling words, and what they weigh.
    let nearly_whole = || {
        let (short, long) = if a.words.len() <= b.words.len() { (a, b) } else { (b, a) };
        let common = nearly_within(&short.words, &long.words).unwrap_or_default();
        let telling: Vec<f64> = common.iter().map(|word| weight(&word.norm)).filter(|weight| *weight > 0.0).collect();
        (telling.len(), telling.iter().sum::<f64>())
    };
    let alike_long = a.words.len().max(b.words.len()) <= 2 * shortest;
    let same_numbers = numbers(a) == numbers(b) && numbers(a).iter().any(|bits| f64::from_bits(*bits) >= 10.0);
    let same = match (both_quoted, speakers) {
        (_, Names::Same) if one_clause => true,
        // Quoted words are one utterance on the strength of the words.
        (true, Names::Same) if long_run => true,
        (true, Names::Unclear) if long_run => !other_numbers(a, b),
        // Two people, two numbers: two facts in the same set words ("20 people were killed and 30 injured in the attack").
        (true, Names::Different) => {
            numbers(a) == numbers(b) && long_run && (coverage >= 0.75 || (run == shortest && run > 4))
        }
        (true, Names::Same) if same_but_denied(a, b) => true,
        // A fragment of another's words.
        (true, Names::Same) if shortest <= 3 && run == shortest => {
            (same_denial(a, b) || run_weight >= [5.0, 5.0, 4.0, 2.0][shortest])
                && (shortest > 1 || a.words.len() != b.words.len())
        }
        (true, Names::Unclear) if shortest <= 3 && run == shortest => run_telling >= 2,
        // A short sentence whole: "We do not attack markets."
        (true, Names::Same) if run >= 4 && run == shortest && run_telling >= 1 && run_weight >= 4.0 => true,
        (true, Names::Same) if reordered_within(a, b) => true,
        (true, Names::Same) if matches!(nearly_whole(), (2.., 3.0..)) => true,
        (true, Names::Unclear) if matches!(nearly_whole(), (3.., 8.0..)) => true,
        // Translated there and back.
        (true, Names::Same) => (count >= 3 && coverage >= 0.5) || (count >= 4 && coverage >= 0.35),
        (true, Names::Unclear) if shortest <= 8 && reordered_within(a, b) => true,
        (true, Names::Unclear) => (count >= 5 && coverage >= 0.6) || (count >= 4 && coverage >= 0.9),
        // The same number of the same thing.
        (false, Names::Same) if same_numbers && count >= 2 && coverage >= 0.4 && shared_weight >= 12.0 => true,
        // One claims the deed, or denies it, in whatever words.
        (false, Names::Same) if a.answers_for.is_some() && b.answers_for.is_some() => true,
        // Two denials by one of the same deed, in whatever words: "any part in them", "carrying out the bombing".
        (false, Names::Same) if a.denial && b.denial && told::one_deed(&a.concepts, &b.concepts) => true,
        (false, Names::Same) if same_denial(a, b) => true,
        // A promise that is hardly more than its verb: "she would appeal".
        (false, Names::Same) if one_promise => true,
        (false, Names::Same) if one_denial => true,
        // What one affirms and the other denies must else be nearly the same. (A long wording may deny another matter.)
        (false, _) if a.denies != b.denies && alike_long && coverage < 0.75 => false,
        // A short sentence but for its tense: "nobody is above the law".
        (false, Names::Same) if matches!(nearly_whole(), (1.., 4.0..)) => true,
        // Two retellings that have nothing in common but whom they name.
        (false, _) if only_names(a, b) => false,
        // Retold.
        (false, Names::Same) => {
            (count >= 3 && coverage >= 0.5) || (count >= 2 && coverage >= 0.8 && shared_weight >= TELLING)
        }
        (false, Names::Unclear) => (count >= 4 && coverage >= 0.7) || (count >= 3 && coverage >= 0.9),
        (false, Names::Different) => count >= 5 && coverage >= 0.85 && run >= 5,
    };
    same.then_some(score)
}

/// Whether a clause of one says what a clause of the other says: "there had been no talks on the port since November, contradicting …"
/// and "He is an optimist. There have been no talks since November."
fn same_clause(a: &Item, b: &Item) -> bool {
    /// Of the smaller one's telling words, and of the larger one's: set by hand on invented reports.
    const SMALLER: f64 = 0.8;
    const LARGER: f64 = 0.45;
    /// Two telling words that are not among the commonest.
    const TELLING: f64 = 5.0;
    let same = |x: &Clause, y: &Clause| {
        let shared = common(&x.concepts, &y.concepts);
        let weight: f64 = shared.iter().sum();
        let (small, large) = if x.total < y.total { (x.total, y.total) } else { (y.total, x.total) };
        x.denies == y.denies
            && x.numbers == y.numbers
            && shared.len() >= 2
            && weight >= TELLING
            && weight >= SMALLER * small
            && weight >= LARGER * large
    };
    a.clauses.iter().any(|x| b.clauses.iter().any(|y| same(x, y)))
}

/// Whether the words of one stand in the other but for a denial: "Water is a luxury", "Water is not a luxury, and we will not pay".
fn same_but_denied(a: &Item, b: &Item) -> bool {
    /// Words that are the same, of which two tell something.
    const SAME: usize = 4;
    /// Longer wordings are looked through by their beginnings.
    const LONGEST: usize = 200;
    let denies = |word: &&Word| align::is_negator(&word.norm);
    let auxiliary = |word: &Word| matches!(word.norm.as_str(), "do" | "does" | "did");
    let plain = |item: &'_ Item| -> Vec<usize> {
        let kept = item.words.iter().take(LONGEST).enumerate();
        kept.filter(|(_, word)| !denies(word) && !auxiliary(word)).map(|(i, _)| i).collect()
    };
    let (short, long) = if a.words.len() <= b.words.len() { (a, b) } else { (b, a) };
    let (x, y) = (plain(short), plain(long));
    let telling = x.iter().filter(|&&i| weight(&short.words[i].norm) > 0.0).count();
    if x.len() < SAME || telling < 2 || short.words.len() > LONGEST {
        return false;
    }
    let alike = |run: &&[usize]| run.iter().zip(&x).all(|(&j, &i)| long.words[j].norm == short.words[i].norm);
    y.windows(x.len()).find(alike).is_some_and(|run| {
        let count = |words: &[Word]| words.iter().filter(denies).count();
        let stretch = &long.words[run[0]..=run[run.len() - 1]];
        count(stretch) % 2 != count(&short.words) % 2
    })
}

/// Whether the telling words that two wordings have in common are all parts of names.
fn only_names(a: &Item, b: &Item) -> bool {
    let plain = |item: &Item| -> BTreeSet<String> {
        let words = item.words.iter().filter(|word| !word.marked && weight(&word.norm) > 0.0);
        words.map(|word| concept(&word.norm).to_string()).collect()
    };
    let (x, y) = (plain(a), plain(b));
    // In a headline every word has a capital.
    x.len().min(y.len()) >= 2 && x.is_disjoint(&y)
}

/// Share of the telling words of the shorter one that both have.
pub(super) fn covered(a: &Item, b: &Item) -> f64 {
    let smaller = a.total.min(b.total);
    if smaller > 0.0 { common(&a.concepts, &b.concepts).iter().sum::<f64>() / smaller } else { 0.0 }
}

/// The one telling word of a short wording that says what somebody will do or not do: "appeal" of "he would appeal against it", "Olin, 63,
/// would not appeal"; and whether it is denied.
pub(super) fn promise<'i>(item: &'i Item<'_>) -> Option<(&'i str, bool)> {
    /// What a promise is made in.
    const WORDS: usize = 8;
    /// Words before "will": "her client", a name, an age.
    const BEFORE: usize = 4;
    let will = |word: &Word| matches!(word.norm.as_str(), "will" | "would");
    let at = item.words.iter().take(BEFORE + 1).position(will)?;
    let somebody = |word: &Word| {
        word.marked || is_stop(&word.norm) || matches!(word.norm.as_str(), "client" | "her" | "his" | "their")
    };
    let behind = at + 1 + item.words[at + 1..].iter().position(|word| !align::is_negator(&word.norm))?;
    let verb = &item.words[behind];
    // What somebody would use or say is told by more than the verb.
    let alone = item
        .words
        .get(behind + 1)
        .is_none_or(|next| matches!(next.norm.as_str(), "against" | "as" | "at" | "by" | "in" | "on" | "to"));
    let said = at > 0 && alone && weight(&verb.norm) > 0.0 && item.words.len() <= WORDS;
    (said && item.words[..at].iter().all(somebody)).then_some((verb.norm.as_str(), behind > at + 1))
}

/// Whether each has a number that the other has not; of two retellings, whether their numbers differ at all.
fn other_numbers(a: &Item, b: &Item) -> bool {
    let (x, y) = (numbers(a), numbers(b));
    let within = |x: &[u64], y: &[u64]| x.iter().all(|number| y.contains(number));
    if a.quoted() || b.quoted() { !within(&x, &y) && !within(&y, &x) } else { x != y }
}

fn numbers(item: &Item) -> Vec<u64> {
    items::numbers(&item.words)
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
