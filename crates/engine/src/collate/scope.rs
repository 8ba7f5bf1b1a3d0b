//! What a figure counts: where, when, and which of the people or things its own words narrow it to.
//!
//! "10 Americans" and "12 people" killed in one crash do not contradict each other, and neither do a toll of this week
//! and one of last year. Two figures are compared only where their scopes allow it.

use super::align::number;
use super::concepts::concept;
use super::context::{Names, compare_names};
use crate::extent::is_wide;
use crate::group::{dates, words};
use std::collections::BTreeSet;
use variorum_record::{AnnotatedReport, Event, Figure, Measure, Place, Span, Time};

/// A place as far as figures compare it.
#[derive(Clone, Debug)]
pub(super) struct Where {
    pub(super) name: String,
    geonames: Option<u32>,
    country: Option<String>,
    /// A region or country rather than a town.
    wide: Option<bool>,
}

/// How two places stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Same,
    /// One lies in the other, as far as can be told.
    Within,
    Apart,
    Unknown,
}

/// How the words of two figures narrow what they count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// Both are of people in general, or of the same kind of them.
    Alike,
    /// One of them is of a kind ("10 Americans"), the other of all.
    PartOf,
    /// They are of different kinds ("two children", "two pilots").
    Others,
}

impl Where {
    /// The place, and what the words beside it say of its extent ("the region", "the city of").
    pub(super) fn of(text: &str, place: &Place) -> Where {
        Where {
            name: place.name.clone(),
            geonames: place.geonames,
            country: place.country.clone(),
            wide: is_wide(text, place),
        }
    }
}

/// How two places stand to each other, as far as the record can tell.
pub(super) fn relation(a: Option<&Where>, b: Option<&Where>) -> Relation {
    let (Some(a), Some(b)) = (a, b) else { return Relation::Unknown };
    let one = (a.geonames.is_some() && a.geonames == b.geonames)
        || compare_names(Some(&a.name), Some(&b.name)) == Names::Same;
    if one {
        let differ = matches!((a.wide, b.wide), (Some(x), Some(y)) if x != y);
        return if differ { Relation::Within } else { Relation::Same };
    }
    let wide = a.wide == Some(true) || b.wide == Some(true);
    if wide && a.country.is_some() && a.country == b.country {
        return Relation::Within;
    }
    if a.country.is_none() || b.country.is_none() { Relation::Unknown } else { Relation::Apart }
}

/// How the places of two counts stand to each other: the nearest of their pairs.
pub(super) fn whereabouts(a: &[Where], b: &[Where]) -> Relation {
    let pairs = || a.iter().flat_map(|x| b.iter().map(move |y| relation(Some(x), Some(y))));
    let nearest = [Relation::Same, Relation::Within, Relation::Unknown, Relation::Apart];
    nearest.into_iter().find(|wanted| pairs().any(|found| found == *wanted)).unwrap_or(Relation::Unknown)
}

/// Whether a sentence tells of several places in one ("residential neighbourhoods", "three villages") or of one of them ("the Tarn
/// district", "a market"); nothing where it names no such place. What happened in several is added up, and is more than what
/// happened in one.
pub(super) fn spread(sentence: &str) -> Option<bool> {
    #[rustfmt::skip]
    const PLACES: &[(&str, &str)] = &[
        ("area", "areas"), ("camp", "camps"), ("district", "districts"), ("hospital", "hospitals"), ("locality", "localities"), ("market", "markets"), ("mosque", "mosques"),
        ("neighborhood", "neighborhoods"), ("neighbourhood", "neighbourhoods"), ("quarter", "quarters"), ("school", "schools"), ("square", "squares"), ("street", "streets"),
        ("suburb", "suburbs"), ("town", "towns"), ("village", "villages"),
    ];
    let words = words::words(sentence, Span::new(0, sentence.len()));
    let says = |place: &str| words.iter().any(|word| word.norm == place);
    let (one, several) = (PLACES.iter().any(|(one, _)| says(one)), PLACES.iter().any(|(_, several)| says(several)));
    if several { Some(true) } else { one.then_some(false) }
}

/// By what means people are hurt. Outlets seldom tell a shell from a rocket or a rocket from a bomb that fell, so these are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Means {
    Bombardment,
    /// Gas and other poisons.
    Poison,
    /// A bomb that somebody laid, drove or wore.
    Planted,
    Firearm,
}

/// The means a sentence names.
pub(super) fn means(sentence: &str) -> BTreeSet<Means> {
    #[rustfmt::skip]
    const WORDS: &[(Means, &[&str])] = &[
        (Means::Bombardment, &[
            "airstrike", "airstrikes", "artillery", "bombardment", "bombings", "drone", "drones", "jets", "missile", "missiles", "mortar", "mortars", "raid",
            "raids", "rocket", "rockets", "shell", "shelled", "shelling", "shells", "strike", "strikes", "warplane", "warplanes",
        ]),
        (Means::Poison, &["chemical", "chlorine", "gas", "poison", "poisoned", "poisoning", "sarin", "toxic"]),
        (Means::Planted, &["bomber", "bombers", "ied", "landmine", "landmines", "roadside", "suicide"]),
        (Means::Firearm, &["gunfire", "gunman", "gunmen", "sniper", "snipers", "shooter", "shooting", "shootings"]),
    ];
    let words = words::words(sentence, Span::new(0, sentence.len()));
    let named = |known: &[&str]| words.iter().any(|word| known.contains(&word.norm.as_str()));
    WORDS.iter().filter(|(_, known)| named(known)).map(|(means, _)| *means).collect()
}

/// Words for people as such, or for who happens to be somewhere: they narrow nothing.
#[rustfmt::skip]
const ANYBODY: &[&str] = &[
    "bodies", "body", "bystanders", "casualties", "casualty", "civilian", "civilians", "commuters", "concertgoers", "corpse", "corpses", "customers", "dead", "death",
    "deaths", "diners", "fatalities", "fatality", "figure", "holidaymakers", "human", "hurt", "individuals", "injured", "injuries", "injury", "killed", "life",
    "lives", "locals", "missing", "mourners", "number", "onlookers", "others", "partygoers", "passers-by", "passersby", "pedestrians", "people", "person", "persons",
    "pilgrims", "residents", "revellers", "shoppers", "slain", "souls", "spectators", "toll", "total", "victim", "victims", "villagers", "worshippers", "wounded",
];

/// Words behind a number of injured that make it the number of some of them.
#[rustfmt::skip]
const SEVERITY: &[&str] = &[
    "critical", "critically", "grave", "gravely", "life-threatening", "light", "lightly", "minor", "serious", "seriously",
    "severe", "severely", "slight", "slightly",
];

/// Words for people of whom some of the victims are.
#[rustfmt::skip]
const PEOPLE: &[&str] = &[
    "babies", "boys", "children", "civilians", "elderly", "firefighters", "foreigners", "girls", "infants", "men", "minors", "passengers", "pensioners", "police", "policemen", "pupils",
    "rescuers", "schoolchildren", "soldiers", "students", "tourists", "women", "workers",
];

/// How far behind a figure they may stand, in bytes.
const BEHIND: usize = 45;

/// What the words stand for by which a figure names what it counts, beyond people as such: empty for "at least 12 people",
/// "american", "passenger" for "10 American passengers", "critical" for "18 were critically injured".
pub(super) fn narrowed(text: &str, figure: &Figure) -> BTreeSet<String> {
    let qualifier = figure.qualifier.as_deref().unwrap_or_default();
    let end = text.len().min(figure.span.end + BEHIND);
    let behind =
        text.get(figure.span.end..(figure.span.end..=end).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(end));
    let clause = behind.unwrap_or_default().split([',', ';', '.', '\n']).next().unwrap_or_default();
    let clause = clause.split(" while ").next().unwrap_or_default();
    let severity = words::words(clause, Span::new(0, clause.len())).into_iter();
    let severity =
        severity.filter(|word| figure.measures == Measure::Injured && SEVERITY.contains(&word.norm.as_str()));
    // Who is still in hospital is not who was hurt.
    let still = words::words(clause, Span::new(0, clause.len())).into_iter().filter(|word| {
        figure.measures == Measure::Injured
            && clause.contains("hospital")
            && matches!(word.norm.as_str(), "remain" | "remained" | "remains" | "still")
    });
    // "Six of the dead were women".
    let of_them = figure.span.of(text).to_lowercase();
    let of_them = [" of the dead", " of the victims", " of the wounded", " of the injured", " of them", " of those"]
        .iter()
        .any(|of| of_them.contains(of));
    let said = words::words(clause, Span::new(0, clause.len()));
    let are = of_them && said.first().is_some_and(|word| matches!(word.norm.as_str(), "are" | "were"));
    let kind = said.into_iter().skip(1).take(1).filter(|word| are && PEOPLE.contains(&word.norm.as_str()));
    words::words(text, figure.span)
        .into_iter()
        .chain(kind)
        .chain(severity)
        .chain(still)
        .map(|word| word.norm)
        .filter(|word| {
            number(word).is_none()
                && !words::is_stop(word)
                && word != "them"
                && !word.contains(|c: char| c.is_ascii_digit())
                && !qualifier.split_whitespace().any(|known| known == word)
                && !SIZES.contains(&word.as_str())
                && !ANYBODY.contains(&word.as_str())
        })
        .map(|word| concept(&word).to_string())
        .collect()
}

/// Words that belong to the number, not to what is counted.
#[rustfmt::skip]
const SIZES: &[&str] = &[
    "additional", "almost", "another", "billion", "cent", "confirmed", "couple", "dozen", "dozens", "eighth", "eighths", "estimated", "few",
    "fifth", "fifths", "further", "half", "hundred", "hundreds", "least", "many", "million", "millions", "multiple", "nearly", "numerous", "one", "other", "per", "percent", "quarter",
    "quarters", "reported", "roughly", "score", "scores", "several", "sixth", "sixths", "tenth", "tenths", "third", "thirds", "thousand", "thousands", "trillion",
];

/// Whether a word says how many rather than of what: "scores", "dozen".
pub(super) fn is_size(word: &str) -> bool {
    SIZES.contains(&word)
}

/// Compares what two figures count.
pub(super) fn counted(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Counted {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => Counted::Alike,
        (false, false) if a.iter().any(|stem| b.contains(stem)) => Counted::Alike,
        (false, false) => Counted::Others,
        _ => Counted::PartOf,
    }
}

/// Whether both count children, in whatever words: "two children", "two little girls"; but not "two girls" and "two boys".
pub(super) fn both_children(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    #[rustfmt::skip]
    const CHILDREN: &[&str] = &[
        "baby", "babies", "boy", "boys", "child", "girl", "girls", "infant", "infants", "minor", "minors", "schoolboys", "schoolchildren", "schoolgirls", "toddler", "toddlers",
    ];
    const YOUNG: &[&str] = &["little", "small", "young"];
    let is = |word: &String, words: &[&str]| words.iter().any(|known| concept(known) == word);
    let children = |narrowed: &BTreeSet<String>| {
        narrowed.iter().any(|word| is(word, CHILDREN))
            && narrowed.iter().all(|word| is(word, CHILDREN) || is(word, YOUNG))
    };
    let any = |narrowed: &BTreeSet<String>| narrowed.iter().any(|word| word == concept("child"));
    children(a) && children(b) && (any(a) || any(b))
}

/// First and last day, as days since 1970-01-01.
pub(super) type Days = (i32, i32);

/// The days a figure speaks of: of its event's time, else of the date that stands nearest in its sentence, unless that is the
/// date of another number ("up from 3,500 on Sunday"). "Since Saturday" goes on to the day the report was `told`.
pub(super) fn days(
    report: &AnnotatedReport,
    event: Option<&Event>,
    sentence: Span,
    figure: Span,
    told: Option<i32>,
) -> Option<Days> {
    let text = &report.text;
    let value = |time: &Time| {
        let days = dates::days(time.value.as_deref()?)?;
        let before = text.get(sentence.start..time.span.start).unwrap_or_default().trim_end();
        let since = (before.ends_with("since") || before.ends_with("Since")) && !recalls(text, time, figure);
        Some(if since { (days.0, told.unwrap_or(days.1).max(days.1)) } else { days })
    };
    let of_another = |time: &&Time| {
        let between = text.get(figure.end..time.span.start).unwrap_or_default();
        [" from ", "compared with", "compared to"].iter().any(|word| between.contains(word))
    };
    // "31, the governor said on Friday" was said on Friday, and "rose to 31 on Friday" counted then.
    let said = report.statements.iter().find(|s| s.content.iter().any(|span| span.contains(figure)));
    let of_saying = |time: &&Time| said.is_some_and(|said| !said.content.iter().any(|span| span.contains(time.span)));
    if is_counted_up(text, sentence, figure) {
        return None;
    }
    let near = || {
        let inside = report.times.iter().filter(|time| sentence.contains(time.span) && !time.span.overlaps(figure));
        inside
            .filter(|time| !of_another(time) && !of_saying(time))
            .filter_map(|time| Some((time.span.start.abs_diff(figure.end), value(time)?)))
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, days)| days)
    };
    let of_event = event.and_then(|event| report.times.get(event.time?));
    of_event.filter(|time| !sentence.contains(time.span) || !of_saying(time)).and_then(value).or_else(near)
}

/// "Since 2016, when 41 people died": a figure of that time, not of all since.
pub(super) fn recalls(text: &str, time: &Time, figure: Span) -> bool {
    let between = text.get(time.span.end..figure.start).unwrap_or_default();
    between.trim_start_matches([',', ' ']).starts_with("when ")
}

/// Whether the words before a figure tell of the count as it stood: "has risen to 31", "put the toll at 31".
fn is_counted_up(text: &str, sentence: Span, figure: Span) -> bool {
    #[rustfmt::skip]
    const COUNTING: &[&str] = &[
        "climbed", "climbs", "grown", "number", "reached", "revised", "rise", "risen", "rises", "rising", "rose", "stands", "stood", "tally", "toll",
    ];
    /// Words before the figure.
    const BEFORE: usize = 10;
    let before = words::words(text, Span::new(sentence.start.min(figure.start), figure.start));
    before.iter().rev().take(BEFORE).any(|word| COUNTING.contains(&word.norm.as_str()))
}

/// Whether two stretches of days are more than a day apart.
pub(super) fn days_apart(a: Option<Days>, b: Option<Days>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.0 > b.1 + 1 || b.0 > a.1 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use variorum_record::FigureId;

    fn stems(text: &str, qualifier: Option<&str>) -> BTreeSet<String> {
        let figure = Figure {
            id: FigureId(1),
            span: Span::new(0, text.len()),
            low: None,
            high: None,
            qualifier: qualifier.map(str::to_string),
            unit: None,
            of: None,
            measures: Measure::Killed,
            event: None,
            source: None,
            standing: None,
        };
        narrowed(text, &figure)
    }

    #[test]
    fn whom_a_figure_counts() {
        for (a, b, expected) in [
            ("12 people", "at least a dozen others", Counted::Alike),
            ("10 Kestrian citizens", "ten Kestrian passengers", Counted::Alike),
            ("10 Kestrian citizens", "12 people", Counted::PartOf),
            ("two pilots", "two children", Counted::Others),
            ("a 100", "hundreds of victims", Counted::Alike),
        ] {
            assert_eq!(counted(&stems(a, None), &stems(b, None)), expected, "{a} / {b}");
        }
        assert!(stems("more than 80 injured", Some("more than")).is_empty());
    }

    #[test]
    fn which_days() {
        assert!(days_apart(dates::days("2014"), dates::days("2015-02")));
        assert!(!days_apart(dates::days("2015-02"), dates::days("2015-02-20")));
        assert!(!days_apart(dates::days("2015-02-20"), dates::days("2015-02-21")));
        assert!(!days_apart(None, dates::days("2015")));
    }
}
