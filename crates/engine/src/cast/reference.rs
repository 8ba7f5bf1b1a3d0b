//! Role phrases and pronouns, resolved to the cast where one antecedent is clear.
//!
//! The report is read once from front to back. Everybody who comes into sight (by name, by role, by pronoun, or as "a man" whom
//! nobody names) is remembered; a pronoun takes the person whom gender, distance and syntax favour by a clear margin, and nobody
//! otherwise. What is said inside a quotation is left to whoever knows the speaker.
//!
//! The weights were set on the development documents of GUM and on NP4E, for precision before recall.

use super::identity::Being;
use super::lexicon::Gender;
use super::phrases::{Phrase, Profiles, role_phrase};
use super::tagging::Tagged;
use super::titles;
use super::words::Words;
use super::{Found, kinds};
use variorum_record::{EntityKind, MentionForm};

/// How many sentences back an antecedent may stand.
const REACH: usize = 3;
/// A pronoun needs at least so much for its antecedent, …
const ENOUGH: f32 = 1.8;
/// … and so much more than for anybody else.
const MARGIN: f32 = 0.9;

/// Somebody in sight.
#[derive(Clone, Debug)]
struct Sight {
    /// Who, or `None` for a person whom the report does not name.
    being: Option<usize>,
    head: usize,
    gender: Option<Gender>,
    form: MentionForm,
    sentence: usize,
    quotation: Option<u32>,
}

struct Reader<'r, 'w> {
    words: &'r Words<'w>,
    sights: Vec<Sight>,
    /// What is known of each being's gender, more as the report goes on.
    genders: Vec<Option<Gender>>,
    mentions: Vec<u32>,
    profiles: Profiles,
}

/// Adds the mentions by role phrase and by pronoun.
pub(super) fn resolve(
    words: &Words<'_>,
    tagged: &[Tagged],
    beings: &[Being],
    roles: &[Vec<String>],
    found: &mut Vec<Found>,
) {
    let mut reader = Reader {
        words,
        sights: Vec::new(),
        genders: beings.iter().map(|being| being.gender).collect(),
        mentions: vec![0; beings.len()],
        profiles: Profiles::of(beings, roles),
    };
    let mut names = tagged.iter().peekable();
    let mut i = 0;
    while i < words.len() {
        if let Some(name) = names.next_if(|name| name.tokens.start <= i) {
            if name.kind == EntityKind::Person {
                let head = kinds::head_of_tokens(words, name.tokens.clone());
                reader.see(name.being, head, None, MentionForm::Name);
            }
            i = name.tokens.end.max(i);
            continue;
        }
        if let Some(phrase) = role_phrase(words, i, tagged) {
            let being = reader.who_has_role(&phrase);
            if let Some(being) = being {
                found.push(Found {
                    span: words.span(phrase.tokens.clone()),
                    head: phrase.head,
                    form: MentionForm::Role,
                    being,
                });
                reader.profiles.learn(being, &phrase);
                if let Some(gender) = phrase.gender {
                    reader.genders[being].get_or_insert(gender);
                }
            }
            reader.see(being, phrase.head, phrase.gender, MentionForm::Role);
        } else if let Some(being) = reader.whom(i) {
            let form = MentionForm::Pronoun;
            found.push(Found { span: words.span(i..i + 1), head: i, form, being });
            reader.see(Some(being), i, None, form);
        } else if reader.is_unnamed_person(i) {
            let gender = titles::title(words.doc.lemma(i)).and_then(|title| title.gender);
            reader.see(None, i, gender, MentionForm::Role);
        }
        i += 1;
    }
}

impl Reader<'_, '_> {
    fn see(&mut self, being: Option<usize>, head: usize, gender: Option<Gender>, form: MentionForm) {
        if let Some(being) = being {
            self.mentions[being] += 1;
        }
        let (sentence, quotation) = (self.words.sentence(head), self.words.quotation[head]);
        self.sights.push(Sight { being, head, gender, form, sentence, quotation });
    }

    /// The sights of the last sentences, the nearest first.
    fn recent(&self, sentence: usize, reach: usize) -> impl Iterator<Item = &Sight> {
        self.sights.iter().rev().take(60).take_while(move |sight| sight.sentence + reach >= sentence)
    }

    /// A singular word for a person that no name and no role phrase of the cast covers.
    fn is_unnamed_person(&self, i: usize) -> bool {
        self.words.doc.tag(i) == "NN"
            && titles::is_person_word(self.words.doc.lemma(i))
            && !matches!(self.words.doc.dep(i), "compound" | "amod" | "nmod")
    }

    /// The person whom the pronoun at token `i` means, when that is clear.
    fn whom(&mut self, i: usize) -> Option<usize> {
        let words = self.words;
        let folded = words.folded[i].as_str();
        if matches!(folded, "who" | "whom" | "whose") && words.doc.tag(i).starts_with('W') {
            return self.relative(i);
        }
        let gender = match folded {
            "he" | "him" | "his" | "himself" => Gender::Male,
            "she" | "her" | "hers" | "herself" => Gender::Female,
            _ => return None,
        };
        if !words.doc.tag(i).starts_with("PRP") {
            return None;
        }
        let mut best: Vec<(Option<usize>, usize, f32)> = Vec::new();
        let here = words.sentence(i);
        let quotation = words.quotation[i];
        for sight in self.recent(here, REACH) {
            let known = sight.being.and_then(|being| self.genders[being]).or(sight.gender);
            if known.is_some_and(|known| known != gender) || self.is_excluded(i, sight) {
                continue;
            }
            // Inside a quotation only what the same quotation names is in sight.
            if quotation.is_some() && sight.quotation != quotation {
                continue;
            }
            let score = self.score(i, sight, known.is_some());
            let same = |entry: &&mut (Option<usize>, usize, f32)| {
                if sight.being.is_some() { entry.0 == sight.being } else { entry.0.is_none() && entry.1 == sight.head }
            };
            match best.iter_mut().find(same) {
                Some(entry) => entry.2 = entry.2.max(score),
                None => best.push((sight.being, sight.head, score)),
            }
        }
        if quotation.is_some() && best.len() != 1 {
            return None;
        }
        best.sort_by(|a, b| b.2.total_cmp(&a.2).then(b.1.cmp(&a.1)));
        let &(being, _, score) = best.first()?;
        let being = being?;
        let next = best.get(1).map_or(0.0, |entry| entry.2);
        let sure = self.genders[being].is_some();
        let (enough, margin) = if sure { (ENOUGH, MARGIN) } else { (ENOUGH + 0.4, MARGIN + 0.3) };
        if score < enough || score - next < margin {
            return None;
        }
        self.genders[being].get_or_insert(gender);
        Some(being)
    }

    /// How much speaks for an antecedent.
    fn score(&self, i: usize, sight: &Sight, gender_known: bool) -> f32 {
        let words = self.words;
        let distance = words.sentence(i) - sight.sentence;
        let mut score = match distance {
            0 => 3.0,
            1 => 2.4,
            2 => 1.4,
            _ => 0.7,
        };
        let subject = is_subject(words, sight.head);
        let pronoun_subject = is_subject(words, i);
        if subject {
            score += 1.0;
        } else if words.doc.dep(sight.head) == "poss" {
            score -= 0.3;
        }
        if subject && pronoun_subject {
            score += 0.4;
        }
        if distance == 0 {
            let verb = governor(words, i);
            if subject && verb.is_some_and(|verb| is_above(words, words.doc.head(sight.head), verb)) {
                score += 0.8;
            }
        }
        if words.part[i] != words.part[sight.head] {
            score -= 0.4;
        }
        if sight.form == MentionForm::Pronoun {
            score += 0.6;
        }
        if sight.quotation.is_some() && words.quotation[i].is_none() {
            score -= 1.5;
        }
        match sight.being {
            Some(being) => score += 0.25 * (self.mentions[being] as f32).ln_1p(),
            None => score -= 0.5,
        }
        if words.headline[sight.head] {
            score -= 0.5;
        }
        if gender_known { score + 0.4 } else { score }
    }

    /// Whether grammar forbids the antecedent: "NAME saw him" is somebody else.
    fn is_excluded(&self, i: usize, sight: &Sight) -> bool {
        let words = self.words;
        if sight.sentence != words.sentence(i) {
            return false;
        }
        let reflexive = words.folded[i].ends_with("self");
        let possessive = words.doc.tag(i) == "PRP$";
        let (mine, other) = (words.doc.head(i), words.doc.head(sight.head));
        if reflexive || possessive {
            // "NAME, his friend": the possessor of a noun is not the noun.
            return possessive && mine == sight.head;
        }
        let clause = |token: usize| {
            if words.doc.dep(token) == "pobj" { words.doc.head(words.doc.head(token)) } else { words.doc.head(token) }
        };
        (mine == other || clause(i) == other) && is_subject(words, sight.head) != is_subject(words, i)
    }

    /// The person whom a relative clause describes.
    fn relative(&self, i: usize) -> Option<usize> {
        let words = self.words;
        let clause =
            std::iter::once(i).chain(words.doc.ancestors(i).take(5)).find(|&at| words.doc.dep(at) == "relcl")?;
        let noun = words.doc.head(clause);
        self.recent(words.sentence(i), 0).find(|sight| sight.head == noun).and_then(|sight| sight.being)
    }

    /// The person who has the role that a phrase names, when that is clear.
    fn who_has_role(&self, phrase: &Phrase) -> Option<usize> {
        if !phrase.definite {
            return None;
        }
        let here = self.words.sentence(phrase.head);
        // A headline speaks of whom the text will introduce.
        let headline = self.words.headline[phrase.head];
        let seen = |being: usize| self.mentions[being] > 0;
        let fits = |being: usize| {
            !(phrase.gender.is_some() && self.genders[being].is_some() && phrase.gender != self.genders[being])
        };
        // "NAME's father" is not NAME.
        let inside = |sight: &&Sight| phrase.tokens.contains(&sight.head);
        let possessors: Vec<Option<usize>> =
            self.sights.iter().rev().take(8).filter(inside).map(|sight| sight.being).collect();
        let mut scored: Vec<(usize, f32)> = self
            .profiles
            .people()
            .filter(|&being| (seen(being) || headline) && fits(being) && !possessors.contains(&Some(being)))
            .map(|being| (being, self.profiles.fit(being, phrase)))
            .filter(|(_, fit)| *fit > if headline { 3.0 } else { 0.0 })
            .collect();
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let last_seen = |being: usize| {
            self.sights
                .iter()
                .rev()
                .take(200)
                .find(|sight| sight.being == Some(being))
                .map_or(usize::MAX, |sight| here - sight.sentence)
        };
        // "the Tajik president" may be one whom the report does not name: a president of no stated country must be in sight.
        scored.retain(|(being, _)| headline || self.profiles.at_home(*being, phrase) || last_seen(*being) <= 1);
        match scored.as_slice() {
            [] => self.epithet(phrase),
            [(one, _)] => Some(*one),
            [(first, best), (_, next), ..] if best - next >= 1.0 => Some(*first),
            many => {
                // Two presidents: the one in sight, when the other has long been out of it.
                let top = many[0].1;
                let mut near: Vec<(usize, usize)> = many
                    .iter()
                    .filter(|(_, fit)| top - fit < 1.0)
                    .map(|(being, _)| (last_seen(*being), *being))
                    .collect();
                near.sort_unstable();
                (near[0].0 <= 2 && near[1].0 > 6).then_some(near[0].1)
            }
        }
    }

    /// A description that no role explains ("the 53-year-old", "the former champion"): of the one person in sight, if it opens a clause.
    fn epithet(&self, phrase: &Phrase) -> Option<usize> {
        if !phrase.is_epithet || !is_subject(self.words, phrase.head) && phrase.age.is_none() {
            return None;
        }
        if self.words.quotation[phrase.head].is_some() {
            return None;
        }
        let here = self.words.sentence(phrase.head);
        let mut subjects: Vec<usize> = Vec::new();
        let mut others: Vec<usize> = Vec::new();
        for sight in self.recent(here, 2) {
            let Some(being) = sight.being else { continue };
            // Whoever the same sentence has named already makes it unclear.
            if sight.sentence == here {
                return None;
            }
            if self.profiles.contradicts(being, phrase) {
                continue;
            }
            let list = if is_subject(self.words, sight.head) && sight.quotation.is_none() {
                &mut subjects
            } else {
                &mut others
            };
            if !list.contains(&being) {
                list.push(being);
            }
        }
        match (subjects.as_slice(), others.as_slice()) {
            ([one], _) => Some(*one),
            ([], [one]) => Some(*one),
            _ => None,
        }
    }
}

/// Whether a token is a subject, or joined to one by "and".
fn is_subject(words: &Words<'_>, i: usize) -> bool {
    let mut at = i;
    for _ in 0..4 {
        match words.doc.dep(at) {
            "nsubj" | "nsubjpass" => return true,
            "conj" => at = words.doc.head(at),
            _ => return false,
        }
    }
    false
}

/// The verb that governs a token.
fn governor(words: &Words<'_>, i: usize) -> Option<usize> {
    words.doc.ancestors(i).take(12).find(|&at| matches!(words.doc.pos(at), "VERB" | "AUX"))
}

/// Whether `above` is `below` or governs it, within a dozen steps.
fn is_above(words: &Words<'_>, above: usize, below: usize) -> bool {
    above == below || words.doc.ancestors(below).take(12).any(|at| at == above)
}
