//! Which of many spans lie around one: what a report says may be nested and as long as a page, so that neither its order nor
//! its length leads there. Looking through all of them for each word would take time with the square of a report's length.

use variorum_record::Span;

/// Spans with what they belong to, for lookup by what they hold, in time that grows with the logarithm of their number.
pub(crate) struct Holders<T> {
    /// In order of their start.
    sorted: Vec<(Span, T)>,
    /// A tree over `sorted`: at `leaves + i` the end of the `i`-th span, above two of them the greater.
    furthest: Vec<usize>,
    leaves: usize,
}

impl<T: Copy + Ord> Holders<T> {
    pub(crate) fn of(spans: impl Iterator<Item = (Span, T)>) -> Self {
        let mut sorted: Vec<(Span, T)> = spans.collect();
        sorted.sort_unstable();
        let leaves = sorted.len().next_power_of_two();
        let mut furthest = vec![0; 2 * leaves];
        for (i, (span, _)) in sorted.iter().enumerate() {
            furthest[leaves + i] = span.end;
        }
        for above in (1..leaves).rev() {
            furthest[above] = furthest[2 * above].max(furthest[2 * above + 1]);
        }
        Holders { sorted, furthest, leaves }
    }

    /// To whom the spans around `span` belong, each once, in order.
    pub(crate) fn around(&self, span: Span) -> Vec<T> {
        let mut found = self.spans_around(span.start, |holder| holder.contains(span), span.end);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// To whom the spans belong that share a byte with `span`, each once, in order.
    pub(crate) fn overlapping(&self, span: Span) -> Vec<T> {
        let Some(last) = span.end.checked_sub(1) else { return Vec::new() };
        let mut found = self.spans_around(last, |holder| holder.overlaps(span), span.start + 1);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What the spans belong to that start at `latest` at the latest, end at `end` at the earliest, and fit.
    fn spans_around(&self, latest: usize, fits: impl Fn(Span) -> bool, end: usize) -> Vec<T> {
        let before = self.sorted.partition_point(|(holder, _)| holder.start <= latest);
        let mut found = Vec::new();
        // Nodes of the tree to look into, with the first leaf below and how many there are.
        let mut open = vec![(1, 0, self.leaves)];
        while let Some((node, first, below)) = open.pop() {
            if first >= before || self.furthest.get(node).is_none_or(|&furthest| furthest < end) {
                continue;
            }
            match below {
                1 => found.extend(self.sorted.get(first).filter(|(holder, _)| fits(*holder)).map(|(_, of)| *of)),
                _ => {
                    open.push((2 * node, first, below / 2));
                    open.push((2 * node + 1, first + below / 2, below / 2));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_as_looking_through_all() {
        // Nested, overlapping, one as long as everything.
        let spans: Vec<Span> =
            (0..40).map(|i| Span::new(i * 7 % 60, i * 7 % 60 + 1 + i * i % 23)).chain([Span::new(0, 100)]).collect();
        let holders = Holders::of(spans.iter().copied().zip(0usize..));
        for start in 0..70 {
            for end in start..start + 9 {
                let span = Span::new(start, end);
                let all =
                    |keep: &dyn Fn(Span) -> bool| (0..spans.len()).filter(|&i| keep(spans[i])).collect::<Vec<_>>();
                assert_eq!(holders.around(span), all(&|holder| holder.contains(span)));
                if start < end {
                    assert_eq!(holders.overlapping(span), all(&|holder| holder.overlaps(span)));
                }
            }
        }
        assert!(Holders::<usize>::of(std::iter::empty()).around(Span::new(1, 2)).is_empty());
    }
}
