//! Dictionary forms. Which way a model goes about them is told by its configuration: spaCy has a class for the rules, one
//! for some languages that puts the same tables to another use, and a network that chooses how to edit a word.

pub(crate) mod edit_trees;
mod french;
mod rules;

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::Component;
use crate::error::ModelError;
use crate::lexeme::Lexeme;
use crate::msgpack::Value;

pub(crate) use edit_trees::EditTrees;

/// Languages with a lemmatizer class of their own in spaCy that is not written here: Python code, not data.
const IN_CODE: [&str; 11] = ["ca", "el", "es", "ga", "ht", "it", "mk", "nl", "pl", "ru", "uk"];

/// A lemmatizer that looks at the word, its part of speech and its features.
pub(crate) enum Lemmatizer {
    /// None: every lemma is empty, unless a rule of the attribute ruler gives one.
    Absent,
    /// Suffix rules.
    Rules(rules::Rules),
    /// The same tables in the order that French has for them.
    French(french::French),
    /// Each word form on its own.
    Lookup(Lookup),
    /// A network that chooses how to edit a word.
    Trained(EditTrees),
}

impl Lemmatizer {
    /// Reads the tables of a lemmatizer of a language, for the parts of speech in `pos`.
    pub(crate) fn read(
        component: &Component,
        lang: &str,
        bytes: &[u8],
        file: &str,
        pos: &[String],
        morphs: &[String],
    ) -> Result<Self, ModelError> {
        let mode = component.text("mode").unwrap_or(if matches!(lang, "en" | "fr") { "rule" } else { "lookup" });
        // What a look-up does is the same in all languages but those few.
        if IN_CODE.contains(&lang) {
            return Err(ModelError::new(format!(
                "the lemmatizer of language `{lang}` is Python code of spaCy, which cannot be read from the model"
            )));
        }
        let tables = Value::read(bytes, file)?;
        match mode {
            "rule" if lang == "fr" => french::French::read(&tables, file, pos).map(Lemmatizer::French),
            "rule" => {
                let features = if lang == "en" { morphs } else { &[] };
                rules::Rules::read(&tables, file, pos, features).map(Lemmatizer::Rules)
            }
            "lookup" => Lookup::read(&tables, file).map(Lemmatizer::Lookup),
            other => Err(ModelError::new(format!("config.cfg: the lemmatizer's mode `{other}` is not supported"))),
        }
    }

    /// The network that chooses an edit for each token, if that is the way.
    pub(crate) fn trained(&self) -> Option<&EditTrees> {
        match self {
            Lemmatizer::Trained(trees) => Some(trees),
            _ => None,
        }
    }

    /// The lemma of a word with this part of speech and morphology, for which [`Lemmatizer::trained`], where there is
    /// one, chose this edit.
    pub(crate) fn lemma(&self, lexeme: &Lexeme, pos: u16, morph: u16, edit: u16) -> Arc<str> {
        match self {
            Lemmatizer::Absent => Arc::from(""),
            Lemmatizer::Rules(rules) => rules.lemma(lexeme, pos, morph),
            Lemmatizer::French(french) => french.lemma(lexeme, pos),
            Lemmatizer::Lookup(lookup) => lookup.get(&lexeme.text).unwrap_or_else(|| lexeme.text.clone()),
            Lemmatizer::Trained(trees) => trees.lemma(edit, &lexeme.text),
        }
    }

    /// Whether the word list of a part of speech holds a word in lower case, as it stands or in its base form.
    pub(crate) fn knows(&self, pos: &str, word: &str) -> bool {
        match self {
            Lemmatizer::Rules(rules) => rules.knows(pos, word),
            Lemmatizer::French(french) => french.knows(pos, word),
            Lemmatizer::Absent | Lemmatizer::Lookup(_) | Lemmatizer::Trained(_) => false,
        }
    }
}

/// Lemmas of word forms, whatever their part of speech.
#[derive(Default)]
pub(crate) struct Lookup {
    /// Keyed by [`crate::string_id`].
    lemmas: HashMap<u64, Arc<str>>,
}

impl Lookup {
    fn read(tables: &Value, file: &str) -> Result<Self, ModelError> {
        let wrong = |what: &str| ModelError::new(format!("{file}: {what}"));
        let table =
            tables.get("lemma_lookup").and_then(Value::as_map).ok_or_else(|| wrong("no table `lemma_lookup`"))?;
        let lemmas = table.iter().map(|(word, lemmas)| {
            // A lemma, or a list of which the first counts.
            let lemma = lemmas.as_str().or_else(|| lemmas.as_array()?.first()?.as_str())?;
            Some((word.as_u64()?, Arc::from(lemma)))
        });
        let lemmas = lemmas.collect::<Option<_>>().ok_or_else(|| wrong("`lemma_lookup` is not as spaCy writes it"))?;
        Ok(Lookup { lemmas })
    }

    fn get(&self, word: &str) -> Option<Arc<str>> {
        self.lemmas.get(&crate::string_id(word)).cloned()
    }
}

/// The tables of one part of speech.
#[derive(Default)]
struct Table {
    index: crate::word_list::WordList,
    exceptions: HashMap<Box<str>, Vec<Arc<str>>>,
    /// Endings and what takes their place.
    rules: Vec<(Box<str>, Box<str>)>,
}

impl Table {
    /// Reads the tables `lemma_index`, `lemma_exc` and `lemma_rules` of a part of speech; nothing if all are empty.
    fn read(tables: &Value, file: &str, pos: &str) -> Result<Option<Self>, ModelError> {
        let wrong = || ModelError::new(format!("{file}: a table that is not as spaCy writes it"));
        let id = crate::string_id(&pos.to_lowercase());
        let find = |name: &str| {
            let of_all = tables.get(name).and_then(Value::as_map).unwrap_or(&[]);
            of_all.iter().find(|(key, _)| key.as_u64() == Some(id)).map(|(_, value)| value)
        };
        let strings = |value: &Value| {
            value.as_array()?.iter().map(|item| item.as_str().map(Box::from)).collect::<Option<Vec<Box<str>>>>()
        };
        let mut table = Table::default();
        if let Some(index) = find("lemma_index") {
            table.index = crate::word_list::WordList::read(index).ok_or_else(wrong)?;
        }
        for rule in find("lemma_rules").map(|rules| rules.as_array().ok_or_else(wrong)).transpose()?.unwrap_or(&[]) {
            let [ending, replacement] =
                <[Box<str>; 2]>::try_from(strings(rule).ok_or_else(wrong)?).map_err(|_| wrong())?;
            table.rules.push((ending, replacement));
        }
        for (word, lemmas) in find("lemma_exc").map(|map| map.as_map().ok_or_else(wrong)).transpose()?.unwrap_or(&[]) {
            let lemmas = strings(lemmas).ok_or_else(wrong)?.into_iter().map(Arc::from).collect();
            table.exceptions.insert(word.as_str().ok_or_else(wrong)?.into(), lemmas);
        }
        let empty = table.index.is_empty() && table.exceptions.is_empty() && table.rules.is_empty();
        Ok((!empty).then_some(table))
    }

    /// What the rules make of a word, in their order.
    fn by_rules<'a>(&'a self, word: &'a str) -> impl Iterator<Item = Arc<str>> + 'a {
        self.rules.iter().filter_map(move |(ending, replacement)| {
            let form = format!("{}{replacement}", word.strip_suffix(&**ending)?);
            (!form.is_empty()).then(|| Arc::from(form))
        })
    }

    /// Whether the table holds a word in lower case, as it stands or in its base form.
    fn knows(&self, word: &str) -> bool {
        self.index.contains(word)
            || self.exceptions.contains_key(word)
            || self.by_rules(word).any(|form| self.index.contains(&form))
    }
}
