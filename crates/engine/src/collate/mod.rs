//! The facts of a story's reports aligned: rows with readings, verdicts, differences, origins; and who derives from whom.

use crate::group::Group;
use variorum_record::{AnnotatedReport, Story};

/// Makes the story of a group. `number` counts stories from 1.
pub fn collate(reports: &[AnnotatedReport], group: &Group, number: usize) -> Story {
    let first = group.reports.first().map(|&i| &reports[i]);
    Story {
        id: format!("story-{number}"),
        title: first.and_then(|report| report.report.title.clone()).unwrap_or_default(),
        reports: group.reports.iter().map(|&i| reports[i].report.id.clone()).collect(),
        why: group.why.clone(),
        why_not: group.why_not.clone(),
        ..Story::default()
    }
}
