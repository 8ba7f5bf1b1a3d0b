//! The lemmatizer of French. It puts the tables of the rule lemmatizer to use in an order of its own: a word that is a base
//! form stays; else its first exception counts, else the first rule that leads to a known word or to what is no word
//! anyway, else the first rule that fits, else the look-up of the form. What has no rules is looked up at once.

use std::sync::Arc;

use super::{Lookup, Table};
use crate::error::ModelError;
use crate::lexeme::Lexeme;
use crate::msgpack::Value;
use crate::unicode::is_alpha;

/// The parts of speech whose lemmas the tables give; the others are looked up as they are written.
const WITH_TABLES: [&str; 11] = ["NOUN", "VERB", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "PRON", "PUNCT", "SCONJ"];

/// The lemmatizer.
pub(crate) struct French {
    /// The parts of speech, and the tables of each.
    parts: Vec<(String, Table)>,
    lookup: Lookup,
}

impl French {
    /// Reads the tables for the parts of speech in `pos`.
    pub(super) fn read(tables: &Value, file: &str, pos: &[String]) -> Result<Self, ModelError> {
        for needed in ["lemma_rules", "lemma_exc", "lemma_index"] {
            if tables.get(needed).and_then(Value::as_map).is_none() {
                return Err(ModelError::new(format!("{file}: no table `{needed}`")));
            }
        }
        let parts = pos.iter().map(|pos| Ok((pos.clone(), Table::read(tables, file, pos)?.unwrap_or_default())));
        Ok(French { parts: parts.collect::<Result<_, ModelError>>()?, lookup: Lookup::read(tables, file)? })
    }

    /// The lemma of a word with this part of speech.
    pub(super) fn lemma(&self, lexeme: &Lexeme, pos: u16) -> Arc<str> {
        let Some((name, table)) = self.parts.get(usize::from(pos)) else { return lexeme.lower.clone() };
        if matches!(name.as_str(), "" | "EOL" | "SPACE") {
            return lexeme.lower.clone();
        }
        if !WITH_TABLES.contains(&name.as_str()) {
            return self.lookup.get(&lexeme.text).unwrap_or_else(|| lexeme.text.clone());
        }
        let word = &lexeme.lower;
        if table.index.contains(word) {
            return word.clone();
        }
        if let Some(first) = table.exceptions.get(&**word).and_then(|forms| forms.first()) {
            return first.clone();
        }
        let accepted = |form: &str| table.index.contains(form) || !form.chars().all(is_alpha);
        let mut unknown = None;
        for form in table.by_rules(word) {
            if accepted(&form) {
                return form;
            }
            unknown = unknown.or(Some(form));
        }
        unknown.or_else(|| self.lookup.get(word)).unwrap_or_else(|| word.clone())
    }

    pub(super) fn knows(&self, pos: &str, word: &str) -> bool {
        self.parts.iter().any(|(name, table)| name == pos && table.knows(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexeme::{Lexicon, Norms};
    use crate::murmur::string_id;

    fn string(text: &'static str) -> Value<'static> {
        Value::Bytes(text.as_bytes())
    }

    fn list(strings: &[&'static str]) -> Value<'static> {
        Value::Array(strings.iter().map(|one| string(one)).collect())
    }

    /// A table whose keys are hashed.
    fn hashed(rows: Vec<(&str, Value<'static>)>) -> Value<'static> {
        Value::Map(rows.into_iter().map(|(key, value)| (Value::UInt(string_id(key)), value)).collect())
    }

    #[test]
    fn the_order_in_which_tables_are_asked() {
        let tables = Value::Map(vec![
            (string("lemma_index"), hashed(vec![("noun", list(&["cheval", "souris"]))])),
            (string("lemma_exc"), hashed(vec![("noun", Value::Map(vec![(string("yeux"), list(&["œil", "oeil"]))]))])),
            (
                string("lemma_rules"),
                hashed(vec![("noun", Value::Array(vec![list(&["s", ""]), list(&["aux", "al"]), list(&["x", ""])]))]),
            ),
            (
                string("lemma_lookup"),
                hashed(vec![("madame", list(&["dame"])), ("Mmes", list(&["Mme"])), ("allô", string("allo"))]),
            ),
        ]);
        let pos = ["", "NOUN", "PROPN", "INTJ", "SPACE"].map(str::to_owned);
        let french = French::read(&tables, "tables", &pos).unwrap_or_else(|error| panic!("{error}"));
        let mut lexicon = Lexicon::default();
        for (word, part, lemma) in [
            ("souris", 1, "souris"),  // a base form stays, whatever the rules say
            ("Yeux", 1, "œil"),       // the first exception
            ("chevaux", 1, "cheval"), // the rule that leads to a known word, not the first that fits
            ("gnous", 1, "gnou"),     // a rule that leads nowhere known
            ("madame", 1, "dame"),    // no rule fits: looked up in lower case
            ("zébu", 1, "zébu"),
            ("Mmes", 2, "Mme"), // no tables: looked up as written
            ("mmes", 2, "mmes"),
            ("allô", 3, "allo"),
            ("Là", 0, "là"), // no part of speech
            ("\n", 4, "\n"),
        ] {
            let id = lexicon.intern(word, &Norms::default());
            assert_eq!(&*french.lemma(lexicon.get(id), part), lemma, "{word}");
        }
        assert!(french.knows("NOUN", "chevaux") && !french.knows("NOUN", "gnous"));
    }

    #[test]
    fn tables_that_are_missing_are_named() {
        for (tables, named) in [
            (Value::Map(Vec::new()), "lemma_rules"),
            (
                Value::Map(
                    ["lemma_rules", "lemma_exc", "lemma_index"].map(|key| (string(key), hashed(vec![]))).to_vec(),
                ),
                "lemma_lookup",
            ),
        ] {
            let error = French::read(&tables, "tables", &[]).err().map(|error| error.to_string());
            assert!(error.as_ref().is_some_and(|error| error.contains(named)), "{error:?}");
        }
    }
}
