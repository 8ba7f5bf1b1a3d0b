//! Through which outlet or channel something was said: "told the BBC", "wrote on Truth Social", "in his nightly address".
//!
//! Names and patterns are data (`data/lexicon/media.tsv`).

use super::source::Source;
use super::tree::Tree;
use crate::Analysis;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;
use variorum_record::{Medium, Span};

struct Lexicon {
    /// Names of outlets and platforms, lower case.
    names: HashSet<&'static str>,
    /// Last words of outlets' names: "Tribune", "Radio".
    endings: HashSet<&'static str>,
    /// Occasions and forms: "interview", "statement", "post".
    channels: HashSet<&'static str>,
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        let text: &'static str = include_str!("../../../../../data/lexicon/media.tsv");
        let rows: Vec<(&str, &str)> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .skip(1)
            .filter_map(|line| line.split_once('\t'))
            .collect();
        let of = |kind: &str| rows.iter().filter(|row| row.1 == kind).map(|row| row.0).collect();
        Lexicon { names: of("name"), endings: of("ending"), channels: of("channel") }
    });
    &LEXICON
}

/// Whether a noun names an outlet or a platform.
pub(crate) fn is_outlet(tree: &Tree, head: usize) -> bool {
    outlet(tree, head).is_some()
}

/// The tokens of the outlet's name of which `head` is the last word.
fn outlet(tree: &Tree, head: usize) -> Option<Range<usize>> {
    let doc = tree.doc;
    let lexicon = lexicon();
    let mut first = head;
    while first > 0
        && head - first < 6
        && doc.tokens[first - 1].sentence == doc.tokens[head].sentence
        && (doc.pos(first - 1) == "PROPN"
            || (doc.tag(first - 1) == "POS" && first - 1 > 0 && doc.pos(first.saturating_sub(2)) == "PROPN"))
    {
        first -= 1;
    }
    let mut last = head;
    let end = doc.sentence_of(head).end;
    // "BBC Radio 4"
    while last + 1 < end && last - head < 3 && (doc.pos(last + 1) == "PROPN" || doc.tag(last + 1) == "CD") {
        last += 1;
    }
    for first in first..=head {
        for last in (head..=last).rev() {
            let words = tree.text_of(doc.span_of(first..last + 1).into()).to_lowercase();
            if lexicon.names.contains(words.as_str()) {
                return Some(first..last + 1);
            }
        }
    }
    let name = doc.pos(head) == "PROPN" && lexicon.endings.contains(tree.word(head).to_lowercase().as_str());
    (name && first < head).then_some(first..head + 1)
}

/// The medium of a cue: what its own clause names.
pub(crate) fn find(analysis: &Analysis, tree: &Tree, cue: usize, source: Option<&Source>) -> Option<Medium> {
    let doc = tree.doc;
    let _ = source;
    // Candidates: objects, and what prepositions of the cue's clause introduce, down two levels.
    let mut heads: Vec<usize> = Vec::new();
    let mut clause = vec![cue];
    if matches!(doc.dep(cue), "xcomp" | "advcl" | "conj" | "pcomp") {
        clause.extend(tree.above(cue));
    }
    for verb in clause {
        for kid in tree.kids(verb) {
            match doc.dep(kid) {
                "dobj" | "dative" | "npadvmod" if doc.pos(kid) != "ADP" => heads.push(kid),
                "prep" | "dative" | "agent" => below(tree, kid, &mut heads, 0),
                "advcl" if matches!(doc.lemma(kid), "speak" | "talk" | "write" | "address" | "appear") => {
                    for inner in tree.kids(kid) {
                        match doc.dep(inner) {
                            "prep" => below(tree, inner, &mut heads, 0),
                            "dobj" => heads.push(inner),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }
    let named = heads.iter().find_map(|&head| outlet(tree, head));
    let tokens = named.or_else(|| heads.iter().find_map(|&head| channel(tree, head)))?;
    let span: Span = doc.span_of(tokens).into();
    Some(Medium { name: span.of(analysis.text()).to_string(), span, inferred: false })
}

fn below(tree: &Tree, prep: usize, heads: &mut Vec<usize>, depth: usize) {
    let doc = tree.doc;
    for object in tree.kids(prep) {
        match doc.dep(object) {
            "pobj" => {
                heads.push(object);
                if depth < 3 {
                    for next in tree.kids(object) {
                        match doc.dep(next) {
                            "prep" => below(tree, next, heads, depth + 1),
                            "poss" => heads.push(next),
                            _ => {}
                        }
                    }
                }
            }
            "prep" | "pcomp" if depth < 3 => below(tree, object, heads, depth + 1),
            _ => {}
        }
    }
}

/// A form or occasion of speaking, without its determiner ("nightly address").
fn channel(tree: &Tree, head: usize) -> Option<Range<usize>> {
    let doc = tree.doc;
    if !lexicon().channels.contains(doc.lemma(head)) || doc.dep(head) == "dobj" {
        return None;
    }
    let mut first = head;
    while first > 0
        && matches!(doc.dep(first - 1), "compound" | "amod" | "punct" | "nummod")
        && doc.head(first - 1) <= head
        && doc.head(first - 1) >= first
    {
        first -= 1;
    }
    Some(first..head + 1)
}
