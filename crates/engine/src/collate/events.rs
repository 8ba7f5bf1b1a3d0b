//! Rows of what happened: the incidents, talks and demands of the typed events, and what else several reports tell.

use super::blame;
use super::circumstances::{other_day, other_means};
use super::cluster::{PerReport, cluster, sharing};
use super::concepts::{concept, concepts, is_light, of_trigger};
use super::context::{Context, Names, compare_names};
use super::facts::{Draft, Found, Telling, coverage, row};
use super::figures::wordy;
use super::labels;
use super::origins::Sources;
use crate::background::share;
use crate::cast::lexicon::demonym;
use crate::holders::Holders;
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{
    Difference, DifferenceKind, EntityKind, Event, EventStatus, Figure, Measure, PartKind, Participant, Reading, Row,
    RowKind, Span, Verdict,
};

/// An event of a report, with what tells whether another report tells the same.
pub(super) struct Item<'r> {
    pub(super) report: usize,
    pub(super) event: &'r Event,
    /// What its trigger stands for.
    concept: String,
    /// What its trigger and its other mentions stand for.
    pub(super) named: BTreeSet<String>,
    /// How much the concept tells by itself, from 0 to 1.
    rarity: f64,
    sentence: Telling,
    actors: Vec<Who>,
    targets: Vec<Who>,
    /// The people by name to whom it happened.
    pub(super) whom: Vec<String>,
    day: Option<i32>,
    /// The rows in which tolls of it stand.
    tolls: BTreeSet<usize>,
}

/// Somebody who takes part: by name, or by the concept of the word that describes them.
enum Who {
    Named(String),
    Described(String),
}

impl Item<'_> {
    /// Everybody who takes part.
    fn people(&self) -> impl Iterator<Item = &Who> {
        self.actors.iter().chain(&self.targets)
    }

    /// Whether it is of one of the event types.
    fn typed(&self) -> bool {
        self.event.kind != "other"
    }
}

/// The rows of a story's events. What is of no type stands in a row only when several reports tell it.
pub(super) fn rows(context: &Context, sources: &Sources, figures: &[Row]) -> Vec<Row> {
    let tolls = tolls(context, figures);
    let items: Vec<Item> =
        (0..context.reports.len()).flat_map(|report| items(context, report, &tolls[report])).collect();
    let reports: Vec<usize> = items.iter().map(|item| item.report).collect();
    let keys = items.iter().enumerate().flat_map(|(i, item)| {
        let kind = item.typed().then(|| (format!("kind {}", item.event.kind), i));
        let tolls = item.tolls.iter().map(move |row| (format!("toll {row}"), i));
        kind.into_iter().chain(tolls).chain(item.named.iter().map(move |concept| (concept.clone(), i)))
    });
    let pairs = sharing(keys).into_iter().filter(|(i, j)| reports[*i] != reports[*j]);
    let scored = pairs.filter_map(|(i, j)| Some((same_event(context, &items[i], &items[j])?, i, j))).collect();
    with_headlines(context, &items, cluster(&reports, PerReport::Many, scored))
        .into_iter()
        .map(|cluster| cluster.iter().map(|&i| &items[i]).collect::<Vec<_>>())
        .filter(|members| members.iter().any(|item| item.typed() || item.report != members[0].report))
        .map(|members| event_row(context, sources, &members, figures))
        .collect()
}

/// What a headline tells alone goes with the row in which its own report tells the same of the same people.
fn with_headlines(context: &Context, items: &[Item], mut clusters: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let mut known: BTreeMap<(usize, &str), Vec<(usize, usize)>> = BTreeMap::new();
    for (n, cluster) in clusters.iter().enumerate() {
        let several = cluster.iter().any(|&i| items[i].report != items[cluster[0]].report);
        for &i in cluster.iter().filter(|_| several) {
            known.entry((items[i].report, items[i].event.kind.as_str())).or_default().push((n, i));
        }
    }
    let mut moves: Vec<(usize, usize)> = Vec::new();
    for (n, cluster) in clusters.iter().enumerate() {
        let [one] = cluster[..] else { continue };
        let (item, parts) = (&items[one], &context.reports[items[one].report].parts);
        let headline = parts.iter().any(|part| part.kind == PartKind::Title && part.span.contains(item.event.trigger));
        if !headline || !item.typed() {
            continue;
        }
        let same = |other: &Item| item.people().any(|x| other.people().any(|y| same_who(x, y)));
        let rows = known.get(&(item.report, item.event.kind.as_str())).into_iter().flatten();
        moves.extend(rows.into_iter().find(|(_, i)| same(&items[*i])).map(|(to, _)| (n, *to)));
    }
    for (from, to) in moves {
        let moved = std::mem::take(&mut clusters[from]);
        clusters[to].extend(moved);
        clusters[to].sort_unstable();
    }
    clusters.retain(|cluster| !cluster.is_empty());
    clusters
}

/// For each report the rows in which its figures of victims stand that other reports have, too.
fn tolls(context: &Context, rows: &[Row]) -> Vec<BTreeMap<String, usize>> {
    let victims = |reading: &Reading| {
        let measure = reading.value.as_ref().and_then(|value| value.get("measures")?.as_str());
        matches!(measure, Some("killed" | "injured" | "missing"))
    };
    let mut out = vec![BTreeMap::new(); context.reports.len()];
    for (n, row) in rows.iter().enumerate().filter(|(_, row)| row.verdict != Verdict::OnlyOne) {
        for (known, reading) in out.iter_mut().zip(&row.readings).filter(|(_, reading)| victims(reading)) {
            known.extend(reading.ids.iter().map(|id| (id.clone(), n)));
        }
    }
    out
}

fn items<'r>(context: &Context<'r>, report: usize, tolls: &BTreeMap<String, usize>) -> Vec<Item<'r>> {
    let annotated = &context.reports[report];
    let who = |participant: &Participant| {
        let name = context.name(report, participant)?;
        let words = crate::group::words::words(&name, variorum_record::Span::new(0, name.len()));
        if participant.entity.is_some() || words.iter().any(|word| word.marked) {
            return Some(Who::Named(name));
        }
        Some(Who::Described(concept(&words.last()?.norm).to_string()))
    };
    // What a typed event says is not said again by a happening of no type, and the name of a month is none.
    let words = |event: &'r Event| std::iter::once(event.trigger).chain(event.mentions.iter().copied());
    let times = annotated.times.iter().map(|time| time.span);
    let told = Holders::of(annotated.events.iter().flat_map(words).chain(times).map(|span| (span, ())));
    // Who was hurt in a typed event is told with it.
    let attacks = annotated.events.iter().filter(|event| event.kind == "assault");
    let mut attacks: Vec<Span> = attacks.flat_map(words).collect();
    attacks.sort_unstable();
    let outcome = |event: &Event| {
        let sentence = context.sentence(report, event.trigger);
        let from = attacks.partition_point(|word| word.start < sentence.start);
        let mut here = attacks[from..].iter().take_while(|word| word.start < sentence.end);
        matches!(of_trigger(&context.words(report, &[event.trigger])).as_str(), "die" | "wound")
            && here.any(|word| sentence.contains(*word))
    };
    let auxiliary = |event: &Event| event.trigger.of(&annotated.text).contains(['\'', '’']);
    let untyped = annotated.occurrences.iter();
    let untyped =
        untyped.filter(|event| told.overlapping(event.trigger).is_empty() && !outcome(event) && !auxiliary(event));
    let person = |who: &Participant| {
        let entity = who.entity.and_then(|id| context.entity(report, id));
        entity.filter(|entity| entity.kind == EntityKind::Person).map(|entity| entity.name.clone())
    };
    let all = |people: &[Participant]| people.iter().filter_map(who).collect::<Vec<_>>();
    let events = annotated.events.iter().chain(untyped);
    events
        .map(|event| {
            let trigger = context.words(report, &[event.trigger]);
            let share = trigger.last().map_or(1.0, |word| share(&word.norm));
            let time = event.time.and_then(|i| annotated.times.get(i));
            let guilty = guilty(context, report, event.trigger);
            let concept = if guilty.is_some() { concept("convicted").to_string() } else { of_trigger(&trigger) };
            let mentions = event.mentions.iter().map(|mention| of_trigger(&context.words(report, &[*mention])));
            Item {
                report,
                event,
                named: mentions.chain([concept.clone()]).collect(),
                concept,
                rarity: (-share.ln() / 9.0).clamp(0.0, 1.0),
                sentence: concepts(&context.words(report, &[context.sentence(report, event.trigger)])),
                actors: all(&event.actors),
                targets: all(&event.targets),
                whom: event.targets.iter().filter_map(person).collect(),
                tolls: event.figures.iter().filter_map(|id| tolls.get(&id.to_string()).copied()).collect(),
                day: time.and_then(|time| time.value.as_deref().and_then(crate::group::dates::day)),
            }
        })
        .collect()
}

/// "Guilty" of "found Mara Olin guilty", "was found guilty".
fn guilty(context: &Context, report: usize, trigger: Span) -> Option<Span> {
    /// Words of a name and its title.
    const BEHIND: usize = 6;
    let annotated = &context.reports[report];
    if !trigger.of(&annotated.text).eq_ignore_ascii_case("found") {
        return None;
    }
    let end = context.sentence(report, trigger).end.max(trigger.end);
    let behind = context.words(report, &[Span::new(trigger.end, end)]);
    behind.into_iter().take(BEHIND).find(|word| word.norm == "guilty").map(|word| word.span)
}

/// How surely two events of two reports are one.
fn same_event(context: &Context, a: &Item, b: &Item) -> Option<f64> {
    /// Of one type and named by different words: set by hand on the seeds.
    const OTHER_WORD: f64 = 0.62;
    /// Named by the same words: set on the development topics of ECB+, like the next; checked on its other topics.
    const TYPED: f64 = 0.50;
    const UNTYPED: f64 = 0.35;
    /// What a toll in common adds: set by hand.
    const ONE_TOLL: f64 = 0.3;
    /// How much alike sentences must be that have a light word in common: set by hand.
    const LIGHT: f64 = 0.3;
    /// Done by people of whom nobody is the same, and nothing but words speaks for it: set on the same topics.
    const STRANGERS: f64 = 0.2;
    let same_kind = a.typed() && a.event.kind == b.event.kind;
    // They may also meet in another mention: "stabbed … the murder", "the killing".
    let same_word = !a.named.is_disjoint(&b.named);
    if !same_kind && !same_word || reversed(a, b) {
        return None;
    }
    // Of one attack they tell one toll, whatever each calls it.
    let one_toll = same_kind && !a.tolls.is_disjoint(&b.tolls);
    let place = |item: &Item| context.reports[item.report].places.get(item.event.place?);
    let places = match (place(a), place(b)) {
        (Some(x), Some(y)) if x.geonames.is_some() && x.geonames == y.geonames => 0.3,
        (Some(x), Some(y)) if compare_names(Some(&x.name), Some(&y.name)) == Names::Same => 0.3,
        (Some(x), Some(y)) if x.country.is_some() && y.country.is_some() && x.country != y.country => return None,
        (Some(_), Some(_)) => -0.1,
        _ => 0.0,
    };
    let days = match (a.day, b.day) {
        (Some(x), Some(y)) if (x - y).abs() > 1 => return None,
        (Some(x), Some(y)) if x == y => 0.15,
        _ => 0.0,
    };
    let met = a.people().filter(|x| b.people().any(|y| same_who(x, y))).count();
    let met = met as f64 / a.people().count().min(b.people().count()).max(1) as f64;
    let apart = !one_toll && other_victims(context, a, b);
    let strangers = met == 0.0 && places < 0.3 && strangers(a, b);
    let background = (a.event.status == EventStatus::Background) != (b.event.status == EventStatus::Background);
    let coverage = coverage(&a.sentence, &b.sentence);
    if a.typed() || b.typed() {
        let score = if same_kind { 0.2 } else { 0.0 }
            + if same_word { 0.25 } else { 0.0 }
            + places
            + days
            + 0.25 * met
            + 0.4 * coverage
            + if one_toll { ONE_TOLL } else { 0.0 }
            - if background { 0.15 } else { 0.0 }
            - if apart { 0.3 } else { 0.0 }
            - if strangers { STRANGERS } else { 0.0 };
        return (score >= if same_word { TYPED } else { OTHER_WORD }).then_some(score);
    }
    if apart {
        return None;
    }
    // A light word says nothing without those who are in both.
    if (is_light(&a.concept) || is_light(&b.concept)) && (met == 0.0 || coverage < LIGHT) {
        return None;
    }
    // What happened and what did not are two things where nobody's type says that they are one.
    if a.event.negated != b.event.negated {
        return None;
    }
    let score = 0.25 + 0.2 * a.rarity.min(b.rarity) + 0.5 * places.min(0.2) + days + 0.25 * met + 0.4 * coverage;
    (score >= UNTYPED).then_some(score)
}

/// Whether one does to the other in the first report what the other does to it in the second: they accuse each other, and that is
/// two accusations.
fn reversed(a: &Item, b: &Item) -> bool {
    let of_one_side =
        |kind: &str| matches!(kind, "accuse" | "request" | "threaten" | "assault" | "coerce" | "sanction");
    let met = |x: &[Who], y: &[Who]| {
        let named = |who: &&Who| matches!(who, Who::Named(_));
        x.iter().filter(named).any(|x| y.iter().filter(named).any(|y| same_who(x, y)))
    };
    of_one_side(&a.event.kind)
        && a.event.kind == b.event.kind
        && (met(&a.actors, &b.targets) || met(&a.targets, &b.actors))
        && !met(&a.actors, &b.actors)
        && !met(&a.targets, &b.targets)
}

/// Whether both name or describe who did it, and nobody may be the same. Whether a body or a person who is only described did it is
/// open where violence is told: "gunmen", "the militants", "Olin's men"; of words and deeds of office it is not.
fn strangers(a: &Item, b: &Item) -> bool {
    let violent = a.event.kind == "assault" || b.event.kind == "assault";
    let may_be = |x: &Who, y: &Who| match (x, y) {
        (Who::Named(x), Who::Named(y)) => compare_names(Some(x), Some(y)) != Names::Different,
        _ => violent,
    };
    !a.actors.is_empty() && !b.actors.is_empty() && !a.actors.iter().any(|x| b.actors.iter().any(|y| may_be(x, y)))
}

/// Whether two attacks hit people of different kinds: soldiers here, militants there, shoppers elsewhere. People as such may be
/// anybody, but hardly those who fight.
fn other_victims(context: &Context, a: &Item, b: &Item) -> bool {
    #[rustfmt::skip]
    const FIGHTERS: &[&str] = &[
        "abductors", "bandits", "combatants", "commandos", "fighters", "gangsters", "gunmen", "guerrillas", "hijackers", "insurgents", "jihadists", "kidnappers", "militants",
        "militiamen", "officers", "paramilitaries", "paratroopers", "policemen", "rebels", "soldiers", "terrorists", "troops",
    ];
    let victims = |item: &Item| -> Vec<String> {
        let names = item.event.targets.iter().filter_map(|who| context.name(item.report, who));
        let last = |name: String| crate::group::words::words(&name, Span::new(0, name.len())).pop();
        names.filter_map(last).filter(|word| !word.marked).map(|word| word.norm).collect()
    };
    let (x, y) = (victims(a), victims(b));
    let fighters =
        |word: &String| FIGHTERS.iter().any(|fighter| *fighter == word || fighter.strip_suffix('s') == Some(word));
    let alike = |x: &String, y: &String| concept(x) == concept(y) || (!fighters(x) && !fighters(y));
    !x.is_empty() && !y.is_empty() && !x.iter().any(|x| y.iter().any(|y| alike(x, y)))
}

/// Whether `b` denies the very thing that `a` tells as fact: done by the same, to the same. An attack that one side denies is
/// not denied by whoever tells of another's.
fn denies(context: &Context, a: &Item, b: &Item) -> bool {
    let denied = |item: &Item| item.event.negated || item.event.status == EventStatus::Denied;
    let told = matches!(a.event.status, EventStatus::Reported | EventStatus::Claimed) && !denied(a);
    let firm = !matches!(b.event.status, EventStatus::Planned | EventStatus::Hypothetical | EventStatus::Background);
    let attacks = a.event.kind == "assault" && b.event.kind == "assault";
    if !(a.typed() && b.typed() && told && denied(b) && firm && a.report != b.report)
        || !(a.concept == b.concept || attacks)
    {
        return false;
    }
    let names = |item: &Item, who: &[Participant]| -> Vec<String> {
        who.iter().filter_map(|who| context.name(item.report, who)).collect()
    };
    let share = |x: Vec<String>, y: Vec<String>| {
        (x.is_empty() && y.is_empty())
            || x.iter().any(|x| y.iter().any(|y| compare_names(Some(x), Some(y)) == Names::Same))
    };
    // What "poses no threat" is no threat that somebody did not make.
    let danger =
        |item: &Item| matches!(item.event.trigger.of(&context.reports[item.report].text), "threat" | "threats");
    if describes(context, a) || describes(context, b) || danger(b) {
        return false;
    }
    // A denial tells of the same in like words, or of the same day.
    let place = |item: &Item| Some(&context.reports[item.report].places.get(item.event.place?)?.name);
    let here = attacks
        && !a.actors.is_empty()
        && place(a).is_some_and(|x| place(b).is_some_and(|y| compare_names(Some(x), Some(y)) == Names::Same))
        && context.days[a.report].zip(context.days[b.report]).is_some_and(|(x, y)| (x - y).abs() <= 1);
    let one = coverage(&a.sentence, &b.sentence) >= 0.5 || (a.day.is_some() && a.day == b.day) || here;
    one && share(names(a, &a.event.actors), names(b, &b.event.actors))
        && share(names(a, &a.event.targets), names(b, &b.event.targets))
}

/// Whether an event only says who is meant: "the rebels fighting the government" denied something, not that they fight.
fn describes(context: &Context, item: &Item) -> bool {
    let text = &context.reports[item.report].text;
    let trigger = item.event.trigger;
    let beside = |who: &Participant| {
        who.span.is_some_and(|span| text.get(span.end..trigger.start).is_some_and(|between| between == " "))
    };
    trigger.of(text).ends_with("ing") && item.event.actors.iter().any(beside)
}

fn same_who(a: &Who, b: &Who) -> bool {
    match (a, b) {
        (Who::Named(a), Who::Named(b)) => compare_names(Some(a), Some(b)) == Names::Same,
        (Who::Described(a), Who::Described(b)) => a == b,
        _ => false,
    }
}

/// Whether some report only supposes or plans what another tells as fact: "did not say whether she would resign", "has resigned".
fn only_supposed(members: &[&Item]) -> bool {
    let open = |item: &Item| matches!(item.event.status, EventStatus::Hypothetical | EventStatus::Planned);
    let told = members.iter().any(|item| item.typed() && item.event.status == EventStatus::Reported);
    let report_is_open =
        |item: &Item| members.iter().filter(|other| other.report == item.report).all(|other| open(other));
    told && members.iter().any(|item| report_is_open(item))
}

fn event_row(context: &Context, sources: &Sources, members: &[&Item], figures: &[Row]) -> Row {
    let mut differences = Vec::new();
    let denied = members.iter().find_map(|b| Some((members.iter().find(|a| denies(context, a, b))?, b)));
    if let Some((a, b)) = denied {
        differences.push(Difference {
            a: context.id(a.report),
            b: context.id(b.report),
            kind: DifferenceKind::Negation,
            a_span: Some(a.event.trigger),
            b_span: Some(b.event.trigger),
        });
    }
    if let Some((a, b, a_span, b_span)) = other_day(context, members) {
        let (a, b) = (context.id(a), context.id(b));
        differences.push(Difference { a, b, kind: DifferenceKind::Time, a_span: Some(a_span), b_span: Some(b_span) });
    }
    if let Some((a, b, a_span, b_span)) = other_means(context, members) {
        let (a, b) = (context.id(a), context.id(b));
        differences.push(Difference { a, b, kind: DifferenceKind::Means, a_span: Some(a_span), b_span: Some(b_span) });
    }
    let concepts: BTreeSet<&str> = members.iter().map(|item| item.concept.as_str()).collect();
    let verdict = if !differences.is_empty() {
        Verdict::Contradicted
    } else if only_supposed(members) {
        Verdict::Compatible
    } else if concepts.len() == 1 {
        Verdict::Agreed
    } else {
        Verdict::Reworded
    };
    let fullest = members.iter().max_by_key(|item| {
        let open = matches!(item.event.status, EventStatus::Hypothetical | EventStatus::Planned);
        (
            item.typed(),
            item.people().count().min(1),
            !open,
            item.people().count().min(3),
            item.event.place.is_some(),
            std::cmp::Reverse(item.report),
        )
    });
    let label = incident(context, members, figures)
        .or_else(|| fullest.map(|item| label(context, item.report, item.event)))
        .unwrap_or_default();
    let found = members
        .iter()
        .map(|item| Found {
            report: item.report,
            id: Some(item.event.id.to_string()),
            spans: std::iter::once(item.event.trigger).chain(item.event.mentions.iter().copied()).collect(),
            value: serde_json::json!({ "kind": item.event.kind, "status": item.event.status, "negated": item.event.negated }),
        })
        .collect();
    row(context, sources, found, Draft { kind: RowKind::Event, label, verdict, differences })
}

/// "Attack in Durno (Velland): 21 killed, 46 injured": what a reader calls an attack, when the reports have a noun for it and say where
/// it was or whom it killed.
fn incident(context: &Context, members: &[&Item], figures: &[Row]) -> Option<String> {
    #[rustfmt::skip]
    const NOUNS: &[&str] = &[
        "airstrike", "ambush", "assassination", "assault", "attack", "blast", "bombardment", "bombing", "explosion", "killing", "massacre", "missile strike", "murder", "raid",
        "shelling", "shooting", "stabbing", "strike",
    ];
    let news = |item: &&&Item| {
        item.event.kind == "assault" && item.event.status != EventStatus::Background && !item.event.negated
    };
    let told: Vec<&&Item> = members.iter().filter(news).collect();
    if told.is_empty() || told.len() * 2 < members.len() {
        return None;
    }
    let mut nouns: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &told {
        let text = &context.reports[item.report].text;
        // The word that a report names it by first counts double.
        let words = [item.event.trigger, item.event.trigger].into_iter().chain(item.event.mentions.iter().copied());
        for word in words {
            let word = word.of(text).to_lowercase();
            let noun = NOUNS.iter().find(|noun| word == **noun || word.strip_suffix('s') == Some(noun));
            noun.into_iter().for_each(|noun| *nouns.entry(noun).or_default() += 1);
        }
    }
    let noun = nouns.iter().max_by_key(|(noun, uses)| (**uses, std::cmp::Reverse(**noun)))?.0;
    let place = told.iter().find_map(|item| context.reports[item.report].places.get(item.event.place?));
    let place = place.map(|place| context.places.of_place(place));
    let named = |item: &&&Item| {
        let accused =
            |who: &Participant| who.span.is_some_and(|span| blame::is_accused(&context.reports[item.report], span));
        let actors = item.event.actors.iter().filter(|who| who.entity.is_some() && !accused(who));
        actors.into_iter().find_map(|who| context.name(item.report, who))
    };
    // Where one is only blamed, or each side says that the other did it, the label says nothing of that.
    let blamed: Vec<String> = told.iter().filter_map(named).collect();
    let disputed =
        blamed.iter().any(|name| compare_names(Some(name), blamed.first().map(String::as_str)) == Names::Different);
    let by = blamed.into_iter().next().filter(|_| !disputed).map(|name| labels::plain(&name));
    // "Russian" for those who did it is their country.
    let by = by.map(|by| demonym(&by).flatten().map_or(by, |country| country.name.to_string()));
    let toll = toll_words(context, &told, figures);
    if place.is_none() && toll.is_empty() {
        return None;
    }
    let place = place.map(|place| format!(" in {place}")).unwrap_or_default();
    let by = by.filter(|by| !place.contains(by.as_str())).map(|by| format!(" ({by})")).unwrap_or_default();
    let toll = if toll.is_empty() { toll } else { format!(": {toll}") };
    Some(format!("{noun}{place}{by}{toll}"))
}

/// "12 to 14 killed, 80 injured": what the row of figures ranges over that most reports have, else what the event's own figures do.
fn toll_words(context: &Context, told: &[&&Item], figures: &[Row]) -> String {
    let of = |measure: Measure, word: &str| -> Option<String> {
        let (low, high) = toll_row(told, figures, word).or_else(|| own_toll(context, told, measure))?;
        let number = if low < high { labels::range(low, high) } else { labels::grouped(low) };
        Some(format!("{number} {word}"))
    };
    [of(Measure::Killed, "killed"), of(Measure::Injured, "injured")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// The least and the most of the row in which most reports have a toll of the event.
fn toll_row(told: &[&&Item], figures: &[Row], measure: &str) -> Option<(f64, f64)> {
    let readings = |row: &Row| row.readings.iter().filter(|reading| !reading.absent).count();
    let measures = |row: &&Row| {
        let value = row.readings.iter().find_map(|reading| reading.value.as_ref());
        value.is_some_and(|value| value.get("measures").is_some_and(|known| known == measure))
    };
    let rows: BTreeSet<usize> = told.iter().flat_map(|item| item.tolls.iter().copied()).collect();
    let rows = rows.into_iter().filter_map(|row| figures.get(row)).filter(measures);
    let row = rows.rev().max_by_key(|row| readings(row))?;
    let views = row.views.as_ref()?;
    // "Dozens" and "over 80" are one count, of which the second says more.
    let (low, high) = match row.verdict {
        Verdict::Agreed | Verdict::Compatible => (&views.conservative, &views.conservative),
        _ => (&views.low, &views.high),
    };
    Some((low.as_ref()?.value, high.as_ref()?.value))
}

/// Over all reports, of each the highest number that is no part of another.
fn own_toll(context: &Context, told: &[&&Item], measure: Measure) -> Option<(f64, f64)> {
    let size = |item: &&&Item| -> Option<f64> {
        let read = &context.reports[item.report];
        let own = read.figures.iter().filter(|figure| item.event.figures.contains(&figure.id));
        let part = |figure: &Figure| {
            let words = figure.span.of(&read.text).to_lowercase();
            figure.of.is_some() || [" of the ", " of them", " more "].iter().any(|of| words.contains(of))
        };
        // "Dozens" is no number to give.
        let plain = own.filter(|figure| {
            figure.measures == measure && figure.standing.is_none() && !part(figure) && !wordy(figure)
        });
        plain.filter_map(|figure| figure.low).reduce(f64::max)
    };
    let sizes: Vec<f64> = told.iter().filter_map(size).collect();
    Some((sizes.iter().copied().reduce(f64::min)?, sizes.iter().copied().reduce(f64::max)?))
}

/// "Belgian police: questioned an aide (Brussels)": the report's own words where what was done to whom stands together, else the word for
/// it with what directly follows.
fn label(context: &Context, report: usize, event: &Event) -> String {
    /// Between a verb and its object stand an article and perhaps a word more; "were" and "have been" behind it.
    const BETWEEN: usize = 12;
    let text = &context.reports[report].text;
    let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = |who: &Participant| context.name(report, who).map(|name| plain(&name));
    let place = event.place.and_then(|i| context.reports[report].places.get(i));
    let place = place.map(|place| context.places.of_place(place));
    let joined = |from: usize, to: usize| {
        let between = text.get(from..to)?;
        let words = between.len() <= BETWEEN && between.chars().all(|c| c.is_alphabetic() || c == ' ');
        (words && between.starts_with(' ') && !between.contains(" that ")).then_some(between)
    };
    let trigger = event.trigger;
    let actor = event.actors.first().and_then(name).map(|name| labels::plain(&name));
    let target = event.targets.first().and_then(|who| {
        let span = who.span?;
        let called = || {
            if who.entity.is_some() { name(who) } else { Some(labels::within_sentence(context, report, span)) }
        };
        if let Some(between) = joined(trigger.end, span.start) {
            let of = match guilty(context, report, trigger) {
                Some(word) => format!(" guilty{}", labels::of_what(context, report, word.end)),
                None => labels::of_what(context, report, span.end),
            };
            return Some(plain(&format!("{}{between}{}", trigger.of(text), called()?)) + &of);
        }
        // "Forty-two people were arrested".
        let between = joined(span.end, trigger.start).filter(|_| actor.is_none())?;
        Some(plain(&format!("{}{between}{}", called()?, trigger.of(text))))
    });
    // "Mara Olin, the former mayor, was sentenced".
    let before = event.targets.first().filter(|who| who.entity.is_some() && actor.is_none());
    let before = before.filter(|who| who.span.is_some_and(|span| span.end <= trigger.start)).and_then(name);
    let deed = || labels::deed(context, report, trigger);
    let passive = || before.map(|name| format!("{} {}", labels::plain(&name), deed()));
    let mut out = target.or_else(passive).unwrap_or_else(deed);
    if let Some(actor) = actor {
        out = format!("{actor}: {out}");
    }
    match place.filter(|place| !out.contains(place.as_str())) {
        Some(place) => format!("{out} ({place})"),
        None => out,
    }
}
