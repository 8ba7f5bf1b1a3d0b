//! What became of people and things: "killed", "the loss of 12 lives", "left 80 injured" belong to the event they hang from.
//!
//! A killing with a killer is an assault of its own; a death in a crash, a flood or a fire is none.

use super::clause::{self, is_verb};
use super::lexicon::{ACCIDENTS, Accident};
use super::order::{Order, after_accident, within};
use super::participants::{self, Mentions};
use super::triggers::{Trigger, agent_like};
use super::{Draft, add, fates, status};
use crate::Analysis;
use crate::extract::figures::measures::says_neither;
use crate::extract::figures::tables::{QUANTITIES, is_person};
use crate::words::WOUNDS;
use variorum_language::Doc;
use variorum_record::{Effect, EventStatus, Figure, PartKind, Participant, Span};

/// How many sentences back an outcome looks for its event.
pub(super) const REACH: u32 = 3;

/// Gives every outcome to its event, or makes one of it.
pub(crate) fn attach(
    analysis: &Analysis,
    mentions: &Mentions,
    outcomes: &[Trigger],
    drafts: &mut Vec<Draft>,
    figures: &[Figure],
) {
    let doc = &analysis.doc;
    let mut by_token: Vec<Option<usize>> = vec![None; doc.len()];
    for (i, draft) in drafts.iter().enumerate() {
        if draft.is_attack() {
            by_token[draft.token] = Some(i);
        }
    }
    let mut order = Order::of(doc, drafts);
    let mut first = by_token.iter().position(Option::is_some);
    for outcome in outcomes {
        let token = outcome.token;
        let reality = status::of(doc, token);
        let either = outcome.entry.class == 'v' && says_neither(doc, token);
        let effect = outcome.entry.effect.filter(|_| !reality.negated && !reality.attempted && !either);
        let mut victims = victims(doc, outcome);
        // "how many people were killed": asked, not told.
        victims.retain(|&victim| !asked(doc, victim));
        if reality.negated || victims.iter().any(|&victim| doc.children(victim).any(|child| doc.lemma(child) == "no")) {
            victims.clear();
        }
        // "5,000 die every week": no event, a rate.
        let rate = doc.children(token).any(|child| {
            doc.dep(child) == "npadvmod"
                && doc.children(child).any(|det| ["every", "each", "per"].contains(&doc.lemma(det)))
        });
        if rate {
            continue;
        }
        // "to mark a year since 60 were killed": of another event than the one it stands beside.
        let apart = super::another::measured_from(doc, token);
        let found = match apart && is_verb(doc, token) && outcome.arguments.passive {
            true if effect == Some(Effect::Killed) => Bearer::Own,
            true => Bearer::Nobody,
            false => bearer(doc, outcome, &by_token, drafts, &order, first.is_some_and(|first| first < token)),
        };
        let index = match found {
            Bearer::Nobody => continue,
            Bearer::Event(index) => index,
            Bearer::Own => {
                if reality.negated {
                    continue;
                }
                let mut draft = Draft {
                    noun: outcome.entry.class == 'n',
                    another: apart || super::another::says_another(doc, token),
                    ..Draft::new(token, "assault", reality)
                };
                if apart {
                    status::set(&mut draft.reality, EventStatus::Background);
                }
                drafts.push(draft);
                order.add(token, drafts.len() - 1);
                drafts.len() - 1
            }
        };
        by_token[token] = Some(index);
        first = Some(first.map_or(token, |first| first.min(token)));
        let draft = &mut drafts[index];
        if clause::shot(doc, doc.head(token)).is_some() {
            draft.mentions.push(doc.head(token));
        }
        if draft.token != token {
            draft.mentions.push(token);
            draft.thin = false;
        }
        if outcome.entry.class == 'v' {
            for &subject in &outcome.arguments.subjects {
                // "a bomb killed 14": means and deed in one word, where it is told as no event of its own.
                let means = participants::weapon_at(doc, subject).is_some()
                    && !agent_like(doc, subject)
                    && by_token[subject].is_none()
                    && !["attack", "strike", "raid"].contains(&doc.lemma(subject));
                if doc.lemma(token) == "die"
                    || doc.lemma(token) == "perish"
                    || super::is_event_noun(doc, subject) && !means
                {
                    continue;
                }
                if participants::weapon_at(doc, subject).is_some() && !agent_like(doc, subject) {
                    let instrument = participants::instrument(analysis, figures, subject);
                    if !draft.instruments.iter().any(|known| known.span == instrument.span) {
                        draft.instruments.push(instrument);
                    }
                    // "a bomb killed 14": the bomb is a word for the event too.
                    draft.mentions.push(subject);
                    let owner = participants::owner(doc, subject);
                    if let Some(owner) = owner.filter(|_| draft.actors.is_empty()) {
                        add(&mut draft.actors, participants::participant(analysis, mentions, owner, None));
                    }
                } else if agent_like(doc, subject) && (draft.token == token || draft.actors.is_empty()) {
                    let arms = clause::prepositions(doc, subject).into_iter().filter(|(word, _)| word == "with");
                    let arms =
                        arms.map(|(_, object)| object).filter(|&object| participants::weapon_at(doc, object).is_some());
                    draft.instruments.extend(arms.map(|arm| participants::instrument(analysis, figures, arm)));
                    let actor = participants::participant(analysis, mentions, subject, None);
                    // "attacks on Orvend, which killed": the clause hangs from the nearer noun, which did nothing.
                    let suffers = |target: &Participant, actor: &Participant| {
                        target.span == actor.span || target.entity.is_some() && target.entity == actor.entity
                    };
                    if actor.as_ref().is_some_and(|actor| draft.targets.iter().any(|target| suffers(target, actor))) {
                        continue;
                    }
                    add(&mut draft.actors, actor);
                    for organisation in participants::organisations(analysis, mentions, subject) {
                        add(&mut draft.actors, Some(organisation));
                    }
                }
            }
            for (word, object) in &outcome.arguments.prepositions {
                if ["with", "by"].contains(&word.as_str()) && participants::weapon_at(doc, *object).is_some() {
                    draft.instruments.push(participants::instrument(analysis, figures, *object));
                }
            }
            if draft.mode.is_none() {
                draft.mode = draft.instruments.first().and_then(|instrument| super::lexicon::mode_of(&instrument.name));
            }
        }
        for victim in victims {
            let effect = effect.filter(|effect| super::draft::fits(doc, victim, *effect));
            add(&mut draft.targets, victim_at(analysis, mentions, victim, effect));
        }
        if draft.token == token && doc.tag(token) == "VBG" && super::draft::is_state_of_things(doc, draft, figures) {
            draft.reality.status = EventStatus::Background;
        }
    }
    let wounds = fates(analysis, mentions, &by_token, drafts, &order);
    drafts.extend(wounds);
    // "12 dead", "left 80 injured": see [`claim_figures`].
}

/// "how many people", "how many".
fn asked(doc: &Doc, victim: usize) -> bool {
    let how = |token: usize| doc.children(token).any(|child| doc.lemma(child).eq_ignore_ascii_case("how"));
    how(victim) || doc.children(victim).any(|child| doc.lemma(child) == "many" && how(child))
}

/// A victim; a pronoun that the cast leaves open stands for itself until [`super::victims`] says whose it is.
pub(crate) fn victim_at(
    analysis: &Analysis,
    mentions: &Mentions,
    token: usize,
    effect: Option<Effect>,
) -> Option<Participant> {
    let doc = &analysis.doc;
    let mut token = token;
    if doc.lemma(token).ends_with("self") {
        // "killed himself": who did it.
        token = clause::of_verb(doc, doc.head(token)).subjects.first().copied().filter(|&subject| subject != token)?;
    }
    participants::participant(analysis, mentions, token, effect).or_else(|| {
        let open =
            ["he", "she", "him", "her", "they", "them", "both"].contains(&doc.lemma(token).to_lowercase().as_str());
        (open && (doc.pos(token) == "PRON" || doc.lemma(token).eq_ignore_ascii_case("both"))).then(|| {
            let span: Span = doc.span(token).into();
            let name = Some(span.of(analysis.text()).to_string());
            Participant { entity: None, span: Some(span), name, effect, candidates: Vec::new() }
        })
    })
}

/// How many sentences back a fate looks for its event: further than an outcome, since it tells of somebody already introduced.
const FATE_REACH: u32 = 8;

/// "He was pronounced dead", "the woman is in critical condition": what became of the victims of the attack told before, or in the same sentence.
/// Gives the event of wounds of which nothing else tells, if any.
fn fates(
    analysis: &Analysis,
    mentions: &Mentions,
    by_token: &[Option<usize>],
    drafts: &mut [Draft],
    order: &Order,
) -> Option<Draft> {
    let doc = &analysis.doc;
    let mut made: Option<Draft> = None;
    for fate in fates::find(doc) {
        let reality = status::of(doc, fate.token);
        if reality.negated || matches!(reality.status, EventStatus::Hypothetical | EventStatus::Planned) {
            continue;
        }
        let sentence = clause::sentence(doc, fate.token);
        let bears = |index: usize| drafts[index].is_violent();
        let here = order.nearest(sentence.clone(), fate.token, bears);
        let accident = order.accident(&sentence);
        let back = || order.last(doc, fate.token, FATE_REACH, |index| !accident && bears(index));
        // "Man found dead on a road" in the headline, "shot a man" below it.
        let below = || {
            let title = analysis.part_at(doc.span(fate.token).start).is_some_and(|part| part.kind == PartKind::Title);
            let same = |target: &Participant| {
                let head = target.span.and_then(|span| doc.tokens_in(span.into()).last());
                target.effect == Some(Effect::Injured)
                    && head.is_some_and(|head| doc.lemma(head).eq_ignore_ascii_case(doc.lemma(fate.person)))
            };
            let after = order.triggers.range((fate.token, 0)..).map(|&(_, index)| index);
            after.take(4).find(|&index| title && bears(index) && drafts[index].targets.iter().any(same))
        };
        let victim = || victim_at(analysis, mentions, fate.person, Some(fate.effect));
        match by_token[fate.token].or(here).or_else(back).or_else(below) {
            Some(index) => add(&mut drafts[index].targets, victim()),
            // "a man with gunshot wounds was found": nobody but somebody who shot, even where no shot is told.
            None if fate.wound && !accident => {
                let shooting = made.get_or_insert_with(|| Draft {
                    mode: fates::is_shot(doc, fate.token).then_some("firearms"),
                    noun: true,
                    ..Draft::new(fate.token, "assault", reality)
                });
                shooting.mentions.extend((shooting.token != fate.token).then_some(fate.token));
                add(&mut shooting.targets, victim());
            }
            // What became of whoever was found so: "he was declared dead".
            None => {
                let near =
                    |made: &&mut Draft| doc.tokens[fate.token].sentence - doc.tokens[made.token].sentence <= FATE_REACH;
                if let Some(shooting) = made.as_mut().filter(near) {
                    add(&mut shooting.targets, victim());
                }
            }
        }
    }
    // Only where the report tells of no attack at all.
    if !drafts.iter().any(Draft::is_attack) { made } else { None }
}

/// "Six people were killed and 17 injured": the second of the row is passive too, though its auxiliary is left out.
pub(crate) fn elided(doc: &Doc, mut outcome: Trigger) -> Trigger {
    let token = outcome.token;
    let row = outcome.entry.class == 'v'
        && doc.dep(token) == "conj"
        && matches!(doc.tag(token), "VBN" | "VBD")
        && doc.child(token, &["dobj", "aux", "auxpass"]).is_none()
        && doc.child(doc.head(token), &["auxpass"]).is_some()
        && doc.child(token, &["nsubj", "nsubjpass"]).is_some_and(|subject| {
            doc.pos(subject) == "NUM"
                || ["another", "other"].contains(&doc.lemma(subject).to_lowercase().as_str())
                || QUANTITIES.contains_key(doc.lemma(subject).to_lowercase().as_str())
        });
    if row && !["die", "perish"].contains(&doc.lemma(token)) && outcome.arguments.objects.is_empty() {
        outcome.arguments.objects = std::mem::take(&mut outcome.arguments.subjects);
        outcome.arguments.passive = true;
    }
    outcome
}

enum Bearer {
    Event(usize),
    Own,
    Nobody,
}

fn victims(doc: &Doc, outcome: &Trigger) -> Vec<usize> {
    let arguments = &outcome.arguments;
    if outcome.entry.class == 'v' {
        return match doc.lemma(outcome.token) {
            "die" | "perish" => arguments.subjects.clone(),
            _ => arguments.objects.iter().copied().filter(|&object| doc.lemma(object) != "life").collect(),
        };
    }
    let mut victims: Vec<usize> = arguments.behind(&["of"]).filter(|&object| doc.lemma(object) != "life").collect();
    if matches!(outcome.entry.effect, Some(Effect::Damaged | Effect::Destroyed | Effect::Injured)) {
        victims.extend(arguments.behind(&["to"]));
    }
    if victims.is_empty() && outcome.entry.effect == Some(Effect::Killed) {
        victims.extend(doc.children(outcome.token).filter(|&child| doc.dep(child) == "poss"));
    }
    victims
}

/// Whose outcome it is. `after_event`: whether a word of an event stands anywhere before it.
fn bearer(
    doc: &Doc,
    outcome: &Trigger,
    by_token: &[Option<usize>],
    drafts: &[Draft],
    order: &Order,
    after_event: bool,
) -> Bearer {
    let token = outcome.token;
    let verb = outcome.entry.class == 'v';
    let arguments = &outcome.arguments;
    let effect = outcome.entry.effect;
    // What does it, or in what it happens.
    if verb {
        for &subject in &arguments.subjects {
            let conjunct =
                doc.children(subject).filter(|&child| doc.dep(child) == "conj").find_map(|child| by_token[child]);
            // "attacks on Kyiv, which killed": the clause may hang from the nearer noun.
            let which = doc.children(token).any(|child| doc.tag(child) == "WDT") || doc.dep(token) == "conj";
            let farther = doc
                .ancestors(subject)
                .take(4)
                .take_while(|&at| !is_verb(doc, at))
                .find_map(|at| by_token[at])
                .filter(|_| which && !is_person(doc.lemma(subject)));
            if let Some(index) = by_token[subject].or(conjunct).or(farther) {
                return Bearer::Event(index);
            }
        }
    }
    for (word, object) in &arguments.prepositions {
        if ["in", "during", "by", "from", "after", "to", "as", "with", "on"].contains(&word.as_str())
            && let Some(index) = by_token[*object]
        {
            return Bearer::Event(index);
        }
    }
    if let Some(index) = goes_on(doc, outcome, by_token, drafts, order) {
        return Bearer::Event(index);
    }
    // "killed when a bomb exploded", "when he was shot"
    let later = |clause: usize| {
        doc.children(clause).any(|mark| ["before", "until"].contains(&doc.lemma(mark)) && doc.dep(mark) == "mark")
    };
    let below = |&child: &usize| matches!(doc.dep(child), "advcl" | "xcomp" | "conj" | "prep") && !later(child);
    for child in doc.children(token).filter(below) {
        if let Some(index) = by_token[child] {
            return Bearer::Event(index);
        }
        if let Some(index) = doc
            .children(child)
            .filter(|&inner| doc.dep(child) == "prep" && doc.dep(inner) == "pcomp")
            .find_map(|inner| by_token[inner])
        {
            return Bearer::Event(index);
        }
    }
    // What it hangs from: "hit a bakery, killing two", "resulted in the loss", "attack, which killed".
    let mut at = token;
    for _ in 0..5 {
        let head = doc.head(at);
        if head == at {
            break;
        }
        let own_subject = verb
            && at == token
            && matches!(doc.dep(at), "conj" | "ccomp" | "advcl")
            && doc.child(at, &["nsubj", "nsubjpass"]).is_some();
        if own_subject && doc.dep(at) != "advcl" {
            break;
        }
        if let Some(index) = by_token[head] {
            let row = doc.dep(at) == "conj" && doc.child(at, &["nsubj"]).is_some();
            if !row {
                return Bearer::Event(index);
            }
        }
        if is_verb(doc, head) {
            let outer = clause::of_verb(doc, head);
            let by_subject = outer.subjects.iter().chain(&outer.objects).find_map(|&subject| by_token[subject]);
            if let Some(index) = by_subject.filter(|_| !own_subject) {
                return Bearer::Event(index);
            }
        }
        if doc.dep(at) == "ccomp" || doc.dep(at) == "relcl" {
            break;
        }
        at = head;
    }
    // "died of gunshot wounds": nobody but an attacker, even where no attack is told.
    let wounds = arguments.behind(&["from", "of"]).any(|object| {
        WOUNDS.contains(&doc.lemma(object).to_lowercase().as_str())
            && doc
                .children(object)
                .any(|child| ["gunshot", "stab", "bullet", "knife"].contains(&doc.lemma(child).to_lowercase().as_str()))
    });
    // "at least 1,300 people have died in the sea this year": of no one event.
    if verb && (arguments.subjects.is_empty() || doc.lemma(token) == "die") && super::tolls::sums_up(doc, token) {
        return Bearer::Nobody;
    }
    let sentence = clause::sentence(doc, token);
    let accident = order.accident(&sentence);
    let bears = |index: usize| by_token[drafts[index].token].is_some() && drafts[index].is_told();
    let nearest = order.nearest(sentence, token, bears);
    let agent = verb
        && !["die", "perish"].contains(&doc.lemma(token))
        && arguments.subjects.iter().any(|&subject| agent_like(doc, subject));
    // "a plane crashed, killing three": what is in an accident is no weapon.
    let wrecked = |subject: usize| {
        accident && ACCIDENTS.get(doc.lemma(subject).to_lowercase().as_str()) == Some(&Accident::Vehicle)
    };
    let means = |&subject: &usize| participants::weapon_at(doc, subject).is_some() && !wrecked(subject);
    let weapon = verb && arguments.subjects.iter().any(means);
    let person = arguments.objects.iter().any(|&object| agent_like(doc, object));
    if (agent || weapon) && !(accident && !weapon) {
        let harms = matches!(effect, Some(Effect::Killed | Effect::Injured)) && person
            || matches!(effect, Some(Effect::Destroyed | Effect::Damaged))
            || weapon;
        return if harms { Bearer::Own } else { Bearer::Nobody };
    }
    // A place or gunfire before the verb is a slip of the tree: "in Orvend district, a patrol killed two men".
    let slip = |subject: usize| {
        ["fire", "gunfire", "district", "province", "county", "village", "town", "city", "area"]
            .contains(&doc.lemma(subject).to_lowercase().as_str())
    };
    let doers = arguments.subjects.iter().any(|&subject| !slip(subject));
    if verb && doers && !["die", "perish"].contains(&doc.lemma(token)) {
        // A storm, a law, a decision.
        return Bearer::Nobody;
    }
    if accident {
        return nearest.map_or(Bearer::Nobody, Bearer::Event);
    }
    if let Some(index) = nearest {
        return Bearer::Event(index);
    }
    let violent = verb && effect == Some(Effect::Killed) && doc.lemma(token) == "kill" && person
        || doc.lemma(token) == "wound" && verb && person;
    if violent && (after_event || !after_accident(doc, token, order)) {
        return Bearer::Own;
    }
    match order.last(doc, token, REACH, bears) {
        Some(index) => Bearer::Event(index),
        None if wounds => Bearer::Own,
        None => Bearer::Nobody,
    }
}

/// "Another 41 people were wounded", "three attackers were also killed": what became of more people in the event that the sentence before tells
/// of, where nothing places them elsewhere.
fn goes_on(doc: &Doc, outcome: &Trigger, by_token: &[Option<usize>], drafts: &[Draft], order: &Order) -> Option<usize> {
    let token = outcome.token;
    let arguments = &outcome.arguments;
    let word = |at: usize| doc.lemma(at).to_lowercase();
    let more = |noun: usize| {
        doc.subtree(noun).take(8).any(|at| ["another", "other", "others", "further"].contains(&word(at).as_str()))
    };
    let also = doc.children(token).any(|child| word(child) == "also");
    let settled = arguments
        .prepositions
        .iter()
        .any(|(word, _)| ["in", "at", "near", "on", "by", "when", "after", "during"].contains(&word.as_str()));
    let clause = doc.children(token).any(|child| matches!(doc.dep(child), "advcl" | "agent"));
    if !arguments.passive
        || !arguments.subjects.is_empty()
        || !doc.is_root(token)
        || settled
        || clause
        || !(also || arguments.objects.iter().any(|&object| more(object)))
    {
        return None;
    }
    if within(&order.triggers, doc.sentence_of(token)).next().is_some() {
        return None;
    }
    let bears = |index: usize| {
        let draft = &drafts[index];
        draft.is_attack() && draft.is_told() && by_token[draft.token].is_some()
    };
    order.last(doc, token, 2, bears)
}
