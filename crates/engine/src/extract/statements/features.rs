//! What the ranker sees of a cue and one of its contents. No word of the text but lemmas of the cue lexicon and
//! prepositions: what it learns holds for any news.

use super::Candidate;
use super::contents::Alternative;
use super::lexicon::{self, Pos};
use super::ranker::Sink;
use super::tree::Tree;
use crate::Analysis;
use variorum_record::{PartKind, Span};

/// The prepositions that the ranker knows by name.
const PREPOSITIONS: &[&str] = &[
    "about", "against", "as", "at", "by", "for", "from", "in", "into", "like", "of", "on", "over", "out", "to",
    "toward", "towards", "upon", "with", "without", "up", "down", "off", "behind", "between", "around", "after",
    "before", "than",
];

/// What all alternatives of a cue share.
pub(crate) struct Shared {
    subject: &'static str,
    tag: String,
    dep: String,
    mood: &'static str,
    quoted: &'static str,
    part: &'static str,
    siblings: String,
    light: bool,
}

pub(crate) fn shared(analysis: &Analysis, tree: &Tree, candidate: &Candidate) -> Shared {
    let doc = tree.doc;
    let at = candidate.cue;
    let span: Span = doc.span(at).into();
    let mut siblings: Vec<&str> = tree
        .kids(at)
        .map(|kid| doc.dep(kid))
        .filter(|dep| {
            matches!(
                *dep,
                "ccomp" | "xcomp" | "dobj" | "prep" | "advcl" | "acl" | "oprd" | "attr" | "acomp" | "nsubjpass"
            )
        })
        .collect();
    siblings.dedup();
    siblings.truncate(3);
    Shared {
        subject: subject(tree, candidate),
        tag: doc.tag(at).to_string(),
        dep: doc.dep(at).to_string(),
        mood: mood(tree, at),
        quoted: if super::quotation_around(analysis, span).is_some() { "in-quote" } else { "out" },
        part: match analysis.part_at(span.start).map(|part| part.kind) {
            Some(PartKind::Title | PartKind::Heading | PartKind::Dek) => "head",
            _ => "body",
        },
        siblings: siblings.join("+"),
        light: tree.kid(at, &["dobj"]).is_some_and(|object| lexicon::cue(doc.lemma(object), Pos::Noun).is_some()),
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

/// The features of one alternative.
pub(crate) fn of(
    analysis: &Analysis,
    tree: &Tree,
    candidate: &Candidate,
    shared: &Shared,
    alternative: &Alternative,
    sink: &mut dyn Sink,
) {
    let doc = tree.doc;
    let pos = candidate.pos.name();
    let lemma = candidate.row.map_or("-", |row| row.lemma);
    let class = candidate.row.map_or("-", |row| row.class);
    let form = alternative.form;
    let by = alternative
        .by
        .map_or("", |by| PREPOSITIONS.iter().copied().find(|known| *known == doc.lemma(by)).unwrap_or("other"));
    let head = alternative.head;
    let (first, last) = (alternative.tokens[0].start, alternative.tokens[alternative.tokens.len() - 1].end - 1);
    let length = match alternative.tokens.iter().map(|range| range.len()).sum::<usize>() {
        1 => "1",
        2 => "2",
        3 | 4 => "4",
        5..=8 => "8",
        9..=16 => "16",
        17..=32 => "32",
        _ => "more",
    };
    let side = match (first < candidate.cue, last > candidate.cue) {
        (true, true) => "both",
        (true, false) => "left",
        _ => "right",
    };
    let quote = super::quote_relation(analysis, Span::new(doc.tokens[first].start, doc.tokens[last].end));
    let distance = if side == "right" { first - candidate.cue } else { candidate.cue.saturating_sub(last) };
    let distance = match distance {
        0..=2 => "next",
        3..=5 => "near",
        6..=10 => "apart",
        _ => "far",
    };
    let mark = {
        let tag = doc.tag(first);
        match doc.lemma(first) {
            "if" | "whether" => "if",
            "to" if tag == "TO" => "to",
            "how" | "why" | "what" | "who" | "when" | "where" | "which" => "wh",
            "as" | "like" => "as",
            _ if tag == "VBG" => "ing",
            _ => "-",
        }
    };
    let said_that = first > 0 && doc.lemma(first - 1) == "that";
    let comma_before = first > 0 && matches!(tree.word(first - 1), "," | ":" | "“" | "\"");
    let sentence = doc.sentence_of(candidate.cue);
    let to_end = last + 2 >= sentence.end;
    let last_is_edge = if to_end { "to-end" } else { "inside" };
    let head_tag = doc.tag(head);
    let head_pos = doc.pos(head);
    let subject = shared.subject;
    let in_quote = shared.quoted;

    let mut add = |parts: &[&str]| sink.add(parts);
    add(&["f", pos, form]);
    add(&["p", pos]);
    add(&["l", pos, lemma]);
    add(&["lf", pos, lemma, form]);
    add(&["cf", pos, class, form]);
    add(&["c", pos, class]);
    add(&["fb", form, by]);
    add(&["lfb", lemma, form, by]);
    add(&["lb", pos, lemma, by]);
    add(&["cfb", class, form, by]);
    add(&["fs", form, subject]);
    add(&["cs", pos, class, subject]);
    add(&["ls", pos, lemma, subject]);
    add(&["fm", form, shared.mood]);
    add(&["cm", pos, class, shared.mood]);
    add(&["lm", pos, lemma, shared.mood]);
    add(&["ft", form, &shared.tag]);
    add(&["ct", class, &shared.tag]);
    add(&["fd", form, &shared.dep]);
    add(&["cd", pos, class, &shared.dep]);
    add(&["fi", form, in_quote]);
    add(&["ci", pos, class, in_quote]);
    add(&["li", pos, lemma, in_quote]);
    add(&["si", subject, in_quote]);
    add(&["fq", form, quote]);
    add(&["cq", pos, class, quote]);
    add(&["lq", pos, lemma, quote]);
    add(&["fl", form, length]);
    add(&["cl", pos, class, length]);
    add(&["fh", form, head_tag]);
    add(&["ch", class, form, head_pos]);
    add(&["fk", form, mark]);
    add(&["ck", class, form, mark]);
    add(&["fx", form, last_is_edge]);
    add(&["fD", form, distance]);
    add(&["fS", form, side]);
    add(&["fp", form, shared.part]);
    add(&["cp", pos, class, shared.part]);
    add(&["fsib", pos, form, &shared.siblings]);
    add(&["lsib", lemma, &shared.siblings]);
    add(&["fthat", form, if said_that { "that" } else { "-" }]);
    add(&["lthat", pos, lemma, if said_that { "that" } else { "-" }]);
    add(&["fc", form, if comma_before { "comma" } else { "-" }]);
    add(&["cc", class, form, if comma_before { "comma" } else { "-" }]);
    if shared.light {
        add(&["light", pos, form]);
        add(&["light", lemma, form]);
    }
    if alternative.tokens.len() > 1 {
        add(&["split", form]);
    }
    // What a content that ends sooner leaves out; what one that does not would have to.
    if let Some(cut) = alternative.cut {
        let rest = cut.rest;
        add(&["cut", form, cut.at]);
        add(&["cutd", cut.at, doc.dep(rest), doc.tag(rest)]);
        add(&["cutf", cut.at, form, doc.dep(rest)]);
        add(&["cutc", cut.at, class, doc.dep(rest)]);
        let subject = tree.kid(rest, &["nsubj", "nsubjpass"]).is_some();
        add(&["cuts", cut.at, doc.pos(rest), if subject { "subject" } else { "-" }]);
    } else {
        add(&["whole", form]);
    }
    // What follows the end of the content, where the border is in doubt.
    let after = (last + 1 < sentence.end).then(|| doc.dep(last + 1));
    add(&["fa", form, after.unwrap_or("end")]);
    let comma_inside = alternative.tokens.iter().any(|range| range.clone().any(|i| tree.word(i) == ","));
    add(&["f,", form, if comma_inside { "," } else { "-" }]);
    // What kind of part the longer alternatives add: the label of the last part.
    let tail = tail_dep(tree, candidate.cue, last);
    add(&["tail", form, tail]);
    add(&["tail", pos, class, form, tail]);
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
