//! Quotations beside a cue, whatever the tree makes of them: "…," she said; she said: "…".
//!
//! The model was trained on edited sentences and often misreads a sentence with a long quotation in it. Marks and
//! nearness do not lie, so the quotations before and after a cue in its paragraph are contents to choose from.

use super::carry::{last_sign, speech_like};
use super::contents::Alternative;
use super::lexicon;
use super::tree::Tree;
use crate::Analysis;
use crate::syntax::top_of;
use crate::words::ABBREVIATIONS;
use variorum_record::{CueKind, Span};

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
        let text = analysis.text();
        let part = analysis.part_at(span.start).map(|part| part.span);
        let in_part = |i: &usize| part.is_some_and(|part| part.contains(quotations[*i].outer));
        let before = next.checked_sub(1).map(|i| self.outermost[i]).filter(in_part);
        let after = self.outermost.get(next).copied();
        let mut waiting = None;
        let asked = self.answers(analysis, tree, cue);
        if let Some(i) = before.filter(|&i| Some(i) != asked) {
            let between = Span::new(quotations[i].outer.end, span.start);
            let tokens = tree.doc.tokens_in(between.into()).len();
            let near = tokens <= BEFORE && !stops(between.of(text));
            if near || self.waiting(analysis, tree, cue) == Some(i) {
                let comma = between.of(text).trim_start().starts_with([',', '–', '—', '-']);
                let form = match last_sign(quotations[i].inner.of(text)) {
                    _ if comma => "quote-comma-cue",
                    Some(',' | '?' | '!' | '…' | '-' | '—' | '–') => "quote-comma-cue",
                    Some('.') => "quote-stop-cue",
                    _ => "quote-cue",
                };
                waiting = (form == "quote-comma-cue").then_some(i);
                match clause_with(analysis, tree, i, cue).filter(|_| comma) {
                    Some(clause) => list.push(clause),
                    None => list.extend(alternative(analysis, tree, &[i], form)),
                }
            }
        }
        // A mark may stand within the word itself: `said"no`.
        let Some(i) = after.filter(|&i| quotations[i].outer.start >= span.end) else { return list };
        let between = Span::new(span.end, quotations[i].outer.start);
        if between.len() > 400 {
            return list;
        }
        let words = between.of(text);
        let tokens = tree.doc.tokens_in(between.into()).len();
        if !in_part(&i) {
            // "She went on:" at the end of a paragraph introduces the next one.
            let next_part = words.trim_end().ends_with(':') && !stops(words) && tokens <= AFTER;
            if next_part
                && analysis
                    .part_at(quotations[i].outer.start)
                    .is_some_and(|part| part.span.start == quotations[i].outer.start)
            {
                list.extend(alternative(analysis, tree, &[i], "cue-colon-next"));
            }
        } else if tokens <= AFTER && !stops(words) {
            let form = match words.trim_end().chars().last() {
                Some(':') => "cue-colon-quote",
                Some(',') => "cue-comma-quote",
                None => "cue-next-quote",
                _ => "cue-quote",
            };
            // What ends in a comma before the cue belongs to it, whatever follows.
            match waiting {
                Some(_) if other_cue(tree, between) => {}
                Some(waiting) => list.extend(alternative(analysis, tree, &[waiting, i], "quote-cue-quote")),
                None => list.extend(alternative(analysis, tree, &[i], form)),
            }
        } else if waiting.is_none()
            && tokens <= AFTER
            && words.trim_end().ends_with([':', '.'])
            && words.matches(['.', '!', '?', ';']).count() == 1
        {
            let form = if words.trim_end().ends_with('.') { "cue-stop-quote" } else { "cue-far-colon-quote" };
            list.extend(alternative(analysis, tree, &[i], form));
        }
        list
    }

    /// The quotation right before a noun that says what it is: a rare "…" warning.
    pub(crate) fn before_noun(&self, analysis: &Analysis, tree: &Tree, noun: usize) -> Option<Alternative> {
        let start = tree.doc.tokens[noun].start;
        let next = self.outermost.partition_point(|&i| analysis.quotations[i].outer.start < start);
        let i = self.outermost[next.checked_sub(1)?];
        let gap = analysis.text().get(analysis.quotations[i].outer.end..start)?;
        (gap == " ").then(|| alternative(analysis, tree, &[i], "quote-noun"))?
    }

    /// The quotation before a cue that another one answers: `"…?" Olin replied: "…"`.
    fn answers(&self, analysis: &Analysis, tree: &Tree, cue: usize) -> Option<usize> {
        let span: Span = tree.doc.span(cue).into();
        let quotations = &analysis.quotations;
        let next = self.outermost.partition_point(|&i| quotations[i].outer.start < span.start);
        let (before, after) = (self.outermost[next.checked_sub(1)?], *self.outermost.get(next)?);
        let between = analysis.text().get(span.end..quotations[after].outer.start)?;
        let colon = between.trim_end().ends_with(':') && between.len() < 80 && !stops(between);
        let ended = quotations[before].inner.of(analysis.text()).ends_with(['?', '.', '!', '…']);
        let apart = !analysis.text().get(quotations[before].outer.end..span.start)?.trim_start().starts_with(',');
        (colon && ended && apart).then_some(before)
    }

    /// The quotation that a verb introduces with a colon or comma, whatever verb it is: "Olin shot back: “…”".
    pub(crate) fn introduced(&self, analysis: &Analysis, tree: &Tree, cue: usize) -> Option<usize> {
        let doc = tree.doc;
        let end = doc.sentence_of(cue).end;
        let introduces = |&i: &usize| tree.word(i) == ":" || tree.word(i) == "," && i <= cue + 3;
        let colon = (cue + 1..end.min(cue + 6)).take_while(|&i| doc.pos(i) != "VERB").find(introduces)?;
        let after = doc.tokens[colon].end;
        let next = self.outermost.partition_point(|&i| analysis.quotations[i].outer.start < after);
        let i = *self.outermost.get(next)?;
        let adjoins = analysis.text().get(after..analysis.quotations[i].outer.start)?.trim_matches(' ').is_empty();
        let outside = analysis.quotation_index_around(doc.span(cue).into()).is_none();
        // After a comma only somebody's sentence can follow.
        let words = analysis.quotations[i].inner.of(analysis.text());
        let sentence =
            words.starts_with(char::is_uppercase) && last_sign(words).is_some_and(|sign| ".?!…".contains(sign));
        let sure = tree.word(colon) == ":" || sentence && matches!(doc.tag(cue), "VBD" | "VBZ" | "VBP" | "VBG");
        (adjoins && outside && sure && speech_like(analysis, tree, i)).then_some(i)
    }

    /// Whether a word right after a quotation names what it is (a rare "…" warning), though the model took it for a verb.
    pub(crate) fn names_what_it_is(&self, analysis: &Analysis, tree: &Tree, word: usize) -> bool {
        let doc = tree.doc;
        let start = doc.tokens[word].start;
        let next = self.outermost.partition_point(|&i| analysis.quotations[i].outer.start < start);
        let Some(&i) = next.checked_sub(1).and_then(|at| self.outermost.get(at)) else { return false };
        let quotation = &analysis.quotations[i];
        let adjoins = analysis.text().get(quotation.outer.end..start) == Some(" ");
        let before = doc.tokens_in(0..quotation.outer.start.max(1)).last();
        adjoins
            && doc.tag(word) == "VBG"
            && before.is_some_and(|at| matches!(doc.pos(at), "DET" | "ADJ") || doc.tag(at) == "PRP$")
    }

    /// The quotation before a cue that waits for it: it ends in a comma, and nothing but the speaker stands between.
    pub(crate) fn waiting(&self, analysis: &Analysis, tree: &Tree, cue: usize) -> Option<usize> {
        let span: Span = tree.doc.span(cue).into();
        let quotations = &analysis.quotations;
        let next = self.outermost.partition_point(|&i| quotations[i].outer.start < span.start);
        let i = self.outermost[next.checked_sub(1)?];
        if quotations[i].outer.end > span.start || self.answers(analysis, tree, cue) == Some(i) {
            return None;
        }
        let sign = last_sign(quotations[i].inner.of(analysis.text()));
        let comma = sign.is_some_and(|sign| matches!(sign, ',' | '?' | '!'))
            || analysis.text()[quotations[i].outer.end..].starts_with(',');
        let between = tree.doc.tokens_in(quotations[i].outer.end..span.start);
        let near = between.len() <= 8
            && between.clone().all(|at| {
                matches!(
                    tree.doc.pos(at),
                    "PROPN" | "NOUN" | "PRON" | "DET" | "ADJ" | "ADP" | "ADV" | "NUM" | "PUNCT" | "PART" | "AUX"
                )
            })
            && !between.clone().any(|at| matches!(tree.word(at), "." | ";" | ":"));
        let waits = near || self.described(analysis, tree, i, cue);
        (comma && waits && speech_like(analysis, tree, i)).then_some(i)
    }

    /// Whether nothing but the speaker and a long description of him stands between a quotation that opens the paragraph
    /// and a verb: "“…,” Olin, the mayor of a town by the sea that had two bridges, said".
    fn described(&self, analysis: &Analysis, tree: &Tree, quotation: usize, cue: usize) -> bool {
        let doc = tree.doc;
        let quotation = &analysis.quotations[quotation];
        let between = doc.tokens_in(quotation.outer.end..doc.tokens[cue].start);
        let opens =
            analysis.part_at(quotation.outer.start).is_some_and(|part| part.span.start == quotation.outer.start);
        let words = analysis.text().get(quotation.outer.end..doc.tokens[cue].start).unwrap_or_default();
        let finite = |i: usize| matches!(doc.tag(i), "VBD" | "VBZ" | "VBP" | "MD") && !hangs_from_noun(tree, i);
        opens
            && (1..=40).contains(&between.len())
            && matches!(doc.tag(cue), "VBD" | "VBZ")
            && tree.word(cue - 1) == ","
            && matches!(doc.pos(between.start), "PROPN" | "DET" | "NOUN")
            && !stops(words)
            && !words.contains(['“', '"', ':'])
            && !between.clone().any(finite)
    }
}

/// Whether a verb belongs to a relative clause.
fn hangs_from_noun(tree: &Tree, verb: usize) -> bool {
    let up = |&at: &usize| tree.above(at);
    std::iter::successors(Some(verb), up).take(4).any(|at| tree.doc.dep(at) == "relcl")
}

/// Whether a verb of the cue lexicon stands in a stretch: "…, adding that it was “…”" is that verb's.
fn other_cue(tree: &Tree, between: Span) -> bool {
    let doc = tree.doc;
    let speaks =
        |i: usize| lexicon::cue(doc.lemma(i), lexicon::Pos::Verb).is_some_and(|row| row.kind == CueKind::Speech);
    doc.tokens_in(between.into()).any(|i| matches!(doc.tag(i), "VBG" | "VBD" | "VBZ" | "VBP") && speaks(i))
}

/// Whether a sentence ends in a stretch: a full stop that is not part of an abbreviation or number.
fn stops(between: &str) -> bool {
    let bytes = between.as_bytes();
    bytes.iter().enumerate().any(|(i, byte)| match byte {
        b'!' | b'?' | b';' => true,
        b'.' => {
            let ends_word = bytes.get(i + 1).is_none_or(|next| next.is_ascii_whitespace());
            let word = between[..i].rsplit([' ', '\n', '.']).next().unwrap_or_default();
            let abbreviation = (1..=2).contains(&word.chars().count()) || ABBREVIATIONS.contains(word);
            ends_word && !abbreviation
        }
        _ => false,
    })
}

/// The clause that ends in a quoted fragment: in "The bridge is “a museum piece”, Dorn says" all of it was said.
fn clause_with(analysis: &Analysis, tree: &Tree, quotation: usize, cue: usize) -> Option<Alternative> {
    let tokens = tree.doc.tokens_in(analysis.quotations[quotation].outer.into());
    let sentence = tree.doc.sentence_of(cue);
    let fragment = tokens.start > sentence.start && tokens.end <= cue && !speech_like(analysis, tree, quotation);
    let stretch = sentence.start..tokens.end;
    let head = top_of(tree.doc, stretch.clone())?;
    let whole =
        Alternative { form: "clause-before", tokens: vec![stretch], head, cut: None, by: None, quotations: vec![] };
    fragment.then_some(whole)
}

fn alternative(analysis: &Analysis, tree: &Tree, quotations: &[usize], form: &'static str) -> Option<Alternative> {
    let tokens: Vec<_> = quotations
        .iter()
        .map(|&i| tree.doc.tokens_in(analysis.quotations[i].inner.into()))
        .filter(|range| !range.is_empty())
        .collect();
    let head = top_of(tree.doc, tokens.first()?.clone())?;
    Some(Alternative { form, tokens, head, cut: None, by: None, quotations: quotations.to_vec() })
}
