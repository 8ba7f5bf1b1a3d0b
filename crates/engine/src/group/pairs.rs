//! The reports that are clustered, in an order that does not depend on their arrival, and the verified links among them.

use super::features::Features;
use super::{FAINT, Index, verify};
use std::cell::{OnceCell, RefCell};

/// Pairs looked at when two large groups are compared: members of each.
const SAMPLE: usize = 8;

/// Reports by their places in the order of dates. Of those that nobody asks for nothing is read or weighed.
pub(super) struct Pairs<'i> {
    index: &'i Index,
    order: &'i [usize],
    rarity: &'i [f32],
    vectors: Vec<OnceCell<Vec<(u32, f32)>>>,
    laid: RefCell<Laid>,
}

/// A report laid out by word and by passage, so that others are compared with it without walking it.
struct Laid {
    report: Option<usize>,
    /// By word.
    weights: Vec<f32>,
    named: Vec<bool>,
    names: usize,
    /// A bit for each of its passages, and now and then for another.
    runs: Vec<u64>,
}

/// Bits of [`Laid::runs`].
const RUN_BITS: usize = 1 << 16;

fn run_bit(hash: u64) -> (usize, u64) {
    let bit = (hash ^ hash >> 32) as usize % RUN_BITS;
    (bit / 64, 1 << (bit % 64))
}

impl<'i> Pairs<'i> {
    /// `order` gives the report at each place.
    pub(super) fn new(index: &'i Index, order: &'i [usize], rarity: &'i [f32]) -> Self {
        let (weights, named) = (vec![0.0; rarity.len()], vec![false; rarity.len()]);
        let laid = Laid { report: None, weights, named, names: 0, runs: vec![0; RUN_BITS / 64] };
        Pairs { index, order, rarity, vectors: vec![OnceCell::new(); order.len()], laid: RefCell::new(laid) }
    }

    /// The number of reports.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    pub(super) fn features(&self, i: usize) -> &'i Features {
        self.index.features(self.order[i])
    }

    /// The words of a report, weighed.
    pub(super) fn vector(&self, i: usize) -> &[(u32, f32)] {
        self.vectors[i].get_or_init(|| verify::weigh(self.features(i), self.rarity))
    }

    /// The passages of a report, by hash.
    fn runs(&self, i: usize) -> &'i [u64] {
        &self.index.reports[self.order[i]].runs
    }

    /// The scores of a report with others, in their order, but for those that cannot reach `least`.
    pub(super) fn scores(&self, i: usize, others: &[usize], least: f64, mut each: impl FnMut(usize, f64)) {
        let mut laid = self.laid.borrow_mut();
        laid.lay(self, i);
        let features = self.features(i);
        for &j in others {
            // The same sum as that of the words in common alone, for the others add nothing.
            let product = |(id, weight): &(u32, f32)| f64::from(laid.weights[*id as usize]) * f64::from(*weight);
            let cosine = self.vector(j).iter().map(product).fold(0.0, |sum, product| sum + product);
            if !verify::can_reach(least, cosine) {
                continue;
            }
            let theirs = self.features(j);
            let passages = if laid.may_share(self.runs(j)) { verify::passages(features, theirs) } else { 0 };
            let strange = || {
                let (mut names, mut common) = (0, false);
                for term in theirs.terms.iter().filter(|term| term.name) {
                    names += 1;
                    common |= laid.named[term.id as usize];
                }
                !common && laid.names.min(names) >= verify::enough_names(features, theirs)
            };
            each(j, verify::scored(features, theirs, cosine, passages, strange));
        }
    }

    pub(super) fn have_evidence(&self, a: usize, b: usize) -> bool {
        let mut laid = self.laid.borrow_mut();
        laid.lay(self, a);
        laid.may_share(self.runs(b)) && verify::have_evidence(self.features(a), self.features(b))
    }

    /// The mean score of the pairs across two groups (by sample).
    pub(super) fn mean(&self, a: &[usize], b: &[usize]) -> f64 {
        let (x, y) = (sample(a), sample(b));
        // Of one report it is the same from either side, and one is laid out quicker than many.
        let (x, y) = if y.len() == 1 { (y, x) } else { (x, y) };
        let mut sum = 0.0;
        x.iter().for_each(|&i| self.scores(i, &y, 0.0, |_, score| sum += score));
        sum / (x.len() * y.len()) as f64
    }

    /// The closest pair across two groups (among the first members of large ones) with its score.
    pub(super) fn closest(&self, a: &[usize], b: &[usize]) -> (usize, usize, f64) {
        const LOOK: usize = 12;
        let mut best = (a[0], b[0], -1.0);
        for &a in a.iter().take(LOOK) {
            self.scores(a, &b[..b.len().min(LOOK)], 0.0, |b, score| {
                if score > best.2 {
                    best = (a, b, score);
                }
            });
        }
        best
    }

    /// The words of a report's lead, by id, with their share in what it says.
    pub(super) fn lead(&self, i: usize) -> impl Iterator<Item = (u32, f64)> {
        let squares = || {
            let lead = self.features(i).terms.iter().map(|term| term.lead);
            self.vector(i).iter().zip(lead).filter(|(_, lead)| *lead).map(|((id, w), _)| (*id, f64::from(w * w)))
        };
        let all: f64 = squares().map(|(_, square)| square).sum();
        squares().map(move |(id, square)| (id, square / all))
    }
}

impl Laid {
    /// Takes up the last report and lays out this one.
    fn lay(&mut self, pairs: &Pairs, i: usize) {
        if self.report == Some(i) {
            return;
        }
        if let Some(last) = self.report.replace(i) {
            for (id, _) in pairs.vector(last) {
                self.weights[*id as usize] = 0.0;
                self.named[*id as usize] = false;
            }
            pairs.runs(last).iter().for_each(|run| self.runs[run_bit(*run).0] = 0);
        }
        for ((id, weight), term) in pairs.vector(i).iter().zip(&pairs.features(i).terms) {
            self.weights[*id as usize] = *weight;
            self.named[*id as usize] = term.name;
        }
        self.names = pairs.features(i).terms.iter().filter(|term| term.name).count();
        for (word, bit) in pairs.runs(i).iter().map(|run| run_bit(*run)) {
            self.runs[word] |= bit;
        }
    }

    /// Whether it may have one of these passages.
    fn may_share(&self, runs: &[u64]) -> bool {
        runs.iter().map(|run| run_bit(*run)).any(|(word, bit)| self.runs[word] & bit > 0)
    }
}

/// At most [`SAMPLE`] members, evenly spread.
pub(super) fn sample(members: &[usize]) -> Vec<usize> {
    spread(members, SAMPLE)
}

/// At most `most` members, evenly spread.
pub(super) fn spread(members: &[usize], most: usize) -> Vec<usize> {
    if members.len() <= most {
        return members.to_vec();
    }
    (0..most).map(|i| members[i * members.len() / most]).collect()
}

/// Verified pairs with their scores, by place: the earlier report, the later one.
pub(super) struct Edges {
    /// By the later and then the earlier one.
    list: Vec<(u32, u32, f64)>,
    /// Where in the list the pairs of each later report begin.
    starts: Vec<usize>,
    /// The later reports of each earlier one, and where they begin.
    later: Vec<u32>,
    later_starts: Vec<usize>,
}

impl Edges {
    /// `list` is sorted by the later and then the earlier report; places are below `reports`.
    pub(super) fn new(list: Vec<(u32, u32, f64)>, reports: usize) -> Self {
        let starts_of = |places: &mut dyn Iterator<Item = u32>| {
            let mut starts = vec![0; reports + 1];
            places.for_each(|place| starts[place as usize + 1] += 1);
            (0..reports).for_each(|i| starts[i + 1] += starts[i]);
            starts
        };
        let joining = || list.iter().filter(|edge| edge.2 >= FAINT);
        let starts = starts_of(&mut list.iter().map(|edge| edge.1));
        let later_starts = starts_of(&mut joining().map(|edge| edge.0));
        let mut next = later_starts.clone();
        let mut later = vec![0; joining().count()];
        for &(a, b, _) in joining() {
            later[next[a as usize]] = b;
            next[a as usize] += 1;
        }
        Edges { list, starts, later, later_starts }
    }

    /// All of them, those near live pages too that are too faint to join anything.
    pub(super) fn all(&self) -> &[(u32, u32, f64)] {
        &self.list
    }

    /// The earlier reports that a report has links to, with the scores.
    pub(super) fn earlier(&self, i: usize) -> impl Iterator<Item = (usize, f64)> {
        let edges = &self.list[self.starts[i]..self.starts[i + 1]];
        edges.iter().filter(|edge| edge.2 >= FAINT).map(|&(a, _, score)| (a as usize, score))
    }

    /// All reports that a report has links to.
    pub(super) fn near(&self, i: usize) -> impl Iterator<Item = usize> {
        let later = &self.later[self.later_starts[i]..self.later_starts[i + 1]];
        self.earlier(i).map(|(a, _)| a).chain(later.iter().map(|&b| b as usize))
    }
}
