//! Which of the places of one name a report means.
//!
//! Every name of the report weighs its bearers by size and kind, by what the words beside it say ("Orrin, Ohio", "Orrin
//! County", "in Velland's Orrin region") and by how near they lie to bearers of the report's other names. One name means one
//! place throughout a report, unless the words beside a mention say where it lies. The weights were tuned on LGL and GeoVirus.

use super::lexicon::{Class, is};
use super::mentions::Mention;
use crate::gazetteer::{Gazetteer, How, Kind, Row};
use std::collections::HashMap;
use variorum_record::Span;

/// Bearers of a name that are weighed, the likeliest by themselves.
const BEARERS: usize = 40;
/// Names of a report that are weighed against each other; later ones are weighed by themselves.
const NAMES: usize = 80;
/// How much the other names count against size and kind.
const COHERENCE: f64 = 2.2;
/// How much it counts that the words say where a place lies.
const CONTAINED: f64 = 8.0;
/// How much it counts that a type word fits.
const HINT: f64 = 3.0;

/// A bearer of a name.
#[derive(Clone, Debug)]
struct Bearer {
    row: Row,
    prior: f64,
    weight: f64,
    chain: Vec<u32>,
    point: [f64; 3],
}

/// A name with its bearers: one for all mentions that say the same of where it lies.
struct Group {
    bearers: Vec<Bearer>,
    container: Option<usize>,
    sure: bool,
    count: f64,
}

/// What is known of where a mention lies.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Location {
    /// The place itself; `None` where the gazetteer has none or none can be preferred.
    pub(super) row: Option<Row>,
    /// The place that the words beside the mention put it in.
    pub(super) within: Option<Row>,
}

/// A place that lies farther than this from the region it is said to lie in is another of its name, in kilometres.
const ASTRAY: f64 = 250.0;
/// A town of so many people may stand before a region's name without lying in it ("Orrin, Velland and Ling").
const METROPOLIS: u32 = 500_000;

/// Where each mention lies, in order.
pub(super) fn resolve(mentions: &[Mention], text: &str, gazetteer: &Gazetteer) -> Vec<Location> {
    let containers = containers(mentions, text);
    let mut groups: Vec<Group> = Vec::new();
    let mut index: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    let mut of_mention = Vec::with_capacity(mentions.len());
    let key = |i: usize| (mentions[i].key.as_str(), containers[i].map(|c| mentions[c].key.as_str()));
    // A name that is said once where it lies is meant so throughout, unless it is said twice and differently.
    let mut said: HashMap<&str, Vec<usize>> = HashMap::new();
    for i in 0..mentions.len() {
        if let Some(container) = containers[i] {
            let known = said.entry(&mentions[i].key).or_default();
            if !known.iter().any(|other| mentions[*other].key == mentions[container].key) {
                known.push(container);
            }
        }
    }
    for (i, mention) in mentions.iter().enumerate() {
        let mut key = key(i);
        let mut container = containers[i];
        if container.is_none()
            && let Some([only]) = said.get(mention.key.as_str()).map(Vec::as_slice)
        {
            container = Some(*only);
            key.1 = Some(mentions[*only].key.as_str());
        }
        let group = *index.entry(key).or_insert_with(|| {
            groups.push(Group { bearers: bearers(mention, gazetteer), container, sure: false, count: 0.0 });
            groups.len() - 1
        });
        let known = &mut groups[group];
        known.sure |= mention.sure;
        known.count += 1.0;
        if mention.hint.is_some() {
            for bearer in &mut known.bearers {
                bearer.prior += fits(mention.hint, &bearer.row, mention);
            }
        }
        of_mention.push(group);
    }
    let container_group: Vec<Option<usize>> =
        groups.iter().map(|group| group.container.map(|mention| of_mention[mention])).collect();
    for group in &mut groups {
        weigh(group, |bearer| bearer.prior);
    }
    // Containers first, then twice with the others' weights as they are by then.
    let mut scores: Vec<Vec<f64>> =
        groups.iter().map(|group| group.bearers.iter().map(|bearer| bearer.prior).collect()).collect();
    for _ in 0..3 {
        let before = scores.clone();
        for (g, group) in groups.iter().enumerate() {
            for (b, bearer) in group.bearers.iter().enumerate() {
                let mut score = bearer.prior;
                if let Some(container) = container_group[g].filter(|container| *container != g) {
                    let inside = groups[container]
                        .bearers
                        .iter()
                        .filter(|outer| bearer.chain.contains(&outer.row.index))
                        .map(|outer| 0.3 + 0.7 * outer.weight);
                    score += CONTAINED * inside.fold(0.0, f64::max);
                }
                if g < NAMES {
                    score += COHERENCE * coherence(&groups, g, bearer);
                }
                scores[g][b] = score;
            }
        }
        for (g, group) in groups.iter_mut().enumerate() {
            let scores = &scores[g];
            let mut at = 0;
            weigh(group, |_| {
                at += 1;
                scores[at - 1]
            });
        }
        if before == scores {
            break;
        }
    }
    let best: Vec<Option<Row>> = groups.iter().zip(&scores).map(|(group, scores)| choose(group, scores)).collect();
    let location = |group: &usize| {
        let row = best[*group];
        let within =
            container_group[*group].filter(|container| container != group).and_then(|container| best[container]);
        Location { row: row.filter(|row| within.is_none_or(|within| may_lie_in(row, &within, gazetteer))), within }
    };
    of_mention.iter().map(location).collect()
}

/// Whether a place can be the one that the words put into another: it lies in it or near it, or is too great to be meant so.
fn may_lie_in(row: &Row, within: &Row, gazetteer: &Gazetteer) -> bool {
    let small = matches!(row.kind, Kind::City | Kind::District) && row.population < METROPOLIS && !row.capital;
    let region = matches!(within.kind, Kind::Region | Kind::District);
    !small
        || !region
        || gazetteer.around(row).any(|outer| outer.index == within.index)
        || row.distance(within.lat, within.lon) < ASTRAY
}

/// The place that the words beside a mention put it in: `Orrin, Ohio`, `Orrin (Ohio)`, `Orrin in Ohio`, `Velland's Orrin`.
fn containers(mentions: &[Mention], text: &str) -> Vec<Option<usize>> {
    let wide = |mention: &Mention| {
        mention
            .rows
            .iter()
            .any(|(row, _)| matches!(row.kind, Kind::Country | Kind::Region | Kind::District | Kind::Area))
    };
    let gap = |a: usize, b: usize| -> &str {
        Span::new(mentions[a].span.end, mentions[b].span.start.max(mentions[a].span.end)).of(text)
    };
    let mut containers = vec![None; mentions.len()];
    for i in 0..mentions.len() {
        if mentions[i].adjunct {
            continue;
        }
        if i + 1 < mentions.len() && wide(&mentions[i + 1]) && mentions[i].key != mentions[i + 1].key {
            let between = gap(i, i + 1);
            let plain = without_type_word(between.trim());
            if matches!(
                plain,
                "," | "("
                    | "in"
                    | ", in"
                    | "in the"
                    | ", a city in"
                    | ", a town in"
                    | "in eastern"
                    | "in western"
                    | "in northern"
                    | "in southern"
                    | ", in the"
                    | ", near"
            ) && !between.contains('\n')
            {
                containers[i] = Some(i + 1);
                continue;
            }
            // `Orrin, in Velland's North Province`, `Orrin in western Velland`.
            if between.len() < 40
                && (plain.starts_with("in ") || plain.starts_with(", in "))
                && !between.contains(['.', ';', '\n'])
                && plain.split(' ').count() <= 4
            {
                containers[i] = Some(i + 1);
                continue;
            }
        }
        if i > 0 && wide(&mentions[i - 1]) && mentions[i].key != mentions[i - 1].key {
            let between = gap(i - 1, i);
            if matches!(
                between.trim(),
                "'s" | "’s"
                    | "'s city of"
                    | "’s city of"
                    | "'s capital,"
                    | "’s capital,"
                    | "'s capital"
                    | "’s capital"
                    | "'"
                    | "’"
            ) {
                containers[i] = Some(i - 1);
            }
        }
    }
    containers
}

/// "district, " of "Orrin district, Ling province".
fn without_type_word(between: &str) -> &str {
    let end = between.find(|c: char| !c.is_alphabetic()).unwrap_or(between.len());
    let (first, rest) = between.split_at(end);
    let is_type = [Class::Region, Class::District, Class::City].iter().any(|class| is(first, *class));
    if is_type && rest.starts_with(',') { rest } else { between }
}

fn bearers(mention: &Mention, gazetteer: &Gazetteer) -> Vec<Bearer> {
    let bearer = |(row, how): &(Row, How)| {
        let (lat, lon) = (row.lat.to_radians(), row.lon.to_radians());
        let chain = gazetteer.around(row).map(|outer| outer.index).collect();
        let point = [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()];
        Bearer { row: *row, prior: prior(row, *how), weight: 0.0, chain, point }
    };
    let mut bearers: Vec<Bearer> = mention.rows.iter().map(bearer).collect();
    // A bare name that a region shares with a town in it is mostly the town: `New York`, `Odesa`.
    let regions: Vec<(u32, f64)> = bearers
        .iter()
        .filter(|bearer| bearer.row.kind == Kind::Region)
        .map(|bearer| (bearer.row.index, bearer.prior))
        .collect();
    for bearer in bearers.iter_mut().filter(|bearer| bearer.row.kind == Kind::City && bearer.row.population >= 100_000)
    {
        for (_, prior) in regions.iter().filter(|(region, _)| bearer.chain.contains(region)) {
            bearer.prior = bearer.prior.max(prior + 0.3);
        }
    }
    bearers.sort_by(|a, b| b.prior.total_cmp(&a.prior).then(a.row.index.cmp(&b.row.index)));
    bearers.dedup_by_key(|bearer| bearer.row.index);
    bearers.truncate(BEARERS);
    bearers
}

/// How likely a place is meant before anything is known of the report: by its people and its kind.
fn prior(row: &Row, how: How) -> f64 {
    let people = f64::from(row.population.max(300)).log10();
    let kind = match row.kind {
        Kind::Country => people + 3.0,
        Kind::Continent => 11.0,
        Kind::Region => people + 0.3,
        // A second-order region is mostly named with its type word, and then hardly anything else bears the name.
        Kind::District => people - 1.5,
        // A capital is spoken of more than a town or state of its size.
        Kind::City => people + if row.capital { 1.8 } else { 0.0 },
        Kind::Area | Kind::Sea => 7.6,
        Kind::Lake | Kind::River | Kind::Mountains => 5.5,
        Kind::Site => 5.5,
    };
    match how {
        How::Name | How::Abbreviation => kind,
        How::Alternate if matches!(row.kind, Kind::City | Kind::District) => kind - 1.5,
        How::Alternate => kind - 0.2,
        How::Demonym => kind - 2.0,
    }
}

fn fits(hint: Option<Kind>, row: &Row, mention: &Mention) -> f64 {
    let Some(hint) = hint else { return 0.0 };
    let wide = |kind| matches!(kind, Kind::Region | Kind::Area);
    if row.kind == hint || wide(hint) && wide(row.kind) || hint == Kind::District && row.kind == Kind::Region {
        // Told once is told; every further type word adds little.
        HINT / mention.rows.len().clamp(1, 3) as f64 * 1.5
    } else {
        0.0
    }
}

/// Weights of the bearers of a name: they sum to one, the likeliest has most.
fn weigh(group: &mut Group, mut score: impl FnMut(&Bearer) -> f64) {
    let scores: Vec<f64> = group.bearers.iter().map(&mut score).collect();
    let best = scores.iter().copied().fold(f64::MIN, f64::max);
    let shares: Vec<f64> = scores.iter().map(|score| ((score - best) * 1.5).exp()).collect();
    let sum: f64 = shares.iter().sum();
    for (bearer, share) in group.bearers.iter_mut().zip(shares) {
        bearer.weight = share / sum;
    }
}

/// How well a bearer sits among the other names: the nearest likely bearer of each, most where it lies around or beside.
fn coherence(groups: &[Group], own: usize, bearer: &Bearer) -> f64 {
    let mut sum = 0.0;
    for (g, group) in groups.iter().enumerate().take(NAMES) {
        if g == own {
            continue;
        }
        // Where two names can be one place ("Kiev", "Kyiv"), that speaks for the place and not for what lies around it.
        let own = |other: &Bearer| groups[own].bearers.iter().any(|known| known.row.index == other.row.index);
        let close = |other: &Bearer| match bearer.row.index == other.row.index {
            true => nearness(bearer, other),
            false if own(other) => 0.2 * nearness(bearer, other),
            false => nearness(bearer, other),
        };
        let near = group.bearers.iter().map(|other| other.weight * close(other)).fold(0.0, f64::max);
        sum += near * group.count.min(4.0).sqrt();
    }
    // Each further witness adds less.
    (1.0 + sum).ln() * 1.6
}

fn nearness(a: &Bearer, b: &Bearer) -> f64 {
    if a.row.index == b.row.index {
        return 0.3;
    }
    let inside = a
        .chain
        .iter()
        .position(|outer| *outer == b.row.index)
        .or_else(|| b.chain.iter().position(|outer| *outer == a.row.index));
    if inside.is_some() {
        let outer = if a.chain.contains(&b.row.index) { b.row.kind } else { a.row.kind };
        return match outer {
            Kind::District => 1.2,
            Kind::Region => 1.0,
            // A country named beside it says little: most countries have a town of most names.
            _ => 0.08,
        };
    }
    let cosine: f64 = a.point.iter().zip(&b.point).map(|(x, y)| x * y).sum();
    let kilometres = 6371.0 * cosine.clamp(-1.0, 1.0).acos();
    let shared = a.chain.iter().any(|outer| b.chain.contains(outer));
    let by_distance = match kilometres {
        d if d < 40.0 => 1.0,
        d if d < 100.0 => 0.8,
        d if d < 200.0 => 0.5,
        d if d < 400.0 => 0.25,
        _ => 0.0,
    };
    by_distance + if shared { 0.15 } else { 0.0 }
}

/// The best bearer; none where the best is a small place that nothing but its name speaks for.
fn choose(group: &Group, scores: &[f64]) -> Option<Row> {
    let best = (0..scores.len()).max_by(|a, b| {
        let rows = (&group.bearers[*a].row, &group.bearers[*b].row);
        scores[*a]
            .total_cmp(&scores[*b])
            .then(rows.0.population.cmp(&rows.1.population))
            .then(rows.1.index.cmp(&rows.0.index))
    })?;
    let row = group.bearers[best].row;
    let supported = scores[best] - group.bearers[best].prior > 0.6 || group.sure;
    (supported || row.population >= 5_000 || row.kind != Kind::City).then_some(row)
}
