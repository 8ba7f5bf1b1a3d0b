//! Who said what, to whom, through which outlet.
//!
//! Every word of the cue lexicon is a [`Candidate`]: it has perhaps a speaker ([`source`]) and several stretches of
//! text that could be what was said ([`contents`], [`beside`] for quotations). The [`ranker`] chooses one of them or
//! none. [`carry`] then gives quotations that no cue claimed to the speaker who goes on, [`assemble`] makes the
//! statements with addressee, medium and modality, [`pronoun`] says whom "she said" means beside a quotation, and [`nest`] finds which of them stand inside another.

mod addressee;
mod assemble;
mod beside;
mod carry;
pub(crate) mod contents;
mod deeds;
mod feature_hash;
mod features;
mod headline;
mod labels;
pub(crate) mod lexicon;
pub(crate) mod medium;
mod modality;
mod nest;
mod pronoun;
mod ranker;
pub(crate) mod source;
#[cfg(test)]
mod tests;
pub(crate) mod tree;

pub(crate) use assemble::participant;

use crate::Analysis;
use crate::holders::Holders;
use contents::Alternative;
use lexicon::{Cue, Pos};
use source::{Source, passive};
use tree::Tree;
use variorum_record::{CueKind, Span, Statement};

/// The least probability that something was said at a cue. Overlap F1 is best at .34 on a fifth of PolNeAR train.
const THRESHOLD: f32 = 0.37;

/// By how much lower it is for verbs of speech, and for words in marks beside a word of speech. Set by hand.
const SPEECH: f32 = 0.05;
const QUOTED: f32 = 0.2;
/// And for a verb of which the ranker knows nothing but that somebody's sentence in marks follows it. Set by hand.
const INTRODUCED: f32 = 0.25;

/// And for a noun of speech that somebody turns down, with its clause. Set by hand.
const TURNED_DOWN: f32 = 0.3;

/// The most tokens of a sentence in which cues are looked for: a longer one is a list or hostile, and every cue of it
/// would look at all of it.
const LONGEST_SENTENCE: usize = 400;

/// What is said in which statement, by index.
pub(crate) fn contents(statements: &[Statement]) -> Holders<usize> {
    let contents = statements.iter().enumerate();
    Holders::of(contents.flat_map(|(i, statement)| statement.content.iter().map(move |span| (*span, i))))
}

/// The statements of a report, in order of their first content.
pub fn find(analysis: &Analysis) -> Vec<Statement> {
    find_above(analysis, THRESHOLD)
}

fn find_above(analysis: &Analysis, threshold: f32) -> Vec<Statement> {
    let tree = Tree::new(analysis.text(), &analysis.doc);
    let chosen =
        candidates(analysis, &tree).into_iter().filter_map(|candidate| choose(analysis, &tree, candidate, threshold));
    let mut said: Vec<Said> = chosen.collect();
    said.extend(labels::find(analysis, &tree));
    said.extend(headline::find(analysis, &tree));
    let mut said = without_rivals(&tree, said);
    fragments(analysis, &tree, &mut said);
    let said = carry::on(analysis, &tree, said);
    let mut statements = assemble::statements(analysis, &tree, said);
    pronoun::resolve(analysis, &tree, &mut statements);
    headline::echo(analysis, &mut statements);
    nest::inside_each_other(statements)
}

/// A word that may say that something was said.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) cue: usize,
    pub(crate) pos: Pos,
    pub(crate) row: Option<&'static Cue>,
    pub(crate) source: Option<Source>,
    pub(crate) alternatives: Vec<Alternative>,
    /// The bytes of each alternative, snapped to quotations.
    pub(crate) contents: Vec<Vec<Span>>,
}

/// Something that was said: a cue with its chosen content.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// The cue's token; none where a quotation goes on without one.
    pub(crate) cue: Option<usize>,
    pub(crate) row: Option<&'static Cue>,
    pub(crate) source: Option<Source>,
    pub(crate) content: Vec<Span>,
    pub(crate) form: &'static str,
    pub(crate) probability: f32,
    /// Index of the one that this one carries on.
    pub(crate) continues: Option<usize>,
}

/// Every cue of a report with its alternatives.
fn candidates(analysis: &Analysis, tree: &Tree) -> Vec<Candidate> {
    let doc = tree.doc;
    let beside = beside::Quotations::new(analysis);
    let mut candidates = Vec::new();
    for cue in 0..doc.len() {
        let pos = match doc.pos(cue) {
            "VERB" if beside.names_what_it_is(analysis, tree, cue) => Pos::Noun,
            "VERB" => Pos::Verb,
            "NOUN" if tail_noun(tree, cue).is_some() => Pos::Verb,
            "NOUN" => Pos::Noun,
            "ADJ" => Pos::Adjective,
            "ADV" => Pos::Adverb,
            "AUX" if matches!(doc.dep(cue), "ROOT" | "ccomp" | "conj") => Pos::Verb,
            _ => continue,
        };
        let gerund = pos == Pos::Noun && doc.pos(cue) == "VERB";
        let lemma = if gerund { tree.word(cue) } else { doc.lemma(cue) };
        if doc.sentence_of(cue).len() > LONGEST_SENTENCE || aside(tree, cue) {
            continue;
        }
        let row = lexicon::cue(&lemma.to_lowercase(), pos);
        let clause = pos == Pos::Verb && tree.kid(cue, &["ccomp"]).is_some();
        // A quotation that waits for a cue makes one of any verb.
        let waiting = if pos == Pos::Verb { beside.waiting(analysis, tree, cue) } else { None };
        let introduced = pos == Pos::Verb && row.is_none() && beside.introduced(analysis, tree, cue).is_some();
        if row.is_none() && !clause && waiting.is_none() && !introduced && doc.lemma(cue) != "accord" {
            continue;
        }
        let mut alternatives = contents::alternatives(tree, cue, pos, row);
        if pos == Pos::Verb && (clause || waiting.is_some() || introduced || row.is_some_and(|row| row.takes("q"))) {
            alternatives.extend(beside.alternatives(analysis, tree, cue));
        }
        if let Some(waiting) = waiting {
            // Marks are surer than the tree: only what holds that quotation can be meant.
            let inner = analysis.quotations[waiting].inner;
            alternatives.retain(|alternative| {
                alternative.quotations.contains(&waiting)
                    || alternative.tokens.iter().any(|range| inner.contains(doc.span(range.start).into()))
            });
        }
        if pos == Pos::Noun
            && let Some(before) = beside.before_noun(analysis, tree, cue)
        {
            // What the noun names in marks is what was said, not what follows it: a rare “…” warning on the radio.
            if gerund || before.quotations.iter().any(|&i| exclaims(analysis, i)) {
                alternatives.clear();
            }
            alternatives.push(before);
        }
        alternatives.retain(|alternative| !runs_into_quotation(analysis, tree, cue, alternative));
        if pos == Pos::Verb && row.is_some_and(|row| matches!(row.class, "tell" | "inform") || row.lemma == "ask") {
            hears_it(&mut alternatives);
        }
        alternatives.retain(|alternative| !is_title(analysis, tree, cue, alternative));
        if pos == Pos::Verb && source::turned_down(tree, cue).is_some() {
            // "rejected the accusation that…": whoever rejects it has not said so.
            alternatives.retain(|alternative| !alternative.form.starts_with("clause"));
        }
        if pos == Pos::Verb {
            alternatives.retain(|alternative| !takes_next_cue(tree, cue, alternative));
            alternatives.retain(|alternative| !takes_tail(tree, cue, alternative));
        }
        if alternatives.iter().any(|alternative| alternative.form == "clause") {
            alternatives.retain(|alternative| !for_the_time(tree, alternative));
        }
        let source = if doc.lemma(cue) == "accord" { according_to(tree, cue) } else { source::find(tree, cue, pos) };
        let source = tail_noun(tree, cue)
            .or_else(|| outside_marks(analysis, tree, cue, source))
            .or_else(|| named_quotation(tree, cue, &alternatives))
            .or_else(|| waiting.and_then(|quotation| inverted(analysis, tree, cue, quotation)))
            .filter(|source| !is_bare_number(tree, source.head));
        if pos == Pos::Verb
            && alternatives.iter().any(|alternative| deeds::is_deed(tree, cue, source.as_ref(), alternative))
        {
            alternatives.retain(|alternative| !alternative.quotations.is_empty());
        }
        if alternatives.is_empty() {
            continue;
        }
        let span: Span = doc.span(cue).into();
        let contents = alternatives.iter().map(|alternative| bytes(analysis, span, alternative)).collect();
        candidates.push(Candidate { cue, pos, row, source, alternatives, contents });
    }
    candidates
}

/// Whether a stretch takes in another verb of speech that is coordinated with its own cue: "repeated that nobody wanted it but
/// said he had to ask" are two sayings.
fn takes_next_cue(tree: &Tree, cue: usize, alternative: &Alternative) -> bool {
    let doc = tree.doc;
    let finite = |i: usize| matches!(doc.tag(i), "VBD" | "VBZ" | "VBP");
    let speaks = |i: usize| {
        let row = lexicon::cue(doc.lemma(i), Pos::Verb);
        row.is_some_and(|row| row.kind == CueKind::Speech && row.takes("s")) && doc.tag(i) == doc.tag(cue)
    };
    let next = tree.kids(cue).find(|&kid| kid > cue && doc.dep(kid) == "conj" && finite(kid) && speaks(kid));
    next.is_some_and(|next| {
        alternative.quotations.is_empty() && alternative.tokens.iter().any(|range| range.contains(&next))
    })
}

/// Whether a verb of speech and its subject stand after a comma at the end of a sentence with nothing of their own that could
/// be said: "The finding suggests that life is tough, the authors write."
fn is_tail(tree: &Tree, cue: usize) -> bool {
    let doc = tree.doc;
    let row = lexicon::cue(doc.lemma(cue), Pos::Verb);
    let speaks = row.is_some_and(|row| row.kind == CueKind::Speech && row.takes("s"));
    let (range, sentence) = (tree.subtree(cue), doc.sentence_of(cue));
    let comma = |i: usize| tree.word(i) == ",";
    let begins = range.start > sentence.start && (comma(range.start) || comma(range.start - 1));
    let subject = |kid: usize| kid < cue && (doc.dep(kid) == "nsubj" || doc.dep(kid) == "compound" && kid + 1 == cue);
    let other = |kid: usize| matches!(doc.dep(kid), "det" | "punct" | "advmod" | "npadvmod" | "aux" | "prep");
    let bare = tree.kids(cue).all(|kid| subject(kid) || other(kid));
    let ends = (range.end..sentence.end).all(|i| doc.pos(i) == "PUNCT");
    speaks && begins && bare && ends && tree.kids(cue).any(subject) && matches!(doc.tag(cue), "VBD" | "VBZ" | "VBP")
}

/// Whether a stretch takes in such a verb that hangs from its own cue.
fn takes_tail(tree: &Tree, cue: usize, alternative: &Alternative) -> bool {
    let doc = tree.doc;
    let tail = |&kid: &usize| kid > cue && matches!(doc.dep(kid), "ccomp" | "parataxis" | "conj" | "advcl");
    let tail = tree.kids(cue).filter(tail).find(|&kid| is_tail(tree, kid));
    tail.is_some_and(|tail| alternative.tokens.iter().any(|range| range.contains(&tail)))
}

/// The speaker of a verb at the end of a sentence that the model took for a noun: "It is unclear how, the paper notes."
fn tail_noun(tree: &Tree, word: usize) -> Option<Source> {
    let doc = tree.doc;
    let head = word.checked_sub(1).filter(|&head| doc.dep(head) == "compound" && doc.head(head) == word)?;
    let clause = tree.kid(word, &["ccomp"]).filter(|&clause| clause < word);
    let first = tree.kids(word).find(|&kid| clause.is_none_or(|clause| kid > clause) && doc.pos(kid) != "PUNCT")?;
    let noun = || {
        let row = lexicon::cue(doc.lemma(word), Pos::Verb)?;
        let plain = doc.tag(word) == "NNS" && doc.is_root(word) && row.kind == CueKind::Speech && row.takes("s");
        let after_comma = first > 0 && tree.word(first - 1) == ",";
        (plain && after_comma).then(|| tree.kid(clause?, &["nsubj", "nsubjpass", "expl"]))?
    };
    let verb = doc.pos(word) == "VERB" && is_tail(tree, word);
    (verb || noun().is_some()).then_some(Source { head, tokens: first..head + 1 })
}

/// Who stands behind the verb right after somebody's words, where the model has taken him for its object: "“Shame!” shouted
/// several deputies".
fn inverted(analysis: &Analysis, tree: &Tree, cue: usize, quotation: usize) -> Option<Source> {
    let doc = tree.doc;
    let start = doc.tokens[cue].start;
    let quotation = analysis.quotations.get(quotation)?;
    let gap = analysis.text().get(quotation.outer.end..start)?;
    let finite = doc.pos(cue) == "VERB" && matches!(doc.tag(cue), "VBD" | "VBZ" | "VBP");
    let object = |&kid: &usize| kid > cue && matches!(doc.dep(kid), "dobj" | "attr" | "oprd" | "nsubj" | "acomp");
    let head = tree.kids(cue).find(object).filter(|_| finite && gap.trim().is_empty())?;
    let tokens = source::phrase(tree, head);
    let person = match doc.pos(head) {
        "PROPN" => true,
        "NOUN" => crate::extract::figures::tables::is_person(doc.lemma(head)) || doc.tag(head) == "NNS",
        // "the 19-year-old"
        _ => doc.lemma(head) == "old" && tree.kid(head, &["det"]).is_some(),
    };
    (person && tokens.start == cue + 1).then_some(Source { head, tokens })
}

/// Whether a word is a number in figures that counts nobody by name: "44 said they saw smoke".
fn is_bare_number(tree: &Tree, head: usize) -> bool {
    let digits = tree.word(head).starts_with(|c: char| c.is_ascii_digit());
    let counts = tree.kids(head).any(|kid| tree.doc.dep(kid) == "prep" && tree.doc.lemma(kid) == "of");
    digits && tree.doc.pos(head) == "NUM" && !counts
}

/// Whether a stretch is "the first time that…" of "said for the first time that…".
fn for_the_time(tree: &Tree, alternative: &Alternative) -> bool {
    let doc = tree.doc;
    let time = doc.lemma(alternative.head) == "time"
        || tree.kid(alternative.head, &["pobj"]).is_some_and(|object| doc.lemma(object) == "time");
    alternative.by.is_some_and(|by| doc.lemma(by) == "for") && time
}

/// Whether a quotation ends as a sentence does.
fn exclaims(analysis: &Analysis, quotation: usize) -> bool {
    analysis.quotations[quotation].inner.of(analysis.text()).ends_with(['!', '?', '.', '…'])
}

/// "Olin was asked: “…?”": who is asked or told something hears it, and is no part of it.
fn hears_it(alternatives: &mut Vec<Alternative>) {
    if alternatives.iter().any(|alternative| matches!(alternative.form, "passive-rest" | "cue-colon-quote")) {
        alternatives.retain(|alternative| !matches!(alternative.form, "passive" | "passive+"));
    }
}

/// Verbs whose object in marks is the title of a work.
const PERFORM: &[&str] = &["perform", "publish", "recite", "record", "release", "sing", "write"];

/// Whether a quotation is the title of a work that the cue performs or makes: "sang “The Ferryman’s Daughter”".
fn is_title(analysis: &Analysis, tree: &Tree, cue: usize, alternative: &Alternative) -> bool {
    let doc = tree.doc;
    if !PERFORM.contains(&doc.lemma(cue)) || !tree.kids(cue).any(|kid| kid > cue && doc.dep(kid) == "dobj") {
        return false;
    }
    let next = analysis.quotations_from(doc.tokens[cue].end).next();
    let Some(quotation) = next.filter(|next| next.outer.start <= doc.tokens[cue].end + 1) else { return false };
    let words = quotation.inner.of(analysis.text());
    let capital = |word: &str| word.chars().count() < 4 || word.starts_with(|c: char| !c.is_lowercase());
    let title = words.split_whitespace().count() >= 2 && words.split_whitespace().all(capital);
    let inside = |range: &std::ops::Range<usize>| Span::from(doc.span_of(range.clone())).overlaps(quotation.inner);
    title && !words.ends_with(['.', '!', '?', ',', '…']) && alternative.tokens.iter().any(inside)
}

/// Whether a cue is the aside "that said".
fn aside(tree: &Tree, cue: usize) -> bool {
    let doc = tree.doc;
    let word = |i: usize| tree.word(i).to_ascii_lowercase();
    let sentence = doc.sentence_of(cue);
    let that = cue > sentence.start && word(cue) == "said" && word(cue - 1) == "that";
    let begins = cue == sentence.start + 1 || cue >= sentence.start + 2 && tree.word(cue - 2) == ",";
    that && begins && cue + 1 < sentence.end && tree.word(cue + 1) == ","
}

/// Whether a stretch runs over a colon into a quotation: in `asked Olin: "…?"` only the quotation was said, and in
/// `asked: "…?" Olin replied: "…"`, one sentence to the model, the second one is somebody else's.
fn runs_into_quotation(analysis: &Analysis, tree: &Tree, cue: usize, alternative: &Alternative) -> bool {
    if !alternative.quotations.is_empty() {
        return false;
    }
    let introduces = |colon: usize| {
        let end = tree.doc.tokens[colon].end;
        let next = analysis.quotations.partition_point(|quotation| quotation.outer.start < end);
        let gap = |quotation: &crate::quotes::Quotation| analysis.text().get(end..quotation.outer.start);
        let follows = analysis.quotations.get(next).and_then(gap).is_some_and(|gap| gap.trim().is_empty());
        follows && quotation_around(analysis, tree.doc.span(colon).into()).is_none()
    };
    let mut tokens = alternative.tokens.iter().flat_map(|range| range.clone());
    tokens.any(|colon| colon > cue && tree.word(colon) == ":" && introduces(colon))
}

/// The speaker of a cue, unless the tree takes it from somebody's quoted words: then whoever speaks in the outlet's own
/// words above it ("stressed that “peace is needed” while arguing…" is one speaker).
fn outside_marks(analysis: &Analysis, tree: &Tree, cue: usize, source: Option<Source>) -> Option<Source> {
    let doc = tree.doc;
    let around = |token: usize| quotation_around(analysis, doc.span(token).into());
    let source = source?;
    let (here, there) = (around(cue), around(source.head));
    if there.is_none() || there == here || here.is_some() {
        return Some(source);
    }
    // "“…,” Olin, mayor of…, said": the first name after the marks, where the tree hangs it from what was said.
    if let Some(after) = there.map(|i| analysis.quotations[i].outer.end).filter(|&end| end <= doc.tokens[cue].start) {
        let between = doc.tokens_in(after..doc.tokens[cue].start);
        let noun = |&i: &usize| matches!(doc.pos(i), "PROPN" | "NOUN");
        let run = between.clone().skip_while(|i| !noun(i)).take_while(noun);
        if let Some(head) = run.last().filter(|_| doc.pos(cue) == "VERB") {
            return Some(Source { head, tokens: between.start..head + 1 });
        }
    }
    let subject = |verb: usize| tree.kid(verb, &["nsubj"]).filter(|&subject| around(subject).is_none());
    let head = doc.ancestors(cue).take(6).filter(|&above| around(above).is_none()).find_map(subject)?;
    Some(Source { head, tokens: source::phrase(tree, head) })
}

/// Who issued, gave or repeated a quotation that the noun after it names (a rare “…” warning), where the tree breaks off
/// at the marks.
fn named_quotation(tree: &Tree, noun: usize, alternatives: &[Alternative]) -> Option<Source> {
    let quotation = alternatives.iter().find(|alternative| alternative.form == "quote-noun")?;
    let doc = tree.doc;
    let start = quotation.tokens.first()?.start;
    let light = |&i: &usize| doc.pos(i) == "VERB" && source::lends_subject(doc.lemma(i));
    let verb = (start.saturating_sub(6)..start).rev().find(light)?;
    source::find(tree, verb, Pos::Verb).filter(|source| source.head < verb && verb < noun)
}

fn according_to(tree: &Tree, cue: usize) -> Option<Source> {
    let doc = tree.doc;
    let to = tree.kids(cue).find(|&kid| doc.lemma(kid) == "to").or((cue + 1 < doc.len()).then_some(cue + 1))?;
    let next =
        || (to + 1..doc.sentence_of(cue).end.min(to + 9)).find(|&i| matches!(doc.pos(i), "PROPN" | "NOUN" | "PRON"));
    let head = tree.kid(to, &["pobj"]).or_else(next)?;
    Some(Source { head, tokens: source::phrase(tree, head) })
}

/// The best alternative of a cue, if it is likely that something was said at all.
fn choose(analysis: &Analysis, tree: &Tree, candidate: Candidate, threshold: f32) -> Option<Said> {
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
        (true, Pos::Verb) if quoted || says_that(tree, candidate.cue) || is_tail(tree, candidate.cue) => QUOTED,
        (true, Pos::Verb) => SPEECH,
        (true, _) if named => QUOTED,
        (true, Pos::Noun) if candidate.row.is_some_and(|row| row.class != "decide") && made(tree, candidate.cue) => {
            QUOTED
        }
        (true, Pos::Noun) if is_turned_down(tree, candidate.cue) => TURNED_DOWN,
        (true, Pos::Noun) if says_that(tree, candidate.cue) => SPEECH,
        (false, Pos::Verb) if introduces => INTRODUCED,
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

/// Words for spans of time that part one event from another: "three days after…".
const SPANS: &[&str] = &["century", "day", "decade", "fortnight", "hour", "minute", "month", "week", "weekend", "year"];

/// Of two borders the earlier one, if what lies between is how the outlet sets the scene, not what was said: "said 58 were hurt,
/// three days after the dam broke"; or why somebody does not believe it: "doubt that they are linked, since…".
fn without_setting(tree: &Tree, candidate: &Candidate, best: usize) -> usize {
    let doc = tree.doc;
    let chosen = &candidate.alternatives[best];
    let [long] = chosen.tokens.as_slice() else { return best };
    let disbelieves = matches!(doc.lemma(candidate.cue), "deny" | "dispute" | "doubt" | "question" | "reject");
    let sets_scene = |comma: usize| {
        let rest = comma + 1..long.end;
        let apart = rest.clone().take(5).find(|&i| SPANS.contains(&doc.lemma(i)));
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

/// "Olin called it safe. Adding, “…”": a sentence that is only a participle goes on with the speaker of the one before.
fn fragments(analysis: &Analysis, tree: &Tree, said: &mut [Said]) {
    let doc = tree.doc;
    for i in 0..said.len() {
        let Some(cue) = said[i].cue.filter(|_| said[i].source.is_none()) else { continue };
        let sentence = doc.sentence_of(cue);
        if sentence.start != cue || doc.tag(cue) != "VBG" || tree.kid(cue, &["nsubj"]).is_some() {
            continue;
        }
        let Some(part) = analysis.part_at(doc.tokens[cue].start).map(|part| part.span) else { continue };
        let Some(before) = cue.checked_sub(1).map(|last| doc.sentence_of(last)) else { continue };
        let said_before =
            |said: &&Said| said.cue.is_some_and(|at| before.contains(&at) && part.contains(doc.span(at).into()));
        let source = said.iter().filter(said_before).max_by_key(|said| said.cue).and_then(|said| said.source.clone());
        said[i].source = source;
    }
}

/// Of two cues with the same content the likelier one stays ("declined to say", "made the claim that").
fn without_rivals(tree: &Tree, mut said: Vec<Said>) -> Vec<Said> {
    said.sort_by_key(|said| (said.content.first().copied(), said.cue));
    let mut keep = vec![true; said.len()];
    for i in 0..said.len() {
        // Equal contents are neighbours in this order, give or take what begins at the same place.
        for j in i + 1..said.len().min(i + 6) {
            if !keep[i] || !keep[j] || !same_content(&said[i].content, &said[j].content) {
                continue;
            }
            // "reiterated his refusal to go": one stands in what the other says.
            let holds = |a: &Said, b: &Said| {
                let cue = b.cue.map(|cue| Span::from(tree.doc.span(cue)));
                cue.is_some_and(|cue| a.content.iter().any(|span| span.contains(cue)))
            };
            if holds(&said[i], &said[j]) || holds(&said[j], &said[i]) {
                continue;
            }
            let loser = if said[i].probability >= said[j].probability { j } else { i };
            keep[loser] = false;
        }
    }
    let mut kept = keep.into_iter();
    said.retain(|_| kept.next().unwrap_or(true));
    said
}

/// Whether two contents share at least four fifths of their bytes.
fn same_content(a: &[Span], b: &[Span]) -> bool {
    shared(a, b) >= 0.8
}

/// Bytes that two contents share, of the bytes of both together.
fn shared(a: &[Span], b: &[Span]) -> f32 {
    let length = |spans: &[Span]| spans.iter().map(|span| span.len()).sum::<usize>();
    let both: usize =
        a.iter().flat_map(|a| b.iter().map(move |b| a.end.min(b.end).saturating_sub(a.start.max(b.start)))).sum();
    both as f32 / (length(a) + length(b)).saturating_sub(both).max(1) as f32
}

/// The bytes of an alternative. A stretch that begins or ends inside a quotation takes in the whole of it, unless
/// the cue stands in there too: marks are surer than the tree.
fn bytes(analysis: &Analysis, cue: Span, alternative: &Alternative) -> Vec<Span> {
    if !alternative.quotations.is_empty() {
        return alternative.quotations.iter().map(|&quotation| analysis.quotations[quotation].inner).collect();
    }
    let around_cue = quotation_around(analysis, cue);
    let mut spans: Vec<Span> = Vec::new();
    for range in &alternative.tokens {
        let mut span: Span = analysis.doc.span_of(range.clone()).into();
        let ends = [Span::new(span.start, span.start + 1), Span::new(span.end - 1, span.end)];
        for end in ends {
            let Some(mut quotation) = quotation_around(analysis, end) else { continue };
            while let Some(outer) = analysis.quotations[quotation].within.filter(|&outer| Some(outer) != around_cue) {
                quotation = outer;
            }
            let inner = analysis.quotations[quotation].inner;
            if Some(quotation) != around_cue && !inner.contains(cue) && !inner.overlaps(cue) {
                span = span.cover(inner);
            }
        }
        // Widening must not swallow the cue.
        if span.overlaps(cue) {
            span = analysis.doc.span_of(range.clone()).into();
        }
        match spans.last_mut() {
            Some(last) if last.overlaps(span) || last.contains(span) => *last = last.cover(span),
            _ => spans.push(span),
        }
    }
    spans.into_iter().map(|span| with_marks(analysis, span)).collect()
}

/// A stretch that begins or ends with a quotation but holds more than it keeps that quotation's mark.
fn with_marks(analysis: &Analysis, span: Span) -> Span {
    let mut result = span;
    let at = |byte: usize| quotation_around(analysis, Span::new(byte, byte + 1)).map(|i| &analysis.quotations[i]);
    if let Some(quotation) = at(span.start).filter(|q| q.inner.start == span.start && q.outer.end < span.end) {
        result.start = quotation.outer.start;
    }
    if let Some(quotation) = at(span.end - 1).filter(|q| q.inner.end == span.end && q.outer.start > span.start) {
        result.end = quotation.outer.end;
    }
    result
}

/// The innermost quotation around a span.
pub(crate) fn quotation_around(analysis: &Analysis, span: Span) -> Option<usize> {
    analysis.quotation_index_around(span)
}

/// How a stretch stands to the quotations of the text.
pub(crate) fn quote_relation(analysis: &Analysis, span: Span) -> &'static str {
    if let Some(i) = quotation_around(analysis, span) {
        let inner = analysis.quotations[i].inner;
        return if inner.len() <= span.len() + 3 { "whole" } else { "in" };
    }
    let next = analysis.quotations.partition_point(|quotation| quotation.outer.end <= span.start);
    match analysis.quotations.get(next) {
        Some(quotation) if span.contains(quotation.inner) => "holds",
        Some(quotation) if quotation.inner.overlaps(span) => "crosses",
        _ => "none",
    }
}

/// What the trainer of the ranker sees: every cue with its alternatives and their features by name.
#[doc(hidden)]
pub mod training {
    use super::{Analysis, Span, Tree, candidates, features, ranker};

    /// The statements with another threshold than the built-in one.
    pub fn find_above(analysis: &Analysis, threshold: f32) -> Vec<variorum_record::Statement> {
        super::find_above(analysis, threshold)
    }

    /// A cue.
    pub struct Example {
        /// Where it stands.
        pub cue: Span,
        /// The content and the features of each alternative.
        pub alternatives: Vec<(Vec<Span>, Vec<String>)>,
        /// The forms, for a look.
        pub forms: Vec<&'static str>,
    }

    /// Every cue with the score of each alternative, for a look.
    pub fn explain(analysis: &Analysis) -> String {
        let tree = Tree::new(analysis.text(), &analysis.doc);
        let mut text = String::new();
        for candidate in candidates(analysis, &tree) {
            let mut shared = ranker::Sum::new();
            features::of_cue(analysis, &tree, &candidate, &mut shared);
            text.push_str(&format!("{} {}\n", candidate.cue, analysis.word(candidate.cue)));
            for (alternative, content) in candidate.alternatives.iter().zip(&candidate.contents) {
                let mut sum = shared.clone();
                features::of_alternative(analysis, &tree, &candidate, alternative, &mut sum);
                let words: Vec<&str> = content.iter().map(|span| span.of(analysis.text())).collect();
                text.push_str(&format!("    {:6.2} {} {words:?}\n", sum.score(), alternative.form));
            }
        }
        text
    }

    /// The cues of a report.
    pub fn examples(analysis: &Analysis) -> Vec<Example> {
        let tree = Tree::new(analysis.text(), &analysis.doc);
        let example = |candidate: super::Candidate| {
            let mut shared = ranker::Names::default();
            features::of_cue(analysis, &tree, &candidate, &mut shared);
            let named = candidate.alternatives.iter().map(|alternative| {
                let mut names = shared.clone();
                features::of_alternative(analysis, &tree, &candidate, alternative, &mut names);
                names.0
            });
            let alternatives = candidate.contents.iter().cloned().zip(named).collect();
            let forms = candidate.alternatives.iter().map(|alternative| alternative.form).collect();
            Example { cue: analysis.doc.span(candidate.cue).into(), alternatives, forms }
        };
        candidates(analysis, &tree).into_iter().map(example).collect()
    }

    /// How many numbers the ranker has for each feature.
    pub const WIDTH: usize = super::feature_hash::WIDTH;
    /// In how many parts of one they are counted.
    pub const SCALE: f32 = ranker::SCALE;
}
