//! Titles and descriptions that the report gives its people: "Kyiv Mayor NAME", "NAME, the mayor of X", "NAME, 53,".

use super::Tokens;
use super::identity::Being;
use super::kinds::{appositive_role, is_age};
use super::tagging::Tagged;
use super::titles::{self, TitleKind};
use super::words::{Words, is_word};
use variorum_record::EntityKind;

/// How many descriptions of one person are kept.
const MOST: usize = 60;

/// The longest description that is kept, in tokens.
const LONGEST: usize = 16;

/// The roles of each being as worded, in order; genders that they tell are added to the beings.
pub(super) fn attach(words: &Words<'_>, tagged: &[Tagged], beings: &mut [Being]) -> Vec<Vec<String>> {
    let mut roles: Vec<Vec<String>> = vec![Vec::new(); beings.len()];
    for name in tagged.iter().filter(|name| name.kind == EntityKind::Person) {
        let Some(being) = name.being else { continue };
        for tokens in [before(words, name.tokens.start), after(words, &name.tokens)].into_iter().flatten() {
            if let Some(gender) = gender_of(words, tokens.clone()) {
                beings[being].gender.get_or_insert(gender);
            }
            let role = words.span(tokens).of(words.text).split_whitespace().collect::<Vec<_>>().join(" ");
            let honorific = titles::title(&role).is_some_and(|title| title.kind == TitleKind::Honorific);
            if !honorific
                && roles[being].len() < MOST
                && !roles[being].iter().any(|known| known.eq_ignore_ascii_case(&role))
            {
                roles[being].push(role);
            }
        }
        if let Some(age) = age(words, name.tokens.end) {
            let age = format!("{age}-year-old");
            if !roles[being].contains(&age) {
                roles[being].push(age);
            }
        }
    }
    roles
}

/// The age in "NAME, 53,".
fn age<'w>(words: &'w Words<'_>, end: usize) -> Option<&'w str> {
    (end < words.len() && words.word(end) == "," && is_age(words, end + 1)).then(|| words.folded[end + 1].as_str())
}

/// The title phrase that ends just before a name: "former Russian Foreign Minister".
fn before(words: &Words<'_>, name: usize) -> Option<Tokens> {
    let (title, kind) = words.title_before(name)?;
    if kind.kind == TitleKind::Person {
        return None;
    }
    let mut start = title;
    // "Activist and swimmer NAME".
    if let Some(and) = words.before(start).filter(|&at| words.folded[at] == "and")
        && let Some((other, title)) = words.title_before(and)
        && title.kind == TitleKind::Role
        && kind.kind == TitleKind::Role
    {
        start = other;
    }
    while let Some(at) = words.before(start).filter(|_| name - start < LONGEST) {
        let tag = words.doc.tag(at);
        let part = matches!(tag, "JJ" | "JJR" | "JJS" | "NN" | "NNP" | "NNPS" | "POS" | "VBN" | "CD")
            && is_word(&words.folded[at])
            || words.is_joiner(at)
            || tag == "POS";
        if !part
            || tag == "CD"
                && !words.folded[at].contains("year")
                && !words.after(at).is_some_and(|next| words.is_joiner(next))
        {
            break;
        }
        start = at;
    }
    while start < name && (words.doc.tag(start) == "POS" || !is_word(&words.folded[start])) {
        start += 1;
    }
    (start < name).then_some(start..name)
}

/// The description in apposition: "NAME, the mayor of X, said", "the mayor of X, NAME, said", "NAME is the mayor of X".
fn after(words: &Words<'_>, name: &Tokens) -> Option<Tokens> {
    let head = super::kinds::head_of_tokens(words, name.clone());
    let noun = appositive_role(words, head)
        .or_else(|| predicate_role(words, head))
        .or_else(|| role_before_comma(words, name))?;
    // "two children, Dana and Luke": what several people are together.
    if words.doc.tag(noun) == "NNS" {
        return None;
    }
    phrase(words, noun, name)
}

/// The role noun of "NAME is the mayor of X".
fn predicate_role(words: &Words<'_>, head: usize) -> Option<usize> {
    // "One of her pupils, NAME, is now a surgeon".
    let above = words.doc.head(head);
    let one = words.doc.dep(head) == "appos" && words.doc.dep(above) == "nsubj" && words.folded[above] == "one";
    let subject = if one { above } else { head };
    if words.doc.dep(subject) != "nsubj" {
        return None;
    }
    let verb = words.doc.head(subject);
    if words.doc.lemma(verb) != "be" || words.child(verb, &["neg"]).is_some() {
        return None;
    }
    // “She was "the best colleague I ever had"” is what somebody thinks of her.
    let marked = |noun: usize| (verb + 1..noun).any(|i| matches!(words.word(i), "\"" | "“" | "‘" | "'"));
    let role = |&noun: &usize| noun > verb && titles::is_role(words.doc.lemma(noun)) && !marked(noun);
    words.child(verb, &["attr"]).filter(role)
}

/// The role noun of "the mayor of Tarn, NAME," where the tree joins the name to something else.
fn role_before_comma(words: &Words<'_>, name: &Tokens) -> Option<usize> {
    const REACH: usize = 7;
    let comma = words.before(name.start).filter(|&comma| words.word(comma) == ",")?;
    let closed = words.after(name.end - 1).is_none_or(|next| matches!(words.word(next), "," | "." | ";"));
    let start = words.doc.sentence_of(comma).start.max(comma.saturating_sub(REACH));
    let of = (start..comma).rev().find(|&at| matches!(words.folded[at].as_str(), "of" | "for"))?;
    let realm =
        (of + 1..comma).all(|at| words.is_capitalised(at) || matches!(words.folded[at].as_str(), "the" | "nearby"));
    let (title, kind) = words.title_before(of)?;
    let article = words.before(title).is_some_and(|at| words.folded[at] == "the");
    let role = matches!(kind.kind, TitleKind::Title | TitleKind::Role);
    (closed && realm && of + 1 < comma && article && role).then(|| of - 1)
}

/// The words of a role's noun phrase up to a comma or relative clause, without its article and without the name.
fn phrase(words: &Words<'_>, noun: usize, name: &Tokens) -> Option<Tokens> {
    let subtree = words.doc.subtree(noun);
    let mut start = subtree.start.max(words.doc.sentence_of(noun).start);
    if start < name.end && name.start < noun {
        start = name.end;
    }
    while start < noun
        && (!is_word(&words.folded[start])
            || matches!(words.folded[start].as_str(), "the" | "a" | "an" | "its" | "his" | "her" | "their" | "whose"))
    {
        start += 1;
    }
    let mut end = noun + 1;
    while end < subtree.end && end - start < LONGEST {
        // "the owner of the hotel and no relation", "a pilot and had been one".
        let ends = words.folded[end] == "and"
            && words
                .after(end)
                .is_some_and(|next| matches!(words.folded[next].as_str(), "no" | "not" | "who" | "also"));
        let stop = ends
            || matches!(words.word(end), "," | ";" | "(" | "–" | "—" | ":" | "\"" | "“")
            || matches!(words.doc.tag(end), "WDT" | "WP" | "WRB" | "VBD" | "VBZ")
            || name.contains(&end);
        if stop {
            break;
        }
        end += 1;
    }
    while end > noun + 1 && matches!(words.folded[end - 1].as_str(), "of" | "and" | "the" | "in" | "for") {
        end -= 1;
    }
    (start <= noun && noun < end && end - start <= LONGEST).then_some(start..end)
}

fn gender_of(words: &Words<'_>, tokens: Tokens) -> Option<super::lexicon::Gender> {
    tokens
        .clone()
        .find_map(|i| words.title_at(i).filter(|(end, _)| *end <= tokens.end).and_then(|(_, title)| title.gender))
}
