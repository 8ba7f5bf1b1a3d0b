//! From text to [`Doc`]: the pipeline, step by step.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::attribute_ruler::View;
use crate::doc::{Doc, Name, Token};
use crate::lexeme::{Lexicon, shape};
use crate::model::{Model, Pipeline};
use crate::parser::edges;
use crate::scratch::Scratch;
use crate::tok2vec::{Memory, Span, Tok2Vec};
use crate::tokenizer::Form;

/// Tokens which are encoded together, as many as stay in the second-level cache; longer documents are on their own.
const BATCH: usize = 4 * 2 * PART;

/// Tokens for which the products of the parser and the recogniser are computed at once: those of twice as many still
/// stay in the second-level cache.
const PART: usize = 128;

/// A token before anything but the tokenizer has seen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The form which stands for all spellings of a word.
    pub norm: Arc<str>,
    /// Outline of capitals, small letters and digits.
    pub shape: String,
    /// Whether a space follows.
    pub space_follows: bool,
}

impl Model {
    /// Parses a text as one document.
    pub fn parse(&self, text: &str) -> Doc {
        self.parse_ranges(text, std::slice::from_ref(&(0..text.len())))
    }

    /// Parses each range of bytes as a document of its own and puts the results together in the order of the ranges;
    /// offsets are into `text`. A range that does not lie on character boundaries is parsed as if it were empty.
    pub fn parse_ranges(&self, text: &str, ranges: &[Range<usize>]) -> Doc {
        let mut doc = Doc::new(self.pipeline.labels.clone());
        self.analyse(text, ranges, |analysis| analysis.append_to(&mut doc, false));
        doc
    }

    /// Like [`Model::parse`], with white-space tokens, as spaCy has them: a run of white space other than a single space.
    pub fn parse_with_space(&self, text: &str) -> Doc {
        let mut doc = Doc::new(self.pipeline.labels.clone());
        self.analyse(text, std::slice::from_ref(&(0..text.len())), |analysis| analysis.append_to(&mut doc, true));
        doc
    }

    /// The tokenizer alone, with white-space tokens.
    pub fn tokenize(&self, text: &str) -> Vec<Word> {
        self.with_scratch(|scratch| {
            let mut forms = Vec::new();
            let Scratch { lexicon, chunks, .. } = scratch;
            self.pipeline.tokenizer.tokenize(text, 0, &self.pipeline.norms, lexicon, chunks, &mut forms);
            let words = forms
                .iter()
                .map(|form| {
                    let lexeme = lexicon.get(form.lexeme);
                    Word {
                        start: form.start,
                        end: form.end,
                        norm: lexeme.norm.clone(),
                        shape: shape(&lexeme.text),
                        space_follows: form.spacy,
                    }
                })
                .collect();
            scratch.trim();
            words
        })
    }

    fn analyse(&self, text: &str, ranges: &[Range<usize>], mut each: impl FnMut(Analysis)) {
        self.with_scratch(|scratch| {
            let mut ranges = ranges.iter().peekable();
            while ranges.peek().is_some() {
                let mut forms = Vec::new();
                let mut lengths = Vec::new();
                while let Some(range) = ranges.next_if(|_| forms.len() < BATCH) {
                    let part = text.get(range.clone()).unwrap_or_default();
                    let before = forms.len();
                    let Scratch { lexicon, chunks, .. } = scratch;
                    self.pipeline.tokenizer.tokenize(
                        part,
                        range.start,
                        &self.pipeline.norms,
                        lexicon,
                        chunks,
                        &mut forms,
                    );
                    if forms.len() > before {
                        lengths.push(forms.len() - before);
                    }
                }
                self.pipeline.run(&forms, &lengths, scratch, &mut each);
                scratch.trim();
            }
        });
    }
}

impl Pipeline {
    /// Runs everything after the tokenizer on a batch of documents, given by their lengths in tokens.
    fn run(&self, forms: &[Form], lengths: &[usize], scratch: &mut Scratch, each: &mut impl FnMut(Analysis)) {
        let mut documents = Vec::with_capacity(lengths.len());
        let mut rest = forms;
        for &length in lengths {
            let document;
            (document, rest) = rest.split_at(length);
            documents.push(document);
        }
        // Short documents are encoded together; the vectors of a long one are made as they are asked for.
        let together: Vec<Span> = documents
            .iter()
            .filter(|document| document.len() <= BATCH)
            .map(|document| Span { document, tokens: 0..document.len() })
            .collect();
        let Scratch { lexicon, encoders: [first, second], vectors, .. } = &mut *scratch;
        let [mut first_vectors, mut second_vectors] = std::mem::take(vectors);
        let mut shared = Vectors::new(&self.tok2vec, &together, lexicon, first, &mut first_vectors);
        let mut own = self
            .ner_tok2vec
            .as_ref()
            .map(|encoder| Vectors::new(encoder, &together, lexicon, second, &mut second_vectors));
        for forms in documents {
            let length = forms.len();
            let Scratch { lexicon, encoders: [first, second], computed, .. } = &mut *scratch;
            let is_space: Vec<bool> = forms.iter().map(|form| lexicon.get(form.lexeme).is_space).collect();

            let mut tags = Vec::with_capacity(length);
            let mut analyses = Vec::new();
            let mut edits = Vec::new();
            let mut vectors = shared.of(forms);
            let tree = self.parser.parse(&is_space, computed, || {
                let vectors = vectors.next(lexicon, first);
                if let Some(tagger) = &self.tagger {
                    tagger.tag(&vectors, &mut first.room, &mut tags);
                }
                if let Some(morphologizer) = &self.morphologizer {
                    morphologizer.analyse(&vectors, &mut first.room, &mut analyses);
                }
                if let Some(trees) = self.lemmatizer.trained() {
                    trees.choose(&vectors, &mut first.room, &mut edits);
                }
                vectors
            });
            let (mut vectors, memory) = match &mut own {
                Some(own) => (own.of(forms), second),
                None => (shared.again(forms), first),
            };
            let names =
                self.recogniser.find(&is_space, &tree.sentence_starts, computed, || vectors.next(lexicon, memory));

            let mut deps = tree.labels.clone();
            tags.resize(length, 0);
            edits.resize(length, 0);
            let (mut pos, mut morphs): (Vec<u16>, Vec<u16>) = analyses.into_iter().unzip();
            pos.resize(length, 0);
            morphs.resize(length, 0);
            let mut lemmas: Vec<Option<Arc<str>>> = vec![None; length];
            let views: Vec<View> = forms
                .iter()
                .zip(tags.iter().zip(&pos).zip(&tree.labels))
                .map(|(form, ((&tag, &pos), &dep))| View { lexeme: scratch.lexicon.get(form.lexeme), tag, pos, dep })
                .collect();
            for (token, effect) in self.ruler.effects(&views) {
                if let Some(tag) = effect.tag {
                    tags[token] = tag;
                }
                if let Some(one) = effect.pos {
                    pos[token] = one;
                }
                if let Some(morph) = effect.morph {
                    morphs[token] = morph;
                }
                if let Some(dep) = effect.dep {
                    deps[token] = dep;
                }
                if let Some(lemma) = &effect.lemma {
                    lemmas[token] = Some(lemma.clone());
                }
            }
            let lemmas = forms
                .iter()
                .zip(lemmas)
                .enumerate()
                .map(|(token, (form, lemma))| {
                    lemma.filter(|_| !self.lemmas_replace).unwrap_or_else(|| {
                        let (pos, morph, edit) = (pos[token], morphs[token], edits[token]);
                        let known = scratch.lemmas.entry((form.lexeme, pos, morph, edit));
                        let lexeme = scratch.lexicon.get(form.lexeme);
                        known.or_insert_with(|| self.lemmatizer.lemma(lexeme, pos, morph, edit)).clone()
                    })
                })
                .collect();
            each(Analysis {
                forms,
                is_space,
                tags,
                pos,
                morphs,
                lemmas,
                heads: tree.heads,
                deps,
                sentence_starts: tree.sentence_starts,
                names,
            });
        }
        scratch.vectors = [first_vectors, second_vectors];
    }
}

/// The token vectors of a batch: made at once for short documents, block by block for long ones.
struct Vectors<'m> {
    encoder: &'m Tok2Vec,
    together: &'m [f32],
    /// Where in `together` the next short document begins.
    next: usize,
}

impl<'m> Vectors<'m> {
    fn new(
        encoder: &'m Tok2Vec,
        together: &[Span],
        lexicon: &Lexicon,
        memory: &mut Memory,
        output: &'m mut Vec<f32>,
    ) -> Self {
        encoder.encode(together, lexicon, memory, output);
        Vectors { encoder, together: output, next: 0 }
    }

    /// The vectors of the next document.
    fn of<'v>(&mut self, document: &'v [Form]) -> DocumentVectors<'v>
    where
        'm: 'v,
    {
        if document.len() <= BATCH {
            self.next += document.len() * self.encoder.width();
        }
        self.again(document)
    }

    /// The vectors of the same document once more.
    fn again<'v>(&self, document: &'v [Form]) -> DocumentVectors<'v>
    where
        'm: 'v,
    {
        let made = match document.len() <= BATCH {
            true => Some(&self.together[self.next - document.len() * self.encoder.width()..self.next]),
            false => None,
        };
        DocumentVectors { encoder: self.encoder, document, made, next: 0, block: (Vec::new(), 0..0) }
    }
}

/// The token vectors of one document.
struct DocumentVectors<'v> {
    encoder: &'v Tok2Vec,
    document: &'v [Form],
    made: Option<&'v [f32]>,
    next: usize,
    /// Of a long document: the vectors of a block of tokens, and which these are.
    block: (Vec<f32>, Range<usize>),
}

impl<'v> DocumentVectors<'v> {
    /// The vectors of the next tokens.
    fn next(&mut self, lexicon: &Lexicon, memory: &mut Memory) -> Cow<'v, [f32]> {
        let width = self.encoder.width();
        let tokens = self.next..self.document.len().min(self.next + PART);
        self.next = tokens.end;
        if let Some(made) = self.made {
            return Cow::Borrowed(&made[tokens.start * width..tokens.end * width]);
        }
        let (vectors, block) = &mut self.block;
        if tokens.start >= block.end {
            *block = tokens.start..self.document.len().min(tokens.start + BATCH / 2);
            let span = Span { document: self.document, tokens: block.clone() };
            self.encoder.encode(&[span], lexicon, memory, vectors);
        }
        Cow::Owned(vectors[(tokens.start - block.start) * width..(tokens.end - block.start) * width].to_vec())
    }
}

/// All that is known of one document, white-space tokens included.
struct Analysis<'a> {
    forms: &'a [Form],
    is_space: Vec<bool>,
    tags: Vec<u16>,
    pos: Vec<u16>,
    morphs: Vec<u16>,
    lemmas: Vec<Arc<str>>,
    heads: Vec<u32>,
    deps: Vec<u16>,
    sentence_starts: Vec<bool>,
    names: Vec<(Range<usize>, u16)>,
}

impl Analysis<'_> {
    /// Appends the document to `doc`.
    fn append_to(self, doc: &mut Doc, keep_space: bool) {
        let base = doc.tokens.len();
        let keep: Vec<usize> = (0..self.forms.len()).filter(|&token| keep_space || !self.is_space[token]).collect();
        // For each token the number of kept tokens before it.
        let mut place = vec![0u32; self.forms.len() + 1];
        for token in 0..self.forms.len() {
            place[token + 1] = place[token] + u32::from(keep_space || !self.is_space[token]);
        }
        let (heads, orphans) = if keep_space { (self.heads.clone(), Vec::new()) } else { self.heads_without_space() };
        let heads: Vec<u32> = keep.iter().map(|&token| place[heads[token] as usize]).collect();
        let (left, right) = edges(&heads);
        let mut sentence_begins = base;
        for (at, &token) in keep.iter().enumerate() {
            let starts = (at == 0 || (keep[at - 1] + 1..=token).any(|between| self.sentence_starts[between])) && at > 0;
            if starts {
                doc.sentences.push(sentence_begins..base + at);
                sentence_begins = base + at;
            }
            let form = &self.forms[token];
            doc.tokens.push(Token {
                start: form.start,
                end: form.end,
                lemma: self.lemmas[token].clone(),
                tag: self.tags[token],
                pos: self.pos[token],
                morph: self.morphs[token],
                // The parser's labels begin with ROOT.
                dep: if orphans.binary_search(&token).is_ok() { 0 } else { self.deps[token] },
                head: base as u32 + heads[at],
                sentence: doc.sentences.len() as u32,
                left_edge: base as u32 + left[at],
                right_edge: base as u32 + right[at],
            });
        }
        if doc.tokens.len() > sentence_begins {
            doc.sentences.push(sentence_begins..doc.tokens.len());
        }
        doc.note_children(base);
        for (range, label) in self.names {
            let tokens = base + place[range.start] as usize..base + place[range.end] as usize;
            if !tokens.is_empty() {
                doc.names.push(Name { tokens, label });
            }
        }
    }

    /// Heads with white-space tokens skipped. What hangs on a white-space token hangs on that one's head instead; where
    /// a white-space token is the root, the first word under it takes its place. Also returns those new roots, in order.
    fn heads_without_space(&self) -> (Vec<u32>, Vec<usize>) {
        let mut heads = self.heads.clone();
        let mut orphans: Vec<usize> = Vec::new();
        let mut new_roots: Vec<Option<u32>> = vec![None; heads.len()];
        for token in 0..heads.len() {
            if self.is_space[token] {
                continue;
            }
            let mut head = self.heads[token] as usize;
            while self.is_space[head] && self.heads[head] as usize != head {
                head = self.heads[head] as usize;
            }
            heads[token] = head as u32;
            if self.is_space[head] {
                heads[token] = *new_roots[head].get_or_insert_with(|| {
                    orphans.push(token);
                    token as u32
                });
            }
        }
        (heads, orphans)
    }
}
