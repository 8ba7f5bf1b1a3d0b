//! What can be told of a match before it is tried: where it may begin, how long it is.

use super::Node;
use super::class::folded;
use std::ops::Range;

/// How far before the end of a text the matches of a pattern may begin that all reach the end.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Characters that the alternatives of bounded length take at most.
    pub(super) width: usize,
    /// The alternatives of any length, if all they take is single characters.
    pub(super) unbounded: Vec<usize>,
}

impl Reach {
    /// Nothing when some alternative may end before the end of the text, or cannot be told how far it reaches.
    pub(super) fn of(alternatives: &[Vec<Node>]) -> Option<Self> {
        let mut reach = Reach::default();
        for (number, alternative) in alternatives.iter().enumerate() {
            let (Node::End | Node::AbsoluteEnd, taking) = alternative.split_last()? else { return None };
            match widths(taking) {
                Some(widths) => reach.width = reach.width.max(widths.end - 1),
                None if taking.iter().all(takes_characters) => reach.unbounded.push(number),
                None => return None,
            }
        }
        Some(reach)
    }
}

/// Whether all that a node takes is told by [`takes`]. What looks ahead may take nothing, but sees more than is taken.
fn takes_characters(node: &Node) -> bool {
    match node {
        Node::Char(_) | Node::Class(_) => true,
        Node::Group(body) | Node::Repeat { body, .. } => body.iter().flatten().all(takes_characters),
        Node::LookAhead { .. } | Node::LookBehind { .. } | Node::Start | Node::WordBoundary(_) => true,
        Node::End | Node::AbsoluteEnd => false,
    }
}

/// Whether some of the nodes may take a character.
pub(super) fn takes(nodes: &[Node], c: char, fold_case: bool) -> bool {
    nodes.iter().any(|node| match node {
        Node::Char(wanted) => *wanted == c || fold_case && folded(*wanted) == folded(c),
        Node::Class(class) => class.contains(c, fold_case),
        Node::Group(body) | Node::Repeat { body, .. } => body.iter().any(|one| takes(one, c, fold_case)),
        _ => false,
    })
}

/// The ASCII characters that a match of these nodes may begin with, or nothing when it may be empty.
pub(super) fn first_characters(nodes: &[Node]) -> Option<u128> {
    let any_of = |alternatives: &[Vec<Node>]| {
        alternatives.iter().map(|one| first_characters(one)).try_fold(0, |all, one| Some(all | one?))
    };
    let mut set = 0;
    for node in nodes {
        match node {
            Node::Char(c) => {
                let both = |c: char| if c.is_ascii() { 1u128 << c as u32 } else { 0 };
                return Some(set | both(c.to_ascii_lowercase()) | both(c.to_ascii_uppercase()) | fold_partners(*c));
            }
            Node::Class(class) => {
                // Letters are let in whenever there may be case folding.
                return Some(set | with_both_cases(class.ascii_members()));
            }
            Node::Group(body) => match any_of(body) {
                Some(first) => return Some(set | first),
                None => return None,
            },
            Node::Repeat { body, least, .. } => {
                let first = any_of(body)?;
                set |= first;
                if *least > 0 {
                    return Some(set);
                }
            }
            // Nothing is consumed: what follows decides.
            Node::Start | Node::WordBoundary(_) | Node::LookAhead { .. } | Node::LookBehind { .. } => {}
            Node::End | Node::AbsoluteEnd => return None,
        }
    }
    None
}

/// ASCII characters whose case folding leaves ASCII: the Kelvin sign is a K, the long s an S.
fn fold_partners(c: char) -> u128 {
    let folded = folded(c);
    if folded.is_ascii() { with_both_cases(1 << folded as u32) } else { 0 }
}

fn with_both_cases(set: u128) -> u128 {
    let letters = (1u128 << 26) - 1;
    let (upper, lower) = (set >> b'A' & letters, set >> b'a' & letters);
    set | upper << b'a' | lower << b'A'
}

/// How many characters the nodes take, as a half-open range.
pub(super) fn widths(nodes: &[Node]) -> Option<Range<usize>> {
    let of_any = |alternatives: &[Vec<Node>]| {
        let all: Vec<Range<usize>> = alternatives.iter().map(|one| widths(one)).collect::<Option<_>>()?;
        Some(all.iter().map(|one| one.start).min()?..all.iter().map(|one| one.end).max()?)
    };
    nodes.iter().try_fold(0usize..1usize, |sum, node| {
        let own = match node {
            Node::Char(_) | Node::Class(_) => 1..2usize,
            Node::Group(body) => of_any(body)?,
            Node::Repeat { body, least, most, .. } if *most <= 100 => {
                let one = of_any(body)?;
                least * one.start..most.checked_mul(one.end - 1)? + 1
            }
            Node::Repeat { .. } => return None,
            _ => 0..1,
        };
        Some(sum.start.checked_add(own.start)?..sum.end.checked_add(own.end)? - 1)
    })
}
