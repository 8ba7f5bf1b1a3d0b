//! Which of some things hang together: a disjoint-set forest (Galler and Fischer 1964), as a list of whom each hangs from.

/// Each thing by itself.
pub(crate) fn apart(count: usize) -> Vec<usize> {
    (0..count).collect()
}

/// The one that stands for all that hang together with `i`.
pub(crate) fn find(root: &mut [usize], mut i: usize) -> usize {
    while root[i] != i {
        root[i] = root[root[i]];
        i = root[i];
    }
    i
}
