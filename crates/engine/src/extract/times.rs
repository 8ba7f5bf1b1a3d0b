//! Dates, times, durations and sets with TIMEX3 values.

use crate::Analysis;
use variorum_record::Time;

/// The time expressions of a report, in order. Relative ones are anchored to the publication date where it is known.
pub fn find(_analysis: &Analysis) -> Vec<Time> {
    Vec::new()
}
