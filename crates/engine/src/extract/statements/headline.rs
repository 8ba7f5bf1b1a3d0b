//! Headlines with a cue in them: "Harbour Mayor Urges Council to Wait", "Ferries to Stop, Says Olin".
//!
//! A headline in title case is poor food for the model, which takes its verbs for names. Its grammar is simple
//! enough to do without: speaker, verb in the present, content.

use super::Said;
use super::lexicon::{self, Cue, Pos};
use super::source::Source;
use super::tree::Tree;
use crate::Analysis;
use crate::words::HEADLINE_NOUNS;
use variorum_record::{PartKind, Span, Statement, StatementId, StatementKind};

/// How many words a headline may have.
const LONGEST: usize = 30;

/// In how many quotations of headings repeated words are looked for.
const MOST_ECHOES: usize = 40;

/// The statements of title-case headlines.
pub(crate) fn find(analysis: &Analysis, tree: &Tree) -> Vec<Said> {
    let parts = analysis.parts.iter().filter(|part| part.kind.is_content()).map(|part| part.span);
    parts.filter_map(|part| headline(analysis, tree, part)).collect()
}

fn headline(analysis: &Analysis, tree: &Tree, part: Span) -> Option<Said> {
    if part.len() > 240 {
        return None;
    }
    let doc = tree.doc;
    let tokens = doc.tokens_in(part.into());
    let words: Vec<usize> = tokens.clone().filter(|&i| tree.word(i).starts_with(char::is_alphabetic)).collect();
    let capitals = words.iter().filter(|&&i| tree.word(i).starts_with(char::is_uppercase)).count();
    if words.len() < 4
        || words.len() > LONGEST
        || capitals * 10 < words.len() * 7
        || part.of(analysis.text()).ends_with('.')
    {
        return None;
    }
    let last = *words.last()?;
    let (at, row) = tokens.clone().skip(1).find_map(|i| Some((i, verb(tree, i)?)))?;
    // "Ferries to Stop, Says Olin"
    let comma = at > tokens.start && tree.word(at - 1) == ",";
    if comma && row.takes("q") && last > at && last - at <= 6 {
        let content = Span::from(doc.span_of(tokens.start..at - 1));
        return Some(said(at, row, Source { head: last, tokens: at + 1..last + 1 }, content));
    }
    // The speaker: names and roles from the start of the headline, no verb between.
    let subject = tokens.start..at;
    let named = subject
        .clone()
        .all(|i| matches!(doc.pos(i), "PROPN" | "NOUN" | "ADJ" | "DET" | "PART" | "NUM" | "PRON" | "CCONJ"));
    if subject.is_empty() || subject.len() > 7 || !named || at == last || !(row.takes("s") || row.takes("to")) {
        return None;
    }
    let mut first = at + 1;
    while first < last && (doc.pos(first) == "PUNCT" || tree.word(first).eq_ignore_ascii_case("that")) {
        first += 1;
    }
    let content = Span::from(doc.span_of(first..last + 1));
    Some(said(at, row, Source { head: subject.end - 1, tokens: subject }, content))
}

/// The cue that a word of a headline is: a verb of speech in the third person.
fn verb(tree: &Tree, i: usize) -> Option<&'static Cue> {
    if matches!(tree.doc.pos(i), "ADP" | "DET" | "PRON" | "ADV") {
        return None;
    }
    let word = tree.word(i).to_lowercase();
    let stem = word.strip_suffix('s')?;
    // "Calls", "Plans", "Claims" are more often nouns: only verbs that are hardly anything else.
    if HEADLINE_NOUNS.contains(stem) {
        return None;
    }
    let forms = [
        Some(stem.to_string()),
        stem.strip_suffix('e').map(str::to_string),
        stem.strip_suffix("ie").map(|stem| format!("{stem}y")),
    ];
    let row = forms.into_iter().flatten().find_map(|lemma| lexicon::cue(&lemma, Pos::Verb))?;
    (row.kind == variorum_record::CueKind::Speech
        && matches!(
            row.class,
            "say"
                | "tell"
                | "demand"
                | "inform"
                | "predict"
                | "promise"
                | "deny"
                | "argue"
                | "write"
                | "complain"
                | "boast"
                | "announce"
                | "propose"
        ))
    .then_some(row)
}

fn said(cue: usize, row: &'static Cue, source: Source, content: Span) -> Said {
    Said {
        cue: Some(cue),
        row: Some(row),
        source: Some(source),
        content: vec![content],
        form: "headline",
        probability: 0.9,
        continues: None,
    }
}

/// A headline's content without what the outlet sets behind it: "Olin condemns strike as toll rises to eight; Brandt says…". "As" with a
/// verb of its own tells what else happened, unless the cue takes an "as" ("describes it as…").
pub(crate) fn without_scene(analysis: &Analysis, tree: &Tree, cue: usize, content: Span, takes_as: bool) -> Span {
    let doc = tree.doc;
    let heading =
        |part: &variorum_record::Part| matches!(part.kind, PartKind::Title | PartKind::Heading | PartKind::Dek);
    if !analysis.part_at(content.start).is_some_and(heading) || content.start < doc.tokens[cue].start {
        return content;
    }
    let tokens = doc.tokens_in(content.into());
    let outside = |i: usize| analysis.quotation_index_around(doc.span(i).into()).is_none();
    let finite = |i: usize| matches!(doc.tag(i), "VBZ" | "VBP" | "VBD") || verb_like(tree, i);
    let scene = |&i: &usize| {
        let as_clause = || {
            let rest = i + 2..tokens.end.min(i + 9);
            let clause = rest.take_while(|&next| !tree.word(next).starts_with([',', ';', ':', '–', '—']));
            let plain = doc.dep(i) == "mark" || !takes_as;
            tree.word(i).eq_ignore_ascii_case("as") && plain && clause.into_iter().any(finite)
        };
        i >= tokens.start + 2 && outside(i) && (tree.word(i) == ";" || as_clause())
    };
    let end = tokens.clone().find(scene).map(|i| doc.tokens[i - 1].end);
    Span::new(content.start, end.filter(|&end| end > content.start).unwrap_or(content.end))
}

/// Whether a word of a headline that the model takes for a plural may be its verb: "toll rises", "Talks Collapse" has none.
fn verb_like(tree: &Tree, i: usize) -> bool {
    let doc = tree.doc;
    let noun = i > 0 && matches!(doc.pos(i - 1), "NOUN" | "PROPN") && doc.head(i - 1) == i;
    noun && matches!(doc.tag(i), "NNS" | "NNPS") && doc.is_root(i)
}

/// Gives quotations in headings to whoever says the same words in the body: "MARKET OF DEATH: ‘Everyone ran the wrong way’".
/// A heading's quotation that nobody repeats stays what it was, a statement of nobody or none.
pub(crate) fn echo(analysis: &Analysis, statements: &mut Vec<Statement>) {
    let heading = |span: Span| {
        let part = analysis.part_at(span.start);
        part.is_some_and(|part| matches!(part.kind, PartKind::Title | PartKind::Heading | PartKind::Dek))
    };
    let quotations = analysis.quotations.iter().filter(|quotation| heading(quotation.inner)).take(MOST_ECHOES);
    for quotation in quotations {
        let words = quotation.inner.of(analysis.text());
        // A headline begins with a capital, wherever it cuts; a few words may be anybody's.
        let mut chars = words.chars();
        let small = chars.next().map(|first| format!("{}{}", first.to_lowercase(), chars.as_str()));
        let small = small.filter(|small| small.split_whitespace().count() >= 5);
        let known = statements.iter().position(|statement| statement.content.contains(&quotation.inner));
        // What stands before the colon of a heading may be its topic: the body knows better.
        let label = |statement: &Statement| matches!(statement.why.as_str(), "headline-colon" | "name-colon-quote");
        let named = |statement: &Statement| statement.speaker.is_some() && !label(statement);
        if words.split_whitespace().count() < 3 || known.is_some_and(|i| named(&statements[i])) {
            continue;
        }
        let taken = statements
            .iter()
            .any(|statement| named(statement) && statement.content.iter().any(|span| span.contains(quotation.inner)));
        let repeats = |statement: &&Statement| {
            let same = |span: &Span| {
                let body = span.of(analysis.text());
                !heading(*span) && (body.contains(words) || small.as_ref().is_some_and(|small| body.contains(small)))
            };
            statement.kind != StatementKind::Indirect
                && statement.speaker.is_some()
                && statement.content.iter().any(same)
        };
        let Some(body) = statements.iter().find(repeats).filter(|_| !taken) else { continue };
        let echo = Statement {
            id: super::nest::id(statements.len()),
            content: vec![quotation.inner],
            cue: None,
            cue_kind: None,
            addressee: None,
            medium: None,
            continues: None,
            within: None,
            kind: StatementKind::Direct,
            why: "headline-quote".into(),
            ..body.clone()
        };
        match known {
            Some(i) => statements[i] = Statement { id: statements[i].id, ..echo },
            None => statements.push(echo),
        }
    }
    in_order(statements);
}

/// Puts statements in order of their first content again and numbers them anew.
fn in_order(statements: &mut [Statement]) {
    statements.sort_by_key(|statement| statement.content.first().copied());
    let old: Vec<StatementId> = statements.iter().map(|statement| statement.id).collect();
    if old.iter().enumerate().all(|(i, id)| *id == super::nest::id(i)) {
        return;
    }
    let mut new: Vec<(StatementId, StatementId)> = Vec::new();
    for (i, statement) in statements.iter_mut().enumerate() {
        statement.id = super::nest::id(i);
        new.push((old[i], statement.id));
    }
    new.sort();
    for statement in statements {
        let now = |before: StatementId| new.binary_search_by_key(&before, |(old, _)| *old).ok().map(|i| new[i].1);
        statement.continues = statement.continues.and_then(now);
    }
}
