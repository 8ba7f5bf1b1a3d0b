//! Role phrases and pronouns, resolved to the cast where one antecedent is clear.

use super::Found;
use super::identity::Being;
use super::tagging::Tagged;
use super::words::Words;

/// Adds the mentions by role phrase and by pronoun.
pub(super) fn resolve(_words: &Words<'_>, _tagged: &[Tagged], _beings: &[Being], _roles: &[Vec<String>], _found: &mut Vec<Found>) {}
