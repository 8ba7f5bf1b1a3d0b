//! The embedded English model on invented text, and damaged model folders.

use std::borrow::Cow;
use std::path::Path;

use variorum_language::{Doc, Model, conllu, json, tree};

const TEXT: &str = "Mayor Olena Marchuk didn't say how many people were killed in Kharkiv on Tuesday.\n\n \
    \"We're still searching,\" she told Reuters (see https://example.org/a?b=1).";

fn words<'t>(doc: &Doc, text: &'t str) -> Vec<&'t str> {
    (0..doc.len()).map(|i| &text[doc.span(i)]).collect()
}

#[test]
fn english() {
    let model = Model::english().unwrap();
    let doc = model.parse(TEXT);
    let names: Vec<_> =
        doc.names.iter().map(|name| (doc.name_label(name), &TEXT[doc.span_of(name.tokens.clone())])).collect();
    assert_eq!(names, [("PERSON", "Olena Marchuk"), ("GPE", "Kharkiv"), ("DATE", "Tuesday"), ("ORG", "Reuters")]);
    let told = words(&doc, TEXT).iter().position(|word| *word == "told").unwrap();
    assert_eq!((doc.lemma(told), doc.pos(told), doc.tag(told)), ("tell", "VERB", "VBD"));
    assert_eq!(doc.child(told, &["nsubj"]).map(|i| &TEXT[doc.span(i)]), Some("she"));
    assert_eq!(doc.sentences.len(), 2);
    assert!(words(&doc, TEXT).contains(&"https://example.org/a?b=1"));
    let not = words(&doc, TEXT).iter().position(|word| *word == "n't").unwrap();
    assert_eq!((doc.lemma(not), doc.morph(not)), ("not", "Polarity=Neg"));
}

#[test]
fn ranges_are_documents_of_their_own() {
    let model = Model::english().unwrap();
    let second = TEXT.find('"').unwrap();
    let together = model.parse_ranges(TEXT, &[0..second, second..second, second..TEXT.len()]);
    let alone = model.parse(&TEXT[second..]);
    let offset = together.len() - alone.len();
    for (i, token) in alone.tokens.iter().enumerate() {
        let other = &together.tokens[offset + i];
        assert_eq!((other.start, other.head as usize), (token.start + second, token.head as usize + offset));
        assert_eq!((other.tag, other.dep, &other.lemma), (token.tag, token.dep, &token.lemma));
    }
    // A range inside a character is empty, not a panic.
    assert!(model.parse_ranges("é", &[1..2]).is_empty());
    assert!(model.parse(" \n\t ").is_empty());
}

/// A long document is encoded block by block: what it says of its beginning is what a short one says.
#[test]
fn length_changes_nothing() {
    let model = Model::english().unwrap();
    let paragraph = "The ministry said 14 soldiers were wounded near the border. Officials denied the claim.\n\n";
    let long = model.parse(&paragraph.repeat(200));
    let short = model.parse(&paragraph.repeat(20));
    for i in 0..short.len() - 40 {
        assert_eq!((long.tag(i), long.dep(i), long.head(i)), (short.tag(i), short.dep(i), short.head(i)), "{i}");
    }
}

#[test]
fn written_forms() {
    let doc = Model::english().unwrap().parse(TEXT);
    let table = conllu(&doc, TEXT);
    assert!(
        table
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .all(|line| line.split('\t').count() == 10)
    );
    assert!(table.contains("\tNER=B-GPE"));
    let json = json(&doc, TEXT);
    assert_eq!(json["tokens"].as_array().map(Vec::len), Some(doc.len()));
    assert_eq!(tree(&doc, TEXT).lines().filter(|line| !line.is_empty()).count(), doc.len());
}

/// Each file of the model missing, cut off, and with bytes overwritten: an error or a model that works, never a panic.
#[test]
fn damaged_folders() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/models/en_core_web_md");
    let files = [
        "config.cfg",
        "tokenizer",
        "vocab/lookups.bin",
        "vocab/projected",
        "tok2vec/model",
        "ner/model",
        "tagger/cfg",
        "tagger/model",
        "parser/model",
        "parser/moves",
        "ner/moves",
        "attribute_ruler/patterns",
        "lemmatizer/lookups/lookups.bin",
    ];
    let load = |damaged: &str, damage: &dyn Fn(&mut Vec<u8>) -> bool| {
        Model::from_files(&|name| {
            let mut bytes = std::fs::read(folder.join(name)).ok()?;
            (name != damaged || damage(&mut bytes)).then_some(Cow::Owned(bytes))
        })
    };
    let mut state = 1u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    for file in files {
        let error = load(file, &|_| false).unwrap_err();
        assert!(error.to_string().contains(file), "{error}");
        if file != "config.cfg" {
            assert!(
                load(file, &|bytes| {
                    bytes.truncate(bytes.len() / 2);
                    true
                })
                .is_err(),
                "{file} cut off"
            );
        }
        for _ in 0..3 {
            let edits: Vec<(usize, u8)> = (0..8).map(|_| (random(), random() as u8)).collect();
            let model = load(file, &|bytes| {
                for &(place, byte) in &edits {
                    let place = place % bytes.len().min(4_000);
                    bytes[place] = byte;
                }
                true
            });
            if let Ok(model) = model {
                model.parse(TEXT);
            }
        }
    }
}

/// A run of marks without white space is cut mark by mark: eight times as many may not take much more than eight times
/// as long (the square would be sixty-four times).
#[test]
fn a_run_of_marks_takes_time_in_line_with_its_length() {
    let model = Model::english().unwrap();
    let seconds = |text: &str| {
        let start = std::time::Instant::now();
        assert!(!model.tokenize(text).is_empty());
        start.elapsed().as_secs_f64()
    };
    for mark in ["“", "(“", ".\""] {
        // A letter more: what was cut once is remembered.
        let of = |count: usize| {
            let texts = (0..3).map(|nth| mark.repeat(count) + &"x".repeat(nth + 1));
            texts.map(|text| seconds(&text)).fold(f64::INFINITY, f64::min)
        };
        let (short, long) = (of(2_000), of(16_000));
        assert!(long < 30.0 * short + 0.02, "`{mark}`: {short} s, then {long} s");
    }
}
