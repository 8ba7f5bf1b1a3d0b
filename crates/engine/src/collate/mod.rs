//! The facts of a story's reports aligned: rows with readings, verdicts, differences, origins; and who derives from whom.

use crate::group::Group;
use variorum_record::{AnnotatedReport, Story};

/// Makes the story of a group from its reports, in the group's order. `number` counts stories from 1.
pub fn collate(reports: &[AnnotatedReport], group: &Group, number: usize) -> Story {
    Story {
        id: format!("story-{number}"),
        title: reports.first().and_then(|report| report.report.title.clone()).unwrap_or_default(),
        reports: reports.iter().map(|report| report.report.id.clone()).collect(),
        why: group.why.clone(),
        why_not: group.why_not.clone(),
        ..Story::default()
    }
}
