//! Who supports, opposes, demands, rejects, doubts what.
//!
//! A position is a word of the stance lexicon (`data/lexicon/stances.tsv`) with somebody who can take a stand and an issue
//! in one of the word's own forms. Statements add two kinds more: what somebody says must be done is a demand, and
//! what somebody says in the first person ("I am not happy with…") is the speaker's. Denied, supposed and asked
//! stances give nothing: precision first.

use super::statements::lexicon::Pos;
use super::statements::source::{self, Source};
use super::statements::tree::Tree;
use crate::Analysis;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;
use variorum_record::{CueKind, EntityKind, Participant, Position, PositionId, Span, Stance, Statement, StatementKind};

struct Row {
    stance: Stance,
    frames: Vec<&'static str>,
}

/// The row of a lemma and part of speech.
fn row(lemma: &str, pos: &'static str) -> Option<&'static Row> {
    static ROWS: LazyLock<HashMap<&'static str, HashMap<&'static str, Row>>> = LazyLock::new(|| {
        let text: &'static str = include_str!("../../../../data/lexicon/stances.tsv");
        let mut tables: HashMap<&'static str, HashMap<&'static str, Row>> = HashMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let [lemma, pos, stance, frames] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
            let stance = match stance {
                "supports" => Stance::Supports,
                "opposes" => Stance::Opposes,
                "demands" => Stance::Demands,
                "rejects" => Stance::Rejects,
                _ => Stance::Doubts,
            };
            tables.entry(pos).or_default().insert(lemma, Row { stance, frames: frames.split(' ').collect() });
        }
        tables
    });
    ROWS.get(pos)?.get(lemma)
}

/// The positions that a report states or its statements take, in order of their issue.
pub fn find(analysis: &Analysis, statements: &[Statement]) -> Vec<Position> {
    let tree = Tree::new(analysis.text(), &analysis.doc);
    let doc = tree.doc;
    let mut found: Vec<Position> = Vec::new();
    for at in 0..doc.len() {
        let stand = match doc.pos(at) {
            "VERB" => verb(&tree, at),
            "NOUN" => noun(&tree, at),
            "ADJ" => adjective(&tree, at),
            "ADP" => preposition(&tree, at),
            _ => None,
        };
        let Some((stance, issue, head)) = stand else { continue };
        if !asserted(&tree, at) {
            continue;
        }
        let Some(holder) = holder(analysis, &tree, at, head, statements) else { continue };
        let issue: Span = Span::from(doc.span_of(issue)).trim(analysis.text());
        let evidence = Span::from(doc.span(at)).cover(issue);
        found.push(Position { id: PositionId(0), holder, issue, stance, evidence: vec![evidence], statement: None });
    }
    found.extend(statements.iter().filter_map(|statement| must(analysis, &tree, statement)));
    found.sort_by_key(|position| (position.issue, position.evidence[0]));
    found.dedup_by(|b, a| a.issue.overlaps(b.issue) && a.holder.entity == b.holder.entity && a.stance == b.stance);
    for (i, position) in found.iter_mut().enumerate() {
        position.id = PositionId(i as u32 + 1);
        let inside = |statement: &&Statement| statement.content.iter().any(|content| content.overlaps(position.issue));
        position.statement = position.statement.or(statements.iter().find(inside).map(|statement| statement.id));
    }
    found
}

type Stand = (Stance, Range<usize>, Option<usize>);

fn verb(tree: &Tree, at: usize) -> Option<Stand> {
    let doc = tree.doc;
    let row = row(doc.lemma(at), "verb")?;
    let holder = source::find(tree, at, Pos::Verb)?.head;
    let takes = |frame: &str| row.frames.contains(&frame);
    let mut kids = tree.kids(at).filter(|&kid| kid > at);
    if takes("out") {
        let out = tree.kids(at).any(|kid| doc.dep(kid) == "prt" && doc.lemma(kid) == "out");
        let object = tree.kid(at, &["dobj"])?;
        return out.then(|| (row.stance, phrase(tree, object), Some(holder)));
    }
    let issue = kids.find_map(|kid| match doc.dep(kid) {
        "ccomp" if takes("s") || takes("to") => Some(clause(tree, kid)),
        "ccomp" | "xcomp" if takes("ing") && doc.tag(kid) == "VBG" => Some(clause(tree, kid)),
        "xcomp" if takes("to") && doc.tag(kid) == "VB" => Some(clause(tree, kid)),
        "dobj" if takes("n") => {
            // "urged the council to wait": the issue is the waiting.
            let rest = tree.kids(at).find(|&next| next > kid && matches!(doc.dep(next), "xcomp" | "ccomp"));
            Some(match rest.filter(|_| takes("to")) {
                Some(rest) => phrase(tree, kid).start..clause(tree, rest).end,
                None => phrase(tree, kid),
            })
        }
        "prep" if takes(doc.lemma(kid)) => {
            let object = tree.kid(kid, &["pobj", "pcomp"])?;
            // "called on the council to wait"
            let rest = tree
                .kids(at)
                .find(|&next| next > kid && matches!(doc.dep(next), "xcomp" | "advcl") && doc.tag(next) == "VB");
            Some(match rest.filter(|_| doc.lemma(kid) == "on") {
                Some(rest) => phrase(tree, object).start..clause(tree, rest).end,
                None if doc.lemma(kid) == "on" && doc.lemma(at) == "call" => return None,
                None => phrase(tree, object),
            })
        }
        _ => None,
    })?;
    Some((row.stance, issue, Some(holder)))
}

fn noun(tree: &Tree, at: usize) -> Option<Stand> {
    let doc = tree.doc;
    let row = row(doc.lemma(at), "noun")?;
    let holder = source::find(tree, at, Pos::Noun)?.head;
    let issue = tree.kids(at).filter(|&kid| kid > at).find_map(|kid| match doc.dep(kid) {
        "prep" if row.frames.contains(&doc.lemma(kid)) => {
            tree.kid(kid, &["pobj", "pcomp"]).map(|object| phrase(tree, object))
        }
        "acl" if row.frames.contains(&"to") && doc.tag(kid) == "VB" => Some(clause(tree, kid)),
        _ => None,
    })?;
    // "support of the roof": only with a possessor or a verb that makes it somebody's.
    let owned = tree.kid(at, &["poss"]).is_some() || matches!(doc.dep(at), "dobj" | "attr");
    let plain = doc.lemma(at) == "stance" && !tree.kids(at).any(|kid| doc.lemma(kid) == "against");
    (owned && !plain).then_some((row.stance, issue, Some(holder)))
}

fn adjective(tree: &Tree, at: usize) -> Option<Stand> {
    let doc = tree.doc;
    // "not happy with" is unhappy with.
    let not = tree.above(at).is_some_and(|verb| tree.kid(verb, &["neg"]).is_some());
    let unhappy = not && matches!(doc.lemma(at), "happy" | "satisfied");
    let row = if unhappy { row("unhappy", "adjective")? } else { row(doc.lemma(at), "adjective")? };
    if not && !unhappy {
        return None;
    }
    let holder = source::find(tree, at, Pos::Adjective)?.head;
    let issue = tree.kids(at).filter(|&kid| kid > at).find_map(|kid| match doc.dep(kid) {
        "prep" if row.frames.contains(&doc.lemma(kid)) => {
            tree.kid(kid, &["pobj", "pcomp"]).map(|object| phrase(tree, object))
        }
        "xcomp" if row.frames.contains(&"to") && doc.tag(kid) == "VB" => Some(clause(tree, kid)),
        _ => None,
    })?;
    Some((row.stance, issue, Some(holder)))
}

/// "is against the bridge", "is in favour of it".
fn preposition(tree: &Tree, at: usize) -> Option<Stand> {
    let doc = tree.doc;
    let be = tree.above(at).filter(|&head| doc.lemma(head) == "be" && doc.dep(at) == "prep")?;
    let holder = tree.kid(be, &["nsubj"])?;
    let object = tree.kid(at, &["pobj"])?;
    if doc.lemma(at) == "in" && matches!(doc.lemma(object), "favour" | "favor") {
        let of = tree.kid(object, &["prep"])?;
        let issue = tree.kid(of, &["pobj"])?;
        return Some((Stance::Supports, phrase(tree, issue), Some(holder)));
    }
    let row = row(doc.lemma(at), "preposition")?;
    Some((row.stance, phrase(tree, object), Some(holder)))
}

/// The noun phrase of an issue, pronouns excluded by the caller's holder test.
fn phrase(tree: &Tree, head: usize) -> Range<usize> {
    let range = tree.subtree(head);
    let end = (range.start..range.end).rev().find(|&i| tree.doc.pos(i) != "PUNCT").map_or(range.end, |i| i + 1);
    range.start..end.max(range.start + 1)
}

/// A clause without its leading "that" or "to".
fn clause(tree: &Tree, head: usize) -> Range<usize> {
    let doc = tree.doc;
    let mut range = phrase(tree, head);
    while range.len() > 1 && (doc.pos(range.start) == "PUNCT" || doc.dep(range.start) == "mark") {
        range.start += 1;
    }
    range
}

/// Whether a stance is taken: not denied, not supposed, not asked about.
fn asserted(tree: &Tree, at: usize) -> bool {
    let doc = tree.doc;
    let mut verb = at;
    for _ in 0..6 {
        let negated = tree.kids(verb).any(|kid| doc.dep(kid) == "neg");
        let unhappy = doc.pos(at) == "ADJ" && matches!(doc.lemma(at), "happy" | "satisfied");
        let supposed = tree.kids(verb).any(|kid| {
            (doc.dep(kid) == "aux"
                && matches!(doc.lemma(kid), "would" | "may" | "might" | "could" | "should" | "can" | "must"))
                || (doc.dep(kid) == "mark" && matches!(doc.lemma(kid), "if" | "whether" | "unless"))
        });
        if (negated && !unhappy) || supposed {
            return false;
        }
        // The stance's own clause: up through what it hangs from without a subject of its own.
        let own = tree.kid(verb, &["nsubj", "nsubjpass"]).is_some();
        match tree.above(verb) {
            Some(head) if !own || matches!(doc.dep(verb), "xcomp" | "acomp") => verb = head,
            _ => break,
        }
    }
    let sentence = doc.sentence_of(at);
    tree.word(sentence.end - 1) != "?"
}

/// Whoever takes the stand, if it is somebody who can: a name of the cast, people, or the speaker in the first person.
fn holder(
    analysis: &Analysis,
    tree: &Tree,
    at: usize,
    head: Option<usize>,
    statements: &[Statement],
) -> Option<Participant> {
    let doc = tree.doc;
    let head = head?;
    if matches!(doc.lemma(head), "I" | "we" | "We") || matches!(tree.word(head), "I" | "we" | "We" | "my" | "our") {
        // The first person is whoever speaks here.
        let span = Span::from(doc.span(at));
        let spoken =
            statements.iter().filter(|statement| statement.kind == StatementKind::Direct && !statement.negated);
        let statement = spoken
            .filter(|statement| statement.content.iter().any(|content| content.contains(span)))
            .min_by_key(|s| s.content[0].len())?;
        return statement.speaker.clone().filter(|speaker| speaker.entity.is_some());
    }
    let source = Source { head, tokens: source::phrase(tree, head) };
    let who = super::statements::participant(analysis, tree, &source);
    let kind = who.entity.and_then(|id| analysis.cast.get(id)).map(|entity| entity.kind);
    let stands = match kind {
        Some(EntityKind::Facility | EntityKind::Other) => false,
        Some(_) => true,
        None => doc.pos(head) != "PRON" && people(doc.lemma(head)),
    };
    stands.then_some(who)
}

/// Whether a noun stands for people or a body of people.
fn people(lemma: &str) -> bool {
    const BODIES: &[&str] = &[
        "government",
        "administration",
        "council",
        "party",
        "union",
        "committee",
        "parliament",
        "ministry",
        "court",
        "company",
        "group",
        "opposition",
        "public",
        "army",
        "police",
        "board",
        "agency",
        "commission",
        "coalition",
        "congress",
        "senate",
        "campaign",
        "church",
        "bank",
        "firm",
        "team",
        "critic",
        "analyst",
        "ally",
        "expert",
        "voter",
        "source",
        "country",
        "nation",
        "state",
        "city",
        "county",
        "side",
        "majority",
        "minority",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "republican",
        "democrat",
        "conservative",
        "liberal",
        "activist",
        "economist",
        "scientist",
        "observer",
        "historian",
    ];
    static PEOPLE: LazyLock<std::collections::HashSet<&'static str>> = LazyLock::new(|| {
        let text: &'static str = include_str!("../../../../data/lexicon/people.tsv");
        text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
    });
    BODIES.contains(&lemma) || PEOPLE.contains(lemma)
}

/// What somebody says must be done.
fn must(analysis: &Analysis, tree: &Tree, statement: &Statement) -> Option<Position> {
    let doc = tree.doc;
    let plain = statement.cue_kind == Some(CueKind::Speech)
        && statement.kind != StatementKind::Direct
        && !statement.negated
        && !statement.hypothetical;
    let holder = statement.speaker.clone().filter(|speaker| plain && speaker.entity.is_some())?;
    let tokens = doc.tokens_in(statement.content[0].into());
    let head = tokens.clone().find(|&i| doc.is_root(i) || !tokens.contains(&doc.head(i)))?;
    let ought =
        tree.kids(head).any(|kid| doc.dep(kid) == "aux" && matches!(doc.lemma(kid), "must" | "should" | "ought"));
    let negated = tree.kid(head, &["neg"]).is_some();
    let subject = tree.kid(head, &["nsubj", "nsubjpass"])?;
    let other = analysis.cast.headed_by(subject).is_none_or(|entity| Some(entity) != holder.entity);
    let issue = statement.content[0];
    (ought && other).then(|| Position {
        id: PositionId(0),
        holder,
        issue,
        stance: if negated { Stance::Opposes } else { Stance::Demands },
        evidence: vec![statement.cue.map_or(issue, |cue| cue.cover(issue))],
        statement: Some(statement.id),
    })
}
