//! Who derives from whom: in sentences, and as a drawing that fits a phone.

use super::names::Names;
use variorum_record::{AnnotatedReport, Derivation, DerivationKind, Story};

/// A derivation in words.
pub(super) struct DescentView {
    pub(super) sentence: String,
    pub(super) passages: Vec<String>,
}

/// Reports under each other, with an arc on the left from each to those that derive from it.
pub(super) struct Graph {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Where the reports stand, from the left.
    pub(super) line: usize,
    /// Height and name.
    pub(super) nodes: Vec<(usize, String)>,
    /// Path, and the class that tells its kind.
    pub(super) arcs: Vec<(String, &'static str)>,
}

pub(super) fn sentences(story: &Story, reports: &[&AnnotatedReport], names: &Names) -> Vec<DescentView> {
    story.derivations.iter().map(|derivation| in_words(derivation, reports, names)).collect()
}

fn in_words(derivation: &Derivation, reports: &[&AnnotatedReport], names: &Names) -> DescentView {
    let (from, to) = (names.of(&derivation.from), names.of(&derivation.to));
    let sentence = match derivation.kind {
        DerivationKind::Copied => format!("{to} carries passages of {from}."),
        DerivationKind::CommonSource => {
            format!("{from} and {to} carry the same passages; which came first cannot be told.")
        }
        DerivationKind::Cites => format!("{to} names {from} as its source."),
    };
    let text =
        reports.iter().find(|report| report.report.id == derivation.to).map_or("", |report| report.text.as_str());
    let passages = derivation.passages.iter().filter_map(|passage| text.get(passage.to.start..passage.to.end));
    DescentView { sentence, passages: passages.map(|words| format!("“{}”", words.trim())).collect() }
}

/// The drawing, of the reports that derive from another or that others derive from. Sizes are those of a phone's screen.
pub(super) fn graph(story: &Story, reports: &[&AnnotatedReport], names: &Names) -> Option<Graph> {
    const STEP: usize = 28;
    const TOP: usize = 18;
    /// Room for the arcs on the left.
    const LINE: usize = 84;
    const LETTERS: usize = 28;
    let tied = |id: &str| story.derivations.iter().any(|derivation| derivation.from == id || derivation.to == id);
    let shown: Vec<&str> = reports.iter().map(|report| report.report.id.as_str()).filter(|id| tied(id)).collect();
    if shown.is_empty() {
        return None;
    }
    let y = |id: &str| shown.iter().position(|known| *known == id).map(|i| TOP + i * STEP);
    let arc = |derivation: &Derivation| {
        let (a, b) = (y(&derivation.from)?, y(&derivation.to)?);
        let out = LINE.saturating_sub(24 + a.abs_diff(b) / 2);
        let kind = match derivation.kind {
            DerivationKind::Copied => "copied",
            DerivationKind::Cites => "cites",
            DerivationKind::CommonSource => "common",
        };
        Some((format!("M{LINE},{a} Q{out},{} {},{b}", (a + b) / 2, LINE - 7), kind))
    };
    let label = |id: &&str| {
        let name = names.of(id);
        if name.chars().count() > LETTERS { name.chars().take(LETTERS - 1).chain(['…']).collect() } else { name }
    };
    Some(Graph {
        width: LINE + 14 + LETTERS * 8,
        height: 2 * TOP + (shown.len() - 1) * STEP,
        line: LINE,
        nodes: shown.iter().enumerate().map(|(i, id)| (TOP + i * STEP, label(id))).collect(),
        arcs: story.derivations.iter().filter_map(arc).collect(),
    })
}
