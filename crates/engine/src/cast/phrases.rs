//! Role phrases ("the mayor", "the US president", "the 53-year-old") and how well they fit what the report says of its people.

use super::Tokens;
use super::identity::Being;
use super::lexicon::{self, Gender, demonym, fold_words};
use super::tagging::Tagged;
use super::titles::{self, TitleKind, leads_a_country};
use super::words::{Words, is_word, without_possessive};
use crate::words::LEADERS;
use std::collections::BTreeMap;
use variorum_record::EntityKind;

/// A noun phrase that describes one person.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub(super) tokens: Tokens,
    /// The token that carries it.
    pub(super) head: usize,
    /// The folded role ("prime minister"); empty for an age.
    pub(super) role: String,
    /// The folded words that modify it.
    pub(super) modifiers: Vec<String>,
    /// ISO codes that its modifiers tell.
    pub(super) countries: Vec<&'static str>,
    /// The folded names after "of": whose mayor it is, countries left out.
    realm: Vec<String>,
    pub(super) gender: Option<Gender>,
    pub(super) age: Option<String>,
    /// "the …", "Kyiv's …": somebody known.
    pub(super) definite: bool,
    /// A description that may stand for somebody in sight without having been said of them before.
    pub(super) is_epithet: bool,
    /// The role of somebody who leads a country.
    pub(super) leads: bool,
}

/// The role phrase whose noun is token `i`.
pub(super) fn role_phrase(words: &Words<'_>, i: usize, tagged: &[Tagged]) -> Option<Phrase> {
    if let Some(phrase) = age_phrase(words, i) {
        return Some(phrase);
    }
    let tag = words.doc.tag(i);
    if !matches!(tag, "NN" | "NNP") {
        return None;
    }
    // The noun ends its role phrase, and no name follows that the phrase is the title of.
    let (start, title) = words.title_ending(i)?;
    let next = words.after(i);
    // In a headline the verb looks like a name: "Tessel Ford Mayor Suggests …".
    let verb = next.filter(|&next| {
        words.headline[i]
            && words.folded[next].ends_with('s')
            && name_at(tagged, next).is_none()
            && !words.is_joiner(next)
    });
    let inside = matches!(words.doc.dep(i), "compound" | "nmod" | "amod") && verb.is_none();
    if title.kind < TitleKind::Title || title.kind == TitleKind::Person || inside {
        return None;
    }
    if next.is_some_and(|next| name_at(tagged, next).is_some_and(|name| name.kind == EntityKind::Person))
        || next
            .filter(|_| verb.is_none())
            .is_some_and(|next| words.doc.tag(next).starts_with("NN") || words.is_joiner(next))
    {
        return None;
    }
    let mut left = start;
    while let Some(at) = words.before(left).filter(|_| i - left < 12) {
        let tag = words.doc.tag(at);
        let part =
            matches!(tag, "JJ" | "JJS" | "NN" | "NNP" | "NNPS" | "POS" | "VBN" | "DT" | "PRP$") || words.is_joiner(at);
        if !part {
            break;
        }
        left = at;
        if matches!(tag, "DT" | "PRP$") {
            break;
        }
    }
    while left < start && (words.doc.tag(left) == "POS" || !is_word(&words.folded[left])) {
        left += 1;
    }
    let opener = words.folded[left].as_str();
    let determiner = matches!(words.doc.tag(left), "DT" | "PRP$");
    let possessor = (left..start).any(|at| words.doc.tag(at) == "POS");
    let definite = opener == "the"
        || (possessor && words.doc.tag(left) != "PRP$" && !matches!(opener, "a" | "an"))
        || (words.headline[i] && !determiner && left < start);
    let mut phrase = Phrase {
        tokens: left..i + 1,
        head: i,
        role: words.key(start..i + 1),
        modifiers: Vec::new(),
        countries: Vec::new(),
        realm: Vec::new(),
        gender: title.gender,
        age: None,
        definite,
        is_epithet: false,
        leads: false,
    };
    for at in if determiner { left + 1 } else { left }..start {
        phrase.modify(words, at);
    }
    // "the mayor of Kyiv".
    let mut introduced = false;
    if let Some(of) = next.filter(|&next| words.folded[next] == "of") {
        let mut end = of + 1;
        while end < words.len()
            && end < of + 7
            && words.sentence(end) == words.sentence(i)
            && (words.doc.tag(end).starts_with("NNP")
                || words.folded[end] == "the"
                || words.is_joiner(end)
                || words.doc.tag(end) == "JJ")
        {
            phrase.modify(words, end);
            if words.is_capitalised(end) && country_of(&words.folded[end]).is_none() {
                phrase.realm.push(words.folded[end].clone());
            }
            end += 1;
        }
        let open =
            end < words.len() && words.sentence(end) == words.sentence(i) && words.doc.tag(end).starts_with("NN");
        if end > of + 1 && words.folded[end - 1] != "the" && !open {
            phrase.tokens.end = end;
        } else {
            introduced = true;
        }
    }
    // "the officer who fired", "the driver of the car": somebody new, or told apart by what follows.
    introduced |= words.child(i, &["relcl", "acl", "prep"]).is_some_and(|kid| kid > i && kid >= phrase.tokens.end);
    if introduced {
        phrase.definite = false;
    }
    let former = phrase.modifiers.iter().any(|word| matches!(word.as_str(), "former" | "veteran" | "ex"));
    let described = (former && phrase.modifiers.len() >= 2) || (leads(&phrase.role) && !phrase.countries.is_empty());
    phrase.is_epithet = phrase.definite && opener == "the" && described;
    phrase.leads = leads(&phrase.role);
    Some(phrase)
}

impl Phrase {
    fn modify(&mut self, words: &Words<'_>, at: usize) {
        let folded = &words.folded[at];
        if !is_word(folded) || matches!(folded.as_str(), "the" | "s") || words.is_joiner(at) {
            return;
        }
        let country = demonym(words.word(at))
            .flatten()
            .or_else(|| lexicon::country(words.word(at)).filter(|_| words.is_capitalised(at)));
        if let Some(country) = country {
            self.countries.push(country.iso);
        } else if let Some(iso) = words.longest(at, lexicon::known_names()).and_then(|(_, known)| known.seat) {
            self.countries.push(iso);
        }
        self.modifiers.push(folded.clone());
    }
}

/// "the 53-year-old" at the token "year", when no noun follows.
fn age_phrase(words: &Words<'_>, i: usize) -> Option<Phrase> {
    if words.folded[i] != "year"
        || !words.after(i).is_some_and(|next| words.is_joiner(next))
        || i < 2
        || !words.is_joiner(i - 1)
    {
        return None;
    }
    let old = i + 2;
    if words.folded.get(old).is_none_or(|word| word != "old")
        || words
            .after(old)
            .is_some_and(|next| words.doc.tag(next).starts_with("NN") || words.doc.tag(next).starts_with("JJ"))
    {
        return None;
    }
    let age = words.folded[i - 2].clone();
    let the = words.before(i - 2)?;
    let definite = words.folded[the] == "the";
    if !age.chars().all(|c| c.is_ascii_digit()) || !(definite || matches!(words.folded[the].as_str(), "a" | "an")) {
        return None;
    }
    let head = kinds_head(words, the..old + 1);
    Some(Phrase {
        tokens: the..old + 1,
        head,
        role: String::new(),
        modifiers: Vec::new(),
        countries: Vec::new(),
        realm: Vec::new(),
        gender: None,
        age: Some(age),
        definite,
        is_epithet: definite,
        leads: false,
    })
}

fn kinds_head(words: &Words<'_>, tokens: Tokens) -> usize {
    super::kinds::head_of_tokens(words, tokens)
}

fn name_at(tagged: &[Tagged], token: usize) -> Option<&Tagged> {
    let at = tagged.partition_point(|name| name.tokens.end <= token);
    tagged.get(at).filter(|name| name.tokens.start <= token)
}

/// What the report says of its people, word by word.
pub(super) struct Profiles {
    of: Vec<Option<Profile>>,
    /// The people of each role, whoever has got it last at the end.
    by_role: BTreeMap<String, Vec<usize>>,
    /// The people of each age.
    by_age: BTreeMap<String, Vec<usize>>,
}

/// Among how many people of one role a phrase looks for its own, those told last. A report with more of them is a list or hostile.
const ROLE_HOLDERS: usize = 400;

#[derive(Default)]
struct Profile {
    /// Folded role phrases: "prime minister", "mayor".
    roles: Vec<String>,
    words: Vec<String>,
    countries: Vec<&'static str>,
    /// The role and the names after its "of": "mayor", "Vell".
    realms: Vec<(String, Vec<String>)>,
    age: Option<String>,
}

impl Profiles {
    /// The profiles that the roles of the beings make.
    pub(super) fn of(beings: &[Being], roles: &[Vec<String>]) -> Profiles {
        let profile = |being: &Being, roles: &[String]| {
            let mut profile = Profile::default();
            for role in roles {
                if let Some(age) = role.strip_suffix("-year-old") {
                    profile.age = Some(age.to_string());
                    continue;
                }
                let folded: Vec<String> =
                    role.split_whitespace().map(without_possessive).flat_map(fold_words).collect();
                profile.countries.extend(countries_in(&folded));
                // "activist and swimmer" is both.
                for part in folded.split(|word| word == "and") {
                    let Some(own) = own_role(part) else { continue };
                    let realm = realm_of(role);
                    if !realm.is_empty() {
                        profile.realms.push((own.clone(), realm));
                    }
                    profile.roles.push(own);
                }
                profile.words.extend(folded);
            }
            (being.kind == EntityKind::Person).then_some(profile)
        };
        let of: Vec<Option<Profile>> = beings.iter().zip(roles).map(|(being, roles)| profile(being, roles)).collect();
        let mut profiles = Profiles { of, by_role: BTreeMap::new(), by_age: BTreeMap::new() };
        for being in 0..profiles.of.len() {
            profiles.note(being);
        }
        profiles
    }

    /// Files a person under roles and age.
    fn note(&mut self, being: usize) {
        let Some(profile) = &self.of[being] else { return };
        for role in &profile.roles {
            file(&mut self.by_role, role, being);
        }
        if let Some(age) = &profile.age {
            file(&mut self.by_age, age, being);
        }
    }

    /// The people whom a phrase may [`fit`](Self::fit), in order.
    pub(super) fn who_may_be(&self, phrase: &Phrase) -> impl Iterator<Item = usize> {
        let mut people: Vec<usize> = match &phrase.age {
            Some(age) => self
                .by_age
                .get(age)
                .into_iter()
                .flat_map(|people| people.iter().rev().take(ROLE_HOLDERS))
                .copied()
                .collect(),
            None => {
                let alike = self.by_role.iter().filter(|(role, _)| same_role(role, &phrase.role) > 0.0);
                alike.flat_map(|(_, people)| people.iter().rev().take(ROLE_HOLDERS)).copied().collect()
            }
        };
        people.sort_unstable();
        people.dedup();
        people.into_iter()
    }

    /// The people, in order.
    pub(super) fn people(&self) -> impl Iterator<Item = usize> + '_ {
        self.of.iter().enumerate().filter(|(_, profile)| profile.is_some()).map(|(at, _)| at)
    }

    /// Takes over what a phrase that was resolved says.
    pub(super) fn learn(&mut self, being: usize, phrase: &Phrase) {
        let Some(Some(profile)) = self.of.get_mut(being) else { return };
        if !phrase.role.is_empty() && !profile.roles.contains(&phrase.role) {
            profile.roles.push(phrase.role.clone());
            file(&mut self.by_role, &phrase.role, being);
        }
        for country in &phrase.countries {
            if !profile.countries.contains(country) {
                profile.countries.push(country);
            }
        }
        for word in &phrase.modifiers {
            if !profile.words.contains(word) {
                profile.words.push(word.clone());
            }
        }
        if let Some(age) = phrase.age.as_ref().filter(|_| profile.age.is_none()) {
            profile.age = Some(age.clone());
            file(&mut self.by_age, age, being);
        }
    }

    /// Whether a phrase says what the report denies of a person: another country, another age.
    pub(super) fn contradicts(&self, being: usize, phrase: &Phrase) -> bool {
        let Some(Some(profile)) = self.of.get(being) else { return true };
        let abroad = !phrase.countries.is_empty()
            && !profile.countries.is_empty()
            && !phrase.countries.iter().any(|iso| profile.countries.contains(iso));
        // The mayor of Vell is not the mayor of Tarn.
        let same = |(role, realm): &&(String, Vec<String>)| same_role(role, &phrase.role) > 0.0 && !realm.is_empty();
        let mut realms = profile.realms.iter().filter(same).peekable();
        let elsewhere = !phrase.realm.is_empty()
            && realms.peek().is_some()
            && realms.all(|(_, realm)| !realm.iter().any(|word| phrase.realm.contains(word)));
        let aged = phrase.age.is_some() && profile.age.is_some() && phrase.age != profile.age;
        abroad || aged || elsewhere
    }

    /// Whether the report gives a person no role, or one of those who lead a country.
    pub(super) fn has_no_other_role(&self, being: usize, phrase: &Phrase) -> bool {
        let Some(Some(profile)) = self.of.get(being) else { return false };
        profile.roles.is_empty() || profile.roles.iter().any(|role| leads(role) || *role == phrase.role)
    }

    /// Whether the report gives a person an office ("prime minister"), not only a trade ("pilot").
    pub(super) fn holds_office(&self, being: usize) -> bool {
        let Some(Some(profile)) = self.of.get(being) else { return true };
        let office = |role: &String| titles::get(role).is_some_and(|title| title.kind == TitleKind::Title);
        profile.roles.iter().any(office)
    }

    /// Whether the report says that a person belongs to one of the countries that a phrase names, if it names any.
    pub(super) fn at_home(&self, being: usize, phrase: &Phrase) -> bool {
        let Some(Some(profile)) = self.of.get(being) else { return false };
        phrase.countries.is_empty() || phrase.countries.iter().any(|iso| profile.countries.contains(iso))
    }

    /// Whether the report says of a person's role nothing that a phrase lacks: of two mayors the one of Tarn is not "the mayor of Orrin".
    pub(super) fn says_no_more(&self, being: usize, phrase: &Phrase) -> bool {
        let Some(Some(profile)) = self.of.get(being) else { return false };
        let said = |word: &String| {
            phrase.role.split(' ').any(|role| role == word) || phrase.modifiers.contains(word) || word == "of"
        };
        profile.words.iter().all(said)
    }

    /// How well a phrase fits a person; 0 when it does not.
    pub(super) fn fit(&self, being: usize, phrase: &Phrase) -> f32 {
        let Some(Some(profile)) = self.of.get(being) else { return 0.0 };
        if self.contradicts(being, phrase) {
            return 0.0;
        }
        if phrase.age.is_some() {
            return if profile.age == phrase.age { 4.0 } else { 0.0 };
        }
        let home = phrase.countries.iter().any(|iso| profile.countries.contains(iso));
        let fit = profile.roles.iter().map(|role| same_role(role, &phrase.role)).fold(0.0, f32::max);
        // "the Russian leader" of somebody who is the Russian president.
        if fit == 0.0 {
            return 0.0;
        }
        let known = phrase.modifiers.iter().filter(|word| profile.words.contains(word)).count() as f32;
        let others =
            phrase.modifiers.iter().filter(|word| !profile.words.contains(word) && country_of(word).is_none()).count()
                as f32;
        fit + if home { 2.0 } else { 0.0 } + known * 0.8 - others * 0.5
    }
}

fn file(people: &mut BTreeMap<String, Vec<usize>>, key: &str, being: usize) {
    match people.get_mut(key) {
        Some(people) => people.push(being),
        None => drop(people.insert(key.to_owned(), vec![being])),
    }
}

/// Whether a folded role is that of somebody who leads a country.
fn leads(role: &str) -> bool {
    leads_a_country(role) || matches!(role, "prime minister" | "warmonger" | "despot" | "tyrant")
}

/// How alike two folded roles are: 3 for the same, 2 for one word for the other, 0 for different ones.
fn same_role(role: &str, said: &str) -> f32 {
    if role == said {
        return 3.0;
    }
    let last = |words: &str| words.rsplit(' ').next().unwrap_or_default().to_string();
    let (mine, theirs) = (last(role), last(said));
    let deputy = |words: &str| {
        words.split(' ').any(|word| matches!(word, "vice" | "deputy" | "assistant" | "under" | "lieutenant"))
    };
    if deputy(role) != deputy(said) {
        return 0.0;
    }
    // "the minister" for the foreign minister, but not "the secretary" for the press secretary of another's.
    if mine == theirs && (said == theirs || role == mine) && said != "general" && role != "general" {
        return 2.5;
    }
    if LEADERS.contains(said) && leads(role) && (said != "premier" || role == "prime minister") {
        return 2.0;
    }
    // Once called a country's leader, somebody may be called its president.
    if role == "leader" && matches!(said, "president" | "prime minister") {
        return 1.0;
    }
    if role == "premier" && said == "prime minister" {
        return 2.5;
    }
    if lexicon::are_alike(role, said) { 2.0 } else { 0.0 }
}

fn country_of(folded: &str) -> Option<&'static str> {
    // A capital tells the country too: "the Kyiv mayor".
    let capital = || lexicon::known_names().get(folded).filter(|known| known.kind == EntityKind::Place)?.country;
    demonym(folded)
        .flatten()
        .or_else(|| lexicon::country(folded).filter(|_| folded.len() > 2 || folded == "us" || folded == "uk"))
        .or_else(capital)
        .map(|country| country.iso)
}

fn countries_in(folded: &[String]) -> Vec<&'static str> {
    let mut countries: Vec<&'static str> = folded.iter().filter_map(|word| country_of(word)).collect();
    for pair in folded.windows(2) {
        let two = pair.join(" ");
        countries.extend(country_of(&two));
        countries.extend(lexicon::known_names().get(&two).and_then(|known| known.seat));
    }
    countries.extend(folded.iter().filter_map(|word| lexicon::known_names().get(word).and_then(|known| known.seat)));
    countries.sort_unstable();
    countries.dedup();
    countries
}

/// The folded names after the first "of" or "for" of a role, countries left out: "Vell" of "mayor of Vell".
fn realm_of(role: &str) -> Vec<String> {
    let after = role.split_whitespace().skip_while(|word| !matches!(*word, "of" | "for")).skip(1);
    let named = after.take_while(|word| *word == "the" || word.starts_with(char::is_uppercase));
    let folded = named.map(without_possessive).flat_map(fold_words);
    folded.filter(|word| word != "the" && country_of(word).is_none()).collect()
}

/// The role itself in the folded words of a role: the last title before "of" or "for", not somebody else's that it names.
fn own_role(folded: &[String]) -> Option<String> {
    let is_end = |word: &String| matches!(word.as_str(), "of" | "for" | "to" | "at" | "in" | "from" | "with" | "under");
    let own = &folded[..folded.iter().position(is_end).unwrap_or(folded.len())];
    let title = |words: &[String]| {
        titles::get(&words.join(" ")).is_some_and(|title| matches!(title.kind, TitleKind::Title | TitleKind::Role))
    };
    (1..=own.len()).rev().find_map(|end| {
        let start = (end.saturating_sub(titles::longest())..end).find(|&start| title(&own[start..end]))?;
        Some(own[start..end].join(" "))
    })
}
