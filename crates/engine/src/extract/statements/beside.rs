//! Quotations beside a cue, whatever the tree makes of them: "…," she said; she said: "…".
//!
//! The model was trained on edited sentences and often misreads a sentence with a long quotation in it. Marks and
//! nearness do not lie, so the quotations before and after a cue in its paragraph are contents to choose from.

use super::contents::Alternative;
use super::tree::Tree;
use crate::Analysis;
use variorum_record::Span;

/// How many tokens may stand between a cue and the quotation before it, or after it.
const BEFORE: usize = 14;
const AFTER: usize = 30;

/// The outermost quotations.
pub(crate) struct Quotations {
    outermost: Vec<usize>,
}

impl Quotations {
    pub(crate) fn new(analysis: &Analysis) -> Self {
        let outermost = (0..analysis.quotations.len()).filter(|&i| analysis.quotations[i].within.is_none()).collect();
        Quotations { outermost }
    }

    /// The quotations beside the cue at token `cue` as contents.
    pub(crate) fn alternatives(&self, analysis: &Analysis, tree: &Tree, cue: usize) -> Vec<Alternative> {
        let span: Span = tree.doc.span(cue).into();
        let quotations = &analysis.quotations;
        let next = self.outermost.partition_point(|&i| quotations[i].outer.start < span.start);
        let inside = next.checked_sub(1).is_some_and(|i| quotations[self.outermost[i]].inner.contains(span));
        let mut list = Vec::new();
        if inside {
            return list;
        }
        let part = analysis.part_at(span.start).map(|part| part.span);
        let in_part = |i: &usize| part.is_some_and(|part| part.contains(quotations[*i].outer));
        if let Some(i) = next.checked_sub(1).map(|i| self.outermost[i]).filter(in_part) {
            let outer = quotations[i].outer;
            let between = &analysis.text()[outer.end..span.start];
            let tokens = tree.doc.tokens_in(outer.end..span.start).len();
            if tokens <= BEFORE && !stops(between) {
                let last = quotations[i].inner.of(analysis.text()).chars().last();
                let comma = between.trim_start().starts_with([',', '–', '—', '-']);
                let form = match last {
                    _ if comma => "quote-comma-cue",
                    Some(',' | '?' | '!' | '…' | '-' | '—' | '–') => "quote-comma-cue",
                    Some('.') => "quote-stop-cue",
                    _ => "quote-cue",
                };
                list.extend(alternative(analysis, tree, i, form));
            }
        }
        if let Some(&i) = self.outermost.get(next).filter(|i| in_part(i)) {
            let outer = quotations[i].outer;
            let between = &analysis.text()[span.end..outer.start];
            let tokens = tree.doc.tokens_in(span.end..outer.start).len();
            if tokens <= AFTER && !stops(between) {
                let form = match between.trim_end().chars().last() {
                    Some(':') => "cue-colon-quote",
                    Some(',') => "cue-comma-quote",
                    None => "cue-next-quote",
                    _ => "cue-quote",
                };
                list.extend(alternative(analysis, tree, i, form));
            } else if tokens <= AFTER
                && between.trim_end().ends_with([':', '.'])
                && between.matches(['.', '!', '?', ';']).count() == 1
            {
                let form = if between.trim_end().ends_with('.') { "cue-stop-quote" } else { "cue-far-colon-quote" };
                list.extend(alternative(analysis, tree, i, form));
            }
        }
        list
    }
}

/// Whether a sentence ends in a stretch: a full stop that is not part of an abbreviation or number.
fn stops(between: &str) -> bool {
    let bytes = between.as_bytes();
    bytes.iter().enumerate().any(|(i, byte)| match byte {
        b'!' | b'?' | b';' => true,
        b'.' => {
            let ends_word = bytes.get(i + 1).is_none_or(|next| next.is_ascii_whitespace());
            let word = between[..i].rsplit([' ', '\n', '.']).next().unwrap_or_default();
            let abbreviation = word.chars().count() <= 2
                || matches!(
                    word,
                    "Mrs"
                        | "Gov"
                        | "Sen"
                        | "Rep"
                        | "Gen"
                        | "Col"
                        | "Lt"
                        | "Rev"
                        | "Hon"
                        | "Sgt"
                        | "Capt"
                        | "Jan"
                        | "Feb"
                        | "Aug"
                        | "Sept"
                        | "Oct"
                        | "Nov"
                        | "Dec"
                        | "Inc"
                        | "Corp"
                        | "Jr"
                        | "Prof"
                );
            ends_word && !abbreviation
        }
        _ => false,
    })
}

fn alternative(analysis: &Analysis, tree: &Tree, quotation: usize, form: &'static str) -> Option<Alternative> {
    let tokens = tree.doc.tokens_in(analysis.quotations[quotation].inner.into());
    let head = tokens.clone().find(|&i| !tokens.contains(&tree.doc.head(i)) || tree.doc.is_root(i))?;
    Some(Alternative { form, tokens: vec![tokens], head, by: None, quotation: Some(quotation) })
}
