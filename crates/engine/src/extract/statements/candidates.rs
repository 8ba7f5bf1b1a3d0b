//! Words that may say that something was said, each with its speaker and the stretches that could be what was said.

use super::contents::{self, Alternative};
use super::lexicon::{self, Cue, Pos};
use super::source::{self, Source};
use super::tree::Tree;
use super::{addressee, beside, deeds, quotation_around, quoted};
use crate::Analysis;
use crate::words::TIME_UNITS;
use variorum_record::{CueKind, EntityKind, Span};

/// The most tokens of a sentence in which cues are looked for: a longer one is a list or hostile, and every cue of it
/// would look at all of it.
const LONGEST_SENTENCE: usize = 400;

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

/// Every cue of a report with its alternatives.
pub(super) fn find(analysis: &Analysis, tree: &Tree) -> Vec<Candidate> {
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
        if quoted::is_quoted(tree, cue) && beside.waiting(analysis, tree, cue).is_none() {
            continue;
        }
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
        alternatives.retain(|alternative| !stands_before_marks(analysis, tree, cue, alternative));
        alternatives.retain(|alternative| !runs_over_platform(tree, cue, alternative));
        alternatives.retain(|alternative| !is_title(analysis, tree, cue, alternative));
        if pos == Pos::Verb && source::turned_down(tree, cue).is_some() {
            // "rejected the accusation that…": whoever rejects it has not said so.
            alternatives.retain(|alternative| !alternative.form.starts_with("clause"));
        }
        if pos == Pos::Verb {
            alternatives.retain(|alternative| !takes_next_cue(tree, cue, alternative));
            alternatives.retain(|alternative| !takes_tail(tree, cue, alternative));
        }
        alternatives.retain(|alternative| !is_how_long(tree, alternative) && !is_you(tree, alternative));
        if alternatives.iter().any(|alternative| alternative.form == "clause") {
            alternatives.retain(|alternative| !for_the_time(tree, alternative));
        }
        let source = if doc.lemma(cue) == "accord" { according_to(tree, cue) } else { source::find(tree, cue, pos) };
        let source = named_before(analysis, tree, cue, source.as_ref()).or(source);
        let source = tail_noun(tree, cue)
            .or_else(|| outside_marks(analysis, tree, cue, source))
            .or_else(|| named_quotation(tree, cue, &alternatives))
            .or_else(|| waiting.and_then(|quotation| inverted(analysis, tree, cue, quotation)))
            .filter(|source| !is_bare_number(tree, source.head))
            .filter(|_| addressee::hearer(tree, cue).is_none());
        alternatives.iter_mut().for_each(|alternative| leave_out_speaker(tree, alternative, source.as_ref()));
        alternatives.iter_mut().for_each(|alternative| leave_out_introduction(analysis, tree, alternative));
        if pos == Pos::Verb && row.is_some_and(|row| row.class == "deny") {
            // "accused Trellis of theft, a charge Trellis denied": what is denied is not what the sentence tells.
            const TOLD: &[&str] = &["antecedent", "clause-before", "hanging", "parenthesis-sentence"];
            alternatives.retain(|alternative| !TOLD.contains(&alternative.form) || !alternative.quotations.is_empty());
        }
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
    leave_out_speakers_of_others(analysis, tree, &mut candidates);
    candidates
}

/// The name right before a verb of speech that the model takes for something else, so that the next one seems to speak:
/// "Aasgard said Lethmark had paid".
fn named_before(analysis: &Analysis, tree: &Tree, cue: usize, source: Option<&Source>) -> Option<Source> {
    let doc = tree.doc;
    let head = cue.checked_sub(1).filter(|&head| head >= doc.sentence_of(cue).start)?;
    let nominal = matches!(doc.pos(head), "PROPN" | "NOUN" | "PRON" | "PUNCT");
    let finite = matches!(doc.tag(cue), "VBD" | "VBZ" | "VBP");
    if nominal || !finite || source.is_some_and(|source| source.head < cue) {
        return None;
    }
    let name = analysis.cast.name_around(doc.span(head).into())?;
    let speaks = matches!(name.kind, EntityKind::Person | EntityKind::Organisation);
    let tokens = doc.tokens_in(name.span.into());
    (speaks && tokens.end == cue).then_some(Source { head, tokens })
}

/// Takes a speaker at the end of a sentence off what others in it are thought to say: in "Olin ordered an inquiry, her secretary,
/// Ada Dorn, said" no secretary was ordered.
fn leave_out_speakers_of_others(analysis: &Analysis, tree: &Tree, candidates: &mut [Candidate]) {
    let tail = |candidate: &Candidate| {
        let tokens = candidate.source.as_ref()?.tokens.clone();
        let before = candidate.alternatives.iter().any(|alternative| alternative.form == "clause-before");
        let comma = tokens.start > 0 && tree.word(tokens.start - 1) == "," && tokens.end <= candidate.cue;
        (candidate.pos == Pos::Verb && before && comma).then_some((candidate.cue, tokens))
    };
    let tails: Vec<_> = candidates.iter().filter_map(tail).collect();
    for candidate in candidates {
        let next = tails.partition_point(|(cue, _)| *cue <= candidate.cue);
        let Some((_, speaker)) = tails.get(next).filter(|(_, speaker)| speaker.start > candidate.cue) else { continue };
        for (alternative, content) in candidate.alternatives.iter_mut().zip(&mut candidate.contents) {
            let [range] = alternative.tokens.as_mut_slice() else { continue };
            let ends_with = (speaker.start + 1..=speaker.end + 1).contains(&range.end);
            if alternative.quotations.is_empty() && ends_with && range.start + 1 < speaker.start {
                range.end = speaker.start - 1;
                *content = bytes(analysis, tree.doc.span(candidate.cue).into(), alternative);
            }
        }
    }
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
/// be said: "The finding suggests that life is tough, the authors write", "Olin said it was safe, the minister told parliament."
pub(super) fn is_tail(tree: &Tree, cue: usize) -> bool {
    let doc = tree.doc;
    let row = lexicon::cue(doc.lemma(cue), Pos::Verb);
    let speaks = row.is_some_and(|row| row.kind == CueKind::Speech && row.takes("s"));
    let (range, sentence) = (tree.subtree(cue), doc.sentence_of(cue));
    let comma = |i: usize| tree.word(i) == ",";
    let begins = range.start > sentence.start && (comma(range.start) || comma(range.start - 1));
    let subject = |kid: usize| kid < cue && (doc.dep(kid) == "nsubj" || doc.dep(kid) == "compound" && kid + 1 == cue);
    let hears = |kid: usize| doc.lemma(cue) == "tell" && matches!(doc.dep(kid), "dobj" | "dative");
    let plain = |kid: usize| matches!(doc.dep(kid), "det" | "punct" | "advmod" | "npadvmod" | "aux" | "prep");
    let other = |kid: usize| plain(kid) || hears(kid);
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

/// Takes the speaker off the end of what was said: "Eight people have died, the governor, Ivo Brandt, has said".
fn leave_out_speaker(tree: &Tree, alternative: &mut Alternative, source: Option<&Source>) {
    let Some(source) = source else { return };
    let [range] = alternative.tokens.as_mut_slice() else { return };
    let ends_with = range.start + 2 < source.tokens.start && source.tokens.end == range.end;
    let after_comma = source.tokens.start > 0 && tree.word(source.tokens.start - 1) == ",";
    if alternative.form == "clause-before" && ends_with && after_comma {
        range.end = source.tokens.start - 1;
    }
}

/// Takes off what the outlet says before a colon: "Olin took the opposite view: Dorn was right, he said".
fn leave_out_introduction(analysis: &Analysis, tree: &Tree, alternative: &mut Alternative) {
    let doc = tree.doc;
    let [range] = alternative.tokens.as_mut_slice() else { return };
    let outside = |i: usize| quotation_around(analysis, doc.span(i).into()).is_none();
    let finite =
        |range: std::ops::Range<usize>| range.into_iter().any(|i| matches!(doc.tag(i), "VBD" | "VBZ" | "VBP" | "MD"));
    let colon = range.clone().rfind(|&i| tree.word(i) == ":" && outside(i));
    let Some(colon) = colon.filter(|_| alternative.form == "clause-before") else { return };
    if finite(range.start..colon) && finite(colon + 1..range.end) {
        range.start = colon + 1;
    }
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

/// Whether a word is a number in figures that counts nobody by name: "44 said they saw smoke"; "4 in 10 said" counts.
fn is_bare_number(tree: &Tree, head: usize) -> bool {
    let digits = tree.word(head).starts_with(|c: char| c.is_ascii_digit());
    let counts = tree.kids(head).any(|kid| tree.doc.dep(kid) == "prep" && tree.doc.lemma(kid) == "of")
        || head > 0 && tree.word(head - 1) == "in";
    digits && tree.doc.pos(head) == "NUM" && !counts
}

/// Whether a stretch ends before the marks in which its cue stands: in "“I never,” he began, “said anything so stupid”" nobody has
/// said that he began.
fn stands_before_marks(analysis: &Analysis, tree: &Tree, cue: usize, alternative: &Alternative) -> bool {
    let Some(around) = quotation_around(analysis, tree.doc.span(cue).into()) else { return false };
    let start = analysis.quotations[around].outer.start;
    let before = |range: &std::ops::Range<usize>| !range.is_empty() && tree.doc.tokens[range.end - 1].end <= start;
    !alternative.tokens.is_empty() && alternative.tokens.iter().all(before)
}

/// Whether a stretch lies behind "on X." that the model takes for an abbreviation in the middle of a sentence: "Olin said on X. She
/// added that…".
fn runs_over_platform(tree: &Tree, cue: usize, alternative: &Alternative) -> bool {
    let doc = tree.doc;
    let end = doc.sentence_of(cue).end;
    let stop = |&i: &usize| {
        let capital = tree.word(i + 1).starts_with(char::is_uppercase) || tree.word(i + 1).starts_with(['“', '"', '‘']);
        tree.word(i) == "X." && matches!(tree.word(i - 1), "on" | "to" | "via") && i + 1 < end && capital
    };
    let stop = (cue + 1..end.min(cue + 12)).find(stop);
    stop.is_some_and(|stop| {
        alternative.quotations.is_empty() && alternative.tokens.iter().any(|range| range.end > stop && range.end > cue)
    })
}

/// Whether a stretch is "the first time that…" of "said for the first time that…".
fn for_the_time(tree: &Tree, alternative: &Alternative) -> bool {
    let doc = tree.doc;
    let time = doc.lemma(alternative.head) == "time"
        || tree.kid(alternative.head, &["pobj"]).is_some_and(|object| doc.lemma(object) == "time");
    alternative.by.is_some_and(|by| doc.lemma(by) == "for") && time
}

/// Whether a stretch is how long nothing was said: "was not told for an hour".
fn is_how_long(tree: &Tree, alternative: &Alternative) -> bool {
    let for_word = alternative.by.filter(|&by| tree.doc.lemma(by) == "for");
    let unit =
        for_word.and_then(|by| tree.kid(by, &["pobj"])).filter(|&unit| TIME_UNITS.contains(tree.doc.lemma(unit)));
    unit.is_some_and(|unit| alternative.tokens.iter().all(|range| range.end <= unit + 1))
}

/// Whether a stretch is only whoever is spoken to: "thank you".
fn is_you(tree: &Tree, alternative: &Alternative) -> bool {
    let [range] = alternative.tokens.as_slice() else { return false };
    alternative.quotations.is_empty() && range.len() == 1 && tree.word(range.start).eq_ignore_ascii_case("you")
}

/// Whether a quotation ends as a sentence does.
pub(super) fn exclaims(analysis: &Analysis, quotation: usize) -> bool {
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
    let light = |&i: &usize| doc.pos(i) == "VERB" && super::speaks::lends_subject(doc.lemma(i));
    let verb = (start.saturating_sub(6)..start).rev().find(light)?;
    source::find(tree, verb, Pos::Verb).filter(|source| source.head < verb && verb < noun)
}

fn according_to(tree: &Tree, cue: usize) -> Option<Source> {
    let doc = tree.doc;
    let to = tree.kids(cue).find(|&kid| doc.lemma(kid) == "to").or((cue + 1 < doc.len()).then_some(cue + 1))?;
    let next =
        || (to + 1..doc.sentence_of(cue).end.min(to + 9)).find(|&i| matches!(doc.pos(i), "PROPN" | "NOUN" | "PRON"));
    let head = tree.kid(to, &["pobj"]).or_else(next)?;
    Some(source::named(tree, head))
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
