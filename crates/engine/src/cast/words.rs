//! The report's words as the cast asks for them: folded, with the part, the quotation and the tree around each.

use super::lexicon::{Dictionary, Entry, fold, is_capitals};
use super::titles::{self, Title};
use crate::quotes::Quotation;
use std::collections::HashSet;
use std::ops::Range;
use variorum_language::Doc;
use variorum_record::{EntityKind, Part, Span};

/// A report's tokens with everything that is asked of them more than once.
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    pub(super) doc: &'a Doc,
    /// The folded form of each token, without a possessive ending.
    pub(super) folded: Vec<String>,
    /// Where each token ends without a possessive ending.
    ends: Vec<usize>,
    /// The model's name around each token, as an index into `doc.names`.
    name_of: Vec<Option<u32>>,
    /// Whether the token stands in a headline: a line in title case or in capitals.
    pub(super) headline: Vec<bool>,
    /// The innermost quotation around each token.
    pub(super) quotation: Vec<Option<u32>>,
    /// The part in which each token stands.
    pub(super) part: Vec<u32>,
    /// Children of token `i`: `kids[first_kid[i]..first_kid[i + 1]]`, in text order.
    kids: Vec<u32>,
    first_kid: Vec<u32>,
    /// The folded words that the report also writes in lower case.
    plain: HashSet<String>,
    /// The folded words in lower case that can only be names; see [`super::names::written_small`].
    small_names: HashSet<String>,
    /// The folded names that the report gives to storms: "Hurricane NAME".
    storms: HashSet<String>,
}

impl<'a> Words<'a> {
    pub(super) fn new(text: &'a str, parts: &[Part], quotations: &[Quotation], doc: &'a Doc) -> Self {
        let n = doc.len();
        let mut folded = Vec::with_capacity(n);
        let mut ends = Vec::with_capacity(n);
        for token in &doc.tokens {
            let surface = &text[token.start..token.end];
            let core = without_possessive(surface);
            folded.push(fold(core));
            ends.push(token.start + core.len());
        }
        let mut name_of = vec![None; n];
        for (at, name) in doc.names.iter().enumerate() {
            name_of[name.tokens.clone()].fill(Some(at as u32));
        }
        let (first_kid, kids) = children(doc);
        let lower = |i: &usize| text[doc.span(*i)].starts_with(char::is_lowercase);
        let plain = (0..n).filter(lower).map(|i| folded[i].clone()).collect();
        let mut words = Words {
            plain,
            small_names: HashSet::new(),
            storms: HashSet::new(),
            text,
            doc,
            folded,
            ends,
            name_of,
            headline: vec![false; n],
            quotation: quotation_of(doc, quotations),
            part: part_of(doc, parts),
            kids,
            first_kid,
        };
        words.headline = headlines(&words);
        words.storms = (1..n).filter(|&i| names_storm(&words, i)).map(|i| words.folded[i].clone()).collect();
        words
    }

    pub(super) fn len(&self) -> usize {
        self.doc.len()
    }

    /// The words of token `i` without a possessive ending.
    pub(super) fn word(&self, i: usize) -> &'a str {
        &self.text[self.doc.tokens[i].start..self.ends[i]]
    }

    /// The bytes of a run of tokens without a possessive ending.
    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        Span::new(self.doc.tokens[tokens.start].start, self.ends[tokens.end - 1])
    }

    /// The folded words of a run, joined by spaces: under this key two spellings are one name.
    pub(super) fn key(&self, tokens: Range<usize>) -> String {
        let mut key = String::new();
        for word in self.folded[tokens].iter().filter(|word| is_word(word)) {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(word);
        }
        key
    }

    pub(super) fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.kids[self.first_kid[i] as usize..self.first_kid[i + 1] as usize].iter().map(|&kid| kid as usize)
    }

    pub(super) fn child(&self, i: usize, deps: &[&str]) -> Option<usize> {
        self.children(i).find(|&kid| deps.contains(&self.doc.dep(kid)))
    }

    pub(super) fn sentence(&self, i: usize) -> usize {
        self.doc.tokens[i].sentence as usize
    }

    /// The token before `i` in its sentence.
    pub(super) fn before(&self, i: usize) -> Option<usize> {
        i.checked_sub(1).filter(|&previous| self.sentence(previous) == self.sentence(i))
    }

    /// The token after `i` in its sentence.
    pub(super) fn after(&self, i: usize) -> Option<usize> {
        (i + 1 < self.len() && self.sentence(i + 1) == self.sentence(i)).then_some(i + 1)
    }

    /// The kind that the model gives the name around token `i`; `None` for dates and numbers too.
    pub(super) fn label(&self, i: usize) -> Option<EntityKind> {
        let name = &self.doc.names[self.name_of[i]? as usize];
        kind_of_label(self.doc.name_label(name))
    }

    /// The tokens of the model's name around token `i`, when it is one of a kind that the cast knows.
    pub(super) fn name_around(&self, i: usize) -> Option<Range<usize>> {
        self.label(i)?;
        self.name_of[i].map(|name| self.doc.names[name as usize].tokens.clone())
    }

    /// Whether the model takes token `i` for part of a date, time or number.
    pub(super) fn in_value(&self, i: usize) -> bool {
        self.name_of[i].is_some() && self.label(i).is_none()
    }

    pub(super) fn is_capitalised(&self, i: usize) -> bool {
        self.word(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether a token is written as a name: with a capital, or small where the model still sees a place ("flew to chicago").
    pub(super) fn looks_named(&self, i: usize) -> bool {
        let noun = || self.doc.tag(i).starts_with("NN");
        self.is_capitalised(i)
            || (self.label(i) == Some(EntityKind::Place) && noun())
            || (self.small_names.contains(&self.folded[i]) && (noun() || self.label(i).is_some()))
    }

    /// Notes the words in lower case that can only be names.
    pub(super) fn note_small_names(&mut self, names: HashSet<String>) {
        self.small_names = names;
    }

    /// Whether a token says that a storm's name follows.
    pub(super) fn is_storm_word(&self, i: usize) -> bool {
        matches!(self.folded[i].as_str(), "hurricane" | "typhoon" | "cyclone" | "storm")
    }

    /// Whether the report has a storm of this name.
    pub(super) fn is_storm(&self, folded: &str) -> bool {
        self.storms.contains(folded)
    }

    /// Whether the report also writes the word in lower case.
    pub(super) fn is_plain(&self, i: usize) -> bool {
        self.plain.contains(&self.folded[i])
    }

    pub(super) fn is_proper(&self, i: usize) -> bool {
        self.doc.tag(i).starts_with("NNP")
    }

    pub(super) fn is_sentence_start(&self, i: usize) -> bool {
        let start = self.doc.sentence_of(i).start;
        (start..i).all(|at| !self.folded[at].chars().any(char::is_alphanumeric))
            || self
                .before(i)
                .is_some_and(|previous| matches!(self.word(previous), ":" | "\"" | "“" | "‘" | "'" | "–" | "—"))
    }

    /// Whether tokens `i - 1` and `i` touch.
    pub(super) fn touches(&self, i: usize) -> bool {
        i > 0 && self.doc.tokens[i - 1].end == self.doc.tokens[i].start
    }

    /// A hyphen inside a compound.
    pub(super) fn is_joiner(&self, i: usize) -> bool {
        matches!(self.word(i), "-" | "–" | "‑") && self.touches(i) && i + 1 < self.len() && self.touches(i + 1)
    }

    /// Whether token `i` is a mark that may stand inside a name: a hyphen, "Tarn & Sons", "the Growers' Union".
    fn is_inner_mark(&self, i: usize) -> bool {
        self.is_joiner(i) || matches!(self.word(i), "&" | "'" | "’") || self.nickname_mark(i)
    }

    /// Whether token `i` opens or closes a nickname inside a name: 'Ivo "Bear" Tarn'.
    pub(super) fn nickname_mark(&self, i: usize) -> bool {
        matches!(self.word(i), "\"" | "“" | "”" | "‘" | "’" | "'" | "(" | ")")
    }

    /// The longest entry of a dictionary that begins at token `i`, with the end of its tokens; of several the first that was added.
    pub(super) fn longest<'d, T>(&self, i: usize, dictionary: &'d Dictionary<T>) -> Option<(usize, &'d T)> {
        let mut open = vec![(dictionary.next(Dictionary::<T>::ROOT, &self.folded[i])?, i)];
        let mut best: Option<(usize, &Entry<T>)> = None;
        while let Some((node, at)) = open.pop() {
            let end = at + 1;
            for entry in dictionary.ending(node) {
                if entry.capitals && !is_capitals(self.span(i..end).of(self.text)) {
                    continue;
                }
                if best.is_none_or(|(longest, known)| end > longest || end == longest && entry.order < known.order) {
                    best = Some((end, entry));
                }
            }
            let Some(next) = self.after(at) else { continue };
            open.extend(dictionary.next(node, &self.folded[next]).map(|node| (node, next)));
            // A mark may stand between two words of a name.
            let beyond = if self.is_inner_mark(next) { self.after(next) } else { None };
            if let Some(beyond) = beyond.filter(|&beyond| self.folded[beyond] != self.folded[next]) {
                open.extend(dictionary.next(node, &self.folded[beyond]).map(|node| (node, beyond)));
            }
        }
        best.map(|(end, entry)| (end, &entry.meaning))
    }

    /// The longest title or role phrase that begins at token `i`, with the end of its tokens.
    pub(super) fn title_at(&self, i: usize) -> Option<(usize, Title)> {
        let mut key = self.folded[i].clone();
        if key.is_empty() {
            return None;
        }
        let mut best = titles::get(&key).map(|title| (i + 1, title));
        let mut at = i;
        for _ in 1..titles::longest() {
            let Some(next) = self.after(at) else { break };
            at = next;
            if self.is_joiner(at) || (self.word(at) == "." && self.touches(at)) {
                continue;
            }
            if !is_word(&self.folded[at]) {
                break;
            }
            key.push(' ');
            key.push_str(&self.folded[at]);
            if let Some(title) = titles::get(&key) {
                best = Some((at + 1, title));
            }
        }
        best
    }

    /// The title or role phrase that ends just before token `i` of the same sentence, with the start of its tokens.
    pub(super) fn title_before(&self, i: usize) -> Option<(usize, Title)> {
        self.title_ending(self.before(i)?)
    }

    /// The longest title or role phrase whose last token is `i`, with the start of its tokens.
    pub(super) fn title_ending(&self, i: usize) -> Option<(usize, Title)> {
        let start = self.doc.sentence_of(i).start;
        let first = i.saturating_sub(2 * titles::longest()).max(start);
        (first..=i).find_map(|at| self.title_at(at).filter(|(end, _)| *end == i + 1).map(|(_, title)| (at, title)))
    }
}

/// Whether a folded token is a word and not a mark.
pub(super) fn is_word(folded: &str) -> bool {
    folded.chars().any(char::is_alphanumeric)
}

/// The kind of a label of the model; `None` for dates, times and numbers.
pub(super) fn kind_of_label(label: &str) -> Option<EntityKind> {
    Some(match label {
        "PERSON" | "PER" => EntityKind::Person,
        "ORG" => EntityKind::Organisation,
        "GPE" | "LOC" => EntityKind::Place,
        "FAC" => EntityKind::Facility,
        "NORP" => EntityKind::Group,
        "EVENT" | "PRODUCT" | "WORK_OF_ART" | "LAW" | "LANGUAGE" | "MISC" => EntityKind::Other,
        _ => return None,
    })
}

/// A token without "'s" in any of its spellings. The tokenizer splits the common ones off; a left single mark stays on.
pub(super) fn without_possessive(surface: &str) -> &str {
    let stem = surface.strip_suffix(['s', 'S']).and_then(|stem| stem.strip_suffix(['‘', '’', '\'', '`', '´', 'ʼ']));
    stem.filter(|stem| stem.chars().count() > 1).unwrap_or(surface)
}

fn children(doc: &Doc) -> (Vec<u32>, Vec<u32>) {
    let n = doc.len();
    let mut first = vec![0u32; n + 1];
    for i in 0..n {
        if doc.head(i) != i {
            first[doc.head(i) + 1] += 1;
        }
    }
    for i in 0..n {
        first[i + 1] += first[i];
    }
    let mut next = first.clone();
    let mut kids = vec![0u32; first[n] as usize];
    for i in 0..n {
        let head = doc.head(i);
        if head != i {
            kids[next[head] as usize] = i as u32;
            next[head] += 1;
        }
    }
    (first, kids)
}

/// The innermost quotation around each token. Quotations are in order of their opening mark and nest.
fn quotation_of(doc: &Doc, quotations: &[Quotation]) -> Vec<Option<u32>> {
    let mut around = vec![None; doc.len()];
    for (at, quotation) in quotations.iter().enumerate() {
        around[doc.tokens_in(quotation.inner.into())].fill(Some(at as u32));
    }
    around
}

/// Whether token `i` is the name of a storm: "Hurricane NAME", "Tropical Storm NAME".
fn names_storm(words: &Words<'_>, i: usize) -> bool {
    words.is_capitalised(i)
        && is_word(&words.folded[i])
        && words.is_capitalised(i - 1)
        && words.before(i) == Some(i - 1)
        && words.is_storm_word(i - 1)
        && (!words.headline[i] || words.folded[i - 1] != "storm" || i > 1 && words.folded[i - 2] == "tropical")
}

fn part_of(doc: &Doc, parts: &[Part]) -> Vec<u32> {
    let mut at = 0;
    let part = |token: &variorum_language::Token| {
        while at + 1 < parts.len() && parts[at].span.end <= token.start {
            at += 1;
        }
        at as u32
    };
    doc.tokens.iter().map(part).collect()
}

/// The tokens of sentences in title case or in capitals, unless the whole report is so.
fn headlines(words: &Words<'_>) -> Vec<bool> {
    let mut headline = vec![false; words.len()];
    let mut plain = 0;
    for sentence in &words.doc.sentences {
        if is_headline(words, sentence.clone()) {
            headline[sentence.clone()].fill(true);
        } else {
            plain += sentence.len();
        }
    }
    if plain < 20 && plain * 4 < words.len() {
        headline.fill(false);
    }
    headline
}

/// Whether a sentence has the look of a headline: five words or more, nearly every long one capitalised, no full stop.
fn is_headline(words: &Words<'_>, sentence: Range<usize>) -> bool {
    if sentence.len() > 30 || sentence.is_empty() || words.word(sentence.end - 1) == "." {
        return false;
    }
    let long = |&i: &usize| words.word(i).chars().filter(|c| c.is_uppercase() || c.is_lowercase()).count() > 3;
    let count = sentence.clone().filter(|&i| is_word(&words.folded[i])).count();
    let (mut all, mut capitalised) = (0, 0);
    for i in sentence.filter(long) {
        all += 1;
        capitalised += usize::from(words.is_capitalised(i));
    }
    count >= 5 && all >= 3 && capitalised * 8 >= all * 7
}
