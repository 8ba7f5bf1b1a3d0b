//! Which reports tell the same real event: candidates by blocking, verified pair by pair, with reasons.

use variorum_record::AnnotatedReport;
use variorum_record::Link;

/// A set of reports that tell the same event, as indexes into the input, with what holds it together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Indexes of its reports, ascending.
    pub reports: Vec<usize>,
    /// The verified links.
    pub why: Vec<Link>,
    /// The near misses of its reports.
    pub why_not: Vec<Link>,
}

/// A link at or above this score joins.
pub const THRESHOLD: f64 = 0.5;

/// What grouping needs to know of each report, and no more: reports are added one at a time and need not be kept.
#[derive(Clone, Debug, Default)]
pub struct Index {
    ids: Vec<String>,
}

impl Index {
    /// Adds a report; its index is the number of reports added before.
    pub fn add(&mut self, report: &AnnotatedReport) {
        self.ids.push(report.report.id.clone());
    }

    /// The id of a report by index.
    pub fn id(&self, report: usize) -> Option<&str> {
        self.ids.get(report).map(String::as_str)
    }

    /// Everything that speaks for and against two reports telling the same event, whether it joins them or not.
    pub fn link(&self, _a: &str, _b: &str) -> Option<Link> {
        None
    }

    /// Groups the reports into stories, in order of their first report. Every report is in exactly one group.
    pub fn stories(&self) -> Vec<Group> {
        (0..self.ids.len()).map(|i| Group { reports: vec![i], ..Group::default() }).collect()
    }
}

/// Groups reports that are all at hand.
pub fn stories(reports: &[AnnotatedReport]) -> Vec<Group> {
    let mut index = Index::default();
    reports.iter().for_each(|report| index.add(report));
    index.stories()
}
