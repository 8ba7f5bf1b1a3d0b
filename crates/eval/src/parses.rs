//! Parses kept between runs of a tuning loop, so that it measures in seconds what it changes. Not for results that
//! are published: those parse anew.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use variorum_language::{Doc, Labels, Name, Token};

type Line = (
    String,
    Vec<(usize, usize, String, String, String, String, usize)>,
    Vec<(usize, usize)>,
    Vec<(usize, usize, String)>,
);

/// The documents of a file of parses, by name; empty if there is no such file.
pub fn read(path: &Path) -> HashMap<String, Doc> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok()).map(doc).collect()
}

/// Adds a document to a file of parses.
pub fn append(path: &Path, name: &str, doc: &Doc) -> std::io::Result<()> {
    let token = |i: usize| {
        let token = &doc.tokens[i];
        let text = |s: &str| s.to_string();
        (token.start, token.end, text(doc.lemma(i)), text(doc.tag(i)), text(doc.pos(i)), text(doc.dep(i)), doc.head(i))
    };
    let sentences = doc.sentences.iter().map(|range| (range.start, range.end)).collect();
    let names =
        doc.names.iter().map(|name| (name.tokens.start, name.tokens.end, doc.name_label(name).to_string())).collect();
    let line: Line = (name.to_string(), (0..doc.len()).map(token).collect(), sentences, names);
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    writeln!(file, "{}", serde_json::to_string(&line).unwrap_or_default())
}

fn doc((name, tokens, sentences, names): Line) -> (String, Doc) {
    let mut labels = Labels::default();
    let mut doc = Doc::default();
    let intern = |list: &mut Vec<String>, label: &str| {
        let i = list.iter().position(|known| known == label).unwrap_or_else(|| {
            list.push(label.to_string());
            list.len() - 1
        });
        i as u16
    };
    for (i, (start, end, lemma, tag, pos, dep, head)) in tokens.iter().enumerate() {
        doc.tokens.push(Token {
            start: *start,
            end: *end,
            lemma: lemma.as_str().into(),
            tag: intern(&mut labels.tags, tag),
            pos: intern(&mut labels.pos, pos),
            dep: intern(&mut labels.deps, dep),
            head: *head as u32,
            left_edge: i as u32,
            right_edge: i as u32,
            ..Token::default()
        });
    }
    for (number, (start, end)) in sentences.into_iter().enumerate() {
        (start..end).for_each(|i| doc.tokens[i].sentence = number as u32);
        let mut changed = true;
        while changed {
            changed = false;
            for i in start..end {
                let head = doc.tokens[i].head as usize;
                let (left, right) = (doc.tokens[i].left_edge, doc.tokens[i].right_edge);
                let above = &mut doc.tokens[head];
                if left < above.left_edge || right > above.right_edge {
                    above.left_edge = above.left_edge.min(left);
                    above.right_edge = above.right_edge.max(right);
                    changed = true;
                }
            }
        }
        doc.sentences.push(start..end);
    }
    for (start, end, label) in names {
        doc.names.push(Name { tokens: start..end, label: intern(&mut labels.names, &label) });
    }
    doc.labels = Arc::new(labels);
    (name, doc)
}
