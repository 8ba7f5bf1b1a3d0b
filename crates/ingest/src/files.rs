//! Which files there are: paths as given, folders walked in sorted order.

use crate::bytes::Kind;
use crate::reader::{Item, Refusal};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// One thing to read, or to tell, in input order.
pub(crate) enum Source {
    /// A file; `kind` by its name, `None` where the bytes must tell.
    File { path: PathBuf, shown: String, kind: Option<Kind> },
    /// Standard input, or what stands for it.
    Stream(Box<dyn std::io::Read>),
    /// Told when its turn comes.
    Notice(Item),
}

/// Lists what the paths stand for, and what there is to say before reading.
pub(crate) fn list(paths: &[PathBuf]) -> (Vec<Source>, Vec<Item>) {
    let mut sources = Vec::new();
    let mut given = BTreeSet::new();
    for path in paths {
        let shown = path.display().to_string();
        if !given.insert(path.clone()) {
            sources.push(Source::Notice(Item::Note(Refusal::new(&shown, "was given twice; it is read once"))));
        } else if path.as_os_str() == "-" {
            sources.push(Source::Stream(Box::new(std::io::stdin())));
        } else if path.is_dir() {
            folder(path, &mut sources);
        } else if let Err(error) = path.metadata() {
            sources.push(Source::Notice(Item::Refused(missing(path, &shown, &error))));
        } else {
            sources.push(Source::File { path: path.clone(), shown, kind: kind_of_name(path) });
        }
    }
    let mut once = BTreeSet::new();
    sources.retain(|source| !matches!(source, Source::File { path, .. } if !once.insert(path.clone())));
    (sources, Vec::new())
}

fn folder(root: &Path, sources: &mut Vec<Source>) {
    for entry in WalkDir::new(root).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let path = entry.into_path();
                let shown = path.display().to_string();
                match kind_of_name(&path) {
                    Some(kind) if path.is_file() => sources.push(Source::File { path, shown, kind: Some(kind) }),
                    Some(_) => sources
                        .push(Source::Notice(Item::Note(Refusal::new(&shown, "skipped: it is not an ordinary file")))),
                    None => sources.push(Source::Notice(Item::Note(
                        Refusal::new(&shown, "skipped: its name does not end in .txt, .html, .htm or .jsonl")
                            .remedy("name the file itself to have it read"),
                    ))),
                }
            }
            Err(error) => {
                let shown = error.path().unwrap_or(root).display().to_string();
                let refusal = match (error.loop_ancestor(), error.io_error()) {
                    (Some(above), _) => {
                        // Everything in it is read where the loop leads to: nothing is lost.
                        sources.push(Source::Notice(Item::Note(Refusal::new(
                            &shown,
                            format!("skipped: a link that leads back to {}", above.display()),
                        ))));
                        continue;
                    }
                    (None, Some(io)) => missing(error.path().unwrap_or(root), &shown, io),
                    (None, None) => Refusal::new(&shown, "cannot be listed"),
                };
                sources.push(Source::Notice(Item::Refused(refusal)));
            }
        }
    }
}

fn missing(path: &Path, shown: &str, error: &std::io::Error) -> Refusal {
    match path.read_link() {
        Ok(target) if error.kind() == std::io::ErrorKind::NotFound => {
            Refusal::new(shown, format!("is a link to {}, which does not exist", target.display()))
                .remedy("mend or remove the link")
        }
        _ => Refusal::new(shown, format!("cannot be read: {}", plain(error))).remedy(remedy(error)),
    }
}

fn kind_of_name(path: &Path) -> Option<Kind> {
    match path.extension().and_then(OsStr::to_str)?.to_ascii_lowercase().as_str() {
        "txt" => Some(Kind::Text),
        "html" | "htm" => Some(Kind::Html),
        "jsonl" => Some(Kind::Lines),
        _ => None,
    }
}

/// The error without the number of the operating system.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_lowercase()
}

/// What a person can do about the error.
pub(crate) fn remedy(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => "give yourself permission to read it",
        std::io::ErrorKind::NotFound => "check the spelling of the path",
        _ => "check the file and the disk",
    }
}

/// A size for a person.
pub(crate) fn size(bytes: usize) -> String {
    if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) {
        format!("{} MB", bytes >> 20)
    } else {
        format!("{bytes} bytes")
    }
}
