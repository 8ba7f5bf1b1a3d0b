//! What the ranker sees of a cue and one of its contents: labels of the tree, kinds, lengths, and where things stand to
//! each other. No word of the text but lemmas of the cue lexicon and a closed list of small words: what the ranker
//! learns holds for any news.

use super::candidates::Candidate;
use super::contents::Alternative;
use super::lexicon::{self, Pos};
use super::ranker::Sink;
use super::source::passive;
use super::tree::Tree;
use crate::Analysis;
use variorum_record::{EntityKind, PartKind, Span};

/// The small words that the ranker knows by name; of others it knows the part of speech.
const SMALL: &[&str] = &[
    "!",
    "\"",
    "'",
    "''",
    "(",
    ")",
    ",",
    "-",
    "--",
    ".",
    ":",
    ";",
    "?",
    "I",
    "``",
    "a",
    "about",
    "after",
    "against",
    "all",
    "along",
    "although",
    "amid",
    "among",
    "an",
    "and",
    "another",
    "any",
    "around",
    "as",
    "at",
    "be",
    "because",
    "before",
    "behind",
    "below",
    "between",
    "beyond",
    "both",
    "but",
    "by",
    "can",
    "could",
    "despite",
    "do",
    "down",
    "during",
    "each",
    "either",
    "every",
    "for",
    "from",
    "get",
    "have",
    "he",
    "her",
    "how",
    "if",
    "in",
    "including",
    "into",
    "it",
    "its",
    "like",
    "may",
    "might",
    "must",
    "my",
    "neither",
    "no",
    "not",
    "of",
    "off",
    "on",
    "one",
    "or",
    "our",
    "out",
    "over",
    "per",
    "shall",
    "she",
    "should",
    "since",
    "some",
    "such",
    "than",
    "that",
    "the",
    "their",
    "there",
    "they",
    "this",
    "though",
    "through",
    "throughout",
    "to",
    "toward",
    "towards",
    "under",
    "unless",
    "until",
    "up",
    "upon",
    "via",
    "we",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "yet",
    "you",
    "your",
    "–",
    "—",
    "‘",
    "’",
    "“",
    "”",
    "…",
];

/// A small word by name, any other by its part of speech.
fn small<'d>(tree: &Tree<'d>, i: usize) -> &'d str {
    let lemma = tree.doc.lemma(i);
    if SMALL.binary_search(&lemma).is_ok() { lemma } else { tree.doc.pos(i) }
}

/// What all alternatives of a cue share.
pub(crate) fn of_cue(analysis: &Analysis, tree: &Tree, candidate: &Candidate, sink: &mut dyn Sink) {
    let doc = tree.doc;
    let cue = candidate.cue;
    let span: Span = doc.span(cue).into();
    let pos = candidate.pos.name();
    let sentence = doc.sentence_of(cue);
    sink.add(&["lemma", pos, candidate.row.map_or("-", |row| row.lemma)]);
    sink.add(&["class", pos, candidate.row.map_or("-", |row| row.class)]);
    sink.add(&["subject", subject(tree, candidate)]);
    sink.add(&["tag", doc.tag(cue)]);
    sink.add(&["dep", doc.dep(cue)]);
    sink.add(&["mood", mood(tree, cue)]);
    sink.add(&["passive", yes(passive(tree, cue))]);
    sink.add(&["in-quote", yes(super::quotation_around(analysis, span).is_some())]);
    sink.add(&["sentence-quote", super::quote_relation(analysis, doc.span_of(sentence.clone()).into())]);
    let heading = analysis
        .part_at(span.start)
        .is_some_and(|part| matches!(part.kind, PartKind::Title | PartKind::Heading | PartKind::Dek));
    sink.add(&["heading", yes(heading)]);
    let object = tree.kid(cue, &["dobj"]);
    sink.add(&["light", yes(object.is_some_and(|object| lexicon::cue(doc.lemma(object), Pos::Noun).is_some()))]);
    let at = |i: usize| if i < sentence.end { small(tree, i) } else { "end" };
    sink.add(&["next", at(cue + 1)]);
    sink.add(&["next-but-one", at(cue + 2)]);
    sink.add(&["before", if cue > sentence.start { small(tree, cue - 1) } else { "start" }]);
    let place = match cue - sentence.start {
        0 | 1 => "first",
        2..=5 => "early",
        _ if cue + 4 >= sentence.end => "late",
        _ => "middle",
    };
    sink.add(&["place", place]);
    let above = tree.above(cue);
    sink.add(&["above", above.map_or("-", |head| small(tree, head))]);
    let cue_above = above.and_then(|head| {
        let pos = match doc.pos(head) {
            "VERB" => Pos::Verb,
            "NOUN" => Pos::Noun,
            "ADJ" => Pos::Adjective,
            _ => return None,
        };
        lexicon::cue(doc.lemma(head), pos)
    });
    sink.add(&["above-class", cue_above.map_or("-", |row| row.class)]);
    for kid in tree.kids(cue).filter(|&kid| doc.dep(kid) != "punct") {
        sink.add(&[if kid > cue { "kid-after" } else { "kid-before" }, doc.dep(kid)]);
    }
    let Some(source) = &candidate.source else { return sink.add(&["source", "-"]) };
    sink.add(&["source", if source.head < cue { "before" } else { "after" }]);
    let far = match source.head.abs_diff(cue) {
        0..=2 => "2",
        3..=6 => "6",
        7..=14 => "14",
        _ => "more",
    };
    sink.add(&["source-far", far]);
    sink.add(&["source-dep", doc.dep(source.head)]);
    sink.add(&["source-word", small(tree, source.head)]);
    sink.add(&["source-kind", kind(analysis, source.head)]);
}

/// What one alternative has of its own.
pub(crate) fn of_alternative(
    analysis: &Analysis,
    tree: &Tree,
    candidate: &Candidate,
    alternative: &Alternative,
    sink: &mut dyn Sink,
) {
    let doc = tree.doc;
    let cue = candidate.cue;
    let sentence = doc.sentence_of(cue);
    let head = alternative.head;
    let pos = candidate.pos.name();
    let tokens = || alternative.tokens.iter().flat_map(|range| range.clone());
    let (Some(first), Some(last)) = (tokens().next(), tokens().last()) else { return };
    sink.add(&["form", alternative.form]);
    let by = alternative.by.map_or("-", |by| small(tree, by));
    sink.add(&["by", by]);
    let row = candidate.row;
    sink.add(&["lemma-form", pos, row.map_or("-", |row| row.lemma), alternative.form, by]);
    sink.add(&["class-form", pos, row.map_or("-", |row| row.class), alternative.form, by]);
    let length = match tokens().count() {
        0 | 1 => "1",
        2 => "2",
        3 | 4 => "4",
        5..=8 => "8",
        9..=16 => "16",
        17..=32 => "32",
        _ => "more",
    };
    sink.add(&["length", length]);
    let side = match (first < cue, last > cue) {
        (true, true) => "both",
        (true, false) => "left",
        _ => "right",
    };
    sink.add(&["side", side]);
    let words = Span::new(doc.tokens[first].start, doc.tokens[last].end);
    sink.add(&["quote", super::quote_relation(analysis, words)]);
    let distance = if side == "right" { first.saturating_sub(cue) } else { cue.saturating_sub(last) };
    let distance = match distance {
        0..=2 => "next",
        3..=5 => "near",
        6..=10 => "apart",
        _ => "far",
    };
    sink.add(&["distance", distance]);
    sink.add(&["that", yes(first > 0 && doc.lemma(first - 1) == "that")]);
    sink.add(&["comma-before", yes(first > 0 && matches!(tree.word(first - 1), "," | ":" | "“" | "\""))]);
    sink.add(&["comma-inside", yes(tokens().any(|i| tree.word(i) == ","))]);
    sink.add(&["to-the-end", yes(last + 2 >= sentence.end)]);
    sink.add(&["split", yes(alternative.tokens.len() > 1)]);
    let verbs = tokens().filter(|&i| doc.pos(i) == "VERB").count();
    sink.add(&["verbs", ["0", "1", "2", "3"][verbs.min(3)]]);
    let sentences = doc.tokens[last].sentence.saturating_sub(doc.tokens[first].sentence) as usize;
    sink.add(&["sentences", ["1", "2", "3"][sentences.min(2)]]);
    sink.add(&["head-tag", doc.tag(head)]);
    sink.add(&["head-dep", doc.dep(head)]);
    sink.add(&["head-word", small(tree, head)]);
    sink.add(&["head-kind", kind(analysis, head)]);
    sink.add(&["head-mood", mood(tree, head)]);
    sink.add(&["head-subject", tree.kid(head, &["nsubj", "nsubjpass"]).map_or("-", |kid| small(tree, kid))]);
    let inside = candidate.source.as_ref().is_some_and(|source| tokens().any(|i| i == source.head));
    sink.add(&["source-inside", yes(inside)]);
    sink.add(&["first-word", small(tree, first)]);
    sink.add(&["first-tag", doc.tag(first)]);
    sink.add(&["last-tag", doc.tag(last)]);
    // What follows the end of the content, where the border is in doubt.
    let after = Some(last + 1).filter(|&after| after < sentence.end);
    sink.add(&["after-dep", after.map_or("end", |after| doc.dep(after))]);
    sink.add(&["after-word", after.map_or("end", |after| small(tree, after))]);
    // Quotations of the sentence that it leaves out.
    let around: Span = doc.span_of(sentence.clone()).into();
    let left_out =
        analysis.quotations_from(around.start).take(8).take_while(|quotation| quotation.outer.start < around.end);
    let (mut earlier, mut later) = (false, false);
    for quotation in left_out.filter(|quotation| quotation.within.is_none()) {
        earlier |= quotation.outer.end <= words.start;
        later |= quotation.outer.start >= words.end;
    }
    sink.add(&["quote-left-out", yes(earlier), yes(later)]);
    // What kind of part the longer alternatives add: the label of the last part.
    sink.add(&["tail", tail_dep(tree, cue, last)]);
    // What a content that ends sooner leaves out.
    let Some(cut) = alternative.cut else { return sink.add(&["cut", "-"]) };
    sink.add(&["cut", cut.at]);
    sink.add(&["cut-dep", doc.dep(cut.rest)]);
    sink.add(&["cut-tag", doc.tag(cut.rest)]);
    sink.add(&["cut-word", small(tree, cut.rest)]);
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// The kind of the entity that a phrase with this head names.
fn kind(analysis: &Analysis, head: usize) -> &'static str {
    match analysis.cast.headed_by(head).and_then(|id| analysis.cast.get(id)).map(|entity| entity.kind) {
        Some(EntityKind::Person) => "person",
        Some(EntityKind::Organisation) => "organisation",
        Some(EntityKind::Place) => "place",
        Some(EntityKind::Group) => "group",
        Some(_) => "other",
        None => "-",
    }
}

/// What kind of thing is said to speak.
fn subject(tree: &Tree, candidate: &Candidate) -> &'static str {
    let doc = tree.doc;
    let Some(source) = &candidate.source else { return "none" };
    let head = source.head;
    match doc.lemma(head) {
        "I" | "we" | "me" | "my" | "our" | "us" => return "first",
        "you" | "your" => return "second",
        "it" | "its" | "this" | "that" | "which" | "there" | "what" | "these" | "those" => return "it",
        "who" => return "who",
        _ => {}
    }
    if doc.pos(head) == "PRON" {
        return "pronoun";
    }
    let name = {
        let i = doc.names.partition_point(|name| name.tokens.end <= head);
        doc.names.get(i).filter(|name| name.tokens.start <= head).map(|name| doc.name_label(name))
    };
    match name {
        Some("PERSON") => "person",
        Some("ORG") => "organisation",
        Some("GPE" | "NORP" | "LOC") => "place",
        Some(_) => "other-name",
        None if doc.pos(head) == "PROPN" => "name",
        None if lexicon::cue(doc.lemma(head), Pos::Noun).is_some() => "cue-noun",
        None if doc.tag(head) == "NNS" => "plural",
        None if doc.pos(head) == "NOUN" => "noun",
        None => "other",
    }
}

/// How the cue is put: plain, denied, supposed, commanded.
fn mood(tree: &Tree, at: usize) -> &'static str {
    let doc = tree.doc;
    let negated = tree.kid(at, &["neg"]).is_some();
    let auxiliary =
        tree.kids(at).filter(|&kid| matches!(doc.dep(kid), "aux" | "auxpass")).find_map(|kid| match doc.lemma(kid) {
            "will" | "would" | "shall" => Some("would"),
            "can" | "could" | "may" | "might" => Some("can"),
            "should" | "must" | "ought" => Some("must"),
            "to" => Some("to"),
            "do" => Some("do"),
            "have" => Some("have"),
            "be" => Some("be"),
            _ => None,
        });
    match (negated, auxiliary) {
        (true, Some("would" | "can" | "must")) => "not-modal",
        (true, _) => "not",
        (false, Some(auxiliary)) => match auxiliary {
            "would" => "would",
            "can" => "can",
            "must" => "must",
            "to" => "to",
            "do" => "do",
            "have" => "have",
            _ => "be",
        },
        (false, None) => "plain",
    }
}

/// The label of the cue's dependent in which the content ends.
fn tail_dep<'d>(tree: &Tree<'d>, cue: usize, last: usize) -> &'d str {
    let doc = tree.doc;
    let mut at = last;
    for _ in 0..40 {
        match tree.above(at) {
            Some(head) if head == cue => return doc.dep(at),
            Some(head) => at = head,
            None => break,
        }
    }
    "-"
}
