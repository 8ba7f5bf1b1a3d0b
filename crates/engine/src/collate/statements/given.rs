//! To which outlets an utterance was given, as the reports say.

use super::items::Item;
use crate::collate::context::{Context, Names, compare_names};
use crate::collate::origins;
use std::collections::BTreeSet;

/// The outlets a report says something was given to.
pub(super) struct Given {
    /// With its statements: who spoke, and the outlet.
    spoken: Vec<(Option<String>, String)>,
    /// In interviews it names: the words of the sentence, and the outlet.
    interviews: Vec<(BTreeSet<String>, String)>,
}

impl Given {
    pub(super) fn of(context: &Context, report: usize) -> Self {
        let statements = context.reports[report].statements.iter();
        let spoken = statements.filter_map(|statement| {
            let medium = statement.medium.as_ref()?.name.clone();
            Some((statement.speaker.as_ref().and_then(|who| context.name(report, who)), medium))
        });
        let mut spoken: Vec<(Option<String>, String)> = spoken.collect();
        spoken.sort();
        spoken.dedup();
        let interviews = origins::interviews(&context.reports[report]).into_iter();
        let interviews = interviews.map(|(span, name)| {
            let sentence = context.words(report, &[context.sentence(report, span)]);
            (sentence.into_iter().map(|word| word.norm).collect(), name)
        });
        Given { spoken, interviews: interviews.collect() }
    }
}

/// To which outlets the utterance was given, as the report says: with the statement itself, or, where it says nothing
/// there, with another statement of the same speaker, or of an interview, if that is the only outlet it so names.
pub(super) fn media(given: &Given, report: usize, items: &[&Item]) -> Vec<(usize, String)> {
    let mut own: Vec<(usize, String)> = items
        .iter()
        .flat_map(|item| item.statements())
        .filter_map(|statement| Some((report, statement.medium.as_ref()?.name.clone())))
        .collect();
    own.sort();
    own.dedup();
    // "In the same interview" says that there was one, not whose.
    let unnamed = |name: &str| name.to_lowercase().ends_with("interview");
    if own.iter().any(|(_, name)| !unnamed(name)) {
        own.retain(|(_, name)| !unnamed(name));
        return own;
    }
    let speaker = items.iter().find_map(|item| item.speaker.as_deref());
    let others = given.spoken.iter().filter(|(who, _)| compare_names(speaker, who.as_deref()) == Names::Same);
    let mut named: Vec<&String> = others.map(|(_, medium)| medium).collect();
    // An interview counts for the person whom its sentence names.
    let last = speaker.and_then(|name| name.split_whitespace().last()).map(str::to_lowercase);
    let present = |sentence: &BTreeSet<String>| last.as_ref().is_some_and(|last| sentence.contains(last));
    named.extend(given.interviews.iter().filter(|(sentence, _)| present(sentence)).map(|(_, name)| name));
    named.retain(|name| origins::is_proper(name));
    named.retain(|name| !unnamed(name));
    let Some(&one) = named.first() else { return own };
    let alone = named.iter().all(|name| compare_names(Some(name), Some(one)) == Names::Same);
    if alone { vec![(report, one.clone())] } else { own }
}
