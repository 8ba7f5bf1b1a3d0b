//! Rows of what one report ranks as the first or the only one of its kind and another takes back to one among several: "the
//! first public admission by a leader", "one of the higher-profile officials to admit it".
//!
//! Such claims are the outlets' own. Both can be true, so the row is `compatible`; what differs is how much is claimed. The words
//! stand in `data/lexicon/strength.tsv`.

use super::cluster::sharing;
use super::concepts::concepts;
use super::context::Context;
use super::facts::{Draft, Found, Telling, row, shared};
use super::origins::Sources;
use crate::group::words::Word;
use std::sync::OnceLock;
use variorum_record::{Difference, DifferenceKind, Row, RowKind, Span, Verdict};

/// A rank that a report gives.
struct Claim {
    report: usize,
    /// The words that rank: "the first", "one of the higher-profile".
    rank: Span,
    /// Taken back: "one of the", "among the".
    loose: bool,
    /// What is ranked, by what its words stand for.
    ranked: Telling,
    /// From the rank to the end of the clause.
    whole: Span,
}

/// The rows of ranks on which two reports differ.
pub(super) fn rows(context: &Context, sources: &Sources) -> Vec<Row> {
    /// Telling words in common, and what they weigh together: set by hand on the seeds.
    const SHARED: (usize, f64) = (2, 10.0);
    let claims: Vec<Claim> = (0..context.reports.len()).flat_map(|report| claims(context, report)).collect();
    let keys = claims.iter().enumerate().flat_map(|(i, claim)| claim.ranked.keys().map(move |word| (word.as_str(), i)));
    let mut taken: Vec<usize> = Vec::new();
    let mut out = Vec::new();
    for (i, j) in sharing(keys) {
        let (a, b) = (&claims[i], &claims[j]);
        let (count, weight) = shared(&a.ranked, &b.ranked);
        let one = count >= SHARED.0 && weight >= SHARED.1;
        if a.report == b.report || a.loose == b.loose || !one || taken.contains(&i) || taken.contains(&j) {
            continue;
        }
        taken.extend([i, j]);
        out.push(claim_row(context, sources, a, b));
    }
    out
}

fn claim_row(context: &Context, sources: &Sources, a: &Claim, b: &Claim) -> Row {
    let text = |claim: &Claim, span: Span| {
        span.of(&context.reports[claim.report].text).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let firm = if a.loose { b } else { a };
    let found = [a, b].map(|claim| Found {
        report: claim.report,
        id: None,
        spans: vec![claim.whole],
        value: serde_json::json!({ "kind": "claim", "strength": text(claim, claim.rank) }),
    });
    let difference = Difference {
        a: context.id(a.report),
        b: context.id(b.report),
        kind: DifferenceKind::Strength,
        a_span: Some(a.rank),
        b_span: Some(b.rank),
    };
    let draft = Draft {
        kind: RowKind::Event,
        label: text(firm, firm.whole),
        verdict: Verdict::Compatible,
        differences: vec![difference],
    };
    row(context, sources, found.into_iter().collect(), draft)
}

fn claims(context: &Context, report: usize) -> Vec<Claim> {
    let sentences = &context.reports[report].sentences;
    sentences.iter().flat_map(|sentence| in_sentence(context, report, *sentence)).collect()
}

fn in_sentence(context: &Context, report: usize, sentence: Span) -> Vec<Claim> {
    /// A longer clause tells of more than what is ranked.
    const CLAUSE: usize = 16;
    let text = &context.reports[report].text;
    let words = context.words(report, &[sentence]);
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((length, loose)) = rank_at(&words[at..]) else {
            at += 1;
            continue;
        };
        let unbroken = |i: &usize| {
            let between = text.get(words[i - 1].span.end..words[*i].span.start).unwrap_or_default();
            !between.contains([',', ';', ':', '.', '(', ')', '“', '”', '"', '–', '—'])
        };
        let end =
            (at + length..words.len().min(at + CLAUSE)).take_while(unbroken).last().map_or(at + length, |i| i + 1);
        let whole = words[at].span.cover(words[end - 1].span);
        let rank = words[at].span.cover(words[at + length - 1].span);
        out.push(Claim { report, rank, loose, ranked: concepts(&words[at + length - 1..end]), whole });
        at = end.max(at + 1);
    }
    out
}

/// How many words from the first on rank something, and whether the rank is taken back.
fn rank_at(words: &[Word]) -> Option<(usize, bool)> {
    let norm = |i: usize| words.get(i).map_or("", |word| word.norm.as_str());
    for loose in table("loose") {
        let parts: Vec<&str> = loose.split(' ').collect();
        if parts.iter().enumerate().all(|(i, part)| norm(i) == *part) {
            let next = parts.len();
            // "One of the country's largest", "one of the 20 first".
            let high = |words: &str| table("high").any(|known| known == words);
            return (next..next + 3).find_map(|i| {
                let joined = format!("{}-{}", norm(i), norm(i + 1));
                let length = if high(&joined) { 2 } else { usize::from(ranks(norm(i)) || high(norm(i))) };
                (length > 0).then_some((i + length, true))
            });
        }
    }
    (norm(0) == "the" && ranks(norm(1)) && norm(2) != "recent").then_some((2, false))
}

/// "First", "only", "deadliest", "most" (deadly).
fn ranks(word: &str) -> bool {
    let superlative = word.len() >= 5 && word.ends_with("est") && !table("plain").any(|plain| plain == word);
    superlative || matches!(word, "most" | "least") || table("rank").any(|rank| rank == word)
}

/// The words of a class.
fn table(class: &'static str) -> impl Iterator<Item = &'static str> {
    static TABLE: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let lines = include_str!("../../../../data/lexicon/strength.tsv").lines();
        lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
    });
    table.iter().filter(move |(of, _)| *of == class).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ranks() {
        for (text, expected) in [
            ("the first public admission", Some((2, false))),
            ("the deadliest strike in years", Some((2, false))),
            ("the forest behind the town", None),
            ("one of the higher-profile officials", Some((5, true))),
            ("one of the most deadly strikes", Some((4, true))),
            ("one of the scenarios", None),
            ("among the largest in Europe", Some((3, true))),
        ] {
            let words = crate::group::words::words(text, Span::new(0, text.len()));
            assert_eq!(rank_at(&words), expected, "{text}");
        }
    }
}
