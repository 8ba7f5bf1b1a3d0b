//! "The victim was identified as …": the name takes the place of the role, and "the gunman was named as …" names who did it.

use super::clause::{self, is_verb};
use super::participants::{self, Mentions};
use super::{Draft, add};
use crate::Analysis;
use crate::extract::figures::tables::is_person;
use variorum_record::{Effect, Span};

/// Words before "victim" that say that the victim died.
const DEADLY: [&str; 5] = ["homicide", "murder", "slaying", "killing", "deceased"];

/// "The victim was identified as …": the name takes the place of the role.
pub(crate) fn identified(analysis: &Analysis, mentions: &Mentions, drafts: &mut [Draft]) {
    let doc = &analysis.doc;
    let assaults = drafts.iter().enumerate().filter(|(_, draft)| draft.kind == "assault" && draft.is_told());
    let assaults: Vec<(usize, usize)> = assaults.map(|(index, draft)| (draft.token, index)).collect();
    for token in 0..doc.len() {
        if !matches!(doc.lemma(token), "identify" | "name" | "be") || !is_verb(doc, token) {
            continue;
        }
        let arguments = clause::of_verb(doc, token);
        let (roles, names): (Vec<usize>, Vec<usize>) = if doc.lemma(token) == "be" {
            let names = doc
                .children(token)
                .filter(|&child| doc.dep(child) == "attr")
                .flat_map(|child| clause::with_conjuncts(doc, child))
                .collect();
            (arguments.subjects, names)
        } else {
            let mut names: Vec<usize> = arguments.behind(&["as"]).collect();
            names.extend(
                doc.children(token)
                    .filter(|&child| doc.dep(child) == "oprd")
                    .flat_map(|child| clause::with_conjuncts(doc, child)),
            );
            (arguments.objects, names)
        };
        // "Ivo Tarn and Lena Olm were two of the victims"
        let of = |&name: &usize| {
            let of = doc.children(name).find(|&child| doc.pos(name) == "NUM" && doc.lemma(child) == "of");
            of.and_then(|of| doc.child(of, &["pobj"])).filter(|&object| doc.lemma(object) == "victim")
        };
        let turned: Option<usize> = names.iter().find_map(of);
        let (roles, names) = match turned {
            Some(role) => (vec![role], roles),
            None => (roles, names),
        };
        let names: Vec<usize> = names.into_iter().filter(|&name| doc.pos(name) == "PROPN").collect();
        let Some(&role) = roles.iter().find(|&&role| is_person(doc.lemma(role))) else { continue };
        if names.is_empty() {
            continue;
        }
        let lemma = doc.lemma(role).to_lowercase();
        let before = assaults.partition_point(|(assault, _)| *assault < token);
        let Some(&(_, index)) = before.checked_sub(1).and_then(|last| assaults.get(last)) else { continue };
        let draft = &mut drafts[index];
        if ["suspect", "shooter", "gunman", "attacker", "assailant", "bomber", "killer"].contains(&lemma.as_str()) {
            for name in names {
                add(&mut draft.actors, participants::participant(analysis, mentions, name, None));
            }
            continue;
        }
        let same =
            |span: Option<Span>| span.is_some_and(|span| span.of(analysis.text()).to_lowercase().ends_with(&lemma));
        let known = draft.targets.iter().find(|target| same(target.span)).and_then(|target| target.effect);
        let dead = draft.targets.iter().find_map(|target| target.effect);
        let effect = match lemma.as_str() {
            "deceased" | "dead" | "body" => Some(Effect::Killed),
            "victim" if doc.children(role).any(|child| DEADLY.contains(&doc.lemma(child).to_lowercase().as_str())) => {
                Some(Effect::Killed)
            }
            "victim" => known.or(dead),
            _ if known.is_some() => known,
            _ => continue,
        };
        if known.is_some() {
            // The role is the person named: it counts once.
            draft.targets.retain(|target| !(same(target.span) && target.entity.is_none()));
        }
        for name in names {
            add(&mut draft.targets, participants::participant(analysis, mentions, name, effect));
        }
    }
}
