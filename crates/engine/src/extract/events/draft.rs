//! From a trigger to an event in the making: who did it to whom, with what, and how real it is.

use super::participants::{self, Mentions};
use super::triggers::Trigger;
use super::{
    Draft, Reality, add, another, beside, clause, is_event_noun, is_time, lexicon, outcomes, sides, status, triggers,
};
use crate::Analysis;
use crate::words::LIGHT;
use std::collections::BTreeSet;
use variorum_language::Doc;
use variorum_record::{Effect, EventStatus, Figure, Participant, Span};

/// The event that a trigger names, with its participants.
pub(super) fn draft(analysis: &Analysis, mentions: &Mentions, trigger: &Trigger, figures: &[Figure]) -> Option<Draft> {
    let doc = &analysis.doc;
    let Trigger { token, entry, arguments } = trigger;
    let token = *token;
    let noun = entry.class == 'n';
    // "signed a truce with the Front": what stands by the noun belongs to the event too.
    let naming: Vec<usize> =
        arguments.objects.iter().copied().filter(|&object| names_event(doc, trigger, object)).collect();
    let mut arguments = arguments.clone();
    for &object in naming.iter().filter(|_| !noun) {
        arguments.prepositions.extend(clause::prepositions(doc, object));
    }
    let arguments = &arguments;
    let assault = entry.kind == "assault" || entry.kind == "fight";
    let weapon = |&object: &usize| participants::weapon_at(doc, object).is_some();
    let tested = ["fire", "launch", "shoot"].contains(&doc.lemma(token))
        && arguments.objects.iter().any(weapon)
        && into_the_sea(doc, arguments);
    // "shot down 48 of them": whatever came flying, nobody says that it was somebody.
    let brought_down = doc.lemma(token) == "shoot"
        && doc.children(token).any(|particle| doc.lemma(particle) == "down")
        && entry.effect == Some(Effect::Injured)
        && !arguments
            .objects
            .iter()
            .any(|&object| crate::extract::figures::tables::is_person(doc.lemma(object)) || doc.pos(object) == "PROPN")
        && !arguments.objects.is_empty();
    if assault && !noun && (tested || brought_down) {
        return None;
    }
    let mut reality = status::of(doc, token);
    // "No women were detained."
    let nobody = arguments
        .objects
        .iter()
        .any(|&object| doc.children(object).any(|child| doc.lemma(child).eq_ignore_ascii_case("no")));
    reality.negated |= nobody && !noun;
    let effect = entry.effect.filter(|_| !reality.attempted && !reality.negated);
    let past = another::measured_from(doc, token);
    let mut draft = Draft {
        mode: entry.mode,
        noun,
        definite: noun && another::is_definite(doc, token),
        another: past || another::says_another(doc, token) || another::opens_apart(doc, token),
        ..Draft::new(token, entry.kind, reality)
    };
    if past {
        status::set(&mut draft.reality, EventStatus::Background);
    }
    let (mut actors, mut targets) = (Vec::new(), Vec::new());
    draft.joins = arguments.subjects.iter().copied().find(|&subject| !noun && assault && is_event_noun(doc, subject));
    if noun {
        sides::noun_participants(analysis, trigger, &mut actors, &mut targets, &mut draft, figures);
    } else {
        // "A bomb exploded" names the means, "a bus exploded" what was hit.
        let bursts = ["explode", "detonate", "go"].contains(&doc.lemma(token)) && arguments.objects.is_empty();
        // "Their tractor hit a landmine": what lay there did it to whoever came.
        let laid = |object: usize| {
            ["mine", "landmine", "ied", "bomb", "device"].contains(&doc.lemma(object).to_lowercase().as_str())
        };
        let ran_into =
            ["hit", "strike"].contains(&doc.lemma(token)) && arguments.objects.iter().any(|&object| laid(object));
        for &subject in &arguments.subjects {
            let means = participants::weapon_at(doc, subject).filter(|_| !triggers::agent_like(doc, subject));
            if assault && means.is_some_and(|mode| !(bursts && ["aerial", "vehicle"].contains(&mode))) {
                draft.instruments.push(participants::instrument(analysis, figures, subject));
                if entry.has("subj") {
                    draft.mentions.push(subject);
                }
                actors.extend(participants::owner(doc, subject));
            } else if assault && (bursts || ran_into) {
                targets.push(subject);
            } else {
                actors.push(subject);
            }
        }
        if assault
            && !actors.is_empty()
            && !actors.iter().any(|&actor| {
                triggers::agent_like(doc, actor)
                    || is_event_noun(doc, actor)
                    || doc.pos(actor) == "PRON"
                        && (mentions.covering(doc.span(actor).into()).is_some() || doc.lemma(actor) != "it")
                    || sides::antecedent(analysis, mentions, token, actor) != actor
            })
            && draft.instruments.is_empty()
            && !matches!(entry.mode, Some("firearms" | "aerial"))
        {
            // A tragedy strikes, a storm hits: no attack.
            return None;
        }
        let weapons_thrown =
            entry.words("obj").is_some_and(|words| words.contains(&"bomb") || words.contains(&"missile"));
        for &object in &arguments.objects {
            match participants::weapon_at(doc, object) {
                // "set fire to the office", "opened fire on the crowd"
                _ if assault && doc.lemma(object) == "fire" => {}
                _ if naming.contains(&object) => draft.mentions.push(object),
                Some(_)
                    if ran_into || weapons_thrown || ["detonate", "explode", "fire"].contains(&doc.lemma(token)) =>
                {
                    draft.instruments.push(participants::instrument(analysis, figures, object))
                }
                _ if weapons_thrown => {}
                _ => targets.push(object),
            }
        }
        let prepositions: Vec<&str> =
            entry.words("prep").map_or_else(|| sides::default_prepositions(entry.kind, false), <[&str]>::to_vec);
        if (targets.is_empty() || weapons_thrown)
            && let Some(word) = prepositions.iter().find(|word| {
                // "shot at a deputy on Friday"
                arguments.prepositions.iter().any(|(seen, object)| seen == *word && !is_time(doc, *object))
            })
        {
            targets.extend(arguments.behind(&[*word]).filter(|&object| !(assault && sides::is_scene(doc, object))));
        }
        if assault && targets.is_empty() && entry.mode == Some("explosives") {
            targets.extend(beside::of(doc, token));
        }
        if entry.kind == "consult" && draft.mode != Some("visit") {
            targets.retain(|&target| triggers::agent_like(doc, target));
            if targets.is_empty()
                && actors.len() < 2
                && !(actors.len() == 1 && matches!(doc.tag(actors[0]), "NNS" | "NNPS"))
            {
                return None;
            }
        }
        actors = actors.into_iter().map(|actor| sides::antecedent(analysis, mentions, token, actor)).collect();
        if actors.is_empty() && !assault && !arguments.passive && matches!(doc.tag(token), "VB" | "VBG") {
            // "said removing the ban was out of the question": a clause without a subject has that of the clause above.
            let above = doc
                .ancestors(token)
                .take(4)
                .filter(|&at| clause::is_verb(doc, at))
                .map(|at| clause::of_verb(doc, at).subjects);
            let subjects =
                above.into_iter().find(|subjects| subjects.iter().any(|&subject| triggers::agent_like(doc, subject)));
            let free = |subject: &usize| !targets.contains(subject) && triggers::agent_like(doc, *subject);
            actors.extend(subjects.unwrap_or_default().into_iter().filter(free));
        }
        if targets.is_empty() && ["request", "reject", "threaten", "agree", "accuse"].contains(&entry.kind) {
            targets.extend(sides::complement_subject(doc, token, &actors));
        }
    }
    let measure = ["curfew", "martial-law", "restrict", "ban"].contains(&draft.mode.unwrap_or(""));
    if !assault
        && (entry.kind != "coerce" || measure)
        && !targets.iter().any(|&target| triggers::agent_like(doc, target) && !sides::is_own(doc, target))
    {
        // What is rejected, lifted or given is a thing; the target is who is meant by it.
        if let Some(found) = sides::counterpart(doc, token, entry.kind, &actors) {
            targets.insert(0, found);
        }
    }
    if entry.kind == "protest"
        && let Some(found) = sides::grievance(doc, token, &actors)
    {
        targets = vec![found];
    }
    if assault {
        for (word, object) in &arguments.prepositions {
            if ["with", "using", "by"].contains(&word.as_str()) && participants::weapon_at(doc, *object).is_some() {
                draft.instruments.push(participants::instrument(analysis, figures, *object));
                actors.retain(|actor| actor != object);
                targets.retain(|target| target != object);
            }
        }
        draft.instruments.extend(
            sides::used(doc, token).into_iter().map(|weapon| participants::instrument(analysis, figures, weapon)),
        );
        if let Some(mode) = draft.instruments.first().and_then(|instrument| lexicon::mode_of(&instrument.name))
            && (draft.mode.is_none() || draft.mode == Some("explosives") && mode == "suicide-attack")
        {
            draft.mode = Some(mode);
        }
        let suicide = doc.children(token).any(|child| doc.lemma(child).eq_ignore_ascii_case("suicide"));
        if suicide {
            draft.mode = Some("suicide-attack");
        }
        actors.retain(|&actor| !is_event_noun(doc, actor));
    }
    if entry.kind == "consult" && !noun && targets.is_empty() && actors.len() > 1 {
        // "A and B met": both sides.
        targets = actors.split_off(1);
    }
    let deadly = doc.children(token).any(|child| {
        ["dead", "death", "fatally", "fatal", "deadly"].contains(&doc.lemma(child).to_lowercase().as_str())
    }) || clause::to_death(doc, token);
    // "shot dead two policemen": the model hangs the word from whom it tells of.
    let dead = token + 1 < doc.len()
        && !noun
        && doc.lemma(token + 1) == "dead"
        && doc.sentence_of(token).contains(&(token + 1));
    let deadly = deadly || dead;
    let effect = if deadly && effect == Some(Effect::Injured) { Some(Effect::Killed) } else { effect };
    // "shot at the deputy": nobody was hit.
    let aimed = !noun && arguments.objects.is_empty() && matches!(effect, Some(Effect::Injured | Effect::Killed));
    let effect = effect.filter(|_| !aimed);
    for actor in actors {
        add(&mut draft.actors, participants::participant(analysis, mentions, actor, None));
        if assault {
            for organisation in participants::organisations(analysis, mentions, actor) {
                add(&mut draft.actors, Some(organisation));
            }
        }
    }
    for target in targets {
        let effect = effect.filter(|effect| fits(doc, target, *effect));
        let found = match assault || entry.effect == Some(Effect::Captured) {
            true => outcomes::victim_at(analysis, mentions, target, effect),
            false => participants::participant(analysis, mentions, target, effect),
        };
        add(&mut draft.targets, found);
        // "a top general in Moscow, Gen. …" keeps both sides of an apposition through the cast; a named victim beside a role counts once.
    }
    let same: Vec<Span> = draft.actors.iter().filter_map(|actor| actor.span).collect();
    draft.targets.retain(|target| target.span.is_none_or(|span| !same.contains(&span)));
    compose(doc, token, &mut draft);
    let participants = draft.actors.len() + draft.targets.len();
    if !noun && participants == 0 && draft.instruments.is_empty() && naming.is_empty() {
        return None;
    }
    if noun && !assault && participants == 0 {
        return None;
    }
    if entry.has("general") {
        draft.thin = true;
    }
    // "a week after a bomb in the market": told by where it was.
    let placed =
        past && arguments.prepositions.iter().any(|(word, _)| ["in", "on", "at", "near"].contains(&word.as_str()));
    draft.thin |= noun && assault && participants == 0 && !placed;
    // "responsible for attacks on convoys": a bare plural tells of no one event.
    let counted = doc.child(token, &["nummod", "det", "poss"]).is_some();
    let launched = noun && arguments.subjects.iter().any(|&subject| doc.head(token) == doc.head(subject));
    draft.generic = noun && assault && matches!(doc.tag(token), "NNS" | "NNPS") && !counted && !launched;
    if assault && is_state_of_things(doc, &draft, figures) {
        draft.reality.status = EventStatus::Background;
    }
    if assault && (noun || doc.tag(token) == "VBG") && is_habit(doc, token) {
        status::set(&mut draft.reality, EventStatus::Background);
    }
    // "we continue to apprehend their leaders"
    let goes_on = matches!(doc.dep(token), "xcomp") && ["continue", "keep"].contains(&doc.lemma(doc.head(token)));
    if goes_on && matches!(doc.tag(doc.head(token)), "VBP" | "VBZ") {
        status::set(&mut draft.reality, EventStatus::Background);
    }
    // "they attack villages": a habit, except in a headline, which has no full stop.
    // "condemns the murder" is said now of something that happened.
    let carried = noun && matches!(doc.dep(token), "dobj" | "nsubjpass") && LIGHT.contains(&doc.lemma(doc.head(token)));
    let carrier = if carried { doc.head(token) } else { token };
    // "Rebels ambush convoys and burn villages": what is joined to a habit is one.
    let row = doc.dep(carrier) == "conj" && doc.tag(carrier) == "VB" && doc.child(carrier, &["nsubj", "aux"]).is_none();
    let finite = if row { doc.head(carrier) } else { carrier };
    let present = matches!(doc.tag(finite), "VBP" | "VBZ") && doc.child(finite, &["aux", "auxpass"]).is_none();
    // "a girl whose brothers are shot by soldiers": what is done again and again, or in a book. Who is held is held now.
    let now = |aux: usize| matches!(doc.tag(aux), "VBZ" | "VBP") && doc.lemma(aux) != "have";
    let present = present
        || doc.tag(token) == "VBN"
            && draft.mode != Some("abduct")
            && doc.child(token, &["auxpass"]).is_some_and(now)
            && doc.child(token, &["aux"]).is_none();
    let sentence = clause::sentence(doc, token);
    let stop = sentence.rev().take(2).any(|token| doc.lemma(token) == ".");
    if assault && present && stop {
        status::set(&mut draft.reality, EventStatus::Background);
    }
    Some(draft)
}

/// Event nouns that are the object of a verb whose frame asks for them: "impose a curfew" is one event, not two.
pub(super) fn named_by_verbs(doc: &Doc, triggers: &[Trigger]) -> Vec<bool> {
    let mut named = vec![false; doc.len()];
    for trigger in triggers.iter().filter(|trigger| trigger.entry.class == 'v') {
        for &object in trigger.arguments.objects.iter().filter(|&&object| names_event(doc, trigger, object)) {
            named[object] = true;
        }
    }
    named
}

fn names_event(doc: &Doc, trigger: &Trigger, object: usize) -> bool {
    let lemma = doc.lemma(object).to_lowercase();
    let lemma = lemma.as_str();
    !matches!(trigger.entry.kind, "assault" | "fight" | "effect")
        && trigger.entry.words("obj").is_some_and(|words| words.contains(&lemma))
        && lexicon::EVENTS.get(lemma).is_some_and(|entries| entries.iter().any(|entry| entry.class == 'n'))
}

/// "Many peasants have been murdered", "they are killing people": a state of things, where nobody is named or counted and no means is told.
pub(super) fn is_state_of_things(doc: &Doc, draft: &Draft, figures: &[Figure]) -> bool {
    let token = draft.token;
    let goes_on = doc.children(token).any(|child| {
        doc.dep(child) == "aux"
            && (doc.lemma(child) == "have"
                || doc.tag(token) == "VBG" && doc.lemma(child) == "be" && matches!(doc.tag(child), "VBP" | "VBZ"))
    });
    let nobody = |target: &Participant| {
        let head = target.span.and_then(|span| doc.tokens_in(span.into()).last());
        let many = ["population", "people", "clergy", "youth", "public", "peasantry", "opposition"];
        target.entity.is_none() && head.is_some_and(|head| doc.tag(head) == "NNS" || many.contains(&doc.lemma(head)))
    };
    let counted = || {
        figures
            .iter()
            .any(|figure| draft.targets.iter().any(|target| target.span.is_some_and(|span| span.overlaps(figure.span))))
    };
    draft.reality.status == EventStatus::Reported
        && goes_on
        && draft.instruments.is_empty()
        && !draft.targets.is_empty()
        && draft.targets.iter().all(nobody)
        && !counted()
}

/// "He is involved in the kidnapping of villagers": what somebody does, not what was done; none of it is counted, dated or singled out.
fn is_habit(doc: &Doc, token: usize) -> bool {
    let bare =
        |noun: usize| matches!(doc.tag(noun), "NNS" | "NNPS") && doc.child(noun, &["det", "nummod", "poss"]).is_none();
    let mut first = token;
    while doc.dep(first) == "conj" && doc.head(first) < first {
        first = doc.head(first);
    }
    let preposition = doc.head(first);
    let part = doc.head(preposition);
    let many = match doc.tag(token) {
        "NNS" => bare(token),
        _ => {
            (doc.lemma(token).ends_with("ing") || doc.tag(token) == "VBG")
                && clause::with_conjuncts(doc, first).into_iter().chain([token]).any(|noun| {
                    doc.child(noun, &["dobj"]).is_some_and(bare)
                        || clause::prepositions(doc, noun).iter().any(|(word, object)| word == "of" && bare(*object))
                })
        }
    };
    many && matches!(doc.dep(first), "pobj" | "pcomp")
        && ["responsible", "involve", "involved", "know", "known", "wanted", "notorious", "engage", "specialize"]
            .contains(&doc.lemma(part).to_lowercase().as_str())
        && doc
            .ancestors(preposition)
            .take(2)
            .chain(doc.children(part).filter(|&child| matches!(doc.dep(child), "aux" | "auxpass")))
            .any(|verb| matches!(doc.tag(verb), "VBZ" | "VBP"))
}

/// "fired three missiles into the sea": a test, or a show of force.
fn into_the_sea(doc: &Doc, arguments: &clause::Arguments) -> bool {
    let water = |object: usize| {
        let words = doc.subtree(object).filter(|&token| token <= object);
        words
            .into_iter()
            .any(|token| ["sea", "ocean", "water", "waters"].contains(&doc.lemma(token).to_lowercase().as_str()))
    };
    arguments.behind(&["into", "toward", "towards", "in"]).any(water)
}

/// A person can be killed, a house destroyed.
pub(super) fn fits(doc: &Doc, target: usize, effect: Effect) -> bool {
    let named = |labels: &[&str]| doc.name_at(target).is_some_and(|name| labels.contains(&doc.name_label(name)));
    match effect {
        Effect::Killed | Effect::Injured => {
            !named(&["PRODUCT", "WORK_OF_ART"]) && (triggers::agent_like(doc, target) || doc.pos(target) == "PROPN")
        }
        Effect::Captured => {
            let lemma = doc.lemma(target).to_lowercase();
            // "a weapons dealer", "an explosives maker", "several of his men"
            let doer = doc.pos(target) == "NOUN"
                && (lemma.len() > 5 && (lemma.ends_with("er") || lemma.ends_with("or")) || lemma == "maker");
            let some = crate::extract::figures::tables::QUANTITIES.contains_key(lemma.as_str());
            let deed = doc.pos(target) == "PROPN" && is_deed(&lemma);
            !deed && (triggers::agent_like(doc, target) || doer || some || doc.pos(target) == "PROPN")
        }
        Effect::Damaged | Effect::Destroyed => {
            !crate::extract::figures::tables::is_person(doc.lemma(target)) && !named(&["PERSON"])
        }
        Effect::None => true,
    }
}

/// Whether a capitalised word of a headline names a deed rather than somebody: "Election Attacks".
fn is_deed(lemma: &str) -> bool {
    lexicon::names_assault(lemma) || lemma.strip_suffix('s').is_some_and(lexicon::names_assault)
}

/// PLOVER reads a promised kindness as an agreement, an announced hostility as a threat, a refused kindness as a rejection.
fn compose(doc: &Doc, token: usize, draft: &mut Draft) {
    if draft.noun {
        return;
    }
    let kind = |kinds: &[&str]| kinds.contains(&draft.kind);
    let will = doc
        .children(token)
        .any(|child| doc.tag(child) == "MD" && ["will", "would", "shall", "'ll", "wo"].contains(&doc.lemma(child)));
    let ready = matches!(doc.dep(token), "xcomp" | "ccomp")
        && ["willing", "ready", "prepared", "prepare", "commit", "committed", "plan", "able"]
            .contains(&doc.lemma(doc.head(token)));
    let unless = doc
        .children(token)
        .any(|child| doc.dep(child) == "advcl" && doc.children(child).any(|mark| doc.lemma(mark) == "unless"));
    let failed = doc.dep(token) == "xcomp" && doc.lemma(doc.head(token)) == "fail";
    if failed && kind(&["agree", "consult", "cooperate"]) {
        draft.kind = "reject";
        draft.mode = None;
        draft.reality = Reality { status: EventStatus::Reported, negated: false, attempted: false, hedged: false };
    } else if will
        && unless
        && !draft.reality.negated
        && kind(&["agree", "retreat", "sanction", "coerce", "protest", "mobilize"])
    {
        draft.kind = "threaten";
        draft.mode = None;
    } else if (will || ready)
        && draft.reality.negated
        && kind(&["agree", "concede", "aid", "cooperate", "support", "consult"])
    {
        draft.kind = "reject";
        draft.mode = None;
        draft.reality.negated = false;
        draft.reality.status = EventStatus::Reported;
    } else if (will || ready)
        && !draft.reality.negated
        && kind(&["aid", "concede", "cooperate", "support", "retreat"])
        && doc.lemma(token) != "resign"
    {
        draft.kind = "agree";
    } else if (will || ready || doc.lemma(doc.head(token)) == "plan")
        && !draft.reality.negated
        && !draft.actors.is_empty()
        && kind(&["sanction", "coerce"])
    {
        draft.kind = "threaten";
    }
}

/// "Khartoum said Orvend must return the helicopter": a demand.
pub(super) fn demands(analysis: &Analysis, mentions: &Mentions, drafts: &mut Vec<Draft>) {
    let doc = &analysis.doc;
    let told: BTreeSet<usize> = drafts.iter().map(|draft| draft.token).collect();
    let requests = drafts.iter().filter(|draft| draft.kind == "request");
    let requests: BTreeSet<usize> = requests.map(|draft| draft.token).collect();
    for must in 0..doc.len() {
        if !(doc.tag(must) == "MD" && doc.lemma(must) == "must") {
            continue;
        }
        let verb = doc.head(must);
        let cue = doc.head(verb);
        if cue == verb || !matches!(doc.dep(verb), "ccomp" | "parataxis") || !clause::is_verb(doc, cue) {
            continue;
        }
        let speaker = clause::of_verb(doc, cue);
        let inner = clause::of_verb(doc, verb);
        let bound = if inner.passive && !inner.subjects.is_empty() {
            &inner.subjects
        } else if inner.passive {
            &inner.objects
        } else {
            &inner.subjects
        };
        let actors: Vec<_> = speaker
            .subjects
            .iter()
            .filter_map(|&token| participants::participant(analysis, mentions, token, None))
            .collect();
        let targets: Vec<_> = bound
            .iter()
            .filter(|&&token| triggers::agent_like(doc, token))
            .filter_map(|&token| participants::participant(analysis, mentions, token, None))
            .collect();
        if actors.is_empty() || targets.is_empty() || told.contains(&cue) || requests.contains(&verb) {
            continue;
        }
        let reality = Reality { status: EventStatus::Reported, negated: false, attempted: false, hedged: false };
        drafts.push(Draft { actors, targets, ..Draft::new(must, "request", reality) });
    }
    drafts.sort_by_key(|draft| draft.token);
}
