//! What the cast knows before it reads: countries and their people, words that make a name an organisation, given names.
//!
//! The tables are data under `data/lexicon`; here they are read once and asked by folded words ([`fold`]).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use variorum_record::EntityKind;

const COUNTRIES: &str = include_str!("../../../../data/lexicon/countries.tsv");
const GROUPS: &str = include_str!("../../../../data/lexicon/groups.txt");
const HEADS: &str = include_str!("../../../../data/lexicon/heads.tsv");
const KNOWN: &str = include_str!("../../../../data/lexicon/known.tsv");
const GIVEN_NAMES: &str = include_str!("../../../../data/lexicon/given-names.tsv");

const ALIKE_ROLES: &str = include_str!("../../../../data/lexicon/alike-roles.tsv");
const NAME_SIGNS: &str = include_str!("../../../../data/lexicon/name-signs.tsv");
const FAMILY_NAMES: &str = include_str!("../../../../data/lexicon/family-names.tsv");
const NO_NAMES: &str = include_str!("../../../../data/lexicon/no-names.tsv");

/// The gender that a word or a name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// "he".
    Male,
    /// "she".
    Female,
}

/// A country or territory.
#[derive(Debug)]
pub struct Country {
    /// Its usual name.
    pub name: &'static str,
    /// ISO 3166-1 alpha-2; empty where there is none.
    pub iso: &'static str,
}

/// A name that needs no report to introduce it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// What it names.
    pub(super) kind: EntityKind,
    /// The name under which all its variants are one.
    pub(super) canonical: &'static str,
    /// Of a country, its people, or its capital: the ISO code.
    pub(super) country: Option<&'static Country>,
    /// Of a building or office that stands for a government: the ISO code of its country.
    pub(super) seat: Option<&'static str>,
}

/// An entry of a [`Dictionary`]: what a name means.
#[derive(Clone, Debug)]
pub(super) struct Entry<T> {
    /// How many were added before.
    pub(super) order: usize,
    /// Written in capitals only, so that "who" is not the WHO.
    pub(super) capitals: bool,
    pub(super) meaning: T,
}

/// Whether a folded word opens or closes a letter, or answers, and so begins and ends no name.
pub(super) fn is_greeting(folded: &str) -> bool {
    LEXICON.greetings.contains(folded)
}

/// Whether a word in capitals is an abbreviation of something that is no organisation.
pub(super) fn is_common_capitals(word: &str) -> bool {
    LEXICON.common_capitals.contains(word)
}

/// Whether a word behind a person's name is no part of it: "Ada Olin KC".
pub(super) fn is_after_name(word: &str) -> bool {
    LEXICON.after_names.contains(word)
}

/// Names of one or more folded words, found word by word.
#[derive(Clone, Debug)]
pub(super) struct Dictionary<T> {
    /// A tree of words, its root first: however many names begin alike, a text is read along one branch.
    nodes: Vec<Node<T>>,
    count: usize,
}

#[derive(Clone, Debug)]
struct Node<T> {
    next: HashMap<String, usize>,
    /// The names that end here.
    entries: Vec<Entry<T>>,
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Node { next: HashMap::new(), entries: Vec::new() }
    }
}

impl<T> Default for Dictionary<T> {
    fn default() -> Self {
        Dictionary { nodes: vec![Node::default()], count: 0 }
    }
}

impl<T> Dictionary<T> {
    /// Where every name begins.
    pub(super) const ROOT: usize = 0;

    /// Adds a name. The first of several meanings of one name stays.
    pub(super) fn add(&mut self, name: &str, meaning: T) {
        let words = fold_words(name);
        if words.is_empty() {
            return;
        }
        let mut at = Self::ROOT;
        for word in words {
            let new = self.nodes.len();
            at = *self.nodes[at].next.entry(word).or_insert(new);
            if at == new {
                self.nodes.push(Node::default());
            }
        }
        let capitals = is_capitals(name);
        let entries = &mut self.nodes[at].entries;
        if entries.iter().all(|entry| entry.capitals != capitals) {
            entries.push(Entry { order: self.count, capitals, meaning });
            self.count += 1;
        }
    }

    /// Where the names go on that have a word next.
    pub(super) fn next(&self, at: usize, word: &str) -> Option<usize> {
        self.nodes[at].next.get(word).copied()
    }

    /// The names that end somewhere, in the order in which they were added.
    pub(super) fn ending(&self, at: usize) -> &[Entry<T>] {
        &self.nodes[at].entries
    }

    /// The meaning of a whole folded name, its words separated by one space.
    pub(super) fn get(&self, key: &str) -> Option<&T> {
        let at = key.split(' ').try_fold(Self::ROOT, |at, word| self.next(at, word))?;
        self.ending(at).first().map(|entry| &entry.meaning)
    }
}

/// Where a word stands that says what a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Where {
    /// Right before the name: "northern NAME".
    Before,
    /// Right after it: "NAME province".
    After,
    /// Before "of NAME".
    Of,
    /// The verb whose subject the name is, by lemma.
    Verb,
    /// The verb whose object it is, by lemma: "besieged NAME".
    Object,
    /// What goes to or from it, by lemma: "the road to NAME".
    Motion,
    /// Before "of NAME", where NAME may also be a field of work: "minister of NAME".
    Rules,
    /// Whom only people have: "NAME's cousin". What it weighs depends on how it stands beside the name.
    Kin,
    /// Whom only what people lead has: "NAME, whose chief executive".
    Whose,
}

/// Where a head word stands that tells what kind of thing a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Head {
    /// It ends the name: "… Ministry".
    Last,
    /// Before the "of" of a name: "Bank of …".
    Of,
    /// It begins the name: "Mount …".
    First,
    /// Before a name or beside it: "carmaker …".
    Before,
}

/// Kinds by folded words, two at most, for each [`Head`].
type Heads = [HashMap<String, EntityKind>; 4];

struct Lexicon {
    names: Dictionary<Known>,
    demonyms: HashMap<String, Option<&'static Country>>,
    countries: HashMap<String, &'static Country>,
    heads: Heads,
    given: HashMap<String, Option<Gender>>,
    signs: Signs,
    greetings: HashSet<&'static str>,
    /// Abbreviations that name no organisation, in capitals.
    common_capitals: HashSet<&'static str>,
    after_names: HashSet<&'static str>,
    /// Family names that stand before the given name.
    family_first: HashSet<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(read);

fn read() -> Lexicon {
    let mut names = Dictionary::default();
    let mut demonyms = HashMap::new();
    let mut countries = HashMap::new();
    let mut capitals = Vec::new();
    for row in rows(COUNTRIES) {
        let [name, iso, others, people, capital] = columns(row);
        let country: &'static Country = Box::leak(Box::new(Country { name, iso }));
        let known = Known { kind: EntityKind::Place, canonical: name, country: Some(country), seat: None };
        for alias in std::iter::once(name).chain(list(others)) {
            names.add(alias.strip_prefix("the ").unwrap_or(alias), known);
            countries.entry(fold_words(alias).join(" ")).or_insert(country);
        }
        for word in list(people) {
            demonyms.entry(fold_words(word).join(" ")).or_insert(Some(country));
            add_group(&mut names, word, Some(country));
        }
        capitals.extend(list(capital).map(|capital| (capital, country)));
    }
    for row in rows(GROUPS) {
        demonyms.entry(fold_words(row).join(" ")).or_insert(None);
        add_group(&mut names, row, None);
    }
    for (capital, country) in capitals {
        let canonical = match capital {
            "Kiev" => "Kyiv",
            "Peking" => "Beijing",
            "Teheran" => "Tehran",
            _ if country.iso == "US" => "Washington",
            _ => capital,
        };
        names.add(capital, Known { kind: EntityKind::Place, canonical, country: Some(country), seat: None });
    }
    for row in rows(KNOWN) {
        let [name, kind, others, seat] = columns(row);
        let seat = Some(seat).filter(|seat| !seat.is_empty());
        let Some(kind) = kind_named(kind) else { continue };
        for alias in std::iter::once(name).chain(list(others)) {
            names.add(alias, Known { kind, canonical: name, country: None, seat });
        }
    }
    let mut heads = Heads::default();
    for (position, words, kind) in rows(HEADS).filter_map(head_row) {
        heads[position as usize].insert(words, kind);
    }
    let mut given: HashMap<String, Option<Gender>> = HashMap::new();
    for row in rows(GIVEN_NAMES) {
        let [name, gender] = columns(row);
        let gender = match gender {
            "m" => Some(Gender::Male),
            "f" => Some(Gender::Female),
            _ => None,
        };
        given
            .entry(fold_words(name).join(" "))
            .and_modify(|known| *known = known.filter(|known| Some(*known) == gender))
            .or_insert(gender);
    }
    let of_kind = |kind: &str| {
        let no_names = rows(NO_NAMES).map(columns::<2>);
        no_names.filter(|[_, other]| *other == kind).map(|[word, _]| word).collect::<HashSet<_>>()
    };
    let (greetings, common_capitals, after_names) = (of_kind("greeting"), of_kind("capitals"), of_kind("after-name"));
    let (signs, family_first) = (read_signs(), rows(FAMILY_NAMES).flat_map(str::split_whitespace).collect());
    Lexicon { names, demonyms, countries, heads, given, signs, greetings, common_capitals, after_names, family_first }
}

fn head_row(row: &'static str) -> Option<(Head, String, EntityKind)> {
    let [word, position, kind] = columns(row);
    let position = match position {
        "last" => Head::Last,
        "of" => Head::Of,
        "first" => Head::First,
        "before" => Head::Before,
        _ => return None,
    };
    Some((position, fold_words(word).join(" "), kind_named(kind)?))
}

fn kind_named(kind: &str) -> Option<EntityKind> {
    Some(match kind {
        "person" => EntityKind::Person,
        "organisation" => EntityKind::Organisation,
        "place" => EntityKind::Place,
        "facility" => EntityKind::Facility,
        "other" => EntityKind::Other,
        _ => return None,
    })
}

/// The kind that a word speaks for, and how much.
type Sign = (EntityKind, f32);

/// What a folded word says of a name beside it, by where it stands.
type Signs = HashMap<Where, HashMap<String, Vec<Sign>>>;

fn read_signs() -> Signs {
    let mut signs = Signs::new();
    for (position, word, sign) in rows(NAME_SIGNS).filter_map(sign_row) {
        signs.entry(position).or_default().entry(word).or_default().extend(sign);
    }
    signs
}

fn sign_row(row: &'static str) -> Option<(Where, String, Option<Sign>)> {
    let [word, position, kind, weight] = columns(row);
    let position = match position {
        "before" => Where::Before,
        "after" => Where::After,
        "of" => Where::Of,
        "object" => Where::Object,
        "motion" => Where::Motion,
        "rules" => Where::Rules,
        "verb" => Where::Verb,
        "kin" => Where::Kin,
        "whose" => Where::Whose,
        _ => return None,
    };
    let sign = match position {
        Where::Kin => None,
        _ => Some((kind_named(kind)?, weight.parse().ok()?)),
    };
    Some((position, fold(word), sign))
}

fn add_group(names: &mut Dictionary<Known>, word: &'static str, country: Option<&'static Country>) {
    let known = Known { kind: EntityKind::Group, canonical: word, country, seat: None };
    names.add(word, known);
    if !word.ends_with(['s', 'h']) && !word.ends_with("men") {
        names.add(&format!("{word}s"), known);
    }
}

/// The table of names that need no introduction.
pub(super) fn known_names() -> &'static Dictionary<Known> {
    &LEXICON.names
}

/// The country of an adjective or noun for its people ("Ukrainian", "Kenyans"), in any case; `Some(None)` for people without one.
pub fn demonym(word: &str) -> Option<Option<&'static Country>> {
    let key = fold_words(word).join(" ");
    let singular = || key.strip_suffix('s').and_then(|key| LEXICON.demonyms.get(key));
    LEXICON.demonyms.get(&key).or_else(singular).copied()
}

/// The country of this name ("US", "Ukraine").
pub fn country(name: &str) -> Option<&'static Country> {
    LEXICON.countries.get(&fold_words(name).join(" ")).copied()
}

/// The kind that a folded word or two tell of a name, by where they stand.
pub(super) fn head(position: Head, words: &str) -> Option<EntityKind> {
    LEXICON.heads[position as usize].get(words).copied()
}

/// Whether a folded word is a family name of those that stand before the given name.
pub(super) fn is_family_name(folded: &str) -> bool {
    LEXICON.family_first.contains(folded)
}

/// What a folded word in this position says of a name beside it, in units of one model label.
pub(super) fn signs(position: Where, word: &str) -> Option<&'static [Sign]> {
    LEXICON.signs.get(&position)?.get(word).map(Vec::as_slice)
}

/// Whether a word is a given name, and the gender that it tells.
pub fn given_name(word: &str) -> Option<Option<Gender>> {
    LEXICON.given.get(word).or_else(|| LEXICON.given.get(&fold_words(word).join(" "))).copied()
}

/// Whether whoever has one folded role may be called by the other: "spokesman" and "press secretary".
pub(super) fn are_alike(role: &str, other: &str) -> bool {
    static LINES: LazyLock<Vec<HashSet<String>>> = LazyLock::new(|| {
        rows(ALIKE_ROLES).map(|row| list(row).map(|role| fold_words(role).join(" ")).collect()).collect()
    });
    LINES.iter().any(|line| line.contains(role) && line.contains(other))
}

/// The lines of a table, comments left out.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The columns of a row; missing ones are empty.
pub(super) fn columns<const N: usize>(row: &'static str) -> [&'static str; N] {
    let mut columns = row.split('\t').map(str::trim);
    std::array::from_fn(|_| columns.next().unwrap_or(""))
}

fn list(column: &'static str) -> impl Iterator<Item = &'static str> {
    column.split(';').map(str::trim).filter(|item| !item.is_empty())
}

/// Whether every letter of a name of two or more letters is a capital.
pub(super) fn is_capitals(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic());
    name.chars().filter(|c| c.is_alphabetic()).count() > 1 && letters.all(char::is_uppercase)
}

/// A word in lower case, without diacritics, full stops and apostrophes: what spellings of one name share.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'a'..='z' | '0'..='9' => folded.push(c),
            'A'..='Z' => folded.push(c.to_ascii_lowercase()),
            '.' | '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | 'ʿ' | 'ʾ' | '\u{300}'..='\u{36f}' => {}
            _ => match latin(c) {
                "" => folded.extend(c.to_lowercase()),
                plain => folded.push_str(plain),
            },
        }
    }
    folded
}

/// The folded words of a name, split at white space and hyphens.
pub(super) fn fold_words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '‑' | ','));
    words.map(fold).filter(|word| !word.is_empty()).collect()
}

/// A Latin letter with a diacritic as plain letters, or nothing.
fn latin(c: char) -> &'static str {
    match c {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'ạ'..='ặ' | 'Ạ' | 'ǎ' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ď'..='đ' | 'Ð' | 'ð' | 'ḍ' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'ẹ'..='ệ' | 'Ẹ' | 'ə' => "e",
        'Ĝ'..='ģ' => "g",
        'Ĥ'..='ħ' | 'ḥ' | 'Ḥ' => "h",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' | 'ị' | 'ỉ' => "i",
        'Ĵ' | 'ĵ' => "j",
        'Ķ'..='ĸ' => "k",
        'Ĺ'..='ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ŋ' | 'ṅ' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' | 'ọ'..='ợ' | 'Ọ' | 'ơ' | 'Ơ' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' | 'ṣ' | 'Ṣ' | 'Ș' | 'ș' => "s",
        'ß' => "ss",
        'Ţ'..='ŧ' | 'Ț' | 'ț' | 'ṭ' => "t",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' | 'ụ'..='ự' | 'ư' | 'Ư' => "u",
        'Ŵ' | 'ŵ' => "w",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' | 'ỳ'..='ỹ' => "y",
        'Ź'..='ž' => "z",
        'Þ' | 'þ' => "th",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row that is read as nothing, or whose words no look-up can ask for, is a mistake.
    #[test]
    fn every_row_can_match() {
        let mut known = HashSet::new();
        for row in rows(HEADS) {
            let (position, words, _) = head_row(row).unwrap_or_else(|| panic!("{row}"));
            assert!(words.split(' ').count() <= if position == Head::First { 1 } else { 2 }, "{row}");
            assert!(known.insert((position as usize, words.clone())), "twice: {row}");
            assert!(head(position, &words).is_some(), "{row}");
        }
        let mut known = HashSet::new();
        for row in rows(NAME_SIGNS) {
            let (position, word, sign) = sign_row(row).unwrap_or_else(|| panic!("{row}"));
            assert!(!word.contains([' ', '-']), "{row}");
            assert!(known.insert((position, word.clone(), sign.map(|(kind, _)| format!("{kind:?}")))), "twice: {row}");
            assert!(signs(position, &word).is_some(), "{row}");
        }
        for row in rows(NO_NAMES).map(columns::<2>) {
            match row {
                [word, "greeting"] => assert!(is_greeting(&fold(word)), "{word}"),
                [word, "capitals"] => assert!(is_common_capitals(word) && is_capitals(word), "{word}"),
                [word, "after-name"] => assert!(is_after_name(word), "{word}"),
                _ => panic!("{row:?}"),
            }
        }
        for role in rows(ALIKE_ROLES).flat_map(list) {
            assert!(super::super::titles::title(role).is_some(), "{role}");
            assert!(are_alike(&fold_words(role).join(" "), &fold_words(role).join(" ")), "{role}");
        }
        for row in rows(KNOWN).map(columns::<4>) {
            assert!(kind_named(row[1]).is_some(), "{row:?}");
            assert!(known_names().get(&fold_words(row[0]).join(" ")).is_some(), "{row:?}");
        }
        for row in rows(GIVEN_NAMES).map(columns::<2>) {
            assert!(given_name(row[0]).is_some(), "{row:?}");
        }
    }

    #[test]
    fn spellings_of_one_name_fold_together() {
        for (a, b) in [
            ("Côte d’Ivoire", "Cote d'Ivoire"),
            ("U.S.", "US"),
            ("Sana'a", "Sanaa"),
            ("Ọbáfẹ́mi", "Obafemi"),
            ("Şimşek", "Simsek"),
        ] {
            assert_eq!(fold_words(a), fold_words(b), "{a} / {b}");
        }
    }

    #[test]
    fn people_are_groups_of_their_country() {
        assert_eq!(demonym("Kenyans").flatten().map(|country| country.iso), Some("KE"));
        assert_eq!(demonym("British").flatten().map(|country| country.iso), Some("GB"));
        assert!(demonym("Kurdish").is_some_and(|country| country.is_none()));
        assert!(demonym("table").is_none());
    }

    #[test]
    fn countries_by_any_name() {
        for (name, iso) in
            [("U.S.", "US"), ("Britain", "GB"), ("Burma", "MM"), ("the Netherlands", "NL"), ("Türkiye", "TR")]
        {
            assert_eq!(country(name).map(|country| country.iso), Some(iso), "{name}");
        }
    }

    #[test]
    fn given_names_tell_gender_where_they_do() {
        assert_eq!(given_name("Oksana"), Some(Some(Gender::Female)));
        assert_eq!(given_name("Vitali"), Some(Some(Gender::Male)));
        assert_eq!(given_name("Jordan"), Some(None));
        assert_eq!(given_name("Tuesday"), None);
    }
}
