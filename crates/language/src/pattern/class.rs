//! Sets of characters: `[a-z]`, `\d`, with case folding.

use crate::unicode::{is_alpha, is_digit, is_space};

/// A set of characters.
#[derive(Debug, Default)]
pub(super) struct Class {
    /// Members among ASCII, by bit.
    ascii: u128,
    /// Ascending, not touching.
    ranges: Vec<(char, char)>,
    kinds: Vec<(Kind, bool)>,
    negated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Digit,
    Space,
}

impl Class {
    pub(super) fn new(negated: bool) -> Self {
        Class { negated, ..Class::default() }
    }

    pub(super) fn contains(&self, c: char, fold_case: bool) -> bool {
        let listed = |c: char| {
            if c.is_ascii() {
                self.ascii >> c as u32 & 1 == 1
            } else {
                let next = self.ranges.partition_point(|&(start, _)| start <= c);
                next > 0 && c <= self.ranges[next - 1].1
            }
        };
        let listed = listed(c)
            || fold_case && (listed(folded(c)) || c.to_uppercase().next().is_some_and(listed))
            || !c.is_ascii() && self.kinds.iter().any(|&(kind, wanted)| kind.holds(c) == wanted);
        listed != self.negated
    }

    pub(super) fn add(&mut self, first: char, last: char) {
        for code in first as u32..=(last as u32).min(127) {
            self.ascii |= 1 << code;
        }
        if last as u32 > 127 {
            self.ranges.push((first.max('\u{80}'), last));
        }
    }

    pub(super) fn add_kind(&mut self, kind: Kind, wanted: bool) {
        for code in 0..128u8 {
            if kind.holds(code.into()) == wanted {
                self.ascii |= 1 << code;
            }
        }
        self.kinds.push((kind, wanted));
    }

    /// Sorts and joins the ranges.
    pub(super) fn finish(mut self) -> Self {
        self.ranges.sort_unstable();
        let mut joined: Vec<(char, char)> = Vec::with_capacity(self.ranges.len());
        for (first, last) in self.ranges {
            match joined.last_mut() {
                Some(previous) if first as u32 <= previous.1 as u32 + 1 => previous.1 = previous.1.max(last),
                _ => joined.push((first, last)),
            }
        }
        self.ranges = joined;
        self
    }

    /// The ASCII members.
    pub(super) fn ascii_members(&self) -> u128 {
        if self.negated { !self.ascii } else { self.ascii }
    }
}

impl Kind {
    fn holds(self, c: char) -> bool {
        match self {
            Kind::Word => is_word(c),
            Kind::Digit => {
                if c.is_ascii() {
                    c.is_ascii_digit()
                } else {
                    c.is_numeric() && is_digit(c)
                }
            }
            Kind::Space => is_space(c),
        }
    }
}

/// `\w`.
pub(super) fn is_word(c: char) -> bool {
    c == '_' || if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_alpha(c) || c.is_numeric() }
}

pub(super) fn folded(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}
