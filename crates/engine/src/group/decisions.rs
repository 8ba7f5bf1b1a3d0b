//! What a person decided, as the clustering needs it: it overrules every feature and every threshold.

use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{Decision, DecisionKind};

/// Decisions with reports as positions in the clustering's order.
#[derive(Default)]
pub(super) struct Decided {
    /// Reports that are one story.
    pub together: Vec<Vec<usize>>,
    /// Reports that are a story by themselves, whole.
    pub whole: BTreeSet<usize>,
    /// Reports that a report may not meet.
    pub apart: BTreeMap<usize, BTreeSet<usize>>,
}

impl Decided {
    /// Reads decisions; reports that are not there are passed over. The last decision on a pair holds.
    pub(super) fn new(decisions: &[Decision], position: impl Fn(&str) -> Option<usize>) -> Self {
        let positions = |ids: &[String]| ids.iter().filter_map(|id| position(id)).collect::<Vec<_>>();
        let mut decided = Decided::default();
        for decision in decisions {
            let reports = positions(&decision.reports);
            match decision.decision {
                DecisionKind::Split => {
                    let others = positions(&decision.from);
                    decided.part(&reports, &others);
                }
                DecisionKind::Merge | DecisionKind::Pin => {
                    for (n, a) in reports.iter().enumerate() {
                        for b in reports.iter().skip(n + 1) {
                            decided.apart.entry(*a).or_default().remove(b);
                            decided.apart.entry(*b).or_default().remove(a);
                        }
                    }
                    if decision.decision == DecisionKind::Pin {
                        decided.whole.extend(&reports);
                    }
                    decided.together.push(reports);
                }
            }
        }
        decided
    }

    /// Keeps two sets of reports apart; an earlier merge of theirs gives way.
    fn part(&mut self, reports: &[usize], others: &[usize]) {
        for &a in reports {
            for &b in others.iter().filter(|b| **b != a) {
                self.apart.entry(a).or_default().insert(b);
                self.apart.entry(b).or_default().insert(a);
                for set in &mut self.together {
                    if set.contains(&a) && set.contains(&b) {
                        set.retain(|i| *i != a);
                    }
                }
            }
        }
    }

    /// Whether a person said anything of this report.
    pub(super) fn is_decided(&self, report: usize) -> bool {
        self.whole.contains(&report)
            || self.together.iter().any(|set| set.contains(&report))
            || self.apart.get(&report).is_some_and(|others| !others.is_empty())
    }

    /// Whether there are groups that may not become one.
    pub(super) fn forbids_some(&self) -> bool {
        !self.whole.is_empty() || !self.apart.is_empty()
    }

    /// Whether two groups may not become one.
    pub(super) fn forbids(&self, a: &[usize], b: &[usize]) -> bool {
        if !self.forbids_some() {
            return false;
        }
        let whole = |members: &[usize]| members.iter().any(|i| self.whole.contains(i));
        let met = |i: &usize| self.apart.get(i).is_some_and(|others| b.iter().any(|j| others.contains(j)));
        whole(a) || whole(b) || a.iter().any(met)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_decision_on_a_pair_holds() {
        let decision = |decision, reports: &[&str], from: &[&str]| Decision {
            decision,
            reports: reports.iter().map(ToString::to_string).collect(),
            from: from.iter().map(ToString::to_string).collect(),
            by: "Mara Olin".into(),
            at: None,
            because: None,
        };
        let position = |id: &str| ["a", "b", "c"].iter().position(|known| *known == id);
        let split = decision(DecisionKind::Split, &["a"], &["b", "nobody"]);
        let merge = decision(DecisionKind::Merge, &["a", "b"], &[]);
        let pin = decision(DecisionKind::Pin, &["c"], &[]);
        let parted = Decided::new(&[merge.clone(), split.clone()], position);
        assert!(parted.forbids(&[0], &[1]) && parted.together == [[1]]);
        let joined = Decided::new(&[split, merge, pin], position);
        assert!(!joined.forbids(&[0], &[1]) && joined.forbids(&[0, 1], &[2]));
        assert!(joined.is_decided(0) && joined.is_decided(2) && !Decided::default().is_decided(0));
    }
}
