//! The reports that are clustered, in an order that does not depend on their arrival, and the verified links among them.

use super::features::Features;
use super::usage::Usage;
use super::{FAINT, Index, THRESHOLD, verify};
use std::cell::{OnceCell, RefCell};

/// Pairs looked at when two large groups are compared: members of each.
const SAMPLE: usize = 8;

/// What two reports have in common that have no link.
pub(super) const UNSEEN: f64 = FAINT / 2.0;

/// Reports by their places in the order of dates. Of those that nobody asks for nothing is read or weighed.
pub(super) struct Pairs<'i> {
    index: &'i Index,
    order: &'i [usize],
    usage: &'i Usage,
    weighed: Vec<OnceCell<Weighed>>,
    laid: RefCell<Laid>,
}

/// The words of a report, weighed, and those of them that are names.
#[derive(Clone)]
struct Weighed {
    words: Vec<(u32, f32)>,
    names: Vec<u32>,
}

/// A report laid out by word and by passage, so that others are compared with it without walking it.
struct Laid {
    report: Option<usize>,
    /// By word.
    weights: Vec<f32>,
    named: Vec<bool>,
    names: usize,
    /// By [`place`], which of its passages lies there, counted from 1; 0 for none.
    runs: Vec<u32>,
    /// A bit for each place that is taken.
    taken: Vec<u64>,
    /// Whether two of its passages have one place, so that the second lies nowhere.
    crowded: bool,
}

/// Places for passages.
const PLACES: usize = 1 << 16;

/// Where a passage lies, by its hash.
fn place(hash: u64) -> usize {
    (hash ^ hash >> 32) as usize % PLACES
}

impl<'i> Pairs<'i> {
    /// `order` gives the report at each place.
    pub(super) fn new(index: &'i Index, order: &'i [usize], usage: &'i Usage) -> Self {
        let (weights, named) = (vec![0.0; usage.rarity.len()], vec![false; usage.rarity.len()]);
        let (runs, taken) = (vec![0; PLACES], vec![0; PLACES / 64]);
        let laid = Laid { report: None, weights, named, names: 0, runs, taken, crowded: false };
        Pairs { index, order, usage, weighed: vec![OnceCell::new(); order.len()], laid: RefCell::new(laid) }
    }

    /// What is usual among them.
    pub(super) fn usage(&self) -> &'i Usage {
        self.usage
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
        &self.weighed(i).words
    }

    fn weighed(&self, i: usize) -> &Weighed {
        self.weighed[i].get_or_init(|| {
            let features = self.features(i);
            let names = features.terms.iter().filter(|term| term.name).map(|term| term.id).collect();
            Weighed { words: self.usage.weigh(features), names }
        })
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
            let Weighed { words, names } = self.weighed(j);
            let cosine = laid.cosine(words);
            if !verify::can_reach(least, cosine) {
                continue;
            }
            let theirs = self.features(j);
            let passages = laid.passages(features, theirs, self.runs(j), self.usage);
            let strange = || {
                laid.names.min(names.len()) >= verify::enough_names(features, theirs)
                    && !names.iter().any(|id| laid.named[*id as usize])
            };
            each(j, verify::scored(features, theirs, cosine, self.usage, passages, strange));
        }
    }

    pub(super) fn have_evidence(&self, a: usize, b: usize) -> bool {
        let mut laid = self.laid.borrow_mut();
        laid.lay(self, a);
        laid.passages(self.features(a), self.features(b), self.runs(b), self.usage) > 0
    }

    /// The mean score of the pairs across two groups (by sample), those too faint for a link taken as [`UNSEEN`].
    pub(super) fn mean(&self, a: &[usize], b: &[usize]) -> f64 {
        let (x, y) = (sample(a), sample(b));
        // Of one report it is the same from either side, and one is laid out quicker than many.
        let (x, y) = if y.len() == 1 { (y, x) } else { (x, y) };
        let pairs = (x.len() * y.len()) as f64;
        let mut sum = UNSEEN * pairs;
        x.iter().for_each(|&i| self.scores(i, &y, FAINT, |_, score| sum += score - UNSEEN));
        sum / pairs
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
            let Weighed { words, names } = pairs.weighed(last);
            words.iter().for_each(|(id, _)| self.weights[*id as usize] = 0.0);
            names.iter().for_each(|id| self.named[*id as usize] = false);
            for place in pairs.runs(last).iter().map(|run| place(*run)) {
                (self.runs[place], self.taken[place / 64]) = (0, 0);
            }
        }
        let Weighed { words, names } = pairs.weighed(i);
        words.iter().for_each(|(id, weight)| self.weights[*id as usize] = *weight);
        names.iter().for_each(|id| self.named[*id as usize] = true);
        self.names = names.len();
        self.crowded = false;
        for (number, place) in (1..).zip(pairs.runs(i).iter().map(|run| place(*run))) {
            self.crowded |= self.runs[place] > 0;
            self.runs[place] = number;
            self.taken[place / 64] |= 1 << (place % 64);
        }
    }

    /// Cosine with another report: the sum over all its words, for those that are not in common add nothing.
    fn cosine(&self, words: &[(u32, f32)]) -> f64 {
        // Products first, so that only the few that are something wait for each other.
        let mut sum = 0.0;
        for words in words.chunks(64) {
            let (mut products, mut count) = ([0.0; 64], 0);
            for (id, weight) in words {
                let own = self.weights[*id as usize];
                products[count] = f64::from(own) * f64::from(*weight);
                count += usize::from(own > 0.0);
            }
            products[..count].iter().for_each(|product| sum += product);
        }
        sum
    }

    /// Passages in common with another report, whose are `runs`.
    fn passages(&self, own: &Features, theirs: &Features, runs: &[u64], usage: &Usage) -> usize {
        let taken = |run: &u64| self.taken[place(*run) / 64] >> (place(*run) % 64) & 1 > 0;
        if self.crowded {
            return if runs.iter().any(taken) { verify::passages(own, theirs, usage) } else { 0 };
        }
        let counts = verify::counts(own, theirs, usage);
        let common = |(at, run): (usize, &u64)| {
            let (x, y) = (own.runs.get(self.runs[place(*run)] as usize - 1)?, theirs.runs.get(at)?);
            (x.hash == *run && counts(x, y)).then_some(())
        };
        runs.iter().enumerate().filter(|(_, run)| taken(run)).filter_map(common).count()
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
    /// The later reports that each earlier one may join, and where they begin.
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
        let joining = || list.iter().filter(|edge| edge.2 >= THRESHOLD);
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

    /// All reports that a report has a link to that may join them.
    pub(super) fn joining(&self, i: usize) -> impl Iterator<Item = usize> {
        let later = &self.later[self.later_starts[i]..self.later_starts[i + 1]];
        let earlier = self.earlier(i).filter(|(_, score)| *score >= THRESHOLD);
        earlier.map(|(a, _)| a).chain(later.iter().map(|&b| b as usize))
    }
}
