//! The rule lemmatizer: suffix rules, checked against a list of known base forms, and exceptions, per part of speech.

use std::collections::HashMap;
use std::sync::Arc;

use crate::error::ModelError;
use crate::lexeme::Lexeme;
use crate::msgpack::Value;
use crate::murmur::string_id;
use crate::unicode::is_alpha;
use crate::word_list::WordList;

/// A lemmatizer.
#[derive(Default)]
pub(crate) struct Lemmatizer {
    /// By the number of the part of speech.
    tables: Vec<Option<Table>>,
    /// What each part of speech that has no table is called, to tell proper nouns and white space.
    names: Vec<String>,
    /// For each morphology whether it marks a base form, whatever the part of speech, or only for the one named.
    base_forms: Vec<BaseForm>,
}

/// The tables of one part of speech.
#[derive(Default)]
struct Table {
    index: WordList,
    exceptions: HashMap<Box<str>, Vec<Arc<str>>>,
    /// Endings and what takes their place.
    rules: Vec<(Box<str>, Box<str>)>,
}

/// The features by which English tells uninflected words.
#[derive(Clone, Copy, Debug, Default)]
struct BaseForm {
    always: bool,
    noun: bool,
    verb: bool,
}

impl Lemmatizer {
    /// Reads the tables for the parts of speech in `pos`.
    pub(crate) fn read(bytes: &[u8], file: &str, pos: &[String], morphs: &[String]) -> Result<Self, ModelError> {
        let value = Value::read(bytes, file)?;
        let table = |name: &str| value.get(name).and_then(Value::as_map).unwrap_or(&[]);
        let wrong = || ModelError::new(format!("{file}: a table that is not as spaCy writes it"));
        if table("lemma_rules").is_empty() {
            return Err(ModelError::new(format!("{file}: no table `lemma_rules`")));
        }
        let tables = pos
            .iter()
            .map(|pos| {
                let id = string_id(&pos.to_lowercase());
                let find =
                    |name: &str| table(name).iter().find(|(key, _)| key.as_u64() == Some(id)).map(|(_, value)| value);
                let (index, exceptions, rules) = (find("lemma_index"), find("lemma_exc"), find("lemma_rules"));
                let strings = |value: &Value| {
                    value.as_array()?.iter().map(|item| item.as_str().map(Box::from)).collect::<Option<Vec<Box<str>>>>()
                };
                let mut table = Table::default();
                if let Some(index) = index {
                    table.index = WordList::read(index).ok_or_else(wrong)?;
                }
                for rule in rules.map(|rules| rules.as_array().ok_or_else(wrong)).transpose()?.unwrap_or(&[]) {
                    let [ending, replacement] =
                        <[Box<str>; 2]>::try_from(strings(rule).ok_or_else(wrong)?).map_err(|_| wrong())?;
                    table.rules.push((ending, replacement));
                }
                for (word, lemmas) in exceptions.map(|map| map.as_map().ok_or_else(wrong)).transpose()?.unwrap_or(&[]) {
                    let lemmas = strings(lemmas).ok_or_else(wrong)?.into_iter().map(Arc::from).collect();
                    table.exceptions.insert(word.as_str().ok_or_else(wrong)?.into(), lemmas);
                }
                let empty = table.index.is_empty() && table.exceptions.is_empty() && table.rules.is_empty();
                Ok((!empty).then_some(table))
            })
            .collect::<Result<_, ModelError>>()?;
        Ok(Lemmatizer {
            tables,
            names: pos.to_vec(),
            base_forms: morphs.iter().map(|morph| BaseForm::of(morph)).collect(),
        })
    }

    /// The lemma of a word with this part of speech and morphology.
    pub(crate) fn lemma(&self, lexeme: &Lexeme, pos: u16, morph: u16) -> Arc<str> {
        let name = self.names.get(usize::from(pos)).map_or("", String::as_str);
        if matches!(name, "" | "EOL" | "SPACE") || self.is_base_form(name, morph) {
            return lexeme.lower.clone();
        }
        let Some(table) = &self.tables[usize::from(pos)] else {
            return if name == "PROPN" { lexeme.text.clone() } else { lexeme.lower.clone() };
        };
        table.lemma(lexeme)
    }

    /// Whether the word list of a part of speech holds a word in lower case, as it stands or in its base form.
    pub(crate) fn knows(&self, pos: &str, word: &str) -> bool {
        let table = self.names.iter().position(|name| name == pos).and_then(|i| self.tables.get(i)?.as_ref());
        table.is_some_and(|table| {
            table.index.contains(word)
                || table.exceptions.contains_key(word)
                || table.rules.iter().any(|(ending, replacement)| {
                    word.strip_suffix(&**ending)
                        .is_some_and(|stem| table.index.contains(format!("{stem}{replacement}").as_str()))
                })
        })
    }

    fn is_base_form(&self, pos: &str, morph: u16) -> bool {
        let form = self.base_forms.get(usize::from(morph)).copied().unwrap_or_default();
        form.always || pos == "NOUN" && form.noun || pos == "VERB" && form.verb
    }
}

impl Table {
    fn lemma(&self, lexeme: &Lexeme) -> Arc<str> {
        let word = &*lexeme.lower;
        // The first exception that comes last wins, then the last rule that leads to a known word, then the first rule
        // that leads to something which is no word anyway, then the first rule that fits at all.
        let mut forms: Vec<Arc<str>> = Vec::new();
        let mut unknown: Option<Arc<str>> = None;
        for (ending, replacement) in &self.rules {
            let Some(stem) = word.strip_suffix(&**ending) else { continue };
            let form: Arc<str> = Arc::from(format!("{stem}{replacement}"));
            if form.is_empty() {
                continue;
            }
            if self.index.contains(&form) {
                forms.insert(0, form);
            } else if !form.chars().all(is_alpha) {
                forms.push(form);
            } else if unknown.is_none() {
                unknown = Some(form);
            }
        }
        for form in self.exceptions.get(word).into_iter().flatten() {
            if !forms.contains(form) {
                forms.insert(0, form.clone());
            }
        }
        forms.into_iter().next().or(unknown).unwrap_or_else(|| lexeme.text.clone())
    }
}

impl BaseForm {
    fn of(morph: &str) -> Self {
        let get = |feature: &str| {
            morph
                .split('|')
                .find_map(|pair| pair.split_once('=').filter(|(name, _)| *name == feature))
                .map(|(_, value)| value)
        };
        let degree = get("Degree") == Some("Pos");
        let verb_form = get("VerbForm");
        BaseForm {
            always: degree || matches!(verb_form, Some("Inf" | "None")),
            noun: get("Number") == Some("Sing"),
            verb: verb_form == Some("Fin") && get("Tense") == Some("Pres") && get("Number").is_none(),
        }
    }
}
