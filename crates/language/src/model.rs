//! Loading a pipeline: which of a model folder's files become which component.

use std::sync::{Arc, Mutex, PoisonError};

use crate::attribute_ruler::AttributeRuler;
use crate::config::Config;
use crate::doc::Labels;
use crate::error::ModelError;
use crate::lemmatizer::Lemmatizer;
use crate::lexeme::Norms;
use crate::moves::read_moves;
use crate::msgpack::Value;
use crate::ner::Recogniser;
use crate::parser::Parser;
use crate::scratch::Scratch;
use crate::tagger::Tagger;
use crate::tok2vec::{Tok2Vec, Vectors};
use crate::tokenizer::Tokenizer;
use crate::transition::StateModel;
use crate::vectors::{Projected, WordVectors};
use crate::weights::Network;

/// A loaded pipeline. Cheap to clone and to share between threads; all clones are one model.
#[derive(Clone)]
pub struct Model {
    pub(crate) pipeline: Arc<Pipeline>,
}

/// The components of a model.
pub(crate) struct Pipeline {
    pub(crate) tokenizer: Tokenizer,
    pub(crate) norms: Norms,
    pub(crate) tok2vec: Tok2Vec,
    pub(crate) tagger: Tagger,
    pub(crate) parser: Parser,
    pub(crate) ruler: AttributeRuler,
    pub(crate) lemmatizer: Lemmatizer,
    /// The recogniser's own token encoder, unless it listens to the shared one.
    pub(crate) ner_tok2vec: Option<Tok2Vec>,
    pub(crate) recogniser: Recogniser,
    pub(crate) labels: Arc<Labels>,
    /// Memory that calls lend each other: one for each that ran at the same time.
    scratch: Mutex<Vec<Scratch>>,
}

macro_rules! embedded {
    ($($file:literal)*) => {
        /// The files of the English model that travels with this crate.
        const ENGLISH: &[(&str, &[u8])] =
            &[$(($file, include_bytes!(concat!("../../../data/models/en_core_web_md/", $file)))),*];
    };
}

embedded! {
    "attribute_ruler/patterns" "config.cfg" "lemmatizer/lookups/lookups.bin" "ner/model" "ner/moves"
    "parser/model" "parser/moves" "tagger/cfg" "tagger/model" "tok2vec/model" "tokenizer" "vocab/lookups.bin"
    "vocab/projected"
}

impl Model {
    /// The English model that travels with this crate: spaCy's `en_core_web_md` 3.8, its weights rounded to 16 bits, its
    /// embedding tables and word vectors to 8.
    pub fn english() -> Result<Self, ModelError> {
        Self::from_files(&|name| {
            ENGLISH.iter().find(|(file, _)| *file == name).map(|(_, bytes)| std::borrow::Cow::Borrowed(*bytes))
        })
    }

    /// A spaCy pipeline from the files of its folder; `file` gives the contents of a file by its path in the folder,
    /// such as `parser/model`, or nothing when there is none. Whatever the files hold, the answer is a model or an error.
    pub fn from_files(file: &dyn Fn(&str) -> Option<std::borrow::Cow<'static, [u8]>>) -> Result<Self, ModelError> {
        let need = |name: &str| file(name).ok_or_else(|| ModelError::new(format!("{name}: no such file in the model")));
        let config = Config::read(&need("config.cfg")?)?;
        for needed in ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"] {
            if !config.pipeline.iter().any(|name| name == needed) {
                return Err(ModelError::new(format!("config.cfg: the pipeline has no `{needed}`")));
            }
        }

        let bytes = need("tok2vec/model")?;
        // A model without vectors has a table of no rows.
        let vectors = match (file("vocab/projected"), file("vocab/vectors"), file("vocab/key2row")) {
            (Some(packed), _, _) => Some(Vectors::Projected(Arc::new(Projected::read(packed)?))),
            (None, Some(array), Some(keys)) if array.len() > 200 => {
                Some(Vectors::Whole(Arc::new(WordVectors::read(&array, &keys)?)))
            }
            _ => None,
        };
        let network = Network::read(&bytes, "tok2vec/model")?;
        let tok2vec = Tok2Vec::read(&network, vectors.as_ref(), 0)?;

        let mut tags = read_labels(&need("tagger/cfg")?, "tagger/cfg")?;
        let bytes = need("tagger/model")?;
        let tagger = Tagger::read(&Network::read(&bytes, "tagger/model")?, tok2vec.width(), tags.len())?;

        let bytes = need("parser/model")?;
        let network = StateModel::read(&Network::read(&bytes, "parser/model")?, tok2vec.width())?;
        let moves = read_moves(&need("parser/moves")?, "parser/moves")?;
        let (parser, mut deps) = Parser::read(network, &moves, "parser/moves")?;

        let bytes = need("ner/model")?;
        let network = Network::read(&bytes, "ner/model")?;
        let listens = network.nodes().iter().any(|node| node.name == "tok2vec-listener");
        let ner_tok2vec = if listens {
            None
        } else {
            Some(Tok2Vec::read(&network, vectors.as_ref(), usize::from(tok2vec.uses_vectors()))?)
        };
        let width = ner_tok2vec.as_ref().unwrap_or(&tok2vec).width();
        let moves = read_moves(&need("ner/moves")?, "ner/moves")?;
        let (recogniser, names) = Recogniser::read(StateModel::read(&network, width)?, &moves, "ner/moves")?;

        // Number 0 is "none" for parts of speech and morphologies.
        let (mut pos, mut morphs) = (vec![String::new()], vec![String::new()]);
        let ruler = AttributeRuler::read(
            &need("attribute_ruler/patterns")?,
            "attribute_ruler/patterns",
            &mut tags,
            &mut pos,
            &mut morphs,
            &mut deps,
        )?;
        let lookups = "lemmatizer/lookups/lookups.bin";
        let lemmatizer = Lemmatizer::read(&need(lookups)?, lookups, &pos, &morphs)?;

        Ok(Model {
            pipeline: Arc::new(Pipeline {
                tokenizer: Tokenizer::read(&need("tokenizer")?, "tokenizer")?,
                norms: read_norms(&need("vocab/lookups.bin")?, "vocab/lookups.bin")?,
                tok2vec,
                tagger,
                parser,
                ruler,
                lemmatizer,
                ner_tok2vec,
                recogniser,
                labels: Arc::new(Labels { tags, pos, morphs, deps, names }),
                scratch: Mutex::default(),
            }),
        })
    }

    /// Whether the model's word list for a part of speech (`NOUN`, `VERB`, `ADJ`, `ADV`) holds a word in lower case, as it
    /// stands or in its base form. The English list of nouns holds names too (it descends from WordNet).
    pub fn knows_word(&self, pos: &str, word: &str) -> bool {
        self.pipeline.lemmatizer.knows(pos, word)
    }

    /// Lends scratch memory to `work`.
    pub(crate) fn with_scratch<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let pool = &self.pipeline.scratch;
        let mut scratch = pool.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let result = work(&mut scratch);
        pool.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
        result
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("labels", &self.pipeline.labels).finish_non_exhaustive()
    }
}

fn read_labels(bytes: &[u8], file: &str) -> Result<Vec<String>, ModelError> {
    #[derive(serde::Deserialize)]
    struct Cfg {
        labels: Vec<String>,
    }
    serde_json::from_slice::<Cfg>(bytes)
        .map(|cfg| cfg.labels)
        .map_err(|error| ModelError::new(format!("{file}: {error}")))
}

fn read_norms(bytes: &[u8], file: &str) -> Result<Norms, ModelError> {
    let value = Value::read(bytes, file)?;
    let table = value.get("lexeme_norm").and_then(Value::as_map).unwrap_or(&[]);
    Ok(Norms::new(table.iter().filter_map(|(word, norm)| Some((word.as_u64()?, Arc::from(norm.as_str()?))))))
}
