//! A story's statements made ready to be compared: their words in marks, what they stand for, who speaks.

use crate::collate::align::{longest_run, number};
use crate::collate::concepts::{concepts, denies};
use crate::collate::context::{Context, is_pronoun};
use crate::collate::roles::Roles;
use crate::collate::{origins, told};
use crate::group::words::{Word, words};
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{EntityId, EntityKind, Mention, MentionForm, Span, Statement, StatementId, StatementKind};

/// A statement ready to be compared.
pub(super) struct Item<'r> {
    pub(super) report: usize,
    pub(super) statement: &'r Statement,
    /// The same words of the same speaker again in the same report.
    pub(super) again: Vec<&'r Statement>,
    /// What of it is compared: its whole content, or one of several fragments in marks.
    pub(super) content: Vec<Span>,
    /// Into how many fragments it was taken apart; 1 for a whole one.
    pub(super) fragments: usize,
    /// Its words in quotation marks; all of them where it has no marks.
    pub(super) words: Vec<Word>,
    /// Telling words by what they stand for, sorted, with their weight: of all its words.
    pub(super) concepts: Vec<(String, f64)>,
    pub(super) total: f64,
    /// Whether it denies what it speaks of.
    pub(super) denies: bool,
    /// Whether it is what somebody is said to have denied.
    pub(super) denial: bool,
    /// Whether somebody is only told to stop saying it: it is said.
    pub(super) stands: bool,
    /// Whether it claims or denies responsibility for a deed.
    pub(super) answers_for: Option<bool>,
    /// Whether it is a question.
    pub(super) asks: bool,
    pub(super) speaker: Option<String>,
    /// What else the story calls the speaker.
    pub(super) aliases: Vec<String>,
    /// Whether the speaker is named where it says who speaks.
    pub(super) named: bool,
    /// Where a pronoun says who speaks, the words of its sentence and of the one before: whom it means may have been misread.
    pub(super) pronoun_in: BTreeSet<String>,
    /// Its clauses, of a wording that has several.
    pub(super) clauses: Vec<Clause>,
    /// Who the speaker may be, where that could not be told.
    pub(super) candidates: Vec<String>,
    /// Whether the speaker is a person by name: a footage, a company or "the Front" may be named in several ways, and its
    /// spokesman speaks for it.
    pub(super) person: bool,
}

/// A part of a wording that says something by itself.
pub(super) struct Clause {
    /// As those of the whole.
    pub(super) concepts: Vec<(String, f64)>,
    pub(super) total: f64,
    pub(super) denies: bool,
    pub(super) numbers: Vec<u64>,
}

impl<'r> Item<'r> {
    pub(super) fn quoted(&self) -> bool {
        self.statement.kind != StatementKind::Indirect
    }

    /// Whether the words of its speaker hold others: a headline's quotation is the body's words once more, however few.
    fn repeats(&self, words: &[Word], speaker: &Option<String>) -> bool {
        self.speaker == *speaker && longest_run(&self.words, words).2 == words.len()
    }

    /// The statement as far as one of its `count` fragments goes.
    fn fragment(&self, words: &[Word], count: usize) -> Self {
        let told = concepts(words);
        let content = words.first().zip(words.last()).map(|(first, last)| first.span.cover(last.span));
        Item {
            again: Vec::new(),
            content: content.into_iter().collect(),
            fragments: count,
            words: words.to_vec(),
            total: told.values().sum(),
            concepts: told.into_iter().collect(),
            denies: denies(words),
            clauses: Vec::new(),
            pronoun_in: self.pronoun_in.clone(),
            speaker: self.speaker.clone(),
            aliases: self.aliases.clone(),
            candidates: self.candidates.clone(),
            ..*self
        }
    }

    /// Whether the pronoun that says who speaks can mean somebody: who is named beside it.
    pub(super) fn may_be(&self, name: Option<&str>) -> bool {
        let last = name.and_then(|name| words(name, Span::new(0, name.len())).pop());
        last.is_some_and(|last| self.pronoun_in.contains(&last.norm))
    }

    /// Every statement of the report that the item stands for.
    pub(super) fn statements(&self) -> impl Iterator<Item = &'r Statement> + '_ {
        std::iter::once(self.statement).chain(self.again.iter().copied())
    }
}

pub(super) fn items<'r>(context: &Context<'r>) -> Vec<Item<'r>> {
    /// Shorter words are said again by chance: two answers “No” are two utterances.
    const SAID_AGAIN: usize = 5;
    let roles = Roles::of(context);
    let mut out: Vec<Item> = Vec::new();
    for (report, annotated) in context.reports.iter().enumerate() {
        let mut known: BTreeMap<(Vec<String>, Option<String>), usize> = BTreeMap::new();
        // A headline's quotation after the words from which it is taken.
        let echo = |statement: &&Statement| statement.why == "headline-quote";
        let by_id: BTreeMap<StatementId, &Statement> =
            annotated.statements.iter().rev().map(|statement| (statement.id, statement)).collect();
        // Quotations that are statements of their own, by the statement they stand in.
        let mut nested: BTreeMap<StatementId, Vec<Span>> = BTreeMap::new();
        for statement in annotated.statements.iter().filter(|other| other.kind != StatementKind::Indirect) {
            if let Some(around) = statement.within {
                nested.entry(around).or_default().extend(&statement.content);
            }
        }
        // "She said that she had never discussed the lease": what she did not discuss is part of what she said, and no utterance.
        let own_part = |statement: &Statement| {
            let indirect = statement.kind == StatementKind::Indirect && statement.negated;
            indirect && told::is_within_own(statement, |id| by_id.get(&id).copied())
        };
        let kept = || annotated.statements.iter().filter(|statement| !own_part(statement));
        for statement in kept().filter(|statement| !echo(statement)).chain(kept().filter(echo)) {
            let all = told::expanded(context.words(report, &statement.content));
            let all = without_nested(context, report, statement, nested.get(&statement.id), all);
            let stands_for = told::concepts_of(context, report, statement, &all);
            let denies = told::denies_of(context, report, statement, &all);
            let answers_for = told::answers_for(context, report, statement, &all);
            let mut fragments = Vec::new();
            let mut words = all;
            if statement.kind == StatementKind::Mixed {
                let marked = in_marks(context, report, statement, &words);
                fragments = apart(&marked);
                if !marked.is_empty() {
                    words = marked.into_iter().map(|(_, word)| word).collect();
                }
            }
            let speaker = statement.speaker.as_ref().and_then(|who| context.name(report, who));
            if words.len() >= SAID_AGAIN {
                let key = (words.iter().map(|word| word.norm.clone()).collect(), speaker.clone());
                match known.get(&key) {
                    Some(&first) if out[first].statement.kind == statement.kind => {
                        out[first].again.push(statement);
                        continue;
                    }
                    Some(_) => {}
                    None => {
                        known.insert(key, out.len());
                    }
                }
            }
            let own = out.partition_point(|item| item.report < report);
            if echo(&statement)
                && let Some(first) = (own..out.len()).find(|&i| out[i].quoted() && out[i].repeats(&words, &speaker))
            {
                out[first].again.push(statement);
                continue;
            }
            let entity = statement.speaker.as_ref().and_then(|who| who.entity);
            let of_cast = entity.and_then(|id| context.entity(report, id));
            let person = of_cast.map_or_else(
                || speaker.as_deref().is_some_and(is_person_name),
                |known| known.kind == EntityKind::Person && speaker.as_deref().is_some_and(is_person_name),
            );
            let denial = told::is_denial(context, report, statement);
            let whole = Item {
                report,
                statement,
                again: Vec::new(),
                content: statement.content.clone(),
                fragments: 1,
                words,
                total: stands_for.values().sum(),
                concepts: stands_for.into_iter().collect(),
                denies,
                denial,
                stands: told::is_to_stop(context, report, statement),
                answers_for,
                asks: statement.content.last().is_some_and(|span| span.of(&annotated.text).trim_end().ends_with('?')),
                aliases: speaker.as_deref().map(|name| roles.of_speaker(name)).unwrap_or_default(),
                named: is_named(context, report, statement),
                pronoun_in: pronoun_in(context, report, statement),
                clauses: clauses(context, report, statement),
                speaker,
                candidates: candidates(context, report, statement),
                person,
            };
            if fragments.len() > 1 {
                out.extend(fragments.iter().map(|words| whole.fragment(words, fragments.len())));
            } else {
                out.push(whole);
            }
        }
    }
    out
}

/// The words of a statement without those of a fragment that is a statement of its own, where it keeps a fragment itself:
/// "there was “not one metre” on offer and likened it to “rent for your own kitchen”" are two.
fn without_nested(
    context: &Context,
    report: usize,
    statement: &Statement,
    nested: Option<&Vec<Span>>,
    all: Vec<Word>,
) -> Vec<Word> {
    let Some(nested) = nested.filter(|_| statement.kind == StatementKind::Mixed) else { return all };
    let own: Vec<Word> =
        all.iter().filter(|word| !nested.iter().any(|span| span.contains(word.span))).cloned().collect();
    if in_marks(context, report, statement, &own).is_empty() { all } else { own }
}

/// Of a statement in the outlet's sentence, the words that stand in quotation marks, with the number of their pair of marks.
fn in_marks(context: &Context, report: usize, statement: &Statement, all: &[Word]) -> Vec<(usize, Word)> {
    let text = &context.reports[report].text;
    let (mut inside, mut single) = (false, false);
    let mut marks: Vec<(usize, bool)> = Vec::new();
    for span in &statement.content {
        for (at, c) in span.of(text).char_indices() {
            match c {
                '“' | '«' | '„' => inside = true,
                '”' | '»' => inside = false,
                '"' => inside = !inside,
                // A single mark opens before a word and closes after one; inside a word it is an apostrophe.
                '‘' | '\'' if !inside && opens(text, span.start + at, c) => inside = true,
                '’' | '\'' if inside && single && closes(text, span.start + at, c) => inside = false,
                _ => continue,
            }
            single = inside && matches!(c, '‘' | '\'');
            marks.push((span.start + at, inside));
        }
    }
    let marked = |word: &Word| {
        let before = marks.partition_point(|(at, _)| *at <= word.span.start);
        (before > 0 && marks[before - 1].1).then(|| (before, word.clone()))
    };
    all.iter().filter_map(marked).collect()
}

/// The fragments of a statement that says several things in marks, none of them a word or two: a war with “a date on it”, those who
/// “pay with other people's houses”.
fn apart(marked: &[(usize, Word)]) -> Vec<Vec<Word>> {
    /// Shorter ones are the outlet's sentence with the speaker's words in it.
    const WORDS: usize = 3;
    let runs = marked.chunk_by(|(a, _), (b, _)| a == b);
    let fragments: Vec<Vec<Word>> = runs.map(|run| run.iter().map(|(_, word)| word.clone()).collect()).collect();
    if fragments.iter().all(|words: &Vec<Word>| words.len() >= WORDS) { fragments } else { Vec::new() }
}

/// Whether a name stands where it says who speaks, and not a pronoun or a role.
fn is_named(context: &Context, report: usize, statement: &Statement) -> bool {
    let who = statement.speaker.as_ref();
    let (Some(span), Some(id)) = (who.and_then(|who| who.span), who.and_then(|who| who.entity)) else { return false };
    let name = |mention: &Mention| mention.form == MentionForm::Name && mention.span.overlaps(span);
    context.entity(report, id).is_some_and(|known| known.mentions.iter().any(name))
}

/// The words of the sentence whose pronoun says who speaks, and of the one before.
fn pronoun_in(context: &Context, report: usize, statement: &Statement) -> BTreeSet<String> {
    let text = &context.reports[report].text;
    let pronoun = |span: &Span| is_pronoun(span.of(text));
    let Some(span) = statement.speaker.as_ref().and_then(|who| who.span).filter(pronoun) else {
        return BTreeSet::new();
    };
    let sentence = context.sentence(report, span);
    let before = text.get(..sentence.start).map_or(0, |text| text.trim_end().len().saturating_sub(1));
    let before = (0..=before).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let before = context.sentence(report, Span::new(before, before));
    context.words(report, &[before.cover(sentence)]).into_iter().map(|word| word.norm).collect()
}

/// The clauses of a wording: what stands between two marks that end one and has words enough to say something.
fn clauses(context: &Context, report: usize, statement: &Statement) -> Vec<Clause> {
    /// Words of a clause.
    const WORDS: usize = 4;
    /// What is cut is looked at so far: the pairs of clauses grow with the square.
    const MOST: usize = 12;
    const MARKS: [char; 9] = ['.', '!', '?', ';', ',', ':', '–', '—', '\n'];
    let text = &context.reports[report].text;
    let mut out = Vec::new();
    for span in &statement.content {
        let words = context.words(report, &[*span]);
        let apart = |a: &Word, b: &Word| text.get(a.span.end..b.span.start).is_some_and(|gap| gap.contains(MARKS));
        for words in words.chunk_by(|a, b| !apart(a, b)).filter(|words| words.len() >= WORDS) {
            let words = told::expanded(words.to_vec());
            let told = concepts(&words);
            out.push(Clause {
                total: told.values().sum(),
                concepts: told.into_iter().collect(),
                denies: denies(&words),
                numbers: numbers(&words),
            });
        }
    }
    out.truncate(MOST);
    out
}

/// The numbers of a wording, ordered, as bits.
pub(super) fn numbers(words: &[Word]) -> Vec<u64> {
    let mut numbers: Vec<u64> = words.iter().filter_map(|word| number(&word.norm)).map(f64::to_bits).collect();
    numbers.sort_unstable();
    numbers
}

/// The people who may have said it, where that could not be told.
fn candidates(context: &Context, report: usize, statement: &Statement) -> Vec<String> {
    let open = statement.speaker.as_ref().filter(|who| who.entity.is_none());
    let ids = open.map_or(&[][..], |who| &who.candidates);
    let name = |id: &EntityId| context.entity(report, *id).map(|entity| entity.name.clone());
    ids.iter().filter_map(name).collect()
}

/// Two or more words with capitals, and none that only outlets and offices have: "Mara Olin", not "Transport spokesman", "China Daily".
fn is_person_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    let particle =
        |word: &str| matches!(word, "de" | "la" | "van" | "von" | "der" | "bin" | "al" | "el" | "da" | "dos");
    (2..=5).contains(&words.len())
        && words.iter().filter(capital).count() >= 2
        && words.iter().all(|word| word.starts_with(char::is_uppercase) || particle(word))
        && !origins::is_outlet(name)
}

fn opens(text: &str, at: usize, mark: char) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !word(text[..at].chars().next_back()) && word(text[at + mark.len_utf8()..].chars().next())
}

fn closes(text: &str, at: usize, mark: char) -> bool {
    !text[at + mark.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric)
}
