//! The id of each report, unique in a record and the same from run to run; and which bytes came before.

use crate::files::Source;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// Gives out ids.
///
/// A file's id is its stem. Files that share a stem are told apart by as much of their path as it takes:
/// `a/x.txt` and `b/x.txt` become `a/x` and `b/x`, `x.txt` and `x.html` keep their extension.
pub(crate) struct Identity {
    /// Ids of the files that were listed, by path as shown.
    files: BTreeMap<String, String>,
    taken: HashSet<String>,
    /// How often an id was wanted again.
    copies: HashMap<String, usize>,
    /// SHA-256 → the source that had these bytes first.
    seen: HashMap<String, String>,
}

impl Identity {
    pub(crate) fn new(sources: &[Source]) -> Self {
        let shown: Vec<&str> = sources
            .iter()
            .filter_map(|source| {
                if let Source::File { shown, kind, .. } = source {
                    (*kind != Some(crate::bytes::Kind::Lines)).then_some(shown.as_str())
                } else {
                    None
                }
            })
            .collect();
        let mut by_stem: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in shown {
            by_stem.entry(stem(path)).or_default().push(path);
        }
        let mut files = BTreeMap::new();
        let mut taken = HashSet::new();
        for (stem, paths) in by_stem {
            for (path, id) in paths.iter().zip(distinct(stem, &paths)) {
                taken.insert(id.clone());
                files.insert(path.to_string(), id);
            }
        }
        Identity { files, taken, copies: HashMap::new(), seen: HashMap::new() }
    }

    /// The id of a file.
    pub(crate) fn of_file(&mut self, shown: &str) -> String {
        match self.files.remove(shown) {
            Some(id) => id,
            None => self.free(if shown == "-" { "stdin" } else { stem(shown) }),
        }
    }

    /// The id of a line of JSON Lines, and what to say if it is not the one that was stated.
    pub(crate) fn of_line(&mut self, stated: &str, shown: &str, line: usize) -> (String, Option<String>) {
        let base = if shown == "-" { "stdin" } else { stem(shown) };
        if stated.is_empty() {
            let id = self.free(&format!("{base}:{line}"));
            let note = format!("has no id; it is called {id}");
            return (id, Some(note));
        }
        let id = self.free(stated);
        let note = (id != stated).then(|| format!("the id {stated} is taken; this report is called {id}"));
        (id, note)
    }

    /// The first free id: `wanted`, or it with `#2`, `#3`… after it.
    fn free(&mut self, wanted: &str) -> String {
        if self.taken.insert(wanted.to_string()) {
            return wanted.to_string();
        }
        let n = self.copies.entry(wanted.to_string()).or_insert(1);
        loop {
            *n += 1;
            let id = format!("{wanted}#{n}");
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }

    /// Remembers the bytes; tells who had the same before.
    pub(crate) fn seen(&mut self, sha256: &str, source: &str) -> Option<String> {
        match self.seen.get(sha256) {
            Some(first) => Some(first.clone()),
            None => {
                self.seen.insert(sha256.to_string(), source.to_string());
                None
            }
        }
    }
}

fn stem(path: &str) -> &str {
    Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or(path)
}

/// One id per path, all of them different.
fn distinct(stem: &str, paths: &[&str]) -> Vec<String> {
    if paths.len() == 1 {
        return vec![stem.to_string()];
    }
    let without_extension = |path: &str| Path::new(path).with_extension("").display().to_string();
    let ids: Vec<String> = paths.iter().map(|path| without_extension(path)).collect();
    let different: HashSet<&String> = ids.iter().collect();
    if different.len() == ids.len() {
        return below_common_folder(&ids);
    }
    below_common_folder(&paths.iter().map(|path| path.to_string()).collect::<Vec<_>>())
}

/// The paths without the folders they all share.
fn below_common_folder(paths: &[String]) -> Vec<String> {
    let mut common = paths[0].rfind('/').map_or(0, |n| n + 1);
    while common > 0 && !paths.iter().all(|path| path.as_bytes().get(..common) == Some(&paths[0].as_bytes()[..common]))
    {
        common = paths[0][..common - 1].rfind('/').map_or(0, |n| n + 1);
    }
    paths.iter().map(|path| path[common..].to_string()).collect()
}
