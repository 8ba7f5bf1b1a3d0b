//! Who did what to whom, with what, where and when.

use crate::Analysis;
use variorum_record::{Event, Figure, Place, Statement, Time};

/// The facts of a report that events are made from.
pub struct Facts<'a> {
    /// Who said what.
    pub statements: &'a [Statement],
    /// When.
    pub times: &'a [Time],
    /// Where.
    pub places: &'a [Place],
}

/// The events of a report, in order of their first trigger. Sets `event` of the figures that belong to one.
pub fn find(_analysis: &Analysis, _facts: &Facts, _figures: &mut [Figure]) -> Vec<Event> {
    Vec::new()
}
