//! From verified pairs to stories: average linkage with three more questions before two stories become one.
//!
//! Average linkage means that a report joins by what it has in common with all of a story, not with one
//! report of it: there is no chain of links from one event to the next. On top of it two groups are kept apart
//! - when most of their reports lie far apart in time, or each names in its leads what the other's leads never name;
//! - when they hang together much more loosely than each does in itself (two events of one kind);
//! - when the reports of one share passages with each other, and none with the other (same people, another day).

use super::decisions::Decided;
use super::features::Features;
use super::verify;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// How much looser than inside may the link between two groups be. Tuned on ECB+ topics 1-35.
const LOOSER: f64 = 0.68;
/// The same when both are dated and of the same days. Tuned on Giveme5W1H dev.
const LOOSER_SAME_DAYS: f64 = 0.55;
/// Groups of fewer reports do not know how they hang together.
const GROUP: usize = 3;
/// A pair of reports this long with nothing specific in common, and no dates that agree, is no link.
const LONG_PAIR: u32 = 250;
/// How unlikely it must be that a member of a group shares no passage with any other member.
const UNLIKELY: f64 = 0.05;
/// The share of pairs across two groups that must lie far apart in time. Tuned on Giveme5W1H dev, whose dates err.
const FAR_SHARE: f64 = 0.8;
/// Most leads of a group say what the group is about; few leads of another mention it. Tuned on ECB+ topics 1-35, with
/// [`OTHER_LEAD`]; flat from .55 to .65.
const MOST_LEADS: f64 = 0.6;
const FEW_LEADS: f64 = 0.2;
/// How much of two groups' leads may be about what the other's leads never mention, as a share of their link.
const OTHER_LEAD: f64 = 0.6;
/// How much closer to another story a report must be to move there when all stories stand. Flat from 1 to 1.4.
const CLOSER: f64 = 1.1;
/// Pairs looked at when two large groups are compared: members of each.
const SAMPLE: usize = 8;
/// Leads looked at of each of two large groups: cheaper than pairs, so more of them.
const LEADS: usize = 48;

/// Reports to cluster, in an order that does not depend on their arrival.
pub(super) struct Pairs<'f> {
    pub features: Vec<&'f Features>,
    pub vectors: Vec<Vec<(u32, f32)>>,
}

impl Pairs<'_> {
    /// The score of a pair.
    pub(super) fn score(&self, a: usize, b: usize) -> f64 {
        verify::score(self.features[a], self.features[b], verify::cosine(&self.vectors[a], &self.vectors[b]))
    }

    fn have_evidence(&self, a: usize, b: usize) -> bool {
        verify::have_evidence(self.features[a], self.features[b])
    }

    /// The mean score of the pairs across two groups (by sample).
    fn mean(&self, a: &[usize], b: &[usize]) -> f64 {
        let (x, y) = (sample(a), sample(b));
        let sum: f64 = x.iter().flat_map(|&i| y.iter().map(move |&j| (i, j))).map(|(i, j)| self.score(i, j)).sum();
        sum / (x.len() * y.len()) as f64
    }

    /// The words of a report's lead, by id, with their share in what it says.
    fn lead(&self, i: usize) -> impl Iterator<Item = (u32, f64)> {
        let squares = || {
            let lead = self.features[i].terms.iter().map(|term| term.lead);
            self.vectors[i].iter().zip(lead).filter(|(_, lead)| *lead).map(|((id, w), _)| (*id, f64::from(w * w)))
        };
        let all: f64 = squares().map(|(_, square)| square).sum();
        squares().map(move |(id, square)| (id, square / all))
    }
}

/// Two groups that were close and were kept apart: their members, and why.
pub(super) struct Apart {
    pub a: Vec<usize>,
    pub b: Vec<usize>,
    pub reason: &'static str,
}

/// Clusters, each ascending, and the near misses.
pub(super) fn cluster(
    pairs: &Pairs,
    edges: &[(usize, usize, f64)],
    threshold: f64,
    decided: &Decided,
) -> (Vec<Vec<usize>>, Vec<Apart>) {
    let mut state = State::new(pairs, edges, decided);
    state.merge_decided();
    while let Some(Candidate { score, a, b, stamp }) = state.heap.pop() {
        let current = state.stamps[a] + state.stamps[b];
        if score < threshold
            || stamp != current
            || state.groups[a].members.is_empty()
            || state.groups[b].members.is_empty()
        {
            if score < threshold {
                break;
            }
            continue;
        }
        match state.objection(a, b, score) {
            Some(reason) => {
                if let Some(link) = state.groups[a].links.get_mut(&b) {
                    link.banned = Some(reason);
                }
                if let Some(link) = state.groups[b].links.get_mut(&a) {
                    link.banned = Some(reason);
                }
            }
            None => state.merge(a, b, score),
        }
    }
    let (mut clusters, apart) = state.finish(threshold);
    settle(pairs, edges, threshold, decided, &mut clusters);
    (clusters, apart)
}

/// Lets every report move to the story it is closest to, now that all stories stand: it may have been drawn into the
/// first one that was near.
fn settle(
    pairs: &Pairs,
    edges: &[(usize, usize, f64)],
    threshold: f64,
    decided: &Decided,
    clusters: &mut Vec<Vec<usize>>,
) {
    const ROUNDS: usize = 2;
    let mut story_of = vec![0; pairs.features.len()];
    for (story, members) in clusters.iter().enumerate() {
        members.iter().for_each(|&i| story_of[i] = story);
    }
    let mut near = vec![Vec::new(); story_of.len()];
    for &(a, b, _) in edges {
        near[a].push(b);
        near[b].push(a);
    }
    for _ in 0..ROUNDS {
        let mut moves = Vec::new();
        for i in 0..story_of.len() {
            let own = story_of[i];
            let others: std::collections::BTreeSet<usize> =
                near[i].iter().map(|&j| story_of[j]).filter(|&s| s != own && clusters[s].len() > 1).collect();
            let rest: Vec<usize> = clusters[own].iter().copied().filter(|&j| j != i).collect();
            if others.is_empty() || rest.is_empty() || decided.is_decided(i) {
                continue;
            }
            let here = pairs.mean(&[i], &rest);
            let closest = others
                .into_iter()
                .map(|story| (pairs.mean(&[i], &clusters[story]), story))
                .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
            if let Some((there, story)) = closest
                && there >= threshold
                && there > CLOSER * here
                && !decided.forbids(&[i], &clusters[story])
            {
                moves.push((i, story));
            }
        }
        for (i, story) in moves {
            clusters[story_of[i]].retain(|&j| j != i);
            clusters[story].push(i);
            story_of[i] = story;
        }
    }
    clusters.retain(|members| !members.is_empty());
    clusters.iter_mut().for_each(|members| members.sort_unstable());
}

struct State<'p, 'f> {
    pairs: &'p Pairs<'f>,
    decided: &'p Decided,
    groups: Vec<Group>,
    /// Counts how often a group has changed, so that old heap entries can be told.
    stamps: Vec<u64>,
    heap: BinaryHeap<Candidate>,
}

#[derive(Default)]
struct Group {
    members: Vec<usize>,
    /// Sum of the scores of all pairs inside.
    inside: f64,
    /// Members long enough to share a passage, pairs of them, and how many of those pairs do.
    long: Vec<usize>,
    long_pairs: f64,
    with_evidence: f64,
    links: BTreeMap<usize, Between>,
}

#[derive(Clone, Copy)]
struct Between {
    mean: f64,
    banned: Option<&'static str>,
}

impl<'p, 'f> State<'p, 'f> {
    fn new(pairs: &'p Pairs<'f>, edges: &[(usize, usize, f64)], decided: &'p Decided) -> Self {
        let mut groups: Vec<Group> = (0..pairs.features.len())
            .map(|i| {
                let long = if verify::is_long(pairs.features[i]) { vec![i] } else { Vec::new() };
                Group { members: vec![i], long, ..Group::default() }
            })
            .collect();
        let mut heap = BinaryHeap::new();
        for &(a, b, mean) in edges {
            groups[a].links.insert(b, Between { mean, banned: None });
            groups[b].links.insert(a, Between { mean, banned: None });
            heap.push(Candidate { score: mean, a: a.min(b), b: a.max(b), stamp: 0 });
        }
        State { pairs, decided, stamps: vec![0; groups.len()], groups, heap }
    }

    /// Merges what a person said belongs together, before anything else.
    fn merge_decided(&mut self) {
        for set in &self.decided.together {
            let Some((&first, others)) = set.split_first() else { continue };
            for &other in others {
                let holds = |i: usize| self.groups.iter().position(|group| group.members.contains(&i));
                if let (Some(a), Some(b)) = (holds(first), holds(other))
                    && a != b
                {
                    let score = self.pairs.mean(&self.groups[a].members, &self.groups[b].members);
                    self.merge(a.min(b), a.max(b), score);
                }
            }
        }
    }

    /// Why two groups with a good link may still not be one.
    fn objection(&self, a: usize, b: usize, score: f64) -> Option<&'static str> {
        let (a, b) = (&self.groups[a], &self.groups[b]);
        if self.decided.forbids(&a.members, &b.members) {
            return Some("decided-by-a-person");
        }
        if self.far_apart(a, b) {
            return Some("published-far-apart");
        }
        let same_days = verify::close(self.median_day(a), self.median_day(b));
        if !same_days && self.without_evidence(a, b) {
            return Some("no-shared-passage");
        }
        if a.members.len() >= GROUP && b.members.len() >= GROUP {
            if self.only_in_leads(a, b).min(self.only_in_leads(b, a)) > OTHER_LEAD * score {
                return Some("other-leads");
            }
            let cohesion = |g: &Group| g.inside / (g.members.len() * (g.members.len() - 1) / 2) as f64;
            let looser = if same_days { LOOSER_SAME_DAYS } else { LOOSER };
            if score < looser * cohesion(a).min(cohesion(b)) {
                return Some("looser-than-each-alone");
            }
        }
        None
    }

    /// How much of the leads of `a` is about what most of them name and the leads of `b` hardly ever do.
    fn only_in_leads(&self, a: &Group, b: &Group) -> f64 {
        let (a, b) = (spread(&a.members, LEADS), spread(&b.members, LEADS));
        let mut here: BTreeMap<u32, (usize, f64)> = BTreeMap::new();
        for (id, share) in a.iter().flat_map(|&i| self.pairs.lead(i)) {
            let seen = here.entry(id).or_default();
            seen.0 += 1;
            seen.1 += share;
        }
        let mut there: BTreeMap<u32, usize> = BTreeMap::new();
        b.iter().flat_map(|&i| self.pairs.lead(i)).for_each(|(id, _)| *there.entry(id).or_default() += 1);
        let only = |id: &u32, leads: usize| {
            let others = there.get(id).copied().unwrap_or(0);
            leads as f64 >= MOST_LEADS * a.len() as f64 && others as f64 <= FEW_LEADS * b.len() as f64
        };
        here.iter().filter(|(id, (leads, _))| only(id, *leads)).map(|(_, (_, share))| share / a.len() as f64).sum()
    }

    /// Whether most pairs across two groups are too far apart in time; a report without a date says nothing of it.
    fn far_apart(&self, a: &Group, b: &Group) -> bool {
        let (all_x, all_y) = (sample(&a.members), sample(&b.members));
        let dated = |members: &[usize]| -> Vec<usize> {
            members.iter().copied().filter(|&i| self.pairs.features[i].day.is_some()).collect()
        };
        let (x, y) = (dated(&all_x), dated(&all_y));
        // A few dates do not speak for all.
        if x.len() * y.len() * 2 < all_x.len() * all_y.len() {
            return false;
        }
        let far = |i: usize, j: usize| verify::far_apart(self.pairs.features[i], self.pairs.features[j]);
        let count: usize = x.iter().map(|&i| y.iter().filter(|&&j| far(i, j)).count()).sum();
        count > 0 && count as f64 >= FAR_SHARE * (x.len() * y.len()) as f64
    }

    /// Whether two groups of long reports have nothing specific in common though they should.
    fn without_evidence(&self, a: &Group, b: &Group) -> bool {
        if a.long.is_empty() || b.long.is_empty() || self.count_evidence(a, b).0 > 0.0 {
            return false;
        }
        let expected = |g: &Group| {
            let density = if g.long.len() >= GROUP { g.with_evidence / g.long_pairs } else { 0.0 };
            (1.0 - density).powi(g.long.len() as i32)
        };
        let very_long = |g: &Group| self.pairs.features[g.members[0]].words >= LONG_PAIR;
        let pair = a.members.len() == 1 && b.members.len() == 1 && very_long(a) && very_long(b);
        pair || expected(a).min(expected(b)) < UNLIKELY
    }

    /// Pairs of long reports across two groups that have evidence, and all such pairs (by sample, scaled).
    fn count_evidence(&self, a: &Group, b: &Group) -> (f64, f64) {
        let (x, y) = (sample(&a.long), sample(&b.long));
        let seen = x.len() * y.len();
        let hits =
            x.iter().flat_map(|i| y.iter().map(move |j| (*i, *j))).filter(|(i, j)| self.pairs.have_evidence(*i, *j));
        let all = (a.long.len() * b.long.len()) as f64;
        if seen == 0 { (0.0, 0.0) } else { (hits.count() as f64 * all / seen as f64, all) }
    }

    fn median_day(&self, group: &Group) -> Option<i32> {
        let mut days: Vec<i32> = group.members.iter().filter_map(|&i| self.pairs.features[i].day).collect();
        days.sort_unstable();
        days.get(days.len() / 2).copied()
    }

    fn merge(&mut self, a: usize, b: usize, score: f64) {
        let (hits, all) = self.count_evidence(&self.groups[a], &self.groups[b]);
        let gone = std::mem::take(&mut self.groups[b]);
        let mut kept = std::mem::take(&mut self.groups[a]);
        kept.links.remove(&b);
        let others: std::collections::BTreeSet<usize> =
            kept.links.keys().chain(gone.links.keys()).copied().filter(|c| *c != a && *c != b).collect();
        let mut links = BTreeMap::new();
        let (n, m) = (kept.members.len() as f64, gone.members.len() as f64);
        for c in others {
            let other = &self.groups[c].members;
            let (x, y) = (kept.links.get(&c), gone.links.get(&c));
            let mean = |link: Option<&Between>, members: &[usize]| {
                link.map_or_else(|| self.pairs.mean(members, other), |l| l.mean)
            };
            let mean = (n * mean(x, &kept.members) + m * mean(y, &gone.members)) / (n + m);
            let banned = x.and_then(|l| l.banned).and(y.and_then(|l| l.banned));
            links.insert(c, Between { mean, banned });
        }
        self.stamps[a] += 1;
        for (&c, &link) in &links {
            self.groups[c].links.remove(&b);
            self.groups[c].links.insert(a, link);
            if link.banned.is_none() {
                let stamp = self.stamps[a] + self.stamps[c];
                self.heap.push(Candidate { score: link.mean, a: a.min(c), b: a.max(c), stamp });
            }
        }
        kept.inside += gone.inside + score * n * m;
        kept.with_evidence += gone.with_evidence + hits;
        kept.long_pairs += gone.long_pairs + all;
        kept.members.extend(gone.members);
        kept.long.extend(gone.long);
        kept.links = links;
        self.groups[a] = kept;
    }

    fn finish(mut self, threshold: f64) -> (Vec<Vec<usize>>, Vec<Apart>) {
        let mut apart = Vec::new();
        for (i, group) in self.groups.iter().enumerate() {
            for (&j, link) in group.links.range(i + 1..) {
                let reason = link.banned.or((link.mean >= threshold * 0.7).then_some("too-little-in-common"));
                if let Some(reason) = reason {
                    apart.push(Apart { a: group.members.clone(), b: self.groups[j].members.clone(), reason });
                }
            }
        }
        let mut clusters: Vec<Vec<usize>> =
            self.groups.iter_mut().map(|group| std::mem::take(&mut group.members)).collect();
        clusters.retain(|members| !members.is_empty());
        clusters.iter_mut().for_each(|members| members.sort_unstable());
        (clusters, apart)
    }
}

/// At most [`SAMPLE`] members, evenly spread.
pub(super) fn sample(members: &[usize]) -> Vec<usize> {
    spread(members, SAMPLE)
}

/// At most `most` members, evenly spread.
fn spread(members: &[usize], most: usize) -> Vec<usize> {
    if members.len() <= most {
        return members.to_vec();
    }
    (0..most).map(|i| members[i * members.len() / most]).collect()
}

/// Two groups that may be merged, by score, then by order.
struct Candidate {
    score: f64,
    a: usize,
    b: usize,
    stamp: u64,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score
            .total_cmp(&other.score)
            .then_with(|| (other.a, other.b, other.stamp).cmp(&(self.a, self.b, self.stamp)))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}
