//! Positions that somebody's own words take: what must be done, what is needed, what is right or wrong.
//!
//! Only the main clauses of what was said count, and what the speaker thinks of them ("I think the plan is a mistake"); nothing
//! under "if", nothing asked, nothing that somebody else is said to have said. "It is not fair" is about the sentence before it.

use super::{clause, phrase, row};
use crate::Analysis;
use crate::extract::statements::speaks::is_people;
use crate::extract::statements::tree::Tree;
use crate::syntax::top_of;
use crate::words::IDLE_REFUSALS;
use std::ops::Range;
use variorum_record::{CueKind, Participant, Position, PositionId, Span, Stance, Statement, StatementKind};

/// The positions taken in a statement's content.
pub(super) fn find(analysis: &Analysis, tree: &Tree, statement: &Statement) -> Vec<Position> {
    let direct = statement.kind == StatementKind::Direct;
    let spoken = statement.cue_kind == Some(CueKind::Speech) || direct && statement.cue_kind.is_none();
    let plain = spoken && !statement.negated && !statement.hypothetical;
    let stands = |speaker: &Participant| {
        let head = speaker.span.and_then(|span| top_of(tree.doc, tree.doc.tokens_in(span.into())));
        speaker.entity.is_some() || head.is_some_and(|head| super::takes_stands(analysis, tree, speaker, head))
    };
    let Some(holder) = statement.speaker.clone().filter(|speaker| plain && stands(speaker)) else {
        return Vec::new();
    };
    let mut said = Said { analysis, tree, statement, holder, direct, before: None, found: Vec::new() };
    for content in &statement.content {
        let tokens = tree.doc.tokens_in((*content).into());
        for at in tokens.clone().filter(|&at| matches!(tree.doc.pos(at), "VERB" | "AUX")) {
            said.clause(at, &tokens);
        }
    }
    said.found
}

struct Said<'a, 't> {
    analysis: &'a Analysis<'a>,
    tree: &'a Tree<'t>,
    statement: &'a Statement,
    holder: Participant,
    direct: bool,
    /// The sentence before, or what that sentence was about: what "it" means.
    before: Option<(usize, Span)>,
    found: Vec<Position>,
}

impl Said<'_, '_> {
    /// Looks at one main clause of the content.
    fn clause(&mut self, at: usize, tokens: &Range<usize>) {
        let Some(denied) = self.main(at, tokens) else { return };
        let found = self
            .ought(at)
            .or_else(|| self.need(at))
            .or_else(|| self.let_us(at))
            .or_else(|| self.never(at))
            .or_else(|| self.verdict(at, denied))
            .or_else(|| self.effect(at, denied));
        let sentence = self.tree.doc.sentence_of(at).start;
        let about = match found {
            Some((stance, issue)) => {
                self.push(stance, issue, at);
                Some(issue)
            }
            None => None,
        };
        let own = self.span(self.tree.doc.sentence_of(at));
        self.before = Some((sentence, about.or(own).unwrap_or(self.statement.content[0])));
    }

    fn push(&mut self, stance: Stance, issue: Span, at: usize) {
        let said = Span::from(self.tree.doc.span(at)).cover(issue);
        let evidence = if self.direct { said } else { self.statement.cue.map_or(said, |cue| cue.cover(said)) };
        self.found.push(Position {
            id: PositionId(0),
            holder: self.holder.clone(),
            issue,
            stance,
            evidence: vec![evidence],
            statement: Some(self.statement.id),
        });
    }

    /// Whether a verb heads a main clause of the content, and whether the speaker says that he does not think so.
    fn main(&self, at: usize, tokens: &Range<usize>) -> Option<bool> {
        let (tree, doc) = (self.tree, self.tree.doc);
        if (at..doc.sentence_of(at).end).any(|i| tree.word(i) == "?") {
            return None;
        }
        let mut denied = false;
        let mut verb = at;
        for _ in 0..6 {
            let supposed = tree.kids(verb).any(|kid| {
                doc.dep(kid) == "mark"
                    && matches!(doc.lemma(kid), "if" | "whether" | "unless" | "until" | "before" | "after" | "when")
            });
            if supposed {
                return None;
            }
            let Some(head) = tree.above(verb).filter(|head| tokens.contains(head)) else { return Some(denied) };
            match doc.dep(verb) {
                "conj" => {}
                "ccomp" | "parataxis" => {
                    let thinks =
                        matches!(doc.lemma(head), "think" | "believe" | "feel" | "say" | "consider" | "find" | "know");
                    if !thinks || !self.first(tree.kid(head, &["nsubj"])?) {
                        return None;
                    }
                    denied ^= self.negated(head);
                }
                _ => return None,
            }
            verb = head;
        }
        None
    }

    fn first(&self, token: usize) -> bool {
        matches!(self.tree.word(token), "I" | "We" | "we") && self.direct
    }

    fn negated(&self, at: usize) -> bool {
        let (tree, doc) = (self.tree, self.tree.doc);
        tree.kids(at).any(|kid| {
            doc.dep(kid) == "neg"
                || matches!(tree.word(kid).to_lowercase().as_str(), "never" | "neither" | "nor" | "hardly")
        })
    }

    fn helper(&self, at: usize, any: &[&str]) -> bool {
        let doc = self.tree.doc;
        self.tree.kids(at).any(|kid| {
            doc.dep(kid) == "aux"
                && (any.contains(&doc.lemma(kid)) || any.contains(&self.tree.word(kid).to_lowercase().as_str()))
        })
    }

    fn span(&self, tokens: Range<usize>) -> Option<Span> {
        let span = Span::from(self.tree.doc.span_of(tokens)).trim(self.analysis.text());
        // What was said ends with the quotation.
        let inside = self.statement.content.iter().find(|content| content.overlaps(span))?;
        let span = Span::new(span.start.max(inside.start), span.end.min(inside.end)).trim(self.analysis.text());
        (!span.is_empty()).then_some(span)
    }

    /// "The council must pay", "Ukraine has to stay": a demand; "must not": against it.
    fn ought(&self, at: usize) -> Option<(Stance, Span)> {
        let (tree, doc) = (self.tree, self.tree.doc);
        let done = tree.kid(at, &["xcomp"]).filter(|&done| {
            matches!(doc.lemma(at), "have" | "need")
                && doc.tag(at) != "VBD"
                && doc.tag(done) == "VB"
                && !self.helper(at, &["will", "would", "may", "might", "could"])
        });
        let must = self.helper(at, &["must", "should", "ought"]) && !self.helper(at, &["have"]);
        if !must && done.is_none() {
            return None;
        }
        let subject = tree.kid(at, &["nsubj", "nsubjpass"])?;
        let other = self.analysis.cast.headed_by(subject).is_none_or(|entity| Some(entity) != self.holder.entity);
        let vague = matches!(
            tree.word(subject).to_lowercase().as_str(),
            "i" | "we" | "you" | "it" | "there" | "this" | "that" | "one" | "who" | "which" | "question" | "answer"
        );
        let none = tree.kids(subject).any(|kid| matches!(tree.word(kid).to_lowercase().as_str(), "neither" | "no"));
        let negated = self.negated(at) || none;
        // "the news should boost sales": what is expected, not what is asked of anybody.
        let passive = doc.dep(subject) == "nsubjpass";
        let somebody = is_people(doc.lemma(subject)) || matches!(doc.pos(subject), "PROPN" | "PRON");
        if must && !somebody && !passive && !self.helper(at, &["must"]) {
            return None;
        }
        // "does not have to" demands nothing.
        // "explained why the loopholes should stay": a question put and answered, not a call.
        let asked = self.statement.content[0].of(self.analysis.text()).split(' ').next().is_some_and(|word| {
            matches!(
                word.to_lowercase().as_str(),
                "why" | "how" | "what" | "whether" | "when" | "who" | "where" | "which"
            )
        });
        const GRASP: &[&str] =
            &["believe", "feel", "know", "realise", "realize", "remember", "see", "think", "understand"];
        let grasp = GRASP.contains(&doc.lemma(done.unwrap_or(at)));
        if !other || vague || asked || grasp || negated && !must {
            return None;
        }
        let from = tree.subtree(subject).start;
        let issue =
            if self.direct { self.span(from..phrase(tree, at).end.max(from + 1))? } else { self.statement.content[0] };
        Some((if negated { Stance::Opposes } else { Stance::Demands }, issue))
    }

    /// "The people will never accept a wall": who says so of his own people, or of all, will not have it either.
    fn never(&self, at: usize) -> Option<(Stance, Span)> {
        let (tree, doc) = (self.tree, self.tree.doc);
        let never = tree.kids(at).any(|kid| tree.word(kid).eq_ignore_ascii_case("never"));
        let future = self.helper(at, &["will", "would", "shall", "can", "could"]);
        let subject = tree.kid(at, &["nsubj"])?;
        let many = matches!(doc.tag(subject), "NNS" | "NNPS")
            || matches!(doc.lemma(subject), "we" | "We" | "I" | "people" | "nation" | "country" | "nobody");
        let row = row(doc.lemma(at), "not-verb").next()?;
        let object = tree.kid(at, &["dobj"]).filter(|&object| doc.pos(object) != "PRON")?;
        let stance = (never && future && many).then_some(row.stance)?;
        Some((stance, self.span(phrase(tree, object))?))
    }

    /// "We need stronger weapons", "I want the council to act".
    fn need(&self, at: usize) -> Option<(Stance, Span)> {
        let (tree, doc) = (self.tree, self.tree.doc);
        let present = matches!(doc.tag(at), "VBP" | "VBZ") || self.helper(at, &["do"]) && !self.helper(at, &["did"]);
        let subject = tree.kid(at, &["nsubj"])?;
        if !matches!(doc.lemma(at), "need" | "want" | "demand" | "require") || !present || !self.first(subject) {
            return None;
        }
        let issue = tree.kids(at).filter(|&kid| kid > at).find_map(|kid| match doc.dep(kid) {
            "dobj" if doc.pos(kid) != "PRON" => Some(phrase(tree, kid)),
            "ccomp" if tree.kid(kid, &["nsubj"]).is_some() => Some(clause(tree, kid)),
            _ => None,
        })?;
        Some((if self.negated(at) { Stance::Opposes } else { Stance::Demands }, self.span(issue)?))
    }

    /// "Let's get a deal done."
    fn let_us(&self, at: usize) -> Option<(Stance, Span)> {
        let (tree, doc) = (self.tree, self.tree.doc);
        if !self.direct || !tree.word(at).eq_ignore_ascii_case("let") || tree.kid(at, &["nsubj"]).is_some() {
            return None;
        }
        let us = matches!(tree.word((at + 1).min(doc.len() - 1)), "'s" | "’s" | "us");
        let done = tree.kid(at, &["ccomp", "xcomp"]).filter(|_| us)?;
        const IDLE: [&str; 12] =
            ["see", "hope", "say", "face", "look", "talk", "pretend", "imagine", "wait", "go", "start", "be"];
        if IDLE.contains(&doc.lemma(done))
            || tree.kid(done, &["dobj"]).is_none() && tree.kid(done, &["ccomp"]).is_none()
        {
            return None;
        }
        let mut issue = tree.subtree(done);
        issue.start = done;
        let stance = if self.negated(at) || self.negated(done) { Stance::Opposes } else { Stance::Demands };
        Some((stance, self.span(issue.start..phrase(tree, done).end)?))
    }

    /// "The result is not sufficient", "it is wrong to wait", "the bridge would be a mistake".
    fn verdict(&self, at: usize, denied: bool) -> Option<(Stance, Span)> {
        let (tree, doc) = (self.tree, self.tree.doc);
        // The model takes a curly "’s" for a verb of its own.
        let be = matches!(doc.lemma(at), "be" | "seem" | "remain" | "look") || matches!(tree.word(at), "’s" | "’re");
        if !be {
            return None;
        }
        let (word, stance) =
            tree.kids(at).filter(|&kid| matches!(doc.dep(kid), "acomp" | "attr" | "oprd")).find_map(|kid| {
                let lemma = doc.lemma(kid).to_lowercase();
                // "a lost cause", "a step forward": two words make it.
                let two = tree.kid(kid, &["amod"]).map(|kind| format!("{} {lemma}", tree.word(kind).to_lowercase()));
                let found =
                    two.and_then(|two| row(&two, "verdict").next()).or_else(|| row(&lemma, "verdict").next())?;
                Some((kid, found))
            })?;
        // "The question is important" takes no stand; "peace is important" does.
        let weighty = stance.frames.contains(&"weight");
        let stance = stance.stance;
        // "good at trying": what somebody can do.
        if tree.kids(word).any(|kid| doc.dep(kid) == "prep" && doc.lemma(kid) == "at") {
            return None;
        }
        let none = tree.kids(word).any(|kid| doc.dep(kid) == "det" && doc.lemma(kid) == "no");
        let stance = match (stance, self.negated(at) ^ none ^ denied) {
            (stance, false) => stance,
            (Stance::Supports, true) => Stance::Opposes,
            _ => return None,
        };
        let unsure = self.helper(at, &["may", "might", "can", "could"]);
        if weighty {
            let subject = tree.kid(at, &["nsubj", "csubj", "expl"])?;
            let known = row(doc.lemma(subject), "measure").next().is_some() || doc.dep(subject) == "csubj";
            if !known && !tree.word(subject).eq_ignore_ascii_case("it") {
                return None;
            }
        }
        let issue = self.about(at, word, unsure)?;
        Some((stance, issue))
    }

    /// What a verdict is about: its subject; for "it" the clause behind or the sentence before.
    fn about(&self, at: usize, word: usize, unsure: bool) -> Option<Span> {
        let (tree, doc) = (self.tree, self.tree.doc);
        let subject = tree.kid(at, &["nsubj", "csubj", "expl"])?;
        if doc.dep(subject) == "csubj" {
            return self.span(clause(tree, subject));
        }
        let low = tree.word(subject).to_lowercase();
        if matches!(low.as_str(), "it" | "that" | "this") && doc.tag(subject) != "WDT" {
            let behind = [at, word].into_iter().flat_map(|from| tree.kids(from)).find(|&kid| {
                kid > word
                    && (matches!(doc.dep(kid), "ccomp" | "csubj") || doc.dep(kid) == "xcomp" && doc.tag(kid) == "VB")
                    && low == "it"
            });
            // "it is fair to say that…" says nothing of the saying.
            if behind.is_some_and(|behind| IDLE_REFUSALS.contains(doc.lemma(behind)) || doc.lemma(behind) == "note") {
                return None;
            }
            if let Some(behind) = behind {
                return self.span(clause(tree, behind));
            }
            // "That's not fair."
            let here = doc.sentence_of(at).start;
            let before = self.before.filter(|(sentence, _)| self.direct && !unsure && *sentence != here);
            return before.and_then(|(sentence, span)| self.gist(sentence, span));
        }
        const VAGUE: &[&str] = &[
            "question",
            "issue",
            "problem",
            "situation",
            "time",
            "moment",
            "day",
            "thing",
            "weather",
            "condition",
            "reason",
            "point",
            "part",
            "life",
            "year",
            "week",
            "month",
            "number",
            "one",
            "result",
            "man",
            "woman",
            "person",
        ];
        let lemma = doc.lemma(subject).to_lowercase();
        let result = lemma == "result" && self.tree.kids(subject).any(|kid| doc.dep(kid) == "det");
        if doc.pos(subject) == "PRON" || VAGUE.contains(&lemma.as_str()) && !result {
            return None;
        }
        self.span(phrase(tree, subject))
    }

    /// What the sentence before is about, where it says so in a phrase: "One way is to give up land. It's not fair." Of a sentence that
    /// tells something, nobody knows what of it is meant.
    fn gist(&self, sentence: usize, about: Span) -> Option<Span> {
        let (tree, doc) = (self.tree, self.tree.doc);
        let tokens = doc.sentence_of(sentence);
        let whole = self.span(tokens.clone())?;
        if about.len() * 4 < whole.len() * 3 {
            return Some(about);
        }
        let be = tokens.into_iter().find(|&i| doc.is_root(i) && doc.lemma(i) == "be")?;
        let done = tree
            .kid(be, &["xcomp", "ccomp", "acl"])
            .filter(|&done| done > be && matches!(doc.tag(done), "VB" | "VBG"))?;
        self.span(clause(tree, done))
    }

    /// "The plan would hurt families": what a plan does is what the speaker thinks of it.
    fn effect(&self, at: usize, denied: bool) -> Option<(Stance, Span)> {
        let (tree, doc) = (self.tree, self.tree.doc);
        let subject = tree.kid(at, &["nsubj"])?;
        let told = matches!(doc.tag(at), "VBZ" | "VBP")
            || self.helper(at, &["will", "would", "could", "can", "may", "might", "does", "do"]);
        if !told || !row(doc.lemma(subject), "measure").next().is_some() {
            return None;
        }
        let stance = row(doc.lemma(at), "effect").next()?.stance;
        let stance = match (stance, self.negated(at) ^ denied) {
            (stance, false) => stance,
            (Stance::Supports, true) => Stance::Opposes,
            _ => return None,
        };
        Some((stance, self.span(phrase(tree, subject))?))
    }
}
