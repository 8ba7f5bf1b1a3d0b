//! The list of moves of a transition system, as a component's `moves` file has it.

use crate::error::ModelError;
use crate::msgpack::Value;

/// One move: spaCy's number for its kind, and its label, empty for kinds without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) kind: u8,
    pub(crate) label: String,
}

/// Reads the moves in the order of the network's outputs: by kind, then by falling frequency, then by falling label;
/// labels that were added after training (negative frequency) come last.
pub(crate) fn read_moves(bytes: &[u8], file: &str) -> Result<Vec<Move>, ModelError> {
    let wrong = |what: &str| ModelError::new(format!("{file}: {what}"));
    let value = Value::read(bytes, file)?;
    let json = value.get("moves").and_then(Value::as_str).ok_or_else(|| wrong("no `moves`"))?;
    let counts: std::collections::BTreeMap<String, std::collections::BTreeMap<String, i64>> =
        serde_json::from_str(json).map_err(|error| wrong(&error.to_string()))?;
    let mut kinds: Vec<(u8, Vec<(i64, String)>)> = Vec::new();
    for (kind, labels) in counts {
        let kind = kind.parse().map_err(|_| wrong("a kind of move that is not a number"))?;
        let mut labels: Vec<_> = labels.into_iter().map(|(label, frequency)| (frequency, label)).collect();
        labels.sort_unstable();
        labels.reverse();
        kinds.push((kind, labels));
    }
    kinds.sort_unstable();
    let mut moves: Vec<Move> = Vec::new();
    let mut added: Vec<(i64, &str)> = Vec::new();
    for (kind, labels) in &kinds {
        for (frequency, label) in labels {
            if *frequency < 0 {
                added.push((*frequency, label));
            } else {
                moves.push(Move { kind: *kind, label: label.clone() });
            }
        }
    }
    added.sort_unstable();
    added.reverse();
    for (_, label) in added {
        for (kind, labels) in &kinds {
            let new = Move { kind: *kind, label: label.to_owned() };
            if labels.iter().any(|(frequency, other)| *frequency < 0 && other == label) && !moves.contains(&new) {
                moves.push(new);
            }
        }
    }
    Ok(moves)
}
