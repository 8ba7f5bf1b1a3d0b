//! "The dad-of-three added: …": who is meant by a description that the cast left open.
//!
//! A description ("the tactician", "the care worker") says of somebody on stage what the report has perhaps not said before. It is his
//! where one person is clear: the only one whom the paragraph names before it, as a subject, or the one who spoke last in the
//! paragraph before. An office ("the spokesman", "the minister") and a word of kin ("the mother") are as likely somebody
//! else: they are his only if the report has called him so. "The official" after "a NATO official" is the same without a name.

use super::quotation_around;
use super::speaks;
use super::stage::{is_subject, may_be, people_named, speaker_before, topic_before};
use super::tree::Tree;
use crate::Analysis;
use crate::cast::titles::{self, TitleKind};
use crate::syntax::top_of;
use std::collections::HashMap;
use variorum_record::{EntityId, EntityKind, Span, Statement};

/// How many statements back somebody without a name is looked for.
const BACK: usize = 12;

/// Names the speakers that are described.
pub(crate) fn resolve(analysis: &Analysis, tree: &Tree, statements: &mut [Statement]) {
    let mut roles: Option<Roles> = None;
    for i in 0..statements.len() {
        let Some(description) = description(analysis, tree, &statements[i]) else { continue };
        // What goes on after this cue has the same speaker.
        let before = i.checked_sub(1).and_then(|before| statements[before].speaker.clone());
        let before = before.filter(|before| before.span == Some(description.span));
        if let Some(same) = before {
            statements[i].speaker = Some(same);
            continue;
        }
        if let Some(name) = unnamed(analysis, tree, &statements[..i], &description) {
            if let Some(speaker) = statements[i].speaker.as_mut() {
                speaker.name = Some(name);
            }
            continue;
        }
        let roles = roles.get_or_insert_with(|| Roles::of(analysis));
        let who = roles
            .called(&statements[..i], &description)
            .or_else(|| on_stage(analysis, roles, &statements[..i], &statements[i], &description));
        if let (Some(who), Some(speaker)) = (who, statements[i].speaker.as_mut()) {
            speaker.entity = Some(who);
            speaker.name = analysis.cast.get(who).map(|entity| entity.name.clone());
            speaker.candidates.clear();
        }
    }
}

/// Who is called what in the report.
#[derive(Default)]
struct Roles {
    /// The first two people by the noun of their role: "head" of "head of the region".
    nouns: HashMap<String, Vec<EntityId>>,
    /// By its initials: "SP" of "superintendent of police".
    initials: HashMap<String, Vec<EntityId>>,
    /// The first two of whatever kind by any word of it.
    words: HashMap<String, Vec<EntityId>>,
}

impl Roles {
    fn of(analysis: &Analysis) -> Roles {
        let mut roles = Roles::default();
        let add = |table: &mut HashMap<String, Vec<EntityId>>, key: String, id: EntityId| {
            let known = table.entry(key).or_default();
            if known.len() < 2 && !known.contains(&id) {
                known.push(id);
            }
        };
        for entity in &analysis.cast.entities {
            for role in entity.roles.iter().map(|role| role.to_lowercase()) {
                role.split(' ').for_each(|word| add(&mut roles.words, word.to_string(), entity.id));
                if entity.kind != EntityKind::Person {
                    continue;
                }
                let end = role.find(" of ").or(role.find(" for ")).unwrap_or(role.len());
                let noun = role[..end].rsplit(' ').next().unwrap_or_default();
                add(&mut roles.nouns, noun.to_string(), entity.id);
                let words = role.split(' ').filter(|word| !matches!(*word, "of" | "the" | "for" | "and"));
                let initials = words.filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect();
                add(&mut roles.initials, initials, entity.id);
            }
        }
        roles
    }

    /// The one person whom the report has called so: by the same noun if he spoke last ("the head of the region"), or by a role of
    /// which the description is the initials ("the SP").
    fn called(&self, before: &[Statement], description: &Description) -> Option<EntityId> {
        let letters = &description.words;
        let short = (2..=4).contains(&letters.len()) && letters.chars().all(|c| c.is_ascii_uppercase());
        let called = if short { self.initials.get(letters) } else { self.nouns.get(&description.noun) };
        let [only] = called?.as_slice() else { return None };
        let spoke =
            || before.last().and_then(|last| last.speaker.as_ref()).is_some_and(|last| last.entity == Some(*only));
        (short || spoke()).then_some(*only)
    }

    /// Whether the report calls anybody else by this noun.
    fn calls_another(&self, noun: &str, who: EntityId) -> bool {
        self.words.get(noun).is_some_and(|called| called.iter().any(|&other| other != who))
    }
}

/// "the …" of one person.
struct Description {
    span: Span,
    /// Its noun, in lower case and the singular.
    noun: String,
    /// The words without the article, as they stand.
    words: String,
}

fn description(analysis: &Analysis, tree: &Tree, statement: &Statement) -> Option<Description> {
    let doc = tree.doc;
    let speaker = statement.speaker.as_ref().filter(|speaker| speaker.entity.is_none())?;
    let span = speaker.span?;
    let text = span.of(analysis.text());
    let words = text.strip_prefix("the ").or(text.strip_prefix("The "))?;
    if quotation_around(analysis, span).is_some() || words.split_whitespace().count() > 5 {
        return None;
    }
    let tokens = doc.tokens_in(span.into());
    // "dad-of-three" is four words to the model.
    let first = tokens.clone().nth(1)?;
    let hyphened = first + 1 < tokens.end && tree.word(first + 1) == "-";
    let head = if hyphened { first } else { top_of(doc, tokens)? };
    let one = matches!(doc.tag(head), "NN" | "NNP") || hyphened;
    // "great-grandfather": its last word; "dad-of-three": its first.
    let last = words.rsplit('-').next().filter(|_| hyphened && !words.contains("-of-"));
    let noun = last.unwrap_or(doc.lemma(head)).to_lowercase();
    one.then(|| Description { span, noun, words: words.to_string() })
}

/// Whether a description says only what somebody is to the reader, not what he is by office: "the tactician", "the dad-of-three".
fn is_epithet(description: &Description) -> bool {
    let words = description.words.to_lowercase();
    let counted = ["-of-", " of "].iter().any(|of| {
        let count = words.split_once(of).map(|(_, count)| count);
        count.is_some_and(|count| COUNTS.contains(&count))
    });
    counted || speaks::is_epithet(&description.noun)
}

/// Of how many children one is the parent.
const COUNTS: &[&str] = &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// The words by which the report introduced the only one it may mean who has no name.
fn unnamed(analysis: &Analysis, tree: &Tree, before: &[Statement], description: &Description) -> Option<String> {
    let doc = tree.doc;
    let mut found: Option<&String> = None;
    for statement in before.iter().rev().take(BACK) {
        let Some(speaker) = statement.speaker.as_ref().filter(|speaker| speaker.entity.is_none()) else { continue };
        let (Some(span), Some(name)) = (speaker.span, speaker.name.as_ref()) else { continue };
        let Some(head) = top_of(doc, doc.tokens_in(span.into())) else { continue };
        let text = span.of(analysis.text()).to_lowercase();
        let introduced = ["a ", "an ", "one ", "another "].iter().any(|article| text.starts_with(article));
        if !introduced || doc.lemma(head).to_lowercase() != description.noun {
            continue;
        }
        // Two officials: nobody knows which.
        if found.is_some_and(|found| found != name) {
            return None;
        }
        found = Some(name);
    }
    found.cloned()
}

/// The one person whom the paragraph or the one before puts on stage.
fn on_stage(
    analysis: &Analysis,
    roles: &Roles,
    before: &[Statement],
    statement: &Statement,
    description: &Description,
) -> Option<EntityId> {
    let noun = description.noun.as_str();
    let title = titles::title(noun);
    let epithet = is_epithet(description);
    let plain = title.is_some_and(|title| title.kind == TitleKind::Role) && !speaks::is_office(noun);
    if !epithet && !plain {
        return None;
    }
    let part = analysis.part_at(description.span.start)?.span;
    let content = statement.content.first()?.start.min(description.span.start);
    let content = Span::new(content, content + 1);
    let named = people_named(analysis, Span::new(part.start, description.span.start), &statement.content);
    let who = match named.as_slice() {
        [] => speaker_before(analysis, before, part, content).or_else(|| topic_before(analysis, part, content))?,
        [(only, name)] if is_subject(analysis, *name) => *only,
        _ => return None,
    };
    let gender = title.and_then(|title| title.gender);
    if gender.is_some_and(|gender| !may_be(analysis, who, gender)) {
        return None;
    }
    // Nobody else is called so, and he himself is called nothing else that a plain word for a trade could deny.
    let own = &analysis.cast.get(who)?.roles;
    let free = epithet || own.iter().all(|role| role.ends_with("-year-old"));
    (free && !roles.calls_another(noun, who)).then_some(who)
}
