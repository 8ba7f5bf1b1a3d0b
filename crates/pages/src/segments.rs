//! Text cut where the facts of the record begin and end, so that each piece knows which facts it belongs to.

use variorum_record::Span;

/// A piece of a report's text that belongs to the same facts throughout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The words.
    pub(crate) text: String,
    /// The facts (row ids, difference kinds…), separated by blanks; empty for plain text.
    pub(crate) marks: String,
}

/// Cuts `within` at every boundary of `marked`. Marks keep the order in which they are given.
pub(crate) fn cut(text: &str, within: Span, marked: &[(Span, &str)]) -> Vec<Segment> {
    let inside: Vec<_> = marked.iter().filter(|(span, _)| span.overlaps(within)).collect();
    let mut borders: Vec<usize> = inside.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
    borders.extend([within.start, within.end]);
    borders.retain(|&at| within.start <= at && at <= within.end);
    borders.sort_unstable();
    borders.dedup();
    let pieces = borders.windows(2).map(|pair| Span::new(pair[0], pair[1]));
    pieces
        .map(|piece| {
            let mut marks: Vec<&str> = Vec::new();
            for (span, mark) in &inside {
                if span.contains(piece) && !marks.contains(mark) {
                    marks.push(mark);
                }
            }
            Segment { text: piece.of(text).to_string(), marks: marks.join(" ") }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_facts_share_their_common_words() {
        let text = "abcdef";
        let marked = [(Span::new(1, 4), "r1"), (Span::new(3, 5), "r2"), (Span::new(1, 4), "r1")];
        let pieces = cut(text, Span::new(0, 6), &marked);
        let shown: Vec<_> = pieces.iter().map(|piece| (piece.text.as_str(), piece.marks.as_str())).collect();
        assert_eq!(shown, [("a", ""), ("bc", "r1"), ("d", "r1 r2"), ("e", "r2"), ("f", "")]);
    }
}
