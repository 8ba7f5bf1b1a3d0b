//! Best pairs first: the one way in which facts of several reports become rows.
//!
//! Each pair was verified before it comes here. Pairs are joined from the surest down, and two clusters become one only
//! when at least half of the pairs between them match: one good match never pulls strangers together.

use std::collections::{BTreeMap, BTreeSet};

/// How many facts of one report a row may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PerReport {
    /// One: a second figure of a report counts something else.
    One,
    /// Any number: a report may say a thing twice. Two facts of one report that were never compared say nothing.
    Many,
}

/// Groups facts; `reports` gives the report of each, `pairs` how surely two of them are one.
pub(super) fn cluster(reports: &[usize], per: PerReport, mut pairs: Vec<(f64, usize, usize)>) -> Vec<Vec<usize>> {
    /// Members of a cluster that speak for it; more would make large stories quadratic.
    const SPEAKERS: usize = 48;
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let matched: BTreeSet<(usize, usize)> = pairs.iter().map(|(_, a, b)| (*a.min(b), *a.max(b))).collect();
    let matches = |a: usize, b: usize| matched.contains(&(a.min(b), a.max(b)));
    let mut of: Vec<usize> = (0..reports.len()).collect();
    let mut members: Vec<Vec<usize>> = (0..reports.len()).map(|i| vec![i]).collect();
    let mut present: Vec<BTreeSet<usize>> = reports.iter().map(|report| BTreeSet::from([*report])).collect();
    for (_, a, b) in pairs {
        let (x, y) = (of[a], of[b]);
        if x == y || (per == PerReport::One && !present[x].is_disjoint(&present[y])) {
            continue;
        }
        let (mut hits, mut all) = (0, 0);
        for &i in members[x].iter().take(SPEAKERS) {
            for &j in members[y].iter().take(SPEAKERS) {
                let hit = matches(i, j);
                all += usize::from(hit || reports[i] != reports[j]);
                hits += usize::from(hit);
            }
        }
        if hits * 2 >= all {
            let moved = std::mem::take(&mut members[y]);
            moved.iter().for_each(|&i| of[i] = x);
            members[x].extend(moved);
            let more = std::mem::take(&mut present[y]);
            present[x].extend(more);
        }
    }
    members.retain(|cluster| !cluster.is_empty());
    members.iter_mut().for_each(|cluster| cluster.sort_unstable());
    members
}

/// Pairs of facts that share a key, each pair once. A key of very many facts pairs each with those next after it, so that
/// the number of pairs stays proportional to the number of facts.
pub(super) fn sharing<K: Ord>(keys: impl IntoIterator<Item = (K, usize)>) -> Vec<(usize, usize)> {
    const NEXT: usize = 300;
    let mut by_key: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (key, item) in keys {
        let posting = by_key.entry(key).or_default();
        if posting.last() != Some(&item) {
            posting.push(item);
        }
    }
    let mut pairs = BTreeSet::new();
    for posting in by_key.values() {
        for (n, &a) in posting.iter().enumerate() {
            pairs.extend(posting[n + 1..].iter().take(NEXT).filter(|b| **b != a).map(|&b| (a.min(b), a.max(b))));
        }
    }
    pairs.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_first_and_half_of_the_pairs() {
        let reports = [0, 1, 2, 3];
        let chain = vec![(0.9, 0, 1), (0.8, 1, 2), (0.7, 2, 3)];
        assert_eq!(cluster(&reports, PerReport::Many, chain), [vec![0, 1, 2], vec![3]]);
        let reports = [0, 1, 1];
        let pairs = || vec![(0.9, 0, 1), (0.8, 0, 2)];
        assert_eq!(cluster(&reports, PerReport::One, pairs()), [vec![0, 1], vec![2]]);
        assert_eq!(cluster(&reports, PerReport::Many, pairs()), [vec![0, 1, 2]]);
    }

    #[test]
    fn pairs_by_key() {
        assert_eq!(sharing([("a", 0), ("b", 1), ("a", 2), ("b", 2), ("a", 2)]), [(0, 2), (1, 2)]);
    }
}
