//! Governments, ministries, forces and other bodies that reports name by whose they are: "the Orrin administration", "Velland's foreign
//! ministry", "the army of Velland"; and afterwards "the ministry".
//!
//! They are no proper names, so they do not join the names of the report; but what they say and do is theirs, and not that of the
//! person or country in their name.

use super::Found;
use super::identity::{Being, Identities};
use super::lexicon::{demonym, fold_words, rows};
use super::tagging::Tagged;
use super::words::{Words, is_word};
use crate::words::BODY_MODIFIERS;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use variorum_record::{EntityKind, MentionForm};

static BODIES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../../../../data/lexicon/bodies.tsv")).flat_map(str::split_whitespace).collect()
});

/// Whether a noun, in lower case, names such a body.
pub(crate) fn is_noun(word: &str) -> bool {
    BODIES.contains(word)
}

/// How many sentences "the ministry" may stand behind the ministry that it means.
const REACH: usize = 12;

/// Adds the mentions of bodies.
pub(super) fn find(words: &Words<'_>, tagged: &[Tagged], identities: &mut Identities, found: &mut Vec<Found>) {
    let mut known: HashMap<String, usize> = HashMap::new();
    // For each noun the bodies that it has named, with the sentence of their last mention.
    let mut by_noun: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    let mut names = tagged.iter().peekable();
    for i in 0..words.len() {
        while let Some(name) = names.next_if(|name| name.tokens.end <= i) {
            // "Ministry of Defence" is a ministry too.
            if let (EntityKind::Organisation, Some(being)) = (name.kind, name.being) {
                let nouns = [name.tokens.start, name.tokens.end - 1].map(|at| words.folded[at].as_str());
                for noun in nouns.into_iter().filter(|noun| BODIES.contains(noun)) {
                    remember(&mut by_noun, noun, being, words.sentence(name.tokens.start));
                }
            }
        }
        let inside = names.peek().is_some_and(|name| name.tokens.start <= i && name.kind == EntityKind::Organisation);
        let noun = words.folded[i].as_str();
        if inside || !BODIES.contains(noun) || !matches!(words.doc.tag(i), "NN" | "NNS" | "NNP" | "NNPS") {
            continue;
        }
        if matches!(words.doc.dep(i), "compound" | "nmod" | "amod") && words.doc.head(i) > i {
            continue;
        }
        let sentence = words.sentence(i);
        if let Some((start, end, owner)) = owned(words, tagged, i) {
            let modifiers = modifiers(words, start, i);
            let key = format!("{owner} {modifiers}{noun}");
            let being = *known.entry(key).or_insert_with(|| {
                let name = words.key(start..i + 1).split(' ').map(str::to_string).collect();
                identities.beings.push(Being { kind: EntityKind::Organisation, names: vec![name], gender: None });
                identities.beings.len() - 1
            });
            remember(&mut by_noun, noun, being, sentence);
            found.push(Found { span: words.span(start..end), head: i, form: MentionForm::Role, being });
        } else if let Some(being) = the_one(words, i, by_noun.get(noun), sentence) {
            remember(&mut by_noun, noun, being, sentence);
            found.push(Found { span: words.span(i - 1..i + 1), head: i, form: MentionForm::Role, being });
        }
    }
}

fn remember(by_noun: &mut HashMap<String, Vec<(usize, usize)>>, noun: &str, being: usize, sentence: usize) {
    let bodies = by_noun.entry(noun.to_string()).or_default();
    match bodies.iter().position(|(known, _)| *known == being) {
        Some(at) => bodies[at].1 = sentence,
        None if bodies.len() < 8 => bodies.push((being, sentence)),
        None => {}
    }
}

/// The body that a bare "the ministry" means: the only one of this noun so far.
fn the_one(words: &Words<'_>, i: usize, bodies: Option<&Vec<(usize, usize)>>, sentence: usize) -> Option<usize> {
    let bare = words.before(i).is_some_and(|before| words.folded[before] == "the")
        && words.child(i, &["prep", "relcl", "acl"]).is_none_or(|kid| kid < i);
    match bodies?.as_slice() {
        [(being, last)] if bare && sentence - last <= REACH => Some(*being),
        _ => None,
    }
}

/// The tokens of the phrase whose noun is `i`, and a key for whose body it is; `None` when it does not say.
fn owned(words: &Words<'_>, tagged: &[Tagged], i: usize) -> Option<(usize, usize, String)> {
    // "the army of Velland".
    if words.after(i).is_some_and(|of| words.folded[of] == "of") {
        let mut at = i + 2;
        while at < words.len() && at < i + 6 && words.sentence(at) == words.sentence(i) {
            if let Some(name) = name_from(tagged, at) {
                // "the administration of U.S. President NAME" is not the U.S.'s.
                let titled = words.after(name.tokens.end - 1).is_some_and(|next| words.title_at(next).is_some());
                if name.kind != EntityKind::Person && titled {
                    at = name.tokens.end;
                    continue;
                }
                let start = start_of(words, i);
                return Some((start, name.tokens.end, owner(words, name)?));
            }
            if words.folded[at] != "the" && words.title_at(at).is_none() && demonym(words.word(at)).is_none() {
                break;
            }
            at += 1;
        }
    }
    let start = start_of(words, i);
    let mut at = start;
    while let Some(before) = words.before(at) {
        if matches!(words.word(before), "'s" | "’s" | "'" | "’") {
            at = before;
            continue;
        }
        // The owner ends right before the modifiers.
        let name = tagged.get(tagged.partition_point(|name| name.tokens.end <= before))?;
        let touches = name.tokens.end == before + 1 && name.tokens.start <= before;
        return if touches { Some((name.tokens.start, i + 1, owner(words, name)?)) } else { None };
    }
    None
}

/// Where the modifiers of a body's noun begin: "military" of "military intelligence".
fn start_of(words: &Words<'_>, i: usize) -> usize {
    let mut start = i;
    while let Some(before) = words.before(start).filter(|_| i - start < 3) {
        let part = matches!(words.doc.tag(before), "NN" | "JJ" | "NNP")
            && BODY_MODIFIERS.contains(&words.folded[before].as_str());
        if !part {
            break;
        }
        start = before;
    }
    start
}

fn modifiers(words: &Words<'_>, start: usize, i: usize) -> String {
    let mut modifiers = String::new();
    for at in (start..i).filter(|&at| is_word(&words.folded[at]) && BODY_MODIFIERS.contains(&words.folded[at].as_str()))
    {
        modifiers.push_str(&words.folded[at]);
        modifiers.push(' ');
    }
    modifiers
}

fn name_from(tagged: &[Tagged], token: usize) -> Option<&Tagged> {
    tagged.get(tagged.partition_point(|name| name.tokens.start < token)).filter(|name| name.tokens.start == token)
}

/// A key for the owner: the country of a place or people, else the being.
fn owner(words: &Words<'_>, name: &Tagged) -> Option<String> {
    match name.kind {
        EntityKind::Person | EntityKind::Organisation => Some(format!("#{}", name.being?)),
        EntityKind::Place | EntityKind::Group => {
            let text = words.span(name.tokens.clone()).of(words.text);
            let country = demonym(text).flatten().or_else(|| super::lexicon::country(text));
            Some(country.map_or_else(|| fold_words(text).join(" "), |country| country.iso.to_string()))
        }
        _ => None,
    }
}
