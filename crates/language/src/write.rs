//! Other ways to write a [`Doc`]: CoNLL-U, the JSON of spaCy's `Doc.to_json`, and trees for a terminal.

use std::fmt::Write as _;

use serde::Serialize;

use crate::doc::Doc;

/// The document in CoNLL-U. Names stand in the last column as `NER=B-…` and `NER=I-…`; dependency labels are the
/// model's own. `text` is what was parsed.
pub fn conllu(doc: &Doc, text: &str) -> String {
    let marks = name_marks(doc);
    let mut out = String::new();
    for (number, sentence) in doc.sentences.iter().enumerate() {
        let line: Vec<&str> = text[doc.span_of(sentence.clone())].split_whitespace().collect();
        let _ = writeln!(out, "# sent_id = {}\n# text = {}", number + 1, line.join(" "));
        for i in sentence.clone() {
            let head =
                if doc.is_root(i) || !sentence.contains(&doc.head(i)) { 0 } else { doc.head(i) - sentence.start + 1 };
            let mut miscellaneous = Vec::new();
            if let Some((begins, label)) = marks[i] {
                miscellaneous.push(format!("NER={}-{label}", if begins { 'B' } else { 'I' }));
            }
            if doc.tokens.get(i + 1).is_some_and(|next| next.start == doc.tokens[i].end) {
                miscellaneous.push("SpaceAfter=No".to_owned());
            }
            let or_blank = |value: &str| if value.is_empty() { "_".to_owned() } else { value.to_owned() };
            let _ = writeln!(
                out,
                "{}\t{}\t{}\t{}\t{}\t{}\t{head}\t{}\t_\t{}",
                i - sentence.start + 1,
                &text[doc.span(i)],
                or_blank(doc.lemma(i)),
                or_blank(doc.pos(i)),
                or_blank(doc.tag(i)),
                or_blank(doc.morph(i)),
                or_blank(doc.dep(i)),
                or_blank(&miscellaneous.join("|")),
            );
        }
        out.push('\n');
    }
    out
}

/// The document as spaCy's `Doc.to_json` writes it; offsets count code points. `text` is what was parsed.
pub fn json(doc: &Doc, text: &str) -> serde_json::Value {
    #[derive(Serialize)]
    struct Token<'a> {
        id: usize,
        start: usize,
        end: usize,
        tag: &'a str,
        pos: &'a str,
        morph: &'a str,
        lemma: &'a str,
        dep: &'a str,
        head: usize,
    }
    // Tokens come in text order, so one walk over the text counts all code points.
    let mut walked = (0, 0);
    let mut code_point = |byte: usize| {
        walked = (byte, walked.1 + text[walked.0..byte].chars().count());
        walked.1
    };
    let places: Vec<(usize, usize)> =
        doc.tokens.iter().map(|token| (code_point(token.start), code_point(token.end))).collect();
    let span = |tokens: &std::ops::Range<usize>| (places[tokens.start].0, places[tokens.end - 1].1);
    let tokens: Vec<Token> = (0..doc.len())
        .map(|i| Token {
            id: i,
            start: places[i].0,
            end: places[i].1,
            tag: doc.tag(i),
            pos: doc.pos(i),
            morph: doc.morph(i),
            lemma: doc.lemma(i),
            dep: doc.dep(i),
            head: doc.head(i),
        })
        .collect();
    let names = doc.names.iter().map(|name| {
        let (start, end) = span(&name.tokens);
        serde_json::json!({"start": start, "end": end, "label": doc.name_label(name)})
    });
    let sentences = doc.sentences.iter().map(|sentence| {
        let (start, end) = span(sentence);
        serde_json::json!({"start": start, "end": end})
    });
    serde_json::json!({
        "text": text,
        "ents": names.collect::<Vec<_>>(),
        "sents": sentences.collect::<Vec<_>>(),
        "tokens": tokens,
    })
}

/// The trees of the sentences, drawn for a terminal: each word under its head, with part of speech, label and name.
pub fn tree(doc: &Doc, text: &str) -> String {
    let marks = name_marks(doc);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); doc.len()];
    let mut roots: Vec<usize> = Vec::new();
    for i in 0..doc.len() {
        if doc.is_root(i) { roots.push(i) } else { children[doc.head(i)].push(i) }
    }
    let mut out = String::new();
    for root in roots {
        // What is still to be drawn, the next last: a word, what stands before it, and before its dependents.
        let mut left = vec![(root, String::new(), String::new())];
        while let Some((i, lead, indent)) = left.pop() {
            let _ = write!(out, "{lead}{}  {} {}", &text[doc.span(i)], doc.pos(i), doc.dep(i));
            if let Some((_, label)) = marks[i] {
                let _ = write!(out, "  [{label}]");
            }
            out.push('\n');
            // A tree deeper than any screen is wide goes on without further indentation.
            let deep = indent.len() > 400;
            for (at, &child) in children[i].iter().enumerate().rev() {
                let (branch, stem) =
                    if at + 1 == children[i].len() { ("└── ", "    ") } else { ("├── ", "│   ") };
                let inner = if deep { indent.clone() } else { format!("{indent}{stem}") };
                left.push((child, format!("{indent}{branch}"), inner));
            }
        }
        out.push('\n');
    }
    out
}

/// For each token whether a name begins there, and the name's label.
fn name_marks(doc: &Doc) -> Vec<Option<(bool, &str)>> {
    let mut marks = vec![None; doc.len()];
    for name in &doc.names {
        for i in name.tokens.clone() {
            marks[i] = Some((i == name.tokens.start, doc.name_label(name)));
        }
    }
    marks
}
