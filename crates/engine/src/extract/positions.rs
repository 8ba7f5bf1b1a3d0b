//! Who supports, opposes, demands, rejects, doubts what.
//!
//! A position is a word of the stance lexicon (`data/lexicon/stances.tsv`) with somebody who can take a stand and an issue
//! in one of the word's own forms. What statements say themselves is read in [`said`]; what somebody says in the first person
//! ("I am not happy with…") is the speaker's. A denied stance is another one where the lexicon says so ("does not support"),
//! else none; supposed and asked stances give nothing: precision first.

mod said;

use super::statements::lexicon::Pos;
use super::statements::source::{self, Source};
use super::statements::speaks::is_people;
use super::statements::tree::Tree;
use crate::Analysis;
use crate::holders::Holders;
use crate::words::{EXPRESSING, IDLE_REFUSALS, UNDONE, URGING, VAGUE_ACTS};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;
use variorum_record::{EntityKind, Participant, Position, PositionId, Span, Stance, Statement, StatementKind};

struct Row {
    stance: Stance,
    frames: Vec<&'static str>,
}

/// The rows of a lemma and part of speech.
fn row(lemma: &str, pos: &'static str) -> impl Iterator<Item = &'static Row> + use<> {
    static ROWS: LazyLock<HashMap<&'static str, HashMap<&'static str, Vec<Row>>>> = LazyLock::new(|| {
        let text: &'static str = include_str!("../../../../data/lexicon/stances.tsv");
        let mut tables: HashMap<&'static str, HashMap<&'static str, Vec<Row>>> = HashMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let [lemma, pos, stance, frames] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
            let stance = match stance {
                "supports" => Stance::Supports,
                "opposes" => Stance::Opposes,
                "demands" => Stance::Demands,
                "rejects" => Stance::Rejects,
                _ => Stance::Doubts,
            };
            let row = Row { stance, frames: frames.split(' ').collect() };
            tables.entry(pos).or_default().entry(lemma).or_default().push(row);
        }
        tables
    });
    ROWS.get(pos).and_then(|table| table.get(lemma)).into_iter().flatten()
}

/// The positions that a report states or its statements take, in order of their issue.
pub fn find(analysis: &Analysis, statements: &[Statement]) -> Vec<Position> {
    let tree = Tree::new(analysis.text(), &analysis.doc);
    let doc = tree.doc;
    let contents = super::statements::contents(statements);
    let mut found: Vec<Position> = Vec::new();
    for at in 0..doc.len() {
        let tables: &[&'static str] = match doc.pos(at) {
            "VERB" => &["verb", "not-verb"],
            "NOUN" => &["noun"],
            "ADJ" => &["adjective", "not-adjective"],
            "ADP" if tree.above(at).is_some_and(|head| doc.lemma(head) == "be") => &[],
            _ => continue,
        };
        if !tables.is_empty() && !tables.iter().any(|table| row(doc.lemma(at), table).next().is_some()) {
            continue;
        }
        let Some(polarity) = polarity(&tree, at) else { continue };
        let stand = match doc.pos(at) {
            "VERB" => verb(&tree, at, polarity),
            "NOUN" if polarity == Polarity::Plain => noun(&tree, at),
            "ADJ" => adjective(&tree, at, polarity),
            "ADP" if polarity == Polarity::Plain => preposition(&tree, at),
            _ => None,
        };
        let Some((stance, issue, head)) = stand else { continue };
        let Some(holder) = holder(analysis, &tree, at, head, statements, &contents) else { continue };
        let issue: Span = Span::from(doc.span_of(issue)).trim(analysis.text());
        let elects = matches!(doc.lemma(at), "back" | "backing" | "endorse" | "endorsement" | "support" | "vote");
        if is_bare_name(&tree, issue) && !(elects && may_be_elected(analysis, issue)) {
            continue;
        }
        let evidence = Span::from(doc.span(at)).cover(issue);
        found.push(Position { id: PositionId(0), holder, issue, stance, evidence: vec![evidence], statement: None });
    }
    let said = statements.iter().flat_map(|statement| said::find(analysis, &tree, statement));
    found.extend(said.filter(|position| !is_bare_name(&tree, position.issue)));
    found.iter_mut().for_each(|position| position.issue = whole_issue(analysis, &tree, position.issue));
    found.retain(|position| {
        let named = position.holder.name.as_deref().is_none_or(|name| !has_verb(name));
        named && !is_empty_issue(&tree, position.issue)
    });
    found.sort_by_key(|position| (position.issue, position.evidence[0]));
    found.dedup_by(|b, a| a.issue.overlaps(b.issue) && a.holder.entity == b.holder.entity && a.stance == b.stance);
    for (i, position) in found.iter_mut().enumerate() {
        position.id = PositionId(i as u32 + 1);
        let first = || contents.overlapping(position.issue).first().map(|&statement| statements[statement].id);
        position.statement = position.statement.or_else(first);
    }
    found
}

type Stand = (Stance, Range<usize>, Option<usize>);

fn verb(tree: &Tree, at: usize, polarity: Polarity) -> Option<Stand> {
    let doc = tree.doc;
    let table = if polarity == Polarity::Plain { "verb" } else { "not-verb" };
    let mut rows = row(doc.lemma(at), table).peekable();
    rows.peek()?;
    if let Some(by) = tree.kid(at, &["agent"]).and_then(|by| tree.kid(by, &["pobj"])) {
        let plain = |row: &&Row| row.frames.contains(&"n") && !row.frames.contains(&"first");
        let row = rows.find(plain).filter(|_| doc.lemma(at) != "defend")?;
        return done_to(tree, at).map(|issue| (row.stance, issue, Some(by)));
    }
    let holder = source::find(tree, at, Pos::Verb)?.head;
    // "attacks on the city, calling on": a participle behind a preposition's noun is seldom that noun's.
    if doc.dep(at) == "acl" && doc.dep(holder) == "pobj" || matches!(tree.word(holder), "which" | "that") {
        return None;
    }
    // "reservations about voting for him": what is doubted is not done.
    let under = tree.above(at).filter(|_| doc.dep(at) == "pcomp");
    if under.is_some_and(|preposition| {
        let verb = tree.above(preposition).filter(|&verb| tree.kid(verb, &["nsubj"]).is_some());
        !matches!(doc.lemma(preposition), "by" | "in" | "while") || verb.is_none()
    }) {
        return None;
    }
    // "questioned the witness": asked, not doubted; "did not recognise the passenger": never seen.
    if matches!(doc.lemma(at), "question" | "recognise" | "recognize")
        && tree.kid(at, &["dobj"]).is_some_and(|object| somebody(doc, object))
    {
        return None;
    }
    let first = matches!(tree.word(holder), "I" | "We" | "we");
    rows.filter(|row| first || !row.frames.contains(&"first"))
        .find_map(|row| issue(tree, at, row).map(|issue| (row.stance, issue, Some(holder))))
}

/// What is supported or rejected by somebody: the subject of a passive ("The plan was rejected by the council"), or the noun
/// before its participle ("a plan backed by the council").
fn done_to(tree: &Tree, at: usize) -> Option<Range<usize>> {
    let doc = tree.doc;
    if let Some(subject) = tree.kid(at, &["nsubjpass"]) {
        return (doc.pos(subject) != "PRON").then(|| phrase(tree, subject));
    }
    let noun = tree.above(at).filter(|&noun| doc.dep(at) == "acl" && doc.tag(at) == "VBN" && noun < at)?;
    let (start, end) = (tree.subtree(noun).start, tree.subtree(at).start);
    let last = (noun..end).rev().find(|&i| doc.pos(i) != "PUNCT")?;
    (matches!(doc.pos(noun), "NOUN" | "PROPN") && !somebody(doc, noun)).then_some(start..last + 1)
}

/// Whether an issue is nothing but a name: what about Olin is opposed, the reader cannot tell.
fn is_bare_name(tree: &Tree, issue: Span) -> bool {
    let doc = tree.doc;
    let bare = |i: usize| {
        matches!(doc.pos(i), "PROPN" | "DET" | "PUNCT" | "PART" | "CCONJ")
            || matches!(tree.word(i), "Mr." | "Mrs." | "Ms.")
    };
    doc.tokens_in(issue.into()).all(bare)
}

/// Whether a name is of somebody who can be elected or endorsed.
fn may_be_elected(analysis: &Analysis, issue: Span) -> bool {
    let entity = analysis.cast.mentioned_at(issue).and_then(|id| analysis.cast.get(id));
    entity.is_some_and(|entity| matches!(entity.kind, EntityKind::Person | EntityKind::Organisation))
}

/// Whether an issue says nothing by itself: a pronoun of which nobody knows what it means, or "whatever it was".
fn is_empty_issue(tree: &Tree, issue: Span) -> bool {
    let doc = tree.doc;
    let tokens = doc.tokens_in(issue.into());
    let pronoun = |i: usize| matches!(doc.pos(i), "AUX" | "PRON" | "DET" | "PUNCT" | "ADP" | "PART");
    const OPEN: &[&str] = &["whatever", "whoever", "why", "how", "not", "neither"];
    let free = tokens.clone().next().is_some_and(|first| OPEN.contains(&doc.lemma(first).to_lowercase().as_str()));
    free || tokens.clone().all(pronoun)
}

/// An issue that ends just before the mark that closes a quotation in it takes the mark in; one that ends in a preposition
/// of which the object was cut off ends before it.
fn whole_issue(analysis: &Analysis, tree: &Tree, issue: Span) -> Span {
    let doc = tree.doc;
    let mut issue = issue;
    let tokens = doc.tokens_in(issue.into());
    if let Some(last) = tokens.clone().next_back().filter(|&last| doc.pos(last) == "ADP" && tokens.len() > 1)
        && tree.kids(last).all(|kid| !tokens.contains(&kid))
        && tree.above(last).is_some_and(|head| doc.dep(last) == "prep" && tokens.contains(&head))
    {
        issue = Span::new(issue.start, doc.tokens[last - 1].end);
    }
    let opened = analysis.quotations_from(issue.start).take_while(|quotation| quotation.outer.start < issue.end);
    let closes =
        |end: usize| end > issue.end && analysis.text().get(issue.end..end).is_some_and(|gap| gap.chars().count() <= 2);
    let end = opened
        .filter(|quotation| quotation.outer.start >= issue.start)
        .map(|quotation| quotation.outer.end)
        .find(|&end| closes(end));
    Span::new(issue.start, end.unwrap_or(issue.end))
}

/// Whether a name has taken in the verb of a headline ("Mara Olin Finally Endorses"): whose stand that is, it cannot tell.
fn has_verb(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let verb = |word: &&str| {
        let word = word.to_lowercase();
        let stem = word.strip_suffix("s");
        let stems = stem.into_iter().chain(word.strip_suffix("es"));
        stems.into_iter().any(|stem| {
            row(stem, "verb").next().is_some() || super::statements::lexicon::cue(stem, Pos::Verb).is_some()
        })
    };
    words.len() > 2 && words[2..].iter().any(verb)
}

/// Whether a noun or name is of people.
fn somebody(doc: &variorum_language::Doc, head: usize) -> bool {
    let first = doc.names.partition_point(|name| name.tokens.end <= head);
    let named =
        doc.names.get(first).is_some_and(|name| name.tokens.contains(&head) && doc.name_label(name) == "PERSON");
    named
        || super::figures::tables::is_person(doc.lemma(head))
        || matches!(doc.lemma(head), "individual" | "other" | "aide")
}

/// What a verb's stance is about, in one of the row's frames.
fn issue(tree: &Tree, at: usize, row: &Row) -> Option<Range<usize>> {
    let doc = tree.doc;
    let takes = |frame: &str| row.frames.contains(&frame);
    let particle = tree.kids(at).find(|&kid| doc.dep(kid) == "prt").map(|kid| doc.lemma(kid));
    if let Some(wanted) = ["out", "down", "off", "aside"].into_iter().find(|frame| takes(frame)) {
        let object = tree.kid(at, &["dobj"]).filter(|_| particle == Some(wanted))?;
        return Some(phrase(tree, object));
    }
    if particle.is_some_and(|particle| !takes(particle)) {
        return None;
    }
    // "pushes the tally beyond that for the year": the preposition belongs to something else than a stand.
    if !takes("n") && !takes("inf") && !takes("s") && tree.kid(at, &["dobj"]).is_some() {
        return None;
    }
    // "pleaded guilty", "welcomed the president to a club".
    let guest = doc.lemma(at) == "welcome"
        && tree.kid(at, &["dobj"]).is_some_and(|object| somebody(doc, object) || is_people(doc.lemma(object)))
        && tree.kids(at).any(|kid| matches!(doc.lemma(kid), "to" | "at" | "in"));
    let pleads = matches!(tree.word(at + 1), "guilty" | "innocent" | "not");
    if guest || doc.lemma(at) == "plead" && pleads {
        return None;
    }
    // "called her on Friday", "called it a good day for owners": somebody or something is called.
    if doc.lemma(at) == "call" && tree.kid(at, &["dobj", "oprd"]).is_some() {
        return None;
    }
    // "vowed to vote against it": the stand is the inner verb's.
    let takes_sides = |kid: usize| doc.lemma(kid) == "vote" || self::row(doc.lemma(kid), "verb").next().is_some();
    let idle = |kid: usize| {
        IDLE_REFUSALS.contains(doc.lemma(kid))
            || row.stance == Stance::Supports && (VAGUE_ACTS.contains(doc.lemma(kid)) || takes_sides(kid))
    };
    tree.kids(at).filter(|&kid| kid > at).find_map(|kid| match doc.dep(kid) {
        // "insists he is right" asserts; "insists that he go" demands.
        "ccomp"
            if takes("s")
                && doc.tag(kid) != "VBG"
                && tree.kid(kid, &["nsubj", "nsubjpass", "expl"]).is_some()
                && (doc.lemma(at) != "insist" || subjunctive(tree, kid))
                && (doc.lemma(at) != "want" || doc.tag(kid) == "VB") =>
        {
            Some(clause(tree, kid))
        }
        "ccomp" | "xcomp" | "pcomp"
            if takes("ing") && doc.tag(kid) == "VBG" && tree.kid(kid, &["nsubj", "nsubjpass", "aux"]).is_none() =>
        {
            Some(clause(tree, kid))
        }
        "xcomp" if takes("inf") && doc.tag(kid) == "VB" && !idle(kid) => Some(clause(tree, kid)),
        // A name right behind the verb is its object, whatever the tree calls it.
        "advmod" | "npadvmod" | "dep" if takes("n") && kid == at + 1 && doc.pos(kid) == "PROPN" => {
            Some(phrase(tree, kid).start..whereof(tree, at, kid).unwrap_or(phrase(tree, kid).end))
        }
        "dobj" if (takes("n") || takes("inf")) && (doc.pos(kid) != "PRON" || takes("first")) => {
            // "urged the council to wait": the issue is the waiting.
            let rest = tree.kids(at).find(|&next| next > kid && matches!(doc.dep(next), "xcomp" | "ccomp"));
            match rest.filter(|_| takes("inf")) {
                Some(rest) => Some(phrase(tree, kid).start..clause(tree, rest).end),
                None if doc.lemma(at) == "defend" && !is_proposal(tree, kid) => None,
                None => {
                    takes("n").then(|| phrase(tree, kid).start..whereof(tree, at, kid).unwrap_or(phrase(tree, kid).end))
                }
            }
        }
        // "voted for me for the council": who is meant comes first.
        "prep"
            if takes(doc.lemma(kid)) && tree.kids(at).filter(|&first| takes(doc.lemma(first))).min() == Some(kid) =>
        {
            let parts: &[&str] = if doc.lemma(at) == "insist" { &["pobj"] } else { &["pobj", "pcomp"] };
            let object = tree.kid(kid, parts).filter(|&object| doc.pos(object) != "PRON")?;
            // "called on the council to wait"
            let rest = tree
                .kids(at)
                .find(|&next| next > kid && matches!(doc.dep(next), "xcomp" | "advcl") && doc.tag(next) == "VB");
            match rest.filter(|_| doc.lemma(kid) == "on") {
                Some(rest) => Some(phrase(tree, object).start..clause(tree, rest).end),
                None if doc.lemma(kid) == "on" && doc.lemma(at) == "call" => None,
                None => Some(phrase(tree, object)),
            }
        }
        _ => None,
    })
}

/// Where the phrase ends that says of what somebody is accused, or for what he is praised: "accused the council of neglect".
fn whereof(tree: &Tree, at: usize, object: usize) -> Option<usize> {
    let doc = tree.doc;
    let person = somebody(doc, object) || is_people(doc.lemma(object)) || doc.pos(object) == "PROPN";
    let after =
        |&kid: &usize| kid > object && doc.dep(kid) == "prep" && matches!(doc.lemma(kid), "of" | "for" | "over");
    let prep = tree.kids(at).filter(|_| person).find(after)?;
    tree.kid(prep, &["pobj", "pcomp"])?;
    let phrase = phrase(tree, prep);
    let comma = phrase.clone().find(|&i| tree.word(i) == ",");
    Some(comma.unwrap_or(phrase.end))
}

/// Whether a noun is of what people propose, decide or say.
fn is_proposal(tree: &Tree, noun: usize) -> bool {
    let lemma = tree.doc.lemma(noun);
    row(lemma, "measure").next().is_some() || super::statements::lexicon::cue(lemma, Pos::Noun).is_some()
}

/// Whether a clause has a bare verb ("that he go", "that it be closed") or says that something must or should be.
fn subjunctive(tree: &Tree, verb: usize) -> bool {
    let doc = tree.doc;
    let must = |kid: usize| matches!(doc.lemma(kid), "must" | "should");
    let bare = |at: usize| doc.tag(at) == "VB" && !tree.kids(at).any(|kid| doc.dep(kid) == "aux");
    bare(verb)
        || tree.kids(verb).any(|kid| doc.dep(kid) == "aux" && must(kid))
        || tree.kid(verb, &["auxpass"]).is_some_and(|be| doc.tag(be) == "VB")
            && !tree.kids(verb).any(|kid| doc.dep(kid) == "aux")
}

fn noun(tree: &Tree, at: usize) -> Option<Stand> {
    let doc = tree.doc;
    let row = row(doc.lemma(at), "noun").next()?;
    // "had the backing of the union" is backed; "had doubts about it" doubts.
    let has = |verb: usize| doc.lemma(verb) != "have" || matches!(row.stance, Stance::Doubts | Stance::Opposes);
    let verb = tree.above(at).filter(|&verb| has(verb)).filter(|&verb| {
        doc.dep(at) == "dobj"
            && doc.pos(verb) == "VERB"
            && EXPRESSING.contains(doc.lemma(verb))
            && !source::passive(tree, verb)
    });
    // "support of the roof": only with a possessor or a verb that makes it somebody's.
    let owner = tree.kid(at, &["poss"]);
    // "reaffirming U.S. rejection of it": whose it is stands before it, without a possessive.
    if owner.is_none() && tree.kids(at).any(|kid| kid < at && matches!(doc.pos(kid), "PROPN")) {
        return None;
    }
    let holder = match (owner, verb) {
        (Some(owner), None) => owner,
        (Some(owner), Some(_)) if doc.pos(owner) != "PRON" => owner,
        (_, Some(verb)) => source::find(tree, verb, Pos::Verb)?.head,
        (None, None) => return None,
    };
    let issue = tree.kids(at).filter(|&kid| kid > at).find_map(|kid| match doc.dep(kid) {
        "prep" if row.frames.contains(&doc.lemma(kid)) => {
            tree.kid(kid, &["pobj", "pcomp"]).map(|object| phrase(tree, object))
        }
        "acl" if row.frames.contains(&"inf") && doc.tag(kid) == "VB" && !IDLE_REFUSALS.contains(doc.lemma(kid)) => {
            Some(clause(tree, kid))
        }
        "acl" | "ccomp" if row.frames.contains(&"s") && tree.kid(kid, &["mark"]).is_some() => Some(clause(tree, kid)),
        _ => None,
    })?;
    let plain = doc.lemma(at) == "stance" && !tree.kids(at).any(|kid| doc.lemma(kid) == "against");
    (!plain).then_some((row.stance, issue, Some(holder)))
}

fn adjective(tree: &Tree, at: usize, polarity: Polarity) -> Option<Stand> {
    let doc = tree.doc;
    let table = if polarity == Polarity::Plain { "adjective" } else { "not-adjective" };
    let row = row(doc.lemma(at), table).next()?;
    // "made the forces ready to deploy" takes no stand.
    if !matches!(doc.dep(at), "acomp" | "conj") {
        return None;
    }
    let holder = source::find(tree, at, Pos::Adjective)?.head;
    let idle = |kid: usize| IDLE_REFUSALS.contains(doc.lemma(kid)) || VAGUE_ACTS.contains(doc.lemma(kid));
    let issue = tree.kids(at).filter(|&kid| kid > at).find_map(|kid| match doc.dep(kid) {
        "prep" if row.frames.contains(&doc.lemma(kid)) => {
            tree.kid(kid, &["pobj", "pcomp"]).map(|object| phrase(tree, object))
        }
        "xcomp" if row.frames.contains(&"inf") && doc.tag(kid) == "VB" && !idle(kid) => Some(clause(tree, kid)),
        "ccomp" if row.frames.contains(&"s") => Some(clause(tree, kid)),
        _ => None,
    })?;
    Some((row.stance, issue, Some(holder)))
}

/// "is against the bridge", "is in favour of it".
fn preposition(tree: &Tree, at: usize) -> Option<Stand> {
    let doc = tree.doc;
    let be = tree.above(at).filter(|&head| doc.lemma(head) == "be" && doc.dep(at) == "prep")?;
    // "would be awake for a call", "has been in it for years": the preposition must be all that is said of them.
    let place = |i: usize| matches!(doc.lemma(i), "there" | "here" | "back" | "home");
    let bare = (be + 1..at).all(|i| matches!(doc.pos(i), "ADV" | "PART") && !place(i) || tree.word(i) == "all");
    if at < be || !bare || tree.kid(be, &["acomp", "attr"]).is_some() {
        return None;
    }
    let holder = tree.kid(be, &["nsubj"])?;
    let object = tree
        .kid(at, &["pobj"])
        .filter(|&object| doc.pos(object) != "PRON" && !tree.kids(object).any(|kid| doc.dep(kid) == "nummod"))?;
    if doc.lemma(at) == "in" && matches!(doc.lemma(object), "favour" | "favor") {
        let of = tree.kid(object, &["prep"])?;
        let issue = tree.kid(of, &["pobj"])?;
        return Some((Stance::Supports, phrase(tree, issue), Some(holder)));
    }
    let row = row(doc.lemma(at), "preposition").next()?;
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
    while range.len() > 1
        && (doc.pos(range.start) == "PUNCT" || doc.dep(range.start) == "mark" || doc.tag(range.start) == "TO")
    {
        range.start += 1;
    }
    range
}

/// "said it would vote against the deal": what is announced is no supposition, unless it hangs on an "if".
fn announced(tree: &Tree, verb: usize) -> bool {
    let doc = tree.doc;
    let said = tree.above(verb).is_some_and(|head| {
        doc.dep(verb) == "ccomp"
            && matches!(
                doc.lemma(head),
                "say" | "announce" | "declare" | "vow" | "promise" | "pledge" | "confirm" | "add"
            )
    });
    let hangs = tree.kids(verb).any(|kid| {
        doc.dep(kid) == "advcl" && tree.kids(kid).any(|mark| doc.dep(mark) == "mark" && doc.lemma(mark) == "if")
    });
    said && !hangs && !tree.kids(verb).any(|kid| doc.dep(kid) == "aux" && doc.lemma(kid) == "have")
}

/// Whether a stance is taken or denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Polarity {
    Plain,
    /// Under one "not" in its own clause.
    Negated,
}

/// The polarity of a word of stance; `None` where it is supposed or asked about, or denied from above.
fn polarity(tree: &Tree, at: usize) -> Option<Polarity> {
    let doc = tree.doc;
    let mut verb = at;
    let mut polarity = Polarity::Plain;
    for _ in 0..6 {
        let negated = tree.kids(verb).any(|kid| doc.dep(kid) == "neg" || tree.word(kid).eq_ignore_ascii_case("never"));
        let supposed = tree.kids(verb).any(|kid| {
            // "would not accept" is a refusal.
            (doc.dep(kid) == "aux"
                && (matches!(doc.lemma(kid), "may" | "might" | "could" | "should" | "can" | "must")
                    || doc.lemma(kid) == "would" && !negated && !announced(tree, verb)))
                || (doc.dep(kid) == "mark" && matches!(doc.lemma(kid), "if" | "whether" | "unless"))
        });
        if supposed {
            return None;
        }
        if negated {
            // "is not happy": the copula has the "not".
            let own = verb == at || doc.pos(at) == "ADJ" && tree.above(at) == Some(verb);
            if !own {
                return None;
            }
            polarity = Polarity::Negated;
        }
        // "stop attacking her", "unable to accuse them": not done.
        if verb != at && UNDONE.contains(doc.lemma(verb)) {
            return None;
        }
        // "urged Olin to support it": asked, not taken.
        let told = |head: usize| {
            URGING.contains(doc.lemma(head))
                && (tree.kid(verb, &["nsubj"]).is_some() || tree.kid(head, &["dobj"]).is_some())
        };
        if tree.above(verb).is_some_and(|head| matches!(doc.dep(verb), "xcomp" | "ccomp") && told(head)) {
            return None;
        }
        // The stance's own clause: up through what it hangs from without a subject of its own.
        let own = tree.kid(verb, &["nsubj", "nsubjpass"]).is_some();
        match tree.above(verb) {
            Some(head) if !own || matches!(doc.dep(verb), "xcomp" | "acomp") => verb = head,
            // "made people doubt it", "cannot have people deny it": not theirs to take.
            // "does not think that they blame him"
            Some(head)
                if doc.dep(verb) == "ccomp"
                    && std::iter::successors(Some(head), |&at| tree.above(at).filter(|_| doc.dep(at) == "xcomp"))
                        .take(4)
                        .any(|at| tree.kids(at).any(|kid| doc.dep(kid) == "neg")) =>
            {
                return None;
            }
            Some(_)
                if doc.tag(verb) == "VB"
                    && !tree.kids(verb).any(|kid| doc.dep(kid) == "aux" && doc.tag(kid) != "TO") =>
            {
                return None;
            }
            _ => break,
        }
    }
    let asked = (at..doc.sentence_of(at).end).any(|i| tree.word(i) == "?");
    (!asked).then_some(polarity)
}

/// Whoever takes the stand, if it is somebody who can: a name of the cast, people, or the speaker in the first person.
fn holder(
    analysis: &Analysis,
    tree: &Tree,
    at: usize,
    head: Option<usize>,
    statements: &[Statement],
    contents: &Holders<usize>,
) -> Option<Participant> {
    let doc = tree.doc;
    let head = head?;
    if matches!(doc.lemma(head), "I" | "we" | "We") || matches!(tree.word(head), "I" | "we" | "We" | "my" | "our") {
        // The first person is whoever speaks here.
        let span = Span::from(doc.span(at));
        let statement = contents
            .around(span)
            .into_iter()
            .map(|statement| &statements[statement])
            .filter(|statement| statement.kind == StatementKind::Direct && !statement.negated)
            .min_by_key(|s| s.content[0].len())?;
        return statement.speaker.clone().filter(|speaker| speaker.entity.is_some());
    }
    let participant = |head: usize| {
        super::statements::participant(analysis, tree, &Source { head, tokens: source::phrase(tree, head) })
    };
    let mut who = participant(head);
    // "$1 million ad campaign this week"
    if who.entity.is_none() && doc.tokens_in(who.span?.into()).any(|i| doc.pos(i) == "SYM") {
        return None;
    }
    // A people, not its adjective: "Ukrainians".
    let people = who.entity.and_then(|id| analysis.cast.get(id)).is_some_and(|entity| entity.kind == EntityKind::Group);
    if people && doc.tag(head) == "NNPS" {
        who.name = Some(tree.word(head).to_string());
    }
    if takes_stands(analysis, tree, &who, head) {
        return Some(who);
    }
    // "The council said it would vote against it": "it" is who said so.
    let subject = source::of_whom_it_says(tree, head).filter(|_| who.entity.is_none())?;
    let who = participant(subject);
    let person =
        who.entity.and_then(|id| analysis.cast.get(id)).is_some_and(|entity| entity.kind == EntityKind::Person);
    (!person && takes_stands(analysis, tree, &who, subject)).then_some(who)
}

/// Whether somebody can take a stand: a person, a body or a country of the cast, else people by their noun or an unknown name.
fn takes_stands(analysis: &Analysis, tree: &Tree, who: &Participant, head: usize) -> bool {
    let doc = tree.doc;
    let kind = who.entity.and_then(|id| analysis.cast.get(id)).map(|entity| entity.kind);
    match kind {
        Some(EntityKind::Facility | EntityKind::Other) => false,
        Some(_) => true,
        None => doc.pos(head) != "PRON" && (is_people(doc.lemma(head)) || named(doc, head)),
    }
}

/// Whether a word is a name, and not of what takes no stands.
fn named(doc: &variorum_language::Doc, head: usize) -> bool {
    let first = doc.names.partition_point(|name| name.tokens.end <= head);
    let name = doc.names.get(first).filter(|name| name.tokens.contains(&head));
    match name {
        Some(name) => matches!(doc.name_label(name), "PERSON" | "ORG" | "NORP" | "GPE"),
        None => doc.pos(head) == "PROPN",
    }
}
