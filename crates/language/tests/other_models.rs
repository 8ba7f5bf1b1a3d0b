//! Models from folders. Those that are not in this repository are looked for under the folder that `VARIORUM_MODELS`
//! names, such as `fr_core_news_sm/config.cfg`; without it these tests say that they were skipped.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic, and says when it was skipped")]

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use variorum_language::{Model, ModelError, conllu};

fn built_in(edit: impl Fn(&str, String) -> String) -> Result<Model, ModelError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/models/en_core_web_md");
    Model::from_files(&|name| {
        let bytes = std::fs::read(folder.join(name)).ok()?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => Some(Cow::Owned(edit(name, text.to_owned()).into_bytes())),
            Err(_) => Some(Cow::Owned(bytes)),
        }
    })
}

/// What cannot be run is named.
#[test]
fn refused_by_name() {
    for (from, to, named) in [
        (r#"["tok2vec", "#, r#"["transformer", "#, "transformer"),
        (
            r#""attribute_ruler", "lemmatizer""#,
            r#""lemmatizer", "attribute_ruler""#,
            "`lemmatizer` before `attribute_ruler`",
        ),
        (r#""lemmatizer", "ner""#, r#""lemmatizer", "entity_ruler", "ner""#, "`entity_ruler`"),
        (r#"lang = "en""#, r#"lang = "es""#, "the lemmatizer of language `es` is Python code"),
        (r#"lang = "en""#, r#"lang = "hi""#, "norms of words of language `hi`"),
        (r#"lang = "en""#, r#"lang = "fr""#, "no table `lemma_lookup`"),
        ("spacy.Tokenizer.v1", "spacy.th.ThaiTokenizer", "ThaiTokenizer"),
        (r#"mode = "rule""#, r#"mode = "pos_lookup""#, "mode `pos_lookup`"),
    ] {
        let model = built_in(|name, text| match name {
            "config.cfg" => {
                assert!(text.contains(from), "the configuration has {from}");
                text.replacen(from, to, 1)
            }
            _ => text,
        });
        let error = model.err().map_or_else(String::new, |error| error.to_string());
        assert!(error.contains(named), "{to}: {error:?}");
    }
}

/// Without the components that only add to the tokens a model still runs.
#[test]
fn fewer_components() {
    let pipeline = |text: String| text.replace(r#""attribute_ruler", "lemmatizer","#, "");
    let model = built_in(|name, text| if name == "config.cfg" { pipeline(text) } else { text }).unwrap();
    let doc = model.parse("The mayor told reporters in Geneva.");
    assert_eq!((doc.tag(1), doc.pos(1), doc.lemma(1), doc.dep(1)), ("NN", "", "", "nsubj"));
    assert_eq!(model.language(), "en");
}

fn from_variable(name: &str) -> Option<Model> {
    let Some(folder) = std::env::var_os("VARIORUM_MODELS").map(PathBuf::from) else {
        eprintln!("skipped: set VARIORUM_MODELS to a folder that holds {name}");
        return None;
    };
    let folder = folder.join(name);
    Some(Model::from_files(&|file| std::fs::read(folder.join(file)).ok().map(Cow::Owned)).unwrap())
}

/// What spaCy 3.8.18 says with `fr_core_news_sm` 3.8.0 of the same text.
#[test]
fn french() {
    let Some(model) = from_variable("fr_core_news_sm") else { return };
    assert_eq!(model.language(), "fr");
    let text = "Le maire de Valmont, Jeanne d'Orbec, n'a pas répondu mardi. Les chevaux étaient partis aujourd'hui, a-t-elle dit à l'agence.";
    let doc = model.parse(text);
    let table = conllu(&doc, text);
    let ours: Vec<String> = table
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            (cells.len() == 10).then(|| [1, 2, 3, 5, 6, 7].map(|cell| cells[cell]).join(" "))
        })
        .collect();
    assert_eq!(ours, FRENCH.lines().map(str::to_owned).collect::<Vec<_>>());
    let names: Vec<_> =
        doc.names.iter().map(|name| (&text[doc.span_of(name.tokens.clone())], doc.name_label(name))).collect();
    assert_eq!(names, FRENCH_NAMES);
}

const FRENCH_NAMES: [(&str, &str); 2] = [("Valmont", "LOC"), ("Jeanne d'Orbec", "PER")];

/// Form, lemma, part of speech, features, head and label of each token.
const FRENCH: &str = "\
Le le DET Definite=Def|Gender=Masc|Number=Sing|PronType=Art 2 det
maire maire NOUN Gender=Masc|Number=Sing 11 nsubj
de de ADP _ 4 case
Valmont Valmont PROPN Gender=Masc|Number=Sing 2 nmod
, , PUNCT _ 2 punct
Jeanne jeanne NOUN Gender=Fem|Number=Sing 2 nmod
d' de ADP _ 8 case
Orbec Orbec PROPN Gender=Masc|Number=Sing 6 nmod
, , PUNCT _ 11 punct
n' ne ADV Polarity=Neg 11 advmod
a avoir AUX Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin 13 aux:tense
pas pas ADV Polarity=Neg 13 advmod
répondu répondu NOUN Gender=Masc|Number=Sing 0 ROOT
mardi mardi NOUN Gender=Masc|Number=Sing 13 obl:mod
. . PUNCT _ 13 punct
Les le DET Definite=Def|Number=Plur|PronType=Art 2 det
chevaux cheval NOUN Gender=Masc|Number=Plur 4 nsubj:pass
étaient être AUX Mood=Ind|Number=Plur|Person=3|Tense=Imp|VerbForm=Fin 4 aux:pass
partis parti NOUN Gender=Masc|Number=Plur 10 advcl
aujourd'hui aujourd'hui ADV _ 4 advmod
, , PUNCT _ 10 punct
a avoir AUX Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin 10 aux:tense
-t -t PRON Number=Sing|Person=3 10 expl:subj
-elle lui PRON Gender=Fem|Number=Sing|Person=3 10 nsubj
dit dire VERB Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin 0 ROOT
à à ADP _ 13 case
l' le DET Definite=Def|Number=Sing|PronType=Art 13 det
agence agence NOUN Number=Sing 10 obl:mod
. . PUNCT _ 10 punct";
