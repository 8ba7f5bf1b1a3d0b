//! The trained lemmatizer: a network chooses, for each token, a tree of edits that makes its lemma of it. A tree keeps the
//! middle of the word, and has trees for what stands before and after; a leaf replaces one string by another.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::config::Component;
use crate::error::ModelError;
use crate::gemm::Room;
use crate::msgpack::Value;
use crate::murmur::string_of;
use crate::tagger::Tagger;
use crate::weights::Network;

/// The trees and the network that chooses among them.
pub(crate) struct EditTrees {
    tagger: Tagger,
    /// For each output of the network the number of its tree.
    labels: Vec<u32>,
    trees: Vec<Tree>,
    /// What becomes of a token whose tree does not fit.
    or_else: OrElse,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OrElse {
    Itself,
    Nothing,
}

enum Tree {
    /// Characters before and after what is kept, and the trees for these, if they are not dropped.
    Keep {
        before: usize,
        after: usize,
        of_before: Option<u32>,
        of_after: Option<u32>,
    },
    Replace {
        original: Arc<str>,
        replacement: Arc<str>,
    },
}

/// Trees that are tried for one word: no word needs so many, and trees that hold themselves come to an end.
const MOST_TREES: usize = 200;

#[derive(Deserialize)]
struct Cfg {
    labels: Vec<u32>,
}

/// The contents of a trained lemmatizer's files.
pub(crate) struct Files<'a> {
    /// Name of the folder, for errors.
    pub(crate) folder: &'a str,
    pub(crate) cfg: &'a [u8],
    pub(crate) trees: &'a [u8],
    /// The strings of the model, as JSON.
    pub(crate) strings: &'a [u8],
}

impl EditTrees {
    /// Reads the trees of a component.
    pub(crate) fn read(
        component: &Component,
        files: &Files,
        network: &Network,
        width: usize,
    ) -> Result<Self, ModelError> {
        let wrong = |file: &str, what: &str| ModelError::new(format!("{}/{file}: {what}", files.folder));
        let Cfg { labels } = serde_json::from_slice(files.cfg).map_err(|error| wrong("cfg", &error.to_string()))?;
        let strings: Vec<String> = serde_json::from_slice(files.strings)
            .map_err(|error| ModelError::new(format!("vocab/strings.json: {error}")))?;
        let strings: HashMap<u64, &str> =
            strings.iter().map(|string| (crate::string_id(string), string.as_str())).collect();
        let value = Value::read(files.trees, &format!("{}/trees", files.folder))?;
        let list = value.get("trees").and_then(Value::as_array).ok_or_else(|| wrong("trees", "no list `trees`"))?;
        let trees = list
            .iter()
            .map(|tree| {
                let number = |key: &str| tree.get(key).and_then(Value::as_u64);
                let string = |key: &str| match number(key)? {
                    0 => Some(Arc::from("")),
                    id => strings.get(&id).copied().or_else(|| string_of(id)).map(Arc::from),
                };
                // No tree has the largest number.
                let subtree = |key: &str| {
                    Some(u32::try_from(number(key)?).ok()?).map(|tree| Some(tree).filter(|tree| *tree != u32::MAX))
                };
                let length = |key: &str| usize::try_from(number(key)?).ok();
                if number("prefix_len").is_some() {
                    Some(Tree::Keep {
                        before: length("prefix_len")?,
                        after: length("suffix_len")?,
                        of_before: subtree("prefix_tree")?,
                        of_after: subtree("suffix_tree")?,
                    })
                } else {
                    Some(Tree::Replace { original: string("orig")?, replacement: string("subst")? })
                }
            })
            .collect::<Option<Vec<Tree>>>()
            .ok_or_else(|| wrong("trees", "a tree that is not as spaCy writes it, or whose strings the model lacks"))?;
        if labels.iter().any(|&label| label as usize >= trees.len()) {
            return Err(wrong("cfg", "a label for which there is no tree"));
        }
        let or_else = match component.setting("backoff").unwrap_or("\"orth\"") {
            "\"orth\"" => OrElse::Itself,
            "null" => OrElse::Nothing,
            other => {
                return Err(ModelError::new(format!("config.cfg: `backoff = {other}` of lemmas is not supported")));
            }
        };
        if let Some(other) = component.setting("top_k").filter(|top| *top != "1") {
            return Err(ModelError::new(format!("config.cfg: `top_k = {other}` of lemmas is not supported")));
        }
        let tagger = Tagger::read(network, width, labels.len())?;
        Ok(EditTrees { tagger, labels, trees, or_else })
    }

    /// Appends for each token the number of its label.
    pub(crate) fn choose(&self, vectors: &[f32], room: &mut Room, out: &mut Vec<u16>) {
        self.tagger.tag(vectors, room, out);
    }

    /// The lemma that a label makes of a word.
    pub(crate) fn lemma(&self, label: u16, word: &Arc<str>) -> Arc<str> {
        let tree = self.labels.get(usize::from(label));
        match tree.and_then(|&tree| apply(&self.trees, tree, word)) {
            Some(lemma) => Arc::from(lemma),
            None if self.or_else == OrElse::Itself => word.clone(),
            None => Arc::from(""),
        }
    }
}

/// What a tree makes of a word, if it fits.
fn apply(trees: &[Tree], tree: u32, word: &str) -> Option<String> {
    let characters: Vec<char> = word.chars().collect();
    let mut lemma = String::new();
    let mut left = MOST_TREES;
    append(trees, tree, &characters, &mut lemma, &mut left).then_some(lemma)
}

/// Appends what a tree makes of some characters; false if it does not fit them, or takes more trees than are left.
fn append(trees: &[Tree], tree: u32, word: &[char], lemma: &mut String, left: &mut usize) -> bool {
    let Some(fewer) = left.checked_sub(1) else { return false };
    *left = fewer;
    match trees.get(tree as usize) {
        None => false,
        Some(Tree::Replace { original, replacement }) => {
            let fits = original.chars().eq(word.iter().copied());
            if fits {
                lemma.push_str(replacement);
            }
            fits
        }
        Some(&Tree::Keep { before, after, of_before, of_after }) => {
            let Some(end) = word.len().checked_sub(after).filter(|end| *end >= before) else { return false };
            if of_before.is_some_and(|tree| !append(trees, tree, &word[..before], lemma, left)) {
                return false;
            }
            lemma.extend(&word[before..end]);
            of_after.is_none_or(|tree| append(trees, tree, &word[end..], lemma, left))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_edit_words() {
        let replace = |original: &str, replacement: &str| Tree::Replace {
            original: original.into(),
            replacement: replacement.into(),
        };
        let keep = |before, after, of_before, of_after| Tree::Keep { before, after, of_before, of_after };
        let trees = [
            replace("ge", ""),
            replace("t", "en"),
            keep(2, 1, Some(0), Some(1)),
            keep(0, 0, None, None),
            keep(0, 2, None, None),
            keep(0, 0, Some(5), Some(5)),
            keep(0, 0, None, Some(99)),
        ];
        for (tree, word, lemma) in [
            (2, "gesagt", Some("sagen")),
            (2, "sagte", None),
            (2, "g", None),
            (3, "Müller", Some("Müller")),
            (4, "éèà", Some("é")),
            (5, "x", None), // a tree that holds itself
            (6, "x", None), // a tree that is not there
            (99, "x", None),
        ] {
            assert_eq!(apply(&trees, tree, word).as_deref(), lemma, "{tree} of {word}");
        }
    }
}
