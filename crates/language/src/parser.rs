//! The dependency parser: spaCy's arc-eager transition system with sentence breaks, greedy, and the undoing of
//! pseudo-projective labels (Nivre and Nilsson 2005).

use std::borrow::Cow;

use crate::error::ModelError;
use crate::moves::Move;
use crate::transition::{Precomputed, Scores, StateModel};

/// A dependency parser.
pub(crate) struct Parser {
    model: StateModel,
    moves: Vec<(Kind, u16)>,
    /// How many of the moves, from the first, are for an empty stack.
    few: usize,
    /// Labels; those with a `||` are decorated.
    labels: Vec<Label>,
}

/// The five kinds of moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The next word goes onto the stack.
    Shift,
    /// The top of the stack is done; without a head it goes back to the buffer.
    Reduce,
    /// The top of the stack depends on the next word.
    Left,
    /// The next word depends on the top of the stack, and goes onto it.
    Right,
    /// The word after the next begins a sentence.
    Break,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Label {
    /// Index of the label to show.
    shown: u16,
    /// For a decorated label: of the word that is the true head.
    head: Option<u16>,
}

/// A tree over the tokens of a document.
pub(crate) struct Tree {
    pub(crate) heads: Vec<u32>,
    /// Indexes into [`Parser::read`]'s list of labels.
    pub(crate) labels: Vec<u16>,
    pub(crate) sentence_starts: Vec<bool>,
}

impl Parser {
    /// Also returns the labels that trees will carry; `ROOT` is the first.
    pub(crate) fn read(mut model: StateModel, moves: &[Move], file: &str) -> Result<(Self, Vec<String>), ModelError> {
        if moves.len() != model.moves() || model.places() != 8 {
            return Err(ModelError::new(format!(
                "{file}: {} moves for a network with {} outputs that sees {} tokens",
                moves.len(),
                model.moves(),
                model.places()
            )));
        }
        let mut shown = vec!["ROOT".to_owned()];
        let mut number = |label: &str| {
            shown.iter().position(|known| known == label).unwrap_or_else(|| {
                shown.push(label.to_owned());
                shown.len() - 1
            }) as u16
        };
        let mut labels = vec![Label { shown: 0, head: None }];
        let mut numbered = Vec::new();
        for one in moves {
            let kind = match one.kind {
                0 => Kind::Shift,
                1 => Kind::Reduce,
                2 => Kind::Left,
                3 => Kind::Right,
                4 => Kind::Break,
                other => return Err(ModelError::new(format!("{file}: no kind of move has number {other}"))),
            };
            if one.label == "subtok" {
                return Err(ModelError::new(format!("{file}: label `subtok` (learned tokens) is not supported")));
            }
            let label = match one.label.split_once("||") {
                Some((own, head)) => Label { shown: number(own), head: Some(number(head)) },
                None if one.label.is_empty() => Label { shown: 0, head: None },
                None => Label { shown: number(&one.label), head: None },
            };
            let index = labels.iter().position(|&known| known == label).unwrap_or_else(|| {
                labels.push(label);
                labels.len() - 1
            });
            numbered.push((kind, index as u16));
        }
        // The two kinds that an empty stack allows first: then nothing else need be scored.
        let rank = |kind: Kind| match kind {
            Kind::Shift => 0,
            Kind::Break => 1,
            _ => 2,
        };
        let mut order: Vec<usize> = (0..numbered.len()).collect();
        order.sort_by_key(|&one| rank(numbered[one].0));
        model.reorder(&order);
        let moves: Vec<(Kind, u16)> = order.into_iter().map(|one| numbered[one]).collect();
        let few = moves.iter().filter(|(kind, _)| rank(*kind) < 2).count();
        Ok((Parser { model, moves, few, labels }, shown))
    }

    /// Parses one document. `next_vectors` gives the encoder's vectors of the next so many tokens, at least one.
    pub(crate) fn parse<'v>(
        &self,
        is_space: &[bool],
        computed: &mut Precomputed,
        mut next_vectors: impl FnMut() -> Cow<'v, [f32]>,
    ) -> Tree {
        let mut state = State::new(is_space.len());
        computed.clear();
        let mut known = 0;
        let mut scores = Scores::default();
        while !state.is_final() {
            // The network looks at most one word past the next.
            while known < is_space.len().min(state.next + 2) {
                let vectors = next_vectors();
                known += vectors.len() / self.model.width();
                self.model.precompute(computed, state.still_needed, &vectors);
            }
            match self.choose(&state, computed, &mut scores) {
                Some((kind, label)) => state.apply(kind, label),
                // spaCy's own emergency exit; with a buffer or a stack there is always a valid move.
                None => break,
            }
        }
        self.finish(state, is_space)
    }

    /// The valid move with the highest score, the first if there are several.
    fn choose(&self, state: &State, computed: &Precomputed, scores: &mut Scores) -> Option<(Kind, u16)> {
        let valid = [Kind::Shift, Kind::Reduce, Kind::Left, Kind::Right, Kind::Break].map(|kind| state.allows(kind));
        let moves = match state.stack.is_empty() {
            true => &self.moves[..self.few],
            false => &self.moves,
        };
        if valid == [false, true, false, false, false] || valid == [true, false, false, false, false] {
            return moves.iter().find(|(kind, _)| valid[*kind as usize]).copied();
        }
        self.model.score(computed, &state.context(), moves.len(), scores);
        let mut best: Option<(usize, f32)> = None;
        for (index, (&(kind, _), &score)) in moves.iter().zip(scores.of_moves()).enumerate() {
            if valid[kind as usize] && best.is_none_or(|(_, highest)| score > highest) {
                best = Some((index, score));
            }
        }
        best.map(|(index, _)| moves[index])
    }

    fn finish(&self, state: State, is_space: &[bool]) -> Tree {
        let length = is_space.len();
        let mut heads: Vec<u32> =
            state.heads.iter().enumerate().map(|(token, head)| head.unwrap_or(token) as u32).collect();
        let mut labels: Vec<Label> = state.labels.iter().map(|&label| self.labels[usize::from(label)]).collect();
        for (token, label) in labels.iter_mut().enumerate() {
            if heads[token] as usize == token {
                *label = self.labels[0];
            }
        }
        if labels.iter().any(|label| label.head.is_some()) {
            deprojectivise(&mut heads, &mut labels, is_space);
        }
        let (left_edges, _) = edges(&heads);
        let mut sentence_starts = vec![false; length];
        for (token, &head) in heads.iter().enumerate() {
            if head as usize == token {
                sentence_starts[left_edges[token] as usize] = true;
            }
        }
        Tree { heads, labels: labels.into_iter().map(|label| label.shown).collect(), sentence_starts }
    }
}

/// Moves each word with a decorated label `X||Y` below the first `Y`, breadth first, under its provisional head.
fn deprojectivise(heads: &mut [u32], labels: &mut [Label], is_space: &[bool]) {
    let (left_edges, right_edges) = edges(heads);
    for token in 0..heads.len() {
        let Some(wanted) = labels[token].head else { continue };
        let mut level = vec![heads[token] as usize];
        let mut found = None;
        'search: while !level.is_empty() {
            let mut next = Vec::new();
            for &at in &level {
                for child in left_edges[at] as usize..=right_edges[at] as usize {
                    if child == at || child == token || heads[child] as usize != at || is_space[child] {
                        continue;
                    }
                    if labels[child].head.is_none() && labels[child].shown == wanted {
                        found = Some(child);
                        break 'search;
                    }
                    next.push(child);
                }
            }
            level = next;
        }
        if let Some(head) = found {
            heads[token] = head as u32;
        }
        labels[token].head = None;
    }
}

/// Leftmost and rightmost token of the subtree under each token.
pub(crate) fn edges(heads: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut left: Vec<u32> = (0..heads.len() as u32).collect();
    let mut right = left.clone();
    // Forwards and backwards until nothing changes: two rounds for a projective tree.
    loop {
        let mut changed = false;
        let mut visit = |token: usize| {
            let head = heads[token] as usize;
            if left[token] < left[head] {
                left[head] = left[token];
                changed = true;
            }
            if right[token] > right[head] {
                right[head] = right[token];
                changed = true;
            }
        };
        (0..heads.len()).for_each(&mut visit);
        (0..heads.len()).rev().for_each(&mut visit);
        if !changed {
            return (left, right);
        }
    }
}

/// A state of the transition system over tokens `0..length`.
struct State {
    length: usize,
    stack: Vec<usize>,
    /// Words that went back from the stack to the buffer, the next one last.
    returned: Vec<usize>,
    /// The first word that was never on the stack.
    next: usize,
    heads: Vec<Option<usize>>,
    labels: Vec<u16>,
    /// For each word the dependent that was attached last on this side.
    left_child: Vec<Option<usize>>,
    right_child: Vec<Option<usize>>,
    /// For each word the dependent on the same side of the same head that was attached before it.
    sibling: Vec<Option<usize>>,
    /// No move will look at a word before this one any more.
    still_needed: usize,
    may_not_shift: Vec<bool>,
    sentence_starts: Vec<bool>,
}

impl State {
    fn new(length: usize) -> Self {
        State {
            length,
            stack: Vec::new(),
            returned: Vec::new(),
            next: 0,
            heads: vec![None; length],
            labels: vec![0; length],
            left_child: vec![None; length],
            right_child: vec![None; length],
            sibling: vec![None; length],
            still_needed: 0,
            may_not_shift: vec![false; length],
            sentence_starts: vec![false; length],
        }
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffer_length() == 0
    }

    fn buffer_length(&self) -> usize {
        self.length - self.next + self.returned.len()
    }

    /// The `i`-th word from the top of the stack.
    fn stack(&self, i: usize) -> Option<usize> {
        self.stack.len().checked_sub(i + 1).map(|at| self.stack[at])
    }

    /// The `i`-th word of the buffer.
    fn buffer(&self, i: usize) -> Option<usize> {
        match self.returned.len().checked_sub(i + 1) {
            Some(at) => Some(self.returned[at]),
            None => Some(self.next + i - self.returned.len()).filter(|&word| word < self.length),
        }
    }

    /// The tokens the network sees.
    fn context(&self) -> [Option<usize>; 8] {
        let (first, top) = (self.buffer(0), self.stack(0));
        [
            first,
            self.buffer(1),
            top,
            self.stack(1),
            self.stack(2),
            first.and_then(|word| self.left_child[word]),
            top.and_then(|word| self.left_child[word]),
            top.and_then(|word| self.right_child[word]),
        ]
    }

    fn allows(&self, kind: Kind) -> bool {
        let starts = |word: Option<usize>| word.is_some_and(|word| self.sentence_starts[word]);
        let first = self.buffer(0);
        match kind {
            Kind::Shift => {
                self.stack.is_empty()
                    || self.buffer_length() >= 2
                        && !starts(first)
                        && !first.is_some_and(|word| self.may_not_shift[word])
            }
            Kind::Reduce => !self.stack.is_empty(),
            Kind::Left | Kind::Right => !self.stack.is_empty() && self.buffer_length() > 0 && !starts(first),
            Kind::Break => {
                let second = self.buffer(1);
                second.is_some() && second == first.map(|word| word + 1) && !starts(second)
            }
        }
    }

    /// Makes a move that [`State::allows`].
    fn apply(&mut self, kind: Kind, label: u16) {
        let (top, first) = (self.stack(0), self.buffer(0));
        match (kind, top, first) {
            (Kind::Shift, _, _) => self.push(),
            (Kind::Reduce, Some(top), _) => {
                self.stack.pop();
                if self.heads[top].is_none() && !self.stack.is_empty() {
                    self.may_not_shift[top] = true;
                    self.returned.push(top);
                }
            }
            (Kind::Left, Some(top), Some(first)) => {
                self.attach(first, top, label);
                self.may_not_shift[first] = false;
                self.stack.pop();
            }
            (Kind::Right, Some(top), Some(first)) => {
                self.attach(top, first, label);
                self.push();
            }
            (Kind::Break, _, Some(first)) => self.sentence_starts[first + 1] = true,
            _ => {}
        }
    }

    fn push(&mut self) {
        if self.stack.is_empty()
            && let Some(first) = self.buffer(0)
        {
            // Left of this word there is nothing on the stack: only its own left dependents are seen again.
            self.still_needed = self.left_child[first].unwrap_or(first);
        }
        let word = self.returned.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(word);
    }

    fn attach(&mut self, head: usize, child: usize, label: u16) {
        if let Some(old) = self.heads[child] {
            // A word that changes its head was on top of the stack, so it is the last dependent of the old one.
            let last = if old > child { &mut self.left_child[old] } else { &mut self.right_child[old] };
            if *last == Some(child) {
                *last = self.sibling[child];
            }
        }
        let last = if head > child { &mut self.left_child[head] } else { &mut self.right_child[head] };
        self.sibling[child] = last.replace(child);
        self.heads[child] = Some(head);
        self.labels[child] = label;
    }
}
