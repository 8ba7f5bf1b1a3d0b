//! What became of people and things: "killed", "the loss of 12 lives", "left 80 injured" belong to the event they hang from.
//!
//! A killing with a killer is an assault of its own; a death in a crash, a flood or a fire is none.

use super::clause::{self, Arguments, is_verb};
use super::lexicon::{ACCIDENTS, Accident};
use super::participants::{self, Mentions};
use super::triggers::{Trigger, agent_like};
use super::{Draft, add, fates, status};
use crate::Analysis;
use crate::extract::figures::tables::{QUANTITIES, is_person};
use crate::words::KINDS_OF_FIRE;
use std::collections::BTreeSet;
use std::ops::Range;
use variorum_language::Doc;
use variorum_record::{Effect, EventStatus, Figure, Measure, PartKind, Participant, Span};

/// How many sentences back an outcome looks for its event.
const REACH: u32 = 3;

/// Drafts by the tokens of their words, in the order of the text: looking through all drafts for each outcome would take time
/// with the square of a report's length.
struct Order {
    /// The first word of each draft.
    triggers: BTreeSet<(usize, usize)>,
    /// Every word for each draft.
    words: BTreeSet<(usize, usize)>,
    /// How many words before each token are of an accident or of nature.
    accidents: Vec<u32>,
}

impl Order {
    fn of(doc: &Doc, drafts: &[Draft]) -> Self {
        let mut accidents = vec![0; doc.len() + 1];
        for token in 0..doc.len() {
            accidents[token + 1] = accidents[token] + u32::from(is_accident(doc, token));
        }
        let mut order = Order { triggers: BTreeSet::new(), words: BTreeSet::new(), accidents };
        for (i, draft) in drafts.iter().enumerate() {
            order.add(draft.token, i);
            order.words.extend(draft.mentions.iter().map(|&token| (token, i)));
        }
        order
    }

    fn add(&mut self, trigger: usize, draft: usize) {
        self.triggers.insert((trigger, draft));
        self.words.insert((trigger, draft));
    }

    /// Whether a word of an accident or of nature stands among some tokens.
    fn accident(&self, tokens: &Range<usize>) -> bool {
        self.accidents[tokens.end] > self.accidents[tokens.start]
    }

    /// Of the drafts whose first word stands among some tokens, the one nearest to a token.
    fn nearest(&self, tokens: Range<usize>, to: usize, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let fitting = within(&self.triggers, tokens).filter(|&(_, draft)| fits(draft));
        fitting.min_by_key(|&(token, draft)| (token.abs_diff(to), draft)).map(|(_, draft)| draft)
    }

    /// Of the drafts that are told of from `reach` sentences back on and before a token, the last.
    fn last(&self, doc: &Doc, before: usize, reach: u32, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let tokens = sentences_before(doc, before, reach);
        within(&self.triggers, tokens).rfind(|&(_, draft)| fits(draft)).map(|(_, draft)| draft)
    }
}

fn within(
    words: &BTreeSet<(usize, usize)>,
    tokens: Range<usize>,
) -> impl DoubleEndedIterator<Item = (usize, usize)> + '_ {
    words.range((tokens.start, 0)..(tokens.end.max(tokens.start), 0)).copied()
}

/// The tokens before a token, from `reach` sentences back on.
fn sentences_before(doc: &Doc, token: usize, reach: u32) -> Range<usize> {
    let first = doc.tokens[token].sentence.saturating_sub(reach) as usize;
    doc.sentences[first].start..token
}

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
        let effect = outcome.entry.effect.filter(|_| !reality.negated && !reality.attempted);
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
                let past = apart;
                let mut draft = Draft {
                    noun: outcome.entry.class == 'n',
                    another: past || super::another::says_another(doc, token),
                    ..Draft::new(token, "assault", reality)
                };
                if past {
                    super::status::set(&mut draft.reality, EventStatus::Background);
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
                draft.mode = draft
                    .instruments
                    .first()
                    .and_then(|instrument| super::lexicon::weapon(instrument.name.rsplit(' ').next().unwrap_or("")));
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

/// A word of an accident or of nature, where it means one: fire that is opened, returned or drawn is none.
fn is_accident(doc: &Doc, word: usize) -> bool {
    let lemma = doc.lemma(word).to_lowercase();
    match ACCIDENTS.get(lemma.as_str()) {
        Some(Accident::Told) => {}
        Some(Accident::Moves) if is_verb(doc, word) => {
            return clause::of_verb(doc, word)
                .subjects
                .iter()
                .any(|&subject| ACCIDENTS.get(doc.lemma(subject).to_lowercase().as_str()) == Some(&Accident::Vehicle));
        }
        _ => return false,
    }
    if !["fire", "train"].contains(&lemma.as_str()) {
        return true;
    }
    let guns = ["open", "return", "exchange", "receive", "take", "draw", "come", "trade", "cease", "under", "engage"];
    let around = doc.children(word).chain(doc.ancestors(word).take(2));
    let of_guns = around.into_iter().any(|at| {
        let lemma = doc.lemma(at).to_lowercase();
        guns.contains(&lemma.as_str()) || KINDS_OF_FIRE.contains(&lemma.as_str())
    });
    !(of_guns || is_verb(doc, word) || matches!(doc.dep(word), "conj" | "xcomp"))
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
        fates::WOUNDS.contains(&doc.lemma(object).to_lowercase().as_str())
            && doc
                .children(object)
                .any(|child| ["gunshot", "stab", "bullet", "knife"].contains(&doc.lemma(child).to_lowercase().as_str()))
    });
    // "at least 1,300 people have died in the sea this year": of no one event.
    if verb && arguments.subjects.iter().all(|_| doc.lemma(token) == "die") && sums_up(doc, token) {
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

/// Whether the sentences before tell of an accident: "A bus left the road on Monday. Nine were killed."
fn after_accident(doc: &Doc, token: usize, order: &Order) -> bool {
    /// How many sentences back an accident is told of whom it killed.
    const REACH: u32 = 8;
    order.accident(&sentences_before(doc, token, REACH))
}

/// Gives figures to the events they belong to.
pub(crate) fn claim_figures(analysis: &Analysis, drafts: &mut [Draft], figures: &mut [Figure]) {
    let doc = &analysis.doc;
    let mut by_token: Vec<Option<usize>> = vec![None; doc.len()];
    for (i, draft) in drafts.iter().enumerate() {
        for &token in std::iter::once(&draft.token).chain(&draft.mentions) {
            by_token[token].get_or_insert(i);
        }
    }
    let order = Order::of(doc, drafts);
    for index in 0..figures.len() {
        let figure = &figures[index];
        let rate = figure.unit.as_deref().is_some_and(|unit| unit.contains('/'));
        if rate
            || figure.standing.is_some()
            || matches!(
                figure.measures,
                Measure::Age | Measure::Share | Measure::Money | Measure::Votes | Measure::Rate
            )
        {
            continue;
        }
        let before = analysis.text()[..figure.span.start].trim_end();
        if before.ends_with(" from") || before.ends_with(" earlier") {
            continue;
        }
        // People detained belong to an arrest before they belong to an attack.
        let arrests: &[&str] = if figure.measures == Measure::Detained { &["coerce"] } else { &[] };
        // … unless they are whom its own word takes: "the kidnapping of four".
        let own = taken_by(doc, figure).and_then(|deed| by_token[deed]).filter(|_| !arrests.is_empty());
        let own = own.or_else(|| suffered(figure, drafts));
        let found = own.or_else(|| {
            (!arrests.is_empty()).then(|| event_of(doc, figure, arrests, &by_token, drafts, &order)).flatten()
        });
        if let Some(found) = found.or_else(|| event_of(doc, figure, kinds(figure), &by_token, drafts, &order)) {
            drafts[found].figures.push(index);
        }
    }
}

/// The event among whose targets a figure's words stand as those whom it measures.
fn suffered(figure: &Figure, drafts: &[Draft]) -> Option<usize> {
    let effect = match figure.measures {
        Measure::Killed => Effect::Killed,
        Measure::Injured => Effect::Injured,
        _ => return None,
    };
    let whom = |target: &Participant| {
        target.effect == Some(effect) && target.span.is_some_and(|span| span.overlaps(figure.span))
    };
    drafts.iter().position(|draft| draft.is_attack() && draft.targets.iter().any(whom))
}

/// The noun of whose "of" phrase a figure is the head: "the kidnapping of four aid workers".
fn taken_by(doc: &Doc, figure: &Figure) -> Option<usize> {
    let tokens = doc.tokens_in(figure.span.into());
    let head = tokens.clone().find(|&token| !doc.is_root(token) && !tokens.contains(&doc.head(token)))?;
    let of = doc.head(head);
    (doc.dep(head) == "pobj" && doc.lemma(of) == "of" && !doc.is_root(of)).then(|| doc.head(of))
}

/// The kinds of event that a figure can belong to; none named: any.
fn kinds(figure: &Figure) -> &'static [&'static str] {
    match figure.measures {
        Measure::Killed
        | Measure::Injured
        | Measure::Missing
        | Measure::Damaged
        | Measure::Launched
        | Measure::Intercepted => &["assault", "fight"],
        Measure::Detained => &["coerce", "assault"],
        _ => &[],
    }
}

/// The event of a figure.
fn event_of(
    doc: &Doc,
    figure: &Figure,
    kinds: &[&str],
    by_token: &[Option<usize>],
    drafts: &[Draft],
    order: &Order,
) -> Option<usize> {
    let tokens = doc.tokens_in(figure.span.into());
    let start = tokens.clone().find(|&token| !tokens.contains(&doc.head(token)) || doc.is_root(token))?;
    let fits = |index: usize| kinds.is_empty() || kinds.contains(&drafts[index].kind);
    let specific = !kinds.is_empty();
    let mut at = start;
    for depth in 0..8 {
        if let Some(index) = by_token[at].filter(|&index| fits(index)) {
            return Some(index);
        }
        let below = clause::prepositions(doc, at)
            .into_iter()
            .filter(|(word, _)| ["in", "during", "from", "by"].contains(&word.as_str()));
        if specific
            && depth < 4
            && let Some(index) = below.filter_map(|(_, object)| by_token[object]).find(|&index| fits(index))
        {
            return Some(index);
        }
        if is_verb(doc, at) && (specific || depth < 2) {
            let outer: Arguments = clause::of_verb(doc, at);
            if let Some(index) = outer
                .subjects
                .iter()
                .chain(&outer.objects)
                .find_map(|&subject| by_token[subject])
                .filter(|&index| fits(index))
            {
                return Some(index);
            }
            if !specific {
                break;
            }
        }
        if doc.is_root(at) {
            break;
        }
        at = doc.head(at);
    }
    if !matches!(figure.measures, Measure::Killed | Measure::Injured | Measure::Detained | Measure::Launched) {
        return None;
    }
    // "the war has killed tens of thousands": what a war, a storm or a year did is of no one event told before.
    let verb = doc.ancestors(start).take(3).find(|&at| is_verb(doc, at));
    let sums = |verb: usize| {
        ["kill", "wound", "injure", "claim", "leave", "cost"].contains(&doc.lemma(verb))
            && clause::of_verb(doc, verb).subjects.iter().any(|&subject| {
                ["war", "conflict", "violence", "fighting", "insurgency", "unrest", "crisis", "disaster"]
                    .contains(&doc.lemma(subject).to_lowercase().as_str())
            })
            && doc.children(verb).any(|child| doc.dep(child) == "aux" && doc.lemma(child) == "have")
    };
    if verb.is_some_and(|verb| sums(verb) || sums_up(doc, verb)) {
        return None;
    }
    let sentence = clause::sentence(doc, start);
    let told = |index: usize| drafts[index].is_told() && kinds.contains(&drafts[index].kind);
    // "put the toll at 32 and said that soldiers had killed 20": a toll is of what was told before.
    let toll = doc.ancestors(start).take(3).find(|&at| is_verb(doc, at)).is_some_and(|verb| {
        doc.children(verb).any(|child| child < start && doc.lemma(child).eq_ignore_ascii_case("toll"))
    });
    let up_to = if toll { sentence.end.min(start + 1).max(sentence.start) } else { sentence.end };
    order.nearest(sentence.start..up_to, start, told).or_else(|| {
        let reach = if figure.measures == Measure::Detained { 0 } else { REACH };
        let mut before =
            within(&order.words, sentences_before(doc, start, reach)).filter(|_| !order.accident(&sentence));
        // The last word for it before the figure.
        before.rfind(|&(_, index)| told(index)).map(|(_, index)| index)
    })
}

/// "have died this year", "have been killed so far this year", "have been killed since 2014": a sum over a stretch of time, not the toll of one
/// event.
fn sums_up(doc: &Doc, verb: usize) -> bool {
    let perfect = doc.children(verb).any(|child| doc.dep(child) == "aux" && doc.lemma(child) == "have");
    let this_year = |child: usize| {
        doc.lemma(child) == "year" && doc.children(child).any(|det| doc.lemma(det).eq_ignore_ascii_case("this"))
    };
    let year = |token: usize| doc.lemma(token).len() == 4 && doc.lemma(token).bytes().all(|byte| byte.is_ascii_digit());
    let stretch = |child: usize| match doc.dep(child) {
        "npadvmod" => this_year(child),
        "prep" if ["since", "in", "during"].contains(&doc.lemma(child).to_lowercase().as_str()) => {
            doc.child(child, &["pobj"]).is_some_and(|object| {
                this_year(object) || doc.lemma(child).eq_ignore_ascii_case("since") && doc.subtree(object).any(year)
            })
        }
        _ => false,
    };
    perfect && doc.children(verb).any(stretch)
}

/// "A fatal shooting … a man was found with gunshot wounds": of the one victim that the report tells, the deed says what became.
pub(crate) fn deadly(doc: &Doc, draft: &mut Draft, figures: &mut [Figure]) {
    let fatal = |token: usize| {
        doc.tag(token) == "NN"
            && doc.children(token).any(|child| ["fatal", "deadly"].contains(&doc.lemma(child).to_lowercase().as_str()))
    };
    let killed = draft.targets.iter().any(|target| target.effect == Some(Effect::Killed))
        || draft
            .figures
            .iter()
            .any(|&figure| figures[figure].measures == Measure::Killed && figures[figure].low != Some(0.0));
    let mut harmed = draft.targets.iter_mut().filter(|target| target.effect == Some(Effect::Injured));
    let (Some(victim), None) = (harmed.next(), harmed.next()) else { return };
    let head = victim.span.and_then(|span| doc.tokens_in(span.into()).last());
    let one = head.is_some_and(|head| matches!(doc.tag(head), "NN" | "NNP"));
    let told = std::iter::once(draft.token).chain(draft.mentions.iter().copied()).any(fatal);
    let many = draft.figures.iter().any(|&figure| {
        figures[figure].measures == Measure::Injured && figures[figure].low.is_some_and(|low| low > 1.0)
    });
    if draft.kind == "assault" && told && one && !killed && !many {
        victim.effect = Some(Effect::Killed);
        for &figure in &draft.figures {
            if figures[figure].measures == Measure::Injured {
                figures[figure].measures = Measure::Killed;
            }
        }
    }
}

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
