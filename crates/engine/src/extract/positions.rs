//! Who supports, opposes, demands, rejects, doubts what.

use crate::Analysis;
use variorum_record::{Position, Statement};

/// The positions that a report states or its statements take.
pub fn find(_analysis: &Analysis, _statements: &[Statement]) -> Vec<Position> {
    Vec::new()
}
