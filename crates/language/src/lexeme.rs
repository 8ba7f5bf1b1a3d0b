//! What the networks see of a word on its own: a lexeme. Words are interned; everything that depends on the string
//! alone is worked out once.

use std::collections::HashMap;
use std::sync::Arc;

use crate::murmur::string_id;
use crate::unicode::{is_alpha, is_digit, is_space, is_upper, lower};

/// Number of a lexeme in its [`Lexicon`].
pub(crate) type LexemeId = u32;

/// A word form with its norm.
#[derive(Clone, Debug)]
pub(crate) struct Lexeme {
    pub(crate) text: Arc<str>,
    pub(crate) lower: Arc<str>,
    pub(crate) norm: Arc<str>,
    pub(crate) is_space: bool,
    /// String ids of the features; see [`Feature`].
    keys: [u64; 6],
}

/// The properties of a token which an embedding table may be keyed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    Orth,
    Lower,
    Norm,
    Prefix,
    Suffix,
    Shape,
    /// Whether a space follows: a property of the token, not of the lexeme.
    Spacy,
    IsSpace,
}

impl Feature {
    /// From spaCy's attribute name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ORTH" => Feature::Orth,
            "LOWER" => Feature::Lower,
            "NORM" => Feature::Norm,
            "PREFIX" => Feature::Prefix,
            "SUFFIX" => Feature::Suffix,
            "SHAPE" => Feature::Shape,
            "SPACY" => Feature::Spacy,
            "IS_SPACE" => Feature::IsSpace,
            _ => return None,
        })
    }
}

impl Lexeme {
    fn new(text: &str, norm: Arc<str>) -> Self {
        let lower: Arc<str> = Arc::from(lower(text));
        let prefix = &text[..text.chars().next().map_or(0, char::len_utf8)];
        let suffix = &text[text.char_indices().rev().nth(2).map_or(0, |(start, _)| start)..];
        let keys = [
            string_id(text),
            string_id(&lower),
            string_id(&norm),
            string_id(prefix),
            string_id(suffix),
            string_id(&shape(text)),
        ];
        Lexeme { text: Arc::from(text), lower, norm, is_space: !text.is_empty() && text.chars().all(is_space), keys }
    }

    /// The key of a feature; `spacy` is whether a space follows the token.
    pub(crate) fn key(&self, feature: Feature, spacy: bool) -> u64 {
        match feature {
            Feature::Orth => self.keys[0],
            Feature::Lower => self.keys[1],
            Feature::Norm => self.keys[2],
            Feature::Prefix => self.keys[3],
            Feature::Suffix => self.keys[4],
            Feature::Shape => self.keys[5],
            Feature::Spacy => u64::from(spacy),
            Feature::IsSpace => u64::from(self.is_space),
        }
    }
}

/// Outline of a word: `X` for capitals, `x` for other letters, `d` for digits, else the character; runs are cut after
/// four. From 100 characters on just `LONG`.
pub(crate) fn shape(text: &str) -> String {
    if text.len() >= 100 && text.chars().count() >= 100 {
        return "LONG".to_owned();
    }
    let mut shape = String::with_capacity(text.len());
    let (mut last, mut run) = (None, 0);
    for c in text.chars() {
        let outline = match c {
            _ if is_alpha(c) => {
                if is_upper(c) {
                    'X'
                } else {
                    'x'
                }
            }
            _ if is_digit(c) => 'd',
            _ => c,
        };
        run = if last == Some(outline) { run + 1 } else { 0 };
        last = Some(outline);
        if run < 4 {
            shape.push(outline);
        }
    }
    shape
}

/// The norms a language gives to particular words; all others have their lower case as norm.
#[derive(Clone, Debug, Default)]
pub(crate) struct Norms {
    /// Keyed by [`string_id`].
    pub(crate) table: HashMap<u64, Arc<str>>,
}

impl Norms {
    /// The norms of punctuation and currency that all languages share, overridden by the model's own.
    pub(crate) fn new(own: impl IntoIterator<Item = (u64, Arc<str>)>) -> Self {
        let shared = include_str!("../../../data/models/spacy/base_norms.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .map(|(word, norm)| (string_id(word), Arc::from(norm)));
        Norms { table: shared.chain(own).collect() }
    }

    fn of(&self, text: &str) -> Arc<str> {
        self.table.get(&string_id(text)).cloned().unwrap_or_else(|| Arc::from(lower(text)))
    }
}

/// Interned lexemes. A word which a tokenizer exception gives a norm of its own is a lexeme of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    lexemes: Vec<Lexeme>,
    plain: HashMap<Arc<str>, LexemeId>,
    with_norm: HashMap<(Arc<str>, Arc<str>), LexemeId>,
}

impl Lexicon {
    pub(crate) fn len(&self) -> usize {
        self.lexemes.len()
    }

    pub(crate) fn get(&self, id: LexemeId) -> &Lexeme {
        &self.lexemes[id as usize]
    }

    /// The lexeme of a word with the norm that the language gives it.
    pub(crate) fn intern(&mut self, text: &str, norms: &Norms) -> LexemeId {
        if let Some(&id) = self.plain.get(text) {
            return id;
        }
        let id = self.push(Lexeme::new(text, norms.of(text)));
        self.plain.insert(self.get(id).text.clone(), id);
        id
    }

    /// The lexeme of a word with a norm from a tokenizer exception.
    pub(crate) fn intern_with_norm(&mut self, text: &str, norm: &str) -> LexemeId {
        let key = (Arc::from(text), Arc::from(norm));
        if let Some(&id) = self.with_norm.get(&key) {
            return id;
        }
        let id = self.push(Lexeme::new(text, key.1.clone()));
        self.with_norm.insert(key, id);
        id
    }

    fn push(&mut self, lexeme: Lexeme) -> LexemeId {
        self.lexemes.push(lexeme);
        (self.lexemes.len() - 1) as LexemeId
    }
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn shapes() {
        for (text, expected) in [
            ("Kyiv", "Xxxx"),
            ("McDonald's", "XxXxxxx'x"),
            ("2,000", "d,ddd"),
            ("100000", "dddd"),
            ("……", "……"),
            ("Ünïcödé", "Xxxxx"),
            ("²", "d"),
            ("कि", "xि"),
        ] {
            assert_eq!(shape(text), expected, "{text}");
        }
        assert_eq!(shape(&"a".repeat(100)), "LONG");
    }
}
