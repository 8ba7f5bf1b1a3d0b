//! Speakers set beside their words without a verb: headlines ("Olin: No deal before spring"), transcripts
//! ("OLIN: Well, we tried."), and the dash under a quotation ("— Mara Olin").

use super::Said;
use super::source::Source;
use super::tree::Tree;
use crate::Analysis;
use std::ops::Range;
use variorum_record::{PartKind, Span};

/// How many tokens a label may have.
const LABEL: usize = 8;

/// The statements of labelled lines.
pub(crate) fn find(analysis: &Analysis, tree: &Tree) -> Vec<Said> {
    let content: Vec<Span> =
        analysis.parts.iter().filter(|part| part.kind.is_content()).map(|part| part.span).collect();
    let mut found = Vec::new();
    for (i, part) in analysis.parts.iter().filter(|part| part.kind.is_content()).enumerate() {
        let heading = matches!(part.kind, PartKind::Title | PartKind::Heading | PartKind::Dek);
        found.extend(colon(analysis, tree, part.span, heading));
        let before = i.checked_sub(1).map(|before| content[before]);
        found.extend(dash(analysis, tree, part.span, before));
    }
    found
}

/// "NAME: words".
fn colon(analysis: &Analysis, tree: &Tree, part: Span, heading: bool) -> Option<Said> {
    let doc = tree.doc;
    let tokens = doc.tokens_in(part.into());
    let colon = tokens.clone().take(LABEL).find(|&i| tree.word(i) == ":")?;
    if colon == tokens.start || colon + 2 >= tokens.end {
        return None;
    }
    let label = tokens.start..colon;
    // A transcript sets its labels in capitals; elsewhere the label must be a name with perhaps a role before it.
    let capitals = label.len() <= 4
        && label.clone().all(|i| tree.word(i).len() > 1 && tree.word(i).chars().all(|c| c.is_uppercase() || c == '.'));
    let known = matches!(
        Span::from(doc.span_of(label.clone())).of(analysis.text()),
        "UPDATE"
            | "WATCH"
            | "READ"
            | "LIVE"
            | "BREAKING"
            | "VIDEO"
            | "PHOTOS"
            | "EXCLUSIVE"
            | "OPINION"
            | "ANALYSIS"
            | "CORRECTION"
            | "NOTE"
            | "RELATED"
            | "MORE"
    );
    let cast = label.len() <= 4
        && capitalised(tree, label.clone())
        && analysis.cast.mentioned_at(doc.span(colon - 1).into()).is_some();
    if known || !(capitals && !heading || is_name(tree, label.clone()) || cast) {
        return None;
    }
    let words = Span::from(doc.span_of(colon + 1..tokens.end));
    Some(said(colon, label, unquoted(analysis, words), if heading { "headline-colon" } else { "transcript" }))
}

/// A quotation with a dash and a name after it, or under it.
fn dash(analysis: &Analysis, tree: &Tree, part: Span, before: Option<Span>) -> Option<Said> {
    let doc = tree.doc;
    let tokens = doc.tokens_in(part.into());
    let is_dash = |i: usize| matches!(tree.word(i), "—" | "―" | "–" | "--" | "-");
    let last_dash = tokens.clone().rev().take(LABEL + 1).find(|&i| is_dash(i))?;
    let label = last_dash + 1..tokens.end;
    let short = label.len() <= 5 || is_name(tree, label.clone());
    if label.is_empty() || !short || !capitalised(tree, label.clone()) {
        return None;
    }
    let dash = Span::from(doc.span(last_dash));
    let end = if last_dash == tokens.start { before?.end } else { analysis.text()[..dash.start].trim_end().len() };
    let around = if last_dash == tokens.start { before? } else { part };
    let last = analysis.quotations.partition_point(|quotation| quotation.outer.start < end).checked_sub(1)?;
    let quotation = &analysis.quotations[last];
    let whole = quotation.outer.end == end && quotation.outer.start == around.start;
    whole.then(|| said(last_dash, label, quotation.inner, "dash"))
}

fn capitalised(tree: &Tree, tokens: Range<usize>) -> bool {
    tokens
        .into_iter()
        .all(|i| tree.word(i).starts_with(char::is_uppercase) || matches!(tree.doc.pos(i), "DET" | "ADP" | "PUNCT"))
}

/// Whether a run of words ends in a name and holds only capitalised words besides.
fn is_name(tree: &Tree, tokens: Range<usize>) -> bool {
    let doc = tree.doc;
    let i = doc.names.partition_point(|name| name.tokens.end < tokens.end);
    let ends_in_name = doc.names.get(i).is_some_and(|name| {
        name.tokens.end == tokens.end
            && name.tokens.start >= tokens.start
            && matches!(doc.name_label(name), "PERSON" | "ORG" | "GPE" | "NORP")
    });
    ends_in_name && capitalised(tree, tokens)
}

fn said(cue: usize, label: Range<usize>, content: Span, form: &'static str) -> Said {
    Said {
        cue: Some(cue),
        row: None,
        source: Some(Source { head: label.end - 1, tokens: label }),
        content: vec![content],
        form,
        probability: 0.99,
        continues: None,
    }
}

/// Without its quotation marks, where they stand around the whole.
fn unquoted(analysis: &Analysis, span: Span) -> Span {
    let whole = analysis.quotations.iter().find(|quotation| quotation.outer == span);
    whole.map_or(span, |quotation| quotation.inner)
}
