//! A dependency tree with its downward links, made once per report: `Doc::children` looks through the whole
//! sentence, which is too slow for a question asked at every word.

use std::ops::Range;
use variorum_language::Doc;

pub(crate) struct Tree<'a> {
    pub(crate) doc: &'a Doc,
    text: &'a str,
    first: Vec<u32>,
    kids: Vec<u32>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(text: &'a str, doc: &'a Doc) -> Self {
        let mut first = vec![0u32; doc.len() + 2];
        for i in 0..doc.len() {
            if !doc.is_root(i) {
                first[doc.head(i) + 2] += 1;
            }
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut kids = vec![0u32; first[doc.len() + 1] as usize];
        for i in (0..doc.len()).filter(|&i| !doc.is_root(i)) {
            let at = &mut first[doc.head(i) + 1];
            kids[*at as usize] = i as u32;
            *at += 1;
        }
        Tree { doc, text, first, kids }
    }

    /// The direct dependents of token `i`, in text order.
    pub(crate) fn kids(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.kids[self.first[i] as usize..self.first[i + 1] as usize].iter().map(|&kid| kid as usize)
    }

    /// The first direct dependent with one of these labels.
    pub(crate) fn kid(&self, i: usize, deps: &[&str]) -> Option<usize> {
        self.kids(i).find(|&kid| deps.contains(&self.doc.dep(kid)))
    }

    /// From the leftmost to the rightmost token below `i`.
    pub(crate) fn subtree(&self, i: usize) -> Range<usize> {
        self.doc.subtree(i)
    }

    /// The words of token `i`; none past the end of the text, so that who looks one token ahead needs no guard.
    pub(crate) fn word(&self, i: usize) -> &'a str {
        if i < self.doc.len() { &self.text[self.doc.span(i)] } else { "" }
    }

    /// The words of a stretch.
    pub(crate) fn text_of(&self, span: variorum_record::Span) -> &'a str {
        span.of(self.text)
    }

    /// The head of `i`, unless it is a root.
    pub(crate) fn above(&self, i: usize) -> Option<usize> {
        (!self.doc.is_root(i)).then(|| self.doc.head(i))
    }
}
