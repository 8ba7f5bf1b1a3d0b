//! What was said: for a cue, every stretch of text that could be its content.
//!
//! One cue offers several alternatives (the clause, the object, the object with what follows it, the quotation
//! beside it…); the ranker chooses one of them or none. Each alternative carries the name of its form.

use super::lexicon::{Cue, Pos};
use super::medium::is_word_for_outlet;
use super::tree::Tree;
use crate::extract::figures::tables::is_person;
use std::ops::Range;

/// A stretch that could be the content of a cue.
#[derive(Clone, Debug)]
pub(crate) struct Alternative {
    /// How it stands to the cue: a name for the ranker and for `why`.
    pub(crate) form: &'static str,
    /// Its tokens; two ranges where the cue interrupts.
    pub(crate) tokens: Vec<Range<usize>>,
    /// Its head word.
    pub(crate) head: usize,
    /// Where it ends sooner than its form would: at a comma or dash, or after the next phrase; with what is left out.
    pub(crate) cut: Option<Cut>,
    /// The preposition or mark in front of it, if that is what ties it to the cue.
    pub(crate) by: Option<usize>,
    /// The quotations it consists of, for quotations beside a cue.
    pub(crate) quotations: Vec<usize>,
}

/// A content that ends sooner.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    /// `comma`, `last-comma`, `dash` or `step`.
    pub(crate) at: &'static str,
    /// The head of the first phrase that is left out.
    pub(crate) rest: usize,
}

/// The most alternatives of one cue.
const MOST: usize = 40;

/// The alternatives of the cue at token `at`.
pub(crate) fn alternatives(tree: &Tree, at: usize, pos: Pos, row: Option<&'static Cue>) -> Vec<Alternative> {
    let mut found = Found { tree, at, list: Vec::new() };
    match pos {
        Pos::Verb => found.of_verb(row),
        Pos::Noun => found.of_noun(row),
        Pos::Adjective => found.of_adjective(at),
        Pos::Adverb => found.around("adverb"),
    }
    found.list
}

struct Found<'t, 'd> {
    tree: &'t Tree<'d>,
    at: usize,
    list: Vec<Alternative>,
}

impl Found<'_, '_> {
    fn add(&mut self, form: &'static str, tokens: Vec<Range<usize>>, head: usize, by: Option<usize>) {
        let before = self.list.len();
        self.push(form, tokens, head, by, None);
        let Some(range) =
            self.list.get(before).filter(|added| added.tokens.len() == 1).map(|added| added.tokens[0].clone())
        else {
            return;
        };
        for (range, cut) in cuts(self.tree, range) {
            self.push(form, vec![range], head, by, Some(cut));
        }
    }

    fn push(
        &mut self,
        form: &'static str,
        tokens: Vec<Range<usize>>,
        head: usize,
        by: Option<usize>,
        cut: Option<Cut>,
    ) {
        let doc = self.tree.doc;
        let mut kept: Vec<Range<usize>> = Vec::new();
        for range in tokens {
            let range = trim(self.tree, range);
            if range.is_empty() {
                continue;
            }
            match kept.last_mut() {
                Some(last) if range.start <= last.end => last.end = range.end.max(last.end),
                _ => kept.push(range),
            }
        }
        let has_word = |range: &Range<usize>| range.clone().any(|i| doc.pos(i) != "PUNCT");
        if !kept.iter().any(has_word) || self.list.len() >= MOST || self.list.iter().any(|other| other.tokens == kept) {
            return;
        }
        self.list.push(Alternative { form, tokens: kept, head, cut, by, quotations: Vec::new() });
    }

    fn of_verb(&mut self, row: Option<&'static Cue>) {
        let (tree, doc, at) = (self.tree, self.tree.doc, self.at);
        if doc.lemma(at) == "accord" {
            return self.according();
        }
        let kids: Vec<usize> = tree.kids(at).filter(|&kid| doc.dep(kid) != "punct").collect();
        // The end of what belongs to this verb alone: before a coordinated verb.
        let own_end = kids
            .iter()
            .filter(|&&kid| kid > at && matches!(doc.dep(kid), "cc" | "conj" | "parataxis"))
            .map(|&kid| tree.subtree(kid).start)
            .min()
            .unwrap_or(tree.subtree(at).end)
            .max(at + 1);
        let known = row.is_some();
        let passive = super::source::passive(tree, at);
        for &kid in &kids {
            let range = tree.subtree(kid);
            match doc.dep(kid) {
                "ccomp" if kid > at => {
                    self.add("clause", vec![range.clone()], kid, None);
                    self.rest("clause+", range.start, own_end, range.end, kid, None);
                    // What the tree hangs from the cue may belong to what was said: "said they must agree or lose".
                    self.rest("clause-and", range.start, tree.subtree(at).end, range.end, kid, None);
                    self.rest("clause-to-end", range.start, doc.sentence_of(at).end, range.end, kid, None);
                }
                "ccomp" => self.split("clause-before", range, kid),
                "xcomp" if kid > at => {
                    self.add("infinitive", vec![range.clone()], kid, None);
                    self.rest("infinitive+", range.start, own_end, range.end, kid, None);
                    if let Some(subject) = tree.kid(at, &["nsubj", "nsubjpass"]).filter(|_| known) {
                        self.add("subject+infinitive", vec![tree.subtree(subject), range.clone()], kid, None);
                    }
                }
                "dobj" if known && kid > at => {
                    if let Some(clause) = self.told_clause(kid) {
                        self.add("clause", vec![tree.subtree(clause)], clause, None);
                        continue;
                    }
                    let told = kids.iter().any(|&next| next > kid && self.clause_between(next).is_some());
                    if told {
                        continue;
                    }
                    self.add("object", vec![range.clone()], kid, None);
                    self.rest("object+", range.start, own_end, range.end, kid, None);
                    // "asked him to leave": the object hears it, what follows is said.
                    let next = kids.iter().copied().find(|&next| next > kid && tree.subtree(next).start >= range.end);
                    if let Some(next) =
                        next.filter(|&next| matches!(doc.dep(next), "xcomp" | "prep" | "ccomp" | "advcl"))
                    {
                        let start = tree.subtree(next).start;
                        self.rest("after-object", start, own_end, start, next, None);
                    }
                }
                "dobj" if known => self.add("object-before", vec![range], kid, None),
                "prep" | "agent" | "prt" if known && kid > at => {
                    let clause = self.clause_between(kid).filter(|_| row.is_some_and(|row| row.takes("s")));
                    match clause {
                        Some(clause) => self.add("clause", vec![tree.subtree(clause)], clause, None),
                        None => self.preposition(kid, own_end),
                    }
                }
                "advcl" if known && kid > at => self.add("adverbial", vec![range], kid, None),
                "oprd" | "attr" | "acomp" if known && kid > at => {
                    self.add("predicate", vec![range.clone()], kid, None);
                    if let Some(subject) = tree.kid(at, &["nsubj", "nsubjpass"]) {
                        self.add("subject+predicate", vec![tree.subtree(subject), range], kid, None);
                    }
                }
                "nsubjpass" if known => {
                    self.add("passive", vec![range.clone()], kid, None);
                    let after: Vec<usize> = kids.iter().copied().filter(|&k| k > at && doc.dep(k) != "agent").collect();
                    if let Some(&last) = after.last() {
                        let first = tree.subtree(after[0]).start.max(at + 1);
                        let end = tree.subtree(last).end.min(own_end).max(first);
                        self.add("passive+", vec![range, first..end], kid, None);
                        self.add("passive-rest", vec![first..end], last, None);
                    }
                }
                "nsubj" if known && !passive => {
                    if matches!(row, Some(row) if row.takes("as") || row.class == "seem" || row.class == "say") {
                        self.add("subject", vec![range], kid, None);
                    }
                }
                "advmod" if kid > at && known && matches!(doc.lemma(kid), "so" | "otherwise" | "as") => {
                    self.add("so", vec![range], kid, None);
                }
                _ => {}
            }
        }
        if row.is_some_and(|row| row.takes("s") && row.kind == variorum_record::CueKind::Speech)
            && !kids.iter().any(|&kid| kid > at && doc.dep(kid) == "ccomp")
        {
            self.after_that();
        }
        if !known {
            return;
        }
        match doc.dep(at) {
            "parataxis" => self.around("parenthesis"),
            // The model hangs "he said" from what was said, or the other way round.
            "ccomp" | "advcl" | "dep" | "conj"
                if kids.iter().any(|&kid| {
                    // "As reported by the council, …"
                    let reported =
                        || doc.dep(kid) == "mark" && doc.lemma(kid) == "as" && tree.kid(at, &["agent"]).is_some();
                    doc.dep(kid) == "nsubj" || doc.dep(kid) == "compound" && kid + 1 == at || reported()
                }) =>
            {
                self.around("hanging")
            }
            "relcl" => {
                if let Some(head) = tree.above(at) {
                    let noun = tree.subtree(head).start..tree.subtree(at).start;
                    self.add("antecedent", vec![noun], head, None);
                }
            }
            "acl" | "amod" => {
                if let Some(head) = tree.above(at).filter(|&head| head > at || doc.tag(at) == "VBN") {
                    let range = tree.subtree(head);
                    let noun = if head > at { at + 1..range.end } else { range.start..tree.subtree(at).start };
                    self.add("noun-of-participle", vec![noun], head, None);
                }
            }
            _ => {}
        }
        self.after_colon();
    }

    /// The clause that the model hangs from whoever is told: "told a magazine he would go" is no magazine that he would go.
    fn told_clause(&self, told: usize) -> Option<usize> {
        let (tree, doc) = (self.tree, self.tree.doc);
        let tells = matches!(doc.lemma(self.at), "assure" | "inform" | "remind" | "tell" | "warn");
        let hears = is_word_for_outlet(&doc.lemma(told).to_lowercase()) || is_person(doc.lemma(told));
        let clause = tree.kid(told, &["relcl"]).filter(|&clause| tree.subtree(clause).start == told + 1)?;
        let subject = tree.kid(clause, &["nsubj", "nsubjpass"])?;
        (tells && hears && !matches!(doc.tag(subject), "WDT" | "WP")).then_some(clause)
    }

    /// The clause that the model hangs from what stands between: "told analysts on a call that she expected growth", "said through
    /// a friend that he was safe" is no call and no friend that she expects. A clause with "that" that lacks nothing is no relative.
    fn clause_between(&self, prep: usize) -> Option<usize> {
        let (tree, doc) = (self.tree, self.tree.doc);
        let object = tree.kid(prep, &["pobj"])?;
        let clause = tree.kid(object, &["relcl", "acl"])?;
        let that = tree.subtree(clause).start;
        let whole = || {
            let verb = doc.head(that);
            let other = |kid: usize| kid != that && matches!(doc.dep(kid), "dobj" | "ccomp" | "xcomp");
            doc.dep(that) == "dobj" && tree.kids(verb).any(other)
        };
        let subject = tree.kid(clause, &["nsubj", "nsubjpass", "expl"]).is_some_and(|subject| subject != that);
        (tree.word(that) == "that" && subject && (doc.dep(that) == "mark" || whole())).then_some(clause)
    }

    /// What a preposition introduces, with and without what follows.
    fn preposition(&mut self, prep: usize, own_end: usize) {
        let (tree, doc) = (self.tree, self.tree.doc);
        // "known only as the Fox" names somebody.
        if doc.lemma(self.at) == "know" && doc.tag(self.at) == "VBN" && doc.lemma(prep) == "as" {
            return;
        }
        let range = tree.subtree(prep);
        for object in tree.kids(prep).filter(|&kid| matches!(doc.dep(kid), "pobj" | "pcomp" | "prep" | "ccomp")) {
            let inner = tree.subtree(object);
            let form = if doc.dep(object) == "pcomp" { "of-gerund" } else { "of-noun" };
            self.add(form, vec![inner.clone()], object, Some(prep));
            let plus = if doc.dep(object) == "pcomp" { "of-gerund+" } else { "of-noun+" };
            self.rest(plus, inner.start, own_end, inner.end, object, Some(prep));
        }
        self.add("prepositional", vec![range.clone()], prep, Some(prep));
        self.rest("prepositional+", range.start, own_end, range.end, prep, Some(prep));
    }

    /// From `start` to the end of what belongs to the cue, where that is more than up to `end`.
    fn rest(&mut self, form: &'static str, start: usize, own_end: usize, end: usize, head: usize, by: Option<usize>) {
        if own_end <= end || start >= own_end {
            return;
        }
        self.add(form, vec![start..own_end], head, by);
        // Only as far as the next phrase.
        let (tree, doc) = (self.tree, self.tree.doc);
        let mut after = tree
            .kids(self.at)
            .filter(|&kid| tree.subtree(kid).start >= end && !matches!(doc.dep(kid), "punct" | "cc" | "conj"));
        if let (Some(next), Some(rest)) = (after.next(), after.next()) {
            let stop = tree.subtree(next).end.min(own_end);
            self.push(form, vec![start..stop], head, by, Some(Cut { at: "step", rest }));
        }
    }

    /// A clause in which the cue stands as a parenthesis: content on both sides.
    fn split(&mut self, form: &'static str, range: Range<usize>, head: usize) {
        if range.contains(&self.at) {
            let cue = self.cue_clause();
            let after = self.not_passed_on(cue.end..range.end.max(cue.end));
            self.add(form, vec![range.start..cue.start, after], head, None);
        } else {
            self.add(form, vec![range], head, None);
        }
    }

    /// What follows a cue, but for ", according to the agency Orna": who passed it on is not what was said.
    fn not_passed_on(&self, after: Range<usize>) -> Range<usize> {
        let mut first = after.start..after.end.min(after.start + 2);
        let passed_on = first.any(|i| self.tree.doc.lemma(i) == "accord");
        if passed_on { after.start..after.start } else { after }
    }

    /// The words of the cue's own clause: its subtree as far as it does not hold content.
    fn cue_clause(&self) -> Range<usize> {
        let (tree, doc) = (self.tree, self.tree.doc);
        let mut range = self.at..self.at + 1;
        for kid in tree.kids(self.at) {
            if matches!(doc.dep(kid), "ccomp" | "parataxis" | "conj" | "cc" | "punct") {
                continue;
            }
            let sub = tree.subtree(kid);
            range = range.start.min(sub.start)..range.end.max(sub.end);
        }
        range
    }

    /// The clause above the cue without the cue's own words.
    fn around(&mut self, form: &'static str) {
        let (tree, doc) = (self.tree, self.tree.doc);
        let Some(head) = tree.above(self.at) else { return };
        let cue = if form == "adverb" { self.at..self.at + 1 } else { tree.subtree(self.at) };
        let range = tree.subtree(head);
        let after = self.not_passed_on(cue.end.min(range.end)..range.end);
        self.add(form, vec![range.start..cue.start.max(range.start), after], head, None);
        let top = doc.sentence_of(self.at);
        let root = tree.doc.ancestors(self.at).take(16).last().unwrap_or(head);
        if root != head {
            let name = if form == "adverb" { "adverb-sentence" } else { "parenthesis-sentence" };
            self.add(name, vec![top.start..cue.start.max(top.start), cue.end.min(top.end)..top.end], root, None);
        }
    }

    /// "According to X": the clause it hangs from, and the whole sentence.
    fn according(&mut self) {
        let (tree, doc, at) = (self.tree, self.tree.doc, self.at);
        let mut cue = tree.subtree(at);
        cue.end = super::source::with_name(tree, cue.end - 1).end.max(cue.end);
        let mut seen = 0;
        let mut below = at;
        let mut above = tree.above(at);
        while let Some(head) = above {
            let clause = matches!(doc.pos(head), "VERB" | "AUX") || doc.is_root(head);
            if clause && seen < 3 {
                let range = tree.subtree(head);
                let form = ["according", "according-2", "according-3"][seen];
                self.add(
                    form,
                    vec![range.start..cue.start.max(range.start), cue.end.min(range.end)..range.end],
                    head,
                    None,
                );
                seen += 1;
            } else if seen == 0 {
                let range = tree.subtree(head);
                self.add("according-noun", vec![range.start..cue.start.max(range.start)], head, None);
            }
            below = head;
            above = tree.above(head);
        }
        let sentence = doc.sentence_of(at);
        self.add("according-sentence", vec![sentence.start..cue.start, cue.end..sentence.end], below, None);
    }

    fn of_noun(&mut self, row: Option<&'static Cue>) {
        let (tree, doc, at) = (self.tree, self.tree.doc, self.at);
        let own_end = tree.subtree(at).end;
        for kid in tree.kids(at).filter(|&kid| kid > at) {
            let range = tree.subtree(kid);
            match doc.dep(kid) {
                "acl" | "ccomp" | "xcomp" | "relcl" => {
                    self.add("noun-clause", vec![range.clone()], kid, None);
                    self.rest("noun-clause+", range.start, own_end, range.end, kid, None);
                }
                "prep" if row.is_some_and(|row| row.takes(doc.lemma(kid))) => self.preposition(kid, own_end),
                "appos" => self.add("noun-apposition", vec![range], kid, None),
                _ => {}
            }
        }
        // "His promise is to leave", "the fear is that…".
        if matches!(doc.dep(at), "nsubj")
            && let Some(verb) = tree.above(at).filter(|&verb| doc.lemma(verb) == "be")
        {
            for kid in tree.kids(verb).filter(|&kid| kid > verb && matches!(doc.dep(kid), "ccomp" | "attr" | "xcomp")) {
                self.add("noun-is", vec![tree.subtree(kid)], kid, None);
            }
        }
        // "made a promise to leave", where the model hangs the clause from the verb.
        if matches!(doc.dep(at), "dobj" | "attr" | "pobj")
            && let Some(verb) = tree.above(at)
        {
            for kid in tree.kids(verb).filter(|&kid| kid > at) {
                let range = tree.subtree(kid);
                match doc.dep(kid) {
                    "ccomp" | "xcomp" | "advcl" => self.add("noun-verb-clause", vec![range], kid, None),
                    "prep" if row.is_some_and(|row| row.takes(doc.lemma(kid))) => {
                        if let Some(object) = tree.kid(kid, &["pobj", "pcomp"]) {
                            self.add("noun-verb-of", vec![tree.subtree(object)], object, Some(kid));
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn of_adjective(&mut self, at: usize) {
        let (tree, doc) = (self.tree, self.tree.doc);
        let end = tree.subtree(at).end;
        for kid in tree.kids(at).filter(|&kid| kid > at) {
            let range = tree.subtree(kid);
            match doc.dep(kid) {
                "ccomp" | "xcomp" | "advcl" => {
                    self.add("adjective-clause", vec![range.clone()], kid, None);
                    self.rest("adjective-clause+", range.start, end, range.end, kid, None);
                }
                "prep" => self.preposition(kid, end),
                _ => {}
            }
        }
    }

    /// What follows a "that" near the cue, where the tree has no clause for it: "said for the first time that…".
    fn after_that(&mut self) {
        let (tree, doc) = (self.tree, self.tree.doc);
        let end = doc.sentence_of(self.at).end;
        let near = (self.at + 1..end.min(self.at + 8)).take_while(|&i| !matches!(doc.pos(i), "VERB" | "AUX" | "SCONJ"));
        let before = near.last().unwrap_or(self.at);
        let Some(that) = Some(before + 1).filter(|&that| that + 2 < end && tree.word(that) == "that") else { return };
        let verb = (that + 1..end).find(|&i| matches!(doc.pos(i), "VERB" | "AUX"));
        if let Some(verb) = verb.filter(|_| matches!(doc.dep(that), "mark" | "det")) {
            self.add("clause", vec![that + 1..end], verb, None);
        }
    }

    /// After a cue that ends in a colon, the rest of the sentence.
    fn after_colon(&mut self) {
        let doc = self.tree.doc;
        let sentence = doc.sentence_of(self.at);
        let near = self.at + 1..sentence.end.min(self.at + 13);
        let colon = near.clone().find(|&i| self.tree.word(i) == ":");
        if let Some(colon) = colon.filter(|&colon| colon + 1 < sentence.end) {
            self.add("colon", vec![colon + 1..sentence.end], colon, None);
        }
    }
}

/// Where a stretch could end sooner: before its first and last comma, its first dash, its first "and" between clauses,
/// all outside quotation marks; and where its last quotation ends.
fn cuts(tree: &Tree, range: Range<usize>) -> Vec<(Range<usize>, Cut)> {
    let mut quoted = false;
    let (mut first, mut last, mut dash, mut and, mut quote) = (None, None, None, None, None);
    let doc = tree.doc;
    for i in range.clone() {
        match tree.word(i) {
            "“" | "''" | "``" | "\"" | "”" => {
                quoted = !quoted;
                quote = quote.filter(|_| quoted).or((!quoted).then_some(i));
            }
            _ if !quoted
                && doc.dep(i) == "cc"
                && matches!(doc.pos(doc.head(i)), "VERB" | "AUX")
                && i > range.start + 1 =>
            {
                and = and.or(Some(i))
            }
            "," if !quoted && i > range.start + 1 => {
                first = first.or(Some(i));
                last = Some(i);
            }
            // The hyphens of "38-year-old" are no dashes.
            "-" if i > range.start && doc.pos(i - 1) == "NUM" && doc.span(i - 1).end == doc.span(i).start => {}
            "–" | "—" | "--" | "-" | ";" if !quoted && i > range.start + 1 => dash = dash.or(Some(i)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (at, name) in [
        (first, "comma"),
        (last.filter(|_| last != first), "last-comma"),
        (dash, "dash"),
        (and, "and"),
        (quote, "quote"),
    ] {
        let Some(at) = at.filter(|&at| at + 1 < range.end) else { continue };
        let mut rest = at + 1;
        for _ in 0..40 {
            match tree.above(rest).filter(|head| *head > at && *head < range.end) {
                Some(head) => rest = head,
                None => break,
            }
        }
        found.push((range.start..at, Cut { at: name, rest }));
    }
    found
}

/// A range without punctuation at its ends and without a leading "that".
fn trim(tree: &Tree, mut range: Range<usize>) -> Range<usize> {
    let doc = tree.doc;
    // The model takes a pointed mark for a noun now and then.
    let edge = |i: usize| doc.pos(i) == "PUNCT" || matches!(tree.word(i), "«" | "»" | "‹" | "›");
    while range.start < range.end && edge(range.start) {
        range.start += 1;
    }
    // "that specific points …": whatever the tree says, no determiner of a plural.
    let of_plural = |i: usize| matches!(doc.tag(doc.head(i)), "NNS" | "NNPS") && doc.head(i) > i;
    let that = |i: usize| {
        doc.lemma(i) == "that" && (doc.dep(i) == "mark" || matches!(doc.tag(i), "IN" | "WDT") || of_plural(i))
    };
    if range.start + 1 < range.end && that(range.start) {
        range.start += 1;
    }
    while range.start < range.end && edge(range.start) {
        range.start += 1;
    }
    while range.start < range.end && edge(range.end - 1) {
        range.end -= 1;
    }
    range
}
