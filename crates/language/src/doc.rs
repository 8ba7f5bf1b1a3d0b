//! What the model says of a text: tokens with their tree, sentences, names.

use std::ops::Range;
use std::sync::Arc;

/// An analysed text. Token indexes are `usize` into [`Doc::tokens`]; offsets are bytes of the text that was parsed.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    /// Every token in text order, white-space tokens left out.
    pub tokens: Vec<Token>,
    /// Sentences as ranges of token indexes, in order, together covering all tokens.
    pub sentences: Vec<Range<usize>>,
    /// Named entities, in order, not overlapping.
    pub names: Vec<Name>,
    /// The strings behind the tokens' small numbers.
    pub labels: Arc<Labels>,
    children: Children,
}

/// The direct dependents of each token, so that asking for them takes no longer in a long sentence than in a short one.
#[derive(Clone, Debug, Default)]
struct Children {
    /// For each token where its dependents begin in `tokens`; those of the next begin where they end.
    first: Vec<u32>,
    /// Tokens by their head, then in text order.
    tokens: Vec<u32>,
}

/// One token. The small numbers index the [`Labels`] of its [`Doc`]; use the `Doc`'s methods to read them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Dictionary form.
    pub lemma: Arc<str>,
    /// Fine-grained tag.
    pub tag: u16,
    /// Universal part of speech.
    pub pos: u16,
    /// Morphological features.
    pub morph: u16,
    /// Dependency label.
    pub dep: u16,
    /// Index of the head; the root of a sentence is its own head.
    pub head: u32,
    /// Index of the sentence.
    pub sentence: u32,
    /// First token of the subtree.
    pub left_edge: u32,
    /// Last token of the subtree, inclusive.
    pub right_edge: u32,
}

/// A named entity: a run of tokens with a label such as `PERSON`, `GPE`, `ORG`, `DATE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Token indexes.
    pub tokens: Range<usize>,
    /// Index into [`Labels::names`].
    pub label: u16,
}

/// The label sets of a model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Fine-grained tags (`NNP`, `VBD`…).
    pub tags: Vec<String>,
    /// Universal parts of speech (`PROPN`, `VERB`…).
    pub pos: Vec<String>,
    /// Morphological features (`Number=Sing|Person=3`, or empty).
    pub morphs: Vec<String>,
    /// Dependency labels (`nsubj`, `ROOT`…).
    pub deps: Vec<String>,
    /// Entity labels.
    pub names: Vec<String>,
}

impl Doc {
    /// A document without tokens.
    pub fn new(labels: Arc<Labels>) -> Self {
        Doc { labels, ..Doc::default() }
    }

    /// Notes the dependents of the tokens from `first` on, whose heads are among themselves. Tokens that were added by
    /// hand and not noted have their dependents all the same: then the sentence is searched for them.
    pub(crate) fn note_children(&mut self, first: usize) {
        let index = &mut self.children;
        if first != index.first.len() {
            return;
        }
        let tokens = self.tokens.get(first..).unwrap_or_default();
        let child_of = |(i, token): (usize, &Token)| {
            let head = (token.head as usize).checked_sub(first)?;
            (head != i && head < tokens.len()).then_some((i, head))
        };
        let mut starts = vec![0u32; tokens.len()];
        tokens.iter().enumerate().filter_map(child_of).for_each(|(_, head)| starts[head] += 1);
        let mut sum = index.tokens.len() as u32;
        for start in &mut starts {
            (*start, sum) = (sum, sum + *start);
        }
        index.first.extend_from_slice(&starts);
        index.tokens.resize(sum as usize, 0);
        for (i, head) in tokens.iter().enumerate().filter_map(child_of) {
            index.tokens[starts[head] as usize] = (first + i) as u32;
            starts[head] += 1;
        }
    }

    /// Notes the dependents of all tokens again, after heads have changed.
    pub(crate) fn note_children_anew(&mut self) {
        self.children = Children::default();
        self.note_children(0);
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The bytes of token `i`.
    pub fn span(&self, i: usize) -> Range<usize> {
        self.tokens[i].start..self.tokens[i].end
    }

    /// The bytes of a run of tokens. The run must not be empty.
    pub fn span_of(&self, tokens: Range<usize>) -> Range<usize> {
        self.tokens[tokens.start].start..self.tokens[tokens.end - 1].end
    }

    /// Dictionary form of token `i`.
    pub fn lemma(&self, i: usize) -> &str {
        &self.tokens[i].lemma
    }

    /// Fine-grained tag of token `i`.
    pub fn tag(&self, i: usize) -> &str {
        &self.labels.tags[self.tokens[i].tag as usize]
    }

    /// Universal part of speech of token `i`.
    pub fn pos(&self, i: usize) -> &str {
        &self.labels.pos[self.tokens[i].pos as usize]
    }

    /// Morphological features of token `i`, as `Name=Value` joined by `|`; may be empty.
    pub fn morph(&self, i: usize) -> &str {
        &self.labels.morphs[self.tokens[i].morph as usize]
    }

    /// Dependency label of token `i`.
    pub fn dep(&self, i: usize) -> &str {
        &self.labels.deps[self.tokens[i].dep as usize]
    }

    /// The named entity that holds token `i`, if one does.
    pub fn name_at(&self, i: usize) -> Option<&Name> {
        let at = self.names.partition_point(|name| name.tokens.end <= i);
        self.names.get(at).filter(|name| name.tokens.contains(&i))
    }

    /// Label of a name, e.g. `PERSON`.
    pub fn name_label(&self, name: &Name) -> &str {
        &self.labels.names[name.label as usize]
    }

    /// Head of token `i`; a root is its own head.
    pub fn head(&self, i: usize) -> usize {
        self.tokens[i].head as usize
    }

    /// Whether token `i` is the root of its sentence.
    pub fn is_root(&self, i: usize) -> bool {
        self.head(i) == i
    }

    /// The token indexes of the sentence in which token `i` stands.
    pub fn sentence_of(&self, i: usize) -> Range<usize> {
        self.sentences[self.tokens[i].sentence as usize].clone()
    }

    /// The direct dependents of token `i`, in text order.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let Children { first, tokens } = &self.children;
        let noted = (first.len() == self.tokens.len()).then(|| {
            let end = first.get(i + 1).map_or(tokens.len(), |&end| end as usize);
            &tokens[first[i] as usize..end]
        });
        let searched = if noted.is_some() { 0..0 } else { self.sentence_of(i) };
        let searched = searched.filter(move |&child| child != i && self.head(child) == i);
        noted.unwrap_or_default().iter().map(|&child| child as usize).chain(searched)
    }

    /// The first direct dependent of `i` with one of these labels.
    pub fn child(&self, i: usize, deps: &[&str]) -> Option<usize> {
        self.children(i).find(|&child| deps.contains(&self.dep(child)))
    }

    /// From the leftmost to the rightmost token below `i`, itself included. For a non-projective tree the
    /// range also holds what stands between.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        self.tokens[i].left_edge as usize..self.tokens[i].right_edge as usize + 1
    }

    /// The heads of `i`, nearest first, up to and with the root.
    pub fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(i), |&at| (!self.is_root(at)).then(|| self.head(at))).skip(1)
    }

    /// Whether `ancestor` lies above `i` (or is `i`).
    pub fn is_under(&self, i: usize, ancestor: usize) -> bool {
        i == ancestor || self.ancestors(i).any(|at| at == ancestor)
    }

    /// The tokens that lie wholly inside a range of bytes.
    pub fn tokens_in(&self, bytes: Range<usize>) -> Range<usize> {
        let first = self.tokens.partition_point(|token| token.start < bytes.start);
        let last = self.tokens.partition_point(|token| token.end <= bytes.end);
        first..last.max(first)
    }

    /// The token that covers a byte, if one does.
    pub fn token_at(&self, byte: usize) -> Option<usize> {
        let i = self.tokens.partition_point(|token| token.end <= byte);
        (i < self.len() && self.tokens[i].start <= byte).then_some(i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_noted_and_searched() {
        let mut doc = Doc::default();
        // Two parts, each with heads among itself.
        for heads in [&[1u32, 1, 1, 2][..], &[4, 4, 4, 6]] {
            let base = doc.tokens.len();
            doc.tokens.extend(heads.iter().map(|&head| Token {
                head,
                sentence: doc.sentences.len() as u32,
                ..Token::default()
            }));
            doc.sentences.push(base..doc.tokens.len());
            let of = |doc: &Doc| (0..doc.len()).map(|i| doc.children(i).collect::<Vec<_>>()).collect::<Vec<_>>();
            let searched = of(&doc);
            doc.note_children(base);
            assert_eq!(doc.children.first.len(), doc.len());
            assert_eq!(of(&doc), searched);
            assert_eq!(doc.children(base + usize::from(base == 0)).next_back(), Some(base + 2));
        }
    }
}
