//! Every report may move to the story it is closest to, now that all stories stand: it may have been drawn into the first
//! one that was near.

use super::THRESHOLD;
use super::decisions::Decided;
use super::pairs::{Edges, Pairs};
use std::collections::BTreeSet;

/// How often everybody is asked.
pub(super) const ROUNDS: usize = 2;

/// How much closer to another story a report must be to move there when all stories stand. Flat from 1 to 1.4.
const CLOSER: f64 = 1.1;

/// A report, and the first member of the story that it goes to.
type Move = (usize, usize);

/// How reports settled in an earlier clustering, and which stories were made anew since.
pub(super) struct Since<'b> {
    pub moves: &'b [Vec<Move>; ROUNDS],
    pub anew: Vec<bool>,
    /// Whether a person kept nothing apart, then or now.
    pub free: bool,
}

/// The moves of each round, by report, and the stories thereafter, each ascending. Only reports that see a story that is
/// another one since are asked again.
pub(super) fn settle(
    pairs: &Pairs,
    edges: &Edges,
    decided: &Decided,
    joined: &[Vec<usize>],
    since: Option<Since>,
) -> ([Vec<Move>; ROUNDS], Vec<Vec<usize>>) {
    let mut standing = Standing { pairs, edges, decided, story_of: vec![0; pairs.len()], stories: joined.to_vec() };
    for (story, members) in joined.iter().enumerate() {
        members.iter().for_each(|&i| standing.story_of[i] = story);
    }
    let story_at = |first: usize| joined.binary_search_by_key(&first, |members| members[0]).ok();
    let (old, mut other, free) = match since {
        None => (None, vec![false; joined.len()], false),
        Some(Since { moves, anew, free }) => (Some(moves), anew, free),
    };
    let mut moves: [Vec<Move>; ROUNDS] = Default::default();
    for round in 0..ROUNDS {
        let mut made: Vec<Move> = Vec::new();
        let asked = match old {
            None if round == 0 => vec![true; pairs.len()],
            // Who sees no story that has changed stays, as in the round before.
            _ => standing.who_sees(&other),
        };
        // Who stayed, in a story that is as it was, found none closer among those that are as they were.
        let stayed = |i: usize| {
            let moved = |old: &[Vec<Move>; ROUNDS]| old[round].binary_search_by_key(&i, |(moved, _)| *moved).is_ok();
            free && !other[standing.story_of[i]] && !old.is_none_or(moved)
        };
        let may_be = |i: usize, story: usize| !stayed(i) || other[story];
        let closer = |i: usize| Some((i, standing.closer(i, |story| may_be(i, story))?));
        let moving = (0..pairs.len()).filter(|&i| asked[i]).filter_map(closer);
        made.extend(moving.map(|(i, story)| (i, joined[story][0])));
        let changed = match old {
            None => made.clone(),
            Some(old) => {
                made.extend(old[round].iter().filter(|(i, _)| !asked[*i]));
                made.sort_unstable();
                let differ = |x: &[Move], y: &[Move]| -> Vec<Move> {
                    x.iter().filter(|moved| y.binary_search(moved).is_err()).copied().collect()
                };
                [differ(&old[round], &made), differ(&made, &old[round])].concat()
            }
        };
        for (i, to) in changed {
            other[standing.story_of[i]] = true;
            if let Some(story) = story_at(to) {
                other[story] = true;
            }
        }
        for &(i, to) in &made {
            if let Some(story) = story_at(to) {
                standing.go(i, story);
            }
        }
        moves[round] = made;
    }
    let mut settled = standing.stories;
    settled.retain(|members| !members.is_empty());
    settled.iter_mut().for_each(|members| members.sort_unstable());
    (moves, settled)
}

/// Stories as they stand between two rounds.
struct Standing<'p, 'i> {
    pairs: &'p Pairs<'i>,
    edges: &'p Edges,
    decided: &'p Decided,
    story_of: Vec<usize>,
    stories: Vec<Vec<usize>>,
}

impl Standing<'_, '_> {
    /// The story that a report should move to, among those that may be.
    fn closer(&self, i: usize, may_be: impl Fn(usize) -> bool) -> Option<usize> {
        let own = self.story_of[i];
        let near = self.edges.joining(i).map(|j| self.story_of[j]);
        let others: BTreeSet<usize> =
            near.filter(|&story| story != own && self.stories[story].len() > 1 && may_be(story)).collect();
        let rest: Vec<usize> = self.stories[own].iter().copied().filter(|&j| j != i).collect();
        if others.is_empty() || rest.is_empty() || self.decided.is_decided(i) {
            return None;
        }
        let here = self.pairs.mean(&[i], &rest);
        let there = others.into_iter().map(|story| (self.pairs.mean(&[i], &self.stories[story]), story));
        let (there, story) = there.max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)))?;
        let moves = there >= THRESHOLD && there > CLOSER * here && !self.decided.forbids(&[i], &self.stories[story]);
        moves.then_some(story)
    }

    /// Reports in some stories, and all that have a link into them that may join.
    fn who_sees(&self, some: &[bool]) -> Vec<bool> {
        let mut seeing = vec![false; self.story_of.len()];
        for i in (0..self.story_of.len()).filter(|&i| some[self.story_of[i]]) {
            seeing[i] = true;
            self.edges.joining(i).for_each(|j| seeing[j] = true);
        }
        seeing
    }

    fn go(&mut self, i: usize, story: usize) {
        self.stories[self.story_of[i]].retain(|&j| j != i);
        self.stories[story].push(i);
        self.story_of[i] = story;
    }
}
