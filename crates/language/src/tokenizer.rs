//! The tokenizer: spaCy's, driven by the patterns and exceptions of the model's own `tokenizer` file.
//!
//! Text is cut at white space; each chunk loses prefixes and suffixes as long as the patterns find some, the rest is an
//! exception, a URL, or is cut at infixes. What a chunk becomes does not depend on its neighbours and is remembered.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::error::ModelError;
use crate::lexeme::{LexemeId, Lexicon, Norms};
use crate::msgpack::Value;
use crate::pattern::Pattern;
use crate::unicode::is_space;

/// A token as the tokenizer leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    /// First byte in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) lexeme: LexemeId,
    /// Whether a space follows, which then belongs to no token.
    pub(crate) spacy: bool,
}

/// The tokenizer of a model.
pub(crate) struct Tokenizer {
    prefix: Option<Pattern>,
    suffix: Option<Pattern>,
    infix: Option<Pattern>,
    token_match: Option<Pattern>,
    url_match: Option<Pattern>,
    exceptions: HashMap<Arc<str>, Vec<Piece>>,
    /// Bytes of the longest exception.
    longest: usize,
    /// Exceptions which the patterns would tear apart, as the sequences of words that they become when torn apart, by
    /// the first of those words.
    phrases: HashMap<Arc<str>, Vec<Vec<Arc<str>>>>,
}

/// One token of an exception: its text and, if the exception gives one, its norm.
#[derive(Clone, Debug)]
struct Piece {
    text: Arc<str>,
    norm: Option<Arc<str>>,
}

/// What a tokenizer remembers between texts: results only, never anything that changes them.
#[derive(Default)]
pub(crate) struct Chunks {
    /// Lengths in bytes and lexemes of the tokens of a chunk.
    known: HashMap<Box<str>, Box<[(u32, LexemeId)]>>,
}

impl Chunks {
    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }
}

impl Tokenizer {
    pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Self, ModelError> {
        let wrong = |what: &str| ModelError::new(format!("{file}: {what}"));
        let value = Value::read(bytes, file)?;
        let pattern = |key: &str, compile: fn(&str) -> Result<Pattern, String>| match value.get(key) {
            None | Some(Value::Nil) => Ok(None),
            Some(source) => {
                let source = source.as_str().ok_or_else(|| wrong(&format!("`{key}` is not a string")))?;
                compile(source).map(Some).map_err(|problem| wrong(&format!("`{key}`: {problem}")))
            }
        };
        if value.as_map().is_none() {
            return Err(wrong("not a map"));
        }
        let mut tokenizer = Tokenizer {
            prefix: pattern("prefix_search", Pattern::searching)?,
            suffix: pattern("suffix_search", Pattern::searching)?,
            infix: pattern("infix_finditer", Pattern::searching)?,
            token_match: pattern("token_match", Pattern::matching)?,
            url_match: pattern("url_match", Pattern::matching)?,
            exceptions: HashMap::new(),
            longest: 0,
            phrases: HashMap::new(),
        };
        let exceptions = value.get("exceptions").or_else(|| value.get("rules")).and_then(Value::as_map).unwrap_or(&[]);
        for (chunk, pieces) in exceptions {
            let read = || {
                let chunk: Arc<str> = Arc::from(chunk.as_str()?);
                let pieces: Vec<Piece> = pieces.as_array()?.iter().map(Piece::read).collect::<Option<_>>()?;
                Some((chunk, pieces))
            };
            let (chunk, pieces) = read().ok_or_else(|| wrong("an exception that is not a list of tokens"))?;
            if pieces.iter().map(|piece| &*piece.text).collect::<String>() != *chunk || pieces.is_empty() {
                return Err(wrong(&format!("the tokens of exception `{chunk}` do not make it up")));
            }
            tokenizer.longest = tokenizer.longest.max(chunk.len());
            tokenizer.exceptions.insert(chunk, pieces);
        }
        let faster = value.get("faster_heuristics").and_then(Value::as_bool).unwrap_or(true);
        let mut phrases: HashMap<Arc<str>, Vec<Vec<Arc<str>>>> = HashMap::new();
        #[expect(
            clippy::iter_over_hash_type,
            reason = "fills another map; the order of phrases under a word is immaterial"
        )]
        for chunk in tokenizer.exceptions.keys() {
            let torn = !faster
                || chunk.contains(' ')
                || tokenizer.prefix_length(chunk) > 0
                || tokenizer.suffix_length(chunk) > 0
                || tokenizer.infix.as_ref().is_some_and(|infix| infix.find(chunk).is_some());
            if torn {
                let words: Vec<Arc<str>> = tokenizer.words_without_exceptions(chunk);
                if let Some(first) = words.first() {
                    phrases.entry(first.clone()).or_default().push(words);
                }
            }
        }
        tokenizer.phrases = phrases;
        Ok(tokenizer)
    }

    /// Appends the tokens of `text`; offsets are shifted by `base`.
    pub(crate) fn tokenize(
        &self,
        text: &str,
        base: usize,
        norms: &Norms,
        lexicon: &mut Lexicon,
        chunks: &mut Chunks,
        out: &mut Vec<Form>,
    ) {
        let first = out.len();
        for chunk in split_at_white_space(text) {
            let piece = &text[chunk.range.clone()];
            if !chunks.known.contains_key(piece) {
                let tokens = self.cut(piece, true).into_iter().map(|token| {
                    let id = match &token.norm {
                        Some(norm) => lexicon.intern_with_norm(token.text, norm),
                        None => lexicon.intern(token.text, norms),
                    };
                    (token.text.len() as u32, id)
                });
                let tokens = tokens.collect();
                chunks.known.insert(piece.into(), tokens);
            }
            let mut start = base + chunk.range.start;
            for &(length, lexeme) in &chunks.known[piece] {
                let end = start + length as usize;
                out.push(Form { start, end, lexeme, spacy: false });
                start = end;
            }
            if let Some(last) = out[first..].last_mut() {
                last.spacy = chunk.space_follows;
            }
        }
        self.mend_phrases(text, base, lexicon, norms, first, out);
    }

    /// Puts back together the exceptions which were torn apart, longest first, then leftmost.
    fn mend_phrases(
        &self,
        text: &str,
        base: usize,
        lexicon: &mut Lexicon,
        norms: &Norms,
        first: usize,
        out: &mut Vec<Form>,
    ) {
        let tokens = &out[first..];
        let mut matches: Vec<Range<usize>> = Vec::new();
        for start in 0..tokens.len() {
            let Some(phrases) = self.phrases.get(&*lexicon.get(tokens[start].lexeme).text) else { continue };
            for phrase in phrases {
                if let Some(run) = tokens.get(start..start + phrase.len())
                    && run.iter().zip(phrase).all(|(token, word)| lexicon.get(token.lexeme).text == *word)
                {
                    matches.push(start..start + phrase.len());
                }
            }
        }
        if matches.is_empty() {
            return;
        }
        matches.sort_by_key(|found| (usize::MAX - found.len(), found.start));
        let mut taken = vec![false; tokens.len()];
        let mut kept: Vec<Range<usize>> = Vec::new();
        for found in matches {
            if !taken[found.start] && !taken[found.end - 1] {
                kept.push(found.clone());
            }
            taken[found].fill(true);
        }
        kept.sort_by_key(|found| found.start);
        let old = out.split_off(first);
        let mut at = 0;
        for found in kept {
            out.extend_from_slice(&old[at..found.start]);
            let run = &old[found.clone()];
            let (mut start, end) = (run[0].start, run[run.len() - 1].end);
            match self.exceptions.get(&text[start - base..end - base]) {
                None => out.extend_from_slice(run),
                Some(pieces) => {
                    for piece in pieces {
                        let lexeme = match &piece.norm {
                            Some(norm) => lexicon.intern_with_norm(&piece.text, norm),
                            None => lexicon.intern(&piece.text, norms),
                        };
                        out.push(Form { start, end: start + piece.text.len(), lexeme, spacy: false });
                        start += piece.text.len();
                    }
                    if let Some(last) = out.last_mut() {
                        last.spacy = run[run.len() - 1].spacy;
                    }
                }
            }
            at = found.end;
        }
        out.extend_from_slice(&old[at..]);
    }

    /// Cuts a chunk that has no white space in it, or nothing else.
    fn cut<'t>(&'t self, chunk: &'t str, with_exceptions: bool) -> Vec<Token<'t>> {
        let exception = |text: &str| match with_exceptions && text.len() <= self.longest {
            true => self.exceptions.get(text),
            false => None,
        };
        let mut tokens = Vec::new();
        let mut suffixes = Vec::new();
        let mut rest = chunk;
        let mut last_length = usize::MAX;
        while !rest.is_empty() && rest.len() != last_length {
            if self.is_whole(rest) || exception(rest).is_some() {
                break;
            }
            last_length = rest.len();
            let prefix = self.prefix_length(rest);
            if prefix > 0 && exception(&rest[prefix..]).is_some() {
                tokens.push(Token::plain(&rest[..prefix]));
                rest = &rest[prefix..];
                break;
            }
            let suffix = self.suffix_length(&rest[prefix..]);
            let before = rest.len() - suffix;
            if suffix > 0 && exception(&rest[..before]).is_some() {
                suffixes.push(Token::plain(&rest[before..]));
                rest = &rest[..before];
                break;
            }
            if prefix > 0 {
                tokens.push(Token::plain(&rest[..prefix]));
            }
            if suffix > 0 && prefix + suffix <= rest.len() {
                suffixes.push(Token::plain(&rest[before..]));
                rest = &rest[prefix..before];
            } else {
                rest = &rest[prefix..];
            }
        }
        if rest.is_empty() {
        } else if let Some(pieces) = exception(rest) {
            tokens.extend(pieces.iter().map(|piece| Token { text: &piece.text, norm: piece.norm.clone() }));
        } else if self.is_whole(rest) || self.url_match.as_ref().is_some_and(|url| url.is_match(rest)) {
            tokens.push(Token::plain(rest));
        } else {
            self.cut_at_infixes(rest, &mut tokens);
        }
        suffixes.reverse();
        tokens.append(&mut suffixes);
        tokens
    }

    fn cut_at_infixes<'t>(&self, text: &'t str, tokens: &mut Vec<Token<'t>>) {
        let mut start = 0;
        for infix in self.infix.iter().flat_map(|infix| infix.find_all(text)) {
            // Only an infix at the very start is no infix.
            if infix.start == 0 {
                continue;
            }
            if infix.start != start {
                tokens.push(Token::plain(&text[start..infix.start]));
            }
            if !infix.is_empty() {
                tokens.push(Token::plain(&text[infix.clone()]));
            }
            start = infix.end;
        }
        if start < text.len() {
            tokens.push(Token::plain(&text[start..]));
        }
    }

    fn words_without_exceptions(&self, text: &str) -> Vec<Arc<str>> {
        split_at_white_space(text)
            .flat_map(|chunk| {
                self.cut(&text[chunk.range], false).into_iter().map(|token| Arc::from(token.text)).collect::<Vec<_>>()
            })
            .collect()
    }

    fn is_whole(&self, text: &str) -> bool {
        self.token_match.as_ref().is_some_and(|whole| whole.is_match(text))
    }

    fn prefix_length(&self, text: &str) -> usize {
        self.prefix.as_ref().and_then(|prefix| prefix.find(text)).map_or(0, |found| found.len())
    }

    fn suffix_length(&self, text: &str) -> usize {
        self.suffix.as_ref().and_then(|suffix| suffix.find(text)).map_or(0, |found| found.len())
    }
}

impl Piece {
    fn read(value: &Value) -> Option<Self> {
        // spaCy's numbers of the attributes ORTH and NORM, or their names.
        let attribute = |number: u64, name: &str| {
            let pairs = value.as_map()?;
            let (_, value) = pairs
                .iter()
                .find(|(key, _)| key.as_u64() == Some(number) || key.as_bytes() == Some(name.as_bytes()))?;
            value.as_str().map(Arc::from)
        };
        Some(Piece { text: attribute(65, "ORTH")?, norm: attribute(67, "NORM") })
    }
}

struct Token<'t> {
    text: &'t str,
    norm: Option<Arc<str>>,
}

impl<'t> Token<'t> {
    fn plain(text: &'t str) -> Self {
        Token { text, norm: None }
    }
}

/// A run of white space or of anything else.
struct Chunk {
    range: Range<usize>,
    space_follows: bool,
}

/// Cuts text into runs of white space and runs without; a single space after a run belongs to none.
fn split_at_white_space(text: &str) -> impl Iterator<Item = Chunk> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let white = is_space(text[start..].chars().next()?);
        let end = text[start..].find(|c| is_space(c) != white).map_or(text.len(), |length| start + length);
        let space_follows = text.as_bytes().get(end) == Some(&b' ');
        at = end + usize::from(space_follows);
        Some(Chunk { range: start..end, space_follows })
    })
}
