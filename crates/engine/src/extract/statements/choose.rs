//! Which of the stretches beside a cue was said, if any: the ranker's odds, and where marks and grammar know better than they.

use super::candidates::{Candidate, exclaims, is_tail};
use super::contents::Alternative;
use super::lexicon::{self, Pos};
use super::source::{self, passive};
use super::tree::Tree;
use super::{Said, features, quoted as passed_on, ranker, shared, speaks};
use crate::Analysis;
use crate::words::TIME_UNITS;
use variorum_record::{CueKind, Span};

/// By how much lower it is for verbs of speech, and for words in marks beside a word of speech. Set by hand.
const SPEECH: f32 = 0.05;
const QUOTED: f32 = 0.2;
/// And for a verb of which the ranker knows nothing but that somebody's sentence in marks follows it. Set by hand.
const INTRODUCED: f32 = 0.25;

/// And for a noun of speech that somebody turns down, with its clause. Set by hand.
const TURNED_DOWN: f32 = 0.3;

/// The best alternative of a cue, if it is likely that something was said at all.
pub(super) fn content(analysis: &Analysis, tree: &Tree, candidate: Candidate, threshold: f32) -> Option<Said> {
    let mut shared = ranker::Sum::new();
    features::of_cue(analysis, tree, &candidate, &mut shared);
    let odds = |alternative: &Alternative| {
        let mut sum = shared.clone();
        features::of_alternative(analysis, tree, &candidate, alternative, &mut sum);
        sum.score().exp()
    };
    let odds: Vec<f32> = candidate.alternatives.iter().map(odds).collect();
    let all = 1.0 + odds.iter().sum::<f32>();
    let probability = 1.0 - 1.0 / all;
    let best = likely_border(&candidate.contents, &odds)?;
    let best = with_quotation(analysis, &candidate.contents, &odds, best);
    let best = with_tail(tree, &candidate, &odds, best);
    let best = without_setting(tree, &candidate, best);
    let bare = matches!(candidate.alternatives[best].form, "cue-next-quote" | "cue-quote");
    let best = if bare { around_fragment(&candidate, &odds, best) } else { best };
    // What is said aloud is worth a lower threshold than an attitude; marks beside the cue are evidence of their own.
    let aloud = candidate.row.is_some_and(|row| row.kind == CueKind::Speech);
    let marked = |form: &str| form.contains("quote") && (form.contains("comma") || form.contains("colon"));
    let form = candidate.alternatives[best].form;
    // "was asked: “…?”" passes through the tree's form of the same words.
    let asked = passive(tree, candidate.cue) && form.starts_with("passive");
    let quoted = marked(form) || asked && candidate.alternatives.iter().any(|other| other.form == "cue-colon-quote");
    // A verb that is no cue, before a comma or colon and somebody's sentence.
    let introduces = candidate.row.is_none() && matches!(form, "cue-comma-quote" | "cue-colon-quote");
    // A sentence in marks before a noun of speech is what the noun names.
    let named = form == "quote-noun" && candidate.alternatives[best].quotations.iter().any(|&i| exclaims(analysis, i));
    let lower = match (aloud, candidate.pos) {
        (true, Pos::Verb) if passed_on::around(tree, candidate.cue).is_some() => threshold,
        (true, Pos::Verb) if quoted || says_that(tree, candidate.cue) || is_tail(tree, candidate.cue) => QUOTED,
        (true, Pos::Verb) if !as_reported(tree, candidate.cue) => SPEECH,
        (true, _) if named => QUOTED,
        (true, Pos::Noun) if candidate.row.is_some_and(|row| row.class != "decide") && made(tree, candidate.cue) => {
            QUOTED
        }
        (true, Pos::Noun) if is_turned_down(tree, candidate.cue) => TURNED_DOWN,
        (true, Pos::Noun) if says_that(tree, candidate.cue) => SPEECH,
        (true, Pos::Verb) if as_reported(tree, candidate.cue) => REPORTED,
        (false, Pos::Verb) if introduces || form == "quote-comma-cue" && only_speaks(tree, &candidate) => INTRODUCED,
        _ => 0.0,
    };
    if probability <= threshold - lower {
        return None;
    }
    let Candidate { cue, row, source, alternatives, mut contents, .. } = candidate;
    let source = source.and_then(|source| source::giver(tree, cue, source));
    Some(Said {
        cue: Some(cue),
        row,
        source,
        content: contents.swap_remove(best),
        form: alternatives[best].form,
        probability,
        continues: None,
    })
}

/// Whether a verb that is no cue has a person for its subject and nothing else: "“They knew,” he huffed".
fn only_speaks(tree: &Tree, candidate: &Candidate) -> bool {
    let doc = tree.doc;
    let cue = candidate.cue;
    let person = candidate.source.as_ref().is_some_and(|source| {
        let pronoun = matches!(doc.lemma(source.head), "he" | "she" | "I" | "they");
        pronoun || doc.pos(source.head) == "PROPN" || speaks::is_people(doc.lemma(source.head))
    });
    let others = tree.kids(cue).any(|kid| kid > cue && !matches!(doc.dep(kid), "punct" | "advmod" | "nsubj"));
    candidate.row.is_none() && doc.pos(cue) == "VERB" && matches!(doc.tag(cue), "VBD" | "VBZ") && person && !others
}

/// And for "as the council reported" and "as reported by the council" beside a clause. Set by hand.
const REPORTED: f32 = 0.3;

/// Whether a verb of speech stands in a clause with "as" and has no object or clause of its own: what it hangs from was said.
fn as_reported(tree: &Tree, verb: usize) -> bool {
    let doc = tree.doc;
    let says = lexicon::cue(doc.lemma(verb), Pos::Verb).is_some_and(|row| row.takes("s"));
    let as_clause = tree.kid(verb, &["mark"]).is_some_and(|mark| doc.lemma(mark) == "as" && mark < verb);
    let somebody = tree.kid(verb, &["nsubj", "agent"]).is_some_and(|kid| !speaks::is_thing(tree, kid));
    says && as_clause && somebody && tree.kid(verb, &["dobj", "ccomp", "xcomp"]).is_none()
}

/// Whether "that" follows a verb, give or take an adverb between commas, whatever the tree makes of it: "added, however, that".
fn says_that(tree: &Tree, verb: usize) -> bool {
    let doc = tree.doc;
    let end = doc.sentence_of(verb).end;
    let skipped = |&i: &usize| doc.pos(i) == "ADV" || tree.word(i) == ",";
    let next = (verb + 1..end.min(verb + 5)).find(|i| !skipped(i));
    // "said that much": a pronoun that ends the phrase is what was said itself.
    next.is_some_and(|i| tree.word(i) == "that" && i + 2 < end && (doc.dep(i) == "mark" || doc.pos(i) == "DET"))
}

/// Whether a noun of speech is what somebody made, issued or repeated: "issued a call for calm".
fn made(tree: &Tree, noun: usize) -> bool {
    let doc = tree.doc;
    let verb = tree.above(noun).filter(|_| doc.dep(noun) == "dobj");
    verb.is_some_and(|verb| matches!(doc.lemma(verb), "issue" | "make" | "reiterate" | "renew" | "repeat" | "voice"))
}

/// Whether a noun of speech is what somebody turns down: "rejected the accusation that…".
fn is_turned_down(tree: &Tree, noun: usize) -> bool {
    tree.above(noun).and_then(|verb| source::turned_down(tree, verb)) == Some(noun)
}

/// The content from which the least is lost if another one is right: not always the likeliest, where several likely ones
/// have much in common. The weights of same and similar borders were set on a fifth of PolNeAR train.
fn likely_border(contents: &[Vec<Span>], odds: &[f32]) -> Option<usize> {
    let all: f32 = odds.iter().sum();
    let likely = |i: &usize| odds[*i] > all / 100.0;
    let worth = |a: usize| {
        let similar = |b: usize| {
            let share = shared(&contents[a], &contents[b]);
            if share >= 0.5 { odds[b] * (0.5 + 0.25 * share) } else { 0.0 }
        };
        0.6 * odds[a] + (0..contents.len()).filter(likely).map(similar).sum::<f32>()
    };
    let worths: Vec<(usize, f32)> = (0..contents.len()).filter(likely).map(|a| (a, worth(a))).collect();
    worths.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(best, _)| best)
}

/// Of two nearly as likely borders the wider one, if it takes in a quotation that would be nobody's otherwise.
fn with_quotation(analysis: &Analysis, contents: &[Vec<Span>], odds: &[f32], best: usize) -> usize {
    let within = |i: usize, span: Span| contents[i].iter().any(|content| content.contains(span));
    let wider = |&i: &usize| {
        odds[i] * 3.0 > odds[best]
            && contents[best].iter().all(|span| within(i, *span))
            && contents[i].iter().any(|content| {
                let inside = analysis.quotations_from(content.start).take(8);
                let mut inside = inside.take_while(|quotation| quotation.outer.start < content.end);
                inside.any(|quotation| content.contains(quotation.inner) && !within(best, quotation.inner))
            })
    };
    (0..contents.len())
        .filter(wider)
        .min_by_key(|&i| contents[i].iter().map(|span| span.len()).sum::<usize>())
        .unwrap_or(best)
}

/// Of two borders the later one, if what it adds goes on as the content does: a second participle after a participle
/// ("reported striking a plant, setting it on fire"), or "with" and a participle ("reported damage, with two hurt").
fn with_tail(tree: &Tree, candidate: &Candidate, odds: &[f32], best: usize) -> usize {
    let doc = tree.doc;
    let chosen = &candidate.alternatives[best];
    let [short] = chosen.tokens.as_slice() else { return best };
    let goes_on = |start: usize| {
        // A text may end in the comma.
        let start = if tree.word(start) == "," { start + 1 } else { return false };
        if start >= doc.len() {
            return false;
        }
        let absolute = || {
            let object = tree.kid(start, &["pobj"]);
            let event =
                |object: usize| tree.kids(object).any(|kid| matches!(doc.tag(kid), "VBN" | "VBG") && kid > object);
            doc.lemma(start) == "with" && (object.is_some_and(event) || tree.kid(start, &["pcomp"]).is_some())
        };
        doc.tag(start) == "VBG" && doc.tag(chosen.head) == "VBG" || absolute()
    };
    let longer = |&i: &usize| {
        let other = &candidate.alternatives[i];
        other.head == chosen.head
            && other.cut.is_none()
            && odds[i] * 3.0 > odds[best]
            && matches!(other.tokens.as_slice(), [long] if long.start == short.start && long.end > short.end + 2)
    };
    if !goes_on(short.end.min(doc.len() - 1)) {
        return best;
    }
    (0..odds.len()).filter(longer).max_by(|&a, &b| odds[a].total_cmp(&odds[b])).unwrap_or(best)
}

/// Of two borders the earlier one, if what lies between is how the outlet sets the scene, not what was said: "said 58 were hurt,
/// three days after the dam broke"; or why somebody does not believe it: "doubt that they are linked, since…".
fn without_setting(tree: &Tree, candidate: &Candidate, best: usize) -> usize {
    let doc = tree.doc;
    let chosen = &candidate.alternatives[best];
    let [long] = chosen.tokens.as_slice() else { return best };
    let disbelieves = matches!(doc.lemma(candidate.cue), "deny" | "dispute" | "doubt" | "question" | "reject");
    let sets_scene = |comma: usize| {
        let rest = comma + 1..long.end;
        let apart = rest.clone().take(5).find(|&i| TIME_UNITS.contains(doc.lemma(i)));
        let time = apart.filter(|&noun| noun + 2 < rest.end && (comma + 1..noun).all(|i| scales(tree, i)));
        time.is_some_and(|noun| {
            matches!(doc.lemma(noun + 1), "after" | "before") && !rest.clone().any(|i| tree.word(i) == ",")
        }) || disbelieves && matches!(tree.word(rest.start), "because" | "since")
    };
    let comma = long.clone().filter(|&i| tree.word(i) == "," && i + 1 < long.end).find(|&comma| sets_scene(comma));
    let Some(comma) = comma else { return best };
    let shorter = |other: &Alternative| matches!(other.tokens.as_slice(), [short] if *short == (long.start..comma));
    candidate.alternatives.iter().position(shorter).unwrap_or(best)
}

/// Whether a word says how long a span of time is: "just over three", "a few".
fn scales(tree: &Tree, i: usize) -> bool {
    let count = matches!(tree.doc.pos(i), "NUM" | "DET" | "ADV" | "ADJ" | "ADP");
    count || matches!(tree.word(i), "just" | "only" | "more" | "less" | "than")
}

/// For a fragment in marks the phrase in which the outlet sets it, if that is nearly as likely: "“damage” in two towns".
fn around_fragment(candidate: &Candidate, odds: &[f32], best: usize) -> usize {
    let [fragment] = candidate.contents[best].as_slice() else { return best };
    let wider = |&i: &usize| {
        let holds = |content: &Span| content.contains(*fragment) && content.len() > fragment.len() + 8;
        odds[i] * 3.0 > odds[best] && candidate.contents[i].iter().any(holds)
    };
    (0..odds.len()).filter(wider).max_by(|&a, &b| odds[a].total_cmp(&odds[b])).unwrap_or(best)
}
