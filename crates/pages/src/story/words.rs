//! The record's vocabulary as a reader meets it: kinds of rows, verdicts, kinds of difference.

use variorum_record::{DifferenceKind, RowKind, Verdict};

pub(super) fn kind_word(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Statement => "statement",
        RowKind::Event => "event",
        RowKind::Figure => "figure",
        RowKind::Time => "time",
        RowKind::Place => "place",
        RowKind::Position => "position",
    }
}

pub(crate) fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Contradicted => "contradicted",
        Verdict::Updated => "updated",
        Verdict::DifferentScope => "different-scope",
        Verdict::Reworded => "reworded",
        Verdict::Compatible => "compatible",
        Verdict::Agreed => "agreed",
        Verdict::OnlyOne => "only-one",
    }
}

pub(crate) fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Contradicted => "contradicted",
        Verdict::Updated => "updated",
        Verdict::DifferentScope => "different scope",
        Verdict::Reworded => "same in other words",
        Verdict::Compatible => "compatible",
        Verdict::Agreed => "agreed",
        Verdict::OnlyOne => "one report only",
    }
}

pub(super) fn difference_class(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Truncated => "d-truncated",
        DifferenceKind::Ellipsis => "d-ellipsis",
        DifferenceKind::Reordered => "d-reordered",
        DifferenceKind::Reworded => "d-reworded",
        DifferenceKind::Translated => "d-translated",
        DifferenceKind::Tense => "d-tense",
        DifferenceKind::DirectToIndirect => "d-direct-to-indirect",
        DifferenceKind::Speaker => "d-speaker",
        DifferenceKind::Number => "d-number",
        DifferenceKind::Qualifier => "d-qualifier",
        DifferenceKind::Condition => "d-condition",
        DifferenceKind::Negation => "d-negation",
        DifferenceKind::Strength => "d-qualifier",
        DifferenceKind::Time => "d-number",
        DifferenceKind::Actor => "d-speaker",
        DifferenceKind::Means => "d-number",
    }
}

pub(super) fn difference_words(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Truncated => "Cut short",
        DifferenceKind::Ellipsis => "Words left out inside",
        DifferenceKind::Reordered => "Other order",
        DifferenceKind::Reworded => "Other words",
        DifferenceKind::Translated => "Other words throughout, as after a translation there and back",
        DifferenceKind::Tense => "Other tense",
        DifferenceKind::DirectToIndirect => "Quoted in one, retold in the other",
        DifferenceKind::Speaker => "Given to different speakers",
        DifferenceKind::Number => "Other number",
        DifferenceKind::Qualifier => "Other qualifier",
        DifferenceKind::Condition => "Condition in one only",
        DifferenceKind::Negation => "Denied in one",
        DifferenceKind::Strength => "“The first” in one, “one of the” in the other",
        DifferenceKind::Time => "Other day or time",
        DifferenceKind::Actor => "Who did it is said otherwise",
        DifferenceKind::Means => "Done by other means",
    }
}

/// The same from its class.
pub(super) fn class_words(class: &str) -> Option<&'static str> {
    serde_json::from_value(class.strip_prefix("d-")?.into()).ok().map(difference_words)
}

/// How real an event is to its report; nothing where it is told as having happened.
pub(super) fn status_words(status: &str, negated: bool) -> String {
    let words = match status {
        "claimed" => "claimed",
        "denied" => "denied",
        "planned" => "planned",
        "hypothetical" => "supposed, not told as having happened",
        "background" => "told as background",
        _ => "",
    };
    match (words, negated) {
        ("", true) => "said not to have happened".into(),
        (words, true) => format!("{words}, said not to have happened"),
        (words, false) => words.into(),
    }
}
