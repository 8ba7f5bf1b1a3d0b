//! Texts of any length that repeat something: ordinary prose, and what no editor would print.

use std::path::Path;

/// What is repeated. `{n}` is a running number, `{name}` a name of two words that did not occur before, `{word}` such a word.
const REPEATED: &str = include_str!("repeated.txt");

/// The patterns, as the file has them: a name for each text.
pub(crate) fn patterns() -> impl Iterator<Item = &'static str> {
    REPEATED.lines().filter(|line| !line.is_empty())
}

/// A pattern over and over, of about so many bytes.
pub(crate) fn repeated(pattern: &str, bytes: usize) -> String {
    let pattern = pattern.replace("\\n", "\n").replace("\\t", "\t");
    let mut text = String::with_capacity(bytes + pattern.len() + 64);
    for n in 1.. {
        let mut round = pattern.clone();
        for (mark, what) in [("{n}", n.to_string()), ("{name}", name(n)), ("{word}", word(n * 31).to_lowercase())] {
            round = round.replace(mark, &what);
        }
        text += &round;
        if text.len() >= bytes {
            break;
        }
    }
    text
}

/// Sentences of reports in paragraphs of three, drawn by lot, of about so many bytes: no two paragraphs are the same for long.
pub(crate) fn shuffled(sentences: &[String], bytes: usize) -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        &sentences[(state >> 33) as usize % sentences.len()]
    };
    let mut text = String::with_capacity(bytes + 1_000);
    while text.len() < bytes {
        text += &format!("{} {} {}\n\n", draw(), draw(), draw());
    }
    text
}

/// The sentences of the texts of a folder, each on one line.
pub(crate) fn sentences(folder: &Path, of: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder of examples is there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    let texts = paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    let texts = texts.map(|path| std::fs::read_to_string(path).expect("an example can be read"));
    texts.flat_map(|text| of(&text)).map(|sentence| sentence.replace('\n', " ")).collect()
}

fn name(n: usize) -> String {
    format!("{} {}", word(n * 7), word(n * 31))
}

fn word(n: usize) -> String {
    let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
    let [a, b, c, d] = [n, n / 26, n / 676, n / 17_576].map(letter);
    format!("{}o{b}a{c}i{d}", a.to_ascii_uppercase())
}
