//! Grouping: B-cubed of the stories against the events of a gold set.
//!
//! Sets: Giveme5W1H (a folder of JSON articles with `newsCluster`), ECB+ sub-topics, the seeds, and all of them
//! poured together in one stream. Scored on what the parts alone tell (no language model), so that a run takes
//! seconds; facts can only add evidence to that.

use crate::{EvalError, Score, precision_recall_f1};
use std::collections::BTreeMap;
use std::path::Path;
use variorum_record::{Report, ReportMeta};

/// A report and the event it tells according to the gold.
pub(crate) struct Told {
    pub report: Report,
    pub event: String,
}

/// Scores Giveme5W1H.
pub(crate) fn giveme5w1h(dir: &Path) -> Result<Vec<Score>, EvalError> {
    score_told("giveme5w1h", &read_giveme5w1h(dir)?)
}

/// Scores the sub-topics of ECB+.
pub(crate) fn ecbplus(dir: &Path) -> Result<Vec<Score>, EvalError> {
    score_told("ecbplus sub-topics", &crate::ecbplus::read_told(dir)?)
}

/// Scores the five seeds: 001 to 004 one story, 000 apart.
pub(crate) fn seeds(dir: &Path) -> Result<Vec<Score>, EvalError> {
    score_told("seeds", &read_seeds(dir)?)
}

/// Scores all sets poured together; the folder is the one that holds `bench` and `seeds`.
pub(crate) fn poured(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let mut told = read_giveme5w1h(&dir.join("bench/stories/giveme5w1h"))?;
    told.extend(crate::ecbplus::read_told(&dir.join("bench/coref/ecbplus"))?);
    told.extend(read_seeds(&dir.join("seeds"))?);
    score_told("poured", &told)
}

/// Groups the reports as `read` does, from everything that is read of them.
fn score_told(name: &str, told: &[Told]) -> Result<Vec<Score>, EvalError> {
    let reports = crate::annotate_all(&crate::engine()?, told.iter().map(|told| &told.report));
    let groups = variorum_engine::group::stories(&reports);
    let mut found = vec![0; told.len()];
    for (number, group) in groups.iter().enumerate() {
        group.reports.iter().for_each(|&i| found[i] = number);
    }
    if std::env::var_os("VARIORUM_SHOW").is_some() {
        show(told, &found);
    }
    let (precision, recall) = b_cubed(told, &found);
    let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    let note = format!("{} reports, {} stories found", told.len(), groups.len());
    Ok([("precision", precision), ("recall", recall), ("F1", f1)]
        .map(|(what, value)| Score { name: format!("{name}: B-cubed {what}"), value, note: note.clone() })
        .to_vec())
}

/// Prints mixed and split stories: a developer's view.
#[expect(clippy::print_stderr, reason = "asked for by VARIORUM_SHOW")]
fn show(told: &[Told], found: &[usize]) {
    let mut mixed: BTreeMap<usize, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut split: BTreeMap<&str, BTreeMap<usize, Vec<&str>>> = BTreeMap::new();
    for (told, &story) in told.iter().zip(found) {
        *mixed.entry(story).or_default().entry(&told.event).or_default() += 1;
        split.entry(&told.event).or_default().entry(story).or_default().push(&told.report.meta.id);
    }
    mixed.values().filter(|events| events.len() > 1).for_each(|events| eprintln!("mixed {events:?}"));
    for (event, stories) in split.iter().filter(|(_, stories)| stories.len() > 1) {
        let sizes: Vec<_> = stories.values().map(|ids| (ids.len(), &ids[..ids.len().min(2)])).collect();
        eprintln!("split {event} {sizes:?}");
    }
}

/// B-cubed precision and recall (Bagga and Baldwin 1998).
fn b_cubed(told: &[Told], found: &[usize]) -> (f64, f64) {
    let mut both: BTreeMap<(&str, usize), usize> = BTreeMap::new();
    let mut gold: BTreeMap<&str, usize> = BTreeMap::new();
    let mut system: BTreeMap<usize, usize> = BTreeMap::new();
    for (told, &story) in told.iter().zip(found) {
        *both.entry((&told.event, story)).or_default() += 1;
        *gold.entry(&told.event).or_default() += 1;
        *system.entry(story).or_default() += 1;
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for (&(event, story), &n) in &both {
        let (p, r, _) = precision_recall_f1(n, system[&story], gold[event]);
        precision += p * n as f64;
        recall += r * n as f64;
    }
    let n = told.len().max(1) as f64;
    (precision / n, recall / n)
}

/// The articles of Giveme5W1H.
pub(crate) fn read_giveme5w1h(dir: &Path) -> Result<Vec<Told>, EvalError> {
    let dir = if dir.join("dev").is_dir() { dir.join("dev") } else { dir.to_path_buf() };
    let mut told = Vec::new();
    for path in files(&dir, "json")? {
        let value: serde_json::Value = serde_json::from_str(&read(&path)?).map_err(|e| EvalError(e.to_string()))?;
        let text = |key: &str| value[key].as_str().map(str::to_string);
        let meta = ReportMeta {
            id: text("dId").unwrap_or_default(),
            title: text("title"),
            outlet: text("source_domain"),
            published: text("date_publish"),
            url: text("url"),
            ..ReportMeta::default()
        };
        let event = value["newsCluster"]["EventId"].to_string();
        told.push(Told { report: Report { meta, text: text("text").unwrap_or_default(), ..Report::default() }, event });
    }
    Ok(told)
}

/// The texts of the seeds, in order.
pub(crate) fn read_seeds(dir: &Path) -> Result<Vec<Told>, EvalError> {
    let mut told = Vec::new();
    for path in files(dir, "txt")? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let id = name.chars().take(3).collect::<String>();
        let event = if id == "000" { "sky-news" } else { "bbc" }.to_string();
        let meta = ReportMeta { id, language: Some("en".into()), ..ReportMeta::default() };
        told.push(Told { report: Report { meta, text: read(&path)?, ..Report::default() }, event });
    }
    Ok(told)
}

/// Files of a folder by extension, sorted.
pub(crate) fn files(dir: &Path, extension: &str) -> Result<Vec<std::path::PathBuf>, EvalError> {
    let entries = std::fs::read_dir(dir).map_err(|e| EvalError(format!("{}: {e}", dir.display())))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == extension));
    paths.sort();
    Ok(paths)
}

/// A file's text.
pub(crate) fn read(path: &Path) -> Result<String, EvalError> {
    std::fs::read_to_string(path).map_err(|e| EvalError(format!("{}: {e}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b_cubed_of_a_mixed_and_a_split_story() {
        let told = ["x", "x", "y", "y"].map(|event| Told { report: Report::default(), event: event.into() });
        assert_eq!(b_cubed(&told, &[0, 0, 1, 1]), (1.0, 1.0));
        assert_eq!(b_cubed(&told, &[0, 0, 0, 0]), (0.5, 1.0));
        assert_eq!(b_cubed(&told, &[0, 1, 2, 3]), (1.0, 0.5));
    }
}
