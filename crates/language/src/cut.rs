//! Texts and sentences without end. What no full stop ends in many hundred words is a list, a table or hostile, and whoever looks through
//! a sentence for each of its words would need time without bound. A paragraph as long as a book is parsed in pieces, since what
//! the parser keeps of the words of a sentence takes four kilobytes a word.

use crate::Doc;
use std::ops::Range;

/// Cuts a range of a text into pieces of at most `longest` bytes: behind a sentence where one ends in the last quarter of a piece, else
/// between words, else between characters. A range that does not lie on character boundaries stays whole.
pub fn pieces(text: &str, range: Range<usize>, longest: usize) -> Vec<Range<usize>> {
    let longest = longest.max(4);
    let mut pieces = Vec::new();
    let mut start = range.start;
    while range.end - start > longest {
        let Some(rest) = text.get(start..range.end) else { break };
        let latest = rest.floor_char_boundary(longest);
        let quarter = rest.floor_char_boundary(longest - longest / 4);
        let spaces = || rest[quarter..latest].rmatch_indices(char::is_whitespace).map(|(at, _)| quarter + at);
        let ends =
            |at: &usize| rest[..*at].trim_end_matches(['"', '”', '’', '\'', ')']).ends_with(['.', '!', '?', '…']);
        let end = spaces().find(ends).or_else(|| spaces().next()).unwrap_or(latest);
        pieces.push(start..start + end);
        start += end;
    }
    pieces.push(start..range.end);
    pieces
}

impl Doc {
    /// Cuts sentences of more than `longest` tokens into pieces of at most so many, behind a punctuation mark where there is one in
    /// the last quarter of a piece, never inside a name that is shorter than that quarter. A token whose head lies in another piece
    /// becomes a root of its own.
    pub fn cut_sentences(&mut self, longest: usize) {
        let longest = longest.max(4);
        if self.sentences.iter().all(|sentence| sentence.len() <= longest) {
            return;
        }
        let mut sentences: Vec<Range<usize>> = Vec::new();
        for sentence in std::mem::take(&mut self.sentences) {
            let cut = sentence.len() > longest;
            let mut start = sentence.start;
            while sentence.end - start > longest {
                let end = self.end_of_piece(start, longest);
                sentences.push(start..end);
                start = end;
            }
            let first = sentences.partition_point(|piece| piece.start < sentence.start);
            sentences.push(start..sentence.end);
            if cut {
                sentences[first..].iter().for_each(|piece| self.settle_piece(piece.clone()));
            }
        }
        for (number, sentence) in sentences.iter().enumerate() {
            self.tokens[sentence.clone()].iter_mut().for_each(|token| token.sentence = number as u32);
        }
        self.sentences = sentences;
        self.note_children_anew();
    }

    /// Where a piece that begins at `start` ends.
    fn end_of_piece(&self, start: usize, longest: usize) -> usize {
        let latest = start + longest;
        let quarter = latest - longest / 4..latest;
        let inside_name = |end: usize| self.name_at(end).is_some_and(|name| name.tokens.start < end);
        let free = |end: &usize| !inside_name(*end);
        let mark = |end: &usize| self.pos(*end - 1) == "PUNCT";
        let ends = || (quarter.start + 1..=quarter.end).rev().filter(free);
        ends().find(mark).or_else(|| ends().next()).unwrap_or(latest)
    }

    /// Gives the tokens of a piece heads and edges among themselves.
    fn settle_piece(&mut self, piece: Range<usize>) {
        let root = self.labels.deps.iter().position(|dep| dep == "ROOT").unwrap_or(0) as u16;
        for i in piece.clone() {
            let token = &mut self.tokens[i];
            if !piece.contains(&(token.head as usize)) {
                (token.head, token.dep) = (i as u32, root);
            }
            (token.left_edge, token.right_edge) = (i as u32, i as u32);
        }
        for i in piece.clone() {
            let mut at = i;
            for _ in 0..piece.len() {
                let head = self.tokens[at].head as usize;
                if head == at {
                    break;
                }
                at = head;
                let above = &mut self.tokens[at];
                above.left_edge = above.left_edge.min(i as u32);
                above.right_edge = above.right_edge.max(i as u32);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;
    use crate::{Doc, Labels, Token};
    use std::sync::Arc;

    #[test]
    fn pieces_end_with_sentences() {
        let text = "One two. Three four, five six. Seven eight nine ten.";
        let cut =
            |range, longest| pieces(text, range, longest).into_iter().map(|piece| &text[piece]).collect::<Vec<_>>();
        assert_eq!(cut(0..text.len(), 100), [text]);
        assert_eq!(cut(0..text.len(), 33), ["One two. Three four, five six.", " Seven eight nine ten."]);
        assert_eq!(cut(31..text.len(), 12), ["Seven eight", " nine ten."]);
        assert_eq!(pieces("ééééé", 0..10, 5), [0..4, 4..8, 8..10]);
        assert_eq!(pieces("“““““““", 0..21, 1), [0..3, 3..6, 6..9, 9..12, 12..15, 15..18, 18..21]);
    }

    #[test]
    fn pieces_are_sentences_of_their_own() {
        let labels = Labels { pos: vec!["X".into()], deps: vec!["dep".into(), "ROOT".into()], ..Labels::default() };
        let mut doc = Doc::new(Arc::new(labels));
        // Everything hangs from the word before it, but for the first.
        let heads = (0..25u32).map(|i| i.saturating_sub(1));
        doc.tokens = heads.map(|head| Token { head, dep: u16::from(head == 0), ..Token::default() }).collect();
        doc.sentences = vec![0..3, 3..25];
        (doc.tokens[3].head, doc.tokens[3].dep) = (3, 1);
        doc.cut_sentences(8);
        assert_eq!(doc.sentences, [0..3, 3..11, 11..19, 19..25]);
        for (number, sentence) in doc.sentences.clone().into_iter().enumerate().skip(1) {
            assert!(doc.is_root(sentence.start) && doc.dep(sentence.start) == "ROOT");
            assert_eq!(doc.subtree(sentence.start), sentence);
            assert_eq!(doc.tokens[sentence.end - 1].sentence as usize, number);
            assert!(doc.children(sentence.end - 1).next().is_none());
        }
    }
}
