//! Who said what, to whom, through which outlet.

use crate::Analysis;
use variorum_record::Statement;

/// The statements of a report, in order of their first content.
pub fn find(_analysis: &Analysis) -> Vec<Statement> {
    Vec::new()
}
