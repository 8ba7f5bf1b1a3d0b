//! Role phrases and pronouns, resolved to the cast where one antecedent is clear.
//!
//! The report is read once from front to back. Everybody who comes into sight (by name, by role, by pronoun, or as "a man" whom
//! nobody names) is remembered; a pronoun takes the person whom gender, distance and syntax favour by a clear margin, and nobody
//! otherwise ([`super::pronouns`]). What is said inside a quotation is left to whoever knows the speaker.

use super::identity::Being;
use super::lexicon::{self, Gender};
use super::phrases::{Phrase, Profiles, role_phrase};
use super::pronouns::{self, Candidate, Choice, REACH, Sight, Standing, is_subject};
use super::tagging::Tagged;
use super::titles;
use super::words::{Words, is_word};
use super::{Found, kinds};
use variorum_record::{EntityKind, MentionForm};

struct Reader<'r, 'w> {
    words: &'r Words<'w>,
    sights: Vec<Sight>,
    /// What is known of each being's gender, more as the report goes on.
    genders: Vec<Option<Gender>>,
    mentions: Vec<u32>,
    /// How often the being is mentioned that is mentioned most.
    most: u32,
    /// Whether a headline or the first sentence mentions a being.
    opens: Vec<bool>,
    /// Whom the last resolved pronoun of each gender meant.
    last_pronoun: [Option<usize>; 2],
    profiles: Profiles,
    /// For each sentence, how many before it are more than a quotation.
    steps: Vec<u32>,
    tagged: &'r [Tagged],
    homes: Homes,
    /// Who opens the report by office alone, until the next person is named.
    opener: Option<Phrase>,
}

/// What a token means as a pronoun.
enum Meant {
    NoPronoun,
    /// Somebody who stays open.
    Open(Gender, Option<(usize, f32)>),
    Somebody(usize),
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
        most: 0,
        opens: vec![false; beings.len()],
        last_pronoun: [None; 2],
        profiles: Profiles::of(beings, roles),
        steps: steps(words),
        tagged,
        homes: Homes::of(words, tagged, beings.len()),
        opener: None,
    };
    let first = first_sentence(words);
    let mut names = tagged.iter().peekable();
    let mut i = 0;
    while i < words.len() {
        if let Some(name) = names.next_if(|name| name.tokens.start <= i) {
            if name.kind == EntityKind::Person {
                let head = kinds::head_of_tokens(words, name.tokens.clone());
                found.extend(reader.introduced(name, head));
                reader.see(name.being, head, None, MentionForm::Name);
            }
            i = name.tokens.end.max(i);
            continue;
        }
        if let Some(phrase) = role_phrase(words, i, tagged) {
            let opens = first.is_some_and(|first| words.sentence(phrase.head) <= first);
            let being = reader.who_has_role(&phrase).or_else(|| reader.ahead_by_role(&phrase).filter(|_| opens));
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
            if being.is_some() || !reader.describes_a_name(phrase.head) {
                reader.see(being, phrase.head, phrase.gender, MentionForm::Role);
            }
            if being.is_none() && first == Some(words.sentence(phrase.head)) && reader.speaks(phrase.head) {
                reader.opener = Some(phrase).filter(|phrase| phrase.definite);
            }
        } else {
            match reader.whom(i) {
                Meant::Somebody(being) => {
                    let form = MentionForm::Pronoun;
                    found.push(Found { span: words.span(i..i + 1), head: i, form, being });
                    reader.see(Some(being), i, None, form);
                }
                Meant::Open(gender, leans) => {
                    reader.see(None, i, Some(gender), MentionForm::Pronoun);
                    if let Some(sight) = reader.sights.last_mut() {
                        sight.leans = leans;
                    }
                }
                Meant::NoPronoun if reader.is_unnamed_person(i) => {
                    let gender = titles::title(words.doc.lemma(i)).and_then(|title| title.gender);
                    reader.see(None, i, gender, MentionForm::Role);
                }
                Meant::NoPronoun => {}
            }
        }
        i += 1;
    }
}

/// How often the report speaks of a country in a sentence that names a person.
struct Homes(Vec<Vec<(&'static str, u32)>>);

impl Homes {
    fn of(words: &Words<'_>, tagged: &[Tagged], beings: usize) -> Homes {
        let mut homes: Vec<Vec<(&'static str, u32)>> = vec![Vec::new(); beings];
        let mut from = 0;
        while from < tagged.len() {
            let sentence = words.sentence(tagged[from].tokens.start);
            let end =
                from + tagged[from..].iter().take_while(|name| words.sentence(name.tokens.start) == sentence).count();
            let names = &tagged[from..end.min(from + 24)];
            let mut isos: Vec<&'static str> = names.iter().filter_map(|name| country_of_name(words, name)).collect();
            isos.sort_unstable();
            isos.dedup();
            let mut people: Vec<usize> =
                names.iter().filter(|name| name.kind == EntityKind::Person).filter_map(|name| name.being).collect();
            people.sort_unstable();
            people.dedup();
            for being in people {
                for &iso in &isos {
                    match homes[being].iter_mut().find(|(known, _)| *known == iso) {
                        Some((_, count)) => *count += 1,
                        None => homes[being].push((iso, 1)),
                    }
                }
            }
            from = end;
        }
        Homes(homes)
    }

    /// Whether hardly another country is spoken of so often beside a person.
    fn is_home(&self, being: usize, iso: &str) -> bool {
        let homes = &self.0[being];
        let own = homes.iter().filter(|(known, _)| *known == iso).map(|(_, count)| *count).max().unwrap_or(0);
        own > 0 && homes.iter().filter(|(_, count)| *count > own).count() <= 1
    }
}

/// The country that a name of a place or of people stands for.
fn country_of_name(words: &Words<'_>, name: &Tagged) -> Option<&'static str> {
    matches!(name.kind, EntityKind::Place | EntityKind::Group)
        .then(|| words.longest(name.tokens.start, lexicon::known_names()))
        .flatten()
        .and_then(|(_, known)| known.country)
        .map(|country| country.iso)
}

/// For each sentence, how many before it are more than a quotation.
fn steps(words: &Words<'_>) -> Vec<u32> {
    let mut count = 0;
    let mut step = |sentence: &std::ops::Range<usize>| {
        let before = count;
        let spoken = sentence.clone().all(|i| words.quotation[i].is_some() || !is_word(&words.folded[i]));
        count += u32::from(!spoken);
        before
    };
    words.doc.sentences.iter().map(&mut step).collect()
}

/// The first sentence that ends as sentences do: headlines and standfirsts do not.
fn first_sentence(words: &Words<'_>) -> Option<usize> {
    let stops = |sentence: &std::ops::Range<usize>| {
        sentence.clone().next_back().is_some_and(|last| matches!(words.word(last), "." | "?" | "!" | "”" | "\""))
    };
    words.doc.sentences.iter().position(stops)
}

impl Reader<'_, '_> {
    /// The mention that a report opens with, once its holder is introduced: "The mayor of X has said that… In an interview,
    /// NAME was asked…". Only where the second sentence names a person without saying who that is, as one does of
    /// somebody just spoken of; where both sentences speak of words; where the headline or most of the report is about that
    /// person; and where nobody else may hold the office.
    fn introduced(&mut self, name: &Tagged, head: usize) -> Option<Found> {
        let words = self.words;
        let phrase = self.opener.take()?;
        let being = name.being?;
        let next = words.sentence(head) == words.sentence(phrase.head) + 1;
        let described = words.title_before(name.tokens.start).is_some()
            || words.child(head, &["appos", "relcl", "acl", "compound"]).is_some_and(|kid| !name.tokens.contains(&kid))
            || words.folded.get(name.tokens.end + 1).is_some_and(|word| word.parse::<u8>().is_ok());
        let gender = phrase.gender.is_none() || self.genders[being].is_none_or(|known| Some(known) == phrase.gender);
        let leads = self.opens[being] || {
            let mut named = vec![0_usize; self.genders.len()];
            self.tagged.iter().filter_map(|name| name.being).for_each(|being| named[being] += 1);
            self.profiles.people().all(|other| other == being || named[other] < named[being])
        };
        let fits = next
            && !described
            && gender
            && leads
            && self.speaks(head)
            && !self.profiles.contradicts(being, &phrase)
            && !self.profiles.holds_office(being)
            && self.profiles.people().all(|other| self.profiles.fit(other, &phrase) == 0.0);
        if !fits {
            return None;
        }
        self.profiles.learn(being, &phrase);
        if let Some(gender) = phrase.gender {
            self.genders[being].get_or_insert(gender);
        }
        self.count(being);
        let span = words.span(phrase.tokens.clone());
        Some(Found { span, head: phrase.head, form: MentionForm::Role, being })
    }

    /// The one person of the report who has just the role by which it opens, named soon after: "The prime minister has resigned.
    /// … Prime Minister NAME said". Not where he is said to be of somewhere and the opening does not say so.
    fn ahead_by_role(&self, phrase: &Phrase) -> Option<usize> {
        const SOON: usize = 4;
        const SAME: f32 = 3.0;
        if !phrase.definite || phrase.age.is_some() || self.words.quotation[phrase.head].is_some() {
            return None;
        }
        let mut holders = self.profiles.who_may_be(phrase).filter(|&being| self.profiles.fit(being, phrase) > 0.0);
        let being = holders.next().filter(|_| holders.next().is_none())?;
        let name = self.tagged.iter().find(|name| name.being == Some(being))?;
        let of = self.words.after(name.tokens.end - 1).is_some_and(|next| self.words.folded[next] == "of");
        let here = self.words.sentence(phrase.head);
        let there = self.words.sentence(name.tokens.start);
        let gender = phrase.gender.is_none() || self.genders[being].is_none_or(|own| Some(own) == phrase.gender);
        let fits = self.mentions[being] == 0
            && there > here
            && there - here <= SOON
            && !of
            && gender
            && self.profiles.fit(being, phrase) >= SAME
            && self.profiles.says_no_more(being, phrase);
        fits.then_some(being)
    }

    /// Whether a noun outside quotation marks is the subject of a verb of speech, of whatever voice.
    fn speaks(&self, head: usize) -> bool {
        let words = self.words;
        let verb = words.doc.head(head);
        words.quotation[head].is_none()
            && words.doc.dep(head).starts_with("nsubj")
            && pronouns::is_speech(words.doc.lemma(verb))
    }

    fn count(&mut self, being: usize) {
        self.mentions[being] += 1;
        self.most = self.most.max(self.mentions[being]);
    }

    fn see(&mut self, being: Option<usize>, head: usize, gender: Option<Gender>, form: MentionForm) {
        if let Some(being) = being {
            self.count(being);
        }
        let (sentence, quotation) = (self.words.sentence(head), self.words.quotation[head]);
        let first = self.sights.last().is_none_or(|sight| sight.sentence != sentence);
        if let Some(being) = being.filter(|_| sentence == 0 || self.words.headline[head]) {
            self.opens[being] = true;
        }
        self.sights.push(Sight { being, head, gender, form, sentence, quotation, first, leans: None });
    }

    /// The sights of the last sentences, the nearest first.
    fn recent(&self, sentence: usize, reach: usize) -> impl Iterator<Item = &Sight> {
        self.sights.iter().rev().take(60).take_while(move |sight| self.distance(sight.sentence, sentence) <= reach)
    }

    /// How many sentences lie from one to a later one, those not counted that are nothing but a quotation.
    fn distance(&self, from: usize, to: usize) -> usize {
        if from == to { 0 } else { self.steps[to].saturating_sub(self.steps[from]).max(1) as usize }
    }

    /// A singular word for a person that no name and no role phrase of the cast covers.
    fn is_unnamed_person(&self, i: usize) -> bool {
        self.words.doc.tag(i) == "NN"
            && titles::is_person_word(self.words.doc.lemma(i))
            && !matches!(self.words.doc.dep(i), "compound" | "amod" | "nmod")
            && !self.describes_a_name(i)
    }

    /// Whether a noun says of somebody named what he is: "her brother, NAME", "NAME, a nurse", "NAME is a nurse".
    fn describes_a_name(&self, i: usize) -> bool {
        let words = self.words;
        let named = |at: usize| words.is_proper(at);
        match words.doc.dep(i) {
            "appos" if named(words.doc.head(i)) => true,
            "attr" => words.child(words.doc.head(i), &["nsubj"]).is_some_and(named),
            _ => words.child(i, &["appos"]).is_some_and(named),
        }
    }

    /// The person whom the pronoun at token `i` means, when that is clear.
    fn whom(&mut self, i: usize) -> Meant {
        let words = self.words;
        let folded = words.folded[i].as_str();
        if matches!(folded, "who" | "whom" | "whose") && words.doc.tag(i).starts_with('W') {
            return self.relative(i).map_or(Meant::NoPronoun, Meant::Somebody);
        }
        let gender = match folded {
            "he" | "him" | "his" | "himself" => Gender::Male,
            "she" | "her" | "hers" | "herself" => Gender::Female,
            _ => return Meant::NoPronoun,
        };
        if !words.doc.tag(i).starts_with("PRP") {
            return Meant::NoPronoun;
        }
        let open = Meant::Open(gender, None);
        let here = words.sentence(i);
        let quotation = words.quotation[i];
        let speaks = is_subject(words, i) && pronouns::is_speech(words.doc.lemma(words.doc.head(i)));
        // The mentions of each candidate, the nearest first.
        let mut candidates: Vec<Vec<&Sight>> = Vec::new();
        for sight in self.recent(here, REACH) {
            let known = sight.being.and_then(|being| self.genders[being]).or(sight.gender);
            if known.is_some_and(|known| known != gender) || self.is_excluded(i, sight) {
                continue;
            }
            // Who speaks does not name himself in what he says.
            if speaks && sight.quotation.is_some() && quotation.is_none() && sight.form == MentionForm::Name {
                continue;
            }
            // Inside a quotation only what the same quotation names is in sight.
            if quotation.is_some() && sight.quotation != quotation {
                continue;
            }
            let same = |sights: &&mut Vec<&Sight>| {
                let other = sights[0];
                match sight.being {
                    Some(_) => other.being == sight.being,
                    None => {
                        other.being.is_none()
                            && other.form == MentionForm::Pronoun
                            && sight.form == MentionForm::Pronoun
                    }
                }
            };
            match candidates.iter_mut().find(same) {
                Some(sights) => sights.push(sight),
                None => candidates.push(vec![sight]),
            }
        }
        if quotation.is_some() && candidates.len() != 1 {
            return open;
        }
        let ahead = self.ahead(i, gender);
        if let Some(ahead) = &ahead
            && quotation.is_none()
            && !candidates.iter().any(|sights| sights[0].being == ahead.being)
        {
            candidates.push(vec![ahead]);
        }
        let alone = candidates.len() == 1;
        let mut before = None;
        let candidates: Vec<Candidate> = candidates
            .iter()
            .enumerate()
            .map(|(rank, sights)| {
                let being = sights[0].being;
                let standing = Standing {
                    mentions: being.map_or(0, |being| self.mentions[being]),
                    most: self.most,
                    gender_known: being.and_then(|being| self.genders[being]).or(sights[0].gender).is_some(),
                    last_pronoun: being.is_some() && self.last_pronoun[gender as usize] == being,
                    opens: being.is_some_and(|being| self.opens[being]),
                    distance: self.distance(sights[0].sentence, here),
                    alone,
                    ahead: ahead.as_ref().is_some_and(|ahead| ahead.being == being),
                };
                let open = being.is_none() && sights[0].form == MentionForm::Pronoun;
                if open {
                    before = sights[0].leans;
                }
                Candidate { being, open, features: pronouns::features(words, i, sights, rank, standing) }
            })
            .collect();
        let being = match pronouns::choose(&candidates, before) {
            Choice::Being(being) => being,
            Choice::Open(leans) => return Meant::Open(gender, leans),
        };
        self.genders[being].get_or_insert(gender);
        self.last_pronoun[gender as usize] = Some(being);
        Meant::Somebody(being)
    }

    /// The person whom the sentence names after a pronoun that its opening words hold: "Asked about her plans, NAME …".
    fn ahead(&self, i: usize, gender: Gender) -> Option<Sight> {
        let words = self.words;
        let sentence = words.doc.sentence_of(i);
        let at = self.tagged.partition_point(|name| name.tokens.start <= i);
        let name = self.tagged[at..].iter().take(3).find(|name| name.kind == EntityKind::Person)?;
        let being = name.being.filter(|_| name.tokens.end <= sentence.end)?;
        let head = kinds::head_of_tokens(words, name.tokens.clone());
        let main = words.doc.head(head);
        let own = self.genders[being];
        // The pronoun stands below the verb whose subject the name is, and no other subject stands between.
        let fits = own.is_none_or(|own| own == gender)
            && words.doc.dep(head).starts_with("nsubj")
            && words.doc.ancestors(i).take(12).any(|above| above == main)
            && words.doc.head(i) != main
            && words.doc.dep(i) != "nsubj";
        fits.then(|| Sight {
            being: Some(being),
            head,
            gender: own,
            form: MentionForm::Name,
            sentence: words.sentence(i),
            quotation: words.quotation[head],
            first: true,
            leans: None,
        })
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
            .who_may_be(phrase)
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
                let clear =
                    near[0].0 <= 1 && near[1].0 >= near[0].0.saturating_add(3) || near[0].0 <= 2 && near[1].0 > 6;
                clear.then_some(near[0].1)
            }
        }
    }

    /// "the Velland leader": the one in sight of whom the report says no other role or country, but whom it names beside that country.
    fn leader(&self, phrase: &Phrase) -> Option<usize> {
        if !phrase.leads || phrase.countries.is_empty() || self.words.quotation[phrase.head].is_some() {
            return None;
        }
        let here = self.words.sentence(phrase.head);
        let mut fitting: Option<usize> = None;
        for sight in self.recent(here, 2) {
            let Some(being) = sight.being.filter(|&being| !self.profiles.contradicts(being, phrase)) else { continue };
            let gender =
                phrase.gender.is_none() || self.genders[being].is_none_or(|gender| Some(gender) == phrase.gender);
            let own_clause = self.words.doc.head(sight.head) == self.words.doc.head(phrase.head);
            if !gender || own_clause || fitting == Some(being) {
                continue;
            }
            if fitting.is_some() {
                return None;
            }
            fitting = Some(being);
        }
        fitting.filter(|&being| {
            self.profiles.has_no_other_role(being, phrase)
                && phrase.countries.iter().all(|iso| self.homes.is_home(being, iso))
        })
    }

    /// A description that no role explains ("the 53-year-old", "the former champion"): of the one person in sight, if it opens a clause.
    fn epithet(&self, phrase: &Phrase) -> Option<usize> {
        if let Some(leader) = self.leader(phrase) {
            return Some(leader);
        }
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
