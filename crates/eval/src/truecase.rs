//! Case given back to shouted text: texts in ordinary case are put into capitals, restored, and compared word by word.
//!
//! The folder holds plain texts (`*.txt`), such as PolNeAR's `dev/text`. Words are runs of letters. A word that opens a line or a
//! sentence says nothing and is left out; so is a line without a small letter (a headline in capitals of its own) and one in which
//! most words have a capital (a headline in title case).

use crate::{EvalError, Score};
use std::collections::BTreeMap;
use std::path::Path;
use variorum_engine::gazetteer::Gazetteer;
use variorum_engine::truecase::restore;
use variorum_language::Model;

/// How a word is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Lower,
    Capital,
    Upper,
}

/// Scores a folder.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let model = Model::english().map_err(|error| EvalError(error.to_string()))?;
    let gazetteer = Gazetteer::built_in();
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .map_err(|error| EvalError(format!("{}: {error}", dir.display())))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(EvalError(format!("{}: no texts (*.txt)", dir.display())));
    }
    let (mut words, mut right) = (0, 0);
    let (mut names, mut found, mut capitals) = (0, 0, 0);
    let mut errors: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|error| EvalError(format!("{}: {error}", file.display())))?;
        let shouted: String = text.chars().map(capital).collect();
        let Some(restored) = restore(&shouted, &gazetteer, &model) else { continue };
        for (start, end) in inner_words(&text) {
            let (gold, read) = (case(&text[start..end]), case(&restored[start..end]));
            words += 1;
            right += usize::from(gold == read);
            names += usize::from(gold != Case::Lower);
            capitals += usize::from(read != Case::Lower);
            found += usize::from(gold != Case::Lower && read != Case::Lower);
            if (gold == Case::Lower) != (read == Case::Lower) {
                *errors.entry((gold == Case::Lower, text[start..end].to_lowercase())).or_default() += 1;
            }
        }
    }
    if crate::show() {
        show(errors);
    }
    let share = |hits: usize, of: usize| if of == 0 { 0.0 } else { hits as f64 / of as f64 };
    let (precision, recall, f1) = crate::precision_recall_f1(found, capitals, names);
    Ok(vec![
        Score {
            name: "words in the right case".to_string(),
            value: share(right, words),
            note: format!("{right} of {words}, within sentences"),
        },
        Score {
            name: "capitals F1".to_string(),
            value: f1,
            note: format!("P {precision:.3} R {recall:.3}; {names} words with a capital"),
        },
        Score {
            name: "common words capitalised".to_string(),
            value: share(capitals - found, words - names),
            note: format!("{} of {}", capitals - found, words - names),
        },
    ])
}

/// A letter in capitals, where that is one letter of as many bytes.
fn capital(letter: char) -> char {
    let mut upper = letter.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(upper), None) if upper.len_utf8() == letter.len_utf8() => upper,
        _ => letter,
    }
}

fn case(word: &str) -> Case {
    let upper = word.chars().filter(|letter| letter.is_uppercase()).count();
    match upper {
        0 => Case::Lower,
        1 => Case::Capital,
        _ if word.chars().all(char::is_uppercase) => Case::Upper,
        _ => Case::Capital,
    }
}

/// Byte ranges of the words that stand inside a sentence of running text.
fn inner_words(text: &str) -> Vec<(usize, usize)> {
    let mut inner = Vec::new();
    let mut from = 0;
    for line in text.split_inclusive('\n') {
        let mut words: Vec<(usize, usize)> = Vec::new();
        let mut opens = true;
        let mut start = None;
        for (at, letter) in line.char_indices().chain(std::iter::once((line.len(), '\n'))) {
            if letter.is_alphabetic() {
                start.get_or_insert(at);
                continue;
            }
            if let Some(start) = start.take() {
                if !opens {
                    words.push((from + start, from + at));
                }
                opens = false;
            }
            opens |=
                matches!(letter, '.' | '!' | '?' | ':' | '"' | '“' | '‘' | ';' | '[' | '(' | '—' | '–' | '\'' | '’');
        }
        let capitals = words.iter().filter(|&&(start, end)| case(&text[start..end]) != Case::Lower).count();
        if 2 * capitals < words.len() {
            inner.extend(words);
        }
        from += line.len();
    }
    inner
}

/// Prints the words that lost or gained a capital, the most frequent first.
#[expect(clippy::print_stderr, reason = "asked for by VARIORUM_SHOW")]
fn show(errors: BTreeMap<(bool, String), usize>) {
    let mut errors: Vec<_> = errors.into_iter().collect();
    errors.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for ((common, word), count) in errors {
        eprintln!("{count:5} {} {word}", if common { "gained" } else { "lost" });
    }
}
