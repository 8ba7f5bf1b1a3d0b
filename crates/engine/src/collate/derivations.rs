//! Who copied from whom, and who names whom as source.
//!
//! Copying shows in passages of the outlets' own words: aligned sentence against sentence, with small edits allowed
//! (Smith and Waterman 1981). Words inside quotation marks are anybody's and prove nothing. The direction is the order
//! of publication; where both credit a third, or the order is unknown, the source is common.

use super::context::{Context, Names, compare_names};
use super::origins::credits;
use crate::background::share;
use crate::group::words::{Word, is_stop, norms, words};
use crate::holders::Holders;
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{AnnotatedReport, Derivation, DerivationKind, PartKind, Passage, Span, StatementKind};

/// An aligned passage must be worth this much: matching words less edits.
const WORTH: i32 = 9;
/// All passages of a pair together, in matching words outside quotation marks, so that it is no coincidence.
const ENOUGH: usize = 14;

/// The derivations of a story, in the order of its reports.
pub(super) fn find(context: &Context) -> Vec<Derivation> {
    let sentences: Vec<Vec<Vec<Word>>> =
        (0..context.reports.len()).map(|report| own_sentences(context, report)).collect();
    let mut out = Vec::new();
    for ((a, b), pairs) in sentence_pairs(&sentences) {
        let mut passages: Vec<(Passage, usize)> = Vec::new();
        let (mut from, mut to) = (Apart::default(), Apart::default());
        for (i, j) in pairs {
            let found = local_alignment(&sentences[a][i], &sentences[b][j]);
            if let Some((x, y, matching)) = found.filter(|(x, y, _)| from.is_free(*x) && to.is_free(*y)) {
                from.take(x);
                to.take(y);
                passages.push((Passage { from: x, to: y }, matching));
            }
        }
        let matching: usize = passages.iter().map(|(_, matching)| matching).sum();
        if matching >= ENOUGH {
            passages.sort_by_key(|(passage, _)| (passage.from, passage.to));
            out.push(directed(context, a, b, passages.into_iter().map(|(passage, _)| passage).collect(), matching));
        }
    }
    out.extend(citations(context, &out));
    let index = |id: &str| context.index(id).unwrap_or(usize::MAX);
    out.sort_by_cached_key(|derivation| (index(&derivation.from), index(&derivation.to), derivation.kind as u8));
    out
}

/// Spans of a report that do not overlap.
#[derive(Default)]
struct Apart(BTreeMap<usize, usize>);

impl Apart {
    /// Whether a span shares no byte with any of them.
    fn is_free(&self, span: Span) -> bool {
        self.0.range(..span.end).next_back().is_none_or(|(_, end)| *end <= span.start)
    }

    fn take(&mut self, span: Span) {
        self.0.insert(span.start, span.end);
    }
}

/// The sentences of a report as words, without those inside quotation marks.
fn own_sentences(context: &Context, report: usize) -> Vec<Vec<Word>> {
    let annotated = &context.reports[report];
    let quoted: Vec<Span> = annotated
        .statements
        .iter()
        .filter(|statement| statement.kind != StatementKind::Indirect)
        .flat_map(|statement| statement.content.clone())
        .collect();
    let mut spans: Vec<Span> = annotated.sentences.clone();
    if spans.is_empty() {
        spans = annotated.parts.iter().filter(|part| part.kind.is_content()).map(|part| part.span).collect();
    }
    let quoted = Holders::of(quoted.into_iter().map(|quote| (quote, ())));
    let own = |word: &Word| quoted.around(word.span).is_empty();
    spans.iter().map(|span| words(&annotated.text, *span).into_iter().filter(own).collect()).collect()
}

/// Pairs of sentences of two reports that share at least two runs of three words, by pair of reports.
fn sentence_pairs(sentences: &[Vec<Vec<Word>>]) -> BTreeMap<(usize, usize), Vec<(usize, usize)>> {
    const RUN: usize = 3;
    let mut by_run: BTreeMap<[&str; RUN], Vec<(usize, usize)>> = BTreeMap::new();
    for (report, list) in sentences.iter().enumerate() {
        for (i, words) in list.iter().enumerate() {
            for window in words.windows(RUN) {
                let telling = window.iter().filter(|word| !is_stop(&word.norm) && share(&word.norm) < 0.3).count();
                if telling >= 1 {
                    by_run.entry([&window[0].norm, &window[1].norm, &window[2].norm]).or_default().push((report, i));
                }
            }
        }
    }
    let mut counts: BTreeMap<(usize, usize), BTreeMap<(usize, usize), usize>> = BTreeMap::new();
    for posting in by_run.values().filter(|posting| posting.len() <= 60) {
        let distinct: BTreeSet<(usize, usize)> = posting.iter().copied().collect();
        for &(a, i) in &distinct {
            for &(b, j) in distinct.range((a + 1, 0)..) {
                *counts.entry((a, b)).or_default().entry((i, j)).or_default() += 1;
            }
        }
    }
    let kept = |pairs: BTreeMap<(usize, usize), usize>| {
        let mut pairs: Vec<_> = pairs.into_iter().filter(|(_, count)| *count >= 2).collect();
        pairs.sort_by_key(|(pair, count)| (std::cmp::Reverse(*count), *pair));
        pairs.into_iter().map(|(pair, _)| pair).collect::<Vec<_>>()
    };
    counts.into_iter().map(|(reports, pairs)| (reports, kept(pairs))).filter(|(_, pairs)| !pairs.is_empty()).collect()
}

/// The best local alignment of two sentences: span in each, matching words. `None` when it is not worth it.
fn local_alignment(a: &[Word], b: &[Word]) -> Option<(Span, Span, usize)> {
    const LONGEST: usize = 150;
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    let width = b.len() + 1;
    // Score, matching words, and where the alignment began.
    let mut table = vec![(0i32, 0usize, 0usize, 0usize); (a.len() + 1) * width];
    let mut best = (0i32, 0usize, 0usize, 0usize, 0usize, 0usize);
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let (up, left, across) =
                (table[(i - 1) * width + j], table[i * width + j - 1], table[(i - 1) * width + j - 1]);
            let equal = a[i - 1].norm == b[j - 1].norm;
            let started = if across.0 > 0 { across } else { (0, 0, i - 1, j - 1) };
            let step = if equal {
                (started.0 + 1, started.1 + 1, started.2, started.3)
            } else {
                (started.0 - 1, started.1, started.2, started.3)
            };
            let mut cell = step;
            for other in [(up.0 - 1, up.1, up.2, up.3), (left.0 - 1, left.1, left.2, left.3)] {
                if other.0 > cell.0 {
                    cell = other;
                }
            }
            if cell.0 <= 0 {
                cell = (0, 0, i, j);
            }
            table[i * width + j] = cell;
            if cell.0 > best.0 {
                best = (cell.0, cell.1, cell.2, cell.3, i, j);
            }
        }
    }
    let (score, matching, i, j, end_i, end_j) = best;
    let telling = a[i..end_i].iter().filter(|word| !is_stop(&word.norm)).count();
    if score < WORTH || telling < 4 {
        return None;
    }
    Some((a[i].span.cover(a[end_i - 1].span), b[j].span.cover(b[end_j - 1].span), matching))
}

/// Decides which of two reports with passages in common came first, or that both follow a third.
fn directed(context: &Context, a: usize, b: usize, passages: Vec<Passage>, matching: usize) -> Derivation {
    let (credit_a, credit_b) = (credits(&context.reports[a]), credits(&context.reports[b]));
    // A report that states no outlet and credits one name is that one's own.
    let own = |report: usize, name: &str| {
        let stated = context.reports[report].report.outlet.clone();
        let outlet = stated.or_else(|| {
            Some(credits(&context.reports[report])).filter(|all| all.len() == 1).and_then(|mut all| all.pop())
        });
        compare_names(outlet.as_deref(), Some(name)) == Names::Same
    };
    let shared_credit = credit_a
        .iter()
        .any(|x| credit_b.iter().any(|y| compare_names(Some(x), Some(y)) == Names::Same) && !own(a, x) && !own(b, x));
    let (b_credits_a, a_credits_b) =
        (credit_b.iter().any(|name| own(a, name)), credit_a.iter().any(|name| own(b, name)));
    let (published_a, published_b) = (published(context, a), published(context, b));
    let known = published_a.zip(published_b).filter(|(x, y)| comparable(x, y));
    let (kind, swap, sure) = if shared_credit || (b_credits_a && a_credits_b) {
        (DerivationKind::CommonSource, false, 0.9)
    } else if b_credits_a || a_credits_b {
        (DerivationKind::Copied, !b_credits_a, 0.95)
    } else if let Some((x, y)) = known {
        (DerivationKind::Copied, y < x, 0.8)
    } else if let Some(wire) = wire(context, a, b) {
        (DerivationKind::Copied, wire == b, 0.7)
    } else {
        (DerivationKind::CommonSource, false, 0.5)
    };
    let much = (matching as f64 / 40.0).min(1.0);
    let confidence = (100.0 * sure * (0.7 + 0.3 * much)).round() / 100.0;
    let (from, to) = if swap { (b, a) } else { (a, b) };
    let turned = |passage: Passage| if swap { Passage { from: passage.to, to: passage.from } } else { passage };
    Derivation {
        from: context.id(from),
        to: context.id(to),
        kind,
        passages: passages.into_iter().map(turned).collect(),
        confidence,
    }
}

/// Which of two reports of one day is an agency's own: no outlet is stated and one agency credited. The other credits nobody,
/// and agencies are there to be copied.
fn wire(context: &Context, a: usize, b: usize) -> Option<usize> {
    let own =
        |report: usize| context.reports[report].report.outlet.is_none() && credits(&context.reports[report]).len() == 1;
    let plain =
        |report: usize| context.reports[report].report.outlet.is_some() && credits(&context.reports[report]).is_empty();
    match (own(a) && plain(b), own(b) && plain(a)) {
        (true, _) => Some(a),
        (_, true) => Some(b),
        _ => None,
    }
}

fn published<'c>(context: &'c Context, report: usize) -> Option<&'c str> {
    context.reports[report].report.dated().filter(|value| crate::group::dates::day(value).is_some())
}

/// Two dates tell an order when they are of one form and differ; a date and a time of the same day do not.
fn comparable(a: &str, b: &str) -> bool {
    let day = |value: &str| value.get(..10).unwrap_or_default().to_string();
    if day(a) != day(b) { true } else { a.len() == b.len() && a.len() > 10 && a != b }
}

/// Reports that name another report's outlet as where they have it from.
fn citations(context: &Context, copied: &[Derivation]) -> Vec<Derivation> {
    let mut out = Vec::new();
    let titles: Vec<[Vec<String>; 2]> = context.reports.iter().map(titles).collect();
    let copied: BTreeSet<(&str, &str)> = copied.iter().map(|d| (d.from.as_str(), d.to.as_str())).collect();
    for (to, report) in context.reports.iter().enumerate() {
        let content = report.parts.iter().filter(|part| part.kind.is_content());
        let content: Vec<Vec<Word>> = content.map(|part| words(&report.text, part.span)).collect();
        let body = report.parts.iter().filter(|part| part.kind == PartKind::Body);
        let body: Vec<Vec<String>> = body.map(|part| norms(part.span.of(&report.text))).collect();
        let mut cites: BTreeMap<&str, bool> = BTreeMap::new();
        for (from, other) in context.reports.iter().enumerate() {
            let Some(outlet) = other.report.outlet.as_deref().filter(|_| from != to) else { continue };
            let own = compare_names(report.report.outlet.as_deref(), Some(outlet)) == Names::Same;
            let (this, that) = (report.report.id.as_str(), other.report.id.as_str());
            let newer = context.days[from].zip(context.days[to]).is_some_and(|(from, to)| from > to);
            if newer || copied.contains(&(this, that)) || copied.contains(&(that, this)) {
                continue;
            }
            let names = if own {
                names_title(&body, &titles[from])
            } else {
                *cites.entry(outlet).or_insert_with(|| super::origins::cites(&content, outlet))
            };
            if names {
                out.push(Derivation {
                    from: other.report.id.clone(),
                    to: report.report.id.clone(),
                    kind: DerivationKind::Cites,
                    passages: shared_quote(context, from, to),
                    confidence: 0.8,
                });
            }
        }
    }
    out
}

/// Whether the words of a report's paragraphs name the headline of another one: a correction does ("a report on the landslide ("The street was not there",
/// 11 June)").
fn names_title(body: &[Vec<String>], titles: &[Vec<String>; 2]) -> bool {
    /// A shorter headline stands in many texts by chance.
    const WORDS: usize = 4;
    let names = |title: &Vec<String>| body.iter().any(|body| body.windows(title.len()).any(|window| window == *title));
    titles.iter().any(|title| title.len() >= WORDS && names(title))
}

/// The words of a report's headline: whole, and up to the colon.
fn titles(report: &AnnotatedReport) -> [Vec<String>; 2] {
    let printed = report.parts.iter().find(|part| part.kind == PartKind::Title).map(|part| part.span.of(&report.text));
    let title = report.report.title.as_deref().or(printed).unwrap_or_default();
    [title, title.split(": ").next().unwrap_or_default()].map(norms)
}

/// What the citing report has from the cited one: its longest quotation in common, if any.
fn shared_quote(context: &Context, from: usize, to: usize) -> Vec<Passage> {
    const FEW: usize = 3;
    let quotes = |report: usize| {
        let statements =
            context.reports[report].statements.iter().filter(|statement| statement.kind != StatementKind::Indirect);
        statements.flat_map(|statement| statement.content.clone()).collect::<Vec<_>>()
    };
    let mut best: Option<(usize, Passage)> = None;
    for x in quotes(from) {
        let wx = context.words(from, &[x]);
        for y in quotes(to) {
            let wy = context.words(to, &[y]);
            let (i, j, run) = super::align::longest_run(&wx, &wy);
            if run > FEW && best.as_ref().is_none_or(|(most, _)| run > *most) {
                let passage = Passage {
                    from: wx[i].span.cover(wx[i + run - 1].span),
                    to: wy[j].span.cover(wy[j + run - 1].span),
                };
                best = Some((run, passage));
            }
        }
    }
    best.map(|(_, passage)| passage).into_iter().collect()
}
