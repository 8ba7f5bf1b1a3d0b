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

/// Groups reports into stories, in order of their first report. Every report is in exactly one group.
pub fn stories(reports: &[AnnotatedReport]) -> Vec<Group> {
    (0..reports.len()).map(|i| Group { reports: vec![i], ..Group::default() }).collect()
}
