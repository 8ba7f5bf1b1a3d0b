//! What is usual in a record: how rare its words are, and which passages are formulas.
//!
//! Both are measured on the first reports of a record ([`measured`]), so that a few reports more do not change every
//! score.

use super::blocking::Shared;
use super::features::Features;
use super::{Index, MEASURED_WHOLE, measured};
use std::collections::HashMap;

/// A passage that more reports have, in more weeks, than news of one event appears in, is a formula of the trade ("No group has
/// claimed responsibility") and says nothing of the event. Set on generated reports.
pub(super) const FORMULA: u32 = 40;
const WEEKS: usize = 6;

/// What is usual in a record.
#[derive(Clone, Debug, Default)]
pub(super) struct Usage {
    /// The rarity of every term, by id.
    pub rarity: Vec<f32>,
    /// The hashes of passages that are formulas, ascending.
    pub formulas: Vec<u64>,
}

impl Usage {
    /// A report with rarity in its weights, scaled to length 1.
    pub(super) fn weigh(&self, features: &Features) -> Vec<(u32, f32)> {
        let mut vector: Vec<(u32, f32)> =
            features.terms.iter().map(|term| (term.id, term.weight * self.rarity[term.id as usize])).collect();
        let length = vector.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|(_, w)| *w /= length);
        }
        vector
    }

    pub(super) fn is_formula(&self, passage: u64) -> bool {
        self.formulas.binary_search(&passage).is_ok()
    }
}

impl Index {
    /// What is usual among the reports that were added; `formulas` when those of so many reports are known.
    pub(super) fn usage(&self, formulas: Option<&[u64]>) -> Usage {
        let formulas = match formulas {
            Some(known) => known.to_vec(),
            // In a smaller record, what many reports have in common is mostly the one matter that it is about.
            None if self.len() <= MEASURED_WHOLE => Vec::new(),
            None => self.formulas(),
        };
        Usage { rarity: self.rarity(), formulas }
    }

    /// The rarity of every term, smoothed by general English so that five reports have statistics too.
    fn rarity(&self) -> Vec<f32> {
        /// The weight of general English, in reports. Tuned on Giveme5W1H dev and ECB+ topics 1-35; flat from 2,000 to 4,000.
        const BACKGROUND: f32 = 3_000.0;
        let (measured, whole) = (measured(self.len()), self.len() <= MEASURED_WHOLE);
        let all = measured as f32 + BACKGROUND + 1.0;
        let count_of = |term: usize, count: u32| {
            if whole { count } else { self.vocabulary.measured.get(term).copied().unwrap_or(0) }
        };
        let terms = self.vocabulary.counts.iter().enumerate();
        let rarity = |(term, (count, share)): (usize, &(u32, f32))| {
            (all / (count_of(term, *count) as f32 + BACKGROUND * share + 0.5)).ln().max(0.0)
        };
        terms.map(rarity).collect()
    }

    /// The passages that are formulas, ascending.
    fn formulas(&self) -> Vec<u64> {
        let reports = &self.reports[..measured(self.len())];
        let shared = Shared::new(reports.iter().map(|report| report.runs.as_slice()));
        // The reports of a passage, the weeks it was seen in, and the last of them.
        let mut seen: HashMap<u64, (u32, Vec<i32>)> = HashMap::new();
        for report in reports {
            for &run in report.runs.iter().filter(|run| u32::from(shared.most(**run)) > FORMULA) {
                let (count, weeks) = seen.entry(run).or_default();
                *count += 1;
                if let Some(week) = report.day.map(|day| day.div_euclid(7))
                    && weeks.len() <= WEEKS
                    && !weeks.contains(&week)
                {
                    weeks.push(week);
                }
            }
        }
        let formula =
            |(run, (count, weeks)): (u64, (u32, Vec<i32>))| (count > FORMULA && weeks.len() > WEEKS).then_some(run);
        let mut formulas: Vec<u64> = seen.into_iter().filter_map(formula).collect();
        formulas.sort_unstable();
        formulas
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use variorum_record::{AnnotatedReport, Part, PartKind, ReportMeta, Span};

    /// Reports that end alike, one every so many days.
    fn index(reports: i32, days: i32) -> Index {
        let mut index = Index::default();
        for i in 0..reports {
            let (month, day) = (1 + i * days / 28, 1 + i * days % 28);
            let text = format!("Report {i} of mill{i}. Residents lined up to give blood.");
            index.add(&AnnotatedReport {
                report: ReportMeta {
                    id: format!("r{i}"),
                    published: Some(format!("2025-{month:02}-{day:02}")),
                    ..ReportMeta::default()
                },
                parts: vec![Part { span: Span::new(0, text.len()), kind: PartKind::Body, why: None }],
                text,
                ..AnnotatedReport::default()
            });
        }
        index
    }

    #[test]
    fn a_formula_is_of_many_reports_and_many_weeks() {
        assert!(!index(60, 3).formulas().is_empty(), "of half a year");
        assert!(index(60, 0).formulas().is_empty(), "of one day: a wire report and its copies");
        assert!(index(30, 7).formulas().is_empty(), "of few reports");
    }
}
