//! The part of a pipeline's `config.cfg` that matters for running it.

use crate::error::ModelError;

/// What the configuration says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// Language code.
    pub(crate) lang: String,
    /// Names of the components, in order, those left out that are disabled.
    pub(crate) pipeline: Vec<String>,
}

impl Config {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let wrong = |what: &str| ModelError::new(format!("config.cfg: {what}"));
        let text = std::str::from_utf8(bytes).map_err(|_| wrong("not UTF-8 text"))?;
        // Sections hold `key = JSON` lines; only single-line values are read here.
        let mut section = "";
        let mut config = Config::default();
        let mut disabled: Vec<String> = Vec::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.trim_end().strip_suffix(']')) {
                section = name;
            } else if let (Some((key, value)), "nlp") = (line.split_once('='), section) {
                let list = || serde_json::from_str(value.trim()).map_err(|_| wrong("a list that is not JSON"));
                match key.trim() {
                    "lang" => config.lang = value.trim().trim_matches('"').to_owned(),
                    "pipeline" => config.pipeline = list()?,
                    "disabled" => disabled = list()?,
                    _ => {}
                }
            }
        }
        config.pipeline.retain(|name| !disabled.contains(name));
        if config.pipeline.is_empty() {
            return Err(wrong("no pipeline in section [nlp]; is this a spaCy 3 model?"));
        }
        Ok(config)
    }
}
