//! From verified pairs to stories: average linkage with three more questions before two stories become one.
//!
//! Average linkage means that a report joins by what it has in common with all of a story, not with one
//! report of it: there is no chain of links from one event to the next. On top of it two groups are kept apart
//! - when most of their reports lie far apart in time or tell of other days, or each names in its leads what the other's leads never name;
//! - when they hang together much more loosely than each does in itself (two events of one kind);
//! - when the reports of one share passages with each other, and none with the other (same people, another day).

use super::decisions::Decided;
use super::pairs::{Edges, Pairs, UNSEEN, sample, spread};
use super::{THRESHOLD, settle, verify};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// How much looser than inside may the link between two groups be. Tuned on ECB+ topics 1-35.
const LOOSER: f64 = 0.68;
/// The same when both are dated and of the same days. Tuned on Giveme5W1H dev.
const LOOSER_SAME_DAYS: f64 = 0.55;
/// Groups that are linked so closely are one, however much closer their own reports are: short texts differ by what
/// little they tell. Tuned on ECB+ topics 1-35; flat from .22 to .25.
const CLOSE: f64 = 0.25;
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
/// Leads looked at of each of two large groups: cheaper than pairs, so more of them.
const LEADS: usize = 48;

/// What kept two stories apart that were close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    Decided,
    FarApart,
    OtherDays,
    NoPassage,
    OtherLeads,
    Looser,
    TooLittle,
}

impl Reason {
    pub(super) const ALL: [Reason; 7] = [
        Reason::Decided,
        Reason::FarApart,
        Reason::OtherDays,
        Reason::NoPassage,
        Reason::OtherLeads,
        Reason::Looser,
        Reason::TooLittle,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Reason::Decided => "decided-by-a-person",
            Reason::FarApart => "published-far-apart",
            Reason::OtherDays => verify::DIFFERENT_DATE,
            Reason::NoPassage => "no-shared-passage",
            Reason::OtherLeads => "other-leads",
            Reason::Looser => "looser-than-each-alone",
            Reason::TooLittle => "too-little-in-common",
        }
    }
}

/// The closest reports of two stories that were kept apart, that of the earlier story first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Miss {
    pub a: usize,
    pub b: usize,
    pub score: f64,
    pub reason: Reason,
}

/// What clustering came to. Stories are in order of their first members, the earliest of each, and go by them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stories {
    /// The members of each in the order in which they were joined.
    pub joined: Vec<Vec<usize>>,
    /// Who settled elsewhere thereafter, round by round: a report, and the first member of the story it went to.
    pub moves: [Vec<(usize, usize)>; settle::ROUNDS],
    pub misses: Vec<Miss>,
}

impl Stories {
    /// The same with other numbers for the reports.
    pub(super) fn map(&self, number: impl Fn(usize) -> usize) -> Self {
        let members = |members: &Vec<usize>| members.iter().map(|&i| number(i)).collect();
        let misses = self.misses.iter().map(|miss| Miss { a: number(miss.a), b: number(miss.b), ..*miss });
        Stories {
            joined: self.joined.iter().map(members).collect(),
            moves: self.moves.each_ref().map(|moves| moves.iter().map(|&(i, to)| (number(i), number(to))).collect()),
            misses: misses.collect(),
        }
    }
}

/// What an earlier clustering came to, in the places of today, and the reports of which it does not know enough.
pub(super) struct Before {
    pub stories: Stories,
    /// Reports that are new, that have other links to those that were there, or of which a person now says something else.
    pub touched: Vec<usize>,
    /// Whether no person said anything then.
    pub free: bool,
    /// When more reports than this are to be joined again, it costs no more to join all.
    pub most: usize,
}

/// Stories, and the members of each as they have settled, ascending.
pub(super) fn cluster(
    pairs: &Pairs,
    edges: &Edges,
    decided: &Decided,
    before: Option<&Before>,
) -> (Stories, Vec<Vec<usize>>) {
    let again = before.and_then(|before| Some((before, again(pairs, edges, decided, before)?)));
    let Some((before, (joined, anew, misses))) = again else {
        let all: Vec<usize> = (0..pairs.len()).collect();
        let mut state = State::new(pairs, &all, edges, |_, _| true, decided);
        state.run();
        let (misses, joined) = (state.misses(), state.joined());
        let (moves, settled) = settle::settle(pairs, edges, decided, &joined, None);
        return (Stories { joined, moves, misses }, settled);
    };
    let since = settle::Since { moves: &before.stories.moves, anew, free: before.free && !decided.forbids_some() };
    let (moves, settled) = settle::settle(pairs, edges, decided, &joined, Some(since));
    (Stories { joined, moves, misses }, settled)
}

/// Stories, which of them were made anew, and the near misses.
type Again = (Vec<Vec<usize>>, Vec<bool>, Vec<Miss>);

/// Joins again only what may join otherwise than before; the result is that of joining everything.
///
/// Two stories that were never joined did not change each other: whatever was asked about them ended in a no. So the stories
/// of touched reports are taken apart and joined again, with the stories beside them, to which they have links that may
/// join, looking on. If one of these takes part in it, it is taken apart too, and so on. Links among those that look on
/// are left out: they led to nothing before, and nothing about them has changed. Links that may not join lead to nothing
/// ever: means of such links and of [`UNSEEN`] stay below [`THRESHOLD`].
///
/// `None` when that is too many.
fn again(pairs: &Pairs, edges: &Edges, decided: &Decided, before: &Before) -> Option<Again> {
    const NONE: usize = usize::MAX;
    let old = &before.stories.joined;
    let mut story_of = vec![NONE; pairs.len()];
    for (story, members) in old.iter().enumerate() {
        members.iter().for_each(|&i| story_of[i] = story);
    }
    let mut open = vec![false; old.len()];
    for &i in before.touched.iter().filter(|i| story_of[**i] != NONE) {
        open[story_of[i]] = true;
    }
    loop {
        let is_anew = |i: usize| story_of[i] == NONE || open[story_of[i]];
        let mut reports: Vec<usize> = (0..pairs.len()).filter(|&i| is_anew(i)).collect();
        if reports.len() > before.most {
            return None;
        }
        let beside: BTreeSet<usize> =
            reports.iter().flat_map(|&i| edges.joining(i)).filter(|&j| !is_anew(j)).map(|j| story_of[j]).collect();
        reports.extend(beside.iter().flat_map(|&story| &old[story]));
        reports.sort_unstable();
        let matters = |a: usize, b: usize| is_anew(a) || is_anew(b) || story_of[a] == story_of[b];
        let mut state = State::new(pairs, &reports, edges, matters, decided);
        state.run();
        let as_before = |members: &[usize]| {
            let story = story_of[members[0]];
            members.iter().all(|&i| story_of[i] == story) && members.len() == old[story].len()
        };
        let groups = state.groups.iter().map(|group| &group.members);
        let taking_part: Vec<usize> = groups
            .filter(|members| members.iter().any(|&i| !is_anew(i)) && !as_before(members))
            .flatten()
            .map(|&i| story_of[i])
            .filter(|&story| story != NONE && !open[story])
            .collect();
        if taking_part.is_empty() {
            let stands = |miss: &&Miss| !is_anew(miss.a) && !is_anew(miss.b);
            let mut misses: Vec<Miss> = before.stories.misses.iter().filter(stands).copied().collect();
            misses.extend(state.misses());
            let new = state.joined().into_iter().filter(|members| is_anew(members[0])).map(|members| (members, true));
            let kept = old.iter().zip(&open).filter(|(_, open)| !**open).map(|(members, _)| (members.clone(), false));
            let mut joined: Vec<(Vec<usize>, bool)> = kept.chain(new).collect();
            joined.sort_unstable_by_key(|(members, _)| members[0]);
            let (joined, anew) = joined.into_iter().unzip();
            return Some((joined, anew, misses));
        }
        taking_part.into_iter().for_each(|story| open[story] = true);
    }
}

struct State<'p, 'f> {
    pairs: &'p Pairs<'f>,
    decided: &'p Decided,
    /// In order of their first members, which is also the order of dates.
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
    /// The closest of the verified pairs: the earlier report, the later one, their score.
    closest: (usize, usize, f64),
    banned: Option<Reason>,
}

impl<'p, 'f> State<'p, 'f> {
    /// Each report a group, with the links among them that matter. `reports` ascend.
    fn new(
        pairs: &'p Pairs<'f>,
        reports: &[usize],
        edges: &Edges,
        matters: impl Fn(usize, usize) -> bool,
        decided: &'p Decided,
    ) -> Self {
        let group = |&i: &usize| {
            let long = if verify::is_long(pairs.features(i)) { vec![i] } else { Vec::new() };
            Group { members: vec![i], long, ..Group::default() }
        };
        let mut groups: Vec<Group> = reports.iter().map(group).collect();
        let mut number = vec![None; pairs.len()];
        reports.iter().enumerate().for_each(|(at, &i)| number[i] = Some(at));
        let mut candidates = Vec::new();
        for (b, &later) in reports.iter().enumerate() {
            for (earlier, mean) in edges.earlier(later).filter(|(earlier, _)| matters(*earlier, later)) {
                let Some(a) = number[earlier] else { continue };
                let link = Between { mean, closest: (earlier, later, mean), banned: None };
                groups[a].links.insert(b, link);
                groups[b].links.insert(a, link);
                candidates.extend(Candidate::new(mean, a, b, 0));
            }
        }
        State { pairs, decided, stamps: vec![0; groups.len()], groups, heap: BinaryHeap::from(candidates) }
    }

    /// Joins what belongs together, the closest first.
    fn run(&mut self) {
        self.merge_decided();
        while let Some(Candidate { score, a, b, stamp }) = self.heap.pop() {
            let gone = |group: usize| self.groups[group].members.is_empty();
            if stamp != self.stamps[a] + self.stamps[b] || gone(a) || gone(b) {
                continue;
            }
            match self.objection(a, b, score) {
                Some(reason) => {
                    for (group, other) in [(a, b), (b, a)] {
                        if let Some(link) = self.groups[group].links.get_mut(&other) {
                            link.banned = Some(reason);
                        }
                    }
                }
                None => self.merge(a, b, score),
            }
        }
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
    fn objection(&self, a: usize, b: usize, score: f64) -> Option<Reason> {
        let (a, b) = (&self.groups[a], &self.groups[b]);
        if self.decided.forbids(&a.members, &b.members) {
            return Some(Reason::Decided);
        }
        if self.far_apart(a, b) {
            return Some(Reason::FarApart);
        }
        if self.other_days(a, b) {
            return Some(Reason::OtherDays);
        }
        let same_days = verify::close(self.median_day(a), self.median_day(b));
        if !same_days && self.without_evidence(a, b) {
            return Some(Reason::NoPassage);
        }
        if a.members.len() >= GROUP && b.members.len() >= GROUP {
            if self.only_in_leads(a, b).min(self.only_in_leads(b, a)) > OTHER_LEAD * score {
                return Some(Reason::OtherLeads);
            }
            let cohesion = |g: &Group| g.inside / (g.members.len() * (g.members.len() - 1) / 2) as f64;
            let looser = if same_days { LOOSER_SAME_DAYS } else { LOOSER };
            if score < CLOSE && score < looser * cohesion(a).min(cohesion(b)) {
                return Some(Reason::Looser);
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
            members.iter().copied().filter(|&i| self.pairs.features(i).day.is_some()).collect()
        };
        let (x, y) = (dated(&all_x), dated(&all_y));
        // A few dates do not speak for all.
        if x.len() * y.len() * 2 < all_x.len() * all_y.len() {
            return false;
        }
        let far =
            |i: usize, j: usize| verify::far_apart(self.pairs.features(i), self.pairs.features(j), self.pairs.usage());
        let count: usize = x.iter().map(|&i| y.iter().filter(|&&j| far(i, j)).count()).sum();
        count > 0 && count as f64 >= FAR_SHARE * (x.len() * y.len()) as f64
    }

    /// Whether the reports of two groups that say on which day it happened nearly all mean other days, and those that name
    /// none have no passage in common that would say it was one.
    fn other_days(&self, a: &Group, b: &Group) -> bool {
        let (x, y) = (sample(&a.members), sample(&b.members));
        let pairs = || x.iter().flat_map(|&i| y.iter().map(move |&j| (i, j)));
        let usage = self.pairs.usage();
        let told = |(i, j): (usize, usize)| verify::other_days(self.pairs.features(i), self.pairs.features(j), usage);
        let said: Vec<bool> = pairs().filter_map(told).collect();
        let others = said.iter().filter(|other| **other).count();
        let silent = || pairs().filter(|pair| told(*pair).is_none());
        others > 1
            && others as f64 >= FAR_SHARE * said.len() as f64
            && !silent().any(|(i, j)| self.pairs.have_evidence(i, j))
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
        let very_long = |g: &Group| self.pairs.features(g.members[0]).words >= LONG_PAIR;
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
        let mut days: Vec<i32> = group.members.iter().filter_map(|&i| self.pairs.features(i).day).collect();
        days.sort_unstable();
        days.get(days.len() / 2).copied()
    }

    fn merge(&mut self, a: usize, b: usize, score: f64) {
        let (hits, all) = self.count_evidence(&self.groups[a], &self.groups[b]);
        let gone = std::mem::take(&mut self.groups[b]);
        let mut kept = std::mem::take(&mut self.groups[a]);
        kept.links.remove(&b);
        let others = kept.links.keys().chain(gone.links.keys()).copied().filter(|c| *c != a && *c != b);
        let mut others: Vec<usize> = others.collect();
        others.sort_unstable();
        others.dedup();
        let (n, m) = (kept.members.len() as f64, gone.members.len() as f64);
        let link = |c: usize| {
            let other = &self.groups[c].members;
            let (x, y) = (kept.links.get(&c), gone.links.get(&c));
            // Without a link, what they have in common was too faint to keep, or nobody looked: beside a link that may
            // join, it is looked up; beside a faint one it is taken for what it nearly always is.
            let joins = |link: Option<&Between>| link.is_some_and(|link| link.mean >= THRESHOLD);
            let mean = |link: Option<&Between>, beside: Option<&Between>, members: &[usize]| match link {
                Some(link) => link.mean,
                None if joins(beside) => self.pairs.mean(members, other),
                None => UNSEEN,
            };
            let mean = (n * mean(x, y, &kept.members) + m * mean(y, x, &gone.members)) / (n + m);
            let banned = x.and_then(|l| l.banned).and(y.and_then(|l| l.banned));
            let closest = match (x.map(|link| link.closest), y.map(|link| link.closest)) {
                (Some(x), Some(y)) => closer(x, y),
                (x, y) => x.or(y).unwrap_or_default(),
            };
            (c, Between { mean, closest, banned })
        };
        let links: BTreeMap<usize, Between> = others.into_iter().map(link).collect();
        self.stamps[a] += 1;
        for (&c, &link) in &links {
            self.groups[c].links.remove(&b);
            self.groups[c].links.insert(a, link);
            if link.banned.is_none() {
                let stamp = self.stamps[a] + self.stamps[c];
                self.heap.extend(Candidate::new(link.mean, a.min(c), a.max(c), stamp));
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

    /// The members of every group, in the order in which they were joined.
    fn joined(self) -> Vec<Vec<usize>> {
        self.groups.into_iter().map(|group| group.members).filter(|members| !members.is_empty()).collect()
    }

    /// Groups that were close and were kept apart.
    fn misses(&self) -> Vec<Miss> {
        let mut misses = Vec::new();
        for (i, group) in self.groups.iter().enumerate() {
            for link in group.links.range(i + 1..).map(|(_, link)| link) {
                let (a, b, score) = link.closest;
                let close = score >= THRESHOLD && link.mean >= THRESHOLD * 0.7;
                if let Some(reason) = link.banned.or(close.then_some(Reason::TooLittle)) {
                    let (a, b) = if group.members.contains(&a) { (a, b) } else { (b, a) };
                    misses.push(Miss { a, b, score, reason });
                }
            }
        }
        misses
    }
}

/// The closer of two pairs, else the first.
fn closer(x: (usize, usize, f64), y: (usize, usize, f64)) -> (usize, usize, f64) {
    if (y.2, x.0, x.1) > (x.2, y.0, y.1) { y } else { x }
}

/// Two groups that may be merged, by score, then by order.
struct Candidate {
    score: f64,
    a: usize,
    b: usize,
    stamp: u64,
}

impl Candidate {
    /// None when the link is too weak to join anything.
    fn new(score: f64, a: usize, b: usize, stamp: u64) -> Option<Self> {
        (score >= THRESHOLD).then_some(Candidate { score, a, b, stamp })
    }
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

#[cfg(test)]
mod tests {
    use super::super::{FAINT, Index, named};
    use super::*;
    use variorum_record::{AnnotatedReport, Decision, DecisionKind, Part, PartKind, ReportMeta, Span};

    /// Reports that are made of the words of a few events, so that everything is linked with nearly everything.
    fn report(number: usize, dice: &mut impl FnMut(usize) -> usize) -> AnnotatedReport {
        let (event, other) = (dice(14), dice(14));
        let words: Vec<String> = (0..24)
            .map(|_| match dice(9) {
                0..5 => format!("nam{event}x{}", dice(7)),
                5 => format!("nam{other}x{}", dice(7)),
                _ => format!("word{}", dice(40)),
            })
            .collect();
        let text = words.join(" ");
        AnnotatedReport {
            report: ReportMeta {
                id: format!("r{:02}-{number}", dice(90)),
                published: Some(format!("2025-06-{:02}", 1 + dice(25))),
                ..ReportMeta::default()
            },
            parts: vec![Part { span: Span::new(0, text.len()), kind: PartKind::Body, why: None }],
            text,
            ..AnnotatedReport::default()
        }
    }

    /// Clusters the reports of an index that have arrived, each linked with some of the others, as if there were no others.
    fn clustered(
        index: &Index,
        arrived: usize,
        decisions: &[Decision],
        before: Option<(usize, &Stories)>,
    ) -> (Stories, usize) {
        let mut order: Vec<usize> = (0..arrived).collect();
        order.sort_by_key(|&i| (index.reports[i].day, &index.reports[i].id));
        let place = |report: usize| order.iter().position(|i| *i == report).unwrap();
        let usage = index.usage(None);
        let pairs = Pairs::new(index, &order, &usage);
        let decided = Decided::new(decisions, |id| order.iter().position(|&i| index.reports[i].id == id));
        let mut list = Vec::new();
        let mut changed = Vec::new();
        for b in 0..order.len() {
            for a in 0..b {
                // A pair that is proposed now may be proposed no longer when more reports have come.
                let proposed = |arrived: usize| !(order[a] * 31 + order[b] * 17 + arrived / 40).is_multiple_of(7);
                let score = pairs.mean(&[a], &[b]);
                if proposed(arrived) && score >= FAINT {
                    list.push((a as u32, b as u32, score));
                }
                if before.is_some_and(|(before, _)| proposed(before) != proposed(arrived)) {
                    changed.extend([a, b]);
                }
            }
        }
        let known = before.map(|(before, stories)| {
            let said = named(decisions).filter_map(|id| order.iter().position(|&i| index.reports[i].id == id));
            let touched = (before..arrived).map(place).chain(changed).chain(said).collect();
            Before { stories: stories.map(place), touched, free: decisions.is_empty(), most: arrived }
        });
        let edges = Edges::new(list, arrived);
        let (stories, settled) = cluster(&pairs, &edges, &decided, known.as_ref());
        let mut stories = stories.map(|i| order[i]);
        stories.misses.sort_unstable_by_key(|miss| (miss.a, miss.b, miss.reason));
        let moved = stories.moves.iter().map(Vec::len).sum();
        assert_eq!(settled.iter().map(Vec::len).sum::<usize>(), arrived);
        (stories, moved)
    }

    #[test]
    fn a_report_that_is_laid_out_scores_as_one_that_is_walked() {
        let mut state = 11u64;
        let mut dice = |n: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % n
        };
        let mut index = Index::default();
        for i in 0..30 {
            let original = report(i, &mut dice);
            let copy =
                AnnotatedReport { text: original.text.clone(), parts: original.parts.clone(), ..report(i, &mut dice) };
            [original, copy].iter().for_each(|report| index.add(report));
        }
        let (order, usage): (Vec<usize>, _) = ((0..60).collect(), index.usage(None));
        let pairs = Pairs::new(&index, &order, &usage);
        let mut with_passages = 0;
        for i in 0..60 {
            pairs.scores(i, &order, 0.0, |j, score| {
                let (a, b) = (pairs.features(i), pairs.features(j));
                let walked = verify::score(a, b, verify::cosine(pairs.vector(i), pairs.vector(j)), &usage);
                assert_eq!(score.to_bits(), walked.to_bits(), "{i} and {j}");
                with_passages += usize::from(verify::passages(a, b, &usage) > 0);
            });
            let evidence = |j: &usize| verify::passages(pairs.features(i), pairs.features(*j), &usage) > 0;
            assert!(order.iter().all(|&j| pairs.have_evidence(i, j) == evidence(&j)));
        }
        assert!(with_passages > 100, "{with_passages}: the sample tests too little");
    }

    #[test]
    fn joining_again_what_is_touched_is_joining_everything() {
        let (mut joined_later, mut moved) = (0, 0);
        for seed in 0..6 {
            let mut state: u64 = seed * 7919 + 3;
            let mut dice = |n: usize| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) as usize % n
            };
            let mut index = Index::default();
            (0..130).for_each(|i| index.add(&report(i, &mut dice)));
            let id = |i: usize| index.reports[i].id.clone();
            let decision = |decision, reports: Vec<String>, from: Vec<String>| Decision {
                decision,
                reports,
                from,
                by: "Mara Olin".into(),
                at: None,
                because: None,
            };
            let merge = decision(DecisionKind::Merge, vec![id(3), id(40), id(77)], vec![]);
            let split = decision(DecisionKind::Split, vec![id(5)], vec![id(6), id(7), id(8), id(9)]);
            let decisions = if seed % 3 == 0 { vec![merge, split] } else { vec![] };
            let mut before = clustered(&index, 100, &[], None).0;
            let mut at = 100;
            for arrived in [101, 104, 119, 120, 130] {
                let whole = clustered(&index, arrived, &decisions, None);
                let again = clustered(&index, arrived, &decisions, Some((at, &before)));
                assert_eq!(again.0, whole.0, "seed {seed}, {at} and {arrived} reports");
                joined_later += usize::from(before.joined.iter().any(|story| !whole.0.joined.contains(story)));
                moved += whole.1;
                (before, at) = (whole.0, arrived);
            }
        }
        assert!(joined_later > 15 && moved > 2, "{joined_later} {moved}: the sample tests too little");
    }
}
