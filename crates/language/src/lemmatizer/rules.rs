//! The rule lemmatizer: suffix rules, checked against a list of known base forms, and exceptions, per part of speech.

use std::sync::Arc;

use super::Table;
use crate::error::ModelError;
use crate::lexeme::Lexeme;
use crate::msgpack::Value;
use crate::unicode::is_alpha;

/// The lemmatizer.
#[derive(Default)]
pub(crate) struct Rules {
    /// By the number of the part of speech.
    tables: Vec<Option<Table>>,
    /// What each part of speech is called, to tell proper nouns and white space.
    names: Vec<String>,
    /// For each morphology whether it marks a base form, whatever the part of speech, or only for the one named. Empty
    /// for languages where the features do not tell.
    base_forms: Vec<BaseForm>,
}

/// The features by which English tells uninflected words.
#[derive(Clone, Copy, Debug, Default)]
struct BaseForm {
    always: bool,
    noun: bool,
    verb: bool,
}

impl Rules {
    /// Reads the tables for the parts of speech in `pos`; `morphs` are the morphologies that may mark base forms.
    pub(super) fn read(tables: &Value, file: &str, pos: &[String], morphs: &[String]) -> Result<Self, ModelError> {
        if tables.get("lemma_rules").and_then(Value::as_map).unwrap_or(&[]).is_empty() {
            return Err(ModelError::new(format!("{file}: no table `lemma_rules`")));
        }
        Ok(Rules {
            tables: pos.iter().map(|pos| Table::read(tables, file, pos)).collect::<Result<_, _>>()?,
            names: pos.to_vec(),
            base_forms: morphs.iter().map(|morph| BaseForm::of(morph)).collect(),
        })
    }

    /// The lemma of a word with this part of speech and morphology.
    pub(super) fn lemma(&self, lexeme: &Lexeme, pos: u16, morph: u16) -> Arc<str> {
        let name = self.names.get(usize::from(pos)).map_or("", String::as_str);
        if matches!(name, "" | "EOL" | "SPACE") || self.is_base_form(name, morph) {
            return lexeme.lower.clone();
        }
        let Some(table) = &self.tables[usize::from(pos)] else {
            return if name == "PROPN" { lexeme.text.clone() } else { lexeme.lower.clone() };
        };
        lemma_by(table, lexeme)
    }

    /// Whether the word list of a part of speech holds a word in lower case, as it stands or in its base form.
    pub(super) fn knows(&self, pos: &str, word: &str) -> bool {
        let table = self.names.iter().position(|name| name == pos).and_then(|i| self.tables.get(i)?.as_ref());
        table.is_some_and(|table| table.knows(word))
    }

    fn is_base_form(&self, pos: &str, morph: u16) -> bool {
        let form = self.base_forms.get(usize::from(morph)).copied().unwrap_or_default();
        form.always || pos == "NOUN" && form.noun || pos == "VERB" && form.verb
    }
}

/// The first exception that comes last wins, then the last rule that leads to a known word, then the first rule that leads
/// to something which is no word anyway, then the first rule that fits at all.
fn lemma_by(table: &Table, lexeme: &Lexeme) -> Arc<str> {
    let word = &*lexeme.lower;
    let mut forms: Vec<Arc<str>> = Vec::new();
    let mut unknown: Option<Arc<str>> = None;
    for form in table.by_rules(word) {
        if table.index.contains(&form) {
            forms.insert(0, form);
        } else if !form.chars().all(is_alpha) {
            forms.push(form);
        } else if unknown.is_none() {
            unknown = Some(form);
        }
    }
    for form in table.exceptions.get(word).into_iter().flatten() {
        if !forms.contains(form) {
            forms.insert(0, form.clone());
        }
    }
    forms.into_iter().next().or(unknown).unwrap_or_else(|| lexeme.text.clone())
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
