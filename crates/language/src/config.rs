//! The part of a pipeline's `config.cfg` that matters for running it, and what it may not say: whatever would have to be
//! run otherwise than here is refused by name.

use std::collections::BTreeMap;

use crate::error::ModelError;

/// What the configuration says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// Language code.
    pub(crate) lang: String,
    /// The components, in order, those left out that are disabled.
    components: Vec<Component>,
}

/// A component of the pipeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Component {
    /// Its name, which is that of its folder too.
    pub(crate) name: String,
    /// What kind of component it is.
    factory: String,
    /// Its settings, each as JSON.
    settings: BTreeMap<String, String>,
}

/// The kinds of components that are run. Without the last four a model has no lemmas, no tags, no parts of speech.
const SUPPORTED: [&str; 8] =
    ["tok2vec", "parser", "ner", "tagger", "morphologizer", "attribute_ruler", "lemmatizer", "trainable_lemmatizer"];

/// Kinds of components of which the first must come before the second where a model has both: it sees what the other says.
const ORDER: [(&str, &str); 10] = [
    ("tok2vec", "tagger"),
    ("tok2vec", "morphologizer"),
    ("tok2vec", "parser"),
    ("tok2vec", "trainable_lemmatizer"),
    ("tagger", "attribute_ruler"),
    ("morphologizer", "attribute_ruler"),
    ("parser", "attribute_ruler"),
    ("parser", "ner"),
    ("attribute_ruler", "lemmatizer"),
    ("morphologizer", "lemmatizer"),
];

/// Languages of which spaCy computes norms with Python code.
const NORMS_IN_CODE: [&str; 3] = ["hi", "ht", "ne"];

const TOKENIZER: &str = "spacy.Tokenizer.v1";

fn wrong(what: impl std::fmt::Display) -> ModelError {
    ModelError::new(format!("config.cfg: {what}"))
}

impl Config {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let text = std::str::from_utf8(bytes).map_err(|_| wrong("not UTF-8 text"))?;
        // Sections hold `key = JSON` lines; only single-line values are read here.
        let mut sections: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        let mut section = "";
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.trim_end().strip_suffix(']')) {
                section = name;
            } else if let Some((key, value)) = line.split_once('=') {
                sections.entry(section).or_default().insert(key.trim(), value.trim());
            }
        }
        let get = |section: &str, key: &str| sections.get(section).and_then(|section| section.get(key)).copied();
        let list = |key: &str| match get("nlp", key) {
            None => Ok(Vec::new()),
            Some(value) => serde_json::from_str::<Vec<String>>(value)
                .map_err(|_| wrong(format!("`{key}` in section [nlp] is not a list of names"))),
        };
        let disabled = list("disabled")?;
        let components = list("pipeline")?.into_iter().filter(|name| !disabled.contains(name)).map(|name| {
            let section = sections.get(format!("components.{name}").as_str());
            let settings: BTreeMap<String, String> =
                section.into_iter().flatten().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            let factory = settings.get("factory").map_or_else(|| name.clone(), |factory| unquoted(factory).to_owned());
            Component { name, factory, settings }
        });
        let config =
            Config { lang: unquoted(get("nlp", "lang").unwrap_or("")).to_owned(), components: components.collect() };
        if config.components.is_empty() {
            return Err(wrong("no pipeline in section [nlp]; is this a spaCy 3 model?"));
        }
        let tokenizer = get("nlp.tokenizer", "@tokenizers").or(get("nlp", "tokenizer")).unwrap_or(TOKENIZER);
        if !tokenizer.contains(TOKENIZER) {
            return Err(wrong(format!(
                "the tokenizer is {}: Python code of spaCy, which cannot be read from the model",
                excerpt(tokenizer)
            )));
        }
        config.check()?;
        Ok(config)
    }

    /// The component of a kind, if the pipeline has one.
    pub(crate) fn component(&self, factory: &str) -> Option<&Component> {
        self.components.iter().find(|component| component.factory == factory)
    }

    /// Whether a component of one kind comes before one of another.
    pub(crate) fn in_order(&self, first: &str, second: &str) -> bool {
        let place = |factory| self.components.iter().position(|component| component.factory == factory);
        place(first).zip(place(second)).is_none_or(|(first, second)| first < second)
    }

    /// Refuses a pipeline that is to be run otherwise than here.
    fn check(&self) -> Result<(), ModelError> {
        for (at, component) in self.components.iter().enumerate() {
            let (name, factory) = (excerpt(&component.name), excerpt(&component.factory));
            if !SUPPORTED.contains(&component.factory.as_str()) {
                let what = match factory.contains("transformer") {
                    true => "a transformer; only pipelines whose token encoder is `tok2vec` can be run",
                    false => "which is not supported",
                };
                return Err(wrong(format!("component `{name}` of the pipeline is a `{factory}`, {what}")));
            }
            if self.components[..at].iter().any(|other| other.factory == component.factory) {
                return Err(wrong(format!("two components of the pipeline are a `{factory}`; one is supported")));
            }
            if component.name.is_empty() || component.name.contains(['/', '\\']) || component.name.contains("..") {
                return Err(wrong(format!("`{name}` is no name for a component")));
            }
        }
        for needed in ["tok2vec", "parser", "ner"] {
            if self.component(needed).is_none() {
                return Err(wrong(format!("the pipeline has no `{needed}`")));
            }
        }
        if self.component("tagger").or(self.component("morphologizer")).is_none() {
            return Err(wrong("the pipeline has neither a `tagger` nor a `morphologizer`"));
        }
        if self.component("lemmatizer").and(self.component("trainable_lemmatizer")).is_some() {
            return Err(wrong("the pipeline has two lemmatizers; one is supported"));
        }
        if let Some((first, second)) = ORDER.iter().find(|(first, second)| !self.in_order(first, second)) {
            return Err(wrong(format!(
                "the pipeline runs `{second}` before `{first}`; only the other order is supported"
            )));
        }
        if NORMS_IN_CODE.contains(&self.lang.as_str()) {
            let lang = &self.lang;
            return Err(wrong(format!(
                "norms of words of language `{lang}` are Python code of spaCy, which cannot be read from the model"
            )));
        }
        Ok(())
    }
}

impl Component {
    /// A setting, as JSON.
    pub(crate) fn setting(&self, key: &str) -> Option<&str> {
        self.settings.get(key).map(String::as_str)
    }

    /// A setting that is a string.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.setting(key).map(unquoted).filter(|value| *value != "null")
    }

    /// Whether a setting is `true`.
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.setting(key) == Some("true")
    }

    /// The path of one of the component's files.
    pub(crate) fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.name)
    }
}

fn unquoted(value: &str) -> &str {
    value.trim_matches('"')
}

/// At most sixty characters, for a message.
fn excerpt(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIPELINE: &str = r#"["tok2vec","tagger","parser","senter","ner"]"#;

    fn read(nlp: &str, rest: &str) -> Result<Config, String> {
        let text = format!("[nlp]\nlang = \"xx\"\n{nlp}\n\n{rest}");
        Config::read(text.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn components_and_their_settings() {
        let nlp = format!(
            "pipeline = {PIPELINE}\ndisabled = [\"senter\"]\ntokenizer = {{\"@tokenizers\":\"spacy.Tokenizer.v1\"}}"
        );
        let config =
            read(&nlp, "[components.tagger]\nfactory = \"tagger\"\noverwrite = true\nneg_prefix = \"!\"\nmodel = null");
        let config = config.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(config.lang, "xx");
        assert!(config.component("senter").is_none() && config.in_order("parser", "ner"));
        let tagger = config.component("tagger").cloned().unwrap_or_default();
        assert_eq!(tagger.file("model"), "tagger/model");
        assert_eq!(
            (tagger.text("neg_prefix"), tagger.text("model"), tagger.flag("overwrite")),
            (Some("!"), None, true)
        );
    }

    #[test]
    fn refuses_by_name() {
        let of = |pipeline: &str| format!("pipeline = {pipeline}");
        for (nlp, rest, named) in [
            (of("[]"), "", "no pipeline"),
            (of("tok2vec"), "", "not a list"),
            (of(PIPELINE), "", "`senter`"),
            (of(r#"["transformer","tagger","parser","ner"]"#), "", "a transformer"),
            (of(r#"["tok2vec","tagger","ner"]"#), "", "no `parser`"),
            (of(r#"["tok2vec","parser","ner"]"#), "", "neither a `tagger` nor"),
            (of(r#"["tok2vec","tagger","ner","parser"]"#), "", "`ner` before `parser`"),
            (
                of(r#"["tok2vec","tagger","parser","x","ner"]"#),
                "[components.x]\nfactory = \"tagger\"",
                "two components",
            ),
            (
                of(r#"["tok2vec","../tagger","parser","ner"]"#),
                "[components.../tagger]\nfactory = \"tagger\"",
                "no name",
            ),
            (of(PIPELINE), "[nlp.tokenizer]\n@tokenizers = \"spacy.ja.JapaneseTokenizer\"", "JapaneseTokenizer"),
        ] {
            let error = read(&nlp, rest).err().unwrap_or_default();
            assert!(error.contains(named), "{nlp} {rest}: {error}");
        }
    }
}
