//! The floors: numbers that must not fall, each with the set it was measured on. `floors.tsv` is the list; a floor in
//! it is never lowered quietly.

use crate::EvalError;
use std::collections::BTreeMap;
use std::path::Path;

/// Set, folder below the shared one, score, floor; tab-separated, `#` begins a comment.
const FLOORS: &str = include_str!("floors.tsv");

/// How a score stands to its floor.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The set and the score's name.
    pub what: String,
    /// The floor.
    pub floor: f64,
    /// What was measured now, if the set still gives that score.
    pub value: Option<f64>,
    /// Whether the floor holds.
    pub holds: bool,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mark = if self.holds { "ok  " } else { "FELL" };
        let value = self.value.map_or("not measured".to_string(), |value| format!("{value:.4}"));
        write!(f, "{mark} {:64} {value:>12}  floor {:.4}", self.what, self.floor)
    }
}

/// Measures every set that has floors and compares. `shared` is the folder with `bench/` and `seeds/`.
pub fn check(shared: &Path) -> Result<Vec<Finding>, EvalError> {
    let mut wanted: BTreeMap<(&str, &str), Vec<(&str, f64)>> = BTreeMap::new();
    for (number, line) in FLOORS.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let bad = || EvalError(format!("floors.tsv:{}: not set, folder, score, floor", number + 1));
        let [set, folder, score, floor] = fields.as_slice() else { return Err(bad()) };
        wanted.entry((set, folder)).or_default().push((score, floor.parse().map_err(|_| bad())?));
    }
    let mut findings = Vec::new();
    for ((set, folder), floors) in wanted {
        let scores = crate::run(set, &shared.join(folder))?;
        for (name, floor) in floors {
            let value = scores.iter().find(|score| score.name == name).map(|score| score.value);
            let holds = value.is_some_and(|value| value >= floor - 1e-9);
            findings.push(Finding { what: format!("{set}: {name}"), floor, value, holds });
        }
    }
    Ok(findings)
}
