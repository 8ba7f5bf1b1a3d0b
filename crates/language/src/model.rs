//! Loading a pipeline: which of a model folder's files become which component.

use std::sync::{Arc, Mutex, PoisonError};

use crate::attribute_ruler::AttributeRuler;
use crate::config::Config;
use crate::doc::Labels;
use crate::error::ModelError;
use crate::lemmatizer::{EditTrees, Lemmatizer, edit_trees};
use crate::lexeme::Norms;
use crate::morphologizer::Morphologizer;
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
    /// Language code.
    language: String,
    pub(crate) tokenizer: Tokenizer,
    pub(crate) norms: Norms,
    pub(crate) tok2vec: Tok2Vec,
    pub(crate) tagger: Option<Tagger>,
    pub(crate) morphologizer: Option<Morphologizer>,
    pub(crate) parser: Parser,
    pub(crate) ruler: AttributeRuler,
    pub(crate) lemmatizer: Lemmatizer,
    /// Whether lemmas replace those that the attribute ruler gave.
    pub(crate) lemmas_replace: bool,
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
    /// embedding tables and word vectors to 8 to 11.
    pub fn english() -> Result<Self, ModelError> {
        Self::from_files(&|name| {
            ENGLISH.iter().find(|(file, _)| *file == name).map(|(_, bytes)| std::borrow::Cow::Borrowed(*bytes))
        })
    }

    /// A spaCy pipeline from the files of its folder; `file` gives the contents of a file by its path in the folder,
    /// such as `parser/model`, or nothing when there is none. Whatever the files hold, the answer is a model or an error.
    ///
    /// What can be run: a `tok2vec`, a parser and a recogniser of names, a tagger or a morphologizer or both, an attribute
    /// ruler, and a lemmatizer with tables (rules in English, in French, or in no particular language's way; look-up) or
    /// with edit trees. Anything else is refused by name.
    pub fn from_files(file: &dyn Fn(&str) -> Option<std::borrow::Cow<'static, [u8]>>) -> Result<Self, ModelError> {
        let need = |name: &str| file(name).ok_or_else(|| ModelError::new(format!("{name}: no such file in the model")));
        let config = Config::read(&need("config.cfg")?)?;
        // A component, its network's file, and its contents.
        let part = |factory: &str| match config.component(factory) {
            None => Ok(None),
            Some(component) => {
                let name = component.file("model");
                need(&name).map(|bytes| Some((component, name, bytes)))
            }
        };
        let needed = |factory: &str| {
            part(factory)?.ok_or_else(|| ModelError::new(format!("config.cfg: the pipeline has no `{factory}`")))
        };

        let (_, name, bytes) = needed("tok2vec")?;
        // A model without vectors has a table of no rows.
        let vectors = match (file("vocab/projected"), file("vocab/vectors"), file("vocab/key2row")) {
            (Some(packed), _, _) => Some(Vectors::Projected(Arc::new(Projected::read(packed)?))),
            (None, Some(array), Some(keys)) if array.len() > 200 => {
                Some(Vectors::Whole(Arc::new(WordVectors::read(&array, &keys)?)))
            }
            _ => None,
        };
        let tok2vec = Tok2Vec::read(&Network::read(&bytes, &name)?, vectors.as_ref(), 0)?;
        let width = tok2vec.width();

        let mut tags = vec![String::new()];
        let tagger = match part("tagger")? {
            None => None,
            Some((component, name, bytes)) => {
                let cfg = component.file("cfg");
                tags = read_labels(&need(&cfg)?, &cfg)?;
                let network = Network::read(&bytes, &name)?;
                network.must_listen()?;
                Some(Tagger::read(&network, width, tags.len())?)
            }
        };
        // Number 0 is "none" for parts of speech and morphologies.
        let (mut pos, mut morphs) = (vec![String::new()], vec![String::new()]);
        let morphologizer = match part("morphologizer")? {
            None => None,
            Some((component, ..)) if component.flag("extend") => {
                return Err(ModelError::new("config.cfg: a morphologizer that extends what is there is not supported"));
            }
            Some((component, name, bytes)) => {
                let cfg = component.file("cfg");
                let network = Network::read(&bytes, &name)?;
                network.must_listen()?;
                Some(Morphologizer::read(&need(&cfg)?, &cfg, &network, width, &mut pos, &mut morphs)?)
            }
        };

        let (component, name, bytes) = needed("parser")?;
        let network = Network::read(&bytes, &name)?;
        network.must_listen()?;
        let name = component.file("moves");
        let (parser, mut deps) =
            Parser::read(StateModel::read(&network, width)?, &read_moves(&need(&name)?, &name)?, &name)?;

        let (component, name, bytes) = needed("ner")?;
        let network = Network::read(&bytes, &name)?;
        let ner_tok2vec = match network.listens() {
            true => None,
            false => Some(Tok2Vec::read(&network, vectors.as_ref(), usize::from(tok2vec.uses_vectors()))?),
        };
        let ner_width = ner_tok2vec.as_ref().unwrap_or(&tok2vec).width();
        let name = component.file("moves");
        let moves = read_moves(&need(&name)?, &name)?;
        let (recogniser, names) = Recogniser::read(StateModel::read(&network, ner_width)?, &moves, &name)?;

        let ruler = match config.component("attribute_ruler") {
            None => AttributeRuler::default(),
            Some(component) => {
                let name = component.file("patterns");
                AttributeRuler::read(&need(&name)?, &name, &mut tags, &mut pos, &mut morphs, &mut deps)?
            }
        };
        let (lemmatizer, overwrites) = match config.component("lemmatizer") {
            Some(component) => {
                let name = component.file("lookups/lookups.bin");
                let lemmatizer = Lemmatizer::read(component, &config.lang, &need(&name)?, &name, &pos, &morphs)?;
                (lemmatizer, component.flag("overwrite"))
            }
            None => match part("trainable_lemmatizer")? {
                None => (Lemmatizer::Absent, false),
                Some((component, name, bytes)) => {
                    let network = Network::read(&bytes, &name)?;
                    network.must_listen()?;
                    let files = edit_trees::Files {
                        folder: &component.name,
                        cfg: &need(&component.file("cfg"))?,
                        trees: &need(&component.file("trees"))?,
                        strings: &need("vocab/strings.json")?,
                    };
                    let last = config.in_order("attribute_ruler", "trainable_lemmatizer");
                    let trees = EditTrees::read(component, &files, &network, width)?;
                    (Lemmatizer::Trained(trees), last && component.flag("overwrite"))
                }
            },
        };

        Ok(Model {
            pipeline: Arc::new(Pipeline {
                language: config.lang,
                tokenizer: Tokenizer::read(&need("tokenizer")?, "tokenizer")?,
                norms: read_norms(&need("vocab/lookups.bin")?, "vocab/lookups.bin")?,
                tok2vec,
                tagger,
                morphologizer,
                parser,
                ruler,
                lemmatizer,
                lemmas_replace: overwrites,
                ner_tok2vec,
                recogniser,
                labels: Arc::new(Labels { tags, pos, morphs, deps, names }),
                scratch: Mutex::default(),
            }),
        })
    }

    /// The code of the language that the model is for, such as `en`, as its configuration names it.
    pub fn language(&self) -> &str {
        &self.pipeline.language
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
