//! Violent words that tell of no violence: play, criticism, ideas under attack, a dismissal, a rider who hits a walker, and somebody who says of
//! themselves that they were killed.
//!
//! A game is told in the words of war ("struck twice", "shot down 4-0"). A report is one of a game where it has a score and words of
//! sport, or many of these; there such words count only where the sentence is grave ("police", "died") or those who do it stand outside
//! the game ("fans attacked the bus").

use super::clause;
use super::status;
use super::triggers::Trigger;
use crate::words::{ABSTRACTS, ATTITUDES, CROWDS, GRAVE, JUDGING, PLAYS, ROAD_USERS, SHOTS, SPOKEN, SPORTS};
use std::collections::BTreeSet;
use variorum_language::Doc;
use variorum_record::{Effect, EventStatus};

/// How many words of sport make a report one of a game, without a score and with one (chosen on invented reports).
const TELLING: usize = 8;
const TELLING_BESIDE_SCORE: usize = 3;

/// How many words of a clause are looked through.
const CLAUSE: usize = 60;

/// What a whole report says of its violent words.
pub(super) struct Figurative {
    /// It tells of a game.
    play: bool,
}

impl Figurative {
    pub(super) fn of(doc: &Doc) -> Self {
        let sport: BTreeSet<String> = (0..doc.len())
            .filter(|&token| matches!(doc.pos(token), "NOUN" | "PROPN" | "ADJ"))
            .map(|token| doc.lemma(token).to_lowercase())
            .filter(|lemma| SPORTS.contains(lemma.as_str()))
            .collect();
        let play = sport.len() >= TELLING
            || sport.len() >= TELLING_BESIDE_SCORE && (1..doc.len()).any(|token| is_score(doc, token));
        Figurative { play }
    }

    /// Whether a word of violence is a figure of speech.
    pub(super) fn is_one(&self, doc: &Doc, trigger: &Trigger) -> bool {
        matches!(trigger.entry.kind, "assault" | "fight" | "effect")
            && (is_in_game(doc, trigger)
                || self.play && is_play(doc, trigger)
                || is_of_ideas(doc, trigger)
                || is_criticism(doc, trigger)
                || is_dismissal(doc, trigger)
                || is_struggle(doc, trigger)
                || is_likeness(doc, trigger)
                || lives_to_tell(doc, trigger)
                || is_on_the_road(doc, trigger))
    }
}

/// The sign of a score: "3-1".
fn is_score(doc: &Doc, sign: usize) -> bool {
    let points =
        |token: usize| doc.lemma(token).len() < 4 && doc.lemma(token).bytes().all(|byte| byte.is_ascii_digit());
    sign > 0
        && sign + 1 < doc.len()
        && matches!(doc.lemma(sign), "-" | "–")
        && points(sign - 1)
        && points(sign + 1)
        && doc.tokens[sign - 1].end == doc.tokens[sign].start
        && doc.tokens[sign].end == doc.tokens[sign + 1].start
}

/// "Velland beat Orrin 3-1": a score in the clause makes it a game.
fn is_in_game(doc: &Doc, trigger: &Trigger) -> bool {
    let verb = trigger.token;
    let end = doc.sentence_of(verb).end.min(verb + 12);
    ["beat", "thrash", "crush", "hammer", "rout", "trounce"].contains(&doc.lemma(verb))
        && (verb + 2..end.saturating_sub(1)).any(|token| is_score(doc, token))
}

/// A word of violence that games are told in, in a sentence with nothing grave, of players.
fn is_play(doc: &Doc, trigger: &Trigger) -> bool {
    let word = |token: usize| doc.lemma(token).to_lowercase();
    let sentence = clause::sentence(doc, trigger.token);
    PLAYS.contains(word(trigger.token).as_str())
        && !sentence.into_iter().any(|token| GRAVE.contains(word(token).as_str()))
        && !trigger.arguments.subjects.iter().any(|&subject| CROWDS.contains(word(subject).as_str()))
}

/// "an attack on solidarity", "fights the decision", "killed the deal": nobody is hurt by what is done to an idea.
fn is_of_ideas(doc: &Doc, trigger: &Trigger) -> bool {
    let idea = |token: usize| ABSTRACTS.contains(doc.lemma(token).to_lowercase().as_str());
    let arguments = &trigger.arguments;
    match trigger.entry.class {
        'v' if arguments.objects.is_empty() => arguments.behind(&["against"]).next().is_some_and(idea),
        'v' => arguments.objects.iter().all(|&object| idea(object)),
        _ => arguments.behind(&["on", "against", "upon", "at"]).next().is_some_and(idea),
    }
}

/// With words: "attacks his critics as naive", "attacked her for her vote", "attacked him in a speech", "attacked the police and blamed them".
fn is_criticism(doc: &Doc, trigger: &Trigger) -> bool {
    let verb = trigger.token;
    let word = |token: usize| doc.lemma(token).to_lowercase();
    if trigger.entry.class != 'v' || !["attack", "blast", "hit", "assault"].contains(&doc.lemma(verb)) {
        return false;
    }
    // The model may hang it from a clause about whoever is meant: "attacks those who disagree with her as naive".
    let called = |at: usize| {
        at > verb
            && doc.dep(at) == "prep"
            && doc.lemma(at).eq_ignore_ascii_case("as")
            && doc.children(at).any(|what| doc.pos(what) == "ADJ")
    };
    let behind = |child: usize| match doc.lemma(child).to_lowercase().as_str() {
        // What for is what somebody did or thinks; "for hours" is no reason.
        "for" => doc.children(child).any(|what| {
            doc.dep(what) == "pcomp" && doc.tag(what) == "VBG"
                || doc.child(what, &["poss"]).is_some() && ATTITUDES.contains(word(what).as_str())
        }),
        "in" | "via" | "with" => doc.child(child, &["pobj"]).is_some_and(|what| SPOKEN.contains(word(what).as_str())),
        _ => false,
    };
    let told = |child: usize| doc.dep(child) == "conj" && JUDGING.contains(word(child).as_str());
    doc.subtree(verb).take(CLAUSE).any(called)
        || doc.children(verb).any(|child| doc.dep(child) == "prep" && behind(child) || told(child))
}

/// "was fired": dismissed, where nothing is fired and nobody is fired at.
fn is_dismissal(doc: &Doc, trigger: &Trigger) -> bool {
    let arguments = &trigger.arguments;
    let shot = |&object: &usize| {
        super::participants::weapon_at(doc, object).is_some()
            || SHOTS.contains(doc.lemma(object).to_lowercase().as_str())
    };
    trigger.entry.class == 'v'
        && doc.lemma(trigger.token) == "fire"
        && (arguments.passive || doc.child(trigger.token, &["auxpass"]).is_some())
        && !arguments.objects.iter().any(shot)
        && arguments.behind(&["at", "on", "upon", "into", "from", "toward", "towards"]).next().is_none()
}

/// "is fighting to keep the school": for something, against nobody.
fn is_struggle(doc: &Doc, trigger: &Trigger) -> bool {
    let aim =
        |child: usize| matches!(doc.dep(child), "xcomp" | "advcl") && doc.children(child).any(|to| doc.tag(to) == "TO");
    trigger.entry.class == 'v'
        && ["fight", "battle"].contains(&doc.lemma(trigger.token))
        && trigger.arguments.objects.is_empty()
        && trigger.arguments.behind(&["against", "with", "alongside"]).next().is_none()
        && doc.children(trigger.token).any(aim)
}

/// "a noise like an explosion": what something is like did not happen.
fn is_likeness(doc: &Doc, trigger: &Trigger) -> bool {
    let noun = trigger.token;
    let one = doc.child(noun, &["det"]).is_none_or(|det| ["a", "an"].contains(&doc.lemma(det)));
    trigger.entry.class == 'n' && doc.dep(noun) == "pobj" && doc.lemma(doc.head(noun)) == "like" && one
}

/// "They have killed me too": who says so lives.
fn lives_to_tell(doc: &Doc, trigger: &Trigger) -> bool {
    let speaker =
        |&token: &usize| doc.pos(token) == "PRON" && ["i", "me"].contains(&doc.lemma(token).to_lowercase().as_str());
    if trigger.entry.effect != Some(Effect::Killed) || !trigger.arguments.objects.iter().any(speaker) {
        return false;
    }
    let reality = status::of(doc, trigger.token);
    reality.status == EventStatus::Reported && !reality.negated && !reality.attempted
}

/// "struck by a cyclist": an accident, unless it was meant.
fn is_on_the_road(doc: &Doc, trigger: &Trigger) -> bool {
    let word = |token: usize| doc.lemma(token).to_lowercase();
    let meant = |child: usize| {
        ["deliberately", "intentionally", "purposely", "repeatedly"].contains(&word(child).as_str())
            || doc.dep(child) == "prep" && ["with", "in"].contains(&doc.lemma(child)) && {
                let object = doc.child(child, &["pobj"]);
                object.is_some_and(|object| super::lexicon::weapon(&word(object)).is_some_and(|mode| mode != "vehicle"))
            }
    };
    let subjects = &trigger.arguments.subjects;
    trigger.entry.class == 'v'
        && ["hit", "strike", "run", "knock", "injure", "kill", "hurt"].contains(&doc.lemma(trigger.token))
        && !subjects.is_empty()
        && subjects.iter().all(|&subject| ROAD_USERS.contains(word(subject).as_str()))
        && !doc.children(trigger.token).any(meant)
}
