//! Who did it, where the reports of a story say otherwise: two sides blame each other for one deed, or one is blamed and denies it.
//!
//! A side says so of the other ("blamed the Front for the attack", "the army was behind it", "said that rebels had fired the shells"), claims
//! the deed, or denies it. Two that can be one ("the army", "government forces"; "militants", "the Front") contradict nobody, and what
//! is said of another deed is another matter: the words for it, its place and its day have to meet. The words stand in
//! `data/lexicon/sides.tsv`.

use super::align::{is_auxiliary, is_negator, number};
use super::cluster::{PerReport, cluster, sharing};
use super::concepts::{concept, concepts};
use super::context::{Context, Names, compare_names, is_pronoun};
use super::facts::{Draft, Found, Telling, row, shared};
use super::labels;
use super::origins::Sources;
use super::scope::{Days, Relation, Where, days_apart, whereabouts};
use crate::cast::lexicon::{country, demonym};
use crate::group::dates;
use crate::group::words::{Word, words};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use variorum_record::{
    AnnotatedReport, Difference, DifferenceKind, Event, PartKind, Row, RowKind, Span, Statement, Verdict,
};

/// What somebody, or the outlet itself, says of who did a deed.
struct Blame {
    report: usize,
    /// The statement or event that says so.
    id: String,
    /// The words for who did it; of a denial, what is denied.
    span: Span,
    accuser: Option<String>,
    whom: String,
    /// `whom` says that it was not `whom`.
    denied: bool,
    /// Said in so many words ("blamed", "was behind", "carried out"), not told along with the rest ("hit", "fired").
    outright: bool,
    /// What the words for the deed tell.
    deed: Telling,
    /// The same with the sentences around: its own, and the last before it that tells of violence.
    around: Telling,
    places: Vec<Where>,
    days: Option<Days>,
    told: Option<i32>,
}

impl Blame {
    /// With what is known of the deed: `words` that name it, and the sentences around.
    fn of_deed(mut self, context: &Context, words: &[Span]) -> Blame {
        /// Attacks of a report that is about one: what it begins with is "the attack".
        const OF_ONE: usize = 2;
        let annotated = &context.reports[self.report];
        let sentence = context.sentence(self.report, self.span);
        let attacks: Vec<&Event> = annotated.events.iter().filter(|event| event.kind == "assault").collect();
        let triggers =
            || attacks.iter().flat_map(|event| std::iter::once(event.trigger).chain(event.mentions.iter().copied()));
        let last = triggers().filter(|trigger| trigger.end <= sentence.start).max();
        let first = triggers().min().filter(|_| last.is_none() || attacks.len() <= OF_ONE);
        // A report that tells of no attack elsewhere begins with what it is about.
        let opens = |kind: PartKind| annotated.parts.iter().find(|part| part.kind == kind).map(|part| part.span);
        let opening = [opens(PartKind::Title), opens(PartKind::Body)].into_iter().flatten();
        let opening = opening.map(|part| context.sentence(self.report, Span::new(part.start, part.start + 1)));
        let mut around: Vec<Span> = opening.filter(|_| attacks.is_empty()).collect();
        around.retain(|span| *span != sentence);
        around.insert(0, sentence);
        for told in first.into_iter().chain(last).map(|trigger| context.sentence(self.report, trigger)) {
            if !around.contains(&told) {
                around.push(told);
            }
        }
        self.deed = telling(context, self.report, words);
        self.around = telling(context, self.report, &around);
        // Of "the governor of Sarrin", Sarrin may be where it was.
        let places: BTreeSet<String> =
            annotated.places.iter().flat_map(|place| name_words(place.span.of(&annotated.text))).collect();
        let sides = self.accuser.iter().chain([&self.whom]).flat_map(|name| name_words(name));
        for word in sides.filter(|word| !places.contains(word) || !countries(std::slice::from_ref(word)).is_empty()) {
            self.deed.remove(concept(&word));
            self.around.remove(concept(&word));
        }
        // The country of a side is not where it was.
        let side = |at: Span| {
            let name = at.of(&annotated.text);
            self.accuser.iter().chain([&self.whom]).any(|side| side == name)
        };
        let near = |at: Span| around.iter().any(|span| span.contains(at));
        let places = annotated.places.iter().filter(|place| !place.metonym && near(place.span) && !side(place.span));
        self.places = places.map(|place| Where::of(&annotated.text, place)).collect();
        // The day on which a side speaks is not that of the deed.
        let told_in = around.last().filter(|_| around.len() > 1);
        let time = annotated.times.iter().find(|time| told_in.is_some_and(|sentence| sentence.contains(time.span)));
        self.days = time.and_then(|time| dates::days(time.value.as_deref()?));
        self
    }
}

/// Whom a name or a description stands for, as far as it says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Government,
    Opposed,
    Open,
}

/// The rows of deeds of which the reports say otherwise who did them.
pub(super) fn rows(context: &Context, sources: &Sources) -> Vec<Row> {
    /// What is looked through: each is held against each.
    const MOST: usize = 200;
    if context.reports.len() < 2 {
        return Vec::new();
    }
    let blames = (0..context.reports.len()).flat_map(|report| blames(context, report));
    let blames: Vec<Blame> = blames.take(MOST).collect();
    let reports: Vec<usize> = blames.iter().map(|blame| blame.report).collect();
    let keys = blames.iter().enumerate().flat_map(|(i, one)| one.around.keys().map(move |word| (word.as_str(), i)));
    let pairs = sharing(keys).into_iter();
    let scored = pairs.filter_map(|(i, j)| Some((one_deed(&blames[i], &blames[j])?, i, j))).collect();
    let clusters = cluster(&reports, PerReport::Many, scored).into_iter();
    clusters
        .filter_map(|one| blame_row(context, sources, &one.iter().map(|&i| &blames[i]).collect::<Vec<_>>()))
        .collect()
}

/// Whether somebody is named only by another who says that he did it.
pub(super) fn is_accused(report: &AnnotatedReport, who: Span) -> bool {
    let blames = |cue: Span| {
        ["accus", "blam", "suspect"].iter().any(|verb| cue.of(&report.text).to_lowercase().starts_with(verb))
    };
    report.statements.iter().any(|one| one.cue.is_some_and(blames) && one.content.iter().any(|said| said.contains(who)))
}

/// How surely two are said of one deed: something of it is named in both, and neither place nor day speaks against it.
fn one_deed(a: &Blame, b: &Blame) -> Option<f64> {
    /// Telling words in common, and what they weigh: in the words for the deed, and in those around where one of the two says little
    /// of it. Set by hand on invented reports and FA-KES.
    const OF_DEED: (usize, f64) = (2, 8.0);
    const AROUND: (usize, f64) = (3, 12.0);
    /// Telling words that say which deed it is.
    const SAID: usize = 3;
    /// Days between two reports that speak of the same news.
    const NEWS: i32 = 7;
    let (deed, around) = (shared(&a.deed, &b.deed), shared(&a.around, &b.around));
    let enough = |found: (usize, f64), least: (usize, f64)| found.0 >= least.0 && found.1 >= least.1;
    let bare = a.deed.len().min(b.deed.len()) < SAID;
    let apart = whereabouts(&a.places, &b.places) == Relation::Apart || days_apart(a.days, b.days);
    let far = a.told.zip(b.told).is_some_and(|(x, y)| (x - y).abs() > NEWS);
    ((enough(deed, OF_DEED) || bare && enough(around, AROUND)) && !apart && !far).then_some(around.1)
}

fn blame_row(context: &Context, sources: &Sources, blames: &[&Blame]) -> Option<Row> {
    let mut differences: Vec<Difference> = Vec::new();
    let mut named: Option<(&Blame, &Blame)> = None;
    for (n, a) in blames.iter().enumerate() {
        for b in &blames[n + 1..] {
            if !against(a, b) {
                continue;
            }
            // That two are blamed says more than that one denies it.
            let denial = |(x, y): (&Blame, &Blame)| x.denied || y.denied;
            if named.is_none_or(|known| denial(known) && !denial((a, b))) {
                named = Some((a, b));
            }
            let (x, y) = if a.report <= b.report { (a, b) } else { (b, a) };
            let (x_id, y_id) = (context.id(x.report), context.id(y.report));
            if x.report != y.report && !differences.iter().any(|known| (&known.a, &known.b) == (&x_id, &y_id)) {
                let kind = DifferenceKind::Actor;
                differences.push(Difference { a: x_id, b: y_id, kind, a_span: Some(x.span), b_span: Some(y.span) });
            }
        }
    }
    let (a, b) = named.filter(|_| blames.iter().any(|other| other.report != blames[0].report))?;
    let name = |blame: &Blame| labels::plain(&blame.whom);
    let who = match (a.denied, b.denied) {
        (false, false) => format!("who did it: {} or {}", name(a), name(b)),
        _ => format!("{}: whether they did it", name(if a.denied { b } else { a })),
    };
    let deed = deed_words(context, blames).map(|deed| format!(" ({deed})")).unwrap_or_default();
    let found = blames
        .iter()
        .map(|one| Found {
            report: one.report,
            id: Some(one.id.clone()),
            spans: vec![one.span],
            value: serde_json::json!({ "kind": "blame", "actor": one.whom, "denied": one.denied, "according_to": one.accuser }),
        })
        .collect();
    let draft =
        Draft { kind: RowKind::Event, label: format!("{who}{deed}"), verdict: Verdict::Contradicted, differences };
    Some(row(context, sources, found, draft))
}

/// What the deed is called: the word for it in one of the sentences, and where it was.
fn deed_words(context: &Context, blames: &[&Blame]) -> Option<String> {
    let noun = blames.iter().find_map(|blame| {
        let sentence = context.words(blame.report, &[context.sentence(blame.report, blame.span)]);
        sentence.into_iter().map(|word| word.norm).find(|word| is("violence", word))
    })?;
    let place = blames.iter().find_map(|blame| blame.places.first());
    Some(place.map_or(noun.clone(), |place| format!("{noun} in {}", context.places.of(&place.name))))
}

/// Whether two say that different people did it, or one denies what the other says of the same.
fn against(a: &Blame, b: &Blame) -> bool {
    let same = same_side(&a.whom, &b.whom);
    if a.denied || b.denied {
        return a.denied != b.denied && a.outright && b.outright && same == Names::Same;
    }
    // One who is blamed says that the other did it.
    let back = |x: &Blame, y: &Blame| {
        x.accuser.as_deref().is_some_and(|accuser| same_side(accuser, &y.whom) == Names::Same && same != Names::Same)
    };
    a.outright && b.outright && same == Names::Different || (a.outright || b.outright) && (back(a, b) || back(b, a))
}

/// Whether two descriptions of who did it are of one side.
fn same_side(a: &str, b: &str) -> Names {
    let (x, y) = (name_words(a), name_words(b));
    let (of_x, of_y) = (countries(&x), countries(&y));
    // "Velland", "Vellish saboteurs".
    let akin =
        |word: &String| y.iter().any(|other| word.len() >= 5 && other.len() >= 5 && word.get(..4) == other.get(..4));
    if x.iter().any(akin) || !of_x.is_disjoint(&of_y) {
        return if side(&x) == side(&y) || side(&x) == Side::Open || side(&y) == Side::Open {
            Names::Same
        } else {
            Names::Different
        };
    }
    match (compare_names(Some(a), Some(b)), side(&x), side(&y)) {
        (Names::Same, ..) => Names::Same,
        (_, Side::Government, Side::Opposed) | (_, Side::Opposed, Side::Government) => Names::Different,
        (_, Side::Government, Side::Government) if of_x.is_empty() || of_y.is_empty() => Names::Same,
        // A name may be that of who rules, or of those who fight.
        (_, Side::Government, Side::Open) | (_, Side::Open, Side::Government) => Names::Unclear,
        (named, ..) => named,
    }
}

fn name_words(name: &str) -> Vec<String> {
    words(name, Span::new(0, name.len())).into_iter().map(|word| word.norm).filter(|word| word != "the").collect()
}

/// The countries that a description names, by their names or those of their people.
fn countries(words: &[String]) -> BTreeSet<&'static str> {
    words.iter().filter_map(|word| country(word).or_else(|| demonym(word).flatten())).map(|known| known.name).collect()
}

fn side(words: &[String]) -> Side {
    if words.iter().any(|word| is("opposed", word)) {
        Side::Opposed
    } else if words.iter().any(|word| is("government", word)) {
        Side::Government
    } else {
        Side::Open
    }
}

fn blames(context: &Context, report: usize) -> Vec<Blame> {
    /// A report of one deed says so a few times.
    const MOST: usize = 12;
    let statements = context.reports[report].statements.iter().filter(|one| !one.hypothetical && !one.negated);
    statements.flat_map(|statement| said(context, report, statement)).take(MOST).collect()
}

/// What a statement says of who did a deed.
fn said(context: &Context, report: usize, statement: &Statement) -> Vec<Blame> {
    let annotated = &context.reports[report];
    let Some(cue) = statement.cue.map(|cue| cue.of(&annotated.text).to_lowercase()) else { return Vec::new() };
    let own = context.words(report, &statement.content);
    let speaker = statement.speaker.as_ref().and_then(|who| context.name(report, who));
    let blame = |span: Span, whom: String, denied: bool, outright: bool| Blame {
        report,
        id: statement.id.to_string(),
        span,
        accuser: speaker.clone(),
        whom,
        denied,
        outright,
        deed: Telling::new(),
        around: Telling::new(),
        places: Vec::new(),
        days: None,
        told: context.days[report],
    };
    let spans = |words: &[Word]| words.iter().map(|word| word.span).collect::<Vec<_>>();
    let made = |who: &[Word], deed: &[Word], denied: bool, outright: bool| -> Option<Blame> {
        // "The Front, a rebel group".
        let comma = |two: &[Word]| annotated.text[two[0].span.end..two[1].span.start].contains(',');
        let who = who.windows(2).position(comma).map_or(who, |at| &who[..=at]);
        let span = who.first()?.span.cover(who.last()?.span);
        let whom = span.of(&annotated.text).to_string();
        let whom = if is_pronoun(&whom) { speaker.clone().filter(|_| denied || is_we(&whom))? } else { whom };
        if who.iter().any(|word| NOBODY.contains(&word.norm.as_str()) || is("deed", &word.norm)) {
            return None;
        }
        let known = denied && !is_pronoun(&whom) || is_somebody(context, report, span, &whom);
        known.then(|| blame(span, whom, denied, outright).of_deed(context, &spans(deed)))
    };
    // "Blamed the Front, a rebel group, for the attack": the deed may stand behind what is taken for the statement.
    let accused = |between: &str| {
        let first = own.first()?.span;
        let clause = context.words(report, &[Span::new(first.start, context.sentence(report, first).end)]);
        let at = (1..=WHO.min(clause.len().saturating_sub(1))).find(|&at| clause[at].norm == between)?;
        violent(&clause[at..]).then(|| made(&clause[..at], &clause[at..], false, true)).flatten()
    };
    // "Kestria and Velland blamed each other for the explosion."
    let each_other = matches!(&own[..], [first, second, ..] if matches!(first.norm.as_str(), "each" | "one") && matches!(second.norm.as_str(), "another" | "other"));
    if cue.starts_with("blam") && each_other && violent(&own) {
        let who = statement.speaker.as_ref().and_then(|who| who.span);
        let sides = speaker.as_deref().zip(who).and_then(|(name, span)| Some((name.split_once(" and ")?, span)));
        let Some(((first, second), span)) = sides else { return Vec::new() };
        let one = |accuser: &str, whom: &str| {
            let one = blame(span, whom.to_string(), false, true);
            Blame { accuser: Some(accuser.to_string()), ..one }.of_deed(context, &spans(&own[2..]))
        };
        return vec![one(first, second), one(second, first)];
    }
    if cue.starts_with("blam") {
        return accused("for").into_iter().collect();
    }
    if cue.starts_with("accus") {
        return accused("of").into_iter().collect();
    }
    let denies = cue.starts_with("den") || cue.starts_with("reject");
    let claims = ["accept", "claim", "take", "took"].iter().any(|verb| cue.starts_with(verb));
    let answers = own
        .iter()
        .take(4)
        .any(|word| responsible(word) || matches!(word.norm.as_str(), "carrying" | "hand" | "part" | "role"));
    let begins = own.first().is_some_and(|word| responsible(word) || matches!(word.norm.as_str(), "any" | "carrying"));
    if (denies || claims) && answers && begins {
        let whom = speaker.clone().filter(|name| !is_pronoun(name));
        let span = statement.speaker.as_ref().and_then(|who| who.span).or(statement.content.first().copied());
        let own = whom.zip(span).map(|(whom, span)| blame(span, whom, denies, true).of_deed(context, &spans(&own)));
        return own.into_iter().collect();
    }
    let of_clause = |clause: &[Word]| -> Option<Blame> {
        let (start, verb, negated) = doing(clause)?;
        let (who, denied) = (&clause[..start], denies != negated);
        let words = who[0].span.cover(who[who.len() - 1].span).of(&annotated.text);
        let itself = speaker.as_deref().is_some_and(|name| is_pronoun(words) || same_side(name, words) == Names::Same);
        let outright = (responsible(&clause[verb]) && violent_or_bare(&clause[verb..])) || denied;
        // Whoever says that another did not do it names nobody.
        (!denied || itself).then(|| made(who, &clause[verb..], denied, outright)).flatten()
    };
    own.split(|word| SUBORDINATE.contains(&word.norm.as_str())).filter_map(of_clause).collect()
}

/// What stands in no description of who did it: "that activists say killed hundreds", "either Russian or Syrian jets".
const NOBODY: &[&str] = &[
    "believe", "believes", "claim", "claimed", "claims", "or", "said", "say", "says", "those", "were", "where",
    "which", "who",
];

/// What begins a clause inside another: "killed when the army shelled the market".
const SUBORDINATE: &[&str] = &["after", "as", "because", "that", "when", "while"];

/// "The army was behind the strike", "had carried out the attack", "shelled the market": where the words for who did it end, where
/// the verb is, and whether it is denied.
fn doing(clause: &[Word]) -> Option<(usize, usize, bool)> {
    let norm = |at: usize| clause.get(at).map_or("", |word| word.norm.as_str());
    let verb = (1..=WHO.min(clause.len().saturating_sub(1))).find(|&at| {
        responsible(&clause[at]) || is("deed", norm(at)) || norm(at) == "carried" && norm(at + 1) == "out"
    })?;
    let helps = |word: &&Word| is_auxiliary(&word.norm) || is_negator(&word.norm);
    let start = verb - clause[..verb].iter().rev().take_while(helps).count();
    let being = |word: &Word| matches!(word.norm.as_str(), "are" | "be" | "been" | "is" | "was" | "were");
    let passive = clause[start..verb].iter().any(being);
    let breaks = |word: &Word| {
        matches!(word.norm.as_str(), "and" | "by" | "for" | "from" | "in" | "on" | "to" | "which" | "who")
    };
    let plain = start > 0 && passive == responsible(&clause[verb]) && !clause[..start].iter().any(breaks);
    let negated = clause[start..verb].iter().filter(|word| is_negator(&word.norm)).count() % 2 == 1;
    plain.then_some((start, verb, negated))
}

/// Words of a description of who did it.
const WHO: usize = 8;

fn responsible(word: &Word) -> bool {
    matches!(word.norm.as_str(), "responsibility" | "involvement" | "involved" | "responsible" | "behind")
}

fn is_we(pronoun: &str) -> bool {
    matches!(pronoun.to_lowercase().as_str(), "us" | "we")
}
/// Whether the words tell of a deed of violence, and of no number of them: "eight chemical attacks" are not the one of which others speak.
fn violent(words: &[Word]) -> bool {
    /// Words between the number and the noun.
    const BETWEEN: usize = 3;
    /// Words in which the deed is named: "of driving the peninsula towards an explosion" names none.
    const NAMED: usize = 6;
    let several = |at: usize| {
        let noun = &words[at].norm;
        let before = words[at.saturating_sub(BETWEEN)..at].iter();
        let counted = |word: &Word| number(&word.norm).is_some_and(|size| size > 1.0) || word.norm == "several";
        noun.ends_with('s') && is("violence", noun) && before.into_iter().any(counted)
    };
    if (0..words.len()).any(several) {
        return false;
    }
    words.iter().take(NAMED).any(|word| ["deed", "doing", "violence"].iter().any(|class| is(class, &word.norm)))
        || words.windows(2).any(|two| two[0].norm == "carrying" && two[1].norm == "out")
}

/// Whether the words behind "responsible" name one deed, or none: "it".
fn violent_or_bare(words: &[Word]) -> bool {
    const BARE: usize = 3;
    violent(words) || words.len() <= BARE
}

/// Whether words name or describe somebody who can do a thing, not a shell or an explosion.
fn is_somebody(context: &Context, report: usize, span: Span, whom: &str) -> bool {
    let read = &context.reports[report];
    let sentence = context.sentence(report, span);
    let Some(last) = context.words(report, &[span]).pop() else { return false };
    // A capital at the beginning of a sentence is none.
    let marked =
        last.marked && last.span.start > sentence.start + 1 && !last.norm.starts_with(|c: char| c.is_ascii_digit());
    let named = marked
        || read.entities.iter().any(|entity| entity.mentions.iter().any(|mention| mention.span.overlaps(last.span)));
    let known = ["body", "government", "opposed"].iter().any(|class| is(class, &last.norm));
    !is_pronoun(whom) && (named || known || !countries(&name_words(whom)).is_empty())
}

/// What words tell of a deed beyond that there was violence.
fn telling(context: &Context, report: usize, spans: &[Span]) -> Telling {
    static VIOLENCE: OnceLock<BTreeSet<&str>> = OnceLock::new();
    let violence = VIOLENCE.get_or_init(|| {
        let words = ["deed", "doing", "violence"].iter().filter_map(|class| table().get(class)).flatten();
        words.map(|word| concept(word)).collect()
    });
    let mut told = concepts(&context.words(report, spans));
    told.retain(|word, _| !violence.contains(word.as_str()) && word != concept("responsible"));
    told
}

/// The words of each class.
fn table() -> &'static BTreeMap<&'static str, BTreeSet<&'static str>> {
    static TABLE: OnceLock<BTreeMap<&str, BTreeSet<&str>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let lines = include_str!("../../../../data/lexicon/sides.tsv").lines().filter(|line| !line.starts_with('#'));
        for (class, word) in lines.filter_map(|line| line.split_once('\t')) {
            table.entry(class).or_default().insert(word);
        }
        table
    })
}

fn is(class: &str, word: &str) -> bool {
    table().get(class).is_some_and(|words| words.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides() {
        for (a, b, expected) in [
            ("the army", "government forces", Names::Same),
            ("the army", "the Northern Front", Names::Different),
            ("militants", "the Northern Front", Names::Unclear),
            ("Vellish saboteurs", "Velland", Names::Same),
            ("Russia", "Russian jets", Names::Same),
            ("Mara Olin", "Pavla Dorn", Names::Different),
            ("Assad", "the Syrian regime", Names::Unclear),
        ] {
            assert_eq!(same_side(a, b), expected, "{a} / {b}");
        }
    }
}
