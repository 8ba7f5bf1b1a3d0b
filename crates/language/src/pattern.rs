//! Python regular expressions, as a model's tokenizer and rules carry them.
//!
//! A small backtracking matcher of its own: the patterns of a tokenizer are long lists of alternatives over character
//! classes with thousands of members and look-around, matched against single words. Compiling them to automata takes
//! longer than many a program runs; reading them into a tree takes no time. What a pattern means is what Python's `re`
//! says. Not supported, and refused: back-references, named groups, possessive and atomic groups.

use std::cell::Cell;
use std::ops::Range;

use crate::unicode::{is_alpha, is_digit, is_space};

/// A regular expression written for Python's `re`.
pub(crate) struct Pattern {
    alternatives: Vec<Vec<Node>>,
    /// For each ASCII character the alternatives that may match where it comes first; the last entry is for all other
    /// characters and the end of the text.
    may_start: Vec<Vec<u32>>,
    fold_case: bool,
    /// Whether it matches only at the start of a text, as `re.match` does.
    anchored: bool,
    /// Where every alternative must reach the end of the text: how far from there it may begin.
    reach: Option<Reach>,
}

/// How far before the end of a text the matches of a pattern may begin that all reach the end.
#[derive(Debug, Default)]
struct Reach {
    /// Characters that the alternatives of bounded length take at most.
    width: usize,
    /// The alternatives of any length, if all they take is single characters.
    unbounded: Vec<usize>,
}

/// Steps after which a search is given up and counts as no match: no word of a text takes so many, only what is made to
/// make a matcher backtrack for ever.
const MOST_STEPS: u64 = 4_000_000;

/// Groups within groups.
const MOST_DEPTH: usize = 40;

/// Repetitions of groups within one match; bounds the use of the stack. A URL of 200 labels stays below.
const MOST_RECURSION: usize = 800;

#[derive(Debug)]
enum Node {
    Char(char),
    Class(Class),
    Start,
    /// The end of the text, or before its last newline.
    End,
    AbsoluteEnd,
    WordBoundary(bool),
    Group(Vec<Vec<Node>>),
    Repeat {
        body: Vec<Vec<Node>>,
        least: usize,
        most: usize,
        lazy: bool,
    },
    LookAhead {
        body: Vec<Vec<Node>>,
        wanted: bool,
    },
    /// The widths, in characters, that the body may have.
    LookBehind {
        body: Vec<Vec<Node>>,
        widths: Range<usize>,
        wanted: bool,
    },
}

/// A set of characters.
#[derive(Debug, Default)]
struct Class {
    /// Members among ASCII, by bit.
    ascii: u128,
    /// Ascending, not touching.
    ranges: Vec<(char, char)>,
    kinds: Vec<(Kind, bool)>,
    negated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Digit,
    Space,
}

impl Pattern {
    /// For searching, as `re.search` and `re.finditer` do.
    pub(crate) fn searching(source: &str) -> Result<Self, String> {
        Self::read(source, false)
    }

    /// For matching at the start of a string, as `re.match` does.
    pub(crate) fn matching(source: &str) -> Result<Self, String> {
        Self::read(source, true)
    }

    fn read(source: &str, anchored: bool) -> Result<Self, String> {
        let (source, fold_case) = strip_flags(source);
        let mut reader = Reader { rest: source, depth: 0 };
        let alternatives = reader.alternatives()?;
        if !reader.rest.is_empty() {
            return Err(format!("an unmatched `)` before {:?}", excerpt(reader.rest)));
        }
        let mut may_start = vec![Vec::new(); 129];
        for (number, alternative) in alternatives.iter().enumerate() {
            let set = first_characters(alternative).unwrap_or(u128::MAX);
            for (c, list) in may_start.iter_mut().enumerate() {
                // Other characters than ASCII are always tried.
                if c == 128 || set >> c & 1 == 1 {
                    list.push(number as u32);
                }
            }
        }
        let anchored = anchored || alternatives.iter().all(|one| matches!(one.first(), Some(Node::Start)));
        let reach = Reach::of(&alternatives);
        Ok(Pattern { alternatives, may_start, fold_case, anchored, reach })
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.find(text).is_some()
    }

    /// The leftmost match.
    pub(crate) fn find(&self, text: &str) -> Option<Range<usize>> {
        self.find_from(text, 0)
    }

    /// All matches, leftmost first, not overlapping.
    pub(crate) fn find_all(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at <= text.len()
            && let Some(range) = self.find_from(text, at)
        {
            at = match range.is_empty() {
                true => range.end + text[range.end..].chars().next().map_or(1, char::len_utf8),
                false => range.end,
            };
            found.push(range);
        }
        found
    }

    fn find_from(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let matcher = Matcher { text, fold_case: self.fold_case, steps: Cell::new(0), depth: Cell::new(0) };
        let mut start = match &self.reach {
            Some(reach) if !self.anchored => from.max(self.earliest(reach, text)),
            _ => from,
        };
        loop {
            let next = text[start..].chars().next();
            let key = next.filter(char::is_ascii).map_or(128, |c| c as usize);
            for &number in &self.may_start[key] {
                let mut end = None;
                if matcher.run(&self.alternatives[number as usize], start, &mut |at| {
                    end = Some(at);
                    true
                }) {
                    return end.map(|end| start..end);
                }
            }
            if self.anchored || matcher.exhausted() {
                return None;
            }
            start += next?.len_utf8();
        }
    }
}

impl Pattern {
    /// The first place in a text where a match may begin that has to reach its end.
    fn earliest(&self, reach: &Reach, text: &str) -> usize {
        // The end is also before a last newline.
        let body = text.strip_suffix('\n').unwrap_or(text);
        let back = |count: usize| match count.checked_sub(1) {
            None => body.len(),
            Some(before) => body.char_indices().rev().nth(before).map_or(0, |(start, _)| start),
        };
        let unbounded = reach.unbounded.iter().map(|&number| {
            let taken = |c: char| takes(&self.alternatives[number], c, self.fold_case);
            body.char_indices().rev().take_while(|&(_, c)| taken(c)).last().map_or(body.len(), |(start, _)| start)
        });
        unbounded.chain([back(reach.width)]).min().unwrap_or(0)
    }
}

impl Reach {
    /// Nothing when some alternative may end before the end of the text, or cannot be told how far it reaches.
    fn of(alternatives: &[Vec<Node>]) -> Option<Self> {
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
fn takes(nodes: &[Node], c: char, fold_case: bool) -> bool {
    nodes.iter().any(|node| match node {
        Node::Char(wanted) => *wanted == c || fold_case && folded(*wanted) == folded(c),
        Node::Class(class) => class.contains(c, fold_case),
        Node::Group(body) | Node::Repeat { body, .. } => body.iter().any(|one| takes(one, c, fold_case)),
        _ => false,
    })
}

/// One attempt to match; gives up for good when it takes too long.
struct Matcher<'t> {
    text: &'t str,
    fold_case: bool,
    steps: Cell<u64>,
    depth: Cell<usize>,
}

impl Matcher<'_> {
    fn exhausted(&self) -> bool {
        self.steps.get() > MOST_STEPS
    }

    fn next(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn is(&self, c: char, wanted: char) -> bool {
        c == wanted || self.fold_case && folded(c) == folded(wanted)
    }

    /// Matches the nodes from `at` on; `then` is asked with each possible end until it agrees to one.
    fn run(&self, nodes: &[Node], mut at: usize, then: &mut dyn FnMut(usize) -> bool) -> bool {
        self.steps.set(self.steps.get() + 1);
        if self.exhausted() || self.depth.get() > MOST_RECURSION {
            self.steps.set(MOST_STEPS + 1);
            return false;
        }
        for (index, node) in nodes.iter().enumerate() {
            let rest = &nodes[index + 1..];
            match node {
                Node::Char(wanted) => match self.next(at) {
                    Some(c) if self.is(c, *wanted) => at += c.len_utf8(),
                    _ => return false,
                },
                Node::Class(class) => match self.next(at) {
                    Some(c) if class.contains(c, self.fold_case) => at += c.len_utf8(),
                    _ => return false,
                },
                Node::Start if at == 0 => {}
                Node::End if at == self.text.len() || &self.text[at..] == "\n" => {}
                Node::AbsoluteEnd if at == self.text.len() => {}
                Node::Start | Node::End | Node::AbsoluteEnd => return false,
                Node::WordBoundary(wanted) => {
                    let before = self.text[..at].chars().next_back().is_some_and(is_word);
                    if (before != self.next(at).is_some_and(is_word)) != *wanted {
                        return false;
                    }
                }
                Node::LookAhead { body, wanted } => {
                    if body.iter().any(|one| self.run(one, at, &mut |_| true)) != *wanted {
                        return false;
                    }
                }
                Node::LookBehind { body, widths, wanted } => {
                    let starts =
                        std::iter::once(at).chain(self.text[..at].char_indices().rev().map(|(start, _)| start));
                    let found = starts
                        .take(widths.end)
                        .skip(widths.start)
                        .any(|start| body.iter().any(|one| self.run(one, start, &mut |end| end == at)));
                    if found != *wanted {
                        return false;
                    }
                }
                Node::Group(alternatives) => {
                    return self.deeper(|| {
                        alternatives.iter().any(|one| self.run(one, at, &mut |end| self.run(rest, end, then)))
                    });
                }
                Node::Repeat { body, least, most, lazy } => {
                    return match body.as_slice() {
                        [single] if matches!(single.as_slice(), [Node::Char(_) | Node::Class(_)]) => {
                            self.repeat_character(&single[0], *least, *most, *lazy, rest, at, then)
                        }
                        _ => self.deeper(|| self.repeat(body, *least, *most, *lazy, rest, at, then)),
                    };
                }
            }
        }
        then(at)
    }

    fn deeper(&self, work: impl FnOnce() -> bool) -> bool {
        self.depth.set(self.depth.get() + 1);
        let result = self.depth.get() <= MOST_RECURSION && work();
        self.depth.set(self.depth.get() - 1);
        result
    }

    /// Repeats one character or class without recursion.
    #[expect(clippy::too_many_arguments, reason = "the parts of one node, and where the match stands")]
    fn repeat_character(
        &self,
        node: &Node,
        least: usize,
        most: usize,
        lazy: bool,
        rest: &[Node],
        at: usize,
        then: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        let fits = |c: char| match node {
            Node::Char(wanted) => self.is(c, *wanted),
            Node::Class(class) => class.contains(c, self.fold_case),
            _ => false,
        };
        let mut ends = vec![at];
        for c in self.text[at..].chars().take(most) {
            if !fits(c) {
                break;
            }
            ends.push(ends[ends.len() - 1] + c.len_utf8());
        }
        self.steps.set(self.steps.get() + ends.len() as u64 / 8);
        let Some(ends) = ends.get(least..) else { return false };
        match lazy {
            true => ends.iter().any(|&end| self.run(rest, end, then)),
            false => ends.iter().rev().any(|&end| self.run(rest, end, then)),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one node, and where the match stands")]
    fn repeat(
        &self,
        body: &[Vec<Node>],
        least: usize,
        most: usize,
        lazy: bool,
        rest: &[Node],
        at: usize,
        then: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        if least == 0 && lazy && self.run(rest, at, then) {
            return true;
        }
        if most > 0 {
            let again = |end: usize, then: &mut dyn FnMut(usize) -> bool| {
                // A round that matched nothing would go on for ever.
                (end != at || least > 0)
                    && self.deeper(|| self.repeat(body, least.saturating_sub(1), most - 1, lazy, rest, end, then))
            };
            if body.iter().any(|one| self.run(one, at, &mut |end| again(end, then))) {
                return true;
            }
        }
        least == 0 && !lazy && self.run(rest, at, then)
    }
}

impl Class {
    fn contains(&self, c: char, fold_case: bool) -> bool {
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

    fn add(&mut self, first: char, last: char) {
        for code in first as u32..=(last as u32).min(127) {
            self.ascii |= 1 << code;
        }
        if last as u32 > 127 {
            self.ranges.push((first.max('\u{80}'), last));
        }
    }

    fn add_kind(&mut self, kind: Kind, wanted: bool) {
        for code in 0..128u8 {
            if kind.holds(code.into()) == wanted {
                self.ascii |= 1 << code;
            }
        }
        self.kinds.push((kind, wanted));
    }

    /// Sorts and joins the ranges.
    fn finish(mut self) -> Self {
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
    fn ascii_members(&self) -> u128 {
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
fn is_word(c: char) -> bool {
    c == '_' || if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_alpha(c) || c.is_numeric() }
}

fn folded(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

/// The ASCII characters that a match of these nodes may begin with, or nothing when it may be empty.
fn first_characters(nodes: &[Node]) -> Option<u128> {
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

/// Takes the flags off the start; true if case is to be ignored.
fn strip_flags(source: &str) -> (&str, bool) {
    if let Some((flags, rest)) = source.strip_prefix("(?").and_then(|rest| rest.split_once(')'))
        && flags.chars().all(|flag| matches!(flag, 'i' | 'u'))
    {
        return (rest, flags.contains('i'));
    }
    (source, false)
}

fn excerpt(source: &str) -> String {
    source.chars().take(20).collect()
}

/// Reads a pattern into a tree.
struct Reader<'p> {
    rest: &'p str,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn skip(&mut self, prefix: &str) -> bool {
        self.rest.strip_prefix(prefix).map(|rest| self.rest = rest).is_some()
    }

    /// Alternatives up to a closing parenthesis, which stays, or the end.
    fn alternatives(&mut self) -> Result<Vec<Vec<Node>>, String> {
        let mut alternatives = vec![Vec::new()];
        while let Some(c) = self.peek() {
            match c {
                ')' => break,
                '|' => {
                    self.take();
                    alternatives.push(Vec::new());
                }
                _ => {
                    let node = self.node()?;
                    let node = self.repeated(node)?;
                    if let Some(last) = alternatives.last_mut() {
                        last.extend(node);
                    }
                }
            }
        }
        Ok(alternatives)
    }

    fn group(&mut self) -> Result<Vec<Vec<Node>>, String> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err("groups nested too deep".to_owned());
        }
        let alternatives = self.alternatives()?;
        self.depth -= 1;
        if self.take() != Some(')') {
            return Err("a group without end".to_owned());
        }
        Ok(alternatives)
    }

    fn node(&mut self) -> Result<Option<Node>, String> {
        Ok(Some(match self.take().ok_or("an unfinished pattern")? {
            '.' => {
                let mut class = Class { negated: true, ..Class::default() };
                class.add('\n', '\n');
                Node::Class(class)
            }
            '^' => Node::Start,
            '$' => Node::End,
            '[' => Node::Class(self.class()?),
            '(' => {
                if self.skip("?:") {
                    Node::Group(self.group()?)
                } else if self.skip("?=") {
                    Node::LookAhead { body: self.group()?, wanted: true }
                } else if self.skip("?!") {
                    Node::LookAhead { body: self.group()?, wanted: false }
                } else if self.skip("?<=") {
                    look_behind(self.group()?, true)?
                } else if self.skip("?<!") {
                    look_behind(self.group()?, false)?
                } else if self.peek() == Some('?') {
                    return Err(format!("a group of a kind that is not supported: ({}", excerpt(self.rest)));
                } else {
                    Node::Group(self.group()?)
                }
            }
            '\\' => match self.escape()? {
                Escape::Char(c) => Node::Char(c),
                Escape::Kind(kind, wanted) => {
                    let mut class = Class::default();
                    class.add_kind(kind, wanted);
                    Node::Class(class)
                }
                Escape::Node(node) => node,
            },
            c @ ('*' | '+' | '?') => return Err(format!("nothing to repeat before `{c}`")),
            c => Node::Char(c),
        }))
    }

    /// Applies the quantifier that follows, if one does.
    fn repeated(&mut self, node: Option<Node>) -> Result<Option<Node>, String> {
        let Some(node) = node else { return Ok(None) };
        let (least, most) = match self.peek() {
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('?') => (0, 1),
            Some('{') => match self.counts() {
                Some(counts) => counts,
                // Python takes a brace that is no quantifier literally.
                None => return Ok(Some(node)),
            },
            _ => return Ok(Some(node)),
        };
        self.take();
        if least > most || least > 10_000 {
            return Err(format!("a repetition from {least} to {most}"));
        }
        let lazy = self.skip("?");
        if self.peek() == Some('+') {
            return Err("a possessive quantifier".to_owned());
        }
        let body = match node {
            Node::Group(alternatives) => alternatives,
            node => vec![vec![node]],
        };
        Ok(Some(Node::Repeat { body, least, most, lazy }))
    }

    /// `{m}`, `{m,}`, `{,n}` or `{m,n}`; leaves the closing brace.
    fn counts(&mut self) -> Option<(usize, usize)> {
        let inner = self.rest.strip_prefix('{')?.split_once('}')?.0;
        let number = |text: &str, default: usize| if text.is_empty() { Some(default) } else { text.parse().ok() };
        let counts = match inner.split_once(',') {
            Some((least, most)) => (number(least, 0)?, number(most, usize::MAX)?),
            None => (inner.parse().ok()?, inner.parse().ok()?),
        };
        self.rest = &self.rest[1 + inner.len()..];
        Some(counts)
    }

    fn class(&mut self) -> Result<Class, String> {
        let mut class = Class { negated: self.skip("^"), ..Class::default() };
        let mut first = true;
        loop {
            let c = self.take().ok_or("a character class without end")?;
            if c == ']' && !first {
                return Ok(class.finish());
            }
            first = false;
            let Some(start) = self.member(c, &mut class)? else { continue };
            // A hyphen is a range unless it stands last.
            let mut ahead = self.rest.chars();
            if ahead.next() == Some('-') && !matches!(ahead.next(), None | Some(']')) {
                self.take();
                let c = self.take().ok_or("a character class without end")?;
                let end = self.member(c, &mut class)?.ok_or("a range that ends in a class")?;
                if end < start {
                    return Err(format!("a range from {start:?} to {end:?}"));
                }
                class.add(start, end);
            } else {
                class.add(start, start);
            }
        }
    }

    /// A member of a class that is one character; kinds of characters are added at once.
    fn member(&mut self, c: char, class: &mut Class) -> Result<Option<char>, String> {
        if c != '\\' {
            return Ok(Some(c));
        }
        if self.skip("b") {
            return Ok(Some('\u{8}'));
        }
        match self.escape()? {
            Escape::Char(c) => Ok(Some(c)),
            Escape::Kind(kind, wanted) => {
                class.add_kind(kind, wanted);
                Ok(None)
            }
            Escape::Node(_) => Err("an assertion in a character class".to_owned()),
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self) -> Result<Escape, String> {
        let c = self.take().ok_or("a backslash at the end")?;
        let mut code = |digits: usize| {
            let hexadecimal = self.rest.get(..digits).ok_or("an unfinished escape")?;
            let code = u32::from_str_radix(hexadecimal, 16).map_err(|_| format!("no code point: {hexadecimal}"))?;
            self.rest = &self.rest[digits..];
            // A surrogate stands in no text; the character next to the gap stands in for the end of a range.
            Ok::<_, String>(char::from_u32(code).unwrap_or('\u{d7ff}'))
        };
        Ok(match c {
            'u' => Escape::Char(code(4)?),
            'U' => Escape::Char(code(8)?),
            'x' => Escape::Char(code(2)?),
            'n' => Escape::Char('\n'),
            't' => Escape::Char('\t'),
            'r' => Escape::Char('\r'),
            'f' => Escape::Char('\u{c}'),
            'v' => Escape::Char('\u{b}'),
            'a' => Escape::Char('\u{7}'),
            'w' => Escape::Kind(Kind::Word, true),
            'W' => Escape::Kind(Kind::Word, false),
            'd' => Escape::Kind(Kind::Digit, true),
            'D' => Escape::Kind(Kind::Digit, false),
            's' => Escape::Kind(Kind::Space, true),
            'S' => Escape::Kind(Kind::Space, false),
            'b' => Escape::Node(Node::WordBoundary(true)),
            'B' => Escape::Node(Node::WordBoundary(false)),
            'A' => Escape::Node(Node::Start),
            'Z' => Escape::Node(Node::AbsoluteEnd),
            c if c.is_ascii_alphanumeric() => return Err(format!("the escape \\{c} is not supported")),
            c => Escape::Char(c),
        })
    }
}

enum Escape {
    Char(char),
    Kind(Kind, bool),
    Node(Node),
}

fn look_behind(body: Vec<Vec<Node>>, wanted: bool) -> Result<Node, String> {
    let widths = body.iter().map(|one| widths(one)).collect::<Option<Vec<_>>>();
    let widths = widths.ok_or("a look-behind without fixed width")?;
    let least = widths.iter().map(|width| width.start).min().unwrap_or(0);
    let most = widths.iter().map(|width| width.end).max().unwrap_or(1);
    Ok(Node::LookBehind { body, widths: least..most, wanted })
}

/// How many characters the nodes take, as a half-open range.
fn widths(nodes: &[Node]) -> Option<Range<usize>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_what_python_says() {
        for (source, text, expected) in [
            (r"[a&&b]+", "x&&y", Some(1..3)),
            (r"[[\]]", "a]", Some(1..2)),
            (r"[]x]", "a]", Some(1..2)),
            (r"[^]x]", "]xa", Some(2..3)),
            (r"[a\-z]", "b-", Some(1..2)),
            (r"[a-]", "-", Some(0..1)),
            (r"(?u)\!$", "a!", Some(1..2)),
            (r"(?<=[0-9])\+$", "7+", Some(1..2)),
            (r"(?<=[0-9])\+$", "a+", None),
            (r"(?<![a-z])b", "ab b", Some(3..4)),
            (r"\u00e9|\U0001F600", "é", Some(0..2)),
            (r"a|ab", "ab", Some(0..1)),
            (r"(?:a|ab)c", "abc", Some(0..3)),
            (r"(a+)+b", "aaab", Some(0..4)),
            (r"a{2,3}", "aaaa", Some(0..3)),
            (r"a{2,3}?", "aaaa", Some(0..2)),
            (r"a{,2}b", "aab", Some(0..3)),
            (r"x{y", "x{y", Some(0..3)),
            (r"\.\.+$|…", "a...", Some(1..4)),
            (r"(?i)ÉT", "ét", Some(0..3)),
            (r"(?i)k", "\u{212a}", Some(0..3)),
            (r"\bat\b", "what at", Some(5..7)),
            (r"\S+(?::\S*)?@", "me:x@y", Some(0..5)),
            (r"(?!a)\w", "ab", Some(1..2)),
            (r"$", "ab", Some(2..2)),
            (r"(?:)*x", "x", Some(0..1)),
        ] {
            let pattern = Pattern::searching(source).unwrap_or_else(|error| panic!("{source}: {error}"));
            assert_eq!(pattern.find(text), expected, "{source} in {text}");
        }
        let all = Pattern::searching("-|x*").map(|pattern| pattern.find_all("a-xx"));
        assert_eq!(all, Ok(vec![0..0, 1..2, 2..4, 4..4]));
        assert!(!Pattern::matching("b").is_ok_and(|pattern| pattern.is_match("ab")));
    }

    #[test]
    fn what_must_reach_the_end_is_not_looked_for_from_the_start() {
        let pattern = Pattern::searching(r"…$|\.\.+$|(?<=[0-9])(?:km|m²)$|(?<=[a-z]{2})\.$|\n$");
        let pattern = pattern.unwrap_or_else(|error| panic!("{error}"));
        let reach = pattern.reach.as_ref().map(|reach| (reach.width, reach.unbounded.clone()));
        assert_eq!(reach, Some((2, vec![1])));
        for (text, expected) in [
            ("a...", Some(1..4)),
            ("a...\n", Some(1..4)),
            ("....", Some(0..4)),
            ("7m²", Some(1..4)),
            ("7m²\n", Some(1..4)),
            ("xm²", None),
            ("ab.", Some(2..3)),
            ("a\n\n", Some(1..2)),
            ("", None),
        ] {
            assert_eq!(pattern.find(text), expected, "{text:?}");
        }
        for source in ["a", "a$|b", "(?:a$|b)", "(?:ab?c*)+d|x$"] {
            assert!(Pattern::searching(source).is_ok_and(|pattern| pattern.reach.is_none()), "{source}");
        }
    }

    #[test]
    fn refuses_and_gives_up() {
        for source in ["(", ")", "[a", r"\1", "(?P<x>a)", "(?<=a*)b", "*", "a{3,2}", &"(".repeat(1000)] {
            assert!(Pattern::searching(source).is_err(), "{source}");
        }
        let catastrophe =
            Pattern::searching("(?:a|a)*(?:a|a)*(?:a|a)*b").map(|pattern| pattern.find(&"a".repeat(3_000)));
        assert_eq!(catastrophe, Ok(None));
    }
}
