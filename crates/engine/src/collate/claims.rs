//! What one says and another denies, each in words of their own: "there were no warnings", "there were warnings"; "he had asked for a
//! wall", "nobody ever asked for one".
//!
//! These are no one utterance: two people say two things, and they cannot both be true. A clause stands against another only when
//! nearly everything that it tells is in the other, and nobody whom one names is missing from the other for somebody else.

use super::align::{is_auxiliary, is_negator, weight};
use super::cluster::{PerReport, cluster};
use super::concepts::{concept, denies};
use super::context::{Context, Names, compare_names};
use super::facts::{Draft, Found, Telling, coverage, row, shared};
use super::labels;
use super::origins::Sources;
use super::told;
use crate::group::words::{Word, norms};
use crate::holders::Holders;
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{Difference, DifferenceKind, PartKind, Row, RowKind, Span, Statement, StatementKind, Verdict};

/// A clause that somebody, or the outlet, says.
struct Claim {
    report: usize,
    id: Option<String>,
    span: Span,
    speaker: Option<String>,
    denies: bool,
    /// "There were no warnings": of what there was.
    existence: bool,
    /// Whom it is about: what the words before its first auxiliary tell; nothing of a pronoun.
    about: BTreeSet<String>,
    /// What it tells of them, names aside.
    told: Telling,
    names: BTreeSet<String>,
}

/// The rows of claims that stand against each other.
pub(super) fn rows(context: &Context, sources: &Sources) -> Vec<Row> {
    if context.reports.len() < 2 {
        return Vec::new();
    }
    let claims: Vec<Claim> = (0..context.reports.len()).flat_map(|report| claims(context, report)).collect();
    let reports: Vec<usize> = claims.iter().map(|claim| claim.report).collect();
    let pairs = denied(&claims).into_iter().filter(|(i, j)| reports[*i] != reports[*j]);
    let scored = pairs.filter_map(|(i, j)| Some((against(context, &claims[i], &claims[j])?, i, j))).collect();
    let clusters = cluster(&reports, PerReport::Many, scored).into_iter().filter(|one| one.len() > 1);
    clusters.map(|one| claim_row(context, sources, &one.iter().map(|&i| &claims[i]).collect::<Vec<_>>())).collect()
}

/// What denies with what affirms, where they have their most telling word in common or one that is hardly less so.
fn denied(claims: &[Claim]) -> BTreeSet<(usize, usize)> {
    /// Words of a denial by which it is looked for, and affirmations that have one of them: both bound the search.
    const WORDS: usize = 2;
    const MOST: usize = 60;
    let mut affirmed: BTreeMap<(bool, &str), Vec<usize>> = BTreeMap::new();
    for (i, claim) in claims.iter().enumerate().filter(|(_, claim)| !claim.denies) {
        for word in claim.told.keys() {
            let known = affirmed.entry((claim.existence, word)).or_default();
            if known.len() < MOST {
                known.push(i);
            }
        }
    }
    let mut out = BTreeSet::new();
    for (i, claim) in claims.iter().enumerate().filter(|(_, claim)| claim.denies) {
        let mut words: Vec<(&String, &f64)> = claim.told.iter().collect();
        words.sort_by(|a, b| b.1.total_cmp(a.1).then(a.0.cmp(b.0)));
        for (word, _) in words.into_iter().take(WORDS) {
            out.extend(affirmed.get(&(claim.existence, word.as_str())).into_iter().flatten().map(|&j| (i, j)));
        }
    }
    out
}

/// How surely one denies what the other says. Set by hand on invented reports and FA-KES.
fn against(context: &Context, a: &Claim, b: &Claim) -> Option<f64> {
    const OF_SMALLER: f64 = 0.8;
    const OF_LARGER: f64 = 0.55;
    /// Words in common and what they weigh: of what there was, one is enough.
    const SHARED: (usize, f64) = (2, 7.0);
    const SHARED_EXISTENCE: (usize, f64) = (1, 3.0);
    /// Days between two reports of one time.
    const NEWS: i32 = 3;
    if a.denies == b.denies || a.existence != b.existence {
        return None;
    }
    // Of one speaker the rows of statements tell it.
    if a.speaker.is_some() && compare_names(a.speaker.as_deref(), b.speaker.as_deref()) == Names::Same {
        return None;
    }
    let least = if a.existence { SHARED_EXISTENCE } else { SHARED };
    let (count, weight) = shared(&a.told, &b.told);
    let larger = a.told.values().sum::<f64>().max(b.told.values().sum());
    let alike = coverage(&a.told, &b.told) >= OF_SMALLER && weight >= OF_LARGER * larger;
    // "The company had not warned the town", "the army had warned the town".
    let speaks = |one: &Claim, other: &Claim| {
        let speaker = one.speaker.as_deref().map(norms).unwrap_or_default();
        speaker.iter().any(|word| other.about.contains(concept(word)))
    };
    let another =
        !a.about.is_empty() && !b.about.is_empty() && a.about.is_disjoint(&b.about) && !speaks(a, b) && !speaks(b, a);
    let others = another || !a.names.is_empty() && !b.names.is_empty() && a.names.is_disjoint(&b.names);
    let far = context.days[a.report].zip(context.days[b.report]).is_some_and(|(x, y)| (x - y).abs() > NEWS);
    (count >= least.0 && weight >= least.1 && alike && !others && !far).then_some(weight)
}

fn claim_row(context: &Context, sources: &Sources, claims: &[&Claim]) -> Row {
    let mut differences = Vec::new();
    for (n, a) in claims.iter().enumerate() {
        for b in claims[n + 1..].iter().filter(|b| b.report != a.report && b.denies != a.denies) {
            let (a_id, b_id) = (context.id(a.report), context.id(b.report));
            let kind = DifferenceKind::Negation;
            differences.push(Difference { a: a_id, b: b_id, kind, a_span: Some(a.span), b_span: Some(b.span) });
        }
    }
    let told = |claim: &Claim| {
        let words: Vec<Span> = context.words(claim.report, &[claim.span]).into_iter().map(|word| word.span).collect();
        let words = labels::said(&context.reports[claim.report].text, &[claim.span], &words);
        claim.speaker.as_deref().map_or(words.clone(), |speaker| format!("{speaker}: {words}"))
    };
    let first = claims[0];
    let other = claims.iter().find(|other| other.denies != first.denies).map(|other| told(other)).unwrap_or_default();
    let found = claims.iter().map(|one| Found {
        report: one.report,
        id: one.id.clone(),
        spans: vec![one.span],
        value: serde_json::json!({ "kind": "claim", "denied": one.denies, "according_to": one.speaker }),
    });
    let label = format!("{} / {other}", told(first));
    let draft = Draft { kind: RowKind::Event, label, verdict: Verdict::Contradicted, differences };
    row(context, sources, found.collect(), draft)
}

/// The clauses of what is said, and of the outlet's own sentences those that say what there was.
fn claims(context: &Context, report: usize) -> Vec<Claim> {
    let annotated = &context.reports[report];
    let mut out = Vec::new();
    // "Denied the allegations" says nothing that could be so or not.
    let clause = |one: &&Statement| one.kind == StatementKind::Direct || one.why.starts_with("clause");
    let said = annotated.statements.iter().filter(|one| !one.negated && !one.hypothetical).filter(clause);
    for statement in said {
        let speaker = statement.speaker.as_ref().and_then(|who| context.name(report, who));
        let denial = told::is_denial(context, report, statement);
        for words in statement.content.iter().flat_map(|span| clauses(context, report, *span)) {
            let Some(claim) = claim(report, &words, speaker.clone(), denial) else { continue };
            out.push(Claim { id: Some(statement.id.to_string()), ..claim });
        }
    }
    let said = Holders::of(annotated.statements.iter().flat_map(|one| one.content.iter().map(|span| (*span, ()))));
    let body = annotated.parts.iter().filter(|part| part.kind == PartKind::Body);
    let body = Holders::of(body.map(|part| (part.span, ())));
    let own = |sentence: &&Span| {
        sentence.of(&annotated.text).contains("here ")
            && !body.around(**sentence).is_empty()
            && said.overlapping(**sentence).is_empty()
    };
    for sentence in annotated.sentences.iter().filter(own) {
        let own =
            clauses(context, report, *sentence).into_iter().filter_map(|words| claim(report, &words, None, false));
        out.extend(own.filter(|claim| claim.existence));
    }
    out
}

/// The clauses of a stretch: what stands between two marks.
fn clauses(context: &Context, report: usize, span: Span) -> Vec<Vec<Word>> {
    const MARKS: [char; 9] = ['.', '!', '?', ';', ',', ':', '–', '—', '\n'];
    let text = &context.reports[report].text;
    let words = context.words(report, &[span]);
    let apart = |a: &Word, b: &Word| text.get(a.span.end..b.span.start).is_some_and(|gap| gap.contains(MARKS));
    let asked = span.of(text).trim_end().ends_with('?');
    words.chunk_by(|a, b| !apart(a, b)).filter(|_| !asked).map(<[Word]>::to_vec).collect()
}

fn claim(report: usize, words: &[Word], speaker: Option<String>, denial: bool) -> Option<Claim> {
    /// Words of a clause that says one thing.
    const WORDS: std::ops::RangeInclusive<usize> = 3..=16;
    /// Words of whom it is about.
    const ABOUT: usize = 6;
    /// What makes the clause none that is held to be so.
    const OPEN: &[&str] = &["could", "if", "may", "might", "should", "unless", "until", "whether"];
    let span = words.first()?.span.cover(words.last()?.span);
    let words = told::expanded(words.to_vec());
    if !WORDS.contains(&words.len()) || words.iter().any(|word| OPEN.contains(&word.norm.as_str())) {
        return None;
    }
    let existence = words[0].norm == "there" && words.iter().skip(1).take(3).any(|word| is_being(&word.norm));
    let plain = |word: &&Word| weight(&word.norm) > 0.0 && !is_negator(&word.norm) && !is_denying(&word.norm);
    let helps = |word: &Word| is_auxiliary(&word.norm) || is_negator(&word.norm);
    let start = words.iter().take(ABOUT).position(helps).filter(|_| !existence).unwrap_or(0);
    let about = words[..start].iter().filter(plain).map(|word| concept(&word.norm).to_string()).collect();
    let name = |i: usize, word: &Word| word.marked && i > 0 && !word.norm.starts_with(|c: char| c.is_ascii_digit());
    let names = words.iter().enumerate().filter(|(i, word)| name(*i, word)).map(|(_, word)| word.norm.clone());
    let told = words[start..].iter().filter(plain).filter(|word| !word.marked || words[0].span == word.span);
    let told = told.map(|word| (concept(&word.norm).to_string(), weight(&word.norm))).collect();
    Some(Claim {
        report,
        id: None,
        span,
        speaker,
        denies: denies(&words) != denial,
        existence,
        about,
        told,
        names: names.collect(),
    })
}

fn is_being(word: &str) -> bool {
    matches!(word, "are" | "be" | "been" | "is" | "was" | "were")
}

fn is_denying(word: &str) -> bool {
    denies(&[Word { span: Span::new(0, 0), norm: word.to_string(), marked: false }])
}
